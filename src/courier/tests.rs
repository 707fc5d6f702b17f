//! The courier on its rounds, over the embedded store, with a Slack that does what a script says.

use std::collections::VecDeque;
use std::time::Duration;

use tempfile::TempDir;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::*;
use crate::clock::SteppedClock;
use crate::domain::ask::{Answerer, Ask, AskState, Shown};
use crate::domain::charter::TagMode;
use crate::domain::feed::Trouble;
use crate::domain::ids::{ChannelId, DeliveryId, Ts};
use crate::domain::inbound::{Happening, Inbound, Message, Pings};
use crate::domain::member::{Dnd, Profile};
use crate::domain::outgoing::{Again, Call, Lane, Read, Receipt, Reminder};
use crate::domain::record::{Key, Record};
use crate::domain::reply::Reply;
use crate::domain::text::{PrivateText, Speech};
use crate::domain::window::Window;
use crate::domain::words::Locale;
use crate::ports::{BoxFuture, Facts, Fetch, Fetched, Known, Lookup, Refusal};
use crate::store::embedded::Embedded;
use crate::store::seal::{Key as SealKey, Keys};

/// What Slack does with one call.
enum Act {
    /// Takes it.
    Take,
    /// Takes it, and the answer gets lost.
    TakeAndLoseAnswer,
    /// Refuses it.
    Refuse(Refusal),
    /// Says nothing for ever.
    Hang,
    /// Breaks our program.
    Break,
    /// Takes it once the test gives the word.
    Wait(oneshot::Receiver<()>),
}

/// What the test sees of Slack.
#[derive(Default)]
struct World {
    script: VecDeque<Act>,
    /// Every call that arrived: its method, and the name of its delivery.
    calls: Vec<String>,
    /// What stands in conversations: by which delivery, and where.
    posts: Vec<(String, ChannelId, Ts)>,
    can_be_read: bool,
}

struct FakeSlack(Mutex<World>);

impl FakeSlack {
    fn world(&self) -> std::sync::MutexGuard<'_, World> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, call: &Call) -> Receipt {
        let mut world = self.world();
        let ts = Ts::parse(&format!("1700000000.{:06}", world.posts.len() + 1)).expect("ts");
        let Call::Post { key, .. } = call else { return Receipt::default() };
        world.posts.push((key.as_str().to_owned(), channel(), ts.clone()));
        Receipt { channel: Some(channel()), ts: Some(ts), hash: None, file: None }
    }
}

/// Nobody has a calendar.
struct NoFeeds;

impl Feeds for NoFeeds {
    fn fetch<'a>(&'a self, _: &'a Fetch) -> BoxFuture<'a, Result<Fetched, Trouble>> {
        Box::pin(async { Err(Trouble::Unreachable) })
    }
}

impl Slack for FakeSlack {
    fn deliver<'a>(&'a self, _: &'a TeamId, call: &'a Call) -> BoxFuture<'a, Result<Receipt, Refusal>> {
        let act = {
            let mut world = self.world();
            let name = match call {
                Call::Post { key, .. } => key.as_str().to_owned(),
                _ => String::new(),
            };
            world.calls.push(format!("{} {name}", pace::method(call)).trim().to_owned());
            world.script.pop_front().unwrap_or(Act::Take)
        };
        Box::pin(async move {
            match act {
                Act::Take => Ok(self.take(call)),
                Act::TakeAndLoseAnswer => {
                    self.take(call);
                    Err(Refusal::Ambiguous("no answer in time".into()))
                }
                Act::Refuse(refusal) => Err(refusal),
                Act::Hang => std::future::pending().await,
                Act::Break => panic!("a card nobody thought of"),
                Act::Wait(word) => {
                    let _ = word.await;
                    Ok(self.take(call))
                }
            }
        })
    }

    fn read<'a>(&'a self, _: &'a TeamId, read: &'a Read) -> BoxFuture<'a, Result<Known, Refusal>> {
        let mut world = self.world();
        world.calls.push(pace::method_of_read(read).to_owned());
        let known = match read {
            Read::Ours { .. } if !world.can_be_read => Err(Refusal::Never("missing_scope".into())),
            Read::Ours { key, .. } => {
                let found = world.posts.iter().find(|(by, ..)| by == key.as_str());
                Ok(Known::Ours(found.map(|(_, channel, ts)| (channel.clone(), ts.clone()))))
            }
            Read::Person { user } => Ok(Known::Person(user.clone(), Some(profile()))),
            Read::Message { channel, ts, .. } => Ok(Known::Message(Some(Box::new(Message {
                channel: channel.clone(),
                ts: ts.clone(),
                thread: None,
                edited: None,
                author: user("ADA"),
                text: PrivateText::new("by tomorrow?"),
                blocks: None,
                pings: Pings::default(),
            })))),
            Read::Dnd { user } => Ok(Known::Dnd(vec![(user.clone(), calm())])),
            Read::DndOf { users } if users.contains(&user("GHOST")) => {
                Err(Refusal::Never("user_not_visible".into()))
            }
            Read::DndOf { users } => {
                Ok(Known::Dnd(users.iter().map(|user| (user.clone(), calm())).collect()))
            }
            other => panic!("{other:?}"),
        };
        Box::pin(async move {
            // as long as a call takes, so that others come meanwhile
            tokio::time::sleep(Duration::from_millis(20)).await;
            known
        })
    }
}

/// A desk that keeps what it is brought.
struct FakeDesk(mpsc::UnboundedSender<Inbound>);

impl Desk for FakeDesk {
    fn receive(&self, inbound: Inbound) -> BoxFuture<'_, Result<Reply, StoreError>> {
        let _ = self.0.send(inbound);
        Box::pin(async { Ok(Reply::Say(Speech::ours("Noted."))) })
    }
}

/// A courier at work.
struct Office {
    store: Arc<Embedded>,
    slack: Arc<FakeSlack>,
    clock: Arc<SteppedClock>,
    bell: Arc<Notify>,
    desk: mpsc::UnboundedReceiver<Inbound>,
    stop: watch::Sender<bool>,
    courier: JoinHandle<()>,
    _dir: TempDir,
}

impl Drop for Office {
    fn drop(&mut self) {
        self.courier.abort();
    }
}

fn team() -> TeamId {
    TeamId::parse("T1").expect("id")
}

fn user(name: &str) -> UserId {
    UserId::parse(&format!("U0{name}")).expect("id")
}

fn channel() -> ChannelId {
    ChannelId::parse("C0LAUNCH").expect("id")
}

fn message() -> Ts {
    Ts::parse("1700000000.000100").expect("ts")
}

/// Monday, ten in the morning in Berlin.
fn morning() -> DateTime<Utc> {
    "2026-11-23T09:00:00Z".parse().expect("moment")
}

fn profile() -> Profile {
    Profile {
        name: PrivateText::new("Bo"),
        zone: Some("Europe/Berlin".into()),
        locale: Some(Locale::En),
        is_bot: false,
        deleted: false,
        external: false,
        told: None,
        signals: crate::domain::signals::Signals::default(),
        read_at: morning(),
    }
}

fn calm() -> Dnd {
    Dnd { start: None, end: None, read_at: morning() }
}

fn delivery(name: &str, due: DateTime<Utc>, what: Outgoing) -> Delivery {
    Delivery {
        id: DeliveryId::from_stored(name),
        team: team(),
        due,
        lane: Lane::Normal,
        owner: Some(user("ADA")),
        what,
        progress: Progress::default(),
    }
}

/// A reminder somebody set for themselves.
fn reminder(name: &str, to: &str, due: DateTime<Utc>) -> Delivery {
    let what = Outgoing::Reminder(Reminder {
        id: name.into(),
        to: user(to),
        by: user(to),
        text: PrivateText::new("tea"),
        nominal: due,
        snoozed: false,
    });
    delivery(name, due, what)
}

impl Office {
    #[expect(clippy::disallowed_methods, reason = "the courier's own task")]
    fn with(script: Vec<Act>, charter: Charter) -> Self {
        let dir = tempfile::tempdir().expect("directory");
        let clock = Arc::new(SteppedClock::standing(morning(), 1_000));
        let key = SealKey::load_or_create(dir.path()).expect("key");
        let store = Arc::new(Embedded::open(dir.path(), Keys::new(&key, &[]), clock.clone()).expect("store"));
        let world = World { script: script.into(), can_be_read: true, ..World::default() };
        let slack = Arc::new(FakeSlack(Mutex::new(world)));
        let (brought, desk) = mpsc::unbounded_channel();
        let bell = Arc::new(Notify::new());
        let courier = Arc::new(Courier::new(
            store.clone(),
            slack.clone(),
            Arc::new(NoFeeds),
            clock.clone(),
            Arc::new(FakeDesk(brought)),
            Arc::new(charter),
            bell.clone(),
        ));
        let (stop, stopped) = watch::channel(false);
        let courier = tokio::spawn(courier.run(stopped));
        Self { store, slack, clock, bell, desk, stop, courier, _dir: dir }
    }

    fn of(script: Vec<Act>) -> Self {
        Self::with(script, Charter::default())
    }

    async fn commit(&self, changes: Changes) {
        self.store.commit(&team(), changes).await.expect("saved");
        self.bell.notify_one();
    }

    async fn gives(&self, deliver: Vec<Delivery>) {
        self.commit(Changes { deliver, ..Changes::default() }).await;
    }

    /// Waits until it is so.
    async fn until<F: Future<Output = bool>>(&self, is_so: impl Fn() -> F) {
        let wait = async {
            while !is_so().await {
                tokio::task::yield_now().await;
            }
        };
        let waited = tokio::time::timeout(Duration::from_secs(20), wait).await;
        assert!(waited.is_ok(), "it never came to that; calls: {:?}", self.calls());
    }

    async fn facts(&self, records: Vec<Key>) -> Facts {
        let what =
            Lookup { team: team(), seen: None, records, owned_by: Some(user("ADA")), lists: Vec::new() };
        self.store.load(&what).await.expect("loads")
    }

    /// Waits until so many deliveries wait in the store, claimed or not.
    async fn waits_with(&self, left: usize) {
        self.until(|| async { self.facts(Vec::new()).await.owned.len() == left }).await;
    }

    /// Waits until the only delivery is put off, and moves the clock to its next moment.
    async fn steps_to_next(&self) {
        self.until(|| async {
            let owned = self.facts(Vec::new()).await.owned;
            let next = owned.iter().map(|delivery| delivery.due).min();
            next.is_some_and(|next| next > self.clock.now())
                && self.store.next_due().await.expect("next") == next
        })
        .await;
        let next = self.store.next_due().await.expect("next").expect("waits");
        self.clock.step(next - self.clock.now());
    }

    fn calls(&self) -> Vec<String> {
        self.slack.world().calls.clone()
    }

    fn posts(&self) -> Vec<String> {
        self.slack.world().posts.iter().map(|(by, ..)| by.clone()).collect()
    }

    async fn dead(&self) -> Vec<(String, String)> {
        let dead = self.store.dead_letters(10).await.expect("letters");
        dead.into_iter().map(|letter| (letter.delivery.id.as_str().to_owned(), letter.why)).collect()
    }
}

#[tokio::test]
async fn a_reminder_is_posted_once_at_its_moment_and_never_early() {
    let office = Office::of(vec![]);
    office.gives(vec![reminder("r1", "ADA", morning() + TimeDelta::hours(1))]).await;
    office.gives(vec![reminder("r0", "BO", morning())]).await;
    office.until(|| async { office.posts() == ["r0"] }).await;
    office.clock.step(TimeDelta::minutes(59));
    office.gives(vec![reminder("r2", "BO", morning())]).await;
    office.until(|| async { office.posts() == ["r0", "r2"] }).await;
    office.clock.step(TimeDelta::minutes(1));
    office.waits_with(0).await;
    assert_eq!(office.posts(), ["r0", "r2", "r1"]);
}

#[tokio::test]
async fn a_post_whose_answer_got_lost_is_looked_for_and_not_said_twice() {
    let office = Office::of(vec![Act::TakeAndLoseAnswer]);
    office.gives(vec![reminder("r1", "ADA", morning())]).await;
    office.steps_to_next().await;
    office.waits_with(0).await;
    assert_eq!(office.posts(), ["r1"]);
    assert_eq!(office.calls(), ["chat.postMessage r1", "conversations.history"]);
}

#[tokio::test]
async fn a_post_that_did_not_arrive_is_said_again() {
    for can_be_read in [true, false] {
        let lost = Act::Refuse(Refusal::Ambiguous("HTTP 502".into()));
        let office = Office::of(vec![lost]);
        office.slack.world().can_be_read = can_be_read;
        office.gives(vec![reminder("r1", "ADA", morning())]).await;
        office.steps_to_next().await;
        office.waits_with(0).await;
        assert_eq!(office.posts(), ["r1"]);
        assert_eq!(
            office.calls(),
            ["chat.postMessage r1", "conversations.history", "chat.postMessage r1"],
            "history can be read: {can_be_read}"
        );
    }
}

#[tokio::test]
async fn a_claim_that_comes_with_its_marker_is_looked_for_first() {
    let office = Office::of(vec![]);
    let key = "r1".to_owned();
    office.slack.world().posts.push((key, channel(), message()));
    let mut begun = reminder("r1", "ADA", morning());
    begun.progress.begun = Some(morning());
    office.gives(vec![begun]).await;
    office.waits_with(0).await;
    assert_eq!(office.calls(), ["conversations.history"]);
}

#[tokio::test]
async fn a_rate_limit_rests_one_method_and_is_no_attempt() {
    let office = Office::of(vec![Act::Refuse(Refusal::Slower(Duration::from_secs(30)))]);
    office.gives(vec![reminder("r1", "ADA", morning())]).await;
    office.until(|| async { office.facts(Vec::new()).await.owned[0].due > morning() }).await;
    let put_off = office.facts(Vec::new()).await.owned.remove(0);
    assert!(put_off.due >= morning() + TimeDelta::seconds(30), "{}", put_off.due);
    assert_eq!((put_off.progress.attempts, put_off.progress.begun), (0, None));
    let mut rewrite = Outgoing::Rewrite { channel: channel(), ts: message(), say: None };
    office.gives(vec![reminder("r2", "BO", morning()), delivery("w", morning(), rewrite.clone())]).await;
    office.until(|| async { office.calls() == ["chat.postMessage r1", "chat.delete"] }).await;
    office.clock.step(TimeDelta::seconds(29));
    rewrite = Outgoing::Rewrite { channel: channel(), ts: message(), say: Some(Speech::ours("Hi")) };
    office.gives(vec![delivery("w2", morning(), rewrite)]).await;
    office.until(|| async { office.calls().len() == 3 }).await;
    assert_eq!(office.calls()[2], "chat.update", "nothing is posted before the rest is over");
    office.clock.step(TimeDelta::seconds(3));
    office.waits_with(0).await;
    assert_eq!(office.posts(), ["r1", "r2"]);
}

#[tokio::test]
async fn an_unknown_error_is_tried_five_times_and_then_kept_as_a_dead_letter() {
    let unknown = || Act::Refuse(Refusal::Unknown("out_of_tea".into()));
    let office = Office::of(vec![unknown(), unknown(), unknown(), unknown(), unknown()]);
    office.gives(vec![reminder("r1", "ADA", morning())]).await;
    for _ in 0..4 {
        office.steps_to_next().await;
    }
    office.waits_with(0).await;
    assert_eq!(office.calls().len(), 5);
    assert_eq!(office.dead().await, [("r1".to_owned(), "out_of_tea".to_owned())]);
}

#[tokio::test]
async fn an_absent_slack_loses_nothing_however_long() {
    let away = || Act::Refuse(Refusal::Later("no connection".into()));
    let office = Office::of((0..12).map(|_| away()).collect());
    office.gives(vec![reminder("r1", "ADA", morning())]).await;
    for _ in 0..12 {
        office.steps_to_next().await;
    }
    office.waits_with(0).await;
    assert_eq!((office.posts(), office.dead().await), (vec!["r1".to_owned()], vec![]));
}

#[tokio::test]
async fn what_can_never_be_said_is_kept_for_the_operator_unless_the_person_is_gone() {
    let never = |why: &str| Act::Refuse(Refusal::Never(why.into()));
    let office = Office::of(vec![never("messages_tab_disabled")]);
    office.gives(vec![reminder("r1", "ADA", morning())]).await;
    office.waits_with(0).await;
    office.slack.world().script.push_back(never("user_disabled"));
    office.gives(vec![reminder("r2", "BO", morning())]).await;
    office.waits_with(0).await;
    assert_eq!(office.dead().await, [("r1".to_owned(), "messages_tab_disabled".to_owned())]);
    assert_eq!(office.calls().len(), 2);
}

#[tokio::test]
async fn a_workspace_that_refuses_us_is_left_alone_for_an_hour() {
    let office = Office::of(vec![Act::Refuse(Refusal::Workspace("token_revoked".into()))]);
    office.gives(vec![reminder("r1", "ADA", morning())]).await;
    office.until(|| async { office.facts(Vec::new()).await.owned[0].due > morning() }).await;
    office.gives(vec![reminder("r2", "BO", morning()), reminder("r3", "DEE", morning())]).await;
    office.until(|| async { office.facts(Vec::new()).await.owned.iter().all(|d| d.due > morning()) }).await;
    assert_eq!(office.calls().len(), 1);
    office.clock.step(TimeDelta::minutes(62));
    office.waits_with(0).await;
    assert_eq!(office.posts().len(), 3);
}

#[tokio::test]
async fn what_breaks_our_program_is_given_up_and_others_go_on() {
    let office = Office::of(vec![Act::Break, Act::Break, Act::Break, Act::Break, Act::Break]);
    office.gives(vec![reminder("r1", "ADA", morning())]).await;
    for _ in 0..4 {
        office.steps_to_next().await;
        // the marker was written: it is looked for before it is tried again
    }
    office.waits_with(0).await;
    assert_eq!(office.dead().await, [("r1".to_owned(), "it broke our program".to_owned())]);
    office.gives(vec![reminder("r2", "BO", morning())]).await;
    office.until(|| async { office.posts() == ["r2"] }).await;
}

#[tokio::test]
async fn calls_that_hang_hold_up_nobody_else_and_one_person_is_told_in_order() {
    let (word, wait) = oneshot::channel();
    let mut script: Vec<Act> = (0..10).map(|_| Act::Hang).collect();
    script.push(Act::Wait(wait));
    let office = Office::of(script);
    let hanging = (0..10).map(|n| reminder(&format!("h{n}"), &format!("H{n}"), morning())).collect();
    office.gives(hanging).await;
    office.until(|| async { office.calls().len() == 10 }).await;
    office.gives(vec![reminder("a1", "ADA", morning())]).await;
    office.until(|| async { office.calls().len() == 11 }).await;
    office.gives(vec![reminder("a2", "ADA", morning()), reminder("b1", "BO", morning())]).await;
    office.until(|| async { office.posts() == ["b1"] }).await;
    word.send(()).expect("waits");
    office.until(|| async { office.posts() == ["b1", "a1", "a2"] }).await;
}

#[tokio::test]
async fn many_reminders_to_one_person_all_come_in_order() {
    let office = Office::of(vec![]);
    let name = |n| format!("r{n:03}");
    let all = (0..60).map(|n| reminder(&name(n), "ADA", morning() - TimeDelta::seconds(60 - n)));
    office.gives(all.collect()).await;
    let stepping = async {
        while !office.facts(Vec::new()).await.owned.is_empty() {
            office.clock.step(TimeDelta::seconds(1));
            tokio::task::yield_now().await;
        }
    };
    let done = tokio::time::timeout(Duration::from_mins(1), stepping).await;
    assert!(done.is_ok(), "{} came", office.posts().len());
    assert_eq!(office.posts(), (0..60).map(name).collect::<Vec<_>>());
}

fn ask() -> Ask {
    Ask {
        asker: user("BO"),
        window: Window::Today,
        because: Vec::new(),
        answerers: vec![Answerer::expected(user("DEE"), Some(morning()))],
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

fn ask_key() -> Key {
    Key::Ask(channel(), message())
}

fn tag() -> Delivery {
    delivery("tag", morning(), Outgoing::Tag { channel: channel(), ts: message() })
}

#[tokio::test]
async fn a_tag_learns_names_shows_and_remembers_what_it_shows() {
    let office = Office::with(vec![], Charter { tag: TagMode::Both, ..Charter::default() });
    let puts = vec![(ask_key(), Record::Ask(Box::new(ask())), None)];
    office.commit(Changes { puts, ring: vec![tag()], ..Changes::default() }).await;
    office.waits_with(0).await;
    assert_eq!(office.calls(), ["users.info", "users.info", "reactions.add", "chat.postMessage tag"]);
    let facts = office.facts(vec![ask_key(), Key::Member(user("DEE"))]).await;
    let Some((_, Record::Ask(ask))) = facts.records.get(&ask_key()) else { panic!("ask") };
    assert_eq!(ask.shown.reaction.as_deref(), Some("city_sunset"));
    assert!(ask.shown.reply.is_some() && ask.shown.said.is_some());
    assert!(prepare::member(&facts, &user("DEE")).expect("learned").profile.is_some());
}

#[tokio::test]
async fn a_press_during_the_call_is_neither_lost_nor_forgets_what_is_shown() {
    let (word, wait) = oneshot::channel();
    let office = Office::of(vec![Act::Wait(wait)]);
    let puts = |ask: Ask| vec![(ask_key(), Record::Ask(Box::new(ask)), None)];
    office.commit(Changes { puts: puts(ask()), ring: vec![tag()], ..Changes::default() }).await;
    office.until(|| async { office.calls() == ["reactions.add"] }).await;
    let changed = Ask { window: Window::Week, ..ask() };
    office.commit(Changes { puts: puts(changed), ring: vec![tag()], ..Changes::default() }).await;
    word.send(()).expect("waits");
    office.waits_with(0).await;
    assert_eq!(office.calls(), ["reactions.add", "reactions.remove", "reactions.add"]);
    let facts = office.facts(vec![ask_key()]).await;
    let Some((_, Record::Ask(ask))) = facts.records.get(&ask_key()) else { panic!("ask") };
    assert_eq!(
        (ask.window.clone(), ask.shown.reaction.as_deref()),
        (Window::Week, Some("spiral_calendar_pad"))
    );
}

#[tokio::test]
async fn an_emoji_that_is_gone_does_not_keep_the_reply_away() {
    let script = vec![Act::Refuse(Refusal::Never("invalid_name".into()))];
    let office = Office::with(script, Charter { tag: TagMode::Both, ..Charter::default() });
    let puts = vec![(ask_key(), Record::Ask(Box::new(ask())), None)];
    office.commit(Changes { puts, ring: vec![tag()], ..Changes::default() }).await;
    office.waits_with(0).await;
    assert_eq!(office.posts(), ["tag"]);
}

#[tokio::test]
async fn a_second_look_reads_first_and_answers_where_it_was_asked() {
    let mut office = Office::of(vec![]);
    let at = Again::Command {
        user: user("ADA"),
        channel: channel(),
        text: PrivateText::new("zone"),
        respond: None,
        private: true,
    };
    let reads = vec![Read::Person { user: user("ADA") }];
    office.gives(vec![delivery("again", morning(), Outgoing::LookAgain { at, reads })]).await;
    let inbound = office.desk.recv().await.expect("brought");
    assert!(matches!(inbound.what, Happening::Asked(_)));
    assert_eq!(inbound.seen.as_str(), "again:T1:again");
    office.until(|| async { office.calls() == ["users.info", "chat.postMessage say:again:T1:again"] }).await;

    let at = Again::Message { channel: channel(), ts: message(), thread: None, before: Vec::new() };
    office.gives(vec![delivery("m", morning(), Outgoing::LookAgain { at, reads: vec![] })]).await;
    let inbound = office.desk.recv().await.expect("brought");
    assert!(matches!(inbound.what, Happening::Wrote(message) if message.text.reveal() == "by tomorrow?"));
    office.waits_with(0).await;
}

/// A command that can't be answered before some people's do-not-disturb is known.
fn wonders(nth: usize, about: Vec<UserId>) -> Delivery {
    let (respond, text) = (None, PrivateText::new("when"));
    let at = Again::Command {
        user: user(&format!("ASKER{nth}")),
        channel: channel(),
        text,
        respond,
        private: true,
    };
    let reads = about.into_iter().map(|user| Read::Dnd { user }).collect();
    delivery(&format!("again{nth}"), morning(), Outgoing::LookAgain { at, reads })
}

#[tokio::test]
async fn five_hundred_who_want_to_know_the_same_ask_a_few_times() {
    let mut office = Office::of(vec![]);
    office.gives((0..500).map(|nth| wonders(nth, vec![user("BO")])).collect()).await;
    for _ in 0..500 {
        office.desk.recv().await.expect("brought");
    }
    let asked = office.calls().iter().filter(|call| *call == "dnd.teamInfo").count();
    assert!(asked <= 3, "{asked} calls");
}

#[tokio::test]
async fn the_quiet_hours_of_five_hundred_people_take_few_calls() {
    let mut office = Office::of(vec![]);
    office.gives((0..500).map(|nth| wonders(nth, vec![user(&nth.to_string())])).collect()).await;
    for _ in 0..500 {
        office.desk.recv().await.expect("brought");
    }
    let asked = office.calls().iter().filter(|call| *call == "dnd.teamInfo").count();
    assert!(asked <= 16, "{asked} calls");
}

#[tokio::test]
async fn somebody_slack_does_not_show_keeps_nothing_from_the_others() {
    let mut office = Office::of(vec![]);
    let people = ["BO", "GHOST", "CHIDI", "DEE"].map(user);
    office.gives(vec![wonders(1, people.to_vec())]).await;
    office.desk.recv().await.expect("brought");
    let facts = office.facts(people.iter().cloned().map(Key::Member).collect()).await;
    let known = facts.records.values().filter(
        |(_, record)| matches!(record, Record::Member(member) if member.dnd.as_ref() == Some(&calm())),
    );
    assert!(known.count() >= 3, "{:?}", office.calls());
    assert!(office.calls().len() <= 6, "{:?}", office.calls());
}

#[tokio::test]
async fn stopping_finishes_what_was_begun_and_puts_back_the_rest() {
    let (word, wait) = oneshot::channel();
    let mut office = Office::of(vec![Act::Wait(wait)]);
    office.gives(vec![reminder("a1", "ADA", morning())]).await;
    office.until(|| async { office.calls().len() == 1 }).await;
    office.gives(vec![reminder("a2", "ADA", morning())]).await;
    office.until(|| async { office.store.next_due().await.expect("next").is_none() }).await;
    office.stop.send(true).expect("courier");
    // what only stood in the row is back at once, without waiting for its lease
    office.until(|| async { office.store.next_due().await.expect("next") == Some(morning()) }).await;
    word.send(()).expect("waits");
    (&mut office.courier).await.expect("ends");
    assert_eq!(office.posts(), ["a1"]);
    let left: Vec<_> = office.facts(Vec::new()).await.owned;
    assert_eq!(left.len(), 1);
    assert_eq!((left[0].id.as_str(), left[0].progress.attempts), ("a2", 0));
}

#[test]
fn retries_come_ever_more_rarely_up_to_five_minutes() {
    let random: Vec<_> = (0..200).map(|_| random_part(TimeDelta::seconds(300))).collect();
    assert!(random.iter().all(|part| (TimeDelta::zero()..=TimeDelta::seconds(300)).contains(part)));
    assert!(random.iter().any(|part| *part != random[0]), "not all at once");
}
