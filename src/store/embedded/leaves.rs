//! Everything of one workspace, leaf by leaf.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use redb::{TableDefinition, Value};

use super::ledger::{DEAD, ITEMS, LISTS, RECORDS};
use super::rows::{self, FOR_EVER, Item};
use super::{Embedded, unavailable};
use crate::domain::ids::TeamId;
use crate::domain::record::{Key, List};
use crate::ports::{DeadLetter, Kept, Leaf, StoreError};
use crate::store::shapes::{self, Unreadable};

/// Rows of one leaf, at most.
const ROWS: usize = 100;

/// The tables, in the order in which they are turned over.
#[derive(Clone, Copy)]
enum Chapter {
    Records,
    Lists,
    Items,
    Dead,
}

impl Chapter {
    const ALL: [Self; 4] = [Self::Records, Self::Lists, Self::Items, Self::Dead];

    fn letter(self) -> char {
        match self {
            Self::Records => 'r',
            Self::Lists => 'l',
            Self::Items => 'i',
            Self::Dead => 'd',
        }
    }

    fn next(self) -> Option<Self> {
        let at = Self::ALL.iter().position(|chapter| chapter.letter() == self.letter())?;
        Self::ALL.get(at + 1).copied()
    }

    /// A place in it: behind a key.
    fn place(self, after: &[u8]) -> String {
        format!("{}{}", self.letter(), URL_SAFE_NO_PAD.encode(after))
    }

    fn read(place: &str) -> Option<(Self, Vec<u8>)> {
        let letter = place.chars().next()?;
        let chapter = Self::ALL.into_iter().find(|chapter| chapter.letter() == letter)?;
        Some((chapter, URL_SAFE_NO_PAD.decode(&place[letter.len_utf8()..]).ok()?))
    }
}

impl Embedded {
    /// Some of what is kept of a workspace. What can't be read is told and left out.
    pub(super) fn turn(&self, team: &TeamId, from: Option<&str>) -> Result<Leaf, StoreError> {
        let lost = || StoreError::Unavailable("nothing ends at that place".into());
        let (chapter, after) = match from {
            None => (Chapter::Records, Vec::new()),
            Some(place) => Chapter::read(place).ok_or_else(lost)?,
        };
        let (kept, end) = match chapter {
            Chapter::Records => {
                self.rows_of(RECORDS, &format!("{team}:"), &after, |key, row| self.record_of(team, key, row))
            }
            Chapter::Lists => self.rows_of(LISTS, &format!("{team}:"), &after, |key, ()| listed(team, key)),
            Chapter::Items => {
                self.rows_of(ITEMS, &format!("{team}|"), &after, |key, row| self.item_of(key, row))
            }
            Chapter::Dead => self.rows_of(DEAD, "", &after, |key, row| self.letter_of(team, key, row)),
        }?;
        let next = match end {
            Some(end) => Some(chapter.place(&end)),
            None => chapter.next().map(|next| next.place(&[])),
        };
        Ok(Leaf { kept, next })
    }

    /// Up to a leaf of rows whose keys begin so, behind a key; and the last key, unless there are no more.
    fn rows_of<V: Value + 'static>(
        &self,
        table: TableDefinition<&'static [u8], V>,
        head: &str,
        after: &[u8],
        read: impl Fn(&[u8], V::SelfType<'_>) -> Result<Option<Kept>, Unreadable>,
    ) -> Result<(Vec<Kept>, Option<Vec<u8>>), StoreError> {
        let txn = self.shelf.read()?;
        let table = txn.open_table(table).map_err(unavailable)?;
        // nothing stands between a key and the same key with a zero behind it
        let from = if after.is_empty() { head.as_bytes().to_vec() } else { [after, &[0]].concat() };
        let (mut kept, mut last) = (Vec::new(), None);
        for entry in table.range(from.as_slice()..).map_err(unavailable)?.take(ROWS) {
            let (key, value) = entry.map_err(unavailable)?;
            let key = key.value();
            if !key.starts_with(head.as_bytes()) {
                return Ok((kept, None));
            }
            match read(key, value.value()) {
                Ok(found) => kept.extend(found),
                Err(why) => {
                    tracing::error!(error = %why.under(&String::from_utf8_lossy(key)), "left out of a leaf");
                }
            }
            last = Some(key.to_vec());
        }
        Ok((kept, last))
    }

    fn record_of(&self, team: &TeamId, key: &[u8], row: &[u8]) -> Result<Option<Kept>, Unreadable> {
        let name = str::from_utf8(key).map_err(|_| Unreadable::Garbled)?;
        let (version, until, shape) = rows::read_record(row).ok_or(Unreadable::Garbled)?;
        if until <= self.now() {
            return Ok(None);
        }
        let key = Key::read(team, name).ok_or(Unreadable::Garbled)?;
        let record = shapes::read(shape, name, &self.keys)?;
        let until = (until != FOR_EVER).then(|| rows::moment(until));
        Ok(Some(Kept::Record(key, version, Box::new(record), until)))
    }

    fn item_of(&self, key: &[u8], row: &[u8]) -> Result<Option<Kept>, Unreadable> {
        let name = str::from_utf8(key).map_err(|_| Unreadable::Garbled)?;
        let delivery = Item::read(row)?.delivery(name, &self.keys)?;
        Ok(Some(Kept::Waits(Box::new(delivery))))
    }

    fn letter_of(&self, team: &TeamId, key: &[u8], row: &[u8]) -> Result<Option<Kept>, Unreadable> {
        let name = rows::dead_name(key).ok_or(Unreadable::Garbled)?;
        if name.split_once('|').is_none_or(|(whose, _)| whose != team.as_str()) {
            return Ok(None);
        }
        let (why, item) = rows::read_dead(row).ok_or(Unreadable::Garbled)?;
        Ok(Some(Kept::Dead(Box::new(DeadLetter {
            place: rows::read_dead_place(key).unwrap_or_default(),
            at: rows::dead_since(key),
            delivery: Item::read(item)?.delivery(name, &self.keys)?,
            why: why.to_owned(),
        }))))
    }
}

fn listed(team: &TeamId, key: &[u8]) -> Result<Option<Kept>, Unreadable> {
    let parts = str::from_utf8(key).ok().and_then(|key| key.split_once('|'));
    let read = parts.and_then(|(list, entry)| Some((List::read(team, list)?, List::ask(entry)?)));
    let (list, ask) = read.ok_or(Unreadable::Garbled)?;
    Ok(Some(Kept::Listed(list, ask)))
}
