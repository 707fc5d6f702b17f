//! Phrases as data: a rule is a name, what it means, and a pattern of words; one engine finds them all in one pass.
//!
//! A pattern is a row of steps: `when|whenever you|u get a? chance`. `|` separates choices, `?` makes a step
//! optional, `^` and `$` stand for the start and the end of a clause, `#` for a number (`#?` for one or none), `~2` for up to two words of
//! any kind within the sentence, `=name` for a list of words in [`LISTS`]; as a choice, `$` is the end too.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

use super::token::{Kind, Message};
use super::{Sign, asks, labels, orders, sync, times, urgency};

/// Where the rules stand whose pattern can begin with a number: no word has this number.
const NUMBERS: u16 = 0;

/// What a phrase means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cue {
    /// Wants it at once, in plain words.
    Hurry,
    /// Says that something that must run does not.
    Outage,
    /// The word *urgent* and its kind: a label or a predicate, else only with an ask.
    Urgent,
    /// Talks about urgency without setting it (a question, a negation, a name).
    NotUrgent,
    /// There is no hurry.
    NoRush,
    /// Nobody has to reply.
    NoReply,
    /// For information.
    Fyi,
    /// An answer at the next check-in is enough.
    CheckIn,
    /// A reader is asked to do something.
    Request,
    /// Something is needed, though it isn't said from whom.
    Need,
    /// A limit is named (`the deadline is Friday`), which counts when something was asked.
    Limit,
    /// A question is put that wants an answer but binds nobody to a time.
    Question,
    /// Looks like an ask and is none: an offer, advice, a figure of speech.
    NoAsk,
    /// The writer, or somebody else, binds themselves.
    Promise,
    /// What follows only holds if something else does.
    Condition,
    /// Only softens an ask (`if possible`).
    Soft,
    /// Silence will be taken as consent.
    Consent,
    /// A day is fine for an answer.
    Approval,
    /// Nothing is to happen before a time.
    Wait,
    /// Asks for talking at the same time.
    Sync,
    /// Could be a call, when it is asked for.
    MaybeSync,
    /// Talks about a call without asking for one.
    NoSync,
}

/// A rule: its name, what it means, and its pattern.
pub(super) type Rule = (&'static str, Cue, &'static str);

/// Lists of words several patterns share.
const LISTS: &[(&str, &str)] = &[
    ("you", "you|u|ya|someone|somebody|anyone|anybody|everyone|everybody|y'all|yall|folks|team|guys|whoever"),
    ("chance", "chance|minute|min|moment|sec|second|time|window|breather|opportunity|mo"),
    ("call", "call|huddle|zoom|chat|sync|facetime|teams|meet"),
    ("be", "is|'s|are|'re|was|were|be"),
    // what a call is called, what kind it is, and what is done there
    (
        "talk",
        "call|calls|huddle|zoom|chat|sync|facetime|meet|meeting|talk|hangout|conversation|videocall|catchup|conf|skype",
    ),
    (
        "kind",
        "quick|short|brief|fast|little|small|proper|real|min|mins|minute|minutes|video|voice|phone|zoom|teams|google|\
         slack|discord|whatsapp|webex|skype|conference|group|live|catch|sync|screenshare|ms|team|planning|kickoff|1:1",
    ),
    ("speak", "talk|chat|speak|meet|sync|huddle|zoom|facetime|confer|skype|catchup"),
    ("onto", "on|onto|into|in"),
    (
        "lead",
        "please|pls|plz|kindly|just|also|then|and|so|or|team|all|folks|everyone|everybody|guys|now|instead",
    ),
    (
        "thing",
        "prod|production|site|website|api|server|servers|database|db|checkout|payments|payment|service|services|\
         everything|system|systems|app|login|cluster|vpn|network|gateway|backend|frontend|staging|website|webapp|\
         platform|dashboard|queue|email|billing|auth|sso",
    ),
];

enum Step {
    Words { ids: Vec<u16>, optional: bool, or_end: bool },
    Number { optional: bool },
    Gap(u8),
    Start,
    End,
}

struct Compiled {
    steps: Vec<Step>,
    rule: &'static Rule,
}

struct Book {
    ids: HashMap<&'static str, u16, BuildHasherDefault<Quick>>,
    /// By the number of a word: what of a time can begin with it ([`times::BEGINS`]).
    begins: Vec<u16>,
    /// By the number of a word: the rules whose pattern can begin with it.
    by_first: Vec<Vec<u16>>,
    compiled: Vec<Compiled>,
}

static BOOK: LazyLock<Book> = LazyLock::new(Book::compile);

impl Book {
    fn compile() -> Self {
        let mut book = Self {
            ids: HashMap::default(),
            begins: Vec::new(),
            by_first: vec![Vec::new()],
            compiled: Vec::new(),
        };
        let lists =
            times::BEGINS.iter().flat_map(|(flag, words)| words.split_whitespace().map(|word| (*flag, word)));
        let tables = times::zone_words()
            .map(|word| (times::ZONE, word))
            .chain(times::holiday_words().map(|word| (times::TIME | times::HOLIDAY, word)));
        for (flag, word) in lists.chain(tables) {
            let id = usize::from(book.intern(word));
            book.begins.resize(book.by_first.len(), 0);
            book.begins[id] |= flag;
        }
        for rule in
            [asks::RULES, labels::RULES, orders::RULES, sync::RULES, urgency::RULES].into_iter().flatten()
        {
            let steps: Vec<Step> = rule.2.split_whitespace().map(|step| book.step(step)).collect();
            let number = u16::try_from(book.compiled.len()).unwrap_or(u16::MAX);
            for first in first_words(&steps) {
                book.by_first[usize::from(first)].push(number);
            }
            book.compiled.push(Compiled { steps, rule });
        }
        book
    }

    fn step(&mut self, written: &'static str) -> Step {
        match written {
            "^" => return Step::Start,
            "$" => return Step::End,
            "#" => return Step::Number { optional: false },
            "#?" => return Step::Number { optional: true },
            _ => {}
        }
        if let Some(most) = written.strip_prefix('~') {
            return Step::Gap(most.parse().unwrap_or(1));
        }
        let (choices, optional) =
            written.strip_suffix('?').map_or((written, false), |choices| (choices, true));
        let (mut ids, mut or_end) = (Vec::new(), false);
        for choice in choices.split('|') {
            or_end |= choice == "$";
            match choice.strip_prefix('=') {
                Some(name) => {
                    let list = LISTS.iter().find(|(known, _)| *known == name).map_or("", |(_, words)| words);
                    ids.extend(list.split('|').map(|word| self.intern(word)));
                }
                None => ids.push(self.intern(choice)),
            }
        }
        Step::Words { ids, optional, or_end }
    }

    fn intern(&mut self, word: &'static str) -> u16 {
        let next = u16::try_from(self.by_first.len()).unwrap_or(u16::MAX);
        let id = *self.ids.entry(word).or_insert(next);
        if id == next {
            self.by_first.push(Vec::new());
        }
        id
    }
}

/// The words a pattern can begin with: those of its first step, and of the next while steps are optional.
fn first_words(steps: &[Step]) -> Vec<u16> {
    let mut first = Vec::new();
    for step in steps {
        match step {
            Step::Words { ids, optional, .. } => {
                first.extend_from_slice(ids);
                if !optional {
                    break;
                }
            }
            Step::Start => {}
            Step::Number { optional } => {
                first.push(NUMBERS);
                if !optional {
                    break;
                }
            }
            Step::Gap(_) | Step::End => break,
        }
    }
    first.sort_unstable();
    first.dedup();
    first
}

/// The number of a word in the vocabulary of all rules; 0 when no rule knows it.
pub(super) fn id(word: &str) -> u16 {
    BOOK.ids.get(word).copied().unwrap_or(0)
}

/// What of a time can begin with a word of this number.
pub(super) fn begins(id: u16) -> u16 {
    BOOK.begins.get(usize::from(id)).copied().unwrap_or(0)
}

/// Hashes short words fast (FNV-1a). The vocabulary is ours, so nobody can choose words that collide in it.
#[derive(Default)]
struct Quick(u64);

impl Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        // the table takes its places from the low bits and its tags from the high ones
        self.0 ^ (self.0 >> 29)
    }
}

/// A phrase that was found: which rule, and its tokens.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub rule: &'static str,
    pub cue: Cue,
    pub from: usize,
    pub to: usize,
}

impl Found {
    /// The phrase as a reason.
    pub fn sign(&self) -> Sign {
        Sign { rule: self.rule, from: self.from, to: self.to }
    }
}

/// Every phrase in a message, in order. Work per token is bounded by the rules, never by the message.
pub(super) fn find(message: &Message) -> Vec<Found> {
    let book = &*BOOK;
    let mut found = Vec::new();
    for from in 0..message.len() {
        let token = &message.tokens[from];
        let id = match token.kind {
            Kind::Number(_) => NUMBERS,
            _ if token.id == 0 => continue,
            _ => token.id,
        };
        for number in &book.by_first[usize::from(id)] {
            let Compiled { steps, rule } = &book.compiled[usize::from(*number)];
            if let Some(to) = matches(message, steps, from) {
                found.push(Found { rule: rule.0, cue: rule.1, from, to });
            }
        }
    }
    found
}

/// Where a match of the steps that starts at a token ends.
fn matches(message: &Message, steps: &[Step], at: usize) -> Option<usize> {
    let Some((step, rest)) = steps.split_first() else { return Some(at) };
    match step {
        Step::Start => starts_clause(message, at).then(|| matches(message, rest, at)).flatten(),
        Step::End => ends_clause(message, at).then(|| matches(message, rest, at)).flatten(),
        Step::Number { optional } => message
            .number(at)
            .and_then(|_| matches(message, rest, at + 1))
            .or_else(|| optional.then(|| matches(message, rest, at)).flatten()),
        Step::Words { ids, optional, or_end } => {
            if *or_end
                && ends_clause(message, at)
                && let Some(to) = matches(message, rest, at)
            {
                return Some(to);
            }
            let at = if is_hyphen(message, at) { at + 1 } else { at };
            let taken = message.tokens.get(at).is_some_and(|t| t.id != 0 && ids.contains(&t.id));
            taken
                .then(|| matches(message, rest, at + 1))
                .flatten()
                .or_else(|| optional.then(|| matches(message, rest, at)).flatten())
        }
        Step::Gap(most) => (0..=usize::from(*most))
            .take_while(|n| *n == 0 || is_inside(message, at + n - 1))
            .find_map(|n| matches(message, rest, at + n)),
    }
}

fn is_hyphen(message: &Message, at: usize) -> bool {
    message.is(at, '-') && message.glued(at) && message.glued(at + 1)
}

/// Whether a gap may run over a token.
fn is_inside(message: &Message, at: usize) -> bool {
    matches!(
        message.kind(at),
        Kind::Word | Kind::Number(_) | Kind::Opaque | Kind::Mention | Kind::Instant { .. }
    ) || is_hyphen(message, at)
}

/// Whether a clause starts at a token: nothing before it but a mark, a line, a quote or somebody addressed.
pub(super) fn starts_clause(message: &Message, at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else { return true };
    match message.kind(before) {
        Kind::Word | Kind::Number(_) => false,
        Kind::Opaque => {
            before.checked_sub(1).is_none_or(|b| matches!(message.kind(b), Kind::Line | Kind::Quote))
        }
        _ => !is_hyphen(message, before),
    }
}

/// Whether a clause is over before a token.
pub(super) fn ends_clause(message: &Message, at: usize) -> bool {
    !matches!(
        message.kind(at),
        Kind::Word | Kind::Number(_) | Kind::Opaque | Kind::Mention | Kind::Instant { .. }
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_can_begin_somewhere_and_every_list_is_known() {
        for compiled in &BOOK.compiled {
            let (name, _, pattern) = compiled.rule;
            assert!(!first_words(&compiled.steps).is_empty(), "{name}: {pattern}");
            for list in pattern.split([' ', '|', '?']).filter_map(|w| w.strip_prefix('=')) {
                assert!(LISTS.iter().any(|(known, _)| *known == list), "{name}: {list}");
            }
        }
    }
}
