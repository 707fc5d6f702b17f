//! Reading messages: which window one sets, and why. Pure rules; no network, no model.

mod blocks;
mod cited;
mod escape;
mod pings;

use chrono::{DateTime, NaiveDate, Utc};

use super::ask::Because;
use super::charter::Charter;
use super::window::Window;
use super::worktime::Zone;

pub use blocks::text_of;
pub use escape::unescape;
pub use pings::pings;

/// What a message says about the answer it wants.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The window it sets; `None` when it says nothing about that.
    pub window: Option<Window>,
    /// Whether some reader is expected to answer or act.
    pub asks_for_reply: bool,
    /// Whether it asks for talking at the same time.
    pub sync_request: bool,
    /// Whether it says there is no hurry.
    pub no_rush: bool,
    /// Which rules saw what.
    pub because: Vec<Because>,
    /// Every future time that is said, the likeliest deadline first, whether or not it sets a window.
    pub times: Vec<TimeExpression>,
}

/// A future time said in a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeExpression {
    /// Offset of its first character, in Unicode characters.
    pub start: u32,
    /// Offset after its last one.
    pub end: u32,
    /// When it begins, or when it is.
    pub from: Stamp,
    /// When it is over, exclusive, for a stretch of time.
    pub until: Option<Stamp>,
}

/// A day or a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stamp {
    /// A day, on the calendar it was said on.
    Day(NaiveDate),
    /// A moment, resolved in the zone that was said or else the writer's.
    Moment(DateTime<Utc>),
}

/// Reads a message written at `at` by somebody in `zone`. `text` is unescaped, with mention tokens kept.
pub fn read(_text: &str, _at: DateTime<Utc>, _zone: &Zone, _charter: &Charter) -> Reading {
    Reading::default()
}
