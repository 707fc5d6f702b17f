//! Records as they were read last. A row that still has the same bytes needs no key and no parser again: the people
//! and channels of a busy workspace are looked up with every message.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::domain::record::{Key, Record};
use crate::store::shapes::Unreadable;

/// Most records remembered; about a kilobyte each. When there are more, all are forgotten.
const MOST: usize = 1024;

/// What was read.
#[derive(Default)]
pub(super) struct Known(Mutex<HashMap<String, Remembered>>);

struct Remembered {
    shape: Vec<u8>,
    record: Record,
}

impl Known {
    /// The record of a shape: as it was read before, else read now.
    pub fn record(
        &self,
        key: &Key,
        name: &str,
        shape: &[u8],
        read: impl FnOnce() -> Result<Record, Unreadable>,
    ) -> Result<Record, Unreadable> {
        // an ask is looked up a few times in its life, and there is a new one every moment
        if matches!(key, Key::Ask(..)) {
            return read();
        }
        if let Some(record) = self.remembered(name, shape) {
            return Ok(record);
        }
        let record = read()?;
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST {
            all.clear();
        }
        all.insert(name.to_owned(), Remembered { shape: shape.to_vec(), record: record.clone() });
        Ok(record)
    }

    fn remembered(&self, name: &str, shape: &[u8]) -> Option<Record> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(name).filter(|last| last.shape == shape).map(|last| last.record.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{ChannelId, UserId};
    use crate::domain::record::Group;

    fn key() -> Key {
        Key::Channel(ChannelId::parse("C0LAUNCH").expect("id"))
    }

    fn of(user: &str) -> Record {
        Record::Group(Group { members: vec![UserId::parse(user).expect("id")] })
    }

    #[test]
    fn the_same_bytes_are_read_once_and_others_anew() {
        let known = Known::default();
        let read = |shape: &[u8], record| known.record(&key(), "n", shape, || record).expect("reads");
        assert_eq!(read(b"1", Ok(of("U0ADA"))), of("U0ADA"));
        assert_eq!(read(b"1", Err(Unreadable::Garbled)), of("U0ADA"), "not read again");
        assert_eq!(read(b"2", Ok(of("U0BO"))), of("U0BO"), "it has changed");
        assert_eq!(known.record(&key(), "m", b"2", || Err(Unreadable::Garbled)), Err(Unreadable::Garbled));
    }

    #[test]
    fn it_never_remembers_more_than_its_fill() {
        let known = Known::default();
        for n in 0..MOST * 2 {
            let _ = known.record(&key(), &n.to_string(), b"1", || Ok(of("U0ADA")));
        }
        assert!(known.0.lock().expect("records").len() <= MOST);
    }
}
