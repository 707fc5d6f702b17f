//! The embedded store as one that is copied from and into.

use redb::{ReadableTable, ReadableTableMetadata, TableDefinition, Value};
use tokio::sync::mpsc;

use super::ledger::{ASIDE, DEAD, ITEMS, LISTS, Ledger, RECORDS, SEEN, Verdict};
use super::rows::{self, FOR_EVER, Item, Swept};
use super::writer::Ask;
use super::{Embedded, unavailable};
use crate::domain::ids::{DeliveryId, TeamId};
use crate::ports::{BoxFuture, StoreError};
use crate::store::copy::{BATCH, Row, Stock, Waiting};
use crate::store::shapes;

/// How a table's row becomes one of a copy; `None` when it cannot be read.
type Reads = fn(&[u8], &[u8]) -> Option<Row>;

impl Embedded {
    fn holds_nothing(&self) -> Result<bool, StoreError> {
        let txn = self.shelf.read()?;
        let mut rows = 0;
        for table in [SEEN, RECORDS, ITEMS, DEAD, ASIDE] {
            rows += txn.open_table(table).map_err(unavailable)?.len().map_err(unavailable)?;
        }
        rows += txn.open_table(LISTS).map_err(unavailable)?.len().map_err(unavailable)?;
        Ok(rows == 0)
    }

    /// Up to a batch of rows of a table behind a key, and the last key.
    fn batch<V: Value + 'static>(
        &self,
        table: TableDefinition<&'static [u8], V>,
        after: Option<&[u8]>,
        read: impl Fn(&[u8], V::SelfType<'_>) -> Option<Row>,
    ) -> Result<(Vec<Row>, Option<Vec<u8>>), StoreError> {
        let txn = self.shelf.read()?;
        let table = txn.open_table(table).map_err(unavailable)?;
        // nothing stands between a key and the same key with a zero behind it
        let from = after.map(|key| [key, &[0]].concat()).unwrap_or_default();
        let (mut rows, mut last) = (Vec::new(), None);
        for entry in table.range(from.as_slice()..).map_err(unavailable)?.take(BATCH) {
            let (key, value) = entry.map_err(unavailable)?;
            let row = read(key.value(), value.value());
            if row.is_none() {
                tracing::error!("something that cannot be read stays behind");
            }
            rows.extend(row);
            last = Some(key.value().to_vec());
        }
        Ok((rows, last))
    }

    async fn pour(&self, to: &mpsc::Sender<Vec<Row>>) -> Result<(), StoreError> {
        let tables: [(_, Reads); 4] = [(SEEN, seen), (RECORDS, record), (ITEMS, item), (DEAD, dead)];
        for (table, read) in tables {
            let mut after = None;
            loop {
                let (rows, last) = self.batch(table, after.as_deref(), read)?;
                if last.is_none() {
                    break;
                }
                if to.send(rows).await.is_err() {
                    return Ok(());
                }
                after = last;
            }
        }
        let mut after = None;
        loop {
            let (rows, last) = self.batch(LISTS, after.as_deref(), |key, ()| listed(key))?;
            if last.is_none() || to.send(rows).await.is_err() {
                return Ok(());
            }
            after = last;
        }
    }
}

impl Ledger<'_> {
    /// Takes in rows of another store. One that is there already stays.
    pub fn take_in(&mut self, rows: &[Row]) -> Result<Verdict, redb::Error> {
        self.dirty = true;
        for row in rows {
            match row {
                Row::Seen { key, until, reply } => {
                    self.seen.insert(key.as_bytes(), rows::seen_row(*until, reply).as_slice())?;
                    self.expiry.insert(rows::expiry(*until, Swept::Seen, key).as_slice(), ())?;
                }
                Row::Record { name, version, until, shape } => {
                    let lives = until.unwrap_or(FOR_EVER);
                    self.records
                        .insert(name.as_bytes(), rows::record_row(*version, lives, shape).as_slice())?;
                    if let Some(until) = until {
                        self.expiry.insert(rows::expiry(*until, Swept::Record, name).as_slice(), ())?;
                    }
                }
                Row::Listed { list, entry } => {
                    self.lists.insert([list.as_bytes(), b"|", entry.as_bytes()].concat().as_slice(), ())?;
                }
                Row::Waits(waiting) => {
                    let name = shapes::delivery_name(&waiting.team, &waiting.id);
                    if self.items.get(name.as_bytes())?.is_none() {
                        self.add(&name, &Item::of(waiting))?;
                    }
                }
                Row::Dead { at, why, what } => {
                    let name = shapes::delivery_name(&what.team, &what.id);
                    let row = rows::dead_row(why, &Item::of(what).write());
                    self.dead.insert(rows::dead_place(*at, &name).as_slice(), row.as_slice())?;
                }
            }
        }
        Ok(Verdict::Saved)
    }
}

fn text(bytes: &[u8]) -> Option<String> {
    str::from_utf8(bytes).ok().map(str::to_owned)
}

fn seen(key: &[u8], row: &[u8]) -> Option<Row> {
    let (until, reply) = rows::read_seen(row)?;
    Some(Row::Seen { key: text(key)?, until, reply: reply.to_vec() })
}

fn record(key: &[u8], row: &[u8]) -> Option<Row> {
    let (version, until, shape) = rows::read_record(row)?;
    let until = (until != FOR_EVER).then_some(until);
    Some(Row::Record { name: text(key)?, version, until, shape: shape.to_vec() })
}

fn item(key: &[u8], row: &[u8]) -> Option<Row> {
    waiting(str::from_utf8(key).ok()?, row).map(Row::Waits)
}

fn dead(key: &[u8], row: &[u8]) -> Option<Row> {
    let (why, item) = rows::read_dead(row)?;
    let what = waiting(rows::dead_name(key)?, item)?;
    Some(Row::Dead { at: rows::dead_at(key)?, why: why.to_owned(), what })
}

fn waiting(name: &str, row: &[u8]) -> Option<Waiting> {
    let (team, id) = name.split_once('|')?;
    let Item { lane, due, owner, what, progress, .. } = Item::read(row).ok()?;
    let (team, id) = (TeamId::parse(team)?, DeliveryId::from_stored(id));
    Some(Waiting { team, id, lane, due, owner, what, progress })
}

fn listed(key: &[u8]) -> Option<Row> {
    let (list, entry) = str::from_utf8(key).ok()?.split_once('|')?;
    Some(Row::Listed { list: list.to_owned(), entry: entry.to_owned() })
}

impl Stock for Embedded {
    /// The file has one owner, and that is us.
    fn is_in_use(&self) -> BoxFuture<'_, Result<bool, StoreError>> {
        Box::pin(async { Ok(false) })
    }

    fn is_empty(&self) -> BoxFuture<'_, Result<bool, StoreError>> {
        Box::pin(async { self.holds_nothing() })
    }

    fn dump(&self, to: mpsc::Sender<Vec<Row>>) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move { self.pour(&to).await })
    }

    fn put(&self, rows: Vec<Row>) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move { self.ask(Ask::Put(rows)).await.map(drop) })
    }

    fn is_being_filled(&self, filling: bool) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move { self.shelf.note_filling(filling) })
    }
}
