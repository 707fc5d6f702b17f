//! Times in a message: one small grammar of days, clock times, parts of days, lengths and zones, put together in
//! any order people say them in, and always read as lying ahead.

mod ahead;
mod clock;
mod dates;
mod day;
mod dayparts;
mod edges;
mod holidays;
mod length;
mod nth;
mod parts;
mod passed;
mod periods;
mod slips;
mod spoken;
mod weeks;
mod words;
mod zones;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, TimeDelta, Timelike, Utc};

use super::Stamp;
use super::token::{Kind, Message};
use crate::domain::words::Locale;
use crate::domain::worktime::Zone;
use clock::Expect;
use parts::Parts;

pub(super) use holidays::holiday_words;
pub(super) use length::Length;
pub(super) use slips::mended;
pub(super) use words::{BEGINS, HOLIDAY, LENGTH, TIME, ZONE};
pub use zones::zone_of_place;
pub(super) use zones::zone_words;

/// The moment and place a message was written at.
pub(super) struct Now<'z> {
    at: DateTime<Utc>,
    zone: &'z Zone,
    local: NaiveDateTime,
    /// Whether `6/12` is June 12 here.
    month_first: bool,
}

impl<'z> Now<'z> {
    /// `None` for a moment no calendar of ours reaches.
    pub fn new(at: DateTime<Utc>, zone: &'z Zone, locale: Locale) -> Option<Self> {
        let local = (1900..=2200).contains(&at.year()).then(|| zone.local(at))?;
        Some(Self { at, zone, local, month_first: locale == Locale::En && writes_month_first(zone.name()) })
    }

    /// How far away a moment is.
    pub fn minutes_until(&self, at: DateTime<Utc>) -> i64 {
        (at - self.at).num_minutes()
    }

    /// The hour the writer's clock shows.
    pub fn hour(&self) -> u32 {
        self.local.hour()
    }

    /// How many minutes of the writer's day are gone.
    pub fn minute_of_day(&self) -> i64 {
        i64::from(self.local.num_seconds_from_midnight() / 60)
    }

    /// The writer's day.
    pub fn today(&self) -> NaiveDate {
        self.local.date()
    }
}

/// Zones of America where the day comes first, as in the rest of the world.
const DAY_FIRST: &[&str] = &[
    "Mexico_City",
    "Bogota",
    "Lima",
    "Santiago",
    "Sao_Paulo",
    "Argentina",
    "Caracas",
    "Montevideo",
    "Asuncion",
    "La_Paz",
    "Guayaquil",
    "Costa_Rica",
    "Guatemala",
    "El_Salvador",
    "Managua",
    "Tegucigalpa",
    "Havana",
    "Santo_Domingo",
    "Monterrey",
    "Tijuana",
    "Cancun",
    "Bahia",
    "Fortaleza",
    "Recife",
    "Manaus",
];

/// Whether `6/12` is June 12 there; so it is where nothing is known of the place.
fn writes_month_first(zone: &str) -> bool {
    let day_first = |city: &str| DAY_FIRST.iter().any(|name| city.starts_with(name));
    match zone.split_once('/') {
        Some(("America", city)) => !day_first(city),
        Some((region, _)) => matches!(region, "US" | "Etc"),
        None => true,
    }
}

/// What a time says about the end of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    /// A day, or the end of it.
    Day(NaiveDate),
    /// A part of a day.
    Part(NaiveDate),
    /// This week, or its end.
    ThisWeek,
    /// A stretch of days; the last one counts.
    Days(NaiveDate, NaiveDate),
    /// A moment.
    Moment(DateTime<Utc>),
    /// So many elapsed minutes.
    Within(u32),
    /// So many minutes of working time.
    Hours(u32),
    /// So many working days.
    WorkDays(u32),
}

/// What a time is made of, as far as it matters what stands beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// The moment of writing.
    Now,
    /// Counted from another (`the day before Christmas`).
    Counted,
    /// A clock time of no day, which a day said later in the sentence may give it.
    Dayless,
    /// Anything else.
    Plain,
}

/// A time in a message.
#[derive(Clone, Copy, Debug)]
pub(super) struct Time {
    /// Its tokens.
    pub from: usize,
    pub to: usize,
    /// What it says.
    pub when: When,
    /// Whether an end is said (`EOD`, `end of June`), which makes it a deadline by itself.
    pub is_end: bool,
    /// Whether it is only a length (`24h`), which means a time only when it stands alone.
    pub bare: bool,
    /// What it is made of.
    pub sort: Sort,
    /// When it starts and is over.
    pub starts: Stamp,
    pub ends: Option<Stamp>,
}

impl Time {
    /// A time without an end.
    fn at(from: usize, to: usize, when: When, starts: Stamp) -> Self {
        let ends = None;
        Self { from, to, when, is_end: false, bare: false, sort: Sort::Plain, starts, ends }
    }
}

/// Every future time in a message, in order.
pub(super) fn find(message: &Message, now: &Now<'_>) -> Vec<Time> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < message.len() {
        let seen = match message.kind(at) {
            Kind::Number(_) => look(message, at, now),
            Kind::Word if message.begins(at, TIME) && !passed::leads_nowhere(message, at) => {
                look(message, at, now)
            }
            Kind::Instant { at: instant, timed } => Some((instant_said(at, instant, timed, now), at + 1)),
            _ => None,
        };
        match seen {
            Some((time, next)) => {
                found.extend(time);
                at = next.max(at + 1);
            }
            None => at += 1,
        }
    }
    join_days(message, &mut found, now);
    found
}

/// `right now`, and `now` where a clause ends: the moment of writing.
fn at_once(message: &Message, at: usize, now: &Now<'_>) -> Option<Time> {
    let before = at.checked_sub(1).map_or("", |before| message.word(before));
    let right = matches!(before, "right" | "just");
    let ends = message.kind(at + 1) != Kind::Word
        && !matches!(before, "by" | "until" | "till" | "from" | "than" | "since");
    let time = Time::at(at - usize::from(right), at + 1, When::Moment(now.at), Stamp::Moment(now.at));
    (right || ends).then_some(Time { sort: Sort::Now, ..time })
}

/// How many words may stand between a clock time and its day.
const BETWEEN: usize = 3;

/// `before the 2pm client call tomorrow`: the clock time is on the day said after it.
fn join_days(message: &Message, times: &mut [Time], now: &Now<'_>) {
    for at in 1..times.len() {
        let (clock, day) = (times[at - 1], times[at]);
        let between = clock.to..day.from;
        let (When::Moment(moment), When::Day(date), true) =
            (clock.when, day.when, clock.sort == Sort::Dayless)
        else {
            continue;
        };
        let named = clock.from.checked_sub(1).is_some_and(|before| {
            matches!(message.word(before), "the" | "our" | "my" | "your" | "a" | "their" | "his" | "her")
        });
        let nouns = !between.is_empty()
            && between.len() <= BETWEEN
            && between.clone().all(|at| message.kind(at) == Kind::Word && !passed::leads(message.word(at)));
        if named && nouns {
            let local = date.and_time(now.zone.local(moment).time());
            let moved = now.zone.resolve(local);
            if moved > now.at {
                (times[at - 1].when, times[at - 1].starts) = (When::Moment(moved), Stamp::Moment(moved));
            }
        }
    }
}

type Seen = (Option<Time>, usize);

fn look(message: &Message, at: usize, now: &Now<'_>) -> Option<Seen> {
    if message.word(at) == "now" {
        return Some((at_once(message, at, now), at + 1));
    }
    if passed::is_tied(message, at) {
        return None;
    }
    let seen = passed::passed_over(message, at, now).or_else(|| read(message, at, now))?;
    Some((seen.0.filter(|time| !passed::is_tied(message, time.to + 1)), seen.1))
}

/// A date Slack shows to everybody in their own zone.
fn instant_said(token: usize, seconds: i64, timed: bool, now: &Now<'_>) -> Option<Time> {
    let at = DateTime::from_timestamp(seconds, 0).filter(|at| *at > now.at)?;
    let day = now.zone.local(at).date();
    let (when, starts) =
        if timed { (When::Moment(at), Stamp::Moment(at)) } else { (When::Day(day), Stamp::Day(day)) };
    Some(Time::at(token, token + 1, when, starts))
}

fn read(message: &Message, at: usize, now: &Now<'_>) -> Option<Seen> {
    let counted = message.begins(at, LENGTH) && day::counted(message, at, now).is_some();
    let ahead = if counted || !message.begins(at, LENGTH) { None } else { ahead::read(message, at, now) };
    let longer =
        |bare: &Time| clock::clock(message, at, Expect::Nothing).is_some_and(|(_, next)| next >= bare.to);
    // `in 3 days at noon`
    if let Some((Some(Time { when: When::Day(day), to, bare: false, .. }), _)) = ahead
        && let Some(parts) = Parts::on(day, message, to, now)
    {
        return parts.time(message, at, now);
    }
    match ahead {
        // `10 minutes before noon` and `1530 hours` are clock times rather than lengths
        Some((Some(bare), _)) if bare.bare && longer(&bare) => None,
        ahead => ahead,
    }
    .or_else(|| Parts::read(message, at, now)?.time(message, at, now))
}

/// The n-th Monday to Friday after a day.
pub(super) fn working_day_ahead(day: NaiveDate, n: u32) -> Option<NaiveDate> {
    let from = if is_weekend(day) { next_working_day(day)? } else { day };
    let (weeks, rest) = (n / 5, n % 5);
    let from = from.checked_add_days(Days::new(u64::from(weeks) * 7))?;
    (0..rest).try_fold(from, |day, _| next_working_day(day))
}

fn next_working_day(day: NaiveDate) -> Option<NaiveDate> {
    day.iter_days().skip(1).find(|day| !is_weekend(*day))
}

/// The Monday to Friday before a day.
pub(super) fn working_day_before(day: NaiveDate) -> Option<NaiveDate> {
    (1..=3).filter_map(|n| day.checked_sub_days(Days::new(n))).find(|day| !is_weekend(*day))
}

pub(super) fn is_weekend(day: NaiveDate) -> bool {
    day.weekday().num_days_from_monday() >= 5
}

/// The Friday of a day's week, or of the next one when it is over.
pub(super) fn week_end(day: NaiveDate) -> Option<NaiveDate> {
    let gone = u64::from(day.weekday().num_days_from_monday());
    day.checked_add_days(Days::new(if gone <= 4 { 4 - gone } else { 11 - gone }))
}

/// The Monday of a day's week.
pub(super) fn week_start(day: NaiveDate) -> Option<NaiveDate> {
    day.checked_sub_signed(TimeDelta::days(i64::from(day.weekday().num_days_from_monday())))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first time in a text, read in New York on Wednesday 2024-06-05 at 10:00, as days and wall times.
    fn read(text: &str) -> String {
        let zone = Zone::named("America/New_York").expect("a zone");
        let now = Now::new("2024-06-05T14:00:00Z".parse().expect("an instant"), &zone, Locale::En)
            .expect("in reach");
        let show = |stamp| match stamp {
            Stamp::Day(day) => day.to_string(),
            Stamp::Moment(at) => zone.local(at).format("%Y-%m-%d %H:%M").to_string(),
        };
        let message = Message::of(text);
        match find(&message, &now).iter().find(|time| !time.bare) {
            None => "nothing".into(),
            Some(time) => {
                time.ends.map_or(show(time.starts), |end| format!("{} to {}", show(time.starts), show(end)))
            }
        }
    }

    #[test]
    fn times_are_read_in_the_writings_people_use() {
        for (text, expected) in [
            ("tomorrow at 3", "2024-06-06 15:00"),
            ("3pm tomorrow", "2024-06-06 15:00"),
            ("Thursday 3-4pm", "2024-06-06 15:00 to 2024-06-06 16:00"),
            ("9:00 to 11:00", "2024-06-06 09:00 to 2024-06-06 11:00"),
            ("half past five", "2024-06-05 17:30"),
            ("at noon", "2024-06-05 12:00"),
            ("5.30 p.m.", "2024-06-05 17:30"),
            ("17h30", "2024-06-05 17:30"),
            ("next Friday", "2024-06-14"),
            ("this Friday", "2024-06-07"),
            ("Wednesday", "2024-06-12"),
            ("Friday week", "2024-06-14"),
            ("Thursday next week", "2024-06-13"),
            ("Tuesday, Sept. 25", "2024-09-25"),
            ("12th of June", "2024-06-12"),
            ("June 12th, 2025 at 4pm", "2025-06-12 16:00"),
            ("12.06.2024", "2024-06-12"),
            ("6/14", "2024-06-14"),
            ("the 15th", "2024-06-15"),
            ("the day after tomorrow", "2024-06-07"),
            ("in 2 hours", "2024-06-05 12:00"),
            ("in an hour and a half", "2024-06-05 11:30"),
            ("within 1.5 hours", "2024-06-05 11:30"),
            ("in half an hour", "2024-06-05 10:30"),
            ("in a couple of days", "2024-06-07"),
            ("next 3 business days", "2024-06-10"),
            ("2 weeks from now", "2024-06-19"),
            ("end of month", "2024-06-30"),
            ("EOW", "2024-06-07"),
            ("17:00 IST", "2024-06-06 07:30"),
            ("10am London time", "2024-06-06 05:00"),
            ("14:00 UTC+2", "2024-06-06 08:00"),
            ("tomorrow morning", "2024-06-06 06:00 to 2024-06-06 12:00"),
            ("this weekend", "2024-06-08 to 2024-06-10"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn numbers_and_days_gone_by_are_no_times() {
        for text in [
            "last Friday",
            "every Monday",
            "3 days ago",
            "PR #4821",
            "v2.10.3",
            "10.0.0.12:8443",
            "24/7",
            "1/0",
            "`by friday`",
            "> by friday",
            "https://x.y/2024-06-07",
            "03:25 min",
            "we may march",
            "he sat in the sun",
            "2019-01-01",
            "99:99",
            "2024-13-45",
            "in 99999999999 hours",
            "chapter 5",
            "a second",
        ] {
            assert_eq!(read(text), "nothing", "{text}");
        }
    }
}
