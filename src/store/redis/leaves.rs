//! Everything of one workspace, leaf by leaf: its records and lists are found by a walk over the keys of its shard, its
//! deliveries and dead letters stand in hashes.

use std::hash::{DefaultHasher, Hash, Hasher};

use redis::{FromRedisValue, Pipeline, cmd};

use super::link::Node;
use super::{AT_ONCE, Redis, layout};
use crate::domain::ids::TeamId;
use crate::domain::record::{Key, List};
use crate::ports::{Kept, Leaf, StoreError};
use crate::store::shapes::{self, Unreadable};

/// How many keys one step of a walk looks at.
const STEP: usize = 1000;

/// What a step over a hash finds: where to go on, and fields with their values.
type Fields = (u64, Vec<(String, Vec<u8>)>);

/// A number that is another one for other servers; 0 before it is known.
type Servers = u64;

/// Where a leaf begins.
#[derive(Clone, Copy)]
enum Place {
    /// Among the keys of a server, by its place among all servers; and what these were.
    Keys(usize, u64, Servers),
    /// Among the deliveries.
    Items(u64),
    /// Among the dead letters.
    Letters(u64),
}

impl Place {
    fn read(words: &str) -> Option<Self> {
        let mut parts = words.split(':');
        let kind = parts.next()?;
        let mut number = || parts.next()?.parse().ok();
        Some(match kind {
            "k" => Self::Keys(usize::try_from(number()?).ok()?, number()?, number()?),
            "i" => Self::Items(number()?),
            "d" => Self::Letters(number()?),
            _ => return None,
        })
    }

    fn write(self) -> String {
        match self {
            Self::Keys(node, cursor, servers) => format!("k:{node}:{cursor}:{servers}"),
            Self::Items(cursor) => format!("i:{cursor}"),
            Self::Letters(cursor) => format!("d:{cursor}"),
        }
    }
}

impl Redis {
    /// Some of what is kept of a workspace. What can't be read is told and left out.
    pub(super) async fn turn(&self, team: &TeamId, from: Option<&str>) -> Result<Leaf, StoreError> {
        let lost = || StoreError::Unavailable("nothing ends at that place".into());
        let place = match from {
            None => Place::Keys(0, 0, 0),
            Some(words) => Place::read(words).ok_or_else(lost)?,
        };
        let (kept, next) = match place {
            Place::Keys(node, cursor, servers) => self.among_keys(team, node, cursor, servers).await?,
            Place::Items(cursor) => self.among_items(team, cursor).await?,
            Place::Letters(cursor) => self.among_letters(team, cursor).await?,
        };
        Ok(Leaf { kept, next: next.map(Place::write) })
    }

    async fn among_keys(
        &self,
        team: &TeamId,
        node: usize,
        cursor: u64,
        before: Servers,
    ) -> Result<(Vec<Kept>, Option<Place>), StoreError> {
        let mut nodes = self.link.nodes().await?;
        nodes.sort_unstable();
        let servers = numbered(&nodes);
        if before != 0 && before != servers {
            return Err(StoreError::Unavailable(
                "the servers of the cluster have changed; begin again".into(),
            ));
        }
        let Some(server) = nodes.get(node) else { return Ok((Vec::new(), Some(Place::Items(0)))) };
        let root = layout::root_of(team);
        let mut scan = cmd("SCAN");
        scan.arg(cursor).arg("MATCH").arg(format!("{root}:[ri]:{team}:*")).arg("COUNT").arg(STEP);
        let found = self.link.ask_one(server, &scan).await?;
        let (cursor, keys): (u64, Vec<String>) = super::link::read(Some(found))?;
        let mut kept = Vec::new();
        for some in keys.chunks(AT_ONCE) {
            self.read_keys(team, &root, some, &mut kept).await?;
        }
        let next = if cursor == 0 { (node + 1, 0) } else { (node, cursor) };
        Ok((kept, Some(Place::Keys(next.0, next.1, servers))))
    }

    async fn read_keys(
        &self,
        team: &TeamId,
        root: &str,
        keys: &[String],
        kept: &mut Vec<Kept>,
    ) -> Result<(), StoreError> {
        let named = |kind: &str| {
            let head = format!("{root}:{kind}:");
            let names = keys.iter().filter_map(move |key| key.strip_prefix(&head).map(str::to_owned));
            names.collect::<Vec<_>>()
        };
        let (records, lists) = (named("r"), named("i"));
        let values: Vec<Option<Vec<u8>>> = self
            .ask_of_each(&records, |commands, name| {
                commands.get(format!("{root}:r:{name}"));
            })
            .await?;
        for (name, value) in records.iter().zip(values) {
            let Some(value) = value else { continue };
            match self.record_of(team, name, &value) {
                Ok(found) => kept.extend(found),
                Err(why) => tracing::error!(error = %why.under(name), "left out of a leaf"),
            }
        }
        let entries: Vec<Vec<String>> = self
            .ask_of_each(&lists, |commands, name| {
                commands.zrange(format!("{root}:i:{name}"), 0, -1);
            })
            .await?;
        for (name, entries) in lists.iter().zip(entries) {
            let Some(list) = List::read(team, name) else { continue };
            let asks = entries.iter().filter_map(|entry| List::ask(entry));
            kept.extend(asks.map(|ask| Kept::Listed(list.clone(), ask)));
        }
        Ok(())
    }

    async fn ask_of_each<T: FromRedisValue>(
        &self,
        names: &[String],
        ask: impl Fn(&mut Pipeline, &str),
    ) -> Result<Vec<T>, StoreError> {
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let mut commands = redis::pipe();
        for name in names {
            ask(&mut commands, name);
        }
        self.link.send(&commands).await
    }

    fn record_of(&self, team: &TeamId, name: &str, value: &[u8]) -> Result<Option<Kept>, Unreadable> {
        let key = Key::read(team, name).ok_or(Unreadable::Garbled)?;
        let parts = layout::until(value, b'|').and_then(|(version, rest)| {
            let (until, shape) = layout::until(rest, b'|')?;
            let until = if until.is_empty() { None } else { Some(until.parse().ok()?) };
            Some((version.parse().ok()?, until, shape))
        });
        let (version, until, shape) = parts.ok_or(Unreadable::Garbled)?;
        if until.is_some_and(|until| until <= self.now()) {
            return Ok(None);
        }
        let record = shapes::read(shape, name, &self.keys)?;
        Ok(Some(Kept::Record(key, version, Box::new(record), until.map(layout::moment))))
    }

    async fn among_items(
        &self,
        team: &TeamId,
        cursor: u64,
    ) -> Result<(Vec<Kept>, Option<Place>), StoreError> {
        let root = layout::root_of(team);
        let (next, found) = self.fields(&layout::items(&root, team), cursor).await?;
        let marks: Vec<String> = found.into_iter().map(|(mark, _)| mark).collect();
        let mut kept = Vec::new();
        for some in marks.chunks(AT_ONCE) {
            let deliveries = self.deliveries(&root, team, some).await?;
            kept.extend(deliveries.into_iter().map(|delivery| Kept::Waits(Box::new(delivery))));
        }
        Ok((kept, Some(if next == 0 { Place::Letters(0) } else { Place::Items(next) })))
    }

    async fn among_letters(
        &self,
        team: &TeamId,
        cursor: u64,
    ) -> Result<(Vec<Kept>, Option<Place>), StoreError> {
        let root = layout::root_of(team);
        let (next, found) = self.fields(&format!("{root}:y"), cursor).await?;
        let letters = found.iter().filter_map(|(name, content)| self.letter(name, content));
        let own = letters.filter(|letter| letter.delivery.team == *team);
        let kept = own.map(|letter| Kept::Dead(Box::new(letter)));
        Ok((kept.collect(), (next != 0).then_some(Place::Letters(next))))
    }

    async fn fields(&self, key: &str, cursor: u64) -> Result<Fields, StoreError> {
        let mut commands = redis::pipe();
        commands.cmd("HSCAN").arg(key).arg(cursor).arg("COUNT").arg(AT_ONCE);
        let (found,): (Fields,) = self.link.send(&commands).await?;
        Ok(found)
    }
}

fn numbered(nodes: &[Node]) -> Servers {
    let mut hash = DefaultHasher::new();
    nodes.hash(&mut hash);
    hash.finish().max(1)
}
