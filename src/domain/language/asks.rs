//! Who is bound: phrases that ask a reader, phrases that bind the writer, and phrases that only look like it.

use super::Sign;
use super::clauses::Parse;
use super::patterns::{Cue, Found, Rule};
use super::token::Kind;

use Cue::{Approval, Condition, Consent, Limit, Need, NoAsk, Promise, Question, Request, Soft, Wait};

pub(super) const RULES: &[Rule] = &[
    // a reader is asked
    ("request", Request, "can|could|would|will|can't|couldn't|won't|cld|cud =you"),
    ("request", Request, "can|could|would one|some|any|all of you|u|us"),
    ("request", Request, "would|do|d you|u mind"),
    ("request", Request, "please|pls|plz|plse|kindly"),
    ("request", Request, "any chance you|u|someone|of|we|i|to"),
    ("request", Request, "are|r you|u able|free|available|around|up"),
    ("request", Request, "can|could|may|might i|we get|have|ask|see|use|borrow|expect"),
    ("request", Request, "help needed|wanted|please"),
    ("request", Request, "action required|needed"),
    (
        "request",
        Request,
        "i|we really|still|also|urgently|would|'d|do? need|want|require you|your|ur|all|everyone|everybody|someone|somebody|help|eyes|an|the|this|it|that|these|those|two|another|more",
    ),
    (
        "request",
        Request,
        "^ need|needs you|your|ur|someone|somebody|help|eyes|an|the|this|it|that|these|those|a",
    ),
    (
        "request",
        Request,
        "^ i|we? still|really? need|want a answer|reply|response|decision|review|reviewer|hand|sign|volunteer|draft|copy",
    ),
    (
        "request",
        Request,
        "i|we|id|i'd 'd|would|really? love|like|appreciate|welcome|value your|some|to hear|any|feedback|a|thoughts|comments|it if you|u",
    ),
    (
        "request",
        Request,
        "i|we|id|i'd 'd|would|really? love|like|appreciate|welcome|value your|some|any feedback|comments|input|thoughts|opinion|opinions|help|review|views|take|advice",
    ),
    (
        "request",
        Request,
        "would|'d love|like|appreciate|welcome your|some|any|a|hearing feedback|comments|input|thoughts|opinion|help|review|views|take|advice|second|hand",
    ),
    (
        "request",
        Request,
        "looking|asking for|forward? ~1 volunteers|help|feedback|input|comments|reviewers|someone|somebody|advice|a|an",
    ),
    ("request", Request, "let me|us know"),
    ("request", Request, "get back to me|us"),
    (
        "request",
        Request,
        "anybody|anyone|someone|somebody able|available|around|free|here|know|knows|has|have|got|up",
    ),
    ("request", Request, "reminder ~4 due"),
    ("request", Request, "^ a? friendly|gentle|quick|just? reminder to"),
    ("request", Request, "^ don't|dont|remember forget|to to?"),
    ("request", Request, "deadline for your"),
    (
        "request",
        Request,
        "^ please|and|then|also|so? send|submit|reply|respond|answer|confirm|approve|complete|rotate|rsvp|sign|vote|review|upload|return|fill|provide|register|email|share|finish|file|acknowledge|deliver|post|tell|give me|us|in|out|up|the|your|it|them|this|back|all|by|before|to|with",
    ),
    (
        "request",
        Request,
        "great|appreciated|helpful|grateful|appreciate|nice|awesome|lovely it? if you|u|someone|we could|can",
    ),
    ("reminder", Request, "^ reminder|reminders"),
    ("request", Request, "can|could|would|will each|all|both|one|either|some|any of you|u|us|them"),
    (
        "request",
        Request,
        "^ can|could|would the leads|team|folks|owners|owner|group|authors|author|reviewers|admins|others|rest",
    ),
    ("request", Request, "^ need|needed by"),
    ("request", Request, "interested in your|ur"),
    ("granted", Request, "you|u have|'ve until|till|til"),
    ("offer", NoAsk, "please|pls be aware|advised|informed|mindful|reminded|patient|careful|nice|kind"),
    ("request", Request, "lmk|ptal|wdyt"),
    ("request", Request, "^ bump|ping|nudge $"),
    ("request", Request, "^ make|be sure to|you|that|your"),
    ("request", Request, "i|we still|really? need|want|require from you|u|your"),
    (
        "request",
        Request,
        "i|we|i'd|id 'd|would like|love to have|get|see|receive|hear it|them|this|that|your|these|those|an|a|the|from",
    ),
    ("request", Request, "help|great|nice|good|perfect|helpful ~3 if i|we had|got|have|could|can|get"),
    (
        "request",
        Request,
        "^ all? teams|everyone|everybody|all|owners|members|managers|leads|authors|speakers must|should|shall|has|have|needs|need to? complete|submit|send|fill|update|confirm|finish|answer|vote|sign|migrate|rotate|be|do|enter|review",
    ),
    (
        "request",
        Request,
        "your|any|more thoughts|feedback|comments|input|opinion|opinions|advice|ideas|update|updates|news $",
    ),
    ("request", Request, "^ thoughts|feedback|comments|opinions|ideas|objections"),
    ("request", Request, "^ any news|word|update|updates|idea|ideas|luck|thoughts|advice|eta|objections"),
    ("request", Request, "i|we need|want by|until|before|within"),
    ("need", Need, "we need|have to ~1 get|have|fix|do|ship|send"),
    ("need", Need, "needed ~5 by|before|within"),
    ("limit", Limit, "^ the? deadline is|'s"),
    ("limit", Limit, "^ it|this|that|they is|'s|are|'re due|needed|required"),
    ("limit", Limit, "poll|survey|form|vote|voting|registration|signup closes|ends"),
    ("need", Need, "needs to be|get"),
    ("need", Need, "it|this|that|they|these|those|all|both|slides|docs|changes need to be|get"),
    ("need", Need, "needed|due|expected by|before|within"),
    ("need", Need, "must be ~2 by|before"),
    // questions
    (
        "question",
        Question,
        "^ who|whos|who's|what's|whats|hows|wheres|where's broke|is|'s|are|knows|has|owns|did|does|can|the|on|up|going",
    ),
    ("question", Question, "^ what|where|how|why|when 's|is|are|do|does|did|can|should|would|will|was"),
    ("question", Question, "curious|wondering|wonder how|why|what|where|when|who|if|whether"),
    ("question", Question, "^ are? you|u there|around|here $"),
    // looks like an ask and is none
    ("offer", NoAsk, "please|pls|plz feel|be free"),
    (
        "offer",
        NoAsk,
        "please|pls|plz don't|dont|do|note|stop|ignore|disregard|accept|find|enjoy|join|not|see not?",
    ),
    ("offer", NoAsk, "please|pls do not"),
    (
        "offer",
        NoAsk,
        "let me|us know if|when|should you|there|i|anything|anyone|we|it|that|something ~2 have|need|want|are|is|missed|can|could|run|see|find|'re|has|get|would",
    ),
    (
        "offer",
        NoAsk,
        "if =you have|need|want|got any|more|other|a? questions|question|concerns|problems|trouble|help|issues|interest|updates|comments",
    ),
    ("offer", NoAsk, "will|'ll let me|you|u|y'all|everyone|them know"),
    (
        "offer",
        NoAsk,
        "you|u can|could|might|may try|use|just|also|always|delete|run|see|check|do|find|simply|probably|either|then|set",
    ),
    ("offer", NoAsk, "yes|yeah|sure|ok|okay|yep you|u can"),
    ("offer", NoAsk, "please|pls|plz send|pass me|us|along? my|our regards"),
    ("rhetorical", NoAsk, "who knew|cares|knows"),
    ("rhetorical", NoAsk, "can|could you|u believe|imagine"),
    ("rhetorical", NoAsk, "could|would have been|worse"),
    ("rhetorical", NoAsk, "^ interested in a|an|the|joining|learning|paired|pair|working|some|helping|more"),
    ("rhetorical", NoAsk, "^ wonder how"),
    ("rhetorical", NoAsk, "^ i wonder whether|if|how"),
    ("rhetorical", NoAsk, "how|what cool|nice|great|a|funny|lovely"),
    (
        "past-ask",
        NoAsk,
        "you|he|she|they|was|were|been|i|we asked|wanted|told|reminded|promised ~2 to|me|us|him|her ~2 remind|do?",
    ),
    ("idiom", NoAsk, "at the end of the day"),
    ("idiom", NoAsk, "of all days"),
    // the writer or somebody else is bound
    (
        "promise",
        Promise,
        "i|we|he|she|they|it|that|this 'll|will|shall|ll|gonna|'m|'re|plan|planned|hope|intend|expect|aim|promise|promised|might|may|should|could|can|try|hopes|plans|promises|had|did",
    ),
    ("promise", Promise, "ill|i'll|we'll|i'm|im|he'll|she'll|they'll|it'll"),
    ("promise", Promise, "i|we|he|she|it am|are|is|was|were"),
    ("promise", Promise, "going to|on"),
    (
        "promise",
        Promise,
        "^ will|should|gonna|'ll be|do|send|get|have|look|check|ping|let|report|try|follow|update|take|share|post|fix|finish|email|call",
    ),
    ("promise", Promise, "^ on it|that"),
    ("news", Promise, "didn't|hasn't|haven't|wasn't|weren't|doesn't"),
    ("promise", Promise, "^ working|looking|fixing|finishing|heading on|into|at|in|it|this"),
    ("promise", Promise, "^ eta"),
    (
        "promise",
        Promise,
        "^ ooo|afk|off|out|away|back|gone until|till|tomorrow|on|from|for|of|today|this|next|in|by",
    ),
    ("promise", Promise, "he|she|they|client|customer says|said|wants|want|need|needs|wanted"),
    ("promise", Promise, "allow|allows|let|lets me|us to"),
    ("promise", Promise, "^ my|our|the? plan|plans|todo|todos|agenda|goals|tasks for|today|tomorrow|this"),
    // only if
    ("condition", Condition, "if|whether|assuming|provided|providing"),
    ("condition", Condition, "in case"),
    (
        "audience",
        Condition,
        "if you|u|anyone|you're want|wish|plan|interested|eligible|attending|new|affected|planning",
    ),
    (
        "audience",
        Condition,
        "if you|u are|'re|would|'d interested|eligible|attending|affected|new|planning|going|like|coming",
    ),
    ("audience", Condition, "if you|u have|'ve got? any|updates"),
    ("whether", Soft, "check|see|confirm|verify|ask|test ~2 if|whether"),
    (
        "if-done",
        Soft,
        "help|great|nice|good|perfect|helpful|grateful|appreciate|appreciated ~3 if i|we|you|u|someone|somebody",
    ),
    ("dont-forget", Soft, "don't|dont|never|not forget"),
    ("if-possible", Soft, "if|when at? possible|feasible|all"),
    ("if-possible", Soft, "if you|u can|could|don't mind?"),
    ("if-possible", Soft, "if that|this 's? works|ok|okay|fine|helps|suits"),
    ("consent", Consent, "if|unless no|nobody|none ~2 objects|object|objections|complains|disagrees|minds"),
    ("consent", Consent, "if|unless there are|'re|is no|any objections|objection"),
    ("consent", Consent, "unless|if i|we hear|get|see no|nothing|otherwise|objections|back"),
    ("consent", Consent, "unless|if i|we don't|dont|do|haven't hear|get|heard"),
    ("consent", Consent, "unless =you objects|object|disagrees|disagree|minds"),
    ("consent", Consent, "speak up|now"),
    ("consent", Consent, "object by|before|until"),
    // a day is offered
    (
        "approval",
        Approval,
        "is|'s|are|be|would|works|work|should fine|ok|okay|good|great|perfect|enough|lovely|ideal|awesome|be|for|with|works fine|ok|okay|good|great|perfect|enough|lovely|ideal|awesome|me|us",
    ),
    (
        "approval",
        Approval,
        "is|'s|would totally|perfectly|absolutely|be|also? fine|ok|okay|good|great|perfect|enough|lovely|ideal|awesome|nice",
    ),
    ("approval", Approval, "works|suffices|suits"),
    ("approval", Approval, "is|'s the|our|my hard|final|absolute|real deadline|limit"),
    (
        "wait",
        Wait,
        "wait|waiting|waits|hold|postpone|postponed|defer|delay|delayed|park|worry|keep|snooze ~4 till|until|til",
    ),
    ("wait", Wait, "out|away|off|closed|back|busy|gone|leave|ooo|vacation|pto ~2 till|until|til|from"),
    ("wait", Wait, "don't|dont|never ~6 before|until|till|til"),
    ("wait", Wait, "not ~4 before|until|till|til"),
    (
        "wait",
        Wait,
        "stay|remain|keep|leave|freeze|pause|block|run|runs|open|valid|available|leave ~4 until|till|til",
    ),
];

/// What shows that a reader is expected to answer or act.
pub(super) fn ask(parse: &Parse<'_>) -> Option<Sign> {
    let phrase = parse.cues.iter().find(|cue| asks(parse, cue)).map(Found::sign);
    phrase.or_else(|| question(parse))
}

fn asks(parse: &Parse<'_>, cue: &Found) -> bool {
    match cue.cue {
        Cue::Request => {
            cue.rule != "reminder"
                && parse.last_before(cue.from).is_none_or(|before| before.cue != Cue::Condition)
                && !parse.addresses_some(cue.from)
        }
        Cue::Question => true,
        _ => false,
    }
}

/// A sentence with a question mark that is no figure of speech.
fn question(parse: &Parse<'_>) -> Option<Sign> {
    let (_, sentence) = parse.sentences.iter().enumerate().find(|(number, sentence)| {
        let words = (sentence.from..sentence.to).any(|at| matches!(parse.message.kind(at), Kind::Word));
        sentence.is_question && words && !is_rhetorical(parse, *number)
    })?;
    Some(Sign { rule: "question-mark", from: sentence.from, to: sentence.to })
}

fn is_rhetorical(parse: &Parse<'_>, sentence: usize) -> bool {
    let Some(sentence) = parse.sentences.get(sentence) else { return false };
    parse.cues_in(sentence.from, sentence.to).iter().any(|cue| cue.rule == "rhetorical")
}

/// What shows that there is no hurry.
pub(super) fn no_rush(parse: &Parse<'_>) -> Option<Sign> {
    parse.cues.iter().find(|cue| cue.cue == Cue::NoRush).map(Found::sign)
}
