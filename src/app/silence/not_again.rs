//! Who pressed *Not again*, or left three in a row alone, is left alone too.

use super::{Ping, Silence};
use crate::domain::nudge::Heard;
use crate::domain::words::Phrase;

pub const SILENCE: Silence = Silence {
    name: "not_again",
    why: Phrase::en("silence.not_again", "The asker does not want this nudge any more."),
    holds,
};

fn holds(ping: &Ping<'_>) -> bool {
    ping.asker.heard.get(ping.rule).is_some_and(Heard::is_silent)
}
