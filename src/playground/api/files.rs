//! `files.*`: an upload in its three steps, and its end.

use serde_json::{Value, json};

use super::{Done, Method, Refused, method};
use crate::playground::args::Args;
use crate::playground::files::{LARGEST, UPLOAD};
use crate::playground::rates::Tier;
use crate::playground::world::World;

pub(super) const METHODS: &[Method] = &[
    method("files.getUploadURLExternal", Tier::Four, expect),
    method("files.completeUploadExternal", Tier::Four, complete),
    method("files.delete", Tier::Three, delete),
];

/// What every one of them needs.
pub(super) const SCOPE: &str = "files:write";

fn expect(world: &mut World, args: &Args) -> Done {
    let name = args.needed("filename", "invalid_arguments")?.to_owned();
    let length = args.number("length").filter(|length| *length > 0).ok_or("invalid_arguments")?;
    if length > LARGEST {
        return Err("file_upload_size_restricted".into());
    }
    let number = world.next_number();
    let (id, secret) = world.files.expect(number, &name, length);
    // the gate puts its own address before it
    Ok(json!({"upload_url": format!("{UPLOAD}{secret}"), "file_id": id}))
}

fn complete(world: &mut World, args: &Args) -> Done {
    if ["channel_id", "channels"].iter().any(|name| args.has(name)) {
        return Err(Refused {
            error: "invalid_arguments".into(),
            messages: vec!["[ERROR] this small Slack shares no files in channels".into()],
        });
    }
    let files = args.json("files").and_then(Value::as_array).filter(|files| !files.is_empty());
    let mut done = Vec::new();
    for file in files.ok_or("invalid_arguments")? {
        let id = file["id"].as_str().ok_or("invalid_arguments")?;
        let file = world.files.complete(id)?;
        done.push(json!({"id": file.id, "title": file.name}));
    }
    Ok(json!({"files": done}))
}

fn delete(world: &mut World, args: &Args) -> Done {
    world.files.delete(args.needed("file", "file_not_found")?)?;
    Ok(json!({}))
}
