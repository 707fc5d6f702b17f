//! What is shown: one file for each card and modal, words and layout.

use serde_json::Value;

use crate::domain::reply::Reply;

/// The JSON that goes back with the acknowledgement of a command, press or submission; `None` for an empty one.
pub fn acknowledgement(_reply: &Reply) -> Option<Value> {
    None
}
