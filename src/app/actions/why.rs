//! *Why this?*: the courier reads the message once more, and tells who pressed what was understood, by which words.

use super::Pressed;
use crate::app::Moment;
use crate::domain::ask::{Ask, AskRef};
use crate::domain::ids::{Ts, UserId};
use crate::domain::outgoing::{Outgoing, Why};
use crate::domain::text::Speech;
use crate::ports::Changes;

/// Has it told, after what is to be said first.
pub fn tell(
    pressed: &Pressed<'_>,
    about: AskRef,
    thread: Option<Ts>,
    first: Speech,
    moment: &Moment<'_>,
    changes: &mut Changes,
) {
    let AskRef { channel, ts } = about;
    let (to, respond) = (pressed.press.user.clone(), pressed.press.respond.clone());
    pressed.at_once(Outgoing::Why(Why { channel, ts, thread, to, respond, first }), "why", moment, changes);
}

/// Whether an ask is somebody's: theirs, or to them.
pub fn is_concerned(user: &UserId, ask: &Ask) -> bool {
    ask.asker == *user || ask.expects(user)
}
