//! A conversation gets another id (a private channel that becomes shared, for one): its settings go along at once, the
//! rest by a delivery, and whatever still comes under the old id is read as of the new one.

use super::{Moment, Outcome, deliver};
use crate::domain::ask::AskRef;
use crate::domain::charter::ChannelNorms;
use crate::domain::ids::{ChannelId, DeliveryId};
use crate::domain::inbound::{Happening, Inbound};
use crate::domain::moving::Move;
use crate::domain::outgoing::{Lane, Outgoing};
use crate::domain::record::{Key, Record};
use crate::domain::reply::Reply;
use crate::ports::{Changes, Lookup};

/// What is needed to know of a move.
pub fn keys(moved: &Move) -> Vec<Key> {
    vec![Key::Channel(moved.from.clone()), Key::Channel(moved.to.clone())]
}

/// Takes the settings along, and has the rest follow.
pub fn take(inbound: &Inbound, moved: &Move, moment: &Moment<'_>) -> Outcome {
    if moved.from == moved.to {
        return Outcome::nothing();
    }
    let (from, to) = (Key::Channel(moved.from.clone()), Key::Channel(moved.to.clone()));
    let mut changes = Changes::default();
    if !matches!(moment.record(&from), Some(Record::Moved(went)) if *went == moved.to) {
        let norms = moment.norms(&moved.from);
        let is_known = matches!(moment.record(&to), Some(Record::Channel(known)) if known.version > 0);
        if !is_known && (norms != ChannelNorms::default() || moment.record(&to).is_some()) {
            moment.put(&mut changes, to, Record::Channel(norms), None);
        }
        moment.put(&mut changes, from, Record::Moved(moved.to.clone()), None);
    }
    let Move { from, to } = moved.clone();
    let id = DeliveryId::moved(&inbound.team, &from, &to);
    changes.ring.push(deliver(&inbound.team, id, moment.now, Lane::Fast, Outgoing::Move { from, to }));
    Outcome::Decided(Reply::Nothing, changes)
}

/// Adds to a lookup what says whether its conversation has moved.
pub fn ask(inbound: &Inbound, what: &mut Lookup) {
    if let Some(channel) = place(&inbound.what) {
        let key = Key::Channel(channel);
        if !what.records.contains(&key) {
            what.records.push(key);
        }
    }
}

/// What happened, with the id its conversation has now; `None` when it has not moved.
pub fn follow(inbound: &Inbound, moment: &Moment<'_>) -> Option<Inbound> {
    let from = place(&inbound.what)?;
    let Some(Record::Moved(to)) = moment.record(&Key::Channel(from.clone())) else { return None };
    let mut inbound = inbound.clone();
    let there = |at: &mut ChannelId| {
        if *at == from {
            *at = to.clone();
        }
    };
    match &mut inbound.what {
        Happening::Wrote(message) | Happening::Edited(message) => there(&mut message.channel),
        Happening::Deleted { channel, .. }
        | Happening::Joined { channel, .. }
        | Happening::Invited { channel, .. } => there(channel),
        Happening::Reacted(reaction) => there(&mut reaction.on.channel),
        Happening::Answered { about, .. } => there(&mut about.channel),
        Happening::Asked(asked) => there(&mut asked.channel),
        Happening::Pressed(press) => {
            press.channel.iter_mut().for_each(there);
            let moved = Move { from: from.clone(), to: to.clone() };
            press.value = moved.of(&press.value).unwrap_or_else(|| press.value.clone());
        }
        _ => return None,
    }
    Some(inbound)
}

/// The conversation something happened in: of a press the one its value speaks of, which may be a year old. That one
/// is gone, and what was submitted from a form that is open meanwhile, are taken as they are told.
fn place(what: &Happening) -> Option<ChannelId> {
    let place = match what {
        Happening::Wrote(message) | Happening::Edited(message) => &message.channel,
        Happening::Deleted { channel, .. }
        | Happening::Joined { channel, .. }
        | Happening::Invited { channel, .. } => channel,
        Happening::Reacted(reaction) => &reaction.on.channel,
        Happening::Answered { about, .. } => &about.channel,
        Happening::Asked(asked) if !asked.private => &asked.channel,
        Happening::Pressed(press) => {
            let about = AskRef::parse(&press.value).map(|about| about.channel);
            return about.or_else(|| press.channel.clone());
        }
        _ => return None,
    };
    Some(place.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::scene::{Scene, launch, pressed, team, user};
    use crate::domain::charter::TagMode;
    use crate::domain::ids::SeenKey;

    fn lift() -> ChannelId {
        ChannelId::parse("C0LIFT").expect("id")
    }

    fn moves(scene: &mut Scene, from: ChannelId, to: ChannelId, nth: &str) {
        scene.takes(SeenKey::other(&team(), "ev", nth), Happening::ChannelMoved(Move { from, to }));
    }

    fn at(scene: &Scene, channel: ChannelId) -> Option<&Record> {
        scene.records.get(&Key::Channel(channel)).map(|(_, record)| record)
    }

    #[test]
    fn settings_go_along_and_back_however_often_it_is_told() {
        let mut scene = Scene::new();
        let norms =
            Record::Channel(ChannelNorms { tag: Some(TagMode::Both), version: 1, ..ChannelNorms::default() });
        scene.records.insert(Key::Channel(launch()), (1, norms.clone()));
        for nth in ["1", "2"] {
            moves(&mut scene, launch(), lift(), nth);
            assert_eq!(
                (at(&scene, lift()), at(&scene, launch())),
                (Some(&norms), Some(&Record::Moved(lift())))
            );
        }
        assert_eq!(scene.deliveries.len(), 1);
        moves(&mut scene, lift(), launch(), "3");
        assert_eq!(
            (at(&scene, launch()), at(&scene, lift())),
            (Some(&norms), Some(&Record::Moved(launch())))
        );
        moves(&mut scene, launch(), launch(), "4");
        assert_eq!(at(&scene, launch()), Some(&norms));
    }

    #[test]
    fn what_comes_late_is_read_as_of_the_new_id() {
        let facts = crate::ports::Facts {
            records: [(Key::Channel(launch()), (1, Record::Moved(lift())))].into(),
            ..crate::ports::Facts::default()
        };
        let charter = crate::domain::charter::Charter::default();
        let moment = Moment { now: Scene::new().now, facts: &facts, charter: &charter, may_upload: false };
        let inbound = |what| Inbound { team: team(), seen: SeenKey::other(&team(), "ev", "1"), what };
        let press = follow(&inbound(pressed("bo", "tag.done", "C0LAUNCH:1792052340.000100")), &moment);
        let Some(Happening::Pressed(press)) = press.map(|press| press.what) else { panic!("a press") };
        assert_eq!((press.channel, press.value.as_str()), (Some(lift()), "C0LIFT:1792052340.000100"));
        let joined = Happening::Joined { channel: launch(), user: user("dee") };
        assert!(matches!(follow(&inbound(joined), &moment).expect("moved").what,
            Happening::Joined { channel, .. } if channel == lift()));
        assert!(follow(&inbound(Happening::ChannelGone(launch())), &moment).is_none(), "the old one is gone");
        assert!(
            follow(&inbound(Happening::Joined { channel: lift(), user: user("dee") }), &moment).is_none()
        );
    }
}
