//! From when to when somebody is away: "24 Dec - 2 Jan", "tomorrow", "mon to wed", "fri from 13:00", "today 14-17".

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use crate::app::commands::line::Words;
use crate::app::commands::when::day::Day;
use crate::app::commands::when::{self, Slip as Wrong};
use crate::app::wishes::time_off::{self, Slip as Unfit};

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Slip {
    /// These words name no days.
    NotClear(String),
    /// No calendar has it.
    NotADate,
    /// Day and month could be either way round.
    TwoDates,
    /// They are days, but not such that anybody is away for.
    Unfit(Unfit),
}

/// One end of a range: a day, a time of day in minutes, or both.
#[derive(Clone, Copy, Debug, Default)]
struct End {
    day: Option<Day>,
    /// A day of the month without its month.
    bare: Option<u32>,
    time: Option<u16>,
}

/// Reads a range as half-open local time; the last day that is named is one of it.
pub fn read(words: &Words, now: NaiveDateTime) -> Result<(NaiveDateTime, NaiveDateTime), Slip> {
    let unclear = || Slip::NotClear(words.written(0, words.len()));
    let (first, last) = ends(&when::names::line_in_english(&words.plain())).ok_or_else(unclear)?;
    let mut from = match &first {
        Some(first) => end(first)?.ok_or_else(unclear)?,
        None => End::default(),
    };
    let mut until = match &last {
        Some(last) => Some(end(last)?.ok_or_else(unclear)?),
        None => None,
    };
    if let Some(until) = &mut until {
        lend_month(&mut from, until);
        lend_month(until, &from);
    }
    if from.bare.is_some() || until.is_some_and(|until| until.bare.is_some()) {
        return Err(unclear());
    }
    // "next monday" is one day, "next week" all of it
    let is_week = first.as_deref().is_some_and(|first| first.contains("week"));
    if until.is_none() && !is_week && matches!(from.day, Some(Day::NextWeek(_))) {
        until = Some(End { time: None, ..from });
    }
    let range = resolve(from, first.is_some(), until, now).ok_or_else(unclear)??;
    time_off::check(range.0, range.1, now).map_err(Slip::Unfit)?;
    Ok(range)
}

/// The two ends of a line, as words. The first may be missing ("until friday"), the second too ("tomorrow").
fn ends(line: &str) -> Option<(Option<String>, Option<String>)> {
    let mut line: String = format!(" {} ", spaced(line));
    for (lead, plain) in
        [(" from ", " "), (" between ", " "), (" on ", " "), (" off ", " "), (" the ", " "), (" , ", " ")]
    {
        line = line.replace(lead, plain);
    }
    for to in [
        " until ",
        " till ",
        " til ",
        " through ",
        " thru ",
        " to ",
        " and ",
        " up to ",
        " incl ",
        " including ",
    ] {
        line = line.replace(to, " - ");
    }
    let parts: Vec<&str> = line.split(" - ").map(str::trim).collect();
    let some = |part: &str| (!part.is_empty()).then(|| part.to_owned());
    match parts[..] {
        [""] => None,
        [only] => Some((some(only), None)),
        [first, last] if !last.is_empty() => Some((some(first), some(last))),
        _ => None,
    }
}

/// A line in which dashes stand alone, but for those inside of dates.
fn spaced(line: &str) -> String {
    let mut spaced = String::with_capacity(line.len() + 8);
    for word in line.split_whitespace() {
        let mut rest = word;
        while let Some(dash) = dash(rest) {
            spaced.push_str(&rest[..dash]);
            spaced.push_str(" - ");
            rest = &rest[dash + 1..];
        }
        spaced.push_str(rest);
        spaced.push(' ');
    }
    spaced.replace(',', " , ")
}

/// Where the first dash of a word stands that parts two ends.
fn dash(word: &str) -> Option<usize> {
    let is_date = word.get(..10).is_some_and(|date| NaiveDate::parse_from_str(date, "%Y-%m-%d").is_ok());
    let from = if is_date || looks_like_date(word) { 10.min(word.len()) } else { 0 };
    word.get(from..)?.find('-').map(|at| from + at)
}

/// Shaped like `2026-13-45`: a slip in a date, not a range.
fn looks_like_date(word: &str) -> bool {
    word.len() >= 10
        && word
            .bytes()
            .take(10)
            .enumerate()
            .all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() })
}

/// Reads one end. `None` where the words are none.
fn end(text: &str) -> Result<Option<End>, Slip> {
    let words = Words::of(text);
    let mut end = End::default();
    let mut at = 0;
    while at < words.len() {
        if matches!(words.at(at), "at" | "@" | "of") {
            at += 1;
            continue;
        }
        // "Thu 24 Dec": the date says it better
        if when::weekday(words.at(at).trim_end_matches([',', '.'])).is_some() && dated(&words, at + 1) {
            at += 1;
            continue;
        }
        if end.day.is_none()
            && end.bare.is_none()
            && let Some((day, time, used)) = when::a_day(&words, at)
        {
            end.day = Some(day.map_err(wrong)?);
            end.time = end.time.or(time);
            at += used;
            continue;
        }
        let bare =
            ordinal(words.at(at)).filter(|_| end.day.is_none() && end.bare.is_none() && end.time.is_none());
        if let Some(bare) = bare {
            end.bare = Some(bare);
            at += 1;
            continue;
        }
        let time = when::time_of_day(&words, at).filter(|_| end.time.is_none());
        let Some((Ok(time), used)) = time else { return Ok(None) };
        end.time = Some(time);
        at += used;
    }
    Ok(Some(end))
}

fn dated(words: &Words, at: usize) -> bool {
    when::a_day(words, at)
        .is_some_and(|(day, _, _)| matches!(day, Ok(Day::Yearly { .. } | Day::Date(_)) | Err(_)))
}

fn wrong(slip: Wrong) -> Slip {
    match slip {
        Wrong::TwoDates => Slip::TwoDates,
        Wrong::Past => Slip::Unfit(Unfit::Past),
        Wrong::TooFar => Slip::Unfit(Unfit::TooLong),
        Wrong::NotADate | Wrong::NotAClock | Wrong::ShortZone | Wrong::TooOften => Slip::NotADate,
    }
}

/// `24`, `24.`, `24th`.
fn ordinal(word: &str) -> Option<u32> {
    let digits = word.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.len());
    let fits = (1..=2).contains(&digits) && matches!(&word[digits..], "" | "." | "st" | "nd" | "rd" | "th");
    if fits { word[..digits].parse().ok().filter(|day| (1..=31).contains(day)) } else { None }
}

/// "24 - 26 Dec" and "Dec 24 - 26": the month said once is meant for both. "today 14 - 17": these are hours.
fn lend_month(end: &mut End, other: &End) {
    let Some(bare) = end.bare else { return };
    let lent = match other.day {
        Some(Day::Yearly { month, .. }) => Some(Day::Yearly { month, day: bare }),
        Some(Day::Date(date)) => NaiveDate::from_ymd_opt(date.year(), date.month(), bare).map(Day::Date),
        _ => None,
    };
    if let Some(day) = lent.filter(|_| other.time.is_none()) {
        (end.day, end.bare) = (Some(day), None);
    } else if let Some(hour) = u16::try_from(bare).ok().filter(|hour| *hour <= 24) {
        (end.time, end.bare) = (Some(hour * 60), None);
    }
}

type Range = Result<(NaiveDateTime, NaiveDateTime), Slip>;

/// The ends on the calendar. `None` where they say too little.
fn resolve(from: End, is_first_said: bool, until: Option<End>, now: NaiveDateTime) -> Option<Range> {
    let today = now.date();
    let dates = |day: Day| candidates(day, today);
    let begin = |date: NaiveDate, time: Option<u16>| wall(date, time.unwrap_or(0));
    let finish = |date: NaiveDate, time: Option<u16>| wall(date, time.unwrap_or(1440));
    match (from.day, until) {
        // "next week" is the whole of it
        (Some(Day::NextWeek(chrono::Weekday::Mon)), None) if from.time.is_none() => {
            let monday = dates(from.day?).next()?;
            Some(Ok((begin(monday, None), finish(monday + TimeDelta::days(6), None))))
        }
        (Some(day), None) => {
            let date = dates(day).find(|date| *date >= today).or_else(|| dates(day).last())?;
            Some(Ok((begin(date, from.time), finish(date, None))))
        }
        (None, None) => None,
        // "until friday": from now on
        (None, Some(until)) if !is_first_said => {
            let date = match until.day {
                Some(day) => dates(day).find(|date| *date >= today).or_else(|| dates(day).last())?,
                None => today,
            };
            let now = now.date().and_time(NaiveTime::MIN) + whole_minutes(now);
            Some(Ok((now, finish(date, until.time))))
        }
        // "14:00 - 17:00 tomorrow"
        (None, Some(until)) => {
            let date = until.day.map_or(Some(today), |day| dates(day).find(|date| *date >= today))?;
            Some(Ok((begin(date, Some(from.time?)), finish(date, until.time))))
        }
        // "today 14:00 - 17:00"
        (Some(day), Some(End { day: None, time: Some(time), .. })) => {
            let date = dates(day).find(|date| *date >= today).or_else(|| dates(day).last())?;
            Some(Ok((begin(date, from.time), finish(date, Some(time)))))
        }
        (Some(first), Some(until)) => Some(
            nearest(first, until.day?, today)
                .map(|(first, last)| (begin(first, from.time), finish(last, until.time))),
        ),
    }
}

/// The range of two days that ends soonest without being over; of several beginnings the latest.
fn nearest(first: Day, last: Day, today: NaiveDate) -> Result<(NaiveDate, NaiveDate), Slip> {
    let firsts: Vec<NaiveDate> = candidates(first, today).collect();
    let mut lasts: Vec<NaiveDate> = candidates(last, today).filter(|last| *last >= today).collect();
    lasts.sort_unstable();
    let pair = lasts.iter().find_map(|last| {
        let first = firsts.iter().filter(|first| *first <= last).max()?;
        Some((*first, *last))
    });
    let is_past = lasts.is_empty();
    pair.ok_or(if is_past { Slip::Unfit(Unfit::Past) } else { Slip::Unfit(Unfit::Backwards) })
}

/// The dates a day can mean; a yearly one also a year ago, since an absence may be going on.
fn candidates(day: Day, today: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let before = match day {
        Day::Yearly { month, day } => NaiveDate::from_ymd_opt(today.year() - 1, month, day),
        _ => None,
    };
    before.into_iter().chain(day.dates(today))
}

fn wall(date: NaiveDate, minutes: u16) -> NaiveDateTime {
    date.and_time(NaiveTime::MIN) + TimeDelta::minutes(minutes.into())
}

fn whole_minutes(now: NaiveDateTime) -> TimeDelta {
    TimeDelta::minutes((now.time() - NaiveTime::MIN).num_minutes())
}
