//! Working hours as people write them: "mon-thu 9-17:30, fri 9-13".

use chrono::Weekday;

use crate::app::commands::when::{names, weekday};
use crate::app::say::WEEK;
use crate::domain::schedule::{Shift, WorkWeek, merged};

/// Longest shift that is taken for meant; "9-5" would be 20 hours.
const LONGEST: u16 = 16 * 60;
/// Most shifts on one day.
const MOST_SHIFTS: usize = 6;

/// What is wrong with a line; it holds the words in question.
#[derive(Debug, PartialEq, Eq)]
pub enum Slip {
    /// No clock shows it.
    NotATime(String),
    /// It is neither days nor hours.
    NotClear(String),
    /// It would last too long to be meant.
    TooLong(String),
    /// Days without hours.
    NoHours,
}

/// One item of a line.
enum Item {
    Days(Vec<Weekday>),
    Shift(Shift),
    Free,
}

/// Reads a line in its plain form. Hours belong to the days before them; where all days stand behind all hours, to these;
/// hours without days to `usual`'s days. Shifts of a day that overlap are one.
pub fn read(line: &str, usual: &WorkWeek) -> Result<WorkWeek, Slip> {
    let mut week = WorkWeek::default();
    let mut days: Vec<Weekday> = Vec::new();
    let mut answered = true;
    let by_night = line.split(' ').any(|word| word.starts_with("night"));
    // hours before any days, as long as there are no others
    let mut early = Some(Vec::new());
    for word in tidy(&names::line_in_english(line)).split([' ', ',']).filter(|word| !word.is_empty()) {
        match item(word, by_night)? {
            Item::Days(more) => {
                if answered {
                    days.clear();
                }
                days.extend(more);
                answered = false;
            }
            Item::Shift(shift) => {
                if answered && early.as_ref().is_some_and(|early| days.is_empty() || !early.is_empty()) {
                    early.get_or_insert_default().push(shift);
                } else {
                    early = None;
                }
                if days.is_empty() {
                    days = working_days(usual);
                }
                add(&mut week, &days, shift, word)?;
                answered = true;
            }
            Item::Free if days.is_empty() => return Err(Slip::NotClear(word.to_owned())),
            Item::Free => {
                early = None;
                answered = true;
            }
        }
    }
    if let Some(early) = early.filter(|early| !answered && !early.is_empty()) {
        week = WorkWeek::default();
        for shift in early {
            add(&mut week, &days, shift, line)?;
        }
        answered = true;
    }
    let nothing = week.0.iter().all(Vec::is_empty);
    if answered && !nothing { Ok(week) } else { Err(Slip::NoHours) }
}

/// The line with its many ways to say "to", "and" and "am" made one.
fn tidy(line: &str) -> String {
    let mut line = format!(" {line} ");
    for (from, to) in [
        (";", ","),
        ("&", ","),
        ("+", ","),
        ("/", ","),
        (",", " , "),
        (" and ", " , "),
        (" from ", " "),
        (" between ", " "),
        (" every ", " "),
        (" nights ", " "),
        (" nightly ", " daily "),
        (" shifts ", " "),
        (" on ", " "),
        (" set ", " "),
        (" through ", "-"),
        (" thru ", "-"),
        (" o'clock", ""),
        (" uhr", ""),
        (" a.m.", "am"),
        (" p.m.", "pm"),
        (" am ", "am "),
        (" pm ", "pm "),
        (" am-", "am-"),
        (" pm-", "pm-"),
        (" to ", "-"),
        (" until ", "-"),
        (" a ", "-"),
        (" till ", "-"),
        (" - ", "-"),
        ("- ", "-"),
        (" -", "-"),
    ] {
        line = line.replace(from, to);
    }
    line
}

fn item(word: &str, by_night: bool) -> Result<Item, Slip> {
    let word = word.trim_end_matches([':', '.']);
    let is_named = |end: &str| matches!(end, "noon" | "midday" | "midnight");
    if word.starts_with(|c: char| c.is_ascii_digit()) || word.split('-').any(is_named) {
        return shift(word, by_night).map(Item::Shift);
    }
    if matches!(word, "off" | "free" | "closed") {
        return Ok(Item::Free);
    }
    days(word).map(Item::Days).ok_or_else(|| Slip::NotClear(word.to_owned()))
}

fn days(word: &str) -> Option<Vec<Weekday>> {
    match word {
        "weekdays" | "weekday" | "workdays" | "m-f" => return Some(WEEK[..5].to_vec()),
        "weekend" | "weekends" => return Some(WEEK[5..].to_vec()),
        "daily" | "everyday" | "day" => return Some(WEEK.to_vec()),
        _ => {}
    }
    let Some((first, last)) = word.split_once('-') else { return day(word).map(|day| vec![day]) };
    let (first, last) = (day(first)?, day(last)?);
    let days = std::iter::successors(Some(first), |day| (*day != last).then(|| day.succ()));
    Some(days.collect())
}

/// A weekday; where only days can stand, also by two letters, and `mar` is the French and Spanish Tuesday.
fn day(word: &str) -> Option<Weekday> {
    let word = word.trim_end_matches('.');
    weekday(word).or_else(|| {
        Some(match word {
            "mo" => Weekday::Mon,
            "tu" | "mar" => Weekday::Tue,
            "we" => Weekday::Wed,
            "th" => Weekday::Thu,
            "fr" => Weekday::Fri,
            "sa" => Weekday::Sat,
            "su" => Weekday::Sun,
            _ => return None,
        })
    })
}

fn shift(word: &str, by_night: bool) -> Result<Shift, Slip> {
    let (from, to) = word.split_once('-').ok_or_else(|| Slip::NotClear(word.to_owned()))?;
    let minutes = |clock: &str| minutes(clock).ok_or_else(|| Slip::NotATime(clock.to_owned()));
    let (from, to) = (if from == "midnight" { 0 } else { minutes(&with_half(from, to))? }, minutes(to)?);
    let is_bare = |said: char| said.is_ascii_digit() || matches!(said, ':' | '.' | '-');
    let is_afternoon = 60 <= from && from < to && to <= BEFORE_DAWN && word.chars().all(is_bare);
    let is_meant = is_afternoon && !by_night && !word.starts_with('0');
    let (from, to) = if is_meant { (from + 720, to + 720) } else { (from, to) };
    if from == 1440 {
        return Err(Slip::NotATime(word.to_owned()));
    }
    let shift = Shift { from, to };
    if is_long(shift) { Err(Slip::TooLong(word.to_owned())) } else { Ok(shift) }
}

/// "2-4" is meant for the afternoon, like a bare "at 3"; who works from two to four at night writes 02:00, or "nights".
const BEFORE_DAWN: u16 = 6 * 60;

/// A beginning with the half of the day that is said only behind the end: in "2-4pm" both are in the afternoon, in "9-5pm"
/// only the end can be.
fn with_half(from: &str, to: &str) -> String {
    let half = if to.ends_with("pm") { "pm" } else { "" };
    let same = format!("{from}{half}");
    match (minutes(&same), minutes(to)) {
        (Some(begin), Some(end)) if begin < end && !from.starts_with('0') => same,
        _ => from.to_owned(),
    }
}

/// Whether a shift is short enough to be meant; a whole day is.
pub fn fits(shift: Shift) -> bool {
    !is_long(shift)
}

fn is_long(Shift { from, to }: Shift) -> bool {
    let length = if to > from { to - from } else { 1440 - from + to };
    length > LONGEST && (from, to) != (0, 1440)
}

/// `9`, `9:30`, `9.30`, `9h30`, `930`, `0930`, `9am`, `5:30pm`, `noon`: minutes after midnight, 0 to 1440.
fn minutes(clock: &str) -> Option<u16> {
    match clock {
        "noon" | "midday" => return Some(720),
        "midnight" => return Some(1440),
        _ => {}
    }
    let (clock, half) = match (clock.strip_suffix("am"), clock.strip_suffix("pm")) {
        (Some(clock), _) => (clock, Some(0)),
        (_, Some(clock)) => (clock, Some(12)),
        _ => (clock, None),
    };
    let clock = clock.strip_suffix('h').unwrap_or(clock);
    let (hour, minute) = match clock.split_once([':', '.', 'h']) {
        Some((hour, minute)) => (hour, minute),
        None if clock.len() >= 3 => clock.split_at_checked(clock.len() - 2)?,
        None => (clock, "00"),
    };
    let number = |text: &str, digits: std::ops::RangeInclusive<usize>| -> Option<u16> {
        let fits = digits.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        if fits { text.parse().ok() } else { None }
    };
    let (hour, minute) = (number(hour, 1..=2)?, number(minute, 2..=2)?);
    let hour = match half {
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
        None => hour,
    };
    (minute < 60 && hour * 60 + minute <= 1440).then_some(hour * 60 + minute)
}

fn working_days(usual: &WorkWeek) -> Vec<Weekday> {
    let days: Vec<_> = WEEK.into_iter().filter(|day| !usual.on(*day).is_empty()).collect();
    if days.is_empty() { WEEK[..5].to_vec() } else { days }
}

/// Adds a shift to some days, unless that is more than a day has; `word` is what said it.
pub fn add(week: &mut WorkWeek, days: &[Weekday], shift: Shift, word: &str) -> Result<(), Slip> {
    for day in days {
        let shifts = &mut week.0[day.num_days_from_monday() as usize];
        shifts.push(shift);
        *shifts = merged(std::mem::take(shifts))
            .filter(|shifts| shifts.iter().all(|shift| !is_long(*shift)))
            .ok_or_else(|| Slip::TooLong(word.to_owned()))?;
        if shifts.len() > MOST_SHIFTS {
            return Err(Slip::NotClear(word.to_owned()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::commands::line::Words;
    use crate::app::say::hours;
    use crate::domain::charter::Charter;
    use crate::domain::words::Locale;

    fn read(line: &str) -> Result<String, Slip> {
        super::read(&Words::of(line).plain(), &Charter::default().hours).map(|week| hours(&week, Locale::En))
    }

    #[test]
    fn hours_are_read_as_people_write_them() {
        for (line, week) in [
            ("mon-fri 9-17", "Mon–Fri 09:00–17:00"),
            ("9-17:30", "Mon–Fri 09:00–17:30"),
            ("1-6pm", "Mon–Fri 13:00–18:00"),
            ("11-1pm", "Mon–Fri 11:00–13:00"),
            ("8-12pm", "Mon–Fri 08:00–12:00"),
            ("2-4", "Mon–Fri 14:00–16:00"),
            ("2:30-4", "Mon–Fri 14:30–16:00"),
            ("02:00-04:00", "Mon–Fri 02:00–04:00"),
            ("6-14", "Mon–Fri 06:00–14:00"),
            ("mon-thu 9-17:30, fri 9-13", "Mon–Thu 09:00–17:30, Fri 09:00–13:00"),
            ("MON – THU 9 – 17:30; Fri: 9—13", "Mon–Thu 09:00–17:30, Fri 09:00–13:00"),
            ("Monday to Friday from 9am to 5pm", "Mon–Fri 09:00–17:00"),
            ("mon, wed and fri 9:30-13.30", "Mon 09:30–13:30, Wed 09:30–13:30, Fri 09:30–13:30"),
            ("mon/wed 9-13", "Mon 09:00–13:00, Wed 09:00–13:00"),
            ("weekdays 9-12 13-17", "Mon–Fri 09:00–12:00 and 13:00–17:00"),
            ("9-12, 13-17", "Mon–Fri 09:00–12:00 and 13:00–17:00"),
            ("mon-fri 9 am - 5 pm", "Mon–Fri 09:00–17:00"),
            ("mon\u{a0}９-１７", "Mon 09:00–17:00"),
            ("0900-1730", "Mon–Fri 09:00–17:30"),
            ("8h30-17h", "Mon–Fri 08:30–17:00"),
            ("sun-wed 22-6", "Sun–Wed 22:00–06:00"),
            ("nights sun-thu 22-6", "Sun–Thu 22:00–06:00"),
            ("nights mon-fri 1-6", "Mon–Fri 01:00–06:00"),
            ("nightly 23-5", "Mon–Sun 23:00–05:00"),
            ("mon-thu 6-14 and 22-24, sat-sun off", "Mon–Thu 06:00–14:00 and 22:00–24:00"),
            ("daily 0-24", "Mon–Sun 00:00–24:00"),
            ("mon-thu 9-17, fri off", "Mon–Thu 09:00–17:00"),
            ("sat 9-12", "Sat 09:00–12:00"),
            ("mon 13-17, mon 9-12, mon 9-12", "Mon 09:00–12:00 and 13:00–17:00"),
            ("mon 9-12 11-15", "Mon 09:00–15:00"),
            ("mon-fri 9-13, fri 12-17", "Mon–Thu 09:00–13:00, Fri 09:00–17:00"),
            ("Mo-Fr 9-17", "Mon–Fri 09:00–17:00"),
            ("Mo, Di, Mi 9-17", "Mon–Wed 09:00–17:00"),
            ("lun-ven 9h-17h30", "Mon–Fri 09:00–17:30"),
            ("Sa. & So. 10-14", "Sat–Sun 10:00–14:00"),
            ("m-f 900-1700", "Mon–Fri 09:00–17:00"),
            ("Monday through Friday 9-17", "Mon–Fri 09:00–17:00"),
            ("mon-fri from 9 to noon, 1pm to 5pm", "Mon–Fri 09:00–12:00 and 13:00–17:00"),
            ("noon-midnight", "Mon–Fri 12:00–24:00"),
            ("sat midnight to noon", "Sat 00:00–12:00"),
            ("9-17 Mon-Fri", "Mon–Fri 09:00–17:00"),
            ("9-12 13-17 sat, sun", "Sat–Sun 09:00–12:00 and 13:00–17:00"),
            ("set mon 9-13", "Mon 09:00–13:00"),
        ] {
            assert_eq!(read(line), Ok(week.to_owned()), "{line}");
            assert_eq!(read(week), Ok(week.to_owned()), "what is said back means the same");
        }
    }

    #[test]
    fn hours_are_read_in_every_language_they_are_said_in() {
        let week = |line: &str| super::read(&Words::of(line).plain(), &Charter::default().hours);
        for line in [
            "Mo-Do 9-17:30, Fr 9-13",
            "Montag bis Donnerstag von 9 bis 17:30 Uhr und Freitag 9-13",
            "lun-jeu 9-17:30, ven 9-13",
            "du lundi au jeudi de 9h à 17h30 et vendredi 9h-13h",
            "lun-jue 9-17:30, vie 9-13",
            "lunes a jueves de 9 a 17:30 y viernes 9-13",
        ] {
            assert_eq!(week(line), week("mon-thu 9-17:30, fri 9-13"), "{line}");
        }
        for (line, same) in
            [("mar 9-17", "tue 9-17"), ("mar-jeu 9-17", "tue-thu 9-17"), ("Sa frei, So 9-12", "sun 9-12")]
        {
            assert_eq!(week(line), week(same), "{line}");
        }
        for locale in Locale::ALL {
            for line in ["mon-thu 9-17:30, fri 9-12 13-16", "tue 9-17", "sat-sun 10-14", "sun-thu 22-6"] {
                let meant = week(line).expect("hours");
                assert_eq!(week(&hours(&meant, locale)), Ok(meant.clone()), "{}", hours(&meant, locale));
            }
        }
    }

    #[test]
    fn a_slip_is_named() {
        for (line, slip) in [
            ("25:61-26", Slip::NotATime("25:61".into())),
            ("mon-fri 9-25", Slip::NotATime("25".into())),
            ("9-17:60", Slip::NotATime("17:60".into())),
            ("13pm-14pm", Slip::NotATime("13pm".into())),
            ("24-6", Slip::NotATime("24-6".into())),
            ("9-5", Slip::TooLong("9-5".into())),
            ("9-9", Slip::TooLong("9-9".into())),
            ("7-6am", Slip::TooLong("7-6am".into())),
            ("9", Slip::NotClear("9".into())),
            ("25:61", Slip::NotClear("25:61".into())),
            ("mon-fry 9-17", Slip::NotClear("mon-fry".into())),
            ("whenever", Slip::NotClear("whenever".into())),
            ("off", Slip::NotClear("off".into())),
            ("<!channel>", Slip::NotClear("<!channel>".into())),
            ("mon-fri", Slip::NoHours),
            ("mon 9-17 sat", Slip::NoHours),
            ("9-17 sat off, sun", Slip::NoHours),
            ("mon 8-20 18-9", Slip::TooLong("18-9".into())),
            ("mon 930-1875", Slip::NotATime("1875".into())),
            ("mon off", Slip::NoHours),
        ] {
            assert_eq!(read(line), Err(slip), "{line}");
        }
        let many = (0..20).map(|hour| format!("{hour}-{}", hour + 1)).collect::<Vec<_>>().join(" ");
        assert!(matches!(read(&many), Err(Slip::NotClear(_))));
    }

    #[test]
    fn any_line_is_read_without_harm() {
        proptest::proptest!(|(line in "([a-z]{0,4}|[0-9:.hap-]{0,6}|\\PC)( |,|-)?([0-9:-]{0,8}|\\PC{0,9})")| {
            let _ = read(&line);
        });
    }
}
