//! What is counted for operators, found by walking over all keys: slow where much else lives on the server, but this is
//! only done when somebody asks.

use super::{Redis, layout};
use crate::domain::record::{Key, Record};
use crate::ports::StoreError;
use crate::store::shapes;

impl Redis {
    /// The tallies of all workspaces, under their stored names. What can't be read is left out.
    pub(super) async fn tallied(&self) -> Result<Vec<(String, Record)>, StoreError> {
        let mut found = Vec::new();
        for node in self.link.nodes().await? {
            let mut cursor = 0;
            loop {
                let (next, keys) = self.step(&node, cursor).await?;
                for key in &keys {
                    found.extend(self.tally(key).await?);
                }
                cursor = next;
                if cursor == 0 {
                    break;
                }
            }
        }
        // a walk may come by the same key twice
        found.sort_by(|(a, _), (b, _)| str::cmp(a, b));
        found.dedup_by(|(a, _), (b, _)| a == b);
        Ok(found)
    }

    async fn tally(&self, key: &str) -> Result<Option<(String, Record)>, StoreError> {
        let rest = key.split_at_checked(layout::root(0).len()).map(|(_, rest)| rest);
        let name = rest.and_then(|rest| rest.strip_prefix(":r:")).filter(|name| Key::is_counted(name));
        let Some(name) = name else { return Ok(None) };
        let mut commands = redis::pipe();
        commands.get(key);
        let (value,): (Option<Vec<u8>>,) = self.link.send(&commands).await?;
        let shape = value.as_deref().and_then(|value| {
            let (_, rest) = layout::until(value, b'|')?;
            layout::until(rest, b'|').map(|(_, shape)| shape)
        });
        let record = shape.and_then(|shape| shapes::read(shape, name, &self.keys).ok());
        Ok(record.map(|record| (name.to_owned(), record)))
    }
}
