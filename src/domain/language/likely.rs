//! Which times are likely deadlines though nothing binds anybody to them, and which one an emoji in front points at.

use std::cmp::Reverse;

use super::Sign;
use super::clauses::Parse;
use super::deadline::{Tie, is_ruled_out, tie_of};
use super::emoji::Leads;
use super::patterns::Cue;
use super::times::{Now, Sort, Time, When};
use super::window::{Verdict, window_of};

/// How likely a time is a deadline, though it may set none: what stands under `by` and its kind, then what stands
/// where something is asked; least what is a start, past or somebody's.
pub(super) fn likeliness(parse: &Parse<'_>, time: &Time) -> u8 {
    if time.sort == Sort::Now || parse.message.is_cited(time.from) {
        return 0;
    }
    if is_ruled_out(parse, time) || is_told(parse, time) {
        return 1;
    }
    let sentence = parse.sentence(time.from);
    let asked = parse.says(sentence, Cue::Request)
        || parse.says(sentence, Cue::Sync)
        || parse.says(sentence, Cue::Need)
        || parse.sentences.get(sentence).is_some_and(|sentence| sentence.is_question);
    let held = match tie_of(parse, time) {
        Tie::Loose => 2,
        Tie::Near => 4,
        Tie::Firm => 6,
    };
    held + u8::from(asked)
}

/// Whether something is told that was at a time, or that it is not of: `cut on the 1st`, `was 74% at 6am`, `the 7:12`.
fn is_told(parse: &Parse<'_>, time: &Time) -> bool {
    let message = parse.message;
    let start = parse.clauses.get(parse.clause(time.from)).map_or(0, |clause| clause.from);
    (start..time.from).rev().take(6).any(|at| {
        matches!(
            message.word(at),
            "was"
                | "were"
                | "had"
                | "did"
                | "went"
                | "came"
                | "got"
                | "took"
                | "ran"
                | "held"
                | "made"
                | "said"
                | "sent"
                | "saw"
                | "met"
                | "shown"
                | "cut"
                | "built"
                | "since"
                | "began"
                | "broke"
                | "fell"
                | "ignore"
                | "last"
        ) || (at + 1 < time.from
            && message.word(at).len() > 4
            && message.word(at).ends_with("ed")
            && !matches!(message.word(at), "need" | "needed" | "speed" | "indeed" | "proceed"))
    })
}

/// How many tokens from an emoji in front the time it points at begins.
const NEAR_EMOJI: usize = 3;

/// The time an emoji in front points at: one it stands before, or a firm one in its sentence.
pub(super) fn pointed_at(parse: &Parse<'_>, leads: &Leads, at: usize, now: &Now<'_>) -> Option<Verdict> {
    let fits = |time: &Time| match leads {
        Leads::Sets(_) => false,
        Leads::Hours => matches!(time.when, When::Within(_) | When::Hours(_)),
        Leads::Date => {
            !time.bare && time.sort != Sort::Now && !matches!(time.when, When::Within(_) | When::Hours(_))
        }
    };
    let near = |time: &Time| time.from <= at + NEAR_EMOJI;
    let time = parse
        .times
        .iter()
        .filter(|time| {
            fits(time) && parse.sentence(time.from) == parse.sentence(at) && !is_ruled_out(parse, time)
        })
        .filter(|time| near(time) || tie_of(parse, time) == Tie::Firm)
        .min_by_key(|time| (Reverse(tie_of(parse, time)), time.from))?;
    let sign = Sign { rule: "emoji", from: time.from, to: time.to };
    Some(Verdict::of(sign, window_of(parse, time, now)?, true))
}
