//! The door writes no words, no secret and no secret address into the log, whatever comes and at any level.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;
use unrush::slack::http::{Expected, Limits};

use super::caller::request;
use super::house::{FORM, House, JSON, Mood, POST, SECRET, signature, signed};
use super::samples::{COMMAND, message, press, submission};

/// Keeps what is logged.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().expect("the log")).into_owned()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("the log").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;
    fn make_writer(&self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn nothing_anybody_said_is_logged() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(writer).finish();
    // the tests of this program run on many threads, and everything of this one on this thread
    let _here = tracing::subscriber::set_default(subscriber);
    let house = House::open_to(Expected::anybody(), Limits::default()).await;
    let event = message().to_string();
    for mood in [Mood::Well(unrush::domain::reply::Reply::Nothing), Mood::Away] {
        house.feels(mood);
        house.event(&message()).await;
        house.form(COMMAND).await;
        house.interaction(&press()).await;
        house.interaction(&submission()).await;
    }
    house.event(&json!({"type": "url_verification", "challenge": "wordofslack"})).await;
    house.post(JSON, &event.as_bytes()[1..]).await;
    house.post(FORM, event.as_bytes()).await;
    house.ask(&request(POST, &[("X-Slack-Signature", "v0=forgedsignature")], event.as_bytes())).await;
    let retry = String::from_utf8(signed(JSON, event.as_bytes())).expect("text");
    let retry = retry.replacen(
        "Host:",
        "X-Slack-Retry-Num: wordofslack\r\nX-Slack-Retry-Reason: wordofslack\r\nHost:",
        1,
    );
    house.ask(retry.as_bytes()).await;
    house.ask(b"POST /wordofslack HTTP/9.9\r\n\r\n").await;
    let said = String::from_utf8(log.0.lock().expect("the log").clone()).expect("text");
    assert!(
        said.contains("could not save") && said.contains("could not be read"),
        "the log was kept: {said}"
    );
    let at = super::house::NOW.to_string();
    let signature = signature(&at, event.as_bytes());
    for secret in [
        "can you look",
        "U0BO>",
        "remind",
        "hooks.slack.com",
        "tea &",
        SECRET,
        &signature,
        "forged",
        "wordofslack",
    ] {
        assert!(!said.contains(secret), "{secret} in: {said}");
    }
}
