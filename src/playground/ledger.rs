//! The books: every call that was made to the garden, and every event it pushed.

use std::collections::VecDeque;

use serde::Serialize;
use serde_json::Value;

/// Older ones are forgotten, so that a playground left open for weeks stays small.
const KEPT: usize = 20_000;

/// One call, as it came and as it was answered.
#[derive(Clone, Debug, Serialize)]
pub struct Call {
    /// The method, such as `chat.postMessage`; `response_url` for a response address.
    pub method: String,
    /// Its arguments, without the token; JSON in form fields is parsed.
    pub args: Value,
    /// When, in microseconds since the epoch by the world's clock.
    pub at: i64,
    /// The HTTP status it was, or would have been, answered with.
    pub status: u16,
    /// The answer.
    pub answer: Value,
    /// Whether the caller never got that answer because of a fault.
    pub dropped: bool,
}

impl Call {
    /// Whether it took effect.
    pub fn ok(&self) -> bool {
        self.answer["ok"] == true
    }
}

/// One attempt to push an event to the bot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Push {
    /// The `event_id`; copies under ids of their own differ in it.
    pub event_id: String,
    /// The event's subtype, or its type where it has none: `message`, `message_changed`, `user_change`.
    pub kind: String,
    /// The event's `ts`, where it has one.
    pub ts: Option<String>,
    /// Which attempt at this event it is: 1 for the first.
    pub attempt: u32,
    /// The HTTP status of the bot's answer, 200 for an acknowledgement over Socket Mode; `None` when there was no
    /// answer in time.
    pub status: Option<u16>,
    /// Real milliseconds from the first attempt's beginning to this attempt's end.
    pub millis: u64,
}

#[derive(Default)]
pub(super) struct Ledger {
    calls: VecDeque<Call>,
    pushes: VecDeque<Push>,
}

impl Ledger {
    pub(super) fn note(&mut self, call: Call) {
        keep(&mut self.calls, call);
    }

    pub(super) fn note_push(&mut self, push: Push) {
        keep(&mut self.pushes, push);
    }

    pub(super) fn all(&self) -> Vec<Call> {
        self.calls.iter().cloned().collect()
    }

    pub(super) fn of(&self, method: &str) -> Vec<Call> {
        self.calls.iter().filter(|call| call.method == method).cloned().collect()
    }

    pub(super) fn pushes(&self) -> Vec<Push> {
        self.pushes.iter().cloned().collect()
    }
}

fn keep<T>(book: &mut VecDeque<T>, new: T) {
    if book.len() == KEPT {
        book.pop_front();
    }
    book.push_back(new);
}
