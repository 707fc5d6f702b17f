//! What is drawn by lot for each week, and around each change of a clock.

use super::play::{Event, Play};
use crate::worktime::dice::Dice;
use crate::worktime::oracle::DAY;

/// Where people travel.
const AWAY: &[&str] =
    &["Asia/Tokyo", "Europe/Lisbon", "America/New_York", "Pacific/Auckland", "Asia/Kolkata"];

impl Play {
    /// Around each change of a clock: moments that do not exist or come twice, and asks into the night of it.
    pub fn draw_changes(&mut self, begin: i64, end: i64) {
        for who in 0..self.people.len() {
            let zone = self.people[who].home;
            for change in self.walks.changes(zone, begin + 6 * DAY, end - 5 * DAY) {
                {
                    let before = self.walks.wall(zone, change - 1) + 1;
                    for wall in [before - 15, before + 15] {
                        let set = change - self.dice.between(DAY, 2 * DAY);
                        self.at(set, Event::RemindAt(who, wall));
                    }
                    for back in [20 * 60, 9 * 60, 30] {
                        let at = change - back - self.dice.between(0, 300);
                        self.at(at, Event::Ask(Some(who)));
                    }
                    let before = change - self.dice.between(DAY, 2 * DAY);
                    self.at(before, Event::Connect(who));
                    self.book.count("changes of the clock");
                }
            }
        }
    }

    pub fn draw_week(&mut self, week: usize, monday: i64, begin: i64) {
        let mut events: Vec<(i64, Event)> = Vec::new();
        let dice = &mut self.dice;
        let some_time = |dice: &mut Dice| monday + dice.between(0, 7 * DAY - 1);
        for who in (week % 2..self.people.len()).step_by(2) {
            events.push((some_time(dice), Event::Remind(who)));
        }
        for _ in 0..3 {
            events.push((some_time(dice), Event::Ask(None)));
        }
        let anybody = |dice: &mut Dice| usize::try_from(dice.between(0, 7)).expect("small");
        events.push((some_time(dice), Event::Focus(anybody(dice))));
        if week % 2 == 1 {
            events.push((some_time(dice), Event::RemindColleague(anybody(dice))));
        }
        for _ in 0..2 {
            if dice.one_in(3) {
                events.push((some_time(dice), Event::Dnd(anybody(dice))));
            }
            if dice.one_in(3) {
                events.push((some_time(dice), Event::Status(anybody(dice))));
            }
        }
        if dice.one_in(2) {
            events.push((some_time(dice), Event::Meddle));
        }
        if dice.one_in(3) {
            events.push((some_time(dice), Event::Holiday(anybody(dice))));
        }
        if week % 20 == 13 {
            events.push((some_time(dice), Event::Connect(anybody(dice))));
        }
        if week % 17 == 5 {
            events.push((some_time(dice), Event::RemindForAWhile));
        }
        if dice.one_in(3) {
            events.push((some_time(dice), Event::Leave(anybody(dice), dice.pick(AWAY))));
        }
        if dice.one_in(3) {
            events.push((some_time(dice), Event::TimeOff(anybody(dice))));
        }
        match week % 9 {
            2 | 6 => events.push((some_time(dice), Event::Restart)),
            4 => events.push((some_time(dice), Event::Crash)),
            8 if week.is_multiple_of(2) => {
                events.push((some_time(dice), Event::Sleep(dice.between(30, 20 * 60))));
            }
            8 => events.push((some_time(dice), Event::Sleep(dice.between(DAY, 3 * DAY)))),
            _ => {}
        }
        if week == 20 {
            events.push((some_time(dice), Event::Hours(0)));
        }
        if week == 27 {
            events.push((monday + 60, Event::MoveDigest));
        }
        events.push((monday + 10, Event::Monday));
        for (at, event) in events.into_iter().filter(|(at, _)| *at > begin + 5) {
            self.at(at, event);
        }
    }
}
