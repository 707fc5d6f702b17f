//! An iCalendar file read into what matters of its events. Whatever can't be read is left out and counted.

use super::choice::Mark;
use super::lines::{self, Line, Read};
use super::moment::{Length, When};
use super::rule::Rule;
use super::zones::{Brought, Observance, observe};

/// Most events that are looked at; a file of five megabytes can't hold many more with anything in them.
const MOST_EVENTS: usize = 60_000;

/// A moment with the name of its clock.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Stamp {
    pub when: When,
    pub clock: Option<String>,
}

/// The end of something.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum End {
    At(Stamp),
    After(Length),
}

/// One event, as far as it matters.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a mark of its own in the file")]
pub(super) struct Event {
    pub uid: Option<String>,
    pub start: Option<Stamp>,
    pub end: Option<End>,
    pub rule: Option<Rule>,
    /// More times at which it happens, some with an end of their own.
    pub more: Vec<(Stamp, Option<End>)>,
    /// Times at which it does not.
    pub except: Vec<Stamp>,
    /// The time of the series whose place it takes.
    pub instead_of: Option<Stamp>,
    pub sequence: u64,
    /// Looked at once, to be held against patterns, and then dropped; empty where the event is private.
    pub title: String,
    cancelled: bool,
    tentative: bool,
    declined: bool,
    transparent: bool,
    private: bool,
    outlook: Option<Mark>,
}

impl Event {
    /// What its marks say.
    pub fn mark(&self) -> Mark {
        if self.cancelled || self.declined {
            return Mark::Free;
        }
        match self.outlook {
            Some(Mark::Busy) | None if self.transparent || self.tentative => Mark::Free,
            Some(mark) => mark,
            None => Mark::Busy,
        }
    }
}

/// A time that is just taken, from a calendar that tells no more.
#[derive(Debug)]
pub(super) struct Taken {
    pub from: Stamp,
    pub end: End,
    pub mark: Mark,
}

/// What stands in a file.
#[derive(Debug, Default)]
pub(super) struct File {
    /// Whether it is a calendar at all.
    pub is_calendar: bool,
    /// The clock of times that name none.
    pub clock: Option<String>,
    pub zones: Vec<Brought>,
    pub events: Vec<Event>,
    pub taken: Vec<Taken>,
    /// Lines and events that could not be read.
    pub bad: usize,
    owner: Option<String>,
}

/// Where in a file we are.
#[derive(Debug)]
enum Part {
    Event(Box<Event>, bool),
    FreeBusy,
    Zone(Brought),
    Clock(Observance),
}

/// Reads a file.
pub(super) fn parse(bytes: &[u8]) -> File {
    let mut file = File::default();
    let mut open: Vec<Part> = Vec::new();
    // how deep we are inside of something that does not matter, such as an alarm
    let mut aside = 0_usize;
    for line in lines::unfold(bytes) {
        let line = match lines::read(&line) {
            Read::Line(line) => line,
            Read::Other => continue,
            Read::Bad => {
                file.bad += 1;
                continue;
            }
        };
        let part = line.value.to_ascii_uppercase();
        match (line.name, part.as_str()) {
            ("BEGIN", "VCALENDAR") => file.is_calendar = true,
            ("END", "VCALENDAR") => {}
            ("BEGIN", part) => match begin(part) {
                // an event can't stand inside of another one: the first was never ended
                Some(part @ (Part::Event(..) | Part::FreeBusy | Part::Zone(_))) => {
                    file.bad += open.len();
                    (open, aside) = (vec![part], 0);
                }
                Some(part) => open.push(part),
                None => aside += 1,
            },
            ("END", part) if begin(part).is_none() => aside = aside.saturating_sub(1),
            ("END", _) => {
                aside = 0;
                end(&mut file, &mut open);
            }
            _ if aside > 0 => {}
            _ => take(&mut file, &mut open, &line),
        }
    }
    file.bad += open.len();
    file
}

fn begin(part: &str) -> Option<Part> {
    Some(match part {
        "VEVENT" => Part::Event(Box::default(), true),
        "VFREEBUSY" => Part::FreeBusy,
        "VTIMEZONE" => Part::Zone(Brought::default()),
        "STANDARD" | "DAYLIGHT" => Part::Clock(Observance::default()),
        _ => return None,
    })
}

fn end(file: &mut File, open: &mut Vec<Part>) {
    match open.pop() {
        Some(Part::Event(event, true)) if event.start.is_some() && file.events.len() < MOST_EVENTS => {
            file.events.push(*event);
        }
        Some(Part::Event(..)) => file.bad += 1,
        Some(Part::Zone(zone)) => file.zones.push(zone),
        Some(Part::Clock(clock)) => {
            if let Some(Part::Zone(zone)) = open.last_mut() {
                zone.observances.push(clock);
            }
        }
        Some(Part::FreeBusy) | None => {}
    }
}

fn take(file: &mut File, open: &mut [Part], line: &Line) {
    let is_fine = match open.last_mut() {
        Some(Part::Event(event, is_fine)) => {
            let read = of_event(event, line, file.owner.as_deref());
            *is_fine &= read || !is_vital(line.name);
            read
        }
        Some(Part::FreeBusy) if line.name == "FREEBUSY" => of_free_busy(&mut file.taken, line),
        Some(Part::Zone(zone)) => {
            match line.name {
                "TZID" => zone.name.clone_from(&line.value),
                "X-LIC-LOCATION" => zone.location = Some(line.value.clone()),
                _ => {}
            }
            true
        }
        Some(Part::Clock(clock)) => observe(clock, line.name, &line.value),
        None => {
            match line.name {
                "X-WR-TIMEZONE" => file.clock = Some(line.text()),
                // Google names a person's own calendar after their address
                "X-WR-CALNAME" => {
                    file.owner = Some(line.text().to_lowercase()).filter(|name| name.contains('@'));
                }
                _ => {}
            }
            true
        }
        Some(Part::FreeBusy) => true,
    };
    file.bad += usize::from(!is_fine);
}

/// Lines without which an event says something else.
fn is_vital(name: &str) -> bool {
    matches!(name, "DTSTART" | "DTEND" | "DURATION" | "RECURRENCE-ID")
}

/// Reads one line of an event; says whether it could be read.
fn of_event(event: &mut Event, line: &Line, owner: Option<&str>) -> bool {
    let is = |value: &str| line.value.eq_ignore_ascii_case(value);
    match line.name {
        "UID" => event.uid = Some(line.value.clone()),
        "DTSTART" => return stamp(line, &line.value).map(|start| event.start = Some(start)).is_some(),
        "DTEND" => return stamp(line, &line.value).map(|end| event.end = Some(End::At(end))).is_some(),
        "DURATION" => {
            return Length::read(&line.value).map(|length| event.end = Some(End::After(length))).is_some();
        }
        "RRULE" => return Rule::read(&line.value).map(|rule| event.rule = Some(rule)).is_some(),
        "RDATE" => return each(line, |one| period(line, one).map(|more| event.more.push(more))),
        "EXDATE" => return each(line, |one| stamp(line, one).map(|except| event.except.push(except))),
        "RECURRENCE-ID" => {
            return stamp(line, &line.value).map(|start| event.instead_of = Some(start)).is_some();
        }
        "SEQUENCE" => event.sequence = line.value.parse().unwrap_or(0),
        "SUMMARY" if !event.private => event.title = line.text(),
        "CLASS" if !is("PUBLIC") => {
            event.private = true;
            event.title.clear();
        }
        "STATUS" => (event.cancelled, event.tentative) = (is("CANCELLED"), is("TENTATIVE")),
        "TRANSP" => event.transparent = is("TRANSPARENT"),
        "X-MICROSOFT-CDO-BUSYSTATUS" => {
            event.outlook = match line.value.to_ascii_uppercase().as_str() {
                "OOF" => Some(Mark::Away),
                "BUSY" => Some(Mark::Busy),
                "FREE" | "TENTATIVE" | "WORKINGELSEWHERE" => Some(Mark::Free),
                _ => None,
            }
        }
        "ATTENDEE" => {
            let is_owner = owner.is_some_and(|owner| line.value.to_lowercase().ends_with(owner));
            let status = line.param("PARTSTAT").unwrap_or_default();
            event.declined |= is_owner && status.eq_ignore_ascii_case("DECLINED");
        }
        _ => {}
    }
    true
}

fn of_free_busy(taken: &mut Vec<Taken>, line: &Line) -> bool {
    let mark = match line.param("FBTYPE").unwrap_or("BUSY").to_ascii_uppercase().as_str() {
        "FREE" | "BUSY-TENTATIVE" => Mark::Free,
        "BUSY-UNAVAILABLE" => Mark::Away,
        _ => Mark::Busy,
    };
    each(line, |one| {
        let (from, end) = period(line, one)?;
        taken.push(Taken { from, end: end?, mark });
        Some(())
    })
}

fn each(line: &Line, mut read: impl FnMut(&str) -> Option<()>) -> bool {
    let all = line.value.split(',').filter(|one| !one.trim().is_empty());
    // all of them are read, also after one that can't be
    all.filter(|one| read(one).is_none()).count() == 0
}

fn stamp(line: &Line, text: &str) -> Option<Stamp> {
    Some(Stamp { when: When::read(text)?, clock: line.param("TZID").map(str::to_owned) })
}

/// A moment, with an end or a length after a slash.
fn period(line: &Line, text: &str) -> Option<(Stamp, Option<End>)> {
    let Some((from, end)) = text.split_once('/') else { return Some((stamp(line, text)?, None)) };
    let end = match Length::read(end) {
        Some(length) => End::After(length),
        None => End::At(stamp(line, end)?),
    };
    Some((stamp(line, from)?, Some(end)))
}
