//! Rate limits: per method, workspace and channel. We stay below Slack's limits by ourselves, and rest when told to.
//!
//! Pace is counted on a time of its own, which runs with the machine and is set forward where a pause was shorter
//! than it was long (a stepped clock lets pauses pass faster).

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::ids::{DeliveryId, TeamId};
use crate::domain::outgoing::{Call, Place, Read};

/// The longest a delivery waits in our hands for its turn; a longer wait it spends in the store.
pub const PATIENCE: Duration = Duration::from_secs(10);
/// How long a turn that was promised is remembered after its moment.
const PROMISED: Duration = Duration::from_mins(5);
/// Deliveries that come back after a rest come one after the other.
const APART: TimeDelta = TimeDelta::milliseconds(20);
/// After so many turns what is forgotten is swept out.
const SWEEP: u32 = 1_024;

/// One limit: so many at once, then one every so often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Limit {
    burst: u32,
    every: Duration,
}

impl Limit {
    /// Keeps below so many a minute, whenever the minute begins: two fifths at once, the rest spread.
    const fn a_minute(calls: u32) -> Self {
        Self { burst: calls * 2 / 5, every: Duration::from_millis(60_000 / (calls as u64 * 3 / 5)) }
    }
}

/// Messages to one conversation: one a second, a few at once.
const MESSAGES: Limit = Limit { burst: 3, every: Duration::from_secs(1) };

/// The method a call uses, for limits and logs.
pub fn method(call: &Call) -> &'static str {
    match call {
        Call::React { .. } => "reactions.add",
        Call::Unreact { .. } => "reactions.remove",
        Call::Post { .. } => "chat.postMessage",
        Call::Whisper { .. } => "chat.postEphemeral",
        Call::Update { .. } => "chat.update",
        Call::Delete { .. } => "chat.delete",
        Call::Respond { .. } => "response_url",
        Call::Upload { .. } => "files.getUploadURLExternal",
        Call::TakeDown { .. } => "files.delete",
        Call::Open { .. } => "views.open",
        Call::Publish { .. } => "views.publish",
    }
}

/// The method a read uses, for limits and logs.
pub fn method_of_read(read: &Read) -> &'static str {
    match read {
        Read::Person { .. } => "users.info",
        Read::Members { .. } => "conversations.members",
        Read::Group { .. } => "usergroups.users.list",
        Read::Dnd { .. } | Read::DndOf { .. } => "dnd.teamInfo",
        Read::Message { thread: Some(_), .. } => "conversations.replies",
        Read::Message { .. } | Read::MessagesOf { .. } | Read::Between { .. } | Read::Ours { .. } => {
            "conversations.history"
        }
    }
}

/// Slack's tiers: calls a minute for one method in one workspace; `None` is unlimited.
fn limit(method: &str) -> Option<Limit> {
    match method {
        "response_url" => None,
        "users.info"
        | "conversations.members"
        | "views.open"
        | "views.publish"
        | "chat.postEphemeral"
        | "files.getUploadURLExternal" => Some(Limit::a_minute(100)),
        "chat.postMessage" => Some(Limit::a_minute(240)),
        "reactions.remove" | "usergroups.users.list" | "dnd.teamInfo" => Some(Limit::a_minute(20)),
        _ => Some(Limit::a_minute(50)),
    }
}

/// The conversation a call writes a message to, as far as the limit of messages is concerned.
pub fn conversation(call: &Call) -> Option<String> {
    match call {
        Call::Post { to: Place::Channel(channel, _), .. } => Some(channel.to_string()),
        Call::Post { to: Place::Person(user), .. } => Some(user.to_string()),
        _ => None,
    }
}

/// When it is a delivery's turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// After this pause, at most [`PATIENCE`]. The turn is taken.
    After(Duration),
    /// Not before this moment; the turn is kept for whoever comes back then under the same name.
    NotBefore(DateTime<Utc>),
}

/// Keeps the pace.
#[derive(Debug)]
pub struct Pace {
    began: Instant,
    state: Mutex<State>,
    limited: bool,
}

#[derive(Debug, Default)]
struct State {
    /// How far our time is ahead of the machine's.
    ahead: Duration,
    /// When each bucket is empty again.
    buckets: HashMap<Bucket, Duration>,
    /// Turns kept for deliveries in the store, until when.
    kept: HashMap<(DeliveryId, &'static str), Duration>,
    /// Who rests: one method of a workspace, or all of it.
    rests: HashMap<(TeamId, Option<&'static str>), Rest>,
    turns: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Bucket {
    Method(TeamId, &'static str),
    Conversation(TeamId, String),
}

#[derive(Debug)]
struct Rest {
    until: DateTime<Utc>,
    /// How many were sent away, so that they come back in order.
    sent_away: i32,
}

impl Default for Pace {
    fn default() -> Self {
        Self { began: Instant::now(), state: Mutex::default(), limited: true }
    }
}

impl Pace {
    /// A pace without limits of its own, which only rests when told to: for measuring everything else.
    pub fn unlimited() -> Self {
        Self { limited: false, ..Self::default() }
    }

    /// Asks for a turn to use a method, and to write to a conversation.
    pub fn turn(
        &self,
        id: &DeliveryId,
        team: &TeamId,
        method: &'static str,
        conversation: Option<String>,
        now: DateTime<Utc>,
    ) -> Turn {
        let elapsed = self.began.elapsed();
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(until) = state.resting(team, method, now) {
            return Turn::NotBefore(until);
        }
        if !self.limited {
            return Turn::After(Duration::ZERO);
        }
        let at = elapsed + state.ahead;
        state.sweep(at, now);
        if state.kept.remove(&(id.clone(), method)).is_some() {
            return Turn::After(Duration::ZERO);
        }
        let to_method = limit(method).map(|limit| (Bucket::Method(team.clone(), method), limit));
        let to_conversation =
            conversation.map(|conversation| (Bucket::Conversation(team.clone(), conversation), MESSAGES));
        let wait = [to_method, to_conversation]
            .into_iter()
            .flatten()
            .map(|(bucket, limit)| state.take(bucket, limit, at))
            .max()
            .unwrap_or_default();
        if wait <= PATIENCE {
            return Turn::After(wait);
        }
        state.kept.insert((id.clone(), method), at + wait + PROMISED);
        Turn::NotBefore(now + TimeDelta::from_std(wait).unwrap_or_default())
    }

    /// Tells that a pause is over that took `took` by the machine.
    pub fn paused(&self, pause: Duration, took: Duration) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.ahead += pause.saturating_sub(took);
    }

    /// One method of a workspace rests until a moment; without a method all of them do. Whether that is news.
    pub fn rest(&self, team: &TeamId, method: Option<&'static str>, until: DateTime<Utc>) -> bool {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let rest = state
            .rests
            .entry((team.clone(), method))
            .or_insert(Rest { until: DateTime::UNIX_EPOCH, sent_away: 0 });
        let is_news = rest.until < until - TimeDelta::minutes(1);
        rest.until = rest.until.max(until);
        is_news
    }
}

impl State {
    fn resting(&mut self, team: &TeamId, method: &'static str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        [None, Some(method)].into_iter().find_map(|method| {
            let rest = self.rests.get_mut(&(team.clone(), method)).filter(|rest| rest.until > now)?;
            rest.sent_away = rest.sent_away.saturating_add(1);
            Some(rest.until + APART * rest.sent_away)
        })
    }

    /// Takes a place in a bucket and tells how long it is until then.
    fn take(&mut self, bucket: Bucket, limit: Limit, at: Duration) -> Duration {
        let empty = self.buckets.entry(bucket).or_default();
        *empty = (*empty).max(at) + limit.every;
        empty.saturating_sub(at + limit.every * limit.burst)
    }

    fn sweep(&mut self, at: Duration, now: DateTime<Utc>) {
        self.turns += 1;
        if self.turns >= SWEEP {
            self.turns = 0;
            self.buckets.retain(|_, empty| *empty > at);
            self.kept.retain(|_, until| *until > at);
            self.rests.retain(|_, rest| rest.until > now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn team(id: &str) -> TeamId {
        TeamId::parse(id).expect("id")
    }

    fn now() -> DateTime<Utc> {
        "2026-11-23T09:00:00Z".parse().expect("moment")
    }

    fn id(n: usize) -> DeliveryId {
        DeliveryId::from_stored(&format!("d{n}"))
    }

    /// Waits, in whole seconds rounded up, of posts into one conversation.
    fn waits(pace: &Pace, team: &TeamId, conversation: &str, count: usize) -> Vec<u64> {
        (0..count)
            .map(|n| match pace.turn(&id(n), team, "chat.postMessage", Some(conversation.into()), now()) {
                Turn::After(wait) => u64::try_from(wait.as_micros().div_ceil(1_000_000)).expect("small"),
                Turn::NotBefore(at) => u64::try_from((at - now()).num_seconds()).expect("later") + 1,
            })
            .collect()
    }

    #[test]
    fn a_conversation_gets_three_messages_at_once_and_then_one_a_second() {
        let pace = Pace::default();
        let in_one = waits(&pace, &team("T1"), "C0LAUNCH", 8);
        assert_eq!(in_one, [0, 0, 0, 1, 2, 3, 4, 5]);
        assert_eq!(waits(&pace, &team("T1"), "C0OTHER", 2), [0, 0], "another conversation is another pace");
        assert_eq!(waits(&pace, &team("T2"), "C0LAUNCH", 2), [0, 0], "another workspace as well");
    }

    #[test]
    fn whoever_is_sent_away_for_long_keeps_the_turn() {
        let pace = Pace::default();
        let all = waits(&pace, &team("T1"), "C0LAUNCH", 20);
        assert_eq!(all[19], 17);
        let again = |n| pace.turn(&id(n), &team("T1"), "chat.postMessage", Some("C0LAUNCH".into()), now());
        assert_eq!(again(19), Turn::After(Duration::ZERO), "it waited in the store");
        assert!(matches!(again(19), Turn::NotBefore(_)), "and a turn is used once");
    }

    #[test]
    fn no_minute_sees_more_calls_than_its_tier() {
        for (method, most) in [("users.info", 100), ("reactions.add", 50), ("dnd.teamInfo", 20)] {
            let limit = limit(method).expect("limited");
            let in_a_minute =
                u64::from(limit.burst) + 60_000 / u64::try_from(limit.every.as_millis()).expect("small");
            assert!(in_a_minute <= most, "{method}: {in_a_minute}");
        }
        assert_eq!(limit("response_url"), None);
    }

    #[test]
    fn a_rest_stops_one_method_of_one_workspace_in_order() {
        let pace = Pace::default();
        let turn = |team_id: &str, method| pace.turn(&id(1), &team(team_id), method, None, now());
        let until = now() + TimeDelta::seconds(30);
        assert!(pace.rest(&team("T1"), Some("chat.postMessage"), until));
        assert!(!pace.rest(&team("T1"), Some("chat.postMessage"), until), "said once");
        let (first, second) = (turn("T1", "chat.postMessage"), turn("T1", "chat.postMessage"));
        let Turn::NotBefore(first) = first else { panic!("{first:?}") };
        let Turn::NotBefore(second) = second else { panic!("{second:?}") };
        assert!(until < first && first < second);
        assert_eq!(turn("T1", "reactions.add"), Turn::After(Duration::ZERO));
        assert_eq!(turn("T2", "chat.postMessage"), Turn::After(Duration::ZERO));
        pace.rest(&team("T1"), None, until);
        assert!(matches!(turn("T1", "reactions.add"), Turn::NotBefore(_)), "now all of T1 rests");
        let later = until + TimeDelta::seconds(1);
        let after = pace.turn(&id(1), &team("T1"), "reactions.add", None, later);
        assert_eq!(after, Turn::After(Duration::ZERO), "and wakes");
    }

    #[test]
    fn a_shortened_pause_counts_in_full() {
        let pace = Pace::default();
        waits(&pace, &team("T1"), "C0LAUNCH", 3);
        pace.paused(Duration::from_hours(1), Duration::from_millis(1));
        assert_eq!(waits(&pace, &team("T1"), "C0LAUNCH", 3), [0, 0, 0]);
    }

    #[test]
    fn idle_buckets_are_forgotten() {
        let pace = Pace::default();
        for n in 0..SWEEP {
            pace.turn(&id(1), &team("T1"), "response_url", Some(format!("C{n}")), now());
        }
        pace.paused(Duration::from_mins(1), Duration::ZERO);
        for _ in 0..SWEEP {
            pace.turn(&id(1), &team("T1"), "response_url", None, now());
        }
        assert!(pace.state.lock().expect("state").buckets.is_empty());
    }
}
