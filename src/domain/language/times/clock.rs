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

    fn either(hour: u32, minute: u32) -> Option<Self> {
        ((1..=12).contains(&hour) && minute < 60)
            .then_some(Self { minutes: hour * 60 + minute, either: true })
    }

    /// The minutes after midnight most people mean: office hours before night, unless the part of the day is known.
    pub fn most_likely(self, part: Option<(u32, u32)>) -> u32 {
        let pm = match part {
            Some((from, _)) => from >= 12,
            None => self.minutes < 8 * 60,
        };
        if !self.either {
            return self.minutes;
        }
        match (pm, self.minutes) {
            (true, minutes) if minutes < 720 => minutes + 720,
            (false, minutes) if minutes >= 720 && part.is_some() => minutes - 720,
            (_, minutes) => minutes,
        }
    }
}

/// A clock time that starts at a token, and the token after it. `expected` is whether a bare hour can stand here,
/// as after `at` or a day.
pub(super) fn clock(message: &Message, at: usize, expected: bool) -> Option<(Clock, usize)> {
    match message.kind(at) {
        Kind::Word => named(message, at)
            .or_else(|| past_or_to(message, at))
            .or_else(|| spelled(message, at, expected))
            .or_else(|| iso(message, at)),
        Kind::Number(hour) => counted(message, at, expected).or_else(|| digits(message, at, hour, expected)),
        _ => None,
    }
}

fn named(message: &Message, at: usize) -> Option<(Clock, usize)> {
    match message.word(at) {
        "noon" | "midday" => Some((Clock::sure(12, 0)?, at + 1)),
        "midnight" => Some((Clock { minutes: 1440, either: false }, at + 1)),
        _ => None,
    }
}

/// `half past five`, `quarter to noon`, `ten past 4`, `half 8`.
fn past_or_to(message: &Message, at: usize) -> Option<(Clock, usize)> {
    let (minutes, next) = match (message.word(at), message.word(at + 1)) {
        ("half", _) => (30, at + 1),
        ("quarter", _) => (15, at + 1),
        ("a", "quarter") => (15, at + 2),
        _ => words::number_at(message, at).filter(|(n, _)| (5..60).contains(n))?,
    };
    if minutes == 30 && message.word(at) == "half" {
        let bare = message.number(next).or_else(|| words::number(message.word(next)).filter(|n| *n > 1));
        if let Some(hour) = bare.filter(|_| may_end(message, next + 1)) {
            return Some((Clock::either(hour, 30)?, next + 1));
        }
    }
    let next = next + usize::from(matches!(message.word(next), "minutes" | "mins" | "min"));
    around_hour(message, minutes, next)
}

/// `10 to 4`, `20 past 3` in digits.
fn counted(message: &Message, at: usize, expected: bool) -> Option<(Clock, usize)> {
    let minutes = message.number(at).filter(|n| n.is_multiple_of(5) && (5..60).contains(n))?;
    let next = at + 1 + usize::from(matches!(message.word(at + 1), "minutes" | "mins" | "min"));
    // `5 to 10 people`, `from 10 to 4`
    let sure = matches!(message.word(next), "past") || (next > at + 1);
    let range = at > 0 && matches!(message.word(at - 1), "from" | "between");
    let alone = at == 0 || !matches!(message.kind(at - 1), Kind::Word);
    let (clock, after) = around_hour(message, minutes, next)?;
    let ends = may_end(message, after) && !range && (expected || alone) && clock.either;
    (sure || ends).then_some((clock, after))
}

fn around_hour(message: &Message, minutes: u32, at: usize) -> Option<(Clock, usize)> {
    let before = match message.word(at) {
        "past" | "after" => false,
        "to" | "till" | "of" | "before" => true,
        _ => return None,
    };
    let hour = match message.word(at + 1) {
        "noon" | "midday" => 12,
        "midnight" => 24,
        _ => message.number(at + 1).or_else(|| words::number(message.word(at + 1)))?,
    };
    let named = matches!(message.word(at + 1), "noon" | "midday" | "midnight");
    if !named && !(1..=12).contains(&hour) {
        return None;
    }
    let total = if before { hour * 60 - minutes } else { hour * 60 + minutes } % 1440;
    finish(message, Clock { minutes: total, either: !named }, at + 2)
}

/// `five o'clock`, `at five`, `five thirty pm`, `at five fifteen`.
fn spelled(message: &Message, at: usize, expected: bool) -> Option<(Clock, usize)> {
    let hour = words::number(message.word(at)).filter(|n| (1..=12).contains(n))?;
    if words::is_article(message.word(at)) {
        return None;
    }
    let minute = words::number_at(message, at + 1).filter(|(n, next)| {
        (10..60).contains(n)
            && message.kind(at + 1) == Kind::Word
            && (expected || half_of_day(message, *next).is_some())
    });
    if let Some((minute, next)) =
        minute.filter(|(_, next)| may_end(message, *next) || half_of_day(message, *next).is_some())
    {
        return finish(message, Clock::either(hour, minute)?, next);
    }
    let next = at + 1;
    let counts = message.word(at) == "one" && matches!(message.word(next), "can" | "is" | "of" | "would");
    let expected = expected && !counts;
    let marked = half_of_day(message, next).is_some() || is_oclock(message, next) || says_part(message, next);
    (marked || (expected && may_end(message, next)))
        .then(|| finish(message, Clock::either(hour, 0)?, next))
        .flatten()
}

fn is_oclock(message: &Message, at: usize) -> bool {
    matches!(message.word(at), "o'clock" | "oclock")
}

/// `in the morning`, `at night` after an hour.
fn says_part(message: &Message, at: usize) -> bool {
    match (message.word(at), message.word(at + 1)) {
        ("in", "the") => matches!(message.word(at + 2), "morning" | "afternoon" | "evening"),
        ("at", "night") | ("tonight", _) => true,
        _ => false,
    }
}

/// `T15:00`, `T15:00:30.250` right after a date.
fn iso(message: &Message, at: usize) -> Option<(Clock, usize)> {
    let hour =
        message.glued(at).then(|| message.word(at).strip_prefix('t')).flatten()?.parse::<u32>().ok()?;
    let minute = message.number(at + 2).filter(|_| message.is(at + 1, ':') && message.glued(at + 1))?;
    let next = skip_seconds(message, at + 3);
    let fraction = message.is(next, '.') && message.glued(next) && message.glued(next + 1);
    Some((Clock::sure(hour, minute)?, next + if fraction { 2 } else { 0 }))
}

fn digits(message: &Message, at: usize, hour: u32, expected: bool) -> Option<(Clock, usize)> {
    if message.glued(at)
        && at > 0
        && matches!(message.kind(at - 1), Kind::Number(_) | Kind::Mark('.' | '/' | '+' | '#'))
    {
        return None;
    }
    let (minute, next) = minute_after(message, at, expected);
    if is_measure(message, next) {
        return None;
    }
    if let Some(minute) = minute {
        let clock = Clock::sure(hour, minute)?;
        let either = (1..=12).contains(&hour) && half_of_day(message, next).is_some();
        // 6:30 without a half of the day: written by the clock of 24 hours when it has two digits
        let loose = message.digits(at) == 1 && (1..8).contains(&hour);
        let hours = usize::from(matches!(message.word(next), "hrs" | "hours"));
        return finish(message, Clock { either: either || loose, ..clock }, next + hours);
    }
    if half_of_day(message, next).is_some() || is_oclock(message, next) {
        let clock = Clock { minutes: hour * 60, either: (1..=12).contains(&hour) };
        return (hour < 24).then(|| finish(message, clock, next)).flatten();
    }
    if let Some(military) = military(message, at, hour) {
        return Some(military);
    }
    if (starts_range(message, next) || says_part(message, next) || is_ish(message, next))
        && (1..=12).contains(&hour)
    {
        return finish(message, Clock::either(hour, 0)?, next);
    }
    let bare = expected && (1..=23).contains(&hour) && message.digits(at) <= 2 && may_end(message, next);
    bare.then(|| finish(message, Clock { minutes: hour * 60, either: hour <= 12 }, next)).flatten()
}

/// The minutes after an hour: `:30`, `.30`, `h30`, `h`.
fn minute_after(message: &Message, at: usize, expected: bool) -> (Option<u32>, usize) {
    let glued = |n: usize| message.glued(at + n);
    match (message.kind(at + 1), message.number(at + 2)) {
        (Kind::Mark(':'), Some(minute)) if glued(1) && glued(2) && message.digits(at + 2) == 2 => {
            (Some(minute), skip_seconds(message, at + 3))
        }
        (Kind::Mark('.'), Some(minute)) if glued(1) && glued(2) && message.digits(at + 2) == 2 => {
            let told = half_of_day(message, at + 3).is_some()
                || matches!(message.word(at + 3), "hrs" | "hours" | "uhr");
            let more = message.is(at + 3, '.') && message.glued(at + 3) && message.glued(at + 4);
            if !more && (told || expected) { (Some(minute), at + 3) } else { (None, at + 1) }
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
    }
}

/// `1530 hours`, `0900 hrs`, `1530h`.
fn military(message: &Message, at: usize, number: u32) -> Option<(Clock, usize)> {
    let unit = matches!(message.word(at + 1), "hours" | "hrs")
        || (message.glued(at + 1) && message.word(at + 1) == "h");
    (message.digits(at) == 4 && unit).then_some((Clock::sure(number / 100, number % 100)?, at + 2))
}

/// `3-4pm`: the half of the day stands only at the end.
fn starts_range(message: &Message, at: usize) -> bool {
    let joined = message.is(at, '-') || matches!(message.word(at), "to" | "and" | "till" | "until");
    let Some(hour) = message.number(at + 1).filter(|hour| joined && *hour <= 12) else { return false };
    let minutes = message.is(at + 2, ':') && message.glued(at + 2) && message.number(at + 3).is_some();
    hour > 0 && half_of_day(message, at + if minutes { 4 } else { 2 }).is_some()
}

fn skip_seconds(message: &Message, at: usize) -> usize {
    let seconds = message.is(at, ':') && message.glued(at) && message.number(at + 1).is_some();
    if seconds { at + 2 } else { at }
}

/// `03:25 min` is a length.
fn is_measure(message: &Message, at: usize) -> bool {
    matches!(
        message.word(at),
        "min" | "mins" | "minutes" | "sec" | "secs" | "seconds" | "%" | "long" | "mb" | "gb" | "ratio" | "ms"
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
    let ish = if is_ish(message, at) { 1 + usize::from(message.is(at, '-')) } else { 0 };
    Some((clock, at + ish + usize::from(message.word(at + ish) == "sharp")))
}

/// `5ish`, `5-ish`.
fn is_ish(message: &Message, at: usize) -> bool {
    message.word(at) == "ish" || (message.is(at, '-') && message.word(at + 1) == "ish")
}

/// `am`, `p.m.`, `a`, `p`: whether it is the second half, and the token after it.
fn half_of_day(message: &Message, at: usize) -> Option<(bool, usize)> {
    match message.word(at) {
        "am" => Some((false, at + 1)),
        "pm" => Some((true, at + 1)),
        "a" | "p" if message.glued(at) || message.is(at + 1, '.') => {
            let pm = message.word(at) == "p";
            if message.is(at + 1, '.') && message.word(at + 2) == "m" {
                let dot = message.is(at + 3, '.') && message.glued(at + 3);
                return Some((pm, at + 3 + usize::from(dot)));
            }
            message.glued(at).then_some((pm, at + 1))
        }
        _ => None,
    }
}

/// Words that may follow a bare hour; any other could be what the number counts.
const AFTER_AN_HOUR: &[&str] = &[
    "today", "tomorrow", "tmrw", "tonight", "on", "please", "pls", "or", "if", "so", "and", "but", "for",
    "your", "my", "our", "ur", "this", "next", "in", "ish", "sharp", "latest", "then", "can", "with",
    "works", "is", "would", "that", "to", "thanks", "o'clock", "the", "when", "at", "because", "as", "until",
    "till", "from", "by", "we", "i", "you",
];

/// Whether a bare hour can end here: no noun that it counts follows.
fn may_end(message: &Message, at: usize) -> bool {
    match message.kind(at) {
        Kind::Word => {
            let word = message.word(at);
            AFTER_AN_HOUR.contains(&word)
                || words::weekday(word).is_some()
                || super::zones::zone(message, at).is_some()
        }
        Kind::Number(_) | Kind::Opaque | Kind::Instant { .. } => false,
        Kind::Mark(mark) => {
            !(message.glued(at) && matches!(mark, '/' | '%' | ':' | '+' | '#')
                || (message.glued(at) && message.glued(at + 1) && matches!(mark, '.' | '-' | ',')))
        }
        Kind::Line | Kind::Mention | Kind::Quote => true,
    }
}
