//! Time zones: names by `chrono-tz`, rules by the newest IANA data, and the one function that resolves local times.
//!
//! `chrono-tz` carries IANA 2025b, which is an hour wrong in 13 zones from 2026 on; the rules therefore come from
//! the database bundled with `jiff`.

use std::cell::Cell;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Utc};
use jiff::Timestamp;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone, TimeZoneDatabase};
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
        let at_utc = at.naive_utc();
        at_utc.checked_add_signed(self.offset(at)).unwrap_or(at_utc)
    }

    /// How far local time is ahead of UTC at an instant.
    pub fn offset(&self, at: DateTime<Utc>) -> TimeDelta {
        delta(self.rules.to_offset(timestamp(at)))
    }

    /// Whether its clocks show the same as another zone's from an instant on, for a year.
    pub fn keeps_time_of(&self, other: &Self, from: DateTime<Utc>) -> bool {
        let year = from + TimeDelta::days(366);
        let changes = [self, other].map(|zone| {
            let ahead = zone.rules.following(timestamp(from)).map(|change| instant(change.timestamp()));
            ahead.take_while(|at| *at < year).collect::<Vec<_>>()
        });
        let moments = changes.concat();
        moments.into_iter().chain([from]).all(|at| self.offset(at) == other.offset(at))
    }

    /// The instant of a wall time: one that happens twice means the first, one that never happens is read with the
    /// offset before the gap (RFC 5545; Temporal's "compatible"), so 02:30 in a one-hour gap is 03:30.
    pub fn resolve(&self, local: NaiveDateTime) -> DateTime<Utc> {
        match self.offsets(local) {
            AmbiguousOffset::Unambiguous { offset } => minus(local, offset),
            AmbiguousOffset::Gap { before, .. } | AmbiguousOffset::Fold { before, .. } => {
                minus(local, before)
            }
        }
    }

    /// An instant before which no wall time from `local` on begins: usually the instant of `local` itself, but not
    /// where the clock leaps over it, since later wall times then come earlier (in a gap from 23:30 to 00:30,
    /// 00:30 comes half an hour before 00:00).
    pub(super) fn floor(&self, local: NaiveDateTime) -> DateTime<Utc> {
        match self.offsets(local) {
            AmbiguousOffset::Unambiguous { offset } => minus(local, offset),
            AmbiguousOffset::Gap { before, after } | AmbiguousOffset::Fold { before, after } => {
                minus(local, before.max(after))
            }
        }
    }

    /// The wall times around `local` that all have one and the same offset, each exactly once; `None` when `local`
    /// itself is repeated or left out.
    pub(super) fn steady(&self, local: NaiveDateTime) -> Option<Steady> {
        let AmbiguousOffset::Unambiguous { offset } = self.offsets(local) else { return None };
        let at = timestamp(minus(local, offset));
        let from = self.last_change(at).map_or(NaiveDateTime::MIN, |change| {
            let before = self.offset(instant(change) - TimeDelta::nanoseconds(1));
            instant(change).naive_utc() + before.max(delta(offset))
        });
        let until = self.rules.following(at).next().map_or(NaiveDateTime::MAX, |change| {
            instant(change.timestamp()).naive_utc() + delta(change.offset().min(offset))
        });
        Some(Steady { from, until, offset: delta(offset) })
    }

    /// The last change of the clock at or before an instant.
    fn last_change(&self, at: Timestamp) -> Option<Timestamp> {
        // a search leaves out the instant it starts at
        let just_after = at.checked_add(jiff::SignedDuration::from_nanos(1)).ok()?;
        let change = self.rules.preceding(just_after).next()?.timestamp();
        // Backwards, a zone's yearly rule is followed also into the years before it came into force (in Ciudad Juárez
        // on 30 November 2022), past changes of another kind. Forwards none is missed.
        let later = self.rules.following(change).map(|change| change.timestamp());
        Some(later.take_while(|change| *change <= at).last().unwrap_or(change))
    }

    fn offsets(&self, local: NaiveDateTime) -> AmbiguousOffset {
        self.rules.to_ambiguous_timestamp(civil(local)).offset()
    }
}

/// A stretch of wall times, half-open, over which a zone's clock is not changed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Steady {
    from: NaiveDateTime,
    until: NaiveDateTime,
    offset: TimeDelta,
}

/// A zone's clock for one calculation. It remembers the last steady stretch, so that a walk over sixty days looks
/// the rules up two or three times rather than hundreds of times.
#[derive(Debug)]
pub(super) struct WallClock<'a> {
    pub zone: &'a Zone,
    steady: Cell<Option<Steady>>,
}

impl<'a> WallClock<'a> {
    pub fn new(zone: &'a Zone) -> Self {
        Self { zone, steady: Cell::new(None) }
    }

    /// [`Zone::resolve`], sooner.
    pub fn resolve(&self, local: NaiveDateTime) -> DateTime<Utc> {
        self.steady(local).unwrap_or_else(|| self.zone.resolve(local))
    }

    /// [`Zone::floor`], sooner.
    pub fn floor(&self, local: NaiveDateTime) -> DateTime<Utc> {
        self.steady(local).unwrap_or_else(|| self.zone.floor(local))
    }

    /// The instant of a date's midnight, if the clock is not changed from then to the next midnight.
    pub fn steady_day(&self, date: NaiveDate) -> Option<DateTime<Utc>> {
        let midnight = date.and_time(NaiveTime::MIN);
        let at = self.steady(midnight)?;
        let next = midnight.checked_add_signed(TimeDelta::days(1))?;
        self.steady.get().is_some_and(|steady| next < steady.until).then_some(at)
    }

    fn steady(&self, local: NaiveDateTime) -> Option<DateTime<Utc>> {
        let covers = |steady: &Steady| steady.from <= local && local < steady.until;
        let steady = self.steady.get().filter(covers).or_else(|| {
            let fresh = self.zone.steady(local).filter(covers);
            self.steady.set(fresh);
            fresh
        })?;
        local.checked_sub_signed(steady.offset).map(|at| at.and_utc())
    }
}

fn minus(local: NaiveDateTime, offset: Offset) -> DateTime<Utc> {
    local.checked_sub_signed(delta(offset)).unwrap_or(local).and_utc()
}

fn delta(offset: Offset) -> TimeDelta {
    TimeDelta::seconds(i64::from(offset.seconds()))
}

/// An instant in jiff's form; years jiff does not know are clamped to its own ends.
fn timestamp(at: DateTime<Utc>) -> Timestamp {
    Timestamp::from_second(at.timestamp()).unwrap_or(if at.timestamp() < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    })
}

/// A moment of jiff's in our form; every one of them has its place there.
fn instant(at: Timestamp) -> DateTime<Utc> {
    DateTime::from_timestamp_secs(at.as_second()).unwrap_or_default()
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

#[cfg(test)]
mod tests {
    use super::*;

    fn local(text: &str) -> NaiveDateTime {
        text.parse().expect("wall time")
    }

    #[test]
    fn every_name_is_known_in_any_case() {
        for tz in chrono_tz::TZ_VARIANTS {
            let zone = Zone::named(tz.name()).expect("a zone");
            assert_eq!(zone.name(), tz.name());
            assert_eq!(Zone::named(&tz.name().to_lowercase()), Some(zone));
        }
        for nothing in ["", "Mars/Olympus", "Europe/", "../etc/localtime", "Etc/Unknown", "Europe/Berlin\0"] {
            assert_eq!(Zone::named(nothing), None, "{nothing:?}");
        }
    }

    #[test]
    fn rules_are_newer_than_those_that_came_with_the_names() {
        // British Columbia keeps summer time from November 2026 on
        let vancouver = Zone::named("America/Vancouver").expect("zone");
        let winter = vancouver.resolve(local("2026-12-01T09:00:00"));
        assert_eq!(winter, "2026-12-01T16:00:00Z".parse::<DateTime<Utc>>().expect("instant"));
    }

    #[test]
    fn a_clock_with_a_memory_says_what_the_rules_say() {
        let (begin, end) =
            (timestamp(DateTime::UNIX_EPOCH), Timestamp::from_second(1_900_000_000).expect("2030"));
        for tz in chrono_tz::TZ_VARIANTS {
            let zone = Zone::named(tz.name()).expect("a zone");
            let clock = WallClock::new(&zone);
            let changes = zone.rules.following(begin).take_while(|change| change.timestamp() < end);
            for change in changes {
                let change = zone.local(instant(change.timestamp()));
                for looked_at in [-40, -1, 0, 1, 40] {
                    clock.resolve(change + TimeDelta::days(looked_at));
                    for step in -10..=10 {
                        let wall = change + TimeDelta::minutes(45 * step);
                        assert_eq!(clock.resolve(wall), zone.resolve(wall), "{wall} in {zone:?}");
                        assert_eq!(clock.floor(wall), zone.floor(wall), "{wall} in {zone:?}");
                        assert!(zone.floor(wall) <= zone.resolve(wall), "{wall} in {zone:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_yearly_rule_is_not_in_force_before_the_last_change_of_another_kind() {
        // Ciudad Juárez left Central for Mountain Time on 30 November 2022, after the first Sunday of November
        let juarez = Zone::named("America/Ciudad_Juarez").expect("zone");
        let clock = WallClock::new(&juarez);
        assert_eq!(clock.resolve(local("2022-12-01T09:00:00")).to_string(), "2022-12-01 16:00:00 UTC");
        assert_eq!(clock.resolve(local("2022-11-28T09:00:00")).to_string(), "2022-11-28 15:00:00 UTC");
    }

    #[test]
    fn the_floor_of_a_leap_lies_before_all_that_follows() {
        // Toronto leapt from 23:30 to 00:30
        let toronto = Zone::named("America/Toronto").expect("zone");
        let midnight = local("1919-03-31T00:00:00");
        assert!(toronto.resolve(midnight) > toronto.resolve(local("1919-03-31T00:30:00")));
        assert!(toronto.floor(midnight) <= toronto.resolve(local("1919-03-31T00:30:00")));
    }
}
