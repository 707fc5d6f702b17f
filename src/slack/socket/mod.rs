//! The socket door: connections we open to Slack, over which it sends what it would otherwise post to the HTTP door.
//!
//! `roster` says which connections there have to be, this file opens them, `line` is one of them from its ticket to its
//! farewell, `frame` says what Slack wrote, and the [`Threshold`] has the desk commit it. As at the other door, nothing
//! is acknowledged before it is saved.

mod frame;
mod limits;
mod line;
mod pulse;
mod roster;

use std::collections::BTreeMap;
use std::fmt;
use std::future::pending;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::ports::{BoxFuture, Clock, Desk};
use crate::slack::client::{Client, NoTicket};
use crate::slack::door::{Expected, Tally, Threshold, turns_true};
use crate::slack::tokens::Token;
use line::{Line, News, Wish};
use roster::{Ending, LineId, Order, Roster};

pub use limits::Limits;
pub use pulse::Pulse;

/// The socket door.
pub struct Door {
    threshold: Threshold,
    clock: Arc<dyn Clock>,
    client: Arc<Client>,
    token: Token,
    limits: Limits,
    pulse: Pulse,
}

impl Door {
    /// A door before a desk, which opens with an app-level token.
    pub fn new(
        desk: Arc<dyn Desk>,
        clock: Arc<dyn Clock>,
        client: Arc<Client>,
        token: Token,
        who: Expected,
    ) -> Self {
        let threshold = Threshold::new(desk, who);
        Self { threshold, clock, client, token, limits: Limits::default(), pulse: Pulse::default() }
    }

    /// The same door with other limits.
    #[must_use]
    pub fn within(mut self, limits: Limits) -> Self {
        self.threshold.desk_time = limits.desk_time;
        self.limits = limits;
        self
    }

    /// How it is doing.
    pub fn pulse(&self) -> Pulse {
        self.pulse.clone()
    }

    /// How often what happened here.
    pub fn tally(&self) -> Arc<Tally> {
        Arc::clone(&self.threshold.tally)
    }

    /// Keeps connections open until `stop` turns true; then takes nothing more, finishes and acknowledges what is in
    /// hand within [`Limits::farewell`], and returns.
    pub async fn serve(self: Arc<Self>, stop: watch::Receiver<bool>) {
        let mut roster = Roster::new(&self.limits);
        let mut lines = JoinSet::new();
        let mut wishes: BTreeMap<LineId, watch::Sender<Wish>> = BTreeMap::new();
        let (tell, mut news) = mpsc::channel(16);
        let mut rest: BoxFuture<'_, ()> = Box::pin(pending());
        let mut mood = Mood::default();
        let mut stopping = pin!(turns_true(stop));
        loop {
            for order in roster.orders() {
                match order {
                    Order::Open(id) => {
                        let (ask, asked) = watch::channel(Wish::Stay);
                        wishes.insert(id, ask);
                        lines.spawn(Line::new(Arc::clone(&self), id, tell.clone(), asked).run());
                    }
                    Order::Part(id) => {
                        if let Some(wish) = wishes.get(&id) {
                            wish.send_replace(Wish::Part);
                        }
                    }
                    Order::Rest(most) => rest = self.clock.pause(jitter(most)),
                }
            }
            tokio::select! {
                // what a line tells comes before its end
                biased;
                () = stopping.as_mut() => break,
                Some((id, told)) = news.recv() => match told {
                    News::Opened(connections) => {
                        roster.opened(id);
                        mood.mended();
                        self.compare(connections);
                    }
                    News::Leaving { young } => roster.leaving(id, young),
                },
                Some(Ok(ended)) = lines.join_next() => {
                    wishes.remove(&ended.id);
                    roster.ended(ended.id, &ended.how, ended.young);
                    mood.note(&ended.how, roster.failures());
                }
                () = &mut rest => {
                    rest = Box::pin(pending());
                    roster.rested();
                }
            }
        }
        if timeout(self.limits.farewell, self.say_goodbye(wishes)).await.is_err() {
            tracing::warn!(connections = lines.len(), "cut connections that would not finish");
        }
    }

    /// Closes the connections one after the other. What Slack has just sent over the first is not taken there, comes
    /// again at once over another, and is not turned away a second time, after which Slack would wait a minute.
    async fn say_goodbye(&self, wishes: BTreeMap<LineId, watch::Sender<Wish>>) {
        for wish in wishes.into_values() {
            wish.send_replace(Wish::Stop);
            // nobody holds the other end when the line is gone
            wish.closed().await;
            if self.pulse.is_ready() {
                sleep(self.limits.goodbyes_apart).await;
            }
        }
    }

    /// Slack tells how many connections the app has. More than ours means that another process has some.
    fn compare(&self, connections: Option<u64>) {
        let ours = self.pulse.open() as u64;
        if let Some(all) = connections.filter(|all| *all > ours) {
            tracing::warn!(
                all,
                ours,
                "other processes are connected for this app too; if none should be, find it"
            );
        }
    }
}

impl fmt::Debug for Door {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Door").field("threshold", &self.threshold).finish_non_exhaustive()
    }
}

/// Between four fifths and the whole of a wait, so that replicas do not call in step. A wider spread would call more
/// often than Slack allows, or let us be away for longer.
fn jitter(most: Duration) -> Duration {
    // without a source of randomness there is no jitter, which is no reason to fail
    let thousandths = getrandom::u32().unwrap_or_default() % 1000;
    most.mul_f64(0.8 + 0.2 * f64::from(thousandths) / 1000.0)
}

/// What the operator has been told, so that nothing is told again and again.
#[derive(Debug, Default)]
struct Mood(Option<Ending>);

impl Mood {
    fn mended(&mut self) {
        if self.0.take().is_some() {
            tracing::info!("connected to Slack again");
        }
    }

    fn note(&mut self, how: &Ending, failures: u32) {
        let is_new = self.0.as_ref() != Some(how);
        match how {
            Ending::Parted | Ending::Stopped => return tracing::debug!("{how}"),
            Ending::Cut(_) | Ending::Silent if failures == 0 => return tracing::info!("{how}"),
            Ending::Off | Ending::NoTicket(NoTicket::Token(_) | NoTicket::Off(_)) if !is_new => {}
            Ending::NoTicket(NoTicket::Token(error)) => tracing::error!(
                error,
                "Slack refuses the app-level token. Check SLACK_APP_TOKEN: an xapp- token with the scope \
                 connections:write, of the same app as the bot token"
            ),
            Ending::Off | Ending::NoTicket(NoTicket::Off(_)) => tracing::error!(
                "Socket Mode is switched off. Switch it on in your Slack app's settings under Socket Mode"
            ),
            _ if is_new || failures.is_power_of_two() => tracing::warn!(failures, "{how}"),
            _ => {}
        }
        self.0 = Some(how.clone());
    }
}
