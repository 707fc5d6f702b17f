//! The cellar: where everything is kept, under one law.

pub mod contract;
pub mod copy;
pub mod embedded;
mod known;
pub mod redis;
pub mod seal;
pub mod shapes;
