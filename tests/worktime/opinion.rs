//! Thousands of random cases, each decided twice.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc, Weekday};

use unrush::domain::schedule::{FocusBlock, Schedule, Shift, WorkWeek};
use unrush::domain::window::Window;
use unrush::domain::worktime::{self, Zone};

use super::dice::Dice;
use super::oracle::{self, Ask, Clock, DAY, Plan, Walk};

const CASES: usize = 5_000;

/// Zones whose clocks do odd things, and the month in which a walk of 150 days begins.
const WALKS: &[(&str, &str)] = &[
    ("Europe/Berlin", "2026-02-20"),
    ("Europe/Berlin", "2026-09-20"),
    ("America/New_York", "2026-02-01"),
    ("America/New_York", "2027-09-25"),
    ("America/St_Johns", "2006-03-01"),
    ("Australia/Lord_Howe", "2026-03-15"),
    ("Australia/Lord_Howe", "2026-09-10"),
    ("Pacific/Apia", "2011-12-10"),
    ("Pacific/Kwajalein", "1993-08-01"),
    ("Pacific/Kiritimati", "1994-12-10"),
    ("Antarctica/Troll", "2026-03-10"),
    ("Antarctica/Casey", "2010-02-10"),
    ("Africa/Casablanca", "2026-01-25"),
    ("Africa/Cairo", "2026-04-05"),
    ("America/Havana", "2026-02-20"),
    ("America/Havana", "2026-10-10"),
    ("America/Sao_Paulo", "2018-01-25"),
    ("America/Sao_Paulo", "2018-10-15"),
    ("America/Santiago", "2026-08-20"),
    ("America/Toronto", "1919-03-10"),
    ("America/Scoresbysund", "2024-03-10"),
    ("America/Vancouver", "2026-09-20"),
    ("America/Caracas", "2007-11-20"),
    ("America/Ciudad_Juarez", "2022-10-15"),
    ("America/Nuuk", "2024-02-20"),
    ("Asia/Beirut", "2026-03-10"),
    ("Asia/Gaza", "2026-02-20"),
    ("Asia/Kathmandu", "1985-12-10"),
    ("Asia/Pyongyang", "2015-07-25"),
    ("Atlantic/Azores", "2026-10-01"),
    ("Europe/Dublin", "2026-10-01"),
    ("Pacific/Chatham", "2026-09-10"),
    ("UTC", "2026-11-01"),
];

#[test]
#[expect(clippy::disallowed_methods, reason = "a test may be told its seed")]
fn two_opinions_agree_on_every_random_case() {
    let told = std::env::var("UNRUSH_TEST_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = told.unwrap_or_else(Dice::fresh_seed);
    let mut dice = Dice::seeded(seed);
    let mut found = 0;
    for (i, (name, from)) in WALKS.iter().enumerate() {
        let begin = format!("{from}T00:00:00Z").parse::<DateTime<Utc>>().expect("date").timestamp() / 60;
        let walk = Walk::new(name, begin, 150 * DAY);
        let zone = Zone::named(name).expect("zone");
        for case in 0..CASES.div_ceil(WALKS.len()) {
            let start = dice.start(&walk);
            let wall_time = walk.wall(start) + dice.between(-180, 180);
            assert_eq!(
                zone.resolve(wall(wall_time)),
                instant(&walk, walk.at(wall_time)),
                "seed {seed}, walk {i}, case {case}: {name}, {}",
                wall(wall_time),
            );
            let date = walk.date(start);
            let plan = dice.plan(date);
            let ask = dice.ask(date, start);
            let expected = oracle::due(&walk, &plan, &ask, start).map(|i| instant(&walk, i));
            let ours = ours(&walk, &zone, &plan, &ask, start);
            assert_eq!(
                ours,
                expected,
                "seed {seed}, walk {i}, case {case}: {name}, {ask:?} from {} ({}), {plan:?} (date {date})",
                instant(&walk, start),
                zone.local(instant(&walk, start)),
            );
            found += usize::from(ours.is_some());
        }
    }
    assert!(found > CASES / 2, "most cases have an answer, so agreeing means something: {found}");
}

fn ours(walk: &Walk, zone: &Zone, plan: &Plan, ask: &Ask, start: usize) -> Option<DateTime<Utc>> {
    let schedule = schedule(plan, zone);
    let at = instant(walk, start);
    let minutes = |n: &usize| u32::try_from(*n).expect("small");
    let window = match ask {
        Ask::Hours(n) => Window::Hours { minutes: minutes(n) },
        Ask::Elapsed(n) => Window::Within { minutes: minutes(n) },
        Ask::Days(n) => Window::Days { n: minutes(n) },
        Ask::Eod => Window::Today,
        Ask::Eow => Window::Week,
        Ask::CheckIn => Window::NextCheckIn,
        Ask::Date(date) => Window::ByDay { day: day(*date) },
        Ask::Answering(except) => {
            let except = except.map(|(from, until)| (instant(walk, from), instant(walk, until)));
            return worktime::answering_from(&schedule, at, except);
        }
    };
    worktime::due(&schedule, &window, at)
}

pub fn instant(walk: &Walk, i: usize) -> DateTime<Utc> {
    let minutes = walk.begin + i64::try_from(i).expect("small");
    DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes)
}

fn day(date: i64) -> NaiveDate {
    wall(date * DAY).date()
}

fn wall(minutes: i64) -> NaiveDateTime {
    DateTime::UNIX_EPOCH.naive_utc() + TimeDelta::minutes(minutes)
}

fn shift((from, to): Clock) -> Shift {
    let minutes = |n| u16::try_from(n).expect("minutes of a day");
    Shift { from: minutes(from), to: minutes(to) }
}

pub fn schedule(plan: &Plan, zone: &Zone) -> Schedule {
    let weekday = |day: &usize| Weekday::try_from(u8::try_from(*day).expect("small")).expect("weekday");
    let focus = |(days, clock): &(Vec<usize>, Clock)| FocusBlock {
        days: days.iter().map(weekday).collect(),
        shift: shift(*clock),
    };
    let time = |minutes: &i64| NaiveTime::MIN + TimeDelta::minutes(*minutes);
    Schedule {
        work: WorkWeek(plan.work.clone().map(|shifts| shifts.into_iter().map(shift).collect())),
        week_start: if plan.week_starts_sunday { Weekday::Sun } else { Weekday::Mon },
        focus: plan.focus.iter().map(focus).collect(),
        holidays: plan.holidays.iter().map(|date| day(*date)).collect(),
        time_off: plan.pto.iter().map(|(from, until)| (wall(*from), wall(*until))).collect(),
        checkins: plan.checkins.iter().map(time).collect(),
        ..Schedule::in_zone(zone.clone())
    }
}
