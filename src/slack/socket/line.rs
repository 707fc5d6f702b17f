//! One connection, from its ticket to its farewell.

use std::ops::ControlFlow;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{FutureExt, SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_tungstenite::tungstenite::{Bytes, Error, Message};

use super::Door;
use super::frame::{Envelope, Frame};
use super::pulse::Open;
use super::roster::{Ending, LineId};
use crate::slack::client::Socket;
use crate::slack::door::{Count, Taken, caught};

/// How long Slack may take to say goodbye too.
const GOODBYE: Duration = Duration::from_secs(1);

/// What a connection tells while it lives.
#[derive(Clone, Copy, Debug)]
pub enum News {
    /// Slack said hello, and how many connections the app has.
    Opened(Option<u64>),
    /// Slack is about to close it.
    Leaving {
        /// Soon after it was opened.
        young: bool,
    },
}

/// What is wished of a connection. Later wishes go further.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wish {
    /// That it goes on.
    Stay,
    /// That it closes once it has nothing more to bring.
    Part,
    /// That it takes nothing more and closes.
    Stop,
}

/// A connection that is gone.
#[derive(Debug)]
pub struct Ended {
    pub id: LineId,
    pub how: Ending,
    /// Soon after it was opened.
    pub young: bool,
}

/// One connection.
pub struct Line {
    door: Arc<Door>,
    id: LineId,
    tell: mpsc::Sender<(LineId, News)>,
    wish: watch::Receiver<Wish>,
}

impl Line {
    /// A connection to be.
    pub fn new(
        door: Arc<Door>,
        id: LineId,
        tell: mpsc::Sender<(LineId, News)>,
        wish: watch::Receiver<Wish>,
    ) -> Self {
        Self { door, id, tell, wish }
    }

    /// Lives.
    pub async fn run(self) -> Ended {
        let (id, young) = (self.id, self.door.limits.young);
        match caught(self.live()).await {
            Ok((how, since)) => Ended { id, how, young: since.is_some_and(|since| since.elapsed() < young) },
            Err(_) => Ended { id, how: Ending::Cut("it broke the door's reader"), young: true },
        }
    }

    /// Tells how it ended, and since when it was open.
    async fn live(self) -> (Ending, Option<Instant>) {
        let opened = tokio::select! {
            () = self.wished(Wish::Stop) => Err(Ending::Stopped),
            opened = self.open() => opened,
        };
        let (socket, open) = match opened {
            Ok(opened) => opened,
            Err(how) => return (how, None),
        };
        let since = Instant::now();
        let mut talk = Talk { line: &self, socket, in_hand: JoinSet::new(), heard: since, since };
        let how = talk.go_on().await;
        talk.finish(&how).await;
        drop(open);
        (how, Some(since))
    }

    /// Gets a ticket, uses it, and waits for the hello.
    async fn open(&self) -> Result<(Socket, Open), Ending> {
        let (door, limits) = (&self.door, &self.door.limits);
        let ticket = door.client.socket_ticket(&door.token).await.map_err(Ending::NoTicket)?;
        let mut socket = door.client.dial(ticket, limits.frame_size).await.map_err(Ending::NotOpened)?;
        let hello = timeout(limits.hello_time, self.hello(&mut socket));
        let connections = hello.await.unwrap_or(Err(Ending::NoHello))?;
        // first counted, so that whoever is told finds it so
        let open = door.pulse.note_open();
        self.tell(News::Opened(connections)).await;
        Ok((socket, open))
    }

    async fn hello(&self, socket: &mut Socket) -> Result<Option<u64>, Ending> {
        while let Some(frame) = socket.next().await {
            let Message::Text(text) = frame.map_err(|error| self.cut(&error))? else { continue };
            match self.read(&text).await {
                Some(Frame::Hello(connections)) => return Ok(connections),
                Some(Frame::Off) => return Err(Ending::Off),
                Some(Frame::TooMany) => return Err(Ending::TooMany),
                Some(Frame::Leave) => return Err(Ending::Cut("it was over before it began")),
                Some(Frame::Envelope(_) | Frame::Unknown) | None => {}
            }
        }
        Err(Ending::Cut("closed before the hello"))
    }

    /// What a frame says, if that can be read.
    async fn read(&self, text: &str) -> Option<Frame> {
        let door = &self.door;
        match caught(async { Frame::read(text, door.clock.now()) }).await {
            Ok(Ok(frame)) => return Some(frame),
            Ok(Err(_)) => {}
            Err(_) => tracing::error!("a frame broke the door's reader"),
        }
        if door.threshold.tally.add_and_ask(Count::Malformed) {
            tracing::warn!(bytes = text.len(), "a frame could not be read");
        }
        None
    }

    /// Waits until so much is wished, or more.
    async fn wished(&self, what: Wish) {
        // with nobody left who could wish for anything, it is time to stop
        let _ = self.wish.clone().wait_for(|wish| *wish >= what).await;
    }

    async fn tell(&self, news: News) {
        // nobody listens any more when the door closes
        let _ = self.tell.send((self.id, news)).await;
    }

    /// Our own words for what broke: those of others may quote what was sent.
    fn cut(&self, error: &Error) -> Ending {
        Ending::Cut(match error {
            Error::ConnectionClosed | Error::AlreadyClosed => "closed by Slack",
            Error::Io(_) => "the network broke",
            Error::Capacity(_) => {
                self.door.threshold.tally.add(Count::Refused);
                "a frame was too large"
            }
            Error::Utf8(_) => "a frame was no text",
            _ => "Slack broke the protocol",
        })
    }
}

/// A connection that is open.
struct Talk<'a> {
    line: &'a Line,
    socket: Socket,
    /// Envelopes that are being saved; each ends with its acknowledgement, if it gets one.
    in_hand: JoinSet<Option<String>>,
    /// When anything was last heard.
    heard: Instant,
    since: Instant,
}

impl Talk<'_> {
    /// Takes envelopes and acknowledges them until something ends it.
    async fn go_on(&mut self) -> Ending {
        let limits = self.line.door.limits;
        let line = self.line;
        let mut stopping = pin!(line.wished(Wish::Stop));
        let mut part = pin!(line.wished(Wish::Part));
        let mut asked = false;
        // once told to part: when at the latest
        let mut parting: Option<Instant> = None;
        let mut brought = self.since;
        loop {
            let has_room = self.in_hand.len() < limits.in_hand;
            let silent_at = self.heard + if asked { limits.silence } else { limits.quiet };
            let part_at = parting.map_or(silent_at, |latest| latest.min(brought + limits.linger));
            tokio::select! {
                biased;
                () = stopping.as_mut() => return Ending::Stopped,
                Some(done) = self.in_hand.join_next() => {
                    if let Err(how) = self.acknowledge(done.ok().flatten()).await {
                        return how;
                    }
                }
                frame = self.socket.next(), if has_room => {
                    (self.heard, asked) = (Instant::now(), false);
                    match self.hear(frame).await {
                        ControlFlow::Continue(true) => brought = self.heard,
                        ControlFlow::Continue(false) => {}
                        ControlFlow::Break(how) => return how,
                    }
                }
                () = part.as_mut(), if parting.is_none() => {
                    brought = Instant::now();
                    parting = Some(brought + limits.linger_most);
                }
                () = sleep_until(part_at), if parting.is_some() => return Ending::Parted,
                () = sleep_until(silent_at), if has_room => {
                    if asked {
                        return Ending::Silent;
                    }
                    asked = true;
                    if let Err(how) = self.write(Message::Ping(Bytes::new())).await {
                        return how;
                    }
                }
            }
        }
    }

    /// Takes one frame; tells whether it brought something.
    async fn hear(&mut self, frame: Option<Result<Message, Error>>) -> ControlFlow<Ending, bool> {
        let tally = &self.line.door.threshold.tally;
        let text = match frame {
            Some(Ok(Message::Text(text))) => text,
            Some(Ok(Message::Binary(_))) => {
                tally.add(Count::Refused);
                return ControlFlow::Continue(false);
            }
            // the library answers pings by itself, and a close
            Some(Ok(_)) => return ControlFlow::Continue(false),
            Some(Err(error)) => return ControlFlow::Break(self.line.cut(&error)),
            None => return ControlFlow::Break(Ending::Cut("closed by Slack")),
        };
        match self.line.read(&text).await {
            Some(Frame::Envelope(envelope)) => {
                self.take(envelope);
                return ControlFlow::Continue(true);
            }
            Some(Frame::Leave) => {
                let young = self.since.elapsed() < self.line.door.limits.young;
                self.line.tell(News::Leaving { young }).await;
            }
            Some(Frame::Off) => return ControlFlow::Break(Ending::Off),
            Some(Frame::TooMany) => return ControlFlow::Break(Ending::TooMany),
            Some(Frame::Unknown) => {
                tally.add(Count::Ignored);
            }
            Some(Frame::Hello(_)) | None => {}
        }
        ControlFlow::Continue(false)
    }

    /// Has an envelope saved, beside all others.
    fn take(&mut self, envelope: Envelope) {
        let door = Arc::clone(&self.line.door);
        door.pulse.note_envelope();
        if let Some(number) = envelope.retry {
            door.threshold.tally.add(Count::Retried);
            tracing::info!(number, "Slack sends something again");
        }
        self.in_hand.spawn(async move { door.save(envelope).await });
    }

    /// Takes what has arrived and was not read yet: of commands and presses nobody would bring it again. Tells whether
    /// the connection still stands.
    async fn take_what_is_here(&mut self) -> bool {
        while self.in_hand.len() < self.line.door.limits.in_hand
            && let Some(frame) = self.socket.next().now_or_never()
        {
            if self.hear(frame).await.is_break() {
                return false;
            }
        }
        true
    }

    /// Says that something is saved, and with it everything else that is by now.
    async fn acknowledge(&mut self, done: Option<String>) -> Result<(), Ending> {
        let mut ready = Some(done);
        let mut unsaid = 0;
        let write = async {
            while let Some(done) = ready.take() {
                if let Some(words) = done {
                    unsaid += 1;
                    self.socket.feed(Message::text(words)).await?;
                } else {
                    self.line.door.pulse.note_unacked();
                }
                ready = self.in_hand.try_join_next().map(|done| done.ok().flatten());
            }
            self.socket.flush().await
        };
        let written = timeout(self.line.door.limits.write_time, write).await;
        if !matches!(written, Ok(Ok(()))) {
            (0..unsaid).for_each(|_| self.line.door.pulse.note_unacked());
        }
        self.line.judge(written)
    }

    async fn write(&mut self, message: Message) -> Result<(), Ending> {
        let written = timeout(self.line.door.limits.write_time, self.socket.send(message)).await;
        self.line.judge(written)
    }

    /// Finishes what is in hand, acknowledges it where that is still possible, and says goodbye.
    async fn finish(&mut self, how: &Ending) {
        let mut lasts = matches!(how, Ending::Parted | Ending::Stopped | Ending::Off | Ending::TooMany);
        if lasts {
            lasts = self.take_what_is_here().await;
        }
        while let Some(done) = self.in_hand.join_next().await {
            if lasts {
                lasts = self.acknowledge(done.ok().flatten()).await.is_ok();
            } else {
                self.line.door.pulse.note_unacked();
            }
        }
        if lasts {
            let goodbye = async {
                self.socket.close(None).await.ok()?;
                // what comes now is not taken, so Slack brings it again elsewhere
                while let Some(Ok(_)) = self.socket.next().await {}
                Some(())
            };
            // a connection that is not closed in order is dropped all the same
            let _ = timeout(GOODBYE, goodbye).await;
        }
    }
}

impl Line {
    fn judge(&self, written: Result<Result<(), Error>, tokio::time::error::Elapsed>) -> Result<(), Ending> {
        match written {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(self.cut(&error)),
            Err(_) => Err(Ending::Cut("Slack takes nothing off our hands")),
        }
    }
}

impl Door {
    /// Saves what an envelope brought; the words of its acknowledgement, if it gets one.
    async fn save(&self, envelope: Envelope) -> Option<String> {
        let Ok(arrival) = envelope.arrival else {
            if self.threshold.tally.add_and_ask(Count::Malformed) {
                tracing::warn!("an envelope could not be read");
            }
            // it will not get better
            return Some(words(&envelope.id, None));
        };
        match self.threshold.take(arrival).await {
            Taken::Shown(shown) if envelope.may_answer => Some(words(&envelope.id, Some(&shown))),
            Taken::Heard | Taken::Shown(_) | Taken::Challenge(_) => Some(words(&envelope.id, None)),
            Taken::NotSaved(_) => None,
        }
    }
}

/// An acknowledgement.
fn words(id: &str, payload: Option<&Value>) -> String {
    match payload {
        Some(payload) => json!({"envelope_id": id, "payload": payload}),
        None => json!({"envelope_id": id}),
    }
    .to_string()
}
