//! A cluster of three under the whole law, and while it moves things about.
//!
//! A cluster takes two seconds to trust itself, however fast it was built, so the law's cases are held one after the
//! other over the same one, emptied in between.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use unrush::clock::SteppedClock;
use unrush::ports::{Clock, Committed, Store};
use unrush::store::contract::{self, Cellar, morning};
use unrush::store::redis::{Checks, Redis};
use unrush::store::seal::{Key, Keys};

use super::server::{Port, Server};
use super::{LEASE, deliver, reminder, seen, team, unavailable};

/// The parts the slots are cut into.
const PARTS: [(u16, u16); 3] = [(0, 5460), (5461, 10922), (10923, 16383)];

/// Where all of [`team`]'s keys stand.
const ROOT: &str = "unrush:{s50}";

/// Three masters.
pub struct Cluster {
    nodes: Vec<Server>,
    /// Where they speak with each other.
    _buses: Vec<Port>,
}

impl Cluster {
    /// Started and joined; it may take a moment more until it is whole.
    pub fn start() -> Self {
        let buses: Vec<Port> = PARTS.iter().map(|_| Port::free()).collect();
        let nodes: Vec<Server> = buses
            .iter()
            .map(|bus| {
                let bus = bus.number.to_string();
                let more =
                    ["--cluster-enabled", "yes", "--cluster-node-timeout", "5000", "--cluster-port", &bus];
                Server::start_with(&more)
            })
            .collect();
        for (n, node) in nodes.iter().enumerate() {
            let epoch = (n + 1).to_string();
            while node.ask(&["CLUSTER", "SET-CONFIG-EPOCH", &epoch]) != "OK" {
                std::thread::yield_now();
            }
            let (from, to) = PARTS[n];
            assert_eq!(node.ask(&["CLUSTER", "ADDSLOTSRANGE", &from.to_string(), &to.to_string()]), "OK");
        }
        let (port, bus) = (nodes[0].port().to_string(), nodes[0].ask(&["CONFIG", "GET", "cluster-port"]));
        let bus = bus.lines().last().expect("a port").to_owned();
        for node in &nodes[1..] {
            assert_eq!(node.ask(&["CLUSTER", "MEET", "127.0.0.1", &port, &bus]), "OK");
        }
        let cluster = Self { nodes, _buses: buses };
        cluster.waits_until_whole();
        cluster
    }

    fn waits_until_whole(&self) {
        let whole = |node: &Server| {
            let state = node.ask(&["CLUSTER", "INFO"]);
            state.contains("cluster_state:ok") && state.contains("cluster_known_nodes:3")
        };
        while !self.nodes.iter().all(whole) {
            std::thread::yield_now();
        }
    }

    /// The address of one of them; the bot finds the others.
    pub fn url(&self) -> String {
        self.nodes[1].url()
    }

    fn empties(&self) {
        for node in &self.nodes {
            assert_eq!(node.ask(&["FLUSHALL"]), "OK");
        }
    }

    /// All of it at once, up again from what is on disk.
    fn restart(&mut self) {
        for node in &mut self.nodes {
            node.restart();
        }
        self.waits_until_whole();
    }
}

/// Which of them a slot is with at first.
fn node_of(slot: u16) -> usize {
    PARTS.iter().position(|(from, to)| (*from..=*to).contains(&slot)).expect("a part")
}

struct InCluster<'a> {
    store: Arc<Redis>,
    clock: Arc<SteppedClock>,
    cluster: &'a std::sync::Mutex<Cluster>,
    key: tempfile::TempDir,
}

async fn open(
    cluster: &std::sync::Mutex<Cluster>,
    clock: Arc<SteppedClock>,
    key: tempfile::TempDir,
) -> InCluster<'_> {
    let keys = Keys::new(&Key::load_or_create(key.path()).expect("key"), &[]);
    let url = cluster.lock().expect("cluster").url();
    let as_clock: Arc<dyn Clock> = clock.clone();
    let store = Redis::open(&url, keys, as_clock, Checks::Strict).await.expect("opens");
    InCluster { store: Arc::new(store), clock, cluster, key }
}

impl Cellar for InCluster<'_> {
    fn store(&self) -> Arc<dyn Store> {
        self.store.clone()
    }

    fn step(&self, by: TimeDelta) {
        self.clock.step(by);
    }

    async fn reopen(self) -> Self {
        let Self { store, clock, cluster, key } = self;
        drop(store);
        open(cluster, clock, key).await
    }

    async fn kill(self) -> Self {
        let Self { store, clock, cluster, key } = self;
        drop(store);
        cluster.lock().expect("cluster").restart();
        open(cluster, clock, key).await
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cluster_keeps_the_law() {
    let cluster = std::sync::Mutex::new(Cluster::start());
    contract::all(async || {
        cluster.lock().expect("cluster").empties();
        let key = tempfile::tempdir().expect("directory");
        open(&cluster, Arc::new(SteppedClock::standing(morning(), 1)), key).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::await_holding_lock, reason = "nobody else wants the cluster")]
async fn a_cluster_that_moves_a_slot_or_loses_a_server_is_followed() {
    let cluster = std::sync::Mutex::new(Cluster::start());
    let key = tempfile::tempdir().expect("directory");
    let clock = Arc::new(SteppedClock::standing(morning(), 1));
    let held = open(&cluster, clock, key).await;
    let store = &held.store;
    assert_eq!(store.commit(&team(), deliver((0..10).map(reminder))).await, Ok(Committed::New));

    // everything of the workspace moves to another server, while half of it is there and half is here, and afterwards
    let mut servers = cluster.lock().expect("cluster");
    let one = &servers.nodes[0];
    let slot: u16 = one.ask(&["CLUSTER", "KEYSLOT", ROOT]).parse().expect("a slot");
    let (from, to) = (node_of(slot), (node_of(slot) + 1) % 3);
    let (from, to) = (&servers.nodes[from], &servers.nodes[to]);
    let [from_id, to_id] = [from, to].map(|node| node.ask(&["CLUSTER", "MYID"]));
    let slot = slot.to_string();
    to.ask(&["CLUSTER", "SETSLOT", &slot, "IMPORTING", &from_id]);
    from.ask(&["CLUSTER", "SETSLOT", &slot, "MIGRATING", &to_id]);
    let port = to.port().to_string();
    let keys = from.ask(&["CLUSTER", "GETKEYSINSLOT", &slot, "100"]);
    for (n, name) in keys.lines().enumerate() {
        if n == 2 {
            // a script must not decide by what it happens to find here
            assert!(unavailable(&store.commit(&team(), seen(1)).await));
        }
        assert_eq!(from.ask(&["MIGRATE", "127.0.0.1", &port, name, "0", "5000"]), "OK");
    }
    for node in &servers.nodes {
        node.ask(&["CLUSTER", "SETSLOT", &slot, "NODE", &to_id]);
    }
    let begun = Instant::now();
    while unavailable(&store.commit(&team(), seen(2)).await) {
        assert!(begun.elapsed() < Duration::from_secs(20), "never followed");
    }
    assert_eq!(store.commit(&team(), seen(1)).await, Ok(Committed::New), "it was not saved before");
    assert_eq!(store.next_due().await, Ok(Some(reminder(0).due)));

    // the server it moved to is killed and comes back
    let at = servers.nodes.iter().position(|node| node.port().to_string() == port).expect("one of them");
    servers.nodes[at].kill();
    assert!(unavailable(&store.commit(&team(), seen(3)).await));
    servers.nodes[at].start_again();
    let begun = Instant::now();
    while unavailable(&store.commit(&team(), seen(3)).await) {
        assert!(begun.elapsed() < Duration::from_secs(30), "never came back");
    }
    let due = morning() + TimeDelta::hours(1);
    assert_eq!(store.claim(due, LEASE, 99).await.expect("claims").len(), 10);
}
