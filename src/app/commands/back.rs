//! `back`: ends the time off that is on.

use super::{Command, Line};
use crate::app::Moment;
use crate::app::wishes::back;
use crate::domain::text::Speech;
use crate::domain::words::Phrase;
use crate::ports::Changes;

pub const COMMAND: Command = Command {
    word: "back",
    usage: "",
    about: Phrase::en("back.about", "you are back from time off"),
    details: Phrase::en(
        "back.details",
        "Ends the time off you are in, also one in your calendar, and a focus block you set for now. What is planned for later stays: \
         `/async time-off` lists it.",
    ),
    local: true,
    own: false,
    asks: false,
    mentions: false,
    run,
};

fn run(line: &Line<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Speech {
    back::be(&line.owner(), moment, changes)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use crate::app::scene::{Scene, user};
    use crate::domain::record::{Key, Record};

    #[test]
    fn back_ends_what_is_on_and_leaves_what_is_planned() {
        let mut scene = Scene::new();
        assert!(scene.types("ada", "back", "1").starts_with("You are not away"));
        scene.types("ada", "time-off yesterday", "x");
        scene.types("ada", "time-off until friday", "2");
        scene.types("ada", "time-off 24 dec - 2 jan", "3");
        scene.now += TimeDelta::minutes(5);
        let said = scene.types("ada", "Back!", "4");
        assert!(
            said.starts_with(
                "Welcome back. Your time off (Thu 15 Oct 2026 10:20 – Fri 16 Oct 2026 24:00) is over"
            ),
            "{said}"
        );
        assert!(said.contains("You can be reached from now on."), "{said}");
        assert!(said.ends_with("Next you are away Thu 24 Dec 2026 – Sat 2 Jan 2027."), "{said}");
        assert!(scene.types("ada", "back", "5").starts_with("You are not away"));
        let list = scene.types("ada", "time-off", "8");
        assert!(list.contains("24 Dec") && !list.contains("Oct"), "{list}");
        let Some((_, Record::Member(ada))) = scene.records.get(&Key::Member(user("ada"))) else {
            panic!("no Ada")
        };
        let days = &ada.time_off;
        assert_eq!(
            days.len(),
            2,
            "what was time off stays so, and no day of it becomes a working day: {days:?}"
        );
        scene.types("ada", "focus 90m", "6");
        assert!(scene.types("ada", "back", "7").starts_with("Welcome back. Your focus is over."));
    }
}
