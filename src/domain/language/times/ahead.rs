//! Times that are a length away: `in 2 hours`, `within 3 business days`, `2 weeks from now`.

use chrono::{Days, Months, TimeDelta};

use super::length::{Length, length};
use super::{Now, Seen, Stamp, Time, When, working_day_ahead};
use crate::domain::language::token::Message;

/// `in 2 hours`, `within 3 business days`, `the next 24 hours`, `2 weeks from now`, and a bare length.
pub(super) fn read(message: &Message, at: usize, now: &Now<'_>) -> Option<Seen> {
    let mut from = at;
    let lead = matches!(message.word(from), "in" | "within" | "inside" | "over" | "during");
    from += usize::from(lead);
    from += match (message.word(from), message.word(from + 1)) {
        ("less" | "under", "than") => 2,
        ("the", "next") if lead => 2,
        ("next" | "about" | "max" | "around", _) => 1,
        ("the", "hour") | ("approximately" | "roughly" | "exactly" | "just" | "like", _) if lead => 1,
        _ => 0,
    };
    let next_few = from > at && message.word(from - 1) == "next";
    if next_few
        && matches!(message.word(from), "business" | "working" | "work")
        && message.word(from + 1) == "day"
    {
        return Some((length_time(Length::WorkDays(1), at, from + 2, false, now), from + 2));
    }
    let hour = message.word(from) == "hour" && from > at;
    let (said, mut to) = if hour { (Length::Minutes(60), from + 1) } else { length(message, from)? };
    // `2-3 days`: the longer one is the limit
    if message.word(to) == "or"
        && let Some((longer, next)) = length(message, to + 1)
    {
        return Some((length_time(longer, at, next, false, now), next));
    }
    // `a day or two`, `the next hour or so`
    let (said, next) = match (message.word(to), message.word(to + 1)) {
        ("or", "two") => (said.doubled(), to + 2),
        ("or", "so") => (said, to + 2),
        _ => (said, to),
    };
    to = next;
    let hence = match (message.word(to), message.word(to + 1)) {
        ("from", "now" | "today") => 2,
        ("hence", _) => 1,
        _ => 0,
    };
    to += hence;
    let bare = !(lead || next_few || hence > 0);
    let time = length_time(said, at, to, bare, now)?;
    Some((Some(time), to))
}

fn length_time(length: Length, from: usize, to: usize, bare: bool, now: &Now<'_>) -> Option<Time> {
    let later = |minutes: u32| now.at + TimeDelta::minutes(i64::from(minutes));
    let (when, starts) = match length {
        Length::Minutes(n) => (When::Within(n), Stamp::Moment(later(n))),
        Length::WorkMinutes(n) => (When::Hours(n), Stamp::Moment(later(n))),
        Length::Days(n) => {
            let day = now.today().checked_add_days(Days::new(u64::from(n)))?;
            (When::Day(day), Stamp::Day(day))
        }
        Length::WorkDays(n) => (When::WorkDays(n), Stamp::Day(working_day_ahead(now.today(), n)?)),
        Length::Months(n) => {
            let day = now.today().checked_add_months(Months::new(n))?;
            (When::Day(day), Stamp::Day(day))
        }
    };
    Some(Time { bare, ..Time::at(from, to, when, starts) })
}
