//! A connection that is given up when its caller dawdles: over a request's head, between requests, or over taking
//! our answer. (Bodies have their own deadline, see `body`.)

use std::io::{self, ErrorKind};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep};

use super::limits::Limits;

/// Tells the connection whether a request is in hand: odd while one is, and one more with each change.
#[derive(Clone, Debug, Default)]
pub struct Turns(Arc<AtomicU32>);

impl Turns {
    /// A request is in hand until the returned value is dropped.
    pub fn take(&self) -> InHand {
        self.0.fetch_add(1, Ordering::Relaxed);
        InHand(Arc::clone(&self.0))
    }

    fn now(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }
}

/// A request in hand.
#[derive(Debug)]
pub struct InHand(Arc<AtomicU32>);

impl Drop for InHand {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// A connection with limits to our patience.
#[derive(Debug)]
pub struct Patient {
    stream: TcpStream,
    limits: Limits,
    turns: Turns,
    /// The turn the waiting belongs to.
    turn: u32,
    /// Whether some of the next head is there.
    begun: bool,
    reading: Wait,
    writing: Wait,
}

impl Patient {
    /// Wraps a connection whose requests take `turns`.
    pub fn new(stream: TcpStream, limits: Limits, turns: Turns) -> Self {
        let (reading, writing) = (Wait::default(), Wait::default());
        Self { stream, limits, turns, turn: 0, begun: false, reading, writing }
    }

    /// Heeds that a request was taken in hand or finished since we last looked; `true` while one is in hand.
    fn is_in_hand(&mut self) -> bool {
        let turn = self.turns.now();
        if turn != self.turn {
            self.turn = turn;
            self.begun = false;
            self.reading.end();
        }
        turn % 2 == 1
    }

    /// A new connection has to show a whole head in time; an old one may rest before its next head begins.
    fn reading_limit(&self) -> Duration {
        if self.begun || self.turn == 0 { self.limits.head_time } else { self.limits.idle }
    }

    fn note_bytes(&mut self) {
        if !self.begun && self.turn > 0 {
            self.reading.end();
        }
        self.begun = true;
    }
}

impl AsyncRead for Patient {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(cx, buffer);
        if self.is_in_hand() {
            return read;
        }
        match read {
            Poll::Pending => {
                let limit = self.reading_limit();
                self.reading.poll(cx, limit)
            }
            Poll::Ready(done) => {
                if buffer.filled().len() > before {
                    self.note_bytes();
                }
                Poll::Ready(done)
            }
        }
    }
}

impl AsyncWrite for Patient {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.heed_write(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        self.heed_write(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

impl Patient {
    fn heed_write(
        &mut self,
        cx: &mut Context<'_>,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if written.is_ready() {
            self.writing.end();
            return written;
        }
        let limit = self.limits.write_time;
        self.writing.poll(cx, limit).map_ok(|()| 0)
    }
}

/// One wait with an end. Keeps its timer, since a connection waits often.
#[derive(Debug, Default)]
struct Wait {
    timer: Option<Pin<Box<Sleep>>>,
    running: bool,
}

impl Wait {
    /// Starts the wait if it is not running; ready, with an error, when it has run out.
    fn poll(&mut self, cx: &mut Context<'_>, limit: Duration) -> Poll<io::Result<()>> {
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep(limit)));
        if !self.running {
            timer.as_mut().reset(Instant::now() + limit);
            self.running = true;
        }
        timer.as_mut().poll(cx).map(|()| Err(ErrorKind::TimedOut.into()))
    }

    fn end(&mut self) {
        self.running = false;
    }
}
