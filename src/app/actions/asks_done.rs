//! *Done* in the list of one's asks: as on the tag, with a word in answer, since the list is elsewhere.

use super::{Action, Pressed, nothing_more, tag};
use crate::app::{Moment, asks};
use crate::domain::text::Speech;
use crate::domain::words::Phrase;
use crate::ports::Changes;

pub const ACTION: Action =
    Action { id: "asks.done", records: tag::records, own: false, more: nothing_more, press };

const DONE: Phrase = Phrase::en("asks.is_done", "Done: it is not on your list any more.");

#[expect(clippy::unnecessary_wraps, reason = "an action may have nothing to say")]
fn press(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    let said = match tag::anywhere(pressed, moment) {
        Err(phrase) => phrase,
        Ok((about, ask)) => {
            let mut ask = ask.clone();
            if ask.end(&pressed.press.user, moment.now) {
                asks::change(&pressed.inbound.team, &about, ask, moment, changes);
                &DONE
            } else {
                &tag::DONE_ALREADY
            }
        }
    };
    Some(said.say(pressed.locale))
}
