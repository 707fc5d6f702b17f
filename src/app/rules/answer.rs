//! An answer ends an ask: what an answerer says in its thread; what they say in the channel to the asker; and what they
//! say there within ten minutes with nobody else in between.
//!
//! Everybody writes all the time, and few owe an answer in the very channel they write in. So a message loads one list
//! more, that of the asks its author owes, and only where one of this channel is on it, these asks. Who wrote in
//! between Slack knows best: it is asked, and only where the answer matters.

use chrono::TimeDelta;

use super::{Plan, Rule};
use crate::app::{Moment, Outcome, asks, deliver};
use crate::domain::ask::{Ask, AskRef, AskState};
use crate::domain::ids::{DeliveryId, Ts, UserId};
use crate::domain::inbound::{Happening, Inbound, Message};
use crate::domain::outgoing::{Again, Delivery, Lane, Outgoing};
use crate::domain::record::{Key, List, Record};
use crate::domain::reply::Reply;
use crate::ports::Changes;

pub const RULE: Rule = Rule { records: |_| Vec::new(), lists, apply };

/// How many asks of this channel a message may answer: the newest.
const MOST_ANSWERED: usize = 20;
/// Words in the channel are an answer within this time, when nobody else wrote in between.
const SOON: TimeDelta = TimeDelta::minutes(10);

fn lists(message: &Message) -> Vec<List> {
    // an edit answers nothing that the message did not
    if message.edited.is_some() { Vec::new() } else { vec![List::Owes(message.author.clone())] }
}

fn apply(inbound: &Inbound, moment: &Moment<'_>, plan: &mut Plan) {
    let Happening::Wrote(message) = &inbound.what else { return };
    let owes = List::Owes(message.author.clone());
    let open = moment.facts.lists.get(&owes).into_iter().flatten();
    let here = open.filter(|about| about.channel == message.channel && about.ts < message.ts);
    let here: Vec<&AskRef> = here.take(MOST_ANSWERED).collect();
    let missing = here.iter().flat_map(|about| asks::keys(about));
    plan.missing.extend(missing.filter(|key| !moment.looked_up(key)));
    if !plan.missing.is_empty() {
        return;
    }
    for about in here {
        let Some(ask) = moment.ask(&about.channel, &about.ts) else {
            // forgotten long ago; so the list may forget it, too
            plan.changes.unlist.push((owes.clone(), about.clone()));
            continue;
        };
        match answers(message, about, ask) {
            Answers::Yes { quiet } => {
                end(inbound, about, ask, &message.author, &message.ts, quiet, moment, &mut plan.changes);
            }
            Answers::Perhaps => {
                let said = Said { by: &message.author, at: &message.ts };
                plan.changes.deliver.push(look(inbound, about, ask, &said, moment));
            }
            Answers::No => {}
        }
    }
}

/// Whether a message is the answer to an ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answers {
    Yes {
        quiet: bool,
    },
    /// If nobody else wrote in between.
    Perhaps,
    No,
}

fn answers(message: &Message, about: &AskRef, ask: &Ask) -> Answers {
    let own_thread = ask.thread.as_ref().unwrap_or(&about.ts);
    match &message.thread {
        Some(thread) if thread == own_thread => Answers::Yes { quiet: false },
        None if message.pings.people.contains(&ask.asker) => Answers::Yes { quiet: true },
        None if ask.thread.is_none() && message.ts.at() - about.ts.at() <= SOON => Answers::Perhaps,
        _ => Answers::No,
    }
}

/// Who said something, and which message it is.
struct Said<'a> {
    by: &'a UserId,
    at: &'a Ts,
}

/// Has Slack asked who wrote in between.
fn look(inbound: &Inbound, about: &AskRef, ask: &Ask, said: &Said<'_>, moment: &Moment<'_>) -> Delivery {
    let at = Again::Answer {
        about: about.clone(),
        asker: ask.asker.clone(),
        by: said.by.clone(),
        said: said.at.clone(),
    };
    let id = DeliveryId::answer(&inbound.seen, &format!("overheard-{}-{}", about.ts, said.by));
    deliver(&inbound.team, id, moment.now, Lane::Normal, Outgoing::LookAgain { at, reads: Vec::new() })
}

/// What its answerers said while Slack was asked who they are: it came before there was an ask it could end. `false` when
/// more has to be known first.
pub fn meanwhile(
    inbound: &Inbound,
    message: &Message,
    ask: &mut Ask,
    moment: &Moment<'_>,
    plan: &mut Plan,
) -> bool {
    let people: Vec<UserId> = ask.answerers.iter().map(|answerer| answerer.user.clone()).collect();
    let key = |user: &UserId| Key::Activity(message.channel.clone(), user.clone());
    let missing: Vec<Key> = people.iter().map(key).filter(|key| !moment.looked_up(key)).collect();
    if !missing.is_empty() {
        plan.missing.extend(missing);
        return false;
    }
    let about = AskRef { channel: message.channel.clone(), ts: message.ts.clone() };
    for user in people {
        let key = key(&user);
        // whoever speaks while this is decided has it decided anew
        let version = moment.facts.records.get(&key).map_or(0, |(version, _)| *version);
        plan.changes.rests_on.push((key.clone(), version));
        let Some(Record::Activity(activity)) = moment.record(&key) else { continue };
        let own_thread = ask.thread.as_ref().unwrap_or(&message.ts);
        match &activity.thread {
            Some((thread, said)) if thread == own_thread && *said > message.ts => {
                ask.answer(&user, said.at());
            }
            Some((_, said)) if *said == activity.last => {}
            _ if ask.thread.is_none()
                && activity.last > message.ts
                && activity.last.at() - message.ts.at() <= SOON =>
            {
                let said = Said { by: &user, at: &activity.last };
                plan.changes.deliver.push(look(inbound, &about, ask, &said, moment));
            }
            _ => {}
        }
    }
    true
}

/// Nobody else wrote between an ask and what its answerer said.
pub fn overheard(inbound: &Inbound, about: &AskRef, by: &UserId, at: &Ts, moment: &Moment<'_>) -> Outcome {
    let Some(ask) = moment.ask(&about.channel, &about.ts) else { return Outcome::nothing() };
    let mut changes = Changes::default();
    end(inbound, about, ask, by, at, true, moment, &mut changes);
    Outcome::Decided(Reply::Nothing, changes)
}

#[expect(clippy::too_many_arguments, reason = "who said what when, and how")]
fn end(
    inbound: &Inbound,
    about: &AskRef,
    ask: &Ask,
    by: &UserId,
    at: &Ts,
    quiet: bool,
    moment: &Moment<'_>,
    changes: &mut Changes,
) {
    let mut ask = ask.clone();
    if !ask.answer(by, at.at()) {
        return;
    }
    ask.quiet = quiet && matches!(ask.state, AskState::Done { .. });
    asks::change(&inbound.team, about, ask, moment, changes);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::scene::{Scene, launch, team, ts, user};
    use crate::domain::ids::SeenKey;
    use crate::domain::inbound::Pings;
    use crate::domain::text::PrivateText;

    /// When Ada asks.
    const ASKED: &str = "1792052340.000100";

    fn message(name: &str, text: &str, to: &[&str], at: i64, thread: Option<&str>) -> Message {
        let whole = ts(ASKED).at().timestamp() + at;
        Message {
            channel: launch(),
            ts: ts(&format!("{whole}.000100")),
            thread: thread.map(ts),
            edited: None,
            author: user(name),
            text: PrivateText::new(text),
            blocks: None,
            pings: Pings { people: to.iter().map(|name| user(name)).collect(), ..Pings::default() },
        }
    }

    fn says(scene: &mut Scene, message: Message) {
        let seen = SeenKey::message(&team(), &message.channel, &message.ts);
        scene.takes(seen, Happening::Wrote(message));
    }

    /// Ada has asked Bo and Chidi.
    fn asked() -> Scene {
        let mut scene = Scene::new();
        says(&mut scene, message("ada", "<@U0BO> <@U0CHIDI> can you look?", &["bo", "chidi"], 0, None));
        assert!(ask(&scene).is_some());
        scene
    }

    fn ask(scene: &Scene) -> Option<&Ask> {
        match scene.records.get(&Key::Ask(launch(), ts(ASKED))) {
            Some((_, Record::Ask(ask))) => Some(ask),
            _ => None,
        }
    }

    /// Who still owes an answer.
    fn owing(scene: &Scene) -> Vec<&str> {
        let answerers = &ask(scene).expect("an ask").answerers;
        answerers.iter().filter(|a| a.answered.is_none()).map(|a| a.user.as_str()).collect()
    }

    #[test]
    fn a_word_in_the_thread_ends_ones_own_part() {
        let mut scene = asked();
        says(&mut scene, message("dee", "me too", &[], 50, Some(ASKED)));
        says(&mut scene, message("ada", "anybody?", &[], 55, Some(ASKED)));
        assert_eq!(owing(&scene), ["U0BO", "U0CHIDI"]);
        says(&mut scene, message("bo", "done", &[], 60, Some(ASKED)));
        assert_eq!(owing(&scene), ["U0CHIDI"]);
        assert!(!scene.lists[&List::Owes(user("bo"))].iter().any(|about| about.ts == ts(ASKED)));
        says(&mut scene, message("chidi", "elsewhere", &[], 900, Some("1792052000.000100")));
        assert_eq!(owing(&scene), ["U0CHIDI"], "another thread");
        says(&mut scene, message("chidi", "here", &[], 90_000, Some(ASKED)));
        let ended = ask(&scene).expect("ask");
        assert!(!ended.quiet && matches!(&ended.state, AskState::Done { by, .. } if *by == user("chidi")));
    }

    #[test]
    fn a_word_to_the_asker_in_the_channel_ends_it_quietly() {
        let mut scene = asked();
        says(&mut scene, message("bo", "<@U0DEE> lunch?", &["dee"], 1_000, None));
        assert_eq!(owing(&scene), ["U0BO", "U0CHIDI"]);
        says(&mut scene, message("bo", "<@U0ADA> looks good", &["ada"], 90_000, None));
        says(&mut scene, message("chidi", "<@U0ADA> fine with me", &["ada"], 90_001, None));
        assert!(ask(&scene).is_some_and(|ask| ask.quiet && matches!(ask.state, AskState::Done { .. })));
    }

    #[test]
    fn words_soon_after_are_an_answer_when_slack_says_nobody_came_between() {
        let mut scene = asked();
        says(&mut scene, message("bo", "looks good", &[], 601, None));
        assert!(scene.deliveries.is_empty(), "too late");
        says(&mut scene, message("bo", "looks good", &[], 599, None));
        let Some(Outgoing::LookAgain { at: Again::Answer { about, asker, by, said }, .. }) =
            scene.waiting().first().copied().cloned()
        else {
            panic!("Slack is asked")
        };
        assert_eq!((&asker, &by, owing(&scene).len()), (&user("ada"), &user("bo"), 2));
        let what = Happening::Answered { about, by, at: said };
        scene.takes(SeenKey::other(&team(), "again", "1"), what.clone());
        assert_eq!(owing(&scene), ["U0CHIDI"]);
        scene.takes(SeenKey::other(&team(), "again", "2"), what);
        assert_eq!(owing(&scene), ["U0CHIDI"], "told twice");
    }

    #[test]
    fn what_was_forgotten_leaves_the_list_and_people_who_owe_nothing_change_nothing() {
        let mut scene = asked();
        scene.records.remove(&Key::Ask(launch(), ts(ASKED)));
        says(&mut scene, message("bo", "hello", &[], 100, None));
        assert!(scene.lists[&List::Owes(user("bo"))].is_empty());
        let before = (scene.records.clone(), scene.lists.clone());
        says(&mut scene, message("dee", "hello", &[], 101, None));
        // that she was there is remembered for an hour
        scene.records.remove(&Key::Activity(launch(), user("dee")));
        assert_eq!((scene.records, scene.lists), before);
    }
}
