//! How a call ends: Slack's answer, or a failure on purpose instead of it.

use std::time::Duration;

use hyper::{Response, StatusCode};
use serde_json::{Value, json};

use crate::playground::faults::What;
use crate::playground::ground::Ground;
use crate::playground::ledger::Call;
use crate::playground::server::{self, Answer, HungUp};

/// What the front of Slack's house shows when the house is not well.
const TROUBLE: &str =
    "<!DOCTYPE html><html><body><h1>Server Error</h1><p>Something went wrong.</p></body></html>";

/// In what form an answer is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Json,
    Ok,
    Html,
    Garbage,
}

/// What a call is answered with.
pub(in crate::playground) struct Reply {
    status: StatusCode,
    pub(super) body: Value,
    retry_after: Option<String>,
    form: Form,
}

impl Reply {
    pub(super) fn done(mut body: Value) -> Self {
        body["ok"] = true.into();
        Self { status: StatusCode::OK, body, retry_after: None, form: Form::Json }
    }

    /// The two letters a response address answers with.
    pub(in crate::playground) fn bare_ok() -> Self {
        Self { form: Form::Ok, ..Self::done(json!({})) }
    }

    pub(in crate::playground) fn refused(error: &str) -> Self {
        let body = json!({"ok": false, "error": error});
        Self { status: StatusCode::OK, body, retry_after: None, form: Form::Json }
    }

    /// A refusal with 404 instead of Slack's usual 200.
    pub(in crate::playground) fn not_found(error: &str) -> Self {
        Self { status: StatusCode::NOT_FOUND, ..Self::refused(error) }
    }

    pub(super) fn slower(retry_after: Option<String>) -> Self {
        Self { status: StatusCode::TOO_MANY_REQUESTS, retry_after, ..Self::refused("ratelimited") }
    }

    fn trouble(status: u16) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self { status, form: Form::Html, ..Self::refused("html") }
    }

    fn response(&self) -> Response<Answer> {
        let response = match self.form {
            Form::Json => server::json(self.status, &self.body),
            Form::Ok => server::plain(self.status, "text/html", "ok"),
            Form::Html => server::plain(self.status, "text/html; charset=utf-8", TROUBLE),
            Form::Garbage => server::plain(self.status, "application/json; charset=utf-8", "{\"ok\":tr"),
        };
        match &self.retry_after {
            Some(seconds) => server::with_header(response, "retry-after", seconds),
            None => response,
        }
    }
}

/// The part of a failure that comes before the effect; an answer means that there will be none.
pub(in crate::playground) async fn before(fault: Option<&What>) -> Result<Option<Reply>, HungUp> {
    Ok(match fault {
        Some(What::DropCall) => return Err(HungUp),
        Some(What::Delay { millis }) => {
            tokio::time::sleep(Duration::from_millis(*millis)).await;
            None
        }
        Some(What::Ratelimited { retry_after }) => Some(Reply::slower(retry_after.clone())),
        Some(What::Status { status, after_effect: false }) => Some(Reply::trouble(*status)),
        Some(What::Error { error, after_effect: false }) => Some(Reply::refused(error)),
        _ => None,
    })
}

/// The part of a failure that comes after the effect.
pub(in crate::playground) async fn after(
    fault: Option<What>,
    reply: Reply,
) -> Result<Response<Answer>, HungUp> {
    let reply = match fault {
        Some(What::DropReply) => return Err(HungUp),
        Some(What::Hang) => std::future::pending().await,
        Some(What::Status { status, after_effect: true }) => Reply::trouble(status),
        Some(What::Error { error, after_effect: true }) => Reply::refused(&error),
        Some(What::Garbage) => Reply { form: Form::Garbage, ..reply },
        _ => reply,
    };
    Ok(reply.response())
}

/// Writes a call into the book, as it truly ended.
pub(in crate::playground) fn note(
    ground: &Ground,
    method: &str,
    args: Value,
    reply: &Reply,
    fault: Option<&What>,
) {
    ground.ledger().note(Call {
        method: method.to_owned(),
        args,
        at: ground.now(),
        status: reply.status.as_u16(),
        answer: reply.body.clone(),
        dropped: matches!(fault, Some(What::DropReply | What::Hang)),
    });
}
