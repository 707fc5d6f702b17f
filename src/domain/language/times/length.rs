//! Lengths of time: `2 hours`, `half an hour`, `1.5h`, `3 business days`, `a couple of weeks`.

use super::words;
use crate::domain::language::token::{Kind, Message};

/// A length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::domain::language) enum Length {
    /// Elapsed minutes.
    Minutes(u32),
    /// Minutes of working time.
    WorkMinutes(u32),
    /// Calendar days.
    Days(u32),
    /// Working days.
    WorkDays(u32),
    /// Calendar months.
    Months(u32),
}

/// Nothing people ask for is longer: ten years of minutes.
const LONGEST: u32 = 10 * 366 * 24 * 60;

impl Length {
    /// Twice as long.
    pub fn doubled(self) -> Self {
        match self {
            Self::Minutes(n) => Self::Minutes(n.saturating_mul(2)),
            Self::WorkMinutes(n) => Self::WorkMinutes(n.saturating_mul(2)),
            Self::Days(n) => Self::Days(n.saturating_mul(2)),
            Self::WorkDays(n) => Self::WorkDays(n.saturating_mul(2)),
            Self::Months(n) => Self::Months(n.saturating_mul(2)),
        }
    }

    /// How many minutes a short unit has.
    pub fn unit(word: &str) -> Option<u32> {
        match word {
            "m" | "min" | "mins" | "minute" | "minutes" => Some(1),
            "h" | "hr" | "hrs" | "hour" | "hours" => Some(60),
            _ => None,
        }
    }
}

/// A length that starts at a token, and the token after it.
pub(super) fn length(message: &Message, at: usize) -> Option<(Length, usize)> {
    let (tenths, next) = amount(message, at)?;
    let (unit, next) = unit(message, next)?;
    let whole = |n: u32| (n.is_multiple_of(10)).then_some(n / 10);
    let most = |n: u32| (n <= LONGEST).then_some(n);
    let (length, next) = match unit {
        Unit::Minutes(each) => {
            let minutes = most(tenths.checked_mul(each)? / 10)?;
            let (more, next) = and_more(message, next, each);
            (Length::Minutes(minutes + more), next)
        }
        Unit::WorkMinutes(each) => (Length::WorkMinutes(most(tenths.checked_mul(each)? / 10)?), next),
        Unit::Days(each) => {
            (Length::Days(whole(tenths)?.checked_mul(each).filter(|days| *days <= 3660)?), next)
        }
        Unit::WorkDays => (Length::WorkDays(whole(tenths).filter(|days| (1..=260).contains(days))?), next),
        Unit::Months(each) => (Length::Months(whole(tenths)?.checked_mul(each).filter(|n| *n <= 120)?), next),
    };
    (length != Length::Minutes(0)).then_some((length, next))
}

/// How many, in tenths.
fn amount(message: &Message, at: usize) -> Option<(u32, usize)> {
    match message.kind(at) {
        Kind::Number(whole) if whole < 100_000 => {
            let decimal = message.is(at + 1, '.') && message.glued(at + 1) && message.glued(at + 2);
            match message.number(at + 2).filter(|_| decimal && message.digits(at + 2) == 1) {
                Some(tenth) => Some((whole * 10 + tenth, at + 3)),
                None => Some((whole * 10, skip_range(message, at + 1))),
            }
        }
        Kind::Word if matches!(message.word(at), "day" | "hour" | "week") => {
            let next_one = at > 0 && message.word(at - 1) == "next" && message.word(at + 1) == "or";
            next_one.then_some((10, at))
        }
        Kind::Word => match (message.word(at), message.word(at + 1), message.word(at + 2)) {
            ("half", "a" | "an", _) | ("a", "half", _) => Some((5, at + 2)),
            ("half", _, _) => Some((5, at + 1)),
            ("a", "couple" | "few", "of") => Some((words::number(message.word(at + 1))? * 10, at + 3)),
            ("a", "couple" | "few", _) => Some((words::number(message.word(at + 1))? * 10, at + 2)),
            ("couple" | "few", "of", _) => Some((words::number(message.word(at))? * 10, at + 2)),
            (word, _, _) => Some((words::number(word)? * 10, at + 1)),
        },
        _ => None,
    }
}

/// `2-3 days`, `1 or 2 hours`: the second one is the limit, so the first is passed over by the caller; here only
/// a hyphen before the unit (`3-day`).
fn skip_range(message: &Message, at: usize) -> usize {
    let hyphen = message.is(at, '-') && message.glued(at) && message.glued(at + 1);
    if hyphen && message.kind(at + 1) == Kind::Word { at + 1 } else { at }
}

enum Unit {
    Minutes(u32),
    WorkMinutes(u32),
    Days(u32),
    WorkDays,
    Months(u32),
}

fn unit(message: &Message, at: usize) -> Option<(Unit, usize)> {
    let word = message.word(at);
    if matches!(word, "business" | "working" | "work" | "office") {
        return match message.word(at + 1) {
            "hour" | "hours" | "hrs" => Some((Unit::WorkMinutes(60), at + 2)),
            "day" | "days" => Some((Unit::WorkDays, at + 2)),
            _ => None,
        };
    }
    let unit = match word {
        "m" if !message.glued(at) => return None,
        "d" | "day" | "days" => Unit::Days(1),
        "w" | "wk" | "wks" | "week" | "weeks" => Unit::Days(7),
        "fortnight" | "fortnights" => Unit::Days(14),
        "workday" | "workdays" | "weekday" | "weekdays" | "bd" => Unit::WorkDays,
        "month" | "months" => Unit::Months(1),
        "quarter" | "quarters" => Unit::Months(3),
        "year" | "years" => Unit::Months(12),
        _ => Unit::Minutes(Length::unit(word)?),
    };
    Some((unit, at + 1))
}

/// `2h 30m`, `an hour and a half`.
fn and_more(message: &Message, at: usize, each: u32) -> (u32, usize) {
    if message.word(at) == "and" && message.word(at + 1) == "a" && message.word(at + 2) == "half" {
        return (each / 2, at + 3);
    }
    let at_number = if message.word(at) == "and" { at + 1 } else { at };
    match (message.number(at_number), message.word(at_number + 1)) {
        (Some(n), "m" | "min" | "mins" | "minutes") if each == 60 && n < 60 => (n, at_number + 2),
        _ => (0, at),
    }
}
