//! A command line as people type it: smart quotes, odd spaces, any case. Read leniently, kept as it was written.

/// One word of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The word as we compare it: lower case, plain quotes and dashes, plain digits.
    pub plain: String,
    /// Where it starts in the line, in characters.
    start: usize,
    /// Where it ends.
    end: usize,
}

/// A line cut into words, with the line as it was written.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Words {
    written: Vec<char>,
    words: Vec<Word>,
}

impl Words {
    /// Cuts a line at spaces of any kind.
    pub fn of(text: &str) -> Self {
        let written: Vec<char> = text.chars().collect();
        let mut words = Vec::new();
        let mut start = None;
        for (at, c) in written.iter().copied().chain([' ']).enumerate() {
            match start {
                None if !is_space(c) => start = Some(at),
                Some(from) if is_space(c) => {
                    words.push(Word { plain: plain(&written[from..at]), start: from, end: at });
                    start = None;
                }
                _ => {}
            }
        }
        // a word of invisible characters only is none
        words.retain(|word| !word.plain.is_empty());
        Self { written, words }
    }

    /// The words.
    pub fn all(&self) -> &[Word] {
        &self.words
    }

    /// The word at a place, as we compare it; empty after the last one.
    pub fn at(&self, index: usize) -> &str {
        self.words.get(index).map_or("", |word| &word.plain)
    }

    /// The line without its first words.
    #[must_use]
    pub fn after(&self, count: usize) -> Self {
        Self { written: self.written.clone(), words: self.words.get(count..).unwrap_or_default().to_vec() }
    }

    /// The line without its last words.
    #[must_use]
    pub fn before(&self, count: usize) -> Self {
        let left = self.words.len().saturating_sub(count);
        Self { written: self.written.clone(), words: self.words.get(..left).unwrap_or_default().to_vec() }
    }

    /// The line as it is meant: without quotes around words, and without what is only kind or cheerful at its end. A line
    /// of nothing else stays as it is.
    #[must_use]
    pub fn meant(&self) -> Self {
        let mut words = self.words.clone();
        for word in &mut words {
            word.plain = word.plain.trim_matches(['"', '\'', '*']).to_owned();
        }
        words.retain(|word| !word.plain.is_empty() && !is_cheer(&word.plain));
        while let Some(last) = words.last_mut() {
            let bare = last.plain.trim_end_matches(['!', '…', '?']);
            // one dot may belong to a date
            let bare = if bare.ends_with("..") { bare.trim_end_matches('.') } else { bare };
            if !bare.is_empty() && !is_kind(bare.trim_end_matches([',', '.'])) {
                last.plain = bare.to_owned();
                break;
            }
            words.pop();
        }
        if words.is_empty() { self.clone() } else { Self { written: self.written.clone(), words } }
    }

    /// The words from one place to another (the end left out), exactly as they were written.
    pub fn written(&self, from: usize, to: usize) -> String {
        let words = self.words.get(from..to.min(self.words.len())).unwrap_or_default();
        match (words.first(), words.last()) {
            (Some(first), Some(last)) => self.written[first.start..last.end].iter().collect(),
            _ => String::new(),
        }
    }

    /// Which word holds a character, counted from the beginning of the first word.
    pub fn index_at(&self, offset: u32) -> usize {
        let begin = self.words.first().map_or(0, |word| word.start);
        let offset = usize::try_from(offset).unwrap_or(usize::MAX).saturating_add(begin);
        self.words.partition_point(|word| word.end <= offset)
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// All words as we compare them, one space between them.
    pub fn plain(&self) -> String {
        self.words.iter().map(|word| word.plain.as_str()).collect::<Vec<_>>().join(" ")
    }
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "[{} words]", self.words.len())
    }
}

/// Words that ask or thank, behind what is said.
fn is_kind(word: &str) -> bool {
    matches!(
        word,
        "please"
            | "pls"
            | "plz"
            | "thanks"
            | "thx"
            | "ty"
            | "bitte"
            | "danke"
            | "merci"
            | "svp"
            | "stp"
            | "gracias"
    )
}

/// An emoji, as a character or by its name between colons.
fn is_cheer(word: &str) -> bool {
    let name = word.strip_prefix(':').and_then(|rest| rest.strip_suffix(':'));
    let is_name = |name: &str| {
        let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'+');
        name.bytes().any(|b| b.is_ascii_alphabetic()) && name.bytes().all(is_plain)
    };
    name.is_some_and(is_name) || word.chars().all(|c| !c.is_ascii() && !c.is_alphanumeric())
}

fn is_space(c: char) -> bool {
    // the zero-width space and the byte order mark separate words without being white space
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}')
}

/// A word as we compare it.
fn plain(word: &[char]) -> String {
    word.iter().copied().filter(|c| !is_invisible(*c)).map(plain_char).collect()
}

/// Marks that change how a word looks and not what it says: joiners, directions, emoji variants, the keycap frame.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{00ad}' | '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{20e3}')
}

fn plain_char(c: char) -> char {
    match c {
        '\u{2018}'..='\u{201b}' | '`' | '´' | '\u{2032}' => '\'',
        '\u{201c}'..='\u{201f}' | '«' | '»' | '\u{2033}' => '"',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        // full-width forms of ASCII
        '\u{ff01}'..='\u{ff5e}' => lower(char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c)),
        // digits people type on Arabic, Persian and Indian keyboards
        '\u{0660}'..='\u{0669}' => digit(c, 0x0660),
        '\u{06f0}'..='\u{06f9}' => digit(c, 0x06f0),
        '\u{0966}'..='\u{096f}' => digit(c, 0x0966),
        _ => lower(c),
    }
}

fn digit(c: char, zero: u32) -> char {
    char::from_digit(u32::from(c) - zero, 10).unwrap_or(c)
}

/// One character stays one character: of the two that a Turkish İ becomes, the letter counts.
fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_compared_plainly_and_kept_as_written() {
        let line = Words::of("\u{a0}Remind\tme  İN １０ minutes\u{2003}“Tell Bo – now”\n");
        assert_eq!(line.plain(), "remind me in 10 minutes \"tell bo - now\"");
        assert_eq!(line.written(5, 99), "“Tell Bo – now”");
        assert_eq!(line.at(99), "");
        assert_eq!(line.written(7, 3), "");
        assert_eq!([0, 5, 6, 7, 99].map(|offset| line.index_at(offset)), [0, 0, 1, 1, 9]);
    }

    #[test]
    fn what_is_only_kind_is_no_part_of_what_is_meant() {
        for (line, meant) in [
            ("“45 minutes”", "45 minutes"),
            ("45 mins pls", "45 mins"),
            ("off, thanks!!", "off,"),
            ("until 14:00 🙂", "until 14:00"),
            ("mon-fri 9-17 :tada: :thank-you: please", "mon-fri 9-17"),
            ("2h...", "2h"),
            ("24.12.", "24.12."),
            ("me!", "me"),
            ("🙂", "🙂"),
            ("please", "please"),
            ("?", "?"),
            ("mon - fri 9 - 17 ?", "mon - fri 9 - 17"),
            ("<@U0BO> 9:30", "<@u0bo> 9:30"),
            ("", ""),
        ] {
            assert_eq!(Words::of(line).meant().plain(), meant, "{line}");
        }
    }

    #[test]
    fn odd_characters_neither_hide_nor_break_words() {
        assert_eq!(Words::of("1\u{fe0f}\u{20e3}h").plain(), "1h", "emoji digits");
        assert_eq!(Words::of("\u{202e}help\u{202c}").plain(), "help");
        assert_eq!(Words::of("٣pm ۹").plain(), "3pm 9");
        assert!(Words::of(" \u{200b}\u{200d} \u{feff}\0").is_empty());
        assert!(Words::of("").is_empty());
    }
}
