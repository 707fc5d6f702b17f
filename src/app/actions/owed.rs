//! *On it* and *Done* under the word that something is expected soon: as in the list of one's asks, with what happened in
//! its place.

use super::{Action, Pressed, asks_done, asks_on_it, nothing_more, nudge, tag};
use crate::app::Moment;
use crate::domain::text::Speech;
use crate::ports::Changes;

pub const ON_IT: Action =
    Action { id: "owed.on_it", records: tag::records, own: false, more: nothing_more, press: on_it };
pub const DONE: Action =
    Action { id: "owed.done", records: tag::records, own: false, more: nothing_more, press: done };

fn on_it(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    replaced(&asks_on_it::ACTION, pressed, moment, changes)
}

fn done(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    replaced(&asks_done::ACTION, pressed, moment, changes)
}

/// Does what another button does, and puts its answer in the place of the word.
fn replaced(
    action: &Action,
    pressed: &Pressed<'_>,
    moment: &Moment<'_>,
    changes: &mut Changes,
) -> Option<Speech> {
    if let Some(said) = (action.press)(pressed, moment, changes) {
        nudge::replace(pressed, said, moment, changes);
    }
    None
}
