//! Just words: a private answer, a sentence by direct message.

use slack_morphism::prelude::SlackBlock;

use super::{Shown, bricks, speech};
use crate::domain::text::Speech;

/// A speech as a message.
pub fn show(words: &Speech) -> Shown {
    Shown { text: speech::text(words), blocks: blocks(words) }
}

/// A speech as blocks: its words, and a row with its buttons below them.
pub fn blocks(words: &Speech) -> Vec<SlackBlock> {
    let mut blocks = speech::sections(words);
    blocks.extend(bricks::offered(words));
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::Piece;

    #[test]
    fn buttons_stand_in_one_row_below_the_words() {
        let button = |label: &str| Piece::Button {
            action: format!("{label}.press"),
            label: label.into(),
            value: String::new(),
        };
        let words =
            Speech::ours("Hello").then(button("Tea")).then(button("Milk")).then(Piece::Ours("!".into()));
        let shown = show(&words);
        assert_eq!(shown.text, "Hello!");
        let blocks = serde_json::to_value(&shown.blocks).expect("JSON");
        assert_eq!(blocks[0]["text"]["text"], "Hello!");
        assert_eq!(blocks[1]["elements"][1]["action_id"], "Milk.press");
        assert_eq!(blocks[1]["elements"].as_array().map(Vec::len), Some(2));
        assert!(blocks[1]["elements"][0].get("value").is_none(), "Slack refuses an empty value");
    }
}
