//! Once a day is enough to know it of somebody.

use super::{Ping, Silence};
use crate::domain::words::Phrase;

pub const SILENCE: Silence = Silence {
    name: "pair_today",
    why: Phrase::en("silence.pair_today", "They were named in a nudge to the same person today."),
    holds,
};

fn holds(ping: &Ping<'_>) -> bool {
    let today = ping.asker.spent.as_ref().filter(|spent| spent.on == ping.today());
    today.is_some_and(|spent| spent.about.iter().flatten().any(|user| user == ping.target))
}
