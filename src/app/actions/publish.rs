//! The choice in the Home tab: how far somebody wants their hours known.

use super::{Action, OUT_OF_DATE, Pressed, nothing_more};
use crate::app::Moment;
use crate::domain::member::Publish;
use crate::domain::record::{Key, Record};
use crate::domain::text::Speech;
use crate::ports::Changes;

pub const ACTION: Action =
    Action { id: "home.publish", records: |_| Vec::new(), own: false, more: nothing_more, press };

fn press(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    let publish = match pressed.press.value.as_str() {
        "protect" => Publish::Protect,
        "show" => Publish::Show,
        "any_time" => Publish::AnyTime,
        _ => return Some(OUT_OF_DATE.say(pressed.locale)),
    };
    let user = &pressed.press.user;
    let mut member = moment.member(user).cloned().unwrap_or_default();
    member.publish = Some(publish);
    moment.put(changes, Key::Member(user.clone()), Record::Member(Box::new(member)), None);
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::scene::{Scene, pressed, spoken, team, user};
    use crate::domain::ids::SeenKey;

    #[test]
    fn a_choice_is_kept_and_a_made_up_one_is_not() {
        let mut scene = Scene::new();
        scene.takes(SeenKey::other(&team(), "press", "1"), pressed("ada", "home.publish", "any_time"));
        scene.takes(SeenKey::other(&team(), "press", "2"), pressed("ada", "home.publish", "everything"));
        let Some((_, Record::Member(ada))) = scene.records.get(&Key::Member(user("ada"))) else {
            panic!("Ada")
        };
        assert_eq!(ada.publish, Some(Publish::AnyTime));
        assert!(spoken(scene.answers()[0]).contains("out of date"));
    }
}
