//! Just words: a private answer, a sentence by direct message.

use super::{Shown, speech};
use crate::domain::text::Speech;

/// A speech as a message.
pub fn show(words: &Speech) -> Shown {
    Shown { text: speech::text(words), blocks: speech::sections(words) }
}
