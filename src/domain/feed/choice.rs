//! What of a calendar counts: which events are an absence, which are focus, and whether busy ones are heard at all.

use serde::{Deserialize, Serialize};

use crate::domain::text::PrivateText;

/// What an event means for somebody's availability.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Kind {
    /// They are away: it counts as time off.
    #[serde(rename = "a")]
    Away,
    /// It is focus time.
    #[serde(rename = "f")]
    Focus,
    /// They are busy, which is focus while they work.
    #[serde(rename = "b")]
    Busy,
}

/// What somebody chose. The words are theirs, so they are private.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Choice {
    /// Titles that mean an absence; `None` for the usual ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub away: Option<Vec<PrivateText>>,
    /// Titles that mean focus; `None` for the usual ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub focus: Option<Vec<PrivateText>>,
    /// Which other events count as busy.
    pub busy: Busy,
}

/// Which events count as busy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Busy {
    /// None.
    #[default]
    No,
    /// All that have a time of day.
    All,
    /// Those with these titles.
    Words(Vec<PrivateText>),
}

/// Titles that mean an absence, when nobody says otherwise.
pub const AWAY: &[&str] = &[
    "out of office",
    "out of the office",
    "ooo",
    "on vacation",
    "=vacation",
    "=holiday",
    "on holiday",
    "on leave",
    "annual leave",
    "parental leave",
    "sick leave",
    "=sick",
    "pto",
    "=time off",
    "=day off",
    "abwesend",
    "außer haus",
    "nicht im büro",
    "urlaub",
    "elternzeit",
    "=krank",
    "absent du bureau",
    "=absent",
    "=absente",
    "en congé",
    "=congé",
    "=congés",
    "=vacances",
    "fuera de la oficina",
    "=ausente",
    "=vacaciones",
    "de vacaciones",
    "de baja",
];

/// Titles that mean focus, when nobody says otherwise.
pub const FOCUS: &[&str] = &[
    "focus time",
    "focus block",
    "=focus",
    "deep work",
    "no meetings",
    "fokuszeit",
    "=fokus",
    "temps de concentration",
    "hora de concentración",
    "tiempo de concentración",
    "tiempo para concentrarse",
];

/// What the marks of an event say, before anybody looks at its title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// Nothing happens, or nobody is kept from anything by it; or it is not sure.
    Free,
    /// Somebody is away.
    Away,
    /// Something happens.
    Busy,
}

/// A choice, ready to be held against titles.
#[derive(Debug)]
pub(super) struct Sieve {
    away: Vec<Pattern>,
    focus: Vec<Pattern>,
    /// `None` lets every event with a time of day count.
    busy: Option<Vec<Pattern>>,
}

impl Sieve {
    pub fn new(choice: &Choice) -> Self {
        let own = |words: &[PrivateText]| words.iter().map(|word| Pattern::new(word.reveal())).collect();
        let usual = |words: &[&str]| words.iter().map(|word| Pattern::new(word)).collect();
        Self {
            away: choice.away.as_deref().map_or_else(|| usual(AWAY), own),
            focus: choice.focus.as_deref().map_or_else(|| usual(FOCUS), own),
            busy: match &choice.busy {
                Busy::No => Some(Vec::new()),
                Busy::All => None,
                Busy::Words(words) => Some(own(words)),
            },
        }
    }

    /// What an event counts as, if it counts. Whole days are notes more often than meetings: they are never just busy.
    pub fn sort(&self, mark: Mark, title: &str, whole_day: bool) -> Option<Kind> {
        match mark {
            Mark::Free => return None,
            Mark::Away => return Some(Kind::Away),
            Mark::Busy => {}
        }
        let title = title.to_lowercase();
        let is_one = |patterns: &[Pattern]| patterns.iter().any(|pattern| pattern.fits(&title));
        if is_one(&self.away) {
            return Some(Kind::Away);
        }
        if is_one(&self.focus) {
            return Some(Kind::Focus);
        }
        let counts = self.busy.as_deref().map_or(!whole_day, is_one);
        counts.then_some(Kind::Busy)
    }
}

/// Words that are looked for in a title: `standup` as whole words anywhere, `=focus` as all there is, and a `*` at an
/// end lets the word go on there.
#[derive(Debug)]
struct Pattern {
    words: String,
    whole: bool,
    open: (bool, bool),
}

impl Pattern {
    fn new(text: &str) -> Self {
        let text = text.trim().to_lowercase();
        let whole = text.starts_with('=');
        let words = text.trim_start_matches('=').trim();
        let open = (words.starts_with('*'), words.ends_with('*'));
        Self { words: words.trim_matches('*').trim().to_owned(), whole, open }
    }

    /// Whether a title in lower case is one of those.
    fn fits(&self, title: &str) -> bool {
        if self.words.is_empty() {
            return false;
        }
        if self.whole {
            return title.trim() == self.words;
        }
        title.match_indices(&self.words).any(|(at, words)| {
            let (before, after) = (&title[..at], &title[at + words.len()..]);
            let ends = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
            (self.open.0 || ends(before.chars().next_back())) && (self.open.1 || ends(after.chars().next()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_titles_are_known_and_others_are_not() {
        let sieve = Sieve::new(&Choice::default());
        for (title, kind) in [
            ("Out of office", Some(Kind::Away)),
            ("Ada OOO (back Mon)", Some(Kind::Away)),
            ("Urlaub Italien", Some(Kind::Away)),
            ("VACATION", Some(Kind::Away)),
            ("En congé", Some(Kind::Away)),
            ("Focus time", Some(Kind::Focus)),
            ("Focus", Some(Kind::Focus)),
            ("Deep work: parser", Some(Kind::Focus)),
            ("Focus group with customers", None),
            ("Vacation planning", None),
            ("Urlaubsplanung", None),
            ("Zoo visit", None),
            ("Weekly", None),
            ("", None),
        ] {
            assert_eq!(sieve.sort(Mark::Busy, title, false), kind, "{title}");
            assert_eq!(sieve.sort(Mark::Free, title, false), None, "free never counts");
            assert_eq!(sieve.sort(Mark::Away, title, true), Some(Kind::Away));
        }
    }

    #[test]
    fn own_words_take_the_place_of_the_usual_ones() {
        let words = |words: &[&str]| words.iter().copied().map(PrivateText::new).collect::<Vec<_>>();
        let choice = Choice {
            away: Some(words(&["=Fort", "kur*"])),
            focus: Some(Vec::new()),
            busy: Busy::Words(words(&["1:1", "stand-up"])),
        };
        let sieve = Sieve::new(&choice);
        for (title, kind) in [
            ("fort", Some(Kind::Away)),
            ("Fort Knox", None),
            ("Kuraufenthalt", Some(Kind::Away)),
            ("Urlaub", None),
            ("Focus time", None),
            ("1:1 Ada / Bo", Some(Kind::Busy)),
            ("Daily stand-up", Some(Kind::Busy)),
            ("stand-upper", None),
        ] {
            assert_eq!(sieve.sort(Mark::Busy, title, true), kind, "{title}");
        }
    }

    #[test]
    fn busy_is_for_events_with_a_time_of_day() {
        let sieve = Sieve::new(&Choice { busy: Busy::All, ..Choice::default() });
        assert_eq!(sieve.sort(Mark::Busy, "Weekly", false), Some(Kind::Busy));
        assert_eq!(sieve.sort(Mark::Busy, "Mum's birthday", true), None);
        let nothing = Choice { away: Some(vec![PrivateText::new(" * ")]), ..Choice::default() };
        assert_eq!(Sieve::new(&nothing).sort(Mark::Busy, "anything", false), None, "no words are no pattern");
    }
}
