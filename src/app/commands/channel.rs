//! `channel`: how windows show here, and who set it so.

use super::{Command, Line, quoted};
use crate::app::actions::nudges_in_words;
use crate::app::{Moment, say};
use crate::domain::charter::{ChannelNorms, Intensity, TagMode};
use crate::domain::ids::ChannelId;
use crate::domain::nudge::name_of_rule;
use crate::domain::record::{Key, Record};
use crate::domain::text::{Piece, Speech};
use crate::domain::window::DefaultWindow;
use crate::domain::words::Phrase;
use crate::ports::Changes;

pub const COMMAND: Command = Command {
    word: "channel",
    usage: "[tag reaction | thread | both | off] [default days 1 | hours 4 | off] [live on | off]",
    about: Phrase::en("channel.about", "how windows show in this channel, the default one, and live talk"),
    details: Phrase::en(
        "channel.details",
        "A message that says when it wants an answer gets a tag: with `channel tag reaction` a reaction, with \
         `channel tag thread` a reply in its thread that names who is expected by when, with `both` both, with \
         `off` none. A message that asks somebody something and says nothing of the kind gets the default window: \
         `channel default days 1`, `hours 4`, `today`, `week`, or `off` for none; it stands in `asks` and is not \
         tagged. With `channel live on` people talk live here, as in an incident, and nobody gets a note about pings; \
         `channel live off` ends that. Say it in the channel; every full member may. Tags that are there already stay.",
    ),
    local: true,
    own: false,
    asks: false,
    mentions: false,
    run,
};

const SHOWN: Phrase = Phrase::en("channel.shown", "In {channel} windows show as: *{mode}*.");
const DEFAULT: Phrase = Phrase::en("channel.default", "Asked without a window: *{window}*.");
const DEFAULT_HOW: Phrase = Phrase::en(
    "channel.default_how",
    "I can't read that as a window, so nothing was changed. Type `/async channel default days 1`, `hours 4`, \
     `within 24`, `today`, `week`, `checkin` or `off`.",
);
const SET_BY: Phrase = Phrase::en("channel.set_by", "Set by {who}, {when} (version {version}).");
const TEAM: Phrase = Phrase::en("channel.team", "That is your team's setting; nobody changed it here.");
const HOW: Phrase =
    Phrase::en("channel.how", "To change it: `/async channel tag reaction`, `thread`, `both` or `off`.");
const LIVE: Phrase = Phrase::en("channel.live", "People talk *live* here: nobody gets a note about pings.");
const QUIET: Phrase =
    Phrase::en("channel.quiet", "I say nothing here on my own now; `/async quiet here off` ends that.");
const OBSERVES: Phrase =
    Phrase::en("channel.observes", "I only watch here until {when}. This week I would have said {notes}.");
const OBSERVES_ALL: Phrase = Phrase::en(
    "channel.observes_all",
    "I only watch in this workspace. This week I would have said {notes} here.",
);
const NOTES_NONE: Phrase = Phrase::en("channel.notes_none", "no notes");
const NOTES_ONE: Phrase = Phrase::en("channel.notes_one", "1 note");
const NOTES: Phrase = Phrase::en("channel.notes", "{n} notes");
const NOBODY_ACTS: Phrase = Phrase::en(
    "channel.nobody_acts",
    "Nobody in this workspace acted on my last notes about {what}, so I keep those to myself for a while.",
);
const WHICH_LIVE: Phrase = Phrase::en(
    "channel.which_live",
    "I don't know “{word}”, so nothing was changed. Type `/async channel live on` or `/async channel live off`.",
);
const INVITE: Phrase = Phrase::en("channel.invite", "I tag in channels I was invited to.");
const SAVED: Phrase = Phrase::en("channel.saved", "Saved.");
const PRIVATE: Phrase = Phrase::en(
    "channel.private",
    "That is a setting of a channel. Type `/async channel tag reaction` in the channel it is for.",
);
const GUEST: Phrase =
    Phrase::en("channel.guest", "Settings of a channel are for its full members. Nothing was changed.");
const WHICH: Phrase = Phrase::en(
    "channel.which",
    "I don't know “{word}”, so nothing was changed. Type `/async channel tag reaction`, `thread`, `both` or `off`.",
);

/// What is counted of notes, for whoever sets the channel.
pub(super) fn missing(channel: &ChannelId, moment: &Moment<'_>) -> Vec<Key> {
    let rules = name_of_rule::ALL.iter().copied().map(Key::Tally);
    let keys = rules.chain([Key::Unsaid(channel.clone())]);
    keys.filter(|key| !moment.looked_up(key)).collect()
}

/// What is to be changed.
enum Wish {
    Tag(TagMode),
    Live(bool),
}

fn run(line: &Line<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Speech {
    if line.private {
        return PRIVATE.say(line.locale);
    }
    let norms = moment.norms(line.channel);
    if line.words.at(0) == "default" {
        return set_default(&line.words.after(1).plain(), norms, line, moment, changes);
    }
    let wish = match (line.words.at(0), line.words.at(1)) {
        ("", _) | ("show" | "tag" | "tags", "") => {
            return shown(&norms, line, moment).line(HOW.say(line.locale));
        }
        ("live", word) => switched(word).filter(|_| line.words.len() <= 2).map(Wish::Live),
        ("tag" | "tags", word) | (word, "") => named(word).map(Wish::Tag),
        _ => None,
    };
    let Some(wish) = wish else { return refuse(line) };
    if line.is_guest(moment) {
        return GUEST.say(line.locale);
    }
    let wanted = match wish {
        Wish::Tag(mode) => ChannelNorms { tag: Some(mode), ..norms.clone() },
        Wish::Live(is_live) => ChannelNorms { live: is_live, ..norms.clone() },
    };
    let norms = set(wanted, norms, line, moment, changes);
    SAVED.say(line.locale).line(shown(&norms, line, moment)).line(INVITE.say(line.locale))
}

fn set_default(
    words: &str,
    norms: ChannelNorms,
    line: &Line<'_>,
    moment: &Moment<'_>,
    changes: &mut Changes,
) -> Speech {
    let Ok(window) = words.parse::<DefaultWindow>() else { return DEFAULT_HOW.say(line.locale) };
    if line.is_guest(moment) {
        return GUEST.say(line.locale);
    }
    let wanted = ChannelNorms { default_window: Some(window), ..norms.clone() };
    let norms = set(wanted, norms, line, moment, changes);
    SAVED.say(line.locale).line(shown(&norms, line, moment))
}

fn refuse(line: &Line<'_>) -> Speech {
    let is_live = line.words.at(0) == "live";
    let from = usize::from(is_live || (matches!(line.words.at(0), "tag" | "tags") && line.words.len() > 1));
    let phrase = if is_live { &WHICH_LIVE } else { &WHICH };
    line.say(phrase, &[("word", quoted(&line.words.written(from, from + 1)))])
}

fn switched(word: &str) -> Option<bool> {
    match word.trim_matches(['.', ',', '!', '"', '\'', '`']) {
        "" | "on" | "yes" | "start" => Some(true),
        "off" | "no" | "stop" | "end" | "over" => Some(false),
        _ => None,
    }
}

fn named(word: &str) -> Option<TagMode> {
    Some(match word.trim_end_matches(['.', ',', '!']) {
        "reaction" | "reactions" | "emoji" => TagMode::Reaction,
        "thread" | "threads" | "reply" => TagMode::Thread,
        "both" => TagMode::Both,
        "off" | "none" | "no" => TagMode::Off,
        _ => return None,
    })
}

fn spoken(mode: TagMode) -> &'static str {
    match mode {
        TagMode::Off => "off",
        TagMode::Reaction => "reaction",
        TagMode::Thread => "thread",
        TagMode::Both => "both",
    }
}

/// Sets what is wanted, unless it is set so already.
fn set(
    wanted: ChannelNorms,
    norms: ChannelNorms,
    line: &Line<'_>,
    moment: &Moment<'_>,
    changes: &mut Changes,
) -> ChannelNorms {
    if wanted == norms {
        return norms;
    }
    let wanted = ChannelNorms {
        version: norms.version.saturating_add(1),
        changed: Some((line.user.clone(), moment.now)),
        ..wanted
    };
    moment.put(changes, Key::Channel(line.channel.clone()), Record::Channel(wanted.clone()), None);
    wanted
}

fn shown(norms: &ChannelNorms, line: &Line<'_>, moment: &Moment<'_>) -> Speech {
    let places = [
        ("channel", Piece::Channel(line.channel.clone())),
        ("mode", Piece::Ours(spoken(norms.tag(moment.charter)).into())),
    ];
    let default = norms.default_window.as_ref().unwrap_or(&moment.charter.default_window);
    let default = line.say(&DEFAULT, &[("window", Piece::Ours(default.to_string()))]);
    let mut said = line.say(&SHOWN, &places).line(default);
    if norms.live {
        said = said.line(LIVE.say(line.locale));
    }
    if norms.is_quiet(moment.now) {
        said = said.line(QUIET.say(line.locale));
    }
    if let Some(observes) = observes(norms, line, moment) {
        said = said.line(observes);
    }
    for rule in name_of_rule::ALL {
        if matches!(moment.record(&Key::Tally(rule)), Some(Record::Tally(tally)) if tally.is_quiet()) {
            let what = Piece::Ours(nudges_in_words(rule, line.locale).to_owned());
            said = said.line(line.say(&NOBODY_ACTS, &[("what", what)]));
        }
    }
    let Some((who, when)) = &norms.changed else { return said.line(TEAM.say(line.locale)) };
    said.line(line.say(
        &SET_BY,
        &[
            // shown to one person only, so the mention wakes nobody
            ("who", Piece::Member(who.clone())),
            ("when", say::moment(*when, &line.zone(moment), line.locale)),
            ("version", Piece::Ours(norms.version.to_string())),
        ],
    ))
}

/// Until when the channel is only watched, and what would have been said this week.
fn observes(norms: &ChannelNorms, line: &Line<'_>, moment: &Moment<'_>) -> Option<Speech> {
    if norms.intensity(moment.charter, moment.now) != Intensity::Observe {
        return None;
    }
    let count = match moment.record(&Key::Unsaid(line.channel.clone())) {
        Some(Record::Unsaid(unsaid)) => unsaid.in_week_of(moment.now),
        _ => 0,
    };
    let notes = match count {
        0 => NOTES_NONE.text(line.locale).to_owned(),
        1 => NOTES_ONE.text(line.locale).to_owned(),
        n => NOTES.words(line.locale, &[("n", &*n.to_string())]),
    };
    let notes = ("notes", Piece::Ours(notes));
    Some(match norms.observe.filter(|until| moment.now < *until) {
        Some(until) => {
            line.say(&OBSERVES, &[notes, ("when", say::moment(until, &line.zone(moment), line.locale))])
        }
        None => line.say(&OBSERVES_ALL, &[notes]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::scene::{Scene, launch, profile};
    use crate::domain::member::Profile;

    #[test]
    fn a_channel_says_how_it_is_set_and_by_whom() {
        let mut scene = Scene::new();
        let said = scene.ada_types("channel");
        assert!(
            said.contains("In <#C0LAUNCH> windows show as: *reaction*.")
                && said.contains("nobody changed it"),
            "{said}"
        );
        assert!(
            scene
                .types("ada", "channel tag thread", "1")
                .starts_with("Saved.\nIn <#C0LAUNCH> windows show as: *thread*.")
        );
        let said = scene.types("bo", "Channel", "2");
        assert!(
            said.contains("*thread*") && said.contains("Set by <@U0ADA>, ") && said.contains("version 1"),
            "{said}"
        );
        scene.types("bo", "channel tag off", "3");
        assert!(
            scene
                .types("ada", "channel", "4")
                .contains("Set by <@U0BO>, Thu 15 Oct, 10:20 Europe/Berlin (version 2)")
        );
    }

    #[test]
    fn every_mode_is_understood_in_any_spelling() {
        for (typed, mode) in [
            ("channel tag reaction", TagMode::Reaction),
            ("Channel Tag REACTIONS", TagMode::Reaction),
            ("channel tag emoji", TagMode::Reaction),
            ("channel\u{a0}tag\tthread", TagMode::Thread),
            ("channel tags threads", TagMode::Thread),
            ("channel thread", TagMode::Thread),
            ("“channel” tag both", TagMode::Both),
            ("channel tag both!", TagMode::Both),
            ("/async channel tag off", TagMode::Off),
            ("channel tag none", TagMode::Off),
        ] {
            let mut scene = Scene::new();
            let said = scene.types("ada", typed, "1");
            let Some((_, Record::Channel(norms))) = scene.records.get(&Key::Channel(launch())) else {
                panic!("{typed}: {said}");
            };
            assert_eq!(norms.tag, Some(mode), "{typed}");
            scene.types("ada", typed, "2");
            let Some((version, _)) = scene.records.get(&Key::Channel(launch())) else { panic!("there") };
            assert_eq!(*version, 1, "the same again changes nothing");
        }
    }

    #[test]
    fn a_slip_changes_nothing() {
        for typed in [
            "channel tag loud",
            "channel tag on",
            "channel tag <!channel>",
            "channel loud",
            "channel tag 🙂",
            "channel tag {}",
            "channel digest off",
            "channel off default",
            "channel tag reaktion",
            "channel off please",
            "channel ?",
        ] {
            let mut scene = Scene::new();
            let before = scene.records.len();
            assert!(scene.types("ada", typed, "1").contains("/async channel tag reaction"), "{typed}");
            assert_eq!(scene.records.len(), before, "{typed}");
        }
    }

    #[test]
    fn a_channel_is_live_while_its_people_say_so() {
        for (typed, live) in [
            ("channel live on", true),
            ("Channel LIVE", true),
            ("channel live yes!", true),
            ("/async channel live “on”", true),
            ("channel live maybe", false),
            ("channel live on off", false),
        ] {
            let mut scene = Scene::new();
            let said = scene.types("ada", typed, "1");
            assert_eq!(said.contains("People talk *live* here"), live, "{typed}: {said}");
            assert_eq!(said.contains("nothing was changed"), !live, "{typed}: {said}");
            assert_eq!(scene.records.contains_key(&Key::Channel(launch())), live);
            let said = scene.types("bo", "channel live off", "2");
            assert!(!said.contains("People talk *live* here") && said.starts_with("Saved."), "{said}");
            assert!(scene.types("ada", "channel", "3").contains("*reaction*"), "the tag stays as it was");
        }
    }

    #[test]
    fn guests_from_elsewhere_change_nothing() {
        let mut scene = Scene::new();
        scene.knows("eve", Profile { external: true, ..profile("Eve", "Europe/Paris") });
        assert!(scene.types("eve", "channel tag off", "1").contains("full members"));
        assert!(!scene.records.contains_key(&Key::Channel(launch())));
    }

    #[test]
    fn a_channel_has_a_default_window_of_its_own() {
        let mut scene = Scene::new();
        assert!(scene.ada_types("channel").contains("Asked without a window: *days 1*."));
        assert!(scene.types("ada", "Channel default  soon", "1").contains("Type `/async channel default"));
        assert!(scene.types("ada", "channel default hours 4", "2").contains("*hours 4*"));
        assert!(scene.types("bo", "channel default OFF", "3").contains("Asked without a window: *off*."));
        let Some((version, Record::Channel(norms))) = scene.records.get(&Key::Channel(launch())) else {
            panic!("norms")
        };
        assert_eq!((*version, &norms.default_window), (2, &Some(DefaultWindow(None))));
        scene.knows("eve", Profile { external: true, ..profile("Eve", "Europe/Paris") });
        assert!(scene.types("eve", "channel default week", "4").contains("full members"));
    }

    #[test]
    fn who_sets_a_channel_learns_what_is_only_counted_and_what_nobody_acts_on() {
        use crate::domain::nudge::{NOBODY_ACTS, Tally, Unsaid};
        let mut scene = Scene::new();
        scene.now += chrono::TimeDelta::days(1);
        let observe = Some(scene.now + chrono::TimeDelta::days(7));
        let norms = ChannelNorms { observe, ..ChannelNorms::default() };
        scene.records.insert(Key::Channel(launch()), (1, Record::Channel(norms)));
        let told = |scene: &Scene| scene.ada_types("channel");
        assert!(told(&scene).contains("I only watch here until Fri 23 Oct"), "{}", told(&scene));
        assert!(told(&scene).contains("This week I would have said no notes."), "{}", told(&scene));
        for (notes, says) in [(1, "said 1 note."), (14, "said 14 notes.")] {
            let unsaid = Unsaid { week: "2026-W42".into(), notes };
            scene.records.insert(Key::Unsaid(launch()), (1, Record::Unsaid(unsaid)));
            assert!(told(&scene).contains(says), "{}", told(&scene));
        }
        scene.now += chrono::TimeDelta::days(3);
        assert!(told(&scene).contains("no notes"), "another week: {}", told(&scene));
        assert!(!told(&scene).contains("Nobody in this workspace"));
        let tally = Tally { ignored: NOBODY_ACTS, ..Tally::default() };
        scene.records.insert(Key::Tally(name_of_rule::FOCUS), (1, Record::Tally(tally)));
        assert!(told(&scene).contains("notes about pings to people in focus, so I keep"), "{}", told(&scene));
        scene.now += chrono::TimeDelta::days(30);
        assert!(!told(&scene).contains("I only watch"), "{}", told(&scene));
    }
}
