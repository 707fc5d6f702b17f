//! The same day as facts for a picture: whoever hides their hours is in neither.

use chrono::{DateTime, Days, NaiveTime, Utc};

use crate::domain::picture::{Day, Row};
use crate::domain::text::Piece;
use crate::domain::words::Locale;
use crate::domain::worktime::overlap::{Attendee, Stretch, overlap};
use crate::domain::worktime::{Zone, shades};

/// Somebody who lets others see their hours: their name, where they are, and what they let them see.
pub type Shown<'a> = (Piece, &'a Zone, &'a Attendee);

/// The day on which a moment lies, with what is proposed on it. `is_whole` says that nobody is missing.
pub fn day(
    at: DateTime<Utc>,
    zone: &Zone,
    people: &[Shown<'_>],
    is_whole: bool,
    proposed: &[Stretch],
    locale: Locale,
) -> Day {
    let whole = date(at, zone);
    let row = |(who, zone, one): &Shown<'_>| Row {
        who: who.clone(),
        zone: (*zone).clone(),
        parts: shades(one, whole),
    };
    let everybody: Vec<Attendee> = people.iter().map(|(_, _, one)| (*one).clone()).collect();
    let is_shared = is_whole && people.len() > 1;
    let common = if is_shared { overlap(&everybody, whole) } else { Vec::new() };
    let lies_in = |(from, until): &Stretch| *from < whole.1 && whole.0 < *until;
    Day {
        whole,
        zone: zone.clone(),
        rows: people.iter().map(row).collect(),
        common,
        proposed: proposed.iter().copied().filter(lies_in).collect(),
        locale,
    }
}

/// A local date from its first instant to that of the next.
fn date(at: DateTime<Utc>, zone: &Zone) -> Stretch {
    let date = zone.local(at).date();
    let next = date.checked_add_days(Days::new(1)).unwrap_or(date);
    (zone.resolve(date.and_time(NaiveTime::MIN)), zone.resolve(next.and_time(NaiveTime::MIN)))
}
