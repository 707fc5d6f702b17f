//! *Why this window?* in the menu of a message: for tags that are a reaction, and for messages that have none. Whoever
//! uses it has the message before their eyes.

use super::{Action, OUT_OF_DATE, Pressed, nothing_more, why};
use crate::app::{Moment, asks};
use crate::domain::ask::AskRef;
use crate::domain::inbound::Press;
use crate::domain::record::Key;
use crate::domain::text::Speech;
use crate::ports::Changes;

pub const ACTION: Action = Action { id: "message.why", records, own: false, more: nothing_more, press };

/// The message it was used on. Slack says which; no value of ours has part in it.
fn about(press: &Press) -> Option<AskRef> {
    Some(AskRef { channel: press.channel.clone()?, ts: press.message.clone()? })
}

fn records(press: &Press) -> Vec<Key> {
    about(press).map(|about| asks::keys(&about)).unwrap_or_default()
}

fn press(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    // a button of ours can't carry this name: a shortcut has no value
    let Some(about) = about(pressed.press).filter(|_| pressed.press.value.is_empty()) else {
        return Some(OUT_OF_DATE.say(pressed.locale));
    };
    why::tell(pressed, about, None, Speech::default(), moment, changes);
    None
}
