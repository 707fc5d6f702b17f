//! A minimal `WebDriver` client: JSON over HTTP to a chromedriver of our own on this machine. Waiting happens inside
//! the browser, which knows when the page changes; nothing here sleeps and looks again.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::{Mutex, MutexGuard};

const CHROMIUM: &str = "/usr/bin/chromium";
const CHROMEDRIVER: &str = "/usr/bin/chromedriver";

/// How long anything may take until it is seen.
const PATIENCE: Duration = Duration::from_secs(20);

/// Nothing of the browser's own may reach the network.
const ARGUMENTS: [&str; 8] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// The key under which `WebDriver` hands out elements.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Finds the first visible element that holds the words, now or when the page has changed.
const LOOK: &str = "
    const [css, words, done] = arguments;
    const look = () => [...document.querySelectorAll(css)]
        .find((e) => e.checkVisibility() && e.textContent.includes(words));
    const there = look();
    if (there) return done(there);
    const watch = new MutationObserver(() => {
        const now = look();
        if (now) { watch.disconnect(); done(now); }
    });
    watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });";

/// Waits until an element stands still: what moves under the pointer is not clicked.
const STAND: &str = "
    const [css, done] = arguments;
    let last = '';
    let same = 0;
    const look = () => {
        const box = document.querySelector(css)?.getBoundingClientRect();
        const now = box ? `${box.x} ${box.y}` : '';
        same = now === last ? same + 1 : 0;
        last = now;
        if (same > 3) return done(true);
        requestAnimationFrame(look);
    };
    look();";

/// A program we started, which ends with us.
pub struct Running {
    child: Child,
}

impl Running {
    /// Starts a program and waits for the line of its output in which `find` finds something.
    pub fn start<T: Send + 'static>(
        command: &mut Command,
        find: impl Fn(&str) -> Option<T> + Send + 'static,
    ) -> (Self, T) {
        let mut child =
            command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().expect("the program starts");
        let output = BufReader::new(child.stdout.take().expect("piped"));
        let (tell, told) = mpsc::channel();
        // reads on to the end, so that the program never writes into a closed pipe
        std::thread::spawn(move || {
            for found in output.lines().map_while(Result::ok).filter_map(|line| find(&line)) {
                let _ = tell.send(found);
            }
        });
        let running = Self { child };
        let found = told.recv_timeout(PATIENCE).expect("the program says where it listens");
        (running, found)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One browser at a time: several would only make each other slow.
static TURN: Mutex<()> = Mutex::const_new(());

/// A browser with one window.
pub struct Browser {
    http: Client<HttpConnector, Full<Bytes>>,
    port: u16,
    session: String,
    // dropped in this order: the driver, the browser's files, then it is the next one's turn
    _driver: Running,
    _profile: TempDir,
    _turn: MutexGuard<'static, ()>,
}

impl Browser {
    /// Opens a window whose page is `width` by `height` pixels large.
    pub async fn open(width: u32, height: u32) -> Self {
        for program in [CHROMIUM, CHROMEDRIVER] {
            assert!(Path::new(program).exists(), "{program} is missing; tests/run installs it");
        }
        let turn = TURN.lock().await;
        let (driver, port) = Running::start(Command::new(CHROMEDRIVER).arg("--port=0"), |line| {
            line.split_once("successfully on port ")?.1.trim_end_matches('.').parse().ok()
        });
        let profile = tempfile::tempdir().expect("a folder");
        let mut arguments: Vec<String> = ARGUMENTS.map(str::to_owned).into();
        arguments.push(format!("--user-data-dir={}", profile.path().display()));
        let mut browser = Self {
            http: Client::builder(TokioExecutor::new()).build_http(),
            port,
            session: String::new(),
            _driver: driver,
            _profile: profile,
            _turn: turn,
        };
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "timeouts": {"script": PATIENCE.as_millis()},
            "goog:loggingPrefs": {"browser": "ALL"},
            "goog:chromeOptions": {"binary": CHROMIUM, "args": arguments},
        }}});
        let session = browser.ask("POST", "/session", &wanted).await.expect("a session");
        browser.session = session["sessionId"].as_str().expect("its name").to_owned();
        browser.resize(width, height).await;
        browser
    }

    /// Makes the page `width` by `height` pixels large.
    pub async fn resize(&self, width: u32, height: u32) {
        let size = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        let resize = json!({"cmd": "Emulation.setDeviceMetricsOverride", "params": size});
        self.tell("/goog/cdp/execute", &resize).await;
    }

    /// Goes to an address.
    pub async fn visit(&self, url: &str) {
        self.tell("/url", &json!({"url": url})).await;
    }

    /// Waits until an element with these words can be seen; its name for [`Browser::text`].
    pub async fn see(&self, css: &str, words: &str) -> String {
        let found = self.post("/execute/async", &json!({"script": LOOK, "args": [css, words]})).await;
        match found {
            Ok(found) => found[ELEMENT].as_str().expect("an element").to_owned(),
            Err(why) => {
                self.screenshot("target/screenshots/not-seen.png").await;
                let page = self.run("return document.body.innerText", &[]).await;
                panic!(
                    "{css} with “{words}” was not seen ({why}); the page says:\n{}",
                    page.as_str().unwrap_or("")
                )
            }
        }
    }

    /// Waits until an element stands still.
    pub async fn stands(&self, css: &str) {
        let stood = self.post("/execute/async", &json!({"script": STAND, "args": [css]})).await;
        assert!(stood.is_ok(), "{css} never stands still");
    }

    /// Waits for an element and clicks it as a person would.
    pub async fn click(&self, css: &str) {
        let element = self.see(css, "").await;
        self.tell(&format!("/element/{element}/click"), &json!({})).await;
    }

    /// Types into an element; `\u{e007}` is Enter.
    pub async fn keys(&self, css: &str, text: &str) {
        let element = self.see(css, "").await;
        self.tell(&format!("/element/{element}/value"), &json!({"text": text})).await;
    }

    /// What can be read in an element.
    pub async fn text(&self, css: &str) -> String {
        let element = self.see(css, "").await;
        let path = format!("/session/{}/element/{element}/text", self.session);
        let text = self.ask("GET", &path, &Value::Null).await.expect("a text");
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Runs a script in the page.
    pub async fn run(&self, script: &str, arguments: &[&str]) -> Value {
        self.post("/execute/sync", &json!({"script": script, "args": arguments}))
            .await
            .expect("the script runs")
    }

    /// What the browser complained about: errors of scripts, refused or missing files.
    pub async fn complaints(&self) -> Vec<String> {
        let log = self.post("/se/log", &json!({"type": "browser"})).await.expect("the log");
        let severe = |entry: &&Value| entry["level"] == "SEVERE";
        log.as_array()
            .into_iter()
            .flatten()
            .filter(severe)
            .map(|entry| entry["message"].to_string())
            .collect()
    }

    /// Saves what the window shows, under the package's folder.
    pub async fn screenshot(&self, path: &str) {
        let path_to = format!("/session/{}/screenshot", self.session);
        let picture = self.ask("GET", &path_to, &Value::Null).await.expect("a picture");
        let picture = BASE64_STANDARD.decode(picture.as_str().unwrap_or_default()).expect("base64");
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder for pictures");
        std::fs::write(file, picture).expect("saves");
    }

    async fn tell(&self, path: &str, body: &Value) {
        self.post(path, body).await.unwrap_or_else(|why| panic!("{path}: {why}"));
    }

    async fn post(&self, path: &str, body: &Value) -> Result<Value, String> {
        self.ask("POST", &format!("/session/{}{path}", self.session), body).await
    }

    async fn ask(&self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        let body = if body.is_null() { Bytes::new() } else { body.to_string().into() };
        let request = Request::builder()
            .method(method)
            .uri(format!("http://127.0.0.1:{}{path}", self.port))
            .header("content-type", "application/json")
            .body(Full::new(body))
            .expect("a request");
        let answer = self.http.request(request).await.map_err(|error| error.to_string())?;
        let said = answer.into_body().collect().await.map_err(|error| error.to_string())?.to_bytes();
        let mut said: Value = serde_json::from_slice(&said).map_err(|error| error.to_string())?;
        match said["value"].take() {
            Value::Object(error) if error.contains_key("stacktrace") => Err(error["error"].to_string()),
            value => Ok(value),
        }
    }
}

impl Drop for Browser {
    /// Asks the driver to close the window, also when a test fails: killed alone it would leave the browser behind.
    fn drop(&mut self) {
        let Ok(mut line) = TcpStream::connect(("127.0.0.1", self.port)) else { return };
        let _ = line.set_read_timeout(Some(PATIENCE));
        let _ = write!(
            line,
            "DELETE /session/{} HTTP/1.1\r\nhost: 127.0.0.1:{}\r\nconnection: close\r\n\r\n",
            self.session, self.port
        );
        let _ = line.read(&mut [0; 64]);
    }
}
