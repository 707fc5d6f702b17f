//! A window in its written form.

use chrono::TimeDelta;
use serde_json::Value;

use super::fields::{field, object, text, zone};
use super::written;
use crate::domain::window::Window;
use crate::domain::worktime::Zone;

/// The longest window: a million hours or days, more than a century. What is longer is a slip of the keyboard.
const MAX_N: f64 = 1_000_000.0;

/// Reads a window: `{kind, n?, date?, tz?}`, where a `date` with a clock time is wall time in the window's own
/// `tz` or else in `line_zone`. The error names the field.
pub fn window_from(form: &Value, line_zone: &Zone) -> Result<Window, String> {
    let fields = object(form, "window")?;
    let n = field(fields, "n").unwrap_or(&Value::Null);
    match text(field(fields, "kind").ok_or("window.kind is missing")?, "window.kind")? {
        "hours" => Ok(Window::Hours { minutes: minutes(length(n)?) }),
        "elapsed" => Ok(Window::Within { minutes: minutes(length(n)?) }),
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

/// How long a window of hours is, exactly: people say minutes, but a written `n` may be any decimal.
pub fn length_from(form: &Value) -> Option<TimeDelta> {
    let is_hours = matches!(form.get("kind")?.as_str()?, "hours" | "elapsed");
    length(form.get("n").filter(|_| is_hours)?).ok()
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

fn length(n: &Value) -> Result<TimeDelta, String> {
    let hours = amount(n)?;
    #[expect(clippy::cast_possible_truncation, reason = "amount() keeps it small")]
    let micros = (hours * 3_600e6).round() as i64;
    if micros == 0 {
        Err(format!("window.n {n} is next to nothing"))
    } else {
        Ok(TimeDelta::microseconds(micros))
    }
}

/// The nearest number of whole minutes, at least one.
fn minutes(length: TimeDelta) -> u32 {
    let minutes = (length + TimeDelta::seconds(30)).num_minutes().max(1);
    u32::try_from(minutes).unwrap_or(u32::MAX)
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

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate, Utc};
    use serde_json::json;

    use super::*;

    fn berlin() -> Zone {
        Zone::named("Europe/Berlin").expect("zone")
    }

    #[test]
    fn windows_are_read_by_their_kinds() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("date");
        let instant = |text: &str| text.parse::<DateTime<Utc>>().expect("instant");
        for (form, window) in [
            (json!({"kind": "hours", "n": 1.5}), Window::Hours { minutes: 90 }),
            (json!({"kind": "hours", "n": 0.1}), Window::Hours { minutes: 6 }),
            (json!({"kind": "hours", "n": 0.33}), Window::Hours { minutes: 20 }),
            (json!({"kind": "elapsed", "n": 0.001}), Window::Within { minutes: 1 }),
            (json!({"kind": "elapsed", "n": 24}), Window::Within { minutes: 1440 }),
            (json!({"kind": "days", "n": 2}), Window::Days { n: 2 }),
            (json!({"kind": "days", "n": 2.0}), Window::Days { n: 2 }),
            (json!({"kind": "eod", "n": null}), Window::Today),
            (json!({"kind": "eow"}), Window::Week),
            (json!({"kind": "checkin"}), Window::NextCheckIn),
            (json!({"kind": "date", "date": "2026-11-28"}), Window::ByDay { day: day("2026-11-28") }),
            (
                json!({"kind": "date", "date": "2026-11-26T15:00"}),
                Window::ByMoment { at: instant("2026-11-26T14:00:00Z") },
            ),
            (
                json!({"kind": "date", "date": "2026-11-26T15:00", "tz": "America/New_York"}),
                Window::ByMoment { at: instant("2026-11-26T20:00:00Z") },
            ),
        ] {
            assert_eq!(window_from(&form, &berlin()), Ok(window), "{form}");
        }
    }

    #[test]
    fn hours_have_an_exact_length() {
        for (form, millis) in [
            (json!({"kind": "hours", "n": 1.1}), Some(3_960_000)),
            (json!({"kind": "elapsed", "n": 0.33}), Some(1_188_000)),
            (json!({"kind": "elapsed", "n": 0.333}), Some(1_198_800)),
            (json!({"kind": "hours", "n": 1.0 / 3.0}), Some(1_200_000)),
            (json!({"kind": "days", "n": 2}), None),
            (json!({"kind": "hours"}), None),
            (json!({"n": 1}), None),
        ] {
            assert_eq!(length_from(&form), millis.map(TimeDelta::milliseconds), "{form}");
        }
    }

    #[test]
    fn a_slip_in_a_window_is_named() {
        for (form, field) in [
            (json!("eod"), "window is not an object"),
            (json!({}), "window.kind"),
            (json!({"kind": "soon"}), "window.kind"),
            (json!({"kind": "hours"}), "window.n is missing"),
            (json!({"kind": "hours", "n": 0}), "window.n"),
            (json!({"kind": "hours", "n": 1e-12}), "window.n"),
            (json!({"kind": "hours", "n": "2"}), "window.n"),
            (json!({"kind": "elapsed", "n": -1}), "window.n"),
            (json!({"kind": "elapsed", "n": 1e300}), "window.n"),
            (json!({"kind": "days", "n": 0}), "window.n"),
            (json!({"kind": "days", "n": 1.5}), "window.n"),
            (json!({"kind": "days", "n": u64::MAX}), "window.n"),
            (json!({"kind": "date"}), "window.date"),
            (json!({"kind": "date", "date": "tomorrow"}), "window.date"),
            (json!({"kind": "date", "date": "2026-13-01"}), "window.date"),
            (json!({"kind": "date", "date": "2026-11-26T15:00", "tz": "Nowhere"}), "window.tz"),
        ] {
            let error = window_from(&form, &berlin()).expect_err("a slip");
            assert!(error.starts_with(field), "{error} for {form}");
        }
    }
}
