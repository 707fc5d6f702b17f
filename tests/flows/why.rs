//! *Why this?*: what was understood, by which words; and what happens when that was wrong.

use chrono::TimeDelta;
use unrush::domain::charter::{Charter, TagMode};
use unrush::playground::deeds::Press;
use unrush::playground::faults::{Fault, What};

use super::nudges::standard;
use super::town::{Person, Said, Town};

/// Uses *Why this window?* in the menu of a message; tells what came back.
async fn asks_why(town: &Town, who: &'static str, said: &Said) -> String {
    let person = person(town, who);
    let before = person.notes().await.len();
    town.slack.uses_shortcut(who, "message.why", Some((said.channel, &said.ts))).await.expect("can use");
    person.notes().await.split_off(before).join("\n")
}

fn person<'a>(town: &'a Town, who: &str) -> Person<'a> {
    match who {
        "ada" => town.ada(),
        "bo" => town.bo(),
        "chidi" => town.chidi(),
        _ => town.dee(),
    }
}

/// The newest thing only this person sees.
fn newest(town: &Town, id: &str) -> String {
    town.slack.world().ephemerals(id).last().expect("a note").id.clone()
}

/// Chooses what was meant, in an explanation.
async fn reports(town: &Town, who: &'static str, on: &str, meant: &str) {
    let press = Press { selected: Some(meant.into()), ..Press::on("#launch", on, "why.misread") };
    town.slack.presses(who, press).await.expect("can choose");
    town.rests().await;
}

/// Ada has asked Bo something, by a day that is easy to take for a deadline.
async fn asks_bo(town: &Town) -> Said {
    let said = town.ada().says("#launch", "@bo can you look at the zeppelin by Thursday?").await;
    town.rests().await;
    said
}

#[tokio::test(flavor = "multi_thread")]
async fn the_note_explains_itself_by_the_words_of_the_message_as_it_stands_now() {
    let mut town = Town::with_charter(standard()).await;
    let said = town.ada().says("#launch", "@dee can you look at the zeppelin by tomorrow?").await;
    town.ada().notes().await;
    town.restart().await;
    town.ada().presses_privately("#launch", "Why this?").await;
    let notes = town.ada().notes().await;
    assert_eq!(notes.len(), 2, "the note stays: {notes:?}");
    for words in [
        "mentions Dee",
        "team's working hours",
        "last 10 minutes",
        "I read the message as *By Wed 25 Nov*:",
        "“tomorrow” says by when",
        "“can you” asks for an answer",
        "Dee",
        "in Auckland",
    ] {
        assert!(notes[1].contains(words), "{words} in {}", notes[1]);
    }
    assert!(town.chidi().notes().await.is_empty() && town.dee().notes().await.is_empty());
    let note = town.slack.world().ephemerals("U0ADA").next().expect("the nudge").id.clone();
    town.ada().edits(&said, "@dee can you look at the zeppelin by Friday?").await;
    town.ada().presses("#launch", &note, "Why this?").await;
    let notes = town.ada().notes().await;
    assert!(notes[2].contains("“Friday” says by when") && !notes[2].contains("tomorrow"), "{}", notes[2]);
    assert!(!town.keeps("zeppelin"), "no words are kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_is_gone_is_told_kindly() {
    let town = Town::with_charter(standard()).await;
    let said = town.ada().says("#launch", "@dee can you look by tomorrow?").await;
    town.ada().notes().await;
    // Slack tells of it later
    town.slack.faults().plan(Fault::times("message", What::HoldBack, 1));
    town.ada().deletes(&said).await;
    town.ada().presses_privately("#launch", "Why this?").await;
    let notes = town.ada().notes().await;
    assert!(notes[1].contains("The message is gone") && !notes[1].contains("wrongly"), "{notes:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reaction_is_explained_from_the_menu_of_its_message() {
    let town = Town::with_bot().await;
    let said = asks_bo(&town).await;
    for who in ["ada", "bo", "chidi"] {
        let told = asks_why(&town, who, &said).await;
        assert!(told.contains("“Thursday” says by when") && told.contains("in New York"), "{who}: {told}");
    }
    let chidi = town.slack.world().ephemerals("U0CHIDI").last().expect("a note").blocks.clone();
    assert!(!format!("{chidi:?}").contains("wrongly"), "Chidi has no part in it");
    let plain = town.ada().says("#launch", "@bo thanks a lot").await;
    assert!(asks_why(&town, "ada", &plain).await.contains("I read nothing"));
    let thread = town.ada().replies(&said, "@chidi can you look today?").await;
    assert!(asks_why(&town, "chidi", &thread).await.contains("“today” says by when"));
}

#[tokio::test(flavor = "multi_thread")]
async fn from_the_modal_of_a_tag_the_answer_comes_by_direct_message() {
    let mut town = Town::with_charter(Charter { tag: TagMode::Thread, ..Charter::default() }).await;
    let said = asks_bo(&town).await;
    let reply = town.reply_ts(&said).await;
    town.bo().presses("#launch", &reply, "Change window").await;
    town.restart().await;
    let view = town.slack.world().views.modal("U0BO").expect("a modal").id.clone();
    town.slack.presses("bo", Press::in_view(&view, "tag.why")).await.expect("can press");
    let dms = town.bo().dms().await;
    assert_eq!(dms.len(), 1, "{dms:?}");
    assert!(
        dms[0].contains("“Thursday” says by when") && dms[0].contains("That was read wrongly"),
        "{dms:?}"
    );
    assert!(town.ada().dms().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_read_wrongly_is_put_right_at_once_and_counted_once() {
    let mut town = Town::with_bot().await;
    let said = asks_bo(&town).await;
    assert_eq!(town.tags(&said).await, ["calendar"]);
    asks_why(&town, "bo", &said).await;
    asks_why(&town, "ada", &said).await;
    let (of_bo, of_ada) = (newest(&town, "U0BO"), newest(&town, "U0ADA"));
    town.restart().await;
    reports(&town, "bo", &of_bo, "It means: Today").await;
    assert_eq!(town.tags(&said).await, ["city_sunset"]);
    let told = town.bo().notes().await.join("\n");
    assert!(told.contains("It is put right") && told.contains("no word of the message"), "{told}");
    assert!(!told.contains("zeppelin") && !told.contains("Thursday"), "it stands in its place: {told}");
    // Ada's explanation is older than Bo's report
    reports(&town, "ada", &of_ada, "It asks nobody anything").await;
    assert!(town.ada().notes().await.join("\n").contains("noted already"));
    assert_eq!(town.tags(&said).await, ["city_sunset"]);
    town.ada().edits(&said, "@bo can you look at the zeppelin by Friday?").await;
    assert_eq!(town.tags(&said).await, ["city_sunset"], "what was put right stays");
    assert!(asks_why(&town, "bo", &said).await.contains("*Today* was chosen by hand"));
    assert!(!town.keeps("zeppelin"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_ask_is_off_the_lists_for_good_and_what_names_no_time_is_not_tagged() {
    let town = Town::with_bot().await;
    let said = asks_bo(&town).await;
    asks_why(&town, "bo", &said).await;
    let on = newest(&town, "U0BO");
    reports(&town, "bo", &on, "It asks nobody anything").await;
    assert!(town.tags(&said).await.is_empty());
    town.ada().edits(&said, "@bo can you look at it by Friday?").await;
    assert!(town.tags(&said).await.is_empty(), "an edit makes no ask of it");
    assert!(town.bo().types("/async asks").await.contains("You owe nobody"));

    let other = asks_bo(&town).await;
    assert_eq!(town.tags(&other).await, ["calendar"]);
    asks_why(&town, "ada", &other).await;
    let on = newest(&town, "U0ADA");
    reports(&town, "ada", &on, "It names no time").await;
    assert!(town.tags(&other).await.is_empty());
    assert!(town.bo().types("/async asks").await.contains("You owe"), "it still asks");

    let third = asks_bo(&town).await;
    asks_why(&town, "ada", &third).await;
    let on = newest(&town, "U0ADA");
    reports(&town, "ada", &on, "It means another time…").await;
    assert_eq!(town.count("views.open"), 1);
    town.ada().submits(serde_json::json!({"by": {"by": "within 3 hours"}})).await;
    assert_eq!(town.tags(&third).await, ["hourglass_flowing_sand"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_pressed_twice_at_once_counts_once_and_a_year_later_nothing() {
    let mut town = Town::with_bot().await;
    let said = asks_bo(&town).await;
    asks_why(&town, "bo", &said).await;
    let on = newest(&town, "U0BO");
    let choose = |meant: &str| {
        let press = Press { selected: Some(meant.into()), ..Press::on("#launch", &on, "why.misread") };
        town.slack.presses("bo", press)
    };
    let (first, second) = tokio::join!(choose("It means: Today"), choose("It means: This week"));
    assert!(first.is_ok() || second.is_ok());
    let notes = town.bo().notes().await.join("\n");
    assert!(!notes.contains("went wrong"), "{notes}");
    assert_eq!(town.tags(&said).await.len(), 1);

    let later = asks_bo(&town).await;
    asks_why(&town, "bo", &later).await;
    let on = newest(&town, "U0BO");
    town.asleep(TimeDelta::days(400)).await;
    reports(&town, "bo", &on, "It means: Today").await;
    let notes = town.bo().notes().await;
    assert!(notes.last().is_some_and(|note| note.contains("out of date")), "{notes:?}");
}
