//! The modal *My hours*: working days and hours, focus blocks, check-ins, and how far they are known.

use chrono::Weekday;
use slack_morphism::prelude::{
    SlackActionId, SlackBlock, SlackBlockCheckboxesElement, SlackBlockChoiceItem, SlackBlockId,
    SlackBlockPlainText, SlackBlockPlainTextInputElement, SlackBlockRadioButtonsElement, SlackBlockText,
    SlackBlockTimePickerElement, SlackCallbackId, SlackInputBlock, SlackInputBlockElement, SlackModalView,
    SlackView,
};

use super::bricks;
use crate::domain::member::Publish;
use crate::domain::outgoing::HoursForm;
use crate::domain::schedule::WEEK;
use crate::domain::text::{Piece, Speech};
use crate::domain::words::{Locale, Phrase};

const TITLE: Phrase = Phrase::en("hours_form.title", "My hours");
const SAVE: Phrase = Phrase::en("hours_form.save", "Save");
const CANCEL: Phrase = Phrase::en("hours_form.cancel", "Cancel");
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
const FOCUS: Phrase = Phrase::en("hours_form.focus", "Focus every week");
const FOCUS_HINT: Phrase =
    Phrase::en("hours_form.focus_hint", "Such as mon-fri 9-11. Leave it empty for no focus blocks.");
const CHECKINS: Phrase = Phrase::en("hours_form.checkins", "Check-ins");
const CHECKINS_HINT: Phrase = Phrase::en(
    "hours_form.checkins_hint",
    "When you look at your messages, such as 10:00 15:00. Leave it empty for your team's times.",
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
const MONDAY: Phrase = Phrase::en("day.monday", "Monday");
const TUESDAY: Phrase = Phrase::en("day.tuesday", "Tuesday");
const WEDNESDAY: Phrase = Phrase::en("day.wednesday", "Wednesday");
const THURSDAY: Phrase = Phrase::en("day.thursday", "Thursday");
const FRIDAY: Phrase = Phrase::en("day.friday", "Friday");
const SATURDAY: Phrase = Phrase::en("day.saturday", "Saturday");
const SUNDAY: Phrase = Phrase::en("day.sunday", "Sunday");

/// The longest line that is taken.
const LONGEST: u64 = 300;

/// The modal, with everything as it stands filled in.
pub fn show(form: &HoursForm) -> SlackView {
    let locale = form.locale;
    let blocks = vec![
        bricks::small_print(&WHOSE.fill(locale, &[("place", Piece::Ours(form.place.clone()))])),
        input("days", &DAYS, None, days(form).into(), locale),
        input("from", &FROM, None, time(form.from.as_deref()).into(), locale),
        input("to", &TO, None, time(form.to.as_deref()).into(), locale),
        input("words", &WORDS, Some(&WORDS_HINT), text(&form.words).into(), locale),
        input("focus", &FOCUS, Some(&FOCUS_HINT), text(&form.focus).into(), locale),
        input("checkins", &CHECKINS, Some(&CHECKINS_HINT), text(&form.checkins).into(), locale),
        input("publish", &PUBLISH, None, publish(form).into(), locale),
    ];
    SlackView::Modal(
        SlackModalView::new(bricks::label(&TITLE, locale), blocks)
            .with_callback_id(SlackCallbackId("hours".to_owned()))
            .with_submit(bricks::label(&SAVE, locale))
            .with_close(bricks::label(&CANCEL, locale)),
    )
}

/// All may be left empty: what is missing is said after submitting, beside the input it is missing from.
fn input(
    id: &str,
    label: &Phrase,
    hint: Option<&Phrase>,
    element: SlackInputBlockElement,
    locale: Locale,
) -> SlackBlock {
    let block = SlackInputBlock::new(bricks::label(label, locale), element)
        .with_block_id(SlackBlockId(id.to_owned()))
        .with_optional(true);
    match hint {
        Some(hint) => block.with_hint(bricks::long_label(hint, locale)).into(),
        None => block.into(),
    }
}

type Choice = SlackBlockChoiceItem<SlackBlockText>;

fn choice(value: &str, label: &Phrase, locale: Locale) -> Choice {
    let text = SlackBlockPlainText::new(label.text(locale).to_owned());
    SlackBlockChoiceItem::new(SlackBlockText::Plain(text), value.to_owned())
}

fn days(form: &HoursForm) -> SlackBlockCheckboxesElement {
    let names = [&MONDAY, &TUESDAY, &WEDNESDAY, &THURSDAY, &FRIDAY, &SATURDAY, &SUNDAY];
    let day =
        |(day, name): (Weekday, &Phrase)| (day, choice(&day.to_string().to_lowercase(), name, form.locale));
    let options: Vec<(Weekday, Choice)> = WEEK.into_iter().zip(names).map(day).collect();
    let ticked: Vec<Choice> =
        options.iter().filter(|(day, _)| form.days.contains(day)).map(|(_, choice)| choice.clone()).collect();
    let boxes = SlackBlockCheckboxesElement::new(options.into_iter().map(|(_, choice)| choice).collect())
        .with_action_id(SlackActionId("days".to_owned()));
    // Slack refuses an empty list
    if ticked.is_empty() { boxes } else { boxes.with_initial_options(ticked) }
}

fn time(clock: Option<&str>) -> SlackBlockTimePickerElement {
    let picker = SlackBlockTimePickerElement::new().with_action_id(SlackActionId("time".to_owned()));
    match clock {
        Some(clock) => picker.with_initial_time(clock.to_owned()),
        None => picker,
    }
}

fn text(words: &str) -> SlackBlockPlainTextInputElement {
    let input = SlackBlockPlainTextInputElement::new()
        .with_action_id(SlackActionId("words".to_owned()))
        .with_max_length(LONGEST);
    if words.is_empty() { input } else { input.with_initial_value(words.to_owned()) }
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
            focus: "Mon–Fri 09:00–11:00".into(),
            checkins: "10:00 and 15:00".into(),
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
        assert_eq!(element(5)["initial_value"], "Mon–Fri 09:00–11:00");
        assert_eq!(element(7)["initial_option"]["value"], "show");
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
        assert!(view["blocks"][7]["element"].get("initial_option").is_none());
    }
}
