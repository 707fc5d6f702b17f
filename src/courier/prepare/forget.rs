//! Somebody is forgotten: everything that is kept is looked through, and what is theirs goes. Begun anew after a crash,
//! it finds what is left.

use super::{After, Edit, Scene, Step, call, home};
use crate::domain::ask::AskRef;
use crate::domain::forgetting::{Left, is_theirs, left_of};
use crate::domain::ids::{DeliveryId, UserId};
use crate::domain::outgoing::{Call, Card, Delivery, Forget, Lane, Outgoing, Place, Progress};
use crate::domain::record::{Key, List, Record};
use crate::domain::words::Phrase;
use crate::ports::{Changes, Kept};

const FORGOTTEN: Phrase = Phrase::en(
    "forget.done",
    "Done. What I kept of you is erased. Should you speak again where I am, I begin anew, as with a newcomer.",
);

/// What is needed next: to erase, to draw their Home tab as a newcomer's, and to say so.
pub fn next(scene: &Scene<'_>, forget: &Forget, is_late: bool) -> Step {
    if !scene.turned {
        return Step::Turn;
    }
    if forget.home && scene.delivery.progress.receipts.is_empty() {
        let home = Box::new(home::of_a_newcomer(scene, &forget.user));
        return call(Call::Publish { user: forget.user.clone(), home, hash: None });
    }
    let card = Card::Words(FORGOTTEN.say(forget.locale));
    call(match forget.respond.clone().filter(|_| !is_late) {
        Some(url) => Call::Respond { url, card, replace: true },
        None => Call::Post { to: Place::Person(forget.user.clone()), card, key: scene.delivery.id.clone() },
    })
}

/// Once it is said, it is over.
pub fn after(made: &Call) -> After {
    After { changes: Changes::default(), over: !matches!(made, Call::Publish { .. }) }
}

/// What becomes of one thing that is kept.
pub fn edit(scene: &Scene<'_>, user: &UserId, kept: &Kept) -> Option<Edit> {
    let mut changes = Changes::default();
    match kept {
        Kept::Record(key, version, record, until) => {
            let left = left_of(key, record, user)?;
            changes.rests_on.push((key.clone(), *version));
            if let (Key::Ask(channel, ts), Record::Ask(before)) = (key, record.as_ref()) {
                let about = AskRef { channel: channel.clone(), ts: ts.clone() };
                let after = before.forget(user)?.lists(channel);
                let lists = before.lists(channel).into_iter().filter(|list| !after.contains(list));
                changes.unlist.extend(lists.map(|list| (list, about.clone())));
                changes.list.extend(after.into_iter().map(|list| (list, about.clone())));
                if before.asker != *user {
                    changes.ring.push(home_of(scene, &before.asker));
                }
                if !before.shown.is_empty() {
                    changes.ring.push(tag_of(scene, &about));
                }
            }
            changes.puts.push(match left {
                Left::Nothing => (key.clone(), Record::Gone, Some(scene.now)),
                Left::Rest(rest) => (key.clone(), *rest, *until),
            });
        }
        Kept::Listed(list, ask) => {
            let is_theirs = match list {
                List::Owes(who) | List::Waits(who) | List::Quiet(who) => who == user,
                List::Open(_) => false,
            };
            if !is_theirs {
                return None;
            }
            changes.unlist.push((list.clone(), ask.clone()));
        }
        Kept::Waits(delivery) if goes(delivery, user) => changes.cancel.push(delivery.id.clone()),
        Kept::Dead(letter) if goes(&letter.delivery, user) => {
            return Some(Edit { changes, lift: Some(letter.as_ref().clone()) });
        }
        Kept::Waits(_) | Kept::Dead(_) => return None,
    }
    Some(Edit { changes, lift: None })
}

fn goes(delivery: &Delivery, user: &UserId) -> bool {
    let is_this = matches!(&delivery.what, Outgoing::Forget(_));
    !is_this && (delivery.owner.as_ref() == Some(user) || is_theirs(&delivery.what, user))
}

fn home_of(scene: &Scene<'_>, user: &UserId) -> Delivery {
    let id = DeliveryId::home(&scene.delivery.team, user);
    rung(scene, id, Outgoing::Home { user: user.clone() })
}

fn tag_of(scene: &Scene<'_>, about: &AskRef) -> Delivery {
    let AskRef { channel, ts } = about.clone();
    rung(scene, DeliveryId::tag(&scene.delivery.team, &channel, &ts), Outgoing::Tag { channel, ts })
}

fn rung(scene: &Scene<'_>, id: DeliveryId, what: Outgoing) -> Delivery {
    let (team, due) = (scene.delivery.team.clone(), scene.now);
    Delivery { id, team, due, lane: Lane::Normal, owner: None, what, progress: Progress::default() }
}
