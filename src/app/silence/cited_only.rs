//! Quotes, code and links are shown to somebody, not asked of them.

use super::{Ping, Silence};
use crate::domain::language;
use crate::domain::words::Phrase;

pub const SILENCE: Silence = Silence {
    name: "cited_only",
    why: Phrase::en("silence.cited_only", "It only shows a quote, code or a link."),
    holds,
};

fn holds(ping: &Ping<'_>) -> bool {
    let own = language::own_words(ping.words);
    own.cites && own.words.is_empty()
}
