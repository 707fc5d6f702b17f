//! A conversation gets another id.

use chrono::TimeDelta;

use super::town::Town;

const NEW: &str = "C0LIFTOFF";

#[tokio::test(flavor = "multi_thread")]
async fn everything_goes_along_and_what_comes_late_finds_its_way() {
    let mut town = Town::with_bot().await;
    town.bo().types_in("#launch", "/async channel tag both").await;
    town.ada().types_in("#launch", "/async digest move mon 10:00").await;
    let said = town.ada().says("#launch", "@bo can you look at this by tomorrow?").await;
    town.ada().types_in("#launch", "/async remind #launch tomorrow 9am to write the report").await;
    assert_eq!((town.tags(&said).await.len(), town.thread(&said).await.len()), (1, 1));
    let reply = town.reply_ts(&said).await;

    let gives = async |town: &Town| town.slack.change(|world| world.give_id("C0LAUNCH", NEW)).await;
    gives(&town).await;
    town.rests().await;
    let left = |lines: Vec<String>| {
        let old = |line: &String| line.contains("C0LAUNCH") && !line.contains("T0GARDEN:channel:C0LAUNCH");
        let lines: Vec<String> = lines.into_iter().filter(old).collect();
        lines.into_iter().filter(|line| !line.contains("Moved(C0LIFTOFF)")).collect::<Vec<_>>()
    };
    assert_eq!(left(town.kept().await), Vec::<String>::new(), "nothing is left under the old id");

    // what Slack still tells under the old id, and a button of then
    let bo = town.bo().types("/async asks").await;
    assert!(bo.contains("C0LIFTOFF") && !bo.contains("C0LAUNCH"), "{bo}");
    town.bo().presses("#launch", &reply, "Done").await;
    assert!(!town.bo().types("/async asks").await.contains("C0LIFTOFF"), "it is done");
    assert_eq!(town.thread(&said).await.len(), 1, "the reply that stands is changed, and none is added");
    let norms = town.bo().types_in("#launch", "/async channel").await;
    assert!(norms.contains("both"), "{norms}");
    let before = town.bot_says("#launch").len();
    town.step(TimeDelta::days(1)).await;
    town.rests().await;
    assert_eq!(town.bot_says("#launch").len(), before + 1, "the reminder comes once");
    let more = town.ada().says("#launch", "@bo can you check the slides by friday?").await;
    assert_eq!((town.tags(&more).await.len(), town.thread(&more).await.len()), (1, 1), "it speaks as before");
}
