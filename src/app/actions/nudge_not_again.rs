//! *Not again*: this rule says nothing more to this asker.

use super::{Action, Pressed, nudge};
use crate::app::Moment;
use crate::domain::nudge::{NudgeState, name_of_rule};
use crate::domain::text::{Piece, Speech};
use crate::domain::words::{Locale, Phrase};
use crate::ports::Changes;

pub const ACTION: Action =
    Action { id: "nudge.not_again", records: nudge::records, own: false, more: nudge::more, press };

const SILENCED: Phrase = Phrase::en(
    "not_again.silenced",
    "I won't bring this up again: {what}. `/async quiet off` brings it back.",
);

const FOCUS: Phrase = Phrase::en("not_again.focus", "pings to people in focus");
const OFF_HOURS: Phrase = Phrase::en("not_again.off_hours", "pings to people outside their working hours");
const AWAY: Phrase = Phrase::en("not_again.away", "pings to people who are away");
const GROUP: Phrase = Phrase::en("not_again.group", "pings to groups with people who are not there");
const EVERYONE: Phrase = Phrase::en("not_again.everyone", "pings to a whole channel");
const CALL: Phrase = Phrase::en("not_again.call", "calls with people who are not there");
const OVER: Phrase = Phrase::en("not_again.over", "asks that were not answered in time");

fn press(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    let open = match nudge::open(pressed, moment) {
        Ok(open) => open,
        Err(say) => return Some(say),
    };
    open.settle(NudgeState::Dismissed, moment, changes);
    let what = Piece::Ours(in_words(&open.nudge.rule, pressed.locale).to_owned());
    nudge::replace(pressed, SILENCED.fill(pressed.locale, &[("what", what)]), moment, changes);
    None
}

/// What a rule is about.
pub fn in_words(rule: &str, locale: Locale) -> &'static str {
    let phrase = match rule {
        name_of_rule::OFF_HOURS => &OFF_HOURS,
        name_of_rule::AWAY => &AWAY,
        name_of_rule::GROUP => &GROUP,
        name_of_rule::EVERYONE => &EVERYONE,
        name_of_rule::CALL => &CALL,
        name_of_rule::OVER => &OVER,
        _ => &FOCUS,
    };
    phrase.text(locale)
}
