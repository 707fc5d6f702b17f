//! What is asked for behind the names: how long, and on which days.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc};

use crate::app::Moment;
use crate::app::commands::line::Words;
use crate::app::commands::when;
use crate::domain::words::{Locale, Phrase};
use crate::domain::worktime::overlap::Stretch;
use crate::domain::worktime::{Zone, words};

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
const ANY_DAY: Phrase = Phrase::en("overlap.any_day", "in the next 60 days");
const TODAY: Phrase = Phrase::en("overlap.today", "today");
const TOMORROW: Phrase = Phrase::en("overlap.tomorrow", "tomorrow");
const THIS_WEEK: Phrase = Phrase::en("overlap.this_week", "this week");
const NEXT_WEEK: Phrase = Phrase::en("overlap.next_week", "next week");
const ON_DAY: Phrase = Phrase::en("overlap.on_day", "on {day}");
const MINUTES: Phrase = Phrase::en("overlap.minutes", "{n} minutes");
const HOUR: Phrase = Phrase::en("overlap.hour", "1 hour");
const HOURS: Phrase = Phrase::en("overlap.hours", "{n} hours");
const HOURS_AND_MINUTES: Phrase = Phrase::en("overlap.hours_and_minutes", "{n} h {minutes} min");

/// A length and the days on which it may lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    pub length: TimeDelta,
    pub within: Stretch,
    /// The days in words, for a sentence; empty for any.
    pub name: String,
}

/// Reads what stands beside the names. Days are those of the reader's own calendar.
pub fn read(
    words: &Words,
    zone: &Zone,
    locale: Locale,
    moment: &Moment<'_>,
) -> Result<Wish, &'static Phrase> {
    let now = moment.now;
    let words = &when::names::in_english(words);
    let mut wish = Wish { length: USUAL, within: (now, now + AHEAD), name: ANY_DAY.text(locale).into() };
    let mut at = 0;
    while at < words.len() {
        if let Some(found) = when::span(&words.after(at), now, zone) {
            let length = found.at.map_err(|_| &LENGTH)? - now;
            if length < LENGTHS.0 || length > LENGTHS.1 {
                return Err(&LENGTH);
            }
            (wish.length, at) = (length, at + found.used);
        } else if let Some((within, name, used)) = days(words, at, zone, locale, moment) {
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
fn days(
    words: &Words,
    at: usize,
    zone: &Zone,
    locale: Locale,
    moment: &Moment<'_>,
) -> Option<(Stretch, String, usize)> {
    let say = |phrase: &Phrase| phrase.text(locale).to_owned();
    let today = zone.local(moment.now).date();
    let first = moment.charter.week_start;
    let into_week = i64::from(today.weekday().days_since(first));
    let next_week = after(today, 7 - into_week);
    let (from, until, name, used) = match (words.at(at), words.at(at + 1)) {
        ("today", _) => (today, after(today, 1), say(&TODAY), 1),
        ("tomorrow", _) => (after(today, 1), after(today, 2), say(&TOMORROW), 1),
        ("this", "week") => (today, next_week, say(&THIS_WEEK), 2),
        ("next", "week") => (next_week, after(next_week, 7), say(&NEXT_WEEK), 2),
        (word, _) => {
            let day = when::weekday(word)?;
            let ahead = i64::from(day.days_since(today.weekday()));
            let date = after(today, ahead);
            (
                date,
                after(date, 1),
                ON_DAY.words(locale, &[("day", words::weekday_in_full(date.weekday(), locale))]),
                1,
            )
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
pub fn in_words(length: TimeDelta, locale: Locale) -> String {
    let (hours, minutes) = (length.num_hours(), length.num_minutes() % 60);
    let (n, rest) = (hours.to_string(), minutes.to_string());
    match (hours, minutes) {
        (0, _) => MINUTES.words(locale, &[("n", &*rest)]),
        (1, 0) => HOUR.text(locale).to_owned(),
        (_, 0) => HOURS.words(locale, &[("n", &*n)]),
        _ => HOURS_AND_MINUTES.words(locale, &[("n", &*n), ("minutes", &*rest)]),
    }
}
