//! What is counted of notes and of misreadings, over all workspaces: for who runs the bot, and without anybody's name.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::record::{Key, Record};

/// What became of the notes of one rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notes {
    /// The rule.
    pub rule: String,
    /// How many were shown.
    pub shown: u64,
    /// How many were only counted.
    pub unsaid: u64,
    /// How many led to a press that did something.
    pub acted: u64,
    /// In how many workspaces it is quiet, because nobody acted on it for long.
    pub quiet_in: u64,
}

/// How often a rule misread a message, as readers say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Misread {
    /// The rule.
    pub rule: String,
    /// What was meant.
    pub meant: String,
    /// How often.
    pub count: u64,
}

/// Adds up the records of all workspaces, which come under their stored names.
pub fn summed(records: &[(String, Record)]) -> (Vec<Notes>, Vec<Misread>) {
    let mut notes: BTreeMap<&str, Notes> = BTreeMap::new();
    let mut misread: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    for (name, record) in records {
        match (Key::rule_of(name), record) {
            (Some(rule), Record::Tally(tally)) => {
                let sum =
                    notes.entry(rule).or_insert_with(|| Notes { rule: rule.into(), ..Notes::default() });
                sum.shown += u64::from(tally.shown);
                sum.unsaid += u64::from(tally.unsaid);
                sum.acted += u64::from(tally.acted);
                sum.quiet_in += u64::from(tally.is_quiet());
            }
            (_, Record::Misreadings(known)) => {
                for (rule, meant, count) in known.all() {
                    *misread.entry((rule, meant.name())).or_default() += u64::from(count);
                }
            }
            _ => {}
        }
    }
    let row = |((rule, meant), count): ((&str, &str), u64)| Misread {
        rule: rule.into(),
        meant: meant.into(),
        count,
    };
    (notes.into_values().collect(), misread.into_iter().map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::misreading::{Meant, Misreadings};
    use crate::domain::nudge::{NOBODY_ACTS, Tally};

    #[test]
    fn workspaces_are_added_up() {
        let tally = |ignored| Record::Tally(Tally { shown: 30, unsaid: 2, acted: 1, ignored });
        let mut known = Misreadings::default();
        known.add("deadline", Meant::Today);
        let records = [
            ("T1:tally:focus".to_owned(), tally(NOBODY_ACTS)),
            ("T2:tally:focus".to_owned(), tally(3)),
            ("T1:misreadings".to_owned(), Record::Misreadings(known.clone())),
            ("T2:misreadings".to_owned(), Record::Misreadings(known)),
        ];
        let (notes, misread) = summed(&records);
        let focus = Notes { rule: "focus".into(), shown: 60, unsaid: 4, acted: 2, quiet_in: 1 };
        assert_eq!(notes, [focus]);
        assert_eq!(misread, [Misread { rule: "deadline".into(), meant: "today".into(), count: 2 }]);
    }
}
