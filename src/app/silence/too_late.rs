//! A note that comes minutes after the message helps nobody.

use super::{Ping, Silence};
use crate::domain::nudge::STALE;
use crate::domain::words::Phrase;

pub const SILENCE: Silence = Silence {
    name: "too_late",
    why: Phrase::en("silence.too_late", "It was written more than two minutes ago."),
    holds,
};

fn holds(ping: &Ping<'_>) -> bool {
    let written = ping.message.edited.as_ref().unwrap_or(&ping.message.ts);
    ping.moment.now - written.at() > STALE
}
