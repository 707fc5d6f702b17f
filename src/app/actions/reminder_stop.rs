//! *No more from them* on a reminder somebody else set: none of theirs comes any more.

use super::{Action, OUT_OF_DATE, Pressed, nothing_more, reminder};
use crate::app::Moment;
use crate::domain::ids::UserId;
use crate::domain::record::{Key, Record};
use crate::domain::text::{Piece, Speech};
use crate::domain::words::Phrase;
use crate::ports::Changes;

pub const ACTION: Action =
    Action { id: "reminder.stop", records: reminder::records, own: false, more: nothing_more, press };

const STOPPED: Phrase = Phrase::en(
    "reminder.stopped",
    "You get no more reminders from {who}. `/async reminders allow @…` takes that back.",
);

#[expect(clippy::unnecessary_wraps, reason = "the form all actions have")]
fn press(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    let user = &pressed.press.user;
    let Some(by) = UserId::parse(&pressed.press.value).filter(|by| by != user) else {
        return Some(OUT_OF_DATE.say(pressed.locale));
    };
    let mut member = moment.member(user).cloned().unwrap_or_default();
    if member.stopped.len() < MOST && member.stopped.insert(by.clone()) {
        moment.put(changes, Key::Member(user.clone()), Record::Member(Box::new(member)), None);
    }
    Some(STOPPED.fill(pressed.locale, &[("who", Piece::Member(by))]))
}

/// More than anybody presses.
const MOST: usize = 1_000;
