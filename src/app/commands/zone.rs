//! `zone`: somebody's time zone, where it comes from, and whether they are on a trip.

use chrono::{DateTime, Utc};

use super::line::Words;
use super::{Command, Line, quoted, time_off};
use crate::app::Moment;
use crate::app::wishes::time_off::Slip as Unfit;
use crate::app::wishes::zone::{self as wishes, NotAZone};
use crate::domain::member::Member;
use crate::domain::stay::Said;
use crate::domain::text::{Piece, Speech};
use crate::domain::words::Phrase;
use crate::domain::worktime::{Zone, words};
use crate::ports::Changes;

pub const COMMAND: Command = Command {
    word: "zone",
    usage: "[trip | move | Lisbon until friday | auto]",
    about: Phrase::en("zone.about", "your time zone; trip or move"),
    details: Phrase::en(
        "zone.details",
        "I take your time zone from Slack and follow it when you travel. When it has changed, `zone trip` says that you \
         will be back (`zone trip until friday`: by then at the latest), `zone move` that you live there now. Where \
         Slack is wrong, say it: `zone Lisbon`, `zone Europe/Lisbon until friday`; `zone auto` takes Slack's again.",
    ),
    local: true,
    own: false,
    asks: false,
    mentions: false,
    run,
};

const HOW: Phrase = Phrase::en(
    "zone.how",
    "To change it: Slack's preferences, *Language and region*, *Time zone*, or `/async zone Lisbon until friday`.",
);
const AT_HOME: Phrase = Phrase::en(
    "zone.at_home",
    "Slack has you at home in {home}, so nothing was changed. To be elsewhere: `/async zone Lisbon until friday`.",
);
const NOT_A_ZONE: Phrase = Phrase::en(
    "zone.not_a_zone",
    "I know no time zone “{word}”, so nothing was changed. Name a city with one: `/async zone Lisbon`, or \
     `/async zone Europe/Lisbon until friday`.",
);
const NEARLY: Phrase = Phrase::en(
    "zone.nearly",
    "I know no time zone “{word}”, so nothing was changed. Did you mean `/async zone {near}`?",
);
const SHORT: Phrase = Phrase::en(
    "zone.short",
    "Short zone names mean different things to different people, so nothing was changed. Name a city: \
     `/async zone Lisbon`.",
);
const NOT_AN_END: Phrase = Phrase::en(
    "zone.not_an_end",
    "I could not read “{word}” as a day, so nothing was changed. Type it like `/async zone Lisbon until friday`.",
);
const PAST: Phrase = Phrase::en(
    "zone.past",
    "That is over already, so nothing was changed. Type it like `/async zone Lisbon until friday`.",
);

fn run(line: &Line<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Speech {
    let before = line.member(moment);
    let (place, end) = parted(&line.words);
    let place = place.plain();
    let wish = match place.trim_matches(['"', '\'', '.', '!', '`', '*', ' ']) {
        "" | "show" | "list" if end.is_none() => {
            let said = wishes::shown(line.locale, &before, moment);
            return said.line(HOW.say(line.locale));
        }
        "auto" | "slack" | "automatic" | "default" | "reset" | "off" => Ok(wishes::auto(before.clone())),
        "trip" | "a trip" | "it's a trip" | "travelling" | "traveling" => trip(line, &before, end, moment),
        "move" | "moved" | "i moved" | "a move" | "home" => moved(line, &before, moment),
        _ => chosen(line, &before, end, moment),
    };
    let after = match wish {
        Ok(after) => after,
        Err(refusal) => return refusal,
    };
    wishes::settle(&line.owner(), after, moment, changes)
}

/// The place, and until when, as far as they are said.
fn parted(words: &Words) -> (Words, Option<Words>) {
    let until = (0..words.len()).find(|at| matches!(words.at(*at), "until" | "till" | "til" | "through"));
    match until {
        Some(at) => (words.before(words.len() - at), Some(words.after(at + 1))),
        None => (words.clone(), None),
    }
}

fn trip(line: &Line<'_>, before: &Member, end: Option<Words>, moment: &Moment<'_>) -> Result<Member, Speech> {
    let mut member = before.clone();
    let zone = before.zone(moment.charter);
    let until = end.map(|end| until(line, &end, &zone, moment)).transpose()?;
    let Some(away) = &mut member.stay.away else { return Err(at_home(line, before, moment)) };
    (away.said, away.until) = (Said::Trip, until);
    member.stay.chosen = None;
    Ok(member)
}

fn moved(line: &Line<'_>, before: &Member, moment: &Moment<'_>) -> Result<Member, Speech> {
    if before.stay.away.is_none() {
        return Err(at_home(line, before, moment));
    }
    let mut member = before.clone();
    member.stay.moves();
    member.stay.chosen = None;
    Ok(member)
}

fn at_home(line: &Line<'_>, member: &Member, moment: &Moment<'_>) -> Speech {
    let zone = member.stay.home.clone().unwrap_or_else(|| member.zone(moment.charter));
    line.say(&AT_HOME, &[("home", Piece::Ours(words::city(&zone)))])
}

/// A zone by its name.
fn chosen(
    line: &Line<'_>,
    before: &Member,
    end: Option<Words>,
    moment: &Moment<'_>,
) -> Result<Member, Speech> {
    let (words, _) = parted(&line.words);
    let lead = usize::from(matches!(words.at(0), "in" | "is" | "to" | "set" | "am"));
    let words = words.after(lead);
    let word = ("word", quoted(&words.written(0, words.len())));
    let zone = wishes::found(&words.plain()).map_err(|not| match not {
        NotAZone::Short => SHORT.say(line.locale),
        NotAZone::Nearly(near) => line.say(&NEARLY, &[word, ("near", Piece::Ours(near))]),
        NotAZone::Unknown => line.say(&NOT_A_ZONE, &[word]),
    })?;
    let until = end.map(|end| until(line, &end, &zone, moment)).transpose()?;
    Ok(wishes::chosen(before.clone(), zone, until))
}

/// The end of a range, as `time-off until …` reads it: a day that is named is one of it.
fn until(line: &Line<'_>, end: &Words, zone: &Zone, moment: &Moment<'_>) -> Result<DateTime<Utc>, Speech> {
    let said = Words::of(&format!("until {}", end.written(0, end.len())));
    let word = || ("word", quoted(&end.written(0, end.len())));
    match time_off::range::read(&said, zone.local(moment.now)) {
        Ok((_, until)) => Ok(zone.resolve(until)),
        Err(time_off::range::Slip::Unfit(Unfit::Past | Unfit::Backwards)) => Err(PAST.say(line.locale)),
        Err(_) => Err(line.say(&NOT_AN_END, &[word()])),
    }
}

#[cfg(test)]
mod tests;
