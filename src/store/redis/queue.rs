//! What is due in Redis: a look at all shards, then a script on those that have something.

use std::future::poll_fn;
use std::task::Poll;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::args::Args;
use super::layout::{self, Found, Letter, Millis, SHARDS, root};
use super::{AT_ONCE, Redis, scripts};
use crate::domain::ids::TeamId;
use crate::domain::outgoing::Lane;
use crate::ports::{Claim, DeadLetter, StoreError};
use crate::store::shapes::Unreadable;

/// What one look at a shard shows that holds anything.
pub(super) struct Shard {
    pub root: String,
    /// Whether anything is claimed there.
    pub held: bool,
    /// Whether a lease is over.
    over: bool,
    /// For each lane, the earliest due moment and how many workspaces have something due.
    lanes: [(Option<Millis>, usize); 2],
}

const LANES: [Lane; 2] = [Lane::Fast, Lane::Normal];

/// A delivery as the script gives it out: workspace, mark, due moment, value.
type Taken = (String, String, String, Vec<u8>);

/// A shard as the script shows it.
type Shown = (String, bool, bool, String, usize, String, usize);

impl Redis {
    /// Claims what is due: the fast lane first, and each workspace an equal share before one gets more.
    pub(super) async fn take(
        &self,
        due_by: Millis,
        lease: Duration,
        max: usize,
    ) -> Result<Vec<Claim>, StoreError> {
        let shards = self.look(due_by).await?;
        let token = self.replica.token();
        let claims = self.take_all(&shards, due_by, lease, max, token).await;
        if claims.is_err() {
            // it may have happened all the same
            self.replica.lose(token);
        }
        claims
    }

    async fn take_all(
        &self,
        shards: &[Shard],
        due_by: Millis,
        lease: Duration,
        max: usize,
        token: u64,
    ) -> Result<Vec<Claim>, StoreError> {
        let mut claims = Vec::new();
        for (n, lane) in LANES.into_iter().enumerate() {
            let due: Vec<&Shard> = shards.iter().filter(|shard| shard.lanes[n].1 > 0).collect();
            let teams: usize = due.iter().map(|shard| shard.lanes[n].1).sum();
            let room = max - claims.len();
            // what somebody leaves of an equal share is for the others
            let rounds = if teams > 1 { vec![room.div_ceil(teams), room] } else { vec![room] };
            let mut lane_claims = Vec::new();
            for share in rounds {
                for shard in &due {
                    let room = room - lane_claims.len();
                    let order = Order { lane, due_by, lease, share, room, token };
                    lane_claims.extend(self.take_from(&shard.root, &order).await?);
                }
            }
            lane_claims.sort_by_key(|claim| claim.delivery.due);
            claims.extend(lane_claims);
        }
        Ok(claims)
    }

    async fn take_from(&self, root: &str, order: &Order) -> Result<Vec<Claim>, StoreError> {
        let mut claims = Vec::new();
        while claims.len() < order.room {
            let most = (order.room - claims.len()).min(AT_ONCE);
            let mut args = Args::default();
            args.add(layout::lane(order.lane));
            args.number(order.due_by);
            args.number(order.lease.as_millis());
            args.number(order.share.min(AT_ONCE));
            args.number(most);
            args.token(order.token);
            let taken: Vec<Taken> = self.link.run(&scripts::CLAIM, root, &args.0).await?;
            let all = taken.len() < most || order.share < order.room;
            for one in taken {
                claims.extend(self.claimed(root, order, one).await?);
            }
            if all {
                break;
            }
        }
        Ok(claims)
    }

    /// A claim, unless what was claimed cannot be read.
    async fn claimed(&self, root: &str, order: &Order, taken: Taken) -> Result<Option<Claim>, StoreError> {
        let (team, mark, due, value) = taken;
        let parsed = TeamId::parse(&team).zip(due.parse().ok());
        let read = parsed.ok_or(Unreadable::Garbled).and_then(|(team, due)| {
            Found { team: &team, lane: order.lane, due, value: &value }.delivery(&self.keys)
        });
        match read {
            Ok(delivery) => Ok(Some(Claim { delivery, token: order.token, rung: 0 })),
            Err(Unreadable::Garbled) => {
                self.set_aside(root, ["delivery", &team, &mark], &value).await?;
                Ok(None)
            }
            Err(newer) => {
                // it stays claimed, so that it does not come back at once
                tracing::error!(error = %newer.under(&mark), "cannot be delivered");
                Ok(None)
            }
        }
    }

    /// The earliest due moment of a delivery nobody has claimed.
    pub(super) async fn earliest(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        let shards = self.look(0).await?;
        let heads = shards.iter().flat_map(|shard| shard.lanes).filter_map(|(head, _)| head);
        Ok(heads.min().map(layout::moment))
    }

    /// The shards that hold anything, after leases that are over have been ended.
    async fn look(&self, due_by: Millis) -> Result<Vec<Shard>, StoreError> {
        loop {
            let shards = self.shards(due_by).await?;
            let over: Vec<_> = shards.iter().filter(|shard| shard.over).collect();
            if over.is_empty() {
                return Ok(shards);
            }
            for shard in over {
                let _: usize = self.link.run(&scripts::GIVE_BACK, &shard.root, &[]).await?;
            }
        }
    }

    /// The shards that hold anything. One server is asked about all of them at once; a cluster about each, since no
    /// script may touch two there.
    pub(super) async fn shards(&self, due_by: Millis) -> Result<Vec<Shard>, StoreError> {
        let roots: Vec<String> = (0..SHARDS).map(root).collect();
        let together = if self.link.is_cluster() { 1 } else { roots.len() };
        let looks = roots.chunks(together).map(|some| async move {
            let mut args = Args::default();
            args.number(due_by);
            for root in some {
                args.add(root.as_str());
            }
            self.link.run::<(Vec<Shown>, Vec<String>)>(&scripts::LOOK, &some[0], &args.0).await
        });
        let mut shards = Vec::new();
        for shown in all(looks).await {
            let (shown, broken) = shown?;
            for root in broken {
                tracing::error!(%root, "something else was written under these keys; nothing of them is delivered");
            }
            for (root, over, held, fast, fast_teams, normal, normal_teams) in shown {
                let lanes = [(head(&fast), fast_teams), (head(&normal), normal_teams)];
                shards.push(Shard { root, held, over, lanes });
            }
        }
        Ok(shards)
    }

    /// Dead letters of all shards, oldest first.
    pub(super) async fn given_up(&self, max: usize) -> Result<Vec<DeadLetter>, StoreError> {
        let lists = (0..SHARDS).map(|shard| async move {
            let mut commands = redis::pipe();
            commands.cmd("ZRANGE").arg(format!("{}:x", root(shard))).arg(0).arg(max).arg("WITHSCORES");
            self.link.send::<(Vec<(String, String)>,)>(&commands).await
        });
        let mut letters: Vec<(Millis, String, u8)> = Vec::new();
        for (shard, list) in (0..SHARDS).zip(all(lists).await) {
            let (list,) = list?;
            letters.extend(list.into_iter().map(|(name, at)| (at.parse().unwrap_or(0), name, shard)));
        }
        letters.sort();
        letters.truncate(max);
        let mut found = Vec::new();
        for (_, name, shard) in letters {
            let mut commands = redis::pipe();
            commands.hget(format!("{}:y", root(shard)), &name);
            let (value,): (Option<Vec<u8>>,) = self.link.send(&commands).await?;
            if let Some(letter) = value.and_then(|value| self.letter(&name, &value)) {
                found.push(letter);
            } else {
                tracing::error!(%name, "a dead letter that cannot be read is left out");
            }
        }
        Ok(found)
    }

    /// A dead letter as it stands.
    pub(super) fn letter(&self, name: &str, content: &[u8]) -> Option<DeadLetter> {
        let letter = Letter::read(name, content)?;
        let delivery = letter.found().delivery(&self.keys).ok()?;
        let (place, at) = (name.to_owned(), layout::moment(letter.at));
        Some(DeadLetter { place, at, delivery, why: letter.why.to_owned() })
    }
}

/// What to claim from a shard.
struct Order {
    lane: Lane,
    due_by: Millis,
    lease: Duration,
    share: usize,
    room: usize,
    token: u64,
}

/// A due moment as Redis writes a score; empty where there is none.
fn head(score: &str) -> Option<Millis> {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds; exact up to the year 287396")]
    score.parse::<f64>().ok().map(|at| at as Millis)
}

/// Lets all of these go on at once; gives their answers in order.
async fn all<T>(futures: impl Iterator<Item = impl Future<Output = T>>) -> Vec<T> {
    let mut waiting: Vec<_> = futures.map(|future| (Box::pin(future), None)).collect();
    poll_fn(|context| {
        let mut ready = true;
        for (future, answer) in waiting.iter_mut().filter(|(_, answer)| answer.is_none()) {
            match future.as_mut().poll(context) {
                Poll::Ready(value) => *answer = Some(value),
                Poll::Pending => ready = false,
            }
        }
        if ready { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    waiting.into_iter().filter_map(|(_, answer)| answer).collect()
}
