//! Group commit: one thread takes whatever waits, writes it in one transaction, and answers all after one fsync.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use redb::Durability;
use tokio::sync::{mpsc, oneshot};

use super::edits::{Edits, Settling};
use super::file::Shelf;
use super::leases::Leases;
use super::ledger::{Claims, Ledger, Spoilt, Verdict};
use crate::ports::{Clock, StoreError};
use crate::store::copy::Row;

/// How many changes share one fsync at most.
const BATCH: usize = 256;

/// After a batch the next one waits so long for company: a transaction costs as much CPU as ten changes in it, and one that
/// comes alone, after a pause, is written at once.
const LINGER: Duration = Duration::from_millis(2);

/// So many go at once.
const COMPANY: usize = BATCH / 4;

/// How many expired rows are forgotten with a batch, beside two for each change in it.
const SWEPT: usize = 16;

/// Changes that wait for the writer; who comes when it is full waits at the door.
pub(super) const WAITING: usize = 1024;

/// With nothing to write for so long, the writer uses the time to make a restart quick.
const QUIET: Duration = Duration::from_millis(500);

/// Something to write.
#[derive(Debug)]
pub(super) enum Ask {
    Commit(Edits),
    Settle(Settling),
    /// Sets a row aside that cannot be read, if it still stands there.
    SetAside(Spoilt),
    /// Takes a dead letter out and writes what comes in its stead.
    Lift {
        place: Vec<u8>,
        edits: Edits,
    },
    /// Writes something, to see whether that works.
    Probe,
    /// Puts rows of another store in.
    Put(Vec<Row>),
    /// Ends the writer and closes the file.
    Close,
}

/// Something to write, and who waits for it.
#[derive(Debug)]
pub(super) struct Job {
    pub ask: Ask,
    pub answer: oneshot::Sender<Result<Verdict, StoreError>>,
}

/// The thread that writes.
pub(super) struct Writer {
    pub jobs: mpsc::Receiver<Job>,
    pub shelf: Arc<Shelf>,
    pub leases: Arc<Mutex<Leases>>,
    pub clock: Arc<dyn Clock>,
    /// Lets the thread notice a quiet moment; without one it never rests.
    pub timer: Option<tokio::runtime::Runtime>,
}

/// What came of waiting.
enum Waited {
    Batch,
    Quiet,
    /// Everybody has left.
    Left,
}

impl Writer {
    /// Writes until the last sender is gone or somebody asks to close.
    pub fn run(mut self) {
        let mut unsettled = false;
        let mut served = None;
        let mut batch = Vec::with_capacity(BATCH);
        loop {
            match self.wait(&mut batch, unsettled) {
                Waited::Batch => {
                    self.linger(&mut batch, served);
                    unsettled = true;
                }
                Waited::Quiet => {
                    self.settle_down();
                    unsettled = false;
                    continue;
                }
                Waited::Left => break,
            }
            let close = batch.iter().position(|job| matches!(job.ask, Ask::Close));
            let rest = close.map(|at| batch.split_off(at));
            self.serve(&mut batch);
            served = Some(Instant::now());
            if let Some(rest) = rest {
                self.shelf.close();
                // who came after the one who closed is not answered, and so learns that it is closed
                if let Some(job) = rest.into_iter().next() {
                    let _ = job.answer.send(Ok(Verdict::Saved));
                }
                return;
            }
        }
        self.shelf.close();
    }

    /// Waits for something to write; after a write not for ever.
    fn wait(&mut self, batch: &mut Vec<Job>, unsettled: bool) -> Waited {
        let got = match &self.timer {
            Some(timer) if unsettled => timer.block_on(async {
                tokio::time::timeout(QUIET, self.jobs.recv_many(batch, BATCH)).await.ok()
            }),
            _ => Some(self.jobs.blocking_recv_many(batch, BATCH)),
        };
        match got {
            None => Waited::Quiet,
            Some(0) => Waited::Left,
            Some(_) => Waited::Batch,
        }
    }

    /// Soon after a batch, lets others join the next.
    fn linger(&mut self, batch: &mut Vec<Job>, served: Option<Instant>) {
        let pause = served.map_or(Duration::ZERO, |served| LINGER.saturating_sub(served.elapsed()));
        if pause.is_zero() || batch.len() >= COMPANY {
            return;
        }
        std::thread::sleep(pause);
        while batch.len() < BATCH
            && let Ok(job) = self.jobs.try_recv()
        {
            batch.push(job);
        }
    }

    /// Notes on disk which pages are free. After a crash redb otherwise reads the whole file to find out, which takes
    /// a second for a few hundred megabytes; with every commit this would cost a second fsync.
    fn settle_down(&self) {
        let noted = self.shelf.with(|db| {
            let mut txn = db.begin_write()?;
            txn.set_quick_repair(true);
            Ok(txn.commit()?)
        });
        if let Err(why) = noted {
            tracing::warn!(%why, "the store could not rest");
            self.shelf.reopen();
        }
    }

    /// Writes a batch and answers each who waits. The batch is empty then.
    fn serve(&self, batch: &mut Vec<Job>) {
        if batch.is_empty() {
            return;
        }
        let mut claims = Claims::new(&self.leases);
        // redb may panic on a damaged file; the thread must outlive that
        let saved = catch_unwind(AssertUnwindSafe(|| self.save(batch, &mut claims)))
            .unwrap_or_else(|_| Err("the store's file is damaged".to_owned()));
        match saved {
            Ok(verdicts) => {
                claims.finish();
                for (job, verdict) in batch.drain(..).zip(verdicts) {
                    // whoever asked may have given up waiting
                    let _ = job.answer.send(Ok(verdict));
                }
            }
            Err(why) => {
                claims.undo();
                tracing::error!(%why, "the store could not write; nothing of this was saved");
                self.shelf.reopen();
                for job in batch.drain(..) {
                    let _ = job.answer.send(Err(StoreError::Unavailable(why.clone())));
                }
            }
        }
    }

    /// One transaction for all; a verdict for each.
    fn save(&self, batch: &[Job], claims: &mut Claims) -> Result<Vec<Verdict>, String> {
        self.shelf.with(|db| -> Result<_, redb::Error> {
            let mut txn = db.begin_write()?;
            txn.set_durability(Durability::Immediate)?;
            let now = self.clock.now().timestamp_millis();
            let mut ledger = Ledger::open(&txn, now)?;
            let verdicts =
                batch.iter().map(|job| judge(&mut ledger, job, claims)).collect::<Result<_, _>>()?;
            let dirty = ledger.dirty;
            if dirty {
                ledger.sweep(SWEPT + 2 * batch.len())?;
            }
            drop(ledger);
            if dirty {
                txn.commit()?;
            } else {
                txn.abort()?;
            }
            Ok(verdicts)
        })
    }
}

fn judge(ledger: &mut Ledger, job: &Job, claims: &mut Claims) -> Result<Verdict, redb::Error> {
    match &job.ask {
        Ask::Commit(edits) => ledger.commit(edits, claims),
        Ask::Settle(settling) => ledger.settle(settling, claims),
        Ask::SetAside(spoilt) => ledger.set_aside(spoilt),
        Ask::Lift { place, edits } => ledger.lift(place, edits, claims),
        Ask::Probe => ledger.probe(),
        Ask::Put(rows) => ledger.take_in(rows),
        Ask::Close => Ok(Verdict::Saved),
    }
}
