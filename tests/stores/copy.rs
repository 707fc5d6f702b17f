//! From one store into the other and back: nothing is lost, nothing is changed, and nothing is poured over what is there.

use std::sync::Arc;

use tokio::sync::mpsc;
use unrush::clock::SteppedClock;
use unrush::ports::{Clock, Store};
use unrush::store::contract::{self, Cellar, morning};
use unrush::store::copy::{CopyError, Row, Stock, copy};
use unrush::store::embedded::{self, Embedded};
use unrush::store::redis::{Checks, OpenError, Redis};
use unrush::store::seal::{Key, Keys};

use super::redis::Server;

/// Two stores and the key both seal with.
struct Cellars {
    keys: Keys,
    dir: tempfile::TempDir,
    server: Server,
    clock: Arc<SteppedClock>,
}

impl Cellars {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("directory");
        let keys = Keys::new(&Key::load_or_create(dir.path()).expect("key"), &[]);
        let clock = Arc::new(SteppedClock::standing(morning(), 1));
        Self { keys, dir, server: Server::start(), clock }
    }

    fn clock(&self) -> Arc<dyn Clock> {
        self.clock.clone()
    }

    fn embedded(&self, name: &str) -> Here<Embedded> {
        Here(Arc::new(
            Embedded::open(&self.dir.path().join(name), self.keys.clone(), self.clock()).expect("opens"),
        ))
    }

    async fn redis(&self) -> Here<Redis> {
        let store = Redis::open(&self.server.url(), self.keys.clone(), self.clock(), Checks::Strict).await;
        Here(Arc::new(store.expect("opens")))
    }

    async fn copies(&self, from: &dyn Stock, to: &dyn Stock) -> Result<(), CopyError> {
        copy(from, to, &self.keys, self.clock.now()).await.map(drop)
    }
}

/// A store that is neither closed nor killed.
struct Here<S>(Arc<S>);

impl<S: Store + 'static> Cellar for Here<S> {
    fn store(&self) -> Arc<dyn Store> {
        self.0.clone()
    }

    fn step(&self, _: chrono::TimeDelta) {}

    async fn reopen(self) -> Self {
        self
    }

    async fn kill(self) -> Self {
        self
    }
}

async fn rows(stock: &dyn Stock) -> Vec<Row> {
    let (sender, mut batches) = mpsc::channel(1);
    let gather = async {
        let mut rows = Vec::new();
        while let Some(batch) = batches.recv().await {
            rows.extend(batch);
        }
        rows
    };
    let (dumped, mut rows) = tokio::join!(stock.dump(sender), gather);
    dumped.expect("dumps");
    rows.sort();
    rows.dedup();
    rows
}

#[tokio::test]
async fn a_walk_goes_on_in_the_store_it_was_copied_to() {
    let cellars = Cellars::new();
    let (embedded, redis) = (cellars.embedded("one"), cellars.redis().await);
    contract::walk_over(&embedded, 7, async || {
        cellars.copies(embedded.0.as_ref(), redis.0.as_ref()).await.expect("copies");
        Here(redis.0.clone())
    })
    .await;
    // and from there on in a third
    let back = cellars.embedded("two");
    let before = rows(redis.0.as_ref()).await;
    cellars.copies(redis.0.as_ref(), back.0.as_ref()).await.expect("copies");
    assert_eq!(rows(back.0.as_ref()).await, before);
}

#[tokio::test]
async fn a_walk_goes_on_in_the_file_it_was_copied_to() {
    let cellars = Cellars::new();
    let (embedded, redis) = (cellars.embedded("one"), cellars.redis().await);
    contract::walk_over(&redis, 8, async || {
        cellars.copies(redis.0.as_ref(), embedded.0.as_ref()).await.expect("copies");
        Here(embedded.0.clone())
    })
    .await;
}

#[tokio::test]
async fn there_and_back_it_is_the_same() {
    let cellars = Cellars::new();
    let (one, redis, two) = (cellars.embedded("one"), cellars.redis().await, cellars.embedded("two"));
    contract::cases::a_random_walk_never_leaves_the_law(Here(one.0.clone())).await;
    cellars.copies(one.0.as_ref(), redis.0.as_ref()).await.expect("copies");
    cellars.copies(redis.0.as_ref(), two.0.as_ref()).await.expect("copies");
    let all = rows(one.0.as_ref()).await;
    assert!(all.len() > 10, "{all:?}");
    assert_eq!(rows(redis.0.as_ref()).await, all);
    assert_eq!(rows(two.0.as_ref()).await, all);
}

#[tokio::test]
async fn nothing_is_poured_over_what_is_there() {
    let cellars = Cellars::new();
    let (one, redis) = (cellars.embedded("one"), cellars.redis().await);
    contract::cases::a_random_walk_never_leaves_the_law(Here(one.0.clone())).await;
    cellars.copies(one.0.as_ref(), redis.0.as_ref()).await.expect("copies");
    let both: [&dyn Stock; 2] = [one.0.as_ref(), redis.0.as_ref()];
    for (from, to) in [(both[0], both[1]), (both[1], both[0])] {
        let again = cellars.copies(from, to).await;
        assert!(matches!(again, Err(CopyError::NotEmpty)), "{again:?}");
    }
}

#[tokio::test]
async fn no_bot_starts_on_half_a_copy() {
    let cellars = Cellars::new();
    let (one, redis) = (cellars.embedded("one"), cellars.redis().await);
    for stock in [one.0.as_ref() as &dyn Stock, redis.0.as_ref()] {
        stock.is_being_filled(true).await.expect("notes");
    }
    one.0.close().await;
    let file = Embedded::open(&cellars.dir.path().join("one"), cellars.keys.clone(), cellars.clock());
    assert!(matches!(file, Err(embedded::OpenError::HalfCopied)));
    let again =
        Redis::open(&cellars.server.url(), cellars.keys.clone(), cellars.clock(), Checks::Strict).await;
    assert!(matches!(again, Err(OpenError::HalfCopied)));
}

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "a replica that watches beside the test")]
async fn what_a_running_bot_uses_is_left_alone() {
    let cellars = Cellars::new();
    let (one, redis) = (cellars.embedded("one"), cellars.redis().await);
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let other = cellars.redis().await;
    let bot = tokio::spawn(other.0.clone().watch(Arc::default(), stopped));
    while cellars.server.ask(&["HLEN", "unrush:replicas"]) != "1" {
        tokio::task::yield_now().await;
    }
    let copied = cellars.copies(redis.0.as_ref(), one.0.as_ref()).await;
    assert!(matches!(copied, Err(CopyError::InUse("the source"))), "{copied:?}");
    stop.send_replace(true);
    bot.await.expect("ends");
    cellars.copies(redis.0.as_ref(), one.0.as_ref()).await.expect("copies once it has left");
}
