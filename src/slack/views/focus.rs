//! The modal *My focus*: a row of inputs for each weekly block, and one more to fill in.

use slack_morphism::prelude::{
    SlackActionId, SlackBlock, SlackBlockMultiStaticSelectElement, SlackDividerBlock, SlackView,
};

use super::bricks;
use super::inputs::{self, input};
use crate::app::actions::MOST_FOCUS_ROWS as MOST_ROWS;
use crate::domain::forms::{FocusForm, FocusRow};
use crate::domain::text::Piece;
use crate::domain::words::{Locale, Phrase};

const TITLE: Phrase = Phrase::en("focus_form.title", "My focus every week");
const WHOSE: Phrase = Phrase::en(
    "focus_form.whose",
    "In {place} time. In focus you are left in peace, and working hours do not count against you. To take a block \
     away, empty its days.",
);
const DAYS: Phrase = Phrase::en("focus_form.days", "Days");
const CHOOSE: Phrase = Phrase::en("focus_form.choose", "Choose days");
const FROM: Phrase = Phrase::en("focus_form.from", "From");
const TO: Phrase = Phrase::en("focus_form.to", "To");
const WORDS: Phrase = Phrase::en("focus_form.words", "Or in words");
const WORDS_HINT: Phrase =
    Phrase::en("focus_form.words_hint", "For more blocks: mon-fri 9-11, tue 14-16. What stands here counts.");

/// The modal, with the blocks there are.
pub fn show(form: &FocusForm) -> SlackView {
    let locale = form.locale;
    let mut blocks =
        vec![bricks::small_print(&WHOSE.fill(locale, &[("place", Piece::Ours(form.place.clone()))]))];
    for nth in 1..=(form.blocks.len() + 1).min(MOST_ROWS) {
        blocks.extend(row(nth, form.blocks.get(nth - 1), locale));
        blocks.push(SlackDividerBlock::new().into());
    }
    let hint = WORDS_HINT.say(locale);
    blocks.push(inputs::hinted("words", &WORDS, &hint, inputs::text(&form.words).into(), locale));
    inputs::modal("focus", &TITLE, "", blocks, locale)
}

fn row(nth: usize, block: Option<&FocusRow>, locale: Locale) -> [SlackBlock; 3] {
    let time = |clock: Option<&String>| inputs::time(clock.map(String::as_str)).into();
    [
        input(&format!("days.{nth}"), &DAYS, days(block, locale).into(), locale).into(),
        input(&format!("from.{nth}"), &FROM, time(block.map(|block| &block.from)), locale).into(),
        input(&format!("to.{nth}"), &TO, time(block.map(|block| &block.to)), locale).into(),
    ]
}

fn days(block: Option<&FocusRow>, locale: Locale) -> SlackBlockMultiStaticSelectElement {
    let all = inputs::days(locale);
    let is_on = |day| block.is_some_and(|block| block.days.contains(day));
    let chosen: Vec<_> = all.iter().filter(|(day, _)| is_on(day)).map(|(_, choice)| choice.clone()).collect();
    let menu = SlackBlockMultiStaticSelectElement::new()
        .with_action_id(SlackActionId("days".to_owned()))
        .with_placeholder(bricks::label(&CHOOSE, locale))
        .with_options(all.into_iter().map(|(_, choice)| choice).collect());
    // Slack refuses an empty list
    if chosen.is_empty() { menu } else { menu.with_initial_options(chosen) }
}

#[cfg(test)]
mod tests {
    use chrono::Weekday;
    use serde_json::Value;

    use super::*;

    fn view(rows: usize) -> Value {
        let row =
            FocusRow { days: vec![Weekday::Mon, Weekday::Fri], from: "09:00".into(), to: "11:00".into() };
        let form = FocusForm {
            blocks: vec![row; rows],
            words: String::new(),
            place: "Berlin".into(),
            locale: Locale::En,
        };
        serde_json::to_value(show(&form)).expect("JSON")
    }

    #[test]
    fn each_block_has_a_row_and_there_is_one_to_fill_in() {
        for (blocks, rows) in [(0, 1), (1, 2), (3, 4), (4, 4)] {
            let view = view(blocks);
            let ids: Vec<&str> = view["blocks"]
                .as_array()
                .expect("blocks")
                .iter()
                .filter_map(|block| block["block_id"].as_str())
                .collect();
            assert_eq!(ids.iter().filter(|id| id.starts_with("days.")).count(), rows, "{ids:?}");
            let filled = view.to_string().matches("\"initial_time\"").count();
            assert_eq!(filled, 2 * blocks);
        }
        let view = view(1);
        let days = &view["blocks"][1]["element"];
        assert_eq!(days["initial_options"][1]["value"], "fri");
        assert_eq!(days["options"].as_array().expect("days").len(), 7);
    }
}
