//! A catch-up: said when its reader is back, and only when there is something to say.

use chrono::{DateTime, TimeDelta, Utc};

use super::look_again::is_dnd_fresh;
use super::{After, Scene, Step, call, is_gone, member, put};
use crate::domain::ask::{Answerer, Ask, AskRef, AskState};
use crate::domain::availability::Availability;
use crate::domain::ids::UserId;
use crate::domain::member::Member;
use crate::domain::outgoing::{AskLine, Call, Card, CatchUpCard, Place, Read};
use crate::domain::record::{Key, List, Record};
use crate::domain::window::Window;
use crate::domain::worktime::words;
use crate::ports::Changes;

/// How many asks are looked at.
const MOST: usize = 40;
/// How many of them are shown.
const LINES: usize = 15;
/// What is due within so long is named, also when it was told before.
const SOON: TimeDelta = TimeDelta::hours(8);
/// Who never had a catch-up is told of what came since so long: as far back as the longest absence we look beyond.
const FIRST: TimeDelta = TimeDelta::days(60);

/// What a catch-up needs next.
pub fn next(scene: &Scene<'_>, to: &UserId) -> Step {
    if is_gone(scene.facts, to) {
        return Step::Drop("the person is gone", None);
    }
    let listed: Vec<&AskRef> = listed(scene, to).take(MOST).collect();
    let asks = listed.iter().map(|about| Key::Ask(about.channel.clone(), about.ts.clone()));
    let missing: Vec<Key> = asks.filter(|key| !scene.facts.asked.contains(key)).collect();
    if !missing.is_empty() {
        return Step::Load(missing);
    }
    if listed.is_empty() {
        return Step::Finish;
    }
    let dnd = Read::Dnd { user: to.clone() };
    if !is_dnd_fresh(scene, to) && !scene.read.contains(&dnd) {
        return Step::Read(vec![dnd]);
    }
    let reader = member(scene.facts, to).cloned().unwrap_or_default();
    let now = Availability::of(&reader, scene.charter, scene.now);
    match now.until {
        Some(at) if at > scene.now => return Step::Later(at),
        Some(_) => {}
        None => return Step::Drop("nobody knows when they are back", None),
    }
    let news = news(scene, to, &reader);
    if news.held.is_empty()
        && (!reader.wants_catch_up() || reader.is_quiet(scene.now) || news.came.is_empty())
    {
        return Step::Finish;
    }
    let strangers: Vec<Key> = news
        .all()
        .map(|(_, ask, _)| Key::Member(ask.asker.clone()))
        .filter(|key| !scene.facts.asked.contains(key))
        .collect();
    if !strangers.is_empty() {
        return Step::Load(strangers);
    }
    call(Call::Post {
        to: Place::Person(to.clone()),
        card: Card::CatchUp(card(scene, &reader, &news)),
        key: scene.delivery.id.clone(),
    })
}

/// Remembers that everything up to now was told.
pub fn after(scene: &Scene<'_>, to: &UserId) -> After {
    let mut changes = Changes::default();
    let mut reader = member(scene.facts, to).cloned().unwrap_or_default();
    reader.caught_up = Some(scene.now);
    put(&mut changes, scene.facts, Key::Member(to.clone()), Record::Member(Box::new(reader)), None);
    After { changes, over: true }
}

fn listed<'a>(scene: &Scene<'a>, to: &UserId) -> impl Iterator<Item = &'a AskRef> {
    scene.facts.lists.get(&List::Owes(to.clone())).into_iter().flatten()
}

/// An ask, and what is expected of the reader.
type Owed<'a> = (&'a AskRef, &'a Ask, &'a Answerer);

/// What there is to tell, by section; the newest last.
struct News<'a> {
    held: Vec<Owed<'a>>,
    came: Vec<Owed<'a>>,
    due: Vec<Owed<'a>>,
}

impl<'a> News<'a> {
    fn all(&self) -> impl Iterator<Item = &Owed<'a>> {
        self.held.iter().chain(&self.came).chain(&self.due)
    }
}

fn news<'a>(scene: &Scene<'a>, to: &UserId, reader: &Member) -> News<'a> {
    let since = reader.caught_up.unwrap_or(scene.now - FIRST);
    let mut news = News { held: Vec::new(), came: Vec::new(), due: Vec::new() };
    for about in listed(scene, to).take(MOST) {
        let Some(ask) = super::ask(scene.facts, &about.channel, &about.ts) else { continue };
        let mine = ask.answerers.iter().find(|answerer| answerer.user == *to && answerer.answered.is_none());
        let Some(mine) = mine.filter(|_| ask.state == AskState::Open && ask.window != Window::NoReply) else {
            continue;
        };
        if mine.held.is_some_and(|held| held > since) {
            news.held.push((about, ask, mine));
        } else if about.ts.at() > since {
            news.came.push((about, ask, mine));
        } else if mine.due.is_some_and(|due| due <= scene.now + SOON) {
            news.due.push((about, ask, mine));
        }
    }
    // lists come with the newest first; people read in the order in which it came
    for section in [&mut news.held, &mut news.came] {
        section.reverse();
    }
    news.due.sort_by_key(|(.., mine)| mine.due);
    news
}

fn card(scene: &Scene<'_>, reader: &Member, news: &News<'_>) -> CatchUpCard {
    let zone = reader.zone(scene.charter);
    let is_late = |due: Option<DateTime<Utc>>| due.is_some_and(|due| due < scene.now);
    let line = |(about, ask, mine): &Owed<'_>| AskLine {
        asker: member(scene.facts, &ask.asker)
            .and_then(|member| member.profile.as_ref())
            .map(|profile| profile.name.clone())
            .unwrap_or_default(),
        channel: about.channel.clone(),
        ts: about.ts.clone(),
        thread: ask.thread.clone(),
        due: mine.due.map(|due| (due, words::with_zone(due, &zone, reader.locale()))),
        late: is_late(mine.due),
    };
    let mut room = LINES;
    let mut section = |owed: &[Owed<'_>]| {
        let lines: Vec<AskLine> = owed.iter().take(room).map(line).collect();
        room -= lines.len();
        lines
    };
    CatchUpCard {
        held: section(&news.held),
        came: section(&news.came),
        due: section(&news.due),
        more: news.all().count().saturating_sub(LINES),
        calm: news.all().all(|(_, ask, mine)| ask.window != Window::Urgent && !is_late(mine.due)),
        locale: reader.locale(),
    }
}
