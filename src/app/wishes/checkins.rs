//! Check-ins: the times at which somebody looks at their messages.

use chrono::NaiveTime;

use super::Owner;
use crate::app::{Moment, say};
use crate::domain::member::Member;
use crate::domain::text::{Piece, Speech};
use crate::domain::window::Window;
use crate::domain::words::Phrase;
use crate::domain::worktime::{self, words};
use crate::ports::Changes;

/// Most check-ins a day.
pub const MOST: usize = 12;

const OWN: Phrase = Phrase::en("checkins.own", "Your check-ins: {times}, {place} time.");
const TEAM: Phrase = Phrase::en("checkins.team", "Your check-ins: {times}, {place} time (your team's).");
const NONE: Phrase =
    Phrase::en("checkins.none", "You have no check-ins; the start of your working day stands for them.");
const NEXT_START: Phrase = Phrase::en("checkins.next_start", "That is {when}.");
const NEXT: Phrase = Phrase::en("checkins.next", "The next one is {when}.");
const OUTSIDE: Phrase = Phrase::en(
    "checkins.outside",
    "None of them lies in your working hours, so none counts. `/async hours` shows these.",
);
const SAVED: Phrase = Phrase::en("checkins.saved", "Saved.");

/// The times somebody wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Times {
    /// Their team's, whatever these are.
    Team,
    /// None, not even the team's.
    None,
    /// Their own, in order, at most [`MOST`].
    Own(Vec<NaiveTime>),
}

/// Sets the check-ins; tells which comes next.
pub fn set(owner: &Owner<'_>, times: Times, moment: &Moment<'_>, changes: &mut Changes) -> Speech {
    let (no_checkins, checkins) = match times {
        Times::Team => (false, Vec::new()),
        Times::None => (true, Vec::new()),
        Times::Own(times) => (false, times),
    };
    let member = Member { checkins, no_checkins, ..owner.member(moment) };
    let said = SAVED.say(owner.locale).line(shown(owner, &member, moment));
    owner.save(member, moment, changes);
    said
}

/// The times, whose they are, and which comes next.
pub fn shown(owner: &Owner<'_>, member: &Member, moment: &Moment<'_>) -> Speech {
    let schedule = member.schedule(moment.charter);
    if schedule.checkins.is_empty() {
        let none = NONE.say(owner.locale);
        // somebody without check-ins looks at messages when their working day begins
        return match worktime::due(&schedule, &Window::NextCheckIn, moment.now) {
            Some(next) => none
                .line(owner.say(&NEXT_START, &[("when", say::moment(next, &schedule.zone, owner.locale))])),
            None => none,
        };
    }
    let phrase = if member.checkins.is_empty() { &TEAM } else { &OWN };
    let times = ("times", Piece::Ours(say::times(&schedule.checkins, owner.locale)));
    let said = owner.say(phrase, &[times, ("place", Piece::Ours(words::city(&schedule.zone)))]);
    said.line(match worktime::due(&schedule, &Window::NextCheckIn, moment.now) {
        Some(next) => owner.say(&NEXT, &[("when", say::moment(next, &schedule.zone, owner.locale))]),
        None => OUTSIDE.say(owner.locale),
    })
}
