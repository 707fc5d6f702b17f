//! The steps of a pattern of another language, and the ways its words are written.

/// A step of a pattern, and whether it may be missing.
pub(super) struct Step {
    pub what: What,
    pub optional: bool,
}

/// What a step fits.
pub(super) enum What {
    /// Any of these, in any of their spellings, or a word that begins with one of those.
    Words(Vec<String>, Vec<&'static str>),
    Listed(&'static str),
    /// A word that begins so: `d'*` is `d'envoyer`.
    Begins(&'static str),
    /// A word that ends so: `*st` is `schickst`.
    Ends(&'static str),
    Mark(char),
    Number,
    Any,
}

impl Step {
    pub fn of(written: &'static str) -> Self {
        let (step, optional) = written.strip_suffix('?').map_or((written, false), |step| (step, true));
        let what = match step {
            "#" => What::Number,
            "%" => What::Any,
            "." | ":" | "!" | "?" | "/" => What::Mark(char::from(step.as_bytes()[0])),
            _ if step.contains('|') => {
                let (starts, words): (Vec<_>, Vec<_>) = step.split('|').partition(|word| word.ends_with('*'));
                let starts = starts.into_iter().map(|start| start.trim_end_matches('*')).collect();
                What::Words(words.into_iter().flat_map(spellings).collect(), starts)
            }
            _ if step.starts_with('*') => What::Ends(step.trim_start_matches('*')),
            _ if step.ends_with('*') => What::Begins(step.trim_end_matches('*')),
            _ => match step.strip_prefix('=') {
                Some(name) => What::Listed(name),
                None => What::Words(spellings(step), Vec::new()),
            },
        };
        Self { what, optional }
    }
}

/// The ways a word is written: as it is, without its accents, and with `ae` for `ä`.
pub(super) fn spellings(word: &str) -> Vec<String> {
    let plain: String = word.chars().map(without_accent).collect();
    let spelled = word.replace('ä', "ae").replace('ö', "oe").replace('ü', "ue").replace('ß', "ss");
    let mut all = vec![word.to_owned()];
    // `à` and `a`, `où` and `ou` are words of their own
    if word.chars().count() > 2 {
        all.extend([plain, spelled].into_iter().filter(|other| other != word));
    }
    all.dedup();
    all
}

fn without_accent(c: char) -> char {
    match c {
        'à' | 'á' | 'â' | 'ä' => 'a',
        'ç' => 'c',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ñ' => 'n',
        'ò' | 'ó' | 'ô' | 'ö' | 'œ' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        _ => c,
    }
}
