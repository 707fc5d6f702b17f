//! The modal *Time off*: from which day to which, at what times if not the whole days, and who stands in.

use slack_morphism::prelude::{SlackActionId, SlackBlockUsersSelectElement, SlackView};

use super::bricks;
use super::inputs::{self, hinted, input};
use crate::domain::forms::TimeOffForm;
use crate::domain::text::Piece;
use crate::domain::words::Phrase;

const TITLE: Phrase = Phrase::en("time_off_form.title", "Time off");
const WHOSE: Phrase = Phrase::en(
    "time_off_form.whose",
    "In {place} time. Nothing is expected of you then, and nobody's deadline falls into it.",
);
const FIRST: Phrase = Phrase::en("time_off_form.first", "First day");
const LAST: Phrase = Phrase::en("time_off_form.last", "Last day");
const LAST_HINT: Phrase =
    Phrase::en("time_off_form.last_hint", "You are away on it too. Leave it empty for a single day.");
const FROM: Phrase = Phrase::en("time_off_form.from", "From, on the first day");
const UNTIL: Phrase = Phrase::en("time_off_form.until", "Until, on the last day");
const WHOLE: Phrase = Phrase::en("time_off_form.whole", "Leave both times empty for whole days.");
const COVER: Phrase = Phrase::en("time_off_form.cover", "Who stands in");
const COVER_HINT: Phrase =
    Phrase::en("time_off_form.cover_hint", "Whoever needs you meanwhile is told their name.");
const NOBODY: Phrase = Phrase::en("time_off_form.nobody", "Nobody");

/// The modal, empty or with the absence that is changed.
pub fn show(form: &TimeOffForm) -> SlackView {
    let locale = form.locale;
    let whose = WHOSE.fill(locale, &[("place", Piece::Ours(form.place.clone()))]);
    let date = |day| inputs::date(day).into();
    let time = |clock: &Option<String>| inputs::time(clock.as_deref()).into();
    let cover = input("cover", &COVER, cover(form).into(), locale)
        .with_hint(bricks::long(&COVER_HINT.say(locale)))
        // who it is can be looked up while the rest is filled in
        .with_dispatch_action(true);
    let blocks = vec![
        bricks::small_print(&whose),
        input("first", &FIRST, date(form.first), locale).with_optional(false).into(),
        hinted("last", &LAST, &LAST_HINT.say(locale), date(form.last), locale),
        input("from", &FROM, time(&form.from), locale).into(),
        hinted("until", &UNTIL, &WHOLE.say(locale), time(&form.until), locale),
        cover.into(),
    ];
    inputs::modal("time_off", &TITLE, &form.which, blocks, locale)
}

fn cover(form: &TimeOffForm) -> SlackBlockUsersSelectElement {
    let menu = SlackBlockUsersSelectElement::new()
        .with_action_id(SlackActionId("time_off.cover".to_owned()))
        .with_placeholder(bricks::label(&NOBODY, form.locale));
    match &form.cover {
        Some(who) => menu.with_initial_user(who.to_string()),
        None => menu,
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use serde_json::Value;

    use super::*;
    use crate::domain::ids::UserId;
    use crate::domain::words::Locale;

    fn form() -> TimeOffForm {
        TimeOffForm {
            which: String::new(),
            first: None,
            last: None,
            from: None,
            until: None,
            cover: None,
            place: "Berlin".into(),
            locale: Locale::En,
        }
    }

    fn view(form: &TimeOffForm) -> Value {
        serde_json::to_value(show(form)).expect("JSON")
    }

    #[test]
    fn a_new_one_is_empty_and_only_its_first_day_is_needed() {
        let view = view(&form());
        assert_eq!(view["callback_id"], "time_off");
        assert!(!view.to_string().contains("initial_"), "nothing is chosen for anybody");
        let needed: Vec<&Value> = view["blocks"]
            .as_array()
            .expect("blocks")
            .iter()
            .filter(|block| block["type"] == "input" && block["optional"] == false)
            .map(|block| &block["block_id"])
            .collect();
        assert_eq!(needed, ["first"]);
        assert_eq!(view["blocks"][5]["dispatch_action"], true);
    }

    #[test]
    fn one_that_is_changed_stands_in_it() {
        let form = TimeOffForm {
            which: "2026-12-24T00:00/2026-12-27T12:00".into(),
            first: NaiveDate::from_ymd_opt(2026, 12, 24),
            last: NaiveDate::from_ymd_opt(2026, 12, 27),
            until: Some("12:00".into()),
            cover: UserId::parse("U0BO"),
            ..form()
        };
        let view = view(&form);
        assert_eq!(view["private_metadata"], form.which.as_str());
        let element = |block: usize| &view["blocks"][block]["element"];
        assert_eq!(element(1)["initial_date"], "2026-12-24");
        assert_eq!(element(2)["initial_date"], "2026-12-27");
        assert_eq!(element(4)["initial_time"], "12:00");
        assert_eq!(element(5)["initial_user"], "U0BO");
    }
}
