//! Whoever is asked something while they are not there finds it in their catch-up.

use super::{Plan, Rule};
use crate::app::{Moment, asks};
use crate::domain::availability::Availability;
use crate::domain::ids::UserId;
use crate::domain::inbound::Inbound;
use crate::domain::record::List;

/// It looks at what the rules before it have put on lists.
pub const RULE: Rule = Rule { records: |_| Vec::new(), lists: |_| Vec::new(), apply };

fn apply(inbound: &Inbound, moment: &Moment<'_>, plan: &mut Plan) {
    let asked: Vec<UserId> = plan
        .changes
        .list
        .iter()
        .filter_map(|(list, _)| match list {
            List::Owes(user) => Some(user.clone()),
            _ => None,
        })
        .collect();
    for user in asked {
        let Some(member) = moment.member(&user).filter(|member| member.wants_catch_up()) else { continue };
        let now = Availability::of(member, moment.charter, moment.now);
        if !now.is_free() {
            asks::tell_when_back(&inbound.team, &user, &now, &mut plan.changes);
        }
    }
}
