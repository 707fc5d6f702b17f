//! Words for moments: how we name a time in somebody's zone.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Timelike, Utc, Weekday};

use super::Zone;
use crate::domain::words::{Locale, Phrase};

const DAYS: Phrase = Phrase::en("time.days", "Mon Tue Wed Thu Fri Sat Sun");
const DAYS_IN_FULL: Phrase =
    Phrase::en("time.days_in_full", "Monday Tuesday Wednesday Thursday Friday Saturday Sunday");
const MONTHS: Phrase = Phrase::en("time.months", "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec");
/// Months as they are typed, one after the other; where they are said, they are shortened.
pub const MONTHS_IN_FULL: Phrase = Phrase::en(
    "time.months_in_full",
    "January February March April May June July August September October November December",
);
const DATE: Phrase = Phrase::en("time.date", "{weekday} {day} {month}");
const DATE_OF_YEAR: Phrase = Phrase::en("time.date_of_year", "{weekday} {day} {month} {year}");
const DAY_OF_MONTH: Phrase = Phrase::en("time.day_of_month", "{day} {month}");
const DAY_AND_CLOCK: Phrase = Phrase::en("time.day_and_clock", "{day} {clock}");
const WITH_ZONE: Phrase = Phrase::en("time.with_zone", "{date}, {clock} {zone}");
const TODAY: Phrase = Phrase::en("time.today", "today");
const TOMORROW: Phrase = Phrase::en("time.tomorrow", "tomorrow");
/// Ordinals that end in 1, 2, 3, and others: of a weekday in its month, and of a day in its month.
const NTH: [Phrase; 4] = [
    Phrase::en("time.1st", "{n}st"),
    Phrase::en("time.2nd", "{n}nd"),
    Phrase::en("time.3rd", "{n}rd"),
    Phrase::en("time.nth", "{n}th"),
];
const NTH_DAY: [Phrase; 4] = [
    Phrase::en("time.1st_day", "{n}st"),
    Phrase::en("time.2nd_day", "{n}nd"),
    Phrase::en("time.3rd_day", "{n}rd"),
    Phrase::en("time.nth_day", "{n}th"),
];
const AND: Phrase = Phrase::en("time.and", "{first} and {last}");

/// A moment as people of a zone say it: "today 17:00", "tomorrow 09:00", "Thu 17:00", and more than six days away
/// "Thu 26 Nov 17:00", in another year "Fri 1 Jan 2027 09:00". Days are calendar days of that zone.
pub fn day_and_time(at: DateTime<Utc>, zone: &Zone, now: DateTime<Utc>, locale: Locale) -> String {
    let (then, today) = (zone.local(at), zone.local(now).date());
    let day = match (then.date() - today).num_days() {
        0 => TODAY.text(locale).to_owned(),
        1 => TOMORROW.text(locale).to_owned(),
        2..=6 => weekday(then.weekday(), locale).to_owned(),
        _ if then.year() == today.year() => date(then.date(), locale),
        _ => date_of_year(then.date(), locale),
    };
    DAY_AND_CLOCK.words(locale, &[("day", &day), ("clock", &clock(then))])
}

/// "today"
pub fn today(locale: Locale) -> &'static str {
    TODAY.text(locale)
}

/// The place a zone is named after: "Berlin", "New York".
pub fn city(zone: &Zone) -> String {
    let name = zone.name();
    name.rsplit('/').next().unwrap_or(name).replace('_', " ")
}

/// A moment for readers whose Slack does not show it in their own time: "Thu 26 Nov, 17:00 Europe/Berlin".
pub fn with_zone(at: DateTime<Utc>, zone: &Zone, locale: Locale) -> String {
    let then = zone.local(at);
    let places = [("date", &*date(then.date(), locale)), ("clock", &clock(then)), ("zone", zone.name())];
    WITH_ZONE.words(locale, &places)
}

/// A date of this year or near it: "Thu 26 Nov".
pub fn date(date: NaiveDate, locale: Locale) -> String {
    dated(&DATE, date, locale)
}

/// A date with its year: "Fri 1 Jan 2027".
pub fn date_of_year(date: NaiveDate, locale: Locale) -> String {
    dated(&DATE_OF_YEAR, date, locale)
}

/// A date without its weekday: "26 Nov".
pub fn day_of_month(date: NaiveDate, locale: Locale) -> String {
    dated(&DAY_OF_MONTH, date, locale)
}

fn dated(phrase: &Phrase, date: NaiveDate, locale: Locale) -> String {
    let (day, year) = (date.day().to_string(), date.year().to_string());
    let month = month(date.month(), locale);
    let places =
        [("weekday", weekday(date.weekday(), locale)), ("day", &*day), ("month", month), ("year", &*year)];
    phrase.words(locale, &places)
}

/// A day of every year: "29 Feb".
pub fn yearly(month: u32, day: u32, locale: Locale) -> String {
    let month = self::month(month, locale);
    DAY_OF_MONTH.words(locale, &[("day", &*day.to_string()), ("month", month)])
}

/// Which of its kind in a month: "1st" Monday, "3rd" Friday.
pub fn nth_of_month(n: u32, locale: Locale) -> String {
    ordinal(&NTH, n, locale)
}

/// A day of a month: "1st", "22nd", "13th".
pub fn nth_day(n: u32, locale: Locale) -> String {
    ordinal(&NTH_DAY, n, locale)
}

fn ordinal([first, second, third, nth]: &[Phrase; 4], n: u32, locale: Locale) -> String {
    let phrase = match (n % 10, n % 100) {
        (_, 11..=13) => nth,
        (1, _) => first,
        (2, _) => second,
        (3, _) => third,
        _ => nth,
    };
    phrase.words(locale, &[("n", &*n.to_string())])
}

/// A weekday, shortened: "Mon".
pub fn weekday(day: Weekday, locale: Locale) -> &'static str {
    nth(DAYS.text(locale), day.num_days_from_monday())
}

/// A weekday: "Monday".
pub fn weekday_in_full(day: Weekday, locale: Locale) -> &'static str {
    nth(DAYS_IN_FULL.text(locale), day.num_days_from_monday())
}

/// A month, shortened, 1 to 12: "Nov".
pub fn month(month: u32, locale: Locale) -> &'static str {
    nth(MONTHS.text(locale), month.clamp(1, 12) - 1)
}

/// The nth of some names.
fn nth(names: &'static str, n: u32) -> &'static str {
    names.split(' ').nth(n as usize).unwrap_or_default()
}

/// Things in a row: "Ada, Bo and Chidi".
pub fn and(things: &[impl AsRef<str>], locale: Locale) -> String {
    match things {
        [first @ .., last] if !first.is_empty() => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            AND.words(locale, &[("first", &*first.join(", ")), ("last", last.as_ref())])
        }
        things => things.iter().map(AsRef::as_ref).collect(),
    }
}

fn clock(at: NaiveDateTime) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().expect("instant")
    }

    #[test]
    fn a_day_is_named_by_its_distance_on_the_zones_own_calendar() {
        let berlin = Zone::named("Europe/Berlin").expect("zone");
        let now = utc("2026-11-22T22:30:00Z"); // Sunday 23:30 in Berlin
        for (at, says) in [
            ("2026-11-22T22:45:00Z", "today 23:45"),
            ("2026-11-22T23:00:00Z", "tomorrow 00:00"),
            ("2026-11-23T23:00:00Z", "Tue 00:00"),
            ("2026-11-28T16:00:00Z", "Sat 17:00"),
            ("2026-11-29T16:00:00Z", "Sun 29 Nov 17:00"),
            ("2026-11-20T16:00:00Z", "Fri 20 Nov 17:00"),
            ("2027-01-01T08:00:00Z", "Fri 1 Jan 2027 09:00"),
        ] {
            assert_eq!(day_and_time(utc(at), &berlin, now, Locale::En), says);
        }
    }

    #[test]
    fn a_fallback_names_day_time_and_zone() {
        let zone = |name| Zone::named(name).expect("zone");
        let at = utc("2026-11-26T16:00:00Z");
        assert_eq!(with_zone(at, &zone("Europe/Berlin"), Locale::En), "Thu 26 Nov, 17:00 Europe/Berlin");
        assert_eq!(city(&zone("Europe/Berlin")), "Berlin");
        assert_eq!(city(&zone("America/New_York")), "New York");
        assert_eq!(city(&zone("America/Argentina/Buenos_Aires")), "Buenos Aires");
        assert_eq!(city(&zone("UTC")), "UTC");
    }

    #[test]
    fn every_language_has_its_own_names_and_order() {
        let berlin = Zone::named("Europe/Berlin").expect("zone");
        let now = utc("2026-11-22T12:00:00Z");
        let spoken = |at, locale| day_and_time(utc(at), &berlin, now, locale);
        for (locale, today, tomorrow, thursday, far) in [
            (Locale::De, "heute 17:00", "morgen 09:00", "Do 09:00", "Di, 2. März 2027 09:00"),
            (Locale::Fr, "aujourd’hui 17:00", "demain 09:00", "jeu. 09:00", "mar. 2 mars 2027 09:00"),
            (Locale::Es, "hoy 17:00", "mañana 09:00", "jue 09:00", "mar 2 mar 2027 09:00"),
        ] {
            assert_eq!(spoken("2026-11-22T16:00:00Z", locale), today);
            assert_eq!(spoken("2026-11-23T08:00:00Z", locale), tomorrow);
            assert_eq!(spoken("2026-11-26T08:00:00Z", locale), thursday);
            assert_eq!(spoken("2027-03-02T08:00:00Z", locale), far);
        }
        assert_eq!(with_zone(now, &berlin, Locale::De), "So, 22. Nov., 13:00 Europe/Berlin");
        for locale in Locale::ALL {
            assert_eq!(DAYS.text(locale).split(' ').count(), 7);
            assert_eq!(DAYS_IN_FULL.text(locale).split(' ').count(), 7);
            assert_eq!(MONTHS.text(locale).split(' ').count(), 12);
        }
    }

    #[test]
    fn things_stand_in_a_row() {
        let said = |things: &[&str]| and(things, Locale::En);
        assert_eq!(
            (said(&[]), said(&["Ada"]), said(&["Ada", "Bo"])),
            (String::new(), "Ada".into(), "Ada and Bo".into())
        );
        assert_eq!(said(&["Ada", "Bo", "Chidi"]), "Ada, Bo and Chidi");
        assert_eq!(and(&["Ada", "Bo"], Locale::Es), "Ada y Bo");
    }
}
