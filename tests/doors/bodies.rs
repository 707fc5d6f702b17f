//! Well-signed bodies that nobody can read, and the few that are not for the desk.

use serde_json::{Value, json};
use unrush::domain::inbound::Happening;
use unrush::slack::http::Count;

use super::caller::request;
use super::house::{FORM, House, JSON, POST, form, signed};
use super::samples::{COMMAND, envelope, message, press};

fn nested(levels: usize) -> String {
    format!("{}{}", "[".repeat(levels), "]".repeat(levels))
}

#[tokio::test]
async fn what_nobody_can_read_is_refused_for_good_and_harms_nothing() {
    let house = House::open().await;
    let event = message().to_string();
    let with = |key: &str, value: &str| event.replacen('{', &format!("{{\"{key}\":{value},"), 1);
    let deep = format!("payload={{\"type\":\"block_actions\",\"actions\":{}}}", nested(10_000));
    let json: Vec<(&str, Vec<u8>)> = vec![
        ("nothing", b"".to_vec()),
        ("cut off", event.as_bytes()[..event.len() / 2].to_vec()),
        ("an array", b"[{}]".to_vec()),
        ("two bodies", [event.as_bytes(), event.as_bytes()].concat()),
        ("a body and more", format!("{event}x").into_bytes()),
        ("a byte-order mark", format!("\u{feff}{event}").into_bytes()),
        (
            "not UTF-8",
            event.replace("can you", "\u{1}").bytes().map(|b| if b == 1 { 0xff } else { b }).collect(),
        ),
        ("a NUL", event.replace("can you", "\0").into_bytes()),
        ("nested", nested(10_000).into_bytes()),
        ("nested within", with("more", &nested(10_000)).into_bytes()),
        ("nested objects", "{\"a\":".repeat(10_000).into_bytes()),
        (
            "nested blocks",
            event.replace("\"blocks\":[", &format!("\"blocks\":[{},", nested(10_000))).into_bytes(),
        ),
        ("a key twice", with("type", "\"event_callback\"").into_bytes()),
        ("an unknown key twice", with("more", "1,\"more\":2").into_bytes()),
        ("a number too large", event.replace("1700000001", "1e400").into_bytes()),
        ("half a surrogate", event.replace("can you", "\\ud800").into_bytes()),
        ("bare words", b"hello".to_vec()),
    ];
    let forms: Vec<(&str, Vec<u8>)> = vec![
        ("no fields of ours", b"a=1&b=2".to_vec()),
        ("an empty payload", b"payload=".to_vec()),
        ("a broken payload", b"payload=%7B%22type%22".to_vec()),
        ("a nested payload", deep.into_bytes()),
        ("two payloads", format!("{0}&{0}", form(&[("payload", "{}")])).into_bytes()),
        ("two users", format!("{}&user_id=U0BO", form(COMMAND)).into_bytes()),
        ("not UTF-8", [form(COMMAND).as_bytes(), b"&x=\xff\xfe"].concat()),
    ];
    let mut caller = house.caller().await;
    for (kind, bodies) in [(JSON, &json), (FORM, &forms)] {
        for (why, body) in bodies {
            let heard = caller.ask(&signed(kind, body)).await.unwrap_or_else(|| panic!("an answer to {why}"));
            assert_eq!((heard.status, heard.header("x-slack-no-retry")), (400, Some("1")), "{why}");
            assert_eq!(heard.body, "", "{why}");
        }
    }
    assert_eq!(house.door.tally().of(Count::Malformed), (json.len() + forms.len()) as u64);
    assert!(house.taken().is_empty());
    let heard = caller.ask(&signed(JSON, event.as_bytes())).await.expect("the same connection goes on");
    assert_eq!(heard.status, 200);
}

#[tokio::test]
async fn an_escaped_nul_is_a_character_like_others() {
    let house = House::open().await;
    let body = message().to_string().replace("can you", "\\u0000");
    assert_eq!(house.post(JSON, body.as_bytes()).await.status, 200);
    house.only_taken();
}

#[tokio::test]
async fn a_body_is_recognised_without_its_type() {
    let house = House::open().await;
    for kind in ["", "text/plain", "application/octet-stream", "Application/JSON; charset=utf-8"] {
        let body = message().to_string();
        assert_eq!(house.post(kind, body.as_bytes()).await.status, 200, "{kind}");
    }
    assert_eq!(house.taken().len(), 4);
    let command = form(COMMAND);
    for kind in ["", "application/x-www-form-urlencoded; charset=utf-8"] {
        assert_eq!(house.post(kind, command.as_bytes()).await.status, 200, "{kind}");
    }
    assert_eq!(house.taken().len(), 6);
}

#[tokio::test]
async fn a_certificate_check_is_answered_and_never_acted_upon() {
    let house = House::open().await;
    let check = [&[("ssl_check", "1")], COMMAND].concat();
    assert_eq!(house.form(&check).await.status, 200, "signed");
    let last = [COMMAND, &[("ssl_check", "1")]].concat();
    assert_eq!(house.form(&last).await.status, 200, "at the end");
    let payload = [("payload", press().to_string()), ("ssl_check", "1".into())];
    let payload = payload.each_ref().map(|(name, value)| (*name, value.as_str()));
    assert_eq!(house.form(&payload).await.status, 200, "with a press");
    let forged = request(POST, &[("Content-Type", FORM)], form(&check).as_bytes());
    let heard = house.ask(&forged).await;
    assert_eq!((heard.status, heard.body.as_str()), (200, ""), "forged");
    assert!(house.taken().is_empty(), "nothing ran");
    let not_one = [&[("ssl_check", "0")], COMMAND].concat();
    let forged = request(POST, &[("Content-Type", FORM)], form(&not_one).as_bytes());
    assert_eq!(house.ask(&forged).await.status, 401, "no check at all");
    let event = request(POST, &[("Content-Type", JSON)], b"{\"ssl_check\":1,\"type\":\"event_callback\"}");
    assert_eq!(house.ask(&event).await.status, 401, "events know no such check");
}

#[tokio::test]
async fn a_challenge_comes_back_exactly_and_only_to_slack() {
    let house = House::open().await;
    let ask = |challenge: &str| json!({"token": "x", "challenge": challenge, "type": "url_verification"});
    for word in ["3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P", "<b>é ☃\n\"", &"a".repeat(1024)] {
        let heard = house.event(&ask(word)).await;
        assert_eq!((heard.status, heard.body.as_str()), (200, word));
        assert!(heard.header("content-type").expect("a type").starts_with("text/plain"));
    }
    assert_eq!(house.event(&ask(&"a".repeat(1025))).await.status, 400, "too long to say");
    assert_eq!(
        house.event(&json!({"type": "url_verification", "challenge": 7})).await.status,
        400,
        "no word"
    );
    let body = ask("secret").to_string();
    let heard = house.ask(&request(POST, &[("Content-Type", JSON)], body.as_bytes())).await;
    assert_eq!((heard.status, heard.body.as_str()), (401, ""), "not signed");
}

#[tokio::test]
async fn what_is_for_others_is_heard_and_left_alone() {
    let house = House::open().await;
    let other = |key: &str, value: &str| {
        let mut event = message();
        event[key] = value.into();
        event
    };
    assert_eq!(house.event(&other("api_app_id", "A0OTHER")).await.status, 200);
    assert_eq!(house.event(&other("team_id", "T0OTHER")).await.status, 200);
    let with = |name: &str, value: &'static str| -> Vec<(&str, &str)> {
        COMMAND.iter().map(|(n, v)| if *n == name { (*n, value) } else { (*n, *v) }).collect()
    };
    assert_eq!(house.form(&with("api_app_id", "A0OTHER")).await.status, 200);
    assert_eq!(house.form(&with("team_id", "T0OTHER")).await.status, 200);
    let mut pressed = press();
    pressed["team"]["id"] = "T0OTHER".into();
    assert_eq!(house.interaction(&pressed).await.status, 200);
    assert!(house.taken().is_empty());
    assert_eq!(house.door.tally().of(Count::NotOurs), 5);
}

#[tokio::test]
async fn a_field_that_may_be_missing_is_not_missed() {
    let house = House::open().await;
    let mut event = message();
    let fields = ["api_app_id", "authorizations", "event_context", "context_team_id", "token", "event_time"];
    for field in fields {
        event.as_object_mut().expect("an object").remove(field);
    }
    assert_eq!(house.event(&event).await.status, 200);
    assert_eq!(house.only_taken().team.as_str(), "T0A");
}

#[tokio::test]
async fn an_organisation_wide_installation_goes_by_the_organisation() {
    let house = House::open().await;
    let mut event = message();
    event["team_id"] = Value::Null;
    event["enterprise_id"] = "E0A".into();
    assert_eq!(house.event(&event).await.status, 200);
    let mut pressed = press();
    pressed["team"] = Value::Null;
    pressed["enterprise"] = json!({"id": "E0A", "name": "org"});
    assert_eq!(house.interaction(&pressed).await.status, 200);
    pressed["enterprise"] = Value::Null;
    pressed["trigger_id"] = "another".into();
    assert_eq!(house.interaction(&pressed).await.status, 200);
    let teams: Vec<String> = house.taken().iter().map(|i| i.team.to_string()).collect();
    assert_eq!(teams, ["E0A", "E0A", "T0A"], "the last by the person's own workspace");
}

#[tokio::test]
async fn slack_dropping_events_is_counted_in_both_its_shapes() {
    let house = House::open().await;
    let outer = json!({"token": "x", "type": "app_rate_limited", "team_id": "T0A",
        "minute_rate_limited": 1_518_467_820, "api_app_id": "A0A"});
    let inner = envelope(&json!({"type": "app_rate_limited", "team_id": "T0A", "minute_rate_limited": 1}));
    for shape in [outer, inner] {
        assert_eq!(house.event(&shape).await.status, 200);
    }
    assert_eq!(house.door.tally().of(Count::RateLimited), 2);
    assert!(house.taken().is_empty());
}

#[tokio::test]
async fn being_removed_is_heard_in_any_order_and_as_often_as_it_comes() {
    let house = House::open().await;
    let ours = json!({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["U0BOT"]}});
    let removed = json!({"type": "app_uninstalled"});
    for event in [&removed, &ours, &removed, &ours] {
        assert_eq!(house.event(&envelope(event)).await.status, 200);
    }
    // a member's own token is none of ours
    let theirs = json!({"type": "tokens_revoked", "tokens": {"oauth": ["U0ADA"], "bot": []}});
    house.event(&envelope(&theirs)).await;
    let kinds = &house.door.tally().kinds;
    assert_eq!((kinds.of("app_uninstalled", "removed"), kinds.of("tokens_revoked", "removed")), (2, 2));
    assert_eq!(kinds.of("tokens_revoked", "ignored"), 1);
    let taken = house.taken();
    let is_removal =
        |inbound: &unrush::domain::inbound::Inbound| matches!(inbound.what, Happening::Removed(_));
    assert!(taken.len() == 4 && taken.iter().all(is_removal), "{taken:?}");
}
