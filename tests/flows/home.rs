//! The Home tab follows what it shows, and says so once.

use chrono::TimeDelta;
use unrush::playground::faults::{Fault, What};

use super::town::Town;

#[tokio::test(flavor = "multi_thread")]
async fn a_home_tab_follows_what_its_owner_changes_and_what_becomes_of_asks() {
    let mut town = Town::with_bot().await;
    let home = town.bo().opens_home().await;
    for words in [
        "You are *free* until today 17:00.",
        "Mon–Fri 09:00–17:00*, the team's hours",
        "Nobody waits for you",
    ] {
        assert!(home.contains(words), "{words} in {home}");
    }
    town.bo().types("/async hours mon-fri 8-16").await;
    assert!(town.bo().home().await.contains("*Mon–Fri 08:00–16:00*"), "{}", town.bo().home().await);
    let said = town.ada().says("#launch", "@bo can you review the plan by Thursday 3pm?").await;
    let home = town.bo().home().await;
    assert!(home.contains("*Ada* in <#C0LAUNCH>") && home.contains("due Thu 09:00"), "{home}");
    town.restart().await;
    town.ada().deletes(&said).await;
    assert!(town.bo().home().await.contains("Nobody waits for you"), "{}", town.bo().home().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ask_is_ended_from_the_home_tab() {
    let town = Town::with_bot().await;
    town.ada().says("#launch", "@bo can you review the plan by Thursday 3pm?").await;
    town.ada().opens_home().await;
    town.bo().opens_home().await;
    assert!(town.ada().home().await.contains("*Bo* in <#C0LAUNCH>"), "Ada waits for Bo");
    town.bo().presses_at_home("On it", None).await;
    assert!(town.bo().home().await.contains("on it"));
    town.bo().presses_at_home("Done", None).await;
    assert!(town.bo().home().await.contains("Nobody waits for you"));
    assert!(town.ada().home().await.contains("Nobody owes you an answer"), "it is gone from both");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_drawn_again_when_the_day_moves_on_and_not_when_nothing_changed() {
    let town = Town::with_bot().await;
    town.bo().opens_home().await;
    let shown = || town.count("views.publish");
    let before = shown();
    town.step(TimeDelta::minutes(10)).await;
    town.rests().await;
    assert_eq!(shown(), before, "nothing new to say");
    town.step(TimeDelta::hours(8)).await;
    assert!(town.bo().home().await.contains("You are *off hours* until tomorrow 09:00."));
    town.step(TimeDelta::days(30)).await;
    town.rests().await;
    let before = shown();
    town.step(TimeDelta::days(30)).await;
    town.rests().await;
    assert_eq!(shown(), before, "nobody looks any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tab_that_somebody_else_changed_is_drawn_again_from_what_is_true() {
    let town = Town::with_bot().await;
    town.bo().opens_home().await;
    let conflict = What::Error { error: "hash_conflict".into(), after_effect: false };
    town.slack.faults().plan(Fault::times("views.publish", conflict, 1));
    town.bo().types("/async hours mon-fri 8-16").await;
    assert!(town.bo().home().await.contains("*Mon–Fri 08:00–16:00*"));
    let calls = town.slack.calls_of("views.publish");
    let hash = |back: usize| calls[calls.len() - back].args["hash"].is_string();
    assert!(hash(2) && !hash(1), "refused with a hash, then shown over whatever is there");
}

#[tokio::test(flavor = "multi_thread")]
async fn how_far_hours_are_known_is_chosen_there() {
    let town = Town::with_bot().await;
    town.bo().opens_home().await;
    town.bo().presses_at_home("home.publish", Some("any_time")).await;
    let publish = town.slack.calls_of("views.publish").pop().expect("shown").args["view"].to_string();
    assert!(publish.contains("reach me any time"), "{publish}");
}
