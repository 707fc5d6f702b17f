//! The HTTP door from the street: real sockets, a desk that only takes notes, a clock that stands.

mod bodies;
pub mod caller;
mod commands;
mod events;
pub mod house;
mod limits;
pub mod mutations;
pub mod quiet;
pub mod samples;
mod signatures;
mod trouble;
