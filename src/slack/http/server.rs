//! Seats connections: accepts as many as we can bear, serves each on its own, and says goodbye in order.

use std::convert::Infallible;
use std::io::{self, ErrorKind};
use std::pin::pin;
use std::sync::Arc;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::Door;
use super::patience::{Patient, Turns};
use crate::slack::door::turns_true;

impl Door {
    /// Serves until `stop` turns true; then accepts nobody, finishes what is in hand within
    /// [`Limits::farewell`](super::Limits::farewell), and returns.
    pub async fn serve(self: Arc<Self>, listener: TcpListener, stop: watch::Receiver<bool>) {
        let seats = Arc::new(Semaphore::new(self.limits.connections));
        let mut guests = JoinSet::new();
        let mut stopping = pin!(turns_true(stop.clone()));
        loop {
            tokio::select! {
                () = stopping.as_mut() => break,
                guest = self.admit(&listener, &seats) => {
                    guests.spawn(Arc::clone(&self).attend(guest, stop.clone()));
                }
                // takes the finished ones off the list
                Some(_) = guests.join_next() => {}
            }
        }
        drop(listener);
        let all_left = async { while guests.join_next().await.is_some() {} };
        if timeout(self.limits.farewell, all_left).await.is_err() {
            tracing::warn!(connections = guests.len(), "cut connections that would not finish");
        }
    }

    /// Waits for a free seat and somebody to take it. Errors of the listener are waited out: they come from running
    /// out of file descriptors or memory, and both pass.
    async fn admit(&self, listener: &TcpListener, seats: &Arc<Semaphore>) -> Guest {
        loop {
            let Ok(seat) = Arc::clone(seats).acquire_owned().await else {
                // nobody closes the semaphore
                std::future::pending().await
            };
            match listener.accept().await {
                Ok((stream, _)) => return Guest { stream, _seat: seat },
                Err(error) if is_about_one_caller(&error) => {}
                Err(error) => {
                    tracing::warn!(kind = ?error.kind(), code = error.raw_os_error(), "could not accept a connection");
                    sleep(self.limits.accept_pause).await;
                }
            }
        }
    }

    /// Serves one connection to its end.
    async fn attend(self: Arc<Self>, guest: Guest, stop: watch::Receiver<bool>) {
        let Guest { stream, _seat } = guest;
        // an answer is one small packet: never hold it back
        let _ = stream.set_nodelay(true);
        let turns = Turns::default();
        let io = TokioIo::new(Patient::new(stream, self.limits, turns.clone()));
        let answer = service_fn(|request| {
            let (door, in_hand) = (Arc::clone(&self), turns.take());
            async move {
                let answer = door.hear(request).await;
                drop(in_hand);
                Ok::<_, Infallible>(answer)
            }
        });
        let connection = http1::Builder::new()
            // `Patient` keeps the time
            .header_read_timeout(None)
            .max_header_size(self.limits.head_size)
            .max_buf_size(self.limits.head_size.max(8192) * 2)
            .serve_connection(io, answer);
        let mut connection = pin!(connection);
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = turns_true(stop) => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = ended {
            // hyper's own words: they name the kind of fault and none of its content
            tracing::debug!(%error, "a connection ended early");
        }
    }
}

/// Somebody with a seat.
struct Guest {
    stream: TcpStream,
    _seat: OwnedSemaphorePermit,
}

/// Whether only the one who called is concerned, who has left already.
fn is_about_one_caller(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset | ErrorKind::ConnectionRefused
    )
}
