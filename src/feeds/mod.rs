//! The side window: reads what members point us at outside of Slack, and lets nobody lead us into our own network.
//!
//! Where a name leads is looked up once, checked, and then connected to: what was checked is what is called. Each
//! redirect is checked anew. No proxy settings of the machine are heeded, and nothing is unpacked. Calendars in files lie in
//! a drawer below it.

mod address;
mod folder;
mod guide;

use std::collections::BTreeMap;
use std::error::Error as _;
use std::fmt;
use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Empty, LengthLimitError, Limited};
use hyper::body::{Body, Incoming};
use hyper::header::{
    ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, ETAG, HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE,
    IF_NONE_MATCH, LAST_MODIFIED, LOCATION, USER_AGENT,
};
use hyper::{Request, Response, StatusCode, Uri};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::{Client, Error};
use hyper_util::rt::TokioExecutor;

use crate::domain::feed::{Address, Trouble, Validators};
use crate::domain::ids::{TeamId, UserId};
use crate::domain::text::SecretUrl;
use crate::ports::{BoxFuture, FeedPlace, Feeds, Fetch, Fetched};
use address::is_public;
pub use folder::Folder;
use guide::{Guide, Private};

/// How long connecting may take.
const CONNECT: Duration = Duration::from_secs(5);
/// How long all of it may take, redirects and the last byte included. Shorter than a claim is ours.
const WHOLE: Duration = Duration::from_secs(15);
/// Most of a calendar that is read, in bytes.
const LONGEST: usize = 5_000_000;
/// Most redirects that are followed.
const MOST_REDIRECTS: usize = 3;
/// The longest validator that is kept, in bytes.
const LONGEST_VALIDATOR: usize = 512;

/// Hosts that are played on this machine, each by a port of ours: for tests and the playground, and never elsewhere.
pub type Stage = BTreeMap<String, Played>;

/// How a host is played.
#[derive(Clone, Copy, Debug)]
pub enum Played {
    /// Over a plain line.
    Plain(SocketAddr),
    /// Over a line that has to be secure.
    Secure(SocketAddr),
}

impl Played {
    fn address(self) -> SocketAddr {
        let (Self::Plain(address) | Self::Secure(address)) = self;
        address
    }
}

type Plain = Client<HttpConnector<Guide>, Empty<Bytes>>;
type Secure = Client<HttpsConnector<HttpConnector<Guide>>, Empty<Bytes>>;

/// Reads calendars by https, and from a folder.
pub struct Window {
    plain: Plain,
    /// Made when it is first needed, since reading the machine's certificates takes time and memory.
    secure: OnceLock<Secure>,
    stage: Arc<Stage>,
    folder: Option<Folder>,
    whole: Duration,
}

impl fmt::Debug for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Window")
    }
}

impl Window {
    /// A window to the outside. What stands on the stage is played here; it is empty in earnest.
    pub fn new(stage: Stage) -> Self {
        let stage = Arc::new(stage);
        let plain = Client::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build(line(&stage));
        Self { plain, secure: OnceLock::new(), stage, folder: None, whole: WHOLE }
    }

    /// The same with a folder of calendars, if there is one.
    #[must_use]
    pub fn beside(self, folder: Option<Folder>) -> Self {
        Self { folder, ..self }
    }

    /// The same with less patience.
    #[must_use]
    pub fn within(self, whole: Duration) -> Self {
        Self { whole, ..self }
    }

    /// Asks, and follows where it is led.
    async fn follow(&self, address: &SecretUrl, validators: &Validators) -> Result<Fetched, Trouble> {
        let mut at = address.reveal().to_owned();
        for _ in 0..=MOST_REDIRECTS {
            let response = self.ask(&at, validators).await?;
            let status = response.status();
            match status {
                StatusCode::OK => return whole(response).await,
                StatusCode::NOT_MODIFIED if *validators != Validators::default() => {
                    return Ok(Fetched::Same);
                }
                StatusCode::MOVED_PERMANENTLY
                | StatusCode::FOUND
                | StatusCode::SEE_OTHER
                | StatusCode::TEMPORARY_REDIRECT
                | StatusCode::PERMANENT_REDIRECT => at = lead(&at, response.headers())?,
                _ if status == StatusCode::TOO_MANY_REQUESTS || !status.is_client_error() => {
                    return Err(Trouble::Broken(status.as_u16()));
                }
                _ => return Err(Trouble::Refused(status.as_u16())),
            }
        }
        Err(Trouble::Redirects)
    }

    async fn ask(&self, at: &str, validators: &Validators) -> Result<Response<Incoming>, Trouble> {
        let address = Address::read(at).map_err(|_| Trouble::Forbidden)?;
        let name = address.host.trim_matches(['[', ']']);
        let played = self.stage.get(name).copied();
        // an address in place of a name is never looked up, so nobody else would check it
        if played.is_none() && name.parse::<IpAddr>().is_ok_and(|address| !is_public(address)) {
            return Err(Trouble::Forbidden);
        }
        let mut request = Request::new(Empty::new());
        let headers = request.headers_mut();
        for (name, value) in [
            (ACCEPT, "text/calendar, */*;q=0.5"),
            (ACCEPT_ENCODING, "identity"),
            (USER_AGENT, concat!("unrush/", env!("CARGO_PKG_VERSION"))),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        for (name, value) in [(IF_NONE_MATCH, &validators.tag), (IF_MODIFIED_SINCE, &validators.modified)] {
            if let Some(value) = value.as_deref().and_then(|value| HeaderValue::from_str(value).ok()) {
                headers.insert(name, value);
            }
        }
        let url = address.url.reveal();
        let plain = format!("http{}", url.trim_start_matches("https"));
        let url = if matches!(played, Some(Played::Plain(_))) { plain.as_str() } else { url };
        *request.uri_mut() = url.parse::<Uri>().map_err(|_| Trouble::Forbidden)?;
        let answer = match played {
            Some(Played::Plain(_)) => self.plain.request(request).await,
            _ => self.secured()?.request(request).await,
        };
        answer.map_err(|error| name_of(&error))
    }

    /// Reads somebody's file, on a thread that may wait for a disk.
    async fn look_up(&self, team: &TeamId, user: &UserId, have: &Validators) -> Result<Fetched, Trouble> {
        let folder = self.folder.clone().ok_or(Trouble::NoFolder)?;
        let (team, user, have) = (team.clone(), user.clone(), have.clone());
        let read = tokio::task::spawn_blocking(move || folder.read(&team, &user, &have)).await;
        read.unwrap_or(Err(Trouble::Unreadable))
    }

    fn secured(&self) -> Result<&Secure, Trouble> {
        if let Some(client) = self.secure.get() {
            return Ok(client);
        }
        let tls = HttpsConnectorBuilder::new().with_native_roots().map_err(|_| Trouble::Insecure)?;
        let connector = tls.https_only().enable_http1().wrap_connector(line(&self.stage));
        let client = Client::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build(connector);
        Ok(self.secure.get_or_init(|| client))
    }
}

impl Feeds for Window {
    fn fetch<'a>(&'a self, what: &'a Fetch) -> BoxFuture<'a, Result<Fetched, Trouble>> {
        Box::pin(async move {
            let read = async {
                match &what.place {
                    FeedPlace::Web(address) => self.follow(address, &what.validators).await,
                    FeedPlace::Folder(team, user) => self.look_up(team, user, &what.validators).await,
                }
            };
            tokio::time::timeout(self.whole, read).await.unwrap_or(Err(Trouble::Slow))
        })
    }
}

/// Lines are never kept: each is opened to an address that was checked for it.
fn line(stage: &Arc<Stage>) -> HttpConnector<Guide> {
    let mut line = HttpConnector::new_with_resolver(Guide::new(Arc::clone(stage)));
    line.enforce_http(false);
    line.set_connect_timeout(Some(CONNECT));
    line
}

/// Reads an answer to its end, unless it is too long.
async fn whole(response: Response<Incoming>) -> Result<Fetched, Trouble> {
    let (head, body) = response.into_parts();
    let packed = head.headers.get(CONTENT_ENCODING).is_some_and(|coding| coding != "identity");
    if packed {
        // we asked for it as it is; what was packed all the same is not unpacked to unknown lengths
        return Err(Trouble::NoCalendar);
    }
    if body.size_hint().lower() > LONGEST as u64 {
        return Err(Trouble::TooLong);
    }
    let read = Limited::new(body, LONGEST).collect().await.map_err(|why| {
        if why.downcast_ref::<LengthLimitError>().is_some() { Trouble::TooLong } else { Trouble::Unreachable }
    })?;
    let validators = Validators {
        tag: validator(&head.headers, &ETAG),
        modified: validator(&head.headers, &LAST_MODIFIED),
    };
    Ok(Fetched::New(read.to_bytes().to_vec(), validators))
}

fn validator(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let value = headers.get(name)?.to_str().ok()?;
    (value.len() <= LONGEST_VALIDATOR).then(|| value.to_owned())
}

/// Where a redirect leads; whether one may go there is checked when it is asked.
fn lead(from: &str, headers: &HeaderMap) -> Result<String, Trouble> {
    let to = headers.get(LOCATION).and_then(|to| to.to_str().ok()).ok_or(Trouble::Redirects)?.trim();
    let root = from.match_indices('/').nth(2).map_or(from.len(), |(at, _)| at);
    let path = from[root..].split('?').next().unwrap_or_default();
    Ok(if to.starts_with("//") {
        format!("https:{to}")
    } else if to.starts_with('/') {
        format!("{}{to}", &from[..root])
    } else if to.starts_with('?') {
        format!("{}{path}{to}", &from[..root])
    } else if to.split(['/', '?']).next().is_some_and(|first| first.contains(':')) {
        to.to_owned()
    } else {
        let folder = path.rfind('/').map_or("/", |at| &path[..=at]);
        format!("{}{folder}{to}", &from[..root])
    })
}

/// What kept us from an answer.
fn name_of(error: &Error) -> Trouble {
    let mut why = error.source();
    let mut named = Trouble::Unreachable;
    while let Some(cause) = why {
        if cause.is::<Private>() {
            return Trouble::Forbidden;
        }
        let of_machine = cause.downcast_ref::<io::Error>();
        match of_machine.map(io::Error::kind) {
            Some(ErrorKind::TimedOut) => named = Trouble::Slow,
            // a secure line that breaks while it is set up has no error of the machine behind it
            Some(ErrorKind::InvalidData | ErrorKind::UnexpectedEof) if error.is_connect() => {
                named = Trouble::Insecure;
            }
            _ => {}
        }
        // an error of the machine may be wrapped around another one without calling it its source
        let inner = of_machine.and_then(io::Error::get_ref).map(|inner| inner as &dyn std::error::Error);
        why = inner.or_else(|| cause.source());
    }
    named
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_is_read_as_a_browser_would() {
        for (from, to, lead_to) in [
            ("https://a.org/x/y.ics?k=1", "https://b.org/z", "https://b.org/z"),
            ("https://a.org/x/y.ics?k=1", "//b.org/z", "https://b.org/z"),
            ("https://a.org/x/y.ics?k=1", "/z.ics", "https://a.org/z.ics"),
            ("https://a.org/x/y.ics?k=1", "z.ics", "https://a.org/x/z.ics"),
            ("https://a.org/x/y.ics?k=/1", "?k=2", "https://a.org/x/y.ics?k=2"),
            ("https://a.org/", "z?at=1:2", "https://a.org/z?at=1:2"),
            ("https://a.org/", "http://b.org/", "http://b.org/"),
            ("https://a.org/", "file:///etc/passwd", "file:///etc/passwd"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(LOCATION, HeaderValue::from_static(to));
            assert_eq!(lead(from, &headers).as_deref(), Ok(lead_to), "{to}");
        }
        assert_eq!(lead("https://a.org/", &HeaderMap::new()), Err(Trouble::Redirects));
    }
}
