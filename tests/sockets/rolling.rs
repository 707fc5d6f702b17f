//! Two bots on one Redis, reached by Socket Mode, restarted in turn while fifty messages a second are written.

#![expect(clippy::print_stdout, reason = "the figures are worth reading")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use chrono::TimeDelta;
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};
use unrush::clock::SteppedClock;
use unrush::config::Secret;
use unrush::domain::charter::Charter;
use unrush::playground::cast::LAUNCH;
use unrush::playground::world::BOT_USER;
use unrush::playground::{Playground, Setup};
use unrush::ports::Clock;
use unrush::store::redis::Checks;
use unrush::wire::{Bot, Cellar, Plan};

use crate::stores::redis::Server;

/// How many times faster than in life rate limits and openings pass.
const PACE: u32 = 200;

/// Between two rounds of restarts.
const MESSAGES: usize = 40;

struct Stage {
    slack: Arc<Playground>,
    redis: Server,
    clock: Arc<SteppedClock>,
    data: TempDir,
}

/// A bot on a runtime of its own, so that a crash takes all of it at once.
struct Replica {
    bot: Bot,
    runtime: Runtime,
}

impl Stage {
    async fn set() -> Self {
        let clock = Arc::new(SteppedClock::running_at(PACE));
        let (now, step) = (Arc::clone(&clock), Arc::clone(&clock));
        let slack = Playground::start(Setup {
            listen: "127.0.0.1:0".parse().expect("address"),
            events_url: None,
            now: Arc::new(move || now.now().timestamp_micros()),
            step: Arc::new(move |micros| step.step(TimeDelta::microseconds(micros))),
            pace: PACE,
            cast: true,
        })
        .await
        .expect("starts");
        let data = tempfile::tempdir().expect("a temporary folder");
        Self { slack: Arc::new(slack), redis: Server::start(), clock, data }
    }

    /// Starts a bot; returns when it has a connection of its own.
    async fn starts(&self, name: &str) -> Replica {
        let newest = || self.slack.lines().last().map_or(0, |line| line.id);
        let before = newest();
        let plan = Plan {
            data_dir: self.data.path().join(name),
            listen: "127.0.0.1:0".parse().expect("address"),
            api_url: self.slack.api_url(),
            bot_token: Some(self.slack.bot_token().to_owned()),
            oauth: None,
            signing_secrets: Vec::new(),
            app_token: Some(self.slack.app_token().to_owned()),
            cellar: Cellar::Redis(Secret::new(self.redis.url()), Checks::Strict),
            encryption_key: Some("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=".into()),
            feeds: std::collections::BTreeMap::new(),
            calendars: None,
            charter: Charter::default(),
            clock: self.clock.clone(),
        };
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
        let bot = runtime.spawn(Bot::start(plan)).await.expect("no panic").expect("the bot starts");
        self.slack.until(|_| (newest() > before).then_some(())).await.expect("connects");
        Replica { bot, runtime }
    }
}

impl Replica {
    /// Stopped as an operator would.
    async fn stops(self) {
        self.bot.stop().await;
        self.runtime.shutdown_background();
    }

    /// Torn down in the middle of what it does.
    fn crashes(self) {
        self.runtime.shutdown_background();
    }
}

/// Restarts two bots in turn under load; tells how many messages there were, the slowest acknowledgement in
/// milliseconds, and how often one message was sent at most.
#[expect(clippy::disallowed_methods, reason = "people write beside what happens")]
async fn restarts(gently: bool) -> (usize, u64, u32) {
    let stage = Stage::set().await;
    let (mut first, mut second) = (stage.starts("first").await, stage.starts("second").await);
    stage.slack.says("ada", "#launch", "@bo can you look today?").await.expect("can write");
    let (slack, enough) = (Arc::clone(&stage.slack), Arc::new(AtomicBool::new(false)));
    let (told, written) = (Arc::clone(&enough), Arc::new(AtomicUsize::new(0)));
    let count = Arc::clone(&written);
    let writing = tokio::spawn(async move {
        let (mut said, mut beat) = (Vec::new(), tokio::time::interval(Duration::from_millis(20)));
        while !told.load(Ordering::Relaxed) {
            beat.tick().await;
            count.fetch_add(1, Ordering::Relaxed);
            let slack = Arc::clone(&slack);
            let text = format!("@bo can you look at number {} today?", said.len());
            said.push(tokio::spawn(async move { slack.says("ada", "#launch", &text).await }));
        }
        let mut all = BTreeSet::new();
        for said in said {
            all.insert(said.await.expect("no panic").expect("can write"));
        }
        all
    });
    for round in 1..=3 {
        for (replica, name) in [(&mut first, "first"), (&mut second, "second")] {
            while written.load(Ordering::Relaxed) < round * MESSAGES {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            let fresh = stage.starts(name);
            // a new one is ready before an old one goes, as a rolling restart does it
            let old = std::mem::replace(replica, fresh.await);
            if gently {
                old.stops().await;
            } else {
                old.crashes();
            }
        }
    }
    enough.store(true, Ordering::Relaxed);
    let said = writing.await.expect("people write");
    stage.slack.quiet().await;
    let mut acknowledged: BTreeMap<String, u64> = BTreeMap::new();
    let mut attempts = 0;
    for push in stage.slack.pushes().into_iter().filter(|push| push.kind == "message") {
        attempts = attempts.max(push.attempt);
        if let (Some(200), Some(ts)) = (push.status, push.ts) {
            acknowledged.entry(ts).or_insert(push.millis);
        }
    }
    assert!(said.iter().all(|ts| acknowledged.contains_key(ts)), "each was acknowledged");
    let tagged = stage.slack.until(|world| {
        let is_tagged = |ts: &String| {
            let tags = world.message(LAUNCH, ts).map(|message| message.reactions.clone()).unwrap_or_default();
            tags.iter().filter(|(_, who)| who.iter().any(|user| user == BOT_USER)).count() == 1
        };
        said.iter().all(is_tagged).then_some(())
    });
    tagged.await.expect("each was tagged once");
    let slowest = said.iter().filter_map(|ts| acknowledged.get(ts)).max().copied().unwrap_or_default();
    println!(
        "{} messages, the slowest acknowledged after {slowest} ms, at most {attempts} attempts",
        said.len()
    );
    first.stops().await;
    second.stops().await;
    (said.len(), slowest, attempts)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rolling_restart_leaves_nothing_unacknowledged() {
    let (messages, slowest, attempts) = restarts(true).await;
    assert!(messages >= 3 * MESSAGES, "{messages} messages");
    assert!(slowest < 3_000, "one waited for {slowest} ms");
    assert!(attempts <= 2, "the second attempt follows at once, the third would follow after a minute");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_bots_that_crash_in_turn_tag_everything_once() {
    restarts(false).await;
}
