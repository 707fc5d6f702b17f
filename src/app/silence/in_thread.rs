//! Who takes part in a thread wants to hear how it goes on.

use super::{Ping, Silence};
use crate::domain::nudge::ACTIVITY_KEPT;
use crate::domain::record::{Key, Record};
use crate::domain::words::Phrase;

pub const SILENCE: Silence = Silence {
    name: "in_thread",
    why: Phrase::en("silence.in_thread", "They wrote in this thread within the last hour."),
    holds,
};

fn holds(ping: &Ping<'_>) -> bool {
    let Some(thread) = &ping.message.thread else { return false };
    let key = Key::Activity(ping.message.channel.clone(), ping.target.clone());
    let Some(Record::Activity(activity)) = ping.moment.record(&key) else { return false };
    let theirs = activity.thread.as_ref().filter(|(there, _)| there == thread);
    theirs.is_some_and(|(_, last)| ping.message.ts.at() - last.at() <= ACTIVITY_KEPT)
}
