//! What somebody wants of their focus: "90m", "until 14:00", "today 14-16", "mon-fri 9-11", "off".

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::app::commands::hours::week;
use crate::app::commands::line::Words;
use crate::app::commands::when;
use crate::app::wishes::focus;
use crate::domain::schedule::{Shift, WorkWeek};
use crate::domain::worktime::Zone;

/// What is wanted.
#[derive(Debug, PartialEq, Eq)]
pub enum Wish {
    /// To see what there is.
    Show,
    /// To end what is on.
    Off,
    /// A block for one time.
    Spell {
        /// From this moment.
        from: DateTime<Utc>,
        /// Until this one, a whole minute.
        until: DateTime<Utc>,
    },
    /// Blocks for every week.
    Weekly(WorkWeek),
}

/// What is wrong with a line; it holds the words in question.
#[derive(Debug, PartialEq, Eq)]
pub enum Slip {
    /// No clock shows it.
    NotATime(String),
    /// It says nothing we understand.
    NotClear(String),
    /// Days without hours.
    NoHours,
    /// It would last too long.
    TooLong,
    /// It is over.
    Past,
}

/// Reads a line. Hours without days are for the days on which `usual` has work.
pub fn read(words: &Words, now: DateTime<Utc>, zone: &Zone, usual: &WorkWeek) -> Result<Wish, Slip> {
    let words = without_lead(&when::names::in_english(words));
    let said = words.plain();
    match said.trim_end_matches(['.', '!']) {
        "" | "show" | "list" | "status" | "?" => return Ok(Wish::Show),
        "off" | "stop" | "end" | "done" | "over" | "none" | "no" | "cancel" | "clear" | "off now" => {
            return Ok(Wish::Off);
        }
        _ => {}
    }
    if matches!(words.at(0), "until" | "till" | "til" | "to" | "-") {
        return spell(now, until(&words.after(1), now, zone)?, now);
    }
    if let Some(length) = length(&words, now, zone) {
        return spell(now, length?, now);
    }
    if let Some((date, shift)) = on_a_day(&words, zone.local(now).date())? {
        let at = |minutes: u16| {
            zone.resolve(date.and_time(chrono::NaiveTime::MIN) + TimeDelta::minutes(minutes.into()))
        };
        return spell(at(shift.from).max(now), at(shift.end()), now);
    }
    match week::read(&said, usual) {
        Ok(week) => Ok(Wish::Weekly(week)),
        Err(week::Slip::NotATime(word)) => Err(Slip::NotATime(word)),
        Err(week::Slip::NotClear(word)) => Err(Slip::NotClear(word)),
        Err(week::Slip::TooLong(_)) => Err(Slip::TooLong),
        Err(week::Slip::NoHours) => Err(Slip::NoHours),
    }
}

/// The line without words that only lead up to what it says.
fn without_lead(words: &Words) -> Words {
    let mut words = words.meant();
    while matches!(
        words.at(0),
        "me" | "mode" | "time" | "block" | "blocks" | "for" | "on" | "now" | "weekly" | "set"
    ) {
        words = words.after(1);
    }
    // "the next hour", "the next 2 hours"
    let next = usize::from(words.at(0) == "the");
    match (words.at(next), words.at(next + 1)) {
        ("next", "hour") if words.len() == next + 2 => Words::of("1 hour"),
        ("next", count) if count.starts_with(|c: char| c.is_ascii_digit()) => words.after(next + 1),
        _ => words,
    }
}

fn spell(from: DateTime<Utc>, until: DateTime<Utc>, now: DateTime<Utc>) -> Result<Wish, Slip> {
    match focus::span(from, until, now) {
        Ok((from, until)) => Ok(Wish::Spell { from, until }),
        Err(focus::Slip::Past) => Err(Slip::Past),
        Err(focus::Slip::TooLong) => Err(Slip::TooLong),
    }
}

fn until(words: &Words, now: DateTime<Utc>, zone: &Zone) -> Result<DateTime<Utc>, Slip> {
    let unclear = || Slip::NotClear(words.written(0, words.len()));
    slip(when::until(words, now, zone).ok_or_else(unclear)?, words)
}

/// How long from now: "90m", "1h30", "2 hours", "90".
fn length(words: &Words, now: DateTime<Utc>, zone: &Zone) -> Option<Result<DateTime<Utc>, Slip>> {
    let first = words.at(0);
    let minutes = (words.len() == 1).then(|| first.parse::<u16>().ok()).flatten().filter(|n| *n >= 10);
    let spelt = match (minutes, first.split_once('h')) {
        (Some(minutes), _) => Words::of(&format!("{minutes}m")),
        // "1h30" would be a time of day elsewhere
        (None, Some((h, m)))
            if words.len() == 1 && m.len() == 2 && [h, m].iter().all(|n| n.parse::<u8>().is_ok()) =>
        {
            Words::of(&format!("{h}h{m}m"))
        }
        _ => words.clone(),
    };
    let found = when::span(&spelt, now, zone).filter(|found| found.used == spelt.len())?;
    Some(slip(found.at, words))
}

fn slip(at: Result<DateTime<Utc>, when::Slip>, words: &Words) -> Result<DateTime<Utc>, Slip> {
    at.map_err(|slip| match slip {
        when::Slip::Past => Slip::Past,
        when::Slip::TooFar => Slip::TooLong,
        when::Slip::NotAClock => Slip::NotATime(words.written(0, words.len())),
        when::Slip::NotADate | when::Slip::TwoDates | when::Slip::ShortZone | when::Slip::TooOften => {
            Slip::NotClear(words.written(0, words.len()))
        }
    })
}

/// "today 14-16", "14-16 tomorrow".
fn on_a_day(words: &Words, today: NaiveDate) -> Result<Option<(NaiveDate, Shift)>, Slip> {
    let last = words.len().saturating_sub(1);
    let day = |word: &str| match word.trim_end_matches([',', ':']) {
        "today" | "tonight" => Some(today),
        "tomorrow" | "tmrw" => today.succ_opt(),
        _ => None,
    };
    let (date, rest) = match (day(words.at(0)), day(words.at(last))) {
        (Some(date), _) => (date, words.after(1)),
        (None, Some(date)) if last > 0 => (date, words.before(1)),
        _ => return Ok(None),
    };
    let everyday = WorkWeek::same(&crate::app::say::WEEK, Shift { from: 0, to: 1440 });
    let hours = week::read(&rest.plain(), &everyday).map_err(|slip| match slip {
        week::Slip::NotATime(word) => Slip::NotATime(word),
        week::Slip::NotClear(word) => Slip::NotClear(word),
        week::Slip::TooLong(_) => Slip::TooLong,
        week::Slip::NoHours => Slip::NoHours,
    })?;
    let same = crate::app::say::WEEK.iter().all(|day| hours.on(*day) == hours.0[0]);
    match &hours.0[0][..] {
        [shift] if same => Ok(Some((date, *shift))),
        _ => Err(Slip::NotClear(rest.written(0, rest.len()))),
    }
}
