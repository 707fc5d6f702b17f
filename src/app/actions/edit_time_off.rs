//! *Add time off*, and what can be done with an absence that stands in the Home tab.

use chrono::{NaiveDateTime, NaiveTime, TimeDelta};

use super::filled::{Filled, Wrong, minutes};
use super::{Action, Form, MODAL_OUT_OF_DATE, OUT_OF_DATE, Pressed, nothing_more};
use crate::app::wishes::time_off::{self, Slip};
use crate::app::{Moment, Outcome, deliver};
use crate::domain::forms::TimeOffForm;
use crate::domain::ids::{DeliveryId, TeamId, UserId};
use crate::domain::inbound::{Inbound, Press, Submission};
use crate::domain::member::TimeOff;
use crate::domain::outgoing::{Delivery, Lane, Modal, Outgoing, Read};
use crate::domain::record::Key;
use crate::domain::reply::Reply;
use crate::domain::text::Speech;
use crate::domain::words::Phrase;
use crate::domain::worktime::words;
use crate::ports::Changes;

pub const ADD: Action =
    Action { id: "time_off.add", records: |_| Vec::new(), own: false, more: nothing_more, press: add };
pub const ROW: Action =
    Action { id: "time_off.row", records: |_| Vec::new(), own: false, more: nothing_more, press: row };
/// Somebody is chosen to stand in: who they are is looked up while the rest is filled in.
pub const COVER: Action =
    Action { id: "time_off.cover", records: chosen, own: false, more: nothing_more, press: meets };
pub const FORM: Form = Form { id: "time_off", records: named, submit };

/// The modal's inputs, by their block ids.
const FIRST: &str = "first";
const LAST: &str = "last";
const FROM: &str = "from";
const UNTIL: &str = "until";
const STANDS_IN: &str = "cover";

const NO_DAY: Phrase = Phrase::en("edit_time_off.no_day", "Choose the first day you are away.");
const NOT_A_DAY: Phrase = Phrase::en("edit_time_off.not_a_day", "Choose a day.");
const NOT_A_TIME: Phrase = Phrase::en("edit_time_off.not_a_time", "Choose a time, or leave it empty.");
const LAST_BEFORE_FIRST: Phrase =
    Phrase::en("edit_time_off.last_before_first", "That is before the first day.");
const ENDS_BEFORE: Phrase = Phrase::en("edit_time_off.ends_before", "That is before it begins.");
const PAST: Phrase = Phrase::en("edit_time_off.past", "That is over already.");
const TOO_LONG: Phrase = Phrase::en("edit_time_off.too_long", "That would be more than a year away.");
const TOO_FAR: Phrase =
    Phrase::en("edit_time_off.too_far", "That is too far ahead. I plan five years ahead at most.");
const TOO_MANY: Phrase = Phrase::en(
    "edit_time_off.too_many",
    "You have fifty absences planned, which is as many as I keep. Remove one first.",
);
const NOT_THEM: Phrase = Phrase::en(
    "edit_time_off.not_them",
    "They can't stand in for you. Choose a colleague: not yourself, no app, and nobody of another organisation.",
);
const WHO: Phrase = Phrase::en(
    "edit_time_off.who",
    "I don't know them yet and am looking them up. Please press Save once more.",
);

fn add(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    let place = words::city(&moment.zone(&pressed.press.user));
    let form = TimeOffForm {
        which: String::new(),
        first: None,
        last: None,
        from: None,
        until: None,
        cover: None,
        place,
        locale: pressed.locale,
    };
    pressed.opens(Modal::TimeOff(Box::new(form)), moment, changes)
}

/// *Change* or *Remove*. An absence that is gone by now is not taken for another one.
fn row(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    let out_of_date = || Some(OUT_OF_DATE.say(pressed.locale));
    let (what, which) = pressed.press.value.split_once(' ').unwrap_or_default();
    let Some(off) = find(&pressed.press.user, which, moment) else { return out_of_date() };
    match what {
        "change" => pressed.opens(Modal::TimeOff(Box::new(form(&off, pressed, moment))), moment, changes),
        // the tab shows that it is gone
        "remove" if time_off::cancel(&pressed.owner(), &off, moment, changes) => None,
        _ => out_of_date(),
    }
}

fn find(user: &UserId, which: &str, moment: &Moment<'_>) -> Option<TimeOff> {
    moment.member(user)?.time_off.iter().find(|off| off.name() == which).cloned()
}

fn form(off: &TimeOff, pressed: &Pressed<'_>, moment: &Moment<'_>) -> TimeOffForm {
    let time = |at: NaiveDateTime| (at.time() != NaiveTime::MIN).then(|| at.format("%H:%M").to_string());
    TimeOffForm {
        which: off.name(),
        first: Some(off.from.date()),
        last: Some((off.until - TimeDelta::minutes(1)).date()),
        from: time(off.from),
        until: time(off.until),
        cover: off.cover.clone(),
        place: words::city(&moment.zone(&pressed.press.user)),
        locale: pressed.locale,
    }
}

fn chosen(press: &Press) -> Vec<Key> {
    UserId::parse(&press.value).map(Key::Member).into_iter().collect()
}

fn meets(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    let who = UserId::parse(&pressed.press.value).filter(|who| !moment.knows(who))?;
    changes.ring.push(look_up(&pressed.inbound.team, &who, moment));
    None
}

fn look_up(team: &TeamId, who: &UserId, moment: &Moment<'_>) -> Delivery {
    let id = DeliveryId::refresh(team, &format!("person:{who}"));
    let what = Outgoing::Refresh { read: Read::Person { user: who.clone() } };
    deliver(team, id, moment.now, Lane::Fast, what)
}

fn named(submission: &Submission) -> Vec<Key> {
    let who = submission.values.get(STANDS_IN).and_then(|who| UserId::parse(who.reveal()));
    who.map(Key::Member).into_iter().collect()
}

fn submit(inbound: &Inbound, submission: &Submission, moment: &Moment<'_>) -> Outcome {
    let filled = Filled::new(inbound, submission, moment);
    let wanted = match wanted(&filled) {
        Ok(wanted) => wanted,
        Err(wrong) => return filled.ends(Err(wrong), Changes::default()),
    };
    if let Some(who) = wanted.cover.as_ref().filter(|who| !moment.knows(who) && *who != &submission.user) {
        let changes = Changes { ring: vec![look_up(&inbound.team, who, moment)], ..Changes::default() };
        return Outcome::Decided(Reply::Errors(vec![filled.wrong(STANDS_IN, &WHO)]), changes);
    }
    let which = filled.carried();
    let instead = find(&submission.user, which, moment);
    if !which.is_empty() && instead.is_none() {
        return filled.ends(Err(vec![filled.wrong(FIRST, &MODAL_OUT_OF_DATE)]), Changes::default());
    }
    let mut changes = Changes::default();
    let planned = time_off::plan(&filled.owner(), &wanted, instead.as_ref(), moment, &mut changes);
    filled.ends(planned.map_err(|slip| vec![at(slip, &wanted, &filled)]), changes)
}

/// What was entered, or everything in it that can't be read.
fn wanted(filled: &Filled<'_>) -> Result<TimeOff, Vec<Wrong>> {
    let first = filled.date(FIRST, &NO_DAY).and_then(|day| day.ok_or_else(|| filled.wrong(FIRST, &NO_DAY)));
    let last = filled.date(LAST, &NOT_A_DAY);
    let from = filled.time(FROM, &NOT_A_TIME);
    let until = filled.time(UNTIL, &NOT_A_TIME);
    let cover = match filled.value(STANDS_IN) {
        "" => Ok(None),
        who => UserId::parse(who).map(Some).ok_or_else(|| filled.wrong(STANDS_IN, &NOT_THEM)),
    };
    match (first, last, from, until, cover) {
        (Ok(first), Ok(last), Ok(from), Ok(until), Ok(cover)) => {
            let wall = |date: chrono::NaiveDate, after: u16| {
                date.and_time(NaiveTime::MIN).checked_add_signed(TimeDelta::minutes(after.into()))
            };
            // midnight at the end of a day is its end
            let end = until.map(minutes).filter(|at| *at > 0).unwrap_or(1440);
            let until = wall(last.unwrap_or(first), end);
            match (wall(first, from.map(minutes).unwrap_or_default()), until) {
                (Some(from), Some(until)) => Ok(TimeOff { from, until, cover }),
                _ => Err(vec![filled.wrong(LAST, &TOO_FAR)]),
            }
        }
        (first, last, from, until, cover) => {
            let wrong = [first.err(), last.err(), from.err(), until.err(), cover.err()];
            Err(wrong.into_iter().flatten().collect())
        }
    }
}

/// At which input a slip is said.
fn at(slip: Slip, wanted: &TimeOff, filled: &Filled<'_>) -> Wrong {
    let day = if filled.value(LAST).is_empty() { FIRST } else { LAST };
    let on_one_day = wanted.from.date() == (wanted.until - TimeDelta::minutes(1)).date();
    let has_end = !filled.value(UNTIL).is_empty();
    match slip {
        Slip::Backwards if has_end && wanted.from.date() == wanted.until.date() => {
            filled.wrong(UNTIL, &ENDS_BEFORE)
        }
        Slip::Backwards => filled.wrong(day, &LAST_BEFORE_FIRST),
        Slip::Past if has_end && on_one_day && is_today(wanted, filled) => filled.wrong(UNTIL, &PAST),
        Slip::Past => filled.wrong(day, &PAST),
        Slip::TooLong => filled.wrong(day, &TOO_LONG),
        Slip::TooFar => filled.wrong(day, &TOO_FAR),
        Slip::TooMany => filled.wrong(FIRST, &TOO_MANY),
        Slip::Cover => filled.wrong(STANDS_IN, &NOT_THEM),
    }
}

fn is_today(wanted: &TimeOff, filled: &Filled<'_>) -> bool {
    let now = filled.owner().zone(filled.moment).local(filled.moment.now);
    wanted.from.date() == now.date()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::scene::{Scene, press, pressed, profile, team, user};
    use crate::domain::ids::SeenKey;
    use crate::domain::inbound::Happening;
    use crate::domain::member::Profile;

    /// It is Thursday 15 October 2026, 10:20.
    fn submits(scene: &mut Scene, values: &[(&str, &str)], nth: &str) -> String {
        scene.ada_submits("time_off", "", values, nth)
    }

    #[test]
    fn what_is_pressed_is_what_is_typed_in_words_and_in_what_is_kept() {
        for (nth, (entered, typed)) in [
            (
                vec![(FIRST, "2026-12-24"), (LAST, "2027-01-02"), (STANDS_IN, "U0BO")],
                "24 Dec - 2 Jan cover <@U0BO>",
            ),
            (vec![(FIRST, "2026-10-16")], "tomorrow"),
            (vec![(FIRST, "2026-10-16"), (LAST, "2026-10-16"), (FROM, "13:00")], "fri from 13:00"),
            (vec![(FIRST, "2026-10-15"), (FROM, "14:00"), (UNTIL, "17:00")], "today 14-17"),
            (vec![(FIRST, "2026-10-19"), (LAST, "2026-10-21"), (UNTIL, "00:00")], "mon to wed"),
        ]
        .into_iter()
        .enumerate()
        {
            let (mut by_press, mut by_word) = (Scene::new(), Scene::new());
            by_press.calm();
            by_word.calm();
            let said = submits(&mut by_press, &entered, &nth.to_string());
            assert_eq!(said, by_word.types("ada", &format!("time-off {typed}"), "1"), "{typed}");
            assert!(
                said.starts_with("Saved. You are away") && said.contains("You are expected back"),
                "{said}"
            );
            assert_eq!(by_press.ada(), by_word.ada(), "{typed}");
        }
    }

    #[test]
    fn every_slip_is_said_at_its_input_and_changes_nothing() {
        let mut scene = Scene::new();
        scene.knows("eve", Profile { external: true, ..profile("Eve", "Europe/Paris") });
        scene.knows("robo", Profile { is_bot: true, ..profile("Robo", "Europe/Paris") });
        let before = scene.ada();
        let day = (FIRST, "2026-12-24");
        for (nth, (entered, wrong)) in [
            (vec![], vec![FIRST]),
            (vec![(FIRST, "soon")], vec![FIRST]),
            (vec![(FIRST, "2026-02-31")], vec![FIRST]),
            (vec![(FIRST, "+262142-12-31")], vec![FIRST]),
            (vec![(FIRST, "9999-12-31")], vec![FIRST]),
            (vec![(FIRST, "2020-12-01"), (LAST, "2020-12-03")], vec![LAST]),
            (vec![(FIRST, "2026-10-14")], vec![FIRST]),
            (vec![(FIRST, "2026-10-15"), (UNTIL, "09:00")], vec![UNTIL]),
            (vec![day, (LAST, "2026-12-23")], vec![LAST]),
            (vec![day, (LAST, "2028-12-23")], vec![LAST]),
            (vec![day, (FROM, "14:00"), (UNTIL, "13:00")], vec![UNTIL]),
            (vec![day, (FROM, "25:61"), (UNTIL, "late")], vec![FROM, UNTIL]),
            (vec![day, (STANDS_IN, "U0ADA")], vec![STANDS_IN]),
            (vec![day, (STANDS_IN, "U0EVE")], vec![STANDS_IN]),
            (vec![day, (STANDS_IN, "U0ROBO")], vec![STANDS_IN]),
            (vec![day, (STANDS_IN, "USLACKBOT")], vec![STANDS_IN]),
            (vec![(LAST, "x"), (STANDS_IN, "<!channel>")], vec![FIRST, LAST, STANDS_IN]),
        ]
        .into_iter()
        .enumerate()
        {
            let said = submits(&mut scene, &entered, &nth.to_string());
            let blocks: Vec<_> = said.lines().filter_map(|line| line.split(':').next()).collect();
            assert_eq!(blocks, wrong, "{entered:?}: {said}");
            assert_eq!(scene.ada(), before, "{entered:?}");
        }
    }

    #[test]
    fn who_is_not_known_yet_is_looked_up_and_the_same_form_is_taken_then() {
        let mut scene = Scene::new();
        let entered = [(FIRST, "2026-12-24"), (STANDS_IN, "U0NEW")];
        let press = press("ada", "time_off.cover", "U0NEW");
        scene.takes(SeenKey::other(&team(), "press", "1"), Happening::Pressed(press));
        let reads = |scene: &Scene| scene.waiting().into_iter().cloned().collect::<Vec<_>>();
        let read = Outgoing::Refresh { read: Read::Person { user: user("new") } };
        assert_eq!(reads(&scene), std::slice::from_ref(&read), "already when they are chosen");
        assert!(submits(&mut scene, &entered, "1").contains("press Save once more"));
        assert_eq!(reads(&scene), [read]);
        scene.knows("new", profile("New", "Europe/Paris"));
        assert!(submits(&mut scene, &entered, "1").starts_with("Saved."), "the same once more");
    }

    #[test]
    fn a_repeat_of_a_submission_plans_nothing_twice() {
        let mut scene = Scene::new();
        let entered = [(FIRST, "2026-12-24")];
        assert!(submits(&mut scene, &entered, "1").starts_with("Saved."));
        let after = scene.ada();
        assert_eq!(submits(&mut scene, &entered, "1"), "", "nothing is said again");
        submits(&mut scene, &entered, "pressed again on a new form");
        assert_eq!(scene.ada(), after);
    }

    #[test]
    fn an_absence_is_changed_and_removed_and_none_is_taken_for_another() {
        let mut scene = Scene::new();
        scene.calm();
        scene.types("ada", "time-off 24 dec - 2 jan cover <@U0BO>", "1");
        scene.types("ada", "time-off fri", "2");
        let name = scene.ada().time_off[1].name();
        let Modal::TimeOff(form) = scene.ada_opens("time_off.row", &format!("change {name}"), "1") else {
            panic!("the form")
        };
        assert_eq!(
            (form.first.map(|day| day.to_string()), form.cover),
            (Some("2026-12-24".into()), Some(user("bo")))
        );
        assert_eq!((form.last.map(|day| day.to_string()), form.until), (Some("2027-01-02".into()), None));
        let entered = [(FIRST, "2026-12-23"), (LAST, "2026-12-31")];
        assert!(
            scene.ada_submits("time_off", &name, &entered, "1").contains("Wed 23 Dec 2026 – Thu 31 Dec 2026")
        );
        assert_eq!(scene.ada().time_off.len(), 2, "in the place of the old one");
        assert!(
            scene
                .ada_submits("time_off", &name, &entered, "2")
                .starts_with("first: This form is out of date")
        );
        let mut presses = |value: &str, nth: &str| {
            scene.deliveries.clear();
            scene.takes(SeenKey::other(&team(), "press", nth), pressed("ada", "time_off.row", value));
            (scene.ada().time_off.len(), scene.answers().len())
        };
        assert_eq!(presses(&format!("remove {name}"), "a"), (2, 1), "that one is gone already");
        assert_eq!(presses("remove", "b"), (2, 1));
        assert_eq!(presses("remove 2026-12-23T00:00/2027-01-01T00:00", "c"), (1, 0), "the tab shows it");
    }
}
