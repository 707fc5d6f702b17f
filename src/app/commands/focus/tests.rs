//! What people type about their focus, and what they are answered.

use chrono::{DateTime, Utc};
use proptest::prelude::*;

use super::wish::{self, Slip, Wish};
use crate::app::commands::line::Words;
use crate::app::say;
use crate::app::scene::{Scene, user};
use crate::domain::charter::Charter;
use crate::domain::member::Member;
use crate::domain::record::{Key, Record};
use crate::domain::schedule::{self, Shift, WorkWeek};
use crate::domain::words::Locale;
use crate::domain::worktime::Zone;

/// Thursday 15 October 2026, 10:20 and a few seconds in Berlin.
fn now() -> DateTime<Utc> {
    "2026-10-15T08:20:07Z".parse().expect("moment")
}

fn berlin() -> Zone {
    Zone::named("Europe/Berlin").expect("zone")
}

/// What a line means, in words.
fn read(line: &str) -> Result<String, Slip> {
    let local = |at| berlin().local(at).format("%a %H:%M").to_string();
    Ok(match wish::read(&Words::of(line), now(), &berlin(), &Charter::default().hours)? {
        Wish::Show => "show".into(),
        Wish::Off => "off".into(),
        Wish::Spell { from, until } => format!("{} to {}", local(from), local(until)),
        Wish::Weekly(week) => say::hours(&week, Locale::En),
    })
}

#[test]
fn focus_is_read_as_people_write_it() {
    for (line, means) in [
        ("90m", "Thu 10:20 to Thu 11:51"),
        ("for 2 hours", "Thu 10:20 to Thu 12:21"),
        ("1h30", "Thu 10:20 to Thu 11:51"),
        ("1,5h", "Thu 10:20 to Thu 11:51"),
        ("90", "Thu 10:20 to Thu 11:51"),
        ("half an hour", "Thu 10:20 to Thu 10:51"),
        ("me now for 45 min please", "Thu 10:20 to Thu 11:06"),
        ("until 14:00", "Thu 10:20 to Thu 14:00"),
        ("till 14", "Thu 10:20 to Thu 14:00"),
        ("UNTIL 2pm", "Thu 10:20 to Thu 14:00"),
        ("until noon", "Thu 10:20 to Thu 12:00"),
        ("until 3", "Thu 10:20 to Thu 15:00"),
        ("today 14–16", "Thu 14:00 to Thu 16:00"),
        ("today 9-11", "Thu 10:20 to Thu 11:00"),
        ("14:00-16:30 tomorrow", "Fri 14:00 to Fri 16:30"),
        ("tomorrow 22-2", "Fri 22:00 to Sat 02:00"),
        ("mon-fri 9-11", "Mon–Fri 09:00–11:00"),
        ("every Mon – Fri from 9 to 11", "Mon–Fri 09:00–11:00"),
        ("9-11", "Mon–Fri 09:00–11:00"),
        ("mon, wed 9-11:30; fri 13-15", "Mon 09:00–11:30, Wed 09:00–11:30, Fri 13:00–15:00"),
        ("mon-fri 9-11 14-15", "Mon–Fri 09:00–11:00 and 14:00–15:00"),
        ("sun-thu 23-1", "Sun–Thu 23:00–01:00"),
        ("off", "off"),
        ("Stop.", "off"),
        ("mode off", "off"),
        ("", "show"),
        ("list", "show"),
    ] {
        assert_eq!(read(line), Ok(means.to_owned()), "{line}");
    }
}

#[test]
fn a_slip_gets_what_to_type_and_changes_nothing() {
    for (line, says) in [
        ("until 25:61", "no time I know"),
        ("until lunch", "could not read"),
        ("until today 8:00", "over already"),
        ("0m", "over already"),
        ("today 8-9", "over already"),
        ("3 days", "lasts 16 hours at most"),
        ("until 9", "lasts 16 hours at most"),
        ("9-9", "lasts 16 hours at most"),
        ("until 24 dec", "lasts 16 hours at most"),
        ("mon-fri", "From when to when?"),
        ("mon-fry 9-11", "could not read"),
        ("mon-fri 9-25", "no time I know"),
        ("in 10 minutes", "could not read"),
        ("<!channel>", "could not read"),
        ("today", "From when to when?"),
        ("9", "could not read"),
    ] {
        let mut scene = Scene::new();
        let said = scene.types("ada", &format!("focus {line}"), "1");
        assert!(
            said.contains(says) && said.contains("othing was changed") && said.contains("/async focus")
                || says.starts_with("lasts"),
            "{line}: {said}"
        );
        assert_eq!(ada(&scene), Member { profile: ada(&scene).profile, ..Member::default() }, "{line}");
    }
}

fn ada(scene: &Scene) -> Member {
    let Some((_, Record::Member(ada))) = scene.records.get(&Key::Member(user("ada"))) else { panic!("Ada") };
    ada.as_ref().clone()
}

#[test]
fn focus_for_now_is_said_back_and_ended() {
    let mut scene = Scene::new();
    let said = scene.types("ada", "focus 90m", "1");
    assert_eq!(
        said,
        "Saved.\nYou are in focus until Thu 15 Oct, 11:50 Europe/Berlin.\nWhoever pings you in focus gets a private note \
         that says until when. `/async focus off` ends it."
    );
    assert!(scene.types("ada", "focus", "2").starts_with("You are in focus until Thu 15 Oct, 11:50"));
    assert_eq!(scene.types("ada", "focus off", "3"), "Your focus is over.");
    assert_eq!(ada(&scene).spell, None);
    assert!(scene.types("ada", "focus off", "4").contains("othing was changed"));
    scene.types("ada", "focus tomorrow 9-11", "5");
    assert!(scene.types("ada", "focus", "6").starts_with("Your next focus: Fri 16 Oct, 09:00"));
    assert_eq!(scene.types("ada", "focus off", "7"), "The focus you had planned is off.");
    scene.types("ada", "publish show", "8");
    assert!(scene.types("ada", "focus 90m", "9").contains("Nobody gets a note"));
}

#[test]
fn weekly_blocks_stay_when_the_one_for_now_ends() {
    let mut scene = Scene::new();
    let said = scene.types("ada", "focus mon-fri 9-11, tue 14-16", "1");
    assert!(
        said.starts_with(
            "Saved.\nYou are in focus until Thu 15 Oct, 11:00 Europe/Berlin.\nEvery week: Mon 09:00–11:00, \
             Tue 09:00–11:00 and 14:00–16:00, Wed–Fri 09:00–11:00, Berlin time."
        ),
        "{said}"
    );
    assert_eq!(ada(&scene).focus.len(), 2);
    scene.types("ada", "focus until 12:00", "2");
    assert!(
        scene.types("ada", "focus", "3").starts_with("You are in focus until Thu 15 Oct, 12:00"),
        "both together"
    );
    let said = scene.types("ada", "focus off", "4");
    assert!(said.starts_with("Your focus is over.\nYour weekly blocks stay: Mon 09:00–11:00, Tue"), "{said}");
    let said = scene.types("ada", "focus off", "5");
    assert!(said.contains("To have them again: `/async focus Mon 09:00–11:00, Tue 09:00–11:00 and 14:00–16:00, Wed–Fri 09:00–11:00`."), "{said}");
    assert!(ada(&scene).focus.is_empty());
}

fn week() -> impl Strategy<Value = WorkWeek> {
    let shift = (0_u16..1440, 15_u16..=960).prop_map(|(from, length)| {
        let to = from + length;
        Shift { from, to: if to > 1440 { to - 1440 } else { to } }
    });
    proptest::collection::vec((0_usize..7, shift), 1..12).prop_map(|shifts| {
        let mut week = WorkWeek::default();
        for (day, shift) in shifts {
            // those that overlap would be one
            let more = schedule::merged([week.0[day].as_slice(), &[shift]].concat()).unwrap_or_default();
            if more.len() == week.0[day].len() + 1 && more.len() <= 6 {
                week.0[day] = more;
            }
        }
        week
    })
}

proptest! {
    #[test]
    fn what_is_said_back_means_the_same_when_it_is_typed(week in week()) {
        let said = say::hours(&week, Locale::En);
        let read = wish::read(&Words::of(&said), now(), &berlin(), &Charter::default().hours);
        prop_assert_eq!(read, Ok(Wish::Weekly(week.clone())), "{}", said);
        prop_assert_eq!(schedule::week_of(&schedule::blocks(&week)), week);
    }

    #[test]
    fn any_line_is_read_without_harm(line in "([a-z]{0,5}|[0-9:.hapm-]{0,6}|\\PC)( |,|-)?([0-9:a-z-]{0,8}|\\PC{0,9})( [a-z0-9]{0,6})?") {
        if let Ok(Wish::Spell { from, until }) = wish::read(&Words::of(&line), now(), &berlin(), &Charter::default().hours) {
            prop_assert!(from >= now() && from < until && until > now());
        }
    }
}
