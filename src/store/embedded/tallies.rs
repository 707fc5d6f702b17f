//! What is counted for operators, found among all records.

use redb::ReadableTable;

use super::ledger::RECORDS;
use super::{Embedded, rows, unavailable};
use crate::domain::record::{Key, Record};
use crate::ports::StoreError;
use crate::store::shapes;

impl Embedded {
    /// The tallies of all workspaces, under their stored names. What can't be read is left out.
    pub(super) fn tallied(&self) -> Result<Vec<(String, Record)>, StoreError> {
        let txn = self.shelf.read()?;
        let table = txn.open_table(RECORDS).map_err(unavailable)?;
        let (now, mut found) = (self.now(), Vec::new());
        for entry in table.iter().map_err(unavailable)? {
            let (key, value) = entry.map_err(unavailable)?;
            let Some(name) = str::from_utf8(key.value()).ok().filter(|name| Key::is_counted(name)) else {
                continue;
            };
            let Some((_, until, shape)) = rows::read_record(value.value()) else { continue };
            if let Ok(record) = shapes::read(shape, name, &self.keys)
                && until > now
            {
                found.push((name.to_owned(), record));
            }
        }
        Ok(found)
    }
}
