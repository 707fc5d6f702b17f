//! The written forms of schedules, windows and moments, as `unrush explain` takes them in JSON.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::Zone;
use crate::domain::schedule::Schedule;
use crate::domain::window::Window;

/// Reads a schedule: `{tz, work, week_start?, focus?, holidays?, pto?, checkins?}`. The error names the field.
pub fn schedule_from(_form: &Value) -> Result<Schedule, String> {
    Err("schedule: not read yet".into())
}

/// Reads a window: `{kind, n?, date?, tz?}`, where a `date` with a clock time is wall time in the window's own
/// `tz` or else in `line_zone`. The error names the field.
pub fn window_from(_form: &Value, _line_zone: &Zone) -> Result<Window, String> {
    Err("window: not read yet".into())
}

/// Reads a moment: an instant with `Z` or an offset, or wall time in a zone.
pub fn reference(_text: &str, _zone: &Zone) -> Result<DateTime<Utc>, String> {
    Err("reference_time: not read yet".into())
}
