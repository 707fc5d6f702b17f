//! The charter: the team's norms as settings. Factory defaults, the operator's TOML over them, a channel's own on top.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveTime, Utc, Weekday};
use serde::{Deserialize, Serialize};

use super::digest::DigestTime;
use super::ids::UserId;
use super::member::Quiet;
use super::schedule::{Shift, WorkWeek};
use super::signals::StatusWords;
use super::window::{DefaultWindow, Window};
use super::worktime::Zone;

/// How a window shows on its message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TagMode {
    /// Not at all.
    Off,
    /// As a reaction.
    #[default]
    Reaction,
    /// As a reply in the thread, with who is expected by when.
    Thread,
    /// As both.
    Both,
}

impl TagMode {
    /// Whether a reaction is wanted.
    pub fn reacts(self) -> bool {
        matches!(self, Self::Reaction | Self::Both)
    }

    /// Whether a thread reply is wanted.
    pub fn replies(self) -> bool {
        matches!(self, Self::Thread | Self::Both)
    }
}

/// How much Unrush says on its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Intensity {
    /// No nudges; counts what it would have said. Tags and commands work.
    Observe,
    /// Nudges about direct mentions of protected people.
    #[default]
    Gentle,
    /// Also about user groups, `@here`, `@channel`, and requests to talk at once.
    Standard,
}

/// The emoji names (without colons) that stand for the windows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TagEmoji {
    /// `urgent`.
    pub urgent: String,
    /// `today`.
    pub today: String,
    /// `week`.
    pub week: String,
    /// `hours n` and `within n hours`.
    pub hours: String,
    /// `days n` and `by DATE`.
    pub date: String,
    /// `next check-in`.
    pub checkin: String,
    /// `none`: no reply needed.
    pub none: String,
}

impl Default for TagEmoji {
    fn default() -> Self {
        Self {
            urgent: "rotating_light".into(),
            today: "city_sunset".into(),
            week: "spiral_calendar_pad".into(),
            hours: "hourglass_flowing_sand".into(),
            date: "calendar".into(),
            checkin: "coffee".into(),
            none: "no_bell".into(),
        }
    }
}

/// The norms of a workspace. Every key may be left out of the operator's file; an unknown key is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Charter {
    /// The zone of members whose own is missing or unknown.
    pub zone: Zone,
    /// Working hours of members who set none, in their own zone. Monday to Friday 09:00 to 17:00.
    #[serde(with = "hours_in_words")]
    pub hours: WorkWeek,
    /// The first day of the week.
    pub week_start: Weekday,
    /// Check-in times of members who set none.
    pub checkins: Vec<NaiveTime>,
    /// How windows show, where a channel says nothing else.
    pub tag: TagMode,
    /// Which emoji stand for which window.
    pub emoji: TagEmoji,
    /// Extra labels of this team: what stands in `[brackets]`, and the window it means (`urgent`, `today`, `24h` …).
    pub labels: BTreeMap<String, String>,
    /// How much Unrush says on its own.
    pub intensity: Intensity,
    /// Whether members who said nothing about it are protected from pings that land badly.
    pub protect: bool,
    /// Most nudges one asker gets on a day, by their own calendar.
    pub nudges_a_day: u32,
    /// No nudge about somebody who wrote in the same channel within so many minutes.
    pub lately_minutes: u32,
    /// Reactions (emoji names) with which an answerer or the asker says that an ask is done.
    pub done: Vec<String>,
    /// Reactions with which an answerer says *On it*.
    pub on_it: Vec<String>,
    /// Which statuses in Slack mean that somebody is away, or in focus.
    pub status: StatusWords,
    /// How many days late a reminder is still sent.
    pub late_reminder_days: u32,
    /// The window of a message that asks somebody something and names none, in words; `off` for none.
    pub default_window: DefaultWindow,
    /// When channels have their weekly digest, in words on their own clock: `fri 15:00`, or `off`.
    pub digest: DigestTime,
    /// Whether whoever runs the bot keeps a folder of calendars. No norm, and in no file of norms: where it is stands
    /// among the settings, and commands only need to know that it is there.
    #[serde(skip)]
    pub calendar_folder: bool,
}

impl Default for Charter {
    fn default() -> Self {
        use Weekday::{Fri, Mon, Thu, Tue, Wed};
        let at = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default();
        Self {
            zone: Zone::utc(),
            hours: WorkWeek::same(&[Mon, Tue, Wed, Thu, Fri], Shift { from: 9 * 60, to: 17 * 60 }),
            week_start: Mon,
            checkins: vec![at(10), at(15)],
            tag: TagMode::Reaction,
            emoji: TagEmoji::default(),
            labels: BTreeMap::new(),
            intensity: Intensity::default(),
            protect: false,
            nudges_a_day: 3,
            lately_minutes: 10,
            done: vec!["white_check_mark".into(), "ballot_box_with_check".into()],
            on_it: vec!["eyes".into()],
            status: StatusWords::default(),
            late_reminder_days: 30,
            default_window: DefaultWindow::default(),
            digest: DigestTime::default(),
            calendar_folder: false,
        }
    }
}

/// A channel's own norms; what is `None` is the workspace's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChannelNorms {
    /// How windows show here.
    pub tag: Option<TagMode>,
    /// People talk live here (an incident, a hand-over): no nudges.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub live: bool,
    /// Until when Unrush says nothing here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quiet: Option<Quiet>,
    /// The window of a message that names none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_window: Option<DefaultWindow>,
    /// Until when Unrush says nothing on its own here and only counts what it would have said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub observe: Option<DateTime<Utc>>,
    /// Whether it was said here once what Unrush does.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub welcomed: bool,
    /// Counts the changes, 0 when nobody changed anything.
    pub version: u32,
    /// Who changed it last, and when.
    pub changed: Option<(UserId, DateTime<Utc>)>,
}

impl ChannelNorms {
    /// Whether Unrush says nothing here on its own at an instant.
    pub fn is_quiet(&self, at: DateTime<Utc>) -> bool {
        self.quiet.is_some_and(|quiet| quiet.holds(at))
    }

    /// How windows show in this channel at an instant: where it is quiet, not at all.
    pub fn tag_at(&self, charter: &Charter, at: DateTime<Utc>) -> TagMode {
        if self.is_quiet(at) { TagMode::Off } else { self.tag(charter) }
    }

    /// How windows show in this channel.
    pub fn tag(&self, charter: &Charter) -> TagMode {
        self.tag.unwrap_or(charter.tag)
    }

    /// The window of a message in this channel that asks somebody something and names none.
    pub fn default_window<'a>(&'a self, charter: &'a Charter) -> Option<&'a Window> {
        self.default_window.as_ref().unwrap_or(&charter.default_window).0.as_ref()
    }

    /// How much Unrush says on its own in this channel at an instant.
    pub fn intensity(&self, charter: &Charter, at: DateTime<Utc>) -> Intensity {
        if self.observe.is_some_and(|until| at < until) { Intensity::Observe } else { charter.intensity }
    }
}

/// Working hours as people write them in a file: `mon = ["09:00-17:00"]`.
mod hours_in_words {
    use std::collections::BTreeMap;

    use chrono::Weekday;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::domain::schedule::{Shift, WorkWeek};

    const DAYS: [(&str, Weekday); 7] = [
        ("mon", Weekday::Mon),
        ("tue", Weekday::Tue),
        ("wed", Weekday::Wed),
        ("thu", Weekday::Thu),
        ("fri", Weekday::Fri),
        ("sat", Weekday::Sat),
        ("sun", Weekday::Sun),
    ];

    pub fn serialize<S: Serializer>(week: &WorkWeek, to: S) -> Result<S::Ok, S::Error> {
        let clock = |m: u16| format!("{:02}:{:02}", m / 60, m % 60);
        DAYS.iter()
            .map(|(name, day)| {
                let shifts = week.on(*day).iter();
                (*name, shifts.map(|s| format!("{}-{}", clock(s.from), clock(s.to))).collect())
            })
            .collect::<BTreeMap<_, Vec<_>>>()
            .serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<WorkWeek, D::Error> {
        let mut week = WorkWeek::default();
        for (name, shifts) in BTreeMap::<String, Vec<String>>::deserialize(from)? {
            let (_, day) = DAYS.iter().find(|(short, _)| *short == name).ok_or_else(|| {
                D::Error::custom("a weekday is written mon, tue, wed, thu, fri, sat or sun")
            })?;
            for shift in shifts {
                let read = shift.split_once('-').and_then(|(from, to)| {
                    let (from, to) = (minutes(from.trim())?, minutes(to.trim())?);
                    (from < 1440).then_some(Shift { from, to })
                });
                let shift = read.ok_or_else(|| D::Error::custom("a shift is written 09:00-17:00"))?;
                week.0[day.num_days_from_monday() as usize].push(shift);
            }
        }
        Ok(week)
    }

    fn minutes(clock: &str) -> Option<u16> {
        let (hour, minute) = clock.split_once(':')?;
        let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
        (minute < 60 && hour * 60 + minute <= 1440).then_some(hour * 60 + minute)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_charter_may_name_only_what_it_changes() {
        let charter: Charter = serde_json::from_value(serde_json::json!({
            "tag": "both",
            "hours": {"mon": ["09:00-12:00", "13:00-18:00"], "sun": ["22:00-06:00"]},
        }))
        .expect("reads");
        assert_eq!(charter.tag, TagMode::Both);
        assert_eq!(charter.checkins, Charter::default().checkins);
        assert_eq!(charter.hours.on(Weekday::Mon).len(), 2);
        assert_eq!(charter.hours.on(Weekday::Sun), [Shift { from: 1320, to: 360 }]);
        assert!(charter.hours.on(Weekday::Tue).is_empty());
    }

    #[test]
    fn a_misspelt_key_or_time_is_refused() {
        for bad in [
            serde_json::json!({"tags": "both"}),
            serde_json::json!({"hours": {"monday": ["09:00-17:00"]}}),
            serde_json::json!({"hours": {"mon": ["9-17"]}}),
            serde_json::json!({"zone": "Mars/Olympus"}),
        ] {
            assert!(serde_json::from_value::<Charter>(bad.clone()).is_err(), "{bad}");
        }
    }
}
