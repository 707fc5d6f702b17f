//! A second look: first the missing facts, then to the desk.

use super::{Scene, Step, member};
use crate::domain::ids::UserId;
use crate::domain::outgoing::{Again, Read};
use crate::domain::record::{Key, Record};

/// How many members of groups are looked up: a decision looks at no more of them.
const MOST_MEMBERS: usize = 30;
/// How many of them are read in Slack when nobody is known: as many as one message expects answers of.
const MOST_STRANGERS: usize = 10;

/// The record a read would be remembered in.
pub fn key(read: &Read) -> Option<Key> {
    match read {
        Read::Person { user } | Read::Dnd { user } => Some(Key::Member(user.clone())),
        Read::Group { group } => Some(Key::Group(group.clone())),
        Read::Members { channel } => Some(Key::Room(channel.clone())),
        Read::DndOf { .. }
        | Read::Message { .. }
        | Read::MessagesOf { .. }
        | Read::Between { .. }
        | Read::Ours { .. } => None,
    }
}

/// What a second look needs next. What somebody else found out meanwhile is not read again.
///
/// Who is in a group is only known once the group was read; then its members are read too, so that they are expected
/// by their own hours, and bots among them not at all.
pub fn next(scene: &Scene<'_>, at: &Again, reads: &[Read]) -> Step {
    let missing = unread(scene, reads.iter().cloned());
    if !missing.is_empty() {
        return Step::Read(missing);
    }
    let members = members(scene, reads);
    let keys = members.iter().cloned().map(Key::Member);
    let strange: Vec<Key> = keys.filter(|key| !scene.facts.asked.contains(key)).collect();
    if !strange.is_empty() {
        return Step::Load(strange);
    }
    let strange = |user: &UserId| member(scene.facts, user).is_none_or(|member| member.profile.is_none());
    let strangers = members.into_iter().filter(strange).map(|user| Read::Person { user });
    let before = scene.read.iter().filter(|read| !reads.contains(read)).count();
    let mut missing = unread(scene, strangers);
    missing.truncate(MOST_STRANGERS.saturating_sub(before));
    if missing.is_empty() { Step::Hand(at.clone()) } else { Step::Read(missing) }
}

fn unread(scene: &Scene<'_>, reads: impl Iterator<Item = Read>) -> Vec<Read> {
    reads.filter(|read| !scene.read.contains(read) && !is_known(scene, read)).collect()
}

/// The members of the groups and channels that were to be read, as many as a decision would look at.
fn members(scene: &Scene<'_>, reads: &[Read]) -> Vec<UserId> {
    let is_many = |read: &&Read| matches!(read, Read::Group { .. } | Read::Members { .. });
    let groups = reads.iter().filter(is_many).filter_map(|read| match scene.facts.records.get(&key(read)?) {
        Some((_, Record::Group(group))) => Some(group),
        _ => None,
    });
    let mut members: Vec<UserId> = Vec::new();
    for user in groups.flat_map(|group| &group.members).take(MOST_MEMBERS) {
        if !members.contains(user) && !user.is_slackbot() {
            members.push(user.clone());
        }
    }
    members
}

fn is_known(scene: &Scene<'_>, read: &Read) -> bool {
    match read {
        Read::Person { user } => member(scene.facts, user)
            .and_then(|member| member.profile.as_ref())
            .is_some_and(|profile| profile.is_fresh(scene.now)),
        Read::Dnd { user } => is_dnd_fresh(scene, user),
        Read::Group { group } => scene.facts.records.contains_key(&Key::Group(group.clone())),
        Read::Members { channel } => scene.facts.records.contains_key(&Key::Room(channel.clone())),
        Read::DndOf { .. }
        | Read::Message { .. }
        | Read::MessagesOf { .. }
        | Read::Between { .. }
        | Read::Ours { .. } => false,
    }
}

/// Whether what we know of somebody's do-not-disturb is new enough.
pub fn is_dnd_fresh(scene: &Scene<'_>, user: &UserId) -> bool {
    member(scene.facts, user)
        .and_then(|member| member.dnd.as_ref())
        .is_some_and(|dnd| dnd.is_fresh(scene.now))
}
