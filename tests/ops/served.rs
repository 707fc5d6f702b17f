//! `unrush serve` as an operator runs it: the real program, beside a small Slack.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;
use unrush::playground::{Playground, Setup};

use crate::doors::caller::{Caller, FOR_EVER, Heard, head};

/// Between two questions, so that they do not keep the bot from its work.
const PAUSE: Duration = Duration::from_millis(20);

/// A running bot.
pub struct Served {
    child: Child,
    pub door: SocketAddr,
    pub ops: SocketAddr,
    log: Option<JoinHandle<String>>,
}

/// The figures that are always there, for whoever names some.
pub const FIGURES: [&str; 12] = [
    "unrush_ready",
    "unrush_store_writable",
    "unrush_oldest_due_seconds",
    "unrush_dead_letters",
    "unrush_set_aside",
    "unrush_deliveries_pending",
    "unrush_deliveries_in_hand",
    "unrush_clock_skew_seconds",
    "unrush_events_total",
    "unrush_deliveries_total",
    "unrush_slack_calls_total",
    "unrush_duplicates_total",
];

/// The small Slack, with a clock that is the machine's.
pub async fn slack() -> Playground {
    let now = unrush::clock::SystemClock;
    Playground::start(Setup {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        events_url: None,
        now: std::sync::Arc::new(move || unrush::ports::Clock::now(&now).timestamp_micros()),
        step: std::sync::Arc::new(|_| {}),
        pace: 1,
        cast: true,
    })
    .await
    .expect("the small Slack starts")
}

/// What a bot beside this Slack needs, with ports of its own.
pub fn environment(slack: &Playground, data: &TempDir) -> BTreeMap<String, String> {
    [
        ("SLACK_BOT_TOKEN", slack.bot_token().to_owned()),
        ("SLACK_SIGNING_SECRET", slack.signing_secret().to_owned()),
        ("SLACK_API_URL", slack.api_url()),
        ("UNRUSH_DATA_DIR", data.path().to_string_lossy().into_owned()),
        ("UNRUSH_LISTEN", "127.0.0.1:0".to_owned()),
        ("UNRUSH_OPS_LISTEN", "127.0.0.1:0".to_owned()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}

impl Served {
    /// Starts it; returns when both addresses are known.
    pub fn start(environment: &BTreeMap<String, String>) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_unrush"))
            .arg("serve")
            .env_clear()
            .envs(environment)
            .current_dir(std::env::temp_dir())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("starts");
        let lines = BufReader::new(child.stderr.take().expect("piped"));
        let (tell, told) = channel();
        let log = std::thread::spawn(move || {
            let mut log = String::new();
            for line in lines.lines().map_while(Result::ok) {
                log += &(line.clone() + "\n");
                // nobody listens once both addresses are known
                let _ = tell.send(line);
            }
            log
        });
        let ops = find(&told, "/readyz");
        let door = find(&told, "/slack/events");
        Self { child, door, ops, log: Some(log) }
    }

    /// Reads a page of the ops address.
    pub async fn page(&self, path: &str) -> Heard {
        let line = format!("GET {path}");
        Caller::at(self.ops).await.ask(&head(&line, &[])).await.expect("an answer")
    }

    /// Asks until it is ready.
    pub async fn ready(&self) {
        self.until(|report| report["ready"] == true).await;
    }

    /// Asks until the report is as wanted.
    pub async fn until(&self, wanted: impl Fn(&Value) -> bool) -> Value {
        let begun = std::time::Instant::now();
        loop {
            let report = self.page("/readyz").await.json();
            if wanted(&report) {
                return report;
            }
            assert!(begun.elapsed() < FOR_EVER, "it stays so: {report}");
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Asks until a figure has this value.
    pub async fn counts(&self, name: &str, value: f64) {
        let begun = std::time::Instant::now();
        while self.figure(name).await != Some(value) {
            assert!(begun.elapsed() < FOR_EVER, "{}", self.page("/metrics").await.body);
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// One figure, by its name and labels as they are written.
    pub async fn figure(&self, name: &str) -> Option<f64> {
        let page = self.page("/metrics").await.body;
        let line = page.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.map(|value| value.parse().expect("a number"))
    }

    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([name, &self.child.id().to_string()]).status();
        assert!(sent.expect("kill").success());
    }

    /// Waits for its end; what it wrote to its log.
    pub fn ends(mut self) -> (ExitStatus, String) {
        let begun = std::time::Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("status") {
                break status;
            }
            assert!(begun.elapsed() < FOR_EVER, "it does not end");
            std::thread::sleep(Duration::from_millis(5));
        };
        let log = self.log.take().expect("a log").join().expect("read to its end");
        (status, log)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The address in the line that names this path.
fn find(told: &Receiver<String>, path: &str) -> SocketAddr {
    loop {
        let line = told.recv_timeout(FOR_EVER).expect("it says where it listens");
        let found = line.split("http://").nth(1).filter(|rest| rest.contains(path));
        if let Some(at) = found.and_then(|rest| rest.split('/').next()) {
            return at.parse().expect("an address");
        }
    }
}
