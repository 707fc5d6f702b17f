//! Phrases that ask for a call, and talk about calls. Long because they stand in one table.

use super::super::patterns::{Cue, Rule};

use Cue::{MaybeSync, NoSync, Sync};

pub(in crate::domain::language) const RULES: &[Rule] = &[
    // the words tables of other languages put calls into, whose verbs stand anywhere
    ("call", Sync, "can|could|should|shall|let's|would|may|when|might we ~8 call-verb|a-call"),
    ("call", Sync, "let's ~8 call-verb|a-call"),
    (
        "call",
        Sync,
        "have|are|got|has you|anyone|someone ~5 time|min|mins|minutes|minute|moment|free|available|reachable ~6 call-verb|a-call",
    ),
    ("call", Sync, "free|available|reachable|time ~4 call-verb|a-call"),
    ("call", Sync, "can|could|would|would-you|please you? ~5 ring-me"),
    ("call", Sync, "would-you ~4 a-call"),
    ("call", Sync, "i need|want|would|like|prefer|'d ~5 a-call"),
    ("call", Sync, "please ~3 a-call"),
    ("call", Sync, "can|could|would|would-you|please you? ~3 to-me ~5 ring-verb|ring-me"),
    ("call-opens", MaybeSync, "^ a-call|call-verb"),
    // somebody is to join
    (
        "call",
        Sync,
        "hop|jump|get|hopping|jumping|getting|come|dial|pop|drop|go|step|join =onto a|the|our|my|this|another|some? #? =kind? =kind? =talk|bridge|teams|discord|phone|meet|video|voice",
    ),
    ("call", Sync, "hop|jump|pop on|in real? quick|quickly|asap|now|for|with|$"),
    ("call", Sync, "hop|jump|hopping|jumping on a quick|short one|1"),
    (
        "call",
        Sync,
        "join a|the|our|my|this? incident|war|quick|short|zoom|video|teams? call|huddle|bridge with|asap|now|immediately|please|pls|$",
    ),
    (
        "call",
        Sync,
        "can|could|would|will|please|pls|plz|who you|u|someone|somebody|everyone|can? ~1 join|dial|hop|jump a|the|our|us|my|in|into|on ~3 call|huddle|zoom|bridge|meeting|chat",
    ),
    ("call", Sync, "can|could|would|please|pls you|u? dial|call in $"),
    // somebody is to call
    ("call", Sync, "give|gimme|drop me|us|a another|a|quick? quick|short? call|ring|bell|buzz|tinkle"),
    ("call", Sync, "gimme a? quick? call|ring|buzz"),
    ("call", Sync, "give me|us a ~1 on the phone"),
    (
        "call",
        Sync,
        "please|pls|plz|can|could|would|will|kindly|then you|u|ya|someone|somebody? please|pls|just|maybe|quickly? call|ring|phone|facetime|buzz|dial me|us",
    ),
    ("call-offer", Sync, "free|feel to call|ring|phone me|us when|whenever|any"),
    (
        "call",
        Sync,
        "call|ring|phone me asap|today|tomorrow|now|when|back|please|pls|plz|right|immediately|urgently|tonight",
    ),
    ("call", Sync, "^ please|pls|just? call|ring|phone|buzz|facetime me|us $"),
    ("call", Sync, "can|could|may|shall|should i|we give? you|u|ya? a? quick? call|ring|facetime"),
    ("call", Sync, "mind|ok|okay|alright|cool|fine|possible if i|we call|ring|phone|facetime you|u $"),
    (
        "call",
        Sync,
        "good|ok|okay|bad|best|convenient|right|better time|moment to|for a? quick? =speak|call|ring",
    ),
    ("call", Sync, "called|call|rang you|u|back but|can|please"),
    // talking is proposed
    (
        "call",
        Sync,
        "let|let's|lets 's|us? quickly|all|just|maybe|please? =speak|discuss|touch tomorrow|today|at|on|this|later|now|about|it|live|over|by|base|next|again|quickly|briefly|offline|via|through|face|soon|monday|tuesday|wednesday|thursday|friday",
    ),
    (
        "call",
        Sync,
        "let|let's|lets 's|us? quickly|all|just|maybe? sync|catch|meet up|at|tomorrow|today|on|later|live|over",
    ),
    ("call", Sync, "let|let's|lets 's|us? quickly|all|just|maybe|both? =speak|call $"),
    (
        "call",
        Sync,
        "let|let's|lets 's|us? all|just|maybe|quickly|both? have|do|hop|jump|get|set|schedule|book|arrange|grab|find|organize|organise|hold|start|plan|make ~2 a|an|some|on|up|another #? =kind? =kind? =talk",
    ),
    (
        "call",
        Sync,
        "let|let's|lets 's|us? ~1 get|take|move|do|hop|settle|sort|solve|discuss|continue|talk ~8 on|to|over|in|by|via|onto a|the? #? =kind? =kind? call|phone|huddle|zoom|teams|live|person|voice|video",
    ),
    ("call", Sync, "let|let's|lets 's|us? ~1 take|do|talk|discuss|meet|sync|chat ~3 live"),
    (
        "call",
        Sync,
        "can|could|shall|should|may|cld|might we|i|us quickly|briefly|please|all|both|maybe|just|possibly|also|perhaps? =speak|call|catch have|up|you|u|to|about|at|tomorrow|today|on|later|live|for|now|a|this|quickly|briefly|in|over|before|after|again|via|next|offline|with|soon|monday|tuesday|wednesday|thursday|friday|tonight|around|face",
    ),
    (
        "call",
        Sync,
        "can|could|shall|should|cld we|i|us quickly|briefly|please|all|both|maybe|just? =speak|call $",
    ),
    ("call", Sync, "can|could|shall|should|might we ~2 =speak $"),
    ("call", Sync, "can|could|shall|should|may we|i ~3 live|voice $"),
    ("call", Sync, "any chance we|i|you|u could|can =speak|call"),
    ("call", Sync, "any|possible chance|way of|for|to|we|have? a|an|have? a? #? =kind? =kind? =talk $"),
    (
        "call",
        Sync,
        "any|possible chance|way of|for|to|have a|an #? =kind? =kind? =talk on|about|with|re|tomorrow|today|this|next|later|now",
    ),
    (
        "call",
        Sync,
        "can|could|shall|should|may|will|would|cld|pls|please|to|possible we|i|you|u|someone|somebody|us? please|pls|all|maybe|quickly|just|also|perhaps? have|do|set|schedule|book|arrange|grab|find|organize|organise|hold|start|plan|squeeze|put|make a|an|some|up|another|for|in|time|us? a|an|some|quick? #? =kind? =kind? call|huddle|chat|zoom|meeting|meet|sync|talk|slot|facetime|catchup|conversation",
    ),
    (
        "call",
        Sync,
        "can|could|shall|should|would|like|love|want|please|pls we|i|you|u|to? find|schedule|set|book|block|put|have|get|reserve|make|save aside? some|a|an|#|half? #|an|of? time|slot|min|mins|minutes|hour|minute ~3 to|for =speak|talk|discuss|go|a|call|meeting",
    ),
    (
        "call",
        Sync,
        "like|love|want|wanna|good|great|nice|keen|hoping to|2? arrange|schedule|set|have|book|do|hop|jump|get|grab|organise|organize|find up|on|onto|some|time? a|an|another|some|our? #? =kind? =kind? visit|call|meeting|chat|huddle|sync|talk|zoom|conversation",
    ),
    (
        "call",
        Sync,
        "'d|would|id|i'd love|like|appreciate|welcome|prefer a|an #? =kind? =kind? call|chat|huddle|zoom|meeting|sync|talk|conversation",
    ),
    (
        "call",
        Sync,
        "'d|would|id|i'd love|like|want|need to =speak|talk with|to you|u|about|tomorrow|today|live|on|at|over|with",
    ),
    (
        "call",
        Sync,
        "i|we need|want|have|would|'d|like ~1 to talk|speak|chat on|over|live|with|asap|now|to|today|tomorrow you|u|the|about|phone|today|tomorrow|asap|now|live|call|zoom|$",
    ),
    ("call", Sync, "i|we need|want|have to talk|speak $"),
    // time for it
    (
        "call",
        Sync,
        "time|minute|min|mins|minutes|sec|second|seconds|moment|free|available|around|up|open|slot|space|room|bandwidth|hour|down|online|reachable|game|mood|there|here for|to|4|2 a|an|another|some|our|this|quick? #? =kind? =kind? =talk|call|speak",
    ),
    (
        "call",
        Sync,
        "time|min|mins|minutes|minute|sec|moment|slot|free|available|bandwidth|around|ok|able ~4 to|2 quickly|briefly|just|maybe|quick? =speak",
    ),
    (
        "call",
        Sync,
        "got|have|spare|grab|steal|borrow|take|find|use|get|give #|a|an|some|few|couple|5|10|15|half|me|you|us ~3 min|mins|minutes|minute|sec|time|hour|slot ~2 to|for =speak|discuss|huddle|a|walk|go|explain|catch through|up|over|about|call|chat|quick|with|tomorrow|today|now|this|$",
    ),
    ("call", Sync, "got|have|spare # for|to a? =kind? =kind? =talk"),
    ("call", Sync, "put|find|block|grab|book|add ~4 on|in my|your|our|ur|both calendar|calendars|cal|diary"),
    (
        "call",
        Sync,
        "you|u|anyone|everyone|someone|be|have|got ~1 free|available|time|able|around|up to talk|chat|speak|meet|sync|huddle|call|zoom",
    ),
    (
        "call",
        Sync,
        "free|available|around ~6 for a|an|another? #? =kind? =kind? call|chat|huddle|zoom|sync|meeting|meet|talk",
    ),
    (
        "call",
        Sync,
        "work|works|good|ok|okay|fine|suit|suits|convenient|possible you|u|everyone|everybody|all? for|as a|an|our|the #? =kind? =kind? call|chat|huddle|zoom|sync|meeting|talk",
    ),
    ("call", Sync, "make|join a|our|the #? =kind? =kind? call|huddle|zoom|sync at|on|tomorrow|today|around"),
    (
        "call-offer",
        Sync,
        "happy|glad|available|around to|for ~1 hop|jump|get|do|have|set|a ~1 call|huddle|zoom|chat",
    ),
    ("call-offer", Sync, "happy|glad to ~1 hop|jump|get on|onto a ~1 call|huddle|zoom|chat"),
    ("call", Sync, "sync up at|on|tomorrow|today|later|this|over|about|$"),
    ("call", Sync, "free|time|want|wanna|like|love to? sync|catch up"),
    (
        "call",
        Sync,
        "when|what|which day|time|slot|times|days|slots|is|'s|works|are|would|can|could|should|shall ~6 to|for|we|i|you|u a|quick|our|the|next? =speak|call|chat|meeting $",
    ),
    (
        "call",
        Sync,
        "when|where can|could|should|shall|are we|i|you|u all|both? =speak|call|free|available to|for|about|with|$ =speak|call|a|$",
    ),
    (
        "call",
        Sync,
        "know|ping|tell|text|message me|us? when|if|once|for|what you|u|a|time|works can|could|'re|are|have|quick|for|free|is|'s|works free|available|ready|a|the|time|best|call|talk|chat|speak|good|to|up? for|to|call|talk|chat|speak|huddle|a|$ ~2 call|talk|chat|speak|huddle|zoom|meet|$",
    ),
    (
        "call",
        Sync,
        "know|tell|ping me|us? when|what|if|which ~5 to|for =speak|call|a call|chat|huddle|zoom|talk|meeting|$",
    ),
    (
        "call",
        Sync,
        "ping|message|text|dm me|us for|to a|start? =kind? =kind? call|huddle|chat|zoom|sync|talk",
    ),
    (
        "call",
        Sync,
        "do|should|would|shall|does we|you|u|it need|want|have|make|prefer|like|fancy a|an|to|sense? #? =kind? =kind? call|huddle|zoom|chat|sync|meeting|talk $",
    ),
    (
        "call",
        Sync,
        "^ need|needs|want|require|requires|deserves|suggest|propose|worth a|an|another #? =kind? =kind? call|huddle|zoom|sync|chat|meeting",
    ),
    (
        "call",
        Sync,
        "i|we|this|it|that really|still|also|probably|think|maybe|might|'d|urgently? need|needs|want|require|requires|deserves|suggest|propose|worth a|an|another #? =kind? =kind? call|huddle|zoom|sync|chat|meeting",
    ),
    (
        "call",
        Sync,
        "need you|u|someone|somebody|everyone|all|ops|dev ~2 on a|the|this ~2 call|zoom|huddle|bridge|phone|meeting",
    ),
    ("call", Sync, "maybe|perhaps|how|what about? a|an #? =kind? =kind? call|huddle|zoom|chat|sync|meeting"),
    ("call", Sync, "time|up|down|ready|game|care|fancy for|a #? =kind? =kind? call|huddle|zoom|sync|chat"),
    ("call", Sync, "^ huddle|call|zoom $"),
    (
        "call",
        Sync,
        "zoom|video|phone|quick|short|voice call|chat|huddle would|might|could|should be|help|work|sort",
    ),
    (
        "call",
        Sync,
        "a|quick call|huddle|chat|zoom would|might|could ~1 be|help|easier|better|faster|good|great",
    ),
    ("call", Sync, "catch you|u up $"),
    ("call", Sync, "sense to ~1 meet|talk|call|chat|huddle|sync|speak|zoom"),
    (
        "call",
        Sync,
        "easier|better|faster|quicker|simpler|best to|for|us|you|just|if|we? over|on|in|via|by|to|just|we|discuss|talk|speak|chat|explain|do|a? talk|speak|chat|meet|call|on|over|live|voice|in|via|by|person|phone|zoom|huddle|quick|it|the|this|a ~3 call|huddle|phone|chat|person|live|voice|video|zoom|$",
    ),
    (
        "call",
        Sync,
        "easier|better|faster|quicker|simpler over|on|in|via|by|to a|the? quick|just? =speak|zoom|call|huddle|phone|chat|person|voice",
    ),
    (
        "call",
        Sync,
        "live|phone|voice|person|face|call would|might|may|is|'s ~1 be|easier|better|faster|quicker|best easier|better|faster|quicker|best|simpler|$",
    ),
    (
        "call",
        Sync,
        "mind jumping|hopping|getting|having|doing|joining on|a|into a|the? #? =kind? =kind? call|huddle|zoom|chat",
    ),
    ("call", Sync, "how|what about we|a|you =kind? talk|meet|call|chat|speak|hop"),
    (
        "call",
        Sync,
        "discuss|talk|go|chat|explain|solve|sort|settle|continue|clarify|do ~4 on|over|in|via|by a|the? #? =kind? =kind? call|huddle|zoom|phone|teams|meet",
    ),
    (
        "call",
        Sync,
        "wanna|want|care|fancy|down|up|ready to|for|4? a? #? =kind? =kind? zoom|huddle|call|chat|meet|talk|sync|facetime",
    ),
    ("call", Sync, "talk|speak|chat|meet|discuss ~2 face to face"),
    (
        "call",
        Sync,
        "are|r|anyone|anybody|someone you|u|y'all? around|free|available|up|down|online|here|there|in to|for|4 =speak|call|a|quick",
    ),
    ("call", Sync, "start|open|kick a|off|the huddle|call|zoom"),
    (
        "call-opens",
        MaybeSync,
        "^ a|an? #? =kind? =kind? call|huddle|zoom|sync|chat|meet|meeting|facetime|catchup|teams|talk up?",
    ),
    (
        "call-opens",
        MaybeSync,
        "^ #? min|mins|minute|minutes to|for =speak|a|explain|discuss|walk|go call|chat|huddle|talk|$",
    ),
    ("call", MaybeSync, "call|huddle|zoom|chat|phone"),
    // talk about calls, and what only sounds like one
    ("not-a-call", NoSync, "if|unless|in ~6 call|ring|text|phone|page me|us"),
    ("not-a-call", NoSync, "i|we|they|he|she 'll|will|'d ~2 call|ring|phone"),
    (
        "not-a-call",
        NoSync,
        "had|has|having|was|after|during|our|in|from|the|were|missed a|an|the|scheduled|weekly|daily|monthly|today's|yesterday's|great|good|your ~1 call|huddle|zoom|chat|meeting|sync $",
    ),
    ("not-a-call", NoSync, "i|they|you|already have|'ve a|an|another|got ~1 call|huddle|zoom|chat|meeting $"),
    ("not-a-call", NoSync, "^ we have a|an|another ~1 call|huddle|zoom|chat|meeting $"),
    (
        "not-a-call",
        NoSync,
        "no|without|not|don't|dont|doesn't|didn't|n't|cannot|can't|never ~1 need|want|reason|require|worth|have|even|call|ring|phone ~3 call|huddle|zoom|chat|meeting|talk|sync|ring|phone|me",
    ),
    ("not-a-call", NoSync, "no call|calls|meeting|huddle needed|necessary|required"),
    ("not-a-call", NoSync, "call|ring|phone|facetime me|us at|on|under # "),
    ("not-a-call", NoSync, "friends|people|everyone|they|folks call me|us"),
    (
        "not-a-call",
        NoSync,
        "call|calls|calling it|this|that|them|out|for|off|these|each|in|upon|into|to a|an|the|sick|question|day|quits|papers|action|done|something|$",
    ),
    (
        "not-a-call",
        NoSync,
        "call|calls|zoom|chat|meeting|huddle|sync|teams|talk|bridge|meet stack|stacks|graph|site|sites|sign|function|functions|notes|note|recording|recordings|rota|center|centre|list|number|numbers|log|logs|link|links|api|issue|issues|bug|bugs|feature|support|app|level|levels|integration|history|bot|window|schedule|invite|invites|invitation|button|tree|trace|minutes|summary|agenda|sheet|id|room|rooms|order|volume|quality|transcript|server|client|channel|widget|message|messages|tool|plugin|script|job|error|errors|status|test|tests|was|is|went|got|moved|has|had|url|details|format",
    ),
    ("not-a-call", NoSync, "dial me|us in|into"),
    (
        "not-a-call",
        NoSync,
        "i|we booked|scheduled|made|found ~2 time|slot|meeting|call to|for|with ~1 talk|call|chat|meet|discuss",
    ),
    ("not-a-call", NoSync, "on call"),
    ("not-a-call", NoSync, "on-call"),
    (
        "not-a-call",
        NoSync,
        "function|system|method|api|db|database|rpc|http|recursive|virtual|async|remote|procedure|rest|sales|cold|conference|roll|wake|curtain|judgement|judgment|close|good|nice|great|tough|right call|calls",
    ),
    (
        "not-a-call",
        NoSync,
        "sync|call|chat|zoom|speak|talk|meet|meets with? the|from|all|my|deadline|deadlines|requirements|needs|expectations|criteria|demand|target|targets|goals|goal|spec|german|english|french|spanish upstream|branch|main|master|repo|repository|fork|database|db|files|calendar|folder|requirements|deadline|demand|target|server|api",
    ),
];
