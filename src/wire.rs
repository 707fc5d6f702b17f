//! The attic: the only place that names concrete adapters; starts and stops them in order.

mod copying;
mod desk;
mod doctor;
mod doors;
mod introduce;
mod lookout;
mod norms;
mod oauth;
mod process;
mod tools;

use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use tracing::info;

use crate::app::receive::App;
use crate::clock::{SteppedClock, SystemClock};
use crate::config::{Mistake, RedisChecks, Secret, Settings};
use crate::courier::Courier;
use crate::domain::charter::Charter;
use crate::feeds::{Folder, Stage, Window};
use crate::ops::{Ops, Watched};
use crate::playground::{Playground, Setup};
use crate::ports::{Clock, Store};
use crate::slack::client::Client;
use crate::slack::socket::Pulse;
use crate::slack::tokens::{Token, Tokens};
use crate::store::embedded::Embedded;
use crate::store::redis::{Checks, Redis};
use crate::store::seal;
use doors::Doors;
use introduce::introduce;
use lookout::bind;
use norms::{charter, playground_charter};
use process::{log, run, spawn, until_told};

pub use copying::{Which, copy_store};
pub use desk::{Letters, dead_letters, store_check, store_stats};
pub use doctor::doctor;
pub use norms::check_charter;
pub use oauth::OAuth;
pub use tools::{explain, print_manifest};

/// Why the program could not do what it was asked.
#[derive(Debug)]
pub enum Trouble {
    /// The settings are wrong: all mistakes.
    Settings(Vec<Mistake>),
    /// It was tried and failed: one sentence.
    Failed(String),
}

/// Which store everything is kept in.
#[derive(Clone, Debug)]
pub enum Cellar {
    /// One file in the data directory.
    Embedded,
    /// A Redis, by its address.
    Redis(Secret, Checks),
}

/// Everything a running bot is made of.
pub struct Plan {
    /// Where the store and generated keys live.
    pub data_dir: PathBuf,
    /// Where Slack's requests arrive, if a door is open there.
    pub listen: SocketAddr,
    /// The Web API's address.
    pub api_url: String,
    /// The bot's token; `None`: those of the workspaces that install the app.
    pub bot_token: Option<String>,
    /// The app, where workspaces can install it from a browser.
    pub oauth: Option<OAuth>,
    /// What requests may be signed with; none: no door for requests.
    pub signing_secrets: Vec<String>,
    /// The app-level token that opens Socket Mode; `None`: no door of that kind.
    pub app_token: Option<String>,
    /// Where everything is kept.
    pub cellar: Cellar,
    /// 32 bytes in base64; `None`: a key file in the data directory.
    pub encryption_key: Option<String>,
    /// Hosts of calendars that are played on this machine: none in earnest.
    pub feeds: Stage,
    /// Where files of calendars lie, if anywhere.
    pub calendars: Option<PathBuf>,
    /// The norms.
    pub charter: Charter,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

/// A running bot: a store, its doors and a courier.
pub struct Bot {
    door: Option<SocketAddr>,
    pulse: Option<Pulse>,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
    store: Arc<dyn Store>,
    /// The embedded store once more, since it has to be closed.
    embedded: Option<Arc<Embedded>>,
    quiet: watch::Receiver<bool>,
    clock: Arc<dyn Clock>,
    /// What operators look at.
    ops: Arc<Ops>,
}

impl Bot {
    /// Opens the store, then the doors, then starts the courier. Slack is not waited for.
    pub async fn start(plan: Plan) -> Result<Self, Trouble> {
        std::fs::create_dir_all(&plan.data_dir)
            .map_err(|why| Trouble::Failed(format!("{} can't be made: {why}", plan.data_dir.display())))?;
        let keys = sealing_keys(&plan.data_dir, plan.encryption_key.as_deref())?;
        let (store, embedded, redis) = open(&plan, keys).await?;
        let calendar_folder = plan.calendars.is_some();
        let charter = Arc::new(Charter { calendar_folder, ..plan.charter.clone() });
        let bell = Arc::new(Notify::new());
        let tokens = Arc::new(Tokens::of(plan.bot_token.as_deref(), Arc::clone(&store)));
        let client = Client::new(&plan.api_url, Arc::clone(&tokens), Arc::clone(&plan.clock))
            .map(Arc::new)
            .map_err(|why| Trouble::Failed(why.to_string()))?;
        let app = App::new(store.clone(), plan.clock.clone(), charter.clone(), bell.clone());
        let app = Arc::new(app.granted_by(client.clone()));
        let doors = Doors::build(&plan, app.clone(), &client, &tokens, &store).await?;
        let (door, pulse, gates) = (doors.address(), doors.pulse(), doors.gates());
        let is_of_one = plan.bot_token.is_some() && plan.oauth.is_none();
        let drawer = plan.calendars.map(if is_of_one { Folder::of_one } else { Folder::of_many });
        let courier = Arc::new(Courier::new(
            store.clone(),
            client.clone(),
            Arc::new(Window::new(plan.feeds).beside(drawer)),
            plan.clock.clone(),
            app.clone(),
            charter,
            bell.clone(),
        ));
        let quiet = courier.quiet();
        let (stop, stopped) = watch::channel(false);
        let ops = Arc::new(Ops::new(Watched {
            store: store.clone(),
            clock: plan.clock.clone(),
            gates,
            app: app.clone(),
            courier: courier.clone(),
            client: client.clone(),
            stop: stopped.clone(),
        }));
        let mut tasks = doors.serve(&stopped);
        tasks.push(spawn(courier.run(stopped.clone())));
        if let Some(token) = plan.bot_token.as_deref().map(Token::new) {
            tasks.push(spawn(introduce(client, token, Arc::clone(&plan.clock), stopped.clone())));
        }
        if let Some(redis) = redis {
            tasks.push(spawn(redis.watch(bell, stopped)));
        }
        Ok(Self { door, pulse, stop, tasks, store, embedded, quiet, clock: plan.clock, ops })
    }

    /// Where the door for Slack's requests is, if there is one.
    pub fn door(&self) -> Option<SocketAddr> {
        self.door
    }

    /// How Socket Mode is doing, if that door is open.
    pub fn pulse(&self) -> Option<&Pulse> {
        self.pulse.as_ref()
    }

    /// Stops taking work, finishes what is in hand, closes the store.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        for task in self.tasks.drain(..) {
            // a task that panicked has been logged where it did
            let _ = task.await;
        }
        if let Some(embedded) = &self.embedded {
            embedded.close().await;
        }
    }

    /// When the next thing comes due of all that waits; `None` when nothing waits.
    pub async fn next_due(&self) -> Option<DateTime<Utc>> {
        self.store.next_due().await.unwrap_or_default()
    }

    /// Waits until nothing is due that is not settled. What waits for a later moment is at rest too.
    pub async fn rests(&self) {
        loop {
            // in this order: the courier stops being quiet before it takes something out of the store
            let due = self.store.next_due().await;
            let waits = matches!(due, Ok(next) if next.is_none_or(|at| at > self.clock.now()));
            if waits && *self.quiet.borrow() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
}

/// The store, and once more as the one it is.
type Opened = (Arc<dyn Store>, Option<Arc<Embedded>>, Option<Arc<Redis>>);

async fn open(plan: &Plan, keys: seal::Keys) -> Result<Opened, Trouble> {
    match &plan.cellar {
        Cellar::Redis(url, checks) => {
            let redis = Redis::open(url.reveal(), keys, Arc::clone(&plan.clock), *checks).await;
            let redis = redis.map_err(|why| Trouble::Failed(why.to_string()))?;
            let redis = Arc::new(redis);
            Ok((redis.clone(), None, Some(redis)))
        }
        Cellar::Embedded => {
            let embedded = Embedded::open(&plan.data_dir, keys, Arc::clone(&plan.clock)).map_err(|why| {
                Trouble::Failed(format!("the store in {} can't be opened: {why}", plan.data_dir.display()))
            })?;
            let embedded = Arc::new(embedded);
            Ok((embedded.clone(), Some(embedded), None))
        }
    }
}

fn sealing_keys(data_dir: &Path, given: Option<&str>) -> Result<seal::Keys, Trouble> {
    let wrong = |key: &str, what: String| Trouble::Settings(vec![Mistake { key: key.into(), what }]);
    let key = match given {
        Some(text) => {
            seal::Key::from_base64(text).map_err(|why| wrong("UNRUSH_ENCRYPTION_KEY", why.to_string()))?
        }
        None => {
            seal::Key::load_or_create(data_dir).map_err(|why| wrong("UNRUSH_DATA_DIR", why.to_string()))?
        }
    };
    Ok(seal::Keys::new(&key, &[]))
}

/// `unrush serve`: the bot, until it is told to stop.
pub fn serve(settings: &Settings) -> Result<(), Trouble> {
    log(settings);
    let mut missing = Vec::new();
    let mut need = |key: &str, what: &str| missing.push(Mistake { key: key.into(), what: what.into() });
    let oauth = OAuth::of(settings, &mut need);
    if settings.slack.bot_token.is_none() && oauth.is_none() {
        need("SLACK_BOT_TOKEN", "is not set; it is the bot token of your Slack app, xoxb-…");
    }
    if settings.slack.signing_secrets.is_empty() && settings.slack.app_token.is_none() {
        need(
            "SLACK_APP_TOKEN, SLACK_SIGNING_SECRET",
            "neither is set, so no door can open; the first is for Socket Mode (xapp-…), the second for requests, and both stand in your Slack app under Basic Information. To try Unrush without Slack run `unrush playground`",
        );
    }
    if !missing.is_empty() {
        return Err(Trouble::Settings(missing));
    }
    let charter = charter(settings)?;
    let plan = Plan {
        data_dir: settings.data_dir.clone(),
        listen: settings.listen,
        api_url: settings.slack.api_url.clone(),
        bot_token: settings.slack.bot_token.as_ref().map(|t| t.reveal().to_owned()),
        oauth,
        signing_secrets: settings.slack.signing_secrets.iter().map(|s| s.reveal().to_owned()).collect(),
        app_token: settings.slack.app_token.as_ref().map(|t| t.reveal().to_owned()),
        cellar: match (&settings.redis_url, settings.redis_checks) {
            (None, _) => Cellar::Embedded,
            (Some(url), RedisChecks::Strict) => Cellar::Redis(url.clone(), Checks::Strict),
            (Some(url), RedisChecks::Warn) => Cellar::Redis(url.clone(), Checks::Warn),
        },
        encryption_key: settings.encryption_key.as_ref().map(|k| k.reveal().to_owned()),
        feeds: Stage::new(),
        calendars: settings.calendars.clone(),
        charter,
        clock: Arc::new(SystemClock),
    };
    run(async {
        // taken before anything is begun, so that a second bot on this machine stops here
        let window = bind(settings.ops_listen, "UNRUSH_OPS_LISTEN").await?;
        let bot = Bot::start(plan).await?;
        bot.show(window, &settings.data_dir);
        if let Some(door) = bot.door() {
            info!("listening on http://{door}/slack/events");
        }
        until_told().await;
        info!("stopping");
        bot.stop().await;
        Ok(())
    })
}

/// Which bot stands beside the playground.
#[derive(Clone, Debug)]
pub enum Beside {
    /// Unrush.
    Unrush,
    /// Somebody else's, which gets its events there, if anywhere.
    Stranger(Option<String>),
}

/// `unrush playground`: a small Slack, and beside it a bot on a store of its own.
pub fn playground(settings: &Settings, who: &Beside) -> Result<(), Trouble> {
    log(settings);
    let charter = playground_charter(settings)?;
    run(async {
        let clock = Arc::new(SteppedClock::running());
        let slack = Playground::start(Setup {
            listen: settings.playground_listen,
            events_url: match who {
                Beside::Stranger(url) => url.clone(),
                Beside::Unrush => None,
            },
            now: {
                let clock = Arc::clone(&clock);
                Arc::new(move || clock.now().timestamp_micros())
            },
            step: {
                let clock = Arc::clone(&clock);
                Arc::new(move |micros| clock.step(TimeDelta::microseconds(micros)))
            },
            pace: 1,
            cast: true,
        })
        .await
        .map_err(|why| {
            let at = settings.playground_listen;
            Trouble::Failed(format!(
                "can't listen on {at}: {why}; set UNRUSH_PLAYGROUND_LISTEN to another port"
            ))
        })?;
        let bot = match who {
            Beside::Stranger(_) => None,
            Beside::Unrush => Some(unrush_beside(&slack, settings, charter, clock).await?),
        };
        announce(&slack, bot.as_ref());
        until_told().await;
        if let Some(bot) = bot {
            bot.stop().await;
        }
        Ok(())
    })
}

/// The bot beside a playground. Its store begins empty, as the small Slack's memory does.
async fn unrush_beside(
    slack: &Playground,
    settings: &Settings,
    charter: Charter,
    clock: Arc<SteppedClock>,
) -> Result<Bot, Trouble> {
    let data_dir = settings.data_dir.join("playground");
    if let Err(why) = std::fs::remove_dir_all(&data_dir)
        && why.kind() != std::io::ErrorKind::NotFound
    {
        return Err(Trouble::Failed(format!("{} can't be emptied: {why}", data_dir.display())));
    }
    let bot = Bot::start(Plan {
        data_dir,
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        api_url: slack.api_url(),
        bot_token: Some(slack.bot_token().to_owned()),
        oauth: None,
        signing_secrets: vec![slack.signing_secret().to_owned()],
        app_token: None,
        cellar: Cellar::Embedded,
        encryption_key: None,
        feeds: Stage::new(),
        calendars: settings.calendars.clone(),
        charter,
        clock,
    })
    .await?;
    slack.set_events_url(bot.door().map(|door| format!("http://{door}/slack/events")));
    Ok(bot)
}

/// Tells whoever started it what they are waiting for. That somebody reads no further is no reason to end.
fn announce(slack: &Playground, bot: Option<&Bot>) {
    let door = bot.and_then(Bot::door);
    let door = door.map_or(String::new(), |door| format!("  events go to    http://{door}/slack/events\n"));
    let told = format!(
        "The playground is open: http://{}/\n\n  Web API         {}\n  bot token       {}\n  app token       {}\n  \
         signing secret  {}\n{door}\nCtrl-C closes it.\n",
        slack.addr(),
        slack.api_url(),
        slack.bot_token(),
        slack.app_token(),
        slack.signing_secret(),
    );
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(told.as_bytes()).and_then(|()| out.flush());
}
