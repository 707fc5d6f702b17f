//! A word to whoever asked, when the moment of it is over and nobody has answered: who it is about, when they can answer
//! again, and what can be done. It blames nobody, and comes once.

use super::due_soon::{SHOWN, button, link, name};
use super::watch::{self, is_only_watched};
use super::{Scene, Step, ask, member, tag};
use crate::domain::ask::{Answerer, Ask, AskRef};
use crate::domain::availability::{Availability, Kind};
use crate::domain::ids::UserId;
use crate::domain::member::{Member, Publish};
use crate::domain::text::{Piece, PrivateText, Speech};
use crate::domain::watch as domain;
use crate::domain::words::Phrase;
use crate::domain::worktime::words;

/// How many of those asked are named.
const NAMED: usize = 3;

const ONE: Phrase =
    Phrase::en("over.one", "No answer yet from {who} to {link} in {where}. The time for it was {when}.");
const SEVERAL: Phrase = Phrase::en("over.several", "*No answer yet to what you asked*");
const LINE: Phrase = Phrase::en("over.line", "{n}. {who} in {where}: {link}, the time was {when}.");
const BACK: Phrase = Phrase::en("over.back", "{who} can answer again {theirs} in {place}{yours}.");
const YOURS: Phrase = Phrase::en("over.yours", " (your {when})");
const BUSY: Phrase = Phrase::en("over.busy", "{who} is on it.");
const OTHERS: Phrase = Phrase::en("over.others", " and {n} more");
const MORE: Phrase = Phrase::en("over.more", "And {n} more: `/async asks` lists them all.");
const AGAIN: Phrase = Phrase::en("over.again", "Ask again when they're back");
const EXTEND: Phrase = Phrase::en("over.extend", "Extend");
const LET_GO: Phrase = Phrase::en("over.let_go", "Let it go");
/// Where several asks have buttons, they are short.
const AGAIN_NTH: Phrase = Phrase::en("over.again_nth", "Ask again");

/// What the word needs next.
pub fn next(scene: &Scene<'_>, to: &UserId, asks: &[AskRef]) -> Step {
    let Some(reader) = watch::reader(scene, to) else { return Step::Drop("its reader wants none", None) };
    let open: Vec<Late<'_>> = asks.iter().filter_map(|about| late(scene, about)).collect();
    if open.is_empty() {
        return Step::Drop("it has an answer, or other time", None);
    }
    watch::tell(scene, to, open.iter().flat_map(|late| &late.people).map(|answerer| &answerer.user), || {
        say(scene, &reader, &open)
    })
}

/// An ask that is over, who has not answered, and when the last of its moments was.
struct Late<'a> {
    about: &'a AskRef,
    ask: &'a Ask,
    people: Vec<&'a Answerer>,
    due: chrono::DateTime<chrono::Utc>,
}

fn late<'a>(scene: &Scene<'a>, about: &'a AskRef) -> Option<Late<'a>> {
    let ask = ask(scene.facts, &about.channel, &about.ts).filter(|ask| domain::is_watched(ask))?;
    let people: Vec<&Answerer> = ask
        .answerers
        .iter()
        .filter(|answerer| answerer.answered.is_none() && answerer.due.is_some())
        .collect();
    let due = people.iter().filter_map(|answerer| answerer.due).max()?;
    let is_meant = due <= scene.now && ask.told == Some(due) && !is_only_watched(scene, about);
    is_meant.then_some(Late { about, ask, people, due })
}

fn say(scene: &Scene<'_>, reader: &Member, open: &[Late<'_>]) -> Speech {
    let (locale, zone) = (reader.locale(), reader.zone(scene.charter));
    let places = |late: &Late<'_>, n: usize| {
        [
            ("n", Piece::Ours(n.to_string())),
            ("who", who(scene, &late.people, locale)),
            ("where", Piece::Channel(late.about.channel.clone())),
            ("when", Piece::Moment { at: late.due, fallback: words::with_zone(late.due, &zone, locale) }),
            ("link", link(late.about, late.ask, locale)),
        ]
    };
    if let [only] = open {
        return ONE
            .fill(locale, &places(only, 1))
            .and(standing(scene, reader, &only.people))
            .then(button("over.again", &AGAIN, None, only.about, locale))
            .then(button("over.extend", &EXTEND, None, only.about, locale))
            .then(button("over.let_go", &LET_GO, None, only.about, locale));
    }
    let mut said = SEVERAL.say(locale);
    for (n, late) in (1..).zip(open.iter().take(SHOWN)) {
        let line = LINE.fill(locale, &places(late, n)).and(standing(scene, reader, &late.people));
        said = said.line(line);
    }
    if open.len() > SHOWN {
        said = said.line(MORE.fill(locale, &[("n", Piece::Ours((open.len() - SHOWN).to_string()))]));
    }
    for (n, late) in (1..).zip(open.iter().take(SHOWN)) {
        said = said
            .then(button("overs.again", &AGAIN_NTH, Some(n), late.about, locale))
            .then(button("overs.extend", &EXTEND, Some(n), late.about, locale))
            .then(button("overs.let_go", &LET_GO, Some(n), late.about, locale));
    }
    said
}

/// "Bo", "Bo and Chidi", "Bo, Chidi and 3 more".
fn who(scene: &Scene<'_>, people: &[&Answerer], locale: crate::domain::words::Locale) -> Piece {
    let spoken = |answerer: &&&Answerer| match name(scene, &answerer.user, locale) {
        Piece::Theirs(name) => name.reveal().to_owned(),
        Piece::Ours(word) => word,
        _ => String::new(),
    };
    let names: Vec<String> = people.iter().take(NAMED).map(|one| spoken(&one)).collect();
    let more = people.len() - names.len();
    let text = match more {
        0 => words::and(&names, locale),
        more => names.join(", ") + &OTHERS.text(locale).replace("{n}", &more.to_string()),
    };
    Piece::Theirs(PrivateText::new(text))
}

/// What is known of the only one who was asked: that they are on it, or when they can answer again.
fn standing(scene: &Scene<'_>, reader: &Member, people: &[&Answerer]) -> Speech {
    let [only] = people else { return Speech::default() };
    let locale = reader.locale();
    let who = ("who", name(scene, &only.user, locale));
    if only.on_it {
        return Speech::ours(" ").and(BUSY.fill(locale, &[who]));
    }
    let answerer = member(scene.facts, &only.user).cloned().unwrap_or_default();
    let now = Availability::of(&answerer, scene.charter, scene.now);
    let Some(until) = now.until.filter(|_| !now.is_free() && tells(&answerer, &now)) else {
        return Speech::default();
    };
    let due = tag::due(until, &answerer.zone(scene.charter), &reader.zone(scene.charter), scene.now, locale);
    let yours = due.asker.map(|when| YOURS.text(locale).replace("{when}", &when)).unwrap_or_default();
    let places = [
        who,
        ("theirs", Piece::Ours(due.theirs)),
        ("place", Piece::Ours(due.zone)),
        ("yours", Piece::Ours(yours)),
    ];
    Speech::ours(" ").and(BACK.fill(locale, &places))
}

/// Whether somebody lets colleagues know from when they can be reached: as `when` would tell it.
fn tells(member: &Member, now: &Availability) -> bool {
    match member.publish {
        Some(Publish::Protect | Publish::Show) => true,
        Some(Publish::AnyTime) => false,
        None => now.in_focus || member.hours.is_some() || now.kind == Kind::TimeOff,
    }
}
