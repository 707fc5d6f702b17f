//! The garden over real sockets, as a bot meets it: what is pushed, what is answered, and what fails on purpose.

use std::convert::Infallible;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{HeaderMap, Request, Response};
use hyper_util::client::legacy::Client;
use hyper_util::rt::{TokioExecutor, TokioIo};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::deeds::{Filled, Press};
use super::faults::{Fault, What};
use super::{Playground, Setup};

/// A request the bot got.
#[derive(Clone)]
struct Heard {
    headers: HeaderMap,
    body: Value,
}

type Answers = fn(&Heard) -> Response<Full<Bytes>>;

/// A bot that remembers what it hears and answers what it was told to answer.
struct Bot {
    heard: Arc<Mutex<Vec<Heard>>>,
    url: String,
    _serving: JoinSet<()>,
}

impl Bot {
    async fn that(answers: Answers) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("binds");
        let url = format!("http://{}/slack/events", listener.local_addr().expect("address"));
        let heard = Arc::new(Mutex::new(Vec::new()));
        let ears = Arc::clone(&heard);
        let mut serving = JoinSet::new();
        serving.spawn(async move {
            let mut talks = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let ears = Arc::clone(&ears);
                let service = service_fn(move |request| hear(Arc::clone(&ears), request, answers));
                talks.spawn(async move {
                    let talk = hyper::server::conn::http1::Builder::new();
                    let _ = talk.serve_connection(TokioIo::new(stream), service).await;
                });
            }
        });
        Self { heard, url, _serving: serving }
    }

    fn heard(&self) -> Vec<Heard> {
        self.heard.lock().expect("not poisoned").clone()
    }

    /// The texts of the messages it heard, in order.
    fn texts(&self) -> Vec<String> {
        let text = |heard: Heard| heard.body["event"]["text"].as_str().map(str::to_owned);
        self.heard().into_iter().filter_map(text).collect()
    }
}

async fn hear(
    ears: Arc<Mutex<Vec<Heard>>>,
    request: Request<Incoming>,
    answers: Answers,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.expect("a body").to_bytes();
    let heard = Heard { headers: parts.headers, body: read(&body) };
    let answer = answers(&heard);
    ears.lock().expect("not poisoned").push(heard);
    Ok(answer)
}

/// JSON, a payload in a form, or a form.
fn read(body: &[u8]) -> Value {
    serde_json::from_slice(body).unwrap_or_else(|_| {
        let form: serde_json::Map<String, Value> = form_urlencoded::parse(body)
            .map(|(name, value)| (name.into_owned(), Value::from(value.into_owned())))
            .collect();
        let payload = form.get("payload").and_then(Value::as_str).map(serde_json::from_str);
        payload.map_or(Value::Object(form), |payload| payload.expect("JSON"))
    })
}

fn fine(_: &Heard) -> Response<Full<Bytes>> {
    Response::default()
}

fn broken(_: &Heard) -> Response<Full<Bytes>> {
    Response::builder().status(500).body(Full::default()).expect("an answer")
}

/// A playground with its cast, whose waits pass quickly and whose clock stands.
async fn playground(bot: &Bot) -> Playground {
    let clock = Arc::new(AtomicI64::new(1_700_000_000_000_000));
    let stepped = Arc::clone(&clock);
    let setup = Setup {
        listen: "127.0.0.1:0".parse().expect("address"),
        events_url: Some(bot.url.clone()),
        now: Arc::new(move || clock.load(Ordering::SeqCst)),
        step: Arc::new(move |micros| {
            stepped.fetch_add(micros, Ordering::SeqCst);
        }),
        pace: 100_000,
        cast: true,
    };
    Playground::start(setup).await.expect("starts")
}

/// Posts JSON with the bot's token; `None` when the connection was closed without an answer.
async fn post(url: &str, body: &Value) -> Option<(u16, Value)> {
    let request = Request::post(url)
        .header("content-type", "application/json")
        .header("authorization", "Bearer xoxb-playground-bot")
        .body(Full::new(Bytes::from(body.to_string())))
        .expect("a request");
    let client = Client::builder(TokioExecutor::new()).retry_canceled_requests(false).build_http();
    let (head, body) = client.request(request).await.ok()?.into_parts();
    let body = body.collect().await.ok()?.to_bytes();
    Some((head.status.as_u16(), serde_json::from_slice(&body).unwrap_or_default()))
}

async fn call(playground: &Playground, method: &str, body: Value) -> Option<(u16, Value)> {
    post(&format!("{}{method}", playground.api_url()), &body).await
}

fn question() -> Value {
    let button = |text: &str, id: &str| json!({"type": "button", "text": {"type": "plain_text", "text": text}, "action_id": id, "value": "7"});
    json!([{"type": "actions", "block_id": "b", "elements": [button("Yes", "yes"), button("No", "no")]}])
}

fn modal() -> Value {
    let words = |text: &str| json!({"type": "plain_text", "text": text});
    json!({
        "type": "modal", "title": words("Note"), "submit": words("Save"), "notify_on_close": true,
        "blocks": [{"type": "input", "block_id": "words", "label": words("Words"),
                    "element": {"type": "plain_text_input", "action_id": "typed"}}],
    })
}

#[tokio::test]
async fn an_event_that_is_not_taken_comes_three_times_more_and_says_why() {
    let bot = Bot::that(broken).await;
    let playground = playground(&bot).await;
    playground.says("ada", "#launch", "hello").await.expect("said");
    playground.quiet().await;
    let heard = bot.heard();
    let header =
        |at: usize, name: &str| heard[at].headers.get(name).map(|v| v.to_str().expect("text").to_owned());
    assert_eq!(heard.len(), 4);
    assert_eq!(header(0, "x-slack-retry-num"), None);
    for retry in 1..4 {
        assert_eq!(header(retry, "x-slack-retry-num"), Some(retry.to_string()));
        assert_eq!(header(retry, "x-slack-retry-reason").as_deref(), Some("http_error"));
        assert_eq!(heard[retry].body["event_id"], heard[0].body["event_id"]);
    }
}

#[tokio::test]
async fn an_event_that_is_refused_for_good_does_not_come_again() {
    let bot = Bot::that(|_| {
        let answer = Response::builder().status(400).header("x-slack-no-retry", "1");
        answer.body(Full::default()).expect("an answer")
    })
    .await;
    let playground = playground(&bot).await;
    playground.says("ada", "#launch", "hello").await.expect("said");
    playground.quiet().await;
    assert_eq!(bot.heard().len(), 1);
}

#[tokio::test]
async fn events_are_repeated_swapped_and_lost_as_planned() {
    let bot = Bot::that(fine).await;
    let playground = playground(&bot).await;
    playground.faults().plan(Fault::times("message", What::HoldBack, 1));
    for text in ["one", "two"] {
        playground.says("ada", "#launch", text).await.expect("said");
    }
    playground.quiet().await;
    playground.faults().plan(Fault::times("message", What::Lose, 1));
    playground.says("ada", "#launch", "lost").await.expect("said");
    playground.faults().plan(Fault::times("message", What::Repeat { copies: 2, new_id: true }, 1));
    playground.says("ada", "#launch", "again").await.expect("said");
    playground.quiet().await;
    assert_eq!(bot.texts(), ["two", "one", "again", "again", "again"]);
    let heard = bot.heard();
    let ids: std::collections::BTreeSet<_> =
        heard.iter().map(|heard| heard.body["event_id"].to_string()).collect();
    assert_eq!(ids.len(), 5, "each copy has an id of its own");
}

#[tokio::test]
async fn the_bot_does_not_hear_where_it_is_not() {
    let bot = Bot::that(fine).await;
    let playground = playground(&bot).await;
    playground.says("ada", "#design", "psst").await.expect("said");
    playground.invites("ada", "#design", "unrush").await.expect("invited");
    playground.says("ada", "#design", "hello").await.expect("said");
    playground.quiet().await;
    assert_eq!(bot.texts(), ["<@U0UNRUSH> has joined the channel", "hello"]);
    assert!(bot.heard().iter().any(|heard| heard.body["event"]["type"] == "member_joined_channel"));
}

#[tokio::test]
async fn a_dropped_reply_is_a_message_that_was_posted_all_the_same() {
    let bot = Bot::that(fine).await;
    let playground = playground(&bot).await;
    playground.faults().plan(Fault::times("chat.postMessage", What::DropReply, 1));
    let message = json!({"channel": "C0LAUNCH", "text": "hello"});
    assert_eq!(call(&playground, "chat.postMessage", message.clone()).await, None);
    assert_eq!(playground.world().messages("C0LAUNCH").count(), 1);
    let calls = playground.calls_of("chat.postMessage");
    assert!(calls[0].dropped && calls[0].ok());
    playground.faults().plan(Fault::times("chat.postMessage", What::DropCall, 1));
    assert_eq!(call(&playground, "chat.postMessage", message.clone()).await, None);
    assert_eq!(playground.world().messages("C0LAUNCH").count(), 1, "this one never took effect");
    let error = What::Error { error: "internal_error".into(), after_effect: true };
    playground.faults().plan(Fault::times("chat.postMessage", error, 1));
    let (_, answer) = call(&playground, "chat.postMessage", message).await.expect("answered");
    assert_eq!(answer["error"], "internal_error");
    assert_eq!(playground.world().messages("C0LAUNCH").count(), 2);
}

#[tokio::test]
async fn a_command_that_fails_is_shown_to_the_person_as_slack_shows_it() {
    let bot = Bot::that(broken).await;
    let playground = playground(&bot).await;
    playground.types("bo", "#launch", "/async help").await.expect("typed");
    playground.set_events_url(None);
    playground.types("bo", "#launch", "/async help").await.expect("typed");
    let told = playground.world().notices("U0BO").join("; ");
    assert_eq!(
        told,
        "/async failed with the error \"http_service_error\"; /async failed with the error \"dispatch_failed\""
    );
}

#[tokio::test]
async fn a_note_only_ada_sees_can_be_pressed_and_replaced_until_she_reloads() {
    let bot = Bot::that(fine).await;
    let playground = playground(&bot).await;
    let note = json!({"channel": "C0LAUNCH", "user": "U0ADA", "text": "really?", "blocks": question()});
    let (_, answer) = call(&playground, "chat.postEphemeral", note).await.expect("answered");
    let id = answer["message_ts"].as_str().expect("an id").to_owned();
    let update = json!({"channel": "C0LAUNCH", "ts": id, "text": "x"});
    let (_, answer) = call(&playground, "chat.update", update).await.expect("answered");
    assert_eq!(answer["error"], "message_not_found", "no method knows it");
    playground.presses("ada", Press::on("#launch", &id, "Yes")).await.expect("pressed");
    assert!(playground.presses("bo", Press::on("#launch", &id, "Yes")).await.is_err(), "Bo does not see it");
    let press = bot.heard().pop().expect("a press").body;
    assert_eq!(
        (&press["actions"][0]["action_id"], &press["actions"][0]["value"]),
        (&json!("yes"), &json!("7"))
    );
    assert_eq!(press["container"]["is_ephemeral"], true);
    assert!(press.get("message").is_none());
    let url = press["response_url"].as_str().expect("an address").to_owned();
    let (status, _) = post(&url, &json!({"text": "good", "replace_original": true})).await.expect("answered");
    assert_eq!(status, 200);
    let texts: Vec<_> = playground.world().ephemerals("U0ADA").map(|note| note.text.clone()).collect();
    assert_eq!(texts, ["good"]);
    playground.reloads("ada").expect("reloaded");
    assert_eq!(playground.world().ephemerals("U0ADA").count(), 0);
}

#[tokio::test]
async fn a_modal_stays_open_while_its_inputs_are_wrong() {
    let bot = Bot::that(|heard| {
        let typed = &heard.body["view"]["state"]["values"]["words"]["typed"]["value"];
        let answer = match typed.as_str() {
            Some("bad") => json!({"response_action": "errors", "errors": {"words": "Not this."}}),
            Some("odd") => json!({"response_action": "errors", "errors": {"nowhere": "Not this."}}),
            _ => return Response::default(),
        };
        Response::new(Full::new(Bytes::from(answer.to_string())))
    })
    .await;
    let playground = playground(&bot).await;
    playground.types("bo", "#launch", "/async note").await.expect("typed");
    let trigger = bot.heard().pop().expect("a command").body["trigger_id"].clone();
    let (_, opened) = call(&playground, "views.open", json!({"trigger_id": trigger, "view": modal()}))
        .await
        .expect("answered");
    assert_eq!(opened["ok"], true, "{opened}");
    let wrong = |words: &str| Filled::Wrong([("words".to_owned(), words.to_owned())].into());
    let before = bot.heard().len();
    let empty = playground.submits("bo", json!({})).await;
    assert_eq!(empty, Ok(wrong("Please complete this required field.")));
    assert_eq!(bot.heard().len(), before, "the client does not send a form with gaps");
    assert_eq!(playground.submits("bo", json!({"words": "bad"})).await, Ok(wrong("Not this.")));
    assert!(playground.submits("bo", json!({"words": "odd"})).await.is_err(), "no such input");
    assert!(playground.world().views.modal("U0BO").is_some());
    assert_eq!(playground.submits("bo", json!({"words": "good"})).await, Ok(Filled::Taken));
    assert!(playground.world().views.modal("U0BO").is_none());
}

#[tokio::test]
async fn a_trigger_is_too_late_after_three_seconds_of_the_worlds_clock() {
    let bot = Bot::that(fine).await;
    let playground = playground(&bot).await;
    playground.types("bo", "#launch", "/async note").await.expect("typed");
    let trigger = bot.heard().pop().expect("a command").body["trigger_id"].clone();
    playground.steps(4);
    let view = json!({"trigger_id": trigger, "view": modal()});
    let (_, answer) = call(&playground, "views.open", view).await.expect("answered");
    assert_eq!(answer["error"], "expired_trigger_id");
}

#[tokio::test]
async fn the_page_sees_the_world_as_one_person_and_acts_in_it() {
    let bot = Bot::that(fine).await;
    let playground = playground(&bot).await;
    let page = format!("http://{}", playground.addr());
    let deed = json!({"as": "U0ADA", "do": "write", "channel": "C0LAUNCH", "text": "@bo hi"});
    let (_, said) = post(&format!("{page}/do"), &deed).await.expect("answered");
    assert_eq!(said, json!({"ok": true}));
    let client = Client::builder(TokioExecutor::new()).build_http::<Full<Bytes>>();
    let get = |path: &str| client.get(format!("{page}{path}").parse().expect("address"));
    let seen = get("/world?as=U0DEE").await.expect("answered").into_body().collect().await.expect("read");
    let seen: Value = serde_json::from_slice(&seen.to_bytes()).expect("JSON");
    assert_eq!(seen["messages"]["C0LAUNCH"][0]["text"], "<@U0BO> hi");
    assert_eq!(seen["messages"]["C0LAUNCH"][0]["time_local"], "Wed 11:13", "in Auckland");
    assert!(seen["messages"].get("D0ADA").is_none(), "Ada's conversation with the bot is Ada's");
    let mut changes = get("/changes").await.expect("answered").into_body();
    let first = changes.frame().await.expect("a line").expect("read").into_data().expect("data");
    assert!(first.starts_with(b"data: {\"seq\":"), "the present count comes at once");
    playground.says("bo", "#launch", "hello").await.expect("said");
    let next = changes.frame().await.expect("a line").expect("read").into_data().expect("data");
    assert_ne!(first, next);
    let (_, said) =
        post(&format!("{page}/do"), &json!({"as": "U0DEE", "do": "dance"})).await.expect("answered");
    assert_eq!(said["ok"], false);
}

#[tokio::test]
async fn a_page_of_somebody_else_moves_nobody_and_breaks_nothing() {
    let bot = Bot::that(fine).await;
    let playground = playground(&bot).await;
    let client = Client::builder(TokioExecutor::new()).build_http::<Full<Bytes>>();
    let deed = json!({"as": "U0ADA", "do": "write", "channel": "C0LAUNCH", "text": "@bo hi"}).to_string();
    let plan = json!({"on": "*", "fault": "drop_call"}).to_string();
    for (path, body) in [("do", &deed), ("faults", &plan)] {
        for (name, value) in [("origin", "https://elsewhere.example"), ("content-type", "text/plain")] {
            let request = Request::post(format!("http://{}/{path}", playground.addr()));
            let request = match name {
                "origin" => request.header("content-type", "application/json"),
                _ => request,
            };
            let request = request.header(name, value).body(Full::new(Bytes::from(body.clone())));
            let answer = client.request(request.expect("a request")).await.expect("answered");
            assert_eq!(answer.status(), 403, "{path} {name}");
        }
    }
    assert_eq!(playground.world().messages("C0LAUNCH").count(), 0);
    assert!(playground.faults().planned().is_empty());
}

#[tokio::test]
async fn every_attempt_to_push_stands_in_the_books() {
    let bot = Bot::that(fine).await;
    let playground = playground(&bot).await;
    let ts = playground.says("ada", "#launch", "hi").await.expect("said");
    playground.set_events_url(Some("http://127.0.0.1:9/nobody".into()));
    playground.edits("ada", "#launch", &ts, "ho").await.expect("edited");
    playground.quiet().await;
    let pushes = playground.pushes();
    let told: Vec<_> = pushes.iter().map(|push| (push.kind.as_str(), push.attempt, push.status)).collect();
    let lost = |attempt| ("message_changed", attempt, None);
    assert_eq!(told, [("message", 1, Some(200)), lost(1), lost(2), lost(3), lost(4)]);
    assert_eq!(pushes[0].ts.as_deref(), Some(ts.as_str()));
    assert!(pushes[1..].iter().all(|push| push.event_id == pushes[1].event_id));
}
