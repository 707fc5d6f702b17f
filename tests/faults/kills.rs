//! Killed two hundred times during five hundred messages and two hundred reminders: nothing is lost, nothing early.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use chrono::Utc;
use unrush::playground::cast::LAUNCH;
use unrush::playground::faults::{Fault, What};
use unrush::playground::world::BOT_USER;
use unrush::playground::{Playground, Setup};

use super::child::{Elsewhere, PACE};

const KILLS: usize = 200;
const MESSAGES: usize = 500;
const REMINDERS: usize = 200;
/// Somebody of the cast sets every reminder in turn.
const CAST: [&str; 4] = ["ada", "bo", "chidi", "dee"];

#[tokio::test(flavor = "multi_thread")]
#[expect(
    clippy::disallowed_methods,
    reason = "real processes live in real time, beside people who go on typing"
)]
async fn two_hundred_kills_lose_nothing_and_hurry_nothing() {
    let slack = Arc::new(slack().await);
    let data = tempfile::tempdir().expect("a temporary folder");
    let at = free_port();
    slack.set_events_url(Some(format!("http://{at}/slack/events")));
    // Slack takes its time to answer, so that there is something between claim and settle
    for method in ["chat.postMessage", "reactions.add"] {
        slack.faults().plan(Fault::sometimes(method, What::Delay { millis: 40 }, 0.5, 7));
    }

    let people = tokio::spawn(live(Arc::clone(&slack)));
    let mut dice = Dice(0x5eed_0000_0000_0001);
    let mut between = 0;
    for _ in 0..KILLS {
        let bot = Elsewhere::start(data.path(), at, &slack);
        tokio::time::sleep(Duration::from_millis(60 + dice.roll(300))).await;
        between += usize::from(!bot.kill().is_empty());
    }
    let _last = Elsewhere::start(data.path(), at, &slack);
    let wishes = people.await.expect("the people lived");
    slack.quiet().await;
    println!("{between} of {KILLS} kills fell between claim and settle");
    assert!(between * 4 >= KILLS, "only {between} of {KILLS} kills fell between claim and settle");

    check_reminders(&slack, &wishes).await;
    check_messages(&slack).await;
}

/// A reminder somebody asked for: whose, its text, whether the bot said it is set, and not before when (seconds).
struct Wish {
    who: &'static str,
    text: String,
    acknowledged: bool,
    due: i64,
}

/// People write and set reminders; a command Slack could not deliver is typed again under another name.
async fn live(slack: Arc<Playground>) -> Vec<Wish> {
    let mut wishes = Vec::new();
    let mut dice = Dice(0x5eed_0000_0000_0002);
    for n in 0..MESSAGES {
        slack
            .says("ada", "#launch", &format!("@bo can you answer number {n} within 24 hours?"))
            .await
            .expect("can write");
        if n * REMINDERS / MESSAGES >= wishes.iter().filter(|wish: &&Wish| wish.acknowledged).count() {
            let who = CAST[n % CAST.len()];
            let seconds = 5 + i64::try_from(dice.roll(40)).expect("small");
            let text = format!("stretch-{n}.");
            let begun = Utc::now().timestamp();
            let before = words(&slack, who).len();
            slack
                .types(who, "#general", &format!("/async remind me in {seconds}s {text}"))
                .await
                .expect("can type");
            let acknowledged =
                words(&slack, who)[before..].iter().any(|answer| answer.contains("I'll remind you"));
            wishes.push(Wish { who, text, acknowledged, due: begun + seconds });
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    wishes
}

fn words(slack: &Playground, who: &str) -> Vec<String> {
    let world = slack.world();
    let id = world.find_person(who).expect("one of the cast");
    world.ephemerals(&id).map(|ephemeral| ephemeral.text.clone()).collect()
}

async fn check_reminders(slack: &Playground, wishes: &[Wish]) {
    let last = wishes.iter().map(|wish| wish.due).max().unwrap_or_default();
    while Utc::now().timestamp() <= last {
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let all_there = slack
        .until(|_| {
            let said = said(slack_posts(slack));
            wishes
                .iter()
                .filter(|wish| wish.acknowledged)
                .all(|wish| said.contains_key(&wish.text))
                .then_some(())
        })
        .await;
    let said = said(slack_posts(slack));
    let lost: Vec<_> = wishes
        .iter()
        .filter(|w| w.acknowledged && !said.contains_key(&w.text))
        .map(|w| (w.who, &w.text))
        .collect();
    let twice: Vec<_> = said.iter().filter(|(_, at)| at.len() > 1).collect();
    let early: Vec<_> = wishes
        .iter()
        .filter(|w| said.get(&w.text).is_some_and(|at| at[0] < w.due))
        .map(|w| &w.text)
        .collect();
    let acknowledged = wishes.iter().filter(|wish| wish.acknowledged).count();
    println!("{acknowledged} reminders were acknowledged, {} were said", said.len());
    assert!(acknowledged * 10 >= REMINDERS * 9, "only {acknowledged} reminders were acknowledged");
    assert!(all_there.is_some() && lost.is_empty(), "lost: {lost:?}");
    assert!(early.is_empty(), "early: {early:?}");
    // history can be read here, so whatever was unsure was looked for first
    assert!(twice.is_empty(), "said twice: {twice:?}");
}

/// Text and times of every reminder that was posted.
fn slack_posts(slack: &Playground) -> Vec<(String, i64)> {
    let posts = slack.calls_of("chat.postMessage").into_iter().filter(unrush::playground::ledger::Call::ok);
    posts.map(|post| (post.args["text"].to_string(), post.at / 1_000_000)).collect()
}

fn said(posts: Vec<(String, i64)>) -> BTreeMap<String, Vec<i64>> {
    let mut said: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for (text, at) in posts {
        let Some(rest) = text.split("stretch-").nth(1) else { continue };
        let number: String = rest.chars().take_while(char::is_ascii_digit).collect();
        said.entry(format!("stretch-{number}.")).or_default().push(at);
    }
    said
}

/// Every message has the bot's reaction and exactly one reply.
async fn check_messages(slack: &Playground) {
    let untagged = || {
        let world = slack.world();
        let asks = world.messages(LAUNCH).filter(|message| message.text.contains("can you answer number"));
        asks.filter(|message| {
            let reacted = message.reactions.iter().any(|(_, who)| who.iter().any(|user| user == BOT_USER));
            let replies = world.replies(LAUNCH, &message.ts).filter(|reply| reply.by_app).count();
            !reacted || replies != 1
        })
        .map(|message| {
            (message.ts.clone(), message.reactions.len(), world.replies(LAUNCH, &message.ts).count())
        })
        .collect::<Vec<_>>()
    };
    for _ in 0..300 {
        if untagged().is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    panic!("not tagged exactly once (ts, reactions, replies): {:?}", untagged());
}

async fn slack() -> Playground {
    Playground::start(Setup {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        events_url: None,
        now: Arc::new(|| Utc::now().timestamp_micros()),
        step: Arc::new(|_| ()),
        pace: PACE,
        cast: true,
    })
    .await
    .expect("the small Slack starts")
}

fn free_port() -> SocketAddr {
    std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("a free port")
}

/// A xorshift generator: the same kills at every run, as far as the machine allows.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }
}
