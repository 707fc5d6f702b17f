//! What Slack itself says of people: do-not-disturb, asked for in few calls.

use unrush::domain::charter::{Charter, Intensity};
use unrush::playground::people::Person;

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
