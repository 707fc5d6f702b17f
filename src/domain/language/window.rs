//! Which window a message sets: the time that is a deadline for a reader, hurry, or nothing.

use chrono::Days;

use super::Sign;
use super::clauses::Parse;
use super::deadline::deadline;
use super::emoji::Leads;
use super::hurry::hurry;
use super::labels::Label;
use super::likely::pointed_at;
use super::patterns::{Cue, Found};
use super::times::{self, Now, Time, When};
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

/// The window a deadline sets.
pub(super) fn window_of(parse: &Parse<'_>, time: &Time, now: &Now<'_>) -> Option<Window> {
    let by_day = |day| if day == now.today() { Window::Today } else { Window::ByDay { day } };
    let before = is_before(parse, time);
    Some(match time.when {
        When::Day(day) if before => {
            by_day(times::working_day_before(day).filter(|day| *day > now.today()).unwrap_or(now.today()))
        }
        When::Day(day) | When::Part(day) => by_day(day),
        When::ThisWeek => Window::Week,
        When::Days(first, _) if before => by_day(times::working_day_before(first)?.max(now.today())),
        When::Days(first, past) => {
            let last = past.pred_opt()?;
            // `by the weekend` is before it
            if says_by(parse, time)
                && last.signed_duration_since(first).num_days() == 1
                && times::is_weekend(first)
            {
                return Some(by_day(times::working_day_before(first)?.max(now.today())));
            }
            let worked = times::working_day_before(past).filter(|day| *day >= first);
            let week = first.checked_add_days(Days::new(6)) == Some(last);
            by_day(if week { worked.unwrap_or(last) } else { last })
        }
        When::Moment(at) => Window::ByMoment { at },
        When::Within(minutes) => Window::Within { minutes },
        When::Hours(minutes) => Window::Hours { minutes },
        When::WorkDays(n) => Window::Days { n },
    })
}

/// Whether a day itself is too late: `before Friday`, but not `before Friday's call`.
fn is_before(parse: &Parse<'_>, time: &Time) -> bool {
    let message = parse.message;
    let said = message.word(time.from) == "before"
        || time.from.checked_sub(1).is_some_and(|at| matches!(message.word(at), "before" | "b4"));
    let owns = message.word(time.to) == "'s" || (message.is(time.to, '\'') && message.glued(time.to));
    let or_on_it = time.from >= 2 && message.word(time.from - 2) == "or";
    said && !owns && !time.is_end && !or_on_it
}

/// Whether `by` or its kind stands right before a time, or begins it.
pub(super) fn says_by(parse: &Parse<'_>, time: &Time) -> bool {
    if matches!(parse.message.word(time.from), "by" | "before" | "b4") {
        return true;
    }
    time.from.checked_sub(1).is_some_and(|at| matches!(parse.message.word(at), "by" | "before" | "b4"))
}
