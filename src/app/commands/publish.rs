//! `publish`: how far others learn of somebody's hours.

use super::{Command, Line, quoted};
use crate::app::Moment;
use crate::domain::member::Publish;
use crate::domain::text::Speech;
use crate::domain::words::Phrase;
use crate::ports::Changes;

pub const COMMAND: Command = Command {
    word: "publish",
    usage: "[protect | show | any time]",
    about: Phrase::en("publish.about", "what others learn of your hours"),
    details: Phrase::en(
        "publish.details",
        "`publish protect`: whoever pings you in focus, off hours or time off gets a private note; who asks `when` \
         learns whether you can be reached and from when, not why. `publish show`: no notes; who asks learns why too \
         (focus, off hours, time off). `publish any time`: no notes; who asks is told that you may always be reached. \
         `publish default`: as if you had said nothing, then only a focus block you set speaks for you. People from \
         other organisations learn nothing, whatever you choose.",
    ),
    local: false,
    own: false,
    asks: false,
    mentions: false,
    run,
};

const PROTECT: Phrase = Phrase::en(
    "publish.protect",
    "*Protect me:* whoever pings you in focus, off hours or time off gets a private note. Others learn whether you can \
     be reached and from when, not why.",
);
const SHOW: Phrase = Phrase::en(
    "publish.show",
    "*Show my hours:* whoever asks with `/async when` learns when you can be reached and why not now. Nobody gets a note.",
);
const ANY_TIME: Phrase = Phrase::en(
    "publish.any_time",
    "*Reach me any time:* nobody gets a note, and whoever asks is told that you may always be reached.",
);
const UNSAID: Phrase = Phrase::en(
    "publish.unsaid",
    "You have not said how far your hours may be known. Until you do, others see your team's hours in your time zone, \
     and only a focus block you set speaks for you.",
);
const HOW: Phrase = Phrase::en(
    "publish.how",
    "To change it: `/async publish protect`, `/async publish show`, `/async publish any time` or `/async publish default`.",
);
const SAVED: Phrase = Phrase::en("publish.saved", "Saved.");
const NOT_CLEAR: Phrase = Phrase::en(
    "publish.not_clear",
    "I don't know “{word}”, so nothing was changed. Type `/async publish protect`, `/async publish show`, \
     `/async publish any time` or `/async publish default`.",
);

fn run(line: &Line<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Speech {
    let mut member = line.member(moment);
    if matches!(line.words.plain().as_str(), "" | "?" | "status") {
        return described(member.publish).say(line.locale).line(HOW.say(line.locale));
    }
    let Ok(publish) = read(&line.words.plain()) else {
        return line.say(&NOT_CLEAR, &[("word", quoted(&line.words.written(0, line.words.len())))]);
    };
    if member.publish != publish {
        member.publish = publish;
        line.save(member, moment, changes);
    }
    SAVED.say(line.locale).line(described(publish).say(line.locale))
}

/// What somebody wrote is none of the choices.
#[derive(Debug)]
struct Unknown;

/// Reads a choice; `None` takes it back.
fn read(words: &str) -> Result<Option<Publish>, Unknown> {
    let words = words.trim_end_matches(['.', '!']).trim_matches(['"', '\'', '*', '`']);
    Ok(Some(match words {
        "protect" | "protect me" | "protected" | "protection" => Publish::Protect,
        "show" | "show my hours" | "show hours" | "show me" | "hours" | "shown" => Publish::Show,
        "any time" | "anytime" | "any-time" | "reach me any time" | "reach me anytime" | "always" | "any" => {
            Publish::AnyTime
        }
        "default" | "reset" | "nothing" | "off" => return Ok(None),
        _ => return Err(Unknown),
    }))
}

fn described(publish: Option<Publish>) -> &'static Phrase {
    match publish {
        Some(Publish::Protect) => &PROTECT,
        Some(Publish::Show) => &SHOW,
        Some(Publish::AnyTime) => &ANY_TIME,
        None => &UNSAID,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::scene::{Scene, user};
    use crate::domain::record::{Key, Record};

    fn chosen(scene: &Scene) -> (u64, Option<Publish>) {
        let Some((version, Record::Member(ada))) = scene.records.get(&Key::Member(user("ada"))) else {
            panic!("Ada")
        };
        (*version, ada.publish)
    }

    #[test]
    fn every_choice_is_understood_in_any_spelling() {
        for (typed, choice) in [
            ("publish protect", Publish::Protect),
            ("Publish Protect Me", Publish::Protect),
            ("publish “protect”", Publish::Protect),
            ("publish SHOW", Publish::Show),
            ("publish show my hours", Publish::Show),
            ("publish\u{a0}hours", Publish::Show),
            ("publish any time", Publish::AnyTime),
            ("publish anytime!", Publish::AnyTime),
            ("publish any–time", Publish::AnyTime),
            ("/async publish reach me any time", Publish::AnyTime),
        ] {
            let mut scene = Scene::new();
            let said = scene.types("ada", typed, "1");
            assert_eq!(chosen(&scene).1, Some(choice), "{typed}: {said}");
            assert!(said.starts_with("Saved.\n*"), "{said}");
            scene.types("ada", "publish default", "2");
            assert_eq!(chosen(&scene).1, None);
        }
    }

    #[test]
    fn a_slip_changes_nothing() {
        for typed in
            ["none", "all", "protect show", "me", "protekt", "<!channel>", "🙂", "publish", "24/7", "any day"]
        {
            let mut scene = Scene::new();
            let said = scene.types("ada", &format!("publish {typed}"), "1");
            assert!(
                said.contains("nothing was changed") && said.contains("/async publish protect"),
                "{typed}: {said}"
            );
            assert_eq!(chosen(&scene), (1, None));
        }
    }

    #[test]
    fn alone_it_says_how_it_stands() {
        let mut scene = Scene::new();
        assert!(scene.types("ada", "publish", "1").starts_with("You have not said"));
        scene.types("ada", "publish show", "2");
        assert!(scene.types("ada", "publish", "3").starts_with("*Show my hours:*"));
    }
}
