//! What has to be said to whom at which minute, and what was said.

use std::collections::{BTreeMap, BTreeSet};

/// Something that has to be said to somebody, by the mark its text bears.
#[derive(Clone, Debug)]
pub struct Entry {
    pub who: usize,
    pub mark: String,
    /// The earliest minute it may be said at.
    pub from: i64,
    /// The minute it has to be said at, as far as is known now.
    pub at: i64,
    /// Whether it waits for its reader's answering time.
    pub waits: bool,
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

#[derive(Default)]
pub struct Book {
    entries: Vec<Entry>,
    /// Marks that may be said once, and need not be.
    optional: BTreeSet<String>,
    /// How many of which kind were said as they should.
    pub tally: BTreeMap<&'static str, usize>,
    marks: usize,
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
        self.entries.iter_mut().filter(move |entry| entry.at > now)
    }

    /// Whether something waits under that mark.
    pub fn waits(&self, mark: &str) -> Option<i64> {
        self.entries.iter().find(|entry| entry.mark == mark).map(|entry| entry.at)
    }

    pub fn count(&mut self, kind: &'static str) {
        *self.tally.entry(kind).or_default() += 1;
    }

    /// Holds what was said since the last time against what had to be said by now. Tells what is neither a reminder nor
    /// a catch-up.
    pub fn reckon(&mut self, said: Vec<Sighting>, now: i64) -> Result<Vec<Sighting>, (usize, String)> {
        let mut others = Vec::new();
        for sighting in said {
            let marks = marks(&sighting.text);
            if marks.is_empty() {
                others.push(sighting);
                continue;
            }
            for mark in marks {
                self.take(&mark, &sighting).map_err(|wrong| (sighting.who, wrong))?;
            }
        }
        match self.entries.iter().find(|entry| entry.at <= now) {
            Some(lost) => Err((lost.who, format!("not said by minute {now}: {lost:?}"))),
            None => Ok(others),
        }
    }

    fn take(&mut self, mark: &str, sighting: &Sighting) -> Result<(), String> {
        let meant = |entry: &Entry| entry.who == sighting.who && entry.mark == mark;
        let Some(nth) = self.entries.iter().position(|entry| meant(entry) && entry.at == sighting.at) else {
            if self.optional.remove(mark) {
                return Ok(());
            }
            let other = self.entries.iter().find(|entry| meant(entry));
            return Err(format!(
                "said at a wrong moment or once too often: {sighting:?}, meant was {other:?}"
            ));
        };
        let entry = self.entries.remove(nth);
        let says_late = sighting.text.contains("This comes late");
        let is_rewritten = sighting.text.contains("Snoozed");
        if !entry.waits && !is_rewritten && says_late != entry.late {
            return Err(format!("late or not: {sighting:?}, {entry:?}"));
        }
        self.count(match (mark.starts_with('r'), entry.waits) {
            (true, false) => "own reminders",
            (true, true) => "snoozes",
            (false, _) => "asks in catch-ups",
        });
        Ok(())
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
