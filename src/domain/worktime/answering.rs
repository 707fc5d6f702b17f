//! Answering time as a search walks through it: laid out one date at a time, and whole plain dates only counted.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};

use super::calendar::{Calendar, DATES_BACK};
use super::span::{Span, cut, take_before, unite};
use crate::domain::schedule::Shift;

/// A walk through answering time: in order and apart, though what goes on over midnight may come in pieces that touch.
#[derive(Debug)]
pub(super) struct Answering<'a> {
    calendar: &'a Calendar<'a>,
    start: DateTime<Utc>,
    /// The next date to be laid out, and the last one.
    next: Option<NaiveDate>,
    last: NaiveDate,
    /// Working time that goes on beyond the dates laid out so far, and what may be cut out of it.
    work: Vec<Span>,
    closed: Vec<Span>,
    /// What is cut out of it and does not come every week.
    spells: Vec<Span>,
    /// What is laid out and not yet walked through.
    open: std::vec::IntoIter<Span>,
    /// Whether the date before the next one was only counted.
    counted: bool,
    /// How much answering time a plain date has from midnight to midnight, once it was counted: by weekday, by
    /// whether it is a holiday, and by whether the date before it is.
    plain: [[Option<TimeDelta>; 4]; 7],
}

impl<'a> Answering<'a> {
    pub fn new(
        calendar: &'a Calendar<'a>,
        start: DateTime<Utc>,
        except: impl IntoIterator<Item = Span>,
    ) -> Self {
        let spells = calendar.schedule.spells.iter().filter_map(|(from, until)| Span::between(*from, *until));
        let (first, last) = calendar.reach(start);
        let spells: Vec<Span> = spells.chain(except).collect();
        Self {
            calendar,
            start,
            next: Some(first),
            last,
            work: Vec::new(),
            closed: spells.clone(),
            spells,
            open: Vec::new().into_iter(),
            counted: false,
            plain: [[None; 4]; 7],
        }
    }

    /// The next stretch, when only the one counts in which `left` runs out: whole dates with less answering time than
    /// that are left out, and their time is taken off.
    pub fn next_within(&mut self, left: &mut TimeDelta) -> Option<Span> {
        loop {
            if let Some(span) = self.open.next() {
                return Some(span);
            }
            self.leave_out(left);
            let date = self.next?;
            self.lay_out(date);
        }
    }

    fn leave_out(&mut self, left: &mut TimeDelta) {
        // the last date is always laid out: what begins on it may go on beyond it
        while !left.is_zero()
            && let Some(date) = self.next.filter(|date| *date < self.last)
            && let Some(length) = self.plain_length(date)
            && length < *left
        {
            *left -= length;
            // what goes on from the evening before was counted with it
            self.work.clear();
            self.counted = true;
            self.next = date.succ_opt();
        }
    }

    /// How much answering time a date has from midnight to midnight, if nothing but its weekday and holidays decide
    /// that. What begins on the date before and goes on over midnight is part of it.
    fn plain_length(&mut self, date: NaiveDate) -> Option<TimeDelta> {
        let whole = self.calendar.plain_date(date).filter(|whole| self.start <= whole.from)?;
        let before = date.pred_opt()?;
        // a shift whose beginning the clock moves may be empty; a date that was counted is known to be steady
        if !self.counted {
            self.calendar.clock.steady_day(before)?;
        }
        if self.lies_in_a_spell(whole) {
            return None;
        }
        let is_holiday = |date| self.calendar.schedule.holidays.contains(&date);
        let holidays = [is_holiday(date), is_holiday(before)];
        let weekday = date.weekday().num_days_from_monday() as usize;
        let kind = usize::from(holidays[0]) + 2 * usize::from(holidays[1]);
        Some(*self.plain[weekday][kind].get_or_insert_with(|| plain(self.calendar, date, holidays)))
    }

    /// Whether a focus block that is not a weekly one, or do-not-disturb, touches a date.
    fn lies_in_a_spell(&self, whole: Span) -> bool {
        self.spells.iter().any(|spell| spell.meets(whole))
    }

    fn lay_out(&mut self, date: NaiveDate) {
        if self.counted
            && let Some(before) = date.pred_opt()
        {
            // what begins on a date that was only counted may go on into this one
            self.counted = false;
            let line = self.calendar.dawn(date);
            let late = |span: Span| Span::between(span.from.max(line), span.until);
            self.work.extend(self.calendar.parts(before).into_iter().filter_map(late));
            self.closed.extend(self.calendar.focus(before).filter_map(late));
        }
        self.next = self.calendar.date_after(date).filter(|next| *next <= self.last);
        self.work.extend(self.calendar.parts(date));
        self.closed.extend(self.calendar.focus(date));
        if self.next.is_none() {
            // a night of the last date meets the focus blocks of the dates beyond it
            let beyond = date.iter_days().skip(1).take(DATES_BACK.into());
            self.closed.extend(beyond.flat_map(|date| self.calendar.focus(date)));
        }
        // nothing of a later date lies before this line, so what does lie before it is complete
        let line = self.next.map_or(DateTime::<Utc>::MAX_UTC, |next| self.calendar.dawn(next));
        let mut open = take_before(&mut self.work, line);
        cut(&mut open, &self.closed);
        self.closed.retain(|span| span.until > line);
        self.open = open.into_iter();
    }
}

impl Iterator for Answering<'_> {
    type Item = Span;

    fn next(&mut self) -> Option<Span> {
        self.next_within(&mut TimeDelta::zero())
    }
}

/// Counts the answering time of a date, from midnight to midnight in minutes, as if no clock were ever changed; given
/// whether it and the date before are holidays. No shift starts on a holiday, but a focus block may.
fn plain(calendar: &Calendar<'_>, date: NaiveDate, [holiday, eve_of]: [bool; 2]) -> TimeDelta {
    const DAY: i64 = 1440;
    let schedule = calendar.schedule;
    let at = |minutes: i64| DateTime::<Utc>::UNIX_EPOCH + TimeDelta::minutes(minutes);
    let span = |shift: &Shift, days: i64| {
        let (from, to) = (i64::from(shift.from) + days * DAY, i64::from(shift.end()) + days * DAY);
        Span::between(at(from.max(0)), at(to.min(DAY)))
    };
    let mut work = Vec::new();
    let mut focus = Vec::new();
    for (days, weekday, is_free) in [(-1, date.weekday().pred(), eve_of), (0, date.weekday(), holiday)] {
        if !is_free {
            work.extend(schedule.work.on(weekday).iter().filter_map(|shift| span(shift, days)));
        }
        let blocks = schedule.focus.iter().filter(|block| block.days.contains(&weekday));
        focus.extend(blocks.filter_map(|block| span(&block.shift, days)));
    }
    unite(&mut work);
    cut(&mut work, &focus);
    work.iter().map(|span| span.until - span.from).sum()
}
