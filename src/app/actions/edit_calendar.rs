//! *Calendar*: the modal that takes the secret address of one, and what can be done with it once it is connected.

use super::filled::Filled;
use super::{Action, Form, OUT_OF_DATE, Pressed, nothing_more};
use crate::app::wishes::calendar;
use crate::app::{Moment, Outcome};
use crate::domain::feed::{Address, NotAnAddress};
use crate::domain::forms::CalendarForm;
use crate::domain::inbound::{Inbound, Press, Submission};
use crate::domain::outgoing::Modal;
use crate::domain::record::Key;
use crate::domain::text::Speech;
use crate::domain::words::Phrase;
use crate::ports::Changes;

pub const ACTION: Action =
    Action { id: "calendar.edit", records: |_| Vec::new(), own: false, more: nothing_more, press };
pub const ROW: Action =
    Action { id: "calendar.row", records: connected, own: false, more: nothing_more, press: row };
pub const FORM: Form =
    Form { id: "calendar", records: |submission| vec![Key::Feed(submission.user.clone())], submit };

/// The modal's input.
const ADDRESS: &str = "address";

const NO_ADDRESS: Phrase =
    Phrase::en("edit_calendar.no_address", "Paste the whole address: it begins with https:// or webcal://.");
const NOT_SECURE: Phrase = Phrase::en(
    "edit_calendar.not_secure",
    "Over http:// others could read your calendar along the way. I take addresses that begin with https://.",
);
const USER_INFO: Phrase = Phrase::en(
    "edit_calendar.user_info",
    "This address has a name or password before the host. Use a secret link that needs none.",
);
const FILE: Phrase = Phrase::en("edit_calendar.file", "I read no files of this machine.");

fn connected(press: &Press) -> Vec<Key> {
    vec![Key::Feed(press.user.clone())]
}

fn press(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    let form = CalendarForm { locale: pressed.locale };
    pressed.opens(Modal::Calendar(Box::new(form)), moment, changes)
}

/// *Read it now*, *Another address* or *Remove*.
fn row(pressed: &Pressed<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Option<Speech> {
    let feed = calendar::known(&pressed.press.user, moment);
    match (pressed.press.value.as_str(), feed) {
        ("refresh", Some(feed)) => Some(calendar::now(feed, &pressed.owner(), moment, changes)),
        ("remove", Some(feed)) => Some(calendar::off(feed, &pressed.owner(), moment, changes)),
        ("change", Some(_)) => press(pressed, moment, changes),
        _ => Some(OUT_OF_DATE.say(pressed.locale)),
    }
}

fn submit(inbound: &Inbound, submission: &Submission, moment: &Moment<'_>) -> Outcome {
    let filled = Filled::new(inbound, submission, moment);
    let mut changes = Changes::default();
    // as Slack's own links are copied
    let pasted = filled.value(ADDRESS).trim_matches(['<', '>', '`', '"', ' ']);
    let said = match Address::read(pasted) {
        Ok(address) => Ok(calendar::connect(&filled.owner(), address, moment, &mut changes)),
        Err(NotAnAddress::Unclear) => Err(&NO_ADDRESS),
        Err(NotAnAddress::NotSecure) => Err(&NOT_SECURE),
        Err(NotAnAddress::UserInfo) => Err(&USER_INFO),
        Err(NotAnAddress::File) => Err(&FILE),
    };
    filled.ends(said.map_err(|phrase| vec![filled.wrong(ADDRESS, phrase)]), changes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::scene::{Scene, pressed, spoken, team, user};
    use crate::domain::feed::Source;
    use crate::domain::ids::{DeliveryId, SeenKey};
    use crate::domain::record::Record;

    const SECRET: &str = "https://cal.example.org/private-abc123/basic.ics";

    fn address(scene: &Scene) -> Option<String> {
        match scene.records.get(&Key::Feed(user("ada"))) {
            Some((_, Record::Feed(feed))) => match &feed.source {
                Source::Web(address) => Some(address.url.reveal().to_owned()),
                Source::File { .. } => None,
            },
            _ => None,
        }
    }

    fn presses(scene: &mut Scene, value: &str, nth: &str) -> String {
        scene.deliveries.clear();
        scene.takes(SeenKey::other(&team(), "press", nth), pressed("ada", "calendar.row", value));
        scene.answers().into_iter().map(spoken).collect()
    }

    #[test]
    fn a_calendar_is_connected_read_and_removed_and_its_address_never_said() {
        let mut scene = Scene::new();
        assert!(matches!(scene.ada_opens("calendar.edit", "", "1"), Modal::Calendar(_)));
        let said = scene.ada_submits("calendar", "", &[(ADDRESS, &format!("<{SECRET}>"))], "1");
        assert!(said.contains("cal.example.org") && !said.contains("abc123"), "{said}");
        assert_eq!(address(&scene).as_deref(), Some(SECRET));
        assert!(scene.deliveries.contains_key(&DeliveryId::feed(&team(), &user("ada"))), "it is read");
        assert!(presses(&mut scene, "refresh", "2").contains("less than a minute ago"), "it is being read");
        assert!(matches!(scene.ada_opens("calendar.row", "change", "3"), Modal::Calendar(_)));
        assert!(presses(&mut scene, "remove", "4").contains("Forgotten"));
        assert_eq!(address(&scene), None);
        for (nth, value) in ["refresh", "remove", "change", "", "x"].into_iter().enumerate() {
            assert!(presses(&mut scene, value, &format!("x{nth}")).contains("out of date"), "{value}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused_at_the_input_and_not_said_back() {
        let mut scene = Scene::new();
        for (nth, typed) in [
            "",
            "tomorrow",
            "http://cal.example.org/abc123.ics",
            "file:///etc/abc123",
            "https://ada:abc123@cal.example.org/",
            "https://localhost/abc123",
        ]
        .into_iter()
        .enumerate()
        {
            let said = scene.ada_submits("calendar", "", &[(ADDRESS, typed)], &nth.to_string());
            assert!(said.starts_with("address: ") && !said.contains("abc123"), "{typed}: {said}");
            assert_eq!(address(&scene), None, "{typed}");
        }
    }
}
