//! The door mat: verified raw JSON and forms in, [`Inbound`] out. What we do not know is met politely: allow-lists
//! throughout, and a field that is missing or of another type than we thought never becomes an error.

mod command;
mod event;
mod form;
mod interaction;
mod json;
mod message;
mod profile;
mod submission;

use chrono::{DateTime, Utc};

use crate::domain::ids::TeamId;
use crate::domain::inbound::Inbound;
use crate::domain::text::PrivateText;

pub use form::Form;
pub use json::{Json, Malformed};
pub use message::message;
pub use profile::profile;

/// What came in.
#[derive(Debug)]
pub struct Arrival {
    /// The app it was sent to, when it says so.
    pub app: Option<String>,
    /// What Slack calls it; `other` when we know no such thing.
    pub kind: &'static str,
    /// What it is.
    pub what: What,
}

/// What a body turned out to be.
#[derive(Debug)]
pub enum What {
    /// Something happened that we care about, and somebody awaits an answer, or nobody.
    Happened(Box<Inbound>, Awaits),
    /// Slack wants to hear this word back, to know that the address is ours. At most 1 KiB.
    Challenge(PrivateText),
    /// Slack dropped events because there were too many.
    Limited,
    /// The app was taken out of a workspace, or its token there is good no more.
    Removed(Box<Inbound>),
    /// Nothing to us, and why. Never holds anything of the body.
    Nothing(&'static str),
}

/// What the sender can do with an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Awaits {
    /// An event: nothing but whether we have it. Slack sends it again when we do not.
    Nothing,
    /// A press or shortcut: Slack shows no answer, and does not send it again.
    Press,
    /// A command: words for the person who typed it.
    Words,
    /// A submitted modal: whether it may close.
    Verdict {
        /// The `block_id` of its first input, where an error can stand.
        input: Option<String>,
    },
}

impl Awaits {
    /// The kind of what happened, for the log.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Nothing => "event",
            Self::Press => "press",
            Self::Words => "command",
            Self::Verdict { .. } => "submission",
        }
    }
}

/// What we read, or why it is nothing to us.
type Read<T> = Result<T, &'static str>;

/// What we call what we do not know.
const OTHER: &str = "other";

/// Why something lacks what it needs to be understood.
const INCOMPLETE: &str = "incomplete";

/// Reads an event's envelope at a moment.
pub fn envelope(body: &str, now: DateTime<Utc>) -> Result<Arrival, Malformed> {
    let envelope = Json::parse(body)?;
    event::arrival(&envelope, now)
}

/// Reads a form: a command, or an interaction in its field `payload`.
pub fn form(body: &str) -> Result<Arrival, Malformed> {
    let form = Form::parse(body)?;
    match form.get("payload") {
        Some(payload) => Ok(interaction::arrival(&Json::parse(payload)?)),
        None if form.get("command").is_some() => Ok(command::arrival(&form.into_json())),
        None => Err(Malformed),
    }
}

/// Reads what a Socket Mode envelope of some type carries; `None` for a type we do not know.
pub(in crate::slack) fn carried(
    kind: &str,
    payload: &Json<'_>,
    now: DateTime<Utc>,
) -> Option<Result<Arrival, Malformed>> {
    match kind {
        "events_api" => Some(event::arrival(payload, now)),
        "slash_commands" => Some(Ok(command::arrival(payload))),
        "interactive" => Some(Ok(interaction::arrival(payload))),
        _ => None,
    }
}

/// The app that something was sent to.
fn app(json: &Json<'_>) -> Option<String> {
    json.text("api_app_id").map(str::to_owned)
}

/// The first of some ids that is one.
fn first_team<'a>(candidates: impl IntoIterator<Item = Option<&'a str>>) -> Read<TeamId> {
    candidates.into_iter().flatten().find_map(TeamId::parse).ok_or("no workspace")
}
