//! The law every store keeps, as tests any store can be held against.
