//! What Slack itself says of people, asked for in few calls, and the time they have in common.

use chrono::TimeDelta;
use unrush::domain::charter::{Charter, Intensity};
use unrush::playground::people::Person;
use unrush::ports::Clock;

use super::town::Town;

/// Everybody is protected.
fn standard() -> Charter {
    Charter { protect: true, intensity: Intensity::Standard, ..Charter::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn five_hundred_pings_at_once_take_few_calls() {
    let town = Town::with_charter(standard()).await;
    let names: Vec<String> = (0..40).map(|n| format!("Guest{n}")).collect();
    for name in &names {
        let person = Person::member(&format!("U1{}", name.to_uppercase()), name, "Asia/Tokyo", "en-GB");
        town.slack.change(|world| world.add_person(person)).await;
    }
    let pings = (0..500).map(|nth| {
        let text = format!("@{} can you look at number {nth}?", names[nth % names.len()]);
        let slack = &town.slack;
        async move { slack.says("ada", "#launch", &text).await.expect("can write") }
    });
    futures_util::future::join_all(pings).await;
    town.rests().await;
    let calls = |method| town.slack.calls_of(method).len();
    assert!(calls("dnd.teamInfo") <= 20, "{} times", calls("dnd.teamInfo"));
    assert!(calls("users.info") <= 80, "{} times", calls("users.info"));
    assert!(calls("conversations.history") <= 250, "{} times", calls("conversations.history"));
    assert!(town.ada().notes().await.len() <= 3, "and Ada is told no more than on any other day");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_time_for_all_is_found_and_the_day_is_drawn() {
    let mut town = Town::with_bot().await;
    // where no pictures may be brought, the day is text
    town.slack.world().scopes.remove("files:write");
    // 16:00 on Tuesday for Ada in Berlin and Chidi in Lagos, 10:00 for Bo in New York
    let said = town.ada().types("/async overlap @bo @chidi 30m").await;
    for words in ["30 minutes in which you all can answer", "Bo today 10:00 in New York", "█", "all      "]
    {
        assert!(said.contains(words), "{words} in {said}");
    }
    let now = town.clock.now().timestamp();
    town.slack.change(|world| world.set_dnd("U0BO", Some((now, now + 3_600)))).await;
    town.chidi().types("/async publish protect").await;
    town.restart().await;
    let said = town.ada().types("/async overlap @reviewers tomorrow").await;
    assert!(said.contains("Not shown:") && said.contains("Chidi") && !said.contains("all      "), "{said}");
    let said = town.ada().types("/async overlap @dee").await;
    assert!(said.contains("You share no 30 minutes") && said.contains("For you it is"), "{said}");
    assert!(town.ada().types("/async overlap @bo 25:61").await.contains("I did not understand"));
    let said = town.ada().types_in("#launch", "/async overlap tomorrow").await;
    assert!(said.contains("You share no") && said.contains("Not shown: Chidi"), "the whole channel: {said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_status_of_absence_holds_what_comes_until_it_is_taken_off() {
    let mut town = Town::with_charter(standard()).await;
    // 10:00 for Bo in New York
    town.bo().types("/async publish protect").await;
    town.slack.change(|world| world.set_status("U0BO", ":palm_tree:", "Gone with Kim", 0)).await;
    town.ada().says("#launch", "@bo can you look by tomorrow?").await;
    assert_eq!(town.ada().notes().await, ["*Bo is away for a while.*"], "and never why");
    town.ada().presses_privately("#launch", "Hold till they're back").await;
    town.restart().await;
    town.step(TimeDelta::hours(3)).await;
    assert!(town.bo().dms().await.is_empty());
    town.slack.change(|world| world.set_status("U0BO", "", "", 0)).await;
    let dms = town.bo().dms().await;
    assert_eq!(dms.len(), 1, "{dms:?}");
    assert!(dms[0].contains("Held for you"), "{}", dms[0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_in_a_huddle_is_in_a_conversation_and_no_more_is_said() {
    let town = Town::with_charter(standard()).await;
    let until = town.clock.now().timestamp() + 1_200;
    town.slack.change(|world| world.set_huddle("U0BO", Some(until))).await;
    town.ada().says("#launch", "@bo can you look by tomorrow?").await;
    assert_eq!(town.ada().notes().await, ["*Bo is in a conversation.*"]);
    town.step(TimeDelta::minutes(21)).await;
    town.bo().types("/async publish show").await;
    let seen = town.ada().types("/async when @bo").await;
    assert!(seen.contains("Can be reached now"), "over without anybody saying so: {seen}");
    let until = town.clock.now().timestamp() + 3_600;
    town.slack.change(|world| world.set_status("U0BO", ":calendar:", "In a meeting with Kim", until)).await;
    let seen = town.ada().types("/async when @bo").await;
    assert!(seen.contains("In focus until") && !seen.contains("Kim"), "{seen}");
}
