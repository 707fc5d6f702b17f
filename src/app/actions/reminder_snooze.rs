//! *Snooze* on a reminder: it comes again in an hour, or when work begins if that is later.

use chrono::{DateTime, DurationRound, TimeDelta, Utc};

use super::{Action, OUT_OF_DATE, Pressed, reminder};
use crate::app::commands::{MOST_REMINDERS, paced, reminder_delivery};
use crate::app::{Moment, say};
use crate::domain::ids::SeenKey;
use crate::domain::outgoing::{Outgoing, Reminder};
use crate::domain::record::{Key, Record};
use crate::domain::text::Speech;
use crate::domain::words::Phrase;
use crate::domain::worktime;
use crate::ports::Changes;

pub const ACTION: Action = Action { id: "reminder.snooze", records: reminder::records, own: true, press };

/// How long a snooze is.
const SNOOZE: TimeDelta = TimeDelta::hours(1);

const SNOOZED: Phrase = Phrase::en("reminder.snoozed", "💤 Snoozed until {when}:");
const TOO_MANY: Phrase = Phrase::en(
    "reminder.snoozed_too_many",
    "You have as many reminders waiting as I keep for one person, so nothing was snoozed. `/async reminders` lists them.",
);

fn press(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    let press = pressed.press;
    let (Some(text), Some(id)) = (press.quoted.clone(), name(pressed)) else {
        return Some(OUT_OF_DATE.say(pressed.locale));
    };
    let until = match waiting(&id, moment) {
        Some(until) => until,
        None => {
            let mut member = moment.member(&press.user).cloned().unwrap_or_default();
            if moment.facts.owned.len() >= MOST_REMINDERS || !paced(&mut member, moment.now) {
                return Some(TOO_MANY.say(pressed.locale));
            }
            // saving the member also lets one of two presses at the same time find what the other has done
            let record = Record::Member(Box::new(member));
            moment.put(changes, Key::Member(press.user.clone()), record, None);
            let until = landing(pressed, moment);
            let (to, by) = (press.user.clone(), press.user.clone());
            let snoozed = Reminder { id, to, by, text, nominal: until, snoozed: true };
            changes.deliver.push(reminder_delivery(&pressed.inbound.team, snoozed, until));
            until
        }
    };
    let when = say::moment(until, &moment.zone(&press.user));
    let said = reminder::about(pressed, &SNOOZED, &[("when", when)]);
    reminder::rewrite(pressed, Some(said), moment, changes);
    None
}

/// The same message snoozed twice names the same reminder.
fn name(pressed: &Pressed<'_>) -> Option<String> {
    let (channel, ts) = (pressed.press.channel.as_ref()?, pressed.press.message.as_ref()?);
    let key = SeenKey::other(&pressed.inbound.team, "snooze", &format!("{channel}.{ts}"));
    Some(key.short_name())
}

/// When the reminder of that name comes, if it waits already.
fn waiting(id: &str, moment: &Moment<'_>) -> Option<DateTime<Utc>> {
    moment.facts.owned.iter().find_map(|delivery| match &delivery.what {
        Outgoing::Reminder(reminder) if reminder.id == id => Some(delivery.due),
        _ => None,
    })
}

/// In an hour, to the full minute; outside of working hours when they begin again.
fn landing(pressed: &Pressed<'_>, moment: &Moment<'_>) -> DateTime<Utc> {
    let exact = moment.now + SNOOZE;
    let minute = TimeDelta::minutes(1);
    let full = exact.duration_trunc(minute).unwrap_or(exact);
    let full = if full < exact { full + minute } else { full };
    let dnd = moment.member(&pressed.press.user).and_then(|member| member.dnd.as_ref());
    let quiet = dnd.and_then(|dnd| dnd.start.zip(dnd.end));
    worktime::answering_from(&moment.schedule(&pressed.press.user), full, quiet).unwrap_or(full)
}
