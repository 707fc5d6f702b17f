//! What looks like a time and is none of ours: days gone by, what happens again and again, names, lone prepositions.

use super::clock::{self, Expect};
use super::length::length;
use super::{LENGTH, Now, Seen, TIME, day, nth, words};
use crate::domain::language::token::{Kind, Message};

/// Whether a preposition stands before something that is no time, or one that is read from its own first word.
pub(super) fn leads_nowhere(message: &Message, at: usize) -> bool {
    match message.word(at) {
        "by" | "before" | "until" | "till" | "from" | "between" | "on" | "for" => {
            !message.begins(at + 1, TIME) || (message.number(at + 1).is_some() && message.digits(at + 1) != 4)
        }
        "a" | "an" | "the" | "in" | "over" | "during" | "within" => {
            !matches!(message.kind(at + 1), Kind::Word | Kind::Number(_))
        }
        _ => false,
    }
}

/// Words that begin something else rather than name what a clock time belongs to.
pub(super) fn leads(word: &str) -> bool {
    matches!(
        word,
        "by" | "before"
            | "until"
            | "till"
            | "from"
            | "and"
            | "or"
            | "not"
            | "moved"
            | "is"
            | "was"
            | "to"
            | "so"
            | "then"
            | "that"
            | "which"
            | "because"
            | "but"
            | "i"
            | "we"
            | "you"
            | "please"
            | "if"
            | "can"
    )
}

/// Whether a hyphen ties a token to the word before it, which makes both a name: `q3-planning`, `pre-christmas`.
pub(super) fn is_tied(message: &Message, at: usize) -> bool {
    let hyphen = at >= 2 && message.is(at - 1, '-') && message.glued(at) && message.glued(at - 1);
    hyphen
        && message.kind(at) == Kind::Word
        && message.kind(at - 2) == Kind::Word
        && !message.begins(at, TIME)
        && !matches!(message.word(at), "ish" | "onwards" | "onward" | "ist")
        || hyphen
            && message.kind(at - 2) == Kind::Word
            && message.begins(at, TIME)
            && !message.begins(at - 2, TIME)
            && !matches!(message.word(at - 2), "am" | "pm" | "h" | "day" | "st" | "nd" | "rd" | "th" | "of")
}

/// What is past or happens again and again: `last Friday`, `every Monday at 9`, `3 days ago`, `daily at 5`.
pub(super) fn passed_over(message: &Message, at: usize, now: &Now<'_>) -> Option<Seen> {
    let word = message.word(at);
    let plural = word.strip_suffix('s').is_some_and(|name| name.len() > 5 && words::weekday(name).is_some());
    let next = match word {
        "last" if nth::nth(message, at, now).is_some() => return None,
        "last" | "past" | "previous" | "every" | "each" => passed_day(message, at + 1, now)?,
        "yesterday" | "yesterday's" | "daily" | "weekly" | "hourly" => at + 1,
        _ if plural => at + 1,
        _ if !message.begins(at, LENGTH) => return None,
        _ => {
            let (_, next) = length(message, at)?;
            let gone = matches!(message.word(next), "ago" | "earlier" | "old" | "long" | "late" | "already")
                || (message.word(next) == "before"
                    && day::counted(message, at, now).is_none()
                    && clock::clock(message, at, Expect::Nothing).is_none());
            return gone.then_some((None, next + 1));
        }
    };
    // the clock time of such a day is past or comes again with it
    let joint = next + usize::from(matches!(message.word(next), "at" | "around" | "@"));
    let clock = clock::clock(message, joint, Expect::Hour).map_or(next, |(_, after)| after);
    Some((None, clock))
}

/// The day, or the unit of time, after `last` and `every`.
fn passed_day(message: &Message, at: usize, now: &Now<'_>) -> Option<usize> {
    if let Some((_, next)) = day::day(message, at, now) {
        return Some(next);
    }
    let other = usize::from(matches!(message.word(at), "other" | "single"));
    matches!(
        message.word(at + other),
        "week"
            | "month"
            | "night"
            | "year"
            | "quarter"
            | "sprint"
            | "morning"
            | "afternoon"
            | "evening"
            | "day"
            | "weekday"
            | "hour"
            | "minute"
            | "weekend"
    )
    .then_some(at + other + 1)
    .or_else(|| length(message, at).map(|(_, next)| next))
}
