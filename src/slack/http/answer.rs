//! What goes back through the door.

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{ALLOW, CONTENT_TYPE, HeaderName, HeaderValue};
use hyper::{Response, StatusCode};
use serde_json::Value;

use crate::domain::text::PrivateText;

/// An answer over HTTP.
pub type Answer = Response<Full<Bytes>>;

/// Tells Slack not to send this again: it will not get better.
const NO_RETRY: HeaderName = HeaderName::from_static("x-slack-no-retry");

/// A status and no words.
pub fn plain(status: StatusCode) -> Answer {
    let mut answer = Answer::default();
    *answer.status_mut() = status;
    answer
}

/// Heard, nothing to say.
pub fn heard() -> Answer {
    plain(StatusCode::OK)
}

/// Only `POST` is understood here.
pub fn only_post() -> Answer {
    let mut answer = plain(StatusCode::METHOD_NOT_ALLOWED);
    answer.headers_mut().insert(ALLOW, HeaderValue::from_static("POST"));
    answer
}

/// Well signed, never readable: do not send it again.
pub fn malformed() -> Answer {
    let mut answer = plain(StatusCode::BAD_REQUEST);
    answer.headers_mut().insert(NO_RETRY, HeaderValue::from_static("1"));
    answer
}

/// Slack's challenge, back as it came.
pub fn challenge(challenge: &PrivateText) -> Answer {
    with_body("text/plain; charset=utf-8", challenge.reveal().to_owned())
}

/// What is shown to whoever did it.
pub fn json(value: &Value) -> Answer {
    with_body("application/json; charset=utf-8", value.to_string())
}

fn with_body(kind: &'static str, body: String) -> Answer {
    let mut answer = Answer::new(Full::new(body.into()));
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    answer
}
