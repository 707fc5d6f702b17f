//! Somebody's calendar: connected, read again, taken off. Its address is never said.

use chrono::TimeDelta;

use super::Owner;
use crate::app::{Moment, deliver};
use crate::domain::feed::{Address, Choice, Feed, Source};
use crate::domain::ids::{DeliveryId, UserId};
use crate::domain::member::Member;
use crate::domain::outgoing::{Lane, Outgoing};
use crate::domain::record::{Key, Record};
use crate::domain::text::{Piece, Speech};
use crate::domain::words::Phrase;
use crate::ports::Changes;

/// How long it is remembered that a calendar was taken off.
const GONE: TimeDelta = TimeDelta::minutes(1);
/// A calendar is not read again sooner than this.
const PAUSE: TimeDelta = TimeDelta::minutes(1);

const CONNECTED: Phrase = Phrase::en(
    "calendar.connected",
    "Saved: {calendar}. I read it now and tell you what I find in it. Its address is kept sealed, and I \
     never show it to anybody.",
);
const CONNECTED_FILE: Phrase = Phrase::en(
    "calendar.connected_file",
    "Saved: {calendar}. I read it now and tell you what I find in it. Whoever runs this bot can put it into their folder of \
     calendars as `{file}`, and I look for a change about every hour.",
);
const NO_FOLDER: Phrase = Phrase::en(
    "calendar.no_folder",
    "Whoever runs this bot keeps no folder of calendars here, so nothing was changed. They can name one in \
     `UNRUSH_CALENDARS`; until then give me the secret address of your calendar: `/async calendar https://…`.",
);
const SOON: Phrase = Phrase::en("calendar.soon", "I read your calendar now.");
const TOO_SOON: Phrase = Phrase::en(
    "calendar.too_soon",
    "I have read it less than a minute ago, so I did nothing. Calendars themselves often tell news only after hours.",
);
const OFF: Phrase =
    Phrase::en("calendar.off", "Forgotten: your calendar, its address, and all I knew from it.");
const OFF_FILE: Phrase = Phrase::en(
    "calendar.off_file",
    "Forgotten: that you have a calendar file, and all I knew from it. The file itself stays where it is.",
);

/// The calendar we know of somebody.
pub fn known<'a>(user: &UserId, moment: &Moment<'a>) -> Option<&'a Feed> {
    match moment.record(&Key::Feed(user.clone())) {
        Some(Record::Feed(feed)) => Some(feed),
        _ => None,
    }
}

/// Connects the calendar at an address and has it read.
pub fn connect(owner: &Owner<'_>, address: Address, moment: &Moment<'_>, changes: &mut Changes) -> Speech {
    take(Source::Web(address), &CONNECTED, owner, moment, changes)
}

/// Connects the file that is called after its owner and has it read, where there is a folder for such files.
pub fn connect_file(owner: &Owner<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Speech {
    if !moment.charter.calendar_folder {
        return NO_FOLDER.say(owner.locale);
    }
    take(Source::FOLDER, &CONNECTED_FILE, owner, moment, changes)
}

/// Takes a calendar in the place of whichever was known. What was chosen to count stays chosen.
fn take(
    source: Source,
    said: &Phrase,
    owner: &Owner<'_>,
    moment: &Moment<'_>,
    changes: &mut Changes,
) -> Speech {
    let before = known(owner.user, moment);
    let choice = before.map_or_else(Choice::default, |feed| feed.choice.clone());
    // what the old calendar said is no longer true
    if before.is_some_and(|feed| feed.source != source) {
        forget_slots(owner, moment, changes);
    }
    let file = Piece::Ours(format!("{}/{}.ics", owner.team, owner.user));
    let said = owner.say(said, &[("calendar", source.in_words(owner.locale)), ("file", file)]);
    save(Feed::new(source, choice, moment.now), owner, moment, changes);
    said
}

/// Keeps a feed and has it read.
pub fn save(feed: Feed, owner: &Owner<'_>, moment: &Moment<'_>, changes: &mut Changes) {
    let (team, user) = (owner.team, owner.user);
    let due = feed.next;
    moment.put(changes, Key::Feed(user.clone()), Record::Feed(Box::new(feed)), None);
    let what = Outgoing::Feed { user: user.clone() };
    changes.ring.push(deliver(team, DeliveryId::feed(team, user), due, Lane::Normal, what));
}

/// Forgets the calendar and all that was known from it.
pub fn off(feed: &Feed, owner: &Owner<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Speech {
    moment.put(changes, Key::Feed(owner.user.clone()), Record::Gone, Some(moment.now + GONE));
    forget_slots(owner, moment, changes);
    changes.cancel.push(DeliveryId::feed(owner.team, owner.user));
    match feed.source {
        Source::Web(_) => OFF.say(owner.locale),
        Source::File { .. } => OFF_FILE.say(owner.locale),
    }
}

/// Has it read now, unless that was done just now.
pub fn now(feed: &Feed, owner: &Owner<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Speech {
    if feed.read_at.is_some_and(|read| moment.now - read < PAUSE) || feed.expected {
        return TOO_SOON.say(owner.locale);
    }
    let feed = Feed { next: moment.now, expected: true, read_for: String::new(), ..feed.clone() };
    save(feed, owner, moment, changes);
    SOON.say(owner.locale)
}

fn forget_slots(owner: &Owner<'_>, moment: &Moment<'_>, changes: &mut Changes) {
    let member = owner.member(moment);
    owner.save(Member { calendar: Vec::new(), back: None, ..member }, moment, changes);
}
