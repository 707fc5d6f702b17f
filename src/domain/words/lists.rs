//! The lists of translations: a line for a sentence, `key = text`, where `\n` is a line's end. Lines that begin with `#` are
//! notes for translators. A new language is a file like `de.txt`, a line in [`of`], and its [`Locale`].

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use super::Locale;

/// Texts by key.
pub type List = HashMap<&'static str, Cow<'static, str>>;

static GERMAN: LazyLock<List> = LazyLock::new(|| read(include_str!("de.txt")));
static FRENCH: LazyLock<List> = LazyLock::new(|| read(include_str!("fr.txt")));
static SPANISH: LazyLock<List> = LazyLock::new(|| read(include_str!("es.txt")));

/// The list of a language, read when it is first needed. English needs none.
pub fn of(locale: Locale) -> Option<&'static List> {
    match locale {
        Locale::En => None,
        Locale::De => Some(&GERMAN),
        Locale::Fr => Some(&FRENCH),
        Locale::Es => Some(&SPANISH),
    }
}

fn read(list: &'static str) -> List {
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(" = ")).map(|(key, text)| (key, unescape(text))).collect()
}

fn unescape(text: &'static str) -> Cow<'static, str> {
    if text.contains("\\n") { Cow::Owned(text.replace("\\n", "\n")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_line_by_line() {
        let list = read("# note = well\n\ntag.done = Erledigt\nmore =  und {n} mehr\\n• eins = zwei\nodd\n");
        assert_eq!(list.len(), 2);
        assert_eq!(list["tag.done"], "Erledigt");
        assert_eq!(list["more"], " und {n} mehr\n• eins = zwei", "blanks in front count");
    }
}
