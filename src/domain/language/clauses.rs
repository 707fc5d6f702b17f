//! A message as sentences and clauses, and who is bound in each: what stands next to a time decides what it means.

use super::patterns::{Cue, Found};
use super::times::Time;
use super::token::{Kind, Message};
use super::{orders, sync};

/// A clause: tokens that hang together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clause {
    pub from: usize,
    pub to: usize,
    pub sentence: usize,
}

/// A sentence: clauses up to a full stop, a question mark, a line's end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sentence {
    pub from: usize,
    pub to: usize,
    pub is_question: bool,
}

/// A message cut up, with the phrases that count in it.
pub(super) struct Parse<'m> {
    pub message: &'m Message,
    pub times: &'m [Time],
    pub clauses: Vec<Clause>,
    pub sentences: Vec<Sentence>,
    /// The phrases that count, in order.
    pub cues: Vec<Found>,
}

impl<'m> Parse<'m> {
    /// Cuts a message and drops the phrases another phrase takes the meaning from.
    pub fn of(message: &'m Message, times: &'m [Time], found: Vec<Found>) -> Self {
        let (clauses, sentences) = cut(message, times);
        let mut cues = effective(message.len(), found);
        cues.retain(|cue| {
            !message.is_cited(cue.from) && (cue.cue != Cue::Approval || follows_time(times, cue.from))
        });
        let mut parse = Self { message, times, clauses, sentences, cues };
        sync::settle(&mut parse);
        orders::settle(&mut parse);
        parse
    }

    /// The clause a token is in.
    pub fn clause(&self, token: usize) -> usize {
        self.clauses.partition_point(|clause| clause.to <= token).min(self.clauses.len().saturating_sub(1))
    }

    /// The sentence a token is in.
    pub fn sentence(&self, token: usize) -> usize {
        self.clauses.get(self.clause(token)).map_or(0, |clause| clause.sentence)
    }

    /// The phrases that begin within some tokens.
    pub fn cues_in(&self, from: usize, to: usize) -> &[Found] {
        let first = self.cues.partition_point(|cue| cue.from < from);
        let last = self.cues.partition_point(|cue| cue.from < to);
        &self.cues[first..last.max(first)]
    }

    /// Whether a sentence has a phrase of this kind.
    pub fn says(&self, sentence: usize, cue: Cue) -> bool {
        self.sentences
            .get(sentence)
            .is_some_and(|s| self.cues_in(s.from, s.to).iter().any(|found| found.cue == cue))
    }

    /// Who is bound where a token stands: by the nearest phrase before it in its clause, else the nearest after it,
    /// else by the clause before or the next one of the same sentence.
    pub fn bound_at(&self, token: usize) -> Option<Found> {
        let at = self.clause(token);
        let clause = self.clauses.get(at)?;
        self.last_binding(clause.from, token)
            .or_else(|| self.first_binding(token, clause.to))
            .or_else(|| self.inherited(at))
    }

    /// Whether a sentence has spoken only to those an `if you want …` fits before a token.
    pub fn addresses_some(&self, token: usize) -> bool {
        let from = self.sentences.get(self.sentence(token)).map_or(0, |sentence| sentence.from);
        self.cues_in(from, token).iter().any(|cue| cue.rule == "audience")
    }

    /// Who is bound in the clause of a token, or by the one before when the clause is only a word or two.
    pub fn bound_closely(&self, token: usize) -> Option<Found> {
        let at = self.clause(token);
        let clause = self.clauses.get(at)?;
        let own = self.last_binding(clause.from, token).or_else(|| self.first_binding(token, clause.to));
        let small = clause.to - clause.from <= 4;
        own.or_else(|| small.then(|| self.inherited(at)).flatten())
    }

    /// What binds before a token within its clause.
    pub fn last_before(&self, token: usize) -> Option<Found> {
        let clause = self.clauses.get(self.clause(token))?;
        self.last_binding(clause.from, token)
    }

    fn inherited(&self, at: usize) -> Option<Found> {
        let sentence = self.sentences.get(self.clauses.get(at)?.sentence)?;
        self.last_binding(sentence.from, self.clauses[at].from)
            .or_else(|| self.first_binding(self.clauses[at].to, sentence.to))
    }

    fn last_binding(&self, from: usize, to: usize) -> Option<Found> {
        self.cues_in(from, to).iter().rev().find(|found| binds(found.cue)).copied()
    }

    fn first_binding(&self, from: usize, to: usize) -> Option<Found> {
        self.cues_in(from, to).iter().find(|found| binds(found.cue)).copied()
    }
}

/// Whether a time ends right before a token, or a word before it: only a time can be what is fine.
fn follows_time(times: &[Time], token: usize) -> bool {
    let next = times.partition_point(|time| time.to < token.saturating_sub(1));
    times.get(next).is_some_and(|time| time.to <= token)
}

/// Whether a phrase says who is bound.
fn binds(cue: Cue) -> bool {
    matches!(
        cue,
        Cue::Request
            | Cue::Need
            | Cue::Limit
            | Cue::Question
            | Cue::NoAsk
            | Cue::Promise
            | Cue::Condition
            | Cue::Consent
            | Cue::Approval
            | Cue::Wait
            | Cue::Sync
    )
}

/// Which phrases take the meaning from which others they cover.
fn silences(by: Cue, what: Cue) -> bool {
    match by {
        Cue::NoAsk => matches!(what, Cue::Request | Cue::Question | Cue::Need | Cue::Promise),
        Cue::NotUrgent => matches!(what, Cue::Urgent | Cue::Hurry | Cue::NoRush),
        Cue::NoRush => matches!(what, Cue::Urgent | Cue::Hurry | Cue::Condition | Cue::Promise),
        Cue::NoReply => matches!(what, Cue::Request | Cue::Need),
        Cue::NoSync => matches!(what, Cue::Sync | Cue::MaybeSync),
        Cue::Consent => matches!(what, Cue::Condition),
        Cue::Soft => matches!(what, Cue::Condition | Cue::NoAsk | Cue::Promise | Cue::Wait),
        _ => false,
    }
}

/// The silencing kinds, each with how far it reaches at a token.
const SILENCERS: [Cue; 7] =
    [Cue::NoAsk, Cue::NotUrgent, Cue::NoRush, Cue::NoReply, Cue::NoSync, Cue::Consent, Cue::Soft];

fn effective(tokens: usize, found: Vec<Found>) -> Vec<Found> {
    let mut covered = vec![0_u8; tokens];
    for silencer in &found {
        if let Some(bit) = SILENCERS.iter().position(|cue| *cue == silencer.cue) {
            for token in covered.iter_mut().take(silencer.to).skip(silencer.from) {
                *token |= 1 << bit;
            }
        }
    }
    let silenced = |cue: &Found| {
        let over = covered[cue.from..cue.to.max(cue.from + 1)].iter().fold(0, |all, token| all | token);
        SILENCERS.iter().enumerate().any(|(bit, by)| over & (1 << bit) != 0 && silences(*by, cue.cue))
    };
    found.into_iter().filter(|cue| !silenced(cue)).collect()
}

fn cut(message: &Message, times: &[Time]) -> (Vec<Clause>, Vec<Sentence>) {
    let (mut clauses, mut sentences) = (Vec::new(), Vec::new());
    let (mut clause_from, mut sentence_from, mut at) = (0, 0, 0);
    let mut times = times.iter().peekable();
    while at < message.len() {
        while times.next_if(|time| time.to <= at).is_some() {}
        if let Some(time) = times.peek().filter(|time| time.from < at && at < time.to) {
            at = time.to;
            continue;
        }
        let (ends_sentence, ends_clause) = (ends_sentence(message, at), breaks_clause(message, at));
        if ends_sentence || ends_clause {
            let to = if message.kind(at) == Kind::Word { at } else { at + 1 };
            if to > clause_from {
                clauses.push(Clause { from: clause_from, to, sentence: sentences.len() });
                clause_from = to;
            }
            if ends_sentence {
                let is_question = message.is(at, '?');
                sentences.push(Sentence { from: sentence_from, to, is_question });
                sentence_from = to;
            }
        }
        at += 1;
    }
    if clause_from < at {
        clauses.push(Clause { from: clause_from, to: at, sentence: sentences.len() });
    }
    if sentence_from < at {
        sentences.push(Sentence { from: sentence_from, to: at, is_question: false });
    }
    (clauses, sentences)
}

fn ends_sentence(message: &Message, at: usize) -> bool {
    match message.kind(at) {
        // `!881` is a merge request
        Kind::Mark('!') => !(message.glued(at + 1) && message.number(at + 1).is_some()),
        Kind::Mark('?' | '…') | Kind::Line | Kind::Quote => true,
        Kind::Mark('.') => !(message.glued(at + 1) && !message.is(at + 1, '.') || abbreviates(message, at)),
        _ => false,
    }
}

/// Whether a full stop only shortens the word before it.
fn abbreviates(message: &Message, at: usize) -> bool {
    let before = at.checked_sub(1).map_or("", |before| message.word(before));
    matches!(
        before,
        "mr" | "mrs"
            | "ms"
            | "dr"
            | "prof"
            | "rev"
            | "st"
            | "vs"
            | "approx"
            | "incl"
            | "etc"
            | "e"
            | "i"
            | "ext"
            | "tel"
            | "fig"
    ) && message.glued(at)
        && matches!(message.kind(at + 1), Kind::Word | Kind::Number(_))
}

fn breaks_clause(message: &Message, at: usize) -> bool {
    match message.kind(at) {
        Kind::Mark(',' | ';' | ':' | '(' | ')' | '—' | '[' | ']') => true,
        Kind::Mark('-') => !message.glued(at) || !message.glued(at + 1),
        Kind::Word => match message.word(at) {
            "but" | "because" | "though" | "although" | "while" | "unless" | "however" => true,
            "so" => !matches!(message.word(at + 1), "far" | "much" | "many" | "that"),
            "and" => matches!(
                message.word(at + 1),
                "i" | "we"
                    | "he"
                    | "she"
                    | "they"
                    | "it"
                    | "you"
                    | "please"
                    | "pls"
                    | "can"
                    | "could"
                    | "let"
                    | "let's"
            ),
            "if" => at > 0,
            _ => false,
        },
        _ => false,
    }
}
