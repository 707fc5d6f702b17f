//! Focus: for now, every week, or over.

use chrono::{DateTime, DurationRound, TimeDelta, Utc};

use super::Owner;
use crate::app::{Moment, say};
use crate::domain::member::{Member, Publish, Spell};
use crate::domain::schedule::{self, WorkWeek};
use crate::domain::text::{Piece, Speech};
use crate::domain::words::Phrase;
use crate::domain::worktime::{self, words};
use crate::ports::Changes;

/// Longest focus at a stretch; more is an absence.
const LONGEST: TimeDelta = TimeDelta::hours(16);

const NOW: Phrase = Phrase::en("focus.now", "You are in focus until {until}.");
const NEXT: Phrase = Phrase::en("focus.next", "Your next focus: {from} to {until}.");
const WEEKLY: Phrase = Phrase::en("focus.weekly", "Every week: {blocks}, {place} time.");
const NONE: Phrase = Phrase::en("focus.none", "You have no focus blocks.");
const SAVED: Phrase = Phrase::en("focus.saved", "Saved.");
const PEACE: Phrase = Phrase::en(
    "focus.peace",
    "Whoever pings you in focus gets a private note that says until when. `/async focus off` ends it.",
);
const NO_NOTES: Phrase = Phrase::en(
    "focus.no_notes",
    "Nobody gets a note about it, as you chose; `/async publish protect` changes that. `/async focus off` ends it.",
);
const ENDED: Phrase = Phrase::en("focus.ended", "Your focus is over.");
const TAKEN_BACK: Phrase = Phrase::en("focus.taken_back", "The focus you had planned is off.");
const WEEKLY_STAY: Phrase = Phrase::en(
    "focus.weekly_stay",
    "Your weekly blocks stay: {blocks}, {place} time. `/async focus off` once more ends these too.",
);
const WEEKLY_OFF: Phrase = Phrase::en(
    "focus.weekly_off",
    "Your weekly focus blocks are off. To have them again: `/async focus {blocks}`.",
);
const NOTHING_ON: Phrase =
    Phrase::en("focus.nothing_on", "No focus is on and none is planned, so nothing was changed.");

/// Why nobody is in focus at such a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    /// It is over.
    Past,
    /// It would last too long.
    TooLong,
}

/// A stretch of focus, to whole minutes: what is shown to the minute holds to the minute.
pub fn span(
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(DateTime<Utc>, DateTime<Utc>), Slip> {
    if until <= now || until <= from {
        return Err(Slip::Past);
    }
    let whole = until.duration_trunc(TimeDelta::minutes(1)).unwrap_or(until);
    let until = if whole < until { whole + TimeDelta::minutes(1) } else { whole };
    let is_long = until - from > LONGEST + TimeDelta::minutes(1);
    if is_long { Err(Slip::TooLong) } else { Ok((from, until)) }
}

/// Sets the block for now, or for one time to come.
pub fn spell(
    owner: &Owner<'_>,
    (from, until): (DateTime<Utc>, DateTime<Utc>),
    moment: &Moment<'_>,
    changes: &mut Changes,
) -> Speech {
    let member = Member { spell: Some(Spell { from, until }), ..owner.member(moment) };
    saved(owner, member, moment, changes)
}

/// Sets the weekly blocks; they take the place of those there were.
pub fn weekly(owner: &Owner<'_>, week: &WorkWeek, moment: &Moment<'_>, changes: &mut Changes) -> Speech {
    let member = Member { focus: schedule::blocks(week), ..owner.member(moment) };
    saved(owner, member, moment, changes)
}

fn saved(owner: &Owner<'_>, member: Member, moment: &Moment<'_>, changes: &mut Changes) -> Speech {
    let mut said = SAVED.say(owner.locale).line(shown(owner, &member, moment));
    if !member.focus.is_empty() || member.spell.is_some() {
        said = said.line(effect(&member).say(owner.locale));
    }
    owner.save(member, moment, changes);
    said
}

/// What is on now or comes next, and the weekly blocks.
pub fn shown(owner: &Owner<'_>, member: &Member, moment: &Moment<'_>) -> Speech {
    let schedule = member.schedule(moment.charter);
    let mut said = match worktime::focus_from(&schedule, moment.now) {
        None => NONE.say(owner.locale),
        Some((from, until)) => {
            let until = ("until", say::moment(until, &schedule.zone, owner.locale));
            if from <= moment.now {
                owner.say(&NOW, &[until])
            } else {
                owner.say(&NEXT, &[("from", say::moment(from, &schedule.zone, owner.locale)), until])
            }
        }
    };
    if !member.focus.is_empty() {
        said = said.line(owner.say(&WEEKLY, &blocks(owner, member, moment)));
    }
    said
}

fn blocks(owner: &Owner<'_>, member: &Member, moment: &Moment<'_>) -> [(&'static str, Piece); 2] {
    let week = say::hours(&schedule::week_of(&member.focus), owner.locale);
    let place = words::city(&member.zone(moment.charter));
    [("blocks", Piece::Ours(week)), ("place", Piece::Ours(place))]
}

/// What focus does, which depends on how far somebody wants to be known.
fn effect(member: &Member) -> &'static Phrase {
    match member.publish {
        None | Some(Publish::Protect) => &PEACE,
        Some(Publish::Show | Publish::AnyTime) => &NO_NOTES,
    }
}

/// Ends the block set for now or planned; where there is none, the weekly ones.
pub fn off(owner: &Owner<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Speech {
    let mut member = owner.member(moment);
    let spell = member.spell.take().filter(|spell| spell.until > moment.now);
    let said = match spell {
        None if member.focus.is_empty() => return NOTHING_ON.say(owner.locale),
        None => {
            let said = owner.say(&WEEKLY_OFF, &blocks(owner, &member, moment));
            member.focus.clear();
            said
        }
        Some(spell) => {
            let was_on = spell.from <= moment.now;
            let said = (if was_on { &ENDED } else { &TAKEN_BACK }).say(owner.locale);
            if member.focus.is_empty() {
                said
            } else {
                said.line(owner.say(&WEEKLY_STAY, &blocks(owner, &member, moment)))
            }
        }
    };
    owner.save(member, moment, changes);
    said
}

/// Ends the block set for now, and nothing else; `false` where none is on.
pub fn end_spell(owner: &Owner<'_>, moment: &Moment<'_>, changes: &mut Changes) -> bool {
    let mut member = owner.member(moment);
    let was_on = member.spell.take_if(|spell| spell.holds(moment.now)).is_some();
    owner.save(member, moment, changes);
    was_on
}
