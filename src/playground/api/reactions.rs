//! `reactions.*`: emoji on messages.

use serde_json::json;

use super::{Done, Method, method};
use crate::playground::args::Args;
use crate::playground::emoji;
use crate::playground::rates::Tier;
use crate::playground::world::{BOT_USER, World};

pub(super) const METHODS: &[Method] = &[
    method("reactions.add", Tier::Three, add),
    method("reactions.remove", Tier::Two, remove),
    method("reactions.get", Tier::Three, get),
];

fn add(world: &mut World, args: &Args) -> Done {
    let (channel, ts) = item(world, args)?;
    let name = name(args)?;
    if world.channels.get(channel).is_some_and(|place| place.archived) {
        return Err("is_archived".into());
    }
    world.react(channel, ts, BOT_USER, name)?;
    Ok(json!({}))
}

fn remove(world: &mut World, args: &Args) -> Done {
    let (channel, ts) = item(world, args)?;
    world.unreact(channel, ts, BOT_USER, name(args)?)?;
    Ok(json!({}))
}

fn get(world: &mut World, args: &Args) -> Done {
    let (channel, ts) = item(world, args)?;
    let message = world.shown(channel, ts, false).ok_or("message_not_found")?;
    Ok(json!({"type": "message", "channel": channel, "message": message}))
}

/// The message that is meant.
fn item<'a>(world: &World, args: &'a Args) -> Result<(&'a str, &'a str), &'static str> {
    let (Some(channel), Some(ts)) = (args.text("channel"), args.text("timestamp")) else {
        return Err("no_item_specified");
    };
    let place = world.channels.get(channel).filter(|place| place.has_bot()).ok_or("channel_not_found")?;
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !ts.split_once('.').is_some_and(|(seconds, fraction)| digits(seconds) && digits(fraction)) {
        return Err("bad_timestamp");
    }
    world.message(&place.id, ts).map(|_| (channel, ts)).ok_or("message_not_found")
}

/// A name without colons that Slack knows.
fn name(args: &Args) -> Result<&str, &'static str> {
    let name = args.needed("name", "invalid_name")?;
    emoji::character(name).map(|_| name).ok_or("invalid_name")
}
