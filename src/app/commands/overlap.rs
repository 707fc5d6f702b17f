//! `overlap @ana @bo 30m`: when all of some people can answer, in everybody's own time, and their day as blocks.
//!
//! Whose hours are drawn is up to them; those of everybody are counted. With somebody who keeps theirs to themselves only
//! the next time is told, so that nobody can be mapped by asking on and on.

mod drawing;
mod picture;
mod wish;

use chrono::{DateTime, TimeDelta, Utc};

use self::wish::Wish;
use super::line::Words;
use super::{Command, Line, mentioned, people, say_name};
use crate::app::{Moment, Outcome, deliver, say};
use crate::domain::availability::{self, Availability, Kind};
use crate::domain::ids::{ChannelId, DeliveryId, GroupId, UserId};
use crate::domain::inbound::Asked;
use crate::domain::member::{Member, Publish};
use crate::domain::outgoing::{Lane, Outgoing, Picture, Read};
use crate::domain::record::Key;
use crate::domain::text::{Piece, Speech};
use crate::domain::words::Phrase;
use crate::domain::worktime::overlap::{Attendee, Compromise, Stretch, Toll, least_bad, next_free, overlap};
use crate::domain::worktime::{Zone, words};
use crate::ports::Changes;

pub const COMMAND: Command = Command {
    word: "overlap",
    usage: "@ana @bo 30m",
    about: Phrase::en("overlap.about", "when you can all answer or talk, in everybody's own time"),
    details: Phrase::en(
        "overlap.details",
        "`overlap @ana @bo 30m`, also with user groups, and with `today`, `tomorrow`, `this week`, `next week` or a weekday. \
         Without names it is about the people of this channel. Time off, holidays, focus and do-not-disturb count. If you \
         share no working time I name the least unfair, never at night. Only the hours of those who show theirs are drawn; of those who \
         said nothing your team's hours are.",
    ),
    local: true,
    own: false,
    asks: false,
    mentions: false,
    run,
};

/// Most people, whoever asks included: more rows than that nobody reads on a phone.
const MOST: usize = 8;
/// How many times are offered.
const OFFERED: usize = 3;
/// Nothing begins at odd minutes when it can begin at a quarter.
const QUARTER: i64 = 15 * 60;

const STRANGER: Phrase = Phrase::en("overlap.stranger", "I may tell hours to your own colleagues only.");
const WHO: Phrase =
    Phrase::en("overlap.who", "Who shall meet? Pick them from Slack's list: `/async overlap @ana @bo 30m`.");
const TOO_MANY: Phrase = Phrase::en(
    "overlap.too_many",
    "That is too many for one picture. Name up to seven people besides yourself.",
);
const HEAD: Phrase = Phrase::en("overlap.head", "*{length} in which you all can answer:*");
const FREE: Phrase = Phrase::en("overlap.free", "• {when}, until {until}");
const NOTHING: Phrase = Phrase::en("overlap.nothing", "*No {length} {within} in which you all can answer.*");
const NEXT: Phrase = Phrase::en("overlap.next", "The next is {when}");
const NEVER: Phrase = Phrase::en("overlap.never", "*You share no {length} of working time.*");
const LEAST: Phrase = Phrase::en("overlap.least", "The least unfair is {when}");
const NO_LEAST: Phrase =
    Phrase::en("overlap.no_least", "Nor is there one at the edges of your days: better write than meet.");
const THEIRS: Phrase = Phrase::en("overlap.theirs", " · {who} {theirs} in {place}");
const EARLY: Phrase = Phrase::en("overlap.early", "For {who} it is {much} before the day begins.");
const LATE: Phrase = Phrase::en("overlap.late", "For {who} it is {much} after the day ends.");
const YOU: Phrase = Phrase::en("overlap.you", "you");
const HIDDEN: Phrase = Phrase::en("overlap.hidden", "Not shown: {who}. Their time is counted all the same.");
const LEFT_OUT: Phrase = Phrase::en("overlap.left_out", "Not counted: {who}. I know no hours there.");

/// What has to be known first: who is meant, and when they can answer.
pub(super) fn missing(words: &Words, asked: &Asked, moment: &Moment<'_>) -> Option<Outcome> {
    let (groups, room) = places(words, &asked.channel);
    let mut keys: Vec<Key> = groups.iter().cloned().map(Key::Group).collect();
    keys.extend(room.clone().map(Key::Room));
    let unknown = |key: &Key| !moment.looked_up(key);
    if keys.iter().any(unknown) {
        return Some(Outcome::LoadMore(keys.into_iter().filter(unknown).collect()));
    }
    let guests = guests(words, asked, moment);
    let members: Vec<Key> = guests.iter().take(MOST).cloned().map(Key::Member).filter(unknown).collect();
    if !members.is_empty() {
        return Some(Outcome::LoadMore(members));
    }
    let groups = groups.into_iter().map(|group| (Key::Group(group.clone()), Read::Group { group }));
    let room = room.map(|channel| (Key::Room(channel.clone()), Read::Members { channel }));
    let of_places = groups.chain(room).filter(|(key, _)| moment.group(key).is_none()).map(|(_, read)| read);
    let mut reads: Vec<Read> = of_places.collect();
    for user in guests.iter().take(MOST) {
        reads.extend(availability::stale(user, moment.member(user), moment.now));
    }
    (!reads.is_empty()).then_some(Outcome::ReadFirst(reads))
}

/// The groups a line mentions, and the channel whose people are meant when it mentions nobody.
fn places(words: &Words, channel: &ChannelId) -> (Vec<GroupId>, Option<ChannelId>) {
    let groups = mentioned(words, "<!subteam^", GroupId::parse);
    let is_open = people(words).is_empty() && groups.is_empty() && !channel.as_str().starts_with('D');
    (groups, is_open.then(|| channel.clone()))
}

/// Whoever asks, and everybody who is meant, each once.
fn guests(words: &Words, asked: &Asked, moment: &Moment<'_>) -> Vec<UserId> {
    all(words, &asked.user, &asked.channel, moment)
}

fn all(words: &Words, user: &UserId, channel: &ChannelId, moment: &Moment<'_>) -> Vec<UserId> {
    let (groups, room) = places(words, channel);
    let keys = groups.into_iter().map(Key::Group).chain(room.map(Key::Room));
    let members = keys.filter_map(|key| moment.group(&key)).flat_map(|group| group.members.clone());
    let mut guests = vec![user.clone()];
    for user in people(words).into_iter().chain(members) {
        let is_bot =
            moment.member(&user).and_then(|member| member.profile.as_ref()).is_some_and(|p| p.is_bot);
        // a channel's bots, ours among them, come to no meeting
        if !guests.contains(&user) && !is_bot {
            guests.push(user);
        }
    }
    guests
}

/// Somebody who is asked to meet.
struct Guest {
    name: Piece,
    is_reader: bool,
    zone: Zone,
    /// When they can answer.
    time: Attendee,
    /// What others may see of it.
    shown: Option<Attendee>,
}

fn run(line: &Line<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Speech {
    if line.member(moment).profile.is_some_and(|profile| profile.external) {
        return STRANGER.say(line.locale);
    }
    let wish = match wish::read(&line.words, &line.zone(moment), line.locale, moment) {
        Ok(wish) => wish,
        Err(slip) => return slip.say(line.locale),
    };
    let everybody = all(&line.words, line.user, line.channel, moment);
    if everybody.len() < 2 {
        return WHO.say(line.locale);
    }
    if everybody.len() > MOST {
        return TOO_MANY.say(line.locale);
    }
    let (guests, left_out) = invite(&everybody, line, moment);
    let Offer { mut said, day } = match guests.as_slice() {
        [] | [_] => Offer { said: WHO.say(line.locale), day: None },
        guests => offer(guests, &wish, line, moment),
    };
    if let Some((at, proposed)) = day {
        said = said.and(shown_day(at, &proposed, &guests, line, moment, changes));
    }
    let hidden: Vec<Piece> =
        guests.iter().filter(|one| one.shown.is_none()).map(|one| one.name.clone()).collect();
    for (phrase, names) in [(&HIDDEN, hidden), (&LEFT_OUT, left_out)] {
        if !names.is_empty() {
            said = said.line(listed(phrase, names, line));
        }
    }
    said
}

/// Those whose hours we know, and the names of the others.
fn invite(everybody: &[UserId], line: &Line<'_>, moment: &Moment<'_>) -> (Vec<Guest>, Vec<Piece>) {
    let (mut guests, mut left_out) = (Vec::new(), Vec::new());
    for user in everybody {
        let member = moment.member(user).cloned().unwrap_or_default();
        let name = say_name(user, Some(&member));
        let is_outside = member.profile.as_ref().is_some_and(|p| p.external || p.deleted || p.is_bot);
        if is_outside || user.is_slackbot() {
            left_out.push(name);
            continue;
        }
        let time = attendee(&member, moment);
        let is_reader = user == line.user;
        let shown = if is_reader { Some(time.clone()) } else { shown(&member, moment) };
        guests.push(Guest { name, is_reader, zone: member.zone(moment.charter), time, shown });
    }
    (guests, left_out)
}

fn attendee(member: &Member, moment: &Moment<'_>) -> Attendee {
    Attendee { schedule: member.schedule(moment.charter), except: member.undisturbed().collect() }
}

/// What somebody lets others see: their hours if they say so, and the team's where they said nothing at all.
fn shown(member: &Member, moment: &Moment<'_>) -> Option<Attendee> {
    match member.publish {
        Some(Publish::Show | Publish::AnyTime) => Some(attendee(member, moment)),
        Some(Publish::Protect) => None,
        None => {
            let now = Availability::of(member, moment.charter, moment.now);
            let says_something = now.in_focus
                || member.hours.is_some()
                || !member.focus.is_empty()
                || !member.time_off.is_empty()
                || now.kind == Kind::TimeOff;
            let newcomer = Member { profile: member.profile.clone(), ..Member::default() };
            (!says_something).then(|| attendee(&newcomer, moment))
        }
    }
}

/// What is said, and the day that is shown with it: one on which a moment lies, and what is proposed.
struct Offer {
    said: Speech,
    day: Option<(DateTime<Utc>, Vec<Stretch>)>,
}

/// The next times, or the least unfair one.
fn offer(guests: &[Guest], wish: &Wish, line: &Line<'_>, moment: &Moment<'_>) -> Offer {
    let people: Vec<Attendee> = guests.iter().map(|guest| guest.time.clone()).collect();
    let is_open = guests.iter().all(|guest| guest.shown.is_some());
    let length = ("length", Piece::Ours(wish::in_words(wish.length, line.locale)));
    let within = ("within", Piece::Ours(wish.name.clone()));
    let free: Vec<Stretch> = overlap(&people, wish.within)
        .into_iter()
        .map(|(from, until)| (rounded(from), until))
        .filter(|(from, until)| *until - *from >= wish.length)
        .take(if is_open { OFFERED } else { 1 })
        .collect();
    if let Some((first, _)) = free.first() {
        let said = line.say(&HEAD, &[length]);
        let said = free.iter().fold(said, |said, at| said.line(told(&FREE, *at, guests, line, moment)));
        let proposed = free.iter().map(|(from, _)| (*from, *from + wish.length)).collect();
        return Offer { said, day: Some((*first, proposed)) };
    }
    if let Some(from) = next_free(&people, wish.length, rounded(moment.now)) {
        let said = line.say(&NOTHING, &[length, within]);
        let said = said.line(told(&NEXT, (from, from + wish.length), guests, line, moment));
        return Offer { said, day: Some((from, vec![(from, from + wish.length)])) };
    }
    let said = line.say(&NEVER, &[length]);
    let near = (rounded(wish.within.0), wish.within.1);
    match least_bad(&people, wish.length, near).filter(|_| is_open) {
        Some(least) => {
            let from = least.at.0;
            let said = said.line(told(&LEAST, least.at, guests, line, moment));
            Offer { said: said.and(paid(&least, guests, line)), day: Some((from, vec![least.at])) }
        }
        None if is_open => {
            Offer { said: said.line(NO_LEAST.say(line.locale)), day: Some((moment.now, Vec::new())) }
        }
        None => Offer { said, day: None },
    }
}

/// A time on the reader's clock and on those of the others, where they show something else.
fn told(
    phrase: &Phrase,
    (from, until): Stretch,
    guests: &[Guest],
    line: &Line<'_>,
    moment: &Moment<'_>,
) -> Speech {
    let here = line.zone(moment);
    let places =
        [("when", say::moment(from, &here, line.locale)), ("until", say::moment(until, &here, line.locale))];
    let mut said = line.say(phrase, &places);
    for guest in guests.iter().filter(|guest| guest.zone.local(from) != here.local(from)) {
        let theirs = words::day_and_time(from, &guest.zone, moment.now, line.locale);
        let place = Piece::Ours(words::city(&guest.zone));
        let places = [("who", guest.name.clone()), ("theirs", Piece::Ours(theirs)), ("place", place)];
        said = said.and(line.say(&THEIRS, &places));
    }
    said
}

/// Whose early and whose late it is.
fn paid(least: &Compromise, guests: &[Guest], line: &Line<'_>) -> Speech {
    let mut said = Speech::default();
    for (guest, Toll { early, late }) in guests.iter().zip(&least.tolls) {
        for (phrase, much) in [(&EARLY, *early), (&LATE, *late)] {
            if much > TimeDelta::zero() {
                let you = || Piece::Ours(YOU.text(line.locale).to_owned());
                let who = if guest.is_reader { you() } else { guest.name.clone() };
                let much = Piece::Ours(wish::in_words(much, line.locale));
                let told = line.say(phrase, &[("who", who), ("much", much)]);
                said = said.then(Piece::Ours("\n".into())).and(told);
            }
        }
    }
    said
}

/// The day as text, or nothing where a picture of it follows: the words do not wait for that.
fn shown_day(
    at: DateTime<Utc>,
    proposed: &[Stretch],
    guests: &[Guest],
    line: &Line<'_>,
    moment: &Moment<'_>,
    changes: &mut Changes,
) -> Speech {
    let instead = drawn(at, guests, line, moment);
    // a direct message would stay, and its picture with it
    let Some(respond) = line.respond.filter(|_| moment.may_upload) else {
        return Speech::ours("\n").and(instead);
    };
    let rows: Vec<picture::Shown<'_>> = guests
        .iter()
        .filter_map(|guest| Some((guest.name.clone(), &guest.zone, guest.shown.as_ref()?)))
        .collect();
    let is_whole = rows.len() == guests.len();
    let day = picture::day(at, &line.zone(moment), &rows, is_whole, proposed, line.locale);
    let what = Picture { respond: respond.clone(), asked: moment.now, day, instead };
    let id = DeliveryId::answer(line.seen, "picture");
    let what = Outgoing::Picture(Box::new(what));
    changes.deliver.push(deliver(line.team, id, moment.now, Lane::Fast, what));
    Speech::default()
}

fn drawn(at: DateTime<Utc>, guests: &[Guest], line: &Line<'_>, moment: &Moment<'_>) -> Speech {
    let rows: Vec<(Piece, &Attendee)> =
        guests.iter().filter_map(|guest| Some((guest.name.clone(), guest.shown.as_ref()?))).collect();
    let is_whole = rows.len() == guests.len();
    drawing::day(at, &line.zone(moment), &rows, is_whole, line.locale)
}

fn listed(phrase: &Phrase, names: Vec<Piece>, line: &Line<'_>) -> Speech {
    let text = phrase.text(line.locale);
    let (before, after) = text.split_once("{who}").unwrap_or((text, ""));
    let mut said = Speech::ours(before);
    for (nth, name) in names.into_iter().enumerate() {
        if nth > 0 {
            said = said.then(Piece::Ours(", ".into()));
        }
        said = said.then(name);
    }
    said.then(Piece::Ours(after.to_owned()))
}

/// The next quarter of an hour, unless it is one.
fn rounded(at: DateTime<Utc>) -> DateTime<Utc> {
    let over = at.timestamp().rem_euclid(QUARTER);
    let whole = at - TimeDelta::seconds(over) - TimeDelta::nanoseconds(at.timestamp_subsec_nanos().into());
    if whole == at { at } else { whole + TimeDelta::seconds(QUARTER) }
}

#[cfg(test)]
mod tests;
