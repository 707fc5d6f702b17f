//! The bricks all cards are built of: sections, small print, buttons.

use slack_morphism::prelude::{
    SlackActionBlockElement, SlackActionId, SlackActionsBlock, SlackBlock, SlackBlockButtonElement,
    SlackBlockButtonStyle, SlackBlockId, SlackBlockMarkDownText, SlackBlockPlainText,
    SlackBlockPlainTextOnly, SlackBlockText, SlackContextBlock, SlackContextBlockElement, SlackSectionBlock,
};

use super::speech;
use crate::domain::text::{Piece, PrivateText, Speech};
use crate::domain::words::{Locale, Phrase};

/// Most of a plain section's text, a little under Slack's 3,000.
const PLAIN: usize = 2_950;
/// Most of a button's or option's text.
const LABEL: usize = 75;
/// Most of a hint below an input, far below Slack's 2,000.
const HINT: usize = 300;
/// Most of a name: Slack's own limit for display names.
const NAME: usize = 80;

const SOMEBODY: Phrase = Phrase::en("name.missing", "somebody");

/// Words that are never read as markup, under a `block_id` by which a press can quote them.
pub fn quote(block_id: &str, words: &PrivateText) -> SlackBlock {
    let shown = speech::shorten(&speech::tame(words.reveal()), PLAIN);
    // Slack refuses an empty text
    let shown = if shown.trim().is_empty() { "…".to_owned() } else { shown };
    let text = SlackBlockText::Plain(SlackBlockPlainText::new(shown).with_emoji(true));
    SlackSectionBlock::new().with_block_id(SlackBlockId(block_id.to_owned())).with_text(text).into()
}

/// A line of small print.
pub fn small_print(words: &Speech) -> SlackBlock {
    let text = SlackBlockMarkDownText::new(speech::mrkdwn(words, PLAIN)).with_verbatim(true);
    SlackContextBlock::new(vec![SlackContextBlockElement::MarkDown(text)]).into()
}

/// A button: its `action_id` and its words.
pub struct Button {
    /// Comes back with the press.
    pub action: &'static str,
    /// What it says.
    pub label: &'static Phrase,
    /// Whether it is the usual choice.
    pub primary: bool,
}

/// A button beside some words.
pub fn button(action: &str, words: &Phrase, locale: Locale) -> SlackBlockButtonElement {
    SlackBlockButtonElement::new(label(words, locale)).with_action_id(SlackActionId(action.to_owned()))
}

/// A row of buttons that all carry the same value.
pub fn buttons(row: &[Button], value: &str, locale: Locale) -> SlackBlock {
    let elements = row
        .iter()
        .map(|button| {
            let element = SlackBlockButtonElement::new(label(button.label, locale))
                .with_action_id(SlackActionId(button.action.to_owned()))
                .with_value(value.to_owned());
            SlackActionBlockElement::Button(if button.primary {
                element.with_style(SlackBlockButtonStyle::Primary)
            } else {
                element
            })
        })
        .collect();
    SlackActionsBlock::new(elements).into()
}

/// Most rows of buttons below some words, so that there is room for the words.
const ROWS: usize = 20;

/// The buttons a speech has among its words, in rows: Slack wants every action once in a row.
pub fn offered(words: &Speech) -> Vec<SlackBlock> {
    let mut rows: Vec<Vec<(&str, SlackActionBlockElement)>> = Vec::new();
    for piece in &words.0 {
        let Piece::Button { action, label, value } = piece else { continue };
        let element = SlackBlockButtonElement::new(plain(&Speech::ours(label.as_str())))
            .with_action_id(SlackActionId(action.clone()));
        let element = if value.is_empty() { element } else { element.with_value(value.clone()) };
        let button = (action.as_str(), SlackActionBlockElement::Button(element));
        match rows.last_mut() {
            Some(row) if row.iter().all(|(other, _)| *other != action) => row.push(button),
            _ => rows.push(vec![button]),
        }
    }
    let elements = |row: Vec<(&str, _)>| row.into_iter().map(|(_, button)| button).collect();
    rows.into_iter().take(ROWS).map(|row| SlackActionsBlock::new(elements(row)).into()).collect()
}

/// A phrase as the plain text of a button, a title or an option.
pub fn label(phrase: &Phrase, locale: Locale) -> SlackBlockPlainTextOnly {
    plain(&phrase.say(locale))
}

/// A speech as the plain text of a hint, which may be longer.
pub fn long(words: &Speech) -> SlackBlockPlainTextOnly {
    SlackBlockPlainTextOnly::from(SlackBlockPlainText::new(speech::plain(words, HINT)))
}

/// A speech as the plain text of an option.
pub fn plain(words: &Speech) -> SlackBlockPlainTextOnly {
    SlackBlockPlainTextOnly::from(SlackBlockPlainText::new(speech::plain(words, LABEL)))
}

/// A person's name on one line. Marks that would embolden or strike out what follows are shown by look-alikes.
pub fn name(name: &PrivateText, locale: Locale) -> Piece {
    let one_line = name.reveal().split_whitespace().collect::<Vec<_>>().join(" ");
    let calm: String = one_line
        .chars()
        .map(|c| match c {
            '*' => '∗',
            '~' => '∼',
            '`' => '\'',
            other => other,
        })
        .collect();
    let calm = speech::tame(&speech::shorten(&calm, NAME));
    if calm.trim().is_empty() {
        Piece::Ours(SOMEBODY.text(locale).to_owned())
    } else {
        Piece::Theirs(PrivateText::new(calm))
    }
}
