//! Reads the moment a person names for a reminder: "in 10 minutes", "tomorrow 9am", "24 Dec 10:00".
//!
//! Times are on the writer's own clock, unless a zone follows. Where people mean different things by the same
//! words, the answer that names the moment settles it: "next Friday" is the Friday of the next calendar week, a
//! bare "at 3" is the afternoon (1 to 6 are), a day without a time is 09:00.

mod clock;
pub(super) mod day;
pub(super) mod every;
pub(super) mod names;
mod span;
pub(super) mod wider;

use chrono::{DateTime, Months, NaiveDate, NaiveDateTime, TimeDelta, Utc};

pub use self::clock::is_short_zone;
pub use self::day::weekday;
use super::line::Words;
use crate::domain::worktime::Zone;

/// How far ahead a moment may be.
const MOST_MONTHS: u32 = 60;
/// When a day begins that is named without a time.
const MORNING: u32 = 9 * 3600;

/// What is wrong with a moment that was surely meant as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    /// It is over, or right now.
    Past,
    /// It is too far ahead.
    TooFar,
    /// No clock shows it.
    NotAClock,
    /// No calendar has it.
    NotADate,
    /// Day and month could be either way round.
    TwoDates,
    /// A zone's short name, which means different things in different places.
    ShortZone,
    /// Again sooner than after a day.
    TooOften,
}

/// A moment, and how many words name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// The moment, later than now.
    pub at: Result<DateTime<Utc>, Slip>,
    /// How many words name it.
    pub used: usize,
}

/// Reads a moment that the line starts with.
pub fn at_start(words: &Words, now: DateTime<Utc>, zone: &Zone) -> Option<Found> {
    if bare(words.at(0)) == "yesterday" {
        return Some(Found { at: Err(Slip::Past), used: 1 });
    }
    read(words, 0, now, zone)
}

/// Reads a moment that the line ends with. What could as well be part of a sentence ("I sat", "rest 10 minutes")
/// does not count here.
pub fn at_end(words: &Words, now: DateTime<Utc>, zone: &Zone) -> Option<Found> {
    (1..words.len()).find_map(|from| {
        let found = read(words, from, now, zone)?;
        let whole = from + found.used == words.len();
        let marked = found.used > 1 || !is_doubtful(words.at(from));
        let counted = span::starts(words, from) && !span::is_marked(words, from);
        (whole && marked && !counted).then_some(found)
    })
}

/// Reads the moment that some words name from the first to the last, such as those behind "until": a bare hour counts.
pub fn whole(words: &Words, now: DateTime<Utc>, zone: &Zone) -> Option<Result<DateTime<Utc>, Slip>> {
    let at = |words: &Words| {
        at_start(words, now, zone).filter(|found| found.used == words.len()).map(|found| found.at)
    };
    // "by" makes a bare hour a time; but "24 Dec" is a day, whatever stands before it
    at(words).or_else(|| at(&Words::of(&format!("by {}", words.written(0, words.len())))))
}

/// Reads the moment behind "until": "17h" is a time of day there, and seventeen hours elsewhere.
pub fn until(words: &Words, now: DateTime<Utc>, zone: &Zone) -> Option<Result<DateTime<Utc>, Slip>> {
    let hour = words.at(0).strip_suffix('h').filter(|hour| words.len() == 1 && hour.parse::<u8>().is_ok());
    match hour {
        Some(hour) => whole(&Words::of(&format!("{hour}:00")), now, zone),
        None => whole(words, now, zone),
    }
}

/// Reads a stretch of time from now ("90m", "2 hours") that the line starts with.
pub fn span(words: &Words, now: DateTime<Utc>, zone: &Zone) -> Option<Found> {
    if span::is_marked(words, 0) {
        return None;
    }
    let (span, used) = span::read(words, 0)?;
    Some(Found { at: span.after(now, zone).and_then(|at| fits(at, now)), used })
}

/// Reads a day, and the time of day its words imply in minutes after midnight ("tomorrow afternoon"). Says how many
/// words it took.
pub fn a_day(words: &Words, at: usize) -> Option<(Result<day::Day, Slip>, Option<u16>, usize)> {
    let (day, time, used) = day::read(words, at)?;
    Some((day, time.and_then(|seconds| u16::try_from(seconds / 60).ok()), used))
}

/// Reads a time of day, in minutes after midnight, where one is expected: "10", "3pm", "15:00", "noon". Says how many
/// words it took.
pub fn time_of_day(words: &Words, at: usize) -> Option<(Result<u16, Slip>, usize)> {
    let (time, used) = clock::read(words, at, true, false)?;
    Some((time.and_then(|seconds| u16::try_from(seconds / 60).map_err(|_| Slip::NotAClock)), used))
}

/// A word that is a time only beside others.
fn is_doubtful(word: &str) -> bool {
    word.len() <= 3 && word.bytes().all(|b| b.is_ascii_alphabetic())
}

fn read(words: &Words, from: usize, now: DateTime<Utc>, zone: &Zone) -> Option<Found> {
    if let Some((span, used)) = span::read(words, from) {
        return Some(Found { at: span.after(now, zone).and_then(|at| fits(at, now)), used });
    }
    if let Some(used) = span::ago(words, from) {
        return Some(Found { at: Err(Slip::Past), used });
    }
    let (named, used) = Named::read(words, from)?;
    Some(Found { at: named.resolve(now, zone).and_then(|at| fits(at, now)), used })
}

/// Whether a moment can be kept: ahead of us, but not further than anybody plans.
fn fits(at: DateTime<Utc>, now: DateTime<Utc>) -> Result<DateTime<Utc>, Slip> {
    let last = now.checked_add_months(Months::new(MOST_MONTHS)).ok_or(Slip::TooFar)?;
    match at {
        _ if at <= now => Err(Slip::Past),
        _ if at > last => Err(Slip::TooFar),
        _ => Ok(at),
    }
}

/// A day, a time of day, or both, in either order.
#[derive(Debug, Default)]
struct Named {
    day: Option<Result<day::Day, Slip>>,
    /// Seconds after local midnight.
    time: Option<Result<u32, Slip>>,
    zone: Option<Result<Zone, Slip>>,
}

impl Named {
    fn read(words: &Words, from: usize) -> Option<(Self, usize)> {
        let mut named = Self::default();
        let mut at = from;
        while let Some(used) = named.take(words, at) {
            at += used;
            if words.at(at - 1).ends_with(':') {
                break;
            }
        }
        let enough = match &named.day {
            Some(Ok(day)) => named.time.is_some() || !day.needs_time(),
            Some(Err(_)) => true,
            None => named.time.is_some(),
        };
        enough.then_some((named, at - from))
    }

    /// Takes the next part, when there is one that is still missing. Says how many words it took.
    fn take(&mut self, words: &Words, at: usize) -> Option<usize> {
        let before = usize::from(matches!(words.at(at), "at" | "on" | "by" | "@" | "the" | "," | "-"));
        let introduced = matches!(words.at(at), "at" | "@" | "by");
        if self.time.is_none()
            && let Some((time, used)) = clock::read(words, at + before, introduced, self.day.is_some())
        {
            self.time = Some(time);
            return Some(before + used);
        }
        if self.day.is_none()
            && let Some((day, time, used)) = day::read(words, at + before)
        {
            self.day = Some(day);
            self.time = self.time.or(time.map(Ok));
            return Some(before + used);
        }
        if self.time.is_some() && self.zone.is_none() {
            let (zone, used) = clock::zone(words, at)?;
            self.zone = Some(zone);
            return Some(used);
        }
        None
    }

    fn resolve(self, now: DateTime<Utc>, own: &Zone) -> Result<DateTime<Utc>, Slip> {
        let zone = self.zone.transpose()?.unwrap_or_else(|| own.clone());
        let time = self.time.transpose()?;
        let day = self.day.transpose()?;
        let today = zone.local(now).date();
        let at = |date: NaiveDate| zone.resolve(wall(date, time.unwrap_or(MORNING)));
        let Some(day) = day else {
            let first = at(today);
            return Ok(if first > now { first } else { at(today + TimeDelta::days(1)) });
        };
        day.dates(today).map(at).find(|at| *at > now || day.is_fixed()).ok_or(Slip::NotADate)
    }
}

/// A wall time; 86,400 seconds are the next midnight.
fn wall(date: NaiveDate, seconds: u32) -> NaiveDateTime {
    date.and_time(chrono::NaiveTime::MIN) + TimeDelta::seconds(i64::from(seconds))
}

/// A word without the marks that end a phrase.
fn bare(word: &str) -> &str {
    word.trim_end_matches([',', ':', ';', '!', '?', '.'])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Thursday 15 October 2026, 10:20 in Berlin.
    const NOW: &str = "2026-10-15T08:20:00Z";

    fn now() -> DateTime<Utc> {
        NOW.parse().expect("moment")
    }

    fn berlin() -> Zone {
        Zone::named("Europe/Berlin").expect("zone")
    }

    /// The wall time in Berlin that a line starts with, and what follows it.
    fn front(line: &str) -> Option<(Result<String, Slip>, String)> {
        let words = Words::of(line);
        let found = at_start(&words, now(), &berlin())?;
        let at = found.at.map(|at| berlin().local(at).format("%a %F %T").to_string());
        Some((at, words.written(found.used, usize::MAX)))
    }

    #[test]
    fn a_moment_is_read_at_the_start() {
        for (line, at) in [
            ("in 10 minutes x", "Thu 2026-10-15 10:30:00"),
            ("in 2h x", "Thu 2026-10-15 12:20:00"),
            ("90m x", "Thu 2026-10-15 11:50:00"),
            ("5s x", "Thu 2026-10-15 10:20:05"),
            ("1h30m x", "Thu 2026-10-15 11:50:00"),
            ("in 1 hour and 30 minutes x", "Thu 2026-10-15 11:50:00"),
            ("in 1,5 hours x", "Thu 2026-10-15 11:50:00"),
            ("in an hour x", "Thu 2026-10-15 11:20:00"),
            ("in half an hour x", "Thu 2026-10-15 10:50:00"),
            ("in three days x", "Sun 2026-10-18 10:20:00"),
            ("in 2 weeks x", "Thu 2026-10-29 10:20:00"),
            ("in a month x", "Sun 2026-11-15 10:20:00"),
            ("at 15:00 x", "Thu 2026-10-15 15:00:00"),
            ("at 15.30 x", "Thu 2026-10-15 15:30:00"),
            ("15:00 x", "Thu 2026-10-15 15:00:00"),
            ("at 9 x", "Fri 2026-10-16 09:00:00"),
            ("at 3 x", "Thu 2026-10-15 15:00:00"),
            ("3pm x", "Thu 2026-10-15 15:00:00"),
            ("3 p.m. x", "Thu 2026-10-15 15:00:00"),
            ("12am x", "Fri 2026-10-16 00:00:00"),
            ("noon x", "Thu 2026-10-15 12:00:00"),
            ("at midnight x", "Fri 2026-10-16 00:00:00"),
            ("10:20 x", "Fri 2026-10-16 10:20:00"),
            ("tomorrow x", "Fri 2026-10-16 09:00:00"),
            ("tomorrow 9am x", "Fri 2026-10-16 09:00:00"),
            ("tomorrow at 23:59:59 x", "Fri 2026-10-16 23:59:59"),
            ("9am tomorrow x", "Fri 2026-10-16 09:00:00"),
            ("tomorrow afternoon x", "Fri 2026-10-16 14:00:00"),
            ("the day after tomorrow x", "Sat 2026-10-17 09:00:00"),
            ("tonight x", "Thu 2026-10-15 20:00:00"),
            ("today at 17:00 x", "Thu 2026-10-15 17:00:00"),
            ("thursday x", "Thu 2026-10-22 09:00:00"),
            ("thursday 3pm x", "Thu 2026-10-15 15:00:00"),
            ("thursday 9am x", "Thu 2026-10-22 09:00:00"),
            ("on Friday, 3pm: x", "Fri 2026-10-16 15:00:00"),
            ("next friday x", "Fri 2026-10-23 09:00:00"),
            ("next week x", "Mon 2026-10-19 09:00:00"),
            ("24 Dec 10:00 x", "Thu 2026-12-24 10:00:00"),
            ("dec 24th at 10 x", "Thu 2026-12-24 10:00:00"),
            ("the 24th of december x", "Thu 2026-12-24 09:00:00"),
            ("24.12. 10:00 x", "Thu 2026-12-24 10:00:00"),
            ("24.12.2027 x", "Fri 2027-12-24 09:00:00"),
            ("2026-12-24 10:00 x", "Thu 2026-12-24 10:00:00"),
            ("10/24 x", "Sat 2026-10-24 09:00:00"),
            ("1 march x", "Mon 2027-03-01 09:00:00"),
            ("29 feb x", "Tue 2028-02-29 09:00:00"),
            ("monday 9:00 UTC x", "Mon 2026-10-19 11:00:00"),
            ("monday 9:00 America/New_York x", "Mon 2026-10-19 15:00:00"),
        ] {
            assert_eq!(front(line), Some((Ok(at.into()), "x".into())), "{line}");
        }
    }

    #[test]
    fn a_moment_that_cannot_be_is_a_slip() {
        for (line, slip) in [
            ("in 0 s x", Slip::Past),
            ("in 0 minutes x", Slip::Past),
            ("in 1000000000000 s x", Slip::TooFar),
            ("in 99999999999999999999999999 years x", Slip::TooFar),
            ("in 6 years x", Slip::TooFar),
            ("24 dec 9999 x", Slip::TooFar),
            ("24 dec 2020 x", Slip::Past),
            ("today at 9:00 x", Slip::Past),
            ("at 25:61 x", Slip::NotAClock),
            ("at 13pm x", Slip::NotAClock),
            ("tomorrow 9:75 x", Slip::NotAClock),
            ("31 feb x", Slip::NotADate),
            ("2026-13-45 x", Slip::NotADate),
            ("03/04 x", Slip::TwoDates),
            ("3pm EST x", Slip::ShortZone),
        ] {
            assert_eq!(front(line).map(|(at, _)| at), Some(Err(slip)), "{line}");
        }
    }

    #[test]
    fn what_names_no_moment_is_left_alone() {
        for line in [
            "",
            "x",
            "call mum",
            "in 10 bananas x",
            "in x",
            "at home x",
            "today x",
            "10 minutes before lunch x",
            "2 apples x",
            "may I x",
            "the x",
            "24 x",
            "next x",
            "$3.50 x",
        ] {
            assert_eq!(front(line), None, "{line}");
        }
    }

    #[test]
    fn a_moment_is_read_at_the_end_where_it_is_surely_one() {
        let back = |line: &str| {
            let words = Words::of(line);
            at_end(&words, now(), &berlin()).map(|found| words.len() - found.used)
        };
        assert_eq!(back("call mum in 10 minutes"), Some(2));
        assert_eq!(back("call mum tomorrow at 9am"), Some(2));
        assert_eq!(back("call mum on fri"), Some(2));
        assert_eq!(back("standup 9:30"), Some(1));
        assert_eq!(back("call at 25:61"), Some(1), "a slip is found there too");
        for line in ["where I sat", "rest 10 minutes", "tomorrow", "run 90m", "tell them today"] {
            assert_eq!(back(line), None, "{line}");
        }
    }

    #[test]
    fn tomorrow_said_a_second_before_midnight_is_the_next_date() {
        let now: DateTime<Utc> = "2026-10-15T21:59:59Z".parse().expect("moment");
        let found = at_start(&Words::of("tomorrow x"), now, &berlin()).expect("found");
        assert_eq!(found.at, Ok("2026-10-16T07:00:00Z".parse().expect("moment")));
    }

    #[test]
    fn any_heap_of_words_is_read_without_harm() {
        use proptest::prelude::*;
        let words = prop_oneof![
            Just("in"),
            Just("at"),
            Just("next"),
            Just("tomorrow"),
            Just("99999999999"),
            Just("1.5h"),
            Just("feb"),
            Just("31"),
            Just("9:99"),
            Just("day"),
            Just("after"),
            Just("half"),
            Just("and"),
            Just("utc"),
            Just("۹"),
            Just("2026-02-30"),
            Just("0"),
            Just("-5"),
            Just("1e9h"),
            Just("İ"),
            Just(":"),
        ];
        let lines = prop_oneof![
            proptest::collection::vec(words, 0..8).prop_map(|words| words.join(" ")),
            "\\PC{0,30}",
        ];
        proptest!(|(line in lines)| {
            let words = Words::of(&line);
            for found in [at_start(&words, now(), &berlin()), at_end(&words, now(), &berlin())].into_iter().flatten() {
                prop_assert!(found.used >= 1 && found.used <= words.len());
                prop_assert!(found.at.is_err() || found.at.is_ok_and(|at| at > now()));
            }
        });
    }
}
