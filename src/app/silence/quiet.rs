//! Somebody asked for quiet, for a channel or for themselves.

use super::{Ping, Silence};
use crate::domain::words::Phrase;

pub const SILENCE: Silence = Silence {
    name: "quiet",
    why: Phrase::en("silence.quiet", "The channel or the asker wants quiet."),
    holds,
};

fn holds(ping: &Ping<'_>) -> bool {
    let now = ping.moment.now;
    let channel = ping.moment.norms(&ping.message.channel).quiet;
    channel.is_some_and(|quiet| quiet.holds(now)) || ping.asker.is_quiet(now)
}
