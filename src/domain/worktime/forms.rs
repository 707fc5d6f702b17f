//! The written forms of schedules, windows and moments, as `unrush explain` takes them in JSON.
//!
//! Every error names the field that is wrong and says how it is written. Fields nobody asked for are left alone.

mod written;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc, Weekday};
use serde_json::{Map, Value};

use super::Zone;
use crate::domain::schedule::{FocusBlock, Schedule, Shift, WorkWeek};
use crate::domain::window::Window;

/// The longest window: a million hours or days, more than a century. What is longer is a slip of the keyboard.
const MAX_N: f64 = 1_000_000.0;

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
        checkins: list(fields, "checkins", time_of_day)?,
    })
}

/// Reads a window: `{kind, n?, date?, tz?}`, where a `date` with a clock time is wall time in the window's own
/// `tz` or else in `line_zone`. The error names the field.
pub fn window_from(form: &Value, line_zone: &Zone) -> Result<Window, String> {
    let fields = object(form, "window")?;
    let n = field(fields, "n").unwrap_or(&Value::Null);
    match text(field(fields, "kind").ok_or("window.kind is missing")?, "window.kind")? {
        "hours" => Ok(Window::Hours { minutes: minutes(n)? }),
        "elapsed" => Ok(Window::Within { minutes: minutes(n)? }),
        "days" => Ok(Window::Days { n: whole(n)? }),
        "eod" => Ok(Window::Today),
        "eow" => Ok(Window::Week),
        "checkin" => Ok(Window::NextCheckIn),
        "date" => {
            let own = field(fields, "tz").map(|name| zone(name, "window.tz")).transpose()?;
            let said = field(fields, "date").ok_or("window.date is missing")?;
            dated(said, own.as_ref().unwrap_or(line_zone))
        }
        other => {
            Err(format!("window.kind {other:?} is none of hours, elapsed, eod, eow, days, checkin, date"))
        }
    }
}

/// Reads a moment: an instant with `Z` or an offset, or wall time in a zone.
pub fn reference(text: &str, zone: &Zone) -> Result<DateTime<Utc>, String> {
    written::moment(text.trim(), zone).ok_or_else(|| {
        format!("reference_time {text:?} is not written 2026-11-26T17:00, 2026-11-26T17:00Z or 2026-11-26T17:00+01:00")
    })
}

fn dated(said: &Value, zone: &Zone) -> Result<Window, String> {
    let text = text(said, "window.date")?;
    if let Some(day) = written::date(text) {
        return Ok(Window::ByDay { day });
    }
    let at = written::moment(text, zone)
        .ok_or_else(|| format!("window.date {text:?} is not written 2026-11-26 or 2026-11-26T15:00"))?;
    Ok(Window::ByMoment { at })
}

fn minutes(n: &Value) -> Result<u32, String> {
    let hours = amount(n)?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "amount() keeps it small and positive"
    )]
    let minutes = (hours * 60.0).round() as u32;
    if minutes == 0 { Err(format!("window.n {n} is less than a minute")) } else { Ok(minutes) }
}

fn whole(n: &Value) -> Result<u32, String> {
    let days = amount(n)?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "amount() keeps it small and positive"
    )]
    let whole = days as u32;
    if (f64::from(whole) - days).abs() > 0.0 {
        return Err(format!("window.n {n} is not a whole number of days"));
    }
    Ok(whole)
}

fn amount(n: &Value) -> Result<f64, String> {
    match n.as_f64() {
        Some(n) if n > 0.0 && n <= MAX_N => Ok(n),
        Some(_) => Err(format!("window.n {n} is not above 0 and at most {MAX_N}")),
        None if n.is_null() => Err("window.n is missing".into()),
        None => Err(format!("window.n {n} is not a number")),
    }
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

fn zone(value: &Value, at: &str) -> Result<Zone, String> {
    text(value, at)?.parse().map_err(|error| format!("{at}: {error}"))
}

fn text<'a>(value: &'a Value, at: &str) -> Result<&'a str, String> {
    value.as_str().ok_or_else(|| format!("{at} is not a text"))
}

fn object<'a>(value: &'a Value, at: &str) -> Result<&'a Map<String, Value>, String> {
    value.as_object().ok_or_else(|| format!("{at} is not an object"))
}

/// A field that is there and not null.
fn field<'a>(fields: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    fields.get(name).filter(|value| !value.is_null())
}

/// An optional list of a schedule.
fn list<T>(
    fields: &Map<String, Value>,
    name: &str,
    read: impl Fn(&Value, &str) -> Result<T, String>,
) -> Result<Vec<T>, String> {
    list_of(fields.get(name).unwrap_or(&Value::Null), &format!("schedule.{name}"), read)
}

/// A list, each of its entries read; null is an empty one.
fn list_of<T>(
    value: &Value,
    at: &str,
    read: impl Fn(&Value, &str) -> Result<T, String>,
) -> Result<Vec<T>, String> {
    if value.is_null() {
        return Ok(Vec::new());
    }
    let entries = value.as_array().ok_or_else(|| format!("{at} is not a list"))?;
    entries.iter().enumerate().map(|(i, entry)| read(entry, &format!("{at}[{i}]"))).collect()
}
