//! How the socket door is doing, for whoever watches over the process: is it ready, and how often what happened.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

/// A view of the socket door's health. Clones show the same door.
#[derive(Clone, Debug, Default)]
pub struct Pulse(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    open: AtomicUsize,
    opened: AtomicU64,
    ended: AtomicU64,
    envelopes: AtomicU64,
    unacked: AtomicU64,
}

impl Pulse {
    /// Whether Slack can reach us: at least one connection is open.
    pub fn is_ready(&self) -> bool {
        self.open() > 0
    }

    /// Connections that are open now: Slack said hello on them and they have not ended.
    pub fn open(&self) -> usize {
        self.0.open.load(Ordering::Relaxed)
    }

    /// Connections on which Slack said hello since the start.
    pub fn opened(&self) -> u64 {
        self.0.opened.load(Ordering::Relaxed)
    }

    /// Connections that were open and are not any more since the start: refreshed by Slack or broken. Each was or will
    /// be replaced.
    pub fn reconnects(&self) -> u64 {
        self.0.ended.load(Ordering::Relaxed)
    }

    /// Envelopes that came since the start.
    pub fn envelopes(&self) -> u64 {
        self.0.envelopes.load(Ordering::Relaxed)
    }

    /// Envelopes that got no acknowledgement since the start: what they brought could not be saved, or their connection
    /// ended first. Slack brings events again.
    pub fn unacked(&self) -> u64 {
        self.0.unacked.load(Ordering::Relaxed)
    }

    /// Counts a connection as open until the returned guard is dropped.
    pub(super) fn note_open(&self) -> Open {
        self.0.open.fetch_add(1, Ordering::Relaxed);
        self.0.opened.fetch_add(1, Ordering::Relaxed);
        Open(Arc::clone(&self.0))
    }

    pub(super) fn note_envelope(&self) {
        self.0.envelopes.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn note_unacked(&self) {
        self.0.unacked.fetch_add(1, Ordering::Relaxed);
    }
}

/// A connection that is open.
pub(super) struct Open(Arc<Counts>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::Relaxed);
        self.0.ended.fetch_add(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_door_is_ready_while_a_connection_is_open() {
        let pulse = Pulse::default();
        let seen = pulse.clone();
        assert!(!seen.is_ready());
        let (one, other) = (pulse.note_open(), pulse.note_open());
        assert_eq!((seen.open(), seen.is_ready()), (2, true));
        drop(one);
        assert!(seen.is_ready());
        drop(other);
        assert!(!seen.is_ready());
        assert_eq!((seen.opened(), seen.reconnects()), (2, 2));
    }
}
