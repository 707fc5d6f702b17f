//! Dates in their writings: `June 12`, `12th of June 2024`, `the 15th`, `2024-06-12`, `6/12`, `12.06.`, `13-15 July`.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::clock::{self, Expect};
use super::day::Span;
use super::{Now, words};
use crate::domain::language::token::{Kind, Message};

/// `June 12`, `June 12th, 2024`, `Sept. 25`, `July the first`, `Jul/12/2024`, `July 13-15`, `September 2025`.
pub(super) fn month_first(message: &Message, at: usize, now: &Now<'_>) -> Option<(Span, usize)> {
    let month = words::month(message.word(at))?;
    let mut next = at + 1;
    next += usize::from(matches!(message.kind(next), Kind::Mark('.' | '-' | '/')) && message.glued(next));
    next += usize::from(message.word(next) == "the");
    let said =
        if message.is(next, '\'') { year_after(message, next, now) } else { (year(message, next), next + 1) };
    if let (Some(year), after) = said {
        let first = NaiveDate::from_ymd_opt(year, month, 1)?;
        return Some((Span::Days(first, first.checked_add_months(Months::new(1))?), after));
    }
    let (day, next) = month_day(message, next)?;
    if message.is(next, ':') && message.glued(next) {
        return None;
    }
    let (last, next) = last_day(message, day, next);
    let (year, next) = year_after(message, next, now);
    Some((span(now, year, month, day, last)?, next))
}

/// `12 June`, `12th of June 2024`, `12-Jun-2024`, `13 - 15 July`.
pub(super) fn day_first(message: &Message, at: usize, now: &Now<'_>) -> Option<(Span, usize)> {
    let (day, next) = day_number(message, at)?;
    let (last, next) = match last_day(message, day, next) {
        (Some(last), after) => (Some(last), after),
        (None, _) => (None, next),
    };
    let next =
        next + usize::from(matches!(message.kind(next), Kind::Mark('.' | '-' | '/')) && message.glued(next));
    let next = next + usize::from(message.word(next) == "of");
    let month = words::month(message.word(next))?;
    let next = next + 1 + usize::from(message.is(next + 1, '.') && message.glued(next + 1) && month != 5);
    let (year, next) = year_after(message, next, now);
    Some((span(now, year, month, day, last)?, next))
}

/// A day, or a stretch when there is a last one, in the year that is said or the next one it lies in.
fn span(now: &Now<'_>, year: Option<i32>, month: u32, day: u32, last: Option<u32>) -> Option<Span> {
    let first = match year {
        Some(year) => NaiveDate::from_ymd_opt(year, month, day)?,
        None => coming_date(now, month, day)?,
    };
    Some(match last {
        Some(last) => Span::Days(first, first.with_day(last)?.succ_opt()?),
        None => Span::Day(first),
    })
}

/// The end of `13-15` or `13 to 15`, when it is a later day of the same month.
fn last_day(message: &Message, day: u32, at: usize) -> (Option<u32>, usize) {
    let between = at >= 2
        && message.word(at) == "and"
        && (at.saturating_sub(3)..at).any(|before| message.word(before) == "between");
    let joined =
        message.is(at, '-') || between || matches!(message.word(at), "to" | "through" | "until" | "till");
    let found = joined.then(|| day_number(message, at + 1)).flatten().filter(|(last, next)| {
        *last > day
            && message.digits(at + 1) <= 2
            && !matches!(message.kind(*next), Kind::Mark(':' | '/'))
            && !matches!(message.word(*next), "am" | "pm")
    });
    found.map_or((None, at), |(last, next)| (Some(last), next))
}

/// `the 15th`, `the third`; a month may follow.
pub(super) fn the_nth(message: &Message, at: usize, now: &Now<'_>) -> Option<(Span, usize)> {
    if message.word(at) != "the" {
        return None;
    }
    if let Some(found) = day_first(message, at + 1, now) {
        return Some(found);
    }
    let (day, next) = words::ordinal_at(message, at + 1)?;
    // `the second one`, `the 3rd option`: in words only where a day is expected, and never before a noun
    let dated =
        at > 0 && matches!(message.word(at - 1), "on" | "by" | "before" | "until" | "till" | "due" | "from");
    let counts = message.kind(next) == Kind::Word && !is_joint(message.word(next)) && !message.is_translated;
    if counts || (message.number(at + 1).is_none() && !dated) {
        return None;
    }
    Some((Span::Day(coming_nth(now, day)?), next))
}

/// `15th` without an article, where a day is expected: `by 15th`, `Wednesday 15th`.
pub(super) fn bare_nth(message: &Message, at: usize, now: &Now<'_>) -> Option<(Span, usize)> {
    let before = at.checked_sub(1).map_or("", |before| message.word(before));
    let named = before_mark(message, at).and_then(words::weekday);
    let (day, next) = match (words::ordinal_at(message, at), named) {
        (Some(found), _) => found,
        // `Friday 21`, when that day is a Friday
        (None, Some(name)) if message.digits(at) == 2 => {
            let day = message.number(at).filter(|day| *day > 12)?;
            coming_nth(now, day).filter(|date| date.weekday() == name)?;
            (day, at + 1)
        }
        _ => return None,
    };
    let expected = named.is_some()
        || matches!(before, "on" | "by" | "before" | "until" | "till" | "due" | "eod" | "cob" | "cop");
    let counts = message.kind(next) == Kind::Word && !is_joint(message.word(next));
    // nothing else is said, or a clock time follows: `14th, 3pm`
    let comma = usize::from(message.is(next, ','));
    let alone = at == 0 && message.len() == next
        || clock::clock(message, next + comma, Expect::Nothing).is_some()
        || message.word(next) == "at" && clock::clock(message, next + 1, Expect::Hour).is_some();
    ((expected || alone) && !counts && !message.is(next, ':'))
        .then(|| Some((Span::Day(coming_nth(now, day)?), next)))?
}

/// The word before a token, or before the comma before it.
fn before_mark(message: &Message, at: usize) -> Option<&str> {
    let before = at.checked_sub(1)?;
    let before = if message.is(before, ',') { before.checked_sub(1)? } else { before };
    Some(message.word(before))
}

/// Words that may stand after a day without being counted by it.
fn is_joint(word: &str) -> bool {
    matches!(
        word,
        "at" | "by"
            | "on"
            | "and"
            | "or"
            | "is"
            | "works"
            | "would"
            | "please"
            | "pls"
            | "for"
            | "if"
            | "so"
            | "in"
            | "to"
            | "morning"
            | "afternoon"
            | "evening"
            | "thanks"
            | "with"
            | "that"
            | "then"
            | "but"
            | "of"
            | "until"
            | "the"
            | "through"
            | "thru"
            | "till"
            | "latest"
    )
}

/// The next day with this number.
pub(super) fn coming_nth(now: &Now<'_>, day: u32) -> Option<NaiveDate> {
    let this = now.today().with_day(day).filter(|date| *date >= now.today());
    let month = |ahead| now.today().with_day(1)?.checked_add_months(Months::new(ahead))?.with_day(day);
    (1..=31).contains(&day).then(|| this.or_else(|| month(1)).or_else(|| month(2)))?
}

/// `12`, `12th`, `third`: a day of a month.
fn day_number(message: &Message, at: usize) -> Option<(u32, usize)> {
    let (day, next) = words::ordinal_at(message, at).or_else(|| Some((message.number(at)?, at + 1)))?;
    ((1..=31).contains(&day) && message.digits(at) <= 12).then_some((day, next))
}

/// The day after a month; `Oct 2 4` is a 24 that slipped.
fn month_day(message: &Message, at: usize) -> Option<(u32, usize)> {
    let (day, next) = day_number(message, at)?;
    let single = |at| message.number(at).filter(|n| *n <= 9 && message.digits(at) == 1);
    let over = matches!(message.kind(next + 1), Kind::Line | Kind::Mark('.' | ',' | '!' | '?' | ')'))
        && !(message.glued(next + 1) && message.glued(next + 2));
    match (single(at), single(next)) {
        (Some(tens @ 1..=3), Some(ones))
            if over && next == at + 1 && (1..=31).contains(&(tens * 10 + ones)) =>
        {
            Some((tens * 10 + ones, next + 1))
        }
        _ => Some((day, next)),
    }
}

pub(super) fn year(message: &Message, at: usize) -> Option<i32> {
    let year = message.number(at).filter(|_| message.digits(at) == 4)?;
    let clock =
        message.is(at + 1, ':') && message.glued(at + 1) || matches!(message.word(at + 1), "hours" | "hrs");
    i32::try_from(year).ok().filter(|year| (1990..=2100).contains(year) && !clock)
}

/// `, 2024`, `-2024`, `/24`, `24`, `next year` after a month and a day.
pub(super) fn year_after(message: &Message, at: usize, now: &Now<'_>) -> (Option<i32>, usize) {
    if let ("next" | "this", "year") = (message.word(at), message.word(at + 1)) {
        return (Some(now.today().year() + i32::from(message.word(at) == "next")), at + 2);
    }
    let mark = usize::from(matches!(message.kind(at), Kind::Mark(',' | '-' | '/' | '\'')));
    if let Some(year) = year(message, at + mark) {
        return (Some(year), at + mark + 1);
    }
    let short = message.number(at + mark).filter(|n| message.digits(at + mark) == 2 && (20..=45).contains(n));
    let clock = matches!(message.kind(at + mark + 1), Kind::Mark(':' | '.'))
        && message.glued(at + mark + 1)
        && message.glued(at + mark + 2)
        || matches!(message.kind(at + mark + 1), Kind::Word if message.glued(at + mark + 1))
        || message.is(at, ',');
    match short.and_then(|n| i32::try_from(2000 + n).ok()).filter(|_| !clock) {
        Some(year) => (Some(year), at + mark + 1),
        None => (None, at),
    }
}

/// The next date with this month and day, today included.
pub(super) fn coming_date(now: &Now<'_>, month: u32, day: u32) -> Option<NaiveDate> {
    let year = now.today().year();
    (year..=year + 8).filter_map(|year| NaiveDate::from_ymd_opt(year, month, day)).find(|d| *d >= now.today())
}

/// `2024-06-12`, `20240612`, `6/12`, `12.06.2024`, `12/06/24`.
pub(super) fn numeric(message: &Message, at: usize, now: &Now<'_>) -> Option<(Span, usize)> {
    if message.digits(at) == 8 {
        return compact(message.number(at)?).map(|day| (Span::Day(day), at + 1));
    }
    let Kind::Mark(mark @ ('-' | '/' | '.')) = message.kind(at + 1) else { return None };
    if !(message.glued(at + 1) && message.glued(at + 2))
        || (message.glued(at) && at > 0 && !opens(message, at) && !ends_range(message, at))
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
    let full_stop = message.is(at + 3, '.') && message.glued(at + 3) && !message.glued(at + 4);
    let dotted =
        full_stop && (message.digits(at + 2) == 2 || expects_date(message, at) || message.is_translated);
    match mark {
        '/' if !is_share(message, at, first, second) => {
            Some((Span::Day(coming_date(now, month, day)?), at + 3))
        }
        '.' if dotted || expects_date(message, at) && message.digits(at + 2) == 2 && second <= 12 => {
            Some((Span::Day(coming_date(now, month, day)?), at + 3 + usize::from(dotted)))
        }
        _ => None,
    }
}

fn compact(number: u32) -> Option<NaiveDate> {
    let year = i32::try_from(number / 10_000).ok().filter(|year| (2000..=2100).contains(year))?;
    NaiveDate::from_ymd_opt(year, number / 100 % 100, number % 100)
}

fn expects_date(message: &Message, at: usize) -> bool {
    let before = at.checked_sub(1).map_or("", |before| message.word(before));
    matches!(before, "by" | "on" | "before" | "until" | "till" | "due") || words::weekday(before).is_some()
}

/// `1/2 cup`, `10/10 would recommend`, `3/4 done`: a share or a mark rather than a date.
fn is_share(message: &Message, at: usize, first: u32, second: u32) -> bool {
    let small = first == second || (first < second && second <= 5);
    small
        && !expects_date(message, at)
        && message.kind(at + 3) == Kind::Word
        && !matches!(message.word(at + 3), "at" | "by")
}

fn opens(message: &Message, at: usize) -> bool {
    matches!(message.kind(at - 1), Kind::Mark('(' | '[' | ':' | ',' | '@'))
}

/// `6/10-6/12`
fn ends_range(message: &Message, at: usize) -> bool {
    at >= 4 && message.is(at - 1, '-') && message.number(at - 2).is_some() && message.is(at - 3, '/')
}

/// The last day before a date.
pub(super) fn day_before(date: NaiveDate) -> Option<NaiveDate> {
    date.checked_sub_days(Days::new(1))
}
