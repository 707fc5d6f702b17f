//! What is shown: one file for each card and modal, words and layout.

mod bricks;
mod calendar;
mod catch_up;
mod change_window;
mod checkins;
mod digest;
mod focus;
mod holidays;
mod home;
mod hours;
mod inputs;
mod nudge;
mod picture;
mod reminder;
pub mod speech;
mod tag;
mod time_off;
mod urgent;
mod welcome;
mod why;
mod window;
mod words;
mod zone;

use serde_json::{Map, Value, json};
use slack_morphism::prelude::{SlackBlock, SlackView};

use crate::domain::home::HomeCard;
use crate::domain::outgoing::{Card, Modal};
use crate::domain::reply::Reply;

/// A card as Slack shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// For notifications and screen readers; mrkdwn.
    pub text: String,
    /// For the eye; may be empty, then the text is shown.
    pub blocks: Vec<SlackBlock>,
}

/// What a card looks like.
pub fn card(card: &Card) -> Shown {
    match card {
        Card::Words(speech) => words::show(speech),
        Card::Picture(file, day) => picture::show(file, day),
        Card::Tag(card) => tag::show(card),
        Card::Reminder(card) => reminder::show(card),
        Card::Digest(card, locale) => digest::show(card, *locale),
        Card::Nudge(card) => nudge::show(card),
        Card::CatchUp(card) => catch_up::show(card),
        Card::Urgent(card) => urgent::show(card),
        Card::Welcome(card) => welcome::show(card),
        Card::Why(card) => why::show(card),
    }
}

/// What a modal looks like.
pub fn modal(modal: &Modal) -> SlackView {
    match modal {
        Modal::Hours(form) => hours::show(form),
        Modal::Focus(form) => focus::show(form),
        Modal::CheckIns(form) => checkins::show(form),
        Modal::TimeOff(form) => time_off::show(form),
        Modal::Holidays(form) => holidays::show(form),
        Modal::Region(form) => holidays::region(form),
        Modal::Zone(form) => zone::show(form),
        Modal::Calendar(form) => calendar::show(form),
        Modal::ChangeWindow { channel, ts, now, locale } => change_window::show(channel, ts, now, *locale),
        Modal::Urgent { channel, ts, respond, not_urgent, locale } => {
            urgent::ask(channel, ts, respond.as_ref(), *not_urgent, *locale)
        }
    }
}

/// What a Home tab looks like.
pub fn home(card: &HomeCard) -> SlackView {
    home::show(card)
}

/// Most of an error under an input of a modal.
const ERROR: usize = 300;

/// The JSON that goes back with the acknowledgement of a command, press or submission; `None` for an empty one.
pub fn acknowledgement(reply: &Reply) -> Option<Value> {
    match reply {
        Reply::Nothing => None,
        Reply::Say(speech) if speech.is_empty() => None,
        Reply::Say(speech) => Some(json!({
            "response_type": "ephemeral",
            "text": speech::text(speech),
            "blocks": words::blocks(speech),
        })),
        Reply::Errors(errors) => {
            let errors: Map<String, Value> = errors
                .iter()
                .map(|(block, wrong)| (block.clone(), speech::plain(wrong, ERROR).into()))
                .collect();
            Some(json!({"response_action": "errors", "errors": errors}))
        }
        Reply::Next(next) => Some(json!({"response_action": "update", "view": modal(next)})),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::Speech;

    #[test]
    fn a_reply_becomes_what_slack_expects_in_the_acknowledgement() {
        assert_eq!(acknowledgement(&Reply::Nothing), None);
        assert_eq!(
            acknowledgement(&Reply::Say(Speech::ours("*Noted.*"))),
            Some(json!({
                "response_type": "ephemeral",
                "text": "*Noted.*",
                "blocks": [{"type": "section", "text":
                    {"type": "mrkdwn", "text": "*Noted.*", "verbatim": true}}],
            }))
        );
        let wrong = vec![("by".to_owned(), Speech::ours("Try Thu 15:00"))];
        assert_eq!(
            acknowledgement(&Reply::Errors(wrong)),
            Some(json!({"response_action": "errors", "errors": {"by": "Try Thu 15:00"}}))
        );
    }
}
