//! A calendar: when it is read, what of it is remembered, and what its owner hears of that.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Scene, Step, is_gone, member, put};
use crate::domain::availability;
use crate::domain::feed::{Choice, Feed, Kind, Reading, Slot, Source, Trouble, Validators, Which};
use crate::domain::ids::{DeliveryId, UserId};
use crate::domain::member::Member;
use crate::domain::outgoing::{Delivery, Lane, Outgoing, Progress, Read};
use crate::domain::record::{Key, Record};
use crate::domain::stay;
use crate::domain::text::{Piece, Speech};
use crate::domain::words::{Locale, Phrase};
use crate::domain::worktime::{Zone, words};
use crate::ports::{Changes, FeedPlace, Fetch};

const FOUND: Phrase = Phrase::en("feed.found", "I have read {calendar}. In the next two weeks:");
const NOTHING: Phrase = Phrase::en(
    "feed.nothing",
    "I have read {calendar}. In the next two weeks nothing in it counts as an absence or as focus.",
);
const LINE: Phrase = Phrase::en("feed.line", "• {what}: {from} – {until}");
const MORE: Phrase = Phrase::en("feed.more", "• and {count} more");
const HOW: Phrase = Phrase::en(
    "feed.how",
    "Others learn of it what you publish, never titles: I keep no more of your calendar than from when to when, and \
     as what. `/async help calendar` says how to choose what counts.",
);
const FAILED: Phrase = Phrase::en(
    "feed.failed",
    "I could not read {calendar}: {why}. I try again from time to time; `/async calendar` shows how it \
     stands, and `/async calendar off` ends it.",
);
const FAILING: Phrase = Phrase::en(
    "feed.failing",
    "For a day I could not read {calendar}: {why}. What I knew of it still counts, and I go on trying. {hint} This is the \
     only time I say so.",
);
const NEW_ADDRESS: Phrase =
    Phrase::en("feed.new_address", "If it has a new address, give me that: `/async calendar https://…`.");
const ASK_OPERATOR: Phrase =
    Phrase::en("feed.ask_operator", "Whoever runs this bot can look for it; your file is `{file}`.");
const AWAY: Phrase = Phrase::en("feed.away", "away");
const FOCUS: Phrase = Phrase::en("feed.focus", "focus");
const BUSY: Phrase = Phrase::en("feed.busy", "busy");

const UNREACHABLE: Phrase = Phrase::en("feed.why.unreachable", "nobody answers there");
const SLOW: Phrase = Phrase::en("feed.why.slow", "it took too long");
const INSECURE: Phrase = Phrase::en("feed.why.insecure", "its certificate is not one I can trust");
const FORBIDDEN: Phrase = Phrase::en(
    "feed.why.forbidden",
    "it leads to a place I do not go to: not https, or not on the public internet",
);
const REDIRECTS: Phrase = Phrase::en("feed.why.redirects", "it led me from one address to the next");
const REFUSED: Phrase = Phrase::en(
    "feed.why.refused",
    "there is none at this address, or it is no longer shared (error {status})",
);
const BROKEN: Phrase =
    Phrase::en("feed.why.broken", "the server there has a problem of its own (error {status})");
const TOO_LONG: Phrase = Phrase::en("feed.why.too_long", "it is larger than five megabytes");
const NO_CALENDAR: Phrase = Phrase::en(
    "feed.why.no_calendar",
    "what is there is not a calendar; the address of the calendar itself often ends with `.ics`",
);

const NO_FOLDER: Phrase =
    Phrase::en("feed.why.no_folder", "whoever runs this bot keeps no folder of calendars any more");
const NO_FILE: Phrase =
    Phrase::en("feed.why.no_file", "there is no file `{file}` in the folder of calendars");
const UNREADABLE: Phrase = Phrase::en(
    "feed.why.unreadable",
    "`{file}` in the folder of calendars is not a plain file that I may read",
);

/// How far ahead the first answer looks.
const SHOWN_AHEAD: TimeDelta = TimeDelta::days(14);
/// Most slots shown in it.
const SHOWN: usize = 8;

/// What is to be read, and for whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Where.
    pub fetch: Fetch,
    /// What of its owner's that is.
    source: Source,
    /// On whose clock.
    pub zone: Zone,
    /// What counts.
    pub choice: Choice,
    /// The fingerprint of all that, and of the day.
    purpose: String,
}

/// What came of it.
#[derive(Clone, Debug)]
pub enum Heard {
    /// It has not changed.
    Same,
    /// This stands in it now.
    New(Reading, Validators),
    /// It could not be read.
    Failed(Trouble),
}

/// The records a calendar needs from the start.
pub fn keys(user: &UserId) -> Vec<Key> {
    vec![Key::Member(user.clone()), Key::Feed(user.clone())]
}

/// What a calendar needs next.
pub fn next(scene: &Scene<'_>, user: &UserId) -> Step {
    let Some(feed) = feed(scene, user) else { return Step::Drop("the calendar was taken off", None) };
    if is_gone(scene.facts, user) {
        return Step::Drop("the person is gone", None);
    }
    let read = Read::Person { user: user.clone() };
    let known = member(scene.facts, user).filter(|member| member.profile.is_some());
    if known.is_none() && !scene.read.contains(&read) {
        return Step::Read(vec![read]);
    }
    if feed.next > scene.now {
        return Step::Later(feed.next);
    }
    Step::Fetch(Box::new(wanted(scene, user, feed)))
}

fn wanted(scene: &Scene<'_>, user: &UserId, feed: &Feed) -> Wanted {
    let zone = zone(scene, user);
    let purpose = feed.purpose(zone.local(scene.now).date(), zone.name());
    // another day, zone or choice asks for the whole of it, whether it has changed or not
    let validators = if purpose == feed.read_for { feed.validators.clone() } else { Validators::default() };
    let place = match &feed.source {
        Source::Web(address) => FeedPlace::Web(address.url.clone()),
        Source::File { file: Which::Folder } => FeedPlace::Folder(scene.delivery.team.clone(), user.clone()),
    };
    let fetch = Fetch { place, validators };
    Wanted { fetch, zone, source: feed.source.clone(), choice: feed.choice.clone(), purpose }
}

/// What a reading changes. Nothing, when its owner has meanwhile chosen another calendar, or what counts.
pub fn after(scene: &Scene<'_>, wanted: &Wanted, heard: &Heard) -> Changes {
    let mut changes = Changes::default();
    let Outgoing::Feed { user } = &scene.delivery.what else { return changes };
    let Some(known) = feed(scene, user) else { return changes };
    if known.source != wanted.source || known.choice != wanted.choice {
        return changes;
    }
    let mut feed = known.clone();
    let mut reader = member(scene.facts, user).cloned().unwrap_or_default();
    let purpose = wanted.purpose.clone();
    let mut has_new_slots = false;
    let say = match heard {
        Heard::Failed(why) => {
            let first = feed.expected;
            let is_told = feed.failed(*why, scene.now);
            is_told.then(|| failed(scene, user, &feed, (*why, first), reader.locale()))
        }
        Heard::Same => {
            feed.went_well(None, purpose, scene.now);
            None
        }
        Heard::New(reading, validators) => {
            let is_expected = feed.expected;
            feed.went_well(Some((reading, validators.clone())), purpose, scene.now);
            if reader.calendar != reading.slots {
                has_new_slots = true;
                reader.calendar.clone_from(&reading.slots);
                remember(scene, user, reader.clone(), &mut changes);
            }
            is_expected.then(|| found(scene, &feed, &reader))
        }
    };
    let is_shown = reader.home && (has_new_slots || facets(&feed) != facets(known));
    put(&mut changes, scene.facts, Key::Feed(user.clone()), Record::Feed(Box::new(feed)), None);
    if is_shown {
        let what = Outgoing::Home { user: user.clone() };
        changes.ring.push(now(scene, DeliveryId::home(&scene.delivery.team, user), what));
    }
    changes.deliver.extend(say.map(|say| tell(scene, user, say)));
    changes
}

/// What a Home tab shows of a calendar: whether it was read, how much is in it, and whether it can't be read.
fn facets(feed: &Feed) -> (bool, usize, bool) {
    (feed.read_at.is_some(), feed.events, feed.failing.is_some())
}

/// Keeps what of the calendar counts. Whoever can be there earlier than it seemed is looked at: for
/// them a catch-up or a reminder may wait.
fn remember(scene: &Scene<'_>, user: &UserId, reader: Member, changes: &mut Changes) {
    let team = &scene.delivery.team;
    let nobody = Member::default();
    let before = member(scene.facts, user).unwrap_or(&nobody);
    // what recurs on working days may come on others now
    if reader.recurs || availability::back_earlier(before, &reader, scene.charter, scene.now).is_some() {
        let nth = format!("feed:{}", scene.now.timestamp_millis());
        changes.deliver.push(stay::settles(team, user, &nth, scene.now));
    }
    put(changes, scene.facts, Key::Member(user.clone()), Record::Member(Box::new(reader)), None);
}

fn tell(scene: &Scene<'_>, user: &UserId, say: Speech) -> Delivery {
    let id = format!("{}:{}", scene.delivery.id, scene.now.timestamp_millis());
    now(scene, DeliveryId::from_stored(&id), Outgoing::Tell { to: user.clone(), say })
}

fn now(scene: &Scene<'_>, id: DeliveryId, what: Outgoing) -> Delivery {
    Delivery {
        id,
        team: scene.delivery.team.clone(),
        due: scene.now,
        lane: Lane::Normal,
        owner: None,
        what,
        progress: Progress::default(),
    }
}

fn feed<'a>(scene: &Scene<'a>, user: &UserId) -> Option<&'a Feed> {
    match scene.facts.records.get(&Key::Feed(user.clone())) {
        Some((_, Record::Feed(feed))) => Some(feed),
        _ => None,
    }
}

fn zone(scene: &Scene<'_>, user: &UserId) -> Zone {
    member(scene.facts, user).map_or_else(|| scene.charter.zone.clone(), |member| member.zone(scene.charter))
}

/// What was found, for somebody who has just connected their calendar.
fn found(scene: &Scene<'_>, feed: &Feed, reader: &Member) -> Speech {
    let (locale, zone) = (reader.locale(), reader.zone(scene.charter));
    let is_near = |slot: &&Slot| slot.until > scene.now && slot.from < scene.now + SHOWN_AHEAD;
    let near: Vec<&Slot> = reader.calendar.iter().filter(is_near).collect();
    let calendar = [("calendar", feed.source.in_words(locale))];
    if near.is_empty() {
        return NOTHING.fill(locale, &calendar).line(HOW.say(locale));
    }
    let mut said = FOUND.fill(locale, &calendar);
    for slot in near.iter().take(SHOWN) {
        said = said.line(slot_in_words(slot, &zone, scene.now, locale));
    }
    if near.len() > SHOWN {
        let count = Piece::Ours((near.len() - SHOWN).to_string());
        said = said.line(MORE.fill(locale, &[("count", count)]));
    }
    said.line(HOW.say(locale))
}

fn slot_in_words(slot: &Slot, zone: &Zone, now: DateTime<Utc>, locale: Locale) -> Speech {
    let at = |at| Piece::Ours(words::day_and_time(at, zone, now, locale));
    let what = match slot.kind {
        Kind::Away => &AWAY,
        Kind::Focus => &FOCUS,
        Kind::Busy => &BUSY,
    };
    let what = Piece::Ours(what.text(locale).to_owned());
    LINE.fill(locale, &[("what", what), ("from", at(slot.from)), ("until", at(slot.until))])
}

fn failed(
    scene: &Scene<'_>,
    user: &UserId,
    feed: &Feed,
    (why, first): (Trouble, bool),
    locale: Locale,
) -> Speech {
    let file = format!("{}/{user}.ics", scene.delivery.team);
    let phrase = if first { &FAILED } else { &FAILING };
    let hint = match &feed.source {
        Source::Web(_) => NEW_ADDRESS.text(locale).to_owned(),
        Source::File { .. } => ASK_OPERATOR.text(locale).replace("{file}", &file),
    };
    let places = [
        ("calendar", feed.source.in_words(locale)),
        ("why", Piece::Ours(why_not(why, &file, locale))),
        ("hint", Piece::Ours(hint)),
    ];
    phrase.fill(locale, &places)
}

/// Why a calendar could not be read, in half a sentence.
fn why_not(why: Trouble, file: &str, locale: Locale) -> String {
    let (phrase, status) = match why {
        Trouble::Unreachable => (&UNREACHABLE, 0),
        Trouble::Slow => (&SLOW, 0),
        Trouble::Insecure => (&INSECURE, 0),
        Trouble::Forbidden => (&FORBIDDEN, 0),
        Trouble::Redirects => (&REDIRECTS, 0),
        Trouble::Refused(status) => (&REFUSED, status),
        Trouble::Broken(status) => (&BROKEN, status),
        Trouble::TooLong => (&TOO_LONG, 0),
        Trouble::NoCalendar => (&NO_CALENDAR, 0),
        Trouble::NoFolder => (&NO_FOLDER, 0),
        Trouble::NoFile => (&NO_FILE, 0),
        Trouble::Unreadable => (&UNREADABLE, 0),
    };
    phrase.words(locale, &[("status", &*status.to_string()), ("file", file)])
}
