//! A connection that fell silent is noticed, and replaced.

use std::time::Duration;

use tokio_tungstenite::tungstenite::Message;
use unrush::slack::socket::Limits;

use super::house::{House, patient};
use crate::doors::samples::message;

#[tokio::test]
async fn a_connection_on_which_nothing_moves_any_more_is_given_up() {
    let limits = Limits { quiet: Duration::from_millis(10), silence: Duration::from_millis(30), ..patient() };
    let (mut house, _black_hole) = House::with_line(limits).await;
    // nobody reads what we ask there, so nobody answers
    let mut new = house.end.greets(1).await;
    new.brings("e1", "events_api", &message()).await;
    assert_eq!(new.acknowledged().await, "e1");
    assert!(house.pulse.reconnects() >= 1);
}

#[tokio::test]
async fn a_quiet_connection_is_asked_whether_somebody_is_there() {
    let limits = Limits { quiet: Duration::from_millis(10), ..patient() };
    let (house, mut line) = House::with_line(limits).await;
    for _ in 0..3 {
        // hearing the question answers it
        assert!(matches!(line.hears().await, Some(Message::Ping(_))));
    }
    line.brings("e1", "events_api", &message()).await;
    assert_eq!(line.acknowledged().await, "e1");
    assert_eq!((house.pulse.open(), house.pulse.reconnects()), (1, 0));
}

#[tokio::test]
async fn a_connection_that_breaks_is_replaced_at_once() {
    let (mut house, first, mut second) = House::with_lines(patient()).await;
    drop(first);
    let mut third = house.end.greets(2).await;
    for line in [&mut second, &mut third] {
        line.brings("e1", "events_api", &message()).await;
        assert_eq!(line.acknowledged().await, "e1");
    }
}
