//! *Done*: the asker ends the ask, an answerer their part of it.

use super::{Action, Pressed, nothing_more, tag};
use crate::app::{Moment, asks};
use crate::domain::text::Speech;
use crate::ports::Changes;

pub const ACTION: Action =
    Action { id: "tag.done", records: tag::records, own: false, more: nothing_more, press };

fn press(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    match tag::open(pressed, moment) {
        Err(phrase) => Some(phrase.say(pressed.locale)),
        Ok((about, ask)) => {
            let mut ask = ask.clone();
            if !ask.end(&pressed.press.user, moment.now) {
                return Some(tag::DONE_ALREADY.say(pressed.locale));
            }
            asks::change(&pressed.inbound.team, &about, ask, moment, changes);
            None
        }
    }
}
