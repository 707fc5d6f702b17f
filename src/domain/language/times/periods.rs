//! Weeks, weekends, months, quarters, seasons and years, whole.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use super::day::{Span, in_week};
use super::{Now, dates, nth, weeks, words};
use crate::domain::language::token::{Kind, Message};

/// A stretch of days, exclusive at its end, and what it is counted in.
#[derive(Clone, Copy)]
pub(super) struct Period {
    pub first: NaiveDate,
    pub past: NaiveDate,
    pub unit: Unit,
}

impl Period {
    /// Its first or second half; of a week they are Monday to Wednesday and Wednesday to Friday.
    pub fn half(self, second: bool) -> Option<Self> {
        let days = (self.past - self.first).num_days();
        let middle = match self.unit {
            Unit::ThisWeek | Unit::Week => self.first.checked_add_days(Days::new(2))?,
            Unit::Month => self.first.with_day(16)?,
            Unit::Longer if days > 360 => self.first.checked_add_months(Months::new(6))?,
            Unit::Weekend | Unit::Longer => {
                self.first.checked_add_days(Days::new(u64::try_from(days / 2).ok()?))?
            }
        };
        let unit = if self.unit == Unit::ThisWeek { Unit::Week } else { self.unit };
        Some(if second { Self { first: middle, unit, ..self } } else { Self { past: middle, unit, ..self } })
    }
}

/// What a period is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    ThisWeek,
    Week,
    Weekend,
    Month,
    Longer,
}

/// `this week`, `next weekend`, `in July`, `September`, `Q3`, `next year`, `this summer`, `the week after next`.
pub(super) fn period(message: &Message, at: usize, now: &Now<'_>) -> Option<(Span, usize)> {
    let lead = match (message.word(at), message.word(at + 1)) {
        ("later" | "sometime" | "anytime", "in") | ("some" | "any", "time") => 2,
        ("later" | "sometime" | "anytime", _) => 1,
        _ => 0,
    };
    if let Some(found) = weeks::week_of_day(message, at, now).or_else(|| weeks::numbered(message, at, now)) {
        return Some(found);
    }
    let (period, next) = named(message, at + lead, now)
        .or_else(|| month_alone(message, at + lead, now))
        .or_else(|| season_alone(message, at + lead, now))?;
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
pub(super) fn named(message: &Message, at: usize, now: &Now<'_>) -> Option<(Period, usize)> {
    let (which, unit_at) = match (message.word(at), message.word(at + 1)) {
        ("coming" | "upcoming", "weekend") => (0, at + 1),
        ("the" | "this", "coming" | "upcoming") if message.word(at + 2) == "weekend" => (0, at + 2),
        ("next" | "following" | "coming" | "upcoming", _) => (1, at + 1),
        ("this", "coming") | ("the", "next" | "following" | "coming" | "upcoming") => (1, at + 2),
        ("this" | "current", _) | ("the", "weekend") => (0, at + 1),
        ("within", "the") if matches!(message.word(at + 2), "week" | "month") => (0, at + 2),
        ("the", "current") => (0, at + 2),
        ("in" | "during" | "over" | "by" | "before" | "for", "the") if message.word(at + 2) == "weekend" => {
            (0, at + 2)
        }
        _ => {
            return quarter(message, at, now)
                .or_else(|| weeks::half(message, at, now))
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
pub(super) fn unit(word: &str, ahead: u32, now: &Now<'_>) -> Option<Period> {
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
        _ => season(word, ahead, now).or_else(|| {
            let month = words::month(word)?;
            // `next June` said in June
            let past = (ahead > 0 && month == today.month()).then(|| today.year() + 1);
            past.map_or_else(
                || named_month(month, now),
                |year| months(NaiveDate::from_ymd_opt(year, month, 1)?, 1, Unit::Month),
            )
        }),
    }
}

/// Some months of a year as one stretch.
pub(super) fn months_from(year: i32, month: u32, count: u32) -> Option<Period> {
    months(NaiveDate::from_ymd_opt(year, month, 1)?, count, Unit::Longer)
}

pub(super) fn months(first: NaiveDate, count: u32, unit: Unit) -> Option<Period> {
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
    if let (Some(year), next) = dates::year_after(message, next + of, now) {
        return Some((in_year(year)?, next));
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

pub(super) fn named_month(month: u32, now: &Now<'_>) -> Option<Period> {
    let year = now.today().year() + i32::from(month < now.today().month());
    months(NaiveDate::from_ymd_opt(year, month, 1)?, 1, Unit::Month)
}

/// `in July`, `by June`, and names that are nothing else: `September`.
fn month_alone(message: &Message, at: usize, now: &Now<'_>) -> Option<(Period, usize)> {
    if let Some(found) = month_range(message, at, now) {
        return Some(found);
    }
    let lead =
        usize::from(matches!(message.word(at), "in" | "by" | "before" | "during" | "until" | "till" | "for"));
    let word = message.word(at + lead);
    let month = words::month(word)?;
    let sure =
        matches!(word, "january" | "february" | "july" | "september" | "october" | "november" | "december");
    let counted = message.number(at + lead + 1).is_some();
    let (year, next) = dates::year_after(message, at + lead + 1, now);
    let spoken = message.number(at + lead + 1).is_none();
    if let Some(year) = year.filter(|_| (lead == 1 || sure) && spoken) {
        return Some((months(NaiveDate::from_ymd_opt(year, month, 1)?, 1, Unit::Month)?, next));
    }
    ((lead == 1 || sure) && !counted).then(|| Some((named_month(month, now)?, at + lead + 1)))?
}

/// `June-August`, `June to August`.
fn month_range(message: &Message, at: usize, now: &Now<'_>) -> Option<(Period, usize)> {
    let joined = message.is(at + 1, '-')
        || matches!(message.word(at + 1), "to" | "through" | "thru" | "until" | "till");
    let (first, last) =
        (words::month(message.word(at))?, words::month(message.word(at + 2)).filter(|_| joined)?);
    let first = named_month(first, now)?.first;
    let past = months_from(first.year() + i32::from(last < first.month()), last, 1)?.past;
    message.number(at + 3).is_none().then_some((Period { first, past, unit: Unit::Longer }, at + 3))
}

/// `in the spring`, `by autumn`, `over the summer`; not `in spring boot`.
fn season_alone(message: &Message, at: usize, now: &Now<'_>) -> Option<(Period, usize)> {
    if !matches!(message.word(at), "in" | "by" | "before" | "during" | "until" | "till" | "over" | "for") {
        return None;
    }
    let the = usize::from(message.word(at + 1) == "the");
    let next = at + the + 2;
    let named = the == 0 && message.kind(next) == Kind::Word && message.word(at + 1) != "winter";
    (!named).then(|| Some((season(message.word(at + the + 1), 0, now)?, next)))?
}

/// A period by its name, or the one now: `next week`, `the month`, `July`, `2025`.
pub(super) fn named_or_current(message: &Message, at: usize, now: &Now<'_>) -> Option<(Period, usize)> {
    let the = at + usize::from(message.word(at) == "the");
    if let Some(year) = dates::year(message, at) {
        return Some((months_from(year, 1, 12)?, at + 1));
    }
    named(message, at, now)
        .or_else(|| nth::month_with_year(message, at))
        .or_else(|| Some((unit(message.word(the), 0, now)?, the + 1)))
}
