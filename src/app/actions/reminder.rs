//! What the buttons of a reminder that came due have in common: its message says what became of it.

use super::Pressed;
use crate::app::Moment;
use crate::domain::inbound::Press;
use crate::domain::outgoing::Outgoing;
use crate::domain::record::Key;
use crate::domain::text::{Piece, Speech};
use crate::domain::words::Phrase;
use crate::ports::Changes;

/// Nothing but who pressed.
pub fn records(_: &Press) -> Vec<Key> {
    Vec::new()
}

/// Gives the message other words, or takes it away. `false` when the press does not say which message it stood in.
pub fn rewrite(
    pressed: &Pressed<'_>,
    say: Option<Speech>,
    moment: &Moment<'_>,
    changes: &mut Changes,
) -> bool {
    let (Some(channel), Some(ts)) = (pressed.press.channel.clone(), pressed.press.message.clone()) else {
        return false;
    };
    pressed.at_once(Outgoing::Rewrite { channel, ts, say }, "rewrite", moment, changes);
    true
}

/// A sentence about a reminder, with its words behind it where the message quotes them.
pub fn about(pressed: &Pressed<'_>, phrase: &Phrase, places: &[(&str, Piece)]) -> Speech {
    let said = phrase.fill(pressed.locale, places);
    match &pressed.press.quoted {
        Some(words) => said.then(Piece::Ours(" ".into())).then(Piece::Theirs(words.clone())),
        None => said,
    }
}
