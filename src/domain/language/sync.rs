//! Asking for a call: talking at the same time, as against talking about calls, code and meetings.

mod rules;

use super::Sign;
use super::clauses::Parse;
use super::patterns::{Cue, Found};
use super::token::Kind;

pub(super) use rules::RULES;

/// What asks for talking at the same time.
pub(super) fn request(parse: &Parse<'_>) -> Option<Sign> {
    parse.cues.iter().find(|cue| cue.cue == Cue::Sync).map(Found::sign)
}

/// Turns what could be a call into one where it is asked for, and drops calls that are not.
pub(super) fn settle(parse: &mut Parse<'_>) {
    let asked: Vec<usize> = (0..parse.cues.len())
        .filter(|at| parse.cues[*at].rule == "call-opens" && is_asked(parse, &parse.cues[*at]))
        .collect();
    for at in asked {
        parse.cues[at].cue = Cue::Sync;
    }
    // what is not meant binds nobody either
    let meant: Vec<bool> =
        parse.cues.iter().map(|cue| cue.cue != Cue::Sync || is_meant(parse, cue)).collect();
    let mut meant = meant.into_iter();
    parse.cues.retain(|_| meant.next().unwrap_or(true));
}

/// `zoom at 4?`, `quick call this afternoon?`, `5 min huddle on the tests?`: a question of a call, and when or why.
fn is_asked(parse: &Parse<'_>, cue: &Found) -> bool {
    let message = parse.message;
    let asked = parse.sentences.get(parse.sentence(cue.from)).is_some_and(|s| s.is_question);
    let joint = usize::from(matches!(message.word(cue.to), "at" | "on" | "for" | "in" | "around"));
    let clause = parse.clauses.get(parse.clause(cue.from)).map_or(0, |clause| clause.from);
    let timed = parse.times.iter().any(|time| {
        time.from == cue.to || time.from == cue.to + joint || (time.from >= clause && time.to <= cue.from)
    });
    let goes_on =
        matches!(message.word(cue.to), "about" | "on" | "re" | "with" | "regarding" | "instead" | "first")
            || message.is_translated && message.word(cue.to) == "by";
    asked
        && opens_clause(parse, cue.from)
        && (timed || goes_on || !matches!(message.kind(cue.to), Kind::Word | Kind::Number(_) | Kind::Opaque))
}

/// Whether nothing but a time stands before a token in its clause: `tomorrow 9:15 quick sync?`
fn opens_clause(parse: &Parse<'_>, token: usize) -> bool {
    let from = parse.clauses.get(parse.clause(token)).map_or(0, |clause| clause.from);
    let timed = |at: usize| parse.times.iter().any(|time| (time.from..time.to).contains(&at));
    (from..token).all(|at| {
        timed(at)
            || !matches!(parse.message.kind(at), Kind::Word | Kind::Number(_))
            || matches!(parse.message.word(at), "a" | "an" | "at" | "on")
    })
}

fn is_meant(parse: &Parse<'_>, cue: &Found) -> bool {
    let message = parse.message;
    // `feel free to call my desk`
    let free = message.word(cue.from) == "free" && cue.from > 0 && message.word(cue.from - 1) == "feel";
    if cue.rule != "call-offer" && (free || is_only_if(parse, cue)) {
        return false;
    }
    match parse.last_before(cue.from) {
        Some(before) if before.cue == Cue::Promise => cue.from > before.to + 3,
        Some(before) => !matches!(before.cue, Cue::Condition | Cue::Wait),
        None => true,
    }
}

/// `if it burns, call me`: only then.
fn is_only_if(parse: &Parse<'_>, cue: &Found) -> bool {
    parse.sentences.get(parse.sentence(cue.from)).is_some_and(|sentence| {
        let before = parse.cues_in(sentence.from, cue.from);
        !sentence.is_question && before.iter().any(|before| before.cue == Cue::Condition)
    })
}
