//! What the modals of one's own schedule have in common: reading their inputs, saying what is wrong at which, and
//! saying back what was understood.

use chrono::{NaiveDate, NaiveTime};

use crate::app::wishes::Owner;
use crate::app::{Moment, Outcome, deliver};
use crate::domain::ids::DeliveryId;
use crate::domain::inbound::{Inbound, Submission};
use crate::domain::outgoing::{Lane, Outgoing};
use crate::domain::reply::Reply;
use crate::domain::text::Speech;
use crate::domain::words::{Locale, Phrase};
use crate::ports::Changes;

/// What is wrong at which input.
pub type Wrong = (String, Speech);

/// A modal that was submitted.
pub struct Filled<'a> {
    inbound: &'a Inbound,
    submission: &'a Submission,
    pub moment: &'a Moment<'a>,
}

impl<'a> Filled<'a> {
    pub fn new(inbound: &'a Inbound, submission: &'a Submission, moment: &'a Moment<'a>) -> Self {
        Self { inbound, submission, moment }
    }

    /// Whose days it is about: nobody's but one's own.
    pub fn owner(&self) -> Owner<'a> {
        Owner { team: &self.inbound.team, user: &self.submission.user, locale: self.locale() }
    }

    pub fn locale(&self) -> Locale {
        self.moment.locale(&self.submission.user)
    }

    /// What an input holds; empty where it was left empty.
    pub fn value(&self, block: &str) -> &'a str {
        let value = self.submission.values.get(block);
        value.map(|value| value.reveal().trim()).unwrap_or_default()
    }

    /// What the modal carries along.
    pub fn carried(&self) -> &'a str {
        &self.submission.carried
    }

    /// What is wrong at an input.
    pub fn wrong(&self, block: &str, phrase: &Phrase) -> Wrong {
        (block.to_owned(), phrase.say(self.locale()))
    }

    /// The date an input holds, if it holds one.
    pub fn date(&self, block: &str, unclear: &Phrase) -> Result<Option<NaiveDate>, Wrong> {
        let picked = self.value(block);
        // a date picker gives four digits for the year; more of them is nobody's choice
        let read = || NaiveDate::parse_from_str(picked, "%Y-%m-%d").ok().filter(|_| picked.len() == 10);
        self.read(block, picked, read, unclear)
    }

    /// The time of day an input holds, if it holds one.
    pub fn time(&self, block: &str, unclear: &Phrase) -> Result<Option<NaiveTime>, Wrong> {
        let picked = self.value(block);
        self.read(block, picked, || clock(picked), unclear)
    }

    fn read<T>(
        &self,
        block: &str,
        picked: &str,
        read: impl Fn() -> Option<T>,
        unclear: &Phrase,
    ) -> Result<Option<T>, Wrong> {
        if picked.is_empty() {
            return Ok(None);
        }
        read().map(Some).ok_or_else(|| self.wrong(block, unclear))
    }

    /// Ends it: what is wrong stands at its inputs and nothing is changed, or what was understood is said back. Where
    /// nothing is other than before, nothing is said.
    pub fn ends(&self, said: Result<Speech, Vec<Wrong>>, mut changes: Changes) -> Outcome {
        match said {
            Err(wrong) => Outcome::Decided(Reply::Errors(wrong), Changes::default()),
            Ok(say) => {
                if !changes.is_empty() {
                    let what = Outgoing::Tell { to: self.submission.user.clone(), say };
                    let id = DeliveryId::answer(&self.inbound.seen, "saved");
                    changes.deliver.push(deliver(&self.inbound.team, id, self.moment.now, Lane::Fast, what));
                }
                Outcome::Decided(Reply::Nothing, changes)
            }
        }
    }
}

/// What a time picker gives.
pub fn clock(picked: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(picked, "%H:%M").ok()
}

/// A time of day in minutes after midnight.
pub fn minutes(time: NaiveTime) -> u16 {
    u16::try_from((time - NaiveTime::MIN).num_minutes()).unwrap_or_default()
}

/// Minutes after midnight as a time picker takes them.
pub fn picked(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60)
}
