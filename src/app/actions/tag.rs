//! What the buttons of a tag have in common: which ask they are about, and who may press them.

use super::{OUT_OF_DATE, Pressed};
use crate::app::{Moment, asks};
use crate::domain::ask::{Ask, AskRef, AskState};
use crate::domain::ids::UserId;
use crate::domain::inbound::Press;
use crate::domain::record::Key;
use crate::domain::words::Phrase;

pub const NOT_YOURS: Phrase = Phrase::en(
    "tag.not_yours",
    "That is for the person who asked and the people who were asked. Nothing was changed.",
);
const DONE_ALREADY: Phrase = Phrase::en("tag.done_already", "This is done already, nothing more to do.");
const WITHDRAWN: Phrase =
    Phrase::en("tag.withdrawn", "The message changed, and no answer is expected any more. Nothing to do.");

/// What a button of a tag needs to know.
pub fn records(press: &Press) -> Vec<Key> {
    AskRef::parse(&press.value).map(|about| keys(&about)).unwrap_or_default()
}

/// What anything about an ask needs to know.
pub fn keys(about: &AskRef) -> Vec<Key> {
    vec![asks::key(about), Key::Channel(about.channel.clone())]
}

/// The open ask a press is about, when who pressed may do something about it; else what to answer.
pub fn open<'a>(pressed: &Pressed<'_>, moment: &Moment<'a>) -> Result<(AskRef, &'a Ask), &'static Phrase> {
    let about = AskRef::parse(&pressed.press.value).ok_or(&OUT_OF_DATE)?;
    // the value comes back from outside: it may speak of the conversation it stands in only
    if pressed.press.channel.as_ref().is_some_and(|channel| *channel != about.channel) {
        return Err(&OUT_OF_DATE);
    }
    let ask = open_for(&pressed.press.user, &about, moment)?;
    Ok((about, ask))
}

/// The open ask of a message, when somebody may do something about it; else what to answer.
pub fn open_for<'a>(user: &UserId, about: &AskRef, moment: &Moment<'a>) -> Result<&'a Ask, &'static Phrase> {
    let ask = moment.ask(&about.channel, &about.ts).filter(|ask| !ask.is_deleted()).ok_or(&OUT_OF_DATE)?;
    match &ask.state {
        AskState::Withdrawn => Err(&WITHDRAWN),
        _ if ask.asker != *user && !ask.expects(user) => Err(&NOT_YOURS),
        AskState::Done { .. } => Err(&DONE_ALREADY),
        AskState::Open => Ok(ask),
    }
}
