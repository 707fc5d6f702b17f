//! A day: "tomorrow", "next Friday", "24 Dec", "2026-12-24".

use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};

use super::{Slip, bare};
use crate::app::commands::line::Words;

/// A day as it was named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day {
    /// So many days from today.
    Ahead(u32),
    /// The next such weekday.
    Weekday(Weekday),
    /// That weekday of the next calendar week.
    NextWeek(Weekday),
    /// Every year.
    Yearly {
        /// 1 to 12.
        month: u32,
        /// 1 to 31.
        day: u32,
    },
    /// One date.
    Date(NaiveDate),
}

impl Day {
    /// Whether it says too little without a time of day: "today" does.
    pub fn needs_time(self) -> bool {
        self == Self::Ahead(0)
    }

    /// Whether it means one date only, even if that is over.
    pub fn is_fixed(self) -> bool {
        matches!(self, Self::Ahead(_) | Self::Date(_))
    }

    /// The dates it can mean, the nearest first.
    pub fn dates(self, today: NaiveDate) -> impl Iterator<Item = NaiveDate> {
        let to = |day: Weekday| {
            let days = day.num_days_from_monday() + 7 - today.weekday().num_days_from_monday();
            TimeDelta::days(i64::from(days % 7))
        };
        let monday = today - TimeDelta::days(i64::from(today.weekday().num_days_from_monday()));
        let dates: Vec<Option<NaiveDate>> = match self {
            Self::Ahead(days) => vec![today.checked_add_signed(TimeDelta::days(i64::from(days)))],
            Self::Weekday(day) => vec![Some(today + to(day)), Some(today + to(day) + TimeDelta::days(7))],
            Self::NextWeek(day) => {
                vec![Some(monday + TimeDelta::days(7 + i64::from(day.num_days_from_monday())))]
            }
            // leap days are at most eight years apart
            Self::Yearly { month, day } => {
                (0..=8).map(|years| NaiveDate::from_ymd_opt(today.year() + years, month, day)).collect()
            }
            Self::Date(date) => vec![Some(date)],
        };
        dates.into_iter().flatten()
    }
}

/// A day, the time of day its words imply ("tomorrow evening"), and how many words it took.
type Read = (Result<Day, Slip>, Option<u32>, usize);

/// Reads a day.
pub fn read(words: &Words, at: usize) -> Option<Read> {
    let (day, used) = named(words, at).or_else(|| dated(words, at))?;
    let implied = if bare(words.at(at)) == "tonight" { Some((20 * 3600, 0)) } else { part(words, at + used) };
    let (time, more) = implied.unzip();
    Some((day, time, used + more.unwrap_or(0)))
}

/// "morning", "in the evening".
fn part(words: &Words, at: usize) -> Option<(u32, usize)> {
    let before = if words.at(at) == "in" && words.at(at + 1) == "the" { 2 } else { 0 };
    let hour = match bare(words.at(at + before)) {
        "morning" => 9,
        "afternoon" => 14,
        "evening" => 18,
        "night" => 20,
        _ => return None,
    };
    Some((hour * 3600, before + 1))
}

fn named(words: &Words, at: usize) -> Option<(Result<Day, Slip>, usize)> {
    let word = |n: usize| bare(words.at(at + n));
    let (day, used) = match word(0) {
        "today" | "tonight" => (Day::Ahead(0), 1),
        "tomorrow" | "tomorow" | "tommorow" | "tommorrow" | "tmrw" | "tmr" => (Day::Ahead(1), 1),
        "day" if word(1) == "after" && word(2) == "tomorrow" => (Day::Ahead(2), 3),
        // "this evening": the part of the day follows
        "this" if part(words, at + 1).is_some() => (Day::Ahead(0), 1),
        "this" | "coming" => (Day::Weekday(weekday(word(1))?), 2),
        "next" if word(1) == "week" => (Day::NextWeek(Weekday::Mon), 2),
        "next" => (Day::NextWeek(weekday(word(1))?), 2),
        day => (Day::Weekday(weekday(day)?), 1),
    };
    Some((Ok(day), used))
}

/// A weekday, in full or shortened.
pub fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "mon" | "monday" | "mondays" => Weekday::Mon,
        "tue" | "tues" | "tuesday" | "tuesdays" => Weekday::Tue,
        "wed" | "weds" | "wednesday" | "wednesdays" => Weekday::Wed,
        "thu" | "thur" | "thurs" | "thursday" | "thursdays" => Weekday::Thu,
        "fri" | "friday" | "fridays" => Weekday::Fri,
        "sat" | "saturday" | "saturdays" => Weekday::Sat,
        "sun" | "sunday" | "sundays" => Weekday::Sun,
        _ => return None,
    })
}

fn month(word: &str) -> Option<u32> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let short = word.len() == 3 || word == "sept";
    let fits = |name: &&str| **name == *word || (short && name.starts_with(word));
    NAMES.iter().position(fits).and_then(|at| u32::try_from(at + 1).ok())
}

/// `24 Dec`, `Dec 24th 2026`, `24th of December`, `24.12.2026`, `24.12.`, `2026-12-24`, `24/12`.
fn dated(words: &Words, at: usize) -> Option<(Result<Day, Slip>, usize)> {
    if let Some(day) = in_digits(words.at(at)) {
        return Some((day, 1));
    }
    let (day, month, used) = match (ordinal(words.at(at)), month(bare(words.at(at)))) {
        (Some(day), _) => {
            let of = usize::from(words.at(at + 1) == "of");
            (day, month(bare(words.at(at + 1 + of)))?, 2 + of)
        }
        (None, Some(month)) => (ordinal(words.at(at + 1))?, month, 2),
        (None, None) => return None,
    };
    let year = words.at(at + used);
    match four_digits(bare(year)) {
        Some(year) => Some((date(year, month, day), used + 1)),
        None => Some((yearly(month, day), used)),
    }
}

/// `24`, `24.`, `24th`.
fn ordinal(word: &str) -> Option<u32> {
    let word = bare(word);
    let digits = word.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.len());
    let fits = (1..=2).contains(&digits) && matches!(&word[digits..], "" | "st" | "nd" | "rd" | "th");
    if fits { word[..digits].parse().ok() } else { None }
}

fn four_digits(word: &str) -> Option<i32> {
    (word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit())).then(|| word.parse().ok()).flatten()
}

fn in_digits(word: &str) -> Option<Result<Day, Slip>> {
    let word = word.trim_end_matches([',', ':']);
    let numbers = |mark: char| -> Option<Vec<u32>> {
        let parts = word.trim_end_matches('.').split(mark);
        parts.map(|part| part.parse().ok().filter(|_| part.len() <= 4)).collect()
    };
    let year = |year: u32| i32::try_from(year).unwrap_or(0);
    match (numbers('-').as_deref(), numbers('.').as_deref(), numbers('/').as_deref()) {
        (Some([y, m, d]), _, _) if *y >= 1000 => Some(date(year(*y), *m, *d)),
        (_, Some([d, m, y]), _) if *y >= 1000 => Some(date(year(*y), *m, *d)),
        // the second dot tells a date from a time
        (_, Some([d, m]), _) if word.ends_with('.') => Some(yearly(*m, *d)),
        (_, _, Some([d, m, y])) if *y >= 1000 => {
            Some(either_way(*d, *m).and_then(|(d, m)| date(year(*y), m, d)))
        }
        (_, _, Some([d, m])) => Some(either_way(*d, *m).and_then(|(d, m)| yearly(m, d))),
        _ => None,
    }
}

/// Day and month with a slash between them: which is which is only sure when one of them is no month.
fn either_way(a: u32, b: u32) -> Result<(u32, u32), Slip> {
    match (a > 12, b > 12) {
        (true, false) => Ok((a, b)),
        (false, true) => Ok((b, a)),
        (false, false) if a == b => Ok((a, b)),
        (false, false) => Err(Slip::TwoDates),
        (true, true) => Err(Slip::NotADate),
    }
}

fn date(year: i32, month: u32, day: u32) -> Result<Day, Slip> {
    NaiveDate::from_ymd_opt(year, month, day).map(Day::Date).ok_or(Slip::NotADate)
}

fn yearly(month: u32, day: u32) -> Result<Day, Slip> {
    // a leap year has every day there is
    NaiveDate::from_ymd_opt(2024, month, day).map(|_| Day::Yearly { month, day }).ok_or(Slip::NotADate)
}
