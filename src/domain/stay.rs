//! Where a member is: at home, away, or where they say they are. Their schedule follows them.
//!
//! Slack names one zone for everybody and changes it when they travel. What it can't know is whether they will come
//! back, so they are asked once for each change, and meanwhile their hours are read where they are.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::ids::{DeliveryId, TeamId, UserId};
use super::member::{Member, Profile};
use super::outgoing::{Again, Delivery, Lane, Outgoing, Progress};
use super::worktime::Zone;

/// Where somebody is, as far as it is more than their Slack profile says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Stay {
    /// The zone they live in; `None` until a profile named one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub home: Option<Zone>,
    /// Slack's zone of theirs, while it keeps another time than home.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub away: Option<Away>,
    /// The zone they set by hand; it outweighs Slack's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chosen: Option<Chosen>,
    /// Where they were when they were asked last, and when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked: Option<(Zone, DateTime<Utc>)>,
}

/// A time away from home.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Away {
    /// Where.
    pub zone: Zone,
    /// Since when, as far as Slack told.
    pub since: DateTime<Utc>,
    /// What they said of it.
    pub said: Said,
    /// Until when, where they said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
}

/// What somebody said of a time away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// Nothing, and nobody asked.
    Nothing,
    /// Nothing yet; they were asked.
    Asked,
    /// It is a trip.
    Trip,
    /// It was a trip and is over, whatever Slack still says: home counts.
    Over,
}

/// A zone set by hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chosen {
    /// Which.
    pub zone: Zone,
    /// Until when; for good where they named no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
}

/// Who goes to and fro is asked about the same place once in so long.
const ASKED_AGAIN: TimeDelta = TimeDelta::hours(24);

impl Stay {
    /// Whether there is nothing to remember.
    pub fn is_plain(&self) -> bool {
        *self == Self::default()
    }

    /// The zone that counts instead of Slack's.
    pub fn instead(&self) -> Option<&Zone> {
        let home = || self.away.as_ref().filter(|away| away.said == Said::Over).and(self.home.as_ref());
        self.chosen.as_ref().map(|chosen| &chosen.zone).or_else(home)
    }

    /// When the next of what they said runs out.
    pub fn ends(&self) -> Option<DateTime<Utc>> {
        let chosen = self.chosen.as_ref().and_then(|chosen| chosen.until);
        let trip = self.away.as_ref().filter(|away| away.said == Said::Trip).and_then(|away| away.until);
        chosen.into_iter().chain(trip).min()
    }

    /// Ends what has run out.
    pub fn run_out(&mut self, now: DateTime<Utc>) {
        let is_over = |until: Option<DateTime<Utc>>| until.is_some_and(|until| until <= now);
        self.chosen.take_if(|chosen| is_over(chosen.until));
        if let Some(away) = self.away.as_mut().filter(|away| away.said == Said::Trip && is_over(away.until)) {
            away.said = Said::Over;
        }
    }

    /// They live where they are.
    pub fn moves(&mut self) {
        if let Some(away) = self.away.take() {
            self.home = Some(away.zone);
        }
    }

    /// Slack names a zone of theirs. `before` is the one it named so far.
    fn follows(&mut self, before: Option<Zone>, here: Zone, now: DateTime<Utc>) {
        let home = self.home.get_or_insert_with(|| before.unwrap_or_else(|| here.clone()));
        if here.keeps_time_of(home, now) {
            *home = here;
            self.away = None;
            return;
        }
        match &mut self.away {
            Some(away) if here.keeps_time_of(&away.zone, now) => away.zone = here,
            // another leg of the trip
            Some(away) if away.said == Said::Trip => away.zone = here,
            away => *away = Some(Away { zone: here, since: now, said: Said::Nothing, until: None }),
        }
    }

    /// Whether there is a reason to ask them; if so, they count as asked.
    fn asks(&mut self, now: DateTime<Utc>) {
        let Some(away) = self.away.as_mut().filter(|away| away.said == Said::Nothing) else { return };
        let lately = |(zone, at): &(Zone, DateTime<Utc>)| *zone == away.zone && now - *at < ASKED_AGAIN;
        // who says by hand where they are need not be asked
        if self.chosen.is_none() && !self.asked.as_ref().is_some_and(lately) {
            away.said = Said::Asked;
            self.asked = Some((away.zone.clone(), now));
        }
    }
}

impl Member {
    /// Takes over what Slack says of them, and works out where they are.
    pub fn hears(&mut self, told: Profile) {
        let zone = |profile: &Profile| profile.zone.as_deref().and_then(Zone::named);
        let (at, is_asked) = (told.read_at, !told.is_bot && !told.deleted && !told.external);
        let before = self.profile.as_ref().and_then(zone);
        if let Some(here) = zone(&told) {
            self.stay.follows(before, here, at);
            if is_asked {
                self.stay.asks(at);
            }
        }
        let locale = told.locale.or(self.profile.as_ref().and_then(|known| known.locale));
        self.profile = Some(Profile { locale, ..told });
    }
}

/// What follows when what we know of somebody has changed: the question whether they are on a trip, and a look at
/// what recurs by their days. `nth` tells this change from others.
pub fn follow(
    team: &TeamId,
    user: &UserId,
    (before, after): (&Member, &Member),
    (nth, now): (&str, DateTime<Utc>),
) -> Vec<Delivery> {
    let mut follows = Vec::new();
    let asked = |member: &Member| member.stay.away.clone().filter(|away| away.said == Said::Asked);
    if let Some(away) = asked(after).filter(|away| asked(before).as_ref() != Some(away)) {
        let what = Outgoing::TripOrMove { user: user.clone(), since: away.since };
        follows.push(delivery(team, DeliveryId::trip(team, user, away.since), now, what));
    }
    if after.recurs && has_other_days(before, after) {
        follows.push(settles(team, user, nth, now));
    }
    if let Some(until) = after.stay.ends().filter(|until| before.stay.ends() != Some(*until)) {
        follows.push(settles(team, user, &until.timestamp().to_string(), until));
    }
    follows
}

/// A look, at a moment, at where somebody is and at what recurs by their days.
pub fn settles(team: &TeamId, user: &UserId, nth: &str, at: DateTime<Utc>) -> Delivery {
    let what = Outgoing::LookAgain { at: Again::Days { user: user.clone() }, reads: Vec::new() };
    delivery(team, DeliveryId::days(team, user, nth), at, what)
}

/// Whether somebody may work on other days or at other hours than before.
pub fn has_other_days(before: &Member, after: &Member) -> bool {
    let zone = |member: &Member| member.profile.as_ref().and_then(|profile| profile.zone.clone());
    zone(before) != zone(after)
        || before.stay.instead() != after.stay.instead()
        || before.hours != after.hours
        || before.holidays != after.holidays
        || before.time_off != after.time_off
        || before.calendar != after.calendar
        || before.back != after.back
}

fn delivery(team: &TeamId, id: DeliveryId, due: DateTime<Utc>, what: Outgoing) -> Delivery {
    let (lane, progress) = (Lane::Normal, Progress::default());
    Delivery { id, team: team.clone(), due, lane, owner: None, what, progress }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::PrivateText;
    use crate::domain::words::Locale;

    fn at(hours: i64) -> DateTime<Utc> {
        "2026-11-24T12:00:00Z".parse::<DateTime<Utc>>().expect("moment") + TimeDelta::hours(hours)
    }

    fn told(zone: &str, hours: i64) -> Profile {
        Profile {
            name: PrivateText::new("Ada"),
            zone: Some(zone.into()).filter(|zone: &String| !zone.is_empty()),
            locale: Some(Locale::En),
            is_bot: false,
            deleted: false,
            external: false,
            told: None,
            signals: crate::domain::signals::Signals::default(),
            read_at: at(hours),
        }
    }

    fn living_in(zone: &str) -> Member {
        let mut ada = Member::default();
        ada.hears(told(zone, 0));
        ada
    }

    fn away(member: &Member) -> Option<(&str, Said)> {
        member.stay.away.as_ref().map(|away| (away.zone.name(), away.said))
    }

    fn home(member: &Member) -> Option<&str> {
        member.stay.home.as_ref().map(Zone::name)
    }

    #[test]
    fn the_first_zone_is_home_and_another_one_is_asked_about_once() {
        let mut ada = living_in("Europe/Berlin");
        assert_eq!((home(&ada), away(&ada)), (Some("Europe/Berlin"), None));
        ada.hears(told("America/New_York", 1));
        assert_eq!(
            (home(&ada), away(&ada)),
            (Some("Europe/Berlin"), Some(("America/New_York", Said::Asked)))
        );
        let before = ada.clone();
        ada.hears(told("America/New_York", 2));
        assert_eq!(ada.stay, before.stay, "the same change");
        ada.hears(told("US/Eastern", 3));
        assert_eq!(away(&ada).map(|(_, said)| said), Some(Said::Asked), "another name of the same place");
        ada.hears(told("Europe/Berlin", 4));
        assert_eq!((home(&ada), away(&ada)), (Some("Europe/Berlin"), None), "back home");
        ada.hears(told("America/New_York", 5));
        assert_eq!(away(&ada), Some(("America/New_York", Said::Nothing)), "asked about it a few hours ago");
        ada.hears(told("Europe/Berlin", 40));
        ada.hears(told("America/New_York", 41));
        assert_eq!(away(&ada), Some(("America/New_York", Said::Asked)), "another journey");
    }

    #[test]
    fn who_was_known_before_lives_where_slack_had_them() {
        let mut ada = Member { profile: Some(told("Europe/Berlin", 0)), ..Member::default() };
        ada.hears(told("Asia/Tokyo", 1));
        assert_eq!((home(&ada), away(&ada)), (Some("Europe/Berlin"), Some(("Asia/Tokyo", Said::Asked))));
    }

    #[test]
    fn what_keeps_the_same_time_is_no_change() {
        for (from, to) in [
            ("Asia/Calcutta", "Asia/Kolkata"),
            ("US/Pacific", "America/Los_Angeles"),
            ("Europe/Kiev", "Europe/Kyiv"),
            ("Europe/Berlin", "Europe/Paris"),
        ] {
            let mut ada = living_in(from);
            ada.hears(told(to, 1));
            assert_eq!((home(&ada), away(&ada)), (Some(to), None), "{from}");
        }
        let mut ada = living_in("America/Denver");
        ada.hears(told("America/Phoenix", 1));
        assert!(away(&ada).is_some(), "the same only in winter");
    }

    #[test]
    fn a_zone_that_is_missing_or_unknown_is_no_journey() {
        for zone in ["", "Mars/Olympus", "Etc/Unknown"] {
            let mut ada = living_in("Europe/Berlin");
            ada.hears(told(zone, 1));
            assert_eq!((home(&ada), away(&ada)), (Some("Europe/Berlin"), None), "{zone}");
            ada.hears(told("Europe/Berlin", 2));
            assert_eq!(away(&ada), None);
        }
    }

    #[test]
    fn a_trip_goes_on_over_its_legs_and_ends_at_home_or_at_its_date() {
        let mut ada = living_in("Europe/Berlin");
        ada.hears(told("America/New_York", 1));
        let trip = ada.stay.away.as_mut().expect("away");
        (trip.said, trip.until) = (Said::Trip, Some(at(30)));
        ada.hears(told("America/Chicago", 2));
        assert_eq!(away(&ada), Some(("America/Chicago", Said::Trip)));
        assert_eq!(ada.stay.ends(), Some(at(30)));
        ada.stay.run_out(at(29));
        assert_eq!(ada.stay.instead(), None);
        ada.stay.run_out(at(30));
        assert_eq!(ada.stay.instead().map(Zone::name), Some("Europe/Berlin"), "whatever Slack still says");
        ada.hears(told("America/Chicago", 31));
        assert_eq!(ada.stay.instead().map(Zone::name), Some("Europe/Berlin"));
        ada.hears(told("Asia/Tokyo", 32));
        assert_eq!((ada.stay.instead(), away(&ada)), (None, Some(("Asia/Tokyo", Said::Asked))));
    }

    #[test]
    fn who_moved_lives_there() {
        let mut ada = living_in("Europe/Berlin");
        ada.hears(told("Asia/Tokyo", 1));
        ada.stay.moves();
        assert_eq!((home(&ada), away(&ada)), (Some("Asia/Tokyo"), None));
        ada.hears(told("Europe/Berlin", 2));
        assert_eq!(away(&ada), Some(("Europe/Berlin", Said::Asked)), "now Berlin is the journey");
    }

    #[test]
    fn machines_guests_and_those_who_said_where_they_are_are_not_asked() {
        for change in [
            |p: Profile| Profile { is_bot: true, ..p },
            |p: Profile| Profile { external: true, ..p },
            |p: Profile| Profile { deleted: true, ..p },
        ] {
            let mut ada = living_in("Europe/Berlin");
            ada.hears(change(told("Asia/Tokyo", 1)));
            assert_eq!(away(&ada), Some(("Asia/Tokyo", Said::Nothing)));
        }
        let mut ada = living_in("Europe/Berlin");
        ada.stay.chosen = Zone::named("Europe/Lisbon").map(|zone| Chosen { zone, until: Some(at(3)) });
        ada.hears(told("Europe/London", 1));
        assert_eq!(away(&ada), Some(("Europe/London", Said::Nothing)));
        ada.stay.run_out(at(3));
        assert_eq!(ada.stay.chosen, None);
    }

    #[test]
    fn a_change_is_followed_by_what_it_needs() {
        let (team, user) = (TeamId::parse("T1").expect("id"), UserId::parse("U0ADA").expect("id"));
        let before = living_in("Europe/Berlin");
        let names = |after: &Member| -> Vec<String> {
            let follows = follow(&team, &user, (&before, after), ("1", at(1)));
            follows.iter().map(|delivery| delivery.id.to_string()).collect()
        };
        let mut after = before.clone();
        assert!(names(&after).is_empty());
        after.hears(told("Asia/Tokyo", 1));
        assert_eq!(names(&after), [format!("trip:T1:U0ADA:{}", at(1).timestamp())]);
        after.recurs = true;
        assert_eq!(names(&after).len(), 2);
        after.stay.away.as_mut().expect("away").said = Said::Trip;
        after.stay.away.as_mut().expect("away").until = Some(at(9));
        assert_eq!(
            names(&after),
            ["days:T1:U0ADA:1".to_owned(), format!("days:T1:U0ADA:{}", at(9).timestamp())]
        );
    }
}
