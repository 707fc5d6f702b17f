//! Answering time as a search walks through it: laid out one date at a time, and whole plain dates only counted.

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc};

use super::calendar::Calendar;
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
    /// What is laid out and not yet walked through.
    open: std::vec::IntoIter<Span>,
    /// How much answering time a plain date has, by weekday, once it was counted.
    plain: [Option<Plain>; 7],
}

/// How much answering time the dates of a weekday have.
#[derive(Clone, Copy, Debug)]
enum Plain {
    /// So much, all of it on the date itself.
    Length(TimeDelta),
    /// Something goes on over midnight, so that a date can't be counted by itself.
    Overnight,
}

impl<'a> Answering<'a> {
    pub fn new(
        calendar: &'a Calendar<'a>,
        start: DateTime<Utc>,
        except: impl IntoIterator<Item = Span>,
    ) -> Self {
        let spells = calendar.schedule.spells.iter().filter_map(|(from, until)| Span::between(*from, *until));
        let (first, last) = calendar.reach(start);
        Self {
            calendar,
            start,
            next: Some(first),
            last,
            work: Vec::new(),
            closed: spells.chain(except).collect(),
            open: Vec::new().into_iter(),
            plain: [None; 7],
        }
    }

    /// Leaves out whole dates while all their answering time is less than `left`, and takes it off.
    pub fn leave_out(&mut self, left: &mut TimeDelta) {
        while self.open.len() == 0
            && self.work.is_empty()
            && let Some(date) = self.next
            && let Some(length) = self.plain_length(date)
            && length < *left
        {
            *left -= length;
            self.advance(date);
        }
    }

    /// How much answering time a date has, if nothing but its weekday decides that.
    fn plain_length(&mut self, date: NaiveDate) -> Option<TimeDelta> {
        let whole = self.calendar.plain_date(date).filter(|whole| self.start <= whole.from)?;
        if self.closed.iter().any(|closed| closed.meets(whole)) {
            return None;
        }
        let weekday = date.weekday().num_days_from_monday() as usize;
        match *self.plain[weekday].get_or_insert_with(|| plain(self.calendar, date)) {
            // no shift starts on a holiday, but a focus block may, and go on into the next date
            Plain::Length(_) if self.calendar.schedule.holidays.contains(&date) => Some(TimeDelta::zero()),
            Plain::Length(length) => Some(length),
            Plain::Overnight => None,
        }
    }

    fn advance(&mut self, date: NaiveDate) {
        self.next = date.checked_add_days(Days::new(1)).filter(|next| *next <= self.last);
    }

    fn lay_out(&mut self, date: NaiveDate) {
        self.advance(date);
        self.work.extend(self.calendar.parts(date));
        self.closed.extend(self.calendar.focus(date));
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
        loop {
            if let Some(span) = self.open.next() {
                return Some(span);
            }
            let date = self.next?;
            self.lay_out(date);
        }
    }
}

/// Counts the answering time of a date's weekday in minutes after midnight, as if no clock were ever changed.
fn plain(calendar: &Calendar<'_>, date: NaiveDate) -> Plain {
    let schedule = calendar.schedule;
    let shifts = schedule.work.on(date.weekday());
    let blocks = schedule.focus.iter().filter(|block| block.days.contains(&date.weekday()));
    let blocks: Vec<Shift> = blocks.map(|block| block.shift).collect();
    if shifts.iter().chain(&blocks).any(|shift| shift.to <= shift.from) {
        return Plain::Overnight;
    }
    let at = |minutes: u16| DateTime::<Utc>::UNIX_EPOCH + TimeDelta::minutes(minutes.into());
    let span = |shift: &Shift| Span::between(at(shift.from), at(shift.to));
    let mut work: Vec<Span> = shifts.iter().filter_map(span).collect();
    unite(&mut work);
    cut(&mut work, &blocks.iter().filter_map(span).collect::<Vec<_>>());
    Plain::Length(work.iter().map(|span| span.until - span.from).sum())
}
