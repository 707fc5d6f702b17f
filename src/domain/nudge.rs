//! A nudge: a private note to somebody whose ping lands in another person's focus or off hours.
//!
//! There is at most one for a message, however many people it pings; the record is what makes a second one impossible
//! and what its buttons act on.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::ids::{Ts, UserId};

/// How long a nudge is remembered: its buttons work as long as it can reasonably still be seen.
pub const KEPT: TimeDelta = TimeDelta::days(30);
/// How long it is remembered when somebody last wrote in a channel.
pub const ACTIVITY_KEPT: TimeDelta = TimeDelta::hours(1);
/// A nudge that could not be shown for so long comes too late to help, and is dropped.
pub const STALE: TimeDelta = TimeDelta::minutes(2);

/// The nudge a message set off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nudge {
    /// Who wrote the message; only they see the nudge and press its buttons.
    pub asker: UserId,
    /// The thread the message stands in.
    pub thread: Option<Ts>,
    /// The people it is about: those who are not free now. The first stands for a user group or a whole channel too.
    pub about: Vec<UserId>,
    /// The rule that set it off; *Not again* silences it for the asker.
    pub rule: String,
    /// When the ping was noticed.
    pub at: DateTime<Utc>,
    /// What became of it.
    pub state: NudgeState,
}

/// What became of a nudge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NudgeState {
    /// Nothing was pressed yet.
    #[default]
    Open,
    /// Held till they are back.
    Held,
    /// It's urgent: it goes through focus and off hours.
    Urgent,
    /// No reply needed.
    NoReply,
    /// Somebody else was asked.
    Elsewhere,
    /// Not again.
    Dismissed,
}

/// When somebody last wrote in a channel. Kept for an hour, and never shown to anybody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// Their newest message in the channel, in a thread or not.
    pub last: Ts,
    /// The thread they wrote in last, and their newest message there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<(Ts, Ts)>,
}

/// The nudges somebody got on one day, by their own calendar: they are few, and never two about the same person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spent {
    /// The day.
    pub on: NaiveDate,
    /// The people the nudges were about; as many entries as nudges.
    pub about: Vec<Vec<UserId>>,
}

/// What somebody made of the nudges of one rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Heard {
    /// How many in a row were left without a press, or dismissed.
    pub dismissed: u32,
    /// Silenced, by *Not again* or because too many were dismissed in a row.
    pub silenced: bool,
}
