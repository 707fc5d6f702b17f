//! `forget me`: everything that is kept of somebody goes, after they were asked once.

use super::{Command, Line};
use crate::app::Moment;
use crate::app::actions::forget::{FORGET, KEEP};
use crate::domain::text::{Piece, Speech};
use crate::domain::words::Phrase;
use crate::ports::Changes;

pub const COMMAND: Command = Command {
    word: "forget",
    usage: "me",
    about: Phrase::en("forget.about", "erase what I keep of you"),
    details: Phrase::en(
        "forget.details",
        "Type `/async forget me`. I say what goes and what stays, and ask once. `/async export` gives you a copy first.",
    ),
    local: false,
    own: false,
    asks: false,
    mentions: false,
    run,
};

const HOW: Phrase = Phrase::en("forget.how", "To have me erase what I keep of you, type `/async forget me`.");
const GOES: Phrase = Phrase::en(
    "forget.goes",
    "*This goes, at once and for good:* your hours, focus, check-ins, time off, zone, holidays and calendar; your \
     reminders, those you set for others and those others set for you; what you asked ends, and where others asked \
     you, nobody waits for you any more; what I know of your profile, and all I counted or learned about you.",
);
const STAYS: Phrase = Phrase::en(
    "forget.stays",
    "*This stays:* messages that stand in Slack already. For 26 hours, which messages and commands came, so that none \
     counts twice, with my answers, sealed. And if you told me to be quiet, or that you want no reminders from \
     somebody, just that, until you take it back; as long as that somebody else wants none of yours, that too.",
);

fn run(line: &Line<'_>, moment: &Moment<'_>, _: &mut Changes) -> Speech {
    let mine = ["me", "my data", "about me", "me please"];
    if !mine.contains(&line.words.plain().trim_matches(['.', '!', '?'])) {
        return line.say(&HOW, &[]);
    }
    let button = |(action, label): (&str, &Phrase)| Piece::Button {
        action: action.to_owned(),
        label: label.text(line.locale).to_owned(),
        value: moment.now.timestamp().to_string(),
    };
    let said = line.say(&GOES, &[]).line(line.say(&STAYS, &[]));
    said.then(button(FORGET)).then(button(KEEP))
}

#[cfg(test)]
mod tests {
    use crate::app::scene::Scene;

    #[test]
    fn it_says_what_goes_and_what_stays_before_anything_happens() {
        let said = Scene::new().ada_types("forget me");
        for words in ["your hours", "those others set for you", "26 hours", "until you take it back"] {
            assert!(said.contains(words), "{words}: {said}");
        }
        for other in ["forget", "forget it", "forget @bo"] {
            let said = Scene::new().ada_types(other);
            assert!(said.contains("type `/async forget me`"), "{other}: {said}");
        }
    }
}
