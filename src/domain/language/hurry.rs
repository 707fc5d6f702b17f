//! Whether a message wants something at once: *asap* where something is asked, *urgent* where it is said of this, outages.

use super::clauses::Parse;
use super::patterns::{Cue, Found};
use super::token::Kind;
use super::window::Verdict;
use crate::domain::window::Window;

/// The hurry a message sets, and its kind.
pub(super) fn hurry(parse: &Parse<'_>) -> Option<(Verdict, Cue)> {
    let cue = parse.cues.iter().find(|cue| match cue.cue {
        Cue::Hurry => hurries(parse, cue),
        Cue::Urgent => is_urgent(parse, cue),
        Cue::Outage => is_outage(parse, cue),
        _ => false,
    })?;
    Some((Verdict::of(cue.sign(), Window::Urgent, true), cue.cue))
}

fn hurries(parse: &Parse<'_>, cue: &Found) -> bool {
    if matches!(cue.rule, "for-yesterday" | "drop-everything" | "cant-wait") {
        return !matches!(
            parse.bound_at(cue.from).map(|b| b.cue),
            Some(Cue::Promise | Cue::Condition | Cue::NoAsk)
        );
    }
    if parse.addresses_some(cue.from) {
        return false;
    }
    match parse.bound_closely(cue.from) {
        // `right now, nobody can use it` only says when
        Some(bound) if matches!(cue.rule, "right-now" | "immediately") && bound.from > cue.from => false,
        // `what you have in mind right now`
        Some(bound) if cue.rule == "right-now" && !matches!(bound.cue, Cue::Request | Cue::Sync) => false,
        Some(bound) if cue.rule == "now" => {
            matches!(bound.cue, Cue::Request | Cue::Sync) && !is_asked_as_such(parse, cue)
        }
        Some(bound) => matches!(bound.cue, Cue::Request | Cue::Need | Cue::Sync | Cue::Consent),
        None => cue.rule == "asap" && opens_or_orders(parse, cue),
    }
}

/// Whether a sentence is a plain question: `is the demo you need now?`
fn is_asked_as_such(parse: &Parse<'_>, cue: &Found) -> bool {
    parse.says(parse.sentence(cue.from), Cue::Question)
}

/// `asap please`, `fix this asap`: nobody is named who would do it.
fn opens_or_orders(parse: &Parse<'_>, cue: &Found) -> bool {
    let clause = parse.clauses[parse.clause(cue.from)];
    let first = parse.message.word(clause.from);
    let short = clause.to - clause.from <= 10;
    let told = matches!(
        first,
        "i" | "we"
            | "he"
            | "she"
            | "they"
            | "it"
            | "the"
            | "this"
            | "that"
            | "you"
            | "will"
            | "be"
            | "back"
            | "gonna"
            | "trying"
            | "working"
            | "a"
            | "an"
            | "our"
            | "my"
            | "and"
    );
    short && !told && !parse.message.is(cue.to, '=')
}

fn is_urgent(parse: &Parse<'_>, cue: &Found) -> bool {
    let message = parse.message;
    let clause = parse.clauses[parse.clause(cue.from)];
    let bound = parse.bound_at(cue.from).map(|bound| bound.cue);
    if matches!(bound, Some(Cue::Condition | Cue::Wait)) {
        return false;
    }
    let before = cue.from.checked_sub(1).map_or("", |at| message.word(at));
    let predicate = cue.from > clause.from
        && matches!(
            before,
            "is" | "'s" | "very" | "super" | "really" | "pretty" | "extremely" | "quite" | "an" | "most"
        )
        && !matches!(message.kind(cue.to), Kind::Word);
    let bracketed = cue.from > 0 && message.is(cue.from - 1, '[');
    let label = cue.from == clause.from && !bracketed && !matches!(message.kind(cue.to), Kind::Word);
    let asked = parse.sentences.get(clause.sentence).is_some_and(|s| s.is_question);
    // `this is urgent, who has the key?` says it first and then asks
    let said = predicate && matches!(message.word(clause.from), "this" | "it" | "that" | "very");
    let asked = asked && (!said || message.is(clause.to.saturating_sub(1), '?'));
    ((predicate || label) && !asked) || matches!(bound, Some(Cue::Request))
}

fn is_outage(parse: &Parse<'_>, cue: &Found) -> bool {
    // `prod is down, who is on it?` says it first and then asks
    let clause = parse.clauses[parse.clause(cue.from)];
    let asked = parse.sentences.get(clause.sentence).is_some_and(|s| s.is_question && s.to == clause.to);
    let before = cue.from.checked_sub(1).map_or("", |at| parse.message.word(at));
    let question = matches!(before, "is" | "are" | "when" | "why" | "how" | "if" | "while");
    let bound = parse.last_before(cue.from).map(|found| found.cue);
    !asked && !question && !matches!(bound, Some(Cue::Condition | Cue::NoAsk | Cue::Promise))
}
