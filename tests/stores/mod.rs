//! Every store is held against the same law.

mod embedded;
mod redis;
