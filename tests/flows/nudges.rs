//! A ping that lands in somebody's off hours: one private note to whoever wrote it, and what its buttons do.

use chrono::TimeDelta;
use serde_json::json;
use unrush::domain::charter::{Charter, Intensity};
use unrush::playground::deeds::{Filled, Press};
use unrush::playground::faults::{Fault, What};

use super::town::Town;

/// The cast is protected, and everything is shown.
pub fn standard() -> Charter {
    Charter { protect: true, intensity: Intensity::Standard, ..Charter::default() }
}

/// In Auckland it is 04:00 on Wednesday, in Berlin 16:00 on Tuesday: Dee is back in five hours.
const BACK: TimeDelta = TimeDelta::hours(5);

const BUTTONS: [&str; 5] =
    ["Hold till they're back", "It's urgent", "No reply needed", "Ask somebody else", "Not again"];

#[tokio::test(flavor = "multi_thread")]
async fn a_ping_in_focus_waits_until_bo_is_back() {
    let mut town = Town::with_bot().await;
    town.bo().types("/async focus 1h").await;
    town.ada().says("#launch", "@bo can you look by tomorrow?").await;
    let notes = town.ada().notes().await;
    assert_eq!(notes, ["*Bo is in focus until 11:00 in New York (your 17:00).*"]);
    town.ada().presses_privately("#launch", "Hold till they're back").await;
    town.restart().await;
    town.step(TimeDelta::minutes(59)).await;
    assert!(town.bo().dms().await.is_empty(), "not while Bo is in focus");
    town.step(TimeDelta::minutes(1)).await;
    let dms = town.bo().dms().await;
    assert_eq!(dms.len(), 1, "{dms:?}");
    assert!(dms[0].contains("Held for you") && dms[0].contains("Ada asked in <#C0LAUNCH>"), "{}", dms[0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_in_focus_and_was_not_held_is_in_the_catch_up_like_any_other() {
    let town = Town::with_bot().await;
    town.bo().types("/async focus 1h").await;
    town.ada().says("#launch", "@bo can you look by tomorrow?").await;
    town.ada().notes().await;
    town.step(TimeDelta::minutes(60)).await;
    let dms = town.bo().dms().await;
    assert_eq!(dms.len(), 1, "{dms:?}");
    for words in
        ["What came while you were away", "Ada asked in", "Nothing urgent happened. Nothing is late."]
    {
        assert!(dms[0].contains(words), "{words} in {}", dms[0]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ping_at_night_sets_off_one_private_note() {
    let mut town = Town::with_charter(standard()).await;
    town.ada().says("#launch", "@dee can you look by tomorrow?").await;
    let notes = town.ada().notes().await;
    assert_eq!(notes.len(), 1, "{notes:?}");
    assert_eq!(notes[0], "*Dee is not at work until 09:00 in Auckland (your 21:00).*");
    for other in [town.bo(), town.chidi(), town.dee()] {
        assert!(other.notes().await.is_empty(), "only Ada sees it");
    }
    town.restart().await;
    town.step(TimeDelta::days(1)).await;
    assert_eq!(town.ada().notes().await.len(), 1);
    assert_eq!(town.slack.calls_of("chat.postEphemeral").len(), 1, "once");
    assert!(town.dee().dms().await.is_empty(), "Dee set nothing, and nothing was held for her");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_held_ask_waits_until_dee_is_back() {
    let mut town = Town::with_charter(standard()).await;
    let said = town.ada().says("#launch", "@dee can you look within 2 hours?").await;
    town.ada().notes().await;
    town.ada().presses_privately("#launch", "Hold till they're back").await;
    let note = town.ada().notes().await.join("\n");
    assert!(note.starts_with("Held. Dee will find it first"), "{note}");
    assert!(note.contains("can't call back"), "{note}");
    town.restart().await;
    town.step(BACK - TimeDelta::minutes(1)).await;
    assert!(town.dee().dms().await.is_empty(), "not before Dee is back");
    town.step(TimeDelta::minutes(1)).await;
    let dms = town.dee().dms().await;
    assert_eq!(dms.len(), 1, "{dms:?}");
    for words in
        ["Held for you", "Ada asked in", "/archives/C0LAUNCH/p", "Nothing urgent happened. Nothing is late."]
    {
        assert!(dms[0].contains(words), "{words} in {}", dms[0]);
    }
    assert!(!dms[0].contains("can you look"), "never its words");
    assert!(dms[0].contains(&format!("p{}", said.ts.replace('.', ""))), "{}", dms[0]);
    town.crash().await;
    town.step(TimeDelta::days(2)).await;
    assert_eq!(town.dee().dms().await.len(), 1, "told once");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_of_what_is_held_counts_from_when_they_are_back() {
    let town =
        Town::with_charter(Charter { tag: unrush::domain::charter::TagMode::Both, ..standard() }).await;
    let said = town.ada().says("#launch", "@dee can you look within 2 hours?").await;
    town.ada().notes().await;
    town.ada().presses_privately("#launch", "Hold till they're back").await;
    // Dee is back at 09:00 in Auckland
    let due = |thread: Vec<String>, time: &str| assert!(thread[0].contains(time), "{time} in {thread:?}");
    due(town.thread(&said).await, "11:00");
    town.ada().edits(&said, "@dee can you please look within 2 hours?").await;
    due(town.thread(&said).await, "11:00");
    town.ada().edits(&said, "@dee can you please look within 4 hours?").await;
    due(town.thread(&said).await, "13:00");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_answered_meanwhile_is_not_in_the_catch_up() {
    let town =
        Town::with_charter(Charter { tag: unrush::domain::charter::TagMode::Both, ..standard() }).await;
    let said = town.ada().says("#launch", "@dee can you look today?").await;
    town.ada().notes().await;
    town.ada().presses_privately("#launch", "Hold till they're back").await;
    let reply = town.reply_ts(&said).await;
    town.ada().presses("#launch", &reply, "Done").await;
    town.step(BACK).await;
    assert!(town.dee().dms().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_urgent_word_goes_through_the_night_with_its_reason() {
    let mut town = Town::with_charter(standard()).await;
    let said = town.ada().says("#launch", "@dee can you look at the database?").await;
    town.ada().notes().await;
    town.ada().presses_privately("#launch", "It's urgent").await;
    town.restart().await;
    let filled = town.ada().submits(json!({"reason": {"reason": "orders are lost"}})).await;
    assert_eq!(filled, Filled::Taken);
    let dms = town.dee().dms().await;
    assert_eq!(dms.len(), 1, "{dms:?}");
    for words in ["orders are lost", "says this is urgent", "On it", "Done", "Was not urgent"] {
        assert!(dms[0].contains(words), "{words} in {}", dms[0]);
    }
    let note = town.ada().notes().await.join("\n");
    assert!(note.contains("Dee gets a direct message now"), "{note}");
    assert_eq!(town.tags(&said).await, ["rotating_light"]);

    town.dee().presses_in_dm("On it").await;
    town.dee().presses_in_dm("On it").await;
    assert_eq!(town.ada().dms().await.len(), 1, "told once: {:?}", town.ada().dms().await);
    town.dee().presses_in_dm("Was not urgent").await;
    town.dee().presses_in_dm("Was not urgent").await;
    town.dee().presses_in_dm("Done").await;
    assert!(town.ada().dms().await.iter().all(|dm| !dm.contains("not urgent")), "never by whom, never aloud");

    // only the sender sees the count, when it matters
    town.step(TimeDelta::hours(24)).await;
    town.ada().says("#launch", "@dee can you look at it again?").await;
    town.ada().notes().await;
    town.ada().presses_privately("#launch", "It's urgent").await;
    let opened = town.slack.calls_of("views.open").pop().expect("a modal");
    assert!(opened.args["view"].to_string().contains("One urgent word of yours"), "{}", opened.args);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_slack_keeps_an_urgent_word_silent_the_asker_is_told() {
    let town = Town::with_charter(standard()).await;
    let now = unrush::ports::Clock::now(town.clock.as_ref()).timestamp();
    town.slack.world().people.get_mut("U0DEE").expect("Dee").dnd = Some((now - 3600, now + 7200));
    town.ada().says("#launch", "@dee can you look at the database?").await;
    town.ada().notes().await;
    town.ada().presses_privately("#launch", "It's urgent").await;
    town.ada().submits(json!({"reason": {"reason": "orders are lost"}})).await;
    assert_eq!(town.dee().dms().await.len(), 1);
    let told = town.ada().dms().await.join("\n");
    assert!(told.contains("do-not-disturb keeps it silent"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_reply_needed_takes_it_off_the_list() {
    let town = Town::with_charter(standard()).await;
    let said = town.ada().says("#launch", "@dee can you look by tomorrow?").await;
    town.ada().notes().await;
    town.ada().presses_privately("#launch", "No reply needed").await;
    assert!(town.ada().notes().await.join("\n").contains("no reply needed"));
    assert_eq!(town.tags(&said).await, ["no_bell"]);
    town.step(TimeDelta::days(1)).await;
    assert!(town.dee().dms().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_else_is_whoever_is_at_work_now() {
    let town = Town::with_charter(standard()).await;
    town.ada().says("#launch", "@dee can you look by tomorrow?").await;
    town.ada().notes().await;
    town.ada().presses_privately("#launch", "Ask somebody else").await;
    let note = town.ada().notes().await.join("\n");
    assert!(note.contains("At work now in this channel: Bo, Chidi"), "{note}");
    assert!(!note.contains("<@"), "nobody is pinged: {note}");
}

#[tokio::test(flavor = "multi_thread")]
async fn why_this_names_the_rule_the_schedule_and_the_way_out() {
    let town = Town::with_charter(standard()).await;
    town.ada().says("#launch", "@dee can you look by tomorrow?").await;
    town.ada().notes().await;
    town.ada().presses_privately("#launch", "Why this?").await;
    let notes = town.ada().notes().await;
    assert_eq!(notes.len(), 2, "the note stays: {notes:?}");
    for words in ["mentions Dee", "outside their working hours", "team's working hours", "/async quiet"] {
        assert!(notes[1].contains(words), "{words} in {}", notes[1]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn not_again_is_for_this_rule_and_this_asker() {
    let town = Town::with_charter(Charter { nudges_a_day: 9, ..standard() }).await;
    town.ada().says("#launch", "@dee can you look by tomorrow?").await;
    town.ada().notes().await;
    town.ada().presses_privately("#launch", "Not again").await;
    let note = town.ada().notes().await.join("\n");
    assert!(note.contains("won't bring this up again: pings to people outside"), "{note}");
    town.step(TimeDelta::hours(24)).await;
    town.ada().says("#launch", "@dee can you look at this, too?").await;
    assert_eq!(town.ada().notes().await.len(), 1, "Ada is left alone");
    town.chidi().says("#launch", "@dee can you look at mine?").await;
    assert_eq!(town.chidi().notes().await.len(), 1, "Chidi is not");
    town.ada().types("/async quiet off").await;
    town.step(TimeDelta::hours(24)).await;
    let before = town.ada().notes().await.len();
    town.ada().says("#launch", "@dee can you look once more?").await;
    assert_eq!(town.ada().notes().await.len(), before + 1, "switched on again");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_button_pressed_twice_at_once_has_one_effect() {
    for button in BUTTONS {
        let town = Town::with_charter(standard()).await;
        town.ada().says("#launch", "@dee can you look by tomorrow?").await;
        town.ada().notes().await;
        let id = note_of_ada(&town);
        let press = || town.slack.presses("ada", Press::on("#launch", &id, button));
        let (first, second) = tokio::join!(press(), press());
        assert!(first.is_ok() || second.is_ok(), "{button}");
        let notes = town.ada().notes().await.join("\n");
        assert!(!notes.contains("went wrong"), "{button}: {notes}");
        town.step(BACK).await;
        let dms = town.dee().dms().await;
        assert_eq!(dms.len(), usize::from(button == "Hold till they're back"), "{button}: {dms:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_button_a_year_later_is_answered_kindly() {
    let town = Town::with_charter(standard()).await;
    town.ada().says("#launch", "@dee can you look by tomorrow?").await;
    town.ada().notes().await;
    let id = note_of_ada(&town);
    town.step(TimeDelta::days(400)).await;
    for (n, button) in BUTTONS.iter().chain(&["Why this?"]).enumerate() {
        town.ada().presses("#launch", &id, button).await;
        let notes = town.ada().notes().await;
        assert_eq!(notes.len(), n + 2, "{button}: {notes:?}");
        assert!(notes[n + 1].contains("out of date"), "{button}: {notes:?}");
    }
    assert!(town.dee().dms().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn each_button_works_after_a_restart() {
    for button in BUTTONS.iter().chain(&["Why this?"]) {
        let mut town = Town::with_charter(standard()).await;
        town.ada().says("#launch", "@dee can you look by tomorrow?").await;
        let before = town.ada().notes().await.join("\n");
        town.restart().await;
        town.ada().presses_privately("#launch", button).await;
        let notes = town.ada().notes().await.join("\n");
        assert!(!notes.contains("out of date") && !notes.contains("went wrong"), "{button}: {notes}");
        assert!(notes != before || town.count("views.open") == 1, "{button}: {notes}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_buttons_of_an_urgent_word_work_once_after_a_restart_and_kindly_a_year_later() {
    let mut town = Town::with_charter(standard()).await;
    town.ada().says("#launch", "@dee can you look at the database?").await;
    town.ada().notes().await;
    town.ada().presses_privately("#launch", "It's urgent").await;
    town.ada().submits(json!({"reason": {"reason": "orders are lost"}})).await;
    assert_eq!(town.dee().dms().await.len(), 1);
    town.restart().await;
    for button in ["On it", "On it", "Was not urgent", "Was not urgent", "Done"] {
        town.dee().presses_in_dm(button).await;
    }
    let told = town.ada().dms().await;
    assert!(told.len() == 2 && told[0].contains("is on it") && told[1].contains("Done, says"), "{told:?}");
    assert!(town.ada().types("/async asks").await.contains("You owe nobody"), "it is done");

    let mut town = Town::with_charter(standard()).await;
    town.ada().says("#launch", "@dee can you look at the database?").await;
    town.ada().notes().await;
    town.ada().presses_privately("#launch", "It's urgent").await;
    town.ada().submits(json!({"reason": {"reason": "orders are lost"}})).await;
    assert_eq!(town.dee().dms().await.len(), 1);
    town.asleep(TimeDelta::days(400)).await;
    let told = town.ada().dms().await;
    for button in ["On it", "Was not urgent", "Done"] {
        town.dee().presses_in_dm(button).await;
    }
    assert_eq!(town.ada().dms().await, told, "a year later nobody is told anything");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_asker_who_is_not_in_the_channel_is_told_by_direct_message() {
    let town = Town::with_charter(standard()).await;
    let fault = Fault::times(
        "chat.postEphemeral",
        What::Error { error: "user_not_in_channel".into(), after_effect: false },
        1,
    );
    town.slack.faults().plan(fault);
    town.ada().says("#launch", "@dee can you look by tomorrow?").await;
    let dms = town.ada().dms().await;
    assert_eq!(dms.len(), 1, "{dms:?}");
    assert!(dms[0].contains("Dee is not at work") && dms[0].contains("Hold till they're back"), "{}", dms[0]);
    town.ada().presses_in_dm("Hold till they're back").await;
    assert!(town.ada().dms().await.join("\n").contains("Held."), "{:?}", town.ada().dms().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_of_which_nobody_knows_whether_it_was_seen_is_never_shown_again() {
    let mut town = Town::with_charter(standard()).await;
    let fault = Fault::times("chat.postEphemeral", What::DropReply, 1);
    town.slack.faults().plan(fault);
    town.ada().says("#launch", "@dee can you look by tomorrow?").await;
    assert_eq!(town.ada().notes().await.len(), 1);
    town.crash().await;
    town.waits(60).await;
    assert_eq!(town.ada().notes().await.len(), 1);
    assert_eq!(town.slack.calls_of("chat.postEphemeral").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_that_could_not_be_shown_in_two_minutes_is_dropped() {
    let town = Town::with_charter(standard()).await;
    let fault = Fault::times("chat.postEphemeral", What::Ratelimited { retry_after: Some("180".into()) }, 1);
    town.slack.faults().plan(fault);
    town.ada().says("#launch", "@dee can you look by tomorrow?").await;
    town.rests().await;
    town.step(TimeDelta::minutes(4)).await;
    assert!(town.ada().notes().await.is_empty());
    assert_eq!(
        town.slack.calls_of("chat.postEphemeral").len(),
        1,
        "asked once, told to wait, and then it is too late"
    );
}

fn note_of_ada(town: &Town) -> String {
    town.slack.world().ephemerals("U0ADA").last().expect("a note").id.clone()
}
