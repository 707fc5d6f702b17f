//! What we know of a member: what Slack says (profile, DND) and what they told us (hours).

use chrono::{DateTime, NaiveTime, Utc};
use serde::{Deserialize, Serialize};

use super::charter::Charter;
use super::schedule::{Schedule, WorkWeek};
use super::text::PrivateText;
use super::words::Locale;
use super::worktime::Zone;

/// A member of a workspace.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Member {
    /// What Slack says of them; `None` until it was read once.
    pub profile: Option<Profile>,
    /// Their own working hours; `None` means the charter's.
    pub hours: Option<WorkWeek>,
    /// Their check-in times; empty means the charter's.
    pub checkins: Vec<NaiveTime>,
    /// Slack's do-not-disturb window, when it was read.
    pub dnd: Option<Dnd>,
    /// How many reminders they set since when, to keep one person from flooding the store.
    pub pace: Option<(DateTime<Utc>, u32)>,
}

/// Somebody's Slack profile, as far as we need it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// The name shown to others; their words, so it is escaped like any other text.
    pub name: PrivateText,
    /// Their time zone as Slack names it; may be missing or unknown to us.
    pub zone: Option<String>,
    /// Their language.
    #[serde(default)]
    pub locale: Locale,
    /// An app or bot, Slackbot included.
    #[serde(default)]
    pub is_bot: bool,
    /// Deactivated.
    #[serde(default)]
    pub deleted: bool,
    /// From another organisation: learns nothing private.
    #[serde(default)]
    pub external: bool,
    /// When we read it.
    pub read_at: DateTime<Utc>,
}

/// Slack's next do-not-disturb window of somebody (`dnd.teamInfo`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dnd {
    /// Start of the window; `None` when there is none.
    pub start: Option<DateTime<Utc>>,
    /// End of the window.
    pub end: Option<DateTime<Utc>>,
    /// When we read it.
    pub read_at: DateTime<Utc>,
}

impl Member {
    /// Their zone: Slack's, or the charter's where Slack's is missing or unknown.
    pub fn zone(&self, charter: &Charter) -> Zone {
        self.profile
            .as_ref()
            .and_then(|p| p.zone.as_deref())
            .and_then(Zone::named)
            .unwrap_or_else(|| charter.zone.clone())
    }

    /// Their language; English until their profile was read.
    pub fn locale(&self) -> Locale {
        self.profile.as_ref().map(|p| p.locale).unwrap_or_default()
    }

    /// Their schedule: own hours in their own zone, else the charter's hours in their own zone.
    pub fn schedule(&self, charter: &Charter) -> Schedule {
        let checkins = if self.checkins.is_empty() { &charter.checkins } else { &self.checkins };
        Schedule {
            work: self.hours.clone().unwrap_or_else(|| charter.hours.clone()),
            week_start: charter.week_start,
            checkins: checkins.clone(),
            ..Schedule::in_zone(self.zone(charter))
        }
    }
}
