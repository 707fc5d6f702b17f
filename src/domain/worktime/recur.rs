//! Recurring moments: "every weekday 09:00", "every other Friday", "monthly on the 31st".
//!
//! A rule names local dates and one time of day. On each date it fires once, at that wall time: on the day the clock
//! leaps over it an hour later, on the day it comes twice at the first. A firing carries the date it is for, which is
//! part of its identity, so that a clock that is set back cannot make it fire twice.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use serde::{Deserialize, Serialize};

use super::Zone;
use super::calendar::Calendar;
use super::zone::WallClock;
use crate::domain::schedule::Schedule;

/// How far ahead the next firing is looked for. Yearly rules fire every year; who does not work for two years has no
/// next working day.
const HORIZON: Days = Days::new(2 * 366);
/// How many dates before an instant's own a firing may be for that is still to come: a leap of the clock moves it.
const DATES_BACK: Days = Days::new(2);

/// A rule by which something happens again and again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recurrence {
    /// On which dates.
    pub on: Dates,
    /// At which time of day.
    pub at: NaiveTime,
    /// In which zone; `None` follows its owner wherever they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<Zone>,
}

/// The local dates of a rule. A count of 0 is read as 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dates {
    /// Every so many days, counted from a date.
    Daily {
        /// 1 for every day.
        every: u32,
        /// The first date.
        since: NaiveDate,
    },
    /// On weekdays of every so many weeks.
    Weekly {
        /// The weekdays.
        days: Vec<Weekday>,
        /// 1 for every week.
        every: u32,
        /// A date in the first week; weeks begin on Monday.
        since: NaiveDate,
    },
    /// On the owner's working days.
    WorkingDays,
    /// On a day of the month; in shorter months on their last.
    Monthly {
        /// 1 to 31.
        day: u32,
        /// 1 for every month.
        every: u32,
        /// A date in the first month.
        since: NaiveDate,
    },
    /// On the first to fourth, or the last, such weekday of a month.
    MonthlyWeekday {
        /// The weekday.
        day: Weekday,
        /// 1 to 4; `None` for the last.
        nth: Option<u32>,
    },
    /// Once a year; 29 February is 28 February in common years.
    Yearly {
        /// 1 to 12.
        month: u32,
        /// 1 to 31.
        day: u32,
    },
}

/// One time a rule fires.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Firing {
    /// When.
    pub at: DateTime<Utc>,
    /// The local date it is for. Usually that of `at`, but not where the clock leaps over midnight.
    pub date: NaiveDate,
}

impl Recurrence {
    /// The first firing later than an instant.
    pub fn next(&self, owner: &Schedule, after: DateTime<Utc>) -> Option<Firing> {
        let today = self.zone(owner).local(after).date();
        let from = today.checked_sub_days(DATES_BACK).unwrap_or(today);
        let last = today.checked_add_days(HORIZON).unwrap_or(NaiveDate::MAX);
        self.firings(owner, from, last).find(|firing| firing.at > after)
    }

    /// All firings for the dates from one to another, both included, in order.
    pub fn firings<'a>(
        &'a self,
        owner: &'a Schedule,
        from: NaiveDate,
        last: NaiveDate,
    ) -> impl Iterator<Item = Firing> {
        let clock = WallClock::new(self.zone(owner));
        let calendar = Calendar::new(owner);
        from.iter_days().take_while(move |date| *date <= last).filter_map(move |date| {
            let is_meant = match &self.on {
                Dates::WorkingDays => calendar.day(date).is_some(),
                dates => dates.hold(date),
            };
            // a date that a zone left out has no time of day (Apia had no 30 December 2011)
            let next = date.succ_opt()?.and_time(NaiveTime::MIN);
            let exists = || clock.resolve(date.and_time(NaiveTime::MIN)) < clock.resolve(next);
            (is_meant && exists()).then(|| Firing { at: clock.resolve(date.and_time(self.at)), date })
        })
    }

    /// The zone its times are read in.
    fn zone<'a>(&'a self, owner: &'a Schedule) -> &'a Zone {
        self.zone.as_ref().unwrap_or(&owner.zone)
    }
}

impl Dates {
    /// Whether a date is one of them; working days are not for the rule to know.
    fn hold(&self, date: NaiveDate) -> bool {
        match self {
            Self::WorkingDays => false,
            Self::Daily { every, since } => is_turn((date - *since).num_days(), *every),
            Self::Weekly { days, every, since } => {
                let weeks = (monday(date) - monday(*since)).num_weeks();
                date >= *since && days.contains(&date.weekday()) && is_turn(weeks, *every)
            }
            Self::Monthly { day, every, since } => {
                date >= *since && is_day_of_month(date, *day) && is_turn(months(*since, date), *every)
            }
            Self::MonthlyWeekday { day, nth } => {
                date.weekday() == *day
                    && match nth {
                        Some(nth) => date.day0() / 7 + 1 == *nth,
                        None => date
                            .checked_add_days(Days::new(7))
                            .is_none_or(|later| later.month() != date.month()),
                    }
            }
            Self::Yearly { month, day } => date.month() == *month && is_day_of_month(date, *day),
        }
    }
}

fn is_turn(count: i64, every: u32) -> bool {
    count >= 0 && count % i64::from(every.max(1)) == 0
}

/// The day itself, or the last of a month that has no such day.
fn is_day_of_month(date: NaiveDate, day: u32) -> bool {
    date.day() == day
        || (date.day() < day && date.succ_opt().is_some_and(|next| next.month() != date.month()))
}

fn monday(date: NaiveDate) -> NaiveDate {
    date.checked_sub_signed(TimeDelta::days(date.weekday().num_days_from_monday().into())).unwrap_or(date)
}

fn months(since: NaiveDate, date: NaiveDate) -> i64 {
    let count = |date: NaiveDate| i64::from(date.year()) * 12 + i64::from(date.month0());
    count(date) - count(since)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::schedule::{Shift, WEEK, WorkWeek};

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("date")
    }

    fn at(text: &str) -> NaiveTime {
        text.parse().expect("time")
    }

    fn owner(zone: &str) -> Schedule {
        Schedule::in_zone(Zone::named(zone).expect("zone"))
    }

    fn rule(on: Dates, time: &str) -> Recurrence {
        Recurrence { on, at: at(time), zone: None }
    }

    fn daily() -> Dates {
        Dates::Daily { every: 1, since: NaiveDate::MIN }
    }

    /// The wall times of the next firings.
    fn next(rule: &Recurrence, owner: &Schedule, after: &str, count: usize) -> Vec<String> {
        let mut after: DateTime<Utc> = after.parse().expect("instant");
        let mut found = Vec::new();
        while let Some(firing) = rule.next(owner, after).filter(|_| found.len() < count) {
            found.push(owner.zone.local(firing.at).format("%a %F %H:%M").to_string());
            after = firing.at;
        }
        found
    }

    #[test]
    fn a_time_that_is_skipped_comes_later_and_one_that_comes_twice_fires_at_the_first() {
        let berlin = owner("Europe/Berlin");
        let rule = rule(daily(), "02:30:00");
        assert_eq!(
            next(&rule, &berlin, "2026-03-28T00:00:00Z", 3),
            ["Sat 2026-03-28 02:30", "Sun 2026-03-29 03:30", "Mon 2026-03-30 02:30"]
        );
        assert_eq!(
            next(&rule, &berlin, "2026-10-24T12:00:00Z", 2),
            ["Sun 2026-10-25 02:30", "Mon 2026-10-26 02:30"]
        );
        let first = rule.next(&berlin, "2026-10-24T12:00:00Z".parse().expect("instant")).expect("a firing");
        assert_eq!(first.at.to_rfc3339(), "2026-10-25T00:30:00+00:00", "the first of two");
    }

    #[test]
    fn weeks_months_and_years_are_counted_on_the_calendar() {
        let utc = owner("UTC");
        let weekly =
            |days: &[Weekday], every| Dates::Weekly { days: days.to_vec(), every, since: day("2026-01-05") };
        for (dates, says) in [
            (weekly(&[Weekday::Fri], 2), ["Fri 2026-01-09", "Fri 2026-01-23", "Fri 2026-02-06"]),
            (
                weekly(&[Weekday::Mon, Weekday::Fri], 1),
                ["Mon 2026-01-05", "Fri 2026-01-09", "Mon 2026-01-12"],
            ),
            (
                Dates::Monthly { day: 31, every: 1, since: day("2026-01-01") },
                ["Sat 2026-01-31", "Sat 2026-02-28", "Tue 2026-03-31"],
            ),
            (
                Dates::Monthly { day: 15, every: 3, since: day("2025-12-20") },
                ["Sun 2026-03-15", "Mon 2026-06-15", "Tue 2026-09-15"],
            ),
            (
                Dates::MonthlyWeekday { day: Weekday::Thu, nth: None },
                ["Thu 2026-01-29", "Thu 2026-02-26", "Thu 2026-03-26"],
            ),
            (
                Dates::MonthlyWeekday { day: Weekday::Thu, nth: Some(1) },
                ["Thu 2026-02-05", "Thu 2026-03-05", "Thu 2026-04-02"],
            ),
            (Dates::Yearly { month: 2, day: 29 }, ["Sat 2026-02-28", "Sun 2027-02-28", "Tue 2028-02-29"]),
            (
                Dates::Daily { every: 0, since: day("2026-01-02") },
                ["Fri 2026-01-02", "Sat 2026-01-03", "Sun 2026-01-04"],
            ),
        ] {
            let found = next(&rule(dates.clone(), "09:00:00"), &utc, "2026-01-01T09:00:00Z", 3);
            assert_eq!(found, says.map(|date| format!("{date} 09:00")), "{dates:?}");
        }
    }

    #[test]
    fn working_days_are_the_owners() {
        let mut berlin = owner("Europe/Berlin");
        berlin.work = WorkWeek::same(&WEEK[..5], Shift { from: 540, to: 1020 });
        berlin.holidays.insert(day("2026-12-25"));
        let midnight = |date: &str| day(date).and_time(NaiveTime::MIN);
        berlin.time_off = vec![(midnight("2026-12-28"), midnight("2026-12-30"))];
        let rule = rule(Dates::WorkingDays, "08:00:00");
        assert_eq!(
            next(&rule, &berlin, "2026-12-23T12:00:00Z", 3),
            ["Thu 2026-12-24 08:00", "Wed 2026-12-30 08:00", "Thu 2026-12-31 08:00"]
        );
        assert_eq!(rule.next(&owner("Europe/Berlin"), DateTime::UNIX_EPOCH), None, "who never works");
    }

    #[test]
    fn a_rule_follows_its_owner_unless_it_was_given_a_zone() {
        let own = rule(daily(), "09:00:00");
        let fixed = Recurrence { zone: Zone::named("Asia/Tokyo"), ..own.clone() };
        let after = "2026-11-24T12:00:00Z".parse().expect("instant");
        let hour =
            |rule: &Recurrence, zone| rule.next(&owner(zone), after).expect("a firing").at.to_rfc3339();
        assert_eq!(hour(&own, "Europe/Berlin"), "2026-11-25T08:00:00+00:00");
        assert_eq!(hour(&own, "America/New_York"), "2026-11-24T14:00:00+00:00");
        assert_eq!(hour(&fixed, "Europe/Berlin"), "2026-11-25T00:00:00+00:00");
        assert_eq!(hour(&fixed, "America/New_York"), "2026-11-25T00:00:00+00:00");
    }

    #[test]
    fn a_date_that_a_zone_left_out_does_not_fire() {
        let apia = owner("Pacific/Apia");
        let rule = rule(daily(), "09:00:00");
        assert_eq!(
            next(&rule, &apia, "2011-12-29T00:00:00Z", 2),
            ["Thu 2011-12-29 09:00", "Sat 2011-12-31 09:00"]
        );
    }

    #[test]
    fn a_rule_keeps_its_form() {
        let rule = Recurrence { zone: Zone::named("Asia/Tokyo"), ..rule(Dates::WorkingDays, "09:00:00") };
        let form = serde_json::json!({"on": "working_days", "at": "09:00:00", "zone": "Asia/Tokyo"});
        assert_eq!(serde_json::to_value(&rule).expect("writes"), form);
        assert_eq!(serde_json::from_value::<Recurrence>(form).expect("reads"), rule);
    }
}
