//! How the store is laid out in Redis: names, marks and values, in step with `common.lua`.
//!
//! A pending reminder with a text of 50 characters must fit into 350 bytes of Redis's memory, all its indexes
//! included. So a delivery is found by a mark of 14 characters (the longest that costs 16 bytes), and its id is kept
//! without the workspace.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use crate::domain::ids::{DeliveryId, TeamId, UserId};
use crate::domain::outgoing::{Delivery, Lane};
use crate::ports::StoreError;
use crate::store::copy::Waiting;
use crate::store::seal::Keys;
use crate::store::shapes::{self, Unreadable};

/// Workspaces are spread over so many shards; all keys of one live in one slot of a cluster.
pub(super) const SHARDS: u8 = 64;

/// Characters of a mark: 84 bits of a hash.
const MARK: usize = 14;

/// Milliseconds since the epoch.
pub(super) type Millis = i64;

/// A moment, rounded up: nothing is due, or forgotten, a fraction too early.
pub(super) fn up(at: DateTime<Utc>) -> Millis {
    let rest = at.timestamp_subsec_nanos() % 1_000_000;
    at.timestamp_millis() + Millis::from(rest > 0)
}

/// The moment of so many milliseconds.
pub(super) fn moment(at: Millis) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(at).unwrap_or_default()
}

/// The head of all keys of a shard.
pub(super) fn root(shard: u8) -> String {
    format!("unrush:{{s{shard:02}}}")
}

/// The head of all keys of a workspace's shard.
pub(super) fn root_of(team: &TeamId) -> String {
    root(Sha256::digest(team.as_str())[0] % SHARDS)
}

/// A lane as keys say it.
pub(super) fn lane(lane: Lane) -> &'static str {
    match lane {
        Lane::Fast => "f",
        Lane::Normal => "n",
    }
}

/// A lane read back.
pub(super) fn lane_of(key: &str) -> Option<Lane> {
    [Lane::Fast, Lane::Normal].into_iter().find(|l| lane(*l) == key)
}

/// Where a workspace's deliveries stand.
pub(super) fn items(root: &str, team: &TeamId) -> String {
    format!("{root}:d:{team}")
}

/// What a delivery is found by.
pub(super) fn mark(team: &TeamId, id: &DeliveryId) -> String {
    let mut mark = URL_SAFE_NO_PAD.encode(Sha256::digest(shapes::delivery_name(team, id)));
    mark.truncate(MARK);
    mark
}

/// An id without its workspace. One that could not be put together again is kept whole, behind an equals sign.
fn short(team: &TeamId, id: &DeliveryId) -> String {
    let short = id.as_str().replacen(&format!(":{team}:"), "::", 1);
    if long(team, &short) == *id { short } else { format!("={id}") }
}

fn long(team: &TeamId, short: &str) -> DeliveryId {
    match short.strip_prefix('=') {
        Some(whole) => DeliveryId::from_stored(whole),
        None => DeliveryId::from_stored(&short.replacen("::", &format!(":{team}:"), 1)),
    }
}

/// A delivery's value: owner, id, length of what, what, progress.
pub(super) fn value(delivery: &Delivery, keys: &Keys) -> Result<Vec<u8>, StoreError> {
    let name = shapes::delivery_name(&delivery.team, &delivery.id);
    if delivery.id.as_str().contains('|') {
        return Err(StoreError::Unavailable(format!("{name} is no name for a delivery")));
    }
    Ok(value_of(&Waiting {
        team: delivery.team.clone(),
        id: delivery.id.clone(),
        lane: delivery.lane,
        due: up(delivery.due),
        owner: delivery.owner.clone(),
        what: shapes::write_what(delivery, &name, keys)?,
        progress: shapes::write_unless_default(&delivery.progress, &name, keys)?,
    }))
}

/// The same of one whose parts have their stored form.
pub(super) fn value_of(waiting: &Waiting) -> Vec<u8> {
    let owner = waiting.owner.as_ref().map_or("", UserId::as_str);
    let head = format!("{owner}|{}|{}:", short(&waiting.team, &waiting.id), waiting.what.len());
    [head.as_bytes(), &waiting.what, &waiting.progress].concat()
}

/// Where a delivery was found.
pub(super) struct Found<'a> {
    pub team: &'a TeamId,
    pub lane: Lane,
    pub due: Millis,
    pub value: &'a [u8],
}

impl Found<'_> {
    /// The delivery.
    pub fn delivery(&self, keys: &Keys) -> Result<Delivery, Unreadable> {
        self.read(keys).ok_or(Unreadable::Garbled)?
    }

    /// `None` when the value does not even have the parts of one.
    fn read(&self, keys: &Keys) -> Option<Result<Delivery, Unreadable>> {
        let Waiting { team, id, lane, owner, what, progress, .. } = self.waiting()?;
        let name = shapes::delivery_name(&team, &id);
        let what = shapes::read_what(&what, (&team, &id, owner.as_ref()), keys);
        let progress = shapes::read_or_default(&progress, &name, keys);
        Some(what.and_then(|what| {
            Ok(Delivery { id, team, due: moment(self.due), lane, owner, what, progress: progress? })
        }))
    }

    /// Its parts in their stored form.
    pub fn waiting(&self) -> Option<Waiting> {
        let (owner, rest) = until(self.value, b'|')?;
        let (id, rest) = until(rest, b'|')?;
        let (len, rest) = until(rest, b':')?;
        let (what, progress) = rest.split_at_checked(len.parse().ok()?)?;
        let owner = if owner.is_empty() { None } else { Some(UserId::parse(owner)?) };
        Some(Waiting {
            team: self.team.clone(),
            id: long(self.team, id),
            lane: self.lane,
            due: self.due,
            owner,
            what: what.to_vec(),
            progress: progress.to_vec(),
        })
    }
}

/// A dead letter as it stands: its name is "moment:lane:workspace:mark", its content "due|n:" and n bytes of why, then
/// the delivery's value.
pub(super) struct Letter<'a> {
    /// When it was given up.
    pub at: Millis,
    /// Why.
    pub why: &'a str,
    team: TeamId,
    lane: Lane,
    due: Millis,
    value: &'a [u8],
}

impl<'a> Letter<'a> {
    /// `None` when it does not have the parts of one.
    pub fn read(name: &str, content: &'a [u8]) -> Option<Self> {
        let mut parts = name.splitn(4, ':');
        let at = parts.next()?.parse().ok()?;
        let (lane, team) = (lane_of(parts.next()?)?, TeamId::parse(parts.next()?)?);
        let (due, rest) = until(content, b'|')?;
        let (len, rest) = until(rest, b':')?;
        let (why, value) = rest.split_at_checked(len.parse().ok()?)?;
        Some(Self { at, why: str::from_utf8(why).ok()?, team, lane, due: due.parse().ok()?, value })
    }

    /// The delivery that was given up.
    pub fn found(&self) -> Found<'_> {
        Found { team: &self.team, lane: self.lane, due: self.due, value: self.value }
    }

    /// Name and content of a letter about this delivery.
    pub fn write(at: Millis, why: &str, what: &Waiting) -> (String, Vec<u8>) {
        let name = format!("{at}:{}:{}:{}", lane(what.lane), what.team, mark(&what.team, &what.id));
        let head = format!("{}|{}:{why}", what.due, why.len());
        (name, [head.as_bytes(), &value_of(what)].concat())
    }
}

/// Text up to a sign, and the bytes after that.
pub(super) fn until(bytes: &[u8], sign: u8) -> Option<(&str, &[u8])> {
    let at = bytes.iter().position(|b| *b == sign)?;
    Some((str::from_utf8(&bytes[..at]).ok()?, &bytes[at + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_kept_without_their_workspace_and_come_back_whole() {
        let team = TeamId::parse("T0LAUNCH").expect("id");
        for (id, kept) in [
            ("reminder:T0LAUNCH:3f2a:1", "reminder::3f2a:1"),
            ("answer:m:T0LAUNCH:C1:1.2", "answer:m::C1:1.2"),
            ("refresh:T0LAUNCH:a::b", "refresh::a::b"),
            ("refresh:T0ELSE:a::b", "=refresh:T0ELSE:a::b"),
            ("odd::T0LAUNCH:x", "=odd::T0LAUNCH:x"),
            ("=odd", "==odd"),
            ("plain", "plain"),
        ] {
            let id = DeliveryId::from_stored(id);
            assert_eq!(short(&team, &id), kept);
            assert_eq!(long(&team, kept), id);
        }
    }

    #[test]
    fn a_workspace_keeps_its_shard_and_its_marks() {
        let team = TeamId::parse("T0LAUNCH").expect("id");
        assert_eq!(root_of(&team), "unrush:{s00}");
        assert_eq!(mark(&team, &DeliveryId::from_stored("x")), "8HBuvUMqhP3-Wg");
        let roots: std::collections::BTreeSet<_> =
            (0..1000).filter_map(|n| TeamId::parse(&format!("T{n:04}"))).map(|t| root_of(&t)).collect();
        assert_eq!(roots.len(), usize::from(SHARDS));
    }
}
