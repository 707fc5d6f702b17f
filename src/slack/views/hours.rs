//! The modal *My hours*: working days and hours, and how far they are known.

use chrono::Weekday;
use slack_morphism::prelude::{
    SlackActionId, SlackBlockCheckboxesElement, SlackBlockChoiceItem, SlackBlockPlainText,
    SlackBlockRadioButtonsElement, SlackBlockText, SlackView,
};

use super::bricks;
use super::inputs::{self, input};
use crate::domain::forms::HoursForm;
use crate::domain::member::Publish;
use crate::domain::text::{Piece, Speech};
use crate::domain::words::{Locale, Phrase};

const TITLE: Phrase = Phrase::en("hours_form.title", "My hours");
const WHOSE: Phrase =
    Phrase::en("hours_form.whose", "Everything here is in {place} time, which follows your Slack profile.");
const DAYS: Phrase = Phrase::en("hours_form.days", "Working days");
const FROM: Phrase = Phrase::en("hours_form.from", "From");
const TO: Phrase = Phrase::en("hours_form.to", "To");
const WORDS: Phrase = Phrase::en("hours_form.words", "Or in words");
const WORDS_HINT: Phrase = Phrase::en(
    "hours_form.words_hint",
    "For different days or several shifts: mon-thu 9-17:30, fri 9-13. What stands here counts.",
);
const PUBLISH: Phrase = Phrase::en("hours_form.publish", "What others learn");
const PROTECT: Phrase = Phrase::en("hours_form.protect", "Protect me");
const PROTECT_MEANS: Phrase =
    Phrase::en("hours_form.protect_means", "Who pings me in focus or off hours gets a private note.");
const SHOW: Phrase = Phrase::en("hours_form.show", "Show my hours");
const SHOW_MEANS: Phrase =
    Phrase::en("hours_form.show_means", "Who asks is told when and why; nobody gets a note.");
const ANY_TIME: Phrase = Phrase::en("hours_form.any_time", "Reach me any time");
const ANY_TIME_MEANS: Phrase = Phrase::en("hours_form.any_time_means", "No notes, whenever it is.");
/// The modal, with everything as it stands filled in.
pub fn show(form: &HoursForm) -> SlackView {
    let locale = form.locale;
    let words = WORDS_HINT.say(locale);
    let blocks = vec![
        bricks::small_print(&WHOSE.fill(locale, &[("place", Piece::Ours(form.place.clone()))])),
        input("days", &DAYS, days(form).into(), locale).into(),
        input("from", &FROM, inputs::time(form.from.as_deref()).into(), locale).into(),
        input("to", &TO, inputs::time(form.to.as_deref()).into(), locale).into(),
        inputs::hinted("words", &WORDS, &words, inputs::text(&form.words).into(), locale),
        input("publish", &PUBLISH, publish(form).into(), locale).into(),
    ];
    inputs::modal("hours", &TITLE, "", blocks, locale)
}

type Choice = SlackBlockChoiceItem<SlackBlockText>;

fn choice(value: &str, label: &Phrase, locale: Locale) -> Choice {
    let text = SlackBlockPlainText::new(label.text(locale).to_owned());
    SlackBlockChoiceItem::new(SlackBlockText::Plain(text), value.to_owned())
}

fn days(form: &HoursForm) -> SlackBlockCheckboxesElement {
    let box_of = |(day, choice): (Weekday, inputs::Choice)| {
        (day, SlackBlockChoiceItem::new(SlackBlockText::from(choice.text), choice.value))
    };
    let options: Vec<(Weekday, Choice)> = inputs::days(form.locale).into_iter().map(box_of).collect();
    let ticked: Vec<Choice> =
        options.iter().filter(|(day, _)| form.days.contains(day)).map(|(_, choice)| choice.clone()).collect();
    let boxes = SlackBlockCheckboxesElement::new(options.into_iter().map(|(_, choice)| choice).collect())
        .with_action_id(SlackActionId("days".to_owned()));
    // Slack refuses an empty list
    if ticked.is_empty() { boxes } else { boxes.with_initial_options(ticked) }
}

fn publish(form: &HoursForm) -> SlackBlockRadioButtonsElement {
    let choices = [
        (Publish::Protect, "protect", &PROTECT, &PROTECT_MEANS),
        (Publish::Show, "show", &SHOW, &SHOW_MEANS),
        (Publish::AnyTime, "any time", &ANY_TIME, &ANY_TIME_MEANS),
    ];
    let options = choices.map(|(level, value, name, means)| {
        let means = bricks::plain(&Speech::ours(means.text(form.locale)));
        (level, choice(value, name, form.locale).with_description(means))
    });
    let chosen =
        options.iter().find(|(level, _)| form.publish == Some(*level)).map(|(_, choice)| choice.clone());
    let buttons = SlackBlockRadioButtonsElement::new(options.into_iter().map(|(_, choice)| choice).collect())
        .with_action_id(SlackActionId("publish".to_owned()));
    match chosen {
        Some(chosen) => buttons.with_initial_option(chosen),
        None => buttons,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn form() -> HoursForm {
        HoursForm {
            days: vec![Weekday::Mon, Weekday::Wed],
            from: Some("09:00".into()),
            to: Some("17:00".into()),
            words: String::new(),
            publish: Some(Publish::Show),
            place: "Berlin".into(),
            locale: Locale::En,
        }
    }

    fn view(form: &HoursForm) -> Value {
        serde_json::to_value(show(form)).expect("JSON")
    }

    #[test]
    fn everything_is_filled_in_as_it_stands() {
        let view = view(&form());
        assert_eq!((&view["callback_id"], &view["title"]["text"]), (&"hours".into(), &"My hours".into()));
        let element = |block: usize| &view["blocks"][block]["element"];
        let ticked: Vec<_> =
            element(1)["initial_options"].as_array().expect("options").iter().map(|o| &o["value"]).collect();
        assert_eq!(ticked, ["mon", "wed"]);
        assert_eq!(
            (&element(2)["initial_time"], &element(3)["initial_time"]),
            (&"09:00".into(), &"17:00".into())
        );
        assert!(element(4).get("initial_value").is_none());
        assert_eq!(element(5)["initial_option"]["value"], "show");
        assert!(
            view["blocks"].as_array().expect("blocks").iter().skip(1).all(|block| block["optional"] == true)
        );
    }

    #[test]
    fn what_is_not_set_is_left_empty() {
        let empty = HoursForm {
            days: vec![],
            from: None,
            to: None,
            publish: None,
            words: "mon 9-12 13-17".into(),
            ..form()
        };
        let view = view(&empty);
        assert!(view["blocks"][1]["element"].get("initial_options").is_none());
        assert!(view["blocks"][2]["element"].get("initial_time").is_none());
        assert_eq!(view["blocks"][4]["element"]["initial_value"], "mon 9-12 13-17");
        assert!(view["blocks"][5]["element"].get("initial_option").is_none());
    }
}
