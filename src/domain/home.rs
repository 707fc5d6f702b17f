//! A Home tab: what it shows, and what we remember of it. It speaks to its owner alone.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::ask::AskRef;
use super::availability::Availability;
use super::ids::Ts;
use super::member::{Publish, Quiet, TimeOff};
use super::schedule::{FocusBlock, WorkWeek};
use super::text::{Piece, PrivateText};
use super::window::Window;
use super::words::Locale;

/// What stands in Slack as somebody's Home tab.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Home {
    /// When it was last opened.
    pub opened: DateTime<Utc>,
    /// Slack's hash of it.
    pub hash: Option<String>,
    /// Fingerprint of what it says, so that the same is not shown again.
    pub said: Option<String>,
}

/// Somebody's Home tab: their day, their hours, their asks, their privacy.
#[expect(clippy::struct_excessive_bools, reason = "each says one thing of one line and goes with no other")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HomeCard {
    /// The present day and time there, such as "Thu 26 Nov 10:20".
    pub now: String,
    /// The city of their zone.
    pub city: String,
    /// What they are now.
    pub availability: Availability,
    /// Until when that lasts, as their own clock shows it.
    pub until: Option<String>,
    /// Their next check-in, as their own clock shows it.
    pub checkin: Option<String>,
    /// Their working day in half hours, from its first to its last; empty on a day off.
    pub day: Vec<HalfHour>,
    /// When the day above begins and ends: minutes after midnight.
    pub day_span: (u16, u16),
    /// Their working hours.
    pub hours: WorkWeek,
    /// Whether these are their own and not the team's.
    pub own_hours: bool,
    /// Their weekly focus blocks.
    pub focus: Vec<FocusBlock>,
    /// When they look at messages, such as "10:00".
    pub checkins: Vec<String>,
    /// Whether they are in a focus block they set for now.
    pub spell: bool,
    /// Whether they are away now, by their own word or their calendar's.
    pub is_away: bool,
    /// Whether the check-ins are their own and not the team's.
    pub own_checkins: bool,
    /// When they are away, from today on.
    pub time_off: Vec<TimeOff>,
    /// How many absences more than are listed.
    pub more_time_off: usize,
    /// Whose public holidays they have, if any.
    pub holidays: Option<HomeHolidays>,
    /// Their zone's name.
    pub zone: String,
    /// Where it comes from.
    pub zone_from: ZoneFrom,
    /// Their calendar, if one is connected.
    pub calendar: Option<HomeCalendar>,
    /// Whether they are of another organisation: they are shown nobody's times, and have no schedule here.
    pub is_stranger: bool,
    /// What they are expected to answer, the most pressing first.
    pub owes: Vec<HomeAsk>,
    /// How many more than are listed.
    pub more_owed: usize,
    /// What they wait for.
    pub waits: Vec<HomeAsk>,
    /// How many more than are listed.
    pub more_waited: usize,
    /// How far their hours are known.
    pub publish: Publish,
    /// Whether they said so themselves.
    pub own_publish: bool,
    /// Until when they want to hear nothing.
    pub quiet: Option<Quiet>,
    /// Their language.
    pub locale: Locale,
}

/// Public holidays as they stand in a Home tab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HomeHolidays {
    /// The country or region.
    pub region: String,
    /// Those of the next month, or the next one: the date, the name, and whether they work on it all the same.
    pub ahead: Vec<(NaiveDate, String, bool)>,
}

/// Where somebody's zone comes from. Moments are as their own clock shows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ZoneFrom {
    /// Slack's, and it is home.
    Slack,
    /// The team's, since Slack tells none that is known.
    Team,
    /// They set it, until a moment or for good.
    Hand(Option<String>),
    /// They are on a trip, and this is home.
    Trip(String),
    /// Their trip is over and this is home, though Slack still says otherwise.
    Over(String),
    /// Slack has them elsewhere than at home, and they have not said whether they will be back: home, and the name of
    /// the zone they are in.
    Unsaid(String, String),
}

/// A calendar as it stands in a Home tab: never its address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HomeCalendar {
    /// The host, or that it is a file.
    pub what: Piece,
    /// How many events it has; `None` until it was read.
    pub events: Option<usize>,
    /// Whether it can't be read at present.
    pub is_failing: bool,
}

/// Half an hour of a working day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HalfHour {
    /// Can answer.
    Free,
    /// In focus.
    Focus,
    /// Not at work.
    Off,
    /// The one we are in.
    Now,
}

/// An ask as it stands in a Home tab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HomeAsk {
    /// The message.
    pub about: AskRef,
    /// The thread it stands in.
    pub thread: Option<Ts>,
    /// The asker, or the first of those who are expected to answer.
    pub who: PrivateText,
    /// How many more are expected.
    pub others: usize,
    /// The window.
    pub window: Window,
    /// When it is due, on the reader's clock.
    pub due: Option<String>,
    /// Whether that has passed.
    pub is_over: bool,
    /// Whether somebody said *On it*.
    pub on_it: bool,
}
