//! Small calendars, one peculiarity each.

use super::*;

/// Thursday 15 October 2026, 08:20 in London; clocks go back ten days later.
fn now() -> DateTime<Utc> {
    "2026-10-15T07:20:00Z".parse().expect("moment")
}

fn all() -> Choice {
    Choice { busy: Busy::All, ..Choice::default() }
}

fn calendar(lines: &str) -> String {
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{}\r\nEND:VCALENDAR\r\n", lines.trim().replace('\n', "\r\n"))
}

fn event(lines: &str) -> String {
    calendar(&format!("BEGIN:VEVENT\n{lines}\nEND:VEVENT"))
}

/// What counts, on Berlin's clock.
fn seen(file: &str, choice: &Choice) -> Vec<String> {
    let zone = Zone::named("Europe/Berlin").expect("zone");
    let reading = read(file.as_bytes(), &zone, now(), choice).expect("a calendar");
    let clock = |at| zone.local(at).format("%-d.%-m %H:%M").to_string();
    let kind = |slot: &Slot| format!("{:?}", slot.kind).to_lowercase();
    reading
        .slots
        .iter()
        .map(|slot| format!("{} – {} {}", clock(slot.from), clock(slot.until), kind(slot)))
        .collect()
}

#[test]
fn times_are_read_on_their_own_clocks() {
    for (lines, expected) in [
        ("DTSTART:20261016T070000Z\nDTEND:20261016T080000Z", "16.10 09:00 – 16.10 10:00 busy"),
        ("DTSTART;TZID=America/New_York:20261016T090000\nDURATION:PT45M", "16.10 15:00 – 16.10 15:45 busy"),
        (
            "DTSTART;TZID=\"India Standard Time\":20261016T090000\nDURATION:PT1H",
            "16.10 05:30 – 16.10 06:30 busy",
        ),
        ("DTSTART:20261016T090000\nDTEND:20261016T100000", "16.10 09:00 – 16.10 10:00 busy"),
        ("DTSTART;TZID=Nobody/Knows:20261016T090000\nDURATION:PT1H", "16.10 09:00 – 16.10 10:00 busy"),
        // over the night on which the clock goes back: five hours by the clock are six
        (
            "DTSTART;TZID=Europe/Berlin:20261024T230000\nDTEND;TZID=Europe/Berlin:20261025T040000",
            "24.10 23:00 – 25.10 04:00 busy",
        ),
        ("DTSTART;TZID=Europe/Berlin:20261024T230000\nDURATION:PT6H", "24.10 23:00 – 25.10 04:00 busy"),
        ("DTSTART:20261016T070030Z\nDTEND:20261016T080030Z", "16.10 09:00 – 16.10 10:01 busy"),
    ] {
        assert_eq!(seen(&event(lines), &all()), [expected], "{lines}");
    }
}

#[test]
fn whole_days_are_days_where_somebody_lives() {
    for (lines, expected) in [
        (
            "SUMMARY:OOO\nDTSTART;VALUE=DATE:20261020\nDTEND;VALUE=DATE:20261022",
            "20.10 00:00 – 22.10 00:00 away",
        ),
        ("SUMMARY:OOO\nDTSTART;VALUE=DATE:20261020", "20.10 00:00 – 21.10 00:00 away"),
        (
            "SUMMARY:OOO\nDTSTART;VALUE=DATE:20261025\nDTEND;VALUE=DATE:20261025",
            "25.10 00:00 – 26.10 00:00 away",
        ),
        ("SUMMARY:OOO\nDTSTART;VALUE=DATE:20261024\nDURATION:P3D", "24.10 00:00 – 27.10 00:00 away"),
        (
            "SUMMARY:OOO\nDTSTART;VALUE=DATE:20260101\nDTEND;VALUE=DATE:20270101",
            "12.10 09:20 – 16.12 08:20 away",
        ),
    ] {
        assert_eq!(seen(&event(lines), &all()), [expected], "{lines}");
    }
    assert!(seen(&event("SUMMARY:Fair\nDTSTART;VALUE=DATE:20261020"), &all()).is_empty());
}

#[test]
fn marks_say_what_counts() {
    for (marks, kind) in [
        ("", Some("busy")),
        ("TRANSP:OPAQUE", Some("busy")),
        ("TRANSP:TRANSPARENT", None),
        ("STATUS:CANCELLED", None),
        ("STATUS:TENTATIVE", None),
        ("STATUS:CONFIRMED", Some("busy")),
        ("X-MICROSOFT-CDO-BUSYSTATUS:OOF", Some("away")),
        ("X-MICROSOFT-CDO-BUSYSTATUS:BUSY", Some("busy")),
        ("X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE", None),
        ("X-MICROSOFT-CDO-BUSYSTATUS:FREE", None),
        ("X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE", None),
        ("X-MICROSOFT-CDO-BUSYSTATUS:NEW", Some("busy")),
        ("TRANSP:TRANSPARENT\nX-MICROSOFT-CDO-BUSYSTATUS:OOF", Some("away")),
        ("SUMMARY:Focus time", Some("focus")),
        ("SUMMARY:Out of office\\, back Monday", Some("away")),
        ("CLASS:PRIVATE\nSUMMARY:Urlaub", Some("busy")),
        ("SUMMARY:Urlaub\nCLASS:CONFIDENTIAL", Some("busy")),
        ("CLASS:PRIVATE\nX-MICROSOFT-CDO-BUSYSTATUS:OOF", Some("away")),
        ("CLASS:PUBLIC\nSUMMARY:Urlaub", Some("away")),
        ("BEGIN:VALARM\nSUMMARY:Urlaub\nTRIGGER:-PT5M\nEND:VALARM", Some("busy")),
    ] {
        let found = seen(&event(&format!("DTSTART:20261016T070000Z\nDURATION:PT1H\n{marks}")), &all());
        let expected: Vec<_> = kind.iter().map(|kind| format!("16.10 09:00 – 16.10 10:00 {kind}")).collect();
        assert_eq!(found, expected, "{marks}");
    }
}

#[test]
fn a_declined_invitation_keeps_nobody_from_anything() {
    let invited = |status: &str| {
        let attendees = format!(
            "ATTENDEE;PARTSTAT=DECLINED:mailto:bo@example.org\nATTENDEE;CN=Ada;PARTSTAT={status}:mailto:Ada@example.org"
        );
        let lines = format!(
            "X-WR-CALNAME:ada@example.org\nBEGIN:VEVENT\nDTSTART:20261016T070000Z\nDURATION:PT1H\n{attendees}\nEND:VEVENT"
        );
        seen(&calendar(&lines), &all()).len()
    };
    assert_eq!((invited("ACCEPTED"), invited("DECLINED")), (1, 0));
}

#[test]
fn a_series_leaves_out_its_exceptions_and_what_was_moved() {
    let file = calendar(
        "BEGIN:VEVENT\nUID:a\nDTSTART;TZID=Europe/Berlin:20261016T090000\nDTEND;TZID=Europe/Berlin:20261016T093000\n\
         RRULE:FREQ=DAILY;COUNT=6\nEXDATE;TZID=Europe/Berlin:20261017T090000\nEXDATE;VALUE=DATE:20261018\n\
         RDATE;TZID=Europe/Berlin:20261016T200000\nEND:VEVENT\n\
         BEGIN:VEVENT\nUID:a\nRECURRENCE-ID:20261019T070000Z\nDTSTART:20261019T120000Z\nDTEND:20261019T130000Z\nEND:VEVENT\n\
         BEGIN:VEVENT\nUID:a\nRECURRENCE-ID;TZID=Europe/Berlin:20261020T090000\nSTATUS:CANCELLED\n\
         DTSTART;TZID=Europe/Berlin:20261020T090000\nDURATION:PT30M\nEND:VEVENT\n\
         BEGIN:VEVENT\nUID:a\nRECURRENCE-ID:20261021T090000\nDTSTART:20280101T090000\nDURATION:PT1H\nEND:VEVENT\n\
         BEGIN:VEVENT\nUID:orphan\nRECURRENCE-ID:20260101T090000Z\nDTSTART:20261022T090000Z\nDURATION:PT1H\nEND:VEVENT",
    );
    assert_eq!(
        seen(&file, &all()),
        [
            "16.10 09:00 – 16.10 09:30 busy",
            "16.10 20:00 – 16.10 20:30 busy",
            "19.10 14:00 – 19.10 15:00 busy",
            "22.10 11:00 – 22.10 12:00 busy",
        ]
    );
}

#[test]
fn of_two_forms_of_one_event_the_newer_counts() {
    let form = |sequence, hour| {
        format!(
            "BEGIN:VEVENT\nUID:a\nSEQUENCE:{sequence}\nDTSTART:20261016T{hour}0000Z\nDURATION:PT1H\nEND:VEVENT"
        )
    };
    let file = calendar(&format!("{}\n{}", form(3, "11"), form(2, "09")));
    assert_eq!(seen(&file, &all()), ["16.10 13:00 – 16.10 14:00 busy"]);
}

#[test]
fn times_that_are_just_taken_are_read_too() {
    let file = calendar(
        "BEGIN:VFREEBUSY\nDTSTART:20261001T000000Z\nDTEND:20261201T000000Z\n\
         FREEBUSY;FBTYPE=BUSY:20261016T070000Z/PT1H,20261017T070000Z/20261017T080000Z\n\
         FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20261019T070000Z/20261019T150000Z\n\
         FREEBUSY;FBTYPE=FREE:20261020T070000Z/PT1H\nFREEBUSY;FBTYPE=BUSY-TENTATIVE:20261020T070000Z/PT1H\n\
         FREEBUSY:nonsense\nEND:VFREEBUSY",
    );
    assert_eq!(
        seen(&file, &all()),
        [
            "16.10 09:00 – 16.10 10:00 busy",
            "17.10 09:00 – 17.10 10:00 busy",
            "19.10 09:00 – 19.10 17:00 away"
        ]
    );
}

#[test]
fn what_cannot_be_read_is_left_out_and_counted() {
    let zone = Zone::utc();
    for (lines, skipped) in [
        ("DTSTART:20261016T070000Z\nDTEND:20261016T060000Z", 1),
        ("DTSTART:soon\nDURATION:PT1H", 2),
        ("DTSTART:20261016T070000Z\nDTEND:later", 2),
        ("SUMMARY:no start", 1),
        ("this is no line", 2),
        ("DTSTART:20261016T070000Z", 0),
        ("DTSTART:20261016T070000Z\nDTEND:20261016T070000Z", 0),
    ] {
        let reading = read(event(lines).as_bytes(), &zone, now(), &all()).expect("a calendar");
        assert_eq!((reading.slots.len(), reading.skipped), (0, skipped), "{lines}");
    }
    let reading = read(
        event("DTSTART:20261016T070000Z\nDURATION:PT1H\nRRULE:FREQ=HOURLY").as_bytes(),
        &zone,
        now(),
        &all(),
    );
    let reading = reading.expect("a calendar");
    assert_eq!((reading.slots.len(), reading.skipped), (1, 1), "the first time is sure, and no other");
    let torn = event("DTSTART:20261016T070000Z\nDURATION:PT1H");
    let torn = format!("{}BEGIN:VEVENT\r\nDTSTART:2026", torn.replace("END:VCALENDAR\r\n", ""));
    let reading = read(torn.as_bytes(), &zone, now(), &all()).expect("a calendar");
    assert_eq!((reading.slots.len(), reading.skipped), (1, 2));
    for nothing in ["", "<!DOCTYPE html><html>", "{}", "\u{0}\u{1}"] {
        assert_eq!(read(nothing.as_bytes(), &zone, now(), &all()), None, "{nothing}");
    }
}

#[test]
fn a_zone_that_stands_in_the_file_is_used_where_no_name_is_known() {
    let file = calendar(
        "BEGIN:VTIMEZONE\nTZID:Customized Time Zone\nBEGIN:STANDARD\nDTSTART:16010101T030000\n\
         TZOFFSETFROM:+0200\nTZOFFSETTO:+0100\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\n\
         BEGIN:DAYLIGHT\nDTSTART:16010101T020000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\n\
         RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\nEND:DAYLIGHT\nEND:VTIMEZONE\n\
         BEGIN:VEVENT\nDTSTART;TZID=Customized Time Zone:20261023T090000\nDURATION:PT1H\n\
         RRULE:FREQ=WEEKLY;COUNT=2\nEND:VEVENT",
    );
    assert_eq!(seen(&file, &all()), ["23.10 09:00 – 23.10 10:00 busy", "30.10 09:00 – 30.10 10:00 busy"]);
    let floating = event("DTSTART:20261016T090000\nDURATION:PT1H")
        .replace("BEGIN:VEVENT", "X-WR-TIMEZONE:Asia/Tokyo\r\nBEGIN:VEVENT");
    assert_eq!(seen(&floating, &all()), ["16.10 02:00 – 16.10 03:00 busy"]);
}

#[test]
fn slots_of_one_kind_that_touch_are_one_and_are_kept_briefly() {
    let meeting = |from: &str, until: &str| {
        format!("BEGIN:VEVENT\nDTSTART:20261016T{from}00Z\nDTEND:20261016T{until}00Z\nEND:VEVENT\n")
    };
    let file =
        calendar(&[meeting("0800", "0900"), meeting("0700", "0800"), meeting("0730", "0745")].concat());
    assert_eq!(seen(&file, &all()), ["16.10 09:00 – 16.10 11:00 busy"]);
    let slot = read(file.as_bytes(), &Zone::utc(), now(), &all()).expect("a calendar").slots[0];
    let kept = serde_json::to_string(&slot).expect("JSON");
    assert_eq!(kept, "[29868900,120,\"b\"]");
    assert_eq!(serde_json::from_str::<Slot>(&kept).expect("a slot"), slot);
}

#[test]
fn absurd_repetitions_and_thousands_of_events_have_an_end() {
    let endless = "BEGIN:VEVENT\nDTSTART:00010101T000000Z\nDURATION:P9999D\nRRULE:FREQ=DAILY;COUNT=2000000000\nEND:VEVENT\n";
    let reading =
        read(calendar(&endless.repeat(50)).as_bytes(), &Zone::utc(), now(), &all()).expect("a calendar");
    assert!(reading.is_cut);
    let many: Vec<String> = (0..10_000)
        .map(|nth| format!("BEGIN:VEVENT\nUID:{nth}\nDTSTART;TZID=Europe/Berlin:2026101{}T{:02}0000\nDURATION:PT1M\nRRULE:FREQ=DAILY\nEND:VEVENT\n", nth % 10, nth % 24))
        .collect();
    let reading = read(calendar(&many.concat()).as_bytes(), &Zone::utc(), now(), &all()).expect("a calendar");
    assert_eq!((reading.events, reading.slots.len(), reading.is_cut), (10_000, MOST_SLOTS, true));
}

#[test]
fn any_heap_of_lines_is_read_without_harm() {
    use proptest::prelude::*;
    let line = prop_oneof![
        Just("BEGIN:VCALENDAR".to_owned()),
        Just("BEGIN:VEVENT".to_owned()),
        Just("END:VEVENT".to_owned()),
        Just("BEGIN:VTIMEZONE".to_owned()),
        Just("BEGIN:STANDARD".to_owned()),
        Just("END:STANDARD".to_owned()),
        Just("END:VTIMEZONE".to_owned()),
        Just("BEGIN:VALARM".to_owned()),
        Just("TZID:X".to_owned()),
        Just("UID:1".to_owned()),
        "DTSTART(;TZID=(X|UTC|Europe/Berlin))?:(0001|2026|9999)1016(T0[0-9]3000Z?)?",
        "DTEND:(0001|2026|9999)1017(T0[0-9]3000Z?)?",
        "DURATION:P[0-9]{1,8}(D|W|T)[0-9]{0,8}H?",
        "RRULE:FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY);(INTERVAL=[0-9]{1,9};)?(COUNT=[0-9]{1,9};)?(BYDAY=-?[0-9]?[0-9]?(MO|SU);)?(BYSETPOS=-?[1-9];)?(BYMONTHDAY=-?3[01])?",
        "TZOFFSET(FROM|TO):[+-][0-9]{4}",
        "(EXDATE|RDATE|RECURRENCE-ID):20261[01]1[0-9](T0[0-9]3000Z?)?",
        "\\PC{0,20}",
    ];
    proptest!(ProptestConfig::with_cases(300), |(lines in proptest::collection::vec(line, 0..25))| {
        let file = format!("BEGIN:VCALENDAR\nBEGIN:VEVENT\n{}", lines.join("\n"));
        let reading = read(file.as_bytes(), &Zone::utc(), now(), &all()).expect("a calendar");
        for slot in &reading.slots {
            prop_assert!(slot.from < slot.until && slot.from >= now() - BACK);
        }
    });
}
