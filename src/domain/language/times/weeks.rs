//! Weeks by a day or by their number, and halves of longer stretches: `week of July 8`, `w/c 8 July`, `CW28`, `H2`,
//! `first half of July`.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::day::{self, Span};
use super::periods::{self, Period};
use super::{Now, dates, week_start, words};
use crate::domain::language::token::Message;

/// `the week of July 8`, `week commencing 8 July`, `w/e 12 July`.
pub(super) fn week_of_day(message: &Message, at: usize, now: &Now<'_>) -> Option<(Span, usize)> {
    let at = at + usize::from(message.word(at) == "the");
    let (ends, day_at) = match (message.word(at), message.word(at + 1)) {
        ("week" | "wk", "of" | "commencing" | "beginning" | "starting") => (false, at + 2),
        ("week", "ending") => (true, at + 2),
        ("wc", _) => (false, at + 1),
        ("w", _) if message.is(at + 1, '/') && message.glued(at + 1) && message.glued(at + 2) => {
            match message.word(at + 2) {
                "c" | "b" => (false, at + 3),
                "e" => (true, at + 3),
                _ => return None,
            }
        }
        _ => return None,
    };
    let (span, next) = day::date(message, day_at, now)?;
    let day = span.single()?;
    if ends {
        return Some((Span::EndOf(day), next));
    }
    Some((whole(week_start(day)?)?, next))
}

fn whole(monday: NaiveDate) -> Option<Span> {
    Some(Span::Days(monday, monday.checked_add_days(Days::new(7))?))
}

/// `CW28`, `KW 28`, `calendar week 28`, `in week 28`: weeks by their ISO number.
pub(super) fn numbered(message: &Message, at: usize, now: &Now<'_>) -> Option<(Span, usize)> {
    let lead = usize::from(matches!(message.word(at), "in" | "by" | "until" | "before" | "during"));
    let word = message.word(at + lead);
    let glued =
        word.strip_prefix("cw").or_else(|| word.strip_prefix("kw")).or_else(|| word.strip_prefix("wk"));
    let (number, next) = if let Some(Ok(number)) = glued.map(str::parse::<u32>) {
        (number, at + lead + 1)
    } else {
        let name = at + lead + usize::from(matches!(word, "calendar" | "iso"));
        let sure = name > at + lead || lead == 1;
        let named = matches!(message.word(name), "cw" | "kw")
            || (sure && matches!(message.word(name), "week" | "wk"));
        (named.then(|| message.number(name + 1)).flatten()?, name + 2)
    };
    // `week 3` of a course
    if !(1..=53).contains(&number) || (number < 10 && glued.is_none()) || message.word(next) == "of" {
        return None;
    }
    let this = now.today().iso_week().year();
    let monday = (this..=this + 1)
        .filter_map(|year| NaiveDate::from_isoywd_opt(year, number, Weekday::Mon))
        .find(|monday| monday.checked_add_days(Days::new(6)).is_some_and(|sunday| sunday >= now.today()))?;
    Some((whole(monday)?, next))
}

/// `H2`, `H1 2025`, `first half of July`, `second half of next week`, `back half of the year`.
pub(super) fn half(message: &Message, at: usize, now: &Now<'_>) -> Option<(Period, usize)> {
    let lead = usize::from(matches!(message.word(at), "in" | "by" | "before" | "during"));
    let start = at + lead;
    let second = match message.word(start) {
        "h1" => false,
        "h2" => true,
        _ => return half_of(message, start + usize::from(message.word(start) == "the"), now),
    };
    let (year, next) = dates::year_after(message, start + 1, now);
    let ends = at > 0 && matches!(message.word(at - 1), "of" | "early" | "late" | "mid");
    if lead == 0 && year.is_none() && !ends {
        return None;
    }
    let in_year = |year: i32| periods::months_from(year, if second { 7 } else { 1 }, 6);
    let this = now.today().year();
    let period = match year {
        Some(year) => in_year(year)?,
        None => in_year(this).filter(|half| half.past > now.today()).or_else(|| in_year(this + 1))?,
    };
    Some((period, next))
}

fn half_of(message: &Message, at: usize, now: &Now<'_>) -> Option<(Period, usize)> {
    let second = match message.word(at) {
        "first" | "front" | "early" => false,
        "second" | "latter" | "back" | "last" => true,
        _ => match words::ordinal_at(message, at)? {
            (1, _) => false,
            (2, _) => true,
            _ => return None,
        },
    };
    let name = at + if message.number(at).is_some() { 2 } else { 1 };
    if !matches!((message.word(name), message.word(name + 1)), ("half" | "part", "of" | "in")) {
        return None;
    }
    // a half of a half is nothing anybody says
    if message.begins(name + 2, words::NTH) && message.word(name + 2) != "the" {
        return None;
    }
    let (period, next) = periods::named_or_current(message, name + 2, now)?;
    Some((period.half(second)?, next))
}
