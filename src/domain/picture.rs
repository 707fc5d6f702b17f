//! A day of several people as facts to be painted, or read out: who can answer when, and what they have in common.

use serde::{Deserialize, Serialize};

use super::text::Piece;
use super::words::Locale;
use super::worktime::Zone;
use super::worktime::overlap::Stretch;

/// A local date of whoever looks at it, and what some people do on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// Its midnight, and the next.
    pub whole: Stretch,
    /// The zone of whoever looks.
    pub zone: Zone,
    /// The people, in order: only those who let others see their hours.
    pub rows: Vec<Row>,
    /// When all of them can answer; nothing where somebody is missing from the rows.
    pub common: Vec<Stretch>,
    /// What is proposed, as far as it lies on this day.
    pub proposed: Vec<Stretch>,
    /// The reader's language.
    pub locale: Locale,
}

/// One person's day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Their name.
    pub who: Piece,
    /// Where they are.
    pub zone: Zone,
    /// What they do, without gaps from midnight to midnight.
    pub parts: Vec<Part>,
}

/// A part of somebody's day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// From when to when.
    pub at: Stretch,
    /// What it is.
    pub shade: Shade,
}

/// What somebody is in a part of their day. Why is nobody's business.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shade {
    /// Can answer.
    Free,
    /// At work, and not to be disturbed.
    Focus,
    /// Not at work.
    OffHours,
    /// Away, or on a holiday.
    Away,
}
