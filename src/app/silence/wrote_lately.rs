//! Who writes in the channel is there, whatever their schedule says.

use super::{Ping, Silence};
use chrono::TimeDelta;

use crate::domain::record::{Key, Record};
use crate::domain::words::Phrase;

pub const SILENCE: Silence = Silence {
    name: "wrote_lately",
    why: Phrase::en("silence.wrote_lately", "They wrote in this channel a few minutes ago."),
    holds,
};

fn holds(ping: &Ping<'_>) -> bool {
    let key = Key::Activity(ping.message.channel.clone(), ping.target.clone());
    let Some(Record::Activity(activity)) = ping.moment.record(&key) else { return false };
    let lately = TimeDelta::minutes(ping.moment.charter.lately_minutes.into());
    ping.message.ts.at() - activity.last.at() <= lately
}
