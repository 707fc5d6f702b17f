//! How it goes with Slack, for operators: what became of calls, whether it answers, and whether its clock is ours.

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU8, Ordering};

use chrono::{DateTime, TimeDelta, Utc};

use crate::figures::Counts;
use crate::ports::Refusal;

/// A difference of the clocks that is worth a line. Slack's `Date` has whole seconds, and an answer takes its time.
const WORTH_A_LINE: TimeDelta = TimeDelta::seconds(30);

/// How Slack answered last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// We have not heard of it yet.
    Unheard,
    /// It answers.
    Answers,
    /// It does not answer, or only with errors of its own.
    Away,
    /// It refuses our token.
    Refuses,
}

/// How it goes with Slack.
#[derive(Debug, Default)]
pub struct Pulse {
    /// Calls by method and what became of them.
    pub calls: Counts,
    state: AtomicU8,
    skew_ms: AtomicI64,
    was_told: AtomicBool,
}

impl Pulse {
    /// How Slack answered last.
    pub fn state(&self) -> State {
        match self.state.load(Ordering::Relaxed) {
            1 => State::Answers,
            2 => State::Away,
            3 => State::Refuses,
            _ => State::Unheard,
        }
    }

    /// How far Slack's clock is ahead of ours, as its last answer said.
    pub fn skew(&self) -> TimeDelta {
        TimeDelta::milliseconds(self.skew_ms.load(Ordering::Relaxed))
    }

    /// Takes note of how a call went.
    pub(super) fn note<T>(&self, method: &'static str, went: &Result<T, Refusal>) {
        let (word, state) = match went {
            Ok(_) => ("done", State::Answers),
            Err(Refusal::Slower(_)) => ("rate_limited", State::Answers),
            Err(Refusal::Later(_)) => ("later", State::Away),
            Err(Refusal::Ambiguous(_)) => ("unsure", State::Away),
            Err(Refusal::Unknown(_)) => ("unknown", State::Answers),
            Err(Refusal::Never(_)) => ("refused", State::Answers),
            Err(Refusal::Workspace(_)) => ("unwelcome", State::Refuses),
        };
        self.calls.add(method, word);
        self.state.store(state as u8, Ordering::Relaxed);
    }

    /// Takes note of Slack's clock. A large difference is said once, until it is gone: with it every signature would be
    /// too old or from the future, and nothing else would say why.
    pub(super) fn read_clock(&self, date: Option<&str>, now: DateTime<Utc>) {
        let Some(theirs) = date.and_then(|date| DateTime::parse_from_rfc2822(date).ok()) else { return };
        let skew = theirs.with_timezone(&Utc) - now;
        self.skew_ms.store(skew.num_milliseconds(), Ordering::Relaxed);
        let is_large = skew.abs() > WORTH_A_LINE;
        if is_large && !self.was_told.swap(true, Ordering::Relaxed) {
            tracing::error!(
                "this machine's clock differs from Slack's by {} seconds; set it right, or requests of Slack will \
                 not be believed",
                skew.num_seconds()
            );
        } else if !is_large {
            self.was_told.store(false, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slacks_clock_is_read_from_its_answers() {
        let pulse = Pulse::default();
        let now = DateTime::from_timestamp(1_794_819_600, 0).expect("moment");
        pulse.read_clock(Some("nonsense"), now);
        assert_eq!(pulse.skew(), TimeDelta::zero());
        let date = (now + TimeDelta::seconds(600)).to_rfc2822();
        pulse.read_clock(Some(&date.replace("+0000", "GMT")), now);
        assert_eq!(pulse.skew(), TimeDelta::seconds(600));
        pulse.read_clock(None, now);
        assert_eq!(pulse.skew(), TimeDelta::seconds(600), "who says nothing changes nothing");
    }

    #[test]
    fn the_last_answer_tells_how_slack_is() {
        let pulse = Pulse::default();
        assert_eq!(pulse.state(), State::Unheard);
        for (went, state) in [
            (Ok(()), State::Answers),
            (Err(Refusal::Workspace("invalid_auth".into())), State::Refuses),
            (Err(Refusal::Never("not_in_channel".into())), State::Answers),
            (Err(Refusal::Later("no connection".into())), State::Away),
        ] {
            pulse.note("auth.test", &went);
            assert_eq!(pulse.state(), state);
        }
        assert_eq!(pulse.calls.of("auth.test", "unwelcome"), 1);
    }
}
