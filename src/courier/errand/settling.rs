//! How an errand tells the store what became of it, and what a refusal of Slack means.

use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};

use super::{End, Errand, Goes, OLD};
use crate::courier::prepare::notice;
use crate::courier::{BREATHER, LEASE, MOST_ATTEMPTS, random_part};
use crate::domain::outgoing::{Outgoing, Progress};
use crate::ports::{Changes, Refusal, Settled, Settlement, StoreError};

/// How often we try to tell a store that is away what became of a claim.
const MOST_TELLINGS: usize = 20;

/// A digest Slack will not take is tried again after this long, when its week may be over.
const A_DAY: TimeDelta = TimeDelta::days(1);

/// A workspace that refuses us is asked again after this long.
const REFUSED: TimeDelta = TimeDelta::hours(1);

impl Errand {
    /// Keeps the claim ours.
    pub(super) async fn keep(&mut self) -> Goes<()> {
        if self.leased.elapsed() < OLD {
            return Ok(());
        }
        self.settle_on(Settlement::Going(self.progress()), Changes::default()).await
    }

    /// Settles something after which we go on.
    pub(super) async fn settle_on(&mut self, how: Settlement, changes: Changes) -> Goes<()> {
        match self.tell(how, changes).await {
            Settled::Yes => Ok(()),
            Settled::TooLate | Settled::Conflict => Err(End::Over),
        }
    }

    pub(super) async fn settle(&mut self, how: Settlement, changes: Changes) -> Settled {
        let rings = !changes.deliver.is_empty();
        let settled = self.tell(how, changes).await;
        if rings {
            self.post.bell.notify_one();
        }
        settled
    }

    /// Tells the store, patiently: what happened in Slack must not be forgotten because the store blinked.
    pub(super) async fn tell(&mut self, how: Settlement, changes: Changes) -> Settled {
        let delivery = &self.claim.delivery;
        let (word, attempt) = (word(&how), delivery.progress.attempts + 1);
        for _ in 0..MOST_TELLINGS {
            match self.post.store.settle(&self.claim, how.clone(), changes.clone()).await {
                Ok(settled) => {
                    if settled == Settled::Yes {
                        self.post.tally.settled(&self.claim.delivery, &how, self.is_dropped, self.now());
                    }
                    self.leased = Instant::now();
                    tracing::debug!(delivery.id = %delivery.id, attempt, how = word, ?settled, "settled");
                    return settled;
                }
                Err(error) if self.leased.elapsed() < LEASE => {
                    tracing::warn!(delivery.id = %delivery.id, %error, "could not settle yet");
                    tokio::time::sleep(BREATHER * 2).await;
                }
                Err(_) => break,
            }
        }
        Settled::TooLate
    }

    /// Goes on after a refusal the delivery can live with: at once, or not before a moment.
    pub(super) fn go_on(&mut self, at: DateTime<Utc>, method: &'static str, refusal: Refusal) -> Goes<()> {
        self.note(|progress| progress.attempts += 1);
        let now = self.now();
        if matches!(refusal, Refusal::Slower(_) | Refusal::Workspace(_)) {
            // the others have to hear of it all the same
            let _ = self.refused(method, refusal);
        } else {
            self.post.tally.refused(&self.claim.delivery, &refusal);
            tracing::info!(delivery.id = %self.claim.delivery.id, method, error = %refusal, "it goes on without");
        }
        if at > now { Err(self.back(at)) } else { Ok(()) }
    }

    /// What a refusal means for the delivery.
    pub(super) fn refused(&mut self, method: &'static str, refusal: Refusal) -> End {
        let (id, team) = (self.claim.delivery.id.clone(), self.claim.delivery.team.clone());
        let now = self.now();
        self.post.tally.refused(&self.claim.delivery, &refusal);
        match refusal {
            Refusal::Slower(rest) => {
                let until = now + TimeDelta::from_std(rest).unwrap_or(REFUSED);
                if self.post.pace.rest(&team, Some(method), until) {
                    tracing::warn!(team.id = %team, method, seconds = rest.as_secs(), "Slack asks us to go slower");
                }
                self.back(until)
            }
            Refusal::Workspace(why) => {
                if self.post.pace.rest(&team, None, now + REFUSED) {
                    tracing::error!(team.id = %team, error = %why, "this workspace refuses us; trying hourly");
                }
                self.back(now + REFUSED + random_part(TimeDelta::minutes(1)))
            }
            Refusal::Later(why) => {
                tracing::info!(delivery.id = %id, method, error = %why, "not now");
                self.again()
            }
            // said once or never
            Refusal::Ambiguous(why)
                if matches!(self.claim.delivery.what, Outgoing::Open { .. } | Outgoing::Nudge { .. }) =>
            {
                tracing::info!(delivery.id = %id, method, error = %why, "dropped");
                End::settle(Settlement::Done)
            }
            Refusal::Ambiguous(why) => {
                tracing::warn!(delivery.id = %id, method, error = %why, "nobody knows whether it arrived");
                self.again()
            }
            Refusal::Unknown(why) => {
                self.note(|progress| progress.attempts += 1);
                tracing::warn!(delivery.id = %id, method, error = %why, "an error we do not know");
                if self.claim.delivery.progress.attempts >= MOST_ATTEMPTS {
                    if matches!(self.claim.delivery.what, Outgoing::Digest { .. } | Outgoing::Notice(_)) {
                        // these never end: tomorrow is another day
                        return End::settle(Settlement::Again(now + A_DAY, Progress::default()));
                    }
                    return End::settle(Settlement::Dead(why));
                }
                self.again()
            }
            Refusal::Never(why) => {
                tracing::warn!(delivery.id = %id, method, error = %why, "not possible");
                match notice::not_possible(&self.scene()) {
                    Some(told) => {
                        let changes = Changes { deliver: vec![told], ..Changes::default() };
                        End::Settle(Settlement::Done, Box::new(changes))
                    }
                    None => End::settle(self.given_up(why)),
                }
            }
        }
    }

    /// Words for a person are kept where an operator finds them, unless the person is gone; all else can be spared.
    fn given_up(&self, why: String) -> Settlement {
        let is_for_somebody = matches!(
            self.claim.delivery.what,
            Outgoing::Reminder(_) | Outgoing::Notice(_) | Outgoing::Tell { .. } | Outgoing::Urgent(_)
        );
        let is_gone = matches!(why.as_str(), "user_disabled" | "user_not_found" | "users_not_found");
        if is_for_somebody && !is_gone { Settlement::Dead(why) } else { Settlement::Done }
    }

    /// Once more after a while.
    pub(super) fn again(&mut self) -> End {
        let mut progress = self.progress();
        let at = self.post.again_at(&self.claim.delivery, &mut progress);
        self.note(|kept| *kept = progress.clone());
        End::settle(Settlement::Again(at, progress))
    }

    /// Back into the store until a moment; it is remembered when it was due.
    pub(super) fn back(&mut self, at: DateTime<Utc>) -> End {
        let due = self.claim.delivery.due;
        self.note(|progress| {
            progress.first_due.get_or_insert(due);
        });
        End::settle(Settlement::Again(at, self.progress()))
    }

    /// The store went away under us: nothing is known, so nothing is done; the claim runs out by itself.
    pub(super) fn without_store(&mut self, error: &StoreError) -> End {
        tracing::warn!(delivery.id = %self.claim.delivery.id, %error, "the store is away");
        self.again()
    }
}

fn word(how: &Settlement) -> &'static str {
    match how {
        Settlement::Done => "done",
        Settlement::Going(_) => "going",
        Settlement::Again(..) => "again",
        Settlement::Dead(_) => "dead",
    }
}
