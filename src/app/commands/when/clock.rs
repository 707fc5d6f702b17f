//! A time of day: "15:00", "3:30pm", "at 9", "noon".

use super::{Slip, bare};
use crate::app::commands::line::Words;
use crate::domain::worktime::Zone;

/// The most words a city has: "Ho Chi Minh", "Port of Spain".
const CITY: usize = 3;

/// Reads a time of day, in seconds after midnight, and says how many words it took. A bare hour counts when it is
/// introduced ("at 9"), or when it follows a day and ends the phrase ("tomorrow 9").
pub fn read(
    words: &Words,
    at: usize,
    introduced: bool,
    after_day: bool,
) -> Option<(Result<u32, Slip>, usize)> {
    let word = bare(words.at(at));
    match word {
        "noon" | "midday" => return Some((Ok(12 * 3600), 1)),
        "midnight" => return Some((Ok(24 * 3600), 1)),
        _ => {}
    }
    let digits = word.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.len());
    if digits == 0 {
        return None;
    }
    if let Some((half, used)) = half(words, at) {
        return Some((with_half(word.trim_end_matches(['a', 'p', 'm', '.']), half), used));
    }
    if let Some(time) = twenty_four(word) {
        let spoken = matches!(bare(words.at(at + 1)), "o'clock" | "uhr");
        return Some((time, 1 + usize::from(spoken)));
    }
    let hour: u32 = word.parse().ok().filter(|_| digits <= 2)?;
    if matches!(bare(words.at(at + 1)), "o'clock" | "uhr") {
        return Some((hour_of(hour, 0, 0), 2));
    }
    let ends =
        matches!(words.at(at + 1), "" | "to" | "that" | "about" | ":" | "-") || words.at(at).ends_with(':');
    let counts = introduced || (after_day && ends);
    // people who write "at 3" mean the afternoon; those who mean the night write 03:00
    let hour = if (1..=6).contains(&hour) && !word.starts_with('0') { hour + 12 } else { hour };
    counts.then(|| (hour_of(hour, 0, 0), 1))
}

/// A zone behind a time ("Europe/Berlin", "Lagos time"), and how many words name it. Short names are refused, since
/// "IST" is three different zones.
pub fn zone(words: &Words, at: usize) -> Option<(Result<Zone, Slip>, usize)> {
    let word = bare(words.at(at));
    if is_short_zone(word) {
        return Some((Err(Slip::ShortZone), 1));
    }
    let named = match word {
        "utc" | "gmt" => Some(Zone::utc()),
        name if name.contains('/') => Zone::named(name),
        _ => None,
    };
    if let Some(zone) = named {
        return Some((Ok(zone), 1));
    }
    // a city is one only before "time"; "at 9 Lagos" could be what to think of
    let end = (at + 1..=at + CITY).find(|end| bare(words.at(*end)) == "time")?;
    Zone::found(&words.written(at, end)).map(|zone| (Ok(zone), end + 1 - at))
}

/// Whether a word is a zone's short name, which means different things in different places.
pub fn is_short_zone(word: &str) -> bool {
    matches!(
        word,
        "cet" | "cest" | "est" | "edt" | "cdt" | "mst" | "mdt" | "pst" | "pdt" | "bst" | "ist" | "jst"
    )
}

/// Which half of the day is said, in the same word or the next one, and how many words that takes.
fn half(words: &Words, at: usize) -> Option<(u32, usize)> {
    let of = |word: &str| match word {
        "am" | "a.m" => Some(0),
        "pm" | "p.m" => Some(12),
        _ => None,
    };
    let word = bare(words.at(at));
    let letters = word.find(|c: char| c.is_ascii_alphabetic());
    if let Some(letters) = letters {
        return of(&word[letters..]).map(|half| (half, 1));
    }
    of(bare(words.at(at + 1))).map(|half| (half, 2))
}

fn with_half(word: &str, half: u32) -> Result<u32, Slip> {
    let mut parts = word.split([':', '.']).map(|part| part.parse::<u32>().map_err(|_| Slip::NotAClock));
    let hour = parts.next().ok_or(Slip::NotAClock)??;
    let minute = parts.next().transpose()?.unwrap_or(0);
    if parts.next().is_some() || !(1..=12).contains(&hour) {
        return Err(Slip::NotAClock);
    }
    hour_of(hour % 12 + half, minute, 0)
}

/// `15:00`, `15.00`, `15:00:30`, `15h`, `15h30`. A dot needs two digits and a possible time, or it is a number.
fn twenty_four(word: &str) -> Option<Result<u32, Slip>> {
    let mark = word.find([':', '.', 'h'])?;
    let (hour, rest) = (&word[..mark], &word[mark + 1..]);
    let number = |text: &str, digits: usize| -> Option<u32> {
        (text.len() == digits && text.bytes().all(|b| b.is_ascii_digit()))
            .then(|| text.parse().ok())
            .flatten()
    };
    let hours = number(hour, 2).or_else(|| number(hour, 1))?;
    if word[mark..].starts_with('h') && rest.is_empty() {
        return Some(hour_of(hours, 0, 0));
    }
    let (minutes, seconds) = match rest.split_once(':') {
        Some((minutes, seconds)) => (number(minutes, 2)?, number(seconds, 2)?),
        None => (number(rest, 2)?, 0),
    };
    let time = hour_of(hours, minutes, seconds);
    (time.is_ok() || word[mark..].starts_with(':')).then_some(time)
}

fn hour_of(hour: u32, minute: u32, second: u32) -> Result<u32, Slip> {
    let fits = (hour < 24 && minute < 60 && second < 60) || (hour, minute, second) == (24, 0, 0);
    if fits { Ok(hour * 3600 + minute * 60 + second) } else { Err(Slip::NotAClock) }
}
