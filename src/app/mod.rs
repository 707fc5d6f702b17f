//! The living room: load, decide, commit. Everything but `receive.rs` is pure.

pub mod actions;
mod asks;
pub mod commands;
mod days;
pub mod decide;
mod digest;
mod home;
mod moved;
mod reactions;
pub mod receive;
mod removed;
pub mod rules;
pub mod say;
#[cfg(test)]
mod scene;
pub mod silence;
pub mod tally;
mod welcome;
mod wishes;

use chrono::{DateTime, Utc};

use crate::domain::ask::Ask;
use crate::domain::charter::{ChannelNorms, Charter};
use crate::domain::ids::{ChannelId, DeliveryId, TeamId, Ts, UserId};
use crate::domain::member::Member;
use crate::domain::outgoing::{Delivery, Lane, Outgoing, Progress, Read};
use crate::domain::record::{Group, Key, Record};
use crate::domain::reply::Reply;
use crate::domain::schedule::Schedule;
use crate::domain::words::Locale;
use crate::domain::worktime::Zone;
use crate::ports::{Changes, Facts, Version};

/// What a decision may look at: a moment, what is known, and the norms.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'a> {
    /// The present moment.
    pub now: DateTime<Utc>,
    /// What was loaded.
    pub facts: &'a Facts,
    /// The workspace's norms.
    pub charter: &'a Charter,
    /// Whether the workspace lets us bring files, and so show pictures.
    pub may_upload: bool,
}

/// What came of a decision.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "made and taken apart at once, one for each decision")]
pub enum Outcome {
    /// Decided: save this, answer that.
    Decided(Reply, Changes),
    /// These records are needed too: load them and decide again.
    LoadMore(Vec<Key>),
    /// Slack has to be asked first: read these, then look again.
    ReadFirst(Vec<Read>),
}

impl Outcome {
    /// Nothing to do and nothing to say.
    pub fn nothing() -> Self {
        Self::Decided(Reply::Nothing, Changes::default())
    }
}

impl<'a> Moment<'a> {
    /// The record under a key, where there is one.
    pub fn record(&self, key: &Key) -> Option<&'a Record> {
        self.facts.records.get(key).map(|(_, record)| record)
    }

    /// Whether a key was looked up at all.
    pub fn looked_up(&self, key: &Key) -> bool {
        self.facts.asked.contains(key)
    }

    /// What we know of a member.
    pub fn member(&self, user: &UserId) -> Option<&'a Member> {
        match self.record(&Key::Member(user.clone())) {
            Some(Record::Member(member)) => Some(member),
            _ => None,
        }
    }

    /// Whether a member's profile was read once.
    pub fn knows(&self, user: &UserId) -> bool {
        self.member(user).is_some_and(|member| member.profile.is_some())
    }

    /// A member's zone, the charter's where we do not know it.
    pub fn zone(&self, user: &UserId) -> Zone {
        self.member(user).map_or_else(|| self.charter.zone.clone(), |member| member.zone(self.charter))
    }

    /// A member's language, English where we do not know it.
    pub fn locale(&self, user: &UserId) -> Locale {
        self.member(user).map(Member::locale).unwrap_or_default()
    }

    /// A member's schedule, the charter's where we do not know them.
    pub fn schedule(&self, user: &UserId) -> Schedule {
        self.member(user)
            .map_or_else(|| Member::default().schedule(self.charter), |member| member.schedule(self.charter))
    }

    /// A channel's own norms.
    pub fn norms(&self, channel: &ChannelId) -> ChannelNorms {
        match self.record(&Key::Channel(channel.clone())) {
            Some(Record::Channel(norms)) => norms.clone(),
            _ => ChannelNorms::default(),
        }
    }

    /// The ask of a message.
    pub fn ask(&self, channel: &ChannelId, ts: &Ts) -> Option<&'a Ask> {
        match self.record(&Key::Ask(channel.clone(), ts.clone())) {
            Some(Record::Ask(ask)) => Some(ask),
            _ => None,
        }
    }

    /// A user group.
    pub fn group(&self, key: &Key) -> Option<&'a Group> {
        match self.record(key) {
            Some(Record::Group(group)) => Some(group),
            _ => None,
        }
    }

    /// Adds a record to write, resting on the version that was loaded.
    pub fn put(&self, changes: &mut Changes, key: Key, record: Record, until: Option<DateTime<Utc>>) {
        let version: Version = self.facts.records.get(&key).map_or(0, |(version, _)| *version);
        changes.rests_on.push((key.clone(), version));
        changes.puts.push((key, record, until));
    }
}

/// A delivery that is due now and nobody's own.
pub fn deliver(team: &TeamId, id: DeliveryId, due: DateTime<Utc>, lane: Lane, what: Outgoing) -> Delivery {
    Delivery { id, team: team.clone(), due, lane, owner: None, what, progress: Progress::default() }
}
