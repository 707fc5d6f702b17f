//! `time-off`: when somebody is away, and who stands in.

pub(super) mod range;

use chrono::NaiveDateTime;

use self::range::Slip;
use super::line::Words;
use super::{Command, Line, people, quoted};
use crate::app::wishes::time_off;
use crate::app::{Moment, say};
use crate::domain::ids::UserId;
use crate::domain::member::{Member, TimeOff};
use crate::domain::text::{Piece, Speech};
use crate::domain::words::Phrase;
use crate::domain::worktime::words;
use crate::ports::Changes;

pub const COMMAND: Command = Command {
    word: "time-off",
    usage: "[24 Dec - 2 Jan cover @bo]",
    about: Phrase::en("time_off.about", "when you are away, and who stands in"),
    details: Phrase::en(
        "time_off.details",
        "Nothing is expected of you then, and nobody's deadline falls into it. The last day is one you are away too. \
         Each of these works: `time-off 24 Dec - 2 Jan cover @bo`, `time-off tomorrow`, `time-off mon to wed`, \
         `time-off until friday`, `time-off fri from 13:00`, `time-off today 14-17`. `time-off` alone lists what is \
         planned, `time-off cancel 1` takes one back, `time-off cancel all` all of them, and `back` ends the one that \
         is on.",
    ),
    local: true,
    own: false,
    asks: false,
    mentions: true,
    run,
};

const LISTED: Phrase = Phrase::en("time_off.listed", "Your time off, {place} time:");
const ROW: Phrase = Phrase::en("time_off.row", "{n}. {range}");
const ROW_COVERED: Phrase = Phrase::en("time_off.row_covered", "{n}. {range}, {who} stands in");
const NONE: Phrase = Phrase::en("time_off.none", "You have no time off planned.");
const HOW: Phrase = Phrase::en("time_off.how", "To plan some: `/async time-off 24 Dec - 2 Jan cover @bo`.");
const HOW_CANCEL: Phrase = Phrase::en("time_off.how_cancel", "To take one back: `/async time-off cancel 1`.");
const CANCELLED: Phrase = Phrase::en("time_off.cancelled", "Taken back: {range}.");
const ALL_CANCELLED: Phrase = Phrase::en("time_off.all_cancelled", "All your time off is taken back ({n}).");
const WHICH: Phrase = Phrase::en(
    "time_off.which",
    "Which one? Nothing was changed. Type its number, such as `/async time-off cancel 1`, or `/async time-off cancel all`.",
);
const NOT_CLEAR: Phrase = Phrase::en(
    "time_off.not_clear",
    "I could not read “{word}”, so nothing was changed. Type it like `/async time-off 24 Dec - 2 Jan cover @bo` or \
     `/async time-off tomorrow`.",
);
const NOT_A_DATE: Phrase = Phrase::en(
    "time_off.not_a_date",
    "No calendar has such a day, so nothing was changed. Type it like `/async time-off 24 Dec - 2 Jan`.",
);
const TWO_DATES: Phrase = Phrase::en(
    "time_off.two_dates",
    "With a slash I can't tell day and month apart, so nothing was changed. Type it like `/async time-off 24 Dec - 2 Jan`.",
);
const BACKWARDS: Phrase = Phrase::en(
    "time_off.backwards",
    "That ends before it begins, so nothing was changed. Type it like `/async time-off 24 Dec - 2 Jan`.",
);
const PAST: Phrase = Phrase::en(
    "time_off.past",
    "That is over already, so nothing was changed. Type it like `/async time-off 24 Dec - 2 Jan`.",
);
const TOO_LONG: Phrase = Phrase::en(
    "time_off.too_long",
    "That is more than a year, so nothing was changed. Type it like `/async time-off 24 Dec - 2 Jan`.",
);
const TOO_FAR: Phrase = Phrase::en(
    "time_off.too_far",
    "That is more than five years ahead, so nothing was changed. Type it like `/async time-off 24 Dec - 2 Jan`.",
);
const TOO_MANY: Phrase = Phrase::en(
    "time_off.too_many",
    "You have fifty absences planned, which is as many as I keep, so nothing was changed. `/async time-off cancel 1` \
     makes room.",
);
const COVER_WHO: Phrase = Phrase::en(
    "time_off.cover_who",
    "Who stands in? Nothing was changed. Name one colleague: `/async time-off 24 Dec - 2 Jan cover @bo`.",
);

fn run(line: &Line<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Speech {
    let mut member = line.member(moment);
    let zone = line.zone(moment);
    let now = zone.local(moment.now);
    // what is over is shown no more
    let (mut over, ahead): (Vec<_>, Vec<_>) =
        member.time_off.into_iter().partition(|off| off.is_over(moment.now, &zone));
    over.retain(|off| now - off.until < time_off::REMEMBERED);
    member.time_off = ahead;
    match line.words.at(0) {
        "" | "show" | "list" => return listed(line, &member, moment),
        "cancel" | "delete" | "remove" => return cancel(line, member, over, moment, changes),
        _ => {}
    }
    let wanted = match understood(line, now) {
        Ok(wanted) => wanted,
        Err(refusal) => return refusal,
    };
    let planned = time_off::plan(&line.owner(), &wanted, None, moment, changes);
    planned.unwrap_or_else(|slip| refused(line, slip))
}

/// The absence a line names, or what to say where it names none.
fn understood(line: &Line<'_>, now: NaiveDateTime) -> Result<TimeOff, Speech> {
    let (words, cover) = cover(&line.words);
    let cover = match cover {
        Some(who) if who.len() == 1 => who.into_iter().next(),
        Some(_) => return Err(COVER_WHO.say(line.locale)),
        None => None,
    };
    match range::read(&words, now) {
        Ok((from, until)) => Ok(TimeOff { from, until, cover }),
        Err(slip) => Err(refusal(line, &slip)),
    }
}

/// Parts the days from who stands in: `cover @bo`, `covered by @bo`, `@bo covers`. `Some` of nobody where a cover is
/// announced and not named.
fn cover(words: &Words) -> (Words, Option<Vec<UserId>>) {
    let marks = |word: &str| {
        matches!(word, "cover" | "covers" | "covered" | "covering" | "with" | "by" | "backup" | "delegate")
    };
    let first = (0..words.len()).find(|at| {
        let word = words.at(*at);
        word.starts_with("<@") || word.starts_with('@') || (marks(word) && word != "by" && word != "with")
    });
    let Some(first) = first else { return (words.clone(), None) };
    // "with @bo", "by @bo"
    let first = if first > 0 && marks(words.at(first - 1)) { first - 1 } else { first };
    let rest = words.after(first);
    let known = |word: &str| {
        marks(word) || matches!(word, ":" | "is" | "for" | "me" | "in" | "stands") || word.starts_with("<@")
    };
    let after: Vec<usize> = (0..rest.len()).filter(|at| !known(rest.at(*at))).collect();
    let who = people(&rest);
    // days behind the name: "cover @bo 24 dec - 2 jan"
    if first == 0 && !after.is_empty() && !who.is_empty() {
        return (rest.after(after[0]), Some(who));
    }
    (words.before(words.len() - first), if after.is_empty() { Some(who) } else { Some(Vec::new()) })
}

fn listed(line: &Line<'_>, member: &Member, moment: &Moment<'_>) -> Speech {
    if member.time_off.is_empty() {
        return NONE.say(line.locale).line(HOW.say(line.locale));
    }
    let place = ("place", Piece::Ours(words::city(&member.zone(moment.charter))));
    let rows = member.time_off.iter().enumerate().map(|(at, off)| {
        let places = [
            ("n", Piece::Ours((at + 1).to_string())),
            ("range", Piece::Ours(say::absence(off, line.locale))),
        ];
        match &off.cover {
            None => line.say(&ROW, &places),
            Some(who) => {
                let [n, range] = places;
                line.say(&ROW_COVERED, &[n, range, ("who", Piece::Member(who.clone()))])
            }
        }
    });
    rows.fold(line.say(&LISTED, &[place]), Speech::line).line(HOW_CANCEL.say(line.locale))
}

fn cancel(
    line: &Line<'_>,
    mut member: Member,
    over: Vec<TimeOff>,
    moment: &Moment<'_>,
    changes: &mut Changes,
) -> Speech {
    let count = member.time_off.len();
    let said = match (line.words.at(1).trim_start_matches('#'), count) {
        (_, 0) => return NONE.say(line.locale),
        ("all" | "everything", _) if line.words.len() == 2 => {
            member.time_off.clear();
            line.say(&ALL_CANCELLED, &[("n", Piece::Ours(count.to_string()))])
        }
        (which, _) => {
            let number = if which.is_empty() && count == 1 {
                Some(1)
            } else {
                which.trim_end_matches('.').parse().ok()
            };
            let at = number
                .and_then(|n: usize| n.checked_sub(1))
                .filter(|at| *at < count && line.words.len() <= 2);
            let Some(at) = at else { return WHICH.say(line.locale).line(listed(line, &member, moment)) };
            let off = member.time_off.remove(at);
            line.say(&CANCELLED, &[("range", Piece::Ours(say::absence(&off, line.locale)))])
        }
    };
    member.time_off.splice(..0, over);
    line.save(member, moment, changes);
    said
}

fn refusal(line: &Line<'_>, slip: &Slip) -> Speech {
    match slip {
        Slip::NotClear(word) => line.say(&NOT_CLEAR, &[("word", quoted(word))]),
        Slip::NotADate => NOT_A_DATE.say(line.locale),
        Slip::TwoDates => TWO_DATES.say(line.locale),
        Slip::Unfit(slip) => refused(line, *slip),
    }
}

fn refused(line: &Line<'_>, slip: time_off::Slip) -> Speech {
    let phrase = match slip {
        time_off::Slip::Backwards => &BACKWARDS,
        time_off::Slip::Past => &PAST,
        time_off::Slip::TooLong => &TOO_LONG,
        time_off::Slip::TooFar => &TOO_FAR,
        time_off::Slip::TooMany => &TOO_MANY,
        time_off::Slip::Cover => &COVER_WHO,
    };
    phrase.say(line.locale)
}

#[cfg(test)]
mod tests;
