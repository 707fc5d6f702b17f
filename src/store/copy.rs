//! From one store into another: everything, row by row, in batches. Values stay as they are, sealed for their names,
//! which are the same in every store.

use chrono::{DateTime, Utc};
use tokio::sync::mpsc;

use super::seal::Keys;
use super::shapes;
use crate::domain::ids::{DeliveryId, TeamId, UserId};
use crate::domain::outgoing::Lane;
use crate::ports::{BoxFuture, StoreError};

/// Rows of one batch, at most.
pub(super) const BATCH: usize = 200;

/// Batches on their way from one store to the other.
const ON_THE_WAY: usize = 2;

/// Milliseconds since the epoch.
pub(super) type Millis = i64;

/// Something that is kept, as it stands in every store. What was set aside as unreadable stays where it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Row {
    /// What was seen, with the reply.
    Seen {
        /// Its name.
        key: String,
        /// Until when it is remembered.
        until: Millis,
        /// The reply's stored form.
        reply: Vec<u8>,
    },
    /// A record.
    Record {
        /// Its name, workspace first.
        name: String,
        /// How often it was changed.
        version: u64,
        /// Until when it lives; `None`: for ever.
        until: Option<Millis>,
        /// Its stored form.
        shape: Vec<u8>,
    },
    /// An ask on a list.
    Listed {
        /// The list's name, workspace first.
        list: String,
        /// The ask as lists write it.
        entry: String,
    },
    /// A delivery that waits.
    Waits(Waiting),
    /// A delivery that was given up.
    Dead {
        /// When.
        at: Millis,
        /// Why.
        why: String,
        /// What.
        what: Waiting,
    },
}

/// A delivery, free to be claimed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Waiting {
    /// Its workspace.
    pub team: TeamId,
    /// Its name.
    pub id: DeliveryId,
    /// Its lane.
    pub lane: Lane,
    /// When it is due.
    pub due: Millis,
    /// Whose list it is on.
    pub owner: Option<UserId>,
    /// The stored form of what is delivered.
    pub what: Vec<u8>,
    /// The stored form of how far it came.
    pub progress: Vec<u8>,
}

impl Waiting {
    fn renewed(self, keys: &Keys) -> Result<Self, StoreError> {
        let name = shapes::delivery_name(&self.team, &self.id);
        let what = shapes::renewed(self.what, &name, keys)?;
        Ok(Self { what, progress: shapes::renewed(self.progress, &name, keys)?, ..self })
    }
}

impl Row {
    /// The workspace it belongs to; every name says it.
    pub fn team(&self) -> Option<TeamId> {
        match self {
            Self::Seen { key, .. } => TeamId::parse(key.split(':').nth(1)?),
            Self::Record { name, .. } | Self::Listed { list: name, .. } => {
                TeamId::parse(name.split(':').next()?)
            }
            Self::Waits(what) | Self::Dead { what, .. } => Some(what.team.clone()),
        }
    }

    /// The same, sealed with the key of today.
    fn renewed(self, keys: &Keys) -> Result<Self, StoreError> {
        Ok(match self {
            Self::Seen { key, until, reply } => {
                let reply = shapes::renewed(reply, &key, keys)?;
                Self::Seen { key, until, reply }
            }
            Self::Record { name, version, until, shape } => {
                let shape = shapes::renewed(shape, &name, keys)?;
                Self::Record { name, version, until, shape }
            }
            Self::Listed { .. } => self,
            Self::Waits(what) => Self::Waits(what.renewed(keys)?),
            Self::Dead { at, why, what } => Self::Dead { at, why, what: what.renewed(keys)? },
        })
    }
}

/// A store that can be copied from and into. Nobody else may use either meanwhile.
pub trait Stock: Send + Sync {
    /// Whether a running bot uses it.
    fn is_in_use(&self) -> BoxFuture<'_, Result<bool, StoreError>>;

    /// Whether nothing is kept in it.
    fn is_empty(&self) -> BoxFuture<'_, Result<bool, StoreError>>;

    /// Gives out every row at least once, in any order, in batches. Ends early when nobody takes them any more.
    fn dump(&self, to: mpsc::Sender<Vec<Row>>) -> BoxFuture<'_, Result<(), StoreError>>;

    /// Puts rows in. One that is there already stays.
    fn put(&self, rows: Vec<Row>) -> BoxFuture<'_, Result<(), StoreError>>;

    /// Notes that a copy into it has begun, or is whole now. In between no bot starts on it.
    fn is_being_filled(&self, filling: bool) -> BoxFuture<'_, Result<(), StoreError>>;
}

/// How many rows were copied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    /// Deliveries that wait.
    pub waiting: usize,
    /// Records, and asks on lists.
    pub records: usize,
    /// What was seen.
    pub seen: usize,
    /// Dead letters.
    pub dead: usize,
}

impl Copied {
    fn count(&mut self, row: &Row) {
        *match row {
            Row::Seen { .. } => &mut self.seen,
            Row::Record { .. } | Row::Listed { .. } => &mut self.records,
            Row::Waits(_) => &mut self.waiting,
            Row::Dead { .. } => &mut self.dead,
        } += 1;
    }
}

/// Why nothing, or not everything, was copied.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// A bot runs on one of them.
    #[error("{0} is in use by a running Unrush; stop that first")]
    InUse(&'static str),
    /// Something is in the target.
    #[error("the target is not empty; nothing was changed")]
    NotEmpty,
    /// One of them failed.
    #[error("{0}; the target is not whole: empty it and copy once more")]
    Broken(StoreError),
    /// One of them failed before anything was done.
    #[error("{0}; nothing was changed")]
    Away(StoreError),
}

/// Copies everything from one store into an empty one. `now` decides what is over already and stays behind.
pub async fn copy(
    from: &dyn Stock,
    to: &dyn Stock,
    keys: &Keys,
    now: DateTime<Utc>,
) -> Result<Copied, CopyError> {
    for (stock, name) in [(from, "the source"), (to, "the target")] {
        if stock.is_in_use().await.map_err(CopyError::Away)? {
            return Err(CopyError::InUse(name));
        }
    }
    if !to.is_empty().await.map_err(CopyError::Away)? {
        return Err(CopyError::NotEmpty);
    }
    to.is_being_filled(true).await.map_err(CopyError::Away)?;
    let copied = pour(from, to, keys, now.timestamp_millis()).await.map_err(CopyError::Broken)?;
    to.is_being_filled(false).await.map_err(CopyError::Broken)?;
    Ok(copied)
}

async fn pour(from: &dyn Stock, to: &dyn Stock, keys: &Keys, now: Millis) -> Result<Copied, StoreError> {
    let (sender, mut batches) = mpsc::channel::<Vec<Row>>(ON_THE_WAY);
    let fill = async {
        // taken in here, so that the other end hears when filling fails
        let batches = &mut batches;
        let mut copied = Copied::default();
        while let Some(batch) = batches.recv().await {
            let lives = batch.into_iter().filter(|row| !is_over(row, now));
            let rows = lives.map(|row| row.renewed(keys)).collect::<Result<Vec<_>, _>>();
            let filled = match rows {
                Ok(rows) => {
                    for row in &rows {
                        copied.count(row);
                    }
                    to.put(rows).await
                }
                Err(why) => Err(why),
            };
            if let Err(why) = filled {
                batches.close();
                return Err(why);
            }
        }
        Ok(copied)
    };
    let (dumped, copied) = tokio::join!(from.dump(sender), fill);
    let copied = copied?;
    dumped.map(|()| copied)
}

/// Whether its time is over, so that it would be forgotten anyway.
fn is_over(row: &Row, now: Millis) -> bool {
    match row {
        Row::Seen { until, .. } | Row::Record { until: Some(until), .. } => *until <= now,
        _ => false,
    }
}
