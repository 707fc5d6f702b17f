//! A line to Redis that can be cut: at once, or after a question was heard and before its answer is told.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// How the line is.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Line {
    /// Both ways.
    Whole,
    /// The next answer is lost, with its connection; then it is whole again.
    LosesAnswer,
    /// The next answer arrives, and the one after it is lost.
    LosesSecondAnswer,
    /// Nothing goes through.
    Cut,
}

/// A listener before a Redis.
pub struct Proxy {
    at: SocketAddr,
    line: Arc<AtomicU8>,
    task: tokio::task::JoinHandle<()>,
}

impl Proxy {
    #[expect(clippy::disallowed_methods, reason = "it serves beside the test")]
    pub async fn before(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let at = listener.local_addr().expect("an address");
        let line = Arc::new(AtomicU8::new(Line::Whole as u8));
        let task = tokio::spawn({
            let line = Arc::clone(&line);
            async move {
                while let Ok((caller, _)) = listener.accept().await {
                    if line.load(Ordering::SeqCst) != Line::Cut as u8
                        && let Ok(redis) = TcpStream::connect(("127.0.0.1", port)).await
                    {
                        tokio::spawn(carry(caller, redis, Arc::clone(&line)));
                    }
                }
            }
        });
        Self { at, line, task }
    }

    pub fn url(&self) -> String {
        format!("redis://{}", self.at)
    }

    pub fn is(&self, line: Line) {
        self.line.store(line as u8, Ordering::SeqCst);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Carries until one side ends, or the line does.
async fn carry(mut caller: TcpStream, mut redis: TcpStream, line: Arc<AtomicU8>) {
    let (mut question, mut answer) = (vec![0; 1 << 16], vec![0; 1 << 16]);
    loop {
        let carried = tokio::select! {
            read = caller.read(&mut question) => match read {
                Ok(1..) if line.load(Ordering::SeqCst) == Line::Cut as u8 => return,
                Ok(len @ 1..) => redis.write_all(&question[..len]).await,
                _ => return,
            },
            read = redis.read(&mut answer) => match read {
                Ok(len @ 1..) => {
                    let turns = |from: Line, to: Line| {
                        line.compare_exchange(from as u8, to as u8, Ordering::SeqCst, Ordering::SeqCst).is_ok()
                    };
                    let is_lost = turns(Line::LosesAnswer, Line::Whole);
                    turns(Line::LosesSecondAnswer, Line::LosesAnswer);
                    if is_lost || line.load(Ordering::SeqCst) == Line::Cut as u8 {
                        return;
                    }
                    caller.write_all(&answer[..len]).await
                }
                _ => return,
            },
        };
        if carried.is_err() {
            return;
        }
    }
}
