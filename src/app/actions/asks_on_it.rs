//! *On it* in the list of one's asks: as on the tag, with a word in answer, since the list is elsewhere.

use super::{Action, Pressed, nothing_more, on_it, tag};
use crate::app::Moment;
use crate::domain::text::Speech;
use crate::domain::words::Phrase;
use crate::ports::Changes;

pub const ACTION: Action =
    Action { id: "asks.on_it", records: tag::records, own: false, more: nothing_more, press };

const NOTED: Phrase = Phrase::en("asks.noted", "Noted: whoever asked can know that you are on it.");

#[expect(clippy::unnecessary_wraps, reason = "an action may have nothing to say")]
fn press(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    let open = tag::anywhere(pressed, moment);
    let said = open.and_then(|(about, ask)| on_it::say_so(pressed, &about, ask, moment, changes));
    Some(said.err().unwrap_or(&NOTED).say(pressed.locale))
}
