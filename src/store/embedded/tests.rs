//! What only the embedded store can get into: one owner, keys, damaged rows, a full disk, a file that grows.

use std::fs::OpenOptions;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::TimeDelta;
use redb::StorageBackend;
use redb::backends::FileBackend;
use tempfile::TempDir;

use super::file::Opener;
use super::*;
use crate::clock::SteppedClock;
use crate::domain::ids::{ChannelId, DeliveryId, Ts};
use crate::domain::member::{Member, Profile};
use crate::domain::outgoing::{Lane, Outgoing, Progress, Reminder};
use crate::domain::record::Key as Name;
use crate::domain::text::PrivateText;
use crate::store::seal::Key;

const LEASE: Duration = Duration::from_hours(1);

fn keys(current: u8, old: &[u8]) -> Keys {
    let key = |byte: &u8| {
        use base64::Engine;
        let raw = base64::engine::general_purpose::STANDARD.encode([*byte; 32]);
        Key::from_base64(&raw).expect("key")
    };
    Keys::new(&key(&current), &old.iter().map(key).collect::<Vec<_>>())
}

fn noon() -> DateTime<Utc> {
    DateTime::from_timestamp(1_794_830_400, 0).expect("moment")
}

fn clock() -> Arc<SteppedClock> {
    Arc::new(SteppedClock::standing(noon(), 1))
}

fn open(dir: &TempDir, keys: Keys) -> Result<Embedded, OpenError> {
    Embedded::open(dir.path(), keys, clock())
}

fn dir() -> TempDir {
    tempfile::tempdir().expect("directory")
}

fn team() -> TeamId {
    TeamId::parse("T0LAUNCH").expect("id")
}

fn ada() -> UserId {
    UserId::parse("U0ADA").expect("id")
}

fn member(name: &str) -> Changes {
    let profile = Profile {
        name: PrivateText::new(name),
        zone: None,
        locale: Some(crate::domain::words::Locale::En),
        is_bot: false,
        deleted: false,
        external: false,
        told: None,
        signals: crate::domain::signals::Signals::default(),
        read_at: noon(),
    };
    let member = Member { profile: Some(profile), ..Member::default() };
    Changes {
        puts: vec![(Name::Member(ada()), Record::Member(Box::new(member)), None)],
        ..Changes::default()
    }
}

fn reminder(name: &str) -> Delivery {
    let what = Reminder {
        id: name.into(),
        to: ada(),
        by: ada(),
        text: PrivateText::new("buy a boat"),
        nominal: noon(),
        snoozed: false,
    };
    Delivery {
        id: DeliveryId::reminder(&team(), name, noon()),
        team: team(),
        due: noon(),
        lane: Lane::Normal,
        owner: Some(ada()),
        what: Outgoing::Reminder(what),
        progress: Progress::default(),
    }
}

fn message(n: u32) -> SeenKey {
    let channel = ChannelId::parse("C0LAUNCH").expect("id");
    SeenKey::message(&team(), &channel, &Ts::parse(&format!("1794830400.{n:06}")).expect("ts"))
}

async fn save(store: &Embedded, changes: Changes) {
    assert_eq!(store.commit(&team(), changes).await, Ok(Committed::New));
}

async fn load(store: &Embedded) -> Result<Facts, StoreError> {
    let what = Lookup {
        team: team(),
        seen: None,
        records: vec![Name::Member(ada())],
        owned_by: Some(ada()),
        lists: Vec::new(),
    };
    store.load(&what).await
}

/// Puts bytes of somebody else under a name.
fn scribble(
    store: &Embedded,
    table: redb::TableDefinition<&'static [u8], &'static [u8]>,
    name: &str,
    row: &[u8],
) {
    let scribbled = store.shelf.with(|db| {
        let txn = db.begin_write()?;
        txn.open_table(table)?.insert(name.as_bytes(), row)?;
        Ok(txn.commit()?)
    });
    scribbled.expect("scribbles");
}

fn count(store: &Embedded, table: redb::TableDefinition<&'static [u8], &'static [u8]>) -> u64 {
    use redb::ReadableTableMetadata;
    store.shelf.read().expect("reads").open_table(table).expect("table").len().expect("length")
}

#[tokio::test]
async fn it_has_one_owner_at_a_time() {
    let dir = dir();
    let store = open(&dir, keys(1, &[])).expect("opens");
    assert!(matches!(open(&dir, keys(1, &[])), Err(OpenError::InUse(_))));
    store.close().await;
    store.close().await;
    let refused = store.commit(&team(), member("Ada")).await;
    assert_eq!(refused, Err(StoreError::Unavailable(CLOSED.into())));
    assert!(open(&dir, keys(1, &[])).is_ok(), "closed is free");
}

#[tokio::test]
async fn a_wrong_key_is_refused_and_nothing_is_changed() {
    let dir = dir();
    save(&open(&dir, keys(1, &[])).expect("opens"), member("Ada")).await;
    assert!(matches!(open(&dir, keys(2, &[])), Err(OpenError::WrongKey)));
    assert!(load(&open(&dir, keys(1, &[])).expect("opens")).await.is_ok_and(|f| f.records.len() == 1));
}

#[tokio::test]
async fn a_key_is_changed_by_keeping_the_old_one_for_reading() {
    let dir = dir();
    save(&open(&dir, keys(1, &[])).expect("opens"), member("Ada")).await;
    let store = open(&dir, keys(2, &[1])).expect("opens");
    assert_eq!(load(&store).await.expect("loads").records.len(), 1);
    save(&store, Changes { deliver: vec![reminder("one")], ..Changes::default() }).await;
    drop(store);
    for missing in [keys(1, &[]), keys(2, &[])] {
        assert!(matches!(open(&dir, missing), Err(OpenError::WrongKey)), "both have sealed something");
    }
    let store = open(&dir, keys(3, &[2, 1])).expect("opens");
    assert_eq!(load(&store).await.expect("loads").owned, [reminder("one")]);
}

#[tokio::test]
async fn a_file_of_a_newer_unrush_is_left_alone() {
    let dir = dir();
    drop(open(&dir, keys(1, &[])).expect("opens"));
    let db = redb::Database::open(dir.path().join("unrush.redb")).expect("opens");
    let txn = db.begin_write().expect("writes");
    let meta = redb::TableDefinition::<&str, &[u8]>::new("meta");
    txn.open_table(meta).expect("table").insert("schema", 2_u32.to_be_bytes().as_slice()).expect("writes");
    txn.commit().expect("commits");
    drop(db);
    assert!(matches!(open(&dir, keys(1, &[])), Err(OpenError::Newer { found: 2 })));
}

#[tokio::test]
async fn a_file_of_somebody_else_is_refused_in_one_line() {
    let dir = dir();
    std::fs::write(dir.path().join("unrush.redb"), "a shopping list".repeat(1000)).expect("writes");
    let why = open(&dir, keys(1, &[])).err().expect("refused").to_string();
    assert!(why.contains("unrush.redb") && !why.contains('\n'), "{why}");
}

#[tokio::test]
async fn a_damaged_record_is_set_aside_and_others_go_on() {
    let store = open(&dir(), keys(1, &[])).expect("opens");
    save(&store, Changes { deliver: vec![reminder("one")], ..member("Ada") }).await;
    scribble(&store, RECORDS, "T0LAUNCH:member:U0ADA", b"graffiti");
    let facts = load(&store).await.expect("goes on");
    assert_eq!((facts.records.len(), facts.owned.len()), (0, 1));
    assert_eq!((count(&store, RECORDS), count(&store, ledger::ASIDE)), (0, 1), "kept as it was");
    let anew = Changes { rests_on: vec![(Name::Member(ada()), 0)], ..member("Ada") };
    save(&store, anew).await;
    assert_eq!(load(&store).await.expect("loads").records.len(), 1);
}

#[tokio::test]
async fn a_record_of_a_newer_form_is_named_and_kept() {
    let store = open(&dir(), keys(1, &[])).expect("opens");
    scribble(&store, RECORDS, "T0LAUNCH:member:U0ADA", &rows::record_row(4, rows::FOR_EVER, b"\x02p{}"));
    let refused = load(&store).await.expect_err("refused").to_string();
    assert!(refused.contains("T0LAUNCH:member:U0ADA"), "{refused}");
    assert_eq!(count(&store, RECORDS), 1);
}

#[tokio::test]
async fn a_damaged_delivery_holds_up_nobody() {
    let store = open(&dir(), keys(1, &[])).expect("opens");
    save(&store, Changes { deliver: vec![reminder("one"), reminder("two")], ..Changes::default() }).await;
    let name = shapes::delivery_name(&team(), &reminder("one").id);
    scribble(&store, ITEMS, &name, b"graffiti");
    let claims = store.claim(noon(), LEASE, 9).await.expect("claims");
    assert_eq!(claims.iter().map(|c| &c.delivery).collect::<Vec<_>>(), [&reminder("two")]);
    assert_eq!((count(&store, ITEMS), count(&store, ledger::ASIDE)), (1, 1));
    assert_eq!(store.next_due().await, Ok(None), "it does not come back");
}

#[tokio::test]
async fn a_sealed_value_moved_to_another_workspace_is_not_read_there() {
    let store = open(&dir(), keys(1, &[])).expect("opens");
    save(&store, member("Ada")).await;
    let row = get(&store.shelf.read().expect("reads"), RECORDS, "T0LAUNCH:member:U0ADA");
    scribble(&store, RECORDS, "T0ELSE:member:U0ADA", &row.expect("reads").expect("there"));
    let elsewhere = TeamId::parse("T0ELSE").expect("id");
    let what = Lookup {
        team: elsewhere,
        seen: None,
        records: vec![Name::Member(ada())],
        owned_by: None,
        lists: Vec::new(),
    };
    assert!(store.load(&what).await.expect("loads").records.is_empty());
}

#[tokio::test]
async fn private_words_are_not_in_the_file() {
    let dir = dir();
    let store = open(&dir, keys(1, &[])).expect("opens");
    let reply = Reply::Say(crate::domain::text::Speech::ours("Your boat is noted."));
    let seen = Some((message(1), reply));
    save(&store, Changes { seen, deliver: vec![reminder("one")], ..member("Ada Lovelace") }).await;
    drop(store);
    let file = std::fs::read(dir.path().join("unrush.redb")).expect("reads");
    for words in ["boat", "Lovelace"] {
        assert!(!file.windows(words.len()).any(|w| w == words.as_bytes()), "{words}");
    }
    assert!(
        file.windows(5).any(|w| w == b"U0ADA"),
        "ids are not private, and this test can see what is there"
    );
}

#[tokio::test]
async fn what_is_over_leaves_the_file() {
    let clock = clock();
    let dir = dir();
    let store = Embedded::open(dir.path(), keys(1, &[]), clock.clone()).expect("opens");
    for n in 0..300 {
        let seen = Some((message(n), Reply::Nothing));
        let puts = member("Ada").puts.into_iter().map(|(k, r, _)| (k, r, Some(noon() + TimeDelta::hours(1))));
        save(&store, Changes { seen, puts: puts.collect(), ..Changes::default() }).await;
    }
    assert_eq!((count(&store, SEEN), count(&store, RECORDS)), (300, 1));
    clock.step(TimeDelta::hours(27));
    let mut commits = 0;
    while count(&store, SEEN) > 50 {
        save(&store, Changes { seen: Some((message(1000 + commits), Reply::Nothing)), ..Changes::default() })
            .await;
        commits += 1;
        assert!(commits < 50, "a few with each commit are enough");
    }
    assert_eq!(count(&store, RECORDS), 0);
}

/// Settles and then rings a delivery within one transaction, as it happens when both wait for the same fsync; gives
/// the moment it is due then.
async fn due_when_rung_right_after(how: Settlement, ring_before: bool) -> Option<DateTime<Utc>> {
    let store = open(&dir(), keys(1, &[])).expect("opens");
    let ring = |hours| Changes {
        ring: vec![Delivery { due: noon() + TimeDelta::hours(hours), ..reminder("one") }],
        ..Changes::default()
    };
    save(&store, Changes { deliver: vec![reminder("one")], ..Changes::default() }).await;
    let held = store.claim(noon(), LEASE, 1).await.expect("claims").pop().expect("due");
    if ring_before {
        save(&store, ring(9)).await;
    }
    let settling = Settling::new(&held, how, &Changes::default(), &store.keys).expect("writes down");
    let edits = Edits::new(&team(), &ring(1), &store.keys).expect("writes down");
    let written = store.shelf.with(|db| {
        let txn = db.begin_write()?;
        let mut claims = ledger::Claims::new(&store.leases);
        let mut ledger = ledger::Ledger::open(&txn, 0)?;
        ledger.settle(&settling, &mut claims)?;
        ledger.commit(&edits, &mut claims)?;
        drop(ledger);
        txn.commit()?;
        claims.finish();
        Ok(())
    });
    written.expect("writes");
    store.next_due().await.expect("looks")
}

#[tokio::test]
async fn a_ring_right_after_a_settlement_is_not_lost() {
    let soon = Some(noon() + TimeDelta::hours(1));
    let later = noon() + TimeDelta::hours(9);
    assert_eq!(due_when_rung_right_after(Settlement::Done, false).await, soon);
    assert_eq!(due_when_rung_right_after(Settlement::Done, true).await, soon);
    let again = Settlement::Again(later, Progress::default());
    assert_eq!(due_when_rung_right_after(again, false).await, soon);
    let going = Settlement::Going(Progress::default());
    assert_eq!(due_when_rung_right_after(going, false).await, None, "it is still claimed");
}

/// A disk that can be full.
#[derive(Debug)]
struct Disk(FileBackend, Arc<AtomicBool>);

impl Disk {
    fn room(&self) -> io::Result<()> {
        if self.1.load(Ordering::SeqCst) { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
    }
}

impl StorageBackend for Disk {
    fn len(&self) -> io::Result<u64> {
        self.0.len()
    }
    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.0.read(offset, out)
    }
    fn set_len(&self, len: u64) -> io::Result<()> {
        self.room()?;
        self.0.set_len(len)
    }
    fn sync_data(&self) -> io::Result<()> {
        self.room()?;
        self.0.sync_data()
    }
    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.room()?;
        self.0.write(offset, data)
    }
}

#[tokio::test]
async fn a_full_disk_is_told_and_the_store_comes_back_when_there_is_room() {
    let dir = dir();
    let path = dir.path().join("unrush.redb");
    let full = Arc::new(AtomicBool::new(false));
    let opener: Opener = {
        let (path, full) = (path.clone(), Arc::clone(&full));
        Box::new(move || {
            let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path)?;
            redb::Builder::new().create_with_backend(Disk(FileBackend::new(file)?, Arc::clone(&full)))
        })
    };
    let shelf = Shelf::open_by(opener, path, &keys(1, &[])).expect("opens");
    let store = Embedded::start(shelf, keys(1, &[]), clock()).expect("starts");
    save(&store, Changes { deliver: vec![reminder("one")], ..member("Ada") }).await;
    let held = store.claim(noon(), LEASE, 1).await.expect("claims").pop().expect("due");

    full.store(true, Ordering::SeqCst);
    for n in 0..3 {
        let seen = Some((message(n), Reply::Nothing));
        let refused = store.commit(&team(), Changes { seen, ..Changes::default() }).await;
        assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
        let refused = store.settle(&held, Settlement::Done, Changes::default()).await;
        assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    }
    full.store(false, Ordering::SeqCst);
    while store.commit(&team(), member("Ada")).await.is_err() {
        tokio::task::yield_now().await;
    }
    let facts = load(&store).await.expect("loads");
    assert_eq!((facts.records.len(), facts.owned.len()), (1, 1));
    assert_eq!(
        store.settle(&held, Settlement::Done, Changes::default()).await,
        Ok(Settled::Yes),
        "the claim outlived it"
    );
}
