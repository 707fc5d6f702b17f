//! *Forget me* and *Keep*: the answer to whether somebody really wants to be forgotten.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Action, OUT_OF_DATE, Pressed, nothing_more};
use crate::app::{Moment, deliver};
use crate::domain::ids::DeliveryId;
use crate::domain::outgoing::{Forget, Lane, Outgoing};
use crate::domain::text::Speech;
use crate::domain::words::Phrase;
use crate::ports::Changes;

const YES: &str = "forget.me";
const NO: &str = "forget.keep";

/// The button that erases, and what it says.
pub const FORGET: (&str, &Phrase) = (YES, &Phrase::en("forget.me", "Forget me"));
/// The button that does not.
pub const KEEP: (&str, &Phrase) = (NO, &Phrase::en("forget.keep", "Keep"));

pub(super) const ACTION: Action =
    Action { id: YES, records: |_| Vec::new(), own: false, more: nothing_more, press: forget };
pub(super) const KEPT: Action =
    Action { id: NO, records: |_| Vec::new(), own: false, more: nothing_more, press: keep };

/// Whoever was asked longer ago is asked again: nobody erases anything by an old button.
const ASKED: TimeDelta = TimeDelta::hours(1);

const KEPT_ALL: Phrase = Phrase::en("forget.kept", "Everything stays as it is.");

fn forget(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    let asked = pressed.press.value.parse().ok().and_then(|at| DateTime::<Utc>::from_timestamp(at, 0));
    if asked.is_none_or(|asked| moment.now - asked > ASKED) {
        return Some(OUT_OF_DATE.say(pressed.locale));
    }
    let user = pressed.press.user.clone();
    let id = DeliveryId::forget(&pressed.inbound.team, &user);
    let what = Outgoing::Forget(Forget {
        home: moment.member(&user).is_some_and(|member| member.home),
        respond: pressed.press.respond.clone(),
        locale: pressed.locale,
        user,
    });
    // they are told when it is done
    changes.deliver.push(deliver(&pressed.inbound.team, id, moment.now, Lane::Fast, what));
    None
}

fn keep(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    let say = KEPT_ALL.say(pressed.locale);
    let Some(respond) = pressed.press.respond.clone() else { return Some(say) };
    pressed.at_once(Outgoing::Answer { respond, say, replace: true }, "answer", moment, changes);
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::scene::{Scene, pressed, spoken, team, user};
    use crate::domain::ids::SeenKey;

    fn presses(scene: &mut Scene, action: &str, value: &str) {
        scene.takes(SeenKey::other(&team(), "press", value), pressed("ada", action, value));
    }

    #[test]
    fn a_press_soon_after_the_question_erases_and_a_late_one_does_not() {
        let mut scene = Scene::new();
        let now = scene.now.timestamp();
        for late in ["", "tea", &(now - 3_601).to_string(), &i64::MAX.to_string()] {
            presses(&mut scene, YES, late);
        }
        assert!(scene.answers().iter().all(|say| spoken(say).contains("out of date")));
        scene.deliveries.clear();
        presses(&mut scene, YES, &(now - 3_600).to_string());
        assert!(matches!(&scene.waiting()[..], [Outgoing::Forget(forget)] if forget.user == user("ada")));
    }

    #[test]
    fn keep_keeps() {
        let mut scene = Scene::new();
        let before = scene.records.clone();
        presses(&mut scene, NO, "1");
        assert_eq!(spoken(scene.answers()[0]), "Everything stays as it is.");
        assert_eq!(scene.records, before);
    }
}
