//! From what stands in a calendar to the time it takes: every repetition, without the exceptions, with what was moved.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Utc};

use super::choice::{Choice, Kind, Mark, Sieve};
use super::moment::{Length, When};
use super::parse::{End, Event, File, Stamp};
use super::rule::{Budget, end_of};
use super::zones::{Place, Zones};
use super::{MOST_SLOTS, Reading, Slot};
use crate::domain::worktime::Zone;

/// So many steps through repetitions one file may cost.
const STEPS: usize = 2_000_000;
/// So much earlier than what we look at a repetition may begin that still goes on.
const LONGEST: TimeDelta = TimeDelta::days(100);
/// Repetitions are looked for so much around, since they are counted on wall clocks.
const AROUND: TimeDelta = TimeDelta::days(2);

/// Lays a calendar out between two instants.
pub(super) fn expand(
    file: File,
    home: &Zone,
    (from, until): (DateTime<Utc>, DateTime<Utc>),
    choice: &Choice,
) -> Reading {
    let mut zones = Zones::new(file.zones);
    let floating = file.clock.as_deref().and_then(|name| zones.place(name));
    let mut layout = Layout {
        home: Place::Known(home.clone()),
        floating: floating.unwrap_or_else(|| Place::Known(home.clone())),
        zones,
        from,
        until,
        budget: Budget(STEPS),
        slots: Vec::new(),
        skipped: file.bad,
    };
    let sieve = Sieve::new(choice);
    let newest = newest(&file.events);
    let moved = layout.moved(&file.events, &newest);
    for (nth, event) in file.events.iter().enumerate() {
        let is_old = event.instead_of.is_none() && is_outdated(event, nth, &newest);
        if is_old {
            continue;
        }
        let whole_day = event.start.as_ref().is_some_and(|start| matches!(start.when, When::Date(_)));
        if let Some(kind) = sieve.sort(event.mark(), &event.title, whole_day) {
            let gone = event.uid.as_deref().and_then(|uid| moved.get(uid));
            layout.lay(event, kind, gone.filter(|_| event.instead_of.is_none()));
        }
    }
    for taken in &file.taken {
        let kind = sieve.sort(taken.mark, "", false).filter(|_| taken.mark != Mark::Free);
        if let Some(kind) = kind {
            let begin = layout.instant(&taken.from, None);
            let end = layout.end(&taken.from, &taken.end, None);
            layout.keep(begin, end, kind);
        }
    }
    let is_cut = layout.budget.0 == 0;
    let mut slots = united(layout.slots);
    let is_cut = is_cut || slots.len() > MOST_SLOTS;
    slots.truncate(MOST_SLOTS);
    Reading { slots, events: file.events.len() + file.taken.len(), skipped: layout.skipped, is_cut }
}

/// Of each series the place of its newest form: a file may hold older ones.
fn newest(events: &[Event]) -> HashMap<&str, usize> {
    let mut newest: HashMap<&str, usize> = HashMap::new();
    for (nth, event) in events.iter().enumerate().filter(|(_, event)| event.instead_of.is_none()) {
        if let Some(uid) = event.uid.as_deref() {
            let known = newest.entry(uid).or_insert(nth);
            if events[*known].sequence <= event.sequence {
                *known = nth;
            }
        }
    }
    newest
}

fn is_outdated(event: &Event, nth: usize, newest: &HashMap<&str, usize>) -> bool {
    event.uid.as_deref().and_then(|uid| newest.get(uid)).is_some_and(|newest| *newest != nth)
}

/// Times of a series at which it does not happen: instants, and whole dates.
#[derive(Debug, Default)]
struct Gone {
    instants: HashSet<DateTime<Utc>>,
    dates: HashSet<NaiveDate>,
}

struct Layout {
    home: Place,
    /// The clock of times that name none.
    floating: Place,
    zones: Zones,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    budget: Budget,
    slots: Vec<Slot>,
    skipped: usize,
}

impl Layout {
    /// The times of each series whose place something else takes, cancelled or not.
    fn moved(&mut self, events: &[Event], newest: &HashMap<&str, usize>) -> HashMap<String, Gone> {
        let mut moved: HashMap<String, Gone> = HashMap::new();
        for event in events {
            let (Some(uid), Some(original)) = (&event.uid, &event.instead_of) else { continue };
            let series = newest.get(uid.as_str()).and_then(|nth| events[*nth].start.as_ref());
            let gone = moved.entry(uid.clone()).or_default();
            self.except(gone, original, series);
        }
        moved
    }

    /// Notes that a series does not happen at a time.
    fn except(&mut self, gone: &mut Gone, at: &Stamp, series: Option<&Stamp>) {
        let is_whole_day = series.is_some_and(|start| matches!(start.when, When::Date(_)));
        if is_whole_day || matches!(at.when, When::Date(_)) {
            gone.dates.insert(at.when.date());
        } else {
            let instant = self.instant(at, series);
            gone.instants.insert(instant);
        }
    }

    /// Keeps the time an event takes.
    fn lay(&mut self, event: &Event, kind: Kind, moved: Option<&Gone>) {
        let Some(start) = &event.start else { return };
        let place = self.place(start, None);
        let Some(length) = self.length(event, start, &place) else {
            self.skipped += 1;
            return;
        };
        let mut gone = Gone::default();
        for except in &event.except {
            self.except(&mut gone, except, Some(start));
        }
        let is_whole_day = matches!(start.when, When::Date(_));
        let is_gone = |at: DateTime<Utc>, local: NaiveDateTime| {
            let is_in = |gone: &Gone| gone.instants.contains(&at) || gone.dates.contains(&local.date());
            is_in(&gone) || moved.is_some_and(is_in)
        };
        for local in self.times(event, start, &place, length) {
            let at = place.resolve(local);
            if !is_gone(at, local) {
                self.keep(at, after(at, local, length, &place), kind);
            }
        }
        for (more, end) in &event.more {
            let more = &Stamp { clock: more.clock.clone().or_else(|| start.clock.clone()), ..more.clone() };
            let at = self.instant(more, Some(start));
            let local =
                if is_whole_day { more.when.date().and_time(NaiveTime::MIN) } else { place.local(at) };
            let at = if is_whole_day { place.resolve(local) } else { at };
            if !is_gone(at, local) {
                let own = end.as_ref().map(|end| self.end(more, end, Some(start)));
                self.keep(at, own.unwrap_or_else(|| after(at, local, length, &place)), kind);
            }
        }
    }

    /// The wall times at which an event happens, as far as they may concern us.
    fn times(&mut self, event: &Event, start: &Stamp, place: &Place, length: Length) -> Vec<NaiveDateTime> {
        let first = wall(start.when, place);
        let Some(rule) = &event.rule else { return vec![first] };
        let lasts = (TimeDelta::days(length.days) + length.time).min(LONGEST);
        let from = place.local(self.from) - lasts - AROUND;
        let until = place.local(self.until) + AROUND;
        let last = rule.until().map(|until| end_of(until, |at| place.local(at)));
        rule.times(first, (from, until), last, &mut self.budget)
    }

    /// How long an event lasts: days on the calendar where it is written so, else time that passes. `None` when it
    /// ends before it begins.
    fn length(&mut self, event: &Event, start: &Stamp, place: &Place) -> Option<Length> {
        let whole_day = Length { days: 1, time: TimeDelta::zero() };
        match (&event.end, start.when) {
            (None, When::Date(_)) => Some(whole_day),
            (None, _) => Some(Length::default()),
            (Some(End::After(length)), When::Date(_)) => {
                Some(Length { days: length.days.max(1), ..whole_day })
            }
            (Some(End::After(length)), _) => Some(*length),
            // a day that ends on itself is meant to be that day
            (Some(End::At(end)), When::Date(first)) => {
                let days = (end.when.date() - first).num_days();
                (days >= 0).then_some(Length { days: days.max(1), ..whole_day })
            }
            (Some(End::At(end)), when) => {
                let begins = place.resolve(wall(when, place));
                let time = self.instant(end, Some(start)) - begins;
                (time >= TimeDelta::zero()).then_some(Length { days: 0, time })
            }
        }
    }

    /// When something ends that begins at a moment.
    fn end(&mut self, from: &Stamp, end: &End, series: Option<&Stamp>) -> DateTime<Utc> {
        match end {
            End::At(end) => self.instant(end, series.or(Some(from))),
            End::After(length) => {
                let place = self.place(from, series);
                let local = wall(from.when, &place);
                after(place.resolve(local), local, *length, &place)
            }
        }
    }

    /// The instant of a moment. One that names no clock is on that of its series.
    fn instant(&mut self, stamp: &Stamp, series: Option<&Stamp>) -> DateTime<Utc> {
        let place = self.place(stamp, series);
        match stamp.when {
            When::Utc(at) => at,
            When::Local(local) => place.resolve(local),
            When::Date(date) => place.resolve(date.and_time(NaiveTime::MIN)),
        }
    }

    /// The clock a moment is on. A whole day is one where somebody lives.
    fn place(&mut self, stamp: &Stamp, series: Option<&Stamp>) -> Place {
        let clock = stamp.clock.as_deref().or_else(|| series?.clock.as_deref());
        match (stamp.when, clock) {
            (When::Date(_), _) => self.home.clone(),
            (When::Utc(_), _) => Place::Known(Zone::utc()),
            (When::Local(_), Some(name)) => self.zones.place(name).unwrap_or_else(|| self.floating.clone()),
            (When::Local(_), None) => self.floating.clone(),
        }
    }

    /// Keeps a stretch of time, as far as it concerns us; whole minutes.
    fn keep(&mut self, from: DateTime<Utc>, until: DateTime<Utc>, kind: Kind) {
        let (from, until) = (from.max(self.from), until.min(self.until));
        if from < until {
            let (from, until) = (minute(from), minute(until + TimeDelta::seconds(59)));
            self.slots.push(Slot { from, until, kind });
        }
    }
}

fn wall(when: When, place: &Place) -> NaiveDateTime {
    match when {
        When::Date(date) => date.and_time(NaiveTime::MIN),
        When::Local(local) => local,
        When::Utc(at) => place.local(at),
    }
}

/// The end of something that begins at an instant and lasts so long.
fn after(at: DateTime<Utc>, local: NaiveDateTime, length: Length, place: &Place) -> DateTime<Utc> {
    let days = u64::try_from(length.days).unwrap_or(0);
    let day = if days == 0 {
        Some(at)
    } else {
        local.checked_add_days(Days::new(days)).map(|local| place.resolve(local))
    };
    day.and_then(|day| day.checked_add_signed(length.time)).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

fn minute(at: DateTime<Utc>) -> DateTime<Utc> {
    at.with_second(0).and_then(|at| at.with_nanosecond(0)).unwrap_or(at)
}

/// Sorts slots and joins those of one kind that overlap or touch.
fn united(mut slots: Vec<Slot>) -> Vec<Slot> {
    slots.sort_unstable_by_key(|slot| (slot.kind, slot.from, slot.until));
    slots.dedup_by(|next, last| {
        let joined = next.kind == last.kind && next.from <= last.until;
        if joined {
            last.until = last.until.max(next.until);
        }
        joined
    });
    slots.sort_unstable_by_key(|slot| (slot.from, slot.until, slot.kind));
    slots
}
