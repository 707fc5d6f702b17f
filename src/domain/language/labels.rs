//! Labels: `[urgent]`, `URGENT:`, `#eod`, `(24h)`, the team's own, and an emoji in front.

use super::Sign;
use super::emoji::{self, Leads};
use super::patterns::{Cue, Rule};
use super::times::Length;
use super::token::{Kind, Message};
use crate::domain::charter::Charter;
use crate::domain::window::Window;

/// Labels are found by their place rather than by their words, so no phrase stands here.
pub(super) const RULES: &[Rule] = &[("fyi", Cue::Fyi, "^ psa")];

/// A label somebody set: the window it means (none for *no rush*), and its tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Label {
    pub window: Option<Window>,
    pub from: usize,
    pub to: usize,
}

/// The labels of a message: at its start or alone on the way, in brackets, after `#`, or before a colon.
pub(super) fn find(message: &Message, text: &str, charter: &Charter) -> Vec<Label> {
    let mut found: Vec<Label> = Vec::new();
    if let Some((Leads::Sets(window), at)) = emoji::leading(message, text, charter) {
        found.push(Label { window: Some(window), from: at, to: at + 1 });
    }
    let mut at = 0;
    while at < message.len() {
        let own = Own { text, charter };
        let label = bracketed(message, at, own)
            .or_else(|| tagged(message, at, own))
            .or_else(|| before_colon(message, at, own));
        at = label.as_ref().map_or(at + 1, |label| label.to);
        found.extend(label);
    }
    found
}

/// `[urgent]`, `(24h)`, `[no rush]`: at most four tokens between brackets.
fn bracketed(message: &Message, at: usize, own: Own<'_>) -> Option<Label> {
    let close = match message.kind(at) {
        Kind::Mark('[') => ']',
        Kind::Mark('(') => ')',
        _ => return None,
    };
    // `(~10 min)` and `81.2 (today)` tell of something else
    let shows = close == ')'
        && (message.characters(at, at + 1).1 != message.characters(at + 1, at + 2).0
            || at
                .checked_sub(1)
                .is_some_and(|before| matches!(message.kind(before), Kind::Number(_) | Kind::Opaque)));
    let named =
        at.checked_sub(1).is_some_and(|b| matches!(message.word(b), "the" | "a" | "an" | "this" | "called"));
    if named || shows {
        return None;
    }
    let end = (at + 2..=at + 5).find(|end| message.is(*end, close))?;
    // `(2 * m)` is no label: the words of one stand next to each other
    let apart = (at + 1..end - 1)
        .any(|word| message.characters(word, word + 1).1 + 1 < message.characters(word + 1, word + 2).0);
    let window = meaning(message, at + 1, end, own).filter(|_| !apart)?;
    Some(Label { window, from: at, to: end + 1 })
}

/// `#eod`
fn tagged(message: &Message, at: usize, own: Own<'_>) -> Option<Label> {
    if !message.is(at, '#') || !message.glued(at + 1) {
        return None;
    }
    let mut end = if message.glued(at + 2) && message.kind(at + 2) == Kind::Word { at + 3 } else { at + 2 };
    while message.is(end, '-') && message.glued(end) && message.glued(end + 1) {
        end += 2;
    }
    meaning(message, at + 1, end, own).map(|window| Label { window, from: at, to: end })
}

/// `URGENT:` and `urgent -` where a line starts.
fn before_colon(message: &Message, at: usize, own: Own<'_>) -> Option<Label> {
    let starts = at == 0 || matches!(message.kind(at - 1), Kind::Line | Kind::Quote | Kind::Mention);
    if !starts || !matches!(message.kind(at), Kind::Word | Kind::Opaque | Kind::Number(_)) {
        return None;
    }
    let sets = |end: &usize| {
        message.is(*end, ':')
            || (*end == at + 1
                && matches!(message.kind(*end), Kind::Mark('-' | '—' | '!'))
                && !message.glued(*end + 1))
    };
    let end = (at + 1..=at + 3).find(sets)?;
    let window = meaning(message, at, end, own)?;
    // `today!` only rejoices
    let shouted = message.is(end, '!') && window != Some(Window::Urgent);
    (!shouted).then_some(Label { window, from: at, to: end + 1 })
}

/// Where the team's own labels are looked up, and the text they are written in.
#[derive(Clone, Copy)]
struct Own<'a> {
    text: &'a str,
    charter: &'a Charter,
}

/// How far into a message its author's own spelling of a label is looked at.
const FAR: u32 = 2_000;

impl Own<'_> {
    /// The window of a label of the team's own; written with hyphens, underscores or spaces.
    fn window(self, name: &str) -> Option<Window> {
        let plain = |name: &str| {
            name.trim_matches(['[', ']', '#', ':', '(', ')', ' '])
                .replace(['-', '_', ':'], " ")
                .to_lowercase()
        };
        let name = plain(name);
        let (_, window) = self.charter.labels.iter().find(|(label, _)| plain(label) == name)?;
        window_named(window)
    }

    /// The label of a token nobody reads for its words: `needs_reply`.
    fn opaque(self, message: &Message, from: usize, to: usize) -> Option<Window> {
        let (start, end) = message.characters(from, to);
        let said = || self.text.chars().skip(start as usize).take((end - start) as usize).collect::<String>();
        (!self.charter.labels.is_empty() && end < FAR).then(|| self.window(&said())).flatten()
    }
}

/// What the tokens of a label mean: `None` for no label, `Some(None)` for *no rush*.
#[expect(clippy::option_option, reason = "a label without a window is a label")]
fn meaning(message: &Message, from: usize, to: usize, own: Own<'_>) -> Option<Option<Window>> {
    let mut name = String::new();
    for at in from..to {
        match message.kind(at) {
            Kind::Word | Kind::Number(_) => {
                if at > from && !message.glued(at) {
                    name.push(' ');
                }
                name.push_str(message.word(at));
            }
            Kind::Mark('-' | ':') if at > from => name.push(' '),
            Kind::Mark('!') => {}
            Kind::Opaque => return own.opaque(message, from, to).map(Some),
            _ => return None,
        }
    }
    if !own.charter.labels.is_empty()
        && let Some(window) = own.window(&name)
    {
        return Some(Some(window));
    }
    if matches!(name.as_str(), "no rush" | "norush" | "no hurry" | "whenever") {
        return Some(None);
    }
    window_named(&name).map(Some)
}

/// The window a short name means: `urgent`, `eod`, `24h`, `hours:4`, `within:24`, `days:2` …
pub fn window_named(name: &str) -> Option<Window> {
    let name = name.trim().to_ascii_lowercase().replace(':', " ");
    Some(match name.as_str() {
        "urgent" | "asap" | "emergency" | "p0" | "sev1" | "sev 1" => Window::Urgent,
        "today" | "eod" | "cob" => Window::Today,
        "week" | "eow" | "this week" => Window::Week,
        "checkin" | "check in" | "next check in" => Window::NextCheckIn,
        "none" | "fyi" | "nrn" | "nntr" | "nnta" | "no reply" | "no reply needed" => Window::NoReply,
        _ => return numbered(&name),
    })
}

/// `24h`, `30 min`, `2d`, `hours 4`, `within 24`, `days 2`.
fn numbered(name: &str) -> Option<Window> {
    let first = name.find(|c: char| c.is_ascii_digit())?;
    let last = name.rfind(|c: char| c.is_ascii_digit())? + 1;
    let n: u32 = name[first..last].parse().ok().filter(|n| (1..=999).contains(n))?;
    let unit = if first == 0 { name[last..].trim() } else { name[..first].trim() };
    if first > 0 && last < name.len() {
        return None;
    }
    match unit {
        _ if first > 0 && !matches!(unit, "hours" | "within" | "days") => None,
        "hours" if first > 0 => Some(Window::Hours { minutes: n * 60 }),
        "within" => Some(Window::Within { minutes: n * 60 }),
        "d" | "day" | "days" | "business days" | "working days" | "bd" => Some(Window::Days { n }),
        _ => Length::unit(unit).and_then(|minutes| Some(Window::Within { minutes: minutes.checked_mul(n)? })),
    }
}

/// The label that says there is no hurry.
pub(super) fn no_rush(labels: &[Label]) -> Option<Sign> {
    labels.iter().find(|label| label.window.is_none()).map(Label::sign)
}

impl Label {
    /// The label as a reason.
    pub fn sign(&self) -> Sign {
        Sign { rule: "label", from: self.from, to: self.to }
    }
}
