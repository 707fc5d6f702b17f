//! Reading messages: which window one sets, and why. Pure rules; no network, no model.

mod asks;
mod blocks;
mod cited;
mod clauses;
mod deadline;
mod emoji;
mod escape;
mod hurry;
mod labels;
mod likely;
mod mask;
mod orders;
mod own;
mod patterns;
mod pings;
mod sync;
mod times;
mod token;
mod tongues;
mod urgency;
mod why;
mod window;

use std::cmp::Reverse;

use chrono::{DateTime, NaiveDate, Utc};

use super::ask::Because;
use super::charter::Charter;
use super::window::Window;
use super::words::Locale;
use super::worktime::Zone;

use clauses::Parse;
use times::{Now, Time};
use token::Message;
use window::Verdict;

pub use blocks::text_of;
pub use escape::unescape;
pub use labels::window_named;
pub use own::{OwnWords, own_words};
pub use pings::pings;
pub use times::zone_of_place;
pub use why::{Means, NOTHING, rule_named, signs};

/// What a message says about the answer it wants.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The window it sets; `None` when it says nothing about that.
    pub window: Option<Window>,
    /// Whether some reader is expected to answer or act.
    pub asks_for_reply: bool,
    /// Whether it asks for talking at the same time.
    pub sync_request: bool,
    /// Whether it says there is no hurry.
    pub no_rush: bool,
    /// Which rules saw what.
    pub because: Vec<Because>,
    /// Every future time that is said, the likeliest deadline first, whether or not it sets a window.
    pub times: Vec<TimeExpression>,
}

/// A future time said in a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeExpression {
    /// Offset of its first character, in Unicode characters.
    pub start: u32,
    /// Offset after its last one.
    pub end: u32,
    /// When it begins, or when it is.
    pub from: Stamp,
    /// When it is over, exclusive, for a stretch of time.
    pub until: Option<Stamp>,
}

/// A day or a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stamp {
    /// A day, on the calendar it was said on.
    Day(NaiveDate),
    /// A moment, resolved in the zone that was said or else the writer's.
    Moment(DateTime<Utc>),
}

/// Reads a message written at `at` by somebody in `zone`. `text` is unescaped, with mention tokens kept.
pub fn read(text: &str, at: DateTime<Utc>, zone: &Zone, charter: &Charter) -> Reading {
    read_in(Locale::En, text, at, zone, charter)
}

/// Reads a message of somebody whose language is known. English is understood beside it.
pub fn read_in(locale: Locale, text: &str, at: DateTime<Utc>, zone: &Zone, charter: &Charter) -> Reading {
    let Some(now) = Now::new(at, zone, locale) else { return Reading::default() };
    let mut message = Message::of(text);
    tongues::translate(&mut message, locale);
    let times = times::find(&message, &now);
    let parse = Parse::of(&message, &times, patterns::find(&message));
    let labels = labels::find(&message, text, charter);

    let asked = asks::ask(&parse);
    let call = sync::request(&parse);
    let calls = call.is_some_and(|call| call.rule != "call-offer");
    let unhurried = asks::no_rush(&parse).or_else(|| labels::no_rush(&labels));
    let led = emoji::leading(parse.message, text, charter);
    let verdict = window::choose(&parse, &labels, led, &now, asked.is_some() || calls);
    let silent = verdict.as_ref().is_some_and(|v| v.window == Window::NoReply);
    let expects = verdict.as_ref().is_some_and(|v| v.expects_answer);

    let signs = [verdict.as_ref().map(Verdict::sign), asked.filter(|_| !silent), call, unhurried];
    Reading {
        asks_for_reply: !silent && (asked.is_some() || calls || expects),
        sync_request: call.is_some(),
        no_rush: unhurried.is_some(),
        because: signs.into_iter().flatten().map(|sign| because(&message, sign)).collect(),
        times: in_order(&parse, verdict.as_ref()),
        window: verdict.map(|v| v.window),
    }
}

/// A rule that saw something, and the tokens it saw.
#[derive(Clone, Copy, Debug)]
struct Sign {
    rule: &'static str,
    from: usize,
    to: usize,
}

fn because(message: &Message, sign: Sign) -> Because {
    let (start, end) = message.characters(sign.from, sign.to);
    Because { rule: sign.rule.to_owned(), start, end }
}

/// The times as they are shown: the deadline first, then the likelier ones, then in the order they are said.
fn in_order(parse: &Parse<'_>, verdict: Option<&Verdict>) -> Vec<TimeExpression> {
    let is_deadline = |time: &&Time| verdict.is_some_and(|v| v.from == time.from && v.to == time.to);
    let shown = |time: &Time| {
        let (start, end) = parse.message.characters(time.from, time.to);
        TimeExpression { start, end, from: time.starts, until: time.ends }
    };
    let first = parse.times.iter().filter(is_deadline);
    let mut others: Vec<&Time> = parse.times.iter().filter(|time| !is_deadline(time) && !time.bare).collect();
    others.sort_by_cached_key(|time| Reverse(likely::likeliness(parse, time)));
    first.chain(others).map(shown).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LOCALES: [Locale; 4] = [Locale::En, Locale::De, Locale::Fr, Locale::Es];

    fn zone() -> Zone {
        Zone::named("Europe/Berlin").expect("a zone")
    }

    fn now() -> DateTime<Utc> {
        "2024-06-05T14:00:00Z".parse().expect("an instant")
    }

    fn reading(text: &str) -> Reading {
        read(text, now(), &zone(), &Charter::default())
    }

    /// Reads a text in every language: what it rests on stands in the text, and nothing is due before it was written.
    fn sane(text: &str) {
        let length = u32::try_from(text.chars().count()).expect("short");
        let today = zone().local(now()).date();
        let over = |stamp: Stamp| match stamp {
            Stamp::Day(day) => day < today,
            Stamp::Moment(at) => at < now(),
        };
        for locale in LOCALES {
            let reading = read_in(locale, text, now(), &zone(), &Charter::default());
            match reading.window {
                Some(Window::ByDay { day }) => assert!(!over(Stamp::Day(day)), "{day}"),
                Some(Window::ByMoment { at }) => assert!(!over(Stamp::Moment(at)), "{at}"),
                _ => {}
            }
            assert!(reading.window.is_none() || !reading.because.is_empty());
            for because in reading.because {
                assert!(because.start <= because.end && because.end <= length, "{because:?}");
            }
            for time in reading.times {
                assert!(time.start < time.end && time.end <= length, "{time:?}");
                assert!(!over(time.until.unwrap_or(time.from)), "{time:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn whatever_is_written_is_read_without_a_fuss(text in "\\PC{0,200}") {
            sane(&text);
        }

        #[test]
        fn any_bytes_are_read_without_a_fuss(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            sane(&String::from_utf8_lossy(&bytes));
        }

        #[test]
        fn odd_rows_of_known_words_are_read_without_a_fuss(
            words in proptest::collection::vec(
                proptest::sample::select(vec![
                    "by", "before", "Friday", "5", "pm", "12:30", "-", "/", ".", ":", "31", "June", "in", "next", "week",
                    "days", "end", "of", "EOD", "please", "asap", "if", "`", "```", "> ", "\n", "<@U1>", "<", "'s",
                    "half", "past", "to", "0", "24", "2024", "(", ")", "[", "]", "#", "é", "İ", "😅", "\u{202e}", "UTC", "+",
                    "a", "quarter", "of", "from", "between", "and", "Christmas", "last", "first", "T15", "Z", "\"", "20240612",
                    "bis", "halb", "Uhr", "nächste", "Woche", "der", "d'ici", "heures", "demain", "la", "el", "mañana", "de",
                    "las", "para", "antes", "wenn", "du", "<!date^1718200800^{date} {time}|x>",
                ]),
                0..40,
            ),
            gap in proptest::sample::select(vec!["", " "]),
        ) {
            sane(&words.join(gap));
        }
    }

    #[test]
    fn a_number_too_big_for_an_hour_is_none() {
        for text in ["2024061212:30by", "by 4294967295:59", "99999999am", "at 4294967295"] {
            sane(text);
        }
    }

    #[test]
    fn long_messages_are_read_in_one_go() {
        let long = [
            "by 5 ",
            "can you ",
            "<@U12345678> ",
            "`",
            "<",
            "if ",
            "1-",
            "a.",
            "(24h) ",
            "😅",
            "x",
            "not urgent ",
            ">",
            ":a:",
        ];
        for piece in long {
            sane(&piece.repeat(40_000 / piece.len()));
        }
    }

    #[test]
    fn of_a_very_long_message_the_beginning_and_the_end_are_read() {
        let talk = "nothing was there that anybody could explain. ".repeat(800);
        for text in [
            format!("can you look by Friday?\n{talk}"),
            format!("{talk}\ncan you look by Friday?"),
            format!("```{talk}```\n{}can you look by Friday?\n```{talk}```", "> old\n".repeat(50)),
        ] {
            let read = reading(&text);
            assert!(matches!(read.window, Some(Window::ByDay { .. })), "{read:?}");
            let because = &read.because[0];
            let said: String = text
                .chars()
                .skip(because.start as usize)
                .take((because.end - because.start) as usize)
                .collect();
            assert_eq!(said, "Friday");
        }
    }

    #[test]
    fn the_teams_own_labels_and_emoji_set_windows() {
        let mut charter = Charter::default();
        charter.labels.insert("Blocker".into(), "hours:4".into());
        let at = "2024-06-05T14:00:00Z".parse().expect("an instant");
        let window = |text: &str| read(text, at, &Zone::utc(), &charter).window;
        assert_eq!(window("[blocker] review the fix"), Some(Window::Hours { minutes: 240 }));
        assert_eq!(window(":rotating_light: disk is full"), Some(Window::Urgent));
        assert_eq!(window(":no_bell: moved the docs"), Some(Window::NoReply));
        assert_eq!(window("moved the docs :no_bell:"), None);
    }

    #[test]
    fn own_labels_are_found_however_they_are_spelt() {
        let mut charter = Charter::default();
        for (label, window) in [
            ("needs-reply", "24h"),
            ("P1", "urgent"),
            ("Rückfrage", "today"),
            ("[later]", "days:3"),
            ("odd", "soon"),
        ] {
            charter.labels.insert(label.into(), window.into());
        }
        let window = |text: &str| read(text, now(), &Zone::utc(), &charter).window;
        let day = Some(Window::Within { minutes: 24 * 60 });
        for text in [
            "[needs reply] a",
            "[NEEDS_REPLY] a",
            "needs-reply: a",
            "#needs-reply a",
            "Needs reply: a",
            "(needs-reply)",
        ] {
            assert_eq!(window(text), day, "{text}");
        }
        assert_eq!(window("<@U1> P1: disk is full"), Some(Window::Urgent));
        assert_eq!(window("rückfrage: which one?"), Some(Window::Today));
        assert_eq!(window("#later which one?"), Some(Window::Days { n: 3 }));
        assert_eq!(window("[odd] which one?"), None);
        assert_eq!(window("it needs a reply: which one?"), None);
    }

    #[test]
    fn every_emoji_of_the_charter_in_front_says_its_window() {
        let mut charter = Charter::default();
        let window = |text: &str, charter: &Charter| read(text, now(), &Zone::utc(), charter).window;
        let friday = Some(Window::ByDay { day: NaiveDate::from_ymd_opt(2024, 6, 7).expect("a day") });
        for (text, expected) in [
            ("🚨 disk is full", Some(Window::Urgent)),
            ("<@U1> :rotating_light: disk is full", Some(Window::Urgent)),
            ("🌆 the slides", Some(Window::Today)),
            ("🗓️ the slides", Some(Window::Week)),
            ("☕ the slides", Some(Window::NextCheckIn)),
            ("🔕 moved the docs", Some(Window::NoReply)),
            (":hourglass_flowing_sand: 4h review the fix", Some(Window::Within { minutes: 240 })),
            ("⏳ the fix, within 2 hours", Some(Window::Within { minutes: 120 })),
            ("⏳ the fix", None),
            (":calendar: Friday: your numbers", friday.clone()),
            ("📆 your numbers by Friday", friday),
            ("📆 we met the new people who came on Friday", None),
            ("the fix 🚨", None),
        ] {
            assert_eq!(window(text, &charter), expected, "{text}");
        }
        charter.emoji.urgent = "🔥".into();
        charter.emoji.today = ":sunny:".into();
        assert_eq!(window("🔥 disk is full", &charter), Some(Window::Urgent));
        assert_eq!(window("☀️ the slides", &charter), Some(Window::Today));
        assert_eq!(window("🚨 disk is full", &charter), None);
    }

    #[test]
    fn an_emoji_reads_the_same_by_its_name_and_as_a_character() {
        for (named, typed) in [
            ("we need the fix yesterday :fire:", "we need the fix yesterday 🔥"),
            ("can you look by Friday :pray::skin-tone-2:?", "can you look by Friday 🙏🏼?"),
            (":wave: please answer today", "👋 please answer today"),
        ] {
            assert!(reading(named).window.is_some(), "{named}");
            assert_eq!(reading(named).window, reading(typed).window, "{named}");
        }
    }
}
