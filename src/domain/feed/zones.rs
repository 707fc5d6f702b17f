//! Whose clock a time in a calendar is on: IANA names, those of Windows, and zones a calendar brings along.

use std::collections::HashMap;
use std::rc::Rc;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use super::moment::{When, offset};
use super::rule::{Budget, Rule};
use super::windows;
use crate::domain::worktime::Zone;

/// How far back an observance that comes every year is looked for.
const A_YEAR: TimeDelta = TimeDelta::days(400);

/// A clock.
#[derive(Clone, Debug)]
pub(super) enum Place {
    /// One we know the rules of.
    Known(Zone),
    /// One whose rules stand in the calendar.
    Own(Rc<Vec<Observance>>),
}

/// Summer time or winter time, as a calendar defines it.
#[derive(Clone, Debug, Default)]
pub(super) struct Observance {
    /// When it first begins, on the clock before.
    pub start: Option<NaiveDateTime>,
    /// When it begins again.
    pub rule: Option<Rule>,
    /// Or on these moments.
    pub more: Vec<NaiveDateTime>,
    /// How far the clock before is ahead of UTC.
    pub before: TimeDelta,
    /// How far its own clock is ahead of UTC.
    pub after: TimeDelta,
}

impl Place {
    /// The instant of a wall time, by the same rule as everywhere: the first of two, and in a gap the offset before.
    pub fn resolve(&self, local: NaiveDateTime) -> DateTime<Utc> {
        let ahead = match self {
            Self::Known(zone) => return zone.resolve(local),
            Self::Own(observances) => match in_force(observances, |_| local) {
                Some((change, onset)) if local < onset + (change.after - change.before) => change.before,
                Some((change, _)) => change.after,
                None => observances.first().map(|change| change.before).unwrap_or_default(),
            },
        };
        local.checked_sub_signed(ahead).unwrap_or(local).and_utc()
    }

    /// The wall time of an instant.
    pub fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        let utc = at.naive_utc();
        let ahead = match self {
            Self::Known(zone) => return zone.local(at),
            Self::Own(observances) => {
                let on_clock_before =
                    |change: &Observance| utc.checked_add_signed(change.before).unwrap_or(utc);
                match in_force(observances, on_clock_before) {
                    Some((change, _)) => change.after,
                    None => observances.first().map(|change| change.before).unwrap_or_default(),
                }
            }
        };
        utc.checked_add_signed(ahead).unwrap_or(utc)
    }
}

/// The observance that began last, and when.
fn in_force(
    observances: &[Observance],
    now: impl Fn(&Observance) -> NaiveDateTime,
) -> Option<(&Observance, NaiveDateTime)> {
    let last = |change: &Observance| last_onset(change, now(change));
    observances.iter().filter_map(|change| Some((change, last(change)?))).max_by_key(|(_, onset)| *onset)
}

fn last_onset(change: &Observance, now: NaiveDateTime) -> Option<NaiveDateTime> {
    let start = change.start?;
    let earlier = |at: &NaiveDateTime| *at <= now;
    let more = change.more.iter().copied().filter(earlier).max();
    let again = change.rule.as_ref().and_then(|rule| {
        let until =
            rule.until().map(|until| super::rule::end_of(until, |at| (at + change.before).naive_utc()));
        let seen = now.min(until.unwrap_or(now));
        let from = seen.checked_sub_signed(A_YEAR)?;
        rule.times(start, (from, seen), until, &mut Budget(1_000)).into_iter().max()
    });
    [Some(start).filter(earlier), more, again].into_iter().flatten().max()
}

/// The clocks of one calendar.
#[derive(Debug)]
pub(super) struct Zones {
    brought: HashMap<String, Brought>,
    known: HashMap<String, Option<Place>>,
}

/// A zone that stands in the calendar.
#[derive(Clone, Debug, Default)]
pub(super) struct Brought {
    /// Its name.
    pub name: String,
    /// Where it is, by its IANA name, when that is said beside it.
    pub location: Option<String>,
    /// Its clocks.
    pub observances: Vec<Observance>,
}

impl Zones {
    /// The clocks of a calendar that brings these along.
    pub fn new(brought: Vec<Brought>) -> Self {
        let brought = brought.into_iter().map(|zone| (zone.name.clone(), zone)).collect();
        Self { brought, known: HashMap::new() }
    }

    /// The clock a name stands for; `None` where nobody knows. A name we know means the zone as it is: what calendars
    /// bring along is often out of date.
    pub fn place(&mut self, name: &str) -> Option<Place> {
        if let Some(place) = self.known.get(name) {
            return place.clone();
        }
        let place = named(name).map(Place::Known).or_else(|| self.own(name));
        self.known.insert(name.to_owned(), place.clone());
        place
    }

    fn own(&self, name: &str) -> Option<Place> {
        let brought = self.brought.get(name)?;
        if let Some(zone) = brought.location.as_deref().and_then(named) {
            return Some(Place::Known(zone));
        }
        let observances: Vec<_> =
            brought.observances.iter().filter(|change| change.start.is_some()).cloned().collect();
        (!observances.is_empty()).then(|| Place::Own(Rc::new(observances)))
    }
}

/// A zone by its IANA name, also behind a producer's own prefix, by Windows's name, or by a fixed offset.
fn named(name: &str) -> Option<Zone> {
    let name = name.trim();
    if let Some(zone) = Zone::named(name).or_else(|| windows::iana(name).and_then(Zone::named)) {
        return Some(zone);
    }
    let tails = name.match_indices('/').map(|(at, _)| &name[at + 1..]);
    let behind_a_prefix = || tails.filter(|tail| tail.contains('/')).find_map(Zone::named);
    if name.starts_with('/') {
        return behind_a_prefix();
    }
    shown(name)
}

/// A zone by what Windows shows of it: `(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna`.
fn shown(name: &str) -> Option<Zone> {
    let places = name.strip_prefix("(UTC").or_else(|| name.strip_prefix("(GMT"))?.split_once(')')?.1.trim();
    let american =
        |(words, zone): &(&str, &'static str)| places.starts_with(words).then(|| Zone::named(zone))?;
    if let Some(zone) = AMERICAN.iter().find_map(american) {
        return Some(zone);
    }
    let mut cities = places.split(',').map(|city| city.trim().replace(' ', "_"));
    cities.find_map(|city| REGIONS.iter().find_map(|region| Zone::named(&format!("{region}/{city}"))))
}

const REGIONS: &[&str] = &["Europe", "America", "Asia", "Africa", "Australia", "Pacific", "Atlantic", "Etc"];

/// What Windows calls zones it names after no city.
const AMERICAN: &[(&str, &str)] = &[
    ("Pacific Time", "America/Los_Angeles"),
    ("Mountain Time", "America/Denver"),
    ("Central Time", "America/Chicago"),
    ("Eastern Time", "America/New_York"),
    ("Atlantic Time", "America/Halifax"),
    ("Newfoundland", "America/St_Johns"),
    ("Hawaii", "Pacific/Honolulu"),
    ("Alaska", "America/Anchorage"),
    ("Coordinated Universal Time", "Etc/UTC"),
];

/// Reads one line of an observance; says whether it could be read.
pub(super) fn observe(observance: &mut Observance, name: &str, value: &str) -> bool {
    let wall = |text: &str| match When::read(text)? {
        When::Local(at) => Some(at),
        When::Utc(at) => Some(at.naive_utc()),
        When::Date(_) => None,
    };
    let read = match name {
        "DTSTART" => wall(value).map(|at| observance.start = Some(at)),
        "TZOFFSETFROM" => offset(value).map(|ahead| observance.before = ahead),
        "TZOFFSETTO" => offset(value).map(|ahead| observance.after = ahead),
        "RRULE" => Rule::read(value).map(|rule| observance.rule = Some(rule)),
        "RDATE" => {
            observance.more.extend(value.split(',').filter_map(wall));
            Some(())
        }
        _ => Some(()),
    };
    read.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        text.parse().expect("wall time")
    }

    #[test]
    fn names_are_known_in_all_their_forms() {
        for (name, zone) in [
            ("Europe/Berlin", "Europe/Berlin"),
            ("europe/berlin ", "Europe/Berlin"),
            ("US/Pacific", "US/Pacific"),
            ("W. Europe Standard Time", "Europe/Berlin"),
            ("/freeassociation.sourceforge.net/Europe/Berlin", "Europe/Berlin"),
            ("/mozilla.org/20070129_1/America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
            ("tzone://Microsoft/Utc", "Etc/UTC"),
            ("UTC", "UTC"),
            ("(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "Europe/Amsterdam"),
            ("(UTC-05:00) Eastern Time (US & Canada)", "America/New_York"),
            ("(GMT+12:00) Auckland, Wellington", "Pacific/Auckland"),
            ("(UTC-04:30) Caracas", "America/Caracas"),
        ] {
            assert_eq!(named(name).map(|zone| zone.name()), Some(zone), "{name}");
        }
        for nothing in ["", "Customized Time Zone", "My/Own", "/", "(UTC+01:00) Nowhere", "(UTC"] {
            assert_eq!(named(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn a_zone_that_is_brought_along_has_its_own_gaps_and_folds() {
        let change = |month, before, after| Observance {
            start: Some(at(if month == 3 { "1601-03-25T02:00:00" } else { "1601-10-28T03:00:00" })),
            rule: Rule::read(&format!("FREQ=YEARLY;BYDAY=-1SU;BYMONTH={month}")),
            more: Vec::new(),
            before: TimeDelta::hours(before),
            after: TimeDelta::hours(after),
        };
        let own = Place::Own(Rc::new(vec![change(10, 2, 1), change(3, 1, 2)]));
        let berlin = Place::Known(Zone::named("Europe/Berlin").expect("zone"));
        for day in ["2026-01-15", "2026-03-29", "2026-07-01", "2026-10-25", "2026-12-31"] {
            for minute in (0..24 * 60).step_by(30) {
                let local = at(&format!("{day}T00:00:00")) + TimeDelta::minutes(minute);
                assert_eq!(own.resolve(local), berlin.resolve(local), "{local}");
                assert_eq!(own.local(local.and_utc()), berlin.local(local.and_utc()), "{local}");
            }
        }
    }
}
