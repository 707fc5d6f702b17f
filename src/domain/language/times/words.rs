//! The words times are made of.

use chrono::Weekday;

/// A weekday by its name or a common short form.
pub(super) fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "monday" | "mon" => Weekday::Mon,
        "tuesday" | "tue" | "tues" => Weekday::Tue,
        "wednesday" | "wed" | "weds" => Weekday::Wed,
        "thursday" | "thu" | "thur" | "thurs" => Weekday::Thu,
        "friday" | "fri" => Weekday::Fri,
        "saturday" | "sat" => Weekday::Sat,
        "sunday" | "sun" => Weekday::Sun,
        _ => return None,
    })
}

/// A month by its name or a common short form.
pub(super) fn month(word: &str) -> Option<u32> {
    Some(match word {
        "january" | "jan" => 1,
        "february" | "feb" => 2,
        "march" | "mar" => 3,
        "april" | "apr" => 4,
        "may" => 5,
        "june" | "jun" => 6,
        "july" | "jul" => 7,
        "august" | "aug" => 8,
        "september" | "sept" | "sep" => 9,
        "october" | "oct" => 10,
        "november" | "nov" => 11,
        "december" | "dec" => 12,
        _ => return None,
    })
}

/// A small number in words.
pub(super) fn number(word: &str) -> Option<u32> {
    const NAMES: [&str; 13] = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve",
    ];
    if let Some(at) = NAMES.iter().position(|name| *name == word) {
        return u32::try_from(at).ok();
    }
    Some(match word {
        "fifteen" => 15,
        "twenty" => 20,
        "thirty" => 30,
        "forty" => 40,
        "fifty" => 50,
        "sixty" => 60,
        "a" | "an" => 1,
        "few" => 3,
        "couple" => 2,
        "several" => 4,
        _ => return None,
    })
}

/// An ordinal in words, `first` to `tenth`.
pub(super) fn ordinal(word: &str) -> Option<u32> {
    const NAMES: [&str; 10] =
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
    NAMES.iter().position(|name| *name == word).and_then(|at| u32::try_from(at + 1).ok())
}

/// A part of the day, from and to in hours.
pub(super) fn part(word: &str) -> Option<(u32, u32)> {
    Some(match word {
        "morning" | "am" => (6, 12),
        "afternoon" | "pm" => (12, 18),
        "evening" | "eve" => (18, 24),
        "night" => (20, 24),
        "lunchtime" => (12, 13),
        _ => return None,
    })
}
