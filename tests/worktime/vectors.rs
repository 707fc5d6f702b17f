//! Whole lines for `unrush explain`, with due moments worked out by hand.

use chrono::DateTime;
use serde_json::Value;

use unrush::explain::{self, Ask};

const LINES: &str = include_str!("vectors.jsonl");

fn json(line: &str) -> Value {
    serde_json::from_str(line).expect("JSON")
}

fn explained(lines: &str) -> (bool, Vec<Value>) {
    let mut output = Vec::new();
    let all_fine =
        explain::run(Ask::default(), DateTime::UNIX_EPOCH, lines.as_bytes(), &mut output).expect("runs");
    let output = String::from_utf8(output).expect("text");
    (all_fine, output.lines().map(json).collect())
}

#[test]
fn every_line_is_due_when_it_says() {
    let (all_fine, answers) = explained(LINES);
    assert!(all_fine);
    assert_eq!(answers.len(), LINES.lines().count());
    for (line, answer) in LINES.lines().map(json).zip(answers) {
        assert_eq!((&answer["id"], &answer["due"]), (&line["id"], &line["due"]));
    }
}

#[test]
fn a_line_that_asks_the_impossible_says_why_and_the_others_are_answered() {
    let good = LINES.lines().next().expect("a line");
    let mut bad = json(good);
    bad["window"]["n"] = 1e12.into();
    let (all_fine, answers) = explained(&format!("{bad}\n{good}\n"));
    assert!(!all_fine);
    assert!(answers[0]["error"].as_str().is_some_and(|why| why.starts_with("window.n")), "{}", answers[0]);
    assert_eq!(answers[1]["due"], json(good)["due"]);
}
