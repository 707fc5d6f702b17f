//! Messages that were read wrongly, as people tell us: the rule's name and what was meant. Never words, never who.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::ask::AskRef;
use super::language;
use super::window::Window;

/// What was meant instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Meant {
    /// No time at all: whatever window asks without one have here.
    NoWindow,
    /// Nobody was asked anything.
    NoAsk,
    /// At once.
    Urgent,
    /// By the end of the day.
    Today,
    /// By the end of the week.
    Week,
    /// At the next check-in.
    CheckIn,
    /// No reply is needed.
    NoReply,
    /// Another time, which is said in the modal.
    Other,
}

impl Meant {
    /// All there is to choose from, in the order of the menu.
    pub const ALL: [Self; 8] = [
        Self::NoWindow,
        Self::NoAsk,
        Self::NoReply,
        Self::Urgent,
        Self::Today,
        Self::Week,
        Self::CheckIn,
        Self::Other,
    ];

    /// Its name in menus and figures. The names stand in Slack for years and must not change.
    pub fn name(self) -> &'static str {
        match self {
            Self::NoWindow => "no_window",
            Self::NoAsk => "no_ask",
            Self::Urgent => "urgent",
            Self::Today => "today",
            Self::Week => "week",
            Self::CheckIn => "check_in",
            Self::NoReply => "no_reply",
            Self::Other => "other",
        }
    }

    /// The window, where it is one.
    pub fn window(self) -> Option<Window> {
        match self {
            Self::NoWindow | Self::NoAsk | Self::Other => None,
            Self::Urgent => Some(Window::Urgent),
            Self::Today => Some(Window::Today),
            Self::Week => Some(Window::Week),
            Self::CheckIn => Some(Window::NextCheckIn),
            Self::NoReply => Some(Window::NoReply),
        }
    }
}

/// How often which rule misread, in a whole workspace.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Misreadings {
    /// By the rule's name and by what was meant. Both are words of the program, so there is an end to them.
    pub counts: BTreeMap<String, BTreeMap<Meant, u32>>,
}

impl Misreadings {
    /// Once more.
    pub fn add(&mut self, rule: &str, meant: Meant) {
        let count = self.counts.entry(rule.to_owned()).or_default().entry(meant).or_default();
        *count = count.saturating_add(1);
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = (&str, Meant, u32)> {
        self.counts
            .iter()
            .flat_map(|(rule, meant)| meant.iter().map(move |(meant, count)| (rule.as_str(), *meant, *count)))
    }
}

/// A report as it stands in a menu: `C0LAUNCH:1355517523.000005 today deadline`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The message.
    pub about: AskRef,
    /// What was meant.
    pub meant: Meant,
    /// The rule that misread it.
    pub rule: &'static str,
}

impl Report {
    /// Reads a value that came back from Slack; it may be of another version or tampered with.
    pub fn parse(raw: &str) -> Option<Self> {
        let (about, rest) = raw.split_once(' ')?;
        let (meant, rule) = rest.split_once(' ')?;
        Some(Self {
            about: AskRef::parse(about)?,
            meant: Meant::ALL.into_iter().find(|known| known.name() == meant)?,
            rule: language::rule_named(rule)?,
        })
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.about, self.meant.name(), self.rule)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_survives_its_way_through_a_menu() {
        let about = AskRef::parse("C0LAUNCH:1355517523.000005").expect("reference");
        for meant in Meant::ALL {
            let report = Report { about: about.clone(), meant, rule: "deadline" };
            assert_eq!(Report::parse(&report.to_string()), Some(report));
            assert_eq!(serde_json::to_value(meant).expect("JSON"), meant.name());
        }
        for bad in [
            "",
            "C0LAUNCH:1.1",
            "C0LAUNCH:1.1 today",
            "C0LAUNCH:1.1 today frobnicate",
            "C0LAUNCH:1.1 whenever deadline",
            "C0LAUNCH:1.1 today deadline again",
            "c0:1.1 today deadline",
            "{} today deadline",
        ] {
            assert_eq!(Report::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn reports_are_counted_by_rule_and_meaning() {
        let mut known = Misreadings::default();
        known.add("deadline", Meant::Today);
        known.add("deadline", Meant::Today);
        known.add("label", Meant::NoAsk);
        let all: Vec<_> = known.all().collect();
        assert_eq!(all, [("deadline", Meant::Today, 2), ("label", Meant::NoAsk, 1)]);
    }
}
