//! A hundred refreshes, a black hole and a cut while people go on writing: nothing is lost, nothing waits too long.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::TimeDelta;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use unrush::clock::SteppedClock;
use unrush::playground::{Playground, Setup};
use unrush::ports::Clock;
use unrush::slack::client::Client;
use unrush::slack::door::Expected;
use unrush::slack::socket::{Door, Limits, Pulse};
use unrush::slack::tokens::{Token, Tokens};

use crate::doors::house::Notes;

/// How many times faster than in life openings follow each other and warned connections end.
const PACE: u32 = 50;

struct Stage {
    slack: Arc<Playground>,
    desk: Arc<Notes>,
    pulse: Pulse,
    stop: watch::Sender<bool>,
    served: JoinHandle<()>,
}

impl Stage {
    #[expect(clippy::disallowed_methods, reason = "the door is served beside the test")]
    async fn set(limits: Limits) -> Self {
        let clock = Arc::new(SteppedClock::running_at(PACE));
        let (now, moves) = (Arc::clone(&clock), Arc::clone(&clock));
        let slack = Playground::start(Setup {
            listen: "127.0.0.1:0".parse().expect("address"),
            events_url: None,
            now: Arc::new(move || now.now().timestamp_micros()),
            step: Arc::new(move |micros| moves.step(TimeDelta::microseconds(micros))),
            pace: PACE,
            cast: true,
        })
        .await
        .expect("starts");
        let desk = Notes::new();
        let tokens = Arc::new(Tokens::single(slack.bot_token()));
        let client = Client::new(&slack.api_url(), tokens, clock.clone()).expect("a client");
        let token = Token::new(slack.app_token());
        let door = Door::new(desk.clone(), clock, Arc::new(client), token, Expected::anybody());
        let door = Arc::new(door.within(limits));
        let pulse = door.pulse();
        let (stop, stopped) = watch::channel(false);
        let served = tokio::spawn(door.serve(stopped));
        let stage = Self { slack: Arc::new(slack), desk, pulse, stop, served };
        stage.has_lines(2).await;
        stage
    }

    /// Waits until so many connections are open that will not be closed soon.
    async fn has_lines(&self, count: usize) {
        let there = |_: &_| {
            let lines = self.slack.lines();
            (lines.iter().filter(|line| !line.leaving).count() == count).then_some(())
        };
        self.slack.until(there).await.expect("the door opens as many as it wants");
    }

    /// Ada writes twenty messages a second until she is told that it is enough.
    #[expect(clippy::disallowed_methods, reason = "people write beside what happens")]
    fn people_write(&self) -> (Arc<AtomicBool>, JoinHandle<BTreeSet<String>>) {
        let (slack, enough) = (Arc::clone(&self.slack), Arc::new(AtomicBool::new(false)));
        let told = Arc::clone(&enough);
        let writing = tokio::spawn(async move {
            let (mut said, mut beat) = (Vec::new(), tokio::time::interval(Duration::from_millis(50)));
            while !told.load(Ordering::Relaxed) {
                beat.tick().await;
                let slack = Arc::clone(&slack);
                said.push(tokio::spawn(async move { slack.says("ada", "#launch", "@bo tea?").await }));
            }
            let mut all = BTreeSet::new();
            for said in said {
                all.insert(said.await.expect("no panic").expect("can write"));
            }
            all
        });
        (enough, writing)
    }

    /// Every message was heard, by Slack's own book; tells how often one was sent at most, and how many milliseconds
    /// one had to wait.
    async fn nothing_was_lost(&self, said: &BTreeSet<String>) -> (u32, u64) {
        self.slack.quiet().await;
        let mut acknowledged: BTreeMap<String, u64> = BTreeMap::new();
        let mut attempts = 0;
        for push in self.slack.pushes().into_iter().filter(|push| push.kind == "message") {
            attempts = attempts.max(push.attempt);
            if push.status == Some(200) {
                acknowledged.insert(push.ts.expect("a message's"), push.millis);
            }
        }
        let heard: BTreeSet<String> = acknowledged.keys().cloned().collect();
        assert_eq!(&heard, said, "each was acknowledged");
        let slowest = acknowledged.values().max().copied().unwrap_or_default();
        assert_eq!(self.desk.effects(), said.len(), "each was saved");
        (attempts, slowest)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_refreshes_lose_nothing() {
    let limits = Limits { linger: Duration::from_millis(20), young: Duration::ZERO, ..Limits::default() };
    let stage = Stage::set(limits).await;
    let (enough, writing) = stage.people_write();
    for _ in 0..100 {
        stage.slack.refreshes_a_line().expect("one that is not leaving");
        stage.has_lines(2).await;
        assert!(stage.pulse.is_ready());
    }
    enough.store(true, Ordering::Relaxed);
    let said = writing.await.expect("people write");
    assert!(said.len() >= 100, "{} messages", said.len());
    let (attempts, slowest) = stage.nothing_was_lost(&said).await;
    println!("{} messages, the slowest acknowledged after {slowest} ms", said.len());
    assert_eq!(attempts, 1, "nothing had to be sent again");
    assert!(slowest < 3_000, "one waited for {slowest} ms");
    assert!(stage.pulse.opened() >= 102);
    assert_eq!(stage.pulse.unacked(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_all_connections_are_refreshed_at_once_nothing_is_lost() {
    let limits = Limits { linger: Duration::from_millis(20), young: Duration::ZERO, ..Limits::default() };
    let stage = Stage::set(limits).await;
    let (enough, writing) = stage.people_write();
    for _ in 0..5 {
        assert_eq!(stage.slack.refreshes_lines(), 2);
        stage.has_lines(2).await;
    }
    enough.store(true, Ordering::Relaxed);
    let said = writing.await.expect("people write");
    stage.nothing_was_lost(&said).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_swallow_everything_are_noticed_and_lose_nothing() {
    let (quiet, silence) = (Duration::from_millis(200), Duration::from_millis(600));
    let stage = Stage::set(Limits { quiet, silence, young: Duration::ZERO, ..Limits::default() }).await;
    let (enough, writing) = stage.people_write();
    let before = stage.pulse.reconnects();
    assert_eq!(stage.slack.blackens_lines(), 2);
    while stage.pulse.reconnects() < before + 2 || stage.pulse.open() < 2 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    enough.store(true, Ordering::Relaxed);
    let said = writing.await.expect("people write");
    stage.nothing_was_lost(&said).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_break_lose_nothing() {
    let limits = Limits { young: Duration::ZERO, ..Limits::default() };
    let stage = Stage::set(limits).await;
    let (enough, writing) = stage.people_write();
    for _ in 0..10 {
        let before = stage.pulse.reconnects();
        assert!(stage.slack.cuts_lines() > 0);
        while stage.pulse.reconnects() == before || !stage.pulse.is_ready() {
            tokio::task::yield_now().await;
        }
        stage.has_lines(2).await;
    }
    enough.store(true, Ordering::Relaxed);
    let said = writing.await.expect("people write");
    stage.nothing_was_lost(&said).await;
    stage.stop.send_replace(true);
    stage.served.await.expect("closes");
}
