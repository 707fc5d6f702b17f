//! A reminder: said at its moment when it is one's own, else when its reader is there to read it.

use chrono::TimeDelta;

use super::look_again::is_dnd_fresh;
use super::{Scene, Step, call, is_gone, member};
use crate::domain::ids::{DeliveryId, SeenKey, UserId};
use crate::domain::outgoing::{
    Call, Card, Delivery, Lane, Outgoing, Place, Progress, Read, Reminder, ReminderCard,
};
use crate::domain::text::Piece;
use crate::domain::words::Phrase;
use crate::domain::worktime::{self, words};

/// Later than this, the reader is told that it comes late.
pub const PUNCTUAL: TimeDelta = TimeDelta::minutes(5);

const TOO_LATE: Phrase =
    Phrase::en("reminder.too_late", "I could not bring a reminder in time. It was set for {when}: {what}");

/// What a reminder needs next.
pub fn next(scene: &Scene<'_>, reminder: &Reminder) -> Step {
    if is_gone(scene.facts, &reminder.to) {
        return Step::Drop("the person is gone", None);
    }
    let since = scene.delivery.progress.first_due.unwrap_or(scene.delivery.due);
    if scene.now - since > TimeDelta::days(i64::from(scene.charter.late_reminder_days)) {
        return Step::Drop("too late", Some(Box::new(apology(scene, reminder))));
    }
    let is_own_moment = reminder.by == reminder.to && !reminder.snoozed;
    if !is_own_moment && let Some(step) = wait(scene, &reminder.to) {
        return step;
    }
    call(Call::Post {
        to: Place::Person(reminder.to.clone()),
        card: Card::Reminder(card(scene, reminder, scene.now - since > PUNCTUAL)),
        key: scene.delivery.id.clone(),
    })
}

/// Waits for the reader's answering time, which do-not-disturb is not part of.
pub fn wait(scene: &Scene<'_>, to: &UserId) -> Option<Step> {
    let known = member(scene.facts, to);
    let mut reads = Vec::new();
    if known.is_none_or(|member| member.profile.is_none()) {
        reads.push(Read::Person { user: to.clone() });
    }
    if !is_dnd_fresh(scene, to) {
        reads.push(Read::Dnd { user: to.clone() });
    }
    reads.retain(|read| !scene.read.contains(read));
    if !reads.is_empty() {
        return Some(Step::Read(reads));
    }
    let member = known.cloned().unwrap_or_default();
    // somebody without any working time in sight is told now rather than never
    let at = worktime::answering_from(&member.schedule(scene.charter), scene.now, member.undisturbed())?;
    (at > scene.now).then_some(Step::Later(at))
}

fn card(scene: &Scene<'_>, reminder: &Reminder, is_late: bool) -> ReminderCard {
    let member = member(scene.facts, &reminder.to).cloned().unwrap_or_default();
    let late = || {
        (reminder.nominal, words::with_zone(reminder.nominal, &member.zone(scene.charter), member.locale()))
    };
    ReminderCard {
        id: reminder.id.clone(),
        text: reminder.text.clone(),
        by: (reminder.by != reminder.to).then(|| reminder.by.clone()),
        late: is_late.then(late),
        next: None,
        shared: None,
        locale: member.locale(),
    }
}

/// Tells the owner, once, that a reminder was not brought.
fn apology(scene: &Scene<'_>, reminder: &Reminder) -> Delivery {
    let delivery = scene.delivery;
    let to = delivery.owner.clone().unwrap_or_else(|| reminder.to.clone());
    let member = member(scene.facts, &to).cloned().unwrap_or_default();
    let fallback = words::with_zone(reminder.nominal, &member.zone(scene.charter), member.locale());
    let when = Piece::Moment { at: reminder.nominal, fallback };
    let what = Piece::Theirs(reminder.text.clone());
    let seen = SeenKey::other(&delivery.team, "late", delivery.id.as_str());
    Delivery {
        id: DeliveryId::answer(&seen, "tell"),
        team: delivery.team.clone(),
        due: scene.now,
        lane: Lane::Normal,
        owner: None,
        what: Outgoing::Tell { to, say: TOO_LATE.fill(member.locale(), &[("when", when), ("what", what)]) },
        progress: Progress::default(),
    }
}
