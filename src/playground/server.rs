//! The garden's gate: takes connections and sends each request to its place.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body_util::{BodyExt, Limited};
use hyper::body::{Body, Frame, Incoming, SizeHint};
use hyper::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::ground::Ground;
use super::{api, consent, faults, files, responses, sockets, stage, strangers};

/// Largest body that is read.
const LARGEST_BODY: usize = 4 * 1024 * 1024;

/// Takes connections until it is aborted; the connections end with it.
pub(super) async fn serve(listener: TcpListener, ground: Arc<Ground>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            Ok((stream, _)) = listener.accept() => {
                connections.spawn(talk(stream, Arc::clone(&ground)));
            }
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
            // out of file handles: let some connections end first
            else => tokio::time::sleep(std::time::Duration::from_millis(50)).await,
        }
    }
}

async fn talk(stream: TcpStream, ground: Arc<Ground>) {
    let service = service_fn(move |request| {
        let ground = Arc::clone(&ground);
        async move { answer(Arc::clone(&ground), request).await.map(|response| dated(response, &ground)) }
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    // how a connection ended is the caller's business
    let _ = connection.await;
}

/// The caller gets no answer: its connection is closed.
#[derive(Debug, thiserror::Error)]
#[error("the connection is closed on purpose")]
pub(super) struct HungUp;

async fn answer(ground: Arc<Ground>, request: Request<Incoming>) -> Result<Response<Answer>, HungUp> {
    if request.uri().path() == sockets::PATH {
        return Ok(ground.link(request));
    }
    let (head, body) = request.into_parts();
    let Ok(body) = Limited::new(body, LARGEST_BODY).collect().await else {
        return Ok(plain(StatusCode::PAYLOAD_TOO_LARGE, "text/plain", "too large"));
    };
    let body = body.to_bytes();
    let path = head.uri.path().to_owned();
    if let Some(method) = path.strip_prefix("/api/") {
        return api::answer(&ground, method, &head, &body).await;
    }
    if let Some(secret) = path.strip_prefix("/response/") {
        return responses::answer(&ground, secret, &body).await;
    }
    if let Some(secret) = path.strip_prefix(files::UPLOAD).filter(|_| head.method == Method::POST) {
        return files::bring(&ground, secret, body).await;
    }
    let changes = !matches!(head.method, Method::GET | Method::HEAD);
    if let Some(why) = strangers::refusal(ground.addr, &head).filter(|_| changes) {
        return Ok(json(StatusCode::FORBIDDEN, &serde_json::json!({"ok": false, "error": why})));
    }
    Ok(match (&head.method, path.as_str()) {
        (&Method::GET, "/faults") => json(StatusCode::OK, &serde_json::json!(ground.faults().planned())),
        (&Method::POST, "/faults") => plan(&ground, &body),
        (&Method::DELETE, "/faults") => {
            ground.faults().clear();
            json(StatusCode::OK, &serde_json::json!({"ok": true}))
        }
        (&Method::GET, consent::PATH) => consent::page(&ground, head.uri.query().unwrap_or_default()),
        (&Method::GET, path) if path.starts_with(files::SHOWN) => {
            files::show(&ground, path.trim_start_matches(files::SHOWN))
        }
        (&Method::GET, "/sockets") => json(StatusCode::OK, &serde_json::json!(ground.sockets().seen())),
        (&Method::POST, "/sockets") => ground.command_lines(&body),
        _ => stage::answer(&ground, &head, &body).await,
    })
}

/// Plans one failure or several.
fn plan(ground: &Ground, body: &[u8]) -> Response<Answer> {
    let faults = serde_json::from_slice::<Vec<faults::Fault>>(body)
        .or_else(|_| serde_json::from_slice::<faults::Fault>(body).map(|fault| vec![fault]));
    match faults {
        Ok(faults) => {
            let mut planned = ground.faults();
            for fault in faults {
                planned.plan(fault);
            }
            json(StatusCode::OK, &serde_json::json!({"ok": true}))
        }
        Err(error) => {
            let complaint = serde_json::json!({"ok": false, "error": error.to_string()});
            json(StatusCode::BAD_REQUEST, &complaint)
        }
    }
}

/// Slack's clock is the world's, not this machine's: callers compare it with their own.
fn dated(response: Response<Answer>, ground: &Ground) -> Response<Answer> {
    let now = chrono::DateTime::from_timestamp_micros(ground.now()).unwrap_or_default();
    with_header(response, "date", &now.format("%a, %d %b %Y %H:%M:%S GMT").to_string())
}

/// An answer of JSON.
pub(super) fn json(status: StatusCode, body: &Value) -> Response<Answer> {
    let mut response = Response::new(Answer::whole(body.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    response
}

/// An answer of text.
pub(super) fn plain(status: StatusCode, kind: &'static str, body: &'static str) -> Response<Answer> {
    let mut response = Response::new(Answer::whole(body));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

/// Adds a header, if its value can be one.
pub(super) fn with_header(
    mut response: Response<Answer>,
    name: &'static str,
    value: &str,
) -> Response<Answer> {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(HeaderName::from_static(name), value);
    }
    response
}

type NextChange = Pin<Box<dyn Future<Output = Option<watch::Receiver<u64>>> + Send>>;

/// The body of an answer.
pub(super) enum Answer {
    /// All at once.
    Whole(Option<Bytes>),
    /// The count of changes, whenever it changes, as server-sent events.
    Changes(NextChange),
}

impl Answer {
    pub(super) fn whole(body: impl Into<Bytes>) -> Self {
        Self::Whole(Some(body.into()))
    }

    /// Tells the present count at once, and every one after it.
    pub(super) fn changes(mut changes: watch::Receiver<u64>) -> Self {
        changes.mark_changed();
        Self::Changes(next_change(changes))
    }
}

fn next_change(mut changes: watch::Receiver<u64>) -> NextChange {
    Box::pin(async move { changes.changed().await.ok().map(|()| changes) })
}

impl Body for Answer {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match &mut *self {
            Self::Whole(body) => Poll::Ready(body.take().map(|body| Ok(Frame::data(body)))),
            Self::Changes(next) => next.as_mut().poll(context).map(|changes| {
                let mut changes = changes?;
                let seq = *changes.borrow_and_update();
                *next = next_change(changes);
                Some(Ok(Frame::data(Bytes::from(format!("data: {{\"seq\":{seq}}}\n\n")))))
            }),
        }
    }

    /// What is whole goes out with its length.
    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(body) => SizeHint::with_exact(body.as_ref().map_or(0, |body| body.len() as u64)),
            Self::Changes(_) => SizeHint::default(),
        }
    }
}
