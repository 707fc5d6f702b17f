//! An ask: a ping that expects an answer. References and times only, never its words.
//!
//! Slack tells of a message, its edits and its deletion in any order and more than once. So an ask remembers which
//! edit it was made of, and only a newer one changes it. A message whose newest edit sets no window leaves a
//! withdrawn ask behind, and a deletion counts as the last edit there can be: whatever comes late finds something
//! newer. A deleted message of which we knew nothing leaves [`Record::Gone`](super::record::Record::Gone) instead.
//! Such notes are kept a little longer than Slack repeats events; as long as something of the tag is still shown,
//! the ask is kept like any other, since only it knows what to take away.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::ids::{ChannelId, Ts, UserId};
use super::record::List;
use super::window::Window;

/// How long an ask is kept after its last due moment.
const KEPT: TimeDelta = TimeDelta::days(90);
/// How long a note about a message without an ask is kept: Slack repeats events for up to 24 hours.
pub const NOTE_KEPT: TimeDelta = TimeDelta::hours(26);
/// Later than any edit.
const LAST_EDIT: &str = "99999999999.999999";

/// An ask, keyed by its message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each says one thing, and any may go with any other")]
pub struct Ask {
    /// Who asks.
    pub asker: UserId,
    /// The window the message says, or that was chosen with *Change window*.
    pub window: Window,
    /// Why it was read so: rule names and offsets, never words.
    pub because: Vec<Because>,
    /// Who is expected to answer, by when.
    pub answerers: Vec<Answerer>,
    /// The message it stands in answers this thread; `None` for a message of its own.
    pub thread: Option<Ts>,
    /// The newest edit we have heard; `None` for the message as first written.
    pub edited: Option<Ts>,
    /// Whether somebody chose the window by hand; edits then leave it alone.
    #[serde(default)]
    pub chosen: bool,
    /// Whether it was reported that the message was read wrongly; one report for a message is counted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reported: bool,
    /// Whether the message names its window; else it is the channel's or the workspace's, and not tagged.
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub explicit: bool,
    /// Ended because the answerer spoke to the asker next, and not in the thread: nobody pressed anything, so it may
    /// not have been the answer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub quiet: bool,
    /// Who ended it, or their part of it, with a reaction; taking the reaction back takes that back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reacted: Vec<UserId>,
    /// The moment of which its asker was told that it is over; a later one, chosen since, is another matter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<DateTime<Utc>>,
    /// How it stands.
    pub state: AskState,
    /// How its tag stands in Slack now.
    pub shown: Shown,
}

/// How an ask stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AskState {
    /// Waiting for an answer.
    Open,
    /// Ended by somebody.
    Done {
        /// Who said so.
        by: UserId,
        /// When.
        at: DateTime<Utc>,
    },
    /// An edit took the window or the mention away, or the message was deleted: the tag goes.
    Withdrawn,
}

/// One person expected to answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answerer {
    /// Who.
    pub user: UserId,
    /// By when; `None` where the window has no moment (no reply needed) or none was found in 60 days.
    pub due: Option<DateTime<Utc>>,
    /// Whether they said *On it*.
    #[serde(default)]
    pub on_it: bool,
    /// When they answered; the ask is done when everybody expected has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered: Option<DateTime<Utc>>,
    /// Held till they are back: until then they are told nothing more, and the window counts from then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<DateTime<Utc>>,
    /// Asked as one of a group: an answer of any of them is enough.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub shared: bool,
    /// From when their window counts, where that is not when the message was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<DateTime<Utc>>,
    /// The moment they were reminded of; a later one, chosen since, is another matter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reminded: Option<DateTime<Utc>>,
}

impl Answerer {
    /// Somebody who is expected by some moment and has not said a word yet.
    pub fn expected(user: UserId, due: Option<DateTime<Utc>>) -> Self {
        Self {
            user,
            due,
            on_it: false,
            answered: None,
            held: None,
            shared: false,
            from: None,
            reminded: None,
        }
    }
}

/// Asks kept before windows could come from a channel all named theirs.
fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_true(explicit: &bool) -> bool {
    *explicit
}

/// Why a message was read as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Because {
    /// The rule's name.
    pub rule: String,
    /// Offset of the first character that counted, in Unicode characters.
    pub start: u32,
    /// Offset after the last one.
    pub end: u32,
}

/// What of a tag is in Slack now; the courier brings it to what it should be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Shown {
    /// The reaction that was added.
    pub reaction: Option<String>,
    /// The thread reply that was posted.
    pub reply: Option<Ts>,
    /// Fingerprint of what the reply says, so that the same words are not sent again.
    pub said: Option<String>,
}

impl Ask {
    /// A note that the newest edit of a message sets no window or pings nobody.
    pub fn none(asker: UserId, thread: Option<Ts>, edited: Option<Ts>) -> Self {
        Self {
            asker,
            window: Window::NoReply,
            because: Vec::new(),
            answerers: Vec::new(),
            thread,
            edited,
            chosen: false,
            reported: false,
            explicit: true,
            quiet: false,
            reacted: Vec::new(),
            told: None,
            state: AskState::Withdrawn,
            shown: Shown::default(),
        }
    }

    /// The ask after its message was deleted: withdrawn for good. What is shown is remembered until it is gone.
    #[must_use]
    pub fn deleted(&self) -> Self {
        let note = Self::none(self.asker.clone(), self.thread.clone(), Ts::parse(LAST_EDIT));
        Self { shown: self.shown.clone(), ..note }
    }

    /// Whether somebody said that it is no ask at all; edits then leave it alone.
    pub fn is_none(&self) -> bool {
        self.chosen && self.state == AskState::Withdrawn
    }

    /// Whether its message was deleted.
    pub fn is_deleted(&self) -> bool {
        self.edited.as_ref().is_some_and(|edit| edit.as_str() == LAST_EDIT)
    }

    /// Whether this edit (`None`: the message as first written) is newer than what the ask was made of.
    pub fn is_news(&self, edited: Option<&Ts>) -> bool {
        edited > self.edited.as_ref()
    }

    /// Whether somebody is expected to answer.
    pub fn expects(&self, user: &UserId) -> bool {
        self.answerers.iter().any(|answerer| answerer.user == *user)
    }

    /// Somebody who is expected has answered: their part is over, and with the last part the ask is. One answer is
    /// enough for all who were asked as a group. `false` when nothing of theirs was open.
    pub fn answer(&mut self, by: &UserId, at: DateTime<Utc>) -> bool {
        let is_owing = |answerer: &&Answerer| answerer.user == *by && answerer.answered.is_none();
        let Some(shared) = self.answerers.iter().find(is_owing).map(|answerer| answerer.shared) else {
            return false;
        };
        if self.state != AskState::Open {
            return false;
        }
        let is_over = |answerer: &&mut Answerer| answerer.user == *by || (shared && answerer.shared);
        for answerer in self.answerers.iter_mut().filter(is_over) {
            answerer.answered.get_or_insert(at);
        }
        if self.answerers.iter().all(|answerer| answerer.answered.is_some()) {
            self.state = AskState::Done { by: by.clone(), at };
        }
        true
    }

    /// Somebody says that it is done: the asker for everybody, an answerer for their part. `false` when there was
    /// nothing left to end, or it is not theirs.
    pub fn end(&mut self, by: &UserId, at: DateTime<Utc>) -> bool {
        if *by != self.asker {
            return self.answer(by, at);
        }
        let was_open = self.state == AskState::Open;
        if was_open {
            self.state = AskState::Done { by: by.clone(), at };
        }
        was_open
    }

    /// Somebody takes back that it is done: the asker for everybody, an answerer for their part. `false` when
    /// nothing of theirs was done.
    pub fn reopen(&mut self, by: &UserId) -> bool {
        let own = self.answerers.iter().find(|answerer| answerer.user == *by).cloned();
        let is_back = |answerer: &Answerer| {
            let with_own = own.as_ref().is_some_and(|own| own.shared && answerer.shared);
            *by == self.asker || answerer.user == *by || with_own
        };
        let was_done = matches!(self.state, AskState::Done { .. })
            || self.answerers.iter().any(|answerer| answerer.answered.is_some() && is_back(answerer));
        if self.state == AskState::Withdrawn || !was_done || !(*by == self.asker || own.is_some()) {
            return false;
        }
        let back: Vec<bool> = self.answerers.iter().map(is_back).collect();
        for (answerer, _) in self.answerers.iter_mut().zip(back).filter(|(_, is_back)| *is_back) {
            answerer.answered = None;
        }
        self.state = AskState::Open;
        self.quiet = false;
        true
    }

    /// The ask without somebody who wants to be forgotten; `None` when they are not in it. Their own is withdrawn, of
    /// others' their part ends quietly, and where nobody else was asked, all of it is.
    pub fn forget(&self, user: &UserId) -> Option<Self> {
        let ended = |asker| Self {
            shown: self.shown.clone(),
            ..Self::none(asker, self.thread.clone(), self.edited.clone())
        };
        if self.asker == *user {
            return Some(ended(UserId::nobody()));
        }
        let ended_it = matches!(&self.state, AskState::Done { by, .. } if by == user);
        if !self.expects(user) && !ended_it && !self.reacted.contains(user) {
            return None;
        }
        let mut ask = self.clone();
        ask.answerers.retain(|answerer| answerer.user != *user);
        ask.reacted.retain(|reacted| reacted != user);
        if ask.answerers.is_empty() && ask.state != AskState::Withdrawn {
            return Some(ended(self.asker.clone()));
        }
        let last =
            ask.answerers.iter().filter(|answerer| answerer.answered.is_some()).max_by_key(|a| a.answered);
        let last = last.map_or((&ask.asker, None), |answerer| (&answerer.user, answerer.answered));
        let is_over = ask.answerers.iter().all(|answerer| answerer.answered.is_some());
        ask.state = match (ask.state, last) {
            (AskState::Done { at, .. }, (by, _)) if ended_it => AskState::Done { by: by.clone(), at },
            (AskState::Open, (by, Some(at))) if is_over => AskState::Done { by: by.clone(), at },
            (state, _) => state,
        };
        Some(ask)
    }

    /// The lists it stands in: while it is open and wants a reply, those of its channel, its asker, and everybody who
    /// has not answered yet; once it ended quietly, where it can be opened again.
    pub fn lists(&self, channel: &ChannelId) -> Vec<List> {
        if self.quiet && matches!(self.state, AskState::Done { .. }) {
            let people = self.answerers.iter().map(|answerer| &answerer.user).chain([&self.asker]);
            return people.cloned().map(List::Quiet).collect();
        }
        if self.state != AskState::Open || self.window == Window::NoReply {
            return Vec::new();
        }
        let owing = self.answerers.iter().filter(|answerer| answerer.answered.is_none());
        let owes = owing.map(|answerer| List::Owes(answerer.user.clone()));
        owes.chain([List::Waits(self.asker.clone()), List::Open(channel.clone())]).collect()
    }

    /// Whether nothing of it is wanted any more: it was withdrawn, and nobody said by hand that it is no ask.
    pub fn is_spent(&self) -> bool {
        self.state == AskState::Withdrawn && !self.chosen
    }

    /// Until when the ask is kept. Whoever saves an ask passes this along.
    pub fn kept_until(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        // that it is no ask after all is remembered as long as an ask is, or else an edit would make it one again
        if self.state == AskState::Withdrawn && self.shown.is_empty() && !self.chosen {
            return now + NOTE_KEPT;
        }
        let last = self.answerers.iter().filter_map(|answerer| answerer.due).max();
        last.map_or(now, |due| due.max(now)) + KEPT
    }
}

impl Shown {
    /// Whether nothing of the tag is in Slack.
    pub fn is_empty(&self) -> bool {
        self.reaction.is_none() && self.reply.is_none()
    }
}

/// The message an ask belongs to, as it stands in a button's value and in a modal: `C0LAUNCH:1355517523.000005`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct AskRef {
    /// Where.
    pub channel: ChannelId,
    /// The message.
    pub ts: Ts,
}

impl AskRef {
    /// Reads a value that came back from Slack; it may be of another version or tampered with.
    pub fn parse(raw: &str) -> Option<Self> {
        let (channel, ts) = raw.split_once(':')?;
        Some(Self { channel: ChannelId::parse(channel)?, ts: Ts::parse(ts)? })
    }
}

impl std::fmt::Display for AskRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.channel, self.ts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ts(raw: &str) -> Ts {
        Ts::parse(raw).expect("ts")
    }

    #[test]
    fn a_reference_survives_its_way_through_a_button() {
        let there =
            AskRef { channel: ChannelId::parse("C0LAUNCH").expect("id"), ts: ts("1355517523.000005") };
        assert_eq!(AskRef::parse(&there.to_string()), Some(there));
        for bad in ["", ":", "C0LAUNCH", "C0LAUNCH:", "c0:1.1", "C0LAUNCH:1.1:2", "{}:1.1"] {
            assert_eq!(AskRef::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn nothing_is_newer_than_a_deletion() {
        let ada = UserId::parse("U0ADA").expect("id");
        let ask = Ask::none(ada, None, None);
        assert!(!ask.is_news(None), "the original again");
        assert!(ask.is_news(Some(&ts("1355517523.000005"))));
        let gone = ask.deleted();
        assert!(gone.is_deleted() && !ask.is_deleted());
        assert!(!gone.is_news(None) && !gone.is_news(Some(&ts("9999999999.999999"))));
    }

    #[test]
    fn people_named_each_end_their_part_and_one_answer_is_enough_for_a_group() {
        let id = |name: &str| UserId::parse(name).expect("id");
        let at = ts("1355517523.000005").at();
        let group = |name| Answerer { shared: true, ..Answerer::expected(id(name), None) };
        let open = Ask {
            answerers: vec![Answerer::expected(id("U0BO"), None), group("U0CHIDI"), group("U0DEE")],
            state: AskState::Open,
            ..Ask::none(id("U0ADA"), None, None)
        };
        let mut ask = open.clone();
        assert!(!ask.answer(&id("U0EVE"), at) && !ask.end(&id("U0EVE"), at) && ask == open);
        assert!(ask.answer(&id("U0DEE"), at) && ask.state == AskState::Open);
        assert!(ask.answerers[1].answered.is_some(), "Chidi was asked together with Dee");
        assert!(!ask.answer(&id("U0CHIDI"), at), "nothing of his is left");
        assert!(ask.answer(&id("U0BO"), at));
        assert_eq!(ask.state, AskState::Done { by: id("U0BO"), at });
        assert!(!ask.reopen(&id("U0EVE")) && ask.reopen(&id("U0CHIDI")));
        let owing: Vec<_> = ask.answerers.iter().map(|answerer| answerer.answered.is_none()).collect();
        assert_eq!((owing, &ask.state), (vec![false, true, true], &AskState::Open));
        assert!(ask.end(&id("U0ADA"), at) && !ask.end(&id("U0ADA"), at), "the asker ends it for everybody");
        assert!(ask.reopen(&id("U0ADA")) && ask == open, "and takes it back for everybody");
    }

    #[test]
    fn whoever_is_forgotten_takes_their_part_along_and_leaves_the_others_theirs() {
        let id = |name: &str| UserId::parse(name).expect("id");
        let at = ts("1355517523.000005").at();
        let open = Ask {
            answerers: vec![Answerer::expected(id("U0BO"), None), Answerer::expected(id("U0DEE"), None)],
            state: AskState::Open,
            shown: Shown { reaction: Some("coffee".into()), ..Shown::default() },
            ..Ask::none(id("U0ADA"), None, None)
        };
        assert_eq!(open.forget(&id("U0EVE")), None);
        let less = open.forget(&id("U0BO")).expect("he is in it");
        assert_eq!((less.answerers.len(), &less.state), (1, &AskState::Open), "Dee is still asked");
        assert_eq!(less.forget(&id("U0BO")), None, "once is enough");
        let none = less.forget(&id("U0DEE")).expect("she is in it");
        assert_eq!((none.answerers.len(), &none.state, &none.asker), (0, &AskState::Withdrawn, &open.asker));
        assert_eq!(none.shown, open.shown, "what stands in Slack is taken away first");

        let mut half = open.clone();
        half.answer(&id("U0DEE"), at);
        let done = half.forget(&id("U0BO")).expect("he is in it");
        assert_eq!(done.state, AskState::Done { by: id("U0DEE"), at }, "nobody else is waited for");
        let mut over = half.clone();
        over.answer(&id("U0BO"), at);
        over.reacted.push(id("U0BO"));
        let done = over.forget(&id("U0BO")).expect("he ended it");
        assert_eq!((&done.state, done.reacted.len()), (&AskState::Done { by: id("U0DEE"), at }, 0));

        let own = open.forget(&id("U0ADA")).expect("it is hers");
        assert_eq!((&own.asker, &own.state), (&UserId::nobody(), &AskState::Withdrawn));
        assert!(own.answerers.is_empty() && own.lists(&ChannelId::parse("C0LAUNCH").expect("id")).is_empty());
    }

    #[test]
    fn what_is_shown_is_remembered_longer_than_a_note() {
        let now = ts("1355517523.000005").at();
        let mut ask = Ask::none(UserId::parse("U0ADA").expect("id"), None, None);
        assert_eq!(ask.kept_until(now), now + NOTE_KEPT);
        ask.shown.reply = Some(ts("1355517524.000001"));
        assert_eq!(ask.kept_until(now), now + KEPT);
        assert_eq!(ask.deleted().kept_until(now), now + KEPT);
    }
}
