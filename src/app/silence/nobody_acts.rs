//! A rule nobody in the workspace acts on says nothing for a while.

use super::{Ping, Silence};
use crate::domain::record::{Key, Record};
use crate::domain::words::Phrase;

pub const SILENCE: Silence = Silence {
    name: "nobody_acts",
    why: Phrase::en("silence.nobody_acts", "Nobody here acts on this nudge."),
    holds,
};

fn holds(ping: &Ping<'_>) -> bool {
    let tally = ping.moment.record(&Key::Tally(ping.rule));
    matches!(tally, Some(Record::Tally(tally)) if tally.is_quiet())
}
