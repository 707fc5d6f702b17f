//! Days: today and tomorrow, weekdays, and days counted from another (`a week from Friday`).

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use super::length::{Length, length};
use super::{LENGTH, Now, dates, edges, holidays, nth, periods, words, working_day_ahead};
use crate::domain::language::token::{Kind, Message};

/// A day or a stretch of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Span {
    /// One day.
    Day(NaiveDate),
    /// The weekday of that name; the date is the next one after today.
    Weekday(NaiveDate),
    /// The rest of this week.
    ThisWeek,
    /// The end of this week.
    EndOfWeek,
    /// From a day to a day, exclusive.
    Days(NaiveDate, NaiveDate),
    /// The last working day of a stretch (`end of next week`, `EOM`).
    EndOf(NaiveDate),
}

impl Span {
    /// The one day it is, if it is one.
    pub fn single(self) -> Option<NaiveDate> {
        match self {
            Self::Day(day) | Self::Weekday(day) => Some(day),
            _ => None,
        }
    }
}

/// A day that starts at a token, and the token after it.
pub(super) fn day(message: &Message, at: usize, now: &Now<'_>) -> Option<(Span, usize)> {
    let (span, next) = counted(message, at, now).or_else(|| plain(message, at, now))?;
    Some(stretch(message, span, at, next, now).unwrap_or((span, next)))
}

/// A day that is not counted from another.
fn plain(message: &Message, at: usize, now: &Now<'_>) -> Option<(Span, usize)> {
    match message.kind(at) {
        Kind::Word => {
            let named = message.begins(at, words::DAY).then(|| {
                relative(message, at, now)
                    .or_else(|| edges::edge(message, at, now))
                    .or_else(|| weekday(message, at, now))
            });
            let nth = || message.begins(at, words::NTH).then(|| nth::nth(message, at, now)).flatten();
            let month =
                || message.begins(at, words::DAY).then(|| dates::month_first(message, at, now)).flatten();
            let period =
                || message.begins(at, words::PERIOD).then(|| periods::period(message, at, now)).flatten();
            let date = || {
                let nth = message.begins(at, words::NTH);
                nth.then(|| dates::the_nth(message, at, now).or_else(|| spoken_date(message, at, now)))
                    .flatten()
            };
            named
                .flatten()
                .or_else(nth)
                .or_else(|| holidays::holiday(message, at, now))
                .or_else(month)
                .or_else(period)
                .or_else(date)
        }
        Kind::Number(_) => dates::numeric(message, at, now)
            .or_else(|| dates::day_first(message, at, now))
            .or_else(|| nth::nth(message, at, now))
            .or_else(|| dates::bare_nth(message, at, now)),
        _ => None,
    }
}

/// `third of July`, `twenty-first of June`.
fn spoken_date(message: &Message, at: usize, now: &Now<'_>) -> Option<(Span, usize)> {
    let (_, next) = words::ordinal_at(message, at)?;
    (message.word(next) == "of").then(|| dates::day_first(message, at, now)).flatten()
}

/// A date by month and day.
pub(super) fn date(message: &Message, at: usize, now: &Now<'_>) -> Option<(Span, usize)> {
    dates::month_first(message, at, now)
        .or_else(|| dates::the_nth(message, at, now))
        .or_else(|| dates::numeric(message, at, now))
        .or_else(|| dates::day_first(message, at, now))
        .or_else(|| {
            let (day, next) = words::ordinal_at(message, at)?;
            Some((Span::Day(dates::coming_nth(now, day)?), next))
        })
}

pub(super) fn ahead(now: &Now<'_>, days: u64) -> Option<NaiveDate> {
    now.today().checked_add_days(Days::new(days))
}

fn relative(message: &Message, at: usize, now: &Now<'_>) -> Option<(Span, usize)> {
    let day = |days| ahead(now, days).map(Span::Day);
    match message.word(at) {
        "today" if message.word(at + 1) == "week" && message.kind(at + 2) != Kind::Word => {
            Some((day(7)?, at + 2))
        }
        "today" | "2day" => Some((day(0)?, at + 1)),
        "tomorrow" | "tmrw" | "tmr" | "tmw" | "2morrow" | "2moro" | "tomo" | "tomorrows" => {
            // `tomorrow week`
            let week = message.word(at + 1) == "week";
            Some((day(if week { 8 } else { 1 })?, at + 1 + usize::from(week)))
        }
        "overmorrow" => Some((day(2)?, at + 1)),
        _ => None,
    }
}

/// `a week from Friday`, `two days after Christmas`, `the day before tomorrow's call`, `two weeks today`.
pub(super) fn counted(message: &Message, at: usize, now: &Now<'_>) -> Option<(Span, usize)> {
    if !message.begins(at, LENGTH) {
        return None;
    }
    if let Some(found) = weekdays_ahead(message, at, now) {
        return Some(found);
    }
    let opens = at == 0
        || message.kind(at - 1) != Kind::Word
        || matches!(message.word(at - 1), "by" | "until" | "before");
    let (length, next) = match (message.word(at), message.word(at + 1)) {
        ("day", _) => (Length::Days(1), at + 1),
        ("week", "on" | "from" | "after") if opens => (Length::Days(7), at + 1),
        ("fortnight", "on" | "from" | "after") => (Length::Days(14), at + 1),
        _ => length(message, at)?,
    };
    if matches!(length, Length::Minutes(_) | Length::WorkMinutes(_)) {
        return None;
    }
    let (back, anchor_at) = match message.word(next) {
        "from" | "after" | "following" | "past" | "on" => (false, next + 1),
        "before" => (true, next + 1),
        _ if message.word(at) == "day" => return None,
        _ => (false, next),
    };
    if message.word(anchor_at) == "now" {
        return None;
    }
    let (anchor, next) = plain(message, anchor_at, now)?;
    // `3 days next week` counts no days from there
    let anchor = anchor.single()?;
    Some((Span::Day(moved(anchor, length, back)?), next))
}

/// `two Fridays from now`, `in 3 Mondays`.
fn weekdays_ahead(message: &Message, at: usize, now: &Now<'_>) -> Option<(Span, usize)> {
    let lead = usize::from(message.word(at) == "in");
    let (n, next) = words::number_at(message, at + lead)?;
    let name = words::weekday(message.word(next).strip_suffix('s')?)?;
    let from_now = message.word(next + 1) == "from" && matches!(message.word(next + 2), "now" | "today");
    if !(1..=20).contains(&n) || (lead == 0 && !from_now) {
        return None;
    }
    let day = coming(now, name)?.checked_add_days(Days::new(u64::from(n - 1) * 7))?;
    Some((Span::Day(day), next + 1 + if from_now { 2 } else { 0 }))
}

fn moved(day: NaiveDate, by: Length, back: bool) -> Option<NaiveDate> {
    match (by, back) {
        (Length::Days(n), false) => day.checked_add_days(Days::new(u64::from(n))),
        (Length::Days(n), true) => day.checked_sub_days(Days::new(u64::from(n))),
        (Length::Months(n), false) => day.checked_add_months(Months::new(n)),
        (Length::Months(n), true) => day.checked_sub_months(Months::new(n)),
        (Length::WorkDays(n), false) => working_day_ahead(day, n),
        _ => None,
    }
}

/// `Monday to Wednesday`, `July 13 - July 15`, `between July 1 and July 5`: both days and all between them.
fn stretch(message: &Message, span: Span, at: usize, next: usize, now: &Now<'_>) -> Option<(Span, usize)> {
    let first = span.single()?;
    let between = at > 0 && message.word(at - 1) == "between";
    let joined = message.is(next, '-')
        || matches!(message.word(next), "to" | "through" | "thru" | "till" | "until")
        || (between && message.word(next) == "and");
    if !joined {
        return None;
    }
    let (last, after) = plain(message, next + 1, now)?;
    let last = last.single()?;
    // the weekday of the week after: `Thursday to Monday`
    let last = if last < first && matches!(span, Span::Weekday(_)) {
        last.checked_add_days(Days::new(7))?
    } else {
        last
    };
    (first < last && (last - first).num_days() < 370)
        .then(|| Some((Span::Days(first, last.succ_opt()?), after)))?
}

/// `Friday`, `this Friday`, `next Friday`, `Friday week`, `Friday next week`, `Friday in two weeks`.
fn weekday(message: &Message, at: usize, now: &Now<'_>) -> Option<(Span, usize)> {
    let (which, name_at) = match (message.word(at), message.word(at + 1)) {
        ("this", "coming" | "upcoming") => ("coming", at + 2),
        (which @ ("this" | "next" | "coming" | "upcoming" | "following"), _) => (which, at + 1),
        _ => ("", at),
    };
    let word = message.word(name_at);
    let name = words::weekday(word)?;
    if which.is_empty() && matches!(word, "sat" | "sun" | "mon" | "wed") && !stands_as_day(message, at) {
        return None;
    }
    let mut next = name_at + 1;
    if !word.ends_with("day")
        && message.is(next, '.')
        && message.glued(next)
        && message.kind(next + 1) != Kind::Line
    {
        next += 1;
    }
    let coming = coming(now, name)?;
    let (date, next) = match which {
        "" => in_named_week(message, next, name, coming, now)?,
        "next" => (in_week(now, 1, name)?, next),
        "this" if now.today().weekday() == name => (now.today(), next),
        _ => (coming, next),
    };
    let span = if which.is_empty() && date == coming { Span::Weekday(date) } else { Span::Day(date) };
    Some((span, next))
}

/// Which week a plain weekday is said to be in; else its next one.
fn in_named_week(
    message: &Message,
    at: usize,
    name: Weekday,
    coming: NaiveDate,
    now: &Now<'_>,
) -> Option<(NaiveDate, usize)> {
    let of = usize::from(matches!(message.word(at), "of" | "in")) + usize::from(message.is(at, ','));
    match (message.word(at + of), message.word(at + of + 1)) {
        ("next", "week") => return Some((in_week(now, 1, name)?, at + of + 2)),
        ("this", "week") => return Some((in_week(now, 0, name)?, at + of + 2)),
        ("after", "next") => return Some((coming.checked_add_days(Days::new(7))?, at + of + 2)),
        ("the", "week") if message.word(at + of + 2) == "after" && message.word(at + of + 3) == "next" => {
            return Some((in_week(now, 2, name)?, at + of + 4));
        }
        ("week", "after") if message.word(at + of + 2) == "next" => {
            return Some((in_week(now, 2, name)?, at + of + 3));
        }
        ("week", _) => return Some((coming.checked_add_days(Days::new(7))?, at + of + 1)),
        ("fortnight", _) => return Some((coming.checked_add_days(Days::new(14))?, at + of + 1)),
        ("after" | "following", _) => {
            if let Some((anchor, next)) = anchor(message, at + of + 1, now) {
                let day = anchor.iter_days().skip(1).find(|day| day.weekday() == name)?;
                return Some((day, next));
            }
        }
        ("before", _) => {
            let found = anchor(message, at + of + 1, now).and_then(|(anchor, next)| {
                let day = (1..=7)
                    .filter_map(|n| anchor.checked_sub_days(Days::new(n)))
                    .find(|day| day.weekday() == name)?;
                (day >= now.today()).then_some((day, next))
            });
            if found.is_some() {
                return found;
            }
        }
        _ => {}
    }
    if message.word(at) == "in"
        && let Some((Length::Days(days), next)) = length(message, at + 1)
        && days.is_multiple_of(7)
    {
        return Some((coming.checked_add_days(Days::new(u64::from(days)))?, next));
    }
    Some((coming, at))
}

/// A day another is counted from: a date or a day with a name, not one that is only a weekday.
fn anchor(message: &Message, at: usize, now: &Now<'_>) -> Option<(NaiveDate, usize)> {
    let (span, next) = holidays::holiday(message, at, now).or_else(|| date(message, at, now))?;
    Some((span.single()?, next))
}

/// Whether `sat`, `sun`, `mon` and `wed` stand where a day can: after a preposition, before a number or a mark.
fn stands_as_day(message: &Message, at: usize) -> bool {
    let before = at.checked_sub(1).map_or("", |before| message.word(before));
    let after = matches!(
        before,
        "by" | "on"
            | "before"
            | "until"
            | "till"
            | "for"
            | "due"
            | "and"
            | "from"
            | "to"
            | "or"
            | "til"
            | "b4"
            | "of"
            | "cob"
            | "eod"
            | "am"
            | "pm"
            | "noon"
    );
    let joint = message.is(at + 1, '-')
        || matches!(
            message.word(at + 1),
            "at" | "morning"
                | "afternoon"
                | "evening"
                | "night"
                | "noon"
                | "eod"
                | "cob"
                | "am"
                | "pm"
                | "before"
                | "after"
        )
        || (message.word(at + 1) == "by"
            && (message.number(at + 2).is_some() || message.word(at + 2) == "noon"));
    let alone = at == 0 || !matches!(message.kind(at - 1), Kind::Word);
    after
        || message.number(at + 1).is_some()
        || joint
        || (alone && !matches!(message.kind(at + 1), Kind::Word))
}

/// The next day of that name after today.
pub(super) fn coming(now: &Now<'_>, name: Weekday) -> Option<NaiveDate> {
    let ahead = (7 + name.num_days_from_monday() - now.today().weekday().num_days_from_monday()) % 7;
    self::ahead(now, u64::from(if ahead == 0 { 7 } else { ahead }))
}

/// The day of that name in this week or a later one; weeks begin on Monday.
pub(super) fn in_week(now: &Now<'_>, weeks: u64, name: Weekday) -> Option<NaiveDate> {
    let gone = u64::from(now.today().weekday().num_days_from_monday());
    let monday = now.today().checked_sub_days(Days::new(gone))?;
    monday.checked_add_days(Days::new(weeks * 7 + u64::from(name.num_days_from_monday())))
}
