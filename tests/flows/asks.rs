//! Asks end: by an answer, by a reaction, by *Done*.

use chrono::TimeDelta;
use unrush::domain::charter::{Charter, TagMode};
use unrush::playground::faults::{Fault, What};

use super::town::{Said, Town};

/// A town where every thread says how its ask stands. Everybody is known, so that no message has to be read twice.
async fn town() -> Town {
    let town = Town::with_charter(Charter { tag: TagMode::Thread, ..Charter::default() }).await;
    town.ada().says("#launch", "@bo @chidi @dee can you read this by Thursday?").await;
    town.rests().await;
    town
}

async fn asks(town: &Town) -> Said {
    town.ada().says("#launch", "@bo can you look at the plan by Thursday 3pm?").await
}

/// Whether the ask's reply says that it is done.
async fn is_done(town: &Town, said: &Said) -> bool {
    town.thread(said).await.join("\n").contains("Done, says")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_in_the_thread_ends_it() {
    let town = town().await;
    let ask = asks(&town).await;
    assert!(!is_done(&town, &ask).await);
    town.chidi().replies(&ask, "I would like to know, too").await;
    town.ada().replies(&ask, "no hurry").await;
    assert!(!is_done(&town, &ask).await);
    town.bo().replies(&ask, "looks good to me").await;
    assert!(is_done(&town, &ask).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_word_to_the_asker_in_the_channel_ends_it() {
    let town = town().await;
    let ask = asks(&town).await;
    town.step(TimeDelta::hours(20)).await;
    town.bo().says("#launch", "@chidi lunch?").await;
    town.bo().says("#general", "@ada lunch?").await;
    assert!(!is_done(&town, &ask).await);
    town.bo().says("#launch", "@ada looks good").await;
    assert!(is_done(&town, &ask).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn words_within_ten_minutes_end_it_unless_somebody_else_came_between() {
    let mut town = town().await;
    let ask = asks(&town).await;
    town.step(TimeDelta::minutes(4)).await;
    town.ada().says("#launch", "it is the second page I mean").await;
    town.step(TimeDelta::minutes(4)).await;
    town.bo().says("#launch", "looks good").await;
    assert!(is_done(&town, &ask).await);

    let other = asks(&town).await;
    town.chidi().says("#launch", "good morning").await;
    town.step(TimeDelta::minutes(1)).await;
    town.bo().says("#launch", "good morning").await;
    assert!(!is_done(&town, &other).await, "Chidi came between");

    let late = asks(&town).await;
    town.asleep(TimeDelta::minutes(11)).await;
    town.bo().says("#launch", "hello").await;
    assert!(!is_done(&town, &late).await, "eleven minutes are another matter");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tick_ends_it_and_taking_the_tick_off_opens_it_again() {
    let mut town = town().await;
    let ask = asks(&town).await;
    town.chidi().reacts(&ask, "white_check_mark").await;
    town.bo().reacts(&ask, "eyes").await;
    assert!(town.thread(&ask).await.join("\n").contains("on it"));
    assert!(!is_done(&town, &ask).await, "Chidi has nothing to do with it");
    town.bo().reacts(&ask, "white_check_mark").await;
    assert!(is_done(&town, &ask).await);
    town.restart().await;
    town.bo().reacts(&ask, "white_check_mark").await;
    assert!(!is_done(&town, &ask).await);
    town.ada().reacts(&ask, "ballot_box_with_check").await;
    assert!(is_done(&town, &ask).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn people_named_each_end_their_part_and_a_group_ends_its_part_together() {
    let town = town().await;
    let ask = town.ada().says("#launch", "@bo @dee please answer by Thursday 3pm").await;
    town.bo().replies(&ask, "yes").await;
    let thread = town.thread(&ask).await.join("\n");
    assert!(thread.contains("answered") && !thread.contains("Done, says"), "{thread}");
    town.dee().replies(&ask, "yes").await;
    assert!(is_done(&town, &ask).await);
    let group = town.ada().says("#launch", "@reviewers please have a look within 24 hours").await;
    town.rests().await;
    town.chidi().replies(&group, "had one").await;
    assert!(is_done(&town, &group).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn both_sides_find_it_on_their_lists_until_it_is_done_there() {
    let town = town().await;
    let ask = asks(&town).await;
    town.rests().await;
    let owed = town.bo().types("/async asks").await;
    assert!(owed.contains("You owe") && owed.contains("2. ") && !owed.contains("the plan"), "{owed}");
    town.bo().presses_privately("#general", "Done: 1").await;
    assert!(is_done(&town, &ask).await, "it is due before the one for all three");
    let waits = town.ada().types("/async asks").await;
    assert!(
        waits.contains("You wait for") && waits.contains("and 2 more") && !waits.contains("2. "),
        "{waits}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ended_quietly_can_be_opened_again_for_a_week() {
    let mut town = town().await;
    let ask = asks(&town).await;
    town.rests().await;
    town.bo().says("#launch", "@ada lunch tomorrow?").await;
    assert!(is_done(&town, &ask).await);
    town.restart().await;
    for person in [town.bo(), town.ada()] {
        let listed = person.types("/async asks").await;
        assert!(listed.contains("Closed quietly") && !listed.contains("lunch"), "{listed}");
    }
    assert!(!town.chidi().types("/async asks").await.contains("Closed quietly"));
    let list = town.slack.world().ephemerals("U0ADA").last().expect("a list").id.clone();
    let button = "asks.reopen";
    let ada = town.ada();
    tokio::join!(ada.presses("#general", &list, button), ada.presses("#general", &list, button));
    let notes = town.ada().notes().await.join("\n");
    assert!(notes.contains("It is open again.") && !notes.contains("went wrong"), "{notes}");
    assert!(!is_done(&town, &ask).await);
    town.ada().presses("#general", &list, button).await;
    assert!(town.ada().notes().await.join("\n").contains("open already"));
    assert!(!town.ada().types("/async asks").await.contains("Closed quietly"));
    town.bo().replies(&ask, "looks good to me").await;
    assert!(is_done(&town, &ask).await);
    assert!(
        !town.ada().types("/async asks").await.contains("Closed quietly"),
        "an answer in the thread is one"
    );
    town.ada().presses("#general", &list, button).await;
    assert!(town.ada().notes().await.join("\n").contains("done already"));

    let other = asks(&town).await;
    town.rests().await;
    town.bo().says("#launch", "@ada lunch tomorrow?").await;
    assert!(is_done(&town, &other).await);
    town.step(TimeDelta::days(8)).await;
    assert!(!town.bo().types("/async asks").await.contains("Closed quietly"), "a week is over");
    town.step(TimeDelta::days(400)).await;
    town.ada().presses("#general", &list, button).await;
    assert!(town.ada().notes().await.join("\n").contains("out of date"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_word_of_somebody_nobody_knew_is_an_answer_too() {
    for in_thread in [true, false] {
        let town = Town::with_charter(Charter { tag: TagMode::Thread, ..Charter::default() }).await;
        // who Bo is can't be read at once
        let slower = What::Ratelimited { retry_after: Some("20".into()) };
        town.slack.faults().plan(Fault::times("users.info", slower, 1));
        let ask = asks(&town).await;
        town.rests().await;
        town.step(TimeDelta::seconds(10)).await;
        if in_thread {
            town.bo().replies(&ask, "looks good to me").await;
        } else {
            town.bo().says("#launch", "looks good to me").await;
        }
        assert!(town.thread(&ask).await.is_empty(), "nothing is known yet");
        town.waits(40).await;
        assert!(town.ada().types("/async asks").await.contains("You owe nobody"), "in thread: {in_thread}");
    }
}
