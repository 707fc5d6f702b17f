//! Focus for now, chosen in the Home tab, and *End focus*. The tab shows what came of it, so nothing is said.

use chrono::TimeDelta;

use super::{Action, OUT_OF_DATE, Pressed, nothing_more};
use crate::app::Moment;
use crate::app::wishes::focus;
use crate::domain::text::Speech;
use crate::ports::Changes;

pub const START: Action =
    Action { id: "focus.now", records: |_| Vec::new(), own: false, more: nothing_more, press: start };
pub const END: Action =
    Action { id: "focus.end", records: |_| Vec::new(), own: false, more: nothing_more, press: end };

fn start(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    let minutes: Option<i64> = pressed.press.value.parse::<u16>().ok().map(i64::from);
    let until = minutes.map(|minutes| moment.now + TimeDelta::minutes(minutes));
    let span = until.and_then(|until| focus::span(moment.now, until, moment.now).ok());
    let Some(span) = span else { return Some(OUT_OF_DATE.say(pressed.locale)) };
    focus::spell(&pressed.owner(), span, moment, changes);
    None
}

fn end(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    let was_on = focus::end_spell(&pressed.owner(), moment, changes);
    (!was_on).then(|| OUT_OF_DATE.say(pressed.locale))
}

#[cfg(test)]
mod tests {
    use crate::app::scene::{Scene, pressed, spoken, team, user};
    use crate::domain::ids::SeenKey;
    use crate::domain::record::{Key, Record};

    fn presses(scene: &mut Scene, button: &str, value: &str, nth: &str) -> Vec<String> {
        scene.deliveries.clear();
        scene.takes(SeenKey::other(&team(), "press", nth), pressed("ada", button, value));
        scene.answers().into_iter().map(spoken).collect()
    }

    fn minutes_left(scene: &Scene) -> Option<i64> {
        let Some((_, Record::Member(ada))) = scene.records.get(&Key::Member(user("ada"))) else {
            panic!("Ada")
        };
        ada.spell.as_ref().map(|spell| (spell.until - scene.now).num_minutes())
    }

    #[test]
    fn focus_begins_and_ends_with_one_press_each() {
        let mut scene = Scene::new();
        assert!(presses(&mut scene, "focus.now", "50", "1").is_empty());
        assert_eq!(minutes_left(&scene), Some(50));
        assert!(presses(&mut scene, "focus.now", "50", "1").is_empty(), "a repeat");
        assert!(presses(&mut scene, "focus.end", "", "2").is_empty());
        assert_eq!(minutes_left(&scene), None);
        assert!(presses(&mut scene, "focus.end", "", "3")[0].contains("out of date"), "none is on any more");
    }

    #[test]
    fn weekly_blocks_stay_and_made_up_lengths_are_refused() {
        let mut scene = Scene::new();
        scene.types("ada", "focus mon-fri 9-11", "1");
        presses(&mut scene, "focus.now", "25", "2");
        presses(&mut scene, "focus.end", "", "3");
        assert!(scene.ada_types("focus").contains("Mon–Fri 09:00–11:00"));
        for (nth, length) in ["", "0", "-5", "962", "1000000", "soon"].into_iter().enumerate() {
            let said = presses(&mut scene, "focus.now", length, &format!("x{nth}"));
            assert!(said[0].contains("out of date"), "{length}: {said:?}");
            assert_eq!(minutes_left(&scene), None, "{length}");
        }
    }
}
