//! `back`: ends the time off that is on.

use super::{Command, Line, time_off};
use crate::app::{Moment, say};
use crate::domain::feed::Kind;
use crate::domain::text::{Piece, Speech};
use crate::domain::words::Phrase;
use crate::domain::worktime;
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

const WELCOME: Phrase =
    Phrase::en("back.welcome", "Welcome back. Your time off ({range}) is over as of now.");
const FOCUS_OVER: Phrase = Phrase::en("back.focus_over", "Welcome back. Your focus is over.");
const CALENDAR_OVER: Phrase = Phrase::en(
    "back.calendar_over",
    "Welcome back. Your calendar says that you are away; until that is over I no longer heed it.",
);
const NOT_AWAY: Phrase = Phrase::en("back.not_away", "You are not away, so nothing was changed.");
const FREE: Phrase = Phrase::en("back.free", "You can be reached from now on.");
const REACHED: Phrase = Phrase::en("back.reached", "You can be reached from {when} on.");
const LATER: Phrase = Phrase::en("back.later", "Next you are away {range}.");

fn run(line: &Line<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Speech {
    let mut member = line.member(moment);
    let zone = line.zone(moment);
    let now = zone.local(moment.now);
    let over = member.time_off.iter().find(|off| off.from <= now && now < off.until).cloned();
    member.time_off.retain(|off| now < off.from);
    let was_away = member.slot_at(moment.now) == Some(Kind::Away);
    if was_away {
        member.back = Some(moment.now);
    }
    let had_focus = member.spell.take_if(|spell| spell.holds(moment.now)).is_some();
    let mut said = match &over {
        Some(off) => line.say(&WELCOME, &[("range", Piece::Ours(time_off::spoken(off)))]),
        None if was_away => CALENDAR_OVER.say(line.locale),
        None if had_focus => FOCUS_OVER.say(line.locale),
        None => NOT_AWAY.say(line.locale),
    };
    let has_changed = over.is_some() || had_focus || was_away;
    if has_changed {
        let schedule = member.schedule(moment.charter);
        said = match worktime::answering_from(&schedule, moment.now, None) {
            Some(at) if at > moment.now => said.line(line.say(&REACHED, &[("when", say::moment(at, &zone))])),
            Some(_) => said.line(FREE.say(line.locale)),
            None => said,
        };
    }
    if let Some(next) = member.time_off.first() {
        said = said.line(line.say(&LATER, &[("range", Piece::Ours(time_off::spoken(next)))]));
    }
    if has_changed {
        line.save(member, moment, changes);
    }
    said
}

#[cfg(test)]
mod tests {
    use crate::app::scene::Scene;

    #[test]
    fn back_ends_what_is_on_and_leaves_what_is_planned() {
        let mut scene = Scene::new();
        assert!(scene.types("ada", "back", "1").starts_with("You are not away"));
        scene.types("ada", "time-off yesterday", "x");
        scene.types("ada", "time-off until friday", "2");
        scene.types("ada", "time-off 24 dec - 2 jan", "3");
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
        scene.types("ada", "focus 90m", "6");
        assert!(scene.types("ada", "back", "7").starts_with("Welcome back. Your focus is over."));
    }
}
