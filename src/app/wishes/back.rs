//! Being back: what one is away for is over.

use super::Owner;
use crate::app::{Moment, say};
use crate::domain::feed::Kind;
use crate::domain::text::{Piece, Speech};
use crate::domain::words::Phrase;
use crate::domain::worktime;
use crate::ports::Changes;

const WELCOME: Phrase =
    Phrase::en("back.welcome", "Welcome back. Your time off ({range}) is over as of now.");
const FOCUS_OVER: Phrase = Phrase::en("back.focus_over", "Welcome back. Your focus is over.");
const CALENDAR_OVER: Phrase = Phrase::en(
    "back.calendar_over",
    "Welcome back. Your calendar says that you are away; until that is over I no longer heed it.",
);
const NOT_AWAY: Phrase = Phrase::en("back.not_away", "You are not away, so nothing was changed.");
const FREE: Phrase = Phrase::en("back.free", "You can be reached from now on.");
const REACHED: Phrase = Phrase::en("back.reached", "You can be reached from {when} on.");
const LATER: Phrase = Phrase::en("back.later", "Next you are away {range}.");

/// Ends the absence that is on, also one in the calendar, and a focus block set for now.
pub fn be(owner: &Owner<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Speech {
    let mut member = owner.member(moment);
    let zone = owner.zone(moment);
    let over = member.time_off.iter().find(|off| off.holds(moment.now, &zone)).cloned();
    // what is over of it was time off all the same: no day of it becomes a working day
    for off in member.time_off.iter_mut().filter(|off| off.holds(moment.now, &zone)) {
        off.until = zone.local(moment.now);
    }
    member.time_off.retain(|off| off.from < off.until);
    let was_away = member.slot_at(moment.now) == Some(Kind::Away);
    if was_away {
        member.back = Some(moment.now);
    }
    let had_focus = member.spell.take_if(|spell| spell.holds(moment.now)).is_some();
    let mut said = match &over {
        Some(off) => owner.say(&WELCOME, &[("range", Piece::Ours(say::absence(off, owner.locale)))]),
        None if was_away => CALENDAR_OVER.say(owner.locale),
        None if had_focus => FOCUS_OVER.say(owner.locale),
        None => NOT_AWAY.say(owner.locale),
    };
    let has_changed = over.is_some() || had_focus || was_away;
    if has_changed {
        let schedule = member.schedule(moment.charter);
        said = match worktime::answering_from(&schedule, moment.now, None) {
            Some(at) if at > moment.now => {
                said.line(owner.say(&REACHED, &[("when", say::moment(at, &zone, owner.locale))]))
            }
            Some(_) => said.line(FREE.say(owner.locale)),
            None => said,
        };
    }
    if let Some(next) = member.time_off.iter().find(|off| off.is_ahead(moment.now, &zone)) {
        said = said.line(owner.say(&LATER, &[("range", Piece::Ours(say::absence(next, owner.locale)))]));
    }
    if has_changed {
        owner.save(member, moment, changes);
    }
    said
}
