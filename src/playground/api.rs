//! The Web API over the world: who may call, how often, and what Slack would refuse.

pub(super) mod chat;
mod conversations;
mod files;
mod groups;
pub(super) mod outcome;
mod pages;
mod reactions;
mod users;
mod views;
mod workspace;

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Instant;

use hyper::http::request::Parts;
use hyper::{Method as Verb, Response, StatusCode};
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;
use serde_json::{Value, json};

use super::args::Args;
use super::faults::What;
use super::ground::Ground;
use super::rates::Tier;
use super::server::{self, Answer, HungUp};
use super::world::{APP, World};
use super::{APP_TOKEN, BOT_TOKEN};
use outcome::Reply;

/// One method.
struct Method {
    name: &'static str,
    tier: Tier,
    run: fn(&mut World, &Args) -> Done,
}

const fn method(name: &'static str, tier: Tier, run: fn(&mut World, &Args) -> Done) -> Method {
    Method { name, tier, run }
}

/// Every method, by family.
const METHODS: [&[Method]; 8] = [
    chat::METHODS,
    conversations::METHODS,
    files::METHODS,
    users::METHODS,
    groups::METHODS,
    reactions::METHODS,
    views::METHODS,
    workspace::METHODS,
];

/// What a method answers, without the `ok`.
type Done = Result<Value, Refused>;

/// Why Slack does not.
#[derive(Debug)]
pub(super) struct Refused {
    error: Cow<'static, str>,
    /// Which part is wrong, for `response_metadata`.
    messages: Vec<String>,
}

impl From<&'static str> for Refused {
    fn from(error: &'static str) -> Self {
        Self { error: error.into(), messages: Vec::new() }
    }
}

impl From<Refused> for Reply {
    fn from(refused: Refused) -> Self {
        let mut reply = Self::refused(&refused.error);
        if !refused.messages.is_empty() {
            reply.body["response_metadata"] = json!({"messages": refused.messages});
        }
        reply
    }
}

/// Answers `/api/<name>`.
pub(super) async fn answer(
    ground: &Arc<Ground>,
    name: &str,
    head: &Parts,
    body: &[u8],
) -> Result<Response<Answer>, HungUp> {
    let args = match Args::read(head, body) {
        Ok(args) if matches!(head.method, Verb::GET | Verb::POST) => args,
        Ok(_) => return Ok(server::json(StatusCode::METHOD_NOT_ALLOWED, &json!({"ok": false}))),
        Err(error) => return outcome::after(None, Reply::refused(error)).await,
    };
    let fault = ground.faults().of_call(name);
    let reply = match outcome::before(fault.as_ref()).await? {
        Some(reply) => reply,
        None => run(ground, name, &args, fault.as_ref()),
    };
    outcome::note(ground, name, args.all(), &reply, fault.as_ref());
    let response = outcome::after(fault, reply).await?;
    let scopes = ground.world().scopes();
    let response = server::with_header(response, "x-oauth-scopes", &scopes);
    Ok(server::with_header(response, "date", &date(ground.now())))
}

/// A moment as a `Date` header says it: the world's own, so that callers who compare clocks find theirs right.
fn date(micros: i64) -> String {
    let moment = Timestamp::from_microsecond(micros).unwrap_or_default();
    DateTimePrinter::new().timestamp_to_rfc9110_string(&moment).unwrap_or_default()
}

fn run(ground: &Arc<Ground>, name: &str, args: &Args, fault: Option<&What>) -> Reply {
    let Some(method) = METHODS.iter().copied().flatten().find(|method| method.name == name) else {
        return Reply::not_found("unknown_method");
    };
    if let Err(error) = check_token(name, args.token.as_deref()) {
        return Reply::refused(error);
    }
    if let Some(reply) = check_scope(ground, name) {
        return reply;
    }
    if let Err(wait) = check_rate(ground, method, args) {
        return Reply::slower(Some(wait.to_string()));
    }
    if method.name == "apps.connections.open" {
        return connect(ground);
    }
    // what it pushes goes its own way while the caller gets the answer
    let (done, _pushes) = ground.act(|world| (method.run)(world, args));
    match done {
        Ok(mut body) => {
            if let Some(path) = body["upload_url"].as_str() {
                body["upload_url"] = format!("http://{}{path}", ground.addr).into();
            }
            if fault == Some(&What::LoseHistory) && body.get("messages").is_some() {
                body["messages"] = json!([]);
            }
            Reply::done(body)
        }
        Err(refused) => refused.into(),
    }
}

/// Gives an address for a line of Socket Mode, which is no matter of the world's.
fn connect(ground: &Ground) -> Reply {
    if !ground.is_socket_mode() {
        return Reply::refused("socket_mode_not_enabled");
    }
    Reply::done(json!({"url": ground.sockets().ticket(&ground.addr.to_string(), APP)}))
}

fn check_token(name: &str, token: Option<&str>) -> Result<(), &'static str> {
    match (name, token) {
        ("api.test" | "oauth.v2.access", _) | ("apps.connections.open", Some(APP_TOKEN)) => Ok(()),
        ("apps.connections.open", Some(BOT_TOKEN)) => Err("not_allowed_token_type"),
        (_, None | Some("")) => Err("not_authed"),
        (_, Some(BOT_TOKEN)) => Ok(()),
        (_, Some(APP_TOKEN)) => Err("not_allowed_token_type"),
        _ => Err("invalid_auth"),
    }
}

/// Slack's refusal where the token may not do this. Of the scopes an app can go without there is only that for files.
fn check_scope(ground: &Ground, name: &str) -> Option<Reply> {
    let world = ground.world();
    if !name.starts_with("files.") || world.scopes.contains(files::SCOPE) {
        return None;
    }
    let mut reply = Reply::refused("missing_scope");
    reply.body["needed"] = files::SCOPE.into();
    reply.body["provided"] = world.scopes().into();
    Some(reply)
}

/// The seconds to wait, when this is too much.
fn check_rate(ground: &Ground, method: &Method, args: &Args) -> Result<(), u64> {
    let now = Instant::now();
    ground.rates().call(method.name, method.tier, now)?;
    if method.name != "chat.postMessage" {
        return Ok(());
    }
    let Some(channel) = args.text("channel") else { return Ok(()) };
    // a person's id and the id of their direct messages mean the same channel
    let channel = ground.world().find_direct(channel).unwrap_or_else(|| channel.to_owned());
    ground.rates().post(&channel, now)
}
