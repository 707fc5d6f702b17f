//! What is asked for behind the names: how long, and on which days.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc};

use crate::app::Moment;
use crate::app::commands::line::Words;
use crate::app::commands::when;
use crate::domain::words::Phrase;
use crate::domain::worktime::Zone;
use crate::domain::worktime::overlap::Stretch;

/// How long people meet who do not say.
const USUAL: TimeDelta = TimeDelta::minutes(30);
/// The shortest and the longest there is.
const LENGTHS: (TimeDelta, TimeDelta) = (TimeDelta::minutes(5), TimeDelta::hours(8));
/// As far as a search goes.
const AHEAD: TimeDelta = TimeDelta::days(60);

const UNKNOWN: Phrase = Phrase::en(
    "overlap.unknown",
    "I did not understand all of that. Try `/async overlap @ana @bo 30m`, with `today`, `tomorrow`, `this week`, \
     `next week` or a weekday behind it.",
);
const LENGTH: Phrase =
    Phrase::en("overlap.length", "Between five minutes and eight hours, please: `45m`, `2h`.");

/// A length and the days on which it may lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    pub length: TimeDelta,
    pub within: Stretch,
    /// The days in words, for a sentence; empty for any.
    pub name: String,
}

/// Reads what stands beside the names. Days are those of the reader's own calendar.
pub fn read(words: &Words, zone: &Zone, moment: &Moment<'_>) -> Result<Wish, &'static Phrase> {
    let now = moment.now;
    let mut wish = Wish { length: USUAL, within: (now, now + AHEAD), name: "in the next 60 days".into() };
    let mut at = 0;
    while at < words.len() {
        if let Some(found) = when::span(&words.after(at), now, zone) {
            let length = found.at.map_err(|_| &LENGTH)? - now;
            if length < LENGTHS.0 || length > LENGTHS.1 {
                return Err(&LENGTH);
            }
            (wish.length, at) = (length, at + found.used);
        } else if let Some((within, name, used)) = days(words, at, zone, moment) {
            (wish.within, wish.name, at) = (within, name, at + used);
        } else if words.at(at).contains('<') || is_filler(words.at(at)) {
            at += 1;
        } else {
            return Err(&UNKNOWN);
        }
    }
    Ok(wish)
}

fn is_filler(word: &str) -> bool {
    matches!(word, "and" | "with" | "me" | "for" | "us" | "on" | "," | "+" | "&" | "&amp;")
}

/// Days that are named, and how many words name them.
fn days(words: &Words, at: usize, zone: &Zone, moment: &Moment<'_>) -> Option<(Stretch, String, usize)> {
    let today = zone.local(moment.now).date();
    let first = moment.charter.week_start;
    let into_week = i64::from(today.weekday().days_since(first));
    let next_week = after(today, 7 - into_week);
    let (from, until, name, used) = match (words.at(at), words.at(at + 1)) {
        ("today", _) => (today, after(today, 1), "today".to_owned(), 1),
        ("tomorrow", _) => (after(today, 1), after(today, 2), "tomorrow".to_owned(), 1),
        ("this", "week") => (today, next_week, "this week".to_owned(), 2),
        ("next", "week") => (next_week, after(next_week, 7), "next week".to_owned(), 2),
        (word, _) => {
            let day = when::weekday(word)?;
            let ahead = i64::from(day.days_since(today.weekday()));
            let date = after(today, ahead);
            (date, after(date, 1), format!("on {}", date.format("%A")), 1)
        }
    };
    let midnight = |date: NaiveDate| zone.resolve(date.and_time(NaiveTime::MIN));
    let begin: DateTime<Utc> = midnight(from).max(moment.now);
    Some(((begin, midnight(until)), name, used))
}

fn after(date: NaiveDate, days: i64) -> NaiveDate {
    date.checked_add_days(Days::new(days.unsigned_abs())).unwrap_or(date)
}

/// A length: "30 minutes", "1 hour", "2 h 30 min".
pub fn in_words(length: TimeDelta) -> String {
    match (length.num_hours(), length.num_minutes() % 60) {
        (0, minutes) => format!("{minutes} minutes"),
        (1, 0) => "1 hour".to_owned(),
        (hours, 0) => format!("{hours} hours"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}
