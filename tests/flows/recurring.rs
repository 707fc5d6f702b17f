//! Reminders that come again and again, and reminders for others.

use chrono::{DateTime, TimeDelta, Utc};
use unrush::ports::Clock;

use super::town::{Person, Town};

async fn to(town: &Town, moment: &str) {
    let at: DateTime<Utc> = moment.parse().expect("moment");
    town.rests().await;
    town.step(at - town.clock.now()).await;
}

async fn count(who: Person<'_>, words: &str) -> usize {
    who.dms().await.iter().filter(|dm| dm.contains(words)).count()
}

fn id_of(answer: &str) -> String {
    answer.split('`').nth(1).expect("an id").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_weekday_comes_once_a_day_at_its_minute_through_restarts_and_crashes() {
    let mut town = Town::with_bot().await;
    let said = town.ada().types("/async remind me every weekday 9:00 to stand up").await;
    assert!(said.contains("every weekday at 09:00, next") && said.contains("25 Nov, 09:00"), "{said}");
    to(&town, "2026-11-25T07:59:59Z").await;
    assert_eq!(count(town.ada(), "stand up").await, 0, "not early");
    to(&town, "2026-11-25T08:00:00Z").await;
    assert_eq!(count(town.ada(), "stand up").await, 1);
    town.crash().await;
    to(&town, "2026-11-26T08:00:00Z").await;
    assert_eq!(count(town.ada(), "stand up").await, 2);
    town.restart().await;
    to(&town, "2026-11-27T08:00:00Z").await;
    assert_eq!(count(town.ada(), "stand up").await, 3);
    to(&town, "2026-11-29T12:00:00Z").await;
    assert_eq!(count(town.ada(), "stand up").await, 3, "the weekend is free");
    to(&town, "2026-11-30T08:00:00Z").await;
    assert_eq!(count(town.ada(), "stand up").await, 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_days_of_sleep_it_comes_once_and_says_that_it_is_late() {
    let mut town = Town::with_bot().await;
    town.ada().types("/async remind me every day at 9 to breathe").await;
    town.asleep(TimeDelta::days(3)).await;
    let dms = town.ada().dms().await;
    assert_eq!(dms.len(), 1, "{dms:?}");
    assert!(dms[0].contains("This comes late") && dms[0].contains("27 Nov"), "{}", dms[0]);
    to(&town, "2026-11-28T08:00:00Z").await;
    assert_eq!(count(town.ada(), "breathe").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_travels_with_its_owner_and_keeps_a_zone_it_was_given() {
    let town = Town::with_bot().await;
    town.ada().types("/async remind me every day at 9 to stretch").await;
    town.ada().types("/async remind me every day 9:00 Europe/Berlin to call home").await;
    town.slack.change(|world| world.change_person("U0ADA", |ada| ada.tz = Some("Asia/Tokyo".into()))).await;
    to(&town, "2026-11-24T23:59:59Z").await;
    assert_eq!(count(town.ada(), "stretch").await, 0);
    to(&town, "2026-11-25T00:00:00Z").await;
    assert_eq!(count(town.ada(), "stretch").await, 1, "nine in Tokyo");
    assert_eq!(count(town.ada(), "call home").await, 0);
    to(&town, "2026-11-25T08:00:00Z").await;
    assert_eq!(count(town.ada(), "call home").await, 1, "nine in Berlin");
    town.slack
        .change(|world| world.change_person("U0ADA", |ada| ada.tz = Some("America/New_York".into())))
        .await;
    to(&town, "2026-11-25T15:00:00Z").await;
    assert_eq!(count(town.ada(), "stretch").await, 1, "nine of the same date came in Tokyo");
    to(&town, "2026-11-26T14:00:00Z").await;
    assert_eq!(count(town.ada(), "stretch").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn working_days_are_ones_own_also_when_they_change() {
    let town = Town::with_bot().await;
    town.ada().types("/async remind me every working day at 9 to plan").await;
    town.ada().types("/async time-off 25 nov").await;
    to(&town, "2026-11-25T12:00:00Z").await;
    assert_eq!(count(town.ada(), "plan").await, 0, "away");
    to(&town, "2026-11-26T08:00:00Z").await;
    assert_eq!(count(town.ada(), "plan").await, 1);
    town.ada().types("/async hours mon-sun 9-17").await;
    to(&town, "2026-11-27T08:00:00Z").await;
    to(&town, "2026-11-28T08:00:00Z").await;
    assert_eq!(count(town.ada(), "plan").await, 3, "Saturday is a working day now");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_of_it_can_be_done_snoozed_and_ended() {
    let town = Town::with_bot().await;
    town.ada().types("/async remind me every day at 16:30 to pack").await;
    town.step(TimeDelta::minutes(30)).await;
    assert!(town.ada().dms().await[0].contains("It comes again"), "{:?}", town.ada().dms().await);
    town.ada().presses_in_dm("Done").await;
    town.step(TimeDelta::days(1)).await;
    assert_eq!(count(town.ada(), "pack").await, 2, "done was that one");
    town.ada().presses_in_dm("Delete").await;
    town.step(TimeDelta::days(2)).await;
    assert_eq!(count(town.ada(), "pack").await, 1, "only what was done is left");
    assert!(town.ada().types("/async reminders").await.contains("No reminders are waiting"));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_is_skipped_and_the_next_comes() {
    let town = Town::with_bot().await;
    let id = id_of(&town.ada().types("/async remind me every day at 9 to water").await);
    let said = town.ada().types(&format!("/async reminders skip {id}")).await;
    assert!(said.contains("26 Nov, 09:00"), "{said}");
    to(&town, "2026-11-25T12:00:00Z").await;
    assert_eq!(count(town.ada(), "water").await, 0);
    to(&town, "2026-11-26T08:00:00Z").await;
    assert_eq!(count(town.ada(), "water").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleague_is_reminded_when_they_are_there_and_can_stop_it_with_one_press() {
    let mut town = Town::with_bot().await;
    // 16:00 for Ada, 04:00 for Dee in Auckland
    let said = town.ada().types("/async remind @dee in 1 hour to sign the lease").await;
    assert!(said.contains("I'll remind Dee") && said.contains("as soon as they are there"), "{said}");
    town.ada().types("/async remind @dee every day at 10 to smile").await;
    town.step(TimeDelta::minutes(239)).await;
    assert!(town.dee().dms().await.is_empty(), "not at night");
    town.restart().await;
    to(&town, "2026-11-24T20:00:00Z").await;
    let dms = town.dee().dms().await;
    assert!(
        dms.len() == 1 && dms[0].contains("sign the lease") && dms[0].contains("No more from them"),
        "{dms:?}"
    );
    to(&town, "2026-11-24T21:00:00Z").await;
    assert_eq!(count(town.dee(), "smile").await, 1, "ten in Auckland");
    town.dee().presses_in_dm("No more from them").await;
    let refused = town.ada().types("/async remind @dee tomorrow 9am to call").await;
    assert!(refused.contains("Dee takes no reminders"), "{refused}");
    to(&town, "2026-11-26T12:00:00Z").await;
    assert_eq!(count(town.dee(), "smile").await, 1);
    assert_eq!(count(town.ada(), "was not brought").await, 1, "Ada is told, once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_is_reminded_by_somebody_in_it() {
    let mut town = Town::with_bot().await;
    let said = town.ada().types("/async remind #launch every day at 16:30 <!channel> demo").await;
    assert!(said.contains("everybody in"), "{said}");
    town.restart().await;
    town.step(TimeDelta::minutes(30)).await;
    town.rests().await;
    let posts: Vec<_> = town.bot_says("#launch").into_iter().filter(|post| post.contains("demo")).collect();
    assert_eq!(posts.len(), 1, "{posts:?}");
    assert!(posts[0].contains("set by Ada") && !posts[0].contains("Snooze"), "{}", posts[0]);
    let call = town.slack.calls_of("chat.postMessage").pop().expect("a post");
    assert!(!call.args["text"].to_string().contains("<!channel>"), "nobody is woken");
    // the bot is not in #design
    town.ada().types("/async remind #design in 5m to draw").await;
    town.step(TimeDelta::minutes(5)).await;
    let told = town.ada().dms().await;
    assert!(
        told.len() == 1 && told[0].contains("I could not say this") && told[0].contains("draw"),
        "{told:?}"
    );
}
