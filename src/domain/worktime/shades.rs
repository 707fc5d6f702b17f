//! Somebody's day in parts: free, in focus, off hours, away.

use chrono::{DateTime, Days, NaiveTime, Utc};

use super::calendar::Calendar;
use super::overlap::{Attendee, Stretch, overlap};
use crate::domain::picture::{Part, Shade};
use crate::domain::schedule::Schedule;

/// What somebody is in each part of a stretch, which is no longer than a few days: in order, without gaps. Absence
/// outweighs off hours, those outweigh focus.
pub fn shades(one: &Attendee, within: Stretch) -> Vec<Part> {
    let free = overlap(std::slice::from_ref(one), within);
    let away = away(&one.schedule, within);
    let without_focus = Schedule { focus: Vec::new(), spells: Vec::new(), ..one.schedule.clone() };
    let working = overlap(&[Attendee { schedule: without_focus, except: Vec::new() }], within);
    let all = free.iter().chain(&away).chain(&working).flat_map(|at| [at.0, at.1]);
    let mut edges: Vec<DateTime<Utc>> = all.chain([within.0, within.1]).collect();
    edges.retain(|at| within.0 <= *at && *at <= within.1);
    edges.sort_unstable();
    edges.dedup();
    let holds = |all: &[Stretch], at| all.iter().any(|(from, until)| *from <= at && at < *until);
    let mut parts: Vec<Part> = Vec::new();
    for (from, until) in edges.iter().copied().zip(edges.iter().copied().skip(1)) {
        let shade = if holds(&free, from) {
            Shade::Free
        } else if holds(&away, from) {
            Shade::Away
        } else if holds(&working, from) {
            Shade::Focus
        } else {
            Shade::OffHours
        };
        match parts.last_mut() {
            Some(last) if last.shade == shade => last.at.1 = until,
            _ => parts.push(Part { at: (from, until), shade }),
        }
    }
    parts
}

/// Time off, and holidays from midnight to midnight.
fn away(schedule: &Schedule, within: Stretch) -> Vec<Stretch> {
    let first = schedule.zone.local(within.0).date();
    let last = schedule.zone.local(within.1).date();
    let midnight = |date: chrono::NaiveDate| schedule.zone.resolve(date.and_time(NaiveTime::MIN));
    let holidays = schedule.holidays.range(first..=last).filter_map(|date| {
        let next = date.checked_add_days(Days::new(1))?;
        Some((midnight(*date), midnight(next)))
    });
    let calendar = Calendar::new(schedule);
    let off = calendar.time_off().iter().map(|span| (span.from, span.until));
    holidays.chain(off).filter(|(from, until)| *from < within.1 && within.0 < *until).collect()
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveDate, TimeDelta, Weekday};

    use super::*;
    use crate::domain::schedule::{FocusBlock, Shift, WorkWeek};
    use crate::domain::worktime::Zone;

    fn at(text: &str) -> DateTime<Utc> {
        format!("2026-{text}:00Z").parse().expect("moment")
    }

    /// Bo in New York, nine to five, with an hour of focus at eleven.
    fn bo() -> Attendee {
        let days = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
        let mut schedule = Schedule::in_zone(Zone::named("America/New_York").expect("zone"));
        schedule.work = WorkWeek::same(&days, Shift { from: 540, to: 1020 });
        schedule.focus.push(FocusBlock { days: days.to_vec(), shift: Shift { from: 660, to: 720 } });
        Attendee { schedule, except: vec![(at("11-24T15:00"), at("11-24T15:30"))] }
    }

    fn told(one: &Attendee, within: Stretch) -> Vec<(Shade, String)> {
        let parts = shades(one, within);
        assert!(parts.first().is_some_and(|part| part.at.0 == within.0), "from the beginning");
        assert!(parts.last().is_some_and(|part| part.at.1 == within.1), "to the end");
        assert!(parts.windows(2).all(|two| two[0].at.1 == two[1].at.0), "without gaps");
        let hour = |at: DateTime<Utc>| one.schedule.zone.local(at).format("%H:%M").to_string();
        parts.iter().map(|part| (part.shade, hour(part.at.0))).collect()
    }

    fn day(date: &str) -> Stretch {
        // midnight in New York, in winter
        let from = at(&format!("{date}T05:00"));
        (from, from + TimeDelta::days(1))
    }

    #[test]
    fn a_working_day_is_free_but_for_focus_and_do_not_disturb() {
        use Shade::{Focus, Free, OffHours};
        let parts = [
            (OffHours, "00:00"),
            (Free, "09:00"),
            (Focus, "10:00"),
            (Free, "10:30"),
            (Focus, "11:00"),
            (Free, "12:00"),
            (OffHours, "17:00"),
        ];
        assert_eq!(told(&bo(), day("11-24")), parts.map(|(shade, from)| (shade, from.to_owned())));
        assert_eq!(told(&bo(), day("11-28")), [(OffHours, "00:00".to_owned())], "a Saturday");
    }

    #[test]
    fn holidays_and_time_off_outweigh_all_else_and_say_no_more() {
        use Shade::{Away, Free, OffHours};
        let mut bo = bo();
        bo.schedule.holidays.insert(NaiveDate::from_ymd_opt(2026, 11, 26).expect("date"));
        assert_eq!(told(&bo, day("11-26")), [(Away, "00:00".to_owned())]);
        let noon = |day| NaiveDate::from_ymd_opt(2026, 11, day).expect("date").and_time(NaiveTime::MIN);
        bo.schedule.time_off.push((noon(25) + TimeDelta::hours(14), noon(26)));
        bo.schedule.focus.clear();
        let parts = [(OffHours, "00:00"), (Free, "09:00"), (Away, "14:00")];
        assert_eq!(told(&bo, day("11-25")), parts.map(|(shade, from)| (shade, from.to_owned())));
    }
}
