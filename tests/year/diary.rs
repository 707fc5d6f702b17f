//! What stands in somebody's calendar: as a file the bot reads, and as the opinion understands it.

use std::fmt::Write as _;

use super::opinion::day;
use super::people::Walks;
use crate::worktime::dice::Dice;
use crate::worktime::oracle::{DAY, Plan};

/// What an event counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Away,
    Focus,
    Busy,
}

/// An event. Wall times are minutes since 1970-01-01 00:00 of its zone.
#[derive(Clone, Debug)]
pub struct Event {
    pub kind: Kind,
    pub zone: &'static str,
    pub from: i64,
    /// How many minutes it lasts, by the clock that never changes; for whole days how many days.
    pub length: i64,
    pub whole_day: bool,
    /// On how many days it is repeated.
    pub days: i64,
    /// The day on which it does not happen, and the one on which it is so many minutes later.
    pub except: Option<i64>,
    pub moved: Option<(i64, i64)>,
}

/// A calendar.
#[derive(Clone, Debug, Default)]
pub struct Diary {
    pub events: Vec<Event>,
}

impl Diary {
    /// Some events of the days to come, in somebody's zone or that of those they work with.
    pub fn drawn(dice: &mut Dice, today: i64, zone: &'static str) -> Self {
        let plain = |kind, zone, from, length| Event {
            kind,
            zone,
            from,
            length,
            whole_day: false,
            days: 1,
            except: None,
            moved: None,
        };
        let far = dice.pick(&["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]);
        let mut event = |kind, zone, ahead: i64| {
            let from = (today + ahead) * DAY + dice.pick(&[0, 150, 600, 780, 930, 1260]);
            plain(kind, zone, from, dice.pick(&[30, 60, 90, 240]))
        };
        let daily = Event { days: 4, except: Some(1), ..event(Kind::Busy, far, 1) };
        let moved = Event { days: 3, moved: Some((1, 75)), ..event(Kind::Focus, zone, 2) };
        let trip = event(Kind::Away, far, 5);
        let lunch = event(Kind::Busy, zone, 3);
        let (ahead, length) = (dice.between(2, 6), dice.between(1, 2));
        let away = Event { whole_day: true, ..plain(Kind::Away, zone, (today + ahead) * DAY, length) };
        Self { events: vec![daily, moved, trip, lunch, away] }
    }

    /// The calendar as a file.
    pub fn file(&self) -> String {
        let mut file = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n".to_owned();
        for (uid, event) in self.events.iter().enumerate() {
            let title = match event.kind {
                Kind::Away => "Out of office",
                Kind::Focus => "Focus time",
                Kind::Busy => "Talk",
            };
            let begin = |more: &str| format!("BEGIN:VEVENT\r\nUID:e{uid}\r\nSUMMARY:{title}\r\n{more}");
            let at = |nth: i64, later: i64| {
                let wall = event.from + nth * DAY + later;
                let (date, time) = (day(wall.div_euclid(DAY)).format("%Y%m%d"), wall.rem_euclid(DAY));
                if event.whole_day {
                    format!(";VALUE=DATE:{date}")
                } else {
                    format!(";TZID={}:{date}T{:02}{:02}00", event.zone, time / 60, time % 60)
                }
            };
            let length = if event.whole_day {
                format!("DURATION:P{}D\r\n", event.length)
            } else {
                format!("DURATION:PT{}M\r\n", event.length)
            };
            let mut more = format!("DTSTART{}\r\n{length}", at(0, 0));
            if event.days > 1 {
                let _ = write!(more, "RRULE:FREQ=DAILY;COUNT={}\r\n", event.days);
            }
            if let Some(nth) = event.except {
                let _ = write!(more, "EXDATE{}\r\n", at(nth, 0));
            }
            file += &(begin(&more) + "END:VEVENT\r\n");
            if let Some((nth, later)) = event.moved {
                let more = format!("RECURRENCE-ID{}\r\nDTSTART{}\r\n{length}", at(nth, 0), at(nth, later));
                file += &(begin(&more) + "END:VEVENT\r\n");
            }
        }
        file + "END:VCALENDAR\r\n"
    }

    /// Paints what counts onto somebody's days: an absence is time off, focus is focus, and who is busy is not to be
    /// disturbed.
    pub fn onto(&self, plan: &mut Plan, walks: &mut Walks) {
        for event in &self.events {
            for nth in (0..event.days).filter(|nth| event.except != Some(*nth)) {
                let later = event.moved.filter(|(moved, _)| *moved == nth).map_or(0, |(_, later)| later);
                let wall = event.from + nth * DAY + later;
                let from = walks.at(event.zone, wall);
                let until = if event.whole_day {
                    walks.at(event.zone, wall + event.length * DAY)
                } else {
                    from + event.length
                };
                match event.kind {
                    Kind::Away => plan.away.push((from, until)),
                    Kind::Focus => plan.spells.push((from, until)),
                    Kind::Busy => plan.quiet.push((from, until)),
                }
            }
        }
    }

    /// Whether something of it goes on at a moment, or begins within so many minutes after it.
    pub fn is_near(&self, at: i64, within: i64, walks: &mut Walks) -> bool {
        let mut plan = Plan::default();
        self.onto(&mut plan, walks);
        let mut all = plan.away.iter().chain(&plan.spells).chain(&plan.quiet);
        all.any(|(from, until)| *from < at + within && at < *until)
    }
}
