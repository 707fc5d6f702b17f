//! A client we did not write, against the playground: Slack's own SDK for Python.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use chrono::TimeDelta;
use unrush::clock::SteppedClock;
use unrush::playground::{Playground, Setup};
use unrush::ports::Clock;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sdk/client.py");

/// A Python that can import Slack's SDK.
#[expect(clippy::disallowed_methods, reason = "tests/run says which Python it prepared")]
fn python() -> String {
    let named = std::env::var("UNRUSH_TEST_PYTHON").ok();
    let prepared = concat!(env!("CARGO_MANIFEST_DIR"), "/target/python/bin/python").to_owned();
    named
        .into_iter()
        .chain([prepared, "python3".to_owned()])
        .find(|python| {
            let tried = Command::new(python).args(["-c", "import slack_sdk"]).stderr(Stdio::null()).status();
            tried.is_ok_and(|status| status.success())
        })
        .expect("Slack's SDK for Python is not here; run tests/run, which installs it")
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
        .args([SCRIPT, &format!("http://{}", playground.addr())])
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
