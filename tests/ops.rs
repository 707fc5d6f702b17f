//! What operators see of the running program: is it alive, is it ready, what it did, and how it goes.

pub mod served;

use std::time::Duration;

use serde_json::json;
use unrush::playground::faults::{Fault, What};

use self::served::{FIGURES, Served, environment, slack};
use crate::doors::caller::{Caller, request};
use crate::stores::redis::Server;

#[tokio::test(flavor = "multi_thread")]
async fn a_running_bot_is_alive_and_ready_and_its_figures_move() {
    let (slack, data) = (slack().await, tempfile::tempdir().expect("folder"));
    let bot = Served::start(&environment(&slack, &data));
    slack.set_events_url(Some(format!("http://{}/slack/events", bot.door)));
    let alive = bot.page("/healthz").await;
    assert_eq!((alive.status, alive.body.as_str()), (200, "alive\n"));
    let report = bot.until(|report| report["slack"] == "answers").await;
    assert_eq!(report["ready"], true, "{report}");
    assert_eq!((&report["store"], &report["because"]), (&json!("writable"), &json!([])));

    slack.says("ada", "launch", "@bo can you review the plan by Thursday 3pm?").await.expect("says");
    slack.quiet().await;
    let saved = r#"unrush_events_total{door="http",type="message",result="saved"}"#;
    assert!(bot.figure(saved).await.is_some_and(|n| n >= 1.0));
    let delivered = r#"unrush_deliveries_total{kind="tag",result="delivered"}"#;
    bot.counts(delivered, 1.0).await;
    assert_eq!(
        bot.figure(r#"unrush_slack_calls_total{method="reactions.add",result="done"}"#).await,
        Some(1.0)
    );
    assert!(bot.figure(r#"unrush_acknowledge_seconds_count{door="http"}"#).await.is_some_and(|n| n >= 1.0));
    assert_eq!(bot.figure("unrush_late_seconds_count").await.map(|n| n >= 1.0), Some(true));
    for (name, value) in [
        ("unrush_ready", 1.0),
        ("unrush_store_writable", 1.0),
        ("unrush_dead_letters", 0.0),
        ("unrush_deliveries_in_hand", 0.0),
        ("unrush_oldest_due_seconds", 0.0),
        (r#"unrush_door_open{door="http"}"#, 1.0),
    ] {
        assert_eq!(bot.figure(name).await, Some(value), "{name}");
    }
    // an unsigned request is counted, and a page that is not there is not
    let unsigned = request("POST /slack/events", &[("Content-Type", "application/json")], b"{}");
    assert_eq!(Caller::at(bot.door).await.ask(&unsigned).await.expect("answer").status, 401);
    assert_eq!(bot.figure(r#"unrush_requests_total{door="http",reason="unsigned"}"#).await, Some(1.0));
    assert_eq!(bot.page("/slack/events").await.status, 404);
    let post = request("POST /healthz", &[], b"");
    assert_eq!(Caller::at(bot.ops).await.ask(&post).await.expect("answer").status, 405);
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_well_formed_and_name_nobody() {
    let (slack, data) = (slack().await, tempfile::tempdir().expect("folder"));
    let bot = Served::start(&environment(&slack, &data));
    slack.set_events_url(Some(format!("http://{}/slack/events", bot.door)));
    slack.says("ada", "launch", "@bo can you review it today?").await.expect("says");
    slack.types("ada", "launch", "/async remind me in 2 hours to stretch").await.expect("types");
    slack.quiet().await;
    bot.counts(r#"unrush_deliveries_total{kind="tag",result="delivered"}"#, 1.0).await;
    let page = bot.page("/metrics").await;
    assert!(page.header("content-type").is_some_and(|kind| kind.starts_with("application/openmetrics-text")));
    assert!(page.body.ends_with("# EOF\n"), "{}", page.body);
    let mut series = std::collections::BTreeSet::new();
    for line in page.body.lines().filter(|line| !line.starts_with('#')) {
        let (name, value) = line.rsplit_once(' ').expect("a name and a value");
        assert!(name.starts_with("unrush_") && value.parse::<f64>().is_ok(), "{line}");
        assert!(series.insert(name.to_owned()), "twice: {line}");
    }
    assert!(series.len() < 300, "{} series", series.len());
    let labels: String = page.body.split('"').skip(1).step_by(2).collect::<Vec<_>>().join(" ");
    for word in ["T0", "U0", "C0", "Ada", "ada", "launch", "stretch", "review", "xoxb", "http:"] {
        assert!(!labels.split(' ').any(|label| label.starts_with(word)), "{word} in {labels}");
    }
    assert!(page.body.contains(r#"type="slash_command""#), "{}", page.body);
    for figure in FIGURES {
        assert!(
            series.iter().any(|name| name.split('{').next() == Some(figure)),
            "{figure} in {}",
            page.body
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_word_to_stop_is_followed_in_order_and_within_ten_seconds() {
    let (slack, data) = (slack().await, tempfile::tempdir().expect("folder"));
    let bot = Served::start(&environment(&slack, &data));
    slack.set_events_url(Some(format!("http://{}/slack/events", bot.door)));
    bot.until(|report| report["slack"] == "answers").await;
    // a call that is answered late is waited for, so that nobody has to wonder what became of it
    slack.faults().plan(Fault::times("reactions.add", What::Delay { millis: 4_000 }, 1));
    slack.says("ada", "launch", "@bo can you look today?").await.expect("says");
    bot.counts("unrush_deliveries_in_hand", 1.0).await;
    let told = std::time::Instant::now();
    bot.signal("-TERM");
    let report = bot.until(|report| report["stopping"] == true).await;
    assert_eq!(report["ready"], false, "no more is sent to one that stops: {report}");
    let (status, log) = tokio::task::spawn_blocking(|| bot.ends()).await.expect("ends");
    assert_eq!(status.code(), Some(0), "{log}");
    assert!(told.elapsed() < Duration::from_secs(10), "{:?}", told.elapsed());
    assert_eq!(slack.calls_of("reactions.add").len(), 1);
    assert!(log.contains("stopping"), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_word_ends_it_at_once_and_loses_nothing() {
    let (slack, data) = (slack().await, tempfile::tempdir().expect("folder"));
    let mut environment = environment(&slack, &data);
    environment.insert("UNRUSH_CHARTER__TAG".into(), "thread".into());
    let bot = Served::start(&environment);
    slack.set_events_url(Some(format!("http://{}/slack/events", bot.door)));
    bot.until(|report| report["slack"] == "answers").await;
    slack.faults().plan(Fault::times("chat.postMessage", What::Hang, 1));
    slack.says("ada", "launch", "@bo can you look today?").await.expect("says");
    bot.counts("unrush_deliveries_in_hand", 1.0).await;
    assert_eq!(slack.until(|_| slack.calls_of("chat.postMessage").first().map(|_| ())).await, Some(()));
    bot.signal("-TERM");
    bot.until(|report| report["stopping"] == true).await;
    bot.signal("-INT");
    let (status, log) = tokio::task::spawn_blocking(|| bot.ends()).await.expect("ends");
    assert_eq!(status.code(), Some(1), "{log}");

    let bot = Served::start(&environment);
    let delivered = r#"unrush_deliveries_total{kind="tag",result="delivered"}"#;
    bot.counts(delivered, 1.0).await;
    // the post had arrived, and was found
    assert_eq!(slack.calls_of("chat.postMessage").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_its_store_it_is_alive_and_not_ready_until_that_is_back() {
    let (slack, data) = (slack().await, tempfile::tempdir().expect("folder"));
    let mut redis = Server::start();
    let mut environment = environment(&slack, &data);
    environment.insert("REDIS_URL".into(), redis.url());
    let bot = Served::start(&environment);
    bot.ready().await;
    redis.signal("-STOP");
    let report = bot.until(|report| report["ready"] == false).await;
    assert!(
        report["because"][0].as_str().is_some_and(|why| why.starts_with("the store takes no write")),
        "{report}"
    );
    assert_eq!(bot.page("/healthz").await.status, 200);
    assert_eq!(bot.figure("unrush_store_writable").await, Some(0.0));
    redis.signal("-CONT");
    bot.ready().await;
    redis.restart();
    bot.ready().await;
    // one that is full takes no write either, though it answers
    redis.answers(&["CONFIG", "SET", "maxmemory", "1"], "OK");
    bot.until(|report| report["ready"] == false).await;
    redis.answers(&["CONFIG", "SET", "maxmemory", "0"], "OK");
    bot.ready().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_slack_refuses_makes_it_not_ready_and_says_what_to_do() {
    let (slack, data) = (slack().await, tempfile::tempdir().expect("folder"));
    let mut environment = environment(&slack, &data);
    environment.insert("SLACK_BOT_TOKEN".into(), "xoxb-of-somebody-else".into());
    let bot = Served::start(&environment);
    let report = bot.until(|report| report["slack"] == "refuses").await;
    assert_eq!(report["ready"], false);
    assert!(report["because"][0].as_str().is_some_and(|why| why.contains("unrush doctor")), "{report}");
    assert!(!report.to_string().contains("somebody-else"));
}
