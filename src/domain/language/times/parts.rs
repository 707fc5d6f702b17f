//! One time put together from its pieces (a day, a clock time, a part of the day, a zone) in any order.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::clock::{self, Clock, Expect};
use super::day::{self, Span};
use super::dayparts::{self, End, Part};
use super::zones::{self, Place};
use super::{LENGTH, Now, Seen, Sort, Stamp, Time, When, week_end, week_start, words};
use crate::domain::language::token::{Kind, Message};
use crate::domain::worktime::Zone;

/// The pieces of one time, each at most once.
#[derive(Default)]
pub(super) struct Parts {
    day: Option<Span>,
    clock: Option<Clock>,
    until: Option<Clock>,
    part: Option<Part>,
    /// Which end of the part is said before the day: `late Friday afternoon`.
    end_of_part: Option<End>,
    /// Whether the day is only what a part of it implies, so that another may still be said.
    implied: bool,
    end_of_day: bool,
    /// Whether `between` stands before the clock time.
    between: bool,
    zone: Option<Place>,
    to: usize,
}

impl Parts {
    /// A clock time or a zone after a day that is known already.
    pub fn on(day: NaiveDate, message: &Message, at: usize, now: &Now<'_>) -> Option<Self> {
        let mut parts = Self { day: Some(Span::Day(day)), to: at, ..Self::default() };
        parts.take_more(message, now);
        (parts.clock.is_some() || parts.part.is_some() || parts.end_of_day).then_some(parts)
    }

    /// Takes as many pieces as fit together from a token on.
    pub fn read(message: &Message, at: usize, now: &Now<'_>) -> Option<Self> {
        let mut parts = Self::default();
        parts.to = parts.take(message, at, now, expected_first(message, at, now))?;
        parts.take_more(message, now);
        Some(parts)
    }

    fn take_more(&mut self, message: &Message, now: &Now<'_>) {
        let parts = self;
        for _ in 0..8 {
            let next = skip_joints(message, parts.to, parts.clock.is_none() && !parts.end_of_day);
            let after_at = next > parts.to
                && (message.is(next - 1, '@')
                    || matches!(
                        message.word(next - 1),
                        "at" | "around" | "by" | "from" | "between" | "before" | "after" | "until" | "till"
                    ));
            let expect = match parts.day {
                Some(_) if after_at => Expect::Hour,
                Some(_) => Expect::Clock,
                None => Expect::Nothing,
            };
            let Some(to) = parts.take(message, next, now, expect) else { break };
            let bracket = next > parts.to && message.is(next - 1, '(') && message.is(to, ')');
            parts.to = to + usize::from(bracket);
        }
    }

    /// Takes one piece into an empty place.
    fn take(&mut self, message: &Message, at: usize, now: &Now<'_>, expect: Expect) -> Option<usize> {
        if !self.end_of_day
            && self.clock.is_none()
            && let Some(next) = end_of_day(message, at)
        {
            self.end_of_day = true;
            return Some(next);
        }
        if (self.clock.is_some() || self.end_of_day)
            && self.zone.is_none()
            && let Some((zone, next)) = zones::zone(message, at)
        {
            self.zone = Some(zone);
            return Some(next);
        }
        if self.part.is_none()
            && let Some(next) = self.take_part(message, at, now)
        {
            return Some(next);
        }
        if let Some((span, next)) = day::day(message, at, now)
            && self.fits(span)
        {
            self.implied = false;
            self.day = Some(span);
            return Some(next);
        }
        if self.clock.is_none()
            && !self.end_of_day
            && let Some((clock, next)) = clock::clock(message, at, expect)
        {
            self.clock = Some(clock);
            if clock::is_utc(message, next - 1) {
                self.zone = Some(Place::Region(Zone::utc()));
            }
            self.between = at > 0 && message.word(at - 1) == "between";
            return Some(self.take_range(message, next));
        }
        None
    }

    /// A date may follow its weekday: `Tuesday, Sept. 25`, `Wednesday the 12th`.
    fn fits(&self, span: Span) -> bool {
        match self.day {
            None => true,
            _ if self.implied => span.single().is_some(),
            Some(Span::Weekday(_)) => matches!(span, Span::Day(_)),
            Some(Span::Day(day)) => matches!(span, Span::Weekday(other) if other == day),
            _ => false,
        }
    }

    fn take_part(&mut self, message: &Message, at: usize, now: &Now<'_>) -> Option<usize> {
        let open = self.clock.is_none() && (self.day.is_none() || self.implied);
        let today = matches!(message.word(at), "tonight" | "tonite" | "2nite" | "2night" | "this");
        if open || today {
            if let Some(said) = dayparts::alone(message, at, now) {
                let over =
                    !said.today && now.hour() >= if said.part.edge { said.part.from } else { said.part.to };
                let next_morning = !said.today && message.word(at) == "in" && now.hour() >= said.part.from;
                let day = if over || next_morning { day::ahead(now, 1)? } else { now.today() };
                if self.day.is_none() {
                    (self.day, self.implied) = (Some(Span::Day(day)), !said.today);
                }
                self.part = Some(said.part);
                return Some(said.next);
            }
            if open
                && self.end_of_part.is_none()
                && let Some((end, next)) = dayparts::end_before_day(message, at, now)
            {
                self.end_of_part = Some(end);
                return Some(next);
            }
        }
        if self.day.is_none() && self.clock.is_none() {
            return None;
        }
        let (part, next) = dayparts::after(message, at, self.clock.is_some(), self.end_of_part)?;
        self.part = Some(part);
        Some(next)
    }

    /// `2-4pm`, `9:00 to 11:00`: the second time, and the half of the day for both.
    fn take_range(&mut self, message: &Message, at: usize) -> usize {
        let joint = matches!(message.kind(at), Kind::Mark('-' | '—'))
            || matches!(message.word(at), "to" | "until" | "till" | "and");
        let and = message.word(at) == "and";
        let Some((until, next)) =
            (joint && (!and || self.between)).then(|| clock::clock(message, at + 1, Expect::Hour)).flatten()
        else {
            return at;
        };
        if let Some(clock) = self.clock.as_mut()
            && clock.either
            && !until.either
            && until.minutes > 720
            && clock.minutes + 720 < until.minutes
        {
            *clock = Clock { minutes: clock.minutes + 720, either: false, written: false };
        }
        self.until = Some(until);
        next
    }

    /// What the pieces mean together; `None` inside for a time that is not ahead.
    pub fn time(&self, message: &Message, from: usize, now: &Now<'_>) -> Option<Seen> {
        if self.day.is_none() && self.clock.is_none() && !self.end_of_day {
            return None;
        }
        let time = self.meaning(message, from, now);
        Some((time, self.to))
    }

    fn meaning(&self, message: &Message, from: usize, now: &Now<'_>) -> Option<Time> {
        let time = |when, starts, ends, is_end| {
            let sort = match (message.begins(from, LENGTH), self.day.is_none() && self.zone.is_none()) {
                (true, _) if message.number(from).is_none() => Sort::Counted,
                (_, true) => Sort::Dayless,
                _ => Sort::Plain,
            };
            Some(Time { is_end, sort, ends, ..Time::at(from, self.to, when, starts) })
        };
        if let Some(clock) = self.clock {
            let at = self.moment(clock, now)?;
            let until = self.until.map(|until| {
                let length =
                    i64::from(until.most_likely(self.part)) - i64::from(clock.most_likely(self.part));
                Stamp::Moment(at + TimeDelta::minutes(length.rem_euclid(1440)))
            });
            return (at > now.at).then(|| time(When::Moment(at), Stamp::Moment(at), until, false))?;
        }
        if let (Some(part), Some(day)) = (self.part.filter(|part| part.edge), self.day.and_then(Span::single))
        {
            let Stamp::Moment(at) = Stamp::Moment(moment_on(day, part.from, now)?) else { return None };
            return (at > now.at).then(|| time(When::Moment(at), Stamp::Moment(at), None, false))?;
        }
        let said_end = self.end_of_day || (from > 0 && message.word(from - 1) == "of");
        match self.day.unwrap_or(Span::Day(now.today())) {
            Span::Day(day) | Span::Weekday(day) if day < now.today() => None,
            Span::Day(day) | Span::Weekday(day) => {
                let Some(Part { from: starts, to: ends, .. }) = self.part else {
                    let day = if self.end_of_day { self.end_day(day, now) } else { day };
                    return time(When::Day(day), Stamp::Day(day), None, said_end);
                };
                let (starts, ends) = (moment_on(day, starts, now)?, moment_on(day, ends, now)?);
                let ahead = ends > now.at;
                ahead
                    .then(|| time(When::Part(day), Stamp::Moment(starts), Some(Stamp::Moment(ends)), false))?
            }
            Span::ThisWeek => {
                let monday = week_start(now.today())?;
                let sometime = matches!(message.word(from), "sometime" | "anytime" | "later");
                let past = monday.checked_add_days(Days::new(7))?;
                let later =
                    message.word(from) == "later" && now.today() < monday.checked_add_days(Days::new(4))?;
                let (first, past) = if later {
                    (now.today().succ_opt()?, monday.checked_add_days(Days::new(5))?)
                } else {
                    (monday, past)
                };
                time(When::ThisWeek, Stamp::Day(first), Some(Stamp::Day(past)), sometime)
            }
            Span::EndOfWeek => time(When::ThisWeek, Stamp::Day(week_end(now.today())?), None, true),
            Span::Days(first, past) if past > now.today() => {
                time(When::Days(first, past), Stamp::Day(first), Some(Stamp::Day(past)), false)
            }
            Span::Days(..) => None,
            Span::EndOf(day) => {
                (day >= now.today()).then(|| time(When::Day(day), Stamp::Day(day), None, true))?
            }
        }
    }

    /// `EOD Friday` said on a Friday is that day.
    fn end_day(&self, day: NaiveDate, now: &Now<'_>) -> NaiveDate {
        let same = matches!(self.day, Some(Span::Weekday(_))) && day.weekday() == now.today().weekday();
        if same { now.today() } else { day }
    }

    /// The instant of a clock time on the day that is said, or the next one.
    fn moment(&self, clock: Clock, now: &Now<'_>) -> Option<DateTime<Utc>> {
        let zone = self.zone.clone().unwrap_or_else(|| Place::Region(now.zone.clone()));
        let minutes = clock.most_likely(self.part);
        let on = |day: NaiveDate| {
            let local =
                day.and_time(NaiveTime::MIN).checked_add_signed(TimeDelta::minutes(i64::from(minutes)))?;
            zone.resolve(local)
        };
        match self.day {
            Some(Span::Weekday(day)) if day.weekday() == now.today().weekday() => {
                on(now.today()).filter(|at| *at > now.at).or_else(|| on(day))
            }
            Some(Span::Day(day) | Span::Weekday(day) | Span::EndOf(day)) => on(day),
            Some(Span::EndOfWeek) => on(week_end(now.today())?),
            Some(Span::ThisWeek | Span::Days(..)) => None,
            None => {
                let today = zone.local(now.at).date();
                on(today).filter(|at| *at > now.at).or_else(|| on(today.succ_opt()?))
            }
        }
    }
}

fn moment_on(day: NaiveDate, hour: u32, now: &Now<'_>) -> Option<DateTime<Utc>> {
    let local = day.and_time(NaiveTime::MIN).checked_add_signed(TimeDelta::hours(i64::from(hour)))?;
    Some(now.zone.resolve(local))
}

/// `EOD`, `COB`, `end of the day`, `close of business`.
fn end_of_day(message: &Message, at: usize) -> Option<usize> {
    match message.word(at) {
        "eod" | "cob" | "cop" | "eob" | "eop" => Some(at + 1),
        "close"
            if message.word(at + 1) == "of"
                && matches!(message.word(at + 2), "business" | "play" | "day") =>
        {
            Some(at + 3)
        }
        "end" => {
            // `end of the day`, `end-of-day`
            let of = at + 1 + usize::from(message.is(at + 1, '-'));
            let of = of + usize::from(message.word(of) == "of");
            let of = of + usize::from(message.is(of, '-'));
            if message.word(of) == "play" {
                return Some(of + 1);
            }
            let of = of + usize::from(matches!(message.word(of), "the" | "my" | "your" | "our"));
            let of = of + usize::from(matches!(message.word(of), "business" | "working" | "work"));
            match message.word(of) {
                "day" | "workday" => Some(of + 1),
                "today" => Some(of),
                _ if message.word(of - 1) == "business" => Some(of),
                word if words::weekday(word).is_some() || word == "tomorrow" => Some(of),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Whether a bare hour makes sense after the word before it (`at 4`, `by 5`), or two of them before a day (`9-11 tomorrow`).
fn expected_first(message: &Message, at: usize, now: &Now<'_>) -> Expect {
    let Some(before) = at.checked_sub(1) else { return expected_before_day(message, at, now) };
    let said = message.is(before, '@')
        || matches!(
            message.word(before),
            "at" | "by"
                | "before"
                | "until"
                | "till"
                | "til"
                | "around"
                | "b4"
                | "about"
                | "past"
                | "from"
                | "between"
                | "after"
        );
    if said { Expect::Hour } else { expected_before_day(message, at, now) }
}

fn expected_before_day(message: &Message, at: usize, now: &Now<'_>) -> Expect {
    let day = clock::bare_range(message, at).filter(|next| {
        let next = next + usize::from(message.word(*next) == "on");
        day::day(message, next, now).is_some_and(|(span, _)| span.single().is_some())
    });
    if day.is_some() { Expect::Clock } else { Expect::Nothing }
}

/// The small words between the pieces of one time.
fn skip_joints(message: &Message, at: usize, before_clock: bool) -> usize {
    let at = if message.is(at, ',') || message.is(at, '(') || (message.is(at, '-') && !message.glued(at)) {
        at + 1
    } else {
        at
    };
    let at = if message.is(at, '@') { at + 1 } else { at };
    match message.word(at) {
        "at" | "on" | "around" | "of" | "from" | "between" => at + 1,
        "by" | "before" | "after" | "until" | "till" if before_clock => at + 1,
        "in" if message.word(at + 1) == "the" => at + 2,
        _ => at,
    }
}
