//! *On it*: an answerer says that they saw it and are working on it. It does not end the ask.

use super::{Action, Pressed, nothing_more, tag};
use crate::app::{Moment, asks};
use crate::domain::ask::{Ask, AskRef};
use crate::domain::text::Speech;
use crate::domain::words::Phrase;
use crate::ports::Changes;

pub const ACTION: Action =
    Action { id: "tag.on_it", records: tag::records, own: false, more: nothing_more, press };

const FOR_ANSWERERS: Phrase =
    Phrase::en("on_it.for_answerers", "That is for the people you asked. If it is settled, press *Done*.");

fn press(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    let open = tag::open(pressed, moment);
    let said = open.and_then(|(about, ask)| say_so(pressed, &about, ask, moment, changes));
    said.err().map(|phrase| phrase.say(pressed.locale))
}

/// Notes that who pressed is on it; a second time changes nothing.
pub fn say_so(
    pressed: &Pressed<'_>,
    about: &AskRef,
    ask: &Ask,
    moment: &Moment<'_>,
    changes: &mut Changes,
) -> Result<(), &'static Phrase> {
    let mut ask = ask.clone();
    let answerer = ask.answerers.iter_mut().find(|answerer| answerer.user == pressed.press.user);
    let answerer = answerer.ok_or(&FOR_ANSWERERS)?;
    if !answerer.on_it {
        answerer.on_it = true;
        asks::change(&pressed.inbound.team, about, ask, moment, changes);
    }
    Ok(())
}
