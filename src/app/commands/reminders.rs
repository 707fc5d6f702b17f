//! `reminders`: lists one's own reminders, changes and deletes them.

use chrono::{DateTime, Utc};

use super::line::Words;
use super::{Command, Line, people, quoted, remind};
use crate::app::{Moment, say};
use crate::domain::notice::{Notice, Times, Whom};
use crate::domain::outgoing::{Delivery, Outgoing, Reminder};
use crate::domain::record::Key;
use crate::domain::text::{Piece, PrivateText, Speech};
use crate::domain::words::Phrase;
use crate::ports::Changes;

pub const COMMAND: Command = Command {
    word: "reminders",
    usage: "[delete ID | edit ID WHEN or WHAT | skip ID]",
    about: Phrase::en("reminders.about", "your reminders: see, change or delete them"),
    details: Phrase::en(
        "reminders.details",
        "`reminders` lists what waits, soonest first, each with its ID. `reminders delete ID` deletes one, \
         `reminders edit ID tomorrow 9am` moves it, `reminders edit ID call the bank` gives it another text, and \
         with a moment and a text both change. `reminders skip ID` leaves out the next one of what recurs. Only you \
         see them. `reminders stop @bo`: no more reminders from Bo; `reminders allow @bo` takes that back.",
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
/// For how many others reminders are looked up on their own calendars.
const MOST_OTHERS: usize = 30;

const NONE: Phrase = Phrase::en(
    "reminders.none",
    "No reminders are waiting. Set one with `/async remind me in 10 minutes to stretch`.",
);
const ONE: Phrase = Phrase::en("reminders.one", "• {when}  `{id}`  {what}");
const ONE_FOR: Phrase = Phrase::en("reminders.one_for", "• {when}  `{id}`  for {who}: {what}");
const EVERY: Phrase = Phrase::en("reminders.every", "• {rule}, next {when}  `{id}`  {what}");
const EVERY_FOR: Phrase =
    Phrase::en("reminders.every_for", "• {rule}, next {when}  `{id}`  for {who}: {what}");
const MORE: Phrase = Phrase::en("reminders.more", "and {n} later ones.");
const HOW: Phrase =
    Phrase::en("reminders.how", "`/async reminders delete ID` deletes one, `edit ID …` changes it.");
const HOW_SKIP: Phrase =
    Phrase::en("reminders.how_skip", "`/async reminders skip ID` leaves out the next one of what recurs.");
const SKIPPED: Phrase = Phrase::en("reminders.skipped", "Left out: {when}.");
const ONLY_ONCE: Phrase = Phrase::en(
    "reminders.only_once",
    "That one comes only once, so nothing was changed. `/async reminders delete ID` deletes it.",
);
const STOPPED: Phrase = Phrase::en(
    "reminders.stopped",
    "You get no more reminders from {who}. `/async reminders allow @…` takes that back.",
);
const ALLOWED: Phrase = Phrase::en("reminders.allowed", "{who} may set reminders for you.");
const FROM_WHOM: Phrase = Phrase::en(
    "reminders.from_whom",
    "From whom? Nothing was changed. Pick one person from Slack's list: `/async reminders stop @bo`.",
);
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
        "stop" | "allow" => from(line, line.words.at(0) == "stop", moment, changes),
        "delete" | "remove" | "cancel" | "edit" | "change" | "move" | "skip" if line.words.len() == 1 => {
            WHICH.say(line.locale)
        }
        verb @ ("delete" | "remove" | "cancel" | "edit" | "change" | "move" | "skip") => {
            let id = line.words.at(1).trim_matches(['`', '\'', '"', '.', ',', '(', ')']);
            match mine(moment).find(|mine| mine.notice.id == id) {
                None => line.say(&NOT_YOURS, &[("id", quoted(&line.words.written(1, 2)))]),
                Some(mine) if matches!(verb, "delete" | "remove" | "cancel") => {
                    changes.cancel.push(mine.delivery.id.clone());
                    line.say(&DELETED, &[("what", shortened(&mine.notice.text))])
                }
                Some(mine) if verb == "skip" => skip(&mine, line, moment, changes),
                Some(old) => edit(&line.words.after(2), &old, line, moment, changes),
            }
        }
        _ => line.say(&UNKNOWN, &[("word", quoted(&line.words.written(0, 1)))]),
    }
}

/// The records of those for whom reminders wait: these go by their days.
pub fn missing(moment: &Moment<'_>) -> Vec<Key> {
    let keys = mine(moment).map(|mine| Key::Member(mine.notice.subject().clone()));
    let mut keys: Vec<Key> = keys.filter(|key| !moment.looked_up(key)).collect();
    keys.sort_unstable();
    keys.dedup();
    keys.truncate(MOST_OTHERS);
    keys
}

/// A reminder that waits, whatever its kind.
struct Mine<'a> {
    delivery: &'a Delivery,
    notice: Notice,
}

/// The member's reminders, soonest first.
fn mine<'a>(moment: &Moment<'a>) -> impl Iterator<Item = Mine<'a>> {
    let since = moment.now;
    moment.facts.owned.iter().filter_map(move |delivery| match &delivery.what {
        Outgoing::Reminder(reminder) => {
            let Reminder { id, by, text, .. } = reminder.clone();
            let (to, when) = (Whom::Member(reminder.to.clone()), Times::Once(reminder.nominal));
            let notice = Notice { id, by, to, text, when, since, fired: None };
            Some(Mine { delivery, notice })
        }
        Outgoing::Notice(notice) => Some(Mine { delivery, notice: (**notice).clone() }),
        _ => None,
    })
}

fn list(line: &Line<'_>, moment: &Moment<'_>) -> Speech {
    let zone = line.zone(moment);
    let mut all: Vec<_> = mine(moment).map(|mine| (comes(&mine, line, moment), mine)).collect();
    if all.is_empty() {
        return NONE.say(line.locale);
    }
    all.sort_by_key(|(at, _)| *at);
    let shown = all.iter().take(MOST_SHOWN).fold(Speech::default(), |said, (at, mine)| {
        let mut places = vec![
            ("when", say::moment(*at, &zone, line.locale)),
            ("id", Piece::Ours(mine.notice.id.clone())),
            ("what", shortened(&mine.notice.text)),
            ("who", remind::named_as(&mine.notice.to, moment)),
        ];
        let is_own = mine.notice.is_own();
        let phrase = match &mine.notice.when {
            Times::Every(rule) => {
                places.push(("rule", Piece::Ours(say::rule(rule, line.locale))));
                if is_own { &EVERY } else { &EVERY_FOR }
            }
            Times::Once(_) => {
                if is_own {
                    &ONE
                } else {
                    &ONE_FOR
                }
            }
        };
        said.line(line.say(phrase, &places))
    });
    let shown = match all.len().saturating_sub(MOST_SHOWN) {
        0 => shown,
        more => shown.line(line.say(&MORE, &[("n", Piece::Ours(more.to_string()))])),
    };
    let recurs = all.iter().any(|(_, mine)| matches!(mine.notice.when, Times::Every(_)));
    let shown = shown.line(HOW.say(line.locale));
    if recurs { shown.line(HOW_SKIP.say(line.locale)) } else { shown }
}

/// When it comes next: what recurs is looked up on its owner's calendar, the rest waits for its moment.
fn comes(mine: &Mine<'_>, line: &Line<'_>, moment: &Moment<'_>) -> DateTime<Utc> {
    match &mine.notice.when {
        Times::Every(_) => {
            let days = remind::days(&mine.notice.to, line, moment);
            mine.notice.next(&days, moment.now).map_or(mine.delivery.due, |firing| firing.at)
        }
        Times::Once(_) => mine.delivery.due,
    }
}

/// A reminder's text on one line of a list.
fn shortened(text: &PrivateText) -> Piece {
    let text = text.reveal().split_whitespace().collect::<Vec<_>>().join(" ");
    let mut short: String = text.chars().take(LONGEST_SHOWN).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    Piece::Theirs(PrivateText::new(short))
}

/// Gives a reminder another moment or rule, another text, or both: a new one takes the place of the old one.
fn edit(
    words: &Words,
    old: &Mine<'_>,
    line: &Line<'_>,
    moment: &Moment<'_>,
    changes: &mut Changes,
) -> Speech {
    let days = remind::days(&old.notice.to, line, moment);
    let (when, text) = match remind::changed(words, &remind::ear(line, &days, moment)) {
        Ok((None, None)) => return CHANGE_WHAT.say(line.locale),
        Ok(wish) => wish,
        Err(phrase) => return phrase.say(line.locale),
    };
    let is_moved = when.is_some();
    let text = text.map_or_else(|| old.notice.text.clone(), PrivateText::new);
    if !is_moved && let Outgoing::Reminder(reminder) = &old.delivery.what {
        // what keeps its moment goes on waiting as it did
        let edited = Reminder { id: line.seen.short_name(), text, ..reminder.clone() };
        let shown = Notice { id: edited.id.clone(), ..old.notice.clone() };
        let shown = Notice { when: Times::Once(old.delivery.due), ..shown };
        changes.cancel.push(old.delivery.id.clone());
        changes.deliver.push(remind::delivery(line.team, edited, old.delivery.due));
        return remind::confirmed(&shown, &days, line, moment);
    }
    let is_again = matches!(old.delivery.what, Outgoing::Notice(_));
    let edited = Notice {
        // the buttons of what came before still mean it
        id: if is_again { old.notice.id.clone() } else { line.seen.short_name() },
        text,
        when: when.unwrap_or_else(|| old.notice.when.clone()),
        since: if is_moved { moment.now } else { old.notice.since },
        fired: old.notice.fired.filter(|_| !is_moved),
        ..old.notice.clone()
    };
    replaced(edited, old, line, moment, changes)
}

/// The next coming is left out.
fn skip(old: &Mine<'_>, line: &Line<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Speech {
    let days = remind::days(&old.notice.to, line, moment);
    let next = old.notice.next(&days, moment.now);
    let (Times::Every(_), Some(next)) = (&old.notice.when, next) else {
        return ONLY_ONCE.say(line.locale);
    };
    let left_out = Notice { fired: Some(next.date), ..old.notice.clone() };
    let said = line.say(&SKIPPED, &[("when", say::moment(next.at, &days.zone, line.locale))]);
    said.line(replaced(left_out, old, line, moment, changes))
}

fn replaced(
    notice: Notice,
    old: &Mine<'_>,
    line: &Line<'_>,
    moment: &Moment<'_>,
    changes: &mut Changes,
) -> Speech {
    let mut member = line.member(moment);
    if matches!(notice.when, Times::Every(_)) && !member.recurs {
        member.recurs = true;
        line.save(member, moment, changes);
    }
    let days = remind::days(&notice.to, line, moment);
    let said = remind::confirmed(&notice, &days, line, moment);
    changes.cancel.push(old.delivery.id.clone());
    changes.deliver.push(remind::waiting(line.team, notice, &days, moment.now));
    said
}

/// Takes reminders of somebody or no more.
fn from(line: &Line<'_>, stops: bool, moment: &Moment<'_>, changes: &mut Changes) -> Speech {
    let people = people(&line.words);
    let [who] = people.as_slice() else { return FROM_WHOM.say(line.locale) };
    let mut member = line.member(moment);
    let has_changed = if stops { member.stopped.insert(who.clone()) } else { member.stopped.remove(who) };
    if has_changed {
        line.save(member, moment, changes);
    }
    let phrase = if stops { &STOPPED } else { &ALLOWED };
    line.say(phrase, &[("who", Piece::Member(who.clone()))])
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

    #[test]
    fn what_recurs_is_listed_skipped_changed_and_deleted() {
        let mut scene = Scene::new();
        scene.types("ada", "remind me every weekday 9:00 stand up", "1");
        let list = scene.ada_types("reminders");
        assert!(list.contains("• every weekday at 09:00, next Fri 16 Oct, 09:00 Europe/Berlin  `"), "{list}");
        assert!(list.ends_with("leaves out the next one of what recurs."), "{list}");
        let id = ids(&scene)[0].clone();
        let said = scene.types("ada", &format!("reminders skip {id}"), "2");
        assert!(
            said.starts_with("Left out: Fri 16 Oct, 09:00 Europe/Berlin.\nI'll remind you every weekday at 09:00, next Mon 19 Oct"),
            "{said}"
        );
        assert_eq!(
            ids(&scene),
            std::slice::from_ref(&id),
            "it keeps its name, so that its buttons go on working"
        );
        let said = scene.types("ada", &format!("reminders skip {id}"), "3");
        assert!(said.contains("next Tue 20 Oct"), "{said}");
        scene.types("ada", &format!("reminders edit {id} Sit down"), "4");
        let list = scene.ada_types("reminders");
        assert!(list.contains("next Tue 20 Oct") && list.contains("Sit down"), "{list}");
        let said = scene.types("ada", &format!("reminders edit {id} every monday 10:00"), "5");
        assert!(said.contains("every Monday at 10:00, next Mon 19 Oct, 10:00"), "{said}");
        let said = scene.types("ada", &format!("reminders edit {id} tomorrow 8am"), "6");
        assert!(said.starts_with("I'll remind you Fri 16 Oct, 08:00"), "{said}");
        let id = ids(&scene)[0].clone();
        let said = scene.types("ada", &format!("reminders skip {id}"), "7");
        assert!(said.contains("comes only once, so nothing was changed"), "{said}");
        scene.types("ada", &format!("reminders edit {id} every day at 7"), "8");
        let id = ids(&scene)[0].clone();
        assert_eq!(scene.types("ada", &format!("reminders delete {id}"), "9"), "Deleted: Sit down");
        assert!(ids(&scene).is_empty() && scene.deliveries.is_empty());
    }
}
