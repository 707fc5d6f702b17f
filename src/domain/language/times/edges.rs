//! Edges of periods: `end of week`, `EOQ`, `start of next week`, `mid-July`, `month end`.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::day::Span;
use super::periods::{Period, Unit, months, months_from, named, unit};
use super::{Now, dates, words};
use crate::domain::language::token::Message;

/// `end of week`, `EOW`, `end of June`, `EOQ`, `start of next week`, `mid-July`, `early next month`, `month end`.
pub(super) fn edge(message: &Message, at: usize, now: &Now<'_>) -> Option<(Span, usize)> {
    let end = |word, next| Some((end_of(unit(word, 0, now)?, now)?, next));
    let which = match message.word(at) {
        "eow" => return end("week", at + 1),
        "eom" => {
            let month = words::month(message.word(at + 1));
            return end(
                if month.is_some() { message.word(at + 1) } else { "month" },
                at + 1 + usize::from(month.is_some()),
            );
        }
        "eoq" => return end("quarter", at + 1),
        "eoy" => return end("year", at + 1),
        "midweek" => {
            return Some((Span::Day(middle_of(unit("week", 0, now)?)?), at + 1))
                .filter(|_| now.today().weekday().num_days_from_monday() < 3);
        }
        unit @ ("week" | "month" | "quarter" | "year") => return end(unit, end_named(message, at)?),
        "close" | "top" if message.word(at + 1) != "of" => return None,
        "end" | "close" => Edge::End,
        "start" | "beginning" | "early" | "top" => Edge::Start,
        "mid" | "middle" => Edge::Middle,
        "late" => Edge::Late,
        _ => return None,
    };
    // `end of`, `mid-`, `end-of-`, `early in`, `early part of`
    let of = at + 1 + usize::from(message.is(at + 1, '-'));
    let of = of + usize::from(message.word(of) == "part");
    let of = of + usize::from(message.word(of) == "of" || (message.word(of) == "in" && which != Edge::End));
    let of = of + usize::from(message.is(of, '-') && message.glued(of));
    let plain = of + usize::from(message.word(of) == "the");
    let plain = plain
        + usize::from(matches!(
            message.word(plain),
            "work" | "working" | "business" | "current" | "calendar"
        ));
    let current = || {
        if let Some(year) = dates::year(message, of).filter(|year| *year >= now.today().year()) {
            return Some((months_from(year, 1, 12)?, of + 1));
        }
        let period = unit(message.word(plain), 0, now)?;
        // a start gone by is the next one
        let over = edge_of(which, period, now)?.single().is_some_and(|day| day < now.today());
        Some((if over { unit(message.word(plain), 1, now)? } else { period }, plain + 1))
    };
    let (period, next) = named(message, of, now).or_else(current)?;
    // `mid week`, but `late week` and `early month` are nothing anybody says
    if which == Edge::Late && plain == at + 1 && message.word(plain) == "week" {
        return None;
    }
    let (period, next) = match dates::year_after(message, next, now) {
        (Some(year), next) if period.unit == Unit::Month => {
            (months(period.first.with_year(year)?, 1, Unit::Month)?, next)
        }
        _ => (period, next),
    };
    Some((edge_of(which, period, now)?, next))
}

/// `month end`, `year-end`, `week's end`: the token after it.
fn end_named(message: &Message, at: usize) -> Option<usize> {
    let end = at + 1 + usize::from(message.is(at + 1, '-') || message.word(at + 1) == "'s");
    let before = at.checked_sub(1).map_or("", |before| message.word(before));
    let expected = matches!(before, "by" | "before" | "at" | "until" | "till" | "for" | "") || end > at + 1;
    (message.word(end) == "end" && expected && message.word(end + 1) != "user").then_some(end + 1)
}

fn edge_of(which: Edge, period: Period, now: &Now<'_>) -> Option<Span> {
    Some(match (which, period.unit) {
        (Edge::End, _) => end_of(period, now)?,
        (Edge::Start, _) => Span::Day(period.first),
        (Edge::Middle, _) => Span::Day(middle_of(period)?),
        (Edge::Late, Unit::ThisWeek | Unit::Week) => Span::Days(
            period.first.checked_add_days(Days::new(3))?.max(now.today()),
            period.first.checked_add_days(Days::new(5))?,
        ),
        (Edge::Late, Unit::Longer) => Span::Days(period.half(true)?.half(true)?.first, period.past),
        (Edge::Late, _) => Span::Days(
            period
                .first
                .checked_add_days(Days::new(20))
                .filter(|day| *day < period.past)
                .unwrap_or(period.first),
            period.past,
        ),
    })
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
        Unit::Longer if (period.past - period.first).num_days() > 360 => {
            period.first.checked_add_months(Months::new(6))
        }
        Unit::Weekend | Unit::Longer => {
            let half = (period.past - period.first).num_days() / 2;
            period.first.checked_add_days(Days::new(u64::try_from(half).ok()?))
        }
    }
}
