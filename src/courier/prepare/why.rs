//! Why a message was read so: it is read once more, and told to who wants to know. Its words are in our hands only
//! as long as that takes.

use super::{Scene, Step, ask, call, is_gone, member, record, tag};
use crate::domain::ask::{Answerer, Ask, AskRef, AskState};
use crate::domain::ids::{Ts, UserId};
use crate::domain::inbound::Message;
use crate::domain::language;
use crate::domain::member::Member;
use crate::domain::nudge::Nudge;
use crate::domain::outgoing::{Call, Card, Place, Read, Reread, TagLine, Took, Why, WhyCard};
use crate::domain::record::{Key, Record};
use crate::domain::text::PrivateText;

/// Most answerers with a line of their own.
const LINES: usize = 5;

/// The records an explanation needs.
pub fn keys(why: &Why) -> Vec<Key> {
    let (channel, ts) = (why.channel.clone(), why.ts.clone());
    vec![Key::Ask(channel.clone(), ts.clone()), Key::Nudge(channel, ts), Key::Member(why.to.clone())]
}

/// What an explanation needs next.
pub fn next(scene: &Scene<'_>, why: &Why) -> Step {
    if is_gone(scene.facts, &why.to) {
        return Step::Drop("the person is gone", None);
    }
    let Some(original) = scene.original else {
        let (channel, ts) = (why.channel.clone(), why.ts.clone());
        return Step::Reread(Read::Message { channel, ts, thread: thread(scene, why) });
    };
    let ask = ask(scene.facts, &why.channel, &why.ts);
    let people = ask.iter().flat_map(|ask| ask.answerers.iter().take(LINES).map(|answerer| &answerer.user));
    let missing: Vec<Key> = people
        .chain(original.message().map(|message| &message.author))
        .map(|user| Key::Member(user.clone()))
        .filter(|key| !scene.facts.asked.contains(key))
        .collect();
    if !missing.is_empty() {
        return Step::Load(missing);
    }
    let card = Card::Why(Box::new(card(scene, why, original.message(), ask)));
    call(match &why.respond {
        Some(respond) => Call::Respond { url: respond.clone(), card, replace: false },
        None => Call::Post { to: Place::Person(why.to.clone()), card, key: scene.delivery.id.clone() },
    })
}

/// The thread the message stands in, which a shortcut does not tell.
fn thread(scene: &Scene<'_>, why: &Why) -> Option<Ts> {
    let of_ask = ask(scene.facts, &why.channel, &why.ts).and_then(|ask| ask.thread.clone());
    why.thread.clone().or(of_ask).or_else(|| nudge(scene, why).and_then(|nudge| nudge.thread.clone()))
}

fn nudge<'a>(scene: &Scene<'a>, why: &Why) -> Option<&'a Nudge> {
    match record(scene.facts, &Key::Nudge(why.channel.clone(), why.ts.clone())) {
        Some(Record::Nudge(nudge)) => Some(nudge),
        _ => None,
    }
}

fn card(scene: &Scene<'_>, why: &Why, message: Option<&Message>, ask: Option<&Ask>) -> WhyCard {
    let reader = member(scene.facts, &why.to).cloned().unwrap_or_default();
    let ask = ask.filter(|ask| !ask.is_deleted());
    let is_concerned = |ask: &Ask| ask.asker == why.to || ask.expects(&why.to);
    let is_nudged = nudge(scene, why).is_some_and(|nudge| nudge.asker == why.to);
    let stands = ask.filter(|ask| ask.state != AskState::Withdrawn);
    let line = |answerer: &Answerer| {
        let theirs = known(scene, &answerer.user);
        TagLine {
            name: theirs.profile.as_ref().map(|profile| profile.name.clone()).unwrap_or_default(),
            due: answerer.due.map(|at| {
                tag::due(
                    at,
                    &theirs.zone(scene.charter),
                    &reader.zone(scene.charter),
                    scene.now,
                    reader.locale(),
                )
            }),
            on_it: false,
            answered: answerer.answered.is_some(),
        }
    };
    WhyCard {
        about: AskRef { channel: why.channel.clone(), ts: why.ts.clone() },
        first: why.first.clone(),
        found: message.map(|message| reread(scene, message)),
        took: ask.map(|ask| Took {
            window: ask.window.clone(),
            chosen: ask.chosen,
            explicit: ask.explicit,
            stands: ask.state != AskState::Withdrawn,
        }),
        lines: stands.iter().flat_map(|ask| ask.answerers.iter().take(LINES).map(line)).collect(),
        more: stands.map_or(0, |ask| ask.answerers.len().saturating_sub(LINES)),
        may_report: ask.map_or(is_nudged, |ask| is_concerned(ask) && !ask.reported),
        locale: reader.locale(),
    }
}

/// Reads the words as the rules did: in the writer's language, on the writer's clock.
fn reread(scene: &Scene<'_>, message: &Message) -> Reread {
    let author = known(scene, &message.author);
    let (words, zone) = (message.words(), author.zone(scene.charter));
    let reading = language::read_in(author.locale(), &words, message.ts.at(), &zone, scene.charter);
    Reread { text: PrivateText::new(words), reading }
}

fn known(scene: &Scene<'_>, user: &UserId) -> Member {
    member(scene.facts, user).cloned().unwrap_or_default()
}
