//! Three pages for machines: alive, ready, figures.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::Ops;

/// Callers at a time; a monitor needs one.
const CALLERS: usize = 32;

/// For a whole request head.
const HEAD_TIME: Duration = Duration::from_secs(5);

/// For a whole visit, so that nobody keeps a seat for good.
const VISIT: Duration = Duration::from_mins(1);

/// What Prometheus wants to hear.
const FIGURES: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
const JSON: &str = "application/json; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";

impl Ops {
    /// Answers until it is dropped. It stays open while we stop, so that whoever asks learns why we are not ready.
    pub async fn serve(self: Arc<Self>, listener: TcpListener) {
        let mut callers = JoinSet::new();
        loop {
            while callers.len() >= CALLERS {
                callers.join_next().await;
            }
            tokio::select! {
                accepted = listener.accept() => match accepted {
                    Ok((stream, _)) => {
                        callers.spawn(attend(Arc::clone(&self), stream));
                    }
                    // out of file descriptors: that passes
                    Err(_) => sleep(Duration::from_millis(100)).await,
                },
                Some(_) = callers.join_next() => {}
            }
        }
    }

    async fn answer(self: &Arc<Self>, method: &Method, path: &str) -> Response<Full<Bytes>> {
        if !matches!(*method, Method::GET | Method::HEAD) {
            return page(StatusCode::METHOD_NOT_ALLOWED, TEXT, String::new());
        }
        match path {
            "/healthz" => page(StatusCode::OK, TEXT, "alive\n".into()),
            "/readyz" => {
                let report = self.report().await;
                let status = if report.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
                page(status, JSON, serde_json::to_string(&report).unwrap_or_default() + "\n")
            }
            "/metrics" => match self.figures().await {
                Ok(figures) => page(StatusCode::OK, FIGURES, figures),
                Err(_) => page(StatusCode::INTERNAL_SERVER_ERROR, TEXT, String::new()),
            },
            _ => page(StatusCode::NOT_FOUND, TEXT, "/healthz, /readyz, /metrics\n".into()),
        }
    }
}

async fn attend(ops: Arc<Ops>, stream: TcpStream) {
    let answer = service_fn(|request: Request<hyper::body::Incoming>| {
        let ops = Arc::clone(&ops);
        async move { Ok::<_, Infallible>(ops.answer(request.method(), request.uri().path()).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_buf_size(16 * 1024)
        .serve_connection(TokioIo::new(stream), answer);
    // how a visit ended is the caller's business
    let _ = timeout(VISIT, connection).await;
}

fn page(status: StatusCode, kind: &'static str, body: String) -> Response<Full<Bytes>> {
    let mut page = Response::new(Full::from(body));
    *page.status_mut() = status;
    page.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    page
}
