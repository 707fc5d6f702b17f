//! Where people talk live, everybody knows that everybody is interrupted.

use super::{Ping, Silence};
use crate::domain::words::Phrase;

pub const SILENCE: Silence = Silence {
    name: "channel_live",
    why: Phrase::en("silence.channel_live", "People talk live in this channel."),
    holds,
};

fn holds(ping: &Ping<'_>) -> bool {
    ping.moment.norms(&ping.message.channel).live
}
