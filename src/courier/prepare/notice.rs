//! A reminder that comes again and again, or that is for others: said at its moment when it is one's own or for a
//! channel, else when its reader is there to read it. After each coming it is set anew for the next.

use chrono::{DateTime, TimeDelta, Utc};

use super::{After, Scene, Step, call, is_gone, member, put, reminder};
use crate::domain::ids::{DeliveryId, SeenKey, UserId};
use crate::domain::member::{Member, Quiet};
use crate::domain::notice::{FURTHEST, Notice, Times, Whom};
use crate::domain::outgoing::{Call, Card, Delivery, Lane, Outgoing, Place, Progress, ReminderCard};
use crate::domain::record::{Key, Record};
use crate::domain::schedule::Schedule;
use crate::domain::text::{Piece, PrivateText};
use crate::domain::words::Phrase;
use crate::domain::worktime::recur::Firing;
use crate::domain::worktime::words;
use crate::ports::Changes;

/// Of so many people it is known at most that a word of theirs waits for one reader; those of more come at their hour.
const MOST_CALLERS: usize = 50;

const NOT_TAKEN: Phrase = Phrase::en(
    "notice.not_taken",
    "{who} takes no reminders from colleagues here at the moment, so yours was not brought and won't come again: {what}",
);

const NOT_THERE: Phrase = Phrase::en(
    "notice.not_there",
    "I could not say this in {channel}, since I am not in it or may not write there; it won't come again: {what}",
);

/// The records a notice needs.
pub fn keys(notice: &Notice) -> Vec<Key> {
    let mut people = vec![notice.by.clone()];
    people.extend(Some(notice.subject().clone()).filter(|subject| *subject != notice.by));
    people.into_iter().map(Key::Member).collect()
}

/// What a notice needs next.
pub fn next(scene: &Scene<'_>, notice: &Notice) -> Step {
    if is_gone(scene.facts, &notice.by) || is_gone(scene.facts, notice.subject()) {
        return Step::Drop("the person is gone", None);
    }
    let (reader, days) = subject(scene, notice);
    let Some(come) = due(scene, notice, &days) else {
        return Step::Later(notice.look(&days, scene.now));
    };
    let is_for_other = !notice.is_own() && matches!(notice.to, Whom::Member(_));
    if is_for_other {
        match reader.quiet {
            _ if reader.stopped.contains(&notice.by) => return not_taken(scene, notice, &reader),
            Some(Quiet::Always) => return not_taken(scene, notice, &reader),
            Some(Quiet::Until(until)) if scene.now < until => {
                return wait(scene, notice, reader, Step::Later(until));
            }
            _ => {}
        }
        if let Some(step) = reminder::wait(scene, notice.subject()) {
            return wait(scene, notice, reader, step);
        }
    }
    let to = match &notice.to {
        Whom::Member(user) => Place::Person(user.clone()),
        Whom::Channel(channel) => Place::Channel(channel.clone(), None),
    };
    call(Call::Post { to, card: Card::Reminder(card(scene, notice, come, &days)), key: key(scene, come) })
}

/// Waits for its reader, who knows from then on that somebody's word waits: should they be there earlier, it is looked
/// at again.
fn wait(scene: &Scene<'_>, notice: &Notice, mut reader: Member, step: Step) -> Step {
    let is_known = reader.profile.is_some() && reader.callers.len() < MOST_CALLERS;
    if !matches!(step, Step::Later(_)) || !is_known || !reader.callers.insert(notice.by.clone()) {
        return step;
    }
    let mut changes = Changes::default();
    let key = Key::Member(notice.subject().clone());
    put(&mut changes, scene.facts, key, Record::Member(Box::new(reader)), None);
    Step::Save(Box::new(changes))
}

/// The name of the post: the date it is for is part of it.
pub fn post_key(scene: &Scene<'_>, notice: &Notice) -> Option<DeliveryId> {
    let (_, days) = subject(scene, notice);
    due(scene, notice, &days).map(|come| key(scene, come))
}

fn key(scene: &Scene<'_>, come: Firing) -> DeliveryId {
    DeliveryId::coming(&scene.delivery.id, come.date)
}

/// It has come: it is set anew for the next time.
pub fn after(scene: &Scene<'_>, notice: &Notice) -> After {
    let (_, days) = subject(scene, notice);
    let mut changes = Changes::default();
    if matches!(notice.when, Times::Every(_)) {
        // should they have changed their days since it was said, today is over all the same
        let date = due(scene, notice, &days).map_or(days.zone.local(scene.now).date(), |come| come.date);
        let anew = Notice { fired: Some(date), ..notice.clone() };
        changes.cancel.push(scene.delivery.id.clone());
        changes.deliver.push(Delivery {
            due: anew.look(&days, scene.now),
            what: Outgoing::Notice(Box::new(anew)),
            progress: Progress::default(),
            ..scene.delivery.clone()
        });
    }
    After { changes, over: true }
}

/// By whose days it goes, and these.
fn subject(scene: &Scene<'_>, notice: &Notice) -> (Member, Schedule) {
    let reader = member(scene.facts, notice.subject()).cloned().unwrap_or_default();
    let days = reader.schedule(scene.charter);
    (reader, days)
}

/// What is to be said now, unless it is too late for it: then the next time is soon enough.
fn due(scene: &Scene<'_>, notice: &Notice, days: &Schedule) -> Option<Firing> {
    let most = TimeDelta::days(i64::from(scene.charter.late_reminder_days));
    let is_once = matches!(notice.when, Times::Once(_));
    let come = notice.come(days, scene.now).filter(|come| is_once || scene.now - come.at <= most)?;
    // a day that is over is no working day because time off was taken back since
    let looked = scene.delivery.due.min(scene.now);
    (!notice.is_by_working_days() || come.at > looked - FURTHEST).then_some(come)
}

fn card(scene: &Scene<'_>, notice: &Notice, come: Firing, days: &Schedule) -> ReminderCard {
    let reader = member(scene.facts, notice.subject()).cloned().unwrap_or_default();
    let spoken = |at: DateTime<Utc>| (at, words::with_zone(at, &days.zone, reader.locale()));
    // what waits for its reader is late only if it waits for us
    let is_others = !notice.is_own() && matches!(notice.to, Whom::Member(_));
    let since = if is_others { scene.delivery.due } else { come.at };
    let anew = Notice { fired: Some(come.date), ..notice.clone() };
    let recurs = matches!(notice.when, Times::Every(_));
    ReminderCard {
        id: if recurs { format!("{AGAIN}{}", notice.id) } else { notice.id.clone() },
        text: notice.text.clone(),
        by: is_others.then(|| notice.by.clone()),
        late: (scene.now - since > reminder::PUNCTUAL).then(|| spoken(come.at)),
        next: anew.next(days, scene.now).filter(|_| recurs).map(|next| spoken(next.at)),
        shared: matches!(notice.to, Whom::Channel(_)).then(|| name(scene, &notice.by)),
        locale: reader.locale(),
    }
}

/// What the buttons of something recurring carry before its id.
pub const AGAIN: &str = "again:";

fn name(scene: &Scene<'_>, user: &UserId) -> PrivateText {
    let profile = member(scene.facts, user).and_then(|member| member.profile.as_ref());
    profile.map(|profile| profile.name.clone()).unwrap_or_default()
}

/// Its reader wants none: whoever set it is told, once.
fn not_taken(scene: &Scene<'_>, notice: &Notice, reader: &Member) -> Step {
    let who = reader.profile.as_ref().map(|profile| profile.name.clone()).unwrap_or_default();
    let told = tell(scene, notice, &NOT_TAKEN, ("who", Piece::Theirs(who)));
    Step::Drop("its reader takes none", Some(Box::new(told)))
}

/// Slack does not let us say it in its channel: whoever set it is told, and it ends.
pub fn not_possible(scene: &Scene<'_>) -> Option<Delivery> {
    let Outgoing::Notice(notice) = &scene.delivery.what else { return None };
    let Whom::Channel(channel) = &notice.to else { return None };
    Some(tell(scene, notice, &NOT_THERE, ("channel", Piece::Channel(channel.clone()))))
}

/// A word to whoever set it.
fn tell(scene: &Scene<'_>, notice: &Notice, phrase: &Phrase, place: (&str, Piece)) -> Delivery {
    let author = member(scene.facts, &notice.by).cloned().unwrap_or_default();
    let what = Piece::Theirs(notice.text.clone());
    let seen = SeenKey::other(&scene.delivery.team, "untold", scene.delivery.id.as_str());
    Delivery {
        id: DeliveryId::answer(&seen, "tell"),
        team: scene.delivery.team.clone(),
        due: scene.now,
        lane: Lane::Normal,
        owner: None,
        what: Outgoing::Tell {
            to: notice.by.clone(),
            say: phrase.fill(author.locale(), &[place, ("what", what)]),
        },
        progress: Progress::default(),
    }
}
