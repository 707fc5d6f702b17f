//! A reminder is said once, at its moment, whatever happens in between.

use chrono::TimeDelta;

use super::town::Town;

#[tokio::test(flavor = "multi_thread")]
async fn a_reminder_comes_at_its_moment_and_once() {
    let mut town = Town::with_bot().await;
    let answer = town.ada().types("/async remind me in 2 hours to stretch").await;
    assert!(answer.contains("I'll remind you"), "{answer}");
    town.step(TimeDelta::minutes(119)).await;
    assert!(town.ada().dms().await.is_empty(), "not early");
    town.restart().await;
    assert!(town.ada().dms().await.is_empty(), "not early after a restart");
    town.step(TimeDelta::minutes(1)).await;
    let dms = town.ada().dms().await;
    assert_eq!(dms.len(), 1, "{dms:?}");
    for words in ["stretch", "Done", "Snooze", "Delete"] {
        assert!(dms[0].contains(words), "{words} in {}", dms[0]);
    }
    town.crash().await;
    town.step(TimeDelta::days(1)).await;
    assert_eq!(town.ada().dms().await.len(), 1, "and never again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reminder_due_while_the_bot_is_down_comes_late_and_says_so() {
    let mut town = Town::with_bot().await;
    town.ada().types("/async remind me in 10 minutes to call the printer").await;
    town.bo().types("/async remind me in 20 minutes to breathe").await;
    town.asleep(TimeDelta::hours(3)).await;
    let dms = town.ada().dms().await;
    assert_eq!(dms.len(), 1);
    assert!(dms[0].contains("call the printer"), "{}", dms[0]);
    assert!(dms[0].contains("17:10") || dms[0].contains("16:10"), "says when it was meant for: {}", dms[0]);
    assert_eq!(town.bo().dms().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hostile_reminder_pings_nobody() {
    let town = Town::with_bot().await;
    town.ada().types("/async remind me in 5m <!channel> <@U0BO> & <https://evil.example|slack.com>").await;
    town.step(TimeDelta::minutes(5)).await;
    assert_eq!(town.ada().dms().await.len(), 1);
    let post = town.slack.calls_of("chat.postMessage").pop().expect("a post");
    // plain text is shown letter by letter; everything else is read for mentions and links
    let read = [post.args["text"].to_string(), mrkdwn(&post.args["blocks"])].concat();
    for ping in ["<!channel", "<@U0BO", "<https"] {
        assert!(!read.contains(ping), "{ping} in {read}");
    }
    assert!(post.args["text"].to_string().contains("&lt;!channel&gt;"));
}

#[tokio::test(flavor = "multi_thread")]
async fn snooze_brings_it_back_and_done_ends_it() {
    let mut town = Town::with_bot().await;
    town.bo().types("/async remind me in 5m to breathe").await;
    town.step(TimeDelta::minutes(5)).await;
    town.bo().presses_in_dm("Snooze").await;
    town.restart().await;
    town.step(TimeDelta::minutes(59)).await;
    assert_eq!(town.bo().dms().await.iter().filter(|dm| has_buttons(dm)).count(), 0);
    town.step(TimeDelta::minutes(1)).await;
    let dms = town.bo().dms().await;
    let back: Vec<_> = dms.iter().filter(|dm| dm.contains("breathe") && has_buttons(dm)).collect();
    assert_eq!(back.len(), 1, "{dms:?}");
    town.bo().presses_in_dm("Done").await;
    assert!(town.bo().dms().await.iter().all(|dm| !has_buttons(dm)));
    town.step(TimeDelta::days(2)).await;
    assert!(town.bo().dms().await.iter().all(|dm| !has_buttons(dm)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snooze_in_the_evening_waits_for_the_morning() {
    let town = Town::with_bot().await;
    // 16:00 in Berlin; the working day ends at 17:00
    town.ada().types("/async remind me in 90 minutes to pack").await;
    town.step(TimeDelta::minutes(90)).await;
    assert_eq!(
        town.ada().dms().await.len(),
        1,
        "set by herself, so it comes at its moment, also in the evening"
    );
    town.ada().presses_in_dm("Snooze").await;
    town.step(TimeDelta::hours(4)).await;
    assert!(town.ada().dms().await.iter().all(|dm| !has_buttons(dm)), "not in the evening");
    town.step(TimeDelta::hours(12)).await;
    assert!(town.ada().dms().await.iter().any(|dm| dm.contains("pack") && has_buttons(dm)));
}

/// Whether a reminder still waits for somebody to say what becomes of it.
fn has_buttons(dm: &str) -> bool {
    dm.contains("Delete")
}

/// Everything in some blocks that Slack reads for mentions and links.
fn mrkdwn(blocks: &serde_json::Value) -> String {
    match blocks {
        serde_json::Value::Object(map) if map.get("type").is_some_and(|kind| kind == "mrkdwn") => {
            map["text"].to_string()
        }
        serde_json::Value::Object(map) => map.values().map(mrkdwn).collect(),
        serde_json::Value::Array(all) => all.iter().map(mrkdwn).collect(),
        _ => String::new(),
    }
}
