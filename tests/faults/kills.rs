//! Killed two hundred times during five hundred messages and two hundred reminders: nothing is lost, nothing early.

#![expect(clippy::print_stdout, reason = "the figures of a storm are worth reading")]
#![expect(
    clippy::disallowed_methods,
    reason = "real processes live in real time, beside people who go on typing"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use chrono::Utc;
use unrush::playground::cast::{GENERAL, LAUNCH};
use unrush::playground::faults::{Fault, What};
use unrush::playground::messages::Message;
use unrush::playground::people::Person;
use unrush::playground::world::{BOT_USER, World};
use unrush::playground::{Playground, Setup};

use super::child::{Elsewhere, PACE};
use crate::stores::redis::Server;

/// What happens while the bot is killed again and again.
struct Storm {
    kills: usize,
    messages: usize,
    reminders: usize,
    /// Whether the bot can read what it has posted.
    history: bool,
    over: Over,
    by: Door,
}

/// How Slack reaches the bot.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Door {
    Http,
    Socket,
}

/// What the bot keeps everything in.
enum Over {
    /// A file, which has one owner.
    File,
    /// A Redis that so many bots share; with `shaky` it is killed, too, now and then.
    Redis { bots: usize, shaky: bool },
}

/// So many people set reminders in turn; one alone would be asked to wait a minute after thirty.
const PEOPLE: usize = 12;

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_kills_lose_nothing_and_hurry_nothing() {
    let storm =
        Storm { kills: 200, messages: 500, reminders: 200, history: true, over: Over::File, by: Door::Http };
    let after = weather(&storm).await;
    // whatever was unsure was looked for first
    assert!(after.twice.is_empty(), "said twice: {:?}", after.twice);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_history_cannot_be_read_a_kill_may_double_but_nothing_is_lost() {
    let storm =
        Storm { kills: 50, messages: 120, reminders: 60, history: false, over: Over::File, by: Door::Http };
    let after = weather(&storm).await;
    assert!(
        after.twice.len() <= after.between,
        "{} said twice, {} kills in between",
        after.twice.len(),
        after.between
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn over_redis_kills_lose_nothing_either() {
    let over = Over::Redis { bots: 1, shaky: false };
    let after =
        weather(&Storm { kills: 40, messages: 100, reminders: 40, history: true, over, by: Door::Http })
            .await;
    assert!(after.twice.is_empty(), "said twice: {:?}", after.twice);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_bots_that_share_a_redis_lose_nothing_when_either_is_killed() {
    let over = Over::Redis { bots: 2, shaky: false };
    let after =
        weather(&Storm { kills: 40, messages: 100, reminders: 40, history: true, over, by: Door::Http })
            .await;
    assert!(after.twice.is_empty(), "said twice: {:?}", after.twice);
}

#[tokio::test(flavor = "multi_thread")]
async fn redis_may_be_killed_as_well_alone_or_together_with_a_bot() {
    let over = Over::Redis { bots: 2, shaky: true };
    let after =
        weather(&Storm { kills: 40, messages: 100, reminders: 40, history: true, over, by: Door::Http })
            .await;
    assert!(after.twice.is_empty(), "said twice: {:?}", after.twice);
}

#[tokio::test(flavor = "multi_thread")]
async fn by_socket_mode_kills_lose_nothing_either() {
    let (over, by) = (Over::File, Door::Socket);
    let after = weather(&Storm { kills: 40, messages: 100, reminders: 40, history: true, over, by }).await;
    assert!(after.twice.is_empty(), "said twice: {:?}", after.twice);
}

#[tokio::test(flavor = "multi_thread")]
async fn by_socket_mode_two_bots_that_share_a_redis_lose_nothing_either() {
    let (over, by) = (Over::Redis { bots: 2, shaky: false }, Door::Socket);
    let after = weather(&Storm { kills: 40, messages: 100, reminders: 40, history: true, over, by }).await;
    assert!(after.twice.is_empty(), "said twice: {:?}", after.twice);
}

/// What is left when the storm is over.
struct After {
    /// How many kills fell between claim and settle, by the bot's own log.
    between: usize,
    /// The reminders that were said more than once.
    twice: Vec<String>,
}

/// Lets a storm pass, and checks that nothing was lost and nothing came early.
async fn weather(storm: &Storm) -> After {
    let slack = Arc::new(slack().await);
    for n in 0..PEOPLE {
        let newcomer = Person::member(&person(n), &format!("Person {n}"), "Europe/Berlin", "en-GB");
        slack.change(|world| world.add_person(newcomer)).await;
        slack.change(|world| world.join(GENERAL, &person(n), None)).await;
    }
    let data = tempfile::tempdir().expect("a temporary folder");
    let (bots, shaky) = match storm.over {
        Over::File => (1, false),
        Over::Redis { bots, shaky } => (bots, shaky),
    };
    let mut redis = matches!(storm.over, Over::Redis { .. }).then(Server::start);
    let url = redis.as_ref().map(Server::url);
    let doors: Vec<SocketAddr> = (0..bots).map(|_| free_port()).collect();
    if storm.by == Door::Http {
        slack.set_events_urls(doors.iter().map(|at| format!("http://{at}/slack/events")));
    }
    let start = |n: usize| match storm.by {
        Door::Http => Elsewhere::start(data.path(), doors[n], &slack, url.as_deref()),
        Door::Socket => Elsewhere::start_by_socket(data.path(), &slack, url.as_deref()),
    };
    // Slack takes its time to answer, so that there is something between claim and settle
    for method in ["chat.postMessage", "reactions.add"] {
        slack.faults().plan(Fault::always(method, What::Delay { millis: 60 }));
    }
    // once they are known, no message has to be read from history before it is understood
    let mut running: Vec<Elsewhere> = (0..bots).map(start).collect();
    slack.says("ada", "#launch", "@bo can you answer number 0 within 24 hours?").await.expect("can write");
    slack
        .until(|world| is_tagged(world, world.messages(LAUNCH).next()?).then_some(()))
        .await
        .expect("tagged in the calm");
    if !storm.history {
        for method in ["conversations.history", "conversations.replies"] {
            slack.faults().plan(Fault::always(method, What::LoseHistory));
        }
    }

    let people = tokio::spawn(live(Arc::clone(&slack), storm.messages, storm.reminders));
    let mut dice = Dice(0x5eed_0000_0000_0001);
    let mut between = 0;
    for kill in 0..storm.kills {
        tokio::time::sleep(Duration::from_millis(60 + dice.roll(300))).await;
        if let Some(redis) = redis.as_mut().filter(|_| shaky && kill % 6 == 0) {
            redis.restart();
        }
        if shaky && kill % 12 == 0 {
            // Redis alone
            continue;
        }
        let n = kill % bots;
        between += usize::from(!running.remove(n).kill().is_empty());
        running.insert(n, start(n));
    }
    let wishes = people.await.expect("the people lived");
    println!("{between} of {} kills fell between claim and settle", storm.kills);
    // whoever shares the work has less in hand
    let rarely = 4 * bots * if shaky { 2 } else { 1 };
    assert!(
        between * rarely >= storm.kills,
        "only {between} of {} kills fell between claim and settle",
        storm.kills
    );

    let twice = check_reminders(&slack, &wishes, storm.reminders).await;
    check_messages(&slack, storm.history).await;
    drop(running);
    After { between, twice }
}

/// A reminder somebody asked for: its text, whether the bot said it is set, and not before when (seconds).
struct Wish {
    text: String,
    acknowledged: bool,
    due: i64,
}

/// People write and set reminders; a command Slack could not deliver is typed again under another name.
async fn live(slack: Arc<Playground>, messages: usize, reminders: usize) -> Vec<Wish> {
    let mut wishes = Vec::new();
    let mut dice = Dice(0x5eed_0000_0000_0002);
    for n in 1..=messages {
        slack
            .says("ada", "#launch", &format!("@bo can you answer number {n} within 24 hours?"))
            .await
            .expect("can write");
        if n * reminders / messages >= wishes.iter().filter(|wish: &&Wish| wish.acknowledged).count() {
            let who = person(n % PEOPLE);
            let seconds = 5 + i64::try_from(dice.roll(25)).expect("small");
            let text = format!("stretch-{n}.");
            let begun = Utc::now().timestamp();
            let before = words(&slack, &who).len();
            slack
                .types(&who, "#general", &format!("/async remind me in {seconds}s {text}"))
                .await
                .expect("can type");
            let acknowledged =
                words(&slack, &who)[before..].iter().any(|answer| answer.contains("I'll remind you"));
            wishes.push(Wish { text, acknowledged, due: begun + seconds });
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    wishes
}

fn person(n: usize) -> String {
    format!("U0PERSON{n}")
}

fn words(slack: &Playground, who: &str) -> Vec<String> {
    let world = slack.world();
    let id = world.find_person(who).expect("one of the cast");
    world.ephemerals(&id).map(|ephemeral| ephemeral.text.clone()).collect()
}

/// Every acknowledged reminder was said, none before its moment; tells which were said twice.
async fn check_reminders(slack: &Playground, wishes: &[Wish], wanted: usize) -> Vec<String> {
    let acknowledged: Vec<_> = wishes.iter().filter(|wish| wish.acknowledged).collect();
    assert!(acknowledged.len() * 10 >= wanted * 9, "only {} reminders were acknowledged", acknowledged.len());
    let lost = || {
        let said = said(slack);
        acknowledged
            .iter()
            .filter(|wish| !said.contains_key(&wish.text))
            .map(|wish| wish.text.clone())
            .collect()
    };
    let lost: Vec<String> = once_empty(lost).await;
    assert!(lost.is_empty(), "lost: {lost:?}");
    let said = said(slack);
    println!("{} reminders were acknowledged, {} were said", acknowledged.len(), said.len());
    let early: Vec<_> = wishes
        .iter()
        .filter(|w| said.get(&w.text).is_some_and(|at| at[0] < w.due))
        .map(|w| &w.text)
        .collect();
    assert!(early.is_empty(), "early: {early:?}");
    said.into_iter().filter(|(_, at)| at.len() > 1).map(|(text, _)| text).collect()
}

/// What `look` finds once it finds nothing any more, or after a patient while.
async fn once_empty<T>(look: impl Fn() -> Vec<T>) -> Vec<T> {
    for _ in 0..600 {
        if look().is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    look()
}

/// Every reminder that was posted, with the seconds at which it was.
fn said(slack: &Playground) -> BTreeMap<String, Vec<i64>> {
    let mut said: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for post in slack.calls_of("chat.postMessage").iter().filter(|call| call.ok()) {
        let text = post.args["text"].to_string();
        let Some(rest) = text.split("stretch-").nth(1) else { continue };
        let number: String = rest.chars().take_while(char::is_ascii_digit).collect();
        said.entry(format!("stretch-{number}.")).or_default().push(post.at / 1_000_000);
    }
    said
}

/// Every message the bot has acknowledged has its reaction and its reply; exactly one where it can see what it posted.
async fn check_messages(slack: &Playground, history: bool) {
    let taken: BTreeSet<_> = slack
        .pushes()
        .into_iter()
        .filter(|push| push.status == Some(200))
        .filter_map(|push| push.ts)
        .collect();
    let asks: Vec<_> = slack
        .world()
        .messages(LAUNCH)
        .filter(|m| m.text.contains("can you answer number"))
        .cloned()
        .collect();
    println!("{} of {} messages were acknowledged before Slack gave up", taken.len(), asks.len());
    assert!(taken.len() * 100 >= asks.len() * 95, "Slack was turned away too often");
    let untagged = || {
        let world = slack.world();
        let asks = asks
            .iter()
            .filter(|ask| taken.contains(&ask.ts))
            .filter_map(|ask| world.message(LAUNCH, &ask.ts));
        asks.filter(|ask| !is_tagged(&world, ask) || (history && replies(&world, ask) > 1))
            .map(|ask| (ask.ts.clone(), ask.reactions.len(), replies(&world, ask)))
            .collect()
    };
    let untagged: Vec<_> = once_empty(untagged).await;
    assert!(untagged.is_empty(), "not tagged exactly once (ts, reactions, replies): {untagged:?}");
}

/// Whether a message has the bot's reaction and a reply.
fn is_tagged(world: &World, ask: &Message) -> bool {
    ask.reactions.iter().any(|(_, who)| who.iter().any(|user| user == BOT_USER)) && replies(world, ask) > 0
}

fn replies(world: &World, ask: &Message) -> usize {
    world.replies(LAUNCH, &ask.ts).filter(|reply| reply.by_app).count()
}

pub async fn slack() -> Playground {
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

pub fn free_port() -> SocketAddr {
    std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("a free port")
}

/// A xorshift generator: the same kills at every run, as far as the machine allows.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }
}
