//! Time off: planned, changed and taken back.

use chrono::{NaiveDateTime, TimeDelta};

use super::Owner;
use crate::app::{Moment, say};
use crate::domain::ids::UserId;
use crate::domain::member::{Member, TimeOff};
use crate::domain::text::{Piece, Speech};
use crate::domain::words::Phrase;
use crate::domain::worktime::{self, words};
use crate::ports::Changes;

/// Longest absence.
pub const LONGEST: TimeDelta = TimeDelta::days(366);
/// Furthest end of an absence: five years.
const FARTHEST: TimeDelta = TimeDelta::days(5 * 366);
/// For so long it is remembered that somebody was away: a reminder on working days looks back that far.
pub const REMEMBERED: TimeDelta = TimeDelta::days(3);
/// Most absences planned at once.
pub const MOST: usize = 50;

const SAVED: Phrase = Phrase::en("time_off.saved", "Saved. You are away {range}, {place} time.");
const COVERED: Phrase = Phrase::en("time_off.covered", "{who} stands in for you.");
const BACK_AT: Phrase = Phrase::en("time_off.back_at", "You are expected back {when}.");

/// Why an absence can't be planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    /// It ends before it begins.
    Backwards,
    /// It is over.
    Past,
    /// Longer than anybody plans.
    TooLong,
    /// Further ahead than anybody plans.
    TooFar,
    /// As many are planned as are kept.
    TooMany,
    /// Who is named can't stand in: oneself, an app, somebody who is gone or of another organisation.
    Cover,
}

/// Whether anybody plans such an absence.
pub fn check(from: NaiveDateTime, until: NaiveDateTime, now: NaiveDateTime) -> Result<(), Slip> {
    match () {
        () if until <= from => Err(Slip::Backwards),
        () if until <= now => Err(Slip::Past),
        () if until - from > LONGEST => Err(Slip::TooLong),
        () if until - now > FARTHEST => Err(Slip::TooFar),
        () => Ok(()),
    }
}

/// Plans an absence, in the place of another one where it is changed; tells what was understood and what comes next.
pub fn plan(
    owner: &Owner<'_>,
    wanted: &TimeOff,
    instead: Option<&TimeOff>,
    moment: &Moment<'_>,
    changes: &mut Changes,
) -> Result<Speech, Slip> {
    let zone = owner.zone(moment);
    let now = zone.local(moment.now);
    if wanted.cover.as_ref().is_some_and(|who| !fits_as_cover(who, owner, moment)) {
        return Err(Slip::Cover);
    }
    check(wanted.from, wanted.until, now)?;
    let mut member = owner.member(moment);
    // what is long over is forgotten, and what lies within the new one is said anew by it
    let stays =
        |off: &TimeOff| now - off.until < REMEMBERED && (off.from < wanted.from || wanted.until < off.until);
    member.time_off.retain(|off| stays(off) && Some(off) != instead);
    if member.time_off.iter().filter(|off| !off.is_over(moment.now, &zone)).count() >= MOST {
        return Err(Slip::TooMany);
    }
    member.time_off.push(wanted.clone());
    member.time_off.sort_by_key(|off| (off.from, off.until));
    let said = confirmed(owner, wanted, &member, moment);
    owner.save(member, moment, changes);
    Ok(said)
}

/// Takes an absence back; `false` where there is none such (any more).
pub fn cancel(owner: &Owner<'_>, off: &TimeOff, moment: &Moment<'_>, changes: &mut Changes) -> bool {
    let mut member = owner.member(moment);
    let Some(at) = member.time_off.iter().position(|one| one == off) else { return false };
    member.time_off.remove(at);
    owner.save(member, moment, changes);
    true
}

fn fits_as_cover(who: &UserId, owner: &Owner<'_>, moment: &Moment<'_>) -> bool {
    let profile = moment.member(who).and_then(|member| member.profile.as_ref());
    who != owner.user
        && !who.is_slackbot()
        && !profile.is_some_and(|profile| profile.is_bot || profile.deleted || profile.external)
}

fn confirmed(owner: &Owner<'_>, off: &TimeOff, member: &Member, moment: &Moment<'_>) -> Speech {
    let schedule = member.schedule(moment.charter);
    let place = ("place", Piece::Ours(words::city(&schedule.zone)));
    let mut said = owner.say(&SAVED, &[("range", Piece::Ours(say::absence(off, owner.locale))), place]);
    if let Some(who) = &off.cover {
        said = said.line(owner.say(&COVERED, &[("who", Piece::Member(who.clone()))]));
    }
    let end = schedule.zone.resolve(off.until);
    match worktime::answering_from(&schedule, end, None) {
        Some(back) => {
            said.line(owner.say(&BACK_AT, &[("when", say::moment(back, &schedule.zone, owner.locale))]))
        }
        None => said,
    }
}
