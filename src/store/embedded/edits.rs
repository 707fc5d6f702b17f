//! Changes on their way to the writer: names and bytes only, so that sealing happens where there is room for it.

use crate::domain::ids::TeamId;
use crate::domain::outgoing::{Delivery, Progress};
use crate::ports::{Changes, Claim, Settlement, StoreError};
use crate::store::seal::Keys;
use crate::store::shapes;

use super::rows::{self, FOR_EVER, Item, Millis, up};

/// Everything one commit changes.
#[derive(Debug, Default)]
pub(super) struct Edits {
    pub seen: Option<(String, Vec<u8>)>,
    pub rests_on: Vec<(String, u64)>,
    pub puts: Vec<Put>,
    pub deliver: Vec<(String, Item)>,
    pub ring: Vec<(String, Item)>,
    pub cancel: Vec<String>,
    pub list: Vec<Vec<u8>>,
    pub unlist: Vec<Vec<u8>>,
}

/// A record to write.
#[derive(Debug)]
pub(super) struct Put {
    pub name: String,
    pub until: Millis,
    pub shape: Vec<u8>,
}

impl Edits {
    /// Writes the shapes down.
    pub fn new(team: &TeamId, changes: &Changes, keys: &Keys) -> Result<Self, StoreError> {
        let item = |delivery: &Delivery| {
            let name = own_name(team, delivery)?;
            Item::new(delivery, &name, keys).map(|item| (name, item))
        };
        let seen = changes.seen.as_ref().map(|(key, reply)| {
            shapes::write_unless_default(reply, key.as_str(), keys)
                .map(|reply| (key.as_str().to_owned(), reply))
        });
        let puts = changes.puts.iter().map(|(key, record, until)| {
            let name = key.stored(team);
            let until = until.map_or(FOR_EVER, up);
            shapes::write(record, &name, keys).map(|shape| Put { name, until, shape })
        });
        Ok(Self {
            seen: seen.transpose()?,
            rests_on: changes.rests_on.iter().map(|(key, v)| (key.stored(team), *v)).collect(),
            puts: puts.collect::<Result<_, _>>()?,
            deliver: changes.deliver.iter().map(item).collect::<Result<_, _>>()?,
            ring: changes.ring.iter().map(item).collect::<Result<_, _>>()?,
            cancel: changes.cancel.iter().map(|id| shapes::delivery_name(team, id)).collect(),
            list: changes.list.iter().map(|(list, ask)| rows::listed(team, list, ask)).collect(),
            unlist: changes.unlist.iter().map(|(list, ask)| rows::listed(team, list, ask)).collect(),
        })
    }

    /// Whether nothing is written and nothing has to be compared.
    pub fn is_nothing(&self) -> bool {
        self.seen.is_none()
            && self.rests_on.is_empty()
            && self.puts.is_empty()
            && self.deliver.is_empty()
            && self.ring.is_empty()
            && self.cancel.is_empty()
            && self.list.is_empty()
            && self.unlist.is_empty()
    }
}

/// A delivery's name, if it is one of this workspace.
fn own_name(team: &TeamId, delivery: &Delivery) -> Result<String, StoreError> {
    if delivery.team == *team {
        Ok(shapes::delivery_name(team, &delivery.id))
    } else {
        Err(StoreError::Unavailable(format!("{} is not one of {team}'s deliveries", delivery.id)))
    }
}

/// What became of a claim, on its way to the writer.
#[derive(Debug)]
pub(super) struct Settling {
    pub name: String,
    pub token: u64,
    pub how: How,
    pub edits: Edits,
}

/// A settlement with its progress written down.
#[derive(Debug)]
pub(super) enum How {
    Done,
    Going(Vec<u8>),
    Again(Millis, Vec<u8>),
    Dead(String),
}

impl Settling {
    pub fn new(claim: &Claim, how: Settlement, changes: &Changes, keys: &Keys) -> Result<Self, StoreError> {
        let team = &claim.delivery.team;
        let name = shapes::delivery_name(team, &claim.delivery.id);
        let progress = |progress: Progress| shapes::write_unless_default(&progress, &name, keys);
        let how = match how {
            Settlement::Done => How::Done,
            Settlement::Going(p) => How::Going(progress(p)?),
            Settlement::Again(at, p) => How::Again(up(at), progress(p)?),
            Settlement::Dead(why) => How::Dead(why),
        };
        let edits = Edits::new(team, changes, keys)?;
        Ok(Self { name, token: claim.token, how, edits })
    }
}
