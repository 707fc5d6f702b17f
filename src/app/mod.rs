//! The living room: load, decide, commit. Everything but `receive.rs` is pure.

pub mod actions;
pub mod commands;
pub mod decide;
pub mod receive;
pub mod rules;

use chrono::{DateTime, Utc};

use crate::domain::charter::Charter;
use crate::domain::outgoing::Read;
use crate::domain::record::Key;
use crate::domain::reply::Reply;
use crate::ports::{Changes, Facts};

/// What a decision may look at: a moment, what is known, and the norms.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'a> {
    /// The present moment.
    pub now: DateTime<Utc>,
    /// What was loaded.
    pub facts: &'a Facts,
    /// The workspace's norms.
    pub charter: &'a Charter,
}

/// What came of a decision.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// Decided: save this, answer that.
    Decided(Reply, Changes),
    /// These records are needed too: load them and decide again.
    LoadMore(Vec<Key>),
    /// Slack has to be asked first: read these, then look again.
    ReadFirst(Vec<Read>),
}
