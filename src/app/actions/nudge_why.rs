//! *Why this?*: which rule spoke, on whose schedule it rests, what would have kept it silent, and how to switch it off;
//! then what was read in the message.

use super::{Action, Pressed, nudge, nudge_not_again, why};
use crate::app::{Moment, say};
use crate::domain::availability::{Availability, Reason};
use crate::domain::ids::UserId;
use crate::domain::member::Member;
use crate::domain::text::{Piece, Speech};
use crate::domain::words::{Locale, Phrase};
use crate::ports::Changes;

pub const ACTION: Action =
    Action { id: "nudge.why", records: nudge::records, own: false, more: nudge::more, press };

const PINGED: Phrase = Phrase::en(
    "why.pinged",
    "Your message mentions {who}. I speak up about {what}, when they or the team's charter ask for it.",
);
const FREE: Phrase = Phrase::en("why.free", "{who} is back by now.");
const OWN_FOCUS: Phrase =
    Phrase::en("why.own_focus", "It rests on the focus block {who} has set, until {when}.");
const OWN_HOURS: Phrase =
    Phrase::en("why.own_hours", "It rests on the working hours {who} has set: back {when}.");
const TEAM_HOURS: Phrase =
    Phrase::en("why.team_hours", "It rests on the team's working hours, in the zone of {who}: back {when}.");
const DND: Phrase =
    Phrase::en("why.dnd", "It rests on the do-not-disturb {who} has switched on in Slack, until {when}.");
const STATUS: Phrase = Phrase::en("why.status", "It rests on the status {who} has set in Slack.");
const TALKING: Phrase = Phrase::en("why.talking", "It rests on a conversation {who} is in.");
const TIME_OFF: Phrase =
    Phrase::en("why.time_off", "It rests on the time off {who} has entered: back {when}.");
const HOLIDAY: Phrase = Phrase::en("why.holiday", "It rests on a holiday where {who} is: back {when}.");
const CALENDAR: Phrase =
    Phrase::en("why.calendar", "It rests on the calendar {who} has connected: back {when}.");
const OFF: Phrase = Phrase::en(
    "why.off",
    "*Not again* switches this off for you, `/async quiet me` everything I say on my own, and `/async quiet #channel` all of it in a channel.",
);
const SILENT: Phrase = Phrase::en(
    "why.silent",
    "I keep silent about people who wrote here in the last {minutes} minutes or asked first, when you are off as well, where nothing is asked, and when it was said today. None of that held.",
);
const LATER: Phrase = Phrase::en("why.later", "later");

fn press(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    let open = match nudge::open(pressed, moment) {
        Ok(open) => open,
        Err(say) => return Some(say),
    };
    let first = explain(&open, pressed.locale, &pressed.press.user, moment);
    why::tell(pressed, open.about, open.nudge.thread.clone(), first, moment, changes);
    None
}

fn explain(open: &nudge::Open<'_>, locale: Locale, reader: &UserId, moment: &Moment<'_>) -> Speech {
    let people = open.people(moment);
    let who = ("who", nudge::names(people.iter().map(|(_, member, _)| *member).take(5), locale));
    let what = ("what", Piece::Ours(nudge_not_again::in_words(&open.nudge.rule, locale).to_owned()));
    let zone = moment.zone(reader);
    let mut said = PINGED.fill(locale, &[who, what]);
    // of a crowd nobody is named
    for (_, member, now) in people.iter().filter(|_| open.nudge.of == 0).take(5) {
        let when =
            now.until.map_or(Piece::Ours(LATER.text(locale).to_owned()), |at| say::moment(at, &zone, locale));
        let places = [("who", nudge::name(member, locale)), ("when", when)];
        said = said.line(basis(member, now).fill(locale, &places));
    }
    let lately = ("minutes", Piece::Ours(moment.charter.lately_minutes.to_string()));
    said.line(SILENT.fill(locale, &[lately])).line(OFF.say(locale))
}

fn basis(member: &Member, now: &Availability) -> &'static Phrase {
    match now.reason {
        None => &FREE,
        Some(Reason::Block | Reason::Spell) => &OWN_FOCUS,
        Some(Reason::Hours) if member.hours.is_some() => &OWN_HOURS,
        Some(Reason::Hours) => &TEAM_HOURS,
        Some(Reason::Dnd) => &DND,
        Some(Reason::Status) => &STATUS,
        Some(Reason::Huddle) => &TALKING,
        Some(Reason::TimeOff) => &TIME_OFF,
        Some(Reason::Holiday) => &HOLIDAY,
        Some(Reason::Calendar) => &CALENDAR,
    }
}
