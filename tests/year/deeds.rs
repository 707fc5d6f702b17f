//! What people do in that year, and what has to follow from it.

use chrono::Datelike;
use unrush::playground::deeds::Press;

use super::book::{Entry, Kind};
use super::opinion::{day, weekday};
use super::play::{Event, Play, instant, waiting};
use crate::worktime::oracle::DAY;

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

impl Play {
    pub async fn happens(&mut self, event: Event) {
        match event {
            Event::Remind(who) => self.remind(who).await,
            Event::RemindAt(who, wall) => self.remind_at(who, wall).await,
            Event::Snooze(who, mark) => self.snooze(who, &mark).await,
            Event::Ask(whom) => self.ask(whom).await,
            Event::Answer(said, whom) => self.answer(said, whom).await,
            Event::Leave(who, zone) => self.leave(who, zone).await,
            Event::Return(who) => self.travel(who, self.people[who].home).await,
            Event::TimeOff(who) => self.time_off(who).await,
            Event::Back(who) => self.back(who).await,
            Event::Focus(who) => self.focus(who).await,
            Event::FocusOff(who) => self.focus_off(who).await,
            Event::Hours(who) => self.other_hours(who).await,
            Event::Holiday(who) => self.holiday(who).await,
            Event::HolidayBack(who, date) => self.holiday_back(who, date).await,
            Event::Dnd(who) => self.dnd(who).await,
            Event::DndOff(who) => self.dnd_off(who).await,
            Event::Status(who) => self.status(who).await,
            Event::StatusOff(who) => self.status_off(who).await,
            Event::Connect(who) => self.connect(who).await,
            Event::Diary(who) => self.diary_changes(who).await,
            Event::Disconnect(who) => self.disconnect(who).await,
            Event::RemindColleague(who) => self.remind_colleague(who).await,
            Event::RemindForAWhile => self.remind_for_a_while().await,
            Event::Forget(mark) => self.forget(&mark).await,
            Event::Meddle => self.meddle().await,
            Event::Monday => self.monday().await,
            Event::Tidy(nth) => self.tidy(nth).await,
            Event::MoveDigest => self.move_digest().await,
            Event::Restart => self.town.restart().await,
            Event::Crash => self.crash().await,
            Event::Sleep(minutes) => self.sleep(minutes).await,
        }
    }

    async fn remind(&mut self, who: usize) {
        let (words, at) = self.in_words(who);
        self.set_reminder(who, &words, at).await;
    }

    /// A wall time that never happens, or twice.
    async fn remind_at(&mut self, who: usize, wall: i64) {
        let at = self.walks.at(self.people[who].zone, wall);
        let words =
            format!("{} {:02}:{:02}", day(wall.div_euclid(DAY)), wall.rem_euclid(DAY) / 60, wall % 60);
        if at > self.now() {
            self.set_reminder(who, &words, at).await;
        }
    }

    async fn set_reminder(&mut self, who: usize, words: &str, at: i64) {
        let mark = self.book.mark();
        self.note(Some(who), &format!("remind me {words} to {mark}"));
        let said = self.person(who).types(&format!("/async remind me {words} to {mark}")).await;
        let token = format!("<!date^{}^", at * 60);
        let seed = self.seed;
        let someone = &self.people[who];
        assert!(
            said.contains(&token),
            "seed {seed}: {} in {} at {}: {words}: {said}, meant was {}",
            someone.shown,
            someone.zone,
            instant(self.now()),
            instant(at)
        );
        if self.dice.one_in(3) {
            let pause = self.dice.between(1, 400);
            self.at(at + pause, Event::Snooze(who, mark.clone()));
        }
        self.book.expect(Entry {
            who,
            mark,
            kind: Kind::Own,
            moment: at,
            from: at,
            at,
            latest: at,
            late: false,
        });
    }

    /// A colleague is reminded, on their own clock, when they are there.
    async fn remind_colleague(&mut self, by: usize) {
        self.reckon();
        let who = (by + usize::try_from(self.dice.between(1, 7)).expect("small")) % 8;
        let (words, at) = self.in_words(who);
        let mark = self.book.mark();
        let line = format!("/async remind @{} {words} to {mark}", self.people[who].name);
        self.note(Some(who), &format!("{} types {line}", self.people[by].shown));
        let said = self.person(by).types(&line).await;
        let (seed, token) = (self.seed, format!("<!date^{}^", at * 60));
        let meant = instant(at);
        assert!(
            said.contains(&token),
            "seed {seed}: {line}: {said}, meant was {meant}\n{}",
            self.lately(who)
        );
        let landing = self.walks.answering(&self.people[who], at).expect("within sixty days");
        let latest = self.latest(Kind::Colleague, who, at, landing);
        self.book.expect(Entry { latest, ..waiting(who, mark, Kind::Colleague, at, landing) });
    }

    /// Words for a moment on somebody's own clock, and the moment.
    fn in_words(&mut self, who: usize) -> (String, i64) {
        let (now, zone) = (self.now(), self.people[who].zone);
        let wall = self.walks.wall(zone, now);
        let today = wall.div_euclid(DAY);
        let time = self.dice.pick(&[150, 540, 600, 845, 1020, 1170, 1410, 15]);
        let clock = format!("{}:{:02}", time / 60, time % 60);
        let mut at = |date: i64| self.walks.at(zone, date * DAY + time);
        match self.dice.between(0, 6) {
            0 => {
                let n = self.dice.between(2, 40);
                (format!("in {n} hours"), now + n * 60)
            }
            1 => {
                let n = self.dice.between(2, 400);
                (format!("in {n} minutes"), now + n)
            }
            2 => (format!("tomorrow {clock}"), at(today + 1)),
            3 => {
                let ahead = self.dice.between(0, 6);
                let first = at(today + ahead);
                let then = if first > now { first } else { at(today + ahead + 7) };
                (format!("{} {clock}", DAYS[weekday(today + ahead)]), then)
            }
            4 => {
                let first = at(today);
                (format!("at {clock}"), if first > now { first } else { at(today + 1) })
            }
            5 => {
                let date = today + self.dice.between(2, 40);
                (format!("{} {clock}", spoken(date)), at(date))
            }
            _ => {
                let n = self.dice.between(2, 20);
                (format!("in {n} days"), self.walks.at(zone, wall + n * DAY))
            }
        }
    }

    /// *Snooze* comes an hour later, or when that is outside of answering time, at its next start.
    async fn snooze(&mut self, who: usize, mark: &str) {
        let ts = {
            let world = self.town.slack.world();
            let channel = format!("D{}", &self.people[who].id[1..]);
            let mut found = world.messages(&channel).filter(|message| message.by_app);
            let last = found.rfind(|message| message.text.contains(mark));
            let is_put_off = |text: &str| text.contains("Snoozed");
            last.map(|message| if is_put_off(&message.text) { String::new() } else { message.ts.clone() })
        };
        let Some(ts) = ts else { panic!("seed {}: {mark} was not said", self.seed) };
        if ts.is_empty() {
            return;
        }
        self.town
            .slack
            .presses(self.people[who].name, Press::on("@unrush", &ts, "Snooze"))
            .await
            .expect("a press");
        self.town.rests().await;
        self.note(Some(who), &format!("snoozes {mark}"));
        let landing = self.walks.answering(&self.people[who], self.now() + 60).expect("within sixty days");
        self.book.expect(waiting(who, mark.to_owned(), Kind::Snooze, landing, landing));
    }

    async fn leave(&mut self, who: usize, zone: &'static str) {
        if self.people[who].zone == self.people[who].home && zone != self.people[who].home {
            self.book.count("journeys");
            let back = self.now() + self.dice.between(2 * DAY, 16 * DAY);
            self.at(back, Event::Return(who));
            self.travel(who, zone).await;
        }
    }

    /// Slack has somebody in another zone from now on; their hours follow.
    async fn travel(&mut self, who: usize, zone: &'static str) {
        self.reckon();
        self.note(Some(who), &format!("is in {zone}"));
        self.people[who].zone = zone;
        let id = self.people[who].id;
        let goes = |person: &mut unrush::playground::people::Person| person.tz = Some(zone.to_owned());
        self.town.slack.change(|world| world.change_person(id, goes)).await;
        if let Some(mut diary) = self.people[who].calendar.clone() {
            // whole days are read where one is
            diary.events.iter_mut().filter(|event| event.whole_day).for_each(|event| event.zone = zone);
            self.people[who].calendar = Some(diary);
            self.read_calendar(who).await;
        }
        self.follow(who);
        self.town.rests().await;
    }

    async fn time_off(&mut self, who: usize) {
        self.reckon();
        let now = self.now();
        let today = self.walks.wall(self.people[who].zone, now).div_euclid(DAY);
        let first = today + self.dice.between(1, 9);
        let last = first + self.dice.between(0, 11);
        let line = format!("/async time-off {} - {}", spoken(first), spoken(last));
        self.note(Some(who), &line);
        let said = self.person(who).types(&line).await;
        assert!(said.contains("You are away"), "seed {}: {line}: {said}", self.seed);
        self.people[who].plan.pto.push((first * DAY, (last + 1) * DAY));
        self.follow(who);
        self.book.count("times off");
        if self.dice.one_in(2) {
            let at = now + self.dice.between((first - today) * DAY, (last + 1 - today) * DAY);
            self.at(at, Event::Back(who));
        }
    }

    async fn back(&mut self, who: usize) {
        self.reckon();
        let now = self.now();
        self.note(Some(who), "/async back");
        self.person(who).types("/async back").await;
        let wall = self.walks.wall(self.people[who].zone, now);
        let someone = &mut self.people[who];
        // what is over of it was time off all the same
        for off in someone.plan.pto.iter_mut().filter(|(from, until)| *from <= wall && wall < *until) {
            off.1 = wall;
        }
        someone.spell = someone.spell.filter(|(from, until)| !(*from <= now && now < *until));
        self.follow(who);
    }

    async fn focus(&mut self, who: usize) {
        self.reckon();
        let now = self.now();
        let length = self.dice.between(20, 300);
        self.note(Some(who), &format!("/async focus {length}m"));
        let said = self.person(who).types(&format!("/async focus {length}m")).await;
        assert!(said.contains("You are in focus until"), "seed {}: {said}", self.seed);
        self.people[who].spell = Some((now, now + length));
        self.follow(who);
        if self.dice.one_in(2) {
            let pause = self.dice.between(5, length);
            self.at(now + pause, Event::FocusOff(who));
        }
    }

    async fn focus_off(&mut self, who: usize) {
        let now = self.now();
        if self.people[who].spell.is_some_and(|(_, until)| now < until) {
            self.reckon();
            self.note(Some(who), "/async focus off");
            self.person(who).types("/async focus off").await;
            self.people[who].spell = None;
            self.follow(who);
        }
    }

    /// Somebody works on one of their holidays.
    async fn holiday(&mut self, who: usize) {
        self.reckon();
        let (now, someone) = (self.now(), &self.people[who]);
        let today = self.walks.wall(someone.zone, now).div_euclid(DAY);
        let soon = |date: &i64| (today..today + 60).contains(date);
        let Some(date) = self.people[who].plan.holidays.iter().copied().find(soon) else { return };
        let line = format!("/async holidays work {}", spoken(date));
        let said = self.person(who).types(&line).await;
        assert!(said.contains("Saved"), "seed {}: {line}: {said}", self.seed);
        self.note(Some(who), &line);
        self.people[who].plan.holidays.retain(|free| *free != date);
        self.follow(who);
        self.book.count("holidays worked, and given back");
        if self.dice.one_in(2) {
            let pause = self.dice.between(60, (date - today).max(1) * DAY);
            self.at(now + pause, Event::HolidayBack(who, date));
        }
    }

    async fn holiday_back(&mut self, who: usize, date: i64) {
        self.reckon();
        let today = self.walks.wall(self.people[who].zone, self.now()).div_euclid(DAY);
        if date < today {
            return;
        }
        let line = format!("/async holidays free {}", spoken(date));
        let said = self.person(who).types(&line).await;
        assert!(said.contains("Saved"), "seed {}: {line}: {said}", self.seed);
        self.note(Some(who), &line);
        self.people[who].plan.holidays.push(date);
        self.follow(who);
    }

    async fn other_hours(&mut self, who: usize) {
        self.reckon();
        self.person(who).types("/async hours mon-thu 7:30-15:45, fri 8-12").await;
        let work = &mut self.people[who].plan.work;
        work[..4].fill(vec![(7 * 60 + 30, 15 * 60 + 45)]);
        work[4] = vec![(8 * 60, 12 * 60)];
        self.follow(who);
    }

    /// A new week: what was shown to one person alone goes, each channel has an ask that waits, and its thread is due.
    async fn monday(&mut self) {
        self.reckon();
        let now = self.now();
        for someone in &self.people {
            self.town.slack.reloads(someone.name).expect("somebody of the town");
        }
        for nth in 0..self.weeklies.len() {
            let said = self.town.chidi().says(self.weeklies[nth].channel, "@dee [EOW] can you look?").await;
            if let Some(old) = self.weeklies[nth].open.replace(said) {
                self.town.dee().reacts(&old, "white_check_mark").await;
            }
            let weekly = &self.weeklies[nth];
            let (zone, day, time) = (weekly.zone, weekly.day, weekly.time);
            let today = self.walks.wall(zone, now).div_euclid(DAY);
            let monday = (today + 3).div_euclid(7) * 7 - 3;
            let at = self.walks.at(zone, (monday + day) * DAY + time);
            if self.weeklies[nth].due.last().is_none_or(|last| *last + 3 * DAY < at) {
                self.weeklies[nth].due.push(at);
                self.book.count("weekly threads, one for each channel and ISO week, at their moment");
            }
            // a thread is followed for days; most are taken away before
            if !self.dice.one_in(40) {
                let pause = self.dice.between(10, 200);
                self.at(at + pause, Event::Tidy(nth));
            }
        }
        self.town.rests().await;
    }

    /// Somebody deletes the newest thread.
    async fn tidy(&mut self, nth: usize) {
        self.reckon();
        let id = self.weeklies[nth].id;
        self.town
            .slack
            .change(|world| {
                let parent = |text: &str| text.contains("*The week in");
                let found = world.messages(id).rfind(|message| message.by_app && parent(&message.text));
                let ts = found.map(|message| message.ts.clone());
                ts.inspect(|ts| world.delete(id, ts));
            })
            .await;
        self.town.rests().await;
    }

    async fn move_digest(&mut self) {
        let said = self.town.person("gil").types_in("#island", "/async digest move sun 02:15").await;
        assert!(said.contains("comes Sun at 02:15"), "seed {}: {said}", self.seed);
        let now = self.now();
        let weekly = self.weeklies.iter_mut().find(|weekly| weekly.channel == "#island").expect("the island");
        weekly.time = 2 * 60 + 15;
        for due in weekly.due.iter_mut().filter(|due| **due > now) {
            *due += 30;
        }
    }
}

/// "24 Dec".
pub fn spoken(date: i64) -> String {
    let date = day(date);
    format!("{} {}", date.day(), MONTHS[date.month0() as usize])
}
