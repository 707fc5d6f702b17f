//! The HTTP door from the street: real sockets, a desk that only takes notes, a clock that stands.

mod bodies;
mod caller;
mod commands;
mod events;
mod house;
mod limits;
mod mutations;
mod quiet;
mod samples;
mod signatures;
mod trouble;
