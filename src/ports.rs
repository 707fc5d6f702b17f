//! All the house asks of the world, on one page: a store, Slack, a clock, and a desk that takes what happens.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::domain::ask::AskRef;
use crate::domain::feed::{Trouble, Validators};
use crate::domain::ids::{ChannelId, DeliveryId, SeenKey, TeamId, Ts, UserId};
use crate::domain::inbound::{Inbound, Message};
use crate::domain::member::{Dnd, Profile};
use crate::domain::outgoing::{Call, Delivery, Progress, Read, Receipt};
use crate::domain::record::{Key, List, Record};
use crate::domain::reply::Reply;
use crate::domain::text::SecretUrl;

/// A boxed future, so that the ports stay dyn-compatible.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Counts the changes of a record; 0 means it is not there.
pub type Version = u64;

/// Where everything is kept. Every method is one round trip, and all or nothing.
pub trait Store: Send + Sync {
    /// Everything for one decision.
    fn load<'a>(&'a self, what: &'a Lookup) -> BoxFuture<'a, Result<Facts, StoreError>>;

    /// Saves an outcome whole, or says that it was saved before, or that a record it rests on has changed.
    /// Every key in it is one of `team`.
    fn commit<'a>(
        &'a self,
        team: &'a TeamId,
        changes: Changes,
    ) -> BoxFuture<'a, Result<Committed, StoreError>>;

    /// Takes up to `max` deliveries that are due, the fast lane first, then the oldest, no more than a fair share
    /// for one workspace. Nobody else gets them until `lease` has passed on the store's own clock.
    fn claim(
        &self,
        due_by: DateTime<Utc>,
        lease: Duration,
        max: usize,
    ) -> BoxFuture<'_, Result<Vec<Claim>, StoreError>>;

    /// Records what became of a claim, together with other changes of its workspace, if the claim still holds.
    /// The changes come first; those that were seen before are left out, and the settlement counts all the same.
    fn settle<'a>(
        &'a self,
        claim: &'a Claim,
        how: Settlement,
        changes: Changes,
    ) -> BoxFuture<'a, Result<Settled, StoreError>>;

    /// When the next unclaimed delivery is due.
    fn next_due(&self) -> BoxFuture<'_, Result<Option<DateTime<Utc>>, StoreError>>;

    /// Up to `max` dead letters, oldest first.
    fn dead_letters(&self, max: usize) -> BoxFuture<'_, Result<Vec<DeadLetter>, StoreError>>;

    /// Takes a dead letter out: for good, or to have it delivered once more as `again` says, unless a delivery of
    /// that name waits already. False when the letter was gone.
    fn lift<'a>(
        &'a self,
        letter: &'a DeadLetter,
        again: Option<Delivery>,
    ) -> BoxFuture<'a, Result<bool, StoreError>>;

    /// How much is kept. For operators; may take longer than a door has time.
    fn survey(&self) -> BoxFuture<'_, Result<Survey, StoreError>>;

    /// What is counted of notes and of misreadings in all workspaces: records under their stored names. For operators;
    /// walks over everything.
    fn tallies(&self) -> BoxFuture<'_, Result<Vec<(String, Record)>, StoreError>>;

    /// Some of what is kept of a workspace: from its beginning, or from where another leaf ended. Whoever turns them all
    /// over has seen everything at least once that was there from the first to the last; what was seen, and for how
    /// long it is known as a repeat, is left out.
    fn leaf<'a>(&'a self, team: &'a TeamId, from: Option<&'a str>)
    -> BoxFuture<'a, Result<Leaf, StoreError>>;

    /// Writes something and reads it back: whether an outcome could be kept right now.
    fn probe(&self) -> BoxFuture<'_, Result<(), StoreError>>;
}

/// What a decision needs to know.
#[derive(Clone, Debug)]
pub struct Lookup {
    /// The workspace; nothing of another one is ever loaded.
    pub team: TeamId,
    /// Whether this was seen before.
    pub seen: Option<SeenKey>,
    /// Records.
    pub records: Vec<Key>,
    /// All deliveries this member owns, in order of due moments.
    pub owned_by: Option<UserId>,
    /// Lists of asks.
    pub lists: Vec<List>,
}

/// What is known.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The answer it got, when it was seen before.
    pub seen: Option<Reply>,
    /// The records that are there.
    pub records: BTreeMap<Key, (Version, Record)>,
    /// Keys that were looked up, so that "not there" and "not asked for" differ.
    pub asked: Vec<Key>,
    /// The member's own deliveries.
    pub owned: Vec<Delivery>,
    /// The lists that were looked up, the newest asks first, at most [`MOST_LISTED`] of each.
    pub lists: BTreeMap<List, Vec<AskRef>>,
}

impl Facts {
    /// The facts as they are at a moment: what people said of where they are counts until it runs out.
    #[must_use]
    pub fn at(mut self, now: DateTime<Utc>) -> Self {
        for (_, record) in self.records.values_mut() {
            if let Record::Member(member) = record {
                member.stay.run_out(now);
            }
        }
        self
    }
}

/// How many asks of one list are loaded.
pub const MOST_LISTED: usize = 500;

/// Everything one decision changes. A plain value that rules add to and the store saves whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Remember this as seen, with the answer it got. A commit whose key was seen changes nothing.
    pub seen: Option<(SeenKey, Reply)>,
    /// The versions the decision rests on; 0 for a record that must not be there.
    pub rests_on: Vec<(Key, Version)>,
    /// Records to write; a record with a moment is forgotten after it.
    pub puts: Vec<(Key, Record, Option<DateTime<Utc>>)>,
    /// New deliveries. One that is there already stays as it is.
    pub deliver: Vec<Delivery>,
    /// Deliveries to make or to ring again: one that is there gets the earlier due moment, and one that is claimed
    /// right now is not gone when that claim is done, but visible again.
    pub ring: Vec<Delivery>,
    /// Asks to put on lists. One that is on already stays.
    pub list: Vec<(List, AskRef)>,
    /// Asks to take off lists, after all others were put on.
    pub unlist: Vec<(List, AskRef)>,
    /// Deliveries to take back. A claimed one is taken back too: its claim settles into nothing.
    pub cancel: Vec<DeliveryId>,
}

impl Changes {
    /// Whether there is nothing to save.
    pub fn is_empty(&self) -> bool {
        self.seen.is_none()
            && self.puts.is_empty()
            && self.deliver.is_empty()
            && self.ring.is_empty()
            && self.list.is_empty()
            && self.unlist.is_empty()
            && self.cancel.is_empty()
    }
}

/// How a commit ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Committed {
    /// Saved.
    New,
    /// It was saved before, with this answer.
    AlreadySeen(Reply),
    /// A record it rests on has another version now; nothing was saved. Load and decide again.
    Conflict,
}

/// A delivery in our hands for a while.
#[derive(Clone, Debug)]
pub struct Claim {
    /// What is to be delivered.
    pub delivery: Delivery,
    /// Proves that the claim is ours (fencing); only it can settle.
    pub token: u64,
    /// How often the delivery was rung; a ring after the claim is not lost, however the claim ends.
    pub rung: u64,
}

/// What became of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settlement {
    /// Delivered or dropped: it goes, unless it was rung since.
    Done,
    /// Not yet over: this is how far it came; the claim goes on, with a fresh lease.
    Going(Progress),
    /// Once more, not before this moment, or that of a ring since the claim if it is earlier.
    Again(DateTime<Utc>, Progress),
    /// Given up; kept as a dead letter under this reason.
    Dead(String),
}

/// Whether a settlement counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// It counted.
    Yes,
    /// The claim had run out or the delivery was taken back: nothing changed, stop working on it.
    TooLate,
    /// A record the changes rest on has another version: nothing changed, the claim still holds.
    Conflict,
}

/// How much a store keeps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Survey {
    /// Deliveries, those in somebody's hands included.
    pub deliveries: u64,
    /// Deliveries in somebody's hands.
    pub claimed: u64,
    /// Dead letters.
    pub dead: u64,
    /// What could not be read and was set aside.
    pub aside: u64,
}

/// A delivery that was given up.
#[derive(Clone, Debug)]
pub struct DeadLetter {
    /// Where it lies in the store; nobody's business but the store's.
    pub place: String,
    /// When it was given up.
    pub at: DateTime<Utc>,
    /// The delivery.
    pub delivery: Delivery,
    /// Why.
    pub why: String,
}

/// Some of what is kept of a workspace.
#[derive(Clone, Debug, Default)]
pub struct Leaf {
    /// What stands on it; may be nothing.
    pub kept: Vec<Kept>,
    /// Where the next one begins; `None` on the last. Nobody's business but the store's.
    pub next: Option<String>,
}

/// Something that is kept.
#[derive(Clone, Debug)]
pub enum Kept {
    /// A record with its version, and until when it is kept.
    Record(Key, Version, Box<Record>, Option<DateTime<Utc>>),
    /// An ask on a list.
    Listed(List, AskRef),
    /// A delivery that waits.
    Waits(Box<Delivery>),
    /// A delivery that was given up.
    Dead(Box<DeadLetter>),
}

/// Why the store could not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Away, full, frozen: try again later.
    #[error("the store is not available: {0}")]
    Unavailable(String),
    /// Something under one of our keys is not ours or not readable.
    #[error("the store holds something unreadable under {0}")]
    Unreadable(String),
}

/// Slack, as the courier sees it.
pub trait Slack: Send + Sync {
    /// Makes one call.
    fn deliver<'a>(&'a self, team: &'a TeamId, call: &'a Call) -> BoxFuture<'a, Result<Receipt, Refusal>>;

    /// Reads one thing.
    fn read<'a>(&'a self, team: &'a TeamId, read: &'a Read) -> BoxFuture<'a, Result<Known, Refusal>>;
}

/// What a workspace allows us beyond what everything rests on.
pub trait Grants: Send + Sync {
    /// Whether we may bring files there, as far as Slack has told.
    fn may_upload(&self, team: &TeamId) -> bool;
}

/// What a read found.
#[derive(Clone, Debug)]
pub enum Known {
    /// A profile; `None` when there is no such person.
    Person(UserId, Option<Profile>),
    /// The members of a conversation.
    Members(Vec<UserId>),
    /// The members of a group; empty when it is disabled or unknown.
    Group(Vec<UserId>),
    /// Do-not-disturb windows.
    Dnd(Vec<(UserId, Dnd)>),
    /// A message; `None` when it is gone or nobody's.
    Message(Option<Box<Message>>),
    /// Messages; `None` for those that are gone or nobody's. What fitted into no page is left out.
    Messages(Vec<(Ts, Option<Box<Message>>)>),
    /// Who wrote, each once. Apps do not count.
    Authors(Vec<UserId>),
    /// A post of ours; `None` when it is not there.
    Ours(Option<(ChannelId, Ts)>),
}

/// Why Slack did not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Rate-limited: this method in this workspace rests for so long. Does not count as an attempt.
    #[error("rate-limited for {0:?}")]
    Slower(Duration),
    /// It surely did not happen, and may work later (nothing was sent; a temporary error). Slack's absence is
    /// nobody's fault: this does not count as an attempt.
    #[error("not now: {0}")]
    Later(String),
    /// Slack refused with an error nobody here knows: worth a few more tries, which count as attempts.
    #[error("unknown error: {0}")]
    Unknown(String),
    /// It may have happened: the answer is missing or unsure.
    #[error("unsure: {0}")]
    Ambiguous(String),
    /// It can't happen for this target: a permanent error of Slack, by its name.
    #[error("never: {0}")]
    Never(String),
    /// Nothing can happen in this workspace until somebody repairs it (token revoked, app removed).
    #[error("this workspace refuses us: {0}")]
    Workspace(String),
}

/// Calendars of members, outside of Slack and in files.
pub trait Feeds: Send + Sync {
    /// Reads one, if it has changed.
    fn fetch<'a>(&'a self, what: &'a Fetch) -> BoxFuture<'a, Result<Fetched, Trouble>>;
}

/// Which calendar is to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetch {
    /// Where it is.
    pub place: FeedPlace,
    /// What we have of it already; empty to get it in any case.
    pub validators: Validators,
}

/// Where a calendar is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FeedPlace {
    /// At an address.
    Web(SecretUrl),
    /// In the folder of whoever runs the bot, called after this member.
    Folder(TeamId, UserId),
}

/// What came of it.
#[derive(Clone)]
pub enum Fetched {
    /// It has not changed.
    Same,
    /// The calendar, not looked at yet, and what to ask with next time.
    New(Vec<u8>, Validators),
}

/// The one lawful "now", and waiting by it.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> DateTime<Utc>;

    /// Waits until `now` has reached a moment. Follows a clock that is moved.
    fn sleep_until(&self, at: DateTime<Utc>) -> BoxFuture<'_, ()>;

    /// Lets a pace pass (rate limits, back-off): real time for the real clock, scaled for a stepped one.
    fn pause(&self, pause: Duration) -> BoxFuture<'_, ()>;
}

/// Takes what happens, decides, commits, and gives the answer for the acknowledgement.
pub trait Desk: Send + Sync {
    /// Handles one thing that happened. When this returns `Ok`, it is saved.
    fn receive(&self, inbound: Inbound) -> BoxFuture<'_, Result<Reply, StoreError>>;
}
