//! A day as blocks, one for each hour of the reader's clock: narrow enough to stand unbroken on a phone.

use chrono::{DateTime, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use crate::domain::text::{Piece, PrivateText, Speech};
use crate::domain::words::{Locale, Phrase};
use crate::domain::worktime::overlap::{Attendee, Stretch, overlap};
use crate::domain::worktime::{Zone, words};

/// Letters of a name, with the space behind it.
const NAME: usize = 9;
/// The hours named above the blocks, each at its own.
const HOURS: &str = "0     6     12    18    ";

const DAY: Phrase =
    Phrase::en("overlap.day", "{day}, {place} time. █ can answer, ▄ for part of the hour, ░ not.");
const ALL: Phrase = Phrase::en("overlap.all", "all");

/// The day on which a moment lies, a row for each of some people, and one for what they have in common.
pub fn day(
    at: DateTime<Utc>,
    zone: &Zone,
    rows: &[(Piece, &Attendee)],
    is_whole: bool,
    locale: Locale,
) -> Speech {
    let hours = hours(at, zone);
    let mut drawn = Speech::ours(format!("```{:NAME$}{HOURS}", ""));
    for (name, one) in rows {
        drawn =
            drawn.then(Piece::Ours("\n".into())).then(short(name)).then(blocks(&hours, &[(*one).clone()]));
    }
    if is_whole && rows.len() > 1 {
        let everybody: Vec<Attendee> = rows.iter().map(|(_, one)| (*one).clone()).collect();
        let name = Piece::Ours(format!("\n{:NAME$}", ALL.text(locale)));
        drawn = drawn.then(name).then(blocks(&hours, &everybody));
    }
    let date = Piece::Ours(words::date(zone.local(at).date(), locale));
    let place = Piece::Ours(words::city(zone));
    drawn.then(Piece::Ours("```\n".into())).and(DAY.fill(locale, &[("day", date), ("place", place)]))
}

/// The hours of a local date; one that the clock leaps over is empty.
fn hours(at: DateTime<Utc>, zone: &Zone) -> Vec<Stretch> {
    let midnight = NaiveDateTime::new(zone.local(at).date(), NaiveTime::MIN);
    let hour = |hour: i64| zone.resolve(midnight + TimeDelta::hours(hour));
    (0..24).map(|nth| (hour(nth), hour(nth + 1))).collect()
}

fn blocks(hours: &[Stretch], people: &[Attendee]) -> Piece {
    let block = |hour: &Stretch| {
        let free: TimeDelta = overlap(people, *hour).iter().map(|(from, until)| *until - *from).sum();
        match free {
            free if free.is_zero() => '░',
            free if free >= hour.1 - hour.0 => '█',
            _ => '▄',
        }
    };
    Piece::Ours(hours.iter().map(block).collect())
}

/// A name of exactly so many letters.
fn short(name: &Piece) -> Piece {
    let Piece::Theirs(words) = name else { return Piece::Ours(" ".repeat(NAME)) };
    let short: String = words.reveal().trim().chars().filter(|c| !c.is_control()).take(NAME - 1).collect();
    Piece::Theirs(PrivateText::new(format!("{short:NAME$}")))
}
