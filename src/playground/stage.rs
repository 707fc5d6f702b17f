//! The page's own endpoints: the world as one person sees it, its changes, and what that person does.

use std::collections::BTreeMap;
use std::sync::Arc;

use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Method, Response, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::deeds::{Cannot, Filled, Press};
use super::ground::Ground;
use super::page;
use super::server::{self, Answer};

mod sight;

/// Answers what is neither the Web API nor a response address.
pub(super) async fn answer(ground: &Arc<Ground>, head: &Parts, body: &[u8]) -> Response<Answer> {
    let path = head.uri.path();
    match (&head.method, path) {
        (&Method::GET, "/world") => see(ground, head.uri.query().unwrap_or_default()),
        (&Method::GET, "/changes") => follow(ground),
        (&Method::POST, "/do") => act(ground, body).await,
        (&Method::GET | &Method::HEAD, _) => match page::FILES.iter().find(|(there, ..)| *there == path) {
            Some((_, kind, text)) => server::plain(StatusCode::OK, kind, text),
            None => server::plain(StatusCode::NOT_FOUND, "text/plain", "not found"),
        },
        _ => server::plain(StatusCode::METHOD_NOT_ALLOWED, "text/plain", "not allowed"),
    }
}

fn see(ground: &Ground, query: &str) -> Response<Answer> {
    let who = form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == "as")
        .map(|(_, who)| who.into_owned());
    let mut world = ground.world();
    world.now = ground.now();
    match sight::of(&world, who.as_deref()) {
        Some(seen) => server::json(StatusCode::OK, &seen),
        None => server::json(
            StatusCode::NOT_FOUND,
            &json!({"ok": false, "error": "There is nobody of that name."}),
        ),
    }
}

fn follow(ground: &Ground) -> Response<Answer> {
    let mut response = Response::new(Answer::changes(ground.changes()));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// What a person does in the page.
#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
enum Deed {
    Write { channel: String, text: String, thread_ts: Option<String> },
    Edit { channel: String, ts: String, text: String },
    Delete { channel: String, ts: String },
    React { channel: String, ts: String, name: String },
    Command { channel: String, text: String },
    Press(Pressed),
    Submit { values: Value },
    Close {},
    Shortcut { callback_id: String, channel: Option<String>, ts: Option<String> },
    OpenHome {},
    Invite { channel: String, guest: String },
    Step { seconds: i64 },
    Reload {},
}

#[derive(Deserialize)]
struct Pressed {
    #[serde(default)]
    channel: String,
    ts: Option<String>,
    /// The id of an ephemeral message.
    id: Option<String>,
    view_id: Option<String>,
    block_id: Option<String>,
    action_id: String,
    selected: Option<Value>,
}

impl From<Pressed> for Press {
    fn from(pressed: Pressed) -> Self {
        Self {
            channel: pressed.channel,
            on: pressed.id.or(pressed.ts).unwrap_or_default(),
            view_id: pressed.view_id,
            block_id: pressed.block_id,
            action: pressed.action_id,
            selected: pressed.selected,
        }
    }
}

#[derive(Deserialize)]
struct Doing {
    r#as: String,
    #[serde(flatten)]
    deed: Deed,
}

async fn act(ground: &Arc<Ground>, body: &[u8]) -> Response<Answer> {
    let doing = match serde_json::from_slice::<Doing>(body) {
        Ok(doing) => doing,
        Err(error) => {
            let complaint = json!({"ok": false, "error": format!("That makes no sense: {error}.")});
            return server::json(StatusCode::BAD_REQUEST, &complaint);
        }
    };
    let said = match perform(ground, &doing.r#as, doing.deed).await {
        Ok(errors) if errors.is_empty() => json!({"ok": true}),
        Ok(errors) => json!({"ok": false, "errors": errors}),
        Err(Cannot(why)) => json!({"ok": false, "error": why}),
    };
    server::json(StatusCode::OK, &said)
}

/// Does it; tells what is wrong with the inputs of a modal.
async fn perform(ground: &Arc<Ground>, who: &str, deed: Deed) -> Result<BTreeMap<String, String>, Cannot> {
    match deed {
        Deed::Write { channel, text, thread_ts } => {
            ground.says(who, &channel, &text, thread_ts.as_deref()).await?;
        }
        Deed::Edit { channel, ts, text } => ground.edits(who, &channel, &ts, &text).await?,
        Deed::Delete { channel, ts } => ground.deletes(who, &channel, &ts).await?,
        Deed::React { channel, ts, name } => ground.reacts(who, &channel, &ts, &name).await?,
        Deed::Command { channel, text } => ground.types(who, &channel, text.trim()).await?,
        Deed::Press(pressed) => ground.presses(who, &pressed.into()).await?,
        Deed::Submit { values } => {
            if let Filled::Wrong(errors) = ground.submits(who, &values).await? {
                return Ok(errors);
            }
        }
        Deed::Close {} => ground.closes(who).await?,
        Deed::Shortcut { callback_id, channel, ts } => {
            let on = channel.as_deref().zip(ts.as_deref());
            ground.uses_shortcut(who, &callback_id, on).await?;
        }
        Deed::OpenHome {} => ground.opens_home(who).await?,
        Deed::Invite { channel, guest } => ground.invites(who, &channel, &guest).await?,
        Deed::Step { seconds } => ground.step(seconds.saturating_mul(1_000_000)),
        Deed::Reload {} => ground.reloads(who)?,
    }
    Ok(BTreeMap::new())
}
