//! What several errands want to know at once is asked of Slack once: of five hundred pings at one person with stale
//! facts, the first asks for all, and do-not-disturb is asked of fifty people in one call.
//!
//! Whoever wants to know something takes a ticket and waits for its turn. Whoever's turn it is asks for everything that
//! is wanted by then, so that most find their ticket answered when their own turn comes. What was found stands in the
//! store; only messages, whose words are never stored, are handed on with the ticket.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};

use super::prepare::record_of;
use crate::domain::ids::{ChannelId, DeliveryId, TeamId, Ts};
use crate::domain::inbound::Message;
use crate::domain::outgoing::Read;
use crate::domain::record::Key;

/// So many people one `dnd.teamInfo` takes.
const MOST_PEOPLE: usize = 50;
/// So many messages are looked for on one page.
const MOST_MESSAGES: usize = 100;

/// What can be asked in one call.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Topic {
    /// Do-not-disturb, of many people at once.
    Dnd,
    /// What was said in a conversation, many messages at once.
    Talk(ChannelId),
    /// One thing, remembered in this record.
    Of(Key),
}

impl Topic {
    /// The topic of a read; `None` for one that nobody else asks for.
    pub fn of(read: &Read) -> Option<Self> {
        match read {
            Read::Dnd { .. } => Some(Self::Dnd),
            Read::Message { channel, thread: None, .. } => Some(Self::Talk(channel.clone())),
            read => record_of(read).map(Self::Of),
        }
    }

    /// The name under which the pace keeps a turn for whoever asks next.
    pub fn name(&self, team: &TeamId) -> DeliveryId {
        match self {
            Self::Dnd => DeliveryId::refresh(team, "dnd"),
            Self::Talk(channel) => DeliveryId::refresh(team, &format!("talk:{channel}")),
            Self::Of(key) => DeliveryId::refresh(team, &key.stored(team)),
        }
    }
}

/// One read for several of the same topic.
pub fn together(reads: &[Read]) -> Option<Read> {
    let user = |read: &Read| match read {
        Read::Dnd { user } => Some(user.clone()),
        _ => None,
    };
    let ts = |read: &Read| match read {
        Read::Message { ts, .. } => Some(ts.clone()),
        _ => None,
    };
    match reads {
        [Read::Dnd { .. }, _, ..] => Some(Read::DndOf { users: reads.iter().filter_map(user).collect() }),
        [Read::Message { channel, .. }, _, ..] => {
            let all = reads.iter().filter_map(ts).collect();
            Some(Read::MessagesOf { channel: channel.clone(), all })
        }
        reads => reads.first().cloned(),
    }
}

/// Everything that is being asked.
#[derive(Debug, Default)]
pub struct Questions(Mutex<HashMap<(TeamId, Topic), Arc<Circle>>>);

/// Those who want to know about one topic.
#[derive(Debug, Default)]
struct Circle {
    /// Held by whoever asks.
    turn: tokio::sync::Mutex<()>,
    wanted: Mutex<Wanted>,
}

#[derive(Debug, Default)]
struct Wanted {
    next: u64,
    tickets: BTreeMap<u64, Vec<Read>>,
    /// Messages that were found for somebody.
    found: BTreeMap<u64, Box<Message>>,
    /// Slack could not be asked: nobody tries before.
    rest: Option<DateTime<Utc>>,
}

fn locked<T>(what: &Mutex<T>) -> MutexGuard<'_, T> {
    what.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Questions {
    /// Takes a ticket for some reads of one topic.
    pub fn join(&self, team: &TeamId, topic: Topic, reads: Vec<Read>) -> Ticket<'_> {
        let name = (team.clone(), topic);
        let mut circles = locked(&self.0);
        let circle = Arc::clone(circles.entry(name.clone()).or_default());
        let mut wanted = locked(&circle.wanted);
        wanted.next += 1;
        let number = wanted.next;
        wanted.tickets.insert(number, reads);
        drop(wanted);
        Ticket { questions: self, name, circle, number }
    }
}

/// A place in a circle, given back when it is dropped.
#[derive(Debug)]
pub struct Ticket<'a> {
    questions: &'a Questions,
    name: (TeamId, Topic),
    circle: Arc<Circle>,
    number: u64,
}

impl Ticket<'_> {
    /// Waits until nobody else asks.
    pub async fn turn(&self) -> impl Drop + use<'_> {
        self.circle.turn.lock().await
    }

    /// Until when nobody asks, where somebody was just told that it is of no use.
    pub fn rest(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        locked(&self.circle.wanted).rest.filter(|until| *until > now)
    }

    /// Tells the others that Slack can't be asked before a moment.
    pub fn rest_until(&self, at: DateTime<Utc>) {
        locked(&self.circle.wanted).rest = Some(at);
    }

    /// What it still wants to know first of all; `None` when that was asked by somebody else.
    pub fn wants(&self) -> Option<Read> {
        locked(&self.circle.wanted).tickets.get(&self.number)?.first().cloned()
    }

    /// What is to be asked now, the ticket's own first; `None` when its own was asked by somebody else.
    pub fn take(&self) -> Option<Taken> {
        let mut wanted = locked(&self.circle.wanted);
        let own = wanted.tickets.get(&self.number).filter(|own| !own.is_empty())?;
        let mut reads: Vec<Read> = Vec::new();
        let most = if matches!(self.name.1, Topic::Talk(_)) { MOST_MESSAGES } else { MOST_PEOPLE };
        for read in own.iter().chain(wanted.tickets.values().flatten()) {
            if reads.len() < most && !reads.contains(read) {
                reads.push(read.clone());
            }
        }
        let mut owed = Vec::new();
        for (number, theirs) in &mut wanted.tickets {
            let (now, later): (Vec<_>, _) =
                std::mem::take(theirs).into_iter().partition(|read| reads.contains(read));
            *theirs = later;
            owed.extend(now.into_iter().map(|read| (*number, read)));
        }
        drop(wanted);
        Some(Taken { circle: Arc::clone(&self.circle), reads, owed })
    }

    /// The message that was found for this ticket.
    pub fn found(&self) -> Option<Box<Message>> {
        locked(&self.circle.wanted).found.remove(&self.number)
    }
}

impl Drop for Ticket<'_> {
    fn drop(&mut self) {
        let mut circles = locked(&self.questions.0);
        let mut wanted = locked(&self.circle.wanted);
        wanted.tickets.remove(&self.number);
        wanted.found.remove(&self.number);
        if wanted.tickets.is_empty() {
            circles.remove(&self.name);
        }
    }
}

/// What somebody is asking for everybody. Dropped without an answer, it is wanted again.
#[derive(Debug)]
pub struct Taken {
    circle: Arc<Circle>,
    reads: Vec<Read>,
    owed: Vec<(u64, Read)>,
}

impl Taken {
    /// What is asked.
    pub fn reads(&self) -> &[Read] {
        &self.reads
    }

    /// It is answered, for all who wanted it when it was taken.
    pub fn answered(mut self) {
        self.owed.clear();
    }

    /// A message is found, or gone; whoever wanted it gets it.
    pub fn give(&mut self, which: &Ts, found: Option<&Message>) {
        let is_it = |read: &Read| matches!(read, Read::Message { ts, .. } if ts == which);
        let mut wanted = locked(&self.circle.wanted);
        for (number, _) in self.owed.extract_if(.., |(_, read)| is_it(read)) {
            if let Some(message) = found.filter(|_| wanted.tickets.contains_key(&number)) {
                wanted.found.insert(number, Box::new(message.clone()));
            }
        }
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        let mut wanted = locked(&self.circle.wanted);
        for (number, read) in self.owed.drain(..) {
            if let Some(theirs) = wanted.tickets.get_mut(&number) {
                theirs.push(read);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::UserId;

    fn team() -> TeamId {
        TeamId::parse("T1").expect("id")
    }

    fn dnd(n: usize) -> Read {
        Read::Dnd { user: UserId::parse(&format!("U{n}")).expect("id") }
    }

    #[test]
    fn one_asks_for_all_who_want_the_same() {
        let questions = Questions::default();
        let first = questions.join(&team(), Topic::Dnd, vec![dnd(1)]);
        let second = questions.join(&team(), Topic::Dnd, vec![dnd(1), dnd(2)]);
        let taken = first.take().expect("wanted");
        assert_eq!(taken.reads(), [dnd(1), dnd(2)]);
        let late = questions.join(&team(), Topic::Dnd, vec![dnd(2)]);
        taken.answered();
        assert!(first.take().is_none() && second.take().is_none(), "asked for both");
        assert!(late.take().is_some(), "what was asked before somebody wanted it may be old");
        let elsewhere = questions.join(&TeamId::parse("T2").expect("id"), Topic::Dnd, vec![dnd(1)]);
        assert!(elsewhere.take().is_some_and(|taken| taken.reads() == [dnd(1)]), "another workspace");
    }

    #[test]
    fn fifty_people_fit_into_one_call_ones_own_first() {
        let questions = Questions::default();
        let tickets: Vec<_> = (0..60).map(|n| questions.join(&team(), Topic::Dnd, vec![dnd(n)])).collect();
        let taken = tickets[55].take().expect("wanted");
        assert_eq!((taken.reads().len(), &taken.reads()[0]), (50, &dnd(55)));
        let Some(Read::DndOf { users }) = together(taken.reads()) else { panic!("one call") };
        assert_eq!(users.len(), 50);
        taken.answered();
        let rest = tickets.iter().filter(|ticket| ticket.take().is_some_and(|_| true)).count();
        assert_eq!(rest, 10, "each of them still wants to know");
    }

    #[test]
    fn what_was_not_answered_is_wanted_again_and_nothing_is_kept_of_those_who_left() {
        let questions = Questions::default();
        let (first, second) = (
            questions.join(&team(), Topic::Dnd, vec![dnd(1)]),
            questions.join(&team(), Topic::Dnd, vec![dnd(1)]),
        );
        drop(first.take().expect("wanted"));
        drop(first);
        assert!(second.take().is_some_and(|taken| taken.reads() == [dnd(1)]));
        drop(second);
        assert!(locked(&questions.0).is_empty());
    }
}
