//! Who has claimed what, in memory: the file has one owner, so when that is gone every claim of it is void too.
//!
//! Everything here is by the monotonic clock; moving the wall clock ends no lease.

use std::collections::HashMap;
use std::time::{Duration, Instant};

/// A claim on one delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lease {
    /// Proves whose it is.
    pub token: u64,
    /// How often the delivery had been rung when it was claimed.
    pub rung: u64,
    length: Duration,
    until: Instant,
}

/// How a delivery stands.
#[derive(Clone, Copy, Debug)]
enum Stand {
    Leased(Lease),
    /// A change of it is on its way to disk: nobody may claim or settle it until that is decided.
    Changing {
        /// The claim before.
        before: Option<Lease>,
        /// The claim as it will be, if it goes on.
        after: Option<Lease>,
    },
}

/// What becomes of a lease once the change is on disk.
#[derive(Clone, Debug)]
pub(super) enum Afterwards {
    /// It ends.
    Ends(String),
    /// It goes on, as long as it first was.
    GoesOn(String, Lease),
}

/// All claims.
#[derive(Debug)]
pub(super) struct Leases {
    stands: HashMap<String, Stand>,
    next_token: u64,
}

impl Leases {
    /// No claims. `first_token` is random, so that a token of an earlier run never fits.
    pub fn new(first_token: u64) -> Self {
        Self { stands: HashMap::new(), next_token: first_token }
    }

    /// Whether nobody has it.
    pub fn is_free(&self, name: &str, now: Instant) -> bool {
        match self.stands.get(name) {
            None => true,
            Some(Stand::Leased(lease)) => lease.until <= now,
            Some(Stand::Changing { .. }) => false,
        }
    }

    /// How many somebody has.
    pub fn count(&self, now: Instant) -> u64 {
        self.stands.keys().filter(|name| !self.is_free(name, now)).count() as u64
    }

    /// Gives it to somebody. Ask first whether it is free.
    pub fn claim(&mut self, name: &str, rung: u64, length: Duration, now: Instant) -> u64 {
        let token = self.next_token;
        self.next_token = self.next_token.wrapping_add(1);
        let lease = Lease { token, rung, length, until: now + length };
        self.stands.insert(name.to_owned(), Stand::Leased(lease));
        token
    }

    /// How often a delivery had been rung when it was claimed, while that claim holds and goes on.
    pub fn rung_when_claimed(&self, name: &str, now: Instant) -> Option<u64> {
        match self.stands.get(name)? {
            Stand::Leased(lease) => (lease.until > now).then_some(lease.rung),
            Stand::Changing { after, .. } => after.map(|lease| lease.rung),
        }
    }

    /// The claim with this token, if it still holds.
    pub fn held(&self, name: &str, token: u64, now: Instant) -> Option<Lease> {
        match self.stands.get(name) {
            Some(Stand::Leased(lease)) if lease.token == token && lease.until > now => Some(*lease),
            _ => None,
        }
    }

    /// Holds a delivery still while a change of it is written. Its claim ends with that, unless it goes on.
    pub fn begin(&mut self, name: &str, after: Option<Lease>) {
        let before = match self.stands.get(name) {
            Some(Stand::Leased(lease)) => Some(*lease),
            Some(Stand::Changing { before, .. }) => *before,
            None => None,
        };
        self.stands.insert(name.to_owned(), Stand::Changing { before, after });
    }

    /// The changes are on disk.
    pub fn finish(&mut self, afterwards: Vec<Afterwards>, now: Instant) {
        for after in afterwards {
            match after {
                Afterwards::Ends(name) => {
                    self.stands.remove(&name);
                }
                Afterwards::GoesOn(name, lease) => {
                    let lease = Lease { until: now + lease.length, ..lease };
                    self.stands.insert(name, Stand::Leased(lease));
                }
            }
        }
    }

    /// The changes did not happen: all is as before.
    pub fn undo(&mut self, afterwards: Vec<Afterwards>) {
        for after in afterwards {
            let (Afterwards::Ends(name) | Afterwards::GoesOn(name, _)) = after;
            match self.stands.remove(&name) {
                Some(Stand::Changing { before: Some(lease), .. } | Stand::Leased(lease)) => {
                    self.stands.insert(name, Stand::Leased(lease));
                }
                Some(Stand::Changing { before: None, .. }) | None => {}
            }
        }
    }
}
