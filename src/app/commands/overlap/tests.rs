//! What `overlap` offers, what it draws, and what it keeps to itself.

use crate::app::scene::{Scene, launch, profile, user};
use crate::domain::ids::GroupId;
use crate::domain::member::{Member, Profile, Publish, TimeOff};
use crate::domain::record::{Group, Key, Record};

/// Ada is in Berlin, where it is Thursday 10:20; Bo in New York, Chidi in Lagos, Dee in Kolkata.
fn scene() -> Scene {
    let mut scene = Scene::new();
    scene.calm();
    scene
}

fn change(scene: &mut Scene, name: &str, change: impl FnOnce(&mut Member)) {
    let Some((_, Record::Member(member))) = scene.records.get_mut(&Key::Member(user(name))) else {
        panic!("{name}")
    };
    change(member);
}

#[test]
fn the_next_times_are_told_on_every_clock_and_the_day_is_drawn() {
    let said = scene().ada_types("overlap <@U0BO> <@U0CHIDI> 30m");
    for words in [
        "*30 minutes in which you all can answer:*",
        "• Thu 15 Oct, 15:00 Europe/Berlin, until Thu 15 Oct, 17:00 Europe/Berlin · Bo today 09:00 in New York · Chidi today 14:00 in Lagos",
        "• Fri 16 Oct, 15:00 Europe/Berlin",
        "• Mon 19 Oct, 15:00 Europe/Berlin",
        "```         0     6     12    18    \n",
        "Ada      ░░░░░░░░░████████░░░░░░░\n",
        "Bo       ░░░░░░░░░░░░░░░████████░\n",
        "Chidi    ░░░░░░░░░░████████░░░░░░\n",
        "all      ░░░░░░░░░░░░░░░██░░░░░░░```",
        "Thu 15 Oct, Berlin time.",
    ] {
        assert!(said.contains(words), "{words:?} in {said}");
    }
    for line in said.lines().filter(|line| line.contains("░░")) {
        assert!(line.trim_matches('`').chars().count() <= 34, "unbroken on a phone: {line}");
    }
}

#[test]
fn half_hours_of_other_zones_are_half_blocks() {
    let said = scene().ada_types("overlap <@U0DEE> 1h");
    assert!(said.contains("Dee      ░░░░░▄███████▄░░░░░░░░░░\n"), "nine in Kolkata is 05:30: {said}");
    assert!(
        said.contains("1 hour in which") && said.contains("10:30 Europe/Berlin"),
        "a quarter, not 10:20: {said}"
    );
}

#[test]
fn days_can_be_named() {
    for (line, says) in [
        ("overlap <@U0BO> tomorrow", "• Fri 16 Oct, 15:00"),
        ("overlap <@U0BO> 45 minutes next week", "• Mon 19 Oct, 15:00"),
        ("overlap with <@U0BO> on monday for 2h", "• Mon 19 Oct, 15:00"),
        ("overlap 30m <@U0BO> this week", "• Thu 15 Oct, 15:00"),
        (
            "overlap <@U0BO> saturday",
            "*No 30 minutes on Saturday in which you all can answer.*\nThe next is Thu 15 Oct, 15:00",
        ),
        ("overlap <@U0BO> 3h", "• Mon 26 Oct, 14:00"), // the week between two clock changes
        ("overlap <@U0BO> 4h today", "*You share no 4 hours of working time.*"),
    ] {
        let said = scene().ada_types(line);
        assert!(said.contains(says), "{line}: {said}");
    }
}

#[test]
fn a_slip_is_told_what_to_type() {
    for (line, says) in [
        ("overlap <@U0BO> 3 days", "Between five minutes and eight hours"),
        ("overlap <@U0BO> 1m", "Between five minutes and eight hours"),
        ("overlap <@U0BO> 9h", "Between five minutes and eight hours"),
        ("overlap <@U0BO> someday", "I did not understand all of that"),
        ("overlap <@U0BO> bo", "I did not understand all of that"),
        ("overlap <@U0BO> 31 feb", "I did not understand all of that"),
        ("overlap <@U0BO> 25:61", "I did not understand all of that"),
        ("overlap <@U0ADA>", "Who shall meet?"),
    ] {
        let said = scene().ada_types(line);
        assert!(said.contains(says), "{line}: {said}");
    }
}

#[test]
fn without_time_in_common_it_says_whose_early_and_whose_late_it_is() {
    let mut scene = scene();
    scene.knows("Dee", Profile { ..profile("Dee", "Pacific/Auckland") });
    scene.calm();
    let said = scene.ada_types("overlap <@U0DEE> 30m");
    for words in [
        "*You share no 30 minutes of working time.*",
        "The least unfair is",
        "in Auckland",
        "For you it is",
        "For Dee it is",
    ] {
        assert!(said.contains(words), "{words} in {said}");
    }
}

#[test]
fn the_least_unfair_time_is_looked_for_in_the_days_that_were_named() {
    let mut scene = scene();
    scene.knows("Dee", Profile { ..profile("Dee", "Pacific/Auckland") });
    scene.calm();
    for (line, day) in [("next week", "Mon 19 Oct"), ("friday", "Fri 16 Oct"), ("tomorrow 1h", "Fri 16 Oct")]
    {
        let said = scene.ada_types(&format!("overlap <@U0DEE> {line}"));
        assert!(said.contains(&format!("The least unfair is {day}")), "{line}: {said}");
    }
}

#[test]
fn whoever_keeps_their_hours_to_themselves_is_counted_and_not_shown() {
    let mut scene = scene();
    change(&mut scene, "bo", |bo| bo.publish = Some(Publish::Protect));
    let said = scene.ada_types("overlap <@U0BO> <@U0CHIDI>");
    assert!(
        said.contains("• Thu 15 Oct, 15:00 Europe/Berlin") && !said.contains("• Fri"),
        "one time only: {said}"
    );
    assert!(said.contains("Not shown: Bo. Their time is counted all the same."), "{said}");
    assert!(
        !said.contains("Bo       ") && !said.contains("all      ") && said.contains("Chidi    "),
        "{said}"
    );
    change(&mut scene, "bo", |bo| bo.publish = Some(Publish::Show));
    assert!(scene.ada_types("overlap <@U0BO>").contains("Bo       "));
    change(&mut scene, "bo", |bo| {
        let day =
            |d| chrono::NaiveDate::from_ymd_opt(2026, 10, d).expect("day").and_time(chrono::NaiveTime::MIN);
        bo.publish = None;
        bo.time_off.push(TimeOff { from: day(15), until: day(19), cover: None });
    });
    let said = scene.ada_types("overlap <@U0BO>");
    assert!(said.contains("• Mon 19 Oct, 15:00") && said.contains("Not shown: Bo"), "{said}");
}

#[test]
fn people_of_other_organisations_neither_learn_nor_appear() {
    let mut scene = scene();
    scene.knows("Bo", Profile { external: true, ..profile("Bo", "America/New_York") });
    scene.calm();
    let said = scene.ada_types("overlap <@U0BO> <@U0CHIDI>");
    assert!(
        said.contains("Not counted: Bo.") && !said.contains("New York") && !said.contains("Bo  "),
        "{said}"
    );
    scene.knows("Ada", Profile { external: true, ..profile("Ada", "Europe/Berlin") });
    scene.calm();
    assert_eq!(scene.ada_types("overlap <@U0CHIDI>"), "I may tell hours to your own colleagues only.");
}

#[test]
fn groups_and_channels_are_their_people() {
    let mut scene = scene();
    let members = ["ada", "bo"].map(user).to_vec();
    let group = GroupId::parse("S0CREW").expect("id");
    scene.records.insert(Key::Group(group), (1, Record::Group(Group { members })));
    assert!(scene.ada_types("overlap <!subteam^S0CREW|@crew>").contains("Bo       "));
    let members = ["ada", "chidi", "dee"].map(user).to_vec();
    scene.records.insert(Key::Room(launch()), (1, Record::Group(Group { members })));
    let said = scene.ada_types("overlap 30m");
    assert!(said.contains("Chidi    ") && said.contains("Dee      ") && !said.contains("Bo"), "{said}");
    let members = (0..12).map(|n| user(&n.to_string())).collect();
    scene.records.insert(Key::Room(launch()), (1, Record::Group(Group { members })));
    scene.now += chrono::TimeDelta::seconds(1);
    assert!(scene.reads().is_empty());
}

/// What the picture that follows an answer shows.
fn picture(scene: &Scene, line: &str) -> Option<crate::domain::outgoing::Picture> {
    let (_, changes) = scene.decides(&crate::app::scene::typed("ada", line, "once"));
    changes.deliver.into_iter().find_map(|delivery| match delivery.what {
        crate::domain::outgoing::Outgoing::Picture(picture) => Some(*picture),
        _ => None,
    })
}

#[test]
fn where_pictures_may_be_brought_the_words_go_at_once_and_the_day_follows() {
    let mut scene = scene();
    assert!(picture(&scene, "overlap <@U0BO> 30m").is_none());
    scene.may_upload = true;
    let said = scene.ada_types("overlap <@U0BO> 30m");
    assert!(said.contains("• Thu 15 Oct, 15:00") && !said.contains('█') && !said.contains("```"), "{said}");
    let picture = picture(&scene, "overlap <@U0BO> 30m").expect("one follows");
    let instead = crate::app::scene::spoken(&picture.instead);
    assert!(instead.starts_with("```") && instead.contains("Bo       ░"), "{instead}");
    let hour = |at: chrono::DateTime<chrono::Utc>| at.format("%a %H:%M").to_string();
    let hours = |all: &[crate::domain::worktime::overlap::Stretch]| -> Vec<String> {
        all.iter().map(|at| format!("{}-{}", hour(at.0), hour(at.1))).collect()
    };
    let day = &picture.day;
    assert_eq!(hours(&[day.whole]), ["Wed 22:00-Thu 22:00"], "the day of the first time, by Ada's clock");
    assert_eq!(hours(&day.common), ["Thu 13:00-Thu 15:00"]);
    assert_eq!(hours(&day.proposed), ["Thu 13:00-Thu 13:30"], "those of other days are not on it");
    assert_eq!(day.rows.len(), 2);
    for line in ["overlap <@U0BO> 25:61", "overlap <@U0ADA>", "overlap <@U0BO> 9h"] {
        assert!(self::picture(&scene, line).is_none(), "{line}");
    }
}

#[test]
fn whoever_keeps_their_hours_to_themselves_is_in_no_picture() {
    let mut scene = scene();
    scene.may_upload = true;
    change(&mut scene, "bo", |bo| bo.publish = Some(Publish::Protect));
    let day = picture(&scene, "overlap <@U0BO> <@U0CHIDI>").expect("one follows").day;
    assert_eq!(day.rows.len(), 2, "Ada and Chidi");
    assert!(day.common.is_empty(), "what all have in common would tell of Bo");
    assert_eq!(day.proposed.len(), 1, "the one time that is told");
    let kept = serde_json::to_string(&day).expect("JSON");
    assert!(!kept.contains("Bo") && !kept.contains("New_York"), "{kept}");
}
