//! `hours`: shows somebody's working hours, or sets them.

pub mod week;

use self::week::Slip;
use super::{Command, Line, quoted};
use crate::app::{Moment, say};
use crate::domain::member::Member;
use crate::domain::text::{Piece, Speech};
use crate::domain::words::Phrase;
use crate::domain::worktime::{self, Zone, words};
use crate::ports::Changes;

pub const COMMAND: Command = Command {
    word: "hours",
    usage: "[mon-fri 9-17]",
    about: Phrase::en("hours.about", "your working hours: see them, or set them"),
    details: Phrase::en(
        "hours.details",
        "Answers are expected of you in these hours only. Each of these works: `hours mon-fri 9-17`, \
         `hours 9-17:30` (Monday to Friday), `hours mon-thu 9-17:30, fri 9-13`, `hours mon-fri 9-12 13-17`, \
         `hours nights sun-thu 22-6`, and `hours default` for your team's hours. A day you leave out is free.",
    ),
    local: true,
    own: false,
    asks: false,
    mentions: false,
    run,
};

const OWN: Phrase = Phrase::en("hours.own", "Your working hours: {hours}, {place} time.");
const TEAM: Phrase =
    Phrase::en("hours.team", "Your working hours: {hours}, {place} time (your team's hours).");
const NONE: Phrase = Phrase::en("hours.none", "You have no working hours ({place} time).");
const UNKNOWN_ZONE: Phrase = Phrase::en(
    "hours.unknown_zone",
    "Slack does not tell me a time zone of yours that I know, so I take your team's.",
);
const NOW: Phrase = Phrase::en("hours.now", "You are in them right now, until {until}.");
const NEXT: Phrase = Phrase::en("hours.next", "They begin next {when}.");
const HOW: Phrase = Phrase::en("hours.how", "To change them: `/async hours mon-fri 9-17`.");
const EDIT: Phrase = Phrase::en("hours.edit", "Edit my hours");
const AWAY: Phrase = Phrase::en("hours.away", "To be away for a while: `/async time-off 24 Dec - 2 Jan`.");
const SAVED: Phrase = Phrase::en("hours.saved", "Saved.");
const NOT_A_TIME: Phrase = Phrase::en(
    "hours.not_a_time",
    "“{word}” is no time I know, so nothing was changed. Hours are written `9-17` or `9:00-17:30`, days before \
     them: `/async hours mon-fri 9-17`.",
);
const NOT_CLEAR: Phrase = Phrase::en(
    "hours.not_clear",
    "I could not read “{word}”, so nothing was changed. Days come first, then hours: `/async hours mon-fri 9-17`, \
     or `/async hours mon-thu 9-17:30, fri 9-13`.",
);
const NO_HOURS: Phrase = Phrase::en(
    "hours.no_hours",
    "From when to when? Nothing was changed. Put the hours behind the days: `/async hours mon-fri 9-17`.",
);
const TOO_LONG: Phrase = Phrase::en(
    "hours.too_long",
    "“{word}” would last through the night, so nothing was changed. For an afternoon write `9-17` or `9am-5pm`.",
);

fn run(line: &Line<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Speech {
    let mut member = line.member(moment);
    if line.words.is_empty() || line.words.plain() == "show" {
        return shown(line, &member, moment).line(HOW.say(line.locale)).then(edit_button(line));
    }
    let hours = match line.words.plain().as_str() {
        "default" | "defaults" | "reset" | "team" | "off" => None,
        wanted => match week::read(wanted, &moment.charter.hours) {
            Ok(week) => Some(week),
            Err(slip) => return refuse(line, &slip),
        },
    };
    if member.hours != hours {
        member.hours = hours;
        line.save(member.clone(), moment, changes);
    }
    let said = SAVED.say(line.locale).line(shown(line, &member, moment));
    if line.words.at(0) == "off" { said.line(AWAY.say(line.locale)) } else { said }
}

/// Opens the modal in which everything about one's hours can be changed.
fn edit_button(line: &Line<'_>) -> Piece {
    let label = EDIT.text(line.locale).to_owned();
    Piece::Button { action: "hours.edit".into(), label, value: String::new() }
}

/// Somebody's hours in words, whose time they are, and when they are next at work.
fn shown(line: &Line<'_>, member: &Member, moment: &Moment<'_>) -> Speech {
    let schedule = member.schedule(moment.charter);
    let place = ("place", Piece::Ours(words::city(&schedule.zone)));
    let hours = say::hours(&schedule.work, line.locale);
    let phrase = match &member.hours {
        _ if hours.is_empty() => &NONE,
        Some(_) => &OWN,
        None => &TEAM,
    };
    let mut said = line.say(phrase, &[("hours", Piece::Ours(hours)), place]);
    if let Some(until) = worktime::working_until(&schedule, moment.now) {
        said = said.line(line.say(&NOW, &[("until", say::moment(until, &schedule.zone, line.locale))]));
    } else if let Some(next) = worktime::answering_from(&schedule, moment.now, None) {
        said = said.line(line.say(&NEXT, &[("when", say::moment(next, &schedule.zone, line.locale))]));
    }
    let told = member.profile.as_ref().and_then(|profile| profile.zone.as_deref());
    if told.and_then(Zone::named).is_some() { said } else { said.line(UNKNOWN_ZONE.say(line.locale)) }
}

fn refuse(line: &Line<'_>, slip: &Slip) -> Speech {
    let (phrase, word) = match slip {
        Slip::NotATime(word) => (&NOT_A_TIME, word),
        Slip::NotClear(word) => (&NOT_CLEAR, word),
        Slip::TooLong(word) => (&TOO_LONG, word),
        Slip::NoHours => return NO_HOURS.say(line.locale),
    };
    line.say(phrase, &[("word", quoted(word))])
}

#[cfg(test)]
mod tests {
    use crate::app::scene::{Scene, profile};

    #[test]
    fn hours_are_shown_with_the_place_whose_time_they_are() {
        let mut scene = Scene::new();
        let said = scene.ada_types("hours");
        assert!(
            said.starts_with("Your working hours: Mon–Fri 09:00–17:00, Berlin time (your team's hours).")
        );
        assert!(said.ends_with("`/async hours mon-fri 9-17`."), "{said}");
        scene.knows("ada", profile("Ada", "Mars/Olympus"));
        assert!(
            scene.ada_types("hours").contains("UTC time")
                && scene.ada_types("hours").contains("I take your team's")
        );
    }

    #[test]
    fn who_is_at_work_learns_until_when() {
        let scene = Scene::new();
        let said = scene.ada_types("hours");
        assert!(said.contains("You are in them right now, until Thu 15 Oct, 17:00"), "{said}");
        let said = scene.ada_types("hours mon-fri 9-11, 11-12, 13-17");
        assert!(said.contains("You are in them right now, until Thu 15 Oct, 12:00"), "{said}");
    }

    #[test]
    fn hours_are_set_and_given_back() {
        let mut scene = Scene::new();
        let said = scene.types("ada", "Hours  Mon–Thu 9–17:30, fri 9-13", "1");
        assert!(
            said.contains("Saved.\nYour working hours: Mon–Thu 09:00–17:30, Fri 09:00–13:00, Berlin time.")
        );
        assert!(
            scene.types("ada", "hours", "2").contains("Mon–Thu 09:00–17:30, Fri 09:00–13:00, Berlin time.")
        );
        assert!(
            scene.types("bo", "hours", "3").contains("Mon–Fri 09:00–17:00, New York time"),
            "Bo has his own"
        );
        assert!(scene.types("ada", "hours default", "4").contains("your team's hours"));
        scene.types("ada", "hours 9-13", "off1");
        let said = scene.types("ada", "hours off", "off2");
        assert!(said.contains("your team's hours") && said.contains("/async time-off"), "{said}");
        assert!(
            scene.types("ada", "hours", "5").contains("Mon–Fri 09:00–17:00, Berlin time (your team's hours)")
        );
    }

    #[test]
    fn a_slip_changes_nothing_and_says_what_to_type() {
        let scene = Scene::new();
        for typed in ["25:61", "hours mon-fri 25:61-26", "hours 9-5", "hours mon-fri", "hours what?"] {
            let said = scene.ada_types(&format!("hours {}", typed.trim_start_matches("hours ")));
            assert!(said.contains("othing was changed") && said.contains("9-17"), "{typed}: {said}");
        }
    }
}
