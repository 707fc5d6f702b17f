//! An urgent word: it goes through focus and off hours, and who sent it is told where Slack keeps it silent.

use super::look_again::is_dnd_fresh;
use super::{After, Scene, Step, ask, call, is_gone, member};
use crate::domain::ask::AskState;
use crate::domain::availability::Availability;
use crate::domain::ids::{DeliveryId, SeenKey};
use crate::domain::outgoing::{
    Call, Card, Delivery, Lane, Outgoing, Place, Progress, Read, Urgent, UrgentCard,
};
use crate::domain::record::Key;
use crate::domain::text::{Piece, PrivateText, Speech};
use crate::domain::words::Phrase;
use crate::domain::worktime::words;
use crate::ports::Changes;

const SILENT: Phrase = Phrase::en(
    "urgent.silent",
    "{who} has it in a direct message, but Slack's do-not-disturb keeps it silent until {when}.",
);
const COVER: Phrase = Phrase::en("urgent.cover", "{who} stands in for them: a word there may be quicker.");

/// The records an urgent word needs.
pub fn keys(urgent: &Urgent) -> Vec<Key> {
    let people = [Some(&urgent.to), Some(&urgent.from), urgent.instead_of.as_ref()];
    let people = people.into_iter().flatten().cloned().map(Key::Member);
    people.chain([Key::Ask(urgent.channel.clone(), urgent.ts.clone())]).collect()
}

/// What an urgent word needs next.
pub fn next(scene: &Scene<'_>, urgent: &Urgent) -> Step {
    if is_gone(scene.facts, &urgent.to) {
        return Step::Drop("the person is gone", None);
    }
    let is_over = ask(scene.facts, &urgent.channel, &urgent.ts).is_none_or(|ask| ask.state != AskState::Open);
    if is_over {
        return Step::Drop("it is settled already", None);
    }
    let dnd = Read::Dnd { user: urgent.to.clone() };
    if !is_dnd_fresh(scene, &urgent.to) && !scene.read.contains(&dnd) {
        return Step::Read(vec![dnd]);
    }
    let known = member(scene.facts, &urgent.to).cloned().unwrap_or_default();
    call(Call::Post {
        to: Place::Person(urgent.to.clone()),
        card: Card::Urgent(UrgentCard {
            urgent: urgent.clone(),
            instead_of: urgent.instead_of.as_ref().map(|user| name(scene, user)),
            locale: known.locale(),
        }),
        key: scene.delivery.id.clone(),
    })
}

/// Where Slack's own do-not-disturb keeps the word silent, who sent it is told.
pub fn after(scene: &Scene<'_>, urgent: &Urgent) -> After {
    let mut changes = Changes::default();
    let reader = member(scene.facts, &urgent.to).cloned().unwrap_or_default();
    if let Some((_, until)) =
        reader.dnd_span().filter(|(from, until)| *from <= scene.now && scene.now < *until)
    {
        let sender = member(scene.facts, &urgent.from).cloned().unwrap_or_default();
        let fallback = words::with_zone(until, &sender.zone(scene.charter), sender.locale());
        let who = Piece::Theirs(name(scene, &urgent.to));
        let when = Piece::Moment { at: until, fallback };
        let mut say = SILENT.fill(sender.locale(), &[("who", who), ("when", when)]);
        let cover = Availability::of(&reader, scene.charter, scene.now).cover;
        if let Some(cover) = cover.or_else(|| standing_in(&reader)) {
            say = say.line(COVER.fill(sender.locale(), &[("who", Piece::Member(cover))]));
        }
        changes.deliver.push(tell(scene, urgent, say));
    }
    After { changes, over: true }
}

/// Who stood or will stand in for somebody: the best guess there is.
fn standing_in(member: &crate::domain::member::Member) -> Option<crate::domain::ids::UserId> {
    member.time_off.iter().rev().find_map(|off| off.cover.clone())
}

fn tell(scene: &Scene<'_>, urgent: &Urgent, say: Speech) -> Delivery {
    let delivery = scene.delivery;
    let seen = SeenKey::other(&delivery.team, "silent", delivery.id.as_str());
    Delivery {
        id: DeliveryId::answer(&seen, "tell"),
        team: delivery.team.clone(),
        due: scene.now,
        lane: Lane::Normal,
        owner: None,
        what: Outgoing::Tell { to: urgent.from.clone(), say },
        progress: Progress::default(),
    }
}

fn name(scene: &Scene<'_>, user: &crate::domain::ids::UserId) -> PrivateText {
    let profile = member(scene.facts, user).and_then(|member| member.profile.as_ref());
    profile.map(|profile| profile.name.clone()).unwrap_or_default()
}
