//! The parts of a rule: weekdays, ordinals and counts, in slips of the pen too.

use chrono::Weekday;

use crate::app::commands::line::Words;
use crate::app::commands::when::{bare, day};
use crate::domain::schedule::WEEK;
use crate::domain::worktime::distance;

/// Weekdays: "mon", "monday and thursday", "mon, wed & fri", "mon-fri", "monday to thursday".
pub fn weekdays(words: &Words, at: usize) -> Option<(Vec<Weekday>, usize)> {
    let mut days = Vec::new();
    let mut next = at;
    loop {
        let joint = usize::from(
            !days.is_empty() && matches!(words.at(next), "and" | "&" | "," | "+" | "/" | "or" | "on"),
        );
        let Some((more, used)) = some_days(words, next + joint) else { break };
        days.extend(more);
        next += joint + used;
    }
    let all: Vec<Weekday> = WEEK.into_iter().filter(|day| days.contains(day)).collect();
    (!all.is_empty()).then_some((all, next - at))
}

/// One weekday, several in a word, or a stretch of them.
fn some_days(words: &Words, at: usize) -> Option<(Vec<Weekday>, usize)> {
    let word = bare(words.at(at));
    if let Some(first) = weekday(word) {
        let to = matches!(words.at(at + 1), "to" | "-" | "through" | "thru");
        if let Some(last) = weekday(bare(words.at(at + 2))).filter(|_| to) {
            return Some((stretch(first, last), 3));
        }
        return Some((vec![first], 1));
    }
    if let Some((first, last)) = word.split_once('-') {
        return Some((stretch(weekday(first)?, weekday(last)?), 1));
    }
    let several: Option<Vec<Weekday>> = word.split([',', '/', '&', '+']).map(weekday).collect();
    several.filter(|days| days.len() > 1).map(|days| (days, 1))
}

fn stretch(first: Weekday, last: Weekday) -> Vec<Weekday> {
    let mut days = vec![first];
    let mut day = first;
    while day != last {
        day = day.succ();
        days.push(day);
    }
    days
}

/// A weekday, in slips of the pen too.
pub fn weekday(word: &str) -> Option<Weekday> {
    const NAMES: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    day::weekday(word).or_else(|| {
        let word = word.strip_suffix('s').filter(|word| word.ends_with("ay")).unwrap_or(word);
        let near = |name: &&&str| word.len() >= 5 && distance(word, name) <= 1 + usize::from(name.len() > 7);
        let mut found = NAMES.iter().filter(near);
        let first = found.next()?;
        // what could be two days is none
        found.next().is_none().then(|| day::weekday(first))?
    })
}

/// A unit's word, mended where one letter is wrong.
pub fn mended(word: &str) -> &str {
    const UNITS: [&str; 8] =
        ["weekday", "weekdays", "weekend", "working", "month", "months", "weeks", "workday"];
    let near = |name: &&&str| word.len() >= 4 && **name != word && distance(word, name) == 1;
    if UNITS.contains(&word) || matches!(word, "week" | "work" | "weeks" | "each" | "every") {
        return word;
    }
    UNITS.iter().find(near).copied().unwrap_or(word)
}

/// "first monday", "2nd tue", "last friday".
pub fn nth_weekday(words: &Words, at: usize) -> Option<(Option<u32>, Weekday, usize)> {
    let nth = match bare(words.at(at)) {
        "last" => None,
        word => Some(ordinal(word).filter(|nth| (1..=4).contains(nth))?),
    };
    Some((nth, weekday(bare(words.at(at + 1)))?, 2))
}

/// "31st", "15", "last day".
pub fn day_of_month(words: &Words, at: usize) -> Option<(u32, usize)> {
    let word = bare(words.at(at));
    if word == "last" {
        let used = if bare(words.at(at + 1)) == "day" { 2 } else { return None };
        return Some((31, used));
    }
    let day = ordinal(word).or_else(|| word.parse().ok().filter(|_| word.len() <= 2))?;
    let spare = usize::from(bare(words.at(at + 1)) == "day");
    (1..=31).contains(&day).then_some((day, 1 + spare))
}

/// "1st", "22nd", "third".
pub fn ordinal(word: &str) -> Option<u32> {
    if let Some(at) = ["first", "second", "third", "fourth", "fifth"].iter().position(|name| *name == word) {
        return u32::try_from(at + 1).ok();
    }
    let digits = word.find(|c: char| !c.is_ascii_digit())?;
    let fits = (1..=2).contains(&digits) && matches!(&word[digits..], "st" | "nd" | "rd" | "th");
    if fits { word[..digits].parse().ok() } else { None }
}

/// "2", "two".
pub fn count(word: &str) -> Option<u32> {
    const NAMES: [&str; 12] =
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    let named = NAMES.iter().position(|name| *name == word).and_then(|at| u32::try_from(at + 1).ok());
    named.or_else(|| word.parse().ok().filter(|_| word.len() <= 4))
}
