//! Dates, times and lengths as iCalendar writes them.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

/// A date, or a moment on some clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    /// A whole day.
    Date(NaiveDate),
    /// A wall time; which clock it is, a parameter beside it says, or nobody does.
    Local(NaiveDateTime),
    /// An instant.
    Utc(DateTime<Utc>),
}

impl When {
    /// Reads `20261015`, `20261015T090000` and `20261015T090000Z`; a hyphen or colon too many is forgiven.
    pub fn read(text: &str) -> Option<Self> {
        let text: String = text.trim().chars().filter(|c| !matches!(c, '-' | ':')).collect();
        let (date, time) = match text.split_once(['T', 't']) {
            Some((date, time)) => (date, Some(time)),
            None => (text.as_str(), None),
        };
        if date.len() != 8 {
            return None;
        }
        let date = NaiveDate::parse_from_str(date, "%Y%m%d").ok()?;
        let Some(time) = time else { return Some(Self::Date(date)) };
        let (time, is_utc) = match time.strip_suffix(['Z', 'z']) {
            Some(time) => (time, true),
            None => (time, false),
        };
        let at = date.and_time(clock(time)?);
        Some(if is_utc { Self::Utc(at.and_utc()) } else { Self::Local(at) })
    }

    /// The date it names.
    pub fn date(self) -> NaiveDate {
        match self {
            Self::Date(date) => date,
            Self::Local(at) => at.date(),
            Self::Utc(at) => at.date_naive(),
        }
    }
}

/// Reads `0900` and `090000`. A leap second is the second before it.
fn clock(text: &str) -> Option<NaiveTime> {
    let number = |range: std::ops::Range<usize>| -> Option<u32> {
        let digits = text.get(range)?;
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
    };
    let seconds = match text.len() {
        6 => number(4..6)?.min(59),
        4 => 0,
        _ => return None,
    };
    NaiveTime::from_hms_opt(number(0..2)?, number(2..4)?, seconds)
}

/// A length: days on the calendar, and time that passes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Length {
    pub days: i64,
    pub time: TimeDelta,
}

impl Length {
    /// Reads `PT1H30M`, `P1D`, `P2W`, `P1DT2H`. None of them goes backwards.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let mut rest = text.strip_prefix('+').unwrap_or(text).strip_prefix(['P', 'p'])?;
        let (mut length, mut in_time, mut any) = (Self::default(), false, false);
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix(['T', 't']) {
                (rest, in_time) = (after, true);
                continue;
            }
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let number: i64 = rest.get(..digits)?.parse().ok().filter(|number| *number <= MOST)?;
            let unit = rest[digits..].chars().next()?.to_ascii_uppercase();
            match (unit, in_time) {
                ('W', false) => length.days += 7 * number,
                ('D', false) => length.days += number,
                ('H', true) => length.time += TimeDelta::hours(number),
                ('M', true) => length.time += TimeDelta::minutes(number),
                ('S', true) => length.time += TimeDelta::seconds(number),
                _ => return None,
            }
            any = true;
            rest = &rest[digits + 1..];
        }
        any.then_some(length)
    }
}

/// The largest number in a length: more is a slip.
const MOST: i64 = 10_000_000;

/// Reads an offset from UTC: `+0100`, `-033000`.
pub(super) fn offset(text: &str) -> Option<TimeDelta> {
    let text = text.trim();
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let time = clock(&text[1..])?;
    Some((time - NaiveTime::MIN) * sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_times_are_read_in_their_three_forms() {
        let local = |text: &str| When::Local(text.parse().expect("wall time"));
        for (text, when) in [
            ("20261015", Some(When::Date(NaiveDate::from_ymd_opt(2026, 10, 15).expect("date")))),
            ("20261015T090000", Some(local("2026-10-15T09:00:00"))),
            ("20261015T0900", Some(local("2026-10-15T09:00:00"))),
            ("2026-10-15T09:00:60", Some(local("2026-10-15T09:00:59"))),
            ("20261015T090000Z", Some(When::Utc("2026-10-15T09:00:00Z".parse().expect("instant")))),
            ("20261315", None),
            ("20260229T090000", None),
            ("20261015T250000", None),
            ("20261015T", None),
            ("20261015T09", None),
            ("20261015T+9+9+9", None),
            ("2026101", None),
            ("", None),
            ("TODAY", None),
            ("２０２６1015", None),
        ] {
            assert_eq!(When::read(text), when, "{text}");
        }
    }

    #[test]
    fn lengths_tell_days_from_hours() {
        let length = |days, minutes| Some(Length { days, time: TimeDelta::minutes(minutes) });
        for (text, read) in [
            ("PT1H30M", length(0, 90)),
            ("P1D", length(1, 0)),
            ("P2W", length(14, 0)),
            ("+P1DT2H", length(1, 120)),
            ("PT90S", Some(Length { days: 0, time: TimeDelta::seconds(90) })),
            ("-PT1H", None),
            ("P", None),
            ("PT", None),
            ("P1H", None),
            ("PT1D", None),
            ("PT1é", None),
            ("PT99999999999999999999H", None),
            ("1H", None),
        ] {
            assert_eq!(Length::read(text), read, "{text}");
        }
        assert_eq!(offset("+0530"), Some(TimeDelta::minutes(330)));
        assert_eq!(offset("-033030"), Some(TimeDelta::seconds(-(3 * 3600 + 30 * 60 + 30))));
        assert_eq!((offset("0100"), offset("+é00"), offset("")), (None, None, None));
    }
}
