//! *Was not urgent*: counted for the eyes of whoever sent it, and of nobody else.

use super::{Action, OUT_OF_DATE, Pressed, nudge, tag, urgent};
use crate::app::Moment;
use crate::domain::ask::AskRef;
use crate::domain::inbound::Press;
use crate::domain::nudge::{KEPT, Nudge};
use crate::domain::record::{Key, Record};
use crate::domain::text::Speech;
use crate::domain::words::Phrase;
use crate::ports::Changes;

pub const ACTION: Action =
    Action { id: "urgent.not_urgent", records: urgent::records, own: false, more, press };

const NOTED: Phrase =
    Phrase::en("urgent_not.noted", "Noted. Only the sender learns that it was said, and never by whom.");

/// Whoever sent it.
fn more(press: &Press, moment: &Moment<'_>) -> Vec<Key> {
    let about = AskRef::parse(&press.value);
    let nudge = about.and_then(|about| nudge::find(&about, moment));
    nudge.map(|nudge| Key::Member(nudge.asker.clone())).into_iter().collect()
}

#[expect(clippy::unnecessary_wraps, reason = "the list of buttons wants it so")]
fn press(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    let user = &pressed.press.user;
    let about = AskRef::parse(&pressed.press.value);
    let found = about.and_then(|about| Some((nudge::find(&about, moment)?, about)));
    let Some((known, about)) = found else { return Some(OUT_OF_DATE.say(pressed.locale)) };
    // who was told: those it is about, and those who stand in for them
    let ask = moment.ask(&about.channel, &about.ts);
    if known.asker == *user || !ask.is_some_and(|ask| ask.expects(user)) {
        return Some(tag::NOT_YOURS.say(pressed.locale));
    }
    if !known.not_urgent.contains(user) {
        let mut nudge: Nudge = known.clone();
        nudge.not_urgent.push(user.clone());
        let key = Key::Nudge(about.channel, about.ts);
        moment.put(changes, key, Record::Nudge(Box::new(nudge)), Some(moment.now + KEPT));
        let mut asker = moment.member(&known.asker).cloned().unwrap_or_default();
        asker.not_urgent += 1;
        moment.put(changes, Key::Member(known.asker.clone()), Record::Member(Box::new(asker)), None);
    }
    Some(NOTED.say(pressed.locale))
}
