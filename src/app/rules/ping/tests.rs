//! Plays of pings in #launch: what they set off, and every reason to say nothing.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::app::scene::{NOW, Scene, launch, profile, team, ts, user};
use crate::domain::charter::{ChannelNorms, Intensity};
use crate::domain::ids::{DeliveryId, GroupId, SeenKey};
use crate::domain::inbound::{Happening, Message, Pings};
use crate::domain::member::{Dnd, Member, Profile, Publish, Quiet, Spell, TimeOff};
use crate::domain::nudge::{Activity, Heard, Nudge, Tally};
use crate::domain::outgoing::{Outgoing, Read};
use crate::domain::record::{Group, Key, Record};
use crate::domain::schedule::{Shift, WorkWeek};
use crate::domain::text::PrivateText;

/// When Ada writes: Thursday 15 October 2026, 10:19 in Berlin; Bo is in New York, where it is 04:19.
const AT: &str = "1792052340.000100";

fn now() -> DateTime<Utc> {
    NOW.parse().expect("moment")
}

/// Everybody is known, nobody has do-not-disturb on, and everybody is protected.
fn scene() -> Scene {
    let mut scene = Scene::new();
    scene.charter.protect = true;
    scene.charter.intensity = Intensity::Standard;
    for name in ["ada", "bo", "chidi", "dee"] {
        change(&mut scene, name, |member| member.dnd = Some(Dnd { start: None, end: None, read_at: now() }));
    }
    room(&mut scene);
    scene
}

fn room(scene: &mut Scene) {
    let members = ["ada", "bo", "chidi", "dee"].map(user).to_vec();
    scene.records.insert(Key::Room(launch()), (1, Record::Group(Group { members })));
}

fn change(scene: &mut Scene, name: &str, change: impl FnOnce(&mut Member)) {
    match scene.records.get_mut(&Key::Member(user(name))) {
        Some((_, Record::Member(member))) => change(member),
        _ => panic!("{name} is not known"),
    }
}

fn message(text: &str, people: &[&str]) -> Message {
    Message {
        channel: launch(),
        ts: ts(AT),
        thread: None,
        edited: None,
        author: user("ada"),
        text: PrivateText::new(text),
        blocks: None,
        pings: Pings { people: people.iter().map(|name| user(name)).collect(), ..Pings::default() },
    }
}

fn asks_bo() -> Message {
    message("<@U0BO> can you look by tomorrow?", &["bo"])
}

fn hears(scene: &mut Scene, message: Message) {
    let key = message.edited.clone().unwrap_or(message.ts.clone());
    let what = if message.edited.is_some() { Happening::Edited(message) } else { Happening::Wrote(message) };
    scene.takes(SeenKey::other(&team(), "play", key.as_str()), what);
}

/// The nudges that wait to be said.
fn said(scene: &Scene) -> Vec<&DeliveryId> {
    let nudges = scene.deliveries.values().filter(|delivery| matches!(delivery.what, Outgoing::Nudge { .. }));
    nudges.map(|delivery| &delivery.id).collect()
}

fn nudge(scene: &Scene) -> &Nudge {
    match scene.records.get(&Key::Nudge(launch(), ts(AT))) {
        Some((_, Record::Nudge(nudge))) => nudge,
        other => panic!("no nudge but {other:?}"),
    }
}

#[test]
fn a_ping_at_night_sets_off_one_note_however_many_it_wakes() {
    let mut scene = scene();
    hears(&mut scene, message("<@U0BO> <@U0CHIDI> can you look by tomorrow?", &["bo", "chidi"]));
    assert_eq!(said(&scene), [&DeliveryId::nudge(&team(), &launch(), &ts(AT))]);
    let nudge = nudge(&scene);
    assert_eq!((nudge.about.as_slice(), nudge.rule.as_str(), nudge.of), (&[user("bo")][..], "off_hours", 0));
    assert_eq!(nudge.at, ts(AT).at(), "its two minutes count from the message");
}

#[test]
fn what_somebody_is_names_the_rule() {
    type Make = fn(&mut Member);
    let asks = "<@U0BO> can you look?";
    let cases: [(&str, &str, Make); 5] = [
        ("off_hours", asks, |_| {}),
        ("away", asks, |bo| {
            let day = |d| NaiveDate::from_ymd_opt(2026, 10, d).expect("day").and_time(chrono::NaiveTime::MIN);
            bo.time_off = vec![TimeOff { from: day(14), until: day(17), cover: None }];
        }),
        ("focus", asks, |bo| {
            works_at_night(bo);
            bo.spell = Some(Spell { from: now(), until: now() + TimeDelta::hours(1) });
        }),
        ("focus", asks, |bo| {
            works_at_night(bo);
            bo.dnd = Some(Dnd { start: Some(now()), end: Some(now() + TimeDelta::hours(1)), read_at: now() });
        }),
        ("call", "<@U0BO> quick call?", |_| {}),
    ];
    for (rule, text, make) in cases {
        let mut scene = scene();
        change(&mut scene, "bo", make);
        hears(&mut scene, message(text, &["bo"]));
        assert_eq!(nudge(&scene).rule, rule);
    }
}

fn works_at_night(member: &mut Member) {
    member.hours = Some(WorkWeek::same(&[chrono::Weekday::Thu], Shift { from: 60, to: 720 }));
}

#[test]
fn nobody_is_spoken_of_who_did_not_ask_for_it() {
    for (publish, protect, focus, speaks) in [
        (None, false, false, false),
        (None, false, true, true),
        (None, true, false, true),
        (Some(Publish::Protect), false, false, true),
        (Some(Publish::Show), true, true, false),
        (Some(Publish::AnyTime), true, true, false),
    ] {
        let mut scene = scene();
        scene.charter.protect = protect;
        scene.charter.intensity = Intensity::Gentle;
        change(&mut scene, "bo", |bo| {
            bo.publish = publish;
            bo.spell = focus.then(|| Spell { from: now(), until: now() + TimeDelta::hours(1) });
        });
        hears(&mut scene, asks_bo());
        assert_eq!(!said(&scene).is_empty(), speaks, "{publish:?} {protect} {focus}");
    }
}

#[test]
fn each_reason_alone_keeps_it_silent() {
    type Make = fn(&mut Scene, &mut Message);
    let reasons: &[(&str, Make)] = &[
        ("too late", |scene, _| scene.now = ts(AT).at() + TimeDelta::seconds(121)),
        ("a bot asks", |scene, _| {
            scene.knows("ada", Profile { is_bot: true, ..profile("Ada", "Europe/Berlin") });
        }),
        ("a bot is asked", |scene, _| {
            change(scene, "bo", |bo| {
                bo.profile = Some(Profile { is_bot: true, ..profile("Bo", "America/New_York") });
            });
        }),
        ("somebody of another organisation asks", |scene, _| {
            change(scene, "ada", |ada| {
                ada.profile = Some(Profile { external: true, ..profile("Ada", "Europe/Berlin") });
            });
        }),
        ("somebody of another organisation is asked", |scene, _| {
            change(scene, "bo", |bo| {
                bo.profile = Some(Profile { external: true, ..profile("Bo", "America/New_York") });
            });
        }),
        ("somebody who left is asked", |scene, _| {
            change(scene, "bo", |bo| {
                bo.profile = Some(Profile { deleted: true, ..profile("Bo", "America/New_York") });
            });
        }),
        ("a live channel", |scene, _| norms(scene, ChannelNorms { live: true, ..ChannelNorms::default() })),
        ("a quiet channel", |scene, _| {
            norms(scene, ChannelNorms { quiet: Some(Quiet::Always), ..ChannelNorms::default() });
        }),
        ("a quiet asker", |scene, _| {
            change(scene, "ada", |ada| {
                ada.quiet = Some(Quiet::Until(now() + TimeDelta::hours(1)));
            });
        }),
        ("he wrote here lately", |scene, _| activity(scene, 9, None)),
        ("he wrote in this thread", |scene, message| {
            activity(scene, 50, Some("1792040000.000100"));
            message.thread = Some(ts("1792040000.000100"));
        }),
        ("not again", |scene, _| {
            change(scene, "ada", |ada| {
                ada.heard.insert("off_hours".into(), Heard { dismissed: 0, silenced: true });
            });
        }),
        ("three left alone", |scene, _| {
            change(scene, "ada", |ada| {
                ada.heard.insert("off_hours".into(), Heard { dismissed: 3, silenced: false });
            });
        }),
        ("nobody acts on it", |scene, _| {
            let tally = Tally { shown: 25, ignored: 25, ..Tally::default() };
            scene.records.insert(Key::Tally("off_hours"), (1, Record::Tally(tally)));
        }),
        ("edited, and nobody new", |_, message| {
            message.edited = Some(ts("1792052350.000000"));
            message.pings.before = vec![user("bo")];
        }),
    ];
    for (why, make) in reasons {
        let (mut scene, mut message) = (scene(), asks_bo());
        make(&mut scene, &mut message);
        hears(&mut scene, message);
        assert!(said(&scene).is_empty(), "{why}");
        assert!(scene.reads().is_empty(), "{why}: and Slack is asked for nothing");
    }
}

fn norms(scene: &mut Scene, norms: ChannelNorms) {
    scene.records.insert(Key::Channel(launch()), (1, Record::Channel(norms)));
}

/// Bo wrote in #launch so many minutes ago.
fn activity(scene: &mut Scene, minutes: i64, thread: Option<&str>) {
    let last = ts(&format!("{}.000100", ts(AT).at().timestamp() - minutes * 60));
    let thread = thread.map(|thread| (ts(thread), last.clone()));
    let record = Record::Activity(Activity { last, thread });
    scene.records.insert(Key::Activity(launch(), user("bo")), (1, record));
}

#[test]
fn what_nearly_is_a_reason_is_none() {
    type Make = fn(&mut Scene, &mut Message);
    let cases: &[(&str, Make)] = &[
        ("in time", |scene, _| scene.now = ts(AT).at() + TimeDelta::seconds(119)),
        ("quiet till a moment ago", |scene, _| {
            change(scene, "ada", |ada| {
                ada.quiet = Some(Quiet::Until(now()));
            });
        }),
        ("he wrote here a while ago", |scene, _| activity(scene, 11, None)),
        ("he wrote in another thread", |scene, message| {
            activity(scene, 50, Some("1792030000.000100"));
            message.thread = Some(ts("1792040000.000100"));
        }),
        ("another rule is silenced", |scene, _| {
            change(scene, "ada", |ada| {
                ada.heard.insert("focus".into(), Heard { dismissed: 3, silenced: true });
            });
        }),
        ("edited, and he is new", |_, message| {
            message.edited = Some(ts("1792052350.000000"));
            message.pings.before = vec![user("chidi")];
        }),
    ];
    for (why, make) in cases {
        let (mut scene, mut message) = (scene(), asks_bo());
        make(&mut scene, &mut message);
        hears(&mut scene, message);
        assert_eq!(said(&scene).len(), 1, "{why}");
    }
}

#[test]
fn facts_that_grew_old_are_read_first_and_only_of_people_who_matter() {
    let mut scene = scene();
    for name in ["bo", "chidi"] {
        change(&mut scene, name, |member| {
            member.dnd = Some(Dnd { start: None, end: None, read_at: now() - TimeDelta::minutes(11) });
        });
    }
    change(&mut scene, "chidi", |chidi| chidi.publish = Some(Publish::AnyTime));
    hears(&mut scene, message("<@U0BO> <@U0CHIDI> can you look?", &["bo", "chidi"]));
    assert_eq!(scene.reads(), [Read::Dnd { user: user("bo") }]);
    assert!(said(&scene).is_empty(), "not before");
}

#[test]
fn the_cap_and_the_pair_are_counted_by_the_askers_own_day() {
    let mut scene = scene();
    hears(&mut scene, asks_bo());
    scene.deliveries.clear();
    let later = |text: &str, at: &str| Message { ts: ts(at), ..message(text, &["bo"]) };
    hears(&mut scene, later("<@U0BO> and this?", "1792052341.000100"));
    assert!(said(&scene).is_empty(), "the same pair");
    // Friday 00:30 in Berlin is Thursday 18:30 in New York: both are off; Ada works at night today
    scene.now = "2026-10-15T22:30:30Z".parse().expect("moment");
    let nights = WorkWeek::same(&[chrono::Weekday::Thu], Shift { from: 1200, to: 240 });
    change(&mut scene, "ada", |ada| ada.hours = Some(nights));
    change(&mut scene, "bo", |bo| {
        bo.dnd = Some(Dnd { start: None, end: None, read_at: now() + TimeDelta::minutes(845) });
    });
    hears(&mut scene, later("<@U0BO> and that?", "1792103430.000100"));
    assert_eq!((said(&scene).len(), scene.reads()), (1, Vec::new()), "another day for Ada");
}

#[test]
fn observing_counts_what_it_would_have_said() {
    type Make = fn(&mut Scene);
    let ways: [Make; 2] = [
        |scene| scene.charter.intensity = Intensity::Observe,
        |scene| {
            let observe = Some(now() + TimeDelta::days(7));
            norms(scene, ChannelNorms { observe, ..ChannelNorms::default() });
        },
    ];
    for make in ways {
        let mut scene = scene();
        make(&mut scene);
        hears(&mut scene, asks_bo());
        assert!(said(&scene).is_empty());
        let tally = scene.records.get(&Key::Tally("off_hours"));
        assert!(matches!(tally, Some((_, Record::Tally(Tally { unsaid: 1, shown: 0, .. })))), "{tally:?}");
    }
}

#[test]
fn a_group_of_many_sets_off_one_note_that_counts() {
    let mut scene = scene();
    let group = GroupId::parse("S0REVIEWERS").expect("id");
    let members = (0..500).map(|n| user(&format!("m{n}"))).chain([user("bo")]).rev().collect();
    scene.records.insert(Key::Group(group.clone()), (1, Record::Group(Group { members })));
    let pings = Pings { groups: vec![group], ..Pings::default() };
    hears(&mut scene, Message { pings, ..message("<!subteam^S0REVIEWERS> please look", &[]) });
    // strangers are read, a few of them, before anything is said
    assert!(scene.reads().len() <= 12, "{:?}", scene.reads());
    if scene.reads().is_empty() {
        assert_eq!((nudge(&scene).rule.as_str(), nudge(&scene).about.len()), ("group", 1));
    }
}

#[test]
fn a_deletion_takes_it_back() {
    let mut scene = scene();
    hears(&mut scene, asks_bo());
    let gone = Happening::Deleted { channel: launch(), ts: ts(AT) };
    scene.takes(SeenKey::deletion(&team(), &launch(), &ts(AT)), gone);
    assert!(said(&scene).is_empty());
    assert_eq!(
        scene.records.get(&Key::Nudge(launch(), ts(AT))).map(|(_, record)| record),
        Some(&Record::Gone)
    );
}
