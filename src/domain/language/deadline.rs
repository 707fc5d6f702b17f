//! Which of the times in a message is the deadline: what stands under `by` and its kind in a clause that asks. Long because
//! all that decides about one time stands together.

use std::cmp::Reverse;

use super::Sign;
use super::clauses::Parse;
use super::orders;
use super::patterns::{Cue, Found};
use super::times::{self, Now, Sort, Time, When};
use super::token::Kind;
use super::window::{Verdict, says_by, window_of};

/// How firmly a time is tied to what is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tie {
    /// It merely stands there: `today`, `Friday`.
    Loose,
    /// `in 2 hours`, `for Friday`, `before the standup tomorrow`.
    Near,
    /// `by Friday`, `within 24 hours`, `EOD`.
    Firm,
}

/// The deadline a message sets, if one of its times is one: the firmest, and of those the strictest.
pub(super) fn deadline(parse: &Parse<'_>, now: &Now<'_>) -> Option<Verdict> {
    let judged = parse.times.iter().filter_map(|time| Some((judge(parse, time)?, time)));
    let (_, time) = judged
        .min_by_key(|(tie, time)| (Reverse(*tie), is_lent(parse, time), end_day(time, now), time.from))?;
    let offered = parse.bound_at(time.from).is_some_and(|bound| bound.cue == Cue::Approval);
    let sign = Sign { rule: "deadline", from: time.from, to: time.to };
    let silent = parse.bound_at(time.from).is_some_and(|bound| bound.cue == Cue::Consent);
    Some(Verdict::of(sign, window_of(parse, time, now)?, !silent && (!offered || says_by(parse, time))))
}

/// Whether who is bound by a time is said only outside its clause: `we ship tomorrow at 9, so please test it today`.
fn is_lent(parse: &Parse<'_>, time: &Time) -> bool {
    let own = parse.clauses.get(parse.clause(time.from));
    let bound = parse.bound_at(time.from);
    own.zip(bound).is_some_and(|(clause, bound)| !(clause.from..clause.to).contains(&bound.from))
}

/// For sorting: how many minutes away the end is.
fn end_day(time: &Time, now: &Now<'_>) -> i64 {
    let day = |day: chrono::NaiveDate| (day - now.today()).num_days() * 1440 + 1439 - now.minute_of_day();
    match time.when {
        When::Day(date) | When::Part(date) => day(date),
        When::ThisWeek => times::week_end(now.today()).map_or(i64::MAX, day),
        When::Days(_, past) => day(past),
        When::Moment(_) | When::Within(_) | When::Hours(_) | When::WorkDays(_) => minutes_away(time, now),
    }
}

fn minutes_away(time: &Time, now: &Now<'_>) -> i64 {
    match time.when {
        When::Moment(at) => now.minutes_until(at),
        When::Within(n) => i64::from(n),
        When::Hours(n) => i64::from(n) * 3,
        When::WorkDays(n) => i64::from(n) * 1440,
        _ => i64::MAX,
    }
}

/// Whether a time is a deadline for a reader, and how firmly.
fn judge(parse: &Parse<'_>, time: &Time) -> Option<Tie> {
    if time.sort == Sort::Now
        || parse.message.is_cited(time.from)
        || is_ruled_out(parse, time)
        || parse.addresses_some(time.from)
    {
        return None;
    }
    let held = tie_of(parse, time);
    if time.bare {
        return is_answered_by(parse, time).then_some(Tie::Near);
    }
    let sentence = parse.sentence(time.from);
    if is_heading(parse, time) {
        return Some(held);
    }
    let Some(bound) = parse.bound_at(time.from) else {
        return (stands_alone(parse, time) && may_stand_alone(parse, sentence, held)).then_some(held);
    };
    let binding = match bound.cue {
        Cue::Request if matches!(bound.rule, "reminder" | "hoped" | "possible" | "anyone") => {
            held == Tie::Firm
        }
        Cue::Request => {
            held > Tie::Loose || closes_request(parse, bound, time) || parse.says(sentence, Cue::Sync)
        }
        Cue::Limit => {
            !parse.sentences.get(sentence).is_some_and(|s| s.is_question) && is_asked_near(parse, sentence)
        }
        Cue::Sync => !asks_about(parse, bound.to.min(time.from), time.from),
        Cue::Consent => true,
        Cue::Need => {
            held == Tie::Firm
                && !parse.sentences.get(sentence).is_some_and(|s| s.is_question)
                && (bound.rule != "order" || orders::is_given(parse, &bound))
        }
        Cue::Approval => approves(parse, bound, time, held),
        _ => false,
    };
    let wondered = held < Tie::Firm && bound.from < time.from && asks_about(parse, bound.to, time.from);
    (binding && !wondered).then_some(held)
}

/// `due Friday: peer reviews`
fn is_heading(parse: &Parse<'_>, time: &Time) -> bool {
    let message = parse.message;
    let Some(clause) = parse.clauses.get(parse.clause(time.from)) else { return false };
    let said = matches!(message.word(clause.from), "due" | "deadline" | "needed");
    let small = |at| matches!(message.word(at), "due" | "deadline" | "needed" | "by" | "is" | "on" | "");
    said && message.is(time.to, ':')
        && (clause.from..time.from).all(small)
        && parse.message.kind(time.to + 1) != Kind::Line
}

/// Whether a sentence or one beside it asks something of a reader.
fn is_asked_near(parse: &Parse<'_>, sentence: usize) -> bool {
    was_asked(parse, sentence) || parse.says(sentence + 1, Cue::Request)
}

/// Whether a sentence or the one before it asks something of a reader.
fn was_asked(parse: &Parse<'_>, sentence: usize) -> bool {
    parse.says(sentence, Cue::Request)
        || sentence.checked_sub(1).is_some_and(|before| parse.says(before, Cue::Request))
}

/// Words right before a time that make it a start, a citation or no time for anybody.
pub(super) fn is_ruled_out(parse: &Parse<'_>, time: &Time) -> bool {
    let message = parse.message;
    let Some(before) = time.from.checked_sub(1) else { return false };
    let word = message.word(before);
    let started =
        matches!(word, "from" | "since" | "after" | "starting" | "not" | "till" | "until" | "til" | "than")
            && !(word == "than" && time.from >= 2 && matches!(message.word(time.from - 2), "later"));
    // `send it until Friday`, as many say whose first language has one word for both
    let bound = parse.last_before(time.from).or_else(|| parse.bound_at(time.from));
    let meant_by = bound.is_some_and(|bound| bound.cue == Cue::Request)
        && !parse.says(parse.sentence(time.from), Cue::Wait);
    let until = matches!(word, "till" | "until" | "til");
    let granted = until && meant_by
        || until
            && before >= 1
            && matches!(
                message.word(before - 1),
                "have" | "open" | "respond" | "reply" | "comment" | "object" | "time"
            );
    let owns = message.word(time.to) == "'s" && message.kind(time.to + 1) == Kind::Word;
    // `the one you posted at 12:42`
    let told = matches!(word, "at" | "on")
        && before >= 1
        && message.word(before - 1).len() > 4
        && message.word(before - 1).ends_with("ed");
    // `one by one`, `as of Tuesday`, `for the next 15 minutes`, `for over a month`
    let at = |back: usize| time.from.checked_sub(back).map_or("", |at| message.word(at));
    let counted = message.word(time.from) == "one" && at(2) == "one";
    let as_of = word == "of" && at(2) == "as";
    let lasts = (word == "for" || word == "the" && at(2) == "for")
        && (matches!(time.when, When::Within(_) | When::Hours(_) | When::WorkDays(_))
            || message.word(time.from) == "over"
            || matches!(message.word(time.from), "next" | "last") && message.number(time.from + 1).is_some());
    told || counted
        || as_of
        || lasts
        || (started && !granted)
        || (owns && !matches!(word, "before" | "by" | "b4"))
}

pub(super) fn tie_of(parse: &Parse<'_>, time: &Time) -> Tie {
    let message = parse.message;
    // `tomorrow before 10`
    if (time.from..time.to).any(|at| matches!(message.word(at), "within" | "by" | "before"))
        && time.sort != Sort::Counted
    {
        return Tie::Firm;
    }
    let start = parse.clauses.get(parse.clause(time.from)).map_or(0, |clause| clause.from);
    let mut event = false;
    for at in (start.saturating_sub(2)..time.from).rev().take(6) {
        match message.word(at) {
            "by" | "within" | "due" | "needed" | "deadline" | "than" | "b4" if !event => return Tie::Firm,
            "before" => return if event { Tie::Near } else { Tie::Firm },
            "for" | "until" | "till" if !event => return Tie::Near,
            "the" | "at" | "on" | "around" | "about" | "latest" | "like" | "say" | "maybe" | "ideally"
            | "early" | "late" | "preferably" | "is" | "then" | "best" | "of" | "this" | "no" | "later" => {}
            "" if matches!(message.kind(at), Kind::Mark(':' | '(' | ',' | '—')) => {}
            _ => event = true,
        }
    }
    match time.when {
        _ if time.is_end => Tie::Firm,
        When::Within(_) | When::Hours(_) | When::WorkDays(_) => Tie::Near,
        _ if message.word(time.from) == "in" => Tie::Near,
        _ => Tie::Loose,
    }
}

/// A loose time belongs to a request when it closes it: nothing is asked about it, and nothing goes on after it.
fn closes_request(parse: &Parse<'_>, request: Found, time: &Time) -> bool {
    let message = parse.message;
    let before = time.from.checked_sub(1).map_or("", |at| message.word(at));
    let attribute =
        matches!(before, "the" | "that" | "a" | "my" | "our" | "your" | "'s" | "of" | "about" | "and");
    let attended = parse.cues_in(request.to, time.from).iter().any(|cue| cue.cue == Cue::MaybeSync);
    let after = match message.kind(time.to) {
        Kind::Word => matches!(
            message.word(time.to),
            "please"
                | "pls"
                | "or"
                | "if"
                | "and"
                | "so"
                | "at"
                | "thanks"
                | "to"
                | "but"
                | "as"
                | "with"
                | "for"
                | "thx"
                | "then"
                | "when"
                | "instead"
                | "too"
                | "already"
                | "latest"
                | "would"
                | "can"
                | "could"
        ),
        Kind::Opaque | Kind::Number(_) => false,
        _ => true,
    };
    // in German the verb comes last: `kannst du das heute noch prüfen`
    let after = after || message.is_translated;
    // `notes from our meeting today - please …`: a clause of its own
    let apart = request.from >= time.to && {
        let clause = parse.clauses[parse.clause(time.from)];
        let words = (clause.from..clause.to).filter(|at| !(time.from..time.to).contains(at));
        request.from >= clause.to && words.filter(|at| message.kind(*at) == Kind::Word).count() > 3
    };
    !attribute && after && !attended && !apart && request.from <= time.to + 4
}

/// Whether words between an ask and a time turn it into a question about that time.
fn asks_about(parse: &Parse<'_>, from: usize, to: usize) -> bool {
    (from.min(to)..to).any(|at| {
        matches!(
            parse.message.word(at),
            "when"
                | "what"
                | "why"
                | "how"
                | "whether"
                | "where"
                | "who"
                | "which"
                | "about"
                | "happened"
                | "from"
                | "if"
                | "know"
                | "was"
                | "were"
                | "did"
        )
    })
}

/// `tomorrow is fine`, `by end of week would be great`, `COB Friday works`: the time is what is fine.
fn approves(parse: &Parse<'_>, approval: Found, time: &Time, held: Tie) -> bool {
    let clause = parse.clauses[parse.clause(time.from)];
    // `Friday is early enough, could you …?` offers first and asks then
    let asked = parse.sentences.get(clause.sentence).is_some_and(|s| s.is_question && s.to == clause.to);
    let between = parse.message.word(time.to);
    let near = approval.from == time.to
        || approval.from == time.to + 1
            && matches!(
                between,
                "also" | "still" | "probably" | "should" | "would" | "might" | "could" | "definitely"
            );
    near && (held == Tie::Firm || !asked && time.from <= clause.from + 1 && !accepts(parse, approval, time))
}

/// `2:30 works for me`: agrees to what somebody else proposed. After an ask, or with a day (`tomorrow is fine`), it is
/// the writer who proposes.
fn accepts(parse: &Parse<'_>, approval: Found, time: &Time) -> bool {
    let message = parse.message;
    let for_me = (approval.from..approval.to + 3)
        .any(|at| message.word(at) == "for" && matches!(message.word(at + 1), "me" | "us"));
    let mut said = approval.from..approval.to;
    let works = said.any(|at| {
        matches!(
            message.word(at),
            "works" | "work" | "suits" | "good" | "great" | "perfect" | "should" | "would"
        )
    });
    let asks = parse.cues.iter().any(|cue| matches!(cue.cue, Cue::Request | Cue::NoRush));
    !asks && (for_me || works || matches!(time.when, When::Moment(_)))
}

/// Whether a bare length (`24h`) is all that is said, or all that is said after an ask.
fn is_answered_by(parse: &Parse<'_>, time: &Time) -> bool {
    let sentence = parse.sentence(time.from);
    let counted = parse.message.number(time.from).is_some();
    let asked = sentence > 0 && was_asked(parse, sentence);
    // `24h` may be all there is; `4 minutes` answers somebody
    let long = match time.when {
        When::Within(minutes) | When::Hours(minutes) => minutes >= 60,
        _ => true,
    };
    let short = parse.message.glued(time.from + 1);
    let alone = parse.sentences.len() == 1 && !parse.sentences[0].is_question && long && short;
    counted && (asked || alone) && stands_alone(parse, time)
}

/// Whether a sentence is nothing but a time with small words around it.
fn stands_alone(parse: &Parse<'_>, time: &Time) -> bool {
    let Some(sentence) = parse.sentences.get(parse.sentence(time.from)) else { return false };
    if sentence.to - sentence.from > 16 {
        return false;
    }
    (sentence.from..sentence.to).filter(|at| !(time.from..time.to).contains(at)).all(|at| {
        !matches!(parse.message.kind(at), Kind::Word | Kind::Number(_))
            || matches!(
                parse.message.word(at),
                "by" | "before"
                    | "due"
                    | "please"
                    | "pls"
                    | "thanks"
                    | "thx"
                    | "the"
                    | "latest"
                    | "at"
                    | "on"
                    | "if"
                    | "possible"
                    | "asap"
                    | "preferably"
                    | "ideally"
                    | "maybe"
                    | "perhaps"
                    | "say"
                    | "deadline"
                    | "ok"
                    | "for"
                    | "this"
                    | "needed"
                    | "around"
                    | "how"
                    | "about"
                    | "or"
                    | "within"
                    | "then"
                    | "no"
                    | "not"
                    | "later"
                    | "than"
                    | "need"
                    | "it"
            )
    })
}

/// A time that stands alone sets a window when it says so itself, or when it goes on from an ask.
fn may_stand_alone(parse: &Parse<'_>, sentence: usize, held: Tie) -> bool {
    let goes_on = sentence.checked_sub(1).is_some_and(|before| {
        parse.says(before, Cue::Request) || parse.says(before, Cue::Sync) || parse.says(before, Cue::Hurry)
    });
    let asked = parse.sentences.get(sentence).is_some_and(|s| s.is_question);
    let called = sentence.checked_sub(1).is_some_and(|before| parse.says(before, Cue::Sync));
    held == Tie::Firm || goes_on && (!asked || called)
}
