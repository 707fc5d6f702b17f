//! Saving an ask, keeping it on the lists of those it concerns, and having its tag brought to what it says.

use chrono::{DateTime, Utc};

use super::{Moment, deliver};
use crate::domain::ask::{Answerer, Ask, AskRef};
use crate::domain::availability::Availability;
use crate::domain::charter::TagMode;
use crate::domain::ids::{DeliveryId, TeamId, UserId};
use crate::domain::member::Member;
use crate::domain::outgoing::{Lane, Outgoing};
use crate::domain::record::{Key, Record};
use crate::domain::watch;
use crate::ports::Changes;

/// Saves an ask for as long as it is needed, and puts it on the lists it belongs on.
pub fn save(about: &AskRef, ask: Ask, moment: &Moment<'_>, changes: &mut Changes) {
    let until = ask.kept_until(moment.now);
    let lists = ask.lists(&about.channel);
    let before =
        moment.ask(&about.channel, &about.ts).map(|old| old.lists(&about.channel)).unwrap_or_default();
    let off = before.into_iter().filter(|list| !lists.contains(list));
    changes.unlist.extend(off.map(|list| (list, about.clone())));
    changes.list.extend(lists.into_iter().map(|list| (list, about.clone())));
    moment.put(changes, key(about), Record::Ask(Box::new(ask)), Some(until));
}

/// Has the tag brought up to date, where a tag is wanted or one is there already. A window nobody named is listed and
/// not tagged. Those it concerns have their watch look at it when there may be something to say.
pub fn ring(team: &TeamId, about: &AskRef, ask: &Ask, moment: &Moment<'_>, changes: &mut Changes) {
    watch_over(team, about, ask, moment, changes);
    let mode = moment.norms(&about.channel).tag_at(moment.charter, moment.now);
    if (mode == TagMode::Off || !ask.explicit) && ask.shown.is_empty() {
        return;
    }
    let id = DeliveryId::tag(team, &about.channel, &about.ts);
    let what = Outgoing::Tag { channel: about.channel.clone(), ts: about.ts.clone() };
    changes.ring.push(deliver(team, id, moment.now, Lane::Normal, what));
}

/// Has the watch of those an ask concerns look at it, as far as they want to be told, where it is new to them or its
/// moments have changed.
fn watch_over(team: &TeamId, about: &AskRef, ask: &Ask, moment: &Moment<'_>, changes: &mut Changes) {
    let moments = |ask: &Ask| -> Vec<_> {
        ask.answerers.iter().map(|one| (one.user.clone(), one.due, one.on_it, one.answered)).collect()
    };
    let old = moment.ask(&about.channel, &about.ts).filter(|old| watch::is_watched(old));
    if !watch::is_watched(ask) || old.is_some_and(|old| moments(old) == moments(ask)) {
        return;
    }
    let wants = |user: &UserId| moment.member(user).is_some_and(Member::wants_catch_up);
    let mut ring = |user: &UserId, at: DateTime<Utc>| {
        let what = Outgoing::Watch { user: user.clone() };
        changes.ring.push(deliver(team, DeliveryId::watch(team, user), at, Lane::Normal, what));
    };
    for answerer in ask.answerers.iter().filter(|answerer| wants(&answerer.user)) {
        if let Some(at) = watch::wakes(about, answerer) {
            ring(&answerer.user, at);
        }
    }
    if let Some(due) = watch::last_due(ask).filter(|_| wants(&ask.asker)) {
        ring(&ask.asker, due + watch::GRACE);
    }
}

/// What anything about an ask needs to know.
pub fn keys(about: &AskRef) -> Vec<Key> {
    vec![key(about), Key::Channel(about.channel.clone())]
}

/// Saves an ask that has changed, and has its tag follow.
pub fn change(team: &TeamId, about: &AskRef, ask: Ask, moment: &Moment<'_>, changes: &mut Changes) {
    ring(team, about, &ask, moment, changes);
    save(about, ask, moment, changes);
}

/// Where an ask is kept.
pub fn key(about: &AskRef) -> Key {
    Key::Ask(about.channel.clone(), about.ts.clone())
}

/// From when a window counts for an answerer: from a moment; where it is held for them, from when they are back. `None`
/// where that is not in sight.
pub fn counts_from(answerer: &Answerer, from: DateTime<Utc>, moment: &Moment<'_>) -> Option<DateTime<Utc>> {
    let Some(held) = answerer.held else { return Some(from) };
    let member = moment.member(&answerer.user).cloned().unwrap_or_default();
    Availability::of(&member, moment.charter, held).until.map(|back| back.max(from))
}

/// Has somebody's catch-up said when they are back, if that is in sight.
pub fn tell_when_back(team: &TeamId, user: &UserId, now: &Availability, changes: &mut Changes) {
    let Some(back) = now.until else { return };
    let id = DeliveryId::catch_up(team, user);
    let what = Outgoing::CatchUp { to: user.clone() };
    changes.ring.push(deliver(team, id, back, Lane::Normal, what));
}
