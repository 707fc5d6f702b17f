//! The heart: load what is known, decide in pure code, commit the outcome whole.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::Notify;

use super::decide::{decide, look_again, lookup};
use super::tally::{Counted, Tally, counted};
use super::{Moment, Outcome, moved};
use crate::domain::charter::Charter;
use crate::domain::inbound::Inbound;
use crate::domain::reply::Reply;
use crate::ports::{BoxFuture, Changes, Clock, Committed, Desk, Grants, Store, StoreError};

/// How often a decision is made anew because somebody else changed what it rests on.
const MOST_CONFLICTS: usize = 5;
/// How often a decision may ask for more records. Two are enough for any rule we have; the rest is margin.
const MOST_LOOKUPS: usize = 6;

/// The desk: everything that happens goes over it.
pub struct App {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    charter: Arc<Charter>,
    bell: Arc<Notify>,
    /// What workspaces allow; nobody there: nothing.
    grants: Option<Arc<dyn Grants>>,
    repeats: AtomicU64,
    tally: Tally,
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("App")
    }
}

impl App {
    /// A desk over a store. `bell` wakes the courier when there is something to deliver.
    pub fn new(
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        charter: Arc<Charter>,
        bell: Arc<Notify>,
    ) -> Self {
        Self {
            store,
            clock,
            charter,
            bell,
            grants: None,
            repeats: AtomicU64::new(0),
            tally: Tally::default(),
        }
    }

    /// The same desk, told what workspaces allow.
    #[must_use]
    pub fn granted_by(self, grants: Arc<dyn Grants>) -> Self {
        Self { grants: Some(grants), ..self }
    }

    /// How often something came that had come before.
    pub fn repeats(&self) -> u64 {
        self.repeats.load(Ordering::Relaxed)
    }

    /// What was decided since the start, counted.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    fn repeat(&self, reply: Reply) -> Reply {
        self.repeats.fetch_add(1, Ordering::Relaxed);
        reply
    }

    async fn take(&self, inbound: &Inbound) -> Result<Reply, StoreError> {
        for _ in 0..MOST_CONFLICTS {
            let (reply, mut changes, counted) = match self.settle_on(inbound).await? {
                Ruling::Repeat(reply) => return Ok(self.repeat(reply)),
                Ruling::Fresh(reply, changes, counted) => (reply, changes, counted),
            };
            if changes.is_empty() {
                return Ok(reply);
            }
            let rings = !changes.deliver.is_empty() || !changes.ring.is_empty();
            // what was refused changed nothing, and may be right a moment later
            if !matches!(reply, Reply::Errors(_)) {
                changes.seen = Some((inbound.seen.clone(), reply.clone()));
            }
            match self.store.commit(&inbound.team, changes).await? {
                Committed::New => {
                    self.tally.note(&inbound.team, &counted);
                    if rings {
                        self.bell.notify_one();
                    }
                    return Ok(reply);
                }
                Committed::AlreadySeen(reply) => return Ok(self.repeat(reply)),
                Committed::Conflict => {}
            }
        }
        Err(StoreError::Unavailable("others kept changing the same records".into()))
    }

    /// Loads until there is enough to decide on.
    async fn settle_on(&self, inbound: &Inbound) -> Result<Ruling, StoreError> {
        let mut inbound = Cow::Borrowed(inbound);
        let mut what = lookup(&inbound);
        moved::ask(&inbound, &mut what);
        for _ in 0..MOST_LOOKUPS {
            let facts = self.store.load(&what).await?;
            if let Some(reply) = facts.seen {
                return Ok(Ruling::Repeat(reply));
            }
            let now = self.clock.now();
            let facts = facts.at(now);
            let may_upload = self.grants.as_ref().is_some_and(|grants| grants.may_upload(&inbound.team));
            let moment = Moment { now, facts: &facts, charter: &self.charter, may_upload };
            if let Some(there) = moved::follow(&inbound, &moment) {
                what = lookup(&there);
                moved::ask(&there, &mut what);
                inbound = Cow::Owned(there);
                continue;
            }
            match decide(&inbound, &moment) {
                Outcome::Decided(reply, changes) => {
                    let counted = counted(&facts, &changes);
                    return Ok(Ruling::Fresh(reply, changes, counted));
                }
                Outcome::LoadMore(keys) => what.records.extend(keys),
                Outcome::ReadFirst(reads) => {
                    let changes = look_again(&inbound, reads, moment.now);
                    return Ok(Ruling::Fresh(Reply::Nothing, changes, Vec::new()));
                }
            }
        }
        tracing::error!(team.id = %inbound.team, "a decision never had enough records");
        Ok(Ruling::Fresh(Reply::Nothing, Changes::default(), Vec::new()))
    }
}

/// What is to be done with something that happened.
#[expect(clippy::large_enum_variant, reason = "made and taken apart at once, one for each decision")]
enum Ruling {
    /// It was handled before, with this answer.
    Repeat(Reply),
    /// Save this, answer that; and what counts of it then.
    Fresh(Reply, Changes, Vec<Counted>),
}

impl Desk for App {
    fn receive(&self, inbound: Inbound) -> BoxFuture<'_, Result<Reply, StoreError>> {
        Box::pin(async move { self.take(&inbound).await })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::sync::Mutex;
    use std::time::Duration;

    use chrono::{DateTime, Utc};

    use super::*;
    use crate::app::scene::{NOW, said, typed};
    use crate::clock::SteppedClock;
    use crate::domain::ids::TeamId;
    use crate::domain::outgoing::Delivery;
    use crate::domain::record::Record;
    use crate::domain::text::Speech;
    use crate::ports::{Claim, DeadLetter, Facts, Leaf, Lookup, Settled, Settlement, Survey};

    /// A store that knows nobody, and ends commits as it is told to.
    #[derive(Default)]
    struct Told {
        seen: Option<Reply>,
        ends: Mutex<VecDeque<Committed>>,
        committed: Mutex<Vec<Changes>>,
    }

    impl Store for Told {
        fn load<'a>(&'a self, what: &'a Lookup) -> BoxFuture<'a, Result<Facts, StoreError>> {
            let facts = Facts { seen: self.seen.clone(), asked: what.records.clone(), ..Facts::default() };
            Box::pin(async move { Ok(facts) })
        }

        fn commit<'a>(
            &'a self,
            _: &'a TeamId,
            changes: Changes,
        ) -> BoxFuture<'a, Result<Committed, StoreError>> {
            self.committed.lock().expect("lock").push(changes);
            let end = self.ends.lock().expect("lock").pop_front();
            Box::pin(async move { Ok(end.unwrap_or(Committed::Conflict)) })
        }

        fn claim(
            &self,
            _: DateTime<Utc>,
            _: Duration,
            _: usize,
        ) -> BoxFuture<'_, Result<Vec<Claim>, StoreError>> {
            unreachable!("the desk claims nothing")
        }

        fn settle<'a>(
            &'a self,
            _: &'a Claim,
            _: Settlement,
            _: Changes,
        ) -> BoxFuture<'a, Result<Settled, StoreError>> {
            unreachable!("the desk settles nothing")
        }

        fn next_due(&self) -> BoxFuture<'_, Result<Option<DateTime<Utc>>, StoreError>> {
            unreachable!("the desk waits for nothing")
        }

        fn dead_letters(&self, _: usize) -> BoxFuture<'_, Result<Vec<DeadLetter>, StoreError>> {
            unreachable!("the desk reads no dead letters")
        }

        fn lift<'a>(
            &'a self,
            _: &'a DeadLetter,
            _: Option<Delivery>,
        ) -> BoxFuture<'a, Result<bool, StoreError>> {
            unreachable!("the desk takes no dead letters out")
        }

        fn survey(&self) -> BoxFuture<'_, Result<Survey, StoreError>> {
            unreachable!("the desk does not count")
        }

        fn tallies(&self) -> BoxFuture<'_, Result<Vec<(String, Record)>, StoreError>> {
            unreachable!("the desk reads its counters nowhere")
        }

        fn leaf<'a>(&'a self, _: &'a TeamId, _: Option<&'a str>) -> BoxFuture<'a, Result<Leaf, StoreError>> {
            unreachable!("the desk turns no leaves")
        }

        fn probe(&self) -> BoxFuture<'_, Result<(), StoreError>> {
            unreachable!("the desk tries nothing out")
        }
    }

    /// What Ada is answered, how often was committed, and whether the bell rang.
    async fn takes(line: &str, store: Told) -> (Result<String, StoreError>, usize, bool) {
        let (store, bell) = (Arc::new(store), Arc::new(Notify::new()));
        let clock = Arc::new(SteppedClock::standing(NOW.parse().expect("moment"), 1));
        let app = App::new(store.clone(), clock, Arc::new(Charter::default()), bell.clone());
        let reply = app.receive(typed("ada", line, "1")).await.map(|reply| said(&reply));
        let rang = tokio::time::timeout(Duration::ZERO, bell.notified()).await.is_ok();
        let commits = store.committed.lock().expect("lock").len();
        (reply, commits, rang)
    }

    fn ends(ends: &[Committed]) -> Told {
        Told { ends: Mutex::new(ends.iter().cloned().collect()), ..Told::default() }
    }

    #[tokio::test]
    async fn what_changes_nothing_is_not_saved() {
        let (reply, commits, rang) = takes("help", ends(&[])).await;
        assert!(reply.expect("an answer").contains("Here is what you can say"));
        assert_eq!((commits, rang), (0, false));
    }

    #[tokio::test]
    async fn what_is_new_is_saved_with_its_answer_and_rings_the_bell() {
        let store = ends(&[Committed::New]);
        let (reply, commits, rang) = takes("remind me in 5m to sing", store).await;
        assert_eq!((reply, commits, rang), (Ok(String::new()), 1, true), "Ada's zone is read first");
    }

    #[tokio::test]
    async fn a_repeat_gets_the_answer_of_the_first() {
        let store = Told { seen: Some(Reply::Say(Speech::ours("as before"))), ..Told::default() };
        assert_eq!(takes("remind me in 5m to sing", store).await, (Ok("as before".into()), 0, false));
        let late = ends(&[Committed::AlreadySeen(Reply::Say(Speech::ours("as before")))]);
        assert_eq!(takes("remind me in 5m to sing", late).await, (Ok("as before".into()), 1, false));
    }

    #[tokio::test]
    async fn a_conflict_is_decided_anew_but_not_for_ever() {
        let store = ends(&[Committed::Conflict, Committed::Conflict, Committed::New]);
        assert_eq!(takes("remind me in 5m to sing", store).await, (Ok(String::new()), 3, true));
        let (reply, commits, rang) = takes("remind me in 5m to sing", ends(&[])).await;
        assert!(matches!(reply, Err(StoreError::Unavailable(_))));
        assert_eq!((commits, rang), (5, false));
    }
}
