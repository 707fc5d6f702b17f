//! A schedule in its written form.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Weekday};
use serde_json::Value;

use super::fields::{field, list, list_of, object, zone};
use super::written;
use crate::domain::schedule::{FocusBlock, Schedule, Shift, WorkWeek};

/// Reads a schedule: `{tz, work: {mon..sun: [[from, to]]}, week_start?, focus?: [{days, start, end}], holidays?,
/// pto?: [{start, end}], checkins?}`. The error names the field.
pub fn schedule_from(form: &Value) -> Result<Schedule, String> {
    let fields = object(form, "schedule")?;
    let zone = zone(field(fields, "tz").ok_or("schedule.tz is missing")?, "schedule.tz")?;
    let work = work(field(fields, "work").ok_or("schedule.work is missing")?)?;
    let week_start = match field(fields, "week_start") {
        None => Weekday::Mon,
        Some(day) => weekday(day, "schedule.week_start")?,
    };
    let focus = list(fields, "focus", |block, at| {
        let block = object(block, at)?;
        let days = list_of(
            field(block, "days").ok_or_else(|| format!("{at}.days is missing"))?,
            &format!("{at}.days"),
            weekday,
        )?;
        let shift = shift(block.get("start"), block.get("end"), at)?;
        Ok(FocusBlock { days, shift })
    })?;
    let time_off = list(fields, "pto", |off, at| {
        let off = object(off, at)?;
        let end = |name| wall_time(off.get(name).unwrap_or(&Value::Null), &format!("{at}.{name}"));
        Ok((end("start")?, end("end")?))
    })?;
    Ok(Schedule {
        zone,
        work,
        week_start,
        focus,
        holidays: list(fields, "holidays", date)?.into_iter().collect(),
        time_off,
        absences: Vec::new(),
        checkins: list(fields, "checkins", time_of_day)?,
        spells: Vec::new(),
    })
}

fn work(form: &Value) -> Result<WorkWeek, String> {
    let mut week = WorkWeek::default();
    for (name, shifts) in object(form, "schedule.work")? {
        let at = format!("schedule.work.{name}");
        let day = day_named(name)
            .ok_or_else(|| format!("{at} is not a weekday: they are mon, tue, wed, thu, fri, sat, sun"))?;
        week.0[day.num_days_from_monday() as usize] =
            list_of(shifts, &at, |pair, at| match pair.as_array() {
                Some(pair) if pair.len() == 2 => shift(pair.first(), pair.last(), at),
                _ => Err(format!("{at} is not written [\"09:00\", \"17:00\"]")),
            })?;
    }
    Ok(week)
}

fn shift(from: Option<&Value>, to: Option<&Value>, at: &str) -> Result<Shift, String> {
    let read = |value: Option<&Value>| written::minutes(value?.as_str()?);
    match (read(from).filter(|from| *from < written::MINUTES_PER_DAY), read(to)) {
        (Some(from), Some(to)) => Ok(Shift { from, to }),
        (None, _) => Err(format!("{at} has no start between \"00:00\" and \"23:59\"")),
        (_, None) => Err(format!("{at} has no end between \"00:00\" and \"24:00\"")),
    }
}

fn time_of_day(value: &Value, at: &str) -> Result<NaiveTime, String> {
    let minutes = value.as_str().and_then(written::minutes);
    let time = minutes.and_then(|m| NaiveTime::from_num_seconds_from_midnight_opt(u32::from(m) * 60, 0));
    time.ok_or_else(|| format!("{at} is not a time from \"00:00\" to \"23:59\""))
}

fn date(value: &Value, at: &str) -> Result<NaiveDate, String> {
    value.as_str().and_then(written::date).ok_or_else(|| format!("{at} is not a date such as \"2026-12-24\""))
}

fn wall_time(value: &Value, at: &str) -> Result<NaiveDateTime, String> {
    value
        .as_str()
        .and_then(written::wall_time)
        .ok_or_else(|| format!("{at} is not written \"2026-12-24\" or \"2026-12-24T12:00\""))
}

fn weekday(value: &Value, at: &str) -> Result<Weekday, String> {
    value
        .as_str()
        .and_then(day_named)
        .ok_or_else(|| format!("{at} is not one of mon, tue, wed, thu, fri, sat, sun"))
}

fn day_named(name: &str) -> Option<Weekday> {
    match name {
        "mon" => Some(Weekday::Mon),
        "tue" => Some(Weekday::Tue),
        "wed" => Some(Weekday::Wed),
        "thu" => Some(Weekday::Thu),
        "fri" => Some(Weekday::Fri),
        "sat" => Some(Weekday::Sat),
        "sun" => Some(Weekday::Sun),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::worktime::Zone;

    #[test]
    fn a_schedule_is_read_whole() {
        let form = json!({
            "tz": "Europe/Berlin", "week_start": "sun", "name": "Bo",
            "work": {"mon": [["09:00", "12:00"], ["13:00", "24:00"]], "sun": [["22:00", "6:00:00"]], "tue": null},
            "focus": [{"days": ["mon", "fri"], "start": "09:00", "end": "11:30"}],
            "holidays": ["2026-12-25"],
            "pto": [{"start": "2026-12-28", "end": "2026-12-29T12:30"}],
            "checkins": ["10:00", "15:00"],
        });
        let at = |date: &str| date.parse::<NaiveDateTime>().expect("wall time");
        let expected = Schedule {
            week_start: Weekday::Sun,
            focus: vec![FocusBlock {
                days: vec![Weekday::Mon, Weekday::Fri],
                shift: Shift { from: 540, to: 690 },
            }],
            holidays: [at("2026-12-25T00:00:00").date()].into(),
            time_off: vec![(at("2026-12-28T00:00:00"), at("2026-12-29T12:30:00"))],
            checkins: vec![at("2026-12-28T10:00:00").time(), at("2026-12-28T15:00:00").time()],
            work: WorkWeek([
                vec![Shift { from: 540, to: 720 }, Shift { from: 780, to: 1440 }],
                vec![],
                vec![],
                vec![],
                vec![],
                vec![],
                vec![Shift { from: 1320, to: 360 }],
            ]),
            ..Schedule::in_zone(Zone::named("Europe/Berlin").expect("zone"))
        };
        assert_eq!(schedule_from(&form), Ok(expected));
        assert!(schedule_from(&json!({"tz": "utc", "work": {}, "focus": null})).is_ok());
    }

    #[test]
    fn a_slip_in_a_schedule_is_named() {
        let with = |field: &str, value: Value| {
            let mut form = json!({"tz": "UTC", "work": {"mon": [["09:00", "17:00"]]}});
            form[field] = value;
            form
        };
        for (form, field) in [
            (json!([]), "schedule is not an object"),
            (json!({"work": {}}), "schedule.tz"),
            (json!({"tz": "UTC"}), "schedule.work"),
            (with("tz", json!("Mars/Olympus")), "schedule.tz"),
            (with("tz", json!(3)), "schedule.tz"),
            (with("work", json!([])), "schedule.work"),
            (with("work", json!({"monday": []})), "schedule.work.monday"),
            (with("work", json!({"mon": ["09:00", "17:00"]})), "schedule.work.mon[0]"),
            (with("work", json!({"mon": [["09:00"]]})), "schedule.work.mon[0]"),
            (with("work", json!({"mon": [["09:00", "17:00"], ["24:00", "06:00"]]})), "schedule.work.mon[1]"),
            (with("work", json!({"mon": [["09:00", "24:01"]]})), "schedule.work.mon[0]"),
            (with("work", json!({"mon": [["09:60", "17:00"]]})), "schedule.work.mon[0]"),
            (with("work", json!({"mon": [["+9:00", "17:00"]]})), "schedule.work.mon[0]"),
            (with("work", json!({"mon": [["09:00:30", "17:00"]]})), "schedule.work.mon[0]"),
            (with("work", json!({"mon": [["09:00", ":00"]]})), "schedule.work.mon[0]"),
            (with("week_start", json!("monday")), "schedule.week_start"),
            (with("focus", json!([{"start": "09:00", "end": "10:00"}])), "schedule.focus[0].days"),
            (
                with("focus", json!([{"days": ["funday"], "start": "09:00", "end": "10:00"}])),
                "schedule.focus[0].days[0]",
            ),
            (with("focus", json!([{"days": ["mon"], "start": "09:00"}])), "schedule.focus[0]"),
            (with("holidays", json!(["2026-02-30"])), "schedule.holidays[0]"),
            (with("holidays", json!(["2026-1-1"])), "schedule.holidays[0]"),
            (with("holidays", json!("2026-01-01")), "schedule.holidays"),
            (with("pto", json!([{"start": "2026-01-01"}])), "schedule.pto[0].end"),
            (
                with("pto", json!([{"start": "2026-01-01T25:00", "end": "2026-01-02"}])),
                "schedule.pto[0].start",
            ),
            (with("checkins", json!(["10:00", "24:00"])), "schedule.checkins[1]"),
        ] {
            let error = schedule_from(&form).expect_err("a slip");
            assert!(error.starts_with(field), "{error} for {form}");
        }
    }
}
