//! One request: refuse what is not for us, prove it, read it, have it saved, answer.

use hyper::body::Incoming;
use hyper::header::{CONNECTION, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderValue, TRANSFER_ENCODING};
use hyper::{Method, Request, StatusCode};

use super::answer::{self, Answer};
use super::body::{self, Unread};
use super::signature::is_signed;
use super::{Count, Door, PATH};
use crate::slack::door::{NotSaved, Taken, caught};
use crate::slack::translate::{self, Arrival, Form};

/// How a body is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Written {
    Json,
    Form,
}

impl Door {
    /// Answers one request, whatever it is.
    pub(super) async fn hear(&self, request: Request<Incoming>) -> Answer {
        // a body in chunks may hide a second request from whoever stands before us: nothing more by this connection
        let ends = request.headers().contains_key(TRANSFER_ENCODING);
        let mut answer = caught(self.answer(request)).await.unwrap_or_else(|_| {
            tracing::error!("a request broke the door's reader");
            answer::plain(StatusCode::INTERNAL_SERVER_ERROR)
        });
        if ends {
            answer.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        }
        answer
    }

    async fn answer(&self, request: Request<Incoming>) -> Answer {
        if let Some(install) = &self.install
            && let Some(shown) = install.answer(request.method(), request.uri(), request.headers()).await
        {
            return shown;
        }
        if let Some(refusal) = refuse(&request) {
            self.tally().add(Count::Refused);
            return refusal;
        }
        let (head, body) = request.into_parts();
        let body = match body::read(body, &self.limits, &self.large_bodies).await {
            Ok(body) => body,
            Err(unread) => {
                self.tally().add(Count::Refused);
                return answer::plain(status_of(unread));
            }
        };
        let written = how_written(&head.headers, &body.bytes);
        let is_check = written == Written::Form && Form::is_ssl_check(&body.bytes);
        if !is_signed(&self.secrets, &head.headers, &body.bytes, self.clock.now()) {
            if is_check {
                return answer::heard();
            }
            if self.tally().add_and_ask(Count::Unsigned) {
                tracing::warn!("a request was not signed by Slack with our secret within five minutes");
            }
            return answer::plain(StatusCode::UNAUTHORIZED);
        }
        if is_check {
            return answer::heard();
        }
        self.note_retry(&head.headers);
        if let Some(arrival) = self.read(written, &body.bytes) {
            return self.take(arrival).await;
        }
        if self.tally().add_and_ask(Count::Malformed) {
            tracing::warn!(bytes = body.bytes.len(), "a signed request could not be read");
        }
        answer::malformed()
    }

    fn read(&self, written: Written, body: &[u8]) -> Option<Arrival> {
        let body = std::str::from_utf8(body).ok()?;
        match written {
            Written::Json => translate::envelope(body, self.clock.now()).ok(),
            Written::Form => translate::form(body).ok(),
        }
    }

    async fn take(&self, arrival: Arrival) -> Answer {
        match self.threshold.take(arrival).await {
            Taken::Heard => answer::heard(),
            Taken::Shown(shown) => answer::json(&shown),
            Taken::Challenge(challenge) => answer::challenge(&challenge),
            Taken::NotSaved(why) => answer::plain(status_of_event(&why)),
        }
    }

    /// Slack says so when it sends something again. That changes nothing for us but the count.
    fn note_retry(&self, headers: &HeaderMap) {
        let Some(number) = headers.get("x-slack-retry-num") else { return };
        self.tally().add(Count::Retried);
        let number = number.to_str().ok().and_then(|n| n.parse::<u8>().ok());
        let reason = headers.get("x-slack-retry-reason").and_then(|r| r.to_str().ok());
        let reason = reason.filter(|reason| REASONS.contains(reason)).unwrap_or("unknown");
        tracing::info!(number, reason, "Slack sends something again");
    }
}

/// The answer to an event that was not saved.
fn status_of_event(why: &NotSaved) -> StatusCode {
    match why {
        NotSaved::Store(_) | NotSaved::Late => StatusCode::SERVICE_UNAVAILABLE,
        NotSaved::Broke => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// Why Slack sends something again, in its own words.
const REASONS: [&str; 6] =
    ["http_timeout", "too_many_redirects", "connection_failed", "ssl_error", "http_error", "unknown_error"];

/// What can be refused by the head alone.
fn refuse<B>(request: &Request<B>) -> Option<Answer> {
    if request.uri().path() != PATH {
        return Some(answer::plain(StatusCode::NOT_FOUND));
    }
    if request.method() != Method::POST {
        return Some(answer::only_post());
    }
    let encoded = |name, harmless: &str| {
        let is_harmless = |v: &HeaderValue| v.as_bytes().eq_ignore_ascii_case(harmless.as_bytes());
        !request.headers().get_all(name).iter().all(is_harmless)
    };
    // a small compressed body can be an endless one
    if encoded(CONTENT_ENCODING, "identity") || encoded(TRANSFER_ENCODING, "chunked") {
        return Some(answer::plain(StatusCode::UNSUPPORTED_MEDIA_TYPE));
    }
    None
}

/// By its head, or by its first character when the head says neither.
fn how_written(headers: &HeaderMap, body: &[u8]) -> Written {
    let kind = headers.get(CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
    let is = |name: &str| kind.get(..name.len()).is_some_and(|k| k.eq_ignore_ascii_case(name.as_bytes()));
    let looks_like_json = || body.trim_ascii_start().first() == Some(&b'{');
    if is("application/json") || (!is("application/x-www-form-urlencoded") && looks_like_json()) {
        Written::Json
    } else {
        Written::Form
    }
}

fn status_of(unread: Unread) -> StatusCode {
    match unread {
        Unread::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Unread::TooSlow => StatusCode::REQUEST_TIMEOUT,
        Unread::Broken => StatusCode::BAD_REQUEST,
    }
}
