//! What we know of a member: what Slack says (profile, DND) and what they told us (hours).

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::charter::Charter;
use super::feed::{Kind, Slot};
use super::holidays;
use super::ids::UserId;
use super::nudge::{Heard, Spent};
use super::schedule::{FocusBlock, Schedule, WorkWeek};
use super::signals::{Signals, StatusWords, Told};
use super::stay::Stay;
use super::text::PrivateText;
use super::words::Locale;
use super::worktime::Zone;

/// A member of a workspace.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "each says one thing, and any may go with any other")]
pub struct Member {
    /// What Slack says of them; `None` until it was read once.
    pub profile: Option<Profile>,
    /// Their own working hours; `None` means the charter's.
    pub hours: Option<WorkWeek>,
    /// Their check-in times; empty means the charter's.
    pub checkins: Vec<NaiveTime>,
    /// Whether they want no check-ins, not even the charter's.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub no_checkins: bool,
    /// Slack's do-not-disturb window, when it was read.
    pub dnd: Option<Dnd>,
    /// Their weekly focus blocks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub focus: Vec<FocusBlock>,
    /// The focus block they set for now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spell: Option<Spell>,
    /// When they are away.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub time_off: Vec<TimeOff>,
    /// What their calendar says of the next weeks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub calendar: Vec<Slot>,
    /// When they said that they are back: an absence in their calendar that goes on then counts no more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub back: Option<DateTime<Utc>>,
    /// Whose public holidays they have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holidays: Option<Holidays>,
    /// How far they want their hours known; `None` until they say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publish: Option<Publish>,
    /// Until when Unrush says nothing to them on its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quiet: Option<Quiet>,
    /// Where they are, as far as it is more than their profile says.
    #[serde(skip_serializing_if = "Stay::is_plain")]
    pub stay: Stay,
    /// Of whom they want no reminders.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub stopped: BTreeSet<UserId>,
    /// Whose reminders wait until they are there: these are looked at when they are back earlier than it seemed.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub callers: BTreeSet<UserId>,
    /// Whether they ever had something recur by their days: it is looked at again when these change.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub recurs: bool,
    /// Whether they ever opened the Home tab: it is kept up to date from then on.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub home: bool,
    /// Whether they were told once how to begin.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub welcomed: bool,
    /// The nudges they got today.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spent: Option<Spent>,
    /// What they made of nudges, by rule.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub heard: BTreeMap<String, Heard>,
    /// Until when their catch-up has told them everything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caught_up: Option<DateTime<Utc>>,
    /// When they were told last that the moment of something they asked is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub told_over: Option<DateTime<Utc>>,
    /// How many of their urgent words were marked as not urgent. Nobody else is ever told.
    #[serde(skip_serializing_if = "is_zero")]
    pub not_urgent: u32,
    /// How many reminders they set since when, to keep one person from flooding the store.
    pub pace: Option<(DateTime<Utc>, u32)>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// A focus block set for now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spell {
    /// Since when.
    pub from: DateTime<Utc>,
    /// Until when, exclusive.
    pub until: DateTime<Utc>,
}

impl Spell {
    /// Whether an instant lies in it.
    pub fn holds(&self, at: DateTime<Utc>) -> bool {
        self.from <= at && at < self.until
    }
}

/// An absence, in the member's own local time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeOff {
    /// Since when.
    pub from: NaiveDateTime,
    /// Until when, exclusive.
    pub until: NaiveDateTime,
    /// Who stands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cover: Option<UserId>,
}

impl TimeOff {
    /// Whether it is on at an instant. Instants are compared, as due moments do it: on the day clocks go back the
    /// same wall time comes twice, and it ends the first time.
    pub fn holds(&self, at: DateTime<Utc>, zone: &Zone) -> bool {
        !self.is_ahead(at, zone) && !self.is_over(at, zone)
    }

    /// Whether it has not begun at an instant.
    pub fn is_ahead(&self, at: DateTime<Utc>, zone: &Zone) -> bool {
        at < zone.resolve(self.from)
    }

    /// Whether it has ended at an instant.
    pub fn is_over(&self, at: DateTime<Utc>, zone: &Zone) -> bool {
        zone.resolve(self.until) <= at
    }

    /// Tells it from others of the same person: from when to when, `2026-12-24T00:00/2027-01-03T00:00`.
    pub fn name(&self) -> String {
        format!("{}/{}", self.from.format("%Y-%m-%dT%H:%M"), self.until.format("%Y-%m-%dT%H:%M"))
    }
}

/// The public holidays somebody has chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Holidays {
    /// The country or region, by its code.
    pub region: String,
    /// The ones on which they work all the same.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub worked: BTreeSet<NaiveDate>,
}

impl Holidays {
    /// Their free days, in order; none where the region is unknown (any more).
    pub fn free(&self) -> impl Iterator<Item = NaiveDate> {
        let all = holidays::find(&self.region).into_iter().flat_map(|region| region.from(NaiveDate::MIN));
        all.map(|(date, _)| date).filter(|date| !self.worked.contains(date))
    }
}

/// How far somebody wants their hours known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Publish {
    /// Whoever pings them outside their hours or in focus gets a nudge.
    Protect,
    /// Whoever asks is told; nobody gets a nudge.
    Show,
    /// They may be reached any time.
    AnyTime,
}

/// Until when Unrush says nothing on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quiet {
    /// Until this moment.
    Until(DateTime<Utc>),
    /// Until they say otherwise.
    Always,
}

impl Quiet {
    /// Whether it is quiet at an instant.
    pub fn holds(self, at: DateTime<Utc>) -> bool {
        match self {
            Self::Until(until) => at < until,
            Self::Always => true,
        }
    }
}

/// Somebody's Slack profile, as far as we need it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// The name shown to others; their words, so it is escaped like any other text.
    pub name: PrivateText,
    /// Their time zone as Slack names it; may be missing or unknown to us.
    pub zone: Option<String>,
    /// Their language, where Slack told it: it tells changes of a profile without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<Locale>,
    /// An app or bot, Slackbot included.
    #[serde(default)]
    pub is_bot: bool,
    /// Deactivated.
    #[serde(default)]
    pub deleted: bool,
    /// From another organisation: learns nothing private.
    #[serde(default)]
    pub external: bool,
    /// Their status and huddle as Slack tells them, until [`Profile::settled`] has read them. Never kept.
    #[serde(skip)]
    pub told: Option<Box<Told>>,
    /// What these mean.
    #[serde(default, skip_serializing_if = "Signals::is_calm")]
    pub signals: Signals,
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

/// How long a profile counts as known. Slack tells us of changes; this heals what it told us while we were away.
const PROFILE_FRESH: TimeDelta = TimeDelta::hours(24);
/// How long "no do-not-disturb" counts as known.
const CALM_FRESH: TimeDelta = TimeDelta::minutes(10);
/// How long a do-not-disturb window counts as known, if it is not over before.
const WINDOW_FRESH: TimeDelta = TimeDelta::hours(12);

impl Profile {
    /// Whether it was read lately enough to rely on.
    pub fn is_fresh(&self, now: DateTime<Utc>) -> bool {
        now - self.read_at <= PROFILE_FRESH && self.signals.are_fresh(now)
    }

    /// The profile with its status read, and its words forgotten.
    #[must_use]
    pub fn settled(mut self, words: &StatusWords) -> Self {
        if let Some(told) = self.told.take() {
            self.signals = Signals::of(&told, words, self.read_at);
        }
        self
    }
}

impl Dnd {
    /// Whether it was read lately enough to rely on: a window until its own end, since Slack tells one at a time.
    pub fn is_fresh(&self, now: DateTime<Utc>) -> bool {
        let age = now - self.read_at;
        let is_ahead = self.start.is_some() && self.end.is_some_and(|end| now < end);
        age <= CALM_FRESH || (is_ahead && age <= WINDOW_FRESH)
    }
}

impl Member {
    /// The zone they are in: what they said, else Slack's, or the charter's where Slack's is missing or unknown.
    pub fn zone(&self, charter: &Charter) -> Zone {
        let slack = || self.profile.as_ref().and_then(|p| p.zone.as_deref()).and_then(Zone::named);
        self.stay.instead().cloned().or_else(slack).unwrap_or_else(|| charter.zone.clone())
    }

    /// Their language; English until their profile was read.
    pub fn locale(&self) -> Locale {
        self.profile.as_ref().and_then(|p| p.locale).unwrap_or_default()
    }

    /// When they are not to be disturbed, besides what their schedule says: Slack's do-not-disturb window, their
    /// status and huddles, and when their calendar says that they are busy.
    pub fn undisturbed(&self) -> impl Iterator<Item = (DateTime<Utc>, DateTime<Utc>)> {
        let signals = self.signals().into_iter().flat_map(Signals::spans);
        self.dnd_span().into_iter().chain(self.slots(Kind::Busy)).chain(signals)
    }

    /// What their calendar says of one kind.
    fn slots(&self, kind: Kind) -> impl Iterator<Item = (DateTime<Utc>, DateTime<Utc>)> {
        self.in_force().filter(move |slot| slot.kind == kind).map(|slot| (slot.from, slot.until))
    }

    /// What of their calendar counts: not an absence they came back from early.
    pub fn in_force(&self) -> impl Iterator<Item = &Slot> {
        let is_over =
            |slot: &&Slot| slot.kind == Kind::Away && self.back.is_some_and(|back| slot.holds(back));
        self.calendar.iter().filter(move |slot| !is_over(slot))
    }

    /// What their calendar says at an instant; an absence outweighs focus, and that outweighs being busy.
    pub fn slot_at(&self, at: DateTime<Utc>) -> Option<Kind> {
        self.in_force().filter(|slot| slot.holds(at)).map(|slot| slot.kind).min()
    }

    /// Slack's do-not-disturb window, where one was read.
    pub fn dnd_span(&self) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        let dnd = self.dnd.as_ref()?;
        Some((dnd.start?, dnd.end?))
    }

    /// What Slack says of their moment.
    pub fn signals(&self) -> Option<&Signals> {
        self.profile.as_ref().map(|profile| &profile.signals)
    }

    /// Whether Unrush says nothing to them on its own at an instant.
    pub fn is_quiet(&self, at: DateTime<Utc>) -> bool {
        self.quiet.is_some_and(|quiet| quiet.holds(at))
    }

    /// Whether they told us when they work or how they want to be met, so that they want to be told what came
    /// while they were away.
    pub fn wants_catch_up(&self) -> bool {
        !self.calendar.is_empty()
            || self.hours.is_some()
            || !self.focus.is_empty()
            || self.spell.is_some()
            || self.publish.is_some()
    }

    /// Their schedule: own hours in their own zone, else the charter's hours in their own zone.
    pub fn schedule(&self, charter: &Charter) -> Schedule {
        let checkins = match &self.checkins {
            _ if self.no_checkins => Vec::new(),
            own if own.is_empty() => charter.checkins.clone(),
            own => own.clone(),
        };
        Schedule {
            work: self.hours.clone().unwrap_or_else(|| charter.hours.clone()),
            week_start: charter.week_start,
            focus: self.focus.clone(),
            holidays: self.holidays.iter().flat_map(Holidays::free).collect(),
            spells: self
                .spell
                .iter()
                .map(|spell| (spell.from, spell.until))
                .chain(self.slots(Kind::Focus))
                .collect(),
            absences: self.slots(Kind::Away).collect(),
            time_off: self.time_off.iter().map(|off| (off.from, off.until)).collect(),
            checkins,
            ..Schedule::in_zone(self.zone(charter))
        }
    }
}
