//! *No reply needed*: nobody is expected to answer any more.

use super::{Action, Pressed, nudge};
use crate::app::Moment;
use crate::domain::nudge::NudgeState;
use crate::domain::text::Speech;
use crate::domain::window::Window;
use crate::domain::words::Phrase;
use crate::ports::Changes;

pub const ACTION: Action =
    Action { id: "nudge.no_reply", records: nudge::records, own: false, more: nudge::more, press };

const NOTED: Phrase =
    Phrase::en("no_reply.noted", "Noted: no reply needed. {who} will not find it among what they owe.");

fn press(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    let open = match nudge::open(pressed, moment) {
        Ok(open) => open,
        Err(say) => return Some(say),
    };
    let mut ask = open.ask(moment);
    ask.window = Window::NoReply;
    (ask.chosen, ask.explicit) = (true, true);
    ask.because.clear();
    for answerer in &mut ask.answerers {
        (answerer.due, answerer.held) = (None, None);
    }
    open.save(&pressed.inbound.team, ask, moment, changes);
    open.settle(NudgeState::NoReply, moment, changes);
    let people = open.people(moment);
    let who = nudge::names(people.iter().map(|(_, member, _)| *member), pressed.locale);
    nudge::replace(pressed, NOTED.fill(pressed.locale, &[("who", who)]), moment, changes);
    None
}
