//! What a claimed delivery needs next: pure.

mod catch_up;
mod digest;
mod due_soon;
pub(super) mod export;
pub(super) mod feed;
mod forget;
mod home;
mod leaving;
mod look_again;
mod moving;
pub(super) mod notice;
mod nudge;
mod over;
pub(super) mod picture;
mod reminder;
mod tag;
mod trip;
mod urgent;
mod watch;
mod welcome;
mod why;

pub(super) use look_again::key as record_of;

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::ask::Ask;
use crate::domain::charter::{ChannelNorms, Charter};
use crate::domain::ids::{ChannelId, Ts, UserId};
use crate::domain::inbound::Message;
use crate::domain::member::Member;
use crate::domain::moving::Move;
use crate::domain::notice::Whom;
use crate::domain::outgoing::{
    Again, Call, Card, Delivery, Export, Outgoing, Place, Read, ReadPlace, Receipt,
};
use crate::domain::record::{Key, List, Record};
use crate::ports::{Changes, DeadLetter, Facts, Kept, Version};

/// A modal can be opened this long after the press.
const TRIGGER: TimeDelta = TimeDelta::seconds(3);
/// An answer can be given this long after the question.
const RESPONSE_URL: TimeDelta = TimeDelta::minutes(30);

/// Everything a delivery may look at.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// The delivery, as far as it has come.
    pub delivery: &'a Delivery,
    /// What was loaded.
    pub facts: &'a Facts,
    /// The workspace's norms.
    pub charter: &'a Charter,
    /// The present moment.
    pub now: DateTime<Utc>,
    /// What was read already since it was claimed; nothing is read twice.
    pub read: &'a [Read],
    /// The message that is to be explained, once it was read.
    pub original: Option<&'a Original>,
    /// Whether everything that is kept of the workspace was looked through since it was claimed.
    pub turned: bool,
}

/// A message that was read to be explained.
#[derive(Clone, Debug)]
pub enum Original {
    /// It is gone, or we may not read it.
    Gone,
    /// It says this.
    Here(Box<Message>),
}

impl Original {
    /// The message, if it is there.
    fn message(&self) -> Option<&Message> {
        match self {
            Self::Gone => None,
            Self::Here(message) => Some(message),
        }
    }
}

/// What is needed next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// These records.
    Load(Vec<Key>),
    /// These facts from Slack.
    Read(Vec<Read>),
    /// A message with its words, which are kept no longer than we work on this.
    Reread(Read),
    /// A look whether our post is there: it was begun, and nobody knows how it ended.
    Look(Read),
    /// This calendar.
    Fetch(Box<feed::Wanted>),
    /// This call.
    Call(Box<Call>),
    /// To look through everything that is kept of the workspace, and tell what of it is somebody's.
    Gather(Export),
    /// To look through everything that is kept of the workspace, and change it as [`edit`] says.
    Turn,
    /// To find out whether we are welcome in the workspace; where we are not, everything that is kept of it is looked
    /// through as by [`Step::Turn`].
    Knock,
    /// To remember this.
    Save(Box<Changes>),
    /// To wait until this moment, on purpose.
    Later(DateTime<Utc>),
    /// To be taken to the desk once more.
    Hand(Again),
    /// To be given up quietly, for this reason; what is said instead, if anything.
    Drop(&'static str, Option<Box<Delivery>>),
    /// Nothing: it is done.
    Finish,
}

/// What a finished call changes.
#[derive(Clone, Debug, Default)]
pub struct After {
    /// Records that say how Slack stands now.
    pub changes: Changes,
    /// Whether the delivery is done with it.
    pub over: bool,
}

/// What a delivery that looks through everything changes of one thing that is kept.
#[derive(Clone, Debug, Default)]
pub struct Edit {
    /// What changes.
    pub changes: Changes,
    /// The dead letter that is taken out.
    pub lift: Option<DeadLetter>,
}

/// What a delivery that looks through everything changes of one thing that is kept.
pub fn edit(scene: &Scene<'_>, kept: &Kept) -> Option<Edit> {
    match &scene.delivery.what {
        Outgoing::Forget(forget) => forget::edit(scene, &forget.user, kept),
        Outgoing::Leave { since } => leaving::edit(scene, *since, kept),
        Outgoing::Move { from, to } => {
            moving::edit(scene, &Move { from: from.clone(), to: to.clone() }, kept)
        }
        _ => None,
    }
}

/// The records a delivery needs from the start.
pub fn keys(delivery: &Delivery) -> Vec<Key> {
    match &delivery.what {
        Outgoing::Tag { channel, ts } => {
            vec![Key::Ask(channel.clone(), ts.clone()), Key::Channel(channel.clone())]
        }
        Outgoing::Reminder(reminder) => vec![Key::Member(reminder.to.clone())],
        Outgoing::Notice(notice) => notice::keys(notice),
        Outgoing::Tell { to: user, .. }
        | Outgoing::CatchUp { to: user }
        | Outgoing::Watch { user }
        | Outgoing::TripOrMove { user, .. } => vec![Key::Member(user.clone())],
        Outgoing::Nudge { channel, ts, .. } => {
            vec![Key::Nudge(channel.clone(), ts.clone()), Key::Channel(channel.clone())]
        }
        Outgoing::DueSoon { to, asks } | Outgoing::Over { to, asks } => watch::keys(to, asks),
        Outgoing::Urgent(urgent) => urgent::keys(urgent),
        Outgoing::Why(why) => why::keys(why),
        Outgoing::Digest { channel } => digest::keys(channel),
        Outgoing::Home { user } => home::keys(user),
        Outgoing::Feed { user } => feed::keys(user),
        Outgoing::Welcome { guide, .. } => guide.iter().cloned().map(Key::Member).collect(),
        Outgoing::Leave { .. } => vec![Key::Installation],
        Outgoing::LookAgain { reads, .. } => reads.iter().filter_map(look_again::key).collect(),
        Outgoing::Answer { .. }
        | Outgoing::Picture(_)
        | Outgoing::TakeDown { .. }
        | Outgoing::Open { .. }
        | Outgoing::Refresh { .. }
        | Outgoing::Forget(_)
        | Outgoing::Export(_)
        | Outgoing::Move { .. }
        | Outgoing::Rewrite { .. } => Vec::new(),
    }
}

/// The lists of asks a delivery looks at.
pub fn lists(delivery: &Delivery) -> Vec<List> {
    match &delivery.what {
        Outgoing::CatchUp { to } => vec![List::Owes(to.clone())],
        Outgoing::Watch { user } => vec![List::Owes(user.clone()), List::Waits(user.clone())],
        Outgoing::Digest { channel } => vec![List::Open(channel.clone())],
        Outgoing::Home { user } => home::lists(user),
        _ => Vec::new(),
    }
}

/// What waiting rests on: a digest that somebody moved while it was looked at must not sleep past its new moment.
pub fn rests_on(scene: &Scene<'_>) -> Vec<(Key, Version)> {
    let Outgoing::Digest { channel } = &scene.delivery.what else { return Vec::new() };
    let key = Key::Digest(channel.clone());
    let version = scene.facts.records.get(&key).map_or(0, |(version, _)| *version);
    vec![(key, version)]
}

/// What is needed next.
pub fn next(scene: &Scene<'_>) -> Step {
    let delivery = scene.delivery;
    let progress = &delivery.progress;
    if let Some(since) = progress.begun {
        if matches!(delivery.what, Outgoing::Nudge { .. }) {
            return Step::Drop("nobody knows whether the nudge was shown", None);
        }
        let key = match &delivery.what {
            Outgoing::Digest { channel } => digest::post_key(scene, channel).map(|(key, _)| key),
            Outgoing::Notice(notice) => notice::post_key(scene, notice),
            _ => None,
        };
        let key = key.unwrap_or_else(|| delivery.id.clone());
        return match place(scene) {
            Some(place) => Step::Look(Read::Ours { key, place, since }),
            None => Step::Drop("a post without a place", None),
        };
    }
    let age = scene.now - progress.first_due.unwrap_or(delivery.due);
    match &delivery.what {
        Outgoing::Tag { channel, ts } => tag::next(scene, channel, ts),
        Outgoing::Digest { channel } => digest::next(scene, channel),
        Outgoing::Home { user } => home::next(scene, user),
        Outgoing::Feed { user } => feed::next(scene, user),
        Outgoing::Nudge { channel, ts, added } => nudge::next(scene, channel, ts, added),
        Outgoing::Forget(forget) => forget::next(scene, forget, age > RESPONSE_URL),
        Outgoing::Export(export) => Step::Gather(export.clone()),
        Outgoing::Picture(picture) => picture::next(scene, picture),
        Outgoing::Leave { since } => leaving::next(scene, *since),
        Outgoing::Move { .. } if scene.turned => Step::Finish,
        Outgoing::Move { .. } => Step::Turn,
        _ if !progress.receipts.is_empty() => Step::Finish,
        Outgoing::Watch { user } => watch::next(scene, user),
        Outgoing::DueSoon { to, asks } => due_soon::next(scene, to, asks),
        Outgoing::Over { to, asks } => over::next(scene, to, asks),
        Outgoing::Reminder(reminder) => reminder::next(scene, reminder),
        Outgoing::Notice(notice) => notice::next(scene, notice),
        Outgoing::CatchUp { to } => catch_up::next(scene, to),
        Outgoing::Urgent(urgent) => urgent::next(scene, urgent),
        Outgoing::TripOrMove { user, since } => trip::next(scene, user, *since),
        Outgoing::Welcome { channel, guide } => welcome::next(scene, channel, guide.as_ref()),
        Outgoing::LookAgain { at, reads } => look_again::next(scene, at, reads),
        Outgoing::Refresh { read } if scene.read.contains(read) => Step::Finish,
        Outgoing::Refresh { read } => Step::Read(vec![read.clone()]),
        Outgoing::Why(why) if why.respond.is_some() && age > RESPONSE_URL => {
            Step::Drop("an answer too late to give", None)
        }
        Outgoing::Why(why) => why::next(scene, why),
        Outgoing::Answer { .. } if age > RESPONSE_URL => Step::Drop("an answer too late to give", None),
        Outgoing::Answer { respond, say, replace } => {
            call(Call::Respond { url: respond.clone(), card: Card::Words(say.clone()), replace: *replace })
        }
        Outgoing::Tell { to, .. } if is_gone(scene.facts, to) => Step::Drop("the person is gone", None),
        Outgoing::Tell { to, say } => call(Call::Post {
            to: Place::Person(to.clone()),
            card: Card::Words(say.clone()),
            key: delivery.id.clone(),
        }),
        Outgoing::TakeDown { file } => call(Call::TakeDown { file: file.clone() }),
        Outgoing::Open { .. } if age > TRIGGER => Step::Drop("a modal too late to open", None),
        Outgoing::Open { trigger, modal } => {
            call(Call::Open { trigger: trigger.clone(), modal: modal.clone() })
        }
        Outgoing::Rewrite { channel, ts, say } => {
            let (channel, ts) = (channel.clone(), ts.clone());
            call(match say {
                Some(say) => Call::Update { channel, ts, card: Card::Words(say.clone()) },
                None => Call::Delete { channel, ts },
            })
        }
    }
}

/// What a finished call changes. A call Slack will never accept counts as finished for a tag, so that the rest of
/// it is still done.
pub fn after(scene: &Scene<'_>, made: &Call, receipt: &Receipt) -> After {
    match &scene.delivery.what {
        Outgoing::Tag { channel, ts } => tag::after(scene, channel, ts, tag::Change::of(made, receipt)),
        Outgoing::Digest { channel } => digest::after(scene, channel, Some(made), receipt),
        Outgoing::Nudge { .. } => nudge::after(receipt),
        Outgoing::Picture(_) => picture::after(scene, receipt),
        Outgoing::CatchUp { to } => catch_up::after(scene, to),
        Outgoing::Urgent(urgent) => urgent::after(scene, urgent),
        Outgoing::Home { user } => home::after(scene, user, made, receipt),
        Outgoing::Notice(notice) => notice::after(scene, notice),
        Outgoing::Forget(_) => forget::after(made),
        _ => After { changes: Changes::default(), over: true },
    }
}

/// What it changes that a post, begun before, was found in Slack.
pub fn found(scene: &Scene<'_>, receipt: &Receipt) -> After {
    match &scene.delivery.what {
        Outgoing::Tag { channel, ts } => {
            tag::after(scene, channel, ts, tag::Change::Found(receipt.ts.clone()))
        }
        Outgoing::Digest { channel } => digest::after(scene, channel, None, receipt),
        Outgoing::CatchUp { to } => catch_up::after(scene, to),
        Outgoing::Urgent(urgent) => urgent::after(scene, urgent),
        Outgoing::Notice(notice) => notice::after(scene, notice),
        _ => After { changes: Changes::default(), over: true },
    }
}

/// Where a post of this delivery would be.
fn place(scene: &Scene<'_>) -> Option<ReadPlace> {
    match &scene.delivery.what {
        Outgoing::Tag { channel, ts } => {
            let thread = ask(scene.facts, channel, ts).and_then(|ask| ask.thread.clone());
            Some(ReadPlace::Channel { channel: channel.clone(), thread: thread.or_else(|| Some(ts.clone())) })
        }
        Outgoing::Digest { channel } => {
            let (_, thread) = digest::post_key(scene, channel)?;
            Some(ReadPlace::Channel { channel: channel.clone(), thread })
        }
        Outgoing::Reminder(reminder) => Some(ReadPlace::Person { user: reminder.to.clone() }),
        Outgoing::Notice(notice) => Some(match &notice.to {
            Whom::Member(user) => ReadPlace::Person { user: user.clone() },
            Whom::Channel(channel) => ReadPlace::Channel { channel: channel.clone(), thread: None },
        }),
        Outgoing::Tell { to, .. }
        | Outgoing::CatchUp { to }
        | Outgoing::DueSoon { to, .. }
        | Outgoing::Over { to, .. } => Some(ReadPlace::Person { user: to.clone() }),
        Outgoing::Urgent(urgent) => Some(ReadPlace::Person { user: urgent.to.clone() }),
        Outgoing::Forget(forget) => Some(ReadPlace::Person { user: forget.user.clone() }),
        Outgoing::Why(why) => Some(ReadPlace::Person { user: why.to.clone() }),
        Outgoing::Welcome { guide: Some(user), .. } | Outgoing::TripOrMove { user, .. } => {
            Some(ReadPlace::Person { user: user.clone() })
        }
        Outgoing::Welcome { channel, guide: None } => {
            Some(ReadPlace::Channel { channel: channel.clone(), thread: None })
        }
        _ => None,
    }
}

fn call(call: Call) -> Step {
    Step::Call(Box::new(call))
}

/// A member, as far as we know them.
pub(super) fn member<'a>(facts: &'a Facts, user: &UserId) -> Option<&'a Member> {
    match facts.records.get(&Key::Member(user.clone())) {
        Some((_, Record::Member(member))) => Some(member),
        _ => None,
    }
}

fn record<'a>(facts: &'a Facts, key: &Key) -> Option<&'a Record> {
    facts.records.get(key).map(|(_, record)| record)
}

fn ask<'a>(facts: &'a Facts, channel: &ChannelId, ts: &Ts) -> Option<&'a Ask> {
    match facts.records.get(&Key::Ask(channel.clone(), ts.clone())) {
        Some((_, Record::Ask(ask))) => Some(ask),
        _ => None,
    }
}

fn norms(facts: &Facts, channel: &ChannelId) -> ChannelNorms {
    match facts.records.get(&Key::Channel(channel.clone())) {
        Some((_, Record::Channel(norms))) => norms.clone(),
        _ => ChannelNorms::default(),
    }
}

/// Whether somebody has left.
fn is_gone(facts: &Facts, user: &UserId) -> bool {
    member(facts, user).and_then(|member| member.profile.as_ref()).is_some_and(|profile| profile.deleted)
}

/// Writes a record, resting on the version that was loaded.
pub(super) fn put(
    changes: &mut Changes,
    facts: &Facts,
    key: Key,
    record: Record,
    until: Option<DateTime<Utc>>,
) {
    let version = facts.records.get(&key).map_or(0, |(version, _)| *version);
    changes.rests_on.push((key.clone(), version));
    changes.puts.push((key, record, until));
}

#[cfg(test)]
mod tests;
