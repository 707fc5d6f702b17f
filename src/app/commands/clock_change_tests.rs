//! What people type on days on which the clock is changed, and what is said back: always the real moment.

use chrono::{DateTime, Utc};

use crate::app::scene::{Scene, user};
use crate::domain::availability::{Availability, Kind};
use crate::domain::charter::Charter;
use crate::domain::member::Member;
use crate::domain::outgoing::Outgoing;
use crate::domain::record::{Key, Record};

/// Midnight in Berlin before the clock goes from 02:00 to 03:00.
const SPRING: &str = "2026-03-28T23:00:00Z";
/// Midnight in Berlin before the clock goes from 03:00 back to 02:00.
const AUTUMN: &str = "2026-10-24T22:00:00Z";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a moment")
}

fn ada(scene: &Scene) -> Member {
    match scene.records.get(&Key::Member(user("ada"))) {
        Some((_, Record::Member(member))) => member.as_ref().clone(),
        other => panic!("no Ada but {other:?}"),
    }
}

/// What is said to Ada, who types at a moment, and what is known afterwards.
fn typed_at(now: &str, line: &str) -> (String, Scene) {
    let mut scene = Scene::new();
    scene.now = at(now);
    let said = scene.types("ada", line, "1");
    (said, scene)
}

#[test]
fn a_reminder_names_the_moment_it_comes() {
    for (now, line, comes, said) in [
        (SPRING, "remind me at 2:30 to stretch", "2026-03-29T01:30:00Z", "03:30"),
        (SPRING, "remind me at 3:30 to stretch", "2026-03-29T01:30:00Z", "03:30"),
        (SPRING, "remind me in 3 hours to stretch", "2026-03-29T02:00:00Z", "04:00"),
        (SPRING, "remind me tomorrow at 9 to stretch", "2026-03-30T07:00:00Z", "09:00"),
        (AUTUMN, "remind me at 2:30 to stretch", "2026-10-25T00:30:00Z", "02:30"),
        (AUTUMN, "remind me at 3:00 to stretch", "2026-10-25T02:00:00Z", "03:00"),
        (AUTUMN, "remind me in 3 hours to stretch", "2026-10-25T01:00:00Z", "02:00"),
        ("2026-10-25T00:45:00Z", "remind me at 2:30 to stretch", "2026-10-26T01:30:00Z", "02:30"),
    ] {
        let (answer, scene) = typed_at(now, line);
        let due = scene.deliveries.values().find_map(|delivery| match &delivery.what {
            Outgoing::Reminder(_) => Some(delivery.due),
            _ => None,
        });
        assert_eq!(due, Some(at(comes)), "{line} at {now}: {answer}");
        assert!(answer.contains(said), "{line} at {now}: {answer}");
    }
}

#[test]
fn focus_ends_at_the_moment_that_is_said_back() {
    for (now, ends, said) in
        [(SPRING, "2026-03-29T01:30:00Z", "03:30"), (AUTUMN, "2026-10-25T00:30:00Z", "02:30")]
    {
        let (answer, scene) = typed_at(now, "focus until 2:30");
        assert_eq!(ada(&scene).spell.map(|spell| spell.until), Some(at(ends)), "{answer}");
        assert!(answer.contains(said), "{answer}");
    }
}

#[test]
fn time_off_ends_once_where_its_end_comes_never_or_twice() {
    for (now, still, over) in [
        (SPRING, "2026-03-29T01:29:00Z", "2026-03-29T01:30:00Z"),
        (AUTUMN, "2026-10-25T00:29:00Z", "2026-10-25T00:30:00Z"),
        // a quarter past two for the second time
        (AUTUMN, "2026-10-25T00:15:00Z", "2026-10-25T01:15:00Z"),
    ] {
        let (answer, mut scene) = typed_at(now, "time-off today 1:00 - 2:30");
        let kind = |at| Availability::of(&ada(&scene), &Charter::default(), at).kind;
        assert_eq!((kind(at(still)), kind(at(over))), (Kind::TimeOff, Kind::OffHours), "{answer}");
        scene.now = at(over);
        assert!(scene.types("ada", "back", "2").starts_with("You are not away"));
    }
}

#[test]
fn the_days_of_holidays_are_those_of_the_calendar() {
    for (now, day) in [("2026-10-02T20:00:00Z", "tomorrow"), ("2026-10-03T20:00:00Z", "saturday")] {
        let (_, mut scene) = typed_at(now, "holidays DE");
        let answer = scene.types("ada", &format!("holidays work {day}"), "2");
        assert!(answer.contains("3 Oct"), "{day}: {answer}");
        assert_eq!(ada(&scene).holidays.map(|own| own.worked.len()), Some(1), "{day}: {answer}");
    }
}
