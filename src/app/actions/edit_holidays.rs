//! *Public holidays*: the modal in which the country is chosen, the one for its region, and the days on which somebody
//! works all the same.

use chrono::NaiveDate;

use super::filled::Filled;
use super::{Action, Form, MODAL_OUT_OF_DATE, OUT_OF_DATE, Pressed, nothing_more};
use crate::app::wishes::holidays as wishes;
use crate::app::{Moment, Outcome};
use crate::domain::forms::{HolidaysForm, RegionForm};
use crate::domain::holidays::{self, Region};
use crate::domain::ids::UserId;
use crate::domain::inbound::{Inbound, Submission};
use crate::domain::outgoing::Modal;
use crate::domain::reply::Reply;
use crate::domain::text::Speech;
use crate::domain::words::Phrase;
use crate::ports::Changes;

pub const ACTION: Action =
    Action { id: "holidays.edit", records: |_| Vec::new(), own: false, more: nothing_more, press };
pub const DAY: Action =
    Action { id: "holidays.day", records: |_| Vec::new(), own: false, more: nothing_more, press: switch };
pub const FORM: Form = Form { id: "holidays", records: |_| Vec::new(), submit };
pub const REGION: Form = Form { id: "holidays_region", records: |_| Vec::new(), submit: submit_region };

/// The modals' inputs.
const COUNTRY: &str = "country";
const PART: &str = "region";
/// What stands for no holidays at all.
pub const NONE: &str = "none";

const CHOOSE: Phrase = Phrase::en("edit_holidays.choose", "Choose one of the list.");

fn press(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    let country = own(&pressed.press.user, moment).map(|region| region.country().to_owned());
    let form = HolidaysForm { country, locale: pressed.locale };
    pressed.opens(Modal::Holidays(Box::new(form)), moment, changes)
}

/// Whose holidays somebody has so far.
fn own(user: &UserId, moment: &Moment<'_>) -> Option<&'static Region> {
    holidays::find(&moment.member(user)?.holidays.as_ref()?.region)
}

/// *I work then* and its contrary. The tab shows what came of it.
fn switch(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    let (word, day) = pressed.press.value.split_once(' ').unwrap_or_default();
    let date = NaiveDate::parse_from_str(day, "%Y-%m-%d").ok();
    let said = match (word, date) {
        ("work" | "free", Some(date)) => {
            wishes::switch(&pressed.owner(), date, word == "work", moment, changes)
        }
        _ => None,
    };
    if said.is_some() { None } else { Some(OUT_OF_DATE.say(pressed.locale)) }
}

/// A country that has regions is asked for its region; the others are chosen with that.
fn submit(inbound: &Inbound, submission: &Submission, moment: &Moment<'_>) -> Outcome {
    let filled = Filled::new(inbound, submission, moment);
    let mut changes = Changes::default();
    let chosen = filled.value(COUNTRY);
    if chosen == NONE {
        let said = wishes::off(&filled.owner(), moment, &mut changes);
        return filled.ends(Ok(said), changes);
    }
    let Some(country) = holidays::find(chosen).filter(|region| region.code == chosen && region.is_country())
    else {
        return filled.ends(Err(vec![filled.wrong(COUNTRY, &CHOOSE)]), changes);
    };
    if holidays::regions(country.code).next().is_some() {
        let before = own(&submission.user, moment).filter(|region| region.country() == country.code);
        let form = RegionForm {
            country: country.code.to_owned(),
            region: before.unwrap_or(country).code.to_owned(),
            locale: filled.locale(),
        };
        return Outcome::Decided(Reply::Next(Modal::Region(Box::new(form))), changes);
    }
    let said = wishes::choose(&filled.owner(), country, moment, &mut changes);
    filled.ends(Ok(said), changes)
}

fn submit_region(inbound: &Inbound, submission: &Submission, moment: &Moment<'_>) -> Outcome {
    let filled = Filled::new(inbound, submission, moment);
    let mut changes = Changes::default();
    let country = filled.carried();
    let said = match holidays::find(filled.value(PART)) {
        Some(region) if region.country() == country => {
            Ok(wishes::choose(&filled.owner(), region, moment, &mut changes))
        }
        Some(_) => Err(vec![filled.wrong(PART, &MODAL_OUT_OF_DATE)]),
        None => Err(vec![filled.wrong(PART, &CHOOSE)]),
    };
    filled.ends(said, changes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::scene::{Scene, pressed, submitted, team};
    use crate::domain::ids::SeenKey;

    /// What takes the place of the country's modal.
    fn next(scene: &mut Scene, country: &str, nth: &str) -> RegionForm {
        let seen = SeenKey::other(&team(), "sub", nth);
        match scene.takes(seen, submitted("ada", "holidays", "", &[(COUNTRY, country)])) {
            Reply::Next(Modal::Region(form)) => *form,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_country_with_regions_is_asked_for_one_and_another_is_not() {
        let (mut scene, mut by_word) = (Scene::new(), Scene::new());
        let form = next(&mut scene, "DE", "1");
        assert_eq!((form.country.as_str(), form.region.as_str()), ("DE", "DE"));
        assert_eq!(scene.ada().holidays, None, "not before the region is chosen");
        let said = scene.ada_submits("holidays_region", "DE", &[(PART, "DE-BE")], "2");
        assert_eq!(said, by_word.types("ada", "holidays DE-BE", "1"));
        assert_eq!(scene.ada(), by_word.ada());
        assert_eq!(next(&mut scene, "DE", "3").region, "DE-BE", "chosen already");
        let Modal::Holidays(form) = scene.ada_opens("holidays.edit", "", "1") else { panic!("the form") };
        assert_eq!(form.country.as_deref(), Some("DE"));
        let plain =
            holidays::all_countries().find(|country| holidays::regions(country.code).next().is_none());
        let plain = plain.expect("a country without regions").code;
        let said = scene.ada_submits("holidays", "", &[(COUNTRY, plain)], "4");
        assert!(said.contains(&format!("({plain})")), "{said}");
        assert!(scene.ada_submits("holidays", "", &[(COUNTRY, NONE)], "5").contains("no public holidays"));
        assert_eq!(scene.ada().holidays, None);
    }

    #[test]
    fn each_is_switched_off_and_on_with_a_press() {
        let (mut scene, mut by_word) = (Scene::new(), Scene::new());
        for scene in [&mut scene, &mut by_word] {
            scene.types("ada", "holidays DE", "1");
        }
        let presses = |scene: &mut Scene, value: &str, nth: &str| {
            scene.deliveries.clear();
            scene.takes(SeenKey::other(&team(), "press", nth), pressed("ada", "holidays.day", value));
            scene.answers().len()
        };
        assert_eq!(presses(&mut scene, "work 2026-12-25", "1"), 0, "the tab shows it");
        by_word.types("ada", "holidays work 25 dec", "2");
        assert_eq!(scene.ada(), by_word.ada());
        assert_eq!(presses(&mut scene, "free 2026-12-25", "2"), 0);
        by_word.types("ada", "holidays free 25 dec", "3");
        assert_eq!(scene.ada(), by_word.ada());
        let before = scene.ada();
        for (nth, value) in
            ["work 2026-12-23", "work", "", "work soon", "sleep 2026-12-25"].into_iter().enumerate()
        {
            assert_eq!(presses(&mut scene, value, &format!("x{nth}")), 1, "{value}");
            assert_eq!(scene.ada(), before, "{value}");
        }
    }

    #[test]
    fn what_is_on_no_list_is_refused_at_the_input() {
        let mut scene = Scene::new();
        for (nth, country) in ["", "XX", "DE-BE", "Germany"].into_iter().enumerate() {
            let said = scene.ada_submits("holidays", "", &[(COUNTRY, country)], &nth.to_string());
            assert!(said.starts_with("country: "), "{country}: {said}");
        }
        for (nth, (country, region)) in
            [("DE", "AT-9"), ("DE", ""), ("", "DE-BE"), ("DE", "x")].into_iter().enumerate()
        {
            let said = scene.ada_submits("holidays_region", country, &[(PART, region)], &format!("r{nth}"));
            assert!(said.starts_with("region: "), "{country} {region}: {said}");
        }
        assert_eq!(scene.ada().holidays, None);
    }
}
