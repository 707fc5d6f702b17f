//! Recurring moments, held against another library away from clock changes and against the rule in every zone.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use serde_json::Value;
use unrush::domain::schedule::Schedule;
use unrush::domain::worktime::Zone;
use unrush::domain::worktime::recur::{Dates, Recurrence};

/// Five hundred rules drawn by lot, with their firings according to python-dateutil (`recurrences.py`).
const DRAWN: &str = include_str!("recurrences.jsonl");

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("date")
}

#[test]
fn another_library_agrees_on_five_hundred_rules() {
    let mut count = 0;
    for line in DRAWN.lines() {
        let case: Value = serde_json::from_str(line).expect("JSON");
        let rule: Recurrence = serde_json::from_value(case["rule"].clone()).expect("a rule");
        let owner = Schedule::in_zone(Zone::named(case["zone"].as_str().expect("zone")).expect("zone"));
        let fires: Vec<DateTime<Utc>> = serde_json::from_value(case["fires"].clone()).expect("instants");
        let from: NaiveDate = serde_json::from_value(case["from"].clone()).expect("date");
        let last = from + TimeDelta::days(366 * 10);
        let found: Vec<_> =
            rule.firings(&owner, from, last).map(|firing| firing.at).take(fires.len()).collect();
        assert_eq!(found, fires, "{line}");
        for pair in fires.windows(2) {
            assert_eq!(rule.next(&owner, pair[0]).map(|firing| firing.at), Some(pair[1]), "{line}");
        }
        count += 1;
    }
    assert_eq!(count, 500);
}

#[test]
fn a_daily_rule_fires_once_on_every_local_date_in_every_zone() {
    let (first, last) = (day(2024, 1, 1), day(2030, 12, 31));
    for name in chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()) {
        let owner = Schedule::in_zone(Zone::named(name).expect("zone"));
        for time in
            [(9, 0), (2, 30)].map(|(hour, minute)| NaiveTime::from_hms_opt(hour, minute, 0).expect("time"))
        {
            let rule =
                Recurrence { on: Dates::Daily { every: 1, since: NaiveDate::MIN }, at: time, zone: None };
            let mut dates = first.iter_days();
            let mut before = DateTime::<Utc>::MIN_UTC;
            for firing in rule.firings(&owner, first, last) {
                assert_eq!(Some(firing.date), dates.next(), "{name}: every date, each once");
                assert!(firing.at > before, "{name}: in order");
                before = firing.at;
                let local = owner.zone.local(firing.at);
                let late = local - firing.date.and_time(time);
                assert!(late >= TimeDelta::zero() && late <= TimeDelta::hours(3), "{name}: {local}");
                let moved = owner.zone.resolve(local) != firing.at || late > TimeDelta::zero();
                let changes =
                    owner.zone.offset(firing.at) != owner.zone.offset(firing.at - TimeDelta::hours(4));
                assert!(!moved || changes, "{name}: moved to {local} without a change of the clock");
            }
            assert_eq!(dates.next(), last.succ_opt(), "{name}: none is left out");
        }
    }
}
