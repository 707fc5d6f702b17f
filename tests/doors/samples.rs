//! What Slack sends, as its documentation shows it.

use serde_json::{Value, json};

/// Wraps what happened in an envelope.
pub fn envelope(event: &Value) -> Value {
    json!({"token": "x", "team_id": "T0A", "context_team_id": "T0A", "api_app_id": "A0A", "type": "event_callback",
        "event_id": "Ev0PV52K21", "event_time": 1_700_000_001, "event_context": "4-eyJldCI6",
        "is_ext_shared_channel": false, "event": event,
        "authorizations": [{"enterprise_id": null, "team_id": "T0A", "user_id": "U0BOT", "is_bot": true,
            "is_enterprise_install": false}]})
}

/// Ada asks Bo in #launch.
pub fn message() -> Value {
    envelope(
        &json!({"type": "message", "channel": "C0A", "channel_type": "channel", "user": "U0ADA", "team": "T0A",
        "client_msg_id": "0c9e", "text": "<@U0BO> can you look? &lt;3", "ts": "1700000000.000100",
        "event_ts": "1700000000.000100",
        "blocks": [{"type": "rich_text", "block_id": "b1", "elements": [{"type": "rich_text_section",
            "elements": [{"type": "user", "user_id": "U0BO"}, {"type": "text", "text": " can you look? <3"}]}]}]}),
    )
}

/// The same message, with some fields changed.
pub fn message_with(fields: &Value) -> Value {
    let mut message = message();
    for (name, value) in fields.as_object().expect("fields") {
        message["event"][name] = value.clone();
    }
    message
}

/// A change of Ada's message, from one text to another.
pub fn changed(before: &str, after: &str, edited: &Value) -> Value {
    let message = |text: &str, edited: &Value| {
        let mut message =
            json!({"type": "message", "user": "U0ADA", "text": text, "ts": "1700000000.000100"});
        if !edited.is_null() {
            message["edited"] = json!({"user": "U0ADA", "ts": edited});
        }
        message
    };
    envelope(&json!({"type": "message", "subtype": "message_changed", "hidden": true, "channel": "C0A",
        "channel_type": "channel", "ts": "1700000009.000200", "event_ts": "1700000009.000200",
        "message": message(after, edited), "previous_message": message(before, &Value::Null)}))
}

pub fn deleted() -> Value {
    envelope(&json!({"type": "message", "subtype": "message_deleted", "hidden": true, "channel": "C0A",
        "channel_type": "channel", "ts": "1700000009.000300", "event_ts": "1700000009.000300",
        "deleted_ts": "1700000000.000100", "previous_message": {"type": "message", "user": "U0ADA", "text": "x",
            "ts": "1700000000.000100"}}))
}

pub fn user_change() -> Value {
    envelope(
        &json!({"type": "user_change", "event_ts": "1700000009.000300", "user": {"id": "U0BO", "team_id": "T0A",
        "name": "bo", "deleted": false, "real_name": "Bo B", "tz": "Europe/Berlin", "tz_offset": 3600,
        "is_bot": false, "is_stranger": false, "locale": "de-DE",
        "profile": {"display_name": "Bo", "real_name": "Bo B", "status_text": "out"}}}),
    )
}

pub fn dnd(start: i64, end: i64) -> Value {
    envelope(&json!({"type": "dnd_updated_user", "user": "U0BO", "event_ts": "1700000009.000400",
        "dnd_status": {"dnd_enabled": start > 1, "next_dnd_start_ts": start, "next_dnd_end_ts": end}}))
}

pub fn joined(user: &str) -> Value {
    envelope(&json!({"type": "member_joined_channel", "user": user, "channel": "C0A", "channel_type": "C",
        "team": "T0A", "inviter": "U0ADA", "event_ts": "1700000009.000500"}))
}

pub const COMMAND: &[(&str, &str)] = &[
    ("command", "/async"),
    ("text", "remind <@U0BO|bo> in 2h to reply &amp; rest"),
    ("team_id", "T0A"),
    ("team_domain", "acme"),
    ("channel_id", "C0A"),
    ("channel_name", "launch"),
    ("user_id", "U0ADA"),
    ("user_name", "ada"),
    ("api_app_id", "A0A"),
    ("is_enterprise_install", "false"),
    ("response_url", "https://hooks.slack.com/commands/T0A/1/x"),
    ("trigger_id", "13345224609.738474920.8088930838d88f008e0"),
];

pub fn press() -> Value {
    json!({"type": "block_actions", "api_app_id": "A0A", "token": "x", "trigger_id": "1.2.abc",
        "user": {"id": "U0ADA", "username": "ada", "name": "ada", "team_id": "T0A"},
        "team": {"id": "T0A", "domain": "acme"}, "enterprise": null, "is_enterprise_install": false,
        "container": {"type": "message", "message_ts": "1700000000.000200", "channel_id": "C0A",
            "is_ephemeral": false},
        "message": {"ts": "1700000000.000200", "blocks": [
            {"type": "section", "block_id": "head", "text": {"type": "mrkdwn", "text": "*Reminder*"}},
            {"type": "section", "block_id": "what", "text": {"type": "plain_text", "text": "tea &amp; cake"}}]},
        "channel": {"id": "C0A", "name": "launch"}, "response_url": "https://hooks.slack.com/actions/T0A/2/y",
        "state": {"values": {}},
        "actions": [{"type": "button", "action_id": "tag_done", "block_id": "n1", "value": "k1",
            "text": {"type": "plain_text", "text": "Done", "emoji": true}, "action_ts": "1700000005.123456"}]})
}

pub fn submission() -> Value {
    json!({"type": "view_submission", "team": {"id": "T0A", "domain": "acme"},
        "user": {"id": "U0ADA", "username": "ada", "team_id": "T0A"}, "api_app_id": "A0A", "trigger_id": "5.6.def",
        "view": {"id": "V1", "team_id": "T0A", "type": "modal", "callback_id": "change_window",
            "private_metadata": "C0A 1700000000.000100", "hash": "1700000000.AbCd",
            "state": {"values": {
                "start": {"t": {"type": "timepicker", "selected_time": "09:00"}},
                "note": {"n": {"type": "plain_text_input", "value": null}},
                "window": {"w": {"type": "static_select", "selected_option": {"value": "today",
                    "text": {"type": "plain_text", "text": "Today"}}}},
                "who": {"u": {"type": "multi_users_select", "selected_users": ["U0BO", "U0DEE"]}},
                "none": {"c": {"type": "checkboxes", "selected_options": []}}}},
            "blocks": [{"type": "section", "block_id": "intro"}, {"type": "input", "block_id": "start"},
                {"type": "input", "block_id": "note"}],
            "root_view_id": "V1", "previous_view_id": null, "external_id": "", "app_id": "A0A", "bot_id": "B0A"},
        "response_urls": []})
}

pub fn global_shortcut() -> Value {
    json!({"type": "shortcut", "callback_id": "my_asks", "trigger_id": "7.8.ghi", "action_ts": "1700000005.1",
        "api_app_id": "A0A", "team": {"id": "T0A"}, "user": {"id": "U0ADA", "username": "ada", "team_id": "T0A"}})
}

pub fn message_shortcut() -> Value {
    let mut shortcut = global_shortcut();
    shortcut["type"] = "message_action".into();
    shortcut["channel"] = json!({"id": "C0A", "name": "launch"});
    shortcut["message_ts"] = "1700000000.000100".into();
    shortcut["message"] = json!({"type": "message", "user": "U0BO", "text": "hm", "ts": "1700000000.000100"});
    shortcut["response_url"] = "https://hooks.slack.com/app/T0A/3/z".into();
    shortcut
}

pub fn suggestion() -> Value {
    json!({"type": "block_suggestion", "action_id": "es_a", "block_id": "es_b", "value": "sea", "api_app_id": "A0A",
        "team": {"id": "T0A"}, "user": {"id": "U0ADA"}, "container": {"type": "view", "view_id": "V1"}})
}
