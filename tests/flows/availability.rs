//! When people work, focus and are away: what they say about it, and what others learn.

use chrono::TimeDelta;
use serde_json::json;
use unrush::playground::deeds::{Filled, Press};
use unrush::ports::Clock;

use super::town::Town;

#[tokio::test(flavor = "multi_thread")]
async fn others_see_of_focus_what_somebody_publishes() {
    let mut town = Town::with_bot().await;
    // 10:00 for Bo in New York, 16:00 for Ada in Berlin
    let said = town.bo().types("/async focus 90m").await;
    assert!(said.contains("You are in focus until"), "{said}");
    let seen = town.ada().types("/async when @bo").await;
    assert!(seen.contains("it is Tue 10:00 in New York"), "{seen}");
    assert!(seen.contains("again today 11:30 (your today 17:30)") && !seen.contains("ocus"), "{seen}");
    town.bo().types("/async publish show").await;
    town.restart().await;
    let seen = town.ada().types("/async when @bo").await;
    assert!(seen.contains("In focus until today 11:30 (your today 17:30)"), "{seen}");
    town.step(TimeDelta::minutes(90)).await;
    let seen = town.ada().types("/async when @bo").await;
    assert!(seen.contains("Can be reached now, until today 17:00"), "{seen}");
    assert!(town.bo().types("/async focus").await.contains("You have no focus blocks"));
}

#[tokio::test(flavor = "multi_thread")]
async fn do_not_disturb_is_respected_until_its_own_end() {
    let mut town = Town::with_bot().await;
    town.bo().types("/async publish show").await;
    assert!(town.ada().types("/async when @bo").await.contains("Can be reached now"));
    let now = town.clock.now().timestamp();
    town.slack.change(|world| world.set_dnd("U0BO", Some((now, now + 3_600)))).await;
    let seen = town.ada().types("/async when @bo").await;
    assert!(seen.contains("Not to be disturbed, back today 11:00 (your today 17:00)"), "{seen}");
    town.restart().await;
    town.step(TimeDelta::minutes(61)).await;
    let seen = town.ada().types("/async when @bo").await;
    assert!(seen.contains("Can be reached now"), "over without anybody saying so: {seen}");
}

#[tokio::test(flavor = "multi_thread")]
async fn working_hours_do_not_run_while_somebody_is_in_focus() {
    let town = Town::with_bot().await;
    town.chidi().types_in("#launch", "/async channel tag thread").await;
    town.bo().types("/async focus 2h").await;
    let asked = town.ada().says("#launch", "@bo can you check this within 2 working hours?").await;
    let thread = town.thread(&asked).await.join("\n");
    assert!(thread.contains("today 14:00"), "two hours after the focus that ends at noon: {thread}");
    let asked = town.ada().says("#launch", "@chidi can you check this within 2 working hours?").await;
    let thread = town.thread(&asked).await.join("\n");
    assert!(thread.contains("tomorrow 10:00"), "nothing stops Chidi's clock but the evening: {thread}");
}

#[tokio::test(flavor = "multi_thread")]
async fn hours_are_edited_in_a_modal() {
    let mut town = Town::with_bot().await;
    let shown = town.bo().types("/async hours").await;
    assert!(shown.contains("09:00–17:00"), "{shown}");
    let (channel, note) = {
        let world = town.slack.world();
        let note = world.ephemerals("U0BO").last().expect("the answer").clone();
        (note.channel, note.id)
    };
    town.slack.presses("bo", Press::on(&channel, &note, "Edit my hours")).await.expect("can press");
    town.rests().await;
    let slip = town.bo().submits(json!({"words": "mon-fri 25:61-26"})).await;
    let Filled::Wrong(wrong) = slip else { panic!("{slip:?}") };
    assert_eq!(wrong.keys().collect::<Vec<_>>(), ["words"]);
    let entered = json!({
        "days": ["Monday", "Tuesday", "Thursday"], "from": "08:00", "to": "16:30", "words": "",
        "publish": "Protect me",
    });
    let saved = town.bo().submits(entered).await;
    assert!(!matches!(saved, Filled::Wrong(_)), "{saved:?}");
    let told = town.bo().dms().await.pop().expect("a word back");
    assert!(told.contains("Mon–Tue 08:00–16:30, Thu 08:00–16:30") && told.contains("New York"), "{told}");
    town.restart().await;
    assert!(town.bo().types("/async hours").await.contains("Mon–Tue 08:00–16:30, Thu 08:00–16:30"));
    assert!(town.bo().types("/async publish").await.contains("Protect me"));
}

#[tokio::test(flavor = "multi_thread")]
async fn hours_follow_somebody_who_travels() {
    let town = Town::with_bot().await;
    town.dee().types("/async checkins 9:30 16:00").await;
    assert!(town.dee().types("/async zone").await.contains("Pacific/Auckland"));
    town.slack
        .change(|world| world.change_person("U0DEE", |dee| dee.tz = Some("Asia/Kathmandu".into())))
        .await;
    town.rests().await;
    let zone = town.dee().types("/async zone").await;
    assert!(zone.contains("Asia/Kathmandu") && zone.contains("20:45"), "{zone}");
    let checkins = town.dee().types("/async checkins").await;
    assert!(checkins.contains("09:30 and 16:00, Kathmandu time"), "{checkins}");
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_goes_away_with_a_stand_in_and_comes_back() {
    let mut town = Town::with_bot().await;
    let said = town.chidi().types("/async time-off tomorrow - 2 Dec cover @dee").await;
    assert!(
        said.contains("Wed 25 Nov 2026 – Wed 2 Dec 2026, Lagos time") && said.contains("U0DEE"),
        "{said}"
    );
    assert!(said.contains("back"), "{said}");
    let slip = town.chidi().types("/async time-off 31 feb").await;
    assert!(slip.contains("nothing was changed"), "{slip}");
    town.step(TimeDelta::days(1)).await;
    town.restart().await;
    let seen = town.ada().types("/async when @chidi").await;
    assert!(seen.contains("Thu 3") || seen.contains("3 Dec"), "{seen}");
    assert!(seen.contains("U0DEE") && seen.contains("stands in"), "{seen}");
    assert!(town.chidi().types("/async back").await.contains("Welcome back"));
    assert!(town.ada().types("/async when @chidi").await.contains("Can be reached now"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_can_have_its_peace_and_be_live() {
    let mut town = Town::with_bot().await;
    let said = town.bo().types_in("#launch", "/async quiet here 2h").await;
    assert!(said.contains("I say nothing on my own until"), "{said}");
    town.restart().await;
    let asked = town.ada().says("#launch", "@bo can you look at this by tomorrow noon?").await;
    assert!(town.tags(&asked).await.is_empty(), "no tag while it is quiet");
    town.step(TimeDelta::hours(2)).await;
    let asked = town.ada().says("#launch", "@bo can you look at that by tomorrow noon?").await;
    assert_eq!(town.tags(&asked).await.len(), 1);
    assert!(town.bo().types_in("#launch", "/async channel live on").await.contains("live"));
    assert!(town.dee().types("/async privacy").await.contains("never the words"));
}
