//! What the buttons under an urgent word have in common: which ask they are about, and who may press them.

use super::{OUT_OF_DATE, Pressed, nudge, tag};
use crate::app::Moment;
use crate::domain::ask::{Ask, AskRef};
use crate::domain::inbound::Press;
use crate::domain::outgoing::Outgoing;
use crate::domain::record::Key;
use crate::domain::text::{Piece, Speech};
use crate::domain::words::Phrase;
use crate::ports::Changes;

/// What a button under an urgent word needs to know.
pub fn records(press: &Press) -> Vec<Key> {
    AskRef::parse(&press.value).map(|about| nudge::keys(&about)).unwrap_or_default()
}

/// The open ask a press is about, if who pressed is expected to answer it; else what to say.
pub fn open<'a>(pressed: &Pressed<'_>, moment: &Moment<'a>) -> Result<(AskRef, &'a Ask), &'static Phrase> {
    let about = AskRef::parse(&pressed.press.value).ok_or(&OUT_OF_DATE)?;
    let ask = tag::open_for(&pressed.press.user, &about, moment)?;
    if ask.expects(&pressed.press.user) { Ok((about, ask)) } else { Err(&tag::NOT_YOURS) }
}

/// Tells the asker by direct message.
pub fn tell_asker(
    pressed: &Pressed<'_>,
    ask: &Ask,
    phrase: &Phrase,
    moment: &Moment<'_>,
    changes: &mut Changes,
) {
    let who = ("who", Piece::Member(pressed.press.user.clone()));
    let say = phrase.fill(moment.locale(&ask.asker), &[who]);
    pressed.at_once(Outgoing::Tell { to: ask.asker.clone(), say }, "tell", moment, changes);
}

/// Puts what happened in the place of the urgent word.
pub fn replace(pressed: &Pressed<'_>, say: Speech, moment: &Moment<'_>, changes: &mut Changes) {
    nudge::replace(pressed, say, moment, changes);
}

#[cfg(test)]
mod tests {
    use crate::app::scene::{Scene, asked, launch, pressed, spoken, team, ts, user};
    use crate::domain::ids::SeenKey;
    use crate::domain::nudge::{Nudge, NudgeState};
    use crate::domain::record::{Key, Record};

    /// Ada has asked Bo and Chidi, and told Bo that it is urgent.
    fn urgent() -> Scene {
        let mut scene = asked();
        let nudge = Nudge {
            asker: user("ada"),
            thread: None,
            about: vec![user("bo")],
            of: 0,
            rule: "focus".into(),
            at: scene.now,
            state: NudgeState::Urgent,
            not_urgent: Vec::new(),
        };
        let key = Key::Nudge(launch(), ts("1792052340.000100"));
        scene.records.insert(key, (1, Record::Nudge(Box::new(nudge))));
        scene
    }

    #[test]
    fn somebody_else_and_a_value_somebody_made_up_change_nothing_and_tell_nobody() {
        const ABOUT: &str = "C0LAUNCH:1792052340.000100";
        for action in ["urgent.on_it", "urgent.done", "urgent.not_urgent"] {
            for (name, value, says) in [
                ("dee", ABOUT, "for the person who asked"),
                ("ada", ABOUT, "for the person who asked"),
                ("bo", "C0OTHER:1792052340.000100", "out of date"),
                ("bo", "{}", "out of date"),
                ("bo", "", "out of date"),
            ] {
                let mut scene = urgent();
                let before = scene.records.clone();
                let seen = SeenKey::other(&team(), "press", "1");
                scene.takes(seen, pressed(name, action, value));
                let said: String = scene.answers().into_iter().map(spoken).collect();
                assert!(said.contains(says), "{action} {name} {value}: {said}");
                assert_eq!((&scene.records, scene.deliveries.len()), (&before, 1), "{action} {name} {value}");
            }
        }
    }
}
