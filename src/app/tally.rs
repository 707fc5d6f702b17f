//! What operators can count of what was decided: notes by their rule, and messages that were read wrongly.

use crate::domain::ids::TeamId;
use crate::domain::language;
use crate::domain::nudge;
use crate::domain::record::{Key, Record};
use crate::figures::Counts;
use crate::ports::{Changes, Facts};

/// Counters since the start.
#[derive(Debug, Default)]
pub struct Tally {
    /// Notes by rule, and what became of them: `shown`, `unsaid` (only watched), `acted` or `went_quiet`.
    pub nudges: Counts,
    /// Reports that a message was read wrongly, by rule and by what was meant.
    pub misread: Counts,
}

/// Something that counts once it is saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counted {
    /// A note of this rule.
    Nudge(&'static str, &'static str),
    /// A report about this rule.
    Misread(&'static str, &'static str),
}

/// What a decision adds to what was known.
pub(super) fn counted(facts: &Facts, changes: &Changes) -> Vec<Counted> {
    let mut found = Vec::new();
    for (key, record, _) in &changes.puts {
        match (key, record, facts.records.get(key).map(|(_, record)| record)) {
            (Key::Tally(rule), Record::Tally(now), before) => {
                let before = match before {
                    Some(Record::Tally(before)) => before.clone(),
                    _ => nudge::Tally::default(),
                };
                for (word, is_news) in [
                    ("shown", now.shown > before.shown),
                    ("unsaid", now.unsaid > before.unsaid),
                    ("acted", now.acted > before.acted),
                    ("went_quiet", now.is_quiet() && !before.is_quiet()),
                ] {
                    found.extend(is_news.then_some(Counted::Nudge(rule, word)));
                }
            }
            (Key::Misreadings, Record::Misreadings(now), before) => {
                let before: Vec<_> = match before {
                    Some(Record::Misreadings(before)) => before.all().collect(),
                    _ => Vec::new(),
                };
                let news = now.all().filter(|one| !before.contains(one));
                found.extend(news.filter_map(|(rule, meant, _)| {
                    Some(Counted::Misread(language::rule_named(rule)?, meant.name()))
                }));
            }
            _ => {}
        }
    }
    found
}

impl Tally {
    /// It was saved.
    pub(super) fn note(&self, team: &TeamId, counted: &[Counted]) {
        for one in counted {
            match one {
                Counted::Nudge(rule, word) => {
                    self.nudges.add(rule, word);
                    if *word == "went_quiet" {
                        tracing::warn!(team.id = %team, rule, "nobody acts on these notes: they stop for a while");
                    }
                }
                Counted::Misread(rule, meant) => {
                    self.misread.add(rule, meant);
                    tracing::info!(team.id = %team, rule, meant, "a message was read wrongly, says a reader");
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::misreading::{Meant, Misreadings};
    use crate::domain::nudge::{NOBODY_ACTS, Tally as Known};

    #[test]
    fn what_a_decision_adds_is_counted_by_words_of_the_program() {
        let mut facts = Facts::default();
        let known = Known { shown: 30, ignored: NOBODY_ACTS - 1, ..Known::default() };
        facts.records.insert(Key::Tally("focus"), (1, Record::Tally(known.clone())));
        let mut misread = Misreadings::default();
        misread.add("deadline", Meant::Today);
        facts.records.insert(Key::Misreadings, (1, Record::Misreadings(misread.clone())));
        let put = |key, record| Changes { puts: vec![(key, record, None)], ..Changes::default() };

        let now = Known { shown: 31, ignored: NOBODY_ACTS, ..known.clone() };
        let quiet = counted(&facts, &put(Key::Tally("focus"), Record::Tally(now)));
        assert_eq!(quiet, [Counted::Nudge("focus", "shown"), Counted::Nudge("focus", "went_quiet")]);
        let now = Known { acted: 1, ignored: 0, ..known };
        let acted = counted(&facts, &put(Key::Tally("focus"), Record::Tally(now)));
        assert_eq!(acted, [Counted::Nudge("focus", "acted")]);
        let now = Known { unsaid: 1, ..Known::default() };
        let unsaid = counted(&facts, &put(Key::Tally("group"), Record::Tally(now)));
        assert_eq!(unsaid, [Counted::Nudge("group", "unsaid")]);

        misread.add("deadline", Meant::Today);
        misread.add("label", Meant::NoAsk);
        misread.add("a rule of another version", Meant::NoAsk);
        let reported = counted(&facts, &put(Key::Misreadings, Record::Misreadings(misread)));
        assert_eq!(reported, [Counted::Misread("deadline", "today"), Counted::Misread("label", "no_ask")]);
        assert!(counted(&facts, &Changes::default()).is_empty());
    }
}
