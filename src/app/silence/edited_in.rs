//! An edit that mentions nobody new pings nobody.

use super::{Ping, Silence};
use crate::domain::words::Phrase;

pub const SILENCE: Silence = Silence {
    name: "edited_in",
    why: Phrase::en("silence.edited_in", "The message mentioned them before it was edited."),
    holds,
};

fn holds(ping: &Ping<'_>) -> bool {
    ping.message.pings.before.contains(ping.target)
}
