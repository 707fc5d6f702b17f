//! Every sentence by key and locale. A phrase stands beside the code that says it, in English; what it is in another
//! language stands under its key in that language's list (`words/de.txt` and its like). What a list lacks is said in English.

mod lists;

use serde::{Deserialize, Serialize};

use super::text::{Piece, Speech};

/// A language the bot speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Locale {
    /// English, the language every phrase has.
    #[default]
    En,
    /// German.
    De,
    /// French.
    Fr,
    /// Spanish.
    Es,
}

impl Locale {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::En, Self::De, Self::Fr, Self::Es];

    /// Whether a number goes with the singular.
    fn is_one(self, n: u64) -> bool {
        n == 1 || (self == Self::Fr && n == 0)
    }

    /// Reads Slack's form (`de-DE`, `en-US`, `fr-CA`); a language we do not speak is English.
    pub fn from_slack(tag: &str) -> Self {
        match tag.split(['-', '_']).next() {
            Some("de") => Self::De,
            Some("fr") => Self::Fr,
            Some("es") => Self::Es,
            _ => Self::En,
        }
    }
}

/// One sentence under its key.
///
/// `{name}` in a sentence is a place to fill. `{n|one|many}` is one of two words, by the number that fills the place
/// `n`: a translation may need such a choice where English does not.
#[derive(Debug)]
pub struct Phrase {
    /// The key, `room.meaning`; unique in the program.
    pub key: &'static str,
    /// The sentence in English.
    pub en: &'static str,
}

/// What a language's list holds, by key; nothing for English. For tests, and for whoever looks what is missing.
pub fn translated(locale: Locale) -> impl Iterator<Item = (&'static str, &'static str)> {
    lists::of(locale).into_iter().flatten().map(|(key, text)| (*key, text.as_ref()))
}

impl Phrase {
    /// A phrase in English.
    pub const fn en(key: &'static str, en: &'static str) -> Self {
        Self { key, en }
    }

    /// The sentence for a reader.
    pub fn text(&self, locale: Locale) -> &'static str {
        lists::of(locale).and_then(|list| list.get(self.key)).map_or(self.en, AsRef::as_ref)
    }

    /// The sentence without any places to fill.
    pub fn say(&self, locale: Locale) -> Speech {
        self.fill(locale, &[])
    }

    /// The sentence with its places filled. A place nobody fills is left as it is written, so a test sees it.
    pub fn fill(&self, locale: Locale, places: &[(&str, Piece)]) -> Speech {
        let mut said = Speech::default();
        fill(self.text(locale), locale, places, |part| match part {
            Part::Words(words) => push_ours(&mut said, words),
            Part::Filled(piece) => said.0.push(piece.clone()),
        });
        said
    }

    /// The sentence with its places filled by words of our own.
    pub fn words(&self, locale: Locale, places: &[(&str, &str)]) -> String {
        let mut said = String::new();
        fill(self.text(locale), locale, places, |part| match part {
            Part::Words(words) | Part::Filled(&words) => said.push_str(words),
        });
        said
    }
}

/// What fills a place.
trait Filling {
    /// The number it is, for a choice.
    fn number(&self) -> Option<u64>;
}

impl Filling for Piece {
    fn number(&self) -> Option<u64> {
        if let Self::Ours(words) = self { words.parse().ok() } else { None }
    }
}

impl Filling for &str {
    fn number(&self) -> Option<u64> {
        self.parse().ok()
    }
}

enum Part<'a, T> {
    Words(&'a str),
    Filled(&'a T),
}

/// Hands on a sentence, part by part.
fn fill<T: Filling>(text: &str, locale: Locale, places: &[(&str, T)], mut say: impl FnMut(Part<'_, T>)) {
    let filling = |name: &str| places.iter().find(|(place, _)| *place == name).map(|(_, filling)| filling);
    let mut rest = text;
    while let Some((before, place, after)) = next_place(rest) {
        say(Part::Words(before));
        let as_written = || Part::Words(&rest[before.len()..rest.len() - after.len()]);
        say(match place.split('|').collect::<Vec<_>>().as_slice() {
            [name] => filling(name).map_or_else(as_written, Part::Filled),
            [name, one, many] => filling(name).map_or_else(as_written, |filling| {
                Part::Words(if filling.number().is_some_and(|n| locale.is_one(n)) { one } else { many })
            }),
            _ => as_written(),
        });
        rest = after;
    }
    say(Part::Words(rest));
}

/// Splits at the first `{name}`.
fn next_place(text: &str) -> Option<(&str, &str, &str)> {
    let (before, tail) = text.split_once('{')?;
    let (place, after) = tail.split_once('}')?;
    Some((before, place, after))
}

fn push_ours(said: &mut Speech, words: &str) {
    if words.is_empty() {
        return;
    }
    if let Some(Piece::Ours(last)) = said.0.last_mut() {
        last.push_str(words);
    } else {
        said.0.push(Piece::Ours(words.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::PrivateText;

    const GREETING: Phrase = Phrase { key: "test.greeting", en: "Hello {who}, it is {when}." };

    fn filled(text: &'static str, locale: Locale, places: &[(&str, &str)]) -> String {
        let mut said = String::new();
        fill(text, locale, places, |part| match part {
            Part::Words(words) | Part::Filled(&words) => said.push_str(words),
        });
        said
    }

    #[test]
    fn places_are_filled_in_each_language_in_its_own_order() {
        let places = [("who", "Ada"), ("when", "12:00")];
        assert_eq!(filled("Hello {who}, it is {when}.", Locale::En, &places), "Hello Ada, it is 12:00.");
        assert_eq!(filled("{when}, hallo {who}.", Locale::De, &places), "12:00, hallo Ada.");
        let who = Piece::Theirs(PrivateText::new("Ada"));
        let said = GREETING.fill(Locale::Fr, &[("who", who.clone())]);
        assert_eq!(said.0[1], who, "what is not translated is English");
        assert_eq!(GREETING.say(Locale::De), Speech::ours(GREETING.en), "unfilled places stay visible");
    }

    #[test]
    fn a_number_chooses_between_one_and_many() {
        let said = |locale, n| filled("{n} {n|Frage|Fragen}", locale, &[("n", n)]);
        assert_eq!((said(Locale::De, "1"), said(Locale::De, "2")), ("1 Frage".into(), "2 Fragen".into()));
        assert_eq!((said(Locale::De, "0"), said(Locale::Fr, "0")), ("0 Fragen".into(), "0 Frage".into()));
        assert_eq!(said(Locale::De, "some"), "some Fragen");
        assert_eq!(filled("{n|a|b|c} {m|a|b} {", Locale::En, &[("n", "1")]), "{n|a|b|c} {m|a|b} {");
    }

    #[test]
    fn slack_locales_are_read_by_their_language() {
        assert_eq!(Locale::from_slack("de-AT"), Locale::De);
        assert_eq!(Locale::from_slack("ja-JP"), Locale::En);
        assert_eq!(Locale::from_slack(""), Locale::En);
    }
}
