//! `asks`: what somebody owes an answer to and what they wait for, by the time that is left. References, never words.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Command, Line};
use crate::app::{Moment, say};
use crate::domain::ask::{Answerer, Ask, AskRef, AskState};
use crate::domain::ids::UserId;
use crate::domain::record::{Key, List};
use crate::domain::text::{Piece, Speech};
use crate::domain::window::Window;
use crate::domain::words::Phrase;
use crate::ports::Changes;

pub const COMMAND: Command = Command {
    word: "asks",
    usage: "",
    about: Phrase::en("asks.about", "what you owe an answer to, and what you wait for"),
    details: Phrase::en(
        "asks.details",
        "What is due first stands first, each with a link to its message. *On it* says that you saw it, *Done* ends \
         it. An answer in its thread ends it too, and so does a ✅ on the message. What ended because somebody spoke in \
         the channel next stands below for a week, with *Reopen*. Only you see this.",
    ),
    local: true,
    own: false,
    asks: true,
    mentions: false,
    run,
};

const OWE: Phrase = Phrase::en("asks.owe", "*You owe*");
const WAIT: Phrase = Phrase::en("asks.wait", "*You wait for*");
const NOTHING: Phrase =
    Phrase::en("asks.nothing", "You owe nobody an answer, and you wait for none. Nothing is late.");
const ROW: Phrase = Phrase::en("asks.row", "{n}. {who} in {channel}: {link}");
const DUE: Phrase = Phrase::en("asks.due", ", due {when}");
const OVER: Phrase = Phrase::en("asks.over", ", was due {when}");
const OTHERS: Phrase = Phrase::en("asks.others", " and {n} more");
const MORE: Phrase = Phrase::en("asks.more", "and {n} later ones.");
const LINK: Phrase = Phrase::en("asks.link", "the message");
const QUIET: Phrase = Phrase::en("asks.quiet", "*Closed quietly:* what came next was taken for the answer");
const CLOSED: Phrase = Phrase::en("asks.closed", ", closed {when}");
const REOPEN: Phrase = Phrase::en("asks.reopen", "Reopen: {n}");
const ON_IT: Phrase = Phrase::en("asks.on_it", "On it: {n}");
const DONE: Phrase = Phrase::en("asks.done", "Done: {n}");

/// How many of each list are shown; each has a row of buttons.
const SHOWN: usize = 8;
/// How many that ended quietly are shown, and for how long.
const SHOWN_QUIET: usize = 4;
const QUIET_FOR: TimeDelta = TimeDelta::days(7);
/// How many of each list are looked at.
const LOOKED_AT: usize = 100;

/// The asks on the member's lists that were not loaded yet.
pub(super) fn missing(moment: &Moment<'_>) -> Vec<Key> {
    let listed = moment.facts.lists.values().flat_map(|list| list.iter().take(LOOKED_AT));
    let mut keys: Vec<Key> = listed.map(|about| Key::Ask(about.channel.clone(), about.ts.clone())).collect();
    keys.retain(|key| !moment.looked_up(key));
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// An ask on a list, and the one of those still expected who has the least time left.
struct Row<'a> {
    about: &'a AskRef,
    ask: &'a Ask,
    first: &'a Answerer,
    others: usize,
}

fn run(line: &Line<'_>, moment: &Moment<'_>, changes: &mut Changes) -> Speech {
    let owes = rows(line, &List::Owes(line.user.clone()), moment);
    let waits = rows(line, &List::Waits(line.user.clone()), moment);
    let closed = closed(line, moment, changes);
    let mut said = Speech::default();
    if owes.is_empty() && waits.is_empty() {
        said = NOTHING.say(line.locale);
    }
    let mut buttons = Vec::new();
    for (title, rows, owed) in [(&OWE, &owes, true), (&WAIT, &waits, false)] {
        if rows.is_empty() {
            continue;
        }
        said = said.line(title.say(line.locale));
        for row in rows.iter().take(SHOWN) {
            let n = 1 + buttons.iter().filter(|piece| is(piece, "asks.done")).count();
            said = said.line(shown(line, row, n, owed, moment));
            if owed && !row.first.on_it {
                buttons.push(button(line, "asks.on_it", &ON_IT, n, row.about));
            }
            buttons.push(button(line, "asks.done", &DONE, n, row.about));
        }
        let more = rows.len().saturating_sub(SHOWN);
        if more > 0 {
            said = said.line(line.say(&MORE, &[("n", Piece::Ours(more.to_string()))]));
        }
    }
    if !closed.is_empty() {
        said = said.line(QUIET.say(line.locale));
    }
    for (about, ask, at) in closed.into_iter().take(SHOWN_QUIET) {
        let n = 1 + buttons.iter().filter(|piece| is(piece, "asks.done") || is(piece, "asks.reopen")).count();
        let who = if ask.asker == *line.user { first_answerer(ask) } else { &ask.asker };
        said = said.line(row(line, about, ask, n, who));
        said.0.extend(line.say(&CLOSED, &[("when", say::moment(at, &line.zone(moment), line.locale))]).0);
        buttons.push(button(line, "asks.reopen", &REOPEN, n, about));
    }
    said.0.extend(buttons);
    said
}

/// Somebody who was asked.
fn first_answerer(ask: &Ask) -> &UserId {
    ask.answerers.first().map_or(&ask.asker, |answerer| &answerer.user)
}

/// What ended quietly of late, the latest first. What is on the list for no good reason any more leaves it.
fn closed<'a>(
    line: &Line<'_>,
    moment: &'a Moment<'_>,
    changes: &mut Changes,
) -> Vec<(&'a AskRef, &'a Ask, DateTime<Utc>)> {
    let list = List::Quiet(line.user.clone());
    let mut found = Vec::new();
    for about in moment.facts.lists.get(&list).into_iter().flatten().take(LOOKED_AT) {
        let ask = moment.ask(&about.channel, &about.ts).filter(|ask| ask.quiet);
        match ask.map(|ask| (ask, &ask.state)) {
            Some((ask, AskState::Done { at, .. })) if moment.now - *at <= QUIET_FOR => {
                found.push((about, ask, *at));
            }
            _ => changes.unlist.push((list.clone(), about.clone())),
        }
    }
    found.sort_by_key(|(.., at)| std::cmp::Reverse(*at));
    found
}

/// The open asks of a list, those with the least time left first.
fn rows<'a>(line: &Line<'_>, list: &List, moment: &'a Moment<'_>) -> Vec<Row<'a>> {
    let listed = moment.facts.lists.get(list).into_iter().flatten().take(LOOKED_AT);
    let mut rows: Vec<Row<'a>> = listed
        .filter_map(|about| {
            let ask = moment.ask(&about.channel, &about.ts).filter(|ask| ask.state == AskState::Open)?;
            let expected = ask.answerers.iter().filter(|answerer| {
                let is_meant = matches!(list, List::Waits(_)) || answerer.user == *line.user;
                is_meant && answerer.answered.is_none()
            });
            let others = expected.clone().count().saturating_sub(1);
            Some(Row { about, ask, first: expected.min_by_key(|one| far_when_none(one.due))?, others })
        })
        .collect();
    rows.sort_by_key(|row| far_when_none(row.first.due));
    rows
}

fn far_when_none(due: Option<DateTime<Utc>>) -> DateTime<Utc> {
    due.unwrap_or(DateTime::<Utc>::MAX_UTC)
}

fn shown(line: &Line<'_>, row: &Row<'_>, n: usize, owed: bool, moment: &Moment<'_>) -> Speech {
    let Row { about, ask, first, others } = row;
    let who = if owed { &ask.asker } else { &first.user };
    let mut said = self::row(line, about, ask, n, who);
    if *others > 0 && !owed {
        said.0.extend(line.say(&OTHERS, &[("n", Piece::Ours(others.to_string()))]).0);
    }
    // a moment that follows from working hours says when these end; one that was named is no secret
    let is_told = !line.is_guest(moment) || matches!(ask.window, Window::ByMoment { .. });
    if let Some(due) = first.due.filter(|_| is_told) {
        let phrase = if due < moment.now { &OVER } else { &DUE };
        said.0.extend(line.say(phrase, &[("when", say::moment(due, &line.zone(moment), line.locale))]).0);
    }
    said
}

/// Who, where, and the message.
fn row(line: &Line<'_>, about: &AskRef, ask: &Ask, n: usize, who: &UserId) -> Speech {
    let there = Piece::Message {
        channel: about.channel.clone(),
        ts: about.ts.clone(),
        thread: ask.thread.clone(),
        label: LINK.text(line.locale).to_owned(),
    };
    let places = [
        ("n", Piece::Ours(n.to_string())),
        ("who", Piece::Member(who.clone())),
        ("channel", Piece::Channel(about.channel.clone())),
        ("link", there),
    ];
    line.say(&ROW, &places)
}

fn button(line: &Line<'_>, action: &str, label: &Phrase, n: usize, about: &AskRef) -> Piece {
    let label = label.words(line.locale, &[("n", &*n.to_string())]);
    Piece::Button { action: action.to_owned(), label, value: about.to_string() }
}

fn is(piece: &Piece, wanted: &str) -> bool {
    matches!(piece, Piece::Button { action, .. } if action == wanted)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use crate::app::scene::{Scene, asked, launch, pressed, spoken, team, ts, user};
    use crate::domain::ask::AskRef;
    use crate::domain::ids::SeenKey;
    use crate::domain::record::{Key, List, Record};

    /// Ada has asked Bo and Chidi, and it stands on the lists of all three.
    fn listed() -> Scene {
        let mut scene = asked();
        let about = AskRef { channel: launch(), ts: ts("1792052340.000100") };
        for list in [List::Owes(user("bo")), List::Owes(user("chidi")), List::Waits(user("ada"))] {
            scene.lists.entry(list).or_default().insert(about.clone());
        }
        scene
    }

    fn presses(scene: &mut Scene, name: &str, action: &str, nth: &str) -> String {
        scene.deliveries.clear();
        scene.takes(SeenKey::other(&team(), "p", nth), pressed(name, action, "C0LAUNCH:1792052340.000100"));
        scene.answers().into_iter().map(spoken).collect()
    }

    #[test]
    fn each_sees_their_side_of_an_ask_until_it_is_over() {
        let mut scene = listed();
        let bo = scene.types("bo", "asks", "1");
        assert!(bo.contains("You owe") && bo.contains("1. ") && !bo.contains("You wait for"), "{bo}");
        let ada = scene.types("ada", "asks", "2");
        assert!(
            ada.contains("You wait for") && ada.contains("and 1 more") && !ada.contains("You owe"),
            "{ada}"
        );
        assert!(scene.types("dee", "asks", "3").contains("Nothing is late"));
        scene.now += TimeDelta::hours(1);
        assert!(scene.types("bo", "asks", "4").contains("was due"));
    }

    #[test]
    fn its_buttons_say_what_they_did_and_do_it_once() {
        let mut scene = listed();
        assert!(presses(&mut scene, "bo", "asks.on_it", "1").contains("know"));
        assert!(presses(&mut scene, "bo", "asks.done", "2").contains("not on your list any more"));
        assert!(presses(&mut scene, "bo", "asks.done", "3").contains("done already"));
        assert!(presses(&mut scene, "dee", "asks.done", "4").contains("Nothing was changed"));
        let key = Key::Ask(launch(), ts("1792052340.000100"));
        let Some((_, Record::Ask(ask))) = scene.records.get(&key) else { panic!("no ask") };
        assert!(ask.answerers[0].answered.is_some() && ask.answerers[1].answered.is_none());
        assert!(scene.types("bo", "asks", "5").contains("You owe nobody"));
        assert!(presses(&mut scene, "ada", "asks.done", "6").contains("not on your list any more"));
        assert!(scene.types("chidi", "asks", "7").contains("You owe nobody"));
    }
}
