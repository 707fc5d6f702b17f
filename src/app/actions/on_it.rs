//! *On it*: an answerer says that they saw it and are working on it. It does not end the ask.

use super::{Action, Pressed, nothing_more, tag};
use crate::app::{Moment, asks};
use crate::domain::text::Speech;
use crate::domain::words::Phrase;
use crate::ports::Changes;

pub const ACTION: Action =
    Action { id: "tag.on_it", records: tag::records, own: false, more: nothing_more, press };

const FOR_ANSWERERS: Phrase =
    Phrase::en("on_it.for_answerers", "That is for the people you asked. If it is settled, press *Done*.");

fn press(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    let (about, ask) = match tag::open(pressed, moment) {
        Ok(open) => open,
        Err(phrase) => return Some(phrase.say(pressed.locale)),
    };
    let mut ask = ask.clone();
    let Some(answerer) = ask.answerers.iter_mut().find(|answerer| answerer.user == pressed.press.user) else {
        return Some(FOR_ANSWERERS.say(pressed.locale));
    };
    if !answerer.on_it {
        answerer.on_it = true;
        asks::ring(&pressed.inbound.team, &about, &ask, moment, changes);
        asks::save(&about, ask, moment, changes);
    }
    None
}
