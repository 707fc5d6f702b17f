//! Submitted modals.

use std::collections::BTreeMap;

use super::interaction::{chosen, team, user};
use super::json::Json;
use super::{Awaits, INCOMPLETE, Read, What};
use crate::domain::ids::{SeenKey, TeamId, fingerprint};
use crate::domain::inbound::{Happening, Inbound, Submission};
use crate::domain::text::PrivateText;

/// Reads a submission.
pub(super) fn submitted(payload: &Json<'_>) -> Read<What> {
    let view = payload.get("view").ok_or(INCOMPLETE)?;
    let team = team(payload)?;
    let values = values(view);
    let seen = seen(view, &team, &values)?;
    let submission = Submission {
        user: user(payload)?,
        modal: view.text("callback_id").unwrap_or_default().to_owned(),
        carried: view.text("private_metadata").unwrap_or_default().to_owned(),
        values,
    };
    let inbound = Inbound { team, seen, what: Happening::Submitted(submission) };
    Ok(What::Happened(Box::new(inbound), Awaits::Verdict { input: first_input(view) }))
}

/// What was filled in, by block.
fn values(view: &Json<'_>) -> BTreeMap<String, PrivateText> {
    let blocks = view.at(&["state", "values"]).map(Json::pairs).unwrap_or_default();
    let filled = blocks.iter().filter_map(|(block, elements)| {
        let text = elements.pairs().iter().find_map(|(_, element)| chosen(element))?;
        Some((block.clone().into_owned(), PrivateText::new(text)))
    });
    filled.collect()
}

/// People press again when an answer was lost, and a modal that was refused is sent again under the same id and hash
/// with better values: so the values are part of what makes a repeat a repeat.
fn seen(view: &Json<'_>, team: &TeamId, values: &BTreeMap<String, PrivateText>) -> Read<SeenKey> {
    let id = view.text("id").ok_or(INCOMPLETE)?;
    let hash = view.text("hash").unwrap_or_default();
    let parts = values.iter().flat_map(|(block, text)| [block.as_str(), text.reveal()]);
    // lengths keep neighbours apart
    let all: String = parts.flat_map(|part| [part.len().to_string(), ":".into(), part.to_owned()]).collect();
    let values = &fingerprint(all.as_bytes())[..12];
    Ok(SeenKey::other(team, "sub", &format!("{id}-{hash}-{values}")))
}

/// The first block that can show an error.
fn first_input(view: &Json<'_>) -> Option<String> {
    let mut blocks = view.list("blocks").iter();
    let input = blocks.find(|block| block.text("type") == Some("input") && block.text("block_id").is_some());
    input.and_then(|block| block.text("block_id")).map(str::to_owned)
}
