//! Every reason to say nothing, played: a ping that would set off a note, and does not.

use chrono::TimeDelta;
use unrush::domain::charter::{Charter, Intensity};

use super::nudges::standard;
use super::town::{Said, Town};

/// Nothing is said about this message to anybody.
async fn is_silent(town: &Town, why: &str) {
    let notes = town.ada().notes().await;
    assert!(notes.is_empty(), "{why}: {notes:?}");
    assert_eq!(town.slack.calls_of("chat.postEphemeral").len(), 0, "{why}");
}

/// How many notes Ada got.
async fn count(town: &Town) -> usize {
    town.ada().notes().await.len()
}

async fn asks_dee(town: &Town) -> Said {
    town.ada().says("#launch", "@dee can you look by tomorrow?").await
}

#[tokio::test(flavor = "multi_thread")]
async fn she_wrote_in_the_channel_a_few_minutes_ago() {
    let town = Town::with_charter(standard()).await;
    town.dee().says("#launch", "I can't sleep").await;
    town.step(TimeDelta::minutes(9)).await;
    asks_dee(&town).await;
    is_silent(&town, "9 minutes").await;
    town.step(TimeDelta::minutes(2)).await;
    asks_dee(&town).await;
    assert_eq!(count(&town).await, 1, "11 minutes");
}

#[tokio::test(flavor = "multi_thread")]
async fn she_writes_in_this_thread() {
    let town = Town::with_charter(standard()).await;
    let root = town.ada().says("#launch", "the plan for Thursday").await;
    town.slack.replies("dee", "#launch", &root.ts, "one remark").await.expect("can reply");
    town.rests().await;
    town.step(TimeDelta::minutes(30)).await;
    town.slack.replies("ada", "#launch", &root.ts, "@dee can you say more?").await.expect("can reply");
    is_silent(&town, "in her thread").await;
    asks_dee(&town).await;
    assert_eq!(count(&town).await, 1, "outside of it");
}

#[tokio::test(flavor = "multi_thread")]
async fn she_asked_first() {
    let town = Town::with_charter(standard()).await;
    town.dee().says("#launch", "@ada can you send me the numbers by Thursday?").await;
    town.rests().await;
    town.step(TimeDelta::minutes(60)).await;
    town.ada().says("#launch", "@dee which numbers do you mean?").await;
    is_silent(&town, "it answers her").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_pair_was_told_today() {
    let town = Town::with_charter(standard()).await;
    asks_dee(&town).await;
    assert_eq!(count(&town).await, 1);
    town.step(TimeDelta::minutes(30)).await;
    asks_dee(&town).await;
    assert_eq!(count(&town).await, 1, "once a day");
    town.step(TimeDelta::hours(24)).await;
    asks_dee(&town).await;
    assert_eq!(count(&town).await, 2, "the next day");
}

#[tokio::test(flavor = "multi_thread")]
async fn both_are_off() {
    let town = Town::with_charter(standard()).await;
    // 19:00 in Berlin and in Lagos
    town.step(TimeDelta::hours(3)).await;
    town.ada().says("#launch", "@chidi can you look by tomorrow?").await;
    is_silent(&town, "both are off").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_few_a_day_are_enough() {
    let town = Town::with_charter(Charter { nudges_a_day: 0, ..standard() }).await;
    asks_dee(&town).await;
    is_silent(&town, "none are left").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn quotes_code_links_and_links_labels_ask_nothing() {
    let town = Town::with_charter(standard()).await;
    for text in ["> @dee can you look?\nso she said", "`@dee can you look?`", "@dee https://example.com/plan"]
    {
        town.ada().says("#launch", text).await;
        is_silent(&town, text).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn greetings_and_thanks_ask_nothing() {
    let town = Town::with_charter(standard()).await;
    for text in ["@dee thanks a lot!", "Good morning @dee :tada:", "happy birthday @dee"] {
        town.ada().says("#launch", text).await;
        is_silent(&town, text).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_says_that_nothing_is_expected_or_nothing_hurries_is_left_alone() {
    let town = Town::with_charter(standard()).await;
    for text in [
        "[FYI] @dee the plan is out",
        "@dee no need to reply, but the plan is out",
        "@dee no rush, can you look at the plan?",
        "@dee can you look when you're back?",
    ] {
        town.ada().says("#launch", text).await;
        is_silent(&town, text).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_that_mentions_nobody_new_says_nothing_and_one_that_does_speaks_of_them_alone() {
    let town = Town::with_charter(standard()).await;
    let said = asks_dee(&town).await;
    assert_eq!(count(&town).await, 1);
    town.ada().edits(&said, "@dee can you look by Friday?").await;
    assert_eq!(count(&town).await, 1, "nobody new");
    let town = Town::with_charter(standard()).await;
    let said = town.ada().says("#launch", "@bo can you look by tomorrow?").await;
    assert_eq!(count(&town).await, 0, "Bo is at work");
    town.ada().edits(&said, "@bo @dee can you look by tomorrow?").await;
    let notes = town.ada().notes().await;
    assert_eq!(notes.len(), 1, "{notes:?}");
    assert!(notes[0].contains("Dee") && !notes[0].contains("Bo"), "{notes:?}");
    town.ada().edits(&said, "@dee @bo can you look by Thursday?").await;
    assert_eq!(count(&town).await, 1, "never a second for the same person");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unfolding_link_says_nothing() {
    let town = Town::with_charter(standard()).await;
    let said = town.ada().says("#launch", "@bo can you read https://example.com/plan?").await;
    town.rests().await;
    town.step(TimeDelta::hours(8)).await;
    town.slack.change(|world| world.unfurl("C0LAUNCH", &said.ts)).await;
    is_silent(&town, "an unfolded link").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_three_in_a_row_left_alone_the_rule_is_quiet_for_her() {
    let town = Town::with_charter(standard()).await;
    for day in 1..=3 {
        asks_dee(&town).await;
        assert_eq!(count(&town).await, day);
        town.step(TimeDelta::hours(24)).await;
    }
    // Friday in Berlin
    asks_dee(&town).await;
    assert_eq!(count(&town).await, 3, "no fourth");
}

#[tokio::test(flavor = "multi_thread")]
async fn observing_says_nothing_and_gentle_speaks_of_people_who_asked_for_it() {
    let town = Town::with_charter(Charter { intensity: Intensity::Observe, ..standard() }).await;
    asks_dee(&town).await;
    town.ada().says("#launch", "@channel the plan is out, please read it").await;
    is_silent(&town, "observing").await;

    let town = Town::with_charter(Charter { protect: false, ..Charter::default() }).await;
    asks_dee(&town).await;
    is_silent(&town, "Dee did not ask for it").await;

    let town = Town::with_charter(Charter { intensity: Intensity::Gentle, ..standard() }).await;
    town.ada().says("#launch", "@channel please read the plan").await;
    is_silent(&town, "gentle speaks of people only").await;
    asks_dee(&town).await;
    assert_eq!(count(&town).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_whole_channel_it_says_how_many_it_would_wake() {
    let town = Town::with_charter(standard()).await;
    town.ada().says("#launch", "@channel please read the plan").await;
    let notes = town.ada().notes().await;
    assert_eq!(notes.len(), 1, "{notes:?}");
    assert!(notes[0].contains("reaches one person outside their time,* of 3"), "{notes:?}");
    assert!(!notes[0].contains("Dee"), "nobody is named: {notes:?}");
    town.step(TimeDelta::hours(4)).await;
    // 20:00 in Berlin and Lagos, 14:00 in New York
    town.bo().says("#launch", "@reviewers please read the plan").await;
    let notes = town.bo().notes().await;
    assert!(notes[0].contains("reaches one person outside their time,* of 1"), "{notes:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_message_says_nothing_whatever_comes_late() {
    let town = Town::with_charter(standard()).await;
    let fault =
        unrush::playground::faults::Fault::times("message", unrush::playground::faults::What::HoldBack, 1);
    town.slack.faults().plan(fault);
    let said = asks_dee(&town).await;
    town.ada().deletes(&said).await;
    is_silent(&town, "it was gone before it was heard of").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_that_is_only_watched_tells_what_it_would_have_said_this_week() {
    let mut town = Town::with_charter(Charter { intensity: Intensity::Observe, ..standard() }).await;
    let said = town.chidi().types_in("#launch", "/async channel").await;
    assert!(said.contains("I would have said no notes"), "{said}");
    asks_dee(&town).await;
    town.rests().await;
    town.restart().await;
    town.chidi().says("#launch", "@dee can you look at mine, too?").await;
    is_silent(&town, "observing").await;
    let said = town.chidi().types_in("#launch", "/async channel").await;
    assert!(said.contains("I would have said 2 notes") && !said.contains("Dee"), "{said}");
    assert!(
        !town.chidi().types("/async channel").await.contains("2 notes"),
        "elsewhere it is another matter"
    );
    town.step(TimeDelta::days(7)).await;
    let said = town.chidi().types_in("#launch", "/async channel").await;
    assert!(said.contains("no notes"), "{said}");
}
