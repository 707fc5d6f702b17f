//! Envelopes are saved and then acknowledged, each by itself; what could not be saved is admitted.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::Notify;
use unrush::domain::inbound::Happening;
use unrush::domain::reply::Reply;
use unrush::domain::text::Speech;
use unrush::slack::http::Count;
use unrush::slack::socket::Limits;

use super::house::{House, patient};
use crate::doors::house::Mood;
use crate::doors::samples::{COMMAND, changed, message, press, submission};

const SORRY: &str = "I could not save that, nothing was changed, please try again";

/// A command as Socket Mode sends it: the fields of the form as an object.
pub fn command() -> Value {
    COMMAND.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))).collect()
}

#[tokio::test]
async fn what_comes_is_read_as_at_the_other_door() {
    let (house, mut line) = House::with_line(patient()).await;
    for (id, kind, payload) in [
        ("e1", "events_api", message()),
        ("e2", "slash_commands", command()),
        ("e3", "interactive", press()),
        ("e4", "interactive", submission()),
    ] {
        line.brings(id, kind, &payload).await;
        assert_eq!(line.acknowledged().await, id);
    }
    let taken = house.desk.taken();
    assert!(matches!(taken[0].what, Happening::Wrote(_)), "{:?}", taken[0]);
    let Happening::Asked(asked) = &taken[1].what else { panic!("a command: {:?}", taken[1]) };
    assert_eq!(asked.text.reveal(), "remind <@U0BO|bo> in 2h to reply & rest");
    assert!(matches!(taken[2].what, Happening::Pressed(_)));
    assert!(matches!(taken[3].what, Happening::Submitted(_)));
    assert_eq!((house.door.tally().of(Count::Saved), house.pulse.envelopes()), (4, 4));
}

#[tokio::test]
async fn the_reply_goes_back_with_the_acknowledgement_where_slack_shows_it() {
    let (house, mut line) = House::with_line(patient()).await;
    house.desk.feels(Mood::Well(Reply::Say(Speech::ours("Noted."))));
    line.brings("e1", "slash_commands", &command()).await;
    let said = line.words().await;
    assert_eq!((&said["envelope_id"], &said["payload"]["text"]), (&json!("e1"), &json!("Noted.")));
    assert_eq!(said["payload"]["response_type"], "ephemeral");
    for (id, kind, payload) in [("e2", "events_api", message()), ("e3", "interactive", press())] {
        line.brings(id, kind, &payload).await;
        assert_eq!(line.acknowledged().await, id);
    }
    line.says(&json!({"envelope_id": "e4", "type": "slash_commands", "accepts_response_payload": false,
        "payload": command()}))
        .await;
    assert_eq!(line.acknowledged().await, "e4", "no payload where none is taken");
    house.desk.feels(Mood::Well(Reply::Errors(vec![("note".into(), Speech::ours("Too long"))])));
    line.brings("e5", "interactive", &submission()).await;
    let wrong = json!({"response_action": "errors", "errors": {"note": "Too long"}});
    assert_eq!(line.words().await, json!({"envelope_id": "e5", "payload": wrong}));
}

/// What happens while the desk cannot: an event gets no word, people get words, and the connection goes on.
async fn nobody_is_left_in_doubt(mood: Mood) {
    let limits = Limits { desk_time: Duration::from_millis(5), ..patient() };
    let (house, mut line) = House::with_line(limits).await;
    house.desk.feels(mood);
    line.brings("e1", "events_api", &message()).await;
    line.brings("e2", "events_api", &changed("a", "b", &json!("1700000009.000000"))).await;
    house.desk.is_rung().await;
    line.brings("e3", "slash_commands", &command()).await;
    let said = line.words().await;
    assert_eq!(said["envelope_id"], "e3", "the events got no word");
    assert!(said["payload"]["text"].as_str().expect("words").contains(SORRY));
    line.brings("e4", "interactive", &submission()).await;
    let said = line.words().await;
    assert!(said["payload"]["errors"]["start"].as_str().expect("under the first input").contains(SORRY));
    let mut bare = submission();
    bare["view"]["blocks"] = json!([]);
    line.brings("e5", "interactive", &bare).await;
    assert_eq!(line.words().await["payload"]["response_action"], "update");
    line.brings("e6", "interactive", &press()).await;
    assert_eq!(line.acknowledged().await, "e6");
    assert_eq!((house.pulse.unacked(), house.pulse.open()), (2, 1));
    house.desk.feels(Mood::Well(Reply::Nothing));
    line.brings("e1", "events_api", &message()).await;
    assert_eq!(line.acknowledged().await, "e1", "Slack came again over the same connection");
}

#[tokio::test]
async fn a_store_that_is_away_gets_events_no_word() {
    nobody_is_left_in_doubt(Mood::Away).await;
}

#[tokio::test]
async fn a_desk_that_takes_too_long_is_not_waited_for() {
    nobody_is_left_in_doubt(Mood::Stuck).await;
}

#[tokio::test]
async fn a_desk_that_breaks_takes_nobody_along() {
    nobody_is_left_in_doubt(Mood::Upset).await;
}

#[tokio::test]
async fn a_slow_envelope_holds_nobody_up() {
    let (house, mut line) = House::with_line(patient()).await;
    let nudge = Arc::new(Notify::new());
    house.desk.feels(Mood::Slow(Arc::clone(&nudge)));
    line.brings("slow", "events_api", &message()).await;
    house.desk.is_rung().await;
    house.desk.feels(Mood::Well(Reply::Nothing));
    line.brings("quick", "interactive", &press()).await;
    assert_eq!(line.acknowledged().await, "quick");
    nudge.notify_one();
    assert_eq!(line.acknowledged().await, "slow");
}

#[tokio::test]
async fn so_many_are_in_hand_and_all_others_wait_their_turn() {
    let (house, mut line) = House::with_line(Limits { in_hand: 2, ..patient() }).await;
    let nudge = Arc::new(Notify::new());
    house.desk.feels(Mood::Slow(Arc::clone(&nudge)));
    for id in ["e1", "e2", "e3", "e4", "e5"] {
        line.brings(id, "events_api", &message()).await;
    }
    let mut done = Vec::new();
    for nth in 0..5 {
        while house.desk.taken().len() < (nth + 2).min(5) {
            tokio::task::yield_now().await;
        }
        assert!(house.desk.taken().len() <= nth + 2, "two in hand, never three");
        nudge.notify_one();
        done.push(line.acknowledged().await);
    }
    done.sort();
    assert_eq!(done, ["e1", "e2", "e3", "e4", "e5"]);
}

#[tokio::test]
async fn what_comes_again_is_acknowledged_again_and_acts_once() {
    let (house, mut first, mut second) = House::with_lines(patient()).await;
    let again = |id: &str, attempt: u32| {
        json!({"envelope_id": id, "type": "events_api", "accepts_response_payload": false, "retry_attempt": attempt,
            "retry_reason": "timeout", "payload": message()})
    };
    for (id, attempt) in [("e1", 0), ("e1", 1), ("e2", 2)] {
        for line in [&mut first, &mut second] {
            line.says(&again(id, attempt)).await;
            assert_eq!(line.acknowledged().await, id);
        }
    }
    assert_eq!((house.desk.taken().len(), house.desk.effects()), (6, 1));
    assert_eq!(house.door.tally().of(Count::Retried), 4);
}

#[tokio::test]
async fn what_is_not_ours_is_acknowledged_and_left_alone() {
    let (house, mut line) = House::with_line(patient()).await;
    let mut other_app = message();
    other_app["api_app_id"] = "A0OTHER".into();
    let mut other_team = message();
    other_team["team_id"] = "T0OTHER".into();
    for (id, payload) in [("e1", other_app), ("e2", other_team)] {
        line.brings(id, "events_api", &payload).await;
        assert_eq!(line.acknowledged().await, id);
    }
    assert_eq!((house.desk.taken().len(), house.door.tally().of(Count::NotOurs)), (0, 2));
}
