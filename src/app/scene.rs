//! Ada, Bo, Chidi and Dee in #launch, for plays on pure decisions. The scene keeps what is decided as a store would,
//! shows each decision only what it asked for, and lets nothing that was written rest on an old version.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::decide::{decide, look_again, lookup};
use super::{Moment, Outcome};
use crate::domain::ask::{Answerer, Ask, AskRef, AskState};
use crate::domain::charter::Charter;
use crate::domain::ids::{ChannelId, DeliveryId, SeenKey, TeamId, Ts, UserId};
use crate::domain::inbound::{Asked, Happening, Inbound, Press, Submission};
use crate::domain::member::{Dnd, Member, Profile};
use crate::domain::outgoing::{Delivery, Modal, Outgoing, Read};
use crate::domain::record::{Key, List, Record};
use crate::domain::reply::Reply;
use crate::domain::text::{Piece, PrivateText, SecretUrl, Speech};
use crate::domain::window::Window;
use crate::ports::{Changes, Facts, Lookup, Version};

/// Thursday 15 October 2026, 10:20 in Berlin.
pub const NOW: &str = "2026-10-15T08:20:00Z";

/// A workspace with people in it.
#[derive(Clone)]
pub struct Scene {
    pub now: DateTime<Utc>,
    pub charter: Charter,
    pub records: BTreeMap<Key, (Version, Record)>,
    pub deliveries: BTreeMap<DeliveryId, Delivery>,
    pub lists: BTreeMap<List, BTreeSet<AskRef>>,
    pub may_upload: bool,
    seen: BTreeMap<SeenKey, Reply>,
}

pub fn team() -> TeamId {
    TeamId::parse("T0TEAM").expect("id")
}

pub fn user(name: &str) -> UserId {
    UserId::parse(&format!("U0{}", name.to_uppercase())).expect("id")
}

pub fn launch() -> ChannelId {
    ChannelId::parse("C0LAUNCH").expect("id")
}

pub fn ts(raw: &str) -> Ts {
    Ts::parse(raw).expect("ts")
}

pub fn profile(name: &str, zone: &str) -> Profile {
    Profile {
        name: PrivateText::new(name),
        zone: Some(zone.into()),
        locale: Some(crate::domain::words::Locale::En),
        is_bot: false,
        deleted: false,
        external: false,
        told: None,
        signals: crate::domain::signals::Signals::default(),
        read_at: NOW.parse().expect("moment"),
    }
}

impl Scene {
    /// Everybody is known; nothing was said yet.
    pub fn new() -> Self {
        let mut scene = Self {
            now: NOW.parse().expect("moment"),
            charter: Charter::default(),
            records: BTreeMap::new(),
            deliveries: BTreeMap::new(),
            lists: BTreeMap::new(),
            may_upload: false,
            seen: BTreeMap::new(),
        };
        for (name, zone) in [
            ("Ada", "Europe/Berlin"),
            ("Bo", "America/New_York"),
            ("Chidi", "Africa/Lagos"),
            ("Dee", "Asia/Kolkata"),
        ] {
            scene.knows(name, profile(name, zone));
        }
        scene
    }

    /// Makes a profile known.
    pub fn knows(&mut self, name: &str, profile: Profile) {
        let member = Member { profile: Some(profile), ..Member::default() };
        self.records.insert(Key::Member(user(name)), (1, Record::Member(Box::new(member))));
    }

    /// Everybody's profile was read just now, and nobody is disturbed by anything.
    pub fn calm(&mut self) {
        for (_, record) in self.records.values_mut() {
            if let Record::Member(member) = record {
                member.dnd = Some(Dnd { start: None, end: None, read_at: self.now });
                member.profile.iter_mut().for_each(|profile| profile.read_at = self.now);
            }
        }
    }

    /// Lets something happen: loads what was asked for, decides, keeps the outcome.
    pub fn takes(&mut self, seen: SeenKey, what: Happening) -> Reply {
        let inbound = Inbound { team: team(), seen, what };
        if let Some(reply) = self.seen.get(&inbound.seen) {
            return reply.clone();
        }
        let (reply, changes) = self.decides(&inbound);
        self.keeps(&inbound, &reply, changes);
        reply
    }

    /// Decides without keeping anything.
    pub fn decides(&self, inbound: &Inbound) -> (Reply, Changes) {
        let mut what = lookup(inbound);
        assert!(what.records.len() <= 60, "a decision loads a bounded number of records");
        for _ in 0..6 {
            let facts = self.facts(&what).at(self.now);
            let moment =
                Moment { now: self.now, facts: &facts, charter: &self.charter, may_upload: self.may_upload };
            match decide(inbound, &moment) {
                Outcome::Decided(reply, changes) => return (reply, changes),
                Outcome::LoadMore(keys) => what.records.extend(keys),
                Outcome::ReadFirst(reads) => return (Reply::Nothing, look_again(inbound, reads, self.now)),
            }
        }
        panic!("a decision never had enough records");
    }

    fn facts(&self, what: &Lookup) -> Facts {
        let known = |key: &Key| self.records.get(key).map(|found| (key.clone(), found.clone()));
        let whose = what.owned_by.as_ref();
        let mut owned: Vec<Delivery> = self
            .deliveries
            .values()
            .filter(|delivery| whose.is_some() && delivery.owner.as_ref() == whose)
            .cloned()
            .collect();
        owned.sort_by_key(|delivery| delivery.due);
        let listed = |list: &List| {
            let mut asks: Vec<AskRef> = self.lists.get(list).into_iter().flatten().cloned().collect();
            asks.sort_by(|a, b| b.ts.cmp(&a.ts));
            (list.clone(), asks)
        };
        Facts {
            seen: None,
            records: what.records.iter().filter_map(known).collect(),
            asked: what.records.clone(),
            owned,
            lists: what.lists.iter().map(listed).collect(),
        }
    }

    fn keeps(&mut self, inbound: &Inbound, reply: &Reply, changes: Changes) {
        if changes.is_empty() {
            return;
        }
        for (key, version) in &changes.rests_on {
            let there = self.records.get(key).map_or(0, |(version, _)| *version);
            assert_eq!(there, *version, "a decision rests on what it loaded: {key:?}");
        }
        if !matches!(reply, Reply::Errors(_)) {
            self.seen.insert(inbound.seen.clone(), reply.clone());
        }
        for (key, record, until) in changes.puts {
            assert!(until.is_none_or(|until| until > self.now), "nothing is kept until yesterday");
            let is_blind = !changes.rests_on.iter().any(|(rest, _)| *rest == key);
            assert!(
                !is_blind || matches!(key, Key::Activity(..) | Key::Tally(_) | Key::Unsaid(_)),
                "written blindly: {key:?}"
            );
            let version = self.records.get(&key).map_or(0, |(version, _)| *version);
            self.records.insert(key, (version + 1, record));
        }
        for (list, ask) in changes.list {
            self.lists.entry(list).or_default().insert(ask);
        }
        for (list, ask) in &changes.unlist {
            self.lists.entry(list.clone()).or_default().remove(ask);
        }
        for id in &changes.cancel {
            self.deliveries.remove(id);
        }
        for delivery in changes.deliver.into_iter().chain(changes.ring) {
            self.deliveries.entry(delivery.id.clone()).or_insert(delivery);
        }
    }

    /// What Ada would be answered in #launch, without anything being kept.
    pub fn ada_types(&self, text: &str) -> String {
        said(&self.decides(&typed("ada", text, "once")).0)
    }

    /// Somebody types a command in #launch; `nth` tells repeats from new ones.
    pub fn types(&mut self, name: &str, text: &str, nth: &str) -> String {
        let Inbound { seen, what, .. } = typed(name, text, nth);
        said(&self.takes(seen, what))
    }

    /// What waits to be said, shortest form.
    pub fn waiting(&self) -> Vec<&Outgoing> {
        self.deliveries.values().map(|delivery| &delivery.what).collect()
    }

    /// What is answered to presses.
    pub fn answers(&self) -> Vec<&Speech> {
        let answer = |what| match what {
            &Outgoing::Answer { ref say, .. } | &Outgoing::Tell { ref say, .. } => Some(say),
            _ => None,
        };
        self.waiting().into_iter().filter_map(answer).collect()
    }

    /// Submits a modal of Ada's; tells what is wrong with it, or what is said back. `nth` tells repeats from new ones.
    pub fn ada_submits(&mut self, modal: &str, carried: &str, values: &[(&str, &str)], nth: &str) -> String {
        self.deliveries.clear();
        let seen = SeenKey::other(&team(), "sub", nth);
        let reply = self.takes(seen, submitted("ada", modal, carried, values));
        let told: Vec<String> = self.answers().into_iter().map(spoken).collect();
        [vec![said(&reply)], told].concat().concat()
    }

    /// What we know of Ada.
    pub fn ada(&self) -> Member {
        match self.records.get(&Key::Member(user("ada"))) {
            Some((_, Record::Member(ada))) => ada.as_ref().clone(),
            other => panic!("no Ada but {other:?}"),
        }
    }

    /// The modal that a press of Ada's opens.
    pub fn ada_opens(&mut self, button: &str, value: &str, nth: &str) -> Modal {
        self.deliveries.clear();
        self.takes(SeenKey::other(&team(), "press", nth), pressed("ada", button, value));
        match self.waiting()[..] {
            [Outgoing::Open { modal, .. }] => modal.clone(),
            ref other => panic!("no modal but {other:?}"),
        }
    }

    /// What is read before something is looked at again.
    pub fn reads(&self) -> Vec<Read> {
        let mut found = Vec::new();
        for what in self.waiting() {
            if let Outgoing::LookAgain { reads, .. } = what {
                found.extend(reads.clone());
            }
        }
        found
    }
}

/// A command typed in #launch.
pub fn typed(name: &str, text: &str, nth: &str) -> Inbound {
    let asked = Asked {
        user: user(name),
        channel: launch(),
        text: PrivateText::new(text),
        respond: Some(SecretUrl::new("https://hooks.slack.com/commands/1")),
        private: false,
    };
    let seen = SeenKey::other(&team(), "cmd", nth);
    Inbound { team: team(), seen, what: Happening::Asked(asked) }
}

/// Ada has asked Bo and Chidi for an answer today.
pub fn asked() -> Scene {
    let mut scene = Scene::new();
    let answerer = |name| Answerer::expected(user(name), Some(scene.now));
    let ask = Ask {
        window: Window::Today,
        answerers: vec![answerer("bo"), answerer("chidi")],
        state: AskState::Open,
        ..Ask::none(user("ada"), None, None)
    };
    let key = Key::Ask(launch(), ts("1792052340.000100"));
    scene.records.insert(key, (1, Record::Ask(Box::new(ask))));
    scene
}

/// A press in #launch.
pub fn press(name: &str, action: &str, value: &str) -> Press {
    Press {
        user: user(name),
        action: action.into(),
        value: value.into(),
        channel: Some(launch()),
        message: Some(ts("1792052000.000900")),
        trigger: Some("trigger".into()),
        respond: Some(SecretUrl::new("https://hooks.slack.com/actions/1")),
        quoted: None,
    }
}

/// A press in #launch, as it happens.
pub fn pressed(name: &str, action: &str, value: &str) -> Happening {
    Happening::Pressed(press(name, action, value))
}

/// A modal that somebody submits.
pub fn submitted(name: &str, modal: &str, carried: &str, values: &[(&str, &str)]) -> Happening {
    let values = values.iter().filter(|(_, value)| !value.is_empty());
    let values = values.map(|(block, value)| ((*block).to_owned(), PrivateText::new(*value)));
    let (modal, carried) = (modal.to_owned(), carried.to_owned());
    Happening::Submitted(Submission { user: user(name), modal, carried, values: values.collect() })
}

/// A reply as one would read it.
pub fn said(reply: &Reply) -> String {
    match reply {
        Reply::Nothing => String::new(),
        Reply::Say(speech) => spoken(speech),
        Reply::Errors(errors) => errors
            .iter()
            .map(|(block, say)| format!("{block}: {}", spoken(say)))
            .collect::<Vec<_>>()
            .join("\n"),
        Reply::Next(modal) => format!("{modal:?}"),
    }
}

/// A speech as one would read it.
pub fn spoken(speech: &Speech) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Ours(words) => words.clone(),
        Piece::Theirs(words) => words.reveal().to_owned(),
        Piece::Moment { fallback, .. } => fallback.clone(),
        Piece::Member(user) => format!("<@{user}>"),
        Piece::Channel(channel) => format!("<#{channel}>"),
        Piece::Button { .. } => String::new(),
        Piece::Message { label, .. } => label.clone(),
    };
    speech.0.iter().map(piece).collect()
}
