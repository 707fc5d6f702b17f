//! *Delete* on a reminder: its message goes, and with it the last copy of its words.

use super::{Action, OUT_OF_DATE, Pressed, nothing_more, reminder};
use crate::app::Moment;
use crate::domain::text::Speech;
use crate::ports::Changes;

pub const ACTION: Action =
    Action { id: "reminder.delete", records: reminder::records, own: false, more: nothing_more, press };

fn press(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    let found = reminder::rewrite(pressed, None, moment, changes);
    (!found).then(|| OUT_OF_DATE.say(pressed.locale))
}
