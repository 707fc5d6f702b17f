//! Zones as people say them: `CET`, `Pacific`, `London time`, `UTC+5:30`, `+02:00`.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use super::words;
use crate::domain::language::token::{Kind, Message};
use crate::domain::worktime::Zone;

/// Where a clock time is meant.
#[derive(Clone, Debug)]
pub(super) enum Place {
    /// In a region, by its wall time.
    Region(Zone),
    /// So many minutes ahead of UTC.
    Ahead(i32),
}

impl Place {
    /// The instant of a wall time there; `None` where no calendar of ours reaches.
    pub fn resolve(&self, local: NaiveDateTime) -> Option<DateTime<Utc>> {
        match self {
            Self::Region(zone) => Some(zone.resolve(local)),
            Self::Ahead(minutes) => {
                Some(local.checked_sub_signed(TimeDelta::minutes(i64::from(*minutes)))?.and_utc())
            }
        }
    }

    /// The wall time of an instant there.
    pub fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        match self {
            Self::Region(zone) => zone.local(at),
            Self::Ahead(minutes) => Zone::utc().local(at) + TimeDelta::minutes(i64::from(*minutes)),
        }
    }
}

/// The words a zone begins with.
pub(in crate::domain::language) fn zone_words() -> impl Iterator<Item = &'static str> {
    let names = ABBREVIATIONS.iter().chain(PLACES).map(|(name, _)| *name);
    names.map(|name| name.split(' ').next().unwrap_or(name)).chain(["z"])
}

/// A zone after a clock time: which, and the token after it.
pub(super) fn zone(message: &Message, at: usize) -> Option<(Place, usize)> {
    let bracket = usize::from(message.is(at, '('));
    let in_city = message.word(at) == "in" && message.begins(at + 1, words::ZONE);
    if !in_city
        && !message.begins(at + bracket, words::ZONE)
        && !matches!(message.kind(at + bracket), Kind::Mark('+' | '-'))
    {
        return None;
    }
    // `9am in Berlin`
    if message.word(at) == "in" {
        return place(message, at + 1);
    }
    let (zone, mut next) = abbreviated(message, at + bracket)
        .or_else(|| place(message, at + bracket))
        .or_else(|| plain_offset(message, at + bracket))
        .or_else(|| {
            (message.glued(at) && message.word(at) == "z").then(|| (Place::Region(Zone::utc()), at + 1))
        })?;
    if message.word(next) == "time" {
        next += 1;
    } else if message.word(next) == "standard" || message.word(next) == "daylight" {
        next += if message.word(next + 1) == "time" { 2 } else { 1 };
    }
    Some((zone, next + usize::from(bracket == 1 && message.is(next, ')'))))
}

/// Abbreviations and the region whose wall time they mean. `CET` said in June is what a clock in Paris shows.
const ABBREVIATIONS: &[(&str, &str)] = &[
    ("utc", "Etc/UTC"),
    ("zulu", "Etc/UTC"),
    ("gmt", "Europe/London"),
    ("bst", "Europe/London"),
    ("est", "America/New_York"),
    ("edt", "America/New_York"),
    ("et", "America/New_York"),
    ("eastern", "America/New_York"),
    ("cst", "America/Chicago"),
    ("cdt", "America/Chicago"),
    ("ct", "America/Chicago"),
    ("central", "America/Chicago"),
    ("mst", "America/Denver"),
    ("mdt", "America/Denver"),
    ("mt", "America/Denver"),
    ("mountain", "America/Denver"),
    ("pst", "America/Los_Angeles"),
    ("pdt", "America/Los_Angeles"),
    ("pt", "America/Los_Angeles"),
    ("pacific", "America/Los_Angeles"),
    ("akst", "America/Anchorage"),
    ("akdt", "America/Anchorage"),
    ("ast", "America/Halifax"),
    ("adt", "America/Halifax"),
    ("nst", "America/St_Johns"),
    ("ndt", "America/St_Johns"),
    ("hst", "Pacific/Honolulu"),
    ("cet", "Europe/Paris"),
    ("cest", "Europe/Paris"),
    ("mez", "Europe/Berlin"),
    ("mesz", "Europe/Berlin"),
    ("wet", "Europe/Lisbon"),
    ("west", "Europe/Lisbon"),
    ("trt", "Europe/Istanbul"),
    ("idt", "Asia/Jerusalem"),
    ("gst", "Asia/Dubai"),
    ("npt", "Asia/Kathmandu"),
    ("myt", "Asia/Kuala_Lumpur"),
    ("pht", "Asia/Manila"),
    ("ict", "Asia/Bangkok"),
    ("wib", "Asia/Jakarta"),
    ("nzt", "Pacific/Auckland"),
    ("aet", "Australia/Sydney"),
    ("acdt", "Australia/Adelaide"),
    ("brst", "America/Sao_Paulo"),
    ("clt", "America/Santiago"),
    ("cot", "America/Bogota"),
    ("eet", "Europe/Athens"),
    ("eest", "Europe/Athens"),
    ("msk", "Europe/Moscow"),
    ("ist", "Asia/Kolkata"),
    ("pkt", "Asia/Karachi"),
    ("sgt", "Asia/Singapore"),
    ("hkt", "Asia/Hong_Kong"),
    ("jst", "Asia/Tokyo"),
    ("kst", "Asia/Seoul"),
    ("aest", "Australia/Sydney"),
    ("aedt", "Australia/Sydney"),
    ("acst", "Australia/Adelaide"),
    ("awst", "Australia/Perth"),
    ("nzst", "Pacific/Auckland"),
    ("nzdt", "Pacific/Auckland"),
    ("brt", "America/Sao_Paulo"),
    ("sast", "Africa/Johannesburg"),
    ("eat", "Africa/Nairobi"),
    ("wat", "Africa/Lagos"),
];

fn abbreviated(message: &Message, at: usize) -> Option<(Place, usize)> {
    let word = message.word(at);
    if word.is_empty() {
        return None;
    }
    if matches!(word, "utc" | "gmt")
        && let Some((minutes, next)) = offset(message, at + 1, false)
    {
        return Some((Place::Ahead(minutes), next));
    }
    let (_, name) = ABBREVIATIONS.iter().find(|(short, _)| *short == word)?;
    Some((Place::Region(Zone::named(name)?), at + 1))
}

/// `+2`, `-05:00`, `+5:30`, `+0200`: minutes ahead of UTC.
fn offset(message: &Message, at: usize, exact: bool) -> Option<(i32, usize)> {
    let sign = match message.kind(at) {
        Kind::Mark('+') => 1,
        Kind::Mark('-') => -1,
        _ => return None,
    };
    let number = message.number(at + 1).filter(|_| message.glued(at + 1))?;
    let minutes = (message.is(at + 2, ':') && message.glued(at + 2) && message.glued(at + 3))
        .then(|| message.number(at + 3).filter(|n| *n < 60 && message.digits(at + 3) == 2))
        .flatten();
    let (hours, minutes, next) = match (message.digits(at + 1), minutes) {
        (4, None) => (number / 100, number % 100, at + 2),
        (1 | 2, Some(minutes)) => (number, minutes, at + 4),
        (1 | 2, None) if !exact => (number, 0, at + 2),
        _ => return None,
    };
    let total = i32::try_from(hours * 60 + minutes).ok().filter(|total| *total <= 14 * 60 && minutes < 60)?;
    Some((sign * total, next))
}

/// `+02:00`, `-0500` right after a clock time, without UTC before it.
fn plain_offset(message: &Message, at: usize) -> Option<(Place, usize)> {
    let colon = message.digits(at + 1) == 2 || message.digits(at + 1) == 4;
    let (minutes, next) = offset(message, at, true).filter(|_| colon)?;
    // `9:00 -10:30` is a stretch
    (message.is(at, '+') || message.glued(at)).then_some((Place::Ahead(minutes), next))
}

/// Cities, countries and states in one word or two.
const PLACES: &[(&str, &str)] = &[
    ("new york", "America/New_York"),
    ("los angeles", "America/Los_Angeles"),
    ("san francisco", "America/Los_Angeles"),
    ("sao paulo", "America/Sao_Paulo"),
    ("são paulo", "America/Sao_Paulo"),
    ("hong kong", "Asia/Hong_Kong"),
    ("mexico city", "America/Mexico_City"),
    ("tel aviv", "Asia/Jerusalem"),
    ("buenos aires", "America/Argentina/Buenos_Aires"),
    ("cape town", "Africa/Johannesburg"),
    ("hanoi", "Asia/Ho_Chi_Minh"),
    ("bangkok", "Asia/Bangkok"),
    ("kuala lumpur", "Asia/Kuala_Lumpur"),
    ("kathmandu", "Asia/Kathmandu"),
    ("karachi", "Asia/Karachi"),
    ("dhaka", "Asia/Dhaka"),
    ("colombo", "Asia/Colombo"),
    ("taipei", "Asia/Taipei"),
    ("riyadh", "Asia/Riyadh"),
    ("tehran", "Asia/Tehran"),
    ("jerusalem", "Asia/Jerusalem"),
    ("israel", "Asia/Jerusalem"),
    ("nyc", "America/New_York"),
    ("ny", "America/New_York"),
    ("sf", "America/Los_Angeles"),
    ("washington", "America/New_York"),
    ("miami", "America/New_York"),
    ("atlanta", "America/New_York"),
    ("philadelphia", "America/New_York"),
    ("detroit", "America/Detroit"),
    ("montreal", "America/Toronto"),
    ("ottawa", "America/Toronto"),
    ("calgary", "America/Edmonton"),
    ("phoenix", "America/Phoenix"),
    ("houston", "America/Chicago"),
    ("dallas", "America/Chicago"),
    ("portland", "America/Los_Angeles"),
    ("honolulu", "Pacific/Honolulu"),
    ("hawaii", "Pacific/Honolulu"),
    ("perth", "Australia/Perth"),
    ("brisbane", "Australia/Brisbane"),
    ("adelaide", "Australia/Adelaide"),
    ("wellington", "Pacific/Auckland"),
    ("budapest", "Europe/Budapest"),
    ("bucharest", "Europe/Bucharest"),
    ("sofia", "Europe/Sofia"),
    ("belgrade", "Europe/Belgrade"),
    ("zagreb", "Europe/Zagreb"),
    ("geneva", "Europe/Zurich"),
    ("swiss", "Europe/Zurich"),
    ("edinburgh", "Europe/London"),
    ("british", "Europe/London"),
    ("italian", "Europe/Rome"),
    ("dutch", "Europe/Amsterdam"),
    ("reykjavik", "Atlantic/Reykjavik"),
    ("accra", "Africa/Accra"),
    ("casablanca", "Africa/Casablanca"),
    ("london", "Europe/London"),
    ("uk", "Europe/London"),
    ("berlin", "Europe/Berlin"),
    ("german", "Europe/Berlin"),
    ("germany", "Europe/Berlin"),
    ("munich", "Europe/Berlin"),
    ("hamburg", "Europe/Berlin"),
    ("frankfurt", "Europe/Berlin"),
    ("vienna", "Europe/Vienna"),
    ("paris", "Europe/Paris"),
    ("french", "Europe/Paris"),
    ("brussels", "Europe/Brussels"),
    ("rome", "Europe/Rome"),
    ("milan", "Europe/Rome"),
    ("madrid", "Europe/Madrid"),
    ("spanish", "Europe/Madrid"),
    ("barcelona", "Europe/Madrid"),
    ("amsterdam", "Europe/Amsterdam"),
    ("lisbon", "Europe/Lisbon"),
    ("dublin", "Europe/Dublin"),
    ("zurich", "Europe/Zurich"),
    ("copenhagen", "Europe/Copenhagen"),
    ("oslo", "Europe/Oslo"),
    ("helsinki", "Europe/Helsinki"),
    ("prague", "Europe/Prague"),
    ("athens", "Europe/Athens"),
    ("stockholm", "Europe/Stockholm"),
    ("warsaw", "Europe/Warsaw"),
    ("kyiv", "Europe/Kyiv"),
    ("kiev", "Europe/Kyiv"),
    ("istanbul", "Europe/Istanbul"),
    ("moscow", "Europe/Moscow"),
    ("nairobi", "Africa/Nairobi"),
    ("lagos", "Africa/Lagos"),
    ("cairo", "Africa/Cairo"),
    ("johannesburg", "Africa/Johannesburg"),
    ("dubai", "Asia/Dubai"),
    ("india", "Asia/Kolkata"),
    ("mumbai", "Asia/Kolkata"),
    ("bangalore", "Asia/Kolkata"),
    ("delhi", "Asia/Kolkata"),
    ("singapore", "Asia/Singapore"),
    ("beijing", "Asia/Shanghai"),
    ("shanghai", "Asia/Shanghai"),
    ("tokyo", "Asia/Tokyo"),
    ("japan", "Asia/Tokyo"),
    ("seoul", "Asia/Seoul"),
    ("manila", "Asia/Manila"),
    ("jakarta", "Asia/Jakarta"),
    ("sydney", "Australia/Sydney"),
    ("melbourne", "Australia/Melbourne"),
    ("auckland", "Pacific/Auckland"),
    ("toronto", "America/Toronto"),
    ("vancouver", "America/Vancouver"),
    ("chicago", "America/Chicago"),
    ("texas", "America/Chicago"),
    ("austin", "America/Chicago"),
    ("denver", "America/Denver"),
    ("seattle", "America/Los_Angeles"),
    ("california", "America/Los_Angeles"),
    ("boston", "America/New_York"),
    ("bogota", "America/Bogota"),
    ("lima", "America/Lima"),
    ("santiago", "America/Santiago"),
];

/// The zone of a city, a country or a state, in lower case.
pub fn zone_of_place(name: &str) -> Option<Zone> {
    PLACES.iter().find(|(place, _)| *place == name).and_then(|(_, zone)| Zone::named(zone))
}

/// A city, a country or a state; with `time` after it or not.
fn place(message: &Message, at: usize) -> Option<(Place, usize)> {
    let first = message.word(at);
    if first.len() < 2 {
        return None;
    }
    let (name, words) = PLACES.iter().find_map(|(place, name)| match place.split_once(' ') {
        Some((one, two)) => (one == first && two == message.word(at + 1)).then_some((name, 2)),
        None => (*place == first).then_some((name, 1)),
    })?;
    Some((Place::Region(Zone::named(name)?), at + words))
}
