//! `usergroups.*`: groups of people.

use serde_json::{Value, json};

use super::{Done, Method, method};
use crate::playground::args::Args;
use crate::playground::rates::Tier;
use crate::playground::world::World;

pub(super) const METHODS: &[Method] =
    &[method("usergroups.list", Tier::Two, list), method("usergroups.users.list", Tier::Two, users)];

#[expect(clippy::unnecessary_wraps, reason = "every method has this shape")]
fn list(world: &mut World, args: &Args) -> Done {
    let (users, count) = (args.yes("include_users"), args.yes("include_count"));
    let wanted = world.groups.values().filter(|group| !group.disabled || args.yes("include_disabled"));
    let groups: Vec<Value> = wanted.map(|group| group.shown(users, count)).collect();
    Ok(json!({"usergroups": groups}))
}

fn users(world: &mut World, args: &Args) -> Done {
    let group = world.groups.get(args.needed("usergroup", "no_such_subteam")?).ok_or("no_such_subteam")?;
    if group.disabled && !args.yes("include_disabled") {
        return Err("subteam_disabled".into());
    }
    Ok(json!({"users": group.members}))
}
