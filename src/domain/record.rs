//! What is remembered: records under keys that carry their workspace.

use serde::{Deserialize, Serialize};

use super::ask::{Ask, AskRef};
use super::charter::ChannelNorms;
use super::digest::Digest;
use super::feed::Feed;
use super::home::Home;
use super::ids::{ChannelId, GroupId, TeamId, Ts, UserId};
use super::installation::Installation;
use super::member::Member;
use super::misreading::Misreadings;
use super::nudge::{Activity, Nudge, Tally, Unsaid};

/// The name of a record. Always together with its workspace.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    /// A member.
    Member(UserId),
    /// A channel's norms.
    Channel(ChannelId),
    /// A user group.
    Group(GroupId),
    /// The ask of a message, or the note that the message is gone.
    Ask(ChannelId, Ts),
    /// When somebody last wrote in a channel.
    Activity(ChannelId, UserId),
    /// The nudge a message set off.
    Nudge(ChannelId, Ts),
    /// Who is in a channel.
    Room(ChannelId),
    /// The weekly digest of a channel.
    Digest(ChannelId),
    /// What the workspace made of a rule's nudges, by the rule's name.
    Tally(&'static str),
    /// What somebody's Home tab shows.
    Home(UserId),
    /// How much was not said in a channel that is only watched.
    Unsaid(ChannelId),
    /// How often which rule misread a message.
    Misreadings,
    /// What the workspace gave us when it installed the app.
    Installation,
    /// Somebody's calendar feed.
    Feed(UserId),
}

impl Key {
    /// The key as it stands in the store, workspace first.
    pub fn stored(&self, team: &TeamId) -> String {
        // written without `format!`, which takes four times as long: this is done for every record of every decision
        let team = team.as_str();
        match self {
            Self::Member(user) => [team, ":member:", user.as_str()].concat(),
            Self::Channel(channel) => [team, ":channel:", channel.as_str()].concat(),
            Self::Group(group) => [team, ":group:", group.as_str()].concat(),
            Self::Ask(channel, ts) => [team, ":ask:", channel.as_str(), ":", ts.as_str()].concat(),
            Self::Activity(channel, user) => {
                [team, ":activity:", channel.as_str(), ":", user.as_str()].concat()
            }
            Self::Nudge(channel, ts) => [team, ":nudge:", channel.as_str(), ":", ts.as_str()].concat(),
            Self::Room(channel) => [team, ":room:", channel.as_str()].concat(),
            Self::Digest(channel) => [team, ":digest:", channel.as_str()].concat(),
            Self::Tally(rule) => [team, ":tally:", rule].concat(),
            Self::Home(user) => [team, ":home:", user.as_str()].concat(),
            Self::Unsaid(channel) => [team, ":unsaid:", channel.as_str()].concat(),
            Self::Misreadings => [team, ":misreadings"].concat(),
            Self::Installation => [team, ":installation"].concat(),
            Self::Feed(user) => [team, ":feed:", user.as_str()].concat(),
        }
    }
}

impl Key {
    /// The rule a stored name counts the notes of, if that is what it does.
    pub fn rule_of(stored: &str) -> Option<&str> {
        stored.split_once(":tally:").map(|(_, rule)| rule)
    }

    /// Whether what stands under a stored name is counted for operators.
    pub fn is_counted(stored: &str) -> bool {
        Self::rule_of(stored).is_some() || stored.ends_with(":misreadings")
    }
}

/// An ordered set of asks, kept by adding and taking away single ones, so that many can change it at once.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum List {
    /// Open asks this member is expected to answer.
    Owes(UserId),
    /// Open asks of this member.
    Waits(UserId),
    /// Open asks in this channel.
    Open(ChannelId),
    /// Asks of this member, or to them, that ended quietly and can be opened again.
    Quiet(UserId),
}

impl List {
    /// The list's name in the store, workspace first.
    pub fn stored(&self, team: &TeamId) -> String {
        let team = team.as_str();
        match self {
            Self::Owes(user) => [team, ":owes:", user.as_str()].concat(),
            Self::Waits(user) => [team, ":waits:", user.as_str()].concat(),
            Self::Open(channel) => [team, ":open:", channel.as_str()].concat(),
            Self::Quiet(user) => [team, ":quiet:", user.as_str()].concat(),
        }
    }

    /// An ask as it stands in a list: its moment first, so that the names sort by age.
    pub fn entry(ask: &AskRef) -> String {
        [ask.ts.as_str(), ":", ask.channel.as_str()].concat()
    }

    /// Reads an entry.
    pub fn ask(entry: &str) -> Option<AskRef> {
        let (ts, channel) = entry.split_once(':')?;
        Some(AskRef { channel: ChannelId::parse(channel)?, ts: Ts::parse(ts)? })
    }
}

/// A record's content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Record {
    /// A member.
    Member(Box<Member>),
    /// A channel's norms.
    Channel(ChannelNorms),
    /// The members of a user group, or of a channel.
    Group(Group),
    /// When somebody last wrote.
    Activity(Activity),
    /// A nudge.
    Nudge(Box<Nudge>),
    /// What the workspace made of a rule's nudges.
    Tally(Tally),
    /// A Home tab.
    Home(Home),
    /// How much was not said in a channel.
    Unsaid(Unsaid),
    /// How often which rule misread.
    Misreadings(Misreadings),
    /// An ask.
    Ask(Box<Ask>),
    /// A weekly digest.
    Digest(Box<Digest>),
    /// An installation of the app.
    Installation(Box<Installation>),
    /// A calendar feed.
    Feed(Box<Feed>),
    /// The message was deleted; whatever still comes about it changes nothing (a tombstone).
    Gone,
}

/// A user group, or the people of a channel.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Group {
    /// Its members, as Slack lists them; empty for a disabled group.
    pub members: Vec<UserId>,
}
