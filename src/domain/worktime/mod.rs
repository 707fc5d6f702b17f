//! Working time, exact to the minute: the one place that knows when an answer is due.
//!
//! *Working time* is the union of a schedule's shifts, less holidays and time off. *Answering time* is working time
//! less focus blocks. A *working day* is a local date with working time from shifts that start on it, and it ends
//! with the last of them, wherever midnight falls.

mod answering;
mod calendar;
pub mod forms;
pub mod overlap;
mod places;
pub mod recur;
mod shades;
mod span;
mod windows;
pub mod words;
mod zone;

use chrono::{DateTime, TimeDelta, Utc};

use super::schedule::Schedule;
use super::window::Window;
use calendar::Calendar;
use span::Span;

pub use places::distance;
pub use shades::shades;
pub use zone::Zone;

/// The due moment of a window in the answerer's working time. `None` for [`Window::NoReply`], and when nothing
/// is found on the local date of the start and the 60 dates after it.
pub fn due(schedule: &Schedule, window: &Window, start: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let calendar = Calendar::new(schedule);
    match window {
        Window::Urgent => Some(start),
        Window::Today => windows::today(&calendar, start),
        Window::Week => windows::week(&calendar, start),
        Window::Hours { minutes } => windows::hours(&calendar, length(*minutes), start),
        Window::Within { minutes } => windows::within(&calendar, length(*minutes), start),
        Window::Days { n } => windows::days(&calendar, *n, start),
        Window::NextCheckIn => windows::checkin(&calendar, start),
        Window::ByDay { day } => windows::by_day(&calendar, *day, start),
        Window::ByMoment { at } => Some(*at),
        Window::NoReply => None,
    }
}

/// [`due`] of a window of hours, worked (`Hours`) or elapsed (`Within`), whose length is finer than its minutes.
pub fn due_after(
    schedule: &Schedule,
    window: &Window,
    length: TimeDelta,
    start: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    match window {
        Window::Hours { .. } => windows::hours(&Calendar::new(schedule), length, start),
        Window::Within { .. } => windows::within(&Calendar::new(schedule), length, start),
        _ => due(schedule, window, start),
    }
}

/// When the reader may be told something we decided to say: `at` itself inside their answering time, else its next
/// start. `except` (from, until) is taken out of the answering time: Slack's do-not-disturb, and what a calendar says.
pub fn answering_from(
    schedule: &Schedule,
    at: DateTime<Utc>,
    except: impl IntoIterator<Item = (DateTime<Utc>, DateTime<Utc>)>,
) -> Option<DateTime<Utc>> {
    let except = except.into_iter().filter_map(|(from, until)| Span::between(from, until));
    let calendar = Calendar::new(schedule);
    let mut ahead = calendar.answering(at, except).filter(|span| span.until > at);
    ahead.next().map(|span| span.from.max(at))
}

/// Until when somebody who can answer at an instant can go on to do so; `None` when they can't, or for more than 60
/// days.
pub fn answering_until(
    schedule: &Schedule,
    at: DateTime<Utc>,
    except: impl IntoIterator<Item = (DateTime<Utc>, DateTime<Utc>)>,
) -> Option<DateTime<Utc>> {
    let except = except.into_iter().filter_map(|(from, until)| Span::between(from, until));
    let calendar = Calendar::new(schedule);
    let mut end = at;
    for span in calendar.answering(at, except).filter(|span| span.until > at) {
        // what goes on over midnight comes in pieces that touch
        if span.from > end {
            break;
        }
        end = span.until;
    }
    (end > at).then_some(end)
}

/// How much answering time lies between two instants, as far as 60 days are looked ahead.
pub fn answering_between(schedule: &Schedule, from: DateTime<Utc>, until: DateTime<Utc>) -> TimeDelta {
    let calendar = Calendar::new(schedule);
    let ahead = calendar.answering(from, None).take_while(|span| span.from < until);
    let spans = ahead.filter_map(|span| Span::between(span.from.max(from), span.until.min(until)));
    spans.map(|span| span.until - span.from).sum()
}

/// Whether an instant lies in somebody's working time, focus or not.
pub fn is_working(schedule: &Schedule, at: DateTime<Utc>) -> bool {
    let calendar = Calendar::new(schedule);
    let holds = |date| calendar.parts(date).iter().any(|part| part.holds(at));
    calendar.dates(at).take_while(|date| calendar.dawn(*date) <= at).any(holds)
}

/// Until when the working time goes on that an instant lies in, shifts that touch taken together; `None` outside it.
/// Work that goes on for more than 60 days is said to end with the last of them.
pub fn working_until(schedule: &Schedule, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let calendar = Calendar::new(schedule);
    let mut end = at;
    for date in calendar.dates(at) {
        if calendar.dawn(date) > end {
            break;
        }
        end = calendar
            .parts(date)
            .into_iter()
            .fold(end, |end, part| if part.holds(end) { part.until } else { end });
    }
    (end > at).then_some(end)
}

/// The focus that is on at an instant, else the next: from when to when, weekly blocks and spells alike, blocks that
/// touch taken together. Working time or not.
pub fn focus_from(schedule: &Schedule, at: DateTime<Utc>) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    Calendar::new(schedule).focus_from(at).map(|span| (span.from, span.until))
}

fn length(minutes: u32) -> TimeDelta {
    TimeDelta::minutes(minutes.into())
}
