//! Whoever writes in a channel is there: when somebody last did is remembered for an hour, and shown to nobody.

use chrono::TimeDelta;

use super::{Plan, Rule};
use crate::app::Moment;
use crate::domain::inbound::{Happening, Inbound, Message};
use crate::domain::nudge::{ACTIVITY_KEPT, Activity};
use crate::domain::record::{Key, Record};

pub const RULE: Rule = Rule { records, lists: |_| Vec::new(), apply };

/// What was remembered so lately is not written again, so that a busy channel costs little.
const NEW_ENOUGH: TimeDelta = TimeDelta::seconds(5);

fn records(message: &Message) -> Vec<Key> {
    if message.edited.is_some() { Vec::new() } else { vec![key(message)] }
}

fn apply(inbound: &Inbound, moment: &Moment<'_>, plan: &mut Plan) {
    let Happening::Wrote(message) = &inbound.what else { return };
    if message.edited.is_some() || moment.now - message.ts.at() > ACTIVITY_KEPT {
        return;
    }
    let key = key(message);
    let known = match moment.record(&key) {
        Some(Record::Activity(activity)) => Some(activity),
        _ => None,
    };
    if known.is_some_and(|known| says_it_all(known, message)) {
        return;
    }
    let here = message.thread.clone().map(|thread| (thread, message.ts.clone()));
    let last = known.map(|known| &known.last).into_iter().chain([&message.ts]).max();
    let activity = Activity {
        last: last.unwrap_or(&message.ts).clone(),
        thread: here.or_else(|| known.and_then(|known| known.thread.clone())),
    };
    // written blindly: whoever writes twice at once was there both times
    plan.changes.puts.push((key, Record::Activity(activity), Some(moment.now + ACTIVITY_KEPT)));
}

fn says_it_all(known: &Activity, message: &Message) -> bool {
    let is_new = |last: &crate::domain::ids::Ts| message.ts.at() - last.at() < NEW_ENOUGH;
    let knows_thread = match (&message.thread, &known.thread) {
        (None, _) => true,
        (Some(here), Some((there, last))) => here == there && is_new(last),
        (Some(_), None) => false,
    };
    is_new(&known.last) && knows_thread
}

fn key(message: &Message) -> Key {
    Key::Activity(message.channel.clone(), message.author.clone())
}
