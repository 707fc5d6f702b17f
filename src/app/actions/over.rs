//! The buttons under the word that the moment of an ask is over: *Ask again when they're back*, *Extend*, *Let it go*. They
//! are the asker's. Where the word is about one ask, what happened takes its place; where it is about several, it is
//! answered beside it.

use super::{Action, OUT_OF_DATE, Pressed, nudge, tag};
use crate::app::{Moment, asks, say};
use crate::domain::ask::{Ask, AskRef};
use crate::domain::availability::Availability;
use crate::domain::inbound::Press;
use crate::domain::nudge::name_of_rule;
use crate::domain::outgoing::{Modal, Outgoing};
use crate::domain::record::{Key, Record};
use crate::domain::text::Speech;
use crate::domain::window::Window;
use crate::domain::words::Phrase;
use crate::domain::worktime;
use crate::ports::Changes;

pub const AGAIN: Action = action("over.again", again);
pub const EXTEND: Action = action("over.extend", extend);
pub const LET_GO: Action = action("over.let_go", let_go);
/// The same where several asks stand in one word.
pub const AGAIN_OF: Action = action("overs.again", again);
pub const EXTEND_OF: Action = action("overs.extend", extend);
pub const LET_GO_OF: Action = action("overs.let_go", let_go);

type Done = fn(&Pressed<'_>, &Moment<'_>, &mut Changes) -> Option<Speech>;

const fn action(id: &'static str, press: Done) -> Action {
    Action { id, records: tag::records, own: false, more, press }
}

const ASKED: Phrase = Phrase::en(
    "over.asked",
    "{who} will find it first in their list when they are back: {when}. The time for an answer counts from then, until {due}.",
);
const ASKED_LONG: Phrase = Phrase::en(
    "over.asked_long",
    "{who} will find it first in their list when they are back; that is not in sight yet.",
);
const TIME_LEFT: Phrase =
    Phrase::en("over.time_left", "They have time until {due} again, so nothing was changed.");
const GONE: Phrase = Phrase::en(
    "over.gone",
    "Let go: nobody is expected to answer it any more. With `/async asks` you can reopen it for a week.",
);

/// The people who were asked.
fn more(press: &Press, moment: &Moment<'_>) -> Vec<Key> {
    let about = AskRef::parse(&press.value);
    let ask = about.and_then(|about| moment.ask(&about.channel, &about.ts));
    ask.into_iter()
        .flat_map(|ask| &ask.answerers)
        .map(|answerer| Key::Member(answerer.user.clone()))
        .collect()
}

/// The open ask a press is about, if it is the asker's press; else what to say.
fn own<'a>(pressed: &Pressed<'_>, moment: &Moment<'a>) -> Result<(AskRef, &'a Ask), Speech> {
    let open = tag::anywhere(pressed, moment);
    let own =
        open.and_then(
            |(about, ask)| {
                if ask.asker == pressed.press.user { Ok((about, ask)) } else { Err(&tag::NOT_YOURS) }
            },
        );
    own.map_err(|phrase| phrase.say(pressed.locale))
}

fn again(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    let (about, ask) = match own(pressed, moment) {
        Ok(own) => own,
        Err(say) => return Some(say),
    };
    heard(pressed, moment, changes);
    let mut ask = ask.clone();
    let zone = moment.zone(&pressed.press.user);
    let left = ask.answerers.iter().filter(|one| one.answered.is_none()).filter_map(|one| one.due).max();
    if let Some(left) = left.filter(|left| *left > moment.now) {
        let due = ("due", say::moment(left, &zone, pressed.locale));
        return answer(pressed, TIME_LEFT.fill(pressed.locale, &[due]), moment, changes);
    }
    let mut names = Vec::new();
    let (mut backs, mut dues) = (Vec::new(), Vec::new());
    for answerer in ask.answerers.iter_mut().filter(|answerer| answerer.answered.is_none()) {
        let member = moment.member(&answerer.user).cloned().unwrap_or_default();
        let schedule = moment.schedule(&answerer.user);
        let mut now = Availability::of(&member, moment.charter, moment.now);
        if now.is_free() {
            // whoever is there finds it when they look at messages next
            now.until = worktime::due(&schedule, &Window::NextCheckIn, moment.now);
        }
        answerer.held = Some(moment.now);
        answerer.from = now.until;
        answerer.due =
            now.until.and_then(|back| worktime::due(&schedule, &from_then(&ask.window, back), back));
        asks::tell_when_back(&pressed.inbound.team, &answerer.user, &now, changes);
        backs.extend(now.until);
        dues.extend(answerer.due);
        names.push(member);
    }
    let who = ("who", nudge::names(&names, pressed.locale));
    let told = match (backs.into_iter().max(), dues.into_iter().max()) {
        (Some(back), Some(due)) => ASKED.fill(
            pressed.locale,
            &[
                who,
                ("when", say::moment(back, &zone, pressed.locale)),
                ("due", say::moment(due, &zone, pressed.locale)),
            ],
        ),
        _ => ASKED_LONG.fill(pressed.locale, &[who]),
    };
    asks::change(&pressed.inbound.team, &about, ask, moment, changes);
    answer(pressed, told, moment, changes)
}

/// A window that counts from a moment: of a moment that is over nothing counts, so it is the end of that day.
fn from_then(window: &Window, back: chrono::DateTime<chrono::Utc>) -> Window {
    match window {
        Window::ByMoment { at } if *at <= back => Window::Today,
        window => window.clone(),
    }
}

fn extend(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    let (about, ask) = match own(pressed, moment) {
        Ok(own) => own,
        Err(say) => return Some(say),
    };
    let Some(trigger) = pressed.press.trigger.clone() else { return Some(OUT_OF_DATE.say(pressed.locale)) };
    heard(pressed, moment, changes);
    let AskRef { channel, ts } = about;
    let modal = Modal::ChangeWindow { channel, ts, now: ask.window.clone(), locale: pressed.locale };
    pressed.at_once(Outgoing::Open { trigger, modal }, "modal", moment, changes);
    None
}

fn let_go(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    let (about, ask) = match own(pressed, moment) {
        Ok(own) => own,
        Err(say) => return Some(say),
    };
    heard(pressed, moment, changes);
    let mut ask = Ask { quiet: true, ..ask.clone() };
    ask.end(&pressed.press.user, moment.now);
    asks::change(&pressed.inbound.team, &about, ask, moment, changes);
    answer(pressed, GONE.say(pressed.locale), moment, changes)
}

/// Whoever presses wants to go on hearing of what is over.
fn heard(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) {
    let Some(known) = moment.member(&pressed.press.user) else { return };
    let mut member = known.clone();
    if member.heard.remove(name_of_rule::OVER).is_some() {
        moment.put(changes, Key::Member(pressed.press.user.clone()), Record::Member(Box::new(member)), None);
    }
}

/// Says what happened: in the place of a word about this ask alone, else beside it.
fn answer(pressed: &Pressed<'_>, say: Speech, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    if pressed.press.action.starts_with("overs.") {
        return Some(say);
    }
    nudge::replace(pressed, say, moment, changes);
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::scene::{Scene, asked, launch, pressed, spoken, team, ts, user};
    use crate::domain::ask::AskState;
    use crate::domain::ids::SeenKey;
    use crate::domain::nudge::Heard;
    use crate::domain::record::List;

    const ABOUT: &str = "C0LAUNCH:1792052340.000100";

    /// Somebody presses; what they are told.
    fn presses(scene: &mut Scene, name: &str, action: &str, nth: &str) -> String {
        scene.deliveries.clear();
        scene.takes(SeenKey::other(&team(), "press", nth), pressed(name, action, ABOUT));
        scene.answers().into_iter().map(spoken).collect()
    }

    fn ask(scene: &Scene) -> Ask {
        let key = Key::Ask(launch(), ts("1792052340.000100"));
        let Some((_, Record::Ask(ask))) = scene.records.get(&key) else { panic!("no ask") };
        ask.as_ref().clone()
    }

    #[test]
    fn asked_again_it_is_held_and_the_time_counts_from_when_they_are_back() {
        let mut scene = asked();
        let said = presses(&mut scene, "ada", "over.again", "1");
        assert!(said.contains("will find it first in their list when they are back"), "{said}");
        let catch_ups = scene.waiting().into_iter().filter(|what| matches!(what, Outgoing::CatchUp { .. }));
        assert_eq!(catch_ups.count(), 2);
        for answerer in ask(&scene).answerers {
            assert_eq!(answerer.held, Some(scene.now));
            let (from, due) = (answerer.from.expect("back"), answerer.due.expect("due"));
            assert!(scene.now < from && from < due, "{from} {due}");
        }
        let before = ask(&scene);
        assert!(presses(&mut scene, "ada", "over.again", "2").contains("They have time until"));
        assert_eq!(ask(&scene), before);
    }

    #[test]
    fn let_go_it_ends_quietly_and_can_be_opened_again() {
        let mut scene = asked();
        assert!(presses(&mut scene, "ada", "overs.let_go", "1").contains("Let go: nobody is expected"));
        let gone = ask(&scene);
        assert!(gone.quiet && matches!(gone.state, AskState::Done { .. }));
        assert!(!scene.lists[&List::Quiet(user("ada"))].is_empty());
        presses(&mut scene, "ada", "asks.reopen", "2");
        assert_eq!(ask(&scene).state, AskState::Open);
    }

    #[test]
    fn a_press_of_the_asker_shows_that_such_words_are_wanted_and_one_of_others_changes_nothing() {
        let mut scene = asked();
        let key = Key::Member(user("ada"));
        let Some((_, Record::Member(ada))) = scene.records.get_mut(&key) else { panic!("Ada") };
        ada.heard.insert(name_of_rule::OVER.into(), Heard { dismissed: 3, silenced: false });
        for name in ["bo", "dee"] {
            for action in ["over.again", "over.extend", "over.let_go"] {
                let before = scene.records.clone();
                let said = presses(&mut scene, name, action, &format!("{name}{action}"));
                assert!(said.contains("for the person who asked"), "{said}");
                assert_eq!(scene.records, before);
            }
        }
        assert_eq!(presses(&mut scene, "ada", "over.extend", "1"), "");
        assert!(scene.waiting().into_iter().any(|what| matches!(what, Outgoing::Open { .. })));
        assert!(matches!(&scene.records[&key].1, Record::Member(ada) if ada.heard.is_empty()));
    }
}
