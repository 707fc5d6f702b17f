//! The HTTP door: signed requests in, an acknowledgement out after the commit.
//!
//! A request passes these rooms in order: [`server`](self) seats the connection, `body` reads what was sent up to
//! a limit, `signature` proves that Slack sent it, `translate` says what it means, the [`Threshold`] has the desk commit
//! it, and `answer` says so. Nothing is parsed before its signature is proven, nothing is acknowledged before it is saved, and
//! nothing here calls Slack, except for a browser that installs the app.

mod answer;
mod body;
mod hear;
mod limits;
mod patience;
mod server;
mod signature;

use std::fmt;
use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::ports::{Clock, Desk};
use crate::slack::door::Threshold;
use crate::slack::install::Install;

pub use crate::slack::door::{Count, Expected, Tally};
pub use limits::Limits;
pub use signature::SigningSecret;

/// Where Slack sends everything: events, commands, interactions and option loads alike.
pub const PATH: &str = "/slack/events";

/// The HTTP door.
pub struct Door {
    threshold: Threshold,
    clock: Arc<dyn Clock>,
    secrets: Vec<SigningSecret>,
    limits: Limits,
    /// Takes workspaces in, where the app can be installed from a browser.
    install: Option<Install>,
    /// Bodies above [`Limits::small_body`] take turns here, so that many of them never fill the memory.
    large_bodies: Semaphore,
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
        Self { threshold: Threshold::new(desk, who), clock, secrets, limits, install: None, large_bodies }
    }

    /// The same door, where workspaces can install the app from a browser.
    #[must_use]
    pub fn taking_in(mut self, install: Option<Install>) -> Self {
        self.install = install;
        self
    }

    /// The same door with other limits.
    #[must_use]
    pub fn within(mut self, limits: Limits) -> Self {
        self.large_bodies = Semaphore::new(limits.large_bodies);
        self.threshold.desk_time = limits.desk_time;
        self.limits = limits;
        self
    }

    /// How often what happened here.
    pub fn tally(&self) -> Arc<Tally> {
        Arc::clone(&self.threshold.tally)
    }
}

impl fmt::Debug for Door {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Door")
            .field("threshold", &self.threshold)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
