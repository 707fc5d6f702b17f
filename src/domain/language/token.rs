//! Cuts a message into words, numbers and marks, once, with what nobody should read for meaning masked out.

use super::cited::cited;
use super::mask::{angle_token, is_opaque};
use super::{patterns, times};

/// The mark that stands for every emoji that is written by its name.
const EMOJI: char = '🙂';

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
    /// Whether it follows the token before it without a space.
    pub glued: bool,
    /// Where it stands, in Unicode characters.
    pub start: u32,
    pub end: u32,
    /// Where its small letters stand in [`Message::small`].
    pub(super) from: u32,
    pub(super) to: u32,
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
    /// Cuts a text. Linear in its length.
    pub fn of(text: &str) -> Self {
        let mut cutter = Cutter::new(text);
        let mut from = 0;
        for cite in cited(text) {
            cutter.plain(from, cite.start);
            let quote = text[cite.start..].starts_with('>');
            cutter.push(cite.start, cite.end, if quote { Kind::Quote } else { Kind::Opaque });
            from = cite.end;
        }
        cutter.plain(from, text.len());
        cutter.message.pair_marks();
        cutter.message
    }

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
        Token { kind, id, glued, start, end, from, to: offset(self.small.len()) }
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

    /// Whether a time can begin with this word.
    pub fn begins_time(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| patterns::begins_time(token.id))
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

struct Cutter<'t> {
    text: &'t str,
    message: Message,
    /// How far characters are counted: byte and character.
    counted: (usize, u32),
    /// The byte the last token ended at.
    last_end: usize,
}

impl<'t> Cutter<'t> {
    fn new(text: &'t str) -> Self {
        let message = Message { tokens: Vec::with_capacity(text.len() / 4 + 4), ..Message::default() };
        Self { text, message, counted: (0, 0), last_end: usize::MAX }
    }

    /// The character a byte stands at. Bytes are asked for in order, so every character is counted once.
    fn character(&mut self, byte: usize) -> u32 {
        let (from, count) = self.counted;
        let more = self.text[from..byte].chars().count();
        self.counted = (byte, count.saturating_add(u32::try_from(more).unwrap_or(u32::MAX)));
        self.counted.1
    }

    fn push(&mut self, from: usize, to: usize, kind: Kind) {
        let small_from = self.message.small.len();
        if matches!(kind, Kind::Word | Kind::Number(_)) {
            push_small(&mut self.message.small, &self.text[from..to]);
        }
        let (start, end) = (self.character(from), self.character(to));
        let id = if kind == Kind::Word { self.known(small_from) } else { 0 };
        let offset = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let (small_from, small_to) = (offset(small_from), offset(self.message.small.len()));
        let glued = self.last_end == from;
        self.message.tokens.push(Token { kind, id, glued, start, end, from: small_from, to: small_to });
        self.last_end = to;
    }

    /// The number of the last word in the vocabulary; a misspelt name is mended first.
    fn known(&mut self, from: usize) -> u16 {
        let small = &mut self.message.small;
        match (patterns::id(&small[from..]), times::mended(&small[from..])) {
            (0, Some(meant)) => {
                small.truncate(from);
                small.push_str(meant);
                patterns::id(meant)
            }
            (id, _) => id,
        }
    }

    /// Cuts a stretch without citations at its spaces.
    fn plain(&mut self, from: usize, to: usize) {
        let mut at = from;
        while at < to {
            let rest = &self.text[at..to];
            let Some(first) = rest.chars().next() else { return };
            if first == '\n' {
                self.push(at, at + 1, Kind::Line);
                at += 1;
            } else if first.is_whitespace() || is_invisible(first) {
                at += first.len_utf8();
            } else if let Some((length, kind)) = angle_token(rest) {
                self.push(at, at + length, kind);
                at += length;
            } else {
                let end = at + find_break(rest).unwrap_or(rest.len());
                self.chunk(at, end);
                at = end;
            }
        }
    }

    /// Cuts what stands between two spaces.
    fn chunk(&mut self, from: usize, to: usize) {
        let core = &self.text[from..to];
        let open = core.len() - core.trim_start_matches(['(', '[', '"', '“', '\'', '*', '_', '~', '{']).len();
        let core = &core[open..];
        let closing = [')', ']', '"', '”', '*', '_', '~', '}', '.', ',', ';', ':', '!', '?', '…', '\''];
        let shut = core.trim_end_matches(closing).len();
        let emoji = core.len() > 2 && core.starts_with(':') && core[1..].contains(':');
        if emoji || is_opaque(&core[..shut]) {
            let end = if emoji { core.rfind(':').map_or(shut, |at| at + 1) } else { shut };
            self.cut(from, from + open);
            let kind = match core.as_bytes().first() {
                // the same as the character, which people also type: `yesterday :fire:` ends with `yesterday`
                _ if emoji => Kind::Mark(EMOJI),
                Some(b'@') => Kind::Mention,
                _ => Kind::Opaque,
            };
            self.push(from + open, from + open + end, kind);
            self.cut(from + open + end, to);
        } else {
            self.cut(from, to);
        }
    }

    /// Cuts words, numbers and marks that stand together.
    fn cut(&mut self, from: usize, to: usize) {
        let mut at = from;
        while at < to {
            let rest = &self.text[at..to];
            let Some(first) = rest.chars().next() else { return };
            let length = if first.is_ascii_digit() {
                self.number(at, rest)
            } else if first.is_alphabetic() || (is_apostrophe(first) && clitic(rest).is_some()) {
                let length = word_length(rest);
                self.push(at, at + length, Kind::Word);
                length
            } else {
                let silent = matches!(first, '*' | '_' | '~' | '"' | '“' | '”') || is_invisible(first);
                if matches!(first, '"' | '“' | '”') {
                    self.message.marks.push(self.message.tokens.len());
                }
                if !silent {
                    self.push(at, at + first.len_utf8(), Kind::Mark(plain_mark(first)));
                } else if self.last_end == at {
                    self.last_end += first.len_utf8();
                }
                first.len_utf8()
            };
            at += length;
        }
    }

    fn number(&mut self, at: usize, rest: &str) -> usize {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let after = &rest[digits..];
        let letters = after.bytes().take_while(u8::is_ascii_alphabetic).count();
        let joined = digits + letters;
        if digits == 1 && after.len() >= 3 && matches!(&rest[..1], "2") && is_short_day(&after[..letters]) {
            self.push(at, at + joined, Kind::Word);
            return joined;
        }
        self.push(at, at + digits, Kind::Number(rest[..digits].parse().unwrap_or(u32::MAX)));
        digits
    }
}

/// Where the piece a text starts with is over.
fn find_break(rest: &str) -> Option<usize> {
    rest.char_indices().skip(1).find(|(_, c)| c.is_whitespace() || *c == '<').map(|(at, _)| at)
}

/// `2day`, `2morrow`, `2nite`: a digit that is read aloud.
fn is_short_day(letters: &str) -> bool {
    ["day", "morrow", "moro", "nite", "night"].iter().any(|word| letters.eq_ignore_ascii_case(word))
}

fn push_small(small: &mut String, word: &str) {
    for c in word.chars() {
        if c.is_ascii() {
            small.push(c.to_ascii_lowercase());
        } else if is_apostrophe(c) {
            small.push('\'');
        } else {
            small.extend(c.to_lowercase());
        }
    }
}

/// The length of the word a text starts with; a clitic (`'s`, `'ll`) is left for the next one.
fn word_length(rest: &str) -> usize {
    if let Some(length) = clitic(rest) {
        return length;
    }
    let mut end = 0;
    for (at, c) in rest.char_indices() {
        if c.is_alphanumeric() {
            end = at + c.len_utf8();
        } else if is_apostrophe(c) {
            let tail = &rest[at..];
            let goes_on = tail.chars().nth(1).is_some_and(char::is_alphabetic);
            if !goes_on || clitic(tail).is_some() {
                break;
            }
        } else {
            break;
        }
    }
    end.max(rest.chars().next().map_or(1, char::len_utf8))
}

/// The length of `'s`, `'ll`, `'re`, `'ve`, `'d` or `'m` at the start of a text, when the word ends there.
fn clitic(rest: &str) -> Option<usize> {
    let mark = rest.chars().next().filter(|c| is_apostrophe(*c))?;
    let tail = &rest[mark.len_utf8()..];
    let letters = tail.find(|c: char| !c.is_alphanumeric()).unwrap_or(tail.len());
    let known = ["s", "ll", "re", "ve", "d", "m"].iter().any(|c| tail[..letters].eq_ignore_ascii_case(c));
    known.then_some(mark.len_utf8() + letters)
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '`')
}

/// Zero-width and direction marks, which people never see.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

fn plain_mark(c: char) -> char {
    match c {
        '‐' | '‑' | '‒' | '–' => '-',
        '，' => ',',
        '：' => ':',
        '？' => '?',
        '！' => '!',
        _ => c,
    }
}
