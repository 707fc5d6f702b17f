//! An edited message: its tag follows, whatever the order in which Slack tells of it.

use serde_json::json;
use unrush::playground::faults::{Fault, What};

use super::town::Town;

#[tokio::test(flavor = "multi_thread")]
async fn the_tag_follows_an_edit() {
    let mut town = Town::with_bot().await;
    let said = town.ada().says("#launch", "@bo can you review it today?").await;
    assert_eq!(town.tags(&said).await, ["city_sunset"]);
    town.restart().await;
    town.ada().edits(&said, "@bo can you review it by Friday?").await;
    assert_eq!(town.tags(&said).await, ["calendar"]);
    town.ada().edits(&said, "@bo never mind").await;
    assert!(town.tags(&said).await.is_empty());
    town.ada().edits(&said, "@bo can you review it within 24 hours?").await;
    assert_eq!(town.tags(&said).await, ["hourglass_flowing_sand"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_that_comes_before_its_original_counts() {
    let town = Town::with_bot().await;
    // whoever is known already is read from memory, so that the order of the two events is what is tried
    let first = town.ada().says("#launch", "@bo can you answer today?").await;
    town.tags(&first).await;
    town.slack.faults().plan(Fault::times("message", What::HoldBack, 1));
    let said = town.ada().says("#launch", "@bo can you review it today?").await;
    town.ada().edits(&said, "@bo can you review it by Friday?").await;
    assert_eq!(town.tags(&said).await, ["calendar"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unfurled_link_changes_nothing() {
    let town = Town::with_bot().await;
    let said = town.ada().says("#launch", "@bo can you read https://example.com/plan by Friday?").await;
    assert_eq!(town.tags(&said).await, ["calendar"]);
    let calls = town.slack.calls().len();
    town.slack.change(|world| world.unfurl("C0LAUNCH", &said.ts)).await;
    assert_eq!(town.tags(&said).await, ["calendar"]);
    assert_eq!(town.slack.calls().len(), calls, "not one call more");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_window_chosen_by_hand_is_left_alone_by_edits() {
    let town = Town::with_bot().await;
    town.ada().types_in("#launch", "/async channel tag both").await;
    let said = town.ada().says("#launch", "@bo can you answer today?").await;
    let reply = town.reply_ts(&said).await;
    town.ada().presses("#launch", &reply, "Change window").await;
    town.ada().submits(json!({"window": {"choice": "week"}})).await;
    town.ada().edits(&said, "@bo can you answer by Friday?").await;
    assert_eq!(town.tags(&said).await, ["spiral_calendar_pad"]);
}
