//! The embedded store: one file on disk, group commit, for a team on one machine.
//!
//! Reads see all that was acknowledged and never wait for the writer. Changes go to one thread (`writer`) that
//! writes whatever waits in one transaction (`ledger`) and answers after the fsync. Claims live in memory
//! (`leases`): the file has one owner, and when that is gone, so are its claims.

mod edits;
mod file;
mod leases;
mod leaves;
mod ledger;
mod queue;
mod rows;
mod stock;
mod tallies;
#[cfg(test)]
mod tests;
mod writer;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use redb::{ReadOnlyTable, ReadTransaction, ReadableTable, ReadableTableMetadata};
use tokio::sync::{mpsc, oneshot};

use self::edits::{Edits, Settling};
use self::file::Shelf;
use self::leases::Leases;
use self::ledger::{ASIDE, DEAD, ITEMS, LISTS, OWNED, RECORDS, SEEN, Spoilt, Verdict};
use self::queue::Taken;
use self::rows::{Item, Millis};
use self::writer::{Ask, Job, WAITING, Writer};
use super::known::Known;
use super::seal::{Keys, random};
use super::shapes::{self, Unreadable};
use crate::domain::ask::AskRef;
use crate::domain::ids::{SeenKey, TeamId, UserId};
use crate::domain::outgoing::Delivery;
use crate::domain::record::{Key, List, Record};
use crate::domain::reply::Reply;
use crate::ports::{
    BoxFuture, Changes, Claim, Clock, Committed, DeadLetter, Facts, Leaf, Lookup, MOST_LISTED, Settled,
    Settlement, Store, StoreError, Survey, Version,
};

pub use self::file::OpenError;

/// Words for a store that was closed.
const CLOSED: &str = "the store is closed";

/// The embedded store.
pub struct Embedded {
    shelf: Arc<Shelf>,
    leases: Arc<Mutex<Leases>>,
    known: Known,
    keys: Keys,
    clock: Arc<dyn Clock>,
    jobs: Option<mpsc::Sender<Job>>,
    writer: Option<JoinHandle<()>>,
}

impl Embedded {
    /// Opens or makes the store in a data directory. What is forgotten and when goes by `clock`; claims do not.
    pub fn open(dir: &Path, seal: Keys, clock: Arc<dyn Clock>) -> Result<Self, OpenError> {
        let shelf = Shelf::open(dir, &seal)?;
        Self::start(shelf, seal, clock)
            .map_err(|why| OpenError::Failed { path: dir.to_owned(), why: why.to_string() })
    }

    fn start(shelf: Shelf, keys: Keys, clock: Arc<dyn Clock>) -> Result<Self, Box<dyn std::error::Error>> {
        let shelf = Arc::new(shelf);
        let first_token = u64::from_ne_bytes(random()?);
        let leases = Arc::new(Mutex::new(Leases::new(first_token)));
        let (jobs, waiting) = mpsc::channel(WAITING);
        let writer = Writer {
            jobs: waiting,
            shelf: Arc::clone(&shelf),
            leases: Arc::clone(&leases),
            clock: Arc::clone(&clock),
            timer: tokio::runtime::Builder::new_current_thread().enable_time().build().ok(),
        };
        let writer = std::thread::Builder::new().name("store".into()).spawn(move || writer.run())?;
        Ok(Self {
            shelf,
            leases,
            known: Known::default(),
            keys,
            clock,
            jobs: Some(jobs),
            writer: Some(writer),
        })
    }

    /// Reads the store in a data directory through, while nobody has it, and mends what a crash left. Whether there was
    /// nothing to mend.
    pub fn verify(dir: &Path) -> Result<bool, OpenError> {
        Shelf::verify(dir)
    }

    /// Writes what waits and closes the file. Everything asked for afterwards is refused.
    pub async fn close(&self) {
        // refused only when it is closed already
        let _ = self.ask(Ask::Close).await;
    }

    async fn ask(&self, ask: Ask) -> Result<Verdict, StoreError> {
        let closed = || StoreError::Unavailable(CLOSED.into());
        let (answer, answered) = oneshot::channel();
        let jobs = self.jobs.as_ref().ok_or_else(closed)?;
        jobs.send(Job { ask, answer }).await.map_err(|_| closed())?;
        answered.await.map_err(|_| closed())?
    }

    fn now(&self) -> Millis {
        self.clock.now().timestamp_millis()
    }

    fn leases(&self) -> MutexGuard<'_, Leases> {
        self.leases.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn look_up(&self, what: &Lookup) -> Result<Facts, StoreError> {
        let mut facts = Facts { asked: what.records.clone(), ..Facts::default() };
        let mut spoilt = Vec::new();
        {
            let txn = self.shelf.read()?;
            if let Some(key) = &what.seen {
                facts.seen = self.seen(&txn, key)?;
            }
            let records = txn.open_table(RECORDS).map_err(unavailable)?;
            for key in &what.records {
                match self.record(&records, key, &key.stored(&what.team))? {
                    Found::Here(version, record) => {
                        facts.records.insert(key.clone(), (version, record));
                    }
                    Found::Nothing => {}
                    Found::Spoilt(row) => spoilt.push(row),
                }
            }
            if let Some(owner) = &what.owned_by {
                facts.owned = self.owned(&txn, what.team.as_str(), owner)?;
            }
            for list in &what.lists {
                facts.lists.insert(list.clone(), listed(&txn, &what.team, list)?);
            }
        }
        for row in spoilt {
            self.set_aside(row).await?;
        }
        Ok(facts)
    }

    fn seen(&self, txn: &ReadTransaction, key: &SeenKey) -> Result<Option<Reply>, StoreError> {
        let row = get(txn, SEEN, key.as_str())?;
        let reply = row.as_deref().and_then(rows::read_seen).filter(|(until, _)| *until > self.now());
        Ok(reply.map(|(_, reply)| self.reply(key, reply)))
    }

    /// The reply of something that was seen; one that cannot be read any more is no reason to do it twice.
    fn reply(&self, key: &SeenKey, stored: &[u8]) -> Reply {
        shapes::read_or_default(stored, key.as_str(), &self.keys).unwrap_or_else(|_| {
            tracing::warn!(%key, "the answer this got before cannot be read");
            Reply::Nothing
        })
    }

    fn record(&self, records: &Rows, key: &Key, name: &str) -> Result<Found, StoreError> {
        let Some(row) = records.get(name.as_bytes()).map_err(unavailable)? else { return Ok(Found::Nothing) };
        let row = row.value();
        let read = rows::read_record(row).ok_or(Unreadable::Garbled).and_then(|(version, until, shape)| {
            let open = || shapes::read(shape, name, &self.keys);
            let lives = until > self.now();
            lives.then(|| Ok((version, self.known.record(key, name, shape, open)?))).transpose()
        });
        match read {
            Ok(Some((version, record))) => Ok(Found::Here(version, record)),
            Ok(None) => Ok(Found::Nothing),
            Err(Unreadable::Garbled) => {
                Ok(Found::Spoilt(Spoilt { name: name.to_owned(), row: row.to_vec(), place: None }))
            }
            Err(newer @ Unreadable::Newer(_)) => Err(newer.under(name)),
        }
    }

    fn owned(&self, txn: &ReadTransaction, team: &str, owner: &UserId) -> Result<Vec<Delivery>, StoreError> {
        let head = rows::owned_by(team, owner);
        let table = txn.open_table(OWNED).map_err(unavailable)?;
        let mut list = Vec::new();
        for entry in table.range(head.as_slice()..rows::after(&head).as_slice()).map_err(unavailable)? {
            let place = entry.map_err(unavailable)?.0;
            let Some(id) = rows::owned_id(&head, place.value()) else { continue };
            let name = format!("{team}|{id}");
            let Some(row) = get(txn, ITEMS, &name)? else { continue };
            match Item::read(&row).and_then(|item| item.delivery(&name, &self.keys)) {
                Ok(delivery) => list.push(delivery),
                Err(why) => tracing::error!(error = %why.under(&name), "left out of a list"),
            }
        }
        Ok(list)
    }

    async fn set_aside(&self, spoilt: Spoilt) -> Result<(), StoreError> {
        tracing::error!(name = %spoilt.name, "unreadable; set aside, as if it were not there");
        self.ask(Ask::SetAside(spoilt)).await.map(drop)
    }

    /// Leases what is due; the lock is held while the queue is read, so that nobody else gets the same.
    fn take(&self, due_by: Millis, lease: Duration, max: usize) -> Result<Vec<Taken>, StoreError> {
        let mut leases = self.leases();
        let txn = self.shelf.read()?;
        queue::claim(&txn, &mut leases, due_by, lease, max).map_err(unavailable)
    }

    async fn claims(
        &self,
        due_by: DateTime<Utc>,
        lease: Duration,
        max: usize,
    ) -> Result<Vec<Claim>, StoreError> {
        let mut claims = Vec::new();
        for taken in self.take(due_by.timestamp_millis(), lease, max)? {
            let Taken { name, place, row, token, rung } = taken;
            match Item::read(&row).and_then(|item| item.delivery(&name, &self.keys)) {
                Ok(delivery) => claims.push(Claim { delivery, token, rung }),
                Err(Unreadable::Garbled) => {
                    self.set_aside(Spoilt { name, row, place: Some(place) }).await?;
                }
                // it stays claimed, so that it does not come back at once
                Err(newer) => tracing::error!(error = %newer.under(&name), "cannot be delivered"),
            }
        }
        Ok(claims)
    }

    fn given_up(&self, max: usize) -> Result<Vec<DeadLetter>, StoreError> {
        let txn = self.shelf.read()?;
        let table = txn.open_table(DEAD).map_err(unavailable)?;
        let mut letters = Vec::new();
        for entry in table.iter().map_err(unavailable)?.take(max) {
            let (place, row) = entry.map_err(unavailable)?;
            let name = rows::dead_name(place.value()).unwrap_or_default();
            let read = rows::read_dead(row.value()).ok_or(Unreadable::Garbled);
            match read.and_then(|(why, item)| Ok((why, Item::read(item)?.delivery(name, &self.keys)?))) {
                Ok((why, delivery)) => letters.push(DeadLetter {
                    place: rows::read_dead_place(place.value()).unwrap_or_default(),
                    at: rows::dead_since(place.value()),
                    delivery,
                    why: why.to_owned(),
                }),
                Err(why) => tracing::error!(error = %why.under(name), "a dead letter is left out"),
            }
        }
        Ok(letters)
    }
}

impl Embedded {
    async fn take_out(&self, letter: &DeadLetter, again: Option<Delivery>) -> Result<bool, StoreError> {
        let team = letter.delivery.team.clone();
        let deliver = again.into_iter().collect();
        let edits = Edits::new(&team, &Changes { deliver, ..Changes::default() }, &self.keys)?;
        let Some(place) = rows::dead_place_of(&letter.place) else { return Ok(false) };
        Ok(matches!(self.ask(Ask::Lift { place, edits }).await?, Verdict::Saved))
    }

    fn count(&self) -> Result<Survey, StoreError> {
        let txn = self.shelf.read()?;
        let rows = |table| {
            txn.open_table::<&[u8], &[u8]>(table)
                .map_err(redb::Error::from)
                .and_then(|table| Ok(table.len()?))
                .map_err(unavailable)
        };
        let claimed = self.leases().count(Instant::now());
        Ok(Survey { deliveries: rows(ITEMS)?, claimed, dead: rows(DEAD)?, aside: rows(ASIDE)? })
    }
}

impl Drop for Embedded {
    fn drop(&mut self) {
        // without a sender the writer ends, and with it the file is free for the next owner
        self.jobs = None;
        if let Some(writer) = self.writer.take() {
            // a panic there was logged there
            let _ = writer.join();
        }
    }
}

/// A table that is only read.
type Rows = ReadOnlyTable<&'static [u8], &'static [u8]>;

/// What stands under a record's name.
enum Found {
    Here(Version, Record),
    Nothing,
    Spoilt(Spoilt),
}

fn get(
    txn: &ReadTransaction,
    table: redb::TableDefinition<&'static [u8], &'static [u8]>,
    name: &str,
) -> Result<Option<Vec<u8>>, StoreError> {
    let table = txn.open_table(table).map_err(unavailable)?;
    let row = table.get(name.as_bytes()).map_err(unavailable)?;
    Ok(row.map(|row| row.value().to_vec()))
}

/// The newest asks of a list.
fn listed(txn: &ReadTransaction, team: &TeamId, list: &List) -> Result<Vec<AskRef>, StoreError> {
    let head = rows::list_head(team, list);
    let table = txn.open_table(LISTS).map_err(unavailable)?;
    let range = table.range(head.as_slice()..rows::after(&head).as_slice()).map_err(unavailable)?;
    let mut asks = Vec::new();
    for entry in range.rev().take(MOST_LISTED) {
        let place = entry.map_err(unavailable)?.0;
        asks.extend(rows::listed_ask(&head, place.value()));
    }
    Ok(asks)
}

fn unavailable(why: impl Into<redb::Error>) -> StoreError {
    StoreError::Unavailable(why.into().to_string())
}

impl Store for Embedded {
    fn load<'a>(&'a self, what: &'a Lookup) -> BoxFuture<'a, Result<Facts, StoreError>> {
        Box::pin(self.look_up(what))
    }

    fn commit<'a>(
        &'a self,
        team: &'a TeamId,
        changes: Changes,
    ) -> BoxFuture<'a, Result<Committed, StoreError>> {
        Box::pin(async move {
            let edits = Edits::new(team, &changes, &self.keys)?;
            if edits.is_nothing() {
                return Ok(Committed::New);
            }
            Ok(match (self.ask(Ask::Commit(edits)).await?, &changes.seen) {
                (Verdict::Saved, _) => Committed::New,
                (Verdict::Seen(reply), Some((key, _))) => Committed::AlreadySeen(self.reply(key, &reply)),
                _ => Committed::Conflict,
            })
        })
    }

    fn claim(
        &self,
        due_by: DateTime<Utc>,
        lease: Duration,
        max: usize,
    ) -> BoxFuture<'_, Result<Vec<Claim>, StoreError>> {
        Box::pin(self.claims(due_by, lease, max))
    }

    fn settle<'a>(
        &'a self,
        claim: &'a Claim,
        how: Settlement,
        changes: Changes,
    ) -> BoxFuture<'a, Result<Settled, StoreError>> {
        Box::pin(async move {
            let settling = Settling::new(claim, how, &changes, &self.keys)?;
            Ok(match self.ask(Ask::Settle(settling)).await? {
                Verdict::Saved | Verdict::Seen(_) => Settled::Yes,
                Verdict::TooLate => Settled::TooLate,
                Verdict::Conflict => Settled::Conflict,
            })
        })
    }

    fn next_due(&self) -> BoxFuture<'_, Result<Option<DateTime<Utc>>, StoreError>> {
        Box::pin(async move {
            let leases = self.leases();
            let txn = self.shelf.read()?;
            let due = queue::next_due(&txn, &leases).map_err(unavailable)?;
            Ok(due.map(rows::moment))
        })
    }

    fn dead_letters(&self, max: usize) -> BoxFuture<'_, Result<Vec<DeadLetter>, StoreError>> {
        Box::pin(async move { self.given_up(max) })
    }

    fn lift<'a>(
        &'a self,
        letter: &'a DeadLetter,
        again: Option<Delivery>,
    ) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(self.take_out(letter, again))
    }

    fn survey(&self) -> BoxFuture<'_, Result<Survey, StoreError>> {
        Box::pin(async move { self.count() })
    }

    fn tallies(&self) -> BoxFuture<'_, Result<Vec<(String, Record)>, StoreError>> {
        Box::pin(async move { self.tallied() })
    }

    fn leaf<'a>(
        &'a self,
        team: &'a TeamId,
        from: Option<&'a str>,
    ) -> BoxFuture<'a, Result<Leaf, StoreError>> {
        Box::pin(async move { self.turn(team, from) })
    }

    fn probe(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move { self.ask(Ask::Probe).await.map(drop) })
    }
}
