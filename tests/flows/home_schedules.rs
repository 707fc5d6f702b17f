//! Everything of one's schedule is seen and changed in the Home tab, by pressing; and what others learn of it.

use chrono::TimeDelta;
use serde_json::json;
use unrush::playground::deeds::Filled;
use unrush::playground::people::Standing;

use super::town::{Person, Town};

/// Somebody presses in their Home tab and fills in what opens.
async fn fills_in(who: Person<'_>, action: &str, chosen: Option<&str>, values: serde_json::Value) -> Filled {
    who.presses_at_home(action, chosen).await;
    who.submits(values).await
}

/// The inputs at which something is wrong.
fn wrong(filled: Filled) -> Vec<String> {
    match filled {
        Filled::Wrong(wrong) => wrong.into_keys().collect(),
        Filled::Taken => panic!("it was taken"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn time_off_is_added_changed_and_removed_by_pressing() {
    let mut town = Town::with_bot().await;
    let home = town.ada().opens_home().await;
    assert!(home.contains("Time off: none planned") && home.contains("Add time off"), "{home}");
    // slips are said at their inputs, and nothing is changed
    for (values, at) in [
        (json!({"first": "2026-12-24", "last": "2026-12-20"}), "last"),
        (json!({"first": "2020-12-24"}), "first"),
        (json!({"first": "2026-12-24", "cover": "U0ADA"}), "cover"),
    ] {
        let slip = fills_in(town.ada(), "time_off.add", None, values.clone()).await;
        assert_eq!(wrong(slip), [at], "{values}");
    }
    assert!(town.ada().home().await.contains("Time off: none planned"));
    // a form that was right is taken, and said back with what comes next
    let right = json!({"first": "2026-12-24", "last": "2027-01-02", "cover": "U0BO"});
    town.ada().presses_at_home("time_off.add", None).await;
    let mut taken = town.ada().submits(right.clone()).await;
    // somebody nobody has met is looked up first
    if matches!(taken, Filled::Wrong(_)) {
        taken = town.ada().submits(right).await;
    }
    assert_eq!(taken, Filled::Taken);
    let told = town.ada().dms().await.pop().expect("a word back");
    assert!(
        told.contains("Thu 24 Dec 2026 – Sat 2 Jan 2027, Berlin time") && told.contains("expected back"),
        "{told}"
    );
    let home = town.ada().home().await;
    assert!(home.contains("• *Thu 24 Dec 2026 – Sat 2 Jan 2027*, <@U0BO> stands in"), "{home}");
    town.restart().await;
    assert!(town.ada().types("/async time-off").await.contains("1. Thu 24 Dec 2026 – Sat 2 Jan 2027"));
    // changed in its place
    let row = "change 2026-12-24T00:00/2027-01-03T00:00";
    let changed = fills_in(town.ada(), "time_off.row", Some(row), json!({"last": "2026-12-31"})).await;
    assert_eq!(changed, Filled::Taken);
    let home = town.ada().home().await;
    assert!(home.contains("Thu 24 Dec 2026 – Thu 31 Dec 2026") && !home.contains("Sat 2 Jan"), "{home}");
    // and removed
    town.ada().presses_at_home("time_off.row", Some("remove 2026-12-24T00:00/2027-01-01T00:00")).await;
    assert!(town.ada().home().await.contains("Time off: none planned"));
    assert!(town.ada().types("/async time-off").await.contains("no time off planned"));
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_away_is_back_with_one_press() {
    let town = Town::with_bot().await;
    town.ada().opens_home().await;
    let today = json!({"first": "2026-11-24", "last": "2026-11-27"});
    assert_eq!(fills_in(town.ada(), "time_off.add", None, today).await, Filled::Taken);
    let home = town.ada().home().await;
    assert!(home.contains("You are *away*") && home.contains("I'm back"), "{home}");
    town.ada().presses_at_home("I'm back", None).await;
    assert!(town.ada().dms().await.pop().expect("a word").starts_with("Welcome back."));
    let home = town.ada().home().await;
    assert!(home.contains("You are *free*") && !home.contains("I'm back"), "{home}");
}

#[tokio::test(flavor = "multi_thread")]
async fn focus_begins_and_ends_at_home_and_every_week() {
    let mut town = Town::with_bot().await;
    town.ada().opens_home().await;
    town.ada().presses_at_home("focus.now", Some("90")).await;
    let home = town.ada().home().await;
    assert!(
        home.contains("You are *in focus* until today 17:30.") || home.contains("until tomorrow"),
        "{home}"
    );
    assert!(home.contains("End focus"), "{home}");
    assert!(town.ada().types("/async focus").await.contains("You are in focus until"));
    town.ada().presses_at_home("End focus", None).await;
    assert!(town.ada().home().await.contains("You are *free*"));
    // weekly blocks, in rows
    let slip = json!({"days.1": ["Monday"], "from.1": "09:00", "to.1": "09:00"});
    assert_eq!(wrong(fills_in(town.ada(), "focus.edit", None, slip).await), ["to.1"]);
    let rows = json!({"days.1": ["Monday", "Tuesday"], "from.1": "09:00", "to.1": "11:00"});
    assert_eq!(town.ada().submits(rows).await, Filled::Taken);
    assert!(town.ada().home().await.contains("Focus every week: *Mon–Tue 09:00–11:00*"));
    let more = json!({"days.2": ["Friday"], "from.2": "13:00", "to.2": "15:00"});
    assert_eq!(fills_in(town.ada(), "focus.edit", None, more).await, Filled::Taken);
    town.restart().await;
    let said = town.ada().types("/async focus").await;
    assert!(said.contains("Every week: Mon–Tue 09:00–11:00, Fri 13:00–15:00, Berlin time."), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn check_ins_holidays_and_the_zone_are_chosen_there() {
    let mut town = Town::with_bot().await;
    let home = town.ada().opens_home().await;
    for words in ["Check-ins: *10:00, 15:00*, the team's times", "Public holidays: none", "as Slack says"] {
        assert!(home.contains(words), "{words} in {home}");
    }
    let times = json!({"times": ["09:15", "14:00"]});
    assert_eq!(fills_in(town.ada(), "checkins.edit", None, times).await, Filled::Taken);
    assert!(town.ada().home().await.contains("Check-ins: *09:15, 14:00*"));
    assert!(town.ada().types("/async checkins").await.contains("09:15 and 14:00, Berlin time."));
    // a country, then its region
    assert_eq!(fills_in(town.ada(), "holidays.edit", None, json!({"country": "DE"})).await, Filled::Taken);
    assert_eq!(town.ada().submits(json!({"region": "DE-BE"})).await, Filled::Taken);
    let home = town.ada().home().await;
    assert!(home.contains("Public holidays: *Berlin, Germany*") && home.contains("• Fri 25 Dec: "), "{home}");
    town.ada().presses_at_home("holidays.day", None).await;
    assert!(town.ada().home().await.contains("(you work)"), "{}", town.ada().home().await);
    assert!(town.ada().types("/async holidays").await.contains("(you work)"));
    town.ada().presses_at_home("Free after all", None).await;
    assert!(!town.ada().home().await.contains("(you work)"));
    // elsewhere until Friday
    let slip = fills_in(town.ada(), "zone.edit", None, json!({"place": "Atlantis"})).await;
    assert_eq!(wrong(slip), ["place"]);
    assert_eq!(town.ada().submits(json!({"place": "Lisbon", "until": "2026-11-27"})).await, Filled::Taken);
    let home = town.ada().home().await;
    assert!(home.contains("Time zone: *Europe/Lisbon*, as you said, until "), "{home}");
    town.restart().await;
    assert!(town.ada().types("/async checkins").await.contains("Lisbon time"));
    town.step(TimeDelta::days(5)).await;
    assert!(town.ada().opens_home().await.contains("Time zone: *Europe/Berlin*, as Slack says"));
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_whose_zone_has_changed_says_at_home_whether_it_is_a_trip() {
    let town = Town::with_bot().await;
    town.dee().opens_home().await;
    town.slack
        .change(|world| world.change_person("U0DEE", |dee| dee.tz = Some("Asia/Kathmandu".into())))
        .await;
    let home = town.dee().home().await;
    assert!(home.contains("before it was Auckland. Trip or move?"), "{home}");
    town.dee().presses_at_home("Trip", None).await;
    let home = town.dee().home().await;
    assert!(home.contains("on a trip; home is Auckland") && !home.contains("Trip or move?"), "{home}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_submission_that_comes_twice_does_nothing_twice() {
    let town = Town::with_bot().await;
    town.ada().opens_home().await;
    town.ada().presses_at_home("time_off.add", None).await;
    // pressed once more while nothing seems to happen: both are under way before either is answered
    let entered = json!({"first": "2026-12-24"});
    let both = tokio::join!(town.slack.submits("ada", entered.clone()), town.slack.submits("ada", entered));
    assert!(matches!(both, (Ok(Filled::Taken), Ok(Filled::Taken))), "{both:?}");
    town.rests().await;
    let planned = town.ada().types("/async time-off").await;
    assert!(planned.contains("1. Thu 24 Dec 2026") && !planned.contains("2. "), "{planned}");
    let told = town.ada().dms().await;
    assert_eq!(told.iter().filter(|word| word.starts_with("Saved. You are away")).count(), 1, "{told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn others_learn_of_what_was_pressed_what_its_owner_publishes() {
    let town = Town::with_bot().await;
    town.ada().opens_home().await;
    town.bo().opens_home().await;
    let hours = json!({"days": ["Tuesday", "Wednesday"], "from": "08:00", "to": "15:00"});
    assert_eq!(fills_in(town.ada(), "hours.edit", None, hours).await, Filled::Taken);
    let off = json!({"first": "2026-11-25", "last": "2026-11-27"});
    assert_eq!(fills_in(town.ada(), "time_off.add", None, off).await, Filled::Taken);
    let secret = ["time off", "08:00–15:00", "Thu 26", "25 Nov", "27 Nov"];
    // 16:00 for Ada: over for today, away from tomorrow on, back on the next Tuesday
    for (level, says, hidden) in [
        ("protect", "Can be reached again Tue 1 Dec 08:00", &secret[..]),
        ("show", "Off hours, back Tue 1 Dec 08:00", &secret[1..]),
        ("any_time", "May be reached any time.", &["1 Dec", "08:00"][..]),
    ] {
        town.ada().presses_at_home("home.publish", Some(level)).await;
        let seen = town.bo().types("/async when @ada").await;
        assert!(seen.contains(says), "{level}: {seen}");
        let home = town.bo().home().await;
        for words in hidden {
            assert!(!seen.contains(words), "{level}: {words} in {seen}");
        }
        assert!(!home.contains("Ada") && !home.contains("08:00"), "{level}: Bo's tab is about Bo: {home}");
    }
    // away and shown: on time off, and until when
    town.ada().presses_at_home("home.publish", Some("show")).await;
    town.step(TimeDelta::hours(20)).await;
    let seen = town.bo().types("/async when @ada").await;
    assert!(seen.contains("On time off, back") && seen.contains("08:00"), "{seen}");
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_from_elsewhere_learns_nothing_at_home_or_by_asking() {
    let town = Town::with_bot().await;
    town.slack.change(|world| world.change_person("U0BO", |bo| bo.standing = Standing::Stranger)).await;
    town.ada().opens_home().await;
    let hours = json!({"days": ["Tuesday", "Wednesday"], "from": "08:10", "to": "16:40"});
    assert_eq!(fills_in(town.ada(), "hours.edit", None, hours).await, Filled::Taken);
    town.bo().says("#launch", "@ada can you look at this today?").await;
    let home = town.bo().opens_home().await;
    assert!(home.contains("from another organisation") && home.contains("*Ada* in <#C0LAUNCH>"), "{home}");
    let asks = town.bo().types("/async asks").await;
    let when = town.bo().types("/async when @ada").await;
    for (what, said) in [("home", &home), ("asks", &asks), ("when", &when)] {
        for secret in ["16:40", "08:10", "10:40", "Berlin", "due today"] {
            assert!(!said.contains(secret), "{what}: {secret} in {said}");
        }
    }
    assert!(!home.contains("Working hours") && !home.contains("My day"), "{home}");
    // and they can't be made to stand in
    let cover = json!({"first": "2026-12-24", "cover": "U0BO"});
    town.ada().presses_at_home("time_off.add", None).await;
    assert_eq!(wrong(town.ada().submits(cover).await), ["cover"]);
}
