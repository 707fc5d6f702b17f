//! The door bears with a lot, and with nothing without end.

use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use unrush::slack::http::{Count, Limits};

use super::caller::{Caller, head, request};
use super::house::{House, JSON, NOW, POST, SIGNATURE, TIMESTAMP, signature, signed};
use super::samples::{envelope, message, message_with};

const SOON: Duration = Duration::from_millis(5);
const KIB: usize = 1024;

/// A valid event of exactly so many bytes.
fn event_of(size: usize) -> Vec<u8> {
    let mut event = message_with(&json!({"text": "", "blocks": []}));
    let bare = event.to_string().len();
    event["event"]["text"] = Value::String("a".repeat(size - bare));
    event.to_string().into_bytes()
}

#[tokio::test]
async fn a_body_up_to_the_limit_is_read() {
    let house = House::open().await;
    for size in [2 * KIB, 100 * KIB, 1024 * KIB] {
        let body = event_of(size);
        assert_eq!(body.len(), size);
        assert_eq!(house.post(JSON, &body).await.status, 200, "{size}");
    }
    assert_eq!(house.taken().len(), 3);
}

#[tokio::test]
async fn a_body_that_announces_too_much_is_refused_unread() {
    let house = House::open().await;
    for length in ["1048577", "1000000000000"] {
        let heard = house.ask(&head(POST, &[("Content-Length", length)])).await;
        assert_eq!(heard.status, 413, "{length}");
    }
    let heard = house.ask(&head(POST, &[("Content-Length", &"9".repeat(30))])).await;
    assert_eq!(heard.status, 400, "no number we know");
    assert_eq!(house.door.tally().of(Count::Refused), 2);
}

/// Sends chunks until somebody answers, or for ever.
async fn endless(house: &House) -> u16 {
    let (mut read, mut write) = TcpStream::connect(house.address).await.expect("connects").into_split();
    let pour = async {
        let _ = write.write_all(&head(POST, &[("Transfer-Encoding", "chunked")])).await;
        let chunk = [b"1000\r\n".as_slice(), &[b'a'; 4096], b"\r\n"].concat();
        while write.write_all(&chunk).await.is_ok() {}
        std::future::pending::<()>().await;
    };
    let hear = async {
        let mut answer = [0; 12];
        read.read_exact(&mut answer).await.expect("an answer");
        String::from_utf8_lossy(&answer[9..]).parse().expect("a status")
    };
    tokio::select! { () = pour => 0, status = hear => status }
}

#[tokio::test]
async fn bodies_without_end_are_cut_and_take_turns() {
    let small = Limits { body_size: 64 * KIB, small_body: 4 * KIB, large_bodies: 2, ..Limits::default() };
    let house = Arc::new(House::open_within(small).await);
    let mut all = JoinSet::new();
    for _ in 0..100 {
        let house = Arc::clone(&house);
        all.spawn(async move { endless(&house).await });
    }
    assert_eq!(house.event(&message()).await.status, 200, "the small one is not kept waiting");
    while let Some(status) = all.join_next().await {
        assert_eq!(status.expect("no panic"), 413);
    }
}

#[tokio::test]
async fn compressed_bodies_are_not_unpacked() {
    let house = House::open().await;
    let body = message().to_string();
    let at = NOW.to_string();
    let signature = signature(&at, body.as_bytes());
    let status = async |encoding: &str| {
        let headers = [("Content-Encoding", encoding), (TIMESTAMP, &at), (SIGNATURE, &signature)];
        house.ask(&request(POST, &headers, body.as_bytes())).await.status
    };
    for encoding in ["gzip", "br", "deflate", "zstd", "identity, gzip"] {
        assert_eq!(status(encoding).await, 415, "{encoding}");
    }
    assert_eq!(status("identity").await, 200);
    let chunks = head(POST, &[("Transfer-Encoding", "gzip, chunked")]);
    assert_eq!(house.ask(&[chunks, b"0\r\n\r\n".to_vec()].concat()).await.status, 415);
}

#[tokio::test]
async fn who_dawdles_over_a_head_is_left_and_nobody_else_waits() {
    let house =
        House::open_within(Limits { head_time: Duration::from_millis(500), ..Limits::default() }).await;
    let mut slow = Vec::new();
    for i in 0..200_usize {
        let mut caller = house.caller().await;
        caller.send(&b"POST /slack/events HTTP/1.1\r\nHost: x\r\nX"[..i % 40]).await;
        slow.push(caller);
    }
    assert_eq!(house.event(&message()).await.status, 200);
    for mut caller in slow {
        assert!(caller.is_left().await);
    }
}

#[tokio::test]
async fn who_dawdles_over_a_body_is_told_and_left() {
    let house = House::open_within(Limits { body_time: SOON, ..Limits::default() }).await;
    let mut caller = house.caller().await;
    let heard = caller.ask(&[head(POST, &[("Content-Length", "100")]), b"abc".to_vec()].concat()).await;
    assert_eq!(heard.expect("an answer").status, 408);
    assert!(caller.is_left().await);
}

#[tokio::test]
async fn a_connection_serves_again_and_again_until_it_rests_too_long() {
    let house = House::open_within(Limits { idle: Duration::from_millis(200), ..Limits::default() }).await;
    let mut caller = house.caller().await;
    let event = signed(JSON, message().to_string().as_bytes());
    for _ in 0..3 {
        assert_eq!(caller.ask(&event).await.expect("an answer").status, 200);
    }
    assert!(caller.is_left().await);
}

#[tokio::test]
async fn more_callers_than_seats_wait_outside() {
    let house = House::open_within(Limits { connections: 1, ..Limits::default() }).await;
    let event = |ts: &str| signed(JSON, message_with(&json!({"ts": ts})).to_string().as_bytes());
    let (first, second) = (event("1.000001"), event("2.000002"));
    let mut seated = house.caller().await;
    seated.send(&first[..20]).await;
    let mut waiting = house.caller().await;
    waiting.send(&second).await;
    seated.send(&first[20..]).await;
    assert_eq!(seated.hear().await.expect("an answer").status, 200);
    drop(seated);
    assert_eq!(waiting.hear().await.expect("an answer").status, 200);
    let order: Vec<_> = house.taken().iter().map(|i| i.seen.as_str().to_owned()).collect();
    assert_eq!(order, ["m:T0A:C0A:1.000001", "m:T0A:C0A:2.000002"], "who was seated came first");
}

/// Set for the process that is to run out of file descriptors.
const FEW: &str = "UNRUSH_TEST_FEW_DESCRIPTORS";

/// The door runs out of file descriptors and gets them back, in a process with few of them: the test below starts it.
#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "talks with the test that started it")]
async fn run_out_of_file_descriptors_when_told_to() {
    if std::env::var_os(FEW).is_none() {
        return;
    }
    let house = House::open_within(Limits { accept_pause: SOON, ..Limits::default() }).await;
    let mut callers = Vec::new();
    let ran_out = loop {
        match TcpStream::connect(house.address).await {
            Ok(caller) => callers.push(caller),
            Err(error) => break error,
        }
        assert!(callers.len() < 1000, "the process has few descriptors");
        tokio::task::yield_now().await;
    };
    assert_eq!(ran_out.raw_os_error(), Some(24), "EMFILE");
    // one free descriptor would be the caller's own; the door has none to accept with
    drop(callers);
    assert_eq!(house.event(&message()).await.status, 200, "the door is still there");
    println!("the door came back");
}

#[test]
fn a_door_without_file_descriptors_waits_for_some() {
    let this = std::env::current_exe().expect("the tests' own path");
    let child = "doors::limits::run_out_of_file_descriptors_when_told_to";
    let run = Command::new("sh")
        .args(["-c", "ulimit -n 48 && exec \"$@\"", "sh"])
        .arg(this)
        .args([child, "--exact", "--nocapture"])
        .env(FEW, "1")
        .output()
        .expect("runs");
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success() && said.contains("the door came back"), "{said}");
}

#[tokio::test]
async fn other_doors_are_not_here() {
    let house = House::open().await;
    for path in ["/", "/slack/events/", "/slack", "/Slack/Events", "/slack/events/../events", "/metrics"] {
        let heard = house.ask(&request(&format!("POST {path}"), &[], b"")).await;
        assert_eq!((heard.status, heard.body.as_str()), (404, ""), "{path}");
    }
    for method in ["GET", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"] {
        let heard = house.ask(&request(&format!("{method} /slack/events"), &[], b"")).await;
        assert_eq!((heard.status, heard.header("allow")), (405, Some("POST")), "{method}");
    }
}

#[tokio::test]
async fn nothing_is_told_about_ourselves() {
    let house = House::open().await;
    let known = ["content-length", "content-type", "date", "connection", "allow", "x-slack-no-retry"];
    let answers = [
        house.event(&message()).await,
        house.event(&envelope(&json!({}))).await,
        house.post(JSON, b"{").await,
        house.ask(&request(POST, &[], b"")).await,
        house.ask(&request("POST /", &[], b"")).await,
        house.ask(&request("GET /slack/events", &[], b"")).await,
        house.ask(b"nonsense\r\n\r\n").await,
    ];
    for heard in answers {
        let other: Vec<_> =
            heard.headers.iter().filter(|(name, _)| !known.contains(&name.as_str())).collect();
        assert!(other.is_empty(), "{other:?}");
        assert_eq!(heard.body, "");
    }
}

#[tokio::test]
async fn a_request_within_a_request_is_never_served() {
    let house = House::open().await;
    let event = message().to_string();
    let hidden = signed(JSON, event.as_bytes());
    let length = (hidden.len() + 5).to_string();
    let both = [("Content-Length", length.as_str()), ("Transfer-Encoding", "chunked")];
    let other_way = [both[1], both[0]];
    for headers in [both, other_way] {
        let mut caller = house.caller().await;
        caller.send(&[head(POST, &headers), b"0\r\n\r\n".to_vec(), hidden.clone()].concat()).await;
        let heard = caller.hear().await.expect("an answer");
        assert!([400, 401].contains(&heard.status), "{}", heard.status);
        assert!(caller.is_left().await, "and not one more");
    }
    let two = head(POST, &[("Content-Length", "3"), ("Content-Length", "5")]);
    assert_eq!(house.ask(&two).await.status, 400, "two lengths");
    let odd = head(POST, &[("Transfer-Encoding", "chunked, identity")]);
    assert_eq!(house.ask(&odd).await.status, 400, "no end to be seen");
    assert!(house.taken().is_empty());
}

#[tokio::test]
async fn heads_without_measure_are_refused() {
    let house = House::open().await;
    let long = "a".repeat(20 * KIB);
    assert_eq!(house.ask(&request(POST, &[("X-Long", &long)], b"")).await.status, 431);
    let many = vec![("X-Many", "1"); 200];
    assert_eq!(house.ask(&request(POST, &many, b"")).await.status, 431);
    let mut caller: Caller = house.caller().await;
    let heard = caller.ask(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await;
    assert!(heard.is_none_or(|heard| heard.status >= 400), "we speak HTTP/1.1");
}
