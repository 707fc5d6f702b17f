//! Unrush says what it does once where it is brought, and once to who brought it.

use chrono::TimeDelta;
use unrush::playground::world::BOT_USER;

use super::town::Town;

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_and_who_invited_are_told_once_whatever_happens() {
    let mut town = Town::with_bot().await;
    let invite = async |town: &Town| {
        town.slack.invites("ada", "#design", "unrush").await.expect("can invite");
        town.rests().await;
    };
    invite(&town).await;
    let hellos =
        |town: &Town| town.bot_says("#design").iter().filter(|said| said.contains("I am Unrush")).count();
    assert_eq!(hellos(&town), 1);
    let dms = town.ada().dms().await;
    assert_eq!(dms.len(), 1);
    for words in ["Thank you for bringing me", "by Thursday 3pm", "Only watch for a week"] {
        assert!(dms[0].contains(words), "{words} in {}", dms[0]);
    }
    let leave = async |town: &Town| {
        town.slack.change(|world| world.leave("C0DESIGN", BOT_USER)).await;
        invite(town).await;
    };
    leave(&town).await;
    town.restart().await;
    leave(&town).await;
    assert_eq!((hellos(&town), town.ada().dms().await.len()), (1, 1), "invited again");
    town.forgets_everything().await;
    leave(&town).await;
    assert_eq!((hellos(&town), town.ada().dms().await.len()), (1, 1), "although our data are gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_week_of_watching_is_one_press() {
    let town = Town::with_bot().await;
    town.slack.invites("ada", "#design", "unrush").await.expect("can invite");
    town.ada().presses_in_dm("Only watch for a week").await;
    let said = town.ada().private_words().join("\n");
    assert!(said.contains("I say nothing on my own in <#C0DESIGN>"), "{said}");
    let nudges = async || {
        town.ada().says("#design", "@bo can you look at the colours by tomorrow?").await;
        town.rests().await;
        town.ada().private_words().iter().filter(|said| said.contains("Bo is in focus")).count()
    };
    town.bo().types("/async focus 1h").await;
    assert_eq!(nudges().await, 0, "it only watches");
    town.step(TimeDelta::days(7)).await;
    town.bo().types("/async focus 1h").await;
    assert_eq!(nudges().await, 1, "a week is over");
}
