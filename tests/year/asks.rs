//! What people ask of each other, and by when an answer is due.

use chrono::Datelike;

use super::book::Kind;
use super::deeds::spoken;
use super::opinion::day;
use super::play::{Asked, Event, Play, instant, waiting};
use crate::flows::town::Said;
use crate::worktime::oracle::{Ask, DAY};

/// What asks say, and the window that means; whether it is tagged.
const WINDOWS: &[(&str, Ask, bool)] = &[
    ("[EOD] can you look at the plan?", Ask::Eod, true),
    ("[EOW] can you look at the plan?", Ask::Eow, true),
    ("(24h) can you look at the plan?", Ask::Elapsed(1440), true),
    ("please respond within 4 working hours", Ask::Hours(240), true),
    ("please respond within 9 working hours", Ask::Hours(540), true),
    ("could you reply within 2 working days?", Ask::Days(2), true),
    ("please read this at your next check-in", Ask::CheckIn, true),
    ("can you look at the plan?", Ask::Days(1), false),
];

impl Play {
    pub async fn ask(&mut self, whom: Option<usize>) {
        let asker = usize::try_from(self.dice.between(0, 7)).expect("small");
        let whom = whom.unwrap_or_else(|| usize::try_from(self.dice.between(0, 7)).expect("small"));
        let now = self.now();
        // whoever writes to their asker has answered, and so has whoever writes soon after the question
        let is_answer = |asked: &Asked| asked.whom == asker && (asked.asker == whom || now - asked.at <= 10);
        if asker == whom || self.asked.iter().any(is_answer) {
            return;
        }
        let (words, window, is_tagged) = self.dice.pick(WINDOWS);
        let before = self.person(asker).private_words().len();
        let name = self.people[whom].name;
        let said = self.person(asker).says("#launch", &format!("@{name} {words}")).await;
        self.town.rests().await;
        let due = self.walks.due(&self.people[whom], &window, now);
        self.is_tagged(&said, (asker, whom), due.filter(|_| is_tagged)).await;
        let mark = format!("p{}", said.ts.replace('.', ""));
        self.note(Some(whom), &format!("{} asks: {words} ({mark})", self.people[asker].shown));
        self.note(Some(asker), &format!("asks {name} ({mark})"));
        self.is_due(&said.ts, whom, due).await;
        self.asked.push(Asked { ts: said.ts.clone(), asker, whom, at: now, due });
        let back = self.walks.answering(&self.people[whom], now).expect("within sixty days");
        let mut answered = now;
        if back == now {
            self.book.allow(mark);
        } else {
            answered = back;
            self.book.expect(waiting(whom, mark, Kind::CatchUp, now, back));
            let is_noted = self.person(asker).private_words().len() > before;
            if is_noted && self.dice.one_in(2) {
                self.person(asker).presses_privately("#launch", "Hold till they're back").await;
                let due = self.walks.due(&self.people[whom], &window, back);
                self.is_tagged(&said, (asker, whom), due.filter(|_| is_tagged)).await;
                self.is_due(&said.ts, whom, due).await;
                self.asked.last_mut().expect("it was asked").due = due;
                self.note(Some(whom), &format!("that is held ({})", said.ts));
                self.book.count("asks held, and due from when their reader is back");
            }
        }
        let pause = self.dice.between(5, 200);
        self.at(answered + pause, Event::Answer(said, whom));
    }

    /// The thread says by when an answer is expected, on the answerer's clock.
    async fn is_tagged(&mut self, said: &Said, (asker, whom): (usize, usize), due: Option<i64>) {
        let Some(due) = due else { return };
        let thread = self.town.thread(said).await.join("\n");
        let moment = self.in_words_of(due, self.people[whom].zone);
        let shown = self.people[whom].shown;
        let meant = format!("{shown}: {moment}");
        let is_said = thread.split([' ', '\n', '(', '·', ')']).collect::<Vec<_>>().join(" ").contains(&meant);
        assert!(
            is_said,
            "seed {}: {} asks {shown} at {}: meant was {meant}, which is {}, and not {thread}",
            self.seed,
            self.people[asker].shown,
            instant(self.now()),
            instant(due),
        );
        self.book.count("due moments said in a thread");
    }

    /// Whoever is asked finds in their list by when; tells whether the list is so long that it is not in it.
    async fn is_due(&mut self, ts: &str, whom: usize, due: Option<i64>) {
        let list = self.person(whom).types("/async asks").await;
        let mark = format!("p{}", ts.replace('.', ""));
        let row = list.lines().find(|line| line.contains(&mark));
        let is_right = match (row, due) {
            (Some(row), Some(due)) => row.contains(&format!("<!date^{}^", due * 60)),
            (Some(row), None) => !row.contains("<!date^"),
            (None, _) => list.contains("later ones"),
        };
        let (seed, meant) = (self.seed, due.map(instant));
        assert!(is_right, "seed {seed}: {mark} is due {meant:?} and not\n{list}\n{}", self.lately(whom));
        if row.is_some() {
            self.book.count("asks whose due moment was right");
        }
    }

    /// A moment as people of a zone say it.
    fn in_words_of(&mut self, at: i64, zone: &'static str) -> String {
        let (then, now) = (self.walks.wall(zone, at), self.walks.wall(zone, self.now()));
        let (date, today) = (then.div_euclid(DAY), now.div_euclid(DAY));
        let weekday = |date: i64| day(date).weekday().to_string();
        let words = match date - today {
            0 => "today".to_owned(),
            1 => "tomorrow".to_owned(),
            2..=6 => weekday(date),
            _ if day(date).year() == day(today).year() => format!("{} {}", weekday(date), spoken(date)),
            _ => format!("{} {} {}", weekday(date), spoken(date), day(date).year()),
        };
        format!("{words} {:02}:{:02}", then.rem_euclid(DAY) / 60, then.rem_euclid(60))
    }

    /// The answerer ticks it off, once they were told.
    pub async fn answer(&mut self, said: Said, whom: usize) {
        let mark = format!("p{}", said.ts.replace('.', ""));
        let now = self.now();
        if let Some(at) = self.book.waits(&mark).filter(|at| *at > now) {
            return self.at(at + 10, Event::Answer(said, whom));
        }
        self.note(Some(whom), &format!("ticks off {mark}"));
        let known = self.asked.iter().position(|asked| asked.ts == said.ts).expect("it was asked");
        let asked = self.asked.swap_remove(known);
        self.is_due(&said.ts, whom, asked.due).await;
        self.book.count("due moments that stood where they were when the answer came");
        self.person(whom).reacts(&said, "white_check_mark").await;
    }
}
