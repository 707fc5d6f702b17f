//! Saving an ask, and having its tag brought to what it says.

use super::{Moment, deliver};
use crate::domain::ask::{Ask, AskRef, Shown};
use crate::domain::charter::TagMode;
use crate::domain::ids::{DeliveryId, TeamId};
use crate::domain::outgoing::{Lane, Outgoing};
use crate::domain::record::{Key, Record};
use crate::ports::Changes;

/// Saves an ask for as long as it is needed.
pub fn save(about: &AskRef, ask: Ask, moment: &Moment<'_>, changes: &mut Changes) {
    let until = ask.kept_until(moment.now);
    moment.put(changes, key(about), Record::Ask(Box::new(ask)), Some(until));
}

/// Has the tag brought up to date, where tags are wanted or one is there already.
pub fn ring(team: &TeamId, about: &AskRef, shown: &Shown, moment: &Moment<'_>, changes: &mut Changes) {
    let mode = moment.norms(&about.channel).tag(moment.charter);
    if mode == TagMode::Off && shown.is_empty() {
        return;
    }
    let id = DeliveryId::tag(team, &about.channel, &about.ts);
    let what = Outgoing::Tag { channel: about.channel.clone(), ts: about.ts.clone() };
    changes.ring.push(deliver(team, id, moment.now, Lane::Normal, what));
}

/// Where an ask is kept.
pub fn key(about: &AskRef) -> Key {
    Key::Ask(about.channel.clone(), about.ts.clone())
}
