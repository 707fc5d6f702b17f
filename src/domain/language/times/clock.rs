//! Clock times: `5pm`, `17:00`, `17h30`, `half past five`, `noon`, and a bare hour where one can be meant.

use super::words;
use crate::domain::language::token::{Kind, Message};

/// A time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clock {
    /// Minutes after midnight, 0 to 1440 (midnight at the end of a day).
    pub minutes: u32,
    /// Whether it could be the other half of the day as well (`at 4`).
    pub either: bool,
}

impl Clock {
    fn sure(hour: u32, minute: u32) -> Option<Self> {
        (hour < 24 && minute < 60).then_some(Self { minutes: hour * 60 + minute, either: false })
    }

    /// The minutes after midnight most people mean: office hours before night, unless the part of the day is known.
    pub fn most_likely(self, part: Option<(u32, u32)>) -> u32 {
        let pm = match part {
            Some((from, _)) => from >= 12,
            None => self.minutes < 8 * 60,
        };
        if self.either && pm && self.minutes < 720 { self.minutes + 720 } else { self.minutes }
    }
}

/// A clock time that starts at a token, and the token after it. `expected` is whether a bare hour can stand here,
/// as after `at` or a day.
pub(super) fn clock(message: &Message, at: usize, expected: bool) -> Option<(Clock, usize)> {
    match message.kind(at) {
        Kind::Word => named(message, at).or_else(|| spelled(message, at, expected)),
        Kind::Number(hour) => digits(message, at, hour, expected),
        _ => None,
    }
}

fn named(message: &Message, at: usize) -> Option<(Clock, usize)> {
    match message.word(at) {
        "noon" | "midday" => Some((Clock::sure(12, 0)?, at + 1)),
        "midnight" => Some((Clock { minutes: 1440, either: false }, at + 1)),
        _ => past_or_to(message, at),
    }
}

/// `half past five`, `quarter to 6`, `ten past 4`.
fn past_or_to(message: &Message, at: usize) -> Option<(Clock, usize)> {
    let at = if message.word(at) == "a" { at + 1 } else { at };
    let minutes = match message.word(at) {
        "half" => 30,
        "quarter" => 15,
        word => words::number(word).filter(|n| *n >= 5)?,
    };
    let before = match message.word(at + 1) {
        "past" | "after" => false,
        "to" | "till" => true,
        _ => return None,
    };
    let hour = message.number(at + 2).or_else(|| words::number(message.word(at + 2)))?;
    if !(1..=12).contains(&hour) {
        return None;
    }
    let total = if before { hour * 60 - minutes } else { hour * 60 + minutes };
    finish(message, Clock { minutes: total, either: true }, at + 3)
}

/// `five o'clock`, `at five`.
fn spelled(message: &Message, at: usize, expected: bool) -> Option<(Clock, usize)> {
    let hour = words::number(message.word(at)).filter(|n| (1..=12).contains(n))?;
    if matches!(message.word(at), "a" | "an" | "few" | "couple" | "several") {
        return None;
    }
    let clock = Clock { minutes: hour * 60, either: true };
    let marked = half_of_day(message, at + 1).is_some() || is_oclock(message, at + 1);
    (marked || (expected && may_end(message, at + 1))).then(|| finish(message, clock, at + 1)).flatten()
}

fn is_oclock(message: &Message, at: usize) -> bool {
    matches!(message.word(at), "o'clock" | "oclock")
}

fn digits(message: &Message, at: usize, hour: u32, expected: bool) -> Option<(Clock, usize)> {
    let glued = |n: usize| message.glued(at + n);
    if glued(0)
        && at > 0
        && matches!(message.kind(at - 1), Kind::Number(_) | Kind::Mark('.' | '/' | '+' | '#'))
    {
        return None;
    }
    let (minute, next) = match (message.kind(at + 1), message.number(at + 2)) {
        (Kind::Mark(':'), Some(minute)) if glued(1) && glued(2) && message.digits(at + 2) == 2 => {
            (Some(minute), skip_seconds(message, at + 3))
        }
        (Kind::Mark('.'), Some(minute))
            if glued(1)
                && glued(2)
                && message.digits(at + 2) == 2
                && (half_of_day(message, at + 3).is_some() || expected) =>
        {
            (Some(minute), at + 3)
        }
        (Kind::Word, _) if glued(1) && message.word(at + 1).starts_with('h') => {
            let minute = match &message.word(at + 1)[1..] {
                "" if expected => Some(0),
                digits if digits.len() == 2 => digits.parse().ok(),
                _ => None,
            };
            (minute, at + 1 + usize::from(minute.is_some()))
        }
        _ => (None, at + 1),
    };
    if is_measure(message, next) {
        return None;
    }
    if let Some(minute) = minute {
        let clock = Clock::sure(hour, minute)?;
        let either = (1..=12).contains(&hour) && half_of_day(message, next).is_some();
        // 6:30 without a half of the day: written by the clock of 24 hours when it has two digits
        let loose = message.digits(at) == 1 && hour < 8;
        return finish(message, Clock { either: either || loose, ..clock }, next);
    }
    if half_of_day(message, next).is_some() || is_oclock(message, next) {
        let clock = Clock { minutes: hour * 60, either: (1..=12).contains(&hour) };
        return (hour < 24).then(|| finish(message, clock, next)).flatten();
    }
    if expected
        && message.digits(at) == 4
        && hour / 100 < 24
        && hour % 100 < 60
        && message.word(next) == "hours"
    {
        return Some((Clock::sure(hour / 100, hour % 100)?, next + 1));
    }
    if starts_range(message, next) && (1..=12).contains(&hour) {
        return Some((Clock { minutes: hour * 60, either: true }, next));
    }
    let bare = expected && (1..=23).contains(&hour) && message.digits(at) <= 2 && may_end(message, next);
    bare.then(|| finish(message, Clock { minutes: hour * 60, either: hour <= 12 }, next)).flatten()
}

/// `3-4pm`: the half of the day stands only at the end.
fn starts_range(message: &Message, at: usize) -> bool {
    let joined = message.is(at, '-') || message.word(at) == "to";
    let short =
        message.number(at + 1).is_some_and(|hour| hour <= 12) && half_of_day(message, at + 2).is_some();
    joined && short
}

fn skip_seconds(message: &Message, at: usize) -> usize {
    let seconds = message.is(at, ':') && message.glued(at) && message.number(at + 1).is_some();
    if seconds { at + 2 } else { at }
}

/// `03:25 min` is a length.
fn is_measure(message: &Message, at: usize) -> bool {
    matches!(
        message.word(at),
        "min" | "mins" | "minutes" | "sec" | "secs" | "seconds" | "%" | "long" | "mb" | "gb"
    ) || message.is(at, '%')
}

/// Takes a half of the day and what may hang on a clock time.
fn finish(message: &Message, clock: Clock, at: usize) -> Option<(Clock, usize)> {
    let at = if is_oclock(message, at) { at + 1 } else { at };
    let (clock, at) = match half_of_day(message, at) {
        Some((pm, next)) => {
            let hour = clock.minutes / 60;
            if hour > 12 && !pm {
                return None;
            }
            let base = if hour >= 12 && clock.either { clock.minutes - 720 } else { clock.minutes };
            let minutes = if pm && base < 720 { base + 720 } else { base };
            (Clock { minutes, either: false }, next)
        }
        None => (clock, at),
    };
    let ish = message.word(at) == "ish" || (message.is(at, '-') && message.word(at + 1) == "ish");
    Some((
        clock,
        at + if !ish {
            0
        } else if message.is(at, '-') {
            2
        } else {
            1
        },
    ))
}

/// `am`, `p.m.`, `a`, `p`: whether it is the second half, and the token after it.
fn half_of_day(message: &Message, at: usize) -> Option<(bool, usize)> {
    match message.word(at) {
        "am" => Some((false, at + 1)),
        "pm" => Some((true, at + 1)),
        "a" | "p" if message.glued(at) || message.is(at + 1, '.') => {
            let pm = message.word(at) == "p";
            if message.is(at + 1, '.') && message.word(at + 2) == "m" && message.glued(at + 2) {
                let dot = message.is(at + 3, '.') && message.glued(at + 3);
                return Some((pm, at + 3 + usize::from(dot)));
            }
            message.glued(at).then_some((pm, at + 1))
        }
        _ => None,
    }
}

/// Whether a bare hour can end here: no noun that it counts follows.
fn may_end(message: &Message, at: usize) -> bool {
    match message.kind(at) {
        Kind::Word => {
            matches!(
                message.word(at),
                "today"
                    | "tomorrow"
                    | "tmrw"
                    | "tonight"
                    | "on"
                    | "please"
                    | "pls"
                    | "or"
                    | "if"
                    | "so"
                    | "and"
                    | "but"
                    | "for"
                    | "your"
                    | "my"
                    | "our"
                    | "ur"
                    | "this"
                    | "next"
                    | "in"
                    | "ish"
                    | "sharp"
                    | "latest"
                    | "then"
                    | "can"
                    | "with"
                    | "works"
                    | "is"
                    | "would"
                    | "that"
                    | "to"
                    | "thanks"
                    | "o'clock"
                    | "the"
                    | "when"
            ) || words::weekday(message.word(at)).is_some()
                || super::zones::zone(message, at).is_some()
        }
        Kind::Number(_) | Kind::Opaque => false,
        Kind::Mark(mark) => {
            !(message.glued(at) && matches!(mark, '/' | '%' | ':' | '+' | '#')
                || (message.glued(at) && message.glued(at + 1) && matches!(mark, '.' | '-' | ',')))
        }
        Kind::Line | Kind::Mention | Kind::Quote => true,
    }
}
