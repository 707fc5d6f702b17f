//! Times and working hours in words.

use chrono::{DateTime, NaiveDateTime, NaiveTime, TimeDelta, Utc, Weekday};

use crate::domain::member::TimeOff;
pub use crate::domain::schedule::WEEK;
use crate::domain::schedule::{Shift, WorkWeek};
use crate::domain::text::Piece;
use crate::domain::words::{Locale, Phrase};
use crate::domain::worktime::recur::{Dates, Recurrence};
use crate::domain::worktime::{Zone, words};

const EVERY_DAY: Phrase = Phrase::en("rule.day", "every day at {clock}");
const EVERY_DAYS: Phrase = Phrase::en("rule.days", "every {n} days at {clock}");
const WORKING_DAYS: Phrase = Phrase::en("rule.working_days", "every working day at {clock}");
const WEEKDAYS: Phrase = Phrase::en("rule.weekdays", "every weekday at {clock}");
const WEEKLY: Phrase = Phrase::en("rule.weekly", "every {days} at {clock}");
const EVERY_WEEKS: Phrase = Phrase::en("rule.weeks", "every {n} weeks on {days} at {clock}");
const MONTHLY: Phrase = Phrase::en("rule.monthly", "on the {day} of every month at {clock}");
const EVERY_MONTHS: Phrase = Phrase::en("rule.months", "every {n} months on the {day} at {clock}");
const NTH_WEEKDAY: Phrase =
    Phrase::en("rule.nth_weekday", "on the {nth} {weekday} of every month at {clock}");
const YEARLY: Phrase = Phrase::en("rule.yearly", "every year on {date} at {clock}");
const LAST_DAY: Phrase = Phrase::en("rule.last_day", "last day");
const LAST: Phrase = Phrase::en("rule.last", "last");

/// An instant, shown in the reader's own time; the fallback names the zone.
pub fn moment(at: DateTime<Utc>, zone: &Zone, locale: Locale) -> Piece {
    Piece::Moment { at, fallback: words::with_zone(at, zone, locale) }
}

/// Working hours: "Mon–Thu 09:00–17:30, Fri 09:00–13:00". Empty when there are none.
pub fn hours(week: &WorkWeek, locale: Locale) -> String {
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
    let said = runs.into_iter().filter(|(_, _, shifts)| !shifts.is_empty()).map(|(first, last, shifts)| {
        let day = |day| words::weekday(day, locale).trim_end_matches('.');
        let days =
            if first == last { day(first).to_owned() } else { format!("{}–{}", day(first), day(last)) };
        let shifts: Vec<_> = shifts.iter().map(|s| format!("{}–{}", clock(s.from), clock(s.to))).collect();
        format!("{days} {}", words::and(&shifts, locale))
    });
    said.collect::<Vec<_>>().join(", ")
}

/// Times of day: "09:30, 12:00 and 15:00".
pub fn times(times: &[NaiveTime], locale: Locale) -> String {
    let times: Vec<_> = times.iter().map(|time| time.format("%H:%M").to_string()).collect();
    words::and(&times, locale)
}

/// An absence in words: whole days by their first and last, else with the times.
pub fn absence(off: &TimeOff, locale: Locale) -> String {
    let whole = off.from.time() == NaiveTime::MIN && off.until.time() == NaiveTime::MIN;
    let day = |at: NaiveDateTime| words::date_of_year(at.date(), locale);
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

/// A rule: "every Monday and Thursday at 14:00". What is said here in English is read back as the same rule.
pub fn rule(rule: &Recurrence, locale: Locale) -> String {
    let clock = rule.at.format("%H:%M").to_string();
    let say = |phrase: &Phrase, places: &[(&str, &str)]| {
        let places: Vec<_> = places.iter().copied().chain([("clock", &*clock)]).collect();
        phrase.words(locale, &places)
    };
    let n = |every: u32| every.to_string();
    let dates = match &rule.on {
        Dates::Daily { every: 0 | 1, .. } => say(&EVERY_DAY, &[]),
        Dates::Daily { every, .. } => say(&EVERY_DAYS, &[("n", &n(*every))]),
        Dates::WorkingDays => say(&WORKING_DAYS, &[]),
        Dates::Weekly { days, every: 0 | 1, .. } if **days == WEEK[..5] => say(&WEEKDAYS, &[]),
        Dates::Weekly { days, every: 0 | 1, .. } => say(&WEEKLY, &[("days", &weekdays(days, locale))]),
        Dates::Weekly { days, every, .. } => {
            say(&EVERY_WEEKS, &[("n", &n(*every)), ("days", &weekdays(days, locale))])
        }
        Dates::Monthly { day, every, .. } => {
            let day =
                if *day >= 31 { LAST_DAY.text(locale).to_owned() } else { words::nth_day(*day, locale) };
            match every {
                0 | 1 => say(&MONTHLY, &[("day", &day)]),
                every => say(&EVERY_MONTHS, &[("n", &n(*every)), ("day", &day)]),
            }
        }
        Dates::MonthlyWeekday { day, nth } => {
            let nth =
                nth.map_or_else(|| LAST.text(locale).to_owned(), |nth| words::nth_of_month(nth, locale));
            say(&NTH_WEEKDAY, &[("nth", &nth), ("weekday", words::weekday_in_full(*day, locale))])
        }
        Dates::Yearly { month, day } => say(&YEARLY, &[("date", &words::yearly(*month, *day, locale))]),
    };
    let zone = rule.zone.as_ref().map(|zone| format!(" {}", zone.name())).unwrap_or_default();
    dates + &zone
}

fn weekdays(days: &[Weekday], locale: Locale) -> String {
    let days = WEEK.into_iter().filter(|day| days.contains(day));
    let names: Vec<_> = days.map(|day| words::weekday_in_full(day, locale)).collect();
    words::and(&names, locale)
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
        assert_eq!(hours(&week, Locale::En), "Mon–Thu 09:00–17:30, Fri 09:00–13:00");
        week.0[4].push(Shift { from: 1320, to: 360 });
        assert_eq!(hours(&week, Locale::En), "Mon–Thu 09:00–17:30, Fri 09:00–13:00 and 22:00–06:00");
        let nights = [Weekday::Sun, Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu];
        assert_eq!(
            hours(&WorkWeek::same(&nights, Shift { from: 1320, to: 360 }), Locale::En),
            "Sun–Thu 22:00–06:00"
        );
        assert_eq!(hours(&WorkWeek::default(), Locale::En), "");
        assert_eq!(
            hours(&WorkWeek::same(&WEEK, Shift { from: 0, to: 1440 }), Locale::En),
            "Mon–Sun 00:00–24:00"
        );
    }
}
