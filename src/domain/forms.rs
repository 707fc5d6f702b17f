//! What the modals of one's own schedule show before anything is changed in them.

use chrono::{NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use super::ids::UserId;
use super::member::Publish;
use super::words::Locale;

/// One's own hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoursForm {
    /// The working days, where all have the same single shift; else none, and `words` says the hours.
    pub days: Vec<Weekday>,
    /// Start of that shift, `09:00`.
    pub from: Option<String>,
    /// Its end, `17:00`.
    pub to: Option<String>,
    /// Hours that days and a shift can't say.
    pub words: String,
    /// How far the hours are known.
    pub publish: Option<Publish>,
    /// The place whose time it all is.
    pub place: String,
    /// The reader's language.
    pub locale: Locale,
}

/// One's weekly focus blocks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FocusForm {
    /// The blocks, where they are few enough for rows of their own; else none, and `words` says them.
    pub blocks: Vec<FocusRow>,
    /// Blocks that are too many for rows.
    pub words: String,
    /// The place whose time it all is.
    pub place: String,
    /// The reader's language.
    pub locale: Locale,
}

/// A weekly focus block, as a row of inputs shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FocusRow {
    /// The days it starts on.
    pub days: Vec<Weekday>,
    /// When it starts, `09:00`.
    pub from: String,
    /// When it ends, `11:00`.
    pub to: String,
}

/// One's check-ins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckInsForm {
    /// The times, `10:00`.
    pub times: Vec<String>,
    /// The team's, in words; empty when it has none.
    pub team: String,
    /// The place whose time it all is.
    pub place: String,
    /// The reader's language.
    pub locale: Locale,
}

/// An absence that is to be added or changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeOffForm {
    /// Which one is changed, by its name; empty for a new one.
    pub which: String,
    /// Its first day.
    pub first: Option<NaiveDate>,
    /// Its last day.
    pub last: Option<NaiveDate>,
    /// When it begins on its first day, if that is not the day's own beginning.
    pub from: Option<String>,
    /// When it ends on its last day, if that is not the day's own end.
    pub until: Option<String>,
    /// Who stands in.
    pub cover: Option<UserId>,
    /// The place whose time it all is.
    pub place: String,
    /// The reader's language.
    pub locale: Locale,
}

/// Whose public holidays one has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolidaysForm {
    /// The country, by its code.
    pub country: Option<String>,
    /// The reader's language.
    pub locale: Locale,
}

/// Which part of a country it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegionForm {
    /// The country, by its code.
    pub country: String,
    /// The region, by its code; the country's own where it is all of it.
    pub region: String,
    /// The reader's language.
    pub locale: Locale,
}

/// Where one is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ZoneForm {
    /// The zone that was set by hand.
    pub place: String,
    /// The last day it counts on.
    pub until: Option<NaiveDate>,
    /// What counts without it: Slack's zone, or the team's.
    pub without: String,
    /// The reader's language.
    pub locale: Locale,
}

/// One's calendar. Its address is never shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarForm {
    /// The reader's language.
    pub locale: Locale,
}
