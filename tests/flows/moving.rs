//! The bot moves into another store and goes on there.

use chrono::TimeDelta;

use super::town::Town;

#[tokio::test(flavor = "multi_thread")]
async fn reminders_and_asks_come_along_to_the_other_store() {
    let mut town = Town::with_bot().await;
    town.ada().types("/async remind me in 2 hours to stretch").await;
    town.bo().types("/async hours mon-fri 8-16").await;
    let said = town.ada().says("#launch", "@bo can you review it by thursday 3pm?").await;
    let tags = town.tags(&said).await;
    for stay in 1..=2 {
        town.moves().await;
        assert_eq!(town.tags(&said).await, tags, "still there, and not tagged anew, at move {stay}");
        assert!(town.bo().types("/async hours").await.contains("16:00"));
        assert!(town.ada().types("/async reminders").await.contains("stretch"));
    }
    town.step(TimeDelta::hours(2)).await;
    let dms = town.ada().dms().await;
    assert_eq!(dms.iter().filter(|dm| dm.contains("stretch")).count(), 1, "{dms:?}");
    // somebody who repeats himself is understood once, wherever it was that he was heard first
    town.ada().edits(&said, "@bo can you review it today?").await;
    assert_eq!(town.tags(&said).await.len(), 1);
}
