//! Commands, presses, shortcuts and submissions.

use serde_json::{Value, json};
use unrush::domain::inbound::{Happening, Press, Submission};

use super::house::House;
use super::samples::{COMMAND, global_shortcut, message_shortcut, press, submission, suggestion};

async fn pressed(payload: &Value) -> Press {
    let house = House::open().await;
    assert_eq!(house.interaction(payload).await.status, 200);
    match house.only_taken().what {
        Happening::Pressed(press) => press,
        other => panic!("not a press: {other:?}"),
    }
}

async fn submitted(payload: &Value) -> Submission {
    let house = House::open().await;
    assert_eq!(house.interaction(payload).await.status, 200);
    match house.only_taken().what {
        Happening::Submitted(submission) => submission,
        other => panic!("not a submission: {other:?}"),
    }
}

#[tokio::test]
async fn a_command_reaches_the_desk_once_unescaped() {
    let house = House::open().await;
    for _ in 0..3 {
        assert_eq!(house.form(COMMAND).await.status, 200);
    }
    assert_eq!(house.effects(), 1);
    let Happening::Asked(asked) = house.taken().remove(0).what else { panic!("a command") };
    assert_eq!((asked.user.as_str(), asked.channel.as_str()), ("U0ADA", "C0A"));
    assert_eq!(asked.text.reveal(), "remind <@U0BO|bo> in 2h to reply & rest");
    assert_eq!(asked.respond.expect("an address").reveal(), "https://hooks.slack.com/commands/T0A/1/x");
}

#[tokio::test]
async fn a_command_without_words_is_a_command() {
    let house = House::open().await;
    let fields: Vec<_> = COMMAND.iter().copied().filter(|(name, _)| *name != "text").collect();
    house.form(&fields).await;
    assert!(matches!(house.only_taken().what, Happening::Asked(asked) if asked.text.reveal().is_empty()));
}

#[tokio::test]
async fn two_commands_with_the_same_words_are_two() {
    let house = House::open().await;
    house.form(COMMAND).await;
    let other: Vec<_> =
        COMMAND.iter().map(|(n, v)| if *n == "trigger_id" { (*n, "9.9.z") } else { (*n, *v) }).collect();
    house.form(&other).await;
    assert_eq!(house.effects(), 2);
}

#[tokio::test]
async fn a_secret_address_never_stands_in_a_key() {
    let house = House::open().await;
    let fields: Vec<_> = COMMAND.iter().copied().filter(|(name, _)| *name != "trigger_id").collect();
    house.form(&fields).await;
    assert!(!house.only_taken().seen.as_str().contains("hooks"));
}

#[tokio::test]
async fn a_press_carries_what_it_was_pressed_on() {
    let press = pressed(&press()).await;
    assert_eq!(
        (press.user.as_str(), press.action.as_str(), press.value.as_str()),
        ("U0ADA", "tag_done", "k1")
    );
    assert_eq!(press.channel.expect("a channel").as_str(), "C0A");
    assert_eq!(press.message.expect("a message").as_str(), "1700000000.000200");
    assert_eq!(press.trigger.as_deref(), Some("1.2.abc"));
    assert_eq!(press.quoted.expect("a quote").reveal(), "tea & cake", "the words of our block, unescaped");
    assert!(press.respond.is_some());
}

#[tokio::test]
async fn a_press_on_a_private_answer_knows_its_place_by_the_container() {
    let mut payload = press();
    for field in ["message", "channel"] {
        payload.as_object_mut().expect("an object").remove(field);
    }
    let press = pressed(&payload).await;
    assert_eq!(press.channel.expect("a channel").as_str(), "C0A");
    assert_eq!(press.message.expect("a message").as_str(), "1700000000.000200");
    assert!(press.quoted.is_none());
}

#[tokio::test]
async fn whatever_was_chosen_is_the_value() {
    for (chosen, value) in [
        (json!({"selected_option": {"value": "today"}}), "today"),
        (json!({"selected_date": "2026-12-24"}), "2026-12-24"),
        (json!({"selected_time": "15:00"}), "15:00"),
        (json!({"selected_date_time": 1_700_000_000}), "1700000000"),
        (json!({"selected_user": "U0BO"}), "U0BO"),
        (json!({"selected_conversation": "C0B"}), "C0B"),
        (json!({"selected_options": [{"value": "a"}, {"value": "b"}]}), "a,b"),
        (json!({"selected_users": ["U0BO", "U0DEE"]}), "U0BO,U0DEE"),
        (json!({"selected_option": null}), ""),
    ] {
        let mut payload = press();
        let mut action = chosen.clone();
        action["action_id"] = "choose".into();
        payload["actions"] = json!([action]);
        assert_eq!(pressed(&payload).await.value, value, "{chosen}");
    }
}

#[tokio::test]
async fn an_endless_value_is_cut() {
    let mut payload = press();
    payload["actions"][0]["value"] = "é".repeat(5000).into();
    assert_eq!(pressed(&payload).await.value.chars().count(), 2000);
}

#[tokio::test]
async fn a_press_told_twice_is_one_and_two_presses_are_two() {
    let house = House::open().await;
    let mut payload = press();
    house.interaction(&payload).await;
    house.interaction(&payload).await;
    assert_eq!(house.effects(), 1);
    payload["trigger_id"] = "3.4.xyz".into();
    house.interaction(&payload).await;
    assert_eq!(house.effects(), 2);
    payload.as_object_mut().expect("an object").remove("trigger_id");
    house.interaction(&payload).await;
    house.interaction(&payload).await;
    assert_eq!(house.effects(), 3, "without a trigger, by its moment");
    payload["user"]["id"] = "U0BO".into();
    house.interaction(&payload).await;
    assert_eq!(house.effects(), 4, "another person at the same moment");
}

#[tokio::test]
async fn shortcuts_are_presses() {
    let everywhere = pressed(&global_shortcut()).await;
    assert_eq!((everywhere.action.as_str(), everywhere.channel), ("my_asks", None));
    assert!(everywhere.message.is_none() && everywhere.respond.is_none() && everywhere.trigger.is_some());
    let on_message = pressed(&message_shortcut()).await;
    assert_eq!(on_message.channel.expect("a channel").as_str(), "C0A");
    assert_eq!(on_message.message.expect("a message").as_str(), "1700000000.000100");
    assert!(on_message.respond.is_some());
}

#[tokio::test]
async fn a_submission_carries_what_was_filled_in() {
    let submission = submitted(&submission()).await;
    assert_eq!((submission.user.as_str(), submission.modal.as_str()), ("U0ADA", "change_window"));
    assert_eq!(submission.carried, "C0A 1700000000.000100");
    let values: Vec<_> = submission.values.iter().map(|(b, v)| (b.as_str(), v.reveal())).collect();
    assert_eq!(
        values,
        [("start", "09:00"), ("who", "U0BO,U0DEE"), ("window", "today")],
        "what is empty is missing"
    );
}

#[tokio::test]
async fn a_submission_told_twice_is_one_and_a_better_one_is_another() {
    let house = House::open().await;
    let mut payload = submission();
    house.interaction(&payload).await;
    payload["trigger_id"] = "another".into();
    house.interaction(&payload).await;
    assert_eq!(house.effects(), 1, "people press again when an answer was lost");
    payload["view"]["state"]["values"]["start"]["t"]["selected_time"] = "10:00".into();
    house.interaction(&payload).await;
    assert_eq!(house.effects(), 2, "after an error the same modal comes with other values");
}

#[tokio::test]
async fn what_needs_no_answer_gets_an_empty_one() {
    let house = House::open().await;
    let closed =
        json!({"type": "view_closed", "team": {"id": "T0A"}, "user": {"id": "U0ADA"}, "is_cleared": true});
    for payload in [closed, suggestion(), json!({"type": "invented_tomorrow"}), json!({})] {
        let heard = house.interaction(&payload).await;
        assert_eq!((heard.status, heard.body.as_str()), (200, ""));
    }
    assert!(house.taken().is_empty());
}
