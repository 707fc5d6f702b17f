//! A reminder that came due: its words, where it comes from, and three buttons.

use super::bricks::{self, Button};
use super::{Shown, speech};
use crate::domain::outgoing::ReminderCard;
use crate::domain::text::{Piece, Speech};
use crate::domain::words::Phrase;

const HEADLINE: Phrase = Phrase::en("reminder.headline", "*Reminder*");
const HEADLINE_FROM: Phrase = Phrase::en("reminder.headline_from", "*Reminder* from {who}");
const SPOKEN: Phrase = Phrase::en("reminder.spoken", "Reminder: {what}");
const SPOKEN_FROM: Phrase = Phrase::en("reminder.spoken_from", "Reminder from {who}: {what}");
const LATE: Phrase = Phrase::en("reminder.late", "This comes late: it was set for {when}.");

const SHARED: Phrase = Phrase::en("reminder.shared", "*Reminder* set by {who}");
const SPOKEN_SHARED: Phrase = Phrase::en("reminder.spoken_shared", "Reminder set by {who}: {what}");
const NEXT: Phrase = Phrase::en("reminder.next", "It comes again {when}. *Delete* ends it.");
const NEXT_SHARED: Phrase = Phrase::en("reminder.next_shared", "It comes again {when}.");

const DONE: Phrase = Phrase::en("reminder.done", "Done");
const SNOOZE: Phrase = Phrase::en("reminder.snooze", "Snooze");
const DELETE: Phrase = Phrase::en("reminder.delete", "Delete");

const STOP: Phrase = Phrase::en("reminder.stop", "No more from them");

/// On a reminder from somebody else.
const FROM_OTHERS: &[Button] = &[Button { action: "reminder.stop", label: &STOP, primary: false }];

const BUTTONS: &[Button] = &[
    Button { action: "reminder.done", label: &DONE, primary: true },
    Button { action: "reminder.snooze", label: &SNOOZE, primary: false },
    Button { action: "reminder.delete", label: &DELETE, primary: false },
];

/// The block a press quotes, so that *Snooze* need not keep the words.
const WHAT: &str = "what";

/// The reminder.
pub fn show(card: &ReminderCard) -> Shown {
    let what = ("what", Piece::Theirs(card.text.clone()));
    let (headline, spoken) = match (&card.shared, &card.by) {
        (Some(name), _) => {
            let who = ("who", bricks::name(name, card.locale));
            let headline = SHARED.fill(card.locale, std::slice::from_ref(&who));
            (headline, SPOKEN_SHARED.fill(card.locale, &[who, what]))
        }
        (None, None) => (HEADLINE.say(card.locale), SPOKEN.fill(card.locale, &[what])),
        (None, Some(by)) => {
            let who = ("who", Piece::Member(by.clone()));
            let headline = HEADLINE_FROM.fill(card.locale, std::slice::from_ref(&who));
            (headline, SPOKEN_FROM.fill(card.locale, &[who, what]))
        }
    };
    let mut blocks = speech::sections(&headline);
    blocks.push(bricks::quote(WHAT, &card.text));
    let late = late(card);
    if let Some(late) = &late {
        blocks.push(bricks::small_print(late));
    }
    if let Some(next) = next(card) {
        blocks.push(bricks::small_print(&next));
    }
    // what everybody in a channel sees is nobody's to do
    if card.shared.is_none() {
        blocks.push(bricks::buttons(BUTTONS, &card.id, card.locale));
    }
    if let Some(by) = &card.by {
        blocks.push(bricks::buttons(FROM_OTHERS, by.as_str(), card.locale));
    }
    let spoken = late.into_iter().fold(spoken, Speech::line);
    Shown { text: speech::text(&spoken), blocks }
}

fn next(card: &ReminderCard) -> Option<Speech> {
    let (at, fallback) = card.next.as_ref()?;
    let when = Piece::Moment { at: *at, fallback: fallback.clone() };
    let phrase = if card.shared.is_some() { &NEXT_SHARED } else { &NEXT };
    Some(phrase.fill(card.locale, &[("when", when)]))
}

fn late(card: &ReminderCard) -> Option<Speech> {
    let (at, fallback) = card.late.as_ref()?;
    let when = Piece::Moment { at: *at, fallback: fallback.clone() };
    Some(LATE.fill(card.locale, &[("when", when)]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::UserId;
    use crate::domain::text::PrivateText;
    use crate::domain::words::Locale;

    fn card() -> ReminderCard {
        ReminderCard {
            id: "ab12cd34ef".into(),
            text: PrivateText::new("water the plants & <!channel>"),
            by: None,
            late: None,
            next: None,
            shared: None,
            locale: Locale::En,
        }
    }

    #[test]
    fn it_shows_the_words_as_they_are_and_three_buttons() {
        let shown = show(&card());
        assert_eq!(shown.text, "Reminder: water the plants &amp; &lt;!channel&gt;");
        let blocks = serde_json::to_value(&shown.blocks).expect("JSON");
        assert_eq!(blocks[1]["block_id"], "what");
        assert_eq!(blocks[1]["text"]["type"], "plain_text");
        assert_eq!(blocks[1]["text"]["text"], "water the plants & <!channel>");
        let buttons = blocks[2]["elements"].as_array().expect("buttons");
        let says: Vec<_> = buttons.iter().map(|b| &b["text"]["text"]).collect();
        assert_eq!(says, ["Done", "Snooze", "Delete"]);
        assert!(buttons.iter().all(|b| b["value"] == "ab12cd34ef"));
    }

    #[test]
    fn it_says_whose_it_is_and_when_it_was_meant() {
        let at = chrono::DateTime::from_timestamp(1_700_000_000, 0).expect("moment");
        let shown = show(&ReminderCard {
            by: UserId::parse("U0BO"),
            late: Some((at, "Tue 14 Nov, 22:13 UTC".into())),
            ..card()
        });
        assert!(shown.text.starts_with("Reminder from <@U0BO>: water"), "{}", shown.text);
        assert!(shown.text.contains("it was set for <!date^1700000000^"), "{}", shown.text);
    }

    #[test]
    fn words_longer_than_a_section_are_cut_and_none_are_never_empty() {
        let shown = show(&ReminderCard { text: PrivateText::new("&".repeat(40_000)), ..card() });
        let blocks = serde_json::to_value(&shown.blocks).expect("JSON");
        assert!(blocks[1]["text"]["text"].as_str().expect("words").len() < 3_000);
        assert!(shown.text.len() < 4_000);
        let shown = show(&ReminderCard { text: PrivateText::new("\u{0} "), ..card() });
        let blocks = serde_json::to_value(&shown.blocks).expect("JSON");
        assert_eq!(blocks[1]["text"]["text"], "…");
    }
}
