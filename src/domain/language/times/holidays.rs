//! Days with a name: Christmas, New Year's Eve, Thanksgiving, Easter.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::day::Span;
use super::{Now, dates, words};
use crate::domain::language::token::Message;

/// Which date a named day has.
enum Which {
    /// A month and a day.
    On(u32, u32),
    /// The n-th weekday of a month.
    Nth(u32, Weekday, u32),
    /// The last weekday of a month.
    Last(Weekday, u32),
    /// So many days from Easter Sunday.
    Easter(i64),
    /// So many days from the fourth Thursday of November.
    Thanksgiving(u64),
    /// A month and a day that every year has for itself: year, month, day.
    Listed(&'static [(i32, u32, u32)]),
}

use Which::{Easter, Last, Listed, Nth, On, Thanksgiving};

/// New moons between January 21 and February 20, in China.
const LUNAR_NEW_YEAR: &[(i32, u32, u32)] = &[
    (2024, 2, 10),
    (2025, 1, 29),
    (2026, 2, 17),
    (2027, 2, 6),
    (2028, 1, 26),
    (2029, 2, 13),
    (2030, 2, 3),
    (2031, 1, 23),
];

/// The main day, as India's government lists it.
const DIWALI: &[(i32, u32, u32)] = &[
    (2024, 10, 31),
    (2025, 10, 20),
    (2026, 11, 8),
    (2027, 10, 29),
    (2028, 10, 17),
    (2029, 11, 5),
    (2030, 10, 26),
];

/// Names, the longer ones first where one begins another. A clitic is a word of its own: `new year 's eve`.
const NAMES: &[(&str, Which)] = &[
    ("christmas eve", On(12, 24)),
    ("xmas eve", On(12, 24)),
    ("christmas day", On(12, 25)),
    ("christmas", On(12, 25)),
    ("xmas day", On(12, 25)),
    ("xmas", On(12, 25)),
    ("boxing day", On(12, 26)),
    ("new year 's eve", On(12, 31)),
    ("new years eve", On(12, 31)),
    ("new year eve", On(12, 31)),
    ("nye", On(12, 31)),
    ("new year 's day", On(1, 1)),
    ("new years day", On(1, 1)),
    ("new year 's", On(1, 1)),
    ("new year", On(1, 1)),
    ("epiphany", On(1, 6)),
    ("groundhog day", On(2, 2)),
    ("valentine 's day", On(2, 14)),
    ("valentines day", On(2, 14)),
    ("valentine 's", On(2, 14)),
    ("valentines", On(2, 14)),
    ("women 's day", On(3, 8)),
    ("womens day", On(3, 8)),
    ("pi day", On(3, 14)),
    ("anzac day", On(4, 25)),
    ("may day", On(5, 1)),
    ("canada day", On(7, 1)),
    ("australia day", On(1, 26)),
    ("burns night", On(1, 25)),
    ("cinco de mayo", On(5, 5)),
    ("star wars day", On(5, 4)),
    ("german unity day", On(10, 3)),
    ("bonfire night", On(11, 5)),
    ("guy fawkes", On(11, 5)),
    ("remembrance day", On(11, 11)),
    ("all saints day", On(11, 1)),
    ("all souls day", On(11, 2)),
    ("st nicholas day", On(12, 6)),
    ("st andrew 's day", On(11, 30)),
    ("st george 's day", On(4, 23)),
    ("st patrick 's day", On(3, 17)),
    ("saint patrick 's day", On(3, 17)),
    ("april fools day", On(4, 1)),
    ("april fool 's day", On(4, 1)),
    ("april fools", On(4, 1)),
    ("earth day", On(4, 22)),
    ("juneteenth", On(6, 19)),
    ("independence day", On(7, 4)),
    ("bastille day", On(7, 14)),
    ("halloween", On(10, 31)),
    ("veterans day", On(11, 11)),
    ("martin luther king day", Nth(3, Weekday::Mon, 1)),
    ("mlk day", Nth(3, Weekday::Mon, 1)),
    ("memorial day", Last(Weekday::Mon, 5)),
    ("mother 's day", Nth(2, Weekday::Sun, 5)),
    ("mothers day", Nth(2, Weekday::Sun, 5)),
    ("presidents day", Nth(3, Weekday::Mon, 2)),
    ("president 's day", Nth(3, Weekday::Mon, 2)),
    ("columbus day", Nth(2, Weekday::Mon, 10)),
    ("indigenous peoples day", Nth(2, Weekday::Mon, 10)),
    ("indigenous people 's day", Nth(2, Weekday::Mon, 10)),
    ("father 's day", Nth(3, Weekday::Sun, 6)),
    ("fathers day", Nth(3, Weekday::Sun, 6)),
    ("labor day", Nth(1, Weekday::Mon, 9)),
    ("labour day", On(5, 1)),
    ("thanksgiving day", Thanksgiving(0)),
    ("thanksgiving", Thanksgiving(0)),
    ("black friday", Thanksgiving(1)),
    ("cyber monday", Thanksgiving(4)),
    ("shrove tuesday", Easter(-47)),
    ("pancake day", Easter(-47)),
    ("mardi gras", Easter(-47)),
    ("ash wednesday", Easter(-46)),
    ("palm sunday", Easter(-7)),
    ("maundy thursday", Easter(-3)),
    ("good friday", Easter(-2)),
    ("ascension day", Easter(39)),
    ("whit sunday", Easter(49)),
    ("pentecost", Easter(49)),
    ("whit monday", Easter(50)),
    ("pentecost monday", Easter(50)),
    ("corpus christi", Easter(60)),
    ("lunar new year", Listed(LUNAR_NEW_YEAR)),
    ("chinese new year", Listed(LUNAR_NEW_YEAR)),
    ("diwali", Listed(DIWALI)),
    ("easter monday", Easter(1)),
    ("easter sunday", Easter(0)),
    ("easter", Easter(0)),
];

/// The words a named day begins with.
pub(in crate::domain::language) fn holiday_words() -> impl Iterator<Item = &'static str> {
    NAMES.iter().map(|(name, _)| name.split(' ').next().unwrap_or(name))
}

/// A named day that starts at a token, the next time it comes.
pub(super) fn holiday(message: &Message, at: usize, now: &Now<'_>) -> Option<(Span, usize)> {
    let first = message.word(at);
    if !message.begins(at, words::HOLIDAY) {
        return None;
    }
    let said = |name: &str| {
        name.split(' ').try_fold(at, |at, word| {
            let at = at + usize::from(message.is(at, '\'')); // `presidents' day`
            (message.word(at) == word).then_some(at + 1)
        })
    };
    let (next, which) = NAMES
        .iter()
        .filter(|(name, _)| name.starts_with(first))
        .find_map(|(name, which)| Some((said(name)?, which)))?;
    let (year, after) = match dates::year(message, next) {
        Some(year) => (Some(year), next + 1),
        None => (None, next),
    };
    let date = if let Some(year) = year {
        which.in_year(year)?
    } else {
        let this = now.today().year();
        (this..=this + 1).filter_map(|year| which.in_year(year)).find(|date| *date >= now.today())?
    };
    Some((Span::Day(date), after))
}

impl Which {
    fn in_year(&self, year: i32) -> Option<NaiveDate> {
        match *self {
            On(month, day) => NaiveDate::from_ymd_opt(year, month, day),
            Nth(nth, weekday, month) => nth_weekday(year, month, weekday, nth),
            Last(weekday, month) => last_weekday(year, month, weekday),
            Easter(days) => easter(year)?.checked_add_signed(chrono::TimeDelta::days(days)),
            Listed(dates) => {
                let (year, month, day) = dates.iter().find(|(listed, ..)| *listed == year)?;
                NaiveDate::from_ymd_opt(*year, *month, *day)
            }
            Thanksgiving(days) => nth_weekday(year, 11, Weekday::Thu, 4)?.checked_add_days(Days::new(days)),
        }
    }
}

/// The n-th weekday of a month.
pub(super) fn nth_weekday(year: i32, month: u32, weekday: Weekday, nth: u32) -> Option<NaiveDate> {
    NaiveDate::from_weekday_of_month_opt(year, month, weekday, u8::try_from(nth).ok()?)
}

/// The last weekday of that name in a month.
pub(super) fn last_weekday(year: i32, month: u32, weekday: Weekday) -> Option<NaiveDate> {
    nth_weekday(year, month, weekday, 5).or_else(|| nth_weekday(year, month, weekday, 4))
}

/// Easter Sunday by the Gregorian computus (the anonymous algorithm of 1876).
fn easter(year: i32) -> Option<NaiveDate> {
    let (golden, century, rest) = (year % 19, year / 100, year % 100);
    let (leap, skipped) = (century / 4, century % 4);
    let moon = (19 * golden + century - leap - (century - (century + 8) / 25 + 1) / 3 + 15) % 30;
    let sunday = (32 + 2 * skipped + 2 * (rest / 4) - moon - rest % 4) % 7;
    let late = (golden + 11 * moon + 22 * sunday) / 451;
    let days = moon + sunday - 7 * late + 114;
    NaiveDate::from_ymd_opt(year, u32::try_from(days / 31).ok()?, u32::try_from(days % 31 + 1).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_falls_where_calendars_print_it() {
        for (year, month, day) in [(2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2027, 3, 28), (2038, 4, 25)] {
            assert_eq!(easter(year), NaiveDate::from_ymd_opt(year, month, day));
        }
    }
}
