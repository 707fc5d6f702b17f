//! Reading messages: which window one sets, and why. Pure rules; no network, no model.

mod asks;
mod blocks;
mod cited;
mod clauses;
mod deadline;
mod escape;
mod hurry;
mod labels;
mod mask;
mod patterns;
mod pings;
mod sync;
mod times;
mod token;
mod urgency;
mod window;

use chrono::{DateTime, NaiveDate, Utc};

use super::ask::Because;
use super::charter::Charter;
use super::window::Window;
use super::worktime::Zone;

use clauses::Parse;
use times::{Now, Time};
use token::Message;
use window::Verdict;

pub use blocks::text_of;
pub use escape::unescape;
pub use pings::pings;

/// What a message says about the answer it wants.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The window it sets; `None` when it says nothing about that.
    pub window: Option<Window>,
    /// Whether some reader is expected to answer or act.
    pub asks_for_reply: bool,
    /// Whether it asks for talking at the same time.
    pub sync_request: bool,
    /// Whether it says there is no hurry.
    pub no_rush: bool,
    /// Which rules saw what.
    pub because: Vec<Because>,
    /// Every future time that is said, the likeliest deadline first, whether or not it sets a window.
    pub times: Vec<TimeExpression>,
}

/// A future time said in a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeExpression {
    /// Offset of its first character, in Unicode characters.
    pub start: u32,
    /// Offset after its last one.
    pub end: u32,
    /// When it begins, or when it is.
    pub from: Stamp,
    /// When it is over, exclusive, for a stretch of time.
    pub until: Option<Stamp>,
}

/// A day or a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stamp {
    /// A day, on the calendar it was said on.
    Day(NaiveDate),
    /// A moment, resolved in the zone that was said or else the writer's.
    Moment(DateTime<Utc>),
}

/// Reads a message written at `at` by somebody in `zone`. `text` is unescaped, with mention tokens kept.
pub fn read(text: &str, at: DateTime<Utc>, zone: &Zone, charter: &Charter) -> Reading {
    let Some(now) = Now::new(at, zone) else { return Reading::default() };
    let message = Message::of(text);
    let times = times::find(&message, &now);
    let parse = Parse::of(&message, &times, patterns::find(&message));
    let labels = labels::find(&message, text, charter);

    let asked = asks::ask(&parse);
    let call = sync::request(&parse);
    let unhurried = asks::no_rush(&parse).or_else(|| labels::no_rush(&labels));
    let verdict = window::choose(&parse, &labels, &now, asked.is_some() || call.is_some());
    let silent = verdict.as_ref().is_some_and(|v| v.window == Window::NoReply);
    let expects = verdict.as_ref().is_some_and(|v| v.expects_answer);

    let signs = [verdict.as_ref().map(Verdict::sign), asked.filter(|_| !silent), call, unhurried];
    Reading {
        asks_for_reply: !silent && (asked.is_some() || call.is_some() || expects),
        sync_request: call.is_some(),
        no_rush: unhurried.is_some(),
        because: signs.into_iter().flatten().map(|sign| because(&message, sign)).collect(),
        times: in_order(&message, &times, verdict.as_ref()),
        window: verdict.map(|v| v.window),
    }
}

/// A rule that saw something, and the tokens it saw.
#[derive(Clone, Copy, Debug)]
struct Sign {
    rule: &'static str,
    from: usize,
    to: usize,
}

fn because(message: &Message, sign: Sign) -> Because {
    let (start, end) = message.characters(sign.from, sign.to);
    Because { rule: sign.rule.to_owned(), start, end }
}

/// The times as they are shown: the deadline first, then in the order they are said.
fn in_order(message: &Message, times: &[Time], verdict: Option<&Verdict>) -> Vec<TimeExpression> {
    let is_deadline = |time: &&Time| verdict.is_some_and(|v| v.from == time.from && v.to == time.to);
    let shown = |time: &Time| {
        let (start, end) = message.characters(time.from, time.to);
        TimeExpression { start, end, from: time.starts, until: time.ends }
    };
    let first = times.iter().filter(is_deadline);
    let others = times.iter().filter(|time| !is_deadline(time) && !time.bare);
    first.chain(others).map(shown).collect()
}
