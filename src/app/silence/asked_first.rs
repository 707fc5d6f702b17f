//! Whoever asked wants the answer.

use super::{Ping, Silence};
use crate::domain::record::List;
use crate::domain::words::Phrase;

pub const SILENCE: Silence = Silence {
    name: "asked_first",
    why: Phrase::en("silence.asked_first", "They asked first, and this answers them."),
    holds,
};

fn holds(ping: &Ping<'_>) -> bool {
    let message = ping.message;
    let owed = ping.moment.facts.lists.get(&List::Owes(message.author.clone()));
    let owed =
        owed.into_iter().flatten().filter(|about| about.channel == message.channel).map(|about| &about.ts);
    let mut asks = owed.chain(&message.thread).filter_map(|ts| ping.moment.ask(&message.channel, ts));
    asks.any(|ask| ask.asker == *ping.target && ask.expects(&message.author))
}
