//! *Done*: the asker or an answerer ends the ask.

use super::{Action, Pressed, nothing_more, tag};
use crate::app::{Moment, asks};
use crate::domain::ask::AskState;
use crate::domain::text::Speech;
use crate::ports::Changes;

pub const ACTION: Action =
    Action { id: "tag.done", records: tag::records, own: false, more: nothing_more, press };

fn press(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    match tag::open(pressed, moment) {
        Err(phrase) => Some(phrase.say(pressed.locale)),
        Ok((about, ask)) => {
            let mut ask = ask.clone();
            ask.state = AskState::Done { by: pressed.press.user.clone(), at: moment.now };
            asks::ring(&pressed.inbound.team, &about, &ask, moment, changes);
            asks::save(&about, ask, moment, changes);
            None
        }
    }
}
