//! My schedule in the Home tab: a line for each thing, with one way to change it.

use slack_morphism::prelude::{
    SlackActionId, SlackBlock, SlackBlockOverflowElement, SlackDividerBlock, SlackSectionBlockElement,
};

use super::super::bricks::{self, Button};
use super::super::inputs;
use super::{header, section};
use crate::app::say;
use crate::domain::home::{HomeCalendar, HomeCard, HomeHolidays, ZoneFrom};
use crate::domain::member::TimeOff;
use crate::domain::schedule;
use crate::domain::text::{Piece, Speech};
use crate::domain::words::{Locale, Phrase};
use crate::domain::worktime::words;

const SCHEDULE: Phrase = Phrase::en("home.schedule", "My schedule");
const CHANGE: Phrase = Phrase::en("home.change", "Change");
const REMOVE: Phrase = Phrase::en("home.remove", "Remove");

const OWN_HOURS: Phrase = Phrase::en("home.own_hours", "Working hours: *{hours}*");
const TEAM_HOURS: Phrase =
    Phrase::en("home.team_hours", "Working hours: *{hours}*, the team's hours in your zone");
const NO_HOURS: Phrase = Phrase::en("home.no_hours", "Working hours: *none*");
const FOCUS: Phrase = Phrase::en("home.focus", "Focus every week: *{times}*");
const NO_FOCUS: Phrase = Phrase::en("home.no_focus", "Focus every week: none");
const CHECK_INS: Phrase = Phrase::en("home.checkins", "Check-ins: *{times}*");
const TEAM_CHECK_INS: Phrase = Phrase::en("home.team_checkins", "Check-ins: *{times}*, the team's times");
const NO_CHECK_INS: Phrase =
    Phrase::en("home.no_checkins", "Check-ins: none; the start of your working day stands for them");
const TIME_OFF: Phrase = Phrase::en("home.time_off", "Time off:");
const NO_TIME_OFF: Phrase = Phrase::en("home.no_time_off", "Time off: none planned");
const ADD: Phrase = Phrase::en("home.add_time_off", "Add time off");
const ABSENCE: Phrase = Phrase::en("home.absence", "• *{range}*");
const COVERED: Phrase = Phrase::en("home.absence_covered", "• *{range}*, {who} stands in");
const MORE: Phrase = Phrase::en("home.more_time_off", "and {n} more, later");
const HOLIDAYS: Phrase = Phrase::en("home.holidays", "Public holidays: *{region}*");
const NO_HOLIDAYS: Phrase = Phrase::en("home.no_holidays", "Public holidays: none");
const FREE: Phrase = Phrase::en("home.holiday_free", "• {date}: {name}");
const WORKED: Phrase = Phrase::en("home.holiday_worked", "• ~{date}: {name}~ (you work)");
const I_WORK: Phrase = Phrase::en("home.i_work", "I work then");
const FREE_AFTER_ALL: Phrase = Phrase::en("home.free_after_all", "Free after all");
const ZONE: Phrase = Phrase::en("home.zone", "Time zone: *{zone}*, as Slack says");
const ZONE_TEAM: Phrase =
    Phrase::en("home.zone_team", "Time zone: *{zone}*, the team's; Slack tells me none of yours");
const ZONE_HAND: Phrase = Phrase::en("home.zone_hand", "Time zone: *{zone}*, as you said");
const ZONE_HAND_UNTIL: Phrase =
    Phrase::en("home.zone_hand_until", "Time zone: *{zone}*, as you said, until {when}");
const ZONE_TRIP: Phrase = Phrase::en("home.zone_trip", "Time zone: *{zone}*, on a trip; home is {home}");
const ZONE_OVER: Phrase = Phrase::en(
    "home.zone_over",
    "Time zone: *{zone}*, home, since your trip is over; Slack still has you elsewhere",
);
const ZONE_UNSAID: Phrase =
    Phrase::en("home.zone_unsaid", "Time zone: *{zone}*, as Slack says; before it was {home}. Trip or move?");
const TRIP: Phrase = Phrase::en("home.trip", "Trip");
const MOVE: Phrase = Phrase::en("home.move", "Move");
const CALENDAR: Phrase = Phrase::en("home.calendar", "Calendar: *{host}*, {n} events");
const CALENDAR_NEW: Phrase = Phrase::en("home.calendar_new", "Calendar: *{host}*, not read yet");
const CALENDAR_FAILING: Phrase = Phrase::en(
    "home.calendar_failing",
    "Calendar: *{host}*, which I can't read at present; what I knew still counts",
);
const NO_CALENDAR: Phrase = Phrase::en("home.no_calendar", "Calendar: none connected");
const CONNECT: Phrase = Phrase::en("home.connect", "Connect");
const REFRESH: Phrase = Phrase::en("home.refresh", "Read it now");
const ANOTHER: Phrase = Phrase::en("home.another_address", "Another address");

/// The section.
pub fn show(card: &HomeCard) -> Vec<SlackBlock> {
    let locale = card.locale;
    let change = |action| Some(bricks::button(action, &CHANGE, locale).into());
    let mut blocks = vec![SlackDividerBlock::new().into(), header(&SCHEDULE, locale)];
    blocks.push(section(&hours(card), change("hours.edit")));
    blocks.push(section(&focus(card), change("focus.edit")));
    blocks.push(section(&checkins(card), change("checkins.edit")));
    blocks.extend(time_off(card));
    blocks.extend(holidays(card.holidays.as_ref(), locale));
    blocks.push(section(&zone(card), change("zone.edit")));
    if let ZoneFrom::Unsaid(_, here) = &card.zone_from {
        let button = |action, label| Button { action, label, primary: false };
        let row = [button("zone.trip", &TRIP), button("zone.move", &MOVE)];
        blocks.push(bricks::buttons(&row, here, locale));
    }
    blocks.push(calendar(card.calendar.as_ref(), locale));
    blocks
}

fn ours(words: &str) -> Piece {
    Piece::Ours(words.to_owned())
}

fn hours(card: &HomeCard) -> Speech {
    let hours = say::hours(&card.hours, card.locale);
    let phrase = match (hours.is_empty(), card.own_hours) {
        (true, _) => &NO_HOURS,
        (false, true) => &OWN_HOURS,
        (false, false) => &TEAM_HOURS,
    };
    phrase.fill(card.locale, &[("hours", Piece::Ours(hours))])
}

fn focus(card: &HomeCard) -> Speech {
    // a week of focus is said as a week of work is
    let times = say::hours(&schedule::week_of(&card.focus), card.locale);
    let phrase = if times.is_empty() { &NO_FOCUS } else { &FOCUS };
    phrase.fill(card.locale, &[("times", Piece::Ours(times))])
}

fn checkins(card: &HomeCard) -> Speech {
    let phrase = match (card.checkins.is_empty(), card.own_checkins) {
        (true, _) => &NO_CHECK_INS,
        (false, true) => &CHECK_INS,
        (false, false) => &TEAM_CHECK_INS,
    };
    phrase.fill(card.locale, &[("times", Piece::Ours(card.checkins.join(", ")))])
}

fn time_off(card: &HomeCard) -> Vec<SlackBlock> {
    let locale = card.locale;
    let lead = if card.time_off.is_empty() { &NO_TIME_OFF } else { &TIME_OFF };
    let add = bricks::button("time_off.add", &ADD, locale).into();
    let mut blocks = vec![section(&lead.say(locale), Some(add))];
    blocks.extend(card.time_off.iter().map(|off| absence(off, locale)));
    if card.more_time_off > 0 {
        let more = [("n", Piece::Ours(card.more_time_off.to_string()))];
        blocks.push(bricks::small_print(&MORE.fill(locale, &more)));
    }
    blocks
}

fn absence(off: &TimeOff, locale: Locale) -> SlackBlock {
    let range = ("range", Piece::Ours(say::absence(off, locale)));
    let said = match &off.cover {
        Some(who) => COVERED.fill(locale, &[range, ("who", Piece::Member(who.clone()))]),
        None => ABSENCE.fill(locale, &[range]),
    };
    let name = off.name();
    let choices = [(format!("change {name}"), &CHANGE), (format!("remove {name}"), &REMOVE)];
    section(&said, Some(more("time_off.row", &choices, locale)))
}

/// What else can be done with a line.
fn more(action: &str, choices: &[(String, &Phrase)], locale: Locale) -> SlackSectionBlockElement {
    let choice = |(value, name): &(String, &Phrase)| inputs::choice(value, name.text(locale));
    SlackBlockOverflowElement::new(choices.iter().map(choice).collect())
        .with_action_id(SlackActionId(action.to_owned()))
        .into()
}

fn holidays(own: Option<&HomeHolidays>, locale: Locale) -> Vec<SlackBlock> {
    let change = Some(bricks::button("holidays.edit", &CHANGE, locale).into());
    let Some(own) = own else { return vec![section(&NO_HOLIDAYS.say(locale), change)] };
    let lead = HOLIDAYS.fill(locale, &[("region", ours(&own.region))]);
    let mut blocks = vec![section(&lead, change)];
    for (date, name, works) in &own.ahead {
        let (phrase, label, word) =
            if *works { (&WORKED, &FREE_AFTER_ALL, "free") } else { (&FREE, &I_WORK, "work") };
        let places = [("date", Piece::Ours(words::date(*date, locale))), ("name", ours(name))];
        let button = bricks::button("holidays.day", label, locale).with_value(format!("{word} {date}"));
        blocks.push(section(&phrase.fill(locale, &places), Some(button.into())));
    }
    blocks
}

fn zone(card: &HomeCard) -> Speech {
    let zone = ("zone", ours(&card.zone));
    let (phrase, more) = match &card.zone_from {
        ZoneFrom::Slack => (&ZONE, None),
        ZoneFrom::Team => (&ZONE_TEAM, None),
        ZoneFrom::Hand(None) => (&ZONE_HAND, None),
        ZoneFrom::Hand(Some(until)) => (&ZONE_HAND_UNTIL, Some(("when", ours(until)))),
        ZoneFrom::Trip(home) => (&ZONE_TRIP, Some(("home", ours(home)))),
        ZoneFrom::Over(home) => (&ZONE_OVER, Some(("home", ours(home)))),
        ZoneFrom::Unsaid(home, _) => (&ZONE_UNSAID, Some(("home", ours(home)))),
    };
    let places: Vec<_> = [Some(zone), more].into_iter().flatten().collect();
    phrase.fill(card.locale, &places)
}

fn calendar(own: Option<&HomeCalendar>, locale: Locale) -> SlackBlock {
    let Some(own) = own else {
        let connect = bricks::button("calendar.edit", &CONNECT, locale).into();
        return section(&NO_CALENDAR.say(locale), Some(connect));
    };
    let phrase = match own.events {
        _ if own.is_failing => &CALENDAR_FAILING,
        Some(_) => &CALENDAR,
        None => &CALENDAR_NEW,
    };
    let count = Piece::Ours(own.events.unwrap_or_default().to_string());
    let said = phrase.fill(locale, &[("host", own.what.clone()), ("n", count)]);
    let choices = [("refresh", &REFRESH), ("change", &ANOTHER), ("remove", &REMOVE)];
    section(&said, Some(more("calendar.row", &choices.map(|(value, name)| (value.to_owned(), name)), locale)))
}
