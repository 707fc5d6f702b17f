//! Orders with a time: `send me the list by Friday`, `need three more by tomorrow`. Without a firm time they set nothing here.

use super::clauses::Parse;
use super::patterns::{Cue, Found, Rule};

use Cue::{Limit, Need, Request};

pub(super) const RULES: &[Rule] = &[
    (
        "order",
        Need,
        "^ =lead? send|submit|upload|confirm|email|get|give|tell|bring|finish|complete|fill|rsvp|respond|reply|register|return|provide|\
         approve|prepare|pay|resend|forward|deliver|hand|turn|notify|inform|acknowledge",
    ),
    (
        "order",
        Need,
        "^ =lead? review|check|share|post|update|sign|answer|mail|dm|message|text|publish|ship|release|finalize|finalise|commit|translate|tag|apply|nominate|reserve|cancel|ensure|save|fetch|grab|lock|make|book|order|test|fix|merge|deploy|push|rebase|rotate|move|vote|pick|\
         choose|drop|report|add|remove|clean|schedule|write|print|draft|call|ring|ping|install|backport|revert|document|delete|clear|set|\
         enter|read|ask|collect|arrange|resolve|address|file|proofread|comment|decide|verify|run|put|close|wrap|pack \
         me|us|the|your|ur|it|them|this|that|these|those|a|an|all|both|my|our|his|her|their|any|everything|out|up|in|off|back|over|down|\
         on|to|for|with|by|before|one|two|three|sure|if|whether|you|what|which",
    ),
    ("order", Need, "^ =lead? need|needs|needed|want|wanted|require"),
    ("order", Need, "needs|need your|ur"),
    (
        "wish",
        Need,
        "great|nice|good|lovely|helpful|awesome|perfect|ideal|super|appreciated to have|get|see|receive|hear|know",
    ),
    ("wish", Need, "hoping|hope|hopeful to get|have|receive|hear|see your|ur|the|a|some|all|it|from|back"),
    ("wish", Need, "'d|would love|like your|ur|the|all|two|three|it"),
    (
        "limit",
        Limit,
        "submissions|applications|entries|registrations|signups|nominations|bids|proposals|comments|enrolment close|closes|end|ends",
    ),
    ("wish", Request, "would|is|will it|that be? possible|feasible|doable to"),
];

/// What the writer has in mind rather than asks: `my plan: submit the draft by Friday`.
const HEADINGS: &[&str] = &[
    "plan",
    "plans",
    "goal",
    "goals",
    "todo",
    "todos",
    "agenda",
    "aim",
    "target",
    "self",
    "my",
    "milestone",
    "milestones",
    "roadmap",
];

/// An order says nothing new where its clause asks, offers or forbids in other words.
pub(super) fn settle(parse: &mut Parse<'_>) {
    let told: Vec<usize> = parse
        .cues
        .iter()
        .filter(|cue| matches!(cue.cue, Cue::Request | Cue::NoAsk | Cue::Consent | Cue::Wait))
        .map(|cue| parse.clause(cue.from))
        .collect();
    let cues = std::mem::take(&mut parse.cues);
    let kept = cues.into_iter().filter(|cue| {
        !matches!(cue.rule, "order" | "wish") || cue.cue == Request || !told.contains(&parse.clause(cue.from))
    });
    parse.cues = kept.collect();
}

/// Whether an order is one: nobody has promised it before in the sentence, and it stands in no list of plans.
pub(super) fn is_given(parse: &Parse<'_>, order: &Found) -> bool {
    let start = parse.sentences.get(parse.sentence(order.from)).map_or(0, |sentence| sentence.from);
    let promised =
        parse.cues_in(start, order.from).iter().any(|cue| matches!(cue.cue, Cue::Promise | Cue::NoAsk));
    let planned = (start..order.from).any(|at| HEADINGS.contains(&parse.message.word(at)));
    !promised && !planned
}
