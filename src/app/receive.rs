//! The heart: load what is known, decide in pure code, commit the outcome whole.

use std::fmt;
use std::sync::Arc;

use tokio::sync::Notify;

use super::decide::{decide, look_again, lookup};
use super::{Moment, Outcome};
use crate::domain::charter::Charter;
use crate::domain::inbound::Inbound;
use crate::domain::reply::Reply;
use crate::ports::{BoxFuture, Changes, Clock, Committed, Desk, Store, StoreError};

/// How often a decision is made anew because somebody else changed what it rests on.
const MOST_CONFLICTS: usize = 5;
/// How often a decision may ask for more records. Two are enough for any rule we have; the rest is margin.
const MOST_LOOKUPS: usize = 4;

/// The desk: everything that happens goes over it.
pub struct App {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    charter: Arc<Charter>,
    bell: Arc<Notify>,
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
        Self { store, clock, charter, bell }
    }

    async fn take(&self, inbound: &Inbound) -> Result<Reply, StoreError> {
        for _ in 0..MOST_CONFLICTS {
            let (reply, mut changes) = match self.settle_on(inbound).await? {
                Ruling::Repeat(reply) => return Ok(reply),
                Ruling::Fresh(reply, changes) => (reply, changes),
            };
            if changes.is_empty() {
                return Ok(reply);
            }
            let rings = !changes.deliver.is_empty() || !changes.ring.is_empty();
            changes.seen = Some((inbound.seen.clone(), reply.clone()));
            match self.store.commit(&inbound.team, changes).await? {
                Committed::New => {
                    if rings {
                        self.bell.notify_one();
                    }
                    return Ok(reply);
                }
                Committed::AlreadySeen(reply) => return Ok(reply),
                Committed::Conflict => {}
            }
        }
        Err(StoreError::Unavailable("others kept changing the same records".into()))
    }

    /// Loads until there is enough to decide on.
    async fn settle_on(&self, inbound: &Inbound) -> Result<Ruling, StoreError> {
        let mut what = lookup(inbound);
        for _ in 0..MOST_LOOKUPS {
            let facts = self.store.load(&what).await?;
            if let Some(reply) = facts.seen {
                return Ok(Ruling::Repeat(reply));
            }
            let moment = Moment { now: self.clock.now(), facts: &facts, charter: &self.charter };
            match decide(inbound, &moment) {
                Outcome::Decided(reply, changes) => return Ok(Ruling::Fresh(reply, changes)),
                Outcome::LoadMore(keys) => what.records.extend(keys),
                Outcome::ReadFirst(reads) => {
                    return Ok(Ruling::Fresh(Reply::Nothing, look_again(inbound, reads, moment.now)));
                }
            }
        }
        tracing::error!(team.id = %inbound.team, "a decision never had enough records");
        Ok(Ruling::Fresh(Reply::Nothing, Changes::default()))
    }
}

/// What is to be done with something that happened.
enum Ruling {
    /// It was handled before, with this answer.
    Repeat(Reply),
    /// Save this, answer that.
    Fresh(Reply, Changes),
}

impl Desk for App {
    fn receive(&self, inbound: Inbound) -> BoxFuture<'_, Result<Reply, StoreError>> {
        Box::pin(async move { self.take(&inbound).await })
    }
}
