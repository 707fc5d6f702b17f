//! The store in Redis (7 or newer, or Valkey; one server or a cluster): for several replicas, or where a Redis is at hand.
//!
//! Every change of state is one script on one shard, so it happens whole or not at all; a repeat after a lost answer
//! changes nothing more. Leases go by the server's clock, due moments by ours. Keys are drawn in `common.lua`.

mod args;
mod checks;
mod health;
mod layout;
mod leaves;
mod link;
mod queue;
mod replicas;
mod scripts;
mod settling;
mod stock;
mod tallies;
mod upkeep;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, Utc};
use redis::Value;

use self::args::Args;
use self::checks::Opened;
use self::layout::{Found, Millis};
use self::link::Link;
use self::replicas::Replica;
use self::settling::Counter;
use super::known::Known;
use super::seal::Keys;
use super::shapes::{self, Unreadable};
use crate::domain::ids::{SeenKey, TeamId};
use crate::domain::outgoing::{Delivery, Lane};
use crate::domain::record::{Key, List, Record};
use crate::domain::reply::Reply;
use crate::ports::{
    BoxFuture, Changes, Claim, Clock, Committed, DeadLetter, Facts, Leaf, Lookup, MOST_LISTED, Settled,
    Settlement, Store, StoreError, Survey, Version,
};

pub use self::checks::{Checks, OpenError};
pub use self::health::Health;

/// How many deliveries are looked up with one command.
const AT_ONCE: usize = 100;

/// What a command finds for each of several deliveries.
type Column = Vec<Option<String>>;

/// Where several deliveries are: for the fast and the normal lane, when they are due in its queue, and their claims.
struct Places([(Column, Column); 2]);

impl Places {
    /// Asks for them: four answers.
    fn ask(commands: &mut redis::Pipeline, root: &str, team: &TeamId, marks: &[String]) {
        for lane in [Lane::Fast, Lane::Normal].map(layout::lane) {
            commands.cmd("ZMSCORE").arg(format!("{root}:q:{lane}:{team}")).arg(marks);
            let claims: Vec<_> = marks.iter().map(|mark| format!("{lane}:{team}:{mark}")).collect();
            commands.cmd("HMGET").arg(format!("{root}:c")).arg(claims);
        }
    }

    /// The lane and the due moment of the nth, also while it is claimed.
    fn of(&self, n: usize) -> Option<(Lane, Millis)> {
        [Lane::Fast, Lane::Normal].into_iter().zip(&self.0).find_map(|(lane, (queued, claims))| {
            let claimed = claims[n].as_deref().and_then(|claim| claim.split('|').nth(1));
            let due = queued[n].as_deref().or(claimed)?;
            Some((lane, due.parse().ok()?))
        })
    }
}

/// The store in Redis.
pub struct Redis {
    link: Link,
    known: Known,
    keys: Keys,
    clock: Arc<dyn Clock>,
    replica: Replica,
    counter: Counter,
    /// The store's own name, to know it by.
    instance: Mutex<String>,
    health: Mutex<Health>,
}

impl Redis {
    /// Connects, waiting a while for a server that is just starting, and checks that it keeps what it is given.
    pub async fn open(
        url: &str,
        seal: Keys,
        clock: Arc<dyn Clock>,
        checks: Checks,
    ) -> Result<Self, OpenError> {
        let replica = Replica::new().map_err(|_| OpenError::NoRandomness)?;
        let Opened { link, health, instance } = checks::open(url, &seal, clock.as_ref(), checks).await?;
        let (instance, health) = (Mutex::new(instance), Mutex::new(health));
        Ok(Self {
            link,
            known: Known::default(),
            keys: seal,
            clock,
            replica,
            counter: Counter::default(),
            instance,
            health,
        })
    }

    fn now(&self) -> Millis {
        self.clock.now().timestamp_millis()
    }

    async fn look_up(&self, what: &Lookup) -> Result<Facts, StoreError> {
        let root = layout::root_of(&what.team);
        let names: Vec<String> = what.records.iter().map(|key| key.stored(&what.team)).collect();
        let seen = what.seen.iter().map(|key| format!("{root}:s:{key}"));
        let wanted: Vec<String> = seen.chain(names.iter().map(|name| format!("{root}:r:{name}"))).collect();
        let mut commands = redis::pipe();
        commands.cmd("MGET").arg(&wanted).arg(&root);
        for list in &what.lists {
            let key = format!("{root}:i:{}", list.stored(&what.team));
            commands.cmd("ZRANGE").arg(key).arg(0).arg(MOST_LISTED - 1).arg("REV");
        }
        if let Some(owner) = &what.owned_by {
            commands.lrange(format!("{root}:o:{}:{owner}", what.team), 0, -1);
        }
        let mut answers = self.link.send::<Vec<Value>>(&commands).await?.into_iter();
        let values: Vec<Option<Vec<u8>>> = link::read(answers.next())?;

        let mut values = values.into_iter();
        let mut facts = Facts { asked: what.records.clone(), ..Facts::default() };
        if let Some(key) = &what.seen {
            facts.seen = values.next().flatten().and_then(|value| self.seen(key, &value));
        }
        for ((key, name), value) in what.records.iter().zip(names).zip(values) {
            let Some(value) = value else { continue };
            match self.record(key, &name, &value) {
                Ok(None) => {}
                Ok(Some(found)) => {
                    facts.records.insert(key.clone(), found);
                }
                Err(Unreadable::Garbled) => self.set_aside(&root, ["record", &name, ""], &value).await?,
                Err(newer) => return Err(newer.under(&name)),
            }
        }
        for list in &what.lists {
            let entries: Vec<String> = link::read(answers.next())?;
            facts.lists.insert(list.clone(), entries.iter().filter_map(|entry| List::ask(entry)).collect());
        }
        if what.owned_by.is_some() {
            let marks: Vec<String> = link::read(answers.next())?;
            for some in marks.chunks(AT_ONCE) {
                facts.owned.extend(self.deliveries(&root, &what.team, some).await?);
            }
        }
        facts.owned.sort_by(|a, b| (a.due, &a.id).cmp(&(b.due, &b.id)));
        Ok(facts)
    }

    fn seen(&self, key: &SeenKey, value: &[u8]) -> Option<Reply> {
        let (until, reply) = layout::until(value, b'|')?;
        (until.parse::<Millis>().ok()? > self.now()).then(|| self.reply(key, reply))
    }

    /// The reply of something that was seen; one that cannot be read any more is no reason to do it twice.
    fn reply(&self, key: &SeenKey, stored: &[u8]) -> Reply {
        shapes::read_or_default(stored, key.as_str(), &self.keys).unwrap_or_else(|_| {
            tracing::warn!(%key, "the answer this got before cannot be read");
            Reply::Nothing
        })
    }

    fn record(&self, key: &Key, name: &str, value: &[u8]) -> Result<Option<(Version, Record)>, Unreadable> {
        let parts = layout::until(value, b'|').and_then(|(version, rest)| {
            let (until, shape) = layout::until(rest, b'|')?;
            let until = if until.is_empty() { Millis::MAX } else { until.parse().ok()? };
            Some((version.parse().ok()?, until, shape))
        });
        let (version, until, shape) = parts.ok_or(Unreadable::Garbled)?;
        let lives = until > self.now();
        let open = || shapes::read(shape, name, &self.keys);
        lives.then(|| Ok((version, self.known.record(key, name, shape, open)?))).transpose()
    }

    /// Deliveries by their marks, wherever they wait or whoever has claimed them.
    async fn deliveries(
        &self,
        root: &str,
        team: &TeamId,
        marks: &[String],
    ) -> Result<Vec<Delivery>, StoreError> {
        let mut commands = redis::pipe();
        commands.cmd("HMGET").arg(layout::items(root, team)).arg(marks);
        Places::ask(&mut commands, root, team, marks);
        let (values, fast, fast_claims, normal, normal_claims): (Vec<Option<Vec<u8>>>, _, _, _, _) =
            self.link.send(&commands).await?;
        let places = Places([(fast, fast_claims), (normal, normal_claims)]);
        let mut found = Vec::new();
        for (n, value) in values.iter().enumerate() {
            let (Some(value), Some((lane, due))) = (value, places.of(n)) else { continue };
            match (Found { team, lane, due, value }).delivery(&self.keys) {
                Ok(delivery) => found.push(delivery),
                Err(why) => tracing::error!(error = %why.under(&marks[n]), "left out of a list"),
            }
        }
        Ok(found)
    }

    /// Moves something unreadable out of the way.
    async fn set_aside(&self, root: &str, names: [&str; 3], value: &[u8]) -> Result<(), StoreError> {
        tracing::error!(name = %names[1], mark = %names[2], "unreadable; set aside, as if it were not there");
        let mut args = Args::default();
        for name in names {
            args.add(name);
        }
        args.add(value);
        self.link.run(&scripts::SET_ASIDE, root, &args.0).await
    }

    async fn save(&self, team: &TeamId, changes: &Changes) -> Result<Committed, StoreError> {
        if changes.is_empty() && changes.rests_on.is_empty() {
            return Ok(Committed::New);
        }
        let mut args = Args::default();
        args.changes(team, changes, self.now(), &self.keys)?;
        let (how, reply): (String, Vec<u8>) =
            self.link.run(&scripts::COMMIT, &layout::root_of(team), &args.0).await?;
        Ok(match (how.as_str(), &changes.seen) {
            ("saved", _) => Committed::New,
            ("seen", Some((key, _))) => Committed::AlreadySeen(self.reply(key, &reply)),
            _ => Committed::Conflict,
        })
    }
}

impl Store for Redis {
    fn load<'a>(&'a self, what: &'a Lookup) -> BoxFuture<'a, Result<Facts, StoreError>> {
        Box::pin(self.look_up(what))
    }

    fn commit<'a>(
        &'a self,
        team: &'a TeamId,
        changes: Changes,
    ) -> BoxFuture<'a, Result<Committed, StoreError>> {
        Box::pin(async move { self.save(team, &changes).await })
    }

    fn claim(
        &self,
        due_by: DateTime<Utc>,
        lease: Duration,
        max: usize,
    ) -> BoxFuture<'_, Result<Vec<Claim>, StoreError>> {
        Box::pin(self.take(due_by.timestamp_millis(), lease, max))
    }

    fn settle<'a>(
        &'a self,
        claim: &'a Claim,
        how: Settlement,
        changes: Changes,
    ) -> BoxFuture<'a, Result<Settled, StoreError>> {
        Box::pin(self.conclude(claim, how, changes))
    }

    fn next_due(&self) -> BoxFuture<'_, Result<Option<DateTime<Utc>>, StoreError>> {
        Box::pin(self.earliest())
    }

    fn dead_letters(&self, max: usize) -> BoxFuture<'_, Result<Vec<DeadLetter>, StoreError>> {
        Box::pin(self.given_up(max))
    }

    fn lift<'a>(
        &'a self,
        letter: &'a DeadLetter,
        again: Option<Delivery>,
    ) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(self.take_out(letter, again))
    }

    fn survey(&self) -> BoxFuture<'_, Result<Survey, StoreError>> {
        Box::pin(self.count())
    }

    fn tallies(&self) -> BoxFuture<'_, Result<Vec<(String, Record)>, StoreError>> {
        Box::pin(self.tallied())
    }

    fn leaf<'a>(
        &'a self,
        team: &'a TeamId,
        from: Option<&'a str>,
    ) -> BoxFuture<'a, Result<Leaf, StoreError>> {
        Box::pin(self.turn(team, from))
    }

    fn probe(&self) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(checks::try_a_write(&self.link))
    }
}
