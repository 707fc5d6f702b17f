//! A message names its window and mentions somebody: it is tagged.

use chrono::TimeDelta;
use serde_json::json;
use unrush::domain::charter::{Charter, TagMode};
use unrush::playground::deeds::Filled;
use unrush::playground::world::BOT_USER;

use super::town::Town;

#[tokio::test(flavor = "multi_thread")]
async fn a_deadline_in_launch_is_tagged_with_a_reaction() {
    let mut town = Town::with_bot().await;
    let said = town.ada().says("#launch", "@bo can you review the plan by Thursday 3pm?").await;
    assert_eq!(town.tags(&said).await, ["calendar"]);
    assert!(town.thread(&said).await.is_empty(), "a reaction is all the channel wants");
    town.restart().await;
    let urgent = town.ada().says("#launch", "[urgent] @bo prod is down, can you look?").await;
    assert_eq!(town.tags(&urgent).await, ["rotating_light"]);
    assert_eq!(town.tags(&said).await, ["calendar"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_channel_wants_it_the_thread_says_who_is_expected_by_when() {
    let mut town = Town::with_bot().await;
    let answer = town.chidi().types_in("#launch", "/async channel tag both").await;
    assert!(answer.contains("both"), "{answer}");
    town.restart().await;
    let said = town.ada().says("#launch", "@bo @dee please answer by end of day").await;
    assert_eq!(town.tags(&said).await, ["city_sunset"]);
    let thread = town.thread(&said).await;
    assert_eq!(thread.len(), 1, "{thread:?}");
    // Bo is in New York, where it is Tuesday 10:00; for Dee in Auckland it is Wednesday 04:00
    for words in ["Bo", "17:00", "Dee", "On it", "Done", "Change window"] {
        assert!(thread[0].contains(words), "{words} in {}", thread[0]);
    }
    assert!(!thread[0].contains("<@U0BO>"), "a mention would ping Bo");
    assert_eq!(town.count("chat.postMessage"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_group_is_expected_member_by_member() {
    let town = Town::with_charter(Charter { tag: TagMode::Both, ..Charter::default() }).await;
    let said = town.ada().says("#launch", "@reviewers please have a look within 24 hours").await;
    assert_eq!(town.tags(&said).await, ["hourglass_flowing_sand"]);
    let thread = town.thread(&said).await.join("\n");
    assert!(thread.contains("Bo") && thread.contains("Chidi") && !thread.contains("Dee"), "{thread}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_names_no_window_or_nobody_is_left_alone() {
    let town = Town::with_bot().await;
    for text in [
        "@bo thanks, that was quick!",
        "please answer by Thursday",
        "@bo I'll send it by Friday",
        "> @bo can you review it by Thursday?\ndone",
        "`@bo by Thursday`",
        "@bo is this urgent?",
    ] {
        let said = town.ada().says("#launch", text).await;
        assert!(town.tags(&said).await.is_empty(), "{text}");
    }
    let unheard = town.ada().says("#design", "@bo please review by Thursday").await;
    assert!(town.tags(&unheard).await.is_empty(), "the bot is not in #design");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_group_nobody_is_known_of_people_are_expected_by_their_own_hours_and_bots_not() {
    let town = Town::with_charter(Charter { tag: TagMode::Both, ..Charter::default() }).await;
    town.slack.world().groups.get_mut("S0REVIEWERS").expect("a group").members.insert(BOT_USER.to_owned());
    let said = town.ada().says("#launch", "@reviewers please answer by end of day").await;
    let thread = town.thread(&said).await;
    // in New York and in Lagos it is 17:00 at different moments; the bot answers nobody
    assert!(!thread[0].contains("Unrush"), "{thread:?}");
    let read =
        |id: &str| town.slack.calls_of("users.info").iter().filter(|call| call.args["user"] == id).count();
    assert_eq!(["U0BO", "U0CHIDI", BOT_USER].map(read), [1, 1, 1]);
    for words in ["Bo: today 17:00 (your 23:00)", "Chidi: today 17:00", "New York, Lagos"] {
        assert!(thread[0].contains(words), "{words} in {thread:?}");
    }
    assert_eq!((town.count("chat.postMessage"), town.count("chat.update")), (1, 0), "right at once");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_buttons_of_the_thread_reply_do_what_they_say() {
    let mut town = Town::with_charter(Charter { tag: TagMode::Both, ..Charter::default() }).await;
    let said = town.ada().says("#launch", "@bo can you answer today?").await;
    let reply = town.reply_ts(&said).await;
    town.bo().presses("#launch", &reply, "On it").await;
    assert!(town.thread(&said).await[0].contains("on it"), "{:?}", town.thread(&said).await);
    town.restart().await;

    town.ada().presses("#launch", &reply, "Change window").await;
    let filled = town.ada().submits(json!({"window": {"choice": "urgent"}})).await;
    assert_eq!(filled, Filled::Taken);
    assert_eq!(town.tags(&said).await, ["rotating_light"]);

    town.dee().presses("#launch", &reply, "Done").await;
    assert!(!town.thread(&said).await[0].contains("Done by"), "Dee was not asked");
    let bo = town.bo();
    tokio::join!(bo.presses("#launch", &reply, "Done"), bo.presses("#launch", &reply, "Done"));
    let thread = town.thread(&said).await;
    assert_eq!(thread.len(), 1);
    assert!(thread[0].contains("Bo") && !thread[0].contains("Change window"), "{}", thread[0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_button_pressed_years_later_is_answered_kindly() {
    let town = Town::with_charter(Charter { tag: TagMode::Both, ..Charter::default() }).await;
    let said = town.ada().says("#launch", "@bo can you answer today?").await;
    let reply = town.reply_ts(&said).await;
    town.step(TimeDelta::days(400)).await;
    let before = town.bo().private_words().len();
    town.bo().presses("#launch", &reply, "Done").await;
    let after = town.bo().private_words();
    let changed = town.thread(&said).await.join("\n");
    assert!(after.len() > before || !changed.contains("Change window"), "{after:?} {changed}");
}
