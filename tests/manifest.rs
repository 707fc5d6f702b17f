//! The app's manifest: the one in the repository is the printed one, and Slack would take it.

mod rules;
mod yaml;

use std::collections::BTreeSet;

use chrono::DateTime;
use serde_json::{Value, json};
use unrush::playground::world::World;
use unrush::slack::manifest::{Door, yaml as printed};
use unrush::slack::subscriptions::{SHORTCUTS, events, scopes};
use unrush::slack::translate::{What, envelope};

use crate::command_line::runs;

const HTTP: Door<'_> = Door::Http("https://bot.example.com");

#[test]
fn the_manifest_in_the_repository_is_the_one_that_is_printed() {
    let kept = include_str!("../manifest.yaml");
    assert_eq!(kept, printed(Door::Socket), "run `unrush manifest > manifest.yaml`");
    for args in [&["manifest"][..], &["manifest", "--socket"]] {
        let ran = runs(args, &[], "");
        assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (Some(0), kept, ""));
    }
}

#[test]
fn with_an_address_slack_is_told_where_to_send_what() {
    let ran = runs(&["manifest", "--http", "https://bot.example.com"], &[], "");
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), printed(HTTP).as_str()));
    let manifest = yaml::read(&ran.out);
    let url = json!("https://bot.example.com/slack/events");
    assert_eq!(manifest["settings"]["event_subscriptions"]["request_url"], url);
    assert_eq!(manifest["settings"]["interactivity"]["request_url"], url);
    assert_eq!(manifest["features"]["slash_commands"][0]["url"], url);
    assert_eq!(
        manifest["oauth_config"]["redirect_urls"],
        json!(["https://bot.example.com/slack/oauth_redirect"])
    );
    assert_eq!(manifest["settings"]["socket_mode_enabled"], false);
    for wrong in ["http://bot.example.com", "bot.example.com", "https://", "https://a.example/?x=1"] {
        let ran = runs(&["manifest", "--http", wrong], &[], "");
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{wrong}");
        assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
    }
    assert_eq!(runs(&["manifest", "--socket", "--http", "https://a.example"], &[], "").code, Some(2));
}

#[test]
fn slack_takes_both_by_its_published_rules() {
    for door in [Door::Socket, HTTP] {
        let found = rules::broken(&yaml::read(&printed(door)));
        assert!(found.is_empty(), "{door:?}: {found:#?}");
    }
}

#[test]
fn the_rules_find_what_slack_would_refuse() {
    let good = yaml::read(&printed(HTTP));
    let spoilt = |path: &str, value: Value| {
        let mut manifest = good.clone();
        *manifest.pointer_mut(path).expect(path) = value;
        rules::broken(&manifest)
    };
    for (path, value) in [
        ("/display_information/name", json!("")),
        ("/display_information/name", json!("x".repeat(36))),
        ("/display_information/long_description", json!("too short")),
        ("/display_information/background_color", json!("blue")),
        ("/features/slash_commands", json!([])),
        ("/features/slash_commands/0/command", json!("async")),
        ("/features/slash_commands/0", json!({"command": "/async"})),
        ("/features/bot_user", json!({"always_online": true})),
        ("/settings/interactivity", json!({"is_enabld": true})),
        ("/settings/event_subscriptions/bot_events/0", json!("app_mentioned_somewhere")),
        ("/oauth_config/scopes/bot/0", json!("admin")),
        ("/oauth_config/scopes/bot", json!(["commands"])),
        ("/oauth_config/scopes/bot_optional", json!(["team:read"])),
        ("/settings/socket_mode_enabled", json!("false")),
    ] {
        assert!(!spoilt(path, value.clone()).is_empty(), "{path} as {value}");
    }
}

#[test]
fn what_is_subscribed_to_is_taken_in_and_nothing_else() {
    for event in events() {
        let name = event.split('.').next().expect("a name");
        match arrives(&sample(name)) {
            What::Happened(..) | What::Removed(_) => {}
            other => assert!(NOT_YET.contains(&event), "{event}: {other:?}"),
        }
    }
    for stranger in
        ["emoji_changed", "star_added", "pin_added", "im_open", "message.channels", "", "team_rename"]
    {
        assert!(
            matches!(arrives(&sample(stranger)), What::Nothing("unknown event" | "incomplete")),
            "{stranger}"
        );
    }
}

/// Subscribed to before anything comes of them, so that the app need not be approved again when it does.
const NOT_YET: &[&str] = &["channel_id_changed"];

fn arrives(event: &Value) -> What {
    let body = json!({"type": "event_callback", "team_id": "T0A", "api_app_id": "A0A", "event_id": "Ev1",
        "event_time": 1_700_000_001, "event": event,
        "authorizations": [{"team_id": "T0A", "user_id": "U0BOT", "is_bot": true}]});
    envelope(&body.to_string(), DateTime::UNIX_EPOCH).expect("an envelope").what
}

/// An event with everything any of ours has.
fn sample(name: &str) -> Value {
    let user = match name {
        "user_change" | "team_join" => {
            json!({"id": "U0ADA", "team_id": "T0A", "real_name": "Ada", "tz": "Europe/Berlin"})
        }
        _ => json!("U0BOT"),
    };
    json!({"type": name, "user": user, "channel": "C0A", "channel_type": "channel", "ts": "1700000000.000100",
        "event_ts": "1700000000.000100", "text": "<@U0BO> by noon?", "subteam_id": "S0A", "tab": "home",
        "dnd_status": {"dnd_enabled": false}, "reaction": "eyes", "item_user": "U0ADA",
        "item": {"type": "message", "channel": "C0A", "ts": "1700000000.000100"},
        "old_channel_id": "C0A", "new_channel_id": "C0B", "tokens": {"bot": ["U0BOT"]}})
}

#[test]
fn the_playground_grants_every_scope_we_ask_for() {
    let granted = World::new(0).scopes;
    for scope in scopes() {
        assert!(granted.contains(scope), "{scope}");
    }
    let names: BTreeSet<_> = SHORTCUTS.iter().map(|shortcut| shortcut.callback_id).collect();
    assert_eq!(names.len(), SHORTCUTS.len(), "every shortcut has a name of its own");
}
