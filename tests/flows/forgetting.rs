//! Somebody wants to be forgotten.

use chrono::TimeDelta;

use super::town::Town;

/// Bo as the bot names him.
const BO: &str = "U0BO";

/// Everything that is about Bo.
async fn about_bo(town: &mut Town) -> Vec<String> {
    town.kept().await.into_iter().filter(|line| line.contains(BO)).collect()
}

async fn forgets(town: &Town) {
    let asked = town.bo().types("/async forget me").await;
    assert!(asked.contains("This goes") && asked.contains("This stays"), "{asked}");
    town.bo().presses_privately("#general", "Forget me").await;
}

/// A life: settings, reminders in both directions, asks in both directions, notes, a Home tab, a cover.
async fn lives(town: &Town) {
    for line in [
        "/async hours mon-fri 8-16",
        "/async focus mon-fri 9-11",
        "/async checkins 10:00 15:00",
        "/async time-off 24 Dec - 2 Jan cover @ada",
        "/async holidays DE",
        "/async publish protect",
        "/async remind me tomorrow 9am to call mum",
        "/async remind @ada tomorrow 9am about the plan",
        "/async remind me every weekday at 8:00 to stretch",
    ] {
        let said = town.bo().types(line).await;
        assert!(!said.contains("type `"), "{line}: {said}");
    }
    town.ada().types("/async remind @bo tomorrow 9am about the numbers").await;
    town.ada().types("/async time-off 24 Dec - 2 Jan cover @bo").await;
    town.bo().opens_home().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_forgotten_stands_nowhere_any_more() {
    let mut town = Town::with_bot().await;
    lives(&town).await;
    let to_bo = town.ada().says("#launch", "@bo can you look at this by tomorrow?").await;
    let to_both = town.ada().says("#launch", "@bo @chidi please send the draft by friday").await;
    let of_bo = town.bo().says("#launch", "@ada can you check the invoice by thursday?").await;
    let overheard = town.chidi().says("#launch", "@bo are you there? by tomorrow is fine").await;
    for said in [&to_bo, &to_both, &of_bo, &overheard] {
        assert_eq!(town.tags(said).await.len(), 1);
    }
    assert!(about_bo(&mut town).await.len() > 15);

    forgets(&town).await;
    assert_eq!(town.bo().notes().await.last().map(|said| said.contains("erased")), Some(true));
    assert_eq!(about_bo(&mut town).await, Vec::<String>::new());

    // what stood in Slack because of him is gone, and what is others' still stands
    for (said, stands) in [(&to_bo, 0), (&to_both, 1), (&of_bo, 0), (&overheard, 0)] {
        assert_eq!(town.tags(said).await.len(), stands, "{said:?}");
    }
    let hers = town.ada().types("/async asks").await;
    assert!(hers.contains("<@U0CHIDI>") && !hers.contains("invoice") && !hers.contains(BO), "{hers}");
    let home = town.bo().home().await;
    assert!(!home.contains("08:00") && !home.contains("stretch"), "{home}");

    // nothing comes any more, and nothing happens twice
    let before = town.bo().dms().await.len();
    town.step(TimeDelta::days(2)).await;
    assert_eq!(town.bo().dms().await.len(), before);
    forgets(&town).await;
    assert_eq!(about_bo(&mut town).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_speaks_again_is_a_newcomer() {
    let town = Town::with_bot().await;
    lives(&town).await;
    forgets(&town).await;
    let hours = town.bo().types("/async hours").await;
    assert!(hours.contains("09:00") && !hours.contains("08:00"), "{hours}");
    assert!(!town.bo().types("/async reminders").await.contains("call mum"));
    let said = town.ada().says("#launch", "@bo can you look at this by tomorrow?").await;
    assert_eq!(town.tags(&said).await.len(), 1);
    assert!(town.bo().types("/async asks").await.contains("<@U0ADA>"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_does_not_want_to_hear_is_not_forgotten() {
    let mut town = Town::with_bot().await;
    lives(&town).await;
    town.bo().types("/async quiet").await;
    town.bo().types("/async reminders stop @ada").await;
    forgets(&town).await;
    let left = about_bo(&mut town).await;
    assert_eq!(left.iter().filter(|line| line.contains("Record(")).count(), 1, "{left:#?}");
    assert!(
        left.iter().any(|line| line.contains("quiet: Some(") && line.contains("stopped: {U0ADA}")),
        "{left:#?}"
    );
    town.bo().types("/async quiet off").await;
    town.bo().types("/async reminders allow @ada").await;
    forgets(&town).await;
    assert_eq!(about_bo(&mut town).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_keeps_everything_keeps_everything() {
    let town = Town::with_bot().await;
    lives(&town).await;
    town.bo().types("/async forget me").await;
    town.bo().presses_privately("#general", "Keep").await;
    assert!(town.bo().notes().await.last().expect("a note").contains("Everything stays as it is."));
    assert!(town.bo().types("/async hours").await.contains("08:00"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_in_between_leaves_nothing_behind() {
    let mut town = Town::with_bot().await;
    lives(&town).await;
    town.bo().types("/async forget me").await;
    let press = {
        let world = town.slack.world();
        let note = world.ephemerals(BO).last().expect("the question").id.clone();
        unrush::playground::deeds::Press::on("#general", &note, "Forget me")
    };
    town.slack.presses("bo", press).await.expect("can press");
    town.crash().await;
    town.rests().await;
    assert!(town.bo().notes().await.last().expect("a note").contains("erased"));
    assert_eq!(about_bo(&mut town).await, Vec::<String>::new());
}
