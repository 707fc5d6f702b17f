//! *My hours*: opens the modal, and takes what was entered in it.

use chrono::Weekday;

use super::filled::{Filled, Wrong, minutes, picked};
use super::{Action, Form, Pressed, nothing_more};
use crate::app::commands::hours::week;
use crate::app::commands::line::Words;
use crate::app::{Moment, Outcome, say};
use crate::domain::forms::HoursForm;
use crate::domain::inbound::{Inbound, Submission};
use crate::domain::member::{Member, Publish};
use crate::domain::outgoing::Modal;
use crate::domain::schedule::{Shift, WEEK, WorkWeek};
use crate::domain::text::{Piece, Speech};
use crate::domain::window::Window;
use crate::domain::words::Phrase;
use crate::domain::worktime::{self, words};
use crate::ports::Changes;

pub const ACTION: Action =
    Action { id: "hours.edit", records: |_| Vec::new(), own: false, more: nothing_more, press };
pub const FORM: Form = Form { id: "hours", records: |_| Vec::new(), submit };

/// The modal's inputs, by their block ids.
const DAYS: &str = "days";
const FROM: &str = "from";
const TO: &str = "to";
const WORDS: &str = "words";
const PUBLISH: &str = "publish";

const NO_DAYS: Phrase = Phrase::en(
    "edit_hours.no_days",
    "Tick the days you work, or say your hours in words below: mon-fri 9-17.",
);
const NO_TIME: Phrase =
    Phrase::en("edit_hours.no_time", "Choose a time, or say your hours in words below: mon-fri 9-17.");
const TOO_LONG: Phrase =
    Phrase::en("edit_hours.too_long", "That would last through the night. A shift has 16 hours at most.");
const HOURS_NOT_CLEAR: Phrase = Phrase::en(
    "edit_hours.hours",
    "I could not read “{word}”. Days come first, then hours: mon-thu 9-17:30, fri 9-13.",
);
const SAVED: Phrase = Phrase::en("edit_hours.saved", "Saved, in {place} time. Working hours: {hours}.");
const NEXT: Phrase = Phrase::en("edit_hours.next", "The next check-in is {when}.");

fn press(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    let member = pressed.owner().member(moment);
    pressed.opens(Modal::Hours(Box::new(form(&member, moment))), moment, changes)
}

/// Somebody's hours as the modal shows them.
fn form(member: &Member, moment: &Moment<'_>) -> HoursForm {
    let schedule = member.schedule(moment.charter);
    let single = single(&schedule.work);
    HoursForm {
        days: single
            .map(|_| WEEK.into_iter().filter(|day| !schedule.work.on(*day).is_empty()).collect())
            .unwrap_or_default(),
        from: single.map(|shift| picked(shift.from)),
        to: single.map(|shift| picked(shift.to)),
        words: if single.is_some() { String::new() } else { say::hours(&schedule.work, member.locale()) },
        publish: member.publish,
        place: words::city(&schedule.zone),
        locale: member.locale(),
    }
}

/// The shift that all working days have, where it is one and a clock can show both its ends.
fn single(week: &WorkWeek) -> Option<Shift> {
    let mut days = week.0.iter().filter(|shifts| !shifts.is_empty());
    let first = days.next()?;
    let [shift] = first[..] else { return None };
    days.all(|shifts| shifts == first).then_some(shift)
}

fn submit(inbound: &Inbound, submission: &Submission, moment: &Moment<'_>) -> Outcome {
    let filled = Filled::new(inbound, submission, moment);
    let mut changes = Changes::default();
    let said = hours(&filled).map(|hours| save(hours, &filled, &mut changes));
    filled.ends(said.map_err(|wrong| vec![wrong]), changes)
}

fn save(hours: WorkWeek, filled: &Filled<'_>, changes: &mut Changes) -> Speech {
    let (owner, moment) = (filled.owner(), filled.moment);
    let known = owner.member(moment);
    // what is as before stays the team's, where it was the team's
    let is_same = hours == known.schedule(moment.charter).work;
    let hours = if is_same { known.hours.clone() } else { Some(hours) };
    let publish = publish(filled).or(known.publish);
    let member = Member { hours, publish, ..known };
    let said = said_back(&member, moment);
    owner.save(member, moment, changes);
    said
}

fn hours(filled: &Filled<'_>) -> Result<WorkWeek, Wrong> {
    let in_words = filled.value(WORDS);
    if !in_words.is_empty() {
        let usual = &filled.moment.charter.hours;
        return week::read(&Words::of(in_words).meant().plain(), usual).map_err(|slip| match slip {
            week::Slip::TooLong(_) => filled.wrong(WORDS, &TOO_LONG),
            week::Slip::NoHours => unclear(in_words, filled),
            week::Slip::NotATime(word) | week::Slip::NotClear(word) => unclear(&word, filled),
        });
    }
    let days: Vec<Weekday> =
        filled.value(DAYS).split(',').filter_map(|day| day.parse::<Weekday>().ok()).collect();
    if days.is_empty() {
        return Err(filled.wrong(DAYS, &NO_DAYS));
    }
    let time =
        |block| filled.time(block, &NO_TIME)?.map(minutes).ok_or_else(|| filled.wrong(block, &NO_TIME));
    let shift = Shift::until_midnight(time(FROM)?, time(TO)?);
    if week::fits(shift) { Ok(WorkWeek::same(&days, shift)) } else { Err(filled.wrong(TO, &TOO_LONG)) }
}

fn unclear(word: &str, filled: &Filled<'_>) -> Wrong {
    let say = HOURS_NOT_CLEAR.fill(filled.locale(), &[("word", crate::app::commands::quoted(word))]);
    (WORDS.to_owned(), say)
}

fn publish(filled: &Filled<'_>) -> Option<Publish> {
    match filled.value(PUBLISH) {
        "protect" => Some(Publish::Protect),
        "show" => Some(Publish::Show),
        "any time" => Some(Publish::AnyTime),
        _ => None,
    }
}

/// What was understood, and the next thing that comes of it.
fn said_back(member: &Member, moment: &Moment<'_>) -> Speech {
    let schedule = member.schedule(moment.charter);
    let locale = member.locale();
    let ours = |words: String| Piece::Ours(words);
    let places =
        [("place", ours(words::city(&schedule.zone))), ("hours", ours(say::hours(&schedule.work, locale)))];
    let said = SAVED.fill(locale, &places);
    match worktime::due(&schedule, &Window::NextCheckIn, moment.now) {
        Some(next) => said.line(NEXT.fill(locale, &[("when", say::moment(next, &schedule.zone, locale))])),
        None => said,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::scene::{Scene, pressed, said as shown, spoken, team, user};
    use crate::domain::ids::SeenKey;
    use crate::domain::inbound::Happening;
    use crate::domain::outgoing::Outgoing;
    use crate::domain::record::{Key, Record};
    use crate::domain::text::PrivateText;
    use crate::domain::words::Locale;

    fn submits(scene: &mut Scene, values: &[(&str, &str)], nth: &str) -> String {
        let values = values.iter().map(|(block, value)| ((*block).to_owned(), PrivateText::new(*value)));
        let submission = Submission {
            user: user("ada"),
            modal: "hours".into(),
            carried: String::new(),
            values: values.collect(),
        };
        shown(&scene.takes(SeenKey::other(&team(), "view", nth), Happening::Submitted(submission)))
    }

    fn ada(scene: &Scene) -> Member {
        let Some((_, Record::Member(ada))) = scene.records.get(&Key::Member(user("ada"))) else {
            panic!("Ada")
        };
        ada.as_ref().clone()
    }

    fn opened(scene: &mut Scene, nth: &str) -> HoursForm {
        scene.deliveries.clear();
        scene.takes(SeenKey::other(&team(), "press", nth), pressed("ada", "hours.edit", ""));
        match scene.waiting()[..] {
            [Outgoing::Open { modal: Modal::Hours(form), .. }] => form.as_ref().clone(),
            ref other => panic!("{other:?}"),
        }
    }

    /// What the modal holds when nothing in it is touched.
    fn untouched(form: &HoursForm) -> Vec<(&'static str, String)> {
        let days: Vec<_> = form.days.iter().map(|day| day.to_string().to_lowercase()).collect();
        let publish = match form.publish {
            Some(Publish::Protect) => "protect",
            Some(Publish::Show) => "show",
            Some(Publish::AnyTime) => "any time",
            None => "",
        };
        vec![
            (DAYS, days.join(",")),
            (FROM, form.from.clone().unwrap_or_default()),
            (TO, form.to.clone().unwrap_or_default()),
            (WORDS, form.words.clone()),
            (PUBLISH, publish.to_owned()),
        ]
    }

    #[test]
    fn the_modal_shows_what_stands_and_saving_it_untouched_changes_nothing() {
        for (nth, line) in [
            "hours",
            "hours 9-17:30",
            "hours mon-thu 9-17:30, fri 9-13",
            "hours nights sun-thu 22-6",
            "hours daily 0-24",
            "focus mon-fri 9-11, tue 14-16",
            "checkins 9 12 17",
            "publish protect",
        ]
        .into_iter()
        .enumerate()
        {
            let mut scene = Scene::new();
            scene.types("ada", line, "1");
            let before = ada(&scene);
            let form = opened(&mut scene, &nth.to_string());
            assert_eq!(form.place, "Berlin");
            let values = untouched(&form);
            let values: Vec<_> = values.iter().map(|(block, value)| (*block, value.as_str())).collect();
            assert_eq!(submits(&mut scene, &values, "2"), "", "{line}");
            assert_eq!(ada(&scene), before, "{line}");
            assert!(scene.answers().is_empty(), "nothing changed, so nothing is said");
        }
    }

    #[test]
    fn what_was_entered_is_saved_and_said_back() {
        let mut scene = Scene::new();
        let entered = [(DAYS, "mon,tue,wed,thu"), (FROM, "08:30"), (TO, "16:00"), (PUBLISH, "protect")];
        assert_eq!(submits(&mut scene, &entered, "1"), "");
        let ada = ada(&scene);
        assert_eq!(say::hours(&ada.hours.clone().expect("own hours"), Locale::En), "Mon–Thu 08:30–16:00");
        assert_eq!(ada.publish, Some(Publish::Protect));
        let told: Vec<_> = scene.answers().into_iter().map(spoken).collect();
        assert_eq!(
            told,
            ["Saved, in Berlin time. Working hours: Mon–Thu 08:30–16:00.\n\
              The next check-in is Thu 15 Oct, 15:00 Europe/Berlin."]
        );
    }

    #[test]
    fn words_outweigh_the_pickers() {
        let mut scene = Scene::new();
        let entered = [(DAYS, "mon"), (FROM, "08:30"), (TO, "16:00"), (WORDS, "mon-thu 9-17:30, fri 9-13")];
        assert_eq!(submits(&mut scene, &entered, "1"), "");
        let ada = ada(&scene);
        assert_eq!(
            say::hours(&ada.hours.clone().expect("own hours"), Locale::En),
            "Mon–Thu 09:00–17:30, Fri 09:00–13:00"
        );
        assert!(ada.focus.is_empty() && ada.checkins.is_empty() && ada.publish.is_none());
        let night = [(DAYS, "sun,mon"), (FROM, "22:00"), (TO, "00:00")];
        assert_eq!(submits(&mut scene, &night, "2"), "");
        assert_eq!(
            say::hours(&super::tests::ada(&scene).hours.expect("own"), Locale::En),
            "Sun–Mon 22:00–24:00"
        );
    }

    #[test]
    fn every_slip_is_named_at_its_own_input_and_nothing_is_changed() {
        for (entered, wrong) in [
            (vec![], vec![DAYS]),
            (vec![(DAYS, "mon")], vec![FROM]),
            (vec![(DAYS, "mon"), (FROM, "09:00")], vec![TO]),
            (vec![(DAYS, "mon"), (FROM, "09:00"), (TO, "05:00")], vec![TO]),
            (vec![(DAYS, "mon"), (FROM, "09:00"), (TO, "09:00")], vec![TO]),
            (vec![(DAYS, "someday"), (FROM, "9"), (TO, "")], vec![DAYS]),
            (vec![(WORDS, "9-5")], vec![WORDS]),
            (vec![(WORDS, "mon-fri 25:61-26")], vec![WORDS]),
            (vec![(WORDS, "whenever")], vec![WORDS]),
            (vec![(WORDS, "mon")], vec![WORDS]),
        ] {
            let mut scene = Scene::new();
            let before = ada(&scene);
            let said = submits(&mut scene, &entered, "1");
            let blocks: Vec<_> = said.lines().filter_map(|line| line.split(':').next()).collect();
            assert_eq!(blocks, wrong, "{entered:?}: {said}");
            assert_eq!(ada(&scene), before, "{entered:?}");
        }
    }
}
