//! What is due: claiming in the lawful order, and knowing when to look again. Neither writes to disk.

use std::time::{Duration, Instant};

use redb::{ReadOnlyTable, ReadTransaction};

use super::leases::Leases;
use super::ledger::{ITEMS, QUEUE};
use super::rows::{self, Item, Millis};
use crate::domain::outgoing::Lane;

type Places = ReadOnlyTable<&'static [u8], ()>;

/// Up to this many workspaces, each is looked at as deep as a claim is long.
const FEW_TEAMS: usize = 16;

/// A delivery that was given to somebody, as it stands in the file.
#[derive(Debug)]
pub(super) struct Taken {
    pub name: String,
    pub place: Vec<u8>,
    pub row: Vec<u8>,
    pub token: u64,
    pub rung: u64,
}

/// Leases up to `max` deliveries that are due: the fast lane first, then the oldest, and no workspace more than an
/// equal share while others wait.
pub(super) fn claim(
    txn: &ReadTransaction,
    leases: &mut Leases,
    due_by: Millis,
    lease: Duration,
    max: usize,
) -> Result<Vec<Taken>, redb::Error> {
    let (places, items) = (txn.open_table(QUEUE)?, txn.open_table(ITEMS)?);
    let now = Instant::now();
    let mut claimed: Vec<Taken> = Vec::new();
    for lane in [Lane::Fast, Lane::Normal] {
        let free = |name: &str| leases.is_free(name, now);
        for Due { name, place, .. } in choose(&places, lane, due_by, max - claimed.len(), free)? {
            let row = items.get(name.as_bytes())?.map(|row| row.value().to_vec()).unwrap_or_default();
            let rung = Item::read(&row).map_or(0, |item| item.rung);
            let token = leases.claim(&name, rung, lease, now);
            claimed.push(Taken { name, place, row, token, rung });
        }
    }
    Ok(claimed)
}

/// The earliest due moment of a delivery nobody has claimed.
pub(super) fn next_due(txn: &ReadTransaction, leases: &Leases) -> Result<Option<Millis>, redb::Error> {
    let places = txn.open_table(QUEUE)?;
    let now = Instant::now();
    let mut earliest = None;
    for lane in [Lane::Fast, Lane::Normal] {
        for team in teams(&places, lane)? {
            let free = |name: &str| leases.is_free(name, now);
            let first = waiting(&places, lane, &team, Millis::MAX, 1, free)?;
            earliest = earliest.into_iter().chain(first.iter().map(|due| due.at)).min();
        }
    }
    Ok(earliest)
}

/// A delivery in the queue.
struct Due {
    at: Millis,
    name: String,
    place: Vec<u8>,
}

/// Who is served next in a lane, oldest first.
fn choose(
    places: &Places,
    lane: Lane,
    due_by: Millis,
    max: usize,
    free: impl Fn(&str) -> bool + Copy,
) -> Result<Vec<Due>, redb::Error> {
    if max == 0 {
        return Ok(Vec::new());
    }
    let teams = teams(places, lane)?;
    let deep = if teams.len() <= FEW_TEAMS { max } else { (4 * max).div_ceil(teams.len()) };
    let mut queues = Vec::new();
    for team in teams {
        let queue = waiting(places, lane, &team, due_by, deep, free)?;
        if !queue.is_empty() {
            queues.push(queue);
        }
    }
    let share = max.div_ceil(queues.len().max(1));
    let ranked = queues.into_iter().flat_map(|queue| queue.into_iter().enumerate());
    let mut chosen: Vec<(bool, Due)> = ranked.map(|(rank, due)| (rank >= share, due)).collect();
    // what is beyond somebody's share only fills what the others leave
    chosen.sort_by(|(beyond, a), (too, b)| (beyond, a.at).cmp(&(too, b.at)));
    chosen.truncate(max);
    chosen.sort_by_key(|(_, due)| due.at);
    Ok(chosen.into_iter().map(|(_, due)| due).collect())
}

/// Up to `most` free deliveries of one workspace that are due, oldest first.
fn waiting(
    places: &Places,
    lane: Lane,
    team: &str,
    due_by: Millis,
    most: usize,
    free: impl Fn(&str) -> bool,
) -> Result<Vec<Due>, redb::Error> {
    let head = rows::queue_of(lane, team);
    let mut queue = Vec::new();
    // one name after the other is written here: many may have to be passed over
    let mut name = String::new();
    for entry in places.range(head.as_slice()..rows::after(&head).as_slice())? {
        let (place, _) = entry?;
        let Some((team, at, id)) = rows::read_place(place.value()) else { continue };
        if at > due_by || queue.len() == most {
            break;
        }
        name.clear();
        name.extend([team, "|", id]);
        if free(&name) {
            queue.push(Due { at, name: name.clone(), place: place.value().to_vec() });
        }
    }
    Ok(queue)
}

/// The workspaces that have anything in a lane: one seek for each.
fn teams(places: &Places, lane: Lane) -> Result<Vec<String>, redb::Error> {
    let mut teams = Vec::new();
    let mut from = rows::lane_queue(lane);
    let end = rows::after(&from);
    while let Some(entry) = places.range(from.as_slice()..end.as_slice())?.next() {
        let (place, _) = entry?;
        let Some((team, ..)) = rows::read_place(place.value()) else { break };
        from = rows::after(&rows::queue_of(lane, team));
        teams.push(team.to_owned());
    }
    Ok(teams)
}
