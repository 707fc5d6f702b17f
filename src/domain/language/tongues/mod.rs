//! Other languages: each is a table of phrases and what they are in the English of the rules. A sentence in one of
//! them is put into those words first, and then read by the same rules and the same grammar of times as any other.
//!
//! A line of a table is a pattern and its meaning. In a pattern `a|b` are choices, `?` after them makes a step
//! optional, `#` is a number, `%` a word of any kind, `d'*` one that begins so, `*st` one that ends so, `=day` and
//! `=month` names of days and months. A pattern after `^` stands where a clause starts, one after `¿` in a question. In
//! a meaning `$2` is what the second step met, everything else is written as it will be read. The longest pattern that
//! fits wins, and of those the first.
//!
//! A new language is a file like `de.rs`, a line in [`of`], and rows in `tests/language`.

mod de;
mod es;
mod fr;
mod step;

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use step::{Step, What, spellings};

use super::patterns;
use super::token::{Kind, Message, Token};
use crate::domain::words::Locale;

/// What there is to know of a language.
struct Table {
    /// Words that nearly every sentence of it has, and no English one.
    markers: &'static str,
    /// Words of it that mean something else in English and are in no phrase: not to be read as English.
    strangers: &'static str,
    /// Names of days and what they are, by the list's name: `("day", "montag monday dienstag tuesday …")`.
    lists: &'static [(&'static str, &'static str)],
    /// Phrases and their meanings.
    phrases: &'static [(&'static str, &'static str)],
}

/// Words that nearly every English sentence has.
const ENGLISH: &str = "the you your can could would please pls is are to of for by it this that and i we my our with be have \
    do not what when how will need let get it's i'll i'm don't at has who why there from if any some us they";

/// A language made ready.
struct Tongue {
    markers: HashSet<&'static str>,
    strangers: HashSet<&'static str>,
    /// Names in all their spellings and what they are, by the list's name.
    lists: HashMap<&'static str, HashMap<String, &'static str>>,
    phrases: Vec<Phrase>,
    /// By the first word: the phrases that can begin with it.
    by_first: HashMap<String, Vec<usize>>,
    /// Phrases that begin with a number.
    by_number: Vec<usize>,
    /// Phrases that begin with a word known only by its start or its end.
    by_any: Vec<usize>,
}

struct Phrase {
    steps: Vec<Step>,
    /// Whether it is one only where a clause starts, and only in a question.
    opens: bool,
    asks: bool,
    /// Whether it knows some word only by its end: any other that fits as well is meant.
    vague: bool,
    meaning: &'static str,
}

static GERMAN: LazyLock<Tongue> = LazyLock::new(|| Tongue::of(&de::TABLE));
static FRENCH: LazyLock<Tongue> = LazyLock::new(|| Tongue::of(&fr::TABLE));
static SPANISH: LazyLock<Tongue> = LazyLock::new(|| Tongue::of(&es::TABLE));
static ENGLISH_WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| ENGLISH.split_whitespace().collect());

fn of(locale: Locale) -> Option<&'static Tongue> {
    match locale {
        Locale::En => None,
        Locale::De => Some(&GERMAN),
        Locale::Fr => Some(&FRENCH),
        Locale::Es => Some(&SPANISH),
    }
}

/// Puts the sentences of a message that are in the writer's language into the words of the rules. English ones stay.
pub(super) fn translate(message: &mut Message, locale: Locale) {
    let Some(tongue) = of(locale) else { return };
    let mut at = 0;
    while at < message.len() {
        let end = sentence_end(message, at);
        if tongue.speaks(message, at, end) {
            message.is_translated = true;
            let new = tongue.put(message, at, end);
            at += new.len();
            message.replace(at - new.len(), end, new);
        } else {
            at = end;
        }
    }
}

fn sentence_end(message: &Message, from: usize) -> usize {
    let ends = |at: &usize| match message.kind(*at) {
        Kind::Line | Kind::Quote | Kind::Mark('?' | '!' | '…' | '¿' | '¡') => true,
        Kind::Mark('.') => !message.glued(*at + 1) && message.word(at.saturating_sub(1)).len() > 2,
        _ => false,
    };
    (from..message.len()).find(ends).map_or(message.len(), |at| at + 1)
}

impl Tongue {
    fn of(table: &'static Table) -> Self {
        let mut tongue = Self {
            markers: table.markers.split_whitespace().collect(),
            strangers: table.strangers.split_whitespace().collect(),
            lists: HashMap::new(),
            phrases: Vec::new(),
            by_first: HashMap::new(),
            by_number: Vec::new(),
            by_any: Vec::new(),
        };
        for (name, pairs) in table.lists {
            let words: Vec<&str> = pairs.split_whitespace().collect();
            let named = words
                .chunks_exact(2)
                .flat_map(|pair| spellings(pair[0]).into_iter().map(|word| (word, pair[1])));
            tongue.lists.insert(name, named.collect());
        }
        for (pattern, meaning) in table.phrases {
            tongue.add(pattern, meaning);
        }
        tongue.by_first.values_mut().for_each(Vec::dedup);
        tongue
    }

    fn add(&mut self, pattern: &'static str, meaning: &'static str) {
        let asks = pattern.starts_with("¿ ");
        let pattern = pattern.trim_start_matches("¿ ");
        let opens = pattern.starts_with("^ ");
        let pattern = pattern.trim_start_matches("^ ");
        let steps: Vec<Step> = pattern.split(' ').map(Step::of).collect();
        let number = self.phrases.len();
        for step in &steps {
            match &step.what {
                What::Words(words, starts) => {
                    for word in words {
                        self.by_first.entry(word.clone()).or_default().push(number);
                    }
                    if !starts.is_empty() {
                        self.by_any.push(number);
                    }
                }
                What::Listed(name) => {
                    for word in self.lists.get(name).into_iter().flat_map(HashMap::keys) {
                        self.by_first.entry(word.clone()).or_default().push(number);
                    }
                }
                What::Number => self.by_number.push(number),
                What::Begins(_) | What::Ends(_) => self.by_any.push(number),
                What::Any | What::Mark(_) => {}
            }
            if !step.optional {
                break;
            }
        }
        let vague = steps.iter().any(|step| matches!(step.what, What::Ends(_) | What::Any));
        self.phrases.push(Phrase { steps, opens, asks, vague, meaning });
    }

    /// Whether some tokens are in this language rather than in English.
    fn speaks(&self, message: &Message, from: usize, to: usize) -> bool {
        let words =
            (from..to).map(|at| message.word(at)).filter(|word| word.starts_with(char::is_alphabetic));
        let (mut ours, mut english) = (0, 0);
        for word in words {
            if self.markers.contains(word) {
                ours += 2;
            } else if ENGLISH_WORDS.contains(word) {
                english += 2;
            } else if word.len() > 3 && self.by_first.contains_key(word) && patterns::id(word) == 0 {
                ours += 1;
            }
        }
        ours > english
    }

    /// The tokens some others become.
    fn put(&self, message: &mut Message, from: usize, to: usize) -> Vec<Token> {
        let asked = to > from && message.is(to - 1, '?');
        let mut out = Vec::with_capacity(to - from + 8);
        let mut at = from;
        while at < to {
            // `(4h)` is a label in every language
            if (message.is(at, '(') || message.is(at, '['))
                && let Some(close) =
                    (at + 2..=at + 4).find(|close| message.is(*close, ')') || message.is(*close, ']'))
                && close < to
                && message.number(at + 1).is_some()
            {
                out.extend_from_slice(&message.tokens[at..=close]);
                at = close + 1;
                continue;
            }
            if let Some((phrase, met, next)) = self.phrase_at(message, at, to, asked) {
                self.say(message, phrase, &met, (at, next), &mut out);
                at = next;
                continue;
            }
            let mut token = message.tokens[at];
            if token.kind == Kind::Word && self.strangers.contains(message.word(at)) {
                token = message.coin("", Kind::Word, token.start, token.end, token.glued);
            }
            out.push(token);
            at += 1;
        }
        out
    }

    /// The longest phrase at a token, what each of its steps met, and the token after it.
    fn phrase_at(
        &self,
        message: &Message,
        at: usize,
        to: usize,
        asked: bool,
    ) -> Option<(&Phrase, Vec<Option<usize>>, usize)> {
        let none = Vec::new();
        let (named, others) = match message.kind(at) {
            Kind::Number(_) => (&self.by_number, &none),
            Kind::Word => (self.by_first.get(message.word(at)).unwrap_or(&none), &self.by_any),
            _ => return None,
        };
        let opening = patterns::starts_clause(message, at);
        let mut best: Option<(&Phrase, Vec<Option<usize>>, usize)> = None;
        for number in named.iter().chain(others) {
            let phrase = &self.phrases[*number];
            if phrase.opens && !opening || phrase.asks && !asked {
                continue;
            }
            let longest = best.as_ref().map_or(at, |(.., next)| *next);
            let mut met = Vec::with_capacity(phrase.steps.len());
            if let Some(next) = self.fits(message, &phrase.steps, at, to, &mut met)
                && (next > longest
                    || next == longest && !phrase.vague && best.as_ref().is_some_and(|(best, ..)| best.vague))
            {
                best = Some((phrase, met, next));
            }
        }
        best
    }

    fn fits(
        &self,
        message: &Message,
        steps: &[Step],
        at: usize,
        to: usize,
        met: &mut Vec<Option<usize>>,
    ) -> Option<usize> {
        let mut next = at;
        for step in steps {
            // a hyphen inside a word and a comma are passed: `peux-tu`, `es wäre gut, wenn du`
            let hyphen = next > at && message.is(next, '-') && message.glued(next) && message.glued(next + 1);
            let comma = next > at && message.is(next, ',') && !matches!(step.what, What::Number);
            let here = next + usize::from(hyphen || comma);
            let fits = here < to
                && match &step.what {
                    What::Words(words, starts) => {
                        let said = message.word(here);
                        words.iter().any(|word| word == said)
                            || starts.iter().any(|start| said.len() > start.len() && said.starts_with(start))
                    }
                    What::Listed(name) => self.listed(name, message.word(here)).is_some(),
                    What::Begins(start) => {
                        message.word(here).len() > start.len() && message.word(here).starts_with(start)
                    }
                    What::Ends(end) => {
                        message.word(here).len() > end.len() + 1 && message.word(here).ends_with(end)
                    }
                    What::Mark(mark) => message.is(here, *mark),
                    What::Number => message.number(here).is_some(),
                    What::Any => message.kind(here) == Kind::Word,
                };
            if fits {
                met.push(Some(here));
                next = here + 1;
            } else if step.optional {
                met.push(None);
            } else {
                return None;
            }
        }
        Some(next)
    }

    fn listed(&self, name: &str, word: &str) -> Option<&'static str> {
        self.lists.get(name)?.get(word).copied()
    }

    /// Writes the meaning of a phrase.
    fn say(
        &self,
        message: &mut Message,
        phrase: &Phrase,
        met: &[Option<usize>],
        (from, to): (usize, usize),
        out: &mut Vec<Token>,
    ) {
        let (start, end) = message.characters(from, to);
        let mut first = true;
        for piece in phrase.meaning.split(' ').filter(|piece| !piece.is_empty()) {
            let glued = if first { message.glued(from) } else { matches!(piece, ":" | "/" | "th") };
            first = false;
            if let Some(step) = piece.strip_prefix('$').and_then(|n| n.parse::<usize>().ok()) {
                let Some(at) = met.get(step - 1).copied().flatten() else { continue };
                let after_colon = out.last().is_some_and(|token| matches!(token.kind, Kind::Mark(':' | '/')));
                match &phrase.steps[step - 1].what {
                    What::Listed(name) => {
                        let meant = self.listed(name, message.word(at)).unwrap_or("");
                        let digits = meant.find(|c: char| !c.is_ascii_digit()).unwrap_or(meant.len());
                        if let Ok(number) = meant[..digits].parse() {
                            out.push(message.coin(&meant[..digits], Kind::Number(number), start, end, glued));
                        }
                        if digits < meant.len() {
                            out.push(message.coin(
                                &meant[digits..],
                                Kind::Word,
                                start,
                                end,
                                glued || digits > 0,
                            ));
                        }
                    }
                    What::Words(..) if message.kind(at) == Kind::Word => {
                        self.say_word(message, at, (start, end), out);
                    }
                    _ => out.push(message.tokens[at].at(start, end, glued || after_colon)),
                }
            } else if piece == "/" {
                out.push(message.coin("", Kind::Mark('/'), start, end, true));
            } else if piece == ":" {
                out.push(message.coin("", Kind::Mark(':'), start, end, true));
            } else if let Ok(number) = piece.parse() {
                out.push(message.coin(piece, Kind::Number(number), start, end, glued));
            } else {
                out.push(message.coin(piece, Kind::Word, start, end, glued));
            }
        }
    }
}

impl Tongue {
    /// Writes what a word means by itself; one without a meaning is left out.
    fn say_word(&self, message: &mut Message, at: usize, (start, end): (u32, u32), out: &mut Vec<Token>) {
        let word = message.word(at).to_owned();
        let alone = |number: &usize| {
            let phrase = &self.phrases[*number];
            (phrase.steps.len() == 1 && !phrase.opens && !phrase.asks).then_some(phrase.meaning)
        };
        let meaning = self.by_first.get(&word).and_then(|numbers| numbers.iter().find_map(alone));
        let meaning = meaning
            .filter(|meaning| !meaning.contains('$'))
            .or_else(|| self.lists.values().find_map(|list| list.get(&word).copied()));
        let known = meaning.unwrap_or(if patterns::id(&word) == 0 { "" } else { &word });
        for piece in known.split(' ').filter(|piece| !piece.is_empty()) {
            out.push(message.coin(piece, Kind::Word, start, end, false));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_sound() {
        for table in [&de::TABLE, &fr::TABLE, &es::TABLE] {
            for (pattern, meaning) in table.phrases {
                let pattern = pattern.trim_start_matches("¿ ").trim_start_matches("^ ");
                let steps = pattern.split(' ').count();
                for piece in meaning.split(' ').filter_map(|piece| piece.strip_prefix('$')) {
                    let step: usize = piece.parse().expect("a number after $");
                    assert!((1..=steps).contains(&step), "{pattern}: ${step}");
                }
                for list in pattern.split(' ').filter_map(|step| step.strip_prefix('=')) {
                    let name = list.trim_end_matches('?');
                    assert!(table.lists.iter().any(|(known, _)| *known == name), "{pattern}: {name}");
                }
                assert!(!pattern.contains("  ") && !pattern.is_empty(), "{pattern}");
            }
            for (name, words) in table.lists {
                assert!(words.split_whitespace().count().is_multiple_of(2), "{name}");
            }
            let clash = table.markers.split_whitespace().find(|word| ENGLISH_WORDS.contains(word));
            assert_eq!(clash, None, "a marker that is English too");
        }
    }
}
