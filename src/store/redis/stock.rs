//! The store in Redis as one that is copied from and into.
//!
//! To copy from it all keys of the server are walked over (SCAN): slow where much else lives there, but this is done
//! once, and no bot waits for it.

use std::collections::BTreeMap;

use redis::{Value, cmd};
use tokio::sync::mpsc;

use super::args::{Args, GRACE};
use super::checks::COPYING;
use super::layout::{self, Found, Letter, Millis};
use super::link::Node;
use super::{AT_ONCE, Places, Redis, scripts};
use crate::domain::ids::TeamId;
use crate::ports::{BoxFuture, StoreError};
use crate::store::copy::{BATCH, Row, Stock};

/// All keys of the shards, and how many one step of a walk looks at.
const OURS: &str = "unrush:{s??}:*";
const STEP: usize = 1000;

/// What a step over a hash finds: where to go on, and fields with their values.
type Fields = (u64, Vec<(String, Vec<u8>)>);

/// Where batches go; closed when nobody takes them any more.
type Sink = mpsc::Sender<Vec<Row>>;

/// Why a dump ended early.
enum Ended {
    /// A store failed.
    Failed(StoreError),
    /// Nobody takes the rows.
    Unwanted,
}

impl From<StoreError> for Ended {
    fn from(why: StoreError) -> Self {
        Self::Failed(why)
    }
}

impl Redis {
    /// Some of our keys on one server, and where to go on; zero at the end.
    pub(super) async fn step(&self, node: &Node, cursor: u64) -> Result<(u64, Vec<String>), StoreError> {
        let mut scan = cmd("SCAN");
        scan.arg(cursor).arg("MATCH").arg(OURS).arg("COUNT").arg(STEP);
        parse(self.link.ask_one(node, &scan).await?)
    }

    async fn holds_nothing(&self) -> Result<bool, StoreError> {
        for node in self.link.nodes().await? {
            let mut cursor = 0;
            loop {
                let (next, keys) = self.step(&node, cursor).await?;
                if !keys.is_empty() {
                    return Ok(false);
                }
                cursor = next;
                if cursor == 0 {
                    break;
                }
            }
        }
        Ok(true)
    }

    async fn pour(&self, to: &Sink) -> Result<(), Ended> {
        for node in self.link.nodes().await? {
            let mut cursor = 0;
            loop {
                let (next, keys) = self.step(&node, cursor).await?;
                for key in &keys {
                    self.pour_key(key, to).await?;
                }
                cursor = next;
                if cursor == 0 {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Gives out what stands under one key. Indexes are made anew by whoever takes it in.
    async fn pour_key(&self, key: &str, to: &Sink) -> Result<(), Ended> {
        let Some((root, rest)) = key.split_at_checked(layout::root(0).len()) else { return Ok(()) };
        let Some((kind, name)) =
            rest.strip_prefix(':').map(|rest| rest.split_once(':').unwrap_or((rest, "")))
        else {
            return Ok(());
        };
        match kind {
            "s" | "r" => {
                let mut commands = redis::pipe();
                commands.get(key);
                let (value,): (Option<Vec<u8>>,) = self.link.send(&commands).await?;
                let Some(value) = value else { return Ok(()) };
                let row = if kind == "s" { seen(name, &value) } else { record(name, &value) };
                send(to, row.into_iter().collect()).await
            }
            "i" => {
                let mut commands = redis::pipe();
                commands.zrange(key, 0, -1);
                let (entries,): (Vec<String>,) = self.link.send(&commands).await?;
                let listed = |entry: &String| Row::Listed { list: name.to_owned(), entry: entry.clone() };
                for some in entries.chunks(BATCH) {
                    send(to, some.iter().map(listed).collect()).await?;
                }
                Ok(())
            }
            "d" => self.pour_items(root, name, to).await,
            "y" => self.pour_letters(key, to).await,
            _ => Ok(()),
        }
    }

    async fn pour_items(&self, root: &str, team: &str, to: &Sink) -> Result<(), Ended> {
        let Some(team) = TeamId::parse(team) else { return Ok(()) };
        let mut cursor = 0_u64;
        loop {
            let mut commands = redis::pipe();
            commands.cmd("HSCAN").arg(layout::items(root, &team)).arg(cursor).arg("COUNT").arg(AT_ONCE);
            let ((next, found),): (Fields,) = self.link.send(&commands).await?;
            // a small hash comes whole, however many were asked for
            for some in found.chunks(AT_ONCE) {
                let marks: Vec<String> = some.iter().map(|(mark, _)| mark.clone()).collect();
                let mut commands = redis::pipe();
                Places::ask(&mut commands, root, &team, &marks);
                let (fast, fast_claims, normal, normal_claims) = self.link.send(&commands).await?;
                let places = Places([(fast, fast_claims), (normal, normal_claims)]);
                let mut rows = Vec::new();
                for (n, (mark, value)) in some.iter().enumerate() {
                    let place = places.of(n);
                    let waiting =
                        place.and_then(|(lane, due)| Found { team: &team, lane, due, value }.waiting());
                    if waiting.is_none() {
                        tracing::error!(%team, mark, "a delivery that cannot be read stays behind");
                    }
                    rows.extend(waiting.map(Row::Waits));
                }
                send(to, rows).await?;
            }
            cursor = next;
            if cursor == 0 {
                return Ok(());
            }
        }
    }

    async fn pour_letters(&self, key: &str, to: &Sink) -> Result<(), Ended> {
        let mut cursor = 0_u64;
        loop {
            let mut commands = redis::pipe();
            commands.cmd("HSCAN").arg(key).arg(cursor).arg("COUNT").arg(AT_ONCE);
            let ((next, found),): (Fields,) = self.link.send(&commands).await?;
            for some in found.chunks(BATCH) {
                let rows = some.iter().filter_map(|(name, value)| {
                    let letter = Letter::read(name, value)?;
                    let what = letter.found().waiting()?;
                    Some(Row::Dead { at: letter.at, why: letter.why.to_owned(), what })
                });
                send(to, rows.collect()).await?;
            }
            cursor = next;
            if cursor == 0 {
                return Ok(());
            }
        }
    }

    async fn take_in(&self, rows: Vec<Row>) -> Result<(), StoreError> {
        let mut shards: BTreeMap<String, Vec<Row>> = BTreeMap::new();
        for row in rows {
            if let Some(team) = row.team() {
                shards.entry(layout::root_of(&team)).or_default().push(row);
            } else {
                tracing::error!("a row without a workspace stays behind");
            }
        }
        let now = self.now();
        for (root, rows) in shards {
            for some in rows.chunks(AT_ONCE) {
                let mut args = Args::default();
                args.number(some.len());
                for row in some {
                    for field in fields(row, now) {
                        args.add(field);
                    }
                }
                let _: u8 = self.link.run(&scripts::TAKE_IN, &root, &args.0).await?;
            }
        }
        Ok(())
    }
}

async fn send(to: &Sink, rows: Vec<Row>) -> Result<(), Ended> {
    to.send(rows).await.map_err(|_| Ended::Unwanted)
}

fn seen(key: &str, value: &[u8]) -> Option<Row> {
    let (until, reply) = layout::until(value, b'|')?;
    Some(Row::Seen { key: key.to_owned(), until: until.parse().ok()?, reply: reply.to_vec() })
}

fn record(name: &str, value: &[u8]) -> Option<Row> {
    let (version, rest) = layout::until(value, b'|')?;
    let (until, shape) = layout::until(rest, b'|')?;
    let until = if until.is_empty() { None } else { Some(until.parse().ok()?) };
    Some(Row::Record { name: name.to_owned(), version: version.parse().ok()?, until, shape: shape.to_vec() })
}

/// A row as `take_in.lua` reads it.
fn fields(row: &Row, now: Millis) -> [Vec<u8>; 6] {
    let text = |text: &str| text.as_bytes().to_vec();
    let none = Vec::new;
    let lives = |until: Millis, more: Millis| text(&(until - now + more).max(1).to_string());
    match row {
        Row::Seen { key, until, reply } => {
            let value = [format!("{until}|").as_bytes(), reply].concat();
            [text("s"), text(key), value, lives(*until, 0), none(), none()]
        }
        Row::Record { name, version, until, shape } => {
            let till = until.map(|at| at.to_string()).unwrap_or_default();
            let value = [format!("{version}|{till}|").as_bytes(), shape].concat();
            let lives = until.map(|until| lives(until, GRACE)).unwrap_or_default();
            [text("r"), text(name), value, lives, none(), none()]
        }
        Row::Listed { list, entry } => [text("i"), text(list), text(entry), none(), none(), none()],
        Row::Waits(what) => {
            let (lane, mark) = (layout::lane(what.lane), layout::mark(&what.team, &what.id));
            let value = layout::value_of(what);
            [text("d"), text(what.team.as_str()), text(lane), text(&what.due.to_string()), text(&mark), value]
        }
        Row::Dead { at, why, what } => {
            let (letter, content) = Letter::write(*at, why, what);
            [text("x"), text(&letter), text(&at.to_string()), content, none(), none()]
        }
    }
}

fn parse<T: redis::FromRedisValue>(answer: Value) -> Result<T, StoreError> {
    redis::from_redis_value(answer).map_err(|_| StoreError::Unavailable("Redis answers oddly".into()))
}

impl Stock for Redis {
    fn is_in_use(&self) -> BoxFuture<'_, Result<bool, StoreError>> {
        Box::pin(self.has_replicas())
    }

    fn is_empty(&self) -> BoxFuture<'_, Result<bool, StoreError>> {
        Box::pin(self.holds_nothing())
    }

    fn dump(&self, to: Sink) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move {
            match self.pour(&to).await {
                Err(Ended::Failed(why)) => Err(why),
                Ok(()) | Err(Ended::Unwanted) => Ok(()),
            }
        })
    }

    fn put(&self, rows: Vec<Row>) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(self.take_in(rows))
    }

    fn is_being_filled(&self, filling: bool) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move {
            let key = format!("unrush:{COPYING}");
            let mut commands = redis::pipe();
            if filling {
                commands.set(key, 1).ignore();
            } else {
                commands.del(key).ignore();
            }
            self.link.send(&commands).await
        })
    }
}
