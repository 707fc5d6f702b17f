//! What an acknowledgement costs: `cargo bench --bench door`.
//!
//! Runs the released program as its own process, once with the embedded store and once with a Redis that appends to its
//! file (fsync every second), and beside them a bare hyper server that only checks the signature, under the same load on the same machine; prints acknowledgements per second, latencies, CPU
//! time per event and memory. The load generator shares the machine's cores, so figures are lower bounds.
//!
//! Three loads are as much as it takes: messages that ask nothing, a mix in which one of ten is an ask (as people write),
//! and nothing but asks, each of which rings a tag. One workspace's tags soon wait for Slack's limits there, so the last
//! load has the courier put one off for nearly every ask, too. `-- embedded` or `-- redis` measures one store.

#![expect(clippy::print_stdout, reason = "its figures are what it is for")]
#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "figures to look at"
)]
#![expect(clippy::disallowed_methods, reason = "a load generator has its own clock, tasks and environment")]

use std::convert::Infallible;
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use http_body_util::{BodyExt, Full};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use sha2::Sha256;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const SECRET: &str = "0123456789abcdef0123456789abcdef";
/// Connections under full load; Slack itself opens a few dozen.
const CONNECTIONS: usize = 128;
const WARM_UP: Duration = Duration::from_secs(2);
const MEASURED: Duration = Duration::from_secs(6);
/// The steady load of the latency measurement, events a second.
const STEADY: u64 = 1_000;

/// Mentions somebody and names a window, so that an ask and its tag are committed.
const ASK: &str = "<@U0BOB> could you review the plan by tomorrow 3pm? Thanks!";
/// Mentions nobody, so that nothing has to be kept.
const CHATTER: &str = "The review of the plan went well yesterday, thanks everybody!";

/// What is written: one after the other, and again from the first.
type Texts = &'static [&'static str];

/// One of ten asks.
const MIX: Texts = &[ASK, CHATTER, CHATTER, CHATTER, CHATTER, CHATTER, CHATTER, CHATTER, CHATTER, CHATTER];

/// Tags the bot has set.
static TAGS: AtomicU64 = AtomicU64::new(0);

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("runtime");
    if std::env::args().any(|arg| arg == "--bare") {
        return runtime.block_on(bare());
    }
    runtime.block_on(async {
        let bare = measure("bare hyper, signature only", Server::bare()).await;
        let only =
            |name: &str| !std::env::args().any(|arg| ["embedded", "redis"].contains(&&*arg) && arg != name);
        let slack = small_slack().await;
        let data = tempfile::tempdir().expect("temporary folder");
        for redis in [None, Some(Redis::start())] {
            if !only(if redis.is_some() { "redis" } else { "embedded" }) {
                continue;
            }
            TAGS.store(0, Ordering::Relaxed);
            let server = Server::unrush(slack, data.path(), redis.as_ref()).await;
            get_to_know(server.at).await;
            let name = if redis.is_some() { "unrush, Redis" } else { "unrush, embedded store" };
            let bot = measure(name, server).await;
            let share = |n: usize| 100.0 * bot[n] / bare[n];
            println!(
                "\nit answers {:.0} %, {:.0} % and {:.0} % of the bare server's rates",
                share(0),
                share(1),
                share(2)
            );
        }
    });
}

/// Lets the bot read who writes and who is asked, and waits for the first tag: from then on every event is an ask.
async fn get_to_know(at: SocketAddr) {
    while TAGS.load(Ordering::Relaxed) == 0 {
        load(at, 1, Duration::from_millis(1), None, &[ASK]).await;
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// A steady load of asks, then as much chatter, mix and asks as it takes; returns the rates of these.
async fn measure(name: &str, server: Server) -> [f64; 3] {
    println!("\n{name}");
    println!("  idle memory          {:>8.1} MB resident", server.resident_mb());
    load(server.at, CONNECTIONS, WARM_UP, None, &[CHATTER]).await;
    let mut rates = [0.0; 3];
    let loads: [(&str, usize, Option<u64>, Texts); 4] = [
        ("1000 asks/s", 32, Some(STEADY), &[ASK]),
        ("as many messages that ask nothing as it takes", CONNECTIONS, None, &[CHATTER]),
        ("as many messages as it takes, one of ten an ask", CONNECTIONS, None, MIX),
        ("as many asks as it takes", CONNECTIONS, None, &[ASK]),
    ];
    for (n, (what, connections, steady, texts)) in loads.into_iter().enumerate() {
        let (outcome, cpu, redis) = server.under(connections, steady, texts).await;
        if let Some(rate) = n.checked_sub(1).and_then(|n| rates.get_mut(n)) {
            *rate = outcome.rate();
        }
        println!("  {what}");
        print!("    rate               {:>8.0} acks/s, {cpu:.1} µs CPU each", outcome.rate());
        println!("{}", redis.map(|each| format!(", {each:.1} µs of Redis")).unwrap_or_default());
        println!("    latency            {}", outcome.latencies());
    }
    println!("  memory after load    {:>8.1} MB resident", server.resident_mb());
    rates
}

/// A server in a process of its own, so that its CPU time and memory are its own.
struct Server {
    child: Child,
    at: SocketAddr,
    /// The Redis it uses.
    redis: Option<u32>,
}

impl Server {
    fn bare() -> Self {
        let at = free_port();
        let program = std::env::current_exe().expect("own path");
        let child =
            Command::new(program).arg("--bare").env("BARE_AT", at.to_string()).spawn().expect("starts");
        wait_for(at);
        Self { child, at, redis: None }
    }

    async fn unrush(slack: SocketAddr, data: &std::path::Path, redis: Option<&Redis>) -> Self {
        let at = free_port();
        let begun = Instant::now();
        let child = Command::new(env!("CARGO_BIN_EXE_unrush"))
            .arg("serve")
            .env("REDIS_URL", redis.map(|redis| format!("redis://{}", redis.at)).unwrap_or_default())
            .env("UNRUSH_OPS_LISTEN", "127.0.0.1:0")
            .env("SLACK_BOT_TOKEN", "xoxb-bench")
            .env("SLACK_SIGNING_SECRET", SECRET)
            .env("SLACK_API_URL", format!("http://{slack}/api/"))
            .env("UNRUSH_DATA_DIR", data)
            .env("UNRUSH_LISTEN", at.to_string())
            .env("UNRUSH_LOG", "error")
            .stderr(Stdio::inherit())
            .spawn()
            .expect("starts");
        wait_for(at);
        println!("\nunrush listens after {:.0} ms", begun.elapsed().as_secs_f64() * 1e3);
        tokio::time::sleep(Duration::from_secs(1)).await;
        Self { child, at, redis: redis.map(|redis| redis.child.id()) }
    }

    /// A load and the CPU time of the server for each event of it, in microseconds.
    async fn under(
        &self,
        connections: usize,
        steady: Option<u64>,
        texts: Texts,
    ) -> (Outcome, f64, Option<f64>) {
        let before = (cpu(self.child.id()), self.redis.map(cpu));
        let outcome = load(self.at, connections, MEASURED, steady, texts).await;
        assert_eq!(outcome.refused, 0, "every event is acknowledged");
        let each =
            |now: Duration, before| now.saturating_sub(before).as_secs_f64() * 1e6 / outcome.count() as f64;
        let ours = each(cpu(self.child.id()), before.0);
        let of_redis = self.redis.zip(before.1).map(|(redis, before)| each(cpu(redis), before));
        (outcome, ours, of_redis)
    }

    fn resident_mb(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
        line.split_whitespace().nth(1).and_then(|kb| kb.parse::<f64>().ok()).unwrap_or_default() / 1e3
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

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A Redis of our own.
struct Redis {
    child: Child,
    at: SocketAddr,
    _dir: tempfile::TempDir,
}

impl Redis {
    fn start() -> Self {
        let (at, dir) = (free_port(), tempfile::tempdir().expect("temporary folder"));
        let child = Command::new("redis-server")
            .args(["--port", &at.port().to_string(), "--save", "", "--appendonly", "yes", "--dir"])
            .arg(dir.path())
            .stdout(Stdio::null())
            .spawn()
            .expect("redis-server is installed");
        wait_for(at);
        Self { child, at, _dir: dir }
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free_port() -> SocketAddr {
    std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port")
}

fn wait_for(at: SocketAddr) {
    while std::net::TcpStream::connect(at).is_err() {
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// What a load gave.
struct Outcome {
    micros: Vec<u64>,
    refused: u64,
    took: Duration,
}

impl Outcome {
    fn count(&self) -> usize {
        self.micros.len()
    }

    fn rate(&self) -> f64 {
        self.count() as f64 / self.took.as_secs_f64()
    }

    fn latencies(&self) -> String {
        let mut sorted = self.micros.clone();
        sorted.sort_unstable();
        let at = |share: f64| {
            sorted.get((sorted.len() as f64 * share) as usize).copied().unwrap_or_default() as f64 / 1e3
        };
        format!("p50 {:.2} ms, p99 {:.2} ms, p99.9 {:.2} ms", at(0.5), at(0.99), at(0.999))
    }
}

/// Sends signed events over some connections for a while: as fast as answers come, or at a steady rate.
async fn load(
    at: SocketAddr,
    connections: usize,
    time: Duration,
    steady: Option<u64>,
    texts: Texts,
) -> Outcome {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let begun = Instant::now();
    let issued = Arc::new(AtomicU64::new(0));
    let senders: Vec<_> = (0..connections)
        .map(|_| {
            let issued = Arc::clone(&issued);
            tokio::spawn(async move {
                let mut micros = Vec::new();
                let mut refused = 0;
                let mut line = TcpStream::connect(at).await.expect("connects");
                line.set_nodelay(true).expect("no delay");
                while begun.elapsed() < time {
                    let mut sent = Instant::now();
                    if let Some(rate) = steady {
                        // counted from when it should have been sent, so that waiting is not hidden
                        let turn = issued.fetch_add(1, Ordering::Relaxed);
                        sent = begun + Duration::from_micros(turn * 1_000_000 / rate);
                        tokio::time::sleep_until(sent.into()).await;
                    }
                    let n = NEXT.fetch_add(1, Ordering::Relaxed);
                    let text = texts[(n % texts.len() as u64) as usize];
                    line.write_all(&request(n, text)).await.expect("writes");
                    if answer(&mut line).await {
                        micros.push(u64::try_from(sent.elapsed().as_micros()).unwrap_or(u64::MAX));
                    } else {
                        refused += 1;
                    }
                }
                (micros, refused)
            })
        })
        .collect();
    let mut outcome = Outcome { micros: Vec::new(), refused: 0, took: Duration::ZERO };
    for sender in senders {
        let (micros, refused) = sender.await.expect("sender");
        outcome.micros.extend(micros);
        outcome.refused += refused;
    }
    outcome.took = begun.elapsed();
    outcome
}

/// A signed message event.
fn request(n: u64, text: &str) -> Vec<u8> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs();
    let ts = format!("{now}.{:06}", n % 1_000_000);
    let body = format!(
        r#"{{"token":"x","team_id":"T0BENCH","api_app_id":"A0","type":"event_callback","event_id":"Ev{n}","event_time":{now},"authorizations":[{{"team_id":"T0BENCH","user_id":"U0BOT","is_bot":true}}],"event":{{"type":"message","channel":"C{:04}","channel_type":"channel","user":"U0ANN","team":"T0BENCH","client_msg_id":"0c9e-{n}","text":"{text}","ts":"{ts}","event_ts":"{ts}"}}}}"#,
        n / 1_000_000
    );
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("any length");
    mac.update(format!("v0:{now}:{body}").as_bytes());
    let signature = mac.finalize().into_bytes();
    let mut hex = String::with_capacity(64);
    for byte in signature {
        use std::fmt::Write;
        let _ = write!(hex, "{byte:02x}");
    }
    format!(
        "POST /slack/events HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\nx-slack-request-timestamp: {now}\r\nx-slack-signature: v0={hex}\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// Reads one answer; whether it was a 200.
async fn answer(line: &mut TcpStream) -> bool {
    let mut read = Vec::with_capacity(512);
    loop {
        if line.read_buf(&mut read).await.expect("reads") == 0 {
            return false;
        }
        let text = String::from_utf8_lossy(&read);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|h| {
                h.to_ascii_lowercase().strip_prefix("content-length:").map(|v| v.trim().parse().unwrap_or(0))
            });
            if body.len() >= length.unwrap_or(0) {
                return head.starts_with("HTTP/1.1 200");
            }
        }
    }
}

/// The server to compare with: reads the body, checks the signature, says 200.
async fn bare() {
    let at: SocketAddr = std::env::var("BARE_AT").ok().and_then(|at| at.parse().ok()).expect("BARE_AT");
    let listener = TcpListener::bind(at).await.expect("binds");
    loop {
        let Ok((line, _)) = listener.accept().await else { continue };
        tokio::spawn(async move {
            let service = service_fn(|request: Request<hyper::body::Incoming>| async move {
                let header = |name| {
                    request.headers().get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned()
                };
                let (stamp, given) = (header("x-slack-request-timestamp"), header("x-slack-signature"));
                let body = request
                    .into_body()
                    .collect()
                    .await
                    .map(http_body_util::Collected::to_bytes)
                    .unwrap_or_default();
                let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("any length");
                mac.update(b"v0:");
                mac.update(stamp.as_bytes());
                mac.update(b":");
                mac.update(&body);
                let wanted: Vec<u8> = (0..32)
                    .filter_map(|i| u8::from_str_radix(given.get(3 + 2 * i..5 + 2 * i)?, 16).ok())
                    .collect();
                let status = if mac.verify_slice(&wanted).is_ok() { 200 } else { 401 };
                Response::builder().status(status).body(Full::new(Bytes::new()))
            });
            let _ = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(line), service)
                .await;
        });
    }
}

/// Just enough of Slack for the bot to work: everything succeeds at once.
async fn small_slack() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("binds");
    let at = listener.local_addr().expect("address");
    tokio::spawn(async move {
        loop {
            let Ok((line, _)) = listener.accept().await else { continue };
            tokio::spawn(async move {
                let service = service_fn(|request: Request<hyper::body::Incoming>| async move {
                    let path = request.uri().path().to_owned();
                    let body = request
                        .into_body()
                        .collect()
                        .await
                        .map(http_body_util::Collected::to_bytes)
                        .unwrap_or_default();
                    let user =
                        form_urlencoded::parse(&body).find(|(k, _)| k == "user").map(|(_, v)| v.into_owned());
                    let answer = match path.rsplit('/').next() {
                        Some("reactions.add") => {
                            TAGS.fetch_add(1, Ordering::Relaxed);
                            r#"{"ok":true}"#.to_owned()
                        }
                        Some("auth.test") => {
                            r#"{"ok":true,"team_id":"T0BENCH","user_id":"U0BOT","bot_id":"B0"}"#.to_owned()
                        }
                        Some("users.info") => format!(
                            r#"{{"ok":true,"user":{{"id":"{}","team_id":"T0BENCH","name":"x","tz":"Europe/Berlin","is_bot":false,"deleted":false,"profile":{{"display_name":"x"}}}}}}"#,
                            user.unwrap_or_default()
                        ),
                        _ => r#"{"ok":true,"ts":"1700000000.000001","channel":"C0"}"#.to_owned(),
                    };
                    Ok::<_, Infallible>(Response::new(Full::new(Bytes::from(answer))))
                });
                let _ = hyper::server::conn::http1::Builder::new()
                    .serve_connection(TokioIo::new(line), service)
                    .await;
            });
        }
    });
    at
}
