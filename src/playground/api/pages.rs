//! Pages of long lists, by cursor.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::playground::args::Args;

/// Longest page.
const LONGEST: usize = 999;

/// A page of a list.
pub(super) struct Page {
    pub(super) items: Vec<Value>,
    /// Where the next page starts; empty at the end.
    pub(super) next_cursor: String,
}

/// Cuts the page out that is asked for. Each item has a key of its own, by which the cursor finds it again.
pub(super) fn page(list: Vec<(String, Value)>, args: &Args, usual: usize) -> Result<Page, &'static str> {
    let limit = match args.number("limit") {
        Some(limit) => limit.clamp(1, LONGEST),
        None if args.has("limit") => return Err("invalid_limit"),
        None => usual,
    };
    // an empty cursor starts at the first page
    let start = match args.text("cursor") {
        Some(cursor) => {
            let key = read(cursor).ok_or("invalid_cursor")?;
            list.iter().position(|(there, _)| *there == key).ok_or("invalid_cursor")?
        }
        None => 0,
    };
    let next_cursor = list.get(start + limit).map(|(key, _)| STANDARD.encode(format!("next:{key}")));
    let items = list.into_iter().skip(start).take(limit).map(|(_, item)| item).collect();
    Ok(Page { items, next_cursor: next_cursor.unwrap_or_default() })
}

fn read(cursor: &str) -> Option<String> {
    let bytes = STANDARD.decode(cursor).ok()?;
    String::from_utf8(bytes).ok()?.strip_prefix("next:").map(str::to_owned)
}
