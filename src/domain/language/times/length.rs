//! Lengths of time: `2 hours`, `half an hour`, `1.5h`, `2h30`, `3 business days`, `a couple of weeks`.

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
    if let Some(found) = quarters(message, at).or_else(|| hours_and_minutes(message, at)) {
        return Some(found);
    }
    let (hundredths, next) = amount(message, at)?;
    let (hundredths, next) = at_most(message, next).unwrap_or((hundredths, next));
    let (unit, next) = unit(message, next)?;
    let whole = |n: u32| (n.is_multiple_of(100)).then_some(n / 100);
    let most = |n: u64| u32::try_from(n).ok().filter(|n| *n <= LONGEST);
    let times = |each: u32| most(u64::from(hundredths) * u64::from(each) / 100);
    let (length, next) = match unit {
        Unit::Seconds => (Length::Minutes(hundredths.div_ceil(6000)), next),
        Unit::Minutes(each) => {
            let (more, next) = and_more(message, next, each);
            (Length::Minutes(times(each)? + more), next)
        }
        Unit::WorkMinutes(each) => (Length::WorkMinutes(times(each)?), next),
        Unit::Days(each) if hundredths.is_multiple_of(100) || each > 1 => {
            let (more, next) = and_more(message, next, each);
            (Length::Days(times(each).filter(|days| *days <= 3660)? + more), next)
        }
        Unit::Days(_) => (Length::Minutes(times(1440)?), next),
        Unit::WorkDays => {
            (Length::WorkDays(whole(hundredths).filter(|days| (1..=260).contains(days))?), next)
        }
        Unit::Months(each) => {
            let (more, next) = and_more(message, next, each);
            (Length::Months(times(each).filter(|n| *n <= 120)? + more), next)
        }
    };
    (length != Length::Minutes(0)).then_some((length, next))
}

/// `a quarter of an hour`, `three quarters of an hour`.
fn quarters(message: &Message, at: usize) -> Option<(Length, usize)> {
    let (count, name_at) = match message.word(at) {
        "quarter" => (1, at),
        _ => words::number_at(message, at).filter(|(n, _)| (1..=3).contains(n))?,
    };
    if !matches!(message.word(name_at), "quarter" | "quarters") {
        return None;
    }
    let of = name_at + 1 + usize::from(message.word(name_at + 1) == "of");
    let hour = matches!(message.word(of), "an" | "one") && message.word(of + 1) == "hour";
    hour.then_some((Length::Minutes(count * 15), of + 2))
}

/// `1h30`, `2h30m`: the tokenizer leaves `h30` in one piece.
fn hours_and_minutes(message: &Message, at: usize) -> Option<(Length, usize)> {
    let hours = message.number(at).filter(|hours| *hours <= 99)?;
    let minutes = message.glued(at + 1).then(|| message.word(at + 1).strip_prefix('h')).flatten()?;
    let (minutes, unit) =
        minutes.split_at(minutes.find(|c: char| !c.is_ascii_digit()).unwrap_or(minutes.len()));
    let minutes = minutes.parse::<u32>().ok().filter(|n| *n < 60)?;
    matches!(unit, "" | "m" | "min" | "mins").then_some((Length::Minutes(hours * 60 + minutes), at + 2))
}

/// How many, in hundredths.
fn amount(message: &Message, at: usize) -> Option<(u32, usize)> {
    let (whole, next) = match message.kind(at) {
        Kind::Number(whole) if whole < 100_000 => {
            let mark = matches!(message.kind(at + 1), Kind::Mark('.' | ','));
            let decimal = mark && message.glued(at + 1) && message.glued(at + 2);
            match message.number(at + 2).filter(|_| decimal) {
                Some(part) if message.digits(at + 2) == 1 => return Some((whole * 100 + part * 10, at + 3)),
                Some(part) if message.digits(at + 2) == 2 => return Some((whole * 100 + part, at + 3)),
                _ => (whole, skip_hyphen(message, at + 1)),
            }
        }
        Kind::Word => match (message.word(at), message.word(at + 1), message.word(at + 2)) {
            ("day" | "hour" | "week", "or", _) if at > 0 && message.word(at - 1) == "next" => {
                return Some((100, at));
            }
            ("half", "a" | "an", _) | ("a", "half", _) => return Some((50, at + 2)),
            ("half", _, _) => return Some((50, at + 1)),
            ("a", "couple" | "few", "of") => (words::number(message.word(at + 1))?, at + 3),
            ("a", "couple" | "few", _) => (words::number(message.word(at + 1))?, at + 2),
            ("a", "good" | "full", _) => (1, at + 2),
            ("couple" | "few", "of", _) => (words::number(message.word(at))?, at + 2),
            _ => {
                let (n, next) = words::number_at(message, at)?;
                (n, skip_hyphen(message, next))
            }
        },
        _ => return None,
    };
    // `1 1/2 hours`, `1½ hours`
    if let (Some(top), Some(bottom)) = (message.number(next), message.number(next + 2))
        && message.is(next + 1, '/')
        && message.glued(next + 1)
        && matches!((top, bottom), (1 | 3, 2 | 4))
    {
        return Some((whole * 100 + top * 100 / bottom, next + 3));
    }
    if message.is(next, '½') {
        return Some((whole * 100 + 50, next + 1));
    }
    let half =
        message.word(next) == "and" && message.word(next + 1) == "a" && message.word(next + 2) == "half";
    Some(if half { (whole * 100 + 50, next + 3) } else { (whole * 100, next) })
}

/// `2-3 days`, `2 to 3 days`: the second number is the limit.
fn at_most(message: &Message, at: usize) -> Option<(u32, usize)> {
    let joined = message.is(at, '-') || matches!(message.word(at), "to" | "or");
    joined.then(|| amount(message, at + 1)).flatten()
}

/// The hyphen of `3-day`.
fn skip_hyphen(message: &Message, at: usize) -> usize {
    let hyphen = message.is(at, '-') && message.glued(at) && message.glued(at + 1);
    if hyphen && message.kind(at + 1) == Kind::Word { at + 1 } else { at }
}

enum Unit {
    Seconds,
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
        // `17h` is a clock time
        "h" if message.glued(at)
            && at > 0
            && message.number(at - 1).is_some_and(|n| (13..=23).contains(&n))
            && message.digits(at - 1) == 2
            && (at == 1 || message.kind(at - 2) != Kind::Word) =>
        {
            return None;
        }
        "m" if !message.glued(at) => return None,
        "sec" | "secs" | "second" | "seconds" => Unit::Seconds,
        "d" | "day" | "days" => Unit::Days(1),
        "w" | "wk" | "wks" | "week" | "weeks" => Unit::Days(7),
        "fortnight" | "fortnights" => Unit::Days(14),
        "workday" | "workdays" | "weekday" | "weekdays" | "bd" => Unit::WorkDays,
        "month" | "months" => Unit::Months(1),
        "quarter" | "quarters" => Unit::Months(3),
        "year" | "years" | "yr" | "yrs" => Unit::Months(12),
        _ => Unit::Minutes(Length::unit(word)?),
    };
    Some((unit, at + 1))
}

/// `2h 30m`, `2 hours and 15 minutes`, `an hour and a half`.
fn and_more(message: &Message, at: usize, each: u32) -> (u32, usize) {
    if message.word(at) == "and" && message.word(at + 1) == "a" && message.word(at + 2) == "half" {
        return (each / 2, at + 3);
    }
    let joint = message.word(at) == "and" || (message.is(at, ',') && each == 60);
    match words::number_at(message, at + usize::from(joint)) {
        Some((n, next))
            if each == 60
                && n < 60
                && matches!(message.word(next), "m" | "min" | "mins" | "minute" | "minutes") =>
        {
            (n, next + 1)
        }
        _ => (0, at),
    }
}
