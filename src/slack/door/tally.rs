//! Counts what happened at the door, for operators.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::figures::{Counts, Spread};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// Reached the desk and was saved.
    Saved,
    /// Reached the desk and could not be saved: the store was away or too slow, or something broke.
    NotSaved,
    /// Well signed, and nothing to us: unknown kinds, bots' messages, changes that change nothing.
    Ignored,
    /// Well signed, and about another app or a workspace that is not ours.
    NotOurs,
    /// Came again, by Slack's own account.
    Retried,
    /// Slack dropped events of a workspace because there were too many (reported for each such minute).
    RateLimited,
    /// Not signed, wrongly signed, too old or from the future.
    Unsigned,
    /// Well signed, and nothing that can be read.
    Malformed,
    /// Too large, too slow, compressed, or nowhere near our path.
    Refused,
}

/// Counters since the start.
#[derive(Debug, Default)]
pub struct Tally {
    counts: [AtomicU64; Count::Refused as usize + 1],
    /// What came in, by its kind in Slack's words and what became of it.
    pub kinds: Counts,
    /// How long the desk took for what it saved.
    pub desk: Spread,
}

impl Tally {
    /// How often it happened.
    pub fn of(&self, what: Count) -> u64 {
        self.counts[what as usize].load(Ordering::Relaxed)
    }

    /// Counts one more and tells the new number.
    pub(in crate::slack) fn add(&self, what: Count) -> u64 {
        self.counts[what as usize].fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Counts one more and tells whether to write it to the log: the 1st, 2nd, 4th, 8th … time, so that a mistake in
    /// the settings is seen at once and a flood from outside does not become a flood of lines.
    pub(in crate::slack) fn add_and_ask(&self, what: Count) -> bool {
        self.add(what).is_power_of_two()
    }
}
