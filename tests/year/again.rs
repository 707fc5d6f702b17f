//! Reminders that come again and again: for oneself, for a colleague, for a channel.

use super::book::{Entry, Kind};
use super::opinion::{Coming, On, Rule, Standing};
use super::play::{Event, Play, instant};
use crate::worktime::oracle::DAY;

/// One of them, as the opinion knows it.
pub struct Series {
    /// Its short name, which the bot gave it.
    id: String,
    by: usize,
    to: To,
    mark: String,
    rule: Rule,
    standing: Standing,
    /// When it comes next, and the minute it is said in.
    next: Option<(Coming, i64)>,
}

/// For whom something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
    Oneself,
    Colleague(usize),
    /// Which of the channels with a weekly thread.
    Channel(usize),
}

impl Series {
    /// By whose days it goes.
    fn subject(&self) -> usize {
        match self.to {
            To::Colleague(who) => who,
            _ => self.by,
        }
    }

    fn kind(&self) -> Kind {
        match self.to {
            To::Oneself => Kind::OwnAgain,
            To::Colleague(_) => Kind::ColleagueAgain,
            To::Channel(_) => Kind::ChannelAgain,
        }
    }
}

const WEEKDAYS: &[usize] = &[0, 1, 2, 3, 4];

const fn rule(words: &'static str, on: On, hour: i64, minute: i64) -> Rule {
    Rule { words, on, time: hour * 60 + minute, zone: None }
}

const fn there(rule: Rule, zone: &'static str) -> Rule {
    Rule { zone: Some(zone), ..rule }
}

/// What everybody between them sets for themselves at the beginning, so that each kind takes part.
pub const OWN: &[Rule] = &[
    rule("every weekday 9:00", On::Weeks(1, WEEKDAYS), 9, 0),
    rule("every working day at 8:30", On::WorkingDays, 8, 30),
    rule("every day at 2:30", On::Days(1), 2, 30),
    rule("on the 31st of every month at 10:00", On::Months(1, 31), 10, 0),
    rule("every year on 29 Feb at 7:15", On::Year(2, 29), 7, 15),
    rule("every 2 weeks on friday 15:00", On::Weeks(2, &[4]), 15, 0),
    rule("on the last friday of every month 16:00", On::MonthWeekday(0, 4), 16, 0),
    rule("on the first sunday of every month 2:10", On::MonthWeekday(1, 6), 2, 10),
    rule("every 3 days at 23:45", On::Days(3), 23, 45),
    rule("every 2 months on the 30th at 0:15", On::Months(2, 30), 0, 15),
    there(rule("every sunday 2:15 Australia/Lord_Howe", On::Weeks(1, &[6]), 2, 15), "Australia/Lord_Howe"),
    there(
        rule("every monday and thursday 9:00 America/New_York", On::Weeks(1, &[0, 3]), 9, 0),
        "America/New_York",
    ),
    there(rule("every sunday 2:45 Africa/Casablanca", On::Weeks(1, &[6]), 2, 45), "Africa/Casablanca"),
];

/// What is set for others.
pub const FOR_OTHERS: &[Rule] = &[
    rule("on the 31st of every month at 17:30", On::Months(1, 31), 17, 30),
    there(rule("every 2 weeks on thursday 9:00 Asia/Tokyo", On::Weeks(2, &[3]), 9, 0), "Asia/Tokyo"),
];

/// What is set for others for some weeks only: a colleague's days are looked at every hour.
pub const FOR_OTHERS_FOR_A_WHILE: &[Rule] = &[
    rule("every working day at 9:15", On::WorkingDays, 9, 15),
    rule("every day at 21:00", On::Days(1), 21, 0),
    rule("every tuesday 10:00", On::Weeks(1, &[1]), 10, 0),
];

/// What is set for channels.
pub const FOR_CHANNELS: &[Rule] = &[
    rule("every working day at 11:00", On::WorkingDays, 11, 0),
    rule("every sunday 2:30", On::Weeks(1, &[6]), 2, 30),
    rule("on the 15th of every month at 1:45", On::Months(1, 15), 1, 45),
];

impl Play {
    /// Everything that goes on through the year begins.
    pub async fn begin_series(&mut self) {
        let turn = self.dice.between(0, 7);
        let who = |nth: usize| (nth * 3 + usize::try_from(turn).expect("small")) % 8;
        for (nth, rule) in OWN.iter().enumerate() {
            self.remind_again(who(nth), To::Oneself, *rule).await;
        }
        for (nth, rule) in FOR_OTHERS.iter().enumerate() {
            self.remind_again(who(nth), To::Colleague(who(nth + 2)), *rule).await;
        }
        for (nth, rule) in FOR_CHANNELS.iter().enumerate() {
            let by = self.weeklies[nth].owner;
            self.remind_again(by, To::Channel(nth), *rule).await;
        }
    }

    pub async fn remind_again(&mut self, by: usize, to: To, rule: Rule) {
        self.reckon();
        let (now, mark) = (self.now(), self.book.mark());
        let (whom, there) = match to {
            To::Oneself => ("me".to_owned(), "#general"),
            To::Colleague(who) => (format!("@{}", self.people[who].name), "#general"),
            To::Channel(nth) => (self.weeklies[nth].channel.to_owned(), self.weeklies[nth].channel),
        };
        let line = format!("/async remind {whom} {} to {mark}", rule.words);
        let said = self.person(by).types_in(there, &line).await;
        let id = said.split('`').nth(1).unwrap_or_else(|| panic!("seed {}: {line}: {said}", self.seed));
        let subject = if let To::Colleague(who) = to { who } else { by };
        let first = self.walks.first_date(&self.people[subject], &rule, now).expect("within the year");
        let standing = Standing { first, since: now, done: i64::MIN / 2, looked: now, awake: now };
        let mut series = Series { id: id.to_owned(), by, to, mark, rule, standing, next: None };
        self.plan_next(&mut series);
        self.says_next(&series, &line, &said);
        self.note(Some(subject), &line);
        self.series.push(series);
        self.book.count("reminders set that recur");
    }

    /// The confirmation names the next firing.
    fn says_next(&self, series: &Series, line: &str, said: &str) {
        let Some((coming, _)) = series.next else { return };
        let token = format!("<!date^{}^", coming.moment * 60);
        assert!(
            said.contains(&token),
            "seed {}: at {}: {line}: {said}, meant was {}\n{}",
            self.seed,
            instant(self.now()),
            instant(coming.moment),
            self.lately(series.subject()),
        );
    }

    /// Works out when something comes next, and when that is said.
    fn plan_next(&mut self, series: &mut Series) {
        let who = &self.people[series.subject()];
        series.next = self.walks.next(who, &series.rule, &series.standing).map(|coming| {
            let waits = series.kind().waits();
            let at = if waits { self.walks.answering(who, coming.at) } else { Some(coming.at) };
            (coming, at.expect("within sixty days"))
        });
    }

    /// What came by now goes into the book.
    pub fn series_come(&mut self) {
        let now = self.now();
        let mut all = std::mem::take(&mut self.series);
        for series in &mut all {
            while let Some((coming, at)) = series.next.filter(|(_, at)| *at <= now) {
                self.comes(series, coming, at);
            }
        }
        self.series = all;
    }

    fn comes(&mut self, series: &mut Series, coming: Coming, at: i64) {
        let subject = series.subject();
        let who = match series.to {
            To::Channel(nth) => self.people.len() + nth,
            _ => subject,
        };
        // what has waited until another date of it came is said for that one
        let seen = Standing { looked: at, ..series.standing };
        let last = self.walks.next(&self.people[subject], &series.rule, &seen);
        let last = last.filter(|last| last.moment <= at).map_or(coming.date, |last| last.date);
        let latest = self.latest(series.kind(), subject, coming.at, at);
        self.book.expect(Entry {
            who,
            mark: series.mark.clone(),
            kind: series.kind(),
            moment: coming.first,
            from: coming.at,
            at,
            latest,
            late: at - coming.moment > 5,
        });
        let (now, pause) = (self.now(), self.dice.between(1, 400));
        if series.to == To::Oneself && self.dice.one_in(30) {
            self.at(now + pause, Event::Snooze(who, series.mark.clone()));
        }
        series.standing.done = last.max(coming.date);
        series.standing.looked = at;
        self.plan_next(series);
    }

    /// Nobody tells the bot of a colleague's day, so it looks every hour.
    pub fn latest(&mut self, kind: Kind, reader: usize, from: i64, at: i64) -> i64 {
        let who = &self.people[reader];
        if !matches!(kind, Kind::Colleague | Kind::ColleagueAgain) || who.changed + 60 <= at {
            return at;
        }
        self.walks.answering(who, from.max(who.changed + 60)).expect("within sixty days")
    }

    /// Somebody's days are others from now on.
    pub fn series_follow(&mut self, who: usize) {
        let now = self.now();
        let mut all = std::mem::take(&mut self.series);
        for series in all.iter_mut().filter(|series| series.subject() == who) {
            series.standing.looked = now;
            self.plan_next(series);
        }
        self.series = all;
    }

    /// The bot was away from one minute to another.
    pub fn series_sleep(&mut self, back: i64) {
        let mut all = std::mem::take(&mut self.series);
        for series in &mut all {
            series.standing.awake = back;
            self.plan_next(series);
        }
        self.series = all;
    }

    /// Somebody leaves out the next one, sets another rule, or deletes one of theirs and sets it anew.
    pub async fn meddle(&mut self) {
        self.reckon();
        let last = i64::try_from(self.series.len()).expect("small") - 1;
        let nth = usize::try_from(self.dice.between(0, last)).expect("small");
        let mut series = self.series.swap_remove(nth);
        let (now, by, subject) = (self.now(), series.by, series.subject());
        let waits = series.kind().waits();
        match self.dice.between(0, 2) {
            0 if !waits => {
                let line = format!("/async reminders skip {}", series.id);
                let said = self.person(by).types(&line).await;
                if let Some((coming, _)) = series.next {
                    self.says_next(&series, &line, &said);
                    series.standing.done = coming.date;
                }
                self.plan_next(&mut series);
                self.says_next(&series, &line, &said);
                self.note(Some(subject), &format!("{line}: {}", series.mark));
                self.series.push(series);
                self.book.count("comings left out");
            }
            1 => {
                let rules = if waits { FOR_OTHERS } else { OWN };
                let rule = self.dice.pick(rules);
                let line = format!("/async reminders edit {} {}", series.id, rule.words);
                let said = self.person(by).types(&line).await;
                let first = self.walks.first_date(&self.people[subject], &rule, now);
                series.rule = rule;
                series.standing = Standing {
                    first: first.expect("within the year"),
                    since: now,
                    done: i64::MIN / 2,
                    looked: now,
                    awake: now,
                };
                self.plan_next(&mut series);
                self.says_next(&series, &line, &said);
                self.note(Some(subject), &format!("{line}: {}", series.mark));
                self.series.push(series);
                self.book.count("rules changed");
            }
            _ => {
                self.delete(&series).await;
                self.remind_again(by, series.to, series.rule).await;
            }
        }
    }

    async fn delete(&mut self, series: &Series) {
        let line = format!("/async reminders delete {}", series.id);
        let said = self.person(series.by).types(&line).await;
        assert!(said.contains("Deleted"), "seed {}: {line}: {said}", self.seed);
        self.note(Some(series.subject()), &format!("{line}: {}", series.mark));
        self.book.count("reminders deleted that recurred");
    }

    /// Somebody sets something for a colleague that comes often, and deletes it after some weeks.
    pub async fn remind_for_a_while(&mut self) {
        let by = self.anybody();
        let to = (by + usize::try_from(self.dice.between(1, 7)).expect("small")) % 8;
        let rule = self.dice.pick(FOR_OTHERS_FOR_A_WHILE);
        self.remind_again(by, To::Colleague(to), rule).await;
        let mark = self.series.last().expect("it was set").mark.clone();
        let end = self.now() + self.dice.between(5 * DAY, 10 * DAY);
        self.at(end, Event::Forget(mark));
    }

    pub async fn forget(&mut self, mark: &str) {
        self.reckon();
        if let Some(nth) = self.series.iter().position(|series| series.mark == mark) {
            let series = self.series.swap_remove(nth);
            self.delete(&series).await;
        }
    }
}
