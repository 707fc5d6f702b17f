//! When an open ask has to be spoken of once more: to somebody who is expected to answer it, before its moment; to
//! whoever asked, when that moment is over. Pure: the courier asks, whenever somebody's watch is due.
//!
//! Only windows that were named are watched. What is expected without anybody having said so stands in the lists, and
//! calls nobody.

use chrono::{DateTime, DurationRound, TimeDelta, Utc};

use super::ask::{Answerer, Ask, AskRef, AskState};
use super::schedule::Schedule;
use super::window::Window;
use super::worktime;

/// Nobody is reminded of what has less answering time than this from beginning to end: they have just read it.
pub const SHORTEST: TimeDelta = TimeDelta::hours(3);
/// So much answering time before the moment somebody is reminded, or a third of the whole where that is less.
const LEAD: TimeDelta = TimeDelta::hours(4);
/// Nobody is reminded as the first thing in a stretch of answering time: a catch-up comes first, and may say it.
pub const SETTLE: TimeDelta = TimeDelta::minutes(15);
/// What would be said within so long comes together with what is said now.
pub const TOGETHER: TimeDelta = TimeDelta::hours(4);
/// Nobody is reminded of what came, or what a catch-up told, this short a time ago.
pub const FRESH: TimeDelta = TimeDelta::hours(1);
/// Whoever asked is told so long after the moment: an answer on the dot is no late answer.
pub const GRACE: TimeDelta = TimeDelta::minutes(15);
/// And not before everybody expected had so much answering time: nights and days off make nobody late.
const CHANCE: TimeDelta = TimeDelta::hours(1);
/// What is over for longer than this is not brought up any more.
pub const STALE: TimeDelta = TimeDelta::days(14);

/// Whether an ask is watched.
pub fn is_watched(ask: &Ask) -> bool {
    let is_meant = !matches!(ask.window, Window::NoReply | Window::Urgent);
    ask.state == AskState::Open && ask.explicit && is_meant
}

/// From when somebody's window counts.
pub fn counts_from(about: &AskRef, answerer: &Answerer) -> DateTime<Utc> {
    answerer.from.unwrap_or_else(|| about.ts.at())
}

/// When somebody is to be reminded of what they are expected to answer: in their answering time, well after it came and
/// well before its moment. `None` where the window is short, where they said that they are on it, and where they were
/// reminded of that moment already.
pub fn before(about: &AskRef, answerer: &Answerer, schedule: &Schedule) -> Option<DateTime<Utc>> {
    let due = answerer.due?;
    let was_said = answerer.reminded.is_some_and(|of| due <= of);
    if answerer.answered.is_some() || answerer.on_it || was_said {
        return None;
    }
    let from = counts_from(about, answerer);
    let whole = worktime::answering_between(schedule, from, due);
    if whole < SHORTEST {
        return None;
    }
    let until = whole - LEAD.min(whole / 3);
    let minutes = u32::try_from(until.num_minutes()).ok()?;
    let at = worktime::due(schedule, &Window::Hours { minutes }, from)?;
    let at = at.duration_round_up(TimeDelta::minutes(1)).unwrap_or(at);
    settled(schedule, at).filter(|at| *at < due)
}

/// The first moment from an instant on at which somebody can answer and could for a while.
fn settled(schedule: &Schedule, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let open = worktime::answering_from(schedule, at, None)?;
    let began = worktime::answering_from(schedule, open - SETTLE, None)?;
    worktime::answering_from(schedule, began + SETTLE, None)
}

/// When whoever asked may be told that nobody expected has answered in time, and the last moment that is over then. `None`
/// where nothing is expected any more, or where they were told of that moment already.
pub fn over(
    about: &AskRef,
    ask: &Ask,
    schedule_of: impl Fn(&Answerer) -> Schedule,
) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let due = last_due(ask)?;
    let mut at = due;
    for answerer in ask.answerers.iter().filter(|one| one.answered.is_none() && one.due.is_some()) {
        let minutes = u32::try_from(CHANCE.num_minutes()).ok()?;
        let from = counts_from(about, answerer);
        at = at.max(worktime::due(&schedule_of(answerer), &Window::Hours { minutes }, from)?);
    }
    Some((at + GRACE, due))
}

/// The last moment of those who have not answered, unless whoever asked was told of it.
pub fn last_due(ask: &Ask) -> Option<DateTime<Utc>> {
    let open = ask.answerers.iter().filter(|answerer| answerer.answered.is_none());
    let due = open.filter_map(|answerer| answerer.due).max()?;
    (is_watched(ask) && ask.told.is_none_or(|told| told < due)).then_some(due)
}

/// The earliest moment at which somebody's watch has anything to look at because of an ask that is new to it: a plain
/// lower bound, so that nothing has to be counted while somebody waits for an acknowledgement.
pub fn wakes(about: &AskRef, answerer: &Answerer) -> Option<DateTime<Utc>> {
    let from = counts_from(about, answerer);
    let is_long = answerer.due.is_some_and(|due| due - from >= SHORTEST);
    (is_long && answerer.answered.is_none() && !answerer.on_it).then(|| from + SHORTEST * 2 / 3)
}

#[cfg(test)]
mod tests;
