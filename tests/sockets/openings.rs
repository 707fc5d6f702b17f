//! Connections are opened apart, replaced before they are closed, and asked for with patience.

use std::time::Duration;

use serde_json::json;
use unrush::slack::socket::Limits;

use super::end::End;
use super::house::{House, patient};
use crate::doors::quiet::Log;
use crate::doors::samples::message;

/// Whether a pause is what it should be, spread by a fifth at most.
fn is_about(pause: Duration, seconds: u64) -> bool {
    let most = Duration::from_secs(seconds);
    (most.mul_f64(0.8)..=most).contains(&pause)
}

#[tokio::test]
async fn two_connections_are_opened_one_after_the_other() {
    let mut house = House::open().await;
    let _first = house.end.greets(1).await;
    house.is_open(1).await;
    assert!(house.pulse.is_ready(), "one is enough");
    assert!(is_about(house.pauses.next().await, 5));
    assert_eq!(house.end.calls(), 1, "the second waits");
    house.pauses.end();
    let _second = house.end.greets(2).await;
    house.is_open(2).await;
    assert_eq!((house.pulse.opened(), house.pulse.reconnects(), house.end.calls()), (2, 0, 2));
}

#[tokio::test]
async fn a_connection_that_will_be_closed_is_replaced_first() {
    for reason in ["warning", "refresh_requested", "something_new"] {
        let limits = Limits { linger: Duration::from_millis(5), ..patient() };
        let (mut house, mut old, mut other) = House::with_lines(limits).await;
        old.disconnects(reason).await;
        let mut new = house.end.line().await;
        // the new one has not said hello: the old one still takes what comes
        old.brings("e1", "events_api", &message()).await;
        assert_eq!(old.acknowledged().await, "e1");
        assert_eq!(house.pulse.open(), 2, "{reason}");
        new.says(&json!({"type": "hello", "num_connections": 3})).await;
        old.is_closed().await;
        house.is_open(2).await;
        for line in [&mut new, &mut other] {
            line.brings("e2", "events_api", &message()).await;
            assert_eq!(line.acknowledged().await, "e2");
        }
        assert_eq!((house.pulse.reconnects(), house.pulse.unacked()), (1, 0));
    }
}

#[tokio::test]
async fn an_old_connection_stays_as_long_as_it_brings_something() {
    let limits = Limits { linger: Duration::from_millis(200), ..patient() };
    let (mut house, mut old, _other) = House::with_lines(limits).await;
    old.disconnects("warning").await;
    let _new = house.end.greets(3).await;
    house.is_open(3).await;
    for number in 0..5 {
        let id = format!("late{number}");
        old.brings(&id, "events_api", &message()).await;
        assert_eq!(old.acknowledged().await, id);
    }
    old.is_closed().await;
    assert_eq!(house.pulse.unacked(), 0);
}

#[tokio::test]
async fn a_connection_that_is_never_greeted_is_given_up_and_another_is_opened() {
    let limits = Limits { hello_time: Duration::from_millis(300), ..patient() };
    let mut house = House::open_within(limits).await;
    let mut mute = house.end.line().await;
    assert!(is_about(house.pauses.next().await, 5));
    mute.is_closed().await;
    assert!(is_about(house.pauses.next().await, 5), "the failure has its own pause");
    assert!(!house.pulse.is_ready());
    house.pauses.end();
    let _greeted = house.end.greets(1).await;
    house.is_open(1).await;
}

#[tokio::test]
async fn refused_openings_are_repeated_with_growing_pauses_and_a_success_forgets_them() {
    let mut house = House::open().await;
    house.end.refuses(Some(json!({"ok": false, "error": "internal_error"})));
    // the first may have been given a ticket before the refusal was in place
    let _early = tokio::time::timeout(Duration::from_millis(1), house.end.line()).await;
    let mut waits = Vec::new();
    while waits.len() < 12 {
        waits.push(house.pauses.next().await);
        house.pauses.end();
    }
    assert!(waits.iter().all(|wait| *wait <= Duration::from_mins(1)));
    assert!(is_about(*waits.iter().max().expect("some"), 60), "{waits:?}");
    assert!(!house.pulse.is_ready());
    house.end.refuses(None);
    house.pauses.end();
    let _line = house.end.greets(1).await;
    house.is_open(1).await;
}

#[tokio::test]
async fn a_refused_token_is_told_once_and_tried_slowly() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_writer(writer).with_ansi(false).finish();
    // everything of this test happens on this thread
    let _here = tracing::subscriber::set_default(subscriber);
    for error in ["invalid_auth", "not_authed", "account_inactive", "missing_scope"] {
        let house = House::open().await;
        house.end.refuses(Some(json!({"ok": false, "error": error})));
        house.pauses.next().await;
        let slow = loop {
            let pause = house.pauses.next().await;
            if pause > Duration::from_mins(2) {
                break pause;
            }
            house.pauses.end();
        };
        assert!(is_about(slow, 300), "{slow:?}");
        for _ in 0..3 {
            house.pauses.end();
            // the opening's own pause, and the one after it failed
            while house.pauses.next().await < Duration::from_mins(2) {}
        }
        assert!(!house.pulse.is_ready());
    }
    let told = log.text();
    let refusals: Vec<_> = told.lines().filter(|line| line.contains("SLACK_APP_TOKEN")).collect();
    assert_eq!(refusals.len(), 4, "once each: {told}");
    assert!(!told.contains("hush"), "{told}");
}

#[tokio::test]
async fn when_socket_mode_is_switched_off_it_is_told_once_and_tried_every_minute_or_so() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_writer(writer).with_ansi(false).finish();
    let _here = tracing::subscriber::set_default(subscriber);
    let (mut house, mut first, mut second) = House::with_lines(patient()).await;
    first.disconnects("link_disabled").await;
    second.disconnects("link_disabled").await;
    first.is_closed().await;
    second.is_closed().await;
    house.is_open(0).await;
    assert!(!house.pulse.is_ready());
    let mut pause = house.pauses.next().await;
    while pause < Duration::from_mins(1) {
        pause = house.pauses.next().await;
    }
    house.pauses.end();
    let mut third = house.end.line().await;
    third.disconnects("link_disabled").await;
    third.is_closed().await;
    while house.pauses.next().await < Duration::from_mins(1) {}
    house.pauses.end();
    let _open = house.end.greets(1).await;
    house.is_open(1).await;
    let told = log.text();
    assert_eq!(told.matches("Socket Mode is switched off").count(), 1, "{told}");
    assert!(told.contains("connected to Slack again"), "{told}");
}

#[tokio::test]
async fn a_network_that_is_away_is_tried_every_few_seconds() {
    let (mut house, line) = House::with_line(patient()).await;
    // nobody is there any more where Slack was
    drop(std::mem::replace(&mut house.end, End::open().await));
    drop(line);
    for _ in 0..20 {
        assert!(is_about(house.pauses.next().await, 5));
        house.pauses.end();
    }
    assert!(!house.pulse.is_ready());
}

#[tokio::test]
async fn a_forgotten_second_process_is_noticed() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_writer(writer).with_ansi(false).finish();
    let _here = tracing::subscriber::set_default(subscriber);
    let (house, _line) = House::with_line(patient()).await;
    assert!(!log.text().contains("other processes"), "{}", log.text());
    drop(house);
    let mut house = House::open().await;
    let _line = house.end.greets(3).await;
    house.is_open(1).await;
    house.pauses.next().await;
    assert!(log.text().contains("other processes are connected"), "{}", log.text());
}
