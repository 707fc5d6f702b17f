//! *Done* on a reminder: its message says so, without buttons.

use super::{Action, OUT_OF_DATE, Pressed, nothing_more, reminder};
use crate::app::Moment;
use crate::domain::text::Speech;
use crate::domain::words::Phrase;
use crate::ports::Changes;

pub const ACTION: Action =
    Action { id: "reminder.done", records: reminder::records, own: false, more: nothing_more, press };

const DONE: Phrase = Phrase::en("reminder.is_done", "✅ Done:");
const DONE_WORDLESS: Phrase = Phrase::en("reminder.is_done_wordless", "✅ Done");

fn press(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    let phrase = if pressed.press.quoted.is_some() { &DONE } else { &DONE_WORDLESS };
    let say = reminder::about(pressed, phrase, &[]);
    let found = reminder::rewrite(pressed, Some(say), moment, changes);
    (!found).then(|| OUT_OF_DATE.say(pressed.locale))
}
