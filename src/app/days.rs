//! Somebody's days: when where they are or when they work changes, what rests on it follows.

use super::{Moment, Outcome, asks, deliver};
use crate::domain::availability::{self, Availability};
use crate::domain::ids::{DeliveryId, UserId};
use crate::domain::inbound::{Happening, Inbound};
use crate::domain::member::Member;
use crate::domain::outgoing::{Delivery, Lane, Outgoing};
use crate::domain::record::{Key, Record};
use crate::domain::reply::Reply;
use crate::domain::stay;
use crate::ports::Changes;

/// Looks at somebody's days anew. What has run out of where they are does not count any more by itself; it is written
/// down, so that whatever shows it follows.
pub fn look(user: &UserId, moment: &Moment<'_>) -> Outcome {
    let Some(known) = moment.member(user) else { return Outcome::nothing() };
    let mut changes = Changes::default();
    // what is said again and again by these days is looked at by the courier, which knows when it comes next
    let recurs = |delivery: &Delivery| matches!(delivery.what, Outgoing::Notice(_));
    let owned = moment.facts.owned.iter().filter(|owned| recurs(owned) || waits(owned, moment));
    changes.ring.extend(owned.map(|delivery| Delivery { due: moment.now, ..delivery.clone() }));
    let record = Record::Member(Box::new(known.clone()));
    moment.put(&mut changes, Key::Member(user.clone()), record, None);
    Outcome::Decided(Reply::Nothing, changes)
}

/// Whether a reminder's moment is over and it only waits for its reader to be there.
fn waits(delivery: &Delivery, moment: &Moment<'_>) -> bool {
    let Outgoing::Reminder(reminder) = &delivery.what else { return false };
    let is_own_moment = reminder.by == reminder.to && !reminder.snoozed;
    !is_own_moment && reminder.nominal <= moment.now && moment.now < delivery.due
}

/// Adds what follows for those of whom something else is known now.
pub fn follow(inbound: &Inbound, moment: &Moment<'_>, outcome: Outcome) -> Outcome {
    let Outcome::Decided(reply, mut changes) = outcome else { return outcome };
    let nobody = Member::default();
    let mut follows = Vec::new();
    let mut back = Vec::new();
    let mut watches = Vec::new();
    let mut awaited = Vec::new();
    for (key, record, _) in &changes.puts {
        let (Key::Member(user), Record::Member(after)) = (key, record) else { continue };
        let before = moment.member(user).unwrap_or(&nobody);
        if availability::may_be_told_otherwise(before, after) {
            watches.push(user.clone());
        }
        // what a look has found out needs no other look; by its time their days are different already
        if matches!(&inbound.what, Happening::DaysChanged(whose) if whose == user) {
            let now = Availability::of(after, moment.charter, moment.now);
            back.extend(after.wants_catch_up().then(|| (user.clone(), now)));
            continue;
        }
        let nth = inbound.seen.short_name();
        follows.extend(stay::follow(&inbound.team, user, (before, after), (&nth, moment.now)));
        let is_quiet = |member: &Member| member.quiet.is_some_and(|quiet| quiet.holds(moment.now));
        if is_quiet(before) && !is_quiet(after) {
            awaited.push(user.clone());
        }
        if let Some(now) = availability::back_earlier(before, after, moment.charter, moment.now) {
            back.push((user.clone(), now));
            awaited.push(user.clone());
            let look = stay::settles(&inbound.team, user, &nth, moment.now);
            if follows.iter().all(|follow| follow.id != look.id) {
                follows.push(look);
            }
        }
    }
    follows.extend(call(&awaited, inbound, moment, &mut changes));
    changes.deliver.extend(follows);
    for (user, now) in back {
        asks::tell_when_back(&inbound.team, &user, &now, &mut changes);
    }
    for user in watches {
        let id = DeliveryId::watch(&inbound.team, &user);
        let watch = deliver(&inbound.team, id, moment.now, Lane::Normal, Outgoing::Watch { user });
        changes.ring.push(watch);
    }
    Outcome::Decided(reply, changes)
}

/// A look at what those set whose reminders wait for somebody who can be there earlier than it seemed. What waits on
/// makes itself known anew, so nobody is called twice for nothing.
fn call(awaited: &[UserId], inbound: &Inbound, moment: &Moment<'_>, changes: &mut Changes) -> Vec<Delivery> {
    let mut looks = Vec::new();
    for (key, record, _) in &mut changes.puts {
        let (Key::Member(user), Record::Member(member)) = (key, record) else { continue };
        if awaited.contains(user) {
            let nth = format!("{user}:{}", inbound.seen.short_name());
            let callers = std::mem::take(&mut member.callers);
            looks.extend(callers.iter().map(|by| stay::settles(&inbound.team, by, &nth, moment.now)));
        }
    }
    looks
}
