//! What people type about their time off, and what they are answered.

use chrono::NaiveDateTime;

use super::range;
use crate::app::commands::line::Words;
use crate::app::say;
use crate::app::scene::{Scene, profile, user};
use crate::domain::member::{Profile, TimeOff};
use crate::domain::record::{Key, Record};
use crate::domain::words::Locale;

/// Thursday 15 October 2026, 10:20.
fn now() -> NaiveDateTime {
    "2026-10-15T10:20:00".parse().expect("wall time")
}

fn read(line: &str) -> Result<String, range::Slip> {
    let (from, until) = range::read(&Words::of(line), now())?;
    Ok(say::absence(&TimeOff { from, until, cover: None }, Locale::En))
}

fn planned(scene: &Scene) -> Vec<TimeOff> {
    let Some((_, Record::Member(ada))) = scene.records.get(&Key::Member(user("ada"))) else { panic!("Ada") };
    ada.time_off.clone()
}

#[test]
fn days_are_read_as_people_write_them_and_what_is_said_back_means_the_same() {
    for (line, says) in [
        ("24 Dec - 2 Jan", "Thu 24 Dec 2026 – Sat 2 Jan 2027"),
        ("24 Dec – 2 Jan", "Thu 24 Dec 2026 – Sat 2 Jan 2027"),
        ("24dec", "x"),
        ("from Dec 24th to Jan 2nd", "Thu 24 Dec 2026 – Sat 2 Jan 2027"),
        ("2026-12-24 - 2027-01-02", "Thu 24 Dec 2026 – Sat 2 Jan 2027"),
        ("2026-12-24-2027-01-02", "Thu 24 Dec 2026 – Sat 2 Jan 2027"),
        ("24.12.-2.1.", "Thu 24 Dec 2026 – Sat 2 Jan 2027"),
        ("24-26 December", "Thu 24 Dec 2026 – Sat 26 Dec 2026"),
        ("Dec 24-26", "Thu 24 Dec 2026 – Sat 26 Dec 2026"),
        ("24 dec", "Thu 24 Dec 2026"),
        ("tomorrow", "Fri 16 Oct 2026"),
        ("today", "Thu 15 Oct 2026"),
        ("mon to wed", "Mon 19 Oct 2026 – Wed 21 Oct 2026"),
        ("thu - fri", "Thu 15 Oct 2026 – Fri 16 Oct 2026"),
        ("next week", "Mon 19 Oct 2026 – Sun 25 Oct 2026"),
        ("next monday", "Mon 19 Oct 2026"),
        ("until friday", "Thu 15 Oct 2026 10:20 – Fri 16 Oct 2026 24:00"),
        ("fri from 13:00", "Fri 16 Oct 2026 13:00–24:00"),
        ("today 14-17", "Thu 15 Oct 2026 14:00–17:00"),
        ("tomorrow 9:30-12", "Fri 16 Oct 2026 09:30–12:00"),
        ("14:00-17:00 tomorrow", "Fri 16 Oct 2026 14:00–17:00"),
        ("24 Dec 12:00 - 2 Jan", "Thu 24 Dec 2026 12:00 – Sat 2 Jan 2027 24:00"),
        ("10 Oct - 20 Oct", "Sat 10 Oct 2026 – Tue 20 Oct 2026"),
        ("1 oct - 10 oct", "Fri 1 Oct 2027 – Sun 10 Oct 2027"),
        ("between 24 dec and 2 jan", "Thu 24 Dec 2026 – Sat 2 Jan 2027"),
    ] {
        if says == "x" {
            assert!(read(line).is_err(), "{line}");
            continue;
        }
        assert_eq!(read(line), Ok(says.to_owned()), "{line}");
        assert_eq!(read(says), Ok(says.to_owned()), "{line}, said back");
    }
}

#[test]
fn a_slip_gets_what_to_type_and_changes_nothing() {
    for line in [
        "soon",
        "31 feb",
        "2026-13-45",
        "03/04 - 05/06",
        "2026-12-24 - 2026-12-20",
        "24 dec 2020",
        "24 dec 2026 - 24 dec 2028",
        "24 dec - ",
        "24 dec - 2 jan cover",
        "24 dec cover <@U0ADA>",
        "24 dec cover <@U0BO> <@U0CHIDI>",
        "24 dec cover @bo",
        "25:61",
        "a - b - c",
        "<!channel>",
    ] {
        let mut scene = town();
        let said = scene.types("ada", &format!("time-off {line}"), "1");
        assert!(said.contains("othing was changed") && said.contains("/async time-off"), "{line}: {said}");
        assert!(planned(&scene).is_empty(), "{line}");
    }
}

#[test]
fn an_absence_is_said_back_with_who_stands_in_and_when_one_is_back() {
    for line in [
        "time-off 24 Dec - 2 Jan cover <@U0BO>",
        "Time-Off 24 Dec – 2 Jan, covered by <@U0BO|bo>",
        "time-off 24 dec - 2 jan <@U0BO> covers",
        "time-off cover <@U0BO> 24 dec - 2 jan",
        "“time-off” 24 dec - 2 jan with <@U0BO>",
    ] {
        let mut scene = town();
        let said = scene.types("ada", line, "1");
        assert_eq!(
            said,
            "Saved. You are away Thu 24 Dec 2026 – Sat 2 Jan 2027, Berlin time.\n<@U0BO> stands in for you.\n\
             You are expected back Mon 4 Jan, 09:00 Europe/Berlin.",
            "{line}"
        );
        assert_eq!(planned(&scene)[0].cover, Some(user("bo")), "{line}");
    }
}

/// A town whose people were all read just now, do-not-disturb too.
fn town() -> Scene {
    let mut scene = Scene::new();
    scene.calm();
    scene
}

#[test]
fn absences_are_listed_and_taken_back() {
    let mut scene = town();
    assert!(scene.types("ada", "time-off", "1").starts_with("You have no time off planned."));
    scene.types("ada", "time-off 24 dec - 2 jan", "2");
    scene.types("ada", "time-off tomorrow cover <@U0BO>", "3");
    let said = scene.types("ada", "time-off list", "4");
    assert!(
        said.contains("\n1. Fri 16 Oct 2026, <@U0BO> stands in\n2. Thu 24 Dec 2026 – Sat 2 Jan 2027\n"),
        "{said}"
    );
    for (line, nth) in [("3", "5"), ("0", "6"), ("x", "7"), ("", "8"), ("1 2", "9")] {
        assert!(
            scene.types("ada", &format!("time-off cancel {line}"), nth).starts_with("Which one?"),
            "{line}"
        );
    }
    assert_eq!(
        scene.types("ada", "time-off cancel #2", "10"),
        "Taken back: Thu 24 Dec 2026 – Sat 2 Jan 2027."
    );
    assert_eq!(scene.types("ada", "time-off cancel", "11"), "Taken back: Fri 16 Oct 2026.");
    scene.types("ada", "time-off 24 dec - 2 jan", "12");
    assert_eq!(scene.types("ada", "time-off cancel all", "13"), "All your time off is taken back (1).");
    assert!(planned(&scene).is_empty());
}

#[test]
fn saying_it_anew_takes_the_place_of_what_lies_within() {
    let mut scene = town();
    scene.types("ada", "time-off 24 dec - 26 dec", "1");
    scene.types("ada", "time-off 24 dec - 2 jan cover <@U0BO>", "2");
    assert_eq!(planned(&scene).len(), 1);
    scene.now += chrono::TimeDelta::days(100);
    scene.calm();
    scene.types("ada", "time-off tomorrow", "3");
    assert_eq!(planned(&scene).len(), 1, "what is over is forgotten");
}

#[test]
fn nobody_who_left_and_no_bot_stands_in() {
    let mut scene = Scene::new();
    scene.knows("eve", Profile { deleted: true, ..profile("Eve", "Europe/Paris") });
    scene.knows("robo", Profile { is_bot: true, ..profile("Robo", "Europe/Paris") });
    scene.calm();
    for who in ["U0EVE", "U0ROBO", "USLACKBOT"] {
        let said = scene.types("ada", &format!("time-off tomorrow cover <@{who}>"), who);
        assert!(said.contains("Who stands in?"), "{who}: {said}");
    }
}

#[test]
fn any_line_is_read_without_harm() {
    use proptest::prelude::*;
    let words = prop_oneof![
        Just("24"),
        Just("dec"),
        Just("-"),
        Just("24-26"),
        Just("until"),
        Just("tomorrow"),
        Just("next"),
        Just("week"),
        Just("2026-12-24"),
        Just("2026-12-24-2027-01-02"),
        Just("9:99"),
        Just("31."),
        Just("29 feb"),
        Just("fri"),
        Just("24:00"),
        Just("cover"),
        Just("to"),
        Just("9999-12-31"),
        Just("1.1."),
        Just("İ"),
        Just("3pm"),
    ];
    let lines =
        prop_oneof![proptest::collection::vec(words, 0..7).prop_map(|words| words.join(" ")), "\\PC{0,30}",];
    proptest!(|(line in lines)| {
        if let Ok((from, until)) = range::read(&Words::of(&line), now()) {
            prop_assert!(from < until && until > now());
            for locale in Locale::ALL {
                let said = say::absence(&TimeOff { from, until, cover: None }, locale);
                prop_assert_eq!(range::read(&Words::of(&said), now()), Ok((from, until)), "{}", said);
            }
        }
    });
}
