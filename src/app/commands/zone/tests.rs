//! Ada's zone: shown, said, and asked about.

use chrono::TimeDelta;

use super::*;
use crate::app::scene::{Scene, pressed, profile, spoken, team, user};
use crate::domain::ids::SeenKey;
use crate::domain::inbound::Happening;
use crate::domain::member::Profile;
use crate::domain::outgoing::Outgoing;
use crate::domain::record::{Key, Record};

fn ada(scene: &Scene) -> (u64, Member) {
    match scene.records.get(&Key::Member(user("ada"))) {
        Some((version, Record::Member(ada))) => (*version, ada.as_ref().clone()),
        other => panic!("no Ada but {other:?}"),
    }
}

/// Slack tells that Ada is elsewhere.
fn goes(scene: &mut Scene, zone: &str, nth: &str) {
    scene.now += TimeDelta::minutes(1);
    let told = Profile { read_at: scene.now, ..profile("Ada", zone) };
    scene.takes(SeenKey::other(&team(), "ev", nth), Happening::Profile(user("ada"), told));
}

fn presses(scene: &mut Scene, button: &str, value: &str, nth: &str) -> String {
    scene.deliveries.clear();
    scene.takes(SeenKey::other(&team(), "press", nth), pressed("ada", button, value));
    let said = scene.waiting().into_iter().filter_map(|what| match what {
        Outgoing::Rewrite { say: Some(say), .. } | Outgoing::Answer { say, .. } => Some(spoken(say)),
        _ => None,
    });
    said.collect()
}

fn questions(scene: &Scene) -> usize {
    scene.waiting().iter().filter(|what| matches!(what, Outgoing::TripOrMove { .. })).count()
}

#[test]
fn it_says_the_zone_the_time_there_and_where_it_comes_from() {
    let mut scene = Scene::new();
    let said = scene.ada_types("Zone");
    assert!(
        said.starts_with(
            "Your time zone is Europe/Berlin. It is 10:20 there.\nIt comes from your Slack profile."
        ),
        "{said}"
    );
    assert!(said.contains("Your next check-in is Thu 15 Oct, 15:00 Europe/Berlin."), "{said}");
    scene.knows("ada", profile("Ada", "Mars/Olympus"));
    let said = scene.ada_types("zone");
    assert!(said.contains("Slack says “Mars/Olympus”") && said.contains("UTC"), "{said}");
    scene.knows("ada", Profile { zone: None, ..profile("Ada", "") });
    assert!(scene.ada_types("zone").contains("Slack does not tell me"));
    scene.knows("ada", profile("Ada", "Asia/Calcutta"));
    assert!(scene.ada_types("zone").contains("13:50 there"), "an old name is known too");
}

#[test]
fn ten_ways_to_be_elsewhere() {
    // Thursday 15 October, 10:20 in Berlin; Lisbon is an hour behind
    for (typed, zone, until) in [
        ("zone Lisbon", "Europe/Lisbon", None),
        ("Zone  LISBON", "Europe/Lisbon", None),
        ("zone “Lisbon”", "Europe/Lisbon", None),
        ("zone Europe/Lisbon", "Europe/Lisbon", None),
        ("zone in Lisbon until friday", "Europe/Lisbon", Some("2026-10-16T23:00:00Z")),
        ("zone Lisbon until 20 oct", "Europe/Lisbon", Some("2026-10-20T23:00:00Z")),
        ("zone Lisbon until tomorrow 14:00", "Europe/Lisbon", Some("2026-10-16T13:00:00Z")),
        ("zone new york till friday", "America/New_York", Some("2026-10-17T04:00:00Z")),
        ("zone São Paulo", "America/Sao_Paulo", None),
        ("zone UTC", "UTC", None),
        ("zone US/Pacific", "US/Pacific", None),
    ] {
        let mut scene = Scene::new();
        let said = scene.types("ada", typed, "1");
        let (_, ada) = ada(&scene);
        let ends = ada.stay.ends().map(|at| at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true));
        assert_eq!(ada.zone(&scene.charter).name(), zone, "{typed}: {said}");
        assert_eq!(ends.as_deref(), until, "{typed}: {said}");
        assert!(said.starts_with(&format!("Saved.\nYour time zone is {zone}.")), "{typed}: {said}");
        assert!(said.contains("You set it") && said.contains("Your next check-in is "), "{typed}: {said}");
        let looks = scene.deliveries.values().filter(|delivery| Some(delivery.due) == ada.stay.ends());
        assert_eq!(looks.count(), usize::from(until.is_some()), "somebody looks when it runs out");
        assert!(scene.types("ada", "zone auto", "2").contains("It comes from your Slack profile."));
    }
}

#[test]
fn ten_slips_change_nothing_and_say_what_to_type() {
    for typed in [
        "Atlantis",
        "Mars/Olympus",
        "Lisbom",
        "EST",
        "CET until friday",
        "+2",
        "25:61",
        "Lisbon until yesterday",
        "Lisbon until whenever",
        "Lisbon until 1 jan 2020",
        "trip",
        "move",
        "until friday",
        "<@U0BO>",
        "🙂",
        "<!channel>",
    ] {
        let mut scene = Scene::new();
        let before = ada(&scene);
        let said = scene.types("ada", &format!("zone {typed}"), "1");
        assert!(said.contains("nothing was changed") && said.contains("/async zone "), "{typed}: {said}");
        assert_eq!(ada(&scene), before, "{typed}");
        assert!(scene.deliveries.is_empty(), "{typed}");
    }
    let near = Scene::new().ada_types("zone Lisbom");
    assert!(near.ends_with("Did you mean `/async zone Lisbon`?"), "{near}");
}

#[test]
fn a_change_in_slack_is_asked_about_once_and_followed_meanwhile() {
    let mut scene = Scene::new();
    scene.types("ada", "hours mon-fri 8-16", "1");
    goes(&mut scene, "America/New_York", "2");
    assert_eq!(questions(&scene), 1);
    goes(&mut scene, "America/New_York", "3");
    goes(&mut scene, "US/Eastern", "4");
    assert_eq!(questions(&scene), 1, "once for one change");
    let said = scene.types("ada", "hours", "5");
    assert!(said.contains("Mon–Fri 08:00–16:00, Eastern time"), "{said}");
    assert!(scene.types("ada", "zone", "6").contains("Slack had you in Berlin before."));
    goes(&mut scene, "Europe/Berlin", "7");
    assert!(scene.types("ada", "zone", "8").contains("It comes from your Slack profile."));
}

#[test]
fn trip_and_move_can_be_pressed_and_typed() {
    let away = || {
        let mut scene = Scene::new();
        goes(&mut scene, "America/New_York", "1");
        scene
    };
    let mut scene = away();
    let said = presses(&mut scene, "zone.trip", "America/New_York", "2");
    assert!(said.contains("as soon as Slack has you in Berlin again, Berlin counts"), "{said}");
    assert!(said.contains("Your next check-in is Thu 15 Oct, 10:00 America/New_York."), "{said}");
    goes(&mut scene, "Europe/Berlin", "3");
    assert_eq!(ada(&scene).1.stay.away, None);

    let mut scene = away();
    let said = presses(&mut scene, "zone.move", "America/New_York", "2");
    assert!(said.starts_with("Saved: New York is home now."), "{said}");
    assert_eq!(ada(&scene).1.stay.home.map(|home| home.name()), Some("America/New_York"));
    let said = presses(&mut scene, "zone.trip", "America/New_York", "4");
    assert!(said.contains("out of date"), "{said}");

    let mut scene = away();
    let said = scene.types("ada", "zone trip until friday", "2");
    assert!(said.contains("You are on a trip until Sat 17 Oct, 00:00 America/New_York"), "{said}");
    scene.now += TimeDelta::days(2);
    scene.takes(SeenKey::other(&team(), "again", "9"), Happening::DaysChanged(user("ada")));
    assert_eq!(ada(&scene).1.zone(&scene.charter).name(), "Europe/Berlin");
    let said = scene.types("ada", "zone", "4");
    assert!(
        said.contains("Your trip is over, so Berlin counts, though Slack still has you in New York"),
        "{said}"
    );

    let mut scene = away();
    assert!(scene.types("ada", "Zone Move", "2").starts_with("Saved: New York is home now."));
}

#[test]
fn a_button_of_another_change_changes_nothing() {
    let mut scene = Scene::new();
    goes(&mut scene, "America/New_York", "1");
    let before = ada(&scene);
    for (nth, value) in ["Asia/Tokyo", "", "Europe/Berlin", "{}"].into_iter().enumerate() {
        let said = presses(&mut scene, "zone.move", value, &nth.to_string());
        assert!(said.contains("out of date"), "{said}");
    }
    assert_eq!(ada(&scene), before);
}
