//! Somebody's zone: Slack's, or where they say they are.

use chrono::{DateTime, Utc};

use super::Owner;
use crate::app::commands::when::is_short_zone;
use crate::app::{Moment, say};
use crate::domain::member::Member;
use crate::domain::stay::{Chosen, Said};
use crate::domain::text::{Piece, PrivateText, Speech};
use crate::domain::window::Window;
use crate::domain::words::{Locale, Phrase};
use crate::domain::worktime::{self, Zone, words};
use crate::ports::Changes;

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

/// Why something is no zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotAZone {
    /// A short name, which means different things in different places.
    Short,
    /// This was meant, perhaps.
    Nearly(String),
    /// Nothing we know.
    Unknown,
}

/// The zone of a name or a city.
pub fn found(said: &str) -> Result<Zone, NotAZone> {
    let said = said.trim_matches(['"', '\'', '`', '<', '>', ',', ' ']);
    let said = said.strip_suffix(" time").unwrap_or(said);
    let not = || match Zone::near(said).first() {
        _ if said.len() <= 5 && is_short_zone(&said.to_lowercase()) => NotAZone::Short,
        Some(near) => NotAZone::Nearly(near.clone()),
        None => NotAZone::Unknown,
    };
    Zone::found(said).ok_or_else(not)
}

/// Slack's zone counts again.
pub fn auto(mut member: Member) -> Member {
    member.stay.chosen = None;
    if let Some(away) = member.stay.away.as_mut().filter(|away| away.said == Said::Over) {
        (away.said, away.until) = (Said::Trip, None);
    }
    member
}

/// A zone set by hand, until a moment or for good.
pub fn chosen(mut member: Member, zone: Zone, until: Option<DateTime<Utc>>) -> Member {
    member.stay.chosen = Some(Chosen { zone, until });
    member
}

/// Keeps where somebody is; tells it, and what comes next by it.
pub fn settle(owner: &Owner<'_>, after: Member, moment: &Moment<'_>, changes: &mut Changes) -> Speech {
    let has_moved = after.stay.home != owner.member(moment).stay.home && after.stay.chosen.is_none();
    let said = if has_moved {
        let here = Piece::Ours(words::city(&after.zone(moment.charter)));
        owner.say(&MOVED, &[("here", here)])
    } else {
        SAVED.say(owner.locale)
    };
    let said = said.line(shown(owner.locale, &after, moment));
    owner.save(after, moment, changes);
    said
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
        Some(at) => said.line(phrase.fill(locale, &[("when", say::moment(at, &zone, locale))])),
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
                let places = [("when", say::moment(until, zone, locale)), ("then", city(&then))];
                BY_HAND_UNTIL.fill(locale, &places)
            }
            None => BY_HAND.say(locale),
        };
    }
    if let (Some(away), Some(home)) = (&member.stay.away, &member.stay.home) {
        let home = ("home", city(home));
        return match (away.said, away.until) {
            (Said::Trip, Some(until)) => {
                ON_TRIP_UNTIL.fill(locale, &[home, ("when", say::moment(until, zone, locale))])
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
