//! *On it* under an urgent word: the asker is told at once.

use super::{Action, Pressed, nothing_more, urgent};
use crate::app::{Moment, asks};
use crate::domain::text::Speech;
use crate::domain::words::Phrase;
use crate::ports::Changes;

pub const ACTION: Action =
    Action { id: "urgent.on_it", records: urgent::records, own: false, more: nothing_more, press };

const TOLD: Phrase = Phrase::en("urgent_on_it.told", "{who} is on it.");
const SAID: Phrase =
    Phrase::en("urgent_on_it.said", "They know that you are on it. Press *Done* when it is.");

#[expect(clippy::unnecessary_wraps, reason = "the list of buttons wants it so")]
fn press(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    let (about, ask) = match urgent::open(pressed, moment) {
        Ok(open) => open,
        Err(phrase) => return Some(phrase.say(pressed.locale)),
    };
    let mut known = ask.clone();
    let me = known.answerers.iter_mut().find(|answerer| answerer.user == pressed.press.user);
    if let Some(me) = me.filter(|me| !me.on_it) {
        me.on_it = true;
        asks::ring(&pressed.inbound.team, &about, &known, moment, changes);
        asks::save(&about, known, moment, changes);
        urgent::tell_asker(pressed, ask, &TOLD, moment, changes);
    }
    Some(SAID.say(pressed.locale))
}
