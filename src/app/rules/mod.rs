//! What a message sets off: one file each, listed here.

mod activity;
mod answer;
mod catch_up;
mod digest;
mod ping;
mod window;

pub use answer::overheard;

use super::{Moment, Outcome};
use crate::domain::inbound::{Inbound, Message};
use crate::domain::outgoing::Read;
use crate::domain::record::{Key, List};
use crate::domain::reply::Reply;
use crate::ports::Changes;

/// Every rule, in the order in which they are asked.
const ALL: &[Rule] = &[answer::RULE, window::RULE, digest::RULE, ping::RULE, catch_up::RULE, activity::RULE];

/// Something a message, its edits and its deletion can set off.
struct Rule {
    /// What it needs to know about a message. A rule that does not care about it asks for nothing.
    records: fn(&Message) -> Vec<Key>,
    /// The lists of asks it looks at.
    lists: fn(&Message) -> Vec<List>,
    /// What it wants done about a message, an edit or a deletion.
    apply: fn(&Inbound, &Moment<'_>, &mut Plan),
}

/// What the rules want done, or need to know first.
#[derive(Debug, Default)]
struct Plan {
    /// What is to be changed.
    changes: Changes,
    /// Records that are needed too.
    missing: Vec<Key>,
    /// What has to be read in Slack first.
    reads: Vec<Read>,
}

/// What all rules need to know about a message.
pub fn records(message: &Message) -> Vec<Key> {
    let mut keys: Vec<Key> = ALL.iter().flat_map(|rule| (rule.records)(message)).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The lists of asks all rules look at.
pub fn lists(message: &Message) -> Vec<List> {
    let mut lists: Vec<List> = ALL.iter().flat_map(|rule| (rule.lists)(message)).collect();
    lists.sort_unstable();
    lists.dedup();
    lists
}

/// Asks every rule. Nothing is done before all of them know enough.
pub fn apply(inbound: &Inbound, moment: &Moment<'_>) -> Outcome {
    let mut plan = Plan::default();
    for rule in ALL {
        (rule.apply)(inbound, moment, &mut plan);
    }
    match plan {
        Plan { mut missing, .. } if !missing.is_empty() => {
            missing.sort_unstable();
            missing.dedup();
            Outcome::LoadMore(missing)
        }
        Plan { reads, .. } if !reads.is_empty() => {
            let mut once: Vec<Read> = Vec::new();
            for read in reads {
                if !once.contains(&read) {
                    once.push(read);
                }
            }
            Outcome::ReadFirst(once)
        }
        Plan { changes, .. } => Outcome::Decided(Reply::Nothing, changes),
    }
}
