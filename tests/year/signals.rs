//! What Slack and calendars say of people in that year: do-not-disturb, statuses, absences, focus, being busy.

use chrono::TimeDelta;

use super::diary::{Diary, Kind};
use super::opinion::day;
use super::play::{Event, Play, instant};
use crate::feeds::host::Act;
use crate::worktime::oracle::DAY;

/// Statuses with what they do to somebody; those that mean nothing do nothing.
const STATUSES: &[(&str, &str, bool)] = &[
    (":palm_tree:", "Vacationing", true),
    (":calendar:", "In a meeting", true),
    (":headphones:", "", true),
    (":bus:", "Commuting", false),
];

impl Play {
    /// Slack's do-not-disturb, from now on or later.
    pub async fn dnd(&mut self, who: usize) {
        self.reckon();
        let now = self.now();
        let from = now + self.dice.pick(&[0, 0, 30, 300]);
        let until = from + self.dice.between(30, 16 * 60);
        self.people[who].dnd = Some((from, until));
        self.set_dnd(who).await;
        self.book.count("do-not-disturb windows");
        if self.dice.one_in(3) {
            let end = now + self.dice.between(5, until - now);
            self.at(end, Event::DndOff(who));
        }
    }

    pub async fn dnd_off(&mut self, who: usize) {
        self.reckon();
        self.people[who].dnd = None;
        self.set_dnd(who).await;
    }

    async fn set_dnd(&mut self, who: usize) {
        let (id, dnd) = (self.people[who].id, self.people[who].dnd);
        let window = dnd.map(|(from, until)| (from * 60, until * 60));
        self.note(
            Some(who),
            &format!("do-not-disturb: {:?}", dnd.map(|(from, until)| (instant(from), instant(until)))),
        );
        self.town.slack.change(|world| world.set_dnd(id, window)).await;
        self.follow(who);
        self.town.rests().await;
    }

    /// A status that ends by itself, or is taken off before.
    pub async fn status(&mut self, who: usize) {
        self.reckon();
        let now = self.now();
        let until = now + self.dice.between(20, 30 * 60);
        let (emoji, text, counts) = self.dice.pick(STATUSES);
        self.note(Some(who), &format!("status {emoji} until {}", instant(until)));
        self.people[who].status = counts.then_some((now, until));
        let id = self.people[who].id;
        self.town.slack.change(|world| world.set_status(id, emoji, text, until * 60)).await;
        self.follow(who);
        self.town.rests().await;
        self.book.count("statuses");
        if self.dice.one_in(3) {
            let end = now + self.dice.between(5, until - now);
            self.at(end, Event::StatusOff(who));
        }
    }

    pub async fn status_off(&mut self, who: usize) {
        self.reckon();
        self.note(Some(who), "no status");
        self.people[who].status = None;
        let id = self.people[who].id;
        self.town.slack.change(|world| world.set_status(id, "", "", 0)).await;
        self.follow(who);
        self.town.rests().await;
    }

    /// Somebody connects their calendar for some days.
    pub async fn connect(&mut self, who: usize) {
        if self.people[who].calendar.is_some() {
            return;
        }
        self.reckon();
        let (now, zone) = (self.now(), self.people[who].zone);
        let today = self.walks.wall(zone, now).div_euclid(DAY);
        let diary = Diary::drawn(&mut self.dice, today, zone);
        self.show(who, &diary);
        self.note(Some(who), &format!("connects a calendar: {diary:?}"));
        self.read_calendar(who).await;
        let said = self.person(who).types("/async calendar busy on").await;
        assert!(said.contains("busy") || said.contains("Busy"), "seed {}: {said}", self.seed);
        self.people[who].calendar = Some(diary);
        self.follow(who);
        self.town.rests().await;
        self.book.count("calendars connected");
        let change = now + self.dice.between(DAY / 2, 2 * DAY);
        self.at(change, Event::Diary(who));
        let end = now + 3 * DAY + self.dice.between(0, DAY);
        self.at(end, Event::Disconnect(who));
    }

    /// What the calendar says lies ready on its host.
    fn show(&self, who: usize, diary: &Diary) {
        self.host.plays(&format!("/{}.ics", self.people[who].name), Act::file(&diary.file()));
    }

    /// Connecting it, once more too, has it read at once.
    pub async fn read_calendar(&mut self, who: usize) {
        let line = format!("/async calendar https://calendar.test/{}.ics", self.people[who].name);
        let said = self.person(who).types(&line).await;
        assert!(said.contains("Saved: your calendar"), "seed {}: {line}: {said}", self.seed);
    }

    /// Something in the calendar changes; the bot finds out when it reads it next, about every hour.
    pub async fn diary_changes(&mut self, who: usize) {
        self.reckon();
        let Some(mut diary) = self.people[who].calendar.clone() else { return };
        let now = self.now();
        // by then it has been read
        let soon = 3 * 60;
        let nth = diary.events.iter().position(|event| {
            let alone = Diary { events: vec![event.clone()] };
            let is_over = event.days == 1 && self.walks.at(event.zone, event.from) <= now;
            !is_over && !alone.is_near(now, soon, &mut self.walks)
        });
        let zone = self.people[who].zone;
        let later = self.walks.wall(zone, now).div_euclid(DAY) + 1;
        if let Some(nth) = nth.filter(|nth| diary.events[*nth].days == 1) {
            diary.events.remove(nth);
        }
        let focus = super::diary::Event {
            kind: self.dice.pick(&[Kind::Focus, Kind::Busy, Kind::Away]),
            zone,
            from: (later * DAY + 11 * 60).max(self.walks.wall(zone, now) + soon + 30),
            length: 150,
            whole_day: false,
            days: 1,
            except: None,
            moved: None,
        };
        diary.events.push(focus);
        self.show(who, &diary);
        self.note(Some(who), &format!("{} changes their calendar: {diary:?}", day(later)));
        let path = format!("/{}.ics", self.people[who].name);
        let reads = |play: &Self| play.host.heard().iter().filter(|head| head.contains(&path)).count();
        let before = reads(self);
        while reads(self) == before {
            let due = self.town.next_due().await.expect("it is read every hour");
            assert!(due < instant(now + 80), "seed {}: not read within an hour", self.seed);
            self.town.jumps_to(due);
            self.town.rests().await;
        }
        let full = (self.town.now() + TimeDelta::seconds(59)).timestamp().div_euclid(60);
        self.town.passes_until(instant(full)).await;
        self.reckon();
        self.people[who].calendar = Some(diary);
        self.follow(who);
        self.book.count("calendars changed");
    }

    pub async fn disconnect(&mut self, who: usize) {
        self.reckon();
        let said = self.person(who).types("/async calendar off").await;
        assert!(said.contains("Forgotten"), "seed {}: {said}", self.seed);
        self.note(Some(who), "forgets their calendar");
        self.people[who].calendar = None;
        self.follow(who);
        self.town.rests().await;
    }
}
