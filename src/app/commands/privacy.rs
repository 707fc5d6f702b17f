//! `privacy`: what Unrush can see and what it cannot, and what it keeps.

use super::{Command, Line};
use crate::app::Moment;
use crate::domain::text::Speech;
use crate::domain::words::Phrase;
use crate::ports::Changes;

pub const COMMAND: Command = Command {
    word: "privacy",
    usage: "",
    about: Phrase::en("privacy.about", "what I can see, and what I keep"),
    details: Phrase::en("privacy.details", "Type `/async privacy`."),
    local: false,
    own: false,
    asks: false,
    mentions: false,
    run,
};

const SEES: Phrase = Phrase::en(
    "privacy.sees",
    "*What I see:* messages in the channels I was invited to, what you write to me, and from your profile your name, \
     time zone, language and do-not-disturb window, and of a status or huddle what it means and until when.",
);
const SEES_NOT: Phrase = Phrase::en(
    "privacy.sees_not",
    "*What I can't see:* direct messages between people, channels I was not invited to, files, your calendar unless \
     you give me its address, and who is online. So before you write somebody a direct message, ask me: `/async when @ana`.",
);
const KEEPS: Phrase = Phrase::en(
    "privacy.keeps",
    "*What I keep:* of other people's messages who asked whom, where and when, and by when an answer is expected; \
     never the words. When somebody last wrote in a channel is forgotten within an hour. The text of your reminders is \
     kept, sealed, until they have come. Of a calendar you gave me: its address, sealed, and from when to when something \
     counts; no titles, people or places. \
     `/async export` shows you all of it, `/async forget me` erases it.",
);
const OTHERS: Phrase = Phrase::en(
    "privacy.others",
    "*What others learn of you:* what you choose with `/async publish`. People from other organisations learn nothing. \
     There is no list of who answers how fast, for anybody.",
);

const UPLOADS: Phrase = Phrase::en(
    "privacy.uploads",
    "*What I bring here:* your workspace lets me upload files. I do so for the picture of a day that `/async overlap` shows; \
     only who asked sees it, and I delete it after a day. Nobody else's files can I see.",
);

fn run(line: &Line<'_>, moment: &Moment<'_>, _: &mut Changes) -> Speech {
    let uploads = moment.may_upload.then_some(&UPLOADS);
    [&SEES_NOT, &KEEPS, &OTHERS]
        .into_iter()
        .chain(uploads)
        .fold(SEES.say(line.locale), |said, more| said.line(more.say(line.locale)))
}

#[cfg(test)]
mod tests {
    use crate::app::scene::Scene;

    #[test]
    fn it_says_what_can_and_what_cannot_be_seen() {
        let said = Scene::new().ada_types("Privacy?");
        for words in [
            "channels I was invited to",
            "direct messages between people",
            "never the words",
            "/async when @ana",
        ] {
            assert!(said.contains(words), "{words}: {said}");
        }
        assert!(!said.contains("upload"), "{said}");
        let mut scene = Scene::new();
        scene.may_upload = true;
        assert!(scene.ada_types("privacy").contains("your workspace lets me upload files"));
    }
}
