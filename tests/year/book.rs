//! What has to be said to whom at which minute, and what was said.

use std::collections::{BTreeMap, BTreeSet};

/// What is said, by the part of the law it falls under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Set by somebody for themselves, for a moment or again and again; or for a channel.
    Own,
    OwnAgain,
    ChannelAgain,
    /// Set by a colleague.
    Colleague,
    ColleagueAgain,
    /// What was put off.
    Snooze,
    /// An ask that came or was held while somebody was not there.
    CatchUp,
    /// Whatever else Unrush decides to say.
    OfItsOwn,
}

impl Kind {
    /// Whether it waits for its reader's answering time.
    pub fn waits(self) -> bool {
        !matches!(self, Self::Own | Self::OwnAgain | Self::ChannelAgain)
    }
}

/// Something that has to be said, by the mark its text bears.
#[derive(Clone, Debug)]
pub struct Entry {
    /// To whom: one of the cast, or after them a channel.
    pub who: usize,
    pub mark: String,
    pub kind: Kind,
    /// The moment it is for.
    pub moment: i64,
    /// The earliest minute it may be said at.
    pub from: i64,
    /// The minute it has to be said at, as far as is known now; what a colleague set may come up to `latest` when its
    /// reader's days have just changed, since nobody tells the bot.
    pub at: i64,
    pub latest: i64,
    /// Whether it has to say that it comes late.
    pub late: bool,
}

/// Something that was said to somebody.
#[derive(Clone, Debug)]
pub struct Sighting {
    pub who: usize,
    pub at: i64,
    pub text: String,
}

/// What words about the moment of an ask say.
const ABOUT_MOMENTS: [&str; 4] =
    ["hopes for an answer in", "*People hope for an answer", "No answer yet from", "*No answer yet to"];

/// Something that was said as it should.
#[derive(Clone, Copy, Debug)]
pub struct Told {
    pub kind: Kind,
    pub who: usize,
    pub at: i64,
}

#[derive(Default)]
pub struct Book {
    entries: Vec<Entry>,
    /// Marks that may be said once, and need not be.
    optional: BTreeSet<String>,
    /// How often what happened or was found as it should.
    pub tally: BTreeMap<&'static str, usize>,
    marks: usize,
    /// When what bears a mark was said so far.
    said: BTreeMap<String, Vec<i64>>,
    /// The last thing of one's own that came late, to see that the oldest comes first.
    last_late: Option<(usize, i64, i64)>,
}

impl Book {
    /// A mark nothing else bears.
    pub fn mark(&mut self) -> String {
        self.marks += 1;
        format!("r{:04}", self.marks)
    }

    pub fn expect(&mut self, entry: Entry) {
        self.entries.push(entry);
    }

    pub fn allow(&mut self, mark: String) {
        self.optional.insert(mark);
    }

    /// What is still to be said after a moment, to be planned anew.
    pub fn ahead(&mut self, now: i64) -> impl Iterator<Item = &mut Entry> {
        self.entries.iter_mut().filter(move |entry| entry.latest > now)
    }

    /// Whether something waits under that mark.
    pub fn waits(&self, mark: &str) -> Option<i64> {
        self.entries.iter().find(|entry| entry.mark == mark).map(|entry| entry.at)
    }

    pub fn count(&mut self, kind: &'static str) {
        *self.tally.entry(kind).or_default() += 1;
    }

    /// Holds what was said since the last time against what had to be said by now. Tells what was said as it should, and
    /// what bears no mark.
    pub fn reckon(
        &mut self,
        said: Vec<Sighting>,
        now: i64,
    ) -> Result<(Vec<Told>, Vec<Sighting>), (usize, String)> {
        let (mut told, mut others) = (Vec::new(), Vec::new());
        for sighting in said {
            let marks = marks(&sighting.text);
            if marks.is_empty() {
                others.push(sighting);
                continue;
            }
            for mark in marks {
                let kind = self.take(&mark, &sighting).map_err(|wrong| (sighting.who, wrong))?;
                told.extend(kind.map(|kind| Told { kind, who: sighting.who, at: sighting.at }));
            }
        }
        match self.entries.iter().find(|entry| entry.latest <= now) {
            Some(lost) => Err((lost.who, format!("not said by minute {now}: {lost:?}"))),
            None => Ok((told, others)),
        }
    }

    fn take(&mut self, mark: &str, sighting: &Sighting) -> Result<Option<Kind>, String> {
        let meant = |entry: &Entry| entry.who == sighting.who && entry.mark == mark;
        let is_now = |entry: &Entry| (entry.at..=entry.latest).contains(&sighting.at);
        let Some(nth) = self.entries.iter().position(|entry| meant(entry) && is_now(entry)) else {
            if self.optional.remove(mark) {
                return Ok(None);
            }
            let other = self.entries.iter().find(|entry| meant(entry));
            let before = self.said.get(mark).map(|all| &all[all.len().saturating_sub(3)..]);
            return Err(format!(
                "said at a wrong moment or once too often: {sighting:?}, meant was {other:?}, lately at {before:?}"
            ));
        };
        let entry = self.entries.remove(nth);
        self.said.entry(mark.to_owned()).or_default().push(sighting.at);
        let says_late = sighting.text.contains("This comes late");
        let is_rewritten = sighting.text.contains("Snoozed");
        if !entry.kind.waits() && !is_rewritten && says_late != entry.late {
            return Err(format!("late or not: {sighting:?}, {entry:?}"));
        }
        if entry.late && !entry.kind.waits() {
            self.count("things of one's own that came late, the oldest first, since the bot was away");
            let before = self.last_late.replace((entry.who, sighting.at, entry.moment));
            let is_same = before.filter(|(who, at, _)| (*who, *at) == (entry.who, sighting.at));
            if is_same.is_some_and(|(.., moment)| moment > entry.moment) {
                return Err(format!("what is older comes first: {sighting:?}, {entry:?}"));
            }
        }
        Ok(Some(entry.kind))
    }
}

/// The marks in a text: of a reminder, or of the messages a catch-up tells of as held or new. A word about a moment that
/// is near or over bears none: it has to come in its reader's hours, as all else.
fn marks(text: &str) -> Vec<String> {
    if ABOUT_MOMENTS.iter().any(|words| text.contains(words)) {
        return Vec::new();
    }
    let news = text.split("*What is due*").next().unwrap_or_default();
    let words = news.split(|c: char| !c.is_ascii_alphanumeric());
    let is_mark = |word: &&str| {
        let digits = word.get(1..).unwrap_or_default();
        let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        is_number
            && (word.starts_with('r') && digits.len() == 4 || word.starts_with('p') && digits.len() > 12)
    };
    let mut marks: Vec<String> = words.filter(is_mark).map(str::to_owned).collect();
    marks.dedup();
    marks
}
