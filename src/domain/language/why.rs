//! Which rules there are, and what one that saw something says about its message.

use super::patterns::{Cue, Rule};
use super::{Reading, asks, labels, sync, urgency};
use crate::domain::ask::Because;

/// What stands for a rule where none saw anything.
pub const NOTHING: &str = "nothing";

/// The rules that are no phrases.
const OTHERS: [&str; 4] = ["deadline", "label", "question-mark", NOTHING];

/// What words of a message are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    /// They set the window.
    Window,
    /// They ask for an answer.
    Asks,
    /// They ask for talking at the same time.
    Call,
    /// They say that there is no hurry.
    NoHurry,
}

fn phrases() -> impl Iterator<Item = &'static Rule> {
    [asks::RULES, labels::RULES, sync::RULES, urgency::RULES].into_iter().flatten()
}

/// A rule by its name. Names come back from outside and from records of other versions.
pub fn rule_named(name: &str) -> Option<&'static str> {
    OTHERS.into_iter().chain(phrases().map(|rule| rule.0)).find(|known| *known == name)
}

/// What a reading rests on, the window's words first.
pub fn signs(reading: &Reading) -> Vec<(Means, &Because)> {
    let mut signs = Vec::new();
    for (n, because) in reading.because.iter().enumerate() {
        let means = if n == 0 && reading.window.is_some() { Means::Window } else { of(&because.rule) };
        signs.push((means, because));
    }
    signs
}

/// What a rule is about that did not set the window.
fn of(rule: &str) -> Means {
    let is_no_hurry = |phrase: &&Rule| phrase.0 == rule && phrase.1 == Cue::NoRush;
    if sync::RULES.iter().any(|phrase| phrase.0 == rule) {
        Means::Call
    } else if rule == "label" || phrases().any(|phrase| is_no_hurry(&phrase)) {
        Means::NoHurry
    } else {
        Means::Asks
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::charter::Charter;
    use crate::domain::language::read;
    use crate::domain::worktime::Zone;

    #[test]
    fn every_rule_that_can_see_something_has_a_name_we_know() {
        let at = "2024-06-05T14:00:00Z".parse().expect("an instant");
        for text in [
            "can you review it by Friday?",
            "[urgent] prod is down",
            "FYI the docs moved",
            "no rush, what do you think?",
            "quick call?",
            "when you're back, can you look?",
            "no need to reply",
        ] {
            let reading = read(text, at, &Zone::utc(), &Charter::default());
            assert!(!reading.because.is_empty(), "{text}");
            for because in &reading.because {
                assert_eq!(rule_named(&because.rule), Some(because.rule.as_str()), "{text}");
            }
        }
        assert_eq!(rule_named("frobnicate"), None);
        assert_eq!(rule_named(NOTHING), Some(NOTHING));
    }

    #[test]
    fn words_are_told_apart_by_what_they_mean() {
        let at = "2024-06-05T14:00:00Z".parse().expect("an instant");
        for (text, means) in [
            ("can you review it by Friday?", &[Means::Window, Means::Asks][..]),
            ("can you review it?", &[Means::Asks]),
            ("no rush, can you review it?", &[Means::Asks, Means::NoHurry]),
            ("can we have a quick call?", &[Means::Asks, Means::Call]),
            ("no need to reply", &[Means::Window]),
        ] {
            let reading = read(text, at, &Zone::utc(), &Charter::default());
            let found: Vec<Means> = signs(&reading).into_iter().map(|(means, _)| means).collect();
            assert_eq!(found, means, "{text}: {:?}", reading.because);
        }
    }
}
