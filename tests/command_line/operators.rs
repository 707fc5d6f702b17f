//! What operators type: doctor, store and dead-letters, with a bot that runs and without.

use std::io::{Read, Write};
use std::net::TcpListener;

use chrono::TimeDelta;
use serde_json::{Value, json};
use unrush::clock::SystemClock;
use unrush::domain::ids::{DeliveryId, TeamId, UserId};
use unrush::domain::outgoing::{Delivery, Lane, Outgoing, Progress, Reminder};
use unrush::domain::text::PrivateText;
use unrush::playground::deeds::Press;
use unrush::ports::{Changes, Clock, Settlement, Store};
use unrush::slack::subscriptions::scopes;
use unrush::store::embedded::Embedded;
use unrush::store::redis::{Checks, Redis};
use unrush::store::seal::{Key, Keys};

use super::runs;
use crate::ops::served::{Served, environment, slack};
use crate::stores::redis::Server;

/// Runs the program beside what the test awaits.
async fn typed(args: &[&str], env: &std::collections::BTreeMap<String, String>) -> super::Ran {
    let (args, env) = (args.iter().map(|a| (*a).to_owned()).collect::<Vec<_>>(), env.clone());
    let run = move || {
        let args: Vec<_> = args.iter().map(String::as_str).collect();
        let env: Vec<_> = env.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        runs(&args, &env, "")
    };
    tokio::task::spawn_blocking(run).await.expect("runs")
}

/// The findings of `doctor --json` that are not fine: what they are about and what was found.
fn complaints(ran: &super::Ran) -> Vec<(String, String)> {
    let found: Value = serde_json::from_str(&ran.out).expect("JSON");
    let all = found.as_array().expect("findings");
    let text = |finding: &Value, key: &str| finding[key].as_str().expect("text").to_owned();
    for finding in all.iter().filter(|finding| finding["level"] == "wrong") {
        assert!(!text(finding, "means").is_empty() && !text(finding, "fix").is_empty(), "{finding}");
    }
    let bad = all.iter().filter(|finding| finding["level"] != "fine");
    bad.map(|finding| (text(finding, "about"), text(finding, "what"))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn doctor_finds_nothing_wrong_with_a_good_installation() {
    let (slack, data) = (slack().await, tempfile::tempdir().expect("folder"));
    let mut env = environment(&slack, &data);
    env.insert("SLACK_APP_TOKEN".into(), slack.app_token().into());
    let ran = typed(&["doctor"], &env).await;
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{}", ran.out);
    for words in [
        "Socket Mode and HTTP",
        "the token has all that are needed",
        "agrees with Slack's",
        "no bot runs on it",
    ] {
        assert!(ran.out.contains(words), "{words} in {}", ran.out);
    }
    assert!(!ran.out.contains("xoxb") && !ran.out.contains("xapp-"), "{}", ran.out);
    let ran = typed(&["doctor", "--json"], &env).await;
    assert_eq!((ran.code, complaints(&ran)), (Some(0), vec![]));
}

#[tokio::test(flavor = "multi_thread")]
async fn doctor_names_everything_that_is_missing_or_refused() {
    let (slack, data) = (slack().await, tempfile::tempdir().expect("folder"));
    let ran = typed(&["doctor", "--json"], &std::collections::BTreeMap::new()).await;
    assert_eq!(ran.code, Some(1));
    let about: Vec<_> = complaints(&ran).into_iter().map(|(about, _)| about).collect();
    assert_eq!(about, ["tokens", "tokens"]);

    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let mut env = environment(&slack, &data);
    env.extend(
        [
            ("SLACK_BOT_TOKEN", "xoxb-very-secret"),
            ("SLACK_APP_TOKEN", "xapp-very-secret"),
            ("SLACK_CLIENT_ID", "1.2"),
            ("REDIS_URL", "redis://:very-secret@127.0.0.1:1"),
            ("UNRUSH_OPS_LISTEN", &taken.local_addr().expect("address").to_string()),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned())),
    );
    let ran = typed(&["doctor", "--json"], &env).await;
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
    assert!(!ran.out.contains("very-secret"), "{}", ran.out);
    let found = complaints(&ran);
    for (about, what) in [
        ("tokens", "SLACK_CLIENT_ID"),
        ("Slack", "the bot token is refused: invalid_auth"),
        ("Socket Mode", "the app-level token is refused"),
        ("store", "Redis at 127.0.0.1:1 does not answer"),
        ("addresses", "UNRUSH_OPS_LISTEN"),
    ] {
        assert!(found.iter().any(|(a, w)| a == about && w.contains(what)), "{about}, {what}: {found:#?}");
    }
    assert_eq!(found.len(), 5, "{found:#?}");

    env.insert("UNRUSH_LISTEN".into(), "everywhere".into());
    let found = complaints(&typed(&["doctor", "--json"], &env).await);
    assert_eq!(found.len(), 1);
    assert!(found[0].1.contains("UNRUSH_LISTEN"), "{found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn doctor_holds_the_scopes_against_the_features_and_the_clock_against_slacks() {
    let data = tempfile::tempdir().expect("folder");
    let granted: Vec<_> = scopes().into_iter().filter(|s| !["dnd:read", "im:write"].contains(s)).collect();
    let late = SystemClock.now() - TimeDelta::seconds(600);
    let api = one_answer(granted.join(","), late.to_rfc2822().replace("+0000", "GMT"));
    let nowhere = data.path().join("not/there").to_string_lossy().into_owned();
    let env = [
        ("SLACK_BOT_TOKEN", "xoxb-1"),
        ("SLACK_SIGNING_SECRET", "x"),
        ("SLACK_API_URL", &api),
        ("UNRUSH_DATA_DIR", &nowhere),
        ("UNRUSH_LISTEN", "127.0.0.1:0"),
        ("UNRUSH_OPS_LISTEN", "127.0.0.1:0"),
    ];
    let env = env.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let ran = typed(&["doctor", "--json"], &env).await;
    let found = complaints(&ran);
    let about: Vec<_> = found.iter().map(|(about, _)| about.as_str()).collect();
    assert_eq!(about, ["scopes", "scopes", "clock", "store"], "{found:#?}");
    assert!(found[0].1.contains("im:write") && found[1].1.contains("dnd:read"), "{found:#?}");
    assert!(found[2].1.contains("60") || found[2].1.contains("59"), "{found:#?}");
    let ran = typed(&["doctor"], &env).await;
    assert!(ran.out.contains("add im:write under OAuth & Permissions"), "{}", ran.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn doctor_calls_a_scope_that_is_a_matter_of_choice_no_fault() {
    let data = tempfile::tempdir().expect("folder");
    let granted: Vec<_> = scopes().into_iter().filter(|scope| *scope != "files:write").collect();
    let api = one_answer(granted.join(","), SystemClock.now().to_rfc2822().replace("+0000", "GMT"));
    let folder = data.path().to_string_lossy().into_owned();
    let env = [
        ("SLACK_BOT_TOKEN", "xoxb-1"),
        ("SLACK_SIGNING_SECRET", "x"),
        ("SLACK_API_URL", &api),
        ("UNRUSH_DATA_DIR", &folder),
        ("UNRUSH_LISTEN", "127.0.0.1:0"),
        ("UNRUSH_OPS_LISTEN", "127.0.0.1:0"),
    ];
    let env = env.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let ran = typed(&["doctor"], &env).await;
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    for words in [
        "note   scopes: optional, and not granted: files:write",
        "without it the day of `overlap` is drawn as text",
        "fine   scopes: the token has all that are needed",
    ] {
        assert!(ran.out.contains(words), "{words} in {}", ran.out);
    }
}

/// A server that answers every request as `auth.test` does, and ends with the test program.
fn one_answer(scopes: String, date: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let at = listener.local_addr().expect("address");
    std::thread::spawn(move || {
        let body = json!({"ok": true, "team_id": "T0LAUNCH", "user_id": "U0BOT", "bot_id": "B0BOT",
            "url": "https://launch.slack.com/"})
        .to_string();
        for stream in listener.incoming().map_while(Result::ok) {
            let mut stream = stream;
            let _ = stream.read(&mut [0; 4096]);
            let answer = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nDate: {date}\r\nX-OAuth-Scopes: {scopes}\r\n\
                 Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            );
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    format!("http://{at}/api/")
}

#[tokio::test(flavor = "multi_thread")]
async fn doctor_says_how_to_make_a_redis_keep_what_it_is_given() {
    let (slack, data) = (slack().await, tempfile::tempdir().expect("folder"));
    let redis = Server::start_with(&["--appendonly", "no", "--maxmemory-policy", "allkeys-lru"]);
    redis.answers(&["PING"], "PONG");
    let mut env = environment(&slack, &data);
    env.insert("REDIS_URL".into(), redis.url());
    let ran = typed(&["doctor"], &env).await;
    assert_eq!(ran.code, Some(1), "{}", ran.out);
    for words in ["CONFIG SET appendonly yes", "CONFIG SET maxmemory-policy noeviction"] {
        assert!(ran.out.contains(words), "{words} in {}", ran.out);
    }
    env.insert("UNRUSH_REDIS_CHECKS".into(), "warn".into());
    assert_eq!(typed(&["doctor"], &env).await.code, Some(0), "so it was chosen");
    // a wrong password is said at once, and not after waiting for a server that is there
    redis.answers(&["CONFIG", "SET", "requirepass", "right"], "OK");
    env.insert("REDIS_URL".into(), redis.url().replace("redis://", "redis://:wrong@"));
    let begun = std::time::Instant::now();
    let ran = typed(&["serve"], &env).await;
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(begun.elapsed() < std::time::Duration::from_secs(10), "{:?}", begun.elapsed());
    assert!(
        ran.err.contains(&format!("127.0.0.1:{}", redis.port())) && !ran.err.contains("wrong@"),
        "{}",
        ran.err
    );
}

const WORDS: &str = "water the plants in the cellar";

fn reminder(name: &str) -> Delivery {
    let (team, ada) = (TeamId::parse("T0GARDEN").expect("id"), UserId::parse("U0ADA").expect("id"));
    let due = SystemClock.now() - TimeDelta::minutes(1);
    Delivery {
        id: DeliveryId::reminder(&team, name, due),
        team,
        due,
        lane: Lane::Normal,
        owner: Some(ada.clone()),
        what: Outgoing::Reminder(Reminder {
            id: name.into(),
            to: ada.clone(),
            by: ada,
            text: PrivateText::new(WORDS),
            nominal: due,
            snoozed: false,
        }),
        progress: Progress { attempts: 5, ..Progress::default() },
    }
}

/// Two reminders that were given up.
async fn bury_two(store: &dyn Store) -> Vec<String> {
    let deliver = vec![reminder("one"), reminder("two")];
    let team = deliver[0].team.clone();
    store.commit(&team, Changes { deliver, ..Changes::default() }).await.expect("commits");
    let lease = std::time::Duration::from_mins(1);
    let claims = store.claim(SystemClock.now(), lease, 9).await.expect("claims");
    for claim in &claims {
        let dead = Settlement::Dead("messages_tab_disabled".into());
        store.settle(claim, dead, Changes::default()).await.expect("settles");
    }
    claims.iter().map(|claim| claim.delivery.id.to_string()).collect()
}

fn keys(data: &tempfile::TempDir) -> Keys {
    Keys::new(&Key::load_or_create(data.path()).expect("key"), &[])
}

#[tokio::test(flavor = "multi_thread")]
async fn dead_letters_are_listed_shown_requeued_and_purged_beside_a_running_bot_and_without() {
    let (slack, data) = (slack().await, tempfile::tempdir().expect("folder"));
    let env = environment(&slack, &data);
    let ran = typed(&["dead-letters", "list"], &env).await;
    assert_eq!(ran.code, Some(1), "a tool makes no store");
    assert!(
        ran.err.contains("there is no store") && !data.path().join("unrush.redb").exists(),
        "{}",
        ran.err
    );

    let store = Embedded::open(data.path(), keys(&data), std::sync::Arc::new(SystemClock)).expect("opens");
    let ids = bury_two(&store).await;
    store.close().await;
    drop(store);
    let ran = typed(&["dead-letters", "list"], &env).await;
    assert_eq!((ran.code, ran.out.lines().count()), (Some(0), 2), "{} {}", ran.out, ran.err);
    assert!(ran.out.contains(&ids[0]) && ran.out.contains("messages_tab_disabled"), "{}", ran.out);
    let ran = typed(&["dead-letters", "show", &ids[1], "--json"], &env).await;
    let letter: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!((&letter["id"], &letter["kind"]), (&json!(ids[1]), &json!("reminder")));
    for (args, code) in [
        (&["dead-letters", "show", "nobody"][..], 1),
        (&["dead-letters", "requeue", "nobody"], 1),
        (&["dead-letters", "requeue"], 2),
        (&["dead-letters", "purge", "--all", "nobody"], 2),
    ] {
        assert_eq!(typed(args, &env).await.code, Some(code), "{args:?}");
    }

    let bot = Served::start(&env);
    bot.until(|report| report["slack"] == "answers").await;
    let ran = typed(&["store", "stats", "--json"], &env).await;
    let stats: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!((&stats["dead_letters"], &stats["writable"]), (&json!(2), &json!(true)), "{stats}");
    let ran = typed(&["doctor"], &env).await;
    assert!(ran.out.contains("a bot runs on"), "{}", ran.out);
    let ran = typed(&["dead-letters", "requeue", &ids[0]], &env).await;
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    bot.counts(r#"unrush_deliveries_total{kind="reminder",result="delivered"}"#, 1.0).await;
    let ran = typed(&["dead-letters", "purge", "--all"], &env).await;
    assert_eq!((ran.code, ran.out.contains(&ids[1])), (Some(0), true), "{}", ran.err);
    let ran = typed(&["dead-letters", "list"], &env).await;
    assert_eq!(ran.out, "no dead letters\n");
    bot.signal("-TERM");
    let (ended, log) = tokio::task::spawn_blocking(|| bot.ends()).await.expect("ends");
    assert_eq!(ended.code(), Some(0), "{log}");
    assert!(!log.contains(WORDS), "{log}");
    let ran = typed(&["store", "check"], &env).await;
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{}", ran.out);
    assert!(ran.out.contains("the file is whole") && ran.out.contains("the store is fine"), "{}", ran.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn with_redis_the_same_questions_go_to_redis_itself() {
    let (slack, data) = (slack().await, tempfile::tempdir().expect("folder"));
    let redis = Server::start();
    let mut env = environment(&slack, &data);
    env.insert("REDIS_URL".into(), redis.url());
    let ran = typed(&["store", "stats"], &env).await;
    assert_eq!(ran.code, Some(1), "a key of the tool's own would lock the bot out");
    assert!(ran.err.contains("no encryption key"), "{}", ran.err);
    let clock = std::sync::Arc::new(SystemClock);
    let store = Redis::open(&redis.url(), keys(&data), clock, Checks::Strict).await.expect("opens");
    let ids = bury_two(&store).await;
    let ran = typed(&["dead-letters", "list", "--json"], &env).await;
    let listed: Vec<Value> = ran.answers();
    assert_eq!(listed.len(), 2, "{}", ran.err);
    assert!(!ran.out.contains("plants"), "{}", ran.out);
    assert_eq!(typed(&["dead-letters", "requeue", &ids[1]], &env).await.code, Some(0));
    assert_eq!(typed(&["dead-letters", "purge", &ids[0]], &env).await.code, Some(0));
    let ran = typed(&["store", "stats"], &env).await;
    assert!(ran.out.contains("deliveries    1, 0 of them"), "{}", ran.out);
    let ran = typed(&["store", "check"], &env).await;
    assert_eq!(ran.code, Some(0), "{}", ran.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_read_wrongly_is_counted_for_the_operator() {
    let (slack, data) = (slack().await, tempfile::tempdir().expect("folder"));
    let env = environment(&slack, &data);
    let bot = Served::start(&env);
    slack.set_events_url(Some(format!("http://{}/slack/events", bot.door)));
    let ts = slack.says("ada", "launch", "@bo can you review the zeppelin by Thursday?").await.expect("says");
    bot.counts(r#"unrush_deliveries_total{kind="tag",result="delivered"}"#, 1.0).await;
    slack.uses_shortcut("ada", "message.why", Some(("launch", &ts))).await.expect("asks why");
    bot.counts(r#"unrush_deliveries_total{kind="why",result="delivered"}"#, 1.0).await;
    let id = slack.world().ephemerals("U0ADA").last().expect("an explanation").id.clone();
    let press = Press { selected: Some("It means: Today".into()), ..Press::on("launch", &id, "why.misread") };
    slack.presses("ada", press).await.expect("reports");
    bot.counts(r#"unrush_misread_total{rule="deadline",meant="today"}"#, 1.0).await;
    let ran = typed(&["store", "stats", "--json"], &env).await;
    let stats: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(stats["misread"], json!([{"rule": "deadline", "meant": "today", "count": 1}]), "{stats}");
    let ran = typed(&["store", "stats"], &env).await;
    assert!(ran.out.contains("misread       deadline, today was meant: 1"), "{}", ran.out);
    bot.signal("-TERM");
    let (ended, log) = tokio::task::spawn_blocking(|| bot.ends()).await.expect("ends");
    assert!(ended.success() && !log.contains("zeppelin") && !log.contains("Thursday"), "{log}");
}
