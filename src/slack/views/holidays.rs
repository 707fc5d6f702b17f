//! The modals *Public holidays*: the country, and then its region where it has some.

use slack_morphism::prelude::SlackView;

use super::{inputs, speech};
use crate::app::actions::NO_HOLIDAYS;
use crate::domain::forms::{HolidaysForm, RegionForm};
use crate::domain::holidays;
use crate::domain::text::Piece;
use crate::domain::words::Phrase;

const TITLE: Phrase = Phrase::en("holidays_form.title", "Public holidays");
const COUNTRY: Phrase = Phrase::en("holidays_form.country", "Country");
const HINT: Phrase = Phrase::en(
    "holidays_form.hint",
    "Nothing is expected of you on them. Home shows those of the next month; you can say of each that you work.",
);
const NONE: Phrase = Phrase::en("holidays_form.none", "No public holidays");
const NO_COUNTRY: Phrase = Phrase::en("holidays_form.no_country", "None");
const REGION: Phrase = Phrase::en("holidays_form.region", "Region");
const REGION_HINT: Phrase =
    Phrase::en("holidays_form.region_hint", "Some holidays are kept in parts of {country} only.");
const WHOLE: Phrase = Phrase::en("holidays_form.whole", "Only those of all of {country}");

/// The modal of the country.
pub fn show(form: &HolidaysForm) -> SlackView {
    let locale = form.locale;
    let none = (NO_COUNTRY.text(locale), inputs::choice(NO_HOLIDAYS, NONE.text(locale)));
    let countries = holidays::all_countries().map(|country| (country.code, country.name)).collect();
    let menu = inputs::menu(countries, none, form.country.as_deref());
    let blocks = vec![inputs::hinted("country", &COUNTRY, &HINT.say(locale), menu.into(), locale)];
    inputs::modal("holidays", &TITLE, "", blocks, locale)
}

/// The modal of the region.
pub fn region(form: &RegionForm) -> SlackView {
    let locale = form.locale;
    let name = holidays::find(&form.country).map_or(form.country.as_str(), |country| country.name);
    let country = [("country", Piece::Ours(name.to_owned()))];
    let whole = speech::plain(&WHOLE.fill(locale, &country), 75);
    let all = (NO_COUNTRY.text(locale), inputs::choice(&form.country, &whole));
    let regions = holidays::regions(&form.country).map(|region| (region.code, region.name)).collect();
    let menu = inputs::menu(regions, all, Some(&form.region));
    let hint = REGION_HINT.fill(locale, &country);
    let blocks = vec![inputs::hinted("region", &REGION, &hint, menu.into(), locale)];
    inputs::modal("holidays_region", &TITLE, &form.country, blocks, locale)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::domain::words::Locale;

    /// All options of a menu, grouped or not, each group within what Slack takes.
    fn options(view: &Value) -> Vec<&Value> {
        let menu = &view["blocks"][0]["element"];
        let groups = menu["option_groups"].as_array().into_iter().flatten();
        let groups: Vec<&Vec<Value>> =
            groups.map(|group| group["options"].as_array().expect("options")).collect();
        assert!(groups.len() <= 100 && groups.iter().all(|group| (1..=100).contains(&group.len())));
        let flat = menu["options"].as_array().into_iter().flatten();
        groups.into_iter().flatten().chain(flat).collect()
    }

    #[test]
    fn every_country_can_be_chosen_and_none() {
        let form = HolidaysForm { country: Some("DE".into()), locale: Locale::En };
        let view = serde_json::to_value(show(&form)).expect("JSON");
        let options = options(&view);
        assert_eq!(options.len(), holidays::countries() + 1);
        assert_eq!(options[0]["value"], "none");
        assert_eq!(view["blocks"][0]["element"]["initial_option"]["text"]["text"], "Germany");
        assert!(view.to_string().len() < 100_000);
    }

    #[test]
    fn every_region_of_every_country_can_be_chosen() {
        for country in holidays::all_countries() {
            let count = holidays::regions(country.code).count();
            let form =
                RegionForm { country: country.code.into(), region: country.code.into(), locale: Locale::En };
            let view = serde_json::to_value(region(&form)).expect("JSON");
            let options = options(&view);
            assert_eq!(options.len(), count + 1, "{}", country.code);
            assert!(options.iter().all(|option| {
                option["text"]["text"].as_str().is_some_and(|text| (1..=75).contains(&text.chars().count()))
            }));
            assert_eq!(view["blocks"][0]["element"]["initial_option"]["value"], country.code);
            assert_eq!(view["private_metadata"], country.code);
        }
    }
}
