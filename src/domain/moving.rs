//! A conversation gets another id. What stands under the old one is written again with the new one, wherever it is.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::ask::AskRef;
use super::ids::{ChannelId, DeliveryId};
use super::record::{Key, List};

/// From which id to which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// The old one.
    pub from: ChannelId,
    /// The new one.
    pub to: ChannelId,
}

impl Move {
    /// A record's name with the new id; `None` when the old one is not in it.
    pub fn key(&self, key: &Key) -> Option<Key> {
        let to = || self.to.clone();
        let (channel, moved) = match key {
            Key::Channel(channel) => (channel, Key::Channel(to())),
            Key::Ask(channel, ts) => (channel, Key::Ask(to(), ts.clone())),
            Key::Activity(channel, user) => (channel, Key::Activity(to(), user.clone())),
            Key::Nudge(channel, ts) => (channel, Key::Nudge(to(), ts.clone())),
            Key::Room(channel) => (channel, Key::Room(to())),
            Key::Digest(channel) => (channel, Key::Digest(to())),
            Key::Unsaid(channel) => (channel, Key::Unsaid(to())),
            Key::Member(_)
            | Key::Group(_)
            | Key::Tally(_)
            | Key::Home(_)
            | Key::Misreadings
            | Key::Installation
            | Key::Feed(_) => return None,
        };
        (*channel == self.from).then_some(moved)
    }

    /// A place on a list with the new id; `None` when the old one is not in it.
    pub fn listed(&self, list: &List, ask: &AskRef) -> Option<(List, AskRef)> {
        let open = List::Open(self.from.clone());
        if *list != open && ask.channel != self.from {
            return None;
        }
        let list = if *list == open { List::Open(self.to.clone()) } else { list.clone() };
        let channel = if ask.channel == self.from { self.to.clone() } else { ask.channel.clone() };
        Some((list, AskRef { channel, ts: ask.ts.clone() }))
    }

    /// A delivery's name with the new id.
    pub fn name(&self, id: &DeliveryId) -> DeliveryId {
        let part = |part| if part == self.from.as_str() { self.to.as_str() } else { part };
        let parts: Vec<&str> = id.as_str().split(':').map(part).collect();
        DeliveryId::from_stored(&parts.join(":"))
    }

    /// Something that is kept, with the new id wherever the old one stands as such: by itself, or before the ts of a
    /// message, as in a button. `None` when it is not in there. Words of people are whole strings that are no ids.
    pub fn of<T: Serialize + DeserializeOwned>(&self, kept: &T) -> Option<T> {
        let mut value = serde_json::to_value(kept).ok()?;
        if !self.rewrite(&mut value) {
            return None;
        }
        serde_json::from_value(value).ok()
    }

    fn rewrite(&self, value: &mut Value) -> bool {
        match value {
            Value::String(text) => {
                let rest = text.strip_prefix(self.from.as_str());
                let Some(rest) = rest.filter(|rest| rest.is_empty() || rest.starts_with(':')) else {
                    return false;
                };
                *text = format!("{}{rest}", self.to);
                true
            }
            Value::Array(all) => self.rewrite_all(all.iter_mut()),
            Value::Object(all) => self.rewrite_all(all.values_mut()),
            _ => false,
        }
    }

    /// All of them, not only up to the first that changes.
    fn rewrite_all<'a>(&self, values: impl Iterator<Item = &'a mut Value>) -> bool {
        values.filter_map(|value| self.rewrite(value).then_some(())).count() > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{TeamId, Ts, UserId};
    use crate::domain::outgoing::{Outgoing, Why};
    use crate::domain::text::{Piece, Speech};

    fn id(name: &str) -> ChannelId {
        ChannelId::parse(name).expect("id")
    }

    fn moved() -> Move {
        Move { from: id("G0OLD"), to: id("C0NEW") }
    }

    fn ts() -> Ts {
        Ts::parse("1794819600.000100").expect("ts")
    }

    #[test]
    fn names_and_lists_take_the_new_id_and_those_of_others_do_not() {
        let (team, user) = (TeamId::parse("T1").expect("id"), UserId::parse("U1").expect("id"));
        let moved = moved();
        assert_eq!(moved.key(&Key::Ask(id("G0OLD"), ts())), Some(Key::Ask(id("C0NEW"), ts())));
        assert_eq!(moved.key(&Key::Ask(id("G0OLDER"), ts())), None);
        assert_eq!(moved.key(&Key::Member(user.clone())), None);
        assert_eq!(
            moved.name(&DeliveryId::tag(&team, &id("G0OLD"), &ts())).as_str(),
            "tag:T1:C0NEW:1794819600.000100"
        );
        let about = |channel| AskRef { channel: id(channel), ts: ts() };
        let open = moved.listed(&List::Open(id("G0OLD")), &about("G0OLD"));
        assert_eq!(open, Some((List::Open(id("C0NEW")), about("C0NEW"))));
        let owes = moved.listed(&List::Owes(user.clone()), &about("G0OLD"));
        assert_eq!(owes, Some((List::Owes(user.clone()), about("C0NEW"))));
        assert_eq!(moved.listed(&List::Owes(user), &about("C0ELSE")), None);
    }

    #[test]
    fn what_waits_speaks_of_the_new_id_also_in_its_buttons() {
        let button = |value: &str| Piece::Button {
            action: "a".into(),
            label: "G0OLD is old".into(),
            value: value.into(),
        };
        let speech =
            |channel: &str| Speech(vec![Piece::Channel(id(channel)), button(&format!("{channel}:1.1"))]);
        let why = |channel: &str| {
            let (channel, first) = (id(channel), speech(channel));
            let to = UserId::parse("U1").expect("id");
            Outgoing::Why(Why { channel, ts: ts(), thread: None, to, respond: None, first })
        };
        assert_eq!(moved().of(&why("G0OLD")), Some(why("C0NEW")));
        assert_eq!(moved().of(&why("C0NEW")), None, "once is enough");
    }
}
