//! Clock times in words, and counted from an hour: `half past five`, `ten to 4`, `five thirty pm`, `an hour before noon`.

use super::clock::{Clock, Expect, digits, finish, half_of_day, may_end, named, says_part, skip_oclock};
use super::length::{Length, length};
use super::{LENGTH, words};
use crate::domain::language::token::{Kind, Message};

/// `half past five`, `quarter to noon`, `ten past 4`, `half 8`.
pub(super) fn past_or_to(message: &Message, at: usize) -> Option<(Clock, usize)> {
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
pub(super) fn counted(message: &Message, at: usize, expected: bool) -> Option<(Clock, usize)> {
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
    finish(message, Clock { minutes: total, either: !named, written: false }, at + 2)
}

/// `an hour before midnight`, `90 minutes after 5`.
pub(super) fn shifted(message: &Message, at: usize) -> Option<(Clock, usize)> {
    if !message.begins(at, LENGTH) {
        return None;
    }
    let (Length::Minutes(by), next) = length(message, at)? else { return None };
    let back = match message.word(next) {
        "before" => true,
        "after" | "past" => false,
        _ => return None,
    };
    let plain = match message.kind(next + 1) {
        Kind::Number(hour) => digits(message, next + 1, hour, Expect::Hour),
        _ => named(message, next + 1).or_else(|| spelled(message, next + 1, Expect::Hour)),
    };
    let (from, after) = plain.filter(|_| by <= 12 * 60)?;
    let from = from.most_likely(None);
    let minutes = if back { from.checked_sub(by)? } else { from + by };
    (minutes < 1440).then_some((Clock { minutes, either: false, written: false }, after))
}

/// `five o'clock`, `at five`, `five thirty pm`, `at five fifteen`.
pub(super) fn spelled(message: &Message, at: usize, expect: Expect) -> Option<(Clock, usize)> {
    let hour = words::number(message.word(at)).filter(|n| (1..=12).contains(n))?;
    if words::is_article(message.word(at)) {
        return None;
    }
    let minute = words::number_at(message, at + 1).filter(|(n, next)| {
        (10..60).contains(n)
            && message.kind(at + 1) == Kind::Word
            && (expect > Expect::Nothing
                || half_of_day(message, *next).is_some()
                || matches!(n, 15 | 30 | 45) && is_alone(message, at, *next))
    });
    if let Some((minute, next)) =
        minute.filter(|(_, next)| may_end(message, *next) || half_of_day(message, *next).is_some())
    {
        return finish(message, Clock::either(hour, minute)?, next);
    }
    let next = at + 1;
    let counts = message.word(at) == "one" && matches!(message.word(next), "can" | "is" | "of" | "would");
    let expected = expect == Expect::Hour && !counts;
    let marked =
        half_of_day(message, next).is_some() || skip_oclock(message, next) > next || says_part(message, next);
    (marked || (expected && may_end(message, next)))
        .then(|| finish(message, Clock::either(hour, 0)?, next))
        .flatten()
}

/// Whether some tokens stand between marks or the ends of a line.
fn is_alone(message: &Message, from: usize, to: usize) -> bool {
    (from == 0 || message.kind(from - 1) != Kind::Word)
        && !matches!(message.kind(to), Kind::Word | Kind::Number(_))
}
