//! People travel and move: their schedule goes with them, and they are asked once which of both it is.

use chrono::TimeDelta;

use super::town::Town;

/// Slack tells that somebody is elsewhere.
async fn goes(town: &Town, id: &str, zone: &str) {
    town.slack.change(|world| world.change_person(id, |person| person.tz = Some(zone.into()))).await;
    town.rests().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_traveller_is_asked_once_followed_meanwhile_and_comes_home() {
    let mut town = Town::with_bot().await;
    // 10:00 for Bo in New York
    town.bo().types("/async hours mon-fri 9-17").await;
    goes(&town, "U0BO", "Europe/Berlin").await;
    town.restart().await;
    goes(&town, "U0BO", "Europe/Berlin").await;
    let dms = town.bo().dms().await;
    assert_eq!(dms.len(), 1, "asked once: {dms:?}");
    assert!(
        dms[0].contains("Trip or move?") && dms[0].contains("in Berlin now, not in New York"),
        "{}",
        dms[0]
    );
    assert!(town.bo().types("/async hours").await.contains("Berlin time"), "followed before any answer");
    town.bo().presses_in_dm("Trip").await;
    let dms = town.bo().dms().await;
    assert!(dms.len() == 1 && dms[0].contains("as soon as Slack has you in New York again"), "{dms:?}");
    goes(&town, "U0BO", "America/New_York").await;
    assert!(town.bo().types("/async zone").await.contains("Your time zone is America/New_York"));
    assert_eq!(town.bo().dms().await.len(), 1, "nobody asks about coming home");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_moves_at_night_is_asked_in_the_morning_there() {
    let mut town = Town::with_bot().await;
    town.ada().types("/async zone").await;
    // 16:00 in Berlin, 00:00 in Tokyo
    goes(&town, "U0ADA", "Asia/Tokyo").await;
    town.step(TimeDelta::hours(8)).await;
    assert!(town.ada().dms().await.is_empty(), "not at night");
    town.restart().await;
    town.step(TimeDelta::hours(1)).await;
    assert_eq!(town.ada().dms().await.len(), 1, "at nine in Tokyo");
    town.ada().presses_in_dm("Move").await;
    assert!(town.ada().dms().await[0].contains("Tokyo is home now"));
    goes(&town, "U0ADA", "Europe/Berlin").await;
    assert_eq!(town.ada().dms().await.len(), 1, "one in the morning in Berlin");
    town.step(TimeDelta::hours(8)).await;
    assert_eq!(town.ada().dms().await.len(), 2, "now Berlin is the journey");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_zone_said_by_hand_ends_by_itself() {
    let mut town = Town::with_bot().await;
    let said = town.ada().types("/async zone Lisbon until friday").await;
    assert!(said.contains("Europe/Lisbon") && said.contains("Sat 28 Nov, 00:00 Europe/Lisbon"), "{said}");
    town.restart().await;
    assert!(town.ada().types("/async hours").await.contains("Lisbon time"));
    town.step(TimeDelta::days(4)).await;
    assert!(town.ada().types("/async hours").await.contains("Berlin time"));
    assert!(town.ada().dms().await.is_empty(), "nobody is told what they said themselves");
}

#[tokio::test(flavor = "multi_thread")]
async fn aliases_and_zones_nobody_knows_are_no_journey() {
    let town = Town::with_bot().await;
    town.dee().types("/async zone").await;
    for zone in ["NZ", "Mars/Olympus", "Antarctica/McMurdo"] {
        goes(&town, "U0DEE", zone).await;
    }
    let said = town.dee().types("/async zone").await;
    assert!(said.contains("Antarctica/McMurdo"), "{said}");
    town.step(TimeDelta::hours(12)).await;
    assert!(town.dee().dms().await.is_empty());
}
