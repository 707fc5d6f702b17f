//! A slow second opinion: the rules of working time walked minute by minute over arrays of booleans.
//!
//! It shares no code with the real thing: local times come from jiff minute by minute, and an answer is whatever
//! minute of the walk is the first to fulfil a rule's words. Wall times are minutes since 1970-01-01 00:00 local,
//! instants are minutes of the walk, dates are days since 1970-01-01.

use jiff::Timestamp;
use jiff::tz::TimeZoneDatabase;

pub const DAY: i64 = 1440;

/// Every minute of some months in one zone, with its wall time.
pub struct Walk {
    /// The first minute, since 1970-01-01 00:00 UTC.
    pub begin: i64,
    /// Minutes at which the clock is changed.
    pub changes: Vec<usize>,
    local: Vec<i64>,
    /// For every wall time from the earliest on, the first minute that shows it.
    first_seen: Vec<Option<usize>>,
    earliest: i64,
}

impl Walk {
    pub fn new(zone: &str, begin: i64, minutes: i64) -> Self {
        let zone = TimeZoneDatabase::bundled().get(zone).expect("zone");
        let local: Vec<i64> = (begin..begin + minutes)
            .map(|minute| {
                let at = Timestamp::from_second(minute * 60).expect("timestamp");
                minute + i64::from(zone.to_offset(at).seconds()).div_euclid(60)
            })
            .collect();
        let earliest = *local.iter().min().expect("not empty");
        let width = local.iter().max().expect("not empty") - earliest + 1;
        let mut first_seen = vec![None; usize::try_from(width).expect("small")];
        for (i, wall) in local.iter().enumerate().rev() {
            first_seen[usize::try_from(wall - earliest).expect("small")] = Some(i);
        }
        let changes = (1..local.len()).filter(|i| local[*i] != local[i - 1] + 1).collect();
        Self { begin, changes, local, first_seen, earliest }
    }

    pub fn len(&self) -> usize {
        self.local.len()
    }

    /// The wall time of a minute.
    pub fn wall(&self, i: usize) -> i64 {
        self.local[i]
    }

    /// Where a moment lies, in minutes since 1970-01-01 00:00 UTC; what lies beyond an end of the walk, at that end.
    pub fn place(&self, at: i64) -> usize {
        usize::try_from(at - self.begin).unwrap_or(0).min(self.len())
    }

    pub fn date(&self, i: usize) -> i64 {
        self.local[i].div_euclid(DAY)
    }

    /// Rule 2, by looking: the first minute that shows this wall time; if none does, the wall time is counted on from
    /// the last minute before the clock leapt over it.
    pub fn at(&self, wall: i64) -> usize {
        let place = usize::try_from(wall - self.earliest).expect("on the walk");
        if let Some(i) = self.first_seen[place] {
            return i;
        }
        let leapt = |i: &&usize| self.local[**i - 1] < wall && wall < self.local[**i];
        let before = self.changes.iter().find(leapt).expect("a leap over the wall time") - 1;
        before + usize::try_from(wall - self.local[before]).expect("later")
    }
}

/// Minutes after midnight, from and to.
pub type Clock = (i64, i64);

#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Monday first.
    pub work: [Vec<Clock>; 7],
    pub week_starts_sunday: bool,
    pub focus: Vec<(Vec<usize>, Clock)>,
    pub holidays: Vec<i64>,
    pub pto: Vec<(i64, i64)>,
    pub checkins: Vec<i64>,
    /// Absences, focus and do-not-disturb that are no wall times but moments: minutes since 1970-01-01 00:00 UTC. What is
    /// quiet is taken out of answering time when something is to be said, and moves nothing that is due.
    pub away: Vec<(i64, i64)>,
    pub spells: Vec<(i64, i64)>,
    pub quiet: Vec<(i64, i64)>,
}

#[derive(Clone, Debug)]
pub enum Ask {
    Hours(usize),
    Elapsed(usize),
    Eod,
    Eow,
    Days(usize),
    CheckIn,
    Date(i64),
    /// Rule 18, with the minutes of a do-not-disturb.
    Answering(Option<(usize, usize)>),
}

/// 1970-01-01 was a Thursday.
fn weekday(date: i64) -> usize {
    usize::try_from((date + 3).rem_euclid(7)).expect("weekday")
}

/// Everything painted onto the walk.
struct Painted<'a> {
    walk: &'a Walk,
    plan: &'a Plan,
    /// The first and the last date whose shifts are looked at: four before the start are more than any shift is long.
    dates: (i64, i64),
    off: Vec<bool>,
    work: Vec<bool>,
    /// First minute and end of each date's own work.
    days: Vec<Option<(usize, usize)>>,
}

impl<'a> Painted<'a> {
    fn new(walk: &'a Walk, plan: &'a Plan, start: usize, last_date: i64) -> Self {
        let mut off = vec![false; walk.len()];
        for (from, until) in &plan.pto {
            paint(&mut off, walk.at(*from), walk.at(*until));
        }
        for (from, until) in &plan.away {
            paint(&mut off, walk.place(*from), walk.place(*until));
        }
        let (work, dates) = (vec![false; walk.len()], (walk.date(start) - 4, last_date));
        let mut painted = Self { walk, plan, dates, off, work, days: Vec::new() };
        for date in painted.dates() {
            let minutes = painted.own_minutes(date);
            for i in &minutes {
                painted.work[*i] = true;
            }
            let ends = minutes.iter().min().zip(minutes.iter().max());
            painted.days.push(ends.map(|(first, last)| (*first, last + 1)));
        }
        painted
    }

    fn dates(&self) -> std::ops::RangeInclusive<i64> {
        self.dates.0..=self.dates.1
    }

    /// The minutes of the shifts that start on a date, as they are worked; some twice where shifts overlap.
    fn own_minutes(&self, date: i64) -> Vec<usize> {
        if self.plan.holidays.contains(&date) {
            return Vec::new();
        }
        let shifts = self.plan.work[weekday(date)].iter().map(|clock| self.ends(date, *clock));
        shifts.flat_map(|(from, to)| from..to).filter(|i| !self.off[*i]).collect()
    }

    /// First minute and end of a working day.
    fn day(&self, date: i64) -> Option<(usize, usize)> {
        if self.dates().contains(&date) {
            return self.days[usize::try_from(date - self.dates.0).expect("small")];
        }
        let minutes = self.own_minutes(date);
        Some((*minutes.iter().min()?, minutes.iter().max()? + 1))
    }

    fn ends(&self, date: i64, (from, to): Clock) -> (usize, usize) {
        let to = if to <= from { to + DAY } else { to };
        (self.walk.at(date * DAY + from), self.walk.at(date * DAY + to))
    }

    /// Whether an instant is in working time or exactly the end of a part of it.
    fn reaches(&self, i: usize) -> bool {
        self.work[i] || (i > 0 && self.work[i - 1])
    }

    fn focused(&self) -> Vec<bool> {
        let mut focused = vec![false; self.walk.len()];
        for (from, until) in &self.plan.spells {
            paint(&mut focused, self.walk.place(*from), self.walk.place(*until));
        }
        // what begins on the last date goes on at most to the second after it
        for date in self.dates.0..=self.dates.1 + 2 {
            for (days, clock) in &self.plan.focus {
                if days.contains(&weekday(date)) {
                    let (from, to) = self.ends(date, *clock);
                    paint(&mut focused, from, to);
                }
            }
        }
        focused
    }
}

fn paint(minutes: &mut [bool], from: usize, until: usize) {
    for minute in minutes.iter_mut().take(until).skip(from) {
        *minute = true;
    }
}

/// Every minute in which somebody can answer, from some days before the start to 60 days after it; `silent` is taken out.
pub fn answering(walk: &Walk, plan: &Plan, start: usize, silent: Option<(usize, usize)>) -> Vec<bool> {
    let painted = Painted::new(walk, plan, start, walk.date(start) + 60);
    let focused = painted.focused();
    let is_silent = |i| silent.is_some_and(|(from, until)| from <= i && i < until);
    (0..walk.len()).map(|i| painted.work[i] && !focused[i] && !is_silent(i)).collect()
}

pub fn due(walk: &Walk, plan: &Plan, ask: &Ask, start: usize) -> Option<usize> {
    let counted_from = match ask {
        Ask::Elapsed(n) => start + n,
        _ => start,
    };
    let painted = Painted::new(walk, plan, start, walk.date(counted_from) + 60);
    match ask {
        Ask::Hours(n) => {
            let focused = painted.focused();
            let mut left = *n;
            (start..walk.len()).find(|i| {
                let over = left == 0;
                left -= usize::from(!over && painted.work[*i] && !focused[*i]);
                over
            })
        }
        Ask::Answering(except) => {
            let focused = painted.focused();
            let silent = |i| except.is_some_and(|(from, until)| from <= i && i < until);
            (start..walk.len()).find(|i| painted.work[*i] && !focused[*i] && !silent(*i))
        }
        Ask::Elapsed(_) => {
            if painted.reaches(counted_from) {
                return Some(counted_from);
            }
            (counted_from..walk.len()).find(|i| painted.work[*i])
        }
        Ask::Eod => eod(&painted, start),
        Ask::Eow => eow(&painted, start),
        Ask::Days(n) => days(&painted, *n, start),
        Ask::CheckIn if plan.checkins.is_empty() => {
            painted.days.iter().flatten().map(|(first, _)| *first).filter(|first| *first > start).min()
        }
        Ask::CheckIn => {
            let dates = walk.date(start) - 1..=painted.dates.1;
            let times = dates.flat_map(|date| plan.checkins.iter().map(move |time| date * DAY + time));
            times.map(|wall| walk.at(wall)).filter(|i| *i > start && painted.reaches(*i)).min()
        }
        Ask::Date(date) => {
            // dates may lie beyond the horizon of the other rules
            let dates = walk.date(start) - 4..=*date;
            let ends = dates.filter_map(|date| painted.day(date)).map(|(_, end)| end);
            ends.filter(|end| *end > start).max().or_else(|| eod(&painted, start))
        }
    }
}

fn eod(painted: &Painted, start: usize) -> Option<usize> {
    let ends = painted.dates().filter_map(|date| painted.day(date)).map(|(_, end)| end);
    ends.filter(|end| *end > start).min()
}

fn eow(painted: &Painted, start: usize) -> Option<usize> {
    let first_of_week = |date: i64| {
        let into = if painted.plan.week_starts_sunday { (weekday(date) + 1) % 7 } else { weekday(date) };
        date - i64::try_from(into).expect("small")
    };
    let weeks = (first_of_week(*painted.dates().start())..=painted.dates.1).step_by(7);
    let last_days = weeks.filter_map(|week| (week..week + 7).rev().find(|date| painted.day(*date).is_some()));
    let within = last_days.filter(|date| *date <= painted.dates.1);
    within.filter_map(|date| painted.day(date)).map(|(_, end)| end).filter(|end| *end > start).min()
}

fn days(painted: &Painted, n: usize, start: usize) -> Option<usize> {
    let walk = painted.walk;
    let mut working = painted.dates().filter(|date| painted.day(*date).is_some());
    let first = working.find(|date| painted.day(*date).is_some_and(|(_, end)| end > start))?;
    let target = working.nth(n - 1)?;
    let begin = start.max(painted.day(first)?.0);
    let moved = walk.at(walk.local[begin] + (target - first) * DAY);
    let own = painted.own_minutes(target);
    let (day_first, day_end) = painted.day(target)?;
    if moved < day_first {
        return Some(day_first);
    }
    if moved > day_end {
        return Some(day_end);
    }
    // at work, or exactly at the end of a part: it stays; inside a break: the next minute of work
    if own.contains(&moved) || own.contains(&(moved - 1)) {
        return Some(moved);
    }
    own.into_iter().filter(|i| *i > moved).min()
}
