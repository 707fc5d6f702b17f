//! `when @ana`: what time it is for somebody, whether they can be reached, and how.
//!
//! What is told depends on what they publish. Where their zone is is no secret: Slack shows it in the profile.

use chrono::Datelike;

use super::{Command, Line, people, say_name};
use crate::app::{Moment, say};
use crate::domain::availability::{Availability, Kind, Reason};
use crate::domain::ids::UserId;
use crate::domain::member::{Member, Publish};
use crate::domain::text::{Piece, Speech};
use crate::domain::words::Phrase;
use crate::domain::worktime::{self, Zone, words};
use crate::ports::Changes;

pub const COMMAND: Command = Command {
    word: "when",
    usage: "@ana",
    about: Phrase::en("when.about", "somebody's local time, and when they can be reached"),
    details: Phrase::en(
        "when.details",
        "Ask before you write: `when @ana`, or several at once: `when @ana @bo`. What you learn is up to them: those who \
         protect themselves show whether and from when they can be reached, those who show their hours also why not \
         now, and of those who said nothing you see your team's hours in their time zone. People from other \
         organisations neither learn nor show anything.",
    ),
    local: true,
    own: false,
    asks: false,
    mentions: true,
    run,
};

const CLOCK: Phrase = Phrase::en("when.clock", "*{name}*: it is {clock} in {place}.");
const FREE: Phrase = Phrase::en("when.free", "Can be reached now.");
const FREE_UNTIL: Phrase = Phrase::en("when.free_until", "Can be reached now, until {theirs}.");
const ANY_TIME: Phrase = Phrase::en("when.any_time", "May be reached any time.");
const NOT_NOW: Phrase = Phrase::en("when.not_now", "Can be reached again {theirs}{yours}.");
const FOCUS: Phrase = Phrase::en("when.focus", "In focus until {theirs}{yours}.");
const OFF_HOURS: Phrase = Phrase::en("when.off_hours", "Off hours, back {theirs}{yours}.");
const TIME_OFF: Phrase = Phrase::en("when.time_off", "On time off, back {theirs}{yours}.");
const HOLIDAY: Phrase = Phrase::en("when.holiday", "On a public holiday, back {theirs}{yours}.");
const DND: Phrase = Phrase::en("when.dnd", "Not to be disturbed, back {theirs}{yours}.");
const TALKING: Phrase = Phrase::en("when.talking", "In a conversation.");
const AWAY: Phrase = Phrase::en("when.away", "Away; nobody knows until when.");
const YOURS: Phrase = Phrase::en("when.yours", " (your {when})");
const NO_HOURS: Phrase = Phrase::en("when.no_hours", "Not to be reached within the next 60 days.");
const COVER: Phrase = Phrase::en("when.cover", "{who} stands in.");
const TEAM_HOURS: Phrase =
    Phrase::en("when.team_hours", "They said nothing about their hours; I take your team's ({hours}).");
const HOW: Phrase = Phrase::en(
    "when.how",
    "If it can wait, write now and say by when, such as “by tomorrow 15:00”: it is counted in their hours. If not, \
     begin with `[urgent]`.",
);
const WHO: Phrase = Phrase::en(
    "when.who",
    "Whom do you mean? Pick them from Slack's list: `/async when @ana`, or several at once.",
);
const NOBODY: Phrase = Phrase::en("when.nobody", "*{name}* has no hours: nobody reads messages there.");
const ELSEWHERE: Phrase =
    Phrase::en("when.elsewhere", "*{name}* is from another organisation; I know no hours of theirs.");
const STRANGER: Phrase = Phrase::en("when.stranger", "I may tell hours to your own colleagues only.");
const YOURSELF: Phrase =
    Phrase::en("when.yourself", "That is you. `/async hours` and `/async focus` show yours.");

fn run(line: &Line<'_>, moment: &Moment<'_>, _: &mut Changes) -> Speech {
    if line.member(moment).profile.is_some_and(|profile| profile.external) {
        return STRANGER.say(line.locale);
    }
    let people = people(&line.words);
    if people.is_empty() {
        return WHO.say(line.locale);
    }
    let told: Vec<(Speech, bool)> = people.iter().map(|who| about(who, line, moment)).collect();
    let can_wait = told.iter().any(|(_, is_away)| *is_away);
    let said = told.into_iter().fold(Speech::default(), |said, (more, _)| said.line(more));
    if can_wait { said.line(HOW.say(line.locale)) } else { said }
}

/// What may be told about somebody, and whether they can't be reached now.
fn about(who: &UserId, line: &Line<'_>, moment: &Moment<'_>) -> (Speech, bool) {
    if who == line.user {
        return (YOURSELF.say(line.locale), false);
    }
    let member = moment.member(who).cloned().unwrap_or_default();
    let name = ("name", say_name(who, Some(&member)));
    let profile = member.profile.as_ref();
    if who.is_slackbot() || profile.is_some_and(|profile| profile.is_bot || profile.deleted) {
        return (line.say(&NOBODY, &[name]), false);
    }
    if profile.is_some_and(|profile| profile.external) {
        return (line.say(&ELSEWHERE, &[name]), false);
    }
    let zone = member.zone(moment.charter);
    let clock = ("clock", Piece::Ours(weekday_and_clock(&zone, line, moment)));
    let said = line.say(&CLOCK, &[name, clock, ("place", Piece::Ours(words::city(&zone)))]);
    let (told, is_away) = told(&member, &zone, line, moment);
    (said.then(Piece::Ours(" ".into())).and(told), is_away)
}

/// What the clock shows somewhere: "Thu 14:20".
fn weekday_and_clock(zone: &Zone, line: &Line<'_>, moment: &Moment<'_>) -> String {
    let local = zone.local(moment.now);
    format!("{} {}", words::weekday(local.date().weekday(), line.locale), local.format("%H:%M"))
}

/// What they publish.
fn told(member: &Member, zone: &Zone, line: &Line<'_>, moment: &Moment<'_>) -> (Speech, bool) {
    let now = Availability::of(member, moment.charter, moment.now);
    match member.publish {
        Some(Publish::AnyTime) => (ANY_TIME.say(line.locale), false),
        Some(Publish::Show) => (openly(&now, member, zone, line, moment), !now.is_free()),
        Some(Publish::Protect) => (discreetly(&now, zone, line, moment), !now.is_free()),
        // a focus block somebody sets, hours and time off they told us: these speak for them, as little as can be
        None if now.in_focus || member.hours.is_some() || now.kind == Kind::TimeOff => {
            (discreetly(&now, zone, line, moment), !now.is_free())
        }
        None => {
            let newcomer = Member { profile: member.profile.clone(), ..Member::default() };
            let now = Availability::of(&newcomer, moment.charter, moment.now);
            let hours = ("hours", Piece::Ours(say::hours(&moment.charter.hours, line.locale)));
            let said = discreetly(&now, zone, line, moment).then(Piece::Ours(" ".into()));
            (said.and(line.say(&TEAM_HOURS, &[hours])), !now.is_free())
        }
    }
}

/// Whether and from when, not why.
fn discreetly(now: &Availability, zone: &Zone, line: &Line<'_>, moment: &Moment<'_>) -> Speech {
    if now.until.is_none() && now.reason == Some(Reason::Status) {
        return AWAY.say(line.locale);
    }
    let phrase = if now.is_free() { &FREE } else { &NOT_NOW };
    covered(until(phrase, now, zone, line, moment), now, line)
}

/// Also why not, and how long it will be so.
fn openly(now: &Availability, member: &Member, zone: &Zone, line: &Line<'_>, moment: &Moment<'_>) -> Speech {
    let phrase = match (now.kind, now.reason) {
        (Kind::Free, _) => {
            let schedule = member.schedule(moment.charter);
            let end = worktime::answering_until(&schedule, moment.now, member.undisturbed());
            return match end {
                Some(end) => line.say(&FREE_UNTIL, &[("theirs", theirs(end, zone, line, moment))]),
                None => FREE.say(line.locale),
            };
        }
        (Kind::Focus, Some(Reason::Dnd)) => &DND,
        (Kind::Focus, Some(Reason::Huddle)) => return TALKING.say(line.locale),
        (Kind::TimeOff, _) if now.until.is_none() && now.reason == Some(Reason::Status) => {
            return AWAY.say(line.locale);
        }
        (Kind::Focus, _) => &FOCUS,
        (Kind::OffHours, _) => &OFF_HOURS,
        (Kind::TimeOff, _) => &TIME_OFF,
        (Kind::Holiday, _) => &HOLIDAY,
    };
    covered(until(phrase, now, zone, line, moment), now, line)
}

fn covered(said: Speech, now: &Availability, line: &Line<'_>) -> Speech {
    match &now.cover {
        Some(who) => {
            said.then(Piece::Ours(" ".into())).and(line.say(&COVER, &[("who", Piece::Member(who.clone()))]))
        }
        None => said,
    }
}

fn until(phrase: &Phrase, now: &Availability, zone: &Zone, line: &Line<'_>, moment: &Moment<'_>) -> Speech {
    let Some(until) = now.until else { return NO_HOURS.say(line.locale) };
    let own = line.zone(moment);
    // both clocks, unless they show the same
    let yours = if own.local(until) == zone.local(until) {
        String::new()
    } else {
        YOURS.words(line.locale, &[("when", &*words::day_and_time(until, &own, moment.now, line.locale))])
    };
    line.say(phrase, &[("theirs", theirs(until, zone, line, moment)), ("yours", Piece::Ours(yours))])
}

/// A moment on somebody's own clock, written out: a date token would be read on the reader's.
fn theirs(at: chrono::DateTime<chrono::Utc>, zone: &Zone, line: &Line<'_>, moment: &Moment<'_>) -> Piece {
    Piece::Ours(words::day_and_time(at, zone, moment.now, line.locale))
}

#[cfg(test)]
mod tests;
