//! Weeks, weekends, months, quarters, seasons and years: whole, their edges, and the n-th day of one.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use super::day::{Span, in_week};
use super::{Now, dates, holidays, words};
use crate::domain::language::token::Message;

/// A stretch of days, exclusive at its end, and what it is counted in.
#[derive(Clone, Copy)]
struct Period {
    first: NaiveDate,
    past: NaiveDate,
    unit: Unit,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    ThisWeek,
    Week,
    Weekend,
    Month,
    Longer,
}

/// `this week`, `next weekend`, `in July`, `September`, `Q3`, `next year`, `this summer`, `the week after next`.
pub(super) fn period(message: &Message, at: usize, now: &Now<'_>) -> Option<(Span, usize)> {
    let lead = usize::from(matches!(message.word(at), "later" | "sometime" | "anytime"));
    let (period, next) = named(message, at + lead, now).or_else(|| month_alone(message, at, now))?;
    // `next week Tuesday`, `next week on Tuesday`
    if matches!(period.unit, Unit::ThisWeek | Unit::Week) {
        let joint =
            usize::from(matches!(message.word(next), "on" | "'s")) + usize::from(message.is(next, ','));
        if let Some(day) = words::weekday(message.word(next + joint)) {
            let ahead = u64::from(day.num_days_from_monday());
            return Some((Span::Day(period.first.checked_add_days(Days::new(ahead))?), next + joint + 1));
        }
    }
    let span = match period.unit {
        Unit::ThisWeek => Span::ThisWeek,
        _ => Span::Days(period.first, period.past),
    };
    Some((span, next))
}

/// A period by its name, with `this`, `next` or an article before it.
fn named(message: &Message, at: usize, now: &Now<'_>) -> Option<(Period, usize)> {
    let (which, unit_at) = match (message.word(at), message.word(at + 1)) {
        ("next" | "following" | "coming" | "upcoming", _) => (1, at + 1),
        ("this", "coming") | ("the", "next" | "following" | "coming" | "upcoming") => (1, at + 2),
        ("this" | "current", _) | ("the", "weekend") => (0, at + 1),
        ("the", "current") => (0, at + 2),
        ("in" | "during" | "over" | "by" | "before" | "for", "the") if message.word(at + 2) == "weekend" => {
            (0, at + 2)
        }
        _ => {
            return quarter(message, at, now)
                .or_else(|| year(message, at, now))
                .or_else(|| after_next(message, at, now));
        }
    };
    Some((unit(message.word(unit_at), which, now)?, unit_at + 1))
}

/// `the week after next`, `weekend after next`.
fn after_next(message: &Message, at: usize, now: &Now<'_>) -> Option<(Period, usize)> {
    let name_at = at + usize::from(message.word(at) == "the");
    let after = message.word(name_at + 1) == "after" && message.word(name_at + 2) == "next";
    after.then(|| Some((unit(message.word(name_at), 2, now)?, name_at + 3)))?
}

/// A unit of time, so many ahead of the current one.
fn unit(word: &str, ahead: u32, now: &Now<'_>) -> Option<Period> {
    let today = now.today();
    let week = |name: Weekday, days: u64, unit: Unit| {
        let first = in_week(now, u64::from(ahead), name)?;
        Some(Period { first, past: first.checked_add_days(Days::new(days))?, unit })
    };
    match word {
        "week" | "wk" => week(Weekday::Mon, 7, if ahead == 0 { Unit::ThisWeek } else { Unit::Week }),
        "weekend" => week(Weekday::Sat, 2, Unit::Weekend),
        "workweek" => week(Weekday::Mon, 5, if ahead == 0 { Unit::ThisWeek } else { Unit::Week }),
        "month" => months(today.with_day(1)?.checked_add_months(Months::new(ahead))?, 1, Unit::Month),
        "quarter" => {
            let first = today.with_day(1)?.checked_sub_months(Months::new(today.month0() % 3))?;
            months(first.checked_add_months(Months::new(3 * ahead))?, 3, Unit::Longer)
        }
        "year" => {
            let year = today.year() + i32::try_from(ahead).ok()?;
            months(NaiveDate::from_ymd_opt(year, 1, 1)?, 12, Unit::Longer)
        }
        _ => season(word, ahead, now).or_else(|| named_month(words::month(word)?, now)),
    }
}

fn months(first: NaiveDate, count: u32, unit: Unit) -> Option<Period> {
    Some(Period { first, past: first.checked_add_months(Months::new(count))?, unit })
}

/// Seasons by the sun, in the northern half of the world.
fn season(word: &str, ahead: u32, now: &Now<'_>) -> Option<Period> {
    let (from, until) = match word {
        "spring" => ((3, 20), (6, 21)),
        "summer" => ((6, 21), (9, 24)),
        "fall" | "autumn" => ((9, 23), (12, 22)),
        "winter" => ((12, 21), (3, 21)),
        _ => return None,
    };
    let this = now.today().year();
    let in_year = |year: i32| {
        let first = NaiveDate::from_ymd_opt(year, from.0, from.1)?;
        let past = NaiveDate::from_ymd_opt(year + i32::from(until.0 < from.0), until.0, until.1)?;
        Some(Period { first, past, unit: Unit::Longer })
    };
    let mut ahead_of_us =
        (this - 1..=this + 2).filter_map(in_year).filter(|period| period.past > now.today());
    let begun = ahead_of_us.clone().next()?.first <= now.today();
    ahead_of_us.nth(usize::from(ahead > 0 && begun))
}

/// `Q3`, `Q1 2025`, `third quarter of 2025`.
fn quarter(message: &Message, at: usize, now: &Now<'_>) -> Option<(Period, usize)> {
    let lead = usize::from(matches!(message.word(at), "in" | "by" | "before"));
    let (nth, next) = match message.word(at + lead) {
        "q1" => (1, at + lead + 1),
        "q2" => (2, at + lead + 1),
        "q3" => (3, at + lead + 1),
        "q4" => (4, at + lead + 1),
        _ => {
            let (nth, next) = words::ordinal_at(message, at + lead)?;
            (message.word(next) == "quarter" && (1..=4).contains(&nth)).then_some((nth, next + 1))?
        }
    };
    let of = usize::from(message.word(next) == "of");
    let in_year = |year: i32| months(NaiveDate::from_ymd_opt(year, nth * 3 - 2, 1)?, 3, Unit::Longer);
    if let Some(year) = dates::year(message, next + of) {
        return Some((in_year(year)?, next + of + 1));
    }
    let this = in_year(now.today().year())?;
    let period = if this.past > now.today() { this } else { in_year(now.today().year() + 1)? };
    Some((period, next))
}

/// `in 2026`, `by 2026`.
fn year(message: &Message, at: usize, now: &Now<'_>) -> Option<(Period, usize)> {
    if !matches!(message.word(at), "in" | "by" | "during" | "before" | "until") {
        return None;
    }
    let year = dates::year(message, at + 1).filter(|year| *year >= now.today().year())?;
    let counts = message.word(at + 2);
    let glued = message.glued(at + 2) && message.glued(at + 3);
    let alone = !glued
        && (counts.is_empty() || matches!(counts, "we" | "i" | "the" | "and" | "or" | "please" | "if"));
    alone.then(|| Some((months(NaiveDate::from_ymd_opt(year, 1, 1)?, 12, Unit::Longer)?, at + 2)))?
}

fn named_month(month: u32, now: &Now<'_>) -> Option<Period> {
    let year = now.today().year() + i32::from(month < now.today().month());
    months(NaiveDate::from_ymd_opt(year, month, 1)?, 1, Unit::Month)
}

/// `in July`, `by June`, and names that are nothing else: `September`.
fn month_alone(message: &Message, at: usize, now: &Now<'_>) -> Option<(Period, usize)> {
    let lead =
        usize::from(matches!(message.word(at), "in" | "by" | "before" | "during" | "until" | "till" | "for"));
    let word = message.word(at + lead);
    let month = words::month(word)?;
    let sure =
        matches!(word, "january" | "february" | "july" | "september" | "october" | "november" | "december");
    let counted = message.number(at + lead + 1).is_some();
    ((lead == 1 || sure) && !counted).then(|| Some((named_month(month, now)?, at + lead + 1)))?
}

/// `end of week`, `EOW`, `end of June`, `EOQ`, `start of next week`, `mid-July`, `early next month`.
pub(super) fn edge(message: &Message, at: usize, now: &Now<'_>) -> Option<(Span, usize)> {
    let end = |word| Some((end_of(unit(word, 0, now)?, now)?, at + 1));
    let which = match message.word(at) {
        "eow" => return end("week"),
        "eom" => return end("month"),
        "eoq" => return end("quarter"),
        "eoy" => return end("year"),
        "end" => Edge::End,
        "start" | "beginning" | "early" => Edge::Start,
        "mid" | "middle" => Edge::Middle,
        "late" => Edge::Late,
        _ => return None,
    };
    let of = at + 1 + usize::from(message.word(at + 1) == "of" || message.is(at + 1, '-'));
    let plain = of + usize::from(message.word(of) == "the");
    let plain = plain
        + usize::from(matches!(
            message.word(plain),
            "work" | "working" | "business" | "current" | "calendar"
        ));
    let (period, next) =
        named(message, of, now).or_else(|| Some((unit(message.word(plain), 0, now)?, plain + 1)))?;
    // `mid week`, but `late week` and `early month` are nothing anybody says
    if which == Edge::Late && plain == at + 1 && !matches!(period.unit, Unit::Month) {
        return None;
    }
    let (period, next) = match dates::year(message, next) {
        Some(year) if period.unit == Unit::Month => {
            (months(period.first.with_year(year)?, 1, Unit::Month)?, next + 1)
        }
        _ => (period, next),
    };
    let span = match which {
        Edge::End => end_of(period, now)?,
        Edge::Start => Span::Day(period.first),
        Edge::Middle => Span::Day(middle_of(period)?),
        Edge::Late => Span::Days(
            period
                .first
                .checked_add_days(Days::new(19))
                .filter(|day| *day < period.past)
                .unwrap_or(period.first),
            period.past,
        ),
    };
    Some((span, next))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Edge {
    Start,
    Middle,
    Late,
    End,
}

fn end_of(period: Period, now: &Now<'_>) -> Option<Span> {
    Some(match period.unit {
        Unit::ThisWeek => Span::EndOfWeek,
        Unit::Week => Span::EndOf(period.first.checked_add_days(Days::new(4))?),
        Unit::Weekend | Unit::Month | Unit::Longer => {
            let last = dates::day_before(period.past)?;
            Span::EndOf(last.max(now.today()))
        }
    })
}

fn middle_of(period: Period) -> Option<NaiveDate> {
    match period.unit {
        Unit::ThisWeek | Unit::Week => period.first.checked_add_days(Days::new(2)),
        Unit::Month => period.first.with_day(15),
        Unit::Weekend | Unit::Longer => {
            let half = (period.past - period.first).num_days() / 2;
            period.first.checked_add_days(Days::new(u64::try_from(half).ok()?))
        }
    }
}

/// `first Monday of July`, `last Friday of June`, `the last day of the month`, `3rd week of July`.
pub(super) fn nth(message: &Message, at: usize, now: &Now<'_>) -> Option<(Span, usize)> {
    let start = at + usize::from(message.word(at) == "the");
    let (nth, name_at) = match message.word(start) {
        "last" => (None, start + 1),
        _ => words::ordinal_at(message, start)
            .filter(|(n, _)| (1..=31).contains(n))
            .map(|(n, next)| (Some(n), next))?,
    };
    if message.word(name_at) == "of"
        && let Some((month, next)) = named(message, name_at + 1, now)
        && month.unit == Unit::Month
    {
        // `the first of next month`
        let day = month.first.with_day(nth?).filter(|day| *day < month.past)?;
        return Some((Span::Day(day), next));
    }
    let weekday = words::weekday(message.word(name_at));
    if weekday.is_none() && !matches!(message.word(name_at), "day" | "week" | "workday" | "weekday") {
        return None;
    }
    if !matches!(message.word(name_at + 1), "of" | "in") {
        return None;
    }
    let of = name_at + 2;
    let the = of + usize::from(message.word(of) == "the");
    let (period, next) = named(message, of, now)
        .or_else(|| month_with_year(message, of, now))
        .or_else(|| Some((unit(message.word(the), 0, now)?, the + 1)))?;
    let last = dates::day_before(period.past)?;
    let span = match (weekday, message.word(name_at), nth) {
        (Some(day), _, Some(nth)) => {
            Span::Day(holidays::nth_weekday(period.first.year(), period.first.month(), day, nth)?)
        }
        (Some(day), _, None) => Span::Day(holidays::last_weekday(last.year(), last.month(), day)?),
        (None, "day", Some(nth)) => {
            Span::Day(period.first.checked_add_days(Days::new(u64::from(nth) - 1)).filter(|d| *d <= last)?)
        }
        (None, "day", None) => Span::Day(last),
        (None, "week", _) => week_of(period, nth)?,
        (None, _, None) => Span::EndOf(last),
        _ => return None,
    };
    Some((span, next))
}

fn month_with_year(message: &Message, at: usize, _: &Now<'_>) -> Option<(Period, usize)> {
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
