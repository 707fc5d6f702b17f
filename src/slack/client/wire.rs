//! One request over the wire, with deadlines, and an honest account of whether anything was sent.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Body, Frame, Incoming, SizeHint};
use hyper::header::{
    AUTHORIZATION, CONNECTION, CONTENT_TYPE, DATE, HeaderMap, HeaderValue, RETRY_AFTER, SEC_WEBSOCKET_ACCEPT,
    SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE,
};
use hyper::http::uri::Scheme;
use hyper::upgrade::Upgraded;
use hyper::{Method, Request, Response, StatusCode, Uri};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::{Builder, Client, Error};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tokio_tungstenite::tungstenite::handshake::client::generate_key;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use crate::slack::tokens::Token;

/// How long connecting may take.
const CONNECT: Duration = Duration::from_secs(5);
/// How long a call may take, from looking the host up to the last byte of the answer.
const WHOLE: Duration = Duration::from_secs(10);
/// How long an unused connection is kept.
const IDLE: Duration = Duration::from_secs(55);
/// Most of an answer we read, in bytes.
const LONGEST: usize = 4 << 20;

/// The way to the outside: a plain line, and a secure one that is opened when it is first needed, since reading the
/// machine's certificates takes time and memory.
#[derive(Debug)]
pub struct Wire {
    plain: Client<HttpConnector, Letter>,
    secure: OnceLock<Client<HttpsConnector<HttpConnector>, Letter>>,
    /// How long a call may take as a whole.
    pub whole: Duration,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// What `Retry-After` says.
    pub retry_after: Option<String>,
    /// What `Date` says.
    pub date: Option<String>,
    /// What `X-OAuth-Scopes` says.
    pub scopes: Option<String>,
    /// The body, at most 4 MiB.
    pub body: Bytes,
}

/// Why nothing came back. The words are ours: they name no address and quote nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Nothing was sent: it surely did not happen.
    NotSent(&'static str),
    /// The request was sent, at least in part, and the answer is missing.
    Unsure(&'static str),
}

/// What is sent.
pub struct Message<'a> {
    /// Where to.
    pub to: Uri,
    /// With which token.
    pub token: Option<&'a Token>,
    /// What the body is.
    pub content_type: &'static str,
    /// The body.
    pub body: Bytes,
}

impl Wire {
    /// A way over the plain line.
    pub fn plain() -> Self {
        Self { plain: builder().build(tcp()), secure: OnceLock::new(), whole: WHOLE }
    }

    /// A way over the secure line, if there are certificates to trust on this machine.
    pub fn secure() -> std::io::Result<Self> {
        let wire = Self::plain();
        wire.secured()?;
        Ok(wire)
    }

    fn secured(&self) -> std::io::Result<&Client<HttpsConnector<HttpConnector>, Letter>> {
        if let Some(client) = self.secure.get() {
            return Ok(client);
        }
        let mut tcp = tcp();
        tcp.enforce_http(false);
        let tls = HttpsConnectorBuilder::new().with_native_roots()?;
        let connector = tls.https_only().enable_http1().wrap_connector(tcp);
        Ok(self.secure.get_or_init(|| builder().build(connector)))
    }

    /// Sends one message. Redirects are answers like any other; nothing is sent twice.
    pub async fn post(&self, message: Message<'_>) -> Result<Answer, Failure> {
        let begun = Arc::new(AtomicBool::new(false));
        let letter = Letter { words: Full::new(message.body), begun: Arc::clone(&begun) };
        let mut request = Request::new(letter);
        *request.method_mut() = Method::POST;
        *request.uri_mut() = message.to;
        request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(message.content_type));
        if let Some(token) = message.token {
            let mut bearer = HeaderValue::from_str(&format!("Bearer {}", token.reveal()))
                .map_err(|_| Failure::NotSent("the token cannot stand in a header"))?;
            bearer.set_sensitive(true);
            request.headers_mut().insert(AUTHORIZATION, bearer);
        }
        let why = match tokio::time::timeout(self.whole, self.converse(request)).await {
            Ok(Ok(answer)) => return Ok(answer),
            Ok(Err(why)) => why,
            Err(_) => "no answer in time",
        };
        Err(if begun.load(Ordering::SeqCst) { Failure::Unsure(why) } else { Failure::NotSent(why) })
    }

    /// Turns a line to an address into a WebSocket.
    pub async fn upgrade(&self, to: Uri) -> Result<Upgraded, &'static str> {
        let key = generate_key();
        let letter = Letter { words: Full::default(), begun: Arc::default() };
        let mut request = Request::new(letter);
        *request.uri_mut() = to;
        for (name, value) in [
            (CONNECTION, HeaderValue::from_static("Upgrade")),
            (UPGRADE, HeaderValue::from_static("websocket")),
            (SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13")),
            (SEC_WEBSOCKET_KEY, HeaderValue::from_str(&key).map_err(|_| "no key")?),
        ] {
            request.headers_mut().insert(name, value);
        }
        let switch = async {
            let response = self.request(request).await?;
            let accepted = response.headers().get(SEC_WEBSOCKET_ACCEPT).map(HeaderValue::as_bytes);
            if response.status() != StatusCode::SWITCHING_PROTOCOLS
                || accepted != Some(derive_accept_key(key.as_bytes()).as_bytes())
            {
                return Err("no WebSocket is there");
            }
            hyper::upgrade::on(response).await.map_err(|_| "the connection broke")
        };
        tokio::time::timeout(self.whole, switch).await.unwrap_or(Err("no answer in time"))
    }

    async fn converse(&self, request: Request<Letter>) -> Result<Answer, &'static str> {
        read(self.request(request).await?).await
    }

    async fn request(&self, request: Request<Letter>) -> Result<Response<Incoming>, &'static str> {
        let response = if request.uri().scheme() == Some(&Scheme::HTTPS) {
            let client = self.secured().map_err(|_| "there are no certificates to trust")?;
            client.request(request).await
        } else {
            self.plain.request(request).await
        };
        response.map_err(|error| name(&error))
    }
}

fn tcp() -> HttpConnector {
    let mut tcp = HttpConnector::new();
    tcp.set_connect_timeout(Some(CONNECT));
    tcp.set_nodelay(true);
    tcp
}

fn builder() -> Builder {
    let mut builder = Client::builder(TokioExecutor::new());
    builder.pool_idle_timeout(IDLE).pool_timer(TokioTimer::new());
    builder
}

async fn read(response: Response<Incoming>) -> Result<Answer, &'static str> {
    let (head, body) = response.into_parts();
    let said = |name: &str| header(&head.headers, name);
    let body =
        Limited::new(body, LONGEST).collect().await.map_err(|_| "the answer broke off or was too long")?;
    Ok(Answer {
        status: head.status.as_u16(),
        retry_after: said(RETRY_AFTER.as_str()),
        date: said(DATE.as_str()),
        scopes: said("x-oauth-scopes"),
        body: body.to_bytes(),
    })
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(ToOwned::to_owned)
}

fn name(error: &Error) -> &'static str {
    if error.is_connect() { "no connection" } else { "the connection broke" }
}

/// A request's body that knows whether it was taken: a POST whose body nobody took has had no effect.
#[derive(Debug)]
pub struct Letter {
    words: Full<Bytes>,
    begun: Arc<AtomicBool>,
}

impl Body for Letter {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        self.begun.store(true, Ordering::SeqCst);
        Pin::new(&mut self.words).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.words.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.words.size_hint()
    }
}
