//! The client against a small server that answers by a script.

mod server;

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::json;
use tokio::net::TcpListener;

use super::*;
use crate::clock::SteppedClock;
use crate::domain::ids::{ChannelId, DeliveryId, Ts};
use crate::domain::outgoing::{Card, Modal, Place, ReadPlace, ReminderCard};
use crate::domain::text::{PrivateText, SecretUrl, Speech};
use crate::domain::window::Window;
use crate::domain::words::Locale;
use server::{Act, Server, error, ok};

fn talking_to(server: &Server) -> Client {
    client(&format!("http://{}/api", server.address))
}

fn client(base: &str) -> Client {
    let tokens = Arc::new(Tokens::single("xoxb-test"));
    tokens.learn(&Token::new("xoxb-test"), team(), UserId::parse("U0BOT").expect("id"), None);
    Client::new(base, tokens, Arc::new(SteppedClock::standing(now(), 1))).expect("client")
}

fn now() -> DateTime<Utc> {
    "2026-11-23T09:00:00Z".parse().expect("moment")
}

fn team() -> TeamId {
    TeamId::parse("T1").expect("id")
}

fn launch() -> ChannelId {
    ChannelId::parse("C0LAUNCH").expect("id")
}

fn ts(raw: &str) -> Ts {
    Ts::parse(raw).expect("ts")
}

fn user(id: &str) -> UserId {
    UserId::parse(id).expect("id")
}

fn reminder() -> Call {
    let card = ReminderCard {
        id: "r1".into(),
        text: PrivateText::new("tea & <!channel>"),
        by: None,
        late: None,
        next: None,
        shared: None,
        locale: Locale::En,
    };
    let key = DeliveryId::reminder(&team(), "r1", now());
    Call::Post { to: Place::Person(user("U0ADA")), card: Card::Reminder(card), key }
}

fn reaction() -> Call {
    Call::React { channel: launch(), ts: ts("1.0"), emoji: "calendar".into() }
}

#[tokio::test]
async fn a_post_carries_its_token_its_metadata_and_nothing_that_pings() {
    let server =
        Server::with(vec![ok(&json!({"ok": true, "channel": "D0ADA", "ts": "1700000000.000100"}))]).await;
    let receipt = talking_to(&server).deliver(&team(), &reminder()).await.expect("posted");
    assert_eq!((receipt.channel, receipt.ts), (ChannelId::parse("D0ADA"), Ts::parse("1700000000.000100")));
    let (head, body) = &server.requests()[0];
    assert!(head.starts_with("POST /api/chat.postMessage HTTP/1.1"), "{head}");
    assert!(head.contains("authorization: Bearer xoxb-test") && !body.contains("xoxb"));
    let form = &server.forms()[0];
    assert_eq!(form["channel"], "U0ADA");
    assert_eq!(form["text"], "Reminder: tea &amp; &lt;!channel&gt;");
    let metadata: serde_json::Value = serde_json::from_str(&form["metadata"]).expect("JSON");
    let key = format!("reminder:T1:r1:{}", now().timestamp());
    assert_eq!(metadata, json!({"event_type": "unrush_delivery", "event_payload": {"key": key}}));
    assert!(!form.contains_key("link_names") && !form.contains_key("thread_ts"));
}

#[tokio::test]
async fn a_missing_answer_is_unsure_for_a_post_and_not_now_for_a_reaction() {
    for act in [|| Act::Cut, || Act::Truncate, || Act::Flood, || Act::Say(502, "", "<html>".into())] {
        let server = Server::with(vec![act(), act()]).await;
        let client = talking_to(&server);
        let post = client.deliver(&team(), &reminder()).await;
        assert!(matches!(post, Err(Refusal::Ambiguous(_))), "{post:?}");
        let reaction = client.deliver(&team(), &reaction()).await;
        assert!(matches!(reaction, Err(Refusal::Later(_))), "{reaction:?}");
        assert_eq!(server.requests().len(), 2, "nothing is sent twice");
    }
}

#[tokio::test]
async fn nobody_at_home_is_not_now_for_everything() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("port");
    let base = format!("http://{}/api/", listener.local_addr().expect("address"));
    drop(listener);
    let client = client(&base);
    for call in [reminder(), reaction()] {
        assert_eq!(client.deliver(&team(), &call).await, Err(Refusal::Later("no connection".into())));
    }
}

#[tokio::test]
async fn slower_never_and_workspace_reach_the_courier_as_such() {
    let server = Server::with(vec![
        Act::Say(429, "Retry-After: 30\r\n", String::new()),
        error("user_disabled"),
        error("token_revoked"),
        error("never_heard_of"),
        Act::Say(302, "Location: http://127.0.0.1:1/elsewhere\r\n", String::new()),
    ])
    .await;
    let client = talking_to(&server);
    let mut refusals = Vec::new();
    for _ in 0..5 {
        refusals.push(client.deliver(&team(), &reminder()).await.expect_err("refused"));
    }
    assert!(matches!(refusals[0], Refusal::Slower(d) if (30..32).contains(&d.as_secs())));
    assert_eq!(refusals[1], Refusal::Never("user_disabled".into()));
    assert_eq!(refusals[2], Refusal::Workspace("token_revoked".into()));
    assert_eq!(refusals[3], Refusal::Unknown("never_heard_of".into()));
    assert_eq!(refusals[4], Refusal::Unknown("HTTP 302".into()), "no redirect is followed");
}

#[tokio::test]
async fn what_is_so_already_counts_as_done() {
    let server =
        Server::with(vec![error("already_reacted"), error("no_reaction"), error("message_not_found")]).await;
    let client = talking_to(&server);
    let unreact = Call::Unreact { channel: launch(), ts: ts("1.0"), emoji: "calendar".into() };
    for call in [reaction(), unreact, Call::Delete { channel: launch(), ts: ts("1.0") }] {
        assert_eq!(client.deliver(&team(), &call).await, Ok(Receipt::default()));
    }
}

#[tokio::test]
async fn blocks_slack_does_not_take_are_left_away_once() {
    let posted = json!({"ok": true, "channel": "D0ADA", "ts": "1.0"});
    let server = Server::with(vec![error("invalid_blocks"), ok(&posted)]).await;
    talking_to(&server).deliver(&team(), &reminder()).await.expect("posted");
    let forms = server.forms();
    assert!(forms[0].contains_key("blocks") && !forms[1].contains_key("blocks"));
    assert_eq!(forms[0]["text"], forms[1]["text"]);
}

#[tokio::test]
async fn another_workspace_is_refused_without_a_call() {
    let server = Server::with(vec![]).await;
    let other = TeamId::parse("T2").expect("id");
    let refused = talking_to(&server).deliver(&other, &reaction()).await;
    assert!(matches!(refused, Err(Refusal::Workspace(_))));
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn an_answer_goes_only_to_slack() {
    let server = Server::with(vec![
        Act::Say(200, "", "ok".into()),
        Act::Say(404, "", r#"{"ok":false,"error":"used_url"}"#.into()),
    ])
    .await;
    let client = talking_to(&server);
    let respond = |url: &str| Call::Respond {
        url: SecretUrl::new(url),
        card: Card::Words(Speech::ours("Noted.")),
        replace: true,
    };
    for elsewhere in [
        "https://evil.example/commands/T1/1/x",
        "https://hooks.slack.com.evil.example/x",
        "https://hooks.slack.com@evil.example/x",
        "http://hooks.slack.com/x",
        "https://hooks.slack.com:8443/x",
        "file:///etc/passwd",
        "not an address",
    ] {
        let refused = client.deliver(&team(), &respond(elsewhere)).await;
        assert_eq!(refused, Err(Refusal::Never("not an address of Slack".into())), "{elsewhere}");
    }
    assert!(client.hook("https://hooks.slack.com/commands/T1/1/x").is_some());
    assert!(client.hook("https://hooks.slack-gov.com/actions/T1/1/x").is_some());
    let home = format!("http://{}/hooks/1", server.address);
    assert_eq!(client.deliver(&team(), &respond(&home)).await, Ok(Receipt::default()));
    assert_eq!(client.deliver(&team(), &respond(&home)).await, Err(Refusal::Never("used_url".into())));
    let (head, body) = &server.requests()[0];
    assert!(!head.contains("authorization"), "the token goes only to the API");
    let body: serde_json::Value = serde_json::from_str(body).expect("JSON");
    assert_eq!((&body["text"], &body["replace_original"]), (&"Noted.".into(), &true.into()));
}

#[tokio::test]
async fn a_modal_is_opened_with_its_trigger() {
    let server = Server::with(vec![ok(&json!({"ok": true})), error("expired_trigger_id")]).await;
    let client = talking_to(&server);
    let modal =
        Modal::ChangeWindow { channel: launch(), ts: ts("1.0"), now: Window::Today, locale: Locale::En };
    let open = Call::Open { trigger: "1.2.abc".into(), modal };
    assert!(client.deliver(&team(), &open).await.is_ok());
    assert_eq!(client.deliver(&team(), &open).await, Err(Refusal::Never("expired_trigger_id".into())));
    let form = &server.forms()[0];
    assert_eq!(form["trigger_id"], "1.2.abc");
    let view: serde_json::Value = serde_json::from_str(&form["view"]).expect("JSON");
    assert_eq!(view["callback_id"], "change_window");
}

#[tokio::test]
async fn auth_test_tells_whose_the_token_is() {
    let body = json!({"ok": true, "team_id": "T1", "user_id": "U0BOT", "bot_id": "B1"}).to_string();
    let server = Server::with(vec![Act::Say(200, "X-OAuth-Scopes: chat:write, users:read\r\n", body)]).await;
    let tokens = Arc::new(Tokens::single("xoxb-test"));
    let clock = Arc::new(SteppedClock::standing(now(), 1));
    let base = format!("http://{}/api/", server.address);
    let client = Client::new(&base, Arc::clone(&tokens), clock).expect("client");
    let identity = client.auth_test(&Token::new("xoxb-test")).await.expect("known");
    assert_eq!(identity.scopes, ["chat:write", "users:read"]);
    assert_eq!(tokens.bot_user(&identity.team), Some(user("U0BOT")));
}

#[tokio::test]
async fn a_listing_ends_whatever_cursors_come() {
    let page = |ids: &[&str], next: &str| {
        ok(&json!({"ok": true, "members": ids, "response_metadata": {"next_cursor": next}}))
    };
    let script = vec![page(&["U1A", "U2A"], "c1"), page(&[], "c2"), page(&["U2A", "U3A", "bad id"], "c2")];
    let server = Server::with(script).await;
    let read = Read::Members { channel: launch() };
    let known = talking_to(&server).read(&team(), &read).await.expect("read");
    assert!(matches!(known, Known::Members(m) if m == [user("U1A"), user("U2A"), user("U3A")]));
    let forms = server.forms();
    assert!(!forms[0].contains_key("cursor"), "an empty cursor would start again");
    assert_eq!(forms[1]["cursor"], "c1");
}

#[tokio::test]
async fn a_post_of_ours_is_found_by_its_name_and_author() {
    let metadata = |key: &str| json!({"event_type": "unrush_delivery", "event_payload": {"key": key}});
    let server = Server::with(vec![
        ok(&json!({"ok": true, "channel": {"id": "D0ADA"}})),
        ok(&json!({"ok": true, "messages": [
            {"ts": "3.0", "user": "U0BOT"},
            {"ts": "2.0", "user": "U0EVE", "metadata": metadata("k")},
            {"ts": "1.0", "user": "U0BOT", "metadata": metadata("k")},
        ]})),
    ])
    .await;
    let read = Read::Ours {
        key: DeliveryId::from_stored("k"),
        place: ReadPlace::Person { user: user("U0ADA") },
        since: now(),
    };
    let known = talking_to(&server).read(&team(), &read).await.expect("read");
    assert!(matches!(known, Known::Ours(Some((_, found))) if found == ts("1.0")));
    let form = &server.forms()[1];
    assert_eq!(form["channel"], "D0ADA");
    assert_eq!(form["oldest"], format!("{}.000000", now().timestamp() - 5));
    assert_eq!(form["include_all_metadata"], "true");
}

#[tokio::test]
async fn people_groups_and_quiet_hours_are_read_and_their_absence_is_an_answer() {
    let server = Server::with(vec![
        error("user_not_found"),
        error("no_such_subteam"),
        ok(&json!({"ok": true, "users": {"U0ADA":
            {"dnd_enabled": true, "next_dnd_start_ts": 1_700_000_000, "next_dnd_end_ts": 1_700_030_000}}})),
        ok(&json!({"ok": true, "users": {"U0ADA":
            {"dnd_enabled": false, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1}}})),
        ok(&json!({"ok": true, "messages": []})),
        ok(&json!({"ok": true, "user": {"id": "U0ADA", "tz": "Europe/Berlin", "locale": "de-DE",
            "deleted": false, "profile": {"display_name": "Ada", "real_name": "Ada L."}}})),
    ])
    .await;
    let client = talking_to(&server);
    let read = async |read: Read| client.read(&team(), &read).await.expect("read");
    assert!(matches!(read(Read::Person { user: user("U0GONE") }).await, Known::Person(_, None)));
    let group = crate::domain::ids::GroupId::parse("S1").expect("id");
    assert!(matches!(read(Read::Group { group }).await, Known::Group(m) if m.is_empty()));
    let dnd = || Read::Dnd { user: user("U0ADA") };
    assert!(matches!(read(dnd()).await, Known::Dnd(d) if d[0].1.end.is_some() && d[0].1.read_at == now()));
    assert!(matches!(read(dnd()).await, Known::Dnd(d) if d[0].1.end.is_none()));
    let message = Read::Message { channel: launch(), ts: ts("1.0"), thread: None };
    assert!(matches!(read(message).await, Known::Message(None)));
    let ada = read(Read::Person { user: user("U0ADA") }).await;
    assert!(matches!(ada, Known::Person(_, Some(p)) if p.zone.as_deref() == Some("Europe/Berlin")));
}

#[tokio::test]
async fn several_messages_are_read_on_one_page_and_what_is_not_on_it_is_left_out() {
    let said = |ts: &str| json!({"type": "message", "ts": ts, "user": "U0ADA", "text": "tea"});
    let page =
        |more: bool| json!({"ok": true, "has_more": more, "messages": [said("9.000001"), said("7.000001")]});
    let server = Server::with(vec![ok(&page(true)), ok(&page(false)), error("channel_not_found")]).await;
    let client = talking_to(&server);
    let all: Vec<Ts> = ["5.000001", "8.000001", "9.000001"].map(ts).to_vec();
    let mut found = Vec::new();
    for _ in 0..3 {
        let read = Read::MessagesOf { channel: launch(), all: all.clone() };
        let Ok(Known::Messages(told)) = client.read(&team(), &read).await else { panic!("messages") };
        found.push(told.iter().map(|(ts, m)| format!("{ts} {}", m.is_some())).collect::<Vec<_>>());
    }
    assert_eq!(found[0], ["8.000001 false", "9.000001 true"], "the oldest may be on the next page");
    assert_eq!(found[1], ["5.000001 false", "8.000001 false", "9.000001 true"]);
    assert_eq!(found[2], ["5.000001 false", "8.000001 false", "9.000001 false"], "not ours to read");
    assert_eq!(server.forms()[0]["oldest"], "5.000001");
}

#[tokio::test]
async fn a_server_that_never_answers_is_given_up_at_the_deadline() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("port");
    let mut client = client(&format!("http://{}/", listener.local_addr().expect("address")));
    client.wire.whole = Duration::from_millis(100);
    let refusal = client.deliver(&team(), &reminder()).await;
    assert_eq!(refusal, Err(Refusal::Ambiguous("no answer in time".into())), "it may have been read");
}

#[test]
fn odd_addresses_are_refused_and_the_final_slash_is_optional() {
    let make = |base: &str| {
        let clock = Arc::new(SteppedClock::standing(now(), 1));
        Client::new(base, Arc::new(Tokens::single("xoxb-1")), clock)
    };
    assert_eq!(make("http://127.0.0.1:1/api").expect("client").base, "http://127.0.0.1:1/api/");
    assert_eq!(make("http://127.0.0.1:1/api//").expect("client").base, "http://127.0.0.1:1/api/");
    for odd in ["", "slack.com/api", "ftp://slack.com", "http://"] {
        assert!(make(odd).is_err(), "{odd}");
    }
    assert!(!format!("{:?}", make("http://127.0.0.1:1/")).contains("xoxb"));
}

#[tokio::test]
async fn a_picture_is_brought_only_to_slack() {
    let day = crate::domain::picture::Day {
        whole: (now(), now() + chrono::TimeDelta::days(1)),
        zone: crate::domain::worktime::Zone::utc(),
        rows: Vec::new(),
        common: Vec::new(),
        proposed: Vec::new(),
        locale: Locale::En,
    };
    let upload = Call::Upload { day: Box::new(day) };
    for elsewhere in [
        "https://evil.example/upload/v1/x",
        "https://files.slack.com.evil.example/upload/v1/x",
        "https://files.slack.com@evil.example/upload/v1/x",
        "http://files.slack.com/upload/v1/x",
        "https://169.254.169.254/latest",
        "",
    ] {
        let given = json!({"ok": true, "upload_url": elsewhere, "file_id": "F0DAY00001"});
        let server = Server::with(vec![ok(&given)]).await;
        let refused = talking_to(&server).deliver(&team(), &upload).await;
        assert_eq!(refused, Err(Refusal::Never("not an address of Slack".into())), "{elsewhere}");
        assert_eq!(server.requests().len(), 1, "nothing is brought there");
        assert!(server.forms()[0]["length"].parse::<usize>().is_ok_and(|length| length > 100));
    }
    let client = client("https://slack.com/api/");
    assert!(client.at_slack("https://files.slack.com/upload/v1/x", files::HOSTS).is_some());
    assert!(client.at_slack("https://hooks.slack.com/commands/x", files::HOSTS).is_none());
}

#[tokio::test]
async fn what_the_token_may_do_is_heard_with_every_answer() {
    let said = |scopes: &str| Act::Say(200, scopes.to_owned().leak(), r#"{"ok":true}"#.into());
    let server = Server::with(vec![
        said("X-OAuth-Scopes: chat:write, files:write\r\n"),
        said(""),
        said("X-OAuth-Scopes: chat:write,files:writer\r\n"),
    ])
    .await;
    let client = talking_to(&server);
    let other = TeamId::parse("T2").expect("id");
    assert!(!client.may_upload(&team()), "nobody has said so yet");
    for may in [true, true, false] {
        client.deliver(&team(), &reaction()).await.expect("done");
        assert_eq!((client.may_upload(&team()), client.may_upload(&other)), (may, false));
    }
}
