//! *I'm back*: ends the absence that is on, and says what comes next.

use super::{Action, Pressed, nothing_more};
use crate::app::Moment;
use crate::app::wishes::back;
use crate::domain::text::Speech;
use crate::ports::Changes;

pub const ACTION: Action =
    Action { id: "home.back", records: |_| Vec::new(), own: false, more: nothing_more, press };

#[expect(clippy::unnecessary_wraps, reason = "the list of buttons wants it so")]
fn press(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    Some(back::be(&pressed.owner(), moment, changes))
}

#[cfg(test)]
mod tests {
    use crate::app::scene::{Scene, pressed, spoken, team};
    use crate::domain::ids::SeenKey;

    #[test]
    fn the_button_does_and_says_what_the_word_does() {
        let mut scene = Scene::new();
        scene.types("ada", "time-off until friday", "1");
        let typed = scene.ada_types("back");
        scene.takes(SeenKey::other(&team(), "press", "1"), pressed("ada", "home.back", ""));
        let said: Vec<_> = scene.answers().into_iter().map(spoken).collect();
        assert_eq!(said, [typed]);
        assert!(said[0].starts_with("Welcome back."), "{said:?}");
        assert!(scene.ada_types("time-off").contains("no time off planned"));
    }
}
