//! Clients we did not write, against the playground: Slack's own SDK for Python and Bolt, its framework.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use chrono::TimeDelta;
use unrush::clock::SteppedClock;
use unrush::playground::{Playground, Setup};
use unrush::ports::Clock;

const SCRIPTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sdk");

/// A Python that can import Slack's SDK and Bolt.
#[expect(clippy::disallowed_methods, reason = "tests/run says which Python it prepared")]
fn python() -> String {
    let named = std::env::var("UNRUSH_TEST_PYTHON").ok();
    let prepared = concat!(env!("CARGO_MANIFEST_DIR"), "/target/python/bin/python").to_owned();
    named
        .into_iter()
        .chain([prepared, "python3".to_owned()])
        .find(|python| {
            let tried = Command::new(python)
                .args(["-c", "import slack_bolt, slack_sdk"])
                .stderr(Stdio::null())
                .status();
            tried.is_ok_and(|status| status.success())
        })
        .expect("Slack's SDK and Bolt for Python are not here; run tests/run, which installs them")
}

async fn playground() -> Playground {
    let clock = Arc::new(SteppedClock::running());
    let stepped = Arc::clone(&clock);
    let setup = Setup {
        listen: "127.0.0.1:0".parse().expect("address"),
        events_url: None,
        now: Arc::new(move || clock.now().timestamp_micros()),
        step: Arc::new(move |micros| stepped.step(TimeDelta::microseconds(micros))),
        pace: 1000,
        cast: true,
    };
    Playground::start(setup).await.expect("starts")
}

/// Starts the script, and tells where it listens.
fn start(playground: &Playground) -> (Child, BufReader<impl Read + use<>>, String) {
    let mut script = Command::new(python())
        .args([&format!("{SCRIPTS}/client.py"), &format!("http://{}", playground.addr())])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("starts");
    let keys = format!("{}\n{}\n", playground.bot_token(), playground.signing_secret());
    script.stdin.as_mut().expect("piped").write_all(keys.as_bytes()).expect("written");
    let mut said = BufReader::new(script.stdout.take().expect("piped"));
    let mut url = String::new();
    said.read_line(&mut url).expect("read");
    (script, said, url.trim().to_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn slacks_own_sdk_works_against_the_playground() {
    let playground = playground().await;
    let (mut script, mut said, url) = start(&playground);
    playground.set_events_url(Some(url));
    script.stdin.as_mut().expect("piped").write_all(b"go\n").expect("written");
    let ended = tokio::task::spawn_blocking(move || {
        let mut steps = String::new();
        said.read_to_string(&mut steps).expect("read");
        (script.wait_with_output().expect("ends"), steps)
    });
    let (output, steps) = ended.await.expect("ends");
    assert!(output.status.success(), "{steps}\n{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(steps.lines().count(), 7, "{steps}");
}

/// Runs a script to its end with these lines of input; tells what it printed.
fn runs(script: &str, args: &[&str], input: &[&str]) -> String {
    let mut child = Command::new(python())
        .arg(format!("{SCRIPTS}/{script}"))
        .args(args)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("starts");
    let input: String = input.iter().flat_map(|line| [*line, "\n"]).collect();
    child.stdin.take().expect("piped").write_all(input.as_bytes()).expect("written");
    let output = child.wait_with_output().expect("ends");
    let steps = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{steps}\n{}", String::from_utf8_lossy(&output.stderr));
    steps
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sdks_socket_mode_client_works_against_the_playground() {
    let playground = playground().await;
    let steps = tokio::task::spawn_blocking(move || {
        let keys = [playground.bot_token(), playground.app_token()];
        runs("socket_mode.py", &[&format!("http://{}", playground.addr())], &keys)
    });
    let steps = steps.await.expect("no panic");
    assert_eq!(steps.lines().count(), 5, "{steps}");
}

/// The playground as somebody else starts it for a bot of theirs, and what it printed about itself.
struct Alone {
    process: Child,
    address: String,
    keys: [String; 3],
}

impl Alone {
    fn start(args: &[&str]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_unrush"))
            .args(["playground", "--slack-only"])
            .args(args)
            .env_clear()
            .env("UNRUSH_PLAYGROUND_LISTEN", "127.0.0.1:0")
            .current_dir(std::env::temp_dir())
            .stdout(Stdio::piped())
            .spawn()
            .expect("starts");
        let mut lines = BufReader::new(process.stdout.take().expect("piped")).lines().map_while(Result::ok);
        let mut told = |what: &str| {
            let line = lines.find(|line| line.contains(what)).expect("told");
            line.split_whitespace().last().expect("a word").to_owned()
        };
        let address = told("playground is open").trim_end_matches('/').to_owned();
        let keys = ["bot token", "app token", "signing secret"].map(&mut told);
        Self { process, address, keys }
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        // it may be gone already
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn a_bolt_app_works(alone: &Alone, door: &str) {
    let keys = alone.keys.each_ref().map(String::as_str);
    let steps = runs("bolt_app.py", &[&alone.address, door], &keys);
    // beside what Bolt itself has to say
    assert_eq!(steps.lines().filter(|line| line.starts_with("ok ")).count(), 5, "{steps}");
}

#[test]
fn a_bolt_app_works_by_socket_mode_against_the_playground_alone() {
    a_bolt_app_works(&Alone::start(&[]), "socket");
}

#[test]
fn a_bolt_app_works_over_http_against_the_playground_alone() {
    let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port").port();
    let url = format!("http://127.0.0.1:{port}/slack/events");
    a_bolt_app_works(&Alone::start(&["--events-url", &url]), &port.to_string());
}
