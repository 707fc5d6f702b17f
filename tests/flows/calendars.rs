//! Calendars: what one says keeps others from interrupting, and what becomes of it when it can't be read.

use chrono::TimeDelta;
use unrush::feeds::{Played, Stage};

use super::town::Town;
use crate::feeds::host::{Act, Host};

/// Where Bo's calendar is. Whoever knows the end of it can read it.
const ADDRESS: &str = "https://calendar.test/bo-4711secret.ics";

/// Bo's calendar: this Tuesday at 10:00 in New York focus time for two hours, a meeting at three, and Wednesday off.
fn calendar(more: &str) -> String {
    let event = |title: &str, from: &str, length: &str| {
        format!(
            "BEGIN:VEVENT\r\nUID:{title}\r\nSUMMARY:{title}\r\nDTSTART;{from}\r\nDURATION:{length}\r\nEND:VEVENT\r\n"
        )
    };
    [
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n",
        &event("Focus time", "TZID=America/New_York:20261124T100000", "PT2H"),
        &event("Talk with Zoe", "TZID=America/New_York:20261124T150000", "PT1H"),
        &event("Out of office", "VALUE=DATE:20261125", "P1D"),
        more,
        "END:VCALENDAR\r\n",
    ]
    .concat()
}

async fn with_bos_calendar() -> (Town, Host) {
    let host = Host::start().await;
    host.plays("/bo-4711secret.ics", Act::file(&calendar("")));
    let town =
        Town::with_calendars(Stage::from([("calendar.test".into(), Played::Plain(host.address))])).await;
    (town, host)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_calendar_says_when_somebody_is_in_focus_and_when_they_are_away() {
    let (mut town, _host) = with_bos_calendar().await;
    let said = town.bo().types(&format!("/async calendar {ADDRESS}")).await;
    assert!(said.contains("Saved: your calendar at calendar.test") && !said.contains("4711"), "{said}");
    let told = town.bo().dms().await.join("\n");
    assert!(told.contains("focus: today 10:00 – today 12:00"), "{told}");
    assert!(told.contains("away: tomorrow 00:00 – Thu 00:00") && !told.contains("busy:"), "{told}");
    assert!(!told.contains("Zoe") && !told.contains("4711"), "{told}");
    assert!(town.bo().opens_home().await.contains("as your calendar says"));
    town.restart().await;
    town.ada().says("#launch", "@bo can you look at this?").await;
    let note = town.ada().notes().await.join("\n");
    assert!(note.contains("in focus until 12:00"), "{note}");
    town.bo().types("/async publish show").await;
    let seen = town.ada().types("/async when @bo").await;
    assert!(seen.contains("In focus until today 12:00 (your today 18:00)"), "{seen}");
    town.step(TimeDelta::hours(5)).await;
    let seen = town.ada().types("/async when @bo").await;
    assert!(
        seen.contains("Can be reached now, until today 17:00"),
        "being busy does not count by itself: {seen}"
    );
    town.bo().types("/async calendar busy on").await;
    let seen = town.ada().types("/async when @bo").await;
    assert!(seen.contains("In focus until today 16:00 (your today 22:00)"), "{seen}");
    town.step(TimeDelta::hours(18)).await;
    let seen = town.ada().types("/async when @bo").await;
    assert!(seen.contains("On time off, back tomorrow 09:00"), "{seen}");
    let said = town.bo().types("/async back").await;
    assert!(said.contains("Welcome back") && said.contains("no longer heed"), "{said}");
    town.step(TimeDelta::hours(1)).await;
    let seen = town.ada().types("/async when @bo").await;
    assert!(seen.contains("Can be reached now"), "{seen}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_follows_a_calendar_that_says_otherwise() {
    let (town, host) = with_bos_calendar().await;
    town.bo().types("/async remind me every working day at 8:30 to plan").await;
    town.bo().types(&format!("/async calendar {ADDRESS}")).await;
    town.step(TimeDelta::hours(8)).await;
    town.ada().says("#launch", "@bo can you look at this?").await;
    town.rests().await;
    // Wednesday is no day off any more: the bot finds out by itself
    host.plays("/bo-4711secret.ics", Act::file(&calendar("").replace("Out of office", "Lunch with Zoe")));
    let before = town.bo().dms().await.len();
    town.passes_until("2026-11-25T13:29:00Z".parse().expect("moment")).await;
    assert_eq!(town.bo().dms().await.len(), before);
    town.passes_until("2026-11-25T14:00:00Z".parse().expect("moment")).await;
    let told = town.bo().dms().await.split_off(before);
    assert!(
        told.len() == 2 && told[0].contains("plan") && told[1].contains("What came while you were away"),
        "{told:?}"
    );
    assert!(!told[0].contains("late"), "{told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_absence_moves_what_is_due_and_being_busy_does_not() {
    let (town, _host) = with_bos_calendar().await;
    town.bo().types(&format!("/async calendar {ADDRESS}")).await;
    town.bo().types("/async calendar busy on").await;
    town.chidi().types_in("#launch", "/async channel tag thread").await;
    let asked = town.ada().says("#launch", "@bo please review this within 1 business day").await;
    let thread = town.thread(&asked).await.join("\n");
    assert!(thread.contains("Thu 10:00"), "Wednesday is no working day of Bo's: {thread}");
    let asked = town.ada().says("#launch", "@bo can you check this within 4 working hours?").await;
    let thread = town.thread(&asked).await.join("\n");
    assert!(thread.contains("today 16:00"), "from the end of the focus on, meetings or not: {thread}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_calendar_that_is_gone_is_told_of_once_and_nothing_is_lost() {
    let (mut town, host) = with_bos_calendar().await;
    let later = "BEGIN:VEVENT\r\nSUMMARY:OOO\r\nDTSTART;VALUE=DATE:20261126\r\nDTEND;VALUE=DATE:20261128\r\nEND:VEVENT\r\n";
    host.plays("/bo-4711secret.ics", Act::file(&calendar(later)));
    town.bo().types(&format!("/async calendar {ADDRESS}")).await;
    town.bo().types("/async publish show").await;
    host.plays("/bo-4711secret.ics", Act::status(404));
    let before = town.bo().dms().await.len();
    for _ in 0..24 {
        town.step(TimeDelta::hours(2)).await;
        town.rests().await;
    }
    let told = town.bo().dms().await.split_off(before);
    let failing: Vec<&String> = told.iter().filter(|words| words.contains("could not read")).collect();
    assert_eq!(failing.len(), 1, "{told:?}");
    assert!(failing[0].contains("calendar.test") && failing[0].contains("error 404"), "{failing:?}");
    assert!(!failing[0].contains("4711"), "{failing:?}");
    town.restart().await;
    assert!(!town.keeps("4711secret"), "the address is sealed");
    let seen = town.ada().types("/async when @bo").await;
    assert!(seen.contains("On time off, back Mon"), "what was known still counts: {seen}");
    let shown = town.bo().types("/async calendar").await;
    assert!(shown.contains("I could not read it since"), "{shown}");
    host.plays("/bo-4711secret.ics", Act::file(&calendar("")));
    town.step(TimeDelta::hours(7)).await;
    town.rests().await;
    let shown = town.bo().types("/async calendar").await;
    assert!(shown.contains("3 events") && !shown.contains("could not"), "{shown}");
    let seen = town.ada().types("/async when @bo").await;
    assert!(!seen.contains("time off"), "and what is true now counts: {seen}");
    let said = town.bo().types("/async calendar off").await;
    assert!(said.contains("Forgotten"), "{said}");
    let heard = host.heard().len();
    town.step(TimeDelta::hours(30)).await;
    town.rests().await;
    assert_eq!(host.heard().len(), heard, "nobody reads it any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_calendar_that_does_not_change_is_not_sent_again() {
    let (town, host) = with_bos_calendar().await;
    host.plays("/bo-4711secret.ics", Act::Keep("\"v1\"", calendar("").into_bytes()));
    town.bo().types(&format!("/async calendar {ADDRESS}")).await;
    for _ in 0..3 {
        town.step(TimeDelta::minutes(70)).await;
        town.rests().await;
    }
    let asked =
        |heard: &[String]| heard.iter().filter(|head| head.to_lowercase().contains("if-none-match")).count();
    let heard = host.heard();
    assert_eq!((heard.len(), asked(&heard)), (4, 3), "{heard:?}");
    town.step(TimeDelta::hours(16)).await;
    town.rests().await;
    assert_eq!(asked(&host.heard()), 3, "on another day all of it is wanted");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_calendar_is_said_at_once() {
    let (town, host) = with_bos_calendar().await;
    host.plays("/page", Act::file("<!DOCTYPE html><title>Sign in</title>"));
    town.bo().types("/async calendar https://calendar.test/page").await;
    let told = town.bo().dms().await.join("\n");
    assert!(
        told.contains("I could not read your calendar at calendar.test: what is there is not a calendar"),
        "{told}"
    );
    town.dee().types("/async calendar https://127.0.0.1/latest/meta-data").await;
    let told = town.dee().dms().await.join("\n");
    assert!(told.contains("a place I do not go to"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_in_the_operators_folder_is_read_for_whoever_it_is_called_after() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("U0BO.ics");
    let mut town = Town::with_calendar_folder(folder.path()).await;
    let said = town.bo().types("/async calendar file").await;
    assert!(said.contains("Saved: your calendar file") && said.contains("/U0BO.ics"), "{said}");
    let told = town.bo().dms().await.join("\n");
    assert!(told.contains("could not read your calendar file: there is no file"), "{told}");
    std::fs::write(&file, calendar("")).expect("writes");
    town.step(TimeDelta::minutes(2)).await;
    town.bo().types("/async calendar now").await;
    let told = town.bo().dms().await.join("\n");
    assert!(
        told.contains("I have read your calendar file") && told.contains("away: tomorrow 00:00"),
        "{told}"
    );
    assert!(!told.contains("Zoe"), "{told}");
    town.bo().types("/async publish show").await;
    let seen = town.ada().types("/async when @bo").await;
    assert!(seen.contains("In focus until today 12:00"), "{seen}");
    let said = town.chidi().types("/async calendar file U0BO.ics").await;
    assert!(said.contains("nothing was changed"), "{said}");
    town.chidi().types("/async calendar file").await;
    let told = town.chidi().dms().await.join("\n");
    assert!(told.contains("/U0CHIDI.ics"), "their own and nobody else's: {told}");
    std::fs::write(&file, calendar("").replace("20261125", "20261126")).expect("writes");
    town.step(TimeDelta::minutes(70)).await;
    town.restart().await;
    town.rests().await;
    let shown = town.bo().types("/async calendar").await;
    assert!(shown.contains("24 Nov, 11:12 America"), "{shown}");
    std::fs::remove_file(&file).expect("removes");
    let before = town.bo().dms().await.len();
    for _ in 0..20 {
        town.step(TimeDelta::hours(2)).await;
        town.rests().await;
    }
    let told = town.bo().dms().await.split_off(before);
    let failing: Vec<&String> = told.iter().filter(|words| words.contains("could not read")).collect();
    assert_eq!(failing.len(), 1, "{told:?}");
    assert!(failing[0].contains("your file is") && failing[0].contains("/U0BO.ics"), "{failing:?}");
    let seen = town.ada().types("/async when @bo").await;
    assert!(seen.contains("On time off, back tomorrow"), "what was known still counts: {seen}");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nobody_keeps_a_folder_files_are_not_read() {
    let town = Town::with_bot().await;
    let said = town.bo().types("/async calendar file").await;
    assert!(said.contains("UNRUSH_CALENDARS") && said.contains("nothing was changed"), "{said}");
    assert!(town.bo().types("/async calendar").await.contains("I know no calendar"));
}
