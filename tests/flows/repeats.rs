//! Slack repeats itself: under the same id, under new ids, and as two kinds of event at once.

use unrush::domain::charter::{Charter, TagMode};
use unrush::playground::faults::{Fault, What};

use super::town::Town;

async fn town() -> Town {
    Town::with_charter(Charter { tag: TagMode::Both, ..Charter::default() }).await
}

#[tokio::test(flavor = "multi_thread")]
async fn one_message_eleven_times_under_different_ids_has_one_effect() {
    let town = town().await;
    town.slack.faults().plan(Fault::times("message", What::Repeat { copies: 10, new_id: true }, 1));
    let said = town.ada().says("#launch", "@bo can you review it today?").await;
    assert_eq!(town.thread(&said).await.len(), 1);
    assert_eq!(town.count("chat.postMessage"), 1);
    assert_eq!(town.count("reactions.add"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_event_ten_times_at_once_has_one_effect() {
    let town = town().await;
    town.slack.faults().plan(Fault::times("message", What::Repeat { copies: 9, new_id: false }, 1));
    let said = town.ada().says("#launch", "@bo can you review it today?").await;
    assert_eq!(town.thread(&said).await.len(), 1);
    assert_eq!(town.count("chat.postMessage"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mention_of_the_bot_beside_the_message_has_one_effect() {
    let town = town().await;
    let said = town.ada().says("#launch", "@unrush @bo can you review it today?").await;
    let thread = town.thread(&said).await;
    assert_eq!(thread.len(), 1, "message and app_mention are one message");
    assert_eq!(town.count("chat.postMessage"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_after_a_restart_changes_nothing() {
    let mut town = town().await;
    town.slack.faults().plan(Fault::times("message", What::Repeat { copies: 1, new_id: true }, 1));
    let said = town.ada().says("#launch", "@bo can you review it today?").await;
    town.rests().await;
    town.crash().await;
    assert_eq!(town.thread(&said).await.len(), 1);
    assert_eq!(town.count("chat.postMessage"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_whose_answer_got_lost_is_found_and_not_sent_again() {
    let town = town().await;
    town.slack.faults().plan(Fault::times("chat.postMessage", What::DropReply, 1));
    let said = town.ada().says("#launch", "@bo can you review it today?").await;
    assert_eq!(town.thread(&said).await.len(), 1);
    let posts = town.slack.calls_of("chat.postMessage");
    assert_eq!(posts.iter().filter(|call| call.ok()).count(), 1, "looked for before it is sent again");
}

#[tokio::test(flavor = "multi_thread")]
async fn rate_limits_and_failures_of_slack_only_delay() {
    let town = town().await;
    town.slack.faults().plan(Fault::times(
        "chat.postMessage",
        What::Ratelimited { retry_after: Some("3".into()) },
        2,
    ));
    town.slack.faults().plan(Fault::times(
        "reactions.add",
        What::Status { status: 503, after_effect: false },
        2,
    ));
    let said = town.ada().says("#launch", "@bo can you review it today?").await;
    town.waits(30).await;
    assert_eq!(town.tags(&said).await, ["city_sunset"]);
    assert_eq!(town.thread(&said).await.len(), 1);
}
