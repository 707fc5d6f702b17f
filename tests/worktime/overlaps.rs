//! Time in common of random people, walked minute by minute beside the real thing.

use chrono::TimeDelta;
use unrush::domain::worktime::Zone;
use unrush::domain::worktime::overlap::{Attendee, next_free, overlap};

use super::dice::Dice;
use super::opinion::{instant, schedule};
use super::oracle::{DAY, Plan, Walk, answering};

/// People on clocks that are changed on different days, half an hour or never.
const ZONES: &[&str] = &[
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Africa/Casablanca",
    "America/St_Johns",
    "Pacific/Auckland",
    "America/Havana",
];
/// The days in which clocks go forward and back.
const MONTHS: &[&str] = &["2026-01-25", "2026-09-05"];
const CASES: usize = 300;
/// So many days are looked at in common.
const DAYS: i64 = 12;

/// Whose zone, their plan, and a meeting they have.
type Planned = (usize, Plan, Option<(usize, usize)>);

#[test]
#[expect(clippy::disallowed_methods, reason = "a test may be told its seed")]
fn time_in_common_is_what_every_minute_says() {
    let told = std::env::var("UNRUSH_TEST_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = told.unwrap_or_else(Dice::fresh_seed);
    let mut dice = Dice::seeded(seed);
    let mut found = 0;
    for month in MONTHS {
        let begin = format!("{month}T00:00:00Z").parse::<chrono::DateTime<chrono::Utc>>().expect("date");
        let walks: Vec<Walk> =
            ZONES.iter().map(|zone| Walk::new(zone, begin.timestamp() / 60, 130 * DAY)).collect();
        for case in 0..CASES {
            let start = dice.start(&walks[case % walks.len()]);
            let end = start + usize::try_from(DAYS * DAY).expect("small");
            let count = dice.between(1, 3);
            let people: Vec<Planned> = (0..count)
                .map(|_| {
                    let who = usize::try_from(dice.between(0, 7)).expect("index");
                    let plan = dice.plan(walks[who].date(start));
                    let from = start + usize::try_from(dice.between(0, 2 * DAY)).expect("small");
                    (who, plan, dice.one_in(2).then_some((from, from + 200)))
                })
                .collect();
            let free: Vec<Vec<bool>> = people
                .iter()
                .map(|(who, plan, silent)| answering(&walks[*who], plan, start, *silent))
                .collect();
            let is_free = |i: usize| free.iter().all(|one| one[i]);
            let attendees: Vec<Attendee> = people
                .iter()
                .map(|(who, plan, silent)| Attendee {
                    schedule: schedule(plan, &Zone::named(ZONES[*who]).expect("zone")),
                    except: silent
                        .iter()
                        .map(|(a, b)| (instant(&walks[0], *a), instant(&walks[0], *b)))
                        .collect(),
                })
                .collect();
            let at = |i| instant(&walks[0], i);
            let mut expected = Vec::new();
            let mut from = None;
            for i in start..=end {
                match (from, i < end && is_free(i)) {
                    (None, true) => from = Some(i),
                    (Some(first), false) => {
                        expected.push((at(first), at(i)));
                        from = None;
                    }
                    _ => {}
                }
            }
            let ours = overlap(&attendees, (at(start), at(end)));
            assert_eq!(ours, expected, "seed {seed}, {month}, case {case}: {people:?} from {}", at(start));
            let long = TimeDelta::minutes(45);
            let first = expected.iter().find(|(from, until)| *until - *from >= long && *until < at(end));
            if let Some((first, _)) = first {
                let next = next_free(&attendees, long, at(start));
                assert_eq!(next, Some(*first), "seed {seed}, {month}, case {case}");
                found += 1;
            }
        }
    }
    assert!(found > CASES / 4, "many have time in common, so agreeing means something: {found}");
}
