//! Availability: whether somebody can answer now, and if not, why and until when.

use chrono::{DateTime, Utc};

use super::charter::Charter;
use super::ids::UserId;
use super::member::{Member, Publish};
use super::worktime;

/// What somebody is at an instant. Time off outweighs a holiday, that outweighs off hours, those outweigh focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Can answer.
    Free,
    /// In a focus block, or in Slack's do-not-disturb inside working hours.
    Focus,
    /// Outside working hours.
    OffHours,
    /// Away.
    TimeOff,
    /// On a public holiday.
    Holiday,
}

/// What makes somebody unavailable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Their working hours.
    Hours,
    /// A weekly focus block.
    Block,
    /// A focus block set for now.
    Spell,
    /// Slack's do-not-disturb.
    Dnd,
    /// Time off.
    TimeOff,
    /// A holiday.
    Holiday,
}

/// Somebody's availability at an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Availability {
    /// What they are.
    pub kind: Kind,
    /// The next moment at which they can answer; for a free person now. `None` when there is none in 60 days.
    pub until: Option<DateTime<Utc>>,
    /// Why they are not free.
    pub reason: Option<Reason>,
    /// Who stands in for them during time off.
    pub cover: Option<UserId>,
}

impl Availability {
    /// Somebody's availability at an instant.
    pub fn of(member: &Member, charter: &Charter, at: DateTime<Utc>) -> Self {
        let schedule = member.schedule(charter);
        let dnd = member.dnd_span();
        let until = worktime::answering_from(&schedule, at, dnd);
        let is_free = until == Some(at);
        if is_free {
            return Self { kind: Kind::Free, until, reason: None, cover: None };
        }
        let local = schedule.zone.local(at);
        let off = member.time_off.iter().find(|off| off.from <= local && local < off.until);
        let (kind, reason) = if off.is_some() {
            (Kind::TimeOff, Reason::TimeOff)
        } else if schedule.holidays.contains(&local.date()) {
            (Kind::Holiday, Reason::Holiday)
        } else if !worktime::is_working(&schedule, at) {
            (Kind::OffHours, Reason::Hours)
        } else if member.spell.as_ref().is_some_and(|spell| spell.holds(at)) {
            (Kind::Focus, Reason::Spell)
        } else if worktime::answering_from(&schedule, at, None) == Some(at) {
            (Kind::Focus, Reason::Dnd)
        } else {
            (Kind::Focus, Reason::Block)
        };
        Self { kind, until, reason: Some(reason), cover: off.and_then(|off| off.cover.clone()) }
    }

    /// Whether they can answer now.
    pub fn is_free(&self) -> bool {
        self.kind == Kind::Free
    }
}

/// Whether somebody who pings this member gets a nudge when it lands badly. A newcomer is protected when the charter
/// says so; a focus block they set themselves is saying so for its length.
pub fn is_protected(member: &Member, charter: &Charter, now: &Availability) -> bool {
    match member.publish {
        Some(Publish::Protect) => true,
        Some(Publish::Show | Publish::AnyTime) => false,
        None => matches!(now.reason, Some(Reason::Block | Reason::Spell)) || charter.protect,
    }
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveDate, TimeDelta};

    use super::*;
    use crate::domain::member::{Dnd, Profile, Spell, TimeOff};
    use crate::domain::schedule::{FocusBlock, Shift};
    use crate::domain::text::PrivateText;
    use chrono::Weekday;

    /// Thursday 15 October 2026, at this time in Berlin.
    fn at(clock: &str) -> DateTime<Utc> {
        format!("2026-10-15T{clock}:00+02:00").parse().expect("moment")
    }

    /// Bo in Berlin, with a focus block on Thursdays from nine to eleven.
    fn bo() -> Member {
        let profile = Profile {
            name: PrivateText::new("Bo"),
            zone: Some("Europe/Berlin".into()),
            locale: crate::domain::words::Locale::En,
            is_bot: false,
            deleted: false,
            external: false,
            read_at: at("08:00"),
        };
        let focus = vec![FocusBlock { days: vec![Weekday::Thu], shift: Shift { from: 540, to: 660 } }];
        Member { profile: Some(profile), focus, ..Member::default() }
    }

    fn seen(member: &Member, clock: &str) -> (Kind, Option<Reason>, String) {
        let found = Availability::of(member, &Charter::default(), at(clock));
        let zone = member.zone(&Charter::default());
        let until = found.until.map(|until| zone.local(until).format("%a %H:%M").to_string());
        (found.kind, found.reason, until.unwrap_or_default())
    }

    #[test]
    fn a_day_of_somebody_with_a_focus_block() {
        for (clock, kind, reason, until) in [
            ("08:59", Kind::OffHours, Some(Reason::Hours), "Thu 11:00"),
            ("09:00", Kind::Focus, Some(Reason::Block), "Thu 11:00"),
            ("11:00", Kind::Free, None, "Thu 11:00"),
            ("17:00", Kind::OffHours, Some(Reason::Hours), "Fri 09:00"),
        ] {
            assert_eq!(seen(&bo(), clock), (kind, reason, until.to_owned()), "{clock}");
        }
    }

    #[test]
    fn focus_for_now_and_do_not_disturb_are_reasons_of_focus_inside_working_hours() {
        let spell = Some(Spell { from: at("13:00"), until: at("14:30") });
        let dnd = Some(Dnd { start: Some(at("14:00")), end: Some(at("18:00")), read_at: at("12:00") });
        let bo = Member { spell, dnd, ..bo() };
        assert_eq!(seen(&bo, "13:10"), (Kind::Focus, Some(Reason::Spell), "Fri 09:00".into()));
        assert_eq!(seen(&bo, "15:00"), (Kind::Focus, Some(Reason::Dnd), "Fri 09:00".into()));
        assert_eq!(seen(&bo, "17:30"), (Kind::OffHours, Some(Reason::Hours), "Fri 09:00".into()));
    }

    #[test]
    fn time_off_outweighs_everything_and_names_who_stands_in() {
        let day = |d| NaiveDate::from_ymd_opt(2026, 10, d).expect("day").and_time(chrono::NaiveTime::MIN);
        let cover = crate::domain::ids::UserId::parse("U0DEE");
        let off = TimeOff { from: day(15), until: day(17), cover: cover.clone() };
        let bo = Member { time_off: vec![off], ..bo() };
        assert_eq!(seen(&bo, "10:00"), (Kind::TimeOff, Some(Reason::TimeOff), "Mon 09:00".into()));
        assert_eq!(Availability::of(&bo, &Charter::default(), at("10:00")).cover, cover);
    }

    #[test]
    fn a_newcomer_is_protected_only_in_a_focus_block_they_set_or_when_the_charter_says_so() {
        let strict = Charter { protect: true, ..Charter::default() };
        for (charter, clock, protected) in [
            (&Charter::default(), "10:00", true),
            (&Charter::default(), "20:00", false),
            (&strict, "20:00", true),
        ] {
            let now = Availability::of(&bo(), charter, at(clock));
            assert_eq!(is_protected(&bo(), charter, &now), protected, "{clock}");
        }
        for (publish, protected) in
            [(Publish::Protect, true), (Publish::Show, false), (Publish::AnyTime, false)]
        {
            let bo = Member { publish: Some(publish), ..bo() };
            let now = Availability::of(&bo, &strict, at("20:00") + TimeDelta::hours(1));
            assert_eq!(is_protected(&bo, &strict, &now), protected, "{publish:?}");
        }
    }
}
