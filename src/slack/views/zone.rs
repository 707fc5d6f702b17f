//! The modal *Time zone*: where somebody is, if Slack does not know it, and until when.

use slack_morphism::prelude::SlackView;

use super::inputs::{self, hinted};
use crate::domain::forms::ZoneForm;
use crate::domain::text::Piece;
use crate::domain::words::Phrase;

const TITLE: Phrase = Phrase::en("zone_form.title", "Time zone");
const PLACE: Phrase = Phrase::en("zone_form.place", "Where you are");
const PLACE_HINT: Phrase = Phrase::en(
    "zone_form.place_hint",
    "A city, such as Lisbon. Leave it empty to follow Slack ({without}), also when you travel.",
);
const UNTIL: Phrase = Phrase::en("zone_form.until", "Until");
const UNTIL_HINT: Phrase = Phrase::en(
    "zone_form.until_hint",
    "The last day you are there. Your hours, focus and check-ins move with you. Leave it empty for good.",
);

/// The modal.
pub fn show(form: &ZoneForm) -> SlackView {
    let locale = form.locale;
    let place = PLACE_HINT.fill(locale, &[("without", Piece::Ours(form.without.clone()))]);
    let blocks = vec![
        hinted("place", &PLACE, &place, inputs::text(&form.place).into(), locale),
        hinted("until", &UNTIL, &UNTIL_HINT.say(locale), inputs::date(form.until).into(), locale),
    ];
    inputs::modal("zone", &TITLE, "", blocks, locale)
}
