//! Whether we can do our work: is the store writable, is a door open, does Slack want us, is the post on time.

use std::time::{Duration, Instant};

use serde::Serialize;

use super::Ops;
use crate::ports::{StoreError, Survey};
use crate::slack::client::State;

/// A look at the store is good for so long.
const FRESH: Duration = Duration::from_secs(2);

/// A store that does not answer within this is away.
const PATIENCE: Duration = Duration::from_secs(2);

/// Something due this long that nobody takes means that the post room is stuck, in seconds.
const LATE: i64 = 60;

/// With clocks this far apart no request of Slack is believed, in seconds.
const SKEWED: i64 = 300;

/// What was seen in the store.
#[derive(Clone, Debug)]
pub(super) struct Look {
    at: Instant,
    /// Whether it took a write, or why not.
    pub wrote: Result<(), String>,
    /// For how many seconds the oldest delivery that nobody has taken has been due; below 0 when it is still to come.
    pub oldest: Option<i64>,
    /// How much there is, where that could be counted.
    pub survey: Option<Survey>,
}

/// How things stand, in words that name nobody.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Whether we can do our work.
    pub ready: bool,
    /// What is in the way, one sentence each.
    pub because: Vec<String>,
    /// `writable`, or what it said instead.
    pub store: String,
    /// The doors and whether Slack can come in.
    pub doors: Vec<(&'static str, bool)>,
    /// `answers`, `away`, `refuses` or `unheard`.
    pub slack: &'static str,
    /// For how many seconds the oldest delivery has been due that nobody has taken; 0 when none is.
    pub oldest_due_seconds: i64,
    /// How far Slack's clock is ahead of ours, in seconds.
    pub clock_skew_seconds: i64,
    /// Whether we are stopping.
    pub stopping: bool,
}

impl Ops {
    /// Looks at the store, unless somebody just did.
    pub(super) async fn look(&self) -> Look {
        let mut looked = self.looked.lock().await;
        if let Some(look) = looked.as_ref().filter(|look| look.at.elapsed() < FRESH) {
            return look.clone();
        }
        let store = self.watched.store.as_ref();
        let wrote = patiently(store.probe()).await;
        // a store that takes no write is not asked further: its answers would only be waited for
        let (oldest, survey) = match wrote {
            Ok(()) => {
                (patiently(store.next_due()).await.ok().flatten(), patiently(store.survey()).await.ok())
            }
            Err(_) => (None, None),
        };
        let oldest = oldest.map(|due| (self.watched.clock.now() - due).num_seconds());
        let look = Look { at: Instant::now(), wrote, oldest, survey };
        *looked = Some(look.clone());
        look
    }

    /// Tells how things stand.
    pub async fn report(&self) -> Report {
        let look = self.look().await;
        let watched = &self.watched;
        let skew = watched.client.pulse().skew().num_seconds();
        let state = watched.client.pulse().state();
        let stopping = *watched.stop.borrow() || watched.stop.has_changed().is_err();
        let doors: Vec<_> = watched.gates.iter().map(|gate| (gate.name, (gate.is_open)())).collect();
        let oldest = look.oldest.unwrap_or_default().max(0);
        let mut because = Vec::new();
        if stopping {
            because.push("it is stopping".to_owned());
        }
        if let Err(why) = &look.wrote {
            because.push(format!("the store takes no write: {why}"));
        }
        // over one door alone everything comes, so one is enough
        if !doors.iter().any(|(_, open)| *open) {
            because.push("no door is open".to_owned());
        }
        if state == State::Refuses {
            because.push("Slack refuses the bot token; run `unrush doctor`".to_owned());
        }
        if oldest > LATE {
            because.push(format!("something has been due for {oldest} seconds and nobody takes it"));
        }
        if skew.abs() > SKEWED {
            because.push(format!("this machine's clock differs from Slack's by {skew} seconds"));
        }
        Report {
            ready: because.is_empty(),
            because,
            store: look.wrote.err().unwrap_or_else(|| "writable".to_owned()),
            doors,
            slack: word(state),
            oldest_due_seconds: oldest,
            clock_skew_seconds: skew,
            stopping,
        }
    }
}

fn word(state: State) -> &'static str {
    match state {
        State::Unheard => "unheard",
        State::Answers => "answers",
        State::Away => "away",
        State::Refuses => "refuses",
    }
}

async fn patiently<T>(asked: impl Future<Output = Result<T, StoreError>>) -> Result<T, String> {
    match tokio::time::timeout(PATIENCE, asked).await {
        Ok(answer) => answer.map_err(|why| why.to_string()),
        Err(_) => Err("it does not answer in time".to_owned()),
    }
}
