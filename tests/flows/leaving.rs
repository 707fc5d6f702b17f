//! The app is taken out of the workspace.

use chrono::TimeDelta;
use unrush::playground::faults::{Fault, What};

use super::town::Town;

async fn lives(town: &Town) {
    town.bo().types("/async hours mon-fri 8-16").await;
    town.bo().types("/async remind me on 24 dec at 10:00 to call mum").await;
    town.ada().says("#launch", "@bo can you look at this by tomorrow?").await;
    town.step(TimeDelta::seconds(1)).await;
}

async fn leaves(town: &Town) {
    town.slack.change(unrush::playground::world::World::remove_app).await;
    town.rests().await;
}

/// The workspace's token is no good any more; the app's own, which opens sockets, is.
fn refuses(town: &Town) {
    for method in
        ["auth.test", "users.info", "chat.postMessage", "chat.delete", "reactions.remove", "views.publish"]
    {
        let error = What::Error { error: "account_inactive".into(), after_effect: false };
        town.slack.faults().plan(Fault::always(method, error));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_is_erased_after_thirty_days() {
    let mut town = Town::with_bot().await;
    lives(&town).await;
    refuses(&town);
    leaves(&town).await;
    town.restart().await;
    for _ in 0..29 {
        town.step(TimeDelta::days(1)).await;
    }
    town.rests().await;
    assert!(town.kept().await.iter().any(|line| line.contains("U0BO")), "they may put it back");
    for _ in 0..3 {
        town.step(TimeDelta::days(1)).await;
    }
    town.rests().await;
    let left: Vec<String> = town.kept().await.into_iter().filter(|line| line.contains("T0GARDEN")).collect();
    assert_eq!(left, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_erased_where_it_is_back_by_then() {
    let mut town = Town::with_bot().await;
    lives(&town).await;
    leaves(&town).await;
    for _ in 0..32 {
        town.step(TimeDelta::days(1)).await;
    }
    town.rests().await;
    assert!(town.bo().types("/async hours").await.contains("08:00"), "Slack takes our word");
    assert!(town.kept().await.iter().all(|line| !line.contains("leave:")));
}
