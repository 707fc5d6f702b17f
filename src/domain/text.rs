//! Text with its origin kept: our words, other people's words, moments. Views escape it, exactly once.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::ids::{ChannelId, Ts, UserId};

/// Words of a person. Never printed by `Debug`, never logged; sealed by the store at rest.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PrivateText(String);

impl PrivateText {
    /// Wraps somebody's words.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The words themselves. Call this only to read, seal or show them.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PrivateText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} characters]", self.0.chars().count())
    }
}

/// An address that works as a key (a `response_url`). Never printed, never logged.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SecretUrl(String);

impl SecretUrl {
    /// Wraps the address; whether its host may be called is checked where it is called.
    pub fn new(url: impl Into<String>) -> Self {
        Self(url.into())
    }

    /// The address itself.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret address]")
    }
}

/// One piece of a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Piece {
    /// Our own words, in Slack's mrkdwn. Never holds anything a person typed.
    Ours(String),
    /// A person's words or name: shown as plain text, every special character escaped.
    Theirs(PrivateText),
    /// An instant, shown in the reader's own time; `fallback` names the zone.
    Moment {
        /// The instant.
        at: DateTime<Utc>,
        /// What is read where date tokens are not understood, with the zone in it.
        fallback: String,
    },
    /// A member, as a mention. It notifies them: use [`Piece::Theirs`] with the name where it must not.
    Member(UserId),
    /// A channel, as a link.
    Channel(ChannelId),
    /// A button. Wherever it stands among the words, it is shown in a row below them.
    Button {
        /// Comes back with the press.
        action: String,
        /// What it says.
        label: String,
        /// Comes back with the press; at most 2,000 characters.
        value: String,
    },
    /// A message, as a link to it.
    Message {
        /// Where.
        channel: ChannelId,
        /// Which.
        ts: Ts,
        /// The thread it stands in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        thread: Option<Ts>,
        /// The words of the link, our own.
        label: String,
    },
}

/// Something to say: pieces in order. Line breaks are `\n` inside [`Piece::Ours`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Speech(pub Vec<Piece>);

impl Speech {
    /// A sentence of our own words only.
    pub fn ours(text: impl Into<String>) -> Self {
        Self(vec![Piece::Ours(text.into())])
    }

    /// Adds a piece at the end.
    #[must_use]
    pub fn then(mut self, piece: Piece) -> Self {
        self.0.push(piece);
        self
    }

    /// Adds another speech at the end, on the same line.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Adds another speech at the end, on a line of its own.
    #[must_use]
    pub fn line(mut self, other: Self) -> Self {
        if !self.0.is_empty() {
            self.0.push(Piece::Ours("\n".into()));
        }
        self.0.extend(other.0);
        self
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<Piece> for Speech {
    fn from(piece: Piece) -> Self {
        Self(vec![piece])
    }
}
