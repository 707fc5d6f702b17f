//! One function for each kind of window: from the moment it starts to the moment it is due.

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Timelike, Utc, Weekday};

use super::calendar::{Calendar, DATES_BACK, WorkingDay};
use super::span::Span;
use crate::domain::schedule::Schedule;

type Instant = DateTime<Utc>;

/// The earliest moment with so much answering time between it and the start. Time that runs out exactly at the end
/// of a shift is due at that end, not at the next start.
pub(super) fn hours(calendar: &Calendar, length: TimeDelta, start: Instant) -> Option<Instant> {
    let mut left = length;
    let mut ahead = calendar.answering(start, None);
    while let Some(span) = ahead.next_within(&mut left) {
        let Some(span) = Span::between(span.from.max(start), span.until) else { continue };
        let here = span.until - span.from;
        if left <= here {
            return Some(span.from + left);
        }
        left -= here;
    }
    None
}

/// The earliest end of a working day that is later than the start.
pub(super) fn today(calendar: &Calendar, start: Instant) -> Option<Instant> {
    earliest(calendar, start, |date| calendar.day(date).map(|day| day.end).filter(|end| *end > start))
}

/// The earliest end of a week's last working day that is later than the start.
pub(super) fn week(calendar: &Calendar, start: Instant) -> Option<Instant> {
    let first = calendar.schedule.week_start;
    let is_last_of_week = |date: NaiveDate| {
        let mut rest = date.iter_days().skip(1).take_while(|later| later.weekday() != first);
        rest.all(|later| calendar.parts(later).is_empty())
    };
    earliest(calendar, start, |date| {
        let end = calendar.day(date)?.end;
        (end > start && is_last_of_week(date)).then_some(end)
    })
}

/// So many working days later at the same wall time, kept inside that day's working time. The count begins with the
/// working day that is going on at the start, else with the next one.
pub(super) fn days(calendar: &Calendar, n: u32, start: Instant) -> Option<Instant> {
    let further = usize::try_from(n).ok()?.checked_sub(1)?;
    let mut dates = calendar.open_dates(start);
    let first = dates.find_map(|date| calendar.day(date).filter(|day| day.end > start))?;
    // nothing more is asked of the days after it, so one also counts that ends before a long shift of the first does
    let last = calendar.day(dates.filter(|date| calendar.is_worked(*date)).nth(further)?)?;
    let begin = calendar.clock.zone.local(start.max(first.first));
    let moved = begin.checked_add_signed(last.date - first.date)?;
    Some(into_day(&last, calendar.clock.resolve(moved)))
}

/// The nearest lawful moment of a working day: not before its first, not inside a break, not after its end.
fn into_day(day: &WorkingDay, at: Instant) -> Instant {
    let at_work = day.parts.iter().any(|part| part.reaches(at));
    if at_work {
        return at;
    }
    day.parts.iter().map(|part| part.from).find(|from| *from > at).unwrap_or(day.end)
}

/// So much elapsed time later, if that is working time or exactly the end of it, else the next start of work.
pub(super) fn within(calendar: &Calendar, length: TimeDelta, start: Instant) -> Option<Instant> {
    let at = start.checked_add_signed(length)?;
    earliest(calendar, at, |date| {
        let parts = calendar.parts(date);
        if parts.iter().any(|part| part.reaches(at)) {
            return Some(at);
        }
        parts.iter().map(|part| part.from).find(|from| *from > at)
    })
}

/// The first check-in after the start that is working time or exactly the end of it. Somebody who has set none looks
/// at messages when their next working day begins.
pub(super) fn checkin(calendar: &Calendar, start: Instant) -> Option<Instant> {
    if calendar.schedule.checkins.is_empty() {
        let first = |date| calendar.day(date).map(|day| day.first);
        return earliest(calendar, start, |date| first(date).filter(|first| *first > start));
    }
    let mut ever_meet = [None; 7];
    earliest(calendar, start, |date| {
        let weekday = date.weekday();
        let ever_meet = &mut ever_meet[weekday.num_days_from_monday() as usize];
        let may_meet = *ever_meet.get_or_insert_with(|| checkins_meet_work(calendar.schedule, weekday));
        let is_steady = |date| calendar.clock.steady_day(date).is_some();
        if !may_meet && is_steady(date) && is_steady(date.pred_opt()?) {
            return None;
        }
        let times =
            calendar.schedule.checkins.iter().map(|time| calendar.clock.resolve(date.and_time(*time)));
        let mut times = times.filter(|at| *at > start).peekable();
        times.peek()?;
        // the next date's shifts too: a check-in that a clock change moves over midnight may meet them
        let back = Days::new(DATES_BACK.into());
        let dates = date.checked_sub_days(back)?.iter_days().take(usize::from(DATES_BACK) + 2);
        let around: Vec<Span> = dates.flat_map(|date| calendar.parts(date)).collect();
        times.filter(|at| around.iter().any(|part| part.reaches(*at))).min()
    })
}

/// Whether a check-in of a weekday ever lies in a shift or at the end of one, as long as no clock is changed.
fn checkins_meet_work(schedule: &Schedule, weekday: Weekday) -> bool {
    let meets = |weekday: Weekday, minute: u32| {
        let shifts = schedule.work.on(weekday).iter();
        shifts
            .map(|shift| u32::from(shift.from)..=u32::from(shift.end()))
            .any(|shift| shift.contains(&minute))
    };
    let minutes = schedule.checkins.iter().map(|time| time.num_seconds_from_midnight() / 60);
    let mut minutes = minutes.map(|minute| (minute, minute + 1440));
    minutes.any(|(today, since_yesterday)| meets(weekday, today) || meets(weekday.pred(), since_yesterday))
}

/// The latest end of a working day on or before a date that is later than the start; if there is none, the end of
/// the next working day.
pub(super) fn by_day(calendar: &Calendar, day: NaiveDate, start: Instant) -> Option<Instant> {
    let oldest = calendar.dates(start).next()?;
    let end_after_start = |date| calendar.day(date).map(|day| day.end).filter(|end| *end > start);
    let mut date = Some(day).filter(|_| calendar.schedule.work.0.iter().any(|shifts| !shifts.is_empty()));
    while let Some(this) = date.filter(|date| *date >= oldest) {
        if end_after_start(this).is_some() {
            // a long shift of the evening before may end after a short one of this date
            let and_before = this.iter_days().rev().take(1 + usize::from(DATES_BACK));
            return and_before.filter_map(end_after_start).max();
        }
        date = calendar.date_before(this);
    }
    today(calendar, start)
}

/// The earliest of the moments that the dates of a search have to offer, each for itself. A date offers nothing
/// before its dawn but the start of the search itself, so the search ends when what it has is as early as that.
fn earliest(
    calendar: &Calendar,
    start: Instant,
    mut offer: impl FnMut(NaiveDate) -> Option<Instant>,
) -> Option<Instant> {
    let mut best: Option<Instant> = None;
    for date in calendar.open_dates(start) {
        if best.is_some_and(|best| best <= calendar.dawn(date)) {
            break;
        }
        best = best.into_iter().chain(offer(date)).min();
    }
    best
}
