//! Zones as people name them: by their name, by a city, or nearly so.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::Zone;
use crate::domain::language::zone_of_place;

/// How unlike a name may be that is offered instead.
const NEAR: usize = 2;

impl Zone {
    /// Finds a zone by its name (`Europe/Lisbon`, in any case) or by a city ("Lisbon", "new york", "São Paulo").
    pub fn found(said: &str) -> Option<Self> {
        let said = said.trim().trim_end_matches(['.', '!', '?', ',']).trim();
        if said.contains('/') {
            return Self::named(&said.replace(' ', "_"));
        }
        let city = folded(said);
        if matches!(city.as_str(), "utc" | "gmt" | "z") {
            return Some(Self::utc());
        }
        cities().get(city.as_str()).and_then(|name| Self::named(name)).or_else(|| zone_of_place(&city))
    }

    /// Cities whose names are nearly what was said, the nearest first.
    pub fn near(said: &str) -> Vec<String> {
        let said = folded(said.rsplit('/').next().unwrap_or(said));
        if said.len() < 4 {
            return Vec::new();
        }
        let mut near: Vec<(usize, &str)> = cities()
            .iter()
            .map(|(city, name)| (distance(city, &said), *name))
            .filter(|(apart, _)| *apart <= NEAR)
            .collect();
        near.sort_unstable();
        near.dedup();
        near.into_iter().take(3).map(|(_, name)| city(name)).collect()
    }
}

/// The place a zone's name ends with: "New York".
fn city(name: &str) -> String {
    name.rsplit('/').next().unwrap_or(name).replace('_', " ")
}

/// Zones by their cities. Of two with the same city the one with the plainer name counts.
fn cities() -> &'static BTreeMap<String, &'static str> {
    static CITIES: OnceLock<BTreeMap<String, &'static str>> = OnceLock::new();
    CITIES.get_or_init(|| {
        let mut cities = BTreeMap::new();
        let mut names: Vec<&'static str> = chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()).collect();
        names.sort_by_key(|name| (name.matches('/').count(), *name));
        let is_place = |name: &&&str| {
            name.split_once('/').is_some_and(|(area, _)| !matches!(area, "Etc" | "SystemV" | "US" | "Canada"))
        };
        for name in names.iter().filter(is_place) {
            cities.entry(folded(&city(name))).or_insert(*name);
        }
        cities
    })
}

/// A name without what people leave out: capitals, accents, dashes for spaces.
fn folded(name: &str) -> String {
    let spaced: String = name
        .to_lowercase()
        .chars()
        .filter_map(|c| match c {
            'à'..='å' => Some('a'),
            'ç' => Some('c'),
            'è'..='ë' => Some('e'),
            'ì'..='ï' => Some('i'),
            'ñ' => Some('n'),
            'ò'..='ö' | 'ø' => Some('o'),
            'ù'..='ü' => Some('u'),
            '_' | '-' => Some(' '),
            // St. John's is St_Johns there
            '.' | '\'' | '\u{2019}' => None,
            other => Some(other),
        })
        .collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How many letters have to be changed, put in or left out to make one word of the other; two that changed places
/// count once.
pub fn distance(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=other.len()).collect()];
    for (i, a) in one.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in other.iter().enumerate() {
            let mut best = (rows[i][j] + usize::from(a != b)).min(rows[i][j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *a == other[j - 1] && one[i - 1] == *b {
                best = best.min(rows[i - 1][j - 1] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows.last().and_then(|row| row.last()).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_found_by_name_and_by_city() {
        for (said, name) in [
            ("Europe/Lisbon", "Europe/Lisbon"),
            ("europe/lisbon", "Europe/Lisbon"),
            ("Lisbon", "Europe/Lisbon"),
            ("LISBON.", "Europe/Lisbon"),
            ("new  york", "America/New_York"),
            ("America/New York", "America/New_York"),
            ("São Paulo", "America/Sao_Paulo"),
            ("St. John\u{2019}s", "America/St_Johns"),
            ("Port-au-Prince", "America/Port-au-Prince"),
            ("san francisco", "America/Los_Angeles"),
            ("Munich", "Europe/Berlin"),
            ("calcutta", "Asia/Calcutta"),
            ("Kyiv", "Europe/Kyiv"),
            ("US/Pacific", "US/Pacific"),
            ("buenos aires", "America/Buenos_Aires"),
            ("utc", "UTC"),
        ] {
            assert_eq!(Zone::found(said).as_ref().map(Zone::name), Some(name), "{said}");
        }
        for nothing in ["", "Atlantis", "CET/", "until", "/", "Mars/Olympus", "🙂", "EST", "+2"] {
            assert_eq!(Zone::found(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn what_was_nearly_said_is_offered() {
        assert_eq!(Zone::near("Lisbom"), ["Lisbon"]);
        assert_eq!(Zone::near("Europe/Berlim")[0], "Berlin");
        assert_eq!(Zone::near("new yrok"), ["New York"]);
        assert!(Zone::near("xyzzyx").is_empty() && Zone::near("").is_empty());
        assert_eq!(["", "ab", "ba", "kitten"].map(|word| distance(word, "ab")), [2, 0, 1, 6]);
    }
}
