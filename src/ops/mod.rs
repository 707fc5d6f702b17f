//! The basement window: lets operators see how the house is doing, without a way in.
//!
//! `server` answers `/healthz`, `/readyz` and `/metrics` on an address of its own; `readiness` looks whether we can do
//! our work, `metrics` reads the counters the rooms keep for themselves, and `porter` takes what other commands of the
//! program ask of the running one. Nothing here tells a word, a name or an id of anybody.

mod metrics;
pub mod porter;
mod readiness;
mod server;
pub mod tallies;

use std::fmt;
use std::sync::Arc;

use tokio::sync::{Mutex, watch};

use crate::app::receive::App;
use crate::courier::Courier;
use crate::ports::{Clock, Store};
use crate::slack::client::Client;
use crate::slack::door::Tally;

pub use readiness::Report;

/// One of the doors.
pub struct Gate {
    /// `http` or `socket`.
    pub name: &'static str,
    /// What came in.
    pub tally: Arc<Tally>,
    /// Whether Slack can come in right now.
    pub is_open: Box<dyn Fn() -> bool + Send + Sync>,
    /// How often a connection had to be opened anew, where the door has any.
    pub reopened: Option<Box<dyn Fn() -> u64 + Send + Sync>>,
}

/// Everything that is watched.
pub struct Watched {
    /// Where everything is kept.
    pub store: Arc<dyn Store>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The doors.
    pub gates: Vec<Gate>,
    /// The desk.
    pub app: Arc<App>,
    /// The post room.
    pub courier: Arc<Courier>,
    /// The way to Slack.
    pub client: Arc<Client>,
    /// Whether we were told to stop.
    pub stop: watch::Receiver<bool>,
}

/// What operators see.
pub struct Ops {
    watched: Watched,
    /// The last look at the store, so that many who ask at once cost one look.
    looked: Mutex<Option<readiness::Look>>,
}

impl Ops {
    /// A window on these.
    pub fn new(watched: Watched) -> Self {
        Self { watched, looked: Mutex::default() }
    }
}

impl fmt::Debug for Ops {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ops")
    }
}
