//! Changes as a script's arguments, in the order in which `common.lua` reads them.

use crate::domain::ask::AskRef;
use crate::domain::ids::TeamId;
use crate::domain::outgoing::Delivery;
use crate::domain::record::List;
use crate::ports::{Changes, StoreError};
use crate::store::seal::Keys;
use crate::store::shapes;

use super::layout::{self, Millis};

/// How long what was seen is remembered, in milliseconds. Slack may come again for 24 hours after the first time.
const SEEN_FOR: Millis = 26 * 60 * 60 * 1000;

/// Records stay this long past their time, so that a decision that still rests on one meets its version.
pub(super) const GRACE: Millis = 60 * 1000;

/// A list of arguments. Everything goes as text or bytes: Lua's numbers would mangle ids and timestamps.
#[derive(Debug, Default)]
pub(super) struct Args(pub Vec<Vec<u8>>);

impl Args {
    /// One more.
    pub fn add(&mut self, arg: impl Into<Vec<u8>>) {
        self.0.push(arg.into());
    }

    /// One more, a number.
    pub fn number(&mut self, n: impl std::fmt::Display + Copy) {
        self.add(n.to_string());
    }

    /// A claim's token, in letters of one length, so that it begins with its replica's name.
    pub fn token(&mut self, token: u64) {
        self.add(format!("{token:016x}"));
    }

    /// All that changes.
    pub fn changes(
        &mut self,
        team: &TeamId,
        changes: &Changes,
        now: Millis,
        keys: &Keys,
    ) -> Result<(), StoreError> {
        self.number(now);
        self.add(team.as_str());
        let (seen, reply) = match &changes.seen {
            Some((key, reply)) => (key.as_str(), shapes::write_unless_default(reply, key.as_str(), keys)?),
            None => ("", Vec::new()),
        };
        self.add(seen);
        self.number(SEEN_FOR);
        self.add(reply);
        self.number(changes.rests_on.len());
        for (key, version) in &changes.rests_on {
            self.add(key.stored(team));
            self.number(*version);
        }
        self.number(changes.puts.len());
        for (key, record, until) in &changes.puts {
            let name = key.stored(team);
            let shape = shapes::write(record, &name, keys)?;
            let until = until.map(layout::up);
            self.add(name);
            self.add(until.map(|at| at.to_string()).unwrap_or_default());
            self.add(until.map(|at| (at - now + GRACE).max(1).to_string()).unwrap_or_default());
            self.add(shape);
        }
        self.listed(team, &changes.list);
        self.listed(team, &changes.unlist);
        self.number(changes.cancel.len());
        for id in &changes.cancel {
            self.add(layout::mark(team, id));
        }
        self.deliveries(team, &changes.deliver, keys)?;
        self.deliveries(team, &changes.ring, keys)
    }

    fn listed(&mut self, team: &TeamId, asks: &[(List, AskRef)]) {
        self.number(asks.len());
        for (list, ask) in asks {
            self.add(list.stored(team));
            self.add(List::entry(ask));
        }
    }

    fn deliveries(&mut self, team: &TeamId, all: &[Delivery], keys: &Keys) -> Result<(), StoreError> {
        self.number(all.len());
        for delivery in all {
            if delivery.team != *team {
                let why = format!("{} is not one of {team}'s deliveries", delivery.id);
                return Err(StoreError::Unavailable(why));
            }
            self.add(layout::lane(delivery.lane));
            self.number(layout::up(delivery.due));
            self.add(layout::mark(team, &delivery.id));
            self.add(layout::value(delivery, keys)?);
        }
        Ok(())
    }
}
