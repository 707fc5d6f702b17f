//! Messages: posted, edited, deleted, reacted to, and the events of all that.

use serde_json::{Map, Value, json};

use super::world::{APP, BOT, BOT_USER, TEAM, World};

/// How many different people's replies a parent names.
const REPLY_USERS: usize = 5;
/// How many different emoji one person may put on a message.
const MOST_EMOJI: usize = 23;

/// A message that everybody in its channel sees.
#[derive(Clone, Debug)]
pub struct Message {
    /// Its channel.
    pub channel: String,
    /// Its identity there.
    pub ts: String,
    /// Who wrote it.
    pub user: String,
    /// Whether the app posted it.
    pub by_app: bool,
    /// The words, escaped as Slack escapes them.
    pub text: String,
    /// The blocks.
    pub blocks: Option<Value>,
    /// The parent's ts when it stands in a thread.
    pub thread_ts: Option<String>,
    /// Whether a reply is shown in the channel as well.
    pub broadcast: bool,
    /// When a person last edited it.
    pub edited: Option<String>,
    /// Reactions in the order they came: the name and who.
    pub reactions: Vec<(String, Vec<String>)>,
    /// What the app attached to it for itself.
    pub metadata: Option<Value>,
    /// `channel_join`, `tombstone`, …
    pub subtype: Option<&'static str>,
    /// The client's own id of it, when a person typed it.
    pub client_msg_id: Option<String>,
    /// An unfurled link.
    pub attachments: Option<Value>,
}

/// A message that one person sees, until they reload.
#[derive(Clone, Debug)]
pub struct Ephemeral {
    /// Its id, in the form of a ts; no method knows it.
    pub id: String,
    /// Where it is shown.
    pub channel: String,
    /// Who sees it.
    pub to: String,
    /// The words.
    pub text: String,
    /// The blocks.
    pub blocks: Option<Value>,
    /// In which thread.
    pub thread_ts: Option<String>,
}

/// What is to be posted.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    pub(super) channel: String,
    pub(super) user: String,
    pub(super) by_app: bool,
    pub(super) text: String,
    pub(super) blocks: Option<Value>,
    pub(super) thread_ts: Option<String>,
    pub(super) broadcast: bool,
    pub(super) metadata: Option<Value>,
}

impl World {
    /// The messages of a channel with their replies, oldest first.
    pub fn messages(&self, channel: &str) -> impl DoubleEndedIterator<Item = &Message> {
        self.messages.get(channel).into_iter().flat_map(|messages| messages.values())
    }

    /// One message.
    pub fn message(&self, channel: &str, ts: &str) -> Option<&Message> {
        self.messages.get(channel)?.get(ts)
    }

    /// What a person sees alone, oldest first.
    pub fn ephemerals<'a>(&'a self, user: &'a str) -> impl DoubleEndedIterator<Item = &'a Ephemeral> {
        self.ephemerals.iter().filter(move |e| e.to == user)
    }

    /// The replies in a thread, oldest first, without the parent.
    pub fn replies<'a>(
        &'a self,
        channel: &'a str,
        ts: &'a str,
    ) -> impl DoubleEndedIterator<Item = &'a Message> {
        self.messages(channel).filter(move |m| m.thread_ts.as_deref() == Some(ts) && m.ts != ts)
    }

    /// Posts a message, tells of it, and returns its ts.
    pub(super) fn post(&mut self, draft: Draft) -> String {
        let ts = self.next_ts();
        let client_msg_id = (!draft.by_app).then(|| client_msg_id(self.next_number()));
        let message = Message {
            channel: draft.channel.clone(),
            ts: ts.clone(),
            user: draft.user,
            by_app: draft.by_app,
            text: draft.text,
            blocks: draft.blocks,
            thread_ts: draft.thread_ts.clone(),
            broadcast: draft.broadcast,
            edited: None,
            reactions: Vec::new(),
            metadata: draft.metadata,
            subtype: draft.broadcast.then_some("thread_broadcast"),
            client_msg_id,
            attachments: None,
        };
        self.messages.entry(draft.channel.clone()).or_default().insert(ts.clone(), message);
        self.tell_of_new(&draft.channel, &ts);
        ts
    }

    fn tell_of_new(&mut self, channel: &str, ts: &str) {
        let (Some(mut event), Some(place)) = (self.shown(channel, ts, true), self.channels.get(channel))
        else {
            return;
        };
        event["channel"] = channel.into();
        event["event_ts"] = ts.into();
        let kind = place.event_type();
        // the line that the bot came in names it, and is no mention
        let is_person = event.get("bot_id").is_none() && event["subtype"] != "channel_join";
        let names_bot = event["text"].as_str().is_some_and(|text| text.contains(&format!("<@{BOT_USER}>")));
        let mut mention = event.clone();
        event["channel_type"] = kind.into();
        self.tell_in(channel, event);
        if is_person && names_bot && kind != "im" {
            mention["type"] = "app_mention".into();
            self.tell_in(channel, mention);
        }
    }

    /// The line that somebody came in.
    pub(super) fn note_join(&mut self, channel: &str, user: &str) {
        let text = format!("<@{user}> has joined the channel");
        let draft = Draft { channel: channel.to_owned(), user: user.to_owned(), text, ..Draft::default() };
        let told = self.outbox.len();
        let ts = self.post(draft);
        if let Some(message) = self.message_mut(channel, &ts) {
            message.subtype = Some("channel_join");
            message.client_msg_id = None;
        }
        // it was told without its subtype
        self.outbox.truncate(told);
        self.tell_of_new(channel, &ts);
    }

    /// Changes a message and tells of it.
    pub(super) fn change(&mut self, channel: &str, ts: &str, change: impl FnOnce(&mut Message)) {
        let Some(before) = self.shown(channel, ts, false) else { return };
        if let Some(message) = self.message_mut(channel, ts) {
            change(message);
        }
        let Some(after) = self.shown(channel, ts, false) else { return };
        self.tell_of_change(
            channel,
            json!({"subtype": "message_changed", "message": after, "previous_message": before}),
        );
    }

    /// A link in the message unfurls: a change that changes no word of it.
    pub fn unfurl(&mut self, channel: &str, ts: &str) {
        let preview =
            json!([{"id": 1, "fallback": "A page", "title": "A page", "from_url": "https://example.com/"}]);
        self.change(channel, ts, |message| message.attachments = Some(preview));
    }

    /// Deletes a message; a parent with replies leaves a tombstone.
    pub fn delete(&mut self, channel: &str, ts: &str) {
        if self.replies(channel, ts).next().is_some() {
            self.change(channel, ts, |message| {
                message.subtype = Some("tombstone");
                "USLACKBOT".clone_into(&mut message.user);
                "This message was deleted.".clone_into(&mut message.text);
                message.by_app = false;
                message.blocks = None;
                message.metadata = None;
                message.client_msg_id = None;
                message.reactions.clear();
            });
            return;
        }
        let before = self.shown(channel, ts, false);
        let gone = self.messages.get_mut(channel).and_then(|messages| messages.remove(ts));
        if gone.is_some() {
            let event = json!({"subtype": "message_deleted", "deleted_ts": ts, "previous_message": before});
            self.tell_of_change(channel, event);
        }
    }

    fn tell_of_change(&mut self, channel: &str, mut event: Value) {
        let kind = self.channels.get(channel).map_or("channel", |place| place.event_type());
        let ts = self.next_ts();
        event["type"] = "message".into();
        event["hidden"] = true.into();
        event["channel"] = channel.into();
        event["channel_type"] = kind.into();
        event["ts"] = ts.as_str().into();
        event["event_ts"] = ts.into();
        self.tell_in(channel, event);
    }

    /// Puts a reaction on a message and tells of it.
    pub(super) fn react(
        &mut self,
        channel: &str,
        ts: &str,
        user: &str,
        name: &str,
    ) -> Result<(), &'static str> {
        let message = self.message_mut(channel, ts).ok_or("message_not_found")?;
        let of_user = message.reactions.iter().filter(|(_, users)| users.iter().any(|u| u == user)).count();
        match message.reactions.iter_mut().find(|(there, _)| there == name) {
            Some((_, users)) if users.iter().any(|u| u == user) => return Err("already_reacted"),
            _ if of_user >= MOST_EMOJI => return Err("too_many_emoji"),
            Some((_, users)) => users.push(user.to_owned()),
            None => message.reactions.push((name.to_owned(), vec![user.to_owned()])),
        }
        self.tell_of_reaction("reaction_added", channel, ts, user, name);
        Ok(())
    }

    /// Takes a reaction off a message and tells of it.
    pub(super) fn unreact(
        &mut self,
        channel: &str,
        ts: &str,
        user: &str,
        name: &str,
    ) -> Result<(), &'static str> {
        let message = self.message_mut(channel, ts).ok_or("message_not_found")?;
        let there = message.reactions.iter_mut().find(|(there, _)| there == name);
        let users = there.map(|(_, users)| users).ok_or("no_reaction")?;
        let at = users.iter().position(|u| u == user).ok_or("no_reaction")?;
        users.remove(at);
        message.reactions.retain(|(_, users)| !users.is_empty());
        self.tell_of_reaction("reaction_removed", channel, ts, user, name);
        Ok(())
    }

    fn tell_of_reaction(&mut self, kind: &str, channel: &str, ts: &str, user: &str, name: &str) {
        let author = self.message(channel, ts).map(|message| message.user.clone());
        let event = json!({
            "type": kind, "user": user, "reaction": name, "item_user": author,
            "item": {"type": "message", "channel": channel, "ts": ts},
        });
        self.tell_in(channel, event);
    }

    fn message_mut(&mut self, channel: &str, ts: &str) -> Option<&mut Message> {
        self.messages.get_mut(channel)?.get_mut(ts)
    }

    /// Shows something to one person. Somebody who has not opened Slack never sees it, and nobody learns so.
    pub(super) fn whisper(&mut self, mut ephemeral: Ephemeral) -> String {
        ephemeral.id = self.next_ts();
        let id = ephemeral.id.clone();
        if self.people.get(&ephemeral.to).is_some_and(|person| person.active) {
            self.ephemerals.push(ephemeral);
        }
        id
    }

    /// A message as the Web API and the events show it.
    pub(super) fn shown(&self, channel: &str, ts: &str, all_metadata: bool) -> Option<Value> {
        let message = self.message(channel, ts)?;
        let mut shown = message.shown(all_metadata);
        let replies: Vec<&Message> = self.replies(channel, ts).collect();
        if let Some(latest) = replies.last() {
            let mut users: Vec<&str> = Vec::new();
            for reply in &replies {
                if !users.contains(&reply.user.as_str()) {
                    users.push(&reply.user);
                }
            }
            shown["thread_ts"] = ts.into();
            shown["reply_count"] = replies.len().into();
            shown["reply_users_count"] = users.len().into();
            shown["reply_users"] = users.into_iter().take(REPLY_USERS).collect();
            shown["latest_reply"] = latest.ts.as_str().into();
            shown["is_locked"] = false.into();
            shown["subscribed"] = false.into();
        }
        if let Some(parent) = message.thread_ts.as_deref().filter(|parent| *parent != ts) {
            let author = self.message(channel, parent).map(|parent| parent.user.as_str());
            shown["parent_user_id"] = author.into();
        }
        Some(shown)
    }
}

impl Message {
    fn shown(&self, all_metadata: bool) -> Value {
        let mut shown = Map::new();
        let mut put = |key: &str, value: Value| shown.insert(key.to_owned(), value);
        put("type", "message".into());
        put("user", self.user.as_str().into());
        put("ts", self.ts.as_str().into());
        put("text", self.text.as_str().into());
        put("team", TEAM.into());
        if let Some(subtype) = self.subtype {
            put("subtype", subtype.into());
        }
        if let Some(id) = &self.client_msg_id {
            put("client_msg_id", id.as_str().into());
        }
        if self.by_app {
            put("bot_id", BOT.into());
            put("app_id", APP.into());
            put("bot_profile", bot_profile());
        }
        for (key, value) in [("blocks", &self.blocks), ("attachments", &self.attachments)] {
            if let Some(value) = value {
                put(key, value.clone());
            }
        }
        if let Some(thread) = &self.thread_ts {
            put("thread_ts", thread.as_str().into());
        }
        if let Some(ts) = &self.edited {
            put("edited", json!({"user": self.user, "ts": ts}));
        }
        if !self.reactions.is_empty() {
            put("reactions", self.reactions_shown());
        }
        if let Some(metadata) = &self.metadata {
            // without being asked, only the type is told
            let told =
                if all_metadata { metadata.clone() } else { json!({"event_type": metadata["event_type"]}) };
            put("metadata", told);
        }
        Value::Object(shown)
    }

    fn reactions_shown(&self) -> Value {
        let each = |(name, users): &(String, Vec<String>)| json!({"name": name, "users": users, "count": users.len()});
        self.reactions.iter().map(each).collect()
    }
}

fn bot_profile() -> Value {
    json!({"id": BOT, "app_id": APP, "name": "unrush", "deleted": false, "updated": 0, "team_id": TEAM, "icons": {}})
}

fn client_msg_id(number: u64) -> String {
    format!("00000000-0000-4000-8000-{number:012x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(world: &mut World, text: &str, thread: Option<&str>) -> String {
        world.post(Draft {
            channel: "C0GENERAL".into(),
            user: "U1".into(),
            text: text.into(),
            thread_ts: thread.map(str::to_owned),
            ..Draft::default()
        })
    }

    #[test]
    fn a_mention_of_the_bot_comes_twice_and_other_words_once() {
        let mut world = World::new(0);
        said(&mut world, "hello", None);
        assert_eq!(world.outbox.len(), 1);
        world.outbox.clear();
        let ts = said(&mut world, "<@U0UNRUSH> hello", None);
        assert_eq!(world.outbox[0]["type"], "message");
        assert_eq!(world.outbox[1]["type"], "app_mention");
        assert!(world.outbox[1].get("channel_type").is_none(), "a mention does not tell the kind of channel");
        assert!(world.outbox.iter().all(|event| event["ts"] == ts.as_str()));
    }

    #[test]
    fn a_parent_with_replies_becomes_a_tombstone_and_a_lone_message_goes() {
        let mut world = World::new(0);
        let parent = said(&mut world, "one", None);
        let reply = said(&mut world, "two", Some(&parent));
        world.outbox.clear();
        world.delete("C0GENERAL", &parent);
        assert_eq!(world.outbox[0]["message"]["subtype"], "tombstone");
        assert_eq!(world.outbox[0]["message"]["user"], "USLACKBOT");
        world.delete("C0GENERAL", &reply);
        assert_eq!(world.outbox[1]["subtype"], "message_deleted");
        assert_eq!(world.outbox[1]["deleted_ts"], reply.as_str());
        assert!(world.message("C0GENERAL", &reply).is_none());
    }

    #[test]
    fn an_unfurl_is_a_change_without_a_changed_word() {
        let mut world = World::new(0);
        let ts = said(&mut world, "see <https://example.com>", None);
        world.outbox.clear();
        world.unfurl("C0GENERAL", &ts);
        let event = &world.outbox[0];
        assert_eq!(event["subtype"], "message_changed");
        assert_eq!(event["message"]["text"], event["previous_message"]["text"]);
        assert!(event["message"].get("edited").is_none());
    }

    #[test]
    fn one_person_reacts_once_with_one_emoji() {
        let mut world = World::new(0);
        let ts = said(&mut world, "hello", None);
        assert_eq!(world.react("C0GENERAL", &ts, "U1", "eyes"), Ok(()));
        assert_eq!(world.react("C0GENERAL", &ts, "U1", "eyes"), Err("already_reacted"));
        assert_eq!(world.react("C0GENERAL", &ts, "U2", "eyes"), Ok(()));
        assert_eq!(world.unreact("C0GENERAL", &ts, "U3", "eyes"), Err("no_reaction"));
        assert_eq!(world.shown("C0GENERAL", &ts, false).expect("there")["reactions"][0]["count"], 2);
    }
}
