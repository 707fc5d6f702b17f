//! The modal *My calendar*: takes its secret address, and never shows it.

use slack_morphism::prelude::{SlackActionId, SlackBlockPlainTextInputElement, SlackView};

use super::bricks;
use super::inputs;
use crate::domain::forms::CalendarForm;
use crate::domain::words::Phrase;

const TITLE: Phrase = Phrase::en("calendar_form.title", "My calendar");
const WHAT: Phrase = Phrase::en(
    "calendar_form.what",
    "I read it about every hour and keep only from when to when something counts, and as what: out-of-office events are \
     time off, focus time is focus. The address is kept sealed and never shown.",
);
const ADDRESS: Phrase = Phrase::en("calendar_form.address", "Secret address in iCal format");
const WHERE: Phrase = Phrase::en(
    "calendar_form.where",
    "Google: Settings, Secret address in iCal format. Outlook: Publish a calendar, ICS. iCloud, Nextcloud and Fastmail: \
     share by link.",
);
const EXAMPLE: Phrase = Phrase::en("calendar_form.example", "https://…");

/// The longest address that is taken.
const LONGEST: u64 = 2_000;

/// The modal.
pub fn show(form: &CalendarForm) -> SlackView {
    let locale = form.locale;
    let address = SlackBlockPlainTextInputElement::new()
        .with_action_id(SlackActionId("address".to_owned()))
        .with_placeholder(bricks::label(&EXAMPLE, locale))
        .with_max_length(LONGEST);
    let blocks = vec![
        bricks::small_print(&WHAT.say(locale)),
        inputs::hinted("address", &ADDRESS, &WHERE.say(locale), address.into(), locale),
    ];
    inputs::modal("calendar", &TITLE, "", blocks, locale)
}
