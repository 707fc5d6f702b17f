//! Who else works on this store. Each replica beats every two seconds; what one had claimed that beats no more is given
//! back long before its leases run out, so a lone replica that was killed goes on soon after its restart.
//!
//! Nobody is judged by a clock of somebody else: a beat that has not changed for a while in our own eyes, and by our own
//! monotonic clock, is over. Whoever is given up too early loses his claims and nothing more, since only a token that
//! still stands settles anything.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::args::Args;
use super::{Redis, scripts};
use crate::ports::StoreError;
use crate::store::seal::{KeyError, random};

/// Between two beats.
pub(super) const BEAT: Duration = Duration::from_secs(2);

/// A replica whose beat has stood still for so long is gone.
const GONE: Duration = Duration::from_secs(6);

/// For so many beats a claim is looked for whose answer was lost: what we sent may still lie unread before a server that
/// stood still.
const LOOKED_FOR: u8 = 3;

/// All replicas and their newest beats.
const REPLICAS: &str = "unrush:replicas";

/// This replica: its name, and how many claims it has made.
pub(super) struct Replica {
    name: u32,
    claims: AtomicU32,
    /// Tokens of claims whose answer never came, and for how many beats they are still looked for. What they took is in
    /// nobody's hands, and would otherwise wait until its lease is over.
    lost: Mutex<Vec<(u64, u8)>>,
}

impl Replica {
    /// A replica with a name of its own.
    pub fn new() -> Result<Self, KeyError> {
        let name = u32::from_ne_bytes(random()?);
        Ok(Self::named(name))
    }

    fn named(name: u32) -> Self {
        Self { name, claims: AtomicU32::new(0), lost: Mutex::default() }
    }

    /// A token for a claim: our name, then a number.
    pub fn token(&self) -> u64 {
        let number = self.claims.fetch_add(1, Ordering::Relaxed);
        u64::from(self.name) << 32 | u64::from(number)
    }

    /// Nobody will ever settle with this token.
    pub fn lose(&self, token: u64) {
        self.lost().push((token, LOOKED_FOR));
    }

    /// What was lost with this token was given back once more.
    fn looked_for(&self, token: u64) {
        let mut lost = self.lost();
        lost.iter_mut().filter(|(its, _)| *its == token).for_each(|(_, beats)| *beats -= 1);
        lost.retain(|(_, beats)| *beats > 0);
    }

    fn lost(&self) -> MutexGuard<'_, Vec<(u64, u8)>> {
        self.lost.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn name(&self) -> String {
        format!("{:08x}", self.name)
    }
}

/// What we have heard of the others.
#[derive(Default)]
pub(super) struct Others(HashMap<String, (String, Instant)>);

impl Others {
    /// Takes note of everybody's newest beat; tells who is gone.
    fn hear(&mut self, beats: HashMap<String, String>, now: Instant) -> Vec<String> {
        self.0.retain(|name, _| beats.contains_key(name));
        let mut gone = Vec::new();
        for (name, beat) in beats {
            match self.0.get(&name) {
                Some((last, since)) if *last == beat => {
                    if now.duration_since(*since) >= GONE {
                        gone.push(name);
                    }
                }
                _ => drop(self.0.insert(name, (beat, now))),
            }
        }
        gone
    }
}

impl Redis {
    /// Beats once, and gives back what was held by those who are gone; tells how many deliveries that were.
    pub(super) async fn beat(&self, number: u64, others: &mut Others) -> Result<usize, StoreError> {
        let me = self.replica.name();
        let mut args = Args::default();
        args.add(me.as_str());
        args.number(number);
        let heard: Result<HashMap<String, String>, _> =
            self.link.run(&scripts::BEAT, REPLICAS, &args.0).await;
        let Ok(mut beats) = heard else {
            // while we hear nothing nobody can be heard beating
            *others = Others::default();
            return heard.map(|_| 0);
        };
        beats.remove(&me);
        let mut given = self.regain().await?;
        for name in others.hear(beats, Instant::now()) {
            let freed = self.release(&name).await?;
            let mut commands = redis::pipe();
            commands.hdel(REPLICAS, &name).ignore();
            self.link.send::<()>(&commands).await?;
            tracing::info!(
                replica = name,
                deliveries = freed,
                "a replica is gone; what it held is free again"
            );
            given += freed;
            others.0.remove(&name);
        }
        Ok(given)
    }

    /// Gives back what we claimed without hearing of it.
    async fn regain(&self) -> Result<usize, StoreError> {
        let lost: Vec<u64> = self.replica.lost().iter().map(|(token, _)| *token).collect();
        let mut given = 0;
        for token in lost {
            given += self.release(&format!("{token:016x}")).await?;
            self.replica.looked_for(token);
        }
        Ok(given)
    }

    /// Gives back everything that is held with a token that begins so.
    async fn release(&self, tokens: &str) -> Result<usize, StoreError> {
        let mut given = 0;
        let mut args = Args::default();
        args.add(tokens);
        for shard in self.shards(0).await?.iter().filter(|shard| shard.held) {
            loop {
                let some: usize = self.link.run(&scripts::RELEASE, &shard.root, &args.0).await?;
                given += some;
                if some == 0 {
                    break;
                }
            }
        }
        Ok(given)
    }

    /// Takes us off the list: nobody has to wait for a beat of ours.
    pub(super) async fn leave(&self) {
        let mut commands = redis::pipe();
        commands.hdel(REPLICAS, self.replica.name()).ignore();
        if let Err(error) = self.link.send::<()>(&commands).await {
            tracing::debug!(%error, "left without a word");
        }
    }

    /// Whether any replica is at work on the store; takes as long as three beats to be sure that none is.
    pub(super) async fn has_replicas(&self) -> Result<bool, StoreError> {
        let beats = async || {
            let mut commands = redis::pipe();
            commands.hgetall(REPLICAS);
            let (beats,): (HashMap<String, String>,) = self.link.send(&commands).await?;
            Ok::<_, StoreError>(beats)
        };
        let first = beats().await?;
        if first.is_empty() {
            return Ok(false);
        }
        tokio::time::sleep(GONE).await;
        let second = beats().await?;
        Ok(second.iter().any(|(name, beat)| first.get(name) != Some(beat)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn beats(all: &[(&str, &str)]) -> HashMap<String, String> {
        all.iter().map(|(name, beat)| ((*name).to_owned(), (*beat).to_owned())).collect()
    }

    #[test]
    fn who_beats_lives_and_who_stands_still_is_gone() {
        let (mut others, start) = (Others::default(), Instant::now());
        let at = |seconds| start + Duration::from_secs(seconds);
        assert!(others.hear(beats(&[("a", "1"), ("b", "7")]), at(0)).is_empty());
        assert!(others.hear(beats(&[("a", "2"), ("b", "7")]), at(5)).is_empty());
        assert_eq!(others.hear(beats(&[("a", "2"), ("b", "7")]), at(6)), ["b"]);
        assert_eq!(others.hear(beats(&[("a", "2")]), at(11)), ["a"]);
        assert!(
            others.hear(beats(&[("b", "7")]), at(12)).is_empty(),
            "one that was taken off the list begins anew"
        );
    }

    #[test]
    fn a_token_begins_with_its_replicas_name() {
        let replica = Replica::named(0x0000_beef);
        assert_eq!(format!("{:016x}", replica.token()), "0000beef00000000");
        assert_eq!(format!("{:016x}", replica.token()), "0000beef00000001");
    }
}
