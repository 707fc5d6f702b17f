//! Asking for a call: talking at the same time, as against talking about calls, code and meetings.

use super::Sign;
use super::clauses::Parse;
use super::patterns::{Cue, Found, Rule};

use Cue::{MaybeSync, NoSync, Sync};

pub(super) const RULES: &[Rule] = &[
    ("call", Sync, "quick|short|brief|fast call|huddle|chat|zoom|meeting|meet $"),
    (
        "call",
        Sync,
        "hop|jump|get|hopping|jumping|getting on|onto|into|in a|the|our? quick|short|brief|video|phone? call|huddle|zoom|chat|meet|teams",
    ),
    ("call", Sync, "give|gimme me|us a|another? quick? call|ring|bell|buzz"),
    (
        "call",
        Sync,
        "please|pls|plz|can|could|would|will you|u|someone|somebody? please|pls? call|ring|phone me|us",
    ),
    ("call-offer", Sync, "free|feel to call|ring|phone me|us when|whenever|any"),
    (
        "call",
        Sync,
        "let|let's|lets 's|us? quickly|all|just|maybe? talk|chat|huddle|zoom|meet|speak|discuss|touch tomorrow|today|at|on|this|later|now|about|it|live|over|by|base|next|monday|tuesday|wednesday|thursday|friday",
    ),
    ("call", Sync, "let|let's|lets 's|us? sync|catch|meet up|at|tomorrow|today|on|later|live|over"),
    ("call", Sync, "let|let's|lets 's|us? talk|chat|huddle|speak|sync|meet $"),
    (
        "call",
        Sync,
        "can|could|shall|should|may we|i talk|chat|speak|meet|sync|huddle|call|catch|zoom|have up|you|to|about|at|tomorrow|today|on|later|live|for|now|a|this|quickly|briefly",
    ),
    (
        "call",
        Sync,
        "can|could|shall|should we quickly|briefly|please|all|both? talk|chat|speak|meet|sync|huddle|zoom $",
    ),
    (
        "call",
        Sync,
        "can|could|shall|should we|i have|do|set|schedule|book|arrange|grab a|an|some|up|another? quick|short|brief|zoom|phone|video|sync|up|a? call|huddle|chat|zoom|meeting|sync|time|talk",
    ),
    (
        "call",
        Sync,
        "time|minute|min|mins|minutes|sec|moment|free|available|around|up|open for a|an? quick|short|brief|zoom|phone|video|1? call|huddle|chat|zoom|sync|talk|speak|meet",
    ),
    (
        "call",
        Sync,
        "you|u|anyone|everyone|be|have|got ~1 free|available|time|able|around to talk|chat|speak|meet|sync|huddle|call",
    ),
    (
        "call",
        Sync,
        "free|available|around ~6 for a|an|another quick|short|brief|zoom|phone|video? call|chat|huddle|zoom|sync|meeting|meet",
    ),
    (
        "call",
        Sync,
        "work|works|good|ok|fine|suit for a|an|our quick|short|brief|zoom|phone|video? call|chat|huddle|zoom|sync|meeting",
    ),
    ("call-offer", Sync, "happy|glad to ~1 hop|jump|get|do|have|set ~1 call|huddle|zoom|chat"),
    ("call-offer", Sync, "happy|glad to ~1 hop|jump|get on|onto a ~1 call|huddle|zoom|chat"),
    ("call", Sync, "sync up at|on|tomorrow|today|later|this|over|about|$"),
    ("call", Sync, "free|time|want|wanna|like|love to? sync|catch up"),
    (
        "call",
        Sync,
        "do|should|would we|you|it need|want|have|make|prefer a|an|to|sense? zoom|video|phone|quick|have|do? call|huddle|zoom|chat $",
    ),
    ("call", Sync, "^ huddle|call|zoom $"),
    ("call", Sync, "zoom|video|phone|quick|short|brief call|chat|huddle would|might|could be|help"),
    ("call", Sync, "catch you|u up"),
    ("call", Sync, "like|love to arrange|schedule|set|have|book up? a|an visit|call|meeting|chat"),
    ("call", Sync, "call|ring|phone me asap|today|tomorrow|now|when|back"),
    ("call", Sync, "can|could|shall|should we ~2 talk|speak|meet|huddle|zoom $"),
    ("call", Sync, "sense to ~1 meet|talk|call|chat|huddle|sync|speak|zoom"),
    (
        "call",
        Sync,
        "easier|better|faster|quicker|simpler over|on|in|via a|the? quick? zoom|call|huddle|phone|chat|person",
    ),
    ("call", Sync, "mind jumping|hopping|getting|having on|a a? quick? call|huddle|zoom|chat"),
    ("call", Sync, "can|could|may|shall|should i|we give? you|u? a? quick? call|ring"),
    ("call", Sync, "discuss|talk|go|chat ~4 on|over|in|via a|the? quick? call|huddle|zoom|phone"),
    ("call", Sync, "join|jump|hop|get|come on|into|in? a|the|our? quick? call|huddle with"),
    ("call", Sync, "wanna|want|care|fancy|down|up to|for? a? quick|short? zoom|huddle|call|chat|meet"),
    ("call-opens", MaybeSync, "^ a? quick|short|brief? call|huddle|zoom|sync|chat|meet|meeting|facetime"),
    ("call", MaybeSync, "call|huddle|zoom|chat|phone"),
    ("not-a-call", NoSync, "if|unless|in ~6 call|ring|text|phone|page me|us"),
    ("not-a-call", NoSync, "i|we 'll|will ~2 call|ring|phone"),
    (
        "not-a-call",
        NoSync,
        "had|has|having|was|after|during|our|in|from|the a|an|the|scheduled|weekly|daily|monthly|today's|yesterday's ~1 call|huddle|zoom|chat|meeting $",
    ),
    ("not-a-call", NoSync, "i|they|you|already have a|an|another ~1 call|huddle|zoom|chat|meeting $"),
    ("not-a-call", NoSync, "^ we have a|an|another ~1 call|huddle|zoom|chat|meeting $"),
    ("not-a-call", NoSync, "call me at|on|under # "),
];

/// What asks for talking at the same time.
pub(super) fn request(parse: &Parse<'_>) -> Option<Sign> {
    parse.cues.iter().find(|cue| cue.cue == Cue::Sync && is_meant(parse, cue)).map(Found::sign)
}

/// Turns what could be a call into one where it is asked for.
pub(super) fn settle(parse: &mut Parse<'_>) {
    let asked: Vec<usize> = (0..parse.cues.len())
        .filter(|at| parse.cues[*at].rule == "call-opens" && is_asked(parse, &parse.cues[*at]))
        .collect();
    for at in asked {
        parse.cues[at].cue = Cue::Sync;
    }
}

/// `zoom at 4?`, `quick call this afternoon?`: a question of a call and a time.
fn is_asked(parse: &Parse<'_>, cue: &Found) -> bool {
    let asked = parse.sentences.get(parse.sentence(cue.from)).is_some_and(|s| s.is_question);
    let joint = usize::from(matches!(parse.message.word(cue.to), "at" | "on" | "for" | "in" | "around"));
    asked && parse.times.iter().any(|time| time.from == cue.to || time.from == cue.to + joint)
}

fn is_meant(parse: &Parse<'_>, cue: &Found) -> bool {
    match parse.last_before(cue.from) {
        Some(before) if before.cue == Cue::Promise => cue.from > before.to + 3,
        Some(before) => !matches!(before.cue, Cue::Condition | Cue::Wait),
        None => true,
    }
}
