//! The letters in pictures: Latin, Greek, Cyrillic, Armenian and Georgian at one size, from `letters.bin`.
//!
//! The table is made by `generate.py`, which names its source and its form; its licence is `letters.licence.txt`.

use std::sync::OnceLock;

use miniz_oxide::inflate::decompress_to_vec_zlib_with_limit;

const PRESSED: &[u8] = include_bytes!("letters.bin");
/// More than the table has, in bytes.
const LONGEST: usize = 1 << 20;
/// A letter without its box: character, advance, left, top, width, height.
const HEAD: usize = 9;

/// How high the letters are above the base line, marks on capitals included.
pub const ASCENT: usize = 27;

/// One letter.
#[derive(Clone, Copy, Debug)]
pub struct Letter {
    /// How far the next one is.
    pub advance: usize,
    left: isize,
    top: isize,
    width: usize,
    rows: &'static [u8],
}

impl Letter {
    /// Every pixel of it against pen and base line, with its ink from 0 to 15.
    pub fn dots(self) -> impl Iterator<Item = (isize, isize, u8)> {
        let bytes = self.width.div_ceil(2).max(1);
        self.rows.chunks(bytes).zip(self.top..).flat_map(move |(row, y)| {
            let pixels = row.iter().flat_map(|two| [two >> 4, two & 15]).take(self.width);
            pixels.zip(self.left..).map(move |(ink, x)| (x, y, ink))
        })
    }
}

/// A letter of the table, if it is there.
pub fn letter(character: char) -> Option<Letter> {
    let all = table();
    let at = all.binary_search_by_key(&character, |(known, _)| *known).ok()?;
    all.get(at).map(|(_, letter)| *letter)
}

/// How long some words are.
pub fn length(words: &str) -> usize {
    words.chars().filter_map(letter).map(|letter| letter.advance).sum()
}

/// What can be written of some words: signs that are no letters (an emoji, say) are left out, and where a letter is
/// not in the table nothing can, since half a name is none.
pub fn legible(words: &str) -> Option<String> {
    let known = |c: char| letter(c).is_some();
    if words.chars().any(|c| c.is_alphanumeric() && !known(c)) {
        return None;
    }
    let kept: String = words.chars().filter(|c| known(*c)).collect();
    let tidy = kept.split_whitespace().collect::<Vec<_>>().join(" ");
    tidy.chars().any(char::is_alphanumeric).then_some(tidy)
}

/// Words of at most a length, cut with "…" where they are longer.
pub fn shortened(words: &str, most: usize) -> String {
    if length(words) <= most {
        return words.to_owned();
    }
    let mut kept = words.to_owned();
    while length(&kept) + length("…") > most && kept.pop().is_some() {}
    format!("{}…", kept.trim_end())
}

fn table() -> &'static [(char, Letter)] {
    static TABLE: OnceLock<Vec<(char, Letter)>> = OnceLock::new();
    TABLE.get_or_init(|| {
        static PLAIN: OnceLock<Vec<u8>> = OnceLock::new();
        let plain =
            PLAIN.get_or_init(|| decompress_to_vec_zlib_with_limit(PRESSED, LONGEST).unwrap_or_default());
        read(plain)
    })
}

/// Reads the table as far as it can be read.
fn read(plain: &'static [u8]) -> Vec<(char, Letter)> {
    let mut all = Vec::new();
    let mut rest = plain.get(4..).unwrap_or_default();
    while let Some((head, after)) = rest.split_first_chunk::<HEAD>() {
        let [a, b, c, d, advance, left, top, width, height] = *head;
        let (width, height) = (usize::from(width), usize::from(height));
        let Some((rows, after)) = after.split_at_checked(width.div_ceil(2) * height) else { break };
        let Some(character) = char::from_u32(u32::from_be_bytes([a, b, c, d])) else { break };
        let (left, top) = (left.cast_signed().into(), top.cast_signed().into());
        all.push((character, Letter { advance: advance.into(), left, top, width, rows }));
        rest = after;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole_and_in_order() {
        let all = table();
        assert!(all.len() > 1_300, "{}", all.len());
        assert!(all.is_sorted_by(|one, other| one.0 < other.0));
        for (character, letter) in all {
            let is_drawn = letter.dots().any(|(_, _, ink)| ink > 7);
            assert!(is_drawn || character.is_whitespace() || "´¸ͺ΄".contains(*character), "{character:?}");
        }
        let highest = "ÅỆΉЙ".chars().filter_map(letter).map(|letter| letter.top.unsigned_abs()).max();
        assert!(highest.is_some_and(|top| top <= ASCENT + 3), "{highest:?}");
    }

    #[test]
    fn names_of_many_tongues_can_be_written() {
        for name in
            ["Ada", "Łukasz Żak", "José Ñandú", "Nguyễn Văn Ấn", "Ελένη", "Юрий Ґоголь", "Արամ", "ნინო"]
        {
            assert_eq!(legible(name).as_deref(), Some(name));
            assert!(length(name) > 20, "{name}");
        }
        assert_eq!(legible("  Ana 🌴 (she/her)").as_deref(), Some("Ana (she/her)"));
        for name in ["李雷", "Ana 李", "עדה", "🌴", "", "\u{202e}"] {
            assert_eq!(legible(name), None, "{name}");
        }
    }

    #[test]
    fn long_names_are_cut() {
        assert_eq!(shortened("Ada", 200), "Ada");
        let short = shortened("Wolfeschlegelsteinhausenbergerdorff", 200);
        assert!(short.ends_with('…') && length(&short) <= 200, "{short}");
        assert_eq!(shortened("Ada", 0), "…");
    }
}
