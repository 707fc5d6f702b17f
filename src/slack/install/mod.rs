//! Installing the app from a browser: to Slack's page of consent with a state, and back from there with a code.
//!
//! The one place of the porch that waits for Slack while somebody waits for us: a person sits before that browser, and
//! a code counts once and for ten minutes, so it can't be put off.

mod pages;
mod state;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use chrono::{DateTime, Utc};
use http_body_util::Full;
use hyper::header::{COOKIE, HeaderMap};
use hyper::{Method, Response, Uri};
use tokio::sync::Semaphore;

use crate::domain::ids::TeamId;
use crate::domain::installation::Installation;
use crate::domain::record::{Key, Record};
use crate::domain::text::PrivateText;
use crate::ports::{Changes, Clock, Committed, Lookup, Refusal, Store, StoreError};
use crate::slack::client::Client;
use crate::slack::subscriptions;
use crate::slack::tokens::{Token, Tokens};
use state::State;

/// Where an installation begins.
pub const BEGIN: &str = "/slack/install";
/// Where Slack sends the browser back to; it stands in the app's settings.
pub const BACK: &str = "/slack/oauth_redirect";

/// The browser that began is the one that has to come back: this cookie says so.
const COOKIE_NAME: &str = "unrush_install";
/// Installations at one time. Anybody can begin one, and each costs Slack a call.
const AT_ONCE: usize = 4;
/// How often saving is tried while somebody else saves the same.
const TRIES: usize = 5;

/// The app as Slack's settings name it.
pub struct App {
    /// The client id.
    pub id: String,
    /// The client secret.
    pub secret: Token,
}

/// Takes workspaces in.
pub struct Install {
    app: App,
    consent: String,
    client: Arc<Client>,
    tokens: Arc<Tokens>,
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    /// States that came back already, so that each does once.
    used: Mutex<HashMap<State, DateTime<Utc>>>,
    turns: Semaphore,
}

/// Why a workspace was not taken in.
#[derive(Debug, thiserror::Error)]
enum Failed {
    #[error("Slack refused: {0}")]
    Slack(#[from] Refusal),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("others saved it at the same time, again and again")]
    Conflict,
}

impl Install {
    /// For one app, through the API at `api_url`.
    pub fn new(
        app: App,
        api_url: &str,
        client: Arc<Client>,
        tokens: Arc<Tokens>,
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let base = api_url.trim().trim_end_matches('/');
        let consent = format!("{}/oauth/v2/authorize", base.strip_suffix("/api").unwrap_or(base));
        let (used, turns) = (Mutex::default(), Semaphore::new(AT_ONCE));
        Self { app, consent, client, tokens, store, clock, used, turns }
    }

    /// Answers a browser; `None` where the address is none of ours.
    pub async fn answer(
        &self,
        method: &Method,
        uri: &Uri,
        headers: &HeaderMap,
    ) -> Option<Response<Full<Bytes>>> {
        match (uri.path(), method) {
            (BEGIN, &Method::GET) => Some(self.begin()),
            (BACK, &Method::GET) => Some(self.end(uri.query().unwrap_or_default(), headers).await),
            (BEGIN | BACK, _) => Some(pages::only_get()),
            _ => None,
        }
    }

    /// Sends the browser to Slack, with a state and the cookie that belongs to it.
    fn begin(&self) -> Response<Full<Bytes>> {
        let Some(state) = State::begin(self.clock.now(), &self.app.secret) else { return pages::failed() };
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("client_id", &self.app.id)
            .append_pair("scope", &subscriptions::scopes().join(","))
            .append_pair("state", state.as_str())
            .finish();
        let lives = state::LIVES.num_seconds();
        let cookie = format!("{COOKIE_NAME}={}; {COOKIE_RULES}; Max-Age={lives}", state.as_str());
        pages::go(&format!("{}?{query}", self.consent), &cookie)
    }

    /// Takes what the browser brings back.
    async fn end(&self, query: &str, headers: &HeaderMap) -> Response<Full<Bytes>> {
        let said = |name: &str| {
            let mut pairs = form_urlencoded::parse(query.as_bytes());
            pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
        };
        let now = self.clock.now();
        let state = said("state").and_then(|state| State::read(&state, now, &self.app.secret));
        let Some(state) = state.filter(|state| brought(headers).any(|cookie| cookie == state.as_str()))
        else {
            return pages::stale();
        };
        if !self.use_up(state, now) {
            return pages::stale();
        }
        if said("error").is_some() {
            return pages::declined();
        }
        let Some(code) = said("code") else { return pages::stale() };
        let Ok(_turn) = self.turns.try_acquire() else { return pages::busy() };
        match self.take_in(&code).await {
            Ok(team) => {
                tracing::info!(team.id = %team, "a workspace installed the app");
                pages::welcome()
            }
            Err(why) => {
                tracing::error!(%why, "a workspace could not install the app");
                pages::failed()
            }
        }
    }

    /// Whether a state comes back for the first time.
    fn use_up(&self, state: State, now: DateTime<Utc>) -> bool {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.retain(|_, at| now - *at <= state::LIVES);
        used.insert(state, now).is_none()
    }

    async fn take_in(&self, code: &str) -> Result<TeamId, Failed> {
        let given = self.client.redeem(&self.app.id, &self.app.secret, code).await?;
        // Slack's own word on whose token it is, and proof that it works
        let me = self.client.auth_test(&given.token).await?;
        let installation = Installation {
            token: PrivateText::new(given.token.reveal()),
            bot_user: me.bot_user,
            url: me.url,
            installer: given.installer,
            at: self.clock.now(),
        };
        self.save(&me.team, &installation).await?;
        self.tokens.remember(&me.team, &installation);
        Ok(me.team)
    }

    async fn save(&self, team: &TeamId, installation: &Installation) -> Result<(), Failed> {
        let what = Lookup {
            team: team.clone(),
            seen: None,
            records: vec![Key::Installation],
            owned_by: None,
            lists: Vec::new(),
        };
        for _ in 0..TRIES {
            let facts = self.store.load(&what).await?;
            let version = facts.records.get(&Key::Installation).map_or(0, |(version, _)| *version);
            let record = Record::Installation(Box::new(installation.clone()));
            let changes = Changes {
                rests_on: vec![(Key::Installation, version)],
                puts: vec![(Key::Installation, record, None)],
                ..Changes::default()
            };
            if self.store.commit(team, changes).await? != Committed::Conflict {
                return Ok(());
            }
        }
        Err(Failed::Conflict)
    }
}

/// No script may read it, no plain line carry it, and no other site's form bring it.
const COOKIE_RULES: &str = "Path=/slack; Secure; HttpOnly; SameSite=Lax";

/// The states a browser has been given.
fn brought(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|all| all.split(';'))
        .filter_map(|one| one.trim().strip_prefix(COOKIE_NAME)?.strip_prefix('='))
}

impl fmt::Debug for Install {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Install").finish_non_exhaustive()
    }
}
