//! *Delete* on a reminder: its message goes, and with it the last copy of its words. What recurs comes no more.

use super::{Action, OUT_OF_DATE, Pressed, nothing_more, reminder};
use crate::app::Moment;
use crate::domain::ids::DeliveryId;
use crate::domain::text::Speech;
use crate::domain::words::Phrase;
use crate::ports::Changes;

pub const ACTION: Action =
    Action { id: "reminder.delete", records: reminder::records, own: false, more: nothing_more, press };

const ENDED: Phrase = Phrase::en("reminder.ended", "Deleted. It does not come again.");

fn press(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    let found = reminder::rewrite(pressed, None, moment, changes);
    if !found {
        return Some(OUT_OF_DATE.say(pressed.locale));
    }
    let id = pressed.press.value.strip_prefix("again:")?;
    changes.cancel.push(DeliveryId::notice(&pressed.inbound.team, id));
    Some(ENDED.say(pressed.locale))
}
