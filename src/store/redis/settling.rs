//! Settling claims. A settlement that carries nothing else shares a script with those that come while one is on its way:
//! where thousands are due at once, a hundred cost little more than one.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::{Semaphore, oneshot};

use super::args::Args;
use super::layout::{self, Millis};
use super::{AT_ONCE, Redis, scripts};
use crate::domain::ids::TeamId;
use crate::domain::outgoing::{Delivery, Progress};
use crate::ports::{Changes, Claim, Settled, Settlement, StoreError};
use crate::store::shapes;

/// So many scripts are on their way at once: while one is at work, the next is written.
const ON_THEIR_WAY: usize = 2;

/// Where settlements wait for each other.
pub(super) struct Counter {
    waiting: Mutex<Vec<Waiting>>,
    turns: Semaphore,
}

/// A settlement, and who waits for it.
struct Waiting {
    team: TeamId,
    note: Note,
    answer: oneshot::Sender<Result<Settled, StoreError>>,
}

/// A settlement as the scripts read it.
struct Note {
    lane: &'static str,
    mark: String,
    token: u64,
    how: &'static str,
    moment: Millis,
    /// The progress, or the reason.
    text: Vec<u8>,
}

impl Note {
    fn write(self, args: &mut Args) {
        args.add(self.lane);
        args.add(self.mark);
        args.token(self.token);
        args.add(self.how);
        args.number(self.moment);
        args.add(self.text);
    }
}

impl Default for Counter {
    fn default() -> Self {
        Self { waiting: Mutex::default(), turns: Semaphore::new(ON_THEIR_WAY) }
    }
}

impl Counter {
    fn waiting(&self) -> MutexGuard<'_, Vec<Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next that can go together: of one workspace, no claim twice.
    fn next(&self) -> Vec<Waiting> {
        let mut waiting = self.waiting();
        let mut some: Vec<Waiting> = Vec::new();
        let mut rest = Vec::new();
        for one in waiting.drain(..) {
            let fits = some.len() < AT_ONCE
                && some.first().is_none_or(|first| first.team == one.team)
                && some.iter().all(|other| other.note.mark != one.note.mark);
            if fits { some.push(one) } else { rest.push(one) }
        }
        *waiting = rest;
        some
    }
}

impl Redis {
    pub(super) async fn conclude(
        &self,
        claim: &Claim,
        how: Settlement,
        changes: Changes,
    ) -> Result<Settled, StoreError> {
        let team = &claim.delivery.team;
        let is_plain =
            changes.is_empty() && changes.rests_on.is_empty() && !matches!(how, Settlement::Dead(_));
        let note = self.note(claim, how)?;
        if is_plain {
            self.settle_with_others(team, note).await
        } else {
            self.settle_alone(team, note, &changes).await
        }
    }

    fn note(&self, claim: &Claim, how: Settlement) -> Result<Note, StoreError> {
        let Delivery { team, id, lane, .. } = &claim.delivery;
        let progress = |progress: &Progress| {
            shapes::write_unless_default(progress, &shapes::delivery_name(team, id), &self.keys)
        };
        let (how, moment, text) = match how {
            Settlement::Done => ("done", 0, Vec::new()),
            Settlement::Going(far) => ("going", 0, progress(&far)?),
            Settlement::Again(at, far) => ("again", layout::up(at), progress(&far)?),
            Settlement::Dead(why) => ("dead", 0, why.into_bytes()),
        };
        let (lane, mark) = (layout::lane(*lane), layout::mark(team, id));
        Ok(Note { lane, mark, token: claim.token, how, moment, text })
    }

    async fn settle_alone(
        &self,
        team: &TeamId,
        note: Note,
        changes: &Changes,
    ) -> Result<Settled, StoreError> {
        let mut args = Args::default();
        note.write(&mut args);
        args.changes(team, changes, self.now(), &self.keys)?;
        let (settled, _): (String, Vec<u8>) =
            self.link.run(&scripts::SETTLE, &layout::root_of(team), &args.0).await?;
        Ok(match settled.as_str() {
            "saved" => Settled::Yes,
            "conflict" => Settled::Conflict,
            _ => Settled::TooLate,
        })
    }

    /// Waits until somebody has told ours with theirs, or it is our turn to tell some. Whoever gives up in the middle
    /// leaves the others without an answer, and they tell it again: a settlement counts once.
    async fn settle_with_others(&self, team: &TeamId, note: Note) -> Result<Settled, StoreError> {
        let (answer, mut answered) = oneshot::channel();
        self.counter.waiting().push(Waiting { team: team.clone(), note, answer });
        let told = loop {
            let turn = tokio::select! {
                biased;
                told = &mut answered => break told,
                turn = self.counter.turns.acquire() => turn,
            };
            let some = self.counter.next();
            if some.is_empty() {
                // ours is on its way
                drop(turn);
                break answered.await;
            }
            self.settle_some(some).await;
        };
        told.unwrap_or_else(|_| Err(StoreError::Unavailable("nobody heard whether it was settled".into())))
    }

    async fn settle_some(&self, some: Vec<Waiting>) {
        let Some(team) = some.first().map(|first| first.team.clone()) else { return };
        let mut args = Args::default();
        args.add(team.as_str());
        args.number(some.len());
        let mut answers = Vec::with_capacity(some.len());
        for one in some {
            one.note.write(&mut args);
            answers.push(one.answer);
        }
        let settled: Result<Vec<bool>, StoreError> =
            self.link.run(&scripts::SETTLE_MANY, &layout::root_of(&team), &args.0).await;
        for (n, answer) in answers.into_iter().enumerate() {
            let its = match &settled {
                Ok(all) if all.get(n) == Some(&true) => Ok(Settled::Yes),
                Ok(_) => Ok(Settled::TooLate),
                Err(why) => Err(why.clone()),
            };
            // whoever asked may have given up waiting
            let _ = answer.send(its);
        }
    }
}
