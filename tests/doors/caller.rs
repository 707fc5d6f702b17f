//! Somebody at the door: sends exactly the bytes it is told to, and reads what comes back.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Nothing in these tests takes this long; who waits longer waits for ever.
pub const FOR_EVER: Duration = Duration::from_secs(30);

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Heard {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).expect("JSON")
    }
}

/// A connection.
pub struct Caller {
    stream: TcpStream,
    rest: Vec<u8>,
}

impl Caller {
    pub async fn at(address: SocketAddr) -> Self {
        Self { stream: TcpStream::connect(address).await.expect("connects"), rest: Vec::new() }
    }

    /// Sends bytes; whether all of them went out.
    pub async fn send(&mut self, bytes: &[u8]) -> bool {
        self.stream.write_all(bytes).await.is_ok()
    }

    /// Reads one answer; `None` when the connection ends instead.
    pub async fn hear(&mut self) -> Option<Heard> {
        let head_end = loop {
            if let Some(at) = self.rest.windows(4).position(|w| w == b"\r\n\r\n") {
                break at;
            }
            self.more().await?;
        };
        let head = String::from_utf8(self.rest.drain(..head_end + 4).collect()).expect("text");
        let mut lines = head.lines();
        let status = lines.next()?.split(' ').nth(1)?.parse().expect("a status");
        let headers = lines.filter_map(|line| line.split_once(": "));
        let headers: Vec<_> = headers.map(|(n, v)| (n.to_lowercase(), v.to_owned())).collect();
        let length = headers.iter().find(|(n, _)| n == "content-length");
        let length = length.map_or(0, |(_, v)| v.parse().expect("a length"));
        while self.rest.len() < length {
            self.more().await?;
        }
        let body = String::from_utf8(self.rest.drain(..length).collect()).expect("text");
        Some(Heard { status, headers, body })
    }

    /// Sends and reads one answer.
    pub async fn ask(&mut self, bytes: &[u8]) -> Option<Heard> {
        self.send(bytes).await;
        self.hear().await
    }

    /// Whether the door ends the connection without another word.
    pub async fn is_left(&mut self) -> bool {
        self.more().await.is_none()
    }

    async fn more(&mut self) -> Option<()> {
        let read =
            timeout(FOR_EVER, self.stream.read_buf(&mut self.rest)).await.expect("an answer or an end");
        read.is_ok_and(|n| n > 0).then_some(())
    }
}

/// A request as bytes, with `Content-Length`.
pub fn request(line: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let length = body.len().to_string();
    let mut all = head(line, &[headers, &[("Content-Length", &length)]].concat());
    all.extend_from_slice(body);
    all
}

/// The head of a request as bytes.
pub fn head(line: &str, headers: &[(&str, &str)]) -> Vec<u8> {
    let headers: Vec<String> = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    format!("{line} HTTP/1.1\r\nHost: unrush.example\r\n{}\r\n", headers.concat()).into_bytes()
}
