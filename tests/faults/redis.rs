//! What a Redis can do to a bot: be absent, be killed, freeze, lose an answer, be emptied.

#![expect(clippy::disallowed_methods, reason = "people go on typing beside the test, in real time")]

use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;
use unrush::playground::cast::LAUNCH;
use unrush::playground::world::BOT_USER;

use super::replicas::{Ground, until};

/// By then Slack has begun with its last retries (the time there runs faster).
const WARM: Duration = Duration::from_secs(16);

/// Between two messages: twenty a second.
const BETWEEN: Duration = Duration::from_millis(50);

/// People write for a while; tells how long each first attempt at the door took.
async fn chatter(ground: &Arc<Ground>, time: Duration) -> Vec<Duration> {
    let mut said = JoinSet::new();
    let begun = Instant::now();
    let mut beat = tokio::time::interval(BETWEEN);
    let mut n = 0;
    while begun.elapsed() < time {
        beat.tick().await;
        n += 1;
        let ground = Arc::clone(ground);
        said.spawn(async move {
            let begun = Instant::now();
            let text = format!("@bo can you answer number {n} within 24 hours?");
            ground.slack.says("ada", "#launch", &text).await.expect("can write");
            begun.elapsed()
        });
    }
    said.join_all().await
}

/// How many asks there are, and how many have exactly one reaction and one reply of the bot.
fn tagged(ground: &Ground) -> (usize, usize) {
    let world = ground.slack.world();
    let asks: Vec<_> = world.messages(LAUNCH).filter(|m| m.text.contains("can you answer number")).collect();
    let is_done = |ask: &&&unrush::playground::messages::Message| {
        let ours = ask.reactions.iter().filter(|(_, who)| who.iter().any(|user| user == BOT_USER)).count();
        ours == 1 && world.replies(LAUNCH, &ask.ts).filter(|reply| reply.by_app).count() == 1
    };
    (asks.len(), asks.iter().filter(is_done).count())
}

/// Waits until everything that was taken is done, and checks that nothing was taken without being done.
async fn all_are_tagged(ground: &Ground) {
    until("every ask is tagged once", || {
        let (asks, done) = tagged(ground);
        asks == done
    })
    .await;
}

fn statuses(ground: &Ground) -> (usize, usize) {
    let pushes = ground.slack.pushes();
    let count = |status| pushes.iter().filter(|push| push.status == Some(status)).count();
    (count(200), count(503))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redis_that_is_killed_under_load_turns_slack_away_in_time_and_nothing_is_lost() {
    let mut ground = Ground::new().await;
    let bot = ground.bot(ground.server.url()).await;
    ground.events_go_to(&[&bot]);
    let port = ground.server.port();
    let mut server = std::mem::replace(&mut ground.server, crate::stores::redis::Server::start());
    let ground = Arc::new(ground);
    let writing = tokio::spawn({
        let ground = Arc::clone(&ground);
        async move { chatter(&ground, Duration::from_secs(4)).await }
    });
    tokio::time::sleep(Duration::from_secs(1)).await;
    server.kill();
    tokio::time::sleep(Duration::from_millis(1500)).await;
    server.start_again();
    assert_eq!(server.port(), port);
    let longest = writing.await.expect("they wrote").into_iter().max().unwrap_or_default();
    ground.slack.quiet().await;
    all_are_tagged(&ground).await;
    let (taken, refused) = statuses(&ground);
    println!("{taken} taken, {refused} turned away, the slowest after {longest:?}");
    assert!(refused > 0, "nobody was turned away, so nothing was tried");
    assert!(longest < Duration::from_secs(2), "somebody waited {longest:?}");
    bot.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frozen_redis_costs_neither_tasks_nor_connections() {
    // with UNRUSH_TEST_LONG a whole minute
    let frozen = Duration::from_secs(if std::env::var_os("UNRUSH_TEST_LONG").is_some() { 60 } else { 5 });
    let ground = Arc::new(Ground::new().await);
    let bot = ground.bot(ground.server.url()).await;
    ground.events_go_to(&[&bot]);
    let freeze = async |time| {
        ground.server.signal("-STOP");
        let longest = chatter(&ground, time).await.into_iter().max().unwrap_or_default();
        ground.server.signal("-CONT");
        ground.slack.quiet().await;
        bot.rests().await;
        longest
    };
    // Slack keeps as many connections as it once needed, so only a second time may cost nothing more. It needs most of
    // them once everything is also brought for the second, third and fourth time
    let once = if frozen > WARM { WARM } else { Duration::from_secs(4) };
    freeze(once).await;
    let tasks = || tokio::runtime::Handle::current().metrics().num_alive_tasks();
    let lines = || ground.server.ask(&["CLIENT", "LIST"]).lines().count();
    let (tasks_before, lines_before) = (tasks(), lines());
    let longest = freeze(frozen).await;
    let (taken, refused) = statuses(&ground);
    println!("{taken} taken, {refused} turned away, the slowest after {longest:?}");
    println!("tasks {tasks_before} and {}, connections {lines_before} and {}", tasks(), lines());
    assert!(refused > 0, "nobody was turned away, so nothing was tried");
    assert!(longest < Duration::from_secs(3), "Slack waits no longer: {longest:?}");
    assert!(lines() <= lines_before + 5);
    assert!(tasks() < tasks_before + 40, "a task was lost with each event");
    bot.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_emptied_redis_is_noticed_and_nobody_is_told_anything_anew() {
    let ground = Arc::new(Ground::new().await);
    let bot = ground.bot(ground.server.url()).await;
    ground.events_go_to(&[&bot]);
    chatter(&ground, Duration::from_millis(300)).await;
    all_are_tagged(&ground).await;
    // what is tagged may still be on its way back into the store
    ground.slack.quiet().await;
    bot.rests().await;
    let before = ground.slack.calls().len();
    assert_eq!(ground.server.ask(&["FLUSHALL"]), "OK");
    until("it is made anew", || ground.server.ask(&["EXISTS", "unrush:instance", "unrush:schema"]) == "2")
        .await;
    bot.rests().await;
    assert_eq!(ground.slack.calls().len(), before, "nothing was said or asked");
    chatter(&ground, Duration::from_millis(300)).await;
    all_are_tagged(&ground).await;
    bot.stop().await;
    let again = ground.bot(ground.server.url()).await;
    again.rests().await;
    all_are_tagged(&ground).await;
    again.stop().await;
}

#[test]
fn without_its_redis_the_bot_ends_soon_and_names_the_address_but_no_password() {
    let data = tempfile::tempdir().expect("directory");
    let begun = Instant::now();
    let ended = Command::new(env!("CARGO_BIN_EXE_unrush"))
        .arg("serve")
        .env("SLACK_BOT_TOKEN", "xoxb-nobody")
        .env("SLACK_SIGNING_SECRET", "nothing")
        .env("UNRUSH_DATA_DIR", data.path())
        .env("UNRUSH_LISTEN", "127.0.0.1:0")
        .env("UNRUSH_OPS_LISTEN", "127.0.0.1:0")
        .env("REDIS_URL", "redis://somebody:verysecret@127.0.0.1:9")
        .output()
        .expect("runs");
    let said = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(1), "{said}");
    assert!(begun.elapsed() < Duration::from_secs(30));
    assert!(said.contains("127.0.0.1:9") && !said.contains("verysecret"), "{said}");
}
