//! Messages: what people write, change and delete. Machines are not heard.

use serde_json::Value;

use super::event::Event;
use super::json::Json;
use super::{INCOMPLETE, Read};
use crate::domain::ids::{ChannelId, SeenKey, Ts, UserId};
use crate::domain::inbound::{Asked, Happening, Message, Pings};
use crate::domain::language::{pings, text_of, unescape};
use crate::domain::text::PrivateText;

/// A message as `conversations.history` and `conversations.replies` write it; `None` when no person wrote it.
pub fn message(value: &Value, channel: &ChannelId) -> Option<Message> {
    read(&Json::from(value), channel).ok()
}

/// What a `message` or `app_mention` event says, and what makes a repeat of it a repeat.
pub(super) fn happening(event: &Event<'_>) -> Read<(Option<SeenKey>, Happening)> {
    let channel = event.channel()?;
    let place = Place::of(event.json)?;
    match event.json.text("subtype") {
        Some("message_changed") if place == Place::Channel => changed(event, channel),
        Some("message_deleted") if place == Place::Channel => deleted(event, channel),
        Some("message_changed" | "message_deleted") => Err("a change in a direct message"),
        _ => written(event, channel, place),
    }
}

/// Where a message stands, by what may come of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Among people.
    Channel,
    /// In the direct message with the bot, where words are commands.
    WithBot,
}

impl Place {
    /// A mention says no type. A conversation's id says nothing about its kind.
    fn of(json: &Json<'_>) -> Read<Self> {
        match json.text("channel_type") {
            None | Some("channel" | "group" | "mpim") => Ok(Self::Channel),
            Some("im" | "app_home") => Ok(Self::WithBot),
            Some(_) => Err("unknown kind of conversation"),
        }
    }
}

fn written(event: &Event<'_>, channel: ChannelId, place: Place) -> Read<(Option<SeenKey>, Happening)> {
    let message = read(event.json, &channel)?;
    let seen = SeenKey::message(&event.team, &channel, &message.ts);
    let what = match place {
        Place::Channel => Happening::Wrote(message),
        Place::WithBot => Happening::Asked(Asked {
            user: message.author,
            channel,
            text: PrivateText::new(unescape(message.text.reveal())),
            respond: None,
            private: true,
        }),
    };
    Ok((Some(seen), what))
}

/// Slack calls many things a change: a link that unfolds, a pin, a new reply. Only words and mentions count.
fn changed(event: &Event<'_>, channel: ChannelId) -> Read<(Option<SeenKey>, Happening)> {
    let after = event.json.get("message").ok_or(INCOMPLETE)?;
    if after.text("subtype") == Some("tombstone") {
        let ts = ts_of(after)?;
        return Ok(gone(event, channel, ts));
    }
    let mut message = read(after, &channel)?;
    if !is_changed(&message, event.json.get("previous_message")) {
        return Err("nothing changed");
    }
    // where the words before are not told, nobody counts as newly mentioned
    message.pings.before = match event.json.get("previous_message") {
        Some(before) => pings_of(before, &message).people,
        None => message.pings.people.clone(),
    };
    // the change's own ts tells two edits within a second apart; the message's mark of an edit has whole seconds
    message.edited = ts(event.json, "ts").ok().max(message.edited);
    let edit = message.edited.as_ref().ok_or(INCOMPLETE)?;
    let seen = SeenKey::edit(&event.team, &channel, &message.ts, edit);
    Ok((Some(seen), Happening::Edited(message)))
}

fn is_changed(after: &Message, before: Option<&Json<'_>>) -> bool {
    // without the words before, only the mark of an edit tells
    let Some(before) = before else { return after.edited.is_some() };
    if pings_of(before, after) != after.pings {
        return true;
    }
    let text = before.text("text").unwrap_or_default();
    let blocks = before.get("blocks").map(Json::to_value);
    // rich text is what people read; only where both sides have it can it be compared
    let rich = blocks.as_ref().and_then(text_of).zip(after.blocks.as_ref().and_then(text_of));
    match rich {
        Some((before, after)) => shown(&before) != shown(&after),
        None => unescape(&shown(text)) != unescape(&shown(after.text.reveal())),
    }
}

/// Whom a message pinged before it became what it is.
fn pings_of(before: &Json<'_>, after: &Message) -> Pings {
    let text = before.text("text").unwrap_or_default();
    let blocks = before.get("blocks").map(Json::to_value);
    pings(text, blocks.as_ref(), &after.author, after.thread.is_some())
}

/// A text as it is read: Slack writes one link now bare, now as a token, now with its label, and a mention with or
/// without a name; that alone is no edit.
fn shown(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, tail)) = rest.split_once('<') {
        let Some((token, after)) = tail.split_once('>') else { break };
        let (target, label) = token.split_once('|').unwrap_or((token, ""));
        let is_link = target.contains(':') && !target.starts_with(['@', '#', '!']);
        words.push_str(before);
        words.push_str(if is_link && !label.is_empty() { label } else { target });
        rest = after;
    }
    words + rest
}

fn deleted(event: &Event<'_>, channel: ChannelId) -> Read<(Option<SeenKey>, Happening)> {
    let before = event.json.get("previous_message");
    if before.is_some_and(is_machine) {
        return Err("a machine's message");
    }
    let ts = ts(event.json, "deleted_ts").or_else(|why| before.map_or(Err(why), |before| ts_of(before)))?;
    Ok(gone(event, channel, ts))
}

fn gone(event: &Event<'_>, channel: ChannelId, ts: Ts) -> (Option<SeenKey>, Happening) {
    let seen = SeenKey::deletion(&event.team, &channel, &ts);
    (Some(seen), Happening::Deleted { channel, ts })
}

/// Reads a person's message.
pub(super) fn read(json: &Json<'_>, channel: &ChannelId) -> Read<Message> {
    if !matches!(json.text("subtype"), None | Some("file_share" | "thread_broadcast" | "me_message")) {
        return Err("not a person's message");
    }
    if is_machine(json) {
        return Err("a machine's message");
    }
    let author = json.text("user").and_then(UserId::parse).ok_or(INCOMPLETE)?;
    if author.is_slackbot() {
        return Err("a machine's message");
    }
    let ts = ts_of(json)?;
    let thread = ts_at(json, &["thread_ts"]).filter(|parent| *parent != ts);
    let text = json.text("text").unwrap_or_default();
    let blocks = json.get("blocks").map(Json::to_value);
    let pings = pings(text, blocks.as_ref(), &author, thread.is_some());
    Ok(Message {
        channel: channel.clone(),
        edited: ts_at(json, &["edited", "ts"]),
        text: PrivateText::new(text),
        ts,
        thread,
        author,
        blocks,
        pings,
    })
}

/// Whatever came through an app is not a person's message, even when a person's name stands on it. Our own posts are
/// among these, so we never talk to ourselves, nor to another bot.
fn is_machine(json: &Json<'_>) -> bool {
    json.text("bot_id").is_some() || json.get("bot_profile").is_some()
}

fn ts_of(json: &Json<'_>) -> Read<Ts> {
    ts(json, "ts")
}

fn ts(json: &Json<'_>, key: &str) -> Read<Ts> {
    ts_at(json, &[key]).ok_or(INCOMPLETE)
}

fn ts_at(json: &Json<'_>, path: &[&str]) -> Option<Ts> {
    json.text_at(path).and_then(Ts::parse)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn one_link_in_different_ways_reads_the_same() {
        for same in ["see http://a.b", "see <http://a.b>", "see <http://a.b|http://a.b>"] {
            assert_eq!(shown(same), "see http://a.b");
        }
        assert_eq!(shown("<mailto:a@b.c|a@b.c> <@U0BO|bo>"), shown("a@b.c <@U0BO>"));
        assert_eq!(shown("1 < 2 > 0, a <b"), shown("1 < 2 > 0, a <b"));
        assert_ne!(shown("by <!date^1^{date}|Friday>"), shown("by <!date^2^{date}|Friday>"));
        assert_ne!(shown("see <http://a.b|noon>"), shown("see <http://a.b|one>"));
    }

    #[test]
    fn a_message_from_the_history_is_read_like_one_from_an_event() {
        let channel = ChannelId::parse("C0LAUNCH").expect("id");
        let ada = json!({"type": "message", "user": "U0ADA", "text": "<@U0BO> by noon?", "ts": "1700000000.000100",
            "thread_ts": "1699999999.000001", "edited": {"user": "U0ADA", "ts": "1700000005.000000"}});
        let read = message(&ada, &channel).expect("a person's message");
        assert_eq!(read.pings.people, [UserId::parse("U0BO").expect("id")]);
        assert_eq!(read.thread.expect("a thread").as_str(), "1699999999.000001");
        assert_eq!(read.edited.expect("edited").as_str(), "1700000005.000000");
        for machine in [
            json!({"user": "U0BOT", "bot_id": "B0A", "text": "x", "ts": "1700000000.000100"}),
            json!({"user": "USLACKBOT", "subtype": "tombstone", "text": "x", "ts": "1700000000.000100"}),
            json!({"user": "U0ADA", "subtype": "channel_join", "text": "x", "ts": "1700000000.000100"}),
            json!({"user": "U0ADA", "text": "x", "ts": 1_700_000_000.000_1}),
            json!(null),
        ] {
            assert!(message(&machine, &channel).is_none());
        }
    }
}
