//! The modal *My check-ins*: the times of the day, every quarter of an hour, and one's own whatever they are.

use slack_morphism::prelude::{SlackActionId, SlackBlockMultiStaticSelectElement, SlackView};

use super::bricks;
use super::inputs;
use crate::domain::forms::CheckInsForm;
use crate::domain::text::Piece;
use crate::domain::words::{Locale, Phrase};

const TITLE: Phrase = Phrase::en("checkins_form.title", "My check-ins");
const WHOSE: Phrase = Phrase::en(
    "checkins_form.whose",
    "The times, in {place} time, at which you look at your messages. What is asked “at your next check-in” or “when \
     you're back” is expected then.",
);
const TIMES: Phrase = Phrase::en("checkins_form.times", "Times");
const CHOOSE: Phrase = Phrase::en("checkins_form.choose", "Choose times");
const TEAM: Phrase = Phrase::en(
    "checkins_form.team",
    "Your team's: {times}. Without any, the start of your working day stands for them.",
);
const NO_TEAM: Phrase = Phrase::en(
    "checkins_form.no_team",
    "Your team has none. Without any, the start of your working day stands for them.",
);

/// Most choices Slack takes.
const MENU: usize = 100;
/// Before this hour only one's own times are offered, if there is not room for all.
const NIGHT: u32 = 5;

/// The modal, with the times there are.
pub fn show(form: &CheckInsForm) -> SlackView {
    let locale = form.locale;
    let hint = match form.team.as_str() {
        "" => NO_TEAM.say(locale),
        times => TEAM.fill(locale, &[("times", Piece::Ours(times.to_owned()))]),
    };
    let whose = WHOSE.fill(locale, &[("place", Piece::Ours(form.place.clone()))]);
    let blocks = vec![
        bricks::small_print(&whose),
        inputs::hinted("times", &TIMES, &hint, times(form, locale).into(), locale),
    ];
    inputs::modal("checkins", &TITLE, "", blocks, locale)
}

fn times(form: &CheckInsForm, locale: Locale) -> SlackBlockMultiStaticSelectElement {
    let choice = |time: &String| inputs::choice(time, time);
    let menu = SlackBlockMultiStaticSelectElement::new()
        .with_action_id(SlackActionId("times".to_owned()))
        .with_placeholder(bricks::label(&CHOOSE, locale))
        .with_options(offered(&form.times).iter().map(choice).collect());
    // Slack refuses an empty list
    if form.times.is_empty() {
        menu
    } else {
        menu.with_initial_options(form.times.iter().map(choice).collect())
    }
}

/// The quarters of the day and somebody's own times among them. Where that is too much, the night is left out.
fn offered(own: &[String]) -> Vec<String> {
    let quarters = |from: u32| (from * 4..96).map(|nth| format!("{:02}:{:02}", nth / 4, nth % 4 * 15));
    let with_own = |from: u32| {
        let mut all: Vec<String> = quarters(from).chain(own.iter().cloned()).collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    let all = with_own(0);
    if all.len() <= MENU { all } else { with_own(NIGHT) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_quarter_is_offered_and_odd_times_of_ones_own() {
        let own: Vec<String> = ["09:10", "15:00"].map(String::from).to_vec();
        let all = offered(&own);
        assert_eq!((all.len(), all[0].as_str()), (97, "00:00"));
        assert!(all.contains(&"09:10".to_owned()));
        let odd: Vec<String> = (0..12).map(|nth| format!("{:02}:07", nth + 6)).collect();
        let all = offered(&odd);
        assert!(all.len() <= MENU && odd.iter().all(|time| all.contains(time)), "{}", all.len());
        assert_eq!(all[0], "05:00");
    }

    #[test]
    fn the_times_there_are_stand_in_it() {
        let form = CheckInsForm {
            times: vec!["10:00".into()],
            team: "10:00 and 15:00".into(),
            place: "Berlin".into(),
            locale: Locale::En,
        };
        let view = serde_json::to_value(show(&form)).expect("JSON");
        let input = &view["blocks"][1];
        assert_eq!(input["element"]["initial_options"][0]["value"], "10:00");
        assert!(input["hint"]["text"].as_str().expect("hint").contains("10:00 and 15:00"));
        let none = serde_json::to_value(show(&CheckInsForm { times: vec![], ..form })).expect("JSON");
        assert!(none["blocks"][1]["element"].get("initial_options").is_none());
    }
}
