//! A schedule: working hours per weekday, focus blocks, check-ins and absences, all in one zone.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc, Weekday};
use serde::{Deserialize, Serialize};

use super::worktime::Zone;

/// The weekdays in order.
pub const WEEK: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

/// Everything that decides when somebody works. Every local time is wall time in `zone`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// The zone all local times are read in.
    pub zone: Zone,
    /// Shifts per weekday.
    pub work: WorkWeek,
    /// The first day of the week, for the window *week*.
    pub week_start: Weekday,
    /// Weekly focus blocks. They stop the clock of *hours n* and nothing else.
    pub focus: Vec<FocusBlock>,
    /// Local dates on which no shift starts.
    pub holidays: BTreeSet<NaiveDate>,
    /// Half-open local intervals cut out of the shifts.
    pub time_off: Vec<(NaiveDateTime, NaiveDateTime)>,
    /// Time off for one time only, as instants: what a calendar says.
    pub absences: Vec<(DateTime<Utc>, DateTime<Utc>)>,
    /// Daily check-in times.
    pub checkins: Vec<NaiveTime>,
    /// Focus blocks set for one time only: instants, which no clock change moves.
    pub spells: Vec<(DateTime<Utc>, DateTime<Utc>)>,
}

/// A stretch of work that starts on a weekday: minutes after local midnight. `to` not later than `from` ends on
/// the next date; 1440 is the next midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Shift {
    /// Start, 0 to 1439 minutes after midnight.
    pub from: u16,
    /// End, 0 to 1440 minutes after midnight.
    pub to: u16,
}

impl Shift {
    /// When it ends, in minutes after the midnight before it starts: on the next date from 1440 on, up to 2879.
    pub fn end(self) -> u16 {
        if self.to > self.from { self.to } else { self.to + 1440 }
    }

    /// A shift as two clocks show it: where the second says 00:00, it ends at midnight.
    pub fn until_midnight(from: u16, to: u16) -> Self {
        Self { from, to: if to == 0 { 1440 } else { to } }
    }
}

/// The shifts of a day in order, those that overlap made one; those that only touch stay apart. `None` where one would
/// last longer than a day.
pub fn merged(mut shifts: Vec<Shift>) -> Option<Vec<Shift>> {
    const DAY: u16 = 1440;
    shifts.sort_by_key(|shift| (shift.from, shift.to));
    let mut spans: Vec<(u16, u16)> = Vec::new();
    for shift in shifts {
        match spans.last_mut() {
            Some((_, until)) if shift.from < *until => *until = shift.end().max(*until),
            _ => spans.push((shift.from, shift.end())),
        }
    }
    let shift = |(from, until): (u16, u16)| {
        let to = if until > DAY { until - DAY } else { until };
        (until - from <= DAY).then_some(Shift { from, to })
    };
    spans.into_iter().map(shift).collect()
}

/// Shifts per weekday, Monday first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WorkWeek(pub [Vec<Shift>; 7]);

impl WorkWeek {
    /// The same single shift on some weekdays.
    pub fn same(days: &[Weekday], shift: Shift) -> Self {
        let mut week = Self::default();
        for day in days {
            week.0[day.num_days_from_monday() as usize].push(shift);
        }
        week
    }

    /// The shifts that start on a weekday.
    pub fn on(&self, day: Weekday) -> &[Shift] {
        &self.0[day.num_days_from_monday() as usize]
    }
}

/// A weekly focus block; `shift` starts on each of `days`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FocusBlock {
    /// The weekdays it starts on.
    pub days: Vec<Weekday>,
    /// From when to when.
    pub shift: Shift,
}

/// The shifts of a week as focus blocks: those with the same hours are one block on several days.
pub fn blocks(week: &WorkWeek) -> Vec<FocusBlock> {
    let mut blocks: Vec<FocusBlock> = Vec::new();
    for (shifts, day) in week.0.iter().zip(WEEK) {
        for shift in shifts {
            match blocks.iter_mut().find(|block| block.shift == *shift) {
                Some(block) => block.days.push(day),
                None => blocks.push(FocusBlock { days: vec![day], shift: *shift }),
            }
        }
    }
    blocks
}

/// Focus blocks laid out on the week, in order of their starts.
pub fn week_of(blocks: &[FocusBlock]) -> WorkWeek {
    let mut week = WorkWeek::default();
    for block in blocks {
        for day in &block.days {
            week.0[day.num_days_from_monday() as usize].push(block.shift);
        }
    }
    for shifts in &mut week.0 {
        shifts.sort_by_key(|shift| (shift.from, shift.to));
    }
    week
}

impl Schedule {
    /// A schedule without any work, in a zone: a start to build on.
    pub fn in_zone(zone: Zone) -> Self {
        Self {
            zone,
            work: WorkWeek::default(),
            week_start: Weekday::Mon,
            focus: Vec::new(),
            holidays: BTreeSet::new(),
            time_off: Vec::new(),
            absences: Vec::new(),
            checkins: Vec::new(),
            spells: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shifts_that_overlap_are_one() {
        let merged = |shifts: &[(u16, u16)]| {
            let shifts = shifts.iter().map(|(from, to)| Shift { from: from * 60, to: to * 60 }).collect();
            merged(shifts).map(|merged| merged.iter().map(|s| (s.from / 60, s.to / 60)).collect::<Vec<_>>())
        };
        assert_eq!(merged(&[(9, 12), (11, 15)]), Some(vec![(9, 15)]));
        assert_eq!(merged(&[(9, 17), (10, 12), (9, 17)]), Some(vec![(9, 17)]));
        assert_eq!(merged(&[(13, 17), (9, 12)]), Some(vec![(9, 12), (13, 17)]));
        assert_eq!(merged(&[(9, 12), (12, 17)]), Some(vec![(9, 12), (12, 17)]), "a change at noon is meant");
        assert_eq!(merged(&[(22, 6), (20, 23)]), Some(vec![(20, 6)]));
        assert_eq!(merged(&[(0, 24), (9, 17)]), Some(vec![(0, 24)]));
        assert_eq!(merged(&[(8, 20), (18, 9)]), None);
    }
}
