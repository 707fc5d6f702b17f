//! Reminders as people set them.

use super::*;
use crate::app::scene::{Scene, profile, said, spoken, team, typed, user};
use crate::domain::ids::SeenKey;
use crate::domain::inbound::{Asked, Happening, Inbound};
use crate::domain::outgoing::Read;
use crate::domain::reply::Reply;

/// The reminders that wait: when, in UTC, and of what.
fn waiting(scene: &Scene) -> Vec<(String, String)> {
    scene
        .deliveries
        .values()
        .filter_map(|delivery| match &delivery.what {
            Outgoing::Reminder(reminder) => {
                assert_eq!(delivery.due, reminder.nominal);
                Some((delivery.due.format("%F %T").to_string(), reminder.text.reveal().to_owned()))
            }
            _ => None,
        })
        .collect()
}

#[test]
fn a_reminder_is_set_wherever_the_moment_stands() {
    for (line, at, text) in [
        ("remind me in 10 minutes to stretch", "2026-10-15 08:30:00", "stretch"),
        ("remind me to stretch in 10 minutes", "2026-10-15 08:30:00", "stretch"),
        ("remind in 2h that the cake is done", "2026-10-15 10:20:00", "the cake is done"),
        ("Remind\u{a0}Me\t90m: look up", "2026-10-15 09:50:00", "look up"),
        ("remind me eod: the log", "2026-10-15 15:00:00", "the log"),
        ("remind me to call Chidi at 17:00 Lagos time", "2026-10-15 16:00:00", "call Chidi"),
        ("remind me a week from friday pay", "2026-10-23 07:00:00", "pay"),
        ("remind me in two days at 5pm to call mum", "2026-10-17 15:00:00", "call mum"),
        ("remind me to sleep when I’m back", "2026-10-15 13:00:00", "sleep"),
        ("remind me 5s drink", "2026-10-15 08:20:05", "drink"),
        ("remind me at 15:00 “call Bo”", "2026-10-15 13:00:00", "call Bo"),
        ("remind me tomorrow 9am to call the bank", "2026-10-16 07:00:00", "call the bank"),
        ("remind me to call the bank tomorrow at 9am", "2026-10-16 07:00:00", "call the bank"),
        ("/async remind me thursday 3pm : stand up", "2026-10-15 13:00:00", "stand up"),
        ("async remind me 24 Dec 10:00 – presents  for\nDee", "2026-12-24 09:00:00", "presents  for\nDee"),
        ("REMIND ME IN １０ MINUTES TO SHOUT", "2026-10-15 08:30:00", "SHOUT"),
        ("remind me in 1 hour tell <@U0BO> & <!channel>", "2026-10-15 09:20:00", "tell <@U0BO> & <!channel>"),
        (
            "remind me \"check in 10 minutes early\" tomorrow",
            "2026-10-16 07:00:00",
            "check in 10 minutes early",
        ),
    ] {
        let mut scene = Scene::new();
        let said = scene.types("ada", line, "1");
        assert_eq!(waiting(&scene), [(at.to_owned(), text.to_owned())], "{line}: {said}");
        assert!(said.starts_with("I'll remind you ") && said.contains("Berlin time"), "{said}");
    }
}

#[test]
fn a_slip_sets_nothing_and_says_what_to_type() {
    let long = format!("in 5m {}", "x".repeat(3_001));
    for (line, says) in [
        ("", "What should I remind you of?"),
        ("me", "What should I remind you of?"),
        ("me in 10 minutes", "What should I remind you of?"),
        ("me to call mum", "could not find a time"),
        ("me in 10 bananas to eat", "could not find a time"),
        ("me at 25:61 sing", "No clock shows that time"),
        ("me today 8am sing", "over already"),
        ("me in 0 s sing", "over already"),
        ("me 5 minutes ago sing", "over already"),
        ("me to sing 5 minutes ago!!", "over already"),
        ("me yesterday 9:00 sing", "over already"),
        ("me in 1000000000000 s sing", "five years"),
        ("me 24 dec 9999 sing", "five years"),
        ("me 31 feb sing", "No calendar"),
        ("me 3/4 sing", "With a slash"),
        ("me 3pm EST sing", "Short zone names"),
        ("@bo in 5m sing", "Pick them from Slack's list"),
        ("#launch in 5m sing", "Pick them from Slack's list"),
        ("<@U0BO> sing", "could not find a time"),
        ("<@U0BO> every hour sing", "once a day at most"),
        ("me every day at 25:61 sing", "No clock shows that time"),
        ("me every monday", "What should I remind you of?"),
        (long.as_str(), "3,000 characters"),
    ] {
        let mut scene = Scene::new();
        let said = scene.types("ada", &format!("remind {line}"), "1");
        assert!(said.contains(says), "{line}: {said}");
        assert_eq!((waiting(&scene).len(), scene.deliveries.len()), (0, 0), "{line}");
    }
}

#[test]
fn the_same_line_again_sets_nothing_new_and_gets_the_same_answer() {
    let mut scene = Scene::new();
    let first = scene.types("ada", "remind me in 10 minutes stretch", "1");
    scene.now += chrono::TimeDelta::seconds(2);
    assert_eq!(scene.types("ada", "remind me in 10 minutes stretch", "1"), first);
    assert_eq!(waiting(&scene).len(), 1);
    assert_ne!(scene.types("ada", "remind me in 10 minutes stretch", "2"), first, "typed a second time");
    assert_eq!(waiting(&scene).len(), 2);
}

#[test]
fn thirty_a_minute_and_a_thousand_in_all_are_enough_for_one_person() {
    let mut scene = Scene::new();
    let mut minute = 0;
    for n in 0..1_000 {
        if n % 30 == 0 {
            scene.now += chrono::TimeDelta::seconds(61);
            minute += 1;
        }
        let said = scene.types("ada", "remind me in 2 days stretch", &n.to_string());
        assert!(said.starts_with("I'll remind"), "{n} in minute {minute}: {said}");
    }
    assert!(scene.types("ada", "remind me in 2 days stretch", "x").contains("1,000 reminders"));
    for n in 0..30 {
        assert!(scene.types("bo", "remind me in 2 days sing", &format!("b{n}")).starts_with("I'll remind"));
    }
    let said = scene.types("bo", "remind me in 2 days sing", "b30");
    assert!(said.contains("try again in a minute"), "{said}");
    assert_eq!(waiting(&scene).len(), 1_030);
}

#[test]
fn a_stranger_is_looked_up_before_their_clock_is_read() {
    let mut scene = Scene::new();
    let Inbound { seen, what, .. } = typed("eve", "remind me at 15:00 to sing", "1");
    assert_eq!(scene.takes(seen, what.clone()), Reply::Nothing);
    assert_eq!(scene.reads(), [Read::Person { user: user("eve") }]);
    scene.knows("eve", profile("Eve", "America/New_York"));
    let again = SeenKey::other(&team(), "again", "1");
    assert_eq!(scene.takes(again, what), Reply::Nothing, "the acknowledgement is long gone");
    assert_eq!(waiting(&scene), [("2026-10-15 19:00:00".to_owned(), "sing".to_owned())]);
    let answered = scene.waiting().into_iter().any(
        |what| matches!(what, Outgoing::Answer { say, .. } if spoken(say).contains("15:00 America/New_York")),
    );
    assert!(answered);
}

#[test]
fn a_second_look_does_with_what_there_is() {
    let mut scene = Scene::new();
    let Inbound { what, .. } = typed("eve", "remind me at 15:00 to sing", "1");
    scene.takes(SeenKey::other(&team(), "again", "1"), what);
    assert_eq!(
        waiting(&scene),
        [("2026-10-15 15:00:00".to_owned(), "sing".to_owned())],
        "the charter's zone"
    );
    assert!(scene.reads().is_empty());
}

#[test]
fn words_in_a_direct_message_are_answered_there() {
    let mut scene = Scene::new();
    let Happening::Asked(asked) = typed("ada", "remind me in 5m sing", "1").what else { panic!("asked") };
    let what = Happening::Asked(Asked { respond: None, ..asked });
    assert_eq!(said(&scene.takes(SeenKey::other(&team(), "dm", "1"), what)), "");
    let told = scene.waiting().into_iter().any(
        |what| matches!(what, Outgoing::Tell { to, say } if *to == user("ada") && spoken(say).contains("I'll remind")),
    );
    assert!(told && waiting(&scene).len() == 1);
}

/// What recurs or is for others: for whom, the next moment in UTC, and of what.
fn notices(scene: &Scene) -> Vec<(Whom, String, String)> {
    let notice = |delivery: &Delivery| match &delivery.what {
        Outgoing::Notice(notice) => {
            assert_eq!(delivery.owner.as_ref(), Some(&notice.by));
            let text = notice.text.reveal().to_owned();
            Some((notice.to.clone(), delivery.due.format("%F %R").to_string(), text))
        }
        _ => None,
    };
    scene.deliveries.values().filter_map(notice).collect()
}

fn ada() -> Whom {
    Whom::Member(user("ada"))
}

#[test]
fn what_recurs_is_set_wherever_the_rule_stands_and_says_what_it_understood() {
    for (line, says, next, text) in [
        (
            "me every weekday 9:00 to stand up",
            "every weekday at 09:00, next Fri 16 Oct, 09:00",
            "2026-10-16 07:00",
            "stand up",
        ),
        ("me to stand up every weekday at 9", "every weekday at 09:00", "2026-10-16 07:00", "stand up"),
        (
            "me every monday and thursday 14:00 write",
            "every Monday and Thursday at 14:00",
            "2026-10-15 12:00",
            "write",
        ),
        (
            "me every 2 weeks on friday: sprint",
            "every 2 weeks on Friday at 09:00",
            "2026-10-16 07:00",
            "sprint",
        ),
        (
            "me on the 31st of every month pay",
            "on the last day of every month at 09:00",
            "2026-10-31 08:00",
            "pay",
        ),
        ("me every working day at 9 “plan”", "every working day at 09:00", "2026-10-16 07:00", "plan"),
        ("me every year on 29 Feb to leap", "every year on 29 Feb at 09:00", "2027-02-28 08:00", "leap"),
        ("me every monday to call Bo at 9", "every Monday at 09:00", "2026-10-19 07:00", "call Bo"),
        ("me at 8 to breathe every day", "every day at 08:00", "2026-10-16 06:00", "breathe"),
        (
            "Me\u{a0}EVERY Weekday — 9am — “Plan”",
            "every weekday at 09:00",
            "2026-10-16 07:00",
            "9am — “Plan”",
        ),
        ("evry wendesday 10:00 to swim", "every Wednesday at 10:00", "2026-10-21 08:00", "swim"),
    ] {
        let mut scene = Scene::new();
        let said = scene.types("ada", &format!("remind {line}"), "1");
        if line.contains('—') {
            assert_eq!(notices(&scene).len(), 1, "{said}");
            continue;
        }
        assert_eq!(notices(&scene), [(ada(), next.to_owned(), text.to_owned())], "{line}: {said}");
        assert!(
            said.starts_with("I'll remind you ") && said.contains(says) && said.contains("Berlin time"),
            "{said}"
        );
    }
}

#[test]
fn ten_slips_of_what_recurs_set_nothing() {
    for line in [
        "every hour to drink",
        "every 5 minutes to drink",
        "every day at 25:61 to drink",
        "every 0 days to drink",
        "every year on 31 feb to drink",
        "every monday 9:00 EST to drink",
        "every monday",
        "every blue moon to drink",
        "every to drink",
        "every 99999 weeks to drink",
    ] {
        let mut scene = Scene::new();
        let said = scene.types("ada", &format!("remind me {line}"), "1");
        assert!(!said.contains("I'll remind") && !said.is_empty(), "{line}: {said}");
        assert!(scene.deliveries.is_empty(), "{line}");
    }
}

#[test]
fn a_colleague_is_reminded_on_their_own_clock() {
    let mut scene = Scene::new();
    let said = scene.types("ada", "remind <@U0BO> tomorrow 9am to sign", "1");
    assert_eq!(
        said.split(". (").next(),
        Some("I'll remind Bo Fri 16 Oct, 09:00 America/New_York, or as soon as they are there after that")
    );
    assert_eq!(
        notices(&scene),
        [(Whom::Member(user("bo")), "2026-10-16 13:00".to_owned(), "sign".to_owned())]
    );
    assert!(scene.types("ada", "reminders", "2").contains("for Bo: sign"));
    assert!(scene.types("bo", "reminders", "3").contains("No reminders are waiting"), "it is Ada's");
    let said = scene.types("ada", "remind <@U0BO> every monday 10:00 to plan", "4");
    assert!(said.contains("every Monday at 10:00, next Mon 19 Oct, 10:00 America/New_York"), "{said}");
    assert!(scene.types("ada", "remind <@U0ADA> in 5m sing", "5").starts_with("I'll remind you"));
}

#[test]
fn who_wants_no_reminders_gets_none() {
    let mut scene = Scene::new();
    let sets = |scene: &mut Scene, nth: &str| scene.types("ada", "remind <@U0BO> in 5m sing", nth);
    assert!(scene.types("bo", "reminders stop <@U0ADA>", "1").contains("no more reminders from <@U0ADA>"));
    assert!(sets(&mut scene, "2").starts_with("Bo takes no reminders"));
    assert!(scene.types("chidi", "remind <@U0BO> in 5m sing", "3").starts_with("I'll remind Bo"));
    scene.types("bo", "reminders allow <@U0ADA>", "4");
    assert!(sets(&mut scene, "5").starts_with("I'll remind Bo"));
    scene.types("bo", "quiet me", "6");
    assert!(sets(&mut scene, "7").starts_with("Bo takes no reminders"));
    scene.types("bo", "quiet off", "8");
    for nth in 0..25 {
        scene.now += chrono::TimeDelta::seconds(5);
        sets(&mut scene, &format!("many{nth}"));
    }
    assert!(sets(&mut scene, "9").contains("Twenty reminders of yours"));
    assert_eq!(notices(&scene).len(), 21);
    assert!(scene.types("bo", "reminders stop", "10").contains("From whom?"));
}

#[test]
fn machines_and_people_from_elsewhere_are_no_readers() {
    let mut scene = Scene::new();
    let elsewhere = crate::domain::member::Profile { external: true, ..profile("Eve", "Asia/Tokyo") };
    scene.knows("eve", elsewhere);
    scene.knows("robot", crate::domain::member::Profile { is_bot: true, ..profile("Robot", "UTC") });
    let said = scene.types("ada", "remind <@U0EVE> tomorrow 9am to sign", "1");
    assert!(said.starts_with("Eve is from another organisation") && !said.contains("Tokyo"), "{said}");
    assert!(scene.types("ada", "remind <@U0ROBOT> in 5m sing", "2").starts_with("Nobody reads"));
    assert!(scene.types("ada", "remind <@USLACKBOT> in 5m sing", "3").starts_with("Nobody reads"));
    assert!(scene.types("eve", "remind <@U0BO> in 5m sing", "4").starts_with("You can remind yourself only"));
    let room = crate::domain::record::Record::Group(crate::domain::record::Group::default());
    scene.records.insert(crate::domain::record::Key::Room(crate::app::scene::launch()), (1, room));
    assert!(scene.types("eve", "remind here in 5m sing", "5").starts_with("You can remind yourself only"));
    assert!(scene.deliveries.is_empty());
}

#[test]
fn a_channel_is_reminded_by_the_people_in_it() {
    let mut scene = Scene::new();
    let room = |members: &[&str]| {
        let members = members.iter().map(|name| user(name)).collect();
        (1, crate::domain::record::Record::Group(crate::domain::record::Group { members }))
    };
    let launch = crate::app::scene::launch();
    let key = crate::domain::record::Key::Room(launch.clone());
    scene.records.insert(key.clone(), room(&["ada"]));
    let said = scene.types("ada", "remind <#C0LAUNCH|launch> every friday 15:00 demo", "1");
    assert!(
        said.contains("everybody in <#C0LAUNCH> every Friday at 15:00, next Fri 16 Oct, 15:00 Europe/Berlin"),
        "{said}"
    );
    assert!(
        scene
            .types("ada", "remind us tomorrow 9am to vote", "2")
            .contains("everybody in <#C0LAUNCH> Fri 16 Oct")
    );
    assert_eq!(notices(&scene).len(), 2);
    assert!(notices(&scene).iter().all(|(to, ..)| *to == Whom::Channel(launch.clone())));
    scene.records.insert(key, room(&[]));
    assert!(scene.types("ada", "remind us tomorrow 9am to vote", "3").contains("`/invite @unrush`"));
}

#[test]
fn a_stranger_to_be_reminded_is_read_first() {
    let mut scene = Scene::new();
    assert_eq!(scene.types("ada", "remind <@U0EVE> in 5m sing", "1"), "");
    assert_eq!(scene.reads(), [Read::Person { user: user("eve") }]);
}
