//! The HTTP door: signed requests in, an acknowledgement out after the commit.
//!
//! A request passes these rooms in order: [`server`](self) seats the connection, `body` reads what was sent up to
//! a limit, `signature` proves that Slack sent it, `translate` says what it means, the desk commits it, and `answer`
//! says so. Nothing is parsed before its signature is proven, nothing is acknowledged before it is saved, and
//! nothing here calls Slack.

mod answer;
mod body;
mod caught;
mod hear;
mod limits;
mod patience;
mod server;
mod signature;
mod tally;

use std::fmt;
use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::domain::ids::TeamId;
use crate::ports::{Clock, Desk};

pub use limits::Limits;
pub use signature::SigningSecret;
pub use tally::{Count, Tally};

/// Where Slack sends everything: events, commands, interactions and option loads alike.
pub const PATH: &str = "/slack/events";

/// Tells whether a workspace is one of ours.
pub type IsOurs = Box<dyn Fn(&TeamId) -> bool + Send + Sync>;

/// Who we expect to hear about.
pub struct Expected {
    /// Our app's id; `None` while we do not know it, then every app's requests count (they are signed with our secret).
    pub app: Option<String>,
    /// Which workspaces are ours. Asked for each request, so it may learn.
    pub team: IsOurs,
}

impl Expected {
    /// Whatever the secret proves is welcome.
    pub fn anybody() -> Self {
        Self { app: None, team: Box::new(|_| true) }
    }
}

impl fmt::Debug for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Expected").field("app", &self.app).finish_non_exhaustive()
    }
}

/// The HTTP door.
pub struct Door {
    desk: Arc<dyn Desk>,
    clock: Arc<dyn Clock>,
    secrets: Vec<SigningSecret>,
    who: Expected,
    limits: Limits,
    /// Bodies above [`Limits::small_body`] take turns here, so that many of them never fill the memory.
    large_bodies: Semaphore,
    tally: Tally,
}

impl Door {
    /// A door before a desk. A request counts when any of `secrets` signed it: several while one is being replaced,
    /// none lets nobody in.
    pub fn new(
        desk: Arc<dyn Desk>,
        clock: Arc<dyn Clock>,
        secrets: Vec<SigningSecret>,
        who: Expected,
    ) -> Self {
        let limits = Limits::default();
        let large_bodies = Semaphore::new(limits.large_bodies);
        Self { desk, clock, secrets, who, limits, large_bodies, tally: Tally::default() }
    }

    /// The same door with other limits.
    #[must_use]
    pub fn within(mut self, limits: Limits) -> Self {
        self.large_bodies = Semaphore::new(limits.large_bodies);
        self.limits = limits;
        self
    }

    /// How often what happened here.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }
}

impl fmt::Debug for Door {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Door").field("who", &self.who).field("limits", &self.limits).finish_non_exhaustive()
    }
}
