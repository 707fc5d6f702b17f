//! What the buttons of a nudge have in common: which nudge they are about, who may press them, and what a press leaves.

use super::{OUT_OF_DATE, Pressed};
use crate::app::{Moment, asks};
use crate::domain::ask::{Answerer, Ask, AskRef, AskState};
use crate::domain::availability::Availability;
use crate::domain::ids::{TeamId, UserId};
use crate::domain::inbound::Press;
use crate::domain::member::Member;
use crate::domain::nudge::{KEPT, Nudge, NudgeState, TALLY_KEPT, Tally, name_of_rule};
use crate::domain::outgoing::Outgoing;
use crate::domain::record::{Key, Record};
use crate::domain::text::{Piece, PrivateText, Speech};
use crate::domain::window::Window;
use crate::domain::words::{Locale, Phrase};
use crate::ports::Changes;

const NOT_YOURS: Phrase =
    Phrase::en("nudge.not_yours", "That is for the person who wrote the message. Nothing was changed.");
const HELD_ALREADY: Phrase = Phrase::en("nudge.held_already", "It is held already, till they are back.");
const URGENT_ALREADY: Phrase = Phrase::en("nudge.urgent_already", "It went out as urgent already.");
const NO_REPLY_ALREADY: Phrase =
    Phrase::en("nudge.no_reply_already", "It says already that no reply is needed.");
const ELSEWHERE_ALREADY: Phrase =
    Phrase::en("nudge.elsewhere_already", "You chose already to ask somebody else.");
const DISMISSED_ALREADY: Phrase = Phrase::en("nudge.dismissed_already", "It is switched off already.");
const DONE_ALREADY: Phrase =
    Phrase::en("nudge.done_already", "This is answered already, nothing more to do.");
const SOMEBODY: Phrase = Phrase::en("nudge.somebody", "somebody");

/// What a button of a nudge needs to know.
pub fn records(press: &Press) -> Vec<Key> {
    AskRef::parse(&press.value).map(|about| keys(&about)).unwrap_or_default()
}

/// What anything about a nudge needs to know.
pub fn keys(about: &AskRef) -> Vec<Key> {
    let nudge = Key::Nudge(about.channel.clone(), about.ts.clone());
    vec![nudge, asks::key(about), Key::Channel(about.channel.clone())]
}

/// The people it is about, and who stands in for them.
pub fn more(press: &Press, moment: &Moment<'_>) -> Vec<Key> {
    AskRef::parse(&press.value).map(|about| people(&about, moment)).unwrap_or_default()
}

/// The people a nudge is about, who stands in for them, and what became of its rule.
pub fn people(about: &AskRef, moment: &Moment<'_>) -> Vec<Key> {
    let Some(nudge) = find(about, moment) else { return Vec::new() };
    let covers = nudge
        .about
        .iter()
        .filter_map(|user| moment.member(user))
        .flat_map(|member| member.time_off.iter().filter_map(|off| off.cover.clone()));
    let people = nudge.about.iter().cloned().chain(covers).map(Key::Member);
    people.chain(rule(nudge).map(Key::Tally)).collect()
}

/// A nudge somebody may do something about.
pub struct Open<'a> {
    /// The message.
    pub about: AskRef,
    /// The nudge.
    pub nudge: &'a Nudge,
}

/// The open nudge a press is about; else what to answer.
pub fn open<'a>(pressed: &Pressed<'_>, moment: &Moment<'a>) -> Result<Open<'a>, Speech> {
    let found =
        AskRef::parse(&pressed.press.value).map(|about| open_for(&pressed.press.user, &about, moment));
    found.unwrap_or(Err(&OUT_OF_DATE)).map_err(|phrase| phrase.say(pressed.locale))
}

/// The open nudge of a message, when somebody may do something about it; else what to answer.
pub fn open_for<'a>(user: &UserId, about: &AskRef, moment: &Moment<'a>) -> Result<Open<'a>, &'static Phrase> {
    let nudge = find(about, moment).ok_or(&OUT_OF_DATE)?;
    if nudge.asker != *user {
        return Err(&NOT_YOURS);
    }
    match nudge.state {
        NudgeState::Open => {}
        NudgeState::Held => return Err(&HELD_ALREADY),
        NudgeState::Urgent => return Err(&URGENT_ALREADY),
        NudgeState::NoReply => return Err(&NO_REPLY_ALREADY),
        NudgeState::Elsewhere => return Err(&ELSEWHERE_ALREADY),
        NudgeState::Dismissed => return Err(&DISMISSED_ALREADY),
    }
    match moment.record(&asks::key(about)) {
        Some(Record::Gone) => Err(&OUT_OF_DATE),
        Some(Record::Ask(ask)) if ask.is_deleted() => Err(&OUT_OF_DATE),
        Some(Record::Ask(ask)) if matches!(ask.state, AskState::Done { .. }) => Err(&DONE_ALREADY),
        _ => Ok(Open { about: about.clone(), nudge }),
    }
}

/// The nudge of a message.
pub fn find<'a>(about: &AskRef, moment: &Moment<'a>) -> Option<&'a Nudge> {
    match moment.record(&Key::Nudge(about.channel.clone(), about.ts.clone())) {
        Some(Record::Nudge(nudge)) => Some(nudge),
        _ => None,
    }
}

impl Open<'_> {
    /// The people it is about, as far as they are known, and whether they are there now.
    pub fn people<'m>(&self, moment: &Moment<'m>) -> Vec<(UserId, &'m Member, Availability)> {
        let known = |user: &UserId| {
            let member = moment.member(user)?;
            Some((user.clone(), member, Availability::of(member, moment.charter, moment.now)))
        };
        self.nudge.about.iter().filter_map(known).collect()
    }

    /// The ask of the message, with everybody the nudge is about in it. A ping that asked nothing becomes one here,
    /// with the window of pings that name none.
    pub fn ask(&self, moment: &Moment<'_>) -> Ask {
        let norms = moment.norms(&self.about.channel);
        let window = norms.default_window(moment.charter).cloned().unwrap_or(Window::Days { n: 1 });
        let fresh = |old: Option<&Ask>| Ask {
            window,
            explicit: false,
            state: AskState::Open,
            shown: old.map(|ask| ask.shown.clone()).unwrap_or_default(),
            ..Ask::none(
                self.nudge.asker.clone(),
                self.nudge.thread.clone(),
                old.and_then(|ask| ask.edited.clone()),
            )
        };
        let known = moment.ask(&self.about.channel, &self.about.ts);
        let mut ask = match known {
            Some(ask) if ask.state == AskState::Open => ask.clone(),
            other => fresh(other),
        };
        for user in &self.nudge.about {
            if !ask.expects(user) {
                let shared = self.nudge.of > 0;
                ask.answerers.push(Answerer { shared, ..Answerer::expected(user.clone(), None) });
            }
        }
        ask
    }

    /// Saves the ask, and has its tag follow.
    pub fn save(&self, team: &TeamId, ask: Ask, moment: &Moment<'_>, changes: &mut Changes) {
        asks::ring(team, &self.about, &ask, moment, changes);
        asks::save(&self.about, ask, moment, changes);
    }

    /// Remembers what became of the nudge, and that somebody acted on its rule.
    pub fn settle(&self, state: NudgeState, moment: &Moment<'_>, changes: &mut Changes) {
        let nudge = Nudge { state, ..self.nudge.clone() };
        let key = Key::Nudge(self.about.channel.clone(), self.about.ts.clone());
        moment.put(changes, key, Record::Nudge(Box::new(nudge)), Some(moment.now + KEPT));
        let acted = state != NudgeState::Dismissed;
        let mut asker = moment.member(&self.nudge.asker).cloned().unwrap_or_default();
        let heard = asker.heard.entry(self.nudge.rule.clone()).or_default();
        if acted {
            heard.dismissed = 0;
        } else {
            heard.silenced = true;
        }
        let key = Key::Member(self.nudge.asker.clone());
        moment.put(changes, key, Record::Member(Box::new(asker)), None);
        if let Some(rule) = rule(self.nudge).filter(|_| acted) {
            let known = match moment.record(&Key::Tally(rule)) {
                Some(Record::Tally(tally)) => tally.clone(),
                _ => Tally::default(),
            };
            let tally = Tally { acted: known.acted + 1, ignored: 0, ..known };
            // written blindly: a lost count does no harm
            changes.puts.push((Key::Tally(rule), Record::Tally(tally), Some(moment.now + TALLY_KEPT)));
        }
    }
}

/// The rule of a nudge, if it is one we know.
fn rule(nudge: &Nudge) -> Option<&'static str> {
    name_of_rule::ALL.iter().copied().find(|name| *name == nudge.rule)
}

/// Puts what happened in the place of the note.
pub fn replace(pressed: &Pressed<'_>, say: Speech, moment: &Moment<'_>, changes: &mut Changes) {
    let what = match &pressed.press.respond {
        Some(respond) => Outgoing::Answer { respond: respond.clone(), say, replace: true },
        None => Outgoing::Tell { to: pressed.press.user.clone(), say },
    };
    pressed.at_once(what, "note", moment, changes);
}

/// Somebody's name: a name and not a mention, since a mention would ping them.
pub fn name(member: &Member, locale: Locale) -> Piece {
    let name = member.profile.as_ref().map(|profile| profile.name.reveal().trim()).unwrap_or_default();
    if name.is_empty() {
        Piece::Ours(SOMEBODY.text(locale).to_owned())
    } else {
        Piece::Theirs(PrivateText::new(name))
    }
}

/// Several names in a row.
pub fn names<'m>(members: impl IntoIterator<Item = &'m Member>, locale: Locale) -> Piece {
    let names: Vec<String> = members
        .into_iter()
        .map(|member| match name(member, locale) {
            Piece::Theirs(words) => words.reveal().to_owned(),
            Piece::Ours(words) => words,
            _ => String::new(),
        })
        .collect();
    Piece::Theirs(PrivateText::new(names.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::scene::{Scene, launch, press, pressed, spoken, team, ts, user};
    use crate::domain::ids::SeenKey;
    use crate::domain::inbound::Happening;

    const VALUE: &str = "C0LAUNCH:1792052340.000100";
    const ALL: [&str; 6] =
        ["nudge.hold", "nudge.urgent", "nudge.no_reply", "nudge.elsewhere", "nudge.why", "nudge.not_again"];

    fn key() -> Key {
        Key::Nudge(launch(), ts("1792052340.000100"))
    }

    /// Ada has pinged Bo, who is asleep.
    fn nudged() -> Scene {
        let mut scene = Scene::new();
        let nudge = Nudge {
            asker: user("ada"),
            thread: None,
            about: vec![user("bo")],
            of: 0,
            rule: name_of_rule::OFF_HOURS.into(),
            at: scene.now,
            state: NudgeState::Open,
            not_urgent: Vec::new(),
        };
        scene.records.insert(key(), (1, Record::Nudge(Box::new(nudge))));
        scene
    }

    fn presses(scene: &mut Scene, what: Happening, nth: &str) -> String {
        scene.deliveries.retain(|_, delivery| !matches!(delivery.what, Outgoing::Answer { .. }));
        scene.takes(SeenKey::other(&team(), "press", nth), what);
        scene.answers().into_iter().map(spoken).collect()
    }

    fn state(scene: &Scene) -> NudgeState {
        match scene.records.get(&key()) {
            Some((_, Record::Nudge(nudge))) => nudge.state,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn somebody_else_and_a_value_somebody_made_up_change_nothing() {
        for action in ALL {
            for (name, value, says) in [
                ("bo", VALUE, "for the person who wrote"),
                ("dee", VALUE, "for the person who wrote"),
                ("ada", "C0OTHER:1792052340.000100", "out of date"),
                ("ada", "nonsense", "out of date"),
                ("ada", "", "out of date"),
            ] {
                let mut scene = nudged();
                let before = scene.records.clone();
                let said = presses(&mut scene, pressed(name, action, value), "1");
                assert!(said.contains(says), "{action} {name} {value}: {said}");
                assert_eq!((&scene.records, scene.deliveries.len()), (&before, 1), "{action} {name} {value}");
            }
        }
    }

    #[test]
    fn the_second_press_finds_it_settled() {
        for (action, settled) in [
            ("nudge.hold", NudgeState::Held),
            ("nudge.no_reply", NudgeState::NoReply),
            ("nudge.not_again", NudgeState::Dismissed),
        ] {
            let mut scene = nudged();
            presses(&mut scene, pressed("ada", action, VALUE), "1");
            assert_eq!(state(&scene), settled);
            let after = scene.records.clone();
            for (n, again) in ALL.into_iter().enumerate() {
                let said = presses(&mut scene, pressed("ada", again, VALUE), &format!("again{n}"));
                assert!(said.contains("already"), "{action} {again}: {said}");
            }
            assert_eq!(scene.records, after, "{action}");
        }
    }

    #[test]
    fn a_ping_that_asked_nothing_becomes_an_ask_when_it_is_held() {
        let mut scene = nudged();
        presses(&mut scene, pressed("ada", "nudge.hold", VALUE), "1");
        let about = AskRef { channel: launch(), ts: ts("1792052340.000100") };
        let Some((_, Record::Ask(ask))) = scene.records.get(&asks::key(&about)) else { panic!("no ask") };
        // Bo is back at 09:00 in New York, and one working day later is the same time on Friday
        assert_eq!(ask.answerers[0].held, Some(scene.now));
        assert_eq!(ask.answerers[0].due, "2026-10-16T13:00:00Z".parse().ok());
        let catch_up = scene.deliveries.values().find(|d| matches!(d.what, Outgoing::CatchUp { .. }));
        assert_eq!(catch_up.map(|d| d.due), "2026-10-15T13:00:00Z".parse().ok());
    }

    #[test]
    fn without_an_address_for_the_note_the_answer_comes_by_direct_message() {
        let mut scene = nudged();
        let press = Press { respond: None, ..press("ada", "nudge.hold", VALUE) };
        let said = presses(&mut scene, Happening::Pressed(press), "1");
        assert!(said.starts_with("Held. Bo"), "{said}");
        assert!(scene.waiting().iter().any(|what| matches!(what, Outgoing::Tell { .. })));
    }
}
