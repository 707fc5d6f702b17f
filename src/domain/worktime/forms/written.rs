//! Dates, times and moments as they are written, read strictly: what is not one of these shapes is nothing.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use crate::domain::worktime::Zone;

/// `24:00` in minutes after midnight.
pub(super) const MINUTES_PER_DAY: u16 = 24 * 60;

/// An instant with `Z` or an offset, or wall time in a zone; a bare date is its midnight.
pub(super) fn moment(text: &str, zone: &Zone) -> Option<DateTime<Utc>> {
    let (day, rest) = (text.get(..10)?, text.get(10..)?);
    let day = date(day)?;
    if rest.is_empty() {
        return Some(zone.resolve(day.and_time(NaiveTime::MIN)));
    }
    let rest = rest.strip_prefix(['T', 't', ' '])?;
    let (clock, offset) = match rest.find(['Z', 'z', '+', '-']) {
        Some(at) => (rest.get(..at)?, Some(utc_offset(rest.get(at..)?)?)),
        None => (rest, None),
    };
    let local = day.and_time(clock_time(clock.trim_end())?);
    match offset {
        Some(offset) => Some(local.checked_sub_signed(offset)?.and_utc()),
        None => Some(zone.resolve(local)),
    }
}

fn clock_time(text: &str) -> Option<NaiveTime> {
    let written_out = text.len() >= 5 && text.is_char_boundary(5) && minutes(&text[..5]).is_some();
    let form = if text.len() == 5 { "%H:%M" } else { "%H:%M:%S%.f" };
    written_out.then(|| NaiveTime::parse_from_str(text, form).ok()).flatten()
}

/// `Z`, `+01:00`, `+0100` or `+01`.
fn utc_offset(text: &str) -> Option<TimeDelta> {
    if text.eq_ignore_ascii_case("z") {
        return Some(TimeDelta::zero());
    }
    let digits = |range| text.get(range).filter(|part: &&str| part.bytes().all(|b| b.is_ascii_digit()));
    let (hours, minutes) = match text.len() {
        3 => (digits(1..3)?, "0"),
        5 => (digits(1..3)?, digits(3..5)?),
        6 if text.get(3..4) == Some(":") => (digits(1..3)?, digits(4..6)?),
        _ => return None,
    };
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    let east: i64 = if text.starts_with('-') { -1 } else { 1 };
    let lawful = hours < 24 && minutes < 60;
    lawful.then(|| TimeDelta::minutes(east * (hours * 60 + minutes)))
}

/// `9:00` or `09:00` up to `24:00`, as minutes after midnight. Seconds may be written as long as they say nothing.
pub(super) fn minutes(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let minute = minute.strip_suffix(":00").unwrap_or(minute);
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if !(1..=2).contains(&hour.len()) || minute.len() != 2 || !digits(hour) || !digits(minute) {
        return None;
    }
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    Some(hour * 60 + minute).filter(|minutes| minute < 60 && *minutes <= MINUTES_PER_DAY)
}

/// `2026-11-26`, and nothing else that dates can look like.
pub(super) fn date(text: &str) -> Option<NaiveDate> {
    let shaped = text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
    shaped.then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()).flatten().filter(|date| date.year() > 0)
}

/// `2026-12-24T12:00`, or a date for its midnight.
pub(super) fn wall_time(text: &str) -> Option<NaiveDateTime> {
    let (day, clock) = (date(text.get(..10)?)?, text.get(10..)?);
    let minutes = if clock.is_empty() { 0 } else { minutes(clock.strip_prefix(['T', 't', ' '])?)? };
    day.and_time(NaiveTime::MIN).checked_add_signed(TimeDelta::minutes(minutes.into()))
}
