//! Reads a body up to a limit of size and time, without copying the usual small one.

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::{Body, Incoming};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

use super::limits::Limits;

/// A whole body. A large one keeps its turn until it is dropped.
#[derive(Debug)]
pub struct Whole<'a> {
    /// The bytes as they were sent.
    pub bytes: Bytes,
    _turn: Option<SemaphorePermit<'a>>,
}

/// Why there is no whole body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// Larger than we read.
    TooLarge,
    /// Not there in time.
    TooSlow,
    /// Cut off, or not what its head said.
    Broken,
}

/// Reads a body. One whose head announces too much is refused before its first byte is read. Large ones take turns:
/// whoever has a turn can finish, so they never block each other for longer than the time limit.
pub async fn read<'a>(body: Incoming, limits: &Limits, turns: &'a Semaphore) -> Result<Whole<'a>, Unread> {
    if body.size_hint().lower() > limits.body_size as u64 {
        return Err(Unread::TooLarge);
    }
    timeout(limits.body_time, collect(body, limits, turns)).await.unwrap_or(Err(Unread::TooSlow))
}

async fn collect<'a>(mut body: Incoming, limits: &Limits, turns: &'a Semaphore) -> Result<Whole<'a>, Unread> {
    let mut first = Bytes::new();
    let mut all = BytesMut::new();
    let mut turn = None;
    while let Some(frame) = body.frame().await {
        // trailers say nothing to us
        let Ok(data) = frame.map_err(|_| Unread::Broken)?.into_data() else { continue };
        let size = first.len().max(all.len()) + data.len();
        if size > limits.body_size {
            return Err(Unread::TooLarge);
        }
        if size > limits.small_body && turn.is_none() {
            turn = Some(turns.acquire().await.map_err(|_| Unread::Broken)?);
        }
        if first.is_empty() {
            first = data;
            continue;
        }
        if all.is_empty() {
            all.reserve(size);
            all.extend_from_slice(&first);
        }
        all.extend_from_slice(&data);
    }
    let bytes = if all.is_empty() { first } else { all.freeze() };
    Ok(Whole { bytes, _turn: turn })
}
