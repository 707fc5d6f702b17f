//! The second specification: the law of time, said once more in the plainest words there are, and slowly.
//!
//! All moments are minutes since 1970-01-01 00:00 UTC, all wall times minutes since 1970-01-01 00:00 local, all dates days
//! since then. Due moments of asks are worked out by `tests/worktime/oracle.rs`.

use chrono::{Datelike, NaiveDate, TimeDelta};

use crate::worktime::oracle::{Clock, DAY, Plan, Walk};

/// A flight moves a moment by so much at most. What somebody's days were longer ago does not change any more.
const FURTHEST: i64 = 26 * 60;

/// So many days after 1970-01-01.
pub fn day(date: i64) -> NaiveDate {
    NaiveDate::default() + TimeDelta::days(date)
}

/// 0 is Monday; 1970-01-01 was a Thursday.
pub fn weekday(date: i64) -> usize {
    usize::try_from((date + 3).rem_euclid(7)).expect("a weekday")
}

/// Whether somebody can be told something in a minute: they work, are not in focus, and are not to be disturbed.
pub fn can_answer(walk: &Walk, plan: &Plan, at: i64) -> bool {
    let date = walk.date(walk.place(at));
    let lies_in = |(from, until): &(i64, i64)| *from <= at && at < *until;
    // a shift or a focus block may have begun the day before; one that Apia left out lies between
    let is_in = |date: i64, clock: &Clock| lies_in(&ends(walk, date, *clock));
    let is_at_work = |date: i64| {
        !plan.holidays.contains(&date) && plan.work[weekday(date)].iter().any(|shift| is_in(date, shift))
    };
    let is_in_focus = |date: i64| {
        let own = plan.focus.iter().filter(|(days, _)| days.contains(&weekday(date)));
        own.into_iter().any(|(_, block)| is_in(date, block))
    };
    let dates = || date - 2..=date;
    !plan.quiet.iter().chain(&plan.spells).any(lies_in)
        && dates().any(is_at_work)
        && !is_off(walk, plan, at)
        && !dates().any(is_in_focus)
}

/// Whether somebody has time off in a minute, by their own word or by their calendar's.
fn is_off(walk: &Walk, plan: &Plan, at: i64) -> bool {
    let time_off = plan.pto.iter().map(|(from, until)| (moment(walk, *from), moment(walk, *until)));
    time_off.chain(plan.away.iter().copied()).any(|(from, until)| from <= at && at < until)
}

/// A working day: a date with at least one minute of work from the shifts that begin on it.
pub fn is_working_day(walk: &Walk, plan: &Plan, date: i64) -> bool {
    let is_worked = |shift: &Clock| {
        let (from, until) = ends(walk, date, *shift);
        (from..until).any(|at| !is_off(walk, plan, at))
    };
    !plan.holidays.contains(&date) && plan.work[weekday(date)].iter().any(is_worked)
}

/// From when to when a shift or block goes that begins on a date.
fn ends(walk: &Walk, date: i64, (from, to): Clock) -> (i64, i64) {
    let to = if to <= from { to + DAY } else { to };
    (moment(walk, date * DAY + from), moment(walk, date * DAY + to))
}

/// The moment of a wall time: the first of two, and counted on from before a leap over it.
pub fn moment(walk: &Walk, local: i64) -> i64 {
    walk.begin + i64::try_from(walk.at(local)).expect("a minute")
}

/// The dates of something that recurs.
#[derive(Clone, Copy, Debug)]
pub enum On {
    /// Every so many days, counted from the first.
    Days(i64),
    /// On weekdays of every so many weeks, counted from the first's.
    Weeks(i64, &'static [usize]),
    /// On working days.
    WorkingDays,
    /// On a day of every so many months, counted from the first's; in shorter months on their last.
    Months(i64, u32),
    /// On the so-manieth such weekday of each month, 0 for the last.
    MonthWeekday(i64, usize),
    /// Once a year, 29 February being 28 February in common years.
    Year(u32, u32),
}

/// Something that recurs at a time of day.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    pub words: &'static str,
    pub on: On,
    /// Minutes after midnight.
    pub time: i64,
    /// A zone it was given; without one it is its owner's, wherever they are.
    pub zone: Option<&'static str>,
}

impl Rule {
    /// Whether a date is one of the rule's, when the first was `first`. Whether one works on it is for others to say.
    fn holds(&self, date: i64, first: i64) -> bool {
        let (today, is_turn) = (day(date), |count: i64, every: i64| count >= 0 && count % every == 0);
        let is_last_of_month = day(date + 1).month() != today.month();
        let is_day = |of_month: u32| today.day() == of_month || (is_last_of_month && today.day() < of_month);
        let months = |date: i64| i64::from(day(date).year()) * 12 + i64::from(day(date).month());
        match self.on {
            On::WorkingDays => true,
            On::Days(every) => is_turn(date - first, every),
            On::Weeks(every, days) => {
                let week = |date: i64| (date + 3).div_euclid(7);
                days.contains(&weekday(date)) && is_turn(week(date) - week(first), every)
            }
            On::Months(every, of_month) => is_day(of_month) && is_turn(months(date) - months(first), every),
            On::MonthWeekday(0, on) => weekday(date) == on && day(date + 7).month() != today.month(),
            On::MonthWeekday(nth, on) => weekday(date) == on && i64::from(today.day0()) / 7 + 1 == nth,
            On::Year(month, of_month) => today.month() == month && is_day(of_month),
        }
    }
}

/// How somebody's reminder that recurs stands.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// The rule's first date; turns are counted from it.
    pub first: i64,
    /// When it was set: nothing before counts.
    pub since: i64,
    /// The last date it came for, or that was left out.
    pub done: i64,
    /// Up to when nothing is open: the last time somebody looked, or the days changed. Nothing is said before it.
    pub looked: i64,
    /// Since when the bot is awake.
    pub awake: i64,
}

/// A coming.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coming {
    /// When its turn is.
    pub at: i64,
    /// The moment of the first date that has not come.
    pub first: i64,
    /// The date it comes for: of several that were missed the last, and its moment.
    pub date: i64,
    pub moment: i64,
}

/// When something that recurs comes next, for whoever has these days: at the moment of the first of its dates that has
/// not come yet. If that is over since the bot was away, or since somebody flew east, at once, and for the last such date.
pub fn next(rule: &Rule, standing: &Standing, (walk, days, plan): (&Walk, &Walk, &Plan)) -> Option<Coming> {
    let Standing { first, since, done, looked, awake } = *standing;
    let is_one = |date: i64| match rule.on {
        On::WorkingDays => is_working_day(days, plan, date),
        _ => rule.holds(date, first),
    };
    let comes = |date: i64| moment(walk, date * DAY + rule.time);
    let oldest = match rule.on {
        On::WorkingDays => since.max(looked - FURTHEST),
        _ => since,
    };
    let begin = (done + 1).max(walk.date(walk.place(oldest)) - 2);
    let end = walk.date(walk.len() - 1) - 3;
    let mut found: Option<Coming> = None;
    for date in begin..=end {
        if !is_one(date) || comes(date) <= oldest {
            continue;
        }
        let moment = comes(date);
        match &mut found {
            None => found = Some(Coming { at: moment.max(looked).max(awake), first: moment, date, moment }),
            Some(coming) if moment <= coming.at => (coming.date, coming.moment) = (date, moment),
            Some(_) => break,
        }
    }
    found
}

/// The first date of a rule that is set at a moment; turns are counted from it.
pub fn first_date(rule: &Rule, now: i64, (walk, days, plan): (&Walk, &Walk, &Plan)) -> Option<i64> {
    let today = walk.date(walk.place(now));
    let every = match rule.on {
        On::Days(_) => On::Days(1),
        On::Weeks(_, days) => On::Weeks(1, days),
        On::Months(_, of_month) => On::Months(1, of_month),
        on => on,
    };
    let standing = Standing { first: today, since: now, done: today - 1, looked: now, awake: now };
    next(&Rule { on: every, ..*rule }, &standing, (walk, days, plan)).map(|coming| coming.date)
}
