//! Calendars as Google, Outlook, iCloud, Nextcloud and Fastmail write them: what of each counts, over changes of the clock.

use chrono::{DateTime, Utc};
use unrush::domain::feed::{Busy, Choice, Slot, read};
use unrush::domain::worktime::Zone;

/// What counts in a file, on the clock of its owner.
fn seen(file: &[u8], zone: &str, now: &str, choice: &Choice) -> (Vec<String>, usize) {
    let zone = Zone::named(zone).expect("a zone");
    let now: DateTime<Utc> = now.parse().expect("a moment");
    let reading = read(file, &zone, now, choice).expect("a calendar");
    let clock = |at| zone.local(at).format("%d.%m. %H:%M").to_string();
    let kind = |slot: &Slot| format!("{:?}", slot.kind).to_lowercase();
    let slots = reading.slots.iter();
    let slots = slots.map(|slot| format!("{} – {} {}", clock(slot.from), clock(slot.until), kind(slot)));
    (slots.collect(), reading.skipped)
}

fn with_busy() -> Choice {
    Choice { busy: Busy::All, ..Choice::default() }
}

/// Who made a calendar, the calendar, whose zone it is read in, when, and what is found.
type Row<'a> = (&'a str, &'a [u8], &'a str, &'a str, &'a [&'a str]);

#[test]
fn five_producers_are_read_over_changes_of_the_clock() {
    let table: [Row<'_>; 5] = [
        (
            "google",
            include_bytes!("google.ics"),
            "America/New_York",
            "2026-10-13T12:00:00Z",
            &[
                "14.10. 09:30 – 14.10. 10:00 busy",
                "29.10. 14:00 – 29.10. 15:00 busy",
                "30.10. 10:00 – 30.10. 12:00 focus",
                "31.10. 10:00 – 31.10. 12:00 focus",
                "01.11. 10:00 – 01.11. 12:00 focus",
                "02.11. 10:00 – 02.11. 12:00 focus",
                "04.11. 09:30 – 04.11. 10:00 busy",
                "05.11. 09:00 – 06.11. 17:00 away",
                "11.11. 09:30 – 11.11. 10:00 busy",
            ],
        ),
        (
            "outlook",
            include_bytes!("outlook.ics"),
            "Europe/Berlin",
            "2026-10-15T05:00:00Z",
            &[
                "13.10. 10:00 – 13.10. 11:00 busy",
                "15.10. 10:00 – 15.10. 11:00 busy",
                "20.10. 10:00 – 20.10. 11:00 busy",
                "26.10. 16:00 – 26.10. 16:30 busy",
                "29.10. 10:00 – 29.10. 11:00 busy",
                "02.11. 00:00 – 07.11. 00:00 away",
                "12.11. 10:30 – 12.11. 11:00 busy",
                "13.11. 08:30 – 13.11. 09:30 away",
            ],
        ),
        (
            "icloud",
            include_bytes!("icloud.ics"),
            "Europe/Berlin",
            "2026-10-15T05:00:00Z",
            &[
                "25.10. 01:30 – 25.10. 04:00 busy",
                "30.10. 15:00 – 30.10. 17:00 busy",
                "20.11. 13:00 – 20.11. 14:00 focus",
                "30.11. 11:00 – 30.11. 12:00 busy",
                "03.12. 00:00 – 05.12. 00:00 away",
            ],
        ),
        (
            "nextcloud",
            include_bytes!("nextcloud.ics"),
            "Australia/Lord_Howe",
            "2026-10-01T00:00:00Z",
            &[
                "02.10. 23:30 – 03.10. 00:30 busy",
                // 02:15 is never there: it is read with the offset before, half an hour later
                "04.10. 02:45 – 04.10. 03:15 busy",
                "04.10. 23:30 – 05.10. 00:30 busy",
                "06.10. 23:30 – 07.10. 00:30 busy",
                "10.10. 12:00 – 10.10. 13:00 busy",
                "20.10. 00:00 – 23.10. 00:00 away",
            ],
        ),
        (
            "fastmail",
            include_bytes!("fastmail.ics"),
            "America/St_Johns",
            "2026-10-15T05:00:00Z",
            &[
                "25.10. 08:00 – 25.10. 09:30 busy",
                "01.11. 08:00 – 01.11. 09:30 busy",
                "03.11. 08:30 – 03.11. 09:15 busy",
                "08.11. 08:00 – 08.11. 09:30 busy",
                "17.11. 00:00 – 19.11. 00:00 away",
                "20.11. 19:30 – 21.11. 21:30 busy",
                "02.12. 08:00 – 02.12. 09:00 busy",
            ],
        ),
    ];
    for (name, file, zone, now, expected) in table {
        assert_eq!(
            seen(file, zone, now, &with_busy()),
            (expected.iter().map(|&slot| slot.to_owned()).collect(), 0),
            "{name}"
        );
        let quiet = seen(file, zone, now, &Choice::default()).0;
        let counts: Vec<_> = expected.iter().filter(|slot| !slot.ends_with("busy")).copied().collect();
        assert_eq!(quiet, counts, "{name}: being busy is nobody's business until somebody says so");
    }
}

#[test]
fn the_same_calendar_is_another_day_elsewhere() {
    let (slots, _) =
        seen(include_bytes!("outlook.ics"), "Pacific/Auckland", "2026-10-25T00:00:00Z", &Choice::default());
    assert_eq!(slots, ["02.11. 00:00 – 07.11. 00:00 away", "13.11. 20:30 – 13.11. 21:30 away"]);
}

/// Five hundred rules drawn by lot, with their times according to another library (`repetitions.py`).
#[test]
fn another_library_finds_the_same_repetitions() {
    let mut count = 0;
    for line in include_str!("repetitions.jsonl").lines() {
        let case: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let text = |name: &str| case[name].as_str().expect("text").to_owned();
        let file = text("file");
        let zone = Zone::named(&text("zone")).expect("a zone");
        let now: DateTime<Utc> = text("now").parse().expect("a moment");
        let reading = read(file.as_bytes(), &zone, now, &with_busy()).expect("a calendar");
        let found: Vec<(DateTime<Utc>, DateTime<Utc>)> =
            reading.slots.iter().map(|slot| (slot.from, slot.until)).collect();
        let times: Vec<(DateTime<Utc>, DateTime<Utc>)> =
            serde_json::from_value(case["times"].clone()).expect("instants");
        assert_eq!(found, times, "{file}");
        count += 1;
    }
    assert_eq!(count, 500);
}
