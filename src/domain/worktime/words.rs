//! Words for moments: how we name a time in somebody's zone.

use chrono::{DateTime, Datelike, NaiveDateTime, Timelike, Utc, Weekday};

use super::Zone;

/// A moment as people of a zone say it: "today 17:00", "tomorrow 09:00", "Thu 17:00", and more than six days away
/// "Thu 26 Nov 17:00", in another year "Fri 1 Jan 2027 09:00". Days are calendar days of that zone.
pub fn day_and_time(at: DateTime<Utc>, zone: &Zone, now: DateTime<Utc>) -> String {
    let (then, today) = (zone.local(at), zone.local(now).date());
    let day = match (then.date() - today).num_days() {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        2..=6 => weekday(then).to_owned(),
        _ if then.year() == today.year() => date(then),
        _ => format!("{} {}", date(then), then.year()),
    };
    format!("{day} {}", clock(then))
}

/// The place a zone is named after: "Berlin", "New York".
pub fn city(zone: &Zone) -> String {
    let name = zone.name();
    name.rsplit('/').next().unwrap_or(name).replace('_', " ")
}

/// A moment for readers whose Slack does not show it in their own time: "Thu 26 Nov, 17:00 Europe/Berlin".
pub fn with_zone(at: DateTime<Utc>, zone: &Zone) -> String {
    let then = zone.local(at);
    format!("{}, {} {}", date(then), clock(then), zone.name())
}

fn clock(at: NaiveDateTime) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

fn date(at: NaiveDateTime) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    format!("{} {} {}", weekday(at), at.day(), MONTHS[at.month0() as usize])
}

fn weekday(at: NaiveDateTime) -> &'static str {
    match at.weekday() {
        Weekday::Mon => "Mon",
        Weekday::Tue => "Tue",
        Weekday::Wed => "Wed",
        Weekday::Thu => "Thu",
        Weekday::Fri => "Fri",
        Weekday::Sat => "Sat",
        Weekday::Sun => "Sun",
    }
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
            assert_eq!(day_and_time(utc(at), &berlin, now), says);
        }
    }

    #[test]
    fn a_fallback_names_day_time_and_zone() {
        let zone = |name| Zone::named(name).expect("zone");
        let at = utc("2026-11-26T16:00:00Z");
        assert_eq!(with_zone(at, &zone("Europe/Berlin")), "Thu 26 Nov, 17:00 Europe/Berlin");
        assert_eq!(city(&zone("Europe/Berlin")), "Berlin");
        assert_eq!(city(&zone("America/New_York")), "New York");
        assert_eq!(city(&zone("America/Argentina/Buenos_Aires")), "Buenos Aires");
        assert_eq!(city(&zone("UTC")), "UTC");
    }
}
