//! The desk cannot save: events come again, people are told; one who breaks takes nobody along; and the door closes
//! in order.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::net::TcpStream;
use tokio::sync::Notify;
use unrush::domain::reply::Reply;
use unrush::domain::text::Speech;
use unrush::slack::http::{Count, Limits};

use super::house::{House, JSON, Mood, signed};
use super::samples::{COMMAND, message, press, submission};

const SORRY: &str = "I could not save that, nothing was changed, please try again";

/// What is answered while the desk cannot: events by status, people in words.
async fn nobody_is_left_in_doubt(house: &House, event_status: u16) {
    let heard = house.event(&message()).await;
    assert_eq!((heard.status, heard.header("x-slack-no-retry")), (event_status, None), "Slack comes again");
    let heard = house.form(COMMAND).await;
    assert_eq!((heard.status, &heard.json()["response_type"]), (200, &json!("ephemeral")));
    assert!(heard.json()["text"].as_str().expect("words").contains(SORRY));
    let heard = house.interaction(&submission()).await;
    assert_eq!((heard.status, &heard.json()["response_action"]), (200, &json!("errors")));
    assert!(heard.json()["errors"]["start"].as_str().expect("under the first input").contains(SORRY));
    let mut bare = submission();
    bare["view"]["blocks"] = json!([]);
    let heard = house.interaction(&bare).await;
    assert_eq!((heard.status, &heard.json()["response_action"]), (200, &json!("update")));
    assert!(heard.body.contains(SORRY));
    let heard = house.interaction(&press()).await;
    assert_eq!((heard.status, heard.body.as_str()), (200, ""));
    assert_eq!(house.door.tally().of(Count::NotSaved), 5);
}

#[tokio::test]
async fn a_store_that_is_away_is_admitted() {
    let house = House::open().await;
    house.feels(Mood::Away);
    nobody_is_left_in_doubt(&house, 503).await;
}

#[tokio::test]
async fn a_desk_that_takes_too_long_is_not_waited_for() {
    let house = House::open_within(Limits { desk_time: Duration::from_millis(5), ..Limits::default() }).await;
    house.feels(Mood::Stuck);
    nobody_is_left_in_doubt(&house, 503).await;
}

#[tokio::test]
async fn a_desk_that_breaks_takes_nobody_along() {
    let house = House::open().await;
    house.feels(Mood::Upset);
    nobody_is_left_in_doubt(&house, 500).await;
    let mut caller = house.caller().await;
    let event = signed(JSON, message().to_string().as_bytes());
    assert_eq!(caller.ask(&event).await.expect("an answer").status, 500);
    house.feels(Mood::Well(Reply::Nothing));
    assert_eq!(caller.ask(&event).await.expect("the same connection goes on").status, 200);
}

#[tokio::test]
async fn a_reply_goes_back_where_slack_shows_it() {
    let house = House::open().await;
    house.feels(Mood::Well(Reply::Say(Speech::ours("Noted."))));
    assert_eq!(house.form(COMMAND).await.json()["text"], "Noted.");
    for silent in [house.event(&message()).await, house.interaction(&press()).await] {
        assert_eq!((silent.status, silent.body.as_str()), (200, ""));
    }
    assert_eq!(house.interaction(&submission()).await.body, "", "words would not close a modal");
    house.feels(Mood::Well(Reply::Errors(vec![("note".into(), Speech::ours("Too long"))])));
    let heard = house.interaction(&submission()).await;
    assert_eq!(heard.json(), json!({"response_action": "errors", "errors": {"note": "Too long"}}));
    assert_eq!(house.form(COMMAND).await.body, "", "a command has no inputs");
}

#[tokio::test]
async fn what_is_in_hand_is_finished_before_the_door_closes() {
    let house = House::open().await;
    let nudge = Arc::new(Notify::new());
    house.feels(Mood::Slow(Arc::clone(&nudge)));
    let mut resting = house.caller().await;
    resting.send(b"POST /sl").await;
    let mut caller = house.caller().await;
    caller.send(&signed(JSON, message().to_string().as_bytes())).await;
    house.desk_is_rung().await;
    house.say_stop();
    while TcpStream::connect(house.address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    nudge.notify_one();
    let heard = caller.hear().await.expect("what was in hand is answered");
    assert_eq!((heard.status, heard.header("connection")), (200, Some("close")));
    assert!(caller.is_left().await);
    drop(resting);
    house.closes().await;
}

#[tokio::test]
async fn the_farewell_is_not_endless() {
    let house = House::open_within(Limits { farewell: Duration::from_millis(5), ..Limits::default() }).await;
    house.feels(Mood::Slow(Arc::new(Notify::new())));
    let mut caller = house.caller().await;
    caller.send(&signed(JSON, message().to_string().as_bytes())).await;
    house.desk_is_rung().await;
    house.say_stop();
    house.closes().await;
    assert!(caller.hear().await.is_none(), "no answer: Slack comes again");
}
