//! The post room: claims what is due, delivers it, settles it.
//!
//! The loop sleeps until something is due, somebody rings, or a while has passed; the store is the only truth, so a
//! crash, a restart and a second replica need no code of their own. Each claim is carried by a task of its own, and
//! a slow call holds up nobody but messages to the same person.

mod errand;
pub mod learn;
pub mod pace;
pub mod prepare;
mod questions;
mod tally;

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::{Notify, Semaphore, oneshot, watch};
use tokio::task::{Id, JoinError, JoinSet};

use crate::domain::charter::Charter;
use crate::domain::ids::{TeamId, UserId};
use crate::domain::notice::Whom;
use crate::domain::outgoing::{Delivery, Outgoing, Progress};
use crate::ports::{Changes, Claim, Clock, Desk, Feeds, Settlement, Slack, Store, StoreError};
use errand::Errand;
use pace::Pace;
use questions::Questions;

pub use tally::Tally;

/// How long a claim is ours; it is made longer while we work on it.
const LEASE: Duration = Duration::from_secs(25);
/// Most deliveries claimed at once.
const BATCH: usize = 100;
/// Most deliveries in our hands.
const IN_HAND: usize = 512;
/// Most calls to Slack at the same time.
const CALLS: usize = 32;
/// Calls at the same time for those who wait at the screen, besides the others.
const FAST_CALLS: usize = 8;
/// Most calendars that are read at the same time.
const FETCHES: usize = 16;
/// At least so much time lies between two looks into the store, so that under load one look takes many.
const BETWEEN_LOOKS: Duration = Duration::from_millis(5);
/// The same while Slack has no room for most of what is due: that is only put off, and there is no hurry to do so.
const BETWEEN_LOOKS_IN_VAIN: Duration = Duration::from_millis(25);
/// So many sent away since the last look are many.
const MANY_SENT_AWAY: usize = BATCH / 2;
/// We look again after this long, whatever we were told: leases of the dead run out unannounced.
const LOOK_AGAIN: Duration = Duration::from_secs(10);
/// The longest pause where the store has something due that it does not give us; after it failed us, four times that.
const BREATHER: Duration = Duration::from_millis(250);
/// How long the last errands may take when we stop. A call takes at most ten seconds; what is cut off here was
/// marked before and is looked for when we are back.
const LAST_ERRANDS: Duration = Duration::from_secs(8);
/// So many counted attempts, then a delivery is given up.
const MOST_ATTEMPTS: u32 = 5;

/// Brings what waits in the store to Slack.
pub struct Courier {
    store: Arc<dyn Store>,
    slack: Arc<dyn Slack>,
    feeds: Arc<dyn Feeds>,
    clock: Arc<dyn Clock>,
    desk: Arc<dyn Desk>,
    charter: Arc<Charter>,
    bell: Arc<Notify>,
    pace: Pace,
    calls: Semaphore,
    fast_calls: Semaphore,
    /// What errands want to know of Slack.
    questions: Questions,
    fetches: Semaphore,
    /// Errands that found no room at Slack since the last look.
    sent_away: AtomicUsize,
    /// What became of deliveries.
    tally: Tally,
    /// Whether nothing is in our hands. Turns false before anything is taken from the store.
    quiet: watch::Sender<bool>,
}

impl fmt::Debug for Courier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Courier")
    }
}

impl Courier {
    /// A courier between a store and the outside: Slack, and calendars. Whoever commits something to deliver rings `bell`.
    pub fn new(
        store: Arc<dyn Store>,
        slack: Arc<dyn Slack>,
        feeds: Arc<dyn Feeds>,
        clock: Arc<dyn Clock>,
        desk: Arc<dyn Desk>,
        charter: Arc<Charter>,
        bell: Arc<Notify>,
    ) -> Self {
        let (calls, fast_calls) = (Semaphore::new(CALLS), Semaphore::new(FAST_CALLS));
        let fetches = Semaphore::new(FETCHES);
        let quiet = watch::Sender::new(false);
        let (pace, sent_away, tally) = (Pace::default(), AtomicUsize::new(0), Tally::default());
        let questions = Questions::default();
        Self {
            store,
            slack,
            feeds,
            clock,
            desk,
            charter,
            bell,
            pace,
            calls,
            fast_calls,
            questions,
            fetches,
            sent_away,
            tally,
            quiet,
        }
    }

    /// Tells whether nothing is in our hands. It turns false before anything is taken from the store, so who finds
    /// nothing due there first and quiet here afterwards knows that all was said.
    pub fn quiet(&self) -> watch::Receiver<bool> {
        self.quiet.subscribe()
    }

    /// What became of deliveries since the start.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// The same courier at another pace.
    #[must_use]
    pub fn at_pace(self, pace: Pace) -> Self {
        Self { pace, ..self }
    }

    /// Works until `stop` says true (or its sender is gone); then puts back what is not begun and finishes the rest.
    pub async fn run(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        let mut round = Round::default();
        let is_stopped = |stop: &watch::Receiver<bool>| *stop.borrow() || stop.has_changed().is_err();
        let mut look = tokio::time::Instant::now();
        loop {
            tokio::time::sleep_until(look).await;
            // after the pause, so that what an errand put back at the stop is not taken up again
            if is_stopped(&stop) {
                break;
            }
            while let Some(ended) = round.tasks.try_join_next_with_id() {
                self.tidy_up(&mut round, ended).await;
            }
            self.quiet.send_replace(false);
            let room = IN_HAND.saturating_sub(round.tasks.len()).min(BATCH);
            let (pause, is_more) = match self.claim(&mut round, room, &stop).await {
                // whoever comes back rouses us
                Ok(0) if room == 0 => (Wait::For(LOOK_AGAIN), false),
                Ok(0) => (self.nothing_to_do(&mut round).await, false),
                Ok(claimed) => {
                    round.in_vain = 0;
                    (Wait::For(Duration::ZERO), claimed == BATCH)
                }
                Err(error) => {
                    tracing::warn!(%error, "the store does not give us what is due");
                    (Wait::For(BREATHER * 4), false)
                }
            };
            look = self.next_look(is_more);
            self.quiet.send_replace(round.tasks.is_empty());
            tokio::select! {
                _ = stop.changed() => {}
                () = self.bell.notified() => {}
                () = self.wait(pause) => {}
                Some(ended) = round.tasks.join_next_with_id() => self.tidy_up(&mut round, ended).await,
            }
        }
        self.finish(round).await;
    }

    /// Claims what is due, as far as there is room, and sends a task out with each; tells how many there were.
    async fn claim(
        self: &Arc<Self>,
        round: &mut Round,
        room: usize,
        stop: &watch::Receiver<bool>,
    ) -> Result<usize, StoreError> {
        if room == 0 {
            return Ok(0);
        }
        let claims = self.store.claim(self.clock.now(), LEASE, room).await?;
        let count = claims.len();
        for claim in claims {
            self.send_out(round, claim, stop.clone());
        }
        Ok(count)
    }

    fn send_out(self: &Arc<Self>, round: &mut Round, claim: Claim, stop: watch::Receiver<bool>) {
        let delivery = &claim.delivery;
        tracing::debug!(
            delivery.id = %delivery.id, team.id = %delivery.team, attempt = delivery.progress.attempts + 1,
            "claimed"
        );
        let progress = Arc::new(Mutex::new(delivery.progress.clone()));
        let (done, queue) = round.queue_up(delivery);
        let errand = Errand::new(Arc::clone(self), claim.clone(), Arc::clone(&progress), stop);
        let task = round.tasks.spawn(async move {
            errand.run(queue).await;
            drop(done);
        });
        round.held.insert(task.id(), Held { claim, progress });
    }

    /// When to look into the store again at the earliest: at once where one look was not enough.
    fn next_look(&self, is_more: bool) -> tokio::time::Instant {
        let in_vain = self.sent_away.swap(0, Ordering::Relaxed) >= MANY_SENT_AWAY;
        let pause = match (in_vain, is_more) {
            (true, _) => BETWEEN_LOOKS_IN_VAIN,
            (false, false) => BETWEEN_LOOKS,
            (false, true) => Duration::ZERO,
        };
        tokio::time::Instant::now() + pause
    }

    /// How long to wait when nothing was claimed.
    async fn nothing_to_do(&self, round: &mut Round) -> Wait {
        match self.store.next_due().await {
            Ok(Some(at)) if at > self.clock.now() => Wait::Until(at),
            Ok(None) => Wait::For(LOOK_AGAIN),
            // due, but not given to us: it came this very moment, our hands are full, or somebody was quicker
            Ok(Some(_)) | Err(_) => {
                round.in_vain += 1;
                Wait::For(Duration::from_millis(1 << round.in_vain.min(16)).min(BREATHER))
            }
        }
    }

    async fn wait(&self, wait: Wait) {
        match wait {
            Wait::For(pause) => tokio::time::sleep(pause).await,
            Wait::Until(at) => {
                tokio::select! {
                    () = self.clock.sleep_until(at) => {}
                    () = tokio::time::sleep(LOOK_AGAIN) => {}
                }
            }
        }
    }

    /// Takes the end of a task. One that broke counts as a failed attempt of its delivery and of nothing else.
    async fn tidy_up(&self, round: &mut Round, ended: Result<(Id, ()), JoinError>) {
        let broken = match ended {
            Ok((id, ())) => {
                round.held.remove(&id);
                return;
            }
            Err(broken) => broken,
        };
        let Some(held) = round.held.remove(&broken.id()) else { return };
        if !broken.is_panic() {
            return;
        }
        let delivery = &held.claim.delivery;
        tracing::error!(delivery.id = %delivery.id, team.id = %delivery.team, "a delivery broke our program");
        let mut progress = held.progress.lock().unwrap_or_else(PoisonError::into_inner).clone();
        progress.attempts += 1;
        self.tally.refusals.add(delivery.what.kind(), "broke");
        let how = if progress.attempts >= MOST_ATTEMPTS {
            Settlement::Dead("it broke our program".into())
        } else {
            let at = self.again_at(delivery, &mut progress);
            Settlement::Again(at, progress)
        };
        if let Err(error) = self.store.settle(&held.claim, how, Changes::default()).await {
            tracing::warn!(%error, delivery.id = %delivery.id, "could not settle what broke");
        }
    }

    /// When to try again: after a while that grows with the time since it was first due, from a second to five
    /// minutes, and somewhere at random within it, so that not all come back at once.
    fn again_at(&self, delivery: &Delivery, progress: &mut Progress) -> DateTime<Utc> {
        let now = self.clock.now();
        let since = *progress.first_due.get_or_insert(delivery.due.min(now));
        let counted = TimeDelta::seconds(1 << progress.attempts.min(8));
        let longest = (now - since).max(counted).clamp(TimeDelta::seconds(1), TimeDelta::seconds(300));
        now + TimeDelta::milliseconds(100) + random_part(longest)
    }

    async fn finish(&self, mut round: Round) {
        let all = async {
            while let Some(ended) = round.tasks.join_next_with_id().await {
                self.tidy_up(&mut round, ended).await;
            }
        };
        if tokio::time::timeout(LAST_ERRANDS, all).await.is_err() {
            tracing::warn!(left = round.tasks.len(), "stopped before the last calls were answered");
        }
    }
}

/// How long to wait for something to do.
enum Wait {
    For(Duration),
    Until(DateTime<Utc>),
}

/// Who is out, and with what.
#[derive(Default)]
struct Round {
    tasks: JoinSet<()>,
    held: HashMap<Id, Held>,
    /// The last one out to each person.
    queues: HashMap<(TeamId, UserId), oneshot::Receiver<()>>,
    /// How often in a row something was due and not given to us.
    in_vain: u32,
}

struct Held {
    claim: Claim,
    progress: Arc<Mutex<Progress>>,
}

impl Round {
    /// Puts messages to one person in a row, so that they come in the order they were due. The sender is dropped
    /// when this one is done; the receiver hears of the one before.
    fn queue_up(&mut self, delivery: &Delivery) -> (oneshot::Sender<()>, Option<oneshot::Receiver<()>>) {
        let (done, after) = oneshot::channel();
        let to = match &delivery.what {
            Outgoing::Reminder(reminder) => &reminder.to,
            Outgoing::Tell { to, .. }
            | Outgoing::CatchUp { to }
            | Outgoing::DueSoon { to, .. }
            | Outgoing::Over { to, .. } => to,
            Outgoing::Notice(notice) => match &notice.to {
                Whom::Member(to) => to,
                Whom::Channel(_) => return (done, None),
            },
            Outgoing::Urgent(urgent) => &urgent.to,
            _ => return (done, None),
        };
        if self.queues.len() > IN_HAND * 4 {
            self.queues.retain(|_, last| last.try_recv() == Err(oneshot::error::TryRecvError::Empty));
        }
        let before = self.queues.insert((delivery.team.clone(), to.clone()), after);
        (done, before)
    }
}

/// Some part of a length of time, at random.
fn random_part(whole: TimeDelta) -> TimeDelta {
    // without a source of randomness there is no jitter, which is no reason to fail
    let random = getrandom::u32().unwrap_or(u32::MAX / 2);
    let micros =
        i128::from(whole.num_microseconds().unwrap_or(0)) * i128::from(random) / i128::from(u32::MAX);
    TimeDelta::microseconds(i64::try_from(micros).unwrap_or(0))
}

#[cfg(test)]
mod tests;
