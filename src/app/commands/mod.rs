//! The words after `/async`: one file each, listed here.
//!
//! Help is generated from the list, and words written to the bot in a direct message are read the same way.

mod asks;
mod back;
mod calendar;
mod channel;
pub(super) mod checkins;
#[cfg(test)]
mod clock_change_tests;
mod digest;
mod export;
pub(super) mod focus;
mod forget;
mod help;
mod holidays;
pub(super) mod hours;
pub(super) mod line;
mod overlap;
mod privacy;
mod publish;
mod quiet;
mod reach;
mod remind;
mod reminders;
mod time_off;
pub(super) mod when;
mod zone;

use chrono::{DateTime, TimeDelta, Utc};

use self::line::Words;
pub use self::remind::{MOST as MOST_REMINDERS, delivery as reminder_delivery};
use super::decide::is_second_look;
use super::wishes::Owner;
use super::{Moment, Outcome, deliver};
use crate::domain::availability;
use crate::domain::ids::{ChannelId, DeliveryId, SeenKey, TeamId, UserId};
use crate::domain::inbound::{Asked, Inbound};
use crate::domain::member::Member;
use crate::domain::outgoing::{Lane, Outgoing, Read};
use crate::domain::record::{Key, List, Record};
use crate::domain::reply::Reply;
use crate::domain::text::{Piece, PrivateText, SecretUrl, Speech};
use crate::domain::words::{Locale, Phrase};
use crate::domain::worktime::Zone;
use crate::ports::Changes;

/// Every command, in the order in which help shows them.
const ALL: &[&Command] = &[
    &help::COMMAND,
    &hours::COMMAND,
    &focus::COMMAND,
    &checkins::COMMAND,
    &time_off::COMMAND,
    &holidays::COMMAND,
    &calendar::COMMAND,
    &back::COMMAND,
    &zone::COMMAND,
    &reach::COMMAND,
    &overlap::COMMAND,
    &publish::COMMAND,
    &remind::COMMAND,
    &asks::COMMAND,
    &reminders::COMMAND,
    &quiet::COMMAND,
    &channel::COMMAND,
    &digest::COMMAND,
    &privacy::COMMAND,
    &export::COMMAND,
    &forget::COMMAND,
];

/// Commands that keep nothing of what was typed: whatever in their lines is only kind is passed over.
const PLAIN: &[&str] = &[
    "hours", "focus", "checkins", "time-off", "back", "holidays", "zone", "when", "overlap", "publish",
    "quiet",
];

/// One word people can say.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each says one thing that has to be known first")]
pub struct Command {
    /// The word, lower case.
    pub word: &'static str,
    /// What follows it, as help shows it; empty when nothing does.
    pub usage: &'static str,
    /// What it is for, in half a sentence.
    pub about: Phrase,
    /// More about it, with examples.
    pub details: Phrase,
    /// Whether it reads or says local times, so that the member's zone has to be known.
    pub local: bool,
    /// Whether it looks at the member's own reminders.
    pub own: bool,
    /// Whether it looks at the asks the member owes and waits for.
    pub asks: bool,
    /// Whether it is about the people and channels it mentions, so that these have to be known.
    pub mentions: bool,
    /// What it does.
    run: fn(&Line<'_>, &Moment<'_>, &mut Changes) -> Speech,
}

/// Every word people can say, for whoever shows a list of them.
pub fn all() -> &'static [&'static Command] {
    ALL
}

/// What somebody typed, ready to be understood.
#[derive(Debug)]
pub struct Line<'a> {
    /// The workspace.
    pub team: &'a TeamId,
    /// Names what this line creates.
    pub seen: &'a SeenKey,
    /// Who typed it.
    pub user: &'a UserId,
    /// Where.
    pub channel: &'a ChannelId,
    /// Whether it was said in private, where there is no channel to speak of.
    pub private: bool,
    /// Where an answer can follow.
    pub respond: Option<&'a SecretUrl>,
    /// Their language.
    pub locale: Locale,
    /// The words after the command's own.
    pub words: Words,
}

impl Line<'_> {
    /// Whose line it is.
    pub fn owner(&self) -> Owner<'_> {
        Owner { team: self.team, user: self.user, locale: self.locale }
    }

    /// What we know of the person, to be changed and saved with [`Line::save`].
    pub fn member(&self, moment: &Moment<'_>) -> Member {
        moment.member(self.user).cloned().unwrap_or_default()
    }

    /// Saves what we know of the person.
    pub fn save(&self, member: Member, moment: &Moment<'_>, changes: &mut Changes) {
        moment.put(changes, Key::Member(self.user.clone()), Record::Member(Box::new(member)), None);
    }

    /// Whether they are a guest of another organisation or gone: settings of a channel are not for them.
    pub fn is_guest(&self, moment: &Moment<'_>) -> bool {
        let profile = moment.member(self.user).and_then(|member| member.profile.as_ref());
        profile.is_some_and(|profile| profile.external || profile.deleted)
    }

    /// Their zone.
    pub fn zone(&self, moment: &Moment<'_>) -> Zone {
        moment.zone(self.user)
    }

    /// A sentence in their language.
    pub fn say(&self, phrase: &Phrase, places: &[(&str, Piece)]) -> Speech {
        phrase.fill(self.locale, places)
    }
}

/// Whether a line is about the member's own reminders.
pub fn looks_at_own(asked: &Asked) -> bool {
    find(&understand(asked)).is_some_and(|(command, _)| command.own)
}

/// The lists of asks a line looks at.
pub fn lists(asked: &Asked) -> Vec<List> {
    match find(&understand(asked)) {
        Some((command, line)) if command.word == digest::COMMAND.word => digest::lists(&line, &asked.channel),
        Some((command, _)) if command.asks => {
            let user = || asked.user.clone();
            vec![List::Owes(user()), List::Waits(user()), List::Quiet(user())]
        }
        _ => Vec::new(),
    }
}

/// Answers a line.
pub fn answer(inbound: &Inbound, asked: &Asked, moment: &Moment<'_>) -> Outcome {
    let words = understand(asked);
    let found = find(&words);
    if let Some(missing) = found.as_ref().and_then(|(command, line)| missing(command, line, asked, moment))
        && !(is_second_look(inbound) && matches!(missing, Outcome::ReadFirst(_)))
    {
        return missing;
    }
    let mut line = Line {
        team: &inbound.team,
        seen: &inbound.seen,
        user: &asked.user,
        channel: &asked.channel,
        private: asked.private,
        respond: asked.respond.as_ref(),
        locale: moment.locale(&asked.user),
        words,
    };
    let mut changes = Changes::default();
    let say = match found {
        Some((command, after)) => {
            line.words = if PLAIN.contains(&command.word) { after.meant() } else { after };
            (command.run)(&line, moment, &mut changes)
        }
        None => help::unknown(&line),
    };
    speak(inbound, asked, say, changes, moment.now)
}

/// What has to be known before a line can be answered; a second look does without what Slack did not tell.
fn missing(command: &Command, line: &Words, asked: &Asked, moment: &Moment<'_>) -> Option<Outcome> {
    if command.word == digest::COMMAND.word {
        let keys = digest::missing(line, &asked.channel, moment);
        if !keys.is_empty() {
            return Some(Outcome::LoadMore(keys));
        }
    }
    if command.word == overlap::COMMAND.word {
        return overlap::missing(line, asked, moment);
    }
    if command.word == channel::COMMAND.word {
        let keys = channel::missing(&asked.channel, moment);
        if !keys.is_empty() {
            return Some(Outcome::LoadMore(keys));
        }
    }
    if command.word == reminders::COMMAND.word {
        let keys = reminders::missing(moment);
        if !keys.is_empty() {
            return Some(Outcome::LoadMore(keys));
        }
    }
    if command.word == calendar::COMMAND.word {
        let keys = calendar::missing(&asked.user, moment);
        if !keys.is_empty() {
            return Some(Outcome::LoadMore(keys));
        }
    }
    if command.asks {
        let keys = asks::missing(moment);
        if !keys.is_empty() {
            return Some(Outcome::LoadMore(keys));
        }
    }
    let mut reads = Vec::new();
    if command.word == remind::COMMAND.word {
        let (keys, more) = remind::missing(line, asked, moment);
        if !keys.is_empty() {
            return Some(Outcome::LoadMore(keys));
        }
        reads = more;
    }
    if command.local && !moment.knows(&asked.user) {
        reads.push(Read::Person { user: asked.user.clone() });
    }
    if command.mentions {
        let people = people(line);
        let members = people.iter().cloned().map(Key::Member);
        let keys = members.chain(
            channels(line)
                .into_iter()
                .flat_map(|channel| [Key::Channel(channel.clone()), Key::Room(channel)]),
        );
        let keys: Vec<Key> = keys.filter(|key| !moment.looked_up(key)).collect();
        if !keys.is_empty() {
            return Some(Outcome::LoadMore(keys));
        }
        for user in people.iter().filter(|user| **user != asked.user) {
            let of_them = availability::stale(user, moment.member(user), moment.now);
            reads.extend(of_them.into_iter().filter(|read| !reads.contains(read)).collect::<Vec<_>>());
        }
    }
    (!reads.is_empty()).then_some(Outcome::ReadFirst(reads))
}

/// Most people, and most channels, that one line is about.
const MOST_MENTIONED: usize = 8;

/// The members a line mentions, in order, each once.
fn people(words: &Words) -> Vec<UserId> {
    mentioned(words, "<@", UserId::parse)
}

/// The channels a line mentions, in order, each once.
fn channels(words: &Words) -> Vec<ChannelId> {
    mentioned(words, "<#", ChannelId::parse)
}

/// Reads tokens such as `<@U0ADA>` and `<#C0LAUNCH|launch>`, also where a comma follows.
fn mentioned<T: PartialEq>(words: &Words, opening: &str, parse: fn(&str) -> Option<T>) -> Vec<T> {
    let mut found = Vec::new();
    for word in words.all() {
        for token in word.plain.split(opening).skip(1) {
            let id = token.split(['>', '|']).next().unwrap_or_default().to_ascii_uppercase();
            if let Some(id) = parse(&id).filter(|id| !found.contains(id)) {
                found.push(id);
            }
        }
    }
    found.truncate(MOST_MENTIONED);
    found
}

/// Gives the answer with the acknowledgement where that works: not for a direct message, nor for a second look.
fn speak(inbound: &Inbound, asked: &Asked, say: Speech, mut changes: Changes, now: DateTime<Utc>) -> Outcome {
    if asked.respond.is_some() && !is_second_look(inbound) {
        return Outcome::Decided(Reply::Say(say), changes);
    }
    let id = DeliveryId::answer(&inbound.seen, "answer");
    let what = privately(asked.respond.as_ref(), &asked.user, say);
    changes.deliver.push(deliver(&inbound.team, id, now, Lane::Fast, what));
    Outcome::Decided(Reply::Nothing, changes)
}

/// A private word: by the address for answers where there is one, else by direct message.
pub fn privately(respond: Option<&SecretUrl>, to: &UserId, say: Speech) -> Outgoing {
    match respond {
        Some(respond) => Outgoing::Answer { respond: respond.clone(), say, replace: false },
        None => Outgoing::Tell { to: to.clone(), say },
    }
}

/// The words of a line, without what only leads up to them: our own command or name pasted along.
fn understand(asked: &Asked) -> Words {
    let mut words = Words::of(asked.text.reveal());
    while words.at(0).starts_with("<@") || matches!(words.at(0), "/async" | "async" | "@unrush" | "unrush") {
        words = words.after(1);
    }
    words
}

/// The command a line starts with, and the rest of the line. No words at all ask for help.
fn find(words: &Words) -> Option<(&'static Command, Words)> {
    if words.is_empty() {
        return Some((&help::COMMAND, words.clone()));
    }
    let word = words.at(0).trim_matches(['"', '\'', '.', ',', ':', '!', '?', '/', '*', '_']);
    let command = ALL.iter().copied().find(|command| command.word == word)?;
    Some((command, words.after(1)))
}

/// Somebody's words inside a sentence of ours, cut where they grow long.
pub fn quoted(words: &str) -> Piece {
    let words = as_seen(words);
    let mut short: String = words.chars().take(60).collect();
    if short.len() < words.len() {
        short.push('…');
    }
    Piece::Theirs(PrivateText::new(short))
}

/// Somebody's words as they saw them, with the names of whom and what they mention; what has no name is left out.
fn as_seen(words: &str) -> String {
    let mut seen = String::with_capacity(words.len());
    let mut rest = words;
    while let Some((before, tail)) = rest.split_once('<') {
        let Some((token, after)) = tail.split_once('>') else { break };
        // brackets around a token
        let (token, after) = match token.strip_prefix('<') {
            Some(inner) => (inner, after.strip_prefix('>').unwrap_or(after)),
            None => (token, after),
        };
        let (target, name) = token.split_once('|').unwrap_or((token, ""));
        let name = name.trim_start_matches(['@', '#']);
        seen.push_str(before);
        match (target.chars().next(), name) {
            (Some('@' | '#'), "") => seen.push('…'),
            (Some(mark @ ('@' | '#')), name) => seen.extend([mark.to_string().as_str(), name]),
            (Some('!'), "") => {
                seen.extend(["@", target.trim_start_matches('!').split('^').next().unwrap_or_default()]);
            }
            (Some('!'), name) => seen.extend(["@", name]),
            (_, "") => seen.push_str(target),
            (_, name) => seen.push_str(name),
        }
        rest = after;
    }
    seen + rest
}

/// Somebody's name; a mention would do too in a private answer, but names read better.
pub fn say_name(who: &UserId, member: Option<&Member>) -> Piece {
    let name = member.and_then(|member| member.profile.as_ref()).map(|profile| profile.name.reveal().trim());
    match name.filter(|name| !name.is_empty()) {
        Some(name) => Piece::Theirs(PrivateText::new(name.replace(['*', '`', '~', '\n'], " "))),
        None => Piece::Member(who.clone()),
    }
}

/// How many new reminders one person may set in a minute.
const MOST_A_MINUTE: u32 = 30;

/// Counts one more new reminder of a member. `false` when it is too many for this minute.
pub fn paced(member: &mut Member, now: DateTime<Utc>) -> bool {
    let count = match member.pace {
        Some((since, count)) if now - since < TimeDelta::minutes(1) && since <= now => (since, count + 1),
        _ => (now, 1),
    };
    member.pace = Some(count);
    count.1 <= MOST_A_MINUTE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mentions_are_said_back_by_their_names() {
        for (typed, seen) in [
            ("<@U0BO|bo>", "@bo"),
            ("<@U0BO>", "…"),
            ("ask <#C0LAUNCH|launch> and <!subteam^S0|@design>", "ask #launch and @design"),
            ("<!channel> <!here|here>", "@channel @here"),
            ("<https://a.b|a.b> <mailto:x@y.z>", "a.b mailto:x@y.z"),
            ("<<@U0BO|bo>>", "@bo"),
            ("1 < 2 > 0 <x", "1  2  0 <x"),
        ] {
            assert_eq!(as_seen(typed), seen, "{typed}");
        }
        for command in
            ["hours", "focus", "checkins", "quiet", "zone", "holidays", "time-off", "publish", "calendar"]
        {
            let scene = crate::app::scene::Scene::new();
            let said = scene.ada_types(&format!("{command} x<@U0BO|bo>"));
            assert!(!said.contains("U0BO") && !said.contains("u0bo"), "{command}: {said}");
        }
    }

    #[test]
    fn every_word_is_listed_once_and_written_plainly() {
        let mut words: Vec<_> = ALL.iter().map(|command| command.word).collect();
        assert!(words.iter().all(|word| !word.is_empty() && Words::of(word).plain() == **word));
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), ALL.len());
        for command in ALL {
            let shown = [command.usage, command.about.en, command.details.en].concat();
            assert!(!shown.contains(['<', '>', '&']), "{} is shown as it stands", command.word);
        }
    }
}
