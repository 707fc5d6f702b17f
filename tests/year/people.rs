//! Who lives through the year, and what the oracle knows of them.

use std::collections::HashMap;

use unrush::domain::holidays;

use crate::worktime::oracle::{self, Ask, Clock, DAY, Plan, Walk};

/// Somebody of the cast, as the oracle sees them. Moments are minutes since 1970-01-01 00:00 UTC.
pub struct Someone {
    pub id: &'static str,
    /// In lower case, as one types it.
    pub name: &'static str,
    /// As it is shown.
    pub shown: &'static str,
    pub home: &'static str,
    /// Where they are now.
    pub zone: &'static str,
    pub plan: Plan,
    /// The focus they set for now.
    pub spell: Option<(i64, i64)>,
    /// What they tell the bot when they come.
    pub tells: &'static [&'static str],
}

type Week = &'static [(&'static [usize], &'static [Clock])];

const MON_FRI: &[usize] = &[0, 1, 2, 3, 4];
const NINE: i64 = 9 * 60;

fn one(
    (id, name, shown, home): (&'static str, &'static str, &'static str, &'static str),
    week: Week,
    tells: &'static [&'static str],
) -> Someone {
    let mut plan = Plan { checkins: vec![10 * 60, 15 * 60], ..Plan::default() };
    for (days, shifts) in week {
        days.iter().for_each(|day| plan.work[*day] = shifts.to_vec());
    }
    Someone { id, name, shown, home, zone: home, plan, spell: None, tells }
}

pub fn cast() -> Vec<Someone> {
    let ada = one(
        ("U0ADA", "ada", "Ada", "Europe/Berlin"),
        &[(MON_FRI, &[(NINE, 17 * 60)])],
        &["hours mon-fri 9-17", "holidays DE-BE", "publish protect"],
    );
    let mut esha = one(
        ("U0ESHA", "esha", "Esha", "Asia/Kolkata"),
        &[(MON_FRI, &[(13 * 60, 22 * 60)])],
        &["hours mon-fri 13-22", "focus tue, thu 14-16:30", "holidays IN"],
    );
    esha.plan.focus = vec![(vec![1, 3], (14 * 60, 16 * 60 + 30))];
    let mut furba = one(
        ("U0FURBA", "furba", "Furba", "Asia/Kathmandu"),
        &[(&[6, 0, 1, 2, 3, 4], &[(10 * 60, 17 * 60)])],
        &["hours sun-fri 10-17", "checkins 11:00 16:30", "holidays NP", "publish protect"],
    );
    furba.plan.checkins = vec![11 * 60, 16 * 60 + 30];
    let mut gil = one(
        ("U0GIL", "gil", "Gil", "Australia/Lord_Howe"),
        &[(&[0, 1, 2, 3], &[(NINE, 17 * 60 + 30)]), (&[4], &[(NINE, 13 * 60)])],
        &["hours mon-thu 9-17:30, fri 9-13", "focus mon-fri 9-11:30", "holidays AU-NSW", "publish protect"],
    );
    gil.plan.focus = vec![(MON_FRI.to_vec(), (NINE, 11 * 60 + 30))];
    let helo = one(
        ("U0HELO", "helo", "Helo", "America/Sao_Paulo"),
        &[(MON_FRI, &[(NINE, 12 * 60), (13 * 60, 18 * 60)])],
        &["hours mon-fri 9-12 13-18", "holidays BR-SP"],
    );
    let ivy = one(
        ("U0IVY", "ivy", "Ivy", "America/St_Johns"),
        &[(MON_FRI, &[(0, 4 * 60), (20 * 60, DAY)])],
        &["hours mon-fri 0-4 20-24", "holidays CA-NL", "publish protect"],
    );
    let mut jamila = one(
        ("U0JAMILA", "jamila", "Jamila", "Africa/Casablanca"),
        &[(&[6, 0, 1, 2, 3], &[(22 * 60, 6 * 60)])],
        &["hours nights sun-thu 22-6", "focus sun-thu 23-1:30", "holidays MA", "publish protect"],
    );
    jamila.plan.focus = vec![(vec![6, 0, 1, 2, 3], (23 * 60, 90))];
    let lagi = one(
        ("U0LAGI", "lagi", "Lagi", "Pacific/Apia"),
        &[(MON_FRI, &[(NINE, 17 * 60)])],
        &["hours mon-fri 9-17"],
    );
    let mut cast = vec![ada, esha, furba, gil, helo, ivy, jamila, lagi];
    for someone in &mut cast {
        let region = someone.tells.iter().find_map(|line| line.strip_prefix("holidays "));
        let free = region.map(|code| holidays::find(code).expect("a region of the table"));
        let dates = free.into_iter().flat_map(|region| region.from(day(0)));
        someone.plan.holidays = dates.map(|(date, _)| (date - day(0)).num_days()).collect();
    }
    cast
}

/// So many days after 1970-01-01.
pub fn day(date: i64) -> chrono::NaiveDate {
    chrono::NaiveDate::default() + chrono::TimeDelta::days(date)
}

/// How long a walk is, and how much of it has to lie before and after what is asked.
const LENGTH: i64 = 240 * DAY;
const BEFORE: i64 = 45 * DAY;
const AFTER: i64 = 90 * DAY;

/// Walks through the zones of the cast, made as far as they are needed.
#[derive(Default)]
pub struct Walks(HashMap<&'static str, Walk>);

impl Walks {
    fn of(&mut self, zone: &'static str, at: i64) -> &Walk {
        let covers = |walk: &Walk| {
            walk.begin + BEFORE <= at
                && at + AFTER <= walk.begin + i64::try_from(walk.len()).expect("a length")
        };
        if !self.0.get(zone).is_some_and(covers) {
            self.0.insert(zone, Walk::new(zone, at - BEFORE - DAY, LENGTH));
        }
        &self.0[zone]
    }

    /// The due moment of a window in somebody's working time.
    pub fn due(&mut self, who: &Someone, ask: &Ask, start: i64) -> Option<i64> {
        let walk = self.of(who.zone, start);
        let found = oracle::due(walk, &who.plan, ask, place(walk, start))?;
        Some(walk.begin + i64::try_from(found).expect("a minute"))
    }

    /// The first moment from `start` on at which somebody can be told something.
    pub fn answering(&mut self, who: &Someone, start: i64) -> Option<i64> {
        let walk = self.of(who.zone, start);
        let spell = who.spell.filter(|(_, until)| *until > start);
        let except = spell.map(|(from, until)| (place(walk, from.max(start)), place(walk, until)));
        self.due(who, &Ask::Answering(except), start)
    }

    /// The moment of a wall time; both in minutes, `near` some moment not far from it.
    pub fn at(&mut self, zone: &'static str, local: i64, near: i64) -> i64 {
        let walk = self.of(zone, near);
        walk.begin + i64::try_from(walk.at(local)).expect("a minute")
    }

    /// The wall time of a moment.
    pub fn wall(&mut self, zone: &'static str, at: i64) -> i64 {
        let walk = self.of(zone, at);
        walk.wall(place(walk, at))
    }

    /// The moments from one to another at which a zone's clock is changed.
    pub fn changes(&mut self, zone: &'static str, from: i64, until: i64) -> Vec<i64> {
        let walk = self.of(zone, from);
        let changes = walk.changes.iter().map(|i| walk.begin + i64::try_from(*i).expect("a minute"));
        changes.filter(|at| from <= *at && *at < until).collect()
    }
}

fn place(walk: &Walk, at: i64) -> usize {
    usize::try_from(at - walk.begin).expect("on the walk")
}
