//! A schedule laid out on the calendar, one date at a time and only as far as somebody looks.

use std::iter::successors;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use super::answering::Answering;
use super::span::{Span, cut, unite};
use super::zone::WallClock;
use crate::domain::schedule::{Schedule, Shift};

/// How far a search goes: the local date of its start, and so many dates after it.
const HORIZON_DAYS: u64 = 60;

/// So many dates before an instant's own a shift may begin that still goes on: one for a shift over midnight, and
/// one more where a zone left out a whole date (Apia had no 30 December 2011).
pub(super) const DATES_BACK: u8 = 2;

/// A schedule on the calendar.
#[derive(Debug)]
pub(super) struct Calendar<'a> {
    pub schedule: &'a Schedule,
    pub clock: WallClock<'a>,
    /// Time off as instants, united.
    time_off: Vec<Span>,
}

/// A local date on which somebody works, with its own parts of working time: in order, apart, at least one.
#[derive(Debug)]
pub(super) struct WorkingDay {
    pub date: NaiveDate,
    pub parts: Vec<Span>,
    /// The first instant of work.
    pub first: DateTime<Utc>,
    /// The end of the last part, wherever midnight falls.
    pub end: DateTime<Utc>,
}

impl<'a> Calendar<'a> {
    pub fn new(schedule: &'a Schedule) -> Self {
        let clock = WallClock::new(&schedule.zone);
        let resolve = |local| schedule.zone.resolve(local);
        let time_off = schedule.time_off.iter();
        let mut time_off: Vec<Span> =
            time_off.filter_map(|(from, until)| Span::between(resolve(*from), resolve(*until))).collect();
        time_off.extend(schedule.absences.iter().filter_map(|(from, until)| Span::between(*from, *until)));
        unite(&mut time_off);
        Self { schedule, clock, time_off }
    }

    /// The dates a search from an instant looks at: those whose shifts may still go on, the instant's own, and the
    /// horizon after it.
    pub fn dates(&self, start: DateTime<Utc>) -> impl Iterator<Item = NaiveDate> + use<> {
        let (first, last) = self.reach(start);
        first.iter_days().take_while(move |date| *date <= last)
    }

    /// The same without those that lie deep in time off: somebody may work on any that is left.
    pub fn open_dates(&self, start: DateTime<Utc>) -> impl Iterator<Item = NaiveDate> {
        let (first, last) = self.reach(start);
        successors(Some(first), |date| self.date_after(*date)).take_while(move |date| *date <= last)
    }

    /// The first and the last of these dates.
    pub fn reach(&self, start: DateTime<Utc>) -> (NaiveDate, NaiveDate) {
        let date = self.clock.zone.local(start).date();
        let first = date.checked_sub_days(Days::new(DATES_BACK.into())).unwrap_or(date);
        let last = date.checked_add_days(Days::new(HORIZON_DAYS)).unwrap_or(NaiveDate::MAX);
        (first, last)
    }

    /// Time off: in order and apart.
    pub fn time_off(&self) -> &[Span] {
        &self.time_off
    }

    /// An instant that no shift, focus block or check-in of this date or a later one comes before.
    pub fn dawn(&self, date: NaiveDate) -> DateTime<Utc> {
        self.clock.floor(date.and_time(NaiveTime::MIN))
    }

    /// The working day of a date, if it is one.
    pub fn day(&self, date: NaiveDate) -> Option<WorkingDay> {
        let parts = self.parts(date);
        let (first, end) = (parts.first()?.from, parts.last()?.until);
        Some(WorkingDay { date, parts, first, end })
    }

    /// Working time from the shifts that start on a date: in order and apart.
    pub fn parts(&self, date: NaiveDate) -> Vec<Span> {
        let shifts = self.schedule.work.on(date.weekday());
        if shifts.is_empty() || self.schedule.holidays.contains(&date) {
            return Vec::new();
        }
        let mut parts: Vec<Span> = shifts.iter().filter_map(|shift| self.span(date, *shift)).collect();
        unite(&mut parts);
        if let (Some(first), Some(last)) = (parts.first(), parts.last()) {
            let begin = self.time_off.partition_point(|off| off.until <= first.from);
            let end = self.time_off.partition_point(|off| off.from < last.until);
            cut(&mut parts, self.time_off.get(begin..end).unwrap_or_default());
        }
        parts
    }

    /// Answering time as a search from an instant sees it. `except` is taken out, like a focus block.
    pub fn answering(&self, start: DateTime<Utc>, except: impl IntoIterator<Item = Span>) -> Answering<'_> {
        Answering::new(self, start, except)
    }

    /// A whole date, from midnight to midnight, on which no clock is changed and which no time off touches.
    pub fn plain_date(&self, date: NaiveDate) -> Option<Span> {
        let from = self.clock.steady_day(date)?;
        let whole = Span::between(from, from.checked_add_signed(TimeDelta::days(1))?)?;
        let next = self.time_off.partition_point(|off| off.until <= whole.from);
        self.time_off.get(next).is_none_or(|off| off.from >= whole.until).then_some(whole)
    }

    /// The first stretch of focus that is not over at an instant.
    pub fn focus_from(&self, at: DateTime<Utc>) -> Option<Span> {
        let spells = self.schedule.spells.iter().filter_map(|(from, until)| Span::between(*from, *until));
        let mut spans: Vec<Span> = spells.collect();
        for date in self.dates(at) {
            // one more date is looked at than holds the first, since focus may go on over midnight
            let first = spans.iter().filter(|span| span.until > at).map(|span| span.from).min();
            if first.is_some_and(|first| first < self.dawn(date) && at < self.dawn(date)) {
                spans.extend(self.focus(date));
                break;
            }
            spans.extend(self.focus(date));
        }
        unite(&mut spans);
        spans.into_iter().find(|span| span.until > at)
    }

    /// Whether somebody works on a date.
    pub fn is_worked(&self, date: NaiveDate) -> bool {
        let shifts = self.schedule.work.on(date.weekday());
        if shifts.is_empty() || self.schedule.holidays.contains(&date) {
            return false;
        }
        // on a plain date every shift has at least what lies before midnight
        self.plain_date(date).is_some() || !self.parts(date).is_empty()
    }

    /// The date after, when walking in search of work; long time off is left out in one step. Nothing that starts on
    /// a date left out, or goes on into it, is worked; nor is the time shortly before or after one.
    pub fn date_after(&self, date: NaiveDate) -> Option<NaiveDate> {
        let tomorrow = date.succ_opt()?;
        if self.time_off.is_empty() {
            return Some(tomorrow);
        }
        let dawn = self.dawn(tomorrow);
        let next = self.time_off.partition_point(|off| off.until <= dawn);
        let Some(off) = self.time_off.get(next).filter(|off| off.from < dawn) else {
            return Some(tomorrow);
        };
        // what starts on the third date before the end, or earlier, ends before it
        let landing = self.clock.zone.local(off.until).date().checked_sub_days(Days::new(3));
        Some(landing.map_or(tomorrow, |landing| landing.max(tomorrow)))
    }

    /// The date before, when walking backwards in search of work; long time off is left out in one step.
    pub fn date_before(&self, date: NaiveDate) -> Option<NaiveDate> {
        let yesterday = date.pred_opt()?;
        let before = self.time_off.partition_point(|off| off.from <= self.dawn(date));
        let Some(off) = before.checked_sub(1).and_then(|i| self.time_off.get(i)) else {
            return Some(yesterday);
        };
        let covers_whole_shifts = date
            .checked_add_days(Days::new(DATES_BACK.into()))
            .is_some_and(|after| self.clock.resolve(after.and_time(NaiveTime::MIN)) <= off.until);
        let leap = self.clock.zone.local(off.from).date();
        Some(if covers_whole_shifts { yesterday.min(leap) } else { yesterday })
    }

    /// The focus blocks that start on a date.
    pub fn focus(&self, date: NaiveDate) -> impl Iterator<Item = Span> {
        let blocks = self.schedule.focus.iter().filter(move |block| block.days.contains(&date.weekday()));
        blocks.filter_map(move |block| self.span(date, block.shift))
    }

    /// From when to when a shift goes that starts on a date; `None` when a clock change leaves nothing of it.
    fn span(&self, date: NaiveDate, shift: Shift) -> Option<Span> {
        let from = self.clock.resolve(wall(date, shift.from)?);
        Span::between(from, self.clock.resolve(wall(date, shift.end())?))
    }
}

/// The wall time so many minutes after a date's midnight.
fn wall(date: NaiveDate, minutes: u16) -> Option<NaiveDateTime> {
    date.and_time(NaiveTime::MIN).checked_add_signed(TimeDelta::minutes(minutes.into()))
}
