//! Response addresses: answers to a press or a command without a token.

use std::sync::Arc;

use hyper::Response;
use serde_json::Value;

use super::api::chat::check_content;
use super::api::outcome::{self, Reply};
use super::ground::Ground;
use super::messages::{Draft, Ephemeral};
use super::server::{Answer, HungUp};
use super::views::{Address, Original};
use super::world::{BOT_USER, World};

/// Answers `POST /response/<secret>`.
pub(super) async fn answer(
    ground: &Arc<Ground>,
    secret: &str,
    body: &[u8],
) -> Result<Response<Answer>, HungUp> {
    let fault = ground.faults().of_call("response_url");
    let args: Value = serde_json::from_slice(body).unwrap_or_default();
    let reply = match outcome::before(fault.as_ref()).await? {
        Some(reply) => reply,
        None => match ground.act(|world| say_to(world, secret, &args)).0 {
            Ok(()) => Reply::bare_ok(),
            Err(error) => Reply::not_found(error),
        },
    };
    outcome::note(ground, "response_url", args, &reply, fault.as_ref());
    outcome::after(fault, reply).await
}

fn say_to(world: &mut World, secret: &str, args: &Value) -> Result<(), &'static str> {
    if !args.is_object() {
        return Err("invalid_payload");
    }
    let address = world.use_address(secret)?;
    act_on(world, &address, args)
}

/// Replaces, deletes or adds, as the answer wants it.
fn act_on(world: &mut World, address: &Address, args: &Value) -> Result<(), &'static str> {
    if args["delete_original"] == true {
        match &address.original {
            Original::Message(ts) => world.delete(&address.channel, ts),
            Original::Ephemeral(id) => world.ephemerals.retain(|e| e.id != *id),
            Original::None => {}
        }
        return Ok(());
    }
    let (text, blocks) = content(world, args)?;
    if args["replace_original"] == true {
        match &address.original {
            Original::Message(ts) => {
                world.change(&address.channel, ts, |message| {
                    message.text = text;
                    message.blocks = blocks;
                });
                return Ok(());
            }
            Original::Ephemeral(id) => {
                if let Some(there) = world.ephemerals.iter_mut().find(|e| e.id == *id) {
                    there.text = text;
                    there.blocks = blocks;
                }
                return Ok(());
            }
            // a command has no original: the answer is added
            Original::None => {}
        }
    }
    let thread_ts = args["thread_ts"].as_str().map(str::to_owned).or_else(|| address.thread_ts.clone());
    say(world, &address.channel, &address.user, args, thread_ts)
}

/// Shows a message payload to one person, or to all when it wants so.
pub(super) fn say(
    world: &mut World,
    channel: &str,
    user: &str,
    args: &Value,
    thread_ts: Option<String>,
) -> Result<(), &'static str> {
    let (text, blocks) = content(world, args)?;
    let channel = channel.to_owned();
    if args["response_type"] == "in_channel" {
        let user = BOT_USER.to_owned();
        world.post(Draft { channel, user, by_app: true, text, blocks, thread_ts, ..Draft::default() });
    } else {
        world.whisper(Ephemeral { id: String::new(), channel, to: user.to_owned(), text, blocks, thread_ts });
    }
    Ok(())
}

fn content(world: &World, args: &Value) -> Result<(String, Option<Value>), &'static str> {
    let text = args["text"].as_str().unwrap_or_default();
    let blocks = check_content(world, text, args.get("blocks")).map_err(|_| "invalid_blocks")?;
    Ok((text.to_owned(), blocks))
}
