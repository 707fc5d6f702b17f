//! *Change window*: opens the modal, and takes the window chosen in it.

use super::{Action, Form, MODAL_OUT_OF_DATE, OUT_OF_DATE, Pressed, nothing_more, tag};
use crate::app::{Moment, Outcome, asks};
use crate::domain::ask::{Ask, AskRef};
use crate::domain::inbound::{Inbound, Submission};
use crate::domain::language;
use crate::domain::outgoing::{Modal, Outgoing};
use crate::domain::record::Key;
use crate::domain::reply::Reply;
use crate::domain::text::Speech;
use crate::domain::window::Window;
use crate::domain::words::{Locale, Phrase};
use crate::domain::worktime;
use crate::ports::Changes;

pub const ACTION: Action =
    Action { id: "tag.change", records: tag::records, own: false, more: nothing_more, press };
pub const FORM: Form = Form { id: "change_window", records, submit };

/// The modal's inputs, by their block ids.
const CHOICE: &str = "window";
const WORDS: &str = "by";

/// More of any unit than this was not meant: 60 days is how far working time is searched.
const MOST_HOURS: f64 = 1_440.0;
const MOST_DAYS: u32 = 60;

const CHOOSE: Phrase = Phrase::en("change_window.missing", "Choose a window, or say by when below.");
const NOT_CLEAR: Phrase = Phrase::en(
    "change_window.not_clear",
    "I could not find a time in that. Write it like “Thu 15:00”, “tomorrow” or “within 3 hours”.",
);

fn press(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    let (about, ask) = match tag::open(pressed, moment) {
        Ok(open) => open,
        Err(phrase) => return Some(phrase.say(pressed.locale)),
    };
    let Some(trigger) = pressed.press.trigger.clone() else {
        return Some(OUT_OF_DATE.say(pressed.locale));
    };
    let AskRef { channel, ts } = about;
    let modal = Modal::ChangeWindow { channel, ts, now: ask.window.clone(), locale: pressed.locale };
    pressed.at_once(Outgoing::Open { trigger, modal }, "modal", moment, changes);
    None
}

fn records(submission: &Submission) -> Vec<Key> {
    AskRef::parse(&submission.carried).map(|about| asks::keys(&about)).unwrap_or_default()
}

fn submit(inbound: &Inbound, submission: &Submission, moment: &Moment<'_>) -> Outcome {
    match change(inbound, submission, moment) {
        Ok(outcome) => outcome,
        Err((block, phrase)) => {
            let say = phrase.say(moment.locale(&submission.user));
            Outcome::Decided(Reply::Errors(vec![(block.to_owned(), say)]), Changes::default())
        }
    }
}

/// The changes, or what is wrong at which input. Who may is asked again: the modal may have been open for long.
fn change(
    inbound: &Inbound,
    submission: &Submission,
    moment: &Moment<'_>,
) -> Result<Outcome, (&'static str, &'static Phrase)> {
    let about = AskRef::parse(&submission.carried).ok_or((CHOICE, &MODAL_OUT_OF_DATE))?;
    let ask = tag::open_for(&submission.user, &about, moment).map_err(|phrase| (CHOICE, phrase))?;
    let window = wanted(submission, moment)?;
    let keys = ask.answerers.iter().map(|answerer| Key::Member(answerer.user.clone()));
    let missing: Vec<Key> = keys.filter(|key| !moment.looked_up(key)).collect();
    if !missing.is_empty() {
        return Ok(Outcome::LoadMore(missing));
    }
    let ask = with_window(ask, window, moment);
    let mut changes = Changes::default();
    asks::ring(&inbound.team, &about, &ask, moment, &mut changes);
    asks::save(&about, ask, moment, &mut changes);
    Ok(Outcome::Decided(Reply::Nothing, changes))
}

/// The ask with a window chosen by hand. It counts from now, "today" said on Thursday is not Monday's today; where it
/// is held for somebody, from when they are back.
pub fn with_window(ask: &Ask, window: Window, moment: &Moment<'_>) -> Ask {
    let mut ask = ask.clone();
    for answerer in &mut ask.answerers {
        let from = asks::counts_from(answerer, moment.now, moment);
        answerer.due = from.and_then(|from| worktime::due(&moment.schedule(&answerer.user), &window, from));
        answerer.from = from;
    }
    Ask { window, because: Vec::new(), chosen: true, explicit: true, ..ask }
}

/// The window that was said in words, else the one that was chosen.
fn wanted(submission: &Submission, moment: &Moment<'_>) -> Result<Window, (&'static str, &'static Phrase)> {
    let value = |block: &str| submission.values.get(block).map(|value| value.reveal().trim());
    match (value(WORDS).filter(|words| !words.is_empty()), value(CHOICE)) {
        (Some(words), _) => said(words, submission, moment).ok_or((WORDS, &NOT_CLEAR)),
        (None, Some(choice)) => chosen(choice).ok_or((CHOICE, &MODAL_OUT_OF_DATE)),
        (None, None) => Err((CHOICE, &CHOOSE)),
    }
}

/// Reads words such as "Thu 15:00" on the clock of who wrote them, with or without "by".
fn said(words: &str, submission: &Submission, moment: &Moment<'_>) -> Option<Window> {
    let zone = moment.zone(&submission.user);
    let locale = moment.locale(&submission.user);
    let read = |text: &str| language::read_in(locale, text, moment.now, &zone, moment.charter).window;
    let by = match locale {
        Locale::En => "by",
        Locale::De => "bis",
        Locale::Fr => "d'ici",
        Locale::Es => "para",
    };
    read(words).or_else(|| read(&format!("{by} {words}"))).filter(|window| match window {
        Window::ByMoment { at } => *at > moment.now,
        Window::ByDay { day } => *day >= zone.local(moment.now).date(),
        _ => true,
    })
}

/// Reads a value of the menu: `urgent`, `hours:2`, `within:24`, `days:3` …
fn chosen(value: &str) -> Option<Window> {
    let (kind, n) = value.split_once(':').unwrap_or((value, ""));
    Some(match (kind, n) {
        ("urgent", "") => Window::Urgent,
        ("today", "") => Window::Today,
        ("week", "") => Window::Week,
        ("checkin", "") => Window::NextCheckIn,
        ("none", "") => Window::NoReply,
        ("hours", n) => Window::Hours { minutes: minutes(n)? },
        ("within", n) => Window::Within { minutes: minutes(n)? },
        ("days", n) => Window::Days { n: n.parse().ok().filter(|n| (1..=MOST_DAYS).contains(n))? },
        _ => return None,
    })
}

/// Hours, also decimal, as whole minutes.
fn minutes(hours: &str) -> Option<u32> {
    let hours: f64 = hours.parse().ok()?;
    if !(0.01..=MOST_HOURS).contains(&hours) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 86,400")]
    Some((hours * 60.0).round().max(1.0) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::scene::{Scene, asked, launch, pressed, said as shown, team, ts, user};
    use crate::domain::ask::AskState;
    use crate::domain::ids::SeenKey;
    use crate::domain::inbound::Happening;
    use crate::domain::outgoing::Lane;
    use crate::domain::record::Record;
    use crate::domain::text::PrivateText;

    const ABOUT: &str = "C0LAUNCH:1792052340.000100";

    fn submits(scene: &mut Scene, name: &str, carried: &str, values: &[(&str, &str)], nth: &str) -> String {
        let values = values.iter().map(|(block, value)| ((*block).to_owned(), PrivateText::new(*value)));
        let submission = Submission {
            user: user(name),
            modal: "change_window".into(),
            carried: carried.into(),
            values: values.collect(),
        };
        shown(&scene.takes(SeenKey::other(&team(), "view", nth), Happening::Submitted(submission)))
    }

    fn ask(scene: &Scene) -> Ask {
        let Some((_, Record::Ask(ask))) = scene.records.get(&Key::Ask(launch(), ts("1792052340.000100")))
        else {
            panic!("no ask")
        };
        ask.as_ref().clone()
    }

    #[test]
    fn the_modal_opens_at_once_with_the_window_there_is() {
        let mut scene = asked();
        scene.takes(SeenKey::other(&team(), "press", "1"), pressed("ada", "tag.change", ABOUT));
        let delivery = scene.deliveries.values().next().expect("a delivery");
        assert_eq!((delivery.lane, delivery.due), (Lane::Fast, scene.now));
        let Outgoing::Open { trigger, modal: Modal::ChangeWindow { now, .. } } = &delivery.what else {
            panic!("no modal but {:?}", delivery.what)
        };
        assert_eq!((trigger.as_str(), now), ("trigger", &Window::Today));
    }

    #[test]
    fn a_window_chosen_counts_from_now_and_rings_the_tag() {
        let mut scene = asked();
        assert_eq!(submits(&mut scene, "bo", ABOUT, &[("window", "within:3")], "1"), "");
        let changed = ask(&scene);
        assert!(changed.chosen && changed.window == Window::Within { minutes: 180 });
        // three hours after 10:20 in Berlin is 07:20 in New York, and 12:20 in Lagos
        let dues: Vec<_> =
            changed.answerers.iter().map(|a| a.due.expect("due").format("%H:%M").to_string()).collect();
        assert_eq!(dues, ["13:00", "11:20"], "the start of Bo's day, and three hours on");
        assert!(scene.waiting().into_iter().any(|what| matches!(what, Outgoing::Tag { .. })));
        assert_eq!(submits(&mut scene, "ada", ABOUT, &[("window", "none")], "2"), "");
        assert!(ask(&scene).answerers.iter().all(|answerer| answerer.due.is_none()));
    }

    #[test]
    fn a_window_may_be_said_in_words() {
        let day = |text: &str| Window::ByDay { day: text.parse().expect("day") };
        let moment = |text: &str| Window::ByMoment { at: text.parse().expect("moment") };
        for (words, window) in [
            // on Ada's clock, two hours ahead of UTC
            ("Thu 15:00", moment("2026-10-15T13:00:00Z")),
            ("by friday 3pm", moment("2026-10-16T13:00:00Z")),
            ("tomorrow", day("2026-10-16")),
            ("Friday", day("2026-10-16")),
            ("20 Oct", day("2026-10-20")),
            ("within 3 hours", Window::Within { minutes: 180 }),
            ("end of the week", Window::Week),
            (" today ", Window::Today),
        ] {
            let mut scene = asked();
            let said = submits(&mut scene, "ada", ABOUT, &[("window", "urgent"), ("by", words)], "1");
            assert_eq!((said.as_str(), ask(&scene).window), ("", window), "{words}");
        }
        for words in ["yesterday", "12 Oct 2025", "whenever", "🙂", "<!channel>"] {
            let mut scene = asked();
            let said = submits(&mut scene, "ada", ABOUT, &[("by", words)], "1");
            assert!(
                said.starts_with("by: I could not find a time"),
                "{words}: {said} {:?}",
                ask(&scene).window
            );
        }
    }

    #[test]
    fn the_same_submission_again_changes_nothing_more() {
        let mut scene = asked();
        submits(&mut scene, "bo", ABOUT, &[("window", "week")], "1");
        let changed = ask(&scene);
        scene.now += chrono::TimeDelta::days(9);
        submits(&mut scene, "bo", ABOUT, &[("window", "urgent")], "1");
        assert_eq!(ask(&scene), changed);
    }

    #[test]
    fn a_form_that_cannot_be_taken_says_so_at_one_of_its_inputs() {
        for (name, carried, values, says) in [
            ("dee", ABOUT, &[("window", "week")][..], "window: That is for the person who asked"),
            ("bo", "", &[("window", "week")], "window: This form is out of date"),
            ("bo", "C0OTHER:1.1", &[("window", "week")], "window: This button is out of date"),
            ("bo", "{\"v\":1}", &[("window", "week")], "window: This form is out of date"),
            ("bo", ABOUT, &[("window", "days:0")], "window: This form is out of date"),
            ("bo", ABOUT, &[], "window: Choose a window"),
            ("bo", ABOUT, &[("by", "  ")], "window: Choose a window"),
            ("bo", ABOUT, &[("by", "bananas"), ("window", "week")], "by: I could not find a time"),
        ] {
            let mut scene = asked();
            let before = ask(&scene);
            let said = submits(&mut scene, name, carried, values, "1");
            assert!(said.starts_with(says), "{said}");
            assert_eq!((ask(&scene), scene.deliveries.len()), (before, 0));
        }
    }

    #[test]
    fn a_form_left_open_while_the_ask_was_done_changes_nothing() {
        let mut scene = asked();
        scene.takes(SeenKey::other(&team(), "press", "1"), pressed("ada", "tag.done", ABOUT));
        assert!(submits(&mut scene, "bo", ABOUT, &[("window", "week")], "1").contains("done already"));
        assert!(matches!(ask(&scene).state, AskState::Done { .. }));
    }

    #[test]
    fn every_choice_of_the_menu_is_a_window() {
        for (value, window) in [
            ("urgent", Window::Urgent),
            ("today", Window::Today),
            ("week", Window::Week),
            ("hours:2", Window::Hours { minutes: 120 }),
            ("hours:0.5", Window::Hours { minutes: 30 }),
            ("within:24", Window::Within { minutes: 1440 }),
            ("days:3", Window::Days { n: 3 }),
            ("checkin", Window::NextCheckIn),
            ("none", Window::NoReply),
        ] {
            assert_eq!(chosen(value), Some(window), "{value}");
        }
    }

    #[test]
    fn a_value_somebody_made_up_is_none() {
        for value in [
            "",
            "Urgent",
            "today:1",
            "hours",
            "hours:",
            "hours:0",
            "hours:-1",
            "hours:NaN",
            "hours:inf",
            "hours:1e99",
            "within:x",
            "days:0",
            "days:61",
            "days:1.5",
            "days:99999999999999999999",
            "date:2026-01-01",
            "{}",
        ] {
            assert_eq!(chosen(value), None, "{value}");
        }
    }
}
