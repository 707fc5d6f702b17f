//! Socket Mode: the lines a bot opens to the garden, and what goes over them.

mod line;
#[cfg(test)]
mod plays;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use hyper::body::Incoming;
use hyper::header::{
    CONNECTION, HeaderValue, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE,
};
use hyper::{Method, Request, Response, StatusCode};
use serde::Serialize;
use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use super::doors::Got;
use super::ground::Ground;
use super::server::{self, Answer};

/// The path of the lines.
pub(super) const PATH: &str = "/link/";
/// How long an acknowledgement may take, in real time.
const DEADLINE: Duration = Duration::from_secs(3);
/// How long a ticket is good for, in real time.
const TICKET_LIVES: Duration = Duration::from_secs(30);
/// Most lines of an app at a time.
const MOST: usize = 10;

/// The lines that are open, and the tickets for more.
#[derive(Default)]
pub(super) struct Sockets(Mutex<Lines>);

#[derive(Default)]
struct Lines {
    /// Counts up, for names.
    last: u64,
    tickets: BTreeMap<String, Instant>,
    open: BTreeMap<u64, Open>,
    /// What was sent and not acknowledged, by envelope.
    waiting: BTreeMap<String, Waiting>,
    /// The line that got something last.
    turn: u64,
    /// Whether a bot has ever had a line.
    ever: bool,
    tasks: JoinSet<()>,
}

struct Open {
    orders: mpsc::UnboundedSender<Order>,
    /// Slack has said hello; only then something is sent.
    greeted: bool,
    /// It was told that it will be closed.
    leaving: bool,
    /// What was last sent over it was not acknowledged in time.
    doubtful: bool,
    counts: Counts,
}

/// What went over a line so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Envelopes that were sent.
    pub envelopes: u32,
    /// Acknowledgements that came.
    pub acknowledged: u32,
    /// Pings that were sent to the bot.
    pub pings: u32,
    /// Pongs the bot answered with.
    pub pongs: u32,
}

/// A line as a test or a curious person sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Counts up with every line.
    pub id: u64,
    /// Whether it was told that it will be closed.
    pub leaving: bool,
    /// What went over it.
    #[serde(flatten)]
    pub counts: Counts,
}

struct Waiting {
    line: u64,
    may_answer: bool,
    tell: oneshot::Sender<Got>,
}

/// What a line is told to do.
enum Order {
    /// Send this.
    Send(Message),
    /// Send this, and close a moment later.
    Leave { last: Vec<String>, after: Duration },
    /// Break off without a word.
    Cut,
    /// Take in everything and say nothing from now on.
    Vanish,
}

/// What is sent: an event, a command, an interaction.
#[derive(Clone, Copy)]
pub(super) struct Kind {
    name: &'static str,
    may_answer: bool,
}

pub(super) const EVENT: Kind = Kind { name: "events_api", may_answer: false };
pub(super) const COMMAND: Kind = Kind { name: "slash_commands", may_answer: true };
pub(super) const INTERACTION: Kind = Kind { name: "interactive", may_answer: true };

impl Sockets {
    fn lines(&self) -> MutexGuard<'_, Lines> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An address that opens one line.
    pub(super) fn ticket(&self, host: &str, app: &str) -> String {
        let mut lines = self.lines();
        lines.last += 1;
        let ticket = super::views::secret("ticket", lines.last);
        lines.tickets.insert(ticket.clone(), Instant::now());
        format!("ws://{host}{PATH}?ticket={ticket}&app_id={app}")
    }

    /// Whether a bot has ever had a line.
    pub(super) fn known(&self) -> bool {
        self.lines().ever
    }

    /// A name for an envelope.
    pub(super) fn envelope_id(&self) -> String {
        let mut lines = self.lines();
        lines.last += 1;
        let secret = super::views::secret("envelope", lines.last);
        let part = |from, to| secret.get(from..to).unwrap_or_default();
        format!("{}-{}-4{}-a{}-{:012x}", part(0, 8), part(8, 12), part(12, 15), part(15, 18), lines.last)
    }

    /// Sends something over one of the lines; tells what the bot answered, or Slack's word for what went wrong.
    pub(super) async fn post(
        &self,
        kind: Kind,
        id: &str,
        payload: &Value,
        retry: Option<(u32, &str)>,
    ) -> Result<Got, &'static str> {
        let (attempt, reason) = retry.unwrap_or((0, ""));
        let envelope = json!({
            "envelope_id": id, "type": kind.name, "accepts_response_payload": kind.may_answer,
            "retry_attempt": attempt, "retry_reason": reason, "payload": payload,
        });
        let answered = self.lines().send(id, kind, &envelope).ok_or("connection_failed")?;
        match tokio::time::timeout(DEADLINE, answered).await {
            Ok(Ok(got)) => Ok(got),
            Ok(Err(_)) => Err("connection_failed"),
            Err(_) => {
                self.lines().too_late(id);
                Err("timeout")
            }
        }
    }

    /// The lines that are open, oldest first.
    pub(super) fn seen(&self) -> Vec<Line> {
        let lines = self.lines();
        let greeted = lines.open.iter().filter(|(_, line)| line.greeted);
        greeted.map(|(id, line)| Line { id: *id, leaving: line.leaving, counts: line.counts }).collect()
    }

    /// Gives every line that is not leaving already the same order; tells how many there were.
    fn order(&self, leaves: bool, order: impl Fn() -> Order) -> usize {
        let mut lines = self.lines();
        let mut told = 0;
        for line in lines.open.values_mut().filter(|line| line.greeted && !line.leaving) {
            line.leaving = leaves;
            // a line that is just ending needs no order
            told += usize::from(line.orders.send(order()).is_ok());
        }
        told
    }

    /// Ends everything.
    pub(super) fn close(&self) {
        self.lines().tasks.abort_all();
    }
}

impl Lines {
    fn send(&mut self, id: &str, kind: Kind, envelope: &Value) -> Option<oneshot::Receiver<Got>> {
        let name = self.next_line()?;
        let (tell, answered) = oneshot::channel();
        let waiting = Waiting { line: name, may_answer: kind.may_answer, tell };
        self.waiting.insert(id.to_owned(), waiting);
        let line = self.open.get_mut(&name)?;
        line.counts.envelopes += 1;
        line.orders.send(Order::Send(Message::text(envelope.to_string()))).ok()?;
        self.turn = name;
        Some(answered)
    }

    /// One after the other; one that is leaving or in doubt only when there is no other.
    fn next_line(&self) -> Option<u64> {
        let open = self.open.iter().filter(|(_, line)| line.greeted);
        let staying: BTreeSet<u64> =
            open.clone().filter(|(_, line)| !line.leaving && !line.doubtful).map(|(id, _)| *id).collect();
        let all: BTreeSet<u64> = open.map(|(id, _)| *id).collect();
        let candidates = if staying.is_empty() { all } else { staying };
        candidates.range(self.turn + 1..).next().or(candidates.first()).copied()
    }

    fn acknowledge(&mut self, id: &str, payload: &Value) {
        let Some(Waiting { line, may_answer, tell }) = self.waiting.remove(id) else { return };
        if let Some(line) = self.open.get_mut(&line) {
            line.counts.acknowledged += 1;
            line.doubtful = false;
        }
        let answers = may_answer && !payload.is_null();
        let body = if answers { payload.to_string().into() } else { Bytes::new() };
        // whoever asked may have gone
        let _ = tell.send(Got::acknowledgement(body));
    }

    fn too_late(&mut self, id: &str) {
        let line = self.waiting.remove(id).map(|waiting| waiting.line);
        if let Some(line) = line.and_then(|line| self.open.get_mut(&line)) {
            line.doubtful = true;
        }
    }

    /// Nobody acknowledges any more what went over a line that has ended.
    fn ended(&mut self, name: u64) {
        self.open.remove(&name);
        self.waiting.retain(|_, waiting| waiting.line != name);
    }
}

impl Ground {
    /// Turns a request for a line into one.
    pub(super) fn link(self: &Arc<Self>, mut request: Request<Incoming>) -> Response<Answer> {
        let ticket = request.uri().query().map(str::as_bytes).unwrap_or_default();
        let field = |name: &str| form_urlencoded::parse(ticket).find(|(key, _)| key == name).map(|(_, v)| v);
        let key = request.headers().get(SEC_WEBSOCKET_KEY).map(|key| derive_accept_key(key.as_bytes()));
        let version = request.headers().get(SEC_WEBSOCKET_VERSION).map(HeaderValue::as_bytes);
        let is_upgrade =
            request.headers().get(UPGRADE).is_some_and(|to| to.as_bytes().eq_ignore_ascii_case(b"websocket"));
        let Some(key) =
            key.filter(|_| is_upgrade && version == Some(b"13") && request.method() == Method::GET)
        else {
            return server::plain(StatusCode::BAD_REQUEST, "text/plain", "a WebSocket is expected here");
        };
        let sockets = self.sockets();
        let mut lines = sockets.lines();
        let issued = field("ticket").and_then(|ticket| lines.tickets.remove(&*ticket));
        if issued.is_none_or(|issued| issued.elapsed() > TICKET_LIVES) {
            return server::plain(StatusCode::FORBIDDEN, "text/plain", "no such ticket");
        }
        let is_debug = field("debug_reconnects").is_some_and(|debug| debug == "true");
        lines.last += 1;
        let name = lines.last;
        let (orders, told) = mpsc::unbounded_channel();
        let is_one_too_many = lines.open.len() >= MOST;
        lines.open.insert(
            name,
            Open { orders, greeted: false, leaving: false, doubtful: false, counts: Counts::default() },
        );
        while lines.tasks.try_join_next().is_some() {}
        let upgrade = hyper::upgrade::on(&mut request);
        let ground = Arc::clone(self);
        lines.tasks.spawn(async move {
            if let Ok(socket) = upgrade.await {
                let line = line::Talk { ground: &ground, name, is_one_too_many, is_debug };
                line.run(socket, told).await;
            }
            ground.sockets().lines().ended(name);
        });
        let mut response = server::plain(StatusCode::SWITCHING_PROTOCOLS, "text/plain", "");
        for (header, value) in
            [(CONNECTION, "Upgrade"), (UPGRADE, "websocket"), (SEC_WEBSOCKET_ACCEPT, &*key)]
        {
            if let Ok(value) = HeaderValue::from_str(value) {
                response.headers_mut().insert(header, value);
            }
        }
        response
    }
}

/// What goes wrong with the lines on purpose, each at once and for all lines that are open; a line tells by its id.
impl super::Playground {
    /// The lines on which Slack said hello, oldest first.
    pub fn lines(&self) -> Vec<Line> {
        self.ground.sockets().seen()
    }

    /// Lines are refreshed as Slack does every few hours: a warning, and ten seconds later (shortened by the pace) the
    /// end. Tells how many.
    pub fn refreshes_lines(&self) -> usize {
        self.ground.refresh()
    }

    /// One line is refreshed, the oldest of those that are not yet; tells which.
    pub fn refreshes_a_line(&self) -> Option<u64> {
        let name = self.lines().into_iter().find(|line| !line.leaving)?.id;
        self.ground.refresh_one(name);
        Some(name)
    }

    /// Lines break off without a word.
    pub fn cuts_lines(&self) -> usize {
        self.ground.sockets().order(false, || Order::Cut)
    }

    /// Lines stay open, and nothing is heard or answered on them any more; what is sent over them is lost.
    pub fn blackens_lines(&self) -> usize {
        self.ground.sockets().order(false, || Order::Vanish)
    }

    /// Says something over every line, whatever it is.
    pub fn says_over_lines(&self, frame: &Message) -> usize {
        self.ground.sockets().order(false, || Order::Send(frame.clone()))
    }

    /// Socket Mode is switched on or off in the app's settings. Lines that are open are closed when it is switched off.
    /// Without this it is on as long as there is no address for events.
    pub fn switches_socket_mode(&self, on: bool) {
        self.ground.set_socket_mode(on);
    }
}

impl Ground {
    /// Warns all lines, and closes them later.
    fn refresh(&self) -> usize {
        self.sockets().order(true, || self.farewell())
    }

    /// Warns one line, and closes it later.
    fn refresh_one(&self, name: u64) {
        if let Some(line) = self.sockets().lines().open.get_mut(&name) {
            line.leaving = true;
            // a line that is just ending needs no order
            let _ = line.orders.send(self.farewell());
        }
    }

    fn farewell(&self) -> Order {
        Order::Leave {
            last: ["warning", "refresh_requested"].map(line::disconnect).into(),
            after: line::WARNING / self.pace,
        }
    }

    /// Tells all lines that there is no use in opening another.
    pub(super) fn close_lines(&self) {
        let last = || vec![line::disconnect("link_disabled")];
        self.sockets().order(true, || Order::Leave { last: last(), after: Duration::ZERO });
    }

    /// What another process wants of the lines.
    pub(super) fn command_lines(&self, body: &[u8]) -> Response<Answer> {
        let wanted: Value = serde_json::from_slice(body).unwrap_or_default();
        let told = match wanted["do"].as_str() {
            Some("refresh") => self.refresh(),
            Some("cut") => self.sockets().order(false, || Order::Cut),
            Some("blacken") => self.sockets().order(false, || Order::Vanish),
            Some(word @ ("on" | "off")) => {
                self.set_socket_mode(word == "on");
                self.sockets().seen().len()
            }
            _ => {
                let error = "do is refresh, cut, blacken, on or off";
                return server::json(StatusCode::BAD_REQUEST, &json!({"ok": false, "error": error}));
            }
        };
        server::json(StatusCode::OK, &json!({"ok": true, "lines": told}))
    }
}
