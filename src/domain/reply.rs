//! What goes back to Slack together with the acknowledgement.

use serde::{Deserialize, Serialize};

use super::outgoing::Modal;
use super::text::Speech;

/// The answer in the acknowledgement. A repeat of the same input gets the same answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// Heard; nothing to say.
    #[default]
    Nothing,
    /// A private answer to the person who asked.
    Say(Speech),
    /// A modal was not accepted: what is wrong, by the `block_id` of its input.
    Errors(Vec<(String, Speech)>),
    /// A modal was accepted, and another one takes its place.
    Next(Modal),
}
