//! Everything that can happen: the closed list of what comes in at the doors.

use std::fmt;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::ask::AskRef;
use super::ids::{ChannelId, GroupId, SeenKey, TeamId, Ts, UserId};
use super::language;
use super::member::Profile;
use super::moving::Move;
use super::text::{PrivateText, SecretUrl};

/// Something that happened in a workspace.
#[derive(Clone, Debug)]
pub struct Inbound {
    /// The workspace it happened in.
    pub team: TeamId,
    /// What makes a repeat of it a repeat.
    pub seen: SeenKey,
    /// What happened.
    pub what: Happening,
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Happening {
    /// Somebody wrote a message (`message` or `app_mention`, whichever came first).
    Wrote(Message),
    /// Somebody changed the text or the mentions of a message.
    Edited(Message),
    /// A message was deleted.
    Deleted {
        /// Where.
        channel: ChannelId,
        /// Which message.
        ts: Ts,
    },
    /// Somebody put a reaction on a message, or took theirs off.
    Reacted(Reaction),
    /// Somebody spoke to whoever asked them something right after being asked, nobody else in between.
    Answered {
        /// The ask.
        about: AskRef,
        /// Who spoke.
        by: UserId,
        /// When.
        at: Ts,
    },
    /// Slack tells a profile: somebody joined, or changed name, zone, language or account.
    Profile(UserId, Profile),
    /// Where somebody is, or when they work, has changed or runs out now: what recurs by it is looked at.
    DaysChanged(UserId),
    /// Slack tells somebody's new do-not-disturb window (start and end in epoch seconds; `None` when off).
    DndChanged(UserId, Option<(i64, i64)>),
    /// A user group's members changed.
    GroupChanged(GroupId),
    /// Somebody came into a conversation.
    Joined {
        /// Where.
        channel: ChannelId,
        /// Who; may be our own bot.
        user: UserId,
    },
    /// Our own bot was brought into a conversation.
    Invited {
        /// Where.
        channel: ChannelId,
        /// By whom, where Slack says so.
        by: Option<UserId>,
    },
    /// Somebody opened the Home tab of the app.
    HomeOpened(UserId),
    /// The app was taken out of the workspace, or its token there is good no more, at this moment.
    Removed(DateTime<Utc>),
    /// A conversation has another id from now on.
    ChannelMoved(Move),
    /// A conversation is gone, or we are no longer in it.
    ChannelGone(ChannelId),
    /// Somebody typed `/async …`, or wrote to the bot in a direct message.
    Asked(Asked),
    /// Somebody pressed a button, chose from a menu or used a shortcut.
    Pressed(Press),
    /// Somebody submitted a modal.
    Submitted(Submission),
}

/// A message, with its words. Its words go no further than the reader.
#[derive(Clone)]
pub struct Message {
    /// Where it stands.
    pub channel: ChannelId,
    /// Its identity in the channel.
    pub ts: Ts,
    /// The parent's ts when it stands in a thread; `None` for a message of its own and for a parent.
    pub thread: Option<Ts>,
    /// When it was last edited.
    pub edited: Option<Ts>,
    /// Who wrote it.
    pub author: UserId,
    /// The words as Slack escapes them.
    pub text: PrivateText,
    /// The rich text blocks, where the message has them.
    pub blocks: Option<Value>,
    /// Who is pinged by it.
    pub pings: Pings,
}

impl Message {
    /// The words to read, as they were written.
    pub fn words(&self) -> String {
        let blocks = self.blocks.as_ref().and_then(language::text_of);
        blocks.unwrap_or_else(|| language::unescape(self.text.reveal()))
    }
}

/// Leaves out what was written, in the text and in the blocks.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("channel", &self.channel)
            .field("ts", &self.ts)
            .field("thread", &self.thread)
            .field("edited", &self.edited)
            .field("author", &self.author)
            .field("text", &self.text)
            .field("pings", &self.pings)
            .finish_non_exhaustive()
    }
}

/// Who a message pings; mentions in quotes and code are citations and do not count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pings {
    /// Members mentioned, in order, each once, the author left out.
    pub people: Vec<UserId>,
    /// User groups mentioned.
    pub groups: Vec<GroupId>,
    /// Whether `@here`, `@channel` or `@everyone` is in it.
    pub everyone: bool,
    /// Members it pinged already before this edit; none for a message as first written.
    pub before: Vec<UserId>,
}

impl Pings {
    /// Whether nobody is pinged.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty() && self.groups.is_empty() && !self.everyone
    }
}

/// A reaction on a message.
#[derive(Clone, Debug)]
pub struct Reaction {
    /// Whose.
    pub user: UserId,
    /// The message.
    pub on: AskRef,
    /// The emoji's name, without a skin tone.
    pub emoji: String,
    /// Whether it was put on; else it was taken off.
    pub added: bool,
}

/// A command line.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Who typed it.
    pub user: UserId,
    /// Where; a command works where the bot is not a member too.
    pub channel: ChannelId,
    /// The words after `/async`, unescaped, mention tokens kept.
    pub text: PrivateText,
    /// Where a later answer goes (5 uses, 30 minutes); none in a direct message.
    pub respond: Option<SecretUrl>,
    /// Whether it was said among a few people, or to the bot alone, where there is no channel to speak of.
    pub private: bool,
}

/// A press of a button, a choice, or a shortcut.
#[derive(Clone, Debug)]
pub struct Press {
    /// Who pressed.
    pub user: UserId,
    /// The `action_id` (or a shortcut's `callback_id`); may be of a version long gone.
    pub action: String,
    /// The button's value or the chosen option, at most 2,000 characters; may be tampered with.
    pub value: String,
    /// The conversation, where there is one.
    pub channel: Option<ChannelId>,
    /// The message with the button, or the one a message shortcut was used on.
    pub message: Option<Ts>,
    /// Opens a modal within 3 seconds, once.
    pub trigger: Option<String>,
    /// Where an answer goes.
    pub respond: Option<SecretUrl>,
    /// What our message with the button quotes (the text of its block `what`), so that we need not keep it.
    pub quoted: Option<PrivateText>,
}

/// A submitted modal.
#[derive(Clone, Debug)]
pub struct Submission {
    /// Who submitted.
    pub user: UserId,
    /// Which modal (`callback_id`).
    pub modal: String,
    /// What the modal carried along (`private_metadata`); may be tampered with.
    pub carried: String,
    /// The values by `block_id`: text typed or value chosen; inputs left empty are missing.
    pub values: std::collections::BTreeMap<String, PrivateText>,
}
