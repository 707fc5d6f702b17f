//! A Home tab: drawn from what is known, shown when it says something new, and drawn again when the day moves on.

mod schedule;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Timelike, Utc};

use super::{After, Scene, Step, call, is_gone, member, put};
use crate::domain::ask::{Answerer, Ask, AskRef, AskState};
use crate::domain::availability::{Availability, Kind};
use crate::domain::feed::Kind as Slot;
use crate::domain::home::{HalfHour, Home, HomeAsk, HomeCard};
use crate::domain::ids::{UserId, fingerprint};
use crate::domain::member::{Member, Publish, TimeOff};
use crate::domain::outgoing::{Call, Read, Receipt};
use crate::domain::record::{Key, List, Record};
use crate::domain::text::{Piece, PrivateText};
use crate::domain::window::Window;
use crate::domain::worktime::{self, Zone, words};
use crate::ports::Changes;

/// Most asks of one list that are looked at.
const LOOKED_AT: usize = 100;
/// Most asks of one list that are shown.
const SHOWN: usize = 10;
/// So long after somebody looked, their tab is kept as fresh as their day.
const FOLLOWED: TimeDelta = TimeDelta::hours(24);
/// Half an hour, in minutes.
const HALF_HOUR: u16 = 30;

/// The records a Home tab needs from the start.
pub fn keys(user: &UserId) -> Vec<Key> {
    vec![Key::Member(user.clone()), Key::Home(user.clone()), Key::Feed(user.clone())]
}

/// The lists of asks it shows.
pub fn lists(user: &UserId) -> Vec<List> {
    vec![List::Owes(user.clone()), List::Waits(user.clone())]
}

/// What a Home tab needs next.
pub fn next(scene: &Scene<'_>, user: &UserId) -> Step {
    if is_gone(scene.facts, user) {
        return Step::Drop("the person is gone", None);
    }
    let Some(member) = member(scene.facts, user).filter(|member| member.home) else {
        return Step::Drop("nobody ever looked at it", None);
    };
    if let Some(step) = find_out(scene, user, member) {
        return step;
    }
    let home = remembered(scene, user);
    let card = card(scene, user, member);
    if home.said.as_deref() == Some(said(&card).as_str()) {
        return later(scene, member, &home);
    }
    call(Call::Publish { user: user.clone(), home: Box::new(card), hash: home.hash })
}

/// What a Home tab shows to somebody of whom nothing is known.
pub fn of_a_newcomer(scene: &Scene<'_>, user: &UserId) -> HomeCard {
    card(scene, user, &Member::default())
}

/// What it changes that a Home tab was shown, or, without a hash, that somebody else had changed it: then it is drawn
/// again from what is true now, whatever stands there.
pub fn after(scene: &Scene<'_>, user: &UserId, made: &Call, receipt: &Receipt) -> After {
    let mut changes = Changes::default();
    if let Call::Publish { home: card, .. } = made {
        let shown = receipt.hash.is_some().then(|| said(card));
        let home = Home { hash: receipt.hash.clone(), said: shown, ..remembered(scene, user) };
        put(&mut changes, scene.facts, Key::Home(user.clone()), Record::Home(home), None);
    }
    After { changes, over: false }
}

fn remembered(scene: &Scene<'_>, user: &UserId) -> Home {
    match scene.facts.records.get(&Key::Home(user.clone())) {
        Some((_, Record::Home(home))) => home.clone(),
        _ => Home::default(),
    }
}

/// What has to be read or loaded before it can be drawn.
fn find_out(scene: &Scene<'_>, user: &UserId, member: &Member) -> Option<Step> {
    let mut reads = Vec::new();
    if member.profile.is_none() {
        reads.push(Read::Person { user: user.clone() });
    }
    if member.dnd.is_none() {
        reads.push(Read::Dnd { user: user.clone() });
    }
    reads.retain(|read| !scene.read.contains(read));
    if !reads.is_empty() {
        return Some(Step::Read(reads));
    }
    let unknown = |key: &Key| !scene.facts.asked.contains(key);
    let mut missing: Vec<Key> = Vec::new();
    let mut people: Vec<Key> = Vec::new();
    for list in &lists(user) {
        for about in listed(scene, list) {
            if let Some((ask, first)) = ask(scene, &about).and_then(|ask| Some((ask, pressing(ask, list)?))) {
                people.push(Key::Member(named(ask, first, list).clone()));
            }
            missing.push(Key::Ask(about.channel, about.ts));
        }
    }
    missing.retain(unknown);
    people.retain(unknown);
    // the asks first: they say whose names are needed
    if missing.is_empty() {
        missing = people;
    }
    missing.sort_unstable();
    missing.dedup();
    (!missing.is_empty()).then_some(Step::Load(missing))
}

/// It is shown already: drawn again when their day moves on, as long as they may still be looking.
fn later(scene: &Scene<'_>, member: &Member, home: &Home) -> Step {
    let at = next_change(scene, member);
    match at.filter(|at| *at <= home.opened + FOLLOWED) {
        Some(at) => Step::Later(at),
        None => Step::Finish,
    }
}

/// When what they are changes next, or the half hour they are in ends.
fn next_change(scene: &Scene<'_>, member: &Member) -> Option<DateTime<Utc>> {
    let local = member.zone(scene.charter).local(scene.now);
    let rest = u32::from(HALF_HOUR) - local.minute() % u32::from(HALF_HOUR);
    let half = scene.now + TimeDelta::minutes(rest.into()) - TimeDelta::seconds(local.second().into());
    let until = until(scene, member);
    // exactly on the minute, so that many tabs drawn at once come in one order and a moment is never before itself
    [until, Some(half)].into_iter().flatten().filter(|at| *at > scene.now).min()
}

/// Until when they stay what they are.
fn until(scene: &Scene<'_>, member: &Member) -> Option<DateTime<Utc>> {
    let now = Availability::of(member, scene.charter, scene.now);
    if now.is_free() {
        return worktime::answering_until(&member.schedule(scene.charter), scene.now, member.undisturbed());
    }
    now.until
}

fn listed(scene: &Scene<'_>, list: &List) -> Vec<AskRef> {
    scene.facts.lists.get(list).map_or(Vec::new(), |asks| asks.iter().take(LOOKED_AT).cloned().collect())
}

fn ask<'a>(scene: &Scene<'a>, about: &AskRef) -> Option<&'a Ask> {
    super::ask(scene.facts, &about.channel, &about.ts).filter(|ask| ask.state == AskState::Open)
}

fn card(scene: &Scene<'_>, user: &UserId, member: &Member) -> HomeCard {
    let charter = scene.charter;
    let zone = member.zone(charter);
    let schedule = member.schedule(charter);
    let spoken = |at| words::day_and_time(at, &zone, scene.now, member.locale());
    let next_checkin = worktime::due(&schedule, &Window::NextCheckIn, scene.now).map(spoken);
    let (owes, more_owed) = asks(scene, &List::Owes(user.clone()), member);
    let (waits, more_waited) = asks(scene, &List::Waits(user.clone()), member);
    let (day, day_span) = day(scene, member, &zone);
    let local = zone.local(scene.now);
    let planned = || member.time_off.iter().filter(|off| !off.is_over(scene.now, &zone));
    HomeCard {
        now: format!("{} {}", words::date(local.date(), member.locale()), local.format("%H:%M")),
        city: words::city(&zone),
        availability: Availability::of(member, charter, scene.now),
        until: until(scene, member).map(spoken),
        checkin: next_checkin,
        day,
        day_span,
        hours: schedule.work,
        own_hours: member.hours.is_some(),
        focus: member.focus.clone(),
        checkins: schedule.checkins.iter().map(|time| time.format("%H:%M").to_string()).collect(),
        own_checkins: member.no_checkins || !member.checkins.is_empty(),
        spell: member.spell.as_ref().is_some_and(|spell| spell.holds(scene.now)),
        is_away: is_away(scene, member, &zone),
        more_time_off: planned().count().saturating_sub(SHOWN),
        time_off: planned().take(SHOWN).cloned().collect(),
        holidays: schedule::holidays(member, local.date()),
        zone: zone.name().to_owned(),
        zone_from: schedule::zone_from(scene, member, &zone),
        calendar: schedule::calendar(scene, user, member.locale()),
        is_stranger: is_stranger(member),
        owes,
        more_owed,
        waits,
        more_waited,
        publish: member.publish.unwrap_or(if charter.protect { Publish::Protect } else { Publish::Show }),
        own_publish: member.publish.is_some(),
        quiet: member.quiet.filter(|quiet| quiet.holds(scene.now)),
        locale: member.locale(),
    }
}

/// Whether they are away now; not, when they said that they are back.
fn is_away(scene: &Scene<'_>, member: &Member, zone: &Zone) -> bool {
    let is_on = |off: &TimeOff| off.holds(scene.now, zone);
    member.time_off.iter().any(is_on) || member.slot_at(scene.now) == Some(Slot::Away)
}

fn is_stranger(reader: &Member) -> bool {
    reader.profile.as_ref().is_some_and(|profile| profile.external)
}

/// The open asks of a list, those with the least time left first, and how many more there are.
fn asks(scene: &Scene<'_>, list: &List, reader: &Member) -> (Vec<HomeAsk>, usize) {
    let (zone, locale) = (reader.zone(scene.charter), reader.locale());
    let mut found: Vec<(Option<DateTime<Utc>>, HomeAsk)> = listed(scene, list)
        .into_iter()
        .filter_map(|about| {
            let ask = ask(scene, &about)?;
            let first = pressing(ask, list)?;
            let others = waiting(ask, list).count() - 1;
            // a moment that follows from working hours says when these end; one that was named is no secret
            let is_told = !is_stranger(reader) || matches!(ask.window, Window::ByMoment { .. });
            let due =
                first.due.filter(|_| is_told).map(|at| words::day_and_time(at, &zone, scene.now, locale));
            let shown = HomeAsk {
                about,
                thread: ask.thread.clone(),
                who: name(scene, named(ask, first, list)),
                others,
                window: ask.window.clone(),
                is_over: due.is_some() && first.due.is_some_and(|due| due < scene.now),
                due,
                on_it: first.on_it,
            };
            Some((first.due, shown))
        })
        .collect();
    // one person's working time runs one way, so the order of due moments is that of working time left
    found.sort_by_key(|(due, _)| far_when_none(*due));
    let more = found.len().saturating_sub(SHOWN);
    (found.into_iter().take(SHOWN).map(|(_, shown)| shown).collect(), more)
}

/// Who is still expected to answer, as far as a list is about them: nothing is owed by who has answered.
fn waiting<'a>(ask: &'a Ask, list: &'a List) -> impl Iterator<Item = &'a Answerer> {
    let open = ask.answerers.iter().filter(|answerer| answerer.answered.is_none());
    open.filter(move |answerer| match list {
        List::Owes(user) => answerer.user == *user,
        List::Waits(_) | List::Open(_) | List::Quiet(_) => true,
    })
}

/// The one of them with the least time left.
fn pressing<'a>(ask: &'a Ask, list: &'a List) -> Option<&'a Answerer> {
    waiting(ask, list).min_by_key(|answerer| far_when_none(answerer.due))
}

/// Whose name stands in a list: of what I owe the asker's, of what I wait for the answerer's.
fn named<'a>(ask: &'a Ask, first: &'a Answerer, list: &List) -> &'a UserId {
    if matches!(list, List::Owes(_)) { &ask.asker } else { &first.user }
}

fn far_when_none(due: Option<DateTime<Utc>>) -> DateTime<Utc> {
    due.unwrap_or(DateTime::<Utc>::MAX_UTC)
}

fn name(scene: &Scene<'_>, user: &UserId) -> PrivateText {
    let profile = member(scene.facts, user).and_then(|member| member.profile.as_ref());
    profile.map(|profile| profile.name.clone()).unwrap_or_default()
}

/// The working part of today in half hours, and when it begins and ends.
fn day(scene: &Scene<'_>, member: &Member, zone: &Zone) -> (Vec<HalfHour>, (u16, u16)) {
    let local = zone.local(scene.now);
    let midnight = local.date().and_time(chrono::NaiveTime::MIN);
    let schedule = member.schedule(scene.charter);
    let all: Vec<(u16, HalfHour)> = (0..1440 / HALF_HOUR)
        .map(|nth| {
            let from = nth * HALF_HOUR;
            let begins = midnight + TimeDelta::minutes(from.into());
            (from, half_hour(scene, member, &schedule, zone, begins))
        })
        .collect();
    let is_work = |(_, half): &&(u16, HalfHour)| *half != HalfHour::Off;
    let (Some(first), Some(last)) = (all.iter().find(is_work), all.iter().rev().find(is_work)) else {
        return (Vec::new(), (0, 0));
    };
    let (from, to) = (first.0, last.0 + HALF_HOUR);
    let minute = u16::try_from(local.hour() * 60 + local.minute()).unwrap_or(0);
    let halves = all
        .iter()
        .filter(|(at, _)| (from..to).contains(at))
        .map(|(at, half)| if (*at..*at + HALF_HOUR).contains(&minute) { HalfHour::Now } else { *half });
    (halves.collect(), (from, to))
}

fn half_hour(
    scene: &Scene<'_>,
    member: &Member,
    schedule: &crate::domain::schedule::Schedule,
    zone: &Zone,
    begins: NaiveDateTime,
) -> HalfHour {
    let at = zone.resolve(begins);
    if !worktime::is_working(schedule, at) {
        return HalfHour::Off;
    }
    match Availability::of(member, scene.charter, at).kind {
        Kind::Free => HalfHour::Free,
        Kind::Focus => HalfHour::Focus,
        Kind::OffHours | Kind::TimeOff | Kind::Holiday => HalfHour::Off,
    }
}

/// A fingerprint of what a tab says. The clock is left out, so that a tab is not drawn again each minute.
fn said(card: &HomeCard) -> String {
    let timeless = HomeCard { now: String::new(), ..card.clone() };
    // names are left out of what is printed, so they are added
    let names: Vec<&str> = card.owes.iter().chain(&card.waits).map(|ask| ask.who.reveal()).collect();
    let host = card.calendar.as_ref().map(|calendar| match &calendar.what {
        Piece::Theirs(host) => host.reveal(),
        _ => "",
    });
    fingerprint(format!("{timeless:?}{names:?}{host:?}").as_bytes())
}
