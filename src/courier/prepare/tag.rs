//! A tag: brings what Slack shows to what the ask says, one call at a time.

use chrono::{DateTime, Utc};

use super::{After, Scene, Step, ask, call, member, norms, put};
use crate::domain::ask::{Answerer, Ask, AskState, Shown};
use crate::domain::charter::TagEmoji;
use crate::domain::ids::{ChannelId, Ts, UserId, fingerprint};
use crate::domain::member::Member;
use crate::domain::outgoing::{Call, Card, DueWords, Place, Read, Receipt, TagCard, TagLine};
use crate::domain::record::{Key, Record};
use crate::domain::text::PrivateText;
use crate::domain::window::Window;
use crate::domain::words::Locale;
use crate::domain::worktime::{Zone, words};
use crate::ports::Changes;

/// Most answerers with a line of their own.
const LINES: usize = 10;

/// What a tag needs next.
pub fn next(scene: &Scene<'_>, channel: &ChannelId, ts: &Ts) -> Step {
    let Some(ask) = ask(scene.facts, channel, ts) else { return Step::Finish };
    let missing: Vec<Key> = people(scene, channel, ask)
        .into_iter()
        .map(|user| Key::Member(user.clone()))
        .filter(|key| !scene.facts.asked.contains(key) && !scene.facts.records.contains_key(key))
        .collect();
    if !missing.is_empty() {
        return Step::Load(missing);
    }
    let strangers: Vec<Read> = people(scene, channel, ask)
        .into_iter()
        .filter(|user| member(scene.facts, user).is_none_or(|member| member.profile.is_none()))
        .map(|user| Read::Person { user: user.clone() })
        .filter(|read| !scene.read.contains(read))
        .collect();
    if !strangers.is_empty() {
        return Step::Read(strangers);
    }
    plan(scene, channel, ts, ask).map_or(Step::Finish, call)
}

/// Whether the ask has a tag at all: a window nobody named has none.
fn is_wanted(ask: &Ask) -> bool {
    ask.state != AskState::Withdrawn && ask.explicit
}

/// The next call that brings Slack closer to the ask.
fn plan(scene: &Scene<'_>, channel: &ChannelId, ts: &Ts, ask: &Ask) -> Option<Call> {
    let mode = norms(scene.facts, channel).tag(scene.charter);
    let shown = &ask.shown;
    let is_wanted = is_wanted(ask);
    let emoji = emoji(&ask.window, &scene.charter.emoji);
    let reaction = (is_wanted && mode.reacts()).then_some(emoji);
    let at = |emoji: &str| (channel.clone(), ts.clone(), emoji.to_owned());
    match (&shown.reaction, reaction) {
        (Some(old), wanted) if Some(old.as_str()) != wanted => {
            let (channel, ts, emoji) = at(old);
            return Some(Call::Unreact { channel, ts, emoji });
        }
        (None, Some(wanted)) if !wanted.is_empty() => {
            let (channel, ts, emoji) = at(wanted);
            return Some(Call::React { channel, ts, emoji });
        }
        _ => {}
    }
    if !is_wanted || !mode.replies() {
        let reply = shown.reply.clone()?;
        return Some(Call::Delete { channel: channel.clone(), ts: reply });
    }
    let card = card(scene, channel, ts, ask);
    match &shown.reply {
        // an ask that ended before its reply was posted needs none
        None if ask.state != AskState::Open => None,
        None => {
            let thread = ask.thread.clone().unwrap_or_else(|| ts.clone());
            let to = Place::Channel(channel.clone(), Some(thread));
            Some(Call::Post { to, card: Card::Tag(card), key: scene.delivery.id.clone() })
        }
        Some(reply) if shown.said.as_deref() != Some(said(&card).as_str()) => {
            Some(Call::Update { channel: channel.clone(), ts: reply.clone(), card: Card::Tag(card) })
        }
        Some(_) => None,
    }
}

/// What a call changed in Slack.
pub enum Change {
    /// The reaction that is there now.
    Reaction(Option<String>),
    /// The reply that is there now, and what it says.
    Reply(Option<Ts>, String),
    /// The reply says this now.
    Said(String),
    /// Our reply was found; what it says is not known.
    Found(Option<Ts>),
    /// The reply is gone.
    Unsaid,
    /// Nothing of ours.
    Nothing,
}

impl Change {
    /// What a call changed.
    pub fn of(made: &Call, receipt: &Receipt) -> Self {
        match made {
            Call::React { emoji, .. } => Self::Reaction(Some(emoji.clone())),
            Call::Unreact { .. } => Self::Reaction(None),
            Call::Post { card: Card::Tag(card), .. } => Self::Reply(receipt.ts.clone(), said(card)),
            Call::Update { card: Card::Tag(card), .. } => Self::Said(said(card)),
            Call::Delete { .. } => Self::Unsaid,
            _ => Self::Nothing,
        }
    }

    fn apply(self, shown: &mut Shown) {
        match self {
            Self::Reaction(reaction) => shown.reaction = reaction,
            Self::Reply(reply, said) => (shown.reply, shown.said) = (reply, Some(said)),
            Self::Said(said) => shown.said = Some(said),
            Self::Found(reply) => (shown.reply, shown.said) = (reply, None),
            Self::Unsaid => (shown.reply, shown.said) = (None, None),
            Self::Nothing => {}
        }
    }
}

/// The ask after a change in Slack, and whether its tag is complete with it.
pub fn after(scene: &Scene<'_>, channel: &ChannelId, ts: &Ts, change: Change) -> After {
    // an ask forgotten meanwhile has nothing to note the change in
    let Some(before) = ask(scene.facts, channel, ts) else {
        return After { changes: Changes::default(), over: true };
    };
    let mut ask = before.clone();
    change.apply(&mut ask.shown);
    let over = plan(scene, channel, ts, &ask).is_none();
    let until = ask.kept_until(scene.now);
    let mut changes = Changes::default();
    let key = Key::Ask(channel.clone(), ts.clone());
    put(&mut changes, scene.facts, key, Record::Ask(Box::new(ask)), Some(until));
    After { changes, over }
}

/// Whose names and zones the reply needs.
fn people<'a>(scene: &Scene<'_>, channel: &ChannelId, ask: &'a Ask) -> Vec<&'a UserId> {
    let replies = norms(scene.facts, channel).tag(scene.charter).replies();
    if !replies || !is_wanted(ask) {
        return Vec::new();
    }
    let mut people: Vec<&UserId> = ask.answerers.iter().take(LINES).map(|answerer| &answerer.user).collect();
    people.push(&ask.asker);
    if let AskState::Done { by, .. } = &ask.state {
        people.push(by);
    }
    people.sort();
    people.dedup();
    people
}

fn card(scene: &Scene<'_>, channel: &ChannelId, ts: &Ts, ask: &Ask) -> TagCard {
    let asker = zone(scene, &ask.asker);
    let locale = shared_locale(scene, ask);
    // an asker from another organisation learns the window, but not from a moment when somebody's day ends
    let is_told = matches!(ask.window, Window::ByMoment { .. }) || !is_external(scene, &ask.asker);
    let line = |answerer: &Answerer| TagLine {
        name: name(scene, &answerer.user),
        due: answerer
            .due
            .filter(|_| is_told)
            .map(|at| due(at, &zone(scene, &answerer.user), &asker, scene.now, locale)),
        on_it: answerer.on_it,
        answered: answerer.answered.is_some(),
    };
    TagCard {
        channel: channel.clone(),
        ts: ts.clone(),
        window: ask.window.clone(),
        lines: ask.answerers.iter().take(LINES).map(line).collect(),
        more: ask.answerers.len().saturating_sub(LINES),
        done_by: match &ask.state {
            AskState::Done { by, .. } => Some(name(scene, by)),
            AskState::Open | AskState::Withdrawn => None,
        },
        locale,
    }
}

/// The language in which a reply is written that all can read: the one its people share, else English.
fn shared_locale(scene: &Scene<'_>, ask: &Ask) -> Locale {
    let answerers = ask.answerers.iter().take(LINES).map(|answerer| &answerer.user);
    let locale = |user| member(scene.facts, user).map(Member::locale).unwrap_or_default();
    let of_asker = locale(&ask.asker);
    if answerers.map(locale).all(|theirs| theirs == of_asker) { of_asker } else { Locale::En }
}

fn name(scene: &Scene<'_>, user: &UserId) -> PrivateText {
    let profile = member(scene.facts, user).and_then(|member| member.profile.as_ref());
    profile.map(|profile| profile.name.clone()).unwrap_or_default()
}

fn is_external(scene: &Scene<'_>, user: &UserId) -> bool {
    let profile = member(scene.facts, user).and_then(|member| member.profile.as_ref());
    profile.is_some_and(|profile| profile.external)
}

fn zone(scene: &Scene<'_>, user: &UserId) -> Zone {
    member(scene.facts, user).map_or_else(|| scene.charter.zone.clone(), |member| member.zone(scene.charter))
}

/// A due moment in the answerer's words, and in the asker's where their clocks differ; the day is only said twice
/// when it differs, too.
pub fn due(at: DateTime<Utc>, theirs: &Zone, asker: &Zone, now: DateTime<Utc>, locale: Locale) -> DueWords {
    let (there, here) = (theirs.local(at), asker.local(at));
    let spoken = words::day_and_time(at, theirs, now, locale);
    let here = (there != here).then(|| {
        let spoken_here = words::day_and_time(at, asker, now, locale);
        let is_same_day = there.date() == here.date() && theirs.local(now).date() == asker.local(now).date();
        if is_same_day { here.format("%H:%M").to_string() } else { spoken_here }
    });
    DueWords { at, theirs: spoken, zone: words::city(theirs), asker: here }
}

/// A fingerprint of what a reply says. It rests on moments and not on words such as "today", so that a reply is not
/// edited because a day has passed.
fn said(card: &TagCard) -> String {
    let line = |line: &TagLine| {
        let due = line.due.as_ref().map(|due| (due.at, &due.zone, due.asker.is_some()));
        format!("{:?}", (line.name.reveal(), due, line.on_it, line.answered))
    };
    let lines: Vec<String> = card.lines.iter().map(line).collect();
    let done = card.done_by.as_ref().map(PrivateText::reveal);
    fingerprint(format!("{:?}", (&card.window, lines, card.more, done, card.locale)).as_bytes())
}

fn emoji<'a>(window: &Window, emoji: &'a TagEmoji) -> &'a str {
    match window {
        Window::Urgent => &emoji.urgent,
        Window::Today => &emoji.today,
        Window::Week => &emoji.week,
        Window::Hours { .. } | Window::Within { .. } => &emoji.hours,
        Window::Days { .. } | Window::ByDay { .. } | Window::ByMoment { .. } => &emoji.date,
        Window::NextCheckIn => &emoji.checkin,
        Window::NoReply => &emoji.none,
    }
}
