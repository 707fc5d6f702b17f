//! *Change window*: opens the modal, and takes the window chosen in it.

use super::{Action, Form, MODAL_OUT_OF_DATE, OUT_OF_DATE, Pressed, tag};
use crate::app::{Moment, Outcome, asks};
use crate::domain::ask::{Ask, AskRef};
use crate::domain::inbound::{Inbound, Submission};
use crate::domain::language;
use crate::domain::outgoing::{Modal, Outgoing};
use crate::domain::record::Key;
use crate::domain::reply::Reply;
use crate::domain::text::Speech;
use crate::domain::window::Window;
use crate::domain::words::Phrase;
use crate::domain::worktime;
use crate::ports::Changes;

pub const ACTION: Action = Action { id: "tag.change", records: tag::records, own: false, press };
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
    AskRef::parse(&submission.carried).map(|about| tag::keys(&about)).unwrap_or_default()
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
    asks::ring(&inbound.team, &about, &ask.shown, moment, &mut changes);
    asks::save(&about, ask, moment, &mut changes);
    Ok(Outcome::Decided(Reply::Nothing, changes))
}

/// The ask with a window chosen by hand. It counts from now: "today" said on Thursday is not Monday's today.
fn with_window(ask: &Ask, window: Window, moment: &Moment<'_>) -> Ask {
    let mut ask = ask.clone();
    for answerer in &mut ask.answerers {
        answerer.due = worktime::due(&moment.schedule(&answerer.user), &window, moment.now);
    }
    Ask { window, because: Vec::new(), chosen: true, ..ask }
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
    let read = |text: &str| language::read(text, moment.now, &zone, moment.charter).window;
    read(words).or_else(|| read(&format!("by {words}"))).filter(|window| match window {
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
