//! What both doors do with what came in: is it ours, has the desk saved it in time, what is answered.

mod answer;
mod caught;
mod tally;

use std::fmt;
use std::future::ready;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::sync::watch;
use tokio::time::timeout;

use crate::domain::ids::TeamId;
use crate::domain::inbound::Inbound;
use crate::domain::text::PrivateText;
use crate::ports::{BoxFuture, Desk, StoreError};
use crate::slack::translate::{Arrival, Awaits, What};

pub use caught::caught;
pub use tally::{Count, Tally};

/// How long the desk may take. Slack gives up after 3 seconds, the way there and back included.
pub const DESK_TIME: Duration = Duration::from_secs(2);

/// Tells whether a workspace is one of ours.
pub type IsOurs = Box<dyn Fn(&TeamId) -> BoxFuture<'static, bool> + Send + Sync>;

/// Who we expect to hear about.
pub struct Expected {
    /// Our app's id; `None` while we do not know it, then every app that can prove itself counts.
    pub app: Option<String>,
    /// Which workspaces are ours. Asked each time, so it may learn.
    pub team: IsOurs,
}

impl Expected {
    /// Whoever can prove itself is welcome.
    pub fn anybody() -> Self {
        Self::of(None, |_| true)
    }

    /// An app, and workspaces that need no looking up.
    pub fn of(app: Option<String>, is_ours: impl Fn(&TeamId) -> bool + Send + Sync + 'static) -> Self {
        Self { app, team: Box::new(move |team| Box::pin(ready(is_ours(team)))) }
    }

    fn is_our_app(&self, app: Option<&str>) -> bool {
        match (&self.app, app) {
            (Some(ours), Some(app)) => ours == app,
            _ => true,
        }
    }
}

impl fmt::Debug for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Expected").field("app", &self.app).finish_non_exhaustive()
    }
}

/// What became of something that came in.
#[derive(Debug)]
pub enum Taken {
    /// It needs no answer but that we have it.
    Heard,
    /// This is shown to whoever did it.
    Shown(Value),
    /// Slack wants to hear this word back.
    Challenge(PrivateText),
    /// An event could not be saved. Slack brings it again when it gets no acknowledgement.
    NotSaved(NotSaved),
}

/// Why what happened was not saved.
#[derive(Debug, thiserror::Error)]
pub enum NotSaved {
    /// The store could not.
    #[error(transparent)]
    Store(StoreError),
    /// The desk took longer than [`DESK_TIME`].
    #[error("it took too long")]
    Late,
    /// The desk panicked.
    #[error("the desk broke")]
    Broke,
}

/// What is behind either door, whatever the way in.
pub struct Threshold {
    desk: Arc<dyn Desk>,
    who: Expected,
    /// How long the desk may take.
    pub desk_time: Duration,
    /// How often what happened here.
    pub tally: Arc<Tally>,
}

impl Threshold {
    /// The way to a desk.
    pub fn new(desk: Arc<dyn Desk>, who: Expected) -> Self {
        Self { desk, who, desk_time: DESK_TIME, tally: Arc::default() }
    }

    /// Has what came in saved, if it is something to us.
    pub async fn take(&self, arrival: Arrival) -> Taken {
        let kind = arrival.kind;
        if !self.who.is_our_app(arrival.app.as_deref()) {
            self.tally.kinds.add(kind, "not_ours");
            if self.tally.add_and_ask(Count::NotOurs) {
                tracing::warn!("something proven to be from Slack was meant for another app");
            }
            return Taken::Heard;
        }
        match arrival.what {
            What::Happened(inbound, awaits) => self.ask_desk(kind, *inbound, &awaits).await,
            What::Challenge(challenge) => Taken::Challenge(challenge),
            What::Limited => {
                if self.tally.add_and_ask(Count::RateLimited) {
                    tracing::warn!("Slack drops events of a workspace: more than 30,000 within an hour");
                }
                Taken::Heard
            }
            // nothing is forgotten yet: it may come late, after the app was put back. If it is true, Slack refuses the
            // next call, and the workspace rests
            What::Removed(inbound) => {
                let team = &inbound.team;
                self.tally.kinds.add(kind, "removed");
                tracing::error!(team.id = %team, "the app was removed from this workspace, or its token revoked; install it anew to go on, else what is kept of it is erased in 30 days");
                self.ask_desk(kind, *inbound, &Awaits::Nothing).await
            }
            What::Nothing(why) => {
                self.tally.kinds.add(kind, "ignored");
                self.tally.add(Count::Ignored);
                tracing::debug!(why, "ignored");
                Taken::Heard
            }
        }
    }

    async fn ask_desk(&self, kind: &'static str, inbound: Inbound, awaits: &Awaits) -> Taken {
        let team = inbound.team.clone();
        // who takes too long to look it up will not save it in time either, and the desk says so
        if !timeout(self.desk_time, (self.who.team)(&team)).await.unwrap_or(true) {
            self.tally.kinds.add(kind, "not_ours");
            if self.tally.add_and_ask(Count::NotOurs) {
                tracing::warn!(team.id = %team, "something came from a workspace that is not ours");
            }
            return Taken::Heard;
        }
        let begun = Instant::now();
        let why = match timeout(self.desk_time, caught(self.desk.receive(inbound))).await {
            Ok(Ok(Ok(reply))) => {
                self.tally.desk.note(begun.elapsed());
                self.tally.kinds.add(kind, "saved");
                self.tally.add(Count::Saved);
                return answer::saved(awaits, &reply).map_or(Taken::Heard, Taken::Shown);
            }
            Ok(Ok(Err(error))) => NotSaved::Store(error),
            Ok(Err(_)) => NotSaved::Broke,
            Err(_) => NotSaved::Late,
        };
        self.tally.kinds.add(kind, "not_saved");
        if self.tally.add_and_ask(Count::NotSaved) || *awaits != Awaits::Nothing {
            tracing::error!(team.id = %team, inbound.kind = awaits.name(), %why, "could not save what happened");
        }
        match awaits {
            Awaits::Nothing => Taken::NotSaved(why),
            _ => answer::sorry(awaits).map_or(Taken::Heard, Taken::Shown),
        }
    }
}

impl fmt::Debug for Threshold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Threshold").field("who", &self.who).finish_non_exhaustive()
    }
}

/// Waits until the word is given. When nobody is left who could give it, it never is.
pub(in crate::slack) async fn turns_true(mut word: watch::Receiver<bool>) {
    if word.wait_for(|given| *given).await.is_err() {
        std::future::pending::<()>().await;
    }
}
