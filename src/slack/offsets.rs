//! Slack's offset of a zone held against our own rules. Slack's is never kept: it is true only for the moment it was
//! told, but where it differs from ours one of both has old rules, and whoever runs the bot is told, once for a zone.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::worktime::Zone;

/// The zones that differed, with both offsets in minutes: Slack's and ours. The rules are part of the program, so
/// this is one for all of it; there are no more entries than zones.
static DIFFERING: Mutex<BTreeMap<&'static str, (i64, i64)>> = Mutex::new(BTreeMap::new());

/// A zone in which Slack's clock is not ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Which.
    pub zone: &'static str,
    /// Minutes ahead of UTC, as Slack told.
    pub slack: i64,
    /// Minutes ahead of UTC by our rules.
    pub ours: i64,
}

/// Compares what Slack told of a zone at a moment, in seconds ahead of UTC. Zones we don't know are another matter.
pub fn compare(zone: &str, told: i64, at: DateTime<Utc>) {
    let Some(zone) = Zone::named(zone) else { return };
    let name = zone.name();
    // right at a change of the clock, what was told a moment ago may be the hour before
    let around = [TimeDelta::zero(), TimeDelta::hours(-1), TimeDelta::hours(1)];
    let fits = |by: &TimeDelta| zone.offset(at + *by).num_seconds() == told;
    let mut differing = DIFFERING.lock().unwrap_or_else(PoisonError::into_inner);
    if around.iter().any(fits) {
        if differing.remove(name).is_some() {
            tracing::info!(zone = name, "Slack's clock and ours agree again");
        }
        return;
    }
    let (slack, ours) = (told / 60, zone.offset(at).num_minutes());
    if differing.insert(name, (slack, ours)).is_none() {
        tracing::warn!(
            zone = name,
            slack,
            ours,
            "Slack's clock is not ours: old time zone rules, there or here"
        );
    }
}

/// The zones in which Slack's clock was not ours when it was told last.
pub fn differing() -> Vec<Difference> {
    let differing = DIFFERING.lock().unwrap_or_else(PoisonError::into_inner);
    differing.iter().map(|(zone, (slack, ours))| Difference { zone, slack: *slack, ours: *ours }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_told_until_it_is_gone() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().expect("moment");
        let found = |zone: &str| differing().into_iter().find(|difference| difference.zone == zone);
        let (winter, summer) = (at("2026-12-01T12:00:00Z"), at("2026-07-01T12:00:00Z"));
        compare("America/Vancouver", -8 * 3600, winter);
        let odd = Difference { zone: "America/Vancouver", slack: -480, ours: -420 };
        assert_eq!(found("America/Vancouver"), Some(odd), "they keep summer time from 2026 on");
        compare("America/Vancouver", -7 * 3600, winter);
        assert_eq!(found("America/Vancouver"), None);
        for (zone, told, when) in [
            ("Europe/Lisbon", 3600, summer),
            ("Asia/Kathmandu", 20_700, winter),
            // the clock was changed half an hour ago
            ("Europe/Lisbon", 0, at("2026-03-29T01:30:00Z")),
            ("Mars/Olympus", 1, winter),
        ] {
            compare(zone, told, when);
            assert_eq!(found(zone), None, "{zone}");
        }
    }
}
