//! `views.*`: modals and the home.

use serde_json::{Value, json};

use super::{Done, Method, Refused, method};
use crate::playground::args::Args;
use crate::playground::blocks;
use crate::playground::rates::Tier;
use crate::playground::world::World;

pub(super) const METHODS: &[Method] = &[
    method("views.open", Tier::Four, open),
    method("views.push", Tier::Four, push),
    method("views.update", Tier::Four, update),
    method("views.publish", Tier::Four, publish),
];

fn open(world: &mut World, args: &Args) -> Done {
    let shape = view(args, "modal")?;
    let user = trigger(world, args)?;
    let view = world.open_view(&user, shape, false)?;
    Ok(json!({"view": view.shown_fresh()}))
}

fn push(world: &mut World, args: &Args) -> Done {
    let shape = view(args, "modal")?;
    let user = trigger(world, args)?;
    if world.views.modal(&user).is_none() {
        return Err("not_found".into());
    }
    let view = world.open_view(&user, shape, true)?;
    Ok(json!({"view": view.shown_fresh()}))
}

fn update(world: &mut World, args: &Args) -> Done {
    let shape = view(args, "modal")?;
    let hash = args.text("hash");
    let view = match (args.text("view_id"), args.text("external_id")) {
        (Some(id), _) => world.update_view(|view| view.id == id, shape, hash)?,
        (None, Some(id)) => world.update_view(|view| view.shape["external_id"] == id, shape, hash)?,
        (None, None) => return Err("missing_argument".into()),
    };
    Ok(json!({"view": view.shown_fresh()}))
}

fn publish(world: &mut World, args: &Args) -> Done {
    let shape = view(args, "home")?;
    let user = args.needed("user_id", "invalid_arguments")?;
    if !world.people.get(user).is_some_and(crate::playground::people::Person::is_human) {
        return Err("user_not_found".into());
    }
    let view = world.publish(user, shape, args.text("hash"))?;
    Ok(json!({"view": view.shown_fresh()}))
}

fn trigger(world: &mut World, args: &Args) -> Result<String, &'static str> {
    world.use_trigger(args.needed("trigger_id", "invalid_trigger_id")?)
}

/// A view that fits; a view that does not fit uses up no trigger.
fn view(args: &Args, kind: &str) -> Result<Value, Refused> {
    let view = args.json("view").filter(|view| view.is_object()).ok_or("invalid_arguments")?;
    blocks::of_view(view, kind).map_err(|messages| {
        let too_large = messages.iter().any(|message| message == blocks::VIEW_TOO_LARGE);
        let error = if too_large { "view_too_large" } else { "invalid_arguments" };
        Refused { error: error.into(), messages }
    })
}
