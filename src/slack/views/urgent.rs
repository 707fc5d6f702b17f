//! What is urgent: the modal that asks why, and the word that goes through focus and off hours.

use slack_morphism::prelude::{
    SlackActionId, SlackBlockId, SlackBlockPlainTextInputElement, SlackCallbackId, SlackInputBlock,
    SlackModalView, SlackView,
};

use super::bricks::{self, Button};
use super::{Shown, speech};
use crate::domain::ids::{ChannelId, Ts};
use crate::domain::outgoing::UrgentCard;
use crate::domain::text::{Piece, SecretUrl, Speech};
use crate::domain::words::{Locale, Phrase};

const HEADLINE: Phrase = Phrase::en("urgent.headline", "🚨 *{from} says this is urgent:* {link} in {where}");
const INSTEAD: Phrase = Phrase::en("urgent.instead", "{who} is away, and you stand in.");
const SPOKEN: Phrase = Phrase::en("urgent.spoken", "Urgent, says {from}: {why}");
const LINK: Phrase = Phrase::en("urgent.link", "the message");
const SMALL: Phrase = Phrase::en(
    "urgent.small",
    "It came through your focus because {from} confirmed that it can't wait. If it could have waited, say so: only {from} learns that it was said, and not by whom.",
);

const ON_IT: Phrase = Phrase::en("urgent.on_it", "On it");
const DONE: Phrase = Phrase::en("urgent.done", "Done");
const NOT_URGENT: Phrase = Phrase::en("urgent.not_urgent", "Was not urgent");

const BUTTONS: &[Button] = &[
    Button { action: "urgent.on_it", label: &ON_IT, primary: true },
    Button { action: "urgent.done", label: &DONE, primary: false },
    Button { action: "urgent.not_urgent", label: &NOT_URGENT, primary: false },
];

const TITLE: Phrase = Phrase::en("urgent.title", "It's urgent");
const SEND: Phrase = Phrase::en("urgent.send", "Send");
const CANCEL: Phrase = Phrase::en("urgent.cancel", "Cancel");
const WHY: Phrase = Phrase::en("urgent.why", "Why it can't wait, in one line");
const HINT: Phrase = Phrase::en("urgent.hint", "It reaches them at once, in focus and at night.");
const MARKED_ONCE: Phrase =
    Phrase::en("urgent.marked_once", "One urgent word of yours was marked as not urgent. Only you see this.");
const MARKED: Phrase =
    Phrase::en("urgent.marked", "{n} urgent words of yours were marked as not urgent. Only you see this.");

/// The block with the reason.
const REASON: &str = "reason";
/// Most of a reason, in characters.
const LONGEST: u64 = 150;

/// The word itself.
pub fn show(card: &UrgentCard) -> Shown {
    let urgent = &card.urgent;
    let link = Piece::Message {
        channel: urgent.channel.clone(),
        ts: urgent.ts.clone(),
        thread: urgent.thread.clone(),
        label: LINK.text(card.locale).to_owned(),
    };
    let from = ("from", Piece::Member(urgent.from.clone()));
    let places = [from.clone(), ("link", link), ("where", Piece::Channel(urgent.channel.clone()))];
    let mut headline = HEADLINE.fill(card.locale, &places);
    if let Some(name) = &card.instead_of {
        headline = headline.line(INSTEAD.fill(card.locale, &[("who", bricks::name(name, card.locale))]));
    }
    let why = ("why", Piece::Theirs(urgent.reason.clone()));
    let spoken = SPOKEN.fill(card.locale, &[from.clone(), why]);
    let mut blocks = speech::sections(&headline);
    blocks.push(bricks::quote(REASON, &urgent.reason));
    blocks.push(bricks::small_print(&SMALL.fill(card.locale, &[from])));
    blocks.push(bricks::buttons(BUTTONS, &format!("{}:{}", urgent.channel, urgent.ts), card.locale));
    Shown { text: speech::text(&spoken), blocks }
}

/// The modal that asks for the reason. It carries the message, and where the note goes that it replaces.
pub fn ask(
    channel: &ChannelId,
    ts: &Ts,
    respond: Option<&SecretUrl>,
    not_urgent: u32,
    locale: Locale,
) -> SlackView {
    let input = SlackBlockPlainTextInputElement::new()
        .with_action_id(SlackActionId(REASON.to_owned()))
        .with_placeholder(bricks::label(&HINT, locale))
        .with_max_length(LONGEST);
    let input = SlackInputBlock::new(bricks::label(&WHY, locale), input.into())
        .with_block_id(SlackBlockId(REASON.to_owned()));
    let mut blocks = vec![input.into()];
    if let Some(marked) = marked(not_urgent, locale) {
        blocks.push(bricks::small_print(&marked));
    }
    let respond = respond.map_or("", SecretUrl::reveal);
    SlackView::Modal(
        SlackModalView::new(bricks::label(&TITLE, locale), blocks)
            .with_callback_id(SlackCallbackId("nudge_urgent".to_owned()))
            .with_private_metadata(format!("{channel}:{ts} {respond}"))
            .with_submit(bricks::label(&SEND, locale))
            .with_close(bricks::label(&CANCEL, locale)),
    )
}

fn marked(count: u32, locale: Locale) -> Option<Speech> {
    match count {
        0 => None,
        1 => Some(MARKED_ONCE.say(locale)),
        n => Some(MARKED.fill(locale, &[("n", Piece::Ours(n.to_string()))])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::UserId;
    use crate::domain::outgoing::Urgent;
    use crate::domain::text::PrivateText;

    fn channel() -> ChannelId {
        ChannelId::parse("C0LAUNCH").expect("id")
    }

    fn ts() -> Ts {
        Ts::parse("1700000000.000100").expect("ts")
    }

    fn user(id: &str) -> UserId {
        UserId::parse(id).expect("id")
    }

    #[test]
    fn it_says_who_where_and_why_without_the_words_of_the_message() {
        let urgent = Urgent {
            channel: channel(),
            ts: ts(),
            thread: None,
            to: user("U0DEE"),
            instead_of: Some(user("U0BO")),
            from: user("U0ADA"),
            reason: PrivateText::new("prod is down <!here>"),
        };
        let card = UrgentCard { urgent, instead_of: Some(PrivateText::new("Bo")), locale: Locale::En };
        let shown = show(&card);
        assert_eq!(shown.text, "Urgent, says <@U0ADA>: prod is down &lt;!here&gt;");
        let blocks = serde_json::to_value(&shown.blocks).expect("JSON");
        let headline = blocks[0]["text"]["text"].as_str().expect("words");
        assert!(headline.ends_with("Bo is away, and you stand in."), "{headline}");
        assert_eq!(blocks[1]["text"]["type"], "plain_text");
        let says: Vec<_> = blocks[3]["elements"]
            .as_array()
            .expect("buttons")
            .iter()
            .map(|button| button["text"]["text"].as_str().expect("words"))
            .collect();
        assert_eq!(says, ["On it", "Done", "Was not urgent"]);
    }

    #[test]
    fn the_modal_carries_what_it_is_about_and_tells_its_reader_alone_how_often_it_was_not() {
        let url = SecretUrl::new("https://hooks.slack.com/1");
        let view = serde_json::to_value(ask(&channel(), &ts(), Some(&url), 2, Locale::En)).expect("JSON");
        assert_eq!(view["private_metadata"], "C0LAUNCH:1700000000.000100 https://hooks.slack.com/1");
        assert!(view.to_string().contains("2 urgent words of yours"));
        let view = serde_json::to_value(ask(&channel(), &ts(), None, 0, Locale::En)).expect("JSON");
        assert_eq!(view["private_metadata"], "C0LAUNCH:1700000000.000100 ");
        assert!(!view.to_string().contains("of yours"));
    }
}
