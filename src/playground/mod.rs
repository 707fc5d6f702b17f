//! The garden: a small fake Slack with people in it, and a page to stand in it. It knows the wire and nothing of the house.

pub mod api;
mod args;
mod blocks;
pub mod cast;
mod consent;
pub mod deeds;
pub mod doors;
mod emoji;
mod envelopes;
pub mod faults;
pub mod files;
mod ground;
pub mod ledger;
pub mod messages;
pub mod page;
pub mod people;
#[cfg(test)]
mod plays;
mod rates;
mod responses;
mod server;
pub mod sockets;
mod stage;
mod strangers;
mod typed;
pub mod views;
pub mod world;

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, MutexGuard};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use faults::Faults;
use ground::Ground;
use ledger::{Call, Push};
use world::World;

/// The bot's token; the same at every start, so that another bot can be configured once.
const BOT_TOKEN: &str = "xoxb-playground-bot";
/// The app-level token.
const APP_TOKEN: &str = "xapp-playground-app";
/// The signing secret, in the form of a real one.
const SIGNING_SECRET: &str = "5ca1ab1e5ca1ab1e5ca1ab1e5ca1ab1e";
/// The OAuth client's id and secret.
const CLIENT: (&str, &str) = ("1000000000.2000000000", "facade00facade00facade00facade00");

/// How long [`Playground::until`] waits in real time before it gives up.
const PATIENCE: Duration = Duration::from_secs(10);

/// How a playground is set up.
pub struct Setup {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where events, commands and interactions are sent; can be set later.
    pub events_url: Option<String>,
    /// The world's clock: microseconds since the epoch.
    pub now: Arc<dyn Fn() -> i64 + Send + Sync>,
    /// Moves the world's clock by so many microseconds.
    pub step: Arc<dyn Fn(i64) + Send + Sync>,
    /// How many times faster than real time the rate windows and the waits between retries pass; at least 1.
    pub pace: u32,
    /// Whether the cast is there; without it the workspace holds the bot and an empty #general.
    pub cast: bool,
}

/// A running playground; it stops when this is dropped.
pub struct Playground {
    ground: Arc<Ground>,
    serving: JoinHandle<()>,
}

impl Playground {
    /// Opens the workspace and begins to listen.
    #[expect(clippy::disallowed_methods, reason = "the garden spawns its own accept loop")]
    pub async fn start(setup: Setup) -> io::Result<Self> {
        let listener = TcpListener::bind(setup.listen).await?;
        let ground = Arc::new(Ground::new(listener.local_addr()?, setup));
        let serving = tokio::spawn(server::serve(listener, Arc::clone(&ground)));
        Ok(Self { ground, serving })
    }

    /// Where the page and the Web API are.
    pub fn addr(&self) -> SocketAddr {
        self.ground.addr
    }

    /// The base address of the Web API, with the final slash.
    pub fn api_url(&self) -> String {
        format!("http://{}/api/", self.ground.addr)
    }

    /// The bot's token.
    pub fn bot_token(&self) -> &'static str {
        BOT_TOKEN
    }

    /// The app-level token.
    pub fn app_token(&self) -> &'static str {
        APP_TOKEN
    }

    /// The secret that signs what is pushed.
    pub fn signing_secret(&self) -> &'static str {
        SIGNING_SECRET
    }

    /// The OAuth client's id.
    pub fn client_id(&self) -> &'static str {
        CLIENT.0
    }

    /// The OAuth client's secret.
    pub fn client_secret(&self) -> &'static str {
        CLIENT.1
    }

    /// Says where events, commands and interactions go from now on.
    pub fn set_events_url(&self, url: Option<String>) {
        self.ground.set_events_urls(url);
    }

    /// The same for several bots that share the work: each gets the next.
    pub fn set_events_urls(&self, urls: impl IntoIterator<Item = String>) {
        self.ground.set_events_urls(urls);
    }

    /// The world as it is. Changes made through this guard push no events: use [`Playground::change`] for that.
    pub fn world(&self) -> MutexGuard<'_, World> {
        self.ground.world()
    }

    /// Changes the world and tells the bot; returns when every event of the change had its first attempt.
    pub async fn change<R>(&self, deed: impl FnOnce(&mut World) -> R) -> R {
        self.ground.act_and_tell(deed).await
    }

    /// The failures on purpose.
    pub fn faults(&self) -> MutexGuard<'_, Faults> {
        self.ground.faults()
    }

    /// Every call made to the Web API and to response addresses, oldest first.
    pub fn calls(&self) -> Vec<Call> {
        self.ground.ledger().all()
    }

    /// Every call of one method, such as `chat.postMessage` or `response_url`.
    pub fn calls_of(&self, method: &str) -> Vec<Call> {
        self.ground.ledger().of(method)
    }

    /// Every attempt to push an event to the bot, oldest first.
    pub fn pushes(&self) -> Vec<Push> {
        self.ground.ledger().pushes()
    }

    /// Resolves when no event is being pushed and none waits for its retry.
    pub async fn quiet(&self) {
        self.ground.quiet().await;
    }

    /// Waits until `look` finds something in the world; `None` after ten real seconds without it.
    pub async fn until<R>(&self, mut look: impl FnMut(&World) -> Option<R>) -> Option<R> {
        let mut changes = self.ground.changes();
        let found = async {
            loop {
                changes.mark_unchanged();
                if let Some(found) = look(&self.world()) {
                    return Some(found);
                }
                changes.changed().await.ok()?;
            }
        };
        tokio::time::timeout(PATIENCE, found).await.ok().flatten()
    }
}

impl Drop for Playground {
    fn drop(&mut self) {
        self.serving.abort();
        self.ground.sockets().close();
    }
}
