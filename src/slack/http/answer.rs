//! What goes back through the door.

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{ALLOW, CONTENT_TYPE, HeaderName, HeaderValue};
use hyper::{Response, StatusCode};
use serde_json::{Value, json};

use crate::domain::reply::Reply;
use crate::domain::text::PrivateText;
use crate::domain::words::{Locale, Phrase};
use crate::slack::translate::Awaits;
use crate::slack::views::acknowledgement;

/// An answer over HTTP.
pub type Answer = Response<Full<Bytes>>;

/// Said to a person whose command or form could not be saved.
const NOT_SAVED: Phrase =
    Phrase::en("door.not_saved", "I could not save that, nothing was changed, please try again.");

/// The title of a modal that says so.
const NAME: &str = "Unrush";

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

/// Saved; with the reply, where Slack shows one.
pub fn saved(awaits: &Awaits, reply: &Reply) -> Answer {
    let shown = match (awaits, reply) {
        (Awaits::Words, Reply::Say(_)) | (Awaits::Verdict { .. }, Reply::Errors(_)) => acknowledgement(reply),
        _ => None,
    };
    shown.as_ref().map_or_else(heard, json)
}

/// Not saved. An event is refused, so that Slack brings it again; a person is told, since nobody repeats for them.
/// After a press Slack shows no answer, whatever we say.
pub fn not_saved(awaits: &Awaits, event: StatusCode) -> Answer {
    let sorry = NOT_SAVED.say(Locale::En);
    match awaits {
        Awaits::Nothing => plain(event),
        Awaits::Press => heard(),
        Awaits::Words => acknowledgement(&Reply::Say(sorry)).as_ref().map_or_else(heard, json),
        Awaits::Verdict { input: Some(input) } => {
            let errors = Reply::Errors(vec![(input.clone(), sorry)]);
            acknowledgement(&errors).as_ref().map_or_else(heard, json)
        }
        Awaits::Verdict { input: None } => json(&another_modal()),
    }
}

/// Takes the place of a modal that has no input to put an error under.
fn another_modal() -> Value {
    let plain_text = |text: &str| json!({"type": "plain_text", "text": text});
    json!({"response_action": "update", "view": {
        "type": "modal",
        "title": plain_text(NAME),
        "blocks": [{"type": "section", "text": plain_text(NOT_SAVED.text(Locale::En))}],
    }})
}

fn json(value: &Value) -> Answer {
    with_body("application/json; charset=utf-8", value.to_string())
}

fn with_body(kind: &'static str, body: String) -> Answer {
    let mut answer = Answer::new(Full::new(body.into()));
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    answer
}
