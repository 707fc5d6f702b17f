//! The written forms of schedules, windows and moments, as `unrush explain` takes them in JSON.
//!
//! Every error names the field that is wrong and says how it is written. Fields nobody asked for are left alone.

mod fields;
mod schedule;
mod window;
mod written;

use chrono::{DateTime, Utc};

use super::Zone;

pub use schedule::schedule_from;
pub use window::{length_from, window_from};

/// Reads a moment: an instant with `Z` or an offset, or wall time in a zone.
pub fn reference(text: &str, zone: &Zone) -> Result<DateTime<Utc>, String> {
    written::moment(text.trim(), zone).ok_or_else(|| {
        format!("reference_time {text:?} is not written 2026-11-26T17:00, 2026-11-26T17:00Z or 2026-11-26T17:00+01:00")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn berlin() -> Zone {
        Zone::named("Europe/Berlin").expect("zone")
    }

    #[test]
    fn a_moment_is_an_instant_or_wall_time() {
        for (text, at) in [
            ("2026-11-26T17:00:00Z", "2026-11-26T17:00:00Z"),
            ("2026-11-26T17:00Z", "2026-11-26T17:00:00Z"),
            ("2026-11-26T17:00:30+05:45", "2026-11-26T11:15:30Z"),
            ("2026-11-26 17:00-0330", "2026-11-26T20:30:00Z"),
            ("2026-11-26T17:00:00.250", "2026-11-26T16:00:00.250Z"),
            ("2026-11-26", "2026-11-25T23:00:00Z"),
            ("2026-10-25T02:30:00", "2026-10-25T00:30:00Z"),
        ] {
            assert_eq!(reference(text, &berlin()), Ok(at.parse().expect("instant")), "{text}");
        }
        for text in [
            "",
            "now",
            "2026-11-26T",
            "2026-11-26T25:00",
            "2026-11-26T17",
            "2026-11-26T17:00+",
            "0000-01-01T00:00",
            "2026-11-26T17:00+25:00",
            "2026-11-26T17:00+1:2:3",
            "+2026-11-26T17:00",
            "2026-11-2️T17:00",
            "2026-11-26T1７:00",
        ] {
            assert!(reference(text, &berlin()).is_err(), "{text}");
        }
    }
}
