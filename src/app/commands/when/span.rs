//! "in 10 minutes", "90m", "half an hour", "2 weeks".

use chrono::{DateTime, Days, Months, TimeDelta, Utc};

use super::{Slip, bare};
use crate::app::commands::line::Words;
use crate::domain::worktime::Zone;

/// More of any unit than this is too far ahead anyway, and less than this overflows nothing.
const MOST: f64 = 1e9;

/// A stretch of time. Seconds to hours are elapsed time; days to years are counted on the calendar and keep the
/// wall time.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Span {
    seconds: f64,
    days: f64,
    months: f64,
}

impl Span {
    /// The moment that long after another.
    pub fn after(self, now: DateTime<Utc>, zone: &Zone) -> Result<DateTime<Utc>, Slip> {
        if [self.seconds, self.days, self.months].iter().any(|count| *count > MOST) {
            return Err(Slip::TooFar);
        }
        let counted = if self.days > 0.0 || self.months > 0.0 {
            let day = zone
                .local(now)
                .checked_add_months(Months::new(whole(self.months)))
                .and_then(|local| local.checked_add_days(Days::new(u64::from(whole(self.days)))))
                .ok_or(Slip::TooFar)?;
            zone.resolve(day)
        } else {
            now
        };
        let rest = TimeDelta::seconds(i64::from(whole(self.seconds)));
        counted.checked_add_signed(rest).ok_or(Slip::TooFar)
    }

    fn add(&mut self, count: f64, unit: Unit) {
        match unit {
            Unit::Seconds(each) => self.seconds += count * each,
            // half a day is elapsed time
            Unit::Days(each) if (count * each).fract() != 0.0 => self.seconds += count * each * 86_400.0,
            Unit::Days(each) => self.days += count * each,
            Unit::Months(each) => self.months += (count * each).round(),
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts are between 0 and MOST, which fits"
)]
fn whole(count: f64) -> u32 {
    count.clamp(0.0, MOST).round() as u32
}

#[derive(Clone, Copy)]
enum Unit {
    Seconds(f64),
    Days(f64),
    Months(f64),
}

fn unit(word: &str) -> Option<Unit> {
    Some(match word {
        "s" | "sec" | "secs" | "second" | "seconds" => Unit::Seconds(1.0),
        "m" | "min" | "mins" | "minute" | "minutes" => Unit::Seconds(60.0),
        "h" | "hr" | "hrs" | "hour" | "hours" => Unit::Seconds(3600.0),
        "d" | "day" | "days" => Unit::Days(1.0),
        "w" | "week" | "weeks" => Unit::Days(7.0),
        "month" | "months" => Unit::Months(1.0),
        "y" | "year" | "years" => Unit::Months(12.0),
        _ => return None,
    })
}

/// Whether a stretch of time starts here.
pub fn starts(words: &Words, from: usize) -> bool {
    read(words, from).is_some()
}

/// Whether "in" or "after" says that it is counted from now.
pub fn is_marked(words: &Words, from: usize) -> bool {
    matches!(words.at(from), "in" | "after")
}

/// Reads a stretch of time from now, and says how many words it took.
pub fn read(words: &Words, from: usize) -> Option<(Span, usize)> {
    let (span, mut at) = counted(words, from + usize::from(is_marked(words, from)))?;
    // "10 minutes before lunch" is not counted from now
    if matches!(bare(words.at(at)), "before" | "after" | "ago" | "earlier" | "past") {
        return None;
    }
    if words.at(at) == "from" && bare(words.at(at + 1)) == "now" {
        at += 2;
    }
    Some((span, at - from))
}

/// How many words name a stretch of time that is over: "5 minutes ago".
pub fn ago(words: &Words, from: usize) -> Option<usize> {
    let (_, at) = counted(words, from)?;
    (bare(words.at(at)) == "ago").then_some(at + 1 - from)
}

/// A stretch of time, and the place behind it.
fn counted(words: &Words, from: usize) -> Option<(Span, usize)> {
    let (mut span, mut at) = (Span::default(), from);
    loop {
        let and = usize::from(at > from && words.at(at) == "and");
        let Some(used) = amount(words, at + and, &mut span) else { break };
        at += and + used;
        if words.at(at - 1).ends_with(':') {
            break;
        }
    }
    (at > from).then_some((span, at))
}

/// Reads one amount, such as `1h30m`, `10 minutes` or `half an hour`.
fn amount(words: &Words, at: usize, span: &mut Span) -> Option<usize> {
    let word = bare(words.at(at));
    if word == "half" {
        let article = usize::from(matches!(words.at(at + 1), "a" | "an"));
        span.add(0.5, unit(bare(words.at(at + 1 + article)))?);
        return Some(2 + article);
    }
    if let Some(parts) = fused(word) {
        for (count, unit) in parts {
            span.add(count, unit);
        }
        return Some(1);
    }
    span.add(count(word)?, unit(bare(words.at(at + 1)))?);
    Some(2)
}

/// `1h30m`: numbers and units without spaces.
fn fused(word: &str) -> Option<Vec<(f64, Unit)>> {
    let mut rest = word;
    let mut parts = Vec::new();
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',')?;
        let (number, tail) = rest.split_at(digits);
        let letters = tail.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(tail.len());
        let (name, tail) = tail.split_at(letters);
        parts.push((decimal(number)?, unit(name)?));
        rest = tail;
    }
    (!parts.is_empty()).then_some(parts)
}

fn count(word: &str) -> Option<f64> {
    Some(match word {
        "a" | "an" | "one" => 1.0,
        "two" => 2.0,
        "three" => 3.0,
        "four" => 4.0,
        "five" => 5.0,
        "six" => 6.0,
        "seven" => 7.0,
        "eight" => 8.0,
        "nine" => 9.0,
        "ten" => 10.0,
        "twelve" => 12.0,
        "fifteen" => 15.0,
        "twenty" => 20.0,
        "thirty" => 30.0,
        "forty" => 40.0,
        "sixty" => 60.0,
        "ninety" => 90.0,
        _ => return decimal(word),
    })
}

/// A number with at most one decimal mark; neither signs nor exponents.
fn decimal(word: &str) -> Option<f64> {
    let plain = word.replace(',', ".");
    let fits = plain.starts_with(|c: char| c.is_ascii_digit())
        && plain.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if fits { plain.parse().ok() } else { None }
}
