//! Every store is held against the same law.

mod embedded;
pub mod redis;
