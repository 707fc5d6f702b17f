//! Every rule of working time, worked out by hand. Times are wall times of the schedule's zone, unless they end
//! in `Z`. The week of the tables is Monday 23 to Sunday 29 November 2026.
//!
//! Long because every rule has its table here, side by side.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use unrush::domain::worktime::{answering_from, due, forms, is_working};

/// A start, a window, and when it is due; an empty text for never.
type Case<'a> = (&'a str, Value, &'a str);

fn check(schedule: &Value, cases: &[Case]) {
    let read = forms::schedule_from(schedule).expect("a schedule");
    let moment = |text: &str| forms::reference(text, &read.zone).expect("a moment");
    for (start, window, expected) in cases {
        let window = forms::window_from(window, &read.zone).expect("a window");
        let found = due(&read, &window, moment(start));
        let expected = (!expected.is_empty()).then(|| moment(expected));
        assert_eq!(found, expected, "{window:?} from {start} with {schedule}");
    }
}

fn office() -> Value {
    let day = json!([["09:00", "17:00"]]);
    json!({"tz": "Europe/Berlin", "work": {"mon": day, "tue": day, "wed": day, "thu": day, "fri": day}})
}

fn office_with(field: &str, value: Value) -> Value {
    let mut office = office();
    office[field] = value;
    office
}

/// The same shifts on every day of the week.
fn daily(zone: &str, shifts: &Value) -> Value {
    json!({"tz": zone, "work": {"mon": shifts, "tue": shifts, "wed": shifts, "thu": shifts, "fri": shifts,
        "sat": shifts, "sun": shifts}})
}

fn eod() -> Value {
    json!({"kind": "eod"})
}

fn eow() -> Value {
    json!({"kind": "eow"})
}

fn checkin() -> Value {
    json!({"kind": "checkin"})
}

fn of(kind: &str, n: impl Into<Value>) -> Value {
    json!({"kind": kind, "n": n.into()})
}

fn by(date: &str) -> Value {
    json!({"kind": "date", "date": date})
}

#[test]
fn a_wall_time_that_happens_twice_means_the_first_and_one_that_never_happens_is_moved_on() {
    for (zone, wall, at) in [
        ("Europe/Berlin", "2026-03-29T02:30", "2026-03-29T01:30:00Z"),
        ("Europe/Berlin", "2026-10-25T02:30", "2026-10-25T00:30:00Z"),
        ("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:45:00Z"),
        ("Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45:00Z"),
        ("Pacific/Apia", "2011-12-30T09:00", "2011-12-30T19:00:00Z"),
        ("Pacific/Apia", "2011-12-31T09:00", "2011-12-30T19:00:00Z"),
        ("UTC", "2026-11-25", "2026-11-25T00:00:00Z"),
        ("UTC", "2026-11-25T10:00+05:30", "2026-11-25T04:30:00Z"),
    ] {
        let zone = zone.parse().expect("zone");
        let at: DateTime<Utc> = at.parse().expect("instant");
        assert_eq!(forms::reference(wall, &zone), Ok(at), "{wall} in {zone:?}");
    }
}

#[test]
fn a_shift_ends_on_the_next_date_when_it_ends_no_later_than_it_starts() {
    let night = json!({"tz": "Europe/Berlin", "work": {"mon": [["22:00", "06:00"]]}});
    check(
        &night,
        &[
            ("2026-11-23T12:00", eod(), "2026-11-24T06:00"),
            ("2026-11-24T02:00", eod(), "2026-11-24T06:00"),
            ("2026-11-24T06:00", eod(), "2026-12-01T06:00"),
            ("2026-11-24T05:00", of("hours", 2), "2026-11-30T23:00"),
        ],
    );
    check(
        &json!({"tz": "UTC", "work": {"mon": [["08:00", "08:00"]], "wed": [["20:00", "24:00"]]}}),
        &[
            ("2026-11-23T08:00", of("hours", 20), "2026-11-24T04:00"),
            ("2026-11-23T08:00", eod(), "2026-11-24T08:00"),
            ("2026-11-24T08:00", eod(), "2026-11-26T00:00"),
        ],
    );
}

#[test]
fn a_shift_whose_ends_meet_or_cross_at_a_clock_change_is_empty() {
    for shifts in [json!([["02:00", "03:00"]]), json!([["02:30", "03:15"]])] {
        let end = shifts[0][1].as_str().expect("end");
        let (saturday, monday) = (format!("2026-03-28T{end}"), format!("2026-03-30T{end}"));
        check(&daily("Europe/Berlin", &shifts), &[(&*saturday, eod(), &*monday)]);
    }
    // a night shift is an hour shorter in spring, an hour longer in autumn
    let night = daily("Europe/Berlin", &json!([["22:00", "06:00"]]));
    check(
        &night,
        &[
            ("2026-03-28T22:00", of("hours", 7), "2026-03-29T06:00"),
            ("2026-10-24T22:00", of("hours", 9), "2026-10-25T06:00"),
        ],
    );
}

#[test]
fn overlapping_shifts_count_once() {
    let shifts = json!([["13:00", "17:00"], ["09:00", "14:00"], ["16:30", "17:30"]]);
    check(
        &daily("UTC", &shifts),
        &[
            ("2026-11-23T09:00", of("hours", 8), "2026-11-23T17:00"),
            ("2026-11-23T09:00", eod(), "2026-11-23T17:30"),
        ],
    );
}

#[test]
fn a_holiday_removes_the_shifts_that_start_on_it_and_no_other() {
    let mut nights = daily("Europe/Berlin", &json!([["22:00", "06:00"]]));
    nights["holidays"] = json!(["2026-11-24"]);
    check(
        &nights,
        &[
            ("2026-11-23T12:00", eod(), "2026-11-24T06:00"),
            ("2026-11-24T06:00", eod(), "2026-11-26T06:00"),
            ("2026-11-24T05:00", of("hours", 2), "2026-11-25T23:00"),
        ],
    );
}

#[test]
fn time_off_is_cut_out_to_the_minute() {
    let off = json!([{"start": "2026-11-26T14:07", "end": "2026-11-27T12:00"}]);
    check(
        &office_with("pto", off),
        &[
            ("2026-11-26T10:00", eod(), "2026-11-26T14:07"),
            ("2026-11-26T14:07", eod(), "2026-11-27T17:00"),
            ("2026-11-26T09:07", of("hours", 8), "2026-11-27T15:00"),
            ("2026-11-25T16:00", of("days", 1), "2026-11-26T14:07"),
            ("2026-11-25T10:00", of("days", 2), "2026-11-27T12:00"),
        ],
    );
    check(
        &office_with("pto", json!([{"start": "2026-11-24", "end": "2026-11-26"}])),
        &[
            ("2026-11-23T17:00", eod(), "2026-11-26T17:00"),
            ("2026-11-23T10:00", of("days", 1), "2026-11-26T10:00"),
        ],
    );
}

#[test]
fn focus_stops_the_clock_of_hours_and_nothing_else() {
    let focus = json!([{"days": ["mon", "tue"], "start": "09:00", "end": "11:00"}]);
    let mut schedule = office_with("focus", focus);
    schedule["checkins"] = json!(["10:00"]);
    check(
        &schedule,
        &[
            ("2026-11-23T09:30", of("hours", 1), "2026-11-23T12:00"),
            ("2026-11-23T16:00", of("hours", 2), "2026-11-24T12:00"),
            ("2026-11-23T16:00", of("hours", 1), "2026-11-23T17:00"),
            ("2026-11-23T09:30", of("elapsed", 1), "2026-11-23T10:30"),
            ("2026-11-23T09:30", checkin(), "2026-11-23T10:00"),
            ("2026-11-23T09:30", of("days", 1), "2026-11-24T09:30"),
        ],
    );
    let mut all_day = office_with("focus", json!([{"days": ["mon"], "start": "08:00", "end": "24:00"}]));
    check(&all_day, &[("2026-11-23T10:00", of("hours", 1), "2026-11-24T10:00")]);
    all_day["focus"] = json!([{"days": ["sun"], "start": "22:00", "end": "10:00"}]);
    check(&all_day, &[("2026-11-23T08:00", of("hours", 1), "2026-11-23T11:00")]);
}

#[test]
fn hours_wait_for_work_and_end_with_the_shift_in_which_they_run_out() {
    check(
        &office(),
        &[
            ("2026-11-28T10:00", of("hours", 2), "2026-11-30T11:00"),
            ("2026-11-27T16:00", of("hours", 1), "2026-11-27T17:00"),
            ("2026-11-27T16:30", of("hours", 1), "2026-11-30T09:30"),
            ("2026-11-27T17:00", of("hours", 0.5), "2026-11-30T09:30"),
            ("2026-11-25T09:00:30", of("hours", 1.5), "2026-11-25T10:30:30"),
            ("2026-11-23T09:00", of("hours", 40), "2026-11-27T17:00"),
            ("2026-11-23T09:00", of("hours", 345), "2027-01-21T10:00"),
            ("2026-11-23T09:00", of("hours", 360), "2027-01-22T17:00"),
            ("2026-11-23T09:00", of("hours", 361), ""),
        ],
    );
}

#[test]
fn the_last_night_of_a_search_meets_the_focus_of_the_date_after_it() {
    // from Friday 27 November a search goes to Tuesday 26 January, whose night goes on into the Wednesday
    let mut nights = json!({"tz": "Europe/Berlin", "work": {"tue": [["22:00", "06:00"]]}});
    nights["pto"] = json!([{"start": "2026-11-20", "end": "2027-01-26"}]);
    check(
        &nights,
        &[
            ("2026-11-27T10:00", of("hours", 8), "2027-01-27T06:00"),
            ("2026-11-27T10:00", of("hours", 9), ""),
            ("2026-11-27T10:00", eod(), "2027-01-27T06:00"),
        ],
    );
    nights["focus"] = json!([{"days": ["wed"], "start": "01:00", "end": "08:00"}]);
    check(
        &nights,
        &[("2026-11-27T10:00", of("hours", 3), "2027-01-27T01:00"), ("2026-11-27T10:00", of("hours", 4), "")],
    );
}

#[test]
fn today_is_the_next_end_of_a_working_day() {
    check(
        &office(),
        &[
            ("2026-11-25T06:00", eod(), "2026-11-25T17:00"),
            ("2026-11-25T16:59", eod(), "2026-11-25T17:00"),
            ("2026-11-25T17:00", eod(), "2026-11-26T17:00"),
            ("2026-11-27T18:00", eod(), "2026-11-30T17:00"),
        ],
    );
}

#[test]
fn a_week_ends_with_its_last_working_day() {
    check(
        &office(),
        &[
            ("2026-11-25T10:00", eow(), "2026-11-27T17:00"),
            ("2026-11-27T17:00", eow(), "2026-12-04T17:00"),
            ("2026-11-29T10:00", eow(), "2026-12-04T17:00"),
        ],
    );
    let friday_off = office_with("holidays", json!(["2026-11-27"]));
    check(
        &friday_off,
        &[("2026-11-25T10:00", eow(), "2026-11-26T17:00"), ("2026-11-27T10:00", eow(), "2026-12-04T17:00")],
    );
    let day = json!([["09:00", "17:00"]]);
    let mut weekend = json!({"tz": "Asia/Dubai", "work": {"fri": day, "sun": day}});
    check(&weekend, &[("2026-11-27T10:00", eow(), "2026-11-29T17:00")]);
    weekend["week_start"] = json!("sun");
    check(
        &weekend,
        &[("2026-11-27T10:00", eow(), "2026-11-27T17:00"), ("2026-11-28T10:00", eow(), "2026-12-04T17:00")],
    );
    // the last shift of the week goes on into the next one
    let mut nights = json!({"tz": "UTC", "work": {"sun": [["22:00", "06:00"]], "wed": [["22:00", "06:00"]]}});
    check(
        &nights,
        &[("2026-11-30T02:00", eow(), "2026-11-30T06:00"), ("2026-11-30T06:00", eow(), "2026-12-07T06:00")],
    );
    nights["week_start"] = json!("sun");
    check(&nights, &[("2026-11-30T02:00", eow(), "2026-12-03T06:00")]);
}

#[test]
fn days_keep_the_wall_time_within_the_target_day() {
    check(
        &office(),
        &[
            ("2026-11-25T15:10", of("days", 1), "2026-11-26T15:10"),
            ("2026-11-25T15:10:25", of("days", 3), "2026-11-30T15:10:25"),
            ("2026-11-27T18:30", of("days", 1), "2026-12-01T09:00"),
            ("2026-11-28T12:00", of("days", 1), "2026-12-01T09:00"),
            ("2026-11-25T07:00", of("days", 1), "2026-11-26T09:00"),
            ("2026-11-25T17:00", of("days", 1), "2026-11-27T09:00"),
            ("2026-11-23T10:00", of("days", 44), "2027-01-22T10:00"),
            ("2026-11-23T10:00", of("days", 45), ""),
        ],
    );
    let (long, short) = (json!([["09:00", "12:00"], ["13:00", "17:00"]]), json!([["11:00", "15:00"]]));
    let breaks = json!({"tz": "Europe/Berlin", "work": {"wed": long, "thu": long, "fri": short}});
    check(
        &breaks,
        &[
            ("2026-11-25T12:00", of("days", 1), "2026-11-26T12:00"),
            ("2026-11-25T12:30", of("days", 1), "2026-11-26T13:00"),
            ("2026-11-25T13:00", of("days", 1), "2026-11-26T13:00"),
            ("2026-11-26T16:00", of("days", 1), "2026-11-27T15:00"),
            ("2026-11-26T09:30", of("days", 1), "2026-11-27T11:00"),
        ],
    );
    // the next working day may be over before a long shift of the day before it is
    let long_and_short = json!({"tz": "Europe/Berlin", "work": {
        "mon": [["18:00", "16:00"]], "tue": [["08:00", "12:00"]], "wed": [["08:00", "12:00"]]}});
    check(
        &long_and_short,
        &[
            ("2026-11-24T11:00", of("days", 1), "2026-11-24T12:00"),
            ("2026-11-24T13:00", of("days", 2), "2026-11-25T12:00"),
        ],
    );
    // a start after midnight belongs to the night that is going on
    let nights = daily("Europe/Berlin", &json!([["22:00", "06:00"]]));
    check(
        &nights,
        &[
            ("2026-11-24T02:00", of("days", 1), "2026-11-25T02:00"),
            ("2026-11-24T06:00", of("days", 1), "2026-11-25T22:00"),
            ("2026-03-28T02:30", of("days", 1), "2026-03-29T03:30"),
        ],
    );
}

#[test]
fn elapsed_hours_stand_in_working_time_and_roll_on_outside_it() {
    check(
        &office(),
        &[
            ("2026-11-25T10:00", of("elapsed", 24), "2026-11-26T10:00"),
            ("2026-11-25T17:00", of("elapsed", 24), "2026-11-26T17:00"),
            ("2026-11-25T17:01", of("elapsed", 24), "2026-11-27T09:00"),
            ("2026-11-27T10:00", of("elapsed", 24), "2026-11-30T09:00"),
            ("2026-11-25T10:00", of("elapsed", 0.25), "2026-11-25T10:15"),
            ("2026-11-25T10:00", of("elapsed", 24 * 365), "2027-11-25T10:00"),
        ],
    );
    let daily = daily("Europe/Berlin", &json!([["09:00", "17:00"]]));
    check(&daily, &[("2026-03-28T10:00", of("elapsed", 24), "2026-03-29T11:00")]);
}

#[test]
fn a_check_in_counts_while_at_work_and_at_the_end_of_it() {
    let schedule = office_with("checkins", json!(["15:00", "10:00", "17:00", "20:00"]));
    check(
        &schedule,
        &[
            ("2026-11-25T09:59", checkin(), "2026-11-25T10:00"),
            ("2026-11-25T10:00", checkin(), "2026-11-25T15:00"),
            ("2026-11-25T15:00", checkin(), "2026-11-25T17:00"),
            ("2026-11-25T17:00", checkin(), "2026-11-26T10:00"),
            ("2026-11-27T19:00", checkin(), "2026-11-30T10:00"),
        ],
    );
    check(&office_with("checkins", json!(["20:00"])), &[("2026-11-25T10:00", checkin(), "")]);
}

#[test]
fn check_ins_and_focus_blocks_follow_the_clock_when_it_is_changed() {
    // the clock goes from 02:00 to 03:00 on 29 March, and from 03:00 back to 02:00 on 25 October
    let mut nights = daily("Europe/Berlin", &json!([["22:00", "06:00"]]));
    nights["checkins"] = json!(["02:30", "03:15"]);
    nights["focus"] = json!([{"days": ["sun"], "start": "01:30", "end": "03:30"}]);
    check(
        &nights,
        &[
            ("2026-03-29T00:00", checkin(), "2026-03-29T03:15"),
            ("2026-03-29T03:15", checkin(), "2026-03-29T01:30Z"),
            ("2026-03-29T01:30Z", checkin(), "2026-03-30T02:30"),
            ("2026-03-29T01:00", of("hours", 1), "2026-03-29T04:00"),
            ("2026-10-25T00:00", checkin(), "2026-10-25T00:30Z"),
            ("2026-10-25T00:30Z", checkin(), "2026-10-25T03:15"),
            ("2026-10-25T01:00", of("hours", 1), "2026-10-25T04:00"),
            // from the second half past two on, an hour of focus is left
            ("2026-10-25T01:30Z", of("hours", 1), "2026-10-25T04:30"),
        ],
    );
}

#[test]
fn people_without_check_ins_look_when_their_next_day_begins() {
    check(
        &office(),
        &[
            ("2026-11-27T10:00", checkin(), "2026-11-30T09:00"),
            ("2026-11-30T08:59", checkin(), "2026-11-30T09:00"),
            ("2026-11-30T09:00", checkin(), "2026-12-01T09:00"),
        ],
    );
}

#[test]
fn by_a_date_is_the_last_end_of_work_on_or_before_it() {
    check(
        &office(),
        &[
            ("2026-11-25T10:00", by("2026-11-28"), "2026-11-27T17:00"),
            ("2026-11-25T10:00", by("2026-11-26"), "2026-11-26T17:00"),
            ("2026-11-27T18:00", by("2026-11-28"), "2026-11-30T17:00"),
            ("2026-11-25T10:00", by("2026-01-01"), "2026-11-25T17:00"),
            ("2026-11-25T10:00", by("2030-01-01"), "2030-01-01T17:00"),
            ("2026-11-25T10:00", by("2026-11-28T03:00"), "2026-11-28T03:00"),
        ],
    );
    let abroad = json!({"kind": "date", "date": "2026-11-26T15:00", "tz": "America/New_York"});
    check(&office(), &[("2026-11-25T10:00", abroad, "2026-11-26T20:00Z")]);
    let nights = daily("UTC", &json!([["22:00", "06:00"]]));
    check(&nights, &[("2026-11-25T10:00", by("2026-11-26"), "2026-11-27T06:00")]);
}

#[test]
fn what_we_say_on_our_own_waits_for_answering_time() {
    let focus = json!([{"days": ["mon"], "start": "09:00", "end": "11:00"}]);
    let schedule = forms::schedule_from(&office_with("focus", focus)).expect("schedule");
    let moment = |text: &str| forms::reference(text, &schedule.zone).expect("moment");
    let silence = Some((moment("2026-11-24T08:00"), moment("2026-11-24T09:45")));
    for (at, except, expected) in [
        ("2026-11-23T12:00", None, "2026-11-23T12:00"),
        ("2026-11-23T09:30", None, "2026-11-23T11:00"),
        ("2026-11-23T17:00", None, "2026-11-24T09:00"),
        ("2026-11-23T17:00", silence, "2026-11-24T09:45"),
        ("2026-11-24T09:45", silence, "2026-11-24T09:45"),
        ("2026-11-28T12:00", silence, "2026-11-30T11:00"),
    ] {
        assert_eq!(answering_from(&schedule, moment(at), except), Some(moment(expected)), "at {at}");
    }
    for (at, works) in [
        ("2026-11-23T08:59", false),
        ("2026-11-23T09:00", true),
        ("2026-11-23T17:00", false),
        ("2026-11-29T12:00", false),
    ] {
        assert_eq!(is_working(&schedule, moment(at)), works, "at {at}");
    }
}

#[test]
fn a_date_that_a_zone_left_out_does_no_harm() {
    // Apia went from Thursday 29 to Saturday 31 December 2011; what was meant for the Friday falls on the Saturday
    check(
        &daily("Pacific/Apia", &json!([["09:00", "17:00"]])),
        &[
            ("2011-12-29T10:00", of("hours", 8), "2011-12-31T10:00"),
            ("2011-12-29T17:00", eod(), "2011-12-31T17:00"),
            ("2011-12-29T10:00", of("elapsed", 24), "2011-12-31T10:00"),
        ],
    );
}

#[test]
fn a_shift_may_last_from_two_dates_ago_where_the_date_between_was_left_out() {
    let day_and_night = json!({"tz": "Pacific/Apia", "work": {"thu": [["12:00", "12:00"]]}});
    check(
        &day_and_night,
        &[
            ("2011-12-31T10:00", eod(), "2011-12-31T12:00"),
            ("2011-12-31T10:00", of("hours", 2), "2011-12-31T12:00"),
        ],
    );
}

#[test]
fn a_clock_that_leaps_over_midnight_brings_the_next_date_forward() {
    // Toronto went from Sunday 30 March 1919 at 23:30 to Monday at 00:30
    let toronto = json!({
        "tz": "America/Toronto", "checkins": ["23:45"],
        "work": {"sun": [["22:00", "23:50"]], "mon": [["00:30", "00:40"]]},
    });
    check(
        &toronto,
        &[
            ("1919-03-30T22:00", eod(), "1919-03-31T00:40"),
            ("1919-03-31T00:40", eod(), "1919-03-31T00:50"),
            ("1919-03-30T22:00", of("hours", 1.75), "1919-03-31T00:45"),
        ],
    );
    let monday =
        json!({"tz": "America/Toronto", "checkins": ["23:45"], "work": {"mon": [["00:30", "02:00"]]}});
    check(&monday, &[("1919-03-30T20:00", checkin(), "1919-03-31T00:45")]);
}

#[test]
fn the_ends_of_time_and_schedules_without_work_give_an_answer_soon() {
    let windows = [
        eod(),
        eow(),
        checkin(),
        of("hours", 5),
        of("elapsed", 1_000_000),
        of("days", 1_000_000),
        by("9999-12-30"),
        by("0001-01-01"),
    ];
    let mut away = office_with("pto", json!([{"start": "0001-01-01", "end": "9999-12-31"}]));
    away["checkins"] = json!(["10:00"]);
    for idle in [json!({"tz": "UTC", "work": {}}), away] {
        for window in &windows {
            check(&idle, &[("2026-11-25T10:00", window.clone(), "")]);
        }
    }
    for start in ["0001-01-01T00:00", "9999-12-31T23:59", "9999-12-31T23:59-12:00", "0001-01-01T00:00+14:00"]
    {
        for zone in ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Berlin"] {
            let schedule =
                forms::schedule_from(&daily(zone, &json!([["22:00", "21:00"]]))).expect("schedule");
            let start = forms::reference(start, &schedule.zone).expect("moment");
            for window in &windows {
                let window = forms::window_from(window, &schedule.zone).expect("window");
                assert!(
                    due(&schedule, &window, start).is_none_or(|at| at > start || start.timestamp() > 0),
                    "{window:?}"
                );
            }
            for start in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
                for window in &windows {
                    let window = forms::window_from(window, &schedule.zone).expect("window");
                    due(&schedule, &window, start);
                }
                answering_from(&schedule, start, Some((start, start)));
                is_working(&schedule, start);
            }
        }
    }
}
