//! The rest: who am I, what workspace is this, is anybody there.

use serde_json::json;

use super::{Done, Method, Refused, method};
use crate::playground::args::Args;
use crate::playground::rates::Tier;
use crate::playground::world::{APP, BOT, BOT_USER, DOMAIN, TEAM, World};

pub(super) const METHODS: &[Method] = &[
    method("api.test", Tier::Special, test),
    method("auth.test", Tier::Special, who_am_i),
    method("team.info", Tier::Three, team),
    method("bots.info", Tier::Three, bot),
    method("apps.connections.open", Tier::Three, connect),
];

fn test(_: &mut World, args: &Args) -> Done {
    match args.text("error") {
        Some(error) => Err(Refused { error: error.to_owned().into(), messages: Vec::new() }),
        None => Ok(json!({"args": args.all()})),
    }
}

#[expect(clippy::unnecessary_wraps, reason = "every method has this shape")]
fn who_am_i(_: &mut World, _: &Args) -> Done {
    Ok(json!({
        "url": format!("https://{DOMAIN}.slack.com/"), "team": "Garden", "user": "unrush", "team_id": TEAM,
        "user_id": BOT_USER, "bot_id": BOT, "is_enterprise_install": false,
    }))
}

#[expect(clippy::unnecessary_wraps, reason = "every method has this shape")]
fn team(_: &mut World, _: &Args) -> Done {
    Ok(json!({"team": {
        "id": TEAM, "name": "Garden", "domain": DOMAIN, "email_domain": "", "icon": {"image_default": true},
    }}))
}

fn bot(_: &mut World, args: &Args) -> Done {
    if args.text("bot").is_some_and(|bot| bot != BOT) {
        return Err("bot_not_found".into());
    }
    Ok(json!({"bot": {
        "id": BOT, "deleted": false, "name": "unrush", "updated": 0, "app_id": APP, "user_id": BOT_USER, "icons": {},
    }}))
}

/// Answered before it comes here, since lines are no matter of the world's.
fn connect(_: &mut World, _: &Args) -> Done {
    Err("socket_mode_not_enabled".into())
}
