//! What `when @somebody` tells, to whom, and what it keeps to itself.

use chrono::{NaiveDate, TimeDelta};

use crate::app::scene::{Scene, profile, typed, user};
use crate::domain::member::{Dnd, Member, Profile, Publish, Spell, TimeOff};
use crate::domain::outgoing::Read;
use crate::domain::record::{Key, Record};
use crate::domain::schedule::{Shift, WorkWeek};

/// Ada is in Berlin, where it is Thursday 10:20; Bo in New York, where it is 04:20; all was read just now.
fn scene(change: impl FnOnce(&mut Member)) -> Scene {
    let mut scene = Scene::new();
    scene.calm();
    let key = Key::Member(user("bo"));
    let Some((_, Record::Member(bo))) = scene.records.get_mut(&key) else { panic!("Bo") };
    change(bo);
    scene
}

fn asked(scene: &Scene) -> String {
    scene.ada_types("when <@U0BO>")
}

const HOW: &str = "\nIf it can wait, write now and say by when, such as “by tomorrow 15:00”: it is counted in their hours. \
                   If not, begin with `[urgent]`.";

#[test]
fn of_somebody_who_said_nothing_the_teams_hours_are_told() {
    let said = asked(&scene(|_| ()));
    assert_eq!(
        said,
        format!(
            "*Bo*: it is Thu 04:20 in New York. Can be reached again today 09:00 (your today 15:00). They said nothing \
             about their hours; I take your team's (Mon–Fri 09:00–17:00).{HOW}"
        )
    );
    let mut scene = scene(|_| ());
    scene.now += TimeDelta::hours(6);
    scene.calm();
    assert!(asked(&scene).contains("it is Thu 10:20 in New York. Can be reached now. They said nothing"));
}

#[test]
fn whoever_protects_themselves_shows_from_when_and_not_why() {
    for (change, says) in [
        (
            Box::new(|_: &mut Member| ()) as Box<dyn Fn(&mut Member)>,
            "Can be reached again today 09:00 (your today 15:00).",
        ),
        (
            Box::new(|bo: &mut Member| bo.time_off = vec![off()]),
            "Can be reached again Mon 09:00 (your Mon 15:00). <@U0DEE> stands in.",
        ),
        (
            Box::new(|bo: &mut Member| {
                bo.hours = Some(WorkWeek::same(&crate::app::say::WEEK, Shift { from: 0, to: 1440 }));
            }),
            "Can be reached now.",
        ),
    ] {
        let scene = scene(|bo| {
            bo.publish = Some(Publish::Protect);
            change(bo);
        });
        let said = asked(&scene);
        assert!(said.contains(says), "{said}");
        for secret in ["focus", "ocus", "time off", "Off hours", "disturb"] {
            assert!(!said.contains(secret), "{secret}: {said}");
        }
    }
}

fn off() -> TimeOff {
    let day = |day| NaiveDate::from_ymd_opt(2026, 10, day).expect("day").and_time(chrono::NaiveTime::MIN);
    TimeOff { from: day(14), until: day(17), cover: Some(user("dee")) }
}

#[test]
fn whoever_shows_their_hours_also_shows_why_not_now() {
    let now: chrono::DateTime<chrono::Utc> = crate::app::scene::NOW.parse().expect("moment");
    let open = |bo: &mut Member| {
        bo.publish = Some(Publish::Show);
        bo.hours = Some(WorkWeek::same(&crate::app::say::WEEK, Shift { from: 0, to: 600 }));
    };
    let until = now + TimeDelta::minutes(90);
    for (change, says) in [
        (Box::new(|_: &mut Member| ()) as Box<dyn Fn(&mut Member)>, "Can be reached now, until today 10:00."),
        (
            Box::new(move |bo: &mut Member| bo.spell = Some(Spell { from: now, until })),
            "In focus until today 05:50 (your today 11:50).",
        ),
        (
            Box::new(move |bo: &mut Member| {
                bo.dnd = Some(Dnd { start: Some(now), end: Some(until), read_at: now });
            }),
            "Not to be disturbed, back today 05:50 (your today 11:50).",
        ),
        (
            Box::new(|bo: &mut Member| bo.time_off = vec![off()]),
            "On time off, back Sat 00:00 (your Sat 06:00). <@U0DEE> stands in.",
        ),
        (Box::new(|bo: &mut Member| bo.hours = None), "Off hours, back today 09:00 (your today 15:00)."),
        (
            Box::new(|bo: &mut Member| bo.hours = Some(WorkWeek::default())),
            "Not to be reached within the next 60 days.",
        ),
    ] {
        let scene = scene(|bo| {
            open(bo);
            change(bo);
        });
        let said = asked(&scene);
        assert!(said.contains(says), "{says}: {said}");
    }
}

#[test]
fn a_focus_block_speaks_for_a_newcomer_and_any_time_is_any_time() {
    let now: chrono::DateTime<chrono::Utc> = crate::app::scene::NOW.parse().expect("moment");
    let said = asked(&scene(|bo| bo.spell = Some(Spell { from: now, until: now + TimeDelta::hours(6) })));
    assert!(
        said.contains("Can be reached again today 10:20 (your today 16:20).") && !said.contains("team"),
        "{said}"
    );
    let said = asked(&scene(|bo| bo.publish = Some(Publish::AnyTime)));
    assert_eq!(said, "*Bo*: it is Thu 04:20 in New York. May be reached any time.");
}

#[test]
fn people_from_elsewhere_neither_learn_nor_show_anything() {
    let mut scene = scene(|_| ());
    scene.knows("eve", Profile { external: true, ..profile("Eve", "Europe/Paris") });
    scene.calm();
    let said = scene.ada_types("when <@U0EVE>");
    assert!(said.starts_with("*Eve* is from another organisation") && !said.contains("Paris"), "{said}");
    let said = scene.types("eve", "when <@U0BO>", "1");
    assert!(said.contains("your own colleagues only") && !said.contains("New York"), "{said}");
}

#[test]
fn several_people_oneself_bots_and_nobody_are_answered() {
    let mut scene = scene(|bo| {
        bo.profile.as_mut().expect("known").name = crate::domain::text::PrivateText::new("*B*o\n");
    });
    scene.knows("robo", Profile { is_bot: true, ..profile("Robo", "UTC") });
    scene.calm();
    let said = scene.ada_types("When <@U0CHIDI|chidi>, <@U0BO> and <@U0ADA>?");
    let lines: Vec<_> = said.lines().collect();
    assert!(lines[0].starts_with("*Chidi*: it is Thu 09:20 in Lagos. Can be reached now."), "{said}");
    assert!(lines[1].starts_with("* B o*: it is") && lines[2].starts_with("That is you."), "{said}");
    assert!(scene.ada_types("when <@U0ROBO>").contains("has no hours"));
    for nobody in ["when", "when bo", "when @bo", "when <#C0LAUNCH>", "when ?", "when <!here>"] {
        assert!(scene.ada_types(nobody).starts_with("Whom do you mean?"), "{nobody}");
    }
}

#[test]
fn what_grew_old_is_read_in_slack_first() {
    let mut scene = Scene::new();
    let what = typed("ada", "when <@U0BO>", "1").what;
    scene.takes(crate::domain::ids::SeenKey::other(&crate::app::scene::team(), "cmd", "1"), what);
    assert_eq!(
        scene.reads(),
        [Read::Dnd { user: user("bo") }],
        "his profile is fresh, his do-not-disturb is not known"
    );
    let mut scene = Scene::new();
    let what = typed("ada", "when <@U0EVE>", "1").what;
    scene.takes(crate::domain::ids::SeenKey::other(&crate::app::scene::team(), "cmd", "1"), what);
    assert_eq!(scene.reads(), [Read::Person { user: user("eve") }, Read::Dnd { user: user("eve") }]);
}
