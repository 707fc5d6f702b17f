//! Events: an envelope, and in it what happened.

use chrono::{DateTime, Utc};

use super::json::{Json, Malformed};
use super::{Arrival, Awaits, INCOMPLETE, OTHER, Read, What, app, first_team, message, profile};
use crate::domain::ask::AskRef;
use crate::domain::ids::{ChannelId, GroupId, SeenKey, TeamId, Ts, UserId};
use crate::domain::inbound::{Happening, Inbound, Reaction};
use crate::domain::moving::Move;
use crate::domain::text::PrivateText;
use crate::slack::subscriptions;

/// Why an event is nothing to us that is in no table of ours.
const UNKNOWN: &str = "unknown event";

/// Longest challenge we say after Slack, in bytes.
const LONGEST_CHALLENGE: usize = 1024;

/// An event with what its envelope says.
pub(super) struct Event<'a> {
    /// The workspace.
    pub team: TeamId,
    /// What happened, as Slack writes it.
    pub json: &'a Json<'a>,
    envelope: &'a Json<'a>,
}

/// Reads an envelope.
pub(super) fn arrival(envelope: &Json<'_>, now: DateTime<Utc>) -> Result<Arrival, Malformed> {
    let what = match envelope.text("type") {
        Some("event_callback") => happened(envelope, now).unwrap_or_else(What::Nothing),
        Some("url_verification") => challenge(envelope)?,
        Some("app_rate_limited") => What::Limited,
        _ => What::Nothing("unknown type"),
    };
    Ok(Arrival { app: app(envelope), kind: kind(envelope), what })
}

/// What Slack calls it, in words of ours, so that nobody outside can make up more of them.
fn kind(envelope: &Json<'_>) -> &'static str {
    match envelope.text("type") {
        Some("event_callback") => {
            let kind = envelope.text_at(&["event", "type"]);
            kind.and_then(subscriptions::known).unwrap_or(OTHER)
        }
        Some("url_verification") => "url_verification",
        Some("app_rate_limited") => "app_rate_limited",
        _ => OTHER,
    }
}

fn challenge(envelope: &Json<'_>) -> Result<What, Malformed> {
    let challenge = envelope.text("challenge").ok_or(Malformed)?;
    if challenge.len() > LONGEST_CHALLENGE {
        return Err(Malformed);
    }
    Ok(What::Challenge(PrivateText::new(challenge)))
}

fn happened(envelope: &Json<'_>, now: DateTime<Utc>) -> Read<What> {
    let json = envelope.get("event").ok_or(INCOMPLETE)?;
    let kind = json.text("type").ok_or(INCOMPLETE)?;
    if kind == "app_rate_limited" {
        return Ok(What::Limited);
    }
    let kind = subscriptions::known(kind).ok_or(UNKNOWN)?;
    let event = Event { team: team(envelope, json)?, json, envelope };
    match kind {
        "app_uninstalled" => return Ok(event.removed(kind, now)),
        // members may take back tokens of their own, of which we have none
        "tokens_revoked" if json.get("tokens").is_some_and(|tokens| !tokens.list("bot").is_empty()) => {
            return Ok(event.removed(kind, now));
        }
        "tokens_revoked" => return Err("a member's own token was revoked"),
        _ => {}
    }
    let (seen, what) = match kind {
        "message" | "app_mention" => message::happening(&event)?,
        _ => (event.seen(kind), event.fact(kind, now)?),
    };
    let inbound = Inbound { team: event.team, seen: seen.ok_or(INCOMPLETE)?, what };
    Ok(What::Happened(Box::new(inbound), Awaits::Nothing))
}

/// The workspace of the installation; an installation for a whole organisation goes by the organisation's id.
fn team(envelope: &Json<'_>, event: &Json<'_>) -> Read<TeamId> {
    let authorized = envelope.list("authorizations").first();
    first_team([
        envelope.text("team_id"),
        envelope.text("enterprise_id"),
        authorized.and_then(|a| a.text("team_id")),
        authorized.and_then(|a| a.text("enterprise_id")),
        envelope.text("context_team_id"),
        event.text("team"),
    ])
}

impl Event<'_> {
    /// The conversation, written as its id or as an object with its id.
    pub fn channel(&self) -> Read<ChannelId> {
        let channel = self.json.text("channel").or_else(|| self.json.text_at(&["channel", "id"]));
        channel.and_then(ChannelId::parse).ok_or(INCOMPLETE)
    }

    fn user(&self) -> Read<UserId> {
        self.json.text("user").and_then(UserId::parse).ok_or(INCOMPLETE)
    }

    /// We were taken out of the workspace: when, as Slack tells, since that may come long afterwards.
    fn removed(self, kind: &str, now: DateTime<Utc>) -> What {
        let told = self.envelope.integer("event_time").and_then(|at| DateTime::from_timestamp(at, 0));
        let at = told.unwrap_or(now);
        let by_time = || SeenKey::other(&self.team, "ev", &format!("{kind}-{}", at.timestamp()));
        let seen = self.seen(kind).unwrap_or_else(by_time);
        What::Removed(Box::new(Inbound { team: self.team, seen, what: Happening::Removed(at) }))
    }

    /// By Slack's id of the event, else by when it happened and to whom, which is meant to be unique as well.
    fn seen(&self, kind: &str) -> Option<SeenKey> {
        if let Some(id) = self.envelope.text("event_id") {
            return Some(SeenKey::other(&self.team, "ev", id));
        }
        let at = self.json.text("event_ts")?;
        let whom = ["user", "channel", "subteam_id"].map(|key| self.json.text(key).unwrap_or_default());
        Some(SeenKey::other(&self.team, "ev", &format!("{kind}-{at}-{}", whom.join("-"))))
    }

    /// Everything that is not a message.
    fn fact(&self, kind: &str, now: DateTime<Utc>) -> Read<Happening> {
        match kind {
            "user_change" | "team_join" => {
                let user = self.json.get("user").ok_or(INCOMPLETE)?;
                let (user, profile) = profile::read(user, &self.team, now).ok_or(INCOMPLETE)?;
                Ok(Happening::Profile(user, profile))
            }
            "reaction_added" => Ok(Happening::Reacted(self.reaction(true)?)),
            "reaction_removed" => Ok(Happening::Reacted(self.reaction(false)?)),
            "dnd_updated_user" => Ok(Happening::DndChanged(self.user()?, self.dnd()?)),
            "subteam_created" | "subteam_updated" | "subteam_members_changed" => {
                Ok(Happening::GroupChanged(self.group()?))
            }
            "app_home_opened" if self.json.text("tab") == Some("home") => {
                Ok(Happening::HomeOpened(self.user()?))
            }
            "app_home_opened" => Err("another tab was opened"),
            "member_joined_channel" if self.is_about_us() => {
                let by = self.json.text("inviter").and_then(UserId::parse);
                Ok(Happening::Invited { channel: self.channel()?, by })
            }
            "member_joined_channel" => Ok(Happening::Joined { channel: self.channel()?, user: self.user()? }),
            "member_left_channel" if self.is_about_us() => Ok(Happening::ChannelGone(self.channel()?)),
            "member_left_channel" => Err("somebody else left"),
            "channel_id_changed" => {
                let id = |key| self.json.text(key).and_then(ChannelId::parse).ok_or(INCOMPLETE);
                Ok(Happening::ChannelMoved(Move { from: id("old_channel_id")?, to: id("new_channel_id")? }))
            }
            "channel_archive" | "group_archive" | "channel_deleted" | "group_deleted" | "channel_left"
            | "group_left" => Ok(Happening::ChannelGone(self.channel()?)),
            // all that is subscribed to has its line above; the tests see to that
            _ => Err(UNKNOWN),
        }
    }

    /// Reactions on anything but messages are nothing to us; skin tones make no difference.
    fn reaction(&self, added: bool) -> Read<Reaction> {
        let of_item = |key| self.json.text_at(&["item", key]);
        let channel = of_item("channel").and_then(ChannelId::parse).ok_or("not on a message")?;
        let ts = of_item("ts").and_then(Ts::parse).ok_or("not on a message")?;
        let emoji = self.json.text("reaction").ok_or(INCOMPLETE)?;
        let emoji = emoji.split("::").next().unwrap_or(emoji).to_owned();
        Ok(Reaction { user: self.user()?, on: AskRef { channel, ts }, emoji, added })
    }

    /// Slack writes 1 and 1 for no window.
    fn dnd(&self) -> Read<Option<(i64, i64)>> {
        let status = self.json.get("dnd_status").ok_or(INCOMPLETE)?;
        let window = status.integer("next_dnd_start_ts").zip(status.integer("next_dnd_end_ts"));
        let is_off = status.get("dnd_enabled") == Some(&Json::Bool(false));
        Ok(window.filter(|(start, end)| !is_off && start < end))
    }

    fn group(&self) -> Read<GroupId> {
        let id = self.json.text("subteam_id").or_else(|| self.json.text_at(&["subteam", "id"]));
        id.and_then(GroupId::parse).ok_or(INCOMPLETE)
    }

    /// Whether the member it is about is our own bot.
    fn is_about_us(&self) -> bool {
        let user = self.json.text("user");
        let mut installations = self.envelope.list("authorizations").iter();
        installations.any(|ours| ours.is_true("is_bot") && user.is_some() && ours.text("user_id") == user)
    }
}
