//! What people type, in a channel and to the bot itself.

use super::town::Town;

#[tokio::test(flavor = "multi_thread")]
async fn help_names_every_word_and_a_slip_gets_a_kind_answer() {
    let mut town = Town::with_bot().await;
    let help = town.dee().types("/async help").await;
    for word in ["help", "hours", "remind", "reminders", "channel"] {
        assert!(help.contains(word), "{word} in {help}");
    }
    town.restart().await;
    let slip = town.dee().types("/async remnd me tomorrow").await;
    assert!(slip.contains("remind"), "{slip}");
    assert_eq!(town.dee().types("/async").await, help, "no words at all ask for help");
}

#[tokio::test(flavor = "multi_thread")]
async fn hours_are_shown_set_and_kept() {
    let mut town = Town::with_bot().await;
    let shown = town.bo().types("/async hours").await;
    assert!(shown.contains("09:00") && shown.contains("New York"), "{shown}");
    let set = town.bo().types("/async hours mon-thu 8-16:30, fri 8-12").await;
    assert!(set.contains("08:00") && set.contains("16:30"), "{set}");
    town.restart().await;
    let shown = town.bo().types("/async hours").await;
    assert!(shown.contains("08:00") && shown.contains("12:00"), "{shown}");
    let slip = town.bo().types("/async hours mon-fri 25:61").await;
    assert!(!slip.is_empty());
    assert_eq!(town.bo().types("/async hours").await, shown, "a slip changes nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn reminders_are_listed_and_deleted() {
    let mut town = Town::with_bot().await;
    town.ada().types("/async remind me tomorrow 9am: write the update").await;
    town.ada().types("/async remind me in 1 hour “water the plants”").await;
    town.restart().await;
    let list = town.ada().types("/async reminders").await;
    let (plants, update) = (list.find("water the plants"), list.find("write the update"));
    assert!(plants.is_some() && plants < update, "in order of their moments: {list}");
    let before = list[..plants.expect("listed")].rfind('`').expect("an id before the text");
    let id_start = list[..before].rfind('`').expect("an id before the text") + 1;
    let id = list[id_start..before].to_owned();
    let deleted = town.ada().types(&format!("/async reminders delete {id}")).await;
    assert!(!deleted.is_empty());
    let list = town.ada().types("/async reminders").await;
    assert!(!list.contains("water the plants") && list.contains("write the update"), "{list}");
    assert!(!town.bo().types("/async reminders").await.contains("write the update"), "mine are mine");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bot_understands_the_same_words_in_a_direct_message() {
    let town = Town::with_bot().await;
    let answer = town.ada().tells_the_bot("remind me in 10 minutes to stretch").await;
    assert!(answer.contains("I'll remind you"), "{answer}");
    let answer = town.ada().tells_the_bot("what can you do?").await;
    assert!(answer.contains("help"), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_shows_who_changed_its_norms() {
    let mut town = Town::with_bot().await;
    town.chidi().types_in("#launch", "/async channel tag thread").await;
    town.restart().await;
    let shown = town.ada().types_in("#launch", "/async channel").await;
    assert!(shown.contains("thread") && shown.contains("U0CHIDI"), "{shown}");
    let elsewhere = town.ada().types_in("#general", "/async channel").await;
    assert!(!elsewhere.contains("U0CHIDI"), "{elsewhere}");
}
