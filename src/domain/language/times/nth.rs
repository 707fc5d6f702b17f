//! The n-th day of a period: `first Monday of July`, `the last working day of the month`, `15th of next month`.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use super::day::Span;
use super::periods::{Period, Unit, months, named, named_or_current};
use super::{Now, dates, holidays, words, working_day_ahead, working_day_before};
use crate::domain::language::token::Message;

/// `first Monday of July`, `last Friday of June`, `the last day of the month`, `3rd week of July`, `15th of next month`.
pub(super) fn nth(message: &Message, at: usize, now: &Now<'_>) -> Option<(Span, usize)> {
    let start = at + usize::from(message.word(at) == "the");
    let (nth, name_at) = match message.word(start) {
        "last" => (None, start + 1),
        _ => words::ordinal_at(message, start)
            .filter(|(n, _)| (1..=31).contains(n))
            .map(|(n, next)| (Some(n), next))?,
    };
    if let Some(nth) = nth
        && let Some(found) = nth_of_month(message, nth, name_at, now)
    {
        return Some(found);
    }
    let worked = matches!(message.word(name_at), "business" | "working" | "work")
        && message.word(name_at + 1) == "day";
    let name_at = name_at + usize::from(worked);
    let name = if worked { "workday" } else { message.word(name_at) };
    let weekday = words::weekday(name);
    if weekday.is_none() && !matches!(name, "day" | "week" | "weekend" | "workday" | "weekday") {
        return None;
    }
    if !matches!(message.word(name_at + 1), "of" | "in") {
        return None;
    }
    let (period, next) = named_or_current(message, name_at + 2, now)?;
    let last = dates::day_before(period.past)?;
    let span = match (weekday, name, nth) {
        (Some(day), _, Some(nth)) => {
            Span::Day(holidays::nth_weekday(period.first.year(), period.first.month(), day, nth)?)
        }
        (Some(day), _, None) => Span::Day(holidays::last_weekday(last.year(), last.month(), day)?),
        (None, "day", Some(nth)) => {
            Span::Day(period.first.checked_add_days(Days::new(u64::from(nth) - 1)).filter(|d| *d <= last)?)
        }
        (None, "day", None) => Span::Day(last),
        (None, "week", _) => week_of(period, nth)?,
        (None, "weekend", Some(nth)) => {
            let saturday =
                holidays::nth_weekday(period.first.year(), period.first.month(), Weekday::Sat, nth)?;
            Span::Days(saturday, saturday.checked_add_days(Days::new(2))?)
        }
        (None, "weekend", None) => return None,
        (None, _, Some(nth)) => Span::Day(working_day_ahead(dates::day_before(period.first)?, nth)?),
        (None, _, None) => Span::Day(working_day_before(period.past)?),
    };
    Some((span, next))
}

/// `the first of next month`, `4th next month`, `first of the month`, `third of July`: after the ordinal.
fn nth_of_month(message: &Message, nth: u32, at: usize, now: &Now<'_>) -> Option<(Span, usize)> {
    let of = usize::from(message.word(at) == "of");
    let (month, next) = named(message, at + of, now)
        .or_else(|| (of == 1).then(|| named_or_current(message, at + 1, now)).flatten())
        .filter(|(period, _)| period.unit == Unit::Month)?;
    let day = month.first.with_day(nth).filter(|day| *day < month.past)?;
    let current = message.word(at + of) == "the" && message.word(at + of + 1) == "month";
    let day = if current && day < now.today() { day.checked_add_months(Months::new(1))? } else { day };
    Some((Span::Day(day), next))
}

/// `July 2025`
pub(super) fn month_with_year(message: &Message, at: usize) -> Option<(Period, usize)> {
    let month = words::month(message.word(at))?;
    let first = NaiveDate::from_ymd_opt(dates::year(message, at + 1)?, month, 1)?;
    Some((months(first, 1, Unit::Month)?, at + 2))
}

/// The n-th full week of a period; the last one holds its last day.
fn week_of(period: Period, nth: Option<u32>) -> Option<Span> {
    let to_monday = u64::from((7 - period.first.weekday().num_days_from_monday()) % 7);
    let first = if let Some(nth) = nth {
        period.first.checked_add_days(Days::new(to_monday + u64::from(nth - 1) * 7))?
    } else {
        let last = dates::day_before(period.past)?;
        last.checked_sub_days(Days::new(u64::from(last.weekday().num_days_from_monday())))?
    };
    Some(Span::Days(first, first.checked_add_days(Days::new(7))?))
}
