//! The modal behind *Change window*: choose one, or say by when.

use slack_morphism::prelude::{
    SlackActionId, SlackBlock, SlackBlockChoiceItem, SlackBlockId, SlackBlockPlainTextInputElement,
    SlackBlockPlainTextOnly, SlackBlockStaticSelectElement, SlackCallbackId, SlackInputBlock,
    SlackInputBlockElement, SlackModalView, SlackView,
};

use super::bricks::{self, Button};
use super::window;
use crate::domain::ids::{ChannelId, Ts};
use crate::domain::window::Window;
use crate::domain::words::{Locale, Phrase};

const TITLE: Phrase = Phrase::en("change_window.title", "Change window");
const SAVE: Phrase = Phrase::en("change_window.save", "Save");
const CANCEL: Phrase = Phrase::en("change_window.cancel", "Cancel");
const WHEN: Phrase = Phrase::en("change_window.when", "An answer is expected");
const CHOOSE: Phrase = Phrase::en("change_window.choose", "Choose a window");
const BY: Phrase = Phrase::en("change_window.by", "Or by when");
const EXAMPLE: Phrase = Phrase::en("change_window.example", "Thu 15:00");
const WHY: Phrase = Phrase::en("change_window.why", "Why this window?");
const WHY_HOW: Phrase =
    Phrase::en("change_window.why_how", "*Why this window?* is answered by direct message, for you alone.");

const BUTTONS: &[Button] = &[Button { action: "tag.why", label: &WHY, primary: false }];

/// The windows to choose from, with the value each is submitted as.
const CHOICES: &[(&str, Window)] = &[
    ("urgent", Window::Urgent),
    ("today", Window::Today),
    ("week", Window::Week),
    ("hours:2", Window::Hours { minutes: 120 }),
    ("hours:4", Window::Hours { minutes: 240 }),
    ("within:24", Window::Within { minutes: 1440 }),
    ("days:1", Window::Days { n: 1 }),
    ("days:3", Window::Days { n: 3 }),
    ("checkin", Window::NextCheckIn),
    ("none", Window::NoReply),
];

/// The modal for one message; the window it has now is chosen already.
pub fn show(channel: &ChannelId, ts: &Ts, now: &Window, locale: Locale) -> SlackView {
    SlackView::Modal(
        SlackModalView::new(
            bricks::label(&TITLE, locale),
            vec![
                input("window", &WHEN, choice(now, locale).into(), locale),
                input("by", &BY, by(locale).into(), locale),
                bricks::buttons(BUTTONS, &format!("{channel}:{ts}"), locale),
                bricks::small_print(&WHY_HOW.say(locale)),
            ],
        )
        .with_callback_id(SlackCallbackId("change_window".to_owned()))
        .with_private_metadata(format!("{channel}:{ts}"))
        .with_submit(bricks::label(&SAVE, locale))
        .with_close(bricks::label(&CANCEL, locale)),
    )
}

/// Both inputs may be left empty: one of them is enough.
fn input(id: &str, label: &Phrase, element: SlackInputBlockElement, locale: Locale) -> SlackBlock {
    SlackInputBlock::new(bricks::label(label, locale), element)
        .with_block_id(SlackBlockId(id.to_owned()))
        .with_optional(true)
        .into()
}

fn choice(now: &Window, locale: Locale) -> SlackBlockStaticSelectElement {
    let item = |(value, window): &(&str, Window)| {
        SlackBlockChoiceItem::<SlackBlockPlainTextOnly>::new(
            bricks::plain(&window::spoken(window, locale)),
            (*value).to_owned(),
        )
    };
    let menu = SlackBlockStaticSelectElement::new()
        .with_action_id(SlackActionId("choice".to_owned()))
        .with_placeholder(bricks::label(&CHOOSE, locale))
        .with_options(CHOICES.iter().map(item).collect());
    match CHOICES.iter().find(|(_, window)| window == now) {
        Some(chosen) => menu.with_initial_option(item(chosen)),
        None => menu,
    }
}

fn by(locale: Locale) -> SlackBlockPlainTextInputElement {
    SlackBlockPlainTextInputElement::new()
        .with_action_id(SlackActionId("by".to_owned()))
        .with_placeholder(bricks::label(&EXAMPLE, locale))
        .with_max_length(100)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn modal(now: &Window) -> serde_json::Value {
        let channel = ChannelId::parse("C0LAUNCH").expect("id");
        let ts = Ts::parse("1700000000.000100").expect("ts");
        serde_json::to_value(show(&channel, &ts, now, Locale::En)).expect("JSON")
    }

    #[test]
    fn it_carries_its_message_and_offers_every_kind_of_window() {
        let view = modal(&Window::Days { n: 1 });
        assert_eq!(view["type"], "modal");
        assert_eq!(view["callback_id"], "change_window");
        assert_eq!(view["private_metadata"], "C0LAUNCH:1700000000.000100");
        let window = &view["blocks"][0];
        assert_eq!(
            (&window["block_id"], &window["element"]["action_id"]),
            (&"window".into(), &"choice".into())
        );
        assert_eq!(window["element"]["type"], "static_select");
        assert_eq!(window["element"]["options"].as_array().expect("options").len(), 10);
        assert_eq!(window["element"]["initial_option"]["value"], "days:1");
        assert_eq!(view["blocks"][1]["block_id"], "by");
    }

    #[test]
    fn a_window_that_is_not_in_the_menu_leaves_it_open() {
        let view = modal(&Window::Hours { minutes: 90 });
        assert!(view["blocks"][0]["element"]["initial_option"].is_null());
    }
}
