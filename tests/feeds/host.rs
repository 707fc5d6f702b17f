//! A small web server that answers each path as it is told to.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

/// What is done about one request.
#[derive(Clone)]
pub enum Act {
    /// Answers with a status, more header lines (each with its end) and a body.
    Say(u16, String, Vec<u8>),
    /// Answers with this file, or that it has not changed.
    Keep(&'static str, Vec<u8>),
    /// Announces so many bytes and sends fewer.
    Announce(usize),
    /// Sends without an end, as fast as it is read.
    Flood,
    /// Begins to answer, and then says nothing.
    Fall,
    /// Says nothing at all.
    Hang,
    /// Closes the line.
    Cut,
}

impl Act {
    /// A file.
    pub fn file(body: &str) -> Self {
        Self::Say(200, "Content-Type: text/calendar; charset=utf-8\r\n".into(), body.as_bytes().to_vec())
    }

    /// An error, or anything without a body.
    pub fn status(status: u16) -> Self {
        Self::Say(status, String::new(), Vec::new())
    }

    /// A redirect.
    pub fn lead(status: u16, to: &str) -> Self {
        Self::Say(status, format!("Location: {to}\r\n"), Vec::new())
    }
}

/// The server; it is gone when it is dropped.
pub struct Host {
    pub address: SocketAddr,
    ground: Arc<Ground>,
    serving: JoinHandle<()>,
}

#[derive(Default)]
struct Ground {
    acts: Mutex<BTreeMap<String, Act>>,
    heard: Mutex<Vec<String>>,
}

fn lock<T>(what: &Mutex<T>) -> MutexGuard<'_, T> {
    what.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Drop for Host {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Host {
    #[expect(clippy::disallowed_methods, reason = "a server of the test's own")]
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let ground = Arc::new(Ground::default());
        let served = Arc::clone(&ground);
        let serving = tokio::spawn(async move {
            let mut lines = JoinSet::new();
            while let Ok((line, _)) = listener.accept().await {
                lines.spawn(talk(line, Arc::clone(&served)));
            }
        });
        Self { address, ground, serving }
    }

    /// Says what a path does from now on.
    pub fn plays(&self, path: &str, act: Act) {
        lock(&self.ground.acts).insert(path.to_owned(), act);
    }

    /// The heads of all requests so far.
    pub fn heard(&self) -> Vec<String> {
        lock(&self.ground.heard).clone()
    }
}

async fn talk(mut line: TcpStream, ground: Arc<Ground>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match line.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return,
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
    let asks_for =
        |tag: &str| head.to_lowercase().contains(&format!("if-none-match: {}\r\n", tag.to_lowercase()));
    let act = lock(&ground.acts).get(&path).cloned().unwrap_or(Act::status(404));
    let act = match act {
        Act::Keep(tag, _) if asks_for(tag) => Act::status(304),
        Act::Keep(tag, body) => Act::Say(200, format!("ETag: {tag}\r\n"), body),
        act => act,
    };
    lock(&ground.heard).push(head);
    let announced = |length: usize| format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n");
    // whoever hangs up on us has heard enough
    let _ = match act {
        Act::Say(status, more, body) => {
            let head = format!(
                "HTTP/1.1 {status} As told\r\n{more}Content-Length: {}\r\nConnection: close\r\n\r\n",
                body.len()
            );
            line.write_all(&[head.into_bytes(), body].concat()).await
        }
        Act::Announce(length) => line.write_all(format!("{}BEGIN:", announced(length)).as_bytes()).await,
        Act::Flood => flood(&mut line).await,
        Act::Fall => {
            let _ = line.write_all(announced(100).as_bytes()).await;
            std::future::pending().await
        }
        Act::Hang => std::future::pending().await,
        Act::Keep(..) | Act::Cut => Ok(()),
    };
}

async fn flood(line: &mut TcpStream) -> std::io::Result<()> {
    line.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").await?;
    let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
    loop {
        line.write_all(chunk.as_bytes()).await?;
    }
}
