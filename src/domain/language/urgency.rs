//! Phrases of hurry, of no hurry, and of no answer at all.

use super::patterns::{Cue, Rule};

use Cue::{CheckIn, Fyi, Hurry, NoReply, NoRush, NotUrgent, Outage, Urgent};

pub(super) const RULES: &[Rule] = &[
    // at once
    ("asap", Hurry, "asap"),
    ("asap", Hurry, "as soon as possible|feasible"),
    ("asap", Hurry, "as soon as you|u can|could"),
    ("asap", Hurry, "as soon as humanly possible"),
    ("asap", Hurry, "as fast|quickly as possible"),
    ("right-away", Hurry, "right away"),
    ("right-away", Hurry, "straight away"),
    ("right-now", Hurry, "right now"),
    ("immediately", Hurry, "immediately"),
    ("drop-everything", Hurry, "drop everything"),
    ("for-yesterday", Hurry, "need|needed|needs ~4 yesterday $"),
    ("for-yesterday", Hurry, "need|needed|needs it|this|that yesterday"),
    ("urgent", Urgent, "urgent|urgently"),
    ("emergency", Urgent, "emergency"),
    ("outage", Outage, "=thing is|are|'s completely|totally|currently|still? down|unreachable|dead"),
    ("outage", Outage, "=thing is|are|'s down|unreachable|dead"),
    ("outage", Outage, "=thing|everything is|are|'s on fire"),
    ("outage", Outage, "^ =thing down $"),
    // words of hurry that set none
    ("not-urgent", NoRush, "not|nothing|isn't|isnt|non|never|hardly ~2 urgent|emergency"),
    ("not-urgent", NoRush, "not|isn't|isnt time sensitive|critical"),
    ("not-urgent", NoRush, "no urgency|emergency"),
    ("asks-urgency", NotUrgent, "^ is|are it|this|that|these|those|there ~2 urgent|emergency|urgency"),
    (
        "asks-urgency",
        NotUrgent,
        "how|why|what|which|anything|something|everything|everyone|stuff ~3 urgent|emergency",
    ),
    (
        "asks-urgency",
        NotUrgent,
        "if|unless|when|whenever|whether|case ~6 urgent|urgently|emergency|asap|immediately",
    ),
    (
        "named-urgent",
        NotUrgent,
        "urgent|emergency care|room|exit|stuff|matters|things|issues|queue|contact|motion|brake|services|fund|number|line|landing",
    ),
    ("named-urgent", NotUrgent, "urgent only|enough|flag|label|tag|channel|queue|tickets"),
    ("named-urgent", NotUrgent, "asap library|framework|project|science|rocky|is|means|stands"),
    (
        "told-urgent",
        NotUrgent,
        "was|were|been|wasn't|weren't|said|says|thinks|thought|marked|marking|marks ~3 urgent|urgently|emergency|asap",
    ),
    ("told-urgent", NotUrgent, "thanks|thank|thx|appreciate|for the|your urgent"),
    ("not-now", NotUrgent, "not|n't|don't|doesn't|can't|cannot|won't|didn't|couldn't not? ~4 right now|away"),
    (
        "not-now",
        NotUrgent,
        "immediately after|before|following|preceding|obvious|clear|apparent|visible|available",
    ),
    ("not-now", NotUrgent, "not|n't|don't|doesn't|didn't ~4 immediately|asap"),
    // no hurry
    ("no-rush", NoRush, "no|zero|without|not|isn't|isnt ~2 rush|hurry|pressure"),
    ("no-rush", NoRush, "don't|dont|do not? rush|hurry"),
    ("no-rush", NoRush, "take|taking your|ur time"),
    (
        "no-rush",
        NoRush,
        "when|whenever|if|once =you|=you 'll|'ve? get|have|find|got|gets|has|had a|some|the|any|another? spare|free|quiet|good? chance|minute|min|moment|sec|second|mo|breather|opportunity",
    ),
    (
        "no-rush",
        NoRush,
        "when|whenever =you 'll|'ve? get|have|find|got|gets|has a|some|the|any? spare|free|quiet? time|cycles|bandwidth|space",
    ),
    ("no-rush", NoRush, "when|whenever time permits|allows"),
    ("no-rush", NoRush, "when|whenever you|u are|'re free|bored|able"),
    ("no-rush", NoRush, "whenever =you can|want|like|feel"),
    ("no-rush", NoRush, "whenever is|'s|it|that's? convenient|works|suits|fine|possible"),
    ("no-rush", NoRush, "when convenient"),
    ("no-rush", NoRush, "at|in your|ur own? leisure|convenience|pace|time"),
    // no answer
    ("no-reply", NoReply, "no need|reason to|for|of a|an|any? reply|respond|answer|response|write|react"),
    ("no-reply", NoReply, "no need|reason to do anything"),
    (
        "no-reply",
        NoReply,
        "no further? reply|response|answer|action|replies|responses needed|necessary|required|expected",
    ),
    ("no-reply", NoReply, "don't|dont|needn't|not|doesn't need|have to reply|respond|answer|act"),
    ("no-reply", NoReply, "don't|dont need|expect|require a|an|any? reply|response|answer"),
    ("no-reply", NoReply, "needn't reply|respond|answer"),
    ("no-reply", NoReply, "reply|response|answer|action not needed|necessary|required|expected"),
    ("no-reply", NoReply, "nothing to do|needed|required on|from|for|by|here you|your|anyone|anybody?"),
    ("nrn", NoReply, "nrn|nntr|nnta"),
    ("fyi", Fyi, "^ fyi|fyis"),
    ("fyi", Fyi, "just|quick|more|as a|an? fyi|heads"),
    ("fyi", Fyi, "fyi $"),
    ("fyi", Fyi, "^ for your information|info|awareness"),
    // when they are there anyway
    ("when-back", CheckIn, "when|once|whenever you|u are|'re|get|come back|online"),
    ("when-back", CheckIn, "when|once|whenever you|u are|'re|get back at|to your|ur desk|computer|keyboard"),
    ("next-check-in", CheckIn, "next|daily check in|checkin"),
];
