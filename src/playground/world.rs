//! The state of the small Slack: people, channels, messages. Pure: no clock, no wire; what the bot hears of is put into an outbox.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::files::Files;
use super::messages::{Ephemeral, Message};
use super::people::{Group, Person};
use super::views::Views;

/// The workspace's id.
pub const TEAM: &str = "T0GARDEN";
/// The workspace's domain.
pub const DOMAIN: &str = "garden";
/// The app's id.
pub const APP: &str = "A0UNRUSH";
/// The bot's own id, which stands beside its user on everything it posts.
pub const BOT: &str = "B0UNRUSH";
/// The bot's user.
pub const BOT_USER: &str = "U0UNRUSH";

/// What the bot's token may do from the start.
const SCOPES: &str = "app_mentions:read,channels:history,channels:join,channels:read,chat:write,commands,dnd:read,\
                      files:write,groups:history,groups:read,im:history,im:read,im:write,mpim:history,mpim:read,\
                      reactions:read,reactions:write,team:read,usergroups:read,users:read";

/// What sort of conversation it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Open to everybody.
    Public,
    /// By invitation.
    Private,
    /// Between one person and the bot.
    Direct(String),
}

/// A conversation.
#[derive(Clone, Debug)]
pub struct Channel {
    /// Its id.
    pub id: String,
    /// Its name, without `#`.
    pub name: String,
    /// What sort it is.
    pub kind: Kind,
    /// Who is in it, the bot as well.
    pub members: BTreeSet<String>,
    /// Whether it is archived: nothing can be written there.
    pub archived: bool,
    /// Since when, in epoch seconds.
    pub created: i64,
}

impl Channel {
    /// Whether the bot is in it.
    pub fn has_bot(&self) -> bool {
        self.members.contains(BOT_USER)
    }

    /// The `channel_type` in events.
    pub(super) fn event_type(&self) -> &'static str {
        match self.kind {
            Kind::Public => "channel",
            Kind::Private => "group",
            Kind::Direct(_) => "im",
        }
    }

    /// The name in `types` of the listings.
    pub(super) fn listing_type(&self) -> &'static str {
        match self.kind {
            Kind::Public => "public_channel",
            Kind::Private => "private_channel",
            Kind::Direct(_) => "im",
        }
    }

    /// The conversation object.
    pub(super) fn shown(&self) -> Value {
        if let Kind::Direct(with) = &self.kind {
            return json!({
                "id": self.id, "created": self.created, "is_archived": false, "is_im": true, "is_org_shared": false,
                "context_team_id": TEAM, "user": with, "is_user_deleted": false, "is_open": true, "priority": 0,
            });
        }
        json!({
            "id": self.id, "name": self.name, "name_normalized": self.name, "created": self.created,
            "updated": self.created * 1000, "creator": BOT_USER, "context_team_id": TEAM, "unlinked": 0,
            "is_channel": self.kind == Kind::Public, "is_group": self.kind == Kind::Private, "is_im": false,
            "is_mpim": false, "is_private": self.kind == Kind::Private, "is_archived": self.archived,
            "is_general": self.name == "general", "is_member": self.has_bot(), "is_shared": false,
            "is_ext_shared": false, "is_org_shared": false, "is_pending_ext_shared": false, "pending_shared": [],
            "shared_team_ids": [TEAM], "parent_conversation": null, "previous_names": [],
            "topic": {"value": "", "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
        })
    }
}

/// One workspace.
#[derive(Debug)]
pub struct World {
    /// The present moment, in microseconds since the epoch; set before every deed.
    pub now: i64,
    /// Everybody, by id.
    pub people: BTreeMap<String, Person>,
    /// Every conversation, by id.
    pub channels: BTreeMap<String, Channel>,
    /// Every user group, by id.
    pub groups: BTreeMap<String, Group>,
    /// Every message, by channel and ts.
    pub(super) messages: BTreeMap<String, BTreeMap<String, Message>>,
    /// What was shown to one person only, oldest first.
    pub(super) ephemerals: Vec<Ephemeral>,
    /// What the bot's token may do.
    pub scopes: BTreeSet<String>,
    /// The app's files.
    pub files: Files,
    /// Modals, homes, and what opens them.
    pub views: Views,
    /// What Slack itself told a person about a failure, by person.
    pub(super) notices: BTreeMap<String, Vec<String>>,
    /// Events the bot is to hear of, oldest first.
    pub(super) outbox: Vec<Value>,
    /// Codes of installations that nobody has redeemed.
    codes: Vec<String>,
    last_ts: i64,
    last_number: u64,
}

impl World {
    /// A workspace with the bot and an empty #general.
    pub fn new(now: i64) -> Self {
        let mut world = Self {
            now,
            people: BTreeMap::new(),
            channels: BTreeMap::new(),
            groups: BTreeMap::new(),
            messages: BTreeMap::new(),
            ephemerals: Vec::new(),
            scopes: SCOPES.split(',').map(str::to_owned).collect(),
            files: Files::default(),
            views: Views::default(),
            notices: BTreeMap::new(),
            outbox: Vec::new(),
            codes: Vec::new(),
            last_ts: 0,
            last_number: 0,
        };
        world.people.insert(BOT_USER.to_owned(), Person::bot(BOT_USER, "Unrush"));
        world.people.insert("USLACKBOT".to_owned(), Person::slackbot());
        world.add_channel("C0GENERAL", "general", Kind::Public, &[BOT_USER]);
        world
    }

    /// What the bot's token may do, as the header says it.
    pub(super) fn scopes(&self) -> String {
        self.scopes.iter().map(String::as_str).collect::<Vec<_>>().join(",")
    }

    /// A fresh code for an installation.
    pub(super) fn offer_code(&mut self) -> String {
        let code = format!("{}.code", self.next_number());
        self.codes.push(code.clone());
        code
    }

    /// Whether a code counts; it does once.
    pub(super) fn redeem_code(&mut self, code: &str) -> bool {
        let found = self.codes.iter().position(|known| known == code);
        found.map(|at| self.codes.swap_remove(at)).is_some()
    }

    /// Adds a conversation.
    pub fn add_channel(&mut self, id: &str, name: &str, kind: Kind, members: &[&str]) {
        let members = members.iter().map(|&member| member.to_owned()).collect();
        let created = self.now / 1_000_000;
        let channel =
            Channel { id: id.to_owned(), name: name.to_owned(), kind, members, archived: false, created };
        self.channels.insert(id.to_owned(), channel);
    }

    /// Adds a person, with their direct messages with the bot.
    pub fn add_person(&mut self, person: Person) {
        let id = person.id.clone();
        self.people.insert(id.clone(), person);
        self.direct(&id);
    }

    /// The conversation of a person with the bot, made when it is not there.
    pub(super) fn direct(&mut self, user: &str) -> String {
        let id = format!("D{}", user.get(1..).unwrap_or_default());
        if !self.channels.contains_key(&id) {
            self.add_channel(&id, "directmessage", Kind::Direct(user.to_owned()), &[user, BOT_USER]);
        }
        id
    }

    /// The conversation of a person with the bot, where there is one.
    pub(super) fn find_direct(&self, user: &str) -> Option<String> {
        let with_user = |place: &&Channel| matches!(&place.kind, Kind::Direct(with) if with == user);
        self.channels.values().find(with_user).map(|place| place.id.clone())
    }

    /// The id of a person by id, handle or display name, in any case, with or without `@`.
    pub fn find_person(&self, who: &str) -> Option<String> {
        let who = who.trim_start_matches('@');
        let named = |person: &&Person| person.id == who || person.answers_to(who);
        self.people.values().find(named).map(|person| person.id.clone())
    }

    /// The id of a conversation by id or name, with or without `#`; `@unrush` is the person's own with the bot.
    pub fn find_channel(&self, channel: &str, who: &str) -> Option<String> {
        if channel.starts_with('@') {
            return self.find_direct(who);
        }
        let name = channel.trim_start_matches('#');
        self.channels
            .values()
            .find(|c| {
                c.id == name || (c.name.eq_ignore_ascii_case(name) && !matches!(c.kind, Kind::Direct(_)))
            })
            .map(|c| c.id.clone())
    }

    /// Puts somebody into a conversation and tells so.
    pub fn join(&mut self, channel: &str, user: &str, inviter: Option<&str>) {
        let Some(place) = self.channels.get_mut(channel) else { return };
        if !place.members.insert(user.to_owned()) {
            return;
        }
        let kind = if place.kind == Kind::Private { "G" } else { "C" };
        let mut event = json!({
            "type": "member_joined_channel", "user": user, "channel": channel, "channel_type": kind, "team": TEAM,
        });
        if let Some(inviter) = inviter {
            event["inviter"] = inviter.into();
        }
        self.tell_in(channel, event);
        self.note_join(channel, user);
    }

    /// Takes somebody out of a conversation and tells so; the bot hears of its own removal.
    pub fn leave(&mut self, channel: &str, user: &str) {
        let event = json!({
            "type": "member_left_channel", "user": user, "channel": channel, "channel_type": "C", "team": TEAM,
        });
        self.tell_in(channel, event);
        if let Some(place) = self.channels.get_mut(channel) {
            place.members.remove(user);
        }
    }

    /// Archives a conversation and tells so.
    pub fn archive(&mut self, channel: &str, user: &str) {
        self.tell_in(channel, json!({"type": "channel_archive", "channel": channel, "user": user}));
        if let Some(place) = self.channels.get_mut(channel) {
            place.archived = true;
        }
    }

    /// Tells that the app was taken out, in either order, as Slack does.
    pub fn remove_app(&mut self) {
        self.tell(json!({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [BOT_USER]}}));
        self.tell(json!({"type": "app_uninstalled"}));
    }

    /// Gives a conversation another id, as Slack does when one becomes shared, and tells so.
    pub fn give_id(&mut self, old: &str, new: &str) {
        let Some(mut place) = self.channels.remove(old) else { return };
        new.clone_into(&mut place.id);
        self.channels.insert(new.to_owned(), place);
        let messages = self.messages.remove(old).unwrap_or_default();
        self.messages.insert(new.to_owned(), messages);
        for note in self.ephemerals.iter_mut().filter(|note| note.channel == old) {
            new.clone_into(&mut note.channel);
        }
        let event = json!({"type": "channel_id_changed", "old_channel_id": old, "new_channel_id": new});
        self.tell_in(new, event);
    }

    /// Tells the bot of something in a conversation, if it is in there.
    pub(super) fn tell_in(&mut self, channel: &str, event: Value) {
        if self.channels.get(channel).is_some_and(Channel::has_bot) {
            self.tell(event);
        }
    }

    /// Tells the bot of something.
    pub(super) fn tell(&mut self, mut event: Value) {
        if event.get("event_ts").is_none() {
            event["event_ts"] = self.next_ts().into();
        }
        self.outbox.push(event);
    }

    /// Shows a person a failure as Slack itself would.
    pub(super) fn notice(&mut self, user: &str, text: String) {
        self.notices.entry(user.to_owned()).or_default().push(text);
    }

    /// What Slack itself told a person about failures.
    pub fn notices(&self, user: &str) -> &[String] {
        self.notices.get(user).map_or(&[], Vec::as_slice)
    }

    /// A timestamp no other thing has: the clock's microsecond, or the one after the last.
    pub(super) fn next_ts(&mut self) -> String {
        self.last_ts = self.now.max(self.last_ts + 1);
        format!("{}.{:06}", self.last_ts.div_euclid(1_000_000), self.last_ts.rem_euclid(1_000_000))
    }

    /// Counts up, for ids.
    pub(super) fn next_number(&mut self) -> u64 {
        self.last_number += 1;
        self.last_number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_are_unique_and_grow_although_the_clock_stands_or_goes_back() {
        let mut world = World::new(1_700_000_000_000_100);
        assert_eq!(world.next_ts(), "1700000000.000100");
        assert_eq!(world.next_ts(), "1700000000.000101");
        world.now -= 5_000_000;
        assert_eq!(world.next_ts(), "1700000000.000102");
    }

    #[test]
    fn the_bot_hears_only_of_conversations_it_is_in() {
        let mut world = World::new(0);
        world.add_channel("C1", "quiet", Kind::Public, &[]);
        world.join("C1", "U1", None);
        assert!(world.outbox.is_empty());
        world.join("C1", BOT_USER, Some("U1"));
        assert_eq!(world.outbox[0]["inviter"], "U1");
    }
}
