//! A word before the moment of what somebody is expected to answer: one for all that is due around then, looked at once
//! more before it is said.

use super::watch::{self, is_only_watched, was_listed};
use super::{Scene, Step, ask, member};
use crate::domain::ask::{Ask, AskRef};
use crate::domain::ids::UserId;
use crate::domain::member::Member;
use crate::domain::text::{Piece, PrivateText, Speech};
use crate::domain::watch as domain;
use crate::domain::words::{Locale, Phrase};
use crate::domain::worktime::words;

/// How many asks have a line; the rest are counted.
pub const SHOWN: usize = 8;

const ONE: Phrase = Phrase::en("due_soon.one", "⏳ {who} hopes for an answer in {where} by {when}: {link}");
const SEVERAL: Phrase = Phrase::en("due_soon.several", "⏳ *People hope for an answer from you soon*");
const LINE: Phrase = Phrase::en("due_soon.line", "{n}. {who} in {where}, by {when}: {link}");
const MORE: Phrase = Phrase::en("due_soon.more", "And {n} more: `/async asks` lists them all.");
const LINK: Phrase = Phrase::en("due_soon.link", "the message");
const SOMEBODY: Phrase = Phrase::en("due_soon.somebody", "Somebody");
const ON_IT: Phrase = Phrase::en("due_soon.on_it", "On it");
const DONE: Phrase = Phrase::en("due_soon.done", "Done");

/// What the word needs next.
pub fn next(scene: &Scene<'_>, to: &UserId, asks: &[AskRef]) -> Step {
    let Some(reader) = watch::reader(scene, to) else { return Step::Drop("its reader wants none", None) };
    let open: Vec<Owed<'_>> = asks.iter().filter_map(|about| owed(scene, to, &reader, about)).collect();
    if open.is_empty() {
        return Step::Drop("nothing of it is expected any more", None);
    }
    watch::tell(scene, to, open.iter().map(|owed| &owed.ask.asker), || say(scene, &reader, &open))
}

/// An ask that is still expected of the reader, and by when.
struct Owed<'a> {
    about: &'a AskRef,
    ask: &'a Ask,
    due: chrono::DateTime<chrono::Utc>,
}

fn owed<'a>(scene: &Scene<'a>, to: &UserId, reader: &Member, about: &'a AskRef) -> Option<Owed<'a>> {
    let ask = ask(scene.facts, &about.channel, &about.ts).filter(|ask| domain::is_watched(ask))?;
    let mine = ask.answerers.iter().find(|answerer| answerer.user == *to)?;
    let is_open = mine.answered.is_none() && !mine.on_it && !is_only_watched(scene, about);
    // a moment that was moved since has its own time to be spoken of
    let due = mine.due.filter(|due| is_open && scene.now < *due && mine.reminded == Some(*due))?;
    (!was_listed(reader, about, mine, due, scene.now)).then_some(Owed { about, ask, due })
}

fn say(scene: &Scene<'_>, reader: &Member, open: &[Owed<'_>]) -> Speech {
    let (locale, zone) = (reader.locale(), reader.zone(scene.charter));
    let places = |owed: &Owed<'_>, n: usize| {
        [
            ("n", Piece::Ours(n.to_string())),
            ("who", name(scene, &owed.ask.asker, locale)),
            ("where", Piece::Channel(owed.about.channel.clone())),
            ("when", Piece::Moment { at: owed.due, fallback: words::with_zone(owed.due, &zone, locale) }),
            ("link", link(owed.about, owed.ask, locale)),
        ]
    };
    if let [only] = open {
        return ONE
            .fill(locale, &places(only, 1))
            .then(button("owed.on_it", &ON_IT, None, only.about, locale))
            .then(button("owed.done", &DONE, None, only.about, locale));
    }
    let mut said = SEVERAL.say(locale);
    for (n, owed) in (1..).zip(open.iter().take(SHOWN)) {
        said = said.line(LINE.fill(locale, &places(owed, n)));
    }
    if open.len() > SHOWN {
        said = said.line(MORE.fill(locale, &[("n", Piece::Ours((open.len() - SHOWN).to_string()))]));
    }
    for (n, owed) in (1..).zip(open.iter().take(SHOWN)) {
        said = said.then(button("asks.on_it", &ON_IT, Some(n), owed.about, locale)).then(button(
            "asks.done",
            &DONE,
            Some(n),
            owed.about,
            locale,
        ));
    }
    said
}

/// A button about an ask; where there are several, it says which.
pub fn button(action: &str, label: &Phrase, nth: Option<usize>, about: &AskRef, locale: Locale) -> Piece {
    let label = label.text(locale);
    let label = nth.map_or_else(|| label.to_owned(), |n| format!("{label}: {n}"));
    Piece::Button { action: action.to_owned(), label, value: about.to_string() }
}

/// The message of an ask, as a link.
pub fn link(about: &AskRef, ask: &Ask, locale: Locale) -> Piece {
    Piece::Message {
        channel: about.channel.clone(),
        ts: about.ts.clone(),
        thread: ask.thread.clone(),
        label: LINK.text(locale).to_owned(),
    }
}

/// Somebody's name: a name and not a mention, since a mention would ping them.
pub fn name(scene: &Scene<'_>, user: &UserId, locale: Locale) -> Piece {
    let profile = member(scene.facts, user).and_then(|member| member.profile.as_ref());
    let name = profile.map(|profile| profile.name.reveal().split_whitespace().collect::<Vec<_>>().join(" "));
    match name.filter(|name| !name.is_empty()) {
        Some(name) => Piece::Theirs(PrivateText::new(name)),
        None => Piece::Ours(SOMEBODY.text(locale).to_owned()),
    }
}
