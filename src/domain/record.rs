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
use super::nudge::{Activity, Nudge, Tally, Unsaid, name_of_rule};

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
    /// Reads a name as it stands in the store of a workspace; `None` when it is none of ours.
    pub fn read(team: &TeamId, stored: &str) -> Option<Self> {
        let rest = stored.strip_prefix(team.as_str())?.strip_prefix(':')?;
        let (kind, name) = rest.split_once(':').unwrap_or((rest, ""));
        let channel = || ChannelId::parse(name);
        let user = || UserId::parse(name);
        let message = || AskRef::parse(name);
        Some(match kind {
            "member" => Self::Member(user()?),
            "channel" => Self::Channel(channel()?),
            "group" => Self::Group(GroupId::parse(name)?),
            "ask" => message().map(|at| Self::Ask(at.channel, at.ts))?,
            "activity" => {
                let (channel, user) = name.split_once(':')?;
                Self::Activity(ChannelId::parse(channel)?, UserId::parse(user)?)
            }
            "nudge" => message().map(|at| Self::Nudge(at.channel, at.ts))?,
            "room" => Self::Room(channel()?),
            "digest" => Self::Digest(channel()?),
            "tally" => Self::Tally(name_of_rule::ALL.iter().find(|rule| **rule == name)?),
            "home" => Self::Home(user()?),
            "unsaid" => Self::Unsaid(channel()?),
            "misreadings" => Self::Misreadings,
            "installation" => Self::Installation,
            "feed" => Self::Feed(user()?),
            _ => return None,
        })
    }

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

    /// Reads a list's name as it stands in the store of a workspace.
    pub fn read(team: &TeamId, stored: &str) -> Option<Self> {
        let rest = stored.strip_prefix(team.as_str())?.strip_prefix(':')?;
        let (kind, whose) = rest.split_once(':')?;
        Some(match kind {
            "owes" => Self::Owes(UserId::parse(whose)?),
            "waits" => Self::Waits(UserId::parse(whose)?),
            "open" => Self::Open(ChannelId::parse(whose)?),
            "quiet" => Self::Quiet(UserId::parse(whose)?),
            _ => return None,
        })
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
    /// Under the name of a conversation's norms: it has this id now.
    Moved(ChannelId),
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

#[cfg(test)]
mod tests {
    use super::*;

    /// One of each kind. Whoever adds a kind is led here by the compiler.
    fn one_of_each() -> Vec<Key> {
        let (channel, user) =
            (|| ChannelId::parse("C0LAUNCH").expect("id"), || UserId::parse("U0ADA").expect("id"));
        let ts = || Ts::parse("1794819600.000100").expect("ts");
        let after = |key: Option<&Key>| match key {
            None => Some(Key::Member(user())),
            Some(Key::Member(_)) => Some(Key::Channel(channel())),
            Some(Key::Channel(_)) => GroupId::parse("S0CREW").map(Key::Group),
            Some(Key::Group(_)) => Some(Key::Ask(channel(), ts())),
            Some(Key::Ask(..)) => Some(Key::Activity(channel(), user())),
            Some(Key::Activity(..)) => Some(Key::Nudge(channel(), ts())),
            Some(Key::Nudge(..)) => Some(Key::Room(channel())),
            Some(Key::Room(_)) => Some(Key::Digest(channel())),
            Some(Key::Digest(_)) => Some(Key::Tally(name_of_rule::OFF_HOURS)),
            Some(Key::Tally(_)) => Some(Key::Home(user())),
            Some(Key::Home(_)) => Some(Key::Unsaid(channel())),
            Some(Key::Unsaid(_)) => Some(Key::Misreadings),
            Some(Key::Misreadings) => Some(Key::Installation),
            Some(Key::Installation) => Some(Key::Feed(user())),
            Some(Key::Feed(_)) => None,
        };
        let mut all = Vec::new();
        while let Some(key) = after(all.last()) {
            all.push(key);
        }
        all
    }

    #[test]
    fn every_name_is_read_back_as_what_it_names() {
        let team = TeamId::parse("T0TEAM").expect("id");
        let elsewhere = TeamId::parse("T0TEA").expect("id");
        for key in one_of_each() {
            assert_eq!(Key::read(&team, &key.stored(&team)).as_ref(), Some(&key));
            assert_eq!(Key::read(&elsewhere, &key.stored(&team)), None, "{key:?}");
        }
        for bad in
            ["T0TEAM", "T0TEAM:", "T0TEAM:member:", "T0TEAM:ask:C0LAUNCH", "T0TEAM:tally:tea", "T0TEAM:tea:1"]
        {
            assert_eq!(Key::read(&team, bad), None, "{bad}");
        }
        let user = UserId::parse("U0ADA").expect("id");
        let open = List::Open(ChannelId::parse("C0LAUNCH").expect("id"));
        for list in [List::Owes(user.clone()), List::Waits(user.clone()), List::Quiet(user), open] {
            assert_eq!(List::read(&team, &list.stored(&team)), Some(list));
        }
    }
}
