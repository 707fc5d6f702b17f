//! When asks are spoken of: tables about Bo, and moments drawn by lot.

use chrono::{NaiveDateTime, Weekday};

use super::*;
use crate::domain::ids::{ChannelId, Ts, UserId};
use crate::domain::schedule::{FocusBlock, Shift, WorkWeek};
use crate::domain::worktime::Zone;

fn user(name: &str) -> UserId {
    UserId::parse(name).expect("id")
}

/// Wall time in New York in the week of Monday 23 November 2026: "Mon 09:00", the week after "+Mon 09:00".
fn at(words: &str) -> DateTime<Utc> {
    let (day, clock) = words.split_once(' ').expect("day and time");
    let (day, week) = day.strip_prefix('+').map_or((day, 0), |day| (day, 7));
    let nth = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].iter().position(|name| *name == day);
    let date = 23 + week + nth.expect("a weekday");
    let (month, date) = if date > 30 { (12, date - 30) } else { (11, date) };
    let local = format!("2026-{month:02}-{date:02}T{clock}:00");
    let local: NaiveDateTime = local.parse().expect("wall time");
    local.and_utc() + TimeDelta::hours(5)
}

fn said(at: DateTime<Utc>) -> String {
    let local = at - TimeDelta::hours(5);
    let week = if local >= self::at("+Mon 00:00") - TimeDelta::hours(5) { "+" } else { "" };
    format!("{week}{}", local.format("%a %H:%M"))
}

/// Bo works from nine to five in New York.
fn bo() -> Schedule {
    let week = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
    let work = WorkWeek::same(&week, Shift { from: 9 * 60, to: 17 * 60 });
    Schedule { work, ..Schedule::in_zone(Zone::named("America/New_York").expect("zone")) }
}

fn about(asked: DateTime<Utc>) -> AskRef {
    let ts = Ts::parse(&format!("{}.000100", asked.timestamp())).expect("ts");
    AskRef { channel: ChannelId::parse("C0LAUNCH").expect("id"), ts }
}

fn expected(due: &str) -> Answerer {
    Answerer::expected(user("U0BO"), Some(at(due)))
}

fn ask(answerers: Vec<Answerer>) -> Ask {
    let window = Window::Today;
    Ask { window, answerers, state: AskState::Open, ..Ask::none(user("U0ADA"), None, None) }
}

#[test]
fn the_longer_the_window_the_earlier_the_word_but_never_more_than_four_hours() {
    for (asked, due, says) in [
        // short ones: none
        ("Mon 10:00", "Mon 12:00", None),
        ("Mon 10:00", "Mon 12:59", None),
        ("Mon 16:00", "Tue 10:00", None),
        // a third of what there is
        ("Mon 10:00", "Mon 13:00", Some("Mon 12:00")),
        ("Mon 09:00", "Mon 17:00", Some("Mon 14:20")),
        ("Mon 10:00", "Mon 17:00", Some("Mon 14:40")),
        // four hours of answering time
        ("Mon 10:00", "Wed 17:00", Some("Wed 13:00")),
        ("Mon 10:00", "Fri 15:00", Some("Fri 11:00")),
        ("Mon 10:00", "Thu 11:00", Some("Wed 15:00")),
        // asked at night it counts from the morning
        ("Mon 22:00", "Tue 17:00", Some("Tue 14:20")),
        // not as the first thing in the morning
        ("Mon 10:00", "Thu 13:00", Some("Thu 09:15")),
        ("Mon 10:00", "Thu 13:10", Some("Thu 09:15")),
        ("Mon 10:00", "Thu 13:30", Some("Thu 09:30")),
        // over a weekend
        ("Thu 10:00", "+Mon 10:00", Some("Fri 14:00")),
    ] {
        let found = before(&about(at(asked)), &expected(due), &bo());
        assert_eq!(found.map(said).as_deref(), says, "asked {asked}, due {due}");
    }
}

#[test]
fn focus_is_left_in_peace_and_not_counted() {
    let block = FocusBlock { days: vec![Weekday::Wed], shift: Shift { from: 12 * 60, to: 16 * 60 } };
    let schedule = Schedule { focus: vec![block], ..bo() };
    // four hours of answering time before the end: one after the focus, three before it, the catch-up hour left alone
    let found = before(&about(at("Mon 10:00")), &expected("Wed 17:00"), &schedule);
    assert_eq!(found.map(said).as_deref(), Some("Wed 09:15"));
    let found = before(&about(at("Mon 10:00")), &expected("Wed 16:30"), &schedule);
    assert_eq!(found.map(said).as_deref(), Some("Tue 16:30"));
}

#[test]
fn who_answered_is_on_it_or_was_reminded_is_left_in_peace_until_the_moment_is_moved() {
    let about = about(at("Mon 10:00"));
    let open = expected("Wed 17:00");
    assert!(before(&about, &open, &bo()).is_some());
    let moment = open.due;
    for done in [
        Answerer { answered: moment, ..open.clone() },
        Answerer { on_it: true, ..open.clone() },
        Answerer { reminded: moment, ..open.clone() },
        Answerer { due: None, ..open.clone() },
        Answerer { reminded: Some(at("Thu 17:00")), ..open.clone() },
    ] {
        assert_eq!(before(&about, &done, &bo()), None, "{done:?}");
    }
    let moved = Answerer { due: Some(at("Fri 17:00")), reminded: moment, ..open.clone() };
    assert_eq!(before(&about, &moved, &bo()).map(said).as_deref(), Some("Fri 13:00"));
    let held = Answerer { from: Some(at("Wed 15:00")), ..open };
    assert_eq!(before(&about, &held, &bo()), None, "held until two hours before");
}

#[test]
fn whoever_asked_is_told_after_the_last_moment_and_when_everybody_had_an_hour() {
    for (asked, dues, says) in [
        ("Mon 10:00", &["Mon 17:00"][..], "Mon 17:15"),
        ("Mon 10:00", &["Mon 17:00", "Tue 12:00"], "Tue 12:15"),
        // an hour before the night, an hour in it: Bo gets his hour first
        ("Mon 22:00", &["Mon 23:00"], "Tue 10:15"),
        ("Mon 16:30", &["Mon 17:00"], "Tue 09:45"),
        ("Fri 16:50", &["Fri 17:30"], "+Mon 10:05"),
    ] {
        let answerers = dues.iter().map(|due| expected(due)).collect();
        let found = over(&about(at(asked)), &ask(answerers), |_| bo());
        assert_eq!(found.map(|(at, _)| said(at)).as_deref(), Some(says), "asked {asked}, due {dues:?}");
    }
}

#[test]
fn what_ended_was_told_or_was_never_said_by_when_is_not_told() {
    let open = ask(vec![expected("Mon 17:00")]);
    let told = |ask: &Ask| over(&about(at("Mon 10:00")), ask, |_| bo()).is_some();
    assert!(told(&open));
    let done = AskState::Done { by: user("U0BO"), at: at("Mon 12:00") };
    for silent in [
        Ask { state: done, ..open.clone() },
        Ask { state: AskState::Withdrawn, ..open.clone() },
        Ask { explicit: false, ..open.clone() },
        Ask { window: Window::NoReply, ..open.clone() },
        Ask { window: Window::Urgent, ..open.clone() },
        Ask { told: Some(at("Mon 17:00")), ..open.clone() },
        ask(vec![Answerer { answered: Some(at("Mon 11:00")), ..expected("Mon 17:00") }]),
        ask(vec![Answerer { due: None, ..expected("Mon 17:00") }]),
    ] {
        assert!(!told(&silent), "{silent:?}");
    }
    assert!(told(&Ask { told: Some(at("Mon 16:59")), ..open }), "it was extended since");
}

/// A little linear generator; the moments need not be good, only many.
fn lot(seed: &mut u64, most: u64) -> i64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    i64::try_from((*seed >> 33) % most).expect("small")
}

#[test]
fn of_all_windows_drawn_by_lot_none_is_spoken_of_at_night_early_or_too_late() {
    let mut seed = 7;
    let block = FocusBlock { days: vec![Weekday::Tue, Weekday::Thu], shift: Shift { from: 600, to: 720 } };
    let (mut spoken, mut silent) = (0, 0);
    for _ in 0..3_000 {
        let schedule =
            if lot(&mut seed, 2) == 0 { bo() } else { Schedule { focus: vec![block.clone()], ..bo() } };
        let asked = at("Mon 00:00") + TimeDelta::minutes(lot(&mut seed, 10 * 1440));
        let due = asked + TimeDelta::minutes(1 + lot(&mut seed, 7 * 1440));
        let answerer = Answerer::expected(user("U0BO"), Some(due));
        let about = about(asked);
        let earliest = wakes(&about, &answerer);
        match before(&about, &answerer, &schedule) {
            Some(said) => {
                spoken += 1;
                assert_eq!(
                    worktime::answering_from(&schedule, said, None),
                    Some(said),
                    "{asked} {due} {said}"
                );
                assert!(said < due && asked + TimeDelta::hours(2) <= said, "{asked} {due} {said}");
                assert!(earliest.is_some_and(|at| at <= said), "{asked} {due} {said}");
                let left = worktime::answering_between(&schedule, said, due);
                assert!(left <= LEAD && TimeDelta::zero() < left, "{asked} {due} {said}");
            }
            None => silent += 1,
        }
        let (told, of) = over(&about, &ask(vec![answerer]), |_| schedule.clone()).expect("over some day");
        assert!(of == due && due + GRACE <= told, "{asked} {due} {told}");
        let chance = worktime::answering_between(&schedule, asked, told);
        assert!(chance >= CHANCE, "{asked} {due} {told}");
    }
    assert!(spoken > 1_000 && silent > 100, "{spoken} {silent}");
}
