//! The weekly thread of a channel.

use chrono::TimeDelta;
use unrush::playground::cast::LAUNCH;
use unrush::playground::faults::{Fault, What};
use unrush::playground::world::BOT_USER;

use super::town::Town;

/// From Tuesday 16:00 in Berlin to Friday 15:00.
fn till_friday() -> TimeDelta {
    TimeDelta::hours(71)
}

/// The parents of the weekly threads in #launch, oldest first, each with the replies below it.
async fn threads(town: &Town) -> Vec<(String, Vec<String>)> {
    town.rests().await;
    let world = town.slack.world();
    let parents =
        world.messages(LAUNCH).filter(|message| message.by_app && message.text.contains("*The week in"));
    parents
        .map(|parent| {
            let replies = world.replies(LAUNCH, &parent.ts).map(|reply| reply.text.clone());
            (parent.text.clone(), replies.collect())
        })
        .collect()
}

async fn with_digest() -> Town {
    let town = Town::with_bot().await;
    let said = town.ada().types_in("#launch", "/async digest on").await;
    assert!(said.contains("comes Fri at 15:00 Berlin time") && said.contains("27 Nov"), "{said}");
    town
}

#[tokio::test(flavor = "multi_thread")]
async fn on_friday_a_thread_tells_what_waits_and_who_is_away_and_follows_what_happens() {
    let mut town = with_digest().await;
    let first = town.ada().says("#launch", "@bo can you look at the plan?").await;
    town.chidi().says("#launch", "@bo please answer by Thursday 3pm").await;
    town.chidi().types("/async time-off 30 Nov - 2 Dec cover @dee").await;
    town.rests().await;
    town.asleep(till_friday() - TimeDelta::minutes(1)).await;
    assert!(threads(&town).await.is_empty(), "not yet");
    town.step(TimeDelta::minutes(1)).await;
    let told = threads(&town).await;
    let [(parent, replies)] = &told[..] else { panic!("one thread: {told:?}") };
    assert_eq!(
        parent,
        "*The week in <#C0LAUNCH>* · 2 messages wait for an answer · 1 person is away next week"
    );
    let [waiting, away] = &replies[..] else { panic!("two replies: {replies:?}") };
    assert!(
        waiting.contains("• Ada: <") && waiting.contains("• Chidi: <") && waiting.contains("was due"),
        "{waiting}"
    );
    assert!(!waiting.contains("Bo") && !waiting.contains("U0BO"), "who is silent is not named: {waiting}");
    assert!(!waiting.contains("plan"), "never the words: {waiting}");
    assert_eq!(away, "*Who is away next week*\n• Chidi: Mon 30 Nov – Wed 2 Dec; Dee stands in");

    // what is answered on Monday is told in place
    town.step(TimeDelta::days(3)).await;
    town.restart().await;
    town.bo().replies(&first, "looks good").await;
    town.step(TimeDelta::hours(1)).await;
    let told = threads(&town).await;
    assert!(told[0].0.contains("1 message waits for an answer (1 answered since)"), "{told:?}");
    assert!(told[0].1[0].contains("• ✅ Ada: <") && told[0].1.len() == 2, "{told:?}");
    assert_eq!(town.count("chat.postMessage"), 3, "a parent and two replies");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_week_has_one_thread_and_one_without_anything_to_tell_has_none() {
    let mut town = with_digest().await;
    town.step(till_friday()).await;
    assert!(threads(&town).await.is_empty(), "nothing to tell");
    town.ada().says("#launch", "@bo can you look at the plan?").await;
    town.rests().await;
    assert!(town.bo().types_in("#launch", "/async digest now").await.contains("over already"));
    for weeks in 1..=3 {
        for _ in 0..7 {
            town.step(TimeDelta::days(1)).await;
            town.rests().await;
        }
        assert_eq!(threads(&town).await.len(), weeks, "it still waits");
    }
    // weeks of absence are not made up for
    town.asleep(TimeDelta::days(23)).await;
    assert_eq!(threads(&town).await.len(), 3);
    let said = town.ada().types_in("#launch", "/async digest").await;
    assert!(said.contains("was left out: I was away") && said.contains("Fri 15 Jan, 15:00"), "{said}");
    // an absence of less than a day is
    town.asleep(TimeDelta::days(5) + TimeDelta::hours(20)).await;
    assert_eq!(threads(&town).await.len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn people_look_at_it_move_it_skip_it_and_have_it_now() {
    let mut town = with_digest().await;
    town.ada().says("#launch", "@bo can you look at the plan?").await;
    town.rests().await;
    let preview = town.chidi().types_in("#launch", "/async digest preview").await;
    assert!(preview.contains("<@U0ADA> waits for an answer"), "{preview}");
    assert!(threads(&town).await.is_empty(), "only Chidi saw it");
    let moved = town.bo().types_in("#launch", "/async digest move thursday 11:00").await;
    assert!(moved.contains("comes Thu at 11:00 Berlin time"), "{moved}");
    town.asleep(TimeDelta::hours(44)).await;
    assert_eq!(threads(&town).await.len(), 1, "on Thursday");
    town.ada().types_in("#launch", "/async digest move sat 10:00").await;
    town.step(TimeDelta::days(3)).await;
    assert_eq!(threads(&town).await.len(), 1, "one week, one thread");
    let skipped = town.ada().types_in("#launch", "/async digest skip").await;
    assert!(skipped.contains("2026-W49 is left out"), "{skipped}");
    town.step(TimeDelta::days(7)).await;
    assert_eq!(threads(&town).await.len(), 1);
    town.step(TimeDelta::days(1)).await;
    let now = town.dee().types_in("#launch", "/async digest now").await;
    assert!(now.contains("It comes now"), "{now}");
    assert_eq!(threads(&town).await.len(), 2);
    town.ada().types_in("#launch", "/async digest off").await;
    town.asleep(TimeDelta::days(30)).await;
    assert_eq!(threads(&town).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_comes_with_the_bot_by_the_clock_of_most_people_and_stops_when_the_bot_leaves() {
    let mut town = Town::with_bot().await;
    // a second person in Lagos makes it the clock of most
    let newcomer = unrush::playground::people::Person::member("U0NGOZI", "Ngozi", "Africa/Lagos", "en-GB");
    town.slack.change(|world| world.add_person(newcomer)).await;
    town.slack.change(|world| world.join(LAUNCH, "U0NGOZI", None)).await;
    let comes_and_goes = |comes: bool| {
        town.slack.change(move |world| {
            if comes { world.join(LAUNCH, BOT_USER, Some("U0ADA")) } else { world.leave(LAUNCH, BOT_USER) }
        })
    };
    comes_and_goes(false).await;
    comes_and_goes(true).await;
    town.rests().await;
    let said = town.ada().types_in("#launch", "/async digest").await;
    assert!(said.contains("comes Fri at 15:00 Lagos time"), "{said}");
    town.ada().says("#launch", "@bo can you look at the plan?").await;
    town.rests().await;
    comes_and_goes(false).await;
    town.step(till_friday()).await;
    assert!(threads(&town).await.is_empty(), "nobody is there to tell it");
    town.step(TimeDelta::days(2)).await;
    comes_and_goes(true).await;
    town.rests().await;
    assert!(threads(&town).await.is_empty(), "too late for this week");
    town.asleep(TimeDelta::days(5)).await;
    assert_eq!(threads(&town).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thread_whose_parent_was_deleted_midway_is_left_alone() {
    let town = with_digest().await;
    town.ada().says("#launch", "@bo can you look at the plan?").await;
    town.rests().await;
    let away = || What::Status { status: 503, after_effect: false };
    town.slack.faults().plan(Fault::times("chat.postMessage", What::Delay { millis: 1 }, 1));
    town.slack.faults().plan(Fault::always("chat.postMessage", away()));
    town.step(till_friday()).await;
    let told = threads(&town).await;
    assert!(told.len() == 1 && told[0].1.is_empty(), "the parent alone: {told:?}");
    town.slack
        .change(|world| {
            let parent = world.messages(LAUNCH).last().map(|message| message.ts.clone());
            world.delete(LAUNCH, &parent.expect("a parent"));
        })
        .await;
    town.slack.faults().clear();
    for _ in 0..20 {
        town.step(TimeDelta::minutes(10)).await;
        town.rests().await;
    }
    let world = town.slack.world();
    assert!(!world.messages(LAUNCH).any(|message| message.by_app), "nothing more is said");
}
