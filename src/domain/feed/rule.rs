//! `RRULE`: how an event of a calendar repeats.
//!
//! What people tell us repeats by `worktime::recur`, where the 31st of a short month is its last day. Here it is none,
//! as RFC 5545 wants it, and there is more to be said. Everything is counted on the event's own wall clock.

use chrono::{
    DateTime, Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Utc, Weekday,
};

use super::moment::When;

/// How an event repeats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rule {
    every: Freq,
    interval: u32,
    by_day: Vec<(Option<i8>, Weekday)>,
    by_month_day: Vec<i8>,
    by_month: Vec<u32>,
    by_set_pos: Vec<i32>,
    by_hour: Vec<u32>,
    by_minute: Vec<u32>,
    count: Option<u32>,
    until: Option<When>,
    week_start: Weekday,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Freq {
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

/// How many more steps a file may cost us.
#[derive(Debug)]
pub(super) struct Budget(pub usize);

impl Budget {
    /// Takes one step, if there is one left.
    pub fn step(&mut self) -> bool {
        self.0 = self.0.saturating_sub(1);
        self.0 > 0
    }
}

impl Rule {
    /// Reads a rule; `None` where it is not one, or one of those we do not know (by hours, by week numbers).
    pub fn read(text: &str) -> Option<Self> {
        let mut rule = Self {
            every: Freq::Daily,
            interval: 1,
            by_day: Vec::new(),
            by_month_day: Vec::new(),
            by_month: Vec::new(),
            by_set_pos: Vec::new(),
            by_hour: Vec::new(),
            by_minute: Vec::new(),
            count: None,
            until: None,
            week_start: Weekday::Mon,
        };
        let mut every = None;
        for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
            let (key, value) = part.split_once('=')?;
            match key.to_ascii_uppercase().as_str() {
                "FREQ" => every = freq(value),
                "INTERVAL" => rule.interval = value.parse().ok().filter(|interval| *interval > 0)?,
                "COUNT" => rule.count = Some(value.parse().ok()?),
                "UNTIL" => rule.until = Some(When::read(value)?),
                "WKST" => rule.week_start = weekday(value)?,
                "BYDAY" => rule.by_day = list(value, nth_weekday)?,
                "BYMONTHDAY" => rule.by_month_day = list(value, |n| within(n, 31))?,
                "BYMONTH" => {
                    rule.by_month = list(value, |n| n.parse().ok().filter(|n| (1..=12).contains(n)))?;
                }
                "BYSETPOS" => rule.by_set_pos = list(value, |n| within(n, 366))?,
                "BYHOUR" => rule.by_hour = list(value, |n| n.parse().ok().filter(|n| *n < 24))?,
                "BYMINUTE" => rule.by_minute = list(value, |n| n.parse().ok().filter(|n| *n < 60))?,
                "BYWEEKNO" | "BYYEARDAY" => return None,
                "RSCALE" if !value.eq_ignore_ascii_case("GREGORIAN") => return None,
                _ => {}
            }
        }
        rule.every = every?;
        Some(rule)
    }

    /// Until when it repeats, the end included.
    pub fn until(&self) -> Option<When> {
        self.until
    }

    /// The wall times from `from` to `until` at which something that first happens at `start` happens, its first time
    /// included. `last` is the end of the rule on the same clock.
    pub fn times(
        &self,
        start: NaiveDateTime,
        (from, until): (NaiveDateTime, NaiveDateTime),
        last: Option<NaiveDateTime>,
        budget: &mut Budget,
    ) -> Vec<NaiveDateTime> {
        let until = last.map_or(until, |last| last.min(until));
        let mut found: Vec<_> = (from <= start && start <= until).then_some(start).into_iter().collect();
        // the first time counts, also where the rule itself would leave it out
        let mut left = self.count.map(|count| count.saturating_sub(1));
        let mut turn = if left.is_some() { 0 } else { self.turns_before(start.date(), from.date()) };
        while let Some(begin) = self.turn(start.date(), turn)
            && begin.and_time(NaiveTime::MIN) <= until
            && budget.step()
        {
            for at in self.of_turn(begin, start).into_iter().filter(|at| *at > start) {
                if at > until || left == Some(0) {
                    return found;
                }
                left = left.map(|left| left - 1);
                if at >= from {
                    found.push(at);
                }
            }
            turn += 1;
        }
        found
    }

    /// The first date of a turn: of a day, a week, a month or a year.
    fn turn(&self, start: NaiveDate, turn: u32) -> Option<NaiveDate> {
        let ahead = turn.checked_mul(self.interval)?;
        match self.every {
            Freq::Daily => start.checked_add_days(Days::new(ahead.into())),
            Freq::Weekly => self.week(start)?.checked_add_days(Days::new(u64::from(ahead) * 7)),
            Freq::Monthly => start.with_day(1)?.checked_add_months(Months::new(ahead)),
            Freq::Yearly => {
                NaiveDate::from_ymd_opt(start.year().checked_add(i32::try_from(ahead).ok()?)?, 1, 1)
            }
        }
    }

    /// How many turns surely lie before a date.
    fn turns_before(&self, start: NaiveDate, date: NaiveDate) -> u32 {
        let months = |date: NaiveDate| i64::from(date.year()) * 12 + i64::from(date.month0());
        let units = match self.every {
            Freq::Daily => (date - start).num_days(),
            Freq::Weekly => (date - start).num_weeks(),
            Freq::Monthly => months(date) - months(start),
            Freq::Yearly => i64::from(date.year() - start.year()),
        };
        u32::try_from(units / i64::from(self.interval)).unwrap_or(0).saturating_sub(1)
    }

    fn week(&self, date: NaiveDate) -> Option<NaiveDate> {
        let ahead = date.weekday().days_since(self.week_start);
        date.checked_sub_days(Days::new(ahead.into()))
    }

    /// The wall times of a turn, in order.
    fn of_turn(&self, begin: NaiveDate, start: NaiveDateTime) -> Vec<NaiveDateTime> {
        let mut dates = match self.every {
            Freq::Daily => vec![begin],
            Freq::Weekly => begin.iter_days().take(7).filter(|date| self.is_weekday(*date, start)).collect(),
            Freq::Monthly => self.of_month(begin, start),
            Freq::Yearly => self.of_year(begin, start),
        };
        dates.retain(|date| self.by_month.is_empty() || self.by_month.contains(&date.month()));
        if self.every == Freq::Daily {
            dates.retain(|date| self.by_month_day.is_empty() || self.is_month_day(*date));
            dates.retain(|date| self.by_day.is_empty() || self.is_weekday(*date, start));
        }
        dates.sort_unstable();
        dates.dedup();
        let times = self.times_of_day(start);
        let all: Vec<_> =
            dates.iter().flat_map(|date| times.iter().map(|time| date.and_time(*time))).collect();
        if self.by_set_pos.is_empty() { all } else { self.chosen(&all) }
    }

    fn of_month(&self, first: NaiveDate, start: NaiveDateTime) -> Vec<NaiveDate> {
        let days = first.iter_days().take_while(|date| date.month() == first.month());
        match (self.by_month_day.is_empty(), self.by_day.is_empty()) {
            (true, true) => days.filter(|date| date.day() == start.day()).collect(),
            (false, true) => days.filter(|date| self.is_month_day(*date)).collect(),
            (true, false) => days.filter(|date| self.is_nth_weekday(*date, false)).collect(),
            (false, false) => {
                days.filter(|date| self.is_month_day(*date) && self.is_nth_weekday(*date, false)).collect()
            }
        }
    }

    fn of_year(&self, first: NaiveDate, start: NaiveDateTime) -> Vec<NaiveDate> {
        if self.by_month.is_empty() && self.by_month_day.is_empty() && !self.by_day.is_empty() {
            let days = first.iter_days().take_while(|date| date.year() == first.year());
            return days.filter(|date| self.is_nth_weekday(*date, true)).collect();
        }
        let own = [start.month()];
        let months: &[u32] = match (self.by_month.is_empty(), self.by_month_day.is_empty()) {
            (false, _) => &self.by_month,
            (true, true) => &own,
            (true, false) => &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
        };
        let firsts = months.iter().filter_map(|month| first.with_month(*month));
        firsts.flat_map(|first| self.of_month(first, start)).collect()
    }

    /// Whether it is one of the weekdays, or that of the start where none is named.
    fn is_weekday(&self, date: NaiveDate, start: NaiveDateTime) -> bool {
        match self.by_day.as_slice() {
            [] => date.weekday() == start.weekday(),
            days => days.iter().any(|(_, day)| *day == date.weekday()),
        }
    }

    /// Whether it is one of the weekdays by its number in the month, or in the year.
    fn is_nth_weekday(&self, date: NaiveDate, in_year: bool) -> bool {
        let (before, length) = if in_year {
            (date.ordinal0(), if date.leap_year() { 366 } else { 365 })
        } else {
            (date.day0(), u32::from(date.num_days_in_month()))
        };
        let from_start = i64::from(before / 7 + 1);
        let from_end = -i64::from((length - 1 - before) / 7 + 1);
        self.by_day.iter().any(|(nth, day)| {
            let is_nth = |nth: i8| [from_start, from_end].contains(&i64::from(nth));
            *day == date.weekday() && nth.is_none_or(is_nth)
        })
    }

    fn is_month_day(&self, date: NaiveDate) -> bool {
        let day = i64::from(date.day());
        let from_end = day - i64::from(date.num_days_in_month()) - 1;
        self.by_month_day.iter().any(|wanted| [day, from_end].contains(&i64::from(*wanted)))
    }

    fn times_of_day(&self, start: NaiveDateTime) -> Vec<NaiveTime> {
        let own = ([start.hour()], [start.minute()]);
        let hours = if self.by_hour.is_empty() { &own.0[..] } else { &self.by_hour };
        let minutes = if self.by_minute.is_empty() { &own.1[..] } else { &self.by_minute };
        let times = hours.iter().flat_map(|hour| minutes.iter().map(move |minute| (*hour, *minute)));
        let mut times: Vec<_> = times
            .filter_map(|(hour, minute)| NaiveTime::from_hms_opt(hour, minute, start.second()))
            .collect();
        times.sort_unstable();
        times.dedup();
        times
    }

    /// The ones that `BYSETPOS` names: counted from the start, or from the end.
    fn chosen(&self, all: &[NaiveDateTime]) -> Vec<NaiveDateTime> {
        let place = |wanted: &i32| {
            let from_start = usize::try_from(*wanted).ok().and_then(|nth| nth.checked_sub(1));
            from_start.or_else(|| all.len().checked_sub(usize::try_from(-wanted).ok()?))
        };
        let mut places: Vec<usize> = self.by_set_pos.iter().filter_map(place).collect();
        places.sort_unstable();
        places.dedup();
        places.into_iter().filter_map(|place| all.get(place).copied()).collect()
    }
}

/// The end of a rule on a wall clock: a date includes the whole day.
pub(super) fn end_of(until: When, local: impl Fn(DateTime<Utc>) -> NaiveDateTime) -> NaiveDateTime {
    match until {
        When::Date(date) => date.and_time(NaiveTime::MIN) + TimeDelta::seconds(86_399),
        When::Local(at) => at,
        When::Utc(at) => local(at),
    }
}

fn freq(text: &str) -> Option<Freq> {
    Some(match text.trim().to_ascii_uppercase().as_str() {
        "DAILY" => Freq::Daily,
        "WEEKLY" => Freq::Weekly,
        "MONTHLY" => Freq::Monthly,
        "YEARLY" => Freq::Yearly,
        _ => return None,
    })
}

fn list<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    text.split(',').map(|one| read(one.trim())).collect()
}

/// A number from 1 to `most`, or from the end.
fn within<T: TryFrom<i32>>(text: &str, most: i32) -> Option<T> {
    let number: i32 = text.strip_prefix('+').unwrap_or(text).parse().ok()?;
    (number != 0 && number.abs() <= most).then(|| T::try_from(number).ok())?
}

/// `MO`, `2TU`, `-1FR`.
fn nth_weekday(text: &str) -> Option<(Option<i8>, Weekday)> {
    let (nth, day) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let nth = if nth.is_empty() { None } else { Some(within(nth, 53)?) };
    Some((nth, weekday(day)?))
}

fn weekday(text: &str) -> Option<Weekday> {
    Some(match text.trim().to_ascii_uppercase().as_str() {
        "MO" => Weekday::Mon,
        "TU" => Weekday::Tue,
        "WE" => Weekday::Wed,
        "TH" => Weekday::Thu,
        "FR" => Weekday::Fri,
        "SA" => Weekday::Sat,
        "SU" => Weekday::Sun,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        text.parse().expect("wall time")
    }

    /// What happens from 1 October 2026 on, as days and months.
    fn days(rule: &str, start: &str, until: &str) -> Vec<String> {
        let rule = Rule::read(rule).expect("a rule");
        let last = rule.until().map(|until| end_of(until, |at| at.naive_utc()));
        let span = (at("2026-10-01T00:00:00"), at(until));
        let times = rule.times(at(start), span, last, &mut Budget(10_000));
        times.iter().map(|at| at.format("%-d.%-m").to_string()).collect()
    }

    #[test]
    fn examples_of_the_standard_fall_on_their_days() {
        let (start, until) = ("2026-10-01T09:00:00", "2026-12-31T23:59:59");
        for (rule, expected) in [
            ("FREQ=DAILY;COUNT=3", "1.10 2.10 3.10"),
            ("FREQ=DAILY;INTERVAL=10;COUNT=3", "1.10 11.10 21.10"),
            ("FREQ=DAILY;UNTIL=20261003", "1.10 2.10 3.10"),
            ("FREQ=DAILY;UNTIL=20261003T085959", "1.10 2.10"),
            ("FREQ=DAILY;UNTIL=20261003T090000Z", "1.10 2.10 3.10"),
            ("FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU,TH;COUNT=4", "1.10 13.10 15.10 27.10"),
            ("FREQ=WEEKLY;COUNT=3", "1.10 8.10 15.10"),
            ("FREQ=MONTHLY;BYDAY=1TH;COUNT=3", "1.10 5.11 3.12"),
            ("FREQ=MONTHLY;BYDAY=-1FR;COUNT=4", "1.10 30.10 27.11 25.12"),
            ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=4", "1.10 30.10 30.11 31.12"),
            ("FREQ=MONTHLY;BYMONTHDAY=1,-1;COUNT=5", "1.10 31.10 1.11 30.11 1.12"),
            ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "1.10 13.11"),
            ("FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", "1.10 26.11"),
            ("FREQ=YEARLY;BYDAY=-1TH", "1.10 31.12"),
            ("FREQ=YEARLY;BYMONTHDAY=15", "1.10 15.10 15.11 15.12"),
            ("FREQ=DAILY;BYMONTH=12;BYDAY=SU", "1.10 6.12 13.12 20.12 27.12"),
            ("FREQ=DAILY;INTERVAL=4294967295", "1.10"),
            ("FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2", "1.10"),
        ] {
            assert_eq!(days(rule, start, until).join(" "), expected, "{rule}");
        }
    }

    #[test]
    fn a_month_without_such_a_day_is_left_out() {
        assert_eq!(days("FREQ=MONTHLY", "2026-08-31T09:00:00", "2026-12-31T23:00:00"), ["31.10", "31.12"]);
        assert_eq!(days("FREQ=YEARLY", "2024-02-29T09:00:00", "2028-12-31T00:00:00"), ["29.2"]);
    }

    #[test]
    fn long_ago_is_as_quick_as_yesterday() {
        let rule = Rule::read("FREQ=DAILY;INTERVAL=3").expect("a rule");
        let mut budget = Budget(100);
        let span = (at("2026-10-01T00:00:00"), at("2026-10-10T00:00:00"));
        let times = rule.times(at("1926-10-01T09:00:00"), span, None, &mut budget);
        assert_eq!((times.len(), (times[0] - at("1926-10-01T09:00:00")).num_days() % 3), (3, 0));
        assert!(budget.0 > 90);
        let counted = Rule::read("FREQ=DAILY;COUNT=4000000000").expect("a rule");
        assert_eq!(counted.times(at("1926-10-01T09:00:00"), span, None, &mut budget), [], "bounded");
    }

    #[test]
    fn what_is_no_rule_or_none_we_know_is_not_guessed() {
        for text in [
            "",
            "DAILY",
            "FREQ=HOURLY",
            "FREQ=SOMETIMES",
            "INTERVAL=2",
            "FREQ=DAILY;INTERVAL=0",
            "FREQ=DAILY;COUNT=-1",
            "FREQ=DAILY;UNTIL=soon",
            "FREQ=WEEKLY;BYDAY=XX",
            "FREQ=WEEKLY;BYDAY=0MO",
            "FREQ=WEEKLY;BYDAY=é",
            "FREQ=MONTHLY;BYMONTHDAY=32",
            "FREQ=YEARLY;BYWEEKNO=3",
            "RSCALE=HEBREW;FREQ=YEARLY",
        ] {
            assert_eq!(Rule::read(text), None, "{text}");
        }
    }
}
