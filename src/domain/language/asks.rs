//! Who is bound: phrases that ask a reader, phrases that bind the writer, and phrases that only look like it.

mod rules;

use super::Sign;
use super::clauses::Parse;
use super::patterns::{Cue, Found};
use super::token::Kind;

pub(super) use rules::RULES;

/// What shows that a reader is expected to answer or act.
pub(super) fn ask(parse: &Parse<'_>) -> Option<Sign> {
    let phrase = parse.cues.iter().find(|cue| asks(parse, cue)).map(Found::sign);
    phrase.or_else(|| question(parse))
}

fn asks(parse: &Parse<'_>, cue: &Found) -> bool {
    match cue.cue {
        Cue::Request => {
            cue.rule != "reminder"
                && parse.last_before(cue.from).is_none_or(|before| before.cue != Cue::Condition)
                && !parse.addresses_some(cue.from)
                && !is_planned(parse, cue)
                && !is_only_offered(parse, cue)
        }
        // `<link> is the name`
        Cue::Question if cue.rule == "plain-question" => {
            // and where verbs go first after a pause, only a whole sentence asks
            cue.from.checked_sub(1).is_none_or(|before| parse.message.kind(before) != Kind::Opaque)
                && (!parse.message.is_translated || opens_sentence(parse, cue.from))
        }
        Cue::Question => true,
        _ => cue.rule == "asks-when",
    }
}

fn opens_sentence(parse: &Parse<'_>, token: usize) -> bool {
    let from = parse.sentences.get(parse.sentence(token)).map_or(0, |sentence| sentence.from);
    (from..token).all(|at| !matches!(parse.message.kind(at), Kind::Word | Kind::Number(_)))
}

/// `if it burns, please call`, `if you have questions, write to me`: only then.
fn is_only_offered(parse: &Parse<'_>, cue: &Found) -> bool {
    let from = parse.sentences.get(parse.sentence(cue.from)).map_or(0, |sentence| sentence.from);
    let before = parse.cues_in(from, cue.from);
    before.iter().any(|before| matches!(before.rule, "if-urgent" | "if-questions"))
}

/// `plan for today: finish the docs`: told to nobody but oneself.
fn is_planned(parse: &Parse<'_>, cue: &Found) -> bool {
    let from = parse.sentences.get(parse.sentence(cue.from)).map_or(0, |sentence| sentence.from);
    parse.cues_in(from, cue.from).iter().any(|before| before.rule == "plan")
}

/// A sentence with a question mark that is no figure of speech.
fn question(parse: &Parse<'_>) -> Option<Sign> {
    let (_, sentence) = parse.sentences.iter().enumerate().find(|(number, sentence)| {
        let words = (sentence.from..sentence.to).any(|at| matches!(parse.message.kind(at), Kind::Word));
        sentence.is_question && words && !is_rhetorical(parse, *number)
    })?;
    Some(Sign { rule: "question-mark", from: sentence.from, to: sentence.to })
}

fn is_rhetorical(parse: &Parse<'_>, sentence: usize) -> bool {
    let Some(sentence) = parse.sentences.get(sentence) else { return false };
    parse.cues_in(sentence.from, sentence.to).iter().any(|cue| cue.rule == "rhetorical")
}

/// What shows that there is no hurry.
pub(super) fn no_rush(parse: &Parse<'_>) -> Option<Sign> {
    parse.cues.iter().find(|cue| cue.cue == Cue::NoRush).map(Found::sign)
}
