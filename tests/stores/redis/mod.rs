//! Redis under the law, and what only a server of its own can do to us.

mod cluster;
pub mod server;

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use unrush::clock::SteppedClock;
use unrush::domain::ids::{ChannelId, DeliveryId, SeenKey, TeamId, UserId};
use unrush::domain::outgoing::{Delivery, Lane, Outgoing, Progress, Reminder};
use unrush::domain::record::{Key as Name, Record};
use unrush::domain::reply::Reply;
use unrush::domain::text::PrivateText;
use unrush::ports::{Changes, Claim, Clock, Committed, Lookup, Settled, Settlement, Store, StoreError};
use unrush::store::contract::{Cellar, morning};
use unrush::store::redis::{Checks, OpenError, Redis};
use unrush::store::seal::{Key, Keys};

pub use server::Server;

unrush::store_contract!(make);

struct InRedis {
    store: Arc<Redis>,
    clock: Arc<SteppedClock>,
    server: Server,
}

async fn make() -> InRedis {
    open(Server::start(), Arc::new(SteppedClock::standing(morning(), 1))).await
}

/// Opening waits until the server answers.
async fn open(server: Server, clock: Arc<SteppedClock>) -> InRedis {
    let keys = Keys::new(&Key::load_or_create(server.dir()).expect("key"), &[]);
    let as_clock: Arc<dyn Clock> = clock.clone();
    let store = Redis::open(&server.url(), keys, as_clock, Checks::Strict).await.expect("opens");
    InRedis { store: Arc::new(store), clock, server }
}

impl Cellar for InRedis {
    fn store(&self) -> Arc<dyn Store> {
        self.store.clone()
    }

    fn step(&self, by: TimeDelta) {
        self.clock.step(by);
    }

    async fn reopen(self) -> Self {
        let Self { store, clock, server } = self;
        drop(store);
        open(server, clock).await
    }

    /// Both are killed: Redis and whoever used it.
    async fn kill(self) -> Self {
        let Self { store, clock, mut server } = self;
        drop(store);
        server.restart();
        open(server, clock).await
    }
}

const LEASE: Duration = Duration::from_hours(1);

fn team() -> TeamId {
    TeamId::parse("T0LAUNCH123").expect("id")
}

fn ada() -> UserId {
    UserId::parse("U0ADA567890").expect("id")
}

/// A reminder of 50 characters, with ids as long as Slack's are today.
fn reminder(n: u32) -> Delivery {
    let nominal = morning() + TimeDelta::seconds(i64::from(n));
    let id = format!("{n:010x}");
    Delivery {
        id: DeliveryId::reminder(&team(), &id, nominal),
        team: team(),
        due: nominal,
        lane: Lane::Normal,
        owner: Some(ada()),
        what: Outgoing::Reminder(Reminder {
            id,
            to: ada(),
            by: ada(),
            text: PrivateText::new("x".repeat(50)),
            nominal,
            snoozed: false,
        }),
        progress: Progress::default(),
    }
}

fn deliver(deliveries: impl IntoIterator<Item = Delivery>) -> Changes {
    Changes { deliver: deliveries.into_iter().collect(), ..Changes::default() }
}

fn seen(n: u32) -> Changes {
    let seen = Some((SeenKey::other(&team(), "ev", &format!("Ev{n}")), Reply::Nothing));
    Changes { seen, ..Changes::default() }
}

async fn save(redis: &InRedis, changes: Changes) {
    assert_eq!(redis.store.commit(&team(), changes).await, Ok(Committed::New));
}

fn unavailable<T>(answer: &Result<T, StoreError>) -> bool {
    matches!(answer, Err(StoreError::Unavailable(_)))
}

/// Tries until the store answers again.
async fn save_when_back(redis: &InRedis, changes: Changes) {
    let start = Instant::now();
    while unavailable(&redis.store.commit(&team(), changes.clone()).await) {
        assert!(start.elapsed() < Duration::from_secs(30), "never came back");
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_full_redis_refuses_what_is_new_and_still_drains() {
    let redis = make().await;
    save(&redis, deliver((0..150).map(reminder))).await;
    redis.server.ask(&["CONFIG", "SET", "maxmemory", "1"]);
    assert!(unavailable(&redis.store.commit(&team(), seen(1)).await));
    let due = morning() + TimeDelta::hours(1);
    let claims = redis.store.claim(due, LEASE, 999).await.expect("drains");
    assert_eq!(claims.len(), 150);
    let going = Settlement::Going(Progress { attempts: 1, ..Progress::default() });
    assert_eq!(redis.store.settle(&claims[0], going, Changes::default()).await, Ok(Settled::Yes));
    for claim in &claims {
        let settled = redis.store.settle(claim, Settlement::Done, Changes::default()).await;
        assert_eq!(settled, Ok(Settled::Yes));
    }
    redis.server.ask(&["CONFIG", "SET", "maxmemory", "0"]);
    save(&redis, seen(1)).await;
}

#[tokio::test]
async fn a_redis_that_stops_answering_is_told_in_time_and_comes_back() {
    let redis = make().await;
    redis.server.signal("-STOP");
    let start = Instant::now();
    assert!(unavailable(&redis.store.commit(&team(), seen(1)).await));
    assert!(start.elapsed() < Duration::from_secs(10), "there is a deadline");
    redis.server.signal("-CONT");
    save_when_back(&redis, seen(2)).await;
}

#[tokio::test]
async fn a_killed_redis_is_told_and_found_again() {
    let mut redis = make().await;
    save(&redis, deliver([reminder(1)])).await;
    redis.server.kill();
    assert!(unavailable(&redis.store.commit(&team(), seen(1)).await));
    assert!(unavailable(&redis.store.next_due().await));
    redis.server.start_again();
    save_when_back(&redis, seen(1)).await;
    assert_eq!(redis.store.next_due().await, Ok(Some(reminder(1).due)));
}

#[tokio::test]
async fn forgotten_scripts_are_sent_again() {
    let redis = make().await;
    save(&redis, seen(1)).await;
    assert_eq!(redis.server.ask(&["SCRIPT", "FLUSH"]), "OK");
    save(&redis, seen(2)).await;
}

#[tokio::test]
async fn a_replica_is_left_alone_until_it_is_the_primary_again() {
    let redis = make().await;
    redis.server.ask(&["REPLICAOF", "127.0.0.1", "1"]);
    assert!(unavailable(&redis.store.commit(&team(), seen(1)).await));
    redis.server.ask(&["REPLICAOF", "NO", "ONE"]);
    save_when_back(&redis, seen(1)).await;
}

#[tokio::test]
async fn a_redis_that_forgets_is_refused_with_the_remedy_or_used_with_a_warning() {
    let redis = make().await;
    redis.server.ask(&["CONFIG", "SET", "appendonly", "no"]);
    redis.server.ask(&["CONFIG", "SET", "maxmemory-policy", "allkeys-lru"]);
    let keys = || Keys::new(&Key::load_or_create(redis.server.dir()).expect("key"), &[]);
    let url = redis.server.url();
    let open = |checks| Redis::open(&url, keys(), redis.clock.clone(), checks);
    match open(Checks::Strict).await {
        Err(OpenError::Unsafe(points)) => assert_eq!(points.len(), 2, "{points:?}"),
        _ => panic!("it was used all the same"),
    }
    assert!(open(Checks::Warn).await.is_ok());
}

#[tokio::test]
async fn a_wrong_key_or_a_newer_store_is_refused() {
    let redis = make().await;
    let other = tempfile::tempdir().expect("directory");
    let keys = || Keys::new(&Key::load_or_create(other.path()).expect("key"), &[]);
    let url = redis.server.url();
    let open = || Redis::open(&url, keys(), redis.clock.clone(), Checks::Strict);
    assert!(matches!(open().await, Err(OpenError::WrongKey)));
    redis.server.ask(&["SET", "unrush:schema", "2"]);
    assert!(matches!(open().await, Err(OpenError::Newer { found: 2 })));
}

#[tokio::test]
async fn what_somebody_else_wrote_under_our_keys_harms_only_itself() {
    let redis = make().await;
    let launch = ChannelId::parse("C0LAUNCH").expect("id");
    let key = Name::Channel(launch);
    let stored = format!("unrush:{{s00}}:r:{}", key.stored(&team()));
    let root = redis.server.ask(&["KEYS", "unrush:{*"]);
    assert_eq!(root, "", "nothing is there yet");
    save(&redis, Changes { puts: vec![(key.clone(), Record::Gone, None)], ..deliver([reminder(1)]) }).await;
    let real = redis.server.ask(&["KEYS", "unrush:*:r:*"]);
    assert_eq!(real[12..], stored[12..]);

    for graffiti in [&["SET", &real, "graffiti"][..], &["DEL", &real], &["LPUSH", &real, "graffiti"]] {
        redis.server.ask(graffiti);
    }
    let what = Lookup {
        team: team(),
        seen: None,
        records: vec![key.clone()],
        owned_by: Some(ada()),
        lists: Vec::new(),
    };
    let facts = redis.store.load(&what).await.expect("loads");
    assert_eq!((facts.records.len(), facts.owned.len()), (0, 1));
    let anew = Changes {
        rests_on: vec![(key.clone(), 0)],
        puts: vec![(key.clone(), Record::Gone, None)],
        ..Changes::default()
    };
    save(&redis, anew).await;
    assert_eq!(redis.store.load(&what).await.expect("loads").records.len(), 1);

    redis.server.ask(&["SET", &real, "graffiti"]);
    assert_eq!(redis.store.load(&what).await.expect("loads").records.len(), 0);
    assert_eq!(redis.server.ask(&["EXISTS", &real]), "0", "it was set aside");
}

#[tokio::test]
async fn a_pending_reminder_fits_into_350_bytes() {
    let redis = make().await;
    save(&redis, deliver([reminder(0)])).await;
    let used = || {
        let info = redis.server.ask(&["INFO", "memory"]);
        let line = info.lines().find_map(|line| line.strip_prefix("used_memory_dataset:"));
        line.and_then(|bytes| bytes.trim().parse::<u64>().ok()).expect("bytes")
    };
    let before = used();
    // Redis's tables grow by doubling; 16,000 fill one as far as a million fill theirs
    for some in 0..160 {
        save(&redis, deliver((1..=100).map(|n| reminder(some * 100 + n)))).await;
    }
    let each = (used() - before) / 16_000;
    println!("{each} bytes for each");
    assert!(each <= 350, "{each} bytes");
}

/// Something that makes a Redis refuse, and what ends it.
type Trouble = (&'static str, &'static [&'static [&'static str]], &'static [&'static [&'static str]]);

#[tokio::test]
async fn every_refusal_is_told_and_waited_out() {
    let troubles: [Trouble; 4] = [
        (
            "NOREPLICAS",
            &[&["CONFIG", "SET", "min-replicas-to-write", "1"]],
            &[&["CONFIG", "SET", "min-replicas-to-write", "0"]],
        ),
        // a snapshot cannot be written where a directory stands in its place
        (
            "MISCONF",
            &[&["CONFIG", "SET", "save", "3600 1"], &["BGSAVE"]],
            &[&["CONFIG", "SET", "save", ""], &["CONFIG", "SET", "stop-writes-on-bgsave-error", "no"]],
        ),
        ("READONLY", &[&["REPLICAOF", "127.0.0.1", "1"]], &[&["REPLICAOF", "NO", "ONE"]]),
        ("OOM", &[&["CONFIG", "SET", "maxmemory", "1"]], &[&["CONFIG", "SET", "maxmemory", "0"]]),
    ];
    let server = Server::start_with(&["--dbfilename", "taken"]);
    let redis = open(server, Arc::new(SteppedClock::standing(morning(), 1))).await;
    std::fs::create_dir(redis.server.dir().join("taken")).expect("directory");
    save(&redis, deliver([reminder(1)])).await;
    for (n, (name, begin, end)) in (1..).zip(troubles) {
        for words in begin {
            redis.server.ask(words);
        }
        let start = Instant::now();
        let refused = loop {
            // a snapshot fails a moment after it was asked for
            match redis.store.commit(&team(), seen(100 + n)).await {
                Err(StoreError::Unavailable(why)) => break why,
                Ok(_) | Err(_) => assert!(start.elapsed() < Duration::from_secs(20), "{name} never came"),
            }
            redis.server.ask(&["BGSAVE"]);
        };
        assert!(refused.contains(name), "{name}: {refused}");
        for words in end {
            redis.server.ask(words);
        }
        save_when_back(&redis, seen(n)).await;
    }
    let claims = redis.store.claim(morning() + TimeDelta::hours(1), LEASE, 9).await.expect("claims");
    assert_eq!(claims.len(), 1);
    assert_eq!(claims[0].delivery, reminder(1), "none of it counted as an attempt");
}

#[tokio::test]
async fn a_script_of_somebody_else_that_never_ends_is_waited_out() {
    let redis = make().await;
    redis.server.ask(&["CONFIG", "SET", "busy-reply-threshold", "10"]);
    let port = redis.server.port().to_string();
    let mut busy = std::process::Command::new("redis-cli")
        .args(["-p", &port, "EVAL", "while true do end", "0"])
        .stdout(std::process::Stdio::null())
        .spawn()
        .expect("redis-cli");
    let start = Instant::now();
    while !unavailable(&redis.store.commit(&team(), seen(1)).await) {
        assert!(start.elapsed() < Duration::from_secs(20), "the script never began");
    }
    while !redis.server.ask(&["SCRIPT", "KILL"]).starts_with("OK") {
        assert!(start.elapsed() < Duration::from_secs(20), "the script never ended");
    }
    busy.wait().expect("ends");
    save_when_back(&redis, seen(2)).await;
}

#[tokio::test]
async fn a_redis_that_is_loading_is_waited_for() {
    let mut redis = make().await;
    save(&redis, deliver((0..200).map(reminder))).await;
    // so that a few keys take as long as a million do
    redis.server.kill();
    redis.server.start_again_with(&[
        "--key-load-delay",
        "2000",
        "--loading-process-events-interval-bytes",
        "1024",
    ]);
    let start = Instant::now();
    let mut said = Vec::new();
    while let Err(StoreError::Unavailable(why)) = redis.store.commit(&team(), seen(999)).await {
        assert!(start.elapsed() < Duration::from_secs(30), "never came back: {why}");
        said.push(why);
    }
    assert!(!said.is_empty(), "it never was");
    let redis = redis.reopen().await;
    let claims = redis.store.claim(morning() + TimeDelta::hours(9), LEASE, 9).await.expect("claims");
    assert_eq!((claims.len(), claims[0].delivery.progress.attempts), (9, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_lost_is_asked_for_again_without_a_second_effect() {
    use crate::faults::proxy::{Line, Proxy};
    let redis = make().await;
    let proxy = Proxy::before(redis.server.port()).await;
    let keys = Keys::new(&Key::load_or_create(redis.server.dir()).expect("key"), &[]);
    let clock: Arc<dyn Clock> = redis.clock.clone();
    let far = Redis::open(&proxy.url(), keys, clock, Checks::Strict).await.expect("opens");
    // the scripts are there before an answer is lost
    assert_eq!(far.commit(&team(), seen(0)).await, Ok(Committed::New));

    let once = Changes { deliver: vec![reminder(1), reminder(2)], ..seen(1) };
    proxy.is(Line::LosesAnswer);
    assert!(unavailable(&far.commit(&team(), once.clone()).await), "the answer is lost");
    let again = loop {
        let again = far.commit(&team(), once.clone()).await;
        if !unavailable(&again) {
            break again;
        }
    };
    assert_eq!(again, Ok(Committed::AlreadySeen(Reply::Nothing)), "it had been saved");

    let due = morning() + TimeDelta::hours(1);
    let claims = redis.store.claim(due, LEASE, 9).await.expect("claims");
    assert_eq!(claims.len(), 2, "and once");
    assert_eq!(far.settle(&claims[1], Settlement::Done, Changes::default()).await, Ok(Settled::Yes));
    proxy.is(Line::LosesAnswer);
    assert!(unavailable(&far.settle(&claims[0], Settlement::Done, Changes::default()).await));
    let again = loop {
        let again = far.settle(&claims[0], Settlement::Done, Changes::default()).await;
        if !unavailable(&again) {
            break again;
        }
    };
    assert_eq!(again, Ok(Settled::TooLate), "it is over");
    assert!(redis.store.claim(due, LEASE, 9).await.expect("claims").is_empty());
}

#[tokio::test]
async fn many_who_settle_at_once_are_each_told_their_own() {
    let redis = make().await;
    for some in (0..350).collect::<Vec<_>>().chunks(50) {
        save(&redis, deliver(some.iter().map(|n| reminder(*n)))).await;
    }
    let due = morning() + TimeDelta::hours(1);
    let claims = redis.store.claim(due, LEASE, 350).await.expect("claims");
    let later = due + TimeDelta::hours(1);
    let far = Progress { attempts: 3, ..Progress::default() };
    let how = |n: usize| match n % 4 {
        0 => Settlement::Done,
        1 => Settlement::Going(far.clone()),
        2 => Settlement::Again(later, far.clone()),
        _ => Settlement::Dead("never".into()),
    };
    let foreign = Claim { token: claims[0].token ^ 1, ..claims[0].clone() };
    let all = claims.iter().enumerate().map(|(n, claim)| (claim, how(n)));
    let all = all.chain([(&foreign, Settlement::Done), (&claims[0], Settlement::Done)]);
    let settled = futures_util::future::join_all(
        all.map(|(claim, how)| redis.store.settle(claim, how, Changes::default())),
    )
    .await;
    assert!(settled[..350].iter().all(|settled| *settled == Ok(Settled::Yes)), "{settled:?}");
    assert_eq!(settled[350..], [Ok(Settled::TooLate), Ok(Settled::TooLate)]);
    let survey = redis.store.survey().await.expect("counts");
    assert_eq!((survey.deliveries, survey.claimed, survey.dead), (88 + 87, 88, 87));
    let again = redis.store.claim(later, LEASE, 350).await.expect("claims");
    assert_eq!(again.len(), 87);
    assert!(again.iter().all(|claim| claim.delivery.progress == far));
    for (n, claim) in claims.iter().enumerate().filter(|(n, _)| n % 4 == 1) {
        let done = redis.store.settle(claim, Settlement::Done, Changes::default()).await;
        assert_eq!(done, Ok(Settled::Yes), "{n} went on");
    }
}

#[tokio::test]
async fn a_tail_cut_off_the_append_only_file_leaves_nothing_stuck() {
    let mut redis = make().await;
    save(&redis, deliver((1..=3).map(reminder))).await;
    let due = morning() + TimeDelta::hours(1);
    let held = redis.store.claim(due, LEASE, 1).await.expect("claims");
    redis.server.kill();
    let appended = std::fs::read_dir(redis.server.dir().join("appendonlydir")).expect("directory");
    let tail = appended
        .map(|entry| entry.expect("entry").path())
        .find(|path| path.to_string_lossy().ends_with(".incr.aof"))
        .expect("a file");
    let file = std::fs::File::options().write(true).open(tail).expect("opens");
    let len = file.metadata().expect("length").len();
    file.set_len(len - 3).expect("cuts");
    redis.server.start_again();
    save_when_back(&redis, seen(1)).await;
    // the last thing that happened, the claim, never happened
    assert_eq!(
        redis.store.settle(&held[0], Settlement::Done, Changes::default()).await,
        Ok(Settled::TooLate)
    );
    assert_eq!(redis.store.claim(due, LEASE, 9).await.expect("claims").len(), 3);
}

#[tokio::test]
async fn what_is_broken_in_one_shard_stops_no_other() {
    let redis = make().await;
    let elsewhere = TeamId::parse("T0ELSEWHERE").expect("id");
    let theirs = Delivery { team: elsewhere.clone(), ..reminder(2) };
    save(&redis, deliver([reminder(1)])).await;
    let changes = Changes { deliver: vec![theirs.clone()], ..Changes::default() };
    assert_eq!(redis.store.commit(&elsewhere, changes).await, Ok(Committed::New));
    redis.server.ask(&["SET", "unrush:{s50}:t:n", "graffiti"]);
    let claims = redis.store.claim(morning() + TimeDelta::hours(1), LEASE, 9).await.expect("claims");
    let ids: Vec<_> = claims.iter().map(|claim| &claim.delivery.team).collect();
    assert_eq!(ids, [&elsewhere]);
    assert!(redis.store.next_due().await.is_ok());
}

#[tokio::test]
async fn the_keys_of_others_stay_as_they_are() {
    let redis = make().await;
    for words in [&["SET", "theirs", "1"][..], &["SET", "unrushed:s", "2"], &["LPUSH", "queue", "3"]] {
        redis.server.ask(words);
    }
    let before = redis.server.ask(&["DEBUG", "DIGEST-VALUE", "theirs", "unrushed:s", "queue"]);
    redis.server.ask(&["CONFIG", "RESETSTAT"]);
    unrush::store::contract::cases::a_random_walk_never_leaves_the_law(Beside(redis.store.clone())).await;
    assert_eq!(redis.server.ask(&["DEBUG", "DIGEST-VALUE", "theirs", "unrushed:s", "queue"]), before);
    let names = redis.server.ask(&["KEYS", "*"]);
    let strangers = names.lines().filter(|name| !name.starts_with("unrush:")).count();
    assert_eq!(strangers, 3, "{names}");
    let used = redis.server.ask(&["INFO", "commandstats"]);
    for dear in ["cmdstat_scan", "cmdstat_flush", "cmdstat_hgetall"] {
        assert!(!used.contains(dear), "{dear} is no command for every day");
    }
}

/// A store that is neither closed nor killed.
struct Beside(Arc<Redis>);

impl Cellar for Beside {
    fn store(&self) -> Arc<dyn Store> {
        self.0.clone()
    }

    fn step(&self, _: TimeDelta) {}

    async fn reopen(self) -> Self {
        self
    }

    async fn kill(self) -> Self {
        self
    }
}
