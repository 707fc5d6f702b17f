//! A workspace that installed the app by itself: what speaks for it there, and since when.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::ids::UserId;
use super::text::PrivateText;

/// What one workspace gave us when it installed the app. A later installation takes the place of an earlier one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Installation {
    /// The bot token; sealed at rest as words of people are.
    pub token: PrivateText,
    /// The bot's own user.
    pub bot_user: UserId,
    /// Where its messages are, such as `https://acme.slack.com/`.
    #[serde(default)]
    pub url: Option<String>,
    /// Who installed it, where Slack said so.
    #[serde(default)]
    pub installer: Option<UserId>,
    /// When.
    pub at: DateTime<Utc>,
}
