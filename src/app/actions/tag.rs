//! What the buttons of a tag have in common: which ask they are about, and who may press them.

use super::{OUT_OF_DATE, Pressed};
use crate::app::{Moment, asks};
use crate::domain::ask::{Ask, AskRef, AskState};
use crate::domain::ids::UserId;
use crate::domain::inbound::Press;
use crate::domain::record::Key;
use crate::domain::words::Phrase;

pub const NOT_YOURS: Phrase = Phrase::en(
    "tag.not_yours",
    "That is for the person who asked and the people who were asked. Nothing was changed.",
);
pub const DONE_ALREADY: Phrase = Phrase::en("tag.done_already", "This is done already, nothing more to do.");
pub const WITHDRAWN: Phrase =
    Phrase::en("tag.withdrawn", "The message changed, and no answer is expected any more. Nothing to do.");

/// What a button of a tag needs to know.
pub fn records(press: &Press) -> Vec<Key> {
    AskRef::parse(&press.value).map(|about| asks::keys(&about)).unwrap_or_default()
}

/// The open ask a press is about, when who pressed may do something about it; else what to answer.
pub fn open<'a>(pressed: &Pressed<'_>, moment: &Moment<'a>) -> Result<(AskRef, &'a Ask), &'static Phrase> {
    let (about, ask) = anywhere(pressed, moment)?;
    // the value comes back from outside: it may speak of the conversation it stands in only
    let is_elsewhere = pressed.press.channel.as_ref().is_some_and(|channel| *channel != about.channel);
    if is_elsewhere { Err(&OUT_OF_DATE) } else { Ok((about, ask)) }
}

/// The same for a press in one's own list, which may stand in any conversation.
pub fn anywhere<'a>(
    pressed: &Pressed<'_>,
    moment: &Moment<'a>,
) -> Result<(AskRef, &'a Ask), &'static Phrase> {
    let about = AskRef::parse(&pressed.press.value).ok_or(&OUT_OF_DATE)?;
    let ask = open_for(&pressed.press.user, &about, moment)?;
    Ok((about, ask))
}

/// The open ask of a message, when somebody may do something about it; else what to answer.
pub fn open_for<'a>(user: &UserId, about: &AskRef, moment: &Moment<'a>) -> Result<&'a Ask, &'static Phrase> {
    let ask = moment.ask(&about.channel, &about.ts).filter(|ask| !ask.is_deleted()).ok_or(&OUT_OF_DATE)?;
    match &ask.state {
        AskState::Withdrawn => Err(&WITHDRAWN),
        _ if ask.asker != *user && !ask.expects(user) => Err(&NOT_YOURS),
        AskState::Done { .. } => Err(&DONE_ALREADY),
        AskState::Open => Ok(ask),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::scene::{Scene, asked, launch, press, pressed, spoken, team, user};
    use crate::domain::ask::Shown;
    use crate::domain::charter::{ChannelNorms, TagMode};
    use crate::domain::ids::{ChannelId, SeenKey, Ts};
    use crate::domain::inbound::Happening;
    use crate::domain::outgoing::Outgoing;
    use crate::domain::record::Record;

    /// Somebody presses; what they are told, and whether the tag was rung.
    fn presses(scene: &mut Scene, name: &str, action: &str, nth: &str) -> (String, bool) {
        happens(scene, pressed(name, action, "C0LAUNCH:1792052340.000100"), nth)
    }

    fn happens(scene: &mut Scene, what: Happening, nth: &str) -> (String, bool) {
        scene.deliveries.clear();
        scene.takes(SeenKey::other(&team(), "press", nth), what);
        let said: String = scene.answers().into_iter().map(spoken).collect();
        (said, scene.waiting().into_iter().any(|what| matches!(what, Outgoing::Tag { .. })))
    }

    fn ask(scene: &Scene) -> Ask {
        let key = Key::Ask(launch(), Ts::parse("1792052340.000100").expect("ts"));
        let Some((_, Record::Ask(ask))) = scene.records.get(&key) else { panic!("no ask") };
        ask.as_ref().clone()
    }

    #[test]
    fn an_answerer_says_on_it_once() {
        let mut scene = asked();
        assert_eq!(presses(&mut scene, "bo", "tag.on_it", "1"), (String::new(), true));
        assert!(ask(&scene).answerers[0].on_it && !ask(&scene).answerers[1].on_it);
        assert_eq!(ask(&scene).state, AskState::Open, "it does not end the ask");
        assert_eq!(presses(&mut scene, "bo", "tag.on_it", "2"), (String::new(), false), "pressed twice");
        assert_eq!(presses(&mut scene, "chidi", "tag.on_it", "3"), (String::new(), true));
        assert!(ask(&scene).answerers[1].on_it);
    }

    #[test]
    fn the_asker_and_others_are_told_whose_button_it_is() {
        let mut scene = asked();
        let (said, rung) = presses(&mut scene, "ada", "tag.on_it", "1");
        assert!(said.contains("for the people you asked") && !rung);
        for (n, action) in ["tag.on_it", "tag.done", "tag.change"].into_iter().enumerate() {
            let before = ask(&scene);
            let (said, rung) = presses(&mut scene, "dee", action, &format!("d{n}"));
            assert!(said.contains("for the person who asked") && !rung, "{action}: {said}");
            assert_eq!((ask(&scene), scene.deliveries.len()), (before, 1), "{action}");
        }
    }

    #[test]
    fn an_ask_is_done_once_by_its_asker_or_by_everybody_it_asked() {
        for (first, then, second) in [
            ("ada", None, "bo"),
            ("bo", Some("ada"), "ada"),
            ("bo", Some("chidi"), "bo"),
            ("chidi", Some("bo"), "ada"),
        ] {
            let mut scene = asked();
            assert_eq!(presses(&mut scene, first, "tag.done", "1"), (String::new(), true));
            if let Some(then) = then {
                assert_eq!(ask(&scene).state, AskState::Open, "one part is done");
                assert!(presses(&mut scene, first, "tag.done", "2").0.contains("done already"));
                assert_eq!(presses(&mut scene, then, "tag.done", "3"), (String::new(), true));
            }
            let done = ask(&scene);
            assert_eq!(done.state, AskState::Done { by: user(then.unwrap_or(first)), at: scene.now });
            for (n, action) in ["tag.done", "tag.on_it", "tag.change"].into_iter().enumerate() {
                let (said, rung) = presses(&mut scene, second, action, &format!("again{n}"));
                assert!(said.contains("done already") && !rung, "{said}");
            }
            assert_eq!(ask(&scene), done);
        }
    }

    #[test]
    fn a_press_on_what_is_gone_or_withdrawn_is_met_kindly() {
        let mut scene = asked();
        let key = Key::Ask(launch(), Ts::parse("1792052340.000100").expect("ts"));
        let withdrawn = Ask { state: AskState::Withdrawn, ..ask(&scene) };
        for (n, record, says) in [
            (0, Some(Record::Ask(Box::new(withdrawn.clone()))), "no answer is expected any more"),
            (1, Some(Record::Ask(Box::new(withdrawn.deleted()))), "out of date"),
            (2, Some(Record::Gone), "out of date"),
            (3, None, "out of date"),
        ] {
            scene.records.remove(&key);
            scene.records.extend(record.map(|record| (key.clone(), (7, record))));
            for action in ["tag.done", "tag.on_it", "tag.change"] {
                let (said, rung) = presses(&mut scene, "bo", action, &format!("{n}{action}"));
                assert!(said.contains(says) && !rung, "{n} {action}: {said}");
            }
        }
    }

    #[test]
    fn a_value_from_another_conversation_does_nothing() {
        let mut scene = asked();
        let elsewhere = ChannelId::parse("C0OTHER").expect("id");
        let press =
            Press { channel: Some(elsewhere), ..press("bo", "tag.done", "C0LAUNCH:1792052340.000100") };
        let (said, rung) = happens(&mut scene, Happening::Pressed(press), "1");
        assert!(said.contains("out of date") && !rung && ask(&scene).state == AskState::Open);
    }

    #[test]
    fn a_tag_that_is_shown_follows_even_where_tags_were_switched_off_since() {
        let mut scene = asked();
        let norms = ChannelNorms { tag: Some(TagMode::Off), ..ChannelNorms::default() };
        scene.records.insert(Key::Channel(launch()), (1, Record::Channel(norms)));
        assert_eq!(presses(&mut scene, "bo", "tag.on_it", "1"), (String::new(), false), "nothing is shown");
        let shown = Shown { reaction: Some("calendar".into()), ..Shown::default() };
        let record = Record::Ask(Box::new(Ask { shown, ..ask(&scene) }));
        scene.records.insert(Key::Ask(launch(), Ts::parse("1792052340.000100").expect("ts")), (9, record));
        assert_eq!(presses(&mut scene, "bo", "tag.done", "2"), (String::new(), true));
    }
}
