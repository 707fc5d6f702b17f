//! The law every store keeps, as tests any store can be held against: `store_contract!(maker)`.
//!
//! A maker is an async function that gives a fresh [`Cellar`]. A case is written once here and named once in the
//! list at the end; one that is not in the list is never used, and the compiler says so.
//!
//! Long because the whole law stands in one place; its cases are read one by one.

mod walk;

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::watch;
use tokio::task::JoinSet;

use self::walk::Walk;
use crate::domain::ask::AskRef;
use crate::domain::charter::{ChannelNorms, TagMode};
use crate::domain::ids::{ChannelId, DeliveryId, SeenKey, TeamId, Ts, UserId};
use crate::domain::member::{Member, Profile};
use crate::domain::outgoing::{Delivery, Lane, Outgoing, Progress, Receipt, Reminder};
use crate::domain::record::{Key, List, Record};
use crate::domain::reply::Reply;
use crate::domain::text::{PrivateText, Speech};
use crate::ports::{
    Changes, Claim, Committed, Facts, Kept, Lookup, MOST_LISTED, Settled, Settlement, Store, Survey,
};

/// A store under test, and what may happen to it.
pub trait Cellar: Sized {
    /// The store.
    fn store(&self) -> Arc<dyn Store>;

    /// Moves the clock it forgets by. It stands at [`morning`] when the store is made.
    fn step(&self, by: TimeDelta);

    /// Closed in good order and opened again.
    fn reopen(self) -> impl Future<Output = Self>;

    /// Killed without warning, all it had acknowledged being on disk, and opened again. Claims need not survive.
    fn kill(self) -> impl Future<Output = Self>;
}

/// A lease nobody waits for.
const LONG: Duration = Duration::from_hours(1);

/// A lease that is over at once.
const SHORT: Duration = Duration::from_millis(5);

/// The moment the cases begin at.
pub fn morning() -> DateTime<Utc> {
    DateTime::from_timestamp(1_794_819_600, 0).unwrap_or_default()
}

fn team() -> TeamId {
    TeamId::parse("T0LAUNCH").expect("id")
}

fn elsewhere() -> TeamId {
    TeamId::parse("T0ELSE").expect("id")
}

fn user(id: &str) -> UserId {
    UserId::parse(id).expect("id")
}

fn launch() -> ChannelId {
    ChannelId::parse("C0LAUNCH").expect("id")
}

fn ts(n: u32) -> Ts {
    Ts::parse(&format!("1794819600.{n:06}")).expect("timestamp")
}

fn minutes(n: i64) -> DateTime<Utc> {
    morning() + TimeDelta::minutes(n)
}

fn norms(tag: TagMode) -> Record {
    Record::Channel(ChannelNorms { tag: Some(tag), ..ChannelNorms::default() })
}

/// Ada's reminder, due so many minutes after the start.
fn reminder(name: &str, at: i64) -> Delivery {
    let team = team();
    Delivery {
        id: DeliveryId::reminder(&team, name, minutes(at)),
        team,
        due: minutes(at),
        lane: Lane::Normal,
        owner: Some(user("U0ADA")),
        what: Outgoing::Reminder(Reminder {
            id: name.to_owned(),
            to: user("U0ADA"),
            by: user("U0ADA"),
            text: PrivateText::new("water the plants: ä 🌱 <!channel>"),
            nominal: minutes(at),
            snoozed: false,
        }),
        progress: Progress::default(),
    }
}

/// The tag of a message, due so many minutes after the start.
fn tag(team: &TeamId, n: u32, at: i64) -> Delivery {
    Delivery {
        id: DeliveryId::tag(team, &launch(), &ts(n)),
        team: team.clone(),
        due: minutes(at),
        lane: Lane::Normal,
        owner: None,
        what: Outgoing::Tag { channel: launch(), ts: ts(n) },
        progress: Progress::default(),
    }
}

fn deliver(deliveries: impl IntoIterator<Item = Delivery>) -> Changes {
    Changes { deliver: deliveries.into_iter().collect(), ..Changes::default() }
}

fn ring(delivery: Delivery) -> Changes {
    Changes { ring: vec![delivery], ..Changes::default() }
}

fn put(tag: TagMode, rests_on: u64) -> Changes {
    Changes {
        rests_on: vec![(Key::Channel(launch()), rests_on)],
        puts: vec![(Key::Channel(launch()), norms(tag), None)],
        ..Changes::default()
    }
}

fn message(n: u32) -> SeenKey {
    SeenKey::message(&team(), &launch(), &ts(n))
}

async fn save(cellar: &impl Cellar, changes: Changes) {
    let committed = cellar.store().commit(&team(), changes).await.expect("commits");
    assert_eq!(committed, Committed::New);
}

async fn load(cellar: &impl Cellar, what: Lookup) -> Facts {
    cellar.store().load(&what).await.expect("loads")
}

fn lookup(team: TeamId) -> Lookup {
    Lookup {
        team,
        seen: None,
        records: vec![Key::Channel(launch())],
        owned_by: Some(user("U0ADA")),
        lists: Vec::new(),
    }
}

/// The version of the channel's record, 0 when it is not there.
async fn version(cellar: &impl Cellar) -> u64 {
    load(cellar, lookup(team())).await.records.get(&Key::Channel(launch())).map_or(0, |(version, _)| *version)
}

async fn claim(cellar: &impl Cellar, due_by: i64, max: usize) -> Vec<Claim> {
    cellar.store().claim(minutes(due_by), LONG, max).await.expect("claims")
}

async fn claim_one(cellar: &impl Cellar, due_by: i64) -> Claim {
    let mut claims = claim(cellar, due_by, 1).await;
    claims.pop().expect("something is due")
}

async fn settle(cellar: &impl Cellar, claim: &Claim, how: Settlement) -> Settled {
    cellar.store().settle(claim, how, Changes::default()).await.expect("settles")
}

/// Claims one delivery for a moment and returns when that is over and somebody else has claimed it.
async fn claim_and_lose(cellar: &impl Cellar) -> (Claim, Claim) {
    let late = cellar.store().claim(minutes(0), SHORT, 1).await.expect("claims").pop().expect("due");
    loop {
        if let Some(claim) = claim(cellar, 0, 1).await.pop() {
            return (late, claim);
        }
        tokio::task::yield_now().await;
    }
}

fn ids(claims: &[Claim]) -> Vec<String> {
    claims.iter().map(|claim| claim.delivery.id.to_string()).collect()
}

fn begun() -> Progress {
    Progress {
        attempts: 1,
        begun: Some(minutes(1)),
        receipts: vec![Receipt { channel: Some(launch()), ts: Some(ts(9)), hash: None, file: None }],
        first_due: Some(minutes(0)),
    }
}

async fn an_event_commits_once_even_ten_times_at_once(cellar: impl Cellar) {
    let mut tries = JoinSet::new();
    for n in 0..10 {
        let store = cellar.store();
        tries.spawn(async move {
            let reply = Reply::Say(Speech::ours(format!("try {n}")));
            let changes = Changes { seen: Some((message(1), reply)), ..deliver([tag(&team(), n, 0)]) };
            store.commit(&team(), changes).await.expect("commits")
        });
    }
    let tries = tries.join_all().await;
    assert_eq!(tries.iter().filter(|t| **t == Committed::New).count(), 1);
    let answers: BTreeSet<_> = tries.iter().map(|t| format!("{t:?}")).collect();
    assert_eq!(answers.len(), 2, "all others get the answer of the first: {answers:?}");
    assert_eq!(claim(&cellar, 0, 20).await.len(), 1);
}

async fn a_repeat_gets_the_same_reply_and_changes_nothing(cellar: impl Cellar) {
    let reply = Reply::Errors(vec![("when".into(), Speech::ours("When is that?"))]);
    save(&cellar, Changes { seen: Some((message(1), reply.clone())), ..Changes::default() }).await;
    let cellar = cellar.reopen().await;
    let again = Changes { seen: Some((message(1), Reply::Nothing)), ..put(TagMode::Both, 0) };
    let committed = cellar.store().commit(&team(), again).await.expect("commits");
    assert_eq!(committed, Committed::AlreadySeen(reply.clone()));
    assert_eq!(version(&cellar).await, 0);
    let facts = load(&cellar, Lookup { seen: Some(message(1)), ..lookup(team()) }).await;
    assert_eq!(facts.seen, Some(reply));
    let facts = load(&cellar, Lookup { seen: Some(message(2)), ..lookup(team()) }).await;
    assert_eq!(facts.seen, None);
}

async fn what_was_seen_is_known_for_a_day_and_then_forgotten(cellar: impl Cellar) {
    save(&cellar, Changes { seen: Some((message(1), Reply::Nothing)), ..Changes::default() }).await;
    let known = async || load(&cellar, Lookup { seen: Some(message(1)), ..lookup(team()) }).await.seen;
    cellar.step(TimeDelta::hours(25));
    assert_eq!(known().await, Some(Reply::Nothing));
    cellar.step(TimeDelta::hours(2));
    assert_eq!(known().await, None);
}

async fn a_commit_is_whole_or_absent(cellar: impl Cellar) {
    save(&cellar, put(TagMode::Both, 0)).await;
    let stale = Changes {
        seen: Some((message(1), Reply::Nothing)),
        deliver: vec![reminder("one", 0)],
        ring: vec![tag(&team(), 1, 0)],
        ..put(TagMode::Off, 0)
    };
    let committed = cellar.store().commit(&team(), stale.clone()).await.expect("commits");
    assert_eq!(committed, Committed::Conflict);
    let cellar = cellar.reopen().await;
    let facts = load(&cellar, Lookup { seen: Some(message(1)), ..lookup(team()) }).await;
    assert_eq!((facts.seen, facts.owned.len(), version(&cellar).await), (None, 0, 1));
    assert!(claim(&cellar, 0, 9).await.is_empty());

    let fresh = Changes { rests_on: vec![(Key::Channel(launch()), 1)], ..stale };
    save(&cellar, fresh).await;
    let cellar = cellar.kill().await;
    let facts = load(&cellar, Lookup { seen: Some(message(1)), ..lookup(team()) }).await;
    assert_eq!((facts.seen, facts.owned.len()), (Some(Reply::Nothing), 1));
    let (version, record) = &facts.records[&Key::Channel(launch())];
    assert_eq!((*version, record), (2, &norms(TagMode::Off)));
    assert_eq!(claim(&cellar, 0, 9).await.len(), 2);
}

async fn of_many_who_rest_on_the_same_version_one_saves(cellar: impl Cellar) {
    let mut tries = JoinSet::new();
    for _ in 0..10 {
        let store = cellar.store();
        tries.spawn(async move { store.commit(&team(), put(TagMode::Both, 0)).await.expect("commits") });
    }
    let tries = tries.join_all().await;
    assert_eq!(tries.iter().filter(|t| **t == Committed::New).count(), 1);
    assert_eq!(tries.iter().filter(|t| **t == Committed::Conflict).count(), 9);
    assert_eq!(version(&cellar).await, 1);
}

async fn private_words_and_names_come_back_as_they_were(cellar: impl Cellar) {
    let member = Member {
        profile: Some(Profile {
            name: PrivateText::new("Ada ä 🌱 \u{202e}"),
            zone: Some("Europe/Lisbon".into()),
            locale: Some(crate::domain::words::Locale::De),
            is_bot: false,
            deleted: false,
            external: true,
            told: None,
            signals: crate::domain::signals::Signals::default(),
            read_at: morning(),
        }),
        ..Member::default()
    };
    let key = Key::Member(user("U0ADA"));
    let puts = vec![(key.clone(), Record::Member(Box::new(member.clone())), None)];
    let sent = Delivery { progress: begun(), ..reminder("one", 7) };
    save(&cellar, Changes { puts, ..deliver([sent.clone()]) }).await;
    let cellar = cellar.reopen().await;
    let facts = load(&cellar, Lookup { records: vec![key.clone()], ..lookup(team()) }).await;
    assert_eq!(facts.records[&key], (1, Record::Member(Box::new(member))));
    assert_eq!(facts.asked, [key]);
    assert_eq!(facts.owned, std::slice::from_ref(&sent));
    assert_eq!(claim_one(&cellar, 7).await.delivery, sent);
}

async fn a_claim_is_exclusive_until_its_lease_ends(cellar: impl Cellar) {
    save(&cellar, deliver((0..50).map(|n| tag(&team(), n, 0)))).await;
    let mut tries = JoinSet::new();
    for _ in 0..10 {
        let store = cellar.store();
        tries.spawn(async move { store.claim(minutes(0), LONG, 10).await.expect("claims") });
    }
    let claims: Vec<Claim> = tries.join_all().await.into_iter().flatten().collect();
    let distinct: BTreeSet<_> = ids(&claims).into_iter().collect();
    assert_eq!((claims.len(), distinct.len()), (50, 50), "nobody got what another has");
    assert!(claim(&cellar, 0, 9).await.is_empty());
    assert_eq!(cellar.store().next_due().await.expect("looks"), None, "only unclaimed ones count");
}

async fn a_late_settle_changes_nothing(cellar: impl Cellar) {
    save(&cellar, deliver([tag(&team(), 1, 0)])).await;
    let (late, held) = claim_and_lose(&cellar).await;
    assert_ne!(late.token, held.token);
    for how in [
        Settlement::Done,
        Settlement::Going(begun()),
        Settlement::Again(minutes(5), begun()),
        Settlement::Dead("worn out".into()),
    ] {
        let settled = cellar.store().settle(&late, how, put(TagMode::Both, 0)).await.expect("settles");
        assert_eq!(settled, Settled::TooLate);
    }
    assert_eq!(version(&cellar).await, 0, "nor do the changes that came with it");
    assert_eq!(settle(&cellar, &held, Settlement::Done).await, Settled::Yes);
    assert!(cellar.store().dead_letters(9).await.expect("lists").is_empty());
}

async fn a_lease_that_is_over_settles_nothing_even_if_nobody_else_came(cellar: impl Cellar) {
    save(&cellar, deliver([tag(&team(), 1, 0)])).await;
    let late = cellar.store().claim(minutes(0), SHORT, 1).await.expect("claims").pop().expect("due");
    // next_due shows it again as soon as the lease is over
    while cellar.store().next_due().await.expect("looks").is_none() {
        tokio::task::yield_now().await;
    }
    assert_eq!(settle(&cellar, &late, Settlement::Done).await, Settled::TooLate);
    assert_eq!(claim_one(&cellar, 0).await.delivery, tag(&team(), 1, 0));
}

async fn moving_the_clock_ends_no_lease(cellar: impl Cellar) {
    save(&cellar, deliver([tag(&team(), 1, 0)])).await;
    let held = claim_one(&cellar, 0).await;
    cellar.step(TimeDelta::hours(3));
    assert!(claim(&cellar, 200, 9).await.is_empty());
    assert_eq!(settle(&cellar, &held, Settlement::Done).await, Settled::Yes);
}

async fn done_is_gone(cellar: impl Cellar) {
    save(&cellar, deliver([reminder("one", 0)])).await;
    let held = claim_one(&cellar, 0).await;
    let changes = Changes { rests_on: vec![], ..put(TagMode::Both, 0) };
    let settled = cellar.store().settle(&held, Settlement::Done, changes).await.expect("settles");
    assert_eq!((settled, version(&cellar).await), (Settled::Yes, 1), "the changes are saved with it");
    assert_eq!(settle(&cellar, &held, Settlement::Done).await, Settled::TooLate);
    let cellar = cellar.kill().await;
    assert!(claim(&cellar, 999, 9).await.is_empty());
    assert!(load(&cellar, lookup(team())).await.owned.is_empty());
    assert_eq!(cellar.store().next_due().await.expect("looks"), None);
}

async fn a_settle_in_conflict_keeps_its_claim(cellar: impl Cellar) {
    save(&cellar, deliver([tag(&team(), 1, 0)])).await;
    save(&cellar, put(TagMode::Both, 0)).await;
    let held = claim_one(&cellar, 0).await;
    let settle = |rests_on| {
        let (store, held) = (cellar.store(), held.clone());
        async move { store.settle(&held, Settlement::Done, put(TagMode::Off, rests_on)).await.expect("settles") }
    };
    assert_eq!(settle(0).await, Settled::Conflict);
    assert_eq!(version(&cellar).await, 1);
    assert!(claim(&cellar, 0, 9).await.is_empty(), "still claimed");
    assert_eq!(settle(1).await, Settled::Yes);
    assert_eq!(version(&cellar).await, 2);
}

async fn a_settle_counts_when_its_changes_were_seen_before(cellar: impl Cellar) {
    save(&cellar, Changes { seen: Some((message(1), Reply::Nothing)), ..deliver([tag(&team(), 1, 0)]) })
        .await;
    let held = claim_one(&cellar, 0).await;
    let changes = Changes { seen: Some((message(1), Reply::Nothing)), ..put(TagMode::Off, 0) };
    let settled = cellar.store().settle(&held, Settlement::Done, changes).await.expect("settles");
    assert_eq!((settled, version(&cellar).await), (Settled::Yes, 0));
    assert!(claim(&cellar.kill().await, 0, 9).await.is_empty());
}

async fn going_keeps_the_claim_and_the_progress(cellar: impl Cellar) {
    save(&cellar, deliver([reminder("one", 0)])).await;
    let held = claim_one(&cellar, 0).await;
    for _ in 0..3 {
        assert_eq!(settle(&cellar, &held, Settlement::Going(begun())).await, Settled::Yes);
    }
    assert!(claim(&cellar, 0, 9).await.is_empty());
    let cellar = cellar.kill().await;
    let facts = load(&cellar, lookup(team())).await;
    assert_eq!(facts.owned[0].progress, begun(), "it survives, so that somebody can see how far it came");
}

async fn going_makes_the_lease_fresh(cellar: impl Cellar) {
    save(&cellar, deliver([tag(&team(), 1, 0)])).await;
    let lease = Duration::from_millis(400);
    let held = cellar.store().claim(minutes(0), lease, 1).await.expect("claims").pop().expect("due");
    let start = std::time::Instant::now();
    let mut renewed = start;
    while start.elapsed() < lease * 2 {
        // a machine that stands still for a whole lease loses it lawfully
        if settle(&cellar, &held, Settlement::Going(begun())).await == Settled::TooLate {
            assert!(renewed.elapsed() >= lease, "lost although it was made fresh in time");
            return;
        }
        renewed = std::time::Instant::now();
    }
    assert_eq!(settle(&cellar, &held, Settlement::Done).await, Settled::Yes);
}

async fn again_comes_back_at_its_hour_and_not_earlier(cellar: impl Cellar) {
    save(&cellar, deliver([reminder("one", 0)])).await;
    let held = claim_one(&cellar, 0).await;
    assert_eq!(settle(&cellar, &held, Settlement::Again(minutes(30), begun())).await, Settled::Yes);
    assert_eq!(settle(&cellar, &held, Settlement::Done).await, Settled::TooLate, "the claim is over");
    assert_eq!(cellar.store().next_due().await.expect("looks"), Some(minutes(30)));
    assert!(claim(&cellar, 29, 9).await.is_empty());
    let again = claim_one(&cellar, 30).await.delivery;
    assert_eq!(again, Delivery { due: minutes(30), progress: begun(), ..reminder("one", 0) });
}

async fn nothing_is_claimed_early(cellar: impl Cellar) {
    let due = morning() + TimeDelta::nanoseconds(1_000_001);
    save(&cellar, deliver([Delivery { due, ..tag(&team(), 1, 0) }])).await;
    let by = async |at| cellar.store().claim(at, LONG, 9).await.expect("claims").len();
    assert_eq!(by(morning()).await, 0);
    assert_eq!(by(due - TimeDelta::nanoseconds(1)).await, 0);
    let next = cellar.store().next_due().await.expect("looks").expect("one is due");
    assert!((due..due + TimeDelta::milliseconds(2)).contains(&next), "{next}");
    assert_eq!(by(next).await, 1);
}

async fn deliver_twice_is_one(cellar: impl Cellar) {
    save(&cellar, deliver([reminder("one", 5)])).await;
    let second = Delivery { due: minutes(1), owner: None, ..reminder("one", 5) };
    save(&cellar, deliver([second.clone(), second])).await;
    assert!(claim(&cellar, 4, 9).await.is_empty(), "the first stays as it is");
    let claims = claim(&cellar, 5, 9).await;
    assert_eq!((claims.len(), &claims[0].delivery), (1, &reminder("one", 5)));
}

async fn ring_makes_it_earlier_and_never_later(cellar: impl Cellar) {
    save(&cellar, ring(tag(&team(), 1, 10))).await;
    save(&cellar, ring(tag(&team(), 1, 20))).await;
    assert_eq!(cellar.store().next_due().await.expect("looks"), Some(minutes(10)));
    save(&cellar, ring(tag(&team(), 1, 5))).await;
    let held = claim_one(&cellar, 5).await;
    assert_eq!(held.delivery.due, minutes(5));
    assert_eq!(settle(&cellar, &held, Settlement::Done).await, Settled::Yes);
    assert!(claim(&cellar, 99, 9).await.is_empty(), "rings before the claim are answered by it");
}

async fn a_ring_during_a_claim_survives_done(cellar: impl Cellar) {
    save(&cellar, deliver([tag(&team(), 1, 0)])).await;
    let held = claim_one(&cellar, 0).await;
    save(&cellar, ring(tag(&team(), 1, 20))).await;
    save(&cellar, ring(tag(&team(), 1, 10))).await;
    save(&cellar, ring(tag(&team(), 1, 30))).await;
    assert!(claim(&cellar, 99, 9).await.is_empty(), "it is still claimed");
    assert_eq!(settle(&cellar, &held, Settlement::Going(begun())).await, Settled::Yes);
    assert_eq!(settle(&cellar, &held, Settlement::Done).await, Settled::Yes);
    assert!(claim(&cellar, 9, 9).await.is_empty(), "not before it was rung for");
    let again = claim_one(&cellar, 10).await;
    assert_eq!(again.delivery, tag(&team(), 1, 10), "from the start, without the progress of the last time");
    assert_eq!(settle(&cellar, &again, Settlement::Done).await, Settled::Yes);
    assert!(claim(&cellar, 99, 9).await.is_empty());
}

async fn a_ring_during_a_claim_is_not_put_off(cellar: impl Cellar) {
    for (asked, rung, expected) in [(30, 10, 10), (30, 60, 30)] {
        save(&cellar, deliver([tag(&team(), 1, 0)])).await;
        let held = claim_one(&cellar, 0).await;
        save(&cellar, ring(tag(&team(), 1, rung))).await;
        assert_eq!(settle(&cellar, &held, Settlement::Again(minutes(asked), begun())).await, Settled::Yes);
        assert_eq!(cellar.store().next_due().await.expect("looks"), Some(minutes(expected)));
        let again = claim_one(&cellar, expected).await;
        assert_eq!(again.delivery.progress, begun(), "it goes on where it was");
        assert_eq!(settle(&cellar, &again, Settlement::Done).await, Settled::Yes);
    }
}

async fn a_settle_may_ring_its_own_delivery(cellar: impl Cellar) {
    save(&cellar, deliver([tag(&team(), 1, 0)])).await;
    let held = claim_one(&cellar, 0).await;
    let changes = ring(tag(&team(), 1, 60));
    let settled = cellar.store().settle(&held, Settlement::Done, changes).await.expect("settles");
    assert_eq!(settled, Settled::Yes);
    assert_eq!(cellar.store().next_due().await.expect("looks"), Some(minutes(60)));
}

async fn a_settle_may_set_its_own_delivery_anew(cellar: impl Cellar) {
    save(&cellar, deliver([reminder("one", 0)])).await;
    let held = claim_one(&cellar, 0).await;
    let anew = Delivery { due: minutes(7), ..reminder("one", 0) };
    let changes = Changes { cancel: vec![anew.id.clone()], ..deliver([anew.clone()]) };
    let settled = cellar.store().settle(&held, Settlement::Done, changes).await.expect("settles");
    assert_eq!(settled, Settled::Yes);
    assert_eq!(claim_one(&cellar, 7).await.delivery, anew, "the settlement was of the old one");
}

async fn cancel_takes_back_also_what_is_claimed(cellar: impl Cellar) {
    save(&cellar, deliver([reminder("one", 0), reminder("two", 5)])).await;
    let held = claim_one(&cellar, 0).await;
    let cancel = vec![reminder("one", 0).id, reminder("two", 5).id, reminder("never", 1).id];
    save(&cellar, Changes { cancel, ..Changes::default() }).await;
    assert!(load(&cellar, lookup(team())).await.owned.is_empty());
    for how in [Settlement::Again(minutes(1), begun()), Settlement::Done] {
        let settled = cellar.store().settle(&held, how, put(TagMode::Both, 0)).await.expect("settles");
        assert_eq!(settled, Settled::TooLate);
    }
    let cellar = cellar.reopen().await;
    assert_eq!((version(&cellar).await, claim(&cellar, 99, 9).await.len()), (0, 0));
}

async fn what_was_taken_back_can_be_set_anew_in_the_same_commit(cellar: impl Cellar) {
    save(&cellar, deliver([reminder("one", 0)])).await;
    let old = claim_one(&cellar, 0).await;
    let anew = Delivery { due: minutes(3), ..reminder("one", 0) };
    save(&cellar, Changes { cancel: vec![anew.id.clone()], ..deliver([anew]) }).await;
    assert_eq!(settle(&cellar, &old, Settlement::Done).await, Settled::TooLate);
    assert_eq!(claim_one(&cellar, 3).await.delivery.due, minutes(3));
}

async fn the_fast_lane_comes_first_then_the_oldest(cellar: impl Cellar) {
    let fast = |n, at| Delivery { lane: Lane::Fast, ..tag(&team(), n, at) };
    save(
        &cellar,
        deliver([tag(&team(), 1, 3), fast(2, 9), tag(&team(), 3, -5), fast(4, 8), tag(&team(), 5, 0)]),
    )
    .await;
    let order = ids(&claim(&cellar, 10, 4).await);
    let expected = [4, 2, 3, 5].map(|n| tag(&team(), n, 0).id.to_string());
    assert_eq!(order, expected);
    assert_eq!(claim(&cellar, 10, 4).await.len(), 1);
}

async fn no_workspace_starves_another(cellar: impl Cellar) {
    save(&cellar, deliver((0..90).map(|n| tag(&team(), n, -60)))).await;
    save_for(&cellar, &elsewhere(), deliver((0..3).map(|n| tag(&elsewhere(), n, 0)))).await;
    let claims = claim(&cellar, 0, 10).await;
    let theirs = claims.iter().filter(|c| c.delivery.team == elsewhere()).count();
    assert_eq!((claims.len(), theirs), (10, 3), "what one leaves of its share the other gets");
    assert_eq!(claim(&cellar, 0, 100).await.len(), 83, "a lone workspace gets all there is");
}

async fn save_for(cellar: &impl Cellar, team: &TeamId, changes: Changes) {
    assert_eq!(cellar.store().commit(team, changes).await.expect("commits"), Committed::New);
}

async fn dead_letters_are_listed_oldest_first(cellar: impl Cellar) {
    save(&cellar, deliver([reminder("one", 0), reminder("two", 1), reminder("three", 2)])).await;
    for why in ["no such channel", "worn out"] {
        let held = claim_one(&cellar, 9).await;
        assert_eq!(settle(&cellar, &held, Settlement::Dead(why.into())).await, Settled::Yes);
        cellar.step(TimeDelta::minutes(1));
    }
    let cellar = cellar.reopen().await;
    let letters = cellar.store().dead_letters(9).await.expect("lists");
    let whys: Vec<_> = letters.iter().map(|l| (l.delivery.clone(), l.why.as_str())).collect();
    assert_eq!(whys, [(reminder("one", 0), "no such channel"), (reminder("two", 1), "worn out")]);
    assert_eq!(cellar.store().dead_letters(1).await.expect("lists").len(), 1);
    assert_eq!(load(&cellar, lookup(team())).await.owned, [reminder("three", 2)]);
    assert_eq!(claim(&cellar, 99, 9).await.len(), 1);
}

async fn a_dead_letter_is_taken_out_once_for_good_or_to_be_delivered_again(cellar: impl Cellar) {
    save(&cellar, deliver([reminder("one", 0), reminder("two", 1)])).await;
    for _ in 0..2 {
        let held = claim_one(&cellar, 9).await;
        assert_eq!(settle(&cellar, &held, Settlement::Dead("worn out".into())).await, Settled::Yes);
        cellar.step(TimeDelta::minutes(1));
    }
    let cellar = cellar.reopen().await;
    let letters = cellar.store().dead_letters(9).await.expect("lists");
    let [one, two] = &letters[..] else { panic!("two letters: {letters:?}") };
    assert_eq!((one.at, two.at), (morning(), minutes(1)));
    let again = Delivery { due: minutes(5), progress: begun(), ..one.delivery.clone() };
    let lift = async |letter, again| cellar.store().lift(letter, again).await.expect("lifts");
    assert!(lift(one, Some(again.clone())).await);
    assert!(!lift(one, Some(again.clone())).await, "it is taken out once");
    assert!(lift(two, None).await);
    assert!(!lift(two, None).await);
    let foreign = Delivery { team: elsewhere(), ..again.clone() };
    assert!(cellar.store().lift(one, Some(foreign)).await.is_err(), "each workspace has its own");
    let cellar = cellar.reopen().await;
    assert!(cellar.store().dead_letters(9).await.expect("lists").is_empty());
    assert_eq!(load(&cellar, lookup(team())).await.owned, std::slice::from_ref(&again));
    assert!(claim(&cellar, 4, 9).await.is_empty(), "not before its new moment");
    assert_eq!(claim_one(&cellar, 5).await.delivery, again);
}

async fn a_dead_letter_gives_way_to_a_delivery_of_its_name(cellar: impl Cellar) {
    save(&cellar, deliver([tag(&team(), 1, 0)])).await;
    let held = claim_one(&cellar, 0).await;
    assert_eq!(settle(&cellar, &held, Settlement::Dead("worn out".into())).await, Settled::Yes);
    save(&cellar, deliver([tag(&team(), 1, 7)])).await;
    let letter = cellar.store().dead_letters(1).await.expect("lists").remove(0);
    assert_eq!(cellar.store().lift(&letter, Some(letter.delivery.clone())).await, Ok(true));
    assert!(claim(&cellar, 6, 9).await.is_empty(), "the one that waits stays as it is");
    assert_eq!(claim(&cellar, 7, 9).await.len(), 1);
}

async fn a_survey_counts_what_is_kept_and_a_probe_changes_none_of_it(cellar: impl Cellar) {
    let survey = async || cellar.store().survey().await.expect("counts");
    assert_eq!(survey().await, Survey::default());
    save(&cellar, deliver([reminder("one", 0), reminder("two", 1), tag(&team(), 1, 1)])).await;
    save_for(&cellar, &elsewhere(), deliver([tag(&elsewhere(), 1, 2)])).await;
    assert_eq!(survey().await, Survey { deliveries: 4, ..Survey::default() });
    let held = claim_one(&cellar, 0).await;
    assert_eq!(survey().await, Survey { deliveries: 4, claimed: 1, ..Survey::default() });
    assert_eq!(settle(&cellar, &held, Settlement::Dead("worn out".into())).await, Settled::Yes);
    for _ in 0..3 {
        assert_eq!(cellar.store().probe().await, Ok(()));
    }
    assert_eq!(survey().await, Survey { deliveries: 3, dead: 1, ..Survey::default() });
}

async fn an_owner_lists_in_order_of_due_moments(cellar: impl Cellar) {
    let others = Delivery { owner: Some(user("U0BO")), ..reminder("bos", 1) };
    let longer = Delivery { owner: Some(user("U0ADA2")), ..reminder("adas", 1) };
    save(&cellar, deliver([reminder("c", 300), reminder("a", 1), others, reminder("b", 20), longer])).await;
    let first = claim_one(&cellar, 1).await;
    assert_eq!(first.delivery.due, minutes(1));
    let owned = load(&cellar, lookup(team())).await.owned;
    assert_eq!(owned, [reminder("a", 1), reminder("b", 20), reminder("c", 300)], "claimed ones as well");
}

async fn nothing_of_another_workspace_is_loaded(cellar: impl Cellar) {
    save(&cellar, Changes { seen: Some((message(1), Reply::Nothing)), ..put(TagMode::Both, 0) }).await;
    save(&cellar, deliver([reminder("one", 0)])).await;
    let facts = load(&cellar, lookup(elsewhere())).await;
    assert!(facts.records.is_empty() && facts.owned.is_empty());
    save_for(&cellar, &elsewhere(), put(TagMode::Off, 0)).await;
    let cancel = Changes { cancel: vec![reminder("one", 0).id], ..Changes::default() };
    save_for(&cellar, &elsewhere(), cancel).await;
    assert_eq!(claim(&cellar, 0, 9).await.len(), 1, "not theirs to take back");
    let foreign = cellar.store().commit(&elsewhere(), deliver([reminder("two", 0)])).await;
    assert!(foreign.is_err(), "a delivery of one workspace is not saved in another");
    let (_, record) = &load(&cellar, lookup(team())).await.records[&Key::Channel(launch())];
    assert_eq!(*record, norms(TagMode::Both));
}

async fn expired_records_are_gone(cellar: impl Cellar) {
    let until = |at| {
        let puts = vec![(Key::Ask(launch(), ts(1)), Record::Gone, Some(minutes(at)))];
        Changes { puts, ..Changes::default() }
    };
    let there = async |cellar: &_| {
        let what = Lookup { records: vec![Key::Ask(launch(), ts(1))], ..lookup(team()) };
        load(cellar, what).await.records.len()
    };
    save(&cellar, until(10)).await;
    cellar.step(TimeDelta::minutes(9));
    assert_eq!(there(&cellar).await, 1);
    save(&cellar, until(30)).await;
    cellar.step(TimeDelta::minutes(15));
    save(&cellar, put(TagMode::Both, 0)).await;
    let cellar = cellar.reopen().await;
    assert_eq!(there(&cellar).await, 1, "it was written again, for longer");
    cellar.step(TimeDelta::minutes(7));
    assert_eq!(there(&cellar).await, 0);
    let anew = Changes { rests_on: vec![(Key::Ask(launch(), ts(1)), 0)], ..until(60) };
    save(&cellar, anew).await;
    assert_eq!(there(&cellar).await, 1);
}

async fn everything_survives_a_kill(cellar: impl Cellar) {
    for n in 0..40 {
        let seen = Some((message(n), Reply::Nothing));
        save(&cellar, Changes { seen, ..deliver([tag(&team(), n, 0)]) }).await;
    }
    let held = claim(&cellar, 0, 10).await;
    for claim in &held {
        assert_eq!(settle(&cellar, claim, Settlement::Done).await, Settled::Yes);
    }
    let cellar = cellar.kill().await;
    for n in 0..40 {
        let facts = load(&cellar, Lookup { seen: Some(message(n)), ..lookup(team()) }).await;
        assert_eq!(facts.seen, Some(Reply::Nothing), "{n}");
    }
    let left: BTreeSet<_> = ids(&claim(&cellar, 0, 100).await).into_iter().collect();
    assert_eq!(left.len(), 30);
    assert!(ids(&held).iter().all(|id| !left.contains(id)));
}

async fn no_ring_is_lost_in_a_storm(cellar: impl Cellar) {
    const TAGS: u32 = 6;
    /// Far longer than any answer takes; a ring that was lost is never answered.
    const PATIENCE: Duration = Duration::from_secs(20);
    let (claimed, _) = watch::channel(BTreeMap::new());
    let claimed = Arc::new(claimed);
    let mut couriers = JoinSet::new();
    for _ in 0..2 {
        let (store, claimed) = (cellar.store(), Arc::clone(&claimed));
        couriers.spawn(async move {
            loop {
                tokio::task::yield_now().await;
                for claim in store.claim(minutes(0), LONG, 2).await.expect("claims") {
                    let id = claim.delivery.id.clone();
                    claimed.send_modify(|counts| *counts.entry(id).or_insert(0) += 1);
                    // whoever rings as soon as it is claimed rings while it is
                    tokio::task::yield_now().await;
                    let settled = store.settle(&claim, Settlement::Done, Changes::default()).await;
                    assert_eq!(settled, Ok(Settled::Yes));
                }
            }
        });
    }
    let mut ringers = JoinSet::new();
    for n in 0..TAGS {
        let (store, mut claimed) = (cellar.store(), claimed.subscribe());
        ringers.spawn(async move {
            let id = tag(&team(), n, 0).id;
            let count = |counts: &BTreeMap<DeliveryId, u32>| counts.get(&id).copied().unwrap_or(0);
            for round in 0..40 {
                let before = count(&claimed.borrow());
                store.commit(&team(), ring(tag(&team(), n, 0))).await.expect("rings");
                let answered = claimed.wait_for(|counts| count(counts) > before);
                let answered = tokio::time::timeout(PATIENCE, answered).await;
                assert!(answered.is_ok(), "{id}: nothing came of ring {round}");
            }
        });
    }
    ringers.join_all().await;
    couriers.shutdown().await;
}

async fn what_is_counted_is_told_of_all_workspaces(cellar: impl Cellar) {
    let tally =
        Record::Tally(crate::domain::nudge::Tally { shown: 2, ..crate::domain::nudge::Tally::default() });
    let until = Some(morning() + TimeDelta::days(1));
    for team in [team(), elsewhere()] {
        let puts = vec![
            (Key::Tally("focus"), tally.clone(), until),
            (Key::Misreadings, Record::Misreadings(crate::domain::misreading::Misreadings::default()), None),
            (Key::Ask(launch(), ts(1)), Record::Gone, until),
        ];
        let changes = Changes { puts, ..Changes::default() };
        assert_eq!(cellar.store().commit(&team, changes).await, Ok(Committed::New));
    }
    let cellar = cellar.reopen().await;
    let mut told = cellar.store().tallies().await.expect("tallies");
    told.sort_by(|(a, _), (b, _)| a.cmp(b));
    let names: Vec<&str> = told.iter().map(|(name, _)| name.as_str()).collect();
    let mut expected: Vec<String> = Vec::new();
    for team in [team(), elsewhere()] {
        expected.extend([Key::Tally("focus").stored(&team), Key::Misreadings.stored(&team)]);
    }
    expected.sort_unstable();
    assert_eq!(names, expected);
    assert!(told.iter().any(|(_, record)| *record == tally));
}

async fn lists_take_the_changes_of_many_at_once(cellar: impl Cellar) {
    const MANY: u32 = 24;
    let (owes, open) = (List::Owes(user("U0BO")), List::Open(launch()));
    let ask = |n| AskRef { channel: launch(), ts: ts(n) };
    let mut writers = JoinSet::new();
    for n in 0..MANY {
        let (store, lists) = (cellar.store(), [owes.clone(), open.clone()]);
        writers.spawn(async move {
            let list = lists.map(|list| (list, ask(n))).to_vec();
            for _ in 0..2 {
                let changes = Changes { list: list.clone(), ..Changes::default() };
                assert_eq!(store.commit(&team(), changes).await, Ok(Committed::New));
            }
            let unlist = list.into_iter().filter(|_| n % 3 == 0).collect();
            let changes = Changes { unlist, ..Changes::default() };
            assert_eq!(store.commit(&team(), changes).await, Ok(Committed::New));
        });
    }
    writers.join_all().await;
    let cellar = cellar.reopen().await;
    let lists = vec![owes.clone(), open.clone(), List::Waits(user("U0BO"))];
    let facts = load(&cellar, Lookup { lists: lists.clone(), ..lookup(team()) }).await;
    let newest_first: Vec<AskRef> = (0..MANY).rev().filter(|n| n % 3 != 0).map(ask).collect();
    assert_eq!(facts.lists[&owes], newest_first);
    assert_eq!(facts.lists[&open], newest_first);
    assert_eq!(facts.lists[&List::Waits(user("U0BO"))], []);
    let facts = load(&cellar, Lookup { lists, ..lookup(elsewhere()) }).await;
    assert!(facts.lists.values().all(Vec::is_empty), "another workspace has lists of its own");
}

async fn a_list_is_loaded_from_its_newest_ask_on_and_not_beyond_its_most(cellar: impl Cellar) {
    let list = List::Waits(user("U0ADA"));
    let many = u32::try_from(MOST_LISTED).unwrap_or_default() + 20;
    for n in 0..many {
        let ask = AskRef { channel: launch(), ts: ts(n) };
        save(&cellar, Changes { list: vec![(list.clone(), ask)], ..Changes::default() }).await;
    }
    let facts = load(&cellar, Lookup { lists: vec![list.clone()], ..lookup(team()) }).await;
    assert_eq!(facts.lists[&list].len(), MOST_LISTED);
    assert_eq!(facts.lists[&list][0].ts, ts(many - 1));
}

/// All that is kept of a workspace, in words that can be compared.
async fn turned(cellar: &impl Cellar, team: &TeamId) -> BTreeMap<String, usize> {
    let (mut found, mut from) = (BTreeMap::new(), None);
    loop {
        let leaf = cellar.store().leaf(team, from.as_deref()).await.expect("a leaf");
        for kept in leaf.kept {
            let words = match kept {
                Kept::Record(key, version, record, until) => {
                    format!("{key:?} {version} {record:?} {until:?}")
                }
                Kept::Listed(list, ask) => format!("{list:?} {ask}"),
                Kept::Waits(delivery) => format!("{} {:?} {:?}", delivery.id, delivery.owner, delivery.what),
                Kept::Dead(letter) => format!("{} {}", letter.delivery.id, letter.why),
            };
            *found.entry(words).or_default() += 1;
        }
        match leaf.next {
            Some(next) => from = Some(next),
            None => return found,
        }
    }
}

async fn everything_of_a_workspace_is_found_leaf_by_leaf(cellar: impl Cellar) {
    assert!(turned(&cellar, &team()).await.is_empty());
    let person = |n: u32| user(&format!("U0P{n:04}"));
    let member = || Record::Member(Box::new(Member { home: true, ..Member::default() }));
    let mut kept = Vec::new();
    for chunk in 0..5 {
        let numbers = || chunk * 50..chunk * 50 + 50;
        let ask = |n: u32| AskRef { channel: launch(), ts: ts(n) };
        let changes = Changes {
            puts: numbers().map(|n| (Key::Member(person(n)), member(), None)).collect(),
            deliver: numbers().map(|n| reminder(&format!("r{n}"), i64::from(n))).collect(),
            list: numbers().map(|n| (List::Owes(person(n % 3)), ask(n))).collect(),
            ..Changes::default()
        };
        kept.extend(changes.deliver.iter().map(|one| format!("{} {:?} {:?}", one.id, one.owner, one.what)));
        kept.extend(changes.list.iter().map(|(list, ask)| format!("{list:?} {ask}")));
        kept.extend(changes.puts.iter().map(|(key, record, _)| format!("{key:?} 1 {record:?} None")));
        save(&cellar, changes).await;
    }
    let short = |until| Changes {
        puts: vec![(Key::Room(launch()), norms(TagMode::Off), Some(minutes(until)))],
        ..Changes::default()
    };
    save(&cellar, short(5)).await;
    let given_up = claim_one(&cellar, 0).await;
    settle(&cellar, &given_up, Settlement::Dead("no such person".into())).await;
    let id = &given_up.delivery.id;
    kept.retain(|words| !words.starts_with(&format!("{id} ")));
    kept.push(format!("{id} no such person"));
    let held = claim_one(&cellar, 10).await;
    save_for(&cellar, &elsewhere(), deliver([tag(&elsewhere(), 7, 0)])).await;
    let other = claim_one(&cellar, 0).await;
    settle(&cellar, &other, Settlement::Dead("elsewhere".into())).await;

    let found = turned(&cellar, &team()).await;
    let room = found.keys().find(|words| words.starts_with("Room")).expect("the room").clone();
    assert!(room.ends_with(&format!("{:?}", Some(minutes(5)))), "{room}");
    let expected: BTreeSet<String> = kept.into_iter().chain([room.clone()]).collect();
    assert_eq!(found.into_keys().collect::<BTreeSet<_>>(), expected, "also what is in somebody's hands");
    assert_eq!(
        settle(&cellar, &held, Settlement::Done).await,
        Settled::Yes,
        "and looking takes nothing away"
    );
    cellar.step(TimeDelta::minutes(6));
    assert!(!turned(&cellar, &team()).await.contains_key(&room), "its time is over");
}

async fn what_is_erased_is_gone_at_once_and_its_version_meets_nobody(cellar: impl Cellar) {
    save(&cellar, put(TagMode::Both, 0)).await;
    let erase = || Changes {
        rests_on: vec![(Key::Channel(launch()), 1)],
        puts: vec![(Key::Channel(launch()), Record::Gone, Some(morning()))],
        ..Changes::default()
    };
    save(&cellar, erase()).await;
    assert!(turned(&cellar, &team()).await.is_empty());
    assert_eq!(version(&cellar).await, 0);
    for late in [erase(), put(TagMode::Off, 1)] {
        let committed = cellar.store().commit(&team(), late).await.expect("answers");
        assert_eq!(committed, Committed::Conflict, "nothing is put back by who read it before");
    }
    save(&cellar, put(TagMode::Thread, 0)).await;
    assert!(version(&cellar).await > 2, "and what is made anew is another one");
}

async fn a_random_walk_never_leaves_the_law(cellar: impl Cellar) {
    // any seed will do; on this one a store once stumbled
    Walk::new(601_844).go(&cellar).await;
}

/// A random walk that goes on in another store, once `copy` has copied everything there: it has to look the same.
pub async fn walk_over<There: Cellar>(here: &impl Cellar, seed: u64, copy: impl AsyncFnOnce() -> There) {
    let mut walk = Walk::new(seed);
    walk.go(here).await;
    let there = copy().await;
    walk.forget_claims();
    walk.go(&there).await;
}

/// Names the cases once: makes the table of them and the macro that turns them into tests.
macro_rules! law {
    (($d:tt) $($case:ident,)*) => {
        /// The cases, for `store_contract!`.
        pub mod cases {
            $(
                /// A case of the law.
                pub async fn $case(cellar: impl super::Cellar) {
                    super::$case(cellar).await;
                }
            )*
        }

        /// Holds stores from the maker against all cases, one after the other: for one that takes long to build.
        pub async fn all<C: Cellar>(maker: impl AsyncFn() -> C) {
            $(
                println!("{}", stringify!($case));
                $case(maker().await).await;
            )*
        }

        /// Holds a store against the law: one test for each case, each with a fresh store from the maker.
        #[macro_export]
        macro_rules! store_contract {
            ($d maker:path) => {
                $(
                    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                    async fn $case() {
                        $d crate::store::contract::cases::$case($d maker().await).await;
                    }
                )*
            };
        }
    };
}

law! {
    ($)
    an_event_commits_once_even_ten_times_at_once,
    a_repeat_gets_the_same_reply_and_changes_nothing,
    what_was_seen_is_known_for_a_day_and_then_forgotten,
    a_commit_is_whole_or_absent,
    of_many_who_rest_on_the_same_version_one_saves,
    private_words_and_names_come_back_as_they_were,
    a_claim_is_exclusive_until_its_lease_ends,
    a_late_settle_changes_nothing,
    a_lease_that_is_over_settles_nothing_even_if_nobody_else_came,
    moving_the_clock_ends_no_lease,
    done_is_gone,
    a_settle_in_conflict_keeps_its_claim,
    a_settle_counts_when_its_changes_were_seen_before,
    going_keeps_the_claim_and_the_progress,
    going_makes_the_lease_fresh,
    again_comes_back_at_its_hour_and_not_earlier,
    nothing_is_claimed_early,
    deliver_twice_is_one,
    ring_makes_it_earlier_and_never_later,
    a_ring_during_a_claim_survives_done,
    a_ring_during_a_claim_is_not_put_off,
    a_settle_may_ring_its_own_delivery,
    a_settle_may_set_its_own_delivery_anew,
    cancel_takes_back_also_what_is_claimed,
    what_was_taken_back_can_be_set_anew_in_the_same_commit,
    the_fast_lane_comes_first_then_the_oldest,
    no_workspace_starves_another,
    dead_letters_are_listed_oldest_first,
    a_dead_letter_is_taken_out_once_for_good_or_to_be_delivered_again,
    a_dead_letter_gives_way_to_a_delivery_of_its_name,
    a_survey_counts_what_is_kept_and_a_probe_changes_none_of_it,
    an_owner_lists_in_order_of_due_moments,
    what_is_counted_is_told_of_all_workspaces,
    lists_take_the_changes_of_many_at_once,
    a_list_is_loaded_from_its_newest_ask_on_and_not_beyond_its_most,
    nothing_of_another_workspace_is_loaded,
    expired_records_are_gone,
    everything_survives_a_kill,
    no_ring_is_lost_in_a_storm,
    everything_of_a_workspace_is_found_leaf_by_leaf,
    what_is_erased_is_gone_at_once_and_its_version_meets_nobody,
    a_random_walk_never_leaves_the_law,
}
