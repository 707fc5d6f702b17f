//! `focus`: a focus block for now, weekly ones, or what there is.

pub mod wish;

use self::wish::{Slip, Wish};
use super::{Command, Line, quoted};
use crate::app::Moment;
use crate::app::wishes::focus;
use crate::domain::text::Speech;
use crate::domain::words::Phrase;
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

const HOW: Phrase =
    Phrase::en("focus.how", "To set one: `/async focus 90m`, `focus until 14:00` or `focus mon-fri 9-11`.");
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
    let member = line.member(moment);
    let wish = match wish::read(
        &line.words,
        moment.now,
        &line.zone(moment),
        &member.schedule(moment.charter).work,
    ) {
        Ok(wish) => wish,
        Err(slip) => return refuse(line, &slip),
    };
    let owner = line.owner();
    match wish {
        Wish::Show => focus::shown(&owner, &member, moment).line(HOW.say(line.locale)),
        Wish::Off => focus::off(&owner, moment, changes),
        Wish::Spell { from, until } => focus::spell(&owner, (from, until), moment, changes),
        Wish::Weekly(week) => focus::weekly(&owner, &week, moment, changes),
    }
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
