//! *Check-ins*: the modal in which their times are chosen.

use super::filled::{Filled, Wrong, clock};
use super::{Action, Form, Pressed, nothing_more};
use crate::app::wishes::checkins::{self, MOST, Times};
use crate::app::{Moment, Outcome, say};
use crate::domain::forms::CheckInsForm;
use crate::domain::inbound::{Inbound, Submission};
use crate::domain::outgoing::Modal;
use crate::domain::text::Speech;
use crate::domain::words::Phrase;
use crate::domain::worktime::words;
use crate::ports::Changes;

pub const ACTION: Action =
    Action { id: "checkins.edit", records: |_| Vec::new(), own: false, more: nothing_more, press };
pub const FORM: Form = Form { id: "checkins", records: |_| Vec::new(), submit };

/// The modal's input.
const TIMES: &str = "times";

const NOT_TIMES: Phrase = Phrase::en("edit_checkins.not_times", "Choose times of the day.");
const TOO_MANY: Phrase =
    Phrase::en("edit_checkins.too_many", "That is more than twelve a day. Two or three are usual.");

fn press(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    let schedule = moment.schedule(&pressed.press.user);
    let form = CheckInsForm {
        times: schedule.checkins.iter().map(|time| time.format("%H:%M").to_string()).collect(),
        team: say::times(&moment.charter.checkins, pressed.locale),
        place: words::city(&schedule.zone),
        locale: pressed.locale,
    };
    pressed.opens(Modal::CheckIns(Box::new(form)), moment, changes)
}

fn submit(inbound: &Inbound, submission: &Submission, moment: &Moment<'_>) -> Outcome {
    let filled = Filled::new(inbound, submission, moment);
    let mut changes = Changes::default();
    let said = read(&filled).map(|times| checkins::set(&filled.owner(), times, moment, &mut changes));
    filled.ends(said.map_err(|wrong| vec![wrong]), changes)
}

/// The times that were chosen. Those of the team stay the team's, and change with them.
fn read(filled: &Filled<'_>) -> Result<Times, Wrong> {
    let chosen = filled.value(TIMES).split(',').map(str::trim).filter(|time| !time.is_empty());
    let times: Option<Vec<_>> = chosen.map(clock).collect();
    let mut times = times.ok_or_else(|| filled.wrong(TIMES, &NOT_TIMES))?;
    times.sort_unstable();
    times.dedup();
    match times {
        times if times == filled.moment.charter.checkins => Ok(Times::Team),
        times if times.is_empty() => Ok(Times::None),
        times if times.len() > MOST => Err(filled.wrong(TIMES, &TOO_MANY)),
        times => Ok(Times::Own(times)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::scene::Scene;

    fn submits(scene: &mut Scene, times: &str, nth: &str) -> String {
        scene.ada_submits("checkins", "", &[(TIMES, times)], nth)
    }

    #[test]
    fn times_are_chosen_and_said_back_as_the_command_says_them() {
        for (nth, (chosen, typed)) in
            [("09:15,12:00", "9:15 noon"), ("16:00,11:00,11:00", "11 16"), ("", "off")]
                .into_iter()
                .enumerate()
        {
            let (mut by_press, mut by_word) = (Scene::new(), Scene::new());
            let said = submits(&mut by_press, chosen, &nth.to_string());
            assert_eq!(said, by_word.types("ada", &format!("checkins {typed}"), "1"), "{typed}");
            assert_eq!(by_press.ada(), by_word.ada(), "{typed}");
        }
    }

    #[test]
    fn the_teams_times_stay_the_teams() {
        let mut scene = Scene::new();
        let Modal::CheckIns(form) = scene.ada_opens("checkins.edit", "", "1") else { panic!("the form") };
        assert_eq!((form.times.join(","), form.team.as_str()), ("10:00,15:00".into(), "10:00 and 15:00"));
        assert_eq!(submits(&mut scene, "10:00,15:00", "1"), "", "nothing is other than before");
        submits(&mut scene, "11:00", "2");
        assert!(submits(&mut scene, "15:00,10:00", "3").contains("(your team's)"));
        assert!(scene.ada().checkins.is_empty() && !scene.ada().no_checkins);
    }

    #[test]
    fn a_slip_is_said_at_the_input_and_changes_nothing() {
        let mut scene = Scene::new();
        let before = scene.ada();
        let many = (0..13).map(|hour| format!("{hour:02}:00")).collect::<Vec<_>>().join(",");
        for (nth, times) in ["soon", "25:61", "10:00,15:75", "10", &many].into_iter().enumerate() {
            assert!(submits(&mut scene, times, &nth.to_string()).starts_with("times: "), "{times}");
            assert_eq!(scene.ada(), before, "{times}");
        }
    }
}
