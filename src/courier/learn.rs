//! What is remembered of what a read found: pure.

use chrono::{DateTime, Utc};

use super::prepare::{member, put};
use crate::domain::ids::{DeliveryId, TeamId, UserId};
use crate::domain::member::{Dnd, Member, Profile};
use crate::domain::outgoing::{Delivery, Lane, Outgoing, Progress, Read};
use crate::domain::record::{Group, Key, Record};
use crate::domain::stay;
use crate::domain::text::PrivateText;
use crate::ports::{Changes, Facts, Known};

/// The records needed to learn something.
pub fn keys(read: &Read, known: &Known) -> Vec<Key> {
    match (read, known) {
        (_, Known::Person(user, _)) => vec![Key::Member(user.clone())],
        (_, Known::Dnd(windows)) => windows.iter().map(|(user, _)| Key::Member(user.clone())).collect(),
        (Read::Members { channel }, Known::Members(members)) => {
            let people = members.iter().cloned().map(Key::Member);
            people.chain([Key::Room(channel.clone())]).collect()
        }
        (Read::Group { group }, Known::Group(_)) => vec![Key::Group(group.clone())],
        _ => Vec::new(),
    }
}

/// What to change now that something is known.
pub fn learn(team: &TeamId, read: &Read, known: &Known, facts: &Facts, now: DateTime<Utc>) -> Changes {
    let mut changes = Changes::default();
    match (read, known) {
        (_, Known::Person(user, told)) => {
            let before = member(facts, user).cloned().unwrap_or_default();
            let mut known = before.clone();
            known.hears(told.clone().unwrap_or_else(|| nobody(&known, now)));
            let nth = now.timestamp_micros().to_string();
            changes.deliver.extend(stay::follow(team, user, (&before, &known), (&nth, now)));
            if before.profile.is_some() && before.stay != known.stay && known.wants_catch_up() {
                changes.ring.push(catch_up(team, user, now));
            }
            remember(&mut changes, facts, user, known);
        }
        (_, Known::Dnd(windows)) => {
            for (user, dnd) in windows {
                let known = member(facts, user).cloned().unwrap_or_default();
                remember(&mut changes, facts, user, Member { dnd: Some(dnd.clone()), ..known });
            }
        }
        (Read::Group { group }, Known::Group(members)) => {
            let record = Record::Group(Group { members: members.clone() });
            put(&mut changes, facts, Key::Group(group.clone()), record, None);
        }
        (Read::Members { channel }, Known::Members(members)) => {
            let room = Record::Group(Group { members: members.clone() });
            let key = Key::Room(channel.clone());
            if facts.records.get(&key).map(|(_, known)| known) != Some(&room) {
                put(&mut changes, facts, key, room, None);
            }
            let strangers = members
                .iter()
                .filter(|user| member(facts, user).is_none_or(|member| member.profile.is_none()));
            changes.deliver.extend(strangers.map(|user| introduce(team, user, now)));
        }
        _ => {}
    }
    changes
}

/// What stands for an answer that Slack will never give. `None` where guessing would do harm: somebody whose profile
/// we may not read is not somebody who is gone.
pub fn unknowable(read: &Read, now: DateTime<Utc>) -> Option<Known> {
    match read {
        Read::Person { .. } | Read::Between { .. } => None,
        Read::Members { .. } => Some(Known::Members(Vec::new())),
        Read::Group { .. } => Some(Known::Group(Vec::new())),
        Read::Dnd { user } => Some(calm(std::slice::from_ref(user), now)),
        Read::DndOf { users } => Some(calm(users, now)),
        Read::Message { .. } => Some(Known::Message(None)),
        Read::MessagesOf { all, .. } => {
            Some(Known::Messages(all.iter().map(|ts| (ts.clone(), None)).collect()))
        }
        Read::Ours { .. } => Some(Known::Ours(None)),
    }
}

/// Nobody among them is to be left in peace, as far as anybody can know.
fn calm(users: &[UserId], now: DateTime<Utc>) -> Known {
    let none = Dnd { start: None, end: None, read_at: now };
    Known::Dnd(users.iter().map(|user| (user.clone(), none.clone())).collect())
}

/// A person Slack does not know: kept as deactivated, so that nobody asks again.
fn nobody(known: &Member, now: DateTime<Utc>) -> Profile {
    let before = known.profile.clone().unwrap_or(Profile {
        name: PrivateText::default(),
        zone: None,
        locale: Some(known.locale()),
        is_bot: false,
        deleted: true,
        external: false,
        told: None,
        signals: crate::domain::signals::Signals::default(),
        read_at: now,
    });
    Profile { deleted: true, read_at: now, ..before }
}

fn remember(changes: &mut Changes, facts: &Facts, user: &UserId, member: Member) {
    put(changes, facts, Key::Member(user.clone()), Record::Member(Box::new(member)), None);
}

/// Looks whether somebody who is elsewhere now is back earlier than it seemed.
fn catch_up(team: &TeamId, user: &UserId, now: DateTime<Utc>) -> Delivery {
    Delivery {
        id: DeliveryId::catch_up(team, user),
        team: team.clone(),
        due: now,
        lane: Lane::Normal,
        owner: None,
        what: Outgoing::CatchUp { to: user.clone() },
        progress: Progress::default(),
    }
}

/// Reads the profile of one who is in a conversation with us, when there is time.
fn introduce(team: &TeamId, user: &UserId, now: DateTime<Utc>) -> Delivery {
    Delivery {
        id: DeliveryId::refresh(team, &format!("person:{user}")),
        team: team.clone(),
        due: now,
        lane: Lane::Normal,
        owner: None,
        what: Outgoing::Refresh { read: Read::Person { user: user.clone() } },
        progress: Progress::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{ChannelId, GroupId};
    use crate::domain::words::Locale;

    fn user(id: &str) -> UserId {
        UserId::parse(id).expect("id")
    }

    fn team() -> TeamId {
        TeamId::parse("T1").expect("id")
    }

    fn now() -> DateTime<Utc> {
        "2026-11-23T09:00:00Z".parse().expect("moment")
    }

    fn ada() -> Profile {
        Profile {
            name: PrivateText::new("Ada"),
            zone: Some("Europe/Berlin".into()),
            locale: Some(Locale::De),
            is_bot: false,
            deleted: false,
            external: false,
            told: None,
            signals: crate::domain::signals::Signals::default(),
            read_at: now(),
        }
    }

    fn knowing(user: &UserId, member: Member) -> Facts {
        let mut facts = Facts::default();
        facts.records.insert(Key::Member(user.clone()), (3, Record::Member(Box::new(member))));
        facts
    }

    fn learned(changes: &Changes) -> &Member {
        match &changes.puts[0].1 {
            Record::Member(member) => member,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_profile_joins_what_the_member_told_us() {
        let facts =
            knowing(&user("U0ADA"), Member { checkins: vec![chrono::NaiveTime::MIN], ..Member::default() });
        let read = Read::Person { user: user("U0ADA") };
        let known = Known::Person(user("U0ADA"), Some(ada()));
        let changes = learn(&team(), &read, &known, &facts, now());
        assert_eq!(learned(&changes).profile, Some(ada()));
        assert_eq!(learned(&changes).checkins.len(), 1);
        assert_eq!(changes.rests_on, [(Key::Member(user("U0ADA")), 3)]);
    }

    #[test]
    fn whoever_slack_does_not_know_is_not_asked_for_again() {
        let read = Read::Person { user: user("U0GONE") };
        let changes = learn(&team(), &read, &Known::Person(user("U0GONE"), None), &Facts::default(), now());
        assert!(learned(&changes).profile.as_ref().is_some_and(|p| p.deleted));
        assert_eq!(changes.rests_on, [(Key::Member(user("U0GONE")), 0)]);
        let facts = knowing(&user("U0ADA"), Member { profile: Some(ada()), ..Member::default() });
        let changes = learn(&team(), &read, &Known::Person(user("U0ADA"), None), &facts, now());
        let profile = learned(&changes).profile.as_ref().expect("kept");
        assert!(profile.deleted && profile.name == ada().name);
        assert!(unknowable(&read, now()).is_none(), "not allowed to ask is not the same as gone");
    }

    #[test]
    fn of_the_members_of_a_channel_only_strangers_are_read() {
        let read = Read::Members { channel: ChannelId::parse("C0LAUNCH").expect("id") };
        let known = Known::Members(vec![user("U0ADA"), user("U0BO")]);
        assert_eq!(keys(&read, &known).len(), 3, "both, and the room");
        let facts = knowing(&user("U0ADA"), Member { profile: Some(ada()), ..Member::default() });
        let changes = learn(&team(), &read, &known, &facts, now());
        let names: Vec<_> = changes.deliver.iter().map(|d| d.id.as_str()).collect();
        assert_eq!(names, ["refresh:T1:person:U0BO"]);
    }

    #[test]
    fn groups_and_quiet_hours_are_kept() {
        let group = GroupId::parse("S1").expect("id");
        let read = Read::Group { group: group.clone() };
        let changes = learn(&team(), &read, &Known::Group(vec![user("U0BO")]), &Facts::default(), now());
        assert_eq!(changes.puts[0].0, Key::Group(group));
        let dnd = Dnd { start: None, end: None, read_at: now() };
        let read = Read::Dnd { user: user("U0BO") };
        let known = Known::Dnd(vec![(user("U0BO"), dnd.clone()), (user("U0DEE"), dnd.clone())]);
        let changes = learn(&team(), &read, &known, &Facts::default(), now());
        assert_eq!(learned(&changes).dnd, Some(dnd));
        assert_eq!((changes.puts.len(), keys(&read, &known).len()), (2, 2), "and those asked for beside Bo");
    }
}
