//! `reminders`: lists one's own reminders, changes and deletes them.

use super::line::Words;
use super::{Command, Line, quoted, remind};
use crate::app::{Moment, say};
use crate::domain::outgoing::{Delivery, Outgoing, Reminder};
use crate::domain::text::{Piece, PrivateText, Speech};
use crate::domain::words::Phrase;
use crate::ports::Changes;

pub const COMMAND: Command = Command {
    word: "reminders",
    usage: "[delete ID | edit ID WHEN or WHAT]",
    about: Phrase::en("reminders.about", "your reminders: see, change or delete them"),
    details: Phrase::en(
        "reminders.details",
        "`reminders` lists what waits, soonest first, each with its ID. `reminders delete ID` deletes one, \
         `reminders edit ID tomorrow 9am` moves it, `reminders edit ID call the bank` gives it another text, and \
         with a moment and a text both change. Only you see them.",
    ),
    local: true,
    own: true,
    asks: false,
    mentions: false,
    run,
};

/// How many are listed; Slack cuts long answers.
const MOST_SHOWN: usize = 25;
/// How many characters of each are listed.
const LONGEST_SHOWN: usize = 80;

const NONE: Phrase = Phrase::en(
    "reminders.none",
    "No reminders are waiting. Set one with `/async remind me in 10 minutes to stretch`.",
);
const ONE: Phrase = Phrase::en("reminders.one", "• {when}  `{id}`  {what}");
const MORE: Phrase = Phrase::en("reminders.more", "and {n} later ones.");
const HOW: Phrase =
    Phrase::en("reminders.how", "`/async reminders delete ID` deletes one, `edit ID …` changes it.");
const DELETED: Phrase = Phrase::en("reminders.deleted", "Deleted: {what}");
const NOT_YOURS: Phrase = Phrase::en(
    "reminders.unknown_id",
    "None of your reminders has the ID “{id}”. It may have come already; `/async reminders` lists those that wait.",
);
const WHICH: Phrase = Phrase::en(
    "reminders.which",
    "Which one? Put its ID behind, as `/async reminders` lists it: `/async reminders delete ID`.",
);
const CHANGE_WHAT: Phrase = Phrase::en(
    "reminders.change_what",
    "What shall change? `/async reminders edit ID tomorrow 9am` moves it, any other words become its text.",
);
const UNKNOWN: Phrase = Phrase::en(
    "reminders.unknown",
    "I don't know “{word}” here. `/async reminders` lists them, `/async reminders delete ID` deletes one.",
);

fn run(line: &Line<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Speech {
    match line.words.at(0) {
        "" | "list" | "show" => list(line, moment),
        "delete" | "remove" | "cancel" | "edit" | "change" | "move" if line.words.len() == 1 => {
            WHICH.say(line.locale)
        }
        verb @ ("delete" | "remove" | "cancel" | "edit" | "change" | "move") => {
            let id = line.words.at(1).trim_matches(['`', '\'', '"', '.', ',', '(', ')']);
            match mine(moment).find(|(_, reminder)| reminder.id == id) {
                None => line.say(&NOT_YOURS, &[("id", quoted(&line.words.written(1, 2)))]),
                Some((delivery, reminder)) if matches!(verb, "delete" | "remove" | "cancel") => {
                    changes.cancel.push(delivery.id.clone());
                    line.say(&DELETED, &[("what", shortened(reminder))])
                }
                Some(old) => edit(&line.words.after(2), old, line, moment, changes),
            }
        }
        _ => line.say(&UNKNOWN, &[("word", quoted(&line.words.written(0, 1)))]),
    }
}

/// The member's own reminders, soonest first.
pub fn mine<'a>(moment: &Moment<'a>) -> impl Iterator<Item = (&'a Delivery, &'a Reminder)> {
    moment.facts.owned.iter().filter_map(|delivery| match &delivery.what {
        Outgoing::Reminder(reminder) => Some((delivery, reminder)),
        _ => None,
    })
}

fn list(line: &Line<'_>, moment: &Moment<'_>) -> Speech {
    let zone = line.zone(moment);
    let mut all: Vec<_> = mine(moment).collect();
    if all.is_empty() {
        return NONE.say(line.locale);
    }
    all.sort_by_key(|(delivery, _)| delivery.due);
    let shown = all.iter().take(MOST_SHOWN).fold(Speech::default(), |said, (delivery, reminder)| {
        let places = [
            ("when", say::moment(delivery.due, &zone)),
            ("id", Piece::Ours(reminder.id.clone())),
            ("what", shortened(reminder)),
        ];
        said.line(line.say(&ONE, &places))
    });
    let shown = match all.len().saturating_sub(MOST_SHOWN) {
        0 => shown,
        more => shown.line(line.say(&MORE, &[("n", Piece::Ours(more.to_string()))])),
    };
    shown.line(HOW.say(line.locale))
}

/// A reminder's text on one line of a list.
fn shortened(reminder: &Reminder) -> Piece {
    let text = reminder.text.reveal().split_whitespace().collect::<Vec<_>>().join(" ");
    let mut short: String = text.chars().take(LONGEST_SHOWN).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    Piece::Theirs(PrivateText::new(short))
}

/// Gives a reminder another moment, another text, or both: a new one takes the place of the old one.
fn edit(
    words: &Words,
    (old, reminder): (&Delivery, &Reminder),
    line: &Line<'_>,
    moment: &Moment<'_>,
    changes: &mut Changes,
) -> Speech {
    let (at, text) = match remind::changed(words, line, moment) {
        Ok((None, None)) => return CHANGE_WHAT.say(line.locale),
        Ok(wish) => wish,
        Err(phrase) => return phrase.say(line.locale),
    };
    let edited = Reminder {
        id: line.seen.short_name(),
        text: text.map_or_else(|| reminder.text.clone(), PrivateText::new),
        nominal: at.unwrap_or(reminder.nominal),
        // a moment that was set by hand is kept to the minute, one that stays keeps waiting for working time
        snoozed: reminder.snoozed && at.is_none(),
        ..reminder.clone()
    };
    let due = at.unwrap_or(old.due);
    let said = remind::confirmed(&edited.id, due, line, moment);
    changes.cancel.push(old.id.clone());
    changes.deliver.push(remind::delivery(line.team, edited, due));
    said
}

#[cfg(test)]
mod tests {
    use crate::app::scene::Scene;

    /// Ada's ids, soonest first, as her list shows them.
    fn ids(scene: &Scene) -> Vec<String> {
        let list = scene.ada_types("reminders");
        list.lines()
            .filter(|line| line.starts_with('•'))
            .filter_map(|line| line.split('`').nth(1))
            .map(Into::into)
            .collect()
    }

    fn with_three() -> Scene {
        let mut scene = Scene::new();
        scene.types("ada", "remind me tomorrow 9am call the bank", "1");
        scene.types("ada", "remind me in 10 minutes stretch", "2");
        scene.types("bo", "remind me in 5 minutes sing", "3");
        scene
    }

    #[test]
    fn reminders_are_listed_soonest_first_and_only_ones_own() {
        let scene = with_three();
        let list = scene.ada_types("reminders");
        assert!(list.find("stretch") < list.find("call the bank") && !list.contains("sing"), "{list}");
        assert_eq!(ids(&scene).len(), 2);
        assert!(Scene::new().ada_types("REMINDERS").contains("No reminders are waiting"));
    }

    #[test]
    fn a_reminder_is_deleted_by_its_id_and_only_by_its_owner() {
        let mut scene = with_three();
        let id = ids(&scene)[0].clone();
        assert!(scene.types("bo", &format!("reminders delete {id}"), "4").contains("None of your reminders"));
        assert_eq!(ids(&scene).len(), 2);
        assert_eq!(
            scene.types("ada", &format!("Reminders  Delete `{}`", id.to_uppercase()), "5"),
            "Deleted: stretch"
        );
        assert_eq!(ids(&scene).len(), 1);
        assert!(
            scene.types("ada", &format!("reminders delete {id}"), "6").contains("None of your reminders")
        );
    }

    #[test]
    fn a_reminder_gets_another_moment_or_another_text() {
        let mut scene = with_three();
        let id = ids(&scene)[0].clone();
        let said = scene.types("ada", &format!("reminders edit {id} tomorrow 8am"), "4");
        assert!(said.contains("Fri 16 Oct, 08:00 Europe/Berlin"), "{said}");
        let list = scene.ada_types("reminders");
        assert!(list.contains("stretch") && !list.contains(&id), "{list}");
        let id = ids(&scene)[0].clone();
        scene.types("ada", &format!("reminders edit {id} Touch your toes"), "5");
        let list = scene.ada_types("reminders");
        assert!(list.contains("08:00 Europe/Berlin  `") && list.contains("Touch your toes"), "{list}");
        let id = ids(&scene)[0].clone();
        scene.types("ada", &format!("reminders edit {id} call Bo on monday 10:00"), "6");
        let list = scene.ada_types("reminders");
        assert!(
            list.contains("Mon 19 Oct, 10:00") && list.contains("call Bo") && !list.contains("toes"),
            "{list}"
        );
        assert_eq!(ids(&scene).len(), 2);
    }

    #[test]
    fn a_slip_changes_nothing() {
        let scene = with_three();
        let id = ids(&scene)[0].clone();
        for typed in [
            "delete",
            "edit",
            "delete nothing",
            "delete ::{}",
            "edit x in 5m",
            "remove all",
            "frobnicate",
            "delete <@U0BO>",
            "edit ID",
            "move",
        ] {
            assert!(scene.ada_types(&format!("reminders {typed}")).contains("/async reminders"), "{typed}");
        }
        for typed in ["at 25:61", "today 8am", "in 9 years sing", ""] {
            let mut after = scene.clone();
            assert!(
                !after.types("ada", &format!("reminders edit {id} {typed}"), "9").contains("I'll remind"),
                "{typed}"
            );
            assert_eq!(ids(&after), ids(&scene));
        }
    }

    #[test]
    fn a_long_list_is_cut_and_says_so() {
        let mut scene = Scene::new();
        for n in 0..30 {
            scene.types(
                "ada",
                &format!("remind me in {} hours {}", n + 1, "word ".repeat(100)),
                &n.to_string(),
            );
        }
        let list = scene.ada_types("reminders");
        assert_eq!(ids(&scene).len(), 25);
        assert!(list.contains("and 5 later ones.") && list.len() < 4_000, "{}", list.len());
    }
}
