//! Somebody wants to know what is kept of them.

use chrono::TimeDelta;
use serde_json::Value;

use super::town::Town;

/// The documents in what the bot says: what stands in code blocks.
fn documents(dms: &[String]) -> Vec<Value> {
    let blocks = dms.iter().filter_map(|dm| dm.split("```").nth(1));
    let shown = blocks.map(|block| block.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"));
    shown.map(|block| serde_json::from_str(&block).expect("whole by itself")).collect()
}

async fn exports(town: &Town) -> Vec<Value> {
    let before = town.bo().dms().await.len();
    assert!(town.bo().types("/async export").await.contains("by direct message"));
    town.step(TimeDelta::seconds(1)).await;
    documents(&town.bo().dms().await.split_off(before))
}

#[tokio::test(flavor = "multi_thread")]
async fn one_is_told_everything_of_ones_own_and_nothing_of_others() {
    let mut town = Town::with_bot().await;
    for line in [
        "hours mon-fri 8-16",
        "publish protect",
        "remind me tomorrow 9am to call <mum> & dad",
        "checkins 10:00",
    ] {
        town.bo().types(&format!("/async {line}")).await;
    }
    town.ada().types("/async remind @bo tomorrow 9am about the secret numbers").await;
    town.ada().types("/async hours mon-fri 7-15").await;
    let said = town.ada().says("#launch", "@bo can you look at the confidential draft by tomorrow?").await;
    town.restart().await;

    let all = exports(&town).await;
    let words = Value::from(all.clone()).to_string();
    for own in ["08:00-16:00", "protect", "call <mum> & dad", "10:00:00", "America/New_York", &said.ts] {
        assert!(words.contains(own), "{own}: {words}");
    }
    for others in ["secret", "confidential", "07:00-15:00", "Europe/Berlin"] {
        assert!(!words.contains(others), "{others}: {words}");
    }
    // a program finds what it looks for
    let reminders =
        all.iter().flat_map(|document| document["reminders"].as_array().cloned().unwrap_or_default());
    let from: Vec<String> = reminders.map(|one| one["by"].as_str().expect("an id").to_owned()).collect();
    assert_eq!(from.len(), 2, "his, and that there is one of hers");
    // what was said is kept nowhere but in Slack
    assert!(town.kept().await.iter().all(|line| !line.contains("export")));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_stranger_nothing_is_kept() {
    let town = Town::with_bot().await;
    let all = exports(&town).await;
    assert!(Value::from(all).to_string().len() < 400, "who they are, at most");
}
