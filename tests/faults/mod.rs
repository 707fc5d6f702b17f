//! Faults: what must hold when things break.

mod child;
mod digests;
mod kills;
pub mod proxy;
mod redis;
mod replicas;
