//! Which connections there are and what to do about them. Pure: told what happened, it gives orders.

use std::collections::BTreeMap;
use std::time::Duration;

use super::limits::Limits;
use crate::slack::client::NoTicket;

/// Names one connection, from before it is opened.
pub type LineId = u64;

/// Longest wait between two openings when Slack itself refuses them.
const LONGEST: Duration = Duration::from_mins(1);
/// Longest wait when nobody was reached: that bothers nobody, and a network that is back should be noticed soon.
const UNREACHED: Duration = Duration::from_secs(5);
/// Wait while Socket Mode is switched off.
const OFF: Duration = Duration::from_secs(75);
/// Wait while the token is refused.
const REFUSED: Duration = Duration::from_mins(5);

/// What has to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Open a new connection.
    Open(LineId),
    /// Close this connection once it has nothing more to bring: another one stands in its place.
    Part(LineId),
    /// Wait at most so long, and say so. A later rest takes the place of an earlier one.
    Rest(Duration),
}

/// How a connection ended.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Ending {
    /// There was no ticket for it.
    #[error("Slack gives no address for a connection: {0}")]
    NoTicket(NoTicket),
    /// The ticket led nowhere.
    #[error("a connection could not be opened: {0}")]
    NotOpened(&'static str),
    /// Slack did not say hello in time.
    #[error("Slack did not say hello on a new connection")]
    NoHello,
    /// Socket Mode was switched off.
    #[error("Socket Mode is switched off in the app's settings")]
    Off,
    /// The app has as many as it may have, all processes together.
    #[error("Slack says that the app has too many connections; find the other processes that have some")]
    TooMany,
    /// It broke, or Slack closed it.
    #[error("a connection ended: {0}")]
    Cut(&'static str),
    /// No sound for too long.
    #[error("a connection fell silent")]
    Silent,
    /// We closed it, as was ordered.
    #[error("a connection was closed, another one stands in its place")]
    Parted,
    /// We closed it, since we stop.
    #[error("a connection was closed, since we stop")]
    Stopped,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Opening,
    Open,
    /// Slack is about to close it.
    Leaving,
    /// It was told to close.
    Parting,
}

/// The connections, and how opening them goes.
#[derive(Debug)]
pub struct Roster {
    wanted: usize,
    apart: Duration,
    lines: BTreeMap<LineId, Stage>,
    next: LineId,
    /// Openings that failed one after another.
    failures: u32,
    /// The same before the last hello, in case that connection does not last.
    failures_before: u32,
    /// The rest that begins now.
    rest: Option<Duration>,
    resting: bool,
}

impl Roster {
    /// Nothing is open yet.
    pub fn new(limits: &Limits) -> Self {
        Self {
            wanted: limits.lines.max(1),
            apart: limits.apart,
            lines: BTreeMap::new(),
            next: 0,
            failures: 0,
            failures_before: 0,
            rest: None,
            resting: false,
        }
    }

    /// What has to be done now.
    pub fn orders(&mut self) -> Vec<Order> {
        let mut orders = Vec::new();
        if !self.resting && self.count(Stage::Opening) == 0 && self.count(Stage::Open) < self.wanted {
            self.next += 1;
            self.lines.insert(self.next, Stage::Opening);
            orders.push(Order::Open(self.next));
            self.begin_rest(self.apart);
        }
        while self.count(Stage::Open) + self.count(Stage::Leaving) > self.wanted
            && let Some((id, stage)) = self.lines.iter_mut().find(|(_, stage)| **stage == Stage::Leaving)
        {
            *stage = Stage::Parting;
            orders.push(Order::Part(*id));
        }
        orders.extend(self.rest.take().map(Order::Rest));
        orders
    }

    /// The rest is over.
    pub fn rested(&mut self) {
        self.resting = false;
    }

    /// Slack said hello.
    pub fn opened(&mut self, id: LineId) {
        if let Some(stage @ Stage::Opening) = self.lines.get_mut(&id) {
            *stage = Stage::Open;
            self.failures_before = std::mem::take(&mut self.failures);
        }
    }

    /// Slack is about to close it. One that was opened only just now must not draw the next at once.
    pub fn leaving(&mut self, id: LineId, young: bool) {
        if let Some(stage @ Stage::Open) = self.lines.get_mut(&id) {
            *stage = Stage::Leaving;
            if young {
                self.fail_again();
            }
        }
    }

    /// It is gone.
    pub fn ended(&mut self, id: LineId, how: &Ending, young: bool) {
        let Some(stage) = self.lines.remove(&id) else { return };
        match (stage, how) {
            (_, Ending::Off | Ending::NoTicket(NoTicket::Off(_))) => self.fail(OFF),
            (_, Ending::NoTicket(NoTicket::Token(_))) => self.fail(REFUSED),
            (_, Ending::NoTicket(NoTicket::Unreached(_))) => self.fail_within(UNREACHED),
            (_, Ending::NoTicket(NoTicket::Slower(pause))) => {
                self.fail_within(LONGEST);
                self.begin_rest((*pause).max(self.rest.unwrap_or_default()));
            }
            (Stage::Opening, _) | (_, Ending::TooMany) => self.fail_within(LONGEST),
            (Stage::Open, _) if young => self.fail_again(),
            _ => {}
        }
    }

    /// Failed openings one after another.
    pub fn failures(&self) -> u32 {
        self.failures
    }

    fn count(&self, what: Stage) -> usize {
        self.lines.values().filter(|stage| **stage == what).count()
    }

    /// The last hello was not worth much: go on counting where it found us.
    fn fail_again(&mut self) {
        self.failures = self.failures.max(self.failures_before);
        self.fail_within(LONGEST);
    }

    fn fail_within(&mut self, longest: Duration) {
        let doubled = self.apart.saturating_mul(1 << self.failures.min(10));
        self.fail(doubled.min(longest));
    }

    fn fail(&mut self, rest: Duration) {
        self.failures = self.failures.saturating_add(1);
        self.begin_rest(rest);
    }

    fn begin_rest(&mut self, rest: Duration) {
        self.rest = Some(rest);
        self.resting = true;
    }
}

#[cfg(test)]
mod tests;
