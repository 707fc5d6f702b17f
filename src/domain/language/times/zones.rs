//! Zones as people say them: `CET`, `Pacific`, `London time`, `UTC+2`.

use crate::domain::language::token::{Kind, Message};
use crate::domain::worktime::Zone;

/// A zone after a clock time: which, and the token after it.
pub(super) fn zone(message: &Message, at: usize) -> Option<(Zone, usize)> {
    let bracket = usize::from(message.is(at, '('));
    let (zone, mut next) =
        abbreviated(message, at + bracket).or_else(|| place(message, at + bracket)).or_else(|| {
            (bracket == 0 && message.glued(at) && message.word(at) == "z").then(|| (Zone::utc(), at + 1))
        })?;
    if message.word(next) == "time" {
        next += 1;
    } else if message.word(next) == "standard" || message.word(next) == "daylight" {
        next += if message.word(next + 1) == "time" { 2 } else { 1 };
    }
    Some((zone, next + usize::from(bracket == 1 && message.is(next, ')'))))
}

fn abbreviated(message: &Message, at: usize) -> Option<(Zone, usize)> {
    let word = message.word(at);
    if matches!(word, "utc" | "gmt")
        && let Some(found) = offset(message, at + 1)
    {
        return Some(found);
    }
    let name = match word {
        "utc" => "Etc/UTC",
        "gmt" | "bst" => "Europe/London",
        "est" | "edt" | "et" | "eastern" => "America/New_York",
        "cst" | "cdt" | "ct" | "central" => "America/Chicago",
        "mst" | "mdt" | "mt" | "mountain" => "America/Denver",
        "pst" | "pdt" | "pt" | "pacific" => "America/Los_Angeles",
        "cet" | "cest" | "mez" | "mesz" => "Europe/Paris",
        "wet" | "west" => "Europe/Lisbon",
        "eet" | "eest" => "Europe/Athens",
        "msk" => "Europe/Moscow",
        "ist" => "Asia/Kolkata",
        "sgt" => "Asia/Singapore",
        "hkt" => "Asia/Hong_Kong",
        "jst" => "Asia/Tokyo",
        "kst" => "Asia/Seoul",
        "aest" | "aedt" => "Australia/Sydney",
        "awst" => "Australia/Perth",
        "nzst" | "nzdt" => "Pacific/Auckland",
        "brt" => "America/Sao_Paulo",
        "sast" => "Africa/Johannesburg",
        _ => return None,
    };
    Some((Zone::named(name)?, at + 1))
}

/// `+2`, `-05:00` after UTC or GMT. Only whole hours have a zone of their own.
fn offset(message: &Message, at: usize) -> Option<(Zone, usize)> {
    let ahead = message.is(at, '+');
    if !(ahead || message.is(at, '-')) || !message.glued(at) || !message.glued(at + 1) {
        return None;
    }
    let hours = message.number(at + 1).filter(|hours| *hours <= 12)?;
    let minutes = message.is(at + 2, ':') && message.glued(at + 3) && message.number(at + 3) == Some(0);
    let name = if hours == 0 {
        "Etc/UTC".to_owned()
    } else {
        format!("Etc/GMT{}{hours}", if ahead { '-' } else { '+' })
    };
    Some((Zone::named(&name)?, at + if minutes { 4 } else { 2 }))
}

/// A city, a country or a state; with `time` after it or not.
fn place(message: &Message, at: usize) -> Option<(Zone, usize)> {
    if message.kind(at) != Kind::Word {
        return None;
    }
    let (name, words) = match (message.word(at), message.word(at + 1)) {
        ("new", "york") => ("America/New_York", 2),
        ("los", "angeles") | ("san", "francisco") => ("America/Los_Angeles", 2),
        ("sao" | "são", "paulo") => ("America/Sao_Paulo", 2),
        ("hong", "kong") => ("Asia/Hong_Kong", 2),
        ("london" | "uk", _) => ("Europe/London", 1),
        ("berlin" | "german" | "germany" | "munich" | "hamburg", _) => ("Europe/Berlin", 1),
        ("paris" | "french", _) => ("Europe/Paris", 1),
        ("madrid" | "spanish", _) => ("Europe/Madrid", 1),
        ("amsterdam", _) => ("Europe/Amsterdam", 1),
        ("lisbon", _) => ("Europe/Lisbon", 1),
        ("dublin", _) => ("Europe/Dublin", 1),
        ("zurich", _) => ("Europe/Zurich", 1),
        ("stockholm", _) => ("Europe/Stockholm", 1),
        ("warsaw", _) => ("Europe/Warsaw", 1),
        ("kyiv" | "kiev", _) => ("Europe/Kyiv", 1),
        ("nairobi", _) => ("Africa/Nairobi", 1),
        ("lagos", _) => ("Africa/Lagos", 1),
        ("dubai", _) => ("Asia/Dubai", 1),
        ("india" | "mumbai" | "bangalore" | "delhi", _) => ("Asia/Kolkata", 1),
        ("singapore", _) => ("Asia/Singapore", 1),
        ("tokyo" | "japan", _) => ("Asia/Tokyo", 1),
        ("sydney" | "melbourne", _) => ("Australia/Sydney", 1),
        ("auckland", _) => ("Pacific/Auckland", 1),
        ("toronto", _) => ("America/Toronto", 1),
        ("chicago", _) => ("America/Chicago", 1),
        ("denver", _) => ("America/Denver", 1),
        ("seattle" | "california", _) => ("America/Los_Angeles", 1),
        ("boston", _) => ("America/New_York", 1),
        _ => return None,
    };
    Some((Zone::named(name)?, at + words))
}
