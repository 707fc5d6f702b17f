//! A reminder that comes again and again, or that is for somebody else: for a colleague, or for a channel.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::ids::{ChannelId, UserId};
use super::schedule::Schedule;
use super::text::PrivateText;
use super::worktime::Zone;
use super::worktime::recur::{Dates, Firing, Recurrence};

/// Nobody tells us when a colleague's days or zone change what was set for them by somebody else, so a moment of theirs
/// is looked at again so often, from [`FURTHEST`] before it on.
const LOOKED_AT: TimeDelta = TimeDelta::hours(1);
/// No zone is further from another.
pub const FURTHEST: TimeDelta = TimeDelta::hours(26);
/// How often it is looked whether somebody without working days has some again.
const A_MONTH: TimeDelta = TimeDelta::days(30);

/// Such a reminder. Its text is kept, sealed, until it comes for the last time or is deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Its short name, shown in lists and typed to delete it.
    pub id: String,
    /// Who set it.
    pub by: UserId,
    /// For whom.
    pub to: Whom,
    /// Of what.
    pub text: PrivateText,
    /// When.
    pub when: Times,
    /// When it was set: nothing before counts.
    pub since: DateTime<Utc>,
    /// The last date it came for, or was to be left out. So it comes once for each date, whatever becomes of clocks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fired: Option<NaiveDate>,
}

/// Whom a notice is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whom {
    /// A member, by direct message.
    Member(UserId),
    /// Everybody in a channel.
    Channel(ChannelId),
}

/// When a notice comes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Times {
    /// At one moment.
    Once(DateTime<Utc>),
    /// Again and again.
    Every(Recurrence),
}

impl Notice {
    /// Whether somebody set it for themselves: then it comes at its moment, also in focus.
    pub fn is_own(&self) -> bool {
        matches!(&self.to, Whom::Member(to) if *to == self.by)
    }

    /// Whether its dates are working days, which may become others.
    pub fn is_by_working_days(&self) -> bool {
        matches!(&self.when, Times::Every(Recurrence { on: Dates::WorkingDays, .. }))
    }

    /// By whose days it goes: its reader's, for a channel its author's.
    pub fn subject(&self) -> &UserId {
        match &self.to {
            Whom::Member(to) => to,
            Whom::Channel(_) => &self.by,
        }
    }

    /// When it comes next, and for which date.
    pub fn next(&self, days: &Schedule, now: DateTime<Utc>) -> Option<Firing> {
        let rule = match &self.when {
            Times::Once(at) => return Some(once(*at)).filter(|_| self.fired.is_none()),
            Times::Every(rule) => rule,
        };
        let mut after = now.max(self.since);
        loop {
            let firing = rule.next(days, after)?;
            if self.fired.is_none_or(|fired| firing.date > fired) {
                return Some(firing);
            }
            after = firing.at;
        }
    }

    /// When it is to be looked at next: at its moment, and what goes by the days of a colleague before that, too.
    pub fn look(&self, days: &Schedule, now: DateTime<Utc>) -> DateTime<Utc> {
        let Some(next) = self.next(days, now) else { return now + A_MONTH };
        let is_followed = matches!(self.to, Whom::Channel(_)) || self.is_own();
        if is_followed || matches!(self.when, Times::Once(_)) {
            return next.at;
        }
        let soon = now + LOOKED_AT;
        // who comes back early has a working day before
        next.at.min(if self.is_by_working_days() { soon } else { soon.max(next.at - FURTHEST) })
    }

    /// The coming that is to be said now: of several that were missed the last.
    pub fn come(&self, days: &Schedule, now: DateTime<Utc>) -> Option<Firing> {
        let rule = match &self.when {
            Times::Once(at) => return Some(once(*at)).filter(|_| *at <= now && self.fired.is_none()),
            Times::Every(rule) => rule,
        };
        let is_meant = |firing: &Firing| {
            self.since < firing.at && firing.at <= now && self.fired.is_none_or(|fired| firing.date > fired)
        };
        // one date more on both sides: neither zone nor clock change moves a moment further
        let local = |at: DateTime<Utc>| Zone::utc().local(at).date();
        let first = local(self.since).pred_opt()?.max(self.fired.unwrap_or(NaiveDate::MIN));
        let last = local(now).succ_opt()?;
        rule.firings(days, first, last).filter(is_meant).last()
    }
}

fn once(at: DateTime<Utc>) -> Firing {
    Firing { at, date: Zone::utc().local(at).date() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::worktime::recur::Dates;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("moment")
    }

    fn days(zone: &str) -> Schedule {
        Schedule::in_zone(Zone::named(zone).expect("zone"))
    }

    fn daily(fired: Option<&str>) -> Notice {
        let user = UserId::parse("U0ADA").expect("id");
        let rule = Recurrence {
            on: Dates::Daily { every: 1, since: NaiveDate::MIN },
            at: chrono::NaiveTime::from_hms_opt(9, 0, 0).expect("time"),
            zone: None,
        };
        Notice {
            id: "n".into(),
            by: user.clone(),
            to: Whom::Member(user),
            text: PrivateText::new("stretch"),
            when: Times::Every(rule),
            since: at("2026-11-24T12:00:00Z"),
            fired: fired.map(|date| date.parse().expect("date")),
        }
    }

    #[test]
    fn what_goes_by_the_days_of_a_colleague_is_looked_at_a_day_before_and_then_every_hour() {
        let own = daily(None);
        let for_bo = Notice { to: Whom::Member(UserId::parse("U0BO").expect("id")), ..own.clone() };
        let rare =
            Recurrence { on: Dates::Monthly { day: 30, every: 1, since: NaiveDate::MIN }, ..rule(&own) };
        let for_bo_rarely = Notice { when: Times::Every(rare), ..for_bo.clone() };
        for (notice, looked) in [
            (&own, "2026-11-25T08:00:00Z"),
            (&for_bo, "2026-11-24T13:00:00Z"),
            (&for_bo_rarely, "2026-11-29T06:00:00Z"),
        ] {
            assert_eq!(notice.look(&days("Europe/Berlin"), at("2026-11-24T12:00:00Z")), at(looked));
        }
    }

    fn rule(notice: &Notice) -> Recurrence {
        let Times::Every(rule) = &notice.when else { panic!("it recurs") };
        rule.clone()
    }

    fn next(notice: &Notice, zone: &str, now: &str) -> String {
        notice.next(&days(zone), at(now)).expect("a firing").at.to_rfc3339()
    }

    fn come(notice: &Notice, zone: &str, now: &str) -> Option<String> {
        notice.come(&days(zone), at(now)).map(|firing| firing.date.to_string())
    }

    #[test]
    fn it_comes_once_for_each_date_and_of_missed_ones_the_last() {
        let notice = daily(None);
        assert_eq!(next(&notice, "Europe/Berlin", "2026-11-24T12:00:00Z"), "2026-11-25T08:00:00+00:00");
        assert_eq!(come(&notice, "Europe/Berlin", "2026-11-25T07:59:59Z"), None);
        assert_eq!(come(&notice, "Europe/Berlin", "2026-11-25T08:00:00Z").as_deref(), Some("2026-11-25"));
        assert_eq!(come(&notice, "Europe/Berlin", "2026-11-28T12:00:00Z").as_deref(), Some("2026-11-28"));
        let notice = daily(Some("2026-11-28"));
        assert_eq!(come(&notice, "Europe/Berlin", "2026-11-28T12:00:00Z"), None);
        assert_eq!(next(&notice, "Europe/Berlin", "2026-11-28T07:00:00Z"), "2026-11-29T08:00:00+00:00");
    }

    #[test]
    fn whoever_flies_west_is_not_reminded_twice_and_whoever_flies_east_is_not_forgotten() {
        // reminded at nine in Tokyo, then in New York it is the evening before
        let notice = daily(Some("2026-11-26"));
        assert_eq!(come(&notice, "America/New_York", "2026-11-26T14:00:00Z"), None, "nine of the same date");
        assert_eq!(next(&notice, "America/New_York", "2026-11-26T03:00:00Z"), "2026-11-27T14:00:00+00:00");
        // in New York it is not yet nine, then in Tokyo it is the next date, long after nine
        let notice = daily(Some("2026-11-25"));
        assert_eq!(come(&notice, "Asia/Tokyo", "2026-11-26T04:00:00Z").as_deref(), Some("2026-11-26"));
    }

    #[test]
    fn once_is_once() {
        let moment = at("2026-11-25T08:00:00Z");
        let notice = Notice { when: Times::Once(moment), ..daily(None) };
        assert_eq!(come(&notice, "UTC", "2026-11-25T07:59:00Z"), None);
        assert_eq!(come(&notice, "UTC", "2026-12-25T08:00:00Z").as_deref(), Some("2026-11-25"));
        assert_eq!(Notice { fired: Some(moment.date_naive()), ..notice }.next(&days("UTC"), moment), None);
    }

    #[test]
    fn a_notice_keeps_its_form() {
        let form = serde_json::json!({"id": "n", "by": "U0ADA", "to": {"member": "U0ADA"}, "text": "stretch",
            "when": {"every": {"on": {"daily": {"every": 1, "since": "2026-11-24"}}, "at": "09:00:00"}},
            "since": "2026-11-24T12:00:00Z", "fired": "2026-11-25"});
        let notice: Notice = serde_json::from_value(form.clone()).expect("reads");
        assert_eq!(notice.fired, "2026-11-25".parse().ok());
        assert_eq!(serde_json::to_value(&notice).expect("writes"), form);
    }
}
