//! Slack's end of Socket Mode, frame by frame as a test wants it.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::{AUTHORIZATION, CONNECTION, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, UPGRADE};
use hyper::service::service_fn;
use hyper::upgrade::Upgraded;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::Role;

use crate::doors::caller::FOR_EVER;

pub const TOKEN: &str = "xapp-1-A0A-1-hush";

/// Slack.
pub struct End {
    pub address: SocketAddr,
    desk: Arc<Desk>,
    lines: mpsc::UnboundedReceiver<Line>,
    _serving: JoinSet<()>,
}

struct Desk {
    address: SocketAddr,
    /// How tickets are asked for is answered, `None` with a ticket.
    refusal: Mutex<Option<Value>>,
    /// How often a ticket was asked for.
    calls: Mutex<usize>,
    opened: mpsc::UnboundedSender<Line>,
    joined: Mutex<JoinSet<()>>,
}

impl End {
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (opened, lines) = mpsc::unbounded_channel();
        let desk = Arc::new(Desk {
            address,
            refusal: Mutex::default(),
            calls: Mutex::default(),
            opened,
            joined: Mutex::default(),
        });
        let mut serving = JoinSet::new();
        serving.spawn({
            let desk = Arc::clone(&desk);
            async move {
                let mut talks = JoinSet::new();
                while let Ok((stream, _)) = listener.accept().await {
                    let desk = Arc::clone(&desk);
                    let service = service_fn(move |request| answer(Arc::clone(&desk), request));
                    let talk = hyper::server::conn::http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), service)
                        .with_upgrades();
                    talks.spawn(async move { drop(talk.await) });
                }
            }
        });
        Self { address, desk, lines, _serving: serving }
    }

    /// Answers everybody who wants a ticket like this; `None` gives tickets.
    pub fn refuses(&self, with: Option<Value>) {
        *self.desk.refusal.lock().expect("the desk") = with;
    }

    /// How often a ticket was asked for.
    pub fn calls(&self) -> usize {
        *self.desk.calls.lock().expect("the desk")
    }

    /// The next connection, before anything is said.
    pub async fn line(&mut self) -> Line {
        timeout(FOR_EVER, self.lines.recv()).await.expect("somebody connects").expect("open")
    }

    /// The next connection, greeted as one of `connections`.
    pub async fn greets(&mut self, connections: u64) -> Line {
        let mut line = self.line().await;
        line.says(&json!({
            "type": "hello", "num_connections": connections, "connection_info": {"app_id": "A0A"},
            "debug_info": {"host": "applink-1", "approximate_connection_time": 3600},
        }))
        .await;
        line
    }
}

#[expect(clippy::unused_async, reason = "a service of hyper is asynchronous")]
async fn answer(
    desk: Arc<Desk>,
    mut request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    if request.uri().path() == "/link/" {
        let key = request.headers()[SEC_WEBSOCKET_KEY].as_bytes();
        let accept = derive_accept_key(key);
        let upgrade = hyper::upgrade::on(&mut request);
        let opened = desk.opened.clone();
        desk.joined.lock().expect("the desk").spawn(async move {
            let upgraded = TokioIo::new(upgrade.await.expect("an upgrade"));
            let line = Line(WebSocketStream::from_raw_socket(upgraded, Role::Server, None).await);
            // a test that has seen enough takes no more lines
            drop(opened.send(line));
        });
        let response = Response::builder()
            .status(StatusCode::SWITCHING_PROTOCOLS)
            .header(CONNECTION, "Upgrade")
            .header(UPGRADE, "websocket")
            .header(SEC_WEBSOCKET_ACCEPT, accept);
        return Ok(response.body(Full::default()).expect("an answer"));
    }
    *desk.calls.lock().expect("the desk") += 1;
    assert_eq!(request.uri().path(), "/api/apps.connections.open");
    assert_eq!(request.headers()[AUTHORIZATION], format!("Bearer {TOKEN}"), "in the header and nowhere else");
    let refusal = desk.refusal.lock().expect("the desk").clone();
    let said = refusal.unwrap_or_else(
        || json!({"ok": true, "url": format!("ws://{}/link/?ticket=hush-hush&app_id=A0A", desk.address)}),
    );
    Ok(Response::new(Full::from(said.to_string())))
}

/// One connection.
pub struct Line(WebSocketStream<TokioIo<Upgraded>>);

impl Line {
    pub async fn sends(&mut self, frame: Message) {
        timeout(FOR_EVER, self.0.send(frame)).await.expect("somebody reads").expect("sent");
    }

    /// Sends as much of a frame as the other side takes.
    pub async fn tries_to_send(&mut self, frame: Message) {
        drop(timeout(FOR_EVER, self.0.send(frame)).await.expect("somebody reads or leaves"));
    }

    pub async fn says(&mut self, words: &Value) {
        self.sends(Message::text(words.to_string())).await;
    }

    /// Sends an envelope.
    pub async fn brings(&mut self, id: &str, kind: &str, payload: &Value) {
        self.says(&json!({
            "envelope_id": id, "type": kind, "accepts_response_payload": kind != "events_api", "payload": payload,
        }))
        .await;
    }

    pub async fn disconnects(&mut self, reason: &str) {
        self.says(&json!({"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-1"}}))
            .await;
    }

    /// The next frame; `None` when the line is over.
    pub async fn hears(&mut self) -> Option<Message> {
        timeout(FOR_EVER, self.0.next()).await.expect("something comes").and_then(Result::ok)
    }

    /// The next words, whatever pings come before them.
    pub async fn words(&mut self) -> Value {
        loop {
            match self.hears().await.expect("the line is still there") {
                Message::Text(words) => return serde_json::from_str(&words).expect("JSON"),
                Message::Ping(_) | Message::Pong(_) => {}
                other => panic!("words, not {other:?}"),
            }
        }
    }

    /// The id of the envelope that is acknowledged next, without an answer.
    pub async fn acknowledged(&mut self) -> String {
        let words = self.words().await;
        assert_eq!(words.as_object().expect("an object").len(), 1, "an id and nothing else: {words}");
        words["envelope_id"].as_str().expect("an id").to_owned()
    }

    /// Waits until the other side says goodbye.
    pub async fn is_closed(&mut self) {
        loop {
            match self.hears().await {
                Some(Message::Close(_)) | None => return,
                Some(Message::Ping(_) | Message::Pong(_)) => {}
                Some(other) => panic!("a goodbye, not {other:?}"),
            }
        }
    }
}
