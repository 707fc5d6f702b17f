//! The heart: load what is known, decide in pure code, commit the outcome whole.
