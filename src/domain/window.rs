//! The window: when an answer is expected.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// When an answer is expected, before it is turned into a due moment in the answerer's working time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Window {
    /// At once.
    Urgent,
    /// By the end of the answerer's day.
    Today,
    /// By the end of the answerer's week.
    Week,
    /// After so many minutes of the answerer's answering time (`hours n` counts working hours).
    Hours {
        /// Minutes of working time, at least 1.
        minutes: u32,
    },
    /// After so many elapsed minutes (`within n hours`, "24h").
    Within {
        /// Elapsed minutes, at least 1.
        minutes: u32,
    },
    /// After so many working days.
    Days {
        /// Working days, at least 1.
        n: u32,
    },
    /// At the answerer's next check-in.
    NextCheckIn,
    /// By the end of a day.
    ByDay {
        /// The day, on the writer's calendar.
        day: NaiveDate,
    },
    /// By an exact moment.
    ByMoment {
        /// The moment, already resolved in the zone that was said or else the writer's.
        at: DateTime<Utc>,
    },
    /// No reply needed.
    NoReply,
}
