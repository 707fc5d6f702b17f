//! When several people can all answer, each by their own schedule in their own zone; and where that is never, the least
//! bad time: at the edges of their days, never at night, and shared as fairly as can be.

use chrono::{DateTime, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use super::calendar::{Calendar, WorkingDay};
use super::span::{Span, cut, unite};
use crate::domain::schedule::Schedule;

/// How far a search looks ahead.
const HORIZON: TimeDelta = TimeDelta::days(60);
/// How far ahead the least bad time is looked for: within it every weekday comes twice.
const NEAR: TimeDelta = TimeDelta::days(14);
/// How far before and after somebody's working day a compromise may lie.
const EDGE: TimeDelta = TimeDelta::hours(3);
/// A compromise begins at one of these.
const GRID: TimeDelta = TimeDelta::minutes(15);
/// Outside working time, the night ends at this hour by their own clock, and begins at that one.
const NIGHT: (u32, u32) = (7, 22);

/// A stretch of time, half-open.
pub type Stretch = (DateTime<Utc>, DateTime<Utc>);

/// Somebody whose time is looked at.
#[derive(Clone, Debug)]
pub struct Attendee {
    /// Their schedule.
    pub schedule: Schedule,
    /// What else keeps them from answering: do-not-disturb, a conversation.
    pub except: Vec<Stretch>,
}

/// A time at which somebody would have to come before their day or to stay after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compromise {
    /// From when to when.
    pub at: Stretch,
    /// What it costs each of the people, in their order.
    pub tolls: Vec<Toll>,
}

/// How far a time lies outside somebody's working day; nothing of it is zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Toll {
    /// So long before their day begins.
    pub early: TimeDelta,
    /// So long after it ends.
    pub late: TimeDelta,
}

impl Toll {
    /// How far it is in all.
    pub fn whole(self) -> TimeDelta {
        self.early + self.late
    }
}

/// When all of some people can answer within a stretch, at most 60 days of it: in order and apart. Nobody has no time.
pub fn overlap(people: &[Attendee], within: Stretch) -> Vec<Stretch> {
    let Some(within) = bounded(within, HORIZON) else { return Vec::new() };
    common(people.iter().map(|one| answering(one, within)))
        .into_iter()
        .map(|span| (span.from, span.until))
        .collect()
}

/// The earliest moment from which all of some people can answer for so long without a break; `None` when there is none
/// in the next 60 days.
pub fn next_free(people: &[Attendee], length: TimeDelta, after: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let until = after.checked_add_signed(HORIZON)?;
    let free = overlap(people, (after, until));
    free.into_iter().find(|(from, until)| *until - *from >= length).map(|(from, _)| from)
}

/// The time of such a length within a stretch, at most 14 days of it, that asks the least of whoever it asks most; of
/// equal ones that which asks the least of all together, and of these the first. Nobody is asked to meet at night, in
/// a break, in focus, or on a day on which they do not work.
pub fn least_bad(people: &[Attendee], length: TimeDelta, within: Stretch) -> Option<Compromise> {
    let within = bounded(within, NEAR)?;
    let days: Vec<Bearable> = people.iter().map(|one| Bearable::of(one, within)).collect();
    let mut best: Option<((TimeDelta, TimeDelta), Compromise)> = None;
    for span in common(days.iter().map(|day| day.open.clone())) {
        for from in starts(span, length) {
            let at = (from, from + length);
            let tolls: Vec<Toll> = days.iter().map(|day| day.toll(at)).collect();
            let most = tolls.iter().map(|toll| toll.whole()).max().unwrap_or_default();
            let price = (most, tolls.iter().map(|toll| toll.whole()).sum());
            if best.as_ref().is_none_or(|(least, _)| price < *least) {
                best = Some((price, Compromise { at, tolls }));
            }
        }
    }
    best.map(|(_, compromise)| compromise)
}

fn bounded((from, until): Stretch, most: TimeDelta) -> Option<Span> {
    Span::between(from, until.min(from.checked_add_signed(most)?))
}

fn answering(one: &Attendee, within: Span) -> Vec<Span> {
    let calendar = Calendar::new(&one.schedule);
    let except = one.except.iter().filter_map(|(from, until)| Span::between(*from, *until));
    let ahead = calendar.answering(within.from, except);
    clipped(ahead.take_while(|span| span.from < within.until), within)
}

fn clipped(spans: impl Iterator<Item = Span>, within: Span) -> Vec<Span> {
    let clip = |span: Span| Span::between(span.from.max(within.from), span.until.min(within.until));
    let mut spans: Vec<Span> = spans.filter_map(clip).collect();
    unite(&mut spans);
    spans
}

/// What all of some spans have in common; each of them in order and apart.
fn common(all: impl Iterator<Item = Vec<Span>>) -> Vec<Span> {
    all.reduce(|some, others| meet(&some, &others)).unwrap_or_default()
}

fn meet(some: &[Span], others: &[Span]) -> Vec<Span> {
    let (mut some, mut others) = (some.iter().peekable(), others.iter().peekable());
    let mut met = Vec::new();
    while let (Some(a), Some(b)) = (some.peek(), others.peek()) {
        met.extend(Span::between(a.from.max(b.from), a.until.min(b.until)));
        if a.until <= b.until {
            some.next()
        } else {
            others.next()
        };
    }
    met
}

/// The moments at which something of a length can begin in a span: its first, every quarter of an hour, and its last.
fn starts(span: Span, length: TimeDelta) -> impl Iterator<Item = DateTime<Utc>> {
    let last = span.until - length;
    let rest = span.from.timestamp().rem_euclid(GRID.num_seconds());
    let grid = span.from + (GRID - TimeDelta::seconds(rest));
    let grid = std::iter::successors(Some(grid), |at| Some(*at + GRID)).take_while(move |at| *at < last);
    let ends = (last >= span.from).then_some([span.from, last]);
    let mut all: Vec<_> = ends.into_iter().flatten().chain(grid).collect();
    all.sort_unstable();
    all.into_iter()
}

/// What can be asked of somebody: their answering time, and the edges of their days.
struct Bearable {
    open: Vec<Span>,
    answering: Vec<Span>,
    before: Vec<Span>,
    after: Vec<Span>,
}

impl Bearable {
    fn of(one: &Attendee, within: Span) -> Self {
        let calendar = Calendar::new(&one.schedule);
        let mut closed: Vec<Span> = one
            .except
            .iter()
            .chain(&one.schedule.spells)
            .filter_map(|(a, b)| Span::between(*a, *b))
            .collect();
        closed.extend_from_slice(calendar.time_off());
        let (mut before, mut after) = (Vec::new(), Vec::new());
        for date in calendar.dates(within.from).take_while(|date| calendar.dawn(*date) < within.until) {
            closed.extend(calendar.focus(date));
            let Some(day) = calendar.day(date) else { continue };
            before.extend(edge_before(one, &day));
            after.extend(edge_after(one, &day));
        }
        let answering = answering(one, within);
        let mut open: Vec<Span> = before.iter().chain(&after).copied().collect();
        unite(&mut open);
        cut(&mut open, &closed);
        let open = clipped(open.into_iter().chain(answering.iter().copied()), within);
        Self { open, answering, before, after }
    }

    fn toll(&self, (from, until): Stretch) -> Toll {
        let is_work = |at| self.answering.iter().any(|span| span.from <= at && at <= span.until);
        let early =
            self.before.iter().find(|edge| edge.holds(from) && !self.answering.iter().any(|w| w.holds(from)));
        let late = self.after.iter().find(|edge| edge.from < until && until <= edge.until && !is_work(until));
        Toll {
            early: early.map(|edge| edge.until - from).unwrap_or_default(),
            late: late.map(|edge| until - edge.from).unwrap_or_default(),
        }
    }
}

/// The hours before a working day, as far as they are no night.
fn edge_before(one: &Attendee, day: &WorkingDay) -> Option<Span> {
    let morning = at_hour(one, day.first, NIGHT.0)?;
    Span::between((day.first - EDGE).max(morning), day.first)
}

/// The hours after a working day, as far as they are no night.
fn edge_after(one: &Attendee, day: &WorkingDay) -> Option<Span> {
    let evening = at_hour(one, day.end, NIGHT.1)?;
    Span::between(day.end, (day.end + EDGE).min(evening))
}

/// An hour of the local date on which an instant lies.
fn at_hour(one: &Attendee, at: DateTime<Utc>, hour: u32) -> Option<DateTime<Utc>> {
    let date = one.schedule.zone.local(at).date();
    Some(one.schedule.zone.resolve(NaiveDateTime::new(date, NaiveTime::from_hms_opt(hour, 0, 0)?)))
}

#[cfg(test)]
mod tests {
    use chrono::Weekday;

    use super::*;
    use crate::domain::schedule::{FocusBlock, Shift, WorkWeek};
    use crate::domain::worktime::Zone;

    const MON_FRI: [Weekday; 5] = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];

    fn works(zone: &str, from: u16, to: u16) -> Attendee {
        let work = WorkWeek::same(&MON_FRI, Shift { from: from * 60, to: to * 60 });
        let schedule = Schedule { work, ..Schedule::in_zone(Zone::named(zone).expect("zone")) };
        Attendee { schedule, except: Vec::new() }
    }

    fn at(text: &str) -> DateTime<Utc> {
        format!("{text}:00Z").parse().expect("moment")
    }

    fn half_an_hour(people: &[Attendee], after: &str) -> Option<DateTime<Utc>> {
        next_free(people, TimeDelta::minutes(30), at(after))
    }

    #[test]
    fn two_cities_share_the_end_of_ones_day_and_the_beginning_of_the_others() {
        let people = [works("Europe/Berlin", 9, 17), works("America/New_York", 9, 17)];
        // Tuesday, in winter: nine in New York is three in Berlin
        let (from, until) = (at("2026-11-24T06:00"), at("2026-11-26T00:00"));
        assert_eq!(
            overlap(&people, (from, until)),
            [
                (at("2026-11-24T14:00"), at("2026-11-24T16:00")),
                (at("2026-11-25T14:00"), at("2026-11-25T16:00"))
            ]
        );
        assert_eq!(half_an_hour(&people, "2026-11-24T15:20"), Some(at("2026-11-24T15:20")));
        assert_eq!(half_an_hour(&people, "2026-11-24T15:31"), Some(at("2026-11-25T14:00")), "too short");
        assert_eq!(
            half_an_hour(&people, "2026-11-27T16:00"),
            Some(at("2026-11-30T14:00")),
            "over the weekend"
        );
        assert!(overlap(&[], (from, until)).is_empty());
        assert!(overlap(&people, (until, from)).is_empty());
    }

    #[test]
    fn between_two_clock_changes_the_hours_in_common_move() {
        let people = [works("Europe/Berlin", 9, 17), works("America/New_York", 9, 17)];
        // in Berlin the clock goes back on 25 October, in New York on 1 November
        let of_day = |day: &str| {
            let from = at(&format!("{day}T00:00"));
            overlap(&people, (from, from + TimeDelta::days(1)))
        };
        assert_eq!(of_day("2026-10-23"), [(at("2026-10-23T13:00"), at("2026-10-23T15:00"))]);
        assert_eq!(of_day("2026-10-28"), [(at("2026-10-28T13:00"), at("2026-10-28T16:00"))], "three hours");
        assert_eq!(of_day("2026-11-04"), [(at("2026-11-04T14:00"), at("2026-11-04T16:00"))]);
    }

    #[test]
    fn focus_time_off_holidays_and_what_slack_says_are_no_time_in_common() {
        let ada = works("Europe/Berlin", 9, 17);
        let mut bo = works("Europe/Berlin", 9, 17);
        let focus = FocusBlock { days: vec![Weekday::Tue], shift: Shift { from: 540, to: 660 } };
        bo.schedule.focus.push(focus);
        bo.except.push((at("2026-11-24T10:00"), at("2026-11-24T12:00")));
        bo.schedule.holidays.insert(at("2026-11-25T00:00").date_naive());
        bo.schedule.time_off.push((at("2026-11-26T00:00").naive_utc(), at("2026-11-27T10:00").naive_utc()));
        let free = overlap(&[ada, bo], (at("2026-11-24T00:00"), at("2026-11-28T00:00")));
        assert_eq!(
            free,
            [
                (at("2026-11-24T12:00"), at("2026-11-24T16:00")),
                (at("2026-11-27T09:00"), at("2026-11-27T16:00"))
            ]
        );
    }

    #[test]
    fn a_night_shift_and_a_day_shift_meet_in_the_evening() {
        let night = works("Europe/Berlin", 22, 6);
        let day = works("America/New_York", 9, 17);
        // 22:00 in Berlin is 16:00 in New York
        assert_eq!(half_an_hour(&[night, day], "2026-11-24T08:00"), Some(at("2026-11-24T21:00")));
    }

    #[test]
    fn where_there_is_no_time_in_common_the_edges_are_shared_and_nobody_meets_at_night() {
        let people = [works("Europe/Berlin", 9, 17), works("Pacific/Auckland", 9, 17)];
        let after = "2026-11-24T15:00";
        assert_eq!(half_an_hour(&people, after), None);
        let found =
            least_bad(&people, TimeDelta::minutes(30), (at(after), at("2026-12-24T15:00"))).expect("one");
        // seven in the evening in Berlin, seven in the morning in Auckland
        assert_eq!(found.at, (at("2026-11-24T18:00"), at("2026-11-24T18:30")));
        let minutes = |toll: &Toll| (toll.early.num_minutes(), toll.late.num_minutes());
        assert_eq!(found.tolls.iter().map(minutes).collect::<Vec<_>>(), [(0, 150), (120, 0)]);
    }

    #[test]
    fn where_even_the_edges_do_not_meet_there_is_nothing_to_offer() {
        let people = [works("Europe/Berlin", 9, 12), works("Pacific/Auckland", 10, 12)];
        let within = (at("2026-11-24T00:00"), at("2026-12-24T00:00"));
        assert_eq!(least_bad(&people, TimeDelta::minutes(30), within), None);
    }

    #[test]
    fn a_time_inside_everybodys_day_asks_nothing_of_anybody() {
        let people = [works("Europe/Berlin", 9, 17), works("Africa/Lagos", 9, 17)];
        let within = (at("2026-11-24T00:00"), at("2026-11-26T00:00"));
        let found = least_bad(&people, TimeDelta::hours(1), within).expect("one");
        assert_eq!(found.at.0, at("2026-11-24T08:00"));
        assert!(found.tolls.iter().all(|toll| toll.whole().is_zero()));
    }
}
