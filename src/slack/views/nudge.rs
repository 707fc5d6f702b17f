//! A nudge: who is not there, until when, and what can be done about it.

use super::bricks::{self, Button};
use super::{Shown, speech};
use crate::domain::availability::Kind;
use crate::domain::outgoing::{DueWords, NudgeCard, NudgeLine};
use crate::domain::text::{Piece, Speech};
use crate::domain::words::{Locale, Phrase};

const FOCUS: Phrase = Phrase::en("nudge.focus", "*{who} is in focus until {when}.*");
const DND: Phrase = Phrase::en("nudge.dnd", "*{who} has notifications paused until {when}.*");
const TALKING: Phrase = Phrase::en("nudge.talking", "*{who} is in a conversation.*");
const OFF_HOURS: Phrase = Phrase::en("nudge.off_hours", "*{who} is not at work until {when}.*");
const AWAY: Phrase = Phrase::en("nudge.away", "*{who} is away until {when}.*");
const LONG_AWAY: Phrase = Phrase::en("nudge.long_away", "*{who} is away for a while.*");
const WHEN: Phrase = Phrase::en("nudge.when", "{theirs} in {zone}");
const WHEN_YOURS: Phrase = Phrase::en("nudge.when_yours", "{theirs} in {zone} (your {yours})");
const MORE: Phrase = Phrase::en("nudge.more", "And {n} more are not there now.");
const WAKES_ONE: Phrase =
    Phrase::en("nudge.wakes_one", "*This reaches one person outside their time,* of {of} looked at.");
const WAKES: Phrase =
    Phrase::en("nudge.wakes", "*This reaches {n} people outside their time,* of {of} looked at.");
const MEET: Phrase = Phrase::en("nudge.meet", "For a call: you all have time next {when}.");
const PRIVATE: Phrase =
    Phrase::en("nudge.private", "Only you see this. Your message stays as it is until you choose something.");

const HOLD_BUTTON: Phrase = Phrase::en("nudge.hold", "Hold till they're back");
const URGENT_BUTTON: Phrase = Phrase::en("nudge.urgent", "It's urgent");
const NO_REPLY_BUTTON: Phrase = Phrase::en("nudge.no_reply", "No reply needed");
const ELSEWHERE_BUTTON: Phrase = Phrase::en("nudge.elsewhere", "Ask somebody else");
const WHY_BUTTON: Phrase = Phrase::en("nudge.why", "Why this?");
const NOT_AGAIN_BUTTON: Phrase = Phrase::en("nudge.not_again", "Not again");

const BUTTONS: &[Button] = &[
    Button { action: "nudge.hold", label: &HOLD_BUTTON, primary: true },
    Button { action: "nudge.urgent", label: &URGENT_BUTTON, primary: false },
    Button { action: "nudge.no_reply", label: &NO_REPLY_BUTTON, primary: false },
    Button { action: "nudge.elsewhere", label: &ELSEWHERE_BUTTON, primary: false },
    Button { action: "nudge.why", label: &WHY_BUTTON, primary: false },
    Button { action: "nudge.not_again", label: &NOT_AGAIN_BUTTON, primary: false },
];

/// The note.
pub fn show(card: &NudgeCard) -> Shown {
    let said = said(card);
    let mut blocks = speech::sections(&said);
    blocks.push(bricks::small_print(&PRIVATE.say(card.locale)));
    let value = format!("{}:{}", card.channel, card.ts);
    blocks.push(bricks::buttons(BUTTONS, &value, card.locale));
    Shown { text: speech::text(&said), blocks }
}

fn said(card: &NudgeCard) -> Speech {
    let number = |n: usize| Piece::Ours(n.to_string());
    let mut said =
        card.people.iter().map(|person| line(person, card.locale)).fold(Speech::default(), Speech::line);
    if card.more > 0 {
        said = said.line(MORE.fill(card.locale, &[("n", number(card.more))]));
    }
    if let Some((n, of)) = card.wakes {
        let phrase = if n == 1 { &WAKES_ONE } else { &WAKES };
        said = said.line(phrase.fill(card.locale, &[("n", number(n)), ("of", number(of))]));
    }
    if let Some((at, fallback)) = &card.meet {
        let when = Piece::Moment { at: *at, fallback: fallback.clone() };
        said = said.line(MEET.fill(card.locale, &[("when", when)]));
    }
    said
}

fn line(person: &NudgeLine, locale: Locale) -> Speech {
    let who = ("who", bricks::name(&person.name, locale));
    if person.is_talking {
        return TALKING.fill(locale, &[who]);
    }
    let Some(until) = &person.until else { return LONG_AWAY.fill(locale, &[who]) };
    let phrase = match person.kind {
        Kind::Focus if person.is_dnd => &DND,
        Kind::Free | Kind::Focus => &FOCUS,
        Kind::OffHours => &OFF_HOURS,
        Kind::TimeOff | Kind::Holiday => &AWAY,
    };
    let when = Piece::Ours(when(until, locale));
    phrase.fill(locale, &[who, ("when", when)])
}

fn when(until: &DueWords, locale: Locale) -> String {
    let place = |words: &str| Piece::Ours(words.to_owned());
    let mut places = vec![("theirs", place(&until.theirs)), ("zone", place(&until.zone))];
    let phrase = match &until.asker {
        Some(yours) => {
            places.push(("yours", place(yours)));
            &WHEN_YOURS
        }
        None => &WHEN,
    };
    speech::plain(&phrase.fill(locale, &places), 200)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::{ChannelId, Ts};
    use crate::domain::text::PrivateText;

    fn bo(kind: Kind) -> NudgeLine {
        let until = DueWords {
            at: chrono::DateTime::UNIX_EPOCH,
            theirs: "11:00".into(),
            zone: "New York".into(),
            asker: Some("17:00".into()),
        };
        NudgeLine { name: PrivateText::new("Bo"), kind, is_dnd: false, is_talking: false, until: Some(until) }
    }

    fn card(people: Vec<NudgeLine>) -> NudgeCard {
        NudgeCard {
            channel: ChannelId::parse("C0LAUNCH").expect("id"),
            ts: Ts::parse("1700000000.000100").expect("ts"),
            people,
            more: 0,
            wakes: None,
            meet: None,
            locale: Locale::En,
        }
    }

    #[test]
    fn it_says_who_is_not_there_until_when_in_both_times() {
        for (person, says) in [
            (bo(Kind::Focus), "*Bo is in focus until 11:00 in New York (your 17:00).*"),
            (
                NudgeLine { is_dnd: true, ..bo(Kind::Focus) },
                "*Bo has notifications paused until 11:00 in New York (your 17:00).*",
            ),
            (bo(Kind::OffHours), "*Bo is not at work until 11:00 in New York (your 17:00).*"),
            (bo(Kind::Holiday), "*Bo is away until 11:00 in New York (your 17:00).*"),
            (NudgeLine { is_talking: true, ..bo(Kind::Focus) }, "*Bo is in a conversation.*"),
            (NudgeLine { until: None, ..bo(Kind::TimeOff) }, "*Bo is away for a while.*"),
        ] {
            assert_eq!(show(&card(vec![person])).text, says);
        }
    }

    #[test]
    fn its_buttons_are_these_in_this_order() {
        let blocks = serde_json::to_value(show(&card(vec![bo(Kind::Focus)])).blocks).expect("JSON");
        let buttons = blocks[2]["elements"].as_array().expect("buttons");
        let says: Vec<_> = buttons.iter().map(|b| b["text"]["text"].as_str().expect("words")).collect();
        let exactly = [
            "Hold till they're back",
            "It's urgent",
            "No reply needed",
            "Ask somebody else",
            "Why this?",
            "Not again",
        ];
        assert_eq!(says, exactly);
        assert!(buttons.iter().all(|b| b["value"] == "C0LAUNCH:1700000000.000100"));
    }

    #[test]
    fn of_a_crowd_it_says_how_many_and_names_nobody() {
        let shown = show(&NudgeCard { wakes: Some((2, 9)), ..card(Vec::new()) });
        assert_eq!(shown.text, "*This reaches 2 people outside their time,* of 9 looked at.");
        let shown = show(&NudgeCard { wakes: Some((1, 9)), ..card(Vec::new()) });
        assert!(shown.text.contains("one person"), "{}", shown.text);
    }

    #[test]
    fn a_hostile_name_does_no_harm() {
        let person = NudgeLine { name: PrivateText::new("*<!channel>*"), ..bo(Kind::Focus) };
        let text = show(&card(vec![person])).text;
        assert!(text.starts_with("*∗&lt;!channel&gt;∗ is in focus"), "{text}");
    }
}
