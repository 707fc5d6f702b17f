//! `chat.*`: posting, whispering, changing, deleting.

use serde_json::{Value, json};

use super::{Done, Method, Refused, method};
use crate::playground::args::Args;
use crate::playground::messages::{Draft, Ephemeral, Message};
use crate::playground::rates::Tier;
use crate::playground::world::{BOT_USER, DOMAIN, Kind, World};
use crate::playground::{blocks, files};

pub(super) const METHODS: &[Method] = &[
    method("chat.postMessage", Tier::Special, post),
    method("chat.postEphemeral", Tier::Four, whisper),
    method("chat.update", Tier::Three, update),
    method("chat.delete", Tier::Three, delete),
    method("chat.getPermalink", Tier::Special, permalink),
];

/// Longer texts are refused.
const LONGEST_TEXT: usize = 40_000;
/// Longer texts are split into several messages, and can't be an update.
const LONGEST_PART: usize = 4_000;
/// Largest metadata, in bytes of JSON.
const LARGEST_METADATA: usize = 16_000;

fn post(world: &mut World, args: &Args) -> Done {
    let channel = writable(world, args)?;
    let thread_ts = thread(world, &channel, args)?;
    let metadata = metadata(args)?;
    let text = args.text("text").unwrap_or_default();
    let blocks = check_content(world, text, args.json("blocks"))?;
    if text.chars().count() > LONGEST_TEXT {
        return Err("msg_too_long".into());
    }
    let mut parts = vec![text.to_owned()];
    if blocks.is_none() {
        parts = split(text);
    }
    let mut last = String::new();
    for text in parts {
        last = world.post(Draft {
            channel: channel.clone(),
            user: BOT_USER.to_owned(),
            by_app: true,
            text,
            blocks: blocks.clone(),
            thread_ts: thread_ts.clone(),
            broadcast: thread_ts.is_some() && args.yes("reply_broadcast"),
            metadata: metadata.clone(),
        });
    }
    let message = world.shown(&channel, &last, true);
    Ok(json!({"channel": channel, "ts": last, "message": message}))
}

fn whisper(world: &mut World, args: &Args) -> Done {
    let channel = writable(world, args)?;
    let to = args.needed("user", "user_not_in_channel")?;
    if !world.channels.get(&channel).is_some_and(|place| place.members.contains(to)) {
        return Err("user_not_in_channel".into());
    }
    let thread_ts = thread(world, &channel, args)?;
    let text = args.text("text").unwrap_or_default();
    if text.chars().count() > LONGEST_TEXT {
        return Err("msg_too_long".into());
    }
    let blocks = check_content(world, text, args.json("blocks"))?;
    let (text, to) = (text.to_owned(), to.to_owned());
    let id = world.whisper(Ephemeral { id: String::new(), channel, to, text, blocks, thread_ts });
    Ok(json!({"message_ts": id}))
}

fn update(world: &mut World, args: &Args) -> Done {
    let (channel, ts) = own(world, args, "cant_update_message")?;
    let metadata = metadata(args)?;
    let text = args.text("text").unwrap_or_default();
    if text.chars().count() > LONGEST_PART {
        return Err("msg_too_long".into());
    }
    let blocks = check_content(world, text, args.json("blocks"))?;
    world.change(&channel, &ts, |message| {
        text.clone_into(&mut message.text);
        // a text without blocks takes the blocks away; metadata stays unless it is given
        message.blocks = blocks;
        if metadata.is_some() {
            message.metadata = metadata;
        }
    });
    let message = world.shown(&channel, &ts, true);
    Ok(json!({"channel": channel, "ts": ts, "text": text, "message": message}))
}

fn delete(world: &mut World, args: &Args) -> Done {
    let (channel, ts) = own(world, args, "cant_delete_message")?;
    world.delete(&channel, &ts);
    Ok(json!({"channel": channel, "ts": ts}))
}

fn permalink(world: &mut World, args: &Args) -> Done {
    let channel = args.needed("channel", "channel_not_found")?;
    let ts = args.needed("message_ts", "message_not_found")?;
    if !world.channels.contains_key(channel) {
        return Err("channel_not_found".into());
    }
    let message = world.message(channel, ts).ok_or("message_not_found")?;
    let anchor = ts.replace('.', "");
    let base = format!("https://{DOMAIN}.slack.com/archives/{channel}/p{anchor}");
    let permalink = match message.thread_ts.as_deref().filter(|thread| *thread != ts) {
        Some(thread) => format!("{base}?thread_ts={thread}&cid={channel}"),
        None => base,
    };
    Ok(json!({"channel": channel, "permalink": permalink}))
}

/// Checks what a message shows; gives the blocks with their ids filled in.
pub(in crate::playground) fn check_content(
    world: &World,
    text: &str,
    given: Option<&Value>,
) -> Result<Option<Value>, Refused> {
    let blocks = match given {
        Some(Value::Array(list)) if !list.is_empty() => Some(
            blocks::of_message(list)
                .map_err(|messages| Refused { error: "invalid_blocks".into(), messages })?,
        ),
        Some(Value::Array(_) | Value::Null) | None => None,
        Some(_) => return Err("invalid_blocks_format".into()),
    };
    if let Some(blocks) = &blocks {
        let messages = files::missing_in(world, blocks);
        if !messages.is_empty() {
            return Err(Refused { error: "invalid_blocks".into(), messages });
        }
        if blocks::is_too_long(blocks) {
            return Err("msg_blocks_too_long".into());
        }
    }
    if text.trim().is_empty() && blocks.is_none() {
        return Err("no_text".into());
    }
    Ok(blocks)
}

/// The conversation the bot may write in.
fn writable(world: &mut World, args: &Args) -> Result<String, &'static str> {
    let id = args.needed("channel", "channel_not_found")?;
    if let Some(person) = world.people.get(id) {
        return match person {
            person if person.deleted => Err("user_disabled"),
            person if !person.is_human() => Err("cannot_dm_bot"),
            _ => Ok(world.direct(id)),
        };
    }
    let named = id.starts_with('#').then(|| world.find_channel(id, "")).flatten();
    let id = named.unwrap_or_else(|| id.to_owned());
    let place = world.channels.get(&id).ok_or("channel_not_found")?;
    match place {
        place if !place.has_bot() && place.kind != Kind::Public => Err("channel_not_found"),
        place if !place.has_bot() => Err("not_in_channel"),
        place if place.archived => Err("is_archived"),
        _ => Ok(id),
    }
}

/// The thread to post in: a parent's ts, and nothing else.
fn thread(world: &World, channel: &str, args: &Args) -> Result<Option<String>, &'static str> {
    let Some(ts) = args.text("thread_ts") else { return Ok(None) };
    let parent = world.message(channel, ts).ok_or("thread_not_found")?;
    if parent.subtype == Some("channel_join") {
        return Err("cannot_reply_to_message");
    }
    let is_reply = parent.thread_ts.as_deref().is_some_and(|above| above != ts);
    if is_reply { Err("thread_not_found") } else { Ok(Some(ts.to_owned())) }
}

/// A message of the bot's own.
fn own(world: &World, args: &Args, complaint: &'static str) -> Result<(String, String), &'static str> {
    let channel = args.needed("channel", "channel_not_found")?;
    let ts = args.needed("ts", "message_not_found")?;
    if !world.channels.contains_key(channel) {
        return Err("channel_not_found");
    }
    let by_app = |message: &Message| message.by_app && message.user == BOT_USER;
    let message = world.message(channel, ts).ok_or("message_not_found")?;
    if by_app(message) { Ok((channel.to_owned(), ts.to_owned())) } else { Err(complaint) }
}

fn metadata(args: &Args) -> Result<Option<Value>, &'static str> {
    let Some(metadata) = args.json("metadata") else { return Ok(None) };
    let named = metadata["event_type"].as_str().is_some_and(|name| !name.is_empty());
    if !named || !metadata["event_payload"].is_object() {
        return Err("invalid_metadata_format");
    }
    if metadata.to_string().len() > LARGEST_METADATA {
        return Err("metadata_too_large");
    }
    Ok(Some(metadata.clone()))
}

/// Cuts a long text as Slack does, which is not how anybody would like it.
fn split(text: &str) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    letters.chunks(LONGEST_PART).map(|part| part.iter().collect()).collect()
}
