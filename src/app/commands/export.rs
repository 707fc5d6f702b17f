//! `export`: everything that is kept of somebody, for themselves, by direct message.

use super::{Command, Line};
use crate::app::{Moment, deliver};
use crate::domain::ids::DeliveryId;
use crate::domain::outgoing::{Export, Lane, Outgoing};
use crate::domain::text::Speech;
use crate::domain::words::Phrase;
use crate::ports::Changes;

pub const COMMAND: Command = Command {
    word: "export",
    usage: "",
    about: Phrase::en("export.about", "everything I keep of you, for you alone"),
    details: Phrase::en(
        "export.details",
        "Type `/async export`. It comes by direct message as JSON, which people can read and programs too: your settings \
         and reminders with their texts, and which messages you asked in or are asked in, without their words. The \
         address of a calendar and the words of others are left out.",
    ),
    local: false,
    own: false,
    asks: false,
    mentions: false,
    run,
};

const COMES: Phrase = Phrase::en("export.comes", "It comes by direct message, for you alone.");

fn run(line: &Line<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Speech {
    let what = Outgoing::Export(Export { user: line.user.clone(), locale: line.locale });
    let id = DeliveryId::answer(line.seen, "export");
    changes.deliver.push(deliver(line.team, id, moment.now, Lane::Normal, what));
    line.say(&COMES, &[])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::scene::{Scene, user};

    #[test]
    fn it_is_gathered_once_for_whoever_asked() {
        let mut scene = Scene::new();
        for _ in 0..2 {
            assert!(scene.types("ada", "export", "1").contains("direct message"));
        }
        assert!(matches!(&scene.waiting()[..], [Outgoing::Export(export)] if export.user == user("ada")));
    }
}
