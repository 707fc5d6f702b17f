//! Random schedules, windows and starts from a seed, with a liking for trouble.

use std::hash::{BuildHasher, RandomState};

use super::oracle::{Ask, Clock, DAY, Plan, Walk};

/// A small generator of random numbers (splitmix64).
pub struct Dice(u64);

impl Dice {
    pub fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    /// A seed nobody chose.
    pub fn fresh_seed() -> u64 {
        RandomState::new().hash_one("worktime")
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = u64::try_from(high - low).expect("low is not above high") + 1;
        low + i64::try_from(self.roll() % width).expect("small")
    }

    pub fn one_in(&mut self, n: i64) -> bool {
        self.between(1, n) == 1
    }

    pub fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        let last = i64::try_from(from.len()).expect("small") - 1;
        from[usize::try_from(self.between(0, last)).expect("index")].clone()
    }

    fn many<T>(&mut self, most: i64, mut one: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let n = self.between(0, most);
        (0..n).map(|_| one(self)).collect()
    }

    /// A time of day, often a round one or one at which clocks are changed.
    fn time(&mut self) -> i64 {
        if self.one_in(3) {
            self.between(0, DAY - 1)
        } else {
            self.pick(&[0, 30, 60, 90, 120, 150, 180, 360, 540, 720, 780, 1020, 1320, 1380, 1410, 1439])
        }
    }

    fn clock(&mut self) -> Clock {
        let from = self.time();
        match self.between(0, 9) {
            0 => (from, from),
            1 => (from, DAY),
            2 => (from, (from + self.between(1, 90)) % DAY),
            _ => (from, self.time()),
        }
    }

    fn weekdays(&mut self) -> Vec<usize> {
        (0..7).filter(|_| self.one_in(2)).collect()
    }

    /// A schedule around a date: now an office, now a mess.
    pub fn plan(&mut self, around: i64) -> Plan {
        let mut plan = Plan { week_starts_sunday: self.one_in(3), ..Plan::default() };
        match self.between(0, 4) {
            0 => (0..5).for_each(|day| plan.work[day] = vec![(540, 1020)]),
            1 => (0..5).for_each(|day| plan.work[day] = vec![(540, 720), (780, 1080)]),
            2 => {
                let shift = self.clock();
                self.weekdays().into_iter().for_each(|day| plan.work[day] = vec![shift]);
            }
            3 => self.weekdays().into_iter().for_each(|day| plan.work[day] = self.many(3, Self::clock)),
            _ => (0..7).for_each(|day| plan.work[day] = self.many(2, Self::clock)),
        }
        if self.one_in(2) {
            plan.focus = self.many(3, |dice| (dice.weekdays(), dice.clock()));
        }
        if self.one_in(2) {
            plan.holidays = self.many(6, |dice| around + dice.between(-4, 14));
        }
        if self.one_in(2) {
            plan.pto = self.many(3, |dice| {
                let from = (around + dice.between(-5, 12)) * DAY + dice.time();
                let length = match dice.between(0, 12) {
                    // it ends before it begins, or as it begins
                    0 => dice.between(-90, 0),
                    1..7 => dice.between(1, 600),
                    _ => dice.between(1, 8 * DAY),
                };
                (from, from + length)
            });
        }
        if self.one_in(12) {
            // so long that the search comes to its end
            let back = around + self.between(50, 63);
            plan.pto.push(((around - 3) * DAY, back * DAY + self.time()));
        }
        plan.checkins = self.many(3, Self::time);
        plan
    }

    pub fn ask(&mut self, date: i64, start: usize) -> Ask {
        let small = |n: i64| usize::try_from(n).expect("small");
        match self.between(0, 7) {
            0 if self.one_in(4) => Ask::Hours(small(self.between(1, 400) * 60)),
            0 => Ask::Hours(small(self.between(1, 3000))),
            1 => Ask::Elapsed(small(self.between(1, 10 * DAY))),
            2 => Ask::Eod,
            3 => Ask::Eow,
            4 if self.one_in(4) => Ask::Days(small(self.between(1, 70))),
            4 => Ask::Days(small(self.between(1, 6))),
            5 => Ask::CheckIn,
            6 => Ask::Date(date + self.between(-3, 66)),
            _ => {
                let from = start + small(self.between(0, 600));
                let silent = (from.saturating_sub(300), from + small(self.between(0, 900)));
                Ask::Answering(self.one_in(2).then_some(silent))
            }
        }
    }

    /// A start on the walk, often close to a change of the clock, and far enough from both ends.
    pub fn start(&mut self, walk: &Walk) -> usize {
        let day = 1440;
        let (low, high) = (14 * day, walk.len() - 82 * day);
        let start = if walk.changes.is_empty() || self.one_in(3) {
            self.between(i64::try_from(low).expect("small"), i64::try_from(high).expect("small"))
        } else {
            let change = i64::try_from(self.pick(&walk.changes)).expect("small");
            let reach = self.pick(&[30, 180, DAY, 4 * DAY]);
            change + self.between(-reach, reach)
        };
        let start = usize::try_from(start).expect("on the walk").clamp(low, high);
        if self.one_in(2) { start - start % 30 } else { start }
    }
}
