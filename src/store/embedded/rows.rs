//! How the embedded store lays out its rows and index keys: small binary heads before the persisted shapes.

use chrono::{DateTime, Utc};

use crate::domain::ask::AskRef;
use crate::domain::ids::{DeliveryId, TeamId, UserId};
use crate::domain::outgoing::{Delivery, Lane};
use crate::domain::record::List;
use crate::ports::StoreError;
use crate::store::copy::Waiting;
use crate::store::seal::Keys;
use crate::store::shapes::{self, Unreadable};

/// Milliseconds since the epoch.
pub(super) type Millis = i64;

/// A record that is kept for ever.
pub(super) const FOR_EVER: Millis = Millis::MAX;

/// No moment.
const NEVER: Millis = Millis::MIN;

/// A moment, rounded up: nothing is due, or forgotten, a fraction too early.
pub(super) fn up(at: DateTime<Utc>) -> Millis {
    let rest = at.timestamp_subsec_nanos() % 1_000_000;
    at.timestamp_millis() + Millis::from(rest > 0)
}

pub(super) fn moment(at: Millis) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(at).unwrap_or_default()
}

/// Milliseconds as bytes that sort as they do.
fn sortable(at: Millis) -> [u8; 8] {
    (at ^ Millis::MIN).to_be_bytes()
}

fn sorted(bytes: [u8; 8]) -> Millis {
    Millis::from_be_bytes(bytes) ^ Millis::MIN
}

/// Reads a row from its head to its end.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(head)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn millis(&mut self) -> Option<Millis> {
        self.array().map(sorted)
    }
}

/// A delivery as a row. Its shapes stay bytes until somebody reads them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Item {
    pub lane: Lane,
    pub due: Millis,
    /// How often it was rung.
    pub rung: u64,
    /// The earliest due moment it was rung for while it was claimed.
    pub again: Option<Millis>,
    pub owner: Option<UserId>,
    pub what: Vec<u8>,
    pub progress: Vec<u8>,
}

/// The version of the rows' layout.
const LAYOUT: u8 = 1;

impl Item {
    /// A delivery on its way into the store.
    pub fn new(delivery: &Delivery, name: &str, keys: &Keys) -> Result<Self, StoreError> {
        Ok(Self {
            lane: delivery.lane,
            due: up(delivery.due),
            rung: 0,
            again: None,
            owner: delivery.owner.clone(),
            what: shapes::write_what(delivery, name, keys)?,
            progress: shapes::write_unless_default(&delivery.progress, name, keys)?,
        })
    }

    /// One that comes from another store.
    pub fn of(waiting: &Waiting) -> Self {
        let Waiting { lane, due, owner, what, progress, .. } = waiting.clone();
        Self { lane, due, rung: 0, again: None, owner, what, progress }
    }

    /// The delivery that stands under this name.
    pub fn delivery(&self, name: &str, keys: &Keys) -> Result<Delivery, Unreadable> {
        let (team, id) = name.split_once('|').ok_or(Unreadable::Garbled)?;
        let (team, id) = (TeamId::parse(team).ok_or(Unreadable::Garbled)?, DeliveryId::from_stored(id));
        Ok(Delivery {
            what: shapes::read_what(&self.what, (&team, &id, self.owner.as_ref()), keys)?,
            progress: shapes::read_or_default(&self.progress, name, keys)?,
            due: moment(self.due),
            lane: self.lane,
            owner: self.owner.clone(),
            id,
            team,
        })
    }

    pub fn write(&self) -> Vec<u8> {
        let owner = self.owner.as_ref().map_or("", UserId::as_str);
        let mut row = Vec::with_capacity(32 + owner.len() + self.what.len() + self.progress.len());
        row.extend([LAYOUT, lane_byte(self.lane)]);
        row.extend(sortable(self.due));
        row.extend(self.rung.to_be_bytes());
        row.extend(sortable(self.again.unwrap_or(NEVER)));
        // an id has at most 20 bytes
        row.push(u8::try_from(owner.len()).unwrap_or(0));
        row.extend(owner.as_bytes());
        row.extend(u32::try_from(self.what.len()).unwrap_or(u32::MAX).to_be_bytes());
        row.extend(&self.what);
        row.extend(&self.progress);
        row
    }

    pub fn read(row: &[u8]) -> Result<Self, Unreadable> {
        match row.first() {
            Some(&LAYOUT) => Self::parse(row).ok_or(Unreadable::Garbled),
            found => Err(Unreadable::version(found.copied().unwrap_or(0), LAYOUT)),
        }
    }

    fn parse(row: &[u8]) -> Option<Self> {
        let mut row = Reader(row.get(1..)?);
        let [lane] = row.array()?;
        let due = row.millis()?;
        let rung = u64::from_be_bytes(row.array()?);
        let again = row.millis().map(|at| (at != NEVER).then_some(at))?;
        let [owner_len] = row.array()?;
        let owner = match row.take(owner_len.into())? {
            [] => None,
            owner => Some(UserId::parse(str::from_utf8(owner).ok()?)?),
        };
        let what_len = usize::try_from(u32::from_be_bytes(row.array()?)).ok()?;
        let what = row.take(what_len)?.to_vec();
        Some(Self { lane: lane_of(lane)?, due, rung, again, owner, what, progress: row.0.to_vec() })
    }
}

fn lane_byte(lane: Lane) -> u8 {
    match lane {
        Lane::Fast => 0,
        Lane::Normal => 1,
    }
}

fn lane_of(byte: u8) -> Option<Lane> {
    [Lane::Fast, Lane::Normal].into_iter().find(|lane| lane_byte(*lane) == byte)
}

/// A value with a head of fixed length before it.
fn headed(head: &[[u8; 8]], value: &[u8]) -> Vec<u8> {
    [head.as_flattened(), value].concat()
}

/// A seen key's row: until when, and the reply.
pub(super) fn seen_row(until: Millis, reply: &[u8]) -> Vec<u8> {
    headed(&[sortable(until)], reply)
}

pub(super) fn read_seen(row: &[u8]) -> Option<(Millis, &[u8])> {
    let mut row = Reader(row);
    Some((row.millis()?, row.0))
}

/// A record's row: its version, until when, and the shape.
pub(super) fn record_row(version: u64, until: Millis, shape: &[u8]) -> Vec<u8> {
    headed(&[version.to_be_bytes(), sortable(until)], shape)
}

pub(super) fn read_record(row: &[u8]) -> Option<(u64, Millis, &[u8])> {
    let mut row = Reader(row);
    Some((u64::from_be_bytes(row.array()?), row.millis()?, row.0))
}

/// A dead letter's row: why, then the item.
pub(super) fn dead_row(why: &str, item: &[u8]) -> Vec<u8> {
    let len = u32::try_from(why.len()).unwrap_or(0);
    let why = &why.as_bytes()[..len as usize];
    [&len.to_be_bytes(), why, item].concat()
}

pub(super) fn read_dead(row: &[u8]) -> Option<(&str, &[u8])> {
    let mut row = Reader(row);
    let len = u32::from_be_bytes(row.array()?);
    let why = str::from_utf8(row.take(usize::try_from(len).ok()?)?).ok()?;
    Some((why, row.0))
}

/// A dead letter's place: by the moment it was given up.
pub(super) fn dead_place(at: Millis, name: &str) -> Vec<u8> {
    [&sortable(at), name.as_bytes()].concat()
}

/// A dead letter's place in words, for who asks for it by name later.
pub(super) fn read_dead_place(key: &[u8]) -> Option<String> {
    Some(format!("{}:{}", dead_since(key).timestamp_millis(), dead_name(key)?))
}

/// The place that was put in words.
pub(super) fn dead_place_of(words: &str) -> Option<Vec<u8>> {
    let (at, name) = words.split_once(':')?;
    Some(dead_place(at.parse().ok()?, name))
}

/// When a letter in this place was given up.
pub(super) fn dead_since(key: &[u8]) -> DateTime<Utc> {
    Reader(key).millis().map(moment).unwrap_or_default()
}

/// The delivery's name in a dead letter's place.
pub(super) fn dead_name(key: &[u8]) -> Option<&str> {
    str::from_utf8(key.get(8..)?).ok()
}

/// The moment in a dead letter's place.
pub(super) fn dead_at(key: &[u8]) -> Option<Millis> {
    Reader(key).millis()
}

/// The workspace and the id in a delivery's name.
fn parts(name: &str) -> (&str, &str) {
    name.split_once('|').unwrap_or(("", name))
}

/// A delivery's place in the queue: lane, workspace, due moment, id, so that each workspace has a queue of its own.
pub(super) fn place(lane: Lane, due: Millis, name: &str) -> Vec<u8> {
    let (team, id) = parts(name);
    let mut key = queue_of(lane, team);
    key.extend(sortable(due));
    key.extend(id.as_bytes());
    key
}

/// The head of all places of a workspace in a lane.
pub(super) fn queue_of(lane: Lane, team: &str) -> Vec<u8> {
    let mut key = lane_queue(lane);
    key.push(u8::try_from(team.len()).unwrap_or(u8::MAX));
    key.extend(team.as_bytes());
    key
}

/// The head of all places in a lane.
pub(super) fn lane_queue(lane: Lane) -> Vec<u8> {
    vec![lane_byte(lane)]
}

/// A place, read back: the workspace, the due moment and the delivery's id.
pub(super) fn read_place(key: &[u8]) -> Option<(&str, Millis, &str)> {
    let mut key = Reader(key.get(1..)?);
    let [len] = key.array()?;
    let team = str::from_utf8(key.take(len.into())?).ok()?;
    let due = key.millis()?;
    let id = str::from_utf8(key.0).ok()?;
    Some((team, due, id))
}

/// A delivery's place in its owner's list.
pub(super) fn owned_place(owner: &UserId, due: Millis, name: &str) -> Vec<u8> {
    let (team, id) = parts(name);
    let mut key = owned_by(team, owner);
    key.extend(sortable(due));
    key.extend(id.as_bytes());
    key
}

/// The head of an owner's list.
pub(super) fn owned_by(team: &str, owner: &UserId) -> Vec<u8> {
    format!("{team}|{owner}|").into_bytes()
}

/// The id at the end of a place in the list with this head.
pub(super) fn owned_id<'a>(head: &[u8], key: &'a [u8]) -> Option<&'a str> {
    str::from_utf8(key.get(head.len() + 8..)?).ok()
}

/// The head of a list of asks.
pub(super) fn list_head(team: &TeamId, list: &List) -> Vec<u8> {
    let mut head = list.stored(team).into_bytes();
    head.push(b'|');
    head
}

/// An ask's place in a list: the newest come last.
pub(super) fn listed(team: &TeamId, list: &List, ask: &AskRef) -> Vec<u8> {
    let mut key = list_head(team, list);
    key.extend(List::entry(ask).as_bytes());
    key
}

/// The ask at a place in the list with this head.
pub(super) fn listed_ask(head: &[u8], key: &[u8]) -> Option<AskRef> {
    List::ask(str::from_utf8(key.get(head.len()..)?).ok()?)
}

/// The key after all keys with this head. No key of ours has 0xFF where a head ends.
pub(super) fn after(head: &[u8]) -> Vec<u8> {
    [head, &[u8::MAX; 9]].concat()
}

/// What is swept when its time is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Swept {
    Seen,
    Record,
}

/// Until when a row that may be swept lives.
pub(super) fn until(kind: Swept, row: &[u8]) -> Option<Millis> {
    match kind {
        Swept::Seen => read_seen(row).map(|(until, _)| until),
        Swept::Record => read_record(row).map(|(_, until, _)| until),
    }
}

/// When something may be swept: the moment, what kind, its name.
pub(super) fn expiry(until: Millis, kind: Swept, name: &str) -> Vec<u8> {
    let kind = match kind {
        Swept::Seen => b's',
        Swept::Record => b'r',
    };
    [&sortable(until), &[kind][..], name.as_bytes()].concat()
}

/// All expiries up to a moment stand before this key.
pub(super) fn expired_by(at: Millis) -> Vec<u8> {
    sortable(at).to_vec()
}

pub(super) fn read_expiry(key: &[u8]) -> Option<(Swept, &str)> {
    let mut key = Reader(key);
    key.millis()?;
    let kind = match key.array()? {
        [b's'] => Swept::Seen,
        [b'r'] => Swept::Record,
        _ => return None,
    };
    Some((kind, str::from_utf8(key.0).ok()?))
}
