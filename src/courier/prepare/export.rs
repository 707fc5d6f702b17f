//! Everything that is kept of somebody, for themselves: JSON in code blocks, each message whole by itself, so that a
//! person can read it and a program can take it apart. What others wrote is named and not quoted, and the address of a
//! calendar is left out: whoever has it can read the calendar.

use serde_json::{Map, Value, json};

use super::Scene;
use crate::domain::feed::Source;
use crate::domain::ids::UserId;
use crate::domain::member::Member;
use crate::domain::notice::{Notice, Times, Whom};
use crate::domain::outgoing::{Delivery, Export, Lane, Outgoing, Progress, Reminder};
use crate::domain::record::{Key, Record};
use crate::domain::schedule::{Shift, WEEK, WorkWeek, week_of};
use crate::domain::text::{Piece, PrivateText, Speech};
use crate::domain::words::Phrase;
use crate::ports::{Changes, Kept};

/// The most one message holds, in UTF-16 units as Slack counts them: what is shown in one piece, with room for the rest.
const MOST: usize = 2_700;

const PARTS: Phrase = Phrase::en("export.part", "What I keep of you, part {n} of {all}, as JSON:");

/// What was found, and where it belongs.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    section: Section,
    what: Value,
}

/// The sections, in the order in which they are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Section {
    Settings,
    Calendar,
    Reminders,
    Asks,
    Notes,
    Other,
}

impl Section {
    fn name(self) -> &'static str {
        match self {
            Self::Settings => "settings",
            Self::Calendar => "calendar",
            Self::Reminders => "reminders",
            Self::Asks => "asks",
            Self::Notes => "notes",
            Self::Other => "other",
        }
    }
}

/// What of one thing that is kept is somebody's; `None` when they are not in it.
pub fn found(user: &UserId, kept: &Kept) -> Option<Found> {
    let (section, what) = match kept {
        Kept::Record(key, _, record, _) => of_record(user, key, record)?,
        Kept::Waits(delivery) => (Section::Reminders, waiting(user, delivery)?),
        Kept::Dead(letter) => {
            let mut what = waiting(user, &letter.delivery)?;
            what["given_up"] = json!(letter.at);
            (Section::Reminders, what)
        }
        // lists only say again what stands in the asks
        Kept::Listed(..) => return None,
    };
    Some(Found { section, what: bare(what) })
}

fn of_record(user: &UserId, key: &Key, record: &Record) -> Option<(Section, Value)> {
    Some(match (key, record) {
        (Key::Member(who), Record::Member(member)) if who == user => (Section::Settings, settings(member)),
        (Key::Member(who), Record::Member(member)) => {
            // whom somebody wants no reminders from, and what notes they got, is theirs and not told
            let covers = member.time_off.iter().any(|off| off.cover.as_ref() == Some(user));
            if !covers {
                return None;
            }
            (Section::Other, json!({"stands_in_for": who}))
        }
        (Key::Feed(who), Record::Feed(feed)) if who == user => (
            Section::Calendar,
            json!({"at": whereabouts(&feed.source), "since": feed.since, "read_at": feed.read_at, "events": feed.events,
                "not_readable": feed.skipped, "counts": feed.choice}),
        ),
        (Key::Home(who), Record::Home(home)) if who == user => {
            (Section::Other, json!({"home_tab_opened": home.opened}))
        }
        (Key::Activity(channel, who), Record::Activity(activity)) if who == user => {
            (Section::Other, json!({"wrote_last_in": channel, "message": activity.last}))
        }
        (Key::Ask(channel, ts), Record::Ask(ask)) if ask.asker == *user || ask.expects(user) => {
            let own = ask.answerers.iter().find(|answerer| answerer.user == *user);
            let asked: Vec<&UserId> = ask.answerers.iter().map(|answerer| &answerer.user).collect();
            let what = json!({"channel": channel, "message": ts, "asked_by": ask.asker, "asked": asked,
                "window": ask.window, "state": ask.state, "due": own.and_then(|own| own.due),
                "on_it": own.map(|own| own.on_it), "answered": own.and_then(|own| own.answered)});
            (Section::Asks, what)
        }
        (Key::Nudge(channel, ts), Record::Nudge(nudge)) if nudge.asker == *user => (
            Section::Notes,
            json!({"channel": channel, "message": ts, "rule": nudge.rule, "about": nudge.about,
                "at": nudge.at, "state": nudge.state}),
        ),
        (Key::Nudge(channel, ts), Record::Nudge(nudge)) if nudge.about.contains(user) => {
            (Section::Notes, json!({"channel": channel, "message": ts, "about": "you", "at": nudge.at}))
        }
        (Key::Channel(channel), Record::Channel(norms)) => {
            let (_, at) = norms.changed.as_ref().filter(|(who, _)| who == user)?;
            (Section::Other, json!({"changed_settings_of": channel, "at": at}))
        }
        (Key::Digest(channel), Record::Digest(digest)) => {
            let (_, at) = digest.changed.as_ref().filter(|(who, _)| who == user)?;
            (Section::Other, json!({"changed_digest_of": channel, "at": at}))
        }
        (Key::Group(group), Record::Group(known)) if known.members.contains(user) => {
            (Section::Other, json!({"member_of_group": group}))
        }
        (Key::Room(channel), Record::Group(known)) if known.members.contains(user) => {
            (Section::Other, json!({"member_of_channel": channel}))
        }
        (_, Record::Installation(installation)) if installation.installer.as_ref() == Some(user) => {
            (Section::Other, json!({"installed_unrush": installation.at}))
        }
        _ => return None,
    })
}

/// Where a calendar is, as far as that may be shown.
fn whereabouts(source: &Source) -> &str {
    match source {
        Source::Web(address) => &address.host,
        Source::File { .. } => "a file",
    }
}

/// One's own record as it is kept, whatever will stand in it one day; times of day in words.
fn settings(member: &Member) -> Value {
    let mut all = serde_json::to_value(member).unwrap_or_default();
    if let Some(hours) = &member.hours {
        all["hours"] = week(hours);
    }
    all["focus"] = week(&week_of(&member.focus));
    let slot = |slot: &crate::domain::feed::Slot| json!({"from": slot.from, "until": slot.until, "counts_as": slot.kind});
    all["calendar"] = member.calendar.iter().map(slot).collect();
    all
}

fn week(week: &WorkWeek) -> Value {
    let clock = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    let shift = |shift: &Shift| format!("{}-{}", clock(shift.from), clock(shift.to));
    let days = WEEK.into_iter().filter(|day| !week.on(*day).is_empty());
    let all = days.map(|day| (day.to_string(), week.on(day).iter().map(shift).collect()));
    Value::Object(all.collect())
}

/// A reminder or an urgent word that waits. Words of others are not told; what is only on its way to somebody is not
/// kept, and so not told either.
fn waiting(user: &UserId, delivery: &Delivery) -> Option<Value> {
    match &delivery.what {
        Outgoing::Reminder(Reminder { id, to, by, text, nominal, snoozed }) if to == user || by == user => {
            let text = (by == user).then(|| text.reveal());
            Some(json!({"id": id, "for": to, "by": by, "text": text, "at": nominal, "snoozed": snoozed}))
        }
        Outgoing::Notice(notice) if notice.by == *user || notice.to == Whom::Member(user.clone()) => {
            Some(recurring(user, notice))
        }
        Outgoing::Urgent(urgent) if urgent.from == *user => Some(json!({"channel": urgent.channel,
            "message": urgent.ts, "for": urgent.to, "urgent_because": urgent.reason.reveal()})),
        _ => None,
    }
}

fn recurring(user: &UserId, notice: &Notice) -> Value {
    let to = match &notice.to {
        Whom::Member(to) => to.as_str(),
        Whom::Channel(channel) => channel.as_str(),
    };
    let text = (notice.by == *user).then(|| notice.text.reveal());
    let (at, every) = match &notice.when {
        Times::Once(at) => (Some(at), None),
        Times::Every(rule) => (None, Some(rule)),
    };
    json!({"id": notice.id, "for": to, "by": notice.by, "text": text, "at": at, "every": every,
        "since": notice.since, "last_came": notice.fired})
}

/// Without what says nothing: nulls, empty lists and objects, and `false`.
fn bare(value: Value) -> Value {
    let says = |value: &Value| match value {
        Value::Null | Value::Bool(false) => false,
        Value::Array(all) => !all.is_empty(),
        Value::Object(all) => !all.is_empty(),
        _ => true,
    };
    match value {
        Value::Object(all) => {
            let all = all.into_iter().map(|(key, value)| (key, bare(value)));
            Value::Object(all.filter(|(_, value)| says(value)).collect())
        }
        Value::Array(all) => Value::Array(all.into_iter().map(bare).collect()),
        other => other,
    }
}

/// The messages in which it is told.
pub fn told(scene: &Scene<'_>, export: &Export, mut found: Vec<Found>) -> Changes {
    found.sort_by_key(|found| found.section);
    found.dedup();
    let documents = documents(found);
    let all = documents.len();
    let deliver = documents.into_iter().zip(1_i64..).map(|(document, nth)| {
        let part = [("n", nth.to_string()), ("all", all.to_string())].map(|(name, n)| (name, Piece::Ours(n)));
        let say = PARTS.fill(export.locale, &part).line(fenced(&document));
        Delivery {
            id: scene.delivery.id.part(nth),
            // one after the other
            due: scene.now + chrono::TimeDelta::milliseconds(nth),
            lane: Lane::Normal,
            owner: None,
            what: Outgoing::Tell { to: export.user.clone(), say },
            progress: Progress::default(),
            team: scene.delivery.team.clone(),
        }
    });
    Changes { deliver: deliver.collect(), ..Changes::default() }
}

fn fenced(document: &str) -> Speech {
    // a backtick could end the block
    let document = PrivateText::new(document.replace('`', "\\u0060"));
    Speech::ours("```\n").then(Piece::Theirs(document)).and(Speech::ours("\n```"))
}

/// JSON objects of one section each, one entry on a line where there are many, none longer than a message may be.
fn documents(found: Vec<Found>) -> Vec<String> {
    let mut documents: Vec<String> = Vec::new();
    let mut open: Option<(Section, Vec<String>)> = None;
    for Found { section, what } in found {
        for entry in entries(section, what) {
            let fits = open.as_ref().is_some_and(|(of, lines)| {
                *of == section && size(&document(section, lines)) + size(&entry) + 4 <= MOST
            });
            if !fits {
                documents.extend(open.take().map(|(section, lines)| document(section, &lines)));
            }
            open.get_or_insert_with(|| (section, Vec::new())).1.push(entry);
        }
    }
    documents.extend(open.map(|(section, lines)| document(section, &lines)));
    if documents.is_empty() {
        documents.push("{}".into());
    }
    documents
}

/// An entry on a line of its own; one too long for a message is taken apart into its fields.
fn entries(section: Section, what: Value) -> Vec<String> {
    let one = what.to_string();
    let Value::Object(fields) = what else { return vec![one] };
    if section != Section::Settings && size(&one) + 100 <= MOST {
        return vec![one];
    }
    let field = |(key, value): (String, Value)| match value {
        Value::Array(all) if size(&Value::Array(all.clone()).to_string()) + 200 > MOST => {
            let some = all.chunks(10).map(|some| one_field(&key, Value::Array(some.to_vec())));
            some.collect()
        }
        Value::String(text) if size(&text) + 200 > MOST => {
            let letters: Vec<char> = text.chars().collect();
            letters.chunks(400).map(|some| one_field(&key, some.iter().collect::<String>().into())).collect()
        }
        value => vec![one_field(&key, value)],
    };
    fields.into_iter().flat_map(field).collect()
}

fn one_field(key: &str, value: Value) -> String {
    Value::Object(Map::from_iter([(key.to_owned(), value)])).to_string()
}

fn document(section: Section, lines: &[String]) -> String {
    format!("{{\"{}\": [\n  {}\n]}}", section.name(), lines.join(",\n  "))
}

/// How long Slack finds it once it is escaped.
fn size(text: &str) -> usize {
    let one = |c: char| match c {
        '&' => 5,
        '<' | '>' => 4,
        '`' => 6,
        c => c.len_utf16(),
    };
    text.chars().map(one).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{ChannelId, DeliveryId, TeamId};
    use crate::domain::member::Publish;
    use crate::domain::schedule::FocusBlock;

    fn user(name: &str) -> UserId {
        UserId::parse(name).expect("id")
    }

    fn record(key: Key, record: Record) -> Kept {
        Kept::Record(key, 1, Box::new(record), None)
    }

    fn reminder(to: &str, by: &str, text: &str) -> Kept {
        let team = TeamId::parse("T0TEAM").expect("id");
        let nominal = chrono::DateTime::default();
        let (to, by, text) = (user(to), user(by), PrivateText::new(text));
        let what = Outgoing::Reminder(Reminder { id: "a1".into(), to, by, text, nominal, snoozed: false });
        let id = DeliveryId::reminder(&team, "a1", nominal);
        let (due, lane, owner, progress) = (nominal, Lane::Normal, None, Progress::default());
        Kept::Waits(Box::new(Delivery { id, team, due, lane, owner, what, progress }))
    }

    fn told_of(kept: &[Kept]) -> Vec<Value> {
        let mut all: Vec<Found> = kept.iter().filter_map(|kept| found(&user("U0BO"), kept)).collect();
        all.sort_by_key(|found| found.section);
        documents(all).iter().map(|document| serde_json::from_str(document).expect("JSON")).collect()
    }

    #[test]
    fn ones_own_settings_are_told_in_words() {
        let shift = Shift { from: 540, to: 660 };
        let member = Member {
            hours: Some(WorkWeek::same(&WEEK[..1], Shift { from: 480, to: 960 })),
            focus: vec![FocusBlock { days: vec![WEEK[1]], shift }],
            publish: Some(Publish::Protect),
            ..Member::default()
        };
        let own = record(Key::Member(user("U0BO")), Record::Member(Box::new(member)));
        let all = told_of(&[own]);
        let expected = json!([{"focus": {"Tue": ["09:00-11:00"]}}, {"hours": {"Mon": ["08:00-16:00"]}}, {"publish": "protect"}]);
        assert_eq!(all, [json!({"settings": expected})]);
    }

    #[test]
    fn own_words_are_told_and_those_of_others_are_not() {
        let all = told_of(&[reminder("U0ADA", "U0BO", "the plan"), reminder("U0BO", "U0ADA", "a secret")]);
        let said = json!(all).to_string();
        assert!(said.contains("the plan") && !said.contains("a secret"), "{said}");
        assert_eq!(told_of(&[reminder("U0ADA", "U0DEE", "nothing of his")]), [json!({})]);
    }

    #[test]
    fn a_long_text_is_told_in_pieces() {
        let all = told_of(&[reminder("U0BO", "U0BO", &"<ä>".repeat(1_000))]);
        assert!(all.iter().all(|document| size(&document.to_string()) <= MOST));
        let texts = all.iter().flat_map(|document| document["reminders"].as_array().expect("a list"));
        let text: String = texts.filter_map(|entry| entry["text"].as_str()).collect();
        assert_eq!(text, "<ä>".repeat(1_000));
    }

    #[test]
    fn a_long_history_is_told_in_messages_that_each_are_whole() {
        let many: Vec<Kept> =
            (0..200).map(|n| reminder("U0BO", "U0BO", &format!("{n} <&> ``` \u{1f331}").repeat(3))).collect();
        let room = |n: u32| Key::Room(ChannelId::parse(&format!("C0{n:04}")).expect("id"));
        let group = || Record::Group(crate::domain::record::Group { members: vec![user("U0BO")] });
        let rooms: Vec<Kept> = (0..200).map(|n| record(room(n), group())).collect();
        let all: Vec<Found> =
            many.iter().chain(&rooms).filter_map(|kept| found(&user("U0BO"), kept)).collect();
        let documents = documents(all);
        assert!(documents.len() > 10 && documents.iter().all(|document| size(document) <= MOST));
        let entries: usize = documents
            .iter()
            .map(|document| serde_json::from_str::<Map<String, Value>>(document).expect("JSON"))
            .map(|one| one.values().map(|entries| entries.as_array().expect("a list").len()).sum::<usize>())
            .sum();
        assert_eq!(entries, 400);
    }
}
