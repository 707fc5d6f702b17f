//! The year itself: what is drawn for each week, and how time passes.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use unrush::domain::charter::{Charter, TagMode};
use unrush::playground::cast::{CHIDI, DEE, LAUNCH};
use unrush::playground::people::Person;
use unrush::playground::world::{BOT_USER, Kind};
use unrush::ports::Clock;

use super::book::{Book, Entry, Sighting};
use super::people::{Someone, Walks, cast};
use crate::flows::town::{Said, Town};
use crate::worktime::dice::Dice;
use crate::worktime::oracle::DAY;

/// Where people travel.
const AWAY: &[&str] =
    &["Asia/Tokyo", "Europe/Lisbon", "America/New_York", "Pacific/Auckland", "Asia/Kolkata"];

/// A channel with a weekly thread on its own clock.
pub struct Weekly {
    pub channel: &'static str,
    pub id: &'static str,
    pub zone: &'static str,
    /// 0 is Monday.
    pub day: i64,
    /// Minutes after midnight.
    pub time: i64,
    /// The ask that keeps it from having nothing to say.
    pub open: Option<Said>,
    /// When its threads have to begin, and when they did.
    pub due: Vec<i64>,
    pub seen: Vec<i64>,
}

/// What happens at a minute of the year.
pub enum Event {
    Remind(usize),
    RemindAt(usize, i64),
    Snooze(usize, String),
    Ask(Option<usize>),
    Answer(Said, usize),
    Leave(usize, &'static str),
    Return(usize),
    TimeOff(usize),
    Back(usize),
    Focus(usize),
    FocusOff(usize),
    Hours(usize),
    Monday,
    Tidy(usize),
    MoveDigest,
    Restart,
    Crash,
    Sleep(i64),
}

pub struct Play {
    pub town: Town,
    pub seed: u64,
    pub dice: Dice,
    pub walks: Walks,
    pub people: Vec<Someone>,
    pub book: Book,
    pub weeklies: Vec<Weekly>,
    /// Who asked whom and was not answered yet, and when.
    pub asked: Vec<(String, usize, usize, i64)>,
    events: BTreeMap<(i64, usize), Event>,
    drawn: usize,
    /// What happened to whom, to be told when something was wrong.
    diary: Vec<(Option<usize>, String)>,
    /// The last message in each channel that was held against the book.
    heard: BTreeMap<String, String>,
}

/// A moment as minutes since 1970.
pub fn minute(at: DateTime<Utc>) -> i64 {
    at.timestamp().div_euclid(60)
}

pub fn instant(minute: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::minutes(minute)
}

impl Play {
    pub async fn begin(seed: u64) -> Self {
        let town = Town::with_charter(Charter { tag: TagMode::Thread, ..Charter::default() }).await;
        let people = cast();
        town.slack
            .change(|world| {
                for someone in people.iter().filter(|someone| someone.name != "ada") {
                    world.add_person(Person::member(someone.id, someone.shown, someone.home, "en-GB"));
                    world.join(LAUNCH, someone.id, None);
                }
                for (id, name, owner) in [("C0BERLIN", "berlin", "U0ADA"), ("C0ISLAND", "island", "U0GIL")] {
                    world.add_channel(id, name, Kind::Public, &[CHIDI, owner, DEE, BOT_USER]);
                }
            })
            .await;
        let weekly = |channel, id, zone, day, time| Weekly {
            channel,
            id,
            zone,
            day,
            time,
            open: None,
            due: Vec::new(),
            seen: Vec::new(),
        };
        let weeklies = vec![
            weekly("#launch", LAUNCH, "Africa/Casablanca", 4, 15 * 60),
            weekly("#berlin", "C0BERLIN", "Europe/Berlin", 6, 2 * 60 + 30),
            weekly("#island", "C0ISLAND", "Australia/Lord_Howe", 6, 60 + 45),
        ];
        let mut play = Self {
            town,
            seed,
            dice: Dice::seeded(seed),
            walks: Walks::default(),
            people,
            book: Book::default(),
            weeklies,
            asked: Vec::new(),
            events: BTreeMap::new(),
            drawn: 0,
            diary: Vec::new(),
            heard: BTreeMap::new(),
        };
        play.settle_in().await;
        play
    }

    pub fn now(&self) -> i64 {
        minute(self.town.clock.now())
    }

    /// A name is all it takes: the town knows its people.
    pub fn person(&self, who: usize) -> crate::flows::town::Person<'_> {
        self.town.person(self.people[who].name)
    }

    pub fn at(&mut self, minute: i64, event: Event) {
        self.drawn += 1;
        self.events.insert((minute, self.drawn), event);
    }

    /// Writes down what happened, to one person or to all.
    pub fn note(&mut self, who: Option<usize>, what: &str) {
        let at = instant(self.now()).format("%F %H:%M");
        self.diary.push((who, format!("{at}Z {what}")));
    }

    /// What happened to somebody lately.
    fn lately(&self, who: usize) -> String {
        let own = self.diary.iter().filter(|(whose, _)| whose.is_none_or(|whose| whose == who));
        let lines: Vec<&str> = own.map(|(_, line)| line.as_str()).collect();
        format!(
            "{} ({})\n{}",
            self.people[who].shown,
            self.people[who].zone,
            lines[lines.len().saturating_sub(25)..].join("\n")
        )
    }

    async fn settle_in(&mut self) {
        for who in 0..self.people.len() {
            for line in self.people[who].tells {
                let said = self.person(who).types(&format!("/async {line}")).await;
                assert!(!said.contains("nothing was changed") && !said.is_empty(), "{line}: {said}");
            }
        }
        for (name, channel, when) in [
            ("jamila", "#launch", "fri 15:00"),
            ("ada", "#berlin", "sun 02:30"),
            ("gil", "#island", "sun 01:45"),
        ] {
            let said = self.town.person(name).types_in(channel, &format!("/async digest move {when}")).await;
            assert!(said.contains("comes"), "{channel}: {said}");
        }
    }

    /// Lives so many days, from now on.
    pub async fn lives(&mut self, days: i64) {
        let (begin, end) = (self.now(), self.now() + days * DAY);
        self.draw_changes(begin, end);
        let first_monday = (begin.div_euclid(DAY) + 3).div_euclid(7) * 7 - 3;
        self.at(begin + 1, Event::Monday);
        for (week, monday) in (first_monday..end.div_euclid(DAY)).step_by(7).enumerate() {
            self.draw_week(week, monday * DAY, begin);
        }
        while let Some((&(at, nth), _)) = self.events.iter().next().filter(|(key, _)| key.0 < end) {
            let event = self.events.remove(&(at, nth)).expect("it is there");
            self.town.passes_until(instant(at)).await;
            self.happens(event).await;
        }
        self.town.passes_until(instant(end)).await;
        self.reckon();
    }

    /// Around each change of a clock: moments that do not exist or come twice, and asks into the night of it.
    fn draw_changes(&mut self, begin: i64, end: i64) {
        for who in 0..self.people.len() {
            let zone = self.people[who].home;
            let mut from = begin + 4 * DAY;
            while from < end - 5 * DAY {
                let until = (from + 60 * DAY).min(end - 5 * DAY);
                for change in self.walks.changes(zone, from, until) {
                    let before = self.walks.wall(zone, change - 1) + 1;
                    for wall in [before - 15, before + 15] {
                        let set = change - self.dice.between(DAY, 3 * DAY);
                        self.at(set, Event::RemindAt(who, wall));
                    }
                    for back in [20 * 60, 9 * 60, 30] {
                        let at = change - back - self.dice.between(0, 300);
                        self.at(at, Event::Ask(Some(who)));
                    }
                    self.book.count("changes of the clock");
                }
                from = until;
            }
        }
    }

    fn draw_week(&mut self, week: usize, monday: i64, begin: i64) {
        let mut events: Vec<(i64, Event)> = Vec::new();
        let dice = &mut self.dice;
        let some_time = |dice: &mut Dice| monday + dice.between(0, 7 * DAY - 1);
        for who in 0..self.people.len() {
            events.push((some_time(dice), Event::Remind(who)));
        }
        for _ in 0..5 {
            events.push((some_time(dice), Event::Ask(None)));
        }
        let anybody = |dice: &mut Dice| usize::try_from(dice.between(0, 7)).expect("small");
        events.push((some_time(dice), Event::Focus(anybody(dice))));
        if dice.one_in(3) {
            events.push((some_time(dice), Event::Leave(anybody(dice), dice.pick(AWAY))));
        }
        if dice.one_in(3) {
            events.push((some_time(dice), Event::TimeOff(anybody(dice))));
        }
        match week % 9 {
            2 | 6 => events.push((some_time(dice), Event::Restart)),
            4 => events.push((some_time(dice), Event::Crash)),
            8 => events.push((some_time(dice), Event::Sleep(dice.between(30, 20 * 60)))),
            _ => {}
        }
        if week == 20 {
            events.push((some_time(dice), Event::Hours(0)));
        }
        if week == 27 {
            events.push((monday + 60, Event::MoveDigest));
        }
        events.push((monday + 10, Event::Monday));
        for (at, event) in events.into_iter().filter(|(at, _)| *at > begin + 5) {
            self.at(at, event);
        }
    }

    /// Plans anew what waits for somebody's answering time, after their days have changed.
    pub fn follow(&mut self, who: usize) {
        let now = self.now();
        for entry in self.book.ahead(now).filter(|entry| entry.who == who && entry.waits) {
            let from = entry.from.max(now);
            entry.at = self.walks.answering(&self.people[who], from).expect("within sixty days");
        }
    }

    /// The bot is away for some minutes. What was due meanwhile comes when it is back.
    pub async fn sleep(&mut self, minutes: i64) {
        let (now, back) = (self.now(), self.now() + minutes);
        self.reckon();
        self.note(None, &format!("the bot is away for {minutes} minutes"));
        self.town.asleep(TimeDelta::minutes(minutes)).await;
        for entry in self.book.ahead(now).filter(|entry| entry.at < back) {
            entry.late = back - entry.at > 5;
            entry.at = if entry.waits {
                self.walks.answering(&self.people[entry.who], back).expect("within sixty days")
            } else {
                back
            };
        }
        for due in self.weeklies.iter_mut().flat_map(|weekly| &mut weekly.due) {
            if now < *due && *due < back {
                *due = back;
            }
        }
        self.book.count("absences of the bot");
        self.town.rests().await;
    }

    /// The bot dies at the very moment at which it has something to do.
    pub async fn crash(&mut self) {
        let before = self.events.keys().next().map_or(i64::MAX, |(at, _)| *at);
        if let Some(due) = self.town.next_due().await.filter(|due| minute(*due) < before) {
            self.town.jumps_to(due);
        }
        self.note(None, "the bot crashes");
        self.town.crash().await;
        self.book.count("crashes");
        self.town.rests().await;
    }

    /// Holds what was said since the last time against what had to be said.
    pub fn reckon(&mut self) {
        let now = self.now();
        let said = self.said_since();
        let others = match self.book.reckon(said, now) {
            Ok(others) => others,
            Err((who, wrong)) => panic!("seed {}: {wrong}\n{}", self.seed, self.lately(who)),
        };
        for other in others {
            let someone = &self.people[other.who];
            let may = self.walks.answering(someone, other.at) == Some(other.at);
            assert!(may, "seed {}: {} is told outside of their hours: {other:?}", self.seed, someone.shown);
            self.book.count("other words");
        }
        for weekly in &self.weeklies {
            let due: Vec<i64> = weekly.due.iter().copied().filter(|at| *at <= now).collect();
            assert_eq!(weekly.seen, due, "seed {}: threads in {}", self.seed, weekly.channel);
        }
    }

    /// What the bot has said to people since the last time; threads are noted by the way.
    fn said_since(&mut self) -> Vec<Sighting> {
        let world = self.town.slack.world();
        let mut new = |channel: &str| {
            let last = self.heard.entry(channel.to_owned()).or_default();
            let all = world.messages(channel).filter(|message| message.by_app);
            let new: Vec<_> = all.filter(|message| message.ts > *last).cloned().collect();
            if let Some(newest) = new.last() {
                last.clone_from(&newest.ts);
            }
            new
        };
        let mut said = Vec::new();
        for (who, someone) in self.people.iter().enumerate() {
            for message in new(&format!("D{}", &someone.id[1..])) {
                let seconds = seconds(&message.ts);
                assert_eq!(seconds % 60, 0, "seed {}: on the minute: {}", self.seed, message.text);
                said.push(Sighting { who, at: seconds / 60, text: message.text });
            }
        }
        for weekly in &mut self.weeklies {
            let parents = new(weekly.id).into_iter().filter(|message| message.text.contains("*The week in"));
            weekly.seen.extend(parents.map(|message| seconds(&message.ts) / 60));
        }
        said
    }

    /// The year was one in which things happened.
    pub fn ends(&self) {
        let tally = &self.book.tally;
        for (kind, least) in [
            ("changes of the clock", 6),
            ("own reminders", 350),
            ("snoozes", 40),
            ("asks in catch-ups", 120),
            ("asks held", 1),
            ("due moments", 150),
            ("journeys", 4),
            ("time off", 4),
            ("crashes", 4),
            ("absences of the bot", 4),
            ("weekly threads", 150),
        ] {
            let found = tally.get(kind).copied().unwrap_or_default();
            assert!(found >= least, "seed {}: {kind}: {found} of at least {least}; {tally:?}", self.seed);
        }
    }
}

/// The seconds of a message's ts.
fn seconds(ts: &str) -> i64 {
    ts.split('.').next().and_then(|seconds| seconds.parse().ok()).expect("a ts")
}

/// What may be expected of an entry that waits.
pub fn waiting(who: usize, mark: String, from: i64, at: i64) -> Entry {
    Entry { who, mark, from, at, waits: true, late: false }
}
