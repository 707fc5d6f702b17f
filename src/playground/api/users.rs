//! `users.*` and `dnd.*`: people, their zones, and when they are not to be disturbed.

use serde_json::{Map, json};

use super::pages::page;
use super::{Done, Method, method};
use crate::playground::args::Args;
use crate::playground::rates::Tier;
use crate::playground::world::{BOT_USER, World};

pub(super) const METHODS: &[Method] = &[
    method("users.info", Tier::Four, info),
    method("users.list", Tier::Two, list),
    method("dnd.info", Tier::Three, dnd),
    method("dnd.teamInfo", Tier::Two, dnd_of_team),
];

/// How many people `dnd.teamInfo` takes at once.
const MOST_PEOPLE: usize = 50;

fn info(world: &mut World, args: &Args) -> Done {
    let user = args.needed("user", "user_not_found")?;
    let person = world.people.get(user).ok_or("user_not_found")?;
    Ok(json!({"user": person.shown(world.now, args.yes("include_locale"))}))
}

fn list(world: &mut World, args: &Args) -> Done {
    let with_locale = args.yes("include_locale");
    let shown = |person: &crate::playground::people::Person| {
        (person.id.clone(), person.shown(world.now, with_locale))
    };
    let page = page(world.people.values().map(shown).collect(), args, 999)?;
    let cache_ts = world.now / 1_000_000;
    Ok(json!({
        "members": page.items, "cache_ts": cache_ts, "response_metadata": {"next_cursor": page.next_cursor},
    }))
}

fn dnd(world: &mut World, args: &Args) -> Done {
    let user = args.text("user").unwrap_or(BOT_USER);
    Ok(world.people.get(user).ok_or("user_not_found")?.dnd_shown())
}

fn dnd_of_team(world: &mut World, args: &Args) -> Done {
    let users = args.list("users");
    match users.len() {
        0 => return Err("no_users_provided".into()),
        1..=MOST_PEOPLE => {}
        _ => return Err("too_many_users".into()),
    }
    let mut told = Map::new();
    for user in users {
        let status = world.people.get(&user).ok_or("user_not_found")?.dnd_shown();
        told.insert(user, status);
    }
    Ok(json!({"users": told}))
}
