//! Slack's published rules for a manifest (schema 2), as far as ours has to keep them: which keys there are, which
//! have to be there, what they hold, and which scope an event needs.

use serde_json::Value;

/// What a value has to be.
enum Rule {
    /// Text of so many characters.
    Text(usize, usize),
    /// One of these words.
    OneOf(&'static [&'static str]),
    Bool,
    Number,
    Colour,
    /// A command: a slash, then up to 31 more.
    Command,
    Url(usize),
    /// So many entries.
    List(usize, usize, &'static Rule),
    /// Keys, and which of them have to be there. No others may.
    Map(&'static [(&'static str, bool, Rule)]),
}

use Rule::{Bool, Colour, Command, List, Map, Number, OneOf, Text, Url};

const MANIFEST: Rule = Map(&[
    ("_metadata", false, Map(&[("major_version", false, Number), ("minor_version", false, Number)])),
    (
        "display_information",
        true,
        Map(&[
            ("name", true, Text(1, 35)),
            ("description", false, Text(1, 140)),
            ("long_description", false, Text(175, 4000)),
            ("background_color", false, Colour),
        ]),
    ),
    (
        "features",
        false,
        Map(&[
            (
                "app_home",
                false,
                Map(&[
                    ("home_tab_enabled", false, Bool),
                    ("messages_tab_enabled", false, Bool),
                    ("messages_tab_read_only_enabled", false, Bool),
                ]),
            ),
            ("bot_user", false, Map(&[("display_name", true, Text(1, 80)), ("always_online", false, Bool)])),
            (
                "shortcuts",
                false,
                List(
                    1,
                    10,
                    &Map(&[
                        ("name", true, Text(1, 24)),
                        ("type", true, OneOf(&["message", "global"])),
                        ("callback_id", true, Text(1, 255)),
                        ("description", true, Text(1, 150)),
                    ]),
                ),
            ),
            (
                "slash_commands",
                false,
                List(
                    1,
                    50,
                    &Map(&[
                        ("command", true, Command),
                        ("url", false, Url(3000)),
                        ("description", true, Text(1, 2000)),
                        ("usage_hint", false, Text(1, 1000)),
                        ("should_escape", false, Bool),
                    ]),
                ),
            ),
        ]),
    ),
    (
        "oauth_config",
        false,
        Map(&[
            ("redirect_urls", false, List(1, 1000, &Url(3000))),
            (
                "scopes",
                false,
                Map(&[
                    ("bot", false, List(1, 255, &OneOf(SCOPES))),
                    ("bot_optional", false, List(1, 255, &OneOf(SCOPES))),
                    ("user", false, List(1, 255, &Text(1, 100))),
                ]),
            ),
        ]),
    ),
    (
        "settings",
        false,
        Map(&[
            (
                "event_subscriptions",
                false,
                Map(&[
                    ("request_url", false, Url(3500)),
                    ("bot_events", false, List(1, 100, &Text(1, 100))),
                    ("user_events", false, List(1, 100, &Text(1, 100))),
                ]),
            ),
            (
                "interactivity",
                false,
                Map(&[
                    ("is_enabled", true, Bool),
                    ("request_url", false, Url(3000)),
                    ("message_menu_options_url", false, Url(3000)),
                ]),
            ),
            ("org_deploy_enabled", false, Bool),
            ("socket_mode_enabled", false, Bool),
            ("token_rotation_enabled", false, Bool),
        ]),
    ),
]);

/// Scopes a bot may have that we could have a use for.
const SCOPES: &[&str] = &[
    "app_mentions:read",
    "channels:history",
    "channels:join",
    "channels:read",
    "chat:write",
    "chat:write.customize",
    "chat:write.public",
    "commands",
    "dnd:read",
    "emoji:read",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "mpim:history",
    "mpim:read",
    "mpim:write",
    "reactions:read",
    "reactions:write",
    "team:read",
    "usergroups:read",
    "users:read",
];

/// The events a bot can have, and the scopes of which one is enough.
const EVENTS: &[(&str, &[&str])] = &[
    ("app_home_opened", &[]),
    ("app_mention", &["app_mentions:read"]),
    ("app_uninstalled", &[]),
    ("channel_archive", &["channels:read"]),
    ("channel_deleted", &["channels:read"]),
    ("channel_id_changed", &["channels:read", "groups:read", "im:read", "mpim:read"]),
    ("channel_left", &["channels:read"]),
    ("channel_rename", &["channels:read"]),
    ("channel_unarchive", &["channels:read"]),
    ("dnd_updated_user", &["dnd:read"]),
    ("group_archive", &["groups:read"]),
    ("group_deleted", &["groups:read"]),
    ("group_left", &["groups:read"]),
    ("group_rename", &["groups:read"]),
    ("group_unarchive", &["groups:read"]),
    ("member_joined_channel", &["channels:read", "groups:read"]),
    ("member_left_channel", &["channels:read", "groups:read"]),
    ("message.channels", &["channels:history"]),
    ("message.groups", &["groups:history"]),
    ("message.im", &["im:history"]),
    ("message.mpim", &["mpim:history"]),
    ("reaction_added", &["reactions:read"]),
    ("reaction_removed", &["reactions:read"]),
    ("subteam_created", &["usergroups:read"]),
    ("subteam_members_changed", &["usergroups:read"]),
    ("subteam_updated", &["usergroups:read"]),
    ("team_join", &["users:read"]),
    ("tokens_revoked", &[]),
    ("user_change", &["users:read"]),
];

/// Everything Slack would find wrong.
pub fn broken(manifest: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    judge("", manifest, &MANIFEST, &mut wrong);
    scopes(manifest, &mut wrong);
    doors(manifest, &mut wrong);
    wrong
}

fn judge(path: &str, value: &Value, rule: &Rule, wrong: &mut Vec<String>) {
    let fits = match rule {
        Text(least, most) => value.as_str().is_some_and(|t| (*least..=*most).contains(&t.chars().count())),
        OneOf(words) => value.as_str().is_some_and(|text| words.contains(&text)),
        Bool => value.is_boolean(),
        Number => value.is_u64(),
        Colour => value.as_str().is_some_and(is_colour),
        Command => value.as_str().is_some_and(|text| {
            text.starts_with('/') && (2..=32).contains(&text.len()) && !text.contains(' ')
        }),
        Url(most) => value.as_str().is_some_and(|url| url.starts_with("https://") && url.len() <= *most),
        List(least, most, inner) => {
            let entries = value.as_array().map_or(&[][..], Vec::as_slice);
            for (n, entry) in entries.iter().enumerate() {
                judge(&format!("{path}/{n}"), entry, inner, wrong);
            }
            value.is_array() && (*least..=*most).contains(&entries.len())
        }
        Map(keys) => {
            let Some(map) = value.as_object() else { return wrong.push(format!("{path} is no map")) };
            for name in map.keys().filter(|name| !keys.iter().any(|(key, ..)| key == name)) {
                wrong.push(format!("{path} has no key {name}"));
            }
            for (key, required, inner) in *keys {
                match map.get(*key) {
                    Some(value) => judge(&format!("{path}/{key}"), value, inner, wrong),
                    None if *required => wrong.push(format!("{path} lacks {key}")),
                    None => {}
                }
            }
            true
        }
    };
    if !fits {
        wrong.push(format!("{path} may not be {value}"));
    }
}

fn is_colour(text: &str) -> bool {
    let digits = text.strip_prefix('#').unwrap_or_default();
    matches!(digits.len(), 3 | 6) && digits.bytes().all(|b| b.is_ascii_hexdigit())
}

fn words<'a>(manifest: &'a Value, path: &str) -> Vec<&'a str> {
    let list = manifest.pointer(path).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_str).collect()
}

/// Every event has to exist and to have its scope; a command and a shortcut have one, too.
fn scopes(manifest: &Value, wrong: &mut Vec<String>) {
    let granted = words(manifest, "/oauth_config/scopes/bot");
    for event in words(manifest, "/settings/event_subscriptions/bot_events") {
        match EVENTS.iter().find(|(name, _)| *name == event) {
            None => wrong.push(format!("there is no event {event}")),
            Some((_, [])) => {}
            Some((_, any)) if any.iter().any(|scope| granted.contains(scope)) => {}
            Some((_, any)) => wrong.push(format!("{event} needs one of {any:?}")),
        }
    }
    if !granted.contains(&"commands") {
        wrong.push("commands and shortcuts need the scope commands".into());
    }
    for scope in words(manifest, "/oauth_config/scopes/bot_optional") {
        if !granted.contains(&scope) {
            wrong.push(format!("{scope} is optional and has to stand among the others, too"));
        }
    }
    for list in ["/oauth_config/scopes/bot", "/settings/event_subscriptions/bot_events"] {
        let mut all = words(manifest, list);
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        if all.len() != count {
            wrong.push(format!("{list} says something twice"));
        }
    }
}

/// Without Socket Mode Slack has to know where to send what.
fn doors(manifest: &Value, wrong: &mut Vec<String>) {
    let addresses = [
        "/settings/event_subscriptions/request_url",
        "/settings/interactivity/request_url",
        "/features/slash_commands/0/url",
    ];
    let socket = manifest.pointer("/settings/socket_mode_enabled") == Some(&Value::Bool(true));
    for at in addresses {
        if manifest.pointer(at).is_some() == socket {
            wrong.push(format!("{at} with socket_mode_enabled {socket}"));
        }
    }
}
