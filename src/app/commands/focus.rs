//! `focus`: a focus block for now, weekly ones, or what there is.

pub mod wish;

use self::wish::{Slip, Wish};
use super::{Command, Line, quoted};
use crate::app::{Moment, say};
use crate::domain::member::{Member, Publish, Spell};
use crate::domain::schedule;
use crate::domain::text::{Piece, Speech};
use crate::domain::words::Phrase;
use crate::domain::worktime::{self, words};
use crate::ports::Changes;

pub const COMMAND: Command = Command {
    word: "focus",
    usage: "[90m | until 14:00 | mon-fri 9-11 | off]",
    about: Phrase::en("focus.about", "unbroken time: now, every week, or off"),
    details: Phrase::en(
        "focus.details",
        "In focus you are left in peace, working hours do not count against you, and whoever pings you gets a private \
         note. For now: `focus 90m`, `focus until 14:00`, `focus today 14-16`. Every week: `focus mon-fri 9-11`, \
         `focus mon, wed 9-11:30, fri 13-15`, `focus sun-thu 23-1`; what you say takes the place of the blocks you \
         had. `focus off` ends the one for now; where none is on, it ends the weekly ones. `focus` alone shows them.",
    ),
    local: true,
    own: false,
    asks: false,
    mentions: false,
    run,
};

const NOW: Phrase = Phrase::en("focus.now", "You are in focus until {until}.");
const NEXT: Phrase = Phrase::en("focus.next", "Your next focus: {from} to {until}.");
const WEEKLY: Phrase = Phrase::en("focus.weekly", "Every week: {blocks}, {place} time.");
const NONE: Phrase = Phrase::en("focus.none", "You have no focus blocks.");
const HOW: Phrase =
    Phrase::en("focus.how", "To set one: `/async focus 90m`, `focus until 14:00` or `focus mon-fri 9-11`.");
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
const NOT_A_TIME: Phrase = Phrase::en(
    "focus.not_a_time",
    "“{word}” is no time I know, so nothing was changed. Try `/async focus 90m`, `focus until 14:00` or \
     `focus mon-fri 9-11`.",
);
const NOT_CLEAR: Phrase = Phrase::en(
    "focus.not_clear",
    "I could not read “{word}”, so nothing was changed. Try `/async focus 90m`, `focus until 14:00` or \
     `focus mon-fri 9-11`.",
);
const NO_HOURS: Phrase = Phrase::en(
    "focus.no_hours",
    "From when to when? Nothing was changed. Put the hours behind the days: `/async focus mon-fri 9-11`.",
);
const TOO_LONG: Phrase = Phrase::en(
    "focus.too_long",
    "That would last longer than a day's work, so nothing was changed. A focus block lasts 16 hours at most; to be \
     away longer, `/async time-off tomorrow`, and for an afternoon `/async focus until 5pm`.",
);
const PAST: Phrase = Phrase::en(
    "focus.past",
    "That moment is over already, so nothing was changed. Try `/async focus 90m` or `focus until 14:00`.",
);

fn run(line: &Line<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Speech {
    let mut member = line.member(moment);
    let wish = match wish::read(
        &line.words,
        moment.now,
        &line.zone(moment),
        &member.schedule(moment.charter).work,
    ) {
        Ok(wish) => wish,
        Err(slip) => return refuse(line, &slip),
    };
    let before = member.clone();
    let say = match wish {
        Wish::Show => return shown(line, &member, moment).line(HOW.say(line.locale)),
        Wish::Off => off(line, &mut member, moment),
        Wish::Spell { from, until } => {
            member.spell = Some(Spell { from, until });
            SAVED.say(line.locale).line(shown(line, &member, moment)).line(effect(&member).say(line.locale))
        }
        Wish::Weekly(week) => {
            member.focus = schedule::blocks(&week);
            SAVED.say(line.locale).line(shown(line, &member, moment)).line(effect(&member).say(line.locale))
        }
    };
    if member != before {
        line.save(member, moment, changes);
    }
    say
}

/// What is on now or comes next, and the weekly blocks.
fn shown(line: &Line<'_>, member: &Member, moment: &Moment<'_>) -> Speech {
    let schedule = member.schedule(moment.charter);
    let mut said = match worktime::focus_from(&schedule, moment.now) {
        None => NONE.say(line.locale),
        Some((from, until)) => {
            let until = ("until", say::moment(until, &schedule.zone));
            if from <= moment.now {
                line.say(&NOW, &[until])
            } else {
                line.say(&NEXT, &[("from", say::moment(from, &schedule.zone)), until])
            }
        }
    };
    if !member.focus.is_empty() {
        said = said.line(line.say(&WEEKLY, &weekly(member, moment)));
    }
    said
}

fn weekly(member: &Member, moment: &Moment<'_>) -> [(&'static str, Piece); 2] {
    let blocks = say::hours(&schedule::week_of(&member.focus));
    let place = words::city(&member.zone(moment.charter));
    [("blocks", Piece::Ours(blocks)), ("place", Piece::Ours(place))]
}

/// What focus does, which depends on how far somebody wants to be known.
fn effect(member: &Member) -> &'static Phrase {
    match member.publish {
        None | Some(Publish::Protect) => &PEACE,
        Some(Publish::Show | Publish::AnyTime) => &NO_NOTES,
    }
}

fn off(line: &Line<'_>, member: &mut Member, moment: &Moment<'_>) -> Speech {
    let spell = member.spell.take().filter(|spell| spell.until > moment.now);
    if let Some(spell) = spell {
        let was_on = spell.from <= moment.now;
        let said = (if was_on { &ENDED } else { &TAKEN_BACK }).say(line.locale);
        if member.focus.is_empty() {
            return said;
        }
        return said.line(line.say(&WEEKLY_STAY, &weekly(member, moment)));
    }
    if member.focus.is_empty() {
        return NOTHING_ON.say(line.locale);
    }
    let said = line.say(&WEEKLY_OFF, &weekly(member, moment));
    member.focus.clear();
    said
}

fn refuse(line: &Line<'_>, slip: &Slip) -> Speech {
    let (phrase, word) = match slip {
        Slip::NotATime(word) => (&NOT_A_TIME, word),
        Slip::NotClear(word) => (&NOT_CLEAR, word),
        Slip::NoHours => return NO_HOURS.say(line.locale),
        Slip::TooLong => return TOO_LONG.say(line.locale),
        Slip::Past => return PAST.say(line.locale),
    };
    line.say(phrase, &[("word", quoted(word))])
}

#[cfg(test)]
mod tests;
