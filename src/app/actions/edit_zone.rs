//! *Time zone*: the modal in which somebody says where they are, or that Slack is right.

use chrono::{DateTime, TimeDelta, Utc};

use super::filled::{Filled, Wrong};
use super::{Action, Form, Pressed, nothing_more};
use crate::app::wishes::zone::{self, NotAZone};
use crate::app::{Moment, Outcome};
use crate::domain::forms::ZoneForm;
use crate::domain::inbound::{Inbound, Submission};
use crate::domain::member::Member;
use crate::domain::outgoing::Modal;
use crate::domain::stay::Chosen;
use crate::domain::text::{Piece, Speech};
use crate::domain::words::Phrase;
use crate::domain::worktime::Zone;
use crate::ports::Changes;

pub const ACTION: Action =
    Action { id: "zone.edit", records: |_| Vec::new(), own: false, more: nothing_more, press };
pub const FORM: Form = Form { id: "zone", records: |_| Vec::new(), submit };

/// The modal's inputs, by their block ids.
const PLACE: &str = "place";
const UNTIL: &str = "until";

const NOT_A_ZONE: Phrase =
    Phrase::en("edit_zone.not_a_zone", "I know no time zone of that name. Name a city: Lisbon.");
const NEARLY: Phrase =
    Phrase::en("edit_zone.nearly", "I know no time zone of that name. Did you mean {near}?");
const SHORT: Phrase = Phrase::en(
    "edit_zone.short",
    "Short zone names mean different things to different people. Name a city: Lisbon.",
);
const NO_PLACE: Phrase = Phrase::en("edit_zone.no_place", "Where are you until then? Name a city.");
const NOT_A_DAY: Phrase = Phrase::en("edit_zone.not_a_day", "Choose a day.");
const PAST: Phrase = Phrase::en("edit_zone.past", "That is over already.");
const TOO_FAR: Phrase = Phrase::en("edit_zone.too_far", "That is more than a year ahead.");

/// The longest time a zone is set for; beyond it, leave the end open.
const LONGEST: TimeDelta = TimeDelta::days(366);

fn press(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    let member = pressed.owner().member(moment);
    let chosen = member.stay.chosen.clone();
    let without = zone::auto(member).zone(moment.charter).name().to_owned();
    let form = ZoneForm {
        place: chosen.as_ref().map(|chosen| chosen.zone.name().to_owned()).unwrap_or_default(),
        until: chosen.and_then(|chosen| last_day(&chosen)),
        without,
        locale: pressed.locale,
    };
    pressed.opens(Modal::Zone(Box::new(form)), moment, changes)
}

/// The last day on which a zone counts, on its own clock.
fn last_day(chosen: &Chosen) -> Option<chrono::NaiveDate> {
    Some(chosen.zone.local(chosen.until? - TimeDelta::seconds(1)).date())
}

fn submit(inbound: &Inbound, submission: &Submission, moment: &Moment<'_>) -> Outcome {
    let filled = Filled::new(inbound, submission, moment);
    let mut changes = Changes::default();
    let said = wanted(&filled).map(|after| zone::settle(&filled.owner(), after, moment, &mut changes));
    filled.ends(said.map_err(|wrong| vec![wrong]), changes)
}

/// Where somebody is from now on, as far as it is known of them.
fn wanted(filled: &Filled<'_>) -> Result<Member, Wrong> {
    let before = filled.owner().member(filled.moment);
    let place = filled.value(PLACE);
    if place.is_empty() {
        let is_dated = !filled.value(UNTIL).is_empty();
        // whoever empties the place need not empty the day too
        let was_dated = before.stay.chosen.as_ref().is_some_and(|chosen| chosen.until.is_some());
        let is_lost = is_dated && !was_dated;
        return if is_lost { Err(filled.wrong(PLACE, &NO_PLACE)) } else { Ok(zone::auto(before)) };
    }
    let zone = zone::found(place).map_err(|not| not_a_zone(&not, filled))?;
    let day = filled.date(UNTIL, &NOT_A_DAY)?;
    let same = before.stay.chosen.as_ref().filter(|chosen| chosen.zone == zone && last_day(chosen) == day);
    if same.is_some() {
        return Ok(before);
    }
    let until = day.map(|day| end_of(day, &zone, filled)).transpose()?;
    Ok(zone::chosen(before, zone, until))
}

/// The end of a day there.
fn end_of(day: chrono::NaiveDate, zone: &Zone, filled: &Filled<'_>) -> Result<DateTime<Utc>, Wrong> {
    let now = filled.moment.now;
    match day.succ_opt() {
        Some(_) if day < zone.local(now).date() => Err(filled.wrong(UNTIL, &PAST)),
        Some(next) if day <= (zone.local(now) + LONGEST).date() => {
            Ok(zone.resolve(next.and_time(chrono::NaiveTime::MIN)))
        }
        _ => Err(filled.wrong(UNTIL, &TOO_FAR)),
    }
}

fn not_a_zone(not: &NotAZone, filled: &Filled<'_>) -> Wrong {
    match not {
        NotAZone::Short => filled.wrong(PLACE, &SHORT),
        NotAZone::Unknown => filled.wrong(PLACE, &NOT_A_ZONE),
        NotAZone::Nearly(near) => {
            let near = NEARLY.fill(filled.locale(), &[("near", Piece::Ours(near.clone()))]);
            (PLACE.to_owned(), near)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::scene::Scene;

    fn submits(scene: &mut Scene, place: &str, until: &str, nth: &str) -> String {
        scene.ada_submits("zone", "", &[(PLACE, place), (UNTIL, until)], nth)
    }

    #[test]
    fn a_place_is_said_until_a_day_and_taken_back() {
        for (nth, (place, until, typed)) in [
            ("Lisbon", "", "Lisbon"),
            ("new york", "2026-10-16", "New York until friday"),
            ("Asia/Kathmandu", "2026-10-15", "Asia/Kathmandu until today"),
        ]
        .into_iter()
        .enumerate()
        {
            let (mut by_press, mut by_word) = (Scene::new(), Scene::new());
            let said = submits(&mut by_press, place, until, &nth.to_string());
            assert_eq!(said, by_word.types("ada", &format!("zone {typed}"), "1"), "{typed}");
            assert_eq!(by_press.ada(), by_word.ada(), "{typed}");
            let Modal::Zone(form) = by_press.ada_opens("zone.edit", "", "o") else { panic!("the form") };
            assert_eq!(form.without, "Europe/Berlin");
            let day = form.until.map(|day| day.to_string()).unwrap_or_default();
            assert_eq!(submits(&mut by_press, &form.place, &day, "same"), "", "untouched, nothing changes");
            assert!(submits(&mut by_press, "", &day, "auto").contains("It comes from your Slack profile"));
            assert_eq!(by_press.ada().stay.chosen, None);
        }
    }

    #[test]
    fn every_slip_is_said_at_its_input_and_changes_nothing() {
        let mut scene = Scene::new();
        let before = scene.ada();
        for (nth, (place, until, wrong)) in [
            ("Atlantis", "", "place: I know no time zone"),
            ("Lisabon", "", "place: I know no time zone of that name. Did you mean Lisbon?"),
            ("EST", "", "place: Short zone names"),
            ("", "2026-10-16", "place: Where are you"),
            ("Lisbon", "2026-10-14", "until: That is over"),
            ("Lisbon", "2028-10-14", "until: That is more than a year"),
            ("Lisbon", "soon", "until: Choose a day"),
            ("<!channel>", "", "place: "),
        ]
        .into_iter()
        .enumerate()
        {
            let said = submits(&mut scene, place, until, &nth.to_string());
            assert!(said.starts_with(wrong), "{place} {until}: {said}");
            assert_eq!(scene.ada(), before, "{place} {until}");
        }
    }
}
