//! Counts what became of deliveries, for operators.

use chrono::{DateTime, Utc};

use crate::domain::outgoing::Delivery;
use crate::figures::{Counts, Spread};
use crate::ports::{Refusal, Settlement};

/// Counters since the start.
#[derive(Debug, Default)]
pub struct Tally {
    /// Deliveries by kind and by how they ended: `delivered`, `dropped`, `put_off` or `given_up`.
    pub ends: Counts,
    /// Why deliveries were dropped, by kind.
    pub drops: Counts,
    /// What kept them from being delivered, by kind of delivery.
    pub refusals: Counts,
    /// How long after it was first due a delivery was delivered.
    pub late: Spread,
}

impl Tally {
    /// A settlement counted.
    pub(super) fn settled(
        &self,
        delivery: &Delivery,
        how: &Settlement,
        is_dropped: bool,
        now: DateTime<Utc>,
    ) {
        let word = match how {
            Settlement::Going(_) => return,
            Settlement::Done if is_dropped => "dropped",
            Settlement::Done => {
                let due = delivery.progress.first_due.unwrap_or(delivery.due);
                self.late.note((now - due).to_std().unwrap_or_default());
                "delivered"
            }
            Settlement::Again(..) => "put_off",
            Settlement::Dead(_) => "given_up",
        };
        self.ends.add(delivery.what.kind(), word);
    }

    /// Slack did not.
    pub(super) fn refused(&self, delivery: &Delivery, refusal: &Refusal) {
        let word = match refusal {
            Refusal::Slower(_) => "rate_limited",
            Refusal::Later(_) => "later",
            Refusal::Ambiguous(_) => "unsure",
            Refusal::Unknown(_) => "unknown",
            Refusal::Never(_) => "refused",
            Refusal::Workspace(_) => "unwelcome",
        };
        self.refusals.add(delivery.what.kind(), word);
    }
}
