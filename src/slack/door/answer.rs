//! What whoever did something gets to see, once it is saved or could not be.

use serde_json::{Value, json};

use crate::domain::reply::Reply;
use crate::domain::words::{Locale, Phrase};
use crate::slack::translate::Awaits;
use crate::slack::views::acknowledgement;

/// Said to a person whose command or form could not be saved.
const NOT_SAVED: Phrase =
    Phrase::en("door.not_saved", "I could not save that, nothing was changed, please try again.");

/// The title of a modal that says so.
const NAME: &str = "Unrush";

/// The reply to something saved, where Slack shows one.
pub fn saved(awaits: &Awaits, reply: &Reply) -> Option<Value> {
    match (awaits, reply) {
        (Awaits::Words, Reply::Say(_)) | (Awaits::Verdict { .. }, Reply::Errors(_) | Reply::Next(_)) => {
            acknowledgement(reply)
        }
        _ => None,
    }
}

/// Tells a person that nothing was saved, since nobody repeats for them. After a press Slack shows no answer, whatever
/// we say.
pub fn sorry(awaits: &Awaits) -> Option<Value> {
    let sorry = NOT_SAVED.say(Locale::En);
    match awaits {
        Awaits::Nothing | Awaits::Press => None,
        Awaits::Words => acknowledgement(&Reply::Say(sorry)),
        Awaits::Verdict { input: Some(input) } => {
            acknowledgement(&Reply::Errors(vec![(input.clone(), sorry)]))
        }
        Awaits::Verdict { input: None } => Some(another_modal()),
    }
}

/// Takes the place of a modal that has no input to put an error under.
fn another_modal() -> Value {
    let plain_text = |text: &str| json!({"type": "plain_text", "text": text});
    json!({"response_action": "update", "view": {
        "type": "modal",
        "title": plain_text(NAME),
        "blocks": [{"type": "section", "text": plain_text(NOT_SAVED.text(Locale::En))}],
    }})
}
