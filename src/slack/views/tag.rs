//! The tag's thread reply: who is expected by when, and the three buttons.

use super::bricks::{self, Button};
use super::{Shown, speech, window};
use crate::domain::outgoing::{TagCard, TagLine};
use crate::domain::text::{Piece, Speech};
use crate::domain::window::Window;
use crate::domain::words::{Locale, Phrase};

const EXPECTED: Phrase = Phrase::en("tag.line", "{who}: {when}");
const EXPECTED_YOURS: Phrase = Phrase::en("tag.line_yours", "{who}: {when} (your {yours})");
const NO_MOMENT: Phrase = Phrase::en("tag.no_moment", "{who}: no working time in the next 60 days");
const ON_IT_LINE: Phrase = Phrase::en("tag.on_it_line", ", on it");
const ANSWERED_LINE: Phrase = Phrase::en("tag.answered_line", ", answered");
const MORE: Phrase = Phrase::en("tag.more", "and {n} more");
const ZONES: Phrase = Phrase::en("tag.zones", "Everybody in their own time: {places}");
const DONE: Phrase = Phrase::en("tag.done_state", "Done, says {who}");

const ON_IT_BUTTON: Phrase = Phrase::en("tag.on_it", "On it");
const DONE_BUTTON: Phrase = Phrase::en("tag.done", "Done");
const CHANGE_BUTTON: Phrase = Phrase::en("tag.change", "Change window");

const BUTTONS: &[Button] = &[
    Button { action: "tag.on_it", label: &ON_IT_BUTTON, primary: false },
    Button { action: "tag.done", label: &DONE_BUTTON, primary: false },
    Button { action: "tag.change", label: &CHANGE_BUTTON, primary: false },
];

/// Most places named in the small print.
const PLACES: usize = 6;

/// The thread reply.
pub fn show(card: &TagCard) -> Shown {
    let headline = headline(card);
    let mut blocks = speech::sections(&headline);
    if card.done_by.is_none() {
        if let Some(places) = places(card) {
            blocks.push(bricks::small_print(&places));
        }
        let value = format!("{}:{}", card.channel, card.ts);
        blocks.push(bricks::buttons(BUTTONS, &value, card.locale));
    }
    Shown { text: speech::text(&headline), blocks }
}

/// "*Today* · Ana: today 17:00 (your 23:00) · Kofi: Mon 10:30".
fn headline(card: &TagCard) -> Speech {
    let bold = |words: Speech| {
        let mut bold = Speech::ours("*");
        bold.0.extend(words.0);
        bold.then(Piece::Ours("*".into()))
    };
    let mut said = match &card.done_by {
        Some(who) => {
            let done = DONE.fill(card.locale, &[("who", bricks::name(who, card.locale))]);
            let mut said = Speech::ours("✅ ");
            said.0.extend(done.0);
            said.then(Piece::Ours(" · ".into()))
        }
        None => Speech::default(),
    };
    said.0.extend(bold(window::spoken(&card.window, card.locale)).0);
    if card.window == Window::NoReply {
        return said;
    }
    for line in &card.lines {
        said.0.push(Piece::Ours(" · ".into()));
        said.0.extend(expected(line, card.locale).0);
    }
    if card.more > 0 {
        said.0.push(Piece::Ours(" · ".into()));
        said.0.extend(MORE.fill(card.locale, &[("n", Piece::Ours(card.more.to_string()))]).0);
    }
    said
}

fn expected(line: &TagLine, locale: Locale) -> Speech {
    let who = ("who", bricks::name(&line.name, locale));
    let said = match &line.due {
        None => NO_MOMENT.fill(locale, &[who]),
        Some(due) => {
            let when = ("when", Piece::Ours(due.theirs.clone()));
            match &due.asker {
                None => EXPECTED.fill(locale, &[who, when]),
                Some(yours) => {
                    EXPECTED_YOURS.fill(locale, &[who, when, ("yours", Piece::Ours(yours.clone()))])
                }
            }
        }
    };
    match (line.answered, line.on_it) {
        (true, _) => said.then(Piece::Ours(ANSWERED_LINE.text(locale).into())),
        (false, true) => said.then(Piece::Ours(ON_IT_LINE.text(locale).into())),
        (false, false) => said,
    }
}

/// Whose time it is: the places, each once, in the order of the lines.
fn places(card: &TagCard) -> Option<Speech> {
    let mut places: Vec<&str> = Vec::new();
    for due in card.lines.iter().filter_map(|line| line.due.as_ref()) {
        if !places.contains(&due.zone.as_str()) && places.len() < PLACES {
            places.push(&due.zone);
        }
    }
    (!places.is_empty()).then(|| ZONES.fill(card.locale, &[("places", Piece::Ours(places.join(", ")))]))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::ids::{ChannelId, Ts};
    use crate::domain::outgoing::DueWords;
    use crate::domain::text::PrivateText;

    fn card() -> TagCard {
        let due = |theirs: &str, zone: &str, asker: Option<&str>| DueWords {
            at: chrono::DateTime::UNIX_EPOCH,
            theirs: theirs.into(),
            zone: zone.into(),
            asker: asker.map(Into::into),
        };
        TagCard {
            channel: ChannelId::parse("C0LAUNCH").expect("id"),
            ts: Ts::parse("1700000000.000100").expect("ts"),
            window: Window::Today,
            lines: vec![
                TagLine {
                    name: PrivateText::new("Ana"),
                    due: Some(due("today 17:00", "Lima", Some("23:00"))),
                    on_it: false,
                    answered: false,
                },
                TagLine {
                    name: PrivateText::new("Kofi"),
                    due: Some(due("Mon 10:30", "Accra", None)),
                    on_it: true,
                    answered: false,
                },
            ],
            more: 0,
            done_by: None,
            locale: Locale::En,
        }
    }

    #[test]
    fn it_says_who_is_expected_by_when_in_whose_time() {
        let shown = show(&card());
        assert_eq!(shown.text, "*Today* · Ana: today 17:00 (your 23:00) · Kofi: Mon 10:30, on it");
        let blocks = serde_json::to_value(&shown.blocks).expect("JSON");
        assert_eq!(blocks[1]["elements"][0]["text"], "Everybody in their own time: Lima, Accra");
        let buttons: Vec<_> = blocks[2]["elements"].as_array().expect("buttons").iter().collect();
        let says: Vec<_> = buttons.iter().map(|b| &b["text"]["text"]).collect();
        assert_eq!(says, ["On it", "Done", "Change window"]);
        let actions: Vec<_> = buttons.iter().map(|b| &b["action_id"]).collect();
        assert_eq!(actions, ["tag.on_it", "tag.done", "tag.change"]);
        assert!(buttons.iter().all(|b| b["value"] == "C0LAUNCH:1700000000.000100"));
    }

    #[test]
    fn who_answered_is_told_from_who_is_on_it() {
        let mut card = card();
        card.lines[1].answered = true;
        assert!(show(&card).text.ends_with("Kofi: Mon 10:30, answered"));
    }

    #[test]
    fn a_done_one_says_who_ended_it_and_has_no_buttons() {
        let shown = show(&TagCard { done_by: Some(PrivateText::new("Ana")), ..card() });
        assert!(shown.text.starts_with("✅ Done, says Ana · *Today*"), "{}", shown.text);
        assert!(!serde_json::to_string(&shown.blocks).expect("JSON").contains("button"));
    }

    #[test]
    fn no_reply_needed_expects_nobody() {
        let shown = show(&TagCard { window: Window::NoReply, ..card() });
        assert_eq!(shown.text, "*No reply needed*");
    }

    #[test]
    fn hostile_empty_and_many_names_do_no_harm() {
        let mut card = card();
        for (name, says) in
            [("<!channel>", "&lt;!channel&gt;:"), ("*_`", "∗_':"), (" \n ", "somebody:"), ("a\nb", "a b:")]
        {
            card.lines[0].name = PrivateText::new(name);
            assert!(show(&card).text.contains(says), "{name}: {}", show(&card).text);
        }
        card.lines[0].name = PrivateText::new(format!("e{}", "\u{301}".repeat(100)).repeat(80));
        card.lines[1].due = None;
        card.more = 3;
        let text = show(&card).text;
        assert!(text.ends_with("Kofi: no working time in the next 60 days, on it · and 3 more"), "{text}");
        assert!(text.chars().count() < 300);
        assert_ne!(json!(show(&card).blocks), json!([]));
    }
}
