//! Rules as people write them.

use super::*;
use crate::app::say;
use crate::domain::schedule::{Shift, WorkWeek};
use crate::domain::words::Locale;

/// Thursday 15 October 2026, 10:20 in Berlin.
fn now() -> DateTime<Utc> {
    "2026-10-15T08:20:00Z".parse().expect("moment")
}

fn owner() -> Schedule {
    let mut owner = Schedule::in_zone(Zone::named("Europe/Berlin").expect("zone"));
    owner.work = WorkWeek::same(&WEEK[..5], Shift { from: 540, to: 1020 });
    owner
}

type Front = (Result<(String, String), Slip>, String);

/// The rule in words with its next moment, and what is left of the line.
fn front(line: &str) -> Option<Front> {
    let words = Words::of(line);
    let found = at_start(&words)?;
    let said = found.said.and_then(|said| said.rule(&owner(), now())).map(|rule| {
        let next = rule.next(&owner(), now()).expect("a next one");
        (say::rule(&rule, Locale::En), owner().zone.local(next.at).format("%a %F %H:%M").to_string())
    });
    Some((said, words.written(found.used, usize::MAX)))
}

#[test]
fn rules_are_read_as_people_write_them() {
    for (line, rule, next) in [
        ("every day at 9 x", "every day at 09:00", "Fri 2026-10-16 09:00"),
        ("daily 17:30 x", "every day at 17:30", "Thu 2026-10-15 17:30"),
        ("every morning x", "every day at 09:00", "Fri 2026-10-16 09:00"),
        ("Each Evening x", "every day at 18:00", "Thu 2026-10-15 18:00"),
        ("every 3 days at noon x", "every 3 days at 12:00", "Thu 2026-10-15 12:00"),
        ("every other day 8am x", "every 2 days at 08:00", "Fri 2026-10-16 08:00"),
        ("every weekday 9:00 x", "every weekday at 09:00", "Fri 2026-10-16 09:00"),
        ("weekdays at 9:00 x", "every weekday at 09:00", "Fri 2026-10-16 09:00"),
        ("on weekdays at 11 x", "every weekday at 11:00", "Thu 2026-10-15 11:00"),
        ("every working day at 9 x", "every working day at 09:00", "Fri 2026-10-16 09:00"),
        ("every workday x", "every working day at 09:00", "Fri 2026-10-16 09:00"),
        ("every monday and thursday 14:00 x", "every Monday and Thursday at 14:00", "Thu 2026-10-15 14:00"),
        (
            "every mon, wed & fri at 10 x",
            "every Monday, Wednesday and Friday at 10:00",
            "Fri 2026-10-16 10:00",
        ),
        ("every mon–fri 9:15 x", "every weekday at 09:15", "Fri 2026-10-16 09:15"),
        ("every tue/thu 3pm x", "every Tuesday and Thursday at 15:00", "Thu 2026-10-15 15:00"),
        (
            "every monday to thursday 9:15 x",
            "every Monday, Tuesday, Wednesday and Thursday at 09:15",
            "Mon 2026-10-19 09:15",
        ),
        ("mondays at 9 x", "every Monday at 09:00", "Mon 2026-10-19 09:00"),
        ("on Mondays and Fridays 16:00 x", "every Monday and Friday at 16:00", "Fri 2026-10-16 16:00"),
        ("at 9:00 every monday x", "every Monday at 09:00", "Mon 2026-10-19 09:00"),
        ("every week x", "every Thursday at 09:00", "Thu 2026-10-22 09:00"),
        ("every week on tuesday at 9 x", "every Tuesday at 09:00", "Tue 2026-10-20 09:00"),
        ("weekly on friday 15:00 x", "every Friday at 15:00", "Fri 2026-10-16 15:00"),
        ("every 2 weeks x", "every 2 weeks on Thursday at 09:00", "Thu 2026-10-22 09:00"),
        ("every two weeks on friday 3pm x", "every 2 weeks on Friday at 15:00", "Fri 2026-10-16 15:00"),
        ("every other tuesday x", "every 2 weeks on Tuesday at 09:00", "Tue 2026-10-20 09:00"),
        ("every second friday x", "every 2 weeks on Friday at 09:00", "Fri 2026-10-16 09:00"),
        ("every second week x", "every 2 weeks on Thursday at 09:00", "Thu 2026-10-22 09:00"),
        ("fortnightly on monday x", "every 2 weeks on Monday at 09:00", "Mon 2026-10-19 09:00"),
        ("every fortnight on tuesday 10:00 x", "every 2 weeks on Tuesday at 10:00", "Tue 2026-10-20 10:00"),
        (
            "every monday 9:00 New York time x",
            "every Monday at 09:00 America/New_York",
            "Mon 2026-10-19 15:00",
        ),
        ("every weekend at 10 x", "every Saturday and Sunday at 10:00", "Sat 2026-10-17 10:00"),
        ("every month x", "on the 15th of every month at 09:00", "Sun 2026-11-15 09:00"),
        ("on the 31st of every month x", "on the last day of every month at 09:00", "Sat 2026-10-31 09:00"),
        (
            "the last day of the month 16:00 x",
            "on the last day of every month at 16:00",
            "Sat 2026-10-31 16:00",
        ),
        ("every month on the 30th at 8 x", "on the 30th of every month at 08:00", "Fri 2026-10-30 08:00"),
        ("monthly on the 1st x", "on the 1st of every month at 09:00", "Sun 2026-11-01 09:00"),
        ("every 1st of the month x", "on the 1st of every month at 09:00", "Sun 2026-11-01 09:00"),
        ("every 3 months on the 1st x", "every 3 months on the 1st at 09:00", "Sun 2026-11-01 09:00"),
        ("quarterly x", "every 3 months on the 15th at 09:00", "Sun 2026-11-15 09:00"),
        (
            "on the first monday of every month x",
            "on the 1st Monday of every month at 09:00",
            "Mon 2026-11-02 09:00",
        ),
        (
            "every last friday of the month x",
            "on the last Friday of every month at 09:00",
            "Fri 2026-10-30 09:00",
        ),
        ("every first monday 10:00 x", "on the 1st Monday of every month at 10:00", "Mon 2026-11-02 10:00"),
        (
            "every second tuesday of the month x",
            "on the 2nd Tuesday of every month at 09:00",
            "Tue 2026-11-10 09:00",
        ),
        ("every third thursday x", "on the 3rd Thursday of every month at 09:00", "Thu 2026-11-19 09:00"),
        ("every year on 29 Feb x", "every year on 29 Feb at 09:00", "Sun 2027-02-28 09:00"),
        ("every 24 december at 8:00 x", "every year on 24 Dec at 08:00", "Thu 2026-12-24 08:00"),
        ("yearly on Dec 24th x", "every year on 24 Dec at 09:00", "Thu 2026-12-24 09:00"),
        ("on 24 Dec every year x", "every year on 24 Dec at 09:00", "Thu 2026-12-24 09:00"),
        ("every year x", "every year on 15 Oct at 09:00", "Fri 2027-10-15 09:00"),
        ("once a week on monday x", "every Monday at 09:00", "Mon 2026-10-19 09:00"),
        (
            "every monday 9:00 America/New_York x",
            "every Monday at 09:00 America/New_York",
            "Mon 2026-10-19 15:00",
        ),
        ("every monday in the afternoon x", "every Monday at 14:00", "Mon 2026-10-19 14:00"),
        ("evry wendesday at 10 x", "every Wednesday at 10:00", "Wed 2026-10-21 10:00"),
        ("every thrusday 11:00 x", "every Thursday at 11:00", "Thu 2026-10-15 11:00"),
        ("every weekdy 9:00 x", "every weekday at 09:00", "Fri 2026-10-16 09:00"),
        ("EVERY\u{a0}MONDAY, 9:00: x", "every Monday at 09:00", "Mon 2026-10-19 09:00"),
    ] {
        let found = front(line);
        assert_eq!(found, Some((Ok((rule.to_owned(), next.to_owned())), "x".into())), "{line}");
        let again = front(&format!("{rule} x"));
        assert_eq!(again.map(|(said, _)| said), found.map(|(said, _)| said), "said back: {rule}");
    }
}

#[test]
fn what_cannot_be_is_a_slip() {
    for (line, slip) in [
        ("every hour x", Slip::TooOften),
        ("every 30 minutes x", Slip::TooOften),
        ("hourly x", Slip::TooOften),
        ("every day at 25:61 x", Slip::NotAClock),
        ("every monday 13pm x", Slip::NotAClock),
        ("every monday 9:00 EST x", Slip::ShortZone),
        ("every year on 31 feb x", Slip::NotADate),
        ("every 0 days x", Slip::TooFar),
        ("every 9999 weeks x", Slip::TooFar),
        ("every day at 24:00 x", Slip::NotAClock),
    ] {
        assert_eq!(front(line).map(|(said, _)| said), Some(Err(slip)), "{line}");
    }
}

#[test]
fn what_does_not_recur_is_left_alone() {
    for line in [
        "",
        "monday x",
        "everybody x",
        "every x",
        "every so often x",
        "each of us x",
        "the 31st x",
        "the first monday x",
        "very nice x",
        "weekend x",
        "9:00 x",
        "even days x",
        "24 dec x",
    ] {
        assert_eq!(front(line), None, "{line}");
    }
}

#[test]
fn a_rule_may_stand_at_the_end() {
    for (line, used) in [
        ("drink water every day at 11", 4),
        ("stand up every weekday 9:00", 3),
        ("pay the rent on the 1st of every month", 6),
        ("standup mondays", 1),
    ] {
        assert_eq!(at_end(&Words::of(line)).map(|found| found.used), Some(used), "{line}");
    }
    assert_eq!(at_end(&Words::of("ask how every day went")), None);
    assert_eq!(time_at_end(&Words::of("call Bo at 9")), Some((Ok(9 * 3600), 2)));
    assert_eq!(time_at_end(&Words::of("call Bo 9:15")), Some((Ok(9 * 3600 + 900), 1)));
    assert_eq!(time_at_end(&Words::of("buy 9")), None);
}

#[test]
fn any_heap_of_words_is_read_without_harm() {
    use proptest::prelude::*;
    let word = prop_oneof![
        Just("every"),
        Just("2"),
        Just("second"),
        Just("monday"),
        Just("and"),
        Just("of"),
        Just("the"),
        Just("month"),
        Just("31st"),
        Just("at"),
        Just("9"),
        Just("9:99"),
        Just("weeks"),
        Just("on"),
        Just("last"),
        Just("day"),
        Just("29"),
        Just("feb"),
        Just("99999999999"),
        Just("utc"),
        Just("İ"),
        Just("-"),
        Just("once"),
        Just("a"),
        Just("mon-fri"),
        Just("0"),
        Just(":"),
    ];
    let lines =
        prop_oneof![proptest::collection::vec(word, 0..8).prop_map(|words| words.join(" ")), "\\PC{0,30}",];
    proptest!(|(line in lines)| {
        let words = Words::of(&line);
        for found in [at_start(&words), at_end(&words)].into_iter().flatten() {
            prop_assert!(found.used >= 1 && found.used <= words.len());
            if let Ok(Ok(rule)) = found.said.map(|said| said.rule(&owner(), now())) {
                prop_assert!(rule.next(&owner(), now()).is_some_and(|next| next.at > now()));
            }
        }
    });
}
