//! Faults: what must hold when things break.

mod child;
mod kills;
