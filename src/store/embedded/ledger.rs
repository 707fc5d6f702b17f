//! One write transaction: each change is judged by the state the ones before it left, then written.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use redb::{ReadableTable, Table, TableDefinition, WriteTransaction};

use super::edits::{Edits, How, Put, Settling};
use super::leases::{Afterwards, Lease, Leases};
use super::rows::{self, FOR_EVER, Item, Millis, Swept};

type Bytes = &'static [u8];

/// What was seen, with the reply.
pub(super) const SEEN: TableDefinition<Bytes, Bytes> = TableDefinition::new("seen");
/// Records.
pub(super) const RECORDS: TableDefinition<Bytes, Bytes> = TableDefinition::new("records");
/// Deliveries.
pub(super) const ITEMS: TableDefinition<Bytes, Bytes> = TableDefinition::new("items");
/// Deliveries by lane, workspace and due moment.
pub(super) const QUEUE: TableDefinition<Bytes, ()> = TableDefinition::new("queue");
/// Deliveries by owner.
pub(super) const OWNED: TableDefinition<Bytes, ()> = TableDefinition::new("owned");
/// Asks by the lists they are on.
pub(super) const LISTS: TableDefinition<Bytes, ()> = TableDefinition::new("lists");
/// What is forgotten when.
pub(super) const EXPIRY: TableDefinition<Bytes, ()> = TableDefinition::new("expiry");
/// Deliveries that were given up.
pub(super) const DEAD: TableDefinition<Bytes, Bytes> = TableDefinition::new("dead");
/// Rows that could not be read, set aside as they were.
pub(super) const ASIDE: TableDefinition<Bytes, Bytes> = TableDefinition::new("aside");

/// How long what was seen is remembered. Slack may come again for 24 hours after the first time.
const SEEN_FOR: Millis = 26 * 60 * 60 * 1000;

/// Rows stay this long past their time, so that a decision that still rests on one meets its version.
const GRACE: Millis = 60 * 1000;

/// How a change ended.
#[derive(Debug)]
pub(super) enum Verdict {
    /// Written.
    Saved,
    /// Written before; this is the row with the reply.
    Seen(Vec<u8>),
    /// A record has another version.
    Conflict,
    /// The claim no longer holds.
    TooLate,
}

/// A row that cannot be read.
#[derive(Debug)]
pub(super) struct Spoilt {
    pub name: String,
    pub row: Vec<u8>,
    /// A delivery's place in the queue; `None` for a record.
    pub place: Option<Vec<u8>>,
}

/// The tables of one write transaction, and the moment it is about.
pub(super) struct Ledger<'t> {
    pub(super) seen: Table<'t, Bytes, Bytes>,
    pub(super) records: Table<'t, Bytes, Bytes>,
    pub(super) items: Table<'t, Bytes, Bytes>,
    queue: Table<'t, Bytes, ()>,
    owned: Table<'t, Bytes, ()>,
    pub(super) lists: Table<'t, Bytes, ()>,
    pub(super) expiry: Table<'t, Bytes, ()>,
    pub(super) dead: Table<'t, Bytes, Bytes>,
    aside: Table<'t, Bytes, Bytes>,
    now: Millis,
    /// Whether anything was written.
    pub dirty: bool,
}

impl<'t> Ledger<'t> {
    pub fn open(txn: &'t WriteTransaction, now: Millis) -> Result<Self, redb::Error> {
        Ok(Self {
            seen: txn.open_table(SEEN)?,
            records: txn.open_table(RECORDS)?,
            items: txn.open_table(ITEMS)?,
            queue: txn.open_table(QUEUE)?,
            owned: txn.open_table(OWNED)?,
            lists: txn.open_table(LISTS)?,
            expiry: txn.open_table(EXPIRY)?,
            dead: txn.open_table(DEAD)?,
            aside: txn.open_table(ASIDE)?,
            now,
            dirty: false,
        })
    }

    /// Judges and writes a commit.
    pub fn commit(&mut self, edits: &Edits, claims: &mut Claims) -> Result<Verdict, redb::Error> {
        if let Some(reply) = self.seen_before(edits)? {
            return Ok(Verdict::Seen(reply));
        }
        if !self.rests(&edits.rests_on)? {
            return Ok(Verdict::Conflict);
        }
        self.write(edits, claims)?;
        Ok(Verdict::Saved)
    }

    /// Judges and writes a settlement with the changes that come with it.
    pub fn settle(&mut self, settling: &Settling, claims: &mut Claims) -> Result<Verdict, redb::Error> {
        let Some(lease) = claims.leases().held(&settling.name, settling.token, claims.now) else {
            return Ok(Verdict::TooLate);
        };
        let edits = &settling.edits;
        let seen = self.seen_before(edits)?.is_some();
        if !seen && !self.rests(&edits.rests_on)? {
            return Ok(Verdict::Conflict);
        }
        if !seen {
            self.write(edits, claims)?;
        }
        self.dirty = true;
        if claims.leases().held(&settling.name, settling.token, claims.now).is_none() {
            // its own changes took it back, and what stands there now is another
            return Ok(Verdict::Saved);
        }
        claims.begin(&settling.name, matches!(settling.how, How::Going(_)).then_some(lease));
        if let Some(item) = self.item(&settling.name)? {
            self.conclude(&settling.name, &item, lease, &settling.how)?;
        }
        Ok(Verdict::Saved)
    }

    fn seen_before(&self, edits: &Edits) -> Result<Option<Vec<u8>>, redb::Error> {
        let Some((key, _)) = &edits.seen else { return Ok(None) };
        let row = self.seen.get(key.as_bytes())?;
        let reply = row.as_ref().and_then(|row| rows::read_seen(row.value()));
        Ok(reply.filter(|(until, _)| *until > self.now).map(|(_, reply)| reply.to_vec()))
    }

    /// Whether all records still have these versions.
    fn rests(&self, on: &[(String, u64)]) -> Result<bool, redb::Error> {
        for (name, version) in on {
            let row = self.records.get(name.as_bytes())?;
            let found = row.as_ref().and_then(|row| rows::read_record(row.value()));
            let found = found.filter(|(_, until, _)| *until > self.now).map_or(0, |(version, ..)| version);
            if found != *version {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn write(&mut self, edits: &Edits, claims: &mut Claims) -> Result<(), redb::Error> {
        self.dirty |= !edits.is_nothing();
        if let Some((key, reply)) = &edits.seen {
            let until = self.now + SEEN_FOR;
            self.seen.insert(key.as_bytes(), rows::seen_row(until, reply).as_slice())?;
            self.expiry.insert(rows::expiry(until, Swept::Seen, key).as_slice(), ())?;
        }
        for put in &edits.puts {
            self.put(put)?;
        }
        for place in &edits.list {
            self.lists.insert(place.as_slice(), ())?;
        }
        for place in &edits.unlist {
            self.lists.remove(place.as_slice())?;
        }
        for name in &edits.cancel {
            self.cancel(name, claims)?;
        }
        for (name, item) in &edits.deliver {
            if self.items.get(name.as_bytes())?.is_none() {
                self.add(name, item)?;
            }
        }
        for (name, item) in &edits.ring {
            self.ring(name, item, claims)?;
        }
        Ok(())
    }

    fn put(&mut self, put: &Put) -> Result<(), redb::Error> {
        let name = put.name.as_bytes();
        let before = self.records.get(name)?.and_then(|row| rows::read_record(row.value()).map(|r| r.0));
        let row = rows::record_row(before.unwrap_or(0) + 1, put.until, &put.shape);
        self.records.insert(name, row.as_slice())?;
        if put.until != FOR_EVER {
            self.expiry.insert(rows::expiry(put.until, Swept::Record, &put.name).as_slice(), ())?;
        }
        Ok(())
    }

    fn cancel(&mut self, name: &str, claims: &mut Claims) -> Result<(), redb::Error> {
        claims.begin(name, None);
        if let Some(item) = self.item(name)? {
            self.remove(name, &item)?;
        }
        Ok(())
    }

    fn ring(&mut self, name: &str, new: &Item, claims: &Claims) -> Result<(), redb::Error> {
        let Some(old) = self.item(name)? else { return self.add(name, new) };
        let rung = old.rung + 1;
        let item = match claims.leases().rung_when_claimed(name, claims.now) {
            // claimed right now: this ring is for afterwards, and so is any since the claim
            Some(then) => {
                let earlier = old.again.filter(|_| old.rung != then);
                Item { rung, again: Some(earlier.map_or(new.due, |at| at.min(new.due))), ..old.clone() }
            }
            None => Item { rung, again: None, due: old.due.min(new.due), ..old.clone() },
        };
        self.change(name, &old, &item)
    }

    /// Does to a claimed delivery what its settlement says.
    fn conclude(&mut self, name: &str, old: &Item, lease: Lease, how: &How) -> Result<(), redb::Error> {
        let rung_since = old.rung != lease.rung;
        let kept = match how {
            How::Going(progress) => Item { progress: progress.clone(), ..old.clone() },
            How::Again(at, progress) => {
                let rung = old.again.filter(|_| rung_since);
                let due = rung.map_or(*at, |rung| rung.min(*at));
                Item { due, again: None, progress: progress.clone(), ..old.clone() }
            }
            How::Done if rung_since => {
                Item { due: old.again.unwrap_or(old.due), again: None, progress: Vec::new(), ..old.clone() }
            }
            How::Done => return self.remove(name, old),
            How::Dead(why) => {
                let row = rows::dead_row(why, &old.write());
                self.dead.insert(rows::dead_place(self.now, name).as_slice(), row.as_slice())?;
                return self.remove(name, old);
            }
        };
        self.change(name, old, &kept)
    }

    /// A delivery's row; one that cannot be read counts as absent.
    fn item(&self, name: &str) -> Result<Option<Item>, redb::Error> {
        Ok(self.items.get(name.as_bytes())?.and_then(|row| Item::read(row.value()).ok()))
    }

    pub(super) fn add(&mut self, name: &str, item: &Item) -> Result<(), redb::Error> {
        self.items.insert(name.as_bytes(), item.write().as_slice())?;
        self.queue.insert(rows::place(item.lane, item.due, name).as_slice(), ())?;
        if let Some(owner) = &item.owner {
            self.owned.insert(rows::owned_place(owner, item.due, name).as_slice(), ())?;
        }
        Ok(())
    }

    fn remove(&mut self, name: &str, item: &Item) -> Result<(), redb::Error> {
        self.items.remove(name.as_bytes())?;
        self.leave_places(name, item)
    }

    fn leave_places(&mut self, name: &str, item: &Item) -> Result<(), redb::Error> {
        self.queue.remove(rows::place(item.lane, item.due, name).as_slice())?;
        if let Some(owner) = &item.owner {
            self.owned.remove(rows::owned_place(owner, item.due, name).as_slice())?;
        }
        Ok(())
    }

    fn change(&mut self, name: &str, old: &Item, new: &Item) -> Result<(), redb::Error> {
        if old.due == new.due {
            self.items.insert(name.as_bytes(), new.write().as_slice())?;
            return Ok(());
        }
        self.leave_places(name, old)?;
        self.add(name, new)
    }

    /// Moves a row that cannot be read out of the way, as it is, unless somebody wrote it anew meanwhile.
    pub fn set_aside(&mut self, spoilt: &Spoilt) -> Result<Verdict, redb::Error> {
        self.dirty = true;
        if let Some(place) = &spoilt.place {
            self.queue.remove(place.as_slice())?;
        }
        let table = if spoilt.place.is_some() { &mut self.items } else { &mut self.records };
        let name = spoilt.name.as_bytes();
        if table.get(name)?.is_some_and(|row| row.value() == spoilt.row) {
            table.remove(name)?;
            self.aside.insert(name, spoilt.row.as_slice())?;
        }
        Ok(Verdict::Saved)
    }

    /// Takes a dead letter out, unless it is gone, and writes what comes in its stead.
    pub fn lift(&mut self, place: &[u8], edits: &Edits, claims: &mut Claims) -> Result<Verdict, redb::Error> {
        if self.dead.remove(place)?.is_none() {
            return Ok(Verdict::TooLate);
        }
        self.dirty = true;
        self.write(edits, claims)?;
        Ok(Verdict::Saved)
    }

    /// Writes a row that nobody reads.
    pub fn probe(&mut self) -> Result<Verdict, redb::Error> {
        self.dirty = true;
        self.seen.insert(b"probe".as_slice(), rows::seen_row(self.now, &[]).as_slice())?;
        Ok(Verdict::Saved)
    }

    /// Forgets up to `most` rows whose time is over.
    pub fn sweep(&mut self, most: usize) -> Result<(), redb::Error> {
        let end = rows::expired_by(self.now - GRACE);
        let keys: Vec<Vec<u8>> = self
            .expiry
            .range(..end.as_slice())?
            .take(most)
            .map(|entry| entry.map(|(key, _)| key.value().to_vec()))
            .collect::<Result<_, _>>()?;
        for key in keys {
            self.forget(&key)?;
            self.expiry.remove(key.as_slice())?;
        }
        Ok(())
    }

    /// Forgets what an expiry names, unless it was written again and lives longer.
    fn forget(&mut self, expiry: &[u8]) -> Result<(), redb::Error> {
        let Some((kind, name)) = rows::read_expiry(expiry) else { return Ok(()) };
        let table = match kind {
            Swept::Seen => &mut self.seen,
            Swept::Record => &mut self.records,
        };
        let until = table.get(name.as_bytes())?.and_then(|row| rows::until(kind, row.value()));
        if until.is_some_and(|until| until <= self.now) {
            table.remove(name.as_bytes())?;
        }
        Ok(())
    }
}

/// The claims, as one batch of changes sees them.
pub(super) struct Claims<'a> {
    leases: &'a Mutex<Leases>,
    now: Instant,
    after: Vec<Afterwards>,
}

impl<'a> Claims<'a> {
    pub fn new(leases: &'a Mutex<Leases>) -> Self {
        Self { leases, now: Instant::now(), after: Vec::new() }
    }

    fn leases(&self) -> MutexGuard<'a, Leases> {
        self.leases.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Holds a delivery still until the batch is decided; then its claim ends, unless it goes on.
    fn begin(&mut self, name: &str, goes_on: Option<Lease>) {
        self.leases().begin(name, goes_on);
        self.after.push(match goes_on {
            Some(lease) => Afterwards::GoesOn(name.to_owned(), lease),
            None => Afterwards::Ends(name.to_owned()),
        });
    }

    /// The batch is on disk.
    pub fn finish(self) {
        let mut leases = self.leases();
        leases.finish(self.after, Instant::now());
    }

    /// Nothing of the batch happened.
    pub fn undo(self) {
        let mut leases = self.leases();
        leases.undo(self.after);
    }
}
