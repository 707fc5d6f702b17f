//! The program as somebody types it: what it prints, and which exit code says how it went.

mod operators;

use std::io::Write;
use std::net::TcpListener;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

/// How a run ended.
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// The answers, one for each line.
    fn answers(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
    }
}

/// Runs the program with nothing of our own environment, so that nobody's settings matter.
pub fn runs(args: &[&str], env: &[(&str, &str)], input: &str) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_unrush"))
        .args(args)
        .env_clear()
        .envs(env.iter().copied())
        .current_dir(std::env::temp_dir())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("starts");
    // who needs no input may be gone before it is written
    let _ = child.stdin.take().expect("piped").write_all(input.as_bytes());
    let ended = child.wait_with_output().expect("ends");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    Ran { code: ended.status.code(), out: text(ended.stdout), err: text(ended.stderr) }
}

#[test]
fn explain_says_how_a_text_is_read_and_why() {
    let at = ["explain", "--at", "2026-11-24T10:00", "--tz", "Europe/Berlin"];
    let ran = runs(&[&at[..], &["<@U0BO> can you review it by Thursday 3pm?"]].concat(), &[], "");
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    let answers = ran.answers();
    assert_eq!(answers.len(), 1);
    assert_eq!((&answers[0]["window"], &answers[0]["at"]), (&json!("date"), &json!("2026-11-26T15:00")));
    assert_eq!(answers[0]["asks_for_reply"], true);
    let because = answers[0]["because"].as_array().expect("reasons");
    assert!(
        because.iter().any(|reason| reason["text"].as_str().is_some_and(|text| text.contains("Thursday")))
    );
}

#[test]
fn explain_answers_every_line_in_order_and_says_when_one_could_not_be_read() {
    let office = json!({"tz": "America/New_York", "work": {"tue": [["09:00", "17:00"]]}});
    let lines = [
        json!({"id": 1, "text": "[urgent] prod is down"}).to_string(),
        "{\"id\": 2, \"text\": ".to_owned(),
        json!({"id": "three", "text": 3}).to_string(),
        json!({"id": 4, "text": "no rush", "tz": "Mars/Olympus"}).to_string(),
        String::new(),
        json!({"id": 5, "window": {"kind": "eod"}, "schedule": office, "reference_time": "2026-11-24T15:00:00Z"})
            .to_string(),
        json!({"id": 6, "text": "hello"}).to_string(),
    ];
    let ran = runs(&["explain"], &[], &lines.join("\n"));
    assert_eq!(ran.code, Some(1));
    assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
    let answers = ran.answers();
    let ids: Vec<_> = answers.iter().map(|answer| answer["id"].clone()).collect();
    assert_eq!(ids, [json!(1), Value::Null, json!("three"), json!(4), json!(5), json!(6)]);
    for (nth, answer) in answers.iter().enumerate() {
        let is_bad = [1, 2, 3].contains(&nth);
        assert_eq!(answer["error"].is_string(), is_bad, "{answer}");
        assert_eq!(answer["window"].is_null(), is_bad, "{answer}");
        assert!(
            !is_bad || answer.as_object().is_some_and(|fields| fields.len() == 2),
            "id and error: {answer}"
        );
    }
    assert_eq!(answers[0]["window"], "urgent");
    assert_eq!(answers[4]["due"], "2026-11-24T22:00:00Z", "17:00 in New York");
    assert_eq!(answers[5]["window"], "default");
}

#[test]
fn explain_with_good_lines_only_is_fine() {
    let ran = runs(&["explain", "--tz", "Europe/Berlin"], &[], "{\"id\":1,\"text\":\"by noon?\"}\n");
    assert_eq!((ran.code, ran.err.as_str(), ran.answers().len()), (Some(0), "", 1));
}

#[test]
fn serve_tells_all_that_is_missing_at_once_and_shows_no_value() {
    let ran = runs(&["serve"], &[], "");
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
    for words in ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "unrush playground"] {
        assert!(ran.err.contains(words), "{words} in {}", ran.err);
    }
    let given = [("SLACK_BOT_TOKEN", "xoxb-very-secret-indeed"), ("UNRUSH_LISTEN", "nowhere-at-all")];
    let ran = runs(&["serve"], &given, "");
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("UNRUSH_LISTEN"), "{}", ran.err);
    assert!(!ran.err.contains("very-secret"), "{}", ran.err);
}

#[test]
fn a_playground_on_a_port_in_use_says_so_in_one_line() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let at = taken.local_addr().expect("an address").to_string();
    let ran = runs(&["playground"], &[("UNRUSH_PLAYGROUND_LISTEN", &at)], "");
    assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""));
    assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
    assert!(ran.err.contains(&at) && ran.err.contains("UNRUSH_PLAYGROUND_LISTEN"), "{}", ran.err);
}

#[test]
fn help_is_complete() {
    let ran = runs(&["--help"], &[], "");
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    for words in ["playground", "serve", "explain", "--config", "--version", "unrush playground"] {
        assert!(ran.out.contains(words), "{words} in {}", ran.out);
    }
    for (command, told) in [
        ("playground", &["--slack-only", "--events-url <URL>", "--config <FILE>"][..]),
        ("serve", &["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "--config <FILE>"]),
        ("explain", &["--at <TIME>", "--tz <ZONE>", "[TEXT]", "standard input"]),
        ("doctor", &["--json"]),
        ("store", &["stats", "check", "copy"]),
        ("dead-letters", &["list", "show", "requeue", "purge"]),
        ("manifest", &["--socket", "--http <URL>"]),
    ] {
        let ran = runs(&[command, "--help"], &[], "");
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{command}");
        for words in told {
            assert!(ran.out.contains(words), "{words} in {}", ran.out);
        }
        let bare: Vec<_> = ran
            .out
            .lines()
            .filter(|line| line.trim_end().ends_with('>') && line.trim_start().starts_with("--"))
            .collect();
        assert!(bare.is_empty(), "every option says what it is for: {bare:?}");
    }
}

#[test]
fn a_wrong_line_is_wrong_usage() {
    for args in [&[][..], &["dance"], &["explain", "--loud"], &["playground", "--events-url", "http://x"]] {
        assert_eq!(runs(args, &[], "").code, Some(2), "{args:?}");
    }
    assert_eq!(runs(&["--config", "/nowhere/at/all.toml", "explain", "hi"], &[], "").code, Some(2));
}
