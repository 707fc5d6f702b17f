//! Failures on purpose: of the Web API, by method, of the events that are pushed, and of Socket Mode's lines.

use serde::{Deserialize, Serialize};

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum What {
    /// A call takes effect, and the connection is closed without an answer.
    DropReply,
    /// The connection is closed before a call takes effect.
    DropCall,
    /// A call takes effect, and no answer ever comes; the connection stays open.
    Hang,
    /// A call is answered late by so many real milliseconds.
    Delay {
        /// Real milliseconds.
        millis: u64,
    },
    /// A call is refused with 429.
    Ratelimited {
        /// The `Retry-After` header, whole seconds or nonsense; without it the header is missing.
        retry_after: Option<String>,
    },
    /// A call is answered with this status and a page of HTML.
    Status {
        /// The HTTP status, such as 503.
        status: u16,
        /// Whether it takes effect nevertheless.
        #[serde(default)]
        after_effect: bool,
    },
    /// A call is answered with `ok: false` and this error.
    Error {
        /// Any of Slack's errors, or none of them.
        error: String,
        /// Whether it takes effect nevertheless, as with `internal_error`.
        #[serde(default)]
        after_effect: bool,
    },
    /// A call takes effect and is answered with something that is not JSON.
    Garbage,
    /// History and replies are read as if nothing had been written.
    LoseHistory,
    /// An event comes so many times more.
    Repeat {
        /// How many copies more.
        copies: u32,
        /// Whether each copy has an `event_id` of its own.
        #[serde(default)]
        new_id: bool,
    },
    /// An event is held back until after the next one.
    HoldBack,
    /// An event never comes.
    Lose,
    /// A new line of Socket Mode (`hello`) is never greeted.
    NoHello,
}

impl What {
    fn concerns(&self) -> Concerns {
        match self {
            Self::Repeat { .. } | Self::HoldBack | Self::Lose => Concerns::Events,
            Self::NoHello => Concerns::Lines,
            _ => Concerns::Calls,
        }
    }
}

/// What sort of thing a failure happens to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Concerns {
    Calls,
    Events,
    Lines,
}

/// A failure that is planned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fault {
    /// A method (`chat.postMessage`, `response_url`), an event's type or subtype (`message`, `message_changed`), a line's
    /// `hello`, or `*`.
    pub on: String,
    /// What goes wrong.
    #[serde(flatten)]
    pub what: What,
    /// How many times; without it always.
    #[serde(default)]
    pub times: Option<u32>,
    /// How likely, from 0 to 1.
    #[serde(default = "surely")]
    pub chance: f64,
    /// Where the dice start; the same seed falls the same way.
    #[serde(default)]
    pub seed: u64,
}

fn surely() -> f64 {
    1.0
}

impl Fault {
    /// A failure that happens always.
    pub fn always(on: &str, what: What) -> Self {
        Self { on: on.to_owned(), what, times: None, chance: 1.0, seed: 0 }
    }

    /// A failure that happens the next `times` times.
    pub fn times(on: &str, what: What, times: u32) -> Self {
        Self { times: Some(times), ..Self::always(on, what) }
    }

    /// A failure that happens with a chance from 0 to 1, the same way for the same seed.
    pub fn sometimes(on: &str, what: What, chance: f64, seed: u64) -> Self {
        Self { chance, seed, ..Self::always(on, what) }
    }

    /// Whether it happens now, to a thing that goes by any of these names.
    fn falls(&mut self, names: &[&str]) -> bool {
        let meant = self.on == "*" || names.contains(&self.on.as_str());
        if !meant || self.times == Some(0) || roll(&mut self.seed) >= self.chance {
            return false;
        }
        self.times = self.times.map(|left| left - 1);
        true
    }
}

/// Everything that is planned to fail.
#[derive(Debug, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// Plans a failure; what was planned first falls first.
    pub fn plan(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    /// Nothing fails any more.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// What is planned and not used up.
    pub fn planned(&self) -> &[Fault] {
        &self.0
    }

    /// What goes wrong with this call, if anything.
    pub(super) fn of_call(&mut self, method: &str) -> Option<What> {
        self.strike(&[method], Concerns::Calls)
    }

    /// What goes wrong with this event, if anything.
    pub(super) fn of_event(&mut self, names: &[&str]) -> Option<What> {
        self.strike(names, Concerns::Events)
    }

    /// What goes wrong with a line of Socket Mode, if anything.
    pub(super) fn of_line(&mut self, moment: &str) -> Option<What> {
        self.strike(&[moment], Concerns::Lines)
    }

    fn strike(&mut self, names: &[&str], sort: Concerns) -> Option<What> {
        let what = self.0.iter_mut().find_map(|fault| {
            (fault.what.concerns() == sort && fault.falls(names)).then(|| fault.what.clone())
        });
        self.0.retain(|fault| fault.times != Some(0));
        what
    }
}

/// The next number from 0 to 1 of a small generator (splitmix64).
#[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
fn roll(seed: &mut u64) -> f64 {
    *seed = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *seed;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counted_failure_falls_so_often_and_only_on_its_method() {
        let mut faults = Faults::default();
        faults.plan(Fault::times("chat.postMessage", What::DropReply, 2));
        assert_eq!(faults.of_call("chat.update"), None);
        assert_eq!(faults.of_call("chat.postMessage"), Some(What::DropReply));
        assert_eq!(faults.of_call("chat.postMessage"), Some(What::DropReply));
        assert_eq!(faults.of_call("chat.postMessage"), None);
        assert!(faults.planned().is_empty());
    }

    #[test]
    fn a_likely_failure_falls_the_same_way_for_the_same_seed() {
        let falls = |seed| {
            let mut faults = Faults::default();
            faults.plan(Fault::sometimes("*", What::Garbage, 0.5, seed));
            (0..64).map(|_| faults.of_call("users.info").is_some()).collect::<Vec<_>>()
        };
        assert_eq!(falls(7), falls(7));
        assert_ne!(falls(7), falls(8));
        assert!((16..48).contains(&falls(7).iter().filter(|fell| **fell).count()));
    }

    #[test]
    fn a_failure_is_read_from_the_json_that_other_processes_send() {
        let fault: Fault = serde_json::from_str(
            r#"{"on":"chat.postMessage","fault":"ratelimited","retry_after":"30","times":1}"#,
        )
        .expect("a fault");
        let what = What::Ratelimited { retry_after: Some("30".into()) };
        assert_eq!(fault, Fault::times("chat.postMessage", what, 1));
        let fault: Fault =
            serde_json::from_str(r#"{"on":"message","fault":"repeat","copies":3,"new_id":true}"#)
                .expect("a fault");
        assert_eq!(fault, Fault::always("message", What::Repeat { copies: 3, new_id: true }));
    }

    #[test]
    fn events_and_calls_fail_apart() {
        let mut faults = Faults::default();
        faults.plan(Fault::always("*", What::Lose));
        assert_eq!(faults.of_call("chat.postMessage"), None);
        assert_eq!(faults.of_event(&["message", "message_changed"]), Some(What::Lose));
    }
}
