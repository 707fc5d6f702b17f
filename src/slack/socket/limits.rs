//! How much and how long the socket door bears with Slack and the network.

use std::time::Duration;

use crate::slack::door::DESK_TIME;

/// The door's limits. Pauses between openings go by the clock, everything else by real time.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections that are held open. Slack allows 10 for an app, all replicas together.
    pub lines: usize,
    /// Between two openings. Slack's allowance may be as low as one a minute in the long run, so a failing opening
    /// soon waits longer.
    pub apart: Duration,
    /// For the first word of a new connection.
    pub hello_time: Duration,
    /// A connection that lasts shorter than this counts as one that failed to open.
    pub young: Duration,
    /// For the desk. Slack waits 3 seconds for the acknowledgement.
    pub desk_time: Duration,
    /// Without a sound for so long, we ask whether somebody is there.
    pub quiet: Duration,
    /// Without a sound for so long, nobody is.
    pub silence: Duration,
    /// For Slack to take what we write.
    pub write_time: Duration,
    /// Bytes of a frame; a larger one breaks its connection. Slack's are a few kilobytes.
    pub frame_size: usize,
    /// Envelopes in hand at a time, for each connection; further ones wait in the network's buffers.
    pub in_hand: usize,
    /// An old connection that has been replaced is closed when it brought nothing for so long …
    pub linger: Duration,
    /// … and after so long in any case. Slack closes it by itself about 10 seconds after its warning.
    pub linger_most: Duration,
    /// After the stop, between the end of one connection and the end of the next.
    pub goodbyes_apart: Duration,
    /// After the stop, for what is in hand.
    pub farewell: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            lines: 2,
            apart: Duration::from_secs(5),
            hello_time: Duration::from_secs(20),
            young: Duration::from_secs(30),
            desk_time: DESK_TIME,
            quiet: Duration::from_secs(10),
            silence: Duration::from_secs(25),
            write_time: Duration::from_secs(5),
            frame_size: 1024 * 1024,
            in_hand: 64,
            linger: Duration::from_secs(2),
            linger_most: Duration::from_secs(20),
            goodbyes_apart: Duration::from_millis(100),
            farewell: Duration::from_secs(8),
        }
    }
}
