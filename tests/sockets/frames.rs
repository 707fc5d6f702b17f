//! Frames nobody expects: none breaks the door, each is counted.

use serde_json::json;
use tokio_tungstenite::tungstenite::{Bytes, Message};
use unrush::slack::http::Count;
use unrush::slack::socket::Limits;

use super::house::{House, patient};
use crate::doors::samples::message;

#[tokio::test]
async fn frames_that_make_no_sense_are_counted_and_the_connection_goes_on() {
    let (house, mut line) = House::with_line(patient()).await;
    let deep = format!("{{\"type\":\"events_api\",\"payload\":{}{}}}", "[".repeat(5_000), "]".repeat(5_000));
    let unreadable = [
        "",
        "null",
        "[]",
        "{",
        "hello",
        "{\"type\":\"events_api\",\"payload\":{}}",
        "{\"envelope_id\":7,\"type\":\"events_api\",\"payload\":{}}",
        "{\"envelope_id\":\"a\",\"envelope_id\":\"b\",\"type\":\"events_api\",\"payload\":{}}",
        &deep,
    ];
    for frame in unreadable {
        line.sends(Message::text(frame)).await;
    }
    line.sends(Message::binary(vec![0xff; 64])).await;
    line.says(&json!({"type": "gossip", "about": "Ada"})).await;
    line.says(&json!({"type": "hello", "num_connections": 1})).await;
    line.brings("e1", "events_api", &message()).await;
    assert_eq!(line.acknowledged().await, "e1");
    let tally = house.door.tally();
    assert_eq!(tally.of(Count::Malformed), unreadable.len() as u64);
    assert_eq!((tally.of(Count::Refused), tally.of(Count::Ignored)), (1, 1));
    assert_eq!((house.desk.taken().len(), house.pulse.open()), (1, 1));
}

#[tokio::test]
async fn envelopes_nobody_can_read_are_acknowledged_since_they_do_not_get_better() {
    let (house, mut line) = House::with_line(patient()).await;
    for (id, kind, payload) in [
        ("e1", "events_api", json!(null)),
        ("e2", "events_api", json!([])),
        ("e3", "slash_commands", json!("words")),
        ("e4", "telepathy", json!({"a": 1})),
        ("e5", "events_api", json!({"type": "event_of_tomorrow"})),
        ("e6", "interactive", json!({"type": "block_suggestion"})),
        ("e7", "slash_commands", json!({"command": "/async"})),
    ] {
        line.brings(id, kind, &payload).await;
        assert_eq!(line.acknowledged().await, id);
    }
    assert_eq!(house.desk.taken().len(), 0);
    assert_eq!((house.door.tally().of(Count::Malformed), house.door.tally().of(Count::Ignored)), (3, 4));
}

#[tokio::test]
async fn a_frame_too_large_ends_its_connection_and_no_other() {
    let (mut house, mut first, mut second) = House::with_lines(patient()).await;
    let large = format!("{{\"type\":\"{}\"}}", "x".repeat(10 << 20));
    first.tries_to_send(Message::text(large)).await;
    first.is_closed().await;
    second.brings("e1", "events_api", &message()).await;
    assert_eq!(second.acknowledged().await, "e1");
    let mut third = house.end.greets(2).await;
    third.brings("e2", "events_api", &message()).await;
    assert_eq!(third.acknowledged().await, "e2");
    assert_eq!(house.door.tally().of(Count::Refused), 1);
}

#[tokio::test]
async fn a_frame_as_large_as_allowed_is_read() {
    let limits = Limits { frame_size: 4_096, ..patient() };
    let (_house, mut line) = House::with_line(limits).await;
    let mut roomy = message();
    roomy["event"]["text"] = "x".repeat(2_500).into();
    line.brings("e1", "events_api", &roomy).await;
    assert_eq!(line.acknowledged().await, "e1");
}

#[tokio::test]
async fn every_ping_gets_one_pong_with_its_own_words() {
    let (_house, mut line) = House::with_line(patient()).await;
    for nth in 0..5 {
        let words = Bytes::from(format!("Ping from applink-{nth}"));
        line.sends(Message::Ping(words.clone())).await;
        assert_eq!(line.hears().await, Some(Message::Pong(words)));
    }
    line.brings("e1", "events_api", &message()).await;
    let next = line.hears().await;
    assert!(matches!(&next, Some(Message::Text(words)) if words.contains("e1")), "no second pong: {next:?}");
}
