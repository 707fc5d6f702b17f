//! The weekly digest of a channel: a delivery that never ends. Its record says when it comes next and what of its
//! thread is in Slack; the delivery itself is only what wakes it, as often as it likes.

use std::collections::HashMap;

use super::{After, Scene, Step, ask, call, member, put, record};
use crate::domain::ask::{Ask, AskRef, AskState};
use crate::domain::digest::{
    self, AwayLine, Contents, Digest, DigestCard, FOLLOWED, Firing, LATE, LOOKED_AT, Part, Posted, Thread,
};
use crate::domain::ids::{ChannelId, DeliveryId, Ts, UserId, fingerprint};
use crate::domain::member::Member;
use crate::domain::outgoing::{AskLine, Call, Card, Place, Read, Receipt};
use crate::domain::record::{Key, List, Record};
use crate::domain::text::PrivateText;
use crate::domain::words::Locale;
use crate::domain::worktime::{Zone, words};
use crate::ports::Changes;

/// People whose profiles are read for one digest; names of the others are found next time.
const MOST_STRANGERS: usize = 20;
/// People of a channel that are looked at.
const MOST_PEOPLE: usize = 1_000;
/// Letters of a name that are shown, so that ten lines fit into one reply.
const NAME: usize = 40;

/// What a digest needs from the start.
pub fn keys(channel: &ChannelId) -> Vec<Key> {
    vec![Key::Digest(channel.clone()), Key::Room(channel.clone())]
}

/// What a digest needs next.
pub fn next(scene: &Scene<'_>, channel: &ChannelId) -> Step {
    let Some(digest) = known(scene, channel) else { return set_up(scene, channel) };
    let Some(when) = digest.when(scene.charter) else { return Step::Finish };
    let Some(firing) = digest.next else {
        return save(scene, channel, digest.clone().waiting_for(when, scene.now));
    };
    if scene.now < firing.at {
        return follow(scene, channel, digest, firing);
    }
    let over = |digest: Digest| {
        save(scene, channel, digest.past(firing.week).waiting_for(when, scene.now.max(firing.at)))
    };
    let is_late = scene.now - firing.at > LATE;
    match digest.thread.as_ref().filter(|thread| thread.week == firing.week) {
        Some(thread) => {
            let part = thread.holds.parts().nth(thread.posted.len());
            match part {
                Some(part) if !thread.dropped && !is_late => say(scene, channel, digest, thread, part),
                _ => over(digest.clone()),
            }
        }
        None if is_late => over(Digest { missed: Some(firing.week), ..digest.clone() }),
        None => match choose(scene, channel, &digest.zone) {
            Err(step) => step,
            Ok((holds, _)) if holds.is_empty() => over(digest.clone()),
            Ok((holds, locale)) => {
                let began = scene.now;
                let thread =
                    Thread { week: firing.week, began, holds, posted: Vec::new(), dropped: false, locale };
                save(scene, channel, Digest { thread: Some(thread), ..digest.clone() })
            }
        },
    }
}

/// The name under which the next post is made: its week and its place in the thread are part of it.
pub fn post_key(scene: &Scene<'_>, channel: &ChannelId) -> Option<(DeliveryId, Option<Ts>)> {
    let thread = known(scene, channel)?.thread.as_ref()?;
    let nth = thread.posted.len();
    let id = DeliveryId::digest_part(&scene.delivery.team, channel, thread.week, nth);
    Some((id, thread.posted.first().map(|parent| parent.ts.clone())))
}

/// What a call changed: a post that was made or found, one that can't be made any more, a part that was edited.
pub fn after(scene: &Scene<'_>, channel: &ChannelId, made: Option<&Call>, receipt: &Receipt) -> After {
    let mut changes = Changes::default();
    let Some(mut digest) = known(scene, channel).cloned() else { return After { changes, over: true } };
    let Some(thread) = &mut digest.thread else { return After { changes, over: true } };
    match (made, &receipt.ts) {
        (Some(Call::Update { ts, card: Card::Digest(card, _), .. }), _) => {
            for posted in thread.posted.iter_mut().filter(|posted| posted.ts == *ts) {
                posted.said = said(card);
            }
        }
        // what a post says that was only found is not known: it will be said once more
        (Some(Call::Post { card: Card::Digest(card, _), .. }), Some(ts)) => {
            thread.posted.push(Posted { ts: ts.clone(), said: said(card) });
        }
        (_, Some(ts)) => thread.posted.push(Posted { ts: ts.clone(), said: String::new() }),
        // its thread is gone
        (_, None) => thread.dropped = true,
    }
    put(&mut changes, scene.facts, Key::Digest(channel.clone()), Record::Digest(Box::new(digest)), None);
    After { changes, over: false }
}

fn known<'a>(scene: &Scene<'a>, channel: &ChannelId) -> Option<&'a Digest> {
    match record(scene.facts, &Key::Digest(channel.clone())) {
        Some(Record::Digest(digest)) => Some(digest),
        _ => None,
    }
}

fn save(scene: &Scene<'_>, channel: &ChannelId, digest: Digest) -> Step {
    let mut changes = Changes::default();
    put(&mut changes, scene.facts, Key::Digest(channel.clone()), Record::Digest(Box::new(digest)), None);
    // asks forgotten long ago leave the list
    let open = List::Open(channel.clone());
    let gone = listed(scene, channel).filter(|about| {
        let key = Key::Ask(about.channel.clone(), about.ts.clone());
        scene.facts.asked.contains(&key) && ask(scene.facts, &about.channel, &about.ts).is_none()
    });
    changes.unlist.extend(gone.map(|about| (open.clone(), about.clone())));
    Step::Save(Box::new(changes))
}

/// The first time: the channel's clock becomes that of most of its people.
fn set_up(scene: &Scene<'_>, channel: &ChannelId) -> Step {
    let people = match people(scene, channel) {
        Ok(people) => people,
        Err(step) => return step,
    };
    let reads = strangers(scene, people.iter());
    if !reads.is_empty() {
        return Step::Read(reads);
    }
    let mut votes: HashMap<&'static str, (usize, Zone)> = HashMap::new();
    for known in people.iter().filter_map(|user| member(scene.facts, user)) {
        let is_person = known
            .profile
            .as_ref()
            .is_some_and(|profile| !profile.is_bot && !profile.deleted && !profile.external);
        if is_person {
            let zone = known.zone(scene.charter);
            votes.entry(zone.name()).or_insert((0, zone)).0 += 1;
        }
    }
    // of zones with as many people the first by name, so that it is the same whoever counts
    let most = votes.into_iter().max_by(|(a, (n, _)), (b, (m, _))| n.cmp(m).then_with(|| b.cmp(a)));
    let zone = most.map_or_else(|| scene.charter.zone.clone(), |(_, (_, zone))| zone);
    save(scene, channel, Digest::in_zone(zone))
}

/// The people of the channel, read anew once and then known.
fn people(scene: &Scene<'_>, channel: &ChannelId) -> Result<Vec<UserId>, Step> {
    let read = Read::Members { channel: channel.clone() };
    if !scene.read.contains(&read) {
        return Err(Step::Read(vec![read]));
    }
    let room = match record(scene.facts, &Key::Room(channel.clone())) {
        Some(Record::Group(room)) => room.members.iter().take(MOST_PEOPLE).cloned().collect(),
        _ => Vec::new(),
    };
    load(scene, room.iter().cloned().map(Key::Member))?;
    Ok(room)
}

fn load(scene: &Scene<'_>, keys: impl Iterator<Item = Key>) -> Result<(), Step> {
    let asked: std::collections::HashSet<&Key> = scene.facts.asked.iter().collect();
    let missing: Vec<Key> = keys.filter(|key| !asked.contains(key)).collect();
    if missing.is_empty() { Ok(()) } else { Err(Step::Load(missing)) }
}

/// Those of whom nothing is known yet, as far as they are to be read.
fn strangers<'a>(scene: &Scene<'_>, people: impl Iterator<Item = &'a UserId>) -> Vec<Read> {
    let unknown =
        people.filter(|user| member(scene.facts, user).is_none_or(|member| member.profile.is_none()));
    let reads = unknown.map(|user| Read::Person { user: user.clone() });
    let before = scene.read.iter().filter(|read| matches!(read, Read::Person { .. })).count();
    reads.filter(|read| !scene.read.contains(read)).take(MOST_STRANGERS.saturating_sub(before)).collect()
}

fn listed<'a>(scene: &Scene<'a>, channel: &ChannelId) -> impl Iterator<Item = &'a AskRef> {
    scene.facts.lists.get(&List::Open(channel.clone())).into_iter().flatten()
}

/// What goes into the digest that begins now, and in which language.
fn choose(scene: &Scene<'_>, channel: &ChannelId, zone: &Zone) -> Result<(Contents, Locale), Step> {
    let people = people(scene, channel)?;
    load(scene, listed(scene, channel).map(|about| Key::Ask(about.channel.clone(), about.ts.clone())))?;
    let asks = listed(scene, channel)
        .filter_map(|about| Some((about, ask(scene.facts, &about.channel, &about.ts)?)));
    let people = people.iter().filter_map(|user| Some((user, member(scene.facts, user)?)));
    let locale = language(people.clone().map(|(_, member)| member));
    Ok((Contents::choose(asks, people, zone, scene.now), locale))
}

/// The language that more than half of the people of a channel have, else English.
fn language<'a>(people: impl Iterator<Item = &'a Member>) -> Locale {
    let readers = people.filter_map(|member| member.profile.as_ref()).filter(|p| !p.is_bot && !p.deleted);
    let locales: Vec<Locale> = readers.map(|profile| profile.locale.unwrap_or_default()).collect();
    let has_most = |locale: &Locale| locales.iter().filter(|of| *of == locale).count() * 2 > locales.len();
    Locale::ALL.into_iter().find(has_most).unwrap_or_default()
}

/// Posts the next part.
fn say(scene: &Scene<'_>, channel: &ChannelId, digest: &Digest, thread: &Thread, part: Part) -> Step {
    let Some((key, parent)) = post_key(scene, channel) else { return Step::Finish };
    match card(scene, channel, digest, thread, part) {
        Err(step) => step,
        Ok(card) => {
            let card = Card::Digest(card, thread.locale);
            call(Call::Post { to: Place::Channel(channel.clone(), parent), card, key })
        }
    }
}

/// Until the next digest the newest thread is kept to what is so now, for some days.
fn follow(scene: &Scene<'_>, channel: &ChannelId, digest: &Digest, firing: Firing) -> Step {
    let Some(thread) = digest.thread.as_ref().filter(|thread| !thread.dropped) else {
        return Step::Later(firing.at);
    };
    if scene.now - thread.began > FOLLOWED {
        return Step::Later(firing.at);
    }
    for (part, posted) in thread.holds.parts().zip(&thread.posted) {
        let card = match card(scene, channel, digest, thread, part) {
            Err(step) => return step,
            Ok(card) => card,
        };
        if said(&card) != posted.said {
            let (channel, ts) = (channel.clone(), posted.ts.clone());
            return call(Call::Update { channel, ts, card: Card::Digest(card, thread.locale) });
        }
    }
    Step::Later(firing.at.min(scene.now + LOOKED_AT))
}

/// How a part stands now.
fn card(
    scene: &Scene<'_>,
    channel: &ChannelId,
    digest: &Digest,
    thread: &Thread,
    part: Part,
) -> Result<DigestCard, Step> {
    let holds = &thread.holds;
    load(scene, holds.waiting.iter().map(|about| Key::Ask(about.channel.clone(), about.ts.clone())))?;
    match part {
        Part::Parent => {
            let open = holds.waiting.iter().filter(|about| is_open(find(scene, about))).count();
            Ok(DigestCard::Parent {
                channel: channel.clone(),
                waiting: open + holds.more,
                answered: holds.waiting.len() - open,
                away: holds.away.len(),
            })
        }
        Part::Waiting(from) => {
            let asks = holds.asks(from);
            let askers: Vec<&UserId> =
                asks.iter().filter_map(|about| Some(&find(scene, about)?.asker)).collect();
            introduce(scene, askers.into_iter())?;
            let lines = asks.iter().map(|about| line(scene, about, thread, &digest.zone)).collect();
            let is_last = from + asks.len() == holds.waiting.len();
            Ok(DigestCard::Waiting { lines, goes_on: from > 0, more: if is_last { holds.more } else { 0 } })
        }
        Part::Away => {
            introduce(scene, holds.away.iter())?;
            let covers: Vec<&UserId> = holds
                .away
                .iter()
                .filter_map(|user| {
                    member(scene.facts, user)?.time_off.iter().find_map(|off| off.cover.as_ref())
                })
                .collect();
            introduce(scene, covers.into_iter())?;
            Ok(DigestCard::Away(holds.away.iter().filter_map(|user| away(scene, user, holds)).collect()))
        }
    }
}

/// Sees to it that people are known by name.
fn introduce<'a>(scene: &Scene<'_>, people: impl Iterator<Item = &'a UserId> + Clone) -> Result<(), Step> {
    load(scene, people.clone().map(|user| Key::Member(user.clone())))?;
    let reads = strangers(scene, people);
    if reads.is_empty() { Ok(()) } else { Err(Step::Read(reads)) }
}

fn find<'a>(scene: &Scene<'a>, about: &AskRef) -> Option<&'a Ask> {
    ask(scene.facts, &about.channel, &about.ts)
}

fn is_open(ask: Option<&Ask>) -> bool {
    ask.is_some_and(|ask| ask.state == AskState::Open)
}

/// One ask: who asks, where it stands, by when. Late is what was late when the thread began, so that a line changes
/// only when somebody did something.
fn line(scene: &Scene<'_>, about: &AskRef, thread: &Thread, zone: &Zone) -> (AskLine, bool) {
    let ask = find(scene, about);
    let due = ask.and_then(digest::due);
    let line = AskLine {
        asker: ask.map(|ask| name(scene, &ask.asker)).unwrap_or_default(),
        channel: about.channel.clone(),
        ts: about.ts.clone(),
        thread: ask.and_then(|ask| ask.thread.clone()),
        due: due.map(|at| (at, words::with_zone(at, zone, thread.locale))),
        late: due.is_some_and(|at| at <= thread.began),
    };
    (line, !is_open(ask))
}

fn away(scene: &Scene<'_>, user: &UserId, holds: &Contents) -> Option<AwayLine> {
    let (from, until, cover) = digest::absence(member(scene.facts, user)?, holds.week_of?)?;
    let cover = cover.map(|user| name(scene, user));
    Some(AwayLine { name: name(scene, user), from, until, cover })
}

fn name(scene: &Scene<'_>, user: &UserId) -> PrivateText {
    let profile = member(scene.facts, user).map(|member: &Member| member.profile.as_ref());
    let name = profile.flatten().map(|profile| profile.name.reveal()).unwrap_or_default();
    PrivateText::new(name.chars().take(NAME).collect::<String>())
}

/// A fingerprint of what a part says.
fn said(card: &DigestCard) -> String {
    let says = match card {
        DigestCard::Parent { channel, waiting, answered, away } => {
            format!("{channel} {waiting} {answered} {away}")
        }
        DigestCard::Waiting { lines, goes_on, more } => {
            let line = |(line, answered): &(AskLine, bool)| {
                let due = line.due.as_ref().map(|(at, _)| at);
                format!("{:?}", (line.asker.reveal(), &line.ts, &line.thread, due, line.late, answered))
            };
            format!("{:?} {goes_on} {more}", lines.iter().map(line).collect::<Vec<_>>())
        }
        DigestCard::Away(lines) => {
            let line = |line: &AwayLine| {
                let cover = line.cover.as_ref().map(PrivateText::reveal);
                format!("{:?}", (line.name.reveal(), line.from, line.until, cover))
            };
            format!("{:?}", lines.iter().map(line).collect::<Vec<_>>())
        }
    };
    fingerprint(says.as_bytes())
}
