//! The book of every call that was made to the garden.

use std::collections::VecDeque;

use serde::Serialize;
use serde_json::Value;

/// Older calls are forgotten, so that a playground left open for weeks stays small.
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

#[derive(Default)]
pub(super) struct Ledger(VecDeque<Call>);

impl Ledger {
    pub(super) fn note(&mut self, call: Call) {
        if self.0.len() == KEPT {
            self.0.pop_front();
        }
        self.0.push_back(call);
    }

    pub(super) fn all(&self) -> Vec<Call> {
        self.0.iter().cloned().collect()
    }

    pub(super) fn of(&self, method: &str) -> Vec<Call> {
        self.0.iter().filter(|call| call.method == method).cloned().collect()
    }
}
