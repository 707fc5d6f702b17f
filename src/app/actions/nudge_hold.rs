//! *Hold till they're back*: nothing more is told until then, it comes first in their catch-up, and the window counts
//! from then.

use super::{Action, Pressed, nudge};
use crate::app::{Moment, asks, say};
use crate::domain::availability::Availability;
use crate::domain::ids::UserId;
use crate::domain::nudge::NudgeState;
use crate::domain::text::Speech;
use crate::domain::words::Phrase;
use crate::domain::worktime;
use crate::ports::Changes;

pub const ACTION: Action =
    Action { id: "nudge.hold", records: nudge::records, own: false, more: nudge::more, press };

const HELD: Phrase = Phrase::en(
    "hold.held",
    "Held. {who} will find it first in their list when they are back: {when}. The time for an answer counts from then. I can't call back what Slack itself has shown.",
);
const HELD_LONG: Phrase = Phrase::en(
    "hold.held_long",
    "Held. {who} will find it first in their list when they are back; that is not in sight yet. I can't call back what Slack itself has shown.",
);

fn press(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    let open = match nudge::open(pressed, moment) {
        Ok(open) => open,
        Err(say) => return Some(say),
    };
    let people = open.people(moment);
    hold(
        pressed,
        &open,
        &people.iter().map(|(user, _, now)| (user, now)).collect::<Vec<_>>(),
        moment,
        changes,
    );
    open.settle(NudgeState::Held, moment, changes);
    let back = people.iter().filter_map(|(.., now)| now.until).max();
    let zone = moment.zone(&pressed.press.user);
    let who = ("who", nudge::names(people.iter().map(|(_, member, _)| *member), pressed.locale));
    let told = match back {
        Some(back) => HELD.fill(pressed.locale, &[who, ("when", say::moment(back, &zone, pressed.locale))]),
        None => HELD_LONG.fill(pressed.locale, &[who]),
    };
    nudge::replace(pressed, told, moment, changes);
    None
}

/// Holds the ask for some of those it is about.
fn hold(
    pressed: &Pressed<'_>,
    open: &nudge::Open<'_>,
    people: &[(&UserId, &Availability)],
    moment: &Moment<'_>,
    changes: &mut Changes,
) {
    let team = &pressed.inbound.team;
    let mut ask = open.ask(moment);
    for answerer in &mut ask.answerers {
        let Some((user, now)) = people.iter().find(|(user, _)| **user == answerer.user) else { continue };
        answerer.held = Some(moment.now);
        answerer.due = now.until.and_then(|back| worktime::due(&moment.schedule(user), &ask.window, back));
        answerer.from = now.until;
        asks::tell_when_back(team, user, now, changes);
    }
    open.save(team, ask, moment, changes);
}
