//! What keeps a nudge from being said: one file each, listed here. One that holds is enough.

mod asked_first;
mod away_together;
mod channel_live;
mod cited_only;
mod daily_cap;
mod edited_in;
mod greeting;
mod in_thread;
mod no_hurry;
mod no_reply;
mod nobody_acts;
mod not_again;
mod outsiders;
mod pair_today;
mod quiet;
mod too_late;
mod wrote_lately;

use chrono::NaiveDate;

use super::Moment;
use crate::domain::availability::Availability;
use crate::domain::ids::UserId;
use crate::domain::inbound::Message;
use crate::domain::language::Reading;
use crate::domain::member::Member;
use crate::domain::words::Phrase;

/// Every reason to say nothing.
pub const ALL: &[&Silence] = &[
    &too_late::SILENCE,
    &edited_in::SILENCE,
    &outsiders::SILENCE,
    &channel_live::SILENCE,
    &quiet::SILENCE,
    &wrote_lately::SILENCE,
    &in_thread::SILENCE,
    &asked_first::SILENCE,
    &cited_only::SILENCE,
    &greeting::SILENCE,
    &no_reply::SILENCE,
    &no_hurry::SILENCE,
    &away_together::SILENCE,
    &pair_today::SILENCE,
    &daily_cap::SILENCE,
    &not_again::SILENCE,
    &nobody_acts::SILENCE,
];

/// A reason to say nothing.
#[derive(Debug)]
pub struct Silence {
    /// Its name.
    pub name: &'static str,
    /// Why, in a line.
    pub why: Phrase,
    /// Whether it holds for a ping.
    holds: fn(&Ping<'_>) -> bool,
}

/// One person pinged by a message, and all there is to know about it.
#[derive(Debug)]
pub struct Ping<'a> {
    /// The message.
    pub message: &'a Message,
    /// What it says about the answer it wants.
    pub reading: &'a Reading,
    /// Its words, as they were written.
    pub words: &'a str,
    /// Who wrote it.
    pub asker: &'a Member,
    /// Who is pinged.
    pub target: &'a UserId,
    /// What we know of them.
    pub theirs: &'a Member,
    /// Whether they can answer now.
    pub now: &'a Availability,
    /// The rule that would say something.
    pub rule: &'static str,
    /// What is known else.
    pub moment: &'a Moment<'a>,
}

impl Ping<'_> {
    /// The day on the asker's calendar.
    fn today(&self) -> NaiveDate {
        self.asker.zone(self.moment.charter).local(self.moment.now).date()
    }
}

/// The first reason to say nothing about a ping.
pub fn of(ping: &Ping<'_>) -> Option<&'static Silence> {
    ALL.iter().copied().find(|silence| (silence.holds)(ping))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_a_name_and_says_why_in_a_line() {
        let mut names: Vec<_> = ALL.iter().map(|silence| silence.name).collect();
        assert!(ALL.iter().all(|silence| silence.why.key == format!("silence.{}", silence.name)));
        assert!(ALL.iter().all(|silence| !silence.why.en.contains('\n') && silence.why.en.len() < 100));
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ALL.len());
    }
}
