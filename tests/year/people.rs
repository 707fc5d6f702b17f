//! Who lives through the year, and what the oracle knows of them.

use std::collections::HashMap;

use unrush::domain::holidays;

use super::diary::Diary;
use super::opinion::{self, Coming, Rule, Standing, day};
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
    /// The focus they set for now, Slack's do-not-disturb, and what their status says of when.
    pub spell: Option<(i64, i64)>,
    pub dnd: Option<(i64, i64)>,
    pub status: Option<(i64, i64)>,
    /// What stands in their calendar, as long as it is connected.
    pub calendar: Option<Diary>,
    /// When what is known of their days was changed last.
    pub changed: i64,
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
    Someone {
        id,
        name,
        shown,
        home,
        zone: home,
        plan,
        spell: None,
        dnd: None,
        status: None,
        calendar: None,
        changed: 0,
        tells,
    }
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

/// So much lies before the year and after it on each walk.
const BEFORE: i64 = 50 * DAY;
const AFTER: i64 = 110 * DAY;

/// Walks through the year, one for each zone that is looked at.
pub struct Walks {
    begin: i64,
    length: i64,
    zones: HashMap<&'static str, Walk>,
}

impl Walks {
    pub fn through(begin: i64, days: i64) -> Self {
        let length = BEFORE + days * DAY + AFTER;
        Self { begin: begin - BEFORE, length, zones: HashMap::new() }
    }

    pub fn of(&mut self, zone: &'static str) -> &Walk {
        let (begin, length) = (self.begin, self.length);
        self.zones.entry(zone).or_insert_with(|| Walk::new(zone, begin, length))
    }

    /// Somebody's days with all that is known of them now.
    fn plan(&mut self, who: &Someone) -> Plan {
        let mut plan = who.plan.clone();
        plan.spells.extend(who.spell);
        plan.quiet.extend(who.dnd.into_iter().chain(who.status));
        if let Some(diary) = &who.calendar {
            diary.onto(&mut plan, self);
        }
        plan
    }

    /// The due moment of a window in somebody's working time.
    pub fn due(&mut self, who: &Someone, ask: &Ask, start: i64) -> Option<i64> {
        let plan = self.plan(who);
        let walk = self.of(who.zone);
        let found = oracle::due(walk, &plan, ask, walk.place(start))?;
        Some(walk.begin + i64::try_from(found).expect("a minute"))
    }

    /// The first moment from `start` on at which somebody can be told something.
    pub fn answering(&mut self, who: &Someone, start: i64) -> Option<i64> {
        let plan = self.plan(who);
        let walk = self.of(who.zone);
        (start..start + 61 * DAY).find(|at| opinion::can_answer(walk, &plan, *at))
    }

    /// When something recurring comes next, by somebody's days.
    pub fn next(&mut self, who: &Someone, rule: &Rule, standing: &Standing) -> Option<Coming> {
        let plan = self.plan(who);
        let (zone, own) = (rule.zone.unwrap_or(who.zone), who.zone);
        self.of(zone);
        self.of(own);
        opinion::next(rule, standing, (&self.zones[zone], &self.zones[own], &plan))
    }

    /// The first date of a rule that is set now.
    pub fn first_date(&mut self, who: &Someone, rule: &Rule, now: i64) -> Option<i64> {
        let plan = self.plan(who);
        let (zone, own) = (rule.zone.unwrap_or(who.zone), who.zone);
        self.of(zone);
        self.of(own);
        opinion::first_date(rule, now, (&self.zones[zone], &self.zones[own], &plan))
    }

    /// The moment of a wall time.
    pub fn at(&mut self, zone: &'static str, local: i64) -> i64 {
        opinion::moment(self.of(zone), local)
    }

    /// The wall time of a moment.
    pub fn wall(&mut self, zone: &'static str, at: i64) -> i64 {
        let walk = self.of(zone);
        walk.wall(walk.place(at))
    }

    /// The moments from one to another at which a zone's clock is changed.
    pub fn changes(&mut self, zone: &'static str, from: i64, until: i64) -> Vec<i64> {
        let walk = self.of(zone);
        let changes = walk.changes.iter().map(|i| walk.begin + i64::try_from(*i).expect("a minute"));
        changes.filter(|at| from <= *at && *at < until).collect()
    }
}
