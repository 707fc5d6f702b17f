//! Days: today and tomorrow, weekdays, dates in the common writings, weeks and months.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use super::Now;
use super::words;
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
    /// From a day to a day, exclusive.
    Days(NaiveDate, NaiveDate),
    /// The last working day of a stretch (`end of next week`, `EOM`).
    EndOf(NaiveDate),
}

/// A day that starts at a token, and the token after it.
pub(super) fn day(message: &Message, at: usize, now: &Now<'_>) -> Option<(Span, usize)> {
    match message.kind(at) {
        Kind::Word => end_of(message, at, now)
            .or_else(|| relative(message, at, now))
            .or_else(|| weekday(message, at, now))
            .or_else(|| month_first(message, at, now))
            .or_else(|| week_or_month(message, at, now))
            .or_else(|| the_nth(message, at, now)),
        Kind::Number(_) => numeric(message, at, now).or_else(|| day_first(message, at, now)),
        _ => None,
    }
}

fn ahead(now: &Now<'_>, days: u64) -> Option<NaiveDate> {
    now.today().checked_add_days(Days::new(days))
}

fn relative(message: &Message, at: usize, now: &Now<'_>) -> Option<(Span, usize)> {
    let day = |days| ahead(now, days).map(Span::Day);
    match message.word(at) {
        "today" | "2day" => Some((day(0)?, at + 1)),
        "tomorrow" | "tmrw" | "tmr" | "tmw" | "tomorow" | "tommorow" | "tommorrow" | "2morrow" | "2moro"
        | "tomo" => Some((day(1)?, at + 1)),
        "day" if message.word(at + 1) == "after" && message.word(at + 2) == "tomorrow" => {
            Some((day(2)?, at + 3))
        }
        "overmorrow" => Some((day(2)?, at + 1)),
        _ => None,
    }
}

/// `Friday`, `this Friday`, `next Friday`, `Friday week`, `Friday next week`.
fn weekday(message: &Message, at: usize, now: &Now<'_>) -> Option<(Span, usize)> {
    let (which, name_at) = match message.word(at) {
        which @ ("this" | "next" | "coming" | "upcoming") => (which, at + 1),
        _ => ("", at),
    };
    let word = message.word(name_at);
    let name = words::weekday(word)?;
    if which.is_empty() && matches!(word, "sat" | "sun") && !stands_as_day(message, at) {
        return None;
    }
    let mut next = name_at + 1;
    if word.len() < 5 && message.is(next, '.') && message.glued(next) && message.kind(next + 1) != Kind::Line
    {
        next += 1;
    }
    let of = usize::from(matches!(message.word(next), "of" | "in")) + usize::from(message.is(next, ','));
    let week = (message.word(next + of), message.word(next + of + 1));
    let coming = coming(now, name)?;
    let date = match (which, week) {
        (_, ("next", "week")) => {
            next += of + 2;
            in_week(now, 1, name)?
        }
        (_, ("this", "week")) => {
            next += of + 2;
            in_week(now, 0, name)?
        }
        (_, ("week", _)) => {
            next += 1;
            coming.checked_add_days(Days::new(7))?
        }
        ("next", _) => in_week(now, 1, name)?,
        ("this", _) if now.today().weekday() == name => now.today(),
        _ => coming,
    };
    let span = if which.is_empty() && date == coming { Span::Weekday(date) } else { Span::Day(date) };
    Some((span, next))
}

/// Whether `sat` and `sun` stand where a day can: after a preposition or before a number.
fn stands_as_day(message: &Message, at: usize) -> bool {
    let after = at > 0
        && matches!(message.word(at - 1), "by" | "on" | "before" | "until" | "till" | "for" | "due" | "and");
    after || message.number(at + 1).is_some()
}

/// The next day of that name after today.
fn coming(now: &Now<'_>, name: Weekday) -> Option<NaiveDate> {
    let ahead = (7 + name.num_days_from_monday() - now.today().weekday().num_days_from_monday()) % 7;
    self::ahead(now, u64::from(if ahead == 0 { 7 } else { ahead }))
}

/// The day of that name in this week or a later one; weeks begin on Monday.
fn in_week(now: &Now<'_>, weeks: u64, name: Weekday) -> Option<NaiveDate> {
    monday(now)?.checked_add_days(Days::new(weeks * 7 + u64::from(name.num_days_from_monday())))
}

fn monday(now: &Now<'_>) -> Option<NaiveDate> {
    now.today().checked_sub_days(Days::new(u64::from(now.today().weekday().num_days_from_monday())))
}

/// `June 12`, `June 12th, 2024`, `Sept. 25`.
fn month_first(message: &Message, at: usize, now: &Now<'_>) -> Option<(Span, usize)> {
    let month = words::month(message.word(at))?;
    let mut next = at + 1;
    if message.is(next, '.') && message.glued(next) {
        next += 1;
    }
    next += usize::from(message.word(next) == "the");
    let (day, next) = day_number(message, next)?;
    if message.is(next, ':') && message.glued(next) {
        return None;
    }
    let comma = usize::from(message.is(next, ','));
    let (date, next) = match year(message, next + comma) {
        Some(year) => (NaiveDate::from_ymd_opt(year, month, day)?, next + comma + 1),
        None => (coming_date(now, month, day)?, next),
    };
    Some((Span::Day(date), next))
}

/// `12 June`, `12th of June 2024`.
fn day_first(message: &Message, at: usize, now: &Now<'_>) -> Option<(Span, usize)> {
    let (day, next) = day_number(message, at)?;
    let next = next + usize::from(message.is(next, '.') && message.glued(next));
    let next = next + usize::from(message.word(next) == "of");
    let month = words::month(message.word(next))?;
    let next = next + 1 + usize::from(message.is(next + 1, '.') && message.glued(next + 1) && month != 5);
    let comma = usize::from(message.is(next, ','));
    let (date, next) = match year(message, next + comma) {
        Some(year) => (NaiveDate::from_ymd_opt(year, month, day)?, next + comma + 1),
        None => (coming_date(now, month, day)?, next),
    };
    Some((Span::Day(date), next))
}

/// `the 15th`, `the third`; a month may follow.
fn the_nth(message: &Message, at: usize, now: &Now<'_>) -> Option<(Span, usize)> {
    if message.word(at) != "the" {
        return None;
    }
    if let Some(found) = day_first(message, at + 1, now) {
        return Some(found);
    }
    let (day, next) = day_number(message, at + 1).filter(|(_, next)| *next == at + 3)?;
    let this = now.today().with_day(day).filter(|date| *date >= now.today());
    let date = this.or_else(|| now.today().checked_add_months(Months::new(1))?.with_day(day))?;
    Some((Span::Day(date), next))
}

/// `12`, `12th`, `third`: a day of a month.
fn day_number(message: &Message, at: usize) -> Option<(u32, usize)> {
    let day = message.number(at).or_else(|| words::ordinal(message.word(at)))?;
    let suffix = message.glued(at + 1) && matches!(message.word(at + 1), "st" | "nd" | "rd" | "th");
    (1..=31).contains(&day).then_some((day, at + 1 + usize::from(suffix)))
}

fn year(message: &Message, at: usize) -> Option<i32> {
    let year = message.number(at).filter(|_| message.digits(at) == 4)?;
    let clock = message.is(at + 1, ':') && message.glued(at + 1);
    i32::try_from(year).ok().filter(|year| (1990..=2100).contains(year) && !clock)
}

/// The next date with this month and day, today included.
fn coming_date(now: &Now<'_>, month: u32, day: u32) -> Option<NaiveDate> {
    let year = now.today().year();
    (year..=year + 8).filter_map(|year| NaiveDate::from_ymd_opt(year, month, day)).find(|d| *d >= now.today())
}

/// `2024-06-12`, `6/12`, `12.06.2024`, `12/06/24`.
fn numeric(message: &Message, at: usize, now: &Now<'_>) -> Option<(Span, usize)> {
    let Kind::Mark(mark @ ('-' | '/' | '.')) = message.kind(at + 1) else { return None };
    if !(message.glued(at + 1) && message.glued(at + 2))
        || (message.glued(at) && at > 0 && !opens(message, at))
    {
        return None;
    }
    let (first, second) = (message.number(at)?, message.number(at + 2)?);
    let third = (message.is(at + 3, mark) && message.glued(at + 3) && message.glued(at + 4))
        .then(|| message.number(at + 4))
        .flatten();
    if message.digits(at) == 4 {
        let date = NaiveDate::from_ymd_opt(i32::try_from(first).ok()?, second, third?)?;
        return Some((Span::Day(date), at + 5));
    }
    let month_first = mark != '.' && (second > 12 || (first <= 12 && now.month_first));
    let (month, day) = if month_first { (first, second) } else { (second, first) };
    if let Some(year) = third {
        let year = i32::try_from(if message.digits(at + 4) == 2 { 2000 + year } else { year }).ok()?;
        return Some((Span::Day(NaiveDate::from_ymd_opt(year, month, day)?), at + 5));
    }
    let dotted = message.is(at + 3, '.') && message.glued(at + 3) && message.digits(at + 2) == 2;
    match mark {
        '/' => Some((Span::Day(coming_date(now, month, day)?), at + 3)),
        '.' if dotted => Some((Span::Day(coming_date(now, month, day)?), at + 4)),
        _ => None,
    }
}

fn opens(message: &Message, at: usize) -> bool {
    matches!(message.kind(at - 1), Kind::Mark('(' | '[' | ':' | ',' | '@'))
}

/// `end of week`, `EOW`, `end of the month`, `end of June`, `EOQ`.
fn end_of(message: &Message, at: usize, now: &Now<'_>) -> Option<(Span, usize)> {
    match message.word(at) {
        "eow" => return Some((Span::ThisWeek, at + 1)),
        "eom" => return Some((Span::EndOf(last_of_month(now, 0, 1)?), at + 1)),
        "eoq" => return Some((Span::EndOf(last_of_quarter(now)?), at + 1)),
        "eoy" => return Some((Span::EndOf(NaiveDate::from_ymd_opt(now.today().year(), 12, 31)?), at + 1)),
        "end" => {}
        _ => return None,
    }
    let of = at + 1 + usize::from(message.word(at + 1) == "of");
    let of = of + usize::from(matches!(message.word(of), "the" | "this"));
    let of = of + usize::from(matches!(message.word(of), "work" | "working" | "business" | "current"));
    let next_one = message.word(of) == "next";
    let unit_at = of + usize::from(next_one);
    let months = u32::from(next_one);
    let span = match message.word(unit_at) {
        "week" | "workweek" if next_one => Span::EndOf(in_week(now, 1, Weekday::Fri)?),
        "week" | "workweek" => Span::ThisWeek,
        "month" => Span::EndOf(last_of_month(now, months, 1)?),
        "quarter" if !next_one => Span::EndOf(last_of_quarter(now)?),
        "year" if !next_one => Span::EndOf(NaiveDate::from_ymd_opt(now.today().year(), 12, 31)?),
        word => {
            let month = words::month(word)?;
            let first = coming_date(now, month, 1)?;
            let this = now.today().month() == month;
            let first = if this { now.today().with_day(1)? } else { first };
            Span::EndOf(first.checked_add_months(Months::new(1))?.pred_opt()?)
        }
    };
    Some((span, unit_at + 1))
}

fn last_of_month(now: &Now<'_>, ahead: u32, months: u32) -> Option<NaiveDate> {
    now.today().with_day(1)?.checked_add_months(Months::new(ahead + months))?.pred_opt()
}

fn last_of_quarter(now: &Now<'_>) -> Option<NaiveDate> {
    let gone = now.today().month0() % 3;
    last_of_month(now, 0, 3 - gone)
}

/// `this week`, `next week`, `the weekend`, `next month`, `in June`.
fn week_or_month(message: &Message, at: usize, now: &Now<'_>) -> Option<(Span, usize)> {
    let week = |weeks: u64| {
        let from = in_week(now, weeks, Weekday::Mon)?;
        Some(Span::Days(from, from.checked_add_days(Days::new(7))?))
    };
    let month = |ahead: u32| {
        let from = now.today().with_day(1)?.checked_add_months(Months::new(ahead))?;
        Some(Span::Days(from, from.checked_add_months(Months::new(1))?))
    };
    let weekend = |weeks: u64| {
        let from = in_week(now, weeks, Weekday::Sat)?;
        Some(Span::Days(from, from.checked_add_days(Days::new(2))?))
    };
    match (message.word(at), message.word(at + 1), message.word(at + 2)) {
        ("later" | "sometime" | "anytime", "this", "week") => Some((Span::ThisWeek, at + 3)),
        ("this", "week", _) => Some((Span::ThisWeek, at + 2)),
        ("early" | "start" | "beginning", "next", "week") => {
            Some((Span::Day(in_week(now, 1, Weekday::Mon)?), at + 3))
        }
        ("start" | "beginning", "of", "next") if message.word(at + 3) == "week" => {
            Some((Span::Day(in_week(now, 1, Weekday::Mon)?), at + 4))
        }
        ("mid", "next", "week") => Some((Span::Day(in_week(now, 1, Weekday::Wed)?), at + 3)),
        ("later" | "sometime" | "late", "next", "week") => Some((week(1)?, at + 3)),
        ("next", "week", _) => Some((week(1)?, at + 2)),
        ("this", "month", _) => Some((month(0)?, at + 2)),
        ("next", "month", _) => Some((month(1)?, at + 2)),
        ("this" | "the", "weekend", _) => Some((weekend(0)?, at + 2)),
        ("next", "weekend", _) => Some((weekend(1)?, at + 2)),
        ("in" | "by" | "before", word, _) if words::month(word).is_some() => {
            if message.number(at + 2).is_some() && year(message, at + 2).is_none() {
                return None;
            }
            let from = coming_date(now, words::month(word)?, 1)?;
            Some((Span::Days(from, from.checked_add_months(Months::new(1))?), at + 2))
        }
        _ => None,
    }
}
