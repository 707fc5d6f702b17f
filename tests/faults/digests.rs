//! The bot is killed two hundred times while it tells weekly threads of six parts: each part is there once, in order.
#![expect(
    clippy::disallowed_methods,
    reason = "real processes live in real time, beside people who go on typing"
)]

use std::sync::Arc;
use std::time::Duration;

use chrono::{TimeDelta, Utc};
use unrush::playground::Playground;
use unrush::playground::cast::{ADA, BO, CHIDI};
use unrush::playground::faults::{Fault, What};
use unrush::playground::world::{BOT_USER, Kind};

use super::child::Elsewhere;
use super::kills::{Dice, free_port, slack};

/// Channels with a thread to tell.
const CHANNELS: usize = 40;
/// Asks in each: four replies full, and so five replies and a parent with who is away.
const ASKS: usize = 31;
const PARTS: usize = 6;
const KILLS: usize = 200;

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_kills_tell_each_part_of_every_thread_once_and_in_order() {
    let slack = Arc::new(slack().await);
    for n in 0..CHANNELS {
        let name = channel(n);
        slack
            .change(|world| world.add_channel(&id(n), &name, Kind::Public, &[ADA, BO, CHIDI, BOT_USER]))
            .await;
    }
    let data = tempfile::tempdir().expect("a temporary folder");
    let at = free_port();
    slack.set_events_url(Some(format!("http://{at}/slack/events")));
    let calm = Elsewhere::start(data.path(), at, &slack, None);
    prepare(&slack).await;
    calm.kill();
    // Slack takes its time to answer, so that there is something between claim and settle
    slack.faults().plan(Fault::always("chat.postMessage", What::Delay { millis: 60 }));

    let people = tokio::spawn(want_them_now(Arc::clone(&slack)));
    let mut dice = Dice(0x5eed_0000_0000_0003);
    let mut between = 0;
    for _ in 0..KILLS {
        let bot = Elsewhere::start(data.path(), at, &slack, None);
        tokio::time::sleep(Duration::from_millis(60 + dice.roll(300))).await;
        between += usize::from(bot.kill().iter().any(|id| id.starts_with("digest:")));
    }
    println!("{between} of {KILLS} kills fell between claim and settle of a digest");
    let _last = Elsewhere::start(data.path(), at, &slack, None);
    people.await.expect("the people lived");
    let untold = || (0..CHANNELS).filter(|n| parts(&slack, *n).len() < PARTS).collect::<Vec<_>>();
    for _ in 0..300 {
        if untold().is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    assert_eq!(untold(), Vec::<usize>::new(), "threads that were never told to the end");
    for n in 0..CHANNELS {
        check(&parts(&slack, n), n);
    }
    assert!(between * 4 >= KILLS, "only {between} of {KILLS} kills fell into a digest");
}

fn channel(n: usize) -> String {
    format!("team-{n}")
}

fn id(n: usize) -> String {
    format!("C0TEAM{n}")
}

/// Ada asks a lot in every channel, and Chidi will be away.
async fn prepare(slack: &Playground) {
    let date = |days| (Utc::now() + TimeDelta::days(days)).format("%-d %b").to_string();
    slack
        .types("chidi", "#general", &format!("/async time-off {} - {}", date(0), date(20)))
        .await
        .expect("types");
    for n in 0..CHANNELS {
        for ask in 0..ASKS {
            let text = format!("@bo can you look at number {ask}?");
            slack.says("ada", &channel(n), &text).await.expect("can write");
        }
    }
    slack.quiet().await;
}

/// One thread after the other is wanted at once; a command that was not heard is typed again.
async fn want_them_now(slack: Arc<Playground>) {
    for n in 0..CHANNELS {
        for (word, answer) in [("on", "Saved."), ("now", "It comes now")] {
            while !heard(&slack, n, answer) {
                slack.types("ada", &channel(n), &format!("/async digest {word}")).await.expect("can type");
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

/// Whether Ada was answered so in a channel, or the thread is there already.
fn heard(slack: &Playground, n: usize, answer: &str) -> bool {
    let world = slack.world();
    let channel = id(n);
    let mut here = world.ephemerals(ADA).filter(|ephemeral| ephemeral.channel == channel);
    here.any(|ephemeral| ephemeral.text.contains(answer) || ephemeral.text.contains("over already"))
}

/// What the bot said in a channel, in the order in which it stands there: the parents, then what is below them.
fn parts(slack: &Playground, n: usize) -> Vec<String> {
    let world = slack.world();
    let channel = id(n);
    let parents: Vec<_> = world.messages(&channel).filter(|m| m.by_app && m.thread_ts.is_none()).collect();
    let parents = parents.into_iter().chain(
        world.messages(&channel).filter(|m| m.by_app && m.thread_ts.as_deref() == Some(m.ts.as_str())),
    );
    let mut said = Vec::new();
    for parent in parents {
        said.push(parent.text.clone());
        said.extend(world.replies(&channel, &parent.ts).filter(|m| m.by_app).map(|m| m.text.clone()));
    }
    said
}

fn check(parts: &[String], n: usize) {
    let kinds: Vec<&str> = parts
        .iter()
        .map(|part| match part.lines().next().unwrap_or_default() {
            line if line.starts_with("*The week in") => "parent",
            "*Waiting for an answer*" => "waiting",
            "*Waiting for an answer*, continued" => "more",
            "*Who is away next week*" => "away",
            other => panic!("channel {n} says {other}"),
        })
        .collect();
    assert_eq!(kinds, ["parent", "waiting", "more", "more", "more", "away"], "channel {n}");
    let mut links: Vec<&str> =
        parts.iter().flat_map(|part| part.split("/p").skip(1)).map(|rest| &rest[..16]).collect();
    assert_eq!(links.len(), ASKS, "channel {n}");
    links.sort_unstable();
    links.dedup();
    assert_eq!(links.len(), ASKS, "channel {n} names an ask twice");
}
