//! The weekly digest of a channel: when it comes, what goes into it, and what of it stands in Slack.
//!
//! It comes once in each ISO week of its own calendar, also where somebody moves it within a week, lets it come now,
//! or the clocks change. What goes into it is chosen once, when it begins, so that its parts stay what they are however
//! often the program is killed in between; how its lines stand is looked up anew each time.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc, Weekday};
use serde::{Deserialize, Serialize};

use super::ask::{Ask, AskRef, AskState};
use super::charter::Charter;
use super::ids::{ChannelId, Ts, UserId};
use super::member::{Member, TimeOff};
use super::outgoing::AskLine;
use super::schedule::Schedule;
use super::text::PrivateText;
use super::words::Locale;
use super::worktime::Zone;
use super::worktime::recur::{self, Dates, Recurrence};

/// Asks in one reply: ten lines with the longest names and links stay below 3,900 characters.
pub const LINES: usize = 10;
/// Replies with asks; what does not fit is told as a number.
const MOST_REPLIES: usize = 4;
/// People named in the reply about who is away.
const MOST_AWAY: usize = 30;

/// A digest this late is not posted any more, and a thread broken off so long ago stays as it is.
pub const LATE: TimeDelta = TimeDelta::hours(24);
/// For so long after it began a thread follows what it speaks of.
pub const FOLLOWED: TimeDelta = TimeDelta::days(4);
/// How often it is looked at meanwhile.
pub const LOOKED_AT: TimeDelta = TimeDelta::hours(1);

/// An ISO week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Week {
    /// The year the week belongs to; not always that of its days.
    pub year: i32,
    /// 1 to 53.
    pub week: u32,
}

impl Week {
    /// The week of a date.
    pub fn of(date: NaiveDate) -> Self {
        let week = date.iso_week();
        Self { year: week.year(), week: week.week() }
    }
}

impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-W{:02}", self.year, self.week)
    }
}

/// One coming of the digest: the week is part of its identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Firing {
    /// When.
    pub at: DateTime<Utc>,
    /// For which week.
    pub week: Week,
}

/// A moment of the week, by the wall clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weekly {
    /// The day.
    pub day: Weekday,
    /// The time.
    pub at: NaiveTime,
}

impl Weekly {
    /// The first such moment after an instant, in a week later than `last`. A time the clock leaps over comes after
    /// the leap, one it repeats comes the first time, and either belongs to the week of its date.
    pub fn next(self, zone: &Zone, after: DateTime<Utc>, last: Option<Week>) -> Firing {
        let today = zone.local(after).date();
        let from = today.checked_sub_days(Days::new(2)).unwrap_or(today);
        let until = today.checked_add_days(Days::new(366)).unwrap_or(NaiveDate::MAX);
        let on = Dates::Weekly { days: vec![self.day], every: 1, since: from };
        let rule = Recurrence { on, at: self.at, zone: None };
        let days = Schedule::in_zone(zone.clone());
        let firing = |firing: recur::Firing| Firing { at: firing.at, week: Week::of(firing.date) };
        rule.firings(&days, from, until)
            .map(firing)
            .find(|firing| firing.at > after && last.is_none_or(|last| firing.week > last))
            // the calendar ends some 260,000 years from now
            .unwrap_or(Firing { at: DateTime::<Utc>::MAX_UTC, week: Week { year: i32::MAX, week: 1 } })
    }
}

impl fmt::Display for Weekly {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.day.to_string().to_lowercase(), self.at.format("%H:%M"))
    }
}

/// When channels have their digest that did not choose a moment: in words such as `fri 15:00`, or `off`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DigestTime(pub Option<Weekly>);

impl Default for DigestTime {
    fn default() -> Self {
        Self(NaiveTime::from_hms_opt(15, 0, 0).map(|at| Weekly { day: Weekday::Fri, at }))
    }
}

impl FromStr for DigestTime {
    type Err = &'static str;
    fn from_str(words: &str) -> Result<Self, Self::Err> {
        if words.trim().eq_ignore_ascii_case("off") {
            return Ok(Self(None));
        }
        let (day, at) = words.trim().split_once(' ').ok_or(HOW)?;
        let day = day.parse().map_err(|_| HOW)?;
        let at = NaiveTime::parse_from_str(at.trim(), "%H:%M").map_err(|_| HOW)?;
        Ok(Self(Some(Weekly { day, at })))
    }
}

const HOW: &str = "a digest is written fri 15:00, or off";

impl fmt::Display for DigestTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(weekly) => weekly.fmt(f),
            None => f.write_str("off"),
        }
    }
}

impl TryFrom<String> for DigestTime {
    type Error = &'static str;
    fn try_from(words: String) -> Result<Self, Self::Error> {
        words.parse()
    }
}

impl From<DigestTime> for String {
    fn from(time: DigestTime) -> Self {
        time.to_string()
    }
}

/// The digest of a channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest {
    /// Whose clock it goes by: that of most members when we came, fixed since.
    pub zone: Zone,
    /// The channel's own moment, or `off`; without one it is the workspace's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<DigestTime>,
    /// When it comes next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Firing>,
    /// The last week that is over for us: posted, skipped, or with nothing to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Week>,
    /// The last week that was left out because we were away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missed: Option<Week>,
    /// The newest thread.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<Thread>,
    /// Who changed its settings last, and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed: Option<(UserId, DateTime<Utc>)>,
}

/// A digest's thread: what goes into it, and what of it is in Slack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thread {
    /// Its week.
    pub week: Week,
    /// When it began.
    pub began: DateTime<Utc>,
    /// What goes into it.
    pub holds: Contents,
    /// The posts, the parent first.
    #[serde(default)]
    pub posted: Vec<Posted>,
    /// Somebody deleted the parent: the rest is not said.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dropped: bool,
    /// The language it is written in.
    #[serde(default)]
    pub locale: Locale,
}

/// A post of a digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posted {
    /// The message.
    pub ts: Ts,
    /// Fingerprint of what it says.
    pub said: String,
}

/// What goes into a digest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Contents {
    /// Asks that wait for an answer, the most urgent first.
    pub waiting: Vec<AskRef>,
    /// How many more there are.
    pub more: usize,
    /// Who is away next week.
    pub away: Vec<UserId>,
    /// The Monday of that week.
    pub week_of: Option<NaiveDate>,
}

/// A part of a digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The line above the thread.
    Parent,
    /// Some of the asks, by their place among those waiting.
    Waiting(usize),
    /// Who is away.
    Away,
}

impl Digest {
    /// A digest of which nothing is known but its clock.
    pub fn in_zone(zone: Zone) -> Self {
        Self { zone, when: None, next: None, last: None, missed: None, thread: None, changed: None }
    }

    /// When it comes; `None` when it is off.
    pub fn when(&self, charter: &Charter) -> Option<Weekly> {
        self.when.unwrap_or(charter.digest).0
    }

    /// The same digest, which comes next after an instant, in a week that is not over.
    #[must_use]
    pub fn waiting_for(self, when: Weekly, after: DateTime<Utc>) -> Self {
        Self { next: Some(when.next(&self.zone, after, self.last)), ..self }
    }

    /// The same digest with a week behind it.
    #[must_use]
    pub fn past(self, week: Week) -> Self {
        Self { last: self.last.max(Some(week)), ..self }
    }
}

impl Contents {
    /// What goes into a digest: of the asks that are open in a channel the most urgent, and of its people those who
    /// are away in the week after this one.
    pub fn choose<'a>(
        asks: impl Iterator<Item = (&'a AskRef, &'a Ask)>,
        people: impl Iterator<Item = (&'a UserId, &'a Member)>,
        zone: &Zone,
        now: DateTime<Utc>,
    ) -> Self {
        let mut open: Vec<_> = asks.filter(|(_, ask)| ask.state == AskState::Open).collect();
        // without a moment comes last, then the oldest first
        open.sort_by_key(|(about, ask)| (due(ask).is_none(), due(ask), about.ts.clone()));
        let more = open.len().saturating_sub(LINES * MOST_REPLIES);
        let waiting = open.iter().take(LINES * MOST_REPLIES).map(|(about, _)| (*about).clone()).collect();
        let monday = next_monday(zone.local(now).date());
        let is_here = |member: &Member| {
            member.profile.as_ref().is_none_or(|profile| !profile.is_bot && !profile.deleted)
        };
        let people: Vec<_> = people.collect();
        // people of other organisations read along, and never learn when somebody is there
        let is_shared = people.iter().any(|(_, member)| {
            member.profile.as_ref().is_some_and(|profile| profile.external && !profile.deleted)
        });
        let is_away = |member: &Member| !is_shared && is_here(member) && absence(member, monday).is_some();
        let away = people.into_iter().filter(|(_, member)| is_away(member));
        let away = away.map(|(user, _)| user.clone()).take(MOST_AWAY).collect();
        Self { waiting, more, away, week_of: Some(monday) }
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty() && self.away.is_empty()
    }

    /// The parts, in the order in which they are posted.
    pub fn parts(&self) -> impl Iterator<Item = Part> + use<> {
        let waiting = (0..self.waiting.len()).step_by(LINES).map(Part::Waiting);
        let away = (!self.away.is_empty()).then_some(Part::Away);
        [Part::Parent].into_iter().chain(waiting).chain(away)
    }

    /// The asks of one part.
    pub fn asks(&self, from: usize) -> &[AskRef] {
        let until = self.waiting.len().min(from + LINES);
        self.waiting.get(from..until).unwrap_or_default()
    }
}

/// The earliest moment by which an answer that is still missing was expected.
pub fn due(ask: &Ask) -> Option<DateTime<Utc>> {
    let missing = ask.answerers.iter().filter(|answerer| answerer.answered.is_none());
    missing.filter_map(|answerer| answerer.due).min()
}

fn next_monday(date: NaiveDate) -> NaiveDate {
    let ahead = 7 - u64::from(date.weekday().num_days_from_monday());
    date.checked_add_days(Days::new(ahead)).unwrap_or(date)
}

/// When somebody is away in a week that begins on a Monday: the first and the last day of it, and who stands in.
pub fn absence(member: &Member, monday: NaiveDate) -> Option<(NaiveDate, NaiveDate, Option<&UserId>)> {
    let begins = monday.and_time(NaiveTime::MIN);
    let ends = begins.checked_add_days(Days::new(7))?;
    let overlaps = |off: &&TimeOff| off.from < ends && off.until > begins;
    let off = member.time_off.iter().filter(overlaps).min_by_key(|off| off.from)?;
    let last: NaiveDateTime = off.until.min(ends).checked_sub_signed(TimeDelta::minutes(1))?;
    Some((off.from.max(begins).date(), last.date(), off.cover.as_ref()))
}

/// A part of a digest as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DigestCard {
    /// The line above the thread.
    Parent {
        /// The channel.
        channel: ChannelId,
        /// How many asks of the thread still wait, those not listed included.
        waiting: usize,
        /// How many have been answered since.
        answered: usize,
        /// How many people are away next week.
        away: usize,
    },
    /// Some of the asks that wait.
    Waiting {
        /// Each with whether it was answered since.
        lines: Vec<(AskLine, bool)>,
        /// Whether others come before them.
        goes_on: bool,
        /// How many more there are than the thread lists; told once, at the end.
        more: usize,
    },
    /// Who is away next week.
    Away(Vec<AwayLine>),
}

/// Somebody who is away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwayLine {
    /// Their name; a mention would wake them.
    pub name: PrivateText,
    /// The first day of the week they are away.
    pub from: NaiveDate,
    /// The last one.
    pub until: NaiveDate,
    /// Who stands in, by name.
    pub cover: Option<PrivateText>,
}

#[cfg(test)]
mod tests;
