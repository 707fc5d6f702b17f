//! A message's own words: what is left of it without citations, mentions, links and emoji.

use super::cited::cited;

/// The own words of a message, and whether it shows something else besides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnWords {
    /// In lower case, without punctuation.
    pub words: Vec<String>,
    /// Whether there is a quote, code or a link in it.
    pub cites: bool,
}

/// Reads the own words of an unescaped text with its mention tokens.
pub fn own_words(text: &str) -> OwnWords {
    let mut own = OwnWords::default();
    let mut from = 0;
    for range in cited(text) {
        own.read(&text[from..range.start]);
        own.cites = true;
        from = range.end;
    }
    own.read(&text[from..]);
    own
}

impl OwnWords {
    fn read(&mut self, text: &str) {
        let mut rest = text;
        while let Some((before, tail)) = rest.split_once('<') {
            self.plain(before);
            let Some((token, after)) = tail.split_once('>') else {
                rest = tail;
                break;
            };
            self.cites |= !token.starts_with(['@', '#', '!']);
            rest = after;
        }
        self.plain(rest);
    }

    fn plain(&mut self, text: &str) {
        for word in text.split_whitespace() {
            if word.contains("://") {
                self.cites = true;
                continue;
            }
            let is_emoji = word.len() > 2 && word.starts_with(':') && word.ends_with(':');
            let letters = |c: char| !c.is_alphanumeric();
            if !is_emoji {
                let words = word.split(letters).filter(|word| !word.is_empty()).map(str::to_lowercase);
                self.words.extend(words);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_or_addressed_is_not_said() {
        for (text, words, cites) in [
            ("<@U0BO> thanks a lot!", "thanks a lot", false),
            ("<@U0BO> :tada: Well-done", "well done", false),
            ("<@U0BO> <https://example.com/a|the plan>", "", true),
            ("<@U0BO> https://example.com/a", "", true),
            ("> is it so?\n<@U0BO>", "", true),
            ("<@U0BO> ```panic at 3```", "", true),
            ("<@U0BO> see `x` please", "see please", true),
            ("a < b and <", "a b and", false),
            ("", "", false),
        ] {
            let own = own_words(text);
            assert_eq!((own.words.join(" ").as_str(), own.cites), (words, cites), "{text}");
        }
    }
}
