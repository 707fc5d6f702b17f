//! From what happened to what is to be done, without doing it.

use chrono::{DateTime, Utc};

use super::{
    Moment, Outcome, actions, asks, commands, days, deliver, digest, home, moved, reactions, removed, rules,
    welcome,
};
use crate::domain::availability::Availability;
use crate::domain::ids::{ChannelId, DeliveryId, SeenKey, TeamId, UserId};
use crate::domain::inbound::{Happening, Inbound};
use crate::domain::member::{Dnd, Member, Profile};
use crate::domain::outgoing::{Again, Lane, Outgoing, Read};
use crate::domain::record::{Key, Record};
use crate::domain::reply::Reply;
use crate::ports::{Changes, Lookup};

/// The kind of [`SeenKey`] the courier gives to a second look.
pub const AGAIN: &str = "again";

/// The name under which the courier brings a thing again once its facts were read; `id` is the delivery's.
pub fn second_look(team: &TeamId, id: &DeliveryId) -> SeenKey {
    SeenKey::other(team, AGAIN, id.as_str())
}

/// Whether this is a second look: what is not known by now is decided without.
pub fn is_second_look(inbound: &Inbound) -> bool {
    inbound.seen.as_str().split_once(':').is_some_and(|(kind, _)| kind == AGAIN)
}

/// What a decision about this needs to know.
pub fn lookup(inbound: &Inbound) -> Lookup {
    let mut owned_by = None;
    let mut lists = Vec::new();
    let records = match &inbound.what {
        Happening::Wrote(message) | Happening::Edited(message) => {
            lists = rules::lists(message);
            rules::records(message)
        }
        Happening::Deleted { channel, ts } => {
            let (channel, ts) = (channel.clone(), ts.clone());
            vec![
                Key::Ask(channel.clone(), ts.clone()),
                Key::Nudge(channel.clone(), ts),
                Key::Channel(channel.clone()),
                Key::Digest(channel),
            ]
        }
        Happening::Reacted(reaction) => asks::keys(&reaction.on),
        Happening::Answered { about, .. } => asks::keys(about),
        Happening::Profile(user, _) | Happening::DndChanged(user, _) => vec![Key::Member(user.clone())],
        Happening::DaysChanged(user) => {
            owned_by = Some(user.clone());
            vec![Key::Member(user.clone())]
        }
        Happening::GroupChanged(group) => vec![Key::Group(group.clone())],
        Happening::Joined { .. } | Happening::ChannelGone(_) => Vec::new(),
        Happening::Removed(_) => vec![Key::Installation],
        Happening::ChannelMoved(change) => moved::keys(change),
        Happening::Invited { channel, by } => welcome::keys(channel, by.as_ref()),
        Happening::HomeOpened(user) => home::keys(user),
        Happening::Asked(asked) => {
            owned_by = commands::looks_at_own(asked).then(|| asked.user.clone());
            lists = commands::lists(asked);
            let channel = [Key::Channel(asked.channel.clone()), Key::Digest(asked.channel.clone())];
            channel.into_iter().chain([Key::Member(asked.user.clone())]).collect()
        }
        Happening::Pressed(press) => {
            owned_by = actions::looks_at_own(press).then(|| press.user.clone());
            actions::records(press)
        }
        Happening::Submitted(submission) => actions::records_of_modal(submission),
    };
    Lookup { team: inbound.team.clone(), seen: Some(inbound.seen.clone()), records, owned_by, lists }
}

/// Decides what is to be done, and has the Home tabs follow.
pub fn decide(inbound: &Inbound, moment: &Moment<'_>) -> Outcome {
    let outcome = days::follow(inbound, moment, decide_on(inbound, moment));
    home::follow(inbound, moment, outcome)
}

fn decide_on(inbound: &Inbound, moment: &Moment<'_>) -> Outcome {
    match &inbound.what {
        Happening::Wrote(_) | Happening::Edited(_) | Happening::Deleted { .. } => {
            rules::apply(inbound, moment)
        }
        Happening::Reacted(reaction) => reactions::take(inbound, reaction, moment),
        Happening::Answered { about, by, at } => rules::overheard(inbound, about, by, at, moment),
        Happening::Profile(user, profile) => {
            let told = profile.clone().settled(&moment.charter.status);
            let outcome = remember(moment, user, |member| take_profile(member, told.clone()));
            back_from(inbound, user, &told, moment, outcome)
        }
        Happening::DaysChanged(user) => days::look(user, moment),
        Happening::DndChanged(user, window) => {
            let at = |pick: fn(&(i64, i64)) -> i64| {
                window.as_ref().and_then(|window| DateTime::from_timestamp(pick(window), 0))
            };
            let dnd = Dnd { start: at(|w| w.0), end: at(|w| w.1), read_at: moment.now };
            remember(moment, user, |member| {
                member.dnd = Some(dnd);
            })
        }
        Happening::GroupChanged(group) => {
            // a group nobody pinged yet is read when somebody does
            if moment.group(&Key::Group(group.clone())).is_none() {
                return Outcome::nothing();
            }
            refresh(inbound, moment, &format!("group:{group}"), Read::Group { group: group.clone() })
        }
        Happening::Joined { channel, .. } => join(inbound, moment, channel),
        Happening::Invited { channel, by } => welcome::invited(inbound, channel, by.as_ref(), moment),
        Happening::HomeOpened(user) => home::open(inbound, user, moment),
        Happening::Removed(at) => removed::take(inbound, *at, moment),
        Happening::ChannelMoved(change) => moved::take(inbound, change, moment),
        Happening::ChannelGone(channel) => {
            let mut changes = Changes::default();
            digest::rest(&inbound.team, channel, &mut changes);
            Outcome::Decided(Reply::Nothing, changes)
        }
        Happening::Asked(asked) => commands::answer(inbound, asked, moment),
        Happening::Pressed(press) => actions::press(inbound, press, moment),
        Happening::Submitted(submission) => actions::submit(inbound, submission, moment),
    }
}

/// What is committed when Slack has to be asked first: the reads, and what to look at again afterwards.
pub fn look_again(inbound: &Inbound, reads: Vec<Read>, now: DateTime<Utc>) -> Changes {
    let (at, lane) = match &inbound.what {
        Happening::Wrote(message) | Happening::Edited(message) => {
            let (channel, ts, thread) = (message.channel.clone(), message.ts.clone(), message.thread.clone());
            (Again::Message { channel, ts, thread, before: message.pings.before.clone() }, Lane::Normal)
        }
        Happening::Asked(asked) => {
            let (user, channel) = (asked.user.clone(), asked.channel.clone());
            let (text, respond) = (asked.text.clone(), asked.respond.clone());
            (Again::Command { user, channel, text, respond, private: asked.private }, Lane::Fast)
        }
        // nothing else asks for reads
        _ => return Changes::default(),
    };
    let id = DeliveryId::answer(&inbound.seen, AGAIN);
    let what = Outgoing::LookAgain { at, reads };
    Changes { deliver: vec![deliver(&inbound.team, id, now, lane, what)], ..Changes::default() }
}

/// Changes what we know of a member. Of people who never mattered to us nothing is kept.
fn remember(moment: &Moment<'_>, user: &UserId, change: impl FnOnce(&mut Member)) -> Outcome {
    let Some(known) = moment.member(user) else { return Outcome::nothing() };
    let mut member = known.clone();
    change(&mut member);
    let mut changes = Changes::default();
    if member != *known {
        let record = Record::Member(Box::new(member));
        moment.put(&mut changes, Key::Member(user.clone()), record, None);
    }
    Outcome::Decided(Reply::Nothing, changes)
}

/// Whoever takes an absence off their status is back, and what came meanwhile waits for them.
fn back_from(
    inbound: &Inbound,
    user: &UserId,
    told: &Profile,
    moment: &Moment<'_>,
    mut outcome: Outcome,
) -> Outcome {
    let Some(known) = moment.member(user) else { return outcome };
    let was_away = known.signals().is_some_and(|signals| signals.away().is_some());
    if let Outcome::Decided(_, changes) = &mut outcome
        && was_away
        && told.signals.away().is_none()
    {
        let back = Member { profile: Some(told.clone()), ..known.clone() };
        let now = Availability::of(&back, moment.charter, moment.now);
        asks::tell_when_back(&inbound.team, user, &now, changes);
    }
    outcome
}

/// Takes a profile over unless we have read a newer one. One that only says the same again changes nothing:
/// Slack tells profiles for every change of status.
fn take_profile(member: &mut Member, told: Profile) {
    let Some(known) = &member.profile else { return member.hears(told) };
    let locale = told.locale.or(known.locale);
    let mut as_known = Profile { read_at: known.read_at, locale, ..told.clone() };
    if as_known.signals.say_the_same(&known.signals) {
        as_known.signals = known.signals.clone();
    }
    let same = as_known == *known;
    if told.read_at >= known.read_at && !same {
        member.hears(told);
    }
}

fn join(inbound: &Inbound, moment: &Moment<'_>, channel: &ChannelId) -> Outcome {
    refresh(inbound, moment, &format!("members:{channel}"), Read::Members { channel: channel.clone() })
}

/// Reads something anew. Many reasons at once become one read; a read under way is done once more.
fn refresh(inbound: &Inbound, moment: &Moment<'_>, what: &str, read: Read) -> Outcome {
    let id = DeliveryId::refresh(&inbound.team, what);
    let ring = vec![deliver(&inbound.team, id, moment.now, Lane::Normal, Outgoing::Refresh { read })];
    Outcome::Decided(Reply::Nothing, Changes { ring, ..Changes::default() })
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::app::scene::{Scene, launch, profile, team, user};
    use crate::domain::charter::Charter;
    use crate::domain::ids::GroupId;
    use crate::domain::record::Group;
    use crate::domain::words::Locale;

    fn happens(scene: &mut Scene, nth: &str, what: Happening) {
        scene.takes(SeenKey::other(&team(), "ev", nth), what);
    }

    #[test]
    fn a_profile_that_changed_is_taken_over_unless_a_newer_one_was_read() {
        let mut scene = Scene::new();
        let zone = |scene: &Scene| {
            let Some((_, Record::Member(bo))) = scene.records.get(&Key::Member(user("bo"))) else {
                panic!("Bo")
            };
            bo.profile.clone().expect("profile").zone
        };
        let moved = Profile { read_at: scene.now + TimeDelta::hours(1), ..profile("Bo", "Asia/Tokyo") };
        happens(&mut scene, "1", Happening::Profile(user("bo"), moved));
        assert_eq!(zone(&scene).as_deref(), Some("Asia/Tokyo"));
        happens(&mut scene, "2", Happening::Profile(user("bo"), profile("Bo", "Europe/Paris")));
        assert_eq!(zone(&scene).as_deref(), Some("Asia/Tokyo"), "told late");
    }

    #[test]
    fn a_change_that_is_told_without_a_language_leaves_the_one_that_is_known() {
        let mut scene = Scene::new();
        scene.knows("Bo", Profile { locale: Some(Locale::De), ..profile("Bo", "America/New_York") });
        let read_at = scene.now + TimeDelta::hours(1);
        let moved = Profile { locale: None, read_at, ..profile("Bo", "Asia/Tokyo") };
        happens(&mut scene, "1", Happening::Profile(user("bo"), moved));
        let Some((_, Record::Member(bo))) = scene.records.get(&Key::Member(user("bo"))) else { panic!("Bo") };
        assert_eq!((bo.locale(), bo.zone(&Charter::default()).name()), (Locale::De, "Asia/Tokyo"));
    }

    #[test]
    fn of_strangers_and_of_what_we_know_already_nothing_is_kept() {
        let mut scene = Scene::new();
        let before = scene.records.clone();
        let later = Profile { read_at: scene.now + TimeDelta::hours(1), ..profile("Bo", "America/New_York") };
        happens(&mut scene, "1", Happening::Profile(user("bo"), later));
        happens(&mut scene, "2", Happening::Profile(user("eve"), profile("Eve", "Asia/Tokyo")));
        happens(&mut scene, "3", Happening::DndChanged(user("eve"), Some((1, 2))));
        happens(&mut scene, "4", Happening::GroupChanged(GroupId::parse("S0CREW").expect("id")));
        happens(&mut scene, "5", Happening::ChannelGone(launch()));
        assert_eq!((scene.records, scene.deliveries.len()), (before, 0));
    }

    #[test]
    fn do_not_disturb_is_remembered_also_when_it_is_nonsense() {
        let mut scene = Scene::new();
        for (nth, window) in
            [Some((1_792_000_000, 1_792_003_600)), Some((i64::MAX, i64::MIN)), None].into_iter().enumerate()
        {
            happens(&mut scene, &nth.to_string(), Happening::DndChanged(user("bo"), window));
            let Some((_, Record::Member(bo))) = scene.records.get(&Key::Member(user("bo"))) else {
                panic!("Bo")
            };
            assert_eq!(bo.dnd.as_ref().and_then(|dnd| dnd.start).is_some(), nth == 0);
        }
    }

    #[test]
    fn groups_we_know_and_channels_somebody_joins_are_read_anew() {
        let mut scene = Scene::new();
        let group = GroupId::parse("S0CREW").expect("id");
        scene.records.insert(Key::Group(group.clone()), (1, Record::Group(Group::default())));
        happens(&mut scene, "1", Happening::GroupChanged(group.clone()));
        happens(&mut scene, "2", Happening::GroupChanged(group.clone()));
        happens(&mut scene, "3", Happening::Joined { channel: launch(), user: user("dee") });
        let reads = [Read::Group { group }, Read::Members { channel: launch() }];
        assert_eq!(scene.waiting(), reads.map(|read| Outgoing::Refresh { read }).iter().collect::<Vec<_>>());
    }

    #[test]
    fn only_the_couriers_name_makes_a_second_look() {
        let inbound = |seen| Inbound { team: team(), seen, what: Happening::ChannelGone(launch()) };
        let id = DeliveryId::answer(&SeenKey::other(&team(), "cmd", "again"), AGAIN);
        assert!(is_second_look(&inbound(second_look(&team(), &id))));
        assert!(!is_second_look(&inbound(SeenKey::other(&team(), "cmd", "again:x"))));
    }
}
