//! `zone`: somebody's time zone, where it comes from, and whether they are on a trip.

use chrono::{DateTime, Utc};

use super::line::Words;
use super::{Command, Line, quoted, time_off, when};
use crate::app::{Moment, say};
use crate::domain::member::Member;
use crate::domain::stay::{Chosen, Said};
use crate::domain::text::{Piece, PrivateText, Speech};
use crate::domain::window::Window;
use crate::domain::words::{Locale, Phrase};
use crate::domain::worktime::{self, Zone, words};
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

const SHOWN: Phrase = Phrase::en("zone.shown", "Your time zone is {zone}. It is {now} there.");
const FROM_SLACK: Phrase = Phrase::en(
    "zone.from_slack",
    "It comes from your Slack profile. When it changes there, your hours, focus and check-ins move with it.",
);
const FROM_TEAM: Phrase =
    Phrase::en("zone.from_team", "Slack does not tell me a time zone of yours, so I take your team's.");
const UNKNOWN: Phrase =
    Phrase::en("zone.unknown", "Slack says “{told}”, which is no time zone I know, so I take your team's.");
const BY_HAND: Phrase = Phrase::en("zone.by_hand", "You set it. `/async zone auto` takes Slack's again.");
const BY_HAND_UNTIL: Phrase =
    Phrase::en("zone.by_hand_until", "You set it until {when}; then Slack's counts again ({then}).");
const ON_TRIP: Phrase =
    Phrase::en("zone.on_trip", "You are on a trip: as soon as Slack has you in {home} again, {home} counts.");
const ON_TRIP_UNTIL: Phrase = Phrase::en(
    "zone.on_trip_until",
    "You are on a trip until {when}, or until Slack has you in {home} again.",
);
const TRIP_OVER: Phrase = Phrase::en(
    "zone.trip_over",
    "Your trip is over, so {home} counts, though Slack still has you in {here}. `/async zone auto` follows Slack.",
);
const NOT_SAID: Phrase = Phrase::en(
    "zone.not_said",
    "Slack had you in {home} before. `/async zone trip` if you will be back, `/async zone move` if you live there now.",
);
const NEXT: Phrase = Phrase::en("zone.next", "Your next check-in is {when}.");
const STARTS: Phrase = Phrase::en("zone.starts", "Your next working hours begin {when}.");
const SAVED: Phrase = Phrase::en("zone.saved", "Saved.");
const MOVED: Phrase = Phrase::en("zone.moved", "Saved: {here} is home now.");
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
            let said = shown(line.locale, &before, moment);
            return said.line(HOW.say(line.locale));
        }
        "auto" | "slack" | "automatic" | "default" | "reset" | "off" => Ok(auto(before.clone())),
        "trip" | "a trip" | "it's a trip" | "travelling" | "traveling" => trip(line, &before, end, moment),
        "move" | "moved" | "i moved" | "a move" | "home" => moved(line, &before, moment),
        _ => chosen(line, &before, end, moment),
    };
    let after = match wish {
        Ok(after) => after,
        Err(refusal) => return refusal,
    };
    let said = if after.stay.home != before.stay.home && after.stay.chosen.is_none() {
        let here = Piece::Ours(words::city(&after.zone(moment.charter)));
        line.say(&MOVED, &[("here", here)])
    } else {
        SAVED.say(line.locale)
    };
    if after != before {
        line.save(after.clone(), moment, changes);
    }
    said.line(shown(line.locale, &after, moment))
}

/// The place, and until when, as far as they are said.
fn parted(words: &Words) -> (Words, Option<Words>) {
    let until = (0..words.len()).find(|at| matches!(words.at(*at), "until" | "till" | "til" | "through"));
    match until {
        Some(at) => (words.before(words.len() - at), Some(words.after(at + 1))),
        None => (words.clone(), None),
    }
}

fn auto(before: Member) -> Member {
    let mut member = before;
    member.stay.chosen = None;
    if let Some(away) = member.stay.away.as_mut().filter(|away| away.said == Said::Over) {
        (away.said, away.until) = (Said::Trip, None);
    }
    member
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
    let said = words.plain();
    let said = said.trim_matches(['"', '\'', '`', '<', '>', ',', ' ']).trim_end_matches(" time");
    let word = ("word", quoted(&words.written(0, words.len())));
    let Some(zone) = Zone::found(said) else {
        let is_short = said.len() <= 5 && when::is_short_zone(said);
        return Err(match Zone::near(said).first() {
            _ if is_short => SHORT.say(line.locale),
            Some(near) => line.say(&NEARLY, &[word, ("near", Piece::Ours(near.clone()))]),
            None => line.say(&NOT_A_ZONE, &[word]),
        });
    };
    let until = end.map(|end| until(line, &end, &zone, moment)).transpose()?;
    let mut member = before.clone();
    member.stay.chosen = Some(Chosen { zone, until });
    Ok(member)
}

/// The end of a range, as `time-off until …` reads it: a day that is named is one of it.
fn until(line: &Line<'_>, end: &Words, zone: &Zone, moment: &Moment<'_>) -> Result<DateTime<Utc>, Speech> {
    let said = Words::of(&format!("until {}", end.written(0, end.len())));
    let word = || ("word", quoted(&end.written(0, end.len())));
    match time_off::range::read(&said, zone.local(moment.now)) {
        Ok((_, until)) => Ok(zone.resolve(until)),
        Err(time_off::range::Slip::Past | time_off::range::Slip::Backwards) => Err(PAST.say(line.locale)),
        Err(_) => Err(line.say(&NOT_AN_END, &[word()])),
    }
}

/// The zone, the time there, where it comes from, and what comes next by it.
pub fn shown(locale: Locale, member: &Member, moment: &Moment<'_>) -> Speech {
    let zone = member.zone(moment.charter);
    let clock = zone.local(moment.now).format("%H:%M").to_string();
    let places = [("zone", Piece::Ours(zone.name().to_owned())), ("now", Piece::Ours(clock))];
    let said = SHOWN.fill(locale, &places).line(source(locale, member, &zone, moment));
    let schedule = member.schedule(moment.charter);
    let (phrase, next) = match worktime::due(&schedule, &Window::NextCheckIn, moment.now) {
        Some(at) => (&NEXT, Some(at)),
        None => (&STARTS, worktime::answering_from(&schedule, moment.now, None)),
    };
    match next {
        Some(at) => said.line(phrase.fill(locale, &[("when", say::moment(at, &zone))])),
        None => said,
    }
}

/// Where a zone comes from, and until when it counts.
fn source(locale: Locale, member: &Member, zone: &Zone, moment: &Moment<'_>) -> Speech {
    let city = |zone: &Zone| Piece::Ours(words::city(zone));
    let slack = member.profile.as_ref().and_then(|profile| profile.zone.clone());
    if let Some(chosen) = &member.stay.chosen {
        let then = slack.as_deref().and_then(Zone::named).unwrap_or_else(|| moment.charter.zone.clone());
        return match chosen.until {
            Some(until) => {
                let places = [("when", say::moment(until, zone)), ("then", city(&then))];
                BY_HAND_UNTIL.fill(locale, &places)
            }
            None => BY_HAND.say(locale),
        };
    }
    if let (Some(away), Some(home)) = (&member.stay.away, &member.stay.home) {
        let home = ("home", city(home));
        return match (away.said, away.until) {
            (Said::Trip, Some(until)) => {
                ON_TRIP_UNTIL.fill(locale, &[home, ("when", say::moment(until, zone))])
            }
            (Said::Trip, None) => ON_TRIP.fill(locale, &[home]),
            (Said::Over, _) => TRIP_OVER.fill(locale, &[home, ("here", city(&away.zone))]),
            (Said::Nothing | Said::Asked, _) => NOT_SAID.fill(locale, &[home]),
        };
    }
    match slack.filter(|told| !told.trim().is_empty()) {
        None => FROM_TEAM.say(locale),
        Some(told) if Zone::named(&told).is_none() => {
            UNKNOWN.fill(locale, &[("told", Piece::Theirs(PrivateText::new(told)))])
        }
        Some(_) => FROM_SLACK.say(locale),
    }
}

#[cfg(test)]
mod tests;
