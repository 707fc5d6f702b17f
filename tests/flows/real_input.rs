//! What people really write: every labelled example is posted to the running bot, through the door and over real sockets.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use serde_json::{Value, json};
use unrush::domain::charter::{Charter, TagMode};
use unrush::explain;
use unrush::playground::faults::{Fault, What};
use unrush::ports::Clock;

use super::town::{Said, Town};

const EXAMPLES: &str = include_str!("../language/examples.jsonl");

/// A posted row, and the window `unrush explain` finds in it.
struct Posted {
    text: String,
    window: String,
    said: Said,
}

impl Posted {
    fn sets_a_window(&self) -> bool {
        self.window != "default"
    }
}

/// Ada asks Bo every row, half a minute apart.
async fn post_all(town: &Town) -> Vec<Posted> {
    let mut posted = Vec::new();
    for row in EXAMPLES.lines() {
        let row: Value = serde_json::from_str(row).expect("a row");
        let text = row["text"].as_str().expect("a text").to_owned();
        let said = town.ada().says("#launch", &format!("@bo {text}")).await;
        let window = window_of(&format!("<@U0BO> {text}"), town);
        posted.push(Posted { text, window, said });
        town.rests().await;
        town.step(TimeDelta::seconds(30)).await;
    }
    town.rests().await;
    posted
}

/// The window as the program explains it, at this moment and for Ada.
fn window_of(text: &str, town: &Town) -> String {
    let at = town.clock.now();
    let line = json!({"text": text, "tz": "Europe/Berlin"}).to_string();
    let mut answer = Vec::new();
    let fine = explain::run(explain::Ask::default(), at, line.as_bytes(), &mut answer).expect("explains");
    assert!(fine, "{text}");
    let answer: Value = serde_json::from_slice(&answer).expect("an answer");
    answer["window"].as_str().expect("a window").to_owned()
}

async fn town() -> Town {
    Town::with_charter(Charter { tag: TagMode::Both, ..Charter::default() }).await
}

/// What must hold however often Slack told of each message.
async fn each_was_heard_once(town: &Town, posted: &[Posted]) {
    for row in posted {
        let (tags, thread) = (town.tags(&row.said).await, town.thread(&row.said).await);
        let expected = usize::from(row.sets_a_window());
        assert_eq!(
            (tags.len(), thread.len()),
            (expected, expected),
            "{} | {} {tags:?}",
            row.window,
            row.text
        );
    }
    let asks = posted.iter().filter(|row| row.sets_a_window()).count();
    assert!(asks >= 20, "many rows name a window: {asks}");
    assert_eq!(town.count("reactions.add"), asks);
    assert_eq!(town.count("chat.postMessage"), asks);
    assert_eq!(town.count("chat.update") + town.count("reactions.remove"), 0, "said right at once");
    let refused: Vec<_> = town.slack.calls().into_iter().filter(|call| !call.ok()).collect();
    assert!(refused.is_empty(), "{refused:?}");
    let pushes = town.slack.pushes();
    let failed: Vec<_> = pushes.iter().filter(|push| push.status != Some(200) || push.attempt != 1).collect();
    assert!(failed.is_empty(), "{failed:?}");
    for row in posted {
        assert!(
            pushes.iter().any(|push| push.ts.as_deref() == Some(&row.said.ts)),
            "{} was told",
            row.said.ts
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_really_write_is_heard_without_error_and_tagged_once() {
    let town = town().await;
    let posted = post_all(&town).await;
    assert_eq!(posted.len(), EXAMPLES.lines().count());
    for row in &posted {
        println!("{} | {}", row.window, row.text);
    }
    each_was_heard_once(&town, &posted).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_really_write_has_no_second_effect_when_slack_tells_it_twice() {
    let town = town().await;
    let twice = What::Repeat { copies: 1, new_id: true };
    town.slack.faults().plan(Fault::sometimes("message", twice, 0.5, 7));
    let posted = post_all(&town).await;
    each_was_heard_once(&town, &posted).await;
    let mut told: BTreeMap<Option<String>, usize> = BTreeMap::new();
    for push in town.slack.pushes() {
        *told.entry(push.ts).or_default() += 1;
    }
    let times = |row: &Posted| told.get(&Some(row.said.ts.clone())).copied();
    let doubled = posted.iter().filter(|row| row.sets_a_window() && times(row) == Some(2)).count();
    assert!(doubled > 5, "the test is worth something: {doubled}");
}
