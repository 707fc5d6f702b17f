//! Buttons, modals and shortcuts: one file each, listed here.

use super::{Moment, Outcome, deliver};
use crate::app::commands::privately;
use crate::domain::ids::DeliveryId;
use crate::domain::inbound::{Inbound, Press, Submission};
use crate::domain::outgoing::Lane;
use crate::domain::record::Key;
use crate::domain::reply::Reply;
use crate::domain::words::Phrase;
use crate::ports::Changes;

const OUT_OF_DATE: Phrase =
    Phrase::en("press.out_of_date", "This button is out of date, so nothing was changed.");

/// Whether a press looks at the member's own reminders.
pub fn looks_at_own(_press: &Press) -> bool {
    false
}

/// What a press needs to know.
pub fn records(press: &Press) -> Vec<Key> {
    vec![Key::Member(press.user.clone())]
}

/// What a submission needs to know.
pub fn records_of_modal(submission: &Submission) -> Vec<Key> {
    vec![Key::Member(submission.user.clone())]
}

/// Does what a button says.
pub fn press(inbound: &Inbound, press: &Press, moment: &Moment<'_>) -> Outcome {
    let mut changes = Changes::default();
    let what = privately(press.respond.as_ref(), &press.user, OUT_OF_DATE.say(moment.locale(&press.user)));
    let id = DeliveryId::answer(&inbound.seen, "answer");
    changes.deliver.push(deliver(&inbound.team, id, moment.now, Lane::Fast, what));
    Outcome::Decided(Reply::Nothing, changes)
}

/// Takes a modal.
pub fn submit(_inbound: &Inbound, _submission: &Submission, _moment: &Moment<'_>) -> Outcome {
    Outcome::nothing()
}
