//! `remind me WHEN WHAT`: sets a reminder for oneself.

use chrono::{DateTime, Utc};

use super::line::Words;
use super::when::{self, Slip};
use super::{Command, Line, paced};
use crate::app::{Moment, say};
use crate::domain::ids::{DeliveryId, TeamId};
use crate::domain::outgoing::{Delivery, Lane, Outgoing, Progress, Reminder};
use crate::domain::text::{Piece, PrivateText, Speech};
use crate::domain::words::Phrase;
use crate::domain::worktime::words;
use crate::ports::Changes;

pub const COMMAND: Command = Command {
    word: "remind",
    usage: "me WHEN WHAT",
    about: Phrase::en("remind.about", "remind you of something at a moment you choose"),
    details: Phrase::en(
        "remind.details",
        "WHEN is on your own clock, and may also stand at the end: `in 10 minutes`, `at 15:00`, `tomorrow 9am`, \
         `thursday 3pm`, `24 Dec 10:00`.\nFor example `/async remind me tomorrow 9am to call the bank`.",
    ),
    local: true,
    own: true,
    asks: false,
    mentions: false,
    run,
};

/// How many characters a reminder may have.
const LONGEST: usize = 3_000;
/// How many reminders one person may have waiting.
pub const MOST: usize = 1_000;

const SET: Phrase = Phrase::en("remind.set", "I'll remind you {when}. (`{id}`, {place} time)");
const NO_TIME: Phrase = Phrase::en(
    "remind.no_time",
    "I could not find a time in that. Say when, then what: `/async remind me in 10 minutes to stretch`, or \
     `/async remind me tomorrow 9am to call the bank`.",
);
const NO_TEXT: Phrase = Phrase::en(
    "remind.no_text",
    "What should I remind you of? Say when, then what: `/async remind me in 10 minutes to stretch`.",
);
const OTHERS: Phrase = Phrase::en(
    "remind.others",
    "I can only remind you yourself for now: `/async remind me tomorrow 9am to ask Bo`.",
);
const TOO_LONG: Phrase = Phrase::en(
    "remind.too_long",
    "That is longer than I can keep. A reminder may have 3,000 characters; a link to the long text works well.",
);
const TOO_MANY: Phrase = Phrase::en(
    "remind.too_many",
    "You have 1,000 reminders waiting, which is as many as I keep for one person. `/async reminders` lists them, \
     `/async reminders delete ID` makes room.",
);
const TOO_FAST: Phrase = Phrase::en(
    "remind.too_fast",
    "That were 30 new reminders within a minute. I did not set this one; please try again in a minute.",
);
const PAST: Phrase = Phrase::en(
    "remind.past",
    "That moment is over already, so nothing was set. Try `in 10 minutes`, `at 15:00` or `tomorrow 9am`.",
);
const TOO_FAR: Phrase = Phrase::en("remind.too_far", "I plan at most five years ahead. Nothing was set.");
const NOT_A_CLOCK: Phrase = Phrase::en(
    "remind.not_a_clock",
    "No clock shows that time, so nothing was set. Write it as `15:00` or `3pm`.",
);
const NOT_A_DATE: Phrase = Phrase::en(
    "remind.not_a_date",
    "No calendar has that day, so nothing was set. Write it as `24 Dec` or `2027-12-24`.",
);
const TWO_DATES: Phrase = Phrase::en(
    "remind.two_dates",
    "With a slash I can't tell day and month apart, so nothing was set. Write it as `24 Dec` or `2027-12-24`.",
);
const SHORT_ZONE: Phrase = Phrase::en(
    "remind.short_zone",
    "Short zone names mean different things to different people, so nothing was set. Leave the zone out for your \
     own clock, or write `UTC` or a place such as `Europe/Berlin`.",
);

fn run(line: &Line<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Speech {
    let rest = match line.words.at(0) {
        "me" => line.words.after(1),
        other if other.starts_with(['@', '#']) || other.starts_with("<@") || other.starts_with("<#") => {
            return OTHERS.say(line.locale);
        }
        _ => line.words.clone(),
    };
    match understood(&rest, line, moment) {
        Ok((at, text)) => set(at, text, line, moment, changes),
        Err(phrase) => phrase.say(line.locale),
    }
}

/// The moment and the text of a line, or what is wrong with it.
fn understood(
    words: &Words,
    line: &Line<'_>,
    moment: &Moment<'_>,
) -> Result<(DateTime<Utc>, String), &'static Phrase> {
    if words.is_empty() {
        return Err(&NO_TEXT);
    }
    let (at, text) = changed(words, line, moment)?;
    Ok((at.ok_or(&NO_TIME)?, text.ok_or(&NO_TEXT)?))
}

/// The moment and the text in some words, as far as they name them, or what is wrong with them.
pub fn changed(
    words: &Words,
    line: &Line<'_>,
    moment: &Moment<'_>,
) -> Result<(Option<DateTime<Utc>>, Option<String>), &'static Phrase> {
    let zone = line.zone(moment);
    let first = when::at_start(words, moment.now, &zone);
    let last = if first.is_none() { when::at_end(words, moment.now, &zone) } else { None };
    let from = first.map_or(0, |found| found.used);
    let to = words.len() - last.map_or(0, |found| found.used);
    let at = first.or(last).map(|found| found.at).transpose().map_err(slip)?;
    let text = text(words, from, to);
    match text.chars().count() {
        0 => Ok((at, None)),
        n if n > LONGEST => Err(&TOO_LONG),
        _ => Ok((at, Some(text))),
    }
}

/// What to remind of, exactly as written, without the word that only leads up to it and quotes around all of it.
fn text(words: &Words, from: usize, to: usize) -> String {
    let leads = matches!(words.at(from), "to" | "that" | "about" | ":" | "-" | "--" | "," | "=");
    let text = words.written(from + usize::from(leads), to);
    let text = text.trim_end_matches([',', ':']).trim_end();
    let inner = [('"', '"'), ('“', '”'), ('„', '“'), ('«', '»'), ('\'', '\''), ('‘', '’')]
        .iter()
        .find_map(|(open, close)| text.strip_prefix(*open)?.strip_suffix(*close))
        .filter(|inner| !inner.contains(['"', '“', '”']));
    inner.unwrap_or(text).to_owned()
}

fn slip(slip: Slip) -> &'static Phrase {
    match slip {
        Slip::Past => &PAST,
        Slip::TooFar => &TOO_FAR,
        Slip::NotAClock => &NOT_A_CLOCK,
        Slip::NotADate => &NOT_A_DATE,
        Slip::TwoDates => &TWO_DATES,
        Slip::ShortZone => &SHORT_ZONE,
    }
}

fn set(
    at: DateTime<Utc>,
    text: String,
    line: &Line<'_>,
    moment: &Moment<'_>,
    changes: &mut Changes,
) -> Speech {
    if moment.facts.owned.len() >= MOST {
        return TOO_MANY.say(line.locale);
    }
    let mut member = line.member(moment);
    if !paced(&mut member, moment.now) {
        return TOO_FAST.say(line.locale);
    }
    line.save(member, moment, changes);
    let id = line.seen.short_name();
    let said = confirmed(&id, at, line, moment);
    let (to, by) = (line.user.clone(), line.user.clone());
    let text = PrivateText::new(text);
    let reminder = Reminder { id, to, by, text, nominal: at, snoozed: false };
    changes.deliver.push(delivery(line.team, reminder, at));
    said
}

/// Says when a reminder will come, so that a misunderstanding shows at once.
pub fn confirmed(id: &str, at: DateTime<Utc>, line: &Line<'_>, moment: &Moment<'_>) -> Speech {
    let zone = line.zone(moment);
    let places = [
        ("when", say::moment(at, &zone)),
        ("id", Piece::Ours(id.to_owned())),
        ("place", Piece::Ours(words::city(&zone))),
    ];
    line.say(&SET, &places)
}

/// A reminder as it waits for its moment.
pub fn delivery(team: &TeamId, reminder: Reminder, due: DateTime<Utc>) -> Delivery {
    Delivery {
        id: DeliveryId::reminder(team, &reminder.id, reminder.nominal),
        team: team.clone(),
        due,
        lane: Lane::Normal,
        owner: Some(reminder.to.clone()),
        what: Outgoing::Reminder(reminder),
        progress: Progress::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::scene::{Scene, profile, said, spoken, team, typed, user};
    use crate::domain::ids::SeenKey;
    use crate::domain::inbound::{Asked, Happening, Inbound};
    use crate::domain::outgoing::Read;
    use crate::domain::reply::Reply;

    /// The reminders that wait: when, in UTC, and of what.
    fn waiting(scene: &Scene) -> Vec<(String, String)> {
        scene
            .deliveries
            .values()
            .filter_map(|delivery| match &delivery.what {
                Outgoing::Reminder(reminder) => {
                    assert_eq!(delivery.due, reminder.nominal);
                    Some((delivery.due.format("%F %T").to_string(), reminder.text.reveal().to_owned()))
                }
                _ => None,
            })
            .collect()
    }

    #[test]
    fn a_reminder_is_set_wherever_the_moment_stands() {
        for (line, at, text) in [
            ("remind me in 10 minutes to stretch", "2026-10-15 08:30:00", "stretch"),
            ("remind me to stretch in 10 minutes", "2026-10-15 08:30:00", "stretch"),
            ("remind in 2h that the cake is done", "2026-10-15 10:20:00", "the cake is done"),
            ("Remind\u{a0}Me\t90m: look up", "2026-10-15 09:50:00", "look up"),
            ("remind me 5s drink", "2026-10-15 08:20:05", "drink"),
            ("remind me at 15:00 “call Bo”", "2026-10-15 13:00:00", "call Bo"),
            ("remind me tomorrow 9am to call the bank", "2026-10-16 07:00:00", "call the bank"),
            ("remind me to call the bank tomorrow at 9am", "2026-10-16 07:00:00", "call the bank"),
            ("/async remind me thursday 3pm : stand up", "2026-10-15 13:00:00", "stand up"),
            (
                "async remind me 24 Dec 10:00 – presents  for\nDee",
                "2026-12-24 09:00:00",
                "presents  for\nDee",
            ),
            ("REMIND ME IN １０ MINUTES TO SHOUT", "2026-10-15 08:30:00", "SHOUT"),
            (
                "remind me in 1 hour tell <@U0BO> & <!channel>",
                "2026-10-15 09:20:00",
                "tell <@U0BO> & <!channel>",
            ),
            (
                "remind me \"check in 10 minutes early\" tomorrow",
                "2026-10-16 07:00:00",
                "check in 10 minutes early",
            ),
        ] {
            let mut scene = Scene::new();
            let said = scene.types("ada", line, "1");
            assert_eq!(waiting(&scene), [(at.to_owned(), text.to_owned())], "{line}: {said}");
            assert!(said.starts_with("I'll remind you ") && said.contains("Berlin time"), "{said}");
        }
    }

    #[test]
    fn a_slip_sets_nothing_and_says_what_to_type() {
        let long = format!("in 5m {}", "x".repeat(3_001));
        for (line, says) in [
            ("", "What should I remind you of?"),
            ("me", "What should I remind you of?"),
            ("me in 10 minutes", "What should I remind you of?"),
            ("me to call mum", "could not find a time"),
            ("me in 10 bananas to eat", "could not find a time"),
            ("me at 25:61 sing", "No clock shows that time"),
            ("me today 8am sing", "over already"),
            ("me in 0 s sing", "over already"),
            ("me in 1000000000000 s sing", "five years"),
            ("me 24 dec 9999 sing", "five years"),
            ("me 31 feb sing", "No calendar"),
            ("me 3/4 sing", "With a slash"),
            ("me 3pm EST sing", "Short zone names"),
            ("<@U0BO> in 5m sing", "only remind you"),
            ("@bo in 5m sing", "only remind you"),
            ("<#C0LAUNCH|launch> in 5m sing", "only remind you"),
            (long.as_str(), "3,000 characters"),
        ] {
            let mut scene = Scene::new();
            let said = scene.types("ada", &format!("remind {line}"), "1");
            assert!(said.contains(says), "{line}: {said}");
            assert_eq!((waiting(&scene).len(), scene.deliveries.len()), (0, 0), "{line}");
        }
    }

    #[test]
    fn the_same_line_again_sets_nothing_new_and_gets_the_same_answer() {
        let mut scene = Scene::new();
        let first = scene.types("ada", "remind me in 10 minutes stretch", "1");
        scene.now += chrono::TimeDelta::seconds(2);
        assert_eq!(scene.types("ada", "remind me in 10 minutes stretch", "1"), first);
        assert_eq!(waiting(&scene).len(), 1);
        assert_ne!(scene.types("ada", "remind me in 10 minutes stretch", "2"), first, "typed a second time");
        assert_eq!(waiting(&scene).len(), 2);
    }

    #[test]
    fn thirty_a_minute_and_a_thousand_in_all_are_enough_for_one_person() {
        let mut scene = Scene::new();
        let mut minute = 0;
        for n in 0..1_000 {
            if n % 30 == 0 {
                scene.now += chrono::TimeDelta::seconds(61);
                minute += 1;
            }
            let said = scene.types("ada", "remind me in 2 days stretch", &n.to_string());
            assert!(said.starts_with("I'll remind"), "{n} in minute {minute}: {said}");
        }
        assert!(scene.types("ada", "remind me in 2 days stretch", "x").contains("1,000 reminders"));
        for n in 0..30 {
            assert!(
                scene.types("bo", "remind me in 2 days sing", &format!("b{n}")).starts_with("I'll remind")
            );
        }
        let said = scene.types("bo", "remind me in 2 days sing", "b30");
        assert!(said.contains("try again in a minute"), "{said}");
        assert_eq!(waiting(&scene).len(), 1_030);
    }

    #[test]
    fn a_stranger_is_looked_up_before_their_clock_is_read() {
        let mut scene = Scene::new();
        let Inbound { seen, what, .. } = typed("eve", "remind me at 15:00 to sing", "1");
        assert_eq!(scene.takes(seen, what.clone()), Reply::Nothing);
        assert_eq!(scene.reads(), [Read::Person { user: user("eve") }]);
        scene.knows("eve", profile("Eve", "America/New_York"));
        let again = SeenKey::other(&team(), "again", "1");
        assert_eq!(scene.takes(again, what), Reply::Nothing, "the acknowledgement is long gone");
        assert_eq!(waiting(&scene), [("2026-10-15 19:00:00".to_owned(), "sing".to_owned())]);
        let answered = scene.waiting().into_iter().any(|what| {
            matches!(what, Outgoing::Answer { say, .. } if spoken(say).contains("15:00 America/New_York"))
        });
        assert!(answered);
    }

    #[test]
    fn a_second_look_does_with_what_there_is() {
        let mut scene = Scene::new();
        let Inbound { what, .. } = typed("eve", "remind me at 15:00 to sing", "1");
        scene.takes(SeenKey::other(&team(), "again", "1"), what);
        assert_eq!(
            waiting(&scene),
            [("2026-10-15 15:00:00".to_owned(), "sing".to_owned())],
            "the charter's zone"
        );
        assert!(scene.reads().is_empty());
    }

    #[test]
    fn words_in_a_direct_message_are_answered_there() {
        let mut scene = Scene::new();
        let Happening::Asked(asked) = typed("ada", "remind me in 5m sing", "1").what else { panic!("asked") };
        let what = Happening::Asked(Asked { respond: None, ..asked });
        assert_eq!(said(&scene.takes(SeenKey::other(&team(), "dm", "1"), what)), "");
        let told = scene.waiting().into_iter().any(
            |what| matches!(what, Outgoing::Tell { to, say } if *to == user("ada") && spoken(say).contains("I'll remind")),
        );
        assert!(told && waiting(&scene).len() == 1);
    }
}
