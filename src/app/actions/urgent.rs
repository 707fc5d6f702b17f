//! What the buttons under an urgent word have in common: which ask they are about, and who may press them.

use super::{OUT_OF_DATE, Pressed, nudge, tag};
use crate::app::Moment;
use crate::domain::ask::{Ask, AskRef};
use crate::domain::inbound::Press;
use crate::domain::outgoing::Outgoing;
use crate::domain::record::Key;
use crate::domain::text::{Piece, Speech};
use crate::domain::words::Phrase;
use crate::ports::Changes;

/// What a button under an urgent word needs to know.
pub fn records(press: &Press) -> Vec<Key> {
    AskRef::parse(&press.value).map(|about| nudge::keys(&about)).unwrap_or_default()
}

/// The open ask a press is about, if who pressed is expected to answer it; else what to say.
pub fn open<'a>(pressed: &Pressed<'_>, moment: &Moment<'a>) -> Result<(AskRef, &'a Ask), &'static Phrase> {
    let about = AskRef::parse(&pressed.press.value).ok_or(&OUT_OF_DATE)?;
    let ask = tag::open_for(&pressed.press.user, &about, moment)?;
    if ask.expects(&pressed.press.user) { Ok((about, ask)) } else { Err(&tag::NOT_YOURS) }
}

/// Tells the asker by direct message.
pub fn tell_asker(
    pressed: &Pressed<'_>,
    ask: &Ask,
    phrase: &Phrase,
    moment: &Moment<'_>,
    changes: &mut Changes,
) {
    let who = ("who", Piece::Member(pressed.press.user.clone()));
    let say = phrase.fill(moment.locale(&ask.asker), &[who]);
    pressed.at_once(Outgoing::Tell { to: ask.asker.clone(), say }, "tell", moment, changes);
}

/// Puts what happened in the place of the urgent word.
pub fn replace(pressed: &Pressed<'_>, say: Speech, moment: &Moment<'_>, changes: &mut Changes) {
    nudge::replace(pressed, say, moment, changes);
}
