//! Nothing is done for anybody but Slack, and nothing for Slack of long ago or of the future.

use super::caller::{head, request};
use super::house::{FORM, House, JSON, NOW, POST, SIGNATURE, TIMESTAMP, form, signature, signed};
use super::samples::{COMMAND, message};

async fn is_refused(house: &House, headers: &[(&str, &str)], body: &[u8], why: &str) {
    let heard = house.ask(&request(POST, headers, body)).await;
    assert_eq!((heard.status, heard.body.as_str()), (401, ""), "{why}");
    assert!(house.taken().is_empty(), "{why}");
}

#[tokio::test]
async fn a_signature_that_is_not_exactly_right_lets_nobody_in() {
    let house = House::open().await;
    let body = message().to_string();
    let body = body.as_bytes();
    let (at, good) = (NOW.to_string(), signature(&NOW.to_string(), body));
    let odd = [
        ("wrong", signature(&at, b"{}")),
        ("truncated", good[..60].to_owned()),
        ("upper case", good.to_uppercase().replace("V0=", "v0=")),
        ("not hexadecimal", good.replace(|c: char| c.is_ascii_digit(), "g")),
        ("another version", good.replace("v0=", "v1=")),
        ("no version", good[3..].to_owned()),
        ("twice in one", format!("{good}, {good}")),
        ("empty", String::new()),
    ];
    for (why, signature) in &odd {
        is_refused(&house, &[(TIMESTAMP, &at), (SIGNATURE, signature)], body, why).await;
    }
    is_refused(&house, &[(TIMESTAMP, &at)], body, "no signature").await;
    is_refused(&house, &[(SIGNATURE, &good)], body, "no time").await;
    is_refused(&house, &[(TIMESTAMP, &at), (SIGNATURE, &good), (SIGNATURE, &good)], body, "two signatures")
        .await;
    is_refused(&house, &[(TIMESTAMP, &at), (TIMESTAMP, &at), (SIGNATURE, &good)], body, "two times").await;
    is_refused(&house, &[], body, "nothing").await;
    assert_eq!(house.ask(&signed(JSON, body)).await.status, 200, "the right one does");
}

#[tokio::test]
async fn a_time_that_is_off_or_odd_lets_nobody_in() {
    let house = House::open().await;
    let body = message().to_string();
    let body = body.as_bytes();
    let off = [NOW - 301, NOW + 301, 0, -NOW].map(|at| at.to_string());
    let odd = ["9".repeat(30), format!("+{NOW}"), format!("{NOW}.0"), "17000 00000".into(), "now".into()];
    for at in off.iter().chain(&odd) {
        is_refused(&house, &[(TIMESTAMP, at), (SIGNATURE, &signature(at, body))], body, at).await;
    }
    for at in [NOW - 300, NOW + 300].map(|at| at.to_string()) {
        let headers = [(TIMESTAMP, at.as_str()), (SIGNATURE, &signature(&at, body))];
        assert_eq!(house.ask(&request(POST, &headers, body)).await.status, 200, "{at}");
    }
}

#[tokio::test]
async fn a_captured_request_has_one_effect_and_is_refused_after_five_minutes() {
    let house = House::open().await;
    let captured = signed(JSON, message().to_string().as_bytes());
    for _ in 0..10 {
        assert_eq!(house.ask(&captured).await.status, 200);
    }
    assert_eq!(house.effects(), 1);
    house.step(301);
    assert_eq!(house.ask(&captured).await.status, 401);
    assert_eq!(house.taken().len(), 10, "the late one did not reach the desk");
}

#[tokio::test]
async fn a_body_that_was_touched_lets_nobody_in() {
    let house = House::open().await;
    let at = NOW.to_string();
    let event = message().to_string();
    let command = form(COMMAND);
    let reordered = command.split('&').rev().collect::<Vec<_>>().join("&");
    let other_bytes = command.replace("remind", "r%65mind");
    for (sent, body) in [
        (&event, event.replace("look", "lock")),
        (&event, format!("{event}\n")),
        (&event, serde_json::to_string_pretty(&message()).expect("JSON")),
        (&command, reordered),
        (&command, other_bytes),
    ] {
        let headers =
            [(TIMESTAMP, at.as_str()), (SIGNATURE, &signature(&at, sent.as_bytes())), ("Content-Type", FORM)];
        is_refused(&house, &headers, body.as_bytes(), &body).await;
    }
    let latin: Vec<u8> = "caf\u{e9}".chars().map(|c| c as u8).collect();
    is_refused(
        &house,
        &[(TIMESTAMP, &at), (SIGNATURE, &signature(&at, "café".as_bytes()))],
        &latin,
        "charset",
    )
    .await;
}

#[tokio::test]
async fn the_signature_is_over_the_bytes_whatever_they_are_cut_into() {
    let house = House::open().await;
    let body = message().to_string();
    let at = NOW.to_string();
    let headers = [
        ("Transfer-Encoding", "chunked"),
        ("Content-Type", JSON),
        (TIMESTAMP, &at),
        (SIGNATURE, &signature(&at, body.as_bytes())),
    ];
    let mut bytes = head(POST, &headers);
    for chunk in body.as_bytes().chunks(100) {
        bytes.extend(format!("{:x}\r\n", chunk.len()).bytes());
        bytes.extend_from_slice(chunk);
        bytes.extend(b"\r\n");
    }
    bytes.extend(b"0\r\n\r\n");
    assert_eq!(house.ask(&bytes).await.status, 200);
    house.only_taken();
}
