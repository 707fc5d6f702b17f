//! `checkins`: the times at which somebody looks at their messages.

use chrono::NaiveTime;

use super::line::Words;
use super::{Command, Line, quoted, when};
use crate::app::Moment;
use crate::app::wishes::checkins::{self, MOST, Times};
use crate::domain::text::Speech;
use crate::domain::words::Phrase;
use crate::ports::Changes;

pub const COMMAND: Command = Command {
    word: "checkins",
    usage: "[10:00 15:00 | off]",
    about: Phrase::en("checkins.about", "when you look at your messages"),
    details: Phrase::en(
        "checkins.details",
        "What is asked “at your next check-in” or “when you're back” is expected at these times, as far as they lie in \
         your working hours. Each of these works: `checkins 10:00 15:00`, `checkins 10, 3pm`, `checkins noon`, \
         `checkins default` for your team's times, and `checkins off` for none.",
    ),
    local: true,
    own: false,
    asks: false,
    mentions: false,
    run,
};

const HOW: Phrase = Phrase::en("checkins.how", "To change them: `/async checkins 10:00 15:00`.");
const NOT_A_TIME: Phrase = Phrase::en(
    "checkins.not_a_time",
    "“{word}” is no time I know, so nothing was changed. Type them like `/async checkins 10:00 15:00`.",
);
const TOO_MANY: Phrase = Phrase::en(
    "checkins.too_many",
    "That is more than twelve a day, so nothing was changed. Two or three are usual: `/async checkins 10:00 15:00`.",
);

/// What is wrong with a line.
#[derive(Debug, PartialEq, Eq)]
pub enum Slip {
    /// No clock shows it.
    NotATime(String),
    /// They are more than anybody means.
    TooMany,
}

fn run(line: &Line<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Speech {
    let owner = line.owner();
    let times = match line.words.plain().as_str() {
        "" | "show" | "list" => {
            return checkins::shown(&owner, &line.member(moment), moment).line(HOW.say(line.locale));
        }
        "off" | "none" | "no" | "never" | "stop" => Times::None,
        "default" | "defaults" | "reset" | "team" => Times::Team,
        _ => match read(&line.words) {
            Ok(times) => Times::Own(times),
            Err(slip) => return refuse(line, &slip),
        },
    };
    checkins::set(&owner, times, moment, changes)
}

/// Reads times of day, in order, each once.
pub fn read(words: &Words) -> Result<Vec<NaiveTime>, Slip> {
    // commas and the like stand between times, not in them
    let spaced: String = when::names::in_english(words)
        .plain()
        .chars()
        .map(|c| if matches!(c, ',' | ';' | '/' | '&' | '+') { ' ' } else { c })
        .collect();
    let spaced: Vec<String> = spaced.split(' ').map(with_colon).collect();
    let words = Words::of(&spaced.join(" "));
    let mut times = Vec::new();
    let mut at = 0;
    while at < words.len() {
        if matches!(words.at(at), "and" | "at" | "daily" | "every" | "day" | "o'clock" | "uhr") {
            at += 1;
            continue;
        }
        let slip = || Slip::NotATime(words.written(at, at + 1));
        let (minutes, used) = when::time_of_day(&words, at).ok_or_else(slip)?;
        let seconds = u32::from(minutes.map_err(|_| slip())?) * 60;
        // 24:00 is no time of a day that begins at 00:00
        times.push(NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0).ok_or_else(slip)?);
        at += used;
    }
    times.sort_unstable();
    times.dedup();
    match times.len() {
        0 => Err(Slip::NotATime(words.written(0, words.len()))),
        n if n > MOST => Err(Slip::TooMany),
        _ => Ok(times),
    }
}

/// `1030` is 10:30 where only times stand.
fn with_colon(word: &str) -> String {
    let is_clock = word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
    if is_clock { format!("{}:{}", &word[..2], &word[2..]) } else { word.to_owned() }
}

fn refuse(line: &Line<'_>, slip: &Slip) -> Speech {
    match slip {
        Slip::NotATime(word) => line.say(&NOT_A_TIME, &[("word", quoted(word))]),
        Slip::TooMany => TOO_MANY.say(line.locale),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::say;
    use crate::app::scene::Scene;
    use crate::domain::record::{Key, Record};
    use crate::domain::words::Locale;

    fn read(line: &str) -> Result<String, Slip> {
        super::read(&Words::of(line)).map(|times| say::times(&times, Locale::En))
    }

    #[test]
    fn times_are_read_as_people_write_them() {
        for (line, times) in [
            ("10:00 15:00", "10:00 and 15:00"),
            ("10, 3pm", "10:00 and 15:00"),
            ("15:00 10:00 10:00", "10:00 and 15:00"),
            ("at 9.30 and 14h30", "09:30 and 14:30"),
            ("noon", "12:00"),
            ("9 12 4", "09:00, 12:00 and 16:00"),
            ("９:００; 1５:0０", "09:00 and 15:00"),
            ("daily 8:15", "08:15"),
            ("10 am & 3 p.m.", "10:00 and 15:00"),
            ("0:00/23:59", "00:00 and 23:59"),
            ("9:00 and 13:00 and 17:00", "09:00, 13:00 and 17:00"),
            ("1000 1530", "10:00 and 15:30"),
        ] {
            assert_eq!(read(line), Ok(times.to_owned()), "{line}");
            assert_eq!(read(times), Ok(times.to_owned()), "what is said back means the same");
            for locale in Locale::ALL {
                let meant = super::read(&Words::of(line)).unwrap_or_default();
                assert_eq!(super::read(&Words::of(&say::times(&meant, locale))), Ok(meant));
            }
        }
    }

    #[test]
    fn a_slip_is_named_and_changes_nothing() {
        let many = (0..13).map(|hour| format!("{hour}:10")).collect::<Vec<_>>().join(" ");
        for line in [
            "25:61",
            "10:00 15:75",
            "24:00",
            "midnight",
            "13pm",
            "soon",
            "10:00-15:00",
            "<@U0BO>",
            "-",
            many.as_str(),
            "🙂",
        ] {
            let mut scene = Scene::new();
            let said = scene.types("ada", &format!("checkins {line}"), "1");
            assert!(
                said.contains("nothing was changed") && said.contains("/async checkins 10:00"),
                "{line}: {said}"
            );
            let Some((version, _)) = scene.records.get(&Key::Member(crate::app::scene::user("ada"))) else {
                panic!("Ada")
            };
            assert_eq!(*version, 1, "{line}");
        }
    }

    #[test]
    fn checkins_are_set_said_back_with_the_next_and_given_back() {
        let mut scene = Scene::new();
        let said = scene.types("ada", "CheckIns 9:30, 3pm", "1");
        assert!(
            said.starts_with("Saved.\nYour check-ins: 09:30 and 15:00, Berlin time.\nThe next one is Thu 15 Oct, 15:00 Europe/Berlin."),
            "{said}"
        );
        let Some((_, Record::Member(ada))) = scene.records.get(&Key::Member(crate::app::scene::user("ada")))
        else {
            panic!("Ada")
        };
        assert_eq!(ada.checkins.len(), 2);
        assert!(
            scene.types("ada", "checkins 22:00", "2").contains("None of them lies in your working hours")
        );
        assert!(
            scene
                .types("ada", "checkins default", "3")
                .contains("10:00 and 15:00, Berlin time (your team's).")
        );
        let said = scene.types("ada", "CheckIns Off", "off");
        assert!(
            said.contains("You have no check-ins") && said.contains("That is Fri 16 Oct, 09:00"),
            "{said}"
        );
        assert!(scene.types("ada", "checkins", "still").contains("You have no check-ins"), "nor the team's");
        scene.types("ada", "checkins 11", "own");
        scene.types("ada", "checkins default", "back");
        assert!(scene.types("ada", "checkins", "4").ends_with("`/async checkins 10:00 15:00`."));
    }

    #[test]
    fn any_line_is_read_without_harm() {
        proptest::proptest!(|(line in "([a-z]{0,4}|[0-9:.hap-]{0,6}|\\PC)( |,|-)?([0-9:-]{0,8}|\\PC{0,9})")| {
            let _ = read(&line);
        });
    }
}
