//! The words times are made of.

use chrono::Weekday;

use crate::domain::language::token::{Kind, Message};

/// A weekday by its name or a common short form.
pub(super) fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "monday" | "mon" => Weekday::Mon,
        "tuesday" | "tue" | "tues" => Weekday::Tue,
        "wednesday" | "wed" | "weds" => Weekday::Wed,
        "thursday" | "thu" | "thur" | "thurs" => Weekday::Thu,
        "friday" | "fri" => Weekday::Fri,
        "saturday" | "sat" => Weekday::Sat,
        "sunday" | "sun" => Weekday::Sun,
        _ => return None,
    })
}

/// A month by its name or a common short form.
pub(super) fn month(word: &str) -> Option<u32> {
    Some(match word {
        "january" | "jan" => 1,
        "february" | "feb" => 2,
        "march" | "mar" => 3,
        "april" | "apr" => 4,
        "may" => 5,
        "june" | "jun" => 6,
        "july" | "jul" => 7,
        "august" | "aug" => 8,
        "september" | "sept" | "sep" => 9,
        "october" | "oct" => 10,
        "november" | "nov" => 11,
        "december" | "dec" => 12,
        _ => return None,
    })
}

/// A small number in one word.
pub(super) fn number(word: &str) -> Option<u32> {
    Some(match word {
        "zero" => 0,
        "one" | "a" | "an" => 1,
        "two" | "couple" => 2,
        "three" | "few" => 3,
        "four" | "several" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        "eight" => 8,
        "nine" => 9,
        "ten" => 10,
        "eleven" => 11,
        "twelve" | "dozen" => 12,
        "thirteen" => 13,
        "fourteen" => 14,
        "fifteen" => 15,
        "sixteen" => 16,
        "seventeen" => 17,
        "eighteen" => 18,
        "nineteen" => 19,
        "twenty" => 20,
        "thirty" => 30,
        "forty" | "fourty" => 40,
        "fifty" => 50,
        "sixty" => 60,
        "seventy" => 70,
        "eighty" => 80,
        "ninety" => 90,
        "hundred" => 100,
        _ => return None,
    })
}

/// A number in digits or in words (`45`, `forty-five`, `a hundred`), and the token after it.
pub(super) fn number_at(message: &Message, at: usize) -> Option<(u32, usize)> {
    if let Kind::Number(n) = message.kind(at) {
        return Some((n, at + 1));
    }
    let first = number(message.word(at))?;
    let next = at + 1 + usize::from(is_hyphen(message, at + 1));
    match (first, number(message.word(next))) {
        (20 | 30 | 40 | 50 | 60 | 70 | 80 | 90, Some(one @ 1..=9)) if !is_article(message.word(next)) => {
            Some((first + one, next + 1))
        }
        (1..=9, Some(100)) => Some((first * 100, next + 1)),
        (1, Some(12)) => Some((12, next + 1)),
        _ => Some((first, at + 1)),
    }
}

/// `a`, `few` and their kind: numbers only before a unit.
pub(super) fn is_article(word: &str) -> bool {
    matches!(word, "a" | "an" | "few" | "couple" | "several")
}

fn is_hyphen(message: &Message, at: usize) -> bool {
    message.is(at, '-') && message.glued(at) && message.glued(at + 1)
}

/// An ordinal in digits or in words (`3rd`, `third`, `twenty-first`), and the token after it.
pub(super) fn ordinal_at(message: &Message, at: usize) -> Option<(u32, usize)> {
    if let Kind::Number(n) = message.kind(at) {
        let suffix = message.glued(at + 1) && matches!(message.word(at + 1), "st" | "nd" | "rd" | "th");
        return suffix.then_some((n, at + 2));
    }
    let word = message.word(at);
    if let Some(n) = ordinal(word) {
        return Some((n, at + 1));
    }
    let tens = match word {
        "twenty" => 20,
        "thirty" => 30,
        _ => return None,
    };
    let next = at + 1 + usize::from(is_hyphen(message, at + 1));
    ordinal(message.word(next)).filter(|n| *n < 10).map(|one| (tens + one, next + 1))
}

/// An ordinal in one word.
fn ordinal(word: &str) -> Option<u32> {
    const NAMES: [&str; 20] = [
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "eleventh",
        "twelfth",
        "thirteenth",
        "fourteenth",
        "fifteenth",
        "sixteenth",
        "seventeenth",
        "eighteenth",
        "nineteenth",
        "twentieth",
    ];
    if word == "thirtieth" {
        return Some(30);
    }
    NAMES.iter().position(|name| *name == word).and_then(|at| u32::try_from(at + 1).ok())
}

/// A time can begin with the word.
pub(in crate::domain::language) const TIME: u16 = 1;
/// A length of time can.
pub(in crate::domain::language) const LENGTH: u16 = 2;
/// A zone can.
pub(in crate::domain::language) const ZONE: u16 = 4;

/// A day by its name or its edge can: `Friday`, `EOW`, `next`.
pub(super) const DAY: u16 = 8;
/// A day counted within something can: `the 3rd`, `last`.
pub(super) const NTH: u16 = 16;
/// A named day can.
pub(in crate::domain::language) const HOLIDAY: u16 = 32;
/// A week, a month or a longer stretch can.
pub(super) const PERIOD: u16 = 64;
/// A clock time in words can.
pub(super) const CLOCK: u16 = 128;
/// A part of a day can.
pub(super) const PART: u16 = 256;

/// Which words can begin what, besides numbers, zones and named days, which have tables of their own: looked up once for each
/// word of a message, so that the grammar is tried only where it may fit.
pub(in crate::domain::language) const BEGINS: &[(u16, &str)] = &[
    (TIME | LENGTH, "around inside less under about max"),
    (TIME | LENGTH | CLOCK, COUNTS),
    (TIME | LENGTH | CLOCK | NTH, "twenty thirty"),
    (TIME | LENGTH | PERIOD, "in within over during week"),
    (TIME | LENGTH | DAY | PERIOD, "next"),
    (TIME | LENGTH | DAY, "day"),
    (TIME | LENGTH | NTH | PERIOD, "the"),
    (TIME | LENGTH, "fortnight hour"),
    (TIME | DAY, "today 2day tomorrow tmrw tmr tmw 2morrow 2moro tomo tomorrows overmorrow"),
    (
        TIME | DAY,
        "monday mon tuesday tue tues wednesday wed weds thursday thu thur thurs friday fri saturday sat sunday sun",
    ),
    (TIME | DAY | PERIOD, MONTHS),
    (TIME | DAY | PERIOD, "this coming upcoming following month quarter year weekend workweek"),
    (TIME | DAY, "eow eom eoq eoy end start beginning middle close midweek top week"),
    (TIME | DAY | PART | PERIOD, "early late mid"),
    (TIME | NTH | PERIOD, ORDINALS),
    (TIME | NTH | PERIOD, "last"),
    (
        TIME | PERIOD,
        "later sometime anytime some any current by before until till for q1 q2 q3 q4 h1 h2 wk wc w cw kw iso calendar front latter back",
    ),
    (TIME | CLOCK, "noon midday midnight"),
    (
        TIME | PART,
        "tonight tonite 2nite 2night morning afternoon evening night lunch lunchtime dinner dinnertime breakfast",
    ),
    (PART, "this in mornings arvo eve am pm at"),
    (TIME, OTHERS),
];

/// Words a length, and a clock time in words, begins with.
const COUNTS: &str = "one a an two couple three few four several five six seven eight nine ten eleven twelve dozen thirteen \
    fourteen fifteen sixteen seventeen eighteen nineteen forty fourty fifty sixty seventy eighty ninety hundred half quarter";

const MONTHS: &str = "january jan february feb march mar april apr may june jun july jul august aug september sept sep october \
    oct november nov december dec";

const ORDINALS: &str = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth \
    fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth";

/// Words that end a day, tell of days gone by, or lead to a time.
const OTHERS: &str = "eod cob cop eob eop mondays tuesdays wednesdays thursdays fridays saturdays sundays past previous every \
    each yesterday yesterday's daily weekly hourly on after between from now";
