//! *Trip* and *Move*: somebody says what a change of their zone was. The question says from then on what was answered.

use super::{Action, OUT_OF_DATE, Pressed, nothing_more, reminder};
use crate::app::Moment;
use crate::app::wishes::zone::shown;
use crate::domain::member::Member;
use crate::domain::record::{Key, Record};
use crate::domain::stay::Said;
use crate::domain::text::{Piece, Speech};
use crate::domain::words::Phrase;
use crate::domain::worktime::words;
use crate::ports::Changes;

pub const TRIP: Action =
    Action { id: "zone.trip", records: |_| Vec::new(), own: false, more: nothing_more, press: trip };
pub const MOVE: Action =
    Action { id: "zone.move", records: |_| Vec::new(), own: false, more: nothing_more, press: moved };

const ON_TRIP: Phrase = Phrase::en("zone.pressed_trip", "Noted: a trip.");
const MOVED: Phrase = Phrase::en("zone.pressed_move", "Saved: {here} is home now.");

fn trip(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    let said = ON_TRIP.say(pressed.locale);
    answered(pressed, said, moment, changes, |member| {
        if let Some(away) = &mut member.stay.away {
            away.said = Said::Trip;
        }
    })
}

fn moved(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    let away = moment.member(&pressed.press.user).and_then(|member| member.stay.away.as_ref());
    let here = away.map(|away| words::city(&away.zone)).unwrap_or_default();
    let said = MOVED.fill(pressed.locale, &[("here", Piece::Ours(here))]);
    answered(pressed, said, moment, changes, |member| member.stay.moves())
}

/// Keeps an answer, if the question still stands.
fn answered(
    pressed: &Pressed<'_>,
    said: Speech,
    moment: &Moment<'_>,
    changes: &mut Changes,
    change: impl FnOnce(&mut Member),
) -> Option<Speech> {
    let user = &pressed.press.user;
    let stands = |member: &&Member| {
        let away = member.stay.away.as_ref();
        away.is_some_and(|away| away.said != Said::Over && away.zone.name() == pressed.press.value)
    };
    let Some(member) = moment.member(user).filter(stands) else {
        return Some(OUT_OF_DATE.say(pressed.locale));
    };
    let mut member = member.clone();
    change(&mut member);
    let said = said.line(shown(pressed.locale, &member, moment));
    moment.put(changes, Key::Member(user.clone()), Record::Member(Box::new(member)), None);
    let is_rewritten = reminder::rewrite(pressed, Some(said.clone()), moment, changes);
    (!is_rewritten).then_some(said)
}
