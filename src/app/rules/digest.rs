//! The parent of a digest's thread was deleted: nothing more is said there.

use super::{Plan, Rule};
use crate::app::{Moment, digest};
use crate::domain::inbound::{Happening, Inbound};

pub const RULE: Rule = Rule { records: |_| Vec::new(), lists: |_| Vec::new(), apply };

fn apply(inbound: &Inbound, moment: &Moment<'_>, plan: &mut Plan) {
    if let Happening::Deleted { channel, ts } = &inbound.what {
        digest::deleted(channel, ts, moment, &mut plan.changes);
    }
}
