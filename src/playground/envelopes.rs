//! The shapes of what is pushed: events, commands, presses, submissions, shortcuts.

use std::fmt::Write;

use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Map, Value, json};
use sha2::Sha256;

use super::views::View;
use super::world::{APP, BOT_USER, DOMAIN, TEAM, World};

/// The verification token of old, which proves nothing.
const OLD_TOKEN: &str = "playground-verification-token";

/// An event with everything around it.
pub(super) fn event(number: u64, now: i64, event: &Value) -> Value {
    json!({
        "token": OLD_TOKEN, "team_id": TEAM, "context_team_id": TEAM, "context_enterprise_id": null, "api_app_id": APP,
        "event": event, "type": "event_callback", "event_id": format!("Ev{number:09X}"), "event_time": now / 1_000_000,
        "authorizations": [{
            "enterprise_id": null, "team_id": TEAM, "user_id": BOT_USER, "is_bot": true, "is_enterprise_install": false,
        }],
        "is_ext_shared_channel": false, "event_context": format!("4-{number:016x}"),
    })
}

/// The form of a command.
pub(super) fn command(
    world: &mut World,
    base: &str,
    user: &str,
    channel: &str,
    words: (&str, &str),
) -> String {
    let secret = world.new_address(channel, user, super::views::Original::None, None);
    let trigger = world.new_trigger(user);
    let place = world.channels.get(channel).map_or("", |place| place.name.as_str());
    let name = world.people.get(user).map_or("", |person| person.name.as_str());
    let response_url = format!("{base}{secret}");
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs([
            ("token", OLD_TOKEN),
            ("team_id", TEAM),
            ("team_domain", DOMAIN),
            ("channel_id", channel),
            ("channel_name", place),
            ("user_id", user),
            ("user_name", name),
            ("command", words.0),
            ("text", words.1),
            ("api_app_id", APP),
            ("is_enterprise_install", "false"),
            ("response_url", &response_url),
            ("trigger_id", &trigger),
        ])
        .finish()
}

/// What every interaction says.
pub(super) fn interaction(world: &mut World, kind: &str, user: &str) -> Value {
    let name = world.people.get(user).map_or(String::new(), |person| person.name.clone());
    let trigger = world.new_trigger(user);
    json!({
        "type": kind, "token": OLD_TOKEN, "api_app_id": APP, "trigger_id": trigger,
        "user": {"id": user, "username": name, "name": name, "team_id": TEAM},
        "team": {"id": TEAM, "domain": DOMAIN}, "enterprise": null, "is_enterprise_install": false,
    })
}

/// A modal that was filled in.
pub(super) fn submission(world: &mut World, user: &str, view: &View, values: &Value) -> Value {
    let mut payload = interaction(world, "view_submission", user);
    payload["view"] = view.shown(values);
    payload["response_urls"] = json!([]);
    payload
}

/// A modal that was closed.
pub(super) fn closing(world: &mut World, user: &str, view: &View) -> Value {
    let mut payload = interaction(world, "view_closed", user);
    payload["view"] = view.shown_fresh();
    payload["is_cleared"] = false.into();
    payload
}

/// An interaction as the form that carries it.
pub(super) fn as_form(payload: &Value) -> String {
    form_urlencoded::Serializer::new(String::new()).append_pair("payload", &payload.to_string()).finish()
}

/// The elements of some blocks that have an `action_id`, each with its block.
pub(super) fn elements(blocks: &Value) -> impl Iterator<Item = (&Value, &Value)> {
    blocks.as_array().into_iter().flatten().flat_map(|block| {
        let single = [block.get("element"), block.get("accessory")].into_iter().flatten();
        let several = block.get("elements").and_then(Value::as_array).into_iter().flatten();
        single
            .chain(several)
            .filter(|element| element["action_id"].is_string())
            .map(move |element| (block, element))
    })
}

/// Where an element keeps its value: the field, the field it starts from, and what is nothing.
pub(super) fn keeps(kind: &str) -> Option<(&'static str, &'static str, Value)> {
    Some(match kind {
        "plain_text_input" | "email_text_input" | "url_text_input" | "number_input" => {
            ("value", "initial_value", Value::Null)
        }
        "static_select" | "external_select" | "radio_buttons" => {
            ("selected_option", "initial_option", Value::Null)
        }
        "multi_static_select" | "multi_external_select" | "checkboxes" => {
            ("selected_options", "initial_options", json!([]))
        }
        "overflow" => ("selected_option", "", Value::Null),
        "users_select" => ("selected_user", "initial_user", Value::Null),
        "multi_users_select" => ("selected_users", "initial_users", json!([])),
        "channels_select" => ("selected_channel", "initial_channel", Value::Null),
        "conversations_select" => ("selected_conversation", "initial_conversation", Value::Null),
        "multi_channels_select" => ("selected_channels", "initial_channels", json!([])),
        "multi_conversations_select" => ("selected_conversations", "initial_conversations", json!([])),
        "datepicker" => ("selected_date", "initial_date", Value::Null),
        "timepicker" => ("selected_time", "initial_time", Value::Null),
        "datetimepicker" => ("selected_date_time", "initial_date_time", Value::Null),
        _ => return None,
    })
}

/// The `state.values` of some blocks: what was filled in, else what they start from, else nothing.
pub(super) fn state(blocks: &Value, filled: &Value) -> Value {
    let mut values = Map::new();
    for (block, element) in elements(blocks) {
        let kind = element["type"].as_str().unwrap_or_default();
        let Some((field, initial, nothing)) = keeps(kind).filter(|_| kind != "overflow") else { continue };
        let (Some(block_id), Some(action_id)) = (block["block_id"].as_str(), element["action_id"].as_str())
        else {
            continue;
        };
        let given = match &filled[block_id] {
            // short for the only element of a block
            Value::Object(actions) => actions.get(action_id).map(|value| value.get(field).unwrap_or(value)),
            Value::Null => None,
            short => Some(short),
        };
        let value = match given {
            Some(given) => chosen(element, given),
            None => element.get(initial).cloned().unwrap_or(nothing),
        };
        let own = values.entry(block_id).or_insert_with(|| json!({}));
        own[action_id] = json!({"type": kind, field: value});
    }
    Value::Object(values)
}

/// A choice as Slack tells it: a choice among options by their value or label is told as the whole option.
pub(super) fn chosen(element: &Value, given: &Value) -> Value {
    match given {
        Value::String(word) => option(element, word).cloned().unwrap_or_else(|| given.clone()),
        Value::Array(words) => words.iter().map(|word| chosen(element, word)).collect(),
        other => other.clone(),
    }
}

fn option<'a>(element: &'a Value, word: &str) -> Option<&'a Value> {
    let own = element["options"].as_array().into_iter().flatten();
    let grouped = element["option_groups"].as_array().into_iter().flatten();
    let grouped = grouped.flat_map(|group| group["options"].as_array().into_iter().flatten());
    own.chain(grouped).find(|option| option["value"] == word || option["text"]["text"] == word)
}

/// `v0=` and the signature of a body at a moment.
pub(super) fn signature(secret: &str, timestamp: i64, body: &[u8]) -> String {
    // a key of any length is a good key for HMAC
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return String::new() };
    mac.update(format!("v0:{timestamp}:").as_bytes());
    mac.update(body);
    format!("v0={}", hex(&mac.finalize().into_bytes()))
}

/// Bytes as lower-case hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        // writing to a String cannot fail
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_slacks() {
        let secret = "0123456789abcdef0123456789abcdef";
        assert_eq!(
            signature(secret, 1_700_000_000, "text=héllo ☃".as_bytes()),
            "v0=3d42261fca5ed9349db0dbe21409b872ef6b6487492715800c8fd86227e94382"
        );
        assert_eq!(
            signature(secret, 1_700_000_000, b"\xff\xfe\x00bad"),
            "v0=5887a88f1e0d8085721f22c2e9aff300bd1468cc470401d981cc6350104adeb2"
        );
    }

    #[test]
    fn inputs_hold_what_was_filled_in_or_what_they_start_from_or_nothing() {
        let option = json!({"text": {"type": "plain_text", "text": "One"}, "value": "1"});
        let blocks = json!([
            {"type": "input", "block_id": "a", "element": {"type": "plain_text_input", "action_id": "x"}},
            {"type": "input", "block_id": "b",
             "element": {"type": "timepicker", "action_id": "x", "initial_time": "09:00"}},
            {"type": "input", "block_id": "c", "element":
                {"type": "static_select", "action_id": "x", "options": [option]}},
            {"type": "input", "block_id": "d", "element": {"type": "checkboxes", "action_id": "x"}},
        ]);
        let values = state(&blocks, &json!({"c": "One"}));
        assert_eq!(values["a"]["x"], json!({"type": "plain_text_input", "value": null}));
        assert_eq!(values["b"]["x"]["selected_time"], "09:00");
        assert_eq!(values["c"]["x"]["selected_option"], option);
        assert_eq!(values["d"]["x"]["selected_options"], json!([]));
        let values = state(&blocks, &json!({"a": {"x": {"type": "plain_text_input", "value": "hi"}}}));
        assert_eq!(values["a"]["x"]["value"], "hi");
    }
}
