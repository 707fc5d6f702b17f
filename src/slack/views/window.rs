//! How a window is called: in a tag and in the menu of windows.

use crate::domain::text::{Piece, Speech};
use crate::domain::window::Window;
use crate::domain::words::{Locale, Phrase};
use crate::domain::worktime::{Zone, words};

const URGENT: Phrase = Phrase::en("window.urgent", "Urgent");
const TODAY: Phrase = Phrase::en("window.today", "Today");
const WEEK: Phrase = Phrase::en("window.week", "This week");
const WORKING_HOUR: Phrase = Phrase::en("window.hour", "1 working hour");
const WORKING_HOURS: Phrase = Phrase::en("window.hours", "{n} working hours");
const WORKING_MINUTES: Phrase = Phrase::en("window.minutes", "{n} working minutes");
const WITHIN_HOUR: Phrase = Phrase::en("window.within_hour", "Within 1 hour");
const WITHIN_HOURS: Phrase = Phrase::en("window.within_hours", "Within {n} hours");
const WITHIN_MINUTES: Phrase = Phrase::en("window.within_minutes", "Within {n} minutes");
const WORKING_DAY: Phrase = Phrase::en("window.day", "1 working day");
const WORKING_DAYS: Phrase = Phrase::en("window.days", "{n} working days");
const CHECK_IN: Phrase = Phrase::en("window.checkin", "Next check-in");
const BY: Phrase = Phrase::en("window.by", "By {when}");
const NO_REPLY: Phrase = Phrase::en("window.none", "No reply needed");

/// The window's name, such as "2 working hours".
pub fn spoken(window: &Window, locale: Locale) -> Speech {
    let count = |one: &Phrase, many: &Phrase, n: u32| match n {
        1 => one.say(locale),
        n => many.fill(locale, &[("n", Piece::Ours(n.to_string()))]),
    };
    let by = |when| BY.fill(locale, &[("when", when)]);
    match window {
        Window::Urgent => URGENT.say(locale),
        Window::Today => TODAY.say(locale),
        Window::Week => WEEK.say(locale),
        Window::Hours { minutes } if minutes % 60 == 0 => count(&WORKING_HOUR, &WORKING_HOURS, minutes / 60),
        Window::Hours { minutes } => count(&WORKING_MINUTES, &WORKING_MINUTES, *minutes),
        Window::Within { minutes } if minutes % 60 == 0 => count(&WITHIN_HOUR, &WITHIN_HOURS, minutes / 60),
        Window::Within { minutes } => count(&WITHIN_MINUTES, &WITHIN_MINUTES, *minutes),
        Window::Days { n } => count(&WORKING_DAY, &WORKING_DAYS, *n),
        Window::NextCheckIn => CHECK_IN.say(locale),
        Window::ByDay { day } => by(Piece::Ours(words::date(*day, locale))),
        Window::ByMoment { at } => {
            by(Piece::Moment { at: *at, fallback: words::with_zone(*at, &Zone::utc(), locale) })
        }
        Window::NoReply => NO_REPLY.say(locale),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::slack::views::speech::plain;

    #[test]
    fn every_window_has_a_short_name() {
        let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 26).expect("day");
        let at = "2026-11-26T14:00:00Z".parse().expect("moment");
        for (window, name) in [
            (Window::Urgent, "Urgent"),
            (Window::Hours { minutes: 60 }, "1 working hour"),
            (Window::Hours { minutes: 240 }, "4 working hours"),
            (Window::Hours { minutes: 90 }, "90 working minutes"),
            (Window::Within { minutes: 1440 }, "Within 24 hours"),
            (Window::Days { n: 1 }, "1 working day"),
            (Window::Days { n: 3 }, "3 working days"),
            (Window::ByDay { day }, "By Thu 26 Nov"),
            (Window::ByMoment { at }, "By Thu 26 Nov, 14:00 UTC"),
            (Window::NoReply, "No reply needed"),
        ] {
            assert_eq!(plain(&spoken(&window, Locale::En), 75), name);
        }
    }
}
