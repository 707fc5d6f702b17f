//! Somebody's calendar: connected, read again, taken off. Its address is never said.

use chrono::TimeDelta;

use super::Owner;
use crate::app::{Moment, deliver};
use crate::domain::feed::{Address, Choice, Feed};
use crate::domain::ids::{DeliveryId, UserId};
use crate::domain::member::Member;
use crate::domain::outgoing::{Lane, Outgoing};
use crate::domain::record::{Key, Record};
use crate::domain::text::{Piece, PrivateText, Speech};
use crate::domain::words::Phrase;
use crate::ports::Changes;

/// How long it is remembered that a calendar was taken off.
const GONE: TimeDelta = TimeDelta::minutes(1);
/// A calendar is not read again sooner than this.
const PAUSE: TimeDelta = TimeDelta::minutes(1);

const CONNECTED: Phrase = Phrase::en(
    "calendar.connected",
    "Saved: your calendar at {host}. I read it now and tell you what I find in it. Its address is kept sealed, and I \
     never show it to anybody.",
);
const SOON: Phrase = Phrase::en("calendar.soon", "I read your calendar now.");
const TOO_SOON: Phrase = Phrase::en(
    "calendar.too_soon",
    "I have read it less than a minute ago, so I did nothing. Calendars themselves often tell news only after hours.",
);
const OFF: Phrase =
    Phrase::en("calendar.off", "Forgotten: your calendar, its address, and all I knew from it.");

/// The calendar we know of somebody.
pub fn known<'a>(user: &UserId, moment: &Moment<'a>) -> Option<&'a Feed> {
    match moment.record(&Key::Feed(user.clone())) {
        Some(Record::Feed(feed)) => Some(feed),
        _ => None,
    }
}

/// Connects a calendar and has it read. What was chosen to count stays chosen.
pub fn connect(owner: &Owner<'_>, address: Address, moment: &Moment<'_>, changes: &mut Changes) -> Speech {
    let before = known(owner.user, moment);
    let choice = before.map_or_else(Choice::default, |feed| feed.choice.clone());
    let host = host(&address.host);
    // what the old calendar said is no longer true
    if before.is_some_and(|feed| feed.address != address.url) {
        forget_slots(owner, moment, changes);
    }
    save(Feed::new(address, choice, moment.now), owner, moment, changes);
    owner.say(&CONNECTED, &[host])
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
pub fn off(owner: &Owner<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Speech {
    moment.put(changes, Key::Feed(owner.user.clone()), Record::Gone, Some(moment.now + GONE));
    forget_slots(owner, moment, changes);
    changes.cancel.push(DeliveryId::feed(owner.team, owner.user));
    OFF.say(owner.locale)
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

/// The host of a calendar, which may be said.
pub fn host(host: &str) -> (&'static str, Piece) {
    ("host", Piece::Theirs(PrivateText::new(host)))
}
