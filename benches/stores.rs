//! What waiting costs in Redis: `cargo bench --bench stores`.
//!
//! Fills a Redis of its own with a million reminders and prints what each takes, how long a claim takes beside them and
//! how long the program takes to start; then how fast a hundred thousand that are due at once leave the courier, and how
//! late those are that come due steadily. Slack answers at once here and has no limits, so that only we are measured.
//! `-- due` leaves the million out.

#![expect(clippy::print_stdout, reason = "its figures are what it is for")]
#![expect(clippy::cast_precision_loss, reason = "figures to look at")]
#![expect(clippy::disallowed_methods, reason = "a bench has its own clock and tasks")]

use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::{Notify, watch};
use unrush::clock::SystemClock;
use unrush::courier::Courier;
use unrush::courier::pace::Pace;
use unrush::domain::charter::Charter;
use unrush::domain::ids::{ChannelId, DeliveryId, TeamId, Ts, UserId};
use unrush::domain::inbound::Inbound;
use unrush::domain::outgoing::{Call, Delivery, Lane, Outgoing, Progress, Read, Receipt, Reminder};
use unrush::domain::reply::Reply;
use unrush::domain::text::PrivateText;
use unrush::feeds::{Stage, Window};
use unrush::ports::{
    BoxFuture, Changes, Committed, Desk, Known, Refusal, Settlement, Slack, Store, StoreError,
};
use unrush::store::redis::{Checks, Redis};
use unrush::store::seal::{Key, Keys};

/// What the program uses, too.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

const PENDING: u32 = 1_000_000;
const BURST: u32 = 100_000;
/// The steady load, deliveries a second, and for how many seconds.
const STEADY: (u32, u32) = (1_000, 10);
/// Deliveries of one commit while filling.
const AT_ONCE: u32 = 100;
const LEASE: Duration = Duration::from_secs(25);

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("runtime");
    runtime.block_on(async {
        let server = Server::start();
        let store = server.open().await;
        if !std::env::args().any(|arg| arg == "due") {
            waiting(&server, &store).await;
        }
        burst(&server, &store).await;
        steady(&store).await;
    });
}

/// A million that wait: their bytes, a claim beside them, a start beside them.
async fn waiting(server: &Server, store: &Arc<Redis>) {
    let far = Utc::now() + TimeDelta::days(30);
    fill(store, 1, |_| far).await;
    let before = server.dataset();
    let begun = Instant::now();
    fill(store, PENDING, |n| far + TimeDelta::seconds(n.into())).await;
    let bytes = (server.dataset() - before) as f64 / f64::from(PENDING);
    println!("{PENDING} reminders of 50 characters, saved in {:.1} s", begun.elapsed().as_secs_f64());
    println!("  each takes           {bytes:>8.0} bytes");

    let mut took = Vec::new();
    for round in 0..200 {
        let now = Utc::now();
        for some in 0..AT_ONCE {
            let one = reminder(2_000_000 + round * AT_ONCE + some, now - TimeDelta::seconds(1));
            save(store, vec![one]).await;
        }
        let begun = Instant::now();
        let claims = store.claim(now, LEASE, 100).await.expect("claims");
        took.push(begun.elapsed());
        assert_eq!(claims.len(), 100);
        for claim in claims {
            store.settle(&claim, Settlement::Done, Changes::default()).await.expect("settles");
        }
    }
    println!("  a claim of 100       {}", spread(&mut took));
    let mut took = Vec::new();
    for _ in 0..500 {
        let begun = Instant::now();
        assert!(store.claim(Utc::now(), LEASE, 100).await.expect("claims").is_empty());
        took.push(begun.elapsed());
    }
    println!("  a claim of nothing   {}", spread(&mut took));
    server.bot_starts();
}

/// All due in the same second: how long until the last was handed to Slack.
async fn burst(server: &Server, store: &Arc<Redis>) {
    let due = Utc::now() - TimeDelta::seconds(1);
    fill(store, BURST, |_| due).await;
    let slack = Arc::new(Quick::default());
    let before = (cpu(std::process::id()), cpu(server.child.id()));
    let begun = Instant::now();
    let (stop, courier) = courier(store, &slack);
    while slack.heard() < BURST as usize {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let took = begun.elapsed().as_secs_f64();
    println!("{BURST} due at once were claimed, written and handed over in {took:.1} s");
    let each = |process, before| cpu(process).saturating_sub(before).as_secs_f64() * 1e6 / f64::from(BURST);
    let (ours, redis) = (each(std::process::id(), before.0), each(server.child.id(), before.1));
    println!("  each takes           {ours:>8.1} µs CPU, {redis:.1} µs of Redis");
    stop.send_replace(true);
    courier.await.expect("ends");
}

/// So many due each second: how late each is handed over.
async fn steady(store: &Arc<Redis>) {
    let (rate, seconds) = STEADY;
    let start = Utc::now() + TimeDelta::seconds(4);
    fill(store, rate * seconds, |n| start + after(n)).await;
    let slack = Arc::new(Quick { start: Some(start), ..Quick::default() });
    let (stop, courier) = courier(store, &slack);
    while slack.heard() < (rate * seconds) as usize {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let mut late = std::mem::take(&mut *slack.late.lock().expect("late"));
    println!("{rate} due a second are late by {}", spread(&mut late));
    stop.send_replace(true);
    courier.await.expect("ends");
}

fn courier(store: &Arc<Redis>, slack: &Arc<Quick>) -> (watch::Sender<bool>, tokio::task::JoinHandle<()>) {
    let (stop, stopped) = watch::channel(false);
    let (charter, bell) = (Arc::new(Charter::default()), Arc::new(Notify::new()));
    let (feeds, clock) = (Arc::new(Window::new(Stage::new())), Arc::new(SystemClock));
    let courier = Courier::new(store.clone(), slack.clone(), feeds, clock, Arc::new(Nobody), charter, bell);
    (stop, tokio::spawn(Arc::new(courier.at_pace(Pace::unlimited())).run(stopped)))
}

/// When the nth of a steady flow is due, after the first.
fn after(n: u32) -> TimeDelta {
    TimeDelta::microseconds(i64::from(n) * 1_000_000 / i64::from(STEADY.0))
}

/// A Slack that takes everything at once.
#[derive(Default)]
struct Quick {
    heard: AtomicUsize,
    /// When the first of a steady flow is due.
    start: Option<DateTime<Utc>>,
    late: Mutex<Vec<Duration>>,
}

impl Quick {
    fn heard(&self) -> usize {
        self.heard.load(Ordering::Relaxed)
    }
}

impl Slack for Quick {
    fn deliver<'a>(&'a self, _: &'a TeamId, call: &'a Call) -> BoxFuture<'a, Result<Receipt, Refusal>> {
        if let Call::Post { key, .. } = call {
            let n = key.as_str().split(':').nth(2).and_then(|name| u32::from_str_radix(name, 16).ok());
            if let Some(due) = self.start.zip(n).map(|(start, n)| start + after(n)) {
                let late = (Utc::now() - due).to_std().unwrap_or_default();
                self.late.lock().expect("late").push(late);
            }
            self.heard.fetch_add(1, Ordering::Relaxed);
        }
        let receipt = Receipt {
            channel: ChannelId::parse("D0BENCH"),
            ts: Ts::parse("1700000000.000001"),
            ..Receipt::default()
        };
        Box::pin(async move { Ok(receipt) })
    }

    fn read<'a>(&'a self, _: &'a TeamId, read: &'a Read) -> BoxFuture<'a, Result<Known, Refusal>> {
        Box::pin(async move { Err(Refusal::Never(format!("{read:?} was not expected"))) })
    }
}

/// A desk nobody comes to.
struct Nobody;

impl Desk for Nobody {
    fn receive(&self, _: Inbound) -> BoxFuture<'_, Result<Reply, StoreError>> {
        Box::pin(async { Ok(Reply::Nothing) })
    }
}

fn team() -> TeamId {
    TeamId::parse("T0BENCH4567").expect("id")
}

/// A reminder in the list of one of twenty thousand people.
fn reminder(n: u32, due: DateTime<Utc>) -> Delivery {
    let owner = UserId::parse(&format!("U0PERS{:05}", n % 20_000)).expect("id");
    let name = format!("{n:010x}");
    let nominal = due;
    Delivery {
        id: DeliveryId::reminder(&team(), &name, nominal),
        team: team(),
        due,
        lane: Lane::Normal,
        owner: Some(owner.clone()),
        what: Outgoing::Reminder(Reminder {
            id: name,
            to: owner.clone(),
            by: owner,
            text: PrivateText::new("x".repeat(50)),
            nominal: DateTime::from_timestamp(nominal.timestamp(), 0).unwrap_or_default(),
            snoozed: false,
        }),
        progress: Progress::default(),
    }
}

async fn fill(store: &Arc<Redis>, many: u32, due: impl Fn(u32) -> DateTime<Utc>) {
    for first in (0..many).step_by(AT_ONCE as usize) {
        let some = (first..many.min(first + AT_ONCE)).map(|n| reminder(n, due(n))).collect();
        save(store, some).await;
    }
}

async fn save(store: &Redis, deliver: Vec<Delivery>) {
    let saved = store.commit(&team(), Changes { deliver, ..Changes::default() }).await;
    assert_eq!(saved, Ok(Committed::New));
}

/// The middle, the slowest hundredth and the slowest of some times.
fn spread(times: &mut [Duration]) -> String {
    times.sort();
    let at = |share: usize| times.get((times.len() - 1) * share / 100).copied().unwrap_or_default();
    let ms = |time: Duration| time.as_secs_f64() * 1e3;
    format!("p50 {:.2} ms, p99 {:.2} ms, at most {:.2} ms", ms(at(50)), ms(at(99)), ms(at(100)))
}

/// A Redis of our own.
struct Server {
    child: Child,
    at: SocketAddr,
    dir: tempfile::TempDir,
}

impl Server {
    fn start() -> Self {
        let (at, dir) = (free_port(), tempfile::tempdir().expect("temporary folder"));
        let child = Command::new("redis-server")
            .args(["--port", &at.port().to_string(), "--save", "", "--appendonly", "yes", "--dir"])
            .arg(dir.path())
            .stdout(Stdio::null())
            .spawn()
            .expect("redis-server is installed");
        wait_for(at);
        Self { child, at, dir }
    }

    fn url(&self) -> String {
        format!("redis://{}", self.at)
    }

    async fn open(&self) -> Arc<Redis> {
        let keys = Keys::new(&Key::load_or_create(self.dir.path()).expect("key"), &[]);
        let store = Redis::open(&self.url(), keys, Arc::new(SystemClock), Checks::Strict).await;
        Arc::new(store.expect("opens"))
    }

    /// Bytes of what is kept.
    fn dataset(&self) -> u64 {
        let port = self.at.port().to_string();
        let asked =
            Command::new("redis-cli").args(["-p", &port, "INFO", "memory"]).output().expect("redis-cli");
        let info = String::from_utf8_lossy(&asked.stdout).into_owned();
        let line = info.lines().find_map(|line| line.strip_prefix("used_memory_dataset:"));
        line.and_then(|bytes| bytes.trim().parse().ok()).expect("bytes")
    }

    /// The program, from its start until it listens, and its memory then.
    fn bot_starts(&self) {
        let at = free_port();
        let begun = Instant::now();
        let mut bot = Command::new(env!("CARGO_BIN_EXE_unrush"))
            .arg("serve")
            .env("SLACK_BOT_TOKEN", "xoxb-bench")
            .env("SLACK_SIGNING_SECRET", "0123456789abcdef0123456789abcdef")
            .env("SLACK_API_URL", "http://127.0.0.1:9/api/")
            .env("REDIS_URL", self.url())
            .env("UNRUSH_DATA_DIR", self.dir.path())
            .env("UNRUSH_LISTEN", at.to_string())
            .env("UNRUSH_OPS_LISTEN", "127.0.0.1:0")
            .env("UNRUSH_LOG", "error")
            .spawn()
            .expect("starts");
        wait_for(at);
        println!("  the bot listens after{:>8.0} ms", begun.elapsed().as_secs_f64() * 1e3);
        std::thread::sleep(Duration::from_secs(2));
        let status = std::fs::read_to_string(format!("/proc/{}/status", bot.id())).unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
        let kb: f64 = line.split_whitespace().nth(1).and_then(|kb| kb.parse().ok()).unwrap_or_default();
        println!("  its memory           {:>8.1} MB resident", kb / 1e3);
        let _ = bot.kill();
        let _ = bot.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// CPU time of a process so far, user and system, from the kernel's count of 100 ticks a second.
fn cpu(process: u32) -> Duration {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let after_name = stat.rsplit(") ").next().unwrap_or_default();
    let ticks: u64 =
        after_name.split_whitespace().skip(11).take(2).filter_map(|t| t.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}

fn free_port() -> SocketAddr {
    std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port")
}

fn wait_for(at: SocketAddr) {
    while std::net::TcpStream::connect(at).is_err() {
        std::thread::sleep(Duration::from_millis(1));
    }
}
