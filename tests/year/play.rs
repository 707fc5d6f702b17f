//! The year itself: what is drawn for each week, and how time passes.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use unrush::domain::charter::{Charter, TagMode};
use unrush::feeds::{Played, Stage};
use unrush::playground::cast::{CHIDI, DEE, LAUNCH};
use unrush::playground::people::Person;
use unrush::playground::world::{BOT_USER, Kind};

use super::again::Series;
use super::book::{self, Book, Entry, Sighting, Told};
use super::people::{Someone, Walks, cast};
use crate::feeds::host::Host;
use crate::flows::town::{Said, Town};
use crate::worktime::dice::Dice;
use crate::worktime::oracle::DAY;

/// A channel with a weekly thread on its own clock.
pub struct Weekly {
    pub channel: &'static str,
    pub id: &'static str,
    /// Who moved it to its time; one of the cast.
    pub owner: usize,
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
    /// How many were not begun, since the bot was away for more than a day.
    pub left_out: usize,
}

/// An ask that was not answered yet.
pub struct Asked {
    pub ts: String,
    pub asker: usize,
    pub whom: usize,
    pub at: i64,
    pub due: Option<i64>,
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
    /// Somebody works on one of their holidays, and later takes that back.
    Holiday(usize),
    HolidayBack(usize, i64),
    Dnd(usize),
    DndOff(usize),
    Status(usize),
    StatusOff(usize),
    Connect(usize),
    Diary(usize),
    Disconnect(usize),
    RemindColleague(usize),
    RemindForAWhile,
    Forget(String),
    Meddle,
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
    pub series: Vec<Series>,
    /// Where the calendars are.
    pub host: Host,
    /// Who asked whom and was not answered yet, and when.
    pub asked: Vec<Asked>,
    /// All that was said as it should.
    pub told: Vec<Told>,
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
        let host = Host::start().await;
        let stage = Stage::from([("calendar.test".into(), Played::Plain(host.address))]);
        let charter = Charter { tag: TagMode::Thread, ..Charter::default() };
        let town = Town::with_all(charter, stage).await;
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
        let weekly = |(channel, id, owner), zone, day, time| Weekly {
            channel,
            id,
            owner,
            zone,
            day,
            time,
            open: None,
            due: Vec::new(),
            seen: Vec::new(),
            left_out: 0,
        };
        let weeklies = vec![
            weekly(("#launch", LAUNCH, 6), "Africa/Casablanca", 4, 15 * 60),
            weekly(("#berlin", "C0BERLIN", 0), "Europe/Berlin", 6, 2 * 60 + 30),
            weekly(("#island", "C0ISLAND", 3), "Australia/Lord_Howe", 6, 60 + 45),
        ];
        let begin = minute(town.now());
        let mut play = Self {
            town,
            seed,
            dice: Dice::seeded(seed),
            walks: Walks::through(begin, 365),
            people,
            book: Book::default(),
            weeklies,
            series: Vec::new(),
            host,
            asked: Vec::new(),
            told: Vec::new(),
            events: BTreeMap::new(),
            drawn: 0,
            diary: Vec::new(),
            heard: BTreeMap::new(),
        };
        play.settle_in().await;
        play
    }

    pub fn now(&self) -> i64 {
        minute(self.town.now())
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
    pub fn lately(&self, who: usize) -> String {
        let channel = who.checked_sub(self.people.len()).map(|nth| self.weeklies[nth].owner);
        let who = channel.unwrap_or(who);
        let own = self.diary.iter().filter(|(whose, _)| whose.is_none_or(|whose| whose == who));
        let lines: Vec<&str> = own.map(|(_, line)| line.as_str()).collect();
        format!(
            "{} ({})\n{}",
            self.people[who].shown,
            self.people[who].zone,
            lines[lines.len().saturating_sub(30)..].join("\n")
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
        self.begin_series().await;
    }

    /// One of the cast, drawn by lot.
    pub fn anybody(&mut self) -> usize {
        usize::try_from(self.dice.between(0, 7)).expect("small")
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

    /// Plans anew what waits for somebody's answering time, and what recurs by their days, after these have changed.
    pub fn follow(&mut self, who: usize) {
        let now = self.now();
        self.people[who].changed = now;
        for entry in self.book.ahead(now).filter(|entry| entry.who == who && entry.kind.waits()) {
            let from = entry.from.max(now);
            entry.at = self.walks.answering(&self.people[who], from).expect("within sixty days");
            entry.latest = entry.at;
            if entry.kind == book::Kind::Colleague && entry.at < now + 60 {
                let looked = self.walks.answering(&self.people[who], from.max(now + 60));
                entry.latest = looked.expect("within sixty days");
            }
        }
        self.series_follow(who);
    }

    /// The bot is away for some minutes. What was due meanwhile comes when it is back.
    pub async fn sleep(&mut self, minutes: i64) {
        self.reckon();
        let (now, back) = (self.now(), self.now() + minutes);
        self.note(None, &format!("the bot is away for {minutes} minutes"));
        self.town.asleep(TimeDelta::minutes(minutes)).await;
        for entry in self.book.ahead(now).filter(|entry| entry.at < back) {
            entry.late = back - entry.at > 5;
            entry.at = if entry.kind.waits() {
                self.walks.answering(&self.people[entry.who], back).expect("within sixty days")
            } else {
                back
            };
            entry.latest = entry.latest.max(entry.at);
        }
        self.series_sleep(back);
        for weekly in &mut self.weeklies {
            // a whole day later nobody wants to read it any more
            let before = weekly.due.len();
            weekly.due.retain(|due| *due <= now || back - *due <= DAY);
            weekly.left_out += before - weekly.due.len();
            for due in weekly.due.iter_mut().filter(|due| now < **due && **due < back) {
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
        self.series_come();
        let said = self.said_since();
        let (told, others) = match self.book.reckon(said, now) {
            Ok(found) => found,
            Err((who, wrong)) => panic!("seed {}: {wrong}\n{}", self.seed, self.lately(who)),
        };
        for told in told {
            self.is_lawful(told, "");
        }
        for other in others {
            // what somebody typed is answered at once
            if !other.text.contains("calendar") {
                let told = Told { kind: book::Kind::OfItsOwn, who: other.who, at: other.at };
                self.is_lawful(told, &other.text);
            }
        }
        for weekly in &self.weeklies {
            let due: Vec<i64> = weekly.due.iter().copied().filter(|at| *at <= now).collect();
            assert_eq!(weekly.seen, due, "seed {}: threads in {}", self.seed, weekly.channel);
        }
        self.book
            .count("times the law was held against all that was said: none early, none lost, none twice");
    }

    /// What one did not set for oneself comes in answering time: looked at once more for the minute it was said in.
    fn is_lawful(&mut self, told: Told, text: &str) {
        if told.kind.waits() {
            let someone = &self.people[told.who];
            let may = self.walks.answering(someone, told.at) == Some(told.at);
            let seed = self.seed;
            assert!(
                may,
                "seed {seed}: {} is told outside of answering time: {told:?} {text}\n{}",
                someone.shown,
                self.lately(told.who)
            );
        }
        self.told.push(told);
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
        for (nth, weekly) in self.weeklies.iter_mut().enumerate() {
            for message in new(weekly.id) {
                let at = seconds(&message.ts) / 60;
                if message.text.contains("*The week in") {
                    weekly.seen.push(at);
                } else if message.text.contains("Reminder set by") {
                    said.push(Sighting { who: self.people.len() + nth, at, text: message.text });
                }
            }
        }
        said
    }
}

/// The seconds of a message's ts.
fn seconds(ts: &str) -> i64 {
    ts.split('.').next().and_then(|seconds| seconds.parse().ok()).expect("a ts")
}

/// Something that waits for its reader's answering time.
pub fn waiting(who: usize, mark: String, kind: book::Kind, from: i64, at: i64) -> Entry {
    Entry { who, mark, kind, moment: from, from, at, latest: at, late: false }
}
