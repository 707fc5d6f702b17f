//! How much and how long the door bears with its callers.

use std::time::Duration;

use crate::slack::door::DESK_TIME;

/// The door's limits. The defaults are far above what Slack does and far below what would hurt.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections at a time; further callers wait in the kernel's queue. Each takes a file descriptor.
    pub connections: usize,
    /// For a whole request head, from its first byte; for a new connection, from the start.
    pub head_time: Duration,
    /// Bytes of a request head; a larger one is answered 431.
    pub head_size: usize,
    /// For a whole body.
    pub body_time: Duration,
    /// Bytes of a body; a larger one is answered 413. Slack's are a few kilobytes.
    pub body_size: usize,
    /// Bytes of a body that needs no turn.
    pub small_body: usize,
    /// Larger bodies in memory at a time.
    pub large_bodies: usize,
    /// Between two requests. Longer than the 60 seconds after which common load balancers close their side, so that
    /// they are never the ones surprised by a closed connection.
    pub idle: Duration,
    /// For the caller to take an answer off our hands.
    pub write_time: Duration,
    /// For the desk. Slack gives up after 3 seconds, the way there and back included.
    pub desk_time: Duration,
    /// After the stop, for what is in hand.
    pub farewell: Duration,
    /// Before the next try when a connection could not be accepted (no file descriptor left).
    pub accept_pause: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 2048,
            head_time: Duration::from_secs(10),
            head_size: 16 * 1024,
            body_time: Duration::from_secs(10),
            body_size: 1024 * 1024,
            small_body: 16 * 1024,
            large_bodies: 8,
            idle: Duration::from_secs(75),
            write_time: Duration::from_secs(10),
            desk_time: DESK_TIME,
            farewell: Duration::from_secs(8),
            accept_pause: Duration::from_millis(100),
        }
    }
}
