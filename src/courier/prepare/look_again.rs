//! A second look: first the missing facts, then to the desk.

use super::{DND_FRESH, Scene, Step, member};
use crate::domain::ids::UserId;
use crate::domain::outgoing::{Again, Read};
use crate::domain::record::Key;

/// The record a read would be remembered in.
pub fn key(read: &Read) -> Option<Key> {
    match read {
        Read::Person { user } | Read::Dnd { user } => Some(Key::Member(user.clone())),
        Read::Group { group } => Some(Key::Group(group.clone())),
        Read::Members { .. } | Read::Message { .. } | Read::Ours { .. } => None,
    }
}

/// What a second look needs next. What somebody else found out meanwhile is not read again.
pub fn next(scene: &Scene<'_>, at: &Again, reads: &[Read]) -> Step {
    let missing: Vec<Read> =
        reads.iter().filter(|read| !scene.read.contains(read) && !is_known(scene, read)).cloned().collect();
    if missing.is_empty() { Step::Hand(at.clone()) } else { Step::Read(missing) }
}

fn is_known(scene: &Scene<'_>, read: &Read) -> bool {
    match read {
        Read::Person { user } => member(scene.facts, user).is_some_and(|member| member.profile.is_some()),
        Read::Dnd { user } => is_dnd_fresh(scene, user),
        Read::Group { group } => scene.facts.records.contains_key(&Key::Group(group.clone())),
        Read::Members { .. } | Read::Message { .. } | Read::Ours { .. } => false,
    }
}

/// Whether what we know of somebody's do-not-disturb is new enough.
pub fn is_dnd_fresh(scene: &Scene<'_>, user: &UserId) -> bool {
    member(scene.facts, user)
        .and_then(|member| member.dnd.as_ref())
        .is_some_and(|dnd| scene.now - dnd.read_at <= DND_FRESH)
}
