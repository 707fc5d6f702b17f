//! `digest`: when the weekly thread of this channel comes, what it would say, and changing that.

use chrono::DateTime;
use chrono::Utc;

use super::{Command, Line};
use crate::app::{Moment, digest, say};
use crate::domain::ask::AskRef;
use crate::domain::digest::{Contents, Digest, DigestTime, Firing, Week, due};
use crate::domain::ids::UserId;
use crate::domain::record::{Key, List, Record};
use crate::domain::text::{Piece, Speech};
use crate::domain::words::Phrase;
use crate::domain::worktime::words;
use crate::ports::Changes;

pub const COMMAND: Command = Command {
    word: "digest",
    usage: "[preview | now | skip | move fri 15:00 | off | on]",
    about: Phrase::en("digest.about", "the weekly thread of this channel"),
    details: Phrase::en(
        "digest.details",
        "Once a week a thread tells what waits for an answer here and who is away next week; when there is nothing \
         to tell, nothing is posted. `digest` says when it comes, `digest preview` shows it to you alone, \
         `digest now` posts it at once instead of later this week, `digest skip` leaves the next one out, \
         `digest move fri 15:00` moves it, `digest off` and `digest on` switch it. Say it in the channel; every \
         full member may.",
    ),
    local: true,
    own: false,
    asks: false,
    mentions: false,
    run,
};

const PRIVATE: Phrase = Phrase::en(
    "digest.private",
    "The weekly thread belongs to a channel. Type `/async digest` in the channel it is for.",
);
const GUEST: Phrase = Phrase::en(
    "digest.guest",
    "The weekly thread is for the channel's full members to set. Nothing was changed.",
);
const COMES: Phrase =
    Phrase::en("digest.comes", "The weekly thread of {channel} comes {day} at {clock} {zone} time.");
const NEXT: Phrase = Phrase::en("digest.next", "Next: {when}.");
const IS_OFF: Phrase =
    Phrase::en("digest.is_off", "{channel} has no weekly thread. `/async digest on` switches it on.");
const NOT_YET: Phrase = Phrase::en(
    "digest.not_yet",
    "{channel} has no weekly thread yet. Invite me, or type `/async digest on` if I am here already.",
);
const SET_BY: Phrase = Phrase::en("digest.set_by", "Set by {who}, {when}.");
const MISSED: Phrase = Phrase::en("digest.missed", "Week {week} was left out: I was away when it was due.");
const SAVED: Phrase = Phrase::en("digest.saved", "Saved.");
const OFF: Phrase = Phrase::en("digest.off", "Saved. {channel} gets no weekly thread any more.");
const SKIPPED: Phrase = Phrase::en("digest.skipped", "The thread of week {week} is left out.");
const NOW: Phrase = Phrase::en(
    "digest.now",
    "It comes now, unless there is nothing to tell; the one later this week is left out for it.",
);
const THERE: Phrase = Phrase::en("digest.there", "This week's thread is over already. Next: {when}.");
const HOW: Phrase = Phrase::en(
    "digest.how",
    "I don't understand that, so nothing was changed. Type `/async digest preview`, `now`, `skip`, \
     `move fri 15:00`, `off` or `on`.",
);
const EMPTY: Phrase =
    Phrase::en("digest.empty", "If it came now, there would be nothing to tell and no thread.");
const PREVIEW: Phrase = Phrase::en("digest.preview", "If it came now, it would tell this:");
const WAITS: Phrase = Phrase::en("digest.preview_waits", "• {who} waits for an answer: {link}");
const WAITS_BY: Phrase =
    Phrase::en("digest.preview_waits_by", "• {who} waits for an answer: {link}, by {when}");
const MORE: Phrase = Phrase::en("digest.preview_more", "and {n} more");
const AWAY: Phrase = Phrase::en("digest.preview_away", "• {who} is away next week");
const LINK: Phrase = Phrase::en("digest.preview_link", "the message");

/// The lists and records `digest preview` looks at besides those of every command.
pub fn lists(line: &super::Words, channel: &crate::domain::ids::ChannelId) -> Vec<List> {
    if line.at(0) == "preview" { vec![List::Open(channel.clone())] } else { Vec::new() }
}

/// What a preview needs to know more.
pub fn missing(
    line: &super::Words,
    channel: &crate::domain::ids::ChannelId,
    moment: &Moment<'_>,
) -> Vec<Key> {
    if line.at(0) != "preview" {
        return Vec::new();
    }
    let room = Key::Room(channel.clone());
    let members = moment.group(&room).into_iter().flat_map(|room| &room.members).cloned().map(Key::Member);
    let asks = open(channel, moment).map(|about| Key::Ask(about.channel.clone(), about.ts.clone()));
    let keys = [room.clone()].into_iter().chain(members).chain(asks);
    keys.filter(|key| !moment.looked_up(key)).take(MOST_LOADED).collect()
}

/// How much a preview looks at in one go.
const MOST_LOADED: usize = 1_500;

fn open<'a>(
    channel: &crate::domain::ids::ChannelId,
    moment: &Moment<'a>,
) -> impl Iterator<Item = &'a AskRef> {
    moment.facts.lists.get(&List::Open(channel.clone())).into_iter().flatten()
}

fn run(line: &Line<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Speech {
    if line.private {
        return PRIVATE.say(line.locale);
    }
    let known = digest::of(line.channel, moment);
    let word = line.words.at(0);
    match word {
        "" | "show" | "when" => return shown(known, line, moment),
        "preview" => return preview(known, line, moment),
        "now" | "skip" | "move" | "off" | "on" => {}
        _ => return HOW.say(line.locale),
    }
    if line.is_guest(moment) {
        return GUEST.say(line.locale);
    }
    let digest = known.cloned().unwrap_or_else(|| Digest::in_zone(line.zone(moment)));
    let signed = Digest { changed: Some((line.user.clone(), moment.now)), ..digest };
    match word {
        "off" => {
            let off = Digest { when: Some(DigestTime(None)), next: None, ..signed };
            digest::save(line.channel, off, moment, changes);
            digest::rest(line.team, line.channel, changes);
            line.say(&OFF, &[("channel", Piece::Channel(line.channel.clone()))])
        }
        "on" => set(Digest { when: on(signed.when), ..signed }, line, moment, changes),
        "move" => match line.words.after(1).plain().parse::<DigestTime>() {
            Ok(when @ DigestTime(Some(_))) => {
                set(Digest { when: Some(when), ..signed }, line, moment, changes)
            }
            _ => HOW.say(line.locale),
        },
        _ => once(word, signed, line, moment, changes),
    }
}

/// A channel that switched it off gets the workspace's moment again; another keeps its own.
fn on(when: Option<DigestTime>) -> Option<DigestTime> {
    match when {
        Some(DigestTime(None)) => None,
        own => own,
    }
}

/// Saves other settings, and has the digest wait for the moment they name.
fn set(digest: Digest, line: &Line<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Speech {
    let charters = DigestTime::default().0;
    // where the workspace has none, the channel that wants one gets the usual moment
    let (when, own) = match digest.when(moment.charter).or(charters) {
        Some(when) if digest.when(moment.charter).is_none() => (when, Some(DigestTime(Some(when)))),
        Some(when) => (when, digest.when),
        None => return HOW.say(line.locale),
    };
    let digest = Digest { when: own, ..digest }.waiting_for(when, moment.now);
    digest::wake(line.team, line.channel, moment, changes);
    digest::save(line.channel, digest.clone(), moment, changes);
    SAVED.say(line.locale).line(shown(Some(&digest), line, moment))
}

/// `now` and `skip`: one week is different.
fn once(word: &str, digest: Digest, line: &Line<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Speech {
    let channel = || Piece::Channel(line.channel.clone());
    let Some(when) = digest.when(moment.charter) else {
        return line.say(&IS_OFF, &[("channel", channel())]);
    };
    let next = digest.next.unwrap_or_else(|| when.next(&digest.zone, moment.now, digest.last));
    let say = if word == "skip" {
        let week = Piece::Ours(next.week.to_string());
        let skipped = digest.past(next.week).waiting_for(when, moment.now);
        digest::save(line.channel, skipped.clone(), moment, changes);
        line.say(&SKIPPED, &[("week", week)]).line(when_next(&skipped, line, moment))
    } else {
        let week = Week::of(digest.zone.local(moment.now).date());
        if digest.last.is_some_and(|last| last >= week) {
            return line.say(&THERE, &[("when", moment_of(next.at, &digest, line))]);
        }
        let digest = Digest { next: Some(Firing { at: moment.now, week }), ..digest };
        digest::save(line.channel, digest, moment, changes);
        NOW.say(line.locale)
    };
    digest::wake(line.team, line.channel, moment, changes);
    say
}

fn shown(digest: Option<&Digest>, line: &Line<'_>, moment: &Moment<'_>) -> Speech {
    let channel = ("channel", Piece::Channel(line.channel.clone()));
    let Some(digest) = digest else { return line.say(&NOT_YET, &[channel]) };
    let set_by = digest.changed.as_ref().map(|(who, when)| {
        // shown to one person only, so the mention wakes nobody
        let when = say::moment(*when, &line.zone(moment), line.locale);
        line.say(&SET_BY, &[("who", Piece::Member(who.clone())), ("when", when)])
    });
    let said = match digest.when(moment.charter) {
        None => line.say(&IS_OFF, &[channel]),
        Some(when) => {
            let places = [
                channel,
                ("day", Piece::Ours(words::weekday(when.day, line.locale).to_owned())),
                ("clock", Piece::Ours(when.at.format("%H:%M").to_string())),
                ("zone", Piece::Ours(words::city(&digest.zone))),
            ];
            line.say(&COMES, &places).line(when_next(digest, line, moment))
        }
    };
    let missed = digest.missed.map(|week| line.say(&MISSED, &[("week", Piece::Ours(week.to_string()))]));
    [set_by, missed].into_iter().flatten().fold(said, Speech::line)
}

fn when_next(digest: &Digest, line: &Line<'_>, moment: &Moment<'_>) -> Speech {
    let next = digest
        .next
        .map(|next| next.at)
        .or_else(|| Some(digest.when(moment.charter)?.next(&digest.zone, moment.now, digest.last).at));
    next.map(|at| line.say(&NEXT, &[("when", moment_of(at, digest, line))])).unwrap_or_default()
}

/// A moment on the channel's clock.
fn moment_of(at: DateTime<Utc>, digest: &Digest, line: &Line<'_>) -> Piece {
    say::moment(at, &digest.zone, line.locale)
}

/// What it would say now, for one person only.
fn preview(digest: Option<&Digest>, line: &Line<'_>, moment: &Moment<'_>) -> Speech {
    let zone = digest.map_or_else(|| line.zone(moment), |digest| digest.zone.clone());
    let asks = open(line.channel, moment);
    let asks = asks.filter_map(|about| Some((about, moment.ask(&about.channel, &about.ts)?)));
    let room = match moment.record(&Key::Room(line.channel.clone())) {
        Some(Record::Group(room)) => room.members.as_slice(),
        _ => &[],
    };
    let people = room.iter().filter_map(|user: &UserId| Some((user, moment.member(user)?)));
    let holds = Contents::choose(asks, people, &zone, moment.now);
    if holds.is_empty() {
        return EMPTY.say(line.locale);
    }
    let mut said = PREVIEW.say(line.locale);
    let shown = holds.waiting.iter().take(SHOWN);
    for (about, ask) in shown.filter_map(|about| Some((about, moment.ask(&about.channel, &about.ts)?))) {
        let there = Piece::Message {
            channel: about.channel.clone(),
            ts: about.ts.clone(),
            thread: ask.thread.clone(),
            label: LINK.text(line.locale).to_owned(),
        };
        let mut places = vec![("who", Piece::Member(ask.asker.clone())), ("link", there)];
        said = said.line(match due(ask) {
            None => line.say(&WAITS, &places),
            Some(at) => {
                places.push(("when", say::moment(at, &zone, line.locale)));
                line.say(&WAITS_BY, &places)
            }
        });
    }
    let more = holds.more + holds.waiting.len().saturating_sub(SHOWN);
    if more > 0 {
        said = said.line(line.say(&MORE, &[("n", Piece::Ours(more.to_string()))]));
    }
    let away = holds.away.iter().map(|user| line.say(&AWAY, &[("who", Piece::Member(user.clone()))]));
    away.fold(said, Speech::line)
}

/// How many asks a preview lists.
const SHOWN: usize = 15;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::scene::{Scene, launch, profile};
    use crate::domain::member::Profile;

    fn known(scene: &Scene) -> Digest {
        match scene.records.get(&Key::Digest(launch())) {
            Some((_, Record::Digest(digest))) => digest.as_ref().clone(),
            _ => panic!("no digest"),
        }
    }

    #[test]
    fn it_is_switched_moved_and_left_out_by_any_full_member_who_is_shown() {
        let mut scene = Scene::new();
        assert!(scene.ada_types("digest").contains("no weekly thread yet"));
        let said = scene.types("ada", "digest on", "1");
        assert!(
            said.contains("comes Fri at 15:00 Berlin time") && said.contains("Fri 16 Oct, 15:00"),
            "{said}"
        );
        assert!(said.contains("Set by <@U0ADA>") && scene.deliveries.len() == 1, "{said}");
        let said = scene.types("bo", "Digest  Move Thursday 9:30", "2");
        assert!(
            said.contains("comes Thu at 09:30") && said.contains("Thu 22 Oct, 09:30"),
            "today 09:30 is over: {said}"
        );
        assert!(scene.ada_types("digest").contains("Set by <@U0BO>"));
        let said = scene.types("ada", "digest skip", "3");
        assert!(said.contains("week 2026-W43 is left out") && said.contains("Thu 29 Oct, 09:30"), "{said}");
        assert!(scene.types("ada", "digest off", "4").contains("no weekly thread any more"));
        assert!(scene.deliveries.is_empty() && scene.ada_types("digest").contains("`/async digest on`"));
        assert!(scene.types("ada", "digest now", "5").contains("`/async digest on`"));
    }

    #[test]
    fn now_takes_the_place_of_this_weeks_thread_once() {
        let mut scene = Scene::new();
        scene.types("ada", "digest on", "1");
        assert!(scene.types("ada", "digest now", "2").contains("It comes now"));
        let next = known(&scene).next.expect("a moment");
        assert_eq!((next.at, next.week.to_string()), (scene.now, "2026-W42".to_owned()));
        let over = known(&scene).past(next.week);
        scene.records.insert(Key::Digest(launch()), (9, Record::Digest(Box::new(over))));
        assert!(scene.types("ada", "digest now", "3").contains("over already"));
    }

    #[test]
    fn slips_and_guests_change_nothing() {
        let mut scene = Scene::new();
        for typed in
            ["digest move", "digest move soon", "digest move off", "digest later", "digest move fri 25:00"]
        {
            assert!(scene.types("ada", typed, typed).contains("nothing was changed"), "{typed}");
        }
        scene.knows("eve", Profile { external: true, ..profile("Eve", "Europe/Paris") });
        assert!(scene.types("eve", "digest off", "1").contains("full members"));
        assert!(!scene.records.contains_key(&Key::Digest(launch())));
    }

    #[test]
    fn a_preview_lists_what_waits_and_posts_nothing() {
        let mut scene = crate::app::scene::asked();
        assert!(scene.ada_types("digest preview").contains("nothing to tell"));
        let about = AskRef { channel: launch(), ts: crate::app::scene::ts("1792052340.000100") };
        scene.lists.entry(List::Open(launch())).or_default().insert(about);
        let said = scene.ada_types("digest preview");
        assert!(said.contains("<@U0ADA> waits for an answer: the message, by"), "{said}");
        assert!(!said.contains("U0BO"), "who is silent is not named");
    }
}
