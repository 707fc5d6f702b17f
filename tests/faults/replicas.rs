//! Several bots on one Redis: each thing once, whoever is quick, whoever is frozen, whoever is cut off.

#![expect(clippy::disallowed_methods, reason = "real processes live in real time")]

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{TimeDelta, Utc};
use tempfile::TempDir;
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;
use unrush::clock::SteppedClock;
use unrush::config::Secret;
use unrush::domain::charter::{Charter, TagMode};
use unrush::domain::ids::{ChannelId, DeliveryId, TeamId, Ts};
use unrush::domain::outgoing::{Delivery, Lane, Outgoing, Progress};
use unrush::playground::cast::LAUNCH;
use unrush::playground::faults::{Fault, What};
use unrush::playground::{Playground, Setup};
use unrush::ports::{Changes, Claim, Clock, Committed, Settled, Settlement, Store};
use unrush::store::redis::{Checks, Redis};
use unrush::store::seal::{Key, Keys};
use unrush::wire::{Bot, Cellar, Plan};

use super::child::{Elsewhere, PACE};
use super::proxy::{Line, Proxy};
use crate::stores::redis::Server;

/// A claim nobody waits for.
const LONG: Duration = Duration::from_hours(1);
/// Far longer than anything here takes.
const PATIENCE: Duration = Duration::from_mins(2);

/// A small Slack and a Redis, with a key all bots share.
pub struct Ground {
    pub slack: Playground,
    pub server: Server,
    data: TempDir,
}

impl Ground {
    pub async fn new() -> Self {
        let slack = Playground::start(Setup {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            events_url: None,
            now: Arc::new(|| Utc::now().timestamp_micros()),
            step: Arc::new(|_| ()),
            pace: PACE,
            cast: true,
        })
        .await
        .expect("the small Slack starts");
        Self { slack, server: Server::start(), data: tempfile::tempdir().expect("directory") }
    }

    /// A bot in this process.
    pub async fn bot(&self, redis: String) -> Bot {
        Bot::start(Plan {
            data_dir: self.data.path().to_owned(),
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            api_url: self.slack.api_url(),
            bot_token: Some(self.slack.bot_token().to_owned()),
            oauth: None,
            signing_secrets: vec![self.slack.signing_secret().to_owned()],
            app_token: None,
            cellar: Cellar::Redis(Secret::new(redis), Checks::Strict),
            encryption_key: None,
            feeds: std::collections::BTreeMap::new(),
            calendars: None,
            charter: Charter { tag: TagMode::Both, ..Charter::default() },
            clock: Arc::new(SteppedClock::running_at(PACE)),
        })
        .await
        .expect("starts")
    }

    pub fn events_go_to(&self, bots: &[&Bot]) {
        let doors = bots.iter().filter_map(|bot| bot.door());
        self.slack.set_events_urls(doors.map(|at| format!("http://{at}/slack/events")));
    }

    async fn store(&self) -> Arc<Redis> {
        self.store_at(&self.server.url()).await
    }

    async fn store_at(&self, redis: &str) -> Arc<Redis> {
        let keys = Keys::new(&Key::load_or_create(self.data.path()).expect("key"), &[]);
        let clock: Arc<dyn Clock> = Arc::new(SteppedClock::running());
        Arc::new(Redis::open(redis, keys, clock, Checks::Strict).await.expect("opens"))
    }

    /// How often something with these words was posted.
    fn posts(&self, words: &str) -> usize {
        let posts = self.slack.calls_of("chat.postMessage");
        posts.iter().filter(|call| call.ok() && call.args["text"].to_string().contains(words)).count()
    }
}

fn team() -> TeamId {
    TeamId::parse("T0LAUNCH").expect("id")
}

fn tag(n: usize) -> Delivery {
    let channel = ChannelId::parse("C0LAUNCH").expect("id");
    let ts = Ts::parse(&format!("1794819600.{n:06}")).expect("timestamp");
    Delivery {
        id: DeliveryId::tag(&team(), &channel, &ts),
        team: team(),
        due: Utc::now() - TimeDelta::minutes(1),
        lane: Lane::Normal,
        owner: None,
        what: Outgoing::Tag { channel, ts },
        progress: Progress::default(),
    }
}

pub async fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < PATIENCE, "never: {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_event_at_two_bots_at_once_has_one_effect() {
    let ground = Ground::new().await;
    let (one, two) = (ground.bot(ground.server.url()).await, ground.bot(ground.server.url()).await);
    ground.events_go_to(&[&one, &two]);
    ground.slack.faults().plan(Fault::always("message", What::Repeat { copies: 3, new_id: false }));
    for n in 0..20 {
        ground
            .slack
            .says("ada", "#launch", &format!("@bo can you answer {n} today?"))
            .await
            .expect("can write");
    }
    let posts = || ground.slack.calls_of("chat.postMessage").iter().filter(|call| call.ok()).count();
    until("all are answered", || posts() >= 20).await;
    ground.slack.quiet().await;
    one.rests().await;
    two.rests().await;
    assert_eq!(posts(), 20, "one reply for each ask");
    assert_eq!(ground.slack.world().messages(LAUNCH).filter(|m| !m.reactions.is_empty()).count(), 20);
    one.stop().await;
    two.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_are_each_claimed_once_by_five() {
    const MANY: usize = 10_000;
    let ground = Ground::new().await;
    let store = ground.store().await;
    for some in (0..MANY).collect::<Vec<_>>().chunks(500) {
        let deliver = some.iter().map(|n| tag(*n)).collect();
        let committed = store.commit(&team(), Changes { deliver, ..Changes::default() }).await;
        assert_eq!(committed, Ok(Committed::New));
    }
    let mut bots = JoinSet::new();
    for _ in 0..5 {
        let store = ground.store().await;
        bots.spawn(async move {
            let mut done: Vec<String> = Vec::new();
            loop {
                let claims = store.claim(Utc::now(), LONG, 100).await.expect("claims");
                if claims.is_empty() {
                    return done;
                }
                for claim in claims {
                    let settled = store.settle(&claim, Settlement::Done, Changes::default()).await;
                    assert_eq!(settled, Ok(Settled::Yes));
                    done.push(claim.delivery.id.to_string());
                }
            }
        });
    }
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for id in bots.join_all().await.into_iter().flatten() {
        *times.entry(id).or_default() += 1;
    }
    assert_eq!((times.len(), times.values().max()), (MANY, Some(&1)));
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::disallowed_methods, reason = "two replicas watch beside the test")]
async fn what_somebody_held_who_stands_still_is_free_long_before_its_lease() {
    let ground = Ground::new().await;
    let (gone, alive) = (ground.store().await, ground.store().await);
    let (frozen, freeze) = watch::channel(false);
    let beats = tokio::spawn(Arc::clone(&gone).watch(Arc::default(), freeze));
    let (_stop, stopped) = watch::channel(false);
    let bell = Arc::new(Notify::new());
    tokio::spawn(Arc::clone(&alive).watch(Arc::clone(&bell), stopped));
    let changes = Changes { deliver: vec![tag(1), tag(2)], ..Changes::default() };
    assert_eq!(gone.commit(&team(), changes).await, Ok(Committed::New));
    let held: Vec<Claim> = gone.claim(Utc::now(), LONG, 1).await.expect("claims");
    let other: Vec<Claim> = alive.claim(Utc::now(), LONG, 1).await.expect("claims");

    // as a stopped process would: without a word
    beats.abort();
    drop(frozen);
    let begun = Instant::now();
    tokio::time::timeout(PATIENCE, bell.notified()).await.expect("the bell rings when it is free");
    println!("free after {:?}", begun.elapsed());
    let taken = alive.claim(Utc::now(), LONG, 9).await.expect("claims");
    assert_eq!(taken.len(), 1, "and only that: what one holds oneself stays");
    assert_eq!(taken[0].delivery.id, held[0].delivery.id);
    assert_eq!(gone.settle(&held[0], Settlement::Done, Changes::default()).await, Ok(Settled::TooLate));
    for claim in [&taken[0], &other[0]] {
        assert_eq!(alive.settle(claim, Settlement::Done, Changes::default()).await, Ok(Settled::Yes));
    }
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::disallowed_methods, reason = "the store watches beside the test")]
async fn what_was_claimed_unheard_is_free_again_long_before_its_lease() {
    let ground = Ground::new().await;
    let proxy = Proxy::before(ground.server.port()).await;
    let (far, near) = (ground.store_at(&proxy.url()).await, ground.store().await);
    let changes = Changes { deliver: vec![tag(1), tag(2)], ..Changes::default() };
    assert_eq!(far.commit(&team(), changes).await, Ok(Committed::New));
    let held: Vec<Claim> = far.claim(Utc::now(), LONG, 1).await.expect("claims");
    // a look is heard, the claim after it is not
    proxy.is(Line::LosesSecondAnswer);
    assert!(far.claim(Utc::now(), LONG, 1).await.is_err(), "the answer is lost");
    assert!(near.claim(Utc::now(), LONG, 9).await.expect("claims").is_empty(), "it had been claimed");

    let (_stop, stopped) = watch::channel(false);
    let bell = Arc::new(Notify::new());
    tokio::spawn(Arc::clone(&far).watch(Arc::clone(&bell), stopped));
    tokio::time::timeout(PATIENCE, bell.notified()).await.expect("the bell rings when it is free");
    let taken = far.claim(Utc::now(), LONG, 9).await.expect("claims");
    assert_eq!(taken.len(), 1, "and only that: what is in our hands stays there");
    for claim in [&taken[0], &held[0]] {
        assert_eq!(far.settle(claim, Settlement::Done, Changes::default()).await, Ok(Settled::Yes));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_frozen_in_the_middle_of_a_call_is_stood_in_for_and_says_nothing_twice() {
    let ground = Ground::new().await;
    let url = ground.server.url();
    let [one, two] = [free_port(), free_port()];
    let first = Elsewhere::start(ground.data.path(), one, &ground.slack, Some(&url));
    ground.slack.set_events_urls([format!("http://{one}/slack/events")]);
    // it is said, and no answer comes
    ground.slack.faults().plan(Fault::always("chat.postMessage", What::Hang));
    ground.slack.types("ada", "#general", "/async remind me in 1s stretch-once").await.expect("can type");
    until("the first one says it", || ground.posts("stretch-once") == 1).await;
    first.signal("-STOP");
    let begun = Instant::now();
    let second = Elsewhere::start(ground.data.path(), two, &ground.slack, Some(&url));
    until("the second one is done with it", || second.settled() > 0).await;
    println!("stood in for after {:?}", begun.elapsed());
    first.signal("-CONT");
    until("the first one is done", || first.in_hand() == 0).await;
    assert_eq!(ground.posts("stretch-once"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lone_bot_that_was_killed_goes_on_long_before_its_leases_are_over() {
    let ground = Ground::new().await;
    let url = ground.server.url();
    let at = free_port();
    ground.slack.set_events_urls([format!("http://{at}/slack/events")]);
    let first = Elsewhere::start(ground.data.path(), at, &ground.slack, Some(&url));
    ground.slack.faults().plan(Fault::always("chat.postMessage", What::Hang));
    ground.slack.types("ada", "#general", "/async remind me in 1s stretch-again").await.expect("can type");
    until("it is being said", || ground.posts("stretch-again") == 1).await;
    assert_eq!(first.kill().len(), 1, "killed with it in hand");
    let begun = Instant::now();
    let second = Elsewhere::start(ground.data.path(), at, &ground.slack, Some(&url));
    until("it is taken up and settled", || second.settled() > 0).await;
    println!("went on after {:?}", begun.elapsed());
    assert!(begun.elapsed() < Duration::from_secs(20), "it waited for its lease: {:?}", begun.elapsed());
    assert_eq!(ground.posts("stretch-again"), 1, "it was looked for first");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_that_is_cut_off_from_redis_says_nothing_and_others_do() {
    let ground = Ground::new().await;
    let proxy = Proxy::before(ground.server.port()).await;
    let cut_off = ground.bot(proxy.url()).await;
    ground.events_go_to(&[&cut_off]);
    for n in 0..5 {
        let line = format!("/async remind me in 1s stretch-{n}.");
        ground.slack.types("ada", "#general", &line).await.expect("can type");
    }
    proxy.is(Line::Cut);
    let calls = ground.slack.calls_of("chat.postMessage").len();
    // longer than it takes until all five are due
    tokio::time::sleep(Duration::from_secs(2)).await;
    let since = ground.slack.calls_of("chat.postMessage").len() - calls;
    assert!(since <= 1, "{since} posts were begun without the store");
    let other = ground.bot(ground.server.url()).await;
    for n in 0..5 {
        until("the other one says it", || ground.posts(&format!("stretch-{n}.")) == 1).await;
    }
    proxy.is(Line::Whole);
    ground.events_go_to(&[&cut_off]);
    until("the first one is back", || cut_off.door().is_some()).await;
    ground.slack.says("ada", "#launch", "@bo can you answer today?").await.expect("can write");
    ground.slack.quiet().await;
    other.rests().await;
    cut_off.rests().await;
    for n in 0..5 {
        assert_eq!(ground.posts(&format!("stretch-{n}.")), 1);
    }
}

fn free_port() -> SocketAddr {
    std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("a free port")
}
