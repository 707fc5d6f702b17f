//! What a Home tab shows of its owner's schedule beyond hours: holidays, where the zone comes from, the calendar.

use chrono::{NaiveDate, TimeDelta};

use super::super::Scene;
use crate::domain::feed::Source;
use crate::domain::holidays as table;
use crate::domain::home::{HomeCalendar, HomeHolidays, ZoneFrom};
use crate::domain::ids::UserId;
use crate::domain::member::Member;
use crate::domain::record::{Key, Record};
use crate::domain::stay::Said;
use crate::domain::text::{Piece, PrivateText};
use crate::domain::words::Locale;
use crate::domain::worktime::{Zone, words};

/// How far ahead holidays are shown; the next one is shown in any case.
const MONTH: TimeDelta = TimeDelta::days(31);
/// Most holidays shown.
const MOST: usize = 6;

/// Whose holidays somebody has, and which come next.
pub fn holidays(member: &Member, today: NaiveDate) -> Option<HomeHolidays> {
    let own = member.holidays.as_ref()?;
    let region = table::find(&own.region)?;
    let ahead = region.ahead(today, MONTH).into_iter().take(MOST);
    let ahead = ahead.map(|(date, name)| (date, name.to_owned(), own.worked.contains(&date)));
    let name = match table::find(region.country()).filter(|_| !region.is_country()) {
        Some(country) => format!("{}, {}", region.name, country.name),
        None => region.name.to_owned(),
    };
    Some(HomeHolidays { region: name, ahead: ahead.collect() })
}

/// Where somebody's zone comes from.
pub fn zone_from(scene: &Scene<'_>, member: &Member, zone: &Zone) -> ZoneFrom {
    let stay = &member.stay;
    if let Some(chosen) = &stay.chosen {
        return ZoneFrom::Hand(
            chosen.until.map(|until| words::day_and_time(until, zone, scene.now, member.locale())),
        );
    }
    if let (Some(away), Some(home)) = (&stay.away, &stay.home) {
        let home = words::city(home);
        return match away.said {
            Said::Trip => ZoneFrom::Trip(home),
            Said::Over => ZoneFrom::Over(home),
            Said::Nothing | Said::Asked => ZoneFrom::Unsaid(home, away.zone.name().to_owned()),
        };
    }
    let told = member.profile.as_ref().and_then(|profile| profile.zone.as_deref());
    if told.and_then(Zone::named).is_some() { ZoneFrom::Slack } else { ZoneFrom::Team }
}

/// Somebody's calendar, without its address.
pub fn calendar(scene: &Scene<'_>, user: &UserId, locale: Locale) -> Option<HomeCalendar> {
    match scene.facts.records.get(&Key::Feed(user.clone())) {
        Some((_, Record::Feed(feed))) => Some(HomeCalendar {
            what: match &feed.source {
                Source::Web(address) => Piece::Theirs(PrivateText::new(&address.host)),
                Source::File { .. } => feed.source.in_words(locale),
            },
            events: feed.read_at.map(|_| feed.events),
            is_failing: feed.failing.is_some(),
        }),
        _ => None,
    }
}
