//! *Done* under an urgent word: the ask ends, and the asker is told.

use super::{Action, Pressed, nothing_more, urgent};
use crate::app::{Moment, asks};
use crate::domain::ask::{Ask, AskState};
use crate::domain::text::Speech;
use crate::domain::words::Phrase;
use crate::ports::Changes;

pub const ACTION: Action =
    Action { id: "urgent.done", records: urgent::records, own: false, more: nothing_more, press };

const TOLD: Phrase = Phrase::en("urgent_done.told", "✅ Done, says {who}.");
const SAID: Phrase = Phrase::en("urgent_done.said", "✅ Done. Thank you.");

fn press(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    let (about, ask) = match urgent::open(pressed, moment) {
        Ok(open) => open,
        Err(phrase) => return Some(phrase.say(pressed.locale)),
    };
    let done =
        Ask { state: AskState::Done { by: pressed.press.user.clone(), at: moment.now }, ..ask.clone() };
    asks::ring(&pressed.inbound.team, &about, &done, moment, changes);
    asks::save(&about, done, moment, changes);
    urgent::tell_asker(pressed, ask, &TOLD, moment, changes);
    urgent::replace(pressed, SAID.say(pressed.locale), moment, changes);
    None
}
