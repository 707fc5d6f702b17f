//! What operators ask of the store: dead letters taken out, and how much there is.

use super::args::Args;
use super::layout::{self, SHARDS, root};
use super::{Redis, scripts};
use crate::domain::outgoing::{Delivery, Lane};
use crate::ports::{DeadLetter, StoreError, Survey};

impl Redis {
    /// Takes a dead letter out, to be delivered once more or for good.
    pub(super) async fn take_out(
        &self,
        letter: &DeadLetter,
        again: Option<Delivery>,
    ) -> Result<bool, StoreError> {
        let team = &letter.delivery.team;
        let mut args = Args::default();
        args.add(letter.place.as_str());
        args.add(team.as_str());
        match &again {
            Some(delivery) if delivery.team != *team => {
                let why = format!("{} is not one of {team}'s deliveries", delivery.id);
                return Err(StoreError::Unavailable(why));
            }
            Some(delivery) => {
                args.add(layout::lane(delivery.lane));
                args.number(layout::up(delivery.due));
                args.add(layout::mark(team, &delivery.id));
                args.add(layout::value(delivery, &self.keys)?);
            }
            None => (0..4).for_each(|_| args.add("")),
        }
        let lifted: u8 = self.link.run(&scripts::LIFT, &layout::root_of(team), &args.0).await?;
        Ok(lifted == 1)
    }

    /// How much there is, shard by shard.
    pub(super) async fn count(&self) -> Result<Survey, StoreError> {
        let mut all = Survey::default();
        for root in (0..SHARDS).map(root) {
            let mut commands = redis::pipe();
            commands.zcard(format!("{root}:l")).zcard(format!("{root}:x")).hlen(format!("{root}:aside"));
            let lanes = [Lane::Fast, Lane::Normal].map(layout::lane);
            for lane in lanes {
                commands.zrange(format!("{root}:t:{lane}"), 0, -1);
            }
            let (claimed, dead, aside, fast, normal): (u64, u64, u64, Vec<String>, Vec<String>) =
                self.link.send(&commands).await?;
            all.claimed += claimed;
            all.dead += dead;
            all.aside += aside;
            all.deliveries += claimed;
            for (lane, teams) in lanes.into_iter().zip([fast, normal]) {
                all.deliveries += self.waiting(&root, lane, &teams).await?;
            }
        }
        Ok(all)
    }

    /// How many deliveries of some workspaces wait in a lane.
    async fn waiting(&self, root: &str, lane: &str, teams: &[String]) -> Result<u64, StoreError> {
        if teams.is_empty() {
            return Ok(0);
        }
        let mut commands = redis::pipe();
        for team in teams {
            commands.zcard(format!("{root}:q:{lane}:{team}"));
        }
        let counts: Vec<u64> = self.link.send(&commands).await?;
        Ok(counts.iter().sum())
    }
}
