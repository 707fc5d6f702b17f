//! Greetings and thanks ask nothing of anybody.

use super::{Ping, Silence};
use crate::domain::language;
use crate::domain::words::Phrase;

pub const SILENCE: Silence =
    Silence { name: "greeting", why: Phrase::en("silence.greeting", "It only greets or thanks."), holds };

fn holds(ping: &Ping<'_>) -> bool {
    let own = language::own_words(ping.words);
    let is_plain = |word: &String| WORDS.binary_search(&word.as_str()).is_ok();
    !ping.reading.asks_for_reply
        && !own.cites
        && !own.words.is_empty()
        && own.words.len() <= 12
        && own.words.iter().all(is_plain)
}

/// Words of which greetings and thanks are made, sorted.
const WORDS: &[&str] = &[
    "a",
    "afternoon",
    "again",
    "all",
    "amazing",
    "and",
    "anniversary",
    "appreciated",
    "awesome",
    "back",
    "best",
    "birthday",
    "brilliant",
    "bye",
    "cheers",
    "congrats",
    "congratulations",
    "cool",
    "day",
    "enjoy",
    "evening",
    "everybody",
    "everyone",
    "fantastic",
    "folks",
    "for",
    "friend",
    "from",
    "ganz",
    "good",
    "great",
    "gruss",
    "hallo",
    "happy",
    "have",
    "hello",
    "help",
    "hey",
    "hi",
    "hiya",
    "hola",
    "howdy",
    "job",
    "kudos",
    "lot",
    "lots",
    "lovely",
    "luck",
    "many",
    "merci",
    "morning",
    "much",
    "nice",
    "night",
    "of",
    "on",
    "one",
    "perfect",
    "quick",
    "salut",
    "so",
    "super",
    "superb",
    "team",
    "thank",
    "thanks",
    "that",
    "the",
    "there",
    "this",
    "thx",
    "to",
    "ty",
    "tysm",
    "very",
    "was",
    "weekend",
    "welcome",
    "well",
    "wishes",
    "wonderful",
    "work",
    "yay",
    "you",
    "your",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_found() {
        assert!(WORDS.is_sorted());
    }
}
