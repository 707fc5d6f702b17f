//! The weekly digest, as far as the desk has to do with it: it begins when we come into a channel, ends when we leave,
//! and says no more in a thread whose parent somebody deleted.

use super::{Moment, deliver};
use crate::domain::digest::Digest;
use crate::domain::ids::{ChannelId, DeliveryId, TeamId, Ts};
use crate::domain::outgoing::{Lane, Outgoing};
use crate::domain::record::{Key, Record};
use crate::ports::Changes;

/// Wakes the digest of a channel; it finds out by itself whether there is something to do. Where there was none, its
/// clock becomes that of most of the channel's people.
pub fn wake(team: &TeamId, channel: &ChannelId, moment: &Moment<'_>, changes: &mut Changes) {
    let what = Outgoing::Digest { channel: channel.clone() };
    let id = DeliveryId::digest(team, channel);
    changes.ring.push(deliver(team, id, moment.now, Lane::Normal, what));
}

/// We are no longer in the channel. What is known stays, so that it goes on when we are back.
pub fn rest(team: &TeamId, channel: &ChannelId, changes: &mut Changes) {
    changes.cancel.push(DeliveryId::digest(team, channel));
}

/// The digest of a channel.
pub fn of<'a>(channel: &ChannelId, moment: &Moment<'a>) -> Option<&'a Digest> {
    match moment.record(&Key::Digest(channel.clone())) {
        Some(Record::Digest(digest)) => Some(digest),
        _ => None,
    }
}

/// Saves the digest of a channel.
pub fn save(channel: &ChannelId, digest: Digest, moment: &Moment<'_>, changes: &mut Changes) {
    moment.put(changes, Key::Digest(channel.clone()), Record::Digest(Box::new(digest)), None);
}

/// A message was deleted: if it is the parent of the newest thread, the rest of that is dropped.
pub fn deleted(channel: &ChannelId, ts: &Ts, moment: &Moment<'_>, changes: &mut Changes) {
    let Some(digest) = of(channel, moment) else { return };
    let mut digest = digest.clone();
    let Some(thread) = &mut digest.thread else { return };
    if !thread.dropped && thread.posted.first().is_some_and(|parent| parent.ts == *ts) {
        thread.dropped = true;
        save(channel, digest, moment, changes);
    }
}
