//! Reads a moment as messages are read: the reader of messages knows many more writings than the commands, in four
//! languages ("a week from Friday", "17:00 Lagos time", "end of day", "morgen 9 Uhr"). What is an end there is
//! one here too: a reminder for the end of the day comes when its reader's day ends.

use chrono::{DateTime, Utc};

use super::super::line::Words;
use super::{MORNING, Slip, at_end, at_start, fits, wall};
use crate::domain::charter::Charter;
use crate::domain::language::{self, Stamp};
use crate::domain::schedule::Schedule;
use crate::domain::window::Window;
use crate::domain::words::Locale;
use crate::domain::worktime;

/// By whose language, days and charter a moment is read, and when.
#[derive(Clone, Copy)]
pub struct Ear<'a> {
    pub now: DateTime<Utc>,
    pub days: &'a Schedule,
    pub locale: Locale,
    pub charter: &'a Charter,
}

/// A moment in a line, and which words name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub from: usize,
    pub to: usize,
    pub at: Result<DateTime<Utc>, Slip>,
}

impl Place {
    /// Whether it takes all words that another takes, and more.
    fn takes_more_than(&self, other: &Self) -> bool {
        self.from <= other.from && other.to <= self.to && other.to - other.from < self.to - self.from
    }
}

/// Finds the moment a line begins with, else the one it ends with. Where the reader of messages takes more words for one
/// moment than the grammar of commands does, its reading counts.
pub fn find(words: &Words, ear: &Ear<'_>) -> Option<Place> {
    let own = at_start(words, ear.now, &ear.days.zone).map(|found| (0, found)).or_else(|| {
        let found = at_end(words, ear.now, &ear.days.zone)?;
        Some((words.len() - found.used, found))
    });
    let own = own.map(|(from, found)| Place { from, to: from + found.used, at: found.at });
    match (own, as_in_messages(words, ear)) {
        (Some(own), Some(wider)) if !wider.takes_more_than(&own) => Some(own),
        (own, wider) => wider.or(own),
    }
}

fn as_in_messages(words: &Words, ear: &Ear<'_>) -> Option<Place> {
    let said = words.written(0, words.len());
    let reading = language::read_in(ear.locale, &said, ear.now, &ear.days.zone, ear.charter);
    let times = reading.times.iter().filter_map(|time| {
        let (from, to) = (words.index_at(time.start), words.index_at(time.end - 1) + 1);
        let at = moment(time.from, &words.written(from, to), ear)?;
        Some(Place { from, to, at: Ok(at) })
    });
    let mut places: Vec<Place> = times.chain(check_in(words, ear)).collect();
    for place in &mut places {
        while place.from > 0 && leads(words.at(place.from - 1)) {
            place.from -= 1;
        }
    }
    let ends = places.iter().filter(|place| place.to == words.len()).min_by_key(|place| place.from);
    places.iter().filter(|place| place.from == 0).max_by_key(|place| place.to).or(ends).copied()
}

/// "When I'm back" and "at my next check-in" are the same moment: when one looks at messages next.
fn check_in(words: &Words, ear: &Ear<'_>) -> Option<Place> {
    const SAID: [&[&str]; 5] = [
        &["when", "i'm", "back"],
        &["when", "i", "am", "back"],
        &["my", "next", "check-in"],
        &["next", "check-in"],
        &["when", "they're", "back"],
    ];
    let stands =
        |from: usize, said: &[&str]| said.iter().enumerate().all(|(i, word)| words.at(from + i) == *word);
    let (from, said) = (0..words.len())
        .find_map(|from| SAID.into_iter().find(|said| stands(from, said)).map(|said| (from, said)))?;
    let at = worktime::due(ear.days, &Window::NextCheckIn, ear.now)?;
    Some(Place { from, to: from + said.len(), at: Ok(at) })
}

/// Words that only lead up to a time.
fn leads(word: &str) -> bool {
    matches!(word, "at" | "on" | "by" | "in" | "the" | "@" | "am" | "um" | "à" | "le" | "el" | "las")
}

/// The moment that a time of a message is for a reminder, if it lies ahead.
fn moment(stamp: Stamp, said: &str, ear: &Ear<'_>) -> Option<DateTime<Utc>> {
    let at = match stamp {
        Stamp::Moment(at) => at,
        Stamp::Day(day) => {
            let asked = format!("by {said}");
            let reading = language::read_in(ear.locale, &asked, ear.now, &ear.days.zone, ear.charter);
            match reading.window {
                Some(window @ (Window::Today | Window::Week | Window::Days { .. })) => {
                    worktime::due(ear.days, &window, ear.now)?
                }
                _ => ear.days.zone.resolve(wall(day, MORNING)),
            }
        }
    };
    fits(at, ear.now).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::schedule::Schedule;
    use crate::domain::worktime::Zone;

    /// What is understood on Thursday 15 October 2026, 10:20 in Berlin, at work until 17:00: the moment, and what is
    /// left of the line.
    fn read(locale: Locale, line: &str) -> Option<(String, String)> {
        let charter = Charter::default();
        let zone = Zone::named("Europe/Berlin").expect("zone");
        let days = Schedule { work: charter.hours.clone(), ..Schedule::in_zone(zone.clone()) };
        let now = "2026-10-15T08:20:00Z".parse().expect("moment");
        let words = Words::of(line);
        let place = as_in_messages(&words, &Ear { now, days: &days, locale, charter: &charter })?;
        let at = place.at.expect("ahead");
        let rest = words.before(words.len() - place.from).plain() + &words.after(place.to).plain();
        Some((zone.local(at).format("%a %-d %b %H:%M").to_string(), rest))
    }

    #[test]
    fn writings_of_messages_are_moments_too() {
        for (line, at) in [
            ("a week from friday x", "Fri 23 Oct 09:00"),
            ("17:00 Lagos time x", "Thu 15 Oct 18:00"),
            ("x at 3pm New York time", "Thu 15 Oct 21:00"),
            ("in two days at 5pm x", "Sat 17 Oct 17:00"),
            ("x on the 3rd", "Tue 3 Nov 09:00"),
            ("2026-12-03T09:30 x", "Thu 3 Dec 09:30"),
            ("eod x", "Thu 15 Oct 17:00"),
            ("at the end of the week x", "Fri 16 Oct 17:00"),
            ("x in 3 working days", "Tue 20 Oct 10:20"),
            ("christmas eve x", "Thu 24 Dec 09:00"),
            ("“tomorrow 9:30” x", "Fri 16 Oct 09:30"),
            ("at my next check-in x", "Fri 16 Oct 09:00"),
            ("x when I’m back", "Fri 16 Oct 09:00"),
        ] {
            assert_eq!(read(Locale::En, line), Some((at.to_owned(), "x".to_owned())), "{line}");
        }
    }

    #[test]
    fn they_are_read_in_the_writers_language() {
        for (locale, line, at) in [
            (Locale::De, "morgen 9 Uhr x", "Fri 16 Oct 09:00"),
            (Locale::De, "x am Freitag um 14:30 Uhr", "Fri 16 Oct 14:30"),
            (Locale::Fr, "demain à 15h x", "Fri 16 Oct 15:00"),
            (Locale::Es, "mañana a las 10:30 x", "Fri 16 Oct 10:30"),
        ] {
            assert_eq!(read(locale, line), Some((at.to_owned(), "x".to_owned())), "{line}");
        }
    }

    #[test]
    fn what_only_looks_like_a_moment_is_none() {
        for line in
            ["to read chapter 5", "to go to room 12", "check version 2.5", "ask what may come", "x", ""]
        {
            assert_eq!(read(Locale::En, line), None, "{line}");
        }
    }
}
