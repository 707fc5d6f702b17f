//! Clock times: `5pm`, `17:00`, `17h30`, `half past five`, `noon`, and a bare hour where one can be meant.

use super::dayparts::Part;

use super::{spoken, words};
use crate::domain::language::token::{Kind, Message};

/// A time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clock {
    /// Minutes after midnight, 0 to 1440 (midnight at the end of a day).
    pub minutes: u32,
    /// Whether it could be the other half of the day as well (`at 4`).
    pub either: bool,
    /// Whether it is written like a clock of 24 hours (`11:30`), which `tonight` may still put into the evening.
    pub written: bool,
}

/// What may stand where a clock time is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Expect {
    /// Only what is a clock time for sure.
    Nothing,
    /// What is one beside a day: `9-11`, `15h`, `1530`.
    Clock,
    /// A bare hour, as after `at`.
    Hour,
}

impl Clock {
    pub fn sure(hour: u32, minute: u32) -> Option<Self> {
        let exists = hour < 24 && minute < 60 || (hour, minute) == (24, 0);
        exists.then(|| Self { minutes: hour * 60 + minute, either: false, written: (1..12).contains(&hour) })
    }

    pub fn either(hour: u32, minute: u32) -> Option<Self> {
        ((1..=12).contains(&hour) && minute < 60).then(|| Self {
            minutes: hour * 60 + minute,
            either: true,
            written: false,
        })
    }

    /// The minutes after midnight most people mean: office hours before night, unless the part of the day is known.
    pub fn most_likely(self, part: Option<Part>) -> u32 {
        let pm = match part {
            Some(part) => part.from >= 12,
            None => self.minutes < 8 * 60,
        };
        if self.written && pm && part.is_some() {
            return self.minutes + 720;
        }
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

/// A clock time that starts at a token, and the token after it.
pub(super) fn clock(message: &Message, at: usize, expect: Expect) -> Option<(Clock, usize)> {
    match message.kind(at) {
        Kind::Word if !message.begins(at, words::CLOCK) => iso(message, at),
        Kind::Word => named(message, at)
            .or_else(|| spoken::past_or_to(message, at))
            .or_else(|| spoken::shifted(message, at))
            .or_else(|| spoken::spelled(message, at, expect)),
        Kind::Number(hour) => spoken::counted(message, at, expect == Expect::Hour)
            .or_else(|| spoken::shifted(message, at))
            .or_else(|| digits(message, at, hour, expect)),
        _ => None,
    }
}

/// `9-11`, `3 to 5`: two bare hours, and the token after them.
pub(super) fn bare_range(message: &Message, at: usize) -> Option<usize> {
    let joined = message.is(at + 1, '-') || matches!(message.word(at + 1), "to" | "till" | "until");
    let hour = |at| message.number(at).filter(|n| (1..=24).contains(n) && message.digits(at) <= 2);
    (joined && hour(at)? != hour(at + 2)? && may_end(message, at + 3)).then_some(at + 3)
}

/// Whether a token is a clock time in UTC by itself: `t150000z`.
pub(super) fn is_utc(message: &Message, at: usize) -> bool {
    let word = message.word(at);
    word.len() == 8 && word.starts_with('t') && word.ends_with('z')
}

pub(super) fn named(message: &Message, at: usize) -> Option<(Clock, usize)> {
    match message.word(at) {
        "noon" | "midday" => Some(skip_ish(message, Clock::sure(12, 0)?, at + 1)),
        "midnight" => Some(skip_ish(message, Clock::sure(24, 0)?, at + 1)),
        _ => None,
    }
}

/// The token after `o'clock`.
pub(super) fn skip_oclock(message: &Message, at: usize) -> usize {
    match (message.word(at), message.word(at + 1)) {
        ("o'clock" | "oclock" | "clock", _) => at + 1,
        ("o", "clock") => at + 2,
        _ => at,
    }
}

/// `in the morning`, `at night` after an hour.
pub(super) fn says_part(message: &Message, at: usize) -> bool {
    match (message.word(at), message.word(at + 1)) {
        ("in", "the") => matches!(message.word(at + 2), "morning" | "afternoon" | "evening"),
        ("at", "night") | ("tonight", _) => true,
        _ => false,
    }
}

/// `T15:00`, `T15:00:30.250` right after a date.
fn iso(message: &Message, at: usize) -> Option<(Clock, usize)> {
    let digits = message.glued(at).then(|| message.word(at).strip_prefix('t')).flatten()?;
    let compact = digits.trim_end_matches('z');
    if matches!(compact.len(), 4 | 6) && compact.bytes().all(|byte| byte.is_ascii_digit()) {
        let number: u32 = compact[..4].parse().ok()?;
        return Some((Clock::sure(number / 100, number % 100)?, at + 1));
    }
    let hour = digits.parse::<u32>().ok()?;
    let minute = message.number(at + 2).filter(|_| message.is(at + 1, ':') && message.glued(at + 1))?;
    let next = skip_seconds(message, at + 3);
    let fraction = message.is(next, '.') && message.glued(next) && message.glued(next + 1);
    Some((Clock::sure(hour, minute)?, next + if fraction { 2 } else { 0 }))
}

pub(super) fn digits(message: &Message, at: usize, hour: u32, expect: Expect) -> Option<(Clock, usize)> {
    let expected = expect == Expect::Hour;
    if message.glued(at)
        && at > 0
        && matches!(message.kind(at - 1), Kind::Number(_) | Kind::Mark('.' | '/' | '+' | '#'))
    {
        return None;
    }
    let (minute, next) = minute_after(message, at, expect);
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
    if hour < 24 && (half_of_day(message, next).is_some() || skip_oclock(message, next) > next) {
        let clock = Clock { minutes: hour * 60, either: (1..=12).contains(&hour), written: false };
        return finish(message, clock, next);
    }
    if let Some(military) = military(message, at, hour, expect) {
        return Some(military);
    }
    if expect > Expect::Nothing && bare_range(message, at).is_some() {
        let clock = || Clock { minutes: hour * 60, either: hour <= 12, written: false };
        return (hour < 24).then(|| (clock(), next));
    }
    if (starts_range(message, next) || says_part(message, next) || is_ish(message, next))
        && (1..=12).contains(&hour)
    {
        return finish(message, Clock::either(hour, 0)?, next);
    }
    let bare = expected && (1..=23).contains(&hour) && message.digits(at) <= 2 && may_end(message, next);
    bare.then(|| finish(message, Clock { minutes: hour * 60, either: hour <= 12, written: false }, next))
        .flatten()
}

/// The minutes after an hour: `:30`, `.30`, `h30`, `h`.
fn minute_after(message: &Message, at: usize, expect: Expect) -> (Option<u32>, usize) {
    let expected = expect == Expect::Hour;
    let glued = |n: usize| message.glued(at + n);
    match (message.kind(at + 1), message.number(at + 2)) {
        (Kind::Mark(':'), Some(minute)) if glued(1) && glued(2) && message.digits(at + 2) == 2 => {
            (Some(minute), skip_seconds(message, at + 3))
        }
        (Kind::Mark('.'), Some(minute)) if glued(1) && glued(2) && message.digits(at + 2) == 2 => {
            let told = half_of_day(message, at + 3).is_some()
                || matches!(message.word(at + 3), "hrs" | "hours" | "uhr");
            let more = message.is(at + 3, '.') && message.glued(at + 3) && message.glued(at + 4);
            let beside = expect == Expect::Clock
                && message.digits(at) == 2
                && minute.is_multiple_of(5)
                && may_end(message, at + 3);
            if !more && (told || expected || beside) { (Some(minute), at + 3) } else { (None, at + 1) }
        }
        (Kind::Word, _) if glued(1) && message.word(at + 1).starts_with('h') => {
            let minute = match &message.word(at + 1)[1..] {
                "" if expect > Expect::Nothing
                    || super::zones::zone(message, at + 2).is_some()
                    || (message.digits(at) == 2
                        && message.number(at).is_some_and(|n| (13..=23).contains(&n))) =>
                {
                    Some(0)
                }
                digits if digits.len() == 2 => digits.parse().ok(),
                _ => None,
            };
            (minute, at + 1 + usize::from(minute.is_some()))
        }
        _ => (None, at + 1),
    }
}

/// `1530 hours`, `0900 hrs`, `1530h`, `1530Z`; `1530` where a clock time is expected and a year is not.
fn military(message: &Message, at: usize, number: u32, expect: Expect) -> Option<(Clock, usize)> {
    if message.digits(at) != 4 {
        let zulu = message.digits(at) == 2 && message.glued(at + 1) && message.word(at + 1) == "z";
        return zulu.then(|| Some((Clock::sure(number, 0)?, at + 1)))?;
    }
    let clock = Clock::sure(number / 100, number % 100)?;
    if matches!(message.word(at + 1), "hours" | "hrs")
        || (message.glued(at + 1) && message.word(at + 1) == "h")
    {
        return Some((clock, at + 2));
    }
    let zulu = message.glued(at + 1) && message.word(at + 1) == "z";
    let year = (1990..=2100).contains(&number)
        && (expect != Expect::Hour || message.word(at.saturating_sub(1)) != "at");
    let said = expect > Expect::Nothing && number.is_multiple_of(5) && !year && may_end(message, at + 1);
    (zulu || said).then_some((clock, at + 1))
}

/// `3-4pm`: the half of the day stands only at the end.
fn starts_range(message: &Message, at: usize) -> bool {
    let joined = message.is(at, '-') || matches!(message.word(at), "to" | "and" | "or" | "till" | "until");
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
pub(super) fn finish(message: &Message, clock: Clock, at: usize) -> Option<(Clock, usize)> {
    let at = skip_oclock(message, at);
    let (clock, at) = match half_of_day(message, at) {
        Some((pm, next)) => {
            let hour = clock.minutes / 60;
            if hour > 12 && !pm {
                return None;
            }
            let base = if hour >= 12 && clock.either { clock.minutes - 720 } else { clock.minutes };
            let minutes = if pm && base < 720 { base + 720 } else { base };
            (Clock { minutes, either: false, written: false }, next)
        }
        None => (clock, at),
    };
    Some(skip_ish(message, clock, at))
}

/// A clock time and the token after what may hang on it: `ish`, `sharp`.
fn skip_ish(message: &Message, clock: Clock, at: usize) -> (Clock, usize) {
    let ish = if is_ish(message, at) { 1 + usize::from(message.is(at, '-')) } else { 0 };
    (clock, at + ish + usize::from(message.word(at + ish) == "sharp"))
}

/// `5ish`, `5-ish`.
fn is_ish(message: &Message, at: usize) -> bool {
    message.word(at) == "ish" || (message.is(at, '-') && message.word(at + 1) == "ish")
}

/// `am`, `p.m.`, `a`, `p`: whether it is the second half, and the token after it.
pub(super) fn half_of_day(message: &Message, at: usize) -> Option<(bool, usize)> {
    match message.word(at) {
        "am" => Some((false, at + 1)),
        "pm" => Some((true, at + 1)),
        "a" | "p" if message.glued(at) || message.is(at + 1, '.') || message.word(at + 1) == "m" => {
            let pm = message.word(at) == "p";
            if message.is(at + 1, '.') && message.word(at + 2) == "m" {
                let dot = message.is(at + 3, '.') && message.glued(at + 3);
                return Some((pm, at + 3 + usize::from(dot)));
            }
            if message.word(at + 1) == "m" {
                return Some((pm, at + 2));
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
    "till", "from", "by", "we", "i", "you", "suit", "suits", "work", "fits", "fit", "sounds", "ok", "okay",
    "instead", "be", "will", "before", "after", "he", "she", "they", "it", "unless", "not", "u", "lmk",
    "via", "there", "here", "everyone", "thx", "cheers", "though", "too", "where", "who", "which", "it's",
    "its", "sound", "good", "great", "fine", "rather", "since", "every", "already",
];

/// Whether a bare hour can end here: no noun that it counts follows.
pub(super) fn may_end(message: &Message, at: usize) -> bool {
    match message.kind(at) {
        Kind::Word => {
            let word = message.word(at);
            AFTER_AN_HOUR.contains(&word)
                || words::weekday(word).is_some()
                || super::zones::zone(message, at).is_some()
        }
        Kind::Number(_) | Kind::Opaque | Kind::Instant { .. } => false,
        Kind::Mark(mark) => {
            !(message.glued(at) && matches!(mark, '/' | '%' | '+' | '#')
                || (message.glued(at) && message.glued(at + 1) && mark == ':')
                || (message.glued(at) && message.glued(at + 1) && matches!(mark, '.' | '-' | ',')))
        }
        Kind::Line | Kind::Mention | Kind::Quote => true,
    }
}
