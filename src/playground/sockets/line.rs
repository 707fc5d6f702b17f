//! One line, as Slack holds its end.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep_until};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::Role;
use tokio_tungstenite::tungstenite::{Error, Message};

use super::{Counts, Order};
use crate::playground::faults::What;
use crate::playground::ground::Ground;
use crate::playground::world::APP;

/// Between the warning and the end of a line; shortened by the pace.
pub(super) const WARNING: Duration = Duration::from_secs(10);
/// Between two pings, in real time.
const PING: Duration = Duration::from_secs(4);
/// How long a line lives in seconds of real time, and with `debug_reconnects`.
const LIFE: (u64, u64) = (3_600, 360);
/// After so long without a pong Slack's end gives a line up, in real time.
const GIVEN_UP: Duration = Duration::from_secs(20);
/// The machine at Slack's end.
const HOST: &str = "applink-garden";

type Socket = WebSocketStream<TokioIo<Upgraded>>;

/// One line.
pub(super) struct Talk<'a> {
    pub ground: &'a Ground,
    pub name: u64,
    pub is_one_too_many: bool,
    pub is_debug: bool,
}

/// Why a line is over.
struct Over;

impl From<Error> for Over {
    fn from(_: Error) -> Self {
        Self
    }
}

impl Talk<'_> {
    /// Greets, and carries what comes and goes until the line ends.
    pub(super) async fn run(self, upgraded: Upgraded, orders: mpsc::UnboundedReceiver<Order>) {
        let mut socket = WebSocketStream::from_raw_socket(TokioIo::new(upgraded), Role::Server, None).await;
        let ended = self.talk(&mut socket, orders).await;
        if let Ok(()) = ended {
            // in order, if the bot still listens
            let goodbye = async {
                socket.close(None).await?;
                while let Some(Ok(_)) = socket.next().await {}
                Ok::<_, Error>(())
            };
            let _ = tokio::time::timeout(Duration::from_secs(1), goodbye).await;
        }
    }

    /// `Ok` when it is to be closed in order.
    async fn talk(
        &self,
        socket: &mut Socket,
        mut orders: mpsc::UnboundedReceiver<Order>,
    ) -> Result<(), Over> {
        if self.is_one_too_many {
            socket.send(Message::text(disconnect("too_many_websockets"))).await?;
            return Ok(());
        }
        if self.ground.faults().of_line("hello") == Some(What::NoHello) {
            return vanish(orders).await;
        }
        socket.send(Message::text(self.hello())).await?;
        let born = Instant::now();
        let mut pings = interval_at(born + PING, PING);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let life = Duration::from_secs(if self.is_debug { LIFE.1 } else { LIFE.0 });
        let (mut last, mut leaves_at) = (Vec::new(), None);
        loop {
            tokio::select! {
                order = orders.recv() => match order {
                    Some(Order::Send(message)) => socket.send(message).await?,
                    Some(Order::Leave { last: mut words, after }) => {
                        if !words.is_empty() {
                            socket.send(Message::text(words.remove(0))).await?;
                        }
                        last = words;
                        leaves_at = Some(Instant::now() + after);
                    }
                    Some(Order::Vanish) => return vanish(orders).await,
                    Some(Order::Cut) | None => return Err(Over),
                },
                frame = socket.next() => match frame.ok_or(Over)?? {
                    Message::Text(text) => self.hear(&text),
                    Message::Pong(_) => self.count(|counts| counts.pongs += 1),
                    Message::Close(_) => return Err(Over),
                    _ => {}
                },
                _ = pings.tick() => {
                    self.count(|counts| counts.pings += 1);
                    socket.send(Message::Ping(format!("Ping from {HOST}").into())).await?;
                }
                () = sleep_until(born + life), if leaves_at.is_none() => {
                    self.ground.refresh_one(self.name);
                }
                () = sleep_until(leaves_at.unwrap_or(born)), if leaves_at.is_some() => {
                    for words in last {
                        socket.send(Message::text(words)).await?;
                    }
                    return Ok(());
                }
            }
        }
    }

    /// Says hello; from now on things are sent over this line.
    fn hello(&self) -> String {
        let mut lines = self.ground.sockets().lines();
        lines.ever = true;
        if let Some(line) = lines.open.get_mut(&self.name) {
            line.greeted = true;
        }
        let connections = lines.open.values().filter(|line| line.greeted).count();
        drop(lines);
        self.ground.note_change();
        json!({
            "type": "hello", "num_connections": connections, "connection_info": {"app_id": APP},
            "debug_info": {
                "host": HOST, "started": "2026-11-01 00:00:00.000", "build_number": 54,
                "approximate_connection_time": if self.is_debug { LIFE.1 } else { LIFE.0 },
            },
        })
        .to_string()
    }

    fn hear(&self, text: &str) {
        let said: Value = serde_json::from_str(text).unwrap_or_default();
        if let Some(id) = said["envelope_id"].as_str() {
            self.ground.sockets().lines().acknowledge(id, &said["payload"]);
        }
    }

    fn count(&self, count: impl FnOnce(&mut Counts)) {
        if let Some(line) = self.ground.sockets().lines().open.get_mut(&self.name) {
            count(&mut line.counts);
        }
    }
}

/// Holds the line open and hears nothing, until it is cut or Slack's end gives it up too.
async fn vanish(mut orders: mpsc::UnboundedReceiver<Order>) -> Result<(), Over> {
    let swallow = async { while !matches!(orders.recv().await, Some(Order::Cut) | None) {} };
    let _ = tokio::time::timeout(GIVEN_UP, swallow).await;
    Err(Over)
}

/// The word that a line will be closed.
pub(super) fn disconnect(reason: &str) -> String {
    json!({"type": "disconnect", "reason": reason, "debug_info": {"host": HOST}}).to_string()
}
