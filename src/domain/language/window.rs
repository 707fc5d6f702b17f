//! Which window a message sets: the time that is a deadline for a reader, hurry, or nothing.

use super::Sign;
use super::clauses::Parse;
use super::deadline::{deadline, pointed_at};
use super::emoji::Leads;
use super::hurry::hurry;
use super::labels::Label;
use super::patterns::{Cue, Found};
use super::times::Now;
use crate::domain::window::Window;

/// A window, the rule that saw it, and its tokens.
pub(super) struct Verdict {
    pub window: Window,
    pub rule: &'static str,
    pub from: usize,
    pub to: usize,
    /// Whether setting this window is asking for an answer.
    pub expects_answer: bool,
}

impl Verdict {
    /// The verdict as a reason.
    pub fn sign(&self) -> Sign {
        Sign { rule: self.rule, from: self.from, to: self.to }
    }

    pub fn of(sign: Sign, window: Window, expects_answer: bool) -> Self {
        Self { window, rule: sign.rule, from: sign.from, to: sign.to, expects_answer }
    }
}

/// The window a message sets. A label says it outright; a stated date beats *asap*; *urgent* beats both; what is
/// only for information gives way to an ask.
pub(super) fn choose(
    parse: &Parse<'_>,
    labels: &[Label],
    led: Option<(Leads, usize)>,
    now: &Now<'_>,
    asked: bool,
) -> Option<Verdict> {
    labelled(labels)
        .or_else(|| led.and_then(|(leads, at)| pointed_at(parse, &leads, at, now)))
        .or_else(|| released(parse))
        .or_else(|| match (deadline(parse, now), hurry(parse)) {
            (Some(deadline), Some((_, Cue::Hurry)) | None) => Some(deadline),
            (_, Some((hurry, _))) => Some(hurry),
            (None, None) => None,
        })
        .or_else(|| asked.then(|| check_in(parse)).flatten())
        .or_else(|| (!asked).then(|| for_information(parse, labels)).flatten())
}

/// The strictest label that wants an answer.
fn labelled(labels: &[Label]) -> Option<Verdict> {
    let strictness = |window: &Window| match window {
        Window::Urgent => 0,
        Window::Within { .. } | Window::Hours { .. } => 1,
        Window::Today => 2,
        _ => 3,
    };
    let wanted = labels.iter().filter_map(|label| Some((label, label.window.clone()?)));
    let (label, window) = wanted
        .filter(|(_, window)| *window != Window::NoReply)
        .min_by_key(|(_, window)| strictness(window))?;
    Some(Verdict::of(label.sign(), window, true))
}

/// Nobody has to answer, and nothing is asked afterwards.
fn released(parse: &Parse<'_>) -> Option<Verdict> {
    let at = parse.cues.iter().rposition(|cue| cue.cue == Cue::NoReply)?;
    let asked_later = parse.cues[at..].iter().any(|cue| cue.cue == Cue::Request);
    (!asked_later).then(|| Verdict::of(parse.cues[at].sign(), Window::NoReply, false))
}

fn check_in(parse: &Parse<'_>) -> Option<Verdict> {
    let cue = parse.cues.iter().find(|cue| cue.cue == Cue::CheckIn)?;
    Some(Verdict::of(cue.sign(), Window::NextCheckIn, true))
}

fn for_information(parse: &Parse<'_>, labels: &[Label]) -> Option<Verdict> {
    let label = labels.iter().find(|label| label.window == Some(Window::NoReply)).map(Label::sign);
    let sign = label.or_else(|| parse.cues.iter().find(|cue| cue.cue == Cue::Fyi).map(Found::sign))?;
    Some(Verdict::of(sign, Window::NoReply, false))
}
