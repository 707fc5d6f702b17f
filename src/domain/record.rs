//! What is remembered: records under keys that carry their workspace.

use serde::{Deserialize, Serialize};

use super::ask::Ask;
use super::charter::ChannelNorms;
use super::ids::{ChannelId, GroupId, TeamId, Ts, UserId};
use super::member::Member;

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
        }
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
    /// A user group's members.
    Group(Group),
    /// An ask.
    Ask(Box<Ask>),
    /// The message was deleted; whatever still comes about it changes nothing (a tombstone).
    Gone,
}

/// A user group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Group {
    /// Its members, as Slack lists them; empty for a disabled group.
    pub members: Vec<UserId>,
}
