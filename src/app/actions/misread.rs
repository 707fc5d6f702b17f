//! *That was read wrongly*: the message is put right at once, as *Change window* does, and the rule's name is counted
//! together with what was meant. Not a word of the message is kept, and not who said so.

use super::{Action, OUT_OF_DATE, Pressed, change_window, nudge, tag, why};
use crate::app::{Moment, asks};
use crate::domain::ask::{Ask, AskRef, AskState};
use crate::domain::ids::UserId;
use crate::domain::inbound::Press;
use crate::domain::misreading::{Meant, Misreadings, Report};
use crate::domain::outgoing::{Modal, Outgoing};
use crate::domain::record::{Key, Record};
use crate::domain::text::{Piece, Speech};
use crate::domain::window::DefaultWindow;
use crate::domain::words::Phrase;
use crate::ports::Changes;

pub const ACTION: Action = Action { id: "why.misread", records, own: false, more, press };

const PUT_RIGHT: Phrase = Phrase::en(
    "misread.put_right",
    "Thank you. It is put right, and the time for an answer counts from now.",
);
const NO_WINDOW: Phrase = Phrase::en(
    "misread.no_window",
    "Thank you. It counts as an ask without a time now: *{window}*, not tagged.",
);
const NO_ASK: Phrase = Phrase::en("misread.no_ask", "Thank you. No answer is expected to it any more.");
const OTHER: Phrase = Phrase::en("misread.other", "Thank you. The form takes the right time.");
const ONLY_NOTED: Phrase =
    Phrase::en("misread.only_noted", "Thank you. The ask is done already, so nothing else was changed.");
const KEPT: Phrase = Phrase::en(
    "misread.kept",
    "Counted are the rule's name and what was meant: no word of the message, and not who said so.",
);
const ALREADY: Phrase = Phrase::en(
    "misread.already",
    "That it was read wrongly is noted already. *Change window* changes it again.",
);

fn records(press: &Press) -> Vec<Key> {
    let Some(report) = Report::parse(&press.value) else { return Vec::new() };
    nudge::keys(&report.about).into_iter().chain([Key::Misreadings]).collect()
}

/// Those whose due moments change.
fn more(press: &Press, moment: &Moment<'_>) -> Vec<Key> {
    let Some(Report { about, .. }) = Report::parse(&press.value) else { return Vec::new() };
    let asked = moment.ask(&about.channel, &about.ts);
    let asked = asked.into_iter().flat_map(|ask| &ask.answerers).map(|answerer| &answerer.user);
    let nudged = nudge::find(&about, moment).into_iter().flat_map(|nudge| &nudge.about);
    asked.chain(nudged).cloned().map(Key::Member).collect()
}

fn press(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    let Some(report) = Report::parse(&pressed.press.value) else {
        return Some(OUT_OF_DATE.say(pressed.locale));
    };
    let ask = match reported(&report.about, &pressed.press.user, moment) {
        Ok(ask) => ask,
        Err(phrase) => return Some(phrase.say(pressed.locale)),
    };
    let (ask, said) = correct(pressed, &report, ask, moment, changes);
    let ask = Ask { reported: true, ..ask };
    asks::change(&pressed.inbound.team, &report.about, ask, moment, changes);
    count(&report, moment, changes);
    nudge::replace(pressed, said.line(KEPT.say(pressed.locale)), moment, changes);
    None
}

/// The ask that was misread; what to answer where there is nothing to report. A ping that was nudged about and taken
/// for no ask becomes one here.
fn reported(about: &AskRef, user: &UserId, moment: &Moment<'_>) -> Result<Ask, &'static Phrase> {
    let nudge = nudge::find(about, moment).filter(|nudge| nudge.asker == *user);
    match (moment.record(&asks::key(about)), nudge) {
        (Some(Record::Ask(ask)), _) if ask.is_deleted() => Err(&OUT_OF_DATE),
        (Some(Record::Ask(ask)), _) if ask.reported => Err(&ALREADY),
        (Some(Record::Ask(ask)), _) if ask.state == AskState::Withdrawn => Err(&tag::WITHDRAWN),
        (Some(Record::Ask(ask)), _) if !why::is_concerned(user, ask) => Err(&tag::NOT_YOURS),
        (Some(Record::Ask(ask)), _) => Ok(ask.as_ref().clone()),
        (None, Some(nudge)) => Ok(nudge::Open { about: about.clone(), nudge }.ask(moment)),
        _ => Err(&OUT_OF_DATE),
    }
}

/// The ask as it was meant, and what to say.
fn correct(
    pressed: &Pressed<'_>,
    report: &Report,
    ask: Ask,
    moment: &Moment<'_>,
    changes: &mut Changes,
) -> (Ask, Speech) {
    let locale = pressed.locale;
    if matches!(ask.state, AskState::Done { .. }) {
        return (ask, ONLY_NOTED.say(locale));
    }
    if let Some(window) = report.meant.window() {
        return (change_window::with_window(&ask, window, moment), PUT_RIGHT.say(locale));
    }
    let norms = moment.norms(&report.about.channel);
    match (report.meant, norms.default_window(moment.charter)) {
        (Meant::Other, _) => {
            if let Some(trigger) = pressed.press.trigger.clone() {
                let AskRef { channel, ts } = report.about.clone();
                let modal = Modal::ChangeWindow { channel, ts, now: ask.window.clone(), locale };
                pressed.at_once(Outgoing::Open { trigger, modal }, "modal", moment, changes);
            }
            (ask, OTHER.say(locale))
        }
        (Meant::NoWindow, Some(window)) => {
            let default = DefaultWindow(Some(window.clone())).to_string();
            let said = NO_WINDOW.fill(locale, &[("window", Piece::Ours(default))]);
            (Ask { explicit: false, ..change_window::with_window(&ask, window.clone(), moment) }, said)
        }
        _ => (Ask { state: AskState::Withdrawn, chosen: true, ..ask }, NO_ASK.say(locale)),
    }
}

fn count(report: &Report, moment: &Moment<'_>, changes: &mut Changes) {
    let mut known = match moment.record(&Key::Misreadings) {
        Some(Record::Misreadings(known)) => known.clone(),
        _ => Misreadings::default(),
    };
    known.add(report.rule, report.meant);
    moment.put(changes, Key::Misreadings, Record::Misreadings(known), None);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::scene::{Scene, asked, launch, pressed, spoken, team, ts, user};
    use crate::domain::ids::SeenKey;
    use crate::domain::nudge::{Nudge, NudgeState};
    use crate::domain::window::Window;

    const ABOUT: &str = "C0LAUNCH:1792052340.000100";

    fn reports(scene: &mut Scene, name: &str, value: &str, nth: &str) -> String {
        scene.deliveries.clear();
        scene.takes(SeenKey::other(&team(), "press", nth), pressed(name, "why.misread", value));
        scene.answers().into_iter().map(spoken).collect()
    }

    fn ask(scene: &Scene) -> Ask {
        match scene.records.get(&Key::Ask(launch(), ts("1792052340.000100"))) {
            Some((_, Record::Ask(ask))) => ask.as_ref().clone(),
            other => panic!("{other:?}"),
        }
    }

    /// What was counted, by rule and meaning.
    fn counted(scene: &Scene) -> Vec<(String, Meant, u32)> {
        match scene.records.get(&Key::Misreadings) {
            Some((_, Record::Misreadings(known))) => {
                known.all().map(|(rule, meant, count)| (rule.to_owned(), meant, count)).collect()
            }
            _ => Vec::new(),
        }
    }

    #[test]
    fn each_correction_puts_the_message_right_and_is_counted_by_its_rule() {
        for (meant, says, window) in [
            ("urgent", "put right", Some(Window::Urgent)),
            ("today", "put right", Some(Window::Today)),
            ("week", "put right", Some(Window::Week)),
            ("check_in", "put right", Some(Window::NextCheckIn)),
            ("no_reply", "put right", Some(Window::NoReply)),
            ("no_window", "*days 1*", Some(Window::Days { n: 1 })),
            ("no_ask", "No answer is expected", None),
            ("other", "The form takes", Some(Window::Today)),
        ] {
            let mut scene = asked();
            let said = reports(&mut scene, "bo", &format!("{ABOUT} {meant} deadline"), "1");
            assert!(said.contains(says) && said.contains("no word of the message"), "{meant}: {said}");
            let ask = ask(&scene);
            assert!(ask.reported);
            match window {
                Some(window) => assert_eq!((ask.window, ask.state), (window, AskState::Open), "{meant}"),
                None => assert!(ask.is_none(), "{meant}"),
            }
            assert_eq!(ask.explicit, meant != "no_window", "{meant}");
            let modals = scene.waiting().into_iter().filter(|what| matches!(what, Outgoing::Open { .. }));
            assert_eq!(modals.count(), usize::from(meant == "other"), "{meant}");
            let counts = counted(&scene);
            assert_eq!(counts.len(), 1);
            assert_eq!((counts[0].0.as_str(), counts[0].1.name(), counts[0].2), ("deadline", meant, 1));
            let kept = format!("{:?}", scene.records[&Key::Misreadings]);
            assert!(!kept.contains("U0") && !kept.contains("C0"), "{kept}");
        }
    }

    #[test]
    fn a_second_report_by_anybody_changes_and_counts_nothing() {
        let mut scene = asked();
        reports(&mut scene, "bo", &format!("{ABOUT} week deadline"), "1");
        let before = scene.records.clone();
        for (n, (name, meant)) in
            [("bo", "week"), ("ada", "today"), ("chidi", "no_ask")].into_iter().enumerate()
        {
            let said = reports(&mut scene, name, &format!("{ABOUT} {meant} deadline"), &format!("again{n}"));
            assert!(said.contains("noted already"), "{said}");
        }
        assert_eq!(scene.records, before);
    }

    #[test]
    fn somebody_else_and_a_value_somebody_made_up_change_nothing() {
        for (name, value, says) in [
            ("dee", format!("{ABOUT} today deadline"), "for the person who asked"),
            ("ada", "C0OTHER:1792052340.000100 today deadline".to_owned(), "out of date"),
            ("ada", format!("{ABOUT} today frobnicate"), "out of date"),
            ("ada", format!("{ABOUT} never deadline"), "out of date"),
            ("ada", ABOUT.to_owned(), "out of date"),
            ("ada", String::new(), "out of date"),
        ] {
            let mut scene = asked();
            let before = scene.records.clone();
            let said = reports(&mut scene, name, &value, "1");
            assert!(said.contains(says), "{name} {value}: {said}");
            assert_eq!((&scene.records, scene.deliveries.len()), (&before, 1), "{name} {value}");
        }
    }

    #[test]
    fn of_a_done_ask_it_is_only_counted_and_of_a_withdrawn_one_not_even_that() {
        let mut scene = asked();
        let done = AskState::Done { by: user("ada"), at: scene.now };
        for (state, says, count) in [(done, "done already", 1), (AskState::Withdrawn, "message changed", 0)] {
            let changed = Ask { state: state.clone(), ..ask(&asked()) };
            let key = Key::Ask(launch(), ts("1792052340.000100"));
            scene.records.insert(key, (9, Record::Ask(Box::new(changed))));
            scene.records.remove(&Key::Misreadings);
            let said = reports(&mut scene, "bo", &format!("{ABOUT} today deadline"), says);
            assert!(said.contains(says), "{said}");
            assert_eq!((ask(&scene).state, counted(&scene).len()), (state, count));
        }
    }

    #[test]
    fn a_nudged_ping_that_was_taken_for_no_ask_becomes_one() {
        let mut scene = Scene::new();
        let nudge = Nudge {
            asker: user("ada"),
            thread: None,
            about: vec![user("bo")],
            of: 0,
            rule: "off_hours".into(),
            at: scene.now,
            state: NudgeState::Open,
            not_urgent: Vec::new(),
        };
        let key = Key::Nudge(launch(), ts("1792052340.000100"));
        scene.records.insert(key, (1, Record::Nudge(Box::new(nudge))));
        assert!(reports(&mut scene, "bo", &format!("{ABOUT} today nothing"), "1").contains("out of date"));
        assert!(reports(&mut scene, "ada", &format!("{ABOUT} today nothing"), "2").contains("put right"));
        let ask = ask(&scene);
        assert!(ask.explicit && ask.window == Window::Today && ask.expects(&user("bo")));
    }
}
