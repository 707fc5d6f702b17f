//! Pushes what happens to the bot, by signed HTTP or over the bot's own lines, with retries like Slack.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::header::{CONTENT_TYPE, USER_AGENT};
use hyper::{Request, StatusCode};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;
use tokio::sync::oneshot;

use super::SIGNING_SECRET;
use super::envelopes;
use super::faults::What;
use super::ground::Ground;
use super::ledger::Push;
use super::sockets;

/// How long the bot may take to answer, in real time.
const DEADLINE: Duration = Duration::from_secs(3);
/// How long after a failed attempt the next one comes; these waits are shortened by the pace.
const RETRIES: [Duration; 3] = [Duration::ZERO, Duration::from_mins(1), Duration::from_mins(5)];
/// Largest answer that is read.
const LARGEST_ANSWER: usize = 1024 * 1024;

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// Resolves when an event had its first attempt, or will have none for now.
pub(super) type FirstAttempt = oneshot::Receiver<()>;

/// Pushes an event, or does with it what a fault wants.
pub(super) fn push(ground: &Arc<Ground>, event: Value) -> FirstAttempt {
    let names = [event["type"].as_str().unwrap_or_default(), event["subtype"].as_str().unwrap_or_default()];
    let fault = ground.faults().of_event(&names);
    match fault {
        Some(What::Lose) => oneshot::channel().1,
        Some(What::HoldBack) => {
            ground.hold(event);
            oneshot::channel().1
        }
        Some(What::Repeat { copies, new_id }) => {
            let envelope = wrap(ground, &event);
            for _ in 0..copies {
                let copy = if new_id { wrap(ground, &event) } else { envelope.clone() };
                drop(send(ground, &copy));
            }
            send(ground, &envelope)
        }
        _ => send(ground, &wrap(ground, &event)),
    }
}

fn wrap(ground: &Ground, event: &Value) -> Value {
    let mut world = ground.world();
    envelopes::event(world.next_number(), ground.now(), event)
}

/// Sends an envelope until it is taken, and after the first attempt what was held back.
#[expect(clippy::disallowed_methods, reason = "the garden pushes by itself")]
fn send(ground: &Arc<Ground>, envelope: &Value) -> FirstAttempt {
    let (first, attempted) = oneshot::channel();
    let Some(way) = Way::of(ground) else { return attempted };
    let mut letter = Letter::of(envelope);
    let under_way = ground.under_way();
    let ground = Arc::clone(ground);
    tokio::spawn(async move {
        let mut failed = attempt(&ground, &way, &mut letter, None).await;
        // nobody may be waiting for it
        let _ = first.send(());
        for held in ground.release() {
            drop(send(&ground, &wrap(&ground, &held)));
        }
        for (retry, wait) in (1..).zip(RETRIES) {
            let Err(Failed { reason, again: true }) = failed else { break };
            tokio::time::sleep(wait / ground.pace).await;
            // behind a balancer another bot may get it this time
            let way = Way::of(&ground).unwrap_or_else(|| way.clone());
            failed = attempt(&ground, &way, &mut letter, Some((retry, reason))).await;
        }
        drop(under_way);
    });
    attempted
}

/// How something reaches the bot.
#[derive(Clone)]
enum Way {
    /// It is posted to this address.
    Address(String),
    /// It goes over one of the lines the bot has opened.
    Lines,
}

impl Way {
    /// `None` where no bot has ever been.
    fn of(ground: &Ground) -> Option<Self> {
        if ground.is_socket_mode() {
            return ground.sockets().known().then_some(Self::Lines);
        }
        ground.events_url().map(Self::Address)
    }
}

/// An envelope as it is sent, and what the ledger says of it.
struct Letter {
    envelope: Value,
    body: Bytes,
    push: Push,
    /// Its name on a line.
    id: String,
    begun: Instant,
}

impl Letter {
    fn of(envelope: &Value) -> Self {
        let event = &envelope["event"];
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let push = Push {
            event_id: text(&envelope["event_id"]).unwrap_or_default(),
            kind: text(&event["subtype"]).or_else(|| text(&event["type"])).unwrap_or_default(),
            ts: text(&event["ts"]),
            attempt: 1,
            status: None,
            millis: 0,
        };
        let body = envelope.to_string().into();
        Self { envelope: envelope.clone(), body, push, id: String::new(), begun: Instant::now() }
    }
}

/// An attempt that failed.
struct Failed {
    reason: &'static str,
    again: bool,
}

async fn attempt(
    ground: &Ground,
    way: &Way,
    letter: &mut Letter,
    retry: Option<(u32, &str)>,
) -> Result<(), Failed> {
    let got = match way {
        Way::Address(url) => ground.sender.post(url, JSON, ground.now(), letter.body.clone(), retry).await,
        Way::Lines => {
            // Slack repeats both ways: under the same name and under a new one
            if retry.is_none_or(|(number, _)| number > 1) {
                letter.id = ground.sockets().envelope_id();
            }
            ground.sockets().post(sockets::EVENT, &letter.id, &letter.envelope, retry).await
        }
    };
    ground.ledger().note_push(Push {
        attempt: retry.map_or(1, |(number, _)| number + 1),
        status: got.as_ref().ok().map(|got| got.status.as_u16()),
        millis: u64::try_from(letter.begun.elapsed().as_millis()).unwrap_or(u64::MAX),
        ..letter.push.clone()
    });
    match got {
        Ok(got) if got.status.is_success() => Ok(()),
        Ok(got) => Err(Failed { reason: "http_error", again: !got.no_retry }),
        Err(reason) => Err(Failed { reason, again: true }),
    }
}

/// Sends a command or an interaction, once.
pub(super) async fn ask(ground: &Arc<Ground>, form: String) -> Result<Got, &'static str> {
    let way = Way::of(ground).ok_or("dispatch_failed")?;
    let _under_way = ground.under_way();
    let got = match way {
        Way::Address(url) => ground.sender.post(&url, FORM, ground.now(), form.into(), None).await,
        Way::Lines => {
            let (kind, payload) = unfold(&form);
            let id = ground.sockets().envelope_id();
            ground.sockets().post(kind, &id, &payload, None).await
        }
    };
    match got {
        Ok(got) if got.status == StatusCode::OK => Ok(got),
        Ok(_) => Err("http_service_error"),
        Err("http_timeout" | "timeout") => Err("operation_timeout"),
        Err(_) => Err("dispatch_failed"),
    }
}

/// A form as it goes over a line: an interaction is the JSON in it, a command an object of its fields.
fn unfold(form: &str) -> (sockets::Kind, Value) {
    let fields: serde_json::Map<String, Value> = form_urlencoded::parse(form.as_bytes())
        .map(|(name, value)| (name.into_owned(), Value::from(value.into_owned())))
        .collect();
    match fields.get("payload").and_then(Value::as_str).and_then(|json| serde_json::from_str(json).ok()) {
        Some(payload) => (sockets::INTERACTION, payload),
        None => (sockets::COMMAND, Value::Object(fields)),
    }
}

/// What the bot answered.
pub(super) struct Got {
    status: StatusCode,
    no_retry: bool,
    /// Whether it says that it is JSON.
    pub(super) is_json: bool,
    pub(super) body: Bytes,
}

impl Got {
    /// An acknowledgement that came over a line, with its answer.
    pub(super) fn acknowledgement(body: Bytes) -> Self {
        Self { status: StatusCode::OK, no_retry: false, is_json: true, body }
    }
}

/// Posts to the bot.
pub(super) struct Sender(Client<HttpConnector, Full<Bytes>>);

impl Sender {
    pub(super) fn new() -> Self {
        Self(Client::builder(TokioExecutor::new()).build_http())
    }

    /// Posts one signed body; tells Slack's word for what went wrong.
    async fn post(
        &self,
        url: &str,
        kind: &str,
        now: i64,
        body: Bytes,
        retry: Option<(u32, &str)>,
    ) -> Result<Got, &'static str> {
        let timestamp = now.div_euclid(1_000_000);
        let mut request = Request::post(url)
            .header(CONTENT_TYPE, kind)
            .header(USER_AGENT, "Slackbot 1.0 (+https://api.slack.com/robots)")
            .header("x-slack-request-timestamp", timestamp)
            .header("x-slack-signature", envelopes::signature(SIGNING_SECRET, timestamp, &body));
        if let Some((number, reason)) = retry {
            request = request.header("x-slack-retry-num", number).header("x-slack-retry-reason", reason);
        }
        let request = request.body(Full::new(body)).map_err(|_| "unknown_error")?;
        let exchange = async {
            let (head, body) = self.0.request(request).await.map_err(|_| "connection_failed")?.into_parts();
            let body = Limited::new(body, LARGEST_ANSWER).collect().await.map_err(|_| "connection_failed")?;
            let header = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok());
            Ok(Got {
                status: head.status,
                no_retry: header("x-slack-no-retry") == Some("1"),
                is_json: header("content-type").is_some_and(|kind| kind.starts_with(JSON)),
                body: body.to_bytes(),
            })
        };
        tokio::time::timeout(DEADLINE, exchange).await.unwrap_or(Err("http_timeout"))
    }
}
