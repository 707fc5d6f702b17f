//! The only place that asks what time it is: the real clock, and one that can be moved.

use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::Notify;

use crate::ports::{BoxFuture, Clock};

/// Wall clocks jump; nobody sleeps longer than this without looking again.
const LOOK_AGAIN: Duration = Duration::from_secs(30);

/// The machine's clock.
#[derive(Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one lawful place")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }

    fn sleep_until(&self, at: DateTime<Utc>) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            while let Ok(left) = (at - self.now()).to_std() {
                if left.is_zero() {
                    return;
                }
                tokio::time::sleep(left.min(LOOK_AGAIN)).await;
            }
        })
    }

    fn pause(&self, pause: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(pause))
    }
}

/// A clock that can be moved. It either stands still (in tests) or runs with the real one (in the playground).
#[derive(Debug)]
pub struct SteppedClock {
    /// Standing: microseconds since the epoch. Running: microseconds ahead of the real clock.
    micros: AtomicI64,
    runs: bool,
    /// How many times faster than real time a [`Clock::pause`] passes.
    pace: u32,
    moved: Notify,
    /// Moments somebody is waiting for, so that a test can ask whether all is quiet.
    sleepers: Mutex<Vec<DateTime<Utc>>>,
}

impl SteppedClock {
    /// A clock that stands at a moment and whose pauses pass `pace` times faster than real ones.
    pub fn standing(at: DateTime<Utc>, pace: u32) -> Self {
        Self::new(at.timestamp_micros(), false, pace)
    }

    /// A clock that runs with the real one, from now on.
    pub fn running() -> Self {
        Self::running_at(1)
    }

    /// The same, with pauses that pass `pace` times faster than real ones.
    pub fn running_at(pace: u32) -> Self {
        Self::new(0, true, pace)
    }

    fn new(micros: i64, runs: bool, pace: u32) -> Self {
        Self {
            micros: AtomicI64::new(micros),
            runs,
            pace: pace.max(1),
            moved: Notify::new(),
            sleepers: Mutex::new(Vec::new()),
        }
    }

    /// Moves the clock, usually forwards.
    pub fn step(&self, by: TimeDelta) {
        self.micros.fetch_add(by.num_microseconds().unwrap_or(0), Ordering::SeqCst);
        self.moved.notify_waiters();
    }

    /// The earliest moment somebody is waiting for.
    pub fn next_sleeper(&self) -> Option<DateTime<Utc>> {
        self.sleepers.lock().ok()?.iter().min().copied()
    }
}

/// Takes its moment off the list when its sleeper wakes or is dropped.
struct Sleeper<'a>(&'a SteppedClock, DateTime<Utc>);

impl Drop for Sleeper<'_> {
    fn drop(&mut self) {
        if let Ok(mut sleepers) = self.0.sleepers.lock()
            && let Some(at) = sleepers.iter().position(|at| *at == self.1)
        {
            sleepers.swap_remove(at);
        }
    }
}

impl Clock for SteppedClock {
    fn now(&self) -> DateTime<Utc> {
        let micros = TimeDelta::microseconds(self.micros.load(Ordering::SeqCst));
        if self.runs { SystemClock.now() + micros } else { DateTime::UNIX_EPOCH + micros }
    }

    fn sleep_until(&self, at: DateTime<Utc>) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            if let Ok(mut sleepers) = self.sleepers.lock() {
                sleepers.push(at);
            }
            let _listed = Sleeper(self, at);
            loop {
                let moved = self.moved.notified();
                tokio::pin!(moved);
                moved.as_mut().enable();
                let left = at - self.now();
                if left <= TimeDelta::zero() {
                    return;
                }
                if self.runs {
                    let left = left.to_std().unwrap_or_default().min(LOOK_AGAIN);
                    tokio::select! { () = moved => {}, () = tokio::time::sleep(left) => {} }
                } else {
                    moved.await;
                }
            }
        })
    }

    fn pause(&self, pause: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(pause / self.pace))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[tokio::test]
    #[expect(clippy::disallowed_methods, reason = "a sleeper of its own")]
    async fn a_sleeper_wakes_when_the_clock_is_moved_past_its_moment() {
        let start = DateTime::from_timestamp(1_700_000_000, 0).expect("moment");
        let clock = Arc::new(SteppedClock::standing(start, 1000));
        let at = start + TimeDelta::hours(1);
        let sleeper = tokio::spawn({
            let clock = Arc::clone(&clock);
            async move { clock.sleep_until(at).await }
        });
        while clock.next_sleeper().is_none() {
            tokio::task::yield_now().await;
        }
        clock.step(TimeDelta::minutes(59));
        assert_eq!(clock.next_sleeper(), Some(at), "a minute is left");
        clock.step(TimeDelta::minutes(1));
        sleeper.await.expect("wakes");
        assert_eq!(clock.next_sleeper(), None);
    }
}
