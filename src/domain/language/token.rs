//! A message as words, numbers and marks, with what nobody should read for meaning masked out.

mod cut;

use super::{patterns, times};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters, maybe with digits after them: `friday`, `q3`, `don't`. `'s` and `'ll` are words of their own.
    Word,
    /// Digits; the value of those that fit.
    Number(u32),
    /// A mark.
    Mark(char),
    /// The end of a line.
    Line,
    /// `<@U…>`, `<!here>`, `@name`: somebody is addressed.
    Mention,
    /// Code, a link, an address, a version: a thing without a meaning for us.
    Opaque,
    /// A quote. Nothing goes on from before it to after it.
    Quote,
    /// A date Slack shows to every reader in their own zone: seconds since 1970, and whether a clock time is shown.
    Instant { at: i64, timed: bool },
}

/// One token.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub kind: Kind,
    /// Its number in the vocabulary of the rules; 0 for a word no rule knows.
    pub id: u16,
    /// What of a time can begin with it.
    begins: u16,
    /// Whether it follows the token before it without a space.
    pub glued: bool,
    /// Where it stands, in Unicode characters.
    pub start: u32,
    pub end: u32,
    /// Where its small letters stand in [`Message::small`].
    from: u32,
    to: u32,
}

impl Token {
    /// The same token as it stands elsewhere.
    pub fn at(self, start: u32, end: u32, glued: bool) -> Self {
        Self { glued, start, end, ..self }
    }
}

/// A message as tokens.
#[derive(Default)]
pub(super) struct Message {
    pub tokens: Vec<Token>,
    small: String,
    /// The tokens before which a quotation mark stands.
    marks: Vec<usize>,
    /// Whether some of it was put into English first; then verbs may stand at the end.
    pub is_translated: bool,
    /// Tokens between quotation marks, from and to: words somebody else is to say.
    cited: Vec<(usize, usize)>,
}

/// The longest row of tokens between quotation marks that is taken for a quotation.
const LONGEST_QUOTATION: usize = 60;

impl Message {
    /// Two quotation marks in one line are a quotation when they hold some words, but not all the message has.
    fn pair_marks(&mut self) {
        let mut open = None;
        for mark in std::mem::take(&mut self.marks) {
            let Some(from) = open.take() else {
                open = Some(mark);
                continue;
            };
            let fits =
                (from + 2..=from + LONGEST_QUOTATION).contains(&mark) && (from, mark) != (0, self.len());
            let one_line = self.tokens[from.min(mark)..mark].iter().all(|token| token.kind != Kind::Line);
            if fits && one_line {
                self.cited.push((from, mark));
            } else if !one_line {
                open = Some(mark);
            }
        }
    }

    /// Makes a token that stands for others; it means what `word` means to the rules.
    pub fn coin(&mut self, word: &str, kind: Kind, start: u32, end: u32, glued: bool) -> Token {
        let offset = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let from = offset(self.small.len());
        self.small.push_str(word);
        let id = if kind == Kind::Word { patterns::id(word) } else { 0 };
        let begins =
            if let Kind::Number(_) = kind { times::TIME | times::LENGTH } else { patterns::begins(id) };
        Token { kind, id, begins, glued, start, end, from, to: offset(self.small.len()) }
    }

    /// Puts tokens in the place of others; what is known of later ones moves with them.
    pub fn replace(&mut self, from: usize, to: usize, new: Vec<Token>) {
        let (before, after) = (to - from, new.len());
        let moved = |at: usize| {
            if at >= to {
                at - before + after
            } else if at > from {
                from + (at - from).min(after)
            } else {
                at
            }
        };
        for (open, close) in &mut self.cited {
            (*open, *close) = (moved(*open), moved(*close));
        }
        self.tokens.splice(from..to, new);
    }

    /// Whether a token stands between quotation marks.
    pub fn is_cited(&self, at: usize) -> bool {
        let next = self.cited.partition_point(|(_, to)| *to <= at);
        self.cited.get(next).is_some_and(|(from, _)| *from <= at)
    }

    /// How many tokens there are.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// The small letters of a token; nothing for what is no word or number, and past the end.
    pub fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |t| &self.small[t.from as usize..t.to as usize])
    }

    /// What a token is; past the end a line ends.
    pub fn kind(&self, at: usize) -> Kind {
        self.tokens.get(at).map_or(Kind::Line, |t| t.kind)
    }

    /// The value of a number.
    pub fn number(&self, at: usize) -> Option<u32> {
        if let Kind::Number(value) = self.kind(at) { Some(value) } else { None }
    }

    /// How many digits a number has.
    pub fn digits(&self, at: usize) -> usize {
        self.word(at).len()
    }

    /// Whether one of these parts of a time can begin with this token.
    pub fn begins(&self, at: usize, parts: u16) -> bool {
        self.tokens.get(at).is_some_and(|token| token.begins & parts != 0)
    }

    /// Whether a token is this mark.
    pub fn is(&self, at: usize, mark: char) -> bool {
        self.kind(at) == Kind::Mark(mark)
    }

    /// Where some tokens stand, in Unicode characters.
    pub fn characters(&self, from: usize, to: usize) -> (u32, u32) {
        let start = self.tokens.get(from).map_or(0, |token| token.start);
        let last = to.max(from + 1).min(self.len()).checked_sub(1);
        (start, last.and_then(|last| self.tokens.get(last)).map_or(start, |token| token.end.max(start)))
    }

    /// Whether a token follows the one before without a space.
    pub fn glued(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|t| t.glued)
    }
}
