//! The day of `overlap` as a picture: brought to Slack, shown to who asked, taken down; and words wherever that fails.

use std::path::Path;

use chrono::TimeDelta;
use serde_json::Value;
use unrush::playground::faults::{Fault, What};

use super::town::Town;

/// The picture Ada sees in the README.
const SHOWN_IN_README: &str = "tests/browser/overlap.png";

/// The pictures somebody was shown: the files they are, and the words that stand for them.
fn pictures(town: &Town, who: &str) -> Vec<(String, String)> {
    let world = town.slack.world();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let notes = world.ephemerals(who).filter_map(|note| note.blocks.as_ref()?.as_array()?.first().cloned());
    let images = notes.filter(|block| block["type"] == "image");
    images.map(|image| (text(&image["slack_file"]["id"]), text(&image["alt_text"]))).collect()
}

/// Slack fails like this from now on.
fn fails(town: &Town, fault: Fault) {
    town.slack.faults().plan(fault);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_day_comes_as_a_picture_that_only_who_asked_sees_and_is_gone_a_day_later() {
    let mut town = Town::with_bot().await;
    town.chidi().types("/async focus mon-fri 11-12").await;
    town.chidi().types("/async publish show").await;
    let said = town.ada().types("/async overlap @bo @chidi 30m").await;
    assert!(said.contains("30 minutes in which you all can answer") && !said.contains('█'), "{said}");
    let [(file, words)] = &pictures(&town, "U0ADA")[..] else { panic!("one picture: {said}") };
    for part in [
        "Tue 24 Nov, Berlin time.",
        "Ada in Berlin: free 09:00–17:00.",
        "Bo in New York: free 15:00–23:00.",
        "Chidi in Lagos: free 09:00–11:00, 12:00–17:00; focus 11:00–12:00.",
        "All of you: 15:00–17:00.",
        "Proposed: 16:00–16:30.",
    ] {
        assert!(words.contains(part), "{part} in {words}");
    }
    for others in ["U0BO", "U0CHIDI", "U0DEE"] {
        assert!(pictures(&town, others).is_empty());
    }
    let bytes = {
        let world = town.slack.world();
        let file = world.files.get(file).expect("the file");
        assert_eq!(file.name, "day.png", "it names nobody");
        file.bytes().expect("brought").to_vec()
    };
    golden(&bytes);
    let completed = town.slack.calls_of("files.completeUploadExternal");
    let args = &completed[0].args;
    assert!(args["channel_id"].is_null() && args["channels"].is_null(), "shared with nobody: {args}");
    town.restart().await;
    assert_eq!(town.slack.world().files.all().count(), 1);
    town.step(TimeDelta::days(1)).await;
    town.rests().await;
    assert_eq!(town.slack.world().files.all().count(), 0, "taken down");
    assert_eq!(town.count("files.delete"), 1);
}

/// The picture in the README is the one people see.
fn golden(bytes: &[u8]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(SHOWN_IN_README);
    if std::fs::read(&path).ok().as_deref() != Some(bytes) {
        let fresh = Path::new(env!("CARGO_TARGET_TMPDIR")).join("overlap.png");
        std::fs::write(&fresh, bytes).expect("can write");
        panic!("the picture has changed: look at {}, then put it at {SHOWN_IN_README}", fresh.display());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workspace_that_lets_us_bring_no_files_has_the_day_in_words_at_once() {
    let town = Town::with_bot().await;
    town.slack.world().scopes.remove("files:write");
    let said = town.ada().types("/async overlap @bo @chidi 30m").await;
    assert!(said.contains("Bo       ░") && said.contains("all      "), "{said}");
    assert!(pictures(&town, "U0ADA").is_empty());
    assert_eq!(town.ada().notes().await.len(), 1, "one answer");
    assert!(town.slack.calls_of("files.getUploadURLExternal").is_empty(), "not even tried");
    assert!(!town.ada().types("/async privacy").await.contains("upload"));
    town.slack.world().scopes.insert("files:write".into());
    assert!(town.ada().types("/async overlap @dee").await.contains("Dee in Auckland: free"));
    assert!(town.ada().types("/async privacy").await.contains("your workspace lets me upload files"));
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_fails_on_the_way_the_day_comes_in_words_and_nobody_sees_an_error() {
    let town = Town::with_bot().await;
    town.ada().types("/async overlap @bo").await;
    assert_eq!(pictures(&town, "U0ADA").len(), 1);
    let error = |error: &str| What::Error { error: error.into(), after_effect: false };
    let broken = || What::Status { status: 503, after_effect: false };
    for (method, what) in [
        ("files.getUploadURLExternal", error("missing_scope")),
        ("files.getUploadURLExternal", What::Garbage),
        ("files.getUploadURLExternal", What::DropReply),
        ("upload_url", broken()),
        ("upload_url", What::DropCall),
        ("upload_url", error("no such upload")),
        ("files.completeUploadExternal", broken()),
        ("files.completeUploadExternal", error("file_update_failed")),
        ("files.completeUploadExternal", What::DropReply),
    ] {
        fails(&town, Fault::times(method, what.clone(), 1));
        let said = town.ada().types("/async overlap @bo").await;
        assert!(
            said.contains("30 minutes in which") && said.contains("Bo       ░"),
            "{method} {what:?}: {said}"
        );
        assert_eq!(pictures(&town, "U0ADA").len(), 1, "{method} {what:?}: no more pictures");
    }
    let said = town.ada().types("/async overlap @bo").await;
    assert!(said.contains("Bo in New York: free") && !said.contains('░'), "all is well again: {said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_slack_has_not_looked_at_yet_is_shown_a_moment_later_or_else_told() {
    let mut town = Town::with_bot().await;
    town.ada().types("/async overlap @bo").await;
    // only pictures go to the address for answers now: the words come with the acknowledgement
    let not_yet = || What::Error { error: "invalid_blocks".into(), after_effect: false };
    fails(&town, Fault::times("response_url", not_yet(), 2));
    let said = town.ada().types("/async overlap @bo").await;
    assert!(said.contains("30 minutes in which") && !said.contains("Bo in New York: free"), "{said}");
    town.waits(3).await;
    assert_eq!(pictures(&town, "U0ADA").len(), 2, "shown at last");
    fails(&town, Fault::times("response_url", not_yet(), 3));
    town.ada().types("/async overlap @bo").await;
    town.restart().await;
    town.waits(3).await;
    assert_eq!(pictures(&town, "U0ADA").len(), 2);
    let notes = town.ada().notes().await;
    assert!(notes.last().is_some_and(|note| note.contains("Bo       ░")), "{notes:?}");
    town.step(TimeDelta::days(1)).await;
    town.rests().await;
    assert_eq!(town.slack.world().files.all().count(), 0, "also what was never shown is taken down");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_hides_their_hours_has_no_row_in_the_picture() {
    let town = Town::with_bot().await;
    town.dee().types("/async publish protect").await;
    let said = town.ada().types("/async overlap @bo @dee 30m tomorrow").await;
    assert!(said.contains("Not shown: Dee"), "{said}");
    let said = town.ada().types("/async overlap @chidi @bo").await;
    assert!(said.contains("Bo in New York: free"), "{said}");
    town.bo().types("/async publish protect").await;
    town.ada().types("/async overlap @chidi @bo").await;
    let shown = pictures(&town, "U0ADA");
    let (_, words) = shown.last().expect("a picture");
    assert!(words.contains("Chidi in Lagos: free") && !words.contains("Bo"), "{words}");
    assert!(
        !words.contains("New York") && !words.contains("All of you") && words.contains("Proposed:"),
        "{words}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn words_written_to_the_bot_are_answered_in_words() {
    let town = Town::with_bot().await;
    town.ada().types("/async overlap @bo").await;
    let said = town.ada().tells_the_bot("overlap <@U0BO>").await;
    assert!(said.contains("30 minutes in which") && said.contains("Bo       ░"), "{said}");
    assert_eq!(pictures(&town, "U0ADA").len(), 1, "a direct message would keep its picture");
}
