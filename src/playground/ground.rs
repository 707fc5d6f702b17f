//! What the rooms of the garden share: the world behind a lock, its clock, its books, and who waits for changes.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;
use tokio::sync::watch;

use super::doors::{self, FirstAttempt, Sender};
use super::faults::Faults;
use super::ledger::Ledger;
use super::rates::Rates;
use super::sockets::Sockets;
use super::world::World;
use super::{Setup, cast};

/// The ground the garden stands on. Locks are held for moments only, never across an await.
pub(super) struct Ground {
    pub(super) addr: SocketAddr,
    pub(super) pace: u32,
    pub(super) sender: Sender,
    now: Arc<dyn Fn() -> i64 + Send + Sync>,
    step: Arc<dyn Fn(i64) + Send + Sync>,
    world: Mutex<World>,
    faults: Mutex<Faults>,
    ledger: Mutex<Ledger>,
    rates: Mutex<Rates>,
    /// Whether Socket Mode is switched on; by itself it is where there is no address for events.
    socket_mode: Mutex<Option<bool>>,
    sockets: Sockets,
    /// Where events go: one after the other, as a balancer before several bots would send them.
    events_urls: Mutex<VecDeque<String>>,
    /// Events that come after the next one.
    held: Mutex<Vec<Value>>,
    changes: watch::Sender<u64>,
    under_way: watch::Sender<usize>,
}

impl Ground {
    pub(super) fn new(addr: SocketAddr, setup: Setup) -> Self {
        let now = (setup.now)();
        let world = if setup.cast { cast::world(now) } else { World::new(now) };
        let pace = setup.pace.max(1);
        Self {
            addr,
            pace,
            sender: Sender::new(),
            now: setup.now,
            step: setup.step,
            world: Mutex::new(world),
            faults: Mutex::default(),
            ledger: Mutex::default(),
            rates: Mutex::new(Rates::new(pace)),
            socket_mode: Mutex::default(),
            sockets: Sockets::default(),
            events_urls: Mutex::new(setup.events_url.into_iter().collect()),
            held: Mutex::default(),
            changes: watch::Sender::new(0),
            under_way: watch::Sender::new(0),
        }
    }

    /// Microseconds since the epoch, by the world's clock.
    pub(super) fn now(&self) -> i64 {
        (self.now)()
    }

    /// Moves the world's clock.
    pub(super) fn step(&self, micros: i64) {
        (self.step)(micros);
        self.world().now = self.now();
        self.note_change();
    }

    pub(super) fn world(&self) -> MutexGuard<'_, World> {
        lock(&self.world)
    }

    pub(super) fn faults(&self) -> MutexGuard<'_, Faults> {
        lock(&self.faults)
    }

    pub(super) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        lock(&self.ledger)
    }

    pub(super) fn rates(&self) -> MutexGuard<'_, Rates> {
        lock(&self.rates)
    }

    /// Where the next event goes.
    pub(super) fn events_url(&self) -> Option<String> {
        let mut urls = lock(&self.events_urls);
        let next = urls.pop_front()?;
        urls.push_back(next.clone());
        Some(next)
    }

    pub(super) fn set_events_urls(&self, urls: impl IntoIterator<Item = String>) {
        *lock(&self.events_urls) = urls.into_iter().collect();
    }

    pub(super) fn sockets(&self) -> &Sockets {
        &self.sockets
    }

    /// Whether events, commands and interactions go over the lines a bot opens, instead of to an address.
    pub(super) fn is_socket_mode(&self) -> bool {
        lock(&self.socket_mode).unwrap_or_else(|| lock(&self.events_urls).is_empty())
    }

    pub(super) fn set_socket_mode(&self, on: bool) {
        *lock(&self.socket_mode) = Some(on);
        if !on {
            self.close_lines();
        }
    }

    /// Holds an event back.
    pub(super) fn hold(&self, event: Value) {
        lock(&self.held).push(event);
    }

    /// Gives back what was held back.
    pub(super) fn release(&self) -> Vec<Value> {
        std::mem::take(&mut *lock(&self.held))
    }

    /// Where answers to presses and commands go: the start of a response address.
    pub(super) fn response_base(&self) -> String {
        format!("http://{}/response/", self.addr)
    }

    /// Changes the world and begins to push what the bot hears of it.
    pub(super) fn act<R>(self: &Arc<Self>, deed: impl FnOnce(&mut World) -> R) -> (R, Vec<FirstAttempt>) {
        let (result, events) = {
            let mut world = self.world();
            world.now = self.now();
            let result = deed(&mut world);
            (result, std::mem::take(&mut world.outbox))
        };
        self.note_change();
        let attempts = events.into_iter().map(|event| doors::push(self, event)).collect();
        (result, attempts)
    }

    /// As [`Ground::act`], and waits for the first attempt at every event.
    pub(super) async fn act_and_tell<R>(self: &Arc<Self>, deed: impl FnOnce(&mut World) -> R) -> R {
        let (result, attempts) = self.act(deed);
        for attempt in attempts {
            // an attempt that was given up counts as made
            let _ = attempt.await;
        }
        result
    }

    /// Wakes everybody who watches the world.
    pub(super) fn note_change(&self) {
        self.changes.send_modify(|seq| *seq += 1);
    }

    /// Counts the changes.
    pub(super) fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Counts a push as under way until the returned guard is dropped.
    pub(super) fn under_way(self: &Arc<Self>) -> UnderWay {
        self.under_way.send_modify(|pushes| *pushes += 1);
        UnderWay(Arc::clone(self))
    }

    pub(super) async fn quiet(&self) {
        // the sender lives as long as we do, so this cannot fail
        let _ = self.under_way.subscribe().wait_for(|pushes| *pushes == 0).await;
    }
}

/// A push that is not over.
pub(super) struct UnderWay(Arc<Ground>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.under_way.send_modify(|pushes| *pushes -= 1);
    }
}

/// A panic elsewhere must not take the world away from those who report it.
fn lock<T>(what: &Mutex<T>) -> MutexGuard<'_, T> {
    what.lock().unwrap_or_else(PoisonError::into_inner)
}
