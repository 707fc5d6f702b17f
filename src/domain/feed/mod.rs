//! Calendar feeds: what of somebody's own calendar says when they can't answer. Of a calendar nothing is kept but from
//! when to when something counts, and as what: no titles, no people, no places.

mod choice;
mod expand;
mod lines;
mod moment;
mod parse;
mod rule;
mod source;
mod state;
mod windows;
mod zones;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::worktime::Zone;

pub use choice::{AWAY, Busy, Choice, FOCUS, Kind};
pub use source::{Address, NotAnAddress, Source, Which};
pub use state::{Feed, Trouble, Validators};

/// How far ahead events are kept: as far as working time is ever looked at.
pub const AHEAD: TimeDelta = TimeDelta::days(62);
/// How far back: what still goes on began before, and a reminder on working days looks back by more than a day.
const BACK: TimeDelta = TimeDelta::days(3);
/// Most slots of one person that are kept, the earliest first.
pub const MOST_SLOTS: usize = 600;

/// A stretch of time that counts. Whole minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "(i64, u32, Kind)", into = "(i64, u32, Kind)")]
pub struct Slot {
    /// Since when.
    pub from: DateTime<Utc>,
    /// Until when, exclusive.
    pub until: DateTime<Utc>,
    /// What it counts as.
    pub kind: Kind,
}

impl Slot {
    /// Whether an instant lies in it.
    pub fn holds(&self, at: DateTime<Utc>) -> bool {
        self.from <= at && at < self.until
    }
}

/// Slots are kept briefly, since they are loaded with their member: the first minute, how many, and the kind.
impl From<(i64, u32, Kind)> for Slot {
    fn from((minute, length, kind): (i64, u32, Kind)) -> Self {
        let from = DateTime::from_timestamp(minute.saturating_mul(60), 0).unwrap_or_default();
        let until = from.checked_add_signed(TimeDelta::minutes(length.into())).unwrap_or(from);
        Self { from, until, kind }
    }
}

impl From<Slot> for (i64, u32, Kind) {
    fn from(slot: Slot) -> Self {
        let length = u32::try_from((slot.until - slot.from).num_minutes()).unwrap_or(u32::MAX);
        (slot.from.timestamp().div_euclid(60), length, slot.kind)
    }
}

/// What was found in a calendar.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// What counts, in order; what is of one kind and touches is one slot.
    pub slots: Vec<Slot>,
    /// How many events it has.
    pub events: usize,
    /// How many lines and events could not be read and were left out.
    pub skipped: usize,
    /// Whether there was more than we look at.
    pub is_cut: bool,
}

/// Reads a calendar as it concerns the time from `now` on, for somebody in this zone; `None` when it is none.
pub fn read(file: &[u8], zone: &Zone, now: DateTime<Utc>, choice: &Choice) -> Option<Reading> {
    let file = parse::parse(file);
    file.is_calendar.then(|| expand::expand(file, zone, (now - BACK, now + AHEAD), choice))
}

#[cfg(test)]
mod tests;
