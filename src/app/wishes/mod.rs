//! What people want of their own days, decided once, whether it was typed or pressed.
//!
//! A wish comes here ready: dates, times, people. Reading it out of words is the commands' business, out of the inputs
//! of a modal the actions'. What is said back is the same for both.

pub mod back;
pub mod calendar;
pub mod checkins;
pub mod focus;
pub mod holidays;
pub mod time_off;
pub mod zone;

use super::Moment;
use crate::domain::ids::{TeamId, UserId};
use crate::domain::member::Member;
use crate::domain::record::{Key, Record};
use crate::domain::text::{Piece, Speech};
use crate::domain::words::{Locale, Phrase};
use crate::domain::worktime::Zone;
use crate::ports::Changes;

/// Whose days they are; it is they who are answered.
#[derive(Clone, Copy, Debug)]
pub struct Owner<'a> {
    /// The workspace.
    pub team: &'a TeamId,
    /// Who.
    pub user: &'a UserId,
    /// Their language.
    pub locale: Locale,
}

impl Owner<'_> {
    /// What we know of them, to be changed and saved with [`Owner::save`].
    pub fn member(&self, moment: &Moment<'_>) -> Member {
        moment.member(self.user).cloned().unwrap_or_default()
    }

    /// Saves what we know of them, if it is something else than before.
    pub fn save(&self, member: Member, moment: &Moment<'_>, changes: &mut Changes) {
        if moment.member(self.user) != Some(&member) {
            let record = Record::Member(Box::new(member));
            moment.put(changes, Key::Member(self.user.clone()), record, None);
        }
    }

    /// Their zone.
    pub fn zone(&self, moment: &Moment<'_>) -> Zone {
        moment.zone(self.user)
    }

    /// A sentence in their language.
    pub fn say(&self, phrase: &Phrase, places: &[(&str, Piece)]) -> Speech {
        phrase.fill(self.locale, places)
    }
}
