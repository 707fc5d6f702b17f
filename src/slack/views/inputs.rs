//! The inputs that modals are made of, and the modal around them.

use chrono::{NaiveDate, Weekday};
use slack_morphism::prelude::{
    SlackActionId, SlackBlock, SlackBlockChoiceItem, SlackBlockDatePickerElement, SlackBlockId,
    SlackBlockOptionGroup, SlackBlockPlainTextInputElement, SlackBlockPlainTextOnly,
    SlackBlockStaticSelectElement, SlackBlockTimePickerElement, SlackCallbackId, SlackInputBlock,
    SlackInputBlockElement, SlackModalView, SlackView,
};

use super::bricks;
use crate::domain::schedule::WEEK;
use crate::domain::text::Speech;
use crate::domain::words::{Locale, Phrase};

const SAVE: Phrase = Phrase::en("form.save", "Save");
const CANCEL: Phrase = Phrase::en("form.cancel", "Cancel");
const MONDAY: Phrase = Phrase::en("day.monday", "Monday");
const TUESDAY: Phrase = Phrase::en("day.tuesday", "Tuesday");
const WEDNESDAY: Phrase = Phrase::en("day.wednesday", "Wednesday");
const THURSDAY: Phrase = Phrase::en("day.thursday", "Thursday");
const FRIDAY: Phrase = Phrase::en("day.friday", "Friday");
const SATURDAY: Phrase = Phrase::en("day.saturday", "Saturday");
const SUNDAY: Phrase = Phrase::en("day.sunday", "Sunday");

/// The longest line that is taken.
const LONGEST: u64 = 300;

/// A choice of plain text.
pub type Choice = SlackBlockChoiceItem<SlackBlockPlainTextOnly>;

/// A modal that is saved or cancelled; `carried` comes back with what was entered.
pub fn modal(id: &str, title: &Phrase, carried: &str, blocks: Vec<SlackBlock>, locale: Locale) -> SlackView {
    let modal = SlackModalView::new(bricks::label(title, locale), blocks)
        .with_callback_id(SlackCallbackId(id.to_owned()))
        .with_submit(bricks::label(&SAVE, locale))
        .with_close(bricks::label(&CANCEL, locale));
    SlackView::Modal(if carried.is_empty() { modal } else { modal.with_private_metadata(carried.to_owned()) })
}

/// An input that may be left empty: what is missing is said after submitting, beside the input it is missing from.
pub fn input(id: &str, label: &Phrase, element: SlackInputBlockElement, locale: Locale) -> SlackInputBlock {
    SlackInputBlock::new(bricks::label(label, locale), element)
        .with_block_id(SlackBlockId(id.to_owned()))
        .with_optional(true)
}

/// An input that may be left empty, with a hint below it.
pub fn hinted(
    id: &str,
    label: &Phrase,
    hint: &Speech,
    element: SlackInputBlockElement,
    locale: Locale,
) -> SlackBlock {
    input(id, label, element, locale).with_hint(bricks::long(hint)).into()
}

/// A choice under a name that is given.
pub fn choice(value: &str, name: &str) -> Choice {
    SlackBlockChoiceItem::new(bricks::plain(&Speech::ours(name)), value.to_owned())
}

/// The days of the week as choices; their values are `mon` to `sun`.
pub fn days(locale: Locale) -> Vec<(Weekday, Choice)> {
    let names = [&MONDAY, &TUESDAY, &WEDNESDAY, &THURSDAY, &FRIDAY, &SATURDAY, &SUNDAY];
    let day =
        |(day, name): (Weekday, &Phrase)| (day, choice(&day.to_string().to_lowercase(), name.text(locale)));
    WEEK.into_iter().zip(names).map(day).collect()
}

/// A time of day.
pub fn time(clock: Option<&str>) -> SlackBlockTimePickerElement {
    let picker = SlackBlockTimePickerElement::new().with_action_id(SlackActionId("time".to_owned()));
    match clock {
        Some(clock) => picker.with_initial_time(clock.to_owned()),
        None => picker,
    }
}

/// A day.
pub fn date(day: Option<NaiveDate>) -> SlackBlockDatePickerElement {
    let picker = SlackBlockDatePickerElement::new().with_action_id(SlackActionId("date".to_owned()));
    match day {
        Some(day) => picker.with_initial_date(day.format("%Y-%m-%d").to_string()),
        None => picker,
    }
}

/// A line of words.
pub fn text(words: &str) -> SlackBlockPlainTextInputElement {
    let input = SlackBlockPlainTextInputElement::new()
        .with_action_id(SlackActionId("words".to_owned()))
        .with_max_length(LONGEST);
    if words.is_empty() { input } else { input.with_initial_value(words.to_owned()) }
}

/// Most choices of one menu, and of one group in it.
const MENU: usize = 100;

/// A menu of values and their names, in order of names. More than one menu may have stand in groups by the first
/// letters of their names. `first` stands before all others, under a heading where there are groups; it is chosen where
/// `chosen` is none of them.
pub fn menu(
    mut choices: Vec<(&str, &str)>,
    first: (&str, Choice),
    chosen: Option<&str>,
) -> SlackBlockStaticSelectElement {
    choices.sort_by_key(|(_, name)| *name);
    let is_chosen = |(value, _): &&(&str, &str)| Some(*value) == chosen;
    let initial = choices.iter().find(is_chosen).map(|(value, name)| choice(value, name));
    let menu = SlackBlockStaticSelectElement::new()
        .with_action_id(SlackActionId("choice".to_owned()))
        .with_initial_option(initial.unwrap_or_else(|| first.1.clone()));
    let options =
        |some: &[(&str, &str)]| some.iter().map(|(value, name)| choice(value, name)).collect::<Vec<_>>();
    if choices.len() < MENU {
        return menu.with_options([vec![first.1], options(&choices)].concat());
    }
    let group =
        |label: &str, options| SlackBlockOptionGroup::new(bricks::plain(&Speech::ours(label)), options);
    let mut groups = vec![group(first.0, vec![first.1])];
    for some in choices.chunk_by(|(_, one), (_, other)| letter(one) == letter(other)) {
        groups.push(group(&letter(some[0].1), options(&some[..some.len().min(MENU)])));
    }
    menu.with_option_groups(groups)
}

/// The first letter of a name.
fn letter(name: &str) -> String {
    name.chars().take(1).collect::<String>().to_uppercase()
}
