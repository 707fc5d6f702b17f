//! A random walk beside a model: many small steps in any order, and after each the store must be where the model is.
//!
//! The model is the law in its plainest form, a few maps in memory. It knows nothing of leases that end; the cases of
//! their own look at those.

use std::collections::{BTreeMap, BTreeSet};

use super::{Cellar, LONG, begun, launch, message, minutes, norms, reminder, tag, team, ts, user};
use crate::domain::ask::AskRef;
use crate::domain::charter::TagMode;
use crate::domain::ids::{DeliveryId, SeenKey};
use crate::domain::outgoing::{Delivery, Lane, Progress};
use crate::domain::record::{Key, List};
use crate::domain::reply::Reply;
use crate::domain::text::Speech;
use crate::ports::{Changes, Claim, Committed, Lookup, Settled, Settlement};

/// How many different things of each kind there are; few, so that steps meet.
const THINGS: u64 = 5;

/// Steps of one walk.
const STEPS: usize = 150;

/// The minutes a due moment may lie ahead.
const AHEAD: u64 = 9;

/// Numbers that look random and are the same for the same seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        // xorshift64*: G. Marsaglia's generator with S. Vigna's multiplier
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % sides
    }

    fn small(&mut self, sides: u64) -> u32 {
        u32::try_from(self.roll(sides)).unwrap_or_default()
    }

    fn minute(&mut self) -> i64 {
        i64::from(self.small(AHEAD))
    }

    /// One of a few deliveries: two reminders, two tags, a fast one.
    fn delivery(&mut self) -> Delivery {
        let at = self.minute();
        match self.roll(THINGS) {
            0 => Delivery { due: minutes(at), ..reminder("one", 0) },
            1 => Delivery { due: minutes(at), ..reminder("two", 0) },
            2 => Delivery { lane: Lane::Fast, ..tag(&team(), 9, at) },
            n => tag(&team(), u32::try_from(n).unwrap_or_default(), at),
        }
    }
}

/// A delivery in the model.
#[derive(Clone)]
struct Item {
    delivery: Delivery,
    claimed: bool,
    again: Option<chrono::DateTime<chrono::Utc>>,
}

/// The law, plainly.
#[derive(Default)]
struct Model {
    seen: BTreeMap<SeenKey, Reply>,
    versions: BTreeMap<Key, u64>,
    items: BTreeMap<DeliveryId, Item>,
    /// The clock stands, so the same delivery given up twice is one letter.
    dead: BTreeSet<DeliveryId>,
    listed: BTreeSet<AskRef>,
}

impl Model {
    fn rests(&self, changes: &Changes) -> bool {
        changes.rests_on.iter().all(|(key, version)| self.versions.get(key).copied().unwrap_or(0) == *version)
    }

    fn commit(&mut self, changes: &Changes) -> Committed {
        if let Some(reply) = changes.seen.as_ref().and_then(|(key, _)| self.seen.get(key)) {
            return Committed::AlreadySeen(reply.clone());
        }
        if !self.rests(changes) {
            return Committed::Conflict;
        }
        self.seen.extend(changes.seen.clone());
        for (key, ..) in &changes.puts {
            *self.versions.entry(key.clone()).or_default() += 1;
        }
        self.listed.extend(changes.list.iter().map(|(_, ask)| ask.clone()));
        for (_, ask) in &changes.unlist {
            self.listed.remove(ask);
        }
        for id in &changes.cancel {
            self.items.remove(id);
        }
        let fresh = |delivery: &Delivery| Item { delivery: delivery.clone(), claimed: false, again: None };
        for delivery in &changes.deliver {
            self.items.entry(delivery.id.clone()).or_insert_with(|| fresh(delivery));
        }
        for delivery in &changes.ring {
            let Some(item) = self.items.get_mut(&delivery.id) else {
                self.items.insert(delivery.id.clone(), fresh(delivery));
                continue;
            };
            if item.claimed {
                item.again = Some(item.again.map_or(delivery.due, |at| at.min(delivery.due)));
            } else {
                item.delivery.due = item.delivery.due.min(delivery.due);
            }
        }
        Committed::New
    }

    /// Settles a claim that holds.
    fn settle(&mut self, claim: &Claim, how: &Settlement, changes: &Changes) -> Settled {
        if self.commit(changes) == Committed::Conflict {
            return Settled::Conflict;
        }
        let id = &claim.delivery.id;
        // its own changes may have taken it back, and even set it anew
        let Some(item) = self.items.get_mut(id).filter(|item| item.claimed) else { return Settled::Yes };
        match how {
            Settlement::Going(progress) => item.delivery.progress = progress.clone(),
            Settlement::Again(at, progress) => {
                let due = item.again.take().map_or(*at, |rung| rung.min(*at));
                item.delivery = Delivery { due, progress: progress.clone(), ..item.delivery.clone() };
                item.claimed = false;
            }
            Settlement::Done if item.again.is_some() => {
                let due = item.again.take().unwrap_or(item.delivery.due);
                item.delivery = Delivery { due, progress: Progress::default(), ..item.delivery.clone() };
                item.claimed = false;
            }
            Settlement::Done => drop(self.items.remove(id)),
            Settlement::Dead(_) => {
                self.dead.insert(id.clone());
                self.items.remove(id);
            }
        }
        Settled::Yes
    }

    fn free(&self) -> impl Iterator<Item = &Delivery> {
        self.items.values().filter(|item| !item.claimed).map(|item| &item.delivery)
    }
}

/// A walk, to be gone on with.
pub(super) struct Walk {
    seed: u64,
    dice: Dice,
    model: Model,
    claims: Vec<Claim>,
}

impl Walk {
    /// At the start.
    pub fn new(seed: u64) -> Self {
        Self { seed, dice: Dice(seed | 1), model: Model::default(), claims: Vec::new() }
    }

    /// Goes some way.
    pub async fn go(&mut self, cellar: &impl Cellar) {
        let Self { seed, dice, model, claims } = self;
        for step in 0..STEPS {
            let at = format!("seed {seed}, step {step}");
            match dice.roll(3) {
                0 => {
                    let changes = changes(dice, model);
                    let expected = model.commit(&changes);
                    let committed = cellar.store().commit(&team(), changes).await;
                    assert_eq!(committed, Ok(expected), "{at}");
                }
                1 => {
                    let (due_by, max) = (minutes(dice.minute()), dice.roll(3) + 1);
                    let got = cellar.store().claim(due_by, LONG, usize::try_from(max).unwrap_or(1)).await;
                    claims.extend(agree_on_claims(model, got.expect("claims"), due_by, max, &at));
                }
                _ if claims.is_empty() => {}
                _ => {
                    let n = usize::try_from(dice.roll(claims.len() as u64)).unwrap_or_default();
                    settle(cellar, dice, model, claims, n, &at).await;
                }
            }
            compare(cellar, model, &at).await;
        }
    }

    /// Goes over to a store that everything was copied to; nothing is claimed there.
    pub fn forget_claims(&mut self) {
        self.claims.clear();
        for item in self.model.items.values_mut() {
            (item.claimed, item.again) = (false, None);
        }
    }
}

fn open() -> List {
    List::Open(launch())
}

/// Any change.
fn changes(dice: &mut Dice, model: &Model) -> Changes {
    let mut changes = Changes::default();
    if dice.roll(3) == 0 {
        let n = dice.small(THINGS * 4);
        changes.seen = Some((message(n), Reply::Say(Speech::ours(format!("{n}")))));
    }
    let key = [Key::Channel(launch()), Key::Ask(launch(), ts(1))][usize::from(dice.roll(2) == 0)].clone();
    if dice.roll(3) == 0 {
        let now = model.versions.get(&key).copied().unwrap_or(0);
        // now and then of the past
        changes.rests_on.push((key.clone(), now.saturating_sub(u64::from(dice.roll(4) == 0))));
    }
    if dice.roll(3) == 0 {
        changes.puts.push((key, norms(TagMode::Both), None));
    }
    for _ in 0..dice.roll(3) {
        let entry = (open(), AskRef { channel: launch(), ts: ts(dice.small(THINGS)) });
        if dice.roll(2) == 0 { changes.list.push(entry) } else { changes.unlist.push(entry) }
    }
    for _ in 0..dice.roll(3) {
        let delivery = dice.delivery();
        match dice.roll(5) {
            0 => changes.cancel.push(delivery.id),
            1 | 2 => changes.deliver.push(delivery),
            _ => changes.ring.push(delivery),
        }
    }
    changes
}

/// Checks what was claimed against what should have been; deliveries due at the same moment may come in any order.
fn agree_on_claims(
    model: &mut Model,
    got: Vec<Claim>,
    due_by: chrono::DateTime<chrono::Utc>,
    max: u64,
    at: &str,
) -> Vec<Claim> {
    let mut order: Vec<_> = model.free().filter(|d| d.due <= due_by).map(|d| (d.lane, d.due)).collect();
    order.sort();
    order.truncate(usize::try_from(max).unwrap_or(1));
    let got_order: Vec<_> = got.iter().map(|claim| (claim.delivery.lane, claim.delivery.due)).collect();
    assert_eq!(got_order, order, "{at}: claimed");
    for claim in &got {
        let item = model.items.get_mut(&claim.delivery.id).expect("claims what is there");
        assert!(!std::mem::replace(&mut item.claimed, true), "{at}: {} was claimed twice", claim.delivery.id);
        assert_eq!(claim.delivery, item.delivery, "{at}");
    }
    got
}

async fn settle(
    cellar: &impl Cellar,
    dice: &mut Dice,
    model: &mut Model,
    claims: &mut Vec<Claim>,
    n: usize,
    at: &str,
) {
    let claim = claims[n].clone();
    let how = match dice.roll(5) {
        0 => Settlement::Going(Progress { attempts: dice.small(9), ..begun() }),
        1 => Settlement::Again(minutes(dice.minute()), begun()),
        2 => Settlement::Dead("worn out".into()),
        _ => Settlement::Done,
    };
    let changes = if dice.roll(2) == 0 { changes(dice, model) } else { Changes::default() };
    let settled = cellar.store().settle(&claim, how.clone(), changes.clone()).await.expect("settles");
    // the delivery may have been taken back and set anew, so ask whether this very claim holds
    let newest = claims.iter().rposition(|other| other.delivery.id == claim.delivery.id) == Some(n);
    let holds = newest && model.items.get(&claim.delivery.id).is_some_and(|item| item.claimed);
    let expected = if holds { model.settle(&claim, &how, &changes) } else { Settled::TooLate };
    assert_eq!(settled, expected, "{at}: {} {how:?} {changes:?}", claim.delivery.id);
    if !matches!((&how, settled), (Settlement::Going(_), Settled::Yes) | (_, Settled::Conflict)) {
        claims.remove(n);
    }
}

/// Looks at everything that can be seen from outside.
async fn compare(cellar: &impl Cellar, model: &Model, at: &str) {
    let store = cellar.store();
    let next = store.next_due().await.expect("looks");
    assert_eq!(next, model.free().map(|d| d.due).min(), "{at}: next due");
    let what = Lookup {
        team: team(),
        seen: None,
        records: vec![Key::Channel(launch()), Key::Ask(launch(), ts(1))],
        owned_by: Some(user("U0ADA")),
        lists: vec![open()],
    };
    let facts = store.load(&what).await.expect("loads");
    let listed: BTreeSet<_> = facts.lists[&open()].iter().cloned().collect();
    assert_eq!(listed, model.listed, "{at}: listed");
    let versions: BTreeMap<_, _> =
        facts.records.into_iter().map(|(key, (version, _))| (key, version)).collect();
    assert_eq!(versions, model.versions, "{at}: versions");
    let mut owned: Vec<_> =
        model.items.values().map(|item| &item.delivery).filter(|d| d.owner.is_some()).collect();
    owned.sort_by_key(|delivery| (delivery.due, &delivery.id));
    assert_eq!(facts.owned.iter().collect::<Vec<_>>(), owned, "{at}: owned");
    assert_eq!(store.dead_letters(STEPS).await.expect("lists").len(), model.dead.len(), "{at}: dead letters");
}
