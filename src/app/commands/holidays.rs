//! `holidays`: whose public holidays are free days for somebody, and on which of them they work all the same.

use chrono::{NaiveDate, TimeDelta};

use super::{Command, Line, quoted, when};
use crate::app::Moment;
use crate::domain::holidays::{self, Region};
use crate::domain::member::{Holidays, Member};
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

const NONE: Phrase = Phrase::en(
    "holidays.none",
    "You have no public holidays. Choose a country or region: `/async holidays DE`, or `/async holidays GB-SCT`.",
);
const CHOSEN: Phrase = Phrase::en("holidays.chosen", "You have the public holidays of {name} ({code}).");
const AHEAD: Phrase = Phrase::en("holidays.ahead", "The next ones:");
const DAY: Phrase = Phrase::en("holidays.day", "• {date}: {name}");
const WORKED: Phrase = Phrase::en("holidays.worked", "• {date}: {name} (you work)");
const NO_MORE: Phrase =
    Phrase::en("holidays.no_more", "I know of none from now on; my table ends with {year}.");
const HOW: Phrase = Phrase::en("holidays.how", "If you work on one of them: `/async holidays work {date}`.");
const SAVED: Phrase = Phrase::en("holidays.saved", "Saved.");
const OFF: Phrase = Phrase::en("holidays.off", "Saved: you have no public holidays any more.");
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

/// How far ahead holidays are shown; the next one is shown in any case.
const AHEAD_DAYS: TimeDelta = TimeDelta::days(62);
/// Most regions named in an answer.
const MOST_NAMED: usize = 40;

fn run(line: &Line<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Speech {
    let member = line.member(moment);
    match line.words.at(0) {
        "" | "show" | "list" => shown(line, &member, moment),
        "off" | "none" if line.words.len() == 1 => {
            save(line, Member { holidays: None, ..member }, moment, changes);
            OFF.say(line.locale)
        }
        word @ ("work" | "free") => switch(line, member, word == "work", moment, changes),
        _ => choose(line, member, moment, changes),
    }
}

fn save(line: &Line<'_>, member: Member, moment: &Moment<'_>, changes: &mut Changes) {
    if member != line.member(moment) {
        line.save(member, moment, changes);
    }
}

fn choose(line: &Line<'_>, member: Member, moment: &Moment<'_>, changes: &mut Changes) -> Speech {
    let said = line.words.plain();
    let Some(region) = holidays::find(&said) else { return unknown(line, &said) };
    let before = member.holidays.clone().unwrap_or_default();
    let holidays = Holidays { region: region.code.to_owned(), ..before };
    let member = Member { holidays: Some(holidays), ..member };
    save(line, member.clone(), moment, changes);
    SAVED.say(line.locale).line(shown(line, &member, moment))
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
fn switch(
    line: &Line<'_>,
    mut member: Member,
    works: bool,
    moment: &Moment<'_>,
    changes: &mut Changes,
) -> Speech {
    let zone = line.zone(moment);
    let day = line.words.after(1);
    // the morning of today is over, but today is not
    let since = moment.now - TimeDelta::days(1);
    let found = when::at_start(&day, since, &zone).filter(|found| found.used == day.len());
    let Some(Ok(at)) = found.map(|found| found.at) else {
        return line.say(&NOT_A_DAY, &[("word", quoted(&day.plain()))]);
    };
    let date = zone.local(at).date();
    let Some(own) = member.holidays.as_mut().filter(|own| is_holiday(own, date)) else {
        return line.say(&NOT_A_HOLIDAY, &[("date", spoken(date))]);
    };
    if works {
        own.worked.insert(date);
    } else {
        own.worked.remove(&date);
    }
    save(line, member.clone(), moment, changes);
    SAVED.say(line.locale).line(shown(line, &member, moment))
}

fn is_holiday(own: &Holidays, date: NaiveDate) -> bool {
    holidays::find(&own.region).is_some_and(|region| region.on(date).is_some())
}

fn spoken(date: NaiveDate) -> Piece {
    Piece::Ours(date.format("%a %-d %b %Y").to_string())
}

/// Whose holidays somebody has, and which come next.
fn shown(line: &Line<'_>, member: &Member, moment: &Moment<'_>) -> Speech {
    let Some((own, region)) =
        member.holidays.as_ref().and_then(|own| Some((own, holidays::find(&own.region)?)))
    else {
        return NONE.say(line.locale);
    };
    let places = [("name", Piece::Ours(region.name.into())), ("code", Piece::Ours(region.code.into()))];
    let said = line.say(&CHOSEN, &places);
    let today = member.zone(moment.charter).local(moment.now).date();
    let ahead = ahead(region, today);
    let Some((first, _)) = ahead.first() else {
        let year = Piece::Ours(holidays::covered().end().to_string());
        return said.line(line.say(&NO_MORE, &[("year", year)]));
    };
    let said = ahead.iter().fold(said.line(AHEAD.say(line.locale)), |said, (date, name)| {
        let phrase = if own.worked.contains(date) { &WORKED } else { &DAY };
        said.line(line.say(phrase, &[("date", spoken(*date)), ("name", Piece::Ours((*name).into()))]))
    });
    let date = Piece::Ours(first.format("%-d %b").to_string());
    said.line(line.say(&HOW, &[("date", date)]))
}

/// The holidays of the weeks to come, or at least the next one.
fn ahead(region: &Region, today: NaiveDate) -> Vec<(NaiveDate, &'static str)> {
    let soon = |date: NaiveDate| date - today <= AHEAD_DAYS;
    let mut all = region.from(today);
    let first = all.next();
    first.into_iter().chain(all.take_while(|(date, _)| soon(*date))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::scene::{Scene, user};
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
