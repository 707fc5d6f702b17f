//! The door closes in order: it takes nothing more, finishes what it holds, and says goodbye.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use unrush::domain::reply::Reply;
use unrush::slack::socket::Limits;

use super::house::{House, patient};
use crate::doors::house::Mood;
use crate::doors::samples::{message, press};

#[tokio::test]
async fn what_is_in_hand_is_acknowledged_before_the_goodbye() {
    let (house, mut first, mut second) = House::with_lines(patient()).await;
    let nudge = Arc::new(Notify::new());
    house.desk.feels(Mood::Slow(Arc::clone(&nudge)));
    first.brings("e1", "events_api", &message()).await;
    house.desk.is_rung().await;
    first.brings("e2", "interactive", &press()).await;
    house.desk.is_rung().await;
    house.say_stop();
    // while the first one finishes, the second still takes what comes
    house.desk.feels(Mood::Well(Reply::Nothing));
    second.brings("e3", "interactive", &press()).await;
    assert_eq!(second.acknowledged().await, "e3");
    let mut done = Vec::new();
    for _ in 0..2 {
        nudge.notify_one();
        done.push(first.acknowledged().await);
    }
    done.sort();
    assert_eq!(done, ["e1", "e2"]);
    first.is_closed().await;
    second.is_closed().await;
    let pulse = house.pulse.clone();
    house.closes().await;
    assert_eq!((pulse.open(), pulse.unacked()), (0, 0));
}

#[tokio::test]
async fn the_farewell_is_not_endless() {
    let limits = Limits { farewell: Duration::from_millis(5), ..patient() };
    let (house, mut line) = House::with_line(limits).await;
    house.desk.feels(Mood::Slow(Arc::new(Notify::new())));
    line.brings("e1", "events_api", &message()).await;
    house.desk.is_rung().await;
    house.say_stop();
    house.closes().await;
    line.is_closed().await;
}

#[tokio::test]
async fn a_door_that_is_still_opening_closes_at_once() {
    let mut house = House::open().await;
    let mut unfinished = house.end.line().await;
    house.say_stop();
    house.closes().await;
    unfinished.is_closed().await;
}
