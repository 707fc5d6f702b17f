//! Time zones: names by `chrono-tz`, rules by the newest IANA data, and the one function that resolves local times.
//!
//! `chrono-tz` carries IANA 2025b, which is an hour wrong in 13 zones from 2026 on; the rules therefore come from
//! the database bundled with `jiff`.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use chrono::{DateTime, Datelike, NaiveDateTime, TimeDelta, Timelike, Utc};
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};
use serde::{Deserialize, Serialize};

/// A time zone with its rules. Cheap to clone.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Zone {
    name: chrono_tz::Tz,
    rules: TimeZone,
}

impl Zone {
    /// Coordinated Universal Time.
    pub fn utc() -> Self {
        Self { name: chrono_tz::UTC, rules: TimeZone::UTC }
    }

    /// Looks a zone up by its IANA name, old aliases such as `US/Pacific` or `Asia/Calcutta` included, in any case.
    pub fn named(name: &str) -> Option<Self> {
        let rules = TimeZoneDatabase::bundled().get(name.trim()).ok()?;
        let name = chrono_tz::Tz::from_str(rules.iana_name()?).ok()?;
        Some(Self { name, rules })
    }

    /// The IANA name.
    pub fn name(&self) -> &'static str {
        self.name.name()
    }

    /// The wall time of an instant here.
    pub fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        at.naive_utc() + self.offset(at)
    }

    /// How far local time is ahead of UTC at an instant.
    pub fn offset(&self, at: DateTime<Utc>) -> TimeDelta {
        let offset = jiff::Timestamp::from_second(at.timestamp())
            .map(|t| self.rules.to_offset(t).seconds())
            .unwrap_or_default();
        TimeDelta::seconds(i64::from(offset))
    }

    /// The instant of a wall time: one that happens twice means the first, one that never happens is read with the
    /// offset before the gap (RFC 5545; Temporal's "compatible"), so 02:30 in a one-hour gap is 03:30.
    pub fn resolve(&self, local: NaiveDateTime) -> DateTime<Utc> {
        let offset = match self.rules.to_ambiguous_timestamp(civil(local)).offset() {
            AmbiguousOffset::Unambiguous { offset } => offset,
            AmbiguousOffset::Gap { before, .. } | AmbiguousOffset::Fold { before, .. } => before,
        };
        (local - TimeDelta::seconds(i64::from(offset.seconds()))).and_utc()
    }
}

/// A wall time in jiff's form; years jiff does not know are clamped to its own ends.
fn civil(local: NaiveDateTime) -> jiff::civil::DateTime {
    let small = |n: u32| i8::try_from(n).unwrap_or(i8::MAX);
    i16::try_from(local.year())
        .ok()
        .and_then(|year| {
            jiff::civil::DateTime::new(
                year,
                small(local.month()),
                small(local.day()),
                small(local.hour()),
                small(local.minute()),
                small(local.second()),
                0,
            )
            .ok()
        })
        .unwrap_or(if local.year() < 0 { jiff::civil::DateTime::MIN } else { jiff::civil::DateTime::MAX })
}

impl FromStr for Zone {
    type Err = String;
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::named(name).ok_or_else(|| format!("unknown time zone {name:?}"))
    }
}

impl TryFrom<String> for Zone {
    type Error = String;
    fn try_from(name: String) -> Result<Self, Self::Error> {
        name.parse()
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> Self {
        zone.name().to_owned()
    }
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Zone {}

impl Hash for Zone {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name().hash(state);
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
