//! Parts of a day: `morning`, `late afternoon`, `over lunch`, `early tomorrow morning`, `the evening of the 12th`.

use super::day;
use super::{Now, words};
use crate::domain::language::token::Message;

/// A part of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// Hours after midnight, from and to.
    pub from: u32,
    pub to: u32,
    /// Whether only its beginning counts: `by lunch`.
    pub edge: bool,
}

/// Which end of a part is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Early,
    Middle,
    Late,
}

/// Parts of a day, with their hours, then those of their early, middle and late stretch.
#[rustfmt::skip]
const PARTS: &[(&str, Hours, [Hours; 3])] = &[
    ("morning", (6, 12), [(6, 9), (9, 11), (9, 12)]),
    ("mornings", (6, 12), [(6, 9), (9, 11), (9, 12)]),
    ("afternoon", (12, 18), [(12, 15), (14, 16), (15, 18)]),
    ("arvo", (12, 18), [(12, 15), (14, 16), (15, 18)]),
    ("evening", (18, 24), [(18, 21), (19, 21), (21, 24)]),
    ("eve", (18, 24), [(18, 21), (19, 21), (21, 24)]),
    ("night", (20, 24), [(20, 22), (21, 23), (22, 24)]),
    ("tonight", (18, 24), [(18, 21), (19, 21), (21, 24)]),
];

type Hours = (u32, u32);

/// Meals that tell the time of day where a word like `before` or `over` shows that they do.
const MEALS: &[(&str, Hours)] = &[
    ("breakfast", (7, 9)),
    ("lunch", (12, 14)),
    ("lunchtime", (12, 14)),
    ("dinner", (18, 20)),
    ("dinnertime", (18, 20)),
];

/// A part of a day by its name.
pub(super) fn part(word: &str, end: Option<End>) -> Option<Part> {
    let (_, whole, stretches) = PARTS.iter().find(|(name, ..)| *name == word)?;
    let (from, to) = match end {
        None => *whole,
        Some(End::Early) => stretches[0],
        Some(End::Middle) => stretches[1],
        Some(End::Late) => stretches[2],
    };
    Some(Part { from, to, edge: false })
}

/// A part of a day that is said, and which day that says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub part: Part,
    /// Whether it is today's.
    pub today: bool,
    /// The token after it.
    pub next: usize,
}

/// `tonight`, `this morning`, `late afternoon`, `in the evening`, `before lunch`, `the morning of the 12th`: parts of a day
/// that are times by themselves.
pub(super) fn alone(message: &Message, at: usize, now: &Now<'_>) -> Option<Said> {
    if !message.begins(at, words::PART) {
        return None;
    }
    let (end, name_at) = end_of_part(message, at).map_or((None, at), |(end, next)| (Some(end), next));
    let before = at.checked_sub(1).map_or("", |before| message.word(before));
    match (message.word(name_at), message.word(name_at + 1)) {
        ("tonight" | "tonite" | "2nite" | "2night", _) => {
            Some(Said { part: part("tonight", end)?, today: true, next: name_at + 1 })
        }
        ("this", name) => {
            let end = end.or_else(|| end_of_part(message, name_at + 1).map(|(end, _)| end));
            let (name, next) = match end_of_part(message, name_at + 1) {
                Some((_, next)) => (message.word(next), next + 1),
                None => (name, name_at + 2),
            };
            let meal = MEALS.iter().find(|(meal, _)| *meal == name && name.len() > 5);
            let part =
                part(name, end).or(meal.map(|(_, (from, to))| Part { from: *from, to: *to, edge: false }))?;
            Some(Said { part, today: true, next })
        }
        ("in", "the") => {
            let part = part(message.word(name_at + 2), end)?;
            Some(Said { part, today: false, next: name_at + 3 })
        }
        (name, _) if end.is_some() => Some(Said { part: part(name, end)?, today: false, next: name_at + 1 }),
        (name @ ("morning" | "afternoon" | "evening" | "night"), "of") => {
            day::day(message, at + 2, now)?.0.single()?;
            Some(Said { part: part(name, None)?, today: false, next: at + 1 })
        }
        (name @ ("morning" | "evening"), _) if matches!(before, "by" | "until" | "till" | "before") => {
            Some(Said { part: part(name, None)?, today: false, next: at + 1 })
        }
        (name, _) => Some(Said { part: meal(name, before)?, today: false, next: at + 1 }),
    }
}

/// `by lunch`, `over lunch`, `after lunch`, `lunchtime`.
fn meal(name: &str, before: &str) -> Option<Part> {
    let (_, (from, to)) = MEALS.iter().find(|(meal, _)| *meal == name)?;
    let (from, to) = (*from, *to);
    match before {
        "by" | "before" | "until" | "till" | "b4" => Some(Part { from, to, edge: true }),
        "after" => Some(Part { from: from + 1, to: to + 3, edge: false }),
        "at" | "over" | "during" | "around" => Some(Part { from, to, edge: false }),
        _ => name.ends_with("time").then_some(Part { from, to, edge: false }),
    }
}

/// `Friday morning`, `tomorrow pm`, `9 in the evening`: a part after a day or a clock time.
pub(super) fn after(
    message: &Message,
    at: usize,
    has_clock: bool,
    end: Option<End>,
) -> Option<(Part, usize)> {
    if !message.begins(at, words::PART) {
        return None;
    }
    let (end, name_at) = end_of_part(message, at).map_or((end, at), |(end, next)| (Some(end), next));
    let name = message.word(name_at);
    if has_clock {
        return match (name, message.word(name_at + 1)) {
            ("at", "night") => Some((part("evening", None)?, name_at + 2)),
            ("morning" | "afternoon" | "evening", _) => Some((part(name, end)?, name_at + 1)),
            _ => None,
        };
    }
    let half = match name {
        "am" => Some("morning"),
        "pm" => Some("afternoon"),
        _ => None,
    };
    let found = part(half.unwrap_or(name), end).filter(|_| name != "tonight");
    let meal = || {
        MEALS.iter().find(|(meal, _)| *meal == name).map(|(_, (from, to))| Part {
            from: *from,
            to: *to,
            edge: false,
        })
    };
    Some((found.or_else(meal)?, name_at + 1))
}

/// `early`, `late` or `mid` before a part of a day: which end, and the token after it.
fn end_of_part(message: &Message, at: usize) -> Option<(End, usize)> {
    let end = match message.word(at) {
        "early" => End::Early,
        "mid" => End::Middle,
        "late" => End::Late,
        _ => return None,
    };
    Some((end, at + 1 + usize::from(message.is(at + 1, '-'))))
}

/// `early` and its kind before a day that has a part after it: `late Friday afternoon`.
pub(super) fn end_before_day(message: &Message, at: usize, now: &Now<'_>) -> Option<(End, usize)> {
    let (end, next) = end_of_part(message, at)?;
    let name = message.word(next);
    let day = matches!(name, "tomorrow" | "tmrw") || words::weekday(name).is_some();
    let (_, after) = day.then(|| day::day(message, next, now)).flatten()?;
    part(message.word(after), None).map(|_| (end, next))
}
