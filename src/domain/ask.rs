//! An ask: a ping that expects an answer. References and times only, never its words.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::ids::{Ts, UserId};
use super::window::Window;

/// An ask, keyed by its message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// Who asks.
    pub asker: UserId,
    /// The window the message says, or that was chosen with *Change window*.
    pub window: Window,
    /// Why it was read so: rule names and offsets, never words.
    pub because: Vec<Because>,
    /// Who is expected to answer, by when.
    pub answerers: Vec<Answerer>,
    /// The message it stands in answers this thread; `None` for a message of its own.
    pub thread: Option<Ts>,
    /// The newest edit we have heard; `None` for the message as first written.
    pub edited: Option<Ts>,
    /// Whether somebody chose the window by hand; edits then leave it alone.
    #[serde(default)]
    pub chosen: bool,
    /// How it stands.
    pub state: AskState,
    /// How its tag stands in Slack now.
    pub shown: Shown,
}

/// How an ask stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AskState {
    /// Waiting for an answer.
    Open,
    /// Ended by somebody.
    Done {
        /// Who said so.
        by: UserId,
        /// When.
        at: DateTime<Utc>,
    },
    /// An edit took the window or the mention away, or the message was deleted: the tag goes.
    Withdrawn,
}

/// One person expected to answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answerer {
    /// Who.
    pub user: UserId,
    /// By when; `None` where the window has no moment (no reply needed) or none was found in 60 days.
    pub due: Option<DateTime<Utc>>,
    /// Whether they said *On it*.
    #[serde(default)]
    pub on_it: bool,
}

/// Why a message was read as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Because {
    /// The rule's name.
    pub rule: String,
    /// Offset of the first character that counted, in Unicode characters.
    pub start: u32,
    /// Offset after the last one.
    pub end: u32,
}

/// What of a tag is in Slack now; the courier brings it to what it should be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Shown {
    /// The reaction that was added.
    pub reaction: Option<String>,
    /// The thread reply that was posted.
    pub reply: Option<Ts>,
    /// Fingerprint of what the reply says, so that the same words are not sent again.
    pub said: Option<String>,
}
