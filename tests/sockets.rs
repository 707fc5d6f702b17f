//! The socket door from Slack's end: real sockets, a desk that only takes notes, a clock whose pauses the test ends.

mod end;
mod envelopes;
mod frames;
mod house;
mod liveness;
mod mutations;
mod openings;
mod refreshes;
mod rolling;
mod stopping;
