//! Lists of translations against the sentences in the program: nothing unknown, nothing lost on the way, nothing too long.

use std::collections::{BTreeMap, BTreeSet};

use unrush::domain::words::{Locale, translated};

use crate::tidy::{before_tests, sources};

const TRANSLATED: [Locale; 3] = [Locale::De, Locale::Fr, Locale::Es];

/// Every sentence of the program in English, by key.
fn phrases() -> BTreeMap<String, String> {
    let mut phrases = BTreeMap::new();
    for (name, text) in sources() {
        for rest in before_tests(&name, &text).split("Phrase::en(").skip(1) {
            let Some((key, rest)) = literal(rest) else { continue };
            let Some((english, _)) = literal(rest) else { continue };
            phrases.insert(key, english);
        }
    }
    assert!(phrases.len() > 500, "the phrases were not found");
    phrases
}

/// The next string of a source, and what follows it.
fn literal(source: &str) -> Option<(String, &str)> {
    let (_, rest) = source.split_once('"')?;
    let mut said = String::new();
    let mut letters = rest.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Some((said, &rest[at + 1..])),
            '\\' => match letters.next()?.1 {
                'n' => said.push('\n'),
                // a line that goes on below
                '\n' => while letters.as_str().starts_with(' ') && letters.next().is_some() {},
                other => said.push(other),
            },
            letter => said.push(letter),
        }
    }
    None
}

/// Every translation with its English.
fn pairs() -> Vec<(Locale, String, String, String)> {
    let phrases = phrases();
    let known =
        |(key, text): (&str, &str)| Some((key.to_owned(), phrases.get(key)?.clone(), text.to_owned()));
    let of =
        |locale| translated(locale).filter_map(known).map(move |(key, en, text)| (locale, key, en, text));
    TRANSLATED.into_iter().flat_map(of).collect()
}

/// What stands in braces: places to fill, and the places by whose numbers words are chosen.
fn places(text: &str) -> (BTreeSet<&str>, BTreeSet<&str>) {
    let inside = text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(place, _)| place);
    let (choices, plain): (Vec<&str>, Vec<&str>) = inside.partition(|place| place.contains('|'));
    (plain.into_iter().collect(), choices.into_iter().filter_map(|choice| choice.split('|').next()).collect())
}

/// What is typed: each thing between backticks.
fn typed(text: &str) -> BTreeSet<&str> {
    text.split('`').skip(1).step_by(2).filter(|typed| !typed.contains('{')).collect()
}

fn report(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn every_translation_is_of_a_sentence_the_program_says() {
    let phrases = phrases();
    let mut wrong = Vec::new();
    for locale in TRANSLATED {
        for (key, _) in translated(locale).filter(|(key, _)| !phrases.contains_key(*key)) {
            wrong.push(format!("{locale:?} {key} is no phrase of the program (any more)"));
        }
        let done: BTreeSet<&str> = translated(locale).map(|(key, _)| key).collect();
        let missing: Vec<&str> =
            phrases.keys().map(String::as_str).filter(|key| !done.contains(key)).collect();
        // a missing one is said in English, so it breaks nothing: `cargo test words -- --nocapture` shows them
        println!("{locale:?}: {} missing: {}", missing.len(), missing.join(" "));
    }
    report(&wrong);
}

#[test]
fn translations_keep_places_typed_words_and_edges() {
    let mut wrong = Vec::new();
    for (locale, key, en, text) in pairs() {
        let ((of_en, _), (of_text, choices)) = (places(&en), places(&text));
        if of_en != of_text || !choices.is_subset(&of_en) {
            wrong.push(format!("{locale:?} {key}: {of_text:?} and choices by {choices:?}, not {of_en:?}"));
        }
        if typed(&en) != typed(&text) {
            wrong.push(format!("{locale:?} {key}: {:?}, not {:?}", typed(&text), typed(&en)));
        }
        let edges = |text: &str| [text.starts_with([' ', '\n', ',']), text.ends_with([' ', '\n'])];
        if edges(&en) != edges(&text) || text.matches('\n').count() != en.matches('\n').count() {
            wrong.push(format!(
                "{locale:?} {key}: blanks and line ends are not those of the English sentence"
            ));
        }
        if text.matches('*').count() % 2 != en.matches('*').count() % 2
            || text.contains("  ") && !en.contains("  ")
        {
            wrong.push(format!("{locale:?} {key}: a star or a blank too many"));
        }
    }
    report(&wrong);
}

/// Names of consts that stand behind some words of a source: `label: &DONE`.
fn named_after<'a>(source: &'a str, words: &str) -> Vec<&'a str> {
    let is_name = |c: char| c.is_ascii_uppercase() || c == '_';
    let behind = source.split(words).skip(1);
    behind
        .map(|rest| &rest[..rest.find(|c| !is_name(c)).unwrap_or(0)])
        .filter(|name| !name.is_empty())
        .collect()
}

/// The keys of the sentences that are shown on a button.
fn on_buttons() -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for (name, text) in sources() {
        let source = before_tests(&name, &text);
        for button in named_after(source, "label: &") {
            let Some((_, rest)) = source.split_once(&format!("const {button}: Phrase")) else { continue };
            keys.extend(literal(rest).map(|(key, _)| key));
        }
    }
    assert!(keys.len() > 10, "the buttons were not found");
    keys
}

#[test]
fn translations_fit_where_they_are_shown() {
    let buttons = on_buttons();
    let mut wrong = Vec::new();
    for (locale, key, en, text) in pairs() {
        let most = match key.as_str() {
            // Slack cuts what is longer off a button, and refuses longer titles
            key if buttons.contains(key) => 30,
            key if matches!(key.rsplit('.').next(), Some("title" | "save" | "cancel")) => 24,
            // what stands in a menu, a column or a line of its own
            key if key.ends_with("_means") || key.starts_with("window.") => 75,
            _ if en.len() <= 24 => 48,
            _ => 2_900,
        };
        if text.encode_utf16().count() > most {
            wrong.push(format!("{locale:?} {key} is longer than {most}: {text}"));
        }
    }
    report(&wrong);
}

#[test]
fn each_language_is_written_by_its_own_rules() {
    let mut wrong = Vec::new();
    for (locale, key, _, text) in pairs() {
        // what is typed is English
        let said: String = text.split('`').step_by(2).collect();
        let count = |mark: char| said.matches(mark).count();
        let is_well = match locale {
            Locale::De => count('„') == count('“') && !said.contains(['”', '"']),
            // a narrow space that does not break stands before ; : ? ! and inside of « »
            Locale::Fr => {
                let loose = [" :", " ;", " ?", " !", " »", "« "];
                !loose.iter().any(|loose| said.contains(loose)) && !said.contains(['\'', '"', '“'])
            }
            Locale::Es => count('?') == count('¿') && count('!') == count('¡') && !said.contains(['"', '“']),
            Locale::En => true,
        };
        if !is_well {
            wrong.push(format!("{locale:?} {key}: {text}"));
        }
    }
    report(&wrong);
}
