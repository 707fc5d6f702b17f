//! `zone`: somebody's time zone, and where it comes from.

use super::{Command, Line};
use crate::app::Moment;
use crate::domain::text::{Piece, PrivateText, Speech};
use crate::domain::words::Phrase;
use crate::domain::worktime::{Zone, words};
use crate::ports::Changes;

pub const COMMAND: Command = Command {
    word: "zone",
    usage: "",
    about: Phrase::en("zone.about", "your time zone, and where it comes from"),
    details: Phrase::en(
        "zone.details",
        "I take your time zone from Slack and follow it when you travel. You change it in Slack's preferences, under \
         *Language and region*.",
    ),
    local: true,
    own: false,
    asks: false,
    mentions: false,
    run,
};

const SHOWN: Phrase = Phrase::en("zone.shown", "Your time zone is {zone}. It is {now} there.");
const FROM_SLACK: Phrase = Phrase::en(
    "zone.from_slack",
    "It comes from your Slack profile. When it changes there, your hours, focus and check-ins move with it.",
);
const FROM_TEAM: Phrase =
    Phrase::en("zone.from_team", "Slack does not tell me a time zone of yours, so I take your team's.");
const UNKNOWN: Phrase =
    Phrase::en("zone.unknown", "Slack says “{told}”, which is no time zone I know, so I take your team's.");
const HOW: Phrase = Phrase::en(
    "zone.how",
    "To change it: Slack's preferences, *Language and region*, *Time zone*. Everything follows within a minute.",
);

fn run(line: &Line<'_>, moment: &Moment<'_>, _: &mut Changes) -> Speech {
    let zone = line.zone(moment);
    let now = words::day_and_time(moment.now, &zone, moment.now);
    let clock = now.rsplit(' ').next().unwrap_or_default().to_owned();
    let said =
        line.say(&SHOWN, &[("zone", Piece::Ours(zone.name().to_owned())), ("now", Piece::Ours(clock))]);
    let profile = line.member(moment).profile;
    let told = profile.and_then(|profile| profile.zone).filter(|told| !told.trim().is_empty());
    let from = match told {
        None => FROM_TEAM.say(line.locale),
        Some(told) if Zone::named(&told).is_none() => {
            line.say(&UNKNOWN, &[("told", Piece::Theirs(PrivateText::new(told)))])
        }
        Some(_) => FROM_SLACK.say(line.locale),
    };
    said.line(from).line(HOW.say(line.locale))
}

#[cfg(test)]
mod tests {
    use crate::app::scene::{Scene, profile};
    use crate::domain::member::Profile;

    #[test]
    fn it_says_the_zone_the_time_there_and_where_it_comes_from() {
        let mut scene = Scene::new();
        let said = scene.ada_types("Zone");
        assert!(
            said.starts_with(
                "Your time zone is Europe/Berlin. It is 10:20 there.\nIt comes from your Slack profile."
            ),
            "{said}"
        );
        scene.knows("ada", profile("Ada", "Mars/Olympus"));
        let said = scene.ada_types("zone");
        assert!(said.contains("Slack says “Mars/Olympus”") && said.contains("UTC"), "{said}");
        scene.knows("ada", Profile { zone: None, ..profile("Ada", "") });
        assert!(scene.ada_types("zone").contains("Slack does not tell me"));
        scene.knows("ada", profile("Ada", "Asia/Calcutta"));
        assert!(scene.ada_types("zone").contains("13:50 there"), "an old name is known too");
    }
}
