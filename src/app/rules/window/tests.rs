//! Plays of messages, edits and deletions in #launch.

use super::*;
use crate::app::scene::{Scene, launch, profile, team, ts, user};
use crate::domain::ask::Shown;
use crate::domain::charter::{ChannelNorms, TagMode};
use crate::domain::ids::{GroupId, SeenKey, Ts};
use crate::domain::inbound::Pings;
use crate::domain::member::Profile;
use crate::domain::outgoing::{Again, Outgoing};
use crate::domain::record::{Group, List};
use crate::domain::text::PrivateText;
use crate::domain::window::DefaultWindow;

/// When Ada writes: Thursday 15 October 2026, 10:19 in Berlin.
const AT: &str = "1792052340.000100";

fn at() -> Ts {
    ts(AT)
}

/// What Ada says, mentioning some people. `edit` is the edit's own timestamp.
fn message(text: &str, people: &[&str], edit: Option<&str>) -> Message {
    Message {
        channel: launch(),
        ts: at(),
        thread: None,
        edited: edit.map(ts),
        author: user("ada"),
        text: PrivateText::new(text),
        blocks: None,
        pings: Pings { people: people.iter().map(|name| user(name)).collect(), ..Pings::default() },
    }
}

fn original() -> Happening {
    Happening::Wrote(message("[today] <@U0BO> can you look?", &["bo"], None))
}

fn edited(text: &str, people: &[&str], edit: &str) -> Happening {
    Happening::Edited(message(text, people, Some(edit)))
}

fn deleted() -> Happening {
    Happening::Deleted { channel: launch(), ts: at() }
}

/// Lets things happen one after the other, every one under a name of its own, as if Slack gave each a new id.
fn play(scene: &mut Scene, events: &[Happening]) {
    for (n, what) in events.iter().enumerate() {
        scene.takes(SeenKey::other(&team(), "play", &n.to_string()), what.clone());
    }
}

fn record(scene: &Scene) -> Option<&Record> {
    scene.records.get(&Key::Ask(launch(), at())).map(|(_, record)| record)
}

fn ask(scene: &Scene) -> &Ask {
    match record(scene) {
        Some(Record::Ask(ask)) => ask,
        other => panic!("no ask but {other:?}"),
    }
}

fn change_ask(scene: &mut Scene, change: impl FnOnce(&mut Ask)) {
    match scene.records.get_mut(&Key::Ask(launch(), at())) {
        Some((_, Record::Ask(ask))) => change(ask),
        _ => panic!("no ask"),
    }
}

/// The tag deliveries that wait, taken away.
fn rung(scene: &mut Scene) -> usize {
    let before = scene.deliveries.len();
    scene.deliveries.retain(|_, delivery| !matches!(delivery.what, Outgoing::Tag { .. }));
    before - scene.deliveries.len()
}

fn answerers(scene: &Scene) -> Vec<(&str, String)> {
    let due =
        |due: Option<DateTime<Utc>>| due.map_or(String::new(), |due| due.format("%a %H:%M").to_string());
    ask(scene).answerers.iter().map(|a| (a.user.as_str(), due(a.due))).collect()
}

#[test]
fn a_message_that_names_its_window_and_pings_somebody_is_an_ask() {
    let mut scene = Scene::new();
    play(&mut scene, &[original()]);
    let ask = ask(&scene).clone();
    assert_eq!((ask.window, ask.state, ask.edited, ask.chosen), (Window::Today, AskState::Open, None, false));
    assert!(!ask.because.is_empty());
    assert_eq!(answerers(&scene), [("U0BO", "Thu 21:00".to_owned())], "17:00 in New York");
    assert_eq!(rung(&mut scene), 1);
}

#[test]
fn what_pings_nobody_or_names_no_window_leaves_no_trace() {
    for (text, people) in
        [("[today] anyone?", &[][..]), ("<@U0BO> that was quick!", &["bo"]), ("", &["bo"]), ("hm", &[])]
    {
        let mut scene = Scene::new();
        let before = scene.records.len();
        play(&mut scene, &[Happening::Wrote(message(text, people, None))]);
        // that Ada was there is remembered for an hour
        scene.records.retain(|key, _| !matches!(key, Key::Activity(..)));
        assert_eq!((scene.records.len(), scene.deliveries.len()), (before, 0), "{text}");
    }
}

/// Every order of some things.
fn orders<T: Clone>(things: &[T]) -> Vec<Vec<T>> {
    if things.is_empty() {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for n in 0..things.len() {
        let mut rest = things.to_vec();
        let first = rest.remove(n);
        for mut order in orders(&rest) {
            order.insert(0, first.clone());
            all.push(order);
        }
    }
    all
}

#[test]
fn the_newest_edit_wins_in_whatever_order_things_arrive() {
    let first = edited("[urgent] <@U0BO>", &["bo"], "1792052350.000000");
    let unfurl = Happening::Edited(message("[today] <@U0BO> can you look?", &["bo"], None));
    let last = edited("[this week] <@U0BO> <@U0CHIDI>", &["bo", "chidi"], "1792052360.000000");
    let story = [original(), original(), first, unfurl, last.clone(), last];
    for order in orders(&story) {
        let mut scene = Scene::new();
        play(&mut scene, &order);
        let ask = ask(&scene);
        assert_eq!((&ask.window, &ask.state), (&Window::Week, &AskState::Open), "{order:?}");
        assert_eq!(answerers(&scene).len(), 2, "{order:?}");
        assert_eq!(rung(&mut scene), 1, "{order:?}");
    }
}

#[test]
fn an_edit_that_takes_window_or_mention_away_wins_over_a_late_original() {
    for last in [
        edited("<@U0BO> never mind", &["bo"], "1792052360.000000"),
        edited("[today] whoever can", &[], "1792052360.000000"),
    ] {
        let first = edited("[urgent] <@U0BO>", &["bo"], "1792052350.000000");
        for order in orders(&[original(), first, original(), last.clone(), last]) {
            let mut scene = Scene::new();
            play(&mut scene, &order);
            assert_eq!(ask(&scene).state, AskState::Withdrawn, "{order:?}");
            assert_eq!(ask(&scene).edited, Some(ts("1792052360.000000")), "{order:?}");
        }
    }
}

#[test]
fn a_deleted_message_stays_deleted_in_whatever_order_things_arrive() {
    let first = edited("[urgent] <@U0BO>", &["bo"], "1792052350.000000");
    let last = edited("[this week] <@U0BO> <@U0CHIDI>", &["bo", "chidi"], "1792052360.000000");
    for order in orders(&[original(), original(), first, last, deleted(), deleted()]) {
        let mut scene = Scene::new();
        play(&mut scene, &order);
        let gone = match record(&scene) {
            Some(Record::Gone) => true,
            Some(Record::Ask(ask)) => ask.is_deleted() && ask.answerers.is_empty(),
            _ => false,
        };
        assert!(gone, "{order:?}");
    }
}

#[test]
fn what_is_shown_is_remembered_until_it_is_taken_away() {
    let shown = Shown { reply: Some(ts("1792052341.000100")), ..Shown::default() };
    for end in [deleted(), edited("never mind", &[], "1792052360.000000")] {
        let mut scene = Scene::new();
        play(&mut scene, &[original()]);
        change_ask(&mut scene, |ask| ask.shown = shown.clone());
        rung(&mut scene);
        scene.takes(SeenKey::other(&team(), "end", "1"), end);
        assert_eq!((&ask(&scene).state, &ask(&scene).shown), (&AskState::Withdrawn, &shown));
        assert_eq!(rung(&mut scene), 1);
    }
}

#[test]
fn a_message_nobody_heard_of_leaves_a_note_when_it_is_deleted_young() {
    let mut scene = Scene::new();
    play(&mut scene, &[deleted()]);
    assert_eq!(record(&scene), Some(&Record::Gone));
    assert_eq!(rung(&mut scene), 0, "there is no tag to take away");
    let mut scene = Scene::new();
    scene.now += TimeDelta::hours(27);
    play(&mut scene, &[deleted()]);
    assert_eq!(record(&scene), None, "nothing can come late any more");
}

#[test]
fn an_edit_keeps_who_is_on_it_and_what_was_done() {
    let mut scene = Scene::new();
    play(&mut scene, &[original()]);
    change_ask(&mut scene, |ask| {
        ask.answerers[0].on_it = true;
        ask.state = AskState::Done { by: user("bo"), at: at().at() };
    });
    let edit = edited("[urgent] <@U0BO> <@U0CHIDI>", &["bo", "chidi"], "1792052360.000000");
    scene.takes(SeenKey::other(&team(), "end", "1"), edit);
    let ask = ask(&scene);
    assert!(ask.answerers[0].on_it && !ask.answerers[1].on_it);
    assert!(matches!(ask.state, AskState::Done { .. }));
}

#[test]
fn a_window_chosen_by_hand_is_left_alone_by_edits_and_goes_with_the_message() {
    let mut scene = Scene::new();
    play(&mut scene, &[original()]);
    change_ask(&mut scene, |ask| {
        ask.window = Window::NoReply;
        ask.answerers[0].due = None;
        ask.chosen = true;
    });
    for (n, edit) in [
        edited("[urgent] <@U0BO>", &["bo"], "1792052360.000000"),
        edited("never mind", &[], "1792052370.000000"),
    ]
    .into_iter()
    .enumerate()
    {
        scene.takes(SeenKey::other(&team(), "edit", &n.to_string()), edit);
        assert_eq!((&ask(&scene).window, &ask(&scene).state), (&Window::NoReply, &AskState::Open));
        assert_eq!(answerers(&scene), [("U0BO", String::new())]);
    }
    scene.takes(SeenKey::other(&team(), "end", "1"), deleted());
    assert!(ask(&scene).is_deleted());
}

#[test]
fn strangers_are_looked_up_once_and_never_on_a_second_look() {
    let mut scene = Scene::new();
    scene.records.remove(&Key::Member(user("ada")));
    let asks = Happening::Wrote(message("[today] <@U0BO> <@U0EVE>", &["bo", "eve"], None));
    play(&mut scene, std::slice::from_ref(&asks));
    assert_eq!(record(&scene), None);
    assert_eq!(scene.reads(), [Read::Person { user: user("ada") }, Read::Person { user: user("eve") }]);
    let again = scene
        .waiting()
        .into_iter()
        .any(|what| matches!(what, Outgoing::LookAgain { at: Again::Message { ts, .. }, .. } if *ts == at()));
    assert!(again, "by reference, without its words");
    scene.deliveries.clear();
    scene.knows("eve", profile("Eve", "Asia/Tokyo"));
    scene.takes(SeenKey::other(&team(), "again", "1"), asks);
    assert!(scene.reads().is_empty(), "Ada is still unknown, and that has to do");
    assert_eq!(answerers(&scene), [("U0BO", "Thu 21:00".to_owned()), ("U0EVE", "Fri 08:00".to_owned())]);
}

#[test]
fn a_stranger_is_not_looked_up_for_chatter() {
    let mut scene = Scene::new();
    play(&mut scene, &[Happening::Wrote(message("<@U0EVE> lovely", &["eve"], None))]);
    assert!(scene.deliveries.is_empty());
}

#[test]
fn bots_people_who_left_and_the_writer_are_not_expected_to_answer() {
    let mut scene = Scene::new();
    scene.knows("robo", Profile { is_bot: true, ..profile("Robo", "UTC") });
    scene.knows("left", Profile { deleted: true, ..profile("Left", "UTC") });
    let people = ["robo", "left", "ada", "bo"];
    play(&mut scene, &[Happening::Wrote(message("[today]", &people, None))]);
    assert_eq!(answerers(&scene).len(), 1);
    let mut alone = Scene::new();
    alone.knows("robo", Profile { is_bot: true, ..profile("Robo", "UTC") });
    play(&mut alone, &[Happening::Wrote(message("[today] <@U0ROBO> run", &["robo"], None))]);
    assert_eq!((record(&alone), alone.deliveries.len()), (None, 0));
}

fn to_group(group: &GroupId) -> Happening {
    let mut message = message("[today] <!subteam^S0CREW> ready?", &["bo"], None);
    message.pings.groups = vec![group.clone()];
    Happening::Wrote(message)
}

#[test]
fn a_groups_members_are_asked_up_to_ten_people_in_all() {
    let group = GroupId::parse("S0CREW").expect("id");
    let mut scene = Scene::new();
    play(&mut scene, &[to_group(&group)]);
    assert_eq!(scene.reads(), [Read::Group { group: group.clone() }]);
    scene.deliveries.clear();
    let members: Vec<_> =
        std::iter::once(user("bo")).chain((0..5_000).map(|n| user(&format!("m{n}")))).collect();
    scene.records.insert(Key::Group(group.clone()), (1, Record::Group(Group { members })));
    scene.takes(SeenKey::other(&team(), "again", "1"), to_group(&group));
    assert_eq!(answerers(&scene).len(), 10);
    assert_eq!(answerers(&scene)[0].0, "U0BO");
}

#[test]
fn an_empty_group_asks_nobody() {
    let group = GroupId::parse("S0CREW").expect("id");
    let mut scene = Scene::new();
    scene.records.insert(Key::Group(group.clone()), (1, Record::Group(Group::default())));
    let mut message = message("[today] <!subteam^S0CREW>", &[], None);
    message.pings.groups = vec![group];
    play(&mut scene, &[Happening::Wrote(message)]);
    assert_eq!((record(&scene), scene.deliveries.len()), (None, 0));
}

#[test]
fn five_hundred_mentions_are_ten_answerers() {
    let mut scene = Scene::new();
    let names: Vec<String> = (0..500).map(|n| format!("x{n}")).collect();
    let people: Vec<&str> = names.iter().map(String::as_str).collect();
    scene.takes(SeenKey::other(&team(), "again", "1"), Happening::Wrote(message("[today]", &people, None)));
    assert_eq!(answerers(&scene).len(), 10);
}

#[test]
fn a_message_heard_of_a_day_late_is_an_ask_without_a_tag() {
    let mut scene = Scene::new();
    scene.now += TimeDelta::hours(25);
    play(&mut scene, &[original()]);
    assert_eq!((ask(&scene).state.clone(), rung(&mut scene)), (AskState::Open, 0));
}

#[test]
fn a_channel_may_do_without_tags() {
    let mut scene = Scene::new();
    let norms = ChannelNorms { tag: Some(TagMode::Off), ..ChannelNorms::default() };
    scene.records.insert(Key::Channel(launch()), (1, Record::Channel(norms)));
    play(&mut scene, &[original()]);
    assert_eq!((ask(&scene).state.clone(), rung(&mut scene)), (AskState::Open, 0));
    change_ask(&mut scene, |ask| ask.shown.reaction = Some("calendar".into()));
    scene.takes(SeenKey::other(&team(), "end", "1"), deleted());
    assert_eq!(rung(&mut scene), 1, "a tag from before goes with its message");
}

/// The lists our ask is on.
fn on(scene: &Scene) -> Vec<List> {
    let about = AskRef { channel: launch(), ts: at() };
    scene.lists.iter().filter(|(_, asks)| asks.contains(&about)).map(|(list, _)| list.clone()).collect()
}

fn owes(name: &str) -> List {
    List::Owes(user(name))
}

#[test]
fn an_open_ask_is_on_the_lists_of_everybody_it_concerns_and_leaves_them_when_it_ends() {
    let (waits, open) = (List::Waits(user("ada")), List::Open(launch()));
    let about = format!("{}:{AT}", launch());
    let done = Happening::Pressed(crate::app::scene::press("bo", "tag.done", &about));
    for (end, left) in [
        (deleted(), vec![]),
        (edited("never mind", &[], "1792052400.000100"), vec![]),
        (edited("no need to reply <@U0BO>, all good", &["bo"], "1792052400.000100"), vec![]),
        (
            edited("[today] <@U0DEE> can you look?", &["dee"], "1792052400.000100"),
            vec![owes("dee"), waits.clone(), open.clone()],
        ),
        (done, vec![]),
    ] {
        let mut scene = Scene::new();
        play(&mut scene, &[original()]);
        assert_eq!(on(&scene), [owes("bo"), waits.clone(), open.clone()]);
        scene.takes(SeenKey::other(&team(), "end", "1"), end);
        assert_eq!(on(&scene), left, "{:?}", ask(&scene));
    }
}

#[test]
fn what_asks_somebody_something_and_names_no_window_gets_the_default_one_and_no_tag() {
    let asks = || Happening::Wrote(message("<@U0BO> can you look at the draft?", &["bo"], None));
    let mut scene = Scene::new();
    play(&mut scene, &[asks()]);
    assert_eq!((&ask(&scene).window, ask(&scene).explicit), (&Window::Days { n: 1 }, false));
    assert_eq!(answerers(&scene), [("U0BO", "Fri 13:00".to_owned())], "a working day after Thursday 09:00");
    assert_eq!((on(&scene).len(), rung(&mut scene)), (3, 0));
    // an edit that names one is tagged, and one that takes it away again has the tag taken away
    scene.takes(
        SeenKey::other(&team(), "e", "1"),
        edited("[today] <@U0BO> can you?", &["bo"], "1792052400.1"),
    );
    assert!(ask(&scene).explicit && rung(&mut scene) == 1);
    change_ask(&mut scene, |ask| ask.shown.reaction = Some("city_sunset".into()));
    scene.takes(SeenKey::other(&team(), "e", "2"), edited("<@U0BO> can you?", &["bo"], "1792052401.1"));
    assert!(!ask(&scene).explicit && rung(&mut scene) == 1);
    // norms without a default window leave it alone
    let off = DefaultWindow(None);
    let mut scene = Scene::new();
    scene.charter.default_window = off.clone();
    play(&mut scene, &[asks()]);
    assert!(record(&scene).is_none());
    let mut scene = Scene::new();
    let norms = ChannelNorms { default_window: Some(off), ..ChannelNorms::default() };
    scene.records.insert(Key::Channel(launch()), (1, Record::Channel(norms)));
    play(&mut scene, &[asks()]);
    assert!(record(&scene).is_none());
}
