//! A bot in a process of its own, to be killed without warning.
//!
//! The process is this test program once more, told by the environment to be a bot instead: so the bot can run with a
//! clock whose rate limits pass faster than in life, without a setting for that in the program people use.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use unrush::clock::SteppedClock;
use unrush::config::Secret;
use unrush::domain::charter::{Charter, TagMode};
use unrush::playground::Playground;
use unrush::store::redis::Checks;
use unrush::wire::{Bot, Cellar, Plan};

/// Set for the process that is to be a bot: data directory, address or app-level token, API, token, secret, and the
/// address of a Redis or nothing.
const ROLE: &str = "UNRUSH_TEST_BOT";
/// How many times faster than in life rate limits pass.
pub const PACE: u32 = 40;

/// A bot that runs somewhere else.
pub struct Elsewhere {
    child: Child,
    log: Option<JoinHandle<()>>,
    in_hand: Arc<Mutex<BTreeSet<String>>>,
    settled: Arc<AtomicUsize>,
}

impl Elsewhere {
    /// Starts it over a Redis, if one is given; returns when its door is open.
    pub fn start(data: &Path, at: SocketAddr, slack: &Playground, redis: Option<&str>) -> Self {
        let is_open = || std::net::TcpStream::connect(at).is_ok();
        Self::with_door(data, &at.to_string(), slack, redis, is_open)
    }

    /// The same with a door of the other kind; returns when it has a connection.
    pub fn start_by_socket(data: &Path, slack: &Playground, redis: Option<&str>) -> Self {
        let newest = || slack.lines().last().map_or(0, |line| line.id);
        let old = newest();
        Self::with_door(data, slack.app_token(), slack, redis, || newest() > old)
    }

    fn with_door(
        data: &Path,
        door: &str,
        slack: &Playground,
        redis: Option<&str>,
        is_open: impl Fn() -> bool,
    ) -> Self {
        let role = [
            data.to_string_lossy().into_owned(),
            door.to_owned(),
            slack.api_url(),
            slack.bot_token().to_owned(),
            slack.signing_secret().to_owned(),
            redis.unwrap_or("none").to_owned(),
        ]
        .join("\n");
        let mut child = Command::new(std::env::current_exe().expect("own path"))
            .args(["faults::child::be_a_bot_when_told_to", "--exact", "--nocapture"])
            .env(ROLE, role)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("starts");
        let in_hand = Arc::new(Mutex::new(BTreeSet::new()));
        let settled = Arc::new(AtomicUsize::new(0));
        let lines = BufReader::new(child.stderr.take().expect("piped"));
        let log = std::thread::spawn({
            let (in_hand, settled) = (Arc::clone(&in_hand), Arc::clone(&settled));
            move || lines.lines().map_while(Result::ok).for_each(|line| follow(&line, &in_hand, &settled))
        });
        while !is_open() {
            assert!(child.try_wait().expect("status").is_none(), "the bot ended by itself");
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
        Self { child, log: Some(log), in_hand, settled }
    }

    /// Kills it where it stands; tells what it had claimed and not settled, by its own log.
    pub fn kill(mut self) -> BTreeSet<String> {
        self.child.kill().expect("can be killed");
        self.child.wait().expect("ends");
        if let Some(log) = self.log.take() {
            log.join().expect("the log was read to its end");
        }
        std::mem::take(&mut *self.in_hand.lock().expect("log"))
    }
}

impl Elsewhere {
    /// Freezes it (`-STOP`) or lets it go on (`-CONT`).
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([name, &self.child.id().to_string()]).status();
        assert!(sent.expect("kill").success());
    }

    /// How many deliveries it has in its hands, by its own log.
    pub fn in_hand(&self) -> usize {
        self.in_hand.lock().expect("books").len()
    }

    /// How many deliveries it was done with.
    pub fn settled(&self) -> usize {
        self.settled.load(Ordering::SeqCst)
    }
}

impl Drop for Elsewhere {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Keeps the books on what is between claim and settle.
fn follow(line: &str, in_hand: &Mutex<BTreeSet<String>>, settled: &AtomicUsize) {
    let Some(id) = line.split("delivery.id=").nth(1).and_then(|rest| rest.split_whitespace().next()) else {
        return;
    };
    let mut in_hand = in_hand.lock().expect("books");
    if line.contains("claimed") {
        in_hand.insert(id.to_owned());
    } else if line.contains("settled") && !line.contains("how=\"going\"") {
        in_hand.remove(id);
        settled.fetch_add(1, Ordering::SeqCst);
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the environment tells which role this process has")]
fn be_a_bot_when_told_to() {
    let Ok(role) = std::env::var(ROLE) else { return };
    let role: Vec<&str> = role.lines().collect();
    let [data, door, api, token, secret, redis] = role[..] else { panic!("six lines") };
    tracing_subscriber::fmt()
        .with_env_filter("unrush=debug")
        .with_ansi(false)
        .with_writer(std::io::stderr)
        .init();
    let by_socket = door.starts_with("xapp-");
    let plan = Plan {
        data_dir: data.into(),
        listen: door.parse().unwrap_or_else(|_| SocketAddr::from(([127, 0, 0, 1], 0))),
        api_url: api.to_owned(),
        bot_token: Some(token.to_owned()),
        oauth: None,
        signing_secrets: if by_socket { vec![] } else { vec![secret.to_owned()] },
        app_token: by_socket.then(|| door.to_owned()),
        cellar: match redis {
            "none" => Cellar::Embedded,
            url => Cellar::Redis(Secret::new(url), Checks::Strict),
        },
        encryption_key: None,
        feeds: std::collections::BTreeMap::new(),
        calendars: None,
        charter: Charter { tag: TagMode::Both, ..Charter::default() },
        clock: Arc::new(SteppedClock::running_at(PACE)),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("runtime");
    runtime.block_on(async {
        let _bot = Bot::start(plan).await.expect("starts");
        std::future::pending::<()>().await;
    });
}
