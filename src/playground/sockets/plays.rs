//! Lines as a bot meets them: tickets, the switch in the app's settings, and what is sent again.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{WebSocketStream, client_async};

use crate::playground::faults::{Fault, What};
use crate::playground::{Playground, Setup};

async fn playground(events_url: Option<&str>) -> Playground {
    let clock = Arc::new(AtomicI64::new(1_700_000_000_000_000));
    let setup = Setup {
        listen: "127.0.0.1:0".parse().expect("address"),
        events_url: events_url.map(str::to_owned),
        now: Arc::new(move || clock.load(Ordering::SeqCst)),
        step: Arc::new(|_| ()),
        pace: 100_000,
        cast: true,
    };
    Playground::start(setup).await.expect("starts")
}

/// A bot's end of a line.
struct Bot(WebSocketStream<TcpStream>);

impl Bot {
    async fn dials(url: &str) -> Result<Self, String> {
        let host = url.split('/').nth(2).expect("a host");
        let stream = TcpStream::connect(host).await.expect("connects");
        client_async(url, stream).await.map(|(socket, _)| Self(socket)).map_err(|why| why.to_string())
    }

    async fn at(playground: &Playground) -> Self {
        let mut bot = Self::dials(&ticket(playground).await.expect("a ticket")).await.expect("a line");
        assert_eq!(bot.hears().await["type"], "hello");
        bot
    }

    async fn hears(&mut self) -> Value {
        let next = async {
            loop {
                match self.0.next().await {
                    Some(Ok(Message::Text(text))) => return serde_json::from_str(&text).expect("JSON"),
                    Some(Ok(_)) => {}
                    _ => return Value::Null,
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(10), next).await.expect("something comes")
    }

    async fn says(&mut self, words: &Value) {
        self.0.send(Message::text(words.to_string())).await.expect("sent");
    }
}

async fn ticket(playground: &Playground) -> Result<String, String> {
    let mut stream = TcpStream::connect(playground.addr()).await.expect("connects");
    let (mut sender, line) =
        hyper::client::conn::http1::handshake(TokioIo::new(&mut stream)).await.expect("a line");
    let request = hyper::Request::post("/api/apps.connections.open")
        .header("host", playground.addr().to_string())
        .header("authorization", format!("Bearer {}", playground.app_token()))
        .body(http_body_util::Empty::<bytes::Bytes>::new())
        .expect("a request");
    let asked = async {
        let answer = sender.send_request(request).await.expect("an answer");
        http_body_util::BodyExt::collect(answer.into_body()).await.expect("a body").to_bytes()
    };
    let body = tokio::select! { body = asked => body, _ = line => panic!("the line ended") };
    let said: Value = serde_json::from_slice(&body).expect("JSON");
    let text = |key: &str| said[key].as_str().unwrap_or_default().to_owned();
    if said["ok"] == true { Ok(text("url")) } else { Err(text("error")) }
}

#[tokio::test]
async fn a_ticket_opens_one_line() {
    let playground = playground(None).await;
    let url = ticket(&playground).await.expect("a ticket");
    let mut bot = Bot::dials(&url).await.expect("a line");
    let hello = bot.hears().await;
    assert_eq!(
        (&hello["num_connections"], &hello["connection_info"]["app_id"]),
        (&json!(1), &json!("A0UNRUSH"))
    );
    assert!(hello["debug_info"]["approximate_connection_time"].is_number());
    assert!(Bot::dials(&url).await.is_err(), "once");
    assert!(Bot::dials(&url.replace("ticket=", "ticket=x")).await.is_err(), "nobody gave that one");
    assert_eq!(playground.lines().len(), 1);
}

#[tokio::test]
async fn the_eleventh_line_is_one_too_many() {
    let playground = playground(None).await;
    let mut bots = Vec::new();
    for _ in 0..10 {
        bots.push(Bot::at(&playground).await);
    }
    let mut late = Bot::dials(&ticket(&playground).await.expect("a ticket")).await.expect("a line");
    assert_eq!(late.hears().await["reason"], "too_many_websockets");
    assert_eq!(late.hears().await, Value::Null, "and closed");
    drop(bots.pop());
}

#[tokio::test]
async fn an_event_nobody_acknowledges_comes_again_elsewhere() {
    let playground = Arc::new(playground(None).await);
    let (mut one, mut other) = (Bot::at(&playground).await, Bot::at(&playground).await);
    let ada = Arc::clone(&playground);
    let says = async move { ada.says("ada", "#launch", "hi").await.expect("can write") };
    let hears = async {
        let first = one.hears().await;
        assert_eq!((&first["type"], &first["retry_attempt"]), (&json!("events_api"), &json!(0)));
        drop(one);
        let again = other.hears().await;
        assert_eq!((&again["envelope_id"], &again["retry_attempt"]), (&first["envelope_id"], &json!(1)));
        assert_eq!(again["payload"]["event_id"], first["payload"]["event_id"]);
        other.says(&json!({"envelope_id": again["envelope_id"]})).await;
        other
    };
    let (ts, _other) = tokio::join!(says, hears);
    playground.quiet().await;
    let pushes: Vec<_> =
        playground.pushes().into_iter().map(|push| (push.ts, push.attempt, push.status)).collect();
    assert_eq!(pushes, [(Some(ts.clone()), 1, None), (Some(ts), 2, Some(200))]);
}

#[tokio::test]
async fn the_switch_in_the_settings_says_which_way_things_go() {
    let playground = playground(Some("http://127.0.0.1:9/nobody")).await;
    assert_eq!(ticket(&playground).await, Err("socket_mode_not_enabled".into()));
    playground.switches_socket_mode(true);
    let mut bot = Bot::at(&playground).await;
    let typed = playground.types("bo", "#launch", "/async help");
    let answered = async {
        let command = bot.hears().await;
        assert_eq!(
            (&command["type"], &command["payload"]["text"]),
            (&json!("slash_commands"), &json!("help"))
        );
        bot.says(&json!({"envelope_id": command["envelope_id"], "payload": {"text": "here you are"}})).await;
    };
    let (typed, ()) = tokio::join!(typed, answered);
    typed.expect("typed");
    assert_eq!(playground.world().ephemerals("U0BO").next().expect("an answer").text, "here you are");
    playground.switches_socket_mode(false);
    assert_eq!(bot.hears().await["reason"], "link_disabled");
    assert_eq!(bot.hears().await, Value::Null, "and closed");
}

#[tokio::test]
async fn a_refresh_warns_and_then_closes_and_what_comes_goes_elsewhere() {
    let playground = playground(None).await;
    let (mut old, mut new) = (Bot::at(&playground).await, Bot::at(&playground).await);
    assert!(playground.refreshes_a_line().is_some());
    assert_eq!(old.hears().await["reason"], "warning");
    assert_eq!(old.hears().await["reason"], "refresh_requested");
    let typed = playground.types("bo", "#launch", "/async help");
    let answered = async {
        let command = new.hears().await;
        new.says(&json!({"envelope_id": command["envelope_id"]})).await;
    };
    assert!(tokio::join!(typed, answered).0.is_ok());
    assert_eq!(old.hears().await, Value::Null);
    assert_eq!(playground.lines().len(), 1);
}

#[tokio::test]
async fn a_line_may_be_left_without_a_hello() {
    let playground = playground(None).await;
    playground.faults().plan(Fault::times("hello", What::NoHello, 1));
    let mute = Bot::dials(&ticket(&playground).await.expect("a ticket")).await.expect("a line");
    let _greeted = Bot::at(&playground).await;
    assert_eq!(playground.lines().len(), 1, "nothing is sent over a line without a hello");
    drop(mute);
}
