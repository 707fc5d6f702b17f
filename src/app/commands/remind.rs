//! `remind me WHEN WHAT`: sets a reminder for oneself.

use chrono::{DateTime, Utc};

use super::line::Words;
use super::when::{self, Found, Slip};
use super::{Command, Line, paced};
use crate::app::{Moment, say};
use crate::domain::ids::{DeliveryId, TeamId};
use crate::domain::outgoing::{Delivery, Lane, Outgoing, Progress, Reminder};
use crate::domain::text::{Piece, PrivateText, Speech};
use crate::domain::words::Phrase;
use crate::ports::Changes;

pub const COMMAND: Command = Command {
    word: "remind",
    usage: "me WHEN WHAT",
    about: Phrase::en("remind.about", "remind you of something at a moment you choose"),
    details: Phrase::en(
        "remind.details",
        "WHEN is on your own clock, and may also stand at the end: `in 10 minutes`, `at 15:00`, `tomorrow 9am`, \
         `thursday 3pm`, `24 Dec 10:00`.\nFor example `/async remind me tomorrow 9am to call the bank`.",
    ),
    local: true,
    own: true,
    run,
};

/// How many characters a reminder may have.
const LONGEST: usize = 3_000;
/// How many reminders one person may have waiting.
pub const MOST: usize = 1_000;

const SET: Phrase = Phrase::en("remind.set", "I'll remind you {when}. (`{id}`, {place} time)");
const NO_TIME: Phrase = Phrase::en(
    "remind.no_time",
    "I could not find a time in that. Say when, then what: `/async remind me in 10 minutes to stretch`, or \
     `/async remind me tomorrow 9am to call the bank`.",
);
const NO_TEXT: Phrase = Phrase::en(
    "remind.no_text",
    "What should I remind you of? Say when, then what: `/async remind me in 10 minutes to stretch`.",
);
const OTHERS: Phrase = Phrase::en(
    "remind.others",
    "I can only remind you yourself for now: `/async remind me tomorrow 9am to ask Bo`.",
);
const TOO_LONG: Phrase = Phrase::en(
    "remind.too_long",
    "That is longer than I can keep. A reminder may have 3,000 characters; a link to the long text works well.",
);
const TOO_MANY: Phrase = Phrase::en(
    "remind.too_many",
    "You have 1,000 reminders waiting, which is as many as I keep for one person. `/async reminders` lists them, \
     `/async reminders delete ID` makes room.",
);
const TOO_FAST: Phrase = Phrase::en(
    "remind.too_fast",
    "That were 30 new reminders within a minute. I did not set this one; please try again in a minute.",
);
const PAST: Phrase = Phrase::en(
    "remind.past",
    "That moment is over already, so nothing was set. Try `in 10 minutes`, `at 15:00` or `tomorrow 9am`.",
);
const TOO_FAR: Phrase = Phrase::en("remind.too_far", "I plan at most five years ahead. Nothing was set.");
const NOT_A_CLOCK: Phrase = Phrase::en(
    "remind.not_a_clock",
    "No clock shows that time, so nothing was set. Write it as `15:00` or `3pm`.",
);
const NOT_A_DATE: Phrase = Phrase::en(
    "remind.not_a_date",
    "No calendar has that day, so nothing was set. Write it as `24 Dec` or `2027-12-24`.",
);
const TWO_DATES: Phrase = Phrase::en(
    "remind.two_dates",
    "With a slash I can't tell day and month apart, so nothing was set. Write it as `24 Dec` or `2027-12-24`.",
);
const SHORT_ZONE: Phrase = Phrase::en(
    "remind.short_zone",
    "Short zone names mean different things to different people, so nothing was set. Leave the zone out for your \
     own clock, or write `UTC` or a place such as `Europe/Berlin`.",
);

fn run(line: &Line<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Speech {
    let words = match line.words.at(0) {
        "me" => line.words.after(1),
        other if other.starts_with(['@', '#']) || other.starts_with("<@") || other.starts_with("<#") => {
            return OTHERS.say(line.locale);
        }
        _ => line.words.clone(),
    };
    match understood(&words, line, moment) {
        Ok((at, text)) => set(at, text, line, moment, changes),
        Err(phrase) => phrase.say(line.locale),
    }
}

/// The moment and the text of a line, or what is wrong with it.
fn understood(
    words: &Words,
    line: &Line<'_>,
    moment: &Moment<'_>,
) -> Result<(DateTime<Utc>, String), &'static Phrase> {
    if words.is_empty() {
        return Err(&NO_TEXT);
    }
    let zone = line.zone(moment);
    let (Found { at, used }, from) = when::at_start(words, moment.now, &zone)
        .map(|found| (found, found.used))
        .or_else(|| when::at_end(words, moment.now, &zone).map(|found| (found, 0)))
        .ok_or(&NO_TIME)?;
    let at = at.map_err(slip)?;
    let to = if from == 0 { words.len() - used } else { words.len() };
    let text = text(words, from, to);
    match text.chars().count() {
        0 => Err(&NO_TEXT),
        n if n > LONGEST => Err(&TOO_LONG),
        _ => Ok((at, text)),
    }
}

/// What to remind of, exactly as written, without the word that only leads up to it and quotes around all of it.
fn text(words: &Words, from: usize, to: usize) -> String {
    let leads = matches!(words.at(from), "to" | "that" | "about" | ":" | "-" | "--" | "," | "=");
    let text = words.written(from + usize::from(leads), to);
    let text = text.trim_end_matches([',', ':']).trim_end();
    let inner = [('"', '"'), ('“', '”'), ('„', '“'), ('«', '»'), ('\'', '\''), ('‘', '’')]
        .iter()
        .find_map(|(open, close)| text.strip_prefix(*open)?.strip_suffix(*close))
        .filter(|inner| !inner.contains(['"', '“', '”']));
    inner.unwrap_or(text).to_owned()
}

fn slip(slip: Slip) -> &'static Phrase {
    match slip {
        Slip::Past => &PAST,
        Slip::TooFar => &TOO_FAR,
        Slip::NotAClock => &NOT_A_CLOCK,
        Slip::NotADate => &NOT_A_DATE,
        Slip::TwoDates => &TWO_DATES,
        Slip::ShortZone => &SHORT_ZONE,
    }
}

fn set(
    at: DateTime<Utc>,
    text: String,
    line: &Line<'_>,
    moment: &Moment<'_>,
    changes: &mut Changes,
) -> Speech {
    if moment.facts.owned.len() >= MOST {
        return TOO_MANY.say(line.locale);
    }
    let mut member = line.member(moment);
    if !paced(&mut member, moment.now) {
        return TOO_FAST.say(line.locale);
    }
    line.save(member, moment, changes);
    let id = line.seen.short_name();
    let zone = line.zone(moment);
    let said = line.say(
        &SET,
        &[
            ("when", say::moment(at, &zone)),
            ("id", Piece::Ours(id.clone())),
            ("place", Piece::Ours(say::place(&zone))),
        ],
    );
    let (to, by) = (line.user.clone(), line.user.clone());
    let text = PrivateText::new(text);
    let reminder = Reminder { id, to, by, text, nominal: at, snoozed: false };
    changes.deliver.push(delivery(line.team, reminder, at));
    said
}

/// A reminder as it waits for its moment.
pub fn delivery(team: &TeamId, reminder: Reminder, due: DateTime<Utc>) -> Delivery {
    Delivery {
        id: DeliveryId::reminder(team, &reminder.id, reminder.nominal),
        team: team.clone(),
        due,
        lane: Lane::Normal,
        owner: Some(reminder.to.clone()),
        what: Outgoing::Reminder(reminder),
        progress: Progress::default(),
    }
}
