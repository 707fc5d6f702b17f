//! Reading messages: which window one sets, and why. Pure rules; no network, no model.

use chrono::{DateTime, Utc};

use super::ask::Because;
use super::charter::Charter;
use super::window::Window;
use super::worktime::Zone;

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
}

/// Reads a message written at `at` by somebody in `zone`. `text` is unescaped, with mention tokens kept.
pub fn read(_text: &str, _at: DateTime<Utc>, _zone: &Zone, _charter: &Charter) -> Reading {
    Reading::default()
}
