//! The world as one person sees it.

use serde_json::{Map, Value, json};

use crate::playground::emoji;
use crate::playground::messages::{Ephemeral, Message};
use crate::playground::people::{Person, on_the_wall};
use crate::playground::views::View;
use crate::playground::world::{BOT_USER, Channel, Kind, World};

/// Everything the page needs to draw, for this person or for the first one; `None` when there is no such person.
pub(super) fn of(world: &World, who: Option<&str>) -> Option<Value> {
    let me = match who {
        Some(who) => world.people.get(&world.find_person(who)?).filter(|person| person.is_human())?,
        None => world.people.values().find(|person| person.is_human())?,
    };
    let seen = |place: &&Channel| match &place.kind {
        Kind::Public => true,
        Kind::Private => place.members.contains(&me.id),
        Kind::Direct(with) => *with == me.id,
    };
    let places: Vec<&Channel> = world.channels.values().filter(seen).collect();
    let messages: Map<String, Value> =
        places.iter().map(|place| (place.id.clone(), messages(world, me, &place.id))).collect();
    let modal = world.views.modal(&me.id).map(|view| {
        let mut shown = shown(view);
        shown["errors"] = json!(view.errors);
        shown
    });
    Some(json!({
        "now": world.now / 1_000_000,
        "born": world.channels.values().map(|place| place.created).min(),
        "now_local": local(world.now, me, "%a %d %b %Y, %H:%M"),
        "me": {"id": me.id, "name": me.display_name, "tz": me.tz},
        "people": world.people.values().filter(|p| p.id != "USLACKBOT").map(|p| person(world, p)).collect::<Vec<_>>(),
        "groups": world.groups.values().map(|g| json!({"id": g.id, "handle": g.handle})).collect::<Vec<_>>(),
        "channels": places.iter().map(|place| channel(place, me)).collect::<Vec<_>>(),
        "messages": messages,
        "modal": modal,
        "home": world.views.home(&me.id).map(shown),
        "notices": world.notices(&me.id),
    }))
}

fn shown(view: &View) -> Value {
    view.shown_fresh()
}

fn local(now: i64, person: &Person, pattern: &str) -> String {
    on_the_wall(now, person.tz.as_deref(), pattern)
}

fn person(world: &World, person: &Person) -> Value {
    let is_bot = !person.is_human();
    json!({
        "id": person.id, "name": person.display_name, "tz": person.tz, "locale": person.locale, "is_bot": is_bot,
        "status": person.status, "paused": person.is_paused(world.now / 1_000_000),
        "local_time": (!is_bot).then(|| local(world.now, person, "%a %H:%M")),
    })
}

fn channel(place: &Channel, me: &Person) -> Value {
    let mut shown = json!({
        "id": place.id, "name": place.name, "kind": "channel", "is_member": place.members.contains(&me.id),
        "bot_is_member": place.has_bot(),
    });
    if matches!(place.kind, Kind::Direct(_)) {
        shown["kind"] = "im".into();
        shown["name"] = "Unrush".into();
        shown["with"] = BOT_USER.into();
    }
    shown
}

/// The messages of a channel, with what this person sees alone among them.
fn messages(world: &World, me: &Person, channel: &str) -> Value {
    let all = world.messages(channel).map(|m| (m.ts.as_str(), message(world, me, m)));
    let own =
        world.ephemerals(&me.id).filter(|e| e.channel == channel).map(|e| (e.id.as_str(), ephemeral(e, me)));
    let mut messages: Vec<(&str, Value)> = all.chain(own).collect();
    messages.sort_by_key(|(ts, _)| *ts);
    messages.into_iter().map(|(_, message)| message).collect()
}

fn message(world: &World, me: &Person, message: &Message) -> Value {
    let author = world.people.get(&message.user);
    let reactions = message
        .reactions
        .iter()
        .map(|(name, users)| json!({"name": name, "users": users, "emoji": emoji::character(name)}));
    json!({
        "id": message.ts, "ts": message.ts, "user": message.user, "bot": message.by_app,
        "name": author.map_or(message.user.as_str(), |author| author.display_name.as_str()),
        "text": message.text, "blocks": message.blocks, "thread_ts": message.thread_ts,
        "reply_count": world.replies(&message.channel, &message.ts).count(), "edited": message.edited.is_some(),
        "deleted": message.subtype == Some("tombstone"), "reactions": reactions.collect::<Vec<_>>(),
        "ephemeral": false, "time_local": at(&message.ts, me), "subtype": message.subtype,
    })
}

fn ephemeral(ephemeral: &Ephemeral, me: &Person) -> Value {
    json!({
        "id": ephemeral.id, "ts": ephemeral.id, "user": BOT_USER, "bot": true, "name": "Unrush", "text": ephemeral.text,
        "blocks": ephemeral.blocks, "thread_ts": ephemeral.thread_ts, "reply_count": 0, "edited": false,
        "deleted": false, "reactions": [], "ephemeral": true, "time_local": at(&ephemeral.id, me),
    })
}

/// When something was written, by the reader's clock on the wall.
fn at(ts: &str, me: &Person) -> String {
    let seconds = ts.split('.').next().and_then(|seconds| seconds.parse::<i64>().ok()).unwrap_or(0);
    local(seconds.saturating_mul(1_000_000), me, "%a %H:%M")
}
