//! Times in a message: one small grammar of days, clock times, parts of days, lengths and zones, put together in
//! any order people say them in, and always read as lying ahead.

mod ahead;
mod clock;
mod day;
mod length;
mod parts;
mod words;
mod zones;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, Utc};

use super::Stamp;
use super::token::{Kind, Message};
use crate::domain::worktime::Zone;
use day::Span;
use parts::Parts;

pub(super) use length::Length;

/// The moment and place a message was written at.
pub(super) struct Now<'z> {
    at: DateTime<Utc>,
    zone: &'z Zone,
    local: NaiveDateTime,
    /// Whether `6/12` is June 12 here.
    month_first: bool,
}

impl<'z> Now<'z> {
    /// `None` for a moment no calendar of ours reaches.
    pub fn new(at: DateTime<Utc>, zone: &'z Zone) -> Option<Self> {
        let local = (1900..=2200).contains(&at.year()).then(|| zone.local(at))?;
        Some(Self {
            at,
            zone,
            local,
            month_first: zone.name().starts_with("America/") || zone.name().starts_with("US/"),
        })
    }

    /// How far away a moment is.
    pub fn minutes_until(&self, at: DateTime<Utc>) -> i64 {
        (at - self.at).num_minutes()
    }

    /// The writer's day.
    pub fn today(&self) -> NaiveDate {
        self.local.date()
    }
}

/// What a time says about the end of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    /// A day, or the end of it.
    Day(NaiveDate),
    /// A part of a day.
    Part(NaiveDate),
    /// This week, or its end.
    ThisWeek,
    /// A stretch of days; the last one counts.
    Days(NaiveDate, NaiveDate),
    /// A moment.
    Moment(DateTime<Utc>),
    /// So many elapsed minutes.
    Within(u32),
    /// So many minutes of working time.
    Hours(u32),
    /// So many working days.
    WorkDays(u32),
}

/// A time in a message.
#[derive(Clone, Copy, Debug)]
pub(super) struct Time {
    /// Its tokens.
    pub from: usize,
    pub to: usize,
    /// What it says.
    pub when: When,
    /// Whether an end is said (`EOD`, `end of June`), which makes it a deadline by itself.
    pub is_end: bool,
    /// Whether it is only a length (`24h`), which means a time only when it stands alone.
    pub bare: bool,
    /// When it starts and is over.
    pub starts: Stamp,
    pub ends: Option<Stamp>,
}

/// Every future time in a message, in order.
pub(super) fn find(message: &Message, now: &Now<'_>) -> Vec<Time> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < message.len() {
        let worth_a_look = matches!(message.kind(at), Kind::Word | Kind::Number(_));
        let seen =
            worth_a_look.then(|| passed_over(message, at, now).or_else(|| read(message, at, now))).flatten();
        match seen {
            Some((time, next)) => {
                found.extend(time);
                at = next.max(at + 1);
            }
            None => at += 1,
        }
    }
    found
}

type Seen = (Option<Time>, usize);

/// What is past or happens again and again: `last Friday`, `every Monday`, `3 days ago`.
fn passed_over(message: &Message, at: usize, now: &Now<'_>) -> Option<Seen> {
    if matches!(
        message.word(at),
        "last" | "past" | "previous" | "every" | "each" | "yesterday" | "yesterday's"
    ) {
        let (_, next) = day::day(message, at + 1, now).or_else(|| {
            let unit =
                matches!(message.word(at + 1), "week" | "month" | "night" | "year" | "quarter" | "sprint");
            unit.then_some((Span::ThisWeek, at + 2))
        })?;
        return Some((None, next));
    }
    let (_, next) = length::length(message, at)?;
    matches!(message.word(next), "ago" | "earlier" | "before" | "old" | "long").then_some((None, next + 1))
}

fn read(message: &Message, at: usize, now: &Now<'_>) -> Option<Seen> {
    ahead::read(message, at, now).or_else(|| Parts::read(message, at, now)?.time(message, at, now))
}

/// The n-th Monday to Friday after a day.
pub(super) fn working_day_ahead(day: NaiveDate, n: u32) -> Option<NaiveDate> {
    let from = if is_weekend(day) { next_working_day(day)? } else { day };
    let (weeks, rest) = (n / 5, n % 5);
    let from = from.checked_add_days(Days::new(u64::from(weeks) * 7))?;
    (0..rest).try_fold(from, |day, _| next_working_day(day))
}

fn next_working_day(day: NaiveDate) -> Option<NaiveDate> {
    day.iter_days().skip(1).find(|day| !is_weekend(*day))
}

/// The Monday to Friday before a day.
pub(super) fn working_day_before(day: NaiveDate) -> Option<NaiveDate> {
    (1..=3).filter_map(|n| day.checked_sub_days(Days::new(n))).find(|day| !is_weekend(*day))
}

pub(super) fn is_weekend(day: NaiveDate) -> bool {
    day.weekday().num_days_from_monday() >= 5
}

/// The Friday of a day's week, or of the next one when it is over.
pub(super) fn week_end(day: NaiveDate) -> Option<NaiveDate> {
    let gone = u64::from(day.weekday().num_days_from_monday());
    day.checked_add_days(Days::new(if gone <= 4 { 4 - gone } else { 11 - gone }))
}
