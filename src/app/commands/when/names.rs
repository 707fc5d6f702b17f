//! Days and hours typed in German, French or Spanish, put into the English words that commands know: "Mo-Fr 9-17", "du 24 déc
//! au 2 janv", "hasta las 14:00". Names are those of the lists of translations, so that what is said back can be typed again.
//!
//! Only lines that hold nothing but days and hours are read so: elsewhere `do` and `so` are no weekdays.

use crate::app::commands::line::Words;
use crate::domain::words::Locale;
use crate::domain::worktime::words::{MONTHS_IN_FULL, month, weekday, weekday_in_full};

/// Other words between days and hours, and what they are.
const OTHERS: &[(&str, &str)] = &[
    ("heute hoy aujourd'hui", "today"),
    ("morgen demain mañana", "tomorrow"),
    ("und et y", "and"),
    ("bis hasta jusque jusqu'à jusqu'au", "until"),
    ("von vom du de del desde dès", "from"),
    ("à au al", "to"),
    ("um las les", "at"),
    ("frei libre", "off"),
    ("minuten minutos", "minutes"),
    ("stunde stunden heure heures hora horas", "hours"),
    ("mittag midi mediodía", "noon"),
];

/// A line in the words of commands. One without words of other languages stays as it is written.
pub fn in_english(words: &Words) -> Words {
    let said = words.plain();
    let english = line_in_english(&said);
    if english == said { words.clone() } else { Words::of(&english) }
}

/// The plain form of a line in the words of commands.
pub fn line_in_english(said: &str) -> String {
    let parts = parts(said);
    let mut line = String::with_capacity(said.len() + 16);
    let mut is_short = false;
    for (at, part) in parts.iter().enumerate() {
        // the full stop of "lun." or "Dez."
        if is_short && part.starts_with('.') {
            line.push_str(&part[1..]);
            is_short = false;
            continue;
        }
        let named = if is_ambiguous(part) { tuesday_or_march(&parts, at) } else { english(part) };
        is_short = named.is_some();
        line.push_str(named.as_deref().unwrap_or(part));
    }
    line
}

/// A line cut into words and what stands between them.
fn parts(line: &str) -> Vec<&str> {
    let is_word = |c: char| c.is_alphanumeric() || c == '\'';
    let mut parts = Vec::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|c| is_word(c) != is_word(first)).unwrap_or(rest.len());
        let (part, after) = rest.split_at(end);
        parts.push(part);
        rest = after;
    }
    parts
}

/// `mar` is Tuesday in French and Spanish, and March in English and Spanish.
fn is_ambiguous(word: &str) -> bool {
    word == "mar"
}

fn tuesday_or_march(parts: &[&str], at: usize) -> Option<String> {
    let is_number = |at: usize| parts.get(at).is_some_and(|part| part.bytes().all(|b| b.is_ascii_digit()));
    // a dash or a comma stands between two days and never within one
    let is_beside = |mark: usize| matches!(parts.get(mark), Some(&(" " | ". ")));
    let is_after_day = at >= 2 && is_number(at - 2) && is_beside(at - 1);
    let is_before_date = is_beside(at + 1)
        && is_number(at + 2)
        && parts.get(at + 4).is_some_and(|word| named_month(word).is_some());
    match (is_after_day, is_before_date) {
        (true, false) => Some("march".to_owned()),
        (_, true) => Some("tuesday".to_owned()),
        (false, false) => None,
    }
}

fn english(word: &str) -> Option<String> {
    if let Some((_, english)) = OTHERS.iter().find(|(words, _)| words.split(' ').any(|other| other == word)) {
        return Some((*english).to_owned());
    }
    let others = || Locale::ALL.into_iter().filter(|locale| *locale != Locale::En);
    let week = crate::app::say::WEEK;
    let day = week.into_iter().find(|day| {
        others().any(|locale| {
            let full = weekday_in_full(*day, locale);
            same(word, weekday(*day, locale)) || same(word, full) || same(word.trim_end_matches('s'), full)
        })
    });
    day.map(|day| weekday_in_full(day, Locale::En).to_lowercase()).or_else(|| named_month(word))
}

fn named_month(word: &str) -> Option<String> {
    let full =
        |locale, n: u32| MONTHS_IN_FULL.text(locale).split(' ').nth(n as usize - 1).unwrap_or_default();
    let is_named = |n: &u32| {
        Locale::ALL.into_iter().any(|locale| same(word, month(*n, locale)) || same(word, full(locale, *n)))
    };
    (1..=12).find(is_named).map(|n| full(Locale::En, n).to_lowercase())
}

/// Whether a word is a name, written with or without its accents and its full stop.
fn same(word: &str, name: &str) -> bool {
    let bare =
        |text: &str| -> String { text.chars().flat_map(char::to_lowercase).map(without_accent).collect() };
    bare(word) == bare(name.trim_end_matches('.'))
}

fn without_accent(letter: char) -> char {
    match letter {
        'á' | 'à' | 'â' | 'ä' => 'a',
        'é' | 'è' | 'ê' => 'e',
        'í' => 'i',
        'ó' => 'o',
        'ú' | 'û' | 'ü' => 'u',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_hours_of_other_languages_become_english_ones() {
        for (said, english) in [
            ("mo-do 9-17:30, fr 9-13", "monday-thursday 9-17:30, friday 9-13"),
            ("lun.-jeu. 9h-17h et ven 9h-12h", "monday-thursday 9h-17h and friday 9h-12h"),
            ("miércoles de 9 a 17", "wednesday from 9 a 17"),
            ("mie, sab 9-12", "wednesday, saturday 9-12"),
            ("vom 24. dez. bis 2. jan. 2027", "from 24. december until 2. january 2027"),
            ("du 24 déc. au 2 janv", "from 24 december to 2 january"),
            ("mar 2 mar 2027", "tuesday 2 march 2027"),
            ("mar 3", "mar 3"),
            ("19 mar - 22 mar", "19 march - 22 march"),
            ("mar 2 mar - mar 9 mar", "tuesday 2 march - tuesday 9 march"),
            ("montags und freitags", "monday and friday"),
            ("heute 14-16", "today 14-16"),
            ("mon-thu 9-17:30 and sunday", "mon-thu 9-17:30 and sunday"),
            ("<@u0de> until friday", "<@u0de> until friday"),
        ] {
            assert_eq!(line_in_english(said), english, "{said}");
        }
    }
}
