//! *Reopen* in the list of one's asks: what came next was taken for the answer, and was none.

use super::{Action, OUT_OF_DATE, Pressed, nothing_more, tag, why};
use crate::app::{Moment, asks};
use crate::domain::ask::{Ask, AskRef, AskState};
use crate::domain::text::Speech;
use crate::domain::words::Phrase;
use crate::ports::Changes;

pub const ACTION: Action =
    Action { id: "asks.reopen", records: tag::records, own: false, more: nothing_more, press };

const REOPENED: Phrase = Phrase::en("asks.reopened", "It is open again.");
const OPEN_ALREADY: Phrase = Phrase::en("asks.open_already", "It is open already.");

#[expect(clippy::unnecessary_wraps, reason = "an action may have nothing to say")]
fn press(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    let said = match closed(pressed, moment) {
        Err(phrase) => phrase,
        Ok((about, ask)) => {
            let mut ask = ask.clone();
            ask.reopen(&pressed.press.user);
            asks::change(&pressed.inbound.team, &about, ask, moment, changes);
            &REOPENED
        }
    };
    Some(said.say(pressed.locale))
}

/// The ask a press is about, if it ended quietly; else what to say.
fn closed<'a>(pressed: &Pressed<'_>, moment: &Moment<'a>) -> Result<(AskRef, &'a Ask), &'static Phrase> {
    let about = AskRef::parse(&pressed.press.value).ok_or(&OUT_OF_DATE)?;
    let ask = moment.ask(&about.channel, &about.ts).filter(|ask| !ask.is_deleted()).ok_or(&OUT_OF_DATE)?;
    match &ask.state {
        AskState::Withdrawn => Err(&tag::WITHDRAWN),
        _ if !why::is_concerned(&pressed.press.user, ask) => Err(&tag::NOT_YOURS),
        AskState::Open => Err(&OPEN_ALREADY),
        // somebody ended it on purpose
        AskState::Done { .. } if !ask.quiet => Err(&tag::DONE_ALREADY),
        AskState::Done { .. } => Ok((about, ask)),
    }
}
