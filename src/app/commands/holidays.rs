//! `holidays`: whose public holidays are free days for somebody, and on which of them they work all the same.

use chrono::NaiveTime;

use super::{Command, Line, quoted, when};
use crate::app::Moment;
use crate::app::wishes::holidays as wishes;
use crate::domain::holidays;
use crate::domain::text::{Piece, Speech};
use crate::domain::words::Phrase;
use crate::ports::Changes;

pub const COMMAND: Command = Command {
    word: "holidays",
    usage: "[DE-BE]",
    about: Phrase::en("holidays.about", "your public holidays, on which nothing is expected of you"),
    details: Phrase::en(
        "holidays.details",
        "Choose a country or a region by its code or name: `holidays DE`, `holidays DE-BE`, `holidays Scotland`. \
         `holidays work 24 Dec` if you work on one of them, `holidays free 24 Dec` to take that back, \
         `holidays off` for none at all.",
    ),
    local: true,
    own: false,
    asks: false,
    mentions: false,
    run,
};

const UNKNOWN: Phrase = Phrase::en(
    "holidays.unknown",
    "I know no country or region “{word}”, so nothing was changed. Write its code, such as `/async holidays DE` \
     or `/async holidays US-CA`.",
);
const UNKNOWN_REGION: Phrase = Phrase::en(
    "holidays.unknown_region",
    "{country} has no region “{word}” that I know, so nothing was changed. I know {codes}.",
);
const NOT_A_DAY: Phrase = Phrase::en(
    "holidays.not_a_day",
    "I could not read “{word}” as a day, so nothing was changed. Write `/async holidays work 24 Dec`.",
);
const NOT_A_HOLIDAY: Phrase =
    Phrase::en("holidays.not_a_holiday", "{date} is none of your public holidays, so nothing was changed.");

/// Most regions named in an answer.
const MOST_NAMED: usize = 40;

fn run(line: &Line<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Speech {
    let owner = line.owner();
    match line.words.at(0) {
        "" | "show" | "list" => wishes::shown(&owner, &line.member(moment), moment),
        "off" | "none" if line.words.len() == 1 => wishes::off(&owner, moment, changes),
        word @ ("work" | "free") => switch(line, word == "work", moment, changes),
        _ => {
            let said = line.words.plain();
            match holidays::find(&said) {
                Some(region) => wishes::choose(&owner, region, moment, changes),
                None => unknown(line, &said),
            }
        }
    }
}

/// Says what may have been meant: often the country is right, and only the region is not.
fn unknown(line: &Line<'_>, said: &str) -> Speech {
    let country = said.split(['-', ' ']).next().and_then(holidays::find);
    let codes: Vec<_> = country
        .into_iter()
        .flat_map(|country| holidays::regions(country.code))
        .take(MOST_NAMED)
        .map(|region| format!("`{}` {}", region.code, region.name))
        .collect();
    match country {
        Some(country) if !codes.is_empty() => {
            let places = [
                ("country", Piece::Ours(country.name.into())),
                ("word", quoted(said)),
                ("codes", Piece::Ours(codes.join(", "))),
            ];
            line.say(&UNKNOWN_REGION, &places)
        }
        _ => line.say(&UNKNOWN, &[("word", quoted(said))]),
    }
}

/// Somebody works on a holiday, or does not after all.
fn switch(line: &Line<'_>, works: bool, moment: &Moment<'_>, changes: &mut Changes) -> Speech {
    let zone = line.zone(moment);
    let day = line.words.after(1);
    // the morning of today is over, but today is not
    let since = zone.resolve(zone.local(moment.now).date().and_time(NaiveTime::MIN));
    let found = when::at_start(&day, since, &zone).filter(|found| found.used == day.len());
    let Some(Ok(at)) = found.map(|found| found.at) else {
        return line.say(&NOT_A_DAY, &[("word", quoted(&day.plain()))]);
    };
    let date = zone.local(at).date();
    let said = wishes::switch(&line.owner(), date, works, moment, changes);
    said.unwrap_or_else(|| line.say(&NOT_A_HOLIDAY, &[("date", wishes::spoken(date, line.locale))]))
}

#[cfg(test)]
mod tests {
    use crate::app::scene::{Scene, user};
    use crate::domain::member::Member;
    use crate::domain::record::{Key, Record};
    use crate::domain::window::Window;
    use crate::domain::worktime;

    fn ada(scene: &Scene) -> Member {
        match scene.records.get(&Key::Member(user("ada"))) {
            Some((_, Record::Member(member))) => member.as_ref().clone(),
            other => panic!("no Ada but {other:?}"),
        }
    }

    #[test]
    fn ten_ways_to_choose_and_the_next_ones_are_named() {
        for (nth, (said, code)) in [
            ("DE", "DE"),
            ("de-be", "DE-BE"),
            ("DE BE", "DE-BE"),
            ("Germany", "DE"),
            ("berlin", "DE-BE"),
            ("us-ca", "US-CA"),
            ("Scotland", "GB-SCT"),
            ("de\u{2013}by", "DE-BY"),
            ("new zealand", "NZ"),
            ("IN", "IN"),
        ]
        .into_iter()
        .enumerate()
        {
            let mut scene = Scene::new();
            let answer = scene.types("ada", &format!("holidays {said}"), &nth.to_string());
            assert!(answer.contains(&format!("({code})")) && answer.contains('•'), "{said}: {answer}");
            assert_eq!(ada(&scene).holidays.map(|own| own.region).as_deref(), Some(code));
        }
    }

    #[test]
    fn ten_slips_change_nothing_and_say_what_to_type() {
        let mut scene = Scene::new();
        scene.types("ada", "holidays DE-BE", "first");
        let before = ada(&scene);
        for (nth, said) in [
            "Atlantis",
            "DE-XX",
            "US California!",
            "work",
            "work yesterday",
            "work 32 Dec",
            "work 23 Dec",
            "free",
            "work Christmas",
            "49",
        ]
        .into_iter()
        .enumerate()
        {
            let answer = scene.types("ada", &format!("holidays {said}"), &nth.to_string());
            assert!(answer.contains("nothing was changed"), "{said}: {answer}");
            assert_eq!(ada(&scene), before, "{said}");
        }
        assert!(scene.ada_types("holidays DE-XX").contains("`DE-BE` Berlin"), "the regions are named");
    }

    #[test]
    fn nothing_is_due_on_a_holiday_unless_it_is_worked() {
        let mut scene = Scene::new();
        scene.types("ada", "holidays DE", "1");
        // Thursday 24 December 2026, 16:30 in Berlin; the 25th is a Friday and a holiday
        let eve = "2026-12-24T15:30:00Z".parse().expect("moment");
        let due = |scene: &Scene| {
            let schedule = ada(scene).schedule(&scene.charter);
            let due = worktime::due(&schedule, &Window::Hours { minutes: 60 }, eve).expect("due");
            schedule.zone.local(due).format("%a %-d %H:%M").to_string()
        };
        assert_eq!(due(&scene), "Mon 28 09:30");
        let answer = scene.types("ada", "holidays work 25 Dec", "2");
        assert!(answer.contains("Saved"), "{answer}");
        assert_eq!(due(&scene), "Fri 25 09:30");
        scene.types("ada", "holidays free 25 Dec", "3");
        assert_eq!(due(&scene), "Mon 28 09:30");
        assert!(scene.types("ada", "holidays off", "4").contains("no public holidays"));
        assert_eq!(ada(&scene).holidays, None);
    }
}
