//! One claim on its way: from what is known to what is settled.
//!
//! Long because it is one walk: each step may end it, and is read best beside the others.

mod asking;
mod fetching;
mod handing;
mod settling;
mod turning;

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use tokio::sync::{oneshot, watch};

use super::Courier;
use super::pace::{self, Turn};
use super::prepare::{self, After, Original, Scene, Step, picture};
use crate::domain::ids::DeliveryId;
use crate::domain::outgoing::{Call, Lane, Outgoing, Place, Progress, Read, Receipt};
use crate::domain::record::Key;
use crate::ports::{Changes, Claim, Facts, Known, Lookup, Refusal, Settled, Settlement};

/// More steps than any delivery needs: whoever takes more goes round in circles.
const MOST_STEPS: usize = 64;
/// How often we decide anew because somebody else changed the same record.
const MOST_CONFLICTS: usize = 10;
/// A lease older than this is made fresh before anything that takes time.
const OLD: Duration = Duration::from_secs(8);

/// How an errand ends.
enum End {
    /// Tell the store.
    Settle(Settlement, Box<Changes>),
    /// The store was told, or it is none of our business any more.
    Over,
}

impl End {
    fn settle(how: Settlement) -> Self {
        Self::Settle(how, Box::default())
    }
}

/// Most steps either go on or end the errand.
type Goes<T> = Result<T, End>;

/// One claim on its way.
pub struct Errand {
    post: Arc<Courier>,
    claim: Claim,
    /// What survives of the delivery's progress if this task breaks.
    progress: Arc<Mutex<Progress>>,
    stop: watch::Receiver<bool>,
    keys: Vec<Key>,
    facts: Facts,
    read: Vec<Read>,
    /// A message that is to be explained, once it was read; it lives and dies with this errand.
    original: Option<Original>,
    /// Whether everything that is kept of the workspace was looked through.
    turned: bool,
    leased: Instant,
    /// Whether it turned out that there is nothing to do.
    is_dropped: bool,
}

impl Errand {
    /// An errand for a claim.
    pub fn new(
        post: Arc<Courier>,
        claim: Claim,
        progress: Arc<Mutex<Progress>>,
        stop: watch::Receiver<bool>,
    ) -> Self {
        let keys = prepare::keys(&claim.delivery);
        let (facts, read, original) = (Facts::default(), Vec::new(), None);
        let leased = Instant::now();
        Self {
            post,
            claim,
            progress,
            stop,
            keys,
            facts,
            read,
            original,
            turned: false,
            leased,
            is_dropped: false,
        }
    }

    /// Goes all the way, after whoever stands before us in the row.
    pub async fn run(mut self, before: Option<oneshot::Receiver<()>>) {
        let end = match self.carry(before).await {
            Ok(()) => End::settle(Settlement::Done),
            Err(end) => end,
        };
        if let End::Settle(how, changes) = end {
            let _ = self.settle(how, *changes).await;
        }
    }

    async fn carry(&mut self, before: Option<oneshot::Receiver<()>>) -> Goes<()> {
        if let Some(before) = before {
            self.queue(before).await?;
        }
        self.load().await?;
        for _ in 0..MOST_STEPS {
            match prepare::next(&self.scene()) {
                Step::Load(keys) => {
                    self.keys.extend(keys);
                    self.load().await?;
                }
                Step::Read(reads) => {
                    self.find_out(reads).await?;
                    self.load().await?;
                }
                Step::Reread(read) => self.reread(&read).await?,
                Step::Fetch(wanted) => self.fetch(*wanted).await?,
                Step::Look(read) => self.look_for_ours(&read).await?,
                Step::Turn => self.turn_over().await?,
                Step::Knock => {
                    if self.is_welcome().await? {
                        return Ok(());
                    }
                    self.turn_over().await?;
                }
                Step::Gather(export) => return self.gather(&export).await,
                Step::Call(call) => self.make(&call).await?,
                Step::Save(changes) => self.remember_that(*changes).await?,
                Step::Hand(again) => return self.hand(again).await,
                Step::Later(at) => {
                    self.note(|progress| progress.first_due = None);
                    self.wait_until(at).await?;
                }
                Step::Drop(why, instead) => {
                    tracing::info!(delivery.id = %self.claim.delivery.id, why, "dropped");
                    self.is_dropped = true;
                    self.post.tally.drops.add(self.claim.delivery.what.kind(), why);
                    let deliver = instead.into_iter().map(|delivery| *delivery).collect();
                    let changes = Changes { deliver, ..Changes::default() };
                    return Err(End::Settle(Settlement::Done, Box::new(changes)));
                }
                Step::Finish => return Ok(()),
            }
        }
        Err(End::settle(Settlement::Dead("it goes round in circles".into())))
    }

    fn scene(&self) -> Scene<'_> {
        Scene {
            delivery: &self.claim.delivery,
            facts: &self.facts,
            charter: &self.post.charter,
            now: self.post.clock.now(),
            read: &self.read,
            original: self.original.as_ref(),
            turned: self.turned,
        }
    }

    fn now(&self) -> DateTime<Utc> {
        self.post.clock.now()
    }

    fn progress(&self) -> Progress {
        self.claim.delivery.progress.clone()
    }

    /// Changes the progress, here and where it survives us.
    fn note(&mut self, change: impl FnOnce(&mut Progress)) {
        change(&mut self.claim.delivery.progress);
        let progress = self.progress();
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner) = progress;
    }

    /// Stands in a row, keeping the lease fresh.
    async fn queue(&mut self, mut before: oneshot::Receiver<()>) -> Goes<()> {
        let mut stop = self.stop.clone();
        loop {
            tokio::select! {
                _ = &mut before => return Ok(()),
                () = tokio::time::sleep(OLD) => self.keep().await?,
                () = stopped(&mut stop) => return Err(self.back(self.claim.delivery.due)),
            }
        }
    }

    async fn load(&mut self) -> Goes<()> {
        let team = self.claim.delivery.team.clone();
        let lists = prepare::lists(&self.claim.delivery);
        let what = Lookup { team, seen: None, records: self.keys.clone(), owned_by: None, lists };
        self.facts = if what.records.is_empty() && what.lists.is_empty() {
            Facts::default()
        } else {
            let facts = self.post.store.load(&what).await;
            facts.map_err(|error| self.without_store(&error))?.at(self.now())
        };
        Ok(())
    }

    /// Reads a message to be explained. What we may not read is gone for us.
    async fn reread(&mut self, read: &Read) -> Goes<()> {
        let found = self.see(read).await?;
        self.original = Some(found.map_or(Original::Gone, Original::Here));
        Ok(())
    }

    /// Puts the delivery back until a moment, unless what that rests on has changed: then it is thought over.
    async fn wait_until(&mut self, at: DateTime<Utc>) -> Goes<()> {
        let changes = Changes { rests_on: prepare::rests_on(&self.scene()), ..Changes::default() };
        match self.tell(Settlement::Again(at, self.progress()), changes).await {
            Settled::Conflict => self.load().await,
            Settled::Yes | Settled::TooLate => Err(End::Over),
        }
    }

    /// Remembers something on the way. Where somebody else was quicker, what is needed is thought over.
    async fn remember_that(&mut self, changes: Changes) -> Goes<()> {
        match self.settle(Settlement::Going(self.progress()), changes).await {
            Settled::Yes | Settled::Conflict => self.load().await,
            Settled::TooLate => Err(End::Over),
        }
    }

    /// Looks for a post that was begun. Found, it counts as made; else it is made again.
    async fn look_for_ours(&mut self, read: &Read) -> Goes<()> {
        let found = match self.ask(read).await? {
            Ok(Known::Ours(found)) => found,
            // where nobody lets us look, saying it twice is better than never
            Ok(_) | Err(Refusal::Never(_) | Refusal::Unknown(_)) => None,
            Err(refusal) => return Err(self.refused(pace::method_of_read(read), refusal)),
        };
        let Some((channel, ts)) = found else {
            self.note(|progress| progress.begun = None);
            return Ok(());
        };
        tracing::info!(delivery.id = %self.claim.delivery.id, "it had arrived already");
        let receipt = Receipt { channel: Some(channel), ts: Some(ts), hash: None, file: None };
        self.record(&receipt, |scene| prepare::found(scene, &receipt)).await
    }

    /// Makes one call, with a marker before it where doing it twice would show.
    async fn make(&mut self, call: &Call) -> Goes<()> {
        let method = pace::method(call);
        let id = self.claim.delivery.id.clone();
        self.turn(&id, method, pace::conversation(call)).await?;
        let post = Arc::clone(&self.post);
        // a picture takes long, and must not stand in the way of a modal
        let is_quick = self.claim.delivery.lane == Lane::Fast && !matches!(call, Call::Upload { .. });
        let lane = if is_quick { &post.fast_calls } else { &post.calls };
        let permit = lane.acquire().await;
        let is_post = matches!(call, Call::Post { .. } | Call::Whisper { .. });
        if is_post {
            let now = self.now();
            self.note(|progress| progress.begun = Some(now));
            self.settle_on(Settlement::Going(self.progress()), Changes::default()).await?;
        } else {
            self.keep().await?;
        }
        let heard = post.slack.deliver(&self.claim.delivery.team, call).await;
        drop(permit);
        match heard {
            Ok(receipt) => self.record(&receipt, |scene| prepare::after(scene, call, &receipt)).await,
            Err(Refusal::Never(why)) if self.can_do_without(call, &why) => {
                tracing::warn!(delivery.id = %self.claim.delivery.id, method, error = %why, "not possible");
                let receipt = Receipt::default();
                self.record(&receipt, |scene| prepare::after(scene, call, &receipt)).await
            }
            Err(refusal) => {
                if is_post && !matches!(refusal, Refusal::Ambiguous(_)) {
                    self.note(|progress| progress.begun = None);
                }
                match picture::goes_on(&self.scene(), call, &refusal) {
                    Some(at) => self.go_on(at, method, refusal),
                    None => Err(self.refused(method, refusal)),
                }
            }
        }
    }

    /// Whether the rest of the delivery still makes sense: a tag whose emoji is gone can still have its reply.
    fn can_do_without(&self, call: &Call, why: &str) -> bool {
        let is_lost = matches!(why, "channel_not_found" | "not_in_channel" | "is_archived" | "missing_scope");
        if matches!(call, Call::Whisper { .. }) {
            // they can't see it there, but a direct message they can
            return why == "user_not_in_channel";
        }
        if matches!(self.claim.delivery.what, Outgoing::Digest { .. }) {
            // a thread whose parent is gone is left as it is, and so is a part that nobody may edit any more
            let is_reply = matches!(call, Call::Post { to: Place::Channel(_, Some(_)), .. });
            let is_edit = matches!(call, Call::Update { .. });
            return !is_lost && (is_reply || is_edit);
        }
        // somebody is forgotten, also where their Home tab can't be drawn
        if matches!(self.claim.delivery.what, Outgoing::Forget(_)) {
            return matches!(call, Call::Publish { .. });
        }
        let is_no_message = matches!((call, why), (Call::React { .. }, "message_not_found"));
        // a Home tab that somebody changed under us is drawn again, over whatever is there
        if let Call::Publish { hash, .. } = call {
            return hash.is_some() && why == "hash_conflict";
        }
        matches!(self.claim.delivery.what, Outgoing::Tag { .. })
            && !matches!(call, Call::Post { .. })
            && !is_lost
            && !is_no_message
    }

    /// Records what a call changed; ends the errand when that was all.
    async fn record(&mut self, receipt: &Receipt, after: impl Fn(&Scene<'_>) -> After) -> Goes<()> {
        let is_kept = matches!(
            self.claim.delivery.what,
            Outgoing::Tag { .. } | Outgoing::Home { .. } | Outgoing::Digest { .. }
        );
        self.note(|progress| {
            progress.begun = None;
            // what a tag has in Slack stands in its ask, what a Home tab or a digest has in a record of its own
            if !is_kept {
                progress.receipts.push(receipt.clone());
            }
        });
        for _ in 0..MOST_CONFLICTS {
            let After { changes, over } = after(&self.scene());
            let how = if over { Settlement::Done } else { Settlement::Going(self.progress()) };
            match self.tell(how, changes).await {
                Settled::Yes if over => return Err(End::Over),
                Settled::Yes => return self.load().await,
                Settled::TooLate => return Err(End::Over),
                Settled::Conflict => self.load().await?,
            }
        }
        Err(self.again())
    }

    /// Waits for our turn; where that takes long, or we are to stop, the delivery goes back into the store.
    async fn turn(&mut self, id: &DeliveryId, method: &'static str, place: Option<String>) -> Goes<()> {
        let team = &self.claim.delivery.team;
        let turn = self.post.pace.turn(id, team, method, place, self.now());
        let pause = match turn {
            Turn::NotBefore(at) => {
                self.post.sent_away.fetch_add(1, Ordering::Relaxed);
                return Err(self.back(at));
            }
            Turn::After(pause) if pause.is_zero() => return Ok(()),
            Turn::After(pause) => pause,
        };
        let begun = Instant::now();
        tokio::select! {
            () = self.post.clock.pause(pause) => self.post.pace.paused(pause, begun.elapsed()),
            () = stopped(&mut self.stop) => return Err(self.back(self.claim.delivery.due)),
        }
        Ok(())
    }
}

async fn stopped(stop: &mut watch::Receiver<bool>) {
    // a sender that is gone means stop, too
    let _ = stop.wait_for(|stop| *stop).await;
}
