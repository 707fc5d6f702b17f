//! The Home tab: my day, my schedule, my asks, my privacy, and what can be said.

mod schedule;

use slack_morphism::prelude::{
    SlackActionId, SlackBlock, SlackBlockButtonElement, SlackBlockChoiceItem, SlackBlockMarkDownText,
    SlackBlockPlainTextOnly, SlackBlockStaticSelectElement, SlackBlockText, SlackDividerBlock,
    SlackHeaderBlock, SlackHomeView, SlackSectionBlock, SlackSectionBlockElement, SlackView,
};

use super::bricks::{self, Button};
use super::{inputs, speech, window};
use crate::app::commands;
use crate::domain::availability::{Availability, Kind, Reason};
use crate::domain::home::{HalfHour, HomeAsk, HomeCard};
use crate::domain::member::{Publish, Quiet};
use crate::domain::text::{Piece, Speech};
use crate::domain::window::Window;
use crate::domain::words::{Locale, Phrase};
use crate::domain::worktime::{Zone, words};

const DAY: Phrase = Phrase::en("home.day", "My day");
const OWE: Phrase = Phrase::en("home.owe", "I owe");
const WAIT: Phrase = Phrase::en("home.wait", "I wait for");
const PRIVACY: Phrase = Phrase::en("home.privacy", "My privacy");
const WORDS: Phrase = Phrase::en("home.words", "What I can say");

const FREE: Phrase = Phrase::en("home.free", "You are *free* until {until}.");
const FREE_ALWAYS: Phrase = Phrase::en("home.free_always", "You are *free*.");
const BUSY: Phrase = Phrase::en("home.busy", "You are *{what}* until {until}.");
const BUSY_LONG: Phrase = Phrase::en("home.busy_long", "You are *{what}*.");
const IN_FOCUS: Phrase = Phrase::en("home.in_focus", "in focus");
const QUIET_IN_SLACK: Phrase = Phrase::en("home.in_dnd", "in do-not-disturb");
const IN_CALENDAR: Phrase = Phrase::en("home.in_calendar", "in focus, as your calendar says");
const AWAY_IN_CALENDAR: Phrase = Phrase::en("home.away_in_calendar", "away, as your calendar says");
const OFF_HOURS: Phrase = Phrase::en("home.off_hours", "off hours");
const AWAY: Phrase = Phrase::en("home.away", "away");
const HOLIDAY: Phrase = Phrase::en("home.holiday", "on a holiday");
const BACK: Phrase = Phrase::en("home.back", "I'm back");
const END_FOCUS: Phrase = Phrase::en("home.end_focus", "End focus");
const FOCUS_NOW: Phrase = Phrase::en("home.focus_now", "Focus for…");
const STRANGER: Phrase = Phrase::en(
    "home.stranger",
    "You are from another organisation. I keep schedules for the people of this one only, and show theirs to nobody else.",
);
const CHECK_IN: Phrase = Phrase::en("home.checkin", "Your next check-in is {when}.");
const BAR: Phrase = Phrase::en("home.bar", "{from} `{bar}` {to}");
const LEGEND: Phrase = Phrase::en("home.legend", "● now, {now} in {city} · ▓ focus · ░ free");
const DAY_OFF: Phrase = Phrase::en("home.day_off", "No working hours today. It is {now} in {city}.");

const OWED: Phrase = Phrase::en("home.owed", "*{who}* in {channel}: {link}");
const OTHERS: Phrase = Phrase::en("home.others", "*{who}* and {n} more in {channel}: {link}");
const LINK: Phrase = Phrase::en("home.link", "the message");
const WINDOW: Phrase = Phrase::en("home.window", " · {window}");
const DUE: Phrase = Phrase::en("home.due", " · due {when}");
const OVER: Phrase = Phrase::en("home.over", " · was due {when}");
const SAID_ON_IT: Phrase = Phrase::en("home.said_on_it", " · on it");
const NOTHING_OWED: Phrase = Phrase::en("home.nothing_owed", "Nothing. Nobody waits for you.");
const NOTHING_AWAITED: Phrase = Phrase::en("home.nothing_awaited", "Nothing. Nobody owes you an answer.");
const MORE: Phrase = Phrase::en("home.more", "and {n} more");
const ON_IT: Phrase = Phrase::en("home.on_it", "On it");
const DONE: Phrase = Phrase::en("home.done", "Done");

const KNOWN: Phrase = Phrase::en("home.known", "When somebody pings me in focus or off hours:");
const PROTECT: Phrase = Phrase::en("home.protect", "protect me: nudge them");
const SHOW: Phrase = Phrase::en("home.show", "show my hours, no nudges");
const ANY_TIME: Phrase = Phrase::en("home.any_time", "reach me any time");
const QUIET_UNTIL: Phrase = Phrase::en("home.quiet_until", "I say nothing to you on my own until {when}.");
const QUIET_ALWAYS: Phrase =
    Phrase::en("home.quiet_always", "I say nothing to you on my own. `/async quiet me off` ends that.");
const SEES: Phrase = Phrase::en(
    "home.sees",
    "I see only conversations I was invited to, never direct messages between people. Of messages I keep who asked whom, when and where, never the words.",
);

const COMMAND: Phrase = Phrase::en("home.command", "• `/async {usage}` – {about}");

/// Most of a section's text.
const SECTION: usize = 2_950;
/// How long one can focus from now, in minutes, and how that is said.
const LENGTHS: &[(&str, &str)] = &[
    ("25", "25 min"),
    ("50", "50 min"),
    ("60", "1 h"),
    ("90", "1 h 30"),
    ("120", "2 h"),
    ("180", "3 h"),
    ("240", "4 h"),
];
/// The choices of the menu, with the value each comes back as.
const LEVELS: &[(&str, Publish, &Phrase)] = &[
    ("protect", Publish::Protect, &PROTECT),
    ("show", Publish::Show, &SHOW),
    ("any_time", Publish::AnyTime, &ANY_TIME),
];

/// The tab.
pub fn show(card: &HomeCard) -> SlackView {
    let mut blocks = Vec::new();
    if card.is_stranger {
        blocks.push(bricks::small_print(&STRANGER.say(card.locale)));
    } else {
        blocks.extend(my_day(card));
        blocks.extend(schedule::show(card));
    }
    blocks.extend(my_asks(card));
    blocks.extend(my_privacy(card));
    blocks.push(SlackDividerBlock::new().into());
    blocks.push(header(&WORDS, card.locale));
    blocks.extend(words(card.locale));
    SlackView::Home(SlackHomeView::new(blocks))
}

fn my_day(card: &HomeCard) -> Vec<SlackBlock> {
    let locale = card.locale;
    let ours = |words: &str| Piece::Ours(words.to_owned());
    let mut now = availability(&card.availability, card.until.as_deref(), locale);
    if let Some(when) = &card.checkin {
        now = now.line(CHECK_IN.fill(locale, &[("when", ours(when))]));
    }
    let place = [("now", ours(&card.now)), ("city", ours(&card.city))];
    let mut blocks = vec![header(&DAY, locale), section(&now, for_now(card))];
    if card.day.is_empty() {
        blocks.push(bricks::small_print(&DAY_OFF.fill(locale, &place)));
        return blocks;
    }
    let (from, to) = card.day_span;
    let bar = card.day.iter().map(|half| half_hour(*half)).collect();
    let ends =
        [("from", Piece::Ours(clock(from))), ("bar", Piece::Ours(bar)), ("to", Piece::Ours(clock(to)))];
    blocks.push(section(&BAR.fill(locale, &ends), None));
    blocks.push(bricks::small_print(&LEGEND.fill(locale, &place)));
    blocks
}

/// What can be done about the present moment: ending what is on, or beginning to focus.
fn for_now(card: &HomeCard) -> Option<SlackSectionBlockElement> {
    let locale = card.locale;
    let button = |action, label| Some(bricks::button(action, label, locale).into());
    if card.is_away {
        return button("home.back", &BACK);
    }
    if card.spell {
        return button("focus.end", &END_FOCUS);
    }
    if card.availability.in_focus {
        return None;
    }
    let length = |(minutes, name): &(&str, &str)| inputs::choice(minutes, name);
    let menu = SlackBlockStaticSelectElement::new()
        .with_action_id(SlackActionId("focus.now".to_owned()))
        .with_placeholder(bricks::label(&FOCUS_NOW, locale))
        .with_options(LENGTHS.iter().map(length).collect());
    Some(menu.into())
}

fn half_hour(half: HalfHour) -> char {
    match half {
        HalfHour::Free => '░',
        HalfHour::Focus => '▓',
        HalfHour::Off => '·',
        HalfHour::Now => '●',
    }
}

fn availability(now: &Availability, until: Option<&str>, locale: Locale) -> Speech {
    let what = match (now.kind, now.reason) {
        (Kind::Free, _) => None,
        (Kind::Focus, Some(Reason::Dnd)) => Some(&QUIET_IN_SLACK),
        (Kind::Focus, Some(Reason::Calendar)) => Some(&IN_CALENDAR),
        (Kind::TimeOff, Some(Reason::Calendar)) => Some(&AWAY_IN_CALENDAR),
        (Kind::Focus, _) => Some(&IN_FOCUS),
        (Kind::OffHours, _) => Some(&OFF_HOURS),
        (Kind::TimeOff, _) => Some(&AWAY),
        (Kind::Holiday, _) => Some(&HOLIDAY),
    };
    let what = what.map(|what| ("what", Piece::Ours(what.text(locale).to_owned())));
    let until = until.map(|until| ("until", Piece::Ours(until.to_owned())));
    match (what, until) {
        (None, None) => FREE_ALWAYS.say(locale),
        (None, Some(until)) => FREE.fill(locale, &[until]),
        (Some(what), None) => BUSY_LONG.fill(locale, &[what]),
        (Some(what), Some(until)) => BUSY.fill(locale, &[what, until]),
    }
}

fn my_asks(card: &HomeCard) -> Vec<SlackBlock> {
    let locale = card.locale;
    let mut blocks = vec![SlackDividerBlock::new().into(), header(&OWE, locale)];
    let owe_buttons = [
        Button { action: "tag.on_it", label: &ON_IT, primary: false },
        Button { action: "tag.done", label: &DONE, primary: true },
    ];
    for ask in &card.owes {
        blocks.push(section(&said(ask, locale), None));
        let row = if ask.on_it { &owe_buttons[1..] } else { &owe_buttons[..] };
        blocks.push(bricks::buttons(row, &ask.about.to_string(), locale));
    }
    blocks.extend(rest(&card.owes, card.more_owed, &NOTHING_OWED, locale));
    blocks.push(header(&WAIT, locale));
    for ask in &card.waits {
        let done = SlackBlockButtonElement::new(bricks::label(&DONE, locale))
            .with_action_id(SlackActionId("tag.done".to_owned()))
            .with_value(ask.about.to_string());
        blocks.push(section(&said(ask, locale), Some(SlackSectionBlockElement::Button(done))));
    }
    blocks.extend(rest(&card.waits, card.more_waited, &NOTHING_AWAITED, locale));
    blocks
}

/// What stands below a list: that there is nothing, or how much more there is.
fn rest(asks: &[HomeAsk], more: usize, nothing: &Phrase, locale: Locale) -> Option<SlackBlock> {
    if asks.is_empty() {
        return Some(bricks::small_print(&nothing.say(locale)));
    }
    (more > 0).then(|| bricks::small_print(&MORE.fill(locale, &[("n", Piece::Ours(more.to_string()))])))
}

fn said(ask: &HomeAsk, locale: Locale) -> Speech {
    let link = Piece::Message {
        channel: ask.about.channel.clone(),
        ts: ask.about.ts.clone(),
        thread: ask.thread.clone(),
        label: LINK.text(locale).to_owned(),
    };
    let places = [
        ("who", bricks::name(&ask.who, locale)),
        ("n", Piece::Ours(ask.others.to_string())),
        ("channel", Piece::Channel(ask.about.channel.clone())),
        ("link", link),
    ];
    let mut said = if ask.others == 0 { &OWED } else { &OTHERS }.fill(locale, &places);
    // a window that is a day or a moment says no more than the due moment
    if !matches!(ask.window, Window::ByDay { .. } | Window::ByMoment { .. }) {
        let window = speech::plain(&window::spoken(&ask.window, locale), 75);
        said.0.extend(WINDOW.fill(locale, &[("window", Piece::Ours(window))]).0);
    }
    if let Some(due) = &ask.due {
        let phrase = if ask.is_over { &OVER } else { &DUE };
        said.0.extend(phrase.fill(locale, &[("when", Piece::Ours(due.clone()))]).0);
    }
    if ask.on_it {
        said.0.extend(SAID_ON_IT.say(locale).0);
    }
    said
}

fn my_privacy(card: &HomeCard) -> Vec<SlackBlock> {
    let locale = card.locale;
    let item = |(value, _, phrase): &(&str, Publish, &Phrase)| {
        SlackBlockChoiceItem::<SlackBlockPlainTextOnly>::new(
            bricks::label(phrase, locale),
            (*value).to_owned(),
        )
    };
    let mut menu = SlackBlockStaticSelectElement::new()
        .with_action_id(SlackActionId("home.publish".to_owned()))
        .with_options(LEVELS.iter().map(item).collect());
    if let Some(chosen) = LEVELS.iter().find(|(_, level, _)| *level == card.publish) {
        menu = menu.with_initial_option(item(chosen));
    }
    let mut blocks = vec![SlackDividerBlock::new().into(), header(&PRIVACY, locale)];
    if !card.is_stranger {
        blocks.push(section(&KNOWN.say(locale), Some(SlackSectionBlockElement::StaticSelect(menu))));
    }
    match card.quiet {
        Some(Quiet::Until(at)) => {
            let when = Piece::Moment { at, fallback: words::with_zone(at, &Zone::utc(), locale) };
            blocks.push(section(&QUIET_UNTIL.fill(locale, &[("when", when)]), None));
        }
        Some(Quiet::Always) => blocks.push(section(&QUIET_ALWAYS.say(locale), None)),
        None => {}
    }
    blocks.push(bricks::small_print(&SEES.say(locale)));
    blocks
}

fn words(locale: Locale) -> Vec<SlackBlock> {
    let lines = commands::all().iter().map(|command| {
        let usage = [command.word, command.usage].join(" ").trim_end().to_owned();
        let about = command.about.text(locale).to_owned();
        COMMAND.fill(locale, &[("usage", Piece::Ours(usage)), ("about", Piece::Ours(about))])
    });
    speech::sections(&lines.fold(Speech::default(), Speech::line))
}

fn header(phrase: &Phrase, locale: Locale) -> SlackBlock {
    SlackHeaderBlock::new(bricks::label(phrase, locale)).into()
}

fn section(words: &Speech, accessory: Option<SlackSectionBlockElement>) -> SlackBlock {
    let text = SlackBlockMarkDownText::new(speech::mrkdwn(words, SECTION)).with_verbatim(true);
    let section = SlackSectionBlock::new().with_text(SlackBlockText::MarkDown(text));
    match accessory {
        Some(accessory) => section.with_accessory(accessory).into(),
        None => section.into(),
    }
}

/// Minutes after midnight as a clock shows them.
fn clock(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use serde_json::Value;

    use super::*;
    use crate::domain::ask::AskRef;
    use crate::domain::charter::Charter;
    use crate::domain::home::{HomeCalendar, HomeHolidays, ZoneFrom};
    use crate::domain::ids::{ChannelId, Ts, UserId};
    use crate::domain::member::{Member, TimeOff};
    use crate::domain::text::PrivateText;

    fn ask(who: &str) -> HomeAsk {
        HomeAsk {
            about: AskRef {
                channel: ChannelId::parse("C0LAUNCH").expect("id"),
                ts: Ts::parse("1792052340.000100").expect("ts"),
            },
            thread: None,
            who: PrivateText::new(who),
            others: 0,
            window: Window::Today,
            due: Some("today 17:00".into()),
            is_over: false,
            on_it: false,
        }
    }

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 12, day).expect("date")
    }

    fn absence(first: u32) -> TimeOff {
        let at = |date: NaiveDate| date.and_time(chrono::NaiveTime::MIN);
        TimeOff { from: at(day(first)), until: at(day(first + 2)), cover: UserId::parse("U0BO") }
    }

    fn holiday(on: u32, works: bool) -> (NaiveDate, String, bool) {
        (day(on), "Christmas".into(), works)
    }

    fn card() -> HomeCard {
        let charter = Charter::default();
        let at = "2026-10-15T08:20:00Z".parse().expect("moment");
        HomeCard {
            now: "Thu 15 Oct 10:20".into(),
            city: "Berlin".into(),
            availability: Availability::of(&Member::default(), &charter, at),
            until: Some("tomorrow 09:00".into()),
            checkin: Some("today 15:00".into()),
            day: vec![HalfHour::Focus, HalfHour::Now, HalfHour::Free, HalfHour::Off],
            day_span: (540, 660),
            hours: charter.hours,
            own_hours: false,
            focus: Vec::new(),
            checkins: vec!["10:00".into()],
            own_checkins: false,
            spell: false,
            is_away: false,
            time_off: vec![absence(24)],
            more_time_off: 0,
            holidays: Some(HomeHolidays {
                region: "Berlin, Germany".into(),
                ahead: vec![holiday(25, false), holiday(26, true)],
            }),
            zone: "Europe/Berlin".into(),
            zone_from: ZoneFrom::Slack,
            calendar: Some(HomeCalendar {
                what: Piece::Theirs(PrivateText::new("cal.example.org")),
                events: Some(143),
                is_failing: false,
            }),
            is_stranger: false,
            owes: vec![ask("Ada"), HomeAsk { on_it: true, is_over: true, ..ask("<!channel>") }],
            more_owed: 0,
            waits: vec![HomeAsk { others: 2, ..ask("Chidi") }],
            more_waited: 7,
            publish: Publish::Show,
            own_publish: false,
            quiet: None,
            locale: Locale::En,
        }
    }

    fn drawn(card: &HomeCard) -> Value {
        serde_json::to_value(show(card)).expect("JSON")
    }

    #[test]
    fn it_shows_the_day_the_hours_the_asks_and_the_words() {
        let view = drawn(&card());
        let text = view.to_string();
        assert_eq!(view["type"], "home");
        for words in [
            "You are *off hours* until tomorrow 09:00.",
            "Your next check-in is today 15:00.",
            "09:00 `▓●░·` 11:00",
            "now, Thu 15 Oct 10:20 in Berlin",
            "Working hours: *Mon–Fri 09:00–17:00*, the team's hours in your zone",
            "|the message> · Today · due today 17:00",
            "&lt;!channel&gt;* in <#C0LAUNCH>: <https://slack.com/archives/C0LAUNCH/p1792052340000100|the message> · Today · was due today 17:00 · on it",
            "*Chidi* and 2 more in",
            "and 7 more",
            "never direct messages between people",
            "Check-ins: *10:00*, the team's times",
            "• *Thu 24 Dec 2026 – Fri 25 Dec 2026*, <@U0BO> stands in",
            "Public holidays: *Berlin, Germany*",
            "• Fri 25 Dec: Christmas",
            "• ~Sat 26 Dec: Christmas~ (you work)",
            "Time zone: *Europe/Berlin*, as Slack says",
            "Calendar: *cal.example.org*, 143 events",
        ] {
            assert!(text.contains(words), "{words} in {text}");
        }
        for command in commands::all() {
            assert!(text.contains(&format!("`/async {}", command.word)), "{}", command.word);
        }
    }

    #[test]
    fn each_ask_has_its_buttons_and_the_level_is_chosen() {
        let view = drawn(&card());
        let blocks = view["blocks"].as_array().expect("blocks");
        let actions: Vec<Vec<&str>> = blocks
            .iter()
            .filter(|block| block["type"] == "actions")
            .map(|block| block["elements"].as_array().expect("elements"))
            .map(|row| row.iter().filter_map(|button| button["action_id"].as_str()).collect())
            .collect();
        assert_eq!(actions, [vec!["tag.on_it", "tag.done"], vec!["tag.done"]]);
        let accessories: Vec<&Value> =
            blocks.iter().map(|block| &block["accessory"]).filter(|there| there.is_object()).collect();
        let ids: Vec<_> = accessories.iter().map(|there| &there["action_id"]).collect();
        assert_eq!(
            ids,
            [
                "focus.now",
                "hours.edit",
                "focus.edit",
                "checkins.edit",
                "time_off.add",
                "time_off.row",
                "holidays.edit",
                "holidays.day",
                "holidays.day",
                "zone.edit",
                "calendar.row",
                "tag.done",
                "home.publish"
            ]
        );
        assert_eq!(accessories[12]["initial_option"]["value"], "show");
    }

    #[test]
    fn what_is_on_can_be_ended_and_nothing_else_is_offered_then() {
        let now = |card: &HomeCard| drawn(card)["blocks"][1]["accessory"].clone();
        assert_eq!(now(&card())["placeholder"]["text"], "Focus for…");
        let lengths = now(&card())["options"].clone();
        assert!(lengths.as_array().expect("options").iter().all(|length| {
            length["value"].as_str().and_then(|value| value.parse::<u16>().ok()).is_some_and(|m| m <= 960)
        }));
        let ends = |card: &HomeCard| now(card)["action_id"].clone();
        assert_eq!(ends(&HomeCard { spell: true, ..card() }), "focus.end");
        assert_eq!(ends(&HomeCard { spell: true, is_away: true, ..card() }), "home.back");
        let mut weekly = card();
        weekly.availability.in_focus = true;
        assert_eq!(now(&weekly), Value::Null);
    }

    #[test]
    fn somebody_from_elsewhere_has_no_schedule_there() {
        let view = drawn(&HomeCard { is_stranger: true, ..card() }).to_string();
        assert!(view.contains("from another organisation") && view.contains("I wait for"), "{view}");
        for hidden in ["Working hours", "Berlin", "focus.now", "time_off", "home.publish", "cal.example"] {
            assert!(!view.contains(hidden), "{hidden} in {view}");
        }
    }

    #[test]
    fn the_fullest_tab_stays_below_slacks_hundred_blocks() {
        let many = vec![ask(&"x".repeat(80)); 10];
        let full = HomeCard {
            owes: many.clone(),
            waits: many,
            more_owed: 400,
            quiet: Some(Quiet::Always),
            time_off: (1..11).map(absence).collect(),
            more_time_off: 40,
            holidays: Some(HomeHolidays {
                region: "x".repeat(80),
                ahead: (1..7).map(|on| holiday(on, true)).collect(),
            }),
            zone_from: ZoneFrom::Unsaid("Berlin".into(), "Europe/Lisbon".into()),
            ..card()
        };
        let view = drawn(&full);
        assert!(view["blocks"].as_array().expect("blocks").len() <= 90);
        assert!(view.to_string().len() < 90_000);
    }
}
