//! The embedded store under the law.

use std::sync::Arc;

use chrono::TimeDelta;
use tempfile::TempDir;
use unrush::clock::SteppedClock;
use unrush::ports::{Clock, Store};
use unrush::store::contract::{Cellar, morning};
use unrush::store::embedded::Embedded;
use unrush::store::seal::{Key, Keys};

unrush::store_contract!(make);

struct OnDisk {
    store: Arc<Embedded>,
    clock: Arc<SteppedClock>,
    dir: TempDir,
}

async fn make() -> OnDisk {
    let dir = tempfile::tempdir().expect("directory");
    open(dir, Arc::new(SteppedClock::standing(morning(), 1)))
}

fn open(dir: TempDir, clock: Arc<SteppedClock>) -> OnDisk {
    let key = Key::load_or_create(dir.path()).expect("key");
    let as_clock: Arc<dyn Clock> = clock.clone();
    let store = Embedded::open(dir.path(), Keys::new(&key, &[]), as_clock).expect("opens");
    OnDisk { store: Arc::new(store), clock, dir }
}

impl Cellar for OnDisk {
    fn store(&self) -> Arc<dyn Store> {
        self.store.clone()
    }

    fn step(&self, by: TimeDelta) {
        self.clock.step(by);
    }

    async fn reopen(self) -> Self {
        self.store.close().await;
        let Self { store, clock, dir } = self;
        drop(store);
        open(dir, clock)
    }

    /// What is on disk this instant, taken from under the running store's hands, is all the next one gets.
    async fn kill(self) -> Self {
        let after = tempfile::tempdir().expect("directory");
        for name in ["unrush.redb", "encryption.key"] {
            std::fs::copy(self.dir.path().join(name), after.path().join(name)).expect("copies");
        }
        open(after, self.clock)
    }
}
