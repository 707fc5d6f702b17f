//! Presses, choices, shortcuts and submissions.

use super::json::Json;
use super::{Arrival, Awaits, INCOMPLETE, OTHER, Read, What, app, first_team, submission};
use crate::domain::ids::{ChannelId, SeenKey, TeamId, Ts, UserId};
use crate::domain::inbound::{Happening, Inbound, Press};
use crate::domain::language::unescape;
use crate::domain::text::{PrivateText, SecretUrl};

/// Longest value we take; ours are far shorter, and Slack's own limit is 2,000.
const LONGEST_VALUE: usize = 2000;
/// Slack's limit for an `action_id` or `callback_id`.
const LONGEST_NAME: usize = 255;
/// The block of our messages that quotes what they are about.
const QUOTE: &str = "what";

/// Reads an interaction.
pub(super) fn arrival(payload: &Json<'_>) -> Arrival {
    let read = match payload.text("type") {
        Some("block_actions") => acted(payload),
        Some("shortcut" | "message_action") => shortcut(payload),
        Some("view_submission") => submission::submitted(payload),
        Some("view_closed") => Err("a modal was closed"),
        Some("block_suggestion") => Err("we suggest nothing"),
        _ => Err("unknown interaction"),
    };
    Arrival { app: app(payload), kind: kind(payload), what: read.unwrap_or_else(What::Nothing) }
}

fn kind(payload: &Json<'_>) -> &'static str {
    const KINDS: [&str; 6] =
        ["block_actions", "shortcut", "message_action", "view_submission", "view_closed", "block_suggestion"];
    let kind = payload.text("type");
    KINDS.into_iter().find(|known| kind == Some(known)).unwrap_or(OTHER)
}

/// The workspace; an installation for a whole organisation goes by the organisation's id.
pub(super) fn team(payload: &Json<'_>) -> Read<TeamId> {
    first_team([
        payload.text_at(&["team", "id"]),
        payload.text_at(&["enterprise", "id"]),
        payload.text_at(&["user", "team_id"]),
    ])
}

/// Who did it.
pub(super) fn user(payload: &Json<'_>) -> Read<UserId> {
    payload.text_at(&["user", "id"]).and_then(UserId::parse).ok_or(INCOMPLETE)
}

fn acted(payload: &Json<'_>) -> Read<What> {
    let action = payload.list("actions").first().ok_or(INCOMPLETE)?;
    let name = action.text("action_id").ok_or(INCOMPLETE)?;
    let message = payload.text_at(&["container", "message_ts"]).or(payload.text_at(&["message", "ts"]));
    pressed(payload, name, message, |press| {
        press.value = cut(&chosen(action).unwrap_or_default(), LONGEST_VALUE);
        press.quoted = quoted(payload);
    })
}

fn shortcut(payload: &Json<'_>) -> Read<What> {
    let name = payload.text("callback_id").ok_or(INCOMPLETE)?;
    let message = payload.text("message_ts").or(payload.text_at(&["message", "ts"]));
    pressed(payload, name, message, |_| {})
}

fn pressed(
    payload: &Json<'_>,
    name: &str,
    message: Option<&str>,
    fill: impl FnOnce(&mut Press),
) -> Read<What> {
    let (team, user) = (team(payload)?, user(payload)?);
    let channel = payload.text_at(&["channel", "id"]).or(payload.text_at(&["container", "channel_id"]));
    let seen = seen(payload, &team, &user, name)?;
    let mut press = Press {
        user,
        action: cut(name, LONGEST_NAME),
        value: String::new(),
        channel: channel.and_then(ChannelId::parse),
        message: message.and_then(Ts::parse),
        trigger: payload.text("trigger_id").map(str::to_owned),
        respond: payload.text("response_url").map(SecretUrl::new),
        quoted: None,
    };
    fill(&mut press);
    let inbound = Inbound { team, seen, what: Happening::Pressed(press) };
    Ok(What::Happened(Box::new(inbound), Awaits::Press))
}

/// A press opens one trigger; where it has none, its moment, its person and its name make it one.
fn seen(payload: &Json<'_>, team: &TeamId, user: &UserId, name: &str) -> Read<SeenKey> {
    if let Some(trigger) = payload.text("trigger_id") {
        return Ok(SeenKey::other(team, "act", trigger));
    }
    let action = payload.list("actions").first();
    let at = action.and_then(|a| a.text("action_ts")).or(payload.text("action_ts")).ok_or(INCOMPLETE)?;
    Ok(SeenKey::other(team, "act", &format!("{at}-{user}-{name}")))
}

/// What our message with the button quotes. Slack hands our plain text back escaped.
fn quoted(payload: &Json<'_>) -> Option<PrivateText> {
    let blocks = payload.get("message")?.list("blocks");
    let quote = blocks.iter().find(|block| block.text("block_id") == Some(QUOTE))?;
    quote.text_at(&["text", "text"]).map(|text| PrivateText::new(unescape(text)))
}

/// What was typed or chosen in an element, whatever its kind; several choices by commas.
pub(super) fn chosen(element: &Json<'_>) -> Option<String> {
    const ONE: [&str; 6] = [
        "value",
        "selected_date",
        "selected_time",
        "selected_user",
        "selected_channel",
        "selected_conversation",
    ];
    const SEVERAL: [&str; 3] = ["selected_users", "selected_channels", "selected_conversations"];
    if let Some(one) = ONE.iter().find_map(|key| element.text(key)) {
        return Some(one.to_owned());
    }
    if let Some(option) = element.text_at(&["selected_option", "value"]) {
        return Some(option.to_owned());
    }
    if let Some(moment) = element.integer("selected_date_time") {
        return Some(moment.to_string());
    }
    let options = element.list("selected_options").iter().filter_map(|option| option.text("value"));
    let others = SEVERAL.iter().flat_map(|key| element.list(key)).filter_map(Json::as_text);
    let all: Vec<&str> = options.chain(others).collect();
    (!all.is_empty()).then(|| all.join(","))
}

/// At most so many characters.
fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}
