//! *Only watch for a week*: whoever brought Unrush into a channel lets it begin without a word of its own.

use chrono::TimeDelta;

use super::{Action, OUT_OF_DATE, Pressed, nothing_more};
use crate::app::{Moment, say};
use crate::domain::charter::ChannelNorms;
use crate::domain::ids::ChannelId;
use crate::domain::inbound::Press;
use crate::domain::record::{Key, Record};
use crate::domain::text::{Piece, Speech};
use crate::domain::words::Phrase;
use crate::ports::Changes;

pub const ACTION: Action = Action { id: "welcome.observe", records, own: false, more: nothing_more, press };

/// How long it only watches.
const WATCHES: TimeDelta = TimeDelta::days(7);

const WATCHING: Phrase = Phrase::en(
    "observe.watching",
    "Until {when} I say nothing on my own in {channel}: no nudges, I only count what I would have said. Tags and commands work.",
);

fn records(press: &Press) -> Vec<Key> {
    ChannelId::parse(&press.value).map(Key::Channel).into_iter().collect()
}

#[expect(clippy::unnecessary_wraps, reason = "the form all actions have")]
fn press(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    let Some(channel) = ChannelId::parse(&pressed.press.value) else {
        return Some(OUT_OF_DATE.say(pressed.locale));
    };
    let norms = moment.norms(&channel);
    // only where we were brought, and only once: a press long after changes nothing
    if !norms.welcomed {
        return Some(OUT_OF_DATE.say(pressed.locale));
    }
    let user = &pressed.press.user;
    let until = norms.observe.unwrap_or(moment.now + WATCHES);
    if norms.observe.is_none() {
        let norms = ChannelNorms {
            observe: Some(until),
            version: norms.version + 1,
            changed: Some((user.clone(), moment.now)),
            ..norms
        };
        moment.put(changes, Key::Channel(channel.clone()), Record::Channel(norms), None);
    }
    let places = [
        ("when", say::moment(until, &moment.zone(user), pressed.locale)),
        ("channel", Piece::Channel(channel)),
    ];
    Some(WATCHING.fill(pressed.locale, &places))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::scene::{Scene, launch, pressed, spoken, team};
    use crate::domain::charter::{Charter, Intensity};
    use crate::domain::ids::SeenKey;

    fn presses(scene: &mut Scene, value: &str, nth: &str) -> String {
        scene.deliveries.clear();
        scene.takes(SeenKey::other(&team(), "press", nth), pressed("ada", "welcome.observe", value));
        scene.answers().into_iter().map(spoken).collect()
    }

    #[test]
    fn a_channel_is_only_watched_for_one_week() {
        let mut scene = Scene::new();
        let norms = ChannelNorms { welcomed: true, ..ChannelNorms::default() };
        scene.records.insert(Key::Channel(launch()), (1, Record::Channel(norms)));
        let said = presses(&mut scene, "C0LAUNCH", "1");
        assert!(said.starts_with("Until Thu 22 Oct, 10:20 Europe/Berlin I say nothing"), "{said}");
        let Some((_, Record::Channel(norms))) = scene.records.get(&Key::Channel(launch())) else {
            panic!("norms")
        };
        let norms = norms.clone();
        let intensity = |days| norms.intensity(&Charter::default(), scene.now + TimeDelta::days(days));
        assert_eq!((intensity(6), intensity(7)), (Intensity::Observe, Intensity::Gentle));
        scene.now += TimeDelta::days(300);
        assert!(presses(&mut scene, "C0LAUNCH", "2").starts_with("Until Thu 22 Oct"), "pressed long after");
    }

    #[test]
    fn a_channel_we_never_came_to_is_left_alone() {
        let mut scene = Scene::new();
        for (nth, value) in ["C0OTHER", "", "{}"].into_iter().enumerate() {
            assert!(presses(&mut scene, value, &nth.to_string()).contains("out of date"));
        }
    }
}
