//! Two people off at the same time know what they do.

use super::{Ping, Silence};
use crate::domain::availability::{Availability, Kind};
use crate::domain::words::Phrase;

pub const SILENCE: Silence = Silence {
    name: "away_together",
    why: Phrase::en("silence.away_together", "Both are off at this time."),
    holds,
};

fn holds(ping: &Ping<'_>) -> bool {
    let asker = Availability::of(ping.asker, ping.moment.charter, ping.moment.now);
    is_off(&asker) && is_off(ping.now)
}

fn is_off(now: &Availability) -> bool {
    matches!(now.kind, Kind::OffHours | Kind::TimeOff | Kind::Holiday)
}
