//! A deleted message: everything about it goes, and nothing late brings it back.

use unrush::domain::charter::{Charter, TagMode};
use unrush::playground::faults::{Fault, What};

use super::town::Town;

#[tokio::test(flavor = "multi_thread")]
async fn deleting_a_message_takes_its_reply_away() {
    let mut town = Town::with_charter(Charter { tag: TagMode::Both, ..Charter::default() }).await;
    let said = town.ada().says("#launch", "@bo can you review it today?").await;
    assert_eq!(town.thread(&said).await.len(), 1);
    town.restart().await;
    town.ada().deletes(&said).await;
    assert!(town.thread(&said).await.is_empty());
    assert!(town.tags(&said).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_deleted_before_it_was_heard_stays_gone() {
    let town = Town::with_charter(Charter { tag: TagMode::Both, ..Charter::default() }).await;
    let first = town.ada().says("#launch", "@bo can you answer today?").await;
    assert_eq!(town.thread(&first).await.len(), 1);
    let posts = town.count("chat.postMessage");
    town.slack.faults().plan(Fault::times("message", What::HoldBack, 1));
    let said = town.ada().says("#launch", "@bo can you review it today?").await;
    town.ada().deletes(&said).await;
    town.rests().await;
    assert_eq!(town.count("chat.postMessage"), posts);
    assert!(town.tags(&said).await.is_empty());
}
