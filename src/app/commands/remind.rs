//! `remind me|@bo|#channel WHEN WHAT`: sets a reminder, once or again and again.

mod whom;

use chrono::{DateTime, Utc};

pub use self::whom::{missing, named_as};
use super::line::Words;
use super::when::Slip;
use super::when::every::{self, Said};
use super::when::wider::{self, Ear};
use super::{Command, Line, paced};
use crate::app::{Moment, say};
use crate::domain::ids::{DeliveryId, TeamId, UserId};
use crate::domain::notice::{Notice, Times, Whom};
use crate::domain::outgoing::{Delivery, Lane, Outgoing, Progress, Reminder};
use crate::domain::schedule::Schedule;
use crate::domain::text::{Piece, PrivateText, Speech};
use crate::domain::words::Phrase;
use crate::domain::worktime::words;
use crate::ports::Changes;

pub const COMMAND: Command = Command {
    word: "remind",
    usage: "me | @bo | #channel WHEN WHAT",
    about: Phrase::en("remind.about", "remind you or others at a moment you choose, once or again and again"),
    details: Phrase::en(
        "remind.details",
        "WHEN is on your own clock, and may also stand at the end: `in 10 minutes`, `at 15:00`, `tomorrow 9am`, \
         `thursday 3pm`, `24 Dec 10:00`; again and again: `every weekday 9:00`, `every monday and thursday 14:00`, \
         `every 2 weeks on friday`, `on the 31st of every month`, `every working day at 9`, `every year on 29 Feb`. \
         What I read in messages I read here too, in their languages: `end of day`, `a week from friday`, `17:00 Lagos time`.\n\
         For example `/async remind me tomorrow 9am to call the bank`. `remind @bo …` is read on Bo's clock and waits \
         until Bo is there; `remind #channel …` (or `remind us …`) is for everybody in it.",
    ),
    local: true,
    own: true,
    asks: false,
    mentions: false,
    run,
};

/// How many characters a reminder may have.
const LONGEST: usize = 3_000;
/// How many reminders one person may have waiting.
pub const MOST: usize = 1_000;

const SET: Phrase = Phrase::en("remind.set", "I'll remind you {when}. (`{id}`, {place} time)");
const SET_EVERY: Phrase =
    Phrase::en("remind.set_every", "I'll remind you {rule}, next {when}. (`{id}`, {place} time)");
const SET_OTHER: Phrase = Phrase::en(
    "remind.set_other",
    "I'll remind {who} {when}, or as soon as they are there after that. (`{id}`, their {place} time)",
);
const SET_OTHER_EVERY: Phrase = Phrase::en(
    "remind.set_other_every",
    "I'll remind {who} {rule}, next {when}, or as soon as they are there after that. (`{id}`, their {place} time)",
);
const SET_THERE: Phrase =
    Phrase::en("remind.set_there", "I'll remind everybody in {who} {when}. (`{id}`, {place} time)");
const SET_THERE_EVERY: Phrase = Phrase::en(
    "remind.set_there_every",
    "I'll remind everybody in {who} {rule}, next {when}. (`{id}`, {place} time)",
);
const NO_TIME: Phrase = Phrase::en(
    "remind.no_time",
    "I could not find a time in that. Say when, then what: `/async remind me in 10 minutes to stretch`, \
     `/async remind me tomorrow 9am to call the bank`, or `/async remind me every weekday 9:00 to stand up`.",
);
const NO_TEXT: Phrase = Phrase::en(
    "remind.no_text",
    "What should I remind you of? Say when, then what: `/async remind me in 10 minutes to stretch`.",
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
const TOO_OFTEN: Phrase = Phrase::en(
    "remind.too_often",
    "I remind once a day at most, so nothing was set. Try `every day at 9`, or several of them: `every day at 15`.",
);
const NEVER: Phrase = Phrase::en(
    "remind.never",
    "That day never comes, as far as I can see, so nothing was set. `/async hours` shows which days are working days.",
);

fn run(line: &Line<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Speech {
    let (to, rest) = match whom::read(line, moment) {
        Ok(found) => found,
        Err(refusal) => return refusal,
    };
    let days = days(&to, line, moment);
    match understood(&rest, &ear(line, &days, moment)) {
        Ok((when, text)) => set(Wish { to, when, text }, &days, line, moment, changes),
        Err(phrase) => phrase.say(line.locale),
    }
}

/// A reminder as it was wished for.
struct Wish {
    to: Whom,
    when: Times,
    text: String,
}

/// On whose clock, and by whose working days, a reminder is read: its reader's, for a channel its author's.
pub fn days(to: &Whom, line: &Line<'_>, moment: &Moment<'_>) -> Schedule {
    match to {
        Whom::Member(user) => moment.schedule(user),
        Whom::Channel(_) => moment.schedule(line.user),
    }
}

/// How the moment of a reminder is read: in its author's language, on the clock and by the days it is for.
pub fn ear<'a>(line: &Line<'_>, days: &'a Schedule, moment: &'a Moment<'_>) -> Ear<'a> {
    Ear { now: moment.now, days, locale: line.locale, charter: moment.charter }
}

/// The moment or rule and the text of a line, or what is wrong with it.
fn understood(words: &Words, ear: &Ear<'_>) -> Result<(Times, String), &'static Phrase> {
    if words.is_empty() {
        return Err(&NO_TEXT);
    }
    let (when, text) = changed(words, ear)?;
    Ok((when.ok_or(&NO_TIME)?, text.ok_or(&NO_TEXT)?))
}

/// The moment or rule and the text in some words, as far as they name them, or what is wrong with them.
pub fn changed(words: &Words, ear: &Ear<'_>) -> Result<(Option<Times>, Option<String>), &'static Phrase> {
    let Ear { days, now, .. } = *ear;
    let (when, from, to) = if let Some((said, from, to)) = recurring(words) {
        let rule = said.and_then(|said| said.rule(days, now)).map_err(slip)?;
        rule.next(days, now).ok_or(&NEVER)?;
        (Some(Times::Every(rule)), from, to)
    } else {
        let found = wider::find(words, ear);
        let (from, to) = match found {
            Some(place) if place.from == 0 => (place.to, words.len()),
            Some(place) => (0, place.from),
            None => (0, words.len()),
        };
        (found.map(|place| place.at.map(Times::Once)).transpose().map_err(slip)?, from, to)
    };
    let text = text(words, from, to);
    match text.chars().count() {
        0 => Ok((when, None)),
        n if n > LONGEST => Err(&TOO_LONG),
        _ => Ok((when, Some(text))),
    }
}

/// A rule at either end of a line, and between which words the text stands. Its time may stand at the other end:
/// "every monday to call Bo at 9".
fn recurring(words: &Words) -> Option<(Result<Said, Slip>, usize, usize)> {
    if let Some(found) = every::at_start(words) {
        let rest = words.after(found.used);
        let other =
            found.said.as_ref().ok().filter(|said| said.time.is_none()).and(every::time_at_end(&rest));
        return Some(match other {
            Some((time, used)) => (found.said.and_then(|said| said.at(time)), found.used, words.len() - used),
            None => (found.said, found.used, words.len()),
        });
    }
    let found = every::at_end(words)?;
    let to = words.len() - found.used;
    let rest = words.before(found.used);
    let other = found.said.as_ref().ok().filter(|said| said.time.is_none()).and(every::time_at_start(&rest));
    Some(match other {
        Some((time, used)) if used < to => (found.said.and_then(|said| said.at(time)), used, to),
        _ => (found.said, 0, to),
    })
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
        Slip::TooOften => &TOO_OFTEN,
    }
}

fn set(wish: Wish, days: &Schedule, line: &Line<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Speech {
    if moment.facts.owned.len() >= MOST {
        return TOO_MANY.say(line.locale);
    }
    if let Some(refusal) = whom::too_many(&wish.to, line, moment) {
        return refusal;
    }
    let mut member = line.member(moment);
    if !paced(&mut member, moment.now) {
        return TOO_FAST.say(line.locale);
    }
    member.recurs |= matches!(wish.when, Times::Every(_));
    line.save(member, moment, changes);
    let id = line.seen.short_name();
    let notice = Notice {
        id,
        by: line.user.clone(),
        to: wish.to,
        text: PrivateText::new(wish.text),
        when: wish.when,
        since: moment.now,
        fired: None,
    };
    let said = confirmed(&notice, days, line, moment);
    changes.deliver.push(waiting(line.team, notice, days, moment.now));
    said
}

/// Says when a reminder will come, so that a misunderstanding shows at once.
pub fn confirmed(notice: &Notice, days: &Schedule, line: &Line<'_>, moment: &Moment<'_>) -> Speech {
    let zone = match &notice.when {
        Times::Every(rule) => rule.zone.as_ref().unwrap_or(&days.zone),
        Times::Once(_) => &days.zone,
    };
    let recurs = matches!(notice.when, Times::Every(_));
    let phrase = match &notice.to {
        Whom::Channel(_) => [&SET_THERE, &SET_THERE_EVERY],
        Whom::Member(_) if notice.is_own() => [&SET, &SET_EVERY],
        Whom::Member(_) => [&SET_OTHER, &SET_OTHER_EVERY],
    }[usize::from(recurs)];
    let next = notice.next(days, moment.now).map_or(moment.now, |firing| firing.at);
    let mut places = vec![
        ("when", say::moment(next, zone, line.locale)),
        ("id", Piece::Ours(notice.id.clone())),
        ("place", Piece::Ours(words::city(zone))),
        ("who", whom::named_as(&notice.to, moment)),
    ];
    if let Times::Every(rule) = &notice.when {
        places.push(("rule", Piece::Ours(say::rule(rule, line.locale))));
    }
    line.say(phrase, &places)
}

/// A reminder as it waits. One's own for one moment is kept in its brief form.
pub fn waiting(team: &TeamId, notice: Notice, days: &Schedule, now: DateTime<Utc>) -> Delivery {
    match notice {
        Notice { when: Times::Once(at), to: Whom::Member(to), by, id, text, .. } if to == by => {
            delivery(team, Reminder { id, to, by, text, nominal: at, snoozed: false }, at)
        }
        notice => Delivery {
            id: DeliveryId::notice(team, &notice.id),
            team: team.clone(),
            due: notice.look(days, now),
            lane: Lane::Normal,
            owner: Some(notice.by.clone()),
            what: Outgoing::Notice(Box::new(notice)),
            progress: Progress::default(),
        },
    }
}

/// A reminder for one moment as it waits for it.
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

/// Whether a notice is for this other person.
fn is_for(notice: &Notice, user: &UserId) -> bool {
    matches!(&notice.to, Whom::Member(to) if to == user)
}

#[cfg(test)]
mod tests;
