//! Whom a reminder is for: oneself, a colleague who takes reminders, or a channel one is in.

use super::is_for;
use crate::app::Moment;
use crate::app::commands::line::Words;
use crate::app::commands::{Line, channels, people, say_name};
use crate::domain::ids::{ChannelId, UserId};
use crate::domain::inbound::Asked;
use crate::domain::member::Quiet;
use crate::domain::notice::Whom;
use crate::domain::outgoing::{Outgoing, Read};
use crate::domain::record::Key;
use crate::domain::text::{Piece, Speech};
use crate::domain::words::Phrase;

/// How many reminders of one person may wait for another, and for a channel.
const MOST_FOR_ONE: usize = 20;

const PICK: Phrase = Phrase::en(
    "remind.pick",
    "Whom do you mean? Pick them from Slack's list, so that their name turns blue: `/async remind @bo tomorrow 9am to …`. \
     Nothing was set.",
);
const NOBODY: Phrase = Phrase::en(
    "remind.nobody",
    "Nobody reads reminders there, so nothing was set. `/async remind me …` reminds you.",
);
const ELSEWHERE: Phrase = Phrase::en(
    "remind.elsewhere",
    "{who} is from another organisation, so nothing was set: `/async remind me tomorrow 9am to ask them` works.",
);
const STRANGER: Phrase = Phrase::en(
    "remind.stranger",
    "You can remind yourself only, so nothing was set: `/async remind me tomorrow 9am to …`.",
);
const TAKES_NONE: Phrase = Phrase::en(
    "remind.takes_none",
    "{who} takes no reminders from colleagues here at the moment, so nothing was set. \
     `/async remind me tomorrow 9am to ask them` works.",
);
const NOT_IN_IT: Phrase = Phrase::en(
    "remind.not_in_it",
    "Reminders in {channel} are for the people in it, and I have to be in it too, so nothing was set. \
     `/invite @unrush` brings me there.",
);
const NO_CHANNEL: Phrase = Phrase::en(
    "remind.no_channel",
    "This is no channel, so nothing was set. Type it there, or name one: `/async remind #launch tomorrow 9am …`.",
);
const ENOUGH: Phrase = Phrase::en(
    "remind.enough",
    "Twenty reminders of yours wait there already, so nothing was set. `/async reminders` lists them, \
     `/async reminders delete ID` makes room.",
);

/// Whom some words begin with.
enum Named {
    Me,
    Person(UserId),
    Channel(ChannelId),
    Here,
    /// A name Slack did not turn into somebody.
    Unclear,
}

fn named(words: &Words) -> (Named, usize) {
    let first = words.before(words.len().saturating_sub(1));
    match words.at(0) {
        "me" | "myself" => (Named::Me, 1),
        "us" | "here" | "everybody" | "everyone" => (Named::Here, 1),
        "this" if words.at(1) == "channel" => (Named::Here, 2),
        word if word.starts_with("<@") => {
            (people(&first).into_iter().next().map_or(Named::Unclear, Named::Person), 1)
        }
        word if word.starts_with("<#") => {
            (channels(&first).into_iter().next().map_or(Named::Unclear, Named::Channel), 1)
        }
        word if word.starts_with(['@', '#']) && word.len() > 1 => (Named::Unclear, 1),
        // "remind in 5m to sing"
        _ => (Named::Me, 0),
    }
}

/// The channel a line is for, if it is for one.
fn channel(named: &Named, here: &ChannelId) -> Option<ChannelId> {
    match named {
        Named::Channel(channel) => Some(channel.clone()),
        Named::Here => Some(here.clone()),
        _ => None,
    }
}

/// The records, and what has to be read in Slack, before a reminder for others can be set.
pub fn missing(words: &Words, asked: &Asked, moment: &Moment<'_>) -> (Vec<Key>, Vec<Read>) {
    let (named, _) = named(words);
    let channel = channel(&named, &asked.channel).filter(|channel| !channel.as_str().starts_with('D'));
    let key = match (&named, &channel) {
        (Named::Person(user), _) if *user != asked.user => Key::Member(user.clone()),
        (_, Some(channel)) => Key::Room(channel.clone()),
        _ => return (Vec::new(), Vec::new()),
    };
    if !moment.looked_up(&key) {
        return (vec![key], Vec::new());
    }
    let reads = match (named, channel) {
        (Named::Person(user), _) if !moment.knows(&user) && !user.is_slackbot() => {
            vec![Read::Person { user }]
        }
        (_, Some(channel)) if moment.group(&key).is_none() => vec![Read::Members { channel }],
        _ => Vec::new(),
    };
    (Vec::new(), reads)
}

/// Whom a line is for and the words after that, or why it can't be.
pub fn read(line: &Line<'_>, moment: &Moment<'_>) -> Result<(Whom, Words), Speech> {
    let (whom, used) = named(&line.words);
    let rest = line.words.after(used);
    let to = match whom {
        Named::Me => Whom::Member(line.user.clone()),
        Named::Person(who) if who == *line.user => Whom::Member(who),
        Named::Unclear => return Err(PICK.say(line.locale)),
        Named::Person(_) | Named::Channel(_) | Named::Here if line.is_guest(moment) => {
            return Err(STRANGER.say(line.locale));
        }
        Named::Person(who) => Whom::Member(takes(who, line, moment)?),
        Named::Here if line.private => return Err(NO_CHANNEL.say(line.locale)),
        Named::Here => Whom::Channel(shared(line.channel.clone(), line, moment)?),
        Named::Channel(channel) => Whom::Channel(shared(channel, line, moment)?),
    };
    Ok((to, rest))
}

/// A colleague, if they take reminders from who asks.
fn takes(user: UserId, line: &Line<'_>, moment: &Moment<'_>) -> Result<UserId, Speech> {
    let member = moment.member(&user);
    let profile = member.and_then(|member| member.profile.as_ref());
    let who = || [("who", say_name(&user, member))];
    if user.is_slackbot() || profile.is_none_or(|profile| profile.is_bot || profile.deleted) {
        return Err(NOBODY.say(line.locale));
    }
    if profile.is_some_and(|profile| profile.external) {
        return Err(line.say(&ELSEWHERE, &who()));
    }
    let takes_none = |member: &crate::domain::member::Member| {
        member.stopped.contains(line.user) || member.quiet == Some(Quiet::Always)
    };
    if member.is_some_and(takes_none) {
        return Err(line.say(&TAKES_NONE, &who()));
    }
    Ok(user)
}

/// A channel, if who asks is in it, and we are.
fn shared(channel: ChannelId, line: &Line<'_>, moment: &Moment<'_>) -> Result<ChannelId, Speech> {
    let room = moment.group(&Key::Room(channel.clone())).map(|room| &room.members);
    let typed_there = channel == *line.channel && !line.private;
    let is_in = room.is_some_and(|room| room.contains(line.user) || (typed_there && !room.is_empty()));
    let refusal = || line.say(&NOT_IN_IT, &[("channel", Piece::Channel(channel.clone()))]);
    if is_in { Ok(channel) } else { Err(refusal()) }
}

/// Whether as many wait there already as anybody can want.
pub fn too_many(to: &Whom, line: &Line<'_>, moment: &Moment<'_>) -> Option<Speech> {
    if matches!(to, Whom::Member(user) if user == line.user) {
        return None;
    }
    let there = moment.facts.owned.iter().filter(|delivery| match (&delivery.what, to) {
        (Outgoing::Notice(notice), Whom::Member(user)) => is_for(notice, user),
        (Outgoing::Notice(notice), to) => notice.to == *to,
        _ => false,
    });
    (there.count() >= MOST_FOR_ONE).then(|| ENOUGH.say(line.locale))
}

/// Whom it is for, in words; a name and not a mention, which would wake them.
pub fn named_as(to: &Whom, moment: &Moment<'_>) -> Piece {
    match to {
        Whom::Member(user) => say_name(user, moment.member(user)),
        Whom::Channel(channel) => Piece::Channel(channel.clone()),
    }
}
