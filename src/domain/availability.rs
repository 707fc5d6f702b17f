//! Availability: whether somebody can answer now, and if not, why and until when.

use chrono::{DateTime, Utc};

use super::charter::Charter;
use super::feed;
use super::ids::UserId;
use super::member::{Member, Publish};
use super::outgoing::Read;
use super::signals::{Signals, holds};
use super::stay;
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
    /// Their status in Slack.
    Status,
    /// They are in a huddle. Others are told no more than that they are in a conversation.
    Huddle,
    /// Time off.
    TimeOff,
    /// A holiday.
    Holiday,
    /// Their calendar.
    Calendar,
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
    /// Whether they are in a focus block of their own, also where something else outweighs it.
    pub in_focus: bool,
}

impl Availability {
    /// Somebody's availability at an instant.
    pub fn of(member: &Member, charter: &Charter, at: DateTime<Utc>) -> Self {
        let schedule = member.schedule(charter);
        let until = worktime::answering_from(&schedule, at, member.undisturbed());
        if until == Some(at) {
            return Self { kind: Kind::Free, until, reason: None, cover: None, in_focus: false };
        }
        let away = member.signals().and_then(Signals::away).filter(|(span, _)| holds(*span, at));
        let local = schedule.zone.local(at);
        let off = member.time_off.iter().find(|off| off.holds(at, &schedule.zone));
        let in_spell = member.spell.as_ref().is_some_and(|spell| spell.holds(at));
        let slot = member.slot_at(at);
        // focus of a calendar stands among the spells, so this finds it, too
        let in_block = worktime::focus_from(&schedule, at).is_some_and(|(from, _)| from <= at);
        let in_dnd = member.dnd_span().is_some_and(|(from, until)| from <= at && at < until);
        let is_working = worktime::is_working(&schedule, at);
        let (kind, reason) = if off.is_some() {
            (Kind::TimeOff, Reason::TimeOff)
        } else if slot == Some(feed::Kind::Away) {
            (Kind::TimeOff, Reason::Calendar)
        } else if away.is_some() {
            (Kind::TimeOff, Reason::Status)
        } else if !is_working && schedule.holidays.contains(&local.date()) {
            (Kind::Holiday, Reason::Holiday)
        } else if !is_working {
            (Kind::OffHours, Reason::Hours)
        } else if in_spell {
            (Kind::Focus, Reason::Spell)
        } else if in_block {
            (Kind::Focus, if slot == Some(feed::Kind::Focus) { Reason::Calendar } else { Reason::Block })
        } else if slot == Some(feed::Kind::Busy) && !in_dnd {
            (Kind::Focus, Reason::Calendar)
        } else {
            (Kind::Focus, slack_says(member, at))
        };
        // who lets busy events count says so for their length, as with a focus block
        let is_busy = is_working && slot == Some(feed::Kind::Busy);
        let cover = off.and_then(|off| off.cover.clone());
        // of a status without an end nobody knows when they are back
        let is_open = reason == Reason::Status && away.is_some_and(|(_, end)| end.is_none());
        let until = until.filter(|_| !is_open);
        Self { kind, until, reason: Some(reason), cover, in_focus: in_spell || in_block || is_busy }
    }

    /// Whether it rests on what Slack says of the moment and not on what they told us.
    pub fn is_of_slack(&self) -> bool {
        matches!(self.reason, Some(Reason::Dnd | Reason::Status | Reason::Huddle))
    }

    /// Whether they can answer now.
    pub fn is_free(&self) -> bool {
        self.kind == Kind::Free
    }
}

/// When somebody can answer, where that is earlier than it was by what was known of them before: they are back from
/// time off, their focus is over, they have arrived in another zone. What waits for them then waits less long.
pub fn back_earlier(
    before: &Member,
    after: &Member,
    charter: &Charter,
    now: DateTime<Utc>,
) -> Option<Availability> {
    if !has_other_times(before, after) {
        return None;
    }
    let then = Availability::of(before, charter, now).until;
    let back = Availability::of(after, charter, now);
    let is_earlier = back.until.is_some_and(|back| then.is_none_or(|then| back < then));
    is_earlier.then_some(back)
}

/// Whether somebody may be there at other times than before.
fn has_other_times(before: &Member, after: &Member) -> bool {
    stay::has_other_days(before, after)
        || before.focus != after.focus
        || before.spell != after.spell
        || before.dnd_span() != after.dnd_span()
        || before.signals() != after.signals()
}

/// Whether somebody wants to be told of their asks, and that or their days are others than before: what is to be said
/// to them may have another moment then.
pub fn may_be_told_otherwise(before: &Member, after: &Member) -> bool {
    let is_other = before.wants_catch_up() != after.wants_catch_up() || before.quiet != after.quiet;
    after.wants_catch_up() && (is_other || has_other_times(before, after))
}

/// What of Slack's own signals keeps somebody from answering.
fn slack_says(member: &Member, at: DateTime<Utc>) -> Reason {
    let signals = member.signals();
    if member.dnd_span().is_some_and(|span| holds(span, at)) {
        Reason::Dnd
    } else if signals.and_then(Signals::focus).is_some_and(|span| holds(span, at)) {
        Reason::Status
    } else {
        Reason::Huddle
    }
}

/// Whether somebody who pings this member gets a nudge when it lands badly. A newcomer is protected when the charter
/// says so; a focus block they set themselves is saying so for its length.
pub fn is_protected(member: &Member, charter: &Charter, now: &Availability) -> bool {
    match member.publish {
        Some(Publish::Protect) => true,
        Some(Publish::Show | Publish::AnyTime) => false,
        None => now.in_focus || charter.protect,
    }
}

/// What has to be read in Slack before somebody's availability can be relied on: their profile, and their
/// do-not-disturb window, unless both were read lately. Nothing for people who are gone and for bots.
pub fn stale(user: &UserId, member: Option<&Member>, now: DateTime<Utc>) -> Vec<Read> {
    let profile = member.and_then(|member| member.profile.as_ref());
    if user.is_slackbot() || profile.is_some_and(|profile| profile.deleted || profile.is_bot) {
        return Vec::new();
    }
    let dnd = member.and_then(|member| member.dnd.as_ref());
    let mut reads = Vec::new();
    if !profile.is_some_and(|profile| profile.is_fresh(now)) {
        reads.push(Read::Person { user: user.clone() });
    }
    if !dnd.is_some_and(|dnd| dnd.is_fresh(now)) {
        reads.push(Read::Dnd { user: user.clone() });
    }
    reads
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveDate, TimeDelta};

    use super::*;
    use crate::domain::member::{Dnd, Profile, Spell, TimeOff};
    use crate::domain::schedule::{FocusBlock, Shift};
    use crate::domain::signals::{StatusWords, Told};
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
            locale: Some(crate::domain::words::Locale::En),
            is_bot: false,
            deleted: false,
            external: false,
            told: None,
            signals: crate::domain::signals::Signals::default(),
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
        let bo = Member { dnd, spell, ..bo() };
        assert_eq!(seen(&bo, "13:10"), (Kind::Focus, Some(Reason::Spell), "Fri 09:00".into()));
        assert_eq!(seen(&bo, "15:00"), (Kind::Focus, Some(Reason::Dnd), "Fri 09:00".into()));
        assert_eq!(seen(&bo, "17:30"), (Kind::OffHours, Some(Reason::Hours), "Fri 09:00".into()));
    }

    fn says(told: &Told) -> Member {
        let mut bo = bo();
        if let Some(profile) = &mut bo.profile {
            profile.signals = Signals::of(told, &StatusWords::default(), at("08:00"));
        }
        bo
    }

    #[test]
    fn a_status_can_mean_absence_until_its_end_or_until_nobody_knows() {
        let gone = |until| Told { emoji: ":palm_tree:".into(), until, ..Told::default() };
        let bo = says(&gone(Some(at("14:00"))));
        assert_eq!(seen(&bo, "08:30"), (Kind::TimeOff, Some(Reason::Status), "Thu 14:00".into()));
        assert_eq!(
            seen(&bo, "10:00"),
            (Kind::TimeOff, Some(Reason::Status), "Thu 14:00".into()),
            "not in focus"
        );
        assert_eq!(seen(&bo, "14:00"), (Kind::Free, None, "Thu 14:00".into()));
        assert_eq!(seen(&says(&gone(None)), "12:00"), (Kind::TimeOff, Some(Reason::Status), String::new()));
    }

    #[test]
    fn a_status_of_focus_and_a_huddle_count_inside_working_hours() {
        let meets = Told { emoji: ":calendar:".into(), until: Some(at("18:00")), ..Told::default() };
        assert_eq!(seen(&says(&meets), "12:00"), (Kind::Focus, Some(Reason::Status), "Fri 09:00".into()));
        assert_eq!(seen(&says(&meets), "17:30"), (Kind::OffHours, Some(Reason::Hours), "Fri 09:00".into()));
        let talks = Told { in_huddle: true, huddle_until: Some(at("11:30")), ..Told::default() };
        let bo = says(&talks);
        assert_eq!(seen(&bo, "10:00"), (Kind::Focus, Some(Reason::Block), "Thu 11:30".into()));
        assert_eq!(seen(&bo, "11:10"), (Kind::Focus, Some(Reason::Huddle), "Thu 11:30".into()));
        assert_eq!(seen(&bo, "11:30"), (Kind::Free, None, "Thu 11:30".into()));
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
    fn focus_in_the_evening_is_off_hours_and_protects_all_the_same() {
        let spell = Some(Spell { from: at("20:00"), until: at("21:30") });
        let bo = Member { spell, ..bo() };
        for (clock, protected) in [("19:59", false), ("20:30", true), ("21:30", false)] {
            let now = Availability::of(&bo, &Charter::default(), at(clock));
            assert_eq!((now.kind, now.in_focus), (Kind::OffHours, protected), "{clock}");
            assert_eq!(is_protected(&bo, &Charter::default(), &now), protected, "{clock}");
        }
    }

    #[test]
    fn what_slack_says_is_read_again_when_it_grew_old() {
        let who = UserId::parse("U0BO").expect("id");
        let (person, quiet) = (Read::Person { user: who.clone() }, Read::Dnd { user: who.clone() });
        let reads = |member: Option<&Member>, now| stale(&who, member, now);
        assert_eq!(reads(None, at("08:00")), [person.clone(), quiet.clone()], "a stranger");
        let calm = Dnd { start: None, end: None, read_at: at("08:00") };
        let bo = Member { dnd: Some(calm), ..bo() };
        assert_eq!(reads(Some(&bo), at("08:10")), []);
        assert_eq!(reads(Some(&bo), at("08:11")), std::slice::from_ref(&quiet));
        assert_eq!(reads(Some(&bo), at("08:11") + TimeDelta::days(1)), [person, quiet.clone()]);
        let window = Dnd { start: Some(at("09:00")), end: Some(at("12:00")), read_at: at("08:00") };
        let bo = Member { dnd: Some(window), ..bo };
        assert_eq!(reads(Some(&bo), at("11:59")), [], "a window counts until its own end");
        assert_eq!(reads(Some(&bo), at("12:00")), [quiet]);
        let profile = bo.profile.clone().map(|profile| Profile { deleted: true, ..profile });
        assert_eq!(reads(Some(&Member { profile, ..Member::default() }), at("12:00")), [], "gone");
    }

    #[test]
    fn whoever_can_answer_earlier_than_it_seemed_is_back_earlier() {
        let charter = Charter::default();
        let seen = |before: &Member, after: &Member, clock: &str| {
            let back = back_earlier(before, after, &charter, at(clock))?.until?;
            Some(after.zone(&charter).local(back).format("%a %H:%M").to_string())
        };
        let away = Spell { from: at("11:00"), until: at("16:00") };
        let focused = Member { spell: Some(away), ..bo() };
        assert_eq!(seen(&focused, &bo(), "12:00"), Some("Thu 12:00".into()), "the focus is over");
        assert_eq!(seen(&bo(), &focused, "12:00"), None, "a focus begins");
        assert_eq!(seen(&focused, &bo(), "18:00"), None, "nothing is different in the evening");
        let profile = bo().profile.map(|profile| Profile { zone: Some("Asia/Kolkata".into()), ..profile });
        let travelled = Member { profile, ..bo() };
        assert_eq!(seen(&bo(), &travelled, "02:00"), Some("Thu 11:00".into()), "seven hours from then");
        assert_eq!(seen(&travelled, &bo(), "02:00"), None, "the other way it is later");
        let renamed = Member { not_urgent: 1, ..bo() };
        assert_eq!(seen(&bo(), &renamed, "20:00"), None);
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
