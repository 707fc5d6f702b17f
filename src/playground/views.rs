//! Modals and homes, and what opens them: triggers that live 3 seconds, response addresses that live 30 minutes.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::envelopes::hex;
use super::world::{APP, BOT, TEAM, World};

/// A trigger opens one view within 3 seconds (in microseconds).
const TRIGGER_LIVES: i64 = 3_000_000;
/// A response address works for 30 minutes (in microseconds).
const ADDRESS_LIVES: i64 = 30 * 60 * 1_000_000;
/// How often a response address can be used.
const ADDRESS_USES: u8 = 5;
/// How many modals lie on one another.
const STACK: usize = 3;

/// A modal or a home, as somebody sees it.
#[derive(Clone, Debug)]
pub struct View {
    /// Its id.
    pub id: String,
    /// Changes whenever the view does.
    pub hash: String,
    /// What the app gave: type, title, blocks, …
    pub shape: Value,
    /// The lowest modal of the stack.
    pub root: String,
    /// The modal below.
    pub previous: Option<String>,
    /// What is wrong with its inputs, by `block_id`.
    pub errors: BTreeMap<String, String>,
}

impl View {
    /// The view object, with what its inputs hold.
    pub(super) fn shown(&self, values: &Value) -> Value {
        let mut view = json!({
            "callback_id": "", "private_metadata": "", "external_id": "", "title": null, "submit": null, "close": null,
            "clear_on_close": false, "notify_on_close": false,
        });
        merge(&mut view, &self.shape);
        let own = json!({
            "id": self.id, "team_id": TEAM, "app_installed_team_id": TEAM, "app_id": APP, "bot_id": BOT,
            "hash": self.hash, "root_view_id": self.root, "previous_view_id": self.previous,
            "state": {"values": values},
        });
        merge(&mut view, &own);
        view
    }

    /// The empty state, for a view nobody has typed into.
    pub(super) fn shown_fresh(&self) -> Value {
        self.shown(&Value::Object(Map::new()))
    }
}

fn merge(into: &mut Value, from: &Value) {
    for (key, value) in from.as_object().into_iter().flatten() {
        into[key] = value.clone();
    }
}

/// What a press or a command was made on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Original {
    /// Nothing that could be replaced.
    None,
    /// A message everybody sees.
    Message(String),
    /// A message one person sees.
    Ephemeral(String),
}

/// Where an answer to a press or a command goes.
#[derive(Clone, Debug)]
pub(super) struct Address {
    pub(super) channel: String,
    pub(super) user: String,
    pub(super) original: Original,
    pub(super) thread_ts: Option<String>,
    until: i64,
    uses: u8,
}

/// Everything about views.
#[derive(Debug, Default)]
pub struct Views {
    modals: BTreeMap<String, Vec<View>>,
    homes: BTreeMap<String, View>,
    /// Who, when, and whether it was used.
    triggers: BTreeMap<String, (String, i64, bool)>,
    addresses: BTreeMap<String, Address>,
}

impl Views {
    /// The modal a person sees on top.
    pub fn modal(&self, user: &str) -> Option<&View> {
        self.modals.get(user)?.last()
    }

    /// A person's home.
    pub fn home(&self, user: &str) -> Option<&View> {
        self.homes.get(user)
    }

    pub(super) fn close(&mut self, user: &str) -> Option<View> {
        self.modals.get_mut(user)?.pop()
    }

    pub(super) fn close_all(&mut self, user: &str) {
        self.modals.remove(user);
    }

    pub(super) fn modal_mut(&mut self, user: &str) -> Option<&mut View> {
        self.modals.get_mut(user)?.last_mut()
    }

    fn find_mut(&mut self, meant: impl Fn(&View) -> bool) -> Option<&mut View> {
        self.modals.values_mut().flatten().chain(self.homes.values_mut()).find(|view| meant(view))
    }
}

impl World {
    /// A trigger for somebody who just did something.
    pub(super) fn new_trigger(&mut self, user: &str) -> String {
        let number = self.next_number();
        let trigger = format!("{number}.{}.{}", self.now / 1000, secret("trigger", number));
        self.views.triggers.insert(trigger.clone(), (user.to_owned(), self.now, false));
        trigger
    }

    /// Uses a trigger up; tells whose it was.
    pub(super) fn use_trigger(&mut self, trigger: &str) -> Result<String, &'static str> {
        let now = self.now;
        let (user, at, spent) = self.views.triggers.get_mut(trigger).ok_or("invalid_trigger_id")?;
        if std::mem::replace(spent, true) {
            return Err("exchanged_trigger_id");
        }
        if now - *at > TRIGGER_LIVES { Err("expired_trigger_id") } else { Ok(user.clone()) }
    }

    /// A new secret for answers.
    pub(super) fn new_address(
        &mut self,
        channel: &str,
        user: &str,
        original: Original,
        thread_ts: Option<String>,
    ) -> String {
        let secret = secret("address", self.next_number());
        let until = self.now + ADDRESS_LIVES;
        let (channel, user) = (channel.to_owned(), user.to_owned());
        let address = Address { channel, user, original, thread_ts, until, uses: ADDRESS_USES };
        self.views.addresses.insert(secret.clone(), address);
        secret
    }

    /// Uses a response address once.
    pub(super) fn use_address(&mut self, secret: &str) -> Result<Address, &'static str> {
        let now = self.now;
        let address = self.views.addresses.get_mut(secret).ok_or("no_such_url")?;
        if now > address.until {
            return Err("expired_url");
        }
        address.uses = address.uses.checked_sub(1).ok_or("used_url")?;
        Ok(address.clone())
    }

    /// Opens a modal, alone or on top of the others.
    pub(super) fn open_view(&mut self, user: &str, shape: Value, on_top: bool) -> Result<View, &'static str> {
        let mut view = self.new_view("V", shape)?;
        let stack = self.views.modals.entry(user.to_owned()).or_default();
        if !on_top {
            stack.clear();
        }
        if stack.len() == STACK {
            return Err("push_limit_reached");
        }
        if let Some(below) = stack.last() {
            view.root.clone_from(&below.root);
            view.previous = Some(below.id.clone());
        }
        stack.push(view.clone());
        Ok(view)
    }

    /// Replaces a view's content, unless it changed since `hash`.
    pub(super) fn update_view(
        &mut self,
        meant: impl Fn(&View) -> bool,
        shape: Value,
        hash: Option<&str>,
    ) -> Result<View, &'static str> {
        let fresh = self.next_ts();
        let view = self.views.find_mut(meant).ok_or("not_found")?;
        if hash.is_some_and(|hash| hash != view.hash) {
            return Err("hash_conflict");
        }
        view.shape = shape;
        view.hash = hash_of(&fresh, &view.id);
        view.errors.clear();
        Ok(view.clone())
    }

    /// Publishes a person's home.
    pub(super) fn publish(
        &mut self,
        user: &str,
        shape: Value,
        hash: Option<&str>,
    ) -> Result<View, &'static str> {
        if let Some(home) = self.views.homes.get(user) {
            let id = home.id.clone();
            return self.update_view(|view| view.id == id, shape, hash);
        }
        let view = self.new_view("VH", shape)?;
        self.views.homes.insert(user.to_owned(), view.clone());
        Ok(view)
    }

    fn new_view(&mut self, prefix: &str, shape: Value) -> Result<View, &'static str> {
        let external = shape["external_id"].as_str().filter(|id| !id.is_empty());
        if external.is_some()
            && self.views.find_mut(|view| view.shape["external_id"].as_str() == external).is_some()
        {
            return Err("duplicate_external_id");
        }
        let id = format!("{prefix}{:08X}", self.next_number());
        let hash = hash_of(&self.next_ts(), &id);
        Ok(View { root: id.clone(), id, hash, shape, previous: None, errors: BTreeMap::new() })
    }
}

fn hash_of(ts: &str, id: &str) -> String {
    let seconds = ts.split('.').next().unwrap_or_default();
    let digest = Sha256::digest(format!("{ts}{id}"));
    format!("{seconds}.{}", hex(&digest[..4]))
}

/// Looks random and is not: the same every time.
pub(super) fn secret(what: &str, number: u64) -> String {
    let digest = Sha256::digest(format!("{what} {number}"));
    hex(&digest[..12])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trigger_works_once_and_for_three_seconds() {
        let mut world = World::new(0);
        let (one, two) = (world.new_trigger("U1"), world.new_trigger("U2"));
        assert_eq!(world.use_trigger(&one), Ok("U1".to_owned()));
        assert_eq!(world.use_trigger(&one), Err("exchanged_trigger_id"));
        world.now += TRIGGER_LIVES + 1;
        assert_eq!(world.use_trigger(&two), Err("expired_trigger_id"));
        assert_eq!(world.use_trigger("3.3.3"), Err("invalid_trigger_id"));
    }

    #[test]
    fn a_response_address_works_five_times_within_thirty_minutes() {
        let mut world = World::new(0);
        let address = world.new_address("C1", "U1", Original::None, None);
        assert!((0..5).all(|_| world.use_address(&address).is_ok()));
        assert_eq!(world.use_address(&address).err(), Some("used_url"));
        let address = world.new_address("C1", "U1", Original::None, None);
        world.now += ADDRESS_LIVES + 1;
        assert_eq!(world.use_address(&address).err(), Some("expired_url"));
    }

    #[test]
    fn three_modals_lie_on_one_another_and_no_fourth() {
        let mut world = World::new(0);
        let first = world.open_view("U1", json!({"type": "modal"}), false).expect("opens");
        let second = world.open_view("U1", json!({"type": "modal"}), true).expect("opens");
        assert_eq!((second.previous.as_ref(), &second.root), (Some(&first.id), &first.id));
        assert!(world.open_view("U1", json!({"type": "modal"}), true).is_ok());
        assert_eq!(world.open_view("U1", json!({}), true).err(), Some("push_limit_reached"));
    }

    #[test]
    fn an_update_with_an_old_hash_is_refused() {
        let mut world = World::new(0);
        let view = world.publish("U1", json!({"type": "home"}), None).expect("publishes");
        let newer = world.publish("U1", json!({"type": "home"}), Some(&view.hash)).expect("publishes");
        assert_eq!(newer.id, view.id);
        assert_eq!(world.publish("U1", json!({}), Some(&view.hash)).err(), Some("hash_conflict"));
    }
}
