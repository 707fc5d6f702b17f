//! Every sentence by key and locale. A phrase stands beside the code that says it; a missing translation falls back to English.

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

/// One sentence under its key. `{name}` in a sentence is a place to fill.
#[derive(Debug)]
pub struct Phrase {
    /// The key, `room.meaning`; unique in the program.
    pub key: &'static str,
    /// The sentence in English.
    pub en: &'static str,
    /// In the other languages, as far as they are translated.
    pub others: &'static [(Locale, &'static str)],
}

impl Phrase {
    /// A phrase that is only there in English so far.
    pub const fn en(key: &'static str, en: &'static str) -> Self {
        Self { key, en, others: &[] }
    }

    /// The sentence for a reader.
    pub fn text(&self, locale: Locale) -> &'static str {
        self.others.iter().find(|(l, _)| *l == locale).map_or(self.en, |(_, text)| text)
    }

    /// The sentence without any places to fill.
    pub fn say(&self, locale: Locale) -> Speech {
        self.fill(locale, &[])
    }

    /// The sentence with its places filled. A place nobody fills is left as it is written, so a test sees it.
    pub fn fill(&self, locale: Locale, places: &[(&str, Piece)]) -> Speech {
        let mut rest = self.text(locale);
        let mut said = Speech::default();
        while let Some((before, place, after)) = next_place(rest) {
            match places.iter().find(|(name, _)| *name == place) {
                Some((_, piece)) => {
                    push_ours(&mut said, before);
                    said.0.push(piece.clone());
                }
                None => push_ours(&mut said, &rest[..rest.len() - after.len()]),
            }
            rest = after;
        }
        push_ours(&mut said, rest);
        said
    }
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

    const GREETING: Phrase = Phrase {
        key: "test.greeting",
        en: "Hello {who}, it is {when}.",
        others: &[(Locale::De, "{when}, hallo {who}.")],
    };

    #[test]
    fn places_are_filled_in_each_language_in_its_own_order() {
        let who = Piece::Theirs(PrivateText::new("Ada"));
        let when = Piece::Ours("noon".into());
        let places = [("who", who.clone()), ("when", when)];
        assert_eq!(GREETING.fill(Locale::Fr, &places).0[1], who, "French falls back to English");
        assert_eq!(GREETING.fill(Locale::De, &places).0[1], who);
        assert_eq!(GREETING.say(Locale::En), Speech::ours(GREETING.en), "unfilled places stay visible");
    }

    #[test]
    fn slack_locales_are_read_by_their_language() {
        assert_eq!(Locale::from_slack("de-AT"), Locale::De);
        assert_eq!(Locale::from_slack("ja-JP"), Locale::En);
        assert_eq!(Locale::from_slack(""), Locale::En);
    }
}
