//! `conversations.*`: what there is, who is in it, and what was said.

use serde_json::{Value, json};

use super::pages::page;
use super::{Done, Method, method};
use crate::playground::args::Args;
use crate::playground::rates::Tier;
use crate::playground::world::{BOT_USER, Channel, Kind, World};

pub(super) const METHODS: &[Method] = &[
    method("conversations.list", Tier::Two, list),
    method("users.conversations", Tier::Two, list_own),
    method("conversations.info", Tier::Three, info),
    method("conversations.members", Tier::Four, members),
    method("conversations.history", Tier::Three, history),
    method("conversations.replies", Tier::Three, replies),
    method("conversations.open", Tier::Three, open),
    method("conversations.join", Tier::Three, join),
    method("conversations.leave", Tier::Three, leave),
];

fn list(world: &mut World, args: &Args) -> Done {
    listing(world, args, |place| place.kind == Kind::Public || place.has_bot())
}

fn list_own(world: &mut World, args: &Args) -> Done {
    let user = args.text("user").unwrap_or(BOT_USER);
    if !world.people.contains_key(user) {
        return Err("user_not_found".into());
    }
    // of somebody else, only what the bot could see anyway
    let shared =
        |place: &Channel| place.members.contains(user) && (place.kind == Kind::Public || place.has_bot());
    listing(world, args, shared)
}

fn listing(world: &World, args: &Args, wanted: impl Fn(&Channel) -> bool) -> Done {
    let mut types = args.list("types");
    if types.is_empty() {
        types.push("public_channel".to_owned());
    }
    if !types.iter().all(|kind| ["public_channel", "private_channel", "im", "mpim"].contains(&kind.as_str()))
    {
        return Err("invalid_types".into());
    }
    let skip_archived = args.yes("exclude_archived");
    let places = world.channels.values().filter(|place| {
        wanted(place)
            && types.iter().any(|kind| kind == place.listing_type())
            && !(skip_archived && place.archived)
    });
    let page = page(places.map(|place| (place.id.clone(), place.shown())).collect(), args, 100)?;
    Ok(json!({"channels": page.items, "response_metadata": {"next_cursor": page.next_cursor}}))
}

fn info(world: &mut World, args: &Args) -> Done {
    let place = visible(world, args)?;
    let mut channel = place.shown();
    if args.yes("include_num_members") {
        channel["num_members"] = place.members.len().into();
    }
    if args.yes("include_locale") {
        channel["locale"] = "en-US".into();
    }
    Ok(json!({"channel": channel}))
}

fn members(world: &mut World, args: &Args) -> Done {
    let place = visible(world, args)?;
    let members = place.members.iter().map(|member| (member.clone(), member.as_str().into()));
    let page = page(members.collect(), args, 100)?;
    Ok(json!({"members": page.items, "response_metadata": {"next_cursor": page.next_cursor}}))
}

fn history(world: &mut World, args: &Args) -> Done {
    let channel = readable(world, args)?.id.clone();
    let all_metadata = args.yes("include_all_metadata");
    let in_channel = world
        .messages(&channel)
        .rev()
        .filter(|m| m.broadcast || m.thread_ts.as_ref().is_none_or(|t| *t == m.ts));
    let wanted = in_channel.filter(|m| in_span(&m.ts, args)).map(|m| m.ts.clone());
    let shown = wanted.filter_map(|ts| world.shown(&channel, &ts, all_metadata).map(|shown| (ts, shown)));
    let page = page(shown.collect(), args, 100)?;
    let mut answer = json!({
        "messages": page.items, "has_more": !page.next_cursor.is_empty(), "pin_count": 0,
        "channel_actions_ts": null, "channel_actions_count": 0,
    });
    if !page.next_cursor.is_empty() {
        answer["response_metadata"] = json!({"next_cursor": page.next_cursor});
    }
    Ok(answer)
}

fn replies(world: &mut World, args: &Args) -> Done {
    let channel = readable(world, args)?.id.clone();
    let ts = args.needed("ts", "thread_not_found")?;
    let message = world.message(&channel, ts).ok_or("thread_not_found")?;
    let parent = message.thread_ts.clone().unwrap_or_else(|| ts.to_owned());
    let all_metadata = args.yes("include_all_metadata");
    let replies = world.replies(&channel, &parent).filter(|m| in_span(&m.ts, args)).map(|m| m.ts.clone());
    // the parent stands on the first page only, and whatever span is asked for
    let wanted = std::iter::once(parent.clone()).chain(replies);
    let shown = wanted.filter_map(|ts| world.shown(&channel, &ts, all_metadata).map(|shown| (ts, shown)));
    let page = page(shown.collect(), args, 999)?;
    let mut answer = json!({"messages": page.items, "has_more": !page.next_cursor.is_empty()});
    if !page.next_cursor.is_empty() {
        answer["response_metadata"] = json!({"next_cursor": page.next_cursor});
    }
    Ok(answer)
}

fn open(world: &mut World, args: &Args) -> Done {
    let users = args.list("users");
    let [user] = users.as_slice() else {
        return Err(match (users.len(), args.text("channel")) {
            (0, Some(channel)) if world.channels.contains_key(channel) => {
                return Ok(json!({"channel": {"id": channel}, "no_op": true, "already_open": true}));
            }
            (0, Some(_)) => "channel_not_found",
            (0, None) => "users_list_not_supplied",
            // this small Slack has no direct messages among several people
            _ => "invalid_user_combination",
        }
        .into());
    };
    match world.people.get(user.as_str()) {
        None => return Err("user_not_found".into()),
        Some(person) if person.deleted => return Err("user_disabled".into()),
        Some(person) if !person.is_human() => return Err("cannot_dm_bot".into()),
        Some(_) => {}
    }
    let id = world.direct(user);
    let whole = args.yes("return_im").then(|| world.channels.get(&id).map(Channel::shown)).flatten();
    Ok(json!({"channel": whole.unwrap_or_else(|| json!({"id": id}))}))
}

fn join(world: &mut World, args: &Args) -> Done {
    let place = visible(world, args)?;
    match place {
        place if place.kind != Kind::Public => return Err("method_not_supported_for_channel_type".into()),
        place if place.archived => return Err("is_archived".into()),
        _ => {}
    }
    let (id, already) = (place.id.clone(), place.has_bot());
    world.join(&id, BOT_USER, None);
    let mut answer = json!({"channel": world.channels.get(&id).map(Channel::shown)});
    if already {
        answer["warning"] = "already_in_channel".into();
        answer["response_metadata"] = json!({"warnings": ["already_in_channel"]});
    }
    Ok(answer)
}

fn leave(world: &mut World, args: &Args) -> Done {
    let place = visible(world, args)?;
    let (id, there) = (place.id.clone(), place.has_bot());
    if !there {
        return Ok(json!({"not_in_channel": true}));
    }
    if place.shown()["is_general"] == true {
        return Err("cant_leave_general".into());
    }
    world.leave(&id, BOT_USER);
    Ok(json!({}))
}

/// A conversation the bot can know of.
fn visible<'a>(world: &'a World, args: &Args) -> Result<&'a Channel, &'static str> {
    let id = args.needed("channel", "channel_not_found")?;
    let place = world.channels.get(id).ok_or("channel_not_found")?;
    if place.kind == Kind::Public || place.has_bot() { Ok(place) } else { Err("channel_not_found") }
}

/// A conversation the bot can read.
fn readable<'a>(world: &'a World, args: &Args) -> Result<&'a Channel, &'static str> {
    let place = visible(world, args)?;
    if place.has_bot() { Ok(place) } else { Err("not_in_channel") }
}

/// Whether a ts lies between `oldest` and `latest`, which belong to it only when `inclusive`.
fn in_span(ts: &str, args: &Args) -> bool {
    let inclusive = args.yes("inclusive");
    let bound =
        |name: &str| args.text(name).map(str::to_owned).or_else(|| args.json(name).map(Value::to_string));
    let after = bound("oldest").is_none_or(|oldest| match later(ts, &oldest) {
        std::cmp::Ordering::Equal => inclusive,
        order => order.is_gt(),
    });
    let before = bound("latest").is_none_or(|latest| match later(ts, &latest) {
        std::cmp::Ordering::Equal => inclusive,
        order => order.is_lt(),
    });
    after && before
}

/// Compares two timestamps; fractions may be short or missing.
fn later(one: &str, other: &str) -> std::cmp::Ordering {
    micros(one).cmp(&micros(other))
}

fn micros(ts: &str) -> u64 {
    let (seconds, fraction) = ts.split_once('.').unwrap_or((ts, ""));
    let fraction: String = fraction.chars().chain("000000".chars()).take(6).collect();
    seconds.parse::<u64>().unwrap_or(0).saturating_mul(1_000_000) + fraction.parse::<u64>().unwrap_or(0)
}
