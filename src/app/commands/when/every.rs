//! Reads what comes again and again: "every weekday 9:00", "mondays and thursdays at 14", "on the 31st of every month".
//!
//! Where people mean different things by the same words, the answer that says the rule and names the next moment
//! settles it: "every second Tuesday" is every other one, "every third Tuesday" the third of the month.

mod parts;

use chrono::{DateTime, Datelike, NaiveTime, Utc, Weekday};

use self::parts::{count, day_of_month, mended, nth_weekday, ordinal, weekdays};
use super::day::{self, Day};
use super::{Slip, bare, clock};
use crate::app::commands::line::Words;
use crate::domain::schedule::{Schedule, WEEK};
use crate::domain::worktime::recur::{Dates, Recurrence};
use crate::domain::worktime::{Zone, distance};

/// When a day's reminder comes that is named without a time.
const MORNING: u32 = 9 * 3600;
/// Longest turn: every so many days, weeks or months.
const MOST: u32 = 366;

/// A rule as it was said, and how many words say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The rule.
    pub said: Result<Said, Slip>,
    /// How many words name it.
    pub used: usize,
}

/// A rule as it was said; it becomes a [`Recurrence`] on somebody's calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    on: Pattern,
    /// Seconds after midnight; `None` where no time was said.
    pub time: Option<u32>,
    zone: Option<Zone>,
}

/// Dates without a beginning; what was left out is that of today.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Pattern {
    Days(u32),
    WorkingDays,
    Weeks(u32, Vec<Weekday>),
    Months(u32, Option<u32>),
    MonthWeekday(Weekday, Option<u32>),
    Year(Option<(u32, u32)>),
}

impl Said {
    /// The same rule at a time of day that was said elsewhere.
    pub fn at(self, time: Result<u32, Slip>) -> Result<Self, Slip> {
        Ok(Self { time: Some(time?), ..self })
    }

    /// The rule on its owner's calendar. It counts from the first moment it can.
    pub fn rule(self, owner: &Schedule, now: DateTime<Utc>) -> Result<Recurrence, Slip> {
        let zone = self.zone.as_ref().unwrap_or(&owner.zone);
        let today = zone.local(now).date();
        let seconds = self.time.unwrap_or(MORNING);
        let at = NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0).ok_or(Slip::NotAClock)?;
        let dates = |every: u32, since| match &self.on {
            Pattern::Days(_) => Dates::Daily { every, since },
            Pattern::WorkingDays => Dates::WorkingDays,
            Pattern::Weeks(_, days) => {
                let days = if days.is_empty() { vec![today.weekday()] } else { days.clone() };
                Dates::Weekly { days, every, since }
            }
            Pattern::Months(_, day) => Dates::Monthly { day: day.unwrap_or(today.day()), every, since },
            Pattern::MonthWeekday(day, nth) => Dates::MonthlyWeekday { day: *day, nth: *nth },
            Pattern::Year(day) => {
                let (month, day) = day.unwrap_or((today.month(), today.day()));
                Dates::Yearly { month, day }
            }
        };
        let every = match &self.on {
            Pattern::Days(every) | Pattern::Weeks(every, _) | Pattern::Months(every, _) => *every,
            _ => 1,
        };
        if !(1..=MOST).contains(&every) {
            return Err(Slip::TooFar);
        }
        let rule = |every, since| Recurrence { on: dates(every, since), at, zone: self.zone.clone() };
        let first = rule(1, today).next(owner, now).map_or(today, |firing| firing.date);
        Ok(rule(every, first))
    }
}

/// Reads a rule that the line starts with.
pub fn at_start(words: &Words) -> Option<Found> {
    read(words, 0)
}

/// Reads a rule that the line ends with.
pub fn at_end(words: &Words) -> Option<Found> {
    (1..words.len()).find_map(|from| read(words, from).filter(|found| from + found.used == words.len()))
}

/// Reads a time of day alone that some words end with: "at 9", "9:00"; what is said of the other half of a rule.
pub fn time_at_end(words: &Words) -> Option<(Result<u32, Slip>, usize)> {
    (1..words.len()).find_map(|from| {
        let at = usize::from(matches!(words.at(from), "at" | "@"));
        let (time, used) = clock::read(words, from + at, at == 1, false)?;
        (from + at + used == words.len()).then_some((time, at + used))
    })
}

/// A time of day alone that some words start with.
pub fn time_at_start(words: &Words) -> Option<(Result<u32, Slip>, usize)> {
    let at = usize::from(matches!(words.at(0), "at" | "@"));
    let (time, used) = clock::read(words, at, at == 1, false)?;
    Some((time, at + used))
}

fn read(words: &Words, from: usize) -> Option<Found> {
    let mut on: Option<Result<Pattern, Slip>> = None;
    let mut time: Option<Result<u32, Slip>> = None;
    let mut zone: Option<Result<Zone, Slip>> = None;
    let mut at = from;
    loop {
        let lead = usize::from(matches!(words.at(at), "at" | "@" | "," | "-" | "in" | "the"));
        let introduced = matches!(words.at(at), "at" | "@");
        if on.is_none()
            && let Some((dates, of_day, used)) = dates(words, at)
        {
            on = Some(dates);
            time = time.or(of_day.map(Ok));
            at += used;
        } else if time.is_none()
            && let Some((said, used)) = clock::read(words, at + lead, introduced, on.is_some())
        {
            time = Some(said);
            at += lead + used;
        } else if time.is_none()
            && on.is_some()
            && let Some((of_day, used)) = part_of_day(words, at)
        {
            time = Some(Ok(of_day));
            at += used;
        } else if time.is_some()
            && zone.is_none()
            && let Some((said, used)) = clock::zone(words, at)
        {
            zone = Some(said);
            at += used;
        } else {
            break;
        }
        if words.at(at - 1).ends_with(':') {
            break;
        }
    }
    let said = on?.and_then(|on| Ok(Said { on, time: time.transpose()?, zone: zone.transpose()? }));
    Some(Found { said, used: at - from })
}

/// "morning", "in the evening".
fn part_of_day(words: &Words, at: usize) -> Option<(u32, usize)> {
    let lead = if words.at(at) == "in" && words.at(at + 1) == "the" { 2 } else { 0 };
    Some((hour(bare(words.at(at + lead)))? * 3600, lead + 1))
}

fn hour(part: &str) -> Option<u32> {
    Some(match part {
        "morning" | "mornings" => 9,
        "afternoon" | "afternoons" => 14,
        "evening" | "evenings" => 18,
        "night" | "nights" => 20,
        _ => return None,
    })
}

/// Dates, the time of day their words imply, and how many words they take.
type Read = (Result<Pattern, Slip>, Option<u32>, usize);

fn dates(words: &Words, at: usize) -> Option<Read> {
    let lead = usize::from(matches!(words.at(at), "on" | "the" | "repeat" | "repeating"));
    let lead = lead + usize::from(lead == 1 && words.at(at + 1) == "the");
    let at = at + lead;
    let (pattern, time, used) = adverb(words, at)
        .or_else(|| each(words, at))
        .or_else(|| of_month(words, at))
        .or_else(|| of_year(words, at))
        .or_else(|| plural(words, at))?;
    Some((pattern, time, lead + used))
}

/// "daily", "weekly on friday", "monthly on the 3rd", "once a week".
fn adverb(words: &Words, at: usize) -> Option<Read> {
    let word = bare(words.at(at));
    if word == "once" && matches!(words.at(at + 1), "a" | "an" | "every" | "each" | "per") {
        let (pattern, time, used) = unit(words, at + 2, 1)?;
        return Some((pattern, time, 2 + used));
    }
    let (every, name) = match word {
        "daily" | "everyday" => return Some((Ok(Pattern::Days(1)), None, 1)),
        "hourly" => return Some((Err(Slip::TooOften), None, 1)),
        "weekly" => (1, "week"),
        "biweekly" | "bi-weekly" | "fortnightly" => (2, "week"),
        "monthly" => (1, "month"),
        "quarterly" => (3, "month"),
        "yearly" | "annually" => (1, "year"),
        _ => return None,
    };
    let (pattern, used) = beginning(words, at + 1, every, name);
    Some((pattern, None, 1 + used))
}

/// "every …", "each …", in slips of the pen too.
fn each(words: &Words, at: usize) -> Option<Read> {
    let word = bare(words.at(at));
    let is_every = matches!(word, "every" | "each") || (word.len() > 3 && distance(word, "every") == 1);
    if !is_every {
        return None;
    }
    let next = bare(words.at(at + 1));
    let (every, used) = match next {
        "other" => (2, 1),
        "single" => (1, 1),
        _ => match count(next) {
            Some(count) => (count, 1),
            None => (1, 0),
        },
    };
    if used == 1
        && let Some((pattern, time, more)) = unit(words, at + 2, every)
    {
        return Some((pattern, time, 2 + more));
    }
    // "every second Tuesday" is every other, "every first Monday" of the month
    if let Some((nth, day, more)) = nth_weekday(words, at + 1) {
        let of = month_of(words, at + 1 + more);
        let pattern = match nth {
            Some(2) if of.is_none() => Pattern::Weeks(2, vec![day]),
            nth => Pattern::MonthWeekday(day, nth),
        };
        return Some((Ok(pattern), None, 1 + more + of.unwrap_or(0)));
    }
    // "every second week"
    if let (Some(every), Some((pattern, time, more))) =
        (ordinal(next), ordinal(next).and_then(|every| unit(words, at + 2, every)))
        && every > 1
    {
        return Some((pattern, time, 2 + more));
    }
    if used == 0
        && let Some((pattern, time, more)) = unit(words, at + 1, 1)
    {
        return Some((pattern, time, 1 + more));
    }
    if let Some((Ok(Day::Yearly { month, day }), _, more)) = day::read(words, at + 1) {
        return Some((Ok(Pattern::Year(Some((month, day)))), None, 1 + more));
    }
    // "every 31st", "every last day of the month"
    let (day, more) = day_of_month(words, at + 1)?;
    Some((Ok(Pattern::Months(1, Some(day))), None, 1 + more + month_of(words, at + 1 + more).unwrap_or(0)))
}

/// What follows "every" or "every 2": a unit, weekdays, a part of the day.
fn unit(words: &Words, at: usize, every: u32) -> Option<Read> {
    let word = mended(bare(words.at(at)));
    let plain = |pattern, used| Some((Ok(pattern), None, used));
    match word {
        "minute" | "minutes" | "min" | "mins" | "hour" | "hours" | "h" | "second" | "seconds" => {
            Some((Err(Slip::TooOften), None, 1))
        }
        "day" | "days" => plain(Pattern::Days(every), 1),
        "weekday" | "weekdays" if every == 1 => plain(Pattern::Weeks(1, WEEK[..5].to_vec()), 1),
        "weekend" | "weekends" => plain(Pattern::Weeks(every, WEEK[5..].to_vec()), 1),
        "workday" | "workdays" if every == 1 => plain(Pattern::WorkingDays, 1),
        "working" | "work" | "business" | "office"
            if every == 1 && matches!(bare(words.at(at + 1)), "day" | "days") =>
        {
            plain(Pattern::WorkingDays, 2)
        }
        "fortnight" | "fortnights" => Some(of_unit(beginning(words, at + 1, every * 2, "week"))),
        "week" | "weeks" => Some(of_unit(beginning(words, at + 1, every, "week"))),
        "month" | "months" => Some(of_unit(beginning(words, at + 1, every, "month"))),
        "quarter" | "quarters" => Some(of_unit(beginning(words, at + 1, every * 3, "month"))),
        "year" | "years" if every == 1 => Some(of_unit(beginning(words, at + 1, every, "year"))),
        part if hour(part).is_some() && every == 1 => {
            Some((Ok(Pattern::Days(1)), hour(part).map(|hour| hour * 3600), 1))
        }
        _ => {
            let (days, used) = weekdays(words, at)?;
            plain(Pattern::Weeks(every, days), used)
        }
    }
}

fn of_unit((pattern, used): (Result<Pattern, Slip>, usize)) -> Read {
    (pattern, None, 1 + used)
}

/// The day of a week, month or year, after "on" or without it; none is that of today.
fn beginning(words: &Words, at: usize, every: u32, unit: &str) -> (Result<Pattern, Slip>, usize) {
    let lead = usize::from(matches!(words.at(at), "on" | "every" | "each"));
    let lead = lead + usize::from(words.at(at + lead) == "the");
    let from = at + lead;
    let found = match unit {
        "week" => weekdays(words, from).map(|(days, used)| (Pattern::Weeks(every, days), used)),
        "month" => nth_weekday(words, from)
            .filter(|_| every == 1)
            .map(|(nth, day, used)| (Pattern::MonthWeekday(day, nth), used))
            .or_else(|| {
                let (day, used) = day_of_month(words, from).filter(|_| lead > 0)?;
                Some((Pattern::Months(every, Some(day)), used))
            }),
        _ => match day::read(words, from) {
            Some((Ok(Day::Yearly { month, day }), _, used)) => {
                Some((Pattern::Year(Some((month, day))), used))
            }
            Some((Err(slip), _, used)) => return (Err(slip), lead + used),
            _ => None,
        },
    };
    match found {
        Some((pattern, used)) => (Ok(pattern), lead + used),
        None => (
            Ok(match unit {
                "week" => Pattern::Weeks(every, Vec::new()),
                "month" => Pattern::Months(every, None),
                _ => Pattern::Year(None),
            }),
            0,
        ),
    }
}

/// "the 31st of every month", "the last day of the month", "the first Monday of each month".
fn of_month(words: &Words, at: usize) -> Option<Read> {
    if let Some((nth, day, used)) = nth_weekday(words, at) {
        return Some((Ok(Pattern::MonthWeekday(day, nth)), None, used + month_of(words, at + used)?));
    }
    let (day, used) = day_of_month(words, at)?;
    Some((Ok(Pattern::Months(1, Some(day))), None, used + month_of(words, at + used)?))
}

/// "24 Dec every year", "29 Feb yearly".
fn of_year(words: &Words, at: usize) -> Option<Read> {
    let (day, _, used) = day::read(words, at)?;
    let tail = match bare(words.at(at + used)) {
        "every" | "each" if bare(words.at(at + used + 1)) == "year" => 2,
        "yearly" | "annually" => 1,
        _ => return None,
    };
    match day {
        Ok(Day::Yearly { month, day }) => Some((Ok(Pattern::Year(Some((month, day)))), None, used + tail)),
        Ok(_) => None,
        Err(slip) => Some((Err(slip), None, used + tail)),
    }
}

/// "of every month", "of the month", "each month".
fn month_of(words: &Words, at: usize) -> Option<usize> {
    let of = usize::from(matches!(words.at(at), "of" | "in"));
    let is_each = matches!(mended(words.at(at + of)), "every" | "each" | "the" | "a");
    (is_each && mended(bare(words.at(at + of + 1))) == "month").then_some(of + 2)
}

/// "mondays and thursdays", "weekdays", "working days": without "every" only in the plural.
fn plural(words: &Words, at: usize) -> Option<Read> {
    let word = bare(words.at(at));
    let plain = |pattern, used| Some((Ok(pattern), None, used));
    match word {
        "weekdays" => return plain(Pattern::Weeks(1, WEEK[..5].to_vec()), 1),
        "workdays" => return plain(Pattern::WorkingDays, 1),
        "weekends" => return plain(Pattern::Weeks(1, WEEK[5..].to_vec()), 1),
        "working" if bare(words.at(at + 1)) == "days" => return plain(Pattern::WorkingDays, 2),
        _ => {}
    }
    if !word.ends_with("days") {
        return None;
    }
    let (days, used) = weekdays(words, at)?;
    plain(Pattern::Weeks(1, days), used)
}

#[cfg(test)]
mod tests;
