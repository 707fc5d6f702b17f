//! `quiet`: Unrush says nothing on its own, to one person or in one channel.

use chrono::{DateTime, Utc};

use super::line::Words;
use super::{Command, Line, channels, quoted, when};
use crate::app::{Moment, say};
use crate::domain::charter::ChannelNorms;
use crate::domain::ids::ChannelId;
use crate::domain::member::Quiet;
use crate::domain::record::{Key, Record};
use crate::domain::text::{Piece, Speech};
use crate::domain::words::Phrase;
use crate::ports::Changes;

pub const COMMAND: Command = Command {
    word: "quiet",
    usage: "[me | #channel] [until friday | off]",
    about: Phrase::en("quiet.about", "I say nothing on my own, to you or in a channel"),
    details: Phrase::en(
        "quiet.details",
        "`quiet` or `quiet me`: no notes and no lists from me; reminders you set still come and commands are answered. \
         `quiet here` or `quiet #channel`: no tags, notes or digests there; every full member may say so. Each takes a \
         time: `quiet 2h`, `quiet me until friday`, `quiet here until tomorrow 9am`. `quiet off` and `quiet here off` \
         end it.",
    ),
    local: true,
    own: false,
    asks: false,
    mentions: true,
    run,
};

const ME_UNTIL: Phrase = Phrase::en("quiet.me_until", "I say nothing to you on my own until {when}.");
const ME_ALWAYS: Phrase = Phrase::en("quiet.me_always", "I say nothing to you on my own from now on.");
const ME_STILL: Phrase = Phrase::en(
    "quiet.me_still",
    "Reminders you set still come, and commands are answered. `/async quiet off` ends it.",
);
const ME_OFF: Phrase = Phrase::en("quiet.me_off", "I may speak to you again.");
const THERE_UNTIL: Phrase = Phrase::en(
    "quiet.there_until",
    "In {channel} I say nothing on my own until {when}. `/async quiet here off`, typed there, ends it.",
);
const THERE_ALWAYS: Phrase = Phrase::en(
    "quiet.there_always",
    "In {channel} I say nothing on my own from now on. `/async quiet here off`, typed there, ends it.",
);
const THERE_OFF: Phrase = Phrase::en("quiet.there_off", "In {channel} I may speak again.");
const NOT_CLEAR: Phrase = Phrase::en(
    "quiet.not_clear",
    "I could not read “{word}”, so nothing was changed. Try `/async quiet me until friday`, `/async quiet here 2h` or \
     `/async quiet off`.",
);
const PAST: Phrase = Phrase::en(
    "quiet.past",
    "That moment is over already, so nothing was changed. Try `/async quiet me until friday` or `/async quiet 2h`.",
);
const NOT_HERE: Phrase = Phrase::en(
    "quiet.not_here",
    "This is no channel, so nothing was changed. Type `/async quiet here` in the channel it is for.",
);
const IN_IT: Phrase = Phrase::en(
    "quiet.in_it",
    "That is for the people in {channel}, so nothing was changed. Type `/async quiet here` there.",
);
const GUEST: Phrase =
    Phrase::en("quiet.guest", "Settings of a channel are for its full members. Nothing was changed.");

/// Where it is to be quiet.
enum Where {
    Me,
    There(ChannelId),
}

fn run(line: &Line<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Speech {
    let place = match place(line, moment) {
        Ok(place) => place,
        Err(refusal) => return refusal,
    };
    let quiet = match how_long(&without_place(&line.words), line, moment) {
        Ok(quiet) => quiet,
        Err(refusal) => return refusal,
    };
    match place {
        Where::Me => with_me(quiet, line, moment, changes),
        Where::There(channel) => there(&channel, quiet, line, moment, changes),
    }
}

fn place(line: &Line<'_>, moment: &Moment<'_>) -> Result<Where, Speech> {
    if let Some(channel) = channels(&line.words).into_iter().next() {
        return may_set(&channel, line, moment).map(|()| Where::There(channel));
    }
    let here =
        matches!(line.words.at(0), "here" | "channel") || line.words.plain().starts_with("this channel");
    match (here, line.private) {
        (false, _) => Ok(Where::Me),
        (true, true) => Err(NOT_HERE.say(line.locale)),
        (true, false) => may_set(line.channel, line, moment).map(|()| Where::There(line.channel.clone())),
    }
}

/// Full members of a channel may. Whoever types in it is in it; elsewhere we have to know that they are.
fn may_set(channel: &ChannelId, line: &Line<'_>, moment: &Moment<'_>) -> Result<(), Speech> {
    if line.is_guest(moment) {
        return Err(GUEST.say(line.locale));
    }
    let in_room = || {
        let room = moment.group(&Key::Room(channel.clone()));
        room.is_some_and(|room| room.members.contains(line.user))
    };
    let typed_there = channel == line.channel && !line.private;
    let refusal = || line.say(&IN_IT, &[("channel", Piece::Channel(channel.clone()))]);
    if typed_there || in_room() { Ok(()) } else { Err(refusal()) }
}

fn without_place(words: &Words) -> Words {
    let mut words = words.clone();
    while matches!(words.at(0), "me" | "here" | "channel" | "this" | "in" | "for" | "please" | ",")
        || words.at(0).starts_with("<#")
    {
        words = words.after(1);
    }
    words
}

/// `Some` of how long, `None` to end it.
fn how_long(words: &Words, line: &Line<'_>, moment: &Moment<'_>) -> Result<Option<Quiet>, Speech> {
    match words.plain().trim_end_matches(['.', '!']) {
        "" | "on" | "always" | "forever" | "for good" => return Ok(Some(Quiet::Always)),
        "off" | "no" | "stop" | "end" | "over" | "none" => return Ok(None),
        _ => {}
    }
    let zone = line.zone(moment);
    let lead = usize::from(matches!(words.at(0), "until" | "till" | "til" | "to"));
    let read = if lead == 1 { when::until } else { when::whole };
    match read(&words.after(lead), moment.now, &zone) {
        Some(Ok(at)) => Ok(Some(Quiet::Until(at))),
        Some(Err(when::Slip::Past)) => Err(PAST.say(line.locale)),
        _ => Err(line.say(&NOT_CLEAR, &[("word", quoted(&words.written(0, words.len())))])),
    }
}

fn with_me(quiet: Option<Quiet>, line: &Line<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Speech {
    let mut member = line.member(moment);
    // who wants to hear from us again hears also what they had silenced with *Not again*
    let hears_all = quiet.is_none() && !member.heard.is_empty();
    if member.quiet != quiet || hears_all {
        member.quiet = quiet;
        if hears_all {
            member.heard.clear();
        }
        line.save(member, moment, changes);
    }
    match quiet {
        None => ME_OFF.say(line.locale),
        Some(Quiet::Always) => ME_ALWAYS.say(line.locale).line(ME_STILL.say(line.locale)),
        Some(Quiet::Until(at)) => {
            line.say(&ME_UNTIL, &[when_said(at, line, moment)]).line(ME_STILL.say(line.locale))
        }
    }
}

fn there(
    channel: &ChannelId,
    quiet: Option<Quiet>,
    line: &Line<'_>,
    moment: &Moment<'_>,
    changes: &mut Changes,
) -> Speech {
    let norms = moment.norms(channel);
    if norms.quiet != quiet {
        let norms = ChannelNorms {
            quiet,
            version: norms.version.saturating_add(1),
            changed: Some((line.user.clone(), moment.now)),
            ..norms
        };
        moment.put(changes, Key::Channel(channel.clone()), Record::Channel(norms), None);
    }
    let place = ("channel", Piece::Channel(channel.clone()));
    match quiet {
        None => line.say(&THERE_OFF, &[place]),
        Some(Quiet::Always) => line.say(&THERE_ALWAYS, &[place]),
        Some(Quiet::Until(at)) => line.say(&THERE_UNTIL, &[place, when_said(at, line, moment)]),
    }
}

fn when_said(at: DateTime<Utc>, line: &Line<'_>, moment: &Moment<'_>) -> (&'static str, Piece) {
    ("when", say::moment(at, &line.zone(moment), line.locale))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::scene::{Scene, launch, profile, user};
    use crate::domain::member::Profile;
    use crate::domain::record::Group;

    fn mine(scene: &Scene) -> Option<Quiet> {
        let Some((_, Record::Member(ada))) = scene.records.get(&Key::Member(user("ada"))) else {
            panic!("Ada")
        };
        ada.quiet
    }

    fn theirs(scene: &Scene, channel: &ChannelId) -> Option<Quiet> {
        match scene.records.get(&Key::Channel(channel.clone())) {
            Some((_, Record::Channel(norms))) => norms.quiet,
            _ => None,
        }
    }

    fn until(text: &str) -> Quiet {
        Quiet::Until(text.parse().expect("moment"))
    }

    #[test]
    fn somebody_has_their_peace_for_as_long_as_they_say() {
        for (typed, quiet) in [
            ("quiet", Some(Quiet::Always)),
            ("Quiet me!", Some(Quiet::Always)),
            ("quiet until 17h", Some(until("2026-10-15T15:00:00Z"))),
            ("quiet “2h” pls 🙂", Some(until("2026-10-15T10:20:00Z"))),
            ("quiet on", Some(Quiet::Always)),
            ("quiet 2h", Some(until("2026-10-15T10:20:00Z"))),
            ("quiet me for 2 hours", Some(until("2026-10-15T10:20:00Z"))),
            ("quiet until 14", Some(until("2026-10-15T12:00:00Z"))),
            ("quiet me until friday", Some(until("2026-10-16T07:00:00Z"))),
            ("QUIET me till tomorrow 8am", Some(until("2026-10-16T06:00:00Z"))),
            ("quiet me forever", Some(Quiet::Always)),
            ("quiet until 24 Dec", Some(until("2026-12-24T08:00:00Z"))),
        ] {
            let mut scene = Scene::new();
            let said = scene.types("ada", typed, "1");
            assert_eq!(mine(&scene), quiet, "{typed}: {said}");
            assert!(
                said.contains("I say nothing to you on my own") && said.contains("/async quiet off"),
                "{said}"
            );
            scene.types("ada", "quiet off", "2");
            assert_eq!(mine(&scene), None);
        }
    }

    #[test]
    fn a_slip_changes_nothing() {
        for typed in [
            "maybe",
            "until soon",
            "me until",
            "until 25:61",
            "bo",
            "2 bananas",
            "today 8am",
            "<@U0BO> 2h",
            "off please now",
            "🙂",
        ] {
            let mut scene = Scene::new();
            scene.calm();
            let said = scene.types("ada", &format!("quiet {typed}"), "1");
            assert!(said.contains("nothing was changed") && said.contains("/async quiet"), "{typed}: {said}");
            assert_eq!(mine(&scene), None, "{typed}");
        }
    }

    #[test]
    fn a_channel_is_quiet_where_its_people_say_so() {
        let mut scene = Scene::new();
        let said = scene.types("ada", "quiet here 2h", "1");
        assert!(said.starts_with("In <#C0LAUNCH> I say nothing on my own until Thu 15 Oct, 12:20"), "{said}");
        assert_eq!(theirs(&scene, &launch()), Some(until("2026-10-15T10:20:00Z")));
        assert!(scene.types("bo", "quiet <#C0LAUNCH|launch> off", "2").contains("I may speak again"));
        assert_eq!(theirs(&scene, &launch()), None);
        let other = ChannelId::parse("C0OTHER").expect("id");
        let said = scene.types("ada", "quiet <#C0OTHER|other>", "3");
        assert!(said.contains("for the people in <#C0OTHER>"), "{said}");
        let room = Record::Group(Group { members: vec![user("ada")] });
        scene.records.insert(Key::Room(other.clone()), (1, room));
        scene.types("ada", "quiet <#C0OTHER|other>", "4");
        assert_eq!(theirs(&scene, &other), Some(Quiet::Always));
        scene.knows("eve", Profile { external: true, ..profile("Eve", "Europe/Paris") });
        assert!(scene.types("eve", "quiet here", "5").contains("full members"));
        assert_eq!(theirs(&scene, &launch()), None);
    }
}
