//! A connection that is given up when its caller dawdles: over a request's head, between requests, or over taking
//! our answer. (Bodies have their own deadline, see `body`.)

use std::io::{self, ErrorKind};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
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
pub struct Patient<S> {
    stream: S,
    limits: Limits,
    turns: Turns,
    /// The turn the waiting belongs to.
    turn: u32,
    /// Whether some of the next head is there.
    begun: bool,
    reading: Wait,
    writing: Wait,
}

impl<S> Patient<S> {
    /// Wraps a connection whose requests take `turns`.
    pub fn new(stream: S, limits: Limits, turns: Turns) -> Self {
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

    /// Waits no longer than allowed for the caller to take what we write.
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

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
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

impl<S: AsyncWrite + Unpin> AsyncWrite for Patient<S> {
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

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

    use super::*;

    const SOON: Duration = Duration::from_millis(1);
    /// Longer than any test lasts: a wait for it would be seen.
    const NEVER: Duration = Duration::from_hours(1);

    fn limits() -> Limits {
        Limits { head_time: NEVER, idle: NEVER, write_time: NEVER, ..Limits::default() }
    }

    fn connected(limits: Limits) -> (Patient<DuplexStream>, DuplexStream, Turns) {
        let (ours, theirs) = duplex(16);
        let turns = Turns::default();
        (Patient::new(ours, limits, turns.clone()), theirs, turns)
    }

    async fn read_all(patient: &mut Patient<DuplexStream>) -> ErrorKind {
        let mut buffer = [0; 16];
        loop {
            match patient.read(&mut buffer).await {
                Ok(0) => return ErrorKind::UnexpectedEof,
                Ok(_) => {}
                Err(error) => return error.kind(),
            }
        }
    }

    #[tokio::test]
    async fn a_new_connection_has_to_show_a_head() {
        let (mut patient, mut caller, _turns) = connected(Limits { head_time: SOON, ..limits() });
        caller.write_all(b"POST /sl").await.expect("room");
        assert_eq!(read_all(&mut patient).await, ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn an_old_connection_may_rest_for_its_own_time() {
        let (mut patient, _caller, turns) = connected(Limits { idle: SOON, ..limits() });
        drop(turns.take());
        assert_eq!(read_all(&mut patient).await, ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn an_old_connection_has_to_finish_the_head_it_began() {
        let (mut patient, mut caller, turns) = connected(Limits { head_time: SOON, ..limits() });
        drop(turns.take());
        caller.write_all(b"POST /sl").await.expect("room");
        assert_eq!(read_all(&mut patient).await, ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn nobody_is_hurried_while_a_request_is_in_hand() {
        let (mut patient, caller, turns) = connected(Limits { head_time: SOON, idle: SOON, ..limits() });
        let _in_hand = turns.take();
        let leave = async {
            tokio::time::sleep(10 * SOON).await;
            drop(caller);
        };
        let (read, ()) = tokio::join!(read_all(&mut patient), leave);
        assert_eq!(read, ErrorKind::UnexpectedEof, "the caller left, we did not");
    }

    #[tokio::test]
    async fn a_caller_who_takes_no_answer_is_left() {
        let (mut patient, _caller, turns) = connected(Limits { write_time: SOON, ..limits() });
        let _in_hand = turns.take();
        let error = patient.write_all(&[0; 64]).await.expect_err("nobody reads");
        assert_eq!(error.kind(), ErrorKind::TimedOut);
    }
}
