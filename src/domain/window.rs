//! The window: when an answer is expected.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::language;

/// When an answer is expected, before it is turned into a due moment in the answerer's working time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Window {
    /// At once.
    Urgent,
    /// By the end of the answerer's day.
    Today,
    /// By the end of the answerer's week.
    Week,
    /// After so many minutes of the answerer's answering time (`hours n` counts working hours).
    Hours {
        /// Minutes of working time, at least 1.
        minutes: u32,
    },
    /// After so many elapsed minutes (`within n hours`, "24h").
    Within {
        /// Elapsed minutes, at least 1.
        minutes: u32,
    },
    /// After so many working days.
    Days {
        /// Working days, at least 1.
        n: u32,
    },
    /// At the answerer's next check-in.
    NextCheckIn,
    /// By the end of a day.
    ByDay {
        /// The day, on the writer's calendar.
        day: NaiveDate,
    },
    /// By an exact moment.
    ByMoment {
        /// The moment, already resolved in the zone that was said or else the writer's.
        at: DateTime<Utc>,
    },
    /// No reply needed.
    NoReply,
}

/// The window of a message that asks somebody something and names none; `None` where such a message is no ask.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DefaultWindow(pub Option<Window>);

impl Default for DefaultWindow {
    fn default() -> Self {
        Self(Some(Window::Days { n: 1 }))
    }
}

/// Reads it as people write it: `days 1`, `hours 4`, `within 24`, `today`, `week`, `checkin` or `off`.
impl FromStr for DefaultWindow {
    type Err = &'static str;
    fn from_str(words: &str) -> Result<Self, Self::Err> {
        let words = words.trim().to_lowercase();
        if matches!(words.as_str(), "off" | "none" | "no") {
            return Ok(Self(None));
        }
        match language::window_named(&words) {
            Some(Window::Urgent | Window::NoReply) | None => {
                Err("a default window is written days 1, hours 4, within 24, today, week, checkin or off")
            }
            window => Ok(Self(window)),
        }
    }
}

impl TryFrom<String> for DefaultWindow {
    type Error = &'static str;
    fn try_from(words: String) -> Result<Self, Self::Error> {
        words.parse()
    }
}

impl From<DefaultWindow> for String {
    fn from(window: DefaultWindow) -> Self {
        window.to_string()
    }
}

impl fmt::Display for DefaultWindow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(Window::Today) => f.write_str("today"),
            Some(Window::Week) => f.write_str("week"),
            Some(Window::NextCheckIn) => f.write_str("checkin"),
            Some(Window::Days { n }) => write!(f, "days {n}"),
            Some(Window::Hours { minutes }) => write!(f, "hours {}", minutes / 60),
            Some(Window::Within { minutes }) if minutes % 60 == 0 => write!(f, "within {}", minutes / 60),
            Some(Window::Within { minutes }) => write!(f, "{minutes} min"),
            // what has a date of its own is nobody's default
            Some(Window::Urgent | Window::ByDay { .. } | Window::ByMoment { .. } | Window::NoReply)
            | None => f.write_str("off"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_default_window_is_written_in_words_and_read_again() {
        for (words, window) in [
            ("days 1", Some(Window::Days { n: 1 })),
            ("hours 4", Some(Window::Hours { minutes: 240 })),
            ("within 24", Some(Window::Within { minutes: 1440 })),
            ("90 min", Some(Window::Within { minutes: 90 })),
            ("today", Some(Window::Today)),
            ("week", Some(Window::Week)),
            ("checkin", Some(Window::NextCheckIn)),
            ("off", None),
        ] {
            let read: DefaultWindow = words.parse().expect(words);
            assert_eq!((read.0.clone(), read.to_string()), (window, words.to_owned()));
        }
        assert_eq!("2 days".parse(), Ok(DefaultWindow(Some(Window::Days { n: 2 }))));
        for bad in ["", "urgent", "soon", "days 0", "days", "by friday"] {
            assert!(bad.parse::<DefaultWindow>().is_err(), "{bad}");
        }
    }
}
