//! Plain counters that any room may keep, for operators. Adding to one never waits for whoever reads it for long, and
//! words that tell figures apart are part of the program, so there is never more than a handful of them.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How often what happened, by two words.
#[derive(Debug, Default)]
pub struct Counts(Mutex<BTreeMap<(&'static str, &'static str), u64>>);

impl Counts {
    /// Once more.
    pub fn add(&self, kind: &'static str, how: &'static str) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner).entry((kind, how)).or_default() += 1;
    }

    /// All that happened at least once, in order of the words.
    pub fn all(&self) -> Vec<((&'static str, &'static str), u64)> {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.iter().map(|(words, count)| (*words, *count)).collect()
    }

    /// How often something happened.
    pub fn of(&self, kind: &'static str, how: &'static str) -> u64 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&(kind, how)).copied().unwrap_or_default()
    }
}

/// The upper ends of the spans that are told apart, in milliseconds.
const SPANS: [u64; 13] = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_000, 5_000, 60_000];

/// How long something took, each time.
#[derive(Debug, Default)]
pub struct Spread {
    counts: [AtomicU64; SPANS.len() + 1],
    micros: AtomicU64,
}

impl Spread {
    /// It took so long this time.
    pub fn note(&self, took: Duration) {
        let at = SPANS.iter().position(|span| took <= Duration::from_millis(*span)).unwrap_or(SPANS.len());
        self.counts[at].fetch_add(1, Ordering::Relaxed);
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.micros.fetch_add(micros, Ordering::Relaxed);
    }

    /// How often it happened.
    pub fn count(&self) -> u64 {
        self.counts.iter().map(|count| count.load(Ordering::Relaxed)).sum()
    }

    /// All times together.
    pub fn sum(&self) -> Duration {
        Duration::from_micros(self.micros.load(Ordering::Relaxed))
    }

    /// For each span its upper end in seconds and how often it took so long; the last has no end.
    pub fn spans(&self) -> Vec<(f64, u64)> {
        let ends = SPANS.iter().map(|span| Duration::from_millis(*span).as_secs_f64()).chain([f64::MAX]);
        ends.zip(self.counts.iter().map(|count| count.load(Ordering::Relaxed))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_apart_by_span() {
        let spread = Spread::default();
        for millis in [0, 1, 3, 2_000, 3_600_000] {
            spread.note(Duration::from_millis(millis));
        }
        let filled: Vec<_> = spread.spans().into_iter().filter(|(_, count)| *count > 0).collect();
        assert_eq!(filled, [(0.001, 2), (0.005, 1), (2.0, 1), (f64::MAX, 1)]);
        assert_eq!((spread.count(), spread.sum()), (5, Duration::from_millis(3_602_004)));
    }

    #[test]
    fn counts_are_by_both_words() {
        let counts = Counts::default();
        counts.add("tag", "delivered");
        counts.add("tag", "delivered");
        counts.add("reminder", "delivered");
        assert_eq!((counts.of("tag", "delivered"), counts.of("tag", "dropped")), (2, 0));
        assert_eq!(counts.all(), [(("reminder", "delivered"), 1), (("tag", "delivered"), 2)]);
    }
}
