//! People of other organisations (Slack Connect) never learn when anybody works.

use chrono::TimeDelta;
use unrush::playground::people::Standing;

use super::town::Town;

#[tokio::test(flavor = "multi_thread")]
async fn somebody_from_elsewhere_learns_no_hours_on_any_way() {
    let mut town = Town::with_bot().await;
    town.slack.change(|world| world.change_person("U0BO", |bo| bo.standing = Standing::Stranger)).await;
    town.chidi().types_in("#launch", "/async channel tag thread").await;
    for line in ["publish protect", "focus 3h", "time-off 30 nov - 4 dec cover @chidi"] {
        town.ada().types(&format!("/async {line}")).await;
    }
    town.restart().await;
    // asked for outright
    for line in ["when @ada", "remind @ada tomorrow 9am to call"] {
        let said = town.bo().types(&format!("/async {line}")).await;
        assert!(!said.is_empty() && !said.contains("Berlin") && !said.contains("again"), "{line}: {said}");
    }
    // a ping into focus
    let asked = town.bo().says("#launch", "@ada can you look at this today?").await;
    assert!(town.bo().notes().await.iter().all(|note| !note.contains("focus")), "no note about Ada");
    // the tag of what they asked
    let tag = town.thread(&asked).await.join("\n");
    assert!(tag.contains("Ada") && !tag.contains("Berlin") && !tag.contains(":00"), "{tag}");
    // and nothing comes by direct message
    town.step(TimeDelta::days(3)).await;
    assert!(town.bo().dms().await.is_empty(), "{:?}", town.bo().dms().await);
    // who is away is not said where they read along
    let digest = town.chidi().types_in("#launch", "/async digest preview").await;
    assert!(!digest.contains("away next week"), "{digest}");
    // nor does a colleague learn theirs
    let said = town.ada().types("/async when @bo").await;
    assert!(said.contains("from another organisation") && !said.contains("New York"), "{said}");
}
