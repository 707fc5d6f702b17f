//! What is counted of notes: by rule, and in a channel that is only watched.

use crate::app::Moment;
use crate::app::rules::Plan;
use crate::domain::ids::ChannelId;
use crate::domain::nudge::{TALLY_KEPT, Tally, UNSAID_KEPT, Unsaid};
use crate::domain::record::{Key, Record};

/// Counts a note, or that there would have been one.
pub fn count(rule: &'static str, channel: &ChannelId, observes: bool, moment: &Moment<'_>, plan: &mut Plan) {
    if observes {
        count_unsaid(channel, moment, plan);
    }
    let mut tally = tally(rule, moment);
    if observes {
        tally.unsaid += 1;
    } else {
        tally.shown += 1;
        tally.ignored += 1;
    }
    // written blindly: a lost count does no harm
    plan.changes.puts.push((Key::Tally(rule), Record::Tally(tally), Some(moment.now + TALLY_KEPT)));
}

/// So that the people of a channel that is only watched can learn what they would get.
fn count_unsaid(channel: &ChannelId, moment: &Moment<'_>, plan: &mut Plan) {
    let key = Key::Unsaid(channel.clone());
    let known = match moment.record(&key) {
        Some(Record::Unsaid(known)) => known.clone(),
        _ => Unsaid::default(),
    };
    let until = Some(moment.now + UNSAID_KEPT);
    plan.changes.puts.push((key, Record::Unsaid(known.and_one(moment.now)), until));
}

fn tally(rule: &'static str, moment: &Moment<'_>) -> Tally {
    match moment.record(&Key::Tally(rule)) {
        Some(Record::Tally(tally)) => tally.clone(),
        _ => Tally::default(),
    }
}
