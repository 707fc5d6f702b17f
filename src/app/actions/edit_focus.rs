//! *Focus*: the modal of the weekly blocks, a row for each; more than there are rows for are said in words.

use chrono::Weekday;

use super::filled::{Filled, Wrong, minutes, picked};
use super::{Action, Form, Pressed, nothing_more};
use crate::app::commands::focus::wish::{self, Wish};
use crate::app::commands::hours::week;
use crate::app::commands::line::Words;
use crate::app::wishes::focus;
use crate::app::{Moment, Outcome, say};
use crate::domain::forms::{FocusForm, FocusRow};
use crate::domain::inbound::{Inbound, Submission};
use crate::domain::member::Member;
use crate::domain::outgoing::Modal;
use crate::domain::schedule::{self, Shift, WEEK, WorkWeek};
use crate::domain::text::Speech;
use crate::domain::words::Phrase;
use crate::domain::worktime::words;
use crate::ports::Changes;

pub const ACTION: Action =
    Action { id: "focus.edit", records: |_| Vec::new(), own: false, more: nothing_more, press };
pub const FORM: Form = Form { id: "focus", records: |_| Vec::new(), submit };

/// Most rows of the modal.
pub const MOST_ROWS: usize = 4;
/// The modal's input for words; the others carry the number of their row.
const WORDS: &str = "words";

const NO_TIME: Phrase = Phrase::en("edit_focus.no_time", "Choose a time.");
const NOT_DAYS: Phrase = Phrase::en("edit_focus.not_days", "Choose days.");
const TOO_LONG: Phrase =
    Phrase::en("edit_focus.too_long", "That would last longer than a day's work: 16 hours at most.");
const TOO_MANY: Phrase = Phrase::en("edit_focus.too_many", "That is more than six blocks on one day.");
const NOT_CLEAR: Phrase =
    Phrase::en("edit_focus.not_clear", "Say it like mon-fri 9-11, fri 13-15, or leave it empty.");

fn press(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    let member = pressed.owner().member(moment);
    pressed.opens(Modal::Focus(Box::new(form(&member, moment))), moment, changes)
}

/// The weekly blocks as the modal shows them.
fn form(member: &Member, moment: &Moment<'_>) -> FocusForm {
    let fits = member.focus.len() <= MOST_ROWS;
    let row = |block: &schedule::FocusBlock| FocusRow {
        days: WEEK.into_iter().filter(|day| block.days.contains(day)).collect(),
        from: picked(block.shift.from),
        to: picked(block.shift.to),
    };
    FocusForm {
        blocks: if fits { member.focus.iter().map(row).collect() } else { Vec::new() },
        words: if fits {
            String::new()
        } else {
            say::hours(&schedule::week_of(&member.focus), member.locale())
        },
        place: words::city(&member.zone(moment.charter)),
        locale: member.locale(),
    }
}

fn submit(inbound: &Inbound, submission: &Submission, moment: &Moment<'_>) -> Outcome {
    let filled = Filled::new(inbound, submission, moment);
    let mut changes = Changes::default();
    let said = read(&filled).map(|week| focus::weekly(&filled.owner(), &week, moment, &mut changes));
    filled.ends(said, changes)
}

/// The week that was entered. Words outweigh the rows.
fn read(filled: &Filled<'_>) -> Result<WorkWeek, Vec<Wrong>> {
    let in_words = filled.value(WORDS);
    if !in_words.is_empty() {
        let (moment, owner) = (filled.moment, filled.owner());
        let usual = owner.member(moment).schedule(moment.charter).work;
        return match wish::read(&Words::of(in_words).meant(), moment.now, &owner.zone(moment), &usual) {
            Ok(Wish::Off) => Ok(WorkWeek::default()),
            Ok(Wish::Weekly(week)) => Ok(week),
            _ => Err(vec![filled.wrong(WORDS, &NOT_CLEAR)]),
        };
    }
    let mut week = WorkWeek::default();
    let mut wrong = Vec::new();
    for nth in 1..=MOST_ROWS {
        match row(filled, nth) {
            Ok(None) => {}
            Ok(Some((days, shift))) => match week::add(&mut week, &days, shift, "") {
                Ok(()) => {}
                Err(week::Slip::TooLong(_)) => wrong.push(filled.wrong(&format!("to.{nth}"), &TOO_LONG)),
                Err(_) => wrong.push(filled.wrong(&format!("days.{nth}"), &TOO_MANY)),
            },
            Err(slips) => wrong.extend(slips),
        }
    }
    if wrong.is_empty() { Ok(week) } else { Err(wrong) }
}

/// One row; without days it is none, whatever times stand in it.
fn row(filled: &Filled<'_>, nth: usize) -> Result<Option<(Vec<Weekday>, Shift)>, Vec<Wrong>> {
    let [days, from, to] = ["days", "from", "to"].map(|input| format!("{input}.{nth}"));
    let chosen = filled.value(&days);
    if chosen.is_empty() {
        return Ok(None);
    }
    let Ok(chosen) = chosen.split(',').map(str::parse::<Weekday>).collect::<Result<Vec<_>, _>>() else {
        return Err(vec![filled.wrong(&days, &NOT_DAYS)]);
    };
    let time = |block: &str| {
        filled.time(block, &NO_TIME).and_then(|time| time.ok_or_else(|| filled.wrong(block, &NO_TIME)))
    };
    match (time(&from), time(&to)) {
        (Ok(start), Ok(end)) => {
            let shift = Shift::until_midnight(minutes(start), minutes(end));
            let fits = week::fits(shift);
            if fits { Ok(Some((chosen, shift))) } else { Err(vec![filled.wrong(&to, &TOO_LONG)]) }
        }
        (start, end) => Err([start.err(), end.err()].into_iter().flatten().collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::scene::Scene;

    fn submits(scene: &mut Scene, values: &[(&str, &str)], nth: &str) -> String {
        scene.ada_submits("focus", "", values, nth)
    }

    #[test]
    fn rows_and_words_are_what_the_command_reads() {
        for (nth, (entered, typed)) in [
            (vec![("days.1", "mon,tue,wed,thu,fri"), ("from.1", "09:00"), ("to.1", "11:00")], "mon-fri 9-11"),
            (
                vec![
                    ("days.1", "mon,wed"),
                    ("from.1", "09:00"),
                    ("to.1", "11:30"),
                    ("days.3", "fri"),
                    ("from.3", "13:00"),
                    ("to.3", "15:00"),
                ],
                "mon, wed 9-11:30, fri 13-15",
            ),
            (vec![("days.2", "sun"), ("from.2", "23:00"), ("to.2", "01:00")], "sun 23-1"),
            (vec![("days.1", "sat"), ("from.1", "22:00"), ("to.1", "00:00")], "sat 22-24"),
            (vec![("words", "mon-fri 9-11, tue 14-16"), ("days.1", "sat")], "mon-fri 9-11, tue 14-16"),
        ]
        .into_iter()
        .enumerate()
        {
            let (mut by_press, mut by_word) = (Scene::new(), Scene::new());
            let said = submits(&mut by_press, &entered, &nth.to_string());
            assert_eq!(said, by_word.types("ada", &format!("focus {typed}"), "1"), "{typed}");
            assert_eq!(by_press.ada(), by_word.ada(), "{typed}");
        }
    }

    #[test]
    fn the_modal_shows_what_stands_and_emptied_days_take_a_block_away() {
        let mut scene = Scene::new();
        scene.types("ada", "focus mon-fri 9-11, tue 14-16", "1");
        let Modal::Focus(form) = scene.ada_opens("focus.edit", "", "1") else { panic!("the form") };
        assert_eq!((form.blocks.len(), form.words.as_str(), form.place.as_str()), (2, "", "Berlin"));
        let before = scene.ada();
        let rows: Vec<(String, String)> = form
            .blocks
            .iter()
            .enumerate()
            .flat_map(|(nth, row)| {
                let days: Vec<_> = row.days.iter().map(|day| day.to_string().to_lowercase()).collect();
                let name = |input: &str| format!("{input}.{}", nth + 1);
                [
                    (name("days"), days.join(",")),
                    (name("from"), row.from.clone()),
                    (name("to"), row.to.clone()),
                ]
            })
            .collect();
        let mut rows: Vec<(&str, &str)> =
            rows.iter().map(|(id, value)| (id.as_str(), value.as_str())).collect();
        assert_eq!(submits(&mut scene, &rows, "1"), "", "untouched");
        assert_eq!(scene.ada(), before);
        rows[0].1 = "";
        assert!(submits(&mut scene, &rows, "2").contains("Every week: Tue 14:00–16:00"));
        assert_eq!(submits(&mut scene, &[], "3"), "Saved.\nYou have no focus blocks.");
        assert!(scene.ada().focus.is_empty());
    }

    #[test]
    fn more_blocks_than_rows_are_said_in_words_that_mean_the_same() {
        let mut scene = Scene::new();
        scene.types("ada", "focus mon 9-10, tue 10-11, wed 11-12, thu 12-13, fri 13-14", "1");
        let Modal::Focus(form) = scene.ada_opens("focus.edit", "", "1") else { panic!("the form") };
        assert!(form.blocks.is_empty());
        assert_eq!(submits(&mut scene, &[("words", &form.words)], "1"), "", "nothing is other than before");
        assert_eq!(scene.ada().focus.len(), 5);
    }

    #[test]
    fn every_slip_is_said_at_its_input_and_changes_nothing() {
        let mut scene = Scene::new();
        let before = scene.ada();
        let times = [("from.1", "09:00"), ("to.1", "11:00")];
        for (nth, (entered, wrong)) in [
            (vec![("days.1", "mon")], vec!["from.1", "to.1"]),
            (vec![("days.1", "mon"), ("from.1", "09:00")], vec!["to.1"]),
            (vec![("days.1", "mon"), ("from.1", "09:00"), ("to.1", "25:61")], vec!["to.1"]),
            (vec![("days.1", "mon"), ("from.1", "09:00"), ("to.1", "09:00")], vec!["to.1"]),
            (vec![("days.1", "someday"), times[0], times[1]], vec!["days.1"]),
            (vec![("days.2", "mon"), ("days.1", "mon"), times[0], times[1]], vec!["from.2", "to.2"]),
            (vec![("words", "90m")], vec!["words"]),
            (vec![("words", "mon-fri 25-26")], vec!["words"]),
            (vec![("words", "<!channel>"), ("days.1", "mon")], vec!["words"]),
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
}
