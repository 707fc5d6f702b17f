//! The persisted forms, versioned: what stands in a store, whatever store it is.
//!
//! A stored value is one byte of version, one byte that says how it is wrapped, and JSON. Version 1 is the first; a
//! new field with a default needs no new version, anything else needs one and an arm in [`read`] that lifts the older
//! form. Values that can hold a person's words, a name or a secret address are sealed.
//!
//! Most of what waits are reminders people set for themselves, so these have a brief form: what their name and their
//! owner say already is left out.

use std::borrow::Cow;

use chrono::DateTime;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::seal::Keys;
use crate::domain::ids::{DeliveryId, TeamId, UserId};
use crate::domain::outgoing::{Again, Delivery, Outgoing, Progress, Reminder};
use crate::domain::record::Record;
use crate::domain::reply::Reply;
use crate::domain::text::PrivateText;
use crate::ports::StoreError;

/// The version we write. Newer ones are refused, older ones are read.
pub const VERSION: u8 = 1;

/// No version will ever be higher: a first byte beyond is not one of ours.
const LAST_VERSION: u8 = 31;

const PLAIN: u8 = b'p';
const SEALED: u8 = b's';
const BRIEF: u8 = b'r';

/// Something that is kept.
pub trait Shape: Serialize + DeserializeOwned {
    /// Whether it can hold words, names or secret addresses, so that it has to be sealed.
    fn is_private(&self) -> bool;
}

impl Shape for Outgoing {
    fn is_private(&self) -> bool {
        match self {
            Self::Tag { .. }
            | Self::Digest { .. }
            | Self::Home { .. }
            | Self::Feed { .. }
            | Self::Welcome { .. }
            | Self::Nudge { .. }
            | Self::CatchUp { .. }
            | Self::Watch { .. }
            | Self::DueSoon { .. }
            | Self::Over { .. }
            | Self::Refresh { .. }
            | Self::TripOrMove { .. }
            | Self::Export(_)
            | Self::TakeDown { .. }
            | Self::Move { .. }
            | Self::Leave { .. }
            | Self::LookAgain {
                at: Again::Message { .. } | Again::Answer { .. } | Again::Days { .. }, ..
            } => false,
            Self::Reminder(_)
            | Self::Notice(_)
            | Self::Urgent(_)
            | Self::Why(_)
            | Self::Forget(_)
            | Self::Answer { .. }
            | Self::Picture(_)
            | Self::Tell { .. }
            | Self::Open { .. }
            | Self::LookAgain { at: Again::Command { .. }, .. }
            | Self::Rewrite { .. } => true,
        }
    }
}

impl Shape for Progress {
    fn is_private(&self) -> bool {
        false
    }
}

impl Shape for Record {
    fn is_private(&self) -> bool {
        match self {
            Self::Member(_) | Self::Installation(_) | Self::Feed(_) => true,
            Self::Channel(_)
            | Self::Group(_)
            | Self::Ask(_)
            | Self::Digest(_)
            | Self::Activity(_)
            | Self::Nudge(_)
            | Self::Tally(_)
            | Self::Home(_)
            | Self::Unsaid(_)
            | Self::Misreadings(_)
            | Self::Moved(_)
            | Self::Gone => false,
        }
    }
}

impl Shape for Reply {
    fn is_private(&self) -> bool {
        match self {
            Self::Nothing => false,
            Self::Say(_) | Self::Errors(_) | Self::Next(_) => true,
        }
    }
}

/// Why a stored value cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// A newer Unrush wrote it, in this version. It is whole; leave it alone.
    Newer(u8),
    /// It is damaged, not ours, or sealed for another name or with another key.
    Garbled,
}

impl Unreadable {
    /// What to think of a version that is not among those up to `known` that we read.
    pub fn version(found: u8, known: u8) -> Self {
        if (known + 1..=LAST_VERSION).contains(&found) { Self::Newer(found) } else { Self::Garbled }
    }

    /// The error that names where the value stands, and never what it is.
    pub fn under(self, name: &str) -> StoreError {
        StoreError::Unreadable(match self {
            Self::Newer(version) => format!("{name} (written by a newer version, in form {version})"),
            Self::Garbled => name.to_owned(),
        })
    }
}

/// The name a delivery is stored under: its workspace, a bar (which no id has), its own name.
pub fn delivery_name(team: &TeamId, id: &DeliveryId) -> String {
    format!("{team}|{id}")
}

/// Writes a value that will stand under this name.
pub fn write<T: Shape>(value: &T, name: &str, keys: &Keys) -> Result<Vec<u8>, StoreError> {
    wrap(if value.is_private() { SEALED } else { PLAIN }, value, name, keys)
}

fn wrap<T: Serialize>(how: u8, value: &T, name: &str, keys: &Keys) -> Result<Vec<u8>, StoreError> {
    let failed = |why: &dyn std::fmt::Display| StoreError::Unavailable(why.to_string());
    let json = serde_json::to_vec(value).map_err(|_| failed(&"a value could not be written down"))?;
    let body = if how == PLAIN { json } else { keys.seal(name, &json).map_err(|why| failed(&why))? };
    Ok([&[VERSION, how], body.as_slice()].concat())
}

/// Writes a value, or nothing at all where it is the usual one.
pub fn write_unless_default<T: Shape + Default + PartialEq>(
    value: &T,
    name: &str,
    keys: &Keys,
) -> Result<Vec<u8>, StoreError> {
    if *value == T::default() { Ok(Vec::new()) } else { write(value, name, keys) }
}

/// Reads what [`write_unless_default`] wrote.
pub fn read_or_default<T: Shape + Default>(stored: &[u8], name: &str, keys: &Keys) -> Result<T, Unreadable> {
    if stored.is_empty() { Ok(T::default()) } else { read(stored, name, keys) }
}

/// Reads a value that stands under this name.
pub fn read<T: Shape>(stored: &[u8], name: &str, keys: &Keys) -> Result<T, Unreadable> {
    match unwrap(stored, name, keys)? {
        (PLAIN | SEALED, json) => parse(&json),
        _ => Err(Unreadable::Garbled),
    }
}

fn unwrap<'a>(stored: &'a [u8], name: &str, keys: &Keys) -> Result<(u8, Cow<'a, [u8]>), Unreadable> {
    let (&[version, how], body) = stored.split_first_chunk().ok_or(Unreadable::Garbled)?;
    match (version, how) {
        (VERSION, PLAIN) => Ok((how, body.into())),
        (VERSION, SEALED | BRIEF) => {
            keys.open(name, body).map(|json| (how, json.into())).ok_or(Unreadable::Garbled)
        }
        (VERSION, _) => Err(Unreadable::Garbled),
        _ => Err(Unreadable::version(version, VERSION)),
    }
}

/// A stored value sealed with the key of today; one that cannot be opened stays as it is.
pub fn renewed(stored: Vec<u8>, name: &str, keys: &Keys) -> Result<Vec<u8>, StoreError> {
    let Some((&[version, how], body)) = stored.split_first_chunk() else { return Ok(stored) };
    let is_old = version == VERSION && matches!(how, SEALED | BRIEF) && !keys.is_current(name, body);
    match keys.open(name, body).filter(|_| is_old) {
        Some(json) => {
            let body = keys.seal(name, &json).map_err(|why| StoreError::Unavailable(why.to_string()))?;
            Ok([&[version, how], body.as_slice()].concat())
        }
        None => Ok(stored),
    }
}

/// The error is dropped on purpose: it may quote what it could not read.
fn parse<T: DeserializeOwned>(json: &[u8]) -> Result<T, Unreadable> {
    serde_json::from_slice(json).map_err(|_| Unreadable::Garbled)
}

/// Writes what a delivery says, briefly where its name and owner say the rest.
pub fn write_what(delivery: &Delivery, name: &str, keys: &Keys) -> Result<Vec<u8>, StoreError> {
    match Brief::of(delivery) {
        Some(brief) => wrap(BRIEF, &brief, name, keys),
        None => write(&delivery.what, name, keys),
    }
}

/// Reads what the delivery with this id and owner says.
pub fn read_what(
    stored: &[u8],
    (team, id, owner): (&TeamId, &DeliveryId, Option<&UserId>),
    keys: &Keys,
) -> Result<Outgoing, Unreadable> {
    match unwrap(stored, &delivery_name(team, id), keys)? {
        (BRIEF, json) => {
            let brief: Brief = parse(&json)?;
            brief.reminder(team, id, owner.ok_or(Unreadable::Garbled)?).ok_or(Unreadable::Garbled)
        }
        (_, json) => parse(&json),
    }
}

/// A reminder in its reader's own list, without what its name says.
#[derive(Serialize, Deserialize)]
struct Brief {
    #[serde(rename = "t")]
    text: PrivateText,
    /// Who set it, when it was somebody else.
    #[serde(rename = "b", default, skip_serializing_if = "Option::is_none")]
    by: Option<UserId>,
    #[serde(rename = "z", default, skip_serializing_if = "std::ops::Not::not")]
    snoozed: bool,
}

impl Brief {
    fn of(delivery: &Delivery) -> Option<Self> {
        let Outgoing::Reminder(reminder) = &delivery.what else { return None };
        let by = Some(&reminder.by).filter(|by| **by != reminder.to).cloned();
        let brief = Self { text: reminder.text.clone(), by, snoozed: reminder.snoozed };
        // only if it can be put together again exactly
        let again = brief.reminder(&delivery.team, &delivery.id, delivery.owner.as_ref()?)?;
        (again == delivery.what).then_some(brief)
    }

    /// The whole reminder: its short name and moment are in the delivery's name, and its reader is the owner.
    fn reminder(&self, team: &TeamId, delivery: &DeliveryId, owner: &UserId) -> Option<Outgoing> {
        let rest = delivery.as_str().strip_prefix(&format!("reminder:{team}:"))?;
        let (id, nominal) = rest.rsplit_once(':')?;
        Some(Outgoing::Reminder(Reminder {
            id: id.to_owned(),
            to: owner.clone(),
            by: self.by.clone().unwrap_or_else(|| owner.clone()),
            text: self.text.clone(),
            nominal: DateTime::from_timestamp(nominal.parse().ok()?, 0)?,
            snoozed: self.snoozed,
        }))
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Debug;

    use serde_json::{Value, json};

    use super::*;
    use crate::domain::ask::{Answerer, Ask, AskRef, AskState, Because, Shown};
    use crate::domain::charter::{ChannelNorms, TagMode};
    use crate::domain::digest::{Contents, Digest, Firing, Posted, Thread, Week};
    use crate::domain::feed;
    use crate::domain::forms::{
        CalendarForm, CheckInsForm, FocusForm, FocusRow, HolidaysForm, HoursForm, RegionForm, TimeOffForm,
        ZoneForm,
    };
    use crate::domain::home::Home;
    use crate::domain::ids::{ChannelId, FileId, GroupId, Ts, UserId};
    use crate::domain::installation::Installation;
    use crate::domain::member::{Dnd, Member, Profile, Spell};
    use crate::domain::misreading::{Meant, Misreadings};
    use crate::domain::nudge::{Activity, Heard, Nudge, NudgeState, Spent, Tally, Unsaid};
    use crate::domain::outgoing::{
        Export, Forget, Modal, Picture, Read, ReadPlace, Receipt, Reminder, Urgent, Why,
    };
    use crate::domain::picture::{Day, Part, Row, Shade};
    use crate::domain::record::Group;
    use crate::domain::schedule::{Shift, WorkWeek};
    use crate::domain::text::{Piece, PrivateText, SecretUrl, Speech};
    use crate::domain::window::Window;
    use crate::domain::words::Locale;
    use crate::domain::worktime::Zone;
    use crate::store::seal::Key;

    fn keys() -> Keys {
        Keys::new(&Key::from_base64(&"A".repeat(43)).expect("key"), &[])
    }

    fn ada() -> UserId {
        UserId::parse("U0ADA").expect("id")
    }

    fn launch() -> ChannelId {
        ChannelId::parse("C0LAUNCH").expect("id")
    }

    fn ts() -> Ts {
        Ts::parse("1794819600.000100").expect("timestamp")
    }

    fn noon() -> chrono::DateTime<chrono::Utc> {
        chrono::DateTime::from_timestamp(1_794_830_400, 0).expect("moment")
    }

    /// A form is what it was: the value is written so, and what was written so is read.
    fn stands<T: Shape + PartialEq + Debug>(value: &T, form: &Value) {
        assert_eq!(serde_json::to_value(value).expect("writes"), *form);
        let plain = [&[1, b'p'], form.to_string().as_bytes()].concat();
        assert_eq!(read::<T>(&plain, "n", &keys()).as_ref(), Ok(value));
        let written = write(value, "n", &keys()).expect("writes");
        assert_eq!(written[..2], [1, if value.is_private() { b's' } else { b'p' }]);
        assert_eq!(read::<T>(&written, "n", &keys()).as_ref(), Ok(value));
        assert_eq!(read::<T>(&written, "m", &keys()).is_err(), value.is_private());
    }

    /// An older form is read as this value.
    fn still_loads<T: Shape + PartialEq + Debug>(form: &str, value: &T) {
        assert_eq!(read::<T>(&[b"\x01p", form.as_bytes()].concat(), "n", &keys()).as_ref(), Ok(value));
    }

    fn reminder(snoozed: bool) -> Outgoing {
        Outgoing::Reminder(Reminder {
            id: "3f2a".into(),
            to: ada(),
            by: ada(),
            text: PrivateText::new("call mum"),
            nominal: noon(),
            snoozed,
        })
    }

    #[test]
    fn deliveries_keep_their_form() {
        let say = Speech(vec![
            Piece::Ours("Hello ".into()),
            Piece::Theirs(PrivateText::new("Ada")),
            Piece::Moment { at: noon(), fallback: "12:00 UTC".into() },
            Piece::Member(ada()),
            Piece::Channel(launch()),
            Piece::Button { action: "tea.pour".into(), label: "Tea".into(), value: "2".into() },
        ]);
        let said = json!([
            {"ours": "Hello "},
            {"theirs": "Ada"},
            {"moment": {"at": "2026-11-16T12:00:00Z", "fallback": "12:00 UTC"}},
            {"member": "U0ADA"},
            {"channel": "C0LAUNCH"},
            {"button": {"action": "tea.pour", "label": "Tea", "value": "2"}},
        ]);
        let url = || SecretUrl::new("https://hooks.slack.com/1");
        let at = json!({"channel": "C0LAUNCH", "ts": "1794819600.000100"});
        let with = |extra: Value| {
            let mut all = at.as_object().expect("object").clone();
            all.extend(extra.as_object().expect("object").clone());
            Value::Object(all)
        };
        let (channel, ts) = (launch(), ts());
        stands(&Outgoing::Tag { channel: channel.clone(), ts: ts.clone() }, &with(json!({"kind": "tag"})));
        stands(
            &reminder(true),
            &json!({"kind": "reminder", "id": "3f2a", "to": "U0ADA", "by": "U0ADA", "text": "call mum",
                "nominal": "2026-11-16T12:00:00Z", "snoozed": true}),
        );
        stands(
            &Outgoing::Answer { respond: url(), say: say.clone(), replace: true },
            &json!({"kind": "answer", "respond": "https://hooks.slack.com/1", "say": said, "replace": true}),
        );
        stands(
            &Outgoing::Tell { to: ada(), say: say.clone() },
            &json!({"kind": "tell", "to": "U0ADA", "say": said}),
        );
        let now = Window::Hours { minutes: 90 };
        let modal = Modal::ChangeWindow { channel: channel.clone(), ts: ts.clone(), now, locale: Locale::En };
        stands(
            &Outgoing::Open { trigger: "1.2.3".into(), modal },
            &json!({"kind": "open", "trigger": "1.2.3", "modal":
                with(json!({"modal": "change_window", "now": {"hours": {"minutes": 90}}, "locale": "en"}))}),
        );
        let form = HoursForm {
            days: vec![chrono::Weekday::Mon],
            from: Some("09:00".into()),
            to: None,
            words: String::new(),
            publish: None,
            place: "Berlin".into(),
            locale: Locale::En,
        };
        stands(
            &Outgoing::Open { trigger: "1.2.3".into(), modal: Modal::Hours(Box::new(form)) },
            &json!({"kind": "open", "trigger": "1.2.3", "modal": {"modal": "hours", "days": ["Mon"], "from": "09:00",
                "to": null, "words": "", "publish": null, "place": "Berlin",
                "locale": "en"}}),
        );
        for (modal, form) in schedule_modals() {
            stands(
                &Outgoing::Open { trigger: "1.2.3".into(), modal },
                &json!({"kind": "open", "trigger": "1.2.3", "modal": form}),
            );
        }
        let message =
            Again::Message { channel: channel.clone(), ts: ts.clone(), thread: None, before: Vec::new() };
        stands(
            &Outgoing::LookAgain { at: message, reads: vec![Read::Person { user: ada() }] },
            &json!({"kind": "look_again", "at": with(json!({"what": "message", "thread": null})),
                "reads": [{"read": "person", "user": "U0ADA"}]}),
        );
        let text = PrivateText::new("remind me");
        let command = Again::Command {
            user: ada(),
            channel: channel.clone(),
            text,
            respond: Some(url()),
            private: false,
        };
        stands(
            &Outgoing::LookAgain { at: command, reads: vec![] },
            &json!({"kind": "look_again", "reads": [], "at": {"what": "command", "user": "U0ADA",
                "channel": "C0LAUNCH", "text": "remind me", "respond": "https://hooks.slack.com/1"}}),
        );
        stands(&Outgoing::Home { user: ada() }, &json!({"kind": "home", "user": "U0ADA"}));
        stands(&Outgoing::Feed { user: ada() }, &json!({"kind": "feed", "user": "U0ADA"}));
        stands(
            &Outgoing::Welcome { channel: launch(), guide: Some(ada()) },
            &json!({"kind": "welcome", "channel": "C0LAUNCH", "guide": "U0ADA"}),
        );
        stands(
            &Outgoing::Rewrite { channel, ts, say: Some(say) },
            &with(json!({"kind": "rewrite", "say": said})),
        );
    }

    #[test]
    fn what_looks_through_everything_keeps_its_form() {
        let leave = Outgoing::Leave { since: noon() };
        stands(&leave, &json!({"kind": "leave", "since": "2026-11-16T12:00:00Z"}));
        stands(
            &Outgoing::Export(Export { user: ada(), locale: Locale::En }),
            &json!({"kind": "export", "user": "U0ADA", "locale": "en"}),
        );
        stands(
            &Outgoing::Move { from: launch(), to: ChannelId::parse("C0LIFT").expect("id") },
            &json!({"kind": "move", "from": "C0LAUNCH", "to": "C0LIFT"}),
        );
        let forget = Forget {
            user: ada(),
            home: true,
            respond: Some(SecretUrl::new("https://hooks.slack.com/1")),
            locale: Locale::De,
        };
        stands(
            &Outgoing::Forget(forget),
            &json!({"kind": "forget", "user": "U0ADA", "home": true, "respond": "https://hooks.slack.com/1",
                "locale": "de"}),
        );
    }

    #[test]
    fn pictures_keep_their_form() {
        let day = Day {
            whole: (noon(), noon()),
            zone: Zone::named("Europe/Berlin").expect("zone"),
            rows: vec![Row {
                who: Piece::Theirs(PrivateText::new("Ada")),
                zone: Zone::named("Asia/Tokyo").expect("zone"),
                parts: vec![Part { at: (noon(), noon()), shade: Shade::OffHours }],
            }],
            common: vec![(noon(), noon())],
            proposed: vec![],
            locale: Locale::En,
        };
        let respond = SecretUrl::new("https://hooks.slack.com/1");
        let picture = Picture { respond, asked: noon(), day, instead: Speech::ours("text") };
        let at = "2026-11-16T12:00:00Z";
        stands(
            &Outgoing::Picture(Box::new(picture)),
            &json!({"kind": "picture", "respond": "https://hooks.slack.com/1", "asked": at, "instead": [{"ours": "text"}],
                "day": {"whole": [at, at], "zone": "Europe/Berlin", "common": [[at, at]], "proposed": [], "locale": "en",
                    "rows": [{"who": {"theirs": "Ada"}, "zone": "Asia/Tokyo",
                        "parts": [{"at": [at, at], "shade": "off_hours"}]}]}}),
        );
        let file = FileId::parse("F0DAY00001").expect("id");
        stands(
            &Outgoing::TakeDown { file: file.clone() },
            &json!({"kind": "take_down", "file": "F0DAY00001"}),
        );
        let receipts = vec![Receipt { file: Some(file), ..Receipt::default() }];
        stands(
            &Progress { receipts, ..Progress::default() },
            &json!({"attempts": 0, "begun": null, "first_due": null,
                "receipts": [{"channel": null, "ts": null, "file": "F0DAY00001"}]}),
        );
    }

    #[test]
    fn reads_keep_their_form() {
        let place = ReadPlace::Channel { channel: launch(), thread: Some(ts()) };
        let key = DeliveryId::from_stored("reminder:T1:3f2a:1");
        let group = GroupId::parse("S0DEV").expect("id");
        for (read, form) in [
            (Read::Members { channel: launch() }, json!({"read": "members", "channel": "C0LAUNCH"})),
            (Read::Group { group }, json!({"read": "group", "group": "S0DEV"})),
            (Read::Dnd { user: ada() }, json!({"read": "dnd", "user": "U0ADA"})),
            (
                Read::Message { channel: launch(), ts: ts(), thread: None },
                json!({"read": "message", "channel": "C0LAUNCH", "ts": "1794819600.000100", "thread": null}),
            ),
            (
                Read::Ours { key, place, since: noon() },
                json!({"read": "ours", "key": "reminder:T1:3f2a:1", "since": "2026-11-16T12:00:00Z",
                    "place": {"in": "channel", "channel": "C0LAUNCH", "thread": "1794819600.000100"}}),
            ),
        ] {
            stands(&Outgoing::Refresh { read }, &json!({"kind": "refresh", "read": form}));
        }
    }

    #[test]
    fn progress_and_replies_keep_their_form() {
        let receipts = vec![Receipt { channel: Some(launch()), ..Receipt::default() }];
        stands(
            &Progress { attempts: 2, begun: Some(noon()), receipts, first_due: None },
            &json!({"attempts": 2, "begun": "2026-11-16T12:00:00Z", "first_due": null,
                "receipts": [{"channel": "C0LAUNCH", "ts": null}]}),
        );
        stands(&Reply::Nothing, &json!("nothing"));
        stands(&Reply::Say(Speech::ours("Fine.")), &json!({"say": [{"ours": "Fine."}]}));
        let next = Modal::Holidays(Box::new(HolidaysForm { country: None, locale: Locale::En }));
        let form = json!({"modal": "holidays", "country": null, "locale": "en"});
        stands(&Reply::Next(next), &json!({"next": form}));
        stands(
            &Reply::Errors(vec![("when".into(), Speech::ours("When?"))]),
            &json!({"errors": [["when", [{"ours": "When?"}]]]}),
        );
    }

    #[test]
    fn records_keep_their_form() {
        let profile = Profile {
            name: PrivateText::new("Ada"),
            zone: Some("Europe/Lisbon".into()),
            locale: Some(Locale::De),
            is_bot: false,
            deleted: false,
            external: true,
            told: None,
            signals: crate::domain::signals::Signals::default(),
            read_at: noon(),
        };
        let member = Member {
            profile: Some(profile),
            hours: Some(WorkWeek::same(&[chrono::Weekday::Mon], Shift { from: 540, to: 1020 })),
            checkins: vec![chrono::NaiveTime::from_hms_opt(10, 0, 0).expect("time")],
            dnd: Some(Dnd { start: None, end: Some(noon()), read_at: noon() }),
            pace: Some((noon(), 3)),
            ..Member::default()
        };
        stands(
            &Record::Member(Box::new(member)),
            &json!({"member": {
                "profile": {"name": "Ada", "zone": "Europe/Lisbon", "locale": "de", "is_bot": false,
                    "deleted": false, "external": true, "read_at": "2026-11-16T12:00:00Z"},
                "hours": [[{"from": 540, "to": 1020}], [], [], [], [], [], []],
                "checkins": ["10:00:00"],
                "dnd": {"start": null, "end": "2026-11-16T12:00:00Z", "read_at": "2026-11-16T12:00:00Z"},
                "pace": ["2026-11-16T12:00:00Z", 3],
            }}),
        );
        let address =
            feed::Source::Web(feed::Address::read("https://cal.example.org/a.ics").expect("an address"));
        let busy = feed::Busy::Words(vec![PrivateText::new("1:1")]);
        let validators = feed::Validators { tag: Some("\"1\"".into()), modified: None };
        let calendar = feed::Feed {
            read_at: Some(noon()),
            validators,
            failing: Some((noon(), feed::Trouble::Refused(404))),
            ..feed::Feed::new(address, feed::Choice { busy, ..feed::Choice::default() }, noon())
        };
        stands(
            &Record::Feed(Box::new(calendar)),
            &json!({"feed": {
                "address": "https://cal.example.org/a.ics", "host": "cal.example.org",
                "choice": {"busy": {"words": ["1:1"]}}, "since": "2026-11-16T12:00:00Z",
                "next": "2026-11-16T12:00:00Z", "read_at": "2026-11-16T12:00:00Z", "validators": {"tag": "\"1\""},
                "read_for": "", "events": 0, "skipped": 0, "failing": ["2026-11-16T12:00:00Z", {"refused": 404}],
                "told": false, "expected": true,
            }}),
        );
        let file = feed::Feed::new(feed::Source::FOLDER, feed::Choice::default(), noon());
        stands(
            &Record::Feed(Box::new(file)),
            &json!({"feed": {
                "file": "folder", "choice": {"busy": "no"}, "since": "2026-11-16T12:00:00Z", "next": "2026-11-16T12:00:00Z",
                "validators": {}, "read_for": "", "events": 0, "skipped": 0, "told": false, "expected": true,
            }}),
        );
        let changed = Some((ada(), noon()));
        stands(
            &Record::Channel(ChannelNorms {
                tag: Some(TagMode::Both),
                version: 3,
                changed,
                ..ChannelNorms::default()
            }),
            &json!({"channel": {"tag": "both", "version": 3, "changed": ["U0ADA", "2026-11-16T12:00:00Z"]}}),
        );
        stands(&Record::Group(Group { members: vec![ada()] }), &json!({"group": {"members": ["U0ADA"]}}));
        let home = Home { opened: noon(), hash: Some("1.a".into()), said: None };
        stands(
            &Record::Home(home),
            &json!({"home": {"opened": "2026-11-16T12:00:00Z", "hash": "1.a", "said": null}}),
        );
        let installation = Installation {
            token: PrivateText::new("xoxb-1"),
            bot_user: UserId::parse("U0BOT").expect("id"),
            url: Some("https://garden.slack.com/".into()),
            installer: Some(ada()),
            at: noon(),
        };
        stands(
            &Record::Installation(Box::new(installation)),
            &json!({"installation": {
                "token": "xoxb-1", "bot_user": "U0BOT", "url": "https://garden.slack.com/",
                "installer": "U0ADA", "at": "2026-11-16T12:00:00Z",
            }}),
        );
        stands(&Record::Moved(launch()), &json!({"moved": "C0LAUNCH"}));
        stands(&Record::Gone, &json!("gone"));
    }

    #[test]
    fn asks_keep_their_form() {
        let ask = |window, state| Ask {
            asker: ada(),
            window,
            because: vec![Because { rule: "label".into(), start: 0, end: 7 }],
            answerers: vec![Answerer { on_it: true, ..Answerer::expected(ada(), Some(noon())) }],
            thread: None,
            edited: Some(ts()),
            chosen: false,
            reported: false,
            explicit: true,
            quiet: false,
            reacted: Vec::new(),
            told: None,
            state,
            shown: Shown { reaction: Some("coffee".into()), reply: Some(ts()), said: None },
        };
        let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 16).expect("day");
        let done = AskState::Done { by: ada(), at: noon() };
        for (window, window_form, state, state_form) in [
            (Window::Urgent, json!("urgent"), AskState::Open, json!("open")),
            (Window::Today, json!("today"), AskState::Withdrawn, json!("withdrawn")),
            (
                Window::Week,
                json!("week"),
                done,
                json!({"done": {"by": "U0ADA", "at": "2026-11-16T12:00:00Z"}}),
            ),
            (Window::Within { minutes: 5 }, json!({"within": {"minutes": 5}}), AskState::Open, json!("open")),
            (Window::Days { n: 2 }, json!({"days": {"n": 2}}), AskState::Open, json!("open")),
            (Window::NextCheckIn, json!("next_check_in"), AskState::Open, json!("open")),
            (Window::ByDay { day }, json!({"by_day": {"day": "2026-11-16"}}), AskState::Open, json!("open")),
            (
                Window::ByMoment { at: noon() },
                json!({"by_moment": {"at": "2026-11-16T12:00:00Z"}}),
                AskState::Open,
                json!("open"),
            ),
            (Window::NoReply, json!("no_reply"), AskState::Open, json!("open")),
        ] {
            stands(
                &Record::Ask(Box::new(ask(window, state))),
                &json!({"ask": {
                    "asker": "U0ADA", "window": window_form, "state": state_form,
                    "because": [{"rule": "label", "start": 0, "end": 7}],
                    "answerers": [{"user": "U0ADA", "due": "2026-11-16T12:00:00Z", "on_it": true}],
                    "thread": null, "edited": "1794819600.000100", "chosen": false,
                    "shown": {"reaction": "coffee", "reply": "1794819600.000100", "said": null},
                }}),
            );
        }
    }

    #[test]
    fn what_is_said_by_itself_keeps_its_form() {
        let (channel, ts) = (launch(), ts());
        let (bo, url) = (UserId::parse("U0BO").expect("id"), SecretUrl::new("https://hooks.slack.com/1"));
        stands(
            &Outgoing::Nudge { channel: channel.clone(), ts: ts.clone(), added: vec![] },
            &json!({"kind": "nudge", "channel": "C0LAUNCH", "ts": "1794819600.000100"}),
        );
        stands(
            &Outgoing::Nudge { channel: channel.clone(), ts: ts.clone(), added: vec![ada()] },
            &json!({"kind": "nudge", "channel": "C0LAUNCH", "ts": "1794819600.000100", "added": ["U0ADA"]}),
        );
        stands(&Outgoing::CatchUp { to: ada() }, &json!({"kind": "catch_up", "to": "U0ADA"}));
        stands(&Outgoing::Watch { user: ada() }, &json!({"kind": "watch", "user": "U0ADA"}));
        let asks = || vec![AskRef { channel: channel.clone(), ts: ts.clone() }];
        let form = |kind: &str| {
            json!({"kind": kind, "to": "U0ADA",
                "asks": [{"channel": "C0LAUNCH", "ts": "1794819600.000100"}]})
        };
        stands(&Outgoing::DueSoon { to: ada(), asks: asks() }, &form("due_soon"));
        stands(&Outgoing::Over { to: ada(), asks: asks() }, &form("over"));
        stands(
            &Outgoing::Digest { channel: channel.clone() },
            &json!({"kind": "digest", "channel": "C0LAUNCH"}),
        );
        let urgent = Urgent {
            channel: channel.clone(),
            ts: ts.clone(),
            thread: None,
            to: ada(),
            instead_of: None,
            from: bo.clone(),
            reason: PrivateText::new("orders are lost"),
        };
        let form = json!({"kind": "urgent", "channel": "C0LAUNCH", "ts": "1794819600.000100", "to": "U0ADA",
            "from": "U0BO", "reason": "orders are lost"});
        stands(&Outgoing::Urgent(urgent.clone()), &form);
        let urgent = Urgent { thread: Some(ts.clone()), instead_of: Some(bo.clone()), ..urgent };
        let mut form = form;
        (form["thread"], form["instead_of"]) = (json!("1794819600.000100"), json!("U0BO"));
        stands(&Outgoing::Urgent(urgent), &form);
        let modal = Modal::Urgent {
            channel: channel.clone(),
            ts: ts.clone(),
            respond: Some(url.clone()),
            not_urgent: 2,
            locale: Locale::Es,
        };
        stands(
            &Outgoing::Open { trigger: "1.2.3".into(), modal },
            &json!({"kind": "open", "trigger": "1.2.3", "modal": {"modal": "urgent", "channel": "C0LAUNCH",
                "ts": "1794819600.000100", "respond": "https://hooks.slack.com/1", "not_urgent": 2, "locale": "es"}}),
        );
        let why = Why {
            channel: channel.clone(),
            ts: ts.clone(),
            thread: None,
            to: ada(),
            respond: None,
            first: Speech::default(),
        };
        let form = json!({"kind": "why", "channel": "C0LAUNCH", "ts": "1794819600.000100", "to": "U0ADA"});
        stands(&Outgoing::Why(why.clone()), &form);
        let why =
            Why { thread: Some(ts.clone()), respond: Some(url.clone()), first: Speech::ours("Hm."), ..why };
        let mut form = form;
        form["thread"] = json!("1794819600.000100");
        (form["respond"], form["first"]) = (json!("https://hooks.slack.com/1"), json!([{"ours": "Hm."}]));
        stands(&Outgoing::Why(why), &form);
    }

    #[test]
    fn second_looks_keep_their_form() {
        let (channel, ts) = (launch(), ts());
        let bo = UserId::parse("U0BO").expect("id");
        let about = AskRef { channel: channel.clone(), ts: ts.clone() };
        let at = |at: Again| Outgoing::LookAgain { at, reads: vec![] };
        stands(
            &at(Again::Message {
                channel: channel.clone(),
                ts: ts.clone(),
                thread: Some(ts.clone()),
                before: vec![ada()],
            }),
            &json!({"kind": "look_again", "reads": [], "at": {"what": "message", "channel": "C0LAUNCH",
                "ts": "1794819600.000100", "thread": "1794819600.000100", "before": ["U0ADA"]}}),
        );
        stands(
            &at(Again::Answer { about, asker: ada(), by: bo, said: ts.clone() }),
            &json!({"kind": "look_again", "reads": [], "at": {"what": "answer",
                "about": {"channel": "C0LAUNCH", "ts": "1794819600.000100"}, "asker": "U0ADA", "by": "U0BO",
                "said": "1794819600.000100"}}),
        );
        let text = PrivateText::new("zone");
        stands(
            &at(Again::Command { user: ada(), channel: channel.clone(), text, respond: None, private: true }),
            &json!({"kind": "look_again", "reads": [], "at": {"what": "command", "user": "U0ADA",
                "channel": "C0LAUNCH", "text": "zone", "respond": null, "private": true}}),
        );
        let read = Read::Between { channel, after: ts.clone(), before: ts };
        stands(
            &Outgoing::Refresh { read },
            &json!({"kind": "refresh", "read": {"read": "between", "channel": "C0LAUNCH",
                "after": "1794819600.000100", "before": "1794819600.000100"}}),
        );
    }

    #[test]
    fn what_is_remembered_of_nudges_keeps_its_form() {
        let nudge = Nudge {
            asker: ada(),
            thread: None,
            about: vec![ada()],
            of: 0,
            rule: "off_hours".into(),
            at: noon(),
            state: NudgeState::Open,
            not_urgent: vec![],
        };
        let form = json!({"nudge": {"asker": "U0ADA", "thread": null, "about": ["U0ADA"], "rule": "off_hours",
            "at": "2026-11-16T12:00:00Z", "state": "open"}});
        stands(&Record::Nudge(Box::new(nudge.clone())), &form);
        for (state, word) in [
            (NudgeState::Held, "held"),
            (NudgeState::Urgent, "urgent"),
            (NudgeState::NoReply, "no_reply"),
            (NudgeState::Elsewhere, "elsewhere"),
            (NudgeState::Dismissed, "dismissed"),
        ] {
            let nudge = Nudge { thread: Some(ts()), of: 9, state, not_urgent: vec![ada()], ..nudge.clone() };
            let mut form = form.clone();
            let inner = &mut form["nudge"];
            (inner["thread"], inner["of"]) = (json!("1794819600.000100"), json!(9));
            (inner["state"], inner["not_urgent"]) = (json!(word), json!(["U0ADA"]));
            stands(&Record::Nudge(Box::new(nudge)), &form);
        }
        stands(
            &Record::Tally(Tally { shown: 9, unsaid: 1, acted: 2, ignored: 3 }),
            &json!({"tally": {"shown": 9, "unsaid": 1, "acted": 2, "ignored": 3}}),
        );
        stands(
            &Record::Unsaid(Unsaid { week: "2026-W47".into(), notes: 2 }),
            &json!({"unsaid": {"week": "2026-W47", "notes": 2}}),
        );
        stands(
            &Record::Activity(Activity { last: ts(), thread: Some((ts(), ts())) }),
            &json!({"activity": {"last": "1794819600.000100",
                "thread": ["1794819600.000100", "1794819600.000100"]}}),
        );
        let mut known = Misreadings::default();
        for meant in Meant::ALL {
            known.add("deadline", meant);
        }
        stands(
            &Record::Misreadings(known),
            &json!({"misreadings": {"counts": {"deadline": {"no_window": 1, "no_ask": 1, "urgent": 1, "today": 1,
                "week": 1, "check_in": 1, "no_reply": 1, "other": 1}}}}),
        );
        still_loads(r#"{"tally":{}}"#, &Record::Tally(Tally::default()));
        still_loads(r#"{"unsaid":{}}"#, &Record::Unsaid(Unsaid::default()));
        still_loads(r#"{"misreadings":{}}"#, &Record::Misreadings(Misreadings::default()));
    }

    #[test]
    fn digests_keep_their_form() {
        let week = Week { year: 2026, week: 47 };
        let about = AskRef { channel: launch(), ts: ts() };
        let holds = Contents {
            waiting: vec![about],
            more: 3,
            away: vec![ada()],
            week_of: chrono::NaiveDate::from_ymd_opt(2026, 11, 23),
        };
        let thread = Thread {
            week,
            began: noon(),
            holds,
            posted: vec![Posted { ts: ts(), said: "f00d".into() }],
            dropped: true,
            locale: Locale::De,
        };
        let digest = Digest {
            when: Some("fri 15:00".parse().expect("a time")),
            next: Some(Firing { at: noon(), week }),
            last: Some(week),
            missed: Some(week),
            thread: Some(thread),
            changed: Some((ada(), noon())),
            ..Digest::in_zone(Zone::named("Europe/Berlin").expect("zone"))
        };
        let bare = Digest::in_zone(Zone::named("Europe/Berlin").expect("zone"));
        stands(&Record::Digest(Box::new(bare)), &json!({"digest": {"zone": "Europe/Berlin"}}));
        let week = json!({"year": 2026, "week": 47});
        stands(
            &Record::Digest(Box::new(digest)),
            &json!({"digest": {"zone": "Europe/Berlin", "when": "fri 15:00",
                "next": {"at": "2026-11-16T12:00:00Z", "week": week}, "last": week, "missed": week,
                "changed": ["U0ADA", "2026-11-16T12:00:00Z"],
                "thread": {"week": week, "began": "2026-11-16T12:00:00Z", "dropped": true, "locale": "de",
                    "posted": [{"ts": "1794819600.000100", "said": "f00d"}],
                    "holds": {"waiting": [{"channel": "C0LAUNCH", "ts": "1794819600.000100"}], "more": 3,
                        "away": ["U0ADA"], "week_of": "2026-11-23"}}}}),
        );
    }

    #[test]
    fn what_became_of_an_ask_keeps_its_form() {
        let answerer = Answerer {
            answered: Some(noon()),
            held: Some(noon()),
            shared: true,
            from: Some(noon()),
            reminded: Some(noon()),
            ..Answerer::expected(ada(), None)
        };
        let ask = Ask {
            answerers: vec![answerer],
            chosen: true,
            reported: true,
            explicit: false,
            quiet: true,
            reacted: vec![ada()],
            told: Some(noon()),
            thread: Some(ts()),
            ..Ask::none(ada(), None, None)
        };
        stands(
            &Record::Ask(Box::new(ask)),
            &json!({"ask": {"asker": "U0ADA", "window": "no_reply", "because": [], "thread": "1794819600.000100",
                "edited": null, "chosen": true, "reported": true, "explicit": false, "quiet": true, "reacted": ["U0ADA"],
                "told": "2026-11-16T12:00:00Z", "state": "withdrawn", "shown": {"reaction": null, "reply": null, "said": null},
                "answerers": [{"user": "U0ADA", "due": null, "on_it": false, "answered": "2026-11-16T12:00:00Z",
                    "held": "2026-11-16T12:00:00Z", "shared": true, "from": "2026-11-16T12:00:00Z",
                    "reminded": "2026-11-16T12:00:00Z"}]}}),
        );
    }

    #[test]
    fn what_members_made_of_nudges_keeps_its_form() {
        let heard = Heard { dismissed: 2, silenced: true };
        let on = chrono::NaiveDate::from_ymd_opt(2026, 11, 16).expect("day");
        let member = Member {
            spell: Some(Spell { from: noon(), until: noon() }),
            spent: Some(Spent { on, about: vec![vec![ada()]] }),
            heard: [("focus".to_owned(), heard)].into(),
            caught_up: Some(noon()),
            told_over: Some(noon()),
            not_urgent: 1,
            home: true,
            welcomed: true,
            ..Member::default()
        };
        let mut form = serde_json::to_value(Record::Member(Box::default())).expect("writes");
        let said = json!({"spell": {"from": "2026-11-16T12:00:00Z", "until": "2026-11-16T12:00:00Z"},
            "spent": {"on": "2026-11-16", "about": [["U0ADA"]]},
            "heard": {"focus": {"dismissed": 2, "silenced": true}}, "caught_up": "2026-11-16T12:00:00Z",
            "told_over": "2026-11-16T12:00:00Z",
            "not_urgent": 1, "home": true, "welcomed": true});
        for (key, value) in said.as_object().expect("object") {
            form["member"][key] = value.clone();
        }
        stands(&Record::Member(Box::new(member)), &form);
    }

    #[test]
    fn forms_of_the_first_day_still_load() {
        still_loads(
            r#"{"kind":"reminder","id":"3f2a","to":"U0ADA","by":"U0ADA","text":"call mum","nominal":"2026-11-16T12:00:00Z"}"#,
            &reminder(false),
        );
        still_loads("{}", &Progress::default());
        still_loads(r#"{"member":{}}"#, &Record::Member(Box::default()));
        still_loads(r#"{"channel":{"a later field":1}}"#, &Record::Channel(ChannelNorms::default()));
    }

    #[test]
    fn a_newer_form_is_refused_by_name_and_a_damaged_one_told_apart() {
        let newer = read::<Progress>(b"\x02p{}", "T1|x", &keys());
        assert_eq!(newer, Err(Unreadable::Newer(2)));
        let named = Unreadable::Newer(2).under("T1|x").to_string();
        assert!(named.contains("T1|x") && named.contains("newer"), "{named}");
        for damaged in [
            &b""[..],
            b"\x01",
            b"\x00p{}",
            b"\x01x{}",
            b"\x01p",
            b"\x01p{",
            b"\x01s{}",
            b"\x01p[1]x",
            b"graffiti",
        ] {
            assert_eq!(read::<Progress>(damaged, "T1|x", &keys()), Err(Unreadable::Garbled), "{damaged:?}");
        }
    }

    #[test]
    fn a_reminder_in_its_readers_list_is_written_briefly() {
        let team = TeamId::parse("T0LAUNCH").expect("id");
        let Outgoing::Reminder(own) = reminder(false) else { unreachable!() };
        let from_bo = Reminder { by: UserId::parse("U0BO").expect("id"), snoozed: true, ..own.clone() };
        let id = DeliveryId::reminder(&team, &own.id, own.nominal);
        let name = delivery_name(&team, &id);
        let delivery = |owner, what| Delivery {
            id: id.clone(),
            team: team.clone(),
            due: noon(),
            lane: crate::domain::outgoing::Lane::Normal,
            owner,
            what: Outgoing::Reminder(what),
            progress: Progress::default(),
        };
        for (what, form) in [
            (own.clone(), json!({"t": "call mum"})),
            (from_bo, json!({"t": "call mum", "b": "U0BO", "z": true})),
        ] {
            let sent = delivery(Some(ada()), what);
            let stored = write_what(&sent, &name, &keys()).expect("writes");
            let (how, json) = unwrap(&stored, &name, &keys()).expect("opens");
            assert_eq!((how, serde_json::from_slice::<Value>(&json).expect("json")), (BRIEF, form));
            assert_eq!(read_what(&stored, (&team, &id, Some(&ada())), &keys()), Ok(sent.what));
        }
        let later = Reminder { nominal: noon() + chrono::TimeDelta::milliseconds(1), ..own.clone() };
        for odd in [delivery(None, own), delivery(Some(ada()), later)] {
            let stored = write_what(&odd, &name, &keys()).expect("writes");
            assert_eq!(stored[1], SEALED, "its name does not say it all");
            assert_eq!(read_what(&stored, (&team, &id, odd.owner.as_ref()), &keys()), Ok(odd.what));
        }
    }

    #[test]
    fn what_is_private_is_not_readable_at_rest() {
        let written = write(&reminder(false), "T1|x", &keys()).expect("writes");
        assert!(!written.windows(3).any(|w| w == b"mum" || w == b"ADA"));
    }

    /// The modals of one's own schedule, and the form each is kept in.
    fn schedule_modals() -> Vec<(Modal, serde_json::Value)> {
        let (place, locale) = ("Berlin".to_owned(), Locale::En);
        let row = FocusRow { days: vec![chrono::Weekday::Mon], from: "09:00".into(), to: "11:00".into() };
        let focus = FocusForm { blocks: vec![row], words: String::new(), place: place.clone(), locale };
        let checkins =
            CheckInsForm { times: vec!["10:00".into()], team: "15:00".into(), place: place.clone(), locale };
        let day = chrono::NaiveDate::from_ymd_opt(2026, 12, 24);
        let off = TimeOffForm {
            which: String::new(),
            first: day,
            last: None,
            from: None,
            until: Some("12:00".into()),
            cover: Some(ada()),
            place,
            locale,
        };
        let region = RegionForm { country: "DE".into(), region: "DE-BE".into(), locale };
        let zone = ZoneForm { place: "Lisbon".into(), until: day, without: "Europe/Berlin".into(), locale };
        vec![
            (
                Modal::Focus(Box::new(focus)),
                json!({"modal": "focus", "blocks": [{"days": ["Mon"], "from": "09:00", "to": "11:00"}], "words": "",
                    "place": "Berlin", "locale": "en"}),
            ),
            (
                Modal::CheckIns(Box::new(checkins)),
                json!({"modal": "checkins", "times": ["10:00"], "team": "15:00", "place": "Berlin", "locale": "en"}),
            ),
            (
                Modal::TimeOff(Box::new(off)),
                json!({"modal": "time_off", "which": "", "first": "2026-12-24", "last": null, "from": null,
                    "until": "12:00", "cover": "U0ADA", "place": "Berlin", "locale": "en"}),
            ),
            (
                Modal::Holidays(Box::new(HolidaysForm { country: None, locale })),
                json!({"modal": "holidays", "country": null, "locale": "en"}),
            ),
            (
                Modal::Region(Box::new(region)),
                json!({"modal": "region", "country": "DE", "region": "DE-BE", "locale": "en"}),
            ),
            (
                Modal::Zone(Box::new(zone)),
                json!({"modal": "zone", "place": "Lisbon", "until": "2026-12-24", "without": "Europe/Berlin",
                    "locale": "en"}),
            ),
            (
                Modal::Calendar(Box::new(CalendarForm { locale })),
                json!({"modal": "calendar", "locale": "en"}),
            ),
        ]
    }
}
