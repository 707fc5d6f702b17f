//! A door before a desk that only takes notes.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use unrush::clock::SteppedClock;
use unrush::domain::ids::{SeenKey, TeamId};
use unrush::domain::inbound::Inbound;
use unrush::domain::reply::Reply;
use unrush::ports::{BoxFuture, Desk, StoreError};
use unrush::slack::http::{Door, Expected, Limits, SigningSecret};

use super::caller::{Caller, FOR_EVER, Heard, request};

/// When the clock stands at first.
pub const NOW: i64 = 1_700_000_000;
pub const SECRET: &str = "0123456789abcdef0123456789abcdef";
pub const POST: &str = "POST /slack/events";
pub const JSON: &str = "application/json";
pub const FORM: &str = "application/x-www-form-urlencoded";

/// How the desk feels.
#[derive(Clone, Debug)]
pub enum Mood {
    /// Answers this.
    Well(Reply),
    /// Its store is away.
    Away,
    /// Does not come back.
    Stuck,
    /// Panics.
    Upset,
    /// Waits until it is nudged.
    Slow(Arc<Notify>),
}

/// A desk that only takes notes.
pub struct Notes {
    taken: Mutex<Vec<Inbound>>,
    mood: Mutex<Mood>,
    /// Rings when something is put on the desk.
    bell: Notify,
}

impl Notes {
    /// A desk that feels well and has nothing to say.
    pub fn new() -> Arc<Self> {
        let mood = Mutex::new(Mood::Well(Reply::Nothing));
        Arc::new(Self { taken: Mutex::default(), mood, bell: Notify::new() })
    }

    pub fn feels(&self, mood: Mood) {
        *self.mood.lock().expect("mood") = mood;
    }

    /// Waits until something lies on the desk.
    pub async fn is_rung(&self) {
        timeout(FOR_EVER, self.bell.notified()).await.expect("rings");
    }

    /// All that reached the desk.
    pub fn taken(&self) -> Vec<Inbound> {
        self.taken.lock().expect("notes").clone()
    }

    /// How many different things reached the desk: it acts once for each.
    pub fn effects(&self) -> usize {
        let mut keys: Vec<SeenKey> = self.taken().into_iter().map(|inbound| inbound.seen).collect();
        keys.sort();
        keys.dedup();
        keys.len()
    }
}

impl Desk for Notes {
    fn receive(&self, inbound: Inbound) -> BoxFuture<'_, Result<Reply, StoreError>> {
        self.taken.lock().expect("notes").push(inbound);
        self.bell.notify_one();
        let mood = self.mood.lock().expect("mood").clone();
        Box::pin(async move {
            match mood {
                Mood::Well(reply) => Ok(reply),
                Mood::Away => Err(StoreError::Unavailable("away".into())),
                Mood::Stuck => std::future::pending().await,
                Mood::Upset => panic!("the desk is upset, as this test wants it"),
                Mood::Slow(nudge) => {
                    nudge.notified().await;
                    Ok(Reply::Nothing)
                }
            }
        })
    }
}

pub struct House {
    pub address: SocketAddr,
    pub door: Arc<Door>,
    desk: Arc<Notes>,
    clock: Arc<SteppedClock>,
    stop: watch::Sender<bool>,
    served: JoinHandle<()>,
}

impl House {
    pub async fn open() -> Self {
        Self::open_within(Limits::default()).await
    }

    /// Our app is `A0A`, our workspaces are `T0A` and the organisation `E0A`.
    pub async fn open_within(limits: Limits) -> Self {
        let is_ours = |team: &TeamId| ["T0A", "E0A"].contains(&team.as_str());
        let who = Expected::of(Some("A0A".into()), is_ours);
        Self::open_to(who, limits).await
    }

    #[expect(clippy::disallowed_methods, reason = "the door is served beside the test")]
    pub async fn open_to(who: Expected, limits: Limits) -> Self {
        let desk = Notes::new();
        let now = DateTime::from_timestamp(NOW, 0).expect("moment");
        let clock = Arc::new(SteppedClock::standing(now, 1));
        let secrets = vec![SigningSecret::new(SECRET).expect("a secret")];
        let door = Arc::new(Door::new(desk.clone(), clock.clone(), secrets, who).within(limits));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = watch::channel(false);
        let served = tokio::spawn(Arc::clone(&door).serve(listener, stopped));
        Self { address, door, desk, clock, stop, served }
    }

    pub fn feels(&self, mood: Mood) {
        self.desk.feels(mood);
    }

    pub fn step(&self, seconds: i64) {
        self.clock.step(TimeDelta::seconds(seconds));
    }

    pub fn say_stop(&self) {
        self.stop.send(true).expect("somebody listens");
    }

    /// Waits until the door has closed.
    pub async fn closes(self) {
        timeout(FOR_EVER, self.served).await.expect("closes").expect("without a panic");
    }

    /// Waits until something lies on the desk.
    pub async fn desk_is_rung(&self) {
        self.desk.is_rung().await;
    }

    /// All that reached the desk.
    pub fn taken(&self) -> Vec<Inbound> {
        self.desk.taken()
    }

    /// The only thing that reached the desk.
    pub fn only_taken(&self) -> Inbound {
        let mut taken = self.taken();
        assert_eq!(taken.len(), 1, "one thing reaches the desk");
        taken.remove(0)
    }

    /// How many different things reached the desk: it acts once for each.
    pub fn effects(&self) -> usize {
        self.desk.effects()
    }

    pub async fn caller(&self) -> Caller {
        Caller::at(self.address).await
    }

    /// Sends bytes on a connection of their own.
    pub async fn ask(&self, bytes: &[u8]) -> Heard {
        self.caller().await.ask(bytes).await.expect("an answer")
    }

    /// Sends a well-signed body.
    pub async fn post(&self, kind: &str, body: &[u8]) -> Heard {
        self.ask(&signed(kind, body)).await
    }

    pub async fn event(&self, body: &Value) -> Heard {
        self.post(JSON, body.to_string().as_bytes()).await
    }

    pub async fn form(&self, fields: &[(&str, &str)]) -> Heard {
        self.post(FORM, form(fields).as_bytes()).await
    }

    pub async fn interaction(&self, payload: &Value) -> Heard {
        self.form(&[("payload", &payload.to_string())]).await
    }
}

pub fn form(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// A well-signed request, dated when the clock stands at first.
pub fn signed(kind: &str, body: &[u8]) -> Vec<u8> {
    let (at, signature) = (NOW.to_string(), signature(&NOW.to_string(), body));
    request(POST, &[("Content-Type", kind), (TIMESTAMP, &at), (SIGNATURE, &signature)], body)
}

pub const TIMESTAMP: &str = "X-Slack-Request-Timestamp";
pub const SIGNATURE: &str = "X-Slack-Signature";

pub fn signature(at: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("a key");
    for part in [b"v0:", at.as_bytes(), b":", body] {
        mac.update(part);
    }
    mac.finalize().into_bytes().iter().fold("v0=".to_owned(), |hex, byte| format!("{hex}{byte:02x}"))
}
