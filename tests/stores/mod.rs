//! Every store is held against the same law.

mod copy;
mod embedded;
pub mod redis;
