//! Times and working hours in words.

use chrono::{DateTime, NaiveDateTime, NaiveTime, TimeDelta, Utc, Weekday};

use crate::domain::member::TimeOff;
pub use crate::domain::schedule::WEEK;
use crate::domain::schedule::{Shift, WorkWeek};
use crate::domain::text::Piece;
use crate::domain::worktime::recur::{Dates, Recurrence};
use crate::domain::worktime::{Zone, words};

/// An instant, shown in the reader's own time; the fallback names the zone.
pub fn moment(at: DateTime<Utc>, zone: &Zone) -> Piece {
    Piece::Moment { at, fallback: words::with_zone(at, zone) }
}

/// Working hours: "Mon–Thu 09:00–17:30, Fri 09:00–13:00". Empty when there are none.
pub fn hours(week: &WorkWeek) -> String {
    let mut runs: Vec<(Weekday, Weekday, &[Shift])> = Vec::new();
    for day in WEEK {
        let shifts = week.on(day);
        match runs.last_mut() {
            Some((_, last, same)) if *same == shifts && last.succ() == day => *last = day,
            _ => runs.push((day, day, shifts)),
        }
    }
    // nights are worked from Sunday to Thursday: one stretch, though the week begins in its middle
    if let [(_, _, monday), .., (_, _, sunday)] = runs.as_slice()
        && monday == sunday
        && let Some((first, _, _)) = runs.pop()
    {
        runs[0].0 = first;
    }
    let words = runs.into_iter().filter(|(_, _, shifts)| !shifts.is_empty()).map(|(first, last, shifts)| {
        let days = if first == last { first.to_string() } else { format!("{first}–{last}") };
        let shifts: Vec<_> = shifts.iter().map(|s| format!("{}–{}", clock(s.from), clock(s.to))).collect();
        format!("{days} {}", shifts.join(" and "))
    });
    words.collect::<Vec<_>>().join(", ")
}

/// Times of day: "09:30, 12:00 and 15:00".
pub fn times(times: &[NaiveTime]) -> String {
    let times: Vec<_> = times.iter().map(|time| time.format("%H:%M").to_string()).collect();
    match times.as_slice() {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        times => times.concat(),
    }
}

/// An absence in words: whole days by their first and last, else with the times.
pub fn absence(off: &TimeOff) -> String {
    let whole = off.from.time() == NaiveTime::MIN && off.until.time() == NaiveTime::MIN;
    let day = |at: NaiveDateTime| at.format("%a %-d %b %Y").to_string();
    let time = |at: NaiveDateTime| at.format("%H:%M").to_string();
    let last = off.until - TimeDelta::seconds(1);
    match (whole, off.from.date() == last.date()) {
        (true, true) => day(off.from),
        (true, false) => format!("{} – {}", day(off.from), day(last)),
        (false, true) => {
            let until = if off.until.time() == NaiveTime::MIN { "24:00".to_owned() } else { time(off.until) };
            format!("{} {}–{until}", day(off.from), time(off.from))
        }
        (false, false) => {
            let until = if off.until.time() == NaiveTime::MIN {
                format!("{} 24:00", day(last))
            } else {
                format!("{} {}", day(off.until), time(off.until))
            };
            format!("{} {} – {until}", day(off.from), time(off.from))
        }
    }
}

/// A rule: "every Monday and Thursday at 14:00". What is said here is read back as the same rule.
pub fn rule(rule: &Recurrence) -> String {
    let dates = match &rule.on {
        Dates::Daily { every: 0 | 1, .. } => "every day".to_owned(),
        Dates::Daily { every, .. } => format!("every {every} days"),
        Dates::WorkingDays => "every working day".to_owned(),
        Dates::Weekly { days, every: 0 | 1, .. } if **days == WEEK[..5] => "every weekday".to_owned(),
        Dates::Weekly { days, every: 0 | 1, .. } => format!("every {}", weekdays(days)),
        Dates::Weekly { days, every, .. } => format!("every {every} weeks on {}", weekdays(days)),
        Dates::Monthly { day, every, .. } => {
            let day = if *day >= 31 { "last day".to_owned() } else { ordinal(*day) };
            match every {
                0 | 1 => format!("on the {day} of every month"),
                every => format!("every {every} months on the {day}"),
            }
        }
        Dates::MonthlyWeekday { day, nth } => {
            let nth = nth.map_or("last".to_owned(), ordinal);
            format!("on the {nth} {} of every month", in_full(*day))
        }
        Dates::Yearly { month, day } => {
            let month = MONTHS[(*month as usize).clamp(1, 12) - 1];
            format!("every year on {day} {month}")
        }
    };
    let zone = rule.zone.as_ref().map(|zone| format!(" {}", zone.name())).unwrap_or_default();
    format!("{dates} at {}{zone}", rule.at.format("%H:%M"))
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn weekdays(days: &[Weekday]) -> String {
    let days: Vec<_> = WEEK.into_iter().filter(|day| days.contains(day)).map(in_full).collect();
    match days.as_slice() {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        days => days.concat(),
    }
}

fn in_full(day: Weekday) -> &'static str {
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
        [day.num_days_from_monday() as usize]
}

/// "1st", "22nd", "13th".
fn ordinal(n: u32) -> String {
    let end = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{end}")
}

/// Minutes after midnight as a clock shows them.
fn clock(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_with_the_same_hours_are_said_together() {
        let mut week = WorkWeek::same(&WEEK[..4], Shift { from: 540, to: 1050 });
        week.0[4].push(Shift { from: 540, to: 780 });
        assert_eq!(hours(&week), "Mon–Thu 09:00–17:30, Fri 09:00–13:00");
        week.0[4].push(Shift { from: 1320, to: 360 });
        assert_eq!(hours(&week), "Mon–Thu 09:00–17:30, Fri 09:00–13:00 and 22:00–06:00");
        let nights = [Weekday::Sun, Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu];
        assert_eq!(hours(&WorkWeek::same(&nights, Shift { from: 1320, to: 360 })), "Sun–Thu 22:00–06:00");
        assert_eq!(hours(&WorkWeek::default()), "");
        assert_eq!(hours(&WorkWeek::same(&WEEK, Shift { from: 0, to: 1440 })), "Mon–Sun 00:00–24:00");
    }
}
