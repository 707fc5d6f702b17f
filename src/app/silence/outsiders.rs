//! Bots, people who left, and people of other organisations neither learn nor cause anything.

use super::{Ping, Silence};
use crate::domain::member::Member;
use crate::domain::words::Phrase;

pub const SILENCE: Silence = Silence {
    name: "outsiders",
    why: Phrase::en(
        "silence.outsiders",
        "A bot, somebody who left, or somebody of another organisation takes part.",
    ),
    holds,
};

fn holds(ping: &Ping<'_>) -> bool {
    is_outside(ping.asker) || is_outside(ping.theirs) || ping.target.is_slackbot()
}

fn is_outside(member: &Member) -> bool {
    let profile = member.profile.as_ref();
    profile.is_some_and(|profile| profile.is_bot || profile.deleted || profile.external)
}
