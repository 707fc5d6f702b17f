//! The question whether somebody whose zone has changed is on a trip or has moved: asked when they are there to read
//! it, and only while nothing is settled.

use chrono::{DateTime, TimeDelta, Utc};

use super::reminder::wait;
use super::{Scene, Step, call, is_gone, member};
use crate::domain::ids::UserId;
use crate::domain::member::Member;
use crate::domain::outgoing::{Call, Card, Place};
use crate::domain::stay::{Away, Said};
use crate::domain::text::{Piece, Speech};
use crate::domain::window::Window;
use crate::domain::words::Phrase;
use crate::domain::worktime::{self, words};

/// After so long nobody wants to be asked any more.
const STALE: TimeDelta = TimeDelta::days(14);

const ASKED: Phrase = Phrase::en(
    "trip.asked",
    "Slack has you in {here} now, not in {home}. *Trip or move?* Meanwhile I read your hours, focus and check-ins in \
     {here} time.",
);
const NEXT: Phrase = Phrase::en("trip.next", "Your next check-in is {when}.");
const TRIP: Phrase = Phrase::en("trip.trip", "Trip");
const MOVE: Phrase = Phrase::en("trip.move", "Move");

/// What the question needs next.
pub fn next(scene: &Scene<'_>, user: &UserId, since: DateTime<Utc>) -> Step {
    if is_gone(scene.facts, user) {
        return Step::Drop("the person is gone", None);
    }
    let reader = member(scene.facts, user);
    let open = |reader: &&Member| reader.stay.chosen.is_none() && !reader.is_quiet(scene.now);
    let away = |reader: &Member| {
        reader.stay.away.clone().filter(|away| away.since == since && away.said == Said::Asked)
    };
    let Some((reader, away)) = reader.filter(open).and_then(|reader| Some((reader, away(reader)?))) else {
        return Step::Drop("the question has an answer", None);
    };
    if scene.now - since > STALE {
        return Step::Drop("a question too late to ask", None);
    }
    if let Some(step) = wait(scene, user) {
        return step;
    }
    call(Call::Post {
        to: Place::Person(user.clone()),
        card: Card::Words(question(scene, reader, &away)),
        key: scene.delivery.id.clone(),
    })
}

fn question(scene: &Scene<'_>, reader: &Member, away: &Away) -> Speech {
    let locale = reader.locale();
    let schedule = reader.schedule(scene.charter);
    let home = reader.stay.home.as_ref().unwrap_or(&scene.charter.zone);
    let city = |zone| Piece::Ours(words::city(zone));
    let asked = ASKED.fill(locale, &[("here", city(&away.zone)), ("home", city(home))]);
    let next = worktime::due(&schedule, &Window::NextCheckIn, scene.now);
    let asked = match next {
        Some(at) => {
            let when = Piece::Moment { at, fallback: words::with_zone(at, &schedule.zone, locale) };
            asked.line(NEXT.fill(locale, &[("when", when)]))
        }
        None => asked,
    };
    let button = |label: &Phrase, action: &str| Piece::Button {
        action: action.to_owned(),
        label: label.text(locale).to_owned(),
        value: away.zone.name().to_owned(),
    };
    asked.then(button(&TRIP, "zone.trip")).then(button(&MOVE, "zone.move"))
}
