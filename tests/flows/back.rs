//! Who is back earlier than it seemed finds what came at once, and not at the moment that was planned.

use chrono::TimeDelta;

use super::town::Town;

/// Dee is away for days; Ada asks her something; the bot is restarted in between.
async fn asked_while_away() -> Town {
    let mut town = Town::with_bot().await;
    town.bo().types("/async hours mon-fri 9-17").await;
    let said = town.bo().types("/async time-off today - friday").await;
    assert!(said.contains("You are away"), "{said}");
    town.ada().says("#launch", "@bo can you look at the plan?").await;
    town.rests().await;
    town.restart().await;
    town
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_back_from_time_off_early_finds_at_once_what_came() {
    let town = asked_while_away().await;
    town.step(TimeDelta::hours(24)).await;
    assert!(town.bo().dms().await.is_empty(), "still away");
    // Wednesday 10:00 in New York
    town.bo().types("/async back").await;
    let dms = town.bo().dms().await;
    assert_eq!(dms.len(), 1, "{dms:?}");
    assert!(
        dms[0].contains("What came while you were away") && dms[0].contains("Ada asked in"),
        "{}",
        dms[0]
    );
    town.step(TimeDelta::days(6)).await;
    assert_eq!(town.bo().dms().await.len(), 1, "and never again");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_arrives_where_it_is_day_finds_at_once_what_came_at_night() {
    let town = Town::with_bot().await;
    town.bo().types("/async hours mon-fri 9-17").await;
    town.step(TimeDelta::hours(9)).await;
    town.ada().says("#launch", "@bo can you look at the plan?").await;
    // Wednesday, 01:00 in New York and 15:00 in Tokyo
    town.step(TimeDelta::hours(6)).await;
    assert!(town.bo().dms().await.is_empty(), "it is night");
    let lands = |person: &mut unrush::playground::people::Person| person.tz = Some("Asia/Tokyo".into());
    town.slack.change(|world| world.change_person("U0BO", lands)).await;
    let dms = town.bo().dms().await;
    assert!(dms.iter().any(|dm| dm.contains("What came while you were away")), "{dms:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_catch_up_after_a_long_absence_leaves_nothing_out() {
    let mut town = Town::with_bot().await;
    town.bo().types("/async hours mon-fri 9-17").await;
    town.bo().types("/async time-off today - 11 Dec").await;
    town.ada().says("#launch", "@bo can you look at the plan in January?").await;
    town.step(TimeDelta::days(5)).await;
    town.restart().await;
    // Monday 14 December, 09:00 in New York
    town.step(TimeDelta::days(14) + TimeDelta::hours(23) - TimeDelta::minutes(1)).await;
    assert!(town.bo().dms().await.is_empty(), "not early");
    town.step(TimeDelta::minutes(1)).await;
    let dms = town.bo().dms().await;
    assert!(dms.len() == 1 && dms[0].contains("Ada asked in"), "{dms:?}");
}

/// Ada sets a reminder for Bo, whose moment comes while Bo can't be reached.
async fn reminded(away: &str) -> Town {
    let mut town = Town::with_bot().await;
    town.bo().types("/async hours mon-fri 9-17").await;
    let said = town.ada().types("/async remind @bo in 20 minutes to look at the plan").await;
    assert!(said.contains("Bo"), "{said}");
    let said = town.bo().types(away).await;
    assert!(said.contains("until") || said.contains("away") || said.contains("begin next"), "{said}");
    town.step(TimeDelta::minutes(25)).await;
    assert!(brought(&town).await.is_empty(), "{away}: it waits");
    town.restart().await;
    town
}

async fn brought(town: &Town) -> Vec<String> {
    let dms = town.bo().dms().await;
    dms.into_iter().filter(|dm| dm.contains("look at the plan")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleagues_reminder_comes_with_whatever_brings_its_reader_back() {
    for (away, back) in [
        ("/async time-off today - friday", "/async back"),
        ("/async focus 3h", "/async focus off"),
        ("/async quiet until friday", "/async quiet off"),
        ("/async hours mon-fri 14-17", "/async hours mon-fri 9-17"),
    ] {
        let town = reminded(away).await;
        town.step(TimeDelta::minutes(5)).await;
        town.bo().types(back).await;
        assert_eq!(brought(&town).await.len(), 1, "{away}, then {back}");
        town.step(TimeDelta::days(6)).await;
        assert_eq!(brought(&town).await.len(), 1, "{away}: and never again");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleagues_reminder_still_waits_for_whoever_is_back_in_part() {
    let town = reminded("/async time-off today - friday").await;
    // Tuesday 10:25: not away after all, but in focus until two
    town.bo().types("/async focus until 14:00").await;
    town.bo().types("/async time-off cancel all").await;
    assert!(brought(&town).await.is_empty(), "focus is kept");
    town.step(TimeDelta::hours(2)).await;
    assert!(brought(&town).await.is_empty(), "focus is kept");
    town.bo().types("/async focus off").await;
    assert_eq!(brought(&town).await.len(), 1, "it was called for again");
}
