//! What each delivery needs next, in tables.

use chrono::{DateTime, TimeDelta, Utc};

use super::*;
use crate::domain::ask::{Answerer, AskState, Shown};
use crate::domain::charter::TagMode;
use crate::domain::ids::{DeliveryId, GroupId, TeamId};
use crate::domain::member::{Dnd, Profile, Quiet, TimeOff};
use crate::domain::notice::{Notice, Times};
use crate::domain::outgoing::{Lane, Modal, Progress, Reminder};
use crate::domain::record::Group;
use crate::domain::text::{Piece, PrivateText, SecretUrl, Speech};
use crate::domain::window::Window;
use crate::domain::words::Locale;
use crate::domain::worktime::recur::{Dates, Recurrence};

/// Monday, 10:00 in Berlin.
fn now() -> DateTime<Utc> {
    "2026-11-23T09:00:00Z".parse().expect("moment")
}

fn team() -> TeamId {
    TeamId::parse("T1").expect("id")
}

fn user(name: &str) -> UserId {
    UserId::parse(&format!("U0{}", name.to_uppercase())).expect("id")
}

fn launch() -> ChannelId {
    ChannelId::parse("C0LAUNCH").expect("id")
}

fn ts(raw: &str) -> Ts {
    Ts::parse(raw).expect("ts")
}

fn message() -> Ts {
    ts("1700000000.000100")
}

fn person(name: &str, zone: &str) -> Member {
    let profile = Profile {
        name: PrivateText::new(name),
        zone: Some(zone.into()),
        locale: Some(Locale::En),
        is_bot: false,
        deleted: false,
        external: false,
        told: None,
        signals: crate::domain::signals::Signals::default(),
        read_at: now(),
    };
    let dnd = Dnd { start: None, end: None, read_at: now() };
    Member { profile: Some(profile), dnd: Some(dnd), ..Member::default() }
}

/// What is known, to be changed and looked at.
struct Known {
    facts: Facts,
    charter: Charter,
    now: DateTime<Utc>,
    read: Vec<Read>,
}

impl Known {
    fn nothing() -> Self {
        Self { facts: Facts::default(), charter: Charter::default(), now: now(), read: Vec::new() }
    }

    fn cast() -> Self {
        Self::nothing()
            .with_member("ada", person("Ada", "Europe/Berlin"))
            .with_member("bo", person("Bo", "America/New_York"))
            .with_member("chidi", person("Chidi", "Africa/Lagos"))
    }

    fn with(mut self, key: Key, record: Record) -> Self {
        self.facts.asked.push(key.clone());
        self.facts.records.insert(key, (7, record));
        self
    }

    fn with_member(self, name: &str, member: Member) -> Self {
        self.with(Key::Member(user(name)), Record::Member(Box::new(member)))
    }

    fn with_ask(self, ask: Ask) -> Self {
        self.with(Key::Ask(launch(), message()), Record::Ask(Box::new(ask)))
    }

    fn tagging(mut self, mode: TagMode) -> Self {
        self.charter.tag = mode;
        self
    }

    fn at(mut self, now: DateTime<Utc>) -> Self {
        self.now = now;
        self
    }

    fn scene<'a>(&'a self, delivery: &'a Delivery) -> Scene<'a> {
        Scene {
            delivery,
            facts: &self.facts,
            charter: &self.charter,
            now: self.now,
            read: &self.read,
            original: None,
            turned: false,
        }
    }

    fn next(&self, delivery: &Delivery) -> Step {
        next(&self.scene(delivery))
    }

    fn call(&self, delivery: &Delivery) -> Call {
        match self.next(delivery) {
            Step::Call(call) => *call,
            other => panic!("{other:?}"),
        }
    }

    fn ask(&self) -> Ask {
        ask(&self.facts, &launch(), &message()).expect("ask").clone()
    }

    /// Makes all calls a tag asks for, as Slack would, and tells which they were.
    fn settled(mut self, delivery: &Delivery) -> (Vec<&'static str>, Self) {
        let mut made = Vec::new();
        while let Step::Call(call) = self.next(delivery) {
            let receipt = Receipt {
                channel: Some(launch()),
                ts: Some(ts("1700000001.000100")),
                hash: None,
                file: None,
            };
            let after = after(&self.scene(delivery), &call, &receipt);
            assert_eq!(after.changes.rests_on, [(Key::Ask(launch(), message()), 7)]);
            for (key, record, until) in after.changes.puts {
                assert!(until.is_some(), "an ask is kept for a time only");
                self.facts.records.insert(key, (7, record));
            }
            made.push(crate::courier::pace::method(&call));
            assert_eq!(after.over, self.next(delivery) == Step::Finish, "{made:?}");
            assert!(made.len() < 10, "{made:?}");
        }
        assert_eq!(self.next(delivery), Step::Finish);
        (made, self)
    }
}

fn delivery(what: Outgoing) -> Delivery {
    Delivery {
        id: DeliveryId::from_stored("d1"),
        team: team(),
        due: now(),
        lane: Lane::Normal,
        owner: None,
        what,
        progress: Progress::default(),
    }
}

fn tag() -> Delivery {
    delivery(Outgoing::Tag { channel: launch(), ts: message() })
}

fn ask_of(answerers: &[&str]) -> Ask {
    let answerer =
        |name: &&str| Answerer::expected(user(name), Some("2026-11-23T16:00:00Z".parse().expect("moment")));
    Ask {
        asker: user("ada"),
        window: Window::Today,
        because: Vec::new(),
        answerers: answerers.iter().map(answerer).collect(),
        thread: None,
        edited: None,
        chosen: false,
        reported: false,
        explicit: true,
        quiet: false,
        reacted: Vec::new(),
        told: None,
        state: AskState::Open,
        shown: Shown::default(),
    }
}

fn remind(by: &str, to: &str) -> Reminder {
    Reminder {
        id: "r1".into(),
        to: user(to),
        by: user(by),
        text: PrivateText::new("tea"),
        nominal: now(),
        snoozed: false,
    }
}

fn reminder_card(call: &Call) -> &crate::domain::outgoing::ReminderCard {
    match call {
        Call::Post { card: Card::Reminder(card), .. } => card,
        other => panic!("{other:?}"),
    }
}

fn tag_card(call: &Call) -> &crate::domain::outgoing::TagCard {
    match call {
        Call::Post { card: Card::Tag(card), .. } | Call::Update { card: Card::Tag(card), .. } => card,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_tag_shows_as_its_channel_wants() {
    for (mode, calls) in [
        (TagMode::Off, vec![]),
        (TagMode::Reaction, vec!["reactions.add"]),
        (TagMode::Thread, vec!["chat.postMessage"]),
        (TagMode::Both, vec!["reactions.add", "chat.postMessage"]),
    ] {
        let known = Known::cast().tagging(mode).with_ask(ask_of(&["bo"]));
        let (made, known) = known.settled(&tag());
        assert_eq!(made, calls, "{mode:?}");
        assert_eq!(known.ask().shown.reaction.is_some(), mode.reacts());
        assert_eq!(known.ask().shown.reply.is_some(), mode.replies());
    }
}

#[test]
fn a_channel_may_want_another_tag_than_the_workspace() {
    let norms = ChannelNorms { tag: Some(TagMode::Thread), ..ChannelNorms::default() };
    let known = Known::cast().with_ask(ask_of(&["bo"])).with(Key::Channel(launch()), Record::Channel(norms));
    assert_eq!(known.settled(&tag()).0, ["chat.postMessage"]);
}

#[test]
fn a_tag_follows_its_ask() {
    let (_, known) = Known::cast().tagging(TagMode::Both).with_ask(ask_of(&["bo"])).settled(&tag());
    let shown = known.ask();
    let cases: [(&str, Ask, &[&str]); 6] = [
        ("nothing changed", shown.clone(), &[]),
        (
            "another window",
            Ask { window: Window::Week, ..shown.clone() },
            &["reactions.remove", "reactions.add", "chat.update"],
        ),
        (
            "on it",
            Ask { answerers: vec![Answerer { on_it: true, ..shown.answerers[0].clone() }], ..shown.clone() },
            &["chat.update"],
        ),
        (
            "done",
            Ask { state: AskState::Done { by: user("bo"), at: now() }, ..shown.clone() },
            &["chat.update"],
        ),
        (
            "withdrawn",
            Ask { state: AskState::Withdrawn, ..shown.clone() },
            &["reactions.remove", "chat.delete"],
        ),
        ("deleted", shown.deleted(), &["reactions.remove", "chat.delete"]),
    ];
    for (what, ask, calls) in cases {
        let known = Known::cast().tagging(TagMode::Both).with_ask(ask);
        let (made, known) = known.settled(&tag());
        assert_eq!(made, calls, "{what}");
        assert!(known.settled(&tag()).0.is_empty(), "{what}: once is enough");
    }
    let known = Known::cast().tagging(TagMode::Off).with_ask(shown);
    assert_eq!(known.settled(&tag()).0, ["reactions.remove", "chat.delete"], "switched off");
}

#[test]
fn the_same_words_are_not_sent_again_because_a_day_has_passed() {
    let (_, known) = Known::cast().tagging(TagMode::Thread).with_ask(ask_of(&["bo"])).settled(&tag());
    let ask = known.ask();
    let tomorrow = Known::cast().tagging(TagMode::Thread).with_ask(ask).at(now() + TimeDelta::days(1));
    assert_eq!(tomorrow.next(&tag()), Step::Finish);
}

#[test]
fn an_ask_that_ended_before_its_reply_was_posted_needs_none() {
    let done = Ask { state: AskState::Done { by: user("bo"), at: now() }, ..ask_of(&["bo"]) };
    let known = Known::cast().tagging(TagMode::Thread).with_ask(done);
    assert_eq!(known.next(&tag()), Step::Finish);
    assert_eq!(Known::cast().next(&tag()), Step::Finish, "nor does one nobody remembers");
    let gone = Known::cast().with(Key::Ask(launch(), message()), Record::Gone);
    assert_eq!(gone.next(&tag()), Step::Finish);
}

#[test]
fn each_answerer_is_shown_in_their_own_time_and_in_the_askers_where_it_differs() {
    let known = Known::cast().tagging(TagMode::Thread).with_ask(ask_of(&["bo", "chidi"]));
    let call = known.call(&tag());
    let Call::Post { to, .. } = &call else { panic!("{call:?}") };
    assert_eq!(*to, Place::Channel(launch(), Some(message())), "in the message's own thread");
    let card = tag_card(&call);
    let said: Vec<_> = card
        .lines
        .iter()
        .map(|line| {
            let due = line.due.as_ref().expect("due");
            (line.name.reveal(), due.theirs.as_str(), due.zone.as_str(), due.asker.as_deref())
        })
        .collect();
    // due at 16:00 UTC; Ada, who asks, is in Berlin
    assert_eq!(
        said,
        [("Bo", "today 11:00", "New York", Some("17:00")), ("Chidi", "today 17:00", "Lagos", None),]
    );
}

#[test]
fn an_asker_from_another_organisation_learns_no_hours_from_a_tag() {
    let mut ada = person("Ada", "Europe/Berlin");
    ada.profile.iter_mut().for_each(|profile| profile.external = true);
    let known = Known::cast().tagging(TagMode::Thread).with_ask(ask_of(&["bo"])).with_member("ada", ada);
    let call = known.call(&tag());
    let [line] = tag_card(&call).lines.as_slice() else { panic!("one line") };
    assert_eq!((line.name.reveal(), line.due.as_ref()), ("Bo", None));
}

#[test]
fn the_askers_day_is_said_when_it_is_another_one() {
    let mut ask = ask_of(&["bo"]);
    ask.answerers[0].due = Some("2026-11-24T00:30:00Z".parse().expect("moment"));
    let known = Known::cast().tagging(TagMode::Thread).with_ask(ask);
    let call = known.call(&tag());
    let due = tag_card(&call).lines[0].due.as_ref().expect("due");
    assert_eq!((due.theirs.as_str(), due.asker.as_deref()), ("today 19:30", Some("tomorrow 01:30")));
}

#[test]
fn ten_answerers_have_a_line_and_the_rest_are_counted() {
    let names: Vec<String> = (0..13).map(|n| format!("x{n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut known = Known::cast().tagging(TagMode::Thread).with_ask(ask_of(&names));
    for name in &names[..10] {
        known = known.with_member(name, person(name, "UTC"));
    }
    let call = known.call(&tag());
    assert_eq!((tag_card(&call).lines.len(), tag_card(&call).more), (10, 3));
}

#[test]
fn names_and_zones_are_loaded_and_then_read_before_a_reply_and_not_for_a_reaction() {
    let ask = ask_of(&["bo"]);
    let known = Known::nothing().tagging(TagMode::Reaction).with_ask(ask.clone());
    assert!(matches!(known.next(&tag()), Step::Call(_)));
    let mut known = Known::nothing().tagging(TagMode::Thread).with_ask(ask);
    let people = vec![Key::Member(user("ada")), Key::Member(user("bo"))];
    assert_eq!(known.next(&tag()), Step::Load(people.clone()));
    known.facts.asked.extend(people);
    let reads = vec![Read::Person { user: user("ada") }, Read::Person { user: user("bo") }];
    assert_eq!(known.next(&tag()), Step::Read(reads.clone()));
    known.read = reads;
    let call = known.call(&tag());
    assert_eq!(tag_card(&call).lines[0].name.reveal(), "", "what cannot be read is done without");
}

#[test]
fn a_reply_goes_into_the_thread_the_message_stands_in() {
    let ask = Ask { thread: Some(ts("1600000000.000001")), ..ask_of(&["bo"]) };
    let known = Known::cast().tagging(TagMode::Thread).with_ask(ask);
    let Call::Post { to, .. } = known.call(&tag()) else { panic!("a post") };
    assert_eq!(to, Place::Channel(launch(), Some(ts("1600000000.000001"))));
}

#[test]
fn a_post_that_was_begun_is_looked_for_first() {
    let mut tag = tag();
    tag.progress.begun = Some(now());
    let known = Known::cast().tagging(TagMode::Thread).with_ask(ask_of(&["bo"]));
    let place = ReadPlace::Channel { channel: launch(), thread: Some(message()) };
    let key = tag.id.clone();
    assert_eq!(known.next(&tag), Step::Look(Read::Ours { key, place, since: now() }));
    let receipt =
        Receipt { channel: Some(launch()), ts: Some(ts("1700000009.000100")), hash: None, file: None };
    let found = found(&known.scene(&tag), &receipt);
    let (_, Record::Ask(ask), _) = &found.changes.puts[0] else { panic!("{found:?}") };
    assert_eq!(ask.shown.reply, receipt.ts);
    assert!(!found.over, "what it says is not known, so it is said again");

    let mut reminder = delivery(Outgoing::Reminder(remind("ada", "ada")));
    reminder.progress.begun = Some(now());
    let place = ReadPlace::Person { user: user("ada") };
    let key = reminder.id.clone();
    assert_eq!(Known::cast().next(&reminder), Step::Look(Read::Ours { key, place, since: now() }));
    assert!(super::found(&Known::cast().scene(&reminder), &receipt).over);
}

#[test]
fn what_one_set_for_oneself_is_said_at_its_moment() {
    let midnight = "2026-11-23T23:00:00Z".parse().expect("moment");
    let own = delivery(Outgoing::Reminder(remind("ada", "ada")));
    let own = Delivery { due: midnight, ..own };
    for known in [Known::cast(), Known::nothing()] {
        let call = known.at(midnight).call(&own);
        let card = reminder_card(&call);
        assert_eq!((card.by.as_ref(), card.late.as_ref()), (None, None));
        assert_eq!((card.id.as_str(), card.text.reveal()), ("r1", "tea"));
    }
}

#[test]
fn what_others_set_and_what_was_snoozed_waits_for_answering_time() {
    let snoozed = Reminder { snoozed: true, ..remind("ada", "ada") };
    for reminder in [remind("bo", "ada"), snoozed] {
        let delivery = delivery(Outgoing::Reminder(reminder));
        // Monday 20:00 in Berlin: the next start is Tuesday 09:00
        let evening = "2026-11-23T19:00:00Z".parse().expect("moment");
        let mut ada = person("Ada", "Europe/Berlin");
        ada.dnd = Some(Dnd { start: None, end: None, read_at: evening });
        let known = Known::nothing().with_member("ada", ada).at(evening);
        assert_eq!(known.next(&delivery), Step::Later("2026-11-24T08:00:00Z".parse().expect("moment")));
        assert!(matches!(Known::cast().next(&delivery), Step::Call(_)), "at ten in the morning it is said");
    }
}

#[test]
fn do_not_disturb_is_read_when_it_is_old_and_respected() {
    let from_bo = delivery(Outgoing::Reminder(remind("bo", "ada")));
    let ask_dnd = Step::Read(vec![Read::Dnd { user: user("ada") }]);
    let mut ada = person("Ada", "Europe/Berlin");
    ada.dnd = Some(Dnd { start: None, end: None, read_at: now() - TimeDelta::minutes(11) });
    let mut known = Known::nothing().with_member("ada", ada.clone());
    assert_eq!(known.next(&from_bo), ask_dnd);
    known.read = vec![Read::Dnd { user: user("ada") }];
    assert!(matches!(known.next(&from_bo), Step::Call(_)), "read once, it is decided on");
    let until = now() + TimeDelta::hours(2);
    ada.dnd = Some(Dnd { start: Some(now() - TimeDelta::hours(1)), end: Some(until), read_at: now() });
    let known = Known::nothing().with_member("ada", ada);
    assert_eq!(known.next(&from_bo), Step::Later(until));
    let both = vec![Read::Person { user: user("ada") }, Read::Dnd { user: user("ada") }];
    assert_eq!(Known::nothing().next(&from_bo), Step::Read(both), "a stranger's day is read first");
}

#[test]
fn more_than_five_minutes_late_is_said_and_a_month_late_is_not_sent() {
    let own = delivery(Outgoing::Reminder(remind("ada", "ada")));
    let late = |minutes| {
        let known = Known::cast().at(now() + TimeDelta::minutes(minutes));
        reminder_card(&known.call(&own)).late.clone()
    };
    assert_eq!(late(5), None);
    assert_eq!(late(6), Some((now(), "Mon 23 Nov, 10:00 Europe/Berlin".into())));

    let mut retried = own.clone();
    retried.due = now() + TimeDelta::hours(8);
    retried.progress.first_due = Some(now());
    let known = Known::cast().at(now() + TimeDelta::hours(8));
    assert!(reminder_card(&known.call(&retried)).late.is_some(), "retries do not make it punctual");

    let known = Known::cast().at(now() + TimeDelta::days(31));
    let Step::Drop(_, Some(apology)) = known.next(&own) else { panic!("dropped") };
    let Outgoing::Tell { to, say } = &apology.what else { panic!("{apology:?}") };
    assert_eq!(*to, user("ada"));
    assert!(say.0.contains(&Piece::Theirs(PrivateText::new("tea"))));
    let Step::Drop(_, Some(again)) = known.next(&own) else { panic!("dropped") };
    assert_eq!(apology.id, again.id, "told once");
}

#[test]
fn whoever_waited_for_the_morning_on_purpose_is_not_late() {
    let mut from_bo = delivery(Outgoing::Reminder(remind("bo", "ada")));
    from_bo.due = now() + TimeDelta::hours(13);
    let morning = "2026-11-24T08:00:00Z".parse().expect("moment");
    from_bo.due = morning;
    let mut ada = person("Ada", "Europe/Berlin");
    ada.dnd = Some(Dnd { start: None, end: None, read_at: morning });
    let call = Known::nothing().with_member("ada", ada).at(morning).call(&from_bo);
    let card = reminder_card(&call);
    assert_eq!((card.by.as_ref(), card.late.as_ref()), (Some(&user("bo")), None));
}

#[test]
fn nothing_is_said_to_who_has_left() {
    let mut gone = person("Ada", "Europe/Berlin");
    gone.profile.as_mut().expect("profile").deleted = true;
    let known = Known::nothing().with_member("ada", gone);
    let tell = Outgoing::Tell { to: user("ada"), say: Speech::ours("Hi") };
    for what in [Outgoing::Reminder(remind("ada", "ada")), tell] {
        assert_eq!(known.next(&delivery(what)), Step::Drop("the person is gone", None));
    }
}

#[test]
fn answers_and_modals_have_their_time() {
    let modal =
        Modal::ChangeWindow { channel: launch(), ts: message(), now: Window::Today, locale: Locale::En };
    let open = delivery(Outgoing::Open { trigger: "1.2.x".into(), modal });
    let respond = SecretUrl::new("https://hooks.slack.com/commands/T1/1/x");
    let answer = delivery(Outgoing::Answer { respond, say: Speech::ours("Noted."), replace: false });
    for (what, seconds, in_time) in
        [(&open, 3, true), (&open, 4, false), (&answer, 1_800, true), (&answer, 1_801, false)]
    {
        let step = Known::nothing().at(now() + TimeDelta::seconds(seconds)).next(what);
        assert_eq!(matches!(step, Step::Call(_)), in_time, "{what:?} after {seconds} s: {step:?}");
    }
}

#[test]
fn what_has_its_receipt_is_not_sent_again() {
    for what in [
        Outgoing::Reminder(remind("ada", "ada")),
        Outgoing::Tell { to: user("ada"), say: Speech::ours("Hi") },
        Outgoing::Rewrite { channel: launch(), ts: message(), say: None },
    ] {
        let mut sent = delivery(what);
        sent.progress.receipts.push(Receipt::default());
        assert_eq!(Known::cast().next(&sent), Step::Finish);
    }
}

#[test]
fn a_rewrite_changes_or_deletes() {
    let rewrite = |say| delivery(Outgoing::Rewrite { channel: launch(), ts: message(), say });
    assert!(matches!(Known::nothing().call(&rewrite(None)), Call::Delete { .. }));
    let done = Some(Speech::ours("Done."));
    assert!(matches!(Known::nothing().call(&rewrite(done)), Call::Update { card: Card::Words(_), .. }));
}

#[test]
fn a_second_look_reads_what_is_still_missing_and_goes_to_the_desk() {
    let at = Again::Message { channel: launch(), ts: message(), thread: None, before: Vec::new() };
    let reads = vec![Read::Person { user: user("ada") }, Read::Person { user: user("dee") }];
    let look = delivery(Outgoing::LookAgain { at: at.clone(), reads });
    assert_eq!(keys(&look), [Key::Member(user("ada")), Key::Member(user("dee"))]);
    let mut known = Known::cast();
    let dee = Read::Person { user: user("dee") };
    assert_eq!(known.next(&look), Step::Read(vec![dee.clone()]), "Ada is known by now");
    known.read.push(dee);
    assert_eq!(known.next(&look), Step::Hand(at), "and what can't be read is decided without");
}

#[test]
fn a_second_look_reads_the_members_of_a_group_as_soon_as_it_knows_them() {
    let group = GroupId::parse("S0REVIEWERS").expect("id");
    let at = Again::Message { channel: launch(), ts: message(), thread: None, before: Vec::new() };
    let read = Read::Group { group: group.clone() };
    let look = delivery(Outgoing::LookAgain { at: at.clone(), reads: vec![read.clone()] });
    let mut known = Known::cast();
    assert_eq!(known.next(&look), Step::Read(vec![read.clone()]));
    known.read.push(read);
    assert_eq!(known.next(&look), Step::Hand(at.clone()), "a group nobody may read");
    let strangers: Vec<_> = (0..12).map(|n| user(&format!("stranger{n}"))).collect();
    let members = [&[user("ada")], &strangers[..]].concat();
    let mut known = known.with(Key::Group(group), Record::Group(Group { members }));
    let keys: Vec<_> = strangers.iter().cloned().map(Key::Member).collect();
    assert_eq!(known.next(&look), Step::Load(keys.clone()));
    known.facts.asked.extend(keys);
    let people: Vec<_> = strangers.into_iter().take(10).map(|user| Read::Person { user }).collect();
    assert_eq!(known.next(&look), Step::Read(people.clone()), "ten, and none who is known");
    known.read.extend(people);
    assert_eq!(known.next(&look), Step::Hand(at), "ten in all");
}

#[test]
fn a_refresh_reads_once_whatever_is_known() {
    let read = Read::Person { user: user("ada") };
    let refresh = delivery(Outgoing::Refresh { read: read.clone() });
    let mut known = Known::cast();
    assert_eq!(known.next(&refresh), Step::Read(vec![read.clone()]));
    known.read.push(read);
    assert_eq!(known.next(&refresh), Step::Finish);
}

/// Ada's reminder of every day at a time, since some days.
fn every_day(to: &str, at: &str) -> Notice {
    let at = chrono::NaiveTime::parse_from_str(at, "%H:%M").expect("time");
    let on = Dates::Daily { every: 1, since: chrono::NaiveDate::MIN };
    Notice {
        id: "n".into(),
        by: user("ada"),
        to: Whom::Member(user(to)),
        text: PrivateText::new("stretch"),
        when: Times::Every(Recurrence { on, at, zone: None }),
        since: now() - TimeDelta::days(3),
        fired: Some(now().date_naive() - TimeDelta::days(1)),
    }
}

fn waiting(notice: Notice) -> Delivery {
    let id = DeliveryId::notice(&team(), &notice.id);
    Delivery { id, ..delivery(Outgoing::Notice(Box::new(notice))) }
}

#[test]
fn what_recurs_waits_for_its_moment_is_named_by_its_date_and_set_anew() {
    // Monday 23 November, ten in Berlin
    let early = waiting(every_day("ada", "11:00"));
    assert_eq!(Known::cast().next(&early), Step::Later("2026-11-23T10:00:00Z".parse().expect("moment")));
    let due = waiting(every_day("ada", "10:00"));
    let Step::Call(call) = Known::cast().next(&due) else { panic!("a call") };
    let Call::Post { key, .. } = call.as_ref() else { panic!("{call:?}") };
    assert_eq!(key.to_string(), format!("{}:2026-11-23", due.id));
    let card = reminder_card(&call);
    assert_eq!((card.id.as_str(), card.late.as_ref()), ("again:n", None));
    assert!(card.next.as_ref().is_some_and(|(_, words)| words.starts_with("Tue 24 Nov, 10:00")));
    let known = Known::cast();
    let after = super::after(&known.scene(&due), &call, &Receipt::default());
    assert!(after.over && after.changes.cancel == [due.id.clone()], "it takes its own place");
    let [anew] = after.changes.deliver.as_slice() else { panic!("one") };
    assert_eq!((anew.id.clone(), anew.due.to_rfc3339()), (due.id, "2026-11-24T09:00:00+00:00".into()));
    assert_eq!(known.next(anew), Step::Later(anew.due), "said once");
}

#[test]
fn of_what_was_missed_the_last_is_said_and_marked_late() {
    let mut missed = every_day("ada", "08:00");
    missed.fired = None;
    let Step::Call(call) = Known::cast().next(&waiting(missed)) else { panic!("a call") };
    let late = reminder_card(&call).late.clone().expect("late");
    assert!(late.1.starts_with("Mon 23 Nov, 08:00"), "{}", late.1);
}

#[test]
fn what_was_begun_is_looked_for_by_its_date() {
    let mut begun = waiting(every_day("ada", "10:00"));
    begun.progress.begun = Some(now());
    let Step::Look(Read::Ours { key, .. }) = Known::cast().next(&begun) else { panic!("a look") };
    assert_eq!(key, DeliveryId::coming(&begun.id, now().date_naive()));
}

#[test]
fn a_colleague_is_reminded_by_their_clock_and_may_want_none() {
    // ten in Berlin is four in the morning for Bo
    let notice = every_day("bo", "03:00");
    let mut bo = person("Bo", "America/New_York");
    bo.dnd = Some(Dnd { start: None, end: None, read_at: now() });
    let known = |bo: Member| {
        Known::nothing().with_member("bo", bo).with_member("ada", person("Ada", "Europe/Berlin"))
    };
    let at_nine = "2026-11-23T14:00:00Z".parse().expect("moment");
    let Step::Save(noted) = known(bo.clone()).next(&waiting(notice.clone())) else { panic!("noted first") };
    let [(_, Record::Member(noted), _)] = &noted.puts[..] else { panic!("{noted:?}") };
    assert_eq!(noted.callers, [user("ada")].into(), "so that it is looked at should Bo be there earlier");
    let called = Member { callers: [user("ada")].into(), ..bo.clone() };
    assert_eq!(known(called).next(&waiting(notice.clone())), Step::Later(at_nine));
    let ahead = every_day("bo", "06:00");
    assert_eq!(
        known(bo.clone()).next(&waiting(ahead)),
        Step::Later(now() + TimeDelta::hours(1)),
        "looked at again, since Bo may be elsewhere then"
    );
    let stopped = Member { stopped: [user("ada")].into(), ..bo.clone() };
    let Step::Drop(_, Some(told)) = known(stopped).next(&waiting(notice.clone())) else { panic!("dropped") };
    assert!(matches!(&told.what, Outgoing::Tell { to, .. } if *to == user("ada")));
    let quiet = Member { quiet: Some(Quiet::Until(at_nine)), callers: [user("ada")].into(), ..bo };
    assert_eq!(known(quiet).next(&waiting(notice)), Step::Later(at_nine));
}

/// Ada's reminder of every working day at nine.
fn every_working_day(to: &str) -> Notice {
    let rule = Recurrence {
        on: Dates::WorkingDays,
        at: chrono::NaiveTime::from_hms_opt(9, 0, 0).expect("time"),
        zone: None,
    };
    Notice {
        when: Times::Every(rule),
        since: now() - TimeDelta::days(30),
        fired: Some(now().date_naive() - TimeDelta::days(7)),
        ..every_day(to, "09:00")
    }
}

#[test]
fn a_day_that_is_over_becomes_no_working_day_by_coming_back() {
    // Ada was away until this Saturday, and nobody knows any more; the bot was awake
    let saturday: DateTime<Utc> = "2026-11-28T11:00:00Z".parse().expect("moment");
    let monday = "2026-11-30T08:00:00Z".parse().expect("moment");
    let looked_at = Delivery { due: saturday, ..waiting(every_working_day("ada")) };
    assert_eq!(Known::cast().at(saturday).next(&looked_at), Step::Later(monday));
    // it was asleep since Wednesday
    let asleep = Delivery { due: saturday - TimeDelta::days(3), ..waiting(every_working_day("ada")) };
    let Step::Call(call) = Known::cast().at(saturday).next(&asleep) else { panic!("a call") };
    assert!(reminder_card(&call).late.clone().expect("late").1.starts_with("Fri 27 Nov, 09:00"));
}

#[test]
fn a_colleague_who_is_away_for_long_may_be_back_in_an_hour() {
    let mut bo = person("Bo", "Europe/Berlin");
    let day =
        |day| chrono::NaiveDate::from_ymd_opt(2026, 11, day).expect("day").and_time(chrono::NaiveTime::MIN);
    bo.time_off = vec![TimeOff { from: day(20), until: day(29), cover: None }];
    let known = Known::nothing().with_member("bo", bo).with_member("ada", person("Ada", "Europe/Berlin"));
    let in_an_hour = now() + TimeDelta::hours(1);
    assert_eq!(known.next(&waiting(every_working_day("bo"))), Step::Later(in_an_hour));
}

#[test]
fn a_channel_is_reminded_at_the_moment_without_a_ping_and_without_buttons() {
    let notice = Notice { to: Whom::Channel(launch()), ..every_day("ada", "10:00") };
    let Step::Call(call) = Known::cast().next(&waiting(notice)) else { panic!("a call") };
    let card = reminder_card(&call);
    assert_eq!(card.shared.as_ref().map(PrivateText::reveal), Some("Ada"));
    assert!(
        matches!(call.as_ref(), Call::Post { to: Place::Channel(there, None), .. } if *there == launch())
    );
}
