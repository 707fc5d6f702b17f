//! A socket door between Slack's end and a desk that only takes notes.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use unrush::domain::ids::TeamId;
use unrush::ports::{BoxFuture, Clock};
use unrush::slack::client::Client;
use unrush::slack::door::Expected;
use unrush::slack::socket::{Door, Limits, Pulse};
use unrush::slack::tokens::{Token, Tokens};

use super::end::{End, Line, TOKEN};
use crate::doors::caller::FOR_EVER;
use crate::doors::house::{NOW, Notes};

/// A clock that stands, and whose pauses last until the test ends them.
#[derive(Default)]
pub struct Pauses {
    asked: Mutex<Vec<Duration>>,
    news: Notify,
    over: Notify,
}

impl Pauses {
    /// The next pause somebody takes; without the spread that keeps replicas apart it is at most a quarter longer.
    pub async fn next(&self) -> Duration {
        let next = async {
            loop {
                let news = self.news.notified();
                if let Some(pause) = self.take() {
                    return pause;
                }
                news.await;
            }
        };
        timeout(FOR_EVER, next).await.expect("somebody pauses")
    }

    fn take(&self) -> Option<Duration> {
        let mut asked = self.asked.lock().expect("pauses");
        (!asked.is_empty()).then(|| asked.remove(0))
    }

    /// The pause that lasts now is over.
    pub fn end(&self) {
        self.over.notify_waiters();
    }
}

impl Clock for Pauses {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp(NOW, 0).expect("moment")
    }

    fn sleep_until(&self, _: DateTime<Utc>) -> BoxFuture<'_, ()> {
        Box::pin(std::future::pending())
    }

    fn pause(&self, pause: Duration) -> BoxFuture<'_, ()> {
        let over = self.over.notified();
        self.asked.lock().expect("pauses").push(pause);
        self.news.notify_one();
        Box::pin(over)
    }
}

pub struct House {
    pub end: End,
    pub desk: Arc<Notes>,
    pub door: Arc<Door>,
    pub pulse: Pulse,
    pub pauses: Arc<Pauses>,
    stop: watch::Sender<bool>,
    served: JoinHandle<()>,
}

/// Limits that no test waits for.
pub fn patient() -> Limits {
    Limits { quiet: FOR_EVER, silence: 2 * FOR_EVER, young: Duration::ZERO, ..Limits::default() }
}

impl House {
    pub async fn open() -> Self {
        Self::open_within(patient()).await
    }

    #[expect(clippy::disallowed_methods, reason = "the door is served beside the test")]
    pub async fn open_within(limits: Limits) -> Self {
        let end = End::open().await;
        let (desk, pauses) = (Notes::new(), Arc::new(Pauses::default()));
        let base = format!("http://{}/api/", end.address);
        let client =
            Client::new(&base, Arc::new(Tokens::single("xoxb-1")), pauses.clone()).expect("a client");
        let is_ours = |team: &TeamId| ["T0A", "E0A"].contains(&team.as_str());
        let who = Expected::of(Some("A0A".into()), is_ours);
        let door = Door::new(desk.clone(), pauses.clone(), Arc::new(client), Token::new(TOKEN), who);
        let door = Arc::new(door.within(limits));
        let (stop, stopped) = watch::channel(false);
        let served = tokio::spawn(Arc::clone(&door).serve(stopped));
        Self { end, desk, pulse: door.pulse(), door, pauses, stop, served }
    }

    /// A house with two connections, both greeted.
    pub async fn with_lines(limits: Limits) -> (Self, Line, Line) {
        let mut house = Self::open_within(limits).await;
        let first = house.end.greets(1).await;
        house.pauses.next().await;
        house.pauses.end();
        let second = house.end.greets(2).await;
        house.pauses.next().await;
        house.is_open(2).await;
        house.pauses.end();
        (house, first, second)
    }

    /// A house with one connection, which is all it wants.
    pub async fn with_line(limits: Limits) -> (Self, Line) {
        let mut house = Self::open_within(Limits { lines: 1, ..limits }).await;
        let line = house.end.greets(1).await;
        house.pauses.next().await;
        house.is_open(1).await;
        house.pauses.end();
        (house, line)
    }

    /// Waits until so many connections are open.
    pub async fn is_open(&self, lines: usize) {
        let open = async {
            while self.pulse.open() != lines {
                tokio::task::yield_now().await;
            }
        };
        timeout(FOR_EVER, open).await.expect("so many connections open");
    }

    pub fn say_stop(&self) {
        self.stop.send(true).expect("somebody listens");
    }

    /// Waits until the door has closed.
    pub async fn closes(self) {
        timeout(FOR_EVER, self.served).await.expect("closes").expect("without a panic");
    }
}
