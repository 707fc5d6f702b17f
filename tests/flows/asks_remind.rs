//! Asks remind by themselves: the answerer before the moment, the asker when it is over. Both in their own hours.

use chrono::TimeDelta;
use unrush::domain::charter::{Charter, Intensity};

use super::town::{Said, Town};

/// A town in which Ada and Bo have told their hours. It is Tuesday, 16:00 in Berlin and 10:00 in New York.
async fn town() -> Town {
    told(Town::with_bot().await).await
}

async fn told(town: Town) -> Town {
    town.ada().types("/async hours mon-fri 9-17").await;
    town.bo().types("/async hours mon-fri 9-17").await;
    town
}

async fn asks(town: &Town, when: &str) -> Said {
    let said = town.ada().says("#launch", &format!("@bo can you look at the plan by {when}?")).await;
    town.rests().await;
    said
}

/// What somebody is told, as far as it is a word about a moment that is near or over.
async fn words(town: &Town, name: &'static str) -> Vec<String> {
    let mut dms = town.person(name).dms().await;
    dms.retain(|dm| dm.contains("hope") || dm.contains("No answer yet"));
    dms
}

/// Time passes in steps of a quarter of an hour.
async fn passes(town: &Town, hours: i64) {
    for _ in 0..hours * 4 {
        town.step(TimeDelta::minutes(15)).await;
    }
    town.rests().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answerer_is_reminded_once_four_hours_before_and_the_asker_when_it_is_over() {
    let mut town = town().await;
    asks(&town, "Thursday").await;
    // Wednesday, 09:00 in New York; due on Thursday at 17:00 there
    passes(&town, 23).await;
    assert!(words(&town, "bo").await.is_empty());
    town.restart().await;
    passes(&town, 27).await;
    assert!(words(&town, "bo").await.is_empty(), "not before one o'clock");
    passes(&town, 1).await;
    let said = words(&town, "bo").await;
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("Ada hopes for an answer in") && !said[0].contains("the plan"), "{said:?}");
    assert!(said[0].contains("On it") && said[0].contains("Done"), "{said:?}");
    // 17:15 in New York is night in Berlin, so it is said on Friday morning
    passes(&town, 12).await;
    assert!(words(&town, "ada").await.is_empty(), "at night");
    passes(&town, 6).await;
    let said = words(&town, "ada").await;
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("No answer yet from Bo to"), "{said:?}");
    assert!(said[0].contains("Bo can answer again today 09:00 in New York (your 15:00)"), "{said:?}");
    passes(&town, 7 * 24).await;
    assert_eq!((words(&town, "bo").await.len(), words(&town, "ada").await.len()), (1, 1), "and never again");
    let channel = town.bot_says("#launch").join("\n");
    assert!(!channel.contains("hope") && !channel.contains("No answer"), "{channel}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_answered_is_done_or_taken_on_needs_no_word() {
    let town = town().await;
    let answered = asks(&town, "Thursday").await;
    let ticked = asks(&town, "Thursday").await;
    let begun = asks(&town, "Thursday").await;
    let gone = asks(&town, "Thursday").await;
    town.bo().replies(&answered, "fine").await;
    town.bo().reacts(&ticked, "white_check_mark").await;
    town.bo().reacts(&begun, "eyes").await;
    town.ada().deletes(&gone).await;
    passes(&town, 72).await;
    assert!(words(&town, "bo").await.is_empty(), "{:?}", words(&town, "bo").await);
    let said = words(&town, "ada").await;
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("Bo is on it"), "only what was begun: {said:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn several_come_together_and_each_has_its_buttons() {
    let town = town().await;
    for _ in 0..3 {
        asks(&town, "Thursday").await;
    }
    // 15:00 in New York
    asks(&town, "Thursday 9pm").await;
    passes(&town, 52).await;
    let said = words(&town, "bo").await;
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("4. Ada in") && said[0].contains("Done: 4"), "{said:?}");
    town.bo().presses_in_dm("Done: 1").await;
    assert!(town.bo().notes().await.join("\n").contains("Done: it is not on your list any more."));
    let owed = town.bo().types("/async asks").await;
    assert!(owed.contains("3. ") && !owed.contains("4. "), "{owed}");
    passes(&town, 24).await;
    let said = words(&town, "ada").await;
    assert!(said.len() == 1 && said[0].contains("3. Bo in"), "{said:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_who_told_nothing_or_wants_quiet_is_told_and_nothing_where_it_is_only_watched() {
    let town = Town::with_bot().await;
    asks(&town, "Thursday").await;
    passes(&town, 80).await;
    assert!(
        words(&town, "bo").await.is_empty() && words(&town, "ada").await.is_empty(),
        "nobody said a word"
    );

    let town = self::town().await;
    town.bo().types("/async quiet me").await;
    town.ada().types("/async quiet me").await;
    asks(&town, "Thursday").await;
    // without a window there is no word either
    town.ada().says("#launch", "@bo can you look at the plan?").await;
    passes(&town, 80).await;
    assert!(words(&town, "bo").await.is_empty() && words(&town, "ada").await.is_empty(), "quiet");

    let charter = Charter { intensity: Intensity::Observe, ..Charter::default() };
    let town = told(Town::with_charter(charter).await).await;
    asks(&town, "Thursday").await;
    passes(&town, 80).await;
    assert!(words(&town, "bo").await.is_empty() && words(&town, "ada").await.is_empty(), "observed");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_over_can_be_asked_again_extended_or_let_go() {
    let town = town().await;
    asks(&town, "Wednesday 11am").await;
    // Wednesday, 11:00 in Berlin and night in New York
    passes(&town, 19).await;
    assert!(words(&town, "ada").await.is_empty());
    passes(&town, 1).await;
    let said = words(&town, "ada").await;
    assert!(said.len() == 1 && said[0].contains("No answer yet from Bo"), "{said:?}");
    town.ada().presses_in_dm("Ask again when they're back").await;
    let told = town.ada().dms().await.pop().unwrap_or_default();
    assert!(told.contains("Bo will find it first in their list when they are back"), "{told}");
    assert!(!town.bo().dms().await.join("\n").contains("Held"), "he sleeps");
    passes(&town, 3).await;
    let list = town.bo().dms().await.join("\n");
    assert!(list.contains("Held for you till now"), "{list}");
    assert!(words(&town, "ada").await.is_empty(), "what was pressed is replaced");
    // until the end of his day, which is night in Berlin
    passes(&town, 19).await;
    let said = words(&town, "ada").await;
    assert_eq!(said.len(), 1, "the time counts anew, and the first word was replaced: {said:?}");
    town.ada().presses_in_dm("Let it go").await;
    assert!(town.ada().dms().await.join("\n").contains("Let go: nobody is expected"));
    assert!(town.bo().types("/async asks").await.contains("Closed quietly"));
}
