//! Cuts a text into tokens, once.

use std::ops::Range;

use super::super::cited::cited;
use super::super::mask::{angle_token, is_opaque};
use super::super::{patterns, times};
use super::{Kind, Message, Token};

/// The mark that stands for every emoji that is written by its name.
const EMOJI: char = '🙂';

/// How many tokens are read at the beginning of a very long message.
const HEAD: usize = 140;
/// And how many at its end.
const TAIL: usize = 60;
/// About as many bytes: what is surely more is not even cut into tokens.
const HEAD_BYTES: usize = 1_000;
const TAIL_BYTES: usize = 450;

impl Message {
    /// Cuts a text. Of a very long one only the beginning and the end are cut, where people ask: the first
    /// [`HEAD`] and the last [`TAIL`] tokens. So no message costs more than another of 200 words.
    pub fn of(text: &str) -> Self {
        let mut cutter = Cutter::new(text);
        let mut from = 0;
        for cite in skip_middle(text, join_middle(cited(text))) {
            cutter.plain(from, cite.start);
            let quote = !text[cite.start..].starts_with('`');
            cutter.push(cite.start, cite.end, if quote { Kind::Quote } else { Kind::Opaque });
            from = cite.end;
        }
        cutter.plain(from, text.len());
        let mut message = cutter.message;
        message.pair_marks();
        if message.len() > HEAD + TAIL {
            let gap = Token { kind: Kind::Quote, ..message.tokens[HEAD] };
            message.replace(HEAD, message.len() - TAIL, vec![gap]);
        }
        message
    }
}

/// Takes all citations but the first and the last ones for a single one, with what stands between them.
fn join_middle(mut cites: Vec<Range<usize>>) -> Vec<Range<usize>> {
    if cites.len() > HEAD + TAIL {
        let last = cites.split_off(cites.len() - TAIL);
        let gap = cites[HEAD].start..last[0].start;
        cites.truncate(HEAD);
        cites.push(gap);
        cites.extend(last);
    }
    cites
}

/// Takes the middle of a very long text for one more citation; what is cited anyway does not make a text long.
fn skip_middle(text: &str, cites: Vec<Range<usize>>) -> Vec<Range<usize>> {
    if text.len() <= HEAD_BYTES + TAIL_BYTES {
        return cites;
    }
    let starts = std::iter::once(0).chain(cites.iter().map(|cite| cite.end));
    let ends = cites.iter().map(|cite| cite.start).chain([text.len()]);
    let plain: Vec<Range<usize>> = starts.zip(ends).map(|(from, to)| from..to).collect();
    let (mut left, mut from) = (HEAD_BYTES, text.len());
    for stretch in &plain {
        if stretch.len() > left {
            from = stretch.start + left;
            break;
        }
        left -= stretch.len();
    }
    let (mut left, mut to) = (TAIL_BYTES, 0);
    for stretch in plain.iter().rev() {
        if stretch.len() > left {
            to = stretch.end - left;
            break;
        }
        left -= stretch.len();
    }
    // whole words stay on both sides
    let space = |at: &usize| text.as_bytes()[*at].is_ascii_whitespace();
    let boundary = |at: &usize| text.is_char_boundary(*at);
    let from = (from..text.len())
        .take(64)
        .find(space)
        .or_else(|| (from..text.len()).find(boundary))
        .unwrap_or(text.len());
    let to = (0..to).rev().take(64).find(space).or_else(|| (0..to).rev().find(boundary)).unwrap_or(0);
    if from >= to {
        return cites;
    }
    let (before, after) = (cites.iter().filter(|c| c.end <= from), cites.iter().filter(|c| c.start >= to));
    before.cloned().chain(std::iter::once(from..to)).chain(after.cloned()).collect()
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
        let begins =
            if let Kind::Number(_) = kind { times::TIME | times::LENGTH } else { patterns::begins(id) };
        self.message.tokens.push(Token {
            kind,
            id,
            begins,
            glued,
            start,
            end,
            from: small_from,
            to: small_to,
        });
        self.last_end = to;
    }

    /// The number of the last word in the vocabulary; a misspelt name is mended first.
    fn known(&mut self, from: usize) -> u16 {
        let small = &mut self.message.small;
        let id = patterns::id(&small[from..]);
        if id != 0 {
            return id;
        }
        let Some(meant) = times::mended(&small[from..]) else { return 0 };
        small.truncate(from);
        small.push_str(meant);
        patterns::id(meant)
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
