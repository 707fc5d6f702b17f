//! Nobody gets more than a few nudges on a day.

use super::{Ping, Silence};
use crate::domain::words::Phrase;

pub const SILENCE: Silence = Silence {
    name: "daily_cap",
    why: Phrase::en("silence.daily_cap", "The asker had as many nudges today as the charter allows."),
    holds,
};

fn holds(ping: &Ping<'_>) -> bool {
    let today = ping.asker.spent.as_ref().filter(|spent| spent.on == ping.today());
    let had = today.map_or(0, |spent| spent.about.len());
    had >= ping.moment.charter.nudges_a_day as usize
}
