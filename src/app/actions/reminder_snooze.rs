//! *Snooze* on a reminder: it comes again in an hour, or when work begins if that is later.

use chrono::{DateTime, DurationRound, TimeDelta, Utc};

use super::{Action, OUT_OF_DATE, Pressed, nothing_more, reminder};
use crate::app::commands::{MOST_REMINDERS, paced, reminder_delivery};
use crate::app::{Moment, say};
use crate::domain::ids::SeenKey;
use crate::domain::member::Member;
use crate::domain::outgoing::{Outgoing, Reminder};
use crate::domain::record::{Key, Record};
use crate::domain::text::Speech;
use crate::domain::words::Phrase;
use crate::domain::worktime;
use crate::ports::Changes;

pub const ACTION: Action =
    Action { id: "reminder.snooze", records: reminder::records, own: true, more: nothing_more, press };

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
    let until = if let Some(until) = waiting(&id, moment) {
        until
    } else {
        let until = landing(pressed, moment);
        let (to, by) = (press.user.clone(), press.user.clone());
        let again = Reminder { id, to, by, text, nominal: until, snoozed: true };
        if !wait(pressed, again, moment, changes) {
            return Some(TOO_MANY.say(pressed.locale));
        }
        until
    };
    let when = say::moment(until, &moment.zone(&press.user), pressed.locale);
    let said = reminder::about(pressed, &SNOOZED, &[("when", when)]);
    reminder::rewrite(pressed, Some(said), moment, changes);
    None
}

/// Has a reminder wait for its moment. `false` when the member has too many already.
fn wait(pressed: &Pressed<'_>, again: Reminder, moment: &Moment<'_>, changes: &mut Changes) -> bool {
    let mut member = moment.member(&again.to).cloned().unwrap_or_default();
    if moment.facts.owned.len() >= MOST_REMINDERS || !paced(&mut member, moment.now) {
        return false;
    }
    // saving the member also lets one of two presses at the same time find what the other has done
    moment.put(changes, Key::Member(again.to.clone()), Record::Member(Box::new(member)), None);
    let until = again.nominal;
    changes.deliver.push(reminder_delivery(&pressed.inbound.team, again, until));
    true
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
    let member = moment.member(&pressed.press.user);
    let quiet = member.into_iter().flat_map(Member::undisturbed);
    worktime::answering_from(&moment.schedule(&pressed.press.user), full, quiet).unwrap_or(full)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::scene::{Scene, press, spoken, team};
    use crate::domain::inbound::{Happening, Press};
    use crate::domain::text::PrivateText;

    fn presses(scene: &mut Scene, action: &str, nth: &str) -> Vec<Option<String>> {
        let quoted = Some(PrivateText::new("call <@U0BO> & sing"));
        let press = Press { quoted, ..press("ada", action, "reminder:T0TEAM:x:1") };
        scene.deliveries.retain(|_, delivery| delivery.owner.is_some());
        scene.takes(SeenKey::other(&team(), "press", nth), Happening::Pressed(press));
        let rewrites = scene.waiting().into_iter().filter_map(|what| match what {
            Outgoing::Rewrite { say, .. } => Some(say.as_ref().map(spoken)),
            _ => None,
        });
        rewrites.collect()
    }

    fn waiting(scene: &Scene) -> Vec<(String, String)> {
        let reminders = scene.deliveries.values().filter_map(|delivery| match &delivery.what {
            Outgoing::Reminder(reminder) => {
                assert!(reminder.snoozed && reminder.nominal == delivery.due);
                Some((delivery.due.format("%a %T").to_string(), reminder.text.reveal().to_owned()))
            }
            _ => None,
        });
        reminders.collect()
    }

    #[test]
    fn a_snooze_comes_again_in_an_hour_and_says_so() {
        let mut scene = Scene::new();
        let said = presses(&mut scene, "reminder.snooze", "1");
        assert_eq!(
            said,
            [Some("💤 Snoozed until Thu 15 Oct, 11:20 Europe/Berlin: call <@U0BO> & sing".to_owned())]
        );
        assert_eq!(waiting(&scene), [("Thu 09:20:00".to_owned(), "call <@U0BO> & sing".to_owned())]);
    }

    #[test]
    fn a_snooze_lands_in_working_hours() {
        let mut scene = Scene::new();
        scene.now = "2026-10-16T14:59:30Z".parse().expect("moment"); // Friday 16:59:30 in Berlin
        presses(&mut scene, "reminder.snooze", "1");
        assert_eq!(waiting(&scene)[0].0, "Mon 07:00:00");
    }

    #[test]
    fn a_snooze_pressed_twice_is_one() {
        let mut scene = Scene::new();
        let first = presses(&mut scene, "reminder.snooze", "1");
        scene.now += TimeDelta::minutes(3);
        assert_eq!(presses(&mut scene, "reminder.snooze", "2"), first);
        assert_eq!(waiting(&scene).len(), 1);
    }

    #[test]
    fn done_and_delete_change_the_message_only() {
        let mut scene = Scene::new();
        assert_eq!(
            presses(&mut scene, "reminder.done", "1"),
            [Some("✅ Done: call <@U0BO> & sing".to_owned())]
        );
        assert_eq!(presses(&mut scene, "reminder.done", "2").len(), 1, "again the same");
        assert_eq!(presses(&mut scene, "reminder.delete", "3"), [None]);
        assert!(waiting(&scene).is_empty());
    }

    #[test]
    fn a_press_without_its_message_is_met_kindly() {
        for action in ["reminder.done", "reminder.snooze", "reminder.delete"] {
            let mut scene = Scene::new();
            let press = Press { message: None, ..press("ada", action, "") };
            scene.takes(SeenKey::other(&team(), "press", "1"), Happening::Pressed(press));
            assert_eq!((scene.answers().len(), scene.waiting().len()), (1, 1), "{action}");
        }
    }
}
