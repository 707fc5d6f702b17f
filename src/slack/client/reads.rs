//! Each thing to find out, as methods of the Web API. "There is no such thing" is an answer, not an error.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::Client;
use super::calls::METADATA;
use super::verdict::Kind;
use crate::domain::ids::{ChannelId, DeliveryId, GroupId, TeamId, Ts, UserId};
use crate::domain::inbound;
use crate::domain::member::Dnd;
use crate::domain::outgoing::{Read, ReadPlace};
use crate::domain::words::Locale;
use crate::ports::{Known, Refusal};
use crate::slack::translate;

/// Most members of one conversation we get to know.
const MEMBERS: usize = 1_000;
/// Most pages of one listing, so that no server keeps us turning pages.
const PAGES: usize = 10;
/// Most messages on a page when several are looked for.
const PAGE: &str = "200";
/// Errors that say that there is no such message, or none for us.
const NOTHING_THERE: &[&str] =
    &["channel_not_found", "not_in_channel", "thread_not_found", "message_not_found", "is_archived"];
/// Our clock and Slack's may differ: a post is looked for from a little earlier.
const SKEW: TimeDelta = TimeDelta::seconds(5);

impl Client {
    pub(super) async fn look(&self, team: &TeamId, read: &Read) -> Result<Known, Refusal> {
        match read {
            Read::Person { user } => self.person(team, user).await,
            Read::Members { channel } => self.members(team, channel).await,
            Read::Group { group } => self.group(team, group).await,
            Read::Dnd { user } => self.dnd(team, std::slice::from_ref(user)).await,
            Read::DndOf { users } => self.dnd(team, users).await,
            Read::Message { channel, ts, thread } => {
                let found = self.message(team, channel, ts, thread.as_ref()).await?;
                Ok(Known::Message(found.map(Box::new)))
            }
            Read::MessagesOf { channel, all } => self.messages(team, channel, all).await,
            Read::Between { channel, after, before } => self.between(team, channel, after, before).await,
            Read::Ours { key, place, since } => {
                Ok(Known::Ours(self.ours(team, key, place, *since - SKEW).await?))
            }
        }
    }

    async fn person(&self, team: &TeamId, user: &UserId) -> Result<Known, Refusal> {
        let arguments = [("user", user.to_string()), ("include_locale", "true".into())];
        let said = self.call(team, Kind::Again, "users.info", &arguments).await;
        let Some(said) = none_when(said, &["user_not_found", "user_not_visible", "users_not_found"])? else {
            return Ok(Known::Person(user.clone(), None));
        };
        let (_, mut profile) = translate::profile(&said["user"], team, self.clock.now())
            .ok_or_else(|| Refusal::Unknown("users.info tells nothing we can read".into()))?;
        // asked for, and still not told: of people from elsewhere it never is
        profile.locale = profile.locale.or(Some(Locale::En));
        Ok(Known::Person(user.clone(), Some(profile)))
    }

    async fn members(&self, team: &TeamId, channel: &ChannelId) -> Result<Known, Refusal> {
        let mut members: Vec<UserId> = Vec::new();
        let mut cursor = String::new();
        for _ in 0..PAGES {
            let mut arguments = vec![("channel", channel.to_string()), ("limit", "200".into())];
            // an empty cursor would start from the first page again
            if !cursor.is_empty() {
                arguments.push(("cursor", cursor.clone()));
            }
            let said = self.call(team, Kind::Again, "conversations.members", &arguments).await;
            let gone = ["channel_not_found", "not_in_channel", "invalid_cursor"];
            let Some(said) = none_when(said, &gone)? else { break };
            for id in list(&said["members"]).filter_map(|id| UserId::parse(id.as_str()?)) {
                if members.len() < MEMBERS && !members.contains(&id) {
                    members.push(id);
                }
            }
            let next = said["response_metadata"]["next_cursor"].as_str().unwrap_or_default();
            if next.is_empty() || next == cursor || members.len() >= MEMBERS {
                break;
            }
            next.clone_into(&mut cursor);
        }
        Ok(Known::Members(members))
    }

    async fn group(&self, team: &TeamId, group: &GroupId) -> Result<Known, Refusal> {
        let arguments = [("usergroup", group.to_string())];
        let said = self.call(team, Kind::Again, "usergroups.users.list", &arguments).await;
        let said = none_when(said, &["no_such_subteam", "subteam_disabled"])?.unwrap_or_default();
        let users = list(&said["users"]).filter_map(|id| UserId::parse(id.as_str()?)).take(MEMBERS);
        Ok(Known::Group(users.collect()))
    }

    /// Whom Slack does not know, or does not show us, has no window. Among several nobody says who that is.
    async fn dnd(&self, team: &TeamId, users: &[UserId]) -> Result<Known, Refusal> {
        let names: Vec<&str> = users.iter().map(UserId::as_str).collect();
        let said = self.call(team, Kind::Again, "dnd.teamInfo", &[("users", names.join(","))]).await;
        let said = if users.len() > 1 {
            said?
        } else {
            none_when(said, &["user_not_found", "user_not_visible"])?.unwrap_or_default()
        };
        let now = self.clock.now();
        let window = |user: &UserId| (user.clone(), window(&said["users"][user.as_str()], now));
        Ok(Known::Dnd(users.iter().map(window).collect()))
    }

    async fn message(
        &self,
        team: &TeamId,
        channel: &ChannelId,
        ts: &Ts,
        thread: Option<&Ts>,
    ) -> Result<Option<inbound::Message>, Refusal> {
        let mut arguments = vec![
            ("channel", channel.to_string()),
            ("oldest", ts.to_string()),
            ("latest", ts.to_string()),
            ("inclusive", "true".into()),
        ];
        let method = if let Some(thread) = thread {
            // replies come with their parent first
            arguments.extend([("ts", thread.to_string()), ("limit", "2".into())]);
            "conversations.replies"
        } else {
            arguments.push(("limit", "1".into()));
            "conversations.history"
        };
        let said = self.call(team, Kind::Again, method, &arguments).await;
        let said = none_when(said, NOTHING_THERE)?.unwrap_or_default();
        let it = list(&said["messages"]).find(|message| message["ts"] == ts.as_str());
        Ok(it.and_then(|message| translate::message(message, channel)))
    }

    /// Several messages with one page of what was said between them. The newest come first; what was not on the page
    /// is left out.
    async fn messages(&self, team: &TeamId, channel: &ChannelId, all: &[Ts]) -> Result<Known, Refusal> {
        let (Some(oldest), Some(latest)) = (all.iter().min(), all.iter().max()) else {
            return Ok(Known::Messages(Vec::new()));
        };
        let arguments = [
            ("channel", channel.to_string()),
            ("oldest", oldest.to_string()),
            ("latest", latest.to_string()),
            ("inclusive", "true".into()),
            ("limit", PAGE.into()),
        ];
        let said = self.call(team, Kind::Again, "conversations.history", &arguments).await;
        let said = none_when(said, NOTHING_THERE)?.unwrap_or_default();
        let seen = |ts: &Ts| list(&said["messages"]).find(|message| message["ts"] == ts.as_str());
        let last = list(&said["messages"]).filter_map(|message| Ts::parse(message["ts"].as_str()?)).min();
        let is_whole = said["has_more"] != true;
        let on_page = |ts: &&Ts| is_whole || last.as_ref().is_some_and(|last| *ts >= last);
        let message = |ts: &Ts| seen(ts).and_then(|message| translate::message(message, channel));
        let found = all.iter().filter(on_page).map(|ts| (ts.clone(), message(ts).map(Box::new)));
        Ok(Known::Messages(found.collect()))
    }

    /// Who wrote between two messages. More than a page of them is more than we want to know.
    async fn between(
        &self,
        team: &TeamId,
        channel: &ChannelId,
        after: &Ts,
        before: &Ts,
    ) -> Result<Known, Refusal> {
        let arguments = [
            ("channel", channel.to_string()),
            ("oldest", after.to_string()),
            ("latest", before.to_string()),
            ("limit", "100".into()),
        ];
        let said = self.call(team, Kind::Again, "conversations.history", &arguments).await?;
        if said["has_more"] == true {
            return Err(Refusal::Never("too much was said".into()));
        }
        let people = list(&said["messages"]).filter(|message| message.get("bot_id").is_none());
        let mut authors: Vec<_> =
            people.filter_map(|message| UserId::parse(message["user"].as_str()?)).collect();
        authors.sort_unstable();
        authors.dedup();
        Ok(Known::Authors(authors))
    }

    /// Looks for a post of ours by the name in its metadata.
    async fn ours(
        &self,
        team: &TeamId,
        key: &DeliveryId,
        place: &ReadPlace,
        since: DateTime<Utc>,
    ) -> Result<Option<(ChannelId, Ts)>, Refusal> {
        let (channel, thread) = match place {
            ReadPlace::Channel { channel, thread } => (channel.clone(), thread.as_ref()),
            ReadPlace::Person { user } => (self.direct(team, user).await?, None),
        };
        let mut base = vec![
            ("channel", channel.to_string()),
            ("oldest", format!("{}.000000", since.timestamp())),
            ("include_all_metadata", "true".into()),
            ("limit", "100".into()),
        ];
        base.extend(thread.map(|thread| ("ts", thread.to_string())));
        let method = if thread.is_some() { "conversations.replies" } else { "conversations.history" };
        let mut cursor = String::new();
        for _ in 0..PAGES {
            let mut arguments = base.clone();
            if !cursor.is_empty() {
                arguments.push(("cursor", cursor.clone()));
            }
            let said = self.call(team, Kind::Again, method, &arguments).await?;
            let found = list(&said["messages"]).find(|message| self.is_ours(team, message, key));
            if let Some(ts) = found.and_then(|message| Ts::parse(message["ts"].as_str()?)) {
                return Ok(Some((channel, ts)));
            }
            let next = said["response_metadata"]["next_cursor"].as_str().unwrap_or_default();
            if next.is_empty() || next == cursor {
                break;
            }
            next.clone_into(&mut cursor);
        }
        Ok(None)
    }

    /// Anybody may post metadata, so the author counts too, once we know who we are.
    fn is_ours(&self, team: &TeamId, message: &Value, key: &DeliveryId) -> bool {
        let metadata = &message["metadata"];
        let author = message["user"].as_str();
        let by_us =
            self.tokens.bot_user(team).is_none_or(|bot| author.is_none_or(|author| author == bot.as_str()));
        metadata["event_type"] == METADATA && metadata["event_payload"]["key"] == key.as_str() && by_us
    }

    async fn direct(&self, team: &TeamId, user: &UserId) -> Result<ChannelId, Refusal> {
        let said = self.call(team, Kind::Again, "conversations.open", &[("users", user.to_string())]).await?;
        said["channel"]["id"]
            .as_str()
            .and_then(ChannelId::parse)
            .ok_or_else(|| Refusal::Unknown("conversations.open names no conversation".into()))
    }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// Errors that say there is no such thing become `None`.
fn none_when(said: Result<Value, Refusal>, gone: &[&str]) -> Result<Option<Value>, Refusal> {
    match said {
        Err(Refusal::Never(why)) if gone.contains(&why.as_str()) => Ok(None),
        other => other.map(Some),
    }
}

/// A do-not-disturb window; where it is off Slack says so, or names the first second of 1970 twice.
fn window(said: &Value, now: DateTime<Utc>) -> Dnd {
    let moment = |key: &str| {
        let at = said[key].as_i64().filter(|at| *at > 1)?;
        DateTime::from_timestamp(at, 0)
    };
    let on = said["dnd_enabled"] == true;
    let (start, end) = (moment("next_dnd_start_ts"), moment("next_dnd_end_ts"));
    match (start, end) {
        (Some(start), Some(end)) if on && start < end => {
            Dnd { start: Some(start), end: Some(end), read_at: now }
        }
        _ => Dnd { start: None, end: None, read_at: now },
    }
}
