//! A small server that answers by a script.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What the server does with one request.
pub enum Act {
    /// Answers.
    Say(u16, &'static str, String),
    /// Closes the connection after reading.
    Cut,
    /// Announces more than it sends.
    Truncate,
    /// Sends without an end.
    Flood,
}

/// A body as the answer.
pub fn ok(body: &Value) -> Act {
    Act::Say(200, "", body.to_string())
}

/// An error as the answer.
pub fn error(name: &str) -> Act {
    ok(&json!({"ok": false, "error": name}))
}

/// A request as it arrived: head and body.
pub type Arrived = (String, String);

/// The server; it is gone when it is dropped.
pub struct Server {
    pub address: String,
    arrived: Arc<Mutex<Vec<Arrived>>>,
    serving: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Server {
    #[expect(clippy::disallowed_methods, reason = "a server of the test's own")]
    pub async fn with(script: Vec<Act>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("port");
        let address = listener.local_addr().expect("address").to_string();
        let arrived = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&arrived);
        let serving = tokio::spawn(async move {
            let mut script = VecDeque::from(script);
            while let Some(act) = script.pop_front() {
                let Ok((mut line, _)) = listener.accept().await else { return };
                let request = read_request(&mut line).await;
                heard.lock().expect("list").push(request);
                act.play(line).await;
            }
        });
        Self { address, arrived, serving }
    }

    pub fn requests(&self) -> Vec<Arrived> {
        self.arrived.lock().expect("list").clone()
    }

    pub fn forms(&self) -> Vec<BTreeMap<String, String>> {
        let parse = |(_, body): &Arrived| form_urlencoded::parse(body.as_bytes()).into_owned().collect();
        self.requests().iter().map(parse).collect()
    }
}

impl Act {
    async fn play(self, mut line: TcpStream) {
        let sent = match self {
            Self::Say(status, headers, body) => format!(
                "HTTP/1.1 {status} x\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n{body}",
                body.len()
            ),
            Self::Cut => return,
            Self::Truncate => "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"ok\":true".into(),
            Self::Flood => {
                let _ = line.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
                while line.write_all(&[b' '; 4_096]).await.is_ok() {}
                return;
            }
        };
        let _ = line.write_all(sent.as_bytes()).await;
    }
}

async fn read_request(line: &mut TcpStream) -> Arrived {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|l| l.strip_prefix("content-length: ")?.parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return (head.to_owned(), body.to_owned());
            }
        }
        let mut chunk = [0; 4096];
        match line.read(&mut chunk).await {
            Ok(n) if n > 0 => bytes.extend_from_slice(&chunk[..n]),
            _ => return (text, String::new()),
        }
    }
}
