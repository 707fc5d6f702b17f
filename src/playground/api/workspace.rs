//! The rest: who am I, what workspace is this, is anybody there.

use serde_json::json;

use super::{Done, Method, Refused, method};
use crate::playground::args::Args;
use crate::playground::rates::Tier;
use crate::playground::world::{APP, BOT, BOT_USER, DOMAIN, TEAM, World};
use crate::playground::{BOT_TOKEN, CLIENT};

pub(super) const METHODS: &[Method] = &[
    method("api.test", Tier::Special, test),
    method("auth.test", Tier::Special, who_am_i),
    method("team.info", Tier::Three, team),
    method("bots.info", Tier::Three, bot),
    method("apps.connections.open", Tier::Three, connect),
    method("oauth.v2.access", Tier::Four, redeem),
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

/// What an app gets for a code that somebody allowed.
fn redeem(world: &mut World, args: &Args) -> Done {
    if args.text("client_id") != Some(CLIENT.0) {
        return Err("invalid_client_id".into());
    }
    if args.text("client_secret") != Some(CLIENT.1) {
        return Err("bad_client_secret".into());
    }
    if !world.redeem_code(args.needed("code", "invalid_code")?) {
        return Err("invalid_code".into());
    }
    Ok(json!({
        "access_token": BOT_TOKEN, "token_type": "bot", "scope": world.scopes(), "bot_user_id": BOT_USER, "app_id": APP,
        "team": {"id": TEAM, "name": "Garden"}, "enterprise": null, "is_enterprise_install": false,
        "authed_user": {"id": "U0ADA"},
    }))
}

/// Answered before it comes here, since lines are no matter of the world's.
fn connect(_: &mut World, _: &Args) -> Done {
    Err("socket_mode_not_enabled".into())
}
