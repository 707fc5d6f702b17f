//! Rate limits: tiers by method, and about one message a second in a channel.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

const MINUTE: Duration = Duration::from_mins(1);
/// Messages in one channel: one a second, and so many at once.
const BURST: f64 = 3.0;

/// How often a method may be called in a minute.
#[derive(Clone, Copy)]
pub(super) enum Tier {
    /// 20 a minute.
    Two,
    /// 50 a minute.
    Three,
    /// 100 a minute.
    Four,
    /// Hundreds a minute.
    Special,
}

impl Tier {
    fn per_minute(self) -> usize {
        match self {
            Self::Two => 20,
            Self::Three => 50,
            Self::Four => 100,
            Self::Special => 600,
        }
    }
}

/// What was called lately. Its windows are of real time, shortened by the pace.
pub(super) struct Rates {
    pace: u32,
    methods: HashMap<&'static str, VecDeque<Instant>>,
    channels: HashMap<String, (f64, Instant)>,
}

impl Rates {
    pub(super) fn new(pace: u32) -> Self {
        Self { pace, methods: HashMap::new(), channels: HashMap::new() }
    }

    /// Counts a call of a method; past its tier, the whole seconds to wait.
    pub(super) fn call(&mut self, method: &'static str, tier: Tier, now: Instant) -> Result<(), u64> {
        let window = MINUTE / self.pace;
        let calls = self.methods.entry(method).or_default();
        while calls.front().is_some_and(|at| now.duration_since(*at) >= window) {
            calls.pop_front();
        }
        if let Some(first) = calls.front()
            && calls.len() >= tier.per_minute()
        {
            let left = window.saturating_sub(now.duration_since(*first)) * self.pace;
            return Err(whole_seconds(left.as_secs_f64()));
        }
        calls.push_back(now);
        Ok(())
    }

    /// Counts a message in a channel; past its burst, the whole seconds to wait.
    pub(super) fn post(&mut self, channel: &str, now: Instant) -> Result<(), u64> {
        let (left, since) = self.channels.entry(channel.to_owned()).or_insert((BURST, now));
        let grown = now.duration_since(*since).as_secs_f64() * f64::from(self.pace);
        *left = (*left + grown).min(BURST);
        *since = now;
        if *left < 1.0 {
            return Err(whole_seconds(1.0 - *left));
        }
        *left -= 1.0;
        Ok(())
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 60")]
fn whole_seconds(left: f64) -> u64 {
    left.clamp(1.0, 60.0).ceil() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channel_takes_three_messages_at_once_and_then_one_a_second() {
        let (mut rates, start) = (Rates::new(1), Instant::now());
        assert!((0..3).all(|_| rates.post("C1", start).is_ok()));
        assert_eq!(rates.post("C1", start), Err(1));
        assert_eq!(rates.post("C2", start), Ok(()), "another channel has its own burst");
        assert_eq!(rates.post("C1", start + Duration::from_secs(1)), Ok(()));
        assert_eq!(rates.post("C1", start + Duration::from_millis(1500)), Err(1));
    }

    #[test]
    fn a_method_past_its_tier_waits_for_the_oldest_call_to_leave_the_minute() {
        let (mut rates, start) = (Rates::new(60), Instant::now());
        assert!((0..20).all(|_| rates.call("users.list", Tier::Two, start).is_ok()));
        assert_eq!(rates.call("users.list", Tier::Two, start), Err(60));
        assert_eq!(rates.call("users.info", Tier::Four, start), Ok(()), "another method is not concerned");
        let half = start + Duration::from_millis(500);
        assert_eq!(
            rates.call("users.list", Tier::Two, half),
            Err(30),
            "half of the shortened minute is over"
        );
        assert_eq!(rates.call("users.list", Tier::Two, start + Duration::from_secs(1)), Ok(()));
    }
}
