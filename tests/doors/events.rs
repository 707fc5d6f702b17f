//! What people write, change and delete; what machines write; what comes twice, late, or from the future of Slack.

use std::sync::Arc;

use serde_json::{Value, json};
use tokio::task::JoinSet;
use unrush::domain::ids::UserId;
use unrush::domain::inbound::{Happening, Message};
use unrush::slack::http::Count;

use super::house::{House, JSON};
use super::samples::{changed, deleted, dnd, envelope, joined, message, message_with, user_change};

fn user(id: &str) -> UserId {
    UserId::parse(id).expect("an id")
}

fn wrote(what: Happening) -> Message {
    match what {
        Happening::Wrote(message) => message,
        other => panic!("not a new message: {other:?}"),
    }
}

/// Sends an event that is nothing to us.
async fn is_nothing(house: &House, event: &Value, why: &str) {
    let heard = house.event(event).await;
    assert_eq!((heard.status, heard.body.as_str()), (200, ""), "{why}");
    assert!(house.taken().is_empty(), "{why}");
}

#[tokio::test]
async fn a_message_reaches_the_desk_with_whom_it_pings() {
    let house = House::open().await;
    house.event(&message()).await;
    let inbound = house.only_taken();
    assert_eq!(inbound.team.as_str(), "T0A");
    let message = wrote(inbound.what);
    assert_eq!((message.channel.as_str(), message.ts.as_str()), ("C0A", "1700000000.000100"));
    assert_eq!((&message.author, message.thread.as_ref()), (&user("U0ADA"), None));
    assert_eq!(message.text.reveal(), "<@U0BO> can you look? &lt;3");
    assert_eq!(message.pings.people, [user("U0BO")]);
    assert_eq!(message.blocks.expect("rich text")[0]["block_id"], "b1");
}

#[tokio::test]
async fn a_message_does_not_show_its_words() {
    let house = House::open().await;
    house.event(&message()).await;
    let shown = format!("{:?}", house.only_taken());
    assert!(shown.contains("U0ADA") && !shown.contains("look"), "{shown}");
}

#[tokio::test]
async fn a_reply_knows_its_thread_and_a_parent_is_in_none() {
    let house = House::open().await;
    house.event(&message_with(&json!({"thread_ts": "1699999999.000100"}))).await;
    house.event(&message_with(&json!({"thread_ts": "1700000000.000100"}))).await;
    let threads = house.taken().into_iter().map(|i| wrote(i.what).thread.map(|ts| ts.to_string()));
    assert_eq!(threads.collect::<Vec<_>>(), [Some("1699999999.000100".to_owned()), None]);
}

#[tokio::test]
async fn people_may_attach_broadcast_and_speak_of_themselves() {
    let house = House::open().await;
    for (i, subtype) in ["file_share", "thread_broadcast", "me_message"].into_iter().enumerate() {
        let ts = format!("1700000000.00020{i}");
        house.event(&message_with(&json!({"subtype": subtype, "ts": ts}))).await;
    }
    assert_eq!(house.effects(), 3);
}

#[tokio::test]
async fn one_message_has_one_effect_however_often_and_under_whatever_name_it_comes() {
    let house = House::open().await;
    for i in 0..11 {
        let mut again = message();
        again["event_id"] = format!("Ev{i}").into();
        house.event(&again).await;
    }
    let mut mention = message_with(&json!({"type": "app_mention"}));
    mention["event_id"] = "EvMENTION".into();
    mention["event"].as_object_mut().expect("an object").remove("channel_type");
    house.event(&mention).await;
    assert_eq!((house.taken().len(), house.effects()), (12, 1));
}

#[tokio::test]
async fn repeats_side_by_side_have_one_effect() {
    let house = Arc::new(House::open().await);
    let mut all = JoinSet::new();
    for _ in 0..10 {
        let house = Arc::clone(&house);
        all.spawn(async move { house.event(&user_change()).await.status });
    }
    assert!(all.join_all().await.iter().all(|status| *status == 200));
    assert_eq!((house.taken().len(), house.effects()), (10, 1));
}

#[tokio::test]
async fn slacks_own_retries_are_counted_and_treated_like_the_first() {
    let house = House::open().await;
    let body = message().to_string();
    let bytes = super::house::signed(JSON, body.as_bytes());
    let text = String::from_utf8(bytes).expect("text");
    let retried =
        text.replacen("Host:", "X-Slack-Retry-Num: 1\r\nX-Slack-Retry-Reason: http_timeout\r\nHost:", 1);
    assert_eq!(house.ask(retried.as_bytes()).await.status, 200);
    let odd = text.replacen("Host:", "X-Slack-Retry-Num: many\r\nX-Slack-Retry-Reason: \u{e9}\r\nHost:", 1);
    assert_eq!(house.ask(odd.as_bytes()).await.status, 200);
    assert_eq!(house.door.tally().of(Count::Retried), 2);
    assert_eq!(house.effects(), 1);
}

#[tokio::test]
async fn an_edit_of_the_words_reaches_the_desk_under_its_own_name() {
    let house = House::open().await;
    house.event(&changed("no hurry", "<@U0BO> by noon?", &json!("1700000008.000000"))).await;
    let inbound = house.only_taken();
    assert_eq!(
        inbound.seen.as_str(),
        "e:T0A:C0A:1700000000.000100:1700000009.000200",
        "the change's own moment"
    );
    let Happening::Edited(message) = inbound.what else { panic!("an edit") };
    assert_eq!(message.ts.as_str(), "1700000000.000100", "the message's own, not the change's");
    assert_eq!(message.pings.people, [user("U0BO")]);
}

#[tokio::test]
async fn an_edit_without_its_mark_goes_by_the_moment_of_the_change() {
    let house = House::open().await;
    house.event(&changed("a", "b", &Value::Null)).await;
    assert_eq!(house.only_taken().seen.as_str(), "e:T0A:C0A:1700000000.000100:1700000009.000200");
}

#[tokio::test]
async fn a_change_that_changes_no_word_is_nothing() {
    let house = House::open().await;
    let unfurled = changed("see https://a.example", "see https://a.example", &Value::Null);
    is_nothing(&house, &unfurled, "a link unfolds").await;
    let mut replied = unfurled.clone();
    replied["event"]["message"]["reply_count"] = 3.into();
    replied["event"]["message"]["pinned_to"] = json!(["C0A"]);
    is_nothing(&house, &replied, "a reply, a pin").await;
    is_nothing(&house, &changed("a", "a", &json!("1700000008.000000")), "an edit back and forth").await;
    for (before, after) in [
        ("http://a.example", "<http://a.example>"),
        ("<http://a.example>", "<http://a.example|http://a.example>"),
        ("a.example &amp; more", "<http://a.example|a.example> &amp; more"),
        ("<@U0BO> look", "<@U0BO|bo> look"),
    ] {
        let rewritten = changed(before, after, &json!("1700000008.000000"));
        is_nothing(&house, &rewritten, "Slack writes the same words in another way").await;
    }
    let mut bold = changed("*now*", "_now_", &json!("1700000008.000000"));
    let rich = json!([{"type": "rich_text", "elements": [{"type": "rich_text_section",
        "elements": [{"type": "text", "text": "now"}]}]}]);
    bold["event"]["message"]["blocks"] = rich.clone();
    bold["event"]["previous_message"]["blocks"] = rich;
    is_nothing(&house, &bold, "the same words in another style").await;
    let mut unknown = changed("a", "b", &Value::Null);
    unknown["event"].as_object_mut().expect("an object").remove("previous_message");
    is_nothing(&house, &unknown, "no mark of an edit and no words before").await;
}

#[tokio::test]
async fn two_edits_within_a_second_are_two() {
    let house = House::open().await;
    let first = changed("no hurry", "by noon", &json!("1700000009.000000"));
    let mut second = changed("by noon", "by one", &json!("1700000009.000000"));
    second["event"]["ts"] = "1700000009.000900".into();
    second["event"]["event_ts"] = "1700000009.000900".into();
    for event in [&first, &second, &first] {
        house.event(event).await;
    }
    assert_eq!((house.taken().len(), house.effects()), (3, 2));
}

#[tokio::test]
async fn a_mention_added_beside_the_same_words_is_an_edit() {
    let house = House::open().await;
    let mut event = changed("look", "look", &json!("1700000008.000000"));
    event["event"]["message"]["blocks"] = json!([{"type": "rich_text", "elements": [
        {"type": "rich_text_section", "elements": [{"type": "user", "user_id": "U0BO"}]}]}]);
    house.event(&event).await;
    assert!(matches!(house.only_taken().what, Happening::Edited(_)));
}

#[tokio::test]
async fn a_deleted_message_is_gone_in_both_of_slacks_ways() {
    let house = House::open().await;
    house.event(&deleted()).await;
    let mut bare = deleted();
    bare["event"].as_object_mut().expect("an object").remove("previous_message");
    house.event(&bare).await;
    let mut tombstone = changed("a", "This message was deleted.", &Value::Null);
    tombstone["event"]["message"]["subtype"] = "tombstone".into();
    tombstone["event"]["message"]["user"] = "USLACKBOT".into();
    house.event(&tombstone).await;
    for inbound in house.taken() {
        assert_eq!(inbound.seen.as_str(), "d:T0A:C0A:1700000000.000100");
        assert!(matches!(inbound.what, Happening::Deleted { ts, .. } if ts.as_str() == "1700000000.000100"));
    }
    assert_eq!(house.taken().len(), 3);
}

#[tokio::test]
async fn machines_are_not_heard() {
    let house = House::open().await;
    for (why, fields) in [
        (
            "our own post",
            json!({"user": "U0BOT", "bot_id": "B0A", "app_id": "A0A", "bot_profile": {"id": "B0A"}}),
        ),
        ("another bot", json!({"user": "U0OTHER", "bot_id": "B0OTHER"})),
        ("a webhook", json!({"subtype": "bot_message", "bot_id": "B0HOOK", "user": null})),
        ("a person through an app", json!({"bot_id": "B0POSTS", "app_id": "A0POSTS"})),
        ("Slackbot", json!({"user": "USLACKBOT"})),
        ("a workflow", json!({"bot_profile": {"name": "flow"}})),
        ("a bot by direct message", json!({"channel_type": "im", "bot_id": "B0OTHER"})),
    ] {
        is_nothing(&house, &message_with(&fields), why).await;
    }
    let mut edited = changed("a", "b", &json!("1700000008.000000"));
    edited["event"]["message"]["bot_id"] = "B0A".into();
    is_nothing(&house, &edited, "our own edit").await;
    let mut gone = deleted();
    gone["event"]["previous_message"]["bot_id"] = "B0A".into();
    is_nothing(&house, &gone, "our own post deleted").await;
    assert_eq!(house.door.tally().of(Count::Ignored), 9);
}

#[tokio::test]
async fn what_slack_may_invent_is_met_politely() {
    let house = House::open().await;
    for subtype in ["huddle_thread", "channel_join", "message_replied", "pinned_item", "invented_tomorrow"] {
        is_nothing(&house, &message_with(&json!({"subtype": subtype})), subtype).await;
    }
    is_nothing(&house, &message_with(&json!({"channel_type": "hologram"})), "a kind of conversation").await;
    is_nothing(&house, &envelope(&json!({"type": "invented_tomorrow", "x": [1]})), "an event").await;
    is_nothing(&house, &envelope(&json!("words")), "an event of another type").await;
    is_nothing(&house, &json!({"type": "invented_tomorrow", "team_id": "T0A"}), "an envelope").await;
    is_nothing(&house, &json!({}), "nothing").await;
    let mut reply_without_subtype = message();
    reply_without_subtype["event"].as_object_mut().expect("an object").remove("user");
    is_nothing(&house, &reply_without_subtype, "a reply told without its author").await;
    let strange = json!({"blocks": [{"type": "hologram", "elements": [{"type": "x"}]}]});
    house.event(&message_with(&strange)).await;
    wrote(house.only_taken().what);
}

#[tokio::test]
async fn an_event_of_yesterday_is_an_event() {
    let house = House::open().await;
    house.event(&message_with(&json!({"ts": "1699913600.000100", "event_ts": "1699913600.000100"}))).await;
    assert_eq!(wrote(house.only_taken().what).ts.at().timestamp(), 1_699_913_600, "it keeps its own time");
}

#[tokio::test]
async fn words_to_the_bot_are_a_command() {
    let house = House::open().await;
    for (i, kind) in ["im", "app_home"].into_iter().enumerate() {
        let ts = format!("1700000000.00030{i}");
        let fields =
            json!({"channel_type": kind, "channel": "D0A", "ts": ts, "text": "remind me at 5 R&amp;D"});
        house.event(&message_with(&fields)).await;
    }
    for inbound in house.taken() {
        let Happening::Asked(asked) = inbound.what else { panic!("a command") };
        assert_eq!((asked.user.as_str(), asked.channel.as_str()), ("U0ADA", "D0A"));
        assert_eq!(asked.text.reveal(), "remind me at 5 R&D");
        assert!(asked.respond.is_none());
    }
    assert_eq!(house.effects(), 2);
    let mut edit = changed("a", "b", &json!("1700000008.000000"));
    edit["event"]["channel_type"] = "im".into();
    house.event(&edit).await;
    assert_eq!(house.taken().len(), 2, "an edited command is not a second one");
}

#[tokio::test]
async fn a_changed_profile_is_told() {
    let house = House::open().await;
    house.event(&user_change()).await;
    let Happening::Profile(who, profile) = house.only_taken().what else { panic!("a profile") };
    assert_eq!(
        (who, profile.name.reveal(), profile.zone.as_deref()),
        (user("U0BO"), "Bo", Some("Europe/Berlin"))
    );
    assert_eq!(profile.read_at.timestamp(), super::house::NOW, "by our clock");
    assert!(!profile.is_bot && !profile.deleted && !profile.external);
}

#[tokio::test]
async fn a_dnd_window_of_ones_is_none() {
    let house = House::open().await;
    let mut windows = vec![dnd(1_700_000_000, 1_700_003_600), dnd(1, 1)];
    windows[1]["event_id"] = "EvOFF".into();
    for event in &windows {
        house.event(event).await;
    }
    let told = house.taken().into_iter().map(|inbound| match inbound.what {
        Happening::DndChanged(_, window) => window,
        other => panic!("not a window: {other:?}"),
    });
    assert_eq!(told.collect::<Vec<_>>(), [Some((1_700_000_000, 1_700_003_600)), None]);
}

#[tokio::test]
async fn who_comes_and_what_goes_is_told() {
    let house = House::open().await;
    house.event(&joined("U0BOT")).await;
    assert!(
        matches!(house.taken()[0].what, Happening::Invited { by: Some(ref by), .. } if by.as_str() == "U0ADA")
    );
    for kind in ["channel_archive", "group_archive", "channel_deleted", "channel_left", "group_left"] {
        house.event(&envelope(&json!({"type": kind, "channel": "C0A", "user": "U0ADA"}))).await;
    }
    let mut left = joined("U0BOT");
    left["event"]["type"] = "member_left_channel".into();
    house.event(&left).await;
    let gone = house.taken().iter().filter(|i| matches!(i.what, Happening::ChannelGone(_))).count();
    assert_eq!(gone, 6);
    left["event"]["user"] = "U0BO".into();
    house.event(&left).await;
    assert_eq!(house.taken().len(), 7, "that Bo left is nothing to us");
    house.event(&envelope(&json!({"type": "subteam_members_changed", "subteam_id": "S0DESIGN"}))).await;
    house.event(&envelope(&json!({"type": "subteam_updated", "subteam": {"id": "S0DESIGN"}}))).await;
    let groups = house.taken().iter().filter(|i| matches!(i.what, Happening::GroupChanged(_))).count();
    assert_eq!(groups, 2);
}
