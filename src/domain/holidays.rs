//! Public holidays of countries and their regions, from the table `holidays/table.txt`.
//!
//! The table is made by `holidays/generate.py`, which names its source and licence; it covers the years in
//! [`covered`]. Dates that depend on the sight of the moon are estimates, and their names say so.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::OnceLock;

use chrono::{Datelike, NaiveDate, TimeDelta};

const TABLE: &str = include_str!("holidays/table.txt");

/// A country, or a region of one, with its public holidays.
#[derive(Debug, PartialEq, Eq)]
pub struct Region {
    /// The ISO 3166 code: `DE`, or `DE-BE` for a region.
    pub code: &'static str,
    /// Its name: "Germany", "Berlin".
    pub name: &'static str,
    days: BTreeMap<NaiveDate, &'static str>,
}

impl Region {
    /// Whether it is a country and not a part of one.
    pub fn is_country(&self) -> bool {
        !self.code.contains('-')
    }

    /// The code of its country.
    pub fn country(&self) -> &'static str {
        self.code.split('-').next().unwrap_or(self.code)
    }

    /// The holiday on a date, by its name.
    pub fn on(&self, date: NaiveDate) -> Option<&'static str> {
        self.days.get(&date).copied()
    }

    /// The holidays from a date on, in order.
    pub fn from(&self, date: NaiveDate) -> impl Iterator<Item = (NaiveDate, &'static str)> {
        self.days.range(date..).map(|(date, name)| (*date, *name))
    }

    /// The holidays of the days to come, today's included, or at least the next one.
    pub fn ahead(&self, today: NaiveDate, days: TimeDelta) -> Vec<(NaiveDate, &'static str)> {
        let mut all = self.from(today);
        let first = all.next();
        first.into_iter().chain(all.take_while(|(date, _)| *date - today <= days)).collect()
    }
}

/// The years the table covers.
pub fn covered() -> RangeInclusive<i32> {
    let days = || all().values().flat_map(|region| region.days.keys());
    let years = || days().map(Datelike::year);
    years().min().unwrap_or_default()..=years().max().unwrap_or_default()
}

/// What people call countries beside their codes and their English names.
const OTHER_NAMES: &[(&str, &str)] = &[
    ("UK", "GB"),
    ("GREAT-BRITAIN", "GB"),
    ("USA", "US"),
    ("UAE", "AE"),
    ("HOLLAND", "NL"),
    ("NEDERLAND", "NL"),
    ("DEUTSCHLAND", "DE"),
    ("ALLEMAGNE", "DE"),
    ("ALEMANIA", "DE"),
    ("ÖSTERREICH", "AT"),
    ("AUTRICHE", "AT"),
    ("SCHWEIZ", "CH"),
    ("SUISSE", "CH"),
    ("SUIZA", "CH"),
    ("FRANKREICH", "FR"),
    ("FRANCIA", "FR"),
    ("SPANIEN", "ES"),
    ("ESPAÑA", "ES"),
    ("ESPAGNE", "ES"),
    ("ITALIA", "IT"),
    ("BELGIË", "BE"),
    ("BELGIQUE", "BE"),
    ("POLSKA", "PL"),
    ("BRASIL", "BR"),
    ("MÉXICO", "MX"),
    ("TÜRKIYE", "TR"),
];

/// Finds a country or region by its code (`DE-BE`, any case), its English name, another usual one, or its flag as Slack
/// writes it (`:flag-de:`).
pub fn find(said: &str) -> Option<&'static Region> {
    let said = said.trim().trim_start_matches(":flag-").trim_matches([':', '.']);
    let code: String = said.to_uppercase().replace([' ', '_', '/'], "-");
    let code = OTHER_NAMES.iter().find(|(name, _)| *name == code).map_or(code.as_str(), |(_, code)| *code);
    all()
        .get(code)
        .or_else(|| all().values().find(|region| region.name.to_lowercase() == said.to_lowercase()))
}

/// Every country, in order of their codes.
pub fn all_countries() -> impl Iterator<Item = &'static Region> {
    all().values().filter(|region| region.is_country())
}

/// The regions of a country, in order of their codes.
pub fn regions(country: &str) -> impl Iterator<Item = &'static Region> {
    let head = format!("{country}-");
    all().values().filter(move |region| region.code.starts_with(&head))
}

/// How many countries there are.
pub fn countries() -> usize {
    all_countries().count()
}

fn all() -> &'static BTreeMap<&'static str, Region> {
    static ALL: OnceLock<BTreeMap<&'static str, Region>> = OnceLock::new();
    ALL.get_or_init(|| read(TABLE))
}

/// Reads the table; its head says how it is written. A region stands after its country.
fn read(table: &'static str) -> BTreeMap<&'static str, Region> {
    let mut names: Vec<&'static str> = Vec::new();
    let mut all: BTreeMap<&'static str, Region> = BTreeMap::new();
    let mut now = "";
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let (head, rest) = line.split_once(' ').unwrap_or((line, ""));
        if head.starts_with('=') {
            names.push(rest);
        } else if let Ok(year) = head.parse() {
            let days = rest.split(' ').filter_map(|entry| day(entry, year, &names));
            if let Some(region) = all.get_mut(now) {
                for (date, name) in days {
                    match name {
                        Some(name) => region.days.insert(date, name),
                        None => region.days.remove(&date),
                    };
                }
            }
        } else {
            now = head;
            let whole = head.split_once('-').and_then(|(country, _)| all.get(country));
            let days = whole.map(|whole| whole.days.clone()).unwrap_or_default();
            all.insert(head, Region { code: head, name: rest, days });
        }
    }
    all
}

/// An entry such as `1003:12`, `+0308:7` or `-1031`: a date, and the holiday on it or that there is none.
fn day(entry: &str, year: i32, names: &[&'static str]) -> Option<(NaiveDate, Option<&'static str>)> {
    let (date, name) = if let Some(date) = entry.strip_prefix('-') {
        (date, None)
    } else {
        let (date, number) = entry.trim_start_matches('+').split_once(':')?;
        (date, Some(*names.get(number.parse::<usize>().ok()?)?))
    };
    let (month, day) = date.split_at_checked(2)?;
    Some((NaiveDate::from_ymd_opt(year, month.parse().ok()?, day.parse().ok()?)?, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).expect("date")
    }

    #[test]
    fn many_countries_are_known_and_every_line_of_the_table_is_read() {
        assert!(countries() >= 60, "{}", countries());
        assert_eq!(covered(), 2026..=2031);
        for (code, region) in all() {
            // under martial law Ukraine has none
            assert!(!region.name.is_empty() && (!region.days.is_empty() || *code == "UA"), "{code}");
        }
        let entries =
            TABLE.lines().filter(|line| line.starts_with("20")).flat_map(|line| line.split(' ').skip(1));
        let names: Vec<&str> = TABLE.lines().filter(|line| line.starts_with('=')).collect();
        for entry in entries {
            assert!(day(entry, 2028, &names).is_some(), "{entry}");
        }
        for (n, name) in names.iter().enumerate() {
            assert!(name.starts_with(&format!("={n} ")), "names are numbered from nought on: {name}");
        }
    }

    #[test]
    fn a_region_has_its_country_s_holidays_and_its_own() {
        let [germany, berlin, bavaria] = ["DE", "de-be", "DE BY"].map(|code| find(code).expect("known"));
        let unity = date(2026, 10, 3);
        assert_eq!([germany, berlin, bavaria].map(|region| region.on(unity).is_some()), [true; 3]);
        let women = date(2027, 3, 8);
        assert_eq!([germany, berlin, bavaria].map(|region| region.on(women).is_some()), [false, true, false]);
        assert_eq!(regions("DE").filter(|region| region.code.len() == 5).count(), 16);
    }

    #[test]
    fn well_known_days_stand_where_the_calendar_has_them() {
        for (code, on, name) in [
            ("US", date(2026, 11, 26), "Thanksgiving"),
            ("GB-SCT", date(2026, 11, 30), "Andrew"),
            ("FR", date(2027, 7, 14), "National Day"),
            ("IN", date(2027, 1, 26), "Republic Day"),
            ("NZ", date(2028, 2, 6), "Waitangi Day"),
            ("BR", date(2026, 12, 25), "Christmas"),
            ("JP", date(2027, 1, 1), "New Year"),
        ] {
            let found = find(code).and_then(|region| region.on(on));
            assert!(found.is_some_and(|found| found.contains(name)), "{code} {on}: {found:?}");
        }
    }

    #[test]
    fn a_country_is_found_by_name_and_nonsense_is_not() {
        assert_eq!(find(" germany ").map(|region| region.code), Some("DE"));
        assert_eq!(find("Berlin").map(|region| region.code), Some("DE-BE"));
        for (said, code) in
            [("uk", "GB"), ("USA", "US"), ("Österreich", "AT"), ("de/be", "DE-BE"), (":flag-pt:", "PT")]
        {
            assert_eq!(find(said).map(|region| region.code), Some(code), "{said}");
        }
        let is_there = |(_, code): &(&str, &str)| all().contains_key(code);
        assert!(OTHER_NAMES.iter().all(is_there));
        for nonsense in ["", "-", "Atlantis", "DE-XX", "D\u{130}", "{}"] {
            assert_eq!(find(nonsense), None, "{nonsense}");
        }
    }
}
