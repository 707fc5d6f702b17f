//! A message that pings somebody and says when it wants an answer becomes an ask, and its tag is rung. One that asks
//! them something and names no window becomes an ask with the channel's default window, which is listed and not tagged.
//!
//! The outcome depends on the newest edit alone, never on the order in which edits arrive; `domain/ask.rs` says how.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Plan, Rule, answer};
use crate::app::decide::is_second_look;
use crate::app::{Moment, asks};
use crate::domain::ask::{Answerer, Ask, AskRef, AskState, Because, NOTE_KEPT};
use crate::domain::ids::UserId;
use crate::domain::inbound::{Happening, Inbound, Message};
use crate::domain::language;
use crate::domain::outgoing::Read;
use crate::domain::record::{Key, Record};
use crate::domain::window::Window;
use crate::domain::worktime;

pub const RULE: Rule = Rule { records, lists: |_| Vec::new(), apply };

/// How many people one ask expects answers of; the others are pinged but not tracked.
const MOST_ANSWERERS: usize = 10;
/// How many pinged people are looked at to find those; the rest may be bots and people long gone.
const MOST_CANDIDATES: usize = 30;
/// How many groups of one message are looked into.
const MOST_GROUPS: usize = 5;
/// A message heard of later than this after it was written still becomes an ask, but is not tagged.
const FRESH: TimeDelta = TimeDelta::hours(24);

fn records(message: &Message) -> Vec<Key> {
    if !pings_somebody(message) && message.edited.is_none() {
        return Vec::new();
    }
    let people = message.pings.people.iter().take(MOST_CANDIDATES);
    let groups = message.pings.groups.iter().take(MOST_GROUPS);
    [
        Key::Ask(message.channel.clone(), message.ts.clone()),
        Key::Channel(message.channel.clone()),
        Key::Member(message.author.clone()),
    ]
    .into_iter()
    .chain(people.cloned().map(Key::Member))
    .chain(groups.cloned().map(Key::Group))
    .collect()
}

fn apply(inbound: &Inbound, moment: &Moment<'_>, plan: &mut Plan) {
    match &inbound.what {
        Happening::Wrote(message) | Happening::Edited(message) => hear(inbound, message, moment, plan),
        Happening::Deleted { channel, ts } => {
            let about = AskRef { channel: channel.clone(), ts: ts.clone() };
            delete(inbound, &about, moment, plan);
        }
        _ => {}
    }
}

/// Hears a message as first written or as edited, whichever this is.
fn hear(inbound: &Inbound, message: &Message, moment: &Moment<'_>, plan: &mut Plan) {
    let key = Key::Ask(message.channel.clone(), message.ts.clone());
    let old = match moment.record(&key) {
        Some(Record::Gone) => return,
        Some(Record::Ask(ask)) => Some(ask.as_ref()),
        _ => None,
    };
    if old.is_some_and(|ask| !ask.is_news(message.edited.as_ref()) || ask.is_none()) {
        return;
    }
    let Some(wish) = wish(message, old, moment) else {
        return withdraw(inbound, message, old, moment, plan);
    };
    let candidates = candidates(message, moment, plan);
    if !is_second_look(inbound) {
        want_profiles(message, &candidates, moment, plan);
    }
    if !plan.missing.is_empty() || !plan.reads.is_empty() {
        return;
    }
    let answerers = answerers(message, &candidates, &wish, old, moment);
    if answerers.is_empty() || is_bot(&message.author, moment) {
        return withdraw(inbound, message, old, moment, plan);
    }
    let mut ask = Ask {
        asker: message.author.clone(),
        window: wish.window,
        because: wish.because,
        answerers,
        thread: message.thread.clone(),
        edited: message.edited.clone(),
        chosen: wish.chosen,
        reported: old.is_some_and(|ask| ask.reported),
        explicit: wish.explicit,
        quiet: old.is_some_and(|ask| ask.quiet),
        reacted: old.map(|ask| ask.reacted.clone()).unwrap_or_default(),
        told: old.and_then(|ask| ask.told),
        state: match old.map(|ask| &ask.state) {
            Some(done @ AskState::Done { .. }) => done.clone(),
            _ => AskState::Open,
        },
        shown: old.map(|ask| ask.shown.clone()).unwrap_or_default(),
    };
    if old.is_none()
        && is_second_look(inbound)
        && !answer::meanwhile(inbound, message, &mut ask, moment, plan)
    {
        return;
    }
    save(inbound, message, old, ask, moment, plan);
}

/// The window a message wants.
struct Wish {
    window: Window,
    because: Vec<Because>,
    chosen: bool,
    /// Whether the message, or somebody by hand, named it.
    explicit: bool,
}

/// Reads the message, if it pings somebody. A window chosen by hand is left alone by edits.
fn wish(message: &Message, old: Option<&Ask>, moment: &Moment<'_>) -> Option<Wish> {
    if let Some(ask) = old.filter(|ask| ask.chosen) {
        let (window, because) = (ask.window.clone(), ask.because.clone());
        return Some(Wish { window, because, chosen: true, explicit: ask.explicit });
    }
    if !pings_somebody(message) {
        return None;
    }
    let text = message.words();
    let (author, charter) = (&message.author, moment.charter);
    let reading =
        language::read_in(moment.locale(author), &text, message.ts.at(), &moment.zone(author), charter);
    let explicit = reading.window.is_some();
    let window = match reading.window {
        None if reading.asks_for_reply => {
            moment.norms(&message.channel).default_window(moment.charter).cloned()
        }
        named => named,
    }?;
    Some(Wish { window, because: reading.because, chosen: false, explicit })
}

fn pings_somebody(message: &Message) -> bool {
    !message.pings.people.is_empty() || !message.pings.groups.is_empty()
}

/// The people who may be expected to answer: those mentioned, then members of the groups, each once, without bots,
/// people who left, and the writer. Says what has to be loaded to know them.
fn candidates(message: &Message, moment: &Moment<'_>, plan: &mut Plan) -> Vec<UserId> {
    let keys = message.pings.groups.iter().take(MOST_GROUPS).cloned().map(Key::Group);
    let groups: Vec<_> = keys.filter_map(|key| moment.group(&key)).collect();
    let mut found: Vec<UserId> = Vec::new();
    let people = message.pings.people.iter().take(MOST_CANDIDATES);
    for user in people.chain(groups.iter().flat_map(|group| &group.members).take(MOST_CANDIDATES)) {
        let key = Key::Member(user.clone());
        if found.contains(user) || *user == message.author || user.is_slackbot() {
            continue;
        }
        if !moment.looked_up(&key) {
            plan.missing.push(key);
        } else if !is_bot(user, moment) && !is_gone(user, moment) {
            found.push(user.clone());
        }
    }
    found.truncate(MOST_ANSWERERS);
    found
}

fn is_bot(user: &UserId, moment: &Moment<'_>) -> bool {
    moment.member(user).and_then(|member| member.profile.as_ref()).is_some_and(|profile| profile.is_bot)
}

fn is_gone(user: &UserId, moment: &Moment<'_>) -> bool {
    moment.member(user).and_then(|member| member.profile.as_ref()).is_some_and(|profile| profile.deleted)
}

/// Asks for what is unknown about the groups, the writer and the people asked.
fn want_profiles(message: &Message, candidates: &[UserId], moment: &Moment<'_>, plan: &mut Plan) {
    for group in message.pings.groups.iter().take(MOST_GROUPS) {
        if moment.group(&Key::Group(group.clone())).is_none() {
            plan.reads.push(Read::Group { group: group.clone() });
        }
    }
    for user in std::iter::once(&message.author).chain(candidates) {
        if !moment.knows(user) {
            plan.reads.push(Read::Person { user: user.clone() });
        }
    }
}

/// Who is expected by when. With a window chosen by hand, those who were expected stay so, by the same moment.
fn answerers(
    message: &Message,
    candidates: &[UserId],
    wish: &Wish,
    old: Option<&Ask>,
    moment: &Moment<'_>,
) -> Vec<Answerer> {
    let before: BTreeMap<&UserId, &Answerer> =
        old.iter().flat_map(|ask| &ask.answerers).map(|answerer| (&answerer.user, answerer)).collect();
    if wish.chosen && candidates.is_empty() {
        return old.map(|ask| ask.answerers.clone()).unwrap_or_default();
    }
    let start = message.edited.as_ref().filter(|_| wish.chosen).unwrap_or(&message.ts).at();
    candidates
        .iter()
        .map(|user| match before.get(user) {
            Some(answerer) if wish.chosen => (*answerer).clone(),
            known => Answerer {
                due: due(user, known.copied(), wish, old, start, moment),
                on_it: known.is_some_and(|answerer| answerer.on_it),
                answered: known.and_then(|answerer| answerer.answered),
                held: known.and_then(|answerer| answerer.held),
                from: known.filter(|answerer| answerer.held.is_some()).and_then(|answerer| answerer.from),
                reminded: known.and_then(|answerer| answerer.reminded),
                shared: !message.pings.people.contains(user),
                ..Answerer::expected(user.clone(), None)
            },
        })
        .collect()
}

/// By when somebody is expected to answer. What is held for them counts from when they are back; while the window stays
/// the same, so does the moment they and the asker were told.
fn due(
    user: &UserId,
    known: Option<&Answerer>,
    wish: &Wish,
    old: Option<&Ask>,
    start: DateTime<Utc>,
    moment: &Moment<'_>,
) -> Option<DateTime<Utc>> {
    let held = known.filter(|known| known.held.is_some());
    if let Some(held) = held.filter(|_| old.is_some_and(|ask| ask.window == wish.window)) {
        return held.due;
    }
    let from = held.map_or(Some(start), |held| asks::counts_from(held, start, moment))?;
    worktime::due(&moment.schedule(user), &wish.window, from)
}

/// The message sets no window or pings nobody (any more).
fn withdraw(inbound: &Inbound, message: &Message, old: Option<&Ask>, moment: &Moment<'_>, plan: &mut Plan) {
    // a message as first written may be followed by anything; only an edit can be overtaken by what it replaced
    if old.is_none() && (message.edited.is_none() || is_past(message.ts.at(), NOTE_KEPT, moment)) {
        return;
    }
    let note = Ask::none(message.author.clone(), message.thread.clone(), message.edited.clone());
    let shown = old.map(|ask| ask.shown.clone()).unwrap_or_default();
    save(inbound, message, old, Ask { shown, ..note }, moment, plan);
}

fn save(
    inbound: &Inbound,
    message: &Message,
    old: Option<&Ask>,
    ask: Ask,
    moment: &Moment<'_>,
    plan: &mut Plan,
) {
    let about = AskRef { channel: message.channel.clone(), ts: message.ts.clone() };
    let late = is_past(message.edited.as_ref().unwrap_or(&message.ts).at(), FRESH, moment);
    let nothing_to_show = ask.state == AskState::Withdrawn && old.is_none();
    if !nothing_to_show && (!late || old.is_some_and(|ask| !ask.shown.is_empty())) {
        asks::ring(&inbound.team, &about, &ask, moment, &mut plan.changes);
    }
    asks::save(&about, ask, moment, &mut plan.changes);
}

/// Remembers that a message is gone, and has its tag taken away.
fn delete(inbound: &Inbound, about: &AskRef, moment: &Moment<'_>, plan: &mut Plan) {
    match moment.record(&asks::key(about)) {
        Some(Record::Ask(ask)) if !ask.is_deleted() => {
            let gone = ask.deleted();
            asks::ring(&inbound.team, about, &gone, moment, &mut plan.changes);
            asks::save(about, gone, moment, &mut plan.changes);
        }
        None if !is_past(about.ts.at(), NOTE_KEPT, moment) => {
            let until = Some(moment.now + NOTE_KEPT);
            moment.put(&mut plan.changes, asks::key(about), Record::Gone, until);
        }
        _ => {}
    }
}

fn is_past(at: DateTime<Utc>, age: TimeDelta, moment: &Moment<'_>) -> bool {
    moment.now - at > age
}

#[cfg(test)]
mod tests;
