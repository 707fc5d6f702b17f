//! The courier on its rounds.
