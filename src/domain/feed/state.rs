//! What is remembered of a feed between two readings: where it is, and how it went.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::source::Source;
use super::{Busy, Choice, Reading};
use crate::domain::ids::fingerprint;
use crate::domain::text::PrivateText;

/// How often a calendar is read.
const EVERY: TimeDelta = TimeDelta::hours(1);
/// The first pause after a reading that failed; the next ones grow with the time it has been failing.
const FIRST_PAUSE: TimeDelta = TimeDelta::minutes(5);
/// The longest pause.
const LONGEST_PAUSE: TimeDelta = TimeDelta::hours(6);
/// A calendar that could not be read for so long is told of, once.
const TELL_AFTER: TimeDelta = TimeDelta::days(1);

/// Somebody's calendar feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feed {
    /// Where it is.
    #[serde(flatten)]
    pub source: Source,
    /// What of it counts.
    #[serde(default)]
    pub choice: Choice,
    /// Since when it is connected.
    pub since: DateTime<Utc>,
    /// When it is to be read next.
    pub next: DateTime<Utc>,
    /// When it was read last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_at: Option<DateTime<Utc>>,
    /// What the other side gave us to say what we have already.
    #[serde(default)]
    pub validators: Validators,
    /// For which day, zone and choice it was read: for others it has to be read again, changed or not.
    #[serde(default)]
    pub read_for: String,
    /// How many events it had.
    #[serde(default)]
    pub events: usize,
    /// How many lines and events of it could not be read.
    #[serde(default)]
    pub skipped: usize,
    /// Since when it could not be read, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failing: Option<(DateTime<Utc>, Trouble)>,
    /// Whether its owner was told of that.
    #[serde(default)]
    pub told: bool,
    /// Whether its owner waits to hear what was found.
    #[serde(default)]
    pub expected: bool,
}

/// What a server gives with a file, to be asked later whether it has changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Validators {
    /// `ETag`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// `Last-Modified`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modified: Option<String>,
}

/// Why a calendar could not be read. None of it names an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// No such host, nobody there, the line broke.
    Unreachable,
    /// It took too long.
    Slow,
    /// The secure line could not be set up.
    Insecure,
    /// The address, or one it led to, is none we may go to.
    Forbidden,
    /// It led on too often.
    Redirects,
    /// There is no such thing there (any more), or we may not have it: the status.
    Refused(u16),
    /// The other side has a problem of its own: the status.
    Broken(u16),
    /// It is too long.
    TooLong,
    /// What came is no calendar.
    NoCalendar,
    /// Whoever runs the bot keeps no folder of calendars (any more).
    NoFolder,
    /// No file of theirs lies in it.
    NoFile,
    /// It is not a plain file of the folder, or nobody lets us read it.
    Unreadable,
}

impl Trouble {
    /// What it is, in a word for counters.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::Slow => "slow",
            Self::Insecure => "insecure",
            Self::Forbidden => "forbidden",
            Self::Redirects => "redirects",
            Self::Refused(_) => "refused",
            Self::Broken(_) => "broken",
            Self::TooLong => "too_long",
            Self::NoCalendar => "no_calendar",
            Self::NoFolder => "no_folder",
            Self::NoFile => "no_file",
            Self::Unreadable => "unreadable",
        }
    }
}

impl Feed {
    /// A feed that is to be read now.
    pub fn new(source: Source, choice: Choice, now: DateTime<Utc>) -> Self {
        Self {
            source,
            choice,
            since: now,
            next: now,
            read_at: None,
            validators: Validators::default(),
            read_for: String::new(),
            events: 0,
            skipped: 0,
            failing: None,
            told: false,
            expected: true,
        }
    }

    /// What a reading depends on besides the file: the day, the zone, and what counts.
    pub fn purpose(&self, today: NaiveDate, zone: &str) -> String {
        let words =
            |words: &[PrivateText]| words.iter().map(PrivateText::reveal).collect::<Vec<_>>().join("\n");
        let busy = match &self.choice.busy {
            Busy::Words(own) => words(own),
            plain => format!("{plain:?}"),
        };
        let own = [&self.choice.away, &self.choice.focus].map(|own| own.as_deref().map(words));
        fingerprint(format!("{today} {zone} {own:?} {busy}").as_bytes())
    }

    /// Notes a reading that went well. `None`: nothing has changed since the last one.
    pub fn went_well(&mut self, found: Option<(&Reading, Validators)>, purpose: String, now: DateTime<Utc>) {
        if let Some((reading, validators)) = found {
            (self.events, self.skipped) = (reading.events, reading.skipped);
            self.validators = validators;
        }
        self.read_for = purpose;
        self.read_at = Some(now);
        self.next = now + EVERY + self.spread(now);
        (self.failing, self.told, self.expected) = (None, false, false);
    }

    /// Notes a reading that failed. Tells whether its owner is to hear of it: at once when they wait for it, else once
    /// when it has been failing for a day.
    pub fn failed(&mut self, why: Trouble, now: DateTime<Utc>) -> bool {
        let since = self.failing.map_or(now, |(since, _)| since);
        self.failing = Some((since, why));
        let pause = (now - since).clamp(FIRST_PAUSE, LONGEST_PAUSE);
        self.next = now + pause + self.spread(now) * i32::from(pause >= EVERY);
        let is_old = now - since >= TELL_AFTER && !self.told;
        let tell = is_old || self.expected;
        self.told |= is_old;
        self.expected = false;
        tell
    }

    /// Up to six minutes more or less, so that not all calendars are read at once. The same for the same moment.
    fn spread(&self, now: DateTime<Utc>) -> TimeDelta {
        let whose = match &self.source {
            Source::Web(address) => address.url.reveal(),
            // those of one folder were connected at different seconds
            Source::File { .. } => &self.since.to_rfc3339(),
        };
        let lot = fingerprint(format!("{whose}{}", now.timestamp()).as_bytes());
        let lot = u32::from_str_radix(lot.get(..4).unwrap_or_default(), 16).unwrap_or(0);
        TimeDelta::seconds(i64::from(lot % 720)) - TimeDelta::minutes(6)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::feed::Address;

    fn now() -> DateTime<Utc> {
        "2026-10-15T08:20:00Z".parse().expect("moment")
    }

    fn feed() -> Feed {
        Feed::new(
            Source::Web(Address::read("https://cal.example.org/secret.ics").expect("an address")),
            Choice::default(),
            now(),
        )
    }

    #[test]
    fn a_feed_is_read_about_every_hour_and_its_address_is_never_printed() {
        let mut feed = feed();
        feed.went_well(None, String::new(), now());
        let pause = feed.next - now();
        assert!(pause >= TimeDelta::minutes(54) && pause <= TimeDelta::minutes(66), "{pause}");
        assert!(!format!("{feed:?}").contains("secret.ics"), "{feed:?}");
    }

    #[test]
    fn failures_are_told_once_and_tried_less_and_less_often() {
        let mut feed = feed();
        assert!(feed.failed(Trouble::Slow, now()), "somebody waits to hear of the first");
        assert_eq!(feed.next - now(), TimeDelta::minutes(5));
        let (mut told, mut tries) = (0, 0);
        while feed.next < now() + TimeDelta::days(4) {
            told += usize::from(feed.failed(Trouble::Refused(404), feed.next));
            tries += 1;
        }
        assert_eq!((told, feed.failing), (1, Some((now(), Trouble::Refused(404)))));
        assert!((20..30).contains(&tries), "{tries}");
        feed.went_well(None, String::new(), now());
        assert_eq!((feed.failing, feed.told), (None, false));
        assert!(!feed.failed(Trouble::Slow, now()), "a bad hour is nobody's business");
    }
}
